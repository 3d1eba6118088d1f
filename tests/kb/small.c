/* small.c: see small.h. */
#include "small.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct maker {
  char strings[4096];
  size_t strings_size;
  uint16_t lists[256];
  size_t list_count;
  uint32_t aliases[256];
  size_t alias_count;
  dp_kb_name names[64];
  size_t name_count;
} maker;

static dp_kb_string str(maker *m, const char *s) {
  for (size_t at = 0; at < m->strings_size; at += strlen(m->strings + at) + 1)
    if (strcmp(m->strings + at, s) == 0) return (dp_kb_string)at;
  size_t at = m->strings_size;
  memcpy(m->strings + at, s, strlen(s) + 1);
  m->strings_size += strlen(s) + 1;
  return (dp_kb_string)at;
}

static dp_kb_list list(maker *m, size_t count, const uint16_t *ids) {
  if (!count) return 0;
  size_t at = m->list_count;
  m->lists[m->list_count++] = (uint16_t)count;
  for (size_t i = 0; i < count; i++) m->lists[m->list_count++] = ids[i];
  return (dp_kb_list)at;
}

static void name(maker *m, dp_kb_what what, uint16_t target, unsigned rank, const char *s) {
  char folded[100];
  size_t size = dp_kb_fold(dp_str_of(s), folded, sizeof folded - 1);
  folded[size] = 0;
  m->names[m->name_count++] = (dp_kb_name){str(m, folded), target, (uint8_t)what, (uint8_t)rank};
}

static dp_kb_list aliases(maker *m, dp_kb_what what, uint16_t target, const char *first, const char *second) {
  size_t at = m->alias_count;
  m->aliases[m->alias_count++] = second ? 2 : 1;
  m->aliases[m->alias_count++] = str(m, first);
  if (second) m->aliases[m->alias_count++] = str(m, second);
  name(m, what, target, DP_RANK_NAME, first);
  if (second) name(m, what, target, DP_RANK_ALIAS, second);
  return (dp_kb_list)at;
}

static maker *sorting; /* qsort has no context */
static int by_name(const void *a, const void *b) {
  const dp_kb_name *x = a, *y = b;
  int order = strcmp(sorting->strings + x->folded, sorting->strings + y->folded);
  return order ? order : (int)x->rank - (int)y->rank;
}

/* ---- parts ------------------------------------------------------------------------------------------------------------ */

typedef struct part { unsigned char *at; size_t size; unsigned sections, most; } part;

static part begin(unsigned char *at, uint32_t number, unsigned sections) {
  dp_kb_header *h = (void *)at;
  *h = (dp_kb_header){.version = DP_KB_VERSION, .part = number, .date = 20261124, .section_count = sections};
  memcpy(h->magic, DP_KB_MAGIC, 8);
  return (part){at, sizeof *h + sections * sizeof(dp_kb_entry), 0, sections};
}

static void section(part *p, const char *section_name, const void *at, size_t count, size_t item) {
  if (p->sections == p->most) abort();
  dp_kb_entry *e = (dp_kb_entry *)(void *)(p->at + sizeof(dp_kb_header)) + p->sections++;
  *e = (dp_kb_entry){.count = (uint32_t)count, .offset = p->size, .size = count * item};
  memcpy(e->name, section_name, 4);
  if (count) memcpy(p->at + p->size, at, count * item);
  p->size += (count * item + 7) / 8 * 8;
  ((dp_kb_header *)(void *)p->at)->size = p->size;
}

void *small_section(small *s, const char *section_name, dp_kb_entry **entry) {
  for (size_t start = 0; start < s->size; start += ((dp_kb_header *)(void *)(s->bytes + start))->size) {
    dp_kb_header *h = (void *)(s->bytes + start);
    dp_kb_entry *e = (void *)(h + 1);
    for (size_t i = 0; i < h->section_count; i++)
      if (memcmp(e[i].name, section_name, 4) == 0) {
        if (entry) *entry = &e[i];
        return s->bytes + start + e[i].offset;
      }
  }
  fprintf(stderr, "no section %s\n", section_name);
  abort();
}

void small_seal(small *s) {
  dp_kb_header *h = (void *)s->bytes, *p = (void *)(s->bytes + s->engine);
  size_t from = offsetof(dp_kb_header, version);
  if (s->size > s->engine) {
    dp_kb_entry *e = (void *)(p + 1);
    const unsigned char *texts = s->bytes + s->engine + e[1].offset;
    dp_kb_article *a = (void *)(s->bytes + s->engine + e[0].offset);
    for (size_t i = 0; i < e[0].size / sizeof *a; i++)
      if (a[i].offset <= e[1].size && a[i].size <= e[1].size - a[i].offset)
        dp_sha256(texts + a[i].offset, a[i].size, a[i].sha256);
    dp_sha256(a, e[0].size, p->sha256);
    memcpy(h->prose, p->sha256, 32);
    p->check = dp_kb_checksum(&p->version, e[0].offset + e[0].size - from);
  }
  dp_sha256(h + 1, s->engine - sizeof *h, h->sha256);
  h->check = dp_kb_checksum(&h->version, s->engine - from);
}

static size_t article(unsigned char *at, const uint32_t *sections, const char *const *bodies, size_t count) {
  dp_kb_passage *p = (void *)at;
  size_t size = count * sizeof *p;
  for (size_t i = 0; i < count; i++) {
    p[i] = (dp_kb_passage){sections[i], 10 + (uint32_t)i, (uint32_t)size, (uint32_t)strlen(bodies[i])};
    memcpy(at + size, bodies[i], strlen(bodies[i]));
    size += strlen(bodies[i]);
  }
  return (size + 7) / 8 * 8;
}

/* ---- the knowledge ------------------------------------------------------------------------------------------------------ */

void small_build(small *s) {
  memset(s, 0, sizeof *s);
  maker *m = calloc(1, sizeof *m);
  if (!m) abort();
  m->strings_size = m->list_count = m->alias_count = 1;

  dp_kb_string files[3] = {str(m, "findings/a.txt"), str(m, "conditions/heart/x.txt"), str(m, "symptoms/chest_pain.txt")};
  dp_kb_source sources[1] = {{str(m, "nice_ng185"), str(m, "Acute coronary syndromes"), str(m, "NICE"),
                              str(m, "https://www.nice.org.uk"), 3, 0, 2020}};
  name(m, DP_IS_SOURCE, 0, DP_RANK_ID, "nice_ng185");
  dp_kb_unit units[2] = {{1000000, 0, str(m, "C"), 0}, {555600, 32000, str(m, "F"), 0}};
  dp_kb_guess guesses[1] = {{90000, 112000, 1, 0}};
  dp_kb_measure measures[1] = {{25000, 45000, str(m, "temperature"), str(m, "Body temperature"), str(m, "C"),
                                0, 2, 0, 1, 5, 0, 1, 0}};
  name(m, DP_IS_MEASURE, 0, DP_RANK_ID, "temperature");
  name(m, DP_IS_MEASURE, 0, DP_RANK_NAME, "Body temperature");
  dp_kb_when whens[2] = {{38000, INT64_MAX, 0, 65 * 365, 0, 2, DP_OP_GE, 0, 0, 0},
                         {37500, INT64_MAX, 65 * 365, UINT32_MAX, 0, 2, DP_OP_GT, 'f', 0, 0}};

  dp_kb_list only0 = list(m, 1, (uint16_t[]){0}), only1 = list(m, 1, (uint16_t[]){1}), only4 = list(m, 1, (uint16_t[]){4});
  dp_kb_list forms = list(m, 2, (uint16_t[]){5, 6}), denied = list(m, 1, (uint16_t[]){2});
  static const struct { const char *id, *name; uint8_t kind, flags; uint16_t condition; } vocabulary[8] = {
      {"chest_pain", "Chest pain", DP_KIND_SYMPTOM, DP_FINDING_USED, DP_NONE},
      {"chest_pain_exertional", "Chest pain on exertion", DP_KIND_SYMPTOM, DP_FINDING_USED, DP_NONE},
      {"fever", "Fever", DP_KIND_VITAL, DP_FINDING_USED | DP_FINDING_MEASURED, DP_NONE},
      {"troponin_raised", "Raised troponin", DP_KIND_LAB, DP_FINDING_USED | DP_FINDING_TESTED, DP_NONE},
      {"heart_disease", "Heart disease", DP_KIND_DISEASE, DP_FINDING_CLASS, DP_NONE},
      {"myocardial_infarction", "Myocardial infarction", DP_KIND_DISEASE, 0, 0},
      {"angina", "Angina", DP_KIND_DISEASE, 0, 1},
      {"pneumonia", "Pneumonia", DP_KIND_DISEASE, 0, 2},
  };
  dp_kb_finding findings[8];
  dp_kb_topic topics[5] = {0};
  for (uint16_t f = 0; f < 8; f++) {
    findings[f] = (dp_kb_finding){.id = str(m, vocabulary[f].id), .name = str(m, vocabulary[f].name),
                                  .ask = str(m, "Do you have it?"), .rate_ppm = 1000u * f, .line = f + 1u,
                                  .condition = vocabulary[f].condition, .kind = vocabulary[f].kind, .striking = 50,
                                  .flags = vocabulary[f].flags, .file = f >= 5};
    name(m, DP_IS_FINDING, f, DP_RANK_ID, vocabulary[f].id);
    if (f < 5) name(m, DP_IS_FINDING, f, DP_RANK_NAME, vocabulary[f].name);
  }
  findings[0].children = only1;
  findings[0].complaint_ppm = 10000;
  findings[1].parents = findings[1].ancestors = only0;
  findings[2].when_count = 2;
  findings[3].denies = denied;
  findings[4].children = forms;
  findings[5].parents = findings[5].ancestors = findings[6].parents = findings[6].ancestors = only4;
  name(m, DP_IS_FINDING, 0, DP_RANK_ALIAS, "pain in the chest");

  dp_kb_row rows[] = {
      {0, 800, 900, 0, 3, 0}, {3, 970, 970, 0, 4, DP_ROW_REQUIRED}, {2, 20, 20, DP_NONE, 5, DP_ROW_EXCLUDED}, /* infarction */
      {0, 600, 600, DP_NONE, 6, 0},                                                                          /* old */
      {0, 750, 750, DP_NONE, 7, 0},                                                                          /* comes */
      {1, 900, 950, 0, 3, 0}, {0, 950, 950, 0, 4, 0},                                                        /* angina */
      {2, 700, 800, DP_NONE, 3, 0}, {0, 300, 400, DP_NONE, 4, 0},                                            /* pneumonia */
      {2, 900, 900, DP_NONE, 5, 0},                                                                          /* children */
  };
  dp_kb_risk risks[] = {{2500, 4, 0, 8, 0}, {1500, 7, DP_NONE, 9, 0}};
  static const struct { const char *name, *alias; } conditions_named[3] = {
      {"Myocardial infarction", "heart attack"}, {"Angina", NULL}, {"Pneumonia", "Lungenentz\xC3\xBCndung"}};
  dp_kb_condition conditions[3];
  uint32_t row = 0, risk = 0;
  for (uint16_t i = 0; i < 3; i++) {
    dp_kb_condition *c = &conditions[i];
    *c = (dp_kb_condition){.id = findings[5 + i].id, .name = findings[5 + i].name, .icd10 = str(m, "I21"),
                           .field = str(m, "heart"), .danger_text = str(m, "Every minute counts."),
                           .ancestors = findings[5 + i].ancestors, .row_first = row, .risk_first = risk,
                           .rate_milli = 200000, .prevalence_ppm = 40000, .pregnancy_milli = 1000, .reviewed = 20261124,
                           .line = 1, .file = 1, .finding = (uint16_t)(5 + i), .rate_source = DP_NONE,
                           .female_permille = 350, .urgency = DP_EMERGENCY, .danger = 9};
    for (unsigned b = 0; b < DP_BANDS; b++) c->age_milli[b] = 1000;
    for (unsigned k = 0; k < DP_SETTING_COUNT; k++) c->setting_milli[k] = 1000;
    for (unsigned k = 0; k < DP_REGION_COUNT; k++) c->region_milli[k] = 1000;
    for (unsigned k = 0; k < DP_SEASON_COUNT; k++) c->season_milli[k] = 1000;
    for (unsigned k = 0; k < DP_COURSE_COUNT; k++) c->course_permille[k] = i ? 100 : UINT16_MAX;
    c->sudden_permille = 650;
    c->recurrent_permille = UINT16_MAX;
    if (i == 0) c->row_count[DP_ROWS_ALL] = 3, c->row_count[DP_ROWS_OLD] = c->row_count[DP_ROWS_COMES] = 1, c->risk_count = 2;
    if (i == 1) c->row_count[DP_ROWS_ALL] = 2;
    if (i == 2) c->row_count[DP_ROWS_ALL] = 2, c->row_count[DP_ROWS_CHILDREN] = 1;
    for (unsigned t = 0; t < DP_ROWS_COUNT; t++) row += c->row_count[t];
    risk += c->risk_count;
    c->aliases = aliases(m, DP_IS_FINDING, (uint16_t)(5 + i), conditions_named[i].name, conditions_named[i].alias);
    topics[i] = (dp_kb_topic){c->id, c->name, c->aliases, 1, 20261124, 1, c->finding, DP_TOPIC_CONDITION, 0};
    name(m, DP_IS_TOPIC, i, DP_RANK_NAME, conditions_named[i].name);
  }
  conditions[0].confused = list(m, 2, (uint16_t[]){6, 7});
  conditions[0].redflags = only0;
  topics[3] = (dp_kb_topic){findings[0].id, findings[0].name, aliases(m, DP_IS_TOPIC, 3, "Chest pain", NULL), 1, 20261124, 2, 0,
                            DP_TOPIC_SYMPTOM, 0};
  topics[4] = (dp_kb_topic){str(m, "ecg"), str(m, "Electrocardiogram"),
                            aliases(m, DP_IS_TOPIC, 4, "Electrocardiogram", "ECG"), 1, 20261124, 2, DP_NONE,
                            DP_TOPIC_PROCEDURE, 0};
  sorting = m;
  qsort(m->names, m->name_count, sizeof *m->names, by_name);

  part p = begin(s->bytes, 1, 16);
  section(&p, "STRS", m->strings, m->strings_size, 1);
  section(&p, "LIST", m->lists, m->list_count, sizeof *m->lists);
  section(&p, "ALIA", m->aliases, m->alias_count, sizeof *m->aliases);
  section(&p, "FILE", files, 3, sizeof *files);
  section(&p, "SRCS", sources, 1, sizeof *sources);
  section(&p, "FIND", findings, 8, sizeof *findings);
  section(&p, "MEAS", measures, 1, sizeof *measures);
  section(&p, "UNIT", units, 2, sizeof *units);
  section(&p, "GUES", guesses, 1, sizeof *guesses);
  section(&p, "WHEN", whens, 2, sizeof *whens);
  section(&p, "COND", conditions, 3, sizeof *conditions);
  section(&p, "ROWS", rows, row, sizeof *rows);
  section(&p, "RISK", risks, risk, sizeof *risks);
  section(&p, "TOPC", topics, 5, sizeof *topics);
  section(&p, "NAME", m->names, m->name_count, sizeof *m->names);
  section(&p, "LEXI", "opaque", 6, 1);
  s->engine = p.size;

  static _Alignas(8) unsigned char texts[1024];
  memset(texts, 0, sizeof texts);
  dp_kb_article index[5] = {0};
  index[0].text_count = 2;
  index[0].size = (uint32_t)article(texts, (uint32_t[]){DP_TEXT_SUMMARY, DP_TEXT_CAUSES},
                                    (const char *[]){"Death of heart muscle.", "A blocked artery."}, 2);
  for (unsigned i = 1; i < 5; i++) index[i].offset = index[0].size;
  index[3].text_count = 1;
  index[3].size = (uint32_t)article(texts + index[0].size, (uint32_t[]){DP_TEXT_WHAT}, (const char *[]){"Pain \xC3\xA9."}, 1);
  index[4].offset = index[3].offset + index[3].size;
  p = begin(s->bytes + s->engine, 2, 2);
  section(&p, "PIDX", index, 5, sizeof *index);
  section(&p, "PTXT", texts, index[4].offset, 1);
  s->size = s->engine + p.size;
  if (s->size > SMALL_ROOM) abort();
  small_seal(s);
  free(m);
}

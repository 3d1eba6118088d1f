/* image.c: the model as the image of src/kb/kb.h.
 *
 * First the tables, each a growing section, with strings and lists in pools where equal ones are kept once. That image
 * is opened like any other (so a mistake here is refused at once, not on a patient's device), the lexicon is built from
 * the phrases and the weights from the opened tables, and all is written again with these two sections and the prose
 * part behind. The order of everything is that of the model, so the same knowledge gives the same bytes.
 */
#include "inner.h"
#include "../ency/ency.h"
#include "../engine/weights.h"
#include "../engine/wording.h"

enum {
  STRS,
  LIST,
  ALIA,
  FILES,
  SRCS,
  FIND,
  MEAS,
  UNIT,
  GUES,
  WHEN,
  COND,
  ROWS,
  RISK,
  TOPC,
  NAMES,
  LEXI,
  WGHT,
  WORD,
  RULE,
  MEDI,
  MORE,
  OVER,
  SECTIONS
};
static const struct {
  char name[5];
  size_t item;
} shapes[SECTIONS] = {{"STRS", 1},
                      {"LIST", sizeof(uint16_t)},
                      {"ALIA", sizeof(uint32_t)},
                      {"FILE", sizeof(dp_kb_string)},
                      {"SRCS", sizeof(dp_kb_source)},
                      {"FIND", sizeof(dp_kb_finding)},
                      {"MEAS", sizeof(dp_kb_measure)},
                      {"UNIT", sizeof(dp_kb_unit)},
                      {"GUES", sizeof(dp_kb_guess)},
                      {"WHEN", sizeof(dp_kb_when)},
                      {"COND", sizeof(dp_kb_condition)},
                      {"ROWS", sizeof(dp_kb_row)},
                      {"RISK", sizeof(dp_kb_risk)},
                      {"TOPC", sizeof(dp_kb_topic)},
                      {"NAME", sizeof(dp_kb_name)},
                      {"LEXI", 1},
                      {"WGHT", 1},
                      {"WORD", 1},
                      {"RULE", 1},
                      {"MEDI", 1},
                      {"MORE", 1},
                      {"OVER", 1}};

typedef struct named {
  dp_str folded;
  dp_kb_name row;
} named;
typedef struct writer {
  const kbc_model *m;
  dp_arena *arena;
  dp_buf at[SECTIONS];
  kbc_map strings, lists, aliases;
  struct {
    named *at;
    size_t count, room;
  } names;
  struct {
    uint16_t *at;
    size_t count, room;
  } * children; /* per finding */
  uint32_t date;
  uint8_t prose_hash[32];
} writer;

static void put(writer *w, int section, const void *item) { dp_buf_bytes(&w->at[section], item, shapes[section].item); }
static size_t count_of(const writer *w, int section) { return w->at[section].size / shapes[section].item; }

/* ---- pools ------------------------------------------------------------------------------------------------------- */

static dp_kb_string put_string(writer *w, dp_str s) {
  if (s.size == 0) return 0;
  bool added;
  uint32_t *at = kbc_map_add(&w->strings, s, (uint32_t)w->at[STRS].size, &added);
  if (!at) return 0;
  if (added) {
    dp_buf_str(&w->at[STRS], s);
    dp_buf_char(&w->at[STRS], 0);
  }
  return *at;
}

/* A list of `count` items in a pool of the same item size; the place of its count. Equal lists share one place. */
static dp_kb_list put_items(writer *w, kbc_map *map, int section, const void *items, size_t count) {
  if (count == 0) return 0;
  size_t size = count * shapes[section].item;
  char *key = dp_arena_copy(w->arena, (dp_str){items, size});
  bool added;
  uint32_t *at = key ? kbc_map_add(map, (dp_str){key, size}, (uint32_t)count_of(w, section), &added) : NULL;
  if (!at) return 0;
  if (added) {
    uint16_t narrow = (uint16_t)count;
    uint32_t wide = (uint32_t)count;
    put(w, section, section == LIST ? (const void *)&narrow : (const void *)&wide);
    dp_buf_bytes(&w->at[section], items, size);
  }
  return *at;
}
static dp_kb_list put_list(writer *w, const uint16_t *ids, size_t count) {
  return put_items(w, &w->lists, LIST, ids, count);
}

static dp_kb_list put_refs(writer *w, const kbc_refs *refs) {
  uint16_t *ids = DP_NEW_ARRAY(w->arena, uint16_t, refs->count);
  if (!ids) return 0;
  for (size_t i = 0; i < refs->count; i++) ids[i] = refs->at[i].at;
  return put_list(w, ids, refs->count);
}

/* The name first, then the aliases, then the American spelling of each that is not among them. */
static dp_kb_list put_aliases(writer *w, dp_str name, const kbc_phrases *aka) {
  uint32_t *strings = DP_NEW_ARRAY(w->arena, uint32_t, 2 * (aka->count + 1));
  if (!strings) return 0;
  size_t count = aka->count + 1, n = count;
  strings[0] = put_string(w, name);
  for (size_t i = 0; i < aka->count; i++) strings[i + 1] = put_string(w, aka->at[i].text);
  for (size_t i = 0; i < count; i++) {
    dp_str american = kbc_american(i ? aka->at[i - 1].text : name, w->arena);
    uint32_t s = american.size ? put_string(w, american) : 0;
    bool there = !s;
    for (size_t k = 0; k < n && !there; k++) there = strings[k] == s;
    if (!there) strings[n++] = s;
  }
  return put_items(w, &w->aliases, ALIA, strings, n);
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static void put_name(writer *w, dp_str text, dp_kb_what what, size_t target, uint8_t rank) {
  char folded[256];
  size_t n = dp_kb_fold(text, folded, sizeof folded - 1);
  if (n == 0 || n > sizeof folded - 1) return; /* nobody will look for it */
  char *copy = dp_arena_copy(w->arena, (dp_str){folded, n});
  named name = {{copy, n}, {0, (uint16_t)target, (uint8_t)what, rank}};
  if (copy) (void)DP_PUSH(w->arena, &w->names, name);
}

static void put_names_of(writer *w, dp_kb_what what, size_t target, dp_str id, dp_str name, const kbc_phrases *more) {
  put_name(w, id, what, target, DP_RANK_ID);
  put_name(w, name, what, target, DP_RANK_NAME);
  for (size_t i = 0; more && i < more->count; i++) put_name(w, more->at[i].text, what, target, DP_RANK_ALIAS);
}

static int compare_names(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const named *x = a, *y = b;
  int c = dp_str_cmp(x->folded, y->folded);
  if (c) return c;
  if (x->row.rank != y->row.rank) return x->row.rank - y->row.rank;
  if (x->row.what != y->row.what) return x->row.what - y->row.what;
  return x->row.target - y->row.target;
}

/* Sorted; of the same name of the same thing only the best rank is kept. */
static bool put_names(writer *w) {
  if (!dp_sort(w->arena, w->names.at, w->names.count, sizeof *w->names.at, compare_names, NULL)) return false;
  size_t first = 0; /* of those with the same folded text */
  for (size_t i = 0; i < w->names.count; i++) {
    named *n = &w->names.at[i];
    if (!dp_str_eq(w->names.at[first].folded, n->folded)) first = i;
    bool known = false;
    for (size_t k = first; k < i; k++)
      known = known || (w->names.at[k].row.what == n->row.what && w->names.at[k].row.target == n->row.target);
    if (known) continue;
    n->row.folded = put_string(w, n->folded);
    put(w, NAMES, &n->row);
  }
  return true;
}

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static void put_sources(writer *w) {
  for (size_t i = 0; i < w->m->sources.count; i++) {
    const kbc_source *s = &w->m->sources.at[i];
    dp_kb_source row = {put_string(w, s->id),
                        put_string(w, s->title),
                        put_string(w, s->publisher),
                        put_string(w, s->url),
                        s->place.line,
                        s->place.file,
                        s->year};
    put(w, SRCS, &row);
    put_names_of(w, DP_IS_SOURCE, i, s->id, s->title, NULL);
  }
}

static void put_measures(writer *w) {
  for (size_t i = 0; i < w->m->measures.count; i++) {
    const kbc_measure *m = &w->m->measures.at[i];
    dp_kb_measure row = {.low_milli = m->low_milli,
                         .high_milli = m->high_milli,
                         .id = put_string(w, m->id),
                         .name = put_string(w, m->name),
                         .unit = put_string(w, m->unit),
                         .unit_first = (uint16_t)count_of(w, UNIT),
                         .unit_count = (uint16_t)m->units.count,
                         .guess_first = (uint16_t)count_of(w, GUES),
                         .guess_count = (uint16_t)m->guesses.count,
                         .line = m->place.line,
                         .file = m->place.file,
                         .decimals = m->decimals};
    put(w, MEAS, &row);
    for (size_t k = 0; k < m->units.count; k++) {
      dp_kb_unit u = {m->units.at[k].factor_micro, m->units.at[k].offset_milli, put_string(w, m->units.at[k].name), 0};
      put(w, UNIT, &u);
    }
    for (size_t k = 0; k < m->guesses.count; k++) {
      dp_kb_guess g = {m->guesses.at[k].low_milli, m->guesses.at[k].high_milli, m->guesses.at[k].unit, 0};
      put(w, GUES, &g);
    }
    put_names_of(w, DP_IS_MEASURE, i, m->id, m->name, &m->say);
  }
}

static void put_whens(writer *w, size_t finding, const kbc_finding *f) {
  for (size_t k = 0; k < f->whens.count; k++) {
    const kbc_when *t = &f->whens.at[k];
    dp_kb_when row = {.milli = t->milli,
                      .milli_to = t->milli_to,
                      .from_days = t->from_days,
                      .to_days = t->to_days,
                      .measure = t->measure.at,
                      .finding = (uint16_t)finding,
                      .op = (uint8_t)t->op,
                      .sex = (uint8_t)t->sex,
                      .pregnant = t->pregnant};
    put(w, WHEN, &row);
  }
}

static bool put_findings(writer *w) {
  const kbc_model *m = w->m;
  dp_arena scratch;
  dp_arena_init(&scratch, &w->arena->allocator);
  bool ok = true;
  for (size_t i = 0; ok && i < m->findings.count; i++) {
    const kbc_finding *f = &m->findings.at[i];
    uint16_t *up = NULL;
    size_t up_count = 0;
    dp_arena_reset(&scratch);
    if (!kbc_ancestors(m, (uint16_t)i, &scratch, &up, &up_count)) {
      ok = false;
      break;
    }
    bool class = f->kind == DP_KIND_DISEASE && f->condition == DP_NONE;
    dp_kb_finding row = {.id = put_string(w, f->id),
                         .name = put_string(w, f->name),
                         .ask = put_string(w, f->ask),
                         .hpo = put_string(w, f->hpo),
                         .rate_ppm = f->rate_ppm,
                         .complaint_ppm = f->complaint_ppm,
                         .parents = put_refs(w, &f->parents),
                         .ancestors = put_list(w, up, up_count),
                         .children = put_list(w, w->children[i].at, w->children[i].count),
                         .denies = put_refs(w, &f->denies),
                         .line = f->place.line,
                         .file = f->place.file,
                         .condition = f->condition,
                         .when_first = (uint16_t)count_of(w, WHEN),
                         .when_count = (uint16_t)f->whens.count,
                         .kind = (uint8_t)f->kind,
                         .cost = f->cost,
                         .striking = f->striking,
                         .flags =
                             (uint8_t)((f->whens.count ? DP_FINDING_MEASURED : 0) | (class ? DP_FINDING_CLASS : 0) |
                                       (f->used ? DP_FINDING_USED : 0) | (f->test.count ? DP_FINDING_TESTED : 0))};
    put(w, FIND, &row);
    put_whens(w, i, f);
    put_names_of(w, DP_IS_FINDING, i, f->id, f->name, &f->say);
  }
  dp_arena_free(&scratch);
  return ok;
}

static uint16_t lines_below(const kbc_condition *c, kbc_place p) {
  uint32_t n = p.line > c->place.line ? p.line - c->place.line : 0;
  return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

static void put_condition(writer *w, const kbc_condition *c) {
  dp_kb_condition row = {.id = put_string(w, c->id),
                         .name = put_string(w, c->name),
                         .icd10 = put_string(w, c->icd10),
                         .field = put_string(w, c->field),
                         .danger_text = put_string(w, c->danger_text),
                         .aliases = put_aliases(w, c->name, &c->aka),
                         .confused = put_refs(w, &c->confused),
                         .complications = put_refs(w, &c->complications),
                         .redflags = put_refs(w, &c->redflags),
                         .row_first = (uint32_t)count_of(w, ROWS),
                         .risk_first = (uint32_t)count_of(w, RISK),
                         .rate_milli = c->rate_milli,
                         .prevalence_ppm = c->prevalence_ppm,
                         .pregnancy_milli = c->pregnancy_milli,
                         .reviewed = c->reviewed,
                         .line = c->place.line,
                         .file = c->place.file,
                         .finding = c->finding,
                         .rate_source = c->rate_cite.source.at,
                         .female_permille = c->female_permille,
                         .risk_count = (uint16_t)c->risks.count,
                         .sudden_permille = c->sudden_permille,
                         .recurrent_permille = c->recurrent_permille,
                         .urgency = (uint8_t)c->urgency,
                         .danger = c->danger,
                         .flags = c->flags};
  /* the ancestors of its finding, whose row is written */
  const dp_kb_finding *own = (const dp_kb_finding *)(const void *)w->at[FIND].at + c->finding;
  row.ancestors = own->ancestors;
  memcpy(row.age_milli, c->age_milli, sizeof row.age_milli);
  memcpy(row.setting_milli, c->setting_milli, sizeof row.setting_milli);
  memcpy(row.region_milli, c->region_milli, sizeof row.region_milli);
  memcpy(row.season_milli, c->season_milli, sizeof row.season_milli);
  memcpy(row.course_permille, c->course_permille, sizeof row.course_permille);
  for (unsigned t = 0; t < DP_ROWS_COUNT; t++) {
    row.row_count[t] = (uint16_t)c->rows[t].count;
    for (size_t k = 0; k < c->rows[t].count; k++) {
      const kbc_row *r = &c->rows[t].at[k];
      dp_kb_row out = {r->finding.at, r->low, r->high, r->cite.source.at, lines_below(c, r->finding.place), r->flags};
      put(w, ROWS, &out);
    }
  }
  for (size_t k = 0; k < c->risks.count; k++) {
    const kbc_row *r = &c->risks.at[k];
    dp_kb_risk out = {r->odds_milli, r->finding.at, r->cite.source.at, lines_below(c, r->finding.place), 0};
    put(w, RISK, &out);
  }
  put(w, COND, &row);
  if (c->reviewed > w->date) w->date = c->reviewed;
}

static void put_topics(writer *w) {
  const kbc_model *m = w->m;
  for (size_t i = 0; i < m->conditions.count; i++) {
    const kbc_condition *c = &m->conditions.at[i];
    dp_kb_topic row = {put_string(w, c->id),
                       put_string(w, c->name),
                       put_aliases(w, c->name, &c->aka),
                       c->place.line,
                       c->reviewed,
                       c->place.file,
                       c->finding,
                       DP_TOPIC_CONDITION,
                       0};
    put(w, TOPC, &row);
    put_names_of(w, DP_IS_TOPIC, i, c->id, c->name, &c->aka);
  }
  for (size_t i = 0; i < m->topics.count; i++) {
    const kbc_topic *t = &m->topics.at[i];
    dp_kb_topic row = {put_string(w, t->id),
                       put_string(w, t->name),
                       put_aliases(w, t->name, &t->aka),
                       t->place.line,
                       t->reviewed,
                       t->place.file,
                       t->about.at,
                       (uint16_t)t->kind,
                       0};
    put(w, TOPC, &row);
    put_names_of(w, DP_IS_TOPIC, m->conditions.count + i, t->id, t->name, &t->aka);
    if (t->reviewed > w->date) w->date = t->reviewed;
  }
}

static dp_kb_string put_more_string(void *ctx, dp_str s) { return put_string(ctx, s); }

static bool put_tables(writer *w) {
  const kbc_model *m = w->m;
  static const uint32_t zero = 0;
  put(w, STRS, &zero);
  put(w, LIST, &zero);
  put(w, ALIA, &zero);
  w->children = dp_arena_array(w->arena, m->findings.count, sizeof *w->children);
  if (!w->children) return false;
  for (size_t i = 0; i < m->findings.count; i++)
    for (size_t k = 0; k < m->findings.at[i].parents.count; k++)
      if (!DP_PUSH(w->arena, &w->children[m->findings.at[i].parents.at[k].at], (uint16_t)i)) return false;
  for (size_t i = 0; i < m->files.count; i++) {
    dp_kb_string s = put_string(w, m->files.at[i]);
    put(w, FILES, &s);
  }
  put_sources(w);
  put_measures(w);
  if (!put_findings(w) || w->at[FIND].failed) return false;
  for (size_t i = 0; i < m->conditions.count; i++) put_condition(w, &m->conditions.at[i]);
  put_topics(w);
  if (!kbc_more(m, w->arena, put_more_string, w, &w->at[MORE])) return false;
  return put_names(w);
}

/* ---- the image --------------------------------------------------------------------------------------------------- */

static void emit(const writer *w, dp_buf *out) {
  dp_kb_entry entries[SECTIONS];
  uint32_t n = 0;
  size_t offset = 0;
  for (int s = 0; s < SECTIONS; s++) {
    if (s >= LEXI && w->at[s].size == 0) continue;
    dp_kb_entry e = {"", (uint32_t)count_of(w, s), offset, w->at[s].size};
    memcpy(e.name, shapes[s].name, 4);
    entries[n++] = e;
    offset += (w->at[s].size + 7) / 8 * 8;
  }
  size_t head = sizeof(dp_kb_header) + n * sizeof *entries, start = out->size;
  for (uint32_t i = 0; i < n; i++) entries[i].offset += head;
  dp_kb_header h = {.version = DP_KB_VERSION, .part = 1, .size = head + offset, .section_count = n, .date = w->date};
  memcpy(h.magic, DP_KB_MAGIC, sizeof h.magic);
  memcpy(h.prose, w->prose_hash, sizeof h.prose);
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_bytes(out, entries, n * sizeof *entries);
  for (int s = 0; s < SECTIONS; s++) {
    dp_buf_str(out, dp_buf_view(&w->at[s]));
    while ((out->size - start) % 8 && !out->failed) dp_buf_char(out, 0);
  }
  if (out->failed) return;
  dp_kb_header *written = (dp_kb_header *)(void *)(out->at + start);
  dp_sha256(written + 1, (size_t)h.size - sizeof h, written->sha256);
  size_t from = offsetof(dp_kb_header, version);
  written->check = dp_kb_checksum(out->at + start + from, (size_t)h.size - from);
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

static dp_status no_memory(dp_error *err) {
  return dp_fail(err, DP_ERR_MEMORY, "no memory to build the knowledge image");
}

dp_status kbc_build(const kbc_model *m, kbc_build_options options, dp_arena *arena, dp_buf *out, dp_error *err) {
  writer w = {.m = m, .arena = arena, .date = 20000101};
  for (int s = 0; s < SECTIONS; s++) dp_buf_init(&w.at[s], arena);
  w.strings.arena = w.lists.arena = w.aliases.arena = arena;
  dp_buf tables, prose;
  dp_buf_init(&tables, arena);
  dp_buf_init(&prose, arena);
  if (options.overrides_hash) dp_buf_text(&w.at[OVER], options.overrides_hash);
  if (!put_tables(&w)) return no_memory(err);
  kbc_articles articles = {0};
  if (!options.prose_hash && (!kbc_articles_of(m, arena, &articles) || !kbc_prose(&articles, DP_STR(""), w.date, &prose))) return no_memory(err);
  memcpy(w.prose_hash, options.prose_hash ? options.prose_hash : articles.hash, sizeof w.prose_hash);
  for (int s = 0; s < SECTIONS; s++) {
    if (w.at[s].failed) return no_memory(err);
    if (count_of(&w, s) > UINT32_MAX ||
        (s != STRS && s != LIST && s != ALIA && s != ROWS && s != RISK && s != NAMES && count_of(&w, s) > DP_NONE))
      return dp_fail(err, DP_ERR_KNOWLEDGE, "the table %s of the knowledge has %zu rows: too many", shapes[s].name,
                     count_of(&w, s));
  }
  if (!options.tables_only) {
    emit(&w, &tables);
    if (tables.failed || arena->failed) return no_memory(err);
    dp_kb *kb;
    dp_status status = dp_kb_open_image(tables.at, tables.size, &arena->allocator, &kb, err);
    if (status != DP_OK) return status;
    status = kbc_lexicon(m, arena, NULL, NULL, &w.at[LEXI], err);
    if (status == DP_OK) status = dp_weights_build(kb, arena, &w.at[WGHT], err);
    if (status == DP_OK) status = dp_wording_build(kb, w.at[LEXI].at, w.at[LEXI].size, arena, &w.at[WORD], err);
    if (status == DP_OK) status = kbc_rules(m, arena, &w.at[RULE], err);
    if (status == DP_OK) status = kbc_medicines(m, arena, &w.at[MEDI], err);
    if (status == DP_OK && !options.prose_hash) { /* the index is made of the articles, and goes with them */
      dp_buf search;
      dp_buf_init(&search, arena);
      status = dp_kb_attach_prose(kb, prose.at, prose.size, err);
      if (status == DP_OK) status = dp_search_build(kb, arena, &search, err);
      prose.size = 0;
      if (status == DP_OK && !kbc_prose(&articles, dp_buf_view(&search), w.date, &prose)) status = no_memory(err);
    }
    dp_kb_close_image(kb);
    if (status != DP_OK) return status;
  }
  emit(&w, out);
  dp_buf_str(out, dp_buf_view(&prose));
  return out->failed || arena->failed ? no_memory(err) : DP_OK;
}

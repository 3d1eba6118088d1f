/* resolve.c: from names to indexes, and from what is stated to what follows.
 *
 * In this order: the disease findings of classes and conditions are added behind the vocabulary; all ids go into one
 * map (a second use of an id is an error); every reference is looked up and, when it is unknown, reported with the
 * nearest name and taken out, so that what comes after sees no dangling index; is-a cycles are reported and cut;
 * defaults and derived numbers are filled in.
 *
 * An author who writes `dyspnoea` where the vocabulary has `breathlessness` is told so: a suggestion is looked for
 * among the phrases and names of findings first, then among ids that are near by letters.
 */
#include "inner.h"
#include "../engine/medicine.h"

typedef struct resolver {
  kbc_model *m;
  dp_arena *arena;
  kbc_report *report;
  kbc_map ids; /* findings and measures: value = finding index, or MEASURE + measure index */
  kbc_map sources, topics, words;
  kbc_map phrases; /* folded names and phrases: finding index, for suggestions */
} resolver;
enum { MEASURE = 0x10000 };

/* ---- ids --------------------------------------------------------------------------------------------------------- */

static bool declare(resolver *r, kbc_map *map, dp_str id, uint32_t value, kbc_place place,
                    kbc_place (*where)(const resolver *, uint32_t)) {
  bool added;
  uint32_t *known = kbc_map_add(map, id, value, &added);
  if (!known) return false;
  if (!added) {
    kbc_place first = where(r, *known);
    KBC_FAIL(r->report, place, "`%.*s` exists already: %.*s:%u", KBC_S(id), KBC_S(r->m->files.at[first.file]),
             (unsigned)first.line);
  }
  return true;
}
static kbc_place where_id(const resolver *r, uint32_t v) {
  return v >= MEASURE ? r->m->measures.at[v - MEASURE].place : r->m->findings.at[v].place;
}
static kbc_place where_source(const resolver *r, uint32_t v) { return r->m->sources.at[v].place; }
static kbc_place where_word(const resolver *r, uint32_t v) { return r->m->words.at[v].place; }
static kbc_place where_topic(const resolver *r, uint32_t v) {
  return v < r->m->conditions.count ? r->m->conditions.at[v].place : r->m->topics.at[v - r->m->conditions.count].place;
}

/* `X_use`: the finding of the medicine X, where its entry names no other. */
static dp_str use_id(dp_arena *arena, dp_str medicine) {
  dp_buf b;
  dp_buf_init(&b, arena);
  dp_buf_str(&b, medicine), dp_buf_text(&b, "_use");
  return dp_buf_view(&b);
}

/* The id of the finding that the medicine of this id is about. */
static dp_str finding_of_medicine(resolver *r, dp_str id) {
  const kbc_model *m = r->m;
  for (size_t i = 0; i < m->medicines.count; i++)
    if (dp_str_eq(m->medicines.at[i].id, id) && m->medicines.at[i].about.id.size) return m->medicines.at[i].about.id;
  return use_id(r->arena, id);
}

static void add_saying(resolver *r, kbc_finding *f, kbc_phrase phrase) {
  for (size_t i = 0; i < f->say.count; i++)
    if (f->say.at[i].quoted == phrase.quoted && dp_str_eq_ci(f->say.at[i].text, phrase.text)) return;
  if (phrase.text.size) (void)DP_PUSH(r->arena, &f->say, phrase);
}

/* Taking a medicine is a finding: the vocabulary's own, which then reads the medicine's names too, or a new one below those of
 * the medicine's classes. */
static bool add_medicines(resolver *r) {
  kbc_model *m = r->m;
  size_t vocabulary = m->findings.count;
  for (size_t i = 0; i < m->medicines.count; i++) {
    kbc_medicine *x = &m->medicines.at[i];
    for (size_t k = 0; k < x->classes.count; k++) x->classes.at[k].id = finding_of_medicine(r, x->classes.at[k].id);
    bool named = x->about.id.size != 0;
    if (!named) x->about = (kbc_ref){use_id(r->arena, x->id), x->place, DP_NONE};
    size_t at = 0;
    while (at < vocabulary && !dp_str_eq(m->findings.at[at].id, x->about.id)) at++;
    if (at == vocabulary && named) continue; /* resolve_medicines says so */
    if (at == vocabulary) {
      kbc_finding f = {.id = x->about.id,
                       .name = x->name,
                       .kind = DP_KIND_MEDICINE,
                       .cost = KBC_UNSET8,
                       .striking = KBC_UNSET8,
                       .parents = x->classes,
                       .rate_ppm = x->rate_ppm,
                       .condition = DP_NONE,
                       .medicine = true,
                       .place = x->place};
      at = m->findings.count;
      if (!DP_PUSH(r->arena, &m->findings, f)) return false;
    } else {
      m->findings.at[at].medicine = true;
    }
    kbc_finding *f = &m->findings.at[at];
    if (!dp_str_eq_ci(f->name, x->name)) add_saying(r, f, (kbc_phrase){x->name, false, x->place});
    for (size_t k = 0; k < x->brands.count; k++) add_saying(r, f, x->brands.at[k]);
    for (size_t k = 0; k < x->misspelt.count; k++) add_saying(r, f, x->misspelt.at[k]);
  }
  return true;
}

/* One of them; *index: where it is then. */
static bool add_disease(resolver *r, kbc_finding f, uint16_t *index) {
  f.kind = DP_KIND_DISEASE;
  f.cost = DP_COST_ASK;
  f.striking = KBC_UNSET8;
  *index = (uint16_t)r->m->findings.count;
  return DP_PUSH(r->arena, &r->m->findings, f);
}

/* Classes and conditions are findings too. Their parents are moved to the finding: one is-a graph. */
static bool add_diseases(resolver *r) {
  kbc_model *m = r->m;
  size_t total = m->findings.count + m->classes.count + m->conditions.count;
  if (total >= DP_NONE || m->measures.count >= DP_NONE || m->sources.count >= DP_NONE ||
      m->conditions.count + m->topics.count >= DP_NONE) {
    KBC_FAIL(r->report, (kbc_place){.file = UINT16_MAX}, "more than 65,534 findings, sources or topics");
    return false;
  }
  for (size_t i = 0; i < m->classes.count; i++) {
    kbc_class *c = &m->classes.at[i];
    kbc_finding f = {.id = c->id,
                     .name = c->name,
                     .parents = c->parents,
                     .say = c->aka,
                     .rate_ppm = c->prevalence_ppm,
                     .condition = DP_NONE,
                     .place = c->place};
    if (!add_disease(r, f, &c->finding)) return false;
  }
  for (size_t i = 0; i < m->conditions.count; i++) {
    kbc_condition *c = &m->conditions.at[i];
    kbc_finding f = {.id = c->id,
                     .name = c->name,
                     .parents = c->parents,
                     .say = c->aka,
                     .rate_ppm = c->prevalence_ppm,
                     .condition = (uint16_t)i,
                     .place = c->place};
    if (!add_disease(r, f, &c->finding)) return false;
  }
  return true;
}

static bool add_phrase(resolver *r, dp_str text, uint32_t finding) {
  char folded[256];
  size_t n = dp_kb_fold(text, folded, sizeof folded);
  if (n == 0 || n > sizeof folded) return true;
  char *copy = dp_arena_copy(r->arena, (dp_str){folded, n});
  return copy && kbc_map_add(&r->phrases, (dp_str){copy, n}, finding, NULL);
}

static bool declare_all(resolver *r) {
  kbc_model *m = r->m;
  bool ok = true;
  for (size_t i = 0; ok && i < m->findings.count; i++)
    ok = declare(r, &r->ids, m->findings.at[i].id, (uint32_t)i, m->findings.at[i].place, where_id);
  for (size_t i = 0; ok && i < m->measures.count; i++)
    ok = declare(r, &r->ids, m->measures.at[i].id, MEASURE + (uint32_t)i, m->measures.at[i].place, where_id);
  for (size_t i = 0; ok && i < m->sources.count; i++)
    ok = declare(r, &r->sources, m->sources.at[i].id, (uint32_t)i, m->sources.at[i].place, where_source);
  for (size_t i = 0; ok && i < m->words.count; i++)
    ok = declare(r, &r->words, m->words.at[i].id, (uint32_t)i, m->words.at[i].place, where_word);
  for (size_t i = 0; ok && i < m->conditions.count; i++) /* twice the same condition has been reported as a finding */
    ok = kbc_map_add(&r->topics, m->conditions.at[i].id, (uint32_t)i, NULL) != NULL;
  for (size_t i = 0; ok && i < m->topics.count; i++)
    ok = declare(r, &r->topics, m->topics.at[i].id, (uint32_t)(m->conditions.count + i), m->topics.at[i].place,
                 where_topic);
  for (size_t i = 0; ok && i < m->findings.count; i++) {
    const kbc_finding *f = &m->findings.at[i];
    ok = add_phrase(r, f->name, (uint32_t)i);
    for (size_t k = 0; ok && k < f->say.count; k++) ok = add_phrase(r, f->say.at[k].text, (uint32_t)i);
  }
  return ok;
}

/* ---- references -------------------------------------------------------------------------------------------------- */

typedef enum wanted { A_FINDING, A_VOCABULARY_FINDING, A_DISEASE, A_MEASURE } wanted;

static bool suits(const resolver *r, uint32_t v, wanted w) {
  if (v >= MEASURE) return w == A_MEASURE;
  bool disease = r->m->findings.at[v].kind == DP_KIND_DISEASE;
  return w == A_FINDING || (w == A_VOCABULARY_FINDING && !disease) || (w == A_DISEASE && disease);
}
static dp_str id_of(const resolver *r, uint32_t v) {
  return v >= MEASURE ? r->m->measures.at[v - MEASURE].id : r->m->findings.at[v].id;
}

/* Whether two ids are made of the same words in another order: pain_chest and chest_pain. */
static bool same_words(dp_str a, dp_str b) {
  if (a.size != b.size) return false;
  unsigned words = 1;
  for (size_t i = 0; i < a.size; i++) words += a.at[i] == '_';
  if (words == 1 || words > 6) return false;
  while (a.size) {
    dp_str word = dp_str_cut(&a, '_'), rest = b;
    bool found = false;
    while (rest.size && !found) found = dp_str_eq(dp_str_cut(&rest, '_'), word);
    if (!found) return false;
  }
  return true;
}

/* The id that was probably meant, NUL-terminated, or NULL. */
static const char *suggest(resolver *r, dp_str id, wanted w) {
  char folded[256];
  size_t n = dp_kb_fold(id, folded, sizeof folded);
  uint32_t *said = n && n <= sizeof folded ? kbc_map_get(&r->phrases, (dp_str){folded, n}) : NULL;
  if (said && suits(r, *said, w)) return dp_arena_copy(r->arena, id_of(r, *said));
  unsigned least = (id.size <= 2 ? 0 : id.size <= 5 ? 1 : id.size <= 9 ? 2 : 3) + 1;
  dp_str best = {NULL, 0};
  for (size_t i = 0; i < r->ids.room; i++) {
    const struct kbc_slot *s = &r->ids.slots[i];
    if (!s->key.at || !suits(r, s->value, w)) continue;
    unsigned d = same_words(id, s->key) ? 1 : dp_str_distance(id, s->key, least);
    /* the same whatever the order of the slots */
    if (d < least || (d == least && best.at && dp_str_cmp(s->key, best) < 0)) best = s->key, least = d;
  }
  return best.at ? dp_arena_copy(r->arena, best) : NULL;
}

static const char *const wanted_name[] = {"finding", "finding", "class or condition", "measure"};

static bool resolve_ref(resolver *r, kbc_ref *ref, wanted w) {
  if (!ref->id.size) return false;
  uint32_t *v = kbc_map_get(&r->ids, ref->id);
  if (v && suits(r, *v, w)) {
    ref->at = (uint16_t)(*v & 0xFFFF);
    return true;
  }
  if (r->report->errors >= r->report->max_errors) { /* no need for the words */
    KBC_FAIL(r->report, ref->place, "unknown %s `%.*s`", wanted_name[w], KBC_S(ref->id));
    return false;
  }
  if (!v) {
    KBC_FAIL(r->report, ref->place, "unknown %s `%.*s`%s", wanted_name[w], KBC_S(ref->id),
             kbc_hint(r->arena, suggest(r, ref->id, w)));
  } else {
    const char *is = *v >= MEASURE                                   ? "measure"
                     : r->m->findings.at[*v].kind == DP_KIND_DISEASE ? "class or condition"
                                                                     : "finding";
    KBC_FAIL(r->report, ref->place, "`%.*s` is a %s: here a %s is meant", KBC_S(ref->id), is, wanted_name[w]);
  }
  return false;
}

static void resolve_refs(resolver *r, kbc_refs *refs, wanted w) {
  size_t kept = 0;
  for (size_t i = 0; i < refs->count; i++)
    if (resolve_ref(r, &refs->at[i], w)) refs->at[kept++] = refs->at[i];
  refs->count = kept;
}

static const char *nearest_source(resolver *r, dp_str id) {
  unsigned least = 4;
  dp_str best = {NULL, 0};
  for (size_t i = 0; i < r->m->sources.count; i++) {
    unsigned d = dp_str_distance(id, r->m->sources.at[i].id, least);
    if (d < least) best = r->m->sources.at[i].id, least = d;
  }
  return best.at ? dp_arena_copy(r->arena, best) : NULL;
}

/* An unknown source becomes an estimate: never a citation of something else. */
static void resolve_cite(resolver *r, kbc_cite *c) {
  c->source.at = DP_NONE;
  if (c->kind != KBC_SOURCE) return;
  uint32_t *v = kbc_map_get(&r->sources, c->source.id);
  if (v) {
    c->source.at = (uint16_t)*v;
  } else {
    KBC_FAIL(r->report, c->source.place, "unknown source `@%.*s`%s", KBC_S(c->source.id),
             kbc_hint(r->arena, nearest_source(r, c->source.id)));
    c->kind = KBC_ESTIMATE;
  }
}

static void resolve_rows(resolver *r, kbc_rows *rows) {
  size_t kept = 0;
  for (size_t i = 0; i < rows->count; i++) {
    kbc_row *row = &rows->at[i];
    resolve_cite(r, &row->cite);
    if (resolve_ref(r, &row->finding, A_FINDING)) rows->at[kept++] = *row;
  }
  rows->count = kept;
}

/* ---- is-a -------------------------------------------------------------------------------------------------------- */

/* Depth first with colours; an edge back into the line that is being followed closes a cycle: said, and cut. The stack
 * is an array, for the depth is the input's. */
static bool cut_cycles(resolver *r) {
  kbc_model *m = r->m;
  size_t n = m->findings.count;
  uint8_t *colour = DP_NEW_ARRAY(r->arena, uint8_t, n + 1); /* 0 new, 1 in the line, 2 done */
  typedef struct step {
    uint16_t finding;
    size_t next;
  } step;
  step *stack = DP_NEW_ARRAY(r->arena, step, n + 1);
  if (!colour || !stack) return false;
  for (size_t root = 0; root < n; root++) {
    if (colour[root]) continue;
    size_t depth = 1;
    stack[0] = (step){(uint16_t)root, 0};
    colour[root] = 1;
    while (depth) {
      step *top = &stack[depth - 1];
      kbc_refs *parents = &m->findings.at[top->finding].parents;
      if (top->next == parents->count) {
        colour[top->finding] = 2;
        depth--;
        continue;
      }
      kbc_ref *parent = &parents->at[top->next];
      if (colour[parent->at] == 1) {
        if (parent->at == top->finding)
          KBC_FAIL(r->report, parent->place, "`%.*s` is its own parent", KBC_S(parent->id));
        else
          KBC_FAIL(r->report, parent->place, "`%.*s` is below `%.*s` already: a cycle of `is`", KBC_S(parent->id),
                   KBC_S(m->findings.at[top->finding].id));
        memmove(parent, parent + 1, (parents->count - top->next - 1) * sizeof *parent);
        parents->count--;
        continue;
      }
      top->next++;
      if (colour[parent->at] == 0) {
        colour[parent->at] = 1;
        stack[depth++] = (step){parent->at, 0};
      }
    }
  }
  return true;
}

bool kbc_ancestors(const kbc_model *m, uint16_t finding, dp_arena *arena, uint16_t **out, size_t *count) {
  struct {
    uint16_t *at;
    size_t count, room;
  } list = {0};
  const kbc_refs *parents = &m->findings.at[finding].parents;
  for (size_t next = 0;; next++) { /* level by level: the list is the queue */
    for (size_t i = 0; i < parents->count; i++) {
      bool known = false;
      for (size_t k = 0; k < list.count; k++) known = known || list.at[k] == parents->at[i].at;
      if (!known && !DP_PUSH(arena, &list, parents->at[i].at)) return false;
    }
    if (next >= list.count) break;
    parents = &m->findings.at[list.at[next]].parents;
  }
  *out = list.at;
  *count = list.count;
  return true;
}

static bool check_ancestors(resolver *r) {
  dp_arena scratch;
  dp_arena_init(&scratch, &r->arena->allocator);
  bool ok = true;
  for (size_t i = 0; ok && i < r->m->findings.count; i++) {
    kbc_finding *f = &r->m->findings.at[i];
    uint16_t *at;
    size_t count = 0;
    dp_arena_reset(&scratch);
    ok = kbc_ancestors(r->m, (uint16_t)i, &scratch, &at, &count);
    if (f->parents.count <= DP_KB_MAX_PARENTS && count <= DP_KB_MAX_ANCESTORS) continue;
    KBC_FAIL(r->report, f->place, "`%.*s` has %zu parents and %zu ancestors; %d and %d are allowed", KBC_S(f->id),
             f->parents.count, count, DP_KB_MAX_PARENTS, DP_KB_MAX_ANCESTORS);
    f->parents.count = 0;
  }
  dp_arena_free(&scratch);
  return ok;
}

/* ---- defaults ---------------------------------------------------------------------------------------------------- */

static const uint8_t cost_of_kind[DP_KIND_COUNT] = {
    [DP_KIND_SYMPTOM] = DP_COST_ASK, [DP_KIND_SIGN] = DP_COST_EXAMINE,    [DP_KIND_VITAL] = DP_COST_LOOK,
    [DP_KIND_LAB] = DP_COST_LAB,     [DP_KIND_IMAGING] = DP_COST_IMAGING, [DP_KIND_TEST] = DP_COST_BEDSIDE,
    [DP_KIND_HISTORY] = DP_COST_ASK, [DP_KIND_RISK] = DP_COST_ASK,        [DP_KIND_MEDICINE] = DP_COST_ASK,
    [DP_KIND_GROUP] = DP_COST_ASK,   [DP_KIND_DISEASE] = DP_COST_ASK};
static const uint8_t striking_of_kind[DP_KIND_COUNT] = {
    [DP_KIND_SYMPTOM] = 60,  [DP_KIND_SIGN] = 40, [DP_KIND_VITAL] = 50,   [DP_KIND_LAB] = 50,
    [DP_KIND_IMAGING] = 60,  [DP_KIND_TEST] = 50, [DP_KIND_HISTORY] = 40, [DP_KIND_RISK] = 30,
    [DP_KIND_MEDICINE] = 30, [DP_KIND_GROUP] = 0, [DP_KIND_DISEASE] = 50};
/* gp, emergency, ward: where a condition of this urgency is seen more or less often than its rate says. */
static const uint16_t setting_of_urgency[DP_URGENCY_COUNT][DP_SETTING_COUNT] = {[DP_SELF_CARE] = {1000, 500, 200},
                                                                                [DP_ROUTINE] = {1000, 500, 700},
                                                                                [DP_URGENT] = {1000, 1500, 1500},
                                                                                [DP_EMERGENCY] = {300, 3000, 2000}};

/* Known cases among patients where the page does not say: ten years' new cases, at most 30 %. */
static uint32_t prevalence_from_rate(uint32_t rate_milli) {
  uint64_t ppm = (uint64_t)rate_milli / 10; /* per 100,000 a year * 1000 = per 10^8; * 10 years = per 10^7 */
  return ppm < 1 ? 1 : ppm > 300000 ? 300000 : (uint32_t)ppm;
}

static void scale_course(kbc_condition *c) {
  unsigned sum = 0, left = 1000, largest = 0;
  if (c->course_permille[0] == UINT16_MAX) return;
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) sum += c->course_permille[i];
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) {
    c->course_permille[i] = (uint16_t)((c->course_permille[i] * 1000U + sum / 2) / sum);
    left -= c->course_permille[i];
    if (c->course_permille[i] > c->course_permille[largest]) largest = i;
  }
  c->course_permille[largest] = (uint16_t)(c->course_permille[largest] + left); /* modulo 2^32: may be less than zero */
}

/* Rates that are derived from below: of groups the chance that any member occurs, of classes likewise. A finding waits
 * until all that is below it has its rate; cycles are cut, so that every pass settles some. */
static bool derive_rates(resolver *r) {
  kbc_model *m = r->m;
  size_t n = m->findings.count;
  uint32_t *waits = DP_NEW_ARRAY(r->arena, uint32_t, n + 1); /* children without a rate */
  uint32_t *none = DP_NEW_ARRAY(r->arena, uint32_t, n + 1);  /* chance that no child occurs, ppm */
  uint16_t *queue = DP_NEW_ARRAY(r->arena, uint16_t, n + 1);
  if (!waits || !none || !queue) return false;
  for (size_t i = 0; i < n; i++) none[i] = 1000000;
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < m->findings.at[i].parents.count; k++) waits[m->findings.at[i].parents.at[k].at]++;
  size_t head = 0, tail = 0;
  for (size_t i = 0; i < n; i++)
    if (!waits[i]) queue[tail++] = (uint16_t)i;
  while (head < tail) {
    uint16_t i = queue[head++];
    kbc_finding *f = &m->findings.at[i];
    if (f->rate_ppm == KBC_UNSET32) {
      uint32_t any = 1000000 - none[i];
      uint32_t most = f->kind == DP_KIND_DISEASE ? 500000 : 900000, least = f->kind == DP_KIND_DISEASE ? 1 : 1000;
      f->rate_ppm = any < least ? least : any > most ? most : any;
    }
    for (size_t k = 0; k < f->parents.count; k++) {
      uint16_t p = f->parents.at[k].at;
      none[p] = (uint32_t)((uint64_t)none[p] * (1000000 - f->rate_ppm) / 1000000);
      if (--waits[p] == 0) queue[tail++] = p;
    }
  }
  return true;
}

/* `background` and `excluded` become rows of the findings' table, unless that states the finding already. */
static bool add_rows(resolver *r, kbc_condition *c, const kbc_refs *refs, uint16_t flag) {
  kbc_rows *rows = &c->rows[DP_ROWS_ALL];
  for (size_t i = 0; i < refs->count; i++) {
    const kbc_ref *ref = &refs->at[i];
    bool stated = false;
    for (size_t k = 0; k < rows->count; k++) stated = stated || rows->at[k].finding.at == ref->at;
    if (stated) {
      KBC_FAIL(r->report, ref->place, "`%.*s` has a frequency already, or is both background and excluded",
               KBC_S(ref->id));
      continue;
    }
    uint32_t background = (r->m->findings.at[ref->at].rate_ppm + 500) / 1000;
    uint32_t against = background * 3 / 10; /* of what is rare in everybody 2 % would speak for it */
    uint16_t permille = (uint16_t)(flag != DP_ROW_EXCLUDED ? (background < 1 ? 1 : background) : against > 20 ? 20 : against < 1 ? 1 : against);
    kbc_row row = {
        .finding = *ref, .low = permille, .high = permille, .flags = flag, .cite = {KBC_ESTIMATE, {.at = DP_NONE}}};
    if (!DP_PUSH(r->arena, rows, row)) return false;
  }
  return true;
}

/* A stated finding is used, and so is everything above it. */
static void use(kbc_model *m, uint16_t finding) {
  kbc_finding *f = &m->findings.at[finding];
  if (f->used) return; /* then those above are too; and the depth is bounded by DP_KB_MAX_ANCESTORS */
  f->used = true;
  for (size_t i = 0; i < f->parents.count; i++) use(m, f->parents.at[i].at);
}

static void use_all(kbc_model *m) {
  for (size_t i = 0; i < m->conditions.count; i++) {
    const kbc_condition *c = &m->conditions.at[i];
    for (unsigned t = 0; t < DP_ROWS_COUNT; t++)
      for (size_t k = 0; k < c->rows[t].count; k++) use(m, c->rows[t].at[k].finding.at);
    for (size_t k = 0; k < c->risks.count; k++) use(m, c->risks.at[k].finding.at);
  }
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

static void resolve_vocabulary(resolver *r) {
  kbc_model *m = r->m;
  for (size_t i = 0; i < m->findings.count; i++) {
    kbc_finding *f = &m->findings.at[i];
    resolve_refs(r, &f->parents, f->kind == DP_KIND_DISEASE ? A_DISEASE : A_VOCABULARY_FINDING);
    resolve_refs(r, &f->denies, A_VOCABULARY_FINDING);
    size_t kept = 0;
    for (size_t k = 0; k < f->whens.count; k++) {
      kbc_when *w = &f->whens.at[k];
      if (!resolve_ref(r, &w->measure, A_MEASURE)) continue;
      const kbc_measure *x = &m->measures.at[w->measure.at];
      int64_t top = w->milli_to == INT64_MAX ? w->milli : w->milli_to;
      if (w->milli < x->low_milli || top > x->high_milli)
        KBC_FAIL(r->report, w->place, "the threshold lies outside the range of `%.*s`", KBC_S(x->id));
      f->whens.at[kept++] = *w;
    }
    f->whens.count = kept;
    for (size_t k = 0; k < f->denies.count; k++)
      if (f->denies.at[k].at == i) KBC_FAIL(r->report, f->denies.at[k].place, "`%.*s` denies itself", KBC_S(f->id));
    if (f->mod.count && !f->parents.count)
      KBC_FAIL(r->report, f->mod.at[0].place, "`mod` needs a parent (`is`) that the text is speaking of");
  }
}

static void resolve_condition(resolver *r, kbc_condition *c) {
  resolve_cite(r, &c->rate_cite);
  for (unsigned t = 0; t < DP_ROWS_COUNT; t++) resolve_rows(r, &c->rows[t]);
  resolve_rows(r, &c->risks);
  resolve_refs(r, &c->background, A_FINDING);
  resolve_refs(r, &c->excluded, A_FINDING);
  resolve_refs(r, &c->confused, A_DISEASE);
  resolve_refs(r, &c->complications, A_FINDING);
  resolve_refs(r, &c->redflags, A_FINDING);
}

static void set_defaults(resolver *r) {
  kbc_model *m = r->m;
  for (size_t i = 0; i < m->conditions.count; i++) {
    kbc_condition *c = &m->conditions.at[i];
    scale_course(c);
    if (c->prevalence_ppm == KBC_UNSET32) c->prevalence_ppm = prevalence_from_rate(c->rate_milli);
    m->findings.at[c->finding].rate_ppm = c->prevalence_ppm;
    for (unsigned s = 0; s < DP_SETTING_COUNT; s++)
      if (c->setting_milli[s] == KBC_UNSET32) c->setting_milli[s] = setting_of_urgency[c->urgency][s];
  }
  for (size_t i = 0; i < m->findings.count; i++) {
    kbc_finding *f = &m->findings.at[i];
    if (f->medicine && f->rate_ppm == KBC_UNSET32) { /* few take it: 0.1 %, and no more than a quarter of its class */
      uint32_t of_class = f->parents.count ? m->findings.at[f->parents.at[0].at].rate_ppm : KBC_UNSET32;
      f->rate_ppm = of_class == KBC_UNSET32 || of_class / 4 > 1000 ? 1000 : of_class / 4 < 10 ? 10 : of_class / 4;
    }
    if (f->cost == KBC_UNSET8) f->cost = cost_of_kind[f->kind];
    if (f->striking == KBC_UNSET8) f->striking = striking_of_kind[f->kind];
  }
}

/* Pages to see: a topic's id, or that of a finding or class that has a page of its own. */
static void resolve_see(resolver *r, kbc_topic *t) {
  size_t kept = 0, topics = r->m->conditions.count + r->m->topics.count;
  for (size_t k = 0; k < t->see.count; k++) {
    kbc_ref ref = t->see.at[k];
    uint32_t *page = kbc_map_get(&r->topics, ref.id), *finding = page ? NULL : kbc_map_get(&r->ids, ref.id);
    if (!page && (!finding || *finding >= MEASURE || r->m->findings.at[*finding].kind == DP_KIND_GROUP)) {
      KBC_FAIL(r->report, ref.place, "there is no page `%.*s` to see", KBC_S(ref.id));
      continue;
    }
    ref.at = (uint16_t)(page ? *page : topics + *finding);
    t->see.at[kept++] = ref;
  }
  t->see.count = kept;
}

static bool find_unit(resolver *r, const kbc_topic *t, dp_str name, uint16_t *out) {
  if (!name.size) return true;
  const kbc_measure *m = &r->m->measures.at[t->measure.at];
  for (size_t i = 0; i < m->units.count; i++)
    if (dp_str_eq(m->units.at[i].name, name)) return *out = (uint16_t)i, true;
  KBC_FAIL(r->report, t->place, "`%.*s` is no unit of `%.*s`", KBC_S(name), KBC_S(m->id));
  return false;
}

static void resolve_page(resolver *r, kbc_topic *t) {
  resolve_see(r, t);
  if (t->measure.id.size && !resolve_ref(r, &t->measure, A_MEASURE)) t->measure.at = DP_NONE;
  if (t->measure.at == DP_NONE) {
    if (!t->measure.id.size && (t->ranges.count || t->si_name.size || t->us_name.size || t->differs.count))
      KBC_FAIL(r->report, t->place, "ranges and units need `measure`");
    t->ranges.count = t->differs.count = 0;
    return;
  }
  (void)find_unit(r, t, t->si_name, &t->si);
  (void)find_unit(r, t, t->us_name, &t->us);
  const kbc_measure *m = &r->m->measures.at[t->measure.at];
  for (size_t i = 0; i < t->ranges.count; i++) {
    kbc_range *x = &t->ranges.at[i];
    resolve_cite(r, &x->cite);
    if ((x->low_milli != INT64_MIN && x->low_milli < m->low_milli) ||
        (x->high_milli != INT64_MAX && x->high_milli > m->high_milli))
      KBC_FAIL(r->report, x->place, "the range goes beyond what is possible of `%.*s`: is it in %.*s?", KBC_S(m->id),
               KBC_S(m->unit));
  }
  size_t kept = 0;
  for (size_t i = 0; i < t->differs.count; i++)
    if (resolve_ref(r, &t->differs.at[i].finding, A_FINDING)) t->differs.at[kept++] = t->differs.at[i];
  t->differs.count = kept;
}

/* A rule that has lost an item that it asks for is taken out whole: without it, it would fire too often. */
static bool resolve_rules(resolver *r) {
  kbc_map ids = {.arena = r->arena};
  size_t kept = 0;
  for (size_t i = 0; i < r->m->rules.count; i++) {
    kbc_rule_entry *e = &r->m->rules.at[i];
    resolve_cite(r, &e->cite);
    bool whole = true, added;
    if (!kbc_map_add(&ids, e->id, (uint32_t)i, &added)) return false;
    if (!added) KBC_FAIL(r->report, e->place, "the rule `%.*s` exists already", KBC_S(e->id));
    for (size_t g = 0; g < e->groups.count; g++) {
      kbc_rule_group *group = &e->groups.at[g];
      size_t n = 0;
      for (size_t k = 0; k < group->items.count; k++) {
        kbc_rule_item *x = &group->items.at[k];
        wanted w = x->what == KBC_RULE_MEASURE ? A_MEASURE : x->what == KBC_RULE_LIKELY ? A_DISEASE : A_FINDING;
        if (resolve_ref(r, &x->ref, w)) group->items.at[n++] = *x;
      }
      group->items.count = n;
      whole = whole && (n >= group->need || group->none);
    }
    if (whole && added) r->m->rules.at[kept++] = *e;
  }
  r->m->rules.count = kept;
  return true;
}

static int by_finding(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return (int)((const kbc_medicine *)a)->finding - (int)((const kbc_medicine *)b)->finding;
}

/* An item of a conflict; one of an interaction names a medicine. */
static bool resolve_item(resolver *r, kbc_conflict_item *x, bool medicine, kbc_map *entries) {
  if (!x->ref.id.size || x->what == DP_ITEM_AGE) return true;
  if (!medicine) return resolve_ref(r, &x->ref, x->what == DP_ITEM_MEASURE ? A_MEASURE : A_FINDING);
  uint32_t *v = kbc_map_get(entries, x->ref.id);
  if (v) {
    x->ref.at = (uint16_t)*v;
    return true;
  }
  KBC_FAIL(r->report, x->ref.place, "unknown medicine `%.*s`", KBC_S(x->ref.id));
  return false;
}

static bool resolve_medicines(resolver *r) {
  kbc_model *m = r->m;
  kbc_map entries = {.arena = r->arena}; /* id to finding */
  size_t kept = 0;
  for (size_t i = 0; i < m->medicines.count; i++) {
    kbc_medicine *x = &m->medicines.at[i];
    bool added;
    if (!resolve_ref(r, &x->about, A_VOCABULARY_FINDING)) continue;
    x->finding = x->about.at;
    if (!kbc_map_add(&entries, x->id, x->finding, &added)) return false;
    if (!added) {
      KBC_FAIL(r->report, x->place, "the medicine `%.*s` exists already", KBC_S(x->id));
      continue;
    }
    m->medicines.at[kept++] = *x;
  }
  m->medicines.count = kept;
  if (!dp_sort(r->arena, m->medicines.at, kept, sizeof *m->medicines.at, by_finding, NULL)) return false;
  for (size_t i = 0; i < kept; i++) {
    kbc_medicine *x = &m->medicines.at[i];
    if (i && x[-1].finding == x->finding)
      KBC_FAIL(r->report, x->place, "`%.*s` and `%.*s` are about the same finding", KBC_S(x->id), KBC_S(x[-1].id));
    resolve_refs(r, &x->classes, A_VOCABULARY_FINDING);
    resolve_cite(r, &x->monitor.cite), resolve_cite(r, &x->overdose.cite);
    size_t n = 0;
    for (size_t k = 0; k < x->effects.count; k++) {
      resolve_cite(r, &x->effects.at[k].cite);
      if (resolve_ref(r, &x->effects.at[k].finding, A_FINDING)) x->effects.at[n++] = x->effects.at[k];
    }
    x->effects.count = n, n = 0;
    for (size_t k = 0; k < x->conflicts.count; k++) {
      kbc_conflict *c = &x->conflicts.at[k];
      size_t items = 0, stated = c->items.count;
      resolve_cite(r, &c->cite);
      for (size_t t = 0; t < c->items.count; t++)
        if (resolve_item(r, &c->items.at[t], c->about == DP_ABOUT_INTERACTION, &entries)) c->items.at[items++] = c->items.at[t];
      c->items.count = items;
      if (items || !stated) x->conflicts.at[n++] = *c;
    }
    x->conflicts.count = n;
  }
  return true;
}

bool kbc_resolve(kbc_model *m, dp_arena *arena, kbc_report *report) {
  resolver r = {.m = m, .arena = arena, .report = report};
  r.ids.arena = r.sources.arena = r.topics.arena = r.words.arena = r.phrases.arena = arena;
  if (!add_medicines(&r) || !add_diseases(&r) || !declare_all(&r)) return false;
  resolve_vocabulary(&r);
  for (size_t i = 0; i < m->conditions.count; i++) resolve_condition(&r, &m->conditions.at[i]);
  for (size_t i = 0; i < m->topics.count; i++) {
    kbc_topic *t = &m->topics.at[i];
    if (t->about.id.size) {
      (void)resolve_ref(&r, &t->about, A_FINDING);
    } else {
      uint32_t *v = kbc_map_get(&r.ids, t->id);
      if (v && *v < MEASURE) t->about.at = (uint16_t)*v;
    }
    resolve_page(&r, t);
  }
  if (!resolve_rules(&r) || !resolve_medicines(&r)) return false;
  if (!cut_cycles(&r) || !check_ancestors(&r)) return false;
  set_defaults(&r);
  if (!derive_rates(&r)) return false;
  for (size_t i = 0; i < m->classes.count; i++)
    m->classes.at[i].prevalence_ppm = m->findings.at[m->classes.at[i].finding].rate_ppm;
  for (size_t i = 0; i < m->conditions.count; i++) {
    kbc_condition *c = &m->conditions.at[i];
    if (!add_rows(&r, c, &c->background, DP_ROW_BACKGROUND) || !add_rows(&r, c, &c->excluded, DP_ROW_EXCLUDED))
      return false;
  }
  use_all(m);
  kbc_check_ranges(m, report);
  return true;
}

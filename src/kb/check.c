/* check.c: every table of an image, row by row, so that the accessors of kb.h need not look again.
 *
 * After this an index is in range, an offset begins a string or a list, an enumeration is one of its values, a number is
 * within its unit, the is-a graph has no cycle and its inverse is exact, slices are cut without gap or overlap, and names
 * are in order. Cost: linear in the image for any that a compiler makes, and bounded for any bytes at all (the limits on
 * parents and ancestors are for that), since the image may come from anywhere.
 */
#include "inner.h"

typedef struct checker {
  const dp_kb *kb;
  dp_arena scratch;
  uint8_t *list_starts, *alias_starts; /* a bit for each place: here a list begins */
  uint32_t *seen;                      /* per finding: the last pass that met it */
  uint32_t pass;
  dp_error *err;
} checker;

static dp_status bad(const checker *c, const char *table, size_t row, const char *what) {
  return dp_fail(c->err, DP_ERR_IMAGE, "the knowledge image is wrong inside: row %zu of %s: %s", row, table, what);
}

/* Refuses the row of the loop around it unless `condition`. */
#define NEED(condition, what)                                                                                        \
  do {                                                                                                               \
    if (!(condition)) return bad(c, table, i, what);                                                                 \
  } while (0)

/* ---- pools ---------------------------------------------------------------------------------------------------------- */

static bool is_string(const checker *c, dp_kb_string s) {
  return s < c->kb->strings_size && ((unsigned char)c->kb->strings[s] & 0xC0) != 0x80; /* not inside a character */
}

static bool is_start(const uint8_t *bits, size_t count, uint32_t at) {
  return at < count && (bits[at / 8] >> at % 8 & 1);
}

static bool is_list(const checker *c, dp_kb_list l) { return is_start(c->list_starts, c->kb->list_count, l); }
static bool is_alias_list(const checker *c, dp_kb_list l) { return is_start(c->alias_starts, c->kb->alias_count, l); }

static dp_status check_pools(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "STRS";
  size_t i = 0;
  NEED(kb->strings_size && !kb->strings[0] && !kb->strings[kb->strings_size - 1], "it must begin and end with a zero");
  NEED(dp_utf8_valid((dp_str){kb->strings, kb->strings_size}), "a string is not UTF-8");
  table = "LIST";
  NEED(kb->list_count && !kb->lists[0], "it must begin with the empty list");
  for (size_t next; i < kb->list_count; i = next) {
    next = i + 1 + kb->lists[i];
    NEED(next <= kb->list_count, "a list goes beyond the end");
    c->list_starts[i / 8] |= (uint8_t)(1u << i % 8);
    for (size_t k = i + 1; k < next; k++) NEED(kb->lists[k] < kb->finding_count, "no such finding");
  }
  table = "ALIA";
  i = 0;
  NEED(kb->alias_count && !kb->aliases[0], "it must begin with the empty list");
  for (size_t next; i < kb->alias_count; i = next) {
    NEED(kb->aliases[i] < kb->alias_count - i, "a list goes beyond the end");
    next = i + 1 + kb->aliases[i];
    c->alias_starts[i / 8] |= (uint8_t)(1u << i % 8);
    for (size_t k = i + 1; k < next; k++) NEED(is_string(c, kb->aliases[k]), "no such string");
  }
  table = "FILE";
  for (i = 0; i < kb->file_count; i++) NEED(is_string(c, kb->files[i]), "no such string");
  return DP_OK;
}

static bool is_file(const checker *c, uint16_t file) { return file < c->kb->file_count; }
static bool is_source(const checker *c, uint16_t s) { return s == DP_NONE || s < c->kb->source_count; }
static bool is_finding(const checker *c, uint16_t f) { return f < c->kb->finding_count; }

/* ---- sources and measures -------------------------------------------------------------------------------------------- */

static dp_status check_sources(checker *c) {
  const char *table = "SRCS";
  for (size_t i = 0; i < c->kb->source_count; i++) {
    const dp_kb_source *s = &c->kb->sources[i];
    NEED(is_string(c, s->id) && is_string(c, s->title) && is_string(c, s->publisher) && is_string(c, s->url),
         "no such string");
    NEED(is_file(c, s->file), "no such file");
    NEED(s->year <= 9999, "no such year");
  }
  return DP_OK;
}

static dp_status check_measures(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "MEAS";
  const int64_t most = 1000000000000; /* the factor of a unit: dp_kb_to_canonical multiplies by it */
  size_t units = 0, guesses = 0;
  for (size_t i = 0; i < kb->measure_count; i++) {
    const dp_kb_measure *m = &kb->measures[i];
    NEED(is_string(c, m->id) && is_string(c, m->name) && is_string(c, m->unit), "no such string");
    NEED(is_file(c, m->file), "no such file");
    NEED(m->low_milli < m->high_milli, "its range is empty");
    NEED(m->decimals <= 3 && !m->reserved, "decimals are from 0 to 3");
    NEED(m->unit_count && m->unit_first == units && m->unit_count <= kb->unit_count - units, "its units are out of place");
    NEED(!m->guess_count || (m->guess_first == guesses && m->guess_count <= kb->guess_count - guesses),
         "its guesses are out of place");
    for (size_t u = units; u < units + m->unit_count; u++) {
      const dp_kb_unit *unit = &kb->units[u];
      NEED(is_string(c, unit->name) && !unit->reserved, "no such string");
      NEED(unit->factor_micro && unit->factor_micro <= most && unit->factor_micro >= -most, "a unit's factor is wrong");
      NEED(u > units || (unit->factor_micro == 1000000 && !unit->offset_milli), "its first unit is not the canonical one");
    }
    for (size_t g = guesses; g < guesses + m->guess_count; g++)
      NEED(kb->guesses[g].low_milli <= kb->guesses[g].high_milli && kb->guesses[g].unit < m->unit_count &&
               !kb->guesses[g].reserved, "a guess is wrong");
    units += m->unit_count;
    guesses += m->guess_count;
  }
  if (units != kb->unit_count) return bad(c, "UNIT", units, "it belongs to no measure");
  if (guesses != kb->guess_count) return bad(c, "GUES", guesses, "it belongs to no measure");
  return DP_OK;
}

/* ---- findings ---------------------------------------------------------------------------------------------------------- */

/* Marks the ids as met in a new pass; false when one is there twice. */
static bool mark(checker *c, dp_ids ids) {
  c->pass++;
  for (size_t k = 0; k < ids.count; k++) {
    if (c->seen[ids.at[k]] == c->pass) return false;
    c->seen[ids.at[k]] = c->pass;
  }
  return true;
}

static bool has(dp_ids ids, uint16_t f) {
  for (size_t k = 0; k < ids.count; k++)
    if (ids.at[k] == f) return true;
  return false;
}

static dp_status check_whens(checker *c, uint16_t finding, size_t i) {
  const char *table = "WHEN";
  const dp_kb_when *w = &c->kb->whens[i];
  NEED(w->finding == finding, "it belongs to another finding");
  NEED(w->measure < c->kb->measure_count, "no such measure");
  NEED(w->op < DP_OP_COUNT && (w->sex == 0 || w->sex == 'f' || w->sex == 'm') && w->pregnant <= 1 && !w->reserved,
       "a value that has no meaning");
  NEED(w->from_days < w->to_days && w->milli <= w->milli_to, "it can never be met");
  return DP_OK;
}

static dp_status check_findings(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "FIND";
  size_t whens = 0, parents = 0, children = 0;
  if (kb->condition_count > kb->finding_count) return bad(c, "COND", kb->finding_count, "it has no finding of its own");
  size_t first_condition = kb->finding_count - kb->condition_count;
  bool classes = false; /* the vocabulary comes first, then classes, then conditions */
  for (size_t i = 0; i < kb->finding_count; i++) {
    const dp_kb_finding *f = &kb->findings[i];
    NEED(is_string(c, f->id) && is_string(c, f->name) && is_string(c, f->ask) && is_string(c, f->hpo), "no such string");
    NEED(is_list(c, f->parents) && is_list(c, f->ancestors) && is_list(c, f->children) && is_list(c, f->denies),
         "no such list");
    NEED(is_file(c, f->file), "no such file");
    NEED(f->kind < DP_KIND_COUNT && f->cost < DP_COST_COUNT, "no such kind or cost");
    NEED(f->rate_ppm <= 1000000 && f->complaint_ppm <= 1000000 && f->striking <= 100, "a rate is above one");
    NEED(f->flags <= 15, "a flag that has no meaning");
    NEED(f->condition == (i < first_condition ? DP_NONE : i - first_condition), "it is not the finding of its condition");
    bool class = f->kind == DP_KIND_DISEASE && i < first_condition;
    NEED((f->kind == DP_KIND_DISEASE) == (class || i >= first_condition), "a condition's finding must be a disease");
    NEED(class == !!(f->flags & DP_FINDING_CLASS), "only a class is a class");
    NEED(class || !classes || i >= first_condition, "the vocabulary must come before the classes");
    classes |= class;
    NEED(!!f->when_count == !!(f->flags & DP_FINDING_MEASURED), "only what has thresholds is measured");
    NEED(!f->when_count || (f->when_first == whens && f->when_count <= kb->when_count - whens),
         "its thresholds are out of place");
    for (size_t end = whens + f->when_count; whens < end; whens++) {
      dp_status s = check_whens(c, (uint16_t)i, whens);
      if (s) return s;
    }
    dp_ids up = dp_kb_ids(kb, f->parents);
    NEED(up.count <= DP_KB_MAX_PARENTS && dp_kb_ids(kb, f->ancestors).count <= DP_KB_MAX_ANCESTORS,
         "it has too many parents or ancestors");
    parents += up.count;
  }
  if (whens != kb->when_count) return bad(c, "WHEN", whens, "it belongs to no finding");
  /* Ancestors are closed upwards and never hold the finding itself: so there is no cycle, since one would put it there. */
  for (size_t i = 0; i < kb->finding_count; i++) {
    const dp_kb_finding *f = &kb->findings[i];
    dp_ids up = dp_kb_ids(kb, f->parents), down = dp_kb_ids(kb, f->children);
    NEED(mark(c, up), "a parent is there twice");
    NEED(mark(c, dp_kb_ids(kb, f->ancestors)), "an ancestor is there twice");
    NEED(c->seen[i] != c->pass, "it is among its own ancestors");
    for (size_t k = 0; k < up.count; k++) {
      NEED(c->seen[up.at[k]] == c->pass, "a parent is not among its ancestors");
      dp_ids above = dp_kb_ids(kb, kb->findings[up.at[k]].ancestors);
      for (size_t a = 0; a < above.count; a++)
        NEED(c->seen[above.at[a]] == c->pass, "an ancestor of a parent is not among its ancestors");
    }
    for (size_t k = 0; k < down.count; k++)
      NEED(has(dp_kb_ids(kb, kb->findings[down.at[k]].parents), (uint16_t)i), "a child has other parents");
    NEED(mark(c, down), "a child is there twice");
    children += down.count;
  }
  if (children != parents) return bad(c, table, 0, "the children are not the inverse of the parents");
  return DP_OK;
}

/* ---- conditions -------------------------------------------------------------------------------------------------------- */

static bool is_permille_or_unstated(uint16_t v) { return v <= 1000 || v == UINT16_MAX; }

static dp_status check_rows(checker *c, size_t first, size_t count) {
  const char *table = "ROWS";
  c->pass++;
  for (size_t i = first; i < first + count; i++) {
    const dp_kb_row *r = &c->kb->rows[i];
    NEED(is_finding(c, r->finding), "no such finding");
    NEED(is_source(c, r->source), "no such source");
    NEED(r->low <= r->high && r->high <= 1000, "a frequency is out of range");
    NEED(r->flags <= 15, "a flag that has no meaning");
    NEED(c->seen[r->finding] != c->pass, "its finding is in the table twice");
    c->seen[r->finding] = c->pass;
  }
  return DP_OK;
}

static dp_status check_risks(checker *c, size_t first, size_t count) {
  const char *table = "RISK";
  c->pass++;
  for (size_t i = first; i < first + count; i++) {
    const dp_kb_risk *r = &c->kb->risks[i];
    NEED(is_finding(c, r->finding), "no such finding");
    NEED(is_source(c, r->source), "no such source");
    NEED(r->odds_milli && !r->reserved, "an odds ratio of nothing");
    NEED(c->seen[r->finding] != c->pass, "its finding is in the table twice");
    c->seen[r->finding] = c->pass;
  }
  return DP_OK;
}

static dp_status check_conditions(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "COND";
  size_t rows = 0, risks = 0;
  for (size_t i = 0; i < kb->condition_count; i++) {
    const dp_kb_condition *d = &kb->conditions[i];
    NEED(is_string(c, d->id) && is_string(c, d->name) && is_string(c, d->icd10) && is_string(c, d->field) &&
             is_string(c, d->danger_text), "no such string");
    NEED(is_alias_list(c, d->aliases) && kb->aliases[d->aliases] > 0, "it has no name among its aliases");
    NEED(is_list(c, d->ancestors) && is_list(c, d->confused) && is_list(c, d->complications) && is_list(c, d->redflags),
         "no such list");
    NEED(d->finding == kb->finding_count - kb->condition_count + i, "it does not have its own finding");
    NEED(d->ancestors == kb->findings[d->finding].ancestors, "its ancestors are not those of its finding");
    NEED(is_file(c, d->file), "no such file");
    NEED(is_source(c, d->rate_source), "no such source");
    NEED(d->prevalence_ppm <= 1000000 && d->female_permille <= 1000, "a share is above one");
    NEED(d->urgency < DP_URGENCY_COUNT && d->danger <= 10 && d->flags <= 7, "a value that has no meaning");
    NEED((d->flags & 3) != 3, "it is for women only and for men only");
    for (unsigned k = 0; k < DP_COURSE_COUNT; k++)
      NEED(is_permille_or_unstated(d->course_permille[k]) &&
               (d->course_permille[k] == UINT16_MAX) == (d->course_permille[0] == UINT16_MAX), "its course is out of range");
    NEED(is_permille_or_unstated(d->sudden_permille) && is_permille_or_unstated(d->recurrent_permille),
         "its onset is out of range");
    NEED(d->row_first == rows && d->risk_first == risks, "its rows are out of place");
    for (unsigned t = 0; t < DP_ROWS_COUNT; t++) {
      NEED(d->row_count[t] <= kb->row_count - rows, "its rows are out of place");
      dp_status s = check_rows(c, rows, d->row_count[t]);
      if (s) return s;
      rows += d->row_count[t];
    }
    NEED(d->risk_count <= kb->risk_count - risks, "its risks are out of place");
    dp_status s = check_risks(c, risks, d->risk_count);
    if (s) return s;
    risks += d->risk_count;
  }
  if (rows != kb->row_count) return bad(c, "ROWS", rows, "it belongs to no condition");
  if (risks != kb->risk_count) return bad(c, "RISK", risks, "it belongs to no condition");
  return DP_OK;
}

/* ---- topics and names ----------------------------------------------------------------------------------------------------- */

static dp_status check_topics(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "TOPC";
  if (kb->topic_count < kb->condition_count) return bad(c, table, kb->topic_count, "a condition has no topic");
  for (size_t i = 0; i < kb->topic_count; i++) {
    const dp_kb_topic *t = &kb->topics[i];
    NEED(is_string(c, t->id) && is_string(c, t->name), "no such string");
    NEED(is_alias_list(c, t->aliases), "no such list");
    NEED(is_file(c, t->file), "no such file");
    NEED(t->finding == DP_NONE || is_finding(c, t->finding), "no such finding");
    NEED(t->kind < DP_TOPIC_KIND_COUNT && !t->reserved, "no such kind");
    NEED((t->kind == DP_TOPIC_CONDITION) == (i < kb->condition_count), "topics must begin with the conditions");
    NEED(i == 0 || kb->topics[i - 1].kind <= t->kind, "symptoms must come before procedures, and these before tests");
    NEED(i >= kb->condition_count || t->finding == kb->conditions[i].finding, "it is not about its condition");
  }
  return DP_OK;
}

static dp_status check_names(checker *c) {
  const dp_kb *kb = c->kb;
  const char *table = "NAME";
  const size_t most[DP_IS_COUNT] = {kb->finding_count, kb->measure_count, kb->source_count, kb->topic_count};
  for (size_t i = 0; i < kb->name_count; i++) {
    const dp_kb_name *n = &kb->names[i];
    NEED(is_string(c, n->folded) && kb->strings[n->folded], "no such string");
    NEED(n->what < DP_IS_COUNT && n->target < most[n->what] && n->rank <= DP_RANK_ALIAS, "it names nothing");
    if (i == 0) continue;
    int order = dp_str_cmp(dp_kb_str(kb, n[-1].folded), dp_kb_str(kb, n->folded));
    NEED(order < 0 || (order == 0 && n[-1].rank <= n->rank), "it is out of order");
  }
  return DP_OK;
}

/* ---- all ------------------------------------------------------------------------------------------------------------------ */

dp_status dp_kb_check_tables(const dp_kb *kb, const dp_allocator *allocator, dp_error *err) {
  static dp_status (*const checks[])(checker *) = {check_pools, check_sources, check_measures, check_findings,
                                                   check_conditions, check_topics, check_names};
  checker c = {.kb = kb, .err = err};
  dp_arena_init(&c.scratch, allocator);
  c.list_starts = dp_arena_alloc(&c.scratch, kb->list_count / 8 + 1);
  c.alias_starts = dp_arena_alloc(&c.scratch, kb->alias_count / 8 + 1);
  c.seen = DP_NEW_ARRAY(&c.scratch, uint32_t, kb->finding_count);
  dp_status s = DP_OK;
  if (c.scratch.failed) s = dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to check the knowledge image");
  for (size_t i = 0; !s && i < sizeof checks / sizeof *checks; i++) s = checks[i](&c);
  dp_arena_free(&c.scratch);
  return s;
}

/* check_rivals.c: findings that are common in a condition's nearest rivals and on which it says nothing.
 *
 * An unstated finding counts as occurring in a condition at the background rate. Where a rival states it at 60 %, that
 * silence decides between the two, so it must be meant: the author answers with a number, with `background` or with
 * `excluded`.
 *
 * Nearest: first those that either page names as `confused`, then by shared findings: the sum over findings of the
 * smaller frequency, weighted by how rare the finding is (-log10 of its rate), as a share of what the two have together
 * (a weighted Jaccard index). Conditions of opposite sex only are no rivals.
 */
#include "inner.h"

typedef struct posting {
  uint16_t condition, permille;
} posting;
typedef struct rivals {
  const kbc_model *m;
  kbc_check_options options;
  dp_arena *arena;
  kbc_report *report;
  struct {
    posting *at;
    size_t count, room;
  } * stated;        /* per finding: conditions with a frequency for everybody */
  uint64_t *weight;  /* per finding */
  uint64_t *whole;   /* per condition: sum of frequency * weight */
  uint64_t *shared;  /* scratch, per condition */
  uint8_t *confused; /* scratch, per condition */
  uint8_t *answered; /* scratch, per finding */
  struct {
    uint16_t *at;
    size_t count, room;
  } open;            /* scratch: unanswered findings */
  uint16_t *rivals;  /* scratch, per finding: how many rivals have it often */
  uint32_t *total;   /* scratch, per finding: the sum of these frequencies */
} rivals;

static bool counts(const kbc_row *r) { return !(r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)); }
static uint16_t middle(const kbc_row *r) { return (uint16_t)((r->low + r->high + 1U) / 2); }

static bool prepare(rivals *r) {
  size_t findings = r->m->findings.count, conditions = r->m->conditions.count;
  r->stated = dp_arena_array(r->arena, findings + 1, sizeof *r->stated);
  r->weight = DP_NEW_ARRAY(r->arena, uint64_t, findings + 1);
  r->whole = DP_NEW_ARRAY(r->arena, uint64_t, conditions + 1);
  r->shared = DP_NEW_ARRAY(r->arena, uint64_t, conditions + 1);
  r->confused = DP_NEW_ARRAY(r->arena, uint8_t, conditions + 1);
  r->answered = DP_NEW_ARRAY(r->arena, uint8_t, findings + 1);
  r->rivals = DP_NEW_ARRAY(r->arena, uint16_t, findings + 1);
  r->total = DP_NEW_ARRAY(r->arena, uint32_t, findings + 1);
  if (r->arena->failed) return false;
  for (size_t f = 0; f < findings; f++) {
    int centibans = dp_centiban_ratio(1000000, r->m->findings.at[f].rate_ppm);
    r->weight[f] = (uint64_t)(centibans < 5 ? 5 : centibans > 300 ? 300 : centibans);
  }
  for (size_t i = 0; i < conditions; i++) {
    const kbc_rows *rows = &r->m->conditions.at[i].rows[DP_ROWS_ALL];
    for (size_t k = 0; k < rows->count; k++) {
      if (!counts(&rows->at[k])) continue;
      posting p = {(uint16_t)i, middle(&rows->at[k])};
      uint16_t f = rows->at[k].finding.at;
      if (!DP_PUSH(r->arena, &r->stated[f], p)) return false;
      r->whole[i] += p.permille * r->weight[f];
    }
  }
  return true;
}

/* Marks what either page says of the other; a class stands for its members. */
static void mark_confused(rivals *r, size_t i) {
  const kbc_model *m = r->m;
  memset(r->confused, 0, m->conditions.count);
  for (size_t k = 0; k < m->conditions.count; k++) {
    const kbc_condition *x = &m->conditions.at[k];
    for (size_t n = 0; n < x->confused.count; n++)
      if (x->confused.at[n].at == m->conditions.at[i].finding) r->confused[k] = 1;
  }
  const kbc_refs *own = &m->conditions.at[i].confused;
  for (size_t n = 0; n < own->count; n++) {
    uint16_t condition = m->findings.at[own->at[n].at].condition;
    if (condition != DP_NONE) r->confused[condition] = 1;
  }
  r->confused[i] = 0;
}

static bool opposite(const kbc_condition *a, const kbc_condition *b) {
  unsigned both = (a->flags | b->flags) & (DP_CONDITION_FEMALE_ONLY | DP_CONDITION_MALE_ONLY);
  return both == (DP_CONDITION_FEMALE_ONLY | DP_CONDITION_MALE_ONLY);
}

/* The nearest conditions of i, nearest first. */
static size_t find_nearest(rivals *r, size_t i, uint16_t *out, uint64_t *score) {
  const kbc_model *m = r->m;
  size_t n = 0;
  mark_confused(r, i);
  memset(r->shared, 0, m->conditions.count * sizeof *r->shared);
  const kbc_rows *rows = &m->conditions.at[i].rows[DP_ROWS_ALL];
  for (size_t k = 0; k < rows->count; k++) {
    if (!counts(&rows->at[k])) continue;
    uint16_t f = rows->at[k].finding.at, own = middle(&rows->at[k]);
    for (size_t p = 0; p < r->stated[f].count; p++) {
      posting other = r->stated[f].at[p];
      r->shared[other.condition] += r->weight[f] * (other.permille < own ? other.permille : own);
    }
  }
  for (size_t k = 0; k < m->conditions.count; k++) {
    if (k == i || (!r->shared[k] && !r->confused[k]) || opposite(&m->conditions.at[i], &m->conditions.at[k])) continue;
    uint64_t together = r->whole[i] + r->whole[k] - r->shared[k];
    uint64_t s = (together ? r->shared[k] * 100000 / together : 0) + (r->confused[k] ? 1000000 : 0);
    size_t at = n < r->options.near ? n++ : n;
    if (at == n && s <= score[n - 1]) continue;
    if (at == n) at = n - 1;
    for (; at > 0 && score[at - 1] < s; at--) score[at] = score[at - 1], out[at] = out[at - 1];
    score[at] = s, out[at] = (uint16_t)k;
  }
  return n;
}

/* A finding is answered when any table of the page states it, or when something above it is stated as uncommon. */
static bool mark_answered(rivals *r, const kbc_condition *x) {
  memset(r->answered, 0, r->m->findings.count);
  for (unsigned t = 0; t < DP_ROWS_COUNT; t++)
    for (size_t k = 0; k < x->rows[t].count; k++) r->answered[x->rows[t].at[k].finding.at] = 1;
  for (size_t k = 0; k < x->risks.count; k++) r->answered[x->risks.at[k].finding.at] = 1;
  const kbc_rows *rows = &x->rows[DP_ROWS_ALL];
  for (size_t k = 0; k < rows->count; k++) /* 2: what lies below is answered with it */
    if (rows->at[k].high <= r->options.common / 2) r->answered[rows->at[k].finding.at] = 2;
  return true;
}

static bool is_answered(rivals *r, uint16_t finding) {
  if (r->answered[finding]) return true;
  uint16_t *up = NULL;
  size_t count = 0;
  if (!kbc_ancestors(r->m, finding, r->arena, &up, &count)) return true;
  for (size_t k = 0; k < count; k++)
    if (r->answered[up[k]] == 2) return true;
  return false;
}

static void say_open(rivals *r, const kbc_condition *x, uint16_t finding, const uint16_t *near, size_t count) {
  enum { NAMED = 4 };
  dp_buf b;
  dp_buf_init(&b, r->arena);
  size_t said = 0, more = 0;
  for (size_t n = 0; n < count; n++)
    for (size_t p = 0; p < r->stated[finding].count; p++) {
      posting s = r->stated[finding].at[p];
      if (s.condition != near[n] || s.permille < r->options.common) continue;
      if (said == NAMED) {
        more++;
        continue;
      }
      if (said++) dp_buf_text(&b, ", ");
      dp_buf_str(&b, r->m->conditions.at[near[n]].id);
      dp_buf_char(&b, ' ');
      dp_buf_uint(&b, (s.permille + 5U) / 10);
    }
  if (more) dp_buf_text(&b, ", and "), dp_buf_uint(&b, more), dp_buf_text(&b, " more");
  KBC_WARN(r->report, x->place, "does not answer: %.*s (in %s)", KBC_S(r->m->findings.at[finding].id), dp_buf_nul(&b));
}

static int compare_open(const void *a, const void *b, const void *ctx) {
  const rivals *r = ctx;
  uint16_t x = *(const uint16_t *)a, y = *(const uint16_t *)b;
  if (r->total[x] != r->total[y]) return r->total[x] > r->total[y] ? -1 : 1;
  return x < y ? -1 : x > y;
}

enum { MOST_LISTED = 5 }; /* of one page, unless the report is narrowed to it */

static bool check_condition(rivals *r, size_t i, uint16_t *near, uint64_t *score) {
  const kbc_condition *x = &r->m->conditions.at[i];
  size_t count = find_nearest(r, i, near, score);
  if (!mark_answered(r, x)) return false;
  r->open.count = 0;
  for (size_t n = 0; n < count; n++) {
    const kbc_rows *rows = &r->m->conditions.at[near[n]].rows[DP_ROWS_ALL];
    for (size_t k = 0; k < rows->count; k++) {
      const kbc_row *row = &rows->at[k];
      uint16_t f = row->finding.at;
      if (!counts(row) || middle(row) < r->options.common) continue;
      if (!r->rivals[f]) {
        if (is_answered(r, f)) continue;
        if (!DP_PUSH(r->arena, &r->open, f)) return false;
      }
      r->rivals[f]++;
      r->total[f] += middle(row);
    }
  }
  if (!dp_sort(r->arena, r->open.at, r->open.count, sizeof *r->open.at, compare_open, r)) return false;
  size_t open = 0;
  for (size_t k = 0; k < r->open.count; k++) open += r->rivals[r->open.at[k]] >= r->options.least;
  bool all = open <= MOST_LISTED || r->report->only.size;
  for (size_t k = 0, said = 0; k < r->open.count && (all || said < MOST_LISTED); k++) {
    if (r->rivals[r->open.at[k]] < r->options.least) continue;
    say_open(r, x, r->open.at[k], near, count);
    said++;
  }
  if (!all)
    KBC_WARN(r->report, x->place, "does not answer %zu more findings: `check --only %.*s` lists them", open - MOST_LISTED,
             KBC_S(x->id));
  for (size_t k = 0; k < r->open.count; k++) r->rivals[r->open.at[k]] = 0, r->total[r->open.at[k]] = 0;
  return true;
}

bool kbc_check_rivals(const kbc_model *m, kbc_check_options options, dp_arena *arena, kbc_report *report) {
  rivals r = {.m = m, .options = options, .report = report};
  dp_arena scratch;
  dp_arena_init(&scratch, &arena->allocator);
  r.arena = &scratch;
  uint16_t *near = DP_NEW_ARRAY(&scratch, uint16_t, options.near + 1);
  uint64_t *score = DP_NEW_ARRAY(&scratch, uint64_t, options.near + 1);
  bool ok = options.near > 0 && near && score && prepare(&r);
  for (size_t i = 0; ok && i < m->conditions.count; i++) ok = check_condition(&r, i, near, score);
  dp_arena_free(&scratch);
  return ok || options.near == 0;
}

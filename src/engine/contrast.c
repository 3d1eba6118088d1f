/* contrast.c: for and against, expected but not mentioned, and one condition beside another.
 *
 * All of it is the ledgers' rows in another order, so that it cannot say anything else than the ranking does.
 */
#include "contrast.h"
#include "model.h"

enum { EXPECTED_PPM = 400000 };

/* For it by weight, then against it by weight, then the rows of 0. */
static int weightier(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  int32_t x = ((const dp_ledger_row *)a)->centibans, y = ((const dp_ledger_row *)b)->centibans;
  int sx = x > 0 ? 0 : x < 0 ? 1 : 2, sy = y > 0 ? 0 : y < 0 ? 1 : 2;
  if (sx != sy) return sx - sy;
  return x == y ? 0 : (x > y) == (sx == 0) ? -1 : 1;
}

static int commoner(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_expected *x = a, *y = b;
  if (x->here_ppm != y->here_ppm) return x->here_ppm > y->here_ppm ? -1 : 1;
  return x->finding < y->finding ? -1 : x->finding > y->finding;
}

/* The frequency that the condition states in the tables that hold for this patient. */
static uint32_t stated_ppm(const dp_scoring *s, const dp_kb_condition *c, uint16_t f) {
  for (size_t g = s->group_count; g-- > 0;) {
    const dp_kb_row *r = dp_kb_row_of(s->kb, c, (dp_rows)s->groups[g], f);
    if (r) return (uint32_t)(r->low + r->high) * 500;
  }
  return 0;
}

static bool expected(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_account *a) {
  const dp_kb_condition *c = &s->kb->conditions[condition];
  size_t most = 0;
  for (size_t g = 0; g < s->group_count; g++) most += dp_kb_rows(s->kb, c, (dp_rows)s->groups[g]).count;
  a->expected = DP_NEW_ARRAY(arena, dp_expected, most);
  if (!a->expected) return false;
  for (size_t g = 0; g < s->group_count; g++) {
    dp_kb_row_view rows = dp_kb_rows(s->kb, c, (dp_rows)s->groups[g]);
    for (size_t i = 0; i < rows.count; i++) {
      uint16_t f = rows.at[i].finding;
      if (s->observed[f] || s->kb->findings[f].kind > DP_KIND_TEST) continue;
      bool listed = false;
      for (size_t k = 0; k < a->expected_count && !listed; k++) listed = a->expected[k].finding == f;
      uint32_t here = stated_ppm(s, c, f);
      if (!listed && here >= EXPECTED_PPM) a->expected[a->expected_count++] = (dp_expected){f, here};
    }
  }
  return dp_sort(arena, a->expected, a->expected_count, sizeof *a->expected, commoner, NULL);
}

static bool unexplained(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_account *a) {
  a->unexplained = DP_NEW_ARRAY(arena, uint16_t, s->node_count);
  if (!a->unexplained) return false;
  for (size_t n = 0; n < s->node_count; n++)
    if (dp_worth_explaining(s, &s->nodes[n]) && !dp_explains(&s->nodes[n], condition))
      a->unexplained[a->unexplained_count++] = s->nodes[n].finding;
  return true;
}

dp_status dp_account_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_account **out, dp_error *err) {
  static const char no_memory[] = "not enough memory for the account";
  dp_account *a = DP_NEW(arena, dp_account);
  uint32_t *ppm = DP_NEW_ARRAY(arena, uint32_t, s->conditions);
  if (!a || !ppm) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  dp_status status = dp_ledger_scored(s, condition, arena, &a->rows, &a->count, err);
  if (status) return status;
  if (!dp_sort(arena, a->rows, a->count, sizeof *a->rows, weightier, NULL) || !expected(s, condition, arena, a) ||
      !unexplained(s, condition, arena, a))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t i = 0; i < a->count; i++)
    a->for_count += a->rows[i].centibans > 0, a->against_count += a->rows[i].centibans < 0;
  a->score_cb = s->scores[condition];
  dp_probabilities(s, s->scores, ppm);
  a->probability_ppm = ppm[condition];
  if (a->score_cb > DP_CANNOT) {
    a->rank = 1;
    for (size_t i = 0; i < s->conditions; i++)
      a->rank += s->scores[i] > a->score_cb || (s->scores[i] == a->score_cb && i < condition);
  }
  *out = a;
  return DP_OK;
}

dp_status dp_account_of(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition,
                        dp_arena *arena, dp_account **out, dp_error *err) {
  if (condition >= kb->condition_count)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u", (unsigned)condition);
  dp_scoring *s;
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  return status ? status : dp_account_scored(s, condition, arena, out, err);
}

/* ---- two beside each other --------------------------------------------------------------------------------------- */

static int larger_difference(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  int64_t x = ((const dp_contrast_row *)a)->difference, y = ((const dp_contrast_row *)b)->difference;
  if (x < 0) x = -x;
  if (y < 0) y = -y;
  return x > y ? -1 : x < y;
}

/* Rows that say how two conditions take the same piece of the case. The kind of a component's row may differ ("known"
 * is the one's own); what it is made of may not. */
static bool same_piece(const dp_ledger_row *a, const dp_ledger_row *b) {
  if (a->member_count != b->member_count) return false;
  if (!a->member_count) return a->kind == b->kind;
  for (size_t k = 0; k < a->member_count; k++)
    if (a->members[k] != b->members[k]) return false;
  return true;
}

static dp_ledger_row nothing_like(const dp_ledger_row *r) {
  return (dp_ledger_row){.kind = r->kind,
                         .finding = r->finding,
                         .members = r->members,
                         .member_count = r->member_count,
                         .here_ppm = -1,
                         .general_ppm = r->general_ppm,
                         .source = DP_NONE,
                         .file = r->file};
}

dp_status dp_compare(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t a, uint16_t b,
                     dp_arena *arena, dp_contrast_row **out, size_t *count, dp_error *err) {
  if (a >= kb->condition_count || b >= kb->condition_count)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u",
                   (unsigned)(a >= kb->condition_count ? a : b));
  dp_scoring *s;
  dp_ledger_row *of_a, *of_b;
  size_t na, nb, n = 0;
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  if (!status) status = dp_ledger_scored(s, a, arena, &of_a, &na, err);
  if (!status) status = dp_ledger_scored(s, b, arena, &of_b, &nb, err);
  if (status) return status;
  dp_contrast_row *rows = DP_NEW_ARRAY(arena, dp_contrast_row, na + nb);
  bool *paired = DP_NEW_ARRAY(arena, bool, nb);
  if (!rows || !paired) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to compare");
  for (size_t i = 0; i < na; i++) {
    size_t k = 0;
    while (k < nb && (paired[k] || !same_piece(&of_a[i], &of_b[k]))) k++;
    if (k < nb) paired[k] = true;
    rows[n++] = (dp_contrast_row){of_a[i], k < nb ? of_b[k] : nothing_like(&of_a[i]), 0};
  }
  for (size_t k = 0; k < nb; k++)
    if (!paired[k]) rows[n++] = (dp_contrast_row){nothing_like(&of_b[k]), of_b[k], 0};
  for (size_t i = 0; i < n; i++) rows[i].difference = rows[i].a.centibans - rows[i].b.centibans;
  if (!dp_sort(arena, rows, n, sizeof *rows, larger_difference, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory to compare");
  *out = rows, *count = n;
  return DP_OK;
}

typedef struct telling {
  dp_discriminator d;
  uint64_t weight;
} telling;

static int more_telling(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const telling *x = a, *y = b;
  if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
  return x->d.finding < y->d.finding ? -1 : x->d.finding > y->d.finding;
}

static uint32_t ppm_of(const dp_scoring *s, int32_t cb) {
  return cb <= -DP_POWERS ? 0 : (uint32_t)(((uint64_t)s->power[-cb] * 1000000) >> 31);
}

/* How telling: the sum of both relative entropies, (p - q) log(p (1 - q) / q (1 - p)) (Jeffreys 1946). */
static uint64_t divergence(const dp_scoring *s, uint16_t f, uint16_t a, uint16_t b, dp_discriminator *d) {
  int32_t cb_a = dp_given_cb(s, f, a), cb_b = dp_given_cb(s, f, b);
  *d = (dp_discriminator){f, ppm_of(s, cb_a), ppm_of(s, cb_b)};
  int64_t odds = (cb_a - dp_complement_cb(cb_a)) - (cb_b - dp_complement_cb(cb_b));
  int64_t apart = (int64_t)d->a_ppm - d->b_ppm, weight = odds * apart;
  return weight > 0 ? (uint64_t)weight : 0;
}

dp_status dp_tell_apart(const dp_kb *kb, const dp_case *c, uint16_t a, uint16_t b, size_t most, dp_arena *arena,
                        dp_discriminator **out, size_t *count, dp_error *err) {
  if (a >= kb->condition_count || b >= kb->condition_count)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u",
                   (unsigned)(a >= kb->condition_count ? a : b));
  static const char no_memory[] = "not enough memory to tell the two apart";
  dp_scoring *s;
  dp_status status = dp_score(kb, c, NULL, arena, &s, err);
  if (status) return status;
  uint8_t *seen = DP_NEW_ARRAY(arena, uint8_t, kb->finding_count);
  struct {
    telling *at;
    size_t count, room;
  } list = {0};
  if (!seen) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (int side = 0; side < 2; side++)
    for (size_t g = 0; g < s->group_count; g++) {
      dp_kb_row_view rows = dp_kb_rows(kb, &kb->conditions[side ? b : a], (dp_rows)s->groups[g]);
      for (size_t i = 0; i < rows.count; i++) {
        uint16_t f = rows.at[i].finding;
        uint8_t kind = kb->findings[f].kind;
        if (seen[f] || s->observed[f] || s->node_of[f] || kind == DP_KIND_DISEASE || kind == DP_KIND_GROUP) continue;
        seen[f] = 1;
        telling t;
        t.weight = divergence(s, f, a, b, &t.d);
        if (t.weight && !DP_PUSH(arena, &list, t)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
      }
    }
  if (!dp_sort(arena, list.at, list.count, sizeof *list.at, more_telling, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  size_t n = 0;
  dp_discriminator *d = DP_NEW_ARRAY(arena, dp_discriminator, list.count < most ? list.count : most);
  if (!d) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t i = 0; i < list.count && n < most; i++) { /* of a finding and its detail the more telling one */
    bool told = false;
    for (size_t k = 0; k < n && !told; k++)
      told = dp_kb_is_a(kb, list.at[i].d.finding, d[k].finding) || dp_kb_is_a(kb, d[k].finding, list.at[i].d.finding);
    if (!told) d[n++] = list.at[i].d;
  }
  *out = d, *count = n;
  return DP_OK;
}

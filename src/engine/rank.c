/* rank.c: from scores to a differential: order, probabilities with their interval, what must not be missed, what is
 * left unexplained, and when not to trust it.
 *
 * Probability. p(i) is proportional to 10^(temperature * score / 100); "something else" takes part with the summed
 * priors of all conditions, shifted by `else_cb`: it wins when the evidence speaks against everything that is known
 * here. The temperature (higher in a short account, dp_temperature) is fitted so that of the answers given 70 % seven in ten are right (calibration; Guo et al.
 * 2017, "On calibration of modern neural networks", give the method). The interval comes from the doubt in each row: a
 * frequency is an estimate, so a row of v centibans is good to about 12 + |v| / 8, and rows err independently.
 */
#include "model.h"

/* ---- probabilities ----------------------------------------------------------------------------------------------- */

uint32_t dp_probabilities(const dp_scoring *s, const int32_t *scores, uint32_t *ppm) {
  int32_t most = s->other, t = dp_temperature(&s->params, s->c->words);
  size_t n = s->conditions;
  for (size_t i = 0; i < n; i++)
    if (scores[i] > most) most = scores[i];
  int64_t last_of = t > 0 ? (int64_t)DP_POWERS * 1000 / t : INT32_MAX; /* beyond it nothing is left */
  uint64_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    int32_t below = most - scores[i];
    int32_t e = below > last_of ? DP_POWERS : dp_scaled(below, t);
    ppm[i] = e >= DP_POWERS || scores[i] <= DP_CANNOT ? 0 : s->power[e < 0 ? 0 : e];
    sum += ppm[i];
  }
  int64_t other_below = (int64_t)most - s->other;
  int32_t e = other_below > last_of ? DP_POWERS : dp_scaled((int32_t)other_below, t);
  sum += e >= DP_POWERS ? 0 : s->power[e < 0 ? 0 : e];
  uint64_t factor =
      ((uint64_t)1000000 << 43) / (sum ? sum : 1); /* sum >= 2^31, for the largest has power 1: factor * ppm < 2^63 */
  uint32_t given = 0;
  for (size_t i = 0; i < n; i++)
    if (ppm[i]) given += ppm[i] = (uint32_t)((ppm[i] * factor) >> 43);
  return given > 1000000 ? 0 : 1000000 - given;
}

uint32_t dp_root(uint64_t v) {
  uint64_t r = 0, bit = (uint64_t)1 << 62;
  while (bit > v) bit >>= 2;
  for (; bit; bit >>= 2) {
    if (v >= r + bit) v -= r + bit, r = (r >> 1) + bit;
    else r >>= 1;
  }
  return (uint32_t)r;
}

/* How far the score may be off, centibans (one standard deviation). */
static int32_t doubt(const dp_scoring *s, size_t condition) {
  uint64_t sum = 15 * 15; /* of the prior */
  for (size_t k = 0; k < s->component_count; k++) {
    int32_t v = s->components[k].value[condition], a = v < 0 ? -v : v;
    if (a > 5) sum += (uint64_t)((12 + a / 8) * (12 + a / 8));
  }
  int32_t told = s->wording ? s->wording[condition] : 0; /* words are a rough measure: good to a third */
  sum += (uint64_t)((int64_t)told * told / 9);
  return (int32_t)dp_root(sum);
}

static uint32_t shifted_ppm(uint32_t ppm, int32_t cb) { /* the probability whose odds are 10^(cb / 100) times as high */
  uint64_t odds = dp_exp10_cb(cb) >> 12;                /* * 2^20 */
  uint64_t with = (uint64_t)ppm * odds, without = (uint64_t)(1000000 - ppm) << 20;
  uint64_t all = (with >> 8) + (without >> 8);
  return all ? (uint32_t)((with >> 8) * 1000000 / all) : 0;
}

enum { INTERVALS = 50 }; /* so many rows get an interval of their own; those after it are near 0 */

static bool probabilities(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  uint32_t *ppm = DP_NEW_ARRAY(arena, uint32_t, s->conditions);
  if (!ppm) return false;
  d->else_ppm = dp_probabilities(s, s->scores, ppm);
  for (size_t k = 0; k < d->count; k++) {
    dp_ranked *r = &d->rows[k];
    r->probability_ppm = ppm[r->condition];
    int32_t by = k < INTERVALS ? dp_scaled(doubt(s, r->condition) * 5 / 4, dp_temperature(&s->params, s->c->words)) : 0;
    r->low_ppm = by ? shifted_ppm(r->probability_ppm, -by) : 0;
    r->high_ppm = by ? shifted_ppm(r->probability_ppm, by) : r->probability_ppm;
    if (r->low_ppm > r->probability_ppm) r->low_ppm = r->probability_ppm;
    if (r->high_ppm < r->probability_ppm) r->high_ppm = r->probability_ppm;
  }
  return true;
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

static int higher_first(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_ranked *x = a, *y = b;
  if (x->score_cb != y->score_cb) return x->score_cb > y->score_cb ? -1 : 1;
  return x->condition < y->condition ? -1 : x->condition > y->condition;
}

enum { BUCKETS = 2048 };

/* Rows by falling score, equals by condition: a counting sort over the distance to the best; the few beyond it are
 * sorted by themselves. */
static bool order(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  uint32_t *start = DP_NEW_ARRAY(arena, uint32_t, BUCKETS + 1);
  d->rows = DP_NEW_ARRAY(arena, dp_ranked, s->conditions);
  if (!start || !d->rows) return false;
  int32_t best = INT32_MIN;
  for (size_t i = 0; i < s->conditions; i++)
    if (s->scores[i] > best) best = s->scores[i];
  for (size_t i = 0; i < s->conditions; i++)
    if (s->scores[i] > DP_CANNOT) {
      int64_t below = (int64_t)best - s->scores[i];
      start[below < BUCKETS - 1 ? below + 1 : BUCKETS]++, d->count++;
    }
  for (size_t k = 1; k <= BUCKETS; k++) start[k] += start[k - 1];
  size_t tail = start[BUCKETS - 1];
  for (size_t i = 0; i < s->conditions; i++)
    if (s->scores[i] > DP_CANNOT) {
      int64_t below = (int64_t)best - s->scores[i];
      d->rows[start[below < BUCKETS - 1 ? below : BUCKETS - 1]++] =
          (dp_ranked){.condition = (uint16_t)i, .score_cb = s->scores[i], .family = DP_NONE};
    }
  return dp_sort(arena, d->rows + tail, d->count - tail, sizeof *d->rows, higher_first, NULL);
}

/* ---- families ---------------------------------------------------------------------------------------------------- */

/* How many conditions a class has, itself included where it is one; counted no further than `most` + 1. */
static unsigned conditions_of(const dp_kb *kb, uint16_t f, unsigned most) {
  unsigned n = kb->findings[f].condition != DP_NONE;
  dp_ids down = dp_kb_ids(kb, kb->findings[f].children);
  for (size_t k = 0; k < down.count && n <= most; k++) n += conditions_of(kb, down.at[k], most - n);
  return n;
}

/* The narrow class under which a row is shown: the broadest of its primary line with no more than `family_most`
 * conditions. All of a class's forms have it alike, so that the list has one row a family. (Whoever makes the list
 * shows the form by itself when it holds at least half of the family.) */
static void families(const dp_scoring *s, dp_differential *d) {
  const dp_kb *kb = s->kb;
  unsigned most = s->params.family_most > 0 ? (unsigned)s->params.family_most : 0;
  for (size_t k = 0; most && k < d->count && d->rows[k].probability_ppm; k++) {
    uint16_t f = kb->conditions[d->rows[k].condition].finding;
    for (unsigned n = 0; n < 8; n++) {
      dp_ids up = dp_kb_ids(kb, kb->findings[f].parents);
      if (!up.count || kb->findings[up.at[0]].kind != DP_KIND_DISEASE) break;
      f = up.at[0];
      unsigned size = conditions_of(kb, f, most);
      if (size > most) break;
      if (size > 1) d->rows[k].family = f;
    }
  }
}

/* ---- what to say beside the list --------------------------------------------------------------------------------- */

bool dp_explains(const dp_node *n, size_t condition) { return n->level[condition] > 12; }

bool dp_worth_explaining(const dp_scoring *s, const dp_node *n) {
  return n->state == DP_NODE_PRESENT && !n->doubt && n->observation != DP_NONE && n->kind <= DP_KIND_TEST &&
         s->w.ref_cb[n->finding] < -85 /* 14 % */;
}

static bool unexplained(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  d->unexplained = DP_NEW_ARRAY(arena, uint16_t, s->node_count);
  if (!d->unexplained) return false;
  size_t striking = 0;
  for (size_t n = 0; n < s->node_count && d->count; n++) {
    const dp_node *node = &s->nodes[n];
    if (!dp_worth_explaining(s, node) || dp_explains(node, d->rows[0].condition)) continue;
    d->unexplained[d->unexplained_count++] = node->finding;
    bool by_any = false;
    for (size_t i = 0; i < d->count && i < 5; i++) by_any |= dp_explains(node, d->rows[i].condition);
    if (!by_any && s->kb->findings[node->finding].striking >= 60) striking++;
  }
  d->outside = striking >= 2 || (striking && d->else_ppm > 300000);
  return true;
}

enum { ALSO_MOST = 3, ALSO_LEAST_CB = 80 };

/* What the first leaves unexplained, another may bring: up to three conditions by the evidence of those findings alone.
 */
static bool others(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  d->also = DP_NEW_ARRAY(arena, uint16_t, ALSO_MOST);
  if (!d->also) return false;
  if (!d->unexplained_count) return true;
  int32_t *sum = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  if (!sum) return false;
  for (size_t n = 0; n < s->node_count; n++) {
    const dp_node *node = &s->nodes[n];
    if (!dp_worth_explaining(s, node) || dp_explains(node, d->rows[0].condition)) continue;
    for (size_t i = 0; i < s->conditions; i++)
      if (node->level[i] > 0) sum[i] += node->level[i];
  }
  while (d->also_count < ALSO_MOST) {
    size_t best = d->count;
    int32_t best_value = 0;
    for (size_t k = 1; k < d->count; k++) {
      uint16_t i = d->rows[k].condition;
      if (sum[i] < ALSO_LEAST_CB) continue;
      int32_t value = sum[i] + dp_scaled16(s->w.conditions[i].rate, s->params.prior) / 2;
      if (value > best_value) best = k, best_value = value;
    }
    if (best == d->count) break;
    d->also[d->also_count++] = (uint16_t)best;
    sum[d->rows[best].condition] = 0;
  }
  return true;
}

/* What speaks for it beyond its being common: the score without the rows that hold before a word is said. */
static int32_t evidence_of(const dp_scoring *s, uint16_t condition) {
  int32_t e = s->scores[condition];
  for (int k = DP_ROW_PRIOR; k <= DP_ROW_SEASON; k++) e -= dp_value_fixed(s, (dp_row_kind)k, condition);
  return e - dp_value_silence(s, condition);
}

enum {
  CANT_MISS_MOST = 6,
  CANT_MISS_DANGER = 7,
  CANT_MISS_PPM = 3000,
  CANT_MISS_EVIDENCE_CB = 25,
  CANT_MISS_ROWS = 120
};

/* The most dangerous of what has any evidence, by probability times the square of the danger. */
static bool cant_miss(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  d->cant_miss = DP_NEW_ARRAY(arena, uint16_t, CANT_MISS_MOST);
  if (!d->cant_miss) return false;
  uint64_t weight[CANT_MISS_MOST];
  for (size_t k = 0; k < d->count && k < CANT_MISS_ROWS; k++) {
    const dp_ranked *r = &d->rows[k];
    uint8_t danger = s->kb->conditions[r->condition].danger;
    if (danger < CANT_MISS_DANGER || r->probability_ppm < CANT_MISS_PPM ||
        evidence_of(s, r->condition) < CANT_MISS_EVIDENCE_CB)
      continue;
    uint64_t w = (uint64_t)r->probability_ppm * danger * danger;
    if (d->cant_miss_count == CANT_MISS_MOST) {
      if (weight[CANT_MISS_MOST - 1] >= w) continue;
      d->cant_miss_count--;
    }
    size_t at = d->cant_miss_count++;
    for (; at && weight[at - 1] < w; at--) weight[at] = weight[at - 1], d->cant_miss[at] = d->cant_miss[at - 1];
    weight[at] = w, d->cant_miss[at] = (uint16_t)k;
  }
  return true;
}

enum { ENOUGH_CB = 40 };

dp_status dp_rank_scored(const dp_scoring *s, dp_arena *arena, dp_differential **out, dp_error *err) {
  dp_differential *d = DP_NEW(arena, dp_differential);
  if (!d || !order(s, d, arena) || !probabilities(s, d, arena) || !cant_miss(s, d, arena) ||
      !unexplained(s, d, arena) || !others(s, d, arena))
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the differential");
  families(s, d);
  size_t told = 0;
  for (size_t n = 0; n < s->node_count; n++) told += dp_worth_explaining(s, &s->nodes[n]);
  d->not_enough = !d->count || !told || evidence_of(s, d->rows[0].condition) < ENOUGH_CB;
  *out = d;
  return DP_OK;
}

dp_status dp_rank(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena, dp_differential **out,
                  dp_error *err) {
  dp_scoring *s;
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  return status ? status : dp_rank_scored(s, arena, out, err);
}

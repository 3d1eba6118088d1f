/* rank.c: from scores to a differential: order, probabilities with their interval, what must not be missed, what is left
 * unexplained, and when not to trust it.
 *
 * Probability. p(i) is proportional to 10^(temperature * score / 100); "something else" takes part with the summed priors of
 * all conditions, lowered by `else_cb`: it wins when the evidence speaks against everything that is known here. The
 * temperature is fitted so that of the answers given 70 % seven in ten are right (calibration; Guo et al. 2017, "On calibration of
 * modern neural networks", give the method). The interval comes from the doubt in each row: a frequency is an estimate, so a
 * row of v centibans is good to about 12 + |v| / 8, and rows err independently.
 */
#include "model.h"

typedef struct by_score { const int32_t *scores; const dp_kb *kb; } by_score;

static int higher_first(const void *a, const void *b, const void *ctx) {
  const by_score *by = ctx;
  uint16_t x = ((const dp_ranked *)a)->condition, y = ((const dp_ranked *)b)->condition;
  if (by->scores[x] != by->scores[y]) return by->scores[x] > by->scores[y] ? -1 : 1;
  return x < y ? -1 : x > y;
}

static uint32_t root_of(uint64_t v) { /* integer square root */
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
  for (size_t r = 0; r < s->root_count; r++) {
    int32_t v = dp_value_component(s, s->roots[r], condition, NULL), a = v < 0 ? -v : v;
    if (a > 5) sum += (uint64_t)((12 + a / 8) * (12 + a / 8));
  }
  return (int32_t)root_of(sum);
}

static uint32_t shifted_ppm(uint32_t ppm, int32_t cb) { /* the probability whose odds are 10^(cb / 100) times as high */
  uint64_t odds = dp_exp10_cb(cb) >> 12; /* * 2^20 */
  uint64_t with = (uint64_t)ppm * odds, without = (uint64_t)(1000000 - ppm) << 20;
  uint64_t all = (with >> 8) + (without >> 8);
  return all ? (uint32_t)((with >> 8) * 1000000 / all) : 0;
}

static bool clinical(uint8_t kind) { return kind <= DP_KIND_TEST; }

/* Whether the condition makes the finding likelier than it is in everybody. */
static bool explains(const dp_node *n, uint16_t condition) { return n->level[condition] > 12; }

static bool worth_explaining(const dp_scoring *s, const dp_node *n) {
  return n->present && !n->uncertain && n->observation != DP_NONE && clinical(s->kb->findings[n->finding].kind) &&
         s->w.ref_cb[n->finding] < -85 /* 14 % */;
}

static dp_status unexplained(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  d->unexplained = DP_NEW_ARRAY(arena, uint16_t, s->node_count);
  if (!d->unexplained) return DP_ERR_MEMORY;
  size_t striking = 0, first = d->count ? d->rows[0].condition : 0;
  for (size_t n = 0; n < s->node_count && d->count; n++) {
    const dp_node *node = &s->nodes[n];
    if (!worth_explaining(s, node) || explains(node, (uint16_t)first)) continue;
    d->unexplained[d->unexplained_count++] = node->finding;
    bool by_any = false;
    for (size_t i = 0; i < d->count && i < 5; i++) by_any |= explains(node, d->rows[i].condition);
    if (!by_any && s->kb->findings[node->finding].striking >= 60) striking++;
  }
  d->outside = striking >= 2 || (striking && d->else_ppm > 300000);
  return DP_OK;
}

/* What the first leaves unexplained, another may bring: up to three conditions by the evidence of those findings alone. */
static dp_status others(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  int32_t *sum = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  d->also = DP_NEW_ARRAY(arena, uint16_t, 3);
  if (!sum || !d->also) return DP_ERR_MEMORY;
  for (size_t n = 0; n < s->node_count && d->unexplained_count; n++) {
    const dp_node *node = &s->nodes[n];
    if (!worth_explaining(s, node) || explains(node, d->rows[0].condition)) continue;
    for (size_t i = 0; i < s->conditions; i++)
      if (node->level[i] > 0) sum[i] += node->level[i];
  }
  while (d->also_count < 3) {
    size_t best = d->count;
    int32_t best_value = 0;
    for (size_t k = 1; k < d->count && d->unexplained_count; k++) {
      uint16_t i = d->rows[k].condition;
      bool taken = false;
      for (size_t a = 0; a < d->also_count; a++) taken |= d->also[a] == k;
      int32_t value = sum[i] + dp_scaled(s->w.conditions[i].rate, s->params.prior) / 2;
      if (!taken && sum[i] >= 80 && value > best_value) best = k, best_value = value;
    }
    if (best == d->count) break;
    d->also[d->also_count++] = (uint16_t)best;
  }
  return DP_OK;
}

/* What speaks for it beyond its being common: the score without the rows that hold before a word is said. */
static int32_t evidence_of(const dp_scoring *s, uint16_t condition) {
  int32_t e = s->scores[condition];
  for (int k = DP_ROW_PRIOR; k <= DP_ROW_SEASON; k++) e -= dp_value_fixed(s, (dp_row_kind)k, condition);
  return e - dp_value_silence(s, condition);
}

enum { CANT_MISS_MOST = 6, CANT_MISS_DANGER = 7, CANT_MISS_PPM = 3000 };

static dp_status cant_miss(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  d->cant_miss = DP_NEW_ARRAY(arena, uint16_t, CANT_MISS_MOST);
  if (!d->cant_miss) return DP_ERR_MEMORY;
  uint64_t weight[CANT_MISS_MOST];
  for (size_t k = 0; k < d->count && k < 120; k++) {
    const dp_kb_condition *c = &s->kb->conditions[d->rows[k].condition];
    if (c->danger < CANT_MISS_DANGER || d->rows[k].probability_ppm < CANT_MISS_PPM || evidence_of(s, d->rows[k].condition) < 25) continue;
    uint64_t w = (uint64_t)d->rows[k].probability_ppm * c->danger * c->danger;
    size_t at = d->cant_miss_count < CANT_MISS_MOST ? d->cant_miss_count++ : CANT_MISS_MOST - 1;
    if (at == CANT_MISS_MOST - 1 && d->cant_miss_count == CANT_MISS_MOST && k && weight[at] >= w && d->cant_miss[at]) continue;
    while (at && weight[at - 1] < w) weight[at] = weight[at - 1], d->cant_miss[at] = d->cant_miss[at - 1], at--;
    weight[at] = w, d->cant_miss[at] = (uint16_t)k;
  }
  return DP_OK;
}

static void probabilities(const dp_scoring *s, dp_differential *d) {
  if (!d->count) { d->else_ppm = 1000000; return; }
  int32_t t = s->params.temperature, top = s->scores[d->rows[0].condition];
  /* the summed priors, in centibans, against the largest */
  int32_t high = INT32_MIN;
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t prior = dp_scaled(s->w.conditions[i].rate, s->params.prior);
    if (prior > high) high = prior;
  }
  uint64_t all = 0, one = (uint64_t)1 << 32;
  for (size_t i = 0; i < s->conditions; i++) all += dp_exp10_cb(dp_scaled(s->w.conditions[i].rate, s->params.prior) - high) >> 8;
  int32_t other = high + dp_centiban_ratio(all ? all : 1, one >> 8) + s->params.else_cb;
  int32_t most = top > other ? top : other;
  uint64_t sum = dp_exp10_cb(dp_scaled(other - most, t));
  for (size_t k = 0; k < d->count; k++) sum += dp_exp10_cb(dp_scaled(s->scores[d->rows[k].condition] - most, t));
  uint64_t given = 0;
  for (size_t k = 0; k < d->count; k++) {
    uint64_t w = dp_exp10_cb(dp_scaled(s->scores[d->rows[k].condition] - most, t));
    d->rows[k].probability_ppm = (uint32_t)((w >> 4) * 1000000 / (sum >> 4));
    given += d->rows[k].probability_ppm;
  }
  d->else_ppm = given > 1000000 ? 0 : (uint32_t)(1000000 - given);
  for (size_t k = 0; k < d->count && k < 25; k++) {
    int32_t by = dp_scaled(doubt(s, d->rows[k].condition) * 5 / 4, t);
    d->rows[k].low_ppm = shifted_ppm(d->rows[k].probability_ppm, -by);
    d->rows[k].high_ppm = shifted_ppm(d->rows[k].probability_ppm, by);
  }
}

/* The narrow class under which a row is shown when no single form holds half of it: the nearest class of at most
 * FAMILY_MOST conditions in which the row holds less than half of the probability. */
enum { FAMILY_MOST = 10 };

static dp_status families(const dp_scoring *s, dp_differential *d, dp_arena *arena) {
  const dp_kb *kb = s->kb;
  uint64_t *sum = DP_NEW_ARRAY(arena, uint64_t, kb->finding_count);
  uint16_t *size = DP_NEW_ARRAY(arena, uint16_t, kb->finding_count);
  if (!sum || !size) return DP_ERR_MEMORY;
  for (size_t k = 0; k < d->count; k++) {
    uint16_t f = kb->conditions[d->rows[k].condition].finding;
    dp_ids up = dp_kb_ids(kb, kb->findings[f].ancestors);
    sum[f] += d->rows[k].probability_ppm, size[f]++;
    for (size_t a = 0; a < up.count; a++) sum[up.at[a]] += d->rows[k].probability_ppm, size[up.at[a]]++;
  }
  for (size_t k = 0; k < d->count; k++) {
    dp_ranked *r = &d->rows[k];
    r->family = DP_NONE;
    dp_ids up = dp_kb_ids(kb, kb->findings[kb->conditions[r->condition].finding].parents);
    for (size_t a = 0; a < up.count && r->family == DP_NONE; a++)
      if (size[up.at[a]] > 1 && size[up.at[a]] <= FAMILY_MOST && sum[up.at[a]] > 2 * (uint64_t)r->probability_ppm) r->family = up.at[a];
  }
  return DP_OK;
}

dp_status dp_rank_scored(const dp_scoring *s, dp_arena *arena, dp_differential **out, dp_error *err) {
  dp_differential *d = DP_NEW(arena, dp_differential);
  if (d) d->rows = DP_NEW_ARRAY(arena, dp_ranked, s->conditions);
  if (!d || !d->rows) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the differential");
  for (size_t i = 0; i < s->conditions; i++)
    if (s->scores[i] > DP_W_IMPOSSIBLE / 2)
      d->rows[d->count++] = (dp_ranked){.condition = (uint16_t)i, .score_cb = s->scores[i], .family = DP_NONE};
  by_score by = {s->scores, s->kb};
  bool ok = dp_sort(arena, d->rows, d->count, sizeof *d->rows, higher_first, &by);
  probabilities(s, d);
  if (!ok || families(s, d, arena) || cant_miss(s, d, arena) || unexplained(s, d, arena) || others(s, d, arena))
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the differential");
  size_t told = 0;
  for (size_t n = 0; n < s->node_count; n++) told += worth_explaining(s, &s->nodes[n]);
  d->not_enough = !d->count || !told || evidence_of(s, d->rows[0].condition) < 40;
  *out = d;
  return DP_OK;
}

dp_status dp_rank(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena, dp_differential **out,
                  dp_error *err) {
  dp_engine_options defaults = dp_engine_defaults();
  dp_scoring *s;
  dp_status status = dp_score(kb, c, o ? o : &defaults, arena, &s, err);
  return status ? status : dp_rank_scored(s, arena, out, err);
}

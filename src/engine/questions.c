/* questions.c: the next best questions: what is worth finding out, and how either answer would move the order.
 *
 * The worth of a question is the mutual information of its answer and the condition, I = h(Q) - sum of p(i) h(q(i)),
 * where p is the probability of condition i now, q(i) the frequency of the finding in it given what is known present
 * above it, Q their mean and h the entropy of a yes or no. "Something else" and what is too unlikely to be looked at
 * take part as "everybody". Divided by what finding out costs. All in whole numbers: logarithms are of 16 binary
 * places.
 */
#include "questions.h"
#include "model.h"

enum { LIKELIEST = 15, SET_MOST = LIKELIEST + 8, CANDIDATES = 48, GAIN_LEAST_MILLIBIT = 2, SAME_COST_IN_A_ROW = 3 };

static const uint16_t cost_permille[DP_COST_COUNT] = {
    [DP_COST_ASK] = 1000, [DP_COST_LOOK] = 1200,    [DP_COST_EXAMINE] = 1500,  [DP_COST_BEDSIDE] = 2000,
    [DP_COST_LAB] = 4000, [DP_COST_IMAGING] = 8000, [DP_COST_INVASIVE] = 25000};

/* -log2(v / 65536) * 65536 for v of 1 to 65536, by squaring: each square doubles the logarithm. */
static uint32_t minus_log2(uint32_t v) {
  uint32_t whole = 0;
  uint64_t x = v;
  while (x < 65536) x <<= 1, whole++;
  uint32_t part = 0;
  x <<= 15; /* 1 to 2 in 2^31 */
  for (int bit = 15; bit >= 0; bit--) {
    x = (x * x) >> 31;
    if (x >> 32) part |= 1u << bit, x >>= 1;
  }
  return (whole << 16) - part;
}

/* Entropy of a yes of probability ppm, bits * 65536. */
static uint32_t entropy(uint32_t ppm) {
  uint32_t q = (uint32_t)(((uint64_t)ppm << 16) / 1000000);
  if (!q || q >= 65536) return 0;
  return (uint32_t)(((uint64_t)q * minus_log2(q) + (uint64_t)(65536 - q) * minus_log2(65536 - q)) >> 16);
}

typedef struct asking {
  const dp_scoring *s;
  const dp_differential *d;
  dp_arena *arena;
  uint16_t set[SET_MOST]; /* conditions */
  uint32_t p[SET_MOST];   /* ppm */
  size_t set_count;
  uint32_t rest;     /* ppm of all others */
  uint64_t *promise; /* [finding] a first guess of the worth */
  uint16_t *list;    /* findings with a promise */
  size_t count;
  uint32_t *known; /* [-centibans] entropy + 1, once it was reckoned */
} asking;

static void add_to_set(asking *a, size_t row) {
  const dp_ranked *r = &a->d->rows[row];
  for (size_t k = 0; k < a->set_count; k++)
    if (a->set[k] == r->condition) return;
  if (a->set_count == SET_MOST) return;
  a->p[a->set_count] = r->probability_ppm;
  a->set[a->set_count++] = r->condition;
  a->rest -= r->probability_ppm < a->rest ? r->probability_ppm : a->rest;
}

/* What one would ask for: not a detail of a symptom that nobody has asked for yet, but that symptom. */
static uint16_t asked_as(const dp_scoring *s, uint16_t f) {
  for (uint16_t up = s->w.parent[f]; up != DP_NONE && !s->observed[up] && s->kb->findings[up].kind <= DP_KIND_SIGN;
       up = s->w.parent[f]) {
    if (!*dp_kb_text(s->kb, s->kb->findings[up].ask)) break;
    f = up;
  }
  return f;
}

static bool can_be_asked(const dp_scoring *s, uint16_t f) {
  const dp_kb_finding *d = &s->kb->findings[f];
  return !s->observed[f] && !s->node_of[f] && d->kind != DP_KIND_GROUP && d->kind != DP_KIND_DISEASE &&
         *dp_kb_text(s->kb, d->ask);
}

static void promise(asking *a, uint16_t f, uint32_t here_ppm, uint32_t p) {
  f = asked_as(a->s, f);
  if (!can_be_asked(a->s, f)) return;
  const dp_kb_finding *d = &a->s->kb->findings[f];
  if (!a->promise[f]) a->list[a->count++] = f, a->promise[f] = 1;
  uint32_t rate = d->rate_ppm, apart = here_ppm > rate ? here_ppm - rate : rate - here_ppm;
  a->promise[f] += (uint64_t)apart * p / cost_permille[d->cost];
}

static void gather(asking *a) {
  const dp_kb *kb = a->s->kb;
  for (size_t k = 0; k < a->set_count; k++) {
    const dp_kb_condition *c = &kb->conditions[a->set[k]];
    for (size_t g = 0; g < a->s->group_count; g++) {
      dp_kb_row_view rows = dp_kb_rows(kb, c, (dp_rows)a->s->groups[g]);
      for (size_t i = 0; i < rows.count; i++)
        promise(a, rows.at[i].finding, (uint32_t)(rows.at[i].low + rows.at[i].high) * 500, a->p[k]);
    }
    for (size_t i = 0; i < c->risk_count; i++) {
      const dp_kb_risk *r = &kb->risks[c->risk_first + i];
      uint64_t rate = kb->findings[r->finding].rate_ppm, here = rate * r->odds_milli / 1000;
      promise(a, r->finding, (uint32_t)(here > 900000 ? 900000 : here), a->p[k]);
    }
  }
}

static int more_promising(const void *x, const void *y, const void *ctx) {
  const uint64_t *of = ctx;
  uint16_t f, g;
  memcpy(&f, x, sizeof f), memcpy(&g, y, sizeof g);
  return of[f] != of[g] ? (of[f] > of[g] ? -1 : 1) : f < g ? -1 : f > g;
}

static uint32_t ppm_of(const dp_scoring *s, int32_t cb) { /* cb <= -1 */
  return cb <= -DP_POWERS ? 0 : (uint32_t)(((uint64_t)s->power[-cb] * 1000000) >> 31);
}

/* Entropy of a finding that has a frequency of 10^(cb / 100), bits * 65536; *ppm is that frequency. */
static uint32_t entropy_of(const asking *a, int32_t cb, uint32_t *ppm) {
  *ppm = ppm_of(a->s, cb);
  if (cb <= -DP_POWERS) return 0;
  uint32_t *known = &a->known[-cb];
  if (!*known) *known = entropy(*ppm) + 1;
  return *known - 1;
}

static dp_question weigh(const asking *a, uint16_t f) {
  const dp_scoring *s = a->s;
  uint64_t all = a->rest, yes = 0, inside = 0;
  uint32_t q;
  inside += (uint64_t)a->rest * entropy_of(a, dp_given_cb(s, f, DP_NONE), &q), yes += (uint64_t)a->rest * q;
  for (size_t k = 0; k < a->set_count; k++) {
    inside += (uint64_t)a->p[k] * entropy_of(a, dp_given_cb(s, f, a->set[k]), &q), yes += (uint64_t)a->p[k] * q;
    all += a->p[k];
  }
  dp_question out = {.finding = f, .cost = s->kb->findings[f].cost};
  if (!all) return out;
  out.yes_ppm = (uint32_t)(yes / all);
  uint64_t whole = entropy(out.yes_ppm), within = inside / all;
  out.gain_millibit = whole > within ? (uint32_t)(((whole - within) * 1000) >> 16) : 0;
  out.value = (uint32_t)((uint64_t)out.gain_millibit * 1000000 / cost_permille[out.cost]); /* microbit */
  return out;
}

/* One is above the other: the answer to one would say much of the other's. */
static bool related(const dp_kb *kb, uint16_t a, uint16_t b) { return dp_kb_is_a(kb, a, b) || dp_kb_is_a(kb, b, a); }

static dp_status effect(const asking *a, uint16_t f, uint8_t state, dp_answer_effect *out, uint8_t *count,
                        int32_t *scores, uint32_t *ppm, dp_error *err) {
  const dp_scoring *s = a->s;
  dp_status status = dp_what_if(s, f, state, a->arena, scores, err);
  if (status) return status;
  for (size_t i = 0; i < s->conditions; i++) scores[i] += s->scores[i];
  dp_probabilities(s, scores, ppm);
  for (*count = 0; *count < DP_EFFECT_MOST; ++*count) {
    size_t best = s->conditions;
    for (size_t i = 0; i < s->conditions; i++)
      if (scores[i] > DP_CANNOT && (best == s->conditions || scores[i] > scores[best])) best = i;
    if (best == s->conditions) break;
    out[*count] = (dp_answer_effect){(uint16_t)best, ppm[best]};
    scores[best] = DP_CANNOT_ROW; /* told */
  }
  return DP_OK;
}

/* Takes the best of the rest, but no fourth of one cost class in a row while another class has something to offer. */
static size_t next_best(const dp_question *q, size_t n, const bool *taken, const dp_question *so_far, size_t count) {
  uint8_t tired = DP_COST_COUNT;
  if (count >= SAME_COST_IN_A_ROW) {
    tired = so_far[count - 1].cost;
    for (size_t k = count - SAME_COST_IN_A_ROW; k < count; k++)
      if (so_far[k].cost != tired) tired = DP_COST_COUNT;
  }
  for (int pass = 0; pass < 2; pass++) {
    size_t best = n;
    for (size_t k = 0; k < n; k++) {
      if (taken[k] || q[k].gain_millibit < GAIN_LEAST_MILLIBIT || (pass == 0 && q[k].cost == tired)) continue;
      if (best == n || q[k].value > q[best].value || (q[k].value == q[best].value && q[k].finding < q[best].finding))
        best = k;
    }
    if (best < n || tired == DP_COST_COUNT) return best;
  }
  return n;
}

dp_status dp_questions_scored(const dp_scoring *s, const dp_differential *d, size_t most, dp_arena *arena,
                              dp_question **out, size_t *count, dp_error *err) {
  static const char no_memory[] = "not enough memory for the questions";
  asking a = {.s = s,
              .d = d,
              .arena = arena,
              .rest = 1000000,
              .promise = DP_NEW_ARRAY(arena, uint64_t, s->kb->finding_count),
              .list = DP_NEW_ARRAY(arena, uint16_t, s->kb->finding_count),
              .known = DP_NEW_ARRAY(arena, uint32_t, DP_POWERS)};
  if (most > CANDIDATES) most = CANDIDATES;
  dp_question *chosen = DP_NEW_ARRAY(arena, dp_question, most);
  int32_t *scores = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  uint32_t *ppm = DP_NEW_ARRAY(arena, uint32_t, s->conditions);
  if (!a.promise || !a.list || !a.known || !chosen || !scores || !ppm)
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t k = 0; k < d->count && k < LIKELIEST; k++) add_to_set(&a, k);
  for (size_t k = 0; k < d->cant_miss_count; k++) add_to_set(&a, d->cant_miss[k]);
  gather(&a);
  if (!dp_sort(arena, a.list, a.count, sizeof *a.list, more_promising, a.promise))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  dp_question weighed[CANDIDATES];
  bool taken[CANDIDATES] = {false};
  size_t n = a.count < CANDIDATES ? a.count : CANDIDATES, kept = 0;
  for (size_t k = 0; k < n; k++) weighed[k] = weigh(&a, a.list[k]);
  while (kept < most) {
    size_t best = next_best(weighed, n, taken, chosen, kept);
    if (best == n) break;
    chosen[kept] = weighed[best];
    dp_question *q = &chosen[kept++];
    for (size_t k = 0; k < n; k++) taken[k] |= related(s->kb, weighed[k].finding, q->finding);
    dp_status status = effect(&a, q->finding, DP_PRESENT, q->yes, &q->yes_count, scores, ppm, err);
    if (!status) status = effect(&a, q->finding, DP_ABSENT, q->no, &q->no_count, scores, ppm, err);
    if (status) return status;
  }
  *out = chosen, *count = kept;
  return DP_OK;
}

dp_status dp_questions(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, size_t most, dp_arena *arena,
                       dp_question **out, size_t *count, dp_error *err) {
  dp_scoring *s;
  dp_differential *d;
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  if (!status) status = dp_rank_scored(s, arena, &d, err);
  return status ? status : dp_questions_scored(s, d, most, arena, out, count, err);
}

/* triage.c: how soon. A first version: rules of guidelines come with src/guide.
 *
 * The level is the one of least expected loss over the differential: too late costs the square of the steps times how
 * dangerous the condition is, too early costs a price for each step. So one chance in three of a heart attack is an
 * emergency, one in seven is urgent, and a cold that is probably a cold is self-care. The prices were chosen on half of
 * the short cases (tests/guide/triage_cases.jsonl, docs/quality.md). What no row lists is taken
 * for more of the same. Above that stand red flags: a vital sign far out of range speaks for itself, and a finding that a
 * possible condition names among its red flags raises the level. Principles: what may be an emergency is never answered
 * with self-care; routine means that a clinician is needed; and where too little is known to say, a clinician should
 * ask more.
 */
#include "triage.h"
#include "model.h"

enum {
  LATE_ROUTINE = 6,
  LATE_BASE = 1, /* losses */
  POSSIBLE_PPM = 10000,
  TAIL_PPM = 50000,
  FLAG_PPM = 50000,      /* a condition that a red flag is read for; of all that name it together */
  SELF_CARE_PPM = 20000, /* so much of an emergency is too much to stay at home */
  VITAL_URGENT = 75,
  VITAL_EMERGENCY = 80, /* `striking` of a vital sign's grade, percent */
  ROWS = 60,
  LASTING_H = 42 * 24, /* six weeks: what has not passed by then wants a look */
  REASONS = 60
};

static void reason(dp_triage *t, dp_reason_kind kind, uint8_t level, uint16_t finding, uint16_t condition,
                   uint32_t ppm) {
  if (t->count < REASONS) t->reasons[t->count++] = (dp_triage_reason){(uint8_t)kind, level, finding, condition, ppm};
  if (level > t->level) t->level = level;
}

/* What it costs to see somebody at `level` who needed `needed`. */
static uint64_t loss(uint8_t level, uint8_t needed, uint8_t danger) {
  static const uint8_t early[DP_URGENCY_COUNT] = {0, 10, 14, 17}; /* from self-care up: 10, 4 and 3 a step */
  if (level >= needed) return (uint64_t)(early[level] - early[needed]);
  unsigned late = (unsigned)(needed - level);
  return needed == DP_ROUTINE ? (uint64_t)LATE_ROUTINE + danger : (uint64_t)late * late * (LATE_BASE + danger);
}

/* The tail weighs less than it says: fifty conditions of half a percent each are what a short account leaves open, not fifty reasons
 * to hurry, and on accounts that nobody had seen the first place was likelier than it was called (docs/quality.md, Calibration). What
 * has one chance in twenty counts in full. */
static uint64_t tail_less(uint64_t ppm) { return ppm >= TAIL_PPM ? ppm : ppm * ppm / TAIL_PPM; }

/* The level of least expected loss; of equals the higher. */
static uint8_t expected_level(const dp_kb *kb, const dp_differential *d) {
  uint64_t of[DP_URGENCY_COUNT] = {0};
  for (size_t k = 0; k < d->count && k < ROWS; k++) {
    const dp_kb_condition *c = &kb->conditions[d->rows[k].condition];
    uint64_t p = tail_less(d->rows[k].probability_ppm);
    for (uint8_t l = 0; l < DP_URGENCY_COUNT; l++) of[l] += p * loss(l, c->urgency, c->danger);
  }
  uint8_t best = DP_ROUTINE;
  for (uint8_t l = 0; l < DP_URGENCY_COUNT; l++)
    if (of[l] < of[best] || (of[l] == of[best] && l > best)) best = l;
  return best;
}

/* A grade of a vital sign that strikes everybody speaks for itself; two lesser ones together do. */
static void vital_flags(const dp_kb *kb, const dp_case *c, dp_triage *t) {
  unsigned urgent = 0;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    const dp_kb_finding *f = &kb->findings[o->finding];
    if (o->state != DP_PRESENT || f->kind != DP_KIND_VITAL || !(f->flags & DP_FINDING_MEASURED) ||
        f->striking < VITAL_URGENT)
      continue;
    uint8_t level = f->striking >= VITAL_EMERGENCY || urgent ? DP_EMERGENCY : DP_URGENT;
    urgent++;
    reason(t, DP_REASON_RED_FLAG, level, o->finding, DP_NONE, 0);
  }
}

static bool names_flag(const dp_kb *kb, const dp_kb_condition *c, uint16_t finding) {
  dp_ids flags = dp_kb_ids(kb, c->redflags);
  for (size_t k = 0; k < flags.count; k++)
    if (dp_kb_is_a(kb, finding, flags.at[k])) return true;
  return false;
}

/* Present findings that possible conditions name as red flags. A flag of an emergency says emergency, any other one
 * that it is no longer as harmless as the condition usually is. */
static void named_flags(const dp_kb *kb, const dp_case *c, const dp_differential *d, dp_triage *t) {
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (o->state != DP_PRESENT || o->known || kb->findings[o->finding].kind > DP_KIND_TEST) continue;
    uint64_t emergency = 0, other = 0;
    uint16_t first_emergency = DP_NONE, first_other = DP_NONE;
    for (size_t k = 0; k < d->count && k < ROWS && d->rows[k].probability_ppm >= POSSIBLE_PPM; k++) {
      const dp_kb_condition *x = &kb->conditions[d->rows[k].condition];
      if (!names_flag(kb, x, o->finding)) continue;
      bool grave = x->urgency == DP_EMERGENCY;
      *(grave ? &emergency : &other) += d->rows[k].probability_ppm;
      uint16_t *first = grave ? &first_emergency : &first_other;
      if (*first == DP_NONE) *first = d->rows[k].condition;
    }
    if (emergency >= FLAG_PPM)
      reason(t, DP_REASON_RED_FLAG, DP_EMERGENCY, o->finding, first_emergency, (uint32_t)emergency);
    else if (emergency + other >= FLAG_PPM)
      reason(t, DP_REASON_RED_FLAG, DP_URGENT, o->finding, first_other != DP_NONE ? first_other : first_emergency,
             (uint32_t)(emergency + other));
  }
}

/* Whether the account names a condition as today's, or one that passes by itself: then enough is known. */
static bool named_today(const dp_kb *kb, const dp_case *c) {
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    uint16_t condition = kb->findings[o->finding].condition;
    if (o->state != DP_PRESENT || condition == DP_NONE) continue;
    if (!o->known || kb->conditions[condition].urgency == DP_SELF_CARE) return true;
  }
  return false;
}

static int weightier(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_triage_reason *x = a, *y = b;
  if (x->level != y->level) return x->level > y->level ? -1 : 1;
  return (int)x->kind - (int)y->kind;
}

dp_status dp_triage_of(const dp_kb *kb, const dp_case *c, const dp_differential *d, dp_arena *arena, dp_triage **out,
                       dp_error *err) {
  dp_triage *t = DP_NEW(arena, dp_triage);
  if (t) t->reasons = DP_NEW_ARRAY(arena, dp_triage_reason, REASONS + 4);
  if (!t || !t->reasons) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the triage");
  t->level = DP_SELF_CARE;
  vital_flags(kb, c, t);
  named_flags(kb, c, d, t);
  uint8_t expected = expected_level(kb, d);
  /* Whose danger or urgency made it that level: dangerous possibilities first, the likeliest else. */
  uint64_t emergency = 0;
  size_t told = 0;
  for (size_t k = 0; k < d->count && k < ROWS; k++) {
    const dp_ranked *r = &d->rows[k];
    const dp_kb_condition *x = &kb->conditions[r->condition];
    if (x->urgency == DP_EMERGENCY) emergency += r->probability_ppm;
    if (k && x->urgency >= DP_URGENT && x->urgency >= expected && expected >= DP_URGENT &&
        r->probability_ppm >= FLAG_PPM && told < 3)
      told++, reason(t, DP_REASON_DANGEROUS, expected, DP_NONE, r->condition, r->probability_ppm);
  }
  if (d->count) reason(t, DP_REASON_LIKELY, expected, DP_NONE, d->rows[0].condition, d->rows[0].probability_ppm);
  if (t->level == DP_SELF_CARE && emergency >= SELF_CARE_PPM)
    for (size_t k = 0; k < d->count; k++)
      if (kb->conditions[d->rows[k].condition].urgency == DP_EMERGENCY) {
        reason(t, DP_REASON_DANGEROUS, DP_ROUTINE, DP_NONE, d->rows[k].condition, d->rows[k].probability_ppm);
        break;
      }
  if (d->not_enough && !named_today(kb, c) && t->level < DP_ROUTINE) reason(t, DP_REASON_LITTLE_KNOWN, DP_ROUTINE, DP_NONE, DP_NONE, 0);
  if (t->level == DP_SELF_CARE && c->duration_h >= LASTING_H && d->count && kb->conditions[d->rows[0].condition].danger)
    reason(t, DP_REASON_LASTING, DP_ROUTINE, DP_NONE, DP_NONE, 0);
  if (!dp_sort(arena, t->reasons, t->count, sizeof *t->reasons, weightier, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the triage");
  *out = t;
  return DP_OK;
}

/* measure.c: measured values: into the canonical unit, and against the thresholds of findings. */
#include "kb.h"

/* a * factor / 1,000,000, rounded half away from zero; saturates. Validation keeps 0 < |factor| <= 10^12, so that the
 * product of the remainder with the factor fits. */
static int64_t scale_micro(int64_t a, int64_t factor) {
  const int64_t million = 1000000;
  int64_t whole = a / million, rest = a % million, high, product = rest * factor, low = product / million;
  int64_t left = product % million; /* of the rest: carries into the last digit */
  low += (left >= million / 2) - (left <= -million / 2);
  bool positive = (a < 0) == (factor < 0);
  int64_t most = INT64_MAX / (factor < 0 ? -factor : factor); /* by division: WebAssembly has no checked product */
  if (whole > most || whole < -most || __builtin_add_overflow(whole * factor, low, &high))
    return positive ? INT64_MAX : INT64_MIN;
  return high;
}

int64_t dp_kb_to_canonical(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t milli) {
  const dp_kb_measure *m = &kb->measures[measure];
  if (unit >= m->unit_count) return milli; /* total: an unknown unit is taken as the canonical one */
  const dp_kb_unit *u = &kb->units[m->unit_first + unit];
  int64_t moved;
  if (__builtin_sub_overflow(milli, u->offset_milli, &moved)) moved = milli < 0 ? INT64_MIN : INT64_MAX;
  return scale_micro(moved, u->factor_micro);
}

bool dp_kb_when_applies(const dp_kb_when *w, int32_t age_days, char sex, bool pregnant) {
  uint32_t days = age_days < 0 ? 30 * 365 : (uint32_t)age_days;
  if (days < w->from_days || days >= w->to_days) return false;
  if (w->sex && sex && (char)w->sex != sex) return false;
  return !w->pregnant || pregnant;
}

bool dp_kb_when_meets(const dp_kb_when *w, int64_t milli) {
  if (milli > w->milli_to) return false;
  switch (w->op) {
  case DP_OP_LT: return milli < w->milli;
  case DP_OP_LE: return milli <= w->milli;
  case DP_OP_GT: return milli > w->milli;
  default: return milli >= w->milli;
  }
}

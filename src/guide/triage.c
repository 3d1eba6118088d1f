/* triage.c: the strongest of two: what guidelines say of the findings themselves (rules), and what may be behind them
 * (the differential, weighed by harm). A rule that fires is never talked away by an unlikely diagnosis, and a dangerous
 * diagnosis needs no rule. But where a rule says that this picture must be seen within a day, its authors had the
 * dangerous possibilities in mind: then the differential says "now" only when they are likely together.
 */
#include "triage.h"

/* The conditions' own lists of red flags are for want of rules: a flag says what to look for in that condition, a rule
 * how soon. Where there are rules they decide, and the list's flags go. */
static void drop_flags(dp_triage *t) {
  size_t kept = 0;
  t->level = DP_SELF_CARE;
  for (size_t i = 0; i < t->count; i++) {
    if (t->reasons[i].kind == DP_REASON_RED_FLAG) continue;
    if (t->reasons[i].level > t->level) t->level = t->reasons[i].level;
    t->reasons[kept++] = t->reasons[i];
  }
  t->count = kept;
}

enum { LIKELY_EMERGENCY_PPM = 600000 };

/* Whether emergencies are likely together. */
static bool emergency_likely(const dp_kb *kb, const dp_differential *d) {
  uint64_t sum = 0;
  for (size_t i = 0; i < d->count; i++)
    if (kb->conditions[d->rows[i].condition].urgency == DP_EMERGENCY) sum += d->rows[i].probability_ppm;
  return sum >= LIKELY_EMERGENCY_PPM;
}

/* No reason, and so not the level, is above `most`. */
static void limit(dp_triage *t, uint8_t most) {
  if (t->level > most) t->level = most;
  for (size_t i = 0; i < t->count; i++)
    if (t->reasons[i].level > most) t->reasons[i].level = most;
}

dp_status dp_guide_triage(const dp_guide_input *in, dp_arena *arena, dp_guide_triage_result **out, dp_error *err) {
  dp_guide_triage_result *t = DP_NEW(arena, dp_guide_triage_result);
  if (!t) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the triage");
  dp_triage *ranking = NULL;
  dp_status status = dp_triage_of(in->kb, in->c, in->ranked, arena, &ranking, err);
  if (!status) status = dp_rules_fire(in, arena, &t->rules, &t->rule_count, err);
  if (status) return status;
  dp_rules r;
  dp_rules_of(in->kb, &r);
  if (r.rule_count) drop_flags(ranking);
  uint8_t rule = t->rule_count ? r.rules[t->rules[0].rule].level : DP_SELF_CARE;
  if (rule == DP_URGENT && !emergency_likely(in->kb, in->ranked)) limit(ranking, DP_URGENT);
  t->ranking = ranking;
  t->level = ranking->level;
  if (rule > t->level) t->level = rule;
  *out = t;
  return DP_OK;
}

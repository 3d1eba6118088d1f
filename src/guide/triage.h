/* triage.h: how soon this patient must be seen: the strongest of the red-flag rules that fire and of what the
 * differential says (src/engine/triage.h: dangerous possibilities, the likely conditions' own urgency).
 */
#ifndef DP_GUIDE_TRIAGE_H
#define DP_GUIDE_TRIAGE_H

#include "rules.h"
#include "../engine/triage.h"

enum { DP_GUIDE_RULES_TOLD = 5 }; /* no more rules are told; the level counts them all */
typedef struct dp_guide_triage_result {
  uint8_t level; /* dp_urgency */
  dp_fired *rules;
  size_t rule_count;        /* all that fire, most urgent first */
  const dp_triage *ranking; /* what the differential says, with its reasons */
} dp_guide_triage_result;
/* Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_guide_triage(const dp_guide_input *in, dp_arena *arena, dp_guide_triage_result **out,
                                        dp_error *err);
#endif

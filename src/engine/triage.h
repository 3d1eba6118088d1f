/* triage.h: how soon: from red-flag findings, dangerous possibilities and the likely condition's own urgency.
 */
#ifndef DP_TRIAGE_H
#define DP_TRIAGE_H

#include "engine.h"

typedef enum dp_reason_kind {
  DP_REASON_RED_FLAG,
  DP_REASON_DANGEROUS,
  DP_REASON_LIKELY,
  DP_REASON_LITTLE_KNOWN,
  DP_REASON_LASTING /* six weeks and more */
} dp_reason_kind;
typedef struct dp_triage_reason {
  uint8_t kind, level; /* dp_reason_kind, dp_urgency */
  uint16_t finding;    /* red flag, or DP_NONE */
  uint16_t condition;  /* the condition that it is about, or DP_NONE */
  uint32_t probability_ppm;
} dp_triage_reason;
typedef struct dp_triage {
  uint8_t level; /* dp_urgency */
  dp_triage_reason *reasons;
  size_t count; /* what decides first */
} dp_triage;
/* The level of the least expected loss over the differential (docs/engine.md), raised by red flags, and at least
 * routine where too little is known. `d` is the case's. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_triage_of(const dp_kb *kb, const dp_case *c, const dp_differential *d, dp_arena *arena,
                                     dp_triage **out, dp_error *err);
#endif

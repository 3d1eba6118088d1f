/* triage.h: the member "triage" of a response, written by m_ddx.c and wanted by m_guide.c too. */
#ifndef DP_API_TRIAGE_H
#define DP_API_TRIAGE_H

#include "api.h"

/* Level and reasons, with at most `rules` of the rules that fire. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_write_triage(dp_door *d, size_t rules, dp_error *err);

#endif

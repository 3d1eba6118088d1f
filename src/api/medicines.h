/* medicines.h: the members "medicines" and "conflicts" of a response, written by m_medicine.c and wanted by ddx and guide. */
#ifndef DP_API_MEDICINES_H
#define DP_API_MEDICINES_H

#include "api.h"
#include "../ency/page.h"

/* "conflicts": of what the patient takes; "medicines": which of today's findings they may cause. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_write_medicines(dp_door *d, dp_error *err);
/* "cautions": of the medicines that the plan's sections (now, treatment) name. ERR_MEMORY and the reader's errors. */
DP_MUST_CHECK dp_status dp_write_plan_cautions(dp_door *d, const dp_plan *plan, dp_error *err);

#endif

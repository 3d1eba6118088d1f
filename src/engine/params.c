/* params.c: the model's global parameters and the one table of logarithms of complements. */
#include "model.h"

dp_params dp_params_defaults(void) {
  return (dp_params){.prior = 450, .present = 800, .absent = 600, .test_present = 900, .test_absent = 700, .risk = 600,
                     .age = 800, .context = 500, .course = 600, .complaint = 700, .silence = 500, .uncertain = 400,
                     .row_high_cb = 260, .row_low_cb = -170, .absent_total_cb = -150, .silence_total_cb = -80, .known_cb = 60,
                     .consistent_cb = 160, .confirmed_cb = 260, .denied_cb = -40, .family_cb = 15, .unstated_child_cb = -15,
                     .temperature = 700, .else_cb = 40};
}

int32_t dp_complement_cb(int32_t cb) {
  /* 100 log10(1 - 10^(-i / 100)), i = 1 … 170; 98 % at i = 0 (2 % is left) and 2 % beyond. */
  if (cb >= 0) return -170;
  if (cb <= -170) return -1;
  uint64_t p = dp_exp10_cb(cb); /* * 2^32 */
  uint64_t one = (uint64_t)1 << 32;
  int32_t r = dp_centiban_ratio(one - p, one);
  return r < -170 ? -170 : r;
}

dp_engine_options dp_engine_defaults(void) {
  return (dp_engine_options){.top = 10, .silence = true, .absence = DP_ABSENCE_ON, .params = NULL};
}

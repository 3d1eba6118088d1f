/* stub.c: what is not written yet. */
#include "inner.h"
kbc_check_options kbc_check_defaults(void) { return (kbc_check_options){true, 20, 300}; }
dp_status kbc_check(const kbc_model *m, kbc_check_options o, dp_arena *a, kbc_report *r, dp_error *err) {
  (void)m, (void)o, (void)a, (void)r, (void)err;
  return DP_OK;
}
dp_status kbc_stats_text(const kbc_model *m, dp_arena *a, dp_buf *out, dp_error *err) {
  (void)m, (void)a, (void)out;
  return dp_fail(err, DP_ERR_INTERNAL, "stats are not written yet");
}
dp_status kbc_stats_json(const kbc_model *m, dp_arena *a, dp_jw *w, dp_error *err) {
  (void)m, (void)a, (void)w;
  return dp_fail(err, DP_ERR_INTERNAL, "stats are not written yet");
}

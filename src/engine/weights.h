/* weights.h: the evidence weights, as the image's WGHT section, built by the knowledge compiler.
 *
 * All of the model's arithmetic on frequencies happens here, once: integer centibans for every (condition, finding)
 * pair that matters, computed from the tables of an image that has no WGHT section yet (the compiler writes the tables,
 * opens them, and appends this). Opaque to everyone but src/engine.
 */
#ifndef DP_WEIGHTS_H
#define DP_WEIGHTS_H

#include "../kb/kb.h"

/* Appends the section's bytes to `out`. Errors: ERR_MEMORY, ERR_KNOWLEDGE. */
DP_MUST_CHECK dp_status dp_weights_build(const dp_kb *kb, dp_arena *arena, dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status dp_weights_validate(const void *at, size_t size, size_t condition_count, size_t finding_count,
                                            dp_error *err);

#endif

/* medicines.h: could it be the medicine, and what must not go together: two tables over findings of the vocabulary.
 *
 * A first version, in code; medicines as knowledge of their own (with brand names, interactions, pregnancy) come later.
 */
#ifndef DP_MEDICINES_H
#define DP_MEDICINES_H

#include "rules.h"

typedef struct dp_medicine_note {
  const char *medicine; /* ids, `a|b` */
  const char *with;     /* findings that it may cause, or that it must not meet */
  const char *say;
} dp_medicine_note;
typedef struct dp_medicine_match {
  const dp_medicine_note *note;
  uint16_t medicine, with; /* what of the case met it */
} dp_medicine_match;
/* The n-th note of both tables, NULL after the last. */
const dp_medicine_note *dp_medicine_note_at(size_t n);
/* Of the medicines in the case: the complaints that they may cause (those of today), and the conflicts. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_medicine_effects(const dp_kb *kb, const dp_case *c, dp_arena *arena, dp_medicine_match **out,
                                            size_t *count, dp_error *err);
DP_MUST_CHECK dp_status dp_medicine_conflicts(const dp_kb *kb, const dp_case *c, dp_arena *arena,
                                              dp_medicine_match **out, size_t *count, dp_error *err);

#endif

/* medicines.h: could it be the medicine, and what must not go together: the knowledge's medicines held against a case.
 *
 * Taken is what the case says of an entry's finding, present; "a statin, simvastatin" is one medicine. What holds for a medicine is
 * its own entry and those of its classes (src/engine/medicine.h). Planned medicines are those that a plan's text names: they are
 * held against the patient and against what is taken, so that a conflict is said before the prescription is written.
 */
#ifndef DP_MEDICINES_H
#define DP_MEDICINES_H

#include "../engine/medicine.h"
#include "rules.h"

typedef struct dp_medicine_match {
  uint16_t medicine;           /* finding taken (or planned) */
  uint16_t with;               /* finding that met it; DP_NONE: a measured value, an age, a pregnancy */
  const dp_medicine *entry;    /* that says so */
  const dp_effect *effect;     /* of effects */
  const dp_conflict *conflict; /* of conflicts, with the item that was met: */
  const dp_conflict_item *item; /* NULL: pregnancy or breast-feeding */
} dp_medicine_match;

/* Of what is taken: effects among today's complaints and findings, the most frequent first. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_medicine_effects(const dp_guide_input *in, dp_arena *arena, dp_medicine_match **out, size_t *count,
                                            dp_error *err);
/* Conflicts of what is taken with each other and with the patient, what is to be avoided first. With `planned` (findings) those
 * alone of what is planned: with what is taken, and with the patient. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_medicine_conflicts(const dp_guide_input *in, const uint16_t *planned, size_t planned_count,
                                              dp_arena *arena, dp_medicine_match **out, size_t *count, dp_error *err);
/* The entry's own name where the finding has one, else the finding's: "Simvastatin". */
const char *dp_medicine_name(const dp_kb *kb, uint16_t finding);

#endif

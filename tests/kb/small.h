/* small.h: a knowledge image made by hand, byte by byte as kb.h says, for the tests of src/kb: three conditions, eight
 * findings. Nothing of the compiler is used, so that a misreading of the layout by one of the two is seen.
 *
 * Findings: 0 chest_pain  1 chest_pain_exertional (is 0)  2 fever (measured)  3 troponin_raised  4 heart_disease (class)
 *           5 myocardial_infarction (is 4)  6 angina (is 4)  7 pneumonia.
 * Topics: 0-2 the conditions, 3 the symptom chest_pain, 4 the procedure ecg.
 */
#ifndef DP_TEST_SMALL_H
#define DP_TEST_SMALL_H

#include "kb/kb.h"

enum { SMALL_ROOM = 16384 };
typedef struct small {
  _Alignas(8) unsigned char bytes[SMALL_ROOM]; /* the engine part, then the prose part */
  size_t engine, size;                         /* size of the engine part, of both */
} small;

void small_build(small *s);
/* Makes the checksums and hashes right again after a table was changed: what is then refused is refused for what it says. */
void small_seal(small *s);
/* A section's bytes, of the engine part or (PIDX, PTXT) of the prose part; its entry through `entry` unless NULL. */
void *small_section(small *s, const char *name, dp_kb_entry **entry);

#endif

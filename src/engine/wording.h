/* wording.h: how well the words of an account fit the words in which a condition's findings are told: the image's
 * section "WORD", made by the knowledge compiler, and what the scoring takes from it. Method and measurements:
 * docs/engine.md.
 */
#ifndef DP_WORDING_H
#define DP_WORDING_H

#include "../kb/kb.h"

typedef struct dp_wording_header {
  uint32_t version, condition_count, word_count, entry_count;
} dp_wording_header;
_Static_assert(sizeof(dp_wording_header) == 16, "no padding");
enum {
  DP_WORDING_VERSION = 1,
  DP_WORDING_LEAST = 80 /* a value is this many centibans and the byte that stands for it */
};

typedef struct dp_wording { /* a view of the section */
  const dp_wording_header *header;
  const uint32_t *first;     /* [word + 1]: entries */
  const uint16_t *mean;      /* [word] of its values over all conditions, hundredths of a centiban */
  const uint16_t *condition; /* [entry], rising within a word */
  const uint8_t *value;      /* [entry] centibans - DP_WORDING_LEAST */
} dp_wording;

/* Appends the section's bytes: kb's tables and the bytes of its LEXI section. Errors: ERR_MEMORY, ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_wording_build(const dp_kb *kb, const void *lexicon, size_t size, dp_arena *arena,
                                         dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status dp_wording_validate(const void *at, size_t size, size_t condition_count, dp_error *err);
bool dp_wording_open(const dp_kb *kb, dp_wording *out); /* false: the image has no such section */

#endif

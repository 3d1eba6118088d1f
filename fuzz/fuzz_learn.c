/* Any bytes as an example note: a template comes out that names its slots once each and can be used at once, or a clear refusal. */
#include "note/note.h"
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  dp_arena a;
  dp_learnt *l = NULL;
  dp_error e = {0};
  dp_arena_init(&a, NULL);
  dp_status status = dp_note_learn((dp_str){(const char *)bytes, size}, &a, &l, &e);
  if (status && status != DP_ERR_INPUT && status != DP_ERR_TOO_LARGE) __builtin_trap();
  if (!status) {
    uint32_t seen = 0;
    if (!l->text.size || !l->headings.count) __builtin_trap();
    for (size_t i = 0; i < l->headings.count; i++) {
      const dp_learnt_heading *h = &l->headings.at[i];
      if (h->slots & seen || h->slots >> DP_SLOT_COUNT) __builtin_trap();
      seen |= h->slots;
    }
    if (seen & l->missing || (seen | l->missing) != (1u << DP_SLOT_COUNT) - 1) __builtin_trap();
  }
  dp_arena_free(&a);
  return 0;
}

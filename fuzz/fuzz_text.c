/* Any bytes as a text: the reader answers, and every span lies within the text. */
#include "text/read.h"
#include "fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  const dp_kb *kb = fixture();
  dp_read_options how = dp_read_defaults();
  how.loose = true; /* all that the door reads with */
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_reading *r;
  if (dp_read(kb, (dp_str){(const char *)bytes, size}, &how, &a, &r, NULL)) __builtin_trap();
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (m->finding >= kb->finding_count || m->state >= DP_STATE_COUNT || m->span.start >= m->span.end || m->span.end > size || m->cue.end > size) __builtin_trap();
  }
  for (size_t i = 0; i < r->unread.count; i++)
    if (r->unread.at[i].end > size) __builtin_trap();
  dp_arena_free(&a);
  return 0;
}

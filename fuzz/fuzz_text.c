/* Any bytes as a text: the reader answers, and every span lies within the text. */
#include "text/read.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static dp_kb *open_fixture(void) {
  FILE *f = fopen(DP_FIXTURE_FILE, "rb");
  if (!f) __builtin_trap();
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  void *image = malloc(size);
  dp_kb *kb;
  if (!image || fread(image, 1, size, f) != size || dp_kb_open_image(image, size, NULL, &kb, NULL)) __builtin_trap();
  fclose(f);
  return kb;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static dp_kb *kb; /* of the fuzzer, not of the core */
  if (!kb) kb = open_fixture();
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_reading *r;
  if (dp_read(kb, (dp_str){(const char *)bytes, size}, NULL, &a, &r, NULL)) __builtin_trap();
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (m->finding >= kb->finding_count || m->state >= DP_STATE_COUNT || m->span.start >= m->span.end || m->span.end > size || m->cue.end > size) __builtin_trap();
  }
  for (size_t i = 0; i < r->unread.count; i++)
    if (r->unread.at[i].end > size) __builtin_trap();
  dp_arena_free(&a);
  return 0;
}

/* fixture.h: the knowledge of the tests, opened once for all inputs of a fuzzer. Without it there is nothing to fuzz: the run ends. */
#ifndef DP_FUZZ_FIXTURE_H
#define DP_FUZZ_FIXTURE_H

#include "kb/kb.h"
#include <stdio.h>
#include <stdlib.h>

static inline void *fixture_bytes(size_t *size) {
  FILE *f = fopen(DP_FIXTURE_FILE, "rb");
  if (!f) __builtin_trap();
  fseek(f, 0, SEEK_END);
  *size = (size_t)ftell(f);
  rewind(f);
  void *at = malloc(*size);
  if (!at || fread(at, 1, *size, f) != *size) __builtin_trap();
  fclose(f);
  return at;
}

static inline const dp_kb *fixture(void) {
  static dp_kb *kb; /* of the fuzzer, not of the core */
  if (!kb) {
    size_t size;
    void *at = fixture_bytes(&size);
    if (dp_kb_open(at, size, NULL, &kb, NULL)) __builtin_trap();
  }
  return kb;
}

#endif

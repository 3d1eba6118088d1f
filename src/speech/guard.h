/* guard.h: what a neural engine invents, taken out: see guard.c. */
#ifndef DP_GUARD_H
#define DP_GUARD_H

#include "../base/base.h"

typedef struct dp_guess {
  dp_str text;
  uint32_t start_ms, end_ms;
  uint16_t confidence;
} dp_guess;

/* Cleans the words of one piece of speech in place; gives how many are left. `pcm` is the piece, 16 kHz. */
size_t dp_guard(dp_guess *words, size_t count, const float *pcm, size_t samples);

/* The steps, for tests. */
size_t dp_guard_loops(dp_guess *words, size_t count);
size_t dp_guard_stock(dp_guess *words, size_t count);
size_t dp_guard_silence(dp_guess *words, size_t count, const float *pcm, size_t samples);

#endif

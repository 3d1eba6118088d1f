/* generate.h: a made-up knowledge of any size, for tests of speed and growth. */
#ifndef DP_TEST_GENERATE_H
#define DP_TEST_GENERATE_H

#include "kbc/kbc.h"

/* Files of a knowledge with so many conditions (and three findings for each two of them, 35 rows a condition), valid
 * and without regularities that no real one has. The same `seed` gives the same bytes. NULL when memory is out. */
kbc_file *generate_knowledge(dp_arena *a, size_t conditions, uint64_t seed, size_t *count);

#endif

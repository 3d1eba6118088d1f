/* world.h: the vocabulary of knowledge/ with a few diseases, compiled for the tests of the reader. */
#ifndef DP_TESTS_TEXT_WORLD_H
#define DP_TESTS_TEXT_WORLD_H

#include "kbc/kbc.h"
#include "text/lexicon.h"
#include "text/read.h"

typedef struct world { dp_arena arena; dp_kb *kb; const void *lexicon; size_t lexicon_size; } world;
/* Fails the test with what the compiler says. The conditions of knowledge/ are left out: the tests must not depend on them. */
void world_open(world *w);
void world_close(world *w);
/* A whole file, in the arena, NUL-terminated. */
dp_str world_file(dp_arena *arena, const char *path);

#endif

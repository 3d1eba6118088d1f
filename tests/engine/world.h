/* world.h: made-up knowledge and made-up patients for the engine's tests.
 *
 * A world is text that goes through the real compiler, so that the tests see what the engine sees. Everything comes
 * from a seed.
 */
#ifndef DP_TEST_WORLD_H
#define DP_TEST_WORLD_H

#include "engine/model.h"

typedef struct world_size {
  size_t findings, groups, classes, conditions;
  unsigned rows; /* frequencies a condition states, about */
  bool plain;    /* one kind, one parent each, no groups, no risks, no age or sex: for enumeration by hand */
} world_size;

typedef struct world {
  dp_arena arena;
  dp_kb *kb;
  char *image;
  size_t image_size; /* where the kb lies; its WGHT may be written to */
  const uint16_t *tellable;
  size_t tellable_count; /* findings that a case may speak of */
} world;

uint64_t world_random(uint64_t *state);
size_t world_below(uint64_t *state, size_t n);
bool world_chance(uint64_t *state, unsigned percent);

/* Fails the running test when the compiler refuses it. */
void world_make(world *w, world_size size, uint64_t seed);
/* The image that the build makes of knowledge/; false when there is none, or it has no weights. */
bool world_real(world *w);
void world_free(world *w);

/* A case without regard to any condition: any states, facts at random. Settled. */
dp_case *world_case(const world *w, size_t observations, uint64_t *random, dp_arena *arena);
/* A patient with the condition: `present` of its findings drawn by their frequency, `absent` of those that it or rivals
 * state, age and sex possible; the first drawn finding that people come with is the complaint. Settled. */
dp_case *world_patient(const world *w, uint16_t condition, size_t present, size_t absent, uint64_t *random,
                       dp_arena *arena);
/* A copy that may be changed. */
dp_case *world_copy(const dp_case *c, dp_arena *arena);

#endif

/* world.h: a folder of its own for each test (in memory where the system has such a disk), a clock that stands still
 * until it is moved, and a small store with a bit of everything in it.
 */
#ifndef DP_TEST_STORE_WORLD_H
#define DP_TEST_STORE_WORLD_H

#include "../support/cmocka.h"
#include "store/store.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASS DP_STR("five words make a passphrase")

typedef struct world {
  char folder[64], path[96], other[96];
  uint64_t time;
  size_t at; /* where a test stands, for its messages */
  dp_store_options options;
  dp_arena arena;
  dp_error err;
} world;

int world_make(void **state); /* cmocka's setup and teardown */
int world_end(void **state);
void world_empty(const char *folder); /* removes the files in it */
/* Asserts DP_OK, and prints the sentence when it is not. */
#define ok(w, call)                                                                                                    \
  do {                                                                                                                 \
    dp_status ok_ = (call);                                                                                            \
    if (ok_) fail_msg("%s: %s: %s", #call, dp_status_name(ok_), (w)->err.message);                                     \
  } while (0)
#define refused(w, want, call)                                                                                         \
  do {                                                                                                                 \
    dp_status got_ = (call);                                                                                           \
    if (got_ != (want))                                                                                                \
      fail_msg("%s: %s, not %s: %s", #call, dp_status_name(got_), dp_status_name(want), got_ ? (w)->err.message : ""); \
    assert_true((w)->err.message[0]);                                                                                  \
  } while (0)

typedef struct small {
  dp_id patient, consultation, note, consent, recording, other;
} small;
dp_store *small_make(world *w,
                     small *is); /* two patients, a consultation, a note in two versions, three pieces of sound */
dp_store *world_open(world *w);  /* opened and unlocked; the test fails otherwise */
void copy_file(const char *from, const char *to);

#endif

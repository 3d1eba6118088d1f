/* alloc.h: an allocator for tests: counts what is out, checks every size it is told, fails at the N-th allocation.
 *
 * The sweep: run a function with fail_at = 1, 2, 3 … until it succeeds; each failing run must say ERR_MEMORY (or what the
 * test expects), leave nothing out and not crash. A function that never fails for memory would loop once: sweep_count
 * tells how many allocations were made to fail, so that a sweep that failed nothing is seen.
 */
#ifndef DP_TEST_ALLOC_H
#define DP_TEST_ALLOC_H

#include "base/base.h"
#include <stdio.h>
#include <stdlib.h>

typedef struct test_alloc {
  size_t calls, fail_at; /* fail_at 0: never */
  size_t live, pieces;   /* bytes and pieces that are out */
  size_t failed;         /* how often it did fail */
} test_alloc;

/* Each piece begins 16 bytes into what malloc gave, and its size stands before it. */
static void *test_alloc_resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  test_alloc *t = ctx;
  char *base = p ? (char *)p - 16 : NULL;
  if (base) {
    size_t size;
    memcpy(&size, base, sizeof size);
    if (size != old_size) {
      fprintf(stderr, "test_alloc: a piece of %zu bytes is given back as one of %zu\n", size, old_size);
      abort();
    }
  }
  if (!new_size) {
    if (base) t->live -= old_size, t->pieces--;
    free(base);
    return NULL;
  }
  if (++t->calls == t->fail_at) {
    t->failed++;
    return NULL;
  }
  char *moved = malloc(new_size + 16);
  if (!moved) abort();
  memcpy(moved, &new_size, sizeof new_size);
  memset(moved + 16, 0xA5, new_size); /* never zeros by luck */
  if (base) {
    memcpy(moved + 16, p, old_size < new_size ? old_size : new_size);
    free(base);
    t->live -= old_size;
    t->pieces--;
  }
  t->live += new_size;
  t->pieces++;
  return moved + 16;
}

static inline dp_allocator test_allocator(test_alloc *t) { return (dp_allocator){test_alloc_resize, t}; }

#endif

/* heap.c: the default allocator: malloc where there is a C library, else (WebAssembly) a heap of our own.
 *
 * The WebAssembly module imports nothing, so its memory is all there is: it begins at __heap_base, grows by memory.grow,
 * and starts as zeros. The heap's state lies at its own beginning rather than in a variable. Since resize is told
 * the old size, blocks need no headers: a size belongs to a class (four to each power of two, at most a quarter is lost),
 * a free block waits in its class's list, and a new one is cut off the end. Blocks are neither split nor joined: our callers
 * are arenas, which ask for the same few sizes again and again.
 */
#include "base.h"

#ifdef __wasm__

extern unsigned char __heap_base;

enum { CLASSES = 128, PAGE = 65536, SMALLEST = 16 };

typedef struct heap {
  unsigned char *end; /* of what has ever been handed out */
  void *free[CLASSES];
} heap;

/* The class of a size, and the size that its blocks have: 16, 20→32 … kept multiples of 16. */
static unsigned class_of(size_t size, size_t *rounded) {
  if (size < SMALLEST) size = SMALLEST;
  unsigned log = 31 - (unsigned)__builtin_clz((unsigned)size);
  size_t step = (size_t)1 << (log - 2), up = (size + step - 1) & ~(step - 1);
  unsigned log_up = 31 - (unsigned)__builtin_clz((unsigned)up);
  unsigned class = log_up * 4 + (unsigned)(up >> (log_up - 2) & 3);
  *rounded = (up + 15) & ~(size_t)15;
  return class;
}

static void *resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  (void)ctx;
  heap *h = (heap *)(((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15);
  if (!h->end) {
    size_t first = ((uintptr_t)(h + 1) + 15) & ~(uintptr_t)15, have = __builtin_wasm_memory_size(0) * (size_t)PAGE;
    if (first > have && __builtin_wasm_memory_grow(0, (first - have + PAGE - 1) / PAGE) == (size_t)-1) return NULL;
    h->end = (unsigned char *)first;
  }
  size_t old_room = 0, room = 0;
  unsigned old_class = p ? class_of(old_size, &old_room) : 0;
  void *moved = NULL;
  if (new_size) {
    if (new_size > (size_t)1 << 30) return NULL;
    unsigned class = class_of(new_size, &room);
    if (p && class == old_class) return p;
    if (h->free[class]) {
      moved = h->free[class];
      memcpy(&h->free[class], moved, sizeof(void *));
    } else {
      size_t have = __builtin_wasm_memory_size(0) * (size_t)PAGE, left = have - (size_t)h->end;
      if (room > left && __builtin_wasm_memory_grow(0, (room - left + PAGE - 1) / PAGE) == (size_t)-1) return NULL;
      moved = h->end;
      h->end += room;
    }
    if (p) memcpy(moved, p, old_size < new_size ? old_size : new_size);
  }
  if (p) {
    memcpy(p, &h->free[old_class], sizeof(void *));
    h->free[old_class] = p;
  }
  return moved;
}

#else

#include <stdlib.h>

static void *resize(void *ctx, void *p, size_t old_size, size_t new_size) {
  (void)ctx;
  (void)old_size;
  if (new_size) return realloc(p, new_size);
  free(p);
  return NULL;
}

#endif

dp_allocator dp_default_allocator(void) { return (dp_allocator){resize, NULL}; }

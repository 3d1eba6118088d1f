/* arena.c: memory that is taken piece by piece and given back all at once.
 *
 * Invariants. `blocks` is the newest block, from which the next piece is cut: `used` of its `room` bytes are gone. A piece
 * that is large beside a block gets a block of its own, put behind the newest, so that the rest of that one is
 * not lost. Every piece begins at a multiple of ALIGN and is zeroed when it is handed out.
 * Under AddressSanitizer what is not handed out is poisoned, with a gap after each piece: an overrun inside an arena is
 * found like one of malloc's.
 */
#include "base.h"

#if defined(__SANITIZE_ADDRESS__)
#define DP_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DP_ASAN 1
#endif
#endif
#ifdef DP_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
enum { GAP = 0 };
#endif

enum { ALIGN = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct dp_arena_block {
  dp_arena_block *next;
  size_t size; /* of the whole block, this header included */
};
enum { HEADER = (sizeof(dp_arena_block) + ALIGN - 1) / ALIGN * ALIGN };

static char *start_of(dp_arena_block *b) { return (char *)b + HEADER; }

/* Rounded up to ALIGN with the gap; 0 when that overflows. Size 0 takes a piece too: its address is its own. */
static size_t padded(size_t size) {
  return size > SIZE_MAX - HEADER - GAP - 2 * ALIGN ? 0 : (size ? (size + ALIGN - 1) / ALIGN * ALIGN : ALIGN) + GAP;
}

static dp_arena_block *new_block(dp_arena *a, size_t room) {
  dp_arena_block *b = a->allocator.resize(a->allocator.ctx, NULL, 0, HEADER + room);
  if (!b) return NULL;
  *b = (dp_arena_block){NULL, HEADER + room};
  ASAN_POISON_MEMORY_REGION(start_of(b), room);
  return b;
}

static void free_block(dp_arena *a, dp_arena_block *b) {
  ASAN_UNPOISON_MEMORY_REGION(start_of(b), b->size - HEADER);
  a->allocator.resize(a->allocator.ctx, b, b->size, 0);
}

void dp_arena_init(dp_arena *a, const dp_allocator *allocator) {
  *a = (dp_arena){.allocator = allocator ? *allocator : dp_default_allocator()};
}

void dp_arena_free(dp_arena *a) {
  for (dp_arena_block *b = a->blocks, *next; b; b = next) {
    next = b->next;
    free_block(a, b);
  }
  *a = (dp_arena){.allocator = a->allocator};
}

void dp_arena_reset(dp_arena *a) {
  dp_arena_block *keep = a->blocks;
  for (dp_arena_block *b = a->blocks; b; b = b->next)
    if (b->size > keep->size) keep = b;
  for (dp_arena_block *b = a->blocks, *next; b; b = next) {
    next = b->next;
    if (b != keep) free_block(a, b);
  }
  a->blocks = keep;
  a->used = 0;
  a->room = 0;
  a->failed = false;
  if (!keep) return;
  keep->next = NULL;
  a->room = keep->size - HEADER;
  ASAN_POISON_MEMORY_REGION(start_of(keep), a->room);
}

/* A piece of `size` bytes whose contents are as they come. */
static void *take(dp_arena *a, size_t size) {
  size_t need = padded(size);
  if (!need) {
    a->failed = true;
    return NULL;
  }
  if (need > a->room - a->used) {
    size_t next = a->blocks ? (a->room < LARGEST_BLOCK / 2 ? 2 * (a->room + HEADER) : LARGEST_BLOCK) : FIRST_BLOCK;
    if (next < FIRST_BLOCK) next = FIRST_BLOCK;
    if (next > LARGEST_BLOCK) next = LARGEST_BLOCK;
    bool own = a->blocks && need > next / 4;
    dp_arena_block *b = new_block(a, own || need > next - HEADER ? need : next - HEADER);
    if (!b) {
      a->failed = true;
      return NULL;
    }
    if (own) {
      b->next = a->blocks->next;
      a->blocks->next = b;
      ASAN_UNPOISON_MEMORY_REGION(start_of(b), size);
      return start_of(b);
    }
    b->next = a->blocks;
    a->blocks = b;
    a->room = b->size - HEADER;
    a->used = 0;
  }
  char *p = start_of(a->blocks) + a->used;
  a->used += need;
  ASAN_UNPOISON_MEMORY_REGION(p, size);
  return p;
}

void *dp_arena_alloc(dp_arena *a, size_t size) {
  void *p = take(a, size);
  if (p && size) memset(p, 0, size);
  return p;
}

void *dp_arena_array(dp_arena *a, size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) {
    a->failed = true;
    return NULL;
  }
  return dp_arena_alloc(a, count * size);
}

char *dp_arena_copy(dp_arena *a, dp_str s) {
  char *p = s.size == SIZE_MAX ? NULL : take(a, s.size + 1);
  if (!p) {
    a->failed = true;
    return NULL;
  }
  if (s.size) memcpy(p, s.at, s.size);
  p[s.size] = 0;
  return p;
}

void *dp_arena_resize(dp_arena *a, void *p, size_t old_size, size_t new_size) {
  if (p && new_size <= old_size) return p;
  if (p && a->blocks) { /* the newest piece grows where it stands */
    size_t old_need = padded(old_size), new_need = padded(new_size);
    char *end = start_of(a->blocks) + a->used;
    if (new_need && old_need <= a->used && (char *)p == end - old_need && new_need - old_need <= a->room - a->used) {
      a->used += new_need - old_need;
      ASAN_UNPOISON_MEMORY_REGION(p, new_size);
      return p;
    }
  }
  void *moved = take(a, new_size);
  if (moved && p && old_size) memcpy(moved, p, old_size);
  return moved;
}

/* `at` is the address of some T *: it is read and written as bytes, so that no type is read as another. */
bool dp_grow(dp_arena *a, void **at, size_t *room, size_t count, size_t item_size) {
  if (count < *room) return true;
  void *p;
  memcpy(&p, at, sizeof p);
  size_t more = *room ? 2 * *room : 8;
  if (*room > SIZE_MAX / 2 || (item_size && more > SIZE_MAX / item_size)) {
    a->failed = true;
    return false;
  }
  p = dp_arena_resize(a, *room ? p : NULL, *room * item_size, more * item_size);
  if (!p) return false;
  memcpy(at, &p, sizeof p);
  *room = more;
  return true;
}

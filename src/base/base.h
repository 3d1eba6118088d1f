/* base.h: what every file of the core stands on: errors, arena, byte buffers, strings, numbers.
 *
 * The core is freestanding C17: no stdio, no malloc by name, no locale, no libm, no mutable globals. memcpy, memmove,
 * memset, memcmp and strlen are the only library functions it may call (the WebAssembly build brings its own).
 *
 * Ownership: everything that a function of the core returns lives in the dp_arena that it was given and goes with it.
 * Failure of memory: an arena that could not allocate returns NULL, and remembers it (dp_arena_failed).
 */
#ifndef DP_BASE_H
#define DP_BASE_H

#include <diagpad/diagpad.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* ---- errors -------------------------------------------------------------------------------------------------- */

/* Fills *err (when not NULL) with `status` and the formatted message and returns `status`. The format knows only
 * %s (NUL-terminated), %.*s (int, const char *), %d (int), %u (unsigned), %zu (size_t), %c, %%. Cuts at a whole UTF-8
 * character. */
dp_status dp_fail(dp_error *err, dp_status status, const char *format, ...)
#if defined(__GNUC__) || defined(__clang__)
    __attribute__((format(printf, 3, 4)))
#endif
    ;

/* ---- strings: a view, not NUL-terminated --------------------------------------------------------------------- */

typedef struct dp_str {
  const char *at;
  size_t size;
} dp_str;

#define DP_STR(literal) ((dp_str){(literal), sizeof(literal) - 1})
dp_str dp_str_of(const char *nul_terminated); /* NULL gives the empty string */
bool dp_str_eq(dp_str a, dp_str b);
int dp_str_cmp(dp_str a, dp_str b); /* by bytes, <0 0 >0 */
bool dp_str_eq_ci(dp_str a, dp_str b); /* ASCII case folded */
bool dp_str_starts(dp_str s, dp_str prefix);
bool dp_str_ends(dp_str s, dp_str suffix);
dp_str dp_str_trim(dp_str s); /* ASCII white space */
/* The piece before the separator; *rest becomes what is after. Without one: all, and rest->at becomes NULL. */
dp_str dp_str_cut(dp_str *rest, char separator);
/* Damerau-Levenshtein (optimal string alignment) distance of bytes; `limit` + 1 when it is more than `limit` (or 31). */
unsigned dp_str_distance(dp_str a, dp_str b, unsigned limit);

/* ---- UTF-8 --------------------------------------------------------------------------------------------------- */

/* Decodes one code point at s[*pos], advances *pos by at least 1. Bad bytes give U+FFFD and advance by one. */
uint32_t dp_utf8_next(dp_str s, size_t *pos);
size_t dp_utf8_put(uint32_t code_point, char out[4]); /* bytes written */
bool dp_utf8_valid(dp_str s);

/* ---- memory: malloc (native) or the module's own heap (WebAssembly) ---------------------------------------------- */

dp_allocator dp_default_allocator(void);

/* ---- arena --------------------------------------------------------------------------------------------------- */

typedef struct dp_arena_block dp_arena_block;
typedef struct dp_arena {
  dp_allocator allocator;
  dp_arena_block *blocks; /* newest first */
  size_t used, room;      /* in the newest block */
  bool failed;
} dp_arena;

void dp_arena_init(dp_arena *a, const dp_allocator *allocator); /* NULL: the default allocator */
void dp_arena_free(dp_arena *a);  /* gives everything back; the arena can be used again */
void dp_arena_reset(dp_arena *a); /* empties it but keeps the largest block, for the next call */
/* `size` zeroed bytes, aligned for any type; NULL on failure (and failed is set). size 0 gives a valid pointer. */
void *dp_arena_alloc(dp_arena *a, size_t size);
/* count * size with the overflow checked */
void *dp_arena_array(dp_arena *a, size_t count, size_t size);
/* `p` (old_size bytes of this arena, or NULL) with room for new_size: in place where it is the newest piece, else moved.
 * What is added is not zeroed; the old place is not given back. NULL on failure, and p is untouched. */
void *dp_arena_resize(dp_arena *a, void *p, size_t old_size, size_t new_size);
char *dp_arena_copy(dp_arena *a, dp_str s); /* NUL-terminated copy */
#define DP_NEW(arena, type) ((type *)dp_arena_alloc((arena), sizeof(type)))
#define DP_NEW_ARRAY(arena, type, count) ((type *)dp_arena_array((arena), (count), sizeof(type)))

/* ---- growable array in an arena: DP_PUSH(arena, list, item) where list is {T *at; size_t count, room;} --------- */

/* Makes room for one more; false (and arena failed) when memory is out. */
bool dp_grow(dp_arena *a, void **at, size_t *room, size_t count, size_t item_size);
#define DP_PUSH(arena, list, item)                                                                                   \
  (dp_grow((arena), (void **)&(list)->at, &(list)->room, (list)->count, sizeof(*(list)->at))                         \
       ? ((list)->at[(list)->count++] = (item), true)                                                                \
       : false)

/* ---- byte buffer: sticky failure, so that a writer need only look once at the end ------------------------------- */

typedef struct dp_buf {
  dp_arena *arena;
  char *at;
  size_t size, room;
  bool failed;
} dp_buf;

void dp_buf_init(dp_buf *b, dp_arena *arena);
void dp_buf_bytes(dp_buf *b, const void *bytes, size_t size);
void dp_buf_str(dp_buf *b, dp_str s);
void dp_buf_text(dp_buf *b, const char *nul_terminated);
void dp_buf_char(dp_buf *b, char c);
void dp_buf_int(dp_buf *b, int64_t value);
void dp_buf_uint(dp_buf *b, uint64_t value);
/* value / 10^scale in decimal, without trailing zeros when `trim`: (12340, 3, true) is "12.34". */
void dp_buf_fixed(dp_buf *b, int64_t value, unsigned scale, bool trim);
dp_str dp_buf_view(const dp_buf *b);
char *dp_buf_nul(dp_buf *b); /* NUL-terminates (not counted) and gives the bytes; NULL when failed */

/* ---- numbers ------------------------------------------------------------------------------------------------- */

/* Measured values are decimal fixed point: value * 1000 ("39.4" is 39400). Reads digits[.digits] with an optional
 * sign and thousands' commas; false when not a number or beyond 10^12. */
bool dp_parse_milli(dp_str s, int64_t *milli);
bool dp_parse_uint(dp_str s, uint64_t *value);

/* Centibans: 100 * log10(x). Exact integer arithmetic, the same on every machine. */
int dp_centiban_ratio(uint64_t numerator, uint64_t denominator); /* rounded to nearest; 0/x is -9999, x/0 is 9999, 0/0 is 0 */
uint64_t dp_exp10_cb(int centibans); /* 10^(cb/100) * 2^32, saturating, 0 below -960 */

/* ---- hashing ------------------------------------------------------------------------------------------------- */

uint32_t dp_hash32(const void *bytes, size_t size);             /* FNV-1a, for tables */
void dp_sha256(const void *bytes, size_t size, uint8_t out[32]); /* FIPS 180-4, for the knowledge's hash */

/* ---- sorting: in place, stable, no recursion on the machine's stack beyond O(log n) ----------------------------- */
/* Merge sort; scratch comes from the arena. compare(a, b, ctx) <0 0 >0. false when memory is out. */
bool dp_sort(dp_arena *scratch, void *at, size_t count, size_t item_size,
             int (*compare)(const void *a, const void *b, const void *ctx), const void *ctx);

#endif

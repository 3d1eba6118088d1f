/* json.h: strict JSON (RFC 8259) in and out.
 *
 * The parser takes exactly the grammar: no comments, no trailing commas, no duplicate keys, valid UTF-8 only, paired
 * surrogates only, depth at most 64, and says line and column of what is wrong. Numbers are kept as text and as
 * milli-units where they fit. The writer keeps track of commas and nesting itself.
 */
#ifndef DP_JSON_H
#define DP_JSON_H

#include "base.h"

typedef enum dp_json_kind { DP_JSON_NULL, DP_JSON_BOOL, DP_JSON_NUMBER, DP_JSON_STRING, DP_JSON_ARRAY,
                            DP_JSON_OBJECT } dp_json_kind;
enum { DP_JSON_DEPTH = 64 };

typedef struct dp_json dp_json;
struct dp_json {
  dp_json_kind kind;
  bool boolean;
  dp_str text;        /* string: decoded bytes (may hold NUL); number: as written */
  size_t offset;      /* where it begins in the input; a member of an object: where its key begins */
  int64_t milli;      /* number: value * 1000, rounded half away from zero; saturates */
  bool is_integer;    /* number without fraction or exponent that fits int64: */
  int64_t integer;
  dp_str key;         /* of a member of an object */
  dp_json *first, *next; /* children in order; next sibling */
  size_t count;       /* children */
};

/* The tree lies in the arena, but strings without escapes and numbers point into `text`, which must outlive it.
 * A number beyond what a double can hold (1e309) is refused. Errors: ERR_JSON with line:column (both from 1, columns in
 * characters) and what was expected, ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_json_parse(dp_str text, dp_arena *arena, dp_json **out, dp_error *err);
const dp_json *dp_json_get(const dp_json *object, const char *key); /* NULL when absent or not an object */
/* Typed look-ups: false when absent; ERR is left to the caller. */
bool dp_json_get_str(const dp_json *object, const char *key, dp_str *out);
bool dp_json_get_int(const dp_json *object, const char *key, int64_t *out);
bool dp_json_get_bool(const dp_json *object, const char *key, bool *out);
/* The same where what is absent is empty, 0 or false. */
static inline dp_str dp_json_str_of(const dp_json *object, const char *key) {
  dp_str s = {"", 0};
  dp_json_get_str(object, key, &s);
  return s;
}
static inline int64_t dp_json_int_of(const dp_json *object, const char *key) {
  int64_t n = 0;
  dp_json_get_int(object, key, &n);
  return n;
}
static inline bool dp_json_bool_of(const dp_json *object, const char *key) {
  bool b = false;
  return dp_json_get_bool(object, key, &b) && b;
}
/* Line and column, from 1, columns in characters, of a byte offset of the input: to say where a value is wrong. */
void dp_json_place(dp_str text, size_t offset, unsigned *line, unsigned *column);

/* JSON writer. Failure (memory, deeper than 64, an end without a beginning) is the buffer's: look at it at the end. */
typedef struct dp_jw {
  dp_buf *out;
  unsigned depth;
  uint64_t has_item; /* bit per depth */
  bool after_key;
} dp_jw;

void dp_jw_init(dp_jw *w, dp_buf *out);
void dp_jw_object(dp_jw *w);
void dp_jw_end_object(dp_jw *w);
void dp_jw_array(dp_jw *w);
void dp_jw_end_array(dp_jw *w);
void dp_jw_key(dp_jw *w, const char *key);
void dp_jw_str(dp_jw *w, dp_str s); /* bad UTF-8 is replaced by U+FFFD */
void dp_jw_text(dp_jw *w, const char *nul_terminated);
void dp_jw_int(dp_jw *w, int64_t value);
void dp_jw_fixed(dp_jw *w, int64_t value, unsigned scale); /* value / 10^scale */
void dp_jw_bool(dp_jw *w, bool value);
void dp_jw_null(dp_jw *w);
void dp_jw_raw(dp_jw *w, dp_str json); /* a value that is JSON already, as it stands */
/* key and value at once */
void dp_jw_kstr(dp_jw *w, const char *key, dp_str s);
void dp_jw_ktext(dp_jw *w, const char *key, const char *nul_terminated);
void dp_jw_kint(dp_jw *w, const char *key, int64_t value);
void dp_jw_kfixed(dp_jw *w, const char *key, int64_t value, unsigned scale);
void dp_jw_kbool(dp_jw *w, const char *key, bool value);

#endif

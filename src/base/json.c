/* json.c: a strict reader of JSON (RFC 8259).
 *
 * One pass, no recursion: the open arrays and objects are a stack of DP_JSON_DEPTH pointers. Strictness is safety here: two
 * programs that read one request differently (a duplicate key, a stray byte) are how a patient's "no" becomes a
 * "yes". Cost is linear in the input but for the search for duplicate keys, which sorts (n log n, whatever the keys).
 */
#include "json.h"

typedef struct parser {
  dp_str text;
  size_t at;
  dp_arena *arena;
  dp_error *err;
} parser;

/* ---- places and errors ----------------------------------------------------------------------------------------- */

void dp_json_place(dp_str text, size_t offset, unsigned *line, unsigned *column) {
  unsigned l = 1, c = 1;
  for (size_t i = 0; i < offset && i < text.size; i++) {
    if (text.at[i] == '\n') l++, c = 1;
    else if (((unsigned char)text.at[i] & 0xC0) != 0x80) c++; /* a continuation byte is no character of its own */
  }
  *line = l;
  *column = c;
}

static dp_status fail(parser *p, size_t offset, const char *what) {
  unsigned line, column;
  dp_json_place(p->text, offset, &line, &column);
  return dp_fail(p->err, DP_ERR_JSON, "%u:%u: %s", line, column, what);
}

static dp_status no_memory(parser *p) { return dp_fail(p->err, DP_ERR_MEMORY, "there is not enough memory for this JSON"); }

/* "expected WHAT, found …": the character itself where it can be shown. */
static dp_status expected(parser *p, const char *what) {
  unsigned line, column;
  dp_json_place(p->text, p->at, &line, &column);
  if (p->at >= p->text.size)
    return dp_fail(p->err, DP_ERR_JSON, "%u:%u: expected %s, but the text ends here", line, column, what);
  unsigned char c = (unsigned char)p->text.at[p->at];
  if (c <= 0x20 || c >= 0x7F)
    return dp_fail(p->err, DP_ERR_JSON, "%u:%u: expected %s, found the byte %u", line, column, what, (unsigned)c);
  return dp_fail(p->err, DP_ERR_JSON, "%u:%u: expected %s, found '%c'", line, column, what, c);
}

/* ---- pieces ------------------------------------------------------------------------------------------------------ */

static int peek(const parser *p) { return p->at < p->text.size ? (unsigned char)p->text.at[p->at] : -1; }

static void skip_space(parser *p) {
  for (int c; (c = peek(p)) == ' ' || c == '\n' || c == '\r' || c == '\t';) p->at++;
}

static bool take_word(parser *p, const char *word) {
  dp_str rest = {p->text.at + p->at, p->text.size - p->at}, w = dp_str_of(word);
  if (!dp_str_starts(rest, w)) return false;
  p->at += w.size;
  return true;
}

static bool is_digit(int c) { return c >= '0' && c <= '9'; }

/* Four hex digits after \u; -1 when they are not. */
static int32_t hex4(parser *p) {
  int32_t v = 0;
  for (int i = 0; i < 4; i++, p->at++) {
    int c = peek(p);
    if (is_digit(c)) v = v * 16 + (c - '0');
    else if (c >= 'a' && c <= 'f') v = v * 16 + (c - 'a' + 10);
    else if (c >= 'A' && c <= 'F') v = v * 16 + (c - 'A' + 10);
    else return -1;
  }
  return v;
}

/* The escape after a backslash, appended at *out. */
static dp_status escape(parser *p, char **out) {
  size_t start = p->at - 1;
  int c = peek(p);
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  for (size_t i = 0; from[i]; i++)
    if (c == from[i]) {
      *(*out)++ = to[i];
      p->at++;
      return DP_OK;
    }
  if (c != 'u') return fail(p, start, "an escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
  p->at++;
  int32_t u = hex4(p);
  if (u < 0) return fail(p, start, "\\u must be followed by four hexadecimal digits");
  if (u >= 0xDC00 && u <= 0xDFFF) return fail(p, start, "a low surrogate without its high one");
  if (u >= 0xD800 && u <= 0xDBFF) {
    int32_t low = -1;
    if (take_word(p, "\\u")) low = hex4(p);
    if (low < 0xDC00 || low > 0xDFFF) return fail(p, start, "a high surrogate must be followed by a low one");
    u = 0x10000 + (u - 0xD800) * 0x400 + (low - 0xDC00);
  }
  *out += dp_utf8_put((uint32_t)u, *out);
  return DP_OK;
}

static dp_status string(parser *p, dp_str *out) {
  size_t start = ++p->at, escapes = 0, end = start;
  for (;; end++) { /* the end, and whether there is anything to decode */
    if (end >= p->text.size) return fail(p, start - 1, "a string is not closed");
    unsigned char c = (unsigned char)p->text.at[end];
    if (c == '"') break;
    if (c < 0x20) return fail(p, end, "a control character in a string must be escaped");
    if (c == '\\') {
      escapes++;
      if (++end >= p->text.size) return fail(p, start - 1, "a string is not closed");
    }
  }
  if (!escapes) {
    *out = (dp_str){p->text.at + start, end - start};
    p->at = end + 1;
    return DP_OK;
  }
  char *bytes = dp_arena_alloc(p->arena, end - start + 1), *to = bytes; /* decoding never lengthens */
  if (!bytes) return no_memory(p);
  while (p->at < end) {
    char c = p->text.at[p->at++];
    if (c != '\\') *to++ = c;
    else {
      dp_status s = escape(p, &to);
      if (s) return s;
    }
  }
  *out = (dp_str){bytes, (size_t)(to - bytes)};
  p->at = end + 1;
  return DP_OK;
}

/* -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)? */
static dp_status number(parser *p, dp_json *v) {
  size_t start = p->at, fraction = 0;
  bool negative = false, plain = true, saturated = false;
  uint64_t digits = 0; /* the first 19 significant digits; `dropped` more before the point went by */
  int64_t exponent = 0, dropped = 0, leading = 0; /* leading: place of the first digit that is not zero */
  bool seen = false;
  unsigned kept = 0;
  if (peek(p) == '-') negative = true, p->at++;
  if (!is_digit(peek(p))) return expected(p, "a digit");
  if (peek(p) == '0' && p->at + 1 < p->text.size && is_digit(p->text.at[p->at + 1]))
    return fail(p, p->at, "a number must not begin with a needless zero");
  for (bool after_point = false;;) {
    int c = peek(p);
    if (c == '.' && !after_point) {
      after_point = true;
      plain = false;
      p->at++;
      if (!is_digit(peek(p))) return expected(p, "a digit after the point");
      continue;
    }
    if (!is_digit(c)) break;
    if (c != '0' || seen) {
      if (kept < 19) digits = digits * 10 + (uint64_t)(c - '0'), kept++, fraction += after_point;
      else {
        if (!after_point) dropped++;
        saturated |= !after_point;
      }
      seen = true;
      if (!after_point) leading++;
    } else if (after_point) {
      fraction++; /* 0.00…: zeros before the first digit only move it */
      leading--;
    }
    p->at++;
  }
  if (peek(p) == 'e' || peek(p) == 'E') {
    plain = false;
    p->at++;
    int sign = peek(p);
    if (sign == '+' || sign == '-') p->at++;
    if (!is_digit(peek(p))) return expected(p, "a digit of the exponent");
    for (; is_digit(peek(p)); p->at++)
      if (exponent < 100000000) exponent = exponent * 10 + (peek(p) - '0');
    if (sign == '-') exponent = -exponent;
  }
  if (seen && leading + exponent > 309) return fail(p, start, "a number is out of range");
  v->kind = DP_JSON_NUMBER;
  v->text = (dp_str){p->text.at + start, p->at - start};
  uint64_t limit = (uint64_t)INT64_MAX + negative;
  if (plain && !saturated && digits <= limit) {
    v->is_integer = true;
    v->integer = negative ? (digits == limit ? INT64_MIN : -(int64_t)digits) : (int64_t)digits;
  }
  /* value * 1000 = digits * 10^(exponent - fraction + dropped + 3) */
  int64_t shift = exponent - (int64_t)fraction + dropped + 3;
  uint64_t milli = digits;
  for (; shift > 0 && milli && milli <= limit; shift--) milli = milli > UINT64_MAX / 10 ? UINT64_MAX : milli * 10;
  bool half = false;
  for (; shift < 0 && (milli || half); shift++) {
    half = milli % 10 >= 5; /* half away from zero: the last digit that falls off decides */
    milli /= 10;
  }
  if (shift == 0) milli += half;
  if (milli >= limit) v->milli = negative ? INT64_MIN : INT64_MAX;
  else v->milli = negative ? -(int64_t)milli : (int64_t)milli;
  return DP_OK;
}

/* ---- duplicate keys ------------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_json *const *x = a, *const *y = b;
  return dp_str_cmp((*x)->key, (*y)->key);
}

static dp_status duplicate(parser *p, const dp_json *v) {
  unsigned line, column;
  dp_json_place(p->text, v->offset, &line, &column);
  size_t size = v->key.size < 60 ? v->key.size : 60;
  return dp_fail(p->err, DP_ERR_JSON, "%u:%u: the key \"%.*s\" is here twice", line, column, (int)size, v->key.at);
}

static dp_status check_keys(parser *p, const dp_json *object) {
  if (object->count <= 8) {
    for (const dp_json *v = object->first; v; v = v->next)
      for (const dp_json *u = object->first; u != v; u = u->next)
        if (dp_str_eq(u->key, v->key)) return duplicate(p, v);
    return DP_OK;
  }
  const dp_json **list = DP_NEW_ARRAY(p->arena, const dp_json *, object->count);
  if (!list) return no_memory(p);
  size_t n = 0;
  for (const dp_json *v = object->first; v; v = v->next) list[n++] = v;
  if (!dp_sort(p->arena, list, n, sizeof *list, by_key, NULL)) return no_memory(p);
  const dp_json *worst = NULL; /* the first in the text, as a reader would find it */
  for (size_t i = 1; i < n; i++)
    if (dp_str_eq(list[i - 1]->key, list[i]->key) && (!worst || list[i]->offset < worst->offset)) worst = list[i];
  return worst ? duplicate(p, worst) : DP_OK;
}

/* ---- the grammar ------------------------------------------------------------------------------------------------------ */

/* A value that is not a container; of a container only its opening bracket, and its kind. */
static dp_status value(parser *p, dp_json *v) {
  switch (peek(p)) {
  case '{': v->kind = DP_JSON_OBJECT; p->at++; return DP_OK;
  case '[': v->kind = DP_JSON_ARRAY; p->at++; return DP_OK;
  case '"': v->kind = DP_JSON_STRING; return string(p, &v->text);
  case 't':
    if (!take_word(p, "true")) break;
    v->kind = DP_JSON_BOOL;
    v->boolean = true;
    return DP_OK;
  case 'f':
    if (!take_word(p, "false")) break;
    v->kind = DP_JSON_BOOL;
    return DP_OK;
  case 'n':
    if (!take_word(p, "null")) break;
    v->kind = DP_JSON_NULL;
    return DP_OK;
  case '-': case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9':
    return number(p, v);
  default: break;
  }
  return expected(p, "a value (an object, an array, a string, a number, true, false or null)");
}

dp_status dp_json_parse(dp_str text, dp_arena *arena, dp_json **out, dp_error *err) {
  parser p = {text, 0, arena, err};
  for (size_t i = 0; i < text.size;) { /* bad UTF-8 anywhere, with its place */
    size_t start = i;
    if ((unsigned char)text.at[i] < 0x80) {
      i++;
      continue;
    }
    if (dp_utf8_next(text, &i) == 0xFFFD && i - start == 1) return fail(&p, start, "this is not valid UTF-8");
  }
  dp_json *open[DP_JSON_DEPTH], *last[DP_JSON_DEPTH]; /* the containers that are open, and their newest children */
  unsigned depth = 0;
  dp_json *root = NULL;
  for (;;) {
    /* one value, with its key when an object is open */
    dp_json *parent = depth ? open[depth - 1] : NULL;
    dp_json *v = DP_NEW(arena, dp_json);
    if (!v) return no_memory(&p);
    skip_space(&p);
    v->offset = p.at;
    dp_status s;
    if (parent && parent->kind == DP_JSON_OBJECT) {
      if (peek(&p) != '"') return expected(&p, "a key in quotes");
      s = string(&p, &v->key);
      if (s) return s;
      skip_space(&p);
      if (peek(&p) != ':') return expected(&p, "':' after the key");
      p.at++;
      skip_space(&p);
    }
    size_t value_at = p.at;
    s = value(&p, v);
    if (s) return s;
    if (!parent) root = v;
    else {
      if (parent->first) last[depth - 1]->next = v;
      else parent->first = v;
      last[depth - 1] = v;
      parent->count++;
    }
    if (v->kind >= DP_JSON_ARRAY) {
      if (depth == DP_JSON_DEPTH) return fail(&p, value_at, "arrays and objects lie deeper than 64 in each other");
      skip_space(&p);
      if (peek(&p) != (v->kind == DP_JSON_ARRAY ? ']' : '}')) {
        open[depth++] = v;
        continue;
      }
      p.at++;
    }
    /* what comes after a value: a comma, or the end of what is open */
    for (;;) {
      skip_space(&p);
      if (!depth) {
        if (p.at < text.size) return expected(&p, "nothing more after the value");
        *out = root;
        return DP_OK;
      }
      bool array = open[depth - 1]->kind == DP_JSON_ARRAY;
      if (peek(&p) == ',') {
        p.at++;
        break;
      }
      if (peek(&p) != (array ? ']' : '}')) return expected(&p, array ? "',' or ']'" : "',' or '}'");
      p.at++;
      depth--;
      if (!array && (s = check_keys(&p, open[depth])) != DP_OK) return s;
    }
  }
}

/* ---- look-ups --------------------------------------------------------------------------------------------------------- */

const dp_json *dp_json_get(const dp_json *object, const char *key) {
  if (!object || object->kind != DP_JSON_OBJECT) return NULL;
  dp_str k = dp_str_of(key);
  for (const dp_json *v = object->first; v; v = v->next)
    if (dp_str_eq(v->key, k)) return v;
  return NULL;
}

bool dp_json_get_str(const dp_json *object, const char *key, dp_str *out) {
  const dp_json *v = dp_json_get(object, key);
  if (!v || v->kind != DP_JSON_STRING) return false;
  *out = v->text;
  return true;
}

bool dp_json_get_int(const dp_json *object, const char *key, int64_t *out) {
  const dp_json *v = dp_json_get(object, key);
  if (!v || v->kind != DP_JSON_NUMBER || !v->is_integer) return false;
  *out = v->integer;
  return true;
}

bool dp_json_get_bool(const dp_json *object, const char *key, bool *out) {
  const dp_json *v = dp_json_get(object, key);
  if (!v || v->kind != DP_JSON_BOOL) return false;
  *out = v->boolean;
  return true;
}

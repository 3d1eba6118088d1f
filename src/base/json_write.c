/* json_write.c: JSON out. Commas come by themselves: a bit per depth says whether this is the first item.
 *
 * The writer cannot write what the reader would refuse: bad UTF-8 becomes U+FFFD, control characters are escaped, and
 * a depth past 64 or an end without a beginning fails the buffer.
 */
#include "json.h"

void dp_jw_init(dp_jw *w, dp_buf *out) { *w = (dp_jw){.out = out}; }

/* The comma before an item, unless it is the first or stands after its key. */
static void before(dp_jw *w) {
  if (w->after_key) {
    w->after_key = false;
    return;
  }
  if (!w->depth) return;
  uint64_t bit = (uint64_t)1 << (w->depth - 1);
  if (w->has_item & bit) dp_buf_char(w->out, ',');
  w->has_item |= bit;
}

static void begin(dp_jw *w, char bracket) {
  if (w->depth == DP_JSON_DEPTH) {
    w->out->failed = true;
    return;
  }
  before(w);
  dp_buf_char(w->out, bracket);
  w->depth++;
  w->has_item &= ~((uint64_t)1 << (w->depth - 1));
}

static void end(dp_jw *w, char bracket) {
  if (!w->depth || w->after_key) {
    w->out->failed = true;
    return;
  }
  w->depth--;
  dp_buf_char(w->out, bracket);
}

void dp_jw_object(dp_jw *w) { begin(w, '{'); }
void dp_jw_end_object(dp_jw *w) { end(w, '}'); }
void dp_jw_array(dp_jw *w) { begin(w, '['); }
void dp_jw_end_array(dp_jw *w) { end(w, ']'); }

/* Runs that need no escape go out whole. */
static void quoted(dp_buf *b, dp_str s) {
  static const char hex[] = "0123456789abcdef";
  dp_buf_char(b, '"');
  size_t run = 0;
  for (size_t i = 0; i < s.size;) {
    unsigned char c = (unsigned char)s.at[i];
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      i++;
      continue;
    }
    size_t start = i;
    if (c >= 0x80) {
      if (dp_utf8_next(s, &i) != 0xFFFD || i - start > 1) continue;
    } else {
      i++;
    }
    dp_buf_bytes(b, s.at + run, start - run);
    run = i;
    switch (c) {
    case '"': dp_buf_text(b, "\\\""); break;
    case '\\': dp_buf_text(b, "\\\\"); break;
    case '\n': dp_buf_text(b, "\\n"); break;
    case '\r': dp_buf_text(b, "\\r"); break;
    case '\t': dp_buf_text(b, "\\t"); break;
    default:
      if (c >= 0x80) {
        dp_buf_text(b, "\xEF\xBF\xBD");
      } else {
        char u[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        dp_buf_bytes(b, u, sizeof u);
      }
    }
  }
  if (run < s.size) dp_buf_bytes(b, s.at + run, s.size - run);
  dp_buf_char(b, '"');
}

void dp_jw_key(dp_jw *w, const char *key) {
  before(w);
  quoted(w->out, dp_str_of(key));
  dp_buf_char(w->out, ':');
  w->after_key = true;
}

void dp_jw_str(dp_jw *w, dp_str s) {
  before(w);
  quoted(w->out, s);
}

void dp_jw_text(dp_jw *w, const char *s) { dp_jw_str(w, dp_str_of(s)); }

void dp_jw_int(dp_jw *w, int64_t value) {
  before(w);
  dp_buf_int(w->out, value);
}

void dp_jw_fixed(dp_jw *w, int64_t value, unsigned scale) {
  before(w);
  dp_buf_fixed(w->out, value, scale, true);
}

void dp_jw_bool(dp_jw *w, bool value) {
  before(w);
  dp_buf_text(w->out, value ? "true" : "false");
}

void dp_jw_raw(dp_jw *w, dp_str json) {
  before(w);
  dp_buf_str(w->out, json);
}
void dp_jw_null(dp_jw *w) {
  before(w);
  dp_buf_text(w->out, "null");
}

void dp_jw_kstr(dp_jw *w, const char *key, dp_str s) {
  dp_jw_key(w, key);
  dp_jw_str(w, s);
}

void dp_jw_ktext(dp_jw *w, const char *key, const char *s) {
  dp_jw_key(w, key);
  dp_jw_text(w, s);
}

void dp_jw_kint(dp_jw *w, const char *key, int64_t value) {
  dp_jw_key(w, key);
  dp_jw_int(w, value);
}

void dp_jw_kfixed(dp_jw *w, const char *key, int64_t value, unsigned scale) {
  dp_jw_key(w, key);
  dp_jw_fixed(w, value, scale);
}

void dp_jw_kbool(dp_jw *w, const char *key, bool value) {
  dp_jw_key(w, key);
  dp_jw_bool(w, value);
}

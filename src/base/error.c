/* error.c: dp_fail, the only place where an error gets its words.
 *
 * The message is made in a buffer of its own and copied at the end, so that an argument may point into *err itself
 * (an error that wraps another). What comes from a user's bytes may be anything: a byte that is not UTF-8 and a control
 * character become '?', so that no message can move a terminal's cursor or break the JSON that carries it.
 */
#include "base.h"
#include <stdarg.h>

typedef struct message {
  char at[sizeof(((dp_error *)0)->message)];
  size_t size;
  bool full; /* once something was cut nothing more is added: no sentence with a hole in it */
} message;

static void put(message *m, const char *s, size_t size) {
  for (size_t i = 0; i < size && !m->full; i++) {
    if (m->size + 1 < sizeof m->at) m->at[m->size++] = s[i];
    else m->full = true;
  }
}

static void put_uint(message *m, size_t value) {
  char digits[24];
  size_t n = sizeof digits;
  do digits[--n] = (char)('0' + value % 10);
  while (value /= 10);
  put(m, digits + n, sizeof digits - n);
}

/* Makes the bytes clean UTF-8 in place (never longer) and drops a character that the end cut in two. */
static void clean(message *m) {
  dp_str s = {m->at, m->size};
  size_t from = 0, to = 0;
  while (from < s.size) {
    size_t start = from;
    uint32_t c = dp_utf8_next(s, &from);
    bool bad = c == 0xFFFD && from - start == 1;
    if (bad && m->full && s.size - start < 4 && (unsigned char)s.at[start] >= 0xC0) break; /* the cut character */
    if (bad || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || (c >= 0x80 && c < 0xA0)) m->at[to++] = '?';
    else
      for (size_t i = start; i < from; i++) m->at[to++] = s.at[i];
  }
  m->at[to] = 0;
  m->size = to;
}

dp_status dp_fail(dp_error *err, dp_status status, const char *format, ...) {
  if (!err) return status;
  message m;
  m.size = 0;
  m.full = false;
  va_list args;
  va_start(args, format);
  for (const char *f = format; *f; f++) {
    if (*f != '%') {
      put(&m, f, 1);
      continue;
    }
    f++;
    if (f[0] == 's') {
      const char *s = va_arg(args, const char *);
      if (!s) s = "(null)";
      put(&m, s, strlen(s));
    } else if (f[0] == '.' && f[1] == '*' && f[2] == 's') {
      int size = va_arg(args, int);
      const char *s = va_arg(args, const char *);
      if (size > 0 && s) put(&m, s, (size_t)size);
      f += 2;
    } else if (f[0] == 'd') {
      int value = va_arg(args, int);
      if (value < 0) put(&m, "-", 1);
      put_uint(&m, value < 0 ? (size_t)(-(value + 1)) + 1 : (size_t)value);
    } else if (f[0] == 'u') {
      put_uint(&m, va_arg(args, unsigned));
    } else if (f[0] == 'z' && f[1] == 'u') {
      put_uint(&m, va_arg(args, size_t));
      f++;
    } else if (f[0] == 'c') {
      char c = (char)va_arg(args, int);
      put(&m, &c, 1);
    } else if (f[0] == '%') {
      put(&m, "%", 1);
    } else { /* not one of ours: show it rather than guess the size of its argument */
      put(&m, "%", 1);
      f--;
    }
  }
  va_end(args);
  clean(&m);
  err->status = status;
  memcpy(err->message, m.at, m.size + 1);
  return status;
}

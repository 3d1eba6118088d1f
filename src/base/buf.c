/* buf.c: a growing byte buffer. Failure sticks: after it nothing is added, so a writer looks once, at the end. */
#include "base.h"

void dp_buf_init(dp_buf *b, dp_arena *arena) { *b = (dp_buf){.arena = arena}; }

void dp_buf_bytes(dp_buf *b, const void *bytes, size_t size) {
  if (b->failed || !size) return;
  if (size > b->room - b->size) {
    size_t room = b->room ? b->room : 256;
    while (room - b->size < size && room <= SIZE_MAX / 2) room *= 2;
    void *at = room - b->size < size ? NULL : dp_arena_resize(b->arena, b->at, b->room, room);
    if (!at) {
      b->failed = true;
      return;
    }
    b->at = at;
    b->room = room;
  }
  memcpy(b->at + b->size, bytes, size);
  b->size += size;
}

void dp_buf_str(dp_buf *b, dp_str s) { dp_buf_bytes(b, s.at, s.size); }
void dp_buf_text(dp_buf *b, const char *s) { dp_buf_str(b, dp_str_of(s)); }
void dp_buf_char(dp_buf *b, char c) { dp_buf_bytes(b, &c, 1); }

void dp_buf_uint(dp_buf *b, uint64_t value) {
  char digits[20];
  size_t n = sizeof digits;
  do digits[--n] = (char)('0' + value % 10);
  while (value /= 10);
  dp_buf_bytes(b, digits + n, sizeof digits - n);
}

static uint64_t magnitude(int64_t value) { return value < 0 ? 0 - (uint64_t)value : (uint64_t)value; }

void dp_buf_int(dp_buf *b, int64_t value) {
  if (value < 0) dp_buf_char(b, '-');
  dp_buf_uint(b, magnitude(value));
}

void dp_buf_fixed(dp_buf *b, int64_t value, unsigned scale, bool trim) {
  char digits[64]; /* 20 digits at most before the point when scale is 0; scale is cut at 40 */
  size_t n = sizeof digits;
  uint64_t left = magnitude(value);
  if (scale > 40) scale = 40;
  bool shown = !trim;
  for (unsigned i = 0; i < scale; i++) {
    char digit = (char)('0' + left % 10);
    left /= 10;
    shown |= digit != '0';
    if (shown) digits[--n] = digit;
  }
  if (n < sizeof digits) digits[--n] = '.';
  do digits[--n] = (char)('0' + left % 10);
  while (left /= 10);
  if (value < 0) dp_buf_char(b, '-');
  dp_buf_bytes(b, digits + n, sizeof digits - n);
}

dp_str dp_buf_view(const dp_buf *b) {
  return b->failed || !b->size ? (dp_str){"", 0} : (dp_str){b->at, b->size};
}

char *dp_buf_nul(dp_buf *b) {
  dp_buf_char(b, 0);
  if (b->failed) return NULL;
  b->size--;
  return b->at;
}

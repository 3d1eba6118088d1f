/* utf8.c: UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
 *
 * The reader never fails: a byte that does not begin a whole character is U+FFFD and one byte long, so that any bytes
 * are some text, every byte belongs to exactly one character, and offsets stay those of the input.
 */
#include "base.h"

/* The length of the valid character at s, 0 when there is none. Table 3-7 of the Unicode standard. */
static size_t length_at(const unsigned char *s, size_t left) {
  unsigned c = s[0];
  if (c < 0x80) return 1;
  if (c < 0xC2 || c > 0xF4) return 0;
  size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (left < n) return 0;
  unsigned low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80, high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  if (s[1] < low || s[1] > high) return 0;
  for (size_t i = 2; i < n; i++)
    if ((s[i] & 0xC0) != 0x80) return 0;
  return n;
}

uint32_t dp_utf8_next(dp_str s, size_t *pos) {
  const unsigned char *at = (const unsigned char *)s.at + *pos;
  size_t n = length_at(at, s.size - *pos);
  *pos += n ? n : 1;
  switch (n) {
  case 1: return at[0];
  case 2: return (at[0] & 0x1Fu) << 6 | (at[1] & 0x3Fu);
  case 3: return (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
  case 4: return (at[0] & 0x07u) << 18 | (at[1] & 0x3Fu) << 12 | (at[2] & 0x3Fu) << 6 | (at[3] & 0x3Fu);
  default: return 0xFFFD;
  }
}

size_t dp_utf8_put(uint32_t c, char out[4]) {
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = 0xFFFD;
  if (c < 0x80) {
    out[0] = (char)c;
    return 1;
  }
  if (c < 0x800) {
    out[0] = (char)(0xC0 | c >> 6);
    out[1] = (char)(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = (char)(0xE0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3F));
    out[2] = (char)(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | c >> 18);
  out[1] = (char)(0x80 | (c >> 12 & 0x3F));
  out[2] = (char)(0x80 | (c >> 6 & 0x3F));
  out[3] = (char)(0x80 | (c & 0x3F));
  return 4;
}

bool dp_utf8_valid(dp_str s) {
  const unsigned char *at = (const unsigned char *)s.at;
  for (size_t i = 0; i < s.size;) {
    if (at[i] < 0x80) { /* nearly everything: eight bytes a step, as long as none has its high bit */
      uint64_t eight;
      while (s.size - i >= sizeof eight && (memcpy(&eight, at + i, sizeof eight), !(eight & 0x8080808080808080u))) i += sizeof eight;
      if (i < s.size && at[i] < 0x80) i++;
      continue;
    }
    size_t n = length_at(at + i, s.size - i);
    if (!n) return false;
    i += n;
  }
  return true;
}

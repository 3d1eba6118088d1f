/* pack.c: the app's knowledge text made shorter before gzip sees it, and back.
 *
 * The text is mostly the ids of findings, a hundred thousand times and more, and gzip looks back no further than 32 kB.
 * So each id becomes two bytes, its number among the lines that define one ("finding ID", "condition ID", "class ID")
 * in the order of the text: the first from 0x80 up, the second from '0' up. The lines that define ids stay as they are,
 * so no table travels. Where a row begins with four spaces, an id and a space, the two bytes at the line's start stand
 * for all of that. Another byte of 0x80 and more, or 0x01, gets 0x01 before it. Only lines that begin with a space are
 * touched. It takes a sixth off what is fetched (docs/quality.md).
 */
#include "inner.h"

enum { MOST_IDS = 8192, ESCAPE = 1, FIRST = 0x80, SECOND = '0' };

typedef struct ids { /* in the order of the text */
  dp_str *at;
  size_t count, room;
} ids;

static bool id_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/* The id that a line defines, empty for any other line. */
static dp_str defined(dp_str line) {
  static const char *const words[] = {"finding ", "condition ", "class "};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t n = strlen(words[i]);
    if (!dp_str_starts(line, dp_str_of(words[i])) || line.size == n) continue;
    dp_str id = {line.at + n, line.size - n};
    for (size_t k = 0; k < id.size; k++)
      if (!id_char(id.at[k])) return (dp_str){"", 0};
    return id;
  }
  return (dp_str){"", 0};
}

static bool gather(dp_str text, dp_arena *arena, ids *out) {
  *out = (ids){0};
  while (text.size) {
    dp_str id = defined(dp_str_cut(&text, '\n'));
    if (id.size && out->count < MOST_IDS && !DP_PUSH(arena, out, id)) return false;
  }
  return true;
}

/* The number of the id that stands from `from` to `end`, MOST_IDS where it is none. */
static unsigned number_of(const kbc_map *numbers, dp_str line, size_t from, size_t end) {
  const uint32_t *n = end > from ? kbc_map_get(numbers, (dp_str){line.at + from, end - from}) : NULL;
  return n ? *n : (unsigned)MOST_IDS;
}

static size_t word_end(dp_str line, size_t from) {
  while (from < line.size && id_char(line.at[from])) from++;
  return from;
}

static void put_number(dp_buf *out, unsigned n) {
  dp_buf_char(out, (char)(FIRST + n / 64)), dp_buf_char(out, (char)(SECOND + n % 64));
}

static void pack_line(const kbc_map *numbers, dp_str line, dp_buf *out) {
  size_t i = 0;
  if (dp_str_starts(line, DP_STR("    "))) { /* a row? */
    size_t end = word_end(line, 4);
    unsigned n = end < line.size && line.at[end] == ' ' ? number_of(numbers, line, 4, end) : (unsigned)MOST_IDS;
    if (n < MOST_IDS) put_number(out, n), i = end + 1;
  }
  bool touched = line.size && line.at[0] == ' ';
  while (i < line.size) {
    size_t end = word_end(line, i);
    unsigned n = touched ? number_of(numbers, line, i, end) : (unsigned)MOST_IDS;
    if (n < MOST_IDS) put_number(out, n);
    else if (end > i) dp_buf_str(out, (dp_str){line.at + i, end - i});
    else {
      if ((uint8_t)line.at[i] >= FIRST || line.at[i] == ESCAPE) dp_buf_char(out, ESCAPE);
      dp_buf_char(out, line.at[i]);
      end = i + 1;
    }
    i = end;
  }
}

bool kbc_pack(dp_str text, dp_arena *arena, dp_buf *out) {
  ids x;
  kbc_map numbers = {.arena = arena};
  if (!gather(text, arena, &x)) return false;
  for (size_t i = 0; i < x.count; i++)
    if (!kbc_map_add(&numbers, x.at[i], (uint32_t)i, NULL)) return false;
  while (text.size) {
    const char *end = text.at + text.size;
    dp_str line = dp_str_cut(&text, '\n');
    pack_line(&numbers, line, out);
    if (line.at + line.size < end) dp_buf_char(out, '\n');
  }
  return !out->failed;
}

dp_status kbc_unpack(dp_str packed, dp_arena *arena, dp_buf *out, dp_error *err) {
  ids x;
  if (!gather(packed, arena, &x)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  bool start = true;
  for (size_t i = 0; i < packed.size; i++) {
    uint8_t c = (uint8_t)packed.at[i];
    if (c == ESCAPE || c >= FIRST) {
      uint8_t next = i + 1 < packed.size ? (uint8_t)packed.at[i + 1] : 0;
      size_t n = (size_t)(c - FIRST) * 64 + (size_t)(next - SECOND);
      if (++i >= packed.size || (c >= FIRST && (next < SECOND || next >= SECOND + 64 || n >= x.count)))
        return kbc_damaged(err);
      if (c == ESCAPE) dp_buf_char(out, (char)next);
      else if (start) dp_buf_text(out, "    "), dp_buf_str(out, x.at[n]), dp_buf_char(out, ' ');
      else dp_buf_str(out, x.at[n]);
    } else {
      dp_buf_char(out, (char)c);
    }
    start = c == '\n';
  }
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

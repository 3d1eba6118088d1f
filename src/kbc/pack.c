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

typedef struct ids {
  struct {
    dp_str *at;
    size_t count, room;
  } list; /* in the order of the text */
  uint16_t *sorted;
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
    if (id.size && out->list.count < MOST_IDS && !DP_PUSH(arena, &out->list, id)) return false;
  }
  return true;
}

static int by_id(const void *a, const void *b, const void *ctx) {
  const ids *x = ctx;
  uint16_t i = *(const uint16_t *)a, k = *(const uint16_t *)b;
  int order = dp_str_cmp(x->list.at[i], x->list.at[k]);
  return order ? order : (int)i - (int)k;
}

/* The number of an id, MOST_IDS where it is none. */
static unsigned number_of(const ids *x, dp_str id) {
  size_t low = 0, high = x->list.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (dp_str_cmp(x->list.at[x->sorted[middle]], id) < 0) low = middle + 1;
    else high = middle;
  }
  return low < x->list.count && dp_str_eq(x->list.at[x->sorted[low]], id) ? x->sorted[low] : (unsigned)MOST_IDS;
}

static void put_number(dp_buf *out, unsigned n) {
  dp_buf_char(out, (char)(FIRST + n / 64)), dp_buf_char(out, (char)(SECOND + n % 64));
}

static void pack_line(const ids *x, dp_str line, dp_buf *out) {
  size_t i = 0;
  if (line.size > 5 && line.at[0] == ' ' && id_char(line.at[4])) { /* a row */
    size_t end = 4;
    while (end < line.size && id_char(line.at[end])) end++;
    unsigned n = dp_str_starts(line, DP_STR("    ")) && end < line.size && line.at[end] == ' '
                     ? number_of(x, (dp_str){line.at + 4, end - 4})
                     : (unsigned)MOST_IDS;
    if (n < MOST_IDS) put_number(out, n), i = end + 1;
  }
  bool touched = line.size && line.at[0] == ' ';
  while (i < line.size) {
    size_t end = i;
    while (end < line.size && id_char(line.at[end])) end++;
    unsigned n = end > i && touched ? number_of(x, (dp_str){line.at + i, end - i}) : (unsigned)MOST_IDS;
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
  if (!gather(text, arena, &x) || !(x.sorted = DP_NEW_ARRAY(arena, uint16_t, x.list.count + 1))) return false;
  for (size_t i = 0; i < x.list.count; i++) x.sorted[i] = (uint16_t)i;
  if (!dp_sort(arena, x.sorted, x.list.count, sizeof *x.sorted, by_id, &x)) return false;
  while (text.size) {
    const char *end = text.at + text.size;
    dp_str line = dp_str_cut(&text, '\n');
    pack_line(&x, line, out);
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
      if (++i >= packed.size || (c >= FIRST && (next < SECOND || next >= SECOND + 64 || n >= x.list.count)))
        return dp_fail(err, DP_ERR_IMAGE, "the knowledge's text in this program is damaged");
      if (c == ESCAPE) dp_buf_char(out, (char)next);
      else if (start) dp_buf_text(out, "    "), dp_buf_str(out, x.list.at[n]), dp_buf_char(out, ' ');
      else dp_buf_str(out, x.list.at[n]);
    } else {
      dp_buf_char(out, (char)c);
    }
    start = c == '\n';
  }
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

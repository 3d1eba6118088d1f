/* paint.c: columns, bars, wrapping, colour, and the way back to ASCII. */
#include "paint.h"

static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[1;31m", "\033[33m", "\033[32m", "\033[34m"};

/* Columns of one code point: the few ranges that matter here (combining marks, East Asian wide forms). */
static unsigned columns_of(uint32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return 0;
  if ((c >= 0x300 && c <= 0x36F) || c == 0x200B || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  if ((c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1FAFF))
    return 2;
  return 1;
}

unsigned dp_paint_columns(dp_str s) {
  unsigned n = 0;
  for (size_t at = 0; at < s.size;) n += columns_of(dp_utf8_next(s, &at));
  return n;
}

/* What comes from a case may hold control characters; they must not reach the terminal. */
void dp_paint_str(dp_paint *p, dp_str s) {
  for (size_t at = 0, from = 0; at < s.size; from = at) {
    uint32_t c = dp_utf8_next(s, &at);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) dp_buf_char(p->out, ' ');
    else dp_buf_bytes(p->out, s.at + from, at - from);
  }
}

void dp_paint_text(dp_paint *p, const char *s) { dp_buf_text(p->out, s); }
void dp_paint_line(dp_paint *p) { dp_buf_char(p->out, '\n'); }

void dp_paint_spaces(dp_paint *p, unsigned n) {
  while (n--) dp_buf_char(p->out, ' ');
}

void dp_paint_tone(dp_paint *p, dp_tone tone, dp_str s) {
  bool on = p->terminal.colour && tone != DP_PLAIN;
  if (on) dp_buf_text(p->out, codes[tone]);
  dp_paint_str(p, s);
  if (on) dp_buf_text(p->out, "\033[0m");
}

void dp_paint_cell(dp_paint *p, dp_tone tone, dp_str s, unsigned width, bool right) {
  unsigned columns = dp_paint_columns(s);
  if (columns <= width) {
    if (right) dp_paint_spaces(p, width - columns);
    dp_paint_tone(p, tone, s);
    if (!right) dp_paint_spaces(p, width - columns);
    return;
  }
  const dp_str dots = p->terminal.utf8 ? DP_STR("…") : DP_STR("...");
  unsigned room = width > dp_paint_columns(dots) ? width - dp_paint_columns(dots) : 0, used = 0;
  size_t at = 0, end = 0;
  while (at < s.size) {
    unsigned c = columns_of(dp_utf8_next(s, &at));
    if (used + c > room) break;
    used += c;
    end = at;
  }
  dp_paint_tone(p, tone, (dp_str){s.at, end});
  dp_paint_str(p, dots);
  if (used < room) dp_paint_spaces(p, room - used);
}

void dp_paint_bar(dp_paint *p, dp_tone tone, uint32_t ppm, unsigned width) {
  static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (ppm > 1000000) ppm = 1000000;
  unsigned units = (unsigned)((uint64_t)ppm * width * 8 / 1000000), full = units / 8, rest = units % 8;
  if (!units && ppm) rest = 1;
  bool on = p->terminal.colour && tone != DP_PLAIN;
  if (on) dp_buf_text(p->out, codes[tone]);
  unsigned used = 0;
  for (; used < full; used++) dp_buf_text(p->out, p->terminal.utf8 ? "█" : "#");
  if (rest && used < width && (p->terminal.utf8 || rest >= 4 || !full)) {
    dp_buf_text(p->out, p->terminal.utf8 ? eighths[rest] : rest >= 4 ? "=" : "-");
    used++;
  }
  if (on) dp_buf_text(p->out, "\033[0m");
  dp_paint_spaces(p, width - used);
}

void dp_paint_wrap(dp_paint *p, dp_tone tone, dp_str s, unsigned at, unsigned indent) {
  unsigned width = p->terminal.width;
  bool on = p->terminal.colour && tone != DP_PLAIN, fresh = true;
  if (on) dp_buf_text(p->out, codes[tone]);
  while (s.size) {
    size_t size = 0;
    while (size < s.size && s.at[size] != ' ' && s.at[size] != '\n') size++;
    dp_str word = {s.at, size};
    if (size) {
      unsigned columns = dp_paint_columns(word);
      if (at + columns + (fresh ? 0 : 1) > width && at > indent) {
        dp_paint_line(p);
        dp_paint_spaces(p, indent);
        at = indent;
        fresh = true;
      }
      if (!fresh) dp_buf_char(p->out, ' '), at++;
      dp_paint_str(p, word);
      at += columns;
      fresh = false;
    }
    size += size < s.size;
    s.at += size;
    s.size -= size;
  }
  if (on) dp_buf_text(p->out, "\033[0m");
  dp_paint_line(p);
}

void dp_paint_heading(dp_paint *p, const char *s) {
  dp_paint_line(p);
  dp_paint_tone(p, DP_BOLD, dp_str_of(s));
  dp_paint_line(p);
}

/* `milli_of_one` is what dp_json gives for a probability: thousandths. The JSON number itself has six decimals, but
 * thousandths are all that a percentage with one decimal needs. */
dp_str dp_paint_percent(dp_paint *p, int64_t milli_of_one, char room[16]) {
  (void)p;
  size_t n = 0;
  if (milli_of_one < 0) milli_of_one = 0;
  if (milli_of_one > 1000) milli_of_one = 1000;
  unsigned v = (unsigned)milli_of_one;
  if (v == 0) return DP_STR("<0.1 %");
  if (v < 100) {
    room[n++] = (char)('0' + v / 10);
    room[n++] = '.';
    room[n++] = (char)('0' + v % 10);
  } else {
    unsigned whole = (v + 5) / 10;
    if (whole >= 100) room[n++] = '1', whole -= 100, room[n++] = '0', room[n++] = '0';
    else room[n++] = (char)('0' + whole / 10), room[n++] = (char)('0' + whole % 10);
  }
  room[n++] = ' ';
  room[n++] = '%';
  return (dp_str){room, n};
}

/* ---- ASCII ------------------------------------------------------------------------------------------------------- */

typedef struct plain {
  uint32_t code_point;
  const char *text;
} plain;
static const plain plains[] = {
    {0xA0, " "},    {0xA3, "GBP"},    {0xB0, " deg "}, {0xB1, "+-"},     {0xB2, "2"},    {0xB3, "3"},    {0xB5, "u"},
    {0xB7, "-"},    {0xBD, "1/2"},    {0xD7, "x"},     {0xDF, "ss"},     {0xE6, "ae"},   {0xF7, "/"},    {0xF8, "o"},
    {0x153, "oe"},  {0x3B1, "alpha"}, {0x3B2, "beta"}, {0x3B3, "gamma"}, {0x3BC, "u"},   {0x2009, " "},  {0x200B, ""},
    {0x2010, "-"},  {0x2011, "-"},    {0x2013, "-"},   {0x2014, "-"},    {0x2018, "'"},  {0x2019, "'"},  {0x201C, "\""},
    {0x201D, "\""}, {0x2022, "*"},    {0x2026, "..."}, {0x2032, "'"},    {0x2082, "2"},  {0x2083, "3"},  {0x2190, "<-"},
    {0x2192, "->"}, {0x2212, "-"},    {0x2248, "~"},   {0x2260, "!="},   {0x2264, "<="}, {0x2265, ">="}, {0x2500, "-"},
    {0x2502, "|"},  {0x25CB, "o"},    {0x25CF, "*"}};
/* Latin letters with marks, U+00C0 to U+00FF, by their base letter ("?" where the table above knows better). */
static const char latin[] = "AAAAAA?CEEEEIIIIDNOOOOO?OUUUUYT?aaaaaa?ceeeeiiiidnooooo??uuuuyty";

void dp_paint_ascii(dp_str text, dp_buf *out) {
  for (size_t at = 0; at < text.size;) {
    size_t from = at;
    uint32_t c = dp_utf8_next(text, &at);
    if (c < 0x80) {
      dp_buf_bytes(out, text.at + from, at - from);
      continue;
    }
    const char *found = NULL;
    for (size_t i = 0; i < sizeof plains / sizeof *plains && !found; i++)
      if (plains[i].code_point == c) found = plains[i].text;
    if (found) dp_buf_text(out, found);
    else dp_buf_char(out, c >= 0xC0 && c <= 0xFF ? latin[c - 0xC0] : '?');
  }
}

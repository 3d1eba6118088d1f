/* document.c: which sentences still stand in the words of a note, and its sections line by line. */
#include "export.h"

/* ---- the sentences that stand -------------------------------------------------------------------------------------------- */

static size_t find(dp_str in, dp_str what, size_t from) {
  if (!what.size || what.size > in.size) return SIZE_MAX;
  for (size_t i = from; i + what.size <= in.size; i++)
    if (in.at[i] == what.at[0] && !memcmp(in.at + i, what.at, what.size)) return i;
  return SIZE_MAX;
}
/* A sentence stands between white space or marks: "Cough." does not stand in "Whooping-Cough.x". */
static bool whole(dp_str in, size_t at, size_t size) {
  unsigned char before = at ? (unsigned char)in.at[at - 1] : ' ', after = at + size < in.size ? (unsigned char)in.at[at + size] : ' ';
  bool b = before == ' ' || before == '\n' || before == '(' || before == '\t', a = after == ' ' || after == '\n' || after == ')' || after == '\t' || after == '.' || after == ',' || after == ';';
  return a && b;
}

typedef struct claim {
  size_t start, end, sentence;
} claim;
typedef struct claims {
  claim *at;
  size_t count, room;
} claims;
static int by_start(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const claim *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

static size_t place(dp_str text, dp_str words, const claims *taken, size_t from) {
  for (size_t at = find(text, words, from); at != SIZE_MAX; at = find(text, words, at + 1)) {
    bool free = whole(text, at, words.size);
    for (size_t i = 0; i < taken->count && free; i++) free = at >= taken->at[i].end || at + words.size <= taken->at[i].start;
    if (free) return at;
  }
  return SIZE_MAX;
}

dp_status dp_document_sentences(dp_note *note, const dp_note_sentence *from, size_t count, dp_arena *arena, dp_error *err) {
  dp_note_sentence *all = DP_NEW_ARRAY(arena, dp_note_sentence, count);
  bool *used = DP_NEW_ARRAY(arena, bool, count);
  size_t n = 0;
  if (!all || !used) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t k = 0; k < note->sections.count; k++) {
    dp_note_section *s = &note->sections.at[k];
    claims taken = {0};
    size_t next = 0;
    for (size_t i = 0; i < count; i++) {
      if (used[i]) continue;
      size_t at = place(s->text, from[i].text, &taken, next);
      if (at == SIZE_MAX && next) at = place(s->text, from[i].text, &taken, 0); /* moved within the section */
      if (at == SIZE_MAX) continue;
      used[i] = true;
      next = at + from[i].text.size;
      claim c = {at, next, i};
      if (!DP_PUSH(arena, &taken, c)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    }
    if (!dp_sort(arena, taken.at, taken.count, sizeof *taken.at, by_start, NULL)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    s->first = n;
    s->count = taken.count;
    for (size_t i = 0; i < taken.count; i++) all[n++] = from[taken.at[i].sentence];
  }
  note->sentences.at = all;
  note->sentences.count = note->sentences.room = n;
  return DP_OK;
}

/* ---- line by line ---------------------------------------------------------------------------------------------------------- */

static bool put(dp_arena *arena, dp_pieces *p, dp_str text, size_t sentence) {
  dp_piece x = {text, sentence};
  return !text.size || DP_PUSH(arena, p, x);
}

dp_status dp_document_lines(const dp_note *note, const dp_note_section *s, dp_arena *arena, dp_lines_list *lines, dp_pieces *pieces, dp_error *err) {
  dp_str rest = s->text;
  size_t next = s->first, end = s->first + s->count;
  bool apart = false;
  while (rest.at) {
    dp_str line = dp_str_cut(&rest, '\n');
    if (line.size && line.at[line.size - 1] == '\r') line.size--;
    if (!dp_str_trim(line).size) {
      apart = true;
      continue;
    }
    dp_line l = {DP_LINE_TEXT, apart, pieces->count, 0};
    apart = false;
    if (dp_str_starts(line, DP_STR("- "))) l.kind = DP_LINE_ITEM, line.at += 2, line.size -= 2;
    if (l.kind == DP_LINE_TEXT && next < end && note->sentences.at[next].headline && dp_str_eq(dp_str_trim(line), note->sentences.at[next].text)) l.kind = DP_LINE_HEAD;
    while (line.size && next < end) { /* in order: dp_document_sentences put them so */
      dp_str words = note->sentences.at[next].text;
      size_t at = find(line, words, 0);
      while (at != SIZE_MAX && !whole(line, at, words.size)) at = find(line, words, at + 1);
      if (at == SIZE_MAX) break;
      if (!put(arena, pieces, (dp_str){line.at, at}, SIZE_MAX) || !put(arena, pieces, (dp_str){line.at + at, words.size}, next))
        return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
      line.at += at + words.size, line.size -= at + words.size;
      next++;
    }
    if (!put(arena, pieces, line, SIZE_MAX)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    l.count = pieces->count - l.first;
    if (!DP_PUSH(arena, lines, l)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return DP_OK;
}

const dp_turn *dp_document_turn(const dp_note *note, uint32_t number) {
  for (size_t i = 0; i < note->transcript.turns.count; i++)
    if (note->transcript.turns.at[i].number == number) return &note->transcript.turns.at[i];
  return NULL;
}
bool dp_document_cites(const dp_note *note, uint32_t number, size_t *sentence) {
  for (size_t i = 0; i < note->sentences.count; i++)
    for (size_t k = 0; k < note->sentences.at[i].line_count; k++)
      if (note->sentences.at[i].lines[k] == number) return *sentence = i, true;
  return false;
}
const char *dp_document_speaker(const dp_turn *t) {
  static const char *const names[] = {"Speaker", "Doctor", "Patient", "Other"};
  return names[t->speaker < 4 ? t->speaker : 0];
}

/* ---- small things ----------------------------------------------------------------------------------------------------------- */

void dp_put_xml(dp_buf *b, dp_str s) {
  for (size_t i = 0; i < s.size;) {
    uint32_t c = dp_utf8_next(s, &i);
    char bytes[4];
    if (c == '&') dp_buf_text(b, "&amp;");
    else if (c == '<') dp_buf_text(b, "&lt;");
    else if (c == '>') dp_buf_text(b, "&gt;");
    else if (c == '"') dp_buf_text(b, "&quot;");
    else if (c == '\'') dp_buf_text(b, "&#39;");
    else {
      if ((c < 32 && c != '\t' && c != '\n') || c == 0x7F || c == 0xFFFE || c == 0xFFFF || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0x80 && c < 0xA0)) c = 0xFFFD;
      dp_buf_bytes(b, bytes, dp_utf8_put(c, bytes));
    }
  }
}

static bool digits(dp_str s, size_t at, size_t n, unsigned *value) {
  *value = 0;
  for (size_t i = at; i < at + n; i++) {
    if (s.at[i] < '0' || s.at[i] > '9') return false;
    *value = *value * 10 + (unsigned)(s.at[i] - '0');
  }
  return true;
}
bool dp_is_instant(dp_str s) {
  static const unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  unsigned y, mo, d, h, mi, sec, oh, om;
  if (s.size != 20 && s.size != 25) return false;
  if (!digits(s, 0, 4, &y) || s.at[4] != '-' || !digits(s, 5, 2, &mo) || s.at[7] != '-' || !digits(s, 8, 2, &d) || s.at[10] != 'T') return false;
  if (!digits(s, 11, 2, &h) || s.at[13] != ':' || !digits(s, 14, 2, &mi) || s.at[16] != ':' || !digits(s, 17, 2, &sec)) return false;
  if (y < 1900 || mo < 1 || mo > 12 || h > 23 || mi > 59 || sec > 59) return false;
  bool leap = (y % 4 == 0 && y % 100) || y % 400 == 0;
  if (d < 1 || d > days[mo - 1] + (mo == 2 && leap)) return false;
  if (s.size == 20) return s.at[19] == 'Z';
  return (s.at[19] == '+' || s.at[19] == '-') && digits(s, 20, 2, &oh) && s.at[22] == ':' && digits(s, 23, 2, &om) && oh <= 14 && om <= 59;
}

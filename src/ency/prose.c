/* prose.c: the body of a text as blocks, with its citations as numbers. */
#include "prose.h"

size_t dp_page_source_number(const dp_page_view *v, uint16_t source) {
  for (size_t i = 0; i < v->sources.count; i++)
    if (v->sources.at[i] == source) return i + 1;
  return 0;
}

size_t dp_page_cite(dp_page_view *v, dp_arena *arena, uint16_t source) {
  if (source == DP_NONE) return 0;
  size_t number = dp_page_source_number(v, source);
  if (number) return number;
  return DP_PUSH(arena, &v->sources, source) ? v->sources.count : 0;
}

/* "[@id]" as "[3]". What is no known source stays as it is: a test looks for it. */
static dp_str cited(const dp_kb *kb, dp_page_view *v, dp_arena *arena, dp_str s) {
  dp_buf b;
  dp_buf_init(&b, arena);
  for (size_t i = 0; i < s.size; i++) {
    size_t end = i + 2;
    if (i + 2 < s.size && s.at[i] == '[' && s.at[i + 1] == '@') {
      while (end < s.size && s.at[end] != ']') end++;
      uint16_t source = end < s.size ? dp_kb_find(kb, DP_IS_SOURCE, (dp_str){s.at + i + 2, end - i - 2}) : (uint16_t)DP_NONE;
      if (source != DP_NONE) {
        dp_buf_char(&b, '['), dp_buf_uint(&b, dp_page_cite(v, arena, source)), dp_buf_char(&b, ']');
        i = end;
        continue;
      }
    }
    dp_buf_char(&b, s.at[i]);
  }
  return dp_buf_view(&b);
}

/* One paragraph's lines: text, and from the first "- " on a list. */
static bool put_lines(const dp_kb *kb, dp_page_view *v, dp_arena *arena, dp_str lines, dp_blocks *out) {
  dp_block list = {.kind = DP_BLOCK_LIST};
  while (lines.at && lines.size) {
    dp_str line = dp_str_trim(dp_str_cut(&lines, '\n'));
    if (!line.size) continue;
    if (dp_str_starts(line, DP_STR("- "))) {
      dp_str item = cited(kb, v, arena, dp_str_trim((dp_str){line.at + 2, line.size - 2}));
      if (!DP_PUSH(arena, &list.items, item)) return false;
      continue;
    }
    dp_block p = {.kind = DP_BLOCK_PARAGRAPH, .text = cited(kb, v, arena, line)};
    if (!DP_PUSH(arena, out, p)) return false;
  }
  return !list.items.count || DP_PUSH(arena, out, list);
}

bool dp_prose_blocks(const dp_kb *kb, dp_page_view *v, dp_arena *arena, dp_str body, dp_blocks *out) {
  bool asked = false; /* what comes next answers the last question of `out` */
  while (body.at && body.size) {
    size_t end = 0;
    while (end < body.size && !(body.at[end] == '\n' && end + 1 < body.size && body.at[end + 1] == '\n')) end++;
    dp_str part = {body.at, end};
    body = end + 2 <= body.size ? (dp_str){body.at + end + 2, body.size - end - 2} : (dp_str){NULL, 0};
    if (dp_str_starts(part, DP_STR("? "))) { /* "? Can it come back? Yes …" */
      size_t mark = 2;
      while (mark < part.size && part.at[mark] != '?') mark++;
      if (mark < part.size) mark++;
      dp_block q = {.kind = DP_BLOCK_QUESTION, .text = {part.at + 2, mark - 2}};
      if (!DP_PUSH(arena, out, q)) return false;
      asked = true;
      part = dp_str_trim((dp_str){part.at + mark, part.size - mark});
    }
    if (!put_lines(kb, v, arena, part, asked ? &out->at[out->count - 1].answer : out)) return false;
  }
  return true;
}

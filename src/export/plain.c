/* plain.c: a note as plain text and as Markdown.
 *
 * Plain text is what is pasted into another system: titles and words, nothing else. Markdown names the turns as footnotes, and
 * escapes whatever would be read as a mark.
 */
#include "export.h"

dp_status dp_export_text(const dp_document *d, dp_buf *out, dp_error *err) {
  const dp_note *n = d->note;
  if (!d->is_signed) dp_buf_text(out, "DRAFT, not signed\n\n");
  for (size_t i = 0; i < n->sections.count; i++) {
    const dp_note_section *s = &n->sections.at[i];
    if (i) dp_buf_text(out, "\n\n");
    if (s->title.size) dp_buf_str(out, s->title), dp_buf_text(out, "\n\n");
    dp_buf_str(out, s->text);
  }
  dp_buf_char(out, '\n');
  if (d->is_signed && d->author.size) dp_buf_text(out, "\nSigned: "), dp_buf_str(out, d->author), dp_buf_text(out, d->date.size ? ", " : ""), dp_buf_str(out, d->date), dp_buf_char(out, '\n');
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

/* CommonMark lets any ASCII punctuation be escaped with a backslash; a mark at a line's beginning may be a list's. */
static void put_escaped(dp_buf *b, dp_str s, bool begins) {
  size_t figures = 0;
  while (begins && figures < s.size && s.at[figures] >= '0' && s.at[figures] <= '9') figures++;
  for (size_t i = 0; i < s.size; i++) {
    char c = s.at[i];
    bool mark = c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']' || c == '<' || c == '>' || c == '|' || c == '~' || c == '&';
    if (begins && i == 0) mark |= c == '#' || c == '+' || c == '-' || c == '=';
    if (begins && figures && i == figures) mark |= c == '.' || c == ')'; /* "1." would begin a list */
    if (mark) dp_buf_char(b, '\\');
    dp_buf_char(b, c);
  }
}

dp_status dp_export_markdown(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err) {
  const dp_note *n = d->note;
  dp_buf_text(out, "# "), put_escaped(out, d->title, false), dp_buf_text(out, "\n");
  if (d->name.size) dp_buf_text(out, "\nPatient: "), put_escaped(out, d->name, false), dp_buf_char(out, '\n');
  dp_buf_text(out, d->is_signed ? "\nSigned" : "\n**Draft, not signed**");
  if (d->is_signed && d->author.size) dp_buf_text(out, ": "), put_escaped(out, d->author, false);
  if (d->date.size) dp_buf_text(out, ", "), dp_buf_str(out, d->date);
  dp_buf_char(out, '\n');
  for (size_t i = 0; i < n->sections.count; i++) {
    const dp_note_section *s = &n->sections.at[i];
    dp_lines_list lines = {0};
    dp_pieces pieces = {0};
    dp_status status = dp_document_lines(n, s, arena, &lines, &pieces, err);
    if (status) return status;
    if (s->title.size) dp_buf_text(out, "\n## "), put_escaped(out, s->title, false), dp_buf_char(out, '\n');
    for (size_t k = 0; k < lines.count; k++) {
      const dp_line *l = &lines.at[k];
      bool item = l->kind == DP_LINE_ITEM, list = item && k && lines.at[k - 1].kind == DP_LINE_ITEM && !l->apart;
      if (!list) dp_buf_char(out, '\n');
      dp_buf_text(out, l->kind == DP_LINE_HEAD ? "### " : item ? "- " : "");
      for (size_t p = l->first; p < l->first + l->count; p++) {
        put_escaped(out, pieces.at[p].text, p == l->first);
        if (pieces.at[p].sentence == SIZE_MAX) continue;
        const dp_note_sentence *x = &n->sentences.at[pieces.at[p].sentence];
        for (size_t t = 0; t < x->line_count; t++) dp_buf_text(out, "[^"), dp_buf_uint(out, x->lines[t]), dp_buf_char(out, ']');
      }
      dp_buf_char(out, '\n');
    }
  }
  bool first = true;
  for (size_t i = 0; i < n->transcript.turns.count; i++) {
    const dp_turn *t = &n->transcript.turns.at[i];
    size_t sentence;
    if (!dp_document_cites(n, t->number, &sentence)) continue;
    if (first) dp_buf_char(out, '\n');
    first = false;
    dp_buf_text(out, "[^"), dp_buf_uint(out, t->number), dp_buf_text(out, "]: "), dp_buf_text(out, dp_document_speaker(t)), dp_buf_text(out, ": ");
    put_escaped(out, t->text, false), dp_buf_char(out, '\n');
  }
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

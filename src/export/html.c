/* html.c: a note as one HTML page, for reading, printing and, through the browser's print, PDF.
 *
 * One file, no script, nothing fetched: its policy forbids both. The pieces that FHIR wants as XHTML (Composition.section.text)
 * come from here too, so only elements that FHIR's narrative allows are used: p, ul, li, b, span, sup, a, h3.
 */
#include "export.h"

static void put_cited(const dp_note *n, const dp_piece *p, dp_buf *b) {
  if (p->sentence == SIZE_MAX) {
    dp_put_xml(b, p->text);
    return;
  }
  const dp_note_sentence *x = &n->sentences.at[p->sentence];
  dp_buf_text(b, "<span id=\"s"), dp_buf_uint(b, p->sentence + 1), dp_buf_text(b, "\">"), dp_put_xml(b, p->text), dp_buf_text(b, "</span><sup>");
  for (size_t t = 0; t < x->line_count; t++) {
    if (t) dp_buf_text(b, ", ");
    dp_buf_text(b, "<a href=\"#t"), dp_buf_uint(b, x->lines[t]), dp_buf_text(b, "\">"), dp_buf_uint(b, x->lines[t]), dp_buf_text(b, "</a>");
  }
  dp_buf_text(b, "</sup>");
}

dp_status dp_put_section_xhtml(const dp_note *n, const dp_note_section *s, dp_arena *arena, dp_buf *b, dp_error *err) {
  dp_lines_list lines = {0};
  dp_pieces pieces = {0};
  dp_status status = dp_document_lines(n, s, arena, &lines, &pieces, err);
  if (status) return status;
  bool list = false;
  for (size_t k = 0; k < lines.count; k++) {
    const dp_line *l = &lines.at[k];
    bool item = l->kind == DP_LINE_ITEM;
    if (list && !item) dp_buf_text(b, "</ul>");
    if (item && !list) dp_buf_text(b, "<ul>");
    list = item;
    const char *tag = item ? "li" : l->kind == DP_LINE_HEAD ? "h3" : "p";
    dp_buf_char(b, '<'), dp_buf_text(b, tag), dp_buf_char(b, '>');
    for (size_t p = l->first; p < l->first + l->count; p++) put_cited(n, &pieces.at[p], b);
    dp_buf_text(b, "</"), dp_buf_text(b, tag), dp_buf_text(b, ">\n");
  }
  if (list) dp_buf_text(b, "</ul>");
  if (!lines.count) dp_buf_text(b, "<p></p>");
  return DP_OK;
}

void dp_put_turns_xhtml(const dp_note *n, dp_buf *b) {
  dp_buf_text(b, "<ul>");
  for (size_t i = 0; i < n->transcript.turns.count; i++) {
    const dp_turn *t = &n->transcript.turns.at[i];
    size_t sentence;
    if (!dp_document_cites(n, t->number, &sentence)) continue;
    dp_buf_text(b, "<li id=\"t"), dp_buf_uint(b, t->number), dp_buf_text(b, "\"><a href=\"#s"), dp_buf_uint(b, sentence + 1), dp_buf_text(b, "\">"), dp_buf_uint(b, t->number);
    dp_buf_text(b, "</a> <b>"), dp_buf_text(b, dp_document_speaker(t)), dp_buf_text(b, ":</b> "), dp_put_xml(b, t->text), dp_buf_text(b, "</li>\n");
  }
  dp_buf_text(b, "</ul>");
}

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:16px/1.5 system-ui,-apple-system,\"Segoe UI\",sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.4rem 0 .3rem;border-bottom:1px solid;padding-bottom:.15rem}h3{font-size:1rem;margin:.8rem 0 .2rem}"
    "p{margin:.3rem 0}ul{margin:.3rem 0;padding-left:1.3rem}.meta{margin:.1rem 0}.draft{display:inline-block;border:2px solid;padding:0 .5rem;font-weight:700}"
    "sup{font-size:.7em;line-height:0;margin-left:.15em}sup a,.sources a{text-decoration:none}.sources{font-size:.85rem}.sources ul{list-style:none;padding-left:0}"
    ":target{outline:2px solid}footer{margin-top:2rem;font-size:.8rem}"
    "@page{size:A4;margin:18mm 16mm}"
    "@media print{body{font-size:10.5pt;max-width:none;margin:0;padding:0;color:#000;background:#fff}h2,h3{break-after:avoid}p,li{orphans:3;widows:3}li{break-inside:avoid}a{color:inherit}}";

dp_status dp_export_html(const dp_document *d, dp_arena *arena, dp_buf *b, dp_error *err) {
  const dp_note *n = d->note;
  dp_buf_text(b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
  dp_put_xml(b, d->title);
  dp_buf_text(b, "</title>\n<style>"), dp_buf_text(b, style), dp_buf_text(b, "</style>\n</head>\n<body>\n<header>\n<h1>");
  dp_put_xml(b, d->title);
  dp_buf_text(b, "</h1>\n");
  if (d->name.size || d->born.size || d->id.size) {
    dp_buf_text(b, "<p class=\"meta\">"), dp_put_xml(b, d->name);
    if (d->born.size) dp_buf_text(b, d->name.size ? ", born " : "Born "), dp_put_xml(b, d->born);
    if (d->id.size) dp_buf_text(b, d->name.size || d->born.size ? ", " : ""), dp_put_xml(b, d->id);
    dp_buf_text(b, "</p>\n");
  }
  if (d->date.size) dp_buf_text(b, "<p class=\"meta\"><time datetime=\""), dp_put_xml(b, d->date), dp_buf_text(b, "\">"), dp_put_xml(b, (dp_str){d->date.at, 10}), dp_buf_text(b, "</time></p>\n");
  if (!d->is_signed) dp_buf_text(b, "<p class=\"draft\">Draft, not signed</p>\n");
  else if (d->author.size) dp_buf_text(b, "<p class=\"meta\">Signed: "), dp_put_xml(b, d->author), dp_buf_text(b, "</p>\n");
  dp_buf_text(b, "</header>\n<main>\n");
  for (size_t i = 0; i < n->sections.count; i++) {
    const dp_note_section *s = &n->sections.at[i];
    dp_buf_text(b, s->title.size ? "<section>\n<h2>" : "<div>\n");
    if (s->title.size) dp_put_xml(b, s->title), dp_buf_text(b, "</h2>\n");
    dp_status status = dp_put_section_xhtml(n, s, arena, b, err);
    if (status) return status;
    dp_buf_text(b, s->title.size ? "</section>\n" : "</div>\n");
  }
  if (n->sentences.count) {
    dp_buf_text(b, "<section class=\"sources\">\n<h2>What was said</h2>\n");
    dp_put_turns_xhtml(n, b);
    dp_buf_text(b, "\n</section>\n");
  }
  dp_buf_text(b, "</main>\n<footer><p>Written with "), dp_put_xml(b, d->made_by), dp_buf_text(b, " from what was said. The figures after a sentence are the turns that it is from; words without one are the clinician&#39;s own.</p></footer>\n</body>\n</html>\n");
  return b->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

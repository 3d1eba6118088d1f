/* html.c: a page as one <article>: headings, lists and tables, no script, no style, every byte of text escaped. */
#include "page.h"

static void escaped(dp_buf *b, dp_str s) {
  for (size_t i = 0; i < s.size; i++) switch (s.at[i]) {
    case '&': dp_buf_text(b, "&amp;"); break;
    case '<': dp_buf_text(b, "&lt;"); break;
    case '>': dp_buf_text(b, "&gt;"); break;
    case '"': dp_buf_text(b, "&quot;"); break;
    default: dp_buf_char(b, s.at[i]);
    }
}

static void tag(dp_buf *b, const char *name, dp_str text) {
  dp_buf_char(b, '<'), dp_buf_text(b, name), dp_buf_char(b, '>');
  escaped(b, text);
  dp_buf_text(b, "</"), dp_buf_text(b, name), dp_buf_text(b, ">\n");
}

/* Prose: its [3] leads to the source of that number. */
static void prose(dp_buf *b, const char *name, dp_str text) {
  dp_buf_char(b, '<'), dp_buf_text(b, name), dp_buf_char(b, '>');
  for (size_t i = 0, from = 0; i <= text.size; i++) {
    size_t end = i + 1;
    if (i < text.size && text.at[i] != '[') continue;
    while (end < text.size && text.at[end] >= '0' && text.at[end] <= '9') end++;
    bool number = i < text.size && end > i + 1 && end < text.size && text.at[end] == ']';
    if (i < text.size && !number) continue;
    escaped(b, (dp_str){text.at + from, i - from});
    if (!number) break;
    dp_str digits = {text.at + i + 1, end - i - 1};
    dp_buf_text(b, "<a href=\"#source-"), dp_buf_str(b, digits), dp_buf_text(b, "\">["), dp_buf_str(b, digits), dp_buf_text(b, "]</a>");
    from = end + 1, i = end;
  }
  dp_buf_text(b, "</"), dp_buf_text(b, name), dp_buf_text(b, ">\n");
}

typedef struct html { const dp_kb *kb; const dp_page_view *v; const char *link, *tail; dp_buf *b; } html;

static void anchor(const html *h, dp_page page, const char *name) {
  if (page == DP_NONE) {
    escaped(h->b, dp_str_of(name));
    return;
  }
  dp_buf_text(h->b, "<a href=\""), dp_buf_text(h->b, h->link), dp_buf_text(h->b, dp_page_id(h->kb, page));
  dp_buf_text(h->b, h->tail), dp_buf_text(h->b, "\">");
  escaped(h->b, dp_str_of(name));
  dp_buf_text(h->b, "</a>");
}

static void source(const html *h, uint16_t source_index) {
  size_t n = dp_page_source_number(h->v, source_index);
  dp_buf_text(h->b, "<td class=\"source\">");
  if (n) dp_buf_text(h->b, "<a href=\"#source-"), dp_buf_uint(h->b, n), dp_buf_text(h->b, "\">["), dp_buf_uint(h->b, n), dp_buf_text(h->b, "]</a>");
  else dp_buf_text(h->b, "estimate");
  dp_buf_text(h->b, "</td>");
}

static void table(const html *h, const dp_block *k) {
  dp_buf *b = h->b;
  bool numbers = h->v->level == DP_LEVEL_PROFESSIONAL;
  dp_buf_text(b, "<table>\n");
  if (k->text.size) tag(b, "caption", k->text);
  for (size_t i = 0; i < k->rows.count; i++) {
    const dp_page_row *r = &k->rows.at[i];
    dp_buf_text(b, "<tr><th scope=\"row\">");
    if (k->kind == DP_BLOCK_FACTS) escaped(b, r->label);
    else if (k->kind == DP_BLOCK_CONDITIONS && r->page != DP_NONE) anchor(h, r->page, dp_page_name(h->kb, r->page));
    else anchor(h, r->page, dp_kb_finding_name(h->kb, r->finding));
    dp_buf_text(b, "</th><td>");
    if (k->kind == DP_BLOCK_FINDINGS && numbers) {
      dp_buf_fixed(b, r->low, 1, true);
      if (r->high != r->low) dp_buf_text(b, "–"), dp_buf_fixed(b, r->high, 1, true);
      dp_buf_text(b, " %");
    } else if (k->kind == DP_BLOCK_CONDITIONS) {
      if (r->share_ppm >= 5000) dp_buf_fixed(b, (r->share_ppm + 5000) / 10000, 0, true), dp_buf_text(b, " %");
      else if (r->share_ppm) dp_buf_text(b, "under 1 %");
      escaped(b, r->words);
    } else escaped(b, r->words);
    dp_buf_text(b, "</td>");
    if (k->kind == DP_BLOCK_FINDINGS || k->kind == DP_BLOCK_RISKS) source(h, r->source);
    dp_buf_text(b, "</tr>\n");
  }
  dp_buf_text(b, "</table>\n");
}

static void blocks(const html *h, const dp_blocks *list) {
  for (size_t i = 0; i < list->count; i++) {
    const dp_block *k = &list->at[i];
    switch (k->kind) {
    case DP_BLOCK_PARAGRAPH: prose(h->b, "p", k->text); break;
    case DP_BLOCK_LIST:
      dp_buf_text(h->b, "<ul>\n");
      for (size_t n = 0; n < k->items.count; n++) prose(h->b, "li", k->items.at[n]);
      dp_buf_text(h->b, "</ul>\n");
      break;
    case DP_BLOCK_QUESTION:
      tag(h->b, "h3", k->text);
      blocks(h, &k->answer);
      break;
    default: table(h, k);
    }
  }
}

void dp_page_html(const dp_kb *kb, const dp_page_view *v, const char *link, const char *tail, dp_buf *b) {
  html h = {kb, v, link, tail, b};
  dp_buf_text(b, "<article>\n");
  tag(b, "h1", dp_str_of(dp_page_name(kb, v->page)));
  if (v->summary.size) tag(b, "p", v->summary);
  for (size_t i = 0; i < v->sections.count; i++) {
    const dp_section_of_page *s = &v->sections.at[i];
    dp_buf_text(b, "<section id=\""), dp_buf_text(b, s->id), dp_buf_text(b, "\">\n");
    tag(b, "h2", dp_str_of(s->title));
    blocks(&h, &s->blocks);
    dp_buf_text(b, "</section>\n");
  }
  if (v->missing.count) {
    dp_buf_text(b, "<p class=\"missing\">Not yet written: ");
    for (size_t i = 0; i < v->missing.count; i++) {
      if (i) dp_buf_text(b, ", ");
      escaped(b, dp_str_of(v->missing.at[i].title));
    }
    dp_buf_text(b, ".</p>\n");
  }
  if (v->see_also.count) {
    dp_buf_text(b, "<nav>\n<h2>See also</h2>\n<ul>\n");
    for (size_t i = 0; i < v->see_also.count; i++) {
      dp_buf_text(b, "<li>"), anchor(&h, v->see_also.at[i], dp_page_name(kb, v->see_also.at[i])), dp_buf_text(b, "</li>\n");
    }
    dp_buf_text(b, "</ul>\n</nav>\n");
  }
  if (v->sources.count) {
    dp_buf_text(b, "<section id=\"sources\">\n<h2>Sources</h2>\n<ol>\n");
    for (size_t i = 0; i < v->sources.count; i++) {
      const dp_kb_source *s = &kb->sources[v->sources.at[i]];
      dp_buf_text(b, "<li id=\"source-"), dp_buf_uint(b, i + 1), dp_buf_text(b, "\"><a href=\"");
      escaped(b, dp_kb_str(kb, s->url)), dp_buf_text(b, "\">"), escaped(b, dp_kb_str(kb, s->title)), dp_buf_text(b, "</a>, ");
      escaped(b, dp_kb_str(kb, s->publisher)), dp_buf_text(b, ", "), dp_buf_uint(b, s->year), dp_buf_text(b, "</li>\n");
    }
    dp_buf_text(b, "</ol>\n</section>\n");
  }
  if (v->uncited) dp_buf_text(b, "<p class=\"missing\">"), dp_buf_text(b, dp_page_uncited), dp_buf_text(b, "</p>\n");
  tag(b, "footer", dp_str_of(dp_page_disclaimer));
  dp_buf_text(b, "</article>\n");
}

/* m_ency.c: the encyclopedia's methods: search, article, browse, feedback. */
#include "pages.h"

static void write_page_ref(dp_door *d, dp_page page) {
  dp_jw_ktext(d->w, "type", dp_page_type_name(dp_page_type_of(d->kb, page)));
  dp_jw_ktext(d->w, "id", dp_page_id(d->kb, page));
  dp_jw_ktext(d->w, "name", dp_page_name(d->kb, page));
}

/* ---- search ------------------------------------------------------------------------------------------------------- */

/* How many of the query's words a piece of text holds. */
static unsigned holds(dp_str text, const dp_search_result *r) {
  char folded[600];
  size_t size = dp_kb_fold(text, folded, sizeof folded), at = 0;
  unsigned count = 0;
  dp_term t;
  while (dp_term_next((dp_str){folded, size < sizeof folded ? size : sizeof folded}, &at, &t))
    for (size_t i = 0; i < r->words.count; i++) {
      dp_str here = {t.at, t.size}, typed = r->words.at[i].typed, meant = r->words.at[i].meant;
      if (dp_str_eq(here, meant) || dp_str_starts(typed, here) || (typed.size > 2 && dp_str_starts(here, typed))) count++;
    }
  return count;
}

/* The sentence of the summary that holds most of the query; its first where none holds any. */
static dp_status write_sentence(dp_door *d, dp_page page, const dp_search_result *r, dp_error *err) {
  if (page >= d->kb->topic_count || !d->kb->prose) return DP_OK;
  dp_kb_prose_text *texts = NULL;
  size_t count = 0;
  dp_status status = dp_kb_prose(d->kb, page, d->arena, &texts, &count, err);
  if (status || !count || texts[0].section != DP_TEXT_SUMMARY) return status;
  dp_str body = texts[0].body, best = {"", 0};
  unsigned most = 0;
  for (size_t from = 0, i = 0; i < body.size; i++) {
    bool end = i + 1 == body.size || (body.at[i] == '.' && body.at[i + 1] == ' ');
    if (!end) continue;
    dp_str s = dp_str_trim((dp_str){body.at + from, i + 1 - from});
    unsigned n = holds(s, r) + 1;
    if (n > most) most = n, best = s;
    from = i + 1;
  }
  dp_jw_kstr(d->w, "sentence", best);
  return DP_OK;
}

dp_status dp_m_search(dp_door *d, dp_error *err) {
  dp_str query = {"", 0}, type = {"", 0};
  int64_t limit = 10;
  dp_json_get_str(d->request, "query", &query);
  dp_json_get_str(d->request, "type", &type);
  dp_json_get_int(d->request, "limit", &limit);
  unsigned types = 0;
  for (unsigned t = 0; t < DP_PAGE_TYPE_COUNT; t++)
    if (dp_str_eq(type, dp_str_of(dp_page_type_name(t)))) types = 1u << t;
  dp_search_result r;
  dp_status status = dp_search(d->kb, query, types, (size_t)limit, d->arena, &r, err);
  if (status) return status;
  dp_jw_key(d->w, "words");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r.words.count; i++) {
    dp_jw_object(d->w);
    dp_jw_kstr(d->w, "typed", r.words.at[i].typed);
    if (r.words.at[i].meant.size) dp_jw_kstr(d->w, "meant", r.words.at[i].meant);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  dp_jw_key(d->w, "results");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r.found.count && !status; i++) {
    const dp_found *f = &r.found.at[i];
    dp_jw_object(d->w);
    write_page_ref(d, f->page);
    uint16_t finding = dp_page_finding(d->kb, f->page);
    if (dp_page_type_of(d->kb, f->page) == DP_PAGE_FINDING)
      dp_jw_ktext(d->w, "kind", dp_kb_kind_name(d->kb->findings[finding].kind));
    dp_jw_ktext(d->w, "matched", f->matched);
    status = write_sentence(d, f->page, &r, err);
    dp_jw_kint(d->w, "score", f->score / 1000);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return status;
}

/* ---- article ------------------------------------------------------------------------------------------------------- */

static void write_date(dp_door *d, const char *key, uint32_t date) {
  dp_buf b;
  if (!date) return;
  dp_buf_init(&b, d->arena);
  dp_buf_uint(&b, date / 10000);
  for (uint32_t part = 100; part; part /= 100) { /* month, then day */
    uint32_t n = date / part % 100;
    dp_buf_char(&b, '-');
    if (n < 10) dp_buf_char(&b, '0');
    dp_buf_uint(&b, n);
  }
  dp_jw_kstr(d->w, key, dp_buf_view(&b));
}

static void write_row(dp_door *d, const dp_page_view *v, const dp_block *b, const dp_page_row *r) {
  dp_jw *w = d->w;
  dp_jw_object(w);
  if (b->kind == DP_BLOCK_FACTS) {
    dp_jw_kstr(w, "label", r->label);
    dp_jw_kstr(w, "value", r->words);
  } else if (b->kind == DP_BLOCK_CONDITIONS) {
    if (r->page != DP_NONE) write_page_ref(d, r->page);
    else dp_write_finding_ref(d, r->finding);
    const dp_kb_condition *c = r->page == DP_NONE ? NULL : dp_page_condition(d->kb, r->page);
    if (c) dp_jw_ktext(w, "urgency", dp_kb_urgency_name(c->urgency)), dp_jw_kint(w, "danger", c->danger);
    if (r->share_ppm) dp_write_probability(d, "share", r->share_ppm);
    if (r->words.size) dp_jw_kstr(w, "words", r->words);
  } else {
    dp_write_finding_ref(d, r->finding);
    dp_jw_ktext(w, "kind", dp_kb_kind_name(d->kb->findings[r->finding].kind));
    if (b->kind == DP_BLOCK_RISKS) dp_jw_kfixed(w, "odds", r->odds_milli, 3);
    else dp_jw_kfixed(w, "low", r->low, 3), dp_jw_kfixed(w, "high", r->high, 3);
    dp_jw_kstr(w, "words", r->words);
    dp_write_source(d, r->source);
    size_t number = r->source == DP_NONE ? 0 : dp_page_source_number(v, r->source);
    if (number) dp_jw_kint(w, "number", (int64_t)number);
    dp_jw_kint(w, "line", r->line);
  }
  dp_jw_end_object(w);
}

void dp_write_blocks(dp_door *d, const dp_page_view *v, const char *key, const dp_blocks *list) {
  dp_jw *w = d->w;
  dp_jw_key(w, key);
  dp_jw_array(w);
  for (size_t i = 0; i < list->count; i++) {
    const dp_block *b = &list->at[i];
    dp_jw_object(w);
    dp_jw_ktext(w, "kind", dp_block_kind_name(b->kind));
    if (b->kind == DP_BLOCK_PARAGRAPH) dp_jw_kstr(w, "text", b->text);
    else if (b->kind == DP_BLOCK_QUESTION) {
      dp_jw_kstr(w, "question", b->text);
      dp_write_blocks(d, v, "answer", &b->answer); /* an answer holds no question: one deep */
    } else if (b->kind == DP_BLOCK_LIST) {
      dp_jw_key(w, "items");
      dp_jw_array(w);
      for (size_t k = 0; k < b->items.count; k++) dp_jw_str(w, b->items.at[k]);
      dp_jw_end_array(w);
    } else {
      if (b->text.size) dp_jw_kstr(w, "title", b->text);
      dp_jw_key(w, "rows");
      dp_jw_array(w);
      for (size_t k = 0; k < b->rows.count; k++) write_row(d, v, b, &b->rows.at[k]);
      dp_jw_end_array(w);
    }
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

void dp_write_sources(dp_door *d, const dp_page_view *v) {
  dp_jw *w = d->w;
  dp_jw_key(w, "sources");
  dp_jw_array(w);
  for (size_t i = 0; i < v->sources.count; i++) {
    const dp_kb_source *s = &d->kb->sources[v->sources.at[i]];
    dp_jw_object(w);
    dp_jw_kint(w, "number", (int64_t)i + 1);
    dp_jw_ktext(w, "id", dp_kb_text(d->kb, s->id));
    dp_jw_ktext(w, "title", dp_kb_text(d->kb, s->title));
    dp_jw_ktext(w, "publisher", dp_kb_text(d->kb, s->publisher));
    dp_jw_kint(w, "year", s->year);
    dp_jw_ktext(w, "url", dp_kb_text(d->kb, s->url));
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

/* The reference ranges of a test, as numbers: in the measure's own unit, and in the one of the other side of the Atlantic. */
static void write_ranges(dp_door *d, dp_page page) {
  dp_jw *w = d->w;
  dp_more more;
  dp_more_of(d->kb, page, &more);
  if (!more.row || more.row->measure == DP_NONE) return;
  const dp_kb_measure *m = &d->kb->measures[more.row->measure];
  dp_jw_ktext(w, "measure", dp_kb_text(d->kb, m->id));
  dp_jw_key(w, "ranges");
  dp_jw_array(w);
  for (size_t i = 0; i < more.row->range_count; i++) {
    const dp_range *r = &more.ranges[i];
    dp_buf who;
    dp_buf_init(&who, d->arena);
    dp_more_who(d->kb, r, &who);
    dp_jw_object(w);
    dp_jw_kstr(w, "who", dp_buf_view(&who));
    for (int us = 0; us <= (more.row->us != more.row->si); us++) {
      unsigned unit = us ? more.row->us : more.row->si;
      if (us) dp_jw_key(w, "us"), dp_jw_object(w);
      if (r->low_milli != INT64_MIN) dp_jw_kfixed(w, "low", dp_more_in_unit(d->kb, more.row->measure, unit, r->low_milli), 3);
      if (r->high_milli != INT64_MAX) dp_jw_kfixed(w, "high", dp_more_in_unit(d->kb, more.row->measure, unit, r->high_milli), 3);
      dp_jw_ktext(w, "unit", dp_kb_text(d->kb, d->kb->units[m->unit_first + unit].name));
      if (us) dp_jw_end_object(w);
    }
    dp_write_source(d, r->source);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static void write_head(dp_door *d, const dp_page_view *v) {
  dp_jw *w = d->w;
  const dp_kb *kb = d->kb;
  write_page_ref(d, v->page);
  bool topic = v->page < kb->topic_count;
  uint16_t finding = dp_page_finding(kb, v->page);
  const dp_kb_condition *c = dp_page_condition(kb, v->page);
  if (topic) dp_write_aliases(d, kb->topics[v->page].aliases, dp_page_name(kb, v->page));
  if (v->summary.size) dp_jw_kstr(w, "summary", v->summary);
  dp_jw_ktext(w, "level", v->level == DP_LEVEL_PLAIN ? "plain" : "professional");
  if (topic) write_date(d, "reviewed", kb->topics[v->page].reviewed);
  if (topic) dp_jw_ktext(w, "file", dp_kb_text(kb, kb->files[kb->topics[v->page].file]));
  if (finding != DP_NONE) dp_jw_ktext(w, "finding", dp_kb_finding_id(kb, finding));
  write_ranges(d, v->page);
  if (!c) return;
  dp_jw_ktext(w, "icd10", dp_kb_text(kb, c->icd10));
  dp_jw_ktext(w, "field", dp_kb_text(kb, c->field));
  dp_jw_ktext(w, "urgency", dp_kb_urgency_name(c->urgency));
  dp_jw_kint(w, "danger", c->danger);
  dp_jw_ktext(w, "danger_reason", dp_kb_text(kb, c->danger_text));
}

dp_status dp_m_article(dp_door *d, dp_error *err) {
  dp_str name = {"", 0}, section = {"", 0}, level = {"", 0};
  bool html = false, guessed = false;
  dp_json_get_str(d->request, "name", &name);
  dp_json_get_str(d->request, "section", &section);
  dp_json_get_str(d->request, "level", &level);
  dp_json_get_bool(d->request, "html", &html);
  dp_page page;
  dp_page_view *v = NULL;
  dp_status status = dp_page_find(d->kb, name, d->arena, &page, &guessed, err);
  dp_level l = dp_str_eq(level, DP_STR("professional")) ? DP_LEVEL_PROFESSIONAL : DP_LEVEL_PLAIN;
  if (!status) status = dp_page_make(d->kb, page, l, section, d->arena, &v, err);
  if (status) return status;
  dp_jw *w = d->w;
  if (guessed) dp_jw_kstr(w, "asked", name);
  write_head(d, v);
  dp_jw_key(w, "sections");
  dp_jw_array(w);
  for (size_t i = 0; i < v->sections.count; i++) {
    const dp_section_of_page *s = &v->sections.at[i];
    dp_jw_object(w);
    dp_jw_ktext(w, "id", s->id);
    dp_jw_ktext(w, "title", s->title);
    dp_jw_kbool(w, "written", s->written);
    dp_write_blocks(d, v, "blocks", &s->blocks);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_jw_key(w, "missing");
  dp_jw_array(w);
  for (size_t i = 0; i < v->missing.count; i++) {
    dp_jw_object(w);
    dp_jw_ktext(w, "id", v->missing.at[i].id);
    dp_jw_ktext(w, "title", v->missing.at[i].title);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_write_sources(d, v);
  dp_jw_kint(w, "estimates", v->estimates);
  dp_jw_key(w, "see_also");
  dp_jw_array(w);
  for (size_t i = 0; i < v->see_also.count; i++) {
    dp_jw_object(w);
    write_page_ref(d, v->see_also.at[i]);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  if (v->uncited) dp_jw_ktext(w, "uncited", dp_page_uncited);
  dp_jw_ktext(w, "disclaimer", dp_page_disclaimer);
  if (html) {
    dp_buf b;
    dp_buf_init(&b, d->arena);
    dp_page_html(d->kb, v, "", ".html", &b);
    dp_jw_kstr(w, "html", dp_buf_view(&b));
  }
  dp_write_knowledge(d);
  return DP_OK;
}

/* ---- browse ------------------------------------------------------------------------------------------------------------ */

enum { TESTS = 1u << DP_KIND_LAB | 1u << DP_KIND_IMAGING | 1u << DP_KIND_TEST };

/* Whether the page is of the kind asked for: written symptom pages, and complaints that have none yet; written tests, and
 * the results of those that have no page; findings are all that have no page of another kind. */
static bool wanted(const dp_kb *kb, dp_page page, dp_str what) {
  dp_page_type type = dp_page_type_of(kb, page);
  if (dp_str_eq(what, DP_STR("conditions"))) return type == DP_PAGE_CONDITION;
  if (dp_str_eq(what, DP_STR("procedures"))) return type == DP_PAGE_PROCEDURE;
  if (dp_str_eq(what, DP_STR("tests")) && type == DP_PAGE_TEST) return true;
  if (page >= kb->topic_count && dp_page_of_finding(kb, (uint16_t)(page - kb->topic_count)) != page) return false;
  const dp_kb_finding *f = page >= kb->topic_count ? &kb->findings[page - kb->topic_count] : NULL;
  if (dp_str_eq(what, DP_STR("symptoms")))
    return type == DP_PAGE_SYMPTOM || (type == DP_PAGE_FINDING && f && f->complaint_ppm);
  if (dp_str_eq(what, DP_STR("findings"))) return type == DP_PAGE_FINDING;
  return type == DP_PAGE_FINDING && f && TESTS >> f->kind & 1 && !(f->flags & DP_FINDING_MEASURED);
}

typedef struct named { dp_str folded; dp_page page; } named;
static int by_name(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return dp_str_cmp(((const named *)a)->folded, ((const named *)b)->folded);
}

static bool has_prose(dp_door *d, dp_page page) {
  dp_kb_prose_text *texts = NULL;
  size_t count = 0;
  dp_error ignored;
  if (page >= d->kb->topic_count || !d->kb->prose || dp_kb_prose(d->kb, page, d->arena, &texts, &count, &ignored)) return false;
  return count > 1;
}

dp_status dp_m_browse(dp_door *d, dp_error *err) {
  const dp_kb *kb = d->kb;
  dp_str what = DP_STR("conditions"), letter = {"", 0}, field = {"", 0};
  dp_json_get_str(d->request, "what", &what);
  dp_json_get_str(d->request, "letter", &letter);
  dp_json_get_str(d->request, "field", &field);
  struct { named *at; size_t count, room; } list = {0};
  char begin[64];
  size_t begins = dp_kb_fold(letter, begin, sizeof begin);
  if (begins > sizeof begin) begins = sizeof begin;
  for (size_t p = 0; p < dp_page_count(kb); p++) {
    const dp_kb_condition *c = dp_page_condition(kb, (dp_page)p);
    if (!wanted(kb, (dp_page)p, what) || (field.size && (!c || !dp_str_eq(field, dp_kb_str(kb, c->field))))) continue;
    dp_str name = dp_str_of(dp_page_name(kb, (dp_page)p));
    char *folded = dp_arena_alloc(d->arena, name.size * 2 + 1);
    if (!folded) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    size_t size = dp_kb_fold(name, folded, name.size * 2 + 1);
    named n = {{folded, size}, (dp_page)p};
    if (!dp_str_starts(n.folded, (dp_str){begin, begins})) continue;
    if (!DP_PUSH(d->arena, &list, n)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  if (!dp_sort(d->arena, list.at, list.count, sizeof *list.at, by_name, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_jw_kstr(d->w, "what", what);
  dp_jw_kint(d->w, "count", (int64_t)list.count);
  dp_jw_key(d->w, "pages");
  dp_jw_array(d->w);
  for (size_t i = 0; i < list.count; i++) {
    dp_page page = list.at[i].page;
    const dp_kb_condition *c = dp_page_condition(kb, page);
    dp_jw_object(d->w);
    write_page_ref(d, page);
    dp_jw_kbool(d->w, "written", has_prose(d, page));
    if (c) dp_jw_ktext(d->w, "field", dp_kb_text(kb, c->field)), dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(c->urgency));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

/* ---- feedback ------------------------------------------------------------------------------------------------------------ */

dp_status dp_m_feedback(dp_door *d, dp_error *err) {
  const dp_kb *kb = d->kb;
  dp_str name = {"", 0}, comment = {"", 0};
  bool guessed;
  dp_page page;
  dp_json_get_str(d->request, "name", &name);
  dp_json_get_str(d->request, "comment", &comment);
  dp_status status = dp_page_find(kb, name, d->arena, &page, &guessed, err);
  if (status) return status;
  write_page_ref(d, page);
  bool topic = page < kb->topic_count;
  const dp_kb_finding *f = topic ? NULL : &kb->findings[page - kb->topic_count];
  uint16_t file = f ? f->file : kb->topics[page].file;
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_buf_text(&b, "About: "), dp_buf_text(&b, dp_page_name(kb, page));
  dp_buf_text(&b, " ("), dp_buf_text(&b, dp_page_id(kb, page)), dp_buf_text(&b, ")\nFile: ");
  if (file < kb->file_count) dp_buf_text(&b, dp_kb_text(kb, kb->files[file]));
  dp_buf_char(&b, ':'), dp_buf_uint(&b, f ? f->line : kb->topics[page].line);
  dp_buf_text(&b, "\nKnowledge: "), dp_buf_text(&b, kb->hash), dp_buf_text(&b, " of "), dp_buf_text(&b, kb->date);
  dp_buf_text(&b, "\nProgram: diagpad "), dp_buf_text(&b, dp_version());
  dp_buf_text(&b, "\n\nWhat is wrong or missing, and where it says so (please no patient's details):\n");
  dp_buf_str(&b, comment), dp_buf_char(&b, '\n');
  dp_jw_kstr(d->w, "text", dp_buf_view(&b));
  return DP_OK;
}

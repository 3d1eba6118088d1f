/* ency.c: `diagpad search`, `article`, `browse`, `feedback`: the encyclopedia at a terminal. */
#include "show.h"

/* A request with the arguments joined as one member; the caller ends the object. */
static void begin(dp_cli *cli, const char *method, const char *key, size_t from, dp_buf *b, dp_jw *w) {
  dp_buf name;
  dp_buf_init(&name, &cli->arena);
  for (size_t i = from; i < cli->argument_count; i++) {
    if (i > from) dp_buf_char(&name, ' ');
    dp_buf_text(&name, cli->arguments[i]);
  }
  dp_buf_init(b, &cli->arena);
  dp_cli_begin(cli, w, b, method, NULL, NULL, 0);
  if (cli->argument_count > from) dp_jw_kstr(w, key, dp_buf_view(&name));
}

dp_status dp_cmd_search(dp_cli *cli, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_str raw;
  dp_json *r = NULL;
  uint64_t limit;
  const char *top = dp_cli_value(cli, DP_OPT_TOP);
  begin(cli, "search", "query", 0, &b, &w);
  if (top && dp_parse_uint(dp_str_of(top), &limit)) dp_jw_kint(&w, "limit", (int64_t)limit);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, "results")) return dp_fail(err, DP_ERR_NOT_FOUND, "no page has these words");
  for (const dp_json *x = items(r, "results"); x; x = x->next) {
    dp_paint_tone(&p, DP_BOLD, str(x, "name"));
    dp_paint_text(&p, " · ");
    dp_paint_tone(&p, DP_DIM, str(x, str(x, "kind").size ? "kind" : "type"));
    if (!dp_str_eq(str(x, "matched"), str(x, "name"))) dp_paint_text(&p, " · "), dp_paint_tone(&p, DP_DIM, str(x, "matched"));
    dp_paint_line(&p);
    if (str(x, "sentence").size) dp_paint_text(&p, "  "), dp_paint_wrap(&p, DP_PLAIN, str(x, "sentence"), 2, 2);
  }
  return DP_OK;
}

static void show_table(dp_cli *cli, const dp_json *block, bool numbers) {
  dp_paint p = {&cli->out, cli->terminal};
  if (str(block, "title").size) dp_paint_tone(&p, DP_DIM, str(block, "title")), dp_paint_line(&p);
  unsigned name = cli->terminal.width > 90 ? 48 : cli->terminal.width > 60 ? cli->terminal.width - 34 : 24;
  for (const dp_json *x = items(block, "rows"); x; x = x->next) {
    dp_buf value;
    dp_buf_init(&value, &cli->arena);
    if (str(x, "label").size) {
      dp_paint_text(&p, "  "), dp_paint_cell(&p, DP_DIM, str(x, "label"), 28, false), dp_paint_text(&p, " ");
      dp_paint_wrap(&p, DP_PLAIN, str(x, "value"), 31, 31);
      continue;
    }
    if (str(x, "words").size && dp_json_get(x, "urgency") == NULL && !dp_json_get(x, "low")) dp_buf_str(&value, str(x, "words"));
    else if (dp_json_get(x, "share")) dp_buf_fixed(&value, milli(x, "share"), 1, true), dp_buf_text(&value, " %");
    else if (dp_json_get(x, "low") && numbers) {
      dp_buf_fixed(&value, milli(x, "low"), 1, true);
      if (milli(x, "low") != milli(x, "high")) dp_buf_text(&value, "–"), dp_buf_fixed(&value, milli(x, "high"), 1, true);
      dp_buf_text(&value, " %");
    } else dp_buf_str(&value, str(x, "words"));
    if (integer(x, "number")) dp_buf_text(&value, " ["), dp_buf_int(&value, integer(x, "number")), dp_buf_char(&value, ']');
    dp_paint_text(&p, "  ");
    if (!value.size) {
      dp_paint_str(&p, str(x, "name"));
    } else {
      dp_paint_cell(&p, DP_PLAIN, str(x, "name"), name, false);
      dp_paint_text(&p, " ");
      dp_paint_str(&p, dp_buf_view(&value));
    }
    dp_paint_line(&p);
  }
}

void dp_show_blocks(dp_cli *cli, const dp_json *list, unsigned indent) {
  dp_paint p = {&cli->out, cli->terminal};
  bool numbers = dp_cli_value(cli, DP_OPT_LEVEL) && !strcmp(dp_cli_value(cli, DP_OPT_LEVEL), "professional");
  for (const dp_json *b = list; b; b = b->next) {
    if (str(b, "text").size) {
      for (unsigned i = 0; i < indent; i++) dp_paint_text(&p, " ");
      dp_paint_wrap(&p, DP_PLAIN, str(b, "text"), indent, indent);
    } else if (str(b, "question").size) {
      dp_paint_tone(&p, DP_BOLD, str(b, "question"));
      dp_paint_line(&p);
      dp_show_blocks(cli, items(b, "answer"), 2);
    } else if (items(b, "items")) {
      for (const dp_json *x = items(b, "items"); x; x = x->next) {
        unsigned at = indent > 2 ? indent : 2;
        dp_paint_spaces(&p, at), dp_paint_text(&p, "- ");
        dp_paint_wrap(&p, DP_PLAIN, x->text, at + 2, at + 2);
      }
    } else show_table(cli, b, numbers);
  }
}

void dp_show_sources(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  for (const dp_json *x = items(r, "sources"); x; x = x->next) {
    dp_buf line;
    dp_buf_init(&line, &cli->arena);
    dp_buf_char(&line, '['), dp_buf_int(&line, integer(x, "number")), dp_buf_text(&line, "] ");
    dp_buf_str(&line, str(x, "title")), dp_buf_text(&line, ", "), dp_buf_str(&line, str(x, "publisher"));
    dp_buf_text(&line, ", "), dp_buf_int(&line, integer(x, "year")), dp_buf_text(&line, ". "), dp_buf_str(&line, str(x, "url"));
    dp_paint_wrap(&p, DP_DIM, dp_buf_view(&line), 0, 4);
  }
}

dp_status dp_cmd_article(dp_cli *cli, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_str raw;
  dp_json *r = NULL;
  const char *section = dp_cli_value(cli, DP_OPT_SECTION), *level = dp_cli_value(cli, DP_OPT_LEVEL);
  bool html = dp_cli_value(cli, DP_OPT_HTML) != NULL;
  begin(cli, "article", "name", 0, &b, &w);
  if (section) dp_jw_ktext(&w, "section", section);
  if (level) dp_jw_ktext(&w, "level", level);
  if (html) dp_jw_kbool(&w, "html", true);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  if (html) return dp_buf_str(&cli->out, str(r, "html")), DP_OK;
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_tone(&p, DP_BOLD, str(r, "name"));
  dp_paint_text(&p, " · "), dp_paint_str(&p, str(r, "type"));
  if (str(r, "urgency").size) dp_paint_text(&p, " · "), dp_paint_tone(&p, dp_urgency_tone(str(r, "urgency")), str(r, "urgency"));
  dp_paint_line(&p);
  if (str(r, "summary").size) dp_paint_wrap(&p, DP_PLAIN, str(r, "summary"), 0, 0);
  if (items(r, "aliases")) {
    dp_buf also;
    dp_buf_init(&also, &cli->arena);
    dp_buf_text(&also, "Also: ");
    for (const dp_json *x = items(r, "aliases"); x; x = x->next) dp_buf_str(&also, x->text), dp_buf_text(&also, x->next ? ", " : "");
    dp_paint_wrap(&p, DP_DIM, dp_buf_view(&also), 0, 0);
  }
  for (const dp_json *s = items(r, "sections"); s; s = s->next) {
    dp_buf title;
    dp_buf_init(&title, &cli->arena);
    dp_buf_str(&title, str(s, "title"));
    dp_paint_heading(&p, dp_buf_nul(&title));
    dp_show_blocks(cli, items(s, "blocks"), 0);
  }
  dp_paint_line(&p);
  if (items(r, "missing")) {
    dp_buf names;
    dp_buf_init(&names, &cli->arena);
    dp_buf_text(&names, "Not yet written: ");
    for (const dp_json *x = items(r, "missing"); x; x = x->next) {
      dp_buf_str(&names, str(x, "title"));
      dp_buf_text(&names, x->next ? ", " : ".");
    }
    dp_paint_wrap(&p, DP_AMBER, dp_buf_view(&names), 0, 0);
  }
  dp_show_sources(cli, r);
  if (integer(r, "estimates")) dp_paint_wrap(&p, DP_DIM, DP_STR("Numbers without a [source] are an expert's estimates."), 0, 0);
  if (str(r, "uncited").size) dp_paint_wrap(&p, DP_DIM, str(r, "uncited"), 0, 0);
  dp_names_line(cli, r, "see_also", "See also:", DP_PLAIN);
  if (str(r, "reviewed").size) dp_paint_tone(&p, DP_DIM, DP_STR("Last reviewed ")), dp_paint_tone(&p, DP_DIM, str(r, "reviewed")), dp_paint_line(&p);
  dp_paint_wrap(&p, DP_DIM, str(r, "disclaimer"), 0, 0);
  dp_show_knowledge(cli, r);
  return DP_OK;
}

dp_status dp_cmd_browse(dp_cli *cli, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_str raw;
  dp_json *r = NULL;
  const char *what = cli->argument_count ? cli->arguments[0] : NULL, *field = dp_cli_value(cli, DP_OPT_FIELD);
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "browse", NULL, NULL, 0);
  if (what) dp_jw_ktext(&w, "what", what);
  if (cli->argument_count > 1) dp_jw_ktext(&w, "letter", cli->arguments[1]);
  if (field) dp_jw_ktext(&w, "field", field);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_paint p = {&cli->out, cli->terminal};
  for (const dp_json *x = items(r, "pages"); x; x = x->next) {
    dp_paint_cell(&p, DP_PLAIN, str(x, "name"), 52, false);
    dp_paint_text(&p, " ");
    dp_paint_tone(&p, DP_DIM, str(x, str(x, "field").size ? "field" : "type"));
    dp_paint_line(&p);
  }
  return DP_OK;
}

dp_status dp_cmd_feedback(dp_cli *cli, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_str raw;
  dp_json *r = NULL;
  const char *file = dp_cli_value(cli, DP_OPT_OUTPUT);
  begin(cli, "feedback", "name", 0, &b, &w);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  if (file) return dp_host_write_file(file, str(r, "text"), err);
  dp_buf_str(&cli->out, str(r, "text"));
  return DP_OK;
}

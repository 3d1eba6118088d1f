/* kb.c: `diagpad kb …`: looking into the knowledge, and compiling it.
 *
 * show, list and search are requests like any other; check, build and stats run the compiler (src/kbc) on a folder, as
 * the build's own diagpad-kbc does. Errors and warnings are the command's output; how long it took goes to a terminal
 * only.
 */
#include "show.h"
#include "../kbc/kbc.h"
#include <stdio.h>
#include <unistd.h>

/* ---- requests
 * --------------------------------------------------------------------------------------------------------- */

/* A method with one string member made of all arguments: names need no quotes. */
static dp_status over_name(dp_cli *cli, const char *method, const char *key, dp_str *raw, dp_json **r, dp_error *err) {
  dp_buf b, name;
  dp_jw w;
  uint64_t limit;
  const char *top = dp_cli_value(cli, DP_OPT_TOP), *field = dp_cli_value(cli, DP_OPT_FIELD);
  dp_buf_init(&name, &cli->arena);
  for (size_t i = 0; i < cli->argument_count; i++) {
    if (i) dp_buf_char(&name, ' ');
    dp_buf_text(&name, cli->arguments[i]);
  }
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, method, NULL, NULL, 0);
  if (cli->argument_count) dp_jw_kstr(&w, key, dp_buf_view(&name));
  if (top && dp_parse_uint(dp_str_of(top), &limit)) dp_jw_kint(&w, "limit", (int64_t)limit);
  if (field) dp_jw_ktext(&w, "field", field);
  dp_jw_end_object(&w);
  return dp_cli_door(cli, &b, raw, r, err);
}

dp_status dp_cmd_kb_show(dp_cli *cli, dp_error *err) {
  dp_str raw;
  dp_json *r = NULL;
  dp_status status = over_name(cli, "kb_show", "name", &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_kb(cli, r);
  return DP_OK;
}

static void list_names(dp_cli *cli, const dp_json *first, const char *second) {
  dp_paint p = {&cli->out, cli->terminal};
  for (const dp_json *n = first; n; n = n->next) {
    dp_paint_cell(&p, DP_PLAIN, str(n, "id"), 38, false);
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_DIM, str(n, second), 16, false);
    dp_paint_text(&p, "  ");
    dp_paint_str(&p, str(n, "name"));
    dp_paint_line(&p);
  }
}

dp_status dp_cmd_kb_list(dp_cli *cli, dp_error *err) {
  dp_str raw;
  dp_json *r = NULL;
  dp_status status = over_name(cli, "kb_list", "what", &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  list_names(cli, items(r, "list"), cli->argument_count && !strcmp(cli->arguments[0], "findings") ? "kind" : "field");
  return DP_OK;
}

dp_status dp_cmd_kb_search(dp_cli *cli, dp_error *err) {
  dp_str raw;
  dp_json *r = NULL;
  dp_status status = over_name(cli, "search_names", "prefix", &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  if (!items(r, "names")) return dp_fail(err, DP_ERR_NOT_FOUND, "no name begins so");
  list_names(cli, items(r, "names"), "type");
  return DP_OK;
}

/* ---- the compiler
 * --------------------------------------------------------------------------------------------------------- */

typedef struct compilation {
  kbc_file *files;
  size_t count;
  kbc_report report;
  kbc_model *model;
  uint64_t started;
} compilation;

static dp_status load(dp_cli *cli, compilation *c, dp_error *err) {
  c->started = dp_host_nanoseconds();
  kbc_report_init(&c->report, &cli->arena);
  const char *only = dp_cli_value(cli, DP_OPT_ONLY);
  if (only) c->report.only = dp_str_of(only);
  dp_status status = kbc_read_folder(cli->arguments[0], &cli->arena, &c->files, &c->count, err);
  if (!status && !c->count)
    status = dp_fail(err, DP_ERR_IO, "there is no knowledge below %s: no *.txt file", cli->arguments[0]);
  return status ? status : kbc_load(c->files, c->count, &cli->arena, &c->report, &c->model, err);
}

static void say_report(dp_cli *cli, compilation *c) {
  dp_buf prefix;
  dp_buf_init(&prefix, &cli->arena);
  dp_buf_text(&prefix, cli->arguments[0]);
  if (prefix.size && prefix.at[prefix.size - 1] != '/') dp_buf_char(&prefix, '/');
  if (dp_cli_value(cli, DP_OPT_JSON)) {
    dp_jw w;
    dp_jw_init(&w, &cli->out);
    kbc_report_json(&c->report, dp_buf_view(&prefix), &w);
    dp_buf_char(&cli->out, '\n');
  } else {
    kbc_report_text(&c->report, dp_buf_view(&prefix), &cli->out);
  }
}

static void say_time(const compilation *c, const char *what) {
  if (!dp_host_is_terminal(STDERR_FILENO)) return;
  uint64_t ms = (dp_host_nanoseconds() - c->started) / 1000000;
  fprintf(stderr, "%s: %zu files in %u ms\n", what, c->count, (unsigned)ms);
}

dp_status dp_cmd_kb_check(dp_cli *cli, dp_error *err) {
  compilation c = {0};
  dp_error loaded = {DP_OK, ""};
  dp_status status = load(cli, &c, &loaded);
  if (status && status != DP_ERR_KNOWLEDGE) {
    if (err) *err = loaded;
    return status;
  }
  kbc_check_options how = kbc_check_defaults();
  if (dp_cli_value(cli, DP_OPT_NO_RIVALS)) how.rivals = false;
  dp_status checked = c.model ? kbc_check(c.model, how, &cli->arena, &c.report, err) : DP_OK;
  if (checked) return checked;
  say_report(cli, &c);
  say_time(&c, "checked");
  if (status && err) *err = loaded;
  if (!status && dp_cli_value(cli, DP_OPT_STRICT) && c.report.warnings)
    status = dp_fail(err, DP_ERR_KNOWLEDGE, "the knowledge has warnings, and --strict makes them errors");
  return status;
}

dp_status dp_cmd_kb_build(dp_cli *cli, dp_error *err) {
  compilation c = {0};
  dp_status status = load(cli, &c, err);
  const char *file = dp_cli_value(cli, DP_OPT_OUTPUT);
  if (!file) file = "knowledge.dpk";
  dp_buf image;
  dp_buf_init(&image, &cli->arena);
  kbc_build_options how = {.tables_only = false};
  if (!status) status = kbc_build(c.model, how, &cli->arena, &image, err);
  if (c.model) say_report(cli, &c);
  if (!status) status = dp_host_write_file(file, dp_buf_view(&image), err);
  if (!status) say_time(&c, file);
  return status;
}

dp_status dp_cmd_kb_stats(dp_cli *cli, dp_error *err) {
  compilation c = {0};
  dp_status status = load(cli, &c, err);
  if (status == DP_ERR_KNOWLEDGE) say_report(cli, &c);
  if (status) return status;
  if (!dp_cli_value(cli, DP_OPT_JSON)) return kbc_stats_text(c.model, &cli->arena, &cli->out, err);
  dp_jw w;
  dp_jw_init(&w, &cli->out);
  status = kbc_stats_json(c.model, &cli->arena, &w, err);
  dp_buf_char(&cli->out, '\n');
  return status;
}

/* run.c: the commands that are one request each: build it, call, paint. */
#include "cli.h"
#include "paint.h"

/* What the commands over one case differ in. The case is the argument behind the ones that `keys` name. */
typedef struct over_case {
  const char *command, *method, *keys[2];
  size_t case_at;
  void (*show)(dp_cli *cli, const dp_json *r, dp_str text);
} over_case;

static void show_ddx(dp_cli *cli, const dp_json *r, dp_str text) { (void)text, dp_show_ddx(cli, r); }
static void show_explain(dp_cli *cli, const dp_json *r, dp_str text) { (void)text, dp_show_explain(cli, r); }
static void show_whynot(dp_cli *cli, const dp_json *r, dp_str text) { (void)text, dp_show_whynot(cli, r); }
static void show_compare(dp_cli *cli, const dp_json *r, dp_str text) { (void)text, dp_show_compare(cli, r); }
static void show_whatif(dp_cli *cli, const dp_json *r, dp_str text) { (void)text, dp_show_whatif(cli, r); }

static const over_case over_cases[] = {
    {"ddx", "ddx", {NULL, NULL}, 0, show_ddx},
    {"read", "read", {NULL, NULL}, 0, dp_show_read},
    {"explain", "explain", {"condition", NULL}, 1, show_explain},
    {"whynot", "why_not", {"condition", NULL}, 1, show_whynot},
    {"compare", "compare", {"a", "b"}, 2, show_compare},
    {"whatif", "counterfactual", {NULL, NULL}, 0, show_whatif},
};

dp_status dp_cmd_case(dp_cli *cli, dp_error *err) {
  const over_case *row = over_cases;
  dp_str text, raw;
  dp_json *r = NULL;
  dp_buf b;
  dp_jw w;
  if (dp_cli_value(cli, DP_OPT_BATCH)) return dp_cli_batch(cli, "ddx", "text", err);
  const over_case *last = over_cases + sizeof over_cases / sizeof *over_cases - 1;
  while (row < last && strcmp(row->command, cli->command->name)) row++;
  dp_status status = dp_cli_text(cli, row->case_at, &text, err);
  if (status) return status;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, row->method, &text, NULL, 0);
  for (unsigned i = 0; i < 2; i++)
    if (row->keys[i]) dp_jw_ktext(&w, row->keys[i], cli->arguments[i]);
  dp_jw_end_object(&w);
  status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  row->show(cli, r, text);
  return DP_OK;
}

/* The response is printed whether the request was understood or not; the exit status tells. */
dp_status dp_cmd_call(dp_cli *cli, dp_error *err) {
  dp_str request;
  char *response = NULL;
  size_t size = 0;
  dp_status status =
      dp_host_read_file(cli->argument_count ? cli->arguments[0] : "-", 64u << 20, &cli->arena, &request, err);
  if (status) return status;
  status = dp_call(cli->kb, request.at, request.size, NULL, &response, &size, err);
  if (response) {
    dp_buf_bytes(&cli->out, response, size);
    dp_buf_char(&cli->out, '\n');
    dp_free(NULL, response, size + 1);
  }
  return status;
}

dp_status dp_cmd_version(dp_cli *cli, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_str raw;
  dp_json *r = NULL;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "version", NULL, NULL, 0);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *counts = dp_json_get(r, "counts");
  int64_t conditions = 0, findings = 0;
  dp_str hash = {"", 0};
  dp_json_get_int(counts, "conditions", &conditions);
  dp_json_get_int(counts, "findings", &findings);
  dp_json_get_str(dp_json_get(r, "knowledge"), "hash", &hash);
  dp_paint_text(&p, "diagpad ");
  dp_paint_text(&p, dp_version());
  dp_paint_line(&p);
  dp_show_knowledge(cli, r);
  dp_paint_text(&p, ": ");
  dp_buf_int(&cli->out, conditions);
  dp_paint_text(&p, " conditions, ");
  dp_buf_int(&cli->out, findings);
  dp_paint_text(&p, " findings\nsha256 ");
  dp_paint_str(&p, hash);
  dp_paint_text(&p, "\nspeech: ");
  dp_cli_speech_line(cli);
  dp_paint_line(&p);
  return DP_OK;
}

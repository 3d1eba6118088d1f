/* run.c: the commands that are one request each: build it, call, paint. */
#include "cli.h"
#include "paint.h"

/* The request of a method over a case, with up to two named members; answers with the parsed response. */
static dp_status over_case(dp_cli *cli, const char *method, size_t case_at, const char *key_a, const char *key_b,
                           dp_str *text, dp_json **response, dp_str *raw, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_status status = dp_cli_text(cli, case_at, text, err);
  if (status) return status;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, method, text, NULL, 0);
  if (key_a) dp_jw_ktext(&w, key_a, cli->arguments[0]);
  if (key_b) dp_jw_ktext(&w, key_b, cli->arguments[1]);
  dp_jw_end_object(&w);
  return dp_cli_door(cli, &b, raw, response, err);
}

dp_status dp_cmd_ddx(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  if (dp_cli_value(cli, DP_OPT_BATCH)) return dp_cli_batch(cli, err);
  dp_status status = over_case(cli, "ddx", 0, NULL, NULL, &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_ddx(cli, r);
  return DP_OK;
}

dp_status dp_cmd_read(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = over_case(cli, "read", 0, NULL, NULL, &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_read(cli, r, text);
  return DP_OK;
}

dp_status dp_cmd_explain(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = over_case(cli, "explain", 1, "condition", NULL, &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_explain(cli, r);
  return DP_OK;
}

dp_status dp_cmd_whynot(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = over_case(cli, "why_not", 1, "condition", NULL, &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_whynot(cli, r);
  return DP_OK;
}

dp_status dp_cmd_compare(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = over_case(cli, "compare", 2, "a", "b", &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_compare(cli, r);
  return DP_OK;
}

dp_status dp_cmd_whatif(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = over_case(cli, "counterfactual", 0, NULL, NULL, &text, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_show_whatif(cli, r);
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
  dp_paint_line(&p);
  return DP_OK;
}

/* batch.c: `ddx --batch` and `note --batch`: one JSON object a line in, one a line out, in the same order.
 *
 * A line that cannot be answered gets {"id" or null, "line", "error"} in its place, and the rest goes on. Memory does
 * not grow with the number of lines: each has an arena of its own.
 */
#include "cli.h"
#include <unistd.h>

enum { LONGEST_LINE = 16 << 20, OUT_CHUNK = 1 << 16 };

/* A line's object becomes a request; patient and options come from the command line. Other members are let be: files of
 * cases carry what is known of them. */
static dp_status request_of(dp_cli *cli, const char *method, const char *member, dp_str line, dp_arena *arena, dp_buf *b, const dp_json **id, dp_error *err) {
  dp_json *object = NULL;
  dp_status status = dp_json_parse(line, arena, &object, err);
  if (status) return status;
  *id = dp_json_get(object, "id");
  if (object->kind != DP_JSON_OBJECT)
    return dp_fail(err, DP_ERR_INPUT, "a line must be an object with \"id\" and \"%s\"", member);
  dp_str text;
  if (!dp_json_get_str(object, member, &text)) return dp_fail(err, DP_ERR_INPUT, "\"%s\" is missing or not a string", member);
  dp_jw w;
  dp_buf_init(b, arena);
  bool note = !strcmp(method, "note");
  dp_cli_begin(cli, &w, b, method, note ? NULL : &text, NULL, 0);
  if (note) {
    dp_jw_kstr(&w, member, text);
    status = dp_cli_note_options(cli, &w, true, err);
    if (status) return status;
  }
  if (*id && ((*id)->kind == DP_JSON_STRING || (*id)->kind == DP_JSON_NUMBER)) {
    dp_jw_key(&w, "id");
    if ((*id)->kind == DP_JSON_STRING) dp_jw_str(&w, (*id)->text);
    else if ((*id)->is_integer) dp_jw_int(&w, (*id)->integer);
    else dp_jw_fixed(&w, (*id)->milli, 3);
  } else {
    dp_jw_key(&w, "id");
    dp_jw_null(&w);
  }
  dp_jw_end_object(&w);
  return b->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

static void bad_line(dp_buf *out, const dp_json *id, uint64_t number, const dp_error *error) {
  dp_jw w;
  dp_jw_init(&w, out);
  dp_jw_object(&w);
  dp_jw_key(&w, "id");
  if (id && id->kind == DP_JSON_STRING) dp_jw_str(&w, id->text);
  else if (id && id->kind == DP_JSON_NUMBER && id->is_integer) dp_jw_int(&w, id->integer);
  else dp_jw_null(&w);
  dp_jw_kint(&w, "line", (int64_t)number);
  dp_jw_ktext(&w, "error", error->message);
  dp_jw_end_object(&w);
  dp_buf_char(out, '\n');
}

static dp_status answer_line(dp_cli *cli, const char *method, const char *member, dp_str line, uint64_t number, dp_arena *arena, dp_error *err) {
  dp_buf request;
  dp_error error = {DP_OK, ""};
  const dp_json *id = NULL;
  char *response = NULL;
  size_t size = 0;
  dp_status status = request_of(cli, method, member, line, arena, &request, &id, &error);
  if (!status) status = dp_call(cli->kb, request.at, request.size, NULL, &response, &size, &error);
  if (!status) {
    dp_buf_bytes(&cli->out, response, size);
    dp_buf_char(&cli->out, '\n');
  } else {
    bad_line(&cli->out, id, number, &error);
  }
  dp_free(NULL, response, size + 1);
  return cli->out.failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

dp_status dp_cli_batch(dp_cli *cli, const char *method, const char *member, dp_error *err) {
  if (cli->argument_count) return dp_fail(err, DP_ERR_USAGE, "--batch reads standard input and takes no case");
  dp_lines lines;
  dp_arena arena;
  dp_status status = dp_lines_open(&lines, STDIN_FILENO, err);
  if (status) return status;
  dp_arena_init(&arena, NULL);
  uint64_t number = 0;
  for (bool end = false; !status && !end;) {
    dp_str line;
    dp_error error = {DP_OK, ""};
    status = dp_lines_next(&lines, LONGEST_LINE, &line, &end, &error);
    if (end && !status) break;
    number++;
    if (status == DP_ERR_TOO_LARGE) {
      bad_line(&cli->out, NULL, number, &error);
      status = DP_OK;
    } else if (status) {
      if (err) *err = error;
    } else {
      status = answer_line(cli, method, member, line, number, &arena, err);
      dp_arena_reset(&arena);
    }
    if (!status && (cli->out.size > OUT_CHUNK || dp_host_is_terminal(STDOUT_FILENO))) status = dp_cli_flush(cli, err);
  }
  dp_lines_close(&lines);
  dp_arena_free(&arena);
  return status;
}

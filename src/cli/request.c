/* request.c: from the command line to a request, and from the door's answer to something that can be painted. */
#include "cli.h"
#include <unistd.h>

enum { LARGEST_INPUT = 16 << 20 };

static bool looks_like_path(const char *s) { return !strchr(s, ' ') && (strchr(s, '/') || strchr(s, '.')); }

dp_status dp_cli_text(dp_cli *cli, size_t index, dp_str *text, dp_error *err) {
  size_t left = cli->argument_count > index ? cli->argument_count - index : 0;
  const char *first = left ? cli->arguments[index] : NULL;
  if (!left) {
    if (dp_host_is_terminal(STDIN_FILENO))
      return dp_fail(err, DP_ERR_USAGE,
                     "no case is given: write it in quotes, name a file, or use - and end with Ctrl-D");
    return dp_host_read_file("-", LARGEST_INPUT, &cli->arena, text, err);
  }
  if (left == 1 && (!strcmp(first, "-") || dp_host_is_file(first)))
    return dp_host_read_file(first, LARGEST_INPUT, &cli->arena, text, err);
  if (left == 1 && looks_like_path(first)) return dp_fail(err, DP_ERR_IO, "there is no file %s", first);
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (size_t i = index; i < cli->argument_count; i++) {
    if (i > index) dp_buf_char(&b, ' ');
    dp_buf_text(&b, cli->arguments[i]);
  }
  if (!dp_buf_nul(&b)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  *text = dp_buf_view(&b);
  return DP_OK;
}

/* ---- the consultation
 * ------------------------------------------------------------------------------------------------ */

static void member(const dp_cli *cli, dp_jw *w, const char *key, dp_opt option) {
  const char *value = dp_cli_value(cli, option);
  if (value) dp_jw_ktext(w, key, value);
}

static void number(const dp_cli *cli, dp_jw *w, const char *key, dp_opt option) {
  const char *value = dp_cli_value(cli, option);
  uint64_t n;
  if (value && dp_parse_uint(dp_str_of(value), &n)) dp_jw_kint(w, key, (int64_t)n);
}

static void patient(const dp_cli *cli, dp_jw *w) {
  dp_jw_key(w, "patient");
  dp_jw_object(w);
  member(cli, w, "age", DP_OPT_AGE);
  member(cli, w, "sex", DP_OPT_SEX);
  const char *pregnant = dp_cli_value(cli, DP_OPT_PREGNANT);
  if (pregnant && !strcmp(pregnant, "unknown")) dp_jw_ktext(w, "pregnant", "unknown");
  else if (pregnant) dp_jw_kbool(w, "pregnant", !strcmp(pregnant, "yes"));
  member(cli, w, "setting", DP_OPT_SETTING);
  member(cli, w, "season", DP_OPT_SEASON);
  if (dp_cli_value(cli, DP_OPT_REGION)) {
    dp_jw_key(w, "region");
    dp_jw_array(w);
    for (size_t i = 0; i < cli->given_count; i++)
      if (cli->given[i].option == DP_OPT_REGION) dp_jw_text(w, cli->given[i].value);
    dp_jw_end_array(w);
  }
  dp_jw_end_object(w);
}

static void options(const dp_cli *cli, dp_jw *w) {
  dp_jw_key(w, "options");
  dp_jw_object(w);
  number(cli, w, "top", DP_OPT_TOP);
  number(cli, w, "questions", DP_OPT_QUESTIONS);
  if (dp_cli_value(cli, DP_OPT_NO_SILENCE)) dp_jw_kbool(w, "silence", false);
  member(cli, w, "absence", DP_OPT_ABSENCE);
  dp_jw_end_object(w);
}

/* "cough=absent" is a finding's state, "temperature=39.4" a measured value, "cough" alone a presence. */
static void answer(dp_jw *w, dp_str finding, dp_str state) {
  int64_t milli;
  dp_jw_object(w);
  if (state.size && dp_parse_milli(state, &milli)) {
    dp_jw_kstr(w, "measure", finding);
    dp_jw_kfixed(w, "value", milli, 3);
  } else {
    dp_jw_kstr(w, "finding", finding);
    if (state.size) dp_jw_kstr(w, "state", state);
  }
  dp_jw_end_object(w);
}

void dp_cli_begin(dp_cli *cli, dp_jw *w, dp_buf *b, const char *method, const dp_str *text, const dp_said *said,
                  size_t said_count) {
  dp_jw_init(w, b);
  dp_jw_object(w);
  dp_jw_ktext(w, "method", method);
  if (!text) return;
  dp_jw_kstr(w, "text", *text);
  patient(cli, w);
  options(cli, w);
  dp_jw_key(w, "answers");
  dp_jw_array(w);
  for (size_t i = 0; i < cli->given_count; i++)
    if (cli->given[i].option == DP_OPT_ANSWER) {
      dp_str rest = dp_str_of(cli->given[i].value), finding = dp_str_cut(&rest, '=');
      answer(w, dp_str_trim(finding), rest.at ? dp_str_trim(rest) : (dp_str){"", 0});
    }
  for (size_t i = 0; i < said_count; i++) answer(w, said[i].finding, said[i].state);
  dp_jw_end_array(w);
  dp_jw_key(w, "removed");
  dp_jw_array(w);
  for (size_t i = 0; i < cli->given_count; i++)
    if (cli->given[i].option == DP_OPT_REMOVE) dp_jw_text(w, cli->given[i].value);
  dp_jw_end_array(w);
}

/* ---- the door
 * ----------------------------------------------------------------------------------------------------------- */

dp_status dp_cli_door(dp_cli *cli, const dp_buf *request, dp_str *text, dp_json **response, dp_error *err) {
  if (request->failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  char *bytes = NULL;
  size_t size = 0;
  dp_status status = dp_call(cli->kb, request->at, request->size, NULL, &bytes, &size, err);
  if (!status) {
    char *copy = dp_arena_copy(&cli->arena, (dp_str){bytes, size});
    *text = (dp_str){copy, size};
    status = copy ? dp_json_parse(*text, &cli->arena, response, err)
                  : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  dp_free(NULL, bytes, size + 1);
  return status;
}

bool dp_cli_json(dp_cli *cli, dp_str text) {
  if (!dp_cli_value(cli, DP_OPT_JSON)) return false;
  dp_buf_str(&cli->out, text);
  dp_buf_char(&cli->out, '\n');
  return true;
}

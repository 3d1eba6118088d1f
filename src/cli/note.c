/* note.c: `diagpad note`: a transcript in, a note out, with its turns where they are wanted. */
#include "show.h"
#include <stdio.h>

static dp_status own_template(dp_cli *cli, const char *value, dp_str *text, dp_error *err) {
  *text = (dp_str){"", 0};
  if (!dp_host_is_file(value)) return DP_OK;
  dp_status status = dp_host_read_file(value, 1 << 20, &cli->arena, text, err);
  if (!status && !dp_str_trim(*text).size) status = dp_fail(err, DP_ERR_INPUT, "the template %s is empty", value);
  return status;
}

/* Members template, own_template and length, from the options. */
dp_status dp_cli_note_options(dp_cli *cli, dp_jw *w, bool sex, dp_error *err) {
  const char *value = dp_cli_value(cli, DP_OPT_TEMPLATE);
  if (value) {
    dp_str text;
    dp_status status = own_template(cli, value, &text, err);
    if (status) return status;
    if (text.size) dp_jw_kstr(w, "own_template", text);
    else dp_jw_ktext(w, "template", value);
  }
  value = dp_cli_value(cli, DP_OPT_LENGTH);
  if (value) dp_jw_ktext(w, "length", value);
  value = dp_cli_value(cli, DP_OPT_SEX);
  if (value && sex) dp_jw_ktext(w, "sex", value); /* of an export it is the patient's, as of every consultation */
  return DP_OK;
}

/* ---- for other programs ---------------------------------------------------------------------------------------------- */

static int figure(char c) { return c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26 : c >= '0' && c <= '9' ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1; }
static void put_decoded(dp_buf *b, dp_str s) {
  uint32_t v = 0;
  unsigned bits = 0;
  for (size_t i = 0; i < s.size && figure(s.at[i]) >= 0; i++) {
    v = v << 6 | (uint32_t)figure(s.at[i]), bits += 6;
    if (bits >= 8) bits -= 8, dp_buf_char(b, (char)(v >> bits & 255));
  }
}

static dp_status export_note(dp_cli *cli, const char *format, dp_error *err) {
  const char *file = dp_cli_value(cli, DP_OPT_OUTPUT);
  dp_str text, raw;
  dp_json *r = NULL;
  dp_jw w;
  dp_buf b;
  char now[21];
  bool word = !strcmp(format, "docx");
  dp_status status = dp_cli_new_file(file, err);
  if (status) return status;
  if (word && !file && cli->terminal.is_terminal && !dp_cli_value(cli, DP_OPT_JSON)) return dp_fail(err, DP_ERR_USAGE, "a DOCX is no text for a terminal: give a file with -o");
  status = dp_cli_text(cli, 0, &text, err);
  if (status) return status;
  dp_host_now(now);
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "note_export", &text, NULL, 0);
  dp_jw_ktext(&w, "format", format);
  dp_jw_ktext(&w, "date", now);
  status = dp_cli_note_options(cli, &w, false, err);
  if (status) return status;
  dp_jw_end_object(&w);
  status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_buf bytes, *out = file ? &bytes : &cli->out;
  dp_buf_init(&bytes, &cli->arena);
  if (word) put_decoded(out, str(r, "base64"));
  else dp_buf_str(out, str(r, "content"));
  if (out->failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return file ? dp_host_write_file(file, dp_buf_view(&bytes), err) : DP_OK;
}

dp_status dp_cmd_note(dp_cli *cli, dp_error *err) {
  const char *format = dp_cli_value(cli, DP_OPT_FORMAT);
  if (format && dp_cli_value(cli, DP_OPT_BATCH)) return dp_fail(err, DP_ERR_USAGE, "--format is for one note, --batch for many: give one of them");
  if (!format && dp_cli_value(cli, DP_OPT_OUTPUT)) return dp_fail(err, DP_ERR_USAGE, "-o needs --format: text, markdown, html, fhir or docx");
  if (format) return export_note(cli, format, err);
  if (dp_cli_value(cli, DP_OPT_BATCH)) return dp_cli_batch(cli, "note", "transcript", err);
  dp_str text, raw;
  dp_json *r = NULL;
  dp_jw w;
  dp_buf b;
  dp_status status = dp_cli_text(cli, 0, &text, err);
  if (status) return status;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "note", NULL, NULL, 0);
  dp_jw_kstr(&w, "transcript", text);
  status = dp_cli_note_options(cli, &w, true, err);
  if (status) return status;
  dp_jw_end_object(&w);
  status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_paint p = {&cli->out, cli->terminal};
  bool first = true;
  for (const dp_json *s = items(r, "sections"); s; s = s->next) {
    if (!first) dp_paint_line(&p);
    first = false;
    if (str(s, "title").size) dp_paint_tone(&p, DP_BOLD, str(s, "title")), dp_paint_line(&p);
    dp_str rest = str(s, "text");
    while (rest.at) {
      dp_str line = dp_str_cut(&rest, '\n');
      if (line.size) dp_paint_wrap(&p, DP_PLAIN, line, 0, dp_str_starts(line, DP_STR("- ")) ? 2 : 0);
      else dp_paint_line(&p);
    }
  }
  if (first) dp_paint_text(&p, "Nothing in the transcript is for a note."), dp_paint_line(&p);
  if (items(r, "omitted")) {
    dp_paint_line(&p);
    dp_paint_tone(&p, DP_AMBER, DP_STR("Read in the transcript, not in the note:")), dp_paint_line(&p);
    for (const dp_json *o = items(r, "omitted"); o; o = o->next) {
      dp_buf line;
      dp_buf_init(&line, &cli->arena);
      dp_buf_str(&line, str(o, "name")), dp_buf_text(&line, ", "), dp_buf_str(&line, str(o, "state")), dp_buf_text(&line, ": \"");
      dp_buf_str(&line, str(o, "words")), dp_buf_text(&line, "\", turn "), dp_buf_int(&line, integer(o, "line"));
      dp_paint_text(&p, "  ");
      dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&line), 2, 4);
    }
  }
  return DP_OK;
}

/* ---- a template out of an example ------------------------------------------------------------------------------------- */

/* What was not known and what has no heading, beside the template: on standard error, so that a pipe holds the template alone. */
static void remark(const dp_json *list, const char *what) {
  if (!list || !list->count) return;
  fprintf(stderr, "diagpad: %s", what);
  for (const dp_json *x = list->first; x; x = x->next) fprintf(stderr, "%s %.*s", x == list->first ? "" : ",", (int)(x->text.size > 60 ? 60 : x->text.size), x->text.at);
  fputc('\n', stderr);
}

dp_status dp_cmd_note_learn(dp_cli *cli, dp_error *err) {
  const char *file = dp_cli_value(cli, DP_OPT_OUTPUT);
  dp_str text, raw;
  dp_json *r = NULL;
  dp_jw w;
  dp_buf b;
  dp_status status = dp_cli_new_file(file, err);
  if (!status) status = dp_host_read_file(cli->arguments[0], 1 << 20, &cli->arena, &text, err);
  if (status) return status;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "note_learn", NULL, NULL, 0);
  dp_jw_kstr(&w, "example", text);
  dp_jw_end_object(&w);
  status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  remark(dp_json_get(r, "unknown"), "not known, and left out:");
  remark(dp_json_get(r, "missing"), "without a heading, and so not in such a note:");
  if (file) return dp_host_write_file(file, str(r, "template"), err);
  dp_buf_str(&cli->out, str(r, "template"));
  return DP_OK;
}

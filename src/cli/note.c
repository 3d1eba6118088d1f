/* note.c: `diagpad note`: a transcript in, a note out, with its turns where they are wanted. */
#include "show.h"

static dp_status own_template(dp_cli *cli, const char *value, dp_str *text, dp_error *err) {
  *text = (dp_str){"", 0};
  if (!dp_host_is_file(value)) return DP_OK;
  dp_status status = dp_host_read_file(value, 1 << 20, &cli->arena, text, err);
  if (!status && !dp_str_trim(*text).size) status = dp_fail(err, DP_ERR_INPUT, "the template %s is empty", value);
  return status;
}

/* Members template, own_template and length, from the options. */
dp_status dp_cli_note_options(dp_cli *cli, dp_jw *w, dp_error *err) {
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
  if (value) dp_jw_ktext(w, "sex", value);
  return DP_OK;
}

dp_status dp_cmd_note(dp_cli *cli, dp_error *err) {
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
  status = dp_cli_note_options(cli, &w, err);
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

/* ask.c: `diagpad ask`: a consultation at the terminal that asks the best question next.
 *
 * The consultation is the document of every request: the text so far and the answers in order. Undo is making both as
 * long as they were before the last turn; nothing else is kept. Reads from a pipe too, which is how it is tested.
 */
#include "show.h"
#include <unistd.h>

typedef struct turn_mark {
  size_t text, said; /* how long both were before a turn */
} turn_mark;

typedef struct talk {
  dp_cli *cli;
  dp_buf text; /* the account, sentences that were typed included */
  struct {
    dp_said *at;
    size_t count, room;
  } said;
  struct {
    turn_mark *at;
    size_t count, room;
  } turns; /* what undo goes back to, the latest last */
  dp_lines lines;
  bool end, shown_use;
  dp_json *last; /* the last ddx response */
} talk;

/* What is left of `s` after ASCII folding equals one of the words "a|b|c". */
static bool one_of(dp_str s, const char *words) {
  dp_str rest = dp_str_of(words);
  while (rest.at && rest.size)
    if (dp_str_eq_ci(dp_str_cut(&rest, '|'), s)) return true;
  return false;
}

static dp_status say(talk *t, dp_error *err) { return dp_cli_flush(t->cli, err); }

static dp_status next_line(talk *t, const char *prompt, dp_str *line, dp_error *err) {
  dp_buf_text(&t->cli->out, prompt);
  dp_status status = say(t, err);
  dp_str raw;
  if (!status) status = dp_lines_next(&t->lines, 1 << 20, &raw, &t->end, err);
  if (status || t->end) return status;
  char *copy = dp_arena_copy(&t->cli->arena, raw);
  if (!copy) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  *line = dp_str_trim((dp_str){copy, raw.size});
  if (!dp_host_is_terminal(STDIN_FILENO)) {
    dp_buf_str(&t->cli->out, *line);
    dp_buf_char(&t->cli->out, '\n');
  }
  return DP_OK;
}

static dp_status refresh(talk *t, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_buf_init(&b, &t->cli->arena);
  dp_str text = dp_buf_view(&t->text);
  dp_cli_begin(t->cli, &w, &b, "ddx", &text, t->said.at, t->said.count);
  dp_jw_end_object(&w);
  dp_str raw;
  return dp_cli_door(t->cli, &b, &raw, &t->last, err);
}

static void show_short(talk *t) {
  dp_paint p = {&t->cli->out, t->cli->terminal};
  dp_paint_line(&p);
  dp_show_list(t->cli, t->last, 5);
  if (!t->shown_use) {
    dp_paint_line(&p);
    dp_show_intended_use(t->cli);
    t->shown_use = true;
  }
}

/* Why the question is asked: how each answer would change the order. */
static void show_reason(talk *t, const dp_json *question) {
  dp_paint p = {&t->cli->out, t->cli->terminal};
  for (int no = 0; no < 2; no++) {
    dp_paint_text(&p, no ? "  if no:  " : "  if yes: ");
    dp_buf b;
    dp_buf_init(&b, &t->cli->arena);
    for (const dp_json *e = items(question, no ? "no" : "yes"); e; e = e->next) {
      char room[16];
      if (b.size) dp_buf_text(&b, ", ");
      dp_buf_str(&b, str(e, "name"));
      dp_buf_char(&b, ' ');
      dp_buf_str(&b, dp_paint_percent(&p, milli(e, "probability"), room));
    }
    dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 10, 10);
  }
}

static dp_status mark(talk *t, dp_error *err) {
  turn_mark m = {t->text.size, t->said.count};
  return DP_PUSH(&t->cli->arena, &t->turns, m) ? DP_OK
                                               : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

static dp_status answer(talk *t, const dp_json *question, dp_str state, dp_error *err) {
  dp_said s = {str(question, "id"), state};
  dp_status status = mark(t, err);
  if (status) return status;
  return DP_PUSH(&t->cli->arena, &t->said, s) ? DP_OK
                                              : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

/* A sentence of one's own joins the account. */
static dp_status add_text(talk *t, dp_str line, dp_error *err) {
  dp_status status = mark(t, err);
  if (t->text.size) dp_buf_text(&t->text, ".\n");
  dp_buf_str(&t->text, line);
  return status;
}

/* Back to before the last turn; false when there was none. */
static bool undo(talk *t) {
  if (!t->turns.count) return false;
  turn_mark m = t->turns.at[--t->turns.count];
  t->text.size = m.text;
  t->said.count = m.said;
  return true;
}

/* One question and what was said to it; *again false when the talk is over. */
static dp_status turn(talk *t, bool *again, dp_error *err) {
  dp_cli *cli = t->cli;
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *question = items(t->last, "questions");
  dp_paint_line(&p);
  if (question) {
    dp_str ask = str(question, "ask"), cost = str(question, "cost");
    dp_paint_tone(&p, DP_BOLD, ask.size ? ask : str(question, "name"));
    if (!is(cost, "ask")) dp_paint_text(&p, "  ("), dp_paint_str(&p, cost), dp_paint_text(&p, ")");
    dp_paint_line(&p);
  } else {
    dp_paint_text(&p, "There is nothing more worth asking.\n");
  }
  dp_str line = {"", 0};
  dp_status status = next_line(t,
                               !question        ? "s show, u undo, q end > "
                               : t->turns.count ? "y/n/d > "
                                                : "y yes, n no, d don't know, w why, u undo, s show all, q end\n> ",
                               &line, err);
  if (status || t->end || one_of(line, "q|quit|end|exit")) {
    *again = false;
    return status;
  }
  if (one_of(line, "h|help|?")) {
    dp_paint_wrap(&p, DP_PLAIN, dp_str_of(cli->command->detail), 0, 0);
    return DP_OK;
  }
  if (one_of(line, "s|show|list")) {
    dp_show_ddx(cli, t->last);
    t->shown_use = true;
    return DP_OK;
  }
  if (one_of(line, "u|undo|back")) {
    if (!undo(t)) dp_paint_text(&p, "There is nothing to take back.\n");
  } else if (!line.size) {
    return DP_OK;
  } else if (question && one_of(line, "w|why|why?|why do you ask|why do you ask?")) {
    show_reason(t, question);
    return DP_OK;
  } else if (question && one_of(line, "y|yes")) {
    status = answer(t, question, DP_STR("present"), err);
  } else if (question && one_of(line, "n|no")) {
    status = answer(t, question, DP_STR("absent"), err);
  } else if (question && one_of(line, "d|don't know|dont know|unknown|not sure|skip")) {
    status = answer(t, question, DP_STR("unknown"), err);
  } else {
    status = add_text(t, line, err);
  }
  if (!status) status = refresh(t, err);
  if (!status) show_short(t);
  return status;
}

dp_status dp_cmd_ask(dp_cli *cli, dp_error *err) {
  talk t = {.cli = cli};
  dp_buf_init(&t.text, &cli->arena);
  dp_status status = dp_lines_open(&t.lines, STDIN_FILENO, err);
  if (status) return status;
  if (cli->argument_count) {
    dp_str text;
    status = dp_cli_text(cli, 0, &text, err);
    if (!status) dp_buf_str(&t.text, text);
  } else {
    dp_str line = {"", 0};
    dp_buf_text(&cli->out, "Age, sex, and what brings the patient?\n");
    while (!status && !t.end && !line.size) status = next_line(&t, "> ", &line, err);
    if (!status) dp_buf_str(&t.text, line);
  }
  bool again = !t.end;
  if (!status && again) status = refresh(&t, err);
  if (!status && again) show_short(&t);
  while (!status && again) status = turn(&t, &again, err);
  if (!status && t.last) {
    dp_paint p = {&cli->out, cli->terminal};
    dp_paint_line(&p);
    dp_show_ddx(cli, t.last);
  }
  dp_lines_close(&t.lines);
  return status;
}

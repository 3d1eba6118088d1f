/* show_why.c: the arithmetic opened for people: explain, why not, compare, what if.
 *
 * Evidence is shown twice: as the factor by which it multiplies the odds, which is how a clinician knows a likelihood
 * ratio, and in centibans, whose sum is the score to the last digit.
 */
#include "show.h"

/* 10^(cB/100) as "×17", "×2.5", "÷3": two digits are all that it deserves. */
static dp_str factor(dp_cli *cli, int64_t cb) {
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  int64_t size = cb < 0 ? -cb : cb;
  if (size > 900) size = 900;
  uint64_t tenths = (dp_exp10_cb((int)size) * 10 + ((uint64_t)1 << 31)) >> 32;
  if (size > 700) tenths = (dp_exp10_cb((int)size) >> 32) * 10;
  dp_buf_text(&b, cb < 0 ? "÷" : "×");
  if (tenths < 100) dp_buf_fixed(&b, (int64_t)tenths, 1, true);
  else if (tenths < 1000) dp_buf_uint(&b, (tenths + 5) / 10);
  else if (tenths >= 10000000) dp_buf_text(&b, "1000000+");
  else {
    uint64_t whole = (tenths + 5) / 10, unit = 1;
    while (whole / unit >= 100) unit *= 10;
    dp_buf_uint(&b, (whole + unit / 2) / unit * unit);
  }
  return dp_buf_view(&b);
}

static dp_str signed_number(dp_cli *cli, int64_t n) {
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  if (n > 0) dp_buf_char(&b, '+');
  dp_buf_int(&b, n);
  return dp_buf_view(&b);
}

static dp_str percent_of(dp_cli *cli, const dp_json *o, const char *key) {
  dp_paint p = {&cli->out, cli->terminal};
  char *room = dp_arena_alloc(&cli->arena, 16);
  return dp_json_get(o, key) && room ? dp_paint_percent(&p, milli(o, key), room) : (dp_str){"", 0};
}

static void title(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  int64_t rank = integer(r, "rank");
  dp_paint_tone(&p, DP_BOLD, str(r, "name"));
  if (!rank) {
    dp_paint_text(&p, " · cannot be in this patient\n");
    return;
  }
  dp_paint_text(&p, " · ");
  dp_paint_str(&p, percent_of(cli, r, "probability"));
  dp_paint_text(&p, " · place ");
  dp_buf_int(&cli->out, rank);
  if (str(r, "urgency").size) {
    dp_paint_text(&p, " · ");
    dp_paint_tone(&p, dp_urgency_tone(str(r, "urgency")), str(r, "urgency"));
  }
  dp_paint_line(&p);
}

/* ---- explain
 * ------------------------------------------------------------------------------------------------------------- */

/* The words of a row's members and where its number is from, on a line of their own. */
static void row_words(dp_cli *cli, const dp_json *row) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *m = items(row, "members"); m; m = m->next) {
    if (b.size) dp_buf_text(&b, ", ");
    if (!dp_str_eq(str(m, "name"), str(row, "name"))) dp_buf_str(&b, str(m, "name")), dp_buf_char(&b, ' ');
    if (str(m, "text").size) dp_buf_text(&b, "“"), dp_buf_str(&b, str(m, "text")), dp_buf_text(&b, "”");
    else dp_buf_text(&b, "(answered)");
  }
  if (dp_json_get(row, "line")) {
    if (b.size) dp_buf_text(&b, " · ");
    dp_buf_str(&b, str(row, "source"));
    dp_buf_text(&b, " · ");
    dp_buf_str(&b, str(row, "file"));
    dp_buf_char(&b, ':');
    dp_buf_int(&b, integer(row, "line"));
  }
  if (!b.size) return;
  dp_paint_spaces(&p, 4);
  dp_paint_wrap(&p, DP_DIM, dp_buf_view(&b), 4, 4);
}

void dp_show_explain(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  unsigned width = cli->terminal.width, name = width > 82 ? 40 : width > 60 ? width - 42 : 18;
  title(cli, r);
  dp_paint_line(&p);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_DIM, DP_STR("evidence"), name, false);
  dp_paint_cell(&p, DP_DIM, DP_STR("here"), 9, true);
  dp_paint_cell(&p, DP_DIM, DP_STR("general"), 9, true);
  dp_paint_cell(&p, DP_DIM, DP_STR("odds"), 10, true);
  dp_paint_cell(&p, DP_DIM, DP_STR("cB"), 7, true);
  dp_paint_line(&p);
  int64_t sum = 0;
  for (const dp_json *row = items(r, "rows"); row; row = row->next) {
    int64_t cb = integer(row, "cB");
    dp_str state = str(row, "state");
    dp_tone tone = cb > 0 ? DP_GREEN : cb < 0 ? DP_BLUE : DP_PLAIN;
    sum += cb;
    dp_paint_text(&p, state.size ? dp_mark_of(state) : " ");
    dp_paint_text(&p, " ");
    dp_paint_cell(&p, DP_PLAIN, str(row, "name"), name, false);
    dp_paint_cell(&p, DP_PLAIN, percent_of(cli, row, "here"), 9, true);
    dp_paint_cell(&p, DP_PLAIN, percent_of(cli, row, "general"), 9, true);
    dp_paint_cell(&p, tone, factor(cli, cb), 10, true);
    dp_paint_cell(&p, tone, signed_number(cli, cb), 7, true);
    dp_paint_line(&p);
    row_words(cli, row);
  }
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, DP_STR("sum"), name + 28, false);
  dp_paint_cell(&p, DP_BOLD, signed_number(cli, sum), 7, true);
  dp_paint_line(&p);
  if (items(r, "expected")) dp_paint_heading(&p, "Expected, not mentioned");
  for (const dp_json *e = items(r, "expected"); e; e = e->next) {
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, percent_of(cli, e, "here"), 7, true);
    dp_paint_text(&p, "  ");
    dp_paint_wrap(&p, DP_PLAIN, str(e, "name"), 11, 11);
  }
  dp_names_line(cli, r, "unexplained", "Not explained by it:", DP_AMBER);
  if (items(r, "sources")) dp_paint_heading(&p, "Sources");
  for (const dp_json *s = items(r, "sources"); s; s = s->next) {
    dp_buf b;
    dp_buf_init(&b, &cli->arena);
    dp_buf_str(&b, str(s, "publisher")), dp_buf_text(&b, ". "), dp_buf_str(&b, str(s, "title"));
    if (integer(s, "year")) dp_buf_text(&b, ", "), dp_buf_int(&b, integer(s, "year"));
    dp_buf_text(&b, ". "), dp_buf_str(&b, str(s, "url"));
    dp_paint_text(&p, "  ");
    dp_paint_str(&p, str(s, "id"));
    dp_paint_text(&p, ": ");
    dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 4 + dp_paint_columns(str(s, "id")), 4);
  }
  dp_paint_line(&p);
  dp_show_intended_use(cli);
  dp_show_knowledge(cli, r);
  dp_paint_line(&p);
}

/* ---- compare
 * ---------------------------------------------------------------------------------------------------------------- */

enum { NEXT_TO_NOTHING = 3 }; /* centibans: a row so light on both sides is left out */

static void contrast_table(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *a = dp_json_get(r, "a"), *b = dp_json_get(r, "b");
  unsigned side = cli->terminal.width >= 90 ? 22 : 15, name = cli->terminal.width - 2 * side - 4;
  if (name > 42) name = 42;
  dp_paint_text(&p, "  ");
  dp_paint_spaces(&p, name);
  dp_paint_cell(&p, DP_BOLD, str(a, "name"), side, true);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, str(b, "name"), side, true);
  dp_paint_line(&p);
  for (const dp_json *row = items(r, "rows"); row; row = row->next) {
    int64_t difference = integer(row, "difference_cB"), weight_a = integer(row, "a_cB"),
            weight_b = integer(row, "b_cB");
    if (weight_a > -NEXT_TO_NOTHING && weight_a < NEXT_TO_NOTHING && weight_b > -NEXT_TO_NOTHING &&
        weight_b < NEXT_TO_NOTHING)
      continue;
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, str(row, "name"), name, false);
    dp_paint_cell(&p, difference > 0 ? DP_GREEN : DP_PLAIN, factor(cli, integer(row, "a_cB")), side, true);
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, difference < 0 ? DP_GREEN : DP_PLAIN, factor(cli, integer(row, "b_cB")), side, true);
    dp_paint_line(&p);
  }
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, DP_STR("score, cB"), name, false);
  dp_paint_cell(&p, DP_BOLD, signed_number(cli, integer(a, "score_cB")), side, true);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, signed_number(cli, integer(b, "score_cB")), side, true);
  dp_paint_line(&p);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, DP_STR("probability"), name, false);
  dp_paint_cell(&p, DP_BOLD, percent_of(cli, a, "probability"), side, true);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, percent_of(cli, b, "probability"), side, true);
  dp_paint_line(&p);
  if (items(r, "tell_apart")) dp_paint_heading(&p, "What would tell them apart");
  for (const dp_json *t = items(r, "tell_apart"); t; t = t->next) {
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, str(t, "name"), name, false);
    dp_paint_cell(&p, DP_PLAIN, percent_of(cli, t, "a_here"), side, true);
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, percent_of(cli, t, "b_here"), side, true);
    dp_paint_line(&p);
  }
}

void dp_show_compare(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  contrast_table(cli, r);
  dp_paint_line(&p);
  dp_show_intended_use(cli);
  dp_show_knowledge(cli, r);
  dp_paint_line(&p);
}

/* ---- changes
 * ----------------------------------------------------------------------------------------------------------------- */

static void changes(dp_cli *cli, const dp_json *r, unsigned indent) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *c = items(r, "changes"); c; c = c->next) {
    if (b.size) dp_buf_text(&b, "; ");
    dp_buf_str(&b, str(c, "name"));
    dp_buf_text(&b, is(str(c, "to"), "present")  ? " were present"
                    : is(str(c, "to"), "absent") ? " were absent"
                                                 : " had not been mentioned");
    if (is(str(c, "from"), "absent") || is(str(c, "from"), "present"))
      dp_buf_text(&b, " (now "), dp_buf_str(&b, str(c, "from")), dp_buf_char(&b, ')');
  }
  dp_paint_spaces(&p, indent);
  dp_paint_wrap(&p, DP_PLAIN,
                b.size             ? dp_buf_view(&b)
                : flag(r, "found") ? DP_STR("it is first already")
                                   : DP_STR("no small change of up to four findings would"),
                indent, indent);
}

void dp_show_whynot(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  title(cli, r);
  if (!flag(r, "possible")) {
    dp_paint_text(&p, "Sex, age or pregnancy exclude it.\n");
    return;
  }
  const dp_json *against = dp_json_get(r, "against");
  if (against) {
    dp_paint_heading(&p, flag(r, "first") ? "It is first. Against the second:" : "Against the first:");
    contrast_table(cli, against);
  }
  if (items(r, "expected")) dp_names_line(cli, r, "expected", "Expected, not mentioned:", DP_BOLD);
  dp_names_line(cli, r, "unexplained", "Not explained by it:", DP_AMBER);
  if (!flag(r, "first")) {
    dp_paint_heading(&p, "It would be first if");
    changes(cli, r, 2);
  }
  dp_paint_line(&p);
  dp_show_intended_use(cli);
  dp_show_knowledge(cli, r);
  dp_paint_line(&p);
}

void dp_show_whatif(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *first = dp_json_get(r, "first");
  if (!first) {
    dp_paint_text(&p, "Nothing is ranked yet: there is no evidence to change.\n");
    return;
  }
  dp_paint_text(&p, "First now: ");
  dp_paint_tone(&p, DP_BOLD, str(first, "name"));
  dp_paint_text(&p, ", ");
  dp_paint_str(&p, percent_of(cli, first, "probability"));
  dp_paint_text(&p, "\n");
  for (const dp_json *way = items(r, "ways"); way; way = way->next) {
    dp_paint_line(&p);
    dp_paint_tone(&p, DP_BOLD, str(way, "name"));
    dp_paint_text(&p, " would be first if\n");
    changes(cli, way, 2);
  }
  dp_paint_line(&p);
  dp_show_knowledge(cli, r);
  dp_paint_line(&p);
}

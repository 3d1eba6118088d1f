/* guide.c: the commands guide, score and scores: what to do, and the numbers behind it, for people. */
#include "show.h"
#include <limits.h>

/* ---- painting ------------------------------------------------------------------------------------------------------ */

static void paint_score(dp_cli *cli, const dp_json *s, bool whole) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  const dp_json *value = dp_json_get(s, "value");
  bool part = !flag(s, "complete");
  if (value && value->kind == DP_JSON_NUMBER) {
    if (part) dp_buf_text(&b, "so far ");
    int64_t scale = integer(s, "decimals") == 0 ? 1000 : integer(s, "decimals") == 1 ? 100 : 10;
    int64_t milli_value = (value->milli + (value->milli < 0 ? -scale / 2 : scale / 2)) / scale * scale;
    dp_buf_fixed(&b, milli_value, 3, true);
    dp_buf_char(&b, ' ');
    dp_buf_str(&b, str(s, "unit"));
  } else {
    dp_buf_text(&b, "not yet: inputs are missing");
  }
  dp_paint_tone(&p, DP_BOLD, str(s, "name"));
  dp_paint_text(&p, "  ");
  dp_paint_wrap(&p, DP_BOLD, dp_buf_view(&b), dp_paint_columns(str(s, "name")) + 2, 4);
  if (str(s, "meaning").size) {
    dp_paint_text(&p, part ? "    So far: " : "    ");
    dp_paint_wrap(&p, DP_PLAIN, str(s, "meaning"), part ? 12 : 4, 4);
  }
  dp_buf known, missing;
  dp_buf_init(&known, &cli->arena);
  dp_buf_init(&missing, &cli->arena);
  for (const dp_json *i = items(s, "inputs"); i; i = i->next) {
    const dp_json *v = dp_json_get(i, "value");
    dp_buf *to = v && v->kind != DP_JSON_NULL ? &known : &missing;
    if (to->size) dp_buf_text(to, ", ");
    dp_buf_str(to, whole && to == &missing ? str(i, "key") : str(i, "label"));
    if (to == &missing) {
      if (whole) dp_buf_text(to, " ("), dp_buf_str(to, str(i, "label")), dp_buf_char(to, ')');
      continue;
    }
    dp_buf_char(to, ' ');
    if (v->kind == DP_JSON_BOOL) dp_buf_text(to, v->boolean ? "yes" : "no");
    else dp_buf_fixed(to, v->milli, 3, true);
    if (milli(i, "points")) {
      dp_buf_text(to, milli(i, "points") > 0 ? " [+" : " [");
      dp_buf_fixed(to, milli(i, "points"), 3, true);
      dp_buf_char(to, ']');
    }
  }
  if (known.size) dp_paint_text(&p, "    "), dp_paint_wrap(&p, DP_DIM, dp_buf_view(&known), 4, 4);
  if (missing.size) {
    dp_paint_text(&p, "    missing: ");
    dp_paint_wrap(&p, DP_AMBER, dp_buf_view(&missing), 13, 13);
  }
  if (!whole) return;
  static const char *const lines[][2] = {{"when", "Use: "}, {"pitfalls", "Beware: "}, {"source", "Source: "}};
  for (unsigned i = 0; i < 3; i++) {
    if (!str(s, lines[i][0]).size) continue;
    dp_buf line;
    dp_buf_init(&line, &cli->arena);
    dp_buf_text(&line, lines[i][1]);
    dp_buf_str(&line, str(s, lines[i][0]));
    dp_paint_text(&p, "    ");
    dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&line), 4, 6);
  }
}

static void paint_scores(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, "scores")) return;
  dp_paint_heading(&p, "Scores that the case fills");
  for (const dp_json *s = items(r, "scores"); s; s = s->next) {
    dp_paint_text(&p, "  ");
    paint_score(cli, s, false);
  }
}

static void paint_plan(dp_cli *cli, const dp_json *plan) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_text(&p, "  ");
  dp_paint_tone(&p, dp_urgency_tone(str(plan, "urgency")), str(plan, "name"));
  dp_paint_line(&p);
  if (str(plan, "danger").size) dp_paint_text(&p, "    "), dp_paint_wrap(&p, DP_PLAIN, str(plan, "danger"), 4, 4);
  for (const dp_json *c = items(plan, "cautions"); c; c = c->next) {
    dp_paint_text(&p, "    ! ");
    dp_paint_wrap(&p, DP_RED, str(c, "text"), 6, 6);
  }
  for (const dp_json *t = items(plan, "sections"); t; t = t->next) {
    dp_paint_text(&p, "    ");
    dp_paint_tone(&p, DP_BOLD, str(t, "title"));
    dp_paint_line(&p);
    dp_show_blocks(cli, items(t, "blocks"), 4);
  }
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  if (!items(plan, "sections")) dp_buf_text(&b, "Nobody has written a plan for this condition yet.");
  else if (items(plan, "missing")) {
    dp_buf_text(&b, "Not written yet: ");
    for (const dp_json *m = items(plan, "missing"); m; m = m->next) {
      if (m != items(plan, "missing")) dp_buf_text(&b, ", ");
      dp_buf_str(&b, str(m, "title"));
    }
  }
  if (b.size) dp_paint_text(&p, "    "), dp_paint_wrap(&p, DP_DIM, dp_buf_view(&b), 4, 4);
}

/* ---- commands ------------------------------------------------------------------------------------------------------ */

static dp_status ask(dp_cli *cli, const char *method, const dp_str *text, const char *condition, dp_json **r,
                     dp_str *raw, dp_error *err) {
  dp_jw w;
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, method, text, NULL, 0);
  if (condition) dp_jw_ktext(&w, "condition", condition);
  dp_jw_end_object(&w);
  return dp_cli_door(cli, &b, raw, r, err);
}

dp_status dp_cmd_guide(dp_cli *cli, dp_error *err) {
  dp_str text, raw;
  dp_json *r = NULL;
  dp_status status = dp_cli_text(cli, 0, &text, err);
  if (!status) status = ask(cli, "guide", &text, dp_cli_value(cli, DP_OPT_ONLY), &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *t = dp_json_get(r, "triage");
  dp_paint_tone(&p, dp_urgency_tone(str(t, "level")), str(t, "level"));
  dp_paint_line(&p);
  for (const dp_json *x = items(t, "reasons"); x; x = x->next) {
    dp_paint_text(&p, "  ");
    dp_paint_wrap(&p, dp_urgency_tone(str(x, "level")), str(x, "text"), 2, 4);
  }
  dp_show_texts(cli, r, "conflicts", "Take care", DP_RED, UINT_MAX);
  dp_show_texts(cli, r, "medicines", "Could it be the medicine?", DP_PLAIN, UINT_MAX);
  if (items(r, "plans")) dp_paint_heading(&p, "Think of, and do");
  for (const dp_json *plan = items(r, "plans"); plan; plan = plan->next) paint_plan(cli, plan);
  if (items(r, "sources")) dp_paint_line(&p);
  dp_show_sources(cli, r);
  paint_scores(cli, r);
  dp_paint_line(&p);
  dp_show_intended_use(cli);
  dp_show_knowledge(cli, r);
  return DP_OK;
}

dp_status dp_cmd_score(dp_cli *cli, dp_error *err) {
  dp_jw w;
  dp_buf b;
  dp_str raw, empty = DP_STR("");
  dp_json *r = NULL;
  dp_buf_init(&b, &cli->arena);
  dp_cli_begin(cli, &w, &b, "score", &empty, NULL, 0);
  dp_jw_ktext(&w, "name", cli->arguments[0]);
  dp_jw_key(&w, "values");
  dp_jw_object(&w);
  for (size_t i = 1; i < cli->argument_count; i++) {
    dp_str rest = dp_str_of(cli->arguments[i]), key = dp_str_cut(&rest, '=');
    if (!rest.at || !key.size)
      return dp_fail(err, DP_ERR_USAGE, "an input is written key=value, not %s", cli->arguments[i]);
    dp_jw_kstr(&w, dp_arena_copy(&cli->arena, key), rest);
  }
  dp_jw_end_object(&w);
  dp_jw_end_object(&w);
  dp_status status = dp_cli_door(cli, &b, &raw, &r, err);
  if (status || dp_cli_json(cli, raw)) return status;
  paint_score(cli, r, true);
  return DP_OK;
}

dp_status dp_cmd_scores(dp_cli *cli, dp_error *err) {
  dp_str text = DP_STR(""), raw;
  dp_json *r = NULL;
  dp_status status = cli->argument_count ? dp_cli_text(cli, 0, &text, err) : DP_OK;
  if (!status) status = ask(cli, "scores", &text, NULL, &r, &raw, err);
  if (status || dp_cli_json(cli, raw)) return status;
  if (cli->argument_count) {
    paint_scores(cli, r);
    if (!items(r, "scores")) dp_buf_text(&cli->out, "The text fills no score.\n");
    return DP_OK;
  }
  dp_paint p = {&cli->out, cli->terminal};
  for (const dp_json *s = items(r, "all"); s; s = s->next) {
    dp_paint_cell(&p, DP_BOLD, str(s, "id"), 22, false);
    dp_paint_text(&p, "  ");
    dp_paint_wrap(&p, DP_PLAIN, str(s, "name"), 24, 24);
  }
  return DP_OK;
}

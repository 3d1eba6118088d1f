/* show_kb.c: a condition, finding, measure or source as the knowledge has it, for people. */
#include "show.h"

static void field(dp_cli *cli, const char *label, dp_str value) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!value.size) return;
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_DIM, dp_str_of(label), 14, false);
  dp_paint_wrap(&p, DP_PLAIN, value, 16, 16);
}

/* Names (or plain strings) of a list on one field line. */
static void names(dp_cli *cli, const char *label, const dp_json *r, const char *key) {
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *x = items(r, key); x; x = x->next) {
    if (b.size) dp_buf_text(&b, ", ");
    dp_buf_str(&b, x->kind == DP_JSON_STRING ? x->text : str(x, "name"));
  }
  field(cli, label, dp_buf_view(&b));
}

static void number(dp_cli *cli, const char *label, const dp_json *r, const char *key, const char *unit) {
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  if (!dp_json_get(r, key)) return;
  dp_buf_fixed(&b, milli(r, key), 3, true);
  dp_buf_text(&b, unit);
  field(cli, label, dp_buf_view(&b));
}

/* "minutes 25 %, hours 55 %": an object of shares; or of factors with unit "×". */
static void pairs(dp_cli *cli, const char *label, const dp_json *r, const char *key, bool factors) {
  const dp_json *o = dp_json_get(r, key);
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *m = o ? o->first : NULL; m; m = m->next) {
    if (!factors && !m->milli) continue;
    if (b.size) dp_buf_text(&b, ", ");
    dp_buf_str(&b, m->key);
    dp_buf_text(&b, factors ? " ×" : " ");
    dp_buf_fixed(&b, m->milli, factors ? 3 : 1, true);
    if (!factors) dp_buf_text(&b, " %");
  }
  field(cli, label, dp_buf_view(&b));
}

static void table(dp_cli *cli, const dp_json *r, const char *key, const char *title) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, key)) return;
  dp_paint_heading(&p, title);
  unsigned name = cli->terminal.width > 90 ? 44 : cli->terminal.width > 60 ? cli->terminal.width - 46 : 20;
  for (const dp_json *row = items(r, key); row; row = row->next) {
    dp_buf b;
    dp_buf_init(&b, &cli->arena);
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, str(row, "name"), name, false);
    dp_paint_text(&p, " ");
    if (dp_json_get(row, "odds")) {
      dp_buf_text(&b, "odds ×");
      dp_buf_fixed(&b, milli(row, "odds"), 3, true);
      dp_paint_cell(&p, DP_BOLD, dp_buf_view(&b), 12, true);
    } else {
      int64_t low = milli(row, "low"), high = milli(row, "high");
      dp_buf_fixed(&b, low, 1, true);
      if (high != low) dp_buf_text(&b, "–"), dp_buf_fixed(&b, high, 1, true);
      dp_buf_text(&b, " %");
      dp_paint_cell(&p, DP_BOLD, dp_buf_view(&b), 12, true);
      uint32_t bar = (uint32_t)((low + high) / 2 * 1000);
      dp_paint_text(&p, " ");
      dp_paint_bar(&p, DP_PLAIN, bar, 10);
    }
    unsigned used = name + 2 + 1 + 12 + (dp_json_get(row, "odds") ? 0 : 11) + 2;
    dp_buf note;
    dp_buf_init(&note, &cli->arena);
    if (flag(row, "required")) dp_buf_text(&note, "required ");
    if (flag(row, "impossible")) dp_buf_text(&note, "impossible ");
    if (flag(row, "background")) dp_buf_text(&note, "as in everybody ");
    if (flag(row, "excluded")) dp_buf_text(&note, "speaks against ");
    dp_buf_str(&note, str(row, "source"));
    dp_paint_text(&p, "  ");
    unsigned room = cli->terminal.width > used ? cli->terminal.width - used : 1,
             wanted = dp_paint_columns(dp_buf_view(&note));
    dp_paint_cell(&p, DP_DIM, dp_buf_view(&note), wanted < room ? wanted : room, false);
    dp_paint_line(&p);
  }
}

static void place(dp_cli *cli, const dp_json *r) {
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  if (!str(r, "file").size) return;
  dp_buf_str(&b, str(r, "file"));
  dp_buf_char(&b, ':');
  dp_buf_int(&b, integer(r, "line"));
  field(cli, "file", dp_buf_view(&b));
}

static void show_condition(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *text = dp_json_get(r, "text"), *rate = dp_json_get(r, "rate");
  if (str(text, "summary").size) dp_paint_wrap(&p, DP_PLAIN, str(text, "summary"), 0, 0);
  dp_paint_line(&p);
  names(cli, "also", r, "aliases");
  field(cli, "ICD-10", str(r, "icd10"));
  names(cli, "is a", r, "is");
  field(cli, "urgency", str(r, "urgency"));
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  dp_buf_int(&b, integer(r, "danger"));
  dp_buf_text(&b, " of 10. ");
  dp_buf_str(&b, str(r, "danger_reason"));
  field(cli, "danger", dp_buf_view(&b));
  number(cli, "how common", rate, "per_100000_a_year", " per 100,000 people a year");
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *band = items(r, "age"); band; band = band->next) {
    if (b.size) dp_buf_text(&b, ", ");
    dp_buf_str(&b, str(band, "band"));
    dp_buf_text(&b, " ×");
    dp_buf_fixed(&b, milli(band, "relative"), 3, true);
  }
  field(cli, "by age", dp_buf_view(&b));
  dp_buf_init(&b, &cli->arena);
  if (str(r, "only").size) dp_buf_str(&b, str(r, "only")), dp_buf_text(&b, " only");
  else dp_buf_fixed(&b, milli(r, "female"), 1, true), dp_buf_text(&b, " % female");
  field(cli, "sex", dp_buf_view(&b));
  if (flag(r, "pregnancy_only")) field(cli, "pregnancy", DP_STR("only in pregnancy or after birth"));
  else if (milli(r, "pregnancy") != 1000) number(cli, "pregnancy ×", r, "pregnancy", "");
  pairs(cli, "setting", r, "setting", true);
  pairs(cli, "region", r, "region", true);
  pairs(cli, "season", r, "season", true);
  pairs(cli, "course", r, "course", false);
  field(cli, "reviewed", str(r, "reviewed"));
  place(cli, r);
  table(cli, r, "comes", "What people come with");
  table(cli, r, "findings", "Findings");
  table(cli, r, "infant", "In infants");
  table(cli, r, "children", "In children");
  table(cli, r, "old", "In old people");
  table(cli, r, "pregnant", "In pregnancy");
  table(cli, r, "diabetic", "In diabetics");
  table(cli, r, "risks", "Risk factors");
  dp_paint_line(&p);
  names(cli, "red flags", r, "redflags");
  names(cli, "confused with", r, "confused");
  names(cli, "complications", r, "complications");
}

static void show_finding(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_line(&p);
  field(cli, "kind", str(r, "kind"));
  field(cli, "question", str(r, "ask"));
  field(cli, "cost", str(r, "cost"));
  char room[16];
  field(cli, "in general",
        dp_json_get(r, "general") ? dp_paint_percent(&p, milli(r, "general"), room) : (dp_str){"", 0});
  names(cli, "is a", r, "is");
  names(cli, "forms", r, "forms");
  names(cli, "denies", r, "denies");
  field(cli, "HPO", str(r, "hpo"));
  place(cli, r);
  if (items(r, "conditions")) dp_paint_heading(&p, "Conditions that state it");
  for (const dp_json *c = items(r, "conditions"); c; c = c->next) {
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_BOLD, dp_paint_percent(&p, milli(c, "here"), room), 7, true);
    dp_paint_text(&p, "  ");
    dp_paint_str(&p, str(c, "name"));
    dp_paint_line(&p);
  }
}

void dp_show_kb(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_str type = str(r, "type");
  dp_str head = str(r, "name").size ? str(r, "name") : str(r, "title");
  dp_paint_tone(&p, DP_BOLD, head);
  dp_paint_text(&p, " · ");
  dp_paint_str(&p, type);
  dp_paint_text(&p, " · ");
  dp_paint_tone(&p, DP_DIM, str(r, "id"));
  dp_paint_line(&p);
  if (is(type, "condition")) {
    show_condition(cli, r);
  } else if (is(type, "finding") || is(type, "class")) {
    show_finding(cli, r);
  } else if (is(type, "measure")) {
    names(cli, "units", r, "units");
    number(cli, "from", r, "low", "");
    number(cli, "to", r, "high", "");
    place(cli, r);
  } else if (is(type, "source")) {
    field(cli, "publisher", str(r, "publisher"));
    number(cli, "year", r, "year", "");
    field(cli, "address", str(r, "url"));
    place(cli, r);
  } else {
    const dp_json *text = dp_json_get(r, "text");
    for (const dp_json *t = text ? text->first : NULL; t; t = t->next) field(cli, "", t->text);
    place(cli, r);
  }
}

/* show.c: the first screen: what was read, the list, what must not be missed, what to ask.
 *
 * A response is the only thing that is looked at here: what the screen says, the JSON said. Marks: + present, - absent,
 * ? uncertain; they stand beside words and colours, never alone.
 */
#include "show.h"
#include <limits.h>

/* ---- knowledge, patient
 * -------------------------------------------------------------------------------------------------- */

void dp_show_knowledge(dp_cli *cli, const dp_json *r) {
  static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *k = dp_json_get(r, "knowledge");
  dp_str hash = str(k, "hash"), date = str(k, "date");
  uint64_t month = 0, day = 0;
  dp_paint_text(&p, "knowledge ");
  dp_paint_str(&p, (dp_str){hash.at, hash.size < 8 ? hash.size : 8});
  if (date.size == 10 && dp_parse_uint((dp_str){date.at + 5, 2}, &month) &&
      dp_parse_uint((dp_str){date.at + 8, 2}, &day) && month >= 1 && month <= 12) {
    dp_paint_text(&p, " of ");
    dp_buf_uint(&cli->out, day);
    dp_paint_text(&p, " ");
    dp_paint_text(&p, months[month - 1]);
    dp_paint_text(&p, " ");
    dp_paint_str(&p, (dp_str){date.at, 4});
  }
  dp_str own = str(k, "overrides");
  if (!own.size) return;
  dp_paint_text(&p, ", with your overrides ");
  dp_paint_str(&p, (dp_str){own.at, own.size < 8 ? own.size : 8});
}

void dp_show_intended_use(dp_cli *cli) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_wrap(
      &p, DP_DIM,
      DP_STR(
          "For clinicians: a second thought beside your own, never instead of it. It can be wrong with confidence and "
          "examines nobody (diagpad help: intended use and limits)."),
      0, 0);
}

/* Hours in words: "3 days". */
static void duration(dp_buf *b, int64_t hours) {
  int64_t n = hours;
  const char *unit = "hour";
  if (hours >= 24 * 730) n = hours / (24 * 365), unit = "year";
  else if (hours >= 24 * 61) n = hours * 16 / (24 * 487), unit = "month";
  else if (hours >= 24 * 14) n = hours / (24 * 7), unit = "week";
  else if (hours >= 48) n = hours / 24, unit = "day";
  if (hours < 1) dp_buf_text(b, "under an hour");
  else dp_buf_int(b, n), dp_buf_char(b, ' '), dp_buf_text(b, unit), dp_buf_text(b, n == 1 ? "" : "s");
}

static void show_patient(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *who = dp_json_get(r, "patient"), *course = dp_json_get(r, "course");
  const char *dot = " · ";
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  dp_str sex = str(who, "sex"), age = str(who, "age"), setting = str(who, "setting"), season = str(who, "season");
  bool child = age.size && integer(who, "age_days") < 16 * 365;
  dp_buf_text(&b, is(sex, "female") ? (child ? "Girl" : "Woman")
                  : is(sex, "male") ? (child ? "Boy" : "Man")
                                    : (child ? "Child" : "Patient"));
  dp_buf_text(&b, age.size ? ", " : ", age unknown");
  dp_buf_str(&b, age);
  if (is(sex, "unknown")) dp_buf_text(&b, ", sex unknown");
  dp_str pregnant = str(who, "pregnant");
  if (is(pregnant, "yes")) {
    dp_buf_text(&b, dot), dp_buf_text(&b, "pregnant");
    if (integer(who, "pregnancy_weeks"))
      dp_buf_text(&b, ", "), dp_buf_int(&b, integer(who, "pregnancy_weeks")), dp_buf_text(&b, " weeks");
  }
  if (dp_json_get(course, "duration_h")) dp_buf_text(&b, dot), duration(&b, integer(course, "duration_h"));
  if (!is(str(course, "onset"), "unknown"))
    dp_buf_text(&b, dot), dp_buf_str(&b, str(course, "onset")), dp_buf_text(&b, " onset");
  if (flag(course, "recurrent")) dp_buf_text(&b, dot), dp_buf_text(&b, "has come before");
  if (!is(setting, "unknown")) dp_buf_text(&b, dot), dp_buf_str(&b, setting);
  for (const dp_json *x = items(who, "region"); x; x = x->next) dp_buf_text(&b, dot), dp_buf_str(&b, x->text);
  if (!is(season, "unknown")) dp_buf_text(&b, dot), dp_buf_str(&b, season);
  dp_paint_wrap(&p, DP_BOLD, dp_buf_view(&b), 0, 0);
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *x = items(who, "assumed"); x; x = x->next)
    dp_buf_text(&b, b.size ? "; " : "Assumed: "), dp_buf_str(&b, x->text);
  if (b.size) dp_paint_wrap(&p, DP_DIM, dp_buf_view(&b), 0, 0);
}

/* ---- what was read
 * ---------------------------------------------------------------------------------------------------------- */

/* Names of findings in one state, each once, as one wrapped paragraph; nothing when there are none. */
static void show_state(dp_cli *cli, const dp_json *r, const char *state, const char *label, dp_tone tone) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *f = items(r, "findings"); f; f = f->next) {
    bool said = false;
    /* That a pulse of 70 is neither slow nor fast need not be told; `read` does. */
    if (!is(str(f, "state"), state) || (dp_json_get(f, "measure") && is(str(f, "state"), "absent"))) continue;
    for (const dp_json *g = items(r, "findings"); g && g != f && !said; g = g->next)
      said = dp_str_eq(str(g, "id"), str(f, "id")) && is(str(g, "state"), state);
    if (said) continue;
    /* "Not on any medicines" is thirty absences: the words, once, say it better. */
    unsigned together = 0, before = 0;
    for (const dp_json *g = items(r, "findings"); g; g = g->next) {
      bool same = dp_json_get(f, "start") && integer(g, "start") == integer(f, "start") &&
                  integer(g, "end") == integer(f, "end");
      if (g == f) before = together;
      together += same && dp_json_get(g, "start") && is(str(g, "state"), state);
    }
    if (together > 3 && before) continue;
    if (b.size) dp_buf_text(&b, ", ");
    if (together > 3) {
      dp_buf_text(&b, "“"), dp_buf_str(&b, str(f, "text")), dp_buf_text(&b, "” (");
      dp_buf_uint(&b, together), dp_buf_text(&b, " findings)");
      continue;
    }
    dp_buf_str(&b, str(f, "name"));
    if (flag(f, "repaired") || flag(f, "loose")) {
      dp_buf_text(&b, flag(f, "loose") ? " (perhaps: “" : " (from “");
      dp_buf_str(&b, str(f, "text")), dp_buf_text(&b, "”)");
    }
    if (dp_json_get(f, "value")) {
      dp_buf_text(&b, " (");
      dp_buf_fixed(&b, milli(f, "value"), 3, true);
      dp_buf_char(&b, ' ');
      dp_buf_str(&b, str(f, "unit"));
      dp_buf_char(&b, ')');
    }
  }
  if (!b.size) return;
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, tone, dp_str_of(label), 13, false);
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 15, 15);
}

static void show_findings(dp_cli *cli, const dp_json *r) {
  static const char *const rows[][2] = {{"present", "+ present"}, {"absent", "- absent"}, {"uncertain", "? uncertain"},
                                        {"past", "· past"},       {"family", "· family"}, {"hypothetical", "· only if"},
                                        {"removed", "· removed"}};
  static const dp_tone tones[] = {DP_GREEN, DP_BLUE, DP_AMBER, DP_DIM, DP_DIM, DP_DIM, DP_DIM};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) show_state(cli, r, rows[i][0], rows[i][1], tones[i]);
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *u = items(r, "unread"); u; u = u->next) {
    if (b.size) dp_buf_text(&b, ", ");
    dp_buf_text(&b, "“");
    dp_buf_str(&b, str(u, "text"));
    dp_buf_text(&b, "”");
  }
  if (!b.size) return;
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_AMBER, DP_STR("  not read"), 13, false);
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 15, 15);
}

void dp_show_read(dp_cli *cli, const dp_json *r, dp_str text) {
  dp_paint p = {&cli->out, cli->terminal};
  show_patient(cli, r);
  dp_paint_line(&p);
  for (const dp_json *f = items(r, "findings"); f; f = f->next) {
    dp_str state = str(f, "state");
    dp_paint_text(&p, "  ");
    dp_paint_text(&p, dp_mark_of(state));
    dp_paint_text(&p, " ");
    dp_paint_cell(&p, DP_BOLD, str(f, "name"), 36, false);
    dp_paint_text(&p, " ");
    dp_paint_cell(&p, DP_PLAIN, state, 13, false);
    dp_buf b;
    dp_buf_init(&b, &cli->arena);
    if (flag(f, "answered")) dp_buf_text(&b, "answered");
    else dp_buf_text(&b, "“"), dp_buf_str(&b, str(f, "text")), dp_buf_text(&b, "”");
    if (dp_json_get(f, "cue"))
      dp_buf_text(&b, " by “"), dp_buf_str(&b, str(dp_json_get(f, "cue"), "text")), dp_buf_text(&b, "”");
    static const char *const words[] = {"severity", "side", "support", "section"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
      if (dp_json_get(f, words[i])) dp_buf_text(&b, ", "), dp_buf_str(&b, str(f, words[i]));
    static const char *const flags[][2] = {{"known", "known"},
                                           {"complaint", "complaint"},
                                           {"repaired", "spelling mended"},
                                           {"loose", "nearly said"},
                                           {"normal_test", "normal test"}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
      if (flag(f, flags[i][0])) dp_buf_text(&b, ", "), dp_buf_text(&b, flags[i][1]);
    if (dp_json_get(f, "duration_h")) dp_buf_text(&b, ", "), duration(&b, integer(f, "duration_h"));
    dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 54, 54);
  }
  if (!items(r, "findings")) dp_paint_text(&p, text.size ? "  No finding was read.\n" : "  There is no text.\n");
  if (items(r, "values")) dp_paint_heading(&p, "Values");
  for (const dp_json *v = items(r, "values"); v; v = v->next) {
    dp_buf b;
    dp_buf_init(&b, &cli->arena);
    dp_buf_fixed(&b, milli(v, "value"), 3, true);
    dp_buf_char(&b, ' ');
    dp_buf_str(&b, str(v, "unit"));
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_PLAIN, str(v, "name"), 38, false);
    dp_paint_text(&p, " ");
    dp_paint_str(&p, dp_buf_view(&b));
    dp_paint_line(&p);
  }
  if (items(r, "unread")) {
    dp_paint_heading(&p, "Not read");
    for (const dp_json *u = items(r, "unread"); u; u = u->next) {
      dp_paint_text(&p, "  “");
      dp_paint_str(&p, str(u, "text"));
      dp_paint_text(&p, "”\n");
    }
  }
}

/* ---- the list
 * ----------------------------------------------------------------------------------------------------------------- */

static void why_line(dp_cli *cli, const dp_json *row, bool against) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *w = items(row, "why"); w; w = w->next) {
    if ((integer(w, "cB") < 0) != against) continue;
    if (b.size) dp_buf_text(&b, ", ");
    if (is(str(w, "state"), "absent")) dp_buf_text(&b, "no ");
    dp_str name = str(w, "name");
    /* In a sentence: a small letter unless the word is an abbreviation (ST elevation). */
    bool small = name.size > 1 && name.at[0] >= 'A' && name.at[0] <= 'Z' && !(name.at[1] >= 'A' && name.at[1] <= 'Z') &&
                 name.at[1] != ' ';
    if (small && !is(str(w, "kind"), "wording")) dp_buf_char(&b, (char)(name.at[0] + 32)), name.at++, name.size--;
    const dp_json *told = is(str(w, "kind"), "wording") ? items(w, "members") : NULL;
    if (is(str(w, "kind"), "wording")) dp_buf_text(&b, told ? "the words" : "the words it is told in");
    else dp_buf_str(&b, name);
    for (; told; told = told->next)
      dp_buf_text(&b, " \u201c"), dp_buf_str(&b, str(told, "text")), dp_buf_text(&b, "\u201d");
  }
  if (!b.size) return;
  dp_paint_spaces(&p, 5);
  dp_paint_cell(&p, against ? DP_BLUE : DP_GREEN, against ? DP_STR("against") : DP_STR("for"), 8, false);
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 13, 13);
}

/* Columns: place, name, bar, probability, interval, urgency. */
typedef struct columns {
  unsigned name, bar;
  bool interval;
} columns;
static columns columns_for(unsigned width) {
  columns c = {.interval = width >= 72};
  unsigned fixed = 5 + 1 + 9 + (c.interval ? 11 : 0) + 11;
  unsigned left = width > fixed ? width - fixed : 10;
  c.bar = left / 3 > 20 ? 20 : left / 3;
  c.name = left - c.bar > 44 ? 44 : left - c.bar;
  return c;
}

static void list_row(dp_cli *cli, columns c, dp_str place, const dp_json *row) {
  dp_paint p = {&cli->out, cli->terminal};
  char room[16];
  int64_t probability = milli(row, "probability");
  dp_str urgency = str(row, "urgency");
  dp_paint_cell(&p, DP_PLAIN, place, 3, true);
  dp_paint_text(&p, "  ");
  dp_paint_cell(&p, DP_BOLD, str(row, "name"), c.name, false);
  dp_paint_text(&p, " ");
  dp_paint_bar(&p, dp_urgency_tone(urgency), (uint32_t)(probability * 1000), c.bar);
  dp_paint_cell(&p, DP_BOLD, dp_paint_percent(&p, probability, room), 8, true);
  if (c.interval) {
    dp_buf b;
    dp_buf_init(&b, &cli->arena);
    dp_buf_int(&b, (milli(row, "low") + 5) / 10);
    dp_buf_text(&b, "–");
    dp_buf_int(&b, (milli(row, "high") + 5) / 10);
    dp_paint_text(&p, " ");
    dp_paint_cell(&p, DP_DIM, dp_json_get(row, "low") ? dp_buf_view(&b) : (dp_str){"", 0}, 9, true);
    dp_paint_text(&p, " ");
  }
  dp_paint_text(&p, " ");
  dp_paint_tone(&p, dp_urgency_tone(urgency), urgency);
  dp_paint_line(&p);
}

enum { WORTH_REASONS = 10 }; /* thousandths: what is less likely is a line without reasons; `explain` gives them */

void dp_show_list(dp_cli *cli, const dp_json *r, unsigned most) {
  columns c = columns_for(cli->terminal.width);
  dp_paint p = {&cli->out, cli->terminal};
  unsigned n = 0;
  for (const dp_json *row = items(r, "differential"); row && n < most; row = row->next) {
    dp_buf place;
    dp_buf_init(&place, &cli->arena);
    dp_buf_uint(&place, ++n);
    list_row(cli, c, dp_buf_view(&place), row);
    const dp_json *form = items(row, "forms"); /* of a family */
    if (form) {
      dp_buf b;
      dp_buf_init(&b, &cli->arena);
      unsigned told = 0;
      for (; form && told < 3; form = form->next, told++) {
        char room[16];
        if (told) dp_buf_text(&b, ", ");
        dp_buf_str(&b, str(form, "name"));
        dp_buf_char(&b, ' ');
        dp_buf_str(&b, dp_paint_percent(&p, milli(form, "probability"), room));
      }
      dp_paint_spaces(&p, 5);
      dp_paint_cell(&p, DP_DIM, DP_STR("forms"), 8, false);
      dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), 13, 13);
    }
    if (milli(row, "probability") < WORTH_REASONS) continue;
    why_line(cli, row, false);
    why_line(cli, row, true);
  }
}

static void show_something_else(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  columns c = columns_for(cli->terminal.width);
  char room[16];
  int64_t probability = milli(r, "something_else");
  dp_paint_spaces(&p, 5);
  dp_paint_cell(&p, DP_DIM, DP_STR("Something else"), c.name, false);
  dp_paint_text(&p, " ");
  dp_paint_bar(&p, DP_DIM, (uint32_t)(probability * 1000), c.bar);
  dp_paint_cell(&p, DP_PLAIN, dp_paint_percent(&p, probability, room), 8, true);
  dp_paint_line(&p);
}

enum { MEDICINES_TOLD = 6 }; /* effects beside the list; guide tells all */

static void show_cant_miss(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, "cant_miss")) return;
  dp_paint_heading(&p, "Not to be missed");
  for (const dp_json *row = items(r, "cant_miss"); row; row = row->next) {
    char room[16];
    dp_paint_text(&p, "  ");
    dp_paint_tone(&p, DP_RED, DP_STR("!"));
    dp_paint_text(&p, "  ");
    dp_paint_tone(&p, DP_BOLD, str(row, "name"));
    dp_paint_text(&p, "  ");
    dp_paint_str(&p, dp_paint_percent(&p, milli(row, "probability"), room));
    dp_paint_line(&p);
    if (str(row, "reason").size) {
      dp_paint_spaces(&p, 5);
      dp_paint_wrap(&p, DP_PLAIN, str(row, "reason"), 5, 5);
    }
  }
}

void dp_show_questions(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, "questions")) return;
  dp_paint_heading(&p, "Find out next");
  for (const dp_json *q = items(r, "questions"); q; q = q->next) {
    dp_str ask = str(q, "ask"), cost = str(q, "cost");
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_DIM, cost, 8, false);
    dp_paint_text(&p, " ");
    dp_paint_wrap(&p, DP_PLAIN, ask.size ? ask : str(q, "name"), 11, 11);
    for (int no = 0; no < 2; no++) {
      const dp_json *effects = items(q, no ? "no" : "yes");
      if (!effects) continue;
      dp_buf b;
      dp_buf_init(&b, &cli->arena);
      unsigned told = 0;
      for (const dp_json *e = effects; e && told < 3; e = e->next, told++) {
        char room[16];
        if (told) dp_buf_text(&b, ", ");
        dp_buf_str(&b, str(e, "name"));
        dp_buf_char(&b, ' ');
        dp_buf_str(&b, dp_paint_percent(&p, milli(e, "probability"), room));
      }
      dp_paint_spaces(&p, 11);
      dp_paint_cell(&p, DP_DIM, no ? DP_STR("no:") : DP_STR("yes:"), 5, false);
      dp_paint_wrap(&p, DP_DIM, dp_buf_view(&b), 16, 16);
    }
  }
}

static void show_triage(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  const dp_json *t = dp_json_get(r, "triage");
  dp_str level = str(t, "level");
  dp_buf b, head;
  if (!level.size) return;
  dp_buf_init(&b, &cli->arena);
  dp_buf_init(&head, &cli->arena);
  for (size_t i = 0; i < level.size; i++)
    dp_buf_char(&head, (char)(level.at[i] >= 'a' && level.at[i] <= 'z' ? level.at[i] - 32 : level.at[i]));
  unsigned told = 0;
  for (const dp_json *reason = items(t, "reasons"); reason && told < 3; reason = reason->next, told++) {
    if (told) dp_buf_text(&b, "; ");
    dp_buf_str(&b, str(reason, "text"));
  }
  dp_paint_line(&p);
  dp_paint_tone(&p, dp_urgency_tone(level), dp_buf_view(&head));
  dp_paint_text(&p, "  ");
  unsigned at = dp_paint_columns(dp_buf_view(&head)) + 2;
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), at, at);
}

void dp_names_line(dp_cli *cli, const dp_json *r, const char *key, const char *title, dp_tone tone) {
  dp_paint p = {&cli->out, cli->terminal};
  dp_buf b;
  if (!items(r, key)) return;
  dp_buf_init(&b, &cli->arena);
  for (const dp_json *x = items(r, key); x; x = x->next) {
    if (b.size) dp_buf_text(&b, ", ");
    dp_buf_str(&b, str(x, "name"));
  }
  dp_paint_line(&p);
  dp_paint_tone(&p, tone, dp_str_of(title));
  dp_paint_text(&p, "  ");
  unsigned at = dp_paint_columns(dp_str_of(title)) + 2;
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&b), at, at < 40 ? at : 2);
}

void dp_show_texts(dp_cli *cli, const dp_json *r, const char *key, const char *title, dp_tone tone, unsigned most) {
  dp_paint p = {&cli->out, cli->terminal};
  if (!items(r, key)) return;
  dp_paint_heading(&p, title);
  unsigned told = 0;
  for (const dp_json *x = items(r, key); x && told < most; x = x->next, told++) {
    dp_paint_text(&p, "  ");
    dp_paint_wrap(&p, tone, str(x, "text"), 2, 4);
  }
}

void dp_show_ddx(dp_cli *cli, const dp_json *r) {
  dp_paint p = {&cli->out, cli->terminal};
  show_patient(cli, r);
  show_findings(cli, r);
  /* A list that only says how common things are is no answer to a case. */
  bool none = !items(r, "differential") || (flag(r, "not_enough") && !items(r, "findings"));
  if (none || flag(r, "not_enough")) {
    dp_paint_line(&p);
    dp_paint_wrap(
        &p, DP_AMBER,
        none
            ? DP_STR(
                  "Nothing in this account can be weighed. Say what troubles the patient, since when, and age and sex.")
            : DP_STR("There is not enough evidence to tell these apart: take the list as where to begin asking."),
        0, 0);
  }
  if (flag(r, "outside")) {
    dp_paint_line(&p);
    dp_paint_wrap(&p, DP_AMBER,
                  DP_STR("An important finding is explained by nothing that is known here: think outside this list."),
                  0, 0);
  }
  if (!none) {
    show_triage(cli, r);
    dp_paint_heading(&p, "Likely");
    dp_show_list(cli, r, 1000);
    show_something_else(cli, r);
    show_cant_miss(cli, r);
  }
  dp_show_texts(cli, r, "conflicts", "Take care", DP_RED, UINT_MAX);
  dp_show_texts(cli, r, "medicines", "Could it be the medicine?", DP_PLAIN, MEDICINES_TOLD);
  dp_show_questions(cli, r);
  dp_names_line(cli, r, "also", "Besides the first, to explain the rest:", DP_BOLD);
  dp_names_line(cli, r, "unexplained", "Explained by none of these:", DP_AMBER);
  dp_paint_line(&p);
  dp_show_intended_use(cli);
  dp_show_knowledge(cli, r);
  dp_paint_line(&p);
}

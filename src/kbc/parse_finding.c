/* parse_finding.c: the vocabulary: sources, word classes, findings with their thresholds, measures with their units.
 *
 * Each kind of entry is a table of fields; what a field means is in docs/knowledge-format.md, and in the reader here.
 * References (`is`, `absent`, the measure of a `when`) stay names until resolve.c.
 */
#include "inner.h"

enum { COUNT_MAX = DP_NONE - 1 };
#define RULES(name) name, sizeof name / sizeof *name

/* ---- source ------------------------------------------------------------------------------------------------------ */

static void source_title(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_source *)entry)->title = f->value.text;
}
static void source_publisher(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_source *)entry)->publisher = f->value.text;
}
static void source_url(kbc_parser *p, void *entry, const kbc_field *f) {
  dp_str s = f->value.text;
  if (!dp_str_starts(s, DP_STR("https://")) && !dp_str_starts(s, DP_STR("http://")))
    KBC_FAIL(p->report, kbc_place_in(&f->value, s.at), "an address begins with https:// or http://");
  ((kbc_source *)entry)->url = s;
}
static void source_year(kbc_parser *p, void *entry, const kbc_field *f) {
  int64_t year;
  if (kbc_read_number(p, &f->value, f->value.text, 0, 1900, 2099, "the year", &year))
    ((kbc_source *)entry)->year = (uint16_t)year;
}

static const kbc_rule source_rules[] = {
    {"title", KBC_NEEDED, source_title},
    {"publisher", KBC_NEEDED, source_publisher},
    {"year", KBC_NEEDED, source_year},
    {"url", 0, source_url},
};

void kbc_read_source(kbc_parser *p, const kbc_entry *e) {
  kbc_source s = {.id = e->id, .place = e->place};
  kbc_read_fields(p, e, RULES(source_rules), &s);
  (void)DP_PUSH(p->arena, &p->model->sources, s);
}

/* ---- word -------------------------------------------------------------------------------------------------------- */

static void word_say(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_word *)entry)->say);
}
static void word_as(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_word *)entry)->as = f->value.text;
}

static const kbc_rule word_rules[] = {{"say", KBC_MANY, word_say}, {"as", 0, word_as}};

void kbc_read_word(kbc_parser *p, const kbc_entry *e) {
  kbc_word w = {.id = e->id, .place = e->place};
  kbc_read_fields(p, e, RULES(word_rules), &w);
  if (!w.say.count && !w.as.size) KBC_FAIL(p->report, e->place, "`%.*s` states neither `say` nor `as`", KBC_S(e->id));
  (void)DP_PUSH(p->arena, &p->model->words, w);
}

/* A word of the phrases and what people say in its place: for the loose reader (src/text/loose.c). */
void kbc_read_near(kbc_parser *p, const kbc_entry *e) {
  kbc_word w = {.id = e->id, .place = e->place};
  static const kbc_rule rules[] = {{"say", KBC_MANY | KBC_NEEDED, word_say}};
  kbc_read_fields(p, e, RULES(rules), &w);
  (void)DP_PUSH(p->arena, &p->model->nears, w);
}

/* ---- thresholds -------------------------------------------------------------------------------------------------- */

/* "28d", "6w", "6m", "12y" in days. */
static bool read_age(kbc_parser *p, const kbc_value *v, dp_str s, uint32_t *days) {
  int64_t n = 0;
  char unit = s.size > 1 ? s.at[s.size - 1] : 0;
  bool ok = (unit == 'd' || unit == 'w' || unit == 'm' || unit == 'y') &&
            kbc_decimal((dp_str){s.at, s.size - 1}, 0, &n) && n >= 0 && n <= 100000;
  if (!ok) {
    KBC_FAIL(p->report, kbc_place_in(v, s.at), "expected an age such as 28d, 6w, 6m or 12y instead of `%.*s`",
             KBC_S(s));
    return false;
  }
  /* A year counts as 365 days, as in dp_kb_band_first_day: an age in years is never below its own threshold. */
  *days = (uint32_t)(unit == 'd' ? n : unit == 'w' ? n * 7 : unit == 'm' ? n * 365 / 12 : n * 365);
  return true;
}

/* FROM-TO, either end may be left out. */
bool kbc_read_ages(kbc_parser *p, const kbc_value *v, dp_str s, uint32_t *from_days, uint32_t *to_days) {
  const char *dash = s.size ? memchr(s.at, '-', s.size) : NULL;
  if (!dash || s.size == 1) {
    KBC_FAIL(p->report, kbc_place_in(v, s.at), "expected ages FROM-TO after `age`, such as 6m-12y or 65y-");
    return false;
  }
  dp_str from = {s.at, (size_t)(dash - s.at)}, to = {dash + 1, s.size - from.size - 1};
  if (from.size && !read_age(p, v, from, from_days)) return false;
  if (to.size && !read_age(p, v, to, to_days)) return false;
  if (*from_days >= *to_days) {
    KBC_FAIL(p->report, kbc_place_in(v, s.at), "the ages %.*s go down", KBC_S(s));
    return false;
  }
  return true;
}

/* [OP] NUMBER[-NUMBER]: a range without an operator is >= its low end. */
static bool read_bounds(kbc_parser *p, const kbc_value *v, dp_str *rest, kbc_when *w) {
  static const int64_t limit = INT64_C(1000000000000);
  dp_str word = kbc_next_word(rest);
  bool has_op = true;
  if (dp_str_eq(word, DP_STR("<"))) w->op = DP_OP_LT;
  else if (dp_str_eq(word, DP_STR("<="))) w->op = DP_OP_LE;
  else if (dp_str_eq(word, DP_STR(">"))) w->op = DP_OP_GT;
  else if (dp_str_eq(word, DP_STR(">="))) w->op = DP_OP_GE;
  else has_op = false, w->op = DP_OP_GE;
  dp_str number = has_op ? kbc_next_word(rest) : word;
  if (number.size == 0) {
    KBC_FAIL(p->report, kbc_place_in(v, number.at), "expected `MEASURE < NUMBER` (or <=, >, >=, or a range)");
    return false;
  }
  int64_t to;
  if (!kbc_read_range(p, v, number, 3, -limit, limit, "the threshold", &w->milli, &to)) return false;
  bool is_range = number.size > 1 && memchr(number.at + 1, '-', number.size - 1);
  if (is_range && (w->op == DP_OP_LT || w->op == DP_OP_LE)) {
    KBC_FAIL(p->report, kbc_place_in(v, word.at), "a range goes with >= or >, or stands alone");
    return false;
  }
  if (!is_range && !has_op) {
    KBC_FAIL(p->report, kbc_place_in(v, number.at), "expected <, <=, >, >= or a range before `%.*s`", KBC_S(number));
    return false;
  }
  w->milli_to = is_range ? to : INT64_MAX;
  return true;
}

static void finding_when(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_finding *x = entry;
  const kbc_value *v = &f->value;
  dp_str all = v->text, rest;
  while (kbc_next_item(&all, "|", &rest)) {
    kbc_when w = {.to_days = UINT32_MAX, .place = kbc_place_in(v, rest.at)};
    w.measure.id = kbc_next_word(&rest);
    w.measure.place = kbc_place_in(v, w.measure.id.at);
    w.measure.at = DP_NONE;
    if (!kbc_is_id(w.measure.id)) {
      KBC_FAIL(p->report, w.place, "expected the id of a measure instead of `%.*s`", KBC_S(w.measure.id));
      continue;
    }
    bool ok = read_bounds(p, v, &rest, &w);
    while (ok && rest.size) {
      dp_str word = kbc_next_word(&rest);
      if (dp_str_eq(word, DP_STR("age"))) {
        ok = kbc_read_ages(p, v, kbc_next_word(&rest), &w.from_days, &w.to_days);
      } else if (dp_str_eq(word, DP_STR("sex"))) {
        dp_str sex = kbc_next_word(&rest);
        if (sex.size == 1 && (sex.at[0] == 'f' || sex.at[0] == 'm')) w.sex = sex.at[0];
        else ok = false;
        if (!ok) KBC_FAIL(p->report, kbc_place_in(v, sex.at), "expected `sex f` or `sex m`");
      } else if (dp_str_eq(word, DP_STR("pregnant"))) {
        w.pregnant = true;
      } else {
        ok = false;
        KBC_FAIL(p->report, kbc_place_in(v, word.at), "expected `age`, `sex` or `pregnant` instead of `%.*s`",
                 KBC_S(word));
      }
    }
    if (ok) (void)DP_PUSH(p->arena, &x->whens, w);
  }
}

/* ---- finding ----------------------------------------------------------------------------------------------------- */

static void finding_name(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_finding *)entry)->name = f->value.text;
}
static void finding_ask(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_finding *)entry)->ask = f->value.text;
}
static void finding_is(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &((kbc_finding *)entry)->parents);
}
static void finding_absent(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &((kbc_finding *)entry)->denies);
}
static void finding_say(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_finding *)entry)->say);
}
static void finding_mod(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_finding *)entry)->mod);
}
static void finding_test(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_finding *)entry)->test);
}

static void finding_kind(kbc_parser *p, void *entry, const kbc_field *f) {
  unsigned kind;
  if (dp_str_eq(f->value.text, dp_str_of(dp_kb_kind_name(DP_KIND_DISEASE))))
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at),
             "a disease is a condition or a class, and is a finding by itself");
  else if (kbc_read_name(p, &f->value, f->value.text, dp_kb_kind_name, DP_KIND_DISEASE, "kind of finding", &kind))
    ((kbc_finding *)entry)->kind = (dp_kind)kind;
}

static void finding_cost(kbc_parser *p, void *entry, const kbc_field *f) {
  unsigned cost;
  if (kbc_read_name(p, &f->value, f->value.text, dp_kb_cost_name, DP_COST_COUNT, "cost", &cost))
    ((kbc_finding *)entry)->cost = (uint8_t)cost;
}

/* The background rate may carry its source; the image does not keep it. */
static void finding_rate(kbc_parser *p, void *entry, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t percent;
  if (kbc_read_number(p, &f->value, s, 4, 10, 900000, "the rate (percent)", &percent))
    ((kbc_finding *)entry)->rate_ppm = (uint32_t)percent;
}

static void finding_complaint(kbc_parser *p, void *entry, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t per_thousand;
  if (kbc_read_number(p, &f->value, s, 3, 1, 300000, "the complaint's share (per 1,000)", &per_thousand))
    ((kbc_finding *)entry)->complaint_ppm = (uint32_t)per_thousand;
}

static void finding_striking(kbc_parser *p, void *entry, const kbc_field *f) {
  int64_t percent;
  if (kbc_read_number(p, &f->value, f->value.text, 0, 0, 100, "striking (percent)", &percent))
    ((kbc_finding *)entry)->striking = (uint8_t)percent;
}

static void finding_hpo(kbc_parser *p, void *entry, const kbc_field *f) {
  dp_str s = f->value.text;
  bool ok = s.size == 10 && dp_str_starts(s, DP_STR("HP:"));
  for (size_t i = 3; ok && i < s.size; i++) ok = s.at[i] >= '0' && s.at[i] <= '9';
  if (ok) ((kbc_finding *)entry)->hpo = s;
  else
    KBC_FAIL(p->report, kbc_place_in(&f->value, s.at), "expected an HPO id such as HP:0001681 instead of `%.*s`",
             KBC_S(s));
}

static const kbc_rule finding_rules[] = {
    {"name", KBC_NEEDED, finding_name},
    {"kind", KBC_NEEDED, finding_kind},
    {"is", 0, finding_is},
    {"say", KBC_MANY, finding_say},
    {"mod", KBC_MANY, finding_mod},
    {"test", KBC_MANY, finding_test},
    {"when", KBC_MANY, finding_when},
    {"absent", KBC_MANY, finding_absent},
    {"ask", 0, finding_ask},
    {"cost", 0, finding_cost},
    {"rate", 0, finding_rate},
    {"complaint", 0, finding_complaint},
    {"striking", 0, finding_striking},
    {"hpo", 0, finding_hpo},
};

void kbc_read_finding(kbc_parser *p, const kbc_entry *e) {
  kbc_finding x = {.id = e->id,
                   .place = e->place,
                   .cost = KBC_UNSET8,
                   .striking = KBC_UNSET8,
                   .rate_ppm = KBC_UNSET32,
                   .condition = DP_NONE};
  kbc_read_fields(p, e, RULES(finding_rules), &x);
  if (x.rate_ppm == KBC_UNSET32 && x.kind != DP_KIND_GROUP) {
    bool stated = false; /* a wrong one has been reported */
    for (size_t i = 0; i < e->fields.count; i++) stated = stated || dp_str_eq(e->fields.at[i].key, DP_STR("rate"));
    if (!stated)
      KBC_FAIL(p->report, e->place, "`%.*s` does not state `rate` (only a group may leave it out)", KBC_S(e->id));
    x.rate_ppm = 10000;
  }
  if (p->model->findings.count < COUNT_MAX) (void)DP_PUSH(p->arena, &p->model->findings, x);
  else if (p->model->findings.count == COUNT_MAX) KBC_FAIL(p->report, e->place, "more than 65,534 findings");
}

/* ---- measure ----------------------------------------------------------------------------------------------------- */

static void measure_name(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_measure *)entry)->name = f->value.text;
}
static void measure_unit(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_measure *)entry)->unit = f->value.text;
}
static void measure_say(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_measure *)entry)->say);
}

/* `NUMBER`, `(x - A) * B` or `(x + A) * B`: factor and offset to the canonical unit. */
static bool read_formula(kbc_parser *p, const kbc_value *v, dp_str s, kbc_unit *u) {
  static const int64_t limit = INT64_C(1000000000000);
  int64_t n;
  u->offset_milli = 0;
  if (s.size && s.at[0] == '(' && memchr(s.at, ')', s.size)) {
    dp_str inside = dp_str_cut(&s, ')');
    inside = (dp_str){inside.at + 1, inside.size - 1};
    dp_str x = kbc_next_word(&inside), sign = kbc_next_word(&inside), times = kbc_next_word(&s);
    bool plus = dp_str_eq(sign, DP_STR("+"));
    if (!dp_str_eq(x, DP_STR("x")) || !(plus || dp_str_eq(sign, DP_STR("-"))) || !dp_str_eq(times, DP_STR("*"))) {
      KBC_FAIL(p->report, kbc_place_in(v, x.at), "expected a factor, or `(x - NUMBER) * NUMBER`");
      return false;
    }
    if (!kbc_read_number(p, v, inside, 3, 0, limit, "the offset", &n)) return false;
    u->offset_milli = plus ? -n : n;
  }
  if (!kbc_read_number(p, v, s, 6, 1, limit, "the factor", &n)) return false;
  u->factor_micro = n;
  return true;
}

static void measure_units(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_measure *m = entry;
  dp_str rest = f->value.text, item;
  while (kbc_next_item(&rest, "|", &item)) {
    dp_str formula = item, name = dp_str_trim(dp_str_cut(&formula, '='));
    kbc_unit u = {.name = name};
    if (name.size == 0 || name.size == item.size) {
      KBC_FAIL(p->report, kbc_place_in(&f->value, item.at), "expected `UNIT = FACTOR` instead of `%.*s`", KBC_S(item));
      continue;
    }
    if (read_formula(p, &f->value, dp_str_trim(formula), &u)) (void)DP_PUSH(p->arena, &m->units, u);
  }
}

static void measure_range(kbc_parser *p, void *entry, const kbc_field *f) {
  static const int64_t limit = INT64_C(1000000000000);
  kbc_measure *m = entry;
  if (!kbc_read_range(p, &f->value, f->value.text, 3, -limit, limit, "the range", &m->low_milli, &m->high_milli))
    return;
  if (m->low_milli == m->high_milli)
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at), "expected a range such as 10-400");
}

static void measure_decimals(kbc_parser *p, void *entry, const kbc_field *f) {
  int64_t n;
  if (kbc_read_number(p, &f->value, f->value.text, 0, 0, 3, "decimals", &n))
    ((kbc_measure *)entry)->decimals = (uint16_t)n;
}

/* `UNIT FROM-TO`: the range is the last word, for a unit may have spaces. */
static void measure_guess(kbc_parser *p, void *entry, const kbc_field *f) {
  static const int64_t limit = INT64_C(1000000000000);
  kbc_measure *m = entry;
  dp_str rest = f->value.text, item;
  while (kbc_next_item(&rest, "|", &item)) {
    size_t start = item.size;
    while (start > 0 && item.at[start - 1] != ' ') start--;
    kbc_guess g = {.unit_name = dp_str_trim((dp_str){item.at, start}), .place = kbc_place_in(&f->value, item.at)};
    dp_str range = {item.at + start, item.size - start};
    if (g.unit_name.size == 0) KBC_FAIL(p->report, g.place, "expected `UNIT FROM-TO` instead of `%.*s`", KBC_S(item));
    else if (kbc_read_range(p, &f->value, range, 3, -limit, limit, "the range", &g.low_milli, &g.high_milli))
      (void)DP_PUSH(p->arena, &m->guesses, g);
  }
}

static const kbc_rule measure_rules[] = {
    {"name", KBC_NEEDED, measure_name}, {"unit", 0, measure_unit},          {"range", KBC_NEEDED, measure_range},
    {"say", KBC_MANY, measure_say},     {"units", KBC_MANY, measure_units}, {"decimals", 0, measure_decimals},
    {"guess", KBC_MANY, measure_guess},
};

void kbc_read_measure(kbc_parser *p, const kbc_entry *e) {
  kbc_measure m = {.id = e->id, .place = e->place};
  kbc_unit canonical = {.factor_micro = 1000000};
  (void)DP_PUSH(p->arena, &m.units, canonical);
  kbc_read_fields(p, e, RULES(measure_rules), &m);
  if (m.units.count) m.units.at[0].name = m.unit;
  if (m.low_milli >= m.high_milli) m.high_milli = m.low_milli + 1; /* reported; an image can still be built */
  for (size_t i = 0; i < m.units.count; i++)
    for (size_t k = 0; k < i; k++)
      if (dp_str_eq(m.units.at[i].name, m.units.at[k].name))
        KBC_FAIL(p->report, e->place, "the unit `%.*s` is stated twice", KBC_S(m.units.at[i].name));
  for (size_t i = 0; i < m.guesses.count; i++) {
    kbc_guess *g = &m.guesses.at[i];
    size_t k = 0;
    while (k < m.units.count && !dp_str_eq(m.units.at[k].name, g->unit_name)) k++;
    if (k == m.units.count)
      KBC_FAIL(p->report, g->place, "`%.*s` is no unit of `%.*s`", KBC_S(g->unit_name), KBC_S(e->id));
    else g->unit = (uint16_t)k;
  }
  (void)DP_PUSH(p->arena, &p->model->measures, m);
}

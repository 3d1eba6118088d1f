/* parse_rule.c: red-flag rules (knowledge/guidance). docs/knowledge-format.md tells the fields; src/guide/rules.h what
 * they mean. Items stay names until resolve.c.
 */
#include "inner.h"

#define RULES(name) name, sizeof name / sizeof *name
#define RULE(entry) ((kbc_rule_entry *)(entry))

static void rule_name(kbc_parser *p, void *r, const kbc_field *f) { (void)p, RULE(r)->name = f->value.text; }
static void rule_say(kbc_parser *p, void *r, const kbc_field *f) { (void)p, RULE(r)->say = f->value.text; }
static void rule_fire(kbc_parser *p, void *r, const kbc_field *f) {
  kbc_phrase text = {f->value.text, false, kbc_place_in(&f->value, f->value.text.at)};
  (void)DP_PUSH(p->arena, &RULE(r)->fire, text);
}
static void rule_quiet(kbc_parser *p, void *r, const kbc_field *f) {
  kbc_phrase text = {f->value.text, false, kbc_place_in(&f->value, f->value.text.at)};
  (void)DP_PUSH(p->arena, &RULE(r)->quiet, text);
}
static void rule_level(kbc_parser *p, void *r, const kbc_field *f) {
  unsigned u;
  if (kbc_read_name(p, &f->value, f->value.text, dp_kb_urgency_name, DP_URGENCY_COUNT, "level", &u))
    RULE(r)->level = (uint8_t)u;
}

/* `ID`, or a measure's `ID OP NUMBER`, or in `likely` `ID PERCENT`. */
static bool read_item(kbc_parser *p, const kbc_value *v, dp_str s, bool likely, kbc_rule_item *out) {
  dp_str rest = s;
  *out = (kbc_rule_item){.ref = {.id = kbc_next_word(&rest), .at = DP_NONE}};
  out->ref.place = kbc_place_in(v, out->ref.id.at);
  if (!kbc_is_id(out->ref.id)) {
    KBC_FAIL(p->report, out->ref.place, "expected an id instead of `%.*s`", KBC_S(out->ref.id));
    return false;
  }
  if (likely) {
    out->what = KBC_RULE_LIKELY;
    return kbc_read_number(p, v, rest, 4, 1, 1000000, "the probability (percent)", &out->milli);
  }
  if (!rest.size) return true;
  static const char *const ops[] = {"<", "<=", ">", ">="};
  dp_str op = kbc_next_word(&rest);
  for (out->op = 0; out->op < DP_OP_COUNT; out->op++)
    if (dp_str_eq(op, dp_str_of(ops[out->op]))) break;
  if (out->op == DP_OP_COUNT) {
    KBC_FAIL(p->report, kbc_place_in(v, op.at), "expected <, <=, > or >= instead of `%.*s`", KBC_S(op));
    return false;
  }
  out->what = KBC_RULE_MEASURE;
  return kbc_read_number(p, v, rest, 3, -INT64_C(1000000000000), INT64_C(1000000000000), "the threshold", &out->milli);
}

/* One group of `need` items from a list. */
static void add_group(kbc_parser *p, kbc_rule_entry *r, const kbc_field *f, dp_str items, uint8_t need, bool none,
                      bool likely) {
  kbc_rule_group g = {.need = need, .none = none};
  dp_str rest = items, item;
  while (kbc_next_item(&rest, "|,", &item)) {
    kbc_rule_item x;
    if (read_item(p, &f->value, item, likely, &x)) (void)DP_PUSH(p->arena, &g.items, x);
  }
  if (g.items.count) (void)DP_PUSH(p->arena, &r->groups, g);
}

static void rule_all(kbc_parser *p, void *r, const kbc_field *f) {
  dp_str rest = f->value.text, item;
  while (kbc_next_item(&rest, "|,", &item)) add_group(p, RULE(r), f, item, 1, false, false);
}
static void rule_any(kbc_parser *p, void *r, const kbc_field *f) {
  dp_str rest = f->value.text, after = rest, first = kbc_next_word(&after), of = kbc_next_word(&after);
  int64_t need = 1;
  if (dp_str_eq(of, DP_STR("of"))) {
    if (!kbc_read_number(p, &f->value, first, 0, 1, 20, "the number before `of`", &need)) return;
    rest = after;
  }
  add_group(p, RULE(r), f, rest, (uint8_t)need, false, false);
}
static void rule_none(kbc_parser *p, void *r, const kbc_field *f) {
  add_group(p, RULE(r), f, f->value.text, 0, true, false);
}
static void rule_likely(kbc_parser *p, void *r, const kbc_field *f) {
  add_group(p, RULE(r), f, f->value.text, 1, false, true);
}

static void rule_age(kbc_parser *p, void *r, const kbc_field *f) {
  (void)kbc_read_ages(p, &f->value, f->value.text, &RULE(r)->from_days, &RULE(r)->to_days);
}
/* "48h", "14d", "3w", "6m", "2y" in hours. */
static void read_hours(kbc_parser *p, const kbc_field *f, uint32_t *out) {
  dp_str s = f->value.text;
  int64_t n = 0;
  char unit = s.size > 1 ? s.at[s.size - 1] : 0;
  uint32_t hours = unit == 'h' ? 1 : unit == 'd' ? 24 : unit == 'w' ? 168 : unit == 'm' ? 730 : unit == 'y' ? 8760 : 0;
  if (!hours || !kbc_decimal((dp_str){s.at, s.size - 1}, 0, &n) || n < 0 || n > 10000)
    KBC_FAIL(p->report, kbc_place_in(&f->value, s.at), "expected a time such as 48h, 14d, 3w, 6m or 2y");
  else *out = (uint32_t)n * hours;
}
static void rule_within(kbc_parser *p, void *r, const kbc_field *f) { read_hours(p, f, &RULE(r)->within_h); }
static void rule_after(kbc_parser *p, void *r, const kbc_field *f) { read_hours(p, f, &RULE(r)->after_h); }

static void rule_sex(kbc_parser *p, void *r, const kbc_field *f) {
  if (dp_str_eq(f->value.text, DP_STR("female"))) RULE(r)->sex = 1;
  else if (dp_str_eq(f->value.text, DP_STR("male"))) RULE(r)->sex = 2;
  else KBC_FAIL(p->report, f->place, "expected `female` or `male`");
}
static void rule_pregnant(kbc_parser *p, void *r, const kbc_field *f) {
  if (dp_str_eq(f->value.text, DP_STR("no"))) RULE(r)->pregnant = 1;
  else if (dp_str_eq(f->value.text, DP_STR("yes"))) RULE(r)->pregnant = 2;
  else KBC_FAIL(p->report, f->place, "expected `yes` or `no`");
}
static void rule_source(kbc_parser *p, void *r, const kbc_field *f) {
  dp_str s = f->value.text;
  RULE(r)->cite = kbc_take_cite(&f->value, &s);
  if (RULE(r)->cite.kind == KBC_UNCITED || s.size)
    KBC_FAIL(p->report, kbc_place_in(&f->value, s.at), "expected `@source` or `estimate`");
}

static const kbc_rule rule_rules[] = {
    {"name", KBC_NEEDED, rule_name},   {"level", KBC_NEEDED, rule_level},
    {"all", KBC_MANY, rule_all},       {"any", KBC_MANY, rule_any},
    {"none", KBC_MANY, rule_none},     {"likely", KBC_MANY, rule_likely},
    {"age", 0, rule_age},              {"sex", 0, rule_sex},
    {"pregnant", 0, rule_pregnant},    {"within", 0, rule_within},
    {"after", 0, rule_after},          {"say", KBC_NEEDED, rule_say},
    {"source", KBC_NEEDED, rule_source}, {"fire", KBC_NEEDED | KBC_MANY, rule_fire},
    {"quiet", KBC_NEEDED | KBC_MANY, rule_quiet},
};

void kbc_read_rule(kbc_parser *p, const kbc_entry *e) {
  kbc_rule_entry r = {.id = e->id, .place = e->place, .to_days = UINT32_MAX, .within_h = UINT32_MAX};
  kbc_read_fields(p, e, RULES(rule_rules), &r);
  bool asks = false;
  for (size_t i = 0; i < r.groups.count; i++) asks = asks || !r.groups.at[i].none;
  if (!asks) KBC_FAIL(p->report, e->place, "`%.*s` asks for nothing: `all`, `any` or `likely`", KBC_S(e->id));
  else (void)DP_PUSH(p->arena, &p->model->rules, r);
}

/* parse_medicine.c: medicines (knowledge/medicines). docs/knowledge-format.md tells the fields; src/engine/medicine.h what they mean.
 * Ids stay names until resolve.c.
 */
#include "inner.h"
#include "../engine/medicine.h"

#define MED(entry) ((kbc_medicine *)(entry))

static void med_name(kbc_parser *p, void *m, const kbc_field *f) { (void)p, MED(m)->name = f->value.text; }
static void med_use(kbc_parser *p, void *m, const kbc_field *f) { (void)p, MED(m)->use = f->value.text; }
static void med_brands(kbc_parser *p, void *m, const kbc_field *f) {
  MED(m)->brand_list = f->value.text;
  kbc_read_phrases(p, &f->value, &MED(m)->brands);
}
static void med_misspelt(kbc_parser *p, void *m, const kbc_field *f) { kbc_read_phrases(p, &f->value, &MED(m)->misspelt); }
static void med_class(kbc_parser *p, void *m, const kbc_field *f) { kbc_read_refs(p, &f->value, &MED(m)->classes); }
static void med_about(kbc_parser *p, void *m, const kbc_field *f) {
  kbc_refs refs = {0};
  kbc_read_refs(p, &f->value, &refs);
  if (refs.count > 1) KBC_FAIL(p->report, f->place, "a medicine is about one finding");
  if (refs.count) MED(m)->about = refs.at[0];
}
static void med_rate(kbc_parser *p, void *m, const kbc_field *f) {
  int64_t ppm;
  if (kbc_read_number(p, &f->value, f->value.text, 4, 10, 900000, "how many take it (percent)", &ppm))
    MED(m)->rate_ppm = (uint32_t)ppm;
}

/* ---- effects: `ID PERCENT[-PERCENT] [TIME] [@source|estimate]` ------------------------------------------------------- */

static void read_effect(kbc_parser *p, kbc_medicine *m, const kbc_value *v, kbc_cite head) {
  dp_str rest = v->text;
  kbc_cite cite = kbc_take_cite(v, &rest);
  dp_str id = kbc_next_word(&rest), number = kbc_next_word(&rest), time = kbc_next_word(&rest);
  kbc_effect e = {.finding = {id, kbc_place_in(v, id.at), DP_NONE}, .cite = cite.kind == KBC_UNCITED ? head : cite};
  int64_t low, high;
  if (!kbc_is_id(id)) {
    KBC_FAIL(p->report, e.finding.place, "expected an id instead of `%.*s`", KBC_S(id));
    return;
  }
  if (!number.size) {
    KBC_FAIL(p->report, e.finding.place, "expected a percentage after `%.*s`", KBC_S(id));
    return;
  }
  if (!kbc_read_range(p, v, number, 3, 1, 100000, "the percentage", &low, &high)) return;
  e.low = (uint16_t)((low + 50) / 100), e.high = (uint16_t)((high + 50) / 100);
  if (!e.low) e.low = 1;
  if (!e.high) e.high = 1;
  unsigned of = DP_EFFECT_ANY_TIME;
  if (time.size && !kbc_read_name(p, v, time, dp_effect_time_name, DP_EFFECT_TIME_COUNT, "time (hours, days, weeks, months or years)", &of))
    return;
  if (rest.size) {
    KBC_FAIL(p->report, kbc_place_in(v, rest.at), "expected `estimate` or one `@source` instead of `%.*s`", KBC_S(rest));
    return;
  }
  if (e.cite.kind == KBC_UNCITED) {
    KBC_FAIL(p->report, e.finding.place, "`%.*s` has no `@source` and is not marked `estimate`", KBC_S(id));
    return;
  }
  e.time = (uint8_t)of;
  for (size_t i = 0; i < m->effects.count; i++)
    if (dp_str_eq(m->effects.at[i].finding.id, id)) {
      KBC_FAIL(p->report, e.finding.place, "`%.*s` is stated twice in this table", KBC_S(id));
      return;
    }
  (void)DP_PUSH(p->arena, &m->effects, e);
}

/* What may stand behind a table's colon: its rows' source and nothing else. */
static kbc_cite head_of(kbc_parser *p, const kbc_field *f) {
  dp_str rest = f->value.text;
  kbc_cite cite = kbc_take_cite(&f->value, &rest);
  if (rest.size) KBC_FAIL(p->report, kbc_place_in(&f->value, rest.at), "rows go below, indented by 4");
  return cite;
}

static void med_effects(kbc_parser *p, void *m, const kbc_field *f) {
  kbc_cite head = head_of(p, f);
  for (size_t i = 0; i < f->rows.count; i++) read_effect(p, MED(m), &f->rows.at[i], head);
}

/* ---- conflicts: `ITEM[ | ITEM …] LEVEL: SENTENCE [@source|estimate]` -------------------------------------------------- */

static bool read_age_item(kbc_parser *p, const kbc_value *v, dp_str ages, kbc_conflict_item *out) {
  uint32_t from = 0, to = UINT32_MAX;
  if (!kbc_read_ages(p, v, ages, &from, &to)) return false;
  if ((from != 0) == (to != UINT32_MAX)) {
    KBC_FAIL(p->report, kbc_place_in(v, ages.at), "an age here is `FROM-` or `-TO`, such as 65y- or -16y");
    return false;
  }
  *out = (kbc_conflict_item){.what = DP_ITEM_AGE, .op = from ? DP_OP_GE : DP_OP_LT, .milli = from ? from : to};
  return true;
}

/* `ID`, `MEASURE OP NUMBER` or `age AGES`. */
static bool read_item(kbc_parser *p, const kbc_value *v, dp_str s, bool medicines, kbc_conflict_item *out) {
  dp_str rest = s;
  *out = (kbc_conflict_item){.ref = {.id = kbc_next_word(&rest), .at = DP_NONE}};
  out->ref.place = kbc_place_in(v, out->ref.id.at);
  if (!medicines && dp_str_eq(out->ref.id, DP_STR("age"))) return read_age_item(p, v, rest, out);
  if (!kbc_is_id(out->ref.id)) {
    KBC_FAIL(p->report, out->ref.place, "expected an id instead of `%.*s`", KBC_S(out->ref.id));
    return false;
  }
  if (!rest.size) return true;
  static const char *const ops[] = {"<", "<=", ">", ">="};
  dp_str op = kbc_next_word(&rest);
  for (out->op = 0; !medicines && out->op < DP_OP_COUNT; out->op++)
    if (dp_str_eq(op, dp_str_of(ops[out->op]))) break;
  if (medicines || out->op == DP_OP_COUNT) {
    KBC_FAIL(p->report, kbc_place_in(v, op.at), "what is `%.*s`? Ids stand between `|`, then `caution:` or `avoid:`", KBC_S(op));
    return false;
  }
  out->what = DP_ITEM_MEASURE;
  return kbc_read_number(p, v, rest, 3, -2000000000, 2000000000, "the threshold", &out->milli);
}

/* `LEVEL: SENTENCE [cite]`; the level is the last word before the colon. */
static bool read_saying(kbc_parser *p, const kbc_value *v, kbc_cite head, kbc_conflict *c, dp_str *items) {
  dp_str rest = v->text;
  c->place = kbc_place_in(v, rest.at);
  kbc_cite cite = kbc_take_cite(v, &rest);
  c->cite = cite.kind == KBC_UNCITED ? head : cite;
  const char *colon = rest.size ? memchr(rest.at, ':', rest.size) : NULL;
  if (!colon) {
    KBC_FAIL(p->report, c->place, "expected `caution: SENTENCE` or `avoid: SENTENCE`");
    return false;
  }
  dp_str before = dp_str_trim((dp_str){rest.at, (size_t)(colon - rest.at)}), level = before;
  c->say = dp_str_trim((dp_str){colon + 1, (size_t)(rest.at + rest.size - colon - 1)});
  size_t from = before.size;
  while (from && before.at[from - 1] != ' ' && before.at[from - 1] != '|') from--;
  level = (dp_str){before.at + from, before.size - from};
  *items = dp_str_trim((dp_str){before.at, from});
  unsigned of;
  if (!kbc_read_name(p, v, level, dp_conflict_level_name, DP_CONFLICT_LEVEL_COUNT, "level (avoid, caution or safe)", &of)) return false;
  c->level = (uint8_t)of;
  if (!c->say.size) {
    KBC_FAIL(p->report, kbc_place_in(v, level.at), "`%.*s:` needs a sentence: what happens, and what to do", KBC_S(level));
    return false;
  }
  if (c->cite.kind == KBC_UNCITED) {
    KBC_FAIL(p->report, c->place, "this has no `@source` and is not marked `estimate`");
    return false;
  }
  return true;
}

static void read_conflicts(kbc_parser *p, kbc_medicine *m, const kbc_field *f, dp_conflict_about about) {
  kbc_cite head = head_of(p, f);
  for (size_t i = 0; i < f->rows.count; i++) {
    const kbc_value *v = &f->rows.at[i];
    kbc_conflict c = {.about = (uint8_t)about};
    dp_str items, item;
    if (!read_saying(p, v, head, &c, &items)) continue;
    if (c.level == DP_CONFLICT_SAFE) {
      KBC_FAIL(p->report, c.place, "`safe` goes with pregnancy and breast-feeding alone");
      continue;
    }
    bool none = !items.size;
    while (kbc_next_item(&items, "|,", &item)) {
      kbc_conflict_item x;
      if (read_item(p, v, item, about == DP_ABOUT_INTERACTION, &x)) (void)DP_PUSH(p->arena, &c.items, x);
    }
    if (c.items.count) (void)DP_PUSH(p->arena, &m->conflicts, c);
    else if (none) KBC_FAIL(p->report, c.place, "with what? Ids stand before the level");
  }
}
static void med_interactions(kbc_parser *p, void *m, const kbc_field *f) { read_conflicts(p, MED(m), f, DP_ABOUT_INTERACTION); }
static void med_cautions(kbc_parser *p, void *m, const kbc_field *f) { read_conflicts(p, MED(m), f, DP_ABOUT_CAUTION); }

/* `pregnancy: LEVEL: SENTENCE`: met when the patient is; whether she may be is asked of what is to be avoided. */
static void read_state(kbc_parser *p, kbc_medicine *m, const kbc_field *f, dp_conflict_about about) {
  kbc_conflict c = {.about = (uint8_t)about};
  dp_str items;
  if (!read_saying(p, &f->value, (kbc_cite){.kind = KBC_UNCITED}, &c, &items)) return;
  if (items.size) {
    KBC_FAIL(p->report, kbc_place_in(&f->value, items.at), "expected `avoid:`, `caution:` or `safe:` and a sentence");
    return;
  }
  (void)DP_PUSH(p->arena, &m->conflicts, c);
}
static void med_pregnancy(kbc_parser *p, void *m, const kbc_field *f) { read_state(p, MED(m), f, DP_ABOUT_PREGNANCY); }
static void med_breastfeeding(kbc_parser *p, void *m, const kbc_field *f) { read_state(p, MED(m), f, DP_ABOUT_BREASTFEEDING); }

static void read_said(kbc_parser *p, const kbc_field *f, kbc_said_of *out) {
  out->text = f->value.text;
  out->cite = kbc_take_cite(&f->value, &out->text);
  if (out->cite.kind == KBC_UNCITED)
    KBC_FAIL(p->report, f->place, "`%.*s` has no `@source` at its end and is not marked `estimate`", KBC_S(f->key));
}
static void med_monitor(kbc_parser *p, void *m, const kbc_field *f) { read_said(p, f, &MED(m)->monitor); }
static void med_overdose(kbc_parser *p, void *m, const kbc_field *f) { read_said(p, f, &MED(m)->overdose); }

static const kbc_rule medicine_rules[] = {
    {"name", KBC_NEEDED, med_name},
    {"brands", KBC_MANY, med_brands},
    {"misspelt", KBC_MANY, med_misspelt},
    {"class", KBC_MANY, med_class},
    {"about", 0, med_about},
    {"use", 0, med_use},
    {"rate", 0, med_rate},
    {"effects", KBC_TABLE | KBC_MANY, med_effects},
    {"interactions", KBC_TABLE | KBC_MANY, med_interactions},
    {"cautions", KBC_TABLE | KBC_MANY, med_cautions},
    {"pregnancy", 0, med_pregnancy},
    {"breastfeeding", 0, med_breastfeeding},
    {"monitor", 0, med_monitor},
    {"overdose", 0, med_overdose},
};

void kbc_read_medicine(kbc_parser *p, const kbc_entry *e) {
  kbc_medicine m = {.id = e->id, .place = e->place, .finding = DP_NONE, .rate_ppm = KBC_UNSET32, .about.at = DP_NONE};
  kbc_read_fields(p, e, medicine_rules, sizeof medicine_rules / sizeof *medicine_rules, &m);
  (void)DP_PUSH(p->arena, &p->model->medicines, m);
}

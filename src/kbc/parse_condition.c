/* parse_condition.c: conditions and their broader classes.
 *
 * A condition is one table of fields; what each means, its units and its defaults are in docs/knowledge-format.md.
 * Rates and frequencies must say where they are from (a source or `estimate`); what is left out takes a documented
 * default in resolve.c, and kbc_check says what ought to have been stated.
 */
#include "inner.h"

#define RULES(name) name, sizeof name / sizeof *name
#define COND(entry) ((kbc_condition *)(entry))

/* ---- plain fields ------------------------------------------------------------------------------------------------ */

static void cond_name(kbc_parser *p, void *c, const kbc_field *f) { (void)p, COND(c)->name = f->value.text; }
static void cond_aka(kbc_parser *p, void *c, const kbc_field *f) { kbc_read_phrases(p, &f->value, &COND(c)->aka); }
static void cond_is(kbc_parser *p, void *c, const kbc_field *f) { kbc_read_refs(p, &f->value, &COND(c)->parents); }
static void cond_field(kbc_parser *p, void *c, const kbc_field *f) {
  COND(c)->field = f->value.text;
  if (!kbc_is_id(f->value.text))
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at), "expected the name of a folder instead of `%.*s`",
             KBC_S(f->value.text));
}
static void cond_reviewed(kbc_parser *p, void *c, const kbc_field *f) {
  (void)kbc_read_date(p, &f->value, &COND(c)->reviewed);
}
static void cond_summary(kbc_parser *p, void *c, const kbc_field *f) { kbc_read_summary(p, &COND(c)->texts, f); }
static void cond_text(kbc_parser *p, void *c, const kbc_field *f) { kbc_read_text(p, &COND(c)->texts, DP_TOPIC_CONDITION, f); }
static void cond_background(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &COND(c)->background);
}
static void cond_excluded(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &COND(c)->excluded);
}
static void cond_confused(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &COND(c)->confused);
}
static void cond_complications(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &COND(c)->complications);
}
static void cond_redflags(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &COND(c)->redflags);
}

/* A letter, a digit, a digit or letter, and up to four more after a point. */
static bool is_icd10(dp_str s) {
  if (s.size < 3 || s.at[0] < 'A' || s.at[0] > 'Z') return false;
  for (size_t i = 1; i < s.size; i++) {
    bool digit = s.at[i] >= '0' && s.at[i] <= '9', letter = s.at[i] >= 'A' && s.at[i] <= 'Z';
    if (i == 3 ? s.at[i] != '.' || s.size < 5 || s.size > 8 : !digit && !(letter && i != 1)) return false;
  }
  return true;
}

static void cond_icd10(kbc_parser *p, void *c, const kbc_field *f) {
  COND(c)->icd10 = f->value.text;
  dp_str rest = f->value.text, item;
  while (kbc_next_item(&rest, ",|", &item)) {
    dp_str to = item, from = dp_str_cut(&to, '-');
    if (!is_icd10(from) || (from.size != item.size && !is_icd10(to)))
      KBC_FAIL(p->report, kbc_place_in(&f->value, item.at),
               "expected an ICD-10 code such as I21.0, or a range of two, instead of `%.*s`", KBC_S(item));
  }
}

/* ---- how common -------------------------------------------------------------------------------------------------- */

static void cond_rate(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str s = f->value.text;
  COND(c)->rate_cite = kbc_take_cite(&f->value, &s);
  int64_t rate;
  if (!kbc_read_number(p, &f->value, s, 3, 1, 100000000, "the rate (per 100,000 a year)", &rate)) return;
  COND(c)->rate_milli = (uint32_t)rate;
  if (COND(c)->rate_cite.kind == KBC_UNCITED)
    KBC_FAIL(p->report, kbc_place_in(&f->value, s.at), "the rate has no `@source` and is not marked `estimate`");
}

static void cond_prevalence(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t ppm;
  if (kbc_read_number(p, &f->value, s, 4, 0, 900000, "the prevalence (percent)", &ppm))
    COND(c)->prevalence_ppm = ppm ? (uint32_t)ppm : 1;
}

static const char *const short_bands[DP_BANDS + 1] = {"newborn", "infant", "toddler", "child",  "teen",
                                                      "young",   "middle", "old",     "oldest", "all"};
static const char *short_band(unsigned i) { return i <= DP_BANDS ? short_bands[i] : ""; }

/* Nine numbers, or `all N, BAND N …` with short names of the bands. */
static void cond_age(kbc_parser *p, void *c, const kbc_field *f) {
  const kbc_value *v = &f->value;
  COND(c)->age_stated = true;
  if (v->text.at[0] >= 'a' && v->text.at[0] <= 'z') {
    int64_t n[DP_BANDS + 1] = {0};
    unsigned seen = kbc_read_named(p, f, short_band, DP_BANDS + 1, 3, 1000000, "band of age", n, NULL);
    if (!(seen >> DP_BANDS & 1))
      KBC_FAIL(p->report, f->place, "expected nine numbers, or `all NUMBER` and the bands that differ");
    for (unsigned i = 0; i < DP_BANDS; i++) COND(c)->age_milli[i] = (uint32_t)(seen >> i & 1 ? n[i] : n[DP_BANDS]);
    return;
  }
  dp_str rest = v->text;
  (void)kbc_take_cite(v, &rest);
  unsigned count = 0;
  while (rest.size) {
    dp_str word = kbc_next_word(&rest);
    int64_t n = 0;
    if (!kbc_read_number(p, v, word, 3, 0, 1000000, "a band's relative rate", &n)) return;
    if (n == 0 && word.size > 1) n = 1; /* 0.0001 is not impossible */
    if (count < DP_BANDS) COND(c)->age_milli[count] = (uint32_t)n;
    count++;
  }
  if (count != DP_BANDS)
    KBC_FAIL(p->report, kbc_place_in(v, v->text.at), "expected nine numbers, one a band of age, instead of %u", count);
}

static void cond_sex(kbc_parser *p, void *c, const kbc_field *f) {
  const kbc_value *v = &f->value;
  dp_str rest = v->text;
  COND(c)->sex_stated = true;
  (void)kbc_take_cite(v, &rest);
  dp_str sex = kbc_next_word(&rest), word = kbc_next_word(&rest);
  bool female = dp_str_eq(sex, DP_STR("female")), male = dp_str_eq(sex, DP_STR("male"));
  if ((!female && !male) || rest.size) {
    KBC_FAIL(p->report, kbc_place_in(v, sex.at), "expected `female NUMBER` (percent), `female only` or `male only`");
  } else if (dp_str_eq(word, DP_STR("only"))) {
    COND(c)->flags |= female ? DP_CONDITION_FEMALE_ONLY : DP_CONDITION_MALE_ONLY;
    COND(c)->female_permille = female ? 1000 : 0;
  } else {
    int64_t n;
    if (kbc_read_number(p, v, word, 1, 1, 999, "the percentage (write `only` where anatomy decides)", &n))
      COND(c)->female_permille = (uint16_t)(female ? n : 1000 - n);
  }
}

static void cond_pregnancy(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t n;
  if (dp_str_eq(s, DP_STR("only"))) COND(c)->flags |= DP_CONDITION_PREGNANCY_ONLY;
  else if (kbc_read_number(p, &f->value, s, 3, 0, 1000000, "the relative rate in pregnancy (or `only`)", &n))
    COND(c)->pregnancy_milli = (uint32_t)n;
}

/* Multipliers by name; the others keep what they have. */
static void read_multipliers(kbc_parser *p, const kbc_field *f, const char *(*name)(unsigned), unsigned count,
                             const char *what, uint32_t *out) {
  int64_t n[16] = {0};
  unsigned seen = kbc_read_named(p, f, name, count, 3, 1000000, what, n, NULL);
  for (unsigned i = 0; i < count; i++)
    if (seen >> i & 1) out[i] = (uint32_t)n[i];
}

/* `gp 0.3 emergency 3`: here the pairs may also stand without commas. */
static void cond_setting(kbc_parser *p, void *c, const kbc_field *f) {
  if (memchr(f->value.text.at, ',', f->value.text.size)) {
    read_multipliers(p, f, dp_kb_setting_name, DP_SETTING_COUNT, "setting", COND(c)->setting_milli);
    return;
  }
  dp_str rest = f->value.text;
  (void)kbc_take_cite(&f->value, &rest);
  while (rest.size) {
    unsigned i;
    int64_t n;
    dp_str name = kbc_next_word(&rest), number = kbc_next_word(&rest);
    if (!kbc_read_name(p, &f->value, name, dp_kb_setting_name, DP_SETTING_COUNT, "setting", &i) ||
        !kbc_read_number(p, &f->value, number, 3, 0, 1000000, "its multiplier", &n))
      return;
    COND(c)->setting_milli[i] = (uint32_t)n;
  }
}
static void cond_region(kbc_parser *p, void *c, const kbc_field *f) {
  read_multipliers(p, f, dp_kb_region_name, DP_REGION_COUNT, "region", COND(c)->region_milli);
}
static void cond_season(kbc_parser *p, void *c, const kbc_field *f) {
  read_multipliers(p, f, dp_kb_season_name, DP_SEASON_COUNT, "season", COND(c)->season_milli);
}

/* ---- how urgent, how it goes on ---------------------------------------------------------------------------------- */

static void cond_urgency(kbc_parser *p, void *c, const kbc_field *f) {
  unsigned u;
  COND(c)->urgency_stated = true;
  if (kbc_read_name(p, &f->value, f->value.text, dp_kb_urgency_name, DP_URGENCY_COUNT, "urgency", &u))
    COND(c)->urgency = (dp_urgency)u;
}

static void cond_danger(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str rest = f->value.text, number = kbc_next_word(&rest);
  int64_t n;
  COND(c)->danger_stated = true;
  if (kbc_read_number(p, &f->value, number, 0, 0, 10, "danger", &n)) COND(c)->danger = (uint8_t)n;
  COND(c)->danger_text = rest;
  if (rest.size == 0)
    KBC_FAIL(p->report, kbc_place_in(&f->value, number.at),
             "expected one sentence after the number: what a day's delay costs");
}

static void need_cite(kbc_parser *p, const kbc_field *f, kbc_cite cite) {
  if (cite.kind == KBC_UNCITED)
    KBC_FAIL(p->report, f->place, "`%.*s` has no `@source` and is not marked `estimate`", KBC_S(f->key));
}

static void cond_course(kbc_parser *p, void *c, const kbc_field *f) {
  int64_t n[DP_COURSE_COUNT] = {0};
  kbc_cite cite;
  unsigned seen = kbc_read_named(p, f, dp_kb_course_name, DP_COURSE_COUNT, 1, 1000, "time", n, &cite);
  need_cite(p, f, cite);
  int64_t sum = 0;
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) sum += n[i];
  if (!seen || sum == 0) {
    KBC_FAIL(p->report, f->place, "expected percentages such as `hours 40, days 60`");
    return;
  }
  COND(c)->course_sum = (unsigned)((sum + 5) / 10);
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) COND(c)->course_permille[i] = (uint16_t)n[i];
}

static const char *onset_name(unsigned i) { return i == 0 ? "sudden" : i == 1 ? "gradual" : ""; }
static void cond_onset(kbc_parser *p, void *c, const kbc_field *f) {
  int64_t n[2] = {0};
  kbc_cite cite;
  unsigned seen = kbc_read_named(p, f, onset_name, 2, 1, 1000, "onset", n, &cite);
  need_cite(p, f, cite);
  if (seen == 1) n[1] = 1000 - n[0];
  if (seen == 2) n[0] = 1000 - n[1];
  int64_t sum = n[0] + n[1];
  if (!seen || sum == 0) {
    KBC_FAIL(p->report, f->place, "expected percentages such as `sudden 65, gradual 35`");
    return;
  }
  COND(c)->onset_sum = (unsigned)((sum + 5) / 10);
  COND(c)->sudden_permille = (uint16_t)((n[0] * 1000 + sum / 2) / sum);
}

static void cond_recurrent(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t n;
  if (kbc_read_number(p, &f->value, s, 1, 0, 1000, "the percentage", &n)) COND(c)->recurrent_permille = (uint16_t)n;
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

static void cond_comes(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_rows *rows = &COND(c)->rows[DP_ROWS_COMES];
  kbc_read_rows(p, f, false, rows);
  unsigned sum = 0;
  for (size_t i = 0; i < rows->count; i++) sum += (rows->at[i].low + rows->at[i].high) / 2U;
  if (sum > 1005) KBC_FAIL(p->report, f->place, "what people come with adds up to %u %%", (sum + 5) / 10);
}
static void cond_findings(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_ALL]);
}
static void cond_infant(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_INFANT]);
}
static void cond_children(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_CHILDREN]);
}
static void cond_old(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_OLD]);
}
static void cond_pregnant(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_PREGNANT]);
}
static void cond_diabetic(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_rows(p, f, false, &COND(c)->rows[DP_ROWS_DIABETIC]);
}
static void cond_risks(kbc_parser *p, void *c, const kbc_field *f) { kbc_read_rows(p, f, true, &COND(c)->risks); }

/* ---- condition --------------------------------------------------------------------------------------------------- */

static const kbc_rule condition_rules[] = {
    {"name", KBC_NEEDED, cond_name},
    {"aka", KBC_MANY, cond_aka},
    {"icd10", 0, cond_icd10},
    {"field", KBC_NEEDED, cond_field},
    {"is", 0, cond_is},
    {"reviewed", 0, cond_reviewed},
    {"summary", 0, cond_summary},
    {"rate", KBC_NEEDED, cond_rate},
    {"prevalence", 0, cond_prevalence},
    {"age", 0, cond_age},
    {"sex", 0, cond_sex},
    {"pregnancy", 0, cond_pregnancy},
    {"setting", 0, cond_setting},
    {"region", 0, cond_region},
    {"season", 0, cond_season},
    {"urgency", 0, cond_urgency},
    {"danger", 0, cond_danger},
    {"course", 0, cond_course},
    {"onset", 0, cond_onset},
    {"recurrent", 0, cond_recurrent},
    {"comes", KBC_TABLE | KBC_MANY, cond_comes},
    {"findings", KBC_NEEDED | KBC_TABLE | KBC_MANY, cond_findings},
    {"infant", KBC_TABLE | KBC_MANY, cond_infant},
    {"children", KBC_TABLE | KBC_MANY, cond_children},
    {"old", KBC_TABLE | KBC_MANY, cond_old},
    {"pregnant", KBC_TABLE | KBC_MANY, cond_pregnant},
    {"diabetic", KBC_TABLE | KBC_MANY, cond_diabetic},
    {"risks", KBC_TABLE | KBC_MANY, cond_risks},
    {"background", KBC_MANY, cond_background},
    {"excluded", KBC_MANY, cond_excluded},
    {"confused", KBC_MANY, cond_confused},
    {"complications", KBC_MANY, cond_complications},
    {"redflags", KBC_MANY, cond_redflags},
    {"text", KBC_MANY, cond_text},
};
_Static_assert(sizeof condition_rules / sizeof *condition_rules <= 64, "kbc_read_fields has a bit for each rule");

void kbc_read_condition(kbc_parser *p, const kbc_entry *e) {
  kbc_condition c = {.id = e->id,
                     .place = e->place,
                     .prevalence_ppm = KBC_UNSET32,
                     .female_permille = 500,
                     .pregnancy_milli = 1000,
                     .sudden_permille = UINT16_MAX,
                     .recurrent_permille = UINT16_MAX,
                     .urgency = DP_ROUTINE};
  for (unsigned i = 0; i < DP_BANDS; i++) c.age_milli[i] = 1000;
  for (unsigned i = 0; i < DP_SETTING_COUNT; i++) c.setting_milli[i] = KBC_UNSET32;
  for (unsigned i = 0; i < DP_REGION_COUNT; i++) c.region_milli[i] = 1000;
  for (unsigned i = 0; i < DP_SEASON_COUNT; i++) c.season_milli[i] = 1000;
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) c.course_permille[i] = UINT16_MAX;
  kbc_read_fields(p, e, RULES(condition_rules), &c);
  dp_str folder = DP_STR("");
  (void)kbc_read_path(p, e, "conditions/", &folder);
  if (folder.size && c.field.size && !dp_str_eq(folder, c.field))
    KBC_FAIL(p->report, e->place, "the field is `%.*s`, but the file lies in `%.*s`", KBC_S(c.field), KBC_S(folder));
  if (folder.size)
    for (size_t i = 0; i < p->model->conditions.count; i++)
      if (p->model->conditions.at[i].place.file == e->place.file) {
        KBC_FAIL(p->report, e->place, "a second condition in one file");
        break;
      }
  (void)DP_PUSH(p->arena, &p->model->conditions, c);
}

/* ---- class ------------------------------------------------------------------------------------------------------- */

static void class_name(kbc_parser *p, void *c, const kbc_field *f) { (void)p, ((kbc_class *)c)->name = f->value.text; }
static void class_aka(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_class *)c)->aka);
}
static void class_is(kbc_parser *p, void *c, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &((kbc_class *)c)->parents);
}
static void class_prevalence(kbc_parser *p, void *c, const kbc_field *f) {
  dp_str s = f->value.text;
  (void)kbc_take_cite(&f->value, &s);
  int64_t ppm;
  if (kbc_read_number(p, &f->value, s, 4, 0, 900000, "the prevalence (percent)", &ppm))
    ((kbc_class *)c)->prevalence_ppm = ppm ? (uint32_t)ppm : 1;
}

static const kbc_rule class_rules[] = {{"name", KBC_NEEDED, class_name},
                                       {"aka", KBC_MANY, class_aka},
                                       {"is", 0, class_is},
                                       {"prevalence", 0, class_prevalence}};

void kbc_read_class(kbc_parser *p, const kbc_entry *e) {
  kbc_class c = {.id = e->id, .place = e->place, .prevalence_ppm = KBC_UNSET32};
  kbc_read_fields(p, e, RULES(class_rules), &c);
  (void)DP_PUSH(p->arena, &p->model->classes, c);
}

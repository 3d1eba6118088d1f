/* parse_topic.c: prose, and the topics of the encyclopedia alone: symptoms, procedures and laboratory tests.
 *
 * A text is kept as written, its lines joined: `\n\n` between paragraphs and before a question ("? …"), `\n` before a
 * list item ("- …"). What it means on a page is the encyclopedia's business.
 */
#include "inner.h"

static void add_text(kbc_parser *p, kbc_texts *texts, dp_text_section section, const kbc_field *f) {
  for (size_t i = 0; i < texts->count; i++)
    if (texts->at[i].section == section) {
      KBC_FAIL(p->report, f->place, "`%s` is stated twice", dp_kb_text_name(section));
      return;
    }
  kbc_text t = {section, f->value.text, f->place};
  (void)DP_PUSH(p->arena, texts, t);
}

/* A section of the plan is read out line by line at the bedside: it is a list of items and nothing else. */
static void check_plan(kbc_parser *p, dp_text_section section, const kbc_field *f) {
  dp_str rest = f->value.text;
  while (rest.at && rest.size) {
    dp_str line = dp_str_trim(dp_str_cut(&rest, '\n'));
    if (!line.size || dp_str_starts(line, DP_STR("- "))) continue;
    KBC_FAIL(p->report, kbc_place_in(&f->value, line.at), "each line of `%s` is an item of the plan: begin it with `- `",
             dp_kb_text_name(section));
    return;
  }
}

/* Whether a page of this kind shows the section (src/ency/page.c has the same in its table): what nobody would see is an error. */
static bool has_section(dp_topic_kind kind, unsigned section) {
  switch (section) {
  case DP_TEXT_WHAT: case DP_TEXT_FOLLOWUP: case DP_TEXT_FAQ: case DP_TEXT_PRO: return true;
  case DP_TEXT_WHY: case DP_TEXT_PREPARE: case DP_TEXT_RESULTS: return kind == DP_TOPIC_PROCEDURE || kind == DP_TOPIC_TEST;
  case DP_TEXT_HAPPENS: case DP_TEXT_RISKS: case DP_TEXT_RECOVERY: return kind == DP_TOPIC_PROCEDURE;
  case DP_TEXT_HIGH: case DP_TEXT_LOW: return kind == DP_TOPIC_TEST;
  case DP_TEXT_EXAMINE: return kind == DP_TOPIC_SYMPTOM;
  case DP_TEXT_ASK: return kind == DP_TOPIC_CONDITION || kind == DP_TOPIC_SYMPTOM;
  case DP_TEXT_SELFCARE: return kind != DP_TOPIC_TEST;
  default: return kind == DP_TOPIC_CONDITION || (kind == DP_TOPIC_SYMPTOM && section < DP_TEXT_PRO);
  }
}

void kbc_read_text(kbc_parser *p, kbc_texts *texts, dp_topic_kind kind, const kbc_field *f) {
  unsigned section;
  if (f->section.size == 0) {
    KBC_FAIL(p->report, f->place, "expected the section after `text`, such as `text causes:`");
    return;
  }
  kbc_value name = {f->section, NULL, 0, f->place.file};
  kbc_seg seg = {0, f->place.line, (uint16_t)(f->place.column + (f->section.at - f->key.at))};
  name.segs = &seg;
  name.seg_count = 1;
  if (!kbc_read_name(p, &name, f->section, dp_kb_text_name, DP_TEXT_SECTION_COUNT, "section of a text", &section))
    return;
  bool plan = section > DP_TEXT_PRO && section <= DP_TEXT_SAFETYNET;
  if (section != DP_TEXT_SUMMARY && !has_section(kind, section)) {
    if (plan) KBC_FAIL(p->report, f->place, "`%s` is part of a plan, which only a condition has", dp_kb_text_name(section));
    else KBC_FAIL(p->report, f->place, "the page of a %s shows no `%s`", dp_kb_topic_kind_name(kind), dp_kb_text_name(section));
  }
  if (plan && kind != DP_TOPIC_SYMPTOM) check_plan(p, (dp_text_section)section, f);
  if (section == DP_TEXT_SUMMARY) KBC_FAIL(p->report, f->place, "write `summary:` instead of `text summary:`");
  else add_text(p, texts, (dp_text_section)section, f);
}

void kbc_read_summary(kbc_parser *p, kbc_texts *texts, const kbc_field *f) { add_text(p, texts, DP_TEXT_SUMMARY, f); }

bool kbc_read_path(kbc_parser *p, const kbc_entry *e, const char *folder, dp_str *field) {
  dp_str path = p->model->files.at[e->place.file], rest = path;
  if (!dp_str_starts(path, dp_str_of(folder))) return true; /* a free file, or it has been reported */
  (void)dp_str_cut(&rest, '/');
  if (field) *field = dp_str_cut(&rest, '/');
  if (!dp_str_ends(rest, DP_STR(".txt"))) return true;
  dp_str name = {rest.at, rest.size - 4};
  if (dp_str_eq(name, e->id)) return true;
  KBC_FAIL(p->report, e->place, "the file of `%.*s` must be %s%.*s%s%.*s.txt", KBC_S(e->id), folder,
           field ? (int)field->size : 0, field ? field->at : "", field ? "/" : "", KBC_S(e->id));
  return false;
}

/* ---- symptom, procedure, test ------------------------------------------------------------------------------------------ */

static void topic_name(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_topic *)entry)->name = f->value.text;
}
static void topic_aka(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_phrases(p, &f->value, &((kbc_topic *)entry)->aka);
}
static void topic_reviewed(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)kbc_read_date(p, &f->value, &((kbc_topic *)entry)->reviewed);
}
static void topic_summary(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_summary(p, &((kbc_topic *)entry)->texts, f);
}
static void topic_text(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_text(p, &((kbc_topic *)entry)->texts, ((kbc_topic *)entry)->kind, f);
}
static void topic_about(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_topic *t = entry;
  if (kbc_is_id(f->value.text)) t->about = (kbc_ref){f->value.text, kbc_place_in(&f->value, f->value.text.at), DP_NONE};
  else
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at), "expected an id instead of `%.*s`",
             KBC_S(f->value.text));
}

static void topic_see(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_read_refs(p, &f->value, &((kbc_topic *)entry)->see);
}

/* ---- what only a test states ------------------------------------------------------------------------------------- */

static void test_measure(kbc_parser *p, void *entry, const kbc_field *f) {
  kbc_topic *t = entry;
  if (kbc_is_id(f->value.text))
    t->measure = (kbc_ref){f->value.text, kbc_place_in(&f->value, f->value.text.at), DP_NONE};
  else
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at), "expected a measure's id instead of `%.*s`",
             KBC_S(f->value.text));
}
static void test_specimen(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_topic *)entry)->specimen = f->value.text;
}
static void test_si(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_topic *)entry)->si_name = f->value.text;
}
static void test_us(kbc_parser *p, void *entry, const kbc_field *f) {
  (void)p, ((kbc_topic *)entry)->us_name = f->value.text;
}

/* `LOW-HIGH`, `<HIGH` or `>LOW`, then `age FROM-TO`, `sex f|m`, `pregnant`, `for WORDS` (to the end), in this unit:
 * the measure's own. */
static void read_range_row(kbc_parser *p, const kbc_value *v, kbc_cite head, kbc_topic *t) {
  static const int64_t limit = INT64_C(1000000000000);
  dp_str rest = v->text;
  kbc_range r = {.low_milli = INT64_MIN, .high_milli = INT64_MAX, .to_days = UINT32_MAX, .place = kbc_place_in(v, v->text.at)};
  r.cite = kbc_take_cite(v, &rest);
  if (r.cite.kind == KBC_UNCITED) r.cite = head;
  dp_str number = kbc_next_word(&rest);
  bool ok = true;
  if (number.size > 1 && (number.at[0] == '<' || number.at[0] == '>')) {
    dp_str bare = {number.at + 1, number.size - 1};
    ok = kbc_read_number(p, v, bare, 3, -limit, limit, "the end of the range",
                         number.at[0] == '<' ? &r.high_milli : &r.low_milli);
  } else {
    ok = kbc_read_range(p, v, number, 3, -limit, limit, "the range", &r.low_milli, &r.high_milli);
    if (ok && r.low_milli == r.high_milli) {
      KBC_FAIL(p->report, r.place, "expected a range: LOW-HIGH, <HIGH or >LOW");
      ok = false;
    }
  }
  while (ok && rest.size) {
    dp_str word = kbc_next_word(&rest);
    if (dp_str_eq(word, DP_STR("age"))) ok = kbc_read_ages(p, v, kbc_next_word(&rest), &r.from_days, &r.to_days);
    else if (dp_str_eq(word, DP_STR("pregnant"))) r.pregnant = true;
    else if (dp_str_eq(word, DP_STR("for"))) r.note = dp_str_trim(rest), rest.size = 0;
    else if (dp_str_eq(word, DP_STR("sex"))) {
      dp_str sex = kbc_next_word(&rest);
      ok = sex.size == 1 && (sex.at[0] == 'f' || sex.at[0] == 'm');
      if (ok) r.sex = sex.at[0];
      else KBC_FAIL(p->report, kbc_place_in(v, sex.at), "expected `sex f` or `sex m`");
    } else {
      ok = false;
      KBC_FAIL(p->report, kbc_place_in(v, word.at), "expected `age`, `sex`, `pregnant` or `for` instead of `%.*s`", KBC_S(word));
    }
  }
  if (ok && r.cite.kind == KBC_UNCITED) {
    KBC_FAIL(p->report, r.place, "the range has no `@source` and is not marked `estimate`");
    return;
  }
  if (ok) (void)DP_PUSH(p->arena, &t->ranges, r);
}

static void test_ranges(kbc_parser *p, void *entry, const kbc_field *f) {
  dp_str head = f->value.text;
  kbc_cite cite = kbc_take_cite(&f->value, &head);
  if (head.size) KBC_FAIL(p->report, kbc_place_in(&f->value, head.at), "ranges are rows below `ranges:`, one a line");
  for (size_t i = 0; i < f->rows.count; i++) read_range_row(p, &f->rows.at[i], cite, entry);
}

/* `FINDING the reason in words` */
static void test_differs(kbc_parser *p, void *entry, const kbc_field *f) {
  if (f->value.text.size)
    KBC_FAIL(p->report, kbc_place_in(&f->value, f->value.text.at), "`differs` takes rows: FINDING and the reason");
  for (size_t i = 0; i < f->rows.count; i++) {
    const kbc_value *v = &f->rows.at[i];
    dp_str rest = v->text, id = kbc_next_word(&rest);
    kbc_differs d = {.finding = {id, kbc_place_in(v, id.at), DP_NONE}, .reason = dp_str_trim(rest)};
    if (!kbc_is_id(id) || !d.reason.size) KBC_FAIL(p->report, d.finding.place, "expected a finding's id and the reason");
    else (void)DP_PUSH(p->arena, &((kbc_topic *)entry)->differs, d);
  }
}

static const kbc_rule symptom_rules[] = {
    {"name", KBC_NEEDED, topic_name}, {"aka", KBC_MANY, topic_aka},           {"about", 0, topic_about},
    {"reviewed", 0, topic_reviewed},  {"summary", KBC_NEEDED, topic_summary}, {"text", KBC_MANY, topic_text},
    {"see", KBC_MANY, topic_see},
};
static const kbc_rule test_rules[] = {
    {"name", KBC_NEEDED, topic_name}, {"aka", KBC_MANY, topic_aka},           {"about", 0, topic_about},
    {"reviewed", 0, topic_reviewed},  {"summary", KBC_NEEDED, topic_summary}, {"text", KBC_MANY, topic_text},
    {"see", KBC_MANY, topic_see},     {"measure", 0, test_measure},           {"specimen", 0, test_specimen},
    {"si", 0, test_si},               {"us", 0, test_us},                     {"ranges", KBC_MANY | KBC_TABLE, test_ranges},
    {"differs", KBC_TABLE, test_differs},
};

static void read_topic(kbc_parser *p, const kbc_entry *e, dp_topic_kind kind, const char *folder) {
  kbc_topic t = {.kind = kind, .id = e->id, .place = e->place, .about.at = DP_NONE, .measure.at = DP_NONE};
  bool test = kind == DP_TOPIC_TEST;
  kbc_read_fields(p, e, test ? test_rules : symptom_rules,
                  test ? sizeof test_rules / sizeof *test_rules : sizeof symptom_rules / sizeof *symptom_rules, &t);
  (void)kbc_read_path(p, e, folder, NULL);
  (void)DP_PUSH(p->arena, &p->model->topics, t);
}

void kbc_read_symptom(kbc_parser *p, const kbc_entry *e) { read_topic(p, e, DP_TOPIC_SYMPTOM, "symptoms/"); }
void kbc_read_procedure(kbc_parser *p, const kbc_entry *e) { read_topic(p, e, DP_TOPIC_PROCEDURE, "procedures/"); }
void kbc_read_test(kbc_parser *p, const kbc_entry *e) { read_topic(p, e, DP_TOPIC_TEST, "tests/"); }

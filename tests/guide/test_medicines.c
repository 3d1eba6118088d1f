/* The knowledge's medicines, each of them: every name is read, every effect meets its finding, every conflict fires with what it names
 * and keeps quiet without it; a side effect takes its place in the ranking by rows that add up; damaged tables are refused; and memory
 * that runs out anywhere is an error and nothing else. */
#include "support/cmocka.h"
#include "support/alloc.h"
#include "engine/model.h"
#include "guide/medicines.h"
#include "kbc/kbc.h"

static struct {
  dp_arena arena;
  kbc_model *model;
  dp_buf image;
  dp_kb *kb;
  dp_medicines m;
} w;

static int open_world(void **state) {
  (void)state;
  dp_arena_init(&w.arena, NULL);
  kbc_file *files;
  size_t count;
  dp_error e = {0};
  if (kbc_read_folder(DP_SOURCE_DIR "/knowledge", &w.arena, &files, &count, &e)) fail_msg("%s", e.message);
  kbc_report report;
  kbc_report_init(&report, &w.arena);
  report.max_errors = 100000;
  dp_status status = kbc_load(files, count, &w.arena, &report, &w.model, &e);
  if (status && status != DP_ERR_KNOWLEDGE) fail_msg("%s", e.message);
  for (size_t i = 0; i < report.items.count; i++) {
    const kbc_item *item = &report.items.at[i];
    dp_str file = item->place.file < report.files.count ? report.files.at[item->place.file] : DP_STR("");
    if (item->severity == KBC_ERROR && dp_str_starts(file, DP_STR("medicines/")))
      fail_msg("%.*s:%u: %s", (int)file.size, file.at, (unsigned)item->place.line, item->message);
  }
  dp_buf_init(&w.image, &w.arena);
  if (kbc_build(w.model, (kbc_build_options){0}, &w.arena, &w.image, &e)) fail_msg("%s", e.message);
  if (dp_kb_open_image(w.image.at, w.image.size, NULL, &w.kb, &e)) fail_msg("%s", e.message);
  dp_medicines_of(w.kb, &w.m);
  return 0;
}

static int close_world(void **state) {
  (void)state;
  dp_kb_close_image(w.kb);
  dp_arena_free(&w.arena);
  return 0;
}

/* ---- names --------------------------------------------------------------------------------------------------------- */

static bool reads(dp_str name, uint16_t finding) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf text;
  dp_buf_init(&text, &a);
  dp_buf_text(&text, "Takes "), dp_buf_str(&text, name), dp_buf_text(&text, " for two weeks.");
  dp_reading *r = NULL;
  dp_error e = {0};
  dp_read_options o = dp_read_defaults();
  assert_int_equal(dp_read(w.kb, dp_buf_view(&text), &o, &a, &r, &e), DP_OK);
  bool found = false;
  for (size_t i = 0; i < r->mentions.count; i++)
    found = found || (dp_kb_is_a(w.kb, r->mentions.at[i].finding, finding) && r->mentions.at[i].state == DP_PRESENT);
  dp_arena_free(&a);
  return found;
}

static void every_name_is_read(void **state) {
  (void)state;
  unsigned names = 0, unread = 0, single = 0, sourced = 0, conflicts = 0;
  for (size_t i = 0; i < w.model->medicines.count; i++) {
    const kbc_medicine *x = &w.model->medicines.at[i];
    single += x->brands.count != 0;
    for (size_t k = 0; k < x->conflicts.count; k++) conflicts++, sourced += x->conflicts.at[k].cite.kind == KBC_SOURCE;
    const kbc_phrases *lists[] = {&x->brands, &x->misspelt};
    bool is_class = !x->brands.count; /* "Medicine that lengthens QT" is nobody's word */
    for (size_t n = 0; n < 1 + lists[0]->count + lists[1]->count; n++) {
      dp_str name = n == 0                  ? x->name
                    : n <= lists[0]->count ? lists[0]->at[n - 1].text
                                           : lists[1]->at[n - 1 - lists[0]->count].text;
      if (n == 0 && is_class) continue;
      names++;
      if (reads(name, x->finding)) continue;
      unread++;
      print_message("%.*s: \"%.*s\" is not read\n", (int)x->id.size, x->id.at, (int)name.size, name.at);
    }
  }
  print_message("%zu entries, %u with brands, %u names; %u conflicts, %u of them sourced\n", w.model->medicines.count, single, names,
                conflicts, sourced);
  assert_true(single >= 250);
  assert_int_equal(unread, 0);
}

/* ---- effects and conflicts -------------------------------------------------------------------------------------------- */

typedef struct patient {
  dp_observation seen[4];
  dp_case c;
  dp_value values[1];
  dp_reading r;
} patient;

static void add(patient *p, uint16_t finding) {
  p->seen[p->c.observations.count++] = (dp_observation){.finding = finding, .state = DP_PRESENT, .group = DP_NONE, .mention = DP_NONE};
}
static void begin(patient *p) {
  memset(p, 0, sizeof *p);
  p->c.age_days = -1, p->c.duration_h = -1;
  p->c.observations.at = p->seen, p->r.values.at = p->values;
}

static bool meets(patient *p, dp_arena *a, bool effects, uint16_t medicine, const void *which, uint16_t with) {
  dp_guide_input in = {w.kb, &p->r, &p->c, NULL};
  dp_medicine_match *m = NULL;
  size_t n = 0;
  dp_error e;
  dp_status status = effects ? dp_medicine_effects(&in, a, &m, &n, &e) : dp_medicine_conflicts(&in, NULL, 0, a, &m, &n, &e);
  assert_int_equal(status, DP_OK);
  for (size_t i = 0; i < n; i++) {
    if (effects) {
      if (m[i].medicine == medicine && m[i].with == with) return true;
      continue;
    }
    const dp_conflict *wanted = which;
    bool pair = (m[i].medicine == medicine && m[i].with == with) || (with != DP_NONE && m[i].medicine == with && m[i].with == medicine);
    if (pair && m[i].conflict->level >= wanted->level && (with != DP_NONE || m[i].conflict == wanted)) return true;
  }
  return false;
}

static void every_effect_meets_its_finding(void **state) {
  (void)state;
  unsigned bad = 0, count = 0;
  for (size_t i = 0; i < w.m.count; i++)
    for (size_t k = 0; k < w.m.at[i].effect_count; k++, count++) {
      const dp_effect *e = &w.m.effects[w.m.at[i].effect_first + k];
      patient p;
      dp_arena a;
      dp_arena_init(&a, NULL);
      begin(&p), add(&p, w.m.at[i].finding);
      bool quiet = !meets(&p, &a, true, w.m.at[i].finding, e, e->finding);
      add(&p, e->finding);
      bool fires = meets(&p, &a, true, w.m.at[i].finding, e, e->finding);
      p.seen[1].known = true; /* it was there before: no side effect of today */
      quiet = quiet && !meets(&p, &a, true, w.m.at[i].finding, e, e->finding);
      p.seen[1].known = false, p.seen[0].state = DP_ABSENT; /* "takes no statin" */
      quiet = quiet && !meets(&p, &a, true, w.m.at[i].finding, e, e->finding);
      if (!fires || !quiet) bad++, print_message("%s: %s\n", dp_medicine_text(&w.m, w.m.at[i].id), dp_kb_finding_id(w.kb, e->finding));
      dp_arena_free(&a);
    }
  print_message("%u effects\n", count);
  assert_true(count >= 1000);
  assert_int_equal(bad, 0);
}

/* Makes the item true of the patient. */
static uint16_t make_true(patient *p, const dp_conflict_item *i) {
  if (i->what == DP_ITEM_FINDING) return add(p, i->target), i->target;
  bool below = i->op == DP_OP_LT || i->op == DP_OP_LE;
  if (i->what == DP_ITEM_AGE) p->c.age_days = i->milli + (below ? -1 : 1);
  else p->values[0] = (dp_value){.measure = i->target, .milli = i->milli + (below ? -1 : 1)}, p->r.values.count = 1;
  return DP_NONE;
}

static bool check_item(size_t i, const dp_conflict *c, const dp_conflict_item *item, unsigned *count) {
  uint16_t medicine = w.m.at[i].finding;
  bool finding = item->what == DP_ITEM_FINDING;
  if (finding && (dp_kb_is_a(w.kb, medicine, item->target) || dp_kb_is_a(w.kb, item->target, medicine))) return true; /* a kind of itself */
  dp_arena a;
  patient p;
  dp_arena_init(&a, NULL);
  begin(&p), add(&p, medicine);
  bool quiet = !finding ? !meets(&p, &a, false, medicine, c, DP_NONE) : !meets(&p, &a, false, medicine, c, item->target);
  uint16_t with = make_true(&p, item);
  bool fires = meets(&p, &a, false, medicine, c, with);
  p.seen[0].state = DP_ABSENT;
  quiet = quiet && !meets(&p, &a, false, medicine, c, with);
  p.seen[0].state = DP_PRESENT;
  if (finding) p.seen[1].state = DP_ABSENT;
  else if (item->what == DP_ITEM_AGE) p.c.age_days = item->milli + (item->op == DP_OP_LT || item->op == DP_OP_LE ? 1 : -1);
  else p.values[0].milli = item->milli + (item->op == DP_OP_LT || item->op == DP_OP_LE ? 1 : -1);
  quiet = quiet && !meets(&p, &a, false, medicine, c, with);
  dp_arena_free(&a);
  ++*count;
  if (fires && quiet) return true;
  print_message("%s, line %u: %s\n", dp_medicine_text(&w.m, w.m.at[i].id), (unsigned)(w.m.at[i].line + c->line), fires ? "not quiet" : "does not fire");
  return false;
}

static bool check_state(size_t i, const dp_conflict *c, unsigned *count) {
  patient p;
  dp_arena a;
  dp_arena_init(&a, NULL);
  begin(&p), add(&p, w.m.at[i].finding);
  bool quiet = !meets(&p, &a, false, w.m.at[i].finding, c, DP_NONE);
  if (c->about == DP_ABOUT_PREGNANCY) p.c.pregnant = DP_YES;
  else add(&p, dp_kb_find(w.kb, DP_IS_FINDING, DP_STR("breastfeeding")));
  bool fires = meets(&p, &a, false, w.m.at[i].finding, c, DP_NONE);
  dp_arena_free(&a);
  ++*count;
  if (quiet && fires == (c->level != DP_CONFLICT_SAFE)) return true;
  print_message("%s: %s\n", dp_medicine_text(&w.m, w.m.at[i].id), dp_conflict_about_name(c->about));
  return false;
}

static void every_conflict_fires_and_keeps_quiet(void **state) {
  (void)state;
  unsigned bad = 0, count = 0;
  for (size_t i = 0; i < w.m.count; i++)
    for (size_t k = 0; k < w.m.at[i].conflict_count; k++) {
      const dp_conflict *c = &w.m.conflicts[w.m.at[i].conflict_first + k];
      if (c->about >= DP_ABOUT_PREGNANCY) bad += !check_state(i, c, &count);
      for (size_t t = 0; t < c->item_count; t++) bad += !check_item(i, c, &w.m.items[c->item_first + t], &count);
    }
  print_message("%u conflicts\n", count);
  assert_true(count >= 1500);
  assert_int_equal(bad, 0);
}

/* ---- whole texts ------------------------------------------------------------------------------------------------------ */

static size_t found_in(const char *text, bool effects, const char *medicine, const char *with, dp_conflict_level level) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_guide_input in = {w.kb, NULL, NULL, NULL};
  dp_reading *r = NULL;
  dp_case *c = NULL;
  dp_error e = {0};
  dp_read_options o = dp_read_defaults();
  assert_int_equal(dp_read(w.kb, dp_str_of(text), &o, &a, &r, &e), DP_OK);
  assert_int_equal(dp_case_of(w.kb, r, &a, &c, &e), DP_OK);
  in.reading = r, in.c = c;
  dp_medicine_match *m = NULL;
  size_t n = 0, found = 0;
  dp_status status = effects ? dp_medicine_effects(&in, &a, &m, &n, &e) : dp_medicine_conflicts(&in, NULL, 0, &a, &m, &n, &e);
  assert_int_equal(status, DP_OK);
  for (size_t i = 0; i < n; i++)
    found += !strcmp(dp_kb_finding_id(w.kb, m[i].medicine), medicine) && (effects || m[i].conflict->level == level) &&
             (with ? m[i].with != DP_NONE && !strcmp(dp_kb_finding_id(w.kb, m[i].with), with) : m[i].with == DP_NONE);
  dp_arena_free(&a);
  return found;
}

static void texts_are_answered(void **state) {
  (void)state;
  const dp_conflict_level AVOID = DP_CONFLICT_AVOID, CAUTION = DP_CONFLICT_CAUTION;
  assert_int_equal(found_in("72F on Eliquis takes Nurofen", false, "ibuprofen_use", "apixaban_use", AVOID) +
                       found_in("72F on Eliquis takes Nurofen", false, "apixaban_use", "ibuprofen_use", AVOID), 1); /* said once */
  assert_int_equal(found_in("68M with asthma, started bisoprolol", false, "bisoprolol_use", "asthma", AVOID), 1);
  assert_int_equal(found_in("30F, 12 weeks pregnant, takes Epilim", false, "valproate_use", NULL, AVOID), 1);
  assert_int_equal(found_in("30F, 12 weeks pregnant, takes labetalol", false, "labetalol_use", NULL, CAUTION), 0); /* safe: the nearer entry's word */
  assert_int_equal(found_in("30F, not pregnant, takes Epilim", false, "valproate_use", NULL, AVOID), 0);
  assert_int_equal(found_in("66M takes metformin, eGFR 25", false, "metformin_use", NULL, AVOID), 1);
  assert_int_equal(found_in("66M takes metformin, eGFR 75", false, "metformin_use", NULL, AVOID), 0);
  assert_int_equal(found_in("66M takes metformin, eGFR 40", false, "metformin_use", NULL, CAUTION), 1);
  assert_int_equal(found_in("80M takes a blood thinner, warfarin", false, "warfarin_use", "anticoagulant_use", AVOID), 0); /* itself */
  assert_int_equal(found_in("58M takes atorvastatin, muscle pain", true, "atorvastatin_use", "muscle_pain", AVOID), 1);
  assert_int_equal(found_in("58M takes ramipril, cough for a month", true, "ramipril_use", "cough", AVOID), 0); /* a dry cough is what it causes */
  assert_int_equal(found_in("58M takes ramipril, dry cough for a month", true, "ramipril_use", "cough_dry", AVOID), 1);
  assert_int_equal(found_in("58M stopped no medicines, takes no statin, muscle pain", true, "statin_use", "muscle_pain", AVOID), 0);
}

/* ---- its place in the ranking ------------------------------------------------------------------------------------------ */

static dp_scoring *score(patient *p, dp_arena *a) {
  dp_scoring *s = NULL;
  dp_error e;
  dp_engine_options o = dp_engine_defaults();
  o.silence = false;
  if (dp_score(w.kb, &p->c, &o, a, &s, &e)) fail_msg("%s", e.message);
  return s;
}

static void side_effects_are_ranked(void **state) {
  (void)state;
  uint16_t adverse = dp_kb_find_condition(w.kb, DP_STR("adverse_drug_effect"));
  assert_true(adverse != DP_NONE);
  for (size_t i = 0; i < w.m.count; i++) {
    if (!w.m.at[i].effect_count || w.kb->findings[w.m.at[i].finding].kind != DP_KIND_MEDICINE) continue;
    const dp_effect *e = &w.m.effects[w.m.at[i].effect_first]; /* the first is a main one */
    patient p;
    dp_arena a;
    dp_arena_init(&a, NULL);
    begin(&p), add(&p, e->finding);
    dp_case_settle(w.kb, &p.c);
    assert_true(score(&p, &a)->scores[adverse] < DP_CANNOT); /* nothing is taken */
    begin(&p), add(&p, w.m.at[i].finding), add(&p, e->finding);
    for (int k = 0; k < 2; k++) p.seen[k].mention = 0;
    dp_case_settle(w.kb, &p.c);
    dp_scoring *s = score(&p, &a);
    dp_ledger_row *rows;
    size_t count;
    dp_error err;
    assert_int_equal(dp_ledger_scored(s, adverse, &a, &rows, &count, &err), DP_OK);
    int64_t sum = 0;
    for (size_t k = 0; k < count; k++) {
      sum += rows[k].centibans;
      if (rows[k].kind != DP_ROW_EVIDENCE || rows[k].finding != e->finding) continue;
      patient q = p; /* taking the finding back takes away exactly its row: what is taken stays a fact */
      q.c.observations.at = q.seen, q.c.observations.count = 1;
      assert_int_equal(s->scores[adverse] - score(&q, &a)->scores[adverse], rows[k].centibans);
    }
    assert_int_equal(sum, s->scores[adverse]);
    assert_true(s->scores[adverse] > DP_CANNOT);
    dp_arena_free(&a);
  }
}

/* ---- damage and memory -------------------------------------------------------------------------------------------------- */

static void damaged_medicines_are_refused(void **state) {
  (void)state;
  const void *at;
  size_t size;
  dp_error e;
  assert_true(dp_kb_section(w.kb, "MEDI", &at, &size));
  assert_int_equal(dp_medicines_validate(at, size, w.kb, &e), DP_OK);
  assert_int_equal(dp_medicines_validate(at, size - 8, w.kb, &e), DP_ERR_IMAGE);
  assert_int_equal(dp_medicines_validate(at, 8, w.kb, &e), DP_ERR_IMAGE);
  uint64_t *copy = dp_arena_alloc(&w.arena, size + 8);
  assert_non_null(copy);
  memcpy(copy, at, size);
  unsigned refused = 0;
  for (size_t byte = 0; byte < size; byte += 97) { /* what is not refused can be used */
    ((unsigned char *)copy)[byte] ^= 0x80;
    refused += dp_medicines_validate(copy, size, w.kb, &e) != DP_OK;
    ((unsigned char *)copy)[byte] ^= 0x80;
  }
  assert_true(refused > 300);
}

static void memory_may_run_out(void **state) {
  (void)state;
  patient p;
  begin(&p);
  add(&p, dp_kb_find(w.kb, DP_IS_FINDING, DP_STR("warfarin_use"))), add(&p, dp_kb_find(w.kb, DP_IS_FINDING, DP_STR("ibuprofen_use")));
  add(&p, dp_kb_find(w.kb, DP_IS_FINDING, DP_STR("nosebleed")));
  dp_guide_input in = {w.kb, &p.r, &p.c, NULL};
  uint16_t planned = dp_kb_find(w.kb, DP_IS_FINDING, DP_STR("aspirin_use"));
  for (int which = 0; which < 3; which++) {
    test_alloc t = {0};
    for (t.fail_at = 1;; t.fail_at++) {
      t.calls = 0;
      dp_allocator allocator = test_allocator(&t);
      dp_arena a;
      dp_arena_init(&a, &allocator);
      dp_medicine_match *m = NULL;
      size_t n = 0;
      dp_error e = {0};
      dp_status status = which == 0   ? dp_medicine_effects(&in, &a, &m, &n, &e)
                         : which == 1 ? dp_medicine_conflicts(&in, NULL, 0, &a, &m, &n, &e)
                                      : dp_medicine_conflicts(&in, &planned, 1, &a, &m, &n, &e);
      bool done = t.calls < t.fail_at;
      assert_int_equal(status, done ? DP_OK : DP_ERR_MEMORY);
      if (done) assert_true(n > 0);
      dp_arena_free(&a);
      assert_int_equal(t.live, 0);
      if (done) break;
    }
    assert_true(t.failed > 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_name_is_read),
      cmocka_unit_test(every_effect_meets_its_finding),
      cmocka_unit_test(every_conflict_fires_and_keeps_quiet),
      cmocka_unit_test(texts_are_answered),
      cmocka_unit_test(side_effects_are_ranked),
      cmocka_unit_test(damaged_medicines_are_refused),
      cmocka_unit_test(memory_may_run_out),
  };
  return cmocka_run_group_tests_name("medicines", tests, open_world, close_world);
}

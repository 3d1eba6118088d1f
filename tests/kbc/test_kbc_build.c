/* What is compiled comes out as it was written: every field of every kind of entry, read back from the opened image;
 * the same bytes whatever the order of the files; a thousand conditions within two seconds; no memory at any point.
 */
#include "../support/cmocka.h"
#include "../support/alloc.h"
#include "generate.h"
#include <time.h>

static const char small[] =
    "source guide\n  title: A guide\n  publisher: Somebody\n  year: 2020\n  url: https://example.org/guide\n"
    "word abdomen\n  say: belly | tummy\n"
    "measure temperature\n  name: Body temperature\n  say: temp | \"T\"\n  unit: C\n  units: F = (x - 32) * 0.5556\n  "
    "range: 25-45\n"
    "  decimals: 1\n  guess: F 90-112  # a bare number\n"
    "finding group_heat\n  name: Heat\n  kind: group\n"
    "finding fever\n  name: Fever\n  kind: vital\n  is: group_heat\n  say: fever | pyrexia\n  rate: 5\n  complaint: "
    "12.5\n  hpo: HP:0001945\n"
    "  when: temperature >= 38 age 3m-\n  when: temperature > 37.5-42 age -3m sex f pregnant\n  striking: 77\n  cost: "
    "look\n"
    "finding high_fever\n  name: High fever\n  kind: vital\n  is: fever | group_heat\n  rate: 1.5\n  mod: very high\n"
    "finding no_fever\n  name: Afebrile\n  kind: sign\n  rate: 80\n  absent: fever | high_fever\n  test: temperature "
    "chart\n  ask: Feel the forehead.\n"
    "finding smoking\n  name: Smoking\n  kind: risk\n  rate: 20\n"
    "class heat_disease\n  name: Disease of heat\n  aka: heat illness\n"
    "condition heat_stroke\n  name: Heat stroke\n  aka: sunstroke | \"HS\"\n  icd10: T67.0-T67.2, X30\n  field: "
    "injury\n  is: heat_disease\n"
    "  reviewed: 2026-11-24\n  summary: Too\n      hot.\n  rate: 12.5 @guide\n  age: all 1, newborn 0.01, old 3, "
    "oldest 5\n  sex: male 65\n"
    "  pregnancy: 0.5\n  setting: gp 0.2 emergency 4\n  region: tropics 5\n  season: summer 8, winter 0.1\n  urgency: "
    "emergency\n"
    "  danger: 9 The brain cooks.\n  course: minutes 10, hours 80, days 10 estimate\n  onset: sudden 20 estimate\n  "
    "recurrent: 5\n"
    "  comes: fever 60, high_fever 20 estimate\n  findings: estimate\n    fever 98-100 required @guide\n    high_fever "
    "90\n    no_fever 0 impossible\n"
    "  old: estimate\n    fever 80\n  risks: estimate\n    smoking 1.5\n  redflags: high_fever\n  complications: "
    "heat_disease\n"
    "  text causes: Sun.\n\n      Work in the sun.\n      - roads\n      - roofs\n"
    "condition sunburn\n  name: Sunburn\n  field: skin\n  rate: 3000 estimate\n  prevalence: 10\n  sex: female only\n  "
    "pregnancy: only\n"
    "  findings: estimate\n    fever 3\n  background: smoking\n  excluded: high_fever\n  confused: heat_stroke\n"
    "symptom fever\n  name: Fever\n  summary: A raised temperature.\n"
    "procedure cooling\n  name: Cooling\n  aka: ice bath\n  about: high_fever\n  reviewed: 2026-12-01\n  summary: "
    "Ice.\n  text what: Cold.\n";

typedef struct built {
  dp_arena arena;
  kbc_model *model;
  dp_kb *kb;
  dp_str image;
} built;

static void build(built *b, const kbc_file *files, size_t count, bool tables_only) {
  memset(b, 0, sizeof *b);
  dp_arena_init(&b->arena, NULL);
  kbc_report report;
  kbc_report_init(&report, &b->arena);
  dp_error err = {DP_OK, ""};
  if (kbc_load(files, count, &b->arena, &report, &b->model, &err)) {
    dp_buf text;
    dp_buf_init(&text, &b->arena);
    kbc_report_text(&report, DP_STR(""), &text);
    fail_msg("%s\n%s", err.message, dp_buf_nul(&text));
  }
  dp_buf image;
  dp_buf_init(&image, &b->arena);
  if (kbc_build(b->model, (kbc_build_options){.tables_only = tables_only}, &b->arena, &image, &err))
    fail_msg("%s", err.message);
  if (dp_kb_open_image(image.at, image.size, NULL, &b->kb, &err)) fail_msg("%s", err.message);
  b->image = dp_buf_view(&image);
}
static void build_small(built *b) {
  kbc_file file = {.path = DP_STR("all.txt"), .bytes = DP_STR(small)};
  build(b, &file, 1, true);
}
static void done(built *b) {
  dp_kb_close_image(b->kb);
  dp_arena_free(&b->arena);
}

static void vocabulary(void **state) {
  (void)state;
  built b;
  build_small(&b);
  const dp_kb *kb = b.kb;
  assert_true(dp_kb_verify(kb));
  assert_string_equal(kb->date, "2026-12-01");
  assert_int_equal(kb->source_count, 1);
  assert_string_equal(dp_kb_text(kb, kb->sources[0].url), "https://example.org/guide");
  assert_int_equal(kb->sources[0].year, 2020);
  assert_int_equal(kb->finding_count, 8);
  const dp_kb_finding *f = &kb->findings[1];
  assert_string_equal(dp_kb_text(kb, f->id), "fever");
  assert_string_equal(dp_kb_text(kb, f->hpo), "HP:0001945");
  assert_int_equal(f->kind, DP_KIND_VITAL);
  assert_int_equal(f->rate_ppm, 50000);
  assert_int_equal(f->complaint_ppm, 12500);
  assert_int_equal(f->striking, 77);
  assert_int_equal(f->cost, DP_COST_LOOK);
  assert_int_equal(f->flags, DP_FINDING_MEASURED | DP_FINDING_USED);
  assert_int_equal(f->when_count, 2);
  const dp_kb_when *w = &kb->whens[f->when_first];
  assert_int_equal(w[0].milli, 38000);
  assert_true(w[0].milli_to == INT64_MAX);
  assert_int_equal(w[0].op, DP_OP_GE);
  assert_int_equal(w[0].from_days, 91);
  assert_int_equal(w[0].to_days, UINT32_MAX);
  assert_int_equal(w[1].op, DP_OP_GT);
  assert_int_equal(w[1].milli, 37500);
  assert_int_equal(w[1].milli_to, 42000);
  assert_int_equal(w[1].to_days, 91);
  assert_int_equal(w[1].sex, 'f');
  assert_int_equal(w[1].pregnant, 1);
  dp_ids up = dp_kb_ids(kb, kb->findings[2].parents);
  assert_int_equal(up.count, 2);
  assert_int_equal(up.at[0], 1);
  assert_int_equal(dp_kb_ids(kb, kb->findings[0].children).count, 2);
  assert_int_equal(kb->findings[0].rate_ppm, 1000000 - 950000L * 985 / 1000); /* none of fever, high fever */
  assert_int_equal(dp_kb_ids(kb, kb->findings[3].denies).count, 2);
  assert_true(kb->findings[3].flags & DP_FINDING_TESTED);
  assert_string_equal(dp_kb_text(kb, kb->findings[3].ask), "Feel the forehead.");
  assert_int_equal(kb->findings[4].cost, DP_COST_ASK);
  assert_int_equal(kb->findings[4].striking, 30);
  const dp_kb_measure *m = &kb->measures[0];
  assert_int_equal(m->low_milli, 25000);
  assert_int_equal(m->high_milli, 45000);
  assert_int_equal(m->decimals, 1);
  assert_int_equal(m->unit_count, 2);
  assert_int_equal(dp_kb_to_canonical(kb, 0, 1, 100400), 38003);
  assert_int_equal(kb->guesses[m->guess_first].unit, 1);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("Pyrexia")), 1);
  assert_int_equal(dp_kb_find_measure(kb, DP_STR("temp")), 0);
  done(&b);
}

static void conditions(void **state) {
  (void)state;
  built b;
  build_small(&b);
  const dp_kb *kb = b.kb;
  assert_int_equal(kb->condition_count, 2);
  const dp_kb_condition *c = &kb->conditions[dp_kb_find_condition(kb, DP_STR("sunstroke"))];
  assert_string_equal(dp_kb_text(kb, c->id), "heat_stroke");
  assert_string_equal(dp_kb_text(kb, c->icd10), "T67.0-T67.2, X30");
  assert_string_equal(dp_kb_text(kb, c->danger_text), "The brain cooks.");
  assert_int_equal(dp_kb_alias_count(kb, c->aliases), 3);
  assert_string_equal(dp_kb_alias(kb, c->aliases, 2), "HS");
  assert_int_equal(c->rate_milli, 12500);
  assert_int_equal(c->rate_source, 0);
  assert_int_equal(c->prevalence_ppm, 1250); /* ten years' cases */
  const uint32_t ages[DP_BANDS] = {10, 1000, 1000, 1000, 1000, 1000, 1000, 3000, 5000};
  assert_memory_equal(c->age_milli, ages, sizeof ages);
  assert_int_equal(c->female_permille, 350);
  assert_int_equal(c->pregnancy_milli, 500);
  const uint32_t settings[DP_SETTING_COUNT] = {200, 4000, 2000};
  assert_memory_equal(c->setting_milli, settings, sizeof settings);
  assert_int_equal(c->region_milli[DP_TROPICS], 5000);
  assert_int_equal(c->region_milli[DP_AFRICA], 1000);
  assert_int_equal(c->season_milli[DP_SUMMER], 8000);
  assert_int_equal(c->urgency, DP_EMERGENCY);
  assert_int_equal(c->danger, 9);
  const uint16_t course[DP_COURSE_COUNT] = {100, 800, 100, 0, 0, 0};
  assert_memory_equal(c->course_permille, course, sizeof course);
  assert_int_equal(c->sudden_permille, 200);
  assert_int_equal(c->recurrent_permille, 50);
  assert_int_equal(c->reviewed, 20261124);
  dp_kb_row_view rows = dp_kb_rows(kb, c, DP_ROWS_ALL);
  assert_int_equal(rows.count, 3);
  assert_int_equal(rows.at[0].low, 980);
  assert_int_equal(rows.at[0].high, 1000);
  assert_int_equal(rows.at[0].flags, DP_ROW_REQUIRED);
  assert_int_equal(rows.at[0].source, 0);
  assert_int_equal(rows.at[1].source, DP_NONE);
  assert_int_equal(rows.at[2].high, 0);
  /* the line of a row in the file: where the text says so */
  size_t line = 1;
  for (const char *at = small; at < strstr(small, "    fever 98-100"); at++) line += *at == '\n';
  assert_int_equal(dp_kb_row_line(c, &rows.at[0]), line);
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_OLD).at[0].low, 800);
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_COMES).count, 2);
  assert_int_equal(c->risk_count, 1);
  assert_int_equal(kb->risks[c->risk_first].odds_milli, 1500);
  assert_int_equal(dp_kb_ids(kb, c->redflags).at[0], 2);
  assert_true(dp_kb_is_a(kb, c->finding, dp_kb_find_finding(kb, DP_STR("heat_disease"))));
  const dp_kb_condition *s = &kb->conditions[1];
  assert_int_equal(s->flags, DP_CONDITION_FEMALE_ONLY | DP_CONDITION_PREGNANCY_ONLY);
  assert_int_equal(s->prevalence_ppm, 100000);
  assert_int_equal(s->course_permille[0], UINT16_MAX);
  rows = dp_kb_rows(kb, s, DP_ROWS_ALL);
  assert_int_equal(rows.count, 3);
  assert_int_equal(rows.at[1].flags, DP_ROW_BACKGROUND);
  assert_int_equal(rows.at[1].low, 200);
  assert_int_equal(rows.at[2].flags, DP_ROW_EXCLUDED);
  assert_int_equal(rows.at[2].low, 4);
  assert_int_equal(kb->conditions[dp_kb_ids(kb, s->confused).at[0] - s->finding + 1].id, c->id);
  done(&b);
}

static void prose(void **state) {
  (void)state;
  built b;
  build_small(&b);
  dp_kb_prose_text *texts;
  size_t count;
  dp_error err;
  assert_int_equal(b.kb->topic_count, 4);
  assert_int_equal(dp_kb_prose(b.kb, 0, &b.arena, &texts, &count, &err), DP_OK);
  assert_int_equal(count, 2);
  assert_str(texts[0].body, "Too hot.");
  assert_str(texts[1].body, "Sun.\n\nWork in the sun.\n- roads\n- roofs");
  assert_int_equal(dp_kb_prose(b.kb, 1, &b.arena, &texts, &count, &err), DP_OK);
  assert_int_equal(count, 0);
  assert_string_equal(dp_kb_text(b.kb, b.kb->topics[2].name), "Fever");
  assert_int_equal(b.kb->topics[2].finding, 1); /* of the same id */
  assert_int_equal(b.kb->topics[3].finding, 2); /* stated */
  assert_int_equal(b.kb->topics[3].kind, DP_TOPIC_PROCEDURE);
  assert_int_equal(dp_kb_prose(b.kb, 3, &b.arena, &texts, &count, &err), DP_OK);
  assert_int_equal(count, 2);
  done(&b);
}

static void order_of_files(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  size_t count;
  kbc_file *files = generate_knowledge(&a, 50, 7, &count);
  assert_non_null(files);
  built one, two;
  build(&one, files, count, false);
  for (size_t i = 0; i < count / 2; i++) {
    kbc_file swap = files[i];
    files[i] = files[count - 1 - i];
    files[count - 1 - i] = swap;
  }
  build(&two, files, count, false);
  assert_int_equal(one.image.size, two.image.size);
  assert_memory_equal(one.image.at, two.image.at, one.image.size);
  done(&one);
  done(&two);
  dp_arena_free(&a);
}

static double seconds(void) {
  struct timespec t;
  timespec_get(&t, TIME_UTC);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void thousand(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  size_t count;
  kbc_file *files = generate_knowledge(&a, 1000, 11, &count);
  double start = seconds();
  built b;
  build(&b, files, count, false);
  double compiled = seconds();
  kbc_report report;
  kbc_report_init(&report, &b.arena);
  dp_error err;
  assert_int_equal(kbc_check(b.model, kbc_check_defaults(), &b.arena, &report, &err), DP_OK);
  print_message("1,000 conditions: compiled in %.2f s, checked in %.2f s, image of %.1f MB, %zu warnings\n",
                compiled - start, seconds() - compiled, (double)b.image.size / 1e6, report.warnings);
  assert_int_equal(b.kb->condition_count, 1000);
  assert_true(report.warnings > 1000); /* rivals of a made-up condition have what it does not state */
  done(&b);
  dp_arena_free(&a);
}

/* Fails each allocation in turn, in loading, checking, building and counting. */
static void no_memory(void **state) {
  (void)state;
  kbc_file file = {.path = DP_STR("all.txt"), .bytes = DP_STR(small)};
  size_t failed = 0;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_arena_init(&a, &allocator);
    kbc_report report;
    kbc_report_init(&report, &a);
    kbc_model *m = NULL;
    dp_error err = {DP_OK, ""};
    dp_buf out;
    dp_buf_init(&out, &a);
    dp_status s = kbc_load(&file, 1, &a, &report, &m, &err);
    if (!s) s = kbc_check(m, kbc_check_defaults(), &a, &report, &err);
    if (!s) s = kbc_build(m, (kbc_build_options){0}, &a, &out, &err);
    if (!s) s = kbc_stats_text(m, &a, &out, &err);
    if (t.failed && s != DP_ERR_MEMORY) fail_msg("allocation %zu failed: %s: %s", n, dp_status_name(s), err.message);
    if (!t.failed) assert_int_equal(s, DP_OK);
    dp_arena_free(&a);
    assert_int_equal(t.pieces, 0);
    if (!t.failed) break;
    failed++;
  }
  print_message("%zu allocations made to fail\n", failed);
  assert_true(failed > 10);
}

static void stats(void **state) {
  (void)state;
  built b;
  build_small(&b);
  dp_buf out;
  dp_buf_init(&out, &b.arena);
  dp_jw w;
  dp_jw_init(&w, &out);
  dp_error err;
  assert_int_equal(kbc_stats_json(b.model, &b.arena, &w, &err), DP_OK);
  dp_json *j;
  assert_int_equal(dp_json_parse(dp_buf_view(&out), &b.arena, &j, &err), DP_OK);
  int64_t n = 0;
  const dp_json *total = dp_json_get(j, "fields")->first->next->next; /* injury, skin, total */
  assert_true(dp_json_get_int(total, "conditions", &n) && n == 2);
  assert_true(dp_json_get_int(total, "rows", &n) && n == 5);
  assert_true(dp_json_get_int(total, "sourced_rows", &n) && n == 1);
  assert_true(dp_json_get_int(dp_json_get(j, "findings"), "vital", &n) && n == 2);
  assert_true(dp_json_get_int(j, "complaints", &n) && n == 1);
  done(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(vocabulary),     cmocka_unit_test(conditions), cmocka_unit_test(prose),
      cmocka_unit_test(order_of_files), cmocka_unit_test(thousand),   cmocka_unit_test(no_memory),
      cmocka_unit_test(stats),
  };
  return cmocka_run_group_tests_name("kbc: build", tests, NULL, NULL);
}

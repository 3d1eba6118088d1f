/* What a page holds beside its prose: ranges, units and pages to see, from text through the compiler to the page; every damaged
 * byte of the section is refused or changes only a number that the page shows.
 */
#include "../support/cmocka.h"
#include "ency/page.h"
#include "kbc/kbc.h"
#include <stdlib.h>

static const char knowledge[] =
    "measure sugar\n  name: Blood sugar\n  say: sugar\n  unit: mmol/L\n  units: mg/dL = 0.0555\n  range: 0-100\n  decimals: 1\n"
    "measure warmth\n  name: Warmth\n  unit: C\n  units: F = (x - 32) * 0.5556\n  range: 20-50\n  decimals: 1\n"
    "finding sugar_high\n  name: High sugar\n  kind: lab\n  when: sugar > 7 age 12y- | sugar > 8 age -12y\n  rate: 2\n"
    "finding sugar_low\n  name: Low sugar\n  kind: lab\n  when: sugar < 4\n  rate: 1\n"
    "finding thirst\n  name: Thirst\n  kind: symptom\n  complaint: 3\n  rate: 2\n"
    "condition honey\n  name: Honey sickness\n  field: made_up\n  reviewed: 2026-11-25\n  summary: s.\n  rate: 50 estimate\n  urgency: urgent\n  danger: 8 d\n"
    "  findings: estimate\n    sugar_high 90\n    thirst 70\n"
    "rule parched\n  name: Parched\n  level: emergency\n  source: estimate\n  all: thirst, sugar_high\n  say: Go now\n"
    "  fire: Thirst and sugar 20.\n  quiet: No thirst.\n"
    "symptom thirst\n  name: Thirst\n  reviewed: 2026-11-25\n  see: sugar_test | honey\n  summary: s.\n  text what: w.\n"
    "test sugar_test\n  name: Sugar test\n  measure: sugar\n  specimen: blood\n  us: mg/dL\n  reviewed: 2026-11-25\n  see: thirst\n"
    "  ranges: estimate\n    4-8 age -12y\n    4-7 age 12y- sex f\n    <6 age 12y- pregnant for pregnancy\n"
    "  differs:\n    sugar_high Another limit in pregnancy.\n  summary: s.\n  text what: w.\n"
    "test warm\n  name: Warmth test\n  measure: warmth\n  us: F\n  summary: s.\n  ranges: estimate\n    36-37.5\n";

static dp_arena arena;
static dp_buf image;
static dp_kb *kb;

static int setup(void **state) {
  (void)state;
  dp_arena_init(&arena, NULL);
  kbc_file file = {.path = DP_STR("all.txt"), .bytes = dp_str_of(knowledge)};
  kbc_report report;
  kbc_report_init(&report, &arena);
  report.errors_only = true;
  kbc_model *m = NULL;
  dp_error err = {DP_OK, ""};
  dp_buf_init(&image, &arena);
  if (kbc_load(&file, 1, &arena, &report, &m, &err) || kbc_build(m, (kbc_build_options){.tables_only = false}, &arena, &image, &err) ||
      dp_kb_open_image(image.at, image.size, NULL, &kb, &err)) {
    dp_buf text;
    dp_buf_init(&text, &arena);
    kbc_report_text(&report, DP_STR(""), &text);
    print_error("%s\n%.*s\n", err.message, (int)text.size, text.at);
    return -1;
  }
  return 0;
}

static int teardown(void **state) {
  (void)state;
  dp_kb_close_image(kb);
  dp_arena_free(&arena);
  return 0;
}

static void says(uint16_t measure, unsigned unit, int64_t low, int64_t high, const char *want) {
  dp_buf b;
  dp_buf_init(&b, &arena);
  dp_more_say(kb, measure, unit, low, high, &b);
  assert_string_equal(dp_buf_nul(&b), want);
}

static void ranges(void **state) {
  (void)state;
  uint16_t page = dp_kb_find_topic(kb, DP_STR("sugar_test"));
  dp_more more;
  dp_more_of(kb, page, &more);
  assert_non_null(more.row);
  assert_int_equal(more.row->range_count, 3);
  assert_string_equal(dp_kb_text(kb, more.row->specimen), "blood");
  uint16_t sugar = more.row->measure;
  says(sugar, 0, 4000, 7000, "4–7");
  says(sugar, more.row->us, 4000, 7000, "72.1–126"); /* 4 / 0.0555 and 7 / 0.0555, three figures */
  says(sugar, 0, INT64_MIN, 6000, "under 6");
  says(sugar, 0, 6500, INT64_MAX, "over 6.5");
  static const char *const who[] = {"under 12 years", "women from 12 years", "pregnancy"};
  for (size_t i = 0; i < 3; i++) {
    dp_buf b;
    dp_buf_init(&b, &arena);
    dp_more_who(kb, &more.ranges[i], &b);
    assert_string_equal(dp_buf_nul(&b), who[i]);
  }
  dp_more_of(kb, dp_kb_find_topic(kb, DP_STR("warm")), &more);
  says(more.row->measure, more.row->us, 36000, 37500, "96.8–99.5");
  dp_more_of(kb, dp_kb_find_topic(kb, DP_STR("honey")), &more);
  assert_null(more.row);
  dp_more_of(kb, DP_NONE, &more);
  assert_null(more.row);
}

static const dp_section_of_page *section(const dp_page_view *v, const char *id) {
  for (size_t i = 0; i < v->sections.count; i++)
    if (dp_str_eq(dp_str_of(v->sections.at[i].id), dp_str_of(id))) return &v->sections.at[i];
  return NULL;
}

static void pages(void **state) {
  (void)state;
  dp_page_view *v = NULL;
  assert_int_equal(dp_page_make(kb, dp_kb_find_topic(kb, DP_STR("sugar_test")), DP_LEVEL_PLAIN, DP_STR(""), &arena, &v, NULL), DP_OK);
  const dp_section_of_page *high = section(v, "high"), *engine = section(v, "engine");
  assert_non_null(section(v, "ranges"));
  assert_non_null(high);
  assert_string_equal(dp_page_id(kb, high->blocks.at[0].rows.at[0].page), "honey"); /* the only condition that states it */
  assert_non_null(engine);
  assert_int_equal(engine->blocks.at[0].rows.count, 3); /* two thresholds up, one down */
  assert_int_equal(engine->blocks.at[1].rows.count, 1); /* and why one is not the end of a range */
  assert_int_equal(v->missing.count, 3);                /* why, prepare, results */
  assert_true(v->uncited);
  assert_string_equal(dp_page_id(kb, v->see_also.at[0]), "thirst");
  assert_int_equal(dp_page_make(kb, dp_kb_find_topic(kb, DP_STR("thirst")), DP_LEVEL_PLAIN, DP_STR(""), &arena, &v, NULL), DP_OK);
  const dp_section_of_page *flags = section(v, "flags"), *possible = section(v, "possible");
  assert_non_null(flags);
  assert_true(dp_str_eq(flags->blocks.at[0].rows.at[0].words, DP_STR("Go now")));
  assert_non_null(possible);
  assert_int_equal(possible->blocks.count, 2); /* by likelihood, and by danger */
}

static void damage(void **state) {
  (void)state;
  const void *at;
  size_t size, refused = 0;
  assert_true(dp_kb_section(kb, "MORE", &at, &size));
  assert_int_equal(dp_more_validate(at, size, kb, NULL), DP_OK);
  for (size_t cut = 0; cut < size; cut++) assert_int_equal(dp_more_validate(at, cut, kb, NULL), DP_ERR_IMAGE);
  unsigned char *copy = aligned_alloc(8, (size + 7) / 8 * 8);
  assert_non_null(copy);
  for (size_t i = 0; i < size; i++) {
    memcpy(copy, at, size);
    copy[i] ^= 0xFF;
    refused += dp_more_validate(copy, size, kb, NULL) != DP_OK;
  }
  assert_true(refused > size / 3); /* what is left are limits and line numbers */
  free(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(ranges), cmocka_unit_test(pages), cmocka_unit_test(damage)};
  return cmocka_run_group_tests(tests, setup, teardown);
}

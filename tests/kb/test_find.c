/* Folding, finding, completing and guessing names; rows, uses, is-a; measures and thresholds; the names of numbers. */
#include "../support/cmocka.h"
#include "small.h"

static small s;
static dp_kb *kb;

static int open_small(void **state) {
  (void)state;
  small_build(&s);
  return dp_kb_open_image(s.bytes, s.size, NULL, &kb, NULL) != DP_OK;
}

static int close_small(void **state) {
  (void)state;
  dp_kb_close_image(kb);
  return 0;
}

static void folds(void **state) {
  (void)state;
  static const struct { const char *in, *out; } cases[] = {
      {"", ""}, {"Chest_Pain", "chest pain"}, {"  chest \t--  pain _ ", "chest pain"}, {"Sj\xC3\xB6gren\xE2\x80\x99s", "sjogren's"},
      {"M\xC3\x89NI\xC3\x88RE", "meniere"}, {"Me\xCC\x81nie\xCC\x80re", "meniere"}, {"\xC5\x92" "dema", "oedema"},
      {"Stra\xC3\x9F" "e", "strasse"}, {"\xC3\x98stergaard", "ostergaard"}, {"\xE2\x80\x9Cq\xE2\x80\x9D", "\"q\""},
      {"X\xE2\x80\x93ray", "x ray"}, {"a\xC2\xA0" "b\xE2\x80\xAF" "c", "a b c"}, {"\xCE\xB1-fetoprotein", "\xCE\xB1 fetoprotein"},
      {"5\xC2\xB5m", "5\xC2\xB5m"}, {"a\xFFz", "a\xEF\xBF\xBDz"}, {"\xC5\xBB\xC3\xB3\xC5\x82\xC4\x87", "zolc"}, {"_", ""},
      {"\xC4\xB2ssel", "ijssel"}, {"A1c/B+", "a1c/b+"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[64], twice[64];
    size_t size = dp_kb_fold(dp_str_of(cases[i].in), out, sizeof out);
    assert_str(((dp_str){out, size}), cases[i].out);
    assert_int_equal(dp_kb_fold((dp_str){out, size}, twice, sizeof twice), size); /* folded is folded */
    assert_memory_equal(out, twice, size);
    char small_out[4] = {'#', '#', '#', '#'};
    assert_int_equal(dp_kb_fold(dp_str_of(cases[i].in), small_out, 3), size); /* says what it needs, writes what fits */
    assert_int_equal(small_out[3], '#');
    if (size >= 3) assert_memory_equal(small_out, out, 3);
  }
  assert_int_equal(dp_kb_fold(DP_STR("abc def"), NULL, 0), 7);
}

static void finds(void **state) {
  (void)state;
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("chest_pain")), 0);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("CHEST PAIN")), 0);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("Pain in the chest")), 0);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("Heart attack")), 5);
  assert_int_equal(dp_kb_find_condition(kb, DP_STR("Heart attack")), 0);
  assert_int_equal(dp_kb_find_condition(kb, DP_STR("lungenentzundung")), 2);
  assert_int_equal(dp_kb_find_condition(kb, DP_STR("heart_disease")), DP_NONE); /* a class is no condition */
  assert_int_equal(dp_kb_find_condition(kb, DP_STR("fever")), DP_NONE);
  assert_int_equal(dp_kb_find_measure(kb, DP_STR("body temperature")), 0);
  assert_int_equal(dp_kb_find_measure(kb, DP_STR("fever")), DP_NONE);
  assert_int_equal(dp_kb_find_topic(kb, DP_STR("ecg")), 4);
  assert_int_equal(dp_kb_find_topic(kb, DP_STR("angina")), 1);
  assert_int_equal(dp_kb_find(kb, DP_IS_SOURCE, DP_STR("NICE-NG185")), 0);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("chest")), DP_NONE);
  assert_int_equal(dp_kb_find_finding(kb, DP_STR("")), DP_NONE);
  static char longest[1000];
  memset(longest, 'a', sizeof longest);
  assert_int_equal(dp_kb_find_finding(kb, (dp_str){longest, sizeof longest}), DP_NONE);
}

static void completes(void **state) {
  (void)state;
  size_t first, count = dp_kb_find_prefix(kb, DP_STR("Chest"), &first);
  assert_int_equal(count, 5); /* two ids, two names, a topic */
  for (size_t i = first; i < first + count; i++)
    assert_true(dp_str_starts(dp_kb_str(kb, kb->names[i].folded), DP_STR("chest pain")));
  assert_int_equal(dp_kb_find_prefix(kb, DP_STR(""), &first), kb->name_count);
  assert_int_equal(first, 0);
  assert_int_equal(dp_kb_find_prefix(kb, DP_STR("zz"), &first), 0);
  assert_int_equal(dp_kb_find_prefix(kb, DP_STR("chest pain on exertion!"), &first), 0);
  static char longest[1000];
  memset(longest, 'a', sizeof longest);
  assert_int_equal(dp_kb_find_prefix(kb, (dp_str){longest, sizeof longest}, &first), 0);
  assert_true(first <= kb->name_count);
}

static void guesses(void **state) {
  (void)state;
  assert_string_equal(dp_kb_suggest(kb, DP_IS_FINDING, DP_STR("chest_pian")), "chest_pain");
  assert_string_equal(dp_kb_suggest(kb, DP_IS_FINDING, DP_STR("chest_pain_exertonal")), "chest_pain_exertional");
  assert_string_equal(dp_kb_suggest(kb, DP_IS_FINDING, DP_STR("hart atack")), "heart attack");
  assert_string_equal(dp_kb_suggest(kb, DP_IS_MEASURE, DP_STR("temprature")), "temperature");
  assert_string_equal(dp_kb_suggest(kb, DP_IS_TOPIC, DP_STR("electrocardiagram")), "Electrocardiogram");
  assert_null(dp_kb_suggest(kb, DP_IS_FINDING, DP_STR("gout")));
  assert_null(dp_kb_suggest(kb, DP_IS_FINDING, DP_STR("")));
  assert_null(dp_kb_suggest(kb, DP_IS_MEASURE, DP_STR("chest_pain")));
}

static void rows_and_uses(void **state) {
  (void)state;
  const dp_kb_condition *c = &kb->conditions[0];
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_ALL).count, 3);
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_OLD).at[0].low, 600);
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_COMES).at[0].low, 750);
  assert_int_equal(dp_kb_rows(kb, c, DP_ROWS_INFANT).count, 0);
  assert_int_equal(dp_kb_row_of(kb, c, DP_ROWS_ALL, 3)->flags, DP_ROW_REQUIRED);
  assert_int_equal(dp_kb_row_line(c, dp_kb_row_of(kb, c, DP_ROWS_ALL, 3)), 5);
  assert_null(dp_kb_row_of(kb, c, DP_ROWS_OLD, 3));
  assert_null(dp_kb_row_of(kb, &kb->conditions[1], DP_ROWS_ALL, 2));
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_kb_use *uses;
  size_t count;
  assert_int_equal(dp_kb_uses(kb, 0, &a, &uses, &count, NULL), DP_OK);
  assert_int_equal(count, 3);
  assert_true(uses[0].condition == 1 && uses[0].permille == 950); /* commonest first, a range by its middle */
  assert_true(uses[1].condition == 0 && uses[1].permille == 850);
  assert_true(uses[2].condition == 2 && uses[2].permille == 350);
  assert_int_equal(uses[1].row->low, 800);
  assert_int_equal(dp_kb_uses(kb, 4, &a, &uses, &count, NULL), DP_OK);
  assert_int_equal(count, 0);
  dp_arena_free(&a);
}

static void is_a(void **state) {
  (void)state;
  assert_true(dp_kb_is_a(kb, 1, 0));
  assert_true(dp_kb_is_a(kb, 1, 1));
  assert_false(dp_kb_is_a(kb, 0, 1));
  assert_true(dp_kb_is_a(kb, 5, 4));
  assert_false(dp_kb_is_a(kb, 7, 4));
}

static void converts(void **state) {
  (void)state;
  assert_true(dp_kb_to_canonical(kb, 0, 0, 39400) == 39400);
  assert_true(dp_kb_to_canonical(kb, 0, 1, 102200) == 39003); /* (102.2 - 32) * 0.5556 */
  assert_true(dp_kb_to_canonical(kb, 0, 1, 32000) == 0);
  assert_true(dp_kb_to_canonical(kb, 0, 1, -8000) == -22224);
  assert_true(dp_kb_to_canonical(kb, 0, 7, 5) == 5);
  /* other factors, in a copy of the tables */
  dp_kb_unit units[2] = {{1000000, 0, 0, 0}, {0, 0, 0, 0}};
  dp_kb copy = *kb;
  copy.units = units;
  static const struct { int64_t factor, offset, in, out; } cases[] = {
      {500000, 0, 3, 2},   {500000, 0, -3, -2},  {499999, 0, 1, 0},          {-500000, 0, 3, -2},   {1, 0, 500000, 1},
      {1, 0, 499999, 0},   {1, 0, -500000, -1},  {1000000, 0, INT64_MAX, INT64_MAX}, {1000000, 0, INT64_MIN + 1, INT64_MIN + 1},
      {2000000, 0, INT64_MAX / 2 + 1, INT64_MAX}, {2000000, 0, INT64_MIN, INT64_MIN}, {-2000000, 0, INT64_MAX, INT64_MIN},
      {1000000000000, 0, 1000000000000, 1000000000000000000}, {1000000000000, 0, INT64_MAX, INT64_MAX},
      {1000000, INT64_MAX, INT64_MIN, INT64_MIN}, {1000000, INT64_MIN, INT64_MAX, INT64_MAX}, {999999, 0, 1999999, 1999997},
      {88420000, 0, 1200, 106104}, /* creatinine, mg/dL to µmol/L */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    units[1].factor_micro = cases[i].factor;
    units[1].offset_milli = cases[i].offset;
    int64_t out = dp_kb_to_canonical(&copy, 0, 1, cases[i].in);
    if (out != cases[i].out) fail_msg("case %zu: %lld", i, (long long)out);
  }
}

static void thresholds(void **state) {
  (void)state;
  const dp_kb_when *young = &kb->whens[0], *old = &kb->whens[1];
  assert_true(dp_kb_when_applies(young, -1, 0, false)); /* unknown counts as 30 years */
  assert_false(dp_kb_when_applies(old, -1, 0, false));
  assert_true(dp_kb_when_applies(young, 65 * 365 - 1, 'm', false));
  assert_false(dp_kb_when_applies(young, 65 * 365, 'm', false));
  assert_true(dp_kb_when_applies(old, 65 * 365, 'f', false));
  assert_true(dp_kb_when_applies(old, INT32_MAX, 0, false));
  assert_false(dp_kb_when_applies(old, 70 * 365, 'm', false));
  dp_kb_when w = *young;
  w.pregnant = 1;
  assert_false(dp_kb_when_applies(&w, 9000, 'f', false));
  assert_true(dp_kb_when_applies(&w, 9000, 'f', true));
  static const struct { uint8_t op; int64_t milli, to, value; bool meets; } cases[] = {
      {DP_OP_GE, 10, INT64_MAX, 10, true}, {DP_OP_GE, 10, INT64_MAX, 9, false}, {DP_OP_GT, 10, INT64_MAX, 10, false},
      {DP_OP_GT, 10, INT64_MAX, 11, true}, {DP_OP_LT, 10, INT64_MAX, 10, false}, {DP_OP_LT, 10, INT64_MAX, 9, true},
      {DP_OP_LE, 10, INT64_MAX, 10, true}, {DP_OP_LE, 10, INT64_MAX, 11, false}, {DP_OP_GE, 10, 20, 20, true},
      {DP_OP_GE, 10, 20, 21, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    w = (dp_kb_when){.milli = cases[i].milli, .milli_to = cases[i].to, .op = cases[i].op};
    assert_int_equal(dp_kb_when_meets(&w, cases[i].value), cases[i].meets);
  }
}

static void bands(void **state) {
  (void)state;
  static const struct { uint32_t days; unsigned band; } cases[] = {
      {0, 0}, {27, 0}, {28, 1}, {364, 1}, {365, 2}, {4 * 365 + 1, 2}, {5 * 365, 3}, {11 * 366, 3}, {12 * 365, 4}, {17 * 366, 4},
      {18 * 365, 5}, {18 * 365 + 4, 5}, {39 * 365 + 9, 5}, {40 * 365, 6}, {64 * 365 + 16, 6}, {65 * 365, 7}, {79 * 365 + 19, 7},
      {80 * 365, 8}, {80 * 365 + 20, 8}, {UINT32_MAX, 8}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(dp_kb_band_of_days(cases[i].days), cases[i].band);
}

static void names(void **state) {
  (void)state;
  static const struct { const char *(*of)(unsigned); unsigned count; const char *first, *last; } tables[] = {
      {dp_kb_kind_name, DP_KIND_COUNT, "symptom", "disease"},     {dp_kb_cost_name, DP_COST_COUNT, "ask", "invasive"},
      {dp_kb_urgency_name, DP_URGENCY_COUNT, "self-care", "emergency"}, {dp_kb_rows_name, DP_ROWS_COUNT, "findings", "comes"},
      {dp_kb_course_name, DP_COURSE_COUNT, "minutes", "years"},   {dp_kb_setting_name, DP_SETTING_COUNT, "gp", "ward"},
      {dp_kb_region_name, DP_REGION_COUNT, "africa", "tropics"},  {dp_kb_season_name, DP_SEASON_COUNT, "spring", "winter"},
      {dp_kb_text_name, DP_TEXT_SECTION_COUNT, "summary", "examine"}, {dp_kb_topic_kind_name, DP_TOPIC_KIND_COUNT, "condition", "test"},
      {dp_kb_band_name, DP_BANDS, "under 28 days", "80 and over"},
  };
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    assert_string_equal(tables[i].of(0), tables[i].first);
    assert_string_equal(tables[i].of(tables[i].count - 1), tables[i].last);
    assert_string_equal(tables[i].of(tables[i].count), "");
    assert_string_equal(tables[i].of(UINT32_MAX), "");
    for (unsigned k = 0; k < tables[i].count; k++)
      for (unsigned j = 0; j < k; j++) assert_string_not_equal(tables[i].of(k), tables[i].of(j));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(folds), cmocka_unit_test(finds), cmocka_unit_test(completes), cmocka_unit_test(guesses),
      cmocka_unit_test(rows_and_uses), cmocka_unit_test(is_a), cmocka_unit_test(converts), cmocka_unit_test(thresholds),
      cmocka_unit_test(bands), cmocka_unit_test(names),
  };
  return cmocka_run_group_tests(tests, open_small, close_small);
}

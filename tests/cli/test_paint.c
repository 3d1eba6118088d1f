/* Columns, bars, wrapping and the way back to ASCII. */
#include "support/cmocka.h"
#include "cli/paint.h"

static dp_arena arena;
static dp_buf out;
static dp_paint paint(bool utf8, bool colour, unsigned width) {
  dp_buf_init(&out, &arena);
  return (dp_paint){&out, {.utf8 = utf8, .colour = colour, .width = width}};
}
static int begin(void **state) {
  (void)state;
  dp_arena_init(&arena, NULL);
  return 0;
}
static int end(void **state) {
  (void)state;
  dp_arena_free(&arena);
  return 0;
}

static void test_columns(void **state) {
  (void)state;
  assert_int_equal(dp_paint_columns(DP_STR("fever")), 5);
  assert_int_equal(dp_paint_columns(DP_STR("naïve")), 5);
  assert_int_equal(dp_paint_columns(DP_STR("nai\xCC\x88ve")), 5); /* combining */
  assert_int_equal(dp_paint_columns(DP_STR("你好")), 4);
  assert_int_equal(dp_paint_columns(DP_STR("")), 0);
}

static void test_cells(void **state) {
  (void)state;
  static const struct {
    const char *text;
    unsigned width;
    bool right, utf8;
    const char *expected;
  } rows[] = {{"fever", 8, false, true, "fever   "},
              {"fever", 8, true, true, "   fever"},
              {"fever", 5, false, true, "fever"},
              {"breathlessness", 8, false, true, "breathl…"},
              {"breathlessness", 8, false, false, "breat..."},
              {"naïve naïve", 6, false, true, "naïve…"},
              {"你好你好", 4, false, true, "你… "},
              {"", 2, false, true, "  "},
              {"a\033[31mb", 9, false, true, "a [31mb   "}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    dp_paint p = paint(rows[i].utf8, false, 80);
    dp_paint_cell(&p, DP_RED, dp_str_of(rows[i].text), rows[i].width, rows[i].right);
    assert_str(dp_buf_view(&out), rows[i].expected);
  }
}

static void test_bars(void **state) {
  (void)state;
  static const struct {
    uint32_t ppm;
    unsigned width;
    bool utf8;
    const char *expected;
  } rows[] = {{0, 4, true, "    "},  {1000000, 4, true, "████"}, {500000, 4, true, "██  "},
              {1, 4, true, "▏   "},  {625000, 4, true, "██▌ "},  {500000, 4, false, "##  "},
              {1, 4, false, "-   "}, {2000000, 2, true, "██"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    dp_paint p = paint(rows[i].utf8, false, 80);
    dp_paint_bar(&p, DP_RED, rows[i].ppm, rows[i].width);
    assert_str(dp_buf_view(&out), rows[i].expected);
  }
}

static void test_wrap(void **state) {
  (void)state;
  dp_paint p = paint(true, false, 20);
  dp_paint_text(&p, "  ");
  dp_paint_wrap(&p, DP_PLAIN, DP_STR("one two three four five, six  seven eight"), 2, 4);
  assert_str(dp_buf_view(&out), "  one two three four\n    five, six seven\n    eight\n");
  p = paint(true, false, 20);
  dp_paint_wrap(&p, DP_PLAIN, DP_STR("averyveryverylongwordindeed stays whole"), 0, 2);
  assert_str(dp_buf_view(&out), "averyveryverylongwordindeed\n  stays whole\n");
  p = paint(true, true, 20);
  dp_paint_wrap(&p, DP_DIM, DP_STR("a"), 0, 0);
  assert_str(dp_buf_view(&out), "\033[2ma\033[0m\n");
}

static void test_percent(void **state) {
  (void)state;
  static const struct {
    int64_t milli;
    const char *expected;
  } rows[] = {{0, "<0.1 %"}, {4, "0.4 %"},   {99, "9.9 %"},   {100, "10 %"},  {615, "62 %"},
              {994, "99 %"}, {999, "100 %"}, {1000, "100 %"}, {5000, "100 %"}};
  char room[16];
  dp_paint p = paint(true, false, 80);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_str(dp_paint_percent(&p, rows[i].milli, room), rows[i].expected);
}

static void test_ascii(void **state) {
  (void)state;
  dp_buf b;
  dp_buf_init(&b, &arena);
  dp_paint_ascii(DP_STR("naïve “x” – 38.5 °C … ≥ 5 µg × 你 œdema Ångström\n"), &b);
  assert_str(dp_buf_view(&b), "naive \"x\" - 38.5  deg C ... >= 5 ug x ? oedema Angstrom\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_columns), cmocka_unit_test(test_cells),
                                     cmocka_unit_test(test_bars),    cmocka_unit_test(test_wrap),
                                     cmocka_unit_test(test_percent), cmocka_unit_test(test_ascii)};
  return cmocka_run_group_tests_name("paint", tests, begin, end);
}

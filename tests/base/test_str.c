/* Strings, UTF-8, errors and the table of statuses. */
#include "../support/cmocka.h"
#include "base/base.h"

static void strings_compare(void **state) {
  (void)state;
  assert_true(dp_str_eq(DP_STR("a"), DP_STR("a")));
  assert_false(dp_str_eq(DP_STR("a"), DP_STR("ab")));
  assert_true(dp_str_eq(dp_str_of(NULL), DP_STR("")));
  assert_true(dp_str_eq((dp_str){NULL, 0}, DP_STR("")));
  assert_true(dp_str_cmp(DP_STR("ab"), DP_STR("abc")) < 0);
  assert_true(dp_str_cmp(DP_STR("\xFF"), DP_STR("a")) > 0); /* bytes, not signed characters */
  assert_true(dp_str_cmp(DP_STR("x"), DP_STR("x")) == 0);
  assert_true(dp_str_eq_ci(DP_STR("Hb A1c"), DP_STR("hB a1C")));
  assert_false(dp_str_eq_ci(DP_STR("["), DP_STR("{"))); /* differ by the case bit only */
  assert_true(dp_str_starts(DP_STR("fever"), DP_STR("fe")));
  assert_true(dp_str_starts(DP_STR("fever"), (dp_str){NULL, 0}));
  assert_false(dp_str_starts(DP_STR("f"), DP_STR("fe")));
  assert_true(dp_str_ends(DP_STR("fever"), DP_STR("er")));
  assert_false(dp_str_ends(DP_STR("r"), DP_STR("er")));
  assert_str(dp_str_trim(DP_STR(" \t\r\n a b \v\f")), "a b");
  assert_str(dp_str_trim(DP_STR("  ")), "");
}

static void cut(void **state) {
  (void)state;
  dp_str rest = DP_STR("a,,b");
  assert_str(dp_str_cut(&rest, ','), "a");
  assert_str(dp_str_cut(&rest, ','), "");
  assert_non_null(rest.at);
  assert_str(dp_str_cut(&rest, ','), "b");
  assert_null(rest.at);
  rest = DP_STR("a,");
  assert_str(dp_str_cut(&rest, ','), "a");
  assert_non_null(rest.at); /* an empty last piece is still to come */
  assert_str(dp_str_cut(&rest, ','), "");
  assert_null(rest.at);
}

static void distance(void **state) {
  (void)state;
  static const struct { const char *a, *b; unsigned limit, result; } cases[] = {
      {"", "", 3, 0},           {"abc", "abc", 0, 0},       {"abc", "abd", 0, 1},        {"abc", "abd", 3, 1},
      {"ab", "ba", 2, 1},       {"abcd", "acbd", 1, 1},     {"", "abc", 3, 3},           {"", "abc", 2, 3},
      {"ca", "abc", 5, 3},      {"haemoptysis", "haemoptisis", 2, 1}, {"diarrhoea", "diarhea", 3, 2},
      {"kitten", "sitting", 3, 3}, {"kitten", "sitting", 2, 3}, {"abcdef", "ghijkl", 4, 5}, {"abcdef", "ghijkl", 6, 6},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(dp_str_distance(dp_str_of(cases[i].a), dp_str_of(cases[i].b), cases[i].limit), cases[i].result);
    assert_int_equal(dp_str_distance(dp_str_of(cases[i].b), dp_str_of(cases[i].a), cases[i].limit), cases[i].result);
  }
}

/* The plain quadratic table. */
static unsigned slow_distance(dp_str a, dp_str b) {
  unsigned d[12][12];
  for (size_t i = 0; i <= a.size; i++)
    for (size_t j = 0; j <= b.size; j++) {
      if (!i || !j) {
        d[i][j] = (unsigned)(i + j);
        continue;
      }
      unsigned best = d[i - 1][j - 1] + (a.at[i - 1] != b.at[j - 1]);
      if (d[i - 1][j] + 1 < best) best = d[i - 1][j] + 1;
      if (d[i][j - 1] + 1 < best) best = d[i][j - 1] + 1;
      if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] && d[i - 2][j - 2] + 1 < best)
        best = d[i - 2][j - 2] + 1;
      d[i][j] = best;
    }
  return d[a.size][b.size];
}

static void distance_against_table(void **state) {
  (void)state;
  uint32_t seed = 1;
  for (int n = 0; n < 50000; n++) {
    char bytes[20];
    for (int i = 0; i < 20; i++) {
      seed = seed * 1664525 + 1013904223;
      bytes[i] = (char)('a' + (seed >> 24) % 3);
    }
    dp_str a = {bytes, (seed >> 8) % 10}, b = {bytes + 10, (seed >> 12) % 10};
    unsigned limit = (seed >> 16) % 8, slow = slow_distance(a, b);
    assert_int_equal(dp_str_distance(a, b, limit), slow > limit ? limit + 1 : slow);
  }
}

static void utf8(void **state) {
  (void)state;
  static const struct { const char *bytes; bool valid; } cases[] = {
      {"", true}, {"plain", true}, {"\xC3\xA9", true}, {"\xE2\x82\xAC", true}, {"\xF0\x9F\xA9\xBA", true},
      {"\xF4\x8F\xBF\xBF", true}, {"\xEF\xBF\xBD", true}, {"\xED\x9F\xBF", true}, {"\xEE\x80\x80", true},
      {"\x80", false}, {"\xC3", false}, {"\xC0\xAF", false}, {"\xC1\xBF", false}, {"\xE0\x9F\xBF", false},
      {"\xED\xA0\x80", false}, {"\xF0\x8F\xBF\xBF", false}, {"\xF4\x90\x80\x80", false}, {"\xF5\x80\x80\x80", false},
      {"\xFF", false}, {"\xE2\x82", false}, {"a\xE2\x82" "b", false}, {"\xF0\x9F\xA9", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(dp_utf8_valid(dp_str_of(cases[i].bytes)), cases[i].valid);
  dp_str s = DP_STR("a\xE2\x82\xAC\xE2\x82z");
  size_t at = 0;
  static const uint32_t expected[] = {'a', 0x20AC, 0xFFFD, 0xFFFD, 'z'};
  for (size_t i = 0; i < 5; i++) assert_int_equal(dp_utf8_next(s, &at), expected[i]);
  assert_int_equal(at, s.size);
}

static void utf8_round_trip(void **state) {
  (void)state;
  for (uint32_t c = 0; c <= 0x110000; c++) {
    char out[4];
    size_t n = dp_utf8_put(c, out), at = 0;
    bool scalar = c <= 0x10FFFF && !(c >= 0xD800 && c < 0xE000);
    assert_int_equal(dp_utf8_next((dp_str){out, n}, &at), scalar ? c : 0xFFFD);
    assert_int_equal(at, n);
  }
}

static void errors(void **state) {
  (void)state;
  dp_error e;
  memset(&e, 'x', sizeof e);
  assert_int_equal(dp_fail(NULL, DP_ERR_IO, "nobody listens"), DP_ERR_IO);
  assert_int_equal(dp_fail(&e, DP_ERR_INPUT, "%s %.*s %d %d %u %zu %c 100%%", "a", 2, "bcd", -5, INT32_MIN, 7u, (size_t)8,
                           'z'), DP_ERR_INPUT);
  assert_int_equal(e.status, DP_ERR_INPUT);
  assert_string_equal(e.message, "a bc -5 -2147483648 7 8 z 100%");
  const char *volatile foreign = "odd %q and %"; /* not one of ours: shown, no argument taken */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
  dp_fail(&e, DP_ERR_INPUT, foreign);
#pragma GCC diagnostic pop
  assert_string_equal(e.message, "odd %q and %");
  dp_fail(&e, DP_ERR_INPUT, "%s", "a bc -5 -2147483648 7 8 z 100%");
  dp_fail(&e, DP_ERR_IO, "again: %s", e.message); /* an error that wraps itself */
  assert_string_equal(e.message, "again: a bc -5 -2147483648 7 8 z 100%");
  dp_fail(&e, DP_ERR_IO, "%s", "\x1B[31m \xFF \xC2\x9B ok\x7F");
  assert_string_equal(e.message, "?[31m ? ? ok?");
}

static void errors_are_cut_at_a_character(void **state) {
  (void)state;
  static char euros[3 * 300 + 1];
  for (size_t i = 0; i < 300; i++) memcpy(euros + 3 * i, "\xE2\x82\xAC", 3);
  dp_error e;
  for (int lead = 0; lead < 4; lead++) {
    dp_fail(&e, DP_ERR_IO, "%.*s%s", lead, "abc", euros);
    size_t size = strlen(e.message);
    assert_true(size < sizeof e.message && size >= sizeof e.message - 4);
    assert_true(dp_utf8_valid(dp_str_of(e.message)));
    assert_true(dp_str_ends(dp_str_of(e.message), DP_STR("\xE2\x82\xAC")));
  }
}

static void statuses(void **state) {
  (void)state;
  assert_string_equal(dp_status_name(DP_OK), "DP_OK");
  assert_string_equal(dp_status_name(DP_ERR_JSON), "DP_ERR_JSON");
  assert_int_equal(dp_status_exit_code(DP_OK), 0);
  for (int s = 0; s < DP_STATUS_COUNT; s++) {
    assert_int_equal(dp_status_http((dp_status)s) >= 400, s != DP_OK);
    assert_int_equal(dp_status_exit_code((dp_status)s) != 0, s != DP_OK);
    assert_true(strlen(dp_status_text((dp_status)s)) > 3);
    for (int t = 0; t < s; t++) assert_int_not_equal(dp_status_exit_code((dp_status)s), dp_status_exit_code((dp_status)t));
  }
  assert_string_equal(dp_status_name((dp_status)999), "DP_ERR_INTERNAL");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(strings_compare), cmocka_unit_test(cut), cmocka_unit_test(distance),
      cmocka_unit_test(distance_against_table), cmocka_unit_test(utf8), cmocka_unit_test(utf8_round_trip),
      cmocka_unit_test(errors), cmocka_unit_test(errors_are_cut_at_a_character), cmocka_unit_test(statuses),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

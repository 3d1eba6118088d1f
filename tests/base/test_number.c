/* Numbers and hashes: against long double logarithms, tables and the published vectors of FIPS 180-4 and FNV. */
#include "../support/cmocka.h"
#include "base/base.h"
#include <math.h>

static void milli(void **state) {
  (void)state;
  static const struct { const char *text; bool good; int64_t value; } cases[] = {
      {"0", true, 0}, {"39.4", true, 39400}, {"-2.5", true, -2500}, {"+7", true, 7000}, {"0.0005", true, 1},
      {"0.00049", true, 0}, {"-0.0005", true, -1}, {"1.2345", true, 1235}, {"1.23449999", true, 1234},
      {"1,234", true, 1234000}, {"12,345,678.5", true, 12345678500}, {"1000000000000", true, 1000000000000000},
      {"007", true, 7000}, {"1000000000001", false, 0}, {"1000000000000.001", false, 0}, {"", false, 0}, {"-", false, 0},
      {".5", false, 0}, {"5.", false, 0}, {"1e3", false, 0}, {"12,5", false, 0}, {"1234,567", false, 0},
      {",123", false, 0}, {"1,2345", false, 0}, {"1,,234", false, 0}, {" 1", false, 0}, {"1 ", false, 0}, {"1.2.3", false, 0},
      {"--1", false, 0}, {"99999999999999999999999999", false, 0}, {"1,234,5", false, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t value = 42;
    bool good = dp_parse_milli(dp_str_of(cases[i].text), &value);
    if (good != cases[i].good || value != (good ? cases[i].value : 42)) fail_msg("\"%s\"", cases[i].text);
  }
}

static void uints(void **state) {
  (void)state;
  uint64_t v = 42;
  assert_true(dp_parse_uint(DP_STR("18446744073709551615"), &v));
  assert_true(v == UINT64_MAX);
  static const char *const bad[] = {"18446744073709551616", "", "-1", "+1", "1a", "99999999999999999999"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(dp_parse_uint(dp_str_of(bad[i]), &v));
  assert_true(v == UINT64_MAX);
}

static void centiban_table(void **state) {
  (void)state;
  static const struct { uint64_t n, d; int cb; } cases[] = {
      {1, 1, 0}, {10, 1, 100}, {1, 10, -100}, {100, 1, 200}, {2, 1, 30}, {1, 2, -30}, {3, 1, 48}, {3, 2, 18}, {5, 1, 70},
      {7, 10, -15}, {999, 1000, 0}, {98, 2, 169}, {9, 1, 95}, {988, 100, 99}, {989, 100, 100}, {1000000, 1, 600},
      {1, 1000000, -600}, {85, 1, 193}, {0, 5, -9999}, {5, 0, 9999}, {0, 0, 0}, {UINT64_MAX, 1, 1927},
      {1, UINT64_MAX, -1927}, {UINT64_MAX, UINT64_MAX, 0}, {UINT64_MAX, UINT64_MAX - 1, 0}, {10000000000000000000u, 1, 1900},
      {10000000000000000000u, 10000000000000000000u, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(dp_centiban_ratio(cases[i].n, cases[i].d), cases[i].cb);
}

static void check_centiban(uint64_t n, uint64_t d) {
  long double exact = 100 * log10l((long double)n / (long double)d), nearest = roundl(exact);
  int cb = dp_centiban_ratio(n, d);
  if (fabsl(fabsl(exact - nearest) - 0.5L) < 1e-12L) { /* too near to the turning point for long double to judge */
    assert_true(fabsl((long double)cb - exact) < 0.5L + 1e-9L);
    return;
  }
  if (cb != (int)nearest) fail_msg("%llu / %llu: %d is not %d", (unsigned long long)n, (unsigned long long)d, cb, (int)nearest);
}

static void centiban_is_the_nearest(void **state) {
  (void)state;
  for (uint64_t n = 1; n <= 1200; n++)
    for (uint64_t d = 1; d <= 1200; d++) check_centiban(n, d);
  uint64_t seed = 88172645463325252u;
  for (int i = 0; i < 1000000; i++) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    check_centiban(seed % 1000000 + 1, (seed >> 32) % 1000000 + 1);
    check_centiban(seed >> (i % 60) | 1, (seed ^ 0x9E3779B97F4A7C15u) >> (i % 47) | 1);
  }
  /* the two fractions with d up to 10^6 on either side of each turning point */
  for (int k = 0; k < 100; k++) {
    long double turn = powl(10, ((long double)k + 0.5L) / 100);
    for (uint64_t d = 999000; d <= 1000000; d++) {
      uint64_t below = (uint64_t)(turn * (long double)d);
      check_centiban(below, d);
      check_centiban(below + 1, d);
    }
  }
}

static void centiban_signs_and_sums(void **state) {
  (void)state;
  for (uint64_t n = 1; n < 500; n++)
    for (uint64_t d = 1; d < 500; d++) assert_int_equal(dp_centiban_ratio(n, d), -dp_centiban_ratio(d, n));
}

static void exp10_is_near(void **state) {
  (void)state;
  assert_int_equal(dp_exp10_cb(-961), 0);
  assert_int_equal(dp_exp10_cb(-100000), 0);
  assert_true(dp_exp10_cb(964) == UINT64_MAX);
  assert_true(dp_exp10_cb(INT32_MAX) == UINT64_MAX);
  assert_int_equal(dp_exp10_cb(INT32_MIN), 0);
  assert_true(dp_exp10_cb(0) == (uint64_t)1 << 32);
  assert_true(dp_exp10_cb(300) == (uint64_t)1000 << 32);
  uint64_t before = 0;
  for (int cb = -960; cb <= 963; cb++) {
    uint64_t value = dp_exp10_cb(cb);
    long double exact = powl(10, (long double)cb / 100) * 4294967296.0L, error = fabsl((long double)value - exact);
    assert_true(error <= 0.5L + 1e-6L || error / exact < 1e-17L);
    assert_true(value >= before);
    before = value;
  }
}

static void hex_of(const uint8_t in[32], char out[65]) {
  for (int i = 0; i < 32; i++) {
    out[2 * i] = "0123456789abcdef"[in[i] >> 4];
    out[2 * i + 1] = "0123456789abcdef"[in[i] & 15];
  }
  out[64] = 0;
}

/* FIPS 180-4's examples and NIST's long messages; the lengths around a block from an independent implementation. */
static void sha256(void **state) {
  (void)state;
  static const struct { const char *unit; size_t times; const char *hash; } cases[] = {
      {"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
      {"a", 54, "a3f01b6939256127582ac8ae9fb47a382a244680806a3f613a118851c1ca1d47"},
      {"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
      {"a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
      {"a", 57, "f13b2d724659eb3bf47f2dd6af1accc87b81f09f59f2b75e5c0bed6589dfe8c6"},
      {"a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
      {"a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
      {"a", 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
      {"a", 119, "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"},
      {"a", 120, "2f3d335432c70b580af0e8e1b3674a7c020d683aa5f73aaaedfdc55af904c21c"},
      {"a", 127, "c57e9278af78fa3cab38667bef4ce29d783787a2f731d4e12200270f0c32320a"},
      {"a", 128, "6836cf13bac400e9105071cd6af47084dfacad4e5e302c94bfed24e013afb73e"},
  };
  static char text[1000001];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    size_t size = 0;
    for (size_t k = 0; k < cases[i].times; k++) {
      memcpy(text + size, cases[i].unit, strlen(cases[i].unit));
      size += strlen(cases[i].unit);
    }
    uint8_t out[32];
    char hex[65];
    dp_sha256(text, size, out);
    hex_of(out, hex);
    assert_string_equal(hex, cases[i].hash);
  }
}

static void fnv(void **state) { /* from the FNV authors' test vectors */
  (void)state;
  assert_true(dp_hash32("", 0) == 0x811c9dc5u);
  assert_true(dp_hash32("a", 1) == 0xe40c292cu);
  assert_true(dp_hash32("foobar", 6) == 0xbf9cf968u);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(milli), cmocka_unit_test(uints), cmocka_unit_test(centiban_table),
      cmocka_unit_test(centiban_is_the_nearest), cmocka_unit_test(centiban_signs_and_sums),
      cmocka_unit_test(exp10_is_near), cmocka_unit_test(sha256), cmocka_unit_test(fnv),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

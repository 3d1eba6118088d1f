/* SHA-1 by the vectors of RFC 3174 (section 7.3) and FIPS 180, whatever pieces the bytes come in. */
#include "host/models.h"
#include "support/cmocka.h"
#include <string.h>

static void vectors(void **state) {
  (void)state;
  static const struct {
    const char *text;
    size_t times;
    const char *sum;
  } cases[] = {{"", 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
               {"abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
               {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
               {"a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"},
               {"0123456701234567012345670123456701234567012345670123456701234567", 10, "dea356a2cddd90c7a7ecedc5ebb563934f460452"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    dp_sha1 s;
    char hex[41];
    dp_sha1_begin(&s);
    for (size_t k = 0; k < cases[i].times; k++) dp_sha1_add(&s, cases[i].text, strlen(cases[i].text));
    dp_sha1_end(&s, hex);
    assert_string_equal(hex, cases[i].sum);
  }
  assert_non_null(dp_model_named("/a/b/ggml-small.en.bin"));
  assert_null(dp_model_named("ggml-small.en.bin/x"));
  assert_int_equal(dp_model_check("/nonexistent/mine.bin", NULL), DP_OK); /* nothing is known of it */
  assert_int_equal(dp_model_check("/nonexistent/ggml-small.en.bin", NULL), DP_ERR_IO);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(vectors)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

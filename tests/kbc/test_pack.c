/* pack.c: whatever is packed comes back byte for byte, rows become short, and what is damaged is refused. */
#include "../support/cmocka.h"
#include "kbc/inner.h"

static dp_str back(const char *bytes, size_t size, dp_arena *a, size_t *packed_size) {
  dp_buf packed, plain;
  dp_error err;
  dp_buf_init(&packed, a), dp_buf_init(&plain, a);
  assert_true(kbc_pack((dp_str){bytes, size}, a, &packed));
  *packed_size = packed.size;
  if (kbc_unpack(dp_buf_view(&packed), a, &plain, &err)) fail_msg("%s", err.message);
  return dp_buf_view(&plain);
}

static void texts_come_back(void **state) {
  (void)state;
  static const char *const texts[] = {
      "",
      "\n",
      "    ",
      "    a ",
      "    cough 5",
      "no ids here\n",
      "finding cough\n  name: Cough\n    cough 5\n    cough 50 @x\n  is: cough, cough_dry\n\nfinding cough_dry\n    "
      "cough_dry  1\n     cough 1\n cough\n    cough\n",
      "finding cough\ncough 5\n  say: caf\xc3\xa9 cough \x01 \xc2\xb0"
      "C\n    \xc3\xa9t\xc3\xa9 4\n",
      "condition c\nclass d\n    d 1\n    c 2\n  c: d",
      "finding not an id\n    not 1\nfinding \n    x 1\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    size_t size;
    dp_str plain = back(texts[i], strlen(texts[i]), &a, &size);
    if (!dp_str_eq(plain, dp_str_of(texts[i])))
      fail_msg("text %zu comes back as \"%.*s\"", i, (int)plain.size, plain.at);
    dp_arena_free(&a);
  }
}

static void any_bytes_come_back(void **state) {
  (void)state;
  static const char *const pieces[] = {"finding ", "condition ", "class ", "\n",   "\n    ", " ",      "a", "ab_c",
                                       "cough",    "\x01",       "\x80",   "\xff", "0",      "  is: ", "\r"};
  uint32_t random = 1;
  for (unsigned n = 0; n < 3000; n++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    dp_buf text;
    dp_buf_init(&text, &a);
    for (unsigned k = 0; k < 60; k++)
      random = random * 1664525u + 1013904223u,
      dp_buf_text(&text, pieces[(random >> 16) % (sizeof pieces / sizeof *pieces)]);
    size_t size;
    dp_str plain = back(text.at, text.size, &a, &size);
    if (!dp_str_eq(plain, dp_buf_view(&text))) fail_msg("text %u does not come back", n);
    dp_arena_free(&a);
  }
}

static void rows_become_short(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf text;
  dp_buf_init(&text, &a);
  dp_buf_text(&text, "finding joint_pain_worse_with_use\n");
  size_t head = text.size, size;
  for (unsigned k = 0; k < 100; k++) dp_buf_text(&text, "    joint_pain_worse_with_use 5\n");
  back(text.at, text.size, &a, &size);
  assert_int_equal(size, head + 100 * 4);
  dp_arena_free(&a);
}

static void damage_is_refused(void **state) {
  (void)state;
  static const char *const texts[] = {
      "finding a\n\x80", "finding a\n\x80!5\n", "finding a\n  \xff!\n", "finding a\n\x80 5",
      "x\x01",           "finding a\n\x80p"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    dp_buf plain;
    dp_error err;
    dp_buf_init(&plain, &a);
    assert_int_equal(kbc_unpack(dp_str_of(texts[i]), &a, &plain, &err), DP_ERR_IMAGE);
    dp_arena_free(&a);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(texts_come_back), cmocka_unit_test(any_bytes_come_back),
                                     cmocka_unit_test(rows_become_short), cmocka_unit_test(damage_is_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

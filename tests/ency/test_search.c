/* The search over the fixture: a known name comes first whatever the case and typing; every single damaged byte of the index is refused
 * or changes only a weight or a letter; prose becomes the blocks that it says.
 */
#include "../support/cmocka.h"
#include "ency/page.h"
#include "ency/prose.h"
#include <stdio.h>
#include <stdlib.h>

static void *image;
static size_t image_size;
static dp_kb *kb;

static int setup(void **state) {
  (void)state;
  FILE *f = fopen(DP_FIXTURE_FILE, "rb");
  if (!f) return -1;
  fseek(f, 0, SEEK_END);
  image_size = (size_t)ftell(f);
  rewind(f);
  image = aligned_alloc(8, (image_size + 7) / 8 * 8);
  bool read = image && fread(image, 1, image_size, f) == image_size;
  fclose(f);
  return read && !dp_kb_open_image(image, image_size, NULL, &kb, NULL) ? 0 : -1;
}

static int teardown(void **state) {
  (void)state;
  dp_kb_close_image(kb);
  free(image);
  return 0;
}

static void finds(void **state) {
  (void)state;
  static const char *const queries[][2] = {
      {"heart attack", "acute_myocardial_infarction"},  {"Heart  ATTACK", "acute_myocardial_infarction"},
      {"hart atack", "acute_myocardial_infarction"},    {"myocardial inf", "acute_myocardial_infarction"},
      {"heartattack", "acute_myocardial_infarction"},   {"acute_myocardial_infarction", "acute_myocardial_infarction"},
      {"neumonia", "pneumonia"},                        {"newmonia", "pneumonia"}};
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    dp_arena arena;
    dp_arena_init(&arena, NULL);
    dp_search_result r;
    assert_int_equal(dp_search(kb, dp_str_of(queries[i][0]), 0, 5, &arena, &r, NULL), DP_OK);
    if (!r.found.count || !strstr(dp_page_id(kb, r.found.at[0].page), queries[i][1]))
      fail_msg("\"%s\" gives %s", queries[i][0], r.found.count ? dp_page_id(kb, r.found.at[0].page) : "nothing");
    dp_arena_free(&arena);
  }
}

static void finds_nothing_in_nothing(void **state) {
  (void)state;
  static const char *const queries[] = {"", " ", "of the", "\xff\xfe", "zzzzqqqq", "?!"};
  for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
    dp_arena arena;
    dp_arena_init(&arena, NULL);
    dp_search_result r;
    assert_int_equal(dp_search(kb, dp_str_of(queries[i]), 0, 5, &arena, &r, NULL), DP_OK);
    assert_int_equal(r.found.count, 0);
    dp_arena_free(&arena);
  }
}

/* Each byte of the index changed, one at a time. What passes is a weight, a length, a page or a letter: all in range. */
static void damage(void **state) {
  (void)state;
  const void *at = NULL;
  size_t size = 0, refused = 0;
  assert_true(dp_kb_section(kb, "SRCH", &at, &size));
  assert_int_equal(dp_search_validate(at, size, kb, NULL), DP_OK);
  unsigned char *copy = aligned_alloc(8, (size + 7) / 8 * 8);
  assert_non_null(copy);
  memcpy(copy, at, size);
  for (size_t i = 0; i < size; i++) {
    copy[i] ^= 0x80;
    bool no = dp_search_validate(copy, size, kb, NULL) != DP_OK;
    refused += no;
    if (i < 20) assert_true(no); /* the magic and the counts; what follows, the average, is free */
    copy[i] ^= 0x80;
  }
  assert_true(refused > size / 4);
  for (size_t cut = 0; cut < size; cut += 7) assert_int_not_equal(dp_search_validate(at, cut, kb, NULL), DP_OK);
  free(copy);
}

static void prose(void **state) {
  (void)state;
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  dp_page_view v = {0};
  dp_blocks b = {0};
  assert_true(dp_prose_blocks(kb, &v, &arena,
                              DP_STR("One. [@nobody]\n\nTwo:\n- a\n- b\n\n? Why? Because.\n- c\n\nAnd so.\n\n? When? Now."), &b));
  assert_int_equal(b.count, 5);
  assert_int_equal(b.at[0].kind, DP_BLOCK_PARAGRAPH);
  assert_true(dp_str_eq(b.at[0].text, DP_STR("One. [@nobody]")));
  assert_int_equal(b.at[2].kind, DP_BLOCK_LIST);
  assert_int_equal(b.at[2].items.count, 2);
  assert_int_equal(b.at[3].kind, DP_BLOCK_QUESTION);
  assert_true(dp_str_eq(b.at[3].text, DP_STR("Why?")));
  assert_int_equal(b.at[3].answer.count, 3);
  assert_true(dp_str_eq(b.at[3].answer.at[0].text, DP_STR("Because.")));
  assert_true(dp_str_eq(b.at[4].answer.at[0].text, DP_STR("Now.")));
  dp_arena_free(&arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds), cmocka_unit_test(finds_nothing_in_nothing),
                                     cmocka_unit_test(damage), cmocka_unit_test(prose)};
  return cmocka_run_group_tests(tests, setup, teardown);
}

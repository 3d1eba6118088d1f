/* Arena, growing lists, buffers and sorting, each also when memory runs out. */
#include "../support/cmocka.h"
#include "../support/alloc.h"

static void arena_gives_zeroed_aligned_pieces(void **state) {
  (void)state;
  test_alloc t = {0};
  dp_allocator allocator = test_allocator(&t);
  dp_arena a;
  dp_arena_init(&a, &allocator);
  static const size_t sizes[] = {0, 1, 15, 16, 17, 100, 4000, 5000, 100000, 3000000, 3, 64};
  unsigned char *pieces[12];
  for (int round = 0; round < 3; round++) {
    for (size_t i = 0; i < 12; i++) {
      pieces[i] = dp_arena_alloc(&a, sizes[i]);
      assert_non_null(pieces[i]);
      assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
      for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(pieces[i][k], 0);
      memset(pieces[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < 12; i++) /* none lies in another */
      for (size_t k = 0; k < sizes[i]; k++) assert_int_equal(pieces[i][k], (int)i + 1);
    dp_arena_reset(&a);
    assert_true(t.pieces <= 1); /* the largest block is kept */
  }
  size_t calls = t.calls;
  assert_non_null(dp_arena_alloc(&a, 1000));
  assert_int_equal(t.calls, calls);
  dp_arena_free(&a);
  assert_int_equal(t.live, 0);
  assert_non_null(dp_arena_alloc(&a, 1)); /* usable again */
  dp_arena_free(&a);
  assert_int_equal(t.pieces, 0);
}

static void arena_refuses_what_overflows(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  assert_null(dp_arena_array(&a, SIZE_MAX / 2, 3));
  assert_true(a.failed);
  dp_arena_reset(&a);
  assert_false(a.failed);
  assert_null(dp_arena_alloc(&a, SIZE_MAX));
  assert_null(dp_arena_alloc(&a, SIZE_MAX - 20));
  assert_null(dp_arena_copy(&a, (dp_str){"", SIZE_MAX}));
  assert_true(a.failed);
  assert_non_null(dp_arena_array(&a, 0, 8));
  dp_arena_free(&a);
}

static void arena_keeps_room_beside_a_large_piece(void **state) {
  (void)state;
  test_alloc t = {0};
  dp_allocator allocator = test_allocator(&t);
  dp_arena a;
  dp_arena_init(&a, &allocator);
  char *first = dp_arena_alloc(&a, 16);
  assert_non_null(dp_arena_alloc(&a, 100000));
  size_t calls = t.calls;
  char *second = dp_arena_alloc(&a, 16);
  assert_int_equal(t.calls, calls);
  assert_true(second > first && second < first + 4096);
  dp_arena_free(&a);
}

static void resize_keeps_what_was_there(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  char *p = dp_arena_alloc(&a, 10);
  memcpy(p, "0123456789", 10);
  char *q = dp_arena_resize(&a, p, 10, 200);
  assert_ptr_equal(q, p); /* the newest grows where it stands */
  assert_non_null(dp_arena_alloc(&a, 8));
  char *r = dp_arena_resize(&a, q, 200, 400);
  assert_ptr_not_equal(r, q);
  assert_memory_equal(r, "0123456789", 10);
  assert_ptr_equal(dp_arena_resize(&a, r, 400, 100), r);
  assert_non_null(dp_arena_resize(&a, NULL, 0, 50));
  dp_arena_free(&a);
}

typedef struct numbers { uint32_t *at; size_t count, room; } numbers;

static void lists_grow(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  numbers one = {0}, two = {0};
  for (uint32_t i = 0; i < 10000; i++) {
    assert_true(DP_PUSH(&a, &one, i));
    assert_true(DP_PUSH(&a, &two, i * 3));
  }
  for (uint32_t i = 0; i < 10000; i++) assert_true(one.at[i] == i && two.at[i] == i * 3);
  numbers vast = {one.at, SIZE_MAX / 3, SIZE_MAX / 3};
  bool pushed = DP_PUSH(&a, &vast, 1);
  assert_false(pushed);
  assert_true(a.failed);
  dp_arena_free(&a);
}

static void buffers(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf b;
  dp_buf_init(&b, &a);
  assert_str(dp_buf_view(&b), "");
  dp_buf_int(&b, INT64_MIN);
  dp_buf_char(&b, ' ');
  dp_buf_int(&b, -7);
  dp_buf_char(&b, ' ');
  dp_buf_uint(&b, UINT64_MAX);
  assert_string_equal(dp_buf_nul(&b), "-9223372036854775808 -7 18446744073709551615");
  dp_buf_text(&b, "!"); /* the NUL is not counted */
  assert_str(dp_buf_view(&b), "-9223372036854775808 -7 18446744073709551615!");
  static const struct { int64_t value; unsigned scale; bool trim; const char *text; } cases[] = {
      {12340, 3, true, "12.34"}, {12340, 3, false, "12.340"}, {12000, 3, true, "12"}, {0, 3, true, "0"},
      {0, 2, false, "0.00"},     {-5, 1, true, "-0.5"},       {5, 0, true, "5"},      {-1, 6, true, "-0.000001"},
      {INT64_MIN, 3, true, "-9223372036854775.808"},          {100, 2, true, "1"},    {1, 25, true, "0.0000000000000000000000001"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    dp_buf_init(&b, &a);
    dp_buf_fixed(&b, cases[i].value, cases[i].scale, cases[i].trim);
    assert_str(dp_buf_view(&b), cases[i].text);
  }
  dp_buf_init(&b, &a);
  for (int i = 0; i < 100000; i++) dp_buf_text(&b, "abc");
  assert_int_equal(dp_buf_view(&b).size, 300000);
  assert_memory_equal(b.at + 299994, "abcabc", 6);
  dp_arena_free(&a);
}

typedef struct pair { uint16_t key; uint16_t place; } pair;
static int by_key(const void *a, const void *b, const void *ctx) {
  (*(size_t *)(uintptr_t)ctx)++;
  return (int)((const pair *)a)->key - (int)((const pair *)b)->key;
}

static void sort_is_stable(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  static pair list[3000];
  uint32_t seed = 7;
  for (unsigned n = 0; n < 3000; n = n < 70 ? n + 1 : n * 2 + 1)
    for (unsigned kinds = 1; kinds < 5000; kinds *= 7) {
      unsigned sum = 0, after = 0;
      for (unsigned i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        list[i] = (pair){(uint16_t)((seed >> 16) % kinds), (uint16_t)i};
        sum += list[i].key;
      }
      size_t compares = 0;
      assert_true(dp_sort(&a, list, n, sizeof *list, by_key, &compares));
      assert_true(compares <= (size_t)n * 20 + 1);
      for (unsigned i = 0; i < n; i++) {
        after += list[i].key;
        if (i) assert_true(list[i - 1].key < list[i].key ||
                           (list[i - 1].key == list[i].key && list[i - 1].place < list[i].place));
      }
      assert_int_equal(sum, after);
      dp_arena_reset(&a);
    }
  dp_arena_free(&a);
}

/* Everything of this floor that allocates, in one run that tells whether memory was enough. */
static bool busy(dp_arena *a) {
  numbers list = {0};
  for (uint32_t i = 0; i < 3000; i++)
    if (!DP_PUSH(a, &list, i * 2654435761u)) return false;
  dp_buf b;
  dp_buf_init(&b, a);
  for (int i = 0; i < 3000; i++) dp_buf_fixed(&b, i, 2, true);
  if (!dp_buf_nul(&b)) return false;
  pair pairs[2000];
  for (unsigned i = 0; i < 2000; i++) pairs[i] = (pair){(uint16_t)(i * 40503u), (uint16_t)i};
  size_t compares = 0;
  if (!dp_sort(a, pairs, 2000, sizeof *pairs, by_key, &compares)) return false;
  return dp_arena_copy(a, dp_buf_view(&b)) && dp_arena_alloc(a, 1 << 20);
}

static void memory_runs_out(void **state) {
  (void)state;
  size_t failures = 0;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_arena_init(&a, &allocator);
    bool done = busy(&a);
    assert_int_equal(done, t.failed == 0);
    assert_int_equal(a.failed, !done);
    dp_arena_free(&a);
    assert_int_equal(t.live, 0);
    assert_int_equal(t.pieces, 0);
    if (done) break;
    failures++;
  }
  assert_true(failures >= 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_gives_zeroed_aligned_pieces), cmocka_unit_test(arena_refuses_what_overflows),
      cmocka_unit_test(arena_keeps_room_beside_a_large_piece), cmocka_unit_test(resize_keeps_what_was_there),
      cmocka_unit_test(lists_grow), cmocka_unit_test(buffers), cmocka_unit_test(sort_is_stable),
      cmocka_unit_test(memory_runs_out),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

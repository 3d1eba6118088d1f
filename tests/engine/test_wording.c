/* The words of an account (src/engine/wording.c): a word lifts the conditions in whose story it is told and no others,
 * the row has its limit and adds up with the rest, what was read counts less, and a damaged section is refused. */
#include "../support/cmocka.h"
#include "engine/wording.h"
#include "world.h"

static dp_scoring *score_words(const world *w, dp_case *c, const dp_account_word *said, size_t count, dp_arena *a) {
  dp_scoring *s;
  dp_error err;
  c->said = said, c->said_count = count;
  if (dp_score(w->kb, c, NULL, a, &s, &err)) fail_msg("%s", err.message);
  return s;
}

static bool tells(const dp_wording *x, uint16_t word, uint16_t condition, int32_t *value) {
  for (uint32_t k = x->first[word]; k < x->first[word + 1]; k++)
    if (x->condition[k] == condition) return *value = x->value[k] + DP_WORDING_LEAST, true;
  return *value = 0, false;
}

/* One word at a time: against the same case without it, every condition moves by its row, up where the word is told. */
static void words_lift_their_own(const world *w, size_t tries) {
  dp_wording x;
  uint64_t random = 77;
  assert_true(dp_wording_open(w->kb, &x));
  assert_true(x.header->entry_count > 0);
  size_t lifted = 0;
  for (size_t n = 0; n < tries; n++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint16_t word = (uint16_t)world_below(&random, x.header->word_count);
    dp_case *c = world_case(w, 4, &random, &a);
    dp_account_word said = {{0, 1}, word, false};
    dp_scoring *with = score_words(w, c, &said, 1, &a), *without = score_words(w, world_copy(c, &a), NULL, 0, &a);
    for (uint16_t i = 0; i < with->conditions; i++) {
      int32_t v, row = with->wording[i];
      assert_int_equal(with->scores[i] - without->scores[i], row);
      if (tells(&x, word, i, &v)) assert_true(row > 0 && row <= v), lifted++;
      else assert_true(row <= 0);
    }
    dp_arena_free(&a);
  }
  assert_true(lifted > 0);
}

static void rows_add_up_and_keep_the_limit(const world *w, size_t tries) {
  dp_wording x;
  uint64_t random = 4;
  assert_true(dp_wording_open(w->kb, &x));
  dp_params p = dp_params_defaults();
  for (size_t n = 0; n < tries; n++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    dp_account_word said[40];
    size_t count = 1 + world_below(&random, 40);
    uint16_t one =
        (uint16_t)world_below(&random, w->kb->condition_count); /* half of the words are this condition's story */
    for (size_t i = 0; i < count; i++) {
      uint16_t word = (uint16_t)world_below(&random, x.header->word_count);
      int32_t v;
      for (unsigned k = 0; k < 4000 && i % 2 && !tells(&x, word, one, &v); k++)
        word = (uint16_t)((word + 1u) % x.header->word_count);
      said[i] = (dp_account_word){{(uint32_t)i, (uint32_t)i + 1}, word, world_chance(&random, 30)};
    }
    dp_case *c = world_case(w, 6, &random, &a);
    dp_scoring *s = score_words(w, c, said, count, &a);
    for (unsigned k = 0; k < 6; k++) {
      uint16_t i = k ? (uint16_t)world_below(&random, w->kb->condition_count) : one;
      dp_ledger_row *rows;
      dp_told_word *told;
      size_t row_count, told_count;
      dp_error err;
      if (dp_ledger_scored(s, i, &a, &rows, &row_count, &err)) fail_msg("%s", err.message);
      int64_t sum = 0;
      for (size_t r = 0; r < row_count; r++) {
        sum += rows[r].centibans;
        if (rows[r].kind == DP_ROW_WORDING)
          assert_true(rows[r].centibans <= p.wording_cap_cb && rows[r].centibans >= -p.wording_cap_cb);
      }
      assert_int_equal(sum, s->scores[i]);
      if (dp_told_words(s, i, &a, &told, &told_count, &err)) fail_msg("%s", err.message);
      int64_t plus = 0;
      for (size_t t = 0; t < told_count; t++) {
        assert_true(told[t].centibans > 0 && (!t || told[t - 1].centibans >= told[t].centibans));
        plus += told[t].centibans;
      }
      assert_true(s->wording[i] <=
                  plus + (int64_t)count); /* the words that are shown are those that make the row, to rounding */
    }
    dp_arena_free(&a);
  }
}

static void what_was_read_counts_less(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 60, .groups = 4, .classes = 4, .conditions = 40, .rows = 12}, 5);
  dp_wording x;
  assert_true(dp_wording_open(w.kb, &x));
  uint16_t word = 0;
  while (x.first[word] == x.first[word + 1]) word++;
  uint64_t random = 1;
  dp_account_word fresh = {{0, 1}, word, false}, read = {{0, 1}, word, true};
  dp_case *c = world_case(&w, 3, &random, &w.arena);
  uint16_t i = x.condition[x.first[word]];
  int32_t more = score_words(&w, c, &fresh, 1, &w.arena)->wording[i],
          less = score_words(&w, c, &read, 1, &w.arena)->wording[i];
  assert_true(less > 0 && more > 2 * less);
  world_free(&w);
}

static void made_up_worlds(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 4; seed++) {
    world w;
    world_make(&w, (world_size){.findings = 60, .groups = 6, .classes = 5, .conditions = 40, .rows = 12}, seed);
    words_lift_their_own(&w, 60);
    rows_add_up_and_keep_the_limit(&w, 40);
    world_free(&w);
  }
}

static void real_knowledge(void **state) {
  (void)state;
  world w;
  if (!world_real(&w)) skip();
  words_lift_their_own(&w, 40);
  rows_add_up_and_keep_the_limit(&w, 20);
  world_free(&w);
}

static void damaged_sections_are_refused(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 40, .groups = 4, .classes = 4, .conditions = 25, .rows = 10}, 9);
  const void *at;
  size_t size;
  dp_error err;
  dp_wording x;
  assert_true(dp_kb_section(w.kb, "WORD", &at, &size) && dp_wording_open(w.kb, &x));
  size_t conditions = w.kb->condition_count;
  assert_int_equal(dp_wording_validate(at, size, conditions, &err), DP_OK);
  assert_int_equal(dp_wording_validate(at, size - 8, conditions, &err), DP_ERR_IMAGE);
  assert_int_equal(dp_wording_validate(at, 4, conditions, &err), DP_ERR_IMAGE);
  assert_int_equal(dp_wording_validate(at, size, conditions - 1, &err), DP_ERR_IMAGE);
  char *copy = DP_NEW_ARRAY(&w.arena, char, size);
  const size_t places[] = {0,
                           4,
                           8,
                           12,
                           (size_t)((const char *)&x.first[1] - (const char *)at),
                           (size_t)((const char *)x.condition - (const char *)at)};
  for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
    memcpy(copy, at, size);
    copy[places[k]] = copy[places[k] + 1] = (char)0xFF;
    assert_int_equal(dp_wording_validate(copy, size, conditions, &err), DP_ERR_IMAGE);
  }
  world_free(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(made_up_worlds), cmocka_unit_test(what_was_read_counts_less),
                                     cmocka_unit_test(real_knowledge), cmocka_unit_test(damaged_sections_are_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

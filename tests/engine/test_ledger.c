/* The ledger's two promises, on made-up worlds and on the real knowledge: rows add up exactly to the score; and taking
 * away what a row is made of takes away exactly the row, in every condition. With them: order does not matter, the same
 * case gives the same answer, and trying an answer (dp_what_if) is the same as scoring the case with it. */
#include "../support/cmocka.h"
#include "world.h"
#include "base/json.h"
#include <stdio.h>

enum { WORLDS = 14, CASES = 220, REAL_CASES = 250 };

static const world_size shapes[] = {{.findings = 40, .groups = 4, .classes = 4, .conditions = 25, .rows = 10},
                                    {.findings = 90, .groups = 10, .classes = 8, .conditions = 60, .rows = 16},
                                    {.findings = 12, .groups = 3, .classes = 2, .conditions = 6, .rows = 6}};

static dp_scoring *score(const world *w, const dp_case *c, const dp_engine_options *o, dp_arena *a) {
  dp_scoring *s;
  dp_error err;
  if (dp_score(w->kb, c, o, a, &s, &err)) fail_msg("%s", err.message);
  return s;
}

static void rows_add_up(const dp_scoring *s, uint16_t condition, dp_arena *a) {
  dp_ledger_row *rows;
  size_t count;
  dp_error err;
  if (dp_ledger_scored(s, condition, a, &rows, &count, &err)) fail_msg("%s", err.message);
  int64_t sum = 0;
  for (size_t i = 0; i < count; i++) {
    sum += rows[i].centibans;
    assert_true(rows[i].kind < DP_ROW_KIND_COUNT);
    for (size_t m = 0; m < rows[i].member_count; m++) assert_true(rows[i].members[m] < s->c->observations.count);
    if (rows[i].member_count) assert_true(rows[i].finding < s->kb->finding_count);
    assert_true(rows[i].here_ppm <= 1000000 && rows[i].general_ppm <= 1000000);
  }
  if (sum != s->scores[condition])
    fail_msg("rows of condition %u add up to %ld, its score is %d", condition, (long)sum, s->scores[condition]);
}

/* The case without some observations, settled as it was: what the patient is and came for is a fact of its own. */
static dp_case *without(const dp_case *c, const uint16_t *members, size_t count, dp_arena *a) {
  dp_case *copy = world_copy(c, a);
  size_t kept = 0;
  for (size_t i = 0; i < c->observations.count; i++) {
    bool drop = false;
    for (size_t m = 0; m < count; m++) drop |= members[m] == i;
    if (!drop) copy->observations.at[kept++] = c->observations.at[i];
  }
  copy->observations.count = kept;
  return copy;
}

static size_t groups_take_away_what_they_say(const world *w, const dp_case *c, const dp_engine_options *o,
                                             dp_arena *a) {
  dp_scoring *s = score(w, c, o, a);
  size_t checked = 0;
  for (size_t k = 0; k < s->component_count; k++, checked++) {
    dp_scoring *t = score(w, without(c, s->components[k].members, s->components[k].member_count, a), o, a);
    for (size_t i = 0; i < s->conditions; i++) {
      int32_t row = s->components[k].value[i] + dp_value_component_known(s, k, i);
      if (s->scores[i] - t->scores[i] == row) continue;
      for (size_t m = 0; m < c->observations.count; m++)
        print_message("%s %s %d%s\n", s->component_of[m] == k ? "*" : " ",
                      dp_kb_finding_id(w->kb, c->observations.at[m].finding), c->observations.at[m].state,
                      c->observations.at[m].complaint ? " complaint" : "");
      fail_msg("condition %zu: the score falls by %d, the row is %d", i, s->scores[i] - t->scores[i], row);
    }
  }
  for (uint16_t m = 0; m < c->observations.count; m++) {
    if (s->component_of[m] != DP_NONE) continue;
    dp_scoring *t = score(w, without(c, &m, 1, a), o, a);
    for (size_t i = 0; i < s->conditions; i++) assert_int_equal(s->scores[i] - t->scores[i], dp_value_known(s, m, i));
    checked++;
  }
  return checked;
}

static dp_engine_options any_options(uint64_t *r) {
  dp_engine_options o = dp_engine_defaults();
  o.absence = (uint8_t)world_below(r, 3);
  o.silence = world_chance(r, 50);
  return o;
}

static void all_of(const world *w, uint64_t seed, size_t cases, size_t observations) {
  uint64_t r = seed;
  size_t checked = 0;
  dp_arena a;
  dp_arena_init(&a, NULL);
  for (size_t n = 0; n < cases; n++) {
    dp_arena_reset(&a);
    dp_case *c = world_chance(&r, 70) || !w->kb->condition_count
                     ? world_case(w, world_below(&r, observations), &r, &a)
                     : world_patient(w, (uint16_t)world_below(&r, w->kb->condition_count), world_below(&r, 10),
                                     world_below(&r, 14), &r, &a);
    dp_engine_options o = any_options(&r);
    dp_scoring *s = score(w, c, &o, &a);
    for (int k = 0; k < 4; k++) rows_add_up(s, (uint16_t)world_below(&r, s->conditions), &a);
    o.silence = false;
    checked += groups_take_away_what_they_say(w, c, &o, &a);
  }
  assert_true(checked > cases * 2);
  dp_arena_free(&a);
}

static void made_up_rows_are_exact(void **state) {
  (void)state;
  for (uint64_t k = 0; k < WORLDS; k++) {
    world w;
    world_make(&w, shapes[k % 3], 100 + k);
    all_of(&w, 7 + k, CASES, 30);
    world_free(&w);
  }
}

static void real_rows_are_exact(void **state) {
  (void)state;
  world w;
  if (!world_real(&w)) skip();
  all_of(&w, 4711, REAL_CASES, 40);
  world_free(&w);
}

/* The public vignettes lie beside the project on a developer's machine, nowhere else. */
static void vignettes_rows_are_exact(void **state) {
  (void)state;
  static const char *const paths[] = {DP_SOURCE_DIR "/../shared/data/vignettes/osce.jsonl",
                                      DP_SOURCE_DIR "/../shared/data/vignettes/narrative.jsonl"};
  world w;
  if (!world_real(&w)) skip();
  dp_arena a, b;
  dp_arena_init(&a, NULL), dp_arena_init(&b, NULL);
  size_t cases = 0, groups = 0;
  for (size_t k = 0; k < 2; k++) {
    FILE *f = fopen(paths[k], "rb");
    static char line[1 << 17];
    while (f && fgets(line, sizeof line, f)) {
      dp_arena_reset(&a);
      dp_json *json;
      dp_str text;
      dp_reading *r;
      dp_case *c;
      dp_error err;
      assert_int_equal(dp_json_parse(dp_str_of(line), &a, &json, &err), DP_OK);
      assert_true(dp_json_get_str(json, "text", &text));
      if (dp_read(w.kb, text, NULL, &a, &r, &err) || dp_case_of(w.kb, r, &a, &c, &err)) fail_msg("%s", err.message);
      dp_engine_options o = dp_engine_defaults();
      dp_scoring *s = score(&w, c, &o, &a);
      for (size_t i = 0; i < s->conditions; i++, dp_arena_reset(&b)) rows_add_up(s, (uint16_t)i, &b);
      o.silence = false;
      groups += groups_take_away_what_they_say(&w, c, &o, &a);
      cases++;
    }
    if (f) fclose(f);
  }
  print_message("%zu vignettes, %zu groups taken away\n", cases, groups);
  dp_arena_free(&a), dp_arena_free(&b);
  world_free(&w);
  if (!cases) skip();
}

static void print_case(const world *w, const dp_scoring *s) {
  for (size_t m = 0; m < s->c->observations.count; m++) {
    const dp_observation *o = &s->c->observations.at[m];
    print_message("%s %s%s component %d\n", dp_kb_finding_id(w->kb, o->finding),
                  o->state == DP_PRESENT     ? "present"
                  : o->state == DP_ABSENT    ? "absent"
                  : o->state == DP_UNCERTAIN ? "uncertain"
                                             : "other",
                  o->complaint ? " complaint" : "", s->component_of[m] == DP_NONE ? -1 : s->component_of[m]);
  }
  print_message("\n");
}

static void order_does_not_matter(void **state) {
  (void)state;
  for (uint64_t k = 0; k < 6; k++) {
    world w;
    world_make(&w, shapes[k % 3], 300 + k);
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint64_t r = 99 + k;
    for (int n = 0; n < 200; n++) {
      dp_arena_reset(&a);
      dp_case *c = world_case(&w, world_below(&r, 30), &r, &a), *mixed = world_copy(c, &a);
      for (size_t i = mixed->observations.count; i > 1; i--) {
        size_t j = world_below(&r, i);
        dp_observation o = mixed->observations.at[i - 1];
        mixed->observations.at[i - 1] = mixed->observations.at[j], mixed->observations.at[j] = o;
      }
      dp_engine_options o = any_options(&r);
      dp_scoring *s = score(&w, c, &o, &a), *t = score(&w, mixed, &o, &a);
      for (size_t i = 0; i < s->conditions; i++) {
        if (s->scores[i] == t->scores[i]) continue;
        print_case(&w, s), print_case(&w, t);
        fail_msg("condition %zu has %d, and %d in another order", i, s->scores[i], t->scores[i]);
      }
    }
    dp_arena_free(&a);
    world_free(&w);
  }
}

/* Two arenas, two scorings: nothing depends on where things lie or on what was asked before. */
static void the_same_case_is_answered_alike(void **state) {
  (void)state;
  world w;
  world_make(&w, shapes[1], 17);
  dp_arena a, b;
  dp_arena_init(&a, NULL), dp_arena_init(&b, NULL);
  uint64_t r = 3;
  for (int n = 0; n < 100; n++) {
    dp_arena_reset(&a);
    dp_case *c = world_case(&w, 25, &r, &a);
    dp_differential *x, *y;
    dp_error err;
    assert_int_equal(dp_rank(w.kb, c, NULL, &a, &x, &err), DP_OK);
    assert_int_equal(dp_rank(w.kb, c, NULL, &b, &y, &err), DP_OK);
    assert_int_equal(x->count, y->count);
    for (size_t i = 0; i < x->count; i++) {
      assert_int_equal(x->rows[i].condition, y->rows[i].condition);
      assert_int_equal(x->rows[i].probability_ppm, y->rows[i].probability_ppm);
      assert_true(x->rows[i].low_ppm <= x->rows[i].probability_ppm &&
                  x->rows[i].probability_ppm <= x->rows[i].high_ppm);
      if (i)
        assert_true(x->rows[i - 1].score_cb > x->rows[i].score_cb || (x->rows[i - 1].score_cb == x->rows[i].score_cb &&
                                                                      x->rows[i - 1].condition < x->rows[i].condition));
    }
    uint64_t sum = x->else_ppm;
    for (size_t i = 0; i < x->count; i++) sum += x->rows[i].probability_ppm;
    assert_int_equal(sum, 1000000);
  }
  dp_arena_free(&a), dp_arena_free(&b);
  world_free(&w);
}

static void trying_an_answer_is_scoring_with_it(void **state) {
  (void)state;
  for (uint64_t k = 0; k < 6; k++) {
    world w;
    world_make(&w, shapes[k % 3], 500 + k);
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint64_t r = 5 + k;
    for (int n = 0; n < 250; n++) {
      dp_arena_reset(&a);
      dp_case *c = world_case(&w, world_below(&r, 20), &r, &a), *more = world_copy(c, &a);
      uint16_t f = w.tellable[world_below(&r, w.tellable_count)];
      uint8_t answer = (uint8_t)(world_chance(&r, 50) ? DP_PRESENT : DP_ABSENT);
      more->observations.at[more->observations.count++] =
          (dp_observation){.finding = f, .state = answer, .group = DP_NONE, .mention = DP_NONE};
      dp_engine_options o = any_options(&r);
      dp_scoring *s = score(&w, c, &o, &a), *t = score(&w, more, &o, &a);
      int32_t *change = DP_NEW_ARRAY(&a, int32_t, s->conditions);
      dp_error err;
      assert_int_equal(dp_what_if(s, f, answer, &a, change, &err), DP_OK);
      for (size_t i = 0; i < s->conditions; i++)
        if (s->scores[i] + change[i] != t->scores[i])
          fail_msg("%s %d: condition %zu goes to %d, not %d", dp_kb_finding_id(w.kb, f), answer, i, t->scores[i],
                   s->scores[i] + change[i]);
    }
    dp_arena_free(&a);
    world_free(&w);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(made_up_rows_are_exact),          cmocka_unit_test(real_rows_are_exact),
      cmocka_unit_test(vignettes_rows_are_exact),        cmocka_unit_test(order_does_not_matter),
      cmocka_unit_test(the_same_case_is_answered_alike), cmocka_unit_test(trying_an_answer_is_scoring_with_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

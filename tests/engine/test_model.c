/* The model itself: against full enumeration of the same network with the same rounded weights; against the mathematics
 * that its tables stand for; and what must hold of any case (absences, complaints, more evidence). */
#include "../support/cmocka.h"
#include "world.h"
#include <math.h>

static void complement_is_the_logarithm_of_the_complement(void **state) {
  (void)state;
  assert_int_equal(dp_complement_cb(0), -170);
  assert_int_equal(dp_complement_cb(5000), -170);
  assert_int_equal(dp_complement_cb(-5000), -1);
  for (int i = 1; i < 170; i++) assert_int_equal(dp_complement_cb(-i), lround(100 * log10(1 - pow(10, -i / 100.0))));
  for (int v = -3000; v <= 3000; v += 7)
    for (int e = -50; e <= 2000; e += 50) {
      assert_int_equal(dp_scaled(v, e), lround(v * e / 1000.0));
      assert_int_equal(dp_scaled16(v, e), dp_scaled(v, e));
    }
}

/* ---- enumeration ------------------------------------------------------------------------------------------------- */

/* The pure model: nothing tempered, nothing limited. */
static const dp_params pure = {.prior = 1000,
                               .present = 1000,
                               .absent = 1000,
                               .test_present = 1000,
                               .test_absent = 1000,
                               .risk = 1000,
                               .age = 1000,
                               .context = 1000,
                               .course = 1000,
                               .complaint = 1000,
                               .silence = 1000,
                               .uncertain = 1000,
                               .row_high_cb = 30000,
                               .row_low_cb = -30000,
                               .absent_row_cb = -30000,
                               .silence_total_cb = -30000,
                               .temperature = 1000,
                               .else_cb = -100000};

static double from_cb(int cb) { return pow(10, cb / 100.0); }

/* P(finding | its parent) in the condition (DP_NONE: in general), as the rounded weights say; no more than 10^-0.01 (98
 * %) unless the case says that it is there: no absence is impossible. */
static double given_parent(const dp_scoring *s, uint16_t f, uint16_t condition, bool there) {
  uint16_t up = s->w.parent[f];
  int cb = s->w.ref_cb[f] - (up == DP_NONE ? 0 : s->w.ref_cb[up]);
  if (condition != DP_NONE) cb += dp_level_at(s, f, condition) - (up == DP_NONE ? 0 : dp_level_at(s, up, condition));
  return from_cb(cb < -1 || there ? cb : -1);
}

/* Sum over all states of the findings that agree with the case. */
static double enumerate(const dp_scoring *s, uint16_t condition) {
  size_t n = 0;
  uint16_t list[10];
  for (uint16_t f = 0; f < s->kb->finding_count; f++)
    if (s->kb->findings[f].kind == DP_KIND_SYMPTOM) list[n++] = f;
  double q[10], sum = 0;
  size_t parent[10];
  int said[10];
  for (size_t k = 0; k < n; k++) {
    bool there = s->node_of[list[k]] && s->nodes[s->node_of[list[k]] - 1].state == DP_NODE_PRESENT;
    q[k] = given_parent(s, list[k], condition, there), parent[k] = n, said[k] = -1;
    for (size_t m = 0; m < n; m++)
      if (list[m] == s->w.parent[list[k]]) parent[k] = m;
    for (size_t o = 0; o < s->c->observations.count; o++)
      if (s->c->observations.at[o].finding == list[k]) said[k] = s->c->observations.at[o].state == DP_PRESENT;
  }
  for (unsigned all = 0; all < 1u << n; all++) {
    double p = 1;
    for (size_t k = 0; k < n && p > 0; k++) {
      bool is = all >> k & 1, above = parent[k] == n || all >> parent[k] & 1;
      if (said[k] >= 0 && is != said[k]) p = 0;
      else p *= is ? (above ? q[k] : 0) : above ? 1 - q[k] : 1;
    }
    sum += p;
  }
  return sum;
}

/* The image's two weights of a posting are rounded apart; here the absent one is made what the rounded present one
 * says. */
static void round_alike(world *w) {
  dp_w v;
  dp_error err;
  assert_int_equal(dp_w_of(w->kb, &v, &err), DP_OK);
  int16_t *ref0 = (int16_t *)(void *)(w->image + ((const char *)v.ref0_cb - w->image));
  for (size_t f = 0; f < w->kb->finding_count; f++) {
    ref0[f] = (int16_t)dp_complement_cb(v.ref_cb[f]);
    for (uint32_t k = v.index[f * DP_W_GROUPS]; k < v.index[f * DP_W_GROUPS + 1]; k++) {
      dp_w_posting *p = (dp_w_posting *)(void *)(w->image + ((const char *)&v.postings[k] - w->image));
      p->absent = (int16_t)(dp_complement_cb(v.ref_cb[f] + p->present) - ref0[f]);
    }
  }
}

/* States that can be so together: drawn from the network of a condition, and some of them told. */
static dp_case *consistent_case(const world *w, const dp_scoring *s, uint64_t *r, dp_arena *a) {
  dp_case *c = DP_NEW(a, dp_case);
  *c = (dp_case){.age_days = -1, .duration_h = -1};
  uint16_t condition = (uint16_t)world_below(r, s->conditions);
  uint8_t is[64] = {0};
  for (size_t pass = 0; pass < w->kb->finding_count; pass++) /* parents have lower indexes in a made-up world */
    if (w->kb->findings[pass].kind == DP_KIND_SYMPTOM) {
      uint16_t up = s->w.parent[pass];
      if (up == DP_NONE || is[up])
        is[pass] = (double)world_below(r, 1000000) / 1e6 < given_parent(s, (uint16_t)pass, condition, false);
    }
  unsigned telling = 20 + (unsigned)world_below(r, 70);
  for (size_t f = 0; f < w->kb->finding_count; f++)
    if (w->kb->findings[f].kind == DP_KIND_SYMPTOM && world_chance(r, telling)) {
      dp_observation o = {.finding = (uint16_t)f,
                          .state = is[f] ? DP_PRESENT : DP_ABSENT,
                          .group = (uint16_t)f,
                          .mention = (uint16_t)f};
      assert_true(DP_PUSH(a, &c->observations, o));
    }
  return c;
}

static void posterior_is_that_of_full_enumeration(void **state) {
  (void)state;
  size_t exact = 0, bundles = 0, cases = 0;
  for (uint64_t k = 0; k < 40; k++) {
    world w;
    world_make(&w, (world_size){.findings = 4 + k % 7, .conditions = 3 + k % 6, .rows = 5, .plain = true}, 900 + k);
    round_alike(&w);
    dp_engine_options o = {.top = 10, .silence = false, .absence = DP_ABSENCE_ON, .params = &pure};
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint64_t r = 31 + k;
    dp_error err;
    for (int n = 0; n < 60; n++, cases++) {
      dp_arena_reset(&a);
      dp_case nothing = {.age_days = -1, .duration_h = -1};
      dp_scoring *s;
      assert_int_equal(dp_score(w.kb, &nothing, &o, &a, &s, &err), DP_OK);
      dp_case *c = consistent_case(&w, s, &r, &a);
      assert_int_equal(dp_score(w.kb, c, &o, &a, &s, &err), DP_OK);
      size_t rounded = 0;
      for (size_t i = 0; i < s->node_count; i++)
        rounded += s->nodes[i].state == DP_NODE_ABSENT, bundles += s->nodes[i].state == DP_NODE_OPEN;
      /* A present finding is exact. An absent one is a logarithm rounded here and one rounded in general, half a
       * centiban each. */
      double tolerance = (double)rounded * 1.01 + 1e-6, general = enumerate(s, DP_NONE), all = 0;
      exact += !rounded;
      double posterior[16];
      for (size_t i = 0; i < s->conditions; i++) {
        double want = 100 * log10(enumerate(s, (uint16_t)i) / general),
               have = s->scores[i] - dp_value_fixed(s, DP_ROW_PRIOR, i);
        if (fabs(want - have) > tolerance)
          fail_msg("world %d case %d condition %zu: %.3f by enumeration, %.0f by the engine", (int)k, n, i, want, have);
        posterior[i] = enumerate(s, (uint16_t)i) * from_cb(dp_value_fixed(s, DP_ROW_PRIOR, i)), all += posterior[i];
      }
      uint32_t ppm[16];
      dp_probabilities(s, s->scores, ppm);
      double off = from_cb((int)ceil(2 * tolerance));
      for (size_t i = 0; i < s->conditions; i++) {
        double p = 1e6 * posterior[i] / all;
        assert_true(ppm[i] <= p * off + 3 && ppm[i] >= p / off - 3);
      }
    }
    dp_arena_free(&a);
    world_free(&w);
  }
  assert_true(exact > cases / 50 && bundles > cases / 20); /* both kinds were there */
}

/* ---- what must hold of any case ---------------------------------------------------------------------------------- */

static const world_size middling = {.findings = 90, .groups = 10, .classes = 6, .conditions = 60, .rows = 18};

static dp_scoring *scored(const world *w, const dp_case *c, const dp_engine_options *o, dp_arena *a) {
  dp_scoring *s;
  dp_error err;
  if (dp_score(w->kb, c, o, a, &s, &err)) fail_msg("%s", err.message);
  return s;
}

/* "No urinary symptoms" is one row, and naming its kinds as well adds nothing. */
static void a_denied_class_is_one_row(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 5);
  dp_arena a;
  dp_arena_init(&a, NULL);
  size_t tried = 0;
  for (uint16_t g = 0; g < w.kb->finding_count; g++) {
    if (w.kb->findings[g].kind != DP_KIND_GROUP) continue;
    dp_arena_reset(&a);
    dp_case *c = DP_NEW(&a, dp_case);
    *c = (dp_case){.age_days = -1, .duration_h = -1};
    assert_true(DP_PUSH(&a, &c->observations, ((dp_observation){.finding = g, .state = DP_ABSENT})));
    dp_engine_options o = {.top = 10, .absence = DP_ABSENCE_ON};
    dp_scoring *alone = scored(&w, c, &o, &a);
    for (uint16_t f = 0; f < w.kb->finding_count; f++)
      if (f != g && dp_kb_is_a(w.kb, f, g)) {
        tried++;
        assert_true(
            DP_PUSH(&a, &c->observations,
                    ((dp_observation){.finding = f, .state = DP_ABSENT, .group = (uint16_t)(f + 1), .mention = f})));
      }
    dp_scoring *all = scored(&w, c, &o, &a);
    assert_int_equal(all->component_count, 1);
    for (size_t i = 0; i < all->conditions; i++) {
      assert_int_equal(all->scores[i], alone->scores[i]);
      assert_true(all->components[0].value[i] >= all->params.row_low_cb);
    }
    o.absence = DP_ABSENCE_CAPPED;
    all = scored(&w, c, &o, &a);
    for (size_t i = 0; i < all->conditions; i++) assert_true(all->components[0].value[i] >= all->params.absent_row_cb);
    o.absence = DP_ABSENCE_OFF;
    all = scored(&w, c, &o, &a);
    assert_int_equal(all->component_count, 0);
  }
  assert_true(tried > 20);
  dp_arena_free(&a);
  world_free(&w);
}

/* More that a condition states above the background never lowers it; its absence never raises it. */
static void evidence_points_one_way(void **state) {
  (void)state;
  size_t up = 0, down = 0;
  for (uint64_t k = 0; k < 4; k++) {
    world w;
    world_make(&w, middling, 40 + k);
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint64_t r = k + 1;
    dp_engine_options o = {.top = 10, .absence = DP_ABSENCE_ON};
    for (int n = 0; n < 300; n++) {
      dp_arena_reset(&a);
      dp_case *c = world_case(&w, world_below(&r, 12), &r, &a);
      dp_scoring *s = scored(&w, c, &o, &a);
      uint16_t f = w.tellable[world_below(&r, w.tellable_count)];
      uint8_t kind = w.kb->findings[f].kind;
      if (s->observed[f] || s->node_of[f] || s->w.parent[f] != DP_NONE || kind == DP_KIND_DISEASE ||
          kind == DP_KIND_GROUP)
        continue;
      dp_case *with = world_copy(c, &a), *less = world_copy(c, &a);
      dp_observation *more = &with->observations.at[with->observations.count++];
      *more = (dp_observation){.finding = f, .state = DP_PRESENT, .group = DP_NONE, .mention = DP_NONE};
      less->observations.at[less->observations.count] = *more,
      less->observations.at[less->observations.count++].state = DP_ABSENT;
      bool below = false; /* other findings would find a place under it */
      for (size_t i = 0; i < c->observations.count; i++)
        below |=
            dp_kb_is_a(w.kb, c->observations.at[i].finding, f) || dp_kb_is_a(w.kb, f, c->observations.at[i].finding);
      if (below) continue;
      dp_scoring *t = scored(&w, with, &o, &a), *u = scored(&w, less, &o, &a);
      for (size_t i = 0; i < s->conditions; i++) {
        int32_t level = dp_level_at(s, f, i);
        if (level > 0) assert_true(t->scores[i] >= s->scores[i] && u->scores[i] <= s->scores[i]), up++;
        if (level < 0) assert_true(t->scores[i] <= s->scores[i] && u->scores[i] >= s->scores[i]), down++;
      }
    }
    dp_arena_free(&a);
    world_free(&w);
  }
  assert_true(up > 500 && down > 50);
}

/* What a condition is drawn from ranks it high, and a dozen true but irrelevant absences cost next to nothing (issue 2:
 * three points). */
static void absences_cost_little_in(const world *w, const char *name, size_t draws) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint64_t r = 77;
  size_t before = 0, after = 0, own = 0, n = 0;
  dp_engine_options o = dp_engine_defaults();
  for (; n < draws; n++) {
    dp_arena_reset(&a);
    uint16_t condition = (uint16_t)world_below(&r, w->kb->condition_count);
    dp_case *c = world_patient(w, condition, 7, 0, &r, &a), *with = DP_NEW(&a, dp_case);
    *with = *c, with->observations.at = NULL, with->observations.count = with->observations.room = 0;
    for (size_t i = 0; i < c->observations.count; i++)
      assert_true(DP_PUSH(&a, &with->observations, c->observations.at[i]));
    for (size_t k = 0, tries = 0; k < 12 && tries < 2000;
         tries++) { /* what neither this condition nor anything present speaks of */
      uint16_t f = w->tellable[world_below(&r, w->tellable_count)];
      uint8_t kind = w->kb->findings[f].kind;
      if (kind != DP_KIND_SYMPTOM && kind != DP_KIND_SIGN) continue;
      bool related = dp_kb_row_of(w->kb, &w->kb->conditions[condition], DP_ROWS_ALL, f) != NULL;
      dp_kb_row_view rows = dp_kb_rows(w->kb, &w->kb->conditions[condition], DP_ROWS_ALL);
      for (size_t i = 0; i < rows.count && !related; i++)
        related = dp_kb_is_a(w->kb, rows.at[i].finding, f) || dp_kb_is_a(w->kb, f, rows.at[i].finding);
      for (size_t i = 0; i < with->observations.count && !related; i++)
        related = dp_kb_is_a(w->kb, with->observations.at[i].finding, f) ||
                  dp_kb_is_a(w->kb, f, with->observations.at[i].finding);
      if (related) continue;
      assert_true(DP_PUSH(
          &a, &with->observations,
          ((dp_observation){
              .finding = f, .state = DP_ABSENT, .group = (uint16_t)(500 + k), .mention = (uint16_t)(500 + k)})));
      k++;
    }
    dp_differential *d;
    dp_error err;
    const dp_case *cases[2] = {c, with};
    for (int k = 0; k < 2; k++) {
      if (dp_rank(w->kb, cases[k], &o, &a, &d, &err)) fail_msg("%s", err.message);
      for (size_t i = 0; i < d->count && i < 3; i++)
        if (d->rows[i].condition == condition) k ? after++ : before++, own += !k && !i;
    }
  }
  print_message("%s: %zu patients drawn from their condition: first %.1f %%, in three %.1f %%, with twelve irrelevant "
                "absences %.1f %%\n",
                name, n, 100.0 * (double)own / (double)n, 100.0 * (double)before / (double)n,
                100.0 * (double)after / (double)n);
  assert_true((double)after >= (double)before - 0.03 * (double)n);
  assert_true(before * 2 > n);
  dp_arena_free(&a);
}

static void irrelevant_absences_cost_little(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 300, .groups = 20, .classes = 10, .conditions = 80, .rows = 16}, 8);
  absences_cost_little_in(&w, "made-up", 600);
  world_free(&w);
  if (world_real(&w)) {
    absences_cost_little_in(&w, "knowledge", 600);
    world_free(&w);
  }
}

/* The limit on silence, and that a short account has none. */
static void silence_is_weak(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 21);
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_case c = {.age_days = -1, .duration_h = -1};
  dp_engine_options o = dp_engine_defaults();
  bool spoke = false;
  int32_t last = 0;
  for (uint32_t words = 0; words < 300; words += 11) {
    c.words = words;
    dp_scoring *s = scored(&w, &c, &o, &a);
    for (size_t i = 0; i < s->conditions; i++) {
      int32_t v = dp_value_silence(s, i);
      assert_true(v <= 0 && v >= s->params.silence_total_cb);
      if (words < 12) assert_int_equal(v, 0);
      spoke |= v < -10;
    }
    assert_true(dp_value_silence(s, 0) <= last); /* longer accounts, more to say by silence */
    last = dp_value_silence(s, 0);
  }
  assert_true(spoke);
  dp_arena_free(&a);
  world_free(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(complement_is_the_logarithm_of_the_complement),
      cmocka_unit_test(posterior_is_that_of_full_enumeration),
      cmocka_unit_test(a_denied_class_is_one_row),
      cmocka_unit_test(evidence_points_one_way),
      cmocka_unit_test(irrelevant_absences_cost_little),
      cmocka_unit_test(silence_is_weak),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

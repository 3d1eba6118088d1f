/* What is answered beside the list: questions and their worth, the smallest change, two conditions side by side,
 * triage; the case that is made of a reading; and every answer when memory runs out or the weights are damaged. */
#include "../support/cmocka.h"
#include "../support/alloc.h"
#include "world.h"
#include "engine/contrast.h"
#include "engine/questions.h"
#include "engine/triage.h"
#include <math.h>

static const world_size middling = {.findings = 80, .groups = 8, .classes = 6, .conditions = 50, .rows = 14};

/* ---- questions --------------------------------------------------------------------------------------------------- */

static double entropy(double p) { return p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p); }

/* The mutual information again, in floating point. */
static double gain_of(const dp_scoring *s, const dp_differential *d, uint16_t f) {
  double rest = 1, q = pow(10, dp_given_cb(s, f, DP_NONE) / 100.0), yes = 0, inside = 0;
  for (size_t k = 0; k < d->count; k++) {
    bool cant = false;
    for (size_t m = 0; m < d->cant_miss_count; m++) cant |= d->cant_miss[m] == k;
    if (k >= 15 && !cant) continue;
    double p = d->rows[k].probability_ppm / 1e6, here = pow(10, dp_given_cb(s, f, d->rows[k].condition) / 100.0);
    rest -= p, yes += p * here, inside += p * entropy(here);
  }
  yes += rest * q, inside += rest * entropy(q);
  return entropy(yes) - inside;
}

static void questions_are_worth_what_they_say(void **state) {
  (void)state;
  size_t asked = 0;
  for (uint64_t k = 0; k < 4; k++) {
    world w;
    world_make(&w, middling, 60 + k);
    dp_arena a;
    dp_arena_init(&a, NULL);
    uint64_t r = 8 + k;
    dp_error err;
    for (int n = 0; n < 60; n++) {
      dp_arena_reset(&a);
      dp_case *c = world_case(&w, 2 + world_below(&r, 12), &r, &a);
      dp_scoring *s;
      dp_differential *d;
      dp_question *q;
      size_t count;
      assert_int_equal(dp_score(w.kb, c, NULL, &a, &s, &err), DP_OK);
      assert_int_equal(dp_rank_scored(s, &a, &d, &err), DP_OK);
      assert_int_equal(dp_questions_scored(s, d, 8, &a, &q, &count, &err), DP_OK);
      assert_true(count <= 8);
      for (size_t i = 0; i < count; i++, asked++) {
        uint16_t f = q[i].finding;
        assert_false(s->observed[f]);
        for (size_t m = 0; m < i; m++)
          assert_false(dp_kb_is_a(w.kb, f, q[m].finding) || dp_kb_is_a(w.kb, q[m].finding, f));
        if (i >= 3)
          assert_false(q[i].cost == q[i - 1].cost && q[i].cost == q[i - 2].cost && q[i].cost == q[i - 3].cost &&
                       i + 1 < count && q[i + 1].cost != q[i].cost);
        double bits = gain_of(s, d, f);
        if (fabs(bits * 1000 - q[i].gain_millibit) > 1.5)
          fail_msg("%s: %.4f bits, said to be %u millibit", dp_kb_finding_id(w.kb, f), bits, q[i].gain_millibit);
        for (int yes = 0; yes < 2; yes++) { /* the effects are those of asking */
          dp_case *more = world_copy(c, &a);
          more->observations.at[more->observations.count++] = (dp_observation){
              .finding = f, .state = yes ? DP_PRESENT : DP_ABSENT, .group = DP_NONE, .mention = DP_NONE};
          dp_differential *then;
          assert_int_equal(dp_rank(w.kb, more, NULL, &a, &then, &err), DP_OK);
          const dp_answer_effect *e = yes ? q[i].yes : q[i].no;
          assert_true((yes ? q[i].yes_count : q[i].no_count) == DP_EFFECT_MOST);
          for (size_t m = 0; m < DP_EFFECT_MOST; m++) {
            assert_int_equal(e[m].condition, then->rows[m].condition);
            assert_int_equal(e[m].probability_ppm, then->rows[m].probability_ppm);
          }
        }
      }
    }
    dp_arena_free(&a);
    world_free(&w);
  }
  assert_true(asked > 200);
}

/* ---- the smallest change ----------------------------------------------------------------------------------------- */

static uint16_t first_of(const dp_kb *kb, const dp_case *c, dp_arena *a) {
  dp_differential *d;
  dp_error err;
  assert_int_equal(dp_rank(kb, c, NULL, a, &d, &err), DP_OK);
  return d->count ? d->rows[0].condition : (uint16_t)DP_NONE;
}

static dp_case *changed(const dp_case *c, const dp_change *x, size_t count, dp_arena *a) {
  dp_case *n = world_copy(c, a);
  for (size_t k = 0; k < count; k++) {
    size_t kept = 0;
    for (size_t i = 0; i < n->observations.count; i++) {
      dp_observation o = n->observations.at[i];
      bool it = o.finding == x[k].finding;
      if (it) assert_int_equal(o.state, x[k].from), o.state = x[k].to, o.support = 0;
      if (!it || x[k].to != DP_HYPOTHETICAL) n->observations.at[kept++] = o;
    }
    n->observations.count = kept;
    if (x[k].from == DP_HYPOTHETICAL)
      n->observations.at[n->observations.count++] =
          (dp_observation){.finding = x[k].finding, .state = x[k].to, .group = DP_NONE, .mention = DP_NONE};
  }
  return n;
}

static void changes_put_it_first_and_none_fewer_do(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 40, .groups = 4, .classes = 4, .conditions = 24, .rows = 10}, 71);
  dp_arena a, b;
  dp_arena_init(&a, NULL), dp_arena_init(&b, NULL);
  uint64_t r = 4;
  dp_error err;
  size_t found_any = 0, of_size[5] = {0}, none = 0, fewer = 0, several = 0;
  for (int n = 0; n < 120; n++) {
    dp_arena_reset(&a);
    dp_case *c = world_case(&w, 2 + world_below(&r, 9), &r, &a);
    uint16_t wanted = (uint16_t)world_below(&r, w.kb->condition_count);
    dp_change *x;
    size_t count;
    bool found;
    assert_int_equal(dp_counterfactual(w.kb, c, NULL, wanted, &a, &x, &count, &found, &err), DP_OK);
    if (!found) {
      none++;
      assert_int_equal(count, 0);
      continue;
    }
    assert_true(count <= 4);
    of_size[count]++, found_any++;
    assert_int_equal(first_of(w.kb, changed(c, x, count, &a), &a), wanted);
    if (count < 2) continue;
    several++;
    bool single = false; /* no single thing there or not there would have done */
    for (size_t f = 0; f < w.kb->finding_count && !single; f++) {
      if (w.kb->findings[f].kind >= DP_KIND_GROUP) continue;
      bool said = false;
      for (size_t i = 0; i < c->observations.count; i++) said |= c->observations.at[i].finding == f;
      for (uint8_t to = DP_PRESENT; to <= DP_ABSENT && !said; to++) {
        dp_arena_reset(&b);
        dp_change one = {(uint16_t)f, DP_HYPOTHETICAL, to};
        single |= first_of(w.kb, changed(c, &one, 1, &b), &b) == wanted;
      }
    }
    fewer += single;
  }
  assert_true(found_any > 60 && of_size[1] > 5 && of_size[2] > 5 && several > 10);
  if (fewer) fail_msg("%zu of %zu had a single change that would have done", fewer, several);
  assert_int_equal(dp_counterfactual(w.kb, world_case(&w, 3, &r, &a), NULL, 9999, &a, &(dp_change *){0}, &(size_t){0},
                                     &(bool){0}, &err),
                   DP_ERR_NOT_FOUND);
  dp_arena_free(&a), dp_arena_free(&b);
  world_free(&w);
}

/* ---- contrast ---------------------------------------------------------------------------------------------------- */

static void accounts_and_comparisons_add_up(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 90);
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint64_t r = 12;
  dp_error err;
  for (int n = 0; n < 150; n++) {
    dp_arena_reset(&a);
    dp_case *c = world_case(&w, world_below(&r, 20), &r, &a);
    uint16_t x = (uint16_t)world_below(&r, w.kb->condition_count), y = (uint16_t)world_below(&r, w.kb->condition_count);
    dp_account *p, *q;
    assert_int_equal(dp_account_of(w.kb, c, NULL, x, &a, &p, &err), DP_OK);
    assert_int_equal(dp_account_of(w.kb, c, NULL, y, &a, &q, &err), DP_OK);
    dp_differential *d;
    assert_int_equal(dp_rank(w.kb, c, NULL, &a, &d, &err), DP_OK);
    if (p->rank) {
      assert_int_equal(d->rows[p->rank - 1].condition, x);
      assert_int_equal(d->rows[p->rank - 1].probability_ppm, p->probability_ppm);
    } else assert_int_equal(p->probability_ppm, 0);
    for (size_t i = 0; i < p->count; i++) {
      int32_t v = p->rows[i].centibans;
      assert_true(i < p->for_count ? v > 0 : i < p->for_count + p->against_count ? v < 0 : v == 0);
      if (i && (i < p->for_count || (i > p->for_count && i < p->for_count + p->against_count)))
        assert_true(abs(p->rows[i - 1].centibans) >= abs(v));
    }
    dp_scoring *s;
    assert_int_equal(dp_score(w.kb, c, NULL, &a, &s, &err), DP_OK);
    for (size_t i = 0; i < p->expected_count; i++)
      assert_true(p->expected[i].here_ppm >= 400000 && !s->observed[p->expected[i].finding]);
    dp_contrast_row *rows;
    size_t count;
    assert_int_equal(dp_compare(w.kb, c, NULL, x, y, &a, &rows, &count, &err), DP_OK);
    int64_t sum = 0, of_x = 0, of_y = 0;
    for (size_t i = 0; i < count; i++) {
      assert_int_equal(rows[i].difference, rows[i].a.centibans - rows[i].b.centibans);
      sum += rows[i].difference, of_x += rows[i].a.centibans, of_y += rows[i].b.centibans;
      if (i) assert_true(llabs(rows[i - 1].difference) >= llabs(rows[i].difference));
    }
    assert_int_equal(of_x, p->score_cb);
    assert_int_equal(of_y, q->score_cb);
    assert_int_equal(sum, (int64_t)p->score_cb - q->score_cb);
    dp_discriminator *apart;
    assert_int_equal(dp_tell_apart(w.kb, c, x, y, 6, &a, &apart, &count, &err), DP_OK);
    assert_true(count <= 6);
    for (size_t i = 0; i < count; i++) assert_true(apart[i].a_ppm != apart[i].b_ppm && !s->observed[apart[i].finding]);
    if (x == y) assert_int_equal(count, 0);
  }
  dp_arena_free(&a);
  world_free(&w);
}

/* ---- triage ------------------------------------------------------------------------------------------------------ */

/* A differential of conditions of given urgency, each with so many percent; the rest is something else. */
static uint8_t level_of(const world *w, const int *percent, bool not_enough, dp_arena *a) {
  dp_differential d = {.rows = DP_NEW_ARRAY(a, dp_ranked, 4), .not_enough = not_enough};
  uint32_t left = 1000000;
  for (unsigned most = 0; most < 4; most++) {
    unsigned best = 4;
    for (unsigned u = 0; u < 4; u++) {
      bool used = false;
      for (size_t k = 0; k < d.count; k++) used |= w->kb->conditions[d.rows[k].condition].urgency == u;
      if (!used && percent[u] && (best == 4 || percent[u] > percent[best])) best = u;
    }
    if (best == 4) break;
    for (uint16_t i = 0; i < w->kb->condition_count; i++)
      if (w->kb->conditions[i].urgency == best && w->kb->conditions[i].danger >= (best == 3 ? 8 : 2 * best) &&
          w->kb->conditions[i].danger <= 3 + 3 * best) {
        d.rows[d.count++] = (dp_ranked){.condition = i, .probability_ppm = (uint32_t)percent[best] * 10000};
        left -= (uint32_t)percent[best] * 10000;
        break;
      }
  }
  d.else_ppm = left;
  dp_case c = {.age_days = -1, .duration_h = -1};
  dp_triage *t;
  dp_error err;
  assert_int_equal(dp_triage_of(w->kb, &c, &d, a, &t, &err), DP_OK);
  for (size_t k = 0; k < t->count; k++) assert_true(t->reasons[k].level <= t->level);
  assert_true(t->count && t->reasons[0].level == t->level);
  return t->level;
}

static void triage_keeps_its_principles(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 40, .groups = 2, .classes = 2, .conditions = 200, .rows = 6}, 4);
  dp_arena a;
  dp_arena_init(&a, NULL);
  static const struct {
    int percent[4];
    bool not_enough;
    uint8_t level;
  } cases[] = {
      /* self-care, routine, urgent, emergency */
      {{90, 5, 0, 0}, false, DP_SELF_CARE},  {{90, 5, 0, 0}, true, DP_ROUTINE},  {{70, 10, 0, 3}, false, DP_ROUTINE},
      {{0, 90, 0, 0}, false, DP_ROUTINE},    {{0, 20, 70, 0}, false, DP_URGENT}, {{0, 10, 10, 75}, false, DP_EMERGENCY},
      {{0, 60, 0, 40}, false, DP_EMERGENCY}, {{0, 82, 0, 15}, false, DP_URGENT}, {{20, 50, 0, 0}, false, DP_ROUTINE},
      {{0, 0, 0, 0}, true, DP_ROUTINE},
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
    uint8_t level = level_of(&w, cases[k].percent, cases[k].not_enough, &a);
    if (level != cases[k].level)
      fail_msg("line %zu: %s, not %s", k, dp_kb_urgency_name(level), dp_kb_urgency_name(cases[k].level));
  }
  uint8_t last = 0;
  for (int p = 2; p <= 100; p++) { /* more of an emergency never waits longer; none of it is answered with self-care */
    uint8_t level = level_of(&w, (int[4]){100 - p, 0, 0, p}, false, &a);
    assert_true(level >= DP_ROUTINE);
    if (100 - p != p) assert_true(level >= last), last = level;
  }
  assert_int_equal(last, DP_EMERGENCY);
  dp_arena_free(&a);
  world_free(&w);
}

/* ---- the case of a reading --------------------------------------------------------------------------------------- */

static uint16_t id(const world *w, const char *name) {
  uint16_t f = dp_kb_find_finding(w->kb, dp_str_of(name));
  assert_int_not_equal(f, DP_NONE);
  return f;
}

static const dp_observation *of(const dp_case *c, uint16_t f) {
  const dp_observation *o = NULL;
  for (size_t i = 0; i < c->observations.count; i++)
    if (c->observations.at[i].finding == f) assert_null(o), o = &c->observations.at[i]; /* one a finding */
  return o;
}

static void the_strongest_word_wins(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 2);
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint16_t f = id(&w, "f_1"), disease = id(&w, "c_3"), child = DP_NONE, parent = DP_NONE;
  for (uint16_t k = 0; k < w.kb->finding_count && child == DP_NONE; k++) {
    dp_ids up = dp_kb_ids(w.kb, w.kb->findings[k].parents);
    if (up.count && w.kb->findings[up.at[0]].kind == DP_KIND_SYMPTOM && k != f && up.at[0] != f)
      child = k, parent = up.at[0];
  }
  assert_int_not_equal(child, DP_NONE);
  dp_reading r = {.age_days = 400, .sex = DP_FEMALE, .duration_h = 5, .words = 30};
  const struct {
    uint16_t finding;
    uint8_t state;
    bool complaint;
  } said[] = {{f, DP_FAMILY, false},       {f, DP_PAST, false},       {f, DP_ABSENT, false},
              {f, DP_UNCERTAIN, false},    {f, DP_PRESENT, true},     {f, DP_ABSENT, false},
              {f, DP_HYPOTHETICAL, false}, {disease, DP_PAST, false}, {child, DP_PRESENT, false},
              {parent, DP_ABSENT, false}};
  dp_error err;
  dp_case *c;
  for (size_t n = 0; n <= sizeof said / sizeof *said; n++) {
    assert_int_equal(dp_case_of(w.kb, &r, &a, &c, &err), DP_OK);
    const dp_observation *o = of(c, f);
    uint8_t want = n == 0   ? DP_HYPOTHETICAL
                   : n == 1 ? DP_FAMILY
                   : n == 2 ? DP_PAST
                   : n == 3 ? DP_ABSENT
                   : n == 4 ? DP_UNCERTAIN
                            : DP_PRESENT;
    assert_int_equal(o ? o->state : DP_HYPOTHETICAL, want);
    if (n >= 5) assert_true(o->complaint);
    if (n >= 8)
      assert_true(of(c, disease)->known && of(c, disease)->state == DP_PRESENT); /* a past disease is a fact today */
    if (n >= 10) assert_null(of(c, parent)); /* the specific that is there takes back the general that was denied */
    if (n == sizeof said / sizeof *said) break;
    dp_mention m = {.finding = said[n].finding,
                    .state = said[n].state,
                    .complaint = said[n].complaint,
                    .measure = DP_NONE,
                    .group = (uint16_t)n};
    assert_true(DP_PUSH(&a, &r.mentions, m));
  }
  assert_int_equal(c->age_days, 400);
  dp_arena_free(&a);
  world_free(&w);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

/* Every answer there is, in one run; the first failure's status. */
static dp_status everything(const dp_kb *kb, const dp_case *c, const dp_reading *r, dp_arena *a, dp_error *err) {
  dp_case *made;
  dp_scoring *s;
  dp_differential *d;
  dp_ledger_row *rows;
  dp_question *q;
  dp_account *account;
  dp_contrast_row *contrast;
  dp_discriminator *apart;
  dp_change *change;
  dp_triage *t;
  size_t n;
  bool found;
  dp_status status = dp_case_of(kb, r, a, &made, err);
  if (!status) status = dp_score(kb, c, NULL, a, &s, err);
  if (!status) status = dp_rank_scored(s, a, &d, err);
  if (!status) status = dp_ledger_scored(s, 0, a, &rows, &n, err);
  if (!status) status = dp_questions_scored(s, d, 4, a, &q, &n, err);
  if (!status) status = dp_account_of(kb, c, NULL, 1, a, &account, err);
  if (!status) status = dp_compare(kb, c, NULL, 0, 1, a, &contrast, &n, err);
  if (!status) status = dp_tell_apart(kb, c, 0, 1, 5, a, &apart, &n, err);
  if (!status)
    status = dp_counterfactual(kb, c, NULL, d->rows[d->count > 2 ? 2 : 0].condition, a, &change, &n, &found, err);
  if (!status) status = dp_triage_of(kb, c, d, a, &t, err);
  return status;
}

static void memory_runs_out(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 33);
  dp_arena keep;
  dp_arena_init(&keep, NULL);
  uint64_t r = 6;
  dp_case *c = world_case(&w, 14, &r, &keep);
  dp_reading reading = {.age_days = -1, .duration_h = -1, .words = 50};
  for (uint16_t f = 0; f < 40; f++)
    assert_true(
        DP_PUSH(&keep, &reading.mentions, ((dp_mention){.finding = f, .state = (uint8_t)(f % 5), .measure = DP_NONE})));
  size_t failures = 0;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_arena_init(&a, &allocator);
    dp_error err = {0};
    dp_status status = everything(w.kb, c, &reading, &a, &err);
    dp_arena_free(&a);
    assert_int_equal(t.pieces, 0);
    assert_int_equal(status, t.failed ? DP_ERR_MEMORY : DP_OK);
    assert_int_equal(err.status, status);
    if (!t.failed) break;
    failures++;
  }
  assert_true(failures >= 10);
  /* and the compiler of the weights */
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_arena_init(&a, &allocator);
    dp_error err = {0};
    dp_buf out;
    dp_buf_init(&out, &a);
    dp_status status = dp_weights_build(w.kb, &a, &out, &err);
    dp_arena_free(&a);
    assert_int_equal(t.pieces, 0);
    assert_int_equal(status, t.failed ? DP_ERR_MEMORY : DP_OK);
    if (!t.failed) break;
  }
  dp_arena_free(&keep);
  world_free(&w);
}

static void bad_cases_are_refused_or_answered(void **state) {
  (void)state;
  world w;
  world_make(&w, middling, 3);
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_error err;
  dp_differential *d;
  dp_case c = {.age_days = INT32_MAX,
               .sex = 200,
               .pregnant = 77,
               .setting = 99,
               .region = 255,
               .season = 200,
               .duration_h = INT32_MAX,
               .onset = 9,
               .brought_by = 60000,
               .words = UINT32_MAX};
  for (unsigned st = 0; st < 40; st++)
    assert_true(DP_PUSH(
        &a, &c.observations,
        ((dp_observation){
            .finding = (uint16_t)(st % 9), .state = (uint8_t)(st % 7), .support = (uint8_t)st, .complaint = true})));
  assert_int_equal(dp_rank(w.kb, &c, NULL, &a, &d, &err),
                   DP_OK); /* and twice on one finding, in states that there are not */
  c.observations.at[3].finding = (uint16_t)w.kb->finding_count;
  assert_int_equal(dp_rank(w.kb, &c, NULL, &a, &d, &err), DP_ERR_INPUT);
  dp_ledger_row *rows;
  size_t n;
  assert_int_equal(dp_ledger(w.kb, &c, NULL, (uint16_t)w.kb->condition_count, &a, &rows, &n, &err), DP_ERR_NOT_FOUND);
  dp_case empty = {.age_days = -1, .duration_h = -1};
  assert_int_equal(dp_rank(w.kb, &empty, NULL, &a, &d, &err), DP_OK);
  assert_true(d->not_enough && d->count >= 10);
  dp_arena_free(&a);
  world_free(&w);
}

/* Weights that were tampered with are refused, or do no harm. */
static void damaged_weights(void **state) {
  (void)state;
  world w;
  world_make(&w, (world_size){.findings = 30, .groups = 3, .classes = 3, .conditions = 12, .rows = 8}, 19);
  const void *at;
  size_t size;
  assert_true(dp_kb_section(w.kb, "WGHT", &at, &size));
  char *section = w.image + ((const char *)at - w.image), *sound = malloc(size);
  assert_non_null(sound);
  memcpy(sound, section, size);
  dp_error err;
  assert_int_equal(dp_weights_validate(section, size, w.kb->condition_count, w.kb->finding_count, &err), DP_OK);
  assert_int_equal(dp_weights_validate(section, size, w.kb->condition_count + 1, w.kb->finding_count, &err),
                   DP_ERR_IMAGE);
  for (size_t cut = 0; cut < size; cut += 8)
    assert_int_equal(dp_weights_validate(section, cut, w.kb->condition_count, w.kb->finding_count, &err), DP_ERR_IMAGE);
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint64_t r = 2;
  size_t refused = 0;
  for (int n = 0; n < 4000; n++) {
    memcpy(section, sound, size);
    for (size_t k = 1 + world_below(&r, 3); k-- > 0;) section[world_below(&r, size)] = (char)world_random(&r);
    if (dp_weights_validate(section, size, w.kb->condition_count, w.kb->finding_count, &err)) {
      refused++;
      continue;
    }
    dp_arena_reset(&a);
    dp_case *c = world_case(&w, 10, &r, &a);
    dp_reading reading = {.age_days = -1, .duration_h = -1};
    dp_status status = everything(w.kb, c, &reading, &a, &err);
    assert_int_equal(status, DP_OK);
  }
  assert_true(refused > 1000);
  free(sound);
  dp_arena_free(&a);
  world_free(&w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(questions_are_worth_what_they_say), cmocka_unit_test(changes_put_it_first_and_none_fewer_do),
      cmocka_unit_test(accounts_and_comparisons_add_up),   cmocka_unit_test(triage_keeps_its_principles),
      cmocka_unit_test(the_strongest_word_wins),           cmocka_unit_test(memory_runs_out),
      cmocka_unit_test(bad_cases_are_refused_or_answered), cmocka_unit_test(damaged_weights),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

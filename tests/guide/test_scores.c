/* Every score of scores.txt, the formulas' own logarithm against libm, and that all that the tables name exists. */
#include "support/cmocka.h"
#include "guide/medicines.h"
#include "guide/scores.h"
#include "kbc/kbc.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct {
  dp_arena arena;
  dp_buf image;
  dp_kb *kb;
} w;

static int open_world(void **state) {
  (void)state;
  dp_arena_init(&w.arena, NULL);
  kbc_file *files;
  kbc_model *model;
  size_t count;
  dp_error e = {0};
  if (kbc_read_folder(DP_SOURCE_DIR "/knowledge", &w.arena, &files, &count, &e)) fail_msg("%s", e.message);
  kbc_report report;
  kbc_report_init(&report, &w.arena);
  dp_status status = kbc_load(files, count, &w.arena, &report, &model, &e);
  if (status && status != DP_ERR_KNOWLEDGE) fail_msg("%s", e.message);
  dp_buf_init(&w.image, &w.arena);
  if (kbc_build(model, (kbc_build_options){.tables_only = true}, &w.arena, &w.image, &e)) fail_msg("%s", e.message);
  if (dp_kb_open_image(w.image.at, w.image.size, NULL, &w.kb, &e)) fail_msg("%s", e.message);
  return 0;
}

static int close_world(void **state) {
  (void)state;
  dp_kb_close_image(w.kb);
  dp_arena_free(&w.arena);
  return 0;
}

static void worked_examples(void **state) {
  (void)state;
  FILE *f = fopen(DP_SOURCE_DIR "/tests/guide/scores.txt", "rb");
  assert_non_null(f);
  char line[1024];
  unsigned number = 0, bad = 0, done = 0;
  bool seen[200] = {false};
  while (fgets(line, sizeof line, f)) {
    number++;
    dp_str text = dp_str_trim(dp_str_of(line)), rest = text;
    if (!text.size || text.at[0] == '#') continue;
    dp_str id = dp_str_cut(&rest, ' ');
    dp_score_given given[DP_SCORE_INPUTS];
    size_t n = 0;
    while (rest.at) {
      dp_str word = dp_str_cut(&rest, ' ');
      if (dp_str_eq(word, DP_STR("->"))) break;
      dp_str value = word, key = dp_str_cut(&value, '=');
      assert_true(value.at && n < DP_SCORE_INPUTS);
      given[n++] = (dp_score_given){key, value};
    }
    dp_str want = dp_str_cut(&rest, '|'), meaning = rest.at ? dp_str_trim(rest) : DP_STR("");
    int64_t milli;
    assert_true(dp_parse_milli(dp_str_trim(want), &milli));
    const dp_score_def *s = dp_score_named(id);
    if (!s) fail_msg("line %u: no such score", number);
    for (size_t k = 0; k < 200; k++)
      if (dp_score_at(k) == s) seen[k] = true;
    dp_score_result *r;
    dp_error e;
    if (dp_score_run(w.kb, NULL, s, given, n, &w.arena, &r, &e)) fail_msg("line %u: %s", number, e.message);
    int64_t allowed = s->formula ? s->decimals == 0 ? 500 : s->decimals == 1 ? 50 : 5 : 0;
    int64_t off = r->milli > milli ? r->milli - milli : milli - r->milli;
    bool right = r->has_value && off <= allowed && (!meaning.size || dp_str_starts(r->meaning, meaning));
    done++;
    if (right) continue;
    bad++;
    print_message("line %u: %.*s gives %d / 1000 (%.*s)\n", number, (int)text.size, text.at, (int)r->milli,
                  (int)r->meaning.size, r->meaning.at);
  }
  fclose(f);
  for (size_t k = 0; dp_score_at(k); k++)
    if (!seen[k]) bad++, print_message("%s has no example\n", dp_score_at(k)->id);
  print_message("%u examples\n", done);
  assert_int_equal(bad, 0);
}

static void own_logarithm(void **state) {
  (void)state;
  for (double x = 0.001; x < 5000; x *= 1.37) {
    assert_true(fabs(dp_ln(x) - log(x)) < 1e-10);
    for (double y = -2; y < 2; y += 0.37) assert_true(fabs(dp_pow(x, y) / pow(x, y) - 1) < 1e-10);
  }
  assert_true(dp_ln(0) == 0 && dp_pow(-1, 2) == 0);
}

static unsigned unknown(const char *where, dp_str ids, char separator, bool measure) {
  unsigned bad = 0;
  while (ids.at && ids.size) {
    dp_str id = dp_str_cut(&ids, separator);
    uint16_t at = measure ? dp_kb_find_measure(w.kb, id) : dp_kb_find_finding(w.kb, id);
    if (at != DP_NONE) continue;
    bad++;
    print_message("%s names %.*s, which does not exist\n", where, (int)id.size, id.at);
  }
  return bad;
}

static void tables_name_what_exists(void **state) {
  (void)state;
  unsigned bad = 0, count = 0;
  for (size_t n = 0; dp_score_at(n); n++, count++) {
    const dp_score_def *s = dp_score_at(n);
    assert_true(*s->name && *s->when && *s->source && *s->meaning);
    dp_str rest = dp_str_of(s->inputs);
    while (rest.at && rest.size) {
      dp_str line = dp_str_cut(&rest, '\n');
      assert_true(dp_str_cut(&line, '|').size && dp_str_cut(&line, '|').size);
      dp_str kind = dp_str_cut(&line, '|'), what = dp_str_cut(&kind, ':');
      assert_true(line.at != NULL);
      if (!kind.at) continue;
      if (dp_str_eq(what, DP_STR("f")) || dp_str_eq(what, DP_STR("a"))) bad += unknown(s->id, kind, ',', false);
      else bad += unknown(s->id, kind, ';', true);
    }
  }
  assert_true(count >= 50);
  assert_int_equal(bad, 0);
}

static void wrong_inputs_are_refused(void **state) {
  (void)state;
  static const struct {
    const char *id, *key, *value;
  } cases[] = {{"news2", "rrr", "12"}, {"news2", "rr", "fast"}, {"news2", "rr", "12 kg"}, {"news2", "oxygen", "2"},
               {"gcs", "eye", "5"},    {"gcs", "eye", "0"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    dp_score_given g = {dp_str_of(cases[i].key), dp_str_of(cases[i].value)};
    dp_score_result *r;
    dp_error e;
    const dp_score_def *s = dp_score_named(dp_str_of(cases[i].id));
    assert_int_equal(dp_score_run(w.kb, NULL, s, &g, 1, &w.arena, &r, &e), DP_ERR_INPUT);
  }
  assert_null(dp_score_named(DP_STR("no_such_score")));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(worked_examples),
      cmocka_unit_test(own_logarithm),
      cmocka_unit_test(tables_name_what_exists),
      cmocka_unit_test(wrong_inputs_are_refused),
  };
  return cmocka_run_group_tests_name("scores", tests, open_world, close_world);
}

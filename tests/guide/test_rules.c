/* The red-flag rules on their own cases (`fire`, `quiet` of knowledge/guidance), the triage on the short cases of
 * triage_cases.jsonl, and damaged rules. The knowledge is compiled here, with what is wrong in it left out. */
#include "support/cmocka.h"
#include "base/json.h"
#include "guide/triage.h"
#include "kbc/kbc.h"
#include <stdio.h>
#include <stdlib.h>

static struct {
  dp_arena arena;
  kbc_model *model;
  dp_buf image;
  dp_kb *kb;
} w;

static int open_world(void **state) {
  (void)state;
  dp_arena_init(&w.arena, NULL);
  kbc_file *files;
  size_t count;
  dp_error e = {0};
  if (kbc_read_folder(DP_SOURCE_DIR "/knowledge", &w.arena, &files, &count, &e)) fail_msg("%s", e.message);
  kbc_report report;
  kbc_report_init(&report, &w.arena);
  report.max_errors = 100000;
  dp_status status = kbc_load(files, count, &w.arena, &report, &w.model, &e);
  if (status && status != DP_ERR_KNOWLEDGE) fail_msg("%s", e.message);
  for (size_t i = 0; i < report.items.count; i++) {
    const kbc_item *item = &report.items.at[i];
    dp_str file = item->place.file < report.files.count ? report.files.at[item->place.file] : DP_STR("");
    if (item->severity == KBC_ERROR && dp_str_starts(file, DP_STR("guidance/")))
      fail_msg("%.*s:%u: %s", (int)file.size, file.at, (unsigned)item->place.line, item->message);
  }
  dp_buf_init(&w.image, &w.arena);
  if (kbc_build(w.model, (kbc_build_options){0}, &w.arena, &w.image, &e)) fail_msg("%s", e.message);
  if (dp_kb_open_image(w.image.at, w.image.size, NULL, &w.kb, &e)) fail_msg("%s", e.message);
  return 0;
}

static int close_world(void **state) {
  (void)state;
  dp_kb_close_image(w.kb);
  dp_arena_free(&w.arena);
  return 0;
}

static dp_guide_triage_result *triage_of(dp_arena *a, dp_str text) {
  dp_reading *r = NULL;
  dp_case *c = NULL;
  dp_differential *d = NULL;
  dp_guide_triage_result *t = NULL;
  dp_error e = {0};
  dp_read_options read = dp_read_defaults();
  dp_engine_options o = dp_engine_defaults();
  dp_status status = dp_read(w.kb, text, &read, a, &r, &e);
  if (!status) status = dp_case_of(w.kb, r, a, &c, &e);
  if (!status) status = dp_rank(w.kb, c, &o, a, &d, &e);
  dp_guide_input in = {w.kb, r, c, d};
  if (!status) status = dp_guide_triage(&in, a, &t, &e);
  if (status) fail_msg("%s", e.message);
  return t;
}

static unsigned run_cases(const kbc_rule_entry *rule, const char *name, const kbc_phrases *texts, bool fires) {
  unsigned bad = 0;
  dp_rules rules;
  dp_rules_of(w.kb, &rules);
  for (size_t i = 0; i < texts->count; i++) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    dp_guide_triage_result *t = triage_of(&a, texts->at[i].text);
    bool fired = false;
    for (size_t k = 0; k < t->rule_count; k++)
      if (!strcmp(dp_rules_text(&rules, rules.rules[t->rules[k].rule].id), name)) {
        fired = true;
        assert_true(t->level >= rules.rules[t->rules[k].rule].level); /* nothing talks a rule away */
      }
    if (fired != fires) {
      bad++;
      print_message("%s %s: %.*s\n", name, fires ? "does not fire" : "fires", (int)texts->at[i].text.size,
                    texts->at[i].text.at);
    }
    dp_arena_free(&a);
  }
  (void)rule;
  return bad;
}

static void rules_fire_and_keep_quiet(void **state) {
  (void)state;
  unsigned bad = 0;
  assert_true(w.model->rules.count >= 250);
  for (size_t i = 0; i < w.model->rules.count; i++) {
    const kbc_rule_entry *r = &w.model->rules.at[i];
    const char *name = dp_arena_copy(&w.arena, r->id);
    assert_true(r->fire.count && r->quiet.count);
    bad += run_cases(r, name, (const kbc_phrases *)&r->fire, true);
    bad += run_cases(r, name, (const kbc_phrases *)&r->quiet, false);
  }
  assert_int_equal(bad, 0);
}

/* The figures that docs/quality.md gives, less a little for what the rest of the knowledge does to them. */
static void triage_is_as_good_as_published(void **state) {
  (void)state;
  FILE *f = fopen(DP_SOURCE_DIR "/tests/guide/triage_cases.jsonl", "rb");
  assert_non_null(f);
  static char line[4096];
  unsigned count = 0, right = 0, safe = 0, at_home = 0;
  while (fgets(line, sizeof line, f)) {
    dp_arena a;
    dp_arena_init(&a, NULL);
    dp_json *o;
    dp_error e;
    assert_int_equal(dp_json_parse(dp_str_of(line), &a, &o, &e), DP_OK);
    dp_str level, text;
    assert_true(dp_json_get_str(o, "level", &level) && dp_json_get_str(o, "text", &text));
    unsigned want = 0;
    while (want < DP_URGENCY_COUNT && !dp_str_eq(level, dp_str_of(dp_kb_urgency_name(want)))) want++;
    assert_true(want < DP_URGENCY_COUNT);
    unsigned got = triage_of(&a, text)->level;
    count++, right += got == want, safe += got >= want, at_home += want == DP_EMERGENCY && got == DP_SELF_CARE;
    dp_arena_free(&a);
  }
  fclose(f);
  print_message("%u cases: %u right, %u at or above, %u emergencies at home\n", count, right, safe, at_home);
  assert_true(count >= 300);
  assert_int_equal(at_home, 0);
  assert_true(right * 100 >= count * 72);
  assert_true(safe * 100 >= count * 92);
}

static void damaged_rules_are_refused(void **state) {
  (void)state;
  const void *at;
  size_t size;
  dp_error e;
  assert_true(dp_kb_section(w.kb, "RULE", &at, &size));
  assert_int_equal(dp_rules_validate(at, size, w.kb, &e), DP_OK);
  assert_int_equal(dp_rules_validate(at, size - 8, w.kb, &e), DP_ERR_IMAGE);
  assert_int_equal(dp_rules_validate(at, 8, w.kb, &e), DP_ERR_IMAGE);
  uint64_t *copy = dp_arena_alloc(&w.arena, size + 8);
  assert_non_null(copy);
  unsigned refused = 0;
  for (size_t byte = 0; byte < size; byte += 7) { /* what is not refused can be used */
    memcpy(copy, at, size);
    ((unsigned char *)copy)[byte] ^= 0x80;
    refused += dp_rules_validate(copy, size, w.kb, &e) != DP_OK;
    if (byte > 40000) break;
  }
  assert_true(refused > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rules_fire_and_keep_quiet),
      cmocka_unit_test(triage_is_as_good_as_published),
      cmocka_unit_test(damaged_rules_are_refused),
  };
  return cmocka_run_group_tests_name("rules", tests, open_world, close_world);
}

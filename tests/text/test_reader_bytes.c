/* test_reader_bytes.c: any bytes are safe and take time in proportion to their number; spans are whole; options hold;
 * no memory is an error and nothing else; a damaged lexicon is refused or does no harm. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "support/alloc.h"
#include "support/cmocka.h"
#include "text/world.h"
#include "text/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static world w;

/* Everything that a reading promises about itself. */
static void sound(const dp_kb *kb, dp_str text, const dp_reading *r) {
  uint32_t last = 0;
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    assert_true(m->finding < kb->finding_count && m->state < DP_STATE_COUNT);
    assert_true(m->span.start < m->span.end && m->span.end <= text.size && m->cue.start <= m->cue.end &&
                m->cue.end <= text.size);
    assert_true(m->span.start >= last); /* in text order */
    assert_true(m->measure == DP_NONE || m->measure < kb->measure_count);
    last = m->span.start;
  }
  for (size_t i = 0; i < r->values.count; i++)
    assert_true(r->values.at[i].measure < kb->measure_count && r->values.at[i].span.end <= text.size);
  for (size_t i = 0; i < r->unread.count; i++)
    assert_true(r->unread.at[i].start < r->unread.at[i].end && r->unread.at[i].end <= text.size);
}

static void read_sound(dp_str text) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_reading *r;
  assert_int_equal(dp_read(w.kb, text, NULL, &a, &r, NULL), DP_OK);
  sound(w.kb, text, r);
  dp_read_options o = dp_read_defaults();
  o.loose = true;
  assert_int_equal(dp_read(w.kb, text, &o, &a, &r, NULL), DP_OK);
  sound(w.kb, text, r);
  dp_arena_free(&a);
}

static void any_bytes(void **state) {
  (void)state;
  static const char *const texts[] = {"",
                                      " ",
                                      ".",
                                      "...",
                                      "\n\n\n",
                                      "?",
                                      "?\n?",
                                      "((((((",
                                      "))))",
                                      "\xff\xfe\xfa",
                                      "fever \xe2\x80",
                                      "\xf0\x9f\x98\x80 fever",
                                      "no",
                                      "no no",
                                      "n't",
                                      "'s",
                                      "12/34/56/78",
                                      "1.2.3.4",
                                      "999999999999999999999999 mg",
                                      "BP 999999999999/99999999999",
                                      "T",
                                      "T:",
                                      "P",
                                      "\xc3\xa9",
                                      "MI",
                                      "c/o",
                                      "k/c/o",
                                      "a/b/c/d/e",
                                      "no no no",
                                      "\xe2\x80\x99t",
                                      "-",
                                      "--",
                                      "+ve",
                                      "-ve",
                                      "Dr.",
                                      "Mrs.",
                                      "Mrs. L.",
                                      "1.",
                                      "1. 2. 3.",
                                      ":",
                                      "::::",
                                      "Past medical history:",
                                      "O/E",
                                      "mother",
                                      "mother has",
                                      "my",
                                      "my son",
                                      "not a",
                                      "or",
                                      "and",
                                      ", , , ,",
                                      "fever,",
                                      ",fever",
                                      "0 year old",
                                      "-5 year old",
                                      "500 year old",
                                      "3-"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) read_sound(dp_str_of(texts[i]));
  read_sound((dp_str){"fever\0cough\0\0no rash", 20});
  char all[512];
  for (int i = 0; i < 512; i++) all[i] = (char)(i & 255);
  read_sound((dp_str){all, sizeof all});
  /* made of pieces that mean something, in senseless order, some bytes broken */
  static const char *const pieces[] = {
      "no ", "fever",    " and ", ", ",      "pain ",      "in the ", "left ",       "knee",        ". ",
      "? ",  "\n",       "Yes. ", "No. ",    "BP 120/80 ", "39.4",    "mother has ", "history of ", "for 3 days ",
      "(",   ") ",       ": ",    "not ",    "or ",        "unless ", "35F ",        "asthma ",     "if ",
      "?",   "/",        "-",     "normal ", "ECG ",       "chest ",  "x",           "\xc3",        "\xe2\x80\x99",
      "'t ", "diarhea ", "1",     "00",      "mg ",        "O/E ",    "Plan: ",      "D: ",         "P: "};
  uint32_t seed = 7;
  for (int n = 0; n < 3000; n++) {
    char text[600];
    size_t size = 0;
    while (size < 400) {
      seed = seed * 1664525u + 1013904223u;
      const char *p = pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)];
      size_t k = strlen(p);
      memcpy(text + size, p, k);
      size += k;
      if ((seed >> 28) == 0 && size > 200) break;
    }
    read_sound((dp_str){text, size});
  }
}

static double seconds(dp_str text) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_reading *r;
  struct timespec from, to;
  dp_read_options o = dp_read_defaults();
  o.loose = true; /* the loose reader is the part that would not be */
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
  assert_int_equal(dp_read(w.kb, text, &o, &a, &r, NULL), DP_OK);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
  sound(w.kb, text, r);
  dp_arena_free(&a);
  return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

/* Four times the text takes about four times as long: at most ten, so that a busy machine does not fail it. */
static void linear(void **state) {
  (void)state;
  static const char *const units[] = {"no no no ",
                                      "pain ",
                                      "chest pain, ",
                                      "fever? ",
                                      "a",
                                      "1/",
                                      "mother has ",
                                      "fver diarhea qwrtz ",
                                      "pain and swelling of ",
                                      "no fever, cough ",
                                      "(",
                                      "denies ",
                                      "\n",
                                      "x-",
                                      "normal ",
                                      "BP 1",
                                      "3 days "};
  enum { SMALL = 1 << 17, LARGE = 1 << 19 };
  char *text = malloc(LARGE);
  assert_non_null(text);
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    size_t k = strlen(units[i]);
    for (size_t j = 0; j < LARGE; j++) text[j] = units[i][j % k];
    double little = seconds((dp_str){text, SMALL}), much = seconds((dp_str){text, LARGE});
    if (much > 10 * little + 0.2) fail_msg("\"%s\": %g s for 128 KiB, %g s for 512 KiB", units[i], little, much);
  }
  free(text);
}

static void limits(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_reading *r;
  dp_error e = {0};
  dp_read_options o = dp_read_defaults();
  o.max_bytes = 10;
  assert_int_equal(dp_read(w.kb, DP_STR("fever, cough"), &o, &a, &r, &e), DP_ERR_TOO_LARGE);
  assert_string_equal(e.message, "the text has 12 bytes; at most 10 are read");
  o = dp_read_defaults();
  o.spelling = false;
  assert_int_equal(dp_read(w.kb, DP_STR("diarhea"), &o, &a, &r, &e), DP_OK);
  assert_int_equal(r->mentions.count, 0);
  assert_int_equal(r->unread.count, 1);
  o.spelling = true;
  assert_int_equal(dp_read(w.kb, DP_STR("diarhea"), &o, &a, &r, &e), DP_OK);
  assert_int_equal(r->mentions.count, 1);
  assert_true(r->mentions.at[0].repaired);
  dp_arena_free(&a);
}

static void no_memory(void **state) {
  (void)state;
  dp_str text = DP_STR("35F with fever, no cough, painful knee for 3 days. BP 86/50. Any rash? No. diarhea, florble. "
                       "ECG normal. Abdomen soft, non-tender.");
  bool done = false;
  size_t failures = 0;
  for (size_t n = 1; n < 400 && !done; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = {test_alloc_resize, &t};
    dp_arena a;
    dp_arena_init(&a, &allocator);
    dp_reading *r;
    dp_status s = dp_read(w.kb, text, NULL, &a, &r, NULL);
    assert_true(s == DP_OK || s == DP_ERR_MEMORY);
    done = s == DP_OK;
    dp_arena_free(&a);
    assert_int_equal(t.live, 0);
    failures += t.failed;
  }
  assert_true(done && failures > 0);
}

/* A lexicon of a few phrases, damaged byte by byte: refused, or safe to read with. */
static void damaged(void **state) {
  (void)state;
  dp_arena a, scratch;
  dp_arena_init(&a, NULL);
  dp_arena_init(&scratch, NULL);
  assert_int_equal(dp_lexicon_validate(w.lexicon, w.lexicon_size, w.kb->finding_count, w.kb->measure_count, NULL),
                   DP_OK);
  dp_error e = {0};
  assert_int_equal(dp_lexicon_validate(w.lexicon, 20, w.kb->finding_count, w.kb->measure_count, &e), DP_ERR_IMAGE);
  assert_int_equal(dp_lexicon_validate(w.lexicon, w.lexicon_size - 8, w.kb->finding_count, w.kb->measure_count, &e),
                   DP_ERR_IMAGE);
  assert_int_equal(dp_lexicon_validate(w.lexicon, w.lexicon_size, 1, w.kb->measure_count, &e), DP_ERR_IMAGE);
  /* in place, in the opened image: the section is writable here */
  uint8_t *bytes = (uint8_t *)(uintptr_t)w.lexicon;
  uint32_t seed = 3;
  unsigned refused = 0, taken = 0;
  for (int n = 0; n < 1500; n++) {
    seed = seed * 1664525u + 1013904223u;
    size_t at = ((size_t)(seed >> 3)) % w.lexicon_size;
    if (n % 3 == 0) at %= 64; /* often in the header */
    uint8_t was = bytes[at];
    bytes[at] = (uint8_t)(was ^ (1u << (seed & 7)));
    if (dp_lexicon_validate(w.lexicon, w.lexicon_size, w.kb->finding_count, w.kb->measure_count, NULL)) refused++;
    else {
      taken++;
      dp_reading *r;
      dp_str text =
          DP_STR("35F with fever, no cough, painful knee for 3 days. BP 86/50. Any rash? No. diarhea. ECG normal. MI");
      dp_arena_reset(&scratch);
      assert_int_equal(dp_read(w.kb, text, NULL, &scratch, &r, NULL), DP_OK);
      sound(w.kb, text, r);
    }
    bytes[at] = was;
  }
  assert_true(refused > 100 && taken > 100); /* both happened */
  dp_arena_free(&scratch);
  dp_arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(any_bytes), cmocka_unit_test(linear), cmocka_unit_test(limits),
                                     cmocka_unit_test(no_memory), cmocka_unit_test(damaged)};
  world_open(&w);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  world_close(&w);
  return failed;
}

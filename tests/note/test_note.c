/* The note: tables of spoken numbers, of persons, of answers, of what the guard refuses; whatever comes in, every sentence
 * cites turns that exist and no number is new; no memory is an error and nothing else; time is linear.
 */
#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "../support/alloc.h"
#include "../support/cmocka.h"
#include "note/drafting.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void *image;
static dp_kb *kb;
static dp_arena arena;
static dp_lexis *lexis;

static dp_str file_of(const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("no %s", path);
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  char *at = dp_arena_alloc(&arena, size + 1);
  if (!at || fread(at, 1, size, f) != size) fail_msg("%s", path);
  fclose(f);
  return (dp_str){at, size};
}

static int setup(void **state) {
  (void)state;
  dp_arena_init(&arena, NULL);
  FILE *f = fopen(DP_FIXTURE_FILE, "rb");
  if (!f) return -1;
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  image = aligned_alloc(8, (size + 7) / 8 * 8);
  bool read = image && fread(image, 1, size, f) == size;
  fclose(f);
  lexis = dp_lexis_make(&arena);
  return read && lexis && !dp_kb_open_image(image, size, NULL, &kb, NULL) ? 0 : -1;
}
static int teardown(void **state) {
  (void)state;
  dp_kb_close_image(kb);
  free(image);
  dp_arena_free(&arena);
  return 0;
}

/* The fields of the next line that is none of the comments; false at the end. */
static bool row(dp_str *rest, dp_str *fields, size_t count, size_t *line) {
  while (rest->at) {
    dp_str l = dp_str_cut(rest, '\n');
    ++*line;
    if (!dp_str_trim(l).size || l.at[0] == '#') continue;
    for (size_t i = 0; i < count; i++) {
      if (!l.at) fail_msg("line %zu has too few fields", *line);
      fields[i] = dp_str_trim(dp_str_cut(&l, '|'));
    }
    return true;
  }
  return false;
}

static void differs(const char *table, size_t line, dp_str want, dp_str got, unsigned *bad) {
  if (dp_str_eq(want, got)) return;
  print_error("%s:%zu: wanted \"%.*s\", got \"%.*s\"\n", table, line, (int)want.size, want.at, (int)got.size, got.at);
  ++*bad;
}

static void spoken_numbers(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/numbers.txt"), f[2];
  size_t line = 0;
  unsigned bad = 0, rows = 0;
  while (row(&rest, f, 2, &line)) {
    dp_words w;
    dp_buf b;
    rows++;
    assert_int_equal(dp_words_of(f[0], lexis, &arena, &w, NULL), DP_OK);
    dp_buf_init(&b, &arena);
    for (size_t i = 0; i < w.count; i++) {
      if (b.size) dp_buf_char(&b, ' ');
      dp_buf_str(&b, w.at[i].text);
    }
    differs("numbers.txt", line, f[1], dp_buf_view(&b), &bad);
    /* what the careful reader writes, the generous one hears: but for the point that stands alone, which the guard refuses */
    dp_milli_list heard = {0}, written = {0};
    dp_heard_numbers(f[0], &arena, &heard);
    dp_heard_numbers(dp_buf_view(&b), &arena, &written);
    for (size_t i = 0; i < written.count && !dp_str_eq(f[0], DP_STR("seven . five")); i++) {
      bool found = false;
      for (size_t j = 0; j < heard.count; j++) found |= heard.at[j] == written.at[i];
      if (!found) fail_msg("numbers.txt:%zu: %lld was not heard", line, (long long)written.at[i]);
    }
  }
  assert_true(rows > 20);
  assert_int_equal(bad, 0);
}

static uint8_t sex_of(dp_str s) { return s.size && s.at[0] == 'f' ? DP_FEMALE : s.size && s.at[0] == 'm' ? DP_MALE : DP_SEX_UNKNOWN; }

static void persons(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/person.txt"), f[4];
  size_t line = 0;
  unsigned bad = 0, rows = 0;
  while (row(&rest, f, 4, &line)) {
    dp_words w;
    dp_buf b;
    rows++;
    assert_int_equal(dp_words_of(f[2], lexis, &arena, &w, NULL), DP_OK);
    dp_buf_init(&b, &arena);
    dp_voice v = {sex_of(f[1]), false};
    uint8_t who = dp_str_eq(f[0], DP_STR("patient")) ? DP_SPEAKER_PATIENT : dp_str_eq(f[0], DP_STR("doctor")) ? DP_SPEAKER_DOCTOR : DP_SPEAKER_OTHER;
    bool ok = dp_third_person(w.at, w.count, who, &v, lexis, false, &b);
    differs("person.txt", line, f[3], ok ? dp_finish(dp_buf_view(&b), &arena) : DP_STR("-"), &bad);
  }
  assert_true(rows > 20);
  assert_int_equal(bad, 0);
}

static void answers(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/answers.txt"), f[4];
  size_t line = 0;
  unsigned bad = 0, rows = 0;
  while (row(&rest, f, 4, &line)) {
    dp_str got = dp_answer_sentence(f[1], f[2], sex_of(f[0]), lexis, &arena);
    rows++;
    differs("answers.txt", line, f[3], got.size ? got : DP_STR("-"), &bad);
  }
  assert_true(rows > 20);
  assert_int_equal(bad, 0);
}

static void statements(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/statements.txt"), f[4];
  size_t line = 0;
  unsigned bad = 0, rows = 0;
  while (row(&rest, f, 4, &line)) {
    unsigned slot = 0;
    while (slot < DP_SLOT_COUNT && !dp_str_eq(f[1], dp_str_of(dp_slot_id(slot)))) slot++;
    assert_true(slot < DP_SLOT_COUNT);
    dp_str got = dp_statement_sentence(f[2], dp_str_eq(f[0], DP_STR("patient")) ? DP_SPEAKER_PATIENT : DP_SPEAKER_DOCTOR, (uint8_t)slot, DP_SEX_UNKNOWN, lexis, &arena);
    rows++;
    differs("statements.txt", line, f[3], got.size ? got : DP_STR("-"), &bad);
  }
  assert_true(rows > 30);
  assert_int_equal(bad, 0);
}

/* Whether a finding is there now, as its clause and those behind it tell. */
static void tenses(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/tense.txt"), f[3];
  size_t line = 0;
  unsigned bad = 0, rows = 0;
  while (row(&rest, f, 3, &line)) {
    dp_buf b;
    dp_buf_init(&b, &arena);
    for (size_t i = 0; i < f[2].size; i++) dp_buf_char(&b, f[2].at[i] == '/' ? '\n' : f[2].at[i]);
    dp_drafting d = {.kb = kb, .arena = &arena};
    assert_int_equal(dp_facts(&d, dp_buf_view(&b), &(dp_note_options){0}, NULL), DP_OK);
    dp_str got = DP_STR("read");
    for (size_t i = 0; i < d.reading->mentions.count; i++) {
      const dp_mention *m = &d.reading->mentions.at[i];
      if (!dp_str_eq(f[0], dp_str_of(dp_kb_finding_id(kb, m->finding))) || m->state != DP_PRESENT || m->implied) continue;
      got = dp_tense_over(&d, m) ? DP_STR("over") : dp_tense_recovered(&d, m) ? DP_STR("recovered") : dp_tense_meant(&d, m) ? DP_STR("meant") : dp_tense_passing(&d, m) ? DP_STR("passing") : DP_STR("now");
    }
    rows++;
    differs("tense.txt", line, f[1], got, &bad);
  }
  assert_true(rows > 20);
  assert_int_equal(bad, 0);
}

static void guards(void **state) {
  (void)state;
  dp_str rest = file_of(DP_SOURCE_DIR "/tests/note/guard.txt"), f[4];
  size_t line = 0, seen[DP_GUARD_COUNT] = {0};
  unsigned bad = 0;
  while (row(&rest, f, 4, &line)) {
    char how = f[3].at[0];
    dp_source s = {&f[2], 1, false, how == 'n', how == 'y', how != 's'};
    dp_refusal r = dp_guard(f[1], &s, lexis, &arena);
    seen[r]++;
    differs("guard.txt", line, f[0], dp_str_of(dp_refusal_name(r)), &bad);
  }
  assert_int_equal(bad, 0);
  for (unsigned r = DP_GUARD_PASSED; r <= DP_GUARD_WORD; r++)
    if (!seen[r]) fail_msg("guard.txt shows no \"%s\"", dp_refusal_name(r));
}

/* ---- what every note keeps ---------------------------------------------------------------------------------------------- */

static void sound(dp_str text, const dp_note *n) {
  uint32_t lines = 0;
  for (size_t i = 0; i < n->transcript.turns.count; i++) lines = n->transcript.turns.at[i].number;
  for (size_t i = 0; i < n->sentences.count; i++) {
    const dp_note_sentence *s = &n->sentences.at[i];
    assert_true(s->text.size > 0 && s->line_count > 0 && s->slot < DP_SLOT_COUNT);
    for (size_t k = 0; k < s->line_count; k++) {
      assert_true(s->lines[k] >= 1 && s->lines[k] <= lines && (!k || s->lines[k] > s->lines[k - 1]));
      bool there = false;
      for (size_t t = 0; t < n->transcript.turns.count && !there; t++) there = n->transcript.turns.at[t].number == s->lines[k];
      assert_true(there);
    }
  }
  size_t next = 0;
  for (size_t i = 0; i < n->sections.count; i++) {
    assert_int_equal(n->sections.at[i].first, next);
    next += n->sections.at[i].count;
  }
  assert_int_equal(next, n->sentences.count);
  for (size_t i = 0; i < n->omitted.count; i++) assert_true(n->omitted.at[i].finding < kb->finding_count && n->omitted.at[i].line <= lines);
  dp_milli_list heard = {0}, written = {0};
  dp_heard_numbers(text, &arena, &heard);
  for (size_t i = 0; i < n->sentences.count; i++) {
    if (n->sentences.at[i].origin == DP_ORIGIN_QUOTED) continue;
    dp_heard_numbers(n->sentences.at[i].text, &arena, &written);
  }
  for (size_t i = 0; i < written.count; i++) {
    bool found = written.at[i] <= 1000;
    for (size_t j = 0; j < heard.count && !found; j++) found = heard.at[j] == written.at[i];
    if (!found) fail_msg("a number was written that was not said: %lld / 1000", (long long)written.at[i]);
  }
}

static const char *const samples[] = {"cough", "knee", "bare", "telling_back"};

static dp_str sample(size_t i) {
  char path[300];
  snprintf(path, sizeof path, DP_SOURCE_DIR "/tests/note/dialogues/%s.txt", samples[i]);
  return file_of(path);
}

static void every_sentence_cites(void **state) {
  (void)state;
  static const char *const templates[] = {"soap", "hp", "problem", "referral", "discharge", "handout"};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    for (size_t t = 0; t < 6; t++)
      for (unsigned length = 0; length < 3; length++) {
        dp_arena a;
        dp_note *n;
        dp_arena_init(&a, NULL);
        dp_note_options o = {.template_id = dp_str_of(templates[t]), .length = (dp_note_length)length};
        dp_str text = sample(i);
        assert_int_equal(dp_note_write(kb, text, &o, &a, &n, NULL), DP_OK);
        sound(text, n);
        if (!t && length == DP_NOTE_THOROUGH) assert_true(n->sentences.count > 4);
        dp_arena_free(&a);
      }
}

/* Words of the samples thrown together, with broken labels and bytes. */
static void any_bytes(void **state) {
  (void)state;
  uint32_t seed = 11;
  dp_str source = sample(1);
  for (unsigned run = 0; run < 300; run++) {
    char text[3000];
    size_t n = 0;
    while (n < 2000) {
      seed = seed * 1664525u + 1013904223u;
      size_t from = (seed >> 8) % (source.size - 40), size = 1 + (seed >> 3) % 40;
      memcpy(text + n, source.at + from, size);
      n += size;
      if (seed % 17 == 0) text[n++] = (char)(seed >> 16);
      if (seed % 23 == 0) memcpy(text + n, "\n[doctor] ", 10), n += 10;
      if (seed % 29 == 0) memcpy(text + n, "\nP: ", 4), n += 4;
    }
    dp_arena a;
    dp_note *note;
    dp_arena_init(&a, NULL);
    assert_int_equal(dp_note_write(kb, (dp_str){text, n}, NULL, &a, &note, NULL), DP_OK);
    sound((dp_str){text, n}, note);
    dp_arena_free(&a);
  }
}

static void nothing_said(void **state) {
  (void)state;
  static const char *const texts[] = {"", "\n\n", " ", "Doctor:", "[doctor]\n[patient]", "hm", "\xff\xfe"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    dp_arena a;
    dp_note *n;
    dp_arena_init(&a, NULL);
    assert_int_equal(dp_note_write(kb, dp_str_of(texts[i]), NULL, &a, &n, NULL), DP_OK);
    assert_int_equal(n->sentences.count, 0);
    assert_int_equal(n->text.size, 0);
    dp_arena_free(&a);
  }
}

static void own_templates(void **state) {
  (void)state;
  dp_arena a;
  dp_note *n;
  dp_error err = {DP_OK, ""};
  dp_arena_init(&a, NULL);
  dp_note_options o = {.own = DP_STR("Dear colleague\nStory: {hpi}\n\nWhat I found\n{exam} {vitals}\n")};
  assert_int_equal(dp_note_write(kb, sample(0), &o, &a, &n, NULL), DP_OK);
  assert_true(n->sections.count && dp_str_starts(n->text, DP_STR("Dear colleague\nStory: ")));
  sound(sample(0), n);
  o.own = DP_STR("Title\n{hpi}\n{nonsense}\n");
  assert_int_equal(dp_note_write(kb, sample(0), &o, &a, &n, &err), DP_ERR_INPUT);
  assert_non_null(strstr(err.message, "line 3"));
  o.own = DP_STR("{hpi} {hpi}");
  assert_int_equal(dp_note_write(kb, sample(0), &o, &a, &n, &err), DP_ERR_INPUT);
  o.own = DP_STR("nothing to fill");
  assert_int_equal(dp_note_write(kb, sample(0), &o, &a, &n, &err), DP_ERR_INPUT);
  o.own = (dp_str){"", 0}, o.template_id = DP_STR("sope");
  assert_int_equal(dp_note_write(kb, sample(0), &o, &a, &n, &err), DP_ERR_NOT_FOUND);
  assert_non_null(strstr(err.message, "soap"));
  dp_arena_free(&a);
}

static void no_memory(void **state) {
  (void)state;
  dp_str text = sample(0);
  size_t sweep = 0;
  for (size_t at = 1;; at++) {
    test_alloc t = {.fail_at = at};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_note *n = NULL;
    dp_error err = {DP_OK, ""};
    dp_arena_init(&a, &allocator);
    dp_status status = dp_note_write(kb, text, NULL, &a, &n, &err);
    dp_arena_free(&a);
    assert_int_equal(t.live, 0);
    if (!t.failed) {
      assert_int_equal(status, DP_OK);
      break;
    }
    sweep++;
    assert_int_equal(status, DP_ERR_MEMORY);
  }
  assert_true(sweep > 5);
}

static double seconds(size_t copies) {
  dp_str text = sample(2);
  char *many = malloc(text.size * copies);
  assert_non_null(many);
  for (size_t i = 0; i < copies; i++) memcpy(many + i * text.size, text.at, text.size);
  dp_arena a;
  dp_note *n;
  struct timespec from, to;
  dp_arena_init(&a, NULL);
  clock_gettime(CLOCK_MONOTONIC, &from);
  assert_int_equal(dp_note_write(kb, (dp_str){many, text.size * copies}, NULL, &a, &n, NULL), DP_OK);
  clock_gettime(CLOCK_MONOTONIC, &to);
  dp_arena_free(&a);
  free(many);
  return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

static void linear(void **state) {
  (void)state;
  double one = seconds(20), eight = seconds(160);
  if (eight > 40 * one + 0.05) fail_msg("20 copies take %.3f s, 160 take %.3f s", one, eight);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(spoken_numbers), cmocka_unit_test(persons), cmocka_unit_test(answers), cmocka_unit_test(statements), cmocka_unit_test(tenses), cmocka_unit_test(guards),
                                     cmocka_unit_test(every_sentence_cites), cmocka_unit_test(any_bytes), cmocka_unit_test(nothing_said),
                                     cmocka_unit_test(own_templates), cmocka_unit_test(no_memory), cmocka_unit_test(linear)};
  return cmocka_run_group_tests(tests, setup, teardown);
}

/* test_scribe.c: heard words to written text, as tables; then what must hold whatever is heard. */
#include "support/cmocka.h"
#include "scribe/scribe.h"

enum { MOST = 64 };

/* Words by spaces. "?word" was heard badly; "word/" has a pause after it that makes a comma, "word|" one that makes a full stop. */
static size_t words_of(const char *spoken, dp_said_word *words) {
  dp_str rest = dp_str_of(spoken);
  uint32_t at = 0;
  size_t n = 0;
  while (rest.at && rest.size && n < MOST) {
    dp_str w = dp_str_cut(&rest, ' ');
    dp_said_word *out = &words[n++];
    *out = (dp_said_word){.start_ms = at, .end_ms = at + 200, .confidence = 950};
    if (w.at[0] == '?') w.at++, w.size--, out->confidence = 200;
    at += 210;
    if (w.at[w.size - 1] == '/') w.size--, at += 350;
    if (w.at[w.size - 1] == '|') w.size--, at += 600;
    out->text = w;
  }
  return n;
}

static void check(const char *spoken, const char *written, bool points) {
  dp_arena arena;
  dp_written w;
  dp_said_word words[MOST];
  dp_scribe_options o = {.points = points};
  dp_error err = {DP_OK, ""};
  dp_arena_init(&arena, NULL);
  size_t n = words_of(spoken, words);
  assert_int_equal(dp_scribe(words, n, &o, &arena, &w, &err), DP_OK);
  if (!dp_str_eq(w.text, dp_str_of(written))) fail_msg("“%s”\n  became  “%.*s”\n  not     “%s”", spoken, (int)w.text.size, w.text.at, written);
  dp_arena_free(&arena);
}

static const char *const figures[][2] = {
    {"one twenty over eighty", "120/80"},
    {"one hundred and twenty over eighty", "120/80"},
    {"one o. five over sixty five", "105/65"},
    {"ninety eight point six degrees fahrenheit", "98.6 °F"},
    {"thirty eight point five degrees", "38.5 degrees"},
    {"seven point two percent", "7.2%"},
    {"point five milligrams", "0.5 mg"},
    {"zero point two five milligrams", "0.25 mg"},
    {"five point zero milligrams", "5 mg"},
    {"five point zero millimoles per liter", "5.0 mmol/L"},
    {"five hundred milligrams twice daily", "500 mg twice daily"},
    {"one thousand two hundred and fifty milligrams", "1250 mg"},
    {"fifty micrograms", "50 micrograms"},
    {"twenty m. g. daily", "20 mg daily"},
    {"ten units", "10 units"},
    {"two tablets", "2 tablets"},
    {"two and a half tablets", "2.5 tablets"},
    {"two of them", "two of them"},
    {"one of the tablets", "one of the tablets"},
    {"a hundred milligrams", "100 mg"},
    {"a seventy six year old woman", "a 76-year-old woman"},
    {"seventy-six years", "76 years"},
    {"two to three weeks", "2 to 3 weeks"},
    {"eight out of ten", "8/10"},
    {"nineteen ninety nine", "1999"},
    {"twenty fifteen", "2015"},
    {"two thousand eight", "2008"},
    {"two thousand and nine", "2009"},
    {"ten thirty a. m.", "10:30 am"},
    {"twenty one", "21"},
    {"two fifty milligrams", "two fifty milligrams"}, /* 250 mg, or two of 50 mg */
    {"one fifty milligrams", "one fifty milligrams"},
    {"c. t. scan", "CT scan"},
    {"b. i. d.", "BID"},
    {"h. b. a. one c.", "HbA1c"},
    {"a. f.", "AF"},
    {"i a. m.", "i AM"},
    {"over the hundred", "over the hundred"},
    {"eighty over one twenty", "80 over one twenty"}, /* no pressure */
};

static void figures_and_units(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) check(figures[i][0], figures[i][1], true);
}

static const char *const sounds[][2] = {
    {"takes ?met ?for ?men", "takes metformin"},
    {"takes ?lies ?in ?april", "takes lisinopril"},
    {"and ?hydra ?lee ?zine", "and hydralazine"},
    {"?pred ?nice ?alone five milligrams", "prednisolone 5 mg"},
    {"takes met for men", "takes met for men"},             /* heard well: it may be what was said */
    {"the ?man was ?in ?april", "the man was in april"},    /* near nothing */
    {"takes metformin daily", "takes metformin daily"},
    {"?in ?the ?morning", "in the morning"},
    {"?he ?has ?no ?pain", "he has no pain"},
};

static void names_by_sound(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) check(sounds[i][0], sounds[i][1], true);
}

static const char *const points[][2] = {
    {"the patient has fever/ cough| she denies pain", "The patient has fever, cough. She denies pain."},
    {"do you have any pain", "Do you have any pain?"},
    {"any chest pain", "Any chest pain?"},
    {"what brings you in today", "What brings you in today?"},
    {"when i walk i get pain", "When I walk I get pain."},
    {"denies fever comma cough full stop new paragraph plan", "Denies fever, cough.\n\nPlan."},
    {"her last period was in may", "Her last period was in may."},
    {"no cough period", "No cough."},
    {"on monday i'm worse", "On Monday I'm worse."},
    {"yes", "Yes."},
};

static void points_and_capitals(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof points / sizeof *points; i++) check(points[i][0], points[i][1], false);
}

/* Names that look and sound alike: doubt changes nothing. */
static void doubt_changes_nothing(void **state) {
  (void)state;
  dp_arena arena;
  dp_names names;
  dp_said_word words[MOST];
  dp_str alike[] = {DP_STR("zolinafen"), DP_STR("zolinaven")};
  dp_scribe_options o = {.names = alike, .name_count = 2};
  dp_arena_init(&arena, NULL);
  assert_true(dp_names_make(&o, &arena, &names));
  size_t n = words_of("?zo ?lee ?nah ?fen", words);
  bool doubt = false;
  unsigned cost = 0;
  assert_null(dp_name_heard(&names, words, n, true, &doubt, &cost).at);
  assert_true(doubt);
  o.name_count = 1;
  assert_true(dp_names_make(&o, &arena, &names));
  assert_true(dp_str_eq(dp_name_heard(&names, words, n, true, &doubt, &cost), alike[0]));
  dp_arena_free(&arena);
}

/* Every name is its own nearest, and none is taken for another when it is heard right. */
static void names_are_themselves(void **state) {
  (void)state;
  dp_arena arena;
  dp_names names;
  dp_scribe_options o = {0};
  dp_arena_init(&arena, NULL);
  assert_true(dp_names_make(&o, &arena, &names));
  assert_true(names.count > 700);
  for (size_t i = 0; i < names.count; i++) {
    dp_said_word w = {.text = names.at[i].text};
    bool doubt;
    unsigned cost;
    dp_str got = dp_name_heard(&names, &w, 1, true, &doubt, &cost);
    if (got.at && !dp_str_eq(got, w.text)) fail_msg("%.*s is heard as %.*s", (int)w.text.size, w.text.at, (int)got.size, got.at);
  }
  dp_arena_free(&arena);
}

/* Whatever is heard: pieces cover the words in order and without gaps, and lie in the text one after the other. */
static void pieces_cover_the_words(void **state) {
  (void)state;
  static const char *const some[] = {"one", "hundred", "over", "point", "a.", "m.", "and", "half", "year", "old", "milligrams", "met", "for", "men", "full", "stop", "period", "comma",
                                     "twenty", "out", "of", "ten", "to", "new", "line", "i", "o.", "thousand", "zero", "percent", "", "é", "degrees", "celsius"};
  uint32_t seed = 7;
  for (unsigned round = 0; round < 3000; round++) {
    dp_arena arena;
    dp_written w;
    dp_said_word words[24];
    dp_scribe_options o = {.points = round % 3 == 0};
    uint32_t at = 0;
    size_t n = round % 24;
    dp_arena_init(&arena, NULL);
    for (size_t i = 0; i < n; i++) {
      seed = seed * 1664525u + 1013904223u;
      words[i] = (dp_said_word){.text = dp_str_of(some[(seed >> 16) % (sizeof some / sizeof *some)]), .start_ms = at, .end_ms = at + 100, .confidence = (uint16_t)((seed >> 8) % 1001)};
      at += 100 + (seed >> 20) % 700;
    }
    assert_int_equal(dp_scribe(words, n, &o, &arena, &w, NULL), DP_OK);
    uint32_t next = 0, byte = 0;
    for (size_t i = 0; i < w.count; i++) {
      const dp_piece *p = &w.at[i];
      while (next < p->first && !words[next].text.size) next++; /* an empty word is nothing */
      assert_int_equal(p->count ? p->first : next, next);
      next += p->count;
      assert_true(p->start >= byte && p->end == p->start + p->text.size && p->end <= w.text.size);
      assert_memory_equal(w.text.at + p->start, p->text.at, p->text.size);
      byte = p->end;
    }
    while (next < n && !words[next].text.size) next++;
    assert_int_equal(next, n);
    dp_arena_free(&arena);
  }
}

static int64_t score_of(const char *said) {
  dp_str words[32], rest = dp_str_of(said);
  size_t n = 0;
  while (rest.at && n < 32) words[n++] = dp_str_cut(&rest, ' ');
  return dp_role_score(words, n);
}

static void who_is_the_doctor(void **state) {
  (void)state;
  int64_t doctor = score_of("okay and do you have any history of heart disease in your family"), patient = score_of("no i don't but my dad had a stroke");
  assert_true(doctor > 0 && patient < 0);
  assert_true(score_of("Do You have ANY, history?") == score_of("do you have any history")); /* case and points say nothing */
  assert_int_equal(score_of(""), 0);
  uint8_t roles[4];
  int64_t three[] = {patient, doctor, 0};
  assert_int_equal(dp_roles(three, 3, roles), doctor - patient > DP_ROLE_SURE ? 1000 : (doctor - patient) * 1000 / DP_ROLE_SURE);
  assert_int_equal(roles[0], DP_ROLE_PATIENT);
  assert_int_equal(roles[1], DP_ROLE_DOCTOR);
  assert_int_equal(roles[2], DP_ROLE_OTHER);
  int64_t same[] = {0, 0};
  assert_int_equal(dp_roles(same, 2, roles), 0); /* a toss, and it says so */
  assert_int_equal(roles[0], DP_ROLE_DOCTOR);
  assert_int_equal(roles[1], DP_ROLE_PATIENT);
  assert_int_equal(dp_roles(three, 1, roles), 0);
  assert_int_equal(roles[0], DP_ROLE_OTHER); /* one voice alone: a dictation */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_and_units), cmocka_unit_test(names_by_sound), cmocka_unit_test(points_and_capitals),
      cmocka_unit_test(doubt_changes_nothing), cmocka_unit_test(names_are_themselves), cmocka_unit_test(pieces_cover_the_words),
      cmocka_unit_test(who_is_the_doctor),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What a neural engine invents is taken out, and what people say is left. */
#include "speech/guard.h"
#include "support/cmocka.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static dp_guess words[200];
static char left[2000];

static size_t put(const char *text) {
  dp_str rest = dp_str_of(text);
  size_t n = 0;
  while (rest.at && rest.size && n < 200) {
    words[n] = (dp_guess){dp_str_cut(&rest, ' '), (uint32_t)(n * 300), (uint32_t)(n * 300 + 250), 900};
    n++;
  }
  return n;
}

static const char *got(size_t count) {
  left[0] = 0;
  for (size_t i = 0; i < count; i++) snprintf(left + strlen(left), sizeof left - strlen(left), "%s%.*s", i ? " " : "", (int)words[i].text.size, words[i].text.at);
  return left;
}

static void loops(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"no, no, no, no", "no, no, no, no"},
      {"no no no no no no pain", "no pain"},
      {"I had it I had it I had it I had it yesterday", "I had it yesterday"},
      {"I had it, I had it yesterday", "I had it, I had it yesterday"},
      {"Okay. Okay. Okay.", "Okay. Okay. Okay."},
      {"the pain in my chest the pain in my chest the pain in my chest and", "the pain in my chest and"},
      {"", ""}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) assert_string_equal(got(dp_guard_loops(words, put(cases[i][0]))), cases[i][1]);
  dp_guard_loops(words, put("so so so so so so"));
  assert_true(words[0].confidence < 400); /* unsure */
}

static void stock(void **state) {
  (void)state;
  assert_int_equal(dp_guard_stock(words, put("Thank you for watching!")), 0);
  assert_int_equal(dp_guard_stock(words, put("Thanks for watching.")), 0);
  assert_int_equal(dp_guard_stock(words, put("Thank you for watching my blood pressure")), 7);
  assert_int_equal(dp_guard_stock(words, put("Thank you.")), 2); /* people say that */
  assert_int_equal(dp_guard_stock(words, put("")), 0);
}

static void silence(void **state) {
  (void)state;
  static float pcm[16000 * 3];
  for (size_t i = 0; i < 48000; i++) pcm[i] = i < 16000 ? 0.3f * sinf((float)i * 0.1f) : 0.0005f * sinf((float)i);
  size_t n = put("one two three four five six seven"); /* a word each 0.3 s: the first four begin within the sound */
  assert_string_equal(got(dp_guard_silence(words, n, pcm, 48000)), "one two three four");
  words[0] = (dp_guess){DP_STR("late"), 900000, 901000, 900}; /* beyond the piece */
  assert_int_equal(dp_guard_silence(words, 1, pcm, 48000), 0);
  n = put("[Music] fever (coughs loudly) and chills");
  for (size_t i = 0; i < 48000; i++) pcm[i] = 0.3f * sinf((float)i * 0.1f);
  assert_string_equal(got(dp_guard(words, n, pcm, 48000)), "fever and chills");
  n = put("\xE2\x99\xAA la la \xE2\x99\xAA");
  assert_string_equal(got(dp_guard(words, n, pcm, 48000)), "la la");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(loops), cmocka_unit_test(stock), cmocka_unit_test(silence)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

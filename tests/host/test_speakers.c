/* Two invented voices, each a pulse train through resonances of its own, told apart; and the edges: nothing, silence,
 * one voice. */
#include "host/speakers.h"
#include "support/cmocka.h"
#include <math.h>
#include <stdlib.h>

enum { RATE = 16000 };
static uint32_t noise_state;

static float hiss(void) {
  noise_state = noise_state * 1664525u + 1013904223u;
  return (float)(int32_t)noise_state / 2147483648.0f;
}

/* `seconds` of a voice from `at` on: pitch in Hz, the resonances move as vowels do. */
static size_t speak(float *pcm, size_t at, double seconds, double pitch, double size) {
  size_t n = (size_t)(seconds * RATE);
  double y[3][2] = {{0}}, phase = 0;
  for (size_t i = 0; i < n; i++) {
    double t = (double)i / RATE, vowel = sin(t * 9) * 0.5 + sin(t * 23) * 0.3;
    double formant[3] = {(500 + 200 * vowel) * size, (1500 + 500 * sin(t * 7)) * size, (2600 + 150 * vowel) * size};
    phase += pitch * (1 + 0.08 * sin(t * 5)) / RATE;
    double x = 0.01 * hiss();
    if (phase >= 1) phase -= 1, x += 1;
    for (unsigned k = 0; k < 3; k++) {
      double r = exp(-3.14159 * (80 + 40 * k) / RATE), c = 2 * r * cos(2 * 3.14159 * formant[k] / RATE);
      double out = (1 - r) * x * 4 + c * y[k][0] - r * r * y[k][1];
      y[k][1] = y[k][0], y[k][0] = out;
      pcm[at + i] += (float)(0.2 * out);
    }
  }
  return at + n;
}

static dp_speakers *heard(const float *pcm, size_t count, unsigned wanted) {
  dp_speakers *s = dp_speakers_new();
  assert_non_null(s);
  for (size_t i = 0; i < count; i += 777) assert_true(dp_speakers_feed(s, pcm + i, count - i < 777 ? count - i : 777));
  assert_int_equal(dp_speakers_tell(s, wanted, NULL), DP_OK);
  return s;
}

static void test_two(void **state) {
  (void)state;
  float *pcm = calloc(RATE * 40, sizeof *pcm);
  assert_non_null(pcm);
  size_t edges[9], at = RATE / 2;
  for (size_t i = 0; i < RATE * 40; i++) pcm[i] = 0.0005f * hiss();
  for (unsigned turn = 0; turn < 8; turn++) {
    edges[turn] = at;
    at = speak(pcm, at, 2 + turn % 3, turn % 2 ? 210 : 110, turn % 2 ? 1.18 : 1.0);
    if (turn != 3) at += RATE / 3; /* once they follow without a pause */
  }
  edges[8] = at;
  dp_speakers *s = heard(pcm, at + RATE / 2, 2);
  assert_int_equal(dp_speakers_count(s), 2);
  for (unsigned turn = 0; turn < 8; turn++) {
    uint32_t from = (uint32_t)(edges[turn] / 16) + 400, to = (uint32_t)(edges[turn + 1] / 16) - 800;
    assert_int_equal(dp_speakers_at(s, from, to), 1 + turn % 2);
  }
  size_t count = 0;
  const dp_turn_of *turns = dp_speakers_turns(s, &count);
  for (size_t i = 0; i < count; i++) {
    assert_true(turns[i].start_ms < turns[i].end_ms);
    assert_true(!i || turns[i].start_ms >= turns[i - 1].end_ms);
  }
  assert_int_equal(dp_speakers_at(s, 3600000, 3600100), 0); /* nobody there */
  dp_speakers_free(s);
  s = heard(pcm, at + RATE / 2, 1);
  assert_int_equal(dp_speakers_count(s), 1);
  dp_speakers_free(s);
  s = heard(pcm, at + RATE / 2, 99); /* more than there can be: no harm */
  assert_true(dp_speakers_count(s) <= DP_SPEAKERS_MOST);
  dp_speakers_free(s);
  free(pcm);
}

static void test_nothing(void **state) {
  (void)state;
  static float silence[RATE * 2];
  for (unsigned wanted = 0; wanted < 3; wanted++) {
    dp_speakers *s = heard(silence, 0, wanted);
    assert_int_equal(dp_speakers_count(s), 0);
    dp_speakers_free(s);
    s = heard(silence, RATE * 2, wanted);
    assert_int_equal(dp_speakers_count(s), 0);
    assert_int_equal(dp_speakers_at(s, 0, 100), 0);
    dp_speakers_free(s);
  }
  silence[5000] = NAN, silence[6000] = INFINITY, silence[7000] = 1e30f;
  dp_speakers *s = heard(silence, RATE * 2, 2);
  dp_speakers_free(s);
  dp_speakers_free(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_two), cmocka_unit_test(test_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

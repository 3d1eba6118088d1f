/* test_vad.c: where someone speaks, on sound made here: vowels (pulses through two resonances) in noise. */
#include "support/cmocka.h"
#include "host/vad.h"
#include <math.h>
#include <stdlib.h>

enum { RATE = 16000, MOST = 40 };

typedef struct found {
  uint64_t speech[MOST], end[MOST];
  size_t sizes[MOST];
  size_t count;
  double sum; /* of all samples of all pieces: to compare runs */
} found;

static float *sound;
static size_t length;

static float white(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return (float)(int32_t)*seed / 2147483648.0f;
}

/* Seconds of noise at `level` decibels, with speech at -20 dB in the given stretches (pairs of seconds; ends with 0, 0). */
static void make(double seconds, double level, const double (*speech)[2]) {
  uint32_t seed = 5;
  float gain = (float)pow(10, level / 20) * 1.7f;
  length = (size_t)(seconds * RATE);
  free(sound);
  sound = malloc((length + 1) * sizeof *sound);
  assert_non_null(sound);
  for (size_t i = 0; i < length; i++) sound[i] = level < -150 ? 0 : white(&seed) * gain;
  for (size_t k = 0; speech && speech[k][1] > 0; k++) {
    float a1 = 0, a2 = 0, b1 = 0, b2 = 0;
    size_t from = (size_t)(speech[k][0] * RATE), to = (size_t)(speech[k][1] * RATE);
    for (size_t i = from; i < to; i++) {
      /* syllables four times a second, a pitch of 120 Hz, formants at 600 and 1500 Hz */
      double t = (double)(i - from) / RATE, syllable = 0.55 + 0.45 * sin(2 * 3.14159265 * 4 * t);
      float pulse = i % (RATE / 120) == 0 ? 1.0f : 0.02f * white(&seed);
      float x = pulse + 2 * 0.97f * cosf(2 * 3.14159265f * 600 / RATE) * a1 - 0.97f * 0.97f * a2;
      a2 = a1, a1 = x;
      float y = pulse + 2 * 0.95f * cosf(2 * 3.14159265f * 1500 / RATE) * b1 - 0.95f * 0.95f * b2;
      b2 = b1, b1 = y;
      sound[i] += (float)(0.08 * syllable) * (x + 0.6f * y);
    }
  }
}

static void note(found *f, const dp_vad_piece *p) {
  assert_true(p->done && f->count < MOST);
  assert_true(p->speech >= p->start && p->speech_end <= p->start + p->count && p->speech < p->speech_end);
  f->speech[f->count] = p->speech;
  f->end[f->count] = p->speech_end;
  f->sizes[f->count++] = p->count;
  for (size_t i = 0; i < p->count; i++) f->sum += p->pcm[i];
}

static found run(size_t longest, bool off, size_t block) {
  found f = {0};
  dp_vad_piece p;
  dp_vad *v = dp_vad_new(longest, off);
  assert_non_null(v);
  for (size_t at = 0; at < length;) {
    size_t n = length - at < block ? length - at : block, used = 0;
    while (n) {
      if (dp_vad_feed(v, sound + at, n, &used, &p)) note(&f, &p);
      at += used;
      n -= used;
      assert_true(dp_vad_decided(v) <= at);
    }
  }
  if (dp_vad_finish(v, &p)) note(&f, &p);
  dp_vad_free(v);
  return f;
}

static void near(uint64_t sample, double second, double within) {
  double is = (double)sample / RATE;
  if (fabs(is - second) > within) fail_msg("%.3f s is not %.3f s", is, second);
}

static void nobody_speaks(void **state) {
  (void)state;
  static const double levels[] = {-200, -80, -60, -40, -25};
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
    make(20, levels[i], NULL);
    assert_int_equal(run(20 * RATE, false, 1600).count, 0);
  }
}

static void speech_is_found(void **state) {
  (void)state;
  static const double speech[][2] = {{1, 2.5}, {4, 5}, {7.5, 9}, {0, 0}};
  static const double levels[] = {-200, -70, -50, -40, -32}; /* the last: 12 dB below the speech */
  for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
    make(11, levels[i], speech);
    found f = run(20 * RATE, false, 1600);
    assert_int_equal(f.count, 3);
    for (size_t k = 0; k < 3; k++) near(f.speech[k], speech[k][0], 0.15), near(f.end[k], speech[k][1], 0.25);
  }
}

static void speech_at_once_and_to_the_end(void **state) {
  (void)state;
  static const double speech[][2] = {{0, 3}, {0, 0}};
  make(3, -50, speech);
  found f = run(20 * RATE, false, 1600);
  assert_int_equal(f.count, 1);
  near(f.speech[0], 0, 0.3);
  near(f.end[0], 3, 0.2);
}

static void a_click_is_no_speech(void **state) {
  (void)state;
  make(3, -60, NULL);
  for (size_t i = 0; i < 160; i++) sound[RATE + i] = i % 2 ? 0.9f : -0.9f;
  assert_int_equal(run(20 * RATE, false, 1600).count, 0);
}

static void long_speech_is_cut(void **state) {
  (void)state;
  static const double speech[][2] = {{1, 61}, {0, 0}};
  make(62, -50, speech);
  found f = run(10 * RATE, false, 1600);
  assert_in_range(f.count, 6, 12);
  for (size_t i = 0; i < f.count; i++) {
    assert_true(f.sizes[i] <= 10 * RATE);
    if (i) near(f.speech[i], (double)f.end[i - 1] / RATE, 0.3); /* nothing is lost between */
  }
}

static void blocks_do_not_matter(void **state) {
  (void)state;
  static const double speech[][2] = {{1, 2.5}, {4, 25}, {27, 28}, {0, 0}};
  make(30, -45, speech);
  found a = run(8 * RATE, false, 1600);
  static const size_t blocks[] = {1, 7, 160, 4001, 1 << 20};
  for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
    found b = run(8 * RATE, false, blocks[i]);
    assert_int_equal(a.count, b.count);
    for (size_t k = 0; k < a.count; k++) assert_true(a.speech[k] == b.speech[k] && a.end[k] == b.end[k]);
    assert_true(fabs(a.sum - b.sum) < 1e-6);
  }
}

static void off_gives_all_of_it(void **state) {
  (void)state;
  make(5, -45, NULL);
  found f = run(2 * RATE, true, 999);
  assert_int_equal(f.count, 3);
  assert_int_equal(f.sizes[0] + f.sizes[1] + f.sizes[2], 5 * RATE);
}

static void no_numbers_are_silence(void **state) {
  (void)state;
  static const double speech[][2] = {{1, 2}, {0, 0}};
  make(3, -60, speech);
  for (size_t i = 0; i < 800; i++) sound[i] = NAN, sound[RATE * 5 / 2 + i] = INFINITY;
  found f = run(20 * RATE, false, 1600);
  assert_int_equal(f.count, 1);
  assert_true(f.sum == f.sum && fabs(f.sum) < 1e6);
}

static int done(void **state) {
  (void)state;
  free(sound);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(nobody_speaks), cmocka_unit_test(speech_is_found), cmocka_unit_test(speech_at_once_and_to_the_end),
      cmocka_unit_test(a_click_is_no_speech), cmocka_unit_test(long_speech_is_cut), cmocka_unit_test(blocks_do_not_matter),
      cmocka_unit_test(off_gives_all_of_it), cmocka_unit_test(no_numbers_are_silence),
  };
  return cmocka_run_group_tests(tests, NULL, done);
}

/* vad.c: voice-activity detection and the cutting of sound into pieces; the method is told in vad.h.
 *
 * One buffer holds the samples from the beginning of the piece that grows (or, in silence, the last moments before now), so
 * memory is the longest piece and a little more. A frame is 25 ms of sound every 10 ms.
 */
#include "vad.h"
#include "fft.h"
#include <math.h>
#include <stdlib.h>

enum {
  RATE = 16000,
  HOP = 160,    /* 10 ms */
  WINDOW = 400, /* 25 ms, Hann */
  FFT = DP_FFT_SIZE,
  BANDS = 20,
  SUBWINDOWS = 6, /* of the minimum of the noise, */
  SUBWINDOW = 25, /* frames each: 1.5 s in all */
  BEFORE = 30,    /* frames of silence kept before speech, */
  AFTER = 25,     /* and after it */
  ENOUGH = 70,    /* frames of silence that end a piece; for one past half its longest 30, past three quarters 15 */
  RECENT = 8,     /* a frame is within speech when five of the last eight were speech by themselves */
  FEWEST = 12     /* frames of speech by themselves that make a piece: 120 ms; a click is shorter */
};
static const float LEAST_RATIO = 0.9f;    /* mean log likelihood ratio of a frame of speech */
static const float LEAST_LEVEL = -62.0f;  /* and its level, in dB below full scale: electronic silence is not speech */
static const float MINIMUM_BIAS = 1.6f;   /* the minimum of the smoothed noise is below its mean: an estimate, by ear */

struct dp_vad {
  size_t longest;
  bool off;
  float *buffer; /* samples from `origin` on */
  size_t count, room;
  uint64_t origin;
  uint64_t frame;    /* the next frame to look at; it begins at sample frame * HOP */
  float *levels;     /* ratio of each frame of the piece, from piece_frame on: where to cut */
  size_t level_room;
  bool speaking;
  uint64_t piece_frame; /* where the piece begins */
  uint64_t first_speech, last_speech;
  unsigned speech_frames;
  double speech_power, noise_power; /* sums over the piece's frames of speech */
  unsigned recent;                  /* bit set, newest lowest */
  bool drop;                        /* the piece was given out: throw it away at the next call */
  uint64_t drop_to;
  float level;
  /* the noise, by band */
  float smooth[BANDS], lowest[BANDS], minimum[SUBWINDOWS][BANDS], gain[BANDS];
  unsigned in_subwindow, subwindow;
  bool warm;
  unsigned edge[BANDS + 1];
  float window[WINDOW];
  dp_fft fft;
};

/* ---- the spectrum ------------------------------------------------------------------------------------------------ */

static void band_powers(dp_vad *v, const float *pcm, float power[BANDS]) {
  float re[FFT] = {0}, im[FFT] = {0}, sum = 0;
  for (unsigned i = 0; i < WINDOW; i++) {
    re[i] = pcm[i] * v->window[i];
    sum += pcm[i] * pcm[i];
  }
  v->level = 10 * log10f(sum / WINDOW + 1e-12f);
  dp_fft_run(&v->fft, re, im);
  for (unsigned b = 0; b < BANDS; b++) {
    float p = 0;
    for (unsigned k = v->edge[b]; k < v->edge[b + 1]; k++) p += re[k] * re[k] + im[k] * im[k];
    power[b] = p / (float)(v->edge[b + 1] - v->edge[b]) + 1e-5f; /* about -75 dB: digital silence is no noise floor */
  }
}

/* ---- the noise and the ratio ------------------------------------------------------------------------------------- */

static void follow_noise(dp_vad *v, const float power[BANDS]) {
  if (!v->warm) {
    for (unsigned b = 0; b < BANDS; b++) {
      v->smooth[b] = v->lowest[b] = power[b];
      v->gain[b] = 1;
      for (unsigned w = 0; w < SUBWINDOWS; w++) v->minimum[w][b] = power[b];
    }
    v->warm = true;
  }
  for (unsigned b = 0; b < BANDS; b++) {
    v->smooth[b] = 0.8f * v->smooth[b] + 0.2f * power[b];
    if (v->smooth[b] < v->lowest[b]) v->lowest[b] = v->smooth[b];
  }
  if (++v->in_subwindow < SUBWINDOW) return;
  v->in_subwindow = 0;
  memcpy(v->minimum[v->subwindow], v->lowest, sizeof v->lowest);
  memcpy(v->lowest, v->smooth, sizeof v->lowest);
  v->subwindow = (v->subwindow + 1) % SUBWINDOWS;
}

static float noise_of(const dp_vad *v, unsigned b) {
  float least = v->lowest[b];
  for (unsigned w = 0; w < SUBWINDOWS; w++)
    if (v->minimum[w][b] < least) least = v->minimum[w][b];
  return least * MINIMUM_BIAS;
}

/* Mean log likelihood ratio over the bands; the prior ratio leans on that of the frame before. */
static float ratio_of(dp_vad *v, const float power[BANDS], float *power_sum, float *noise_sum) {
  float sum = 0;
  *power_sum = *noise_sum = 0;
  for (unsigned b = 0; b < BANDS; b++) {
    float noise = noise_of(v, b), posterior = power[b] / noise;
    float now = posterior > 1 ? posterior - 1 : 0, prior = 0.7f * v->gain[b] + 0.3f * now;
    v->gain[b] = now > 1000 ? 1000 : now;
    if (posterior > 1000) posterior = 1000;
    sum += posterior * prior / (1 + prior) - log1pf(prior);
    *power_sum += power[b] * (float)(v->edge[b + 1] - v->edge[b]);
    *noise_sum += noise * (float)(v->edge[b + 1] - v->edge[b]);
  }
  return sum / BANDS;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

dp_vad *dp_vad_new(size_t longest, bool off) {
  dp_vad *v = calloc(1, sizeof *v);
  if (!v) return NULL;
  v->longest = longest < RATE ? RATE : longest;
  v->off = off;
  v->room = v->longest + RATE;
  v->level_room = v->room / HOP + 2;
  v->buffer = malloc(v->room * sizeof *v->buffer);
  v->levels = malloc(v->level_room * sizeof *v->levels);
  if (!v->buffer || !v->levels) return dp_vad_free(v), NULL;
  const float pi = 3.14159265358979f;
  for (unsigned i = 0; i < WINDOW; i++) v->window[i] = 0.5f - 0.5f * cosf(2 * pi * (float)i / (WINDOW - 1));
  dp_fft_make(&v->fft);
  /* Bands of equal width on the mel scale from 120 to 5500 Hz, each at least two bins. */
  float low = 1127 * logf(1 + 120.0f / 700), high = 1127 * logf(1 + 5500.0f / 700);
  for (unsigned b = 0; b <= BANDS; b++) {
    float hertz = 700 * (expf((low + (high - low) * (float)b / BANDS) / 1127) - 1);
    v->edge[b] = (unsigned)(hertz * FFT / RATE + 0.5f);
    if (b && v->edge[b] < v->edge[b - 1] + 2) v->edge[b] = v->edge[b - 1] + 2;
  }
  return v;
}

void dp_vad_free(dp_vad *v) {
  if (!v) return;
  free(v->buffer);
  free(v->levels);
  free(v);
}

size_t dp_vad_longest(const dp_vad *v) { return v->longest; }
float dp_vad_level(const dp_vad *v) { return v->level; }

/* ---- pieces ------------------------------------------------------------------------------------------------------ */

/* NaN and infinity are silence, what is too loud is clipped. */
static void take(dp_vad *v, const float *pcm, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float x = pcm[i];
    v->buffer[v->count + i] = x > 1 ? (x < 1e30f ? 1 : 0) : x < -1 ? (x > -1e30f ? -1 : 0) : x == x ? x : 0;
  }
  v->count += n;
}

static void drop_before(dp_vad *v, uint64_t sample) {
  if (sample <= v->origin) return;
  size_t n = (size_t)(sample - v->origin);
  if (n > v->count) n = v->count;
  memmove(v->buffer, v->buffer + n, (v->count - n) * sizeof *v->buffer);
  v->count -= n;
  v->origin += n;
}

uint64_t dp_vad_decided(const dp_vad *v) {
  if (v->drop) return v->drop_to;
  if (v->speaking) return v->piece_frame * HOP;
  uint64_t before = (uint64_t)BEFORE * HOP, now = v->off ? v->origin : v->frame * HOP;
  return v->off ? now : now > before ? now - before : 0;
}

static void fill(const dp_vad *v, uint64_t end, bool done, dp_vad_piece *piece) {
  uint64_t start = v->piece_frame * HOP;
  if (end > v->origin + v->count) end = v->origin + v->count;
  double snr = v->noise_power > 0 ? 10 * log10(v->speech_power / v->noise_power) : 99;
  *piece = (dp_vad_piece){.pcm = v->buffer + (start - v->origin), .count = (size_t)(end - start), .start = start,
                          .speech = v->first_speech * HOP, .speech_end = v->last_speech * HOP + WINDOW, .done = done,
                          .snr_db = snr < 0 ? 0 : snr > 99 ? 99 : (unsigned)snr};
  if (piece->speech_end > end) piece->speech_end = end;
}

static void begin(dp_vad *v, uint64_t at) {
  v->speaking = true;
  v->piece_frame = at;
  v->first_speech = v->last_speech = at;
  v->speech_frames = 0;
  v->speech_power = v->noise_power = 0;
}

/* The piece ends before frame `end`; what follows is thrown away but for what a next piece may begin with. false: it was
 * no speech but a click. */
static bool end_piece(dp_vad *v, uint64_t end, dp_vad_piece *piece) {
  v->speaking = false;
  if (v->speech_frames < FEWEST) return false;
  fill(v, end * HOP, true, piece);
  v->drop = true;
  v->drop_to = end * HOP;
  return true;
}

/* The quietest tenth of a second in the last third of the piece. */
static uint64_t quietest(const dp_vad *v) {
  size_t frames = (size_t)(v->frame - v->piece_frame), best = frames;
  float least = 1e30f;
  for (size_t i = frames * 2 / 3; i + 10 <= frames; i++) {
    float sum = 0;
    for (size_t k = 0; k < 10; k++) sum += v->levels[i + k];
    if (sum < least) least = sum, best = i + 5;
  }
  return v->piece_frame + best;
}

static bool look_at_frame(dp_vad *v, dp_vad_piece *piece) {
  float power[BANDS], sum, noise;
  band_powers(v, v->buffer + (v->frame * HOP - v->origin), power);
  follow_noise(v, power);
  float ratio = ratio_of(v, power, &sum, &noise);
  bool by_itself = ratio > LEAST_RATIO && v->level > LEAST_LEVEL;
  v->recent = (v->recent << 1 | by_itself) & ((1u << RECENT) - 1);
  unsigned ones = 0;
  for (unsigned bits = v->recent; bits; bits &= bits - 1) ones++;
  bool speech = ones >= 5;
  uint64_t now = v->frame++;
  if (!v->speaking && speech) {
    uint64_t from = now > BEFORE + RECENT ? now - BEFORE - RECENT : 0, kept = (v->origin + HOP - 1) / HOP;
    begin(v, from > kept ? from : kept);
    v->first_speech = now > RECENT ? now - RECENT : 0;
    if (v->first_speech < v->piece_frame) v->first_speech = v->piece_frame;
    for (uint64_t f = v->piece_frame; f < now; f++) v->levels[f - v->piece_frame] = 0;
    v->speech_frames = ones;
  }
  if (!v->speaking) {
    if (now > BEFORE + RECENT) drop_before(v, (now - BEFORE - RECENT) * HOP);
    return false;
  }
  v->levels[now - v->piece_frame] = ratio;
  if (speech) {
    v->last_speech = now;
    v->speech_frames += by_itself;
    v->speech_power += sum > noise ? sum - noise : 0;
    v->noise_power += noise;
  }
  size_t length = (size_t)(now - v->piece_frame + 1) * HOP;
  unsigned silence = (unsigned)(now - v->last_speech);
  unsigned enough = length > v->longest * 3 / 4 ? 15 : length > v->longest / 2 ? 30 : ENOUGH;
  if (silence >= enough) {
    uint64_t end = v->last_speech + (silence < AFTER ? silence : AFTER) + 1;
    return end_piece(v, end, piece);
  }
  if (length + WINDOW < v->longest) return false;
  uint64_t cut = quietest(v);
  if (v->last_speech >= cut) v->last_speech = cut - 1;
  bool whole = end_piece(v, cut, piece);
  v->frame = cut; /* what is after the cut is looked at again, as the beginning of the next piece */
  return whole;
}

bool dp_vad_feed(dp_vad *v, const float *pcm, size_t count, size_t *used, dp_vad_piece *piece) {
  if (v->drop) {
    v->drop = false;
    drop_before(v, v->drop_to);
  }
  *used = 0;
  if (v->off) {
    size_t n = v->longest - v->count < count ? v->longest - v->count : count;
    take(v, pcm, n);
    *used = n;
    if (v->count < v->longest) return false;
    *piece = (dp_vad_piece){v->buffer, v->count, v->origin, v->origin, v->origin + v->count, 99, true};
    v->drop = true;
    v->drop_to = v->origin + v->count;
    return true;
  }
  for (;;) {
    while (v->frame * HOP + WINDOW <= v->origin + v->count)
      if (look_at_frame(v, piece)) return true;
    if (*used == count) return false;
    size_t n = v->room - v->count < count - *used ? v->room - v->count : count - *used;
    if (n > 4 * HOP) n = 4 * HOP; /* a piece that ends here keeps little of what is after it */
    take(v, pcm + *used, n);
    *used += n;
  }
}

bool dp_vad_finish(dp_vad *v, dp_vad_piece *piece) {
  if (v->drop) {
    v->drop = false;
    drop_before(v, v->drop_to);
  }
  if (v->off) {
    if (!v->count) return false;
    *piece = (dp_vad_piece){v->buffer, v->count, v->origin, v->origin, v->origin + v->count, 99, true};
    v->drop = true;
    v->drop_to = v->origin + v->count;
    return true;
  }
  if (!v->speaking) return false;
  uint64_t end = v->last_speech + AFTER + 4, have = (v->origin + v->count) / HOP;
  return end_piece(v, end < have ? end : have + 1, piece);
}

bool dp_vad_pending(const dp_vad *v, dp_vad_piece *piece) {
  if (!v->speaking || v->speech_frames < FEWEST || v->drop) return false;
  fill(v, v->origin + v->count, false, piece);
  return true;
}

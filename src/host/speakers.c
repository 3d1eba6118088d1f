/* speakers.c: the voices of one channel told apart; the chain of steps is in speakers.h.
 *
 * All decisions are on sums of frames (their number, sum and products), because a Gaussian's likelihood needs no more:
 * two stretches are merged by adding their sums. Floating point is used freely here: this is not the core, and no
 * clinical decision rests on it.
 */
#include "speakers.h"
#include "fft.h"
#include "vad.h"
#include <math.h>
#include <stdlib.h>

enum {
  RATE = 16000,
  HOP = 160,    /* 10 ms */
  WINDOW = 400, /* 25 ms, Hamming */
  FILTERS = 24,
  DIM = 15, /* cepstral coefficients 1 to 15: the 0th is loudness, which turns with the head */
  PAIRS = DIM * (DIM + 1) / 2,
  SLOW = 4,              /* the pitch is sought at 4 kHz */
  LAG_LEAST = 10,        /* 400 Hz */
  LAG_MOST = 66,         /* 60 Hz */
  PITCH_WINDOW = 640,    /* 40 ms */
  LONGEST = 20 * RATE,   /* a piece */
  BLOCK = 10,            /* frames: the grid on which changes are sought */
  SIDE = 12,             /* blocks to each side of a change: 1.2 s */
  PAUSE = 2,             /* blocks of quiet after which another may speak: whoever it is, it is decided by clustering */
  SIDE_LEAST = 4,        /* at the ends of a piece */
  STRETCHES_MOST = 1200, /* that are compared each with each */
  FRAMES_MOST = 24 * 360000,
  QUIET = -1, /* pitch of a frame that is no speech: a pause within a piece */
  UNVOICED = 0
};

/* Estimates, set on the development dialogues of bench/speakers.py (their voices and sentences are not those that are
 * measured). Frames overlap and resemble their neighbours, so that they are worth less than their number: hence a price
 * above 1 and EVIDENCE below. */
static const double PRICE_CHANGE = 1.6, PRICE_MERGE = 2.0, PRICE_STOP = 1.2; /* lambda of BIC */
static const double PRIOR = 60; /* frames' worth of the common covariance in each Gaussian */
static const double EVIDENCE = 0.12, PRICE_TURN = 7.0, PRICE_TURN_PAUSE = 1.5;

typedef struct frame {
  int16_t at[DIM]; /* hundredths */
  int16_t pitch;   /* thousandths of an octave over 1 Hz; UNVOICED, QUIET */
} frame;

typedef struct stretch {
  double n, sum[DIM], product[PAIRS];
  double voiced, pitch, pitch2;

} stretch;

typedef struct piece {
  uint32_t start; /* frame of the whole sound */
  size_t first, count;
} piece;

struct dp_speakers {
  dp_vad *vad;
  frame *frames;
  size_t frame_count, frame_room;
  piece *pieces;
  size_t piece_count, piece_room;
  uint8_t *who; /* of each frame */
  dp_turn_of *turns;
  size_t turn_count, turn_room;
  unsigned speakers;
  dp_fft fft;
  float window[WINDOW], cosine[DIM][FILTERS];
  unsigned edge[FILTERS + 2];
  double common[PAIRS], common_pitch; /* covariance of all speech */
};

/* Room for one more; false: no memory. */
static bool more(void **at, size_t *room, size_t count, size_t size) {
  if (count < *room) return true;
  size_t wanted = *room ? *room * 2 : 256;
  void *bigger = realloc(*at, wanted * size);
  if (!bigger) return false;
  *at = bigger;
  *room = wanted;
  return true;
}

/* ---- features ---------------------------------------------------------------------------------------------------- */

dp_speakers *dp_speakers_new(void) {
  dp_speakers *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->vad = dp_vad_new(LONGEST, false);
  if (!s->vad) return dp_speakers_free(s), NULL;
  dp_fft_make(&s->fft);
  for (unsigned i = 0; i < WINDOW; i++) s->window[i] = 0.54f - 0.46f * cosf(2 * 3.14159265f * (float)i / (WINDOW - 1));
  for (unsigned k = 0; k < DIM; k++)
    for (unsigned m = 0; m < FILTERS; m++)
      s->cosine[k][m] = cosf(3.14159265f * (float)(k + 1) * ((float)m + 0.5f) / FILTERS);
  float low = 1127 * logf(1 + 100.0f / 700), high = 1127 * logf(1 + 7000.0f / 700);
  for (unsigned m = 0; m < FILTERS + 2; m++)
    s->edge[m] =
        (unsigned)(700 * (expf((low + (high - low) * (float)m / (FILTERS + 1)) / 1127) - 1) * DP_FFT_SIZE / RATE +
                   0.5f);
  for (unsigned m = 1; m < FILTERS + 2; m++)
    if (s->edge[m] <= s->edge[m - 1]) s->edge[m] = s->edge[m - 1] + 1;
  return s;
}

void dp_speakers_free(dp_speakers *s) {
  if (!s) return;
  dp_vad_free(s->vad);
  free(s->frames);
  free(s->pieces);
  free(s->who);
  free(s->turns);
  free(s);
}

/* Mel-frequency cepstral coefficients (Davis and Mermelstein 1980): the logarithms of the power in bands as wide as the
 * ear's, through a cosine transform, which parts the shape of the throat and mouth from the rest. Gives the frame's
 * power in dB. */
static float cepstrum(const dp_speakers *s, const float *pcm, frame *f) {
  float re[DP_FFT_SIZE] = {0}, im[DP_FFT_SIZE] = {0}, band[FILTERS], power = 0;
  for (unsigned i = 0; i < WINDOW; i++) {
    re[i] = (pcm[i] - (i ? 0.97f * pcm[i - 1] : 0)) * s->window[i];
    power += pcm[i] * pcm[i];
  }
  dp_fft_run(&s->fft, re, im);
  for (unsigned m = 0; m < FILTERS; m++) {
    float sum = 0;
    unsigned a = s->edge[m], b = s->edge[m + 1], c = s->edge[m + 2];
    for (unsigned k = a; k < c; k++)
      sum +=
          (re[k] * re[k] + im[k] * im[k]) * (k < b ? (float)(k - a) / (float)(b - a) : (float)(c - k) / (float)(c - b));
    band[m] = logf(sum + 1e-2f); /* a hiss: the silence of a computer is no voice */
  }
  for (unsigned k = 0; k < DIM; k++) {
    float x = 0;
    for (unsigned m = 0; m < FILTERS; m++) x += band[m] * s->cosine[k][m];
    x *= 100.0f * 2 / FILTERS;
    f->at[k] = (int16_t)(x > 32000 ? 32000 : x < -32000 ? -32000 : x);
  }
  return 10 * log10f(power / WINDOW + 1e-12f);
}

/* The pitch by normalised cross-correlation of the slowed sound with itself: the shortest lag that is nearly as good as
 * the best, since twice the period correlates as well (de Cheveigné and Kawahara 2002 tell why in their YIN, whose
 * first minimum below a threshold this resembles). */
static int16_t pitch(const float *pcm) {
  enum { N = PITCH_WINDOW / SLOW, SPAN = N - LAG_MOST };
  float x[N], r[LAG_MOST + 1], best = 0, mean = 0;
  for (unsigned i = 0; i < N; i++) {
    x[i] = pcm[i * SLOW] + pcm[i * SLOW + 1] + pcm[i * SLOW + 2] + pcm[i * SLOW + 3];
    mean += x[i] / N;
  }
  for (unsigned i = 0; i < N; i++) x[i] -= mean;
  float self = 1e-9f, there = 1e-9f;
  for (unsigned i = 0; i < SPAN; i++) self += x[i] * x[i], there += x[i + LAG_LEAST - 1] * x[i + LAG_LEAST - 1];
  for (unsigned lag = LAG_LEAST; lag <= LAG_MOST; lag++) {
    float sum = 0;
    there += x[lag + SPAN - 1] * x[lag + SPAN - 1] - x[lag - 1] * x[lag - 1];
    for (unsigned i = 0; i < SPAN; i++) sum += x[i] * x[i + lag];
    r[lag] = there > 0 ? sum / sqrtf(self * there) : 0;
    if (r[lag] > best) best = r[lag];
  }
  if (best < 0.6f) return UNVOICED;
  for (unsigned lag = LAG_LEAST + 1; lag < LAG_MOST; lag++)
    if (r[lag] > 0.88f * best && r[lag] >= r[lag - 1] && r[lag] >= r[lag + 1]) {
      float bend = r[lag - 1] - 2 * r[lag] + r[lag + 1],
            at = (float)lag + (bend < 0 ? 0.5f * (r[lag - 1] - r[lag + 1]) / bend : 0);
      return (int16_t)(1000 * log2f((float)RATE / SLOW / at));
    }
  return UNVOICED;
}

static int up(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static bool take_piece(dp_speakers *s, const dp_vad_piece *p) {
  size_t from = (size_t)(p->speech - p->start), to = (size_t)(p->speech_end - p->start), n = 0;
  piece made = {(uint32_t)(p->speech / HOP), s->frame_count, 0};
  float *level = malloc((to / HOP + 1) * 2 * sizeof *level);
  if (!level) return false;
  for (size_t at = from; at + PITCH_WINDOW <= p->count && at < to; at += HOP, n++) {
    if (s->frame_count >= FRAMES_MOST || !more((void **)&s->frames, &s->frame_room, s->frame_count, sizeof *s->frames))
      return free(level), false;
    frame *f = &s->frames[s->frame_count++];
    level[n] = cepstrum(s, p->pcm + at, f);
    f->pitch = pitch(p->pcm + at);
  }
  made.count = n;
  if (n) { /* a pause is 30 dB below the loud tenth */
    float *sorted = level + to / HOP + 1;
    memcpy(sorted, level, n * sizeof *level);
    qsort(sorted, n, sizeof *sorted, up);
    float least = sorted[n * 9 / 10] - 30;
    for (size_t i = 0; i < n; i++)
      if (level[i] < least) s->frames[made.first + i].pitch = QUIET;
  }
  free(level);
  if (!n) return true;
  if (!more((void **)&s->pieces, &s->piece_room, s->piece_count, sizeof *s->pieces)) return false;
  s->pieces[s->piece_count++] = made;
  return true;
}

bool dp_speakers_feed(dp_speakers *s, const float *pcm, size_t count) {
  while (count) {
    size_t used = 0;
    dp_vad_piece p;
    bool whole = dp_vad_feed(s->vad, pcm, count, &used, &p);
    if (whole && !take_piece(s, &p)) return false;
    pcm += used;
    count -= used;
  }
  return true;
}

/* ---- sums and Gaussians ------------------------------------------------------------------------------------------ */

static void add_frame(stretch *t, const frame *f) {
  if (f->pitch == QUIET) return;
  t->n += 1;
  for (unsigned i = 0, k = 0; i < DIM; i++) {
    double x = f->at[i] / 100.0;
    t->sum[i] += x;
    for (unsigned j = 0; j <= i; j++) t->product[k++] += x * f->at[j] / 100.0;
  }
  if (f->pitch == UNVOICED) return;
  t->voiced += 1;
  t->pitch += f->pitch / 1000.0;
  t->pitch2 += f->pitch / 1000.0 * (f->pitch / 1000.0);
}

static void add(stretch *t, const stretch *o) {
  t->n += o->n;
  t->voiced += o->voiced;
  t->pitch += o->pitch;
  t->pitch2 += o->pitch2;
  for (unsigned i = 0; i < DIM; i++) t->sum[i] += o->sum[i];
  for (unsigned i = 0; i < PAIRS; i++) t->product[i] += o->product[i];
}

/* The covariance, leaning on the common one where frames are few. */
static void covariance(const dp_speakers *s, const stretch *t, double c[PAIRS]) {
  double n = t->n > 0 ? t->n : 1;
  for (unsigned i = 0, k = 0; i < DIM; i++)
    for (unsigned j = 0; j <= i; j++, k++)
      c[k] = (t->product[k] - t->sum[i] * t->sum[j] / n + PRIOR * s->common[k]) / (t->n + PRIOR);
}

static double pitch_variance(const dp_speakers *s, const stretch *t) {
  double n = t->voiced > 0 ? t->voiced : 1;
  return (t->pitch2 - t->pitch * t->pitch / n + PRIOR * s->common_pitch) / (t->voiced + PRIOR);
}

/* Cholesky's factor in place; the logarithm of the determinant. A covariance that leans on a common one is positive. */
static double factor(double c[PAIRS]) {
  double log_det = 0;
  for (unsigned i = 0, row = 0; i < DIM; row += ++i)
    for (unsigned j = 0, other = 0; j <= i; other += ++j) {
      double x = c[row + j];
      for (unsigned k = 0; k < j; k++) x -= c[row + k] * c[other + k];
      if (j < i) {
        c[row + j] = x / c[other + j];
      } else {
        if (x < 1e-9) x = 1e-9;
        c[row + j] = sqrt(x);
        log_det += log(x);
      }
    }
  return log_det;
}

/* What one Gaussian fails to explain: half n log |covariance|, for the spectrum and, where voiced, for the pitch. */
static double cost(const dp_speakers *s, const stretch *t) {
  double c[PAIRS];
  covariance(s, t, c);
  return 0.5 * t->n * factor(c) + 0.5 * t->voiced * log(pitch_variance(s, t));
}

/* BIC of two voices against one, positive: two. The second voice costs its parameters, half a log n each. */
static double difference(const dp_speakers *s, const stretch *a, double cost_a, const stretch *b, double cost_b,
                         double price) {
  stretch both = *a;
  add(&both, b);
  if (both.n < 2) return 0;
  return cost(s, &both) - cost_a - cost_b - price * 0.5 * (DIM + PAIRS + 2) * log(both.n);
}

static void common_of(dp_speakers *s) {
  stretch all = {0};
  for (size_t i = 0; i < s->frame_count; i++) add_frame(&all, &s->frames[i]);
  double n = all.n > 1 ? all.n : 1, v = all.voiced > 1 ? all.voiced : 1;
  for (unsigned i = 0, k = 0; i < DIM; i++)
    for (unsigned j = 0; j <= i; j++, k++)
      s->common[k] = (all.product[k] - all.sum[i] * all.sum[j] / n) / n + (i == j ? 1e-3 : 0);
  s->common_pitch = (all.pitch2 - all.pitch * all.pitch / v) / v + 1e-3;
}

/* ---- changes of voice -------------------------------------------------------------------------------------------- */

typedef struct stretches {
  stretch *at;
  size_t count, room;
} stretches;

static bool add_stretch(stretches *all, const stretch *t) {
  if (t->n < 1) return true;
  if (!more((void **)&all->at, &all->room, all->count, sizeof *all->at)) return false;
  all->at[all->count++] = *t;
  return true;
}

/* One piece into stretches at its pauses and at the maxima of `difference` over sliding sides. */
static bool cut_piece(dp_speakers *s, const piece *p, stretches *all) {
  enum { BLOCKS_MOST = LONGEST / HOP / BLOCK + 3 };
  size_t blocks = (p->count + BLOCK - 1) / BLOCK;
  if (blocks > BLOCKS_MOST) blocks = BLOCKS_MOST;
  stretch *block = calloc(blocks + 1, sizeof *block);
  double *d = calloc(blocks + 1, sizeof *d);
  bool good = block && d;
  for (size_t i = 0; good && i < p->count; i++)
    add_frame(&block[i / BLOCK < blocks ? i / BLOCK : blocks - 1], &s->frames[p->first + i]);
  for (size_t b = SIDE_LEAST; good && b + SIDE_LEAST <= blocks; b++) {
    stretch left = {0}, right = {0};
    for (size_t k = b > SIDE ? b - SIDE : 0; k < b; k++) add(&left, &block[k]);
    for (size_t k = b; k < blocks && k < b + SIDE; k++) add(&right, &block[k]);
    d[b] = left.n < BLOCK || right.n < BLOCK
               ? 0
               : difference(s, &left, cost(s, &left), &right, cost(s, &right), PRICE_CHANGE);
  }
  stretch now = {0};
  unsigned paused = 0;
  for (size_t b = 0; good && b < blocks; b++) {
    bool top = d[b] > 0;
    for (size_t k = b > SIDE_LEAST ? b - SIDE_LEAST : 0; top && k < blocks && k <= b + SIDE_LEAST; k++)
      top = d[k] < d[b] || k == b || (k > b && d[k] == d[b]);
    if (block[b].n < BLOCK / 2) paused++;
    else if (paused >= PAUSE) top = true, paused = 0;
    else paused = 0;
    if (top) {
      good = add_stretch(all, &now);
      now = (stretch){0};
    }
    add(&now, &block[b]);
  }
  good = good && add_stretch(all, &now);
  free(block);
  free(d);
  return good;
}

/* Too many to compare each with each: neighbours that are most alike become one. */
static void thin(dp_speakers *s, stretches *all) {
  for (double limit = -200; all->count > STRETCHES_MOST; limit += 100) {
    size_t kept = 0;
    for (size_t i = 1; i < all->count; i++) {
      stretch *a = &all->at[kept], *b = &all->at[i];
      if (difference(s, a, cost(s, a), b, cost(s, b), PRICE_CHANGE) < limit) add(a, b);
      else all->at[++kept] = *b;
    }
    all->count = kept + 1;
  }
}

/* ---- clusters ---------------------------------------------------------------------------------------------------- */

typedef struct near {
  float d;
  unsigned to;
} near;

static void find_near(const float *matrix, const bool *gone, size_t n, size_t i, near *out) {
  *out = (near){3e38f, (unsigned)i};
  for (size_t k = 0; k < n; k++)
    if (k != i && !gone[k] && matrix[i * n + k] < out->d) *out = (near){matrix[i * n + k], (unsigned)k};
}

/* Merges the two nearest until `wanted` are left, or (0) until even the nearest are rather two voices than one. The
 * clusters' sums come first in all->at. */
static bool cluster(dp_speakers *s, stretches *all, unsigned wanted) {
  size_t n = all->count, left = n;
  float *matrix = malloc((n * n + 1) * sizeof *matrix);
  near *best = malloc((n + 1) * sizeof *best);
  double *costs = malloc((n + 1) * sizeof *costs);
  bool *gone = calloc(n + 1, sizeof *gone), good = matrix && best && costs && gone;
  for (size_t i = 0; good && i < n; i++) costs[i] = cost(s, &all->at[i]);
  for (size_t i = 0; good && i < n; i++)
    for (size_t k = i + 1; k < n; k++)
      matrix[i * n + k] = matrix[k * n + i] =
          (float)difference(s, &all->at[i], costs[i], &all->at[k], costs[k], PRICE_MERGE);
  for (size_t i = 0; good && i < n; i++) find_near(matrix, gone, n, i, &best[i]);
  while (good && left > 1 && (!wanted || left > wanted)) {
    size_t a = n;
    for (size_t i = 0; i < n; i++)
      if (!gone[i] && (a == n || best[i].d < best[a].d)) a = i;
    size_t b = best[a].to;
    if (!wanted && left <= DP_SPEAKERS_MOST &&
        difference(s, &all->at[a], costs[a], &all->at[b], costs[b], PRICE_STOP) > 0)
      break;
    add(&all->at[a], &all->at[b]);
    gone[b] = true;
    left--;
    costs[a] = cost(s, &all->at[a]);
    for (size_t k = 0; k < n; k++)
      if (k != a && !gone[k])
        matrix[a * n + k] = matrix[k * n + a] =
            (float)difference(s, &all->at[a], costs[a], &all->at[k], costs[k], PRICE_MERGE);
    for (size_t k = 0; k < n; k++)
      if (!gone[k] && (k == a || best[k].to == a || best[k].to == b)) find_near(matrix, gone, n, k, &best[k]);
      else if (!gone[k] && matrix[k * n + a] < best[k].d) best[k] = (near){matrix[k * n + a], (unsigned)a};
  }
  size_t kept = 0;
  for (size_t i = 0; good && i < n; i++)
    if (!gone[i]) all->at[kept++] = all->at[i];
  all->count = good ? kept : 0;
  free(matrix);
  free(best);
  free(costs);
  free(gone);
  return good;
}

/* ---- the best path ----------------------------------------------------------------------------------------------- */

typedef struct voice {
  double mean[DIM], factor[PAIRS], constant, pitch, pitch_variance;
} voice;

static voice voice_of(const dp_speakers *s, const stretch *t) {
  voice v;
  double n = t->n > 0 ? t->n : 1;
  for (unsigned i = 0; i < DIM; i++) v.mean[i] = t->sum[i] / n;
  covariance(s, t, v.factor);
  v.constant = -0.5 * factor(v.factor);
  v.pitch = t->voiced > 0 ? t->pitch / t->voiced : 0;
  v.pitch_variance = pitch_variance(s, t);
  return v;
}

static double likelihood(const voice *v, const frame *f) {
  double y[DIM], sum = v->constant;
  for (unsigned i = 0, row = 0; i < DIM; row += ++i) {
    double x = f->at[i] / 100.0 - v->mean[i];
    for (unsigned j = 0; j < i; j++) x -= v->factor[row + j] * y[j];
    y[i] = x / v->factor[row + i];
    sum -= 0.5 * y[i] * y[i];
  }
  if (f->pitch > 0) {
    double x = f->pitch / 1000.0 - v->pitch;
    x = x * x / v->pitch_variance;
    sum -= 0.5 * (x < 9 ? x : 9) + 0.5 * log(v->pitch_variance); /* an octave error is no voice of its own */
  }
  return sum;
}

/* Who speaks in each frame: the path of the greatest likelihood less the price of its changes, cheaper where a piece
 * begins. */
static bool best_path(dp_speakers *s, const voice *voices, unsigned k) {
  uint8_t(*from)[DP_SPEAKERS_MOST] = malloc((s->frame_count + 1) * sizeof *from);
  if (!from) return false;
  double score[DP_SPEAKERS_MOST] = {0};
  for (size_t p = 0; p < s->piece_count; p++)
    for (size_t i = s->pieces[p].first; i < s->pieces[p].first + s->pieces[p].count; i++) {
      const frame *f = &s->frames[i];
      unsigned top = 0;
      for (unsigned j = 1; j < k; j++)
        if (score[j] > score[top]) top = j;
      double price = i == s->pieces[p].first ? PRICE_TURN_PAUSE : PRICE_TURN, most = score[top];
      for (unsigned j = 0; j < k; j++) {
        bool change = most - price > score[j];
        from[i][j] = (uint8_t)(change ? top : j);
        score[j] =
            (change ? most - price : score[j]) - most + (f->pitch == QUIET ? 0 : EVIDENCE * likelihood(&voices[j], f));
      }
    }
  unsigned at = 0;
  for (unsigned j = 1; j < k; j++)
    if (score[j] > score[at]) at = j;
  for (size_t i = s->frame_count; i-- > 0;) {
    s->who[i] = (uint8_t)at;
    at = from[i][at];
  }
  free(from);
  return true;
}

/* Voices from the frames that they were given, path from the voices: three times, as hidden Markov models are trained
 * by Viterbi's path. */
static bool settle(dp_speakers *s, stretches *all) {
  voice voices[DP_SPEAKERS_MOST];
  unsigned k = (unsigned)all->count;
  for (unsigned round = 0; round < 3; round++) {
    for (unsigned j = 0; j < k; j++) voices[j] = voice_of(s, &all->at[j]);
    if (!best_path(s, voices, k)) return false;
    stretch *sums = calloc(k, sizeof *sums);
    if (!sums) return false;
    for (size_t i = 0; i < s->frame_count; i++) add_frame(&sums[s->who[i]], &s->frames[i]);
    for (unsigned j = 0; j < k; j++)
      if (sums[j].n > 50) all->at[j] = sums[j];
    free(sums);
  }
  return true;
}

/* ---- turns ------------------------------------------------------------------------------------------------------- */

static bool add_turn(dp_speakers *s, uint32_t start, uint32_t end, unsigned who) {
  dp_turn_of *last = s->turn_count ? &s->turns[s->turn_count - 1] : NULL;
  if (last && last->speaker == who && start <= last->end_ms + 300) {
    last->end_ms = end;
    return true;
  }
  if (!more((void **)&s->turns, &s->turn_room, s->turn_count, sizeof *s->turns)) return false;
  s->turns[s->turn_count++] = (dp_turn_of){start, end, who};
  return true;
}

static bool make_turns(dp_speakers *s) {
  uint8_t number[DP_SPEAKERS_MOST] = {0};
  s->turn_count = s->speakers = 0;
  for (size_t p = 0; p < s->piece_count; p++) {
    const piece *at = &s->pieces[p];
    for (size_t i = 0; i < at->count;) {
      size_t n = 1;
      unsigned who = s->who[at->first + i];
      while (i + n < at->count && s->who[at->first + i + n] == who) n++;
      if (!number[who]) number[who] = (uint8_t)++s->speakers;
      if (!add_turn(s, (uint32_t)(at->start + i) * 10, (uint32_t)(at->start + i + n) * 10, number[who])) return false;
      i += n;
    }
  }
  return true;
}

dp_status dp_speakers_guess(dp_speakers *s, unsigned wanted, dp_error *err) {
  stretches all = {0};
  if (wanted > DP_SPEAKERS_MOST) wanted = DP_SPEAKERS_MOST;
  free(s->who);
  s->who = calloc(s->frame_count + 1, 1);
  bool good = s->who;
  common_of(s);
  for (size_t p = 0; good && p < s->piece_count; p++) good = cut_piece(s, &s->pieces[p], &all);
  if (good && all.count) {
    thin(s, &all);
    good = cluster(s, &all, wanted) && settle(s, &all);
  }
  good = good && make_turns(s);
  free(all.at);
  return good ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

dp_status dp_speakers_tell(dp_speakers *s, unsigned wanted, dp_error *err) {
  dp_vad_piece last;
  if (dp_vad_finish(s->vad, &last) && !take_piece(s, &last)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return dp_speakers_guess(s, wanted, err);
}

unsigned dp_speakers_count(const dp_speakers *s) { return s->speakers; }

const dp_turn_of *dp_speakers_turns(const dp_speakers *s, size_t *count) {
  *count = s->turn_count;
  return s->turns;
}

unsigned dp_speakers_at(const dp_speakers *s, uint32_t start_ms, uint32_t end_ms) {
  uint64_t most = 0, has[DP_SPEAKERS_MOST + 1] = {0};
  uint32_t nearest = 1000;
  unsigned best = 0, near_one = 0;
  size_t lo = 0, hi = s->turn_count; /* the first turn that ends after a second before the word */
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (s->turns[mid].end_ms + 1000 < start_ms) lo = mid + 1;
    else hi = mid;
  }
  for (size_t i = lo; i < s->turn_count && s->turns[i].start_ms < end_ms + 1000; i++) {
    const dp_turn_of *t = &s->turns[i];
    uint32_t from = t->start_ms > start_ms ? t->start_ms : start_ms, to = t->end_ms < end_ms ? t->end_ms : end_ms;
    if (to > from) has[t->speaker] += to - from;
    uint32_t gap = t->end_ms < start_ms ? start_ms - t->end_ms : t->start_ms > end_ms ? t->start_ms - end_ms : 0;
    if (gap < nearest) nearest = gap, near_one = t->speaker;
  }
  for (unsigned i = 1; i <= s->speakers; i++)
    if (has[i] > most) most = has[i], best = i;
  return best ? best : near_one;
}

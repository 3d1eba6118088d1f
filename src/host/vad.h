/* vad.h: where in the sound someone speaks, and pieces of it cut at silences.
 *
 * The statistical detector of Sohn et al. (as told in Kim et al., EURASIP Journal on Advances in Signal Processing 2011:31): each
 * 10 ms frame's spectrum is compared with a running estimate of the noise; the mean log likelihood ratio over the bands says
 * speech or not. The noise is followed as the smoothed minimum of the last second and a half (after Martin 2001, "Noise power spectral
 * density estimation based on optimal smoothing and minimum statistics").
 *
 * What comes out is pieces: speech with a little of the silence around it, cut where nobody speaks for long enough; the
 * longer a piece gets the shorter a silence will do, and at the longest it is cut at its quietest place.
 */
#ifndef DP_VAD_H
#define DP_VAD_H

#include "../base/base.h"

typedef struct dp_vad dp_vad;

typedef struct dp_vad_piece {
  const float *pcm; /* good until the next call */
  size_t count;
  uint64_t start;              /* sample number of pcm[0] */
  uint64_t speech, speech_end; /* where speech begins and ends in it, sample numbers */
  unsigned snr_db;
  bool done; /* false: the piece still grows (dp_vad_pending) */
} dp_vad_piece;

/* `longest`: samples of a piece at most. `off`: no detection, pieces of `longest` one after the other. NULL: no memory. */
dp_vad *dp_vad_new(size_t longest, bool off);
size_t dp_vad_longest(const dp_vad *v);
void dp_vad_free(dp_vad *v);
/* Takes samples (16 kHz), at most as many as it wants before a piece is done; *used says how many. true: *piece is a whole piece. Call again
 * with the rest. */
bool dp_vad_feed(dp_vad *v, const float *pcm, size_t count, size_t *used, dp_vad_piece *piece);
bool dp_vad_finish(dp_vad *v, dp_vad_piece *piece);        /* the last piece, if any */
bool dp_vad_pending(const dp_vad *v, dp_vad_piece *piece); /* what is being spoken now */
uint64_t dp_vad_decided(const dp_vad *v); /* samples before which no piece will begin any more */
float dp_vad_level(const dp_vad *v); /* of the last frame in dB below full scale, for a meter */

#endif

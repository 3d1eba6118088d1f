/* speakers.h: who speaks when, in one channel of sound: the voices told apart, not named.
 *
 *     dp_speakers *s = dp_speakers_new();
 *     while (there is sound) dp_speakers_feed(s, pcm, count);       // 16 kHz mono, the same sound as dp_speech_feed
 *     dp_speakers_tell(s, 2, &err);                                 // 2 speakers; 0: as many as there seem to be
 *     dp_speakers_at(s, start_ms, end_ms);                          // who said this word: 1, 2 …; 0: nobody
 *
 * The way (a chain of well-known steps, each told at its function in speakers.c):
 *   1. Speech by voice-activity detection (vad.h); in it, every 10 ms, 15 mel-frequency cepstral coefficients and the
 * pitch.
 *   2. Places where the voice changes: the maxima of the Bayesian information criterion (BIC) of "two voices, one
 * before and one after" against "one voice" (Chen and Gopalakrishnan 1998, as Anguera's thesis of 2006 retells them,
 * section 3.1 and node45).
 *   3. Stretches are merged, the two nearest by BIC first, until as many are left as there are speakers, or no merging
 * is better (the number found so is a guess, often wrong on short talk: say 2 when there are two).
 *   4. Each speaker's voice is a Gaussian; the best path through all frames (Viterbi 1967) with a price on each change,
 * thrice.
 *
 * Memory: 32 bytes a frame of speech, 6 MB for half an hour of it; a day of speech is refused (dp_speakers_feed gives
 * false, and what was taken before can still be told). Two who speak at once count as one of them. The measured error
 * on synthesised dialogues is in docs/quality.md; people in a room are harder.
 */
#ifndef DP_SPEAKERS_H
#define DP_SPEAKERS_H

#include "../base/base.h"

enum { DP_SPEAKERS_MOST = 8 };

typedef struct dp_speakers dp_speakers;

typedef struct dp_turn_of {
  uint32_t start_ms, end_ms;
  unsigned speaker; /* from 1, in the order in which they first speak */
} dp_turn_of;

dp_speakers *dp_speakers_new(void); /* NULL: no memory */
void dp_speakers_free(dp_speakers *s);
bool dp_speakers_feed(dp_speakers *s, const float *pcm,
                      size_t count); /* false: no memory, or more than a day of speech */
/* After the last sound. `wanted` from 1 to DP_SPEAKERS_MOST, or 0. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_speakers_tell(dp_speakers *s, unsigned wanted, dp_error *err);
/* The same while it goes on, of the pieces that are whole: a guess, that a later one may turn round. Feeding goes on after it. It takes as long as
 * dp_speakers_tell would now: ask each time the sound has grown by a part of itself. */
DP_MUST_CHECK dp_status dp_speakers_guess(dp_speakers *s, unsigned wanted, dp_error *err);
unsigned dp_speakers_count(const dp_speakers *s);
const dp_turn_of *dp_speakers_turns(const dp_speakers *s, size_t *count);
unsigned dp_speakers_at(const dp_speakers *s, uint32_t start_ms,
                        uint32_t end_ms); /* the one who has most of it; else the nearest within a second; else 0 */

#endif

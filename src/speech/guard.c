/* guard.c: what a neural engine invents, taken out.
 *
 * Whisper was trained on subtitles, and where it hears nothing it writes what subtitles say ("Thank you for watching"), and now and then it falls
 * into a loop and writes a phrase many times. A clinical transcript must not have either. Four guards:
 *   - what stands in brackets is a remark, not speech ("[Music]", "(coughs)"); so are ♪ and >>;
 *   - a phrase of 2 to 8 words three times in a row, or a word five times, is a loop: it stays once, and is marked unsure;
 *   - a piece that is nothing but a stock sentence of subtitles is dropped;
 *   - words where the sound is silent (35 dB below the piece's loudest tenth of a second) are dropped; more than nine words in a second are marked unsure.
 * Patients do say "no, no, no, no": a word may stand four times. The limits are estimates.
 */
#include "guard.h"
#include <math.h>

enum { UNSURE = 150, PHRASE_MOST = 8, WORDS_A_SECOND = 9 };

static char low(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80); }

/* Equal but for case and points. */
static bool same(dp_str a, dp_str b) {
  size_t i = 0, k = 0;
  for (;;) {
    while (i < a.size && !letter(a.at[i])) i++;
    while (k < b.size && !letter(b.at[k])) k++;
    if (i == a.size || k == b.size) return i == a.size && k == b.size;
    if (low(a.at[i++]) != low(b.at[k++])) return false;
  }
}

static bool has_letter(dp_str w) {
  for (size_t i = 0; i < w.size; i++)
    if (letter(w.at[i])) return true;
  return false;
}

static size_t drop_remarks(dp_guess *words, size_t count) {
  size_t kept = 0;
  int depth = 0;
  for (size_t i = 0; i < count; i++) {
    int before = depth;
    bool note = false;
    for (size_t k = 0; k < words[i].text.size; k++) {
      char c = words[i].text.at[k];
      if (c == '[' || c == '(') depth++, note = true;
      if ((c == ']' || c == ')') && depth) depth--;
      if (c == '\xE2' && k + 2 < words[i].text.size && words[i].text.at[k + 1] == '\x99') note = true; /* notes of music, U+2669 and on */
    }
    if (!before && !note && has_letter(words[i].text)) words[kept++] = words[i];
  }
  return kept;
}

size_t dp_guard_loops(dp_guess *words, size_t count) {
  for (size_t n = 1; n <= PHRASE_MOST; n++) {
    size_t kept = 0, most = n == 1 ? 5 : 3;
    for (size_t i = 0; i < count;) {
      size_t times = 1;
      for (;; times++) {
        bool again = i + (times + 1) * n <= count;
        for (size_t k = 0; again && k < n; k++) again = same(words[i + k].text, words[i + times * n + k].text);
        if (!again) break;
      }
      size_t take = times >= most ? n : 1, skip = times >= most ? times * n : 1;
      for (size_t k = 0; k < take; k++) {
        dp_guess w = words[i + k];
        if (times >= most && w.confidence > UNSURE) w.confidence = UNSURE;
        words[kept++] = w;
      }
      i += skip;
    }
    count = kept;
  }
  return count;
}

size_t dp_guard_stock(dp_guess *words, size_t count) {
  static const char *const stock[] = {"thanks for watching", "thank you for watching", "thank you so much for watching", "thanks for listening", "please subscribe",
                                      "like and subscribe", "subscribe to my channel", "see you next time", "see you in the next video", "subtitles by the amara org community",
                                      "i'll see you in the next video", "bye bye", "the end", "you"};
  for (size_t s = 0; s < sizeof stock / sizeof *stock; s++) {
    dp_str rest = dp_str_of(stock[s]);
    size_t i = 0;
    while (rest.at && i < count && same(words[i].text, dp_str_cut(&rest, ' '))) i++;
    if (i == count && !rest.at) return 0;
  }
  return count;
}

static float loudness(const float *pcm, size_t from, size_t to) {
  float sum = 0;
  for (size_t i = from; i < to; i++) sum += pcm[i] * pcm[i];
  return to > from ? sum / (float)(to - from) : 0;
}

size_t dp_guard_silence(dp_guess *words, size_t count, const float *pcm, size_t samples) {
  float loudest = 0;
  size_t kept = 0;
  for (size_t at = 0; at + 1600 <= samples; at += 800) loudest = fmaxf(loudest, loudness(pcm, at, at + 1600));
  for (size_t i = 0; i < count; i++) {
    size_t from = (size_t)words[i].start_ms * 16, to = (size_t)words[i].end_ms * 16;
    if (from > samples) from = samples;
    if (to < from + 800) to = from + 800; /* the engine's times are coarse: at least 50 ms are looked at */
    if (to > samples) to = samples;
    if (to <= from || loudness(pcm, from, to) < loudest * 3.2e-4f) continue; /* -35 dB */
    words[kept++] = words[i];
  }
  return kept;
}

size_t dp_guard(dp_guess *words, size_t count, const float *pcm, size_t samples) {
  count = dp_guard_silence(words, drop_remarks(words, count), pcm, samples);
  count = dp_guard_stock(words, dp_guard_loops(words, count));
  if (count > 5 && count * 16000 > samples * WORDS_A_SECOND)
    for (size_t i = 0; i < count; i++)
      if (words[i].confidence > UNSURE) words[i].confidence = UNSURE;
  return count;
}

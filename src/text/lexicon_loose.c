/* lexicon_loose.c: the index of the loose reader (loose.c): which phrases hold a word, how telling the word is, and how
 * many phrases a finding has.
 *
 * A word tells the more the fewer findings say it: its weight is 100 log10(findings / findings that say it), the
 * inverse document frequency of K. Spärck Jones, J. Documentation 28 (1972) 11-21, with findings as the documents.
 */
#include "text.h"

enum { TOO_MANY = 2500 }; /* a word of more phrases than that begins no search */

static bool is_loose(const dp_lex_phraserow *p) {
  return (p->kind == DP_LEX_SAY || p->kind == DP_LEX_LOOSE) && p->count >= 2 && !(p->flags & DP_PHRASE_NEG);
}

bool dp_loose_build(const dp_lex_phraserow *rows, size_t row_count, const uint16_t *pool, size_t word_count,
                    dp_arena *arena, dp_loose_index *out) {
  *out = (dp_loose_index){.words = DP_NEW_ARRAY(arena, dp_lex_post, word_count + 1)};
  for (size_t i = 0; i < row_count; i++)
    if (is_loose(&rows[i]) && rows[i].target >= out->tally_count) out->tally_count = (size_t)rows[i].target + 1;
  out->tally = DP_NEW_ARRAY(arena, uint16_t, out->tally_count + 1);
  uint32_t *phrases = DP_NEW_ARRAY(arena, uint32_t, word_count + 1); /* that hold the word */
  uint32_t *findings = DP_NEW_ARRAY(arena, uint32_t, word_count + 1);
  uint32_t *last =
      DP_NEW_ARRAY(arena, uint32_t, word_count + 1); /* finding + 1 that was counted last: rows go by finding */
  if (!out->words || !out->tally || !phrases || !findings || !last) return false;
  size_t said = 0;
  for (size_t i = 0; i < row_count; i++) {
    if (!is_loose(&rows[i])) continue;
    said += !out->tally[rows[i].target];
    if (out->tally[rows[i].target] < UINT16_MAX) out->tally[rows[i].target]++;
    for (unsigned k = 0; k < rows[i].count; k++) {
      uint16_t w = pool[rows[i].words + k];
      phrases[w]++;
      if (last[w] != rows[i].target + 1u) findings[w]++, last[w] = rows[i].target + 1u;
    }
  }
  for (size_t w = 0; w < word_count; w++) {
    dp_lex_post *p = &out->words[w];
    p->first = (uint32_t)out->post_count;
    if (findings[w]) p->weight = (uint16_t)dp_centiban_ratio(said > findings[w] ? said : findings[w], findings[w]);
    if (phrases[w] <= TOO_MANY) out->post_count += phrases[w];
  }
  out->posts = DP_NEW_ARRAY(arena, uint32_t, out->post_count + 1);
  if (!out->posts) return false;
  for (size_t i = 0; i < row_count; i++) {
    if (!is_loose(&rows[i])) continue;
    for (unsigned k = 0; k < rows[i].count; k++) {
      uint16_t w = pool[rows[i].words + k];
      if (phrases[w] <= TOO_MANY) out->posts[out->words[w].first + out->words[w].count++] = (uint32_t)i;
    }
  }
  return true;
}

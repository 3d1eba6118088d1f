/* guard.c: what a written sentence may say, compared with what its turns say.
 *
 * It knows nothing of how a sentence was made, and trusts nobody: numbers, sides, medicines and words of meaning must be
 * the source's, a negation must be there on both sides or on neither, nothing that was only asked is asserted, and a
 * patient's mother does not become the patient. What a sentence may bring along are words that say nothing (WF_STOCK).
 */
#include "inner.h"

const char *dp_refusal_name(unsigned r) {
  static const char *const names[DP_GUARD_COUNT] = {"passed", "number", "negation", "side", "drug", "person", "question", "word", "finding"};
  return r < DP_GUARD_COUNT ? names[r] : "";
}

enum { STEMS = 2048, STEM = 24 };
typedef struct stems {
  uint32_t at[STEMS]; /* hashes, 0 free */
  size_t count;
} stems;
static uint32_t stem_hash(dp_str w) {
  char s[STEM];
  size_t n = dp_note_stem(w, s, sizeof s);
  uint32_t h = dp_hash32(s, n);
  return h ? h : 1;
}
static void stems_add(stems *s, dp_str w) {
  uint32_t h = stem_hash(w), i = h % STEMS;
  if (s->count >= STEMS - 1) return;
  while (s->at[i] && s->at[i] != h) i = (i + 1) % STEMS;
  if (!s->at[i]) s->at[i] = h, s->count++;
}
static bool stems_have(const stems *s, dp_str w) {
  uint32_t h = stem_hash(w);
  for (uint32_t i = h % STEMS; s->at[i]; i = (i + 1) % STEMS)
    if (s->at[i] == h) return true;
  return false;
}

static bool negates(const dp_nword *w) { return (w->flags & WF_NEG) && !dp_nword_is(w, "negative") && !dp_nword_is(w, "absent"); }

dp_refusal dp_guard(dp_str sentence, const dp_source *s, const dp_lexis *l, dp_arena *arena) {
  stems *have = DP_NEW(arena, stems);
  dp_words said;
  dp_milli_list heard = {0}, written = {0};
  if (!have || dp_words_of(sentence, l, arena, &said, NULL)) return DP_GUARD_WORD;
  uint32_t source_negations = 0, sides = 0, kin = 0;
  bool third = false;
  for (size_t t = 0; t < s->count; t++) {
    dp_words w;
    if (dp_words_of(s->spans[t], l, arena, &w, NULL)) return DP_GUARD_WORD;
    for (size_t i = 0; i < w.count; i++) {
      stems_add(have, w.at[i].text);
      dp_str rest = w.at[i].text; /* parts of "50-year-old", "x-ray" */
      for (dp_str part; rest.at && rest.size;) part = dp_str_cut(&rest, '-'), stems_add(have, part);
      source_negations += negates(&w.at[i]);
      if (dp_nword_any(&w.at[i], "left left-sided")) sides |= 1;
      if (dp_nword_any(&w.at[i], "right right-sided")) sides |= 2;
      if (dp_nword_any(&w.at[i], "both bilateral bilaterally")) sides |= 4;
      kin += (w.at[i].flags & WF_KIN) != 0;
      third |= dp_nword_any(&w.at[i], "he she his her him they them");
    }
    dp_heard_numbers(s->spans[t], arena, &heard);
  }
  (void)third;
  if (s->questions && !s->answered_no && !s->answered_yes) return DP_GUARD_QUESTION;
  dp_heard_numbers(sentence, arena, &written);
  for (size_t i = 0; i < written.count; i++) {
    bool found = written.at[i] == 0 || written.at[i] == 1000;
    for (size_t j = 0; j < heard.count && !found; j++) found = heard.at[j] == written.at[i];
    if (!found) return DP_GUARD_NUMBER;
  }
  uint32_t negations = 0, said_kin = 0;
  for (size_t i = 0; i < said.count; i++) {
    const dp_nword *w = &said.at[i];
    if (w->flags & WF_PUNCT) continue;
    negations += negates(w);
    said_kin += (w->flags & WF_KIN) != 0;
    if (dp_nword_any(w, "left left-sided") && !(sides & 1)) return DP_GUARD_SIDE;
    if (dp_nword_any(w, "right right-sided") && !(sides & 2)) return DP_GUARD_SIDE;
    if (dp_nword_any(w, "both bilateral bilaterally") && !(sides & 4)) return DP_GUARD_SIDE;
    if (w->flags & WF_NUMBER) continue; /* held above */
    if (stems_have(have, w->text)) continue;
    bool parts = false; /* "50-year-old" of "50 year old" */
    dp_str rest = w->text;
    for (dp_str part; rest.at && rest.size;) {
      part = dp_str_cut(&rest, '-');
      parts = stems_have(have, part) || (dp_lexis_flags(l, part) & (WF_STOCK | WF_NUM)) || (part.size && part.at[0] >= '0' && part.at[0] <= '9');
      if (!parts) break;
    }
    if (parts) continue;
    if (w->flags & WF_DRUG) return DP_GUARD_DRUG;
    if (w->flags & WF_KIN) return DP_GUARD_PERSON;
    if (!(w->flags & (WF_STOCK | WF_NUM))) return DP_GUARD_WORD;
  }
  if (s->listed ? negations && !source_negations && !s->answered_no : negations != source_negations + s->answered_no) return DP_GUARD_NEGATION;
  if (said_kin > kin) return DP_GUARD_PERSON;
  return DP_GUARD_PASSED;
}

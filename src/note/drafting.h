/* drafting.h: what the files that make sentences share: the words of a clause, and how a draft comes into the note.
 */
#ifndef DP_NOTE_DRAFTING_H
#define DP_NOTE_DRAFTING_H

#include "inner.h"

/* Whether any word of the clause is one of the list. */
static inline bool dp_clause_has(const dp_clause *c, const char *list) {
  for (size_t i = 0; i < c->count; i++)
    if (dp_nword_any(&c->at[i], list)) return true;
  return false;
}
/* Whether the words begin with the phrase; *n: how many it has. */
static inline bool dp_nword_starts(const dp_nword *w, size_t count, const char *phrase, size_t *n) {
  dp_str rest = dp_str_of(phrase);
  *n = 0;
  while (rest.at) {
    dp_str p = dp_str_cut(&rest, ' ');
    if (*n >= count || !dp_str_eq(w[*n].text, p)) return false;
    ++*n;
  }
  return true;
}
/* A word that says something; one that may be a verb. */
static inline bool dp_nword_content(const dp_nword *w) { return !(w->flags & (WF_PUNCT | WF_STOP | WF_FILLER | WF_SUBJECT)) || (w->flags & (WF_NUM | WF_NUMBER)); }
static inline bool dp_nword_verb(const dp_nword *w) { return (w->flags & (WF_AUX | WF_BASE | WF_PAST)) != 0; }
size_t dp_clause_content(const dp_clause *c); /* how many words of it say something */

/* The very words of a clause, as they stand in the transcript. */
static inline dp_str dp_clause_raw(const dp_drafting *d, const dp_clause *c) {
  dp_str t = d->transcript->turns.at[c->turn].text;
  if (!c->count) return (dp_str){t.at, 0};
  return (dp_str){t.at + c->at[0].start, c->at[c->count - 1].end - c->at[0].start};
}

static inline uint32_t dp_clause_line(const dp_drafting *d, const dp_clause *c) { return d->transcript->turns.at[c->turn].number; }
/* Whether a relative is spoken of. */
static inline bool dp_clause_kin(const dp_clause *c) {
  for (size_t i = 0; i < c->count; i++)
    if (c->at[i].flags & WF_KIN) return true;
  return false;
}

/* Adds a turn to those that a draft cites, in order and once. */
void dp_draft_cite(dp_draft *x, uint32_t line);
/* Puts the draft into the note when it passes the guard; false: it was left out. */
bool dp_draft_guarded(dp_drafting *d, dp_draft *x, const dp_source *s);

/* Puts a draft into the note that needs no guard: it holds no words but names and figures of its turns. */
void dp_draft_put(dp_drafting *d, dp_draft *x);
/* Whether clause i corrects a figure, a medicine or a side of its own, or the next clause does. */
bool dp_draft_corrected(const dp_drafting *d, size_t i);

/* listing.c. The complaint; the review of systems, of what was said before turn `exam_turn`; the vital signs of clause i: whether there were any. */
void dp_draft_complaint(dp_drafting *d);
void dp_draft_review(dp_drafting *d, uint32_t exam_turn);
bool dp_draft_vital(dp_drafting *d, size_t i, dp_draft x);

/* shape.c. Of a clause: half a sentence; begun anew in the middle; talk of the room; nothing but "it". Of a text: its end is missing; it asks. */
void dp_shape_trim(dp_clause *c);
size_t dp_shape_second(const dp_clause *c);
bool dp_shape_half(const dp_clause *c);
bool dp_shape_garbled(const dp_clause *c);
bool dp_shape_talk(const dp_clause *c);
bool dp_shape_empty(const dp_clause *c);
bool dp_shape_dangling(dp_str text);
bool dp_shape_asking(dp_str text);

/* mend.c. A clause mended in place; where its second sentence begins (0: nowhere); whether its subject is an "it"; the question whose topic took
 * the place of that "it" (SIZE_MAX: none did); a sentence joined to the one before, of which it speaks; figures that cannot be trusted; a clause
 * that hangs on the one before. */
void dp_mend(const dp_drafting *d, dp_clause *c);
size_t dp_mend_split(dp_clause *c);
bool dp_mend_pronoun(const dp_clause *c);
size_t dp_mend_it(const dp_drafting *d, size_t i);
bool dp_mend_join(dp_drafting *d, size_t i, const dp_draft *x);
bool dp_mend_doubtful(const dp_drafting *d, size_t i);
bool dp_mend_hangs(const dp_drafting *d, size_t i);
bool dp_mend_side_denied(const dp_drafting *d, size_t i); /* the next turn says that it is the other side */
bool dp_mend_taken_back(const dp_drafting *d, size_t i); /* the next clause says the contrary of now */
void dp_mend_name(dp_clause *c);                          /* without the name that is called first */

/* tense.c. Of a finding as it was said: it is over; it is only meant to be, or guessed; it came once, in passing. */
bool dp_tense_over(const dp_drafting *d, const dp_mention *m);
bool dp_tense_recovered(const dp_drafting *d, const dp_mention *m); /* what was, told after "i am better now" */
bool dp_tense_meant(const dp_drafting *d, const dp_mention *m);
bool dp_tense_passing(const dp_drafting *d, const dp_mention *m);

/* answers.c. Whether an answer takes back part of its yes or no. */
bool dp_answer_qualified(const dp_drafting *d, size_t question, size_t answer);
/* The clause that answers question q, or SIZE_MAX; the statement that question and answer make, where they make one. */
size_t dp_clause_answer_to(const dp_drafting *d, size_t q);
void dp_draft_answered(dp_drafting *d, size_t q, size_t a, dp_draft x, bool pronoun);

#endif

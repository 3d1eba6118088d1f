/* answers.c: a question and its yes or no as one sentence: what was asked, stated or denied.
 *
 * "Any fever or chills?" "No." becomes "The patient denies fever or chills". An answer that takes part of itself back ("no, just the
 * chills"), adds to itself or speaks of something else makes no sentence: then the words stand for themselves.
 */
#include "drafting.h"

static bool same_stem(const dp_nword *a, const dp_nword *b) {
  char x[24], y[24];
  size_t n = dp_note_stem(a->text, x, sizeof x);
  return dp_note_stem(b->text, y, sizeof y) == n && !memcmp(x, y, n);
}

/* Whether an answer takes back part of its yes or no: "no, just the chills". */
bool dp_answer_qualified(const dp_drafting *d, size_t question, size_t answer) {
  const dp_clause *q = &d->clauses.at[question];
  for (size_t i = answer; i < d->clauses.count && d->clauses.at[i].turn == d->clauses.at[answer].turn; i++) {
    const dp_clause *a = &d->clauses.at[i];
    if (a->question) break;
    if (i == answer ? dp_clause_has(a, "but except only just sometimes little besides although though occasionally maybe however mostly once used other usually some bit until unless significant major serious crazy bad")
                    : dp_clause_has(a, "except besides although though however") || (a->count && dp_nword_any(&a->at[0], "but just only sometimes once maybe occasionally")))
      return true;
    if (d->clauses.at[answer].answer == 2)
      for (size_t k = 0; k < a->count; k++)
        for (size_t j = 0; j < q->count && dp_nword_content(&a->at[k]); j++)
          if (dp_nword_content(&q->at[j]) && same_stem(&a->at[k], &q->at[j])) {
            bool negated = false;
            for (size_t n = 0; n < k; n++) negated |= (a->at[n].flags & WF_NEG) != 0;
            if (!negated) return true;
          }
    if (d->clauses.at[answer].answer == 1) { /* "yeah, the other foot, not this one" */
      bool neg = dp_clause_has(a, "other instead");
      for (size_t k = 0; k < a->count; k++) neg |= (a->at[k].flags & WF_NEG) != 0;
      for (size_t k = 0; k < a->count && neg; k++)
        for (size_t j = 0; j < q->count; j++)
          if (dp_nword_content(&q->at[j]) && dp_nword_content(&a->at[k]) && same_stem(&a->at[k], &q->at[j])) return true;
      if (neg && i == answer) return true;
    }
    if (i > answer && dp_clause_has(a, "used do did") && a->count < 12 && d->clauses.at[answer].answer == 2 && !dp_clause_has(a, "not") && dp_clause_has(q, "or and ,")) return true; /* "no drugs. i do drink" */
    if (dp_clause_has(a, "but")) return true;
    if (a->count) { /* "no, but …", "no. three years ago …" */
      dp_str t = d->transcript->turns.at[a->turn].text;
      uint32_t end = a->at[0].start, start = end > 12 ? end - 12 : 0;
      for (uint32_t k = start; k + 3 <= end; k++)
        if (!memcmp(t.at + k, "but", 3)) return true;
      if (i > answer && dp_clause_has(a, "ago")) return true;
    }
    if (i > answer && a->answer && a->answer != d->clauses.at[answer].answer) return true;
  }
  return false;
}

/* The list after "any" of a question, denied or reported. */
static bool listed(dp_drafting *d, size_t q, size_t a, dp_draft x, bool pronoun) {
  const dp_clause *c = &d->clauses.at[q];
  bool no = d->clauses.at[a].answer == 2;
  size_t at = 0;
  bool bare = false;
  while (at < c->count && !dp_nword_any(&c->at[at], "any")) at++;
  if (c->count && dp_nword_is(&c->at[0], "no")) { /* "no fever or chills?" "no" */
    if (!no) return false;
    at = 0;
  }
  bool verbs = false;
  for (size_t k = 0; k < c->count; k++) verbs |= dp_nword_verb(&c->at[k]) || (c->at[k].flags & (WF_SUBJECT | WF_ASK));
  if (at >= c->count && !verbs && no && c->count < 10) at = 0, bare = true; /* "shortness of breath" "no" */
  if (at >= c->count) return false;
  size_t more = 0; /* content of the answer that is not merely "not that i have noticed" */
  for (size_t k = 0; k < d->clauses.at[a].count; k++)
    more += dp_nword_content(&d->clauses.at[a].at[k]) && !(d->clauses.at[a].at[k].flags & WF_NEG) && !dp_nword_any(&d->clauses.at[a].at[k], "noticed notice really aware recall remember that's symptoms above like");
  if (no && more && d->clauses.at[a].count < 6 && dp_clause_has(c, "or and ,")) return false; /* "no drugs": and the rest? */
  for (size_t k = 0; k < at; k++) { /* what may stand before: have you had, do you have, is there, and nothing else */
    if (!dp_nword_any(&c->at[k], "have you had having do did are is there noticed notice been experiencing experienced experience feel felt feeling get getting got "
                           "and so now with , in the your this ever has it"))
      return false;
    if (dp_nword_any(&c->at[k], "in with it has this")) return false;
  }
  size_t from = bare ? 0 : at + 1, n;
  static const char *const general[] = {"other symptoms like", "symptoms like", "other symptoms such as", "symptoms such as", "issues like", "other issues like",
                                        "problems like", "other problems like", "symptoms of", "kind of", "other symptoms of", "sort of"};
  for (size_t g = 0; g < sizeof general / sizeof *general; g++)
    if (dp_nword_starts(c->at + from, c->count - from, general[g], &n)) from += n;
  dp_words w = {0};
  size_t items = 1;
  for (size_t k = from; k < c->count; k++) {
    dp_nword word = c->at[k];
    if (dp_nword_any(&word, "any")) continue;
    if (dp_nword_any(&word, "what how when where why who which if do does did are you i") || (word.flags & WF_NEG)) return false;
    if (dp_nword_is(&word, "and") || dp_nword_is(&word, "or") || dp_nword_is(&word, ",")) {
      items++;
      if (dp_nword_is(&word, "and") && no) word.text = DP_STR("or"), word.shown = (dp_str){"", 0};
      if (w.count && dp_nword_is(&w.at[w.count - 1], ",") && dp_nword_is(&word, ",")) continue;
    }
    (void)DP_PUSH(d->arena, &w, word);
  }
  while (w.count && dp_nword_any(&w.at[w.count - 1], ", or and anything")) w.count--;
  while (w.count > 2 && dp_nword_is(&w.at[w.count - 1], "all") && dp_nword_is(&w.at[w.count - 2], "at")) w.count -= 2;
  if (!w.count || (!no && items > 1)) return false;
  size_t meaning = 0;
  for (size_t k = 0; k < w.count; k++) meaning += dp_nword_content(&w.at[k]);
  if (!meaning) return false;
  dp_buf b;
  dp_buf_init(&b, d->arena);
  bool known = pronoun && d->voice.sex;
  dp_buf_text(&b, !known ? "the patient" : d->voice.sex == DP_FEMALE ? "she" : "he");
  dp_buf_text(&b, no ? " denies" : " reports");
  if (!dp_third_person(w.at, w.count, c->speaker, &d->voice, d->lexis, true, &b)) return false;
  x.text = dp_finish(dp_buf_view(&b), d->arena);
  x.origin = DP_ORIGIN_REWRITTEN;
  dp_str spans[2] = {dp_clause_raw(d, c), dp_clause_raw(d, &d->clauses.at[a])};
  dp_source s = {spans, 1, false, no && !dp_nword_is(&c->at[0], "no"), !no || dp_nword_is(&c->at[0], "no"), true};
  return dp_draft_guarded(d, &x, &s);
}

void dp_draft_answered(dp_drafting *d, size_t q, size_t a, dp_draft x, bool pronoun) {
  const dp_clause *c = &d->clauses.at[q];
  if (c->speaker == DP_SPEAKER_PATIENT || dp_answer_qualified(d, q, a)) return;
  if (listed(d, q, a, x, pronoun)) return;
  bool no = d->clauses.at[a].answer == 2;
  dp_words w;
  if (!dp_question_statement(c->at, c->count, no, d->lexis, d->arena, &w)) return;
  while (w.count > 2 && dp_nword_is(&w.at[w.count - 1], "all") && dp_nword_is(&w.at[w.count - 2], "at")) w.count -= 2;
  size_t meaning = 0;
  for (size_t k = 0; k < w.count; k++) meaning += dp_nword_content(&w.at[k]);
  if (meaning < 2 && dp_nword_any(&w.at[0], "it that this they there")) return; /* "it was normal": what was? */
  dp_buf b;
  dp_buf_init(&b, d->arena);
  if (!dp_third_person(w.at, w.count, DP_SPEAKER_DOCTOR, &d->voice, d->lexis, pronoun, &b)) return;
  x.text = dp_finish(dp_buf_view(&b), d->arena);
  x.origin = DP_ORIGIN_REWRITTEN;
  dp_str span = dp_clause_raw(d, c);
  dp_source s = {&span, 1, false, no, !no, true};
  (void)dp_draft_guarded(d, &x, &s);
}

/* The clause that answers question q, or SIZE_MAX. */
size_t dp_clause_answer_to(const dp_drafting *d, size_t q) {
  const dp_clauses *c = &d->clauses;
  size_t i = q + 1;
  while (i < c->count && c->at[i].turn == c->at[q].turn) {
    if (c->at[i].question || dp_clause_content(&c->at[i])) return SIZE_MAX; /* something else was said or asked after it */
    i++;
  }
  if (i >= c->count || c->at[i].speaker == c->at[q].speaker || c->at[i].turn > c->at[q].turn + 1) return SIZE_MAX;
  return i;
}

dp_str dp_answer_sentence(dp_str question, dp_str answer, uint8_t sex, const dp_lexis *l, dp_arena *arena) {
  dp_transcript t = {.lines = 2};
  dp_turn turns[2] = {{1, DP_SPEAKER_DOCTOR, {"", 0}, question}, {2, DP_SPEAKER_PATIENT, {"", 0}, answer}};
  t.turns.at = turns, t.turns.count = 2;
  dp_drafting d = {.transcript = &t, .lexis = l, .arena = arena, .voice = {.sex = sex}};
  if (dp_clauses_of(&t, l, arena, &d.clauses, NULL)) return (dp_str){"", 0};
  for (size_t i = 0; i < d.clauses.count; i++) {
    size_t a = d.clauses.at[i].turn == 0 && d.clauses.at[i].question ? dp_clause_answer_to(&d, i) : SIZE_MAX;
    if (a == SIZE_MAX || !d.clauses.at[a].answer) continue;
    dp_draft x = {.slot = DP_SLOT_HPI};
    dp_draft_cite(&x, 1), dp_draft_cite(&x, 2);
    dp_draft_answered(&d, i, a, x, false);
  }
  return d.drafts.count ? d.drafts.at[0].text : (dp_str){"", 0};
}

/* shape.c: what is no sentence, whatever it says: a piece torn from its verb, a false start, a word that begins what never came, the
 * talk of an examination. A note does better without it: the finding reader still lists what it held among the omissions.
 *
 * These are judgements on the words as they were said, before the person is changed; the guard judges what is written.
 */
#include "drafting.h"

static size_t opening(const dp_clause *c) { /* words that lead in and say nothing */
  size_t i = 0;
  while (i + 1 < c->count && ((c->at[i].flags & WF_PUNCT) || dp_nword_any(&c->at[i], "and but so also right now just again then or well okay only"))) i++;
  return i;
}

static bool finite(const dp_nword *w) { return dp_nword_verb(w) && !(w->flags & WF_SIDE) && !dp_nword_any(w, "being having been going doing"); }

bool dp_shape_half(const dp_clause *c) {
  size_t at = opening(c), groups = 0, verbs = 0;
  if (at >= c->count || dp_nword_any(&c->at[at], "of than")) return true;
  if (dp_nword_is(&c->at[at], "that") && at + 1 < c->count && dp_nword_any(&c->at[at + 1], "i we you he she they")) return true; /* "that we talked about" */
  /* "i can not handle": what it is stands in another clause, perhaps behind a "nothing" that turns it round */
  if (c->count - at == 4 && (c->at[at].flags & WF_SUBJECT) && dp_nword_any(&c->at[at + 1], "can could") && dp_nword_is(&c->at[at + 2], "not") &&
      dp_nword_any(&c->at[at + 3], "handle stand bear take manage find get do have say"))
    return true;
  bool comma = false;
  for (size_t k = at; k < c->count; k++) verbs += finite(&c->at[k]), comma |= dp_nword_is(&c->at[k], ",");
  if (!verbs && !comma && dp_nword_any(&c->at[at], "on in at to for with from")) return true; /* "on that right shoulder" */
  if (!dp_nword_any(&c->at[at], "if unless when as while because since once until after before although though whenever")) return false;
  if (dp_nword_any(&c->at[at], "as since after before") && at + 1 < c->count && !(c->at[at + 1].flags & WF_SUBJECT) && !dp_nword_any(&c->at[at + 1], "the your my")) return !verbs;
  for (size_t k = at + 1; k + 1 < c->count; k++)
    groups += ((c->at[k].flags & WF_SUBJECT) || dp_nword_any(&c->at[k], "the my your his her")) && !((c->at[k - 1].flags & WF_PREP) && k > at + 1) && !finite(&c->at[k - 1]);
  return groups < 2;
}

/* Two words that cannot stand side by side: the speaker began anew. */
bool dp_shape_garbled(const dp_clause *c) {
  for (size_t i = 0; i + 1 < c->count; i++) {
    const dp_nword *a = &c->at[i], *b = &c->at[i + 1];
    if (dp_nword_any(a, "the a an my your our their")) {
      if (dp_nword_any(b, "the a an my your our their i he she they we it you is are was were am will would can has have and or of from with into to if when because at by")) return true;
    } else if (dp_nword_any(a, "will would can could should may might must")) {
      if (dp_nword_any(b, "am is are was were has had did does will would can could should may might must and of or")) return true;
    } else if (dp_nword_any(a, "am is are was were")) {
      if (dp_nword_any(b, "am is are was were has have had do does did will would can could may might")) return true;
    } else if (dp_nword_any(a, "has have had") && dp_nword_any(b, "am is are was were may might will would can could should does")) return true;
    else if (dp_nword_any(a, "of into by with from at") && dp_nword_any(b, "i he she they we of into by with on for to is are was were")) return true;
    else if (dp_nword_any(a, "i he she we") && dp_nword_any(b, "i he she we they my your his the a an it there of in to")) return true;
    else if (dp_nword_is(a, "you") && dp_nword_is(b, "your")) return true;
    else if (dp_nword_is(a, "it") && dp_nword_any(b, "i he she we you there")) return i + 2 < c->count && dp_nword_verb(&c->at[i + 2]) && i < 3;
    if (i + 3 < c->count && dp_nword_any(a, "i he she they we it") && (b->flags & WF_AUX) && dp_nword_any(&c->at[i + 2], "i he she they we you it there") && dp_nword_verb(&c->at[i + 3])) return true;
  }
  return false;
}

/* What is said to get an examination, a recording or a visit done, and tells nothing of the patient. */
bool dp_shape_talk(const dp_clause *c) {
  size_t i = opening(c), n;
  static const char *const said[] = {"let me", "next patient", "medical record number", "please add", "can you", "could you", "go ahead and", "i will be calling", "i will let you know",
                                     "i will see you", "thank you", "i certainly", "i can understand", "i bet", "good luck", "have you", "welcome", "i can say", "we will go over", "i will go over", "first of all i will", "that sounds like a plan", "here are the", "tell me", "give me", "show me", "have a seat", "nice to", "it is nice to", "i am sorry", "i apologize", "good to see"};
  for (size_t k = 0; k < sizeof said / sizeof *said; k++)
    if (dp_nword_starts(c->at + i, c->count - i, said[k], &n)) return !(dp_str_eq(dp_str_of(said[k]), DP_STR("i will see you")) && dp_clause_has(c, "week weeks month months days year"));
  if (dp_clause_has(c, "mrn dictation dictating paragraph apologize") || (dp_clause_has(c, "sheet form") && dp_clause_has(c, "systems"))) return true;
  if (c->speaker != DP_SPEAKER_DOCTOR) return false;
  bool first = dp_nword_any(&c->at[i], "i we"), next = i + 1 < c->count && dp_nword_any(&c->at[i + 1], "will want would am are need just have wanna");
  if (first && next && c->slot == DP_SLOT_EXAM) return true;
  if (dp_clause_has(c, "exam examination examine") && first && next && dp_clause_has(c, "quick do look start take move my")) return true;
  return first && next && dp_clause_has(c, "look listen press push touch") && c->count < 12 && !dp_clause_has(c, "order send");
}

/* "I will send you to the therapist if it gets numb i want you to come": the condition is the second sentence's, which begins here; 0 when
 * it is one sentence. */
size_t dp_shape_second(const dp_clause *c) {
  for (size_t k = 5; k + 4 < c->count; k++) {
    if (!dp_nword_is(&c->at[k], "if") || !(c->at[k + 1].flags & WF_SUBJECT) || (c->at[k - 1].flags & (WF_AUX | WF_PREP | WF_PUNCT)) || dp_nword_any(&c->at[k - 1], "see know and or but as even only ask sure wonder tell me")) continue;
    for (size_t j = k + 3; j + 1 < c->count && !dp_nword_is(&c->at[j], "if"); j++)
      if (dp_nword_any(&c->at[j], "i we") && dp_nword_any(&c->at[j + 1], "want will would need can may might am are should") && !(c->at[j - 1].flags & (WF_PREP | WF_SUBORD | WF_PUNCT)) && !dp_nword_any(&c->at[j - 1], "and or but")) return k;
  }
  return 0;
}

/* "There is no sign of that", "that is it": of what, the note does not say. */
bool dp_shape_empty(const dp_clause *c) {
  size_t content = dp_clause_content(c);
  if (content > 1 || !c->count) return false;
  for (size_t k = 0; k < c->count; k++)
    if ((c->at[k].flags & (WF_NUM | WF_NUMBER | WF_DRUG | WF_TEST | WF_EXAM)) || dp_nword_any(&c->at[k], "better worse same")) return false;
  return (!content && dp_nword_any(&c->at[opening(c)], "it that this there they these those")) || dp_nword_any(&c->at[c->count - 1], "it that this those");
}

/* What was begun anew is left out, as is the beginning of a sentence that did not come: "i was i felt dizzy", "it is definitely , she feels
 * better", "she was bowling and as she was running up". */
void dp_shape_trim(dp_clause *c) {
  if (c->count > 5 && (c->at[0].flags & WF_SUBJECT) && dp_nword_any(&c->at[1], "do have am did can will was does is") && dp_nword_any(&c->at[2], "and but")) /* "i have and those are better" */
    c->at += 3, c->count -= 3;
  static const char *const thanks[] = {"thanks for coming in today", "thank you for coming in today", "thanks for coming in", "thank you for coming in", "good to see you today", "nice to see you today"};
  size_t n;
  for (size_t k = 0; k < sizeof thanks / sizeof *thanks; k++)
    if (dp_nword_starts(c->at, c->count, thanks[k], &n)) {
      c->at += n, c->count -= n;
      break;
    }
  size_t out = 0; /* "it is yeah the same", "had like any tingling" */
  for (size_t k = 0; k < c->count; k++) {
    bool yes = k && dp_nword_any(&c->at[k], "yeah yep") && !dp_nword_any(&c->at[k - 1], "said say");
    bool like = k && k + 1 < c->count && dp_nword_is(&c->at[k], "like") && dp_nword_any(&c->at[k - 1], "had have has get got getting gets been just and or") && !(c->at[k + 1].flags & (WF_SUBJECT | WF_PREP | WF_PUNCT | WF_NEG)) &&
                !dp_nword_any(&c->at[k + 1], "to the my your his her");
    bool twice = out && !(c->at[k].flags & (WF_PUNCT | WF_NUM | WF_NUMBER)) && dp_str_eq(c->at[out - 1].text, c->at[k].text) && out < k; /* what was taken out stood between */
    if (!yes && !like && !twice) c->at[out++] = c->at[k];
  }
  c->count = out;
  if (c->count > 2 && dp_nword_is(&c->at[0], "that") && dp_nword_any(&c->at[1], "now your the")) c->at++, c->count--;
  for (bool more = true; more && c->count > 4;) {
    more = false;
    if (!(c->at[0].flags & WF_SUBJECT)) break;
    for (size_t k = 2; k < 6 && k + 2 < c->count; k++) {
      const dp_nword *w = &c->at[k];
      bool same = dp_str_eq(w->text, c->at[0].text), comma = dp_nword_is(&c->at[k - 1], ",") && (w->flags & WF_SUBJECT) && dp_nword_any(&c->at[0], "it that this there") && k > 2;
      if ((same || comma) && !(w[1].flags & (WF_PREP | WF_SUBORD | WF_PUNCT | WF_SUBJECT | WF_NEG))) {
        while (k > 2 && dp_nword_any(&c->at[k - 1], "sometimes usually often always occasionally now initially finally previously")) k--; /* how often is kept */
        c->at += k, c->count -= k;
        more = true;
        break;
      }
      if (!(w[-1].flags & (WF_AUX | WF_ADVERB | WF_PUNCT | WF_NEG)) || (!(w->flags & (WF_AUX | WF_ADVERB | WF_PUNCT | WF_NEG)) && !same)) break;
    }
  }
  for (size_t k = c->count; k-- > 2;)
    if (dp_nword_any(&c->at[k], "and but so") && k + 1 < c->count && dp_nword_any(&c->at[k + 1], "if when as while because since until")) {
      dp_clause tail = {.at = c->at + k + 1, .count = c->count - k - 1};
      if (dp_shape_half(&tail)) c->count = k;
      break;
    }
}

bool dp_shape_dangling(dp_str text) {
  static const char *const last[] = {"to", "the", "a", "an", "and", "or", "of", "for", "with", "my", "your", "because", "if", "that's", "not", "i", "we",
                                     "his", "her", "their", "patient's", "increase", "but", "so", "which", "who", "when", "where", "how", "what", "than", "like", "very", "really", "at", "from",
                                     "as", "into", "some", "any", "go", "ahead", "n't", "prescribe", "consider", "order", "means"};
  static const char *const helping[] = {"is", "are", "was", "were", "will", "would", "should", "could", "can", "has", "have", "had", "do", "does", "did"};
  while (text.size && (text.at[text.size - 1] == '.' || text.at[text.size - 1] == ' ' || text.at[text.size - 1] == '"' || text.at[text.size - 1] == ',')) text.size--;
  size_t at = text.size;
  while (at && text.at[at - 1] != ' ') at--;
  dp_str word = {text.at + at, text.size - at};
  for (size_t i = 0; i < sizeof last / sizeof *last; i++)
    if (dp_str_eq_ci(word, dp_str_of(last[i]))) return true;
  for (size_t i = 0; i < sizeof helping / sizeof *helping; i++)
    if (dp_str_eq_ci(word, dp_str_of(helping[i]))) { /* "the murmur that the patient had", "better than it was" are whole */
      static const char *const joins[] = {" that ", " than ", " as ", " what ", " how ", " where ", " like "};
      for (size_t j = 0; j < sizeof joins / sizeof *joins; j++) {
        size_t n = strlen(joins[j]);
        for (size_t k = at > 30 ? at - 30 : 0; k + n < at; k++)
          if (!memcmp(text.at + k, joins[j], n)) return false;
      }
      return true;
    }
  return false;
}

/* A question that lost its mark on the way: "Have is it painful", "Does it hurt". */
bool dp_shape_asking(dp_str text) {
  static const char *const first[] = {"have", "has", "is", "are", "was", "do", "does", "did", "can", "could", "any"};
  static const char *const second[] = {"is", "are", "it", "you", "he", "she", "they", "that", "the", "your", "there", "this", "we"};
  dp_str rest = text, a = dp_str_cut(&rest, ' '), b = dp_str_cut(&rest, ' ');
  bool one = false, two = false;
  for (size_t i = 0; i < sizeof first / sizeof *first; i++) one = one || dp_str_eq_ci(a, dp_str_of(first[i]));
  for (size_t i = 0; i < sizeof second / sizeof *second; i++) two = two || dp_str_eq_ci(b, dp_str_of(second[i]));
  return one && two;
}

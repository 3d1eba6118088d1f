/* tense.c: whether a finding that was said is there now, and was said to be. "Until 1996", "it went away after three days", "I am trying
 * to", "I thought it was just": the reader finds the words all the same, and a list of symptoms that loses such a word says what is not so.
 *
 * Judged on the clauses as the reader was given them. What is in doubt is left out of the list: the sentence itself still stands in the
 * history with its own words, and a finding that is in neither is listed by the omission check.
 */
#include "drafting.h"

enum { NEAR = 4 /* words between "trying to" or "probably" and what is meant */, AFTER = 3 /* clauses that may still speak of it */ };

static char low(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\''; }

/* Where the phrase stands in the text as whole words, whatever its capitals; SIZE_MAX where it does not. */
static size_t place(dp_str text, dp_str phrase, size_t from) {
  for (size_t i = from; i + phrase.size <= text.size; i++) {
    if ((i && letter(text.at[i - 1])) || (i + phrase.size < text.size && letter(text.at[i + phrase.size]))) continue;
    size_t k = 0;
    while (k < phrase.size && low(text.at[i + k]) == phrase.at[k]) k++;
    if (k == phrase.size) return i;
  }
  return SIZE_MAX;
}
/* Whether one of the phrases, "|" between them, stands in the text. */
static bool says(dp_str text, const char *phrases) {
  dp_str rest = dp_str_of(phrases);
  while (rest.at)
    if (place(text, dp_str_cut(&rest, '|'), 0) != SIZE_MAX) return true;
  return false;
}
/* Whether one of them stands so near the end of the text that what follows is what it speaks of. */
static bool leads(dp_str text, const char *phrases) {
  dp_str rest = dp_str_of(phrases);
  while (rest.at) {
    dp_str phrase = dp_str_cut(&rest, '|');
    for (size_t at = place(text, phrase, 0); at != SIZE_MAX; at = place(text, phrase, at + 1)) {
      dp_str between = {text.at + at + phrase.size, text.size - at - phrase.size};
      size_t words = 0;
      for (size_t i = 0; i < between.size; i++) words += letter(between.at[i]) && (!i || !letter(between.at[i - 1]));
      if (words <= NEAR && !says(between, "because|but|when|since|after|if|so|due to|from|with|despite|even")) return true;
    }
  }
  return false;
}

static dp_str clause_text(const dp_drafting *d, size_t i) { return (dp_str){d->plain.at + d->plain_start[i], d->plain_start[i + 1] - d->plain_start[i]}; }

static const char over[] = "resolved|got better|gotten better|got all better|all better|went away|gone away|has gone|have gone|is gone|are gone|was gone|were gone|cleared up|has cleared|no longer there|no longer bothers|no longer hurts|no longer a problem|"
                           "it anymore|it any more|them anymore|them any more|that anymore|that any more|subsided|disappeared|healed|it passed|that passed|they passed|it stopped|they stopped|that stopped|has stopped|have stopped|eased off|settled down|none since|nothing since|good now|fine now|okay now|better now|great now|under control";
static const char back[] = "still|came back|come back|comes back|coming back|back again|returned|returns|again|worse|recurred|on and off|off and on|comes and goes|never|not gone|not go|not gotten|not got|not resolved|not cleared|hardly|"
                           "better with|better when|better for|better if|better by|better but";
/* "until i get going" is every morning's, "until i had the operation" is over */
static const char ended[] = "until i had|until i got|until i was|until i went|until i started|until i stopped|until i quit|until i turned|until my|until a|until about|until last|until menopause|until the menopause|until the surgery|until the operation|"
                            "until the procedure|until the hysterectomy|until the change|until they|until he|until she|until then|till i had|till i got|till my|till about|till last";
static const char then_[] = "used to|back then|back when|back in|at that time|in those days|growing up|as a kid|as a child|when i was a|when i was little|when i was young|when i was younger|when i was in|in childhood|in high school|in college|once before|a while ago|a long time ago|ages ago";
static const char begun[] = "since|started|start|began|begun|ever|still|now|today|these days|lately|ongoing|on and off|off and on|diagnosed";

/* "in 1996", "back in 2004": a year that is told, and not as a beginning. */
static bool year(dp_str text) {
  static const char *const before[] = {"in ", "until ", "till ", "around ", "by "};
  for (size_t q = 0; q < sizeof before / sizeof *before; q++)
    for (size_t i = 0; i + strlen(before[q]) + 4 <= text.size; i++) {
      size_t n = strlen(before[q]);
      const char *y = text.at + i + n;
      if ((i && letter(text.at[i - 1])) || memcmp(text.at + i, before[q], n) || (i + n + 4 < text.size && letter(y[4]))) continue;
      if (((y[0] == '1' && y[1] == '9') || (y[0] == '2' && y[1] == '0')) && y[2] >= '0' && y[2] <= '9' && y[3] >= '0' && y[3] <= '9') return true;
    }
  return false;
}

/* Whether a clause goes on about what the one before told: "it got better", "until i had the surgery", "then they went away". */
static bool goes_on(const dp_clause *c) {
  size_t i = 0;
  while (i + 1 < c->count && ((c->at[i].flags & WF_PUNCT) || dp_nword_any(&c->at[i], "and but so then or well yeah yes no okay luckily thankfully fortunately eventually finally"))) i++;
  return i < c->count && dp_nword_any(&c->at[i], "it it's that they those this these which until till before went got resolved cleared gone stopped now everything most");
}

bool dp_tense_over(const dp_drafting *d, const dp_mention *m) {
  size_t i = dp_clause_at(d, m->span.start);
  const dp_clause *c = &d->clauses.at[i];
  dp_str text = clause_text(d, i);
  size_t at = m->span.start - d->plain_start[i], end = m->span.end - d->plain_start[i];
  if (at > text.size || end > text.size || end < at) return false;
  size_t from = 0, to = text.size; /* the part between two "but": the rest speaks of something else */
  for (size_t k = place(text, DP_STR("but"), 0); k != SIZE_MAX; k = place(text, DP_STR("but"), k + 1)) {
    dp_str rest = {text.at + k, text.size - k};
    if (k < at) from = k;
    else if (to == text.size && !says(rest, "it|that|they|those")) to = k;
  }
  dp_str part = {text.at + from, to - from}, behind = {text.at + end, to > end ? to - end : 0};
  if (m->state == DP_PRESENT && says(behind, ended)) return true;
  if (says(part, then_) && !says(part, begun)) return true;
  if (year(part) && !says(part, begun)) return true;
  if (leads((dp_str){text.at + from, at - from}, "no longer")) return true;
  if (says(behind, over) && !says(behind, back)) return true;
  for (size_t k = i + 1, n = 0; k < d->clauses.count && n < AFTER; k++, n++) {
    const dp_clause *x = &d->clauses.at[k];
    dp_str t = clause_text(d, k);
    if (x->turn > c->turn + 2) break;
    if (x->speaker != c->speaker && c->speaker == DP_SPEAKER_PATIENT) { /* "and did that get better?" */
      if (!x->question || !says(t, "it|that|they|those")) {
        if (x->count > 3) break;
      }
      continue;
    }
    if (!goes_on(x)) {
      if (x->turn != c->turn) break;
      continue;
    }
    if (says(t, back)) return false;
    if (says(t, over) || (k == i + 1 && x->turn == c->turn && m->state == DP_PRESENT && dp_nword_any(x->at, "until till") && (says(t, ended) || year(t)))) return true;
  }
  return false;
}

/* "I am better now, but last week I was coughing": what was, told by who is well again. */
bool dp_tense_recovered(const dp_drafting *d, const dp_mention *m) {
  size_t i = dp_clause_at(d, m->span.start);
  dp_str text = clause_text(d, i);
  size_t at = m->span.start - d->plain_start[i];
  if (at > text.size || !says(text, "was|were|had") || says(text, "still|since|today") || leads((dp_str){text.at, at}, "have had|has had|have been|has been")) return false;
  for (size_t k = i + 1; k-- > 0 && d->clauses.at[k].turn == d->clauses.at[i].turn;)
    if (says(clause_text(d, k), "better now|fine now|well now|good now|okay now|am better|doing better|feel better|feeling better|back to normal|back to myself")) return true;
  return false;
}

bool dp_tense_meant(const dp_drafting *d, const dp_mention *m) {
  size_t i = dp_clause_at(d, m->span.start);
  dp_str text = clause_text(d, i);
  size_t at = m->span.start - d->plain_start[i];
  if (at > text.size) return false;
  dp_str before = {text.at, at};
  if (leads(before, "trying to|trying|try to|tried to|want to|wanted to|wants to|wanna|hoping to|hope to|hoping for|working on|work on|would like to|like to|need to lose|need to cut|have to lose|plan to|planning to|planning on|supposed to|in order to|aiming to|goal|focus on|"
                    "intentional|intentionally|can cause|could cause|may cause|might cause|side effect|focusing on|help me|helps me|helping me|told me to|told to|try and|avoid|prevent"))
    return true;
  if (d->clauses.at[i].speaker != DP_SPEAKER_PATIENT) return false; /* a doctor's "it sounds like" tells the history back */
  return leads(before, "thought it was|thought that it was|thought it is|thought it might|thought it could|thought this was|thought that was|thought i had|think it was|think it is|think that it is|think it might|think it may|think this is|think that is|"
                       "thinking it was|thinking it is|figured it was|figured it is|assumed it was|assumed|guessed|guess it is|guess it was|could be|could have been|might be|might have been|may be|may have been|must be|must have been|maybe|perhaps|possibly|"
                       "probably|wondering if|wondered if|worried about|afraid of|scared of|sounds like|seems like|looks like|just like");
}

/* An episode, told in passing: what brought nobody to the doctor. */
bool dp_tense_passing(const dp_drafting *d, const dp_mention *m) {
  static const char said[] = "once or twice|had once|just once|only once|one time|one night|one day|one episode|one morning|the other day|the other night|a couple times|a couple of times|a few times|occasionally|sometimes|"
                             "every now and then|now and then|here and there|at first|initially|had some|had a little|a little|a bit|as well|also|besides";
  return says(clause_text(d, dp_clause_at(d, m->span.start)), said);
}

/* shape.c: what is no sentence, whatever it says: a piece torn from its verb, a false start, a word that begins what never came, the
 * talk of an examination. A note does better without it: the finding reader still lists what it held among the omissions.
 *
 * These are judgements on the words as they were said, before the person is changed; the guard judges what is written.
 */
#include "drafting.h"

static size_t opening(const dp_clause *c) { /* words that lead in and say nothing */
  size_t i = 0;
  while (i + 1 < c->count && ((c->at[i].flags & WF_PUNCT) || dp_nword_any(&c->at[i], "and but so also right now just again then or well okay only really actually probably mostly"))) i++;
  return i;
}

static bool finite(const dp_nword *w) { return dp_nword_verb(w) && !(w->flags & WF_SIDE) && !dp_nword_any(w, "being having been going doing"); }

bool dp_shape_half(const dp_clause *c) {
  size_t at = opening(c), groups = 0, verbs = 0;
  if (at >= c->count || dp_nword_any(&c->at[at], "of than")) return true;
  if (at + 2 < c->count && dp_nword_is(&c->at[at], "the") && dp_nword_is(&c->at[at + 1], "fact") && dp_nword_is(&c->at[at + 2], "that")) return true;
  if (dp_nword_is(&c->at[at], "that") && at + 1 < c->count && dp_nword_any(&c->at[at + 1], "i we you he she they")) return true; /* "that we talked about" */
  if (c->speaker == DP_SPEAKER_PATIENT && c->count - at > 2 && (c->at[at].flags & WF_SUBJECT) && dp_nword_any(&c->at[at + 1], "do did have") && ((c->at[at + 2].flags & WF_PREP) || dp_nword_any(&c->at[at + 2], "back kind sort sometimes occasionally now then"))) {
    bool more = false; /* "i did back years ago": did what? */
    for (size_t k = at + 2; k < c->count && !dp_nword_any(&c->at[k], ", and but so"); k++) more |= finite(&c->at[k]);
    if (!more) return true;
  }
  if (c->speaker == DP_SPEAKER_PATIENT && c->count - at > 3 && ((dp_nword_is(&c->at[at], "a") && dp_nword_any(&c->at[at + 1], "little bit")) || (dp_nword_any(&c->at[at], "little kind sort") && dp_nword_any(&c->at[at + 1], "bit of")))) /* "a little bit but it is still hard": an answer's beginning */
    for (size_t k = at + 1; k < at + 4; k++)
      if (dp_nword_any(&c->at[k], "and but one")) return true;
  if (c->speaker == DP_SPEAKER_PATIENT && c->count - at == 3 && (c->at[at].flags & WF_SUBJECT) && ((c->at[at + 2].flags & (WF_NUMBER | WF_NUM)) || dp_nword_any(&c->at[at + 2], "both some many"))) return true; /* "i have five" */
  /* "i can not handle": what it is stands in another clause, perhaps behind a "nothing" that turns it round */
  if (c->count - at == 4 && (c->at[at].flags & WF_SUBJECT) && dp_nword_any(&c->at[at + 1], "can could") && dp_nword_is(&c->at[at + 2], "not") &&
      dp_nword_any(&c->at[at + 3], "handle stand bear take manage find get do have say"))
    return true;
  for (size_t r = at + 1; r + 2 < c->count && r < at + 6 && dp_nword_any(&c->at[at], "the a an your my"); r++) { /* "the bypass that you have had": and what of it? */
    if (finite(&c->at[r]) && !(c->at[r].flags & WF_EXAM)) break;
    if (!dp_nword_any(&c->at[r], "that which who") || dp_nword_any(&c->at[r - 1], "shows means says reveals demonstrates suggests") || !((c->at[r + 1].flags & WF_SUBJECT) || finite(&c->at[r + 1]))) continue;
    size_t runs = 0;
    for (size_t k = r + 1; k < c->count; k++) runs += finite(&c->at[k]) && !(finite(&c->at[k - 1]) || (c->at[k - 1].flags & (WF_ADVERB | WF_NEG)));
    if (runs < 2) return true;
    break;
  }
  bool comma = false;
  for (size_t k = at; k < c->count; k++) verbs += finite(&c->at[k]), comma |= dp_nword_is(&c->at[k], ",");
  if (!verbs && !comma && dp_nword_any(&c->at[at], "on in at to for with from")) return true; /* "on that right shoulder" */
  if (!verbs && !comma && dp_nword_any(&c->at[at], "after before since while")) return true;
  for (size_t r = at; r + 2 < c->count && r < at + 2; r++) /* "for as long as my walk is" */
    if (dp_nword_is(&c->at[r], "as") && dp_nword_any(&c->at[r + 1], "long soon far much") && dp_nword_is(&c->at[r + 2], "as") && (verbs < 2 || c->count < 9)) return true;
  static const char *const places = "upper lower extremities extremity joint joints acromioclavicular neck back abdomen lungs heart knee ankle foot shoulder elbow wrist hip hand head eyes ears nose throat chest skin and the of your right left both";
  if (c->slot == DP_SLOT_EXAM && !verbs) { /* a place, and nothing found there */
    bool place = true;
    for (size_t k = at; k < c->count && place; k++) place = dp_nword_any(&c->at[k], places) || (c->at[k].flags & WF_PUNCT);
    if (place) return true;
  }
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
      if (dp_nword_any(b, "the a an my your our their i he she they we it you is are was were am will would can has have and or of from with into to if when because at by what where how")) return true;
    } else if (dp_nword_any(a, "will would can could should may might must")) {
      if (dp_nword_any(b, "am is are was were has had did does will would can could should may might must and of or")) return true;
    } else if (dp_nword_any(a, "am is are was were")) {
      if (dp_nword_any(b, "am is are was were has have had do does did will would can could may might")) return true;
    } else if (dp_nword_any(a, "has have had") && dp_nword_any(b, "am is are was were may might will would can could should does")) return true;
    else if (dp_nword_any(a, "of into by with from at") && dp_nword_any(b, "i he she they we of into by with on for to is are was were")) return true;
    else if (dp_nword_is(a, "for") && dp_nword_any(b, "i he she we") && i + 2 < c->count && dp_nword_any(&c->at[i + 2], "think guess believe do")) return true; /* "for i think two weeks" */
    else if (dp_nword_any(a, "i he she we") && dp_nword_any(b, "i he she we they my your his the a an it there of in to after when if because before since")) return true;
    else if (dp_nword_is(a, "you") && dp_nword_is(b, "your")) return true;
    else if (dp_nword_is(a, "it") && dp_nword_any(b, "i he she we you there")) return i + 2 < c->count && dp_nword_verb(&c->at[i + 2]) && i < 3;
    const dp_nword *next = i + 2 < c->count ? b + 1 : NULL;
    if (next && dp_nword_any(a, "i he she we they") && (dp_nword_any(b, "so and") || (b->flags & WF_ADVERB)) && dp_nword_any(next, "i he she we they") && (dp_str_eq(a->text, next->text) || !dp_nword_any(b, "and")) && !(i && dp_nword_any(a - 1, "than as like what that and or"))) return !i || !(a[-1].flags & (WF_BASE | WF_PAST | WF_PREP | WF_KIN)); /* "usually she just i sit" */
    if (next && i && dp_nword_is(a, "it") && dp_nword_any(b, "after before for in") && dp_nword_any(a - 1, "then but because and")) return true; /* "but then it after a while it wears out" */
    if (next && dp_nword_any(a, "after before for with in at on") && dp_nword_is(b, "like") && dp_nword_any(next, "if when because")) return true; /* "usually after like if i feel it" */
    if (next && dp_nword_any(a, "some most many") && dp_nword_any(b, "some most many all") && !dp_str_eq(a->text, b->text)) return true; /* "a regular shoe some most of the time" */
    if (i && dp_nword_any(a, "had has have") && dp_nword_is(b, "because") && !dp_clause_has(c, "which that what than as not")) return true; /* "i have had because i have been trying" */
    if (i + 2 < c->count && dp_nword_is(b, "and") && dp_str_eq(a->text, c->at[i + 2].text) && dp_nword_any(a, "one it that this they he she i you is was the to of in")) return true; /* "a little one and one can not tell" */
    if (i + 2 < c->count && (a->flags & WF_SUBJECT) && dp_nword_is(b, "like") && dp_str_eq(a->text, c->at[i + 2].text)) return true; /* "they like they" */
    if (dp_nword_any(a, "fall fell falls fallen falling") && dp_nword_is(b, "out") && !dp_clause_has(c, "hair hairs eyebrows eyelashes lashes tooth teeth filling crown nail nails toenail of out-of tube stitch stitches pessary patch bed")) return true; /* "this cold started to fall out" */
    if (i && i + 2 < c->count && dp_nword_any(a, "is was are") && dp_nword_any(b, "i he she we they") && dp_nword_any(&c->at[i - 1], "it that this there")) return true; /* "it is i barely can" */
    if (i + 3 < c->count && dp_nword_any(a, "for with at by from") && (b->flags & WF_ADVERB) && dp_nword_any(&c->at[i + 2], "this it that they") && (c->at[i + 3].flags & WF_AUX)) return true; /* "for probably this might be" */
    if (i + 2 < c->count && dp_nword_any(a, "feel am was have is") && dp_nword_is(b, ",") && (c->at[i + 2].flags & WF_SUBJECT) && i && (c->at[i - 1].flags & WF_SUBJECT)) return true; /* "when i feel , i wake up" */
    if (i + 2 < c->count && (a->flags & WF_AUX) && dp_nword_is(b, "or") && (c->at[i + 2].flags & WF_AUX)) return true; /* "did or do have" */
    if (i > 1 && i + 4 < c->count && dp_nword_is(a, "i") && dp_nword_is(b, "do") && dp_nword_is(&c->at[i + 2], "not") && dp_nword_is(&c->at[i + 3], "know") && !dp_nword_any(&c->at[i + 4], "if whether what why how when where who which that anything much about the any") && !dp_nword_any(&c->at[i - 1], "and but because that")) return true; /* "it started maybe i do not know a month ago" */
    if (i + 3 < c->count && dp_nword_any(a, "i he she they we it") && (b->flags & WF_AUX) && dp_nword_any(&c->at[i + 2], "i he she they we you it there") && dp_nword_verb(&c->at[i + 3])) return true;
  }
  return false;
}

/* What is said to get an examination, a recording or a visit done, and tells nothing of the patient. */
bool dp_shape_talk(const dp_clause *c) {
  size_t i = opening(c), n;
  static const char *const said[] = {"let me", "next patient", "medical record number", "please add", "can you", "could you", "go ahead and", "i will be calling", "i will let you know",
                                     "i will see you", "thank you", "i certainly", "i can understand", "i bet", "good luck", "have you", "welcome", "i can say", "we will go over", "i will go over", "first of all i will", "that sounds like a plan", "here are the", "here is", "tell me", "give me", "show me", "have a seat", "nice to", "it is nice to", "you are absolutely", "you are right", "you are correct", "you are welcome", "you might call", "you may call", "likewise", "hold your", "squeeze my", "open up", "open your mouth", "take a deep", "take a few", "breathe in", "breathe out", "close your", "push against", "push up", "pull up", "lift your", "touch your", "follow my", "look up", "look at", "i am sorry", "i apologize", "good to see"};
  for (size_t k = 0; k < sizeof said / sizeof *said; k++)
    if (dp_nword_starts(c->at + i, c->count - i, said[k], &n)) return !(dp_str_eq(dp_str_of(said[k]), DP_STR("i will see you")) && dp_clause_has(c, "week weeks month months days year"));
  if (dp_clause_has(c, "mrn dictation dictating paragraph apologize template thanks cheat") || dp_nword_starts(c->at + i, c->count - i, "the nurse said", &n) || (dp_clause_has(c, "sheet form review") && dp_clause_has(c, "systems system symptoms symptom") && dp_clause_has(c, "nurse sheet checked filled"))) return true;
  if (c->speaker != DP_SPEAKER_DOCTOR) return false;
  if (i + 1 < c->count && (c->at[i].flags & ~(uint32_t)WF_NAME) == 0 && (dp_nword_starts(c->at + i + 1, c->count - i - 1, "good to see you", &n) || dp_nword_starts(c->at + i + 1, c->count - i - 1, "nice to see you", &n))) return true;
  if (c->slot < DP_SLOT_VITALS && (dp_clause_has(c, "weather") || (dp_clause_has(c, "appointment") && dp_clause_has(c, "notes") && c->count < 9))) return true;
  for (size_t k = 0; k + 1 < c->count; k++)
    if (dp_nword_is(&c->at[k], "my") && dp_nword_any(&c->at[k + 1], "patients")) return true; /* of others */
  if (dp_clause_has(c, "talk go look") && c->count < 16 && ((dp_clause_has(c, "my") && dp_clause_has(c, "assessment")) || (dp_clause_has(c, "review") && dp_clause_has(c, "systems")) || (dp_clause_has(c, "look") && dp_clause_has(c, "results")))) return true;
  if (c->count > 2 && dp_nword_is(&c->at[c->count - 2], "like") && dp_nword_any(&c->at[c->count - 1], "this that so")) return true; /* shown by hand */
  if (c->slot == DP_SLOT_EXAM && dp_nword_any(&c->at[c->count - 1], "exam examination")) { /* a heading, and nothing under it */
    bool verb = false;
    for (size_t k = 0; k < c->count; k++) verb |= finite(&c->at[k]);
    if (!verb) return true;
  }
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
  if (c->count > 2 && dp_nword_any(c->at, "it that this there") && dp_nword_any(&c->at[1], "is was sounds seems would")) { /* what is thought of it: "that is really interesting" */
    size_t k = 2;
    while (k < c->count && ((c->at[k].flags & WF_ADVERB) || dp_nword_any(&c->at[k], "really very so pretty all quite a the be too"))) k++;
    if (k < c->count && dp_nword_any(&c->at[k], "interesting great awesome wonderful excellent amazing perfect funny weird crazy true right fair understandable reasonable fantastic nice ideal scary rough tough unfortunate terrible awful embarrassing") && (k + 1 >= c->count || c->speaker == DP_SPEAKER_DOCTOR)) return true;
    if (k + 1 == c->count && dp_nword_any(&c->at[k], "good fine okay bad")) return true;
  }
  if (c->count > 2 && c->speaker == DP_SPEAKER_PATIENT && dp_nword_is(c->at, "there") && dp_nword_any(&c->at[1], "is are was") && dp_clause_content(c) < 2) return true;
  size_t content = dp_clause_content(c);
  if (content > 1 || !c->count) return false;
  bool own = c->speaker == DP_SPEAKER_DOCTOR && (c->slot < DP_SLOT_VITALS || c->slot >= DP_SLOT_ASSESSMENT || dp_clause_has(c, "will want")) && dp_nword_any(&c->at[opening(c)], "i we") && !dp_clause_has(c, "you your think suspect believe feel is am was stop start"); /* "we have some options" */
  for (size_t k = 0; k < c->count; k++)
    if ((c->at[k].flags & (WF_NUM | WF_NUMBER | WF_DRUG | WF_TEST | WF_EXAM)) || dp_nword_any(&c->at[k], "better worse same")) return false;
  return own || (!content && dp_nword_any(&c->at[opening(c)], "it that this there they these those")) || dp_nword_any(&c->at[c->count - 1], "it that this those");
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
  for (size_t k = 4; k + 2 < c->count; k++) /* "you were playing tennis is that what you normally do": the question goes */
    if (dp_nword_any(&c->at[k], "is was") && dp_nword_is(&c->at[k + 1], "that") && dp_nword_any(&c->at[k + 2], "what how where when right correct something") && !dp_nword_any(&c->at[k - 1], "thing problem it this that what reason concern worry question") && c->speaker == DP_SPEAKER_DOCTOR) c->count = k;
  if (c->count > 2 && dp_nword_is(&c->at[0], "that") && dp_nword_any(&c->at[1], "now your the")) c->at++, c->count--;
  for (bool more = true; more && c->count > 4;) {
    more = false;
    if (!(c->at[0].flags & WF_SUBJECT)) break;
    for (size_t k = 2; k < 6 && k + 2 < c->count; k++) {
      const dp_nword *w = &c->at[k];
      if (!(c->at[1].flags & (WF_AUX | WF_ADVERB | WF_PUNCT | WF_NEG))) break; /* "i thought i was having": thought, not begun anew */
      bool same = dp_str_eq(w->text, c->at[0].text), comma = dp_nword_is(&c->at[k - 1], ",") && ((w->flags & WF_SUBJECT) || dp_nword_any(w, "my your")) && dp_nword_any(&c->at[0], "it that this there") && k > 2;
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
                                     "as", "into", "some", "any", "go", "ahead", "no", "yeah", "yes", "n't", "prescribe", "consider", "order", "means"};
  static const char *const helping[] = {"is", "are", "was", "were", "will", "would", "should", "could", "can", "has", "have", "had", "do", "does", "did", "been"};
  while (text.size && (text.at[text.size - 1] == '.' || text.at[text.size - 1] == ' ' || text.at[text.size - 1] == '"' || text.at[text.size - 1] == ',')) text.size--;
  size_t at = text.size;
  while (at && text.at[at - 1] != ' ') at--;
  dp_str word = {text.at + at, text.size - at};
  dp_str left = {text.at, at ? at - 1 : 0}; /* "when the patient was visiting her" is whole */
  bool object = dp_str_eq(word, DP_STR("her")) && (dp_str_ends(left, DP_STR("ing")) || dp_str_ends(left, DP_STR("ed")) || dp_str_ends(left, DP_STR(" with")) || dp_str_ends(left, DP_STR(" to")) || dp_str_ends(left, DP_STR(" told")) || dp_str_ends(left, DP_STR(" saw")));
  for (size_t i = 0; i < sizeof last / sizeof *last && !object; i++)
    if (dp_str_eq_ci(word, dp_str_of(last[i]))) return true;
  static const char *const broken[] = {"can also", "will also", "would also", "is doing", "are doing", "the key thing", "the thing", "the appropriate", "have been relatively", "the lateral", "the medial", "the anterior", "the posterior", "is going", "it just", "me focus specifically", "one thing", "type of", "is that", "was that", "is just", "was just", "i just", "they just", "talk a little", "been having", "is having"};
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    size_t n = strlen(broken[i]);
    if (text.size > n + 1 && dp_str_eq_ci((dp_str){text.at + text.size - n, n}, dp_str_of(broken[i])) && text.at[text.size - n - 1] == ' ') return true;
  }
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

/* mend.c: a clause as it was spoken, mended until it can be written: what was begun anew, what is said in passing, where one sentence ends
 * and the next begins, and what an "it" speaks of.
 *
 * Nothing is put in another's mouth: words are left out, or (for an "it") taken from the question that was answered; an "i" that was swallowed is put back. What holds two
 * figures, two sides or a "sorry" between them is not mended at all: which of the two was meant is not the program's to say. The
 * kinds are those of "Detecting and Correcting Speech Repairs" (ACL 1994, P94-1041): fresh starts, modifications that say a part again, and abridged
 * ones that are a filler only; what was begun is left out and what it was mended to is kept.
 */
#include "drafting.h"

enum { TOGETHER = 34 /* words of two sentences that are joined */, LONG = 22 /* from here on an "and" may end a sentence */ };

static void drop(dp_clause *c, size_t from, size_t to) {
  if (to > c->count) to = c->count;
  if (from >= to) return;
  memmove(c->at + from, c->at + to, (c->count - to) * sizeof *c->at);
  c->count -= to - from;
}
static void lead(dp_clause *c, size_t n) { c->at += n, c->count -= n; } /* the span of the source shrinks with it */

static bool article(const dp_nword *w) { return dp_nword_any(w, "the a an my your our"); }
static bool pointing(const dp_nword *w) { return dp_nword_any(w, "the a an my your our his her their this that these those"); }
static bool finite(const dp_nword *w) { return (w->flags & (WF_AUX | WF_BASE | WF_PAST)) && !dp_nword_any(w, "being having been going doing"); }

/* ---- said in passing ---------------------------------------------------------------------------------------------------------------- */

static void passing(dp_clause *c) {
  static const char *const said[] = {"i would have to say", "i would probably say", "i would say", "i want to say", "i have to say", "i must say", "like i said", "as i said", "as i mentioned", "as you know",
                                     "as you can see", "believe it or not", "to tell you the truth", "let us see", "you could say", "so to speak", "per se", "or what have you", "and whatnot", "like you said", "as you said", "what we call", "first off", "if that makes sense", "right where i am pressing right there", "right where i am pressing", "right where i am touching", "where i am pressing", "where i am touching"};
  for (size_t k = 0; k < c->count; k++)
    for (size_t q = 0; q < sizeof said / sizeof *said; q++) {
      size_t n;
      if (!dp_nword_starts(c->at + k, c->count - k, said[q], &n) || c->count < n + 3 || (k && dp_nword_any(&c->at[k - 1], "what that than if"))) continue;
      if (k + n < c->count && dp_nword_any(&c->at[k + n], "that")) n++;
      if (!k) lead(c, n);
      else drop(c, k, k + n);
      if (k < c->count && k && dp_nword_any(&c->at[k - 1], "about probably around") && (dp_nword_is(&c->at[k], "about") || (k + 1 < c->count && dp_nword_is(&c->at[k], "probably") && dp_nword_is(&c->at[k + 1], "about")))) drop(c, k - 1, k);
      break;
    }
  for (size_t k = 1; k + 1 < c->count; k++) /* "has got a cough" */
    if (dp_nword_is(&c->at[k], "got") && dp_nword_any(&c->at[k - 1], "have has") && (dp_nword_any(&c->at[k + 1], "a an the some any no this that these those my your about") || (c->at[k + 1].flags & WF_NUMBER))) drop(c, k, k + 1);
  for (size_t k = 2; k < c->count; k++) { /* a finger that points: "my elbow here" */
    if (!dp_nword_is(&c->at[k], "here")) continue;
    size_t from = dp_nword_any(&c->at[k - 1], "right over down up") && k > 2 ? k - 1 : k;
    if (c->at[from - 1].flags & (WF_AUX | WF_PREP | WF_SUBJECT | WF_BASE | WF_PAST | WF_PUNCT) || dp_nword_any(&c->at[from - 1], "and or but back not come coming in")) continue;
    if (k + 1 < c->count && !(c->at[k + 1].flags & (WF_PREP | WF_PUNCT)) && !dp_nword_any(&c->at[k + 1], "and but when that")) continue;
    drop(c, from, k + 1);
    k = from;
  }
}

/* "like" that says nothing: "to play like all the time", "it is like a 9", "that like phlegm". */
static void likes(dp_clause *c) {
  for (size_t k = 1; k + 1 < c->count; k++) {
    const dp_nword *w = &c->at[k], *b = w - 1, *next = w + 1;
    if (!dp_nword_is(w, "like")) continue;
    bool figure = (next->flags & WF_NUMBER) || (dp_nword_any(next, "a an the") && k + 2 < c->count && (next[1].flags & WF_NUMBER));
    bool verb = (b->flags & (WF_BASE | WF_PAST)) && !dp_nword_any(b, "look looks looked feel feels felt sound sounds sounded seem seems seemed smell taste act sit hurt burn be was had say said symptoms try tried") && (next->flags & (WF_PREP | WF_STOP)) && !(next->flags & (WF_SUBJECT | WF_AUX)) && !dp_nword_any(next, "to");
    if (figure ? !dp_nword_any(b, "looks look looked") : (verb || dp_nword_any(b, "that even but because") ) && !dp_nword_any(next, "to")) drop(c, k, k + 1), k--;
  }
}

/* ---- begun anew ----------------------------------------------------------------------------------------------------------------------- */

static void anew(dp_clause *c) {
  for (size_t k = 1; k < 5 && k + 4 < c->count; k++) /* "i will ask well i want to see you" */
    if (dp_nword_is(&c->at[k], "well") && ((c->at[k + 1].flags & WF_SUBJECT) || dp_nword_is(&c->at[k + 1], "my")) && !dp_nword_any(&c->at[k - 1], "as very really so not feel feeling doing sleep sleeping eat eating go going")) {
      lead(c, k + 1);
      break;
    }
  if (c->count > 4 && (c->at[0].flags & WF_SUBJECT) && (c->at[1].flags & (WF_BASE | WF_PAST)) && dp_str_eq(c->at[0].text, c->at[2].text) && finite(&c->at[3]) &&
      !dp_nword_any(&c->at[1], "think thought know knew hope guess feel felt believe say said wish figured assume notice noticed remember see saw hear heard mean swear suppose bet understand promise realized told"))
    lead(c, 2); /* "you use you are using" */
  for (size_t k = 0; k + 1 < c->count; k++) {
    dp_nword *w = &c->at[k];
    size_t left = c->count - k;
    if (left > 3 && dp_nword_any(w, "i he she we") && dp_nword_is(w + 1, "and") && dp_str_eq(w[2].text, w->text)) drop(c, k, k + 2), k -= k > 0; /* "i and i can not" */
    else if (dp_nword_is(w, "this") && dp_nword_any(w + 1, "the a an my your")) drop(c, k, k + 1), k -= k > 0; /* "this the" */
    else if (left > 4 && dp_nword_any(w, "we i") && dp_nword_is(w + 1, "will") && dp_nword_is(w + 2, "let") && dp_nword_is(w + 3, "us")) drop(c, k, k + 2);
    else if (article(w) && dp_nword_any(w + 1, "the a an my your our these those")) drop(c, k, k + 1), k -= k > 0;                                                 /* "the a" */
    else if (dp_nword_any(w, "and but or") && dp_nword_any(w + 1, "and but")) drop(c, k, k + 1), k -= k > 0;                                                     /* "and but" */
    else if (left > 3 && (w->flags & WF_PREP) && pointing(w + 1) && dp_str_eq(w[2].text, w->text) && pointing(w + 3)) drop(c, k, k + 2), k -= k > 0;             /* "on her on this" */
    else if (left > 5 && (w->flags & WF_PREP) && pointing(w + 1) && dp_str_eq(w[3].text, w->text) && pointing(w + 4) && dp_str_eq(w[5].text, w[2].text)) drop(c, k, k + 3), k -= k > 0; /* "with this knee with these knee" */
    else if (left > 3 && pointing(w) && pointing(w + 2) && dp_str_eq(w[1].text, w[3].text) && !dp_nword_any(w, "that") && !(w[1].flags & WF_STOP)) drop(c, k, k + 2), k -= k > 0;
    else if (left > 3 && (w->flags & (WF_AUX | WF_BASE)) && (w[1].flags & WF_ADVERB) && dp_str_eq(w[2].text, w->text)) drop(c, k, k + 1);                        /* "do probably do" */
    else if (left > 3 && dp_nword_is(w, "want") && dp_nword_is(w + 1, "to") && dp_nword_is(w + 2, "want")) drop(c, k, k + 2);
    else if (left > 4 && dp_nword_any(w, "i you he she it we they") && (w[1].flags & WF_AUX) && dp_str_eq(w[2].text, w->text) && finite(w + 3) && (!k || !((w[-1].flags & (WF_ASK | WF_SUBORD)) || dp_nword_any(w - 1, "that than as")))) drop(c, k, k + 2), k -= k > 0; /* "it is it hurts" */
  }
}

/* A comma that only held a filler ("a long , uh , process") goes with it where what stands before cannot end anything. */
static void filler_commas(const dp_drafting *d, dp_clause *c) {
  dp_str t = d->transcript->turns.at[c->turn].text;
  for (size_t k = 1; k + 1 < c->count; k++) {
    const dp_nword *w = &c->at[k], *before = w - 1, *next = w + 1;
    if (!dp_nword_is(w, ",")) continue;
    bool held = false;
    for (uint32_t b = w->end; b < next->start && b < t.size; b++) held |= (t.at[b] >= 'a' && t.at[b] <= 'z') || (t.at[b] >= 'A' && t.at[b] <= 'Z');
    bool open = (before->flags & (WF_AUX | WF_PREP)) || pointing(before) || dp_nword_any(before, "as every long much like about been not that very some any") || ((finite(before) || (before->text.size > 4 && dp_str_ends(before->text, DP_STR("ing")) && !dp_nword_any(before, "everything something anything nothing thing morning evening"))) && (pointing(next) || (next->flags & WF_NUMBER)));
    open = open || dp_nword_any(before, "got have has had");
    open = open || (held && k < 4 && dp_nword_any(next, "is are was were") && !(before->flags & (WF_ADVERB | WF_PREP)));
    open = open || (next->flags & WF_PREP && !(next->flags & WF_SUBORD) && held);
    if (open && !(before->flags & WF_NUMBER) && !(next->flags & WF_SUBJECT)) drop(c, k, k + 1), k--;
  }
}

/* ---- beginnings and ends ------------------------------------------------------------------------------------------------------------------ */

/* "i know that", "i saw in your notes that", "i heard": how the doctor comes to know it is what the citation shows. Words to leave out. */
static size_t heard(const dp_nword *w, size_t n) {
  size_t i = 1;
  if (n < 5 || !dp_nword_is(w, "i")) return 0;
  if (dp_nword_is(w + 1, "do") || dp_nword_is(w + 1, "have")) i = 2;
  bool weak = dp_nword_any(w + i, "see saw notice noticed");
  if (!weak && !dp_nword_any(w + i, "know heard understand read hear")) return 0;
  i++;
  size_t j = i; /* "in your chart here" */
  if (j < n && dp_nword_is(w + j, "here")) j++;
  if (dp_nword_any(w + j, "in with from on by") && j + 3 < n && dp_nword_any(w + j + 1, "the") && dp_nword_any(w + j + 2, "nurse's") && dp_nword_any(w + j + 3, "notes note")) j += 4;
  else if (dp_nword_any(w + j, "in with from on by") && j + 2 < n && dp_nword_any(w + j + 1, "your the my") && dp_nword_any(w + j + 2, "chart notes note record records paperwork")) j += 3;
  if (j < n && dp_nword_is(w + j, "here")) j++;
  bool that = j < n && dp_nword_is(w + j, "that");
  if (that) j++;
  if (j + 2 >= n) return 0;
  if (dp_nword_any(w + j, "you we they") && !dp_nword_is(w + j + 1, "last") && (finite(w + j + 1) || (w[j + 1].flags & WF_ADVERB))) return j;
  if (dp_nword_is(w + j, "it") && dp_nword_any(w + j + 1, "looks seems")) return j;
  if ((that || j > i || !weak) && dp_nword_any(w + j, "your the")) {
    for (size_t k = j + 2; k < n && k < j + 6; k++)
      if (finite(w + k) && !(w[k].flags & (WF_EXAM | WF_PREP))) return j;
  }
  return 0;
}

/* "carolyn i think": a name that is called. */
static bool called(const dp_clause *c) {
  if (c->speaker != DP_SPEAKER_DOCTOR || c->count < 6 || (c->at[0].flags & ~(uint32_t)WF_NAME) || dp_str_ends(c->at[0].text, DP_STR("ly"))) return false;
  return (dp_nword_is(&c->at[1], "i") && !dp_str_ends(c->at[0].text, DP_STR("s"))) || (dp_nword_is(&c->at[1], "for") && dp_nword_is(&c->at[2], "your"));
}
void dp_mend_name(dp_clause *c) {
  if (called(c)) lead(c, 1);
}

static void ends(dp_clause *c) {
  for (bool more = true; more && c->count > 3;) {
    const dp_nword *w = c->at, *next = c->at + 1;
    more = true;
    size_t n;
    static const char *const first[] = {"in other words", "for example", "first of all", "the thing is", "for whatever reason", "then again", "in general", "for the record", "hands down", "needless to say", "the other thing is", "one thing is", "that said", "in fact", "that being said", "having said that"};
    for (size_t q = 0; q < sizeof first / sizeof *first; q++)
      if (dp_nword_starts(w, c->count, first[q], &n) && c->count > n + 3) {
        lead(c, n);
        break;
      }
    w = c->at, next = c->at + 1;
    if ((w->flags & WF_PUNCT) || dp_nword_any(w, "and but so yeah yes okay or")) lead(c, 1);
    else if (c->speaker == DP_SPEAKER_DOCTOR && dp_nword_is(w, "now") && dp_nword_any(next, "i we for on let")) lead(c, 1);
    else if (c->count > 3 && dp_nword_is(w, "i") && dp_nword_any(next, "did do have am was") && ((c->at[2].flags & WF_SUBJECT) || (dp_nword_is(&c->at[2], "my") && (c->at[3].flags & WF_KIN)))) lead(c, 2); /* "i did my wife and i were out" */
    else if (dp_nword_any(w, "absolutely definitely exactly certainly again like honestly anyway") && ((next->flags & (WF_SUBJECT | WF_PUNCT)) || dp_nword_any(next, "my your the"))) lead(c, 1);
    else if (dp_nword_is(w, "no") && ((next->flags & (WF_SUBJECT | WF_PUNCT)) || dp_nword_any(next, "never not"))) lead(c, 1);
    else if (called(c)) lead(c, 1);
    else if (c->speaker == DP_SPEAKER_DOCTOR && (n = heard(w, c->count))) lead(c, n);
    else if (dp_nword_is(w, "here") && (dp_nword_is(next, ",") || dp_nword_any(next, "the your you"))) lead(c, 1);
    else if (c->speaker == DP_SPEAKER_DOCTOR && c->count > 5 && dp_nword_any(w, "this that it") && dp_nword_any(next, "means shows showed") && !(c->at[2].flags & WF_PREP) &&
             (dp_nword_is(next, "means") ? dp_nword_is(&c->at[2], "that") || (c->at[2].flags & WF_SUBJECT) : c->slot == DP_SLOT_RESULTS))
      lead(c, dp_nword_is(&c->at[2], "that") ? 3 : 2);
    else more = false;
  }
  if (c->count > 6 && dp_nword_any(&c->at[c->count - 2], "hi hello hey")) c->count -= 2; /* "… by her father hi karen" */
  if (!(c->at[0].flags & (WF_SUBJECT | WF_PREP | WF_SUBORD))) /* "just keeps , it bothers me" */
    for (size_t k = 1; k < 3 && k + 4 < c->count; k++)
      if (dp_nword_is(&c->at[k], ",") && (c->at[k + 1].flags & WF_SUBJECT) && (dp_str_ends(c->at[k - 1].text, DP_STR("s")) || (c->at[k - 1].flags & WF_BASE)) && !(c->at[k - 1].flags & (WF_ADVERB | WF_STOP)) && !dp_nword_any(&c->at[k - 1], "sometimes times always mornings nights weeks days years")) {
        lead(c, k + 1);
        break;
      }
  if (c->speaker == DP_SPEAKER_DOCTOR && !(c->at[0].flags & WF_SUBJECT)) /* "the metoprolol and i want to order": the first half went with its verb */
    for (size_t k = 1; k < 5 && k + 4 < c->count && !finite(&c->at[k - 1]); k++)
      if (dp_nword_is(&c->at[k], "and") && dp_nword_any(&c->at[k + 1], "i we") && dp_nword_any(&c->at[k + 2], "want will would am are")) {
        lead(c, k + 1);
        break;
      }
  for (size_t k = 2; k < 6 && k + 3 < c->count && !finite(&c->at[k - 2]); k++)
    if (dp_nword_is(&c->at[k - 1], "ago") && dp_nword_is(&c->at[k], "and") && (c->at[k + 1].flags & WF_SUBJECT)) { /* "a few months ago and they did a scan" */
      lead(c, k + 1);
      break;
    }
  for (size_t k = 2, verbs = 0; k < 7 && k + 3 < c->count && !verbs; k++) { /* "in a year, but you should": torn from what it said before */
    verbs += finite(&c->at[k - 2]) || finite(&c->at[k - 1]);
    if (!verbs && dp_nword_is(&c->at[k - 1], ",") && dp_nword_any(&c->at[k], "but and") && (c->at[k + 1].flags & WF_SUBJECT)) {
      lead(c, k + 1);
      break;
    }
  }
  if (c->slot == DP_SLOT_EXAM && c->count > 4 && dp_nword_is(&c->at[c->count - 2], "your") && !(c->at[c->count - 3].flags & (WF_PREP | WF_AUX | WF_BASE | WF_PAST | WF_SUBORD)) && !dp_nword_any(&c->at[c->count - 3], "and or"))
    c->count -= 2; /* "tonsils are midline your neck": what comes next */
  for (size_t k = 3; k < 5 && k + 2 < c->count; k++) /* "it looks like here that you" */
    if (dp_nword_is(&c->at[k], "here") && dp_nword_is(&c->at[k - 1], "like")) drop(c, k, k + 1 + dp_nword_is(&c->at[k + 1], "that"));
  static const char *const last[] = {"but otherwise", "and otherwise", "in the meantime", "and in the meantime", "and stuff", "and that", "and things", "but yeah", "and yeah", "but anyway", "or not", "and then", "and so", "so i just", "and i just", "and i guess", "but i guess", "i do not know", "or you know"};
  for (bool more = true; more && c->count > 4;) {
    more = false;
    for (size_t q = 0; q < sizeof last / sizeof *last && !more; q++) {
      size_t n;
      for (size_t m = 2; m < 5 && !more; m++)
        if (c->count > m + 2 && dp_nword_starts(c->at + c->count - m, m, last[q], &n) && n == m && !dp_nword_any(&c->at[c->count - m - 1], "if whether that")) c->count -= m, more = true;
    }
    while (c->count > 3 && ((c->at[c->count - 1].flags & WF_PUNCT) || dp_nword_any(&c->at[c->count - 1], "and or but so")) && !dp_nword_is(&c->at[c->count - 1], "%") && !dp_nword_any(&c->at[c->count - 2], "or not think")) c->count--, more = true;
  }
}

/* A patient's sentence that lost its "i": "can not sleep", "tried ice". The word is put in front, of the same place in the source. */
static void lost_subject(const dp_drafting *d, dp_clause *c) {
  if (c->count < 5) return;
  const dp_nword *w = c->at;
  bool own = dp_nword_any(w, "can could") && dp_nword_is(w + 1, "not");
  size_t a = dp_nword_is(w, "really");
  if (c->speaker == DP_SPEAKER_DOCTOR) own = dp_nword_is(w + a, "do") && dp_nword_is(w + a + 1, "not") && dp_nword_any(w + a + 2, "see appreciate feel hear notice"); /* "do not see any fracture" */
  else own |= dp_nword_any(w, "tried took went got used twisted fell tripped slipped ate drank slept felt noticed") && (pointing(w + 1) || (w[1].flags & WF_PREP) || dp_nword_any(w + 1, "some really very so pretty"));
  if (!own) return;
  dp_nword *more = DP_NEW_ARRAY(d->arena, dp_nword, c->count + 1);
  if (!more) return;
  memcpy(more + 1, c->at, c->count * sizeof *more);
  more[0] = (dp_nword){.text = DP_STR("i"), .flags = dp_lexis_flags(d->lexis, DP_STR("i")), .start = w->start, .end = w->end};
  c->at = more, c->count++;
}

/* "the heart's been fine": the verb is written out, else it looks like an owner. */
static void written_out(const dp_drafting *d, dp_clause *c) {
  for (size_t k = 1; k + 1 < c->count; k++) {
    dp_nword *w = &c->at[k], *next = w + 1;
    bool been = dp_nword_any(next, "been gotten had");
    if (!dp_str_ends(w->text, DP_STR("'s")) || w->text.size < 4 || !(been || ((next->flags & WF_ADVERB) && !(next->flags & WF_SUBORD)) || dp_nword_any(next, "not so too very pretty a the stable normal fine good better high low elevated lined"))) continue;
    dp_nword *more = DP_NEW_ARRAY(d->arena, dp_nword, c->count + 1);
    if (!more) return;
    memcpy(more, c->at, (k + 1) * sizeof *more);
    memcpy(more + k + 2, c->at + k + 1, (c->count - k - 1) * sizeof *more);
    more[k].text.size -= 2, more[k].shown = (dp_str){"", 0}, more[k].flags = dp_lexis_flags(d->lexis, more[k].text);
    more[k + 1] = (dp_nword){.text = been ? DP_STR("has") : DP_STR("is"), .flags = WF_AUX | WF_STOP, .start = w->start, .end = w->end};
    c->at = more, c->count++;
    k++;
  }
}

void dp_mend(const dp_drafting *d, dp_clause *c) {
  filler_commas(d, c);
  ends(c);
  passing(c);
  anew(c);
  likes(c);
  filler_commas(d, c);
  written_out(d, c);
  ends(c);
  lost_subject(d, c);
}

/* ---- two sentences in one ------------------------------------------------------------------------------------------------------------------ */

/* Where a question begins that lost its mark: "… of the knee does that hurt"; what follows is none of the patient's words. 0: nowhere. */
static size_t asks_at(const dp_clause *c) {
  for (size_t k = 4; k + 1 < c->count; k++) {
    const dp_nword *w = &c->at[k], *b = w - 1;
    if ((b->flags & (WF_SUBJECT | WF_NEG | WF_AUX | WF_SUBORD | WF_ASK | WF_PREP)) || dp_nword_any(b, "and or but neither so to not all thing things")) continue;
    if (c->speaker == DP_SPEAKER_DOCTOR && !(b->flags & (WF_BASE | WF_AUX)) && ((dp_nword_is(w, "open") && dp_nword_any(w + 1, "up your")) || (dp_nword_is(w, "let") && dp_nword_any(w + 1, "me us")) || (k + 2 < c->count && dp_nword_is(w, "take") && dp_nword_is(w + 1, "a") && dp_nword_any(w + 2, "deep few")))) return dp_nword_is(b, "now") ? k - 1 : k;
    if (dp_nword_is(w, "any") && dp_nword_any(w + 1, "questions concerns")) return k;
    if ((dp_nword_any(w, "is are") && dp_nword_any(w + 1, "it you those there")) || (dp_nword_any(w, "do does did") && dp_nword_any(w + 1, "you it that this they")) || (dp_nword_any(w, "can could would") && dp_nword_any(w + 1, "you") && c->speaker == DP_SPEAKER_DOCTOR && !dp_nword_any(b, "you that"))) return k;
  }
  return 0;
}

size_t dp_mend_split(dp_clause *c) {
  size_t asked = asks_at(c), verbs = 0;
  if (asked) c->count = asked;
  size_t second = c->speaker == DP_SPEAKER_DOCTOR ? dp_shape_second(c) : 0;
  if (second) return second;
  bool condition = false, closed = true, doctor = c->speaker == DP_SPEAKER_DOCTOR;
  size_t content = 0;
  for (size_t k = 0; k + 2 < c->count; k++) {
    const dp_nword *w = &c->at[k], *b = k ? w - 1 : w;
    condition |= dp_nword_any(w, "if unless whether");
    if (dp_nword_any(w, "when once while before after")) closed = false;
    if (k > 2 && doctor && verbs && !condition && ((b->flags & WF_UNIT) || dp_nword_any(b, "daily also well meals bedtime morning night")) && dp_nword_any(w, "continue keep start stop avoid take use call increase decrease") && !(w[1].flags & WF_PUNCT)) return k; /* "once daily continue the" */
    if (k > 3 && verbs && !condition) {
      bool free_before = !(b->flags & (WF_PREP | WF_SUBORD | WF_PUNCT | WF_AUX | WF_ASK | WF_ADVERB)) && !dp_nword_any(b, "and or but so i we he she they it think know say said guess hope believe that to feel mean see told sure glad wish suggest recommend thing things all what the your");
      bool object = dp_nword_is(b, "you") && k > 1 && (w[-2].flags & WF_PREP); /* "exercises for you i want" */
      if (!dp_nword_any(b, "you") || object) {
        if (doctor && closed && free_before && dp_nword_any(w, "i we") && (dp_nword_any(w + 1, "want will would need recommend encourage also advise") || (dp_nword_any(w + 1, "am are do") && dp_nword_any(w + 2, "going want concerned worried recommend not")))) return k;
        if (doctor && dp_nword_is(w, "now") && dp_nword_any(w + 1, "i we for on let") && !dp_nword_any(b, "right just") && !(c->at[0].flags & WF_PREP)) return dp_nword_any(b, "and but so") ? k - 1 : k;
        bool it = dp_nword_any(b, "that this it") && k > 1 && (w[-2].flags & (WF_PREP | WF_BASE)); /* "your medicine for that you are still on" */
        if (doctor && closed && (free_before || it) && dp_nword_is(w, "you") && dp_nword_any(w + 1, "are should can will need do") && (it || (b->flags & WF_UNIT))) return k;
        if (doctor && free_before && dp_nword_is(w, "there") && dp_nword_any(w + 1, "is are") && !dp_nword_any(w + 2, "clean clear dry intact normal fine") && !dp_nword_is(b, "you")) return k;
        if (doctor && free_before && closed && dp_nword_is(w, "please") && finite(w + 1)) return k;
      }
    }
    if (k > 3 && doctor && (c->slot == DP_SLOT_EXAM || c->slot == DP_SLOT_RESULTS) && content > 1 && dp_nword_any(w, "your the") && !((b->flags & ~(dp_nword_any(b, "touch hear") ? (uint32_t)WF_BASE | WF_PAST : 0u)) & (WF_AUX | WF_PREP | WF_SUBORD | WF_SUBJECT | WF_NEG | WF_PUNCT | WF_ADVERB | WF_BASE | WF_PAST | WF_ASK)) && !dp_nword_any(b, "and or but all both where so exam examination"))
      for (size_t j = k + 2; j < c->count && j < k + 7; j++) {
        if (dp_nword_any(&c->at[j], "is are was were exam examination") || (j < k + 4 && dp_nword_is(&c->at[j], "i"))) return k;
        if ((c->at[j].flags & (WF_SUBJECT | WF_PUNCT | WF_SUBORD | WF_PREP | WF_NEG)) || dp_nword_any(&c->at[j], "and or")) break;
      }
    if (k > 2 && doctor && c->slot == DP_SLOT_EXAM && content > 1 && dp_nword_any(w, "no negative") && !(b->flags & (WF_AUX | WF_PREP | WF_SUBORD | WF_SUBJECT | WF_NEG | WF_PUNCT | WF_ADVERB | WF_BASE | WF_PAST)) && !dp_nword_any(b, "and or but with the a there sign is")) return k;
    if (c->count > LONG && k > 5 && c->count - k > 5 && verbs && !condition && dp_nword_any(w, "and but") && dp_nword_any(w + 1, "i you we he she it they my your there") && (finite(w + 2) || (w[2].flags & WF_ADVERB) || dp_nword_any(w + 1, "my your")) && !(b->flags & (WF_SUBORD | WF_PREP | WF_AUX))) {
      bool whole = !dp_nword_any(w + 1, "my your"); /* "my back and my knee hurt" is one */
      for (size_t j = k + 2; j < c->count && j < k + 6 && !whole; j++) whole = finite(&c->at[j]) && !(c->at[j].flags & WF_EXAM);
      if (whole) return k;
    }
    verbs += finite(w);
    content += dp_nword_content(w);
  }
  return 0;
}

/* ---- what "it" is ------------------------------------------------------------------------------------------------------------------------- */

bool dp_mend_pronoun(const dp_clause *whole) {
  dp_clause one = *whole, *c = &one;
  while (c->count > 3 && dp_nword_any(c->at, "sometimes now also then usually maybe probably otherwise eventually but and so , actually because")) lead(c, 1);
  return c->count > 1 && (dp_nword_any(c->at, "it that this those these they") || (c->speaker == DP_SPEAKER_PATIENT && dp_nword_is(c->at, "we"))) && (finite(&c->at[1]) || (c->at[1].flags & (WF_ADVERB | WF_AUX)));
}

/* "how is your diet ?" "it has been a struggle": the words for "it", as the patient would say them ("my diet"). false: the question has none. */
static bool topic(const dp_drafting *d, const dp_clause *q, dp_words *out) {
  static const char *const asks[] = {"how is", "how are", "how has", "how have", "how about", "what about", "how was", "how did", "how does", "how do", "how bad is", "how bad are", "and how is", "when did", "how long has", "how long have", "how often does", "how often do"};
  size_t n = 0, i = 0;
  while (i < q->count && ((q->at[i].flags & WF_PUNCT) || dp_nword_any(&q->at[i], "and so okay well now then"))) i++;
  bool found = false;
  for (size_t k = 0; k < sizeof asks / sizeof *asks && !found; k++) found = dp_nword_starts(q->at + i, q->count - i, asks[k], &n);
  if (!found) return false;
  i += n;
  if (i + 1 >= q->count || !dp_nword_any(&q->at[i], "your the that this")) return false;
  bool own = dp_nword_is(&q->at[i], "your");
  dp_nword first = q->at[i];
  first.text = own ? DP_STR("my") : DP_STR("the"), first.shown = (dp_str){"", 0}, first.flags = dp_lexis_flags(d->lexis, first.text);
  (void)DP_PUSH(d->arena, out, first);
  for (i++; i < q->count && out->count < 5; i++) {
    const dp_nword *w = &q->at[i];
    if ((w->flags & (WF_PUNCT | WF_SUBJECT | WF_PREP | WF_NEG | WF_ASK | WF_AUX | WF_SUBORD)) || dp_nword_any(w, "and or doing going now today been happen happened start begin bother hurt last")) break;
    (void)DP_PUSH(d->arena, out, *w);
  }
  for (size_t k = i; k < q->count; k++) /* the question goes on to something else */
    if (!dp_nword_any(&q->at[k], "been doing going lately recently now today these days , feeling with that since then start begin happen bother bothering you hurt last on happening occur feel")) return false;
  return out->count > 1;
}

/* Puts the topic of the question that clause i answers in the place of its "it". The question, or SIZE_MAX: nothing was changed. */
size_t dp_mend_it(const dp_drafting *d, size_t i) {
  dp_clause *c = &d->clauses.at[i];
  size_t q = i;
  if (c->speaker != DP_SPEAKER_PATIENT || !dp_nword_any(c->at, "it that they those")) return SIZE_MAX;
  while (q && d->clauses.at[q - 1].turn == c->turn)
    if (dp_clause_content(&d->clauses.at[--q]) > 1) return SIZE_MAX; /* not the first thing that is said */
  if (!q--) return SIZE_MAX;
  const dp_clause *asked = &d->clauses.at[q];
  dp_words w = {0};
  if (asked->speaker != DP_SPEAKER_DOCTOR || asked->turn + 1 != c->turn || !asked->question || !topic(d, asked, &w)) return SIZE_MAX;
  bool many = dp_str_ends(w.at[w.count - 1].text, DP_STR("s")) && !dp_str_ends(w.at[w.count - 1].text, DP_STR("ss")) && !dp_str_ends(w.at[w.count - 1].text, DP_STR("is"));
  if (many != dp_nword_any(c->at, "they those")) return SIZE_MAX; /* its verb would not agree */
  for (size_t k = 1; k < c->count; k++) (void)DP_PUSH(d->arena, &w, c->at[k]);
  if (d->arena->failed) return SIZE_MAX;
  c->at = w.at, c->count = w.count;
  return q;
}

/* Whether nothing but a question that names nothing itself ("when did it start?") stands between draft p and clause i, the first of its turn. */
static bool asks_on(const dp_drafting *d, size_t i, const dp_draft *p) {
  const dp_clause *c = &d->clauses.at[i];
  if (c->speaker != DP_SPEAKER_PATIENT || p->slot != DP_SLOT_HPI || c->turn < 2 || !i || d->clauses.at[i - 1].turn == c->turn || p->order >= i) return false;
  if (d->clauses.at[p->order].turn + 2 != c->turn || d->clauses.at[p->order].speaker != DP_SPEAKER_PATIENT || p->line_count > 3) return false;
  bool open = false;
  for (size_t k = p->order + 1; k < i; k++) {
    const dp_clause *q = &d->clauses.at[k];
    if (q->speaker == DP_SPEAKER_PATIENT ? dp_clause_content(q) > 0 : dp_clause_content(q) > 1) return false;
    open |= q->question && dp_clause_has(q, "it that this happened happen start started begin");
  }
  return open;
}

/* "She enrolled in therapy" "It has been helping": one sentence, because the second speaks of the first. false: they stay apart. */
bool dp_mend_join(dp_drafting *d, size_t i, const dp_draft *x) {
  if (!d->drafts.count) return false;
  dp_draft *p = &d->drafts.at[d->drafts.count - 1];
  size_t j = i, words = 2;
  while (j && d->clauses.at[j - 1].turn == d->clauses.at[i].turn && !dp_clause_content(&d->clauses.at[j - 1])) j--;
  bool same = p->line_count == 1 && p->lines[0] == x->lines[0] && (p->order == i || (j && p->order == j - 1));
  if (p->headline || p->origin != DP_ORIGIN_REWRITTEN || (!same && !asks_on(d, j, p))) return false;
  if (p->slot != x->slot && (p->slot < DP_SLOT_ASSESSMENT || x->slot < DP_SLOT_ASSESSMENT)) return false;
  dp_str second = x->text;
  static const char *const said[] = {"The patient reports ", "She reports ", "He reports "};
  for (size_t k = 0; k < sizeof said / sizeof *said; k++) {
    size_t n = strlen(said[k]);
    if (second.size > n && !memcmp(second.at, said[k], n)) second.at += n, second.size -= n;
  }
  for (size_t k = 0; k < p->text.size; k++) words += p->text.at[k] == ' ';
  for (size_t k = 0; k < second.size; k++) words += second.at[k] == ' ';
  if (words > TOGETHER || !p->text.size || p->text.at[p->text.size - 1] != '.') return false;
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_buf_str(&b, (dp_str){p->text.at, p->text.size - 1});
  dp_buf_text(&b, "; ");
  dp_buf_char(&b, second.at[0] >= 'A' && second.at[0] <= 'Z' ? (char)(second.at[0] + 32) : second.at[0]);
  dp_buf_str(&b, (dp_str){second.at + 1, second.size - 1});
  if (b.failed) return false;
  p->text = dp_buf_view(&b);
  if (x->worth > p->worth) p->worth = x->worth;
  for (size_t k = 0; k < x->line_count; k++) dp_draft_cite(p, x->lines[k]);
  p->order = (uint32_t)i;
  return true;
}

/* ---- what cannot be mended ------------------------------------------------------------------------------------------------------------------ */

/* Whether the phrase stands in the text, whatever its capitals; `begins`: where a word begins. */
static bool holds(dp_str text, const char *phrase, bool begins) {
  dp_str p = dp_str_of(phrase);
  for (size_t k = 0; k + p.size <= text.size; k++)
    if (dp_str_eq_ci((dp_str){text.at + k, p.size}, p) && (!begins || !k || text.at[k - 1] == ' ')) return true;
  return false;
}

/* Two figures, sides or doses side by side, or a word that takes one back: which of them holds is not known. */
bool dp_mend_doubtful(const dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  bool figure = false;
  for (size_t k = 0; k < c->count; k++) {
    const dp_nword *w = &c->at[k];
    figure |= (w->flags & (WF_NUMBER | WF_NUM | WF_DRUG | WF_SIDE)) != 0;
    size_t j = k + 1 < c->count && dp_nword_is(w + 1, ",") ? k + 2 : k + 1;
    if (j >= c->count) break;
    const dp_nword *next = &c->at[j];
    if ((w->flags & WF_NUMBER) && (next->flags & WF_NUMBER) && j + 1 < c->count && dp_nword_any(next + 1, "mg mcg g ml cc units milligrams milligram micrograms grams")) return true;
    if ((w->flags & WF_NUMBER) && (next->flags & WF_NUMBER) && j == k + 1) return true;
    if (dp_nword_any(w, "left right") && dp_nword_any(next, "left right") && !dp_str_eq(w->text, next->text)) return true;
    if (w->flags & WF_DRUG)
      for (size_t n = k + 1; n < c->count && n < k + 4; n++)
        if (dp_str_eq(c->at[n].text, w->text)) return true; /* "lortab 500 lortab 5" */
  }
  if (c->count && i && d->clauses.at[i - 1].turn == c->turn && d->clauses.at[i - 1].count && (c->at[0].flags & WF_NUMBER) && (d->clauses.at[i - 1].at[d->clauses.at[i - 1].count - 1].flags & WF_NUMBER)) return true; /* "12 . 5" */
  if (c->count && i + 1 < d->clauses.count && d->clauses.at[i + 1].turn == c->turn && d->clauses.at[i + 1].count && (d->clauses.at[i + 1].at[0].flags & WF_NUMBER) && (c->at[c->count - 1].flags & WF_NUMBER)) return true;
  if (c->count && i + 1 < d->clauses.count && d->clauses.at[i + 1].turn == c->turn && d->clauses.at[i + 1].count < 8) { /* "left leg pain" "right leg pain" */
    const dp_clause *n = &d->clauses.at[i + 1];
    for (size_t k = 0; k + 1 < c->count; k++)
      for (size_t j = 0; j + 1 < n->count && dp_nword_any(&c->at[k], "left right"); j++)
        if (dp_nword_any(&n->at[j], "left right") && !dp_str_eq(n->at[j].text, c->at[k].text) && dp_str_eq(n->at[j + 1].text, c->at[k + 1].text) && !dp_clause_has(n, "is are was also and normal fine")) return true;
  }
  if (!figure || !c->count) return false;
  static const char *const back[] = {"i mean", "or rather", "sorry", "no wait", "correction", "let me correct"};
  for (size_t q = 0; q < sizeof back / sizeof *back; q++)
    if (holds(dp_clause_raw(d, c), back[q], true)) return true;
  return false;
}

/* "i have not been tired" "now i am tired": what is taken back at once is not written. */
bool dp_mend_taken_back(const dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  if (i + 1 >= d->clauses.count || d->clauses.at[i + 1].turn != c->turn || c->speaker != DP_SPEAKER_PATIENT) return false;
  const dp_clause *n = &d->clauses.at[i + 1];
  bool neg = false, later = false;
  for (size_t k = 0; k < c->count; k++) neg |= (c->at[k].flags & WF_NEG) != 0;
  for (size_t k = 0; k < n->count; k++) later |= (n->at[k].flags & WF_NEG) != 0;
  if (neg == later) return false;
  dp_str t = d->transcript->turns.at[c->turn].text; /* what leads the next in was cut off it */
  bool turns = dp_clause_has(n, "now lately recently sometimes") || n->count == 0;
  for (uint32_t b = c->count ? c->at[c->count - 1].end : 0; n->count && b + 4 < n->at[0].start && b + 4 < t.size; b++) turns |= !memcmp(t.at + b, " now", 4) || !memcmp(t.at + b, " but", 4);
  for (size_t k = 0; k < c->count && turns; k++)
    for (size_t j = 0; j < n->count && dp_nword_content(&c->at[k]) && !(c->at[k].flags & (WF_NEG | WF_BASE | WF_DRUG)); j++)
      if (dp_nword_content(&n->at[j]) && dp_str_eq(c->at[k].text, n->at[j].text)) return true;
  return false;
}

/* "you have come in with right knee pain": "it's not the right knee, it's the left": the other speaker takes the side back. */
bool dp_mend_side_denied(const dp_drafting *d, size_t i) {
  static const char *const denials[][4] = {{"not the left", "not my left", "n't the left", "n't my left"}, {"not the right", "not my right", "n't the right", "n't my right"}};
  const dp_clause *c = &d->clauses.at[i];
  if (c->turn + 1 >= d->transcript->turns.count) return false;
  dp_str next = d->transcript->turns.at[c->turn + 1].text;
  for (size_t k = 0; k < c->count; k++) {
    if (!dp_nword_any(&c->at[k], "left right")) continue;
    const char *const *said = denials[dp_nword_is(&c->at[k], "right")];
    for (size_t n = 0; n < 4; n++)
      if (holds(next, said[n], false)) return true;
  }
  return false;
}

/* What hangs on the end of the sentence before: "nothing" "i can not handle". */
bool dp_mend_hangs(const dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  if (!i || !c->count || d->clauses.at[i - 1].turn != c->turn || !d->clauses.at[i - 1].count) return false;
  const dp_clause *p = &d->clauses.at[i - 1];
  const dp_nword *last = &p->at[p->count - 1];
  dp_str t = d->transcript->turns.at[c->turn].text;
  for (uint32_t b = last->end; b < c->at[0].start && b < t.size; b++)
    if (t.at[b] == '.' || t.at[b] == '?' || t.at[b] == '!') return false;
  return dp_nword_any(last, "nothing anything something everything nobody none thing things all only not never nor neither without") && (c->at[0].flags & WF_SUBJECT);
}

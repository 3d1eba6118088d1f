/* draft.c: from clauses and findings to drafts: sentences with their turns, each past the guard.
 *
 * Four makers. Statements: a clause in the third person. Answers (answers.c): a question with a yes or a no becomes the statement
 * that it asks about, or a denial. Dictation: what the doctor says of the examination, of results and of the plan loses "on
 * your exam, I do appreciate" and keeps the rest. Findings: the review of systems, from the reader's states.
 * What a maker cannot say, or the guard refuses, is quoted when it is worth it and left out otherwise; nothing is bent
 * until it fits.
 */
#include "drafting.h"

size_t dp_clause_content(const dp_clause *c) {
  size_t n = 0;
  for (size_t i = 0; i < c->count; i++) n += dp_nword_content(&c->at[i]);
  return n;
}

void dp_draft_cite(dp_draft *x, uint32_t line) {
  size_t i = 0;
  while (i < x->line_count && x->lines[i] < line) i++;
  if ((i < x->line_count && x->lines[i] == line) || x->line_count >= sizeof x->lines / sizeof *x->lines) return;
  memmove(x->lines + i + 1, x->lines + i, (x->line_count - i) * sizeof *x->lines);
  x->lines[i] = line;
  x->line_count++;
}

void dp_draft_put(dp_drafting *d, dp_draft *x) {
  if (x->text.size < 3 || !x->line_count) return;
  (void)DP_PUSH(d->arena, &d->drafts, *x);
}

/* ---- quotations ------------------------------------------------------------------------------------------------------------ */

static void quote(dp_drafting *d, size_t i, size_t more, dp_draft x) {
  const dp_clause *c = &d->clauses.at[i];
  if (c->question || c->command || c->count < 4 || (!more && (c->count > 28 || dp_shape_talk(c) || dp_shape_empty(c) || dp_shape_half(c) || dp_shape_garbled(c) || dp_shape_dangling(dp_clause_raw(d, c))))) return;
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_str label = d->transcript->turns.at[c->turn].label;
  if (c->speaker == DP_SPEAKER_OTHER && label.size) {
    for (size_t k = 0; k < label.size; k++) dp_buf_char(&b, label.at[k] == '_' ? ' ' : label.at[k]);
    dp_buf_text(&b, " said: \"");
  } else
    dp_buf_text(&b, c->speaker == DP_SPEAKER_DOCTOR ? "The doctor said: \"" : c->speaker == DP_SPEAKER_PATIENT ? "The patient said: \"" : "It was said: \"");
  dp_str words = dp_clause_raw(d, c);
  while (more && i + more < d->clauses.count && (d->clauses.at[i + more].turn != c->turn || !d->clauses.at[i + more].count)) more--;
  if (more && i + more < d->clauses.count && c->count + d->clauses.at[i + more].count > 34) more = 0;
  if (c->count > 34) return;
  if (more) words.size = (size_t)(dp_clause_raw(d, c + more).at + dp_clause_raw(d, c + more).size - words.at);
  dp_buf_str(&b, words);
  dp_buf_text(&b, "\"");
  x.text = dp_buf_view(&b);
  x.origin = DP_ORIGIN_QUOTED;
  dp_draft_put(d, &x);
}

/* Past the guard, or quoted when `needed`, or left out. */
bool dp_draft_guarded(dp_drafting *d, dp_draft *x, const dp_source *s) {
  if (dp_shape_dangling(x->text) || dp_shape_asking(x->text)) return false;
  if (dp_guard(x->text, s, d->lexis, d->arena) == DP_GUARD_PASSED) return dp_draft_put(d, x), true;
  d->refused++;
  return false;
}

/* ---- statements --------------------------------------------------------------------------------------------------------------- */

/* Openings of a dictated finding that the note does without: "i do appreciate", "you do have". *negated: they deny.
 * Returns the words to skip. */
static size_t finding_opening(const dp_nword *w, size_t count, bool *negated) {
  size_t i = 0;
  *negated = false;
  while (i < count && (dp_nword_any(&w[i], ", also there that so") && !dp_nword_is(&w[i], "there"))) i++;
  if (i >= count || !dp_nword_any(&w[i], "i you we")) return 0;
  size_t j = i + 1;
  while (j < count && dp_nword_any(&w[j], "do can also still just really kind have could will would")) j++;
  if (j > i + 1 && j < count && dp_nword_is(&w[j], "not")) *negated = true, j++;
  while (j < count && dp_nword_any(&w[j], "really see")) {
    if (dp_nword_is(&w[j], "see")) break;
    j++;
  }
  bool own = dp_nword_is(&w[i], "you");
  if (j < count && own && j == i + 1 && dp_nword_any(&w[j], "have had")) {
    j++;
    if (j < count && dp_nword_is(&w[j], "got")) j++;
  }
  else if (j < count && !own && dp_nword_any(&w[j], "appreciate hear see feel notice find noted note heard")) j++;
  else if (!(own && j > i + 1 && dp_nword_is(&w[j - 1], "have"))) return 0;
  if (j < count && dp_nword_any(&w[j], "that if how what to been the your you") && !dp_nword_any(&w[j], "the your")) return 0;
  if (*negated) {
    if (j < count && dp_nword_is(&w[j], "any")) j++;
  }
  if (j < count && dp_nword_any(&w[j], "a an the your some")) j++;
  return j < count ? j : 0;
}

static void put_without_opening(dp_drafting *d, const dp_nword *w, size_t count, uint8_t speaker, const dp_voice *v, dp_buf *b, bool *ok) {
  bool negated;
  size_t skip = finding_opening(w, count, &negated);
  if (negated && skip) dp_buf_text(b, "No");
  *ok = dp_third_person(w + skip, count - skip, speaker, v, d->lexis, false, b);
}

/* "on your heart exam", "on examination of your left knee", "looking at your blood pressure": how many words they are; they
 * say where, and end at a comma or before the finding's own subject. */
static size_t place_opening(const dp_nword *w, size_t count) {
  size_t i = 0;
  if (!count || !dp_nword_any(&w[0], "on upon looking for with")) return 0;
  size_t end = 0;
  for (i = 1; i < count && i < 14; i++) {
    if (dp_nword_is(&w[i], ",")) return i;
    if (dp_nword_any(&w[i], "exam examination") && i + 1 < count && !dp_nword_any(&w[i + 1], "of ,")) end = i + 1;
    if (dp_nword_any(&w[i], "i you there it we")) return i > 1 ? i : 0;
  }
  return end;
}

static dp_str dictated(dp_drafting *d, const dp_clause *c, dp_voice v) {
  dp_buf b;
  dp_buf_init(&b, d->arena);
  v.plain = true;
  size_t n = place_opening(c->at, c->count);
  bool ok = true;
  if (n && n < c->count) {
    /* "on your physical exam": says nothing where the section's title is that already */
    bool only = true;
    for (size_t i = 0; i < n; i++) only &= dp_nword_any(&c->at[i], "on upon your the physical exam examination a quick here today's today , looking at");
    if (!only) {
      if (!dp_third_person(c->at, n, c->speaker, &v, d->lexis, false, &b)) return (dp_str){"", 0};
      dp_buf_char(&b, ',');
    }
    while (n < c->count && dp_nword_is(&c->at[n], ",")) n++;
  } else n = 0;
  dp_buf rest;
  dp_buf_init(&rest, d->arena);
  put_without_opening(d, c->at + n, c->count - n, c->speaker, &v, &rest, &ok);
  if (!ok) return (dp_str){"", 0};
  if (b.size) {
    dp_buf_char(&b, ' ');
    if (rest.size > 2 && !memcmp(rest.at, "No ", 3)) rest.at[0] = 'n';
  }
  dp_buf_str(&b, dp_buf_view(&rest));
  return b.size ? dp_finish(dp_buf_view(&b), d->arena) : (dp_str){"", 0};
}

static bool spoken_chat(const dp_clause *c) { /* of the room, not of the patient */
  return dp_clause_has(c, "dragon dax recording") || (c->count < 8 && dp_clause_has(c, "questions? hello hi bye thanks welcome"));
}

/* "five thousand, or fifty thousand, excuse me": a figure in a clause that corrects itself, or that the next corrects. */
bool dp_draft_corrected(const dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  bool figure = false, back = false;
  for (size_t k = 0; k < c->count; k++) figure |= (c->at[k].flags & (WF_NUMBER | WF_NUM | WF_DRUG | WF_SIDE)) != 0;
  for (size_t j = i; j < d->clauses.count && j < i + 2 && d->clauses.at[j].turn == c->turn; j++) {
    const dp_clause *x = &d->clauses.at[j];
    for (size_t k = 0; k + 1 < x->count; k++) {
      size_t n;
      back |= dp_nword_starts(x->at + k, x->count - k, "excuse me", &n) || dp_nword_starts(x->at + k, x->count - k, "scratch that", &n) || dp_nword_starts(x->at + k, x->count - k, "i am sorry", &n) ||
              dp_nword_starts(x->at + k, x->count - k, "no wait", &n) || dp_nword_starts(x->at + k, x->count - k, "correction", &n);
    }
  }
  return (figure && back) || dp_mend_doubtful(d, i);
}

static bool objective_of(unsigned slot) { return slot == DP_SLOT_EXAM || slot == DP_SLOT_RESULTS || slot == DP_SLOT_VITALS; }

/* Whether a sentence about an "it" that nothing explains says enough by itself. Of a patient's, only "it hurts to bend", "it is hard to",
 * "it looks like"; of a doctor's, what has a figure, a medicine, a test or much else. */
static bool telling(const dp_clause *c) {
  bool fact = false;
  for (size_t k = 1; k < c->count; k++) fact |= (c->at[k].flags & (WF_NUMBER | WF_DRUG | WF_TEST | WF_EXAM)) != 0;
  bool open = dp_nword_is(c->at, "it") && (dp_nword_any(&c->at[1], "looks sounds seems feels felt started began happened") || (c->count > 3 && ((dp_nword_any(&c->at[1], "hurts hurt") && dp_nword_is(&c->at[2], "to")) || dp_nword_any(&c->at[2], "hard difficult painful"))));
  if (c->speaker == DP_SPEAKER_PATIENT) return open && dp_clause_content(c) > 1;
  return dp_clause_content(c) > (fact || open ? 2 : 5);
}

/* "There is no effusion" "that is just fluid around the knee": what a word means, not that it is there. */
static bool explains_denied(const dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  const dp_clause *p = i ? &d->clauses.at[i - 1] : c;
  if (!dp_nword_any(c->at, "that this which") || c->count < 2 || !dp_nword_any(&c->at[1], "is means would was just") || p->turn != c->turn) return false;
  for (size_t k = 0; k < p->count; k++)
    if (p->at[k].flags & WF_NEG) return true;
  return false;
}

enum { LONGEST = 48 }; /* words of a sentence that can be read */

/* A statement in its section. */
static void statement(dp_drafting *d, size_t i, dp_draft x, bool pronoun) {
  const dp_clause *c = &d->clauses.at[i];
  dp_str spans[2] = {dp_clause_raw(d, c), {"", 0}};
  dp_source s = {spans, 1, false, false, false, false};
  if (dp_mend_hangs(d, i) || dp_mend_taken_back(d, i) || dp_mend_side_denied(d, i)) return;
  if (dp_draft_corrected(d, i)) { /* the number that is taken back must not stand alone */
    if (x.worth > 100) quote(d, i, 1, x);
    return;
  }
  if (c->speaker == DP_SPEAKER_OTHER) { /* of whom another person speaks is not known for sure: in their words */
    if (x.worth > 100) quote(d, i, 0, x);
    return;
  }
  bool objective = objective_of(x.slot), lost = dp_mend_pronoun(c);
  if (c->count < 2) return;
  if (lost) {
    size_t q = dp_mend_it(d, i);
    if (q != SIZE_MAX) {
      spans[s.count++] = dp_clause_raw(d, &d->clauses.at[q]);
      dp_draft_cite(&x, dp_clause_line(d, &d->clauses.at[q]));
      lost = false;
    }
  }
  if (c->count < 2 || !dp_clause_content(c)) return;
  if (c->speaker == DP_SPEAKER_DOCTOR && x.slot < DP_SLOT_VITALS && dp_nword_is(c->at, "not")) return;
  if (c->speaker == DP_SPEAKER_PATIENT && dp_nword_any(c->at, "not nothing maybe absolutely") && (dp_nword_is(c->at, "nothing") || !(c->at[1].flags & WF_SUBJECT))) return; /* "not the whole way down but …": an answer torn from its question */
  if (dp_nword_any(c->at, "how what where why who which")) return; /* a question's remains */
  if (dp_shape_half(c) || dp_shape_garbled(c) || dp_shape_talk(c) || dp_shape_empty(c) || c->count > LONGEST) return;
  if (c->speaker == DP_SPEAKER_DOCTOR && !objective_of(x.slot) && x.slot < DP_SLOT_VITALS && dp_nword_any(c->at, "they people some everybody many most") && !dp_clause_has(c, "you your patient")) return; /* of others */
  if (x.slot == DP_SLOT_EXAM && (c->at[0].flags & WF_BASE) && !(c->at[0].flags & (WF_AUX | WF_EXAM))) return; /* "touch here" */
  if (objective && (c->at[c->count - 1].flags & (WF_STOP | WF_SUBJECT)) && !(c->at[c->count - 1].flags & (WF_SIDE | WF_NUM | WF_NUMBER))) { /* "PFTs , that those" */
    bool verb = false;
    for (size_t k = 0; k < c->count; k++) verb |= dp_nword_verb(&c->at[k]);
    if (!verb) return;
  }
  if (objective) x.text = dictated(d, c, d->voice);
  else {
    bool has_verb = false, subject = false;
    for (size_t k = 0; k < c->count; k++) has_verb |= dp_nword_verb(&c->at[k]) || (k && (c->at[k - 1].flags & WF_SUBJECT) && (dp_str_ends(c->at[k].text, DP_STR("ed")) || dp_str_ends(c->at[k].text, DP_STR("s")))), subject |= (c->at[k].flags & WF_SUBJECT) || dp_nword_any(&c->at[k], "my your");
    for (size_t k = 1; k < c->count && dp_nword_any(c->at, "my the both"); k++) /* "my knee hurts" */
      has_verb |= dp_str_ends(c->at[k].text, DP_STR("s")) && (dp_lexis_flags(d->lexis, (dp_str){c->at[k].text.at, c->at[k].text.size - 1}) & WF_BASE);
    if (c->count > 2 && dp_nword_any(c->at, "the my this about for") && dp_nword_any(&c->at[1], "last past") && c->count < 7) has_verb = false; /* "the last four days" */
    subject |= c->count > 3 && dp_nword_any(c->at, "the this both");
    if (has_verb && c->speaker == DP_SPEAKER_PATIENT && !subject) { /* "six months to like this": no verb at all */
      has_verb = false;
      for (size_t k = 0; k < c->count; k++) has_verb |= dp_nword_verb(&c->at[k]) && !dp_nword_any(&c->at[k], "like last");
    }
    if (c->speaker == DP_SPEAKER_PATIENT && !has_verb && c->count > 1 && dp_nword_is(c->at, "no") && !dp_clause_has(c, "some but little bit yes yeah mild occasional just except only questions more idea problem way sir ma'am thank thanks nothing")) {
      dp_buf f; /* "no fever or chills" */
      dp_buf_init(&f, d->arena);
      dp_buf_text(&f, pronoun && d->voice.sex == DP_FEMALE ? "she denies" : pronoun && d->voice.sex == DP_MALE ? "he denies" : "the patient denies");
      size_t from = 0;
      while (from < c->count && dp_nword_any(&c->at[from], "no ,")) from++;
      if (from >= c->count || !dp_third_person(c->at + from, c->count - from, c->speaker, &d->voice, d->lexis, true, &f)) return;
      x.text = dp_finish(dp_buf_view(&f), d->arena);
      x.origin = DP_ORIGIN_REWRITTEN;
      dp_nword *first = c->at + from;
      dp_str t = d->transcript->turns.at[c->turn].text, part = {t.at + first->start, c->at[c->count - 1].end - first->start};
      (void)dp_draft_guarded(d, &x, &(dp_source){&part, 1, false, true, false, false});
      return;
    }
    if (c->speaker == DP_SPEAKER_PATIENT && (!has_verb || !subject)) return; /* a fragment: an answer's business */
    if (c->speaker == DP_SPEAKER_DOCTOR && has_verb && x.slot < DP_SLOT_VITALS) { /* "with the left foot": left is a side here */
      has_verb = false;
      for (size_t k = 0; k < c->count; k++) has_verb |= (dp_nword_verb(&c->at[k]) && !(c->at[k].flags & WF_SIDE)) || (k && (c->at[k - 1].flags & WF_SUBJECT)) || (dp_str_ends(c->at[k].text, DP_STR("s")) && (dp_lexis_flags(d->lexis, (dp_str){c->at[k].text.at, c->at[k].text.size - 1}) & WF_BASE));
    }
    if (c->speaker == DP_SPEAKER_PATIENT && !dp_nword_any(c->at, "i my the it if when because since while until")) { /* "occasionally , especially when it is cold": a condition of nothing */
      size_t at = 0;
      bool before = false;
      while (at < c->count && at < 6 && !dp_nword_any(&c->at[at], "if when because since while until")) before |= (dp_nword_content(&c->at[at]) && !(c->at[at].flags & WF_ADVERB)) || (c->at[at].flags & WF_SUBJECT), at++;
      size_t groups = at + 1 < c->count && dp_nword_any(&c->at[at + 1], "my the");
      for (size_t k = at; k < c->count; k++) groups += (c->at[k].flags & WF_SUBJECT) != 0;
      if (at && at < 6 && at < c->count && !before && groups < 2 && !dp_clause_has(c, ",")) return;
    }
    if (c->speaker == DP_SPEAKER_DOCTOR && !has_verb) return; /* "that cough as well as some of the shortness of breath": torn from its verb */
    if (c->at[0].flags & (WF_PREP) && c->speaker == DP_SPEAKER_PATIENT && !has_verb) return;
    dp_buf b;
    dp_buf_init(&b, d->arena);
    const dp_nword *w = c->at;
    size_t n = c->count;
    while (n && (dp_nword_any(w, "because which and or that's") || (w->flags & WF_PUNCT))) w++, n--;
    static const char *const heard[] = {"i see here that", "i see here", "i see that", "i understand that", "i know that", "i saw that", "i heard that", "i understand", "i see"};
    size_t skip; /* that the doctor has read it somewhere, and the patient said yes, is what the citation shows */
    for (size_t k = 0; k < sizeof heard / sizeof *heard && c->speaker == DP_SPEAKER_DOCTOR && x.slot < DP_SLOT_VITALS; k++)
      if (dp_nword_starts(w, n, heard[k], &skip) && n > skip + 3 && dp_nword_any(w + skip, "you your it we")) {
        w += skip, n -= skip;
        break;
      }
    bool own = n && (dp_nword_any(w, "i my i'm") || (c->speaker == DP_SPEAKER_DOCTOR));
    if (!own && c->speaker == DP_SPEAKER_PATIENT) {
      dp_buf_text(&b, pronoun && d->voice.sex == DP_FEMALE ? "she" : pronoun && d->voice.sex == DP_MALE ? "he" : "the patient");
      dp_buf_text(&b, dp_nword_is(w, "been") ? " has" : n > 2 && dp_nword_any(w, "started began") && dp_nword_any(w + 1, "having feeling noticing taking using getting") ? "" : " reports");
      if (!dp_third_person(w, n, c->speaker, &d->voice, d->lexis, true, &b)) b.size = 0;
    } else if (!dp_third_person(w, n, c->speaker, &d->voice, d->lexis, pronoun && c->speaker == DP_SPEAKER_PATIENT, &b)) b.size = 0;
    x.text = b.size ? dp_finish(dp_buf_view(&b), d->arena) : (dp_str){"", 0};
  }
  x.origin = DP_ORIGIN_REWRITTEN;
  if (x.text.size && lost && c->speaker == DP_SPEAKER_DOCTOR && explains_denied(d, i)) return;
  if (x.text.size && lost) {
    if (dp_shape_dangling(x.text) || dp_shape_asking(x.text) || dp_guard(x.text, &s, d->lexis, d->arena) != DP_GUARD_PASSED || dp_mend_join(d, i, &x)) return;
    if (!telling(c)) return; /* "it shifts": what does? */
  }
  if (x.text.size && dp_draft_guarded(d, &x, &s)) return;
  if (x.worth > 200) quote(d, i, 0, x);
}

static const char *role_of(const dp_clause *c, uint8_t slot, uint8_t *rank);

/* A clause that holds several sentences is written as several. */
static void statements(dp_drafting *d, size_t i, dp_draft x, bool pronoun) {
  dp_clause *c = &d->clauses.at[i];
  dp_shape_trim(c);
  dp_mend(d, c);
  dp_nword *end = c->at + c->count;
  for (unsigned pieces = 0; pieces < 6; pieces++) {
    size_t second = dp_mend_split(c);
    dp_nword *from = c->at;
    if (second) c->count = second;
    if (x.slot >= DP_SLOT_ASSESSMENT) x.group = dp_str_of(role_of(c, x.slot, &x.rank));
    statement(d, i, x, pronoun);
    if (!second) break;
    c->at = from + second, c->count = (size_t)(end - c->at);
    dp_shape_trim(c);
    dp_mend(d, c);
    end = c->at + c->count;
  }
}

/* ---- assessment and plan ------------------------------------------------------------------------------------------------------------------ */

/* "for your first problem of", "as far as your diabetes goes", "from a depression standpoint": the problem's words. */
static bool problem_named(const dp_clause *c, size_t *from, size_t *to, size_t *rest) {
  static const char *const openings[] = {"for your first problem", "for your second problem", "for your third problem", "for your fourth problem", "for your next problem", "for your last problem",
                                         "for your other problem", "for the first problem", "for the second problem", "for the third problem", "for the next problem", "for the last problem",
                                         "your first problem", "your second problem", "your third problem", "your next problem", "for your first issue", "for your second issue",
                                         "in terms of", "as far as", "in regards to", "in regard to", "with regards to", "with regard to", "regarding", "with respect to", "when it comes to",
                                         "for problem number one", "for problem number two", "for", "number 1", "number 2", "number 3", "number 4", "from a", "from the", "with", "now for", "and then for", "then for"};
  size_t n = 0, i;
  for (size_t k = 0; k < c->count && k < 7; k++) /* "and for your third diagnosis of …" */
    if (k && dp_nword_any(&c->at[k], "problem issue diagnosis condition concern complaint") && dp_nword_any(&c->at[k - 1], "first second third fourth fifth next last other final medical")) {
      bool clear = true;
      for (size_t j = 0; j < k; j++) clear &= dp_nword_any(&c->at[j], "now for the your and then so as to sure first second third fourth fifth next last other final medical with regarding in terms of");
      if (clear) n = k + 1;
    }
  if (n) {
    *from = n;
    while (*from < c->count && dp_nword_any(&c->at[*from], "of is the your , a an for here which in terms")) ++*from;
    size_t k = *from;
    while (k < c->count && k < *from + 9 && !dp_nword_any(&c->at[k], ", i we you it goes let that this is are so there what as do were , which because your") && !dp_nword_verb(&c->at[k])) k++;
    *to = k;
    while (k < c->count && dp_nword_any(&c->at[k], ", goes")) k++;
    *rest = k;
    if (k < c->count && dp_nword_any(&c->at[k], "your")) { /* "hypertension your third diagnosis of hypertension" */
      while (k < c->count && !dp_nword_any(&c->at[k], "i we you")) k++;
      *rest = k;
    }
    if (*to > *from) return true;
  }
  for (i = 0; i < sizeof openings / sizeof *openings; i++)
    if (dp_nword_starts(c->at, c->count, openings[i], &n)) break;
  if (i == sizeof openings / sizeof *openings) return false;
  bool weak = n == 1 || (n == 2 && dp_nword_any(&c->at[0], "from now then")); /* "for", "with": needs "your" behind it */
  size_t k = n;
  bool your = false;
  while (k < c->count && dp_nword_any(&c->at[k], "of is the your , a an for going to be which")) your |= dp_nword_is(&c->at[k], "your"), k++;
  if (weak && !your && !(dp_nword_any(&c->at[0], "from"))) return false;
  *from = k;
  while (k < c->count && k < *from + 7 && !dp_nword_any(&c->at[k], ", i we you it goes let that this standpoint is are so there what as do were , which really because your") && !dp_nword_verb(&c->at[k])) k++;
  if (k == *from || k >= *from + 7) return false;
  bool from_a = dp_nword_is(&c->at[0], "from");
  if (from_a && (k >= c->count || !dp_nword_is(&c->at[k], "standpoint"))) return false;
  *to = k;
  while (k < c->count && dp_nword_any(&c->at[k], "goes standpoint , is concerned are")) k++;
  if (k < c->count && dp_nword_is(&c->at[*to], "is") ) k = *to; /* "for your knee pain is": not understood */
  *rest = k;
  size_t meaning = 0;
  for (size_t j = *from; j < *to; j++) meaning += dp_nword_content(&c->at[j]) && !dp_nword_any(&c->at[j], "problem issue visit pain's assessment plan time results exam medications medication labs now");
  return meaning > 0 && !dp_nword_any(&c->at[*to - 1], "exam examination plan assessment time results pressure medication medications problem labs work");
}

static const char *role_of(const dp_clause *c, uint8_t slot, uint8_t *rank) {
  bool test = false, drug = false;
  for (size_t i = 0; i < c->count; i++) test |= (c->at[i].flags & WF_TEST) != 0, drug |= (c->at[i].flags & WF_DRUG) != 0;
  bool future = dp_clause_has(c, "will going want would like order get let need recommend should check repeat");
  if (slot == DP_SLOT_FOLLOWUP || dp_clause_has(c, "follow follow-up")) return *rank = 4, "Patient Education and Counseling";
  if (test && future && dp_clause_has(c, "order repeat check get send draw obtain schedule test imaging")) return *rank = 2, "Additional Testing";
  if ((drug && dp_clause_has(c, "start continue increase decrease prescribe take give put keep stop refill prescription mg add switch")) ||
      dp_clause_has(c, "refer referral prescribe prescription refill surgery injection therapy")) return *rank = 3, "Medical Treatment";
  if (slot == DP_SLOT_PLAN && (future || dp_clause_has(c, "you your")) && !dp_clause_has(c, "looks showed looking")) return *rank = 4, "Patient Education and Counseling";
  return *rank = 1, "Medical Reasoning";
}

static void headline(dp_drafting *d, size_t i, size_t from, size_t to) {
  const dp_clause *c = &d->clauses.at[i];
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_put_words(&b, c->at + from, to - from);
  dp_draft x = {.slot = DP_SLOT_ASSESSMENT, .origin = DP_ORIGIN_REWRITTEN, .worth = DP_WORTH_ALWAYS, .order = (uint32_t)i, .headline = true, .problem = ++d->problems,
                .text = dp_finish(dp_buf_view(&b), d->arena)};
  dp_draft_cite(&x, dp_clause_line(d, c));
  dp_str span = dp_clause_raw(d, c);
  if (!dp_draft_guarded(d, &x, &(dp_source){&span, 1, true, false, false, false})) d->problems--;
}

/* What the patient says to the plan: only an agreement in words. */
static void agreement(dp_drafting *d, size_t i) {
  const dp_clause *c = &d->clauses.at[i];
  if (d->agreed || c->turn * 4 < d->transcript->turns.count * 3) return; /* a nod to the examination is none to the plan */
  if (d->agreed || c->speaker != DP_SPEAKER_PATIENT || c->question || c->turn * 10 < d->transcript->turns.count * 6 || c->count > 8) return;
  static const char *const said[] = {"sounds good", "sounds great", "that sounds good", "that sounds great", "i agree", "sounds like a plan", "that works", "that sounds fine", "sounds good to me", "that works for me", "it sounds good"};
  size_t n = 0;
  for (size_t q = 0; q < sizeof said / sizeof *said; q++)
    if (dp_nword_starts(c->at, c->count, said[q], &n)) {
      const dp_clause *before = i ? &d->clauses.at[i - 1] : NULL;
      size_t j = i;
      while (j && d->clauses.at[j - 1].turn == c->turn) j--;
      before = j ? &d->clauses.at[j - 1] : NULL;
      if (before && dp_clause_has(before, "exam examination physical look listen")) return;
      bool plan = false; /* something was planned before it */
      for (size_t p = 0; p < d->drafts.count; p++) plan |= d->drafts.at[p].slot == DP_SLOT_PLAN;
      if (!plan || !before || before->speaker != DP_SPEAKER_DOCTOR || (before->slot != DP_SLOT_PLAN && before->slot != DP_SLOT_FOLLOWUP && before->slot != DP_SLOT_ASSESSMENT)) return;
      dp_draft x = {.slot = DP_SLOT_PLAN, .origin = DP_ORIGIN_FACT, .worth = DP_WORTH_ALWAYS, .order = UINT32_MAX, .text = DP_STR("The patient agrees with the plan."), .problem = UINT16_MAX};
      dp_draft_cite(&x, dp_clause_line(d, before));
      dp_draft_cite(&x, dp_clause_line(d, c));
      dp_draft_put(d, &x);
      d->agreed = true;
      return;
    }
}

/* ---- all ------------------------------------------------------------------------------------------------------------------------------------- */

dp_status dp_draft_all(dp_drafting *d, dp_error *err) {
  uint32_t exam_turn = UINT32_MAX;
  for (size_t i = 0; i < d->clauses.count && exam_turn == UINT32_MAX; i++)
    if ((d->clauses.at[i].slot == DP_SLOT_EXAM || d->clauses.at[i].slot == DP_SLOT_RESULTS || d->clauses.at[i].slot == DP_SLOT_ASSESSMENT) && d->clauses.at[i].turn * 3 > d->transcript->turns.count)
      exam_turn = d->clauses.at[i].turn;
  dp_draft_complaint(d);
  dp_draft_review(d, exam_turn);
  uint8_t rank = 0;
  const char *system = "";
  unsigned run = 0;
  bool planning = false;
  for (size_t i = 0; i < d->clauses.count && !d->arena->failed; i++) {
    dp_clause *c = &d->clauses.at[i];
    agreement(d, i);
    if (c->count > 2 && dp_nword_any(&c->at[0], "show") && dp_nword_any(&c->at[1], "me")) continue; /* to the machine */
    if (c->command || spoken_chat(c)) continue;
    dp_draft x = {.slot = c->slot, .worth = c->worth, .order = (uint32_t)i};
    dp_draft_cite(&x, dp_clause_line(d, c));
    if (c->question) {
      size_t a = dp_clause_answer_to(d, i);
      if (a == SIZE_MAX || !d->clauses.at[a].answer) continue;
      dp_draft_cite(&x, dp_clause_line(d, &d->clauses.at[a]));
      if (x.slot == DP_SLOT_COUNT || x.slot == DP_SLOT_EXAM || x.slot >= DP_SLOT_RESULTS) {
        if (x.slot == DP_SLOT_COUNT) continue;
        if (c->turn < exam_turn) x.slot = DP_SLOT_HPI;
        else continue;
      }
      if (x.slot == DP_SLOT_REVIEW || x.slot == DP_SLOT_COMPLAINT) x.slot = DP_SLOT_HPI;
      dp_draft_answered(d, i, a, x, run++ % 4 != 0);
      continue;
    }
    if (c->turn * 3 > d->transcript->turns.count && dp_draft_vital(d, i, x) && (c->slot == DP_SLOT_VITALS || dp_clause_content(c) <= 6)) continue;
    if (c->slot == DP_SLOT_COUNT) continue;
    if (x.slot == DP_SLOT_REVIEW || x.slot == DP_SLOT_COMPLAINT) x.slot = DP_SLOT_HPI;
    if (x.slot >= DP_SLOT_ASSESSMENT) {
      dp_mend_name(c);
      size_t from, to, rest;
      if (problem_named(c, &from, &to, &rest)) {
        headline(d, i, from, to);
        if (rest + 3 < c->count && to > from && to < rest + 1 && dp_nword_is(&c->at[rest], "it") && (c->at[rest + 1].flags & WF_AUX) && !dp_str_ends(c->at[to - 1].text, DP_STR("s"))) {
          memmove(c->at + from + rest + 1 - to, c->at + from, (to - from) * sizeof *c->at); /* "asthma , it is well controlled": asthma is */
          rest = from + rest + 1 - to;
        }
        c->at += rest, c->count -= rest;
        if (!c->count) continue;
      }
      planning = true;
      x.problem = d->problems;
      x.group = dp_str_of(role_of(c, x.slot, &x.rank));
    }
    if (x.slot == DP_SLOT_EXAM) {
      uint8_t r;
      const char *s = dp_system_of_words(c->at, c->count, &r);
      if (r) rank = r, system = s;
      x.rank = rank, x.group = dp_str_of(system);
    }
    statements(d, i, x, run++ % 4 != 0);
  }
  (void)planning;
  return d->arena->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

dp_str dp_statement_sentence(dp_str turn, uint8_t speaker, uint8_t slot, uint8_t sex, const dp_lexis *l, dp_arena *arena) {
  dp_transcript t = {.lines = 1};
  dp_turn one = {1, speaker, {"", 0}, turn};
  t.turns.at = &one, t.turns.count = 1;
  dp_drafting d = {.transcript = &t, .lexis = l, .arena = arena, .voice = {.sex = sex}};
  dp_buf b;
  dp_buf_init(&b, arena);
  if (dp_clauses_of(&t, l, arena, &d.clauses, NULL)) return (dp_str){"", 0};
  for (size_t i = 0; i < d.clauses.count; i++) {
    dp_clause *c = &d.clauses.at[i];
    c->slot = slot;
    dp_draft x = {.slot = slot};
    dp_draft_cite(&x, 1);
    if (c->question || c->command || spoken_chat(c)) continue;
    statements(&d, i, x, false);
  }
  for (size_t i = 0; i < d.drafts.count; i++) dp_buf_text(&b, i ? " / " : ""), dp_buf_str(&b, d.drafts.at[i].text);
  return dp_buf_view(&b);
}

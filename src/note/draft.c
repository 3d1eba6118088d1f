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

static uint32_t line_of(const dp_drafting *d, const dp_clause *c) { return d->transcript->turns.at[c->turn].number; }

void dp_draft_cite(dp_draft *x, uint32_t line) {
  size_t i = 0;
  while (i < x->line_count && x->lines[i] < line) i++;
  if ((i < x->line_count && x->lines[i] == line) || x->line_count >= sizeof x->lines / sizeof *x->lines) return;
  memmove(x->lines + i + 1, x->lines + i, (x->line_count - i) * sizeof *x->lines);
  x->lines[i] = line;
  x->line_count++;
}

static bool kin(const dp_clause *c) {
  for (size_t i = 0; i < c->count; i++)
    if (c->at[i].flags & WF_KIN) return true;
  return false;
}

static void put(dp_drafting *d, dp_draft *x) {
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
  put(d, &x);
}

/* Past the guard, or quoted when `needed`, or left out. */
bool dp_draft_guarded(dp_drafting *d, dp_draft *x, const dp_source *s) {
  if (dp_shape_dangling(x->text) || dp_shape_asking(x->text)) return false;
  if (dp_guard(x->text, s, d->lexis, d->arena) == DP_GUARD_PASSED) return put(d, x), true;
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
static bool corrected(const dp_drafting *d, size_t i) {
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

enum { LONGEST = 48 }; /* words of a sentence that can be read */

/* A statement in its section. */
static void statement(dp_drafting *d, size_t i, dp_draft x, bool pronoun) {
  const dp_clause *c = &d->clauses.at[i];
  dp_str spans[2] = {dp_clause_raw(d, c), {"", 0}};
  dp_source s = {spans, 1, false, false, false, false};
  if (dp_mend_hangs(d, i) || dp_mend_taken_back(d, i)) return;
  if (corrected(d, i)) { /* the number that is taken back must not stand alone */
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
      dp_draft_cite(&x, line_of(d, &d->clauses.at[q]));
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

/* ---- the review of systems, from the reader ---------------------------------------------------------------------------------------- */

typedef struct seen {
  uint16_t finding;
  uint8_t state; /* dp_state, or DP_STATE_COUNT: said both ways */
  uint8_t rank;
  const char *system;
  uint32_t lines[2];
  dp_str name;
} seen;

static void lower_first(dp_buf *b, dp_str s) {
  for (size_t i = 0; i < s.size; i++) {
    bool acronym = i == 0 && s.size > 1 && s.at[1] >= 'A' && s.at[1] <= 'Z';
    dp_buf_char(b, i == 0 && !acronym && s.at[0] >= 'A' && s.at[0] <= 'Z' ? (char)(s.at[0] + 32) : s.at[i]);
  }
}

/* How a finding is named in the note: by its own name where that says no more than the words that were said; by the words
 * that a question asked with; else not at all. The reader may be wrong about a word ("gel" is no stiffness), and then its
 * name would be an invention. */
static bool noun(const dp_words *said) { /* "dizzy", "harm yourself", "saw doctor" can not be denied */
  for (size_t j = 0; j < said->count; j++)
    if ((said->at[j].flags & WF_PAST) || ((said->at[j].flags & WF_BASE) && said->count > 1 && !j) || dp_nword_any(&said->at[j], "yourself myself himself herself is are been down up out off it that this here there")) return false;
  return !dp_nword_any(&said->at[said->count - 1], "dizzy tired nauseous nauseated lightheaded fatigued short sick weak numb constipated bloated anxious depressed stiff swollen sore painful itchy hot cold light-headed red right left harm");
}
static bool ails(const dp_words *said) { /* the words of a complaint: more than a place of the body */
  bool one = false;
  for (size_t j = 0; j < said->count; j++) one |= dp_nword_any(&said->at[j], "pain pains ache aches hurts soreness swelling cramps cramping burning pressure lump mass rash twitch bleeding numbness tingling weakness discharge headache headaches cough fever breath stiffness");
  return one && !(said->at[said->count - 1].flags & WF_PREP);
}
static bool named(dp_drafting *d, const dp_mention *m, bool asked, bool loose, dp_str *out) {
  dp_words said, name;
  dp_str span = {d->plain.at + m->span.start, m->span.end - m->span.start}, full = dp_kb_str(d->kb, d->kb->findings[m->finding].name);
  if (dp_words_of(span, d->lexis, d->arena, &said, NULL) || dp_words_of(full, d->lexis, d->arena, &name, NULL)) return false;
  size_t missing = 0, shared = 0, verbs = 0;
  for (size_t i = 0; i < name.count; i++) {
    if (!dp_nword_content(&name.at[i]) && !(name.at[i].flags & (WF_AUX | WF_NEG))) continue;
    if (name.at[i].flags & (WF_NUM | WF_NUMBER | WF_NEG)) return false;
    char a[24], b[24];
    size_t n = dp_note_stem(name.at[i].text, a, sizeof a);
    bool found = false;
    bool many = (dp_lexis_flags(d->lexis, (dp_str){name.at[i].text.at, name.at[i].text.size - 1}) & WF_BASE) && dp_str_ends(name.at[i].text, DP_STR("s")); /* who fell once has no "falls" */
    for (size_t j = 0; j < said.count && !found; j++)
      found = many ? dp_str_eq(said.at[j].text, name.at[i].text) : dp_note_stem(said.at[j].text, b, sizeof b) == n && !memcmp(a, b, n);
    shared += found, missing += !found;
  }
  dp_buf t;
  dp_buf_init(&t, d->arena);
  for (size_t j = 0; j < said.count; j++)
    verbs += (said.at[j].flags & (WF_SUBJECT | WF_AUX | WF_NEG | WF_PUNCT)) != 0 || dp_nword_any(&said.at[j], "my your any and or feel feeling felt get getting");
  if (!missing) lower_first(&t, full);
  else if ((asked || (loose && shared && ails(&said))) && !verbs && said.count < 8 && noun(&said)) dp_put_words(&t, said.at, said.count);
  else return false;
  *out = dp_str_trim(dp_buf_view(&t));
  return out->size > 0;
}

static void review(dp_drafting *d, uint32_t exam_turn) {
  struct {
    seen *at;
    size_t count, room;
  } all = {0};
  for (size_t i = 0; i < d->reading->mentions.count; i++) {
    const dp_mention *m = &d->reading->mentions.at[i];
    const dp_kb_finding *f = &d->kb->findings[m->finding];
    size_t at = dp_clause_at(d, m->span.start);
    const dp_clause *c = &d->clauses.at[at];
    if ((m->state != DP_PRESENT && m->state != DP_ABSENT) || m->implied || m->normal_test || c->turn >= exam_turn) continue;
    if (c->speaker != DP_SPEAKER_PATIENT && c->speaker != DP_SPEAKER_DOCTOR) continue;
    if (f->kind != DP_KIND_SYMPTOM || c->command || (c->slot == DP_SLOT_FAMILY || c->slot == DP_SLOT_PAST)) continue;
    uint32_t second = 0;
    if (c->question) { /* a question speaks only with its answer */
      size_t a = dp_clause_answer_to(d, at);
      if (a == SIZE_MAX || !d->clauses.at[a].answer || dp_answer_qualified(d, at, a)) continue;
      if ((d->clauses.at[a].answer == 2) != (m->state == DP_ABSENT)) continue;
      if (d->clauses.at[a].answer == 1 && dp_clause_has(c, "or")) continue;
      bool negated = false; /* "no pain in the elbow?" "yes": what the yes means is open */
      for (size_t k = 0; k < c->count; k++) negated |= (c->at[k].flags & WF_NEG) != 0;
      if (negated && d->clauses.at[a].answer == 1) continue;
      second = line_of(d, &d->clauses.at[a]);
    } else if (c->speaker == DP_SPEAKER_DOCTOR && ((m->state == DP_ABSENT && !dp_clause_has(c, "no not denies denied")) || !dp_clause_has(c, "you your") || dp_clause_has(c, "if might may could can last before"))) continue;
    size_t neg = 0;
    for (size_t k = 0; k < c->count; k++) neg += (c->at[k].flags & WF_NEG) != 0;
    if (!c->question && (neg != 0) != (m->state == DP_ABSENT)) continue; /* "nothing hurting down my legs": not for a list */
    if (!c->question && dp_clause_has(c, "nothing nobody nor wish hope would could if might")) continue;
    if (!c->question && m->state == DP_ABSENT && dp_clause_has(c, "some but just little only sometimes")) continue;
    if (kin(c) || dp_clause_has(c, "they he she them if used") || m->repaired || c->turn < 1) continue;
    seen s = {m->finding, m->state, 0, NULL, {line_of(d, c), second}, {"", 0}};
    if (!named(d, m, c->question, false, &s.name)) continue;
    dp_str after = {d->plain.at + m->span.end, d->plain.size - m->span.end}, of = DP_STR(" of time"); /* who sits "for long periods of time" has no long periods */
    if (after.size > of.size && !memcmp(after.at, of.at, of.size)) continue;
    static const char *const about[] = {" study", " program", " clinic", " medic", " drug", " inject", " plan", " surgery", " center", " group", " pill", " diet"}; /* "the weight loss study" */
    bool else_ = false;
    for (size_t k = 0; k < sizeof about / sizeof *about; k++) else_ |= after.size > strlen(about[k]) && !memcmp(after.at, about[k], strlen(about[k]));
    if (else_) continue;
    s.system = dp_system_of_finding(d->kb, m->finding, &s.rank);
    if (!s.rank) continue;
    bool old = false;
    for (size_t j = 0; j < all.count && !old; j++)
      if (all.at[j].finding == s.finding) {
        old = true;
        if (all.at[j].state != s.state) all.at[j].state = DP_STATE_COUNT;
      }
    if (!old) (void)DP_PUSH(d->arena, &all, s);
  }
  for (uint8_t rank = 1; rank < 20; rank++)
    for (unsigned want = 0; want < 2; want++) {
      uint8_t state = want ? DP_ABSENT : DP_PRESENT;
      size_t n = 0, total = 0;
      dp_draft x = {.slot = DP_SLOT_REVIEW, .origin = DP_ORIGIN_FACT, .rank = rank, .worth = DP_WORTH_ALWAYS, .order = rank * 2u + want};
      for (size_t j = 0; j < all.count; j++) total += all.at[j].rank == rank && all.at[j].state == state;
      if (!total) continue;
      if (total > 6) total = 6;
      dp_buf b;
      dp_buf_init(&b, d->arena);
      dp_buf_text(&b, want ? "Denies " : "Reports ");
      for (size_t j = 0; j < all.count && n < total; j++) {
        if (all.at[j].rank != rank || all.at[j].state != state) continue;
        if (x.line_count + 2u > sizeof x.lines / sizeof *x.lines) break;
        if (n) dp_buf_text(&b, n + 1 < total ? ", " : total > 2 ? (want ? ", or " : ", and ") : want ? " or " : " and ");
        dp_buf_str(&b, all.at[j].name);
        dp_draft_cite(&x, all.at[j].lines[0]);
        if (all.at[j].lines[1]) dp_draft_cite(&x, all.at[j].lines[1]);
        x.group = dp_str_of(all.at[j].system);
        n++;
      }
      dp_buf_char(&b, '.');
      x.text = dp_buf_view(&b);
      put(d, &x);
    }
}

/* ---- vital signs ------------------------------------------------------------------------------------------------------------- */

/* "blood pressure is 132/80": the name and, within a few words, its figure. */
static bool vital(dp_drafting *d, size_t i, dp_draft x) {
  static const struct {
    const char *words, *name;
    int64_t low, high;
    bool pair;
  } signs[] = {{"blood pressure", "Blood pressure", 0, 0, true},
               {"temperature", "Temperature", 34000, 108000, false},
               {"heart rate", "Heart rate", 25000, 250000, false},
               {"pulse ox", "Oxygen saturation", 50000, 100000, false},
               {"pulse oximetry", "Oxygen saturation", 50000, 100000, false},
               {"pulse", "Pulse", 25000, 250000, false},
               {"respiratory rate", "Respiratory rate", 5000, 70000, false},
               {"oxygen saturation", "Oxygen saturation", 50000, 100000, false},
               {"o2 sat", "Oxygen saturation", 50000, 100000, false},
               {"o2 saturation", "Oxygen saturation", 50000, 100000, false},
               {"oxygen", "Oxygen saturation", 50000, 100000, false},
               {"fever of", "Temperature", 37500, 108000, false}};
  const dp_clause *c = &d->clauses.at[i];
  bool found = false;
  if (c->question || c->speaker == DP_SPEAKER_PATIENT || dp_clause_has(c, "home last ago previous usually if goal under below less keep")) return false;
  for (size_t q = 0; q < sizeof signs / sizeof *signs; q++)
    for (size_t k = 0; k < c->count; k++) {
      size_t n;
      int64_t milli;
      if (!dp_nword_starts(c->at + k, c->count - k, signs[q].words, &n)) continue;
      if (n == 1 && k + 1 < c->count && dp_nword_any(&c->at[k + 1], "ox oximetry oximeter")) continue; /* a saturation is no pulse */
      for (size_t j = k + n; j < c->count && j < k + n + 9; j++) {
        if (!(c->at[j].flags & WF_NUMBER)) {
          if (dp_nword_any(&c->at[j], "heart pulse temperature respiratory weight blood oxygen")) break;
          continue;
        }
        dp_str rest = c->at[j].text, first = dp_str_cut(&rest, '/');
        bool pair = rest.at != NULL;
        if (pair != signs[q].pair || !dp_parse_milli(first, &milli)) break;
        if (!pair && (milli < signs[q].low || milli > signs[q].high)) break;
        if ((dp_str_eq(dp_str_of(signs[q].name), DP_STR("Pulse")) || dp_str_eq(dp_str_of(signs[q].name), DP_STR("Heart rate"))) && j + 1 < c->count && dp_nword_any(&c->at[j + 1], "% percent")) break;
        dp_buf b;
        dp_buf_init(&b, d->arena);
        dp_buf_text(&b, signs[q].name), dp_buf_text(&b, ": "), dp_buf_str(&b, c->at[j].text);
        if (j + 1 < c->count && dp_nword_any(&c->at[j + 1], "% degrees")) dp_buf_text(&b, dp_nword_is(&c->at[j + 1], "%") ? "%" : " degrees");
        dp_buf_char(&b, '.');
        dp_milli_list heard = {0}, written = {0};
        dp_heard_numbers(dp_clause_raw(d, c), d->arena, &heard);
        dp_heard_numbers(dp_buf_view(&b), d->arena, &written);
        bool said = true;
        for (size_t a = 0; a < written.count; a++) {
          bool one = false;
          for (size_t e = 0; e < heard.count; e++) one |= heard.at[e] == written.at[a];
          said &= one;
        }
        if (!said) break; /* "ninety eight . seven": the clause will be quoted */
        x.text = dp_buf_view(&b), x.slot = DP_SLOT_VITALS, x.origin = DP_ORIGIN_FACT, x.worth = DP_WORTH_ALWAYS;
        bool known = false;
        for (size_t o = 0; o < d->drafts.count; o++) known |= dp_str_eq(d->drafts.at[o].text, x.text);
        if (!known) put(d, &x);
        found = true;
        break;
      }
    }
  return found;
}

/* ---- the complaint --------------------------------------------------------------------------------------------------------------------- */

static void complaint(dp_drafting *d) {
  /* what the doctor dictates: "presents with …", "complaining of …", "chief complaint is …" */
  static const char *const cues[] = {"with complaints of", "with a chief complaint of", "chief complaint is", "chief complaint of", "chief complaint ,", "complaining of", "complains of", "with a complaint of",
                                     "presents today for", "presents for", "presents today with", "presents with", "presenting with", "presenting for", "here today for", "here for",
                                     "in today for", "who presents to the clinic today for"};
  for (size_t q = 0; q < sizeof cues / sizeof *cues; q++)
    for (size_t i = 0; i < d->clauses.count && i < 40; i++) {
      const dp_clause *c = &d->clauses.at[i];
      if (c->speaker != DP_SPEAKER_DOCTOR || c->command || c->question || corrected(d, i)) continue;
      for (size_t k = 0; k + 2 < c->count; k++) {
        size_t n;
        if (!dp_nword_starts(c->at + k, c->count - k, cues[q], &n)) continue;
        size_t from = k + n, to = from;
        while (from < c->count && dp_nword_any(&c->at[from], "a an the his her evaluation of some today , your")) from++;
        to = from;
        while (to < c->count && to < from + 12 && !(dp_nword_is(&c->at[to], "and") && to + 1 < c->count && ((c->at[to + 1].flags & (WF_SUBJECT | WF_AUX)) || dp_nword_any(&c->at[to + 1], "then so also how what"))) && !dp_nword_any(&c->at[to], ", who after she he but for i you when because that which today so")) to++;
        while (to > from && dp_nword_any(&c->at[to - 1], "and some in of with your the a")) to--;
        dp_buf b;
        dp_buf_init(&b, d->arena);
        if (to <= from || !dp_third_person(c->at + from, to - from, c->speaker, &(dp_voice){d->voice.sex, true}, d->lexis, true, &b)) continue;
        dp_draft x = {.slot = DP_SLOT_COMPLAINT, .origin = DP_ORIGIN_REWRITTEN, .worth = DP_WORTH_ALWAYS, .text = dp_finish(dp_buf_view(&b), d->arena)};
        dp_draft_cite(&x, line_of(d, c));
        dp_str span = dp_clause_raw(d, c);
        if (dp_draft_guarded(d, &x, &(dp_source){&span, 1, true, false, false, false})) return;
      }
    }
  /* what the reader takes for it: its words, with the side */
  for (unsigned pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < d->reading->mentions.count; i++) {
      const dp_mention *m = &d->reading->mentions.at[i];
      const dp_clause *c = &d->clauses.at[dp_clause_at(d, m->span.start)];
      if ((c->speaker != DP_SPEAKER_PATIENT && c->speaker != DP_SPEAKER_DOCTOR) || kin(c)) continue;
      if (m->state != DP_PRESENT || (!pass && !m->complaint) || d->kb->findings[m->finding].kind != DP_KIND_SYMPTOM || c->question || c->turn > 24) continue;
      dp_draft x = {.slot = DP_SLOT_COMPLAINT, .origin = DP_ORIGIN_FACT, .worth = DP_WORTH_ALWAYS};
      dp_str name;
      if (!named(d, m, false, true, &name)) continue;
      dp_buf b;
      dp_buf_init(&b, d->arena);
      if (m->side == DP_LEFT || m->side == DP_RIGHT) dp_buf_text(&b, m->side == DP_LEFT ? "left " : "right ");
      dp_buf_str(&b, name);
      x.text = dp_finish(dp_buf_view(&b), d->arena);
      dp_draft_cite(&x, line_of(d, c));
      put(d, &x);
      return;
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
  dp_draft_cite(&x, line_of(d, c));
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
      dp_draft_cite(&x, line_of(d, before));
      dp_draft_cite(&x, line_of(d, c));
      put(d, &x);
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
  complaint(d);
  review(d, exam_turn);
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
    dp_draft_cite(&x, line_of(d, c));
    if (c->question) {
      size_t a = dp_clause_answer_to(d, i);
      if (a == SIZE_MAX || !d->clauses.at[a].answer) continue;
      dp_draft_cite(&x, line_of(d, &d->clauses.at[a]));
      if (x.slot == DP_SLOT_COUNT || x.slot == DP_SLOT_EXAM || x.slot >= DP_SLOT_RESULTS) {
        if (x.slot == DP_SLOT_COUNT) continue;
        if (c->turn < exam_turn) x.slot = DP_SLOT_HPI;
        else continue;
      }
      if (x.slot == DP_SLOT_REVIEW || x.slot == DP_SLOT_COMPLAINT) x.slot = DP_SLOT_HPI;
      dp_draft_answered(d, i, a, x, run++ % 4 != 0);
      continue;
    }
    if (c->turn * 3 > d->transcript->turns.count && vital(d, i, x) && (c->slot == DP_SLOT_VITALS || dp_clause_content(c) <= 6)) continue;
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

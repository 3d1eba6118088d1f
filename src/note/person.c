/* person.c: from what somebody said to what a note says of the patient.
 *
 * A patient's "I" and a doctor's "you" become the patient, with the verb in agreement: "i take it" is "the patient takes
 * it". Only words that change with the person are changed; nothing is added but the subject. What cannot be said so
 * (a patient's "you", a doctor's "I" beside a verb that no doctor's work is) is refused, and the caller quotes.
 *
 * Where the sex is not known, a second mention is "they" with its verb: no guess.
 */
#include "inner.h"

/* ---- writing -------------------------------------------------------------------------------------------------------- */

static void put_capitals(dp_buf *out, dp_str s) {
  for (size_t i = 0; i < s.size; i++) dp_buf_char(out, s.at[i] >= 'a' && s.at[i] <= 'z' ? (char)(s.at[i] - 32) : s.at[i]);
}

static void put_word(dp_buf *out, const dp_nword *w) {
  if (w->flags & WF_PUNCT) {
    dp_buf_str(out, w->text);
    return;
  }
  if (out->size && out->at[out->size - 1] != '\n') dp_buf_char(out, ' ');
  if (w->shown.size) dp_buf_str(out, w->shown);
  else if (dp_nword_is(w, "i")) dp_buf_char(out, 'I');
  else if (w->flags & WF_ACRONYM && !(w->flags & WF_STOP) && !dp_nword_is(w, "hr")) put_capitals(out, w->text);
  else dp_buf_str(out, w->text);
}

void dp_put_words(dp_buf *out, const dp_nword *w, size_t count) {
  for (size_t i = 0; i < count; i++) put_word(out, &w[i]);
}

static void put_text(dp_buf *out, const char *text) {
  if (out->size) dp_buf_char(out, ' ');
  dp_buf_text(out, text);
}

dp_str dp_finish(dp_str s, dp_arena *arena) {
  dp_buf b;
  dp_buf_init(&b, arena);
  s = dp_str_trim(s);
  while (s.size && (s.at[0] == ',' || s.at[0] == '.' || s.at[0] == ' ')) s.at++, s.size--;
  while (s.size && (s.at[s.size - 1] == ',' || s.at[s.size - 1] == ' ' || s.at[s.size - 1] == ':' || s.at[s.size - 1] == ';')) s.size--;
  for (size_t i = 0; i < s.size; i++) {
    char c = s.at[i];
    if (!b.size && c >= 'a' && c <= 'z') c = (char)(c - 32);
    if (c == ' ' && b.size && b.at[b.size - 1] == ' ') continue;
    if (c == ',' && b.size && (b.at[b.size - 1] == ',' || b.at[b.size - 1] == ' ')) continue;
    dp_buf_char(&b, c);
  }
  if (b.size && b.at[b.size - 1] != '.' && b.at[b.size - 1] != '?' && b.at[b.size - 1] != '!' && b.at[b.size - 1] != '"') dp_buf_char(&b, '.');
  return dp_buf_view(&b);
}

/* ---- the third person ------------------------------------------------------------------------------------------------- */

static void put_s(dp_buf *out, dp_str verb) { /* take -> takes */
  char c = verb.size ? verb.at[verb.size - 1] : 0, d = verb.size > 1 ? verb.at[verb.size - 2] : 0;
  if (dp_str_eq(verb, DP_STR("have"))) { put_text(out, "has"); return; }
  if (out->size) dp_buf_char(out, ' ');
  bool vowel = d == 'a' || d == 'e' || d == 'i' || d == 'o' || d == 'u';
  if (c == 'y' && !vowel) {
    dp_buf_str(out, (dp_str){verb.at, verb.size - 1});
    dp_buf_text(out, "ies");
    return;
  }
  dp_buf_str(out, verb);
  dp_buf_text(out, c == 's' || c == 'x' || c == 'z' || c == 'o' || (c == 'h' && (d == 's' || d == 'c')) ? "es" : "s");
}

typedef struct speech {
  bool crowd; /* others are called "they": the patient is not */
  bool other; /* another is "he" or "she": the patient is always named */
  dp_buf *out;
  const dp_voice *voice;
  const dp_lexis *lexis;
  bool mentioned; /* a pronoun will do */
  bool plural;    /* the last subject takes a plural verb */
} speech;

static bool known(const speech *s) { return s->voice->sex != DP_SEX_UNKNOWN; }
static bool female(const speech *s) { return s->voice->sex == DP_FEMALE; }

static void subject(speech *s) {
  s->plural = s->mentioned && !known(s) && !s->crowd && !s->other;
  put_text(s->out, !s->mentioned || s->other || (s->crowd && !known(s)) ? "the patient" : !known(s) ? "they" : female(s) ? "she" : "he");
  s->mentioned = true;
}
static void object(speech *s) {
  put_text(s->out, !s->mentioned || s->other || (s->crowd && !known(s)) ? "the patient" : !known(s) ? "them" : female(s) ? "her" : "him");
  s->mentioned = true;
}
static void possessive(speech *s) {
  put_text(s->out, !s->mentioned || s->other || (s->crowd && !known(s)) ? "the patient's" : !known(s) ? "their" : female(s) ? "her" : "his");
  s->mentioned = true;
}
static void reflexive(speech *s) { put_text(s->out, !known(s) ? "themselves" : female(s) ? "herself" : "himself"); }

/* Writes the verb group that begins at word i, in agreement with the subject; returns the word after it. `present`: the
 * verb took an s, so that one joined to it by "and" takes it too. */
static size_t agree(speech *s, const dp_nword *w, size_t count, size_t i, bool *present) {
  *present = false;
  while (i < count && (w[i].flags & WF_ADVERB) && !(w[i].flags & (WF_AUX | WF_BASE)) && !(w[i].flags & WF_PUNCT)) put_word(s->out, &w[i++]);
  if (i >= count) return i;
  const dp_nword *k = &w[i];
  bool plural = s->plural;
  if (dp_nword_any(k, "am are is")) {
    /* "am going to" with a verb after it is the future */
    bool future = i + 3 < count + 0 && dp_nword_is(&w[i + 1], "going") && dp_nword_is(&w[i + 2], "to") && (w[i + 3].flags & (WF_BASE | WF_AUX));
    if (future) return put_text(s->out, "will"), i + 3;
    bool been = i + 1 < count && dp_nword_is(&w[i + 1], "been"); /* "is been stretching", as it is heard */
    put_text(s->out, been ? (plural ? "have" : "has") : plural ? "are" : "is");
  }
  else if (dp_nword_is(k, "been")) put_text(s->out, plural ? "have been" : "has been"); /* "i really been trying" */
  else if (dp_nword_any(k, "was were")) put_text(s->out, plural ? "were" : "was");
  else if (dp_nword_is(k, "have")) put_text(s->out, plural ? "have" : "has"), *present = !(i + 1 < count && ((w[i + 1].flags & (WF_AUX | WF_PAST)) || dp_nword_is(&w[i + 1], "to"))); /* "has been swimming this summer and fall" */
  else if (dp_nword_is(k, "do")) put_text(s->out, plural ? "do" : "does");
  else if ((k->flags & WF_AUX) && dp_nword_any(k, "will would can could should may might must shall had did been being has does")) put_word(s->out, k);
  else if (((k->flags & WF_BASE) && !(k->flags & WF_PAST)) || (!(k->flags & ~(uint32_t)(WF_NAME | WF_EXAM)) && !dp_str_ends(k->text, DP_STR("ed")) && !dp_str_ends(k->text, DP_STR("ing")) && !dp_str_ends(k->text, DP_STR("ly")) && !dp_str_ends(k->text, DP_STR("s")) && k->text.size > 2 && !(i + 1 < count && (w[i + 1].flags & (WF_PAST | WF_BASE | WF_AUX) && !(w[i + 1].flags & WF_PREP))))) {
    if (plural) put_word(s->out, k);
    else put_s(s->out, k->text), *present = !(i + 1 < count && dp_nword_is(&w[i + 1], "to")); /* "has to sit and breathe" */
  } else put_word(s->out, k);
  return i + 1;
}

/* A doctor's "you" at word i: whether something is done by it (subject) or to it. */
static bool is_subject(const dp_nword *w, size_t count, size_t i) {
  const dp_nword *before = i ? &w[i - 1] : NULL;
  size_t j = i + 1;
  while (j < count && (w[j].flags & WF_ADVERB) && !(w[j].flags & WF_PUNCT)) j++;
  bool verb = j < count && (w[j].flags & (WF_AUX | WF_BASE | WF_PAST)) && !(w[j].flags & WF_PREP);
  if (before && dp_nword_any(before, "have make makes making made let help having see seeing saw seen met want get getting put start") && !(j < count && (w[j].flags & WF_AUX) && !dp_nword_is(&w[j], "do"))) return false;
  if (j < count && before && dp_nword_any(before, "once if when because while until unless after before whether") && !(w[j].flags & (WF_PUNCT | WF_PREP)) && !dp_nword_any(&w[j], "and or")) return true;
  if (!verb) return false;
  if (before && dp_nword_is(before, "like") && i > 1 && dp_nword_any(&w[i - 2], "looks look looked seems sounds feel feels seem sound")) return true;
  if (before && (before->flags & WF_OBJECT) && !(j < count && (w[j].flags & WF_AUX))) return false;
  if (before && dp_nword_any(before, "for with of from about on at give")) return false;
  return true;
}

/* What a doctor's "I" may do in a note. */
static bool doctors_work(const dp_nword *w, size_t count, size_t i) {
  for (size_t j = i + 1; j < count && j < i + 5; j++) {
    if (dp_nword_any(&w[j], "appreciate think believe recommend see saw hear heard feel want would will going order ordered ordering prescribe "
                      "prescribed refer referred referring suspect advise advised discussed discuss reviewed review looked look noticed "
                      "notice find found examined agree suggest like concerned worried note noted send sent start started continue "
                      "increase recommended explained encourage encouraged wanna hope check palpate performed plan understand know "
                      "press push give giving gave consider considering wish say said need last worry talked spoke pull bend ask asked"))
      return true;
    if (!(w[j].flags & (WF_AUX | WF_ADVERB | WF_NEG))) return false;
  }
  return false;
}

/* Whether somebody is named before the first "he" or "she": "my mom noticed it when she visited me". */
static bool introduced(const dp_nword *w, size_t count) {
  bool named = false;
  for (size_t i = 0; i < count; i++) {
    if (dp_nword_any(&w[i], "myself himself herself")) return false;
    if (dp_nword_any(&w[i], "he she him his her hers")) return named;
    named |= i > 0 && ((w[i].flags & WF_KIN) || dp_nword_any(&w[i], "doctor pediatrician coworker nurse therapist boss teacher neighbor surgeon dentist player person lady guy girl boy woman man cardiologist neurologist dermatologist specialist pharmacist counselor colleague roommate")) && !dp_str_ends(w[i].text, DP_STR("s"));
  }
  return true;
}

bool dp_third_person(const dp_nword *w, size_t count, uint8_t speaker, const dp_voice *v, const dp_lexis *l, bool pronoun, dp_buf *out) {
  speech s = {false, false, out, v, l, pronoun && (v->sex != DP_SEX_UNKNOWN || out->size), false}; /* after "the patient reports" even "they" will do */
  bool self = false, someone = false;
  for (size_t i = 0; i < count; i++) {
    s.crowd |= dp_nword_any(&w[i], "they them their") || (speaker == DP_SPEAKER_PATIENT && dp_nword_is(&w[i], "we"));
    self |= dp_nword_any(&w[i], "i me my");
    someone |= dp_nword_any(&w[i], "he she him his her hers");
  }
  if (speaker == DP_SPEAKER_PATIENT && someone && !introduced(w, count)) return false; /* "he waits for me": who is he, once the patient is he too? */
  s.other = speaker == DP_SPEAKER_PATIENT && someone;
  (void)self;
  bool doctor = speaker == DP_SPEAKER_DOCTOR, patient = speaker == DP_SPEAKER_PATIENT, present = false, single = false;
  for (size_t i = 0; i < count;) {
    const dp_nword *k = &w[i];
    bool me = patient, you = doctor;
    if (k->flags & WF_PUNCT) put_word(out, k), i++;
    else if (dp_nword_is(k, "i")) {
      if (i && (w[i - 1].flags & WF_AUX) && dp_nword_any(&w[i - 1], "am was have do did should can could would will") && (i < 2 || !(w[i - 2].flags & WF_SUBJECT)))
        return false; /* turned round: a question inside */
      if (me) subject(&s), i = agree(&s, w, count, i + 1, &present);
      else if (doctor && doctors_work(w, count, i)) {
        put_text(out, "I"), i++;
        if (i + 3 < count && dp_nword_is(&w[i], "am") && dp_nword_is(&w[i + 1], "going") && dp_nword_is(&w[i + 2], "to")) put_text(out, "will"), i += 3;
        /* "i'm gonna go ahead and order" */
        if (i + 3 < count && dp_nword_is(&w[i], "go") && dp_nword_is(&w[i + 1], "ahead") && dp_nword_is(&w[i + 2], "and")) i += 3;
      } else return false;
    } else if (dp_nword_is(k, "you")) {
      if (!you) return false;
      if (i && (w[i - 1].flags & WF_AUX) && dp_nword_any(&w[i - 1], "are were do did can could would will should is") && (i < 2 || !(w[i - 2].flags & (WF_SUBJECT | WF_NEG))))
        return false;
      if (is_subject(w, count, i)) subject(&s), i = agree(&s, w, count, i + 1, &present);
      else object(&s), i++;
    } else if (dp_nword_any(k, "me") && me) object(&s), i++;
    else if (dp_nword_any(k, "my") && me) possessive(&s), i++;
    else if (dp_nword_any(k, "mine") && me) possessive(&s), i++;
    else if (dp_nword_any(k, "myself") && me) reflexive(&s), i++;
    else if (dp_nword_any(k, "we us our ourselves") && me) {
      put_text(out, dp_nword_is(k, "we") ? "they" : dp_nword_is(k, "us") ? "them" : dp_nword_is(k, "our") ? "their" : "themselves"), i++;
      if (i < count && dp_nword_is(&w[i], "am")) return false;
    } else if (dp_nword_any(k, "your") && you && v->plain) {
      bool titled = false; /* "on your heart exam" is "on heart exam" */
      for (size_t j = i + 1; j < count && j < i + 5 && !titled; j++) titled = dp_nword_any(&w[j], "exam examination auscultation palpation");
      if (out->size && !(titled && i && dp_nword_any(&w[i - 1], "on at of in"))) put_text(out, "the");
      i++;
    } else if (dp_nword_any(k, "your") && you) possessive(&s), i++;
    else if (dp_nword_any(k, "yours") && you) possessive(&s), i++;
    else if (dp_nword_any(k, "yourself") && you) reflexive(&s), i++;
    else if (dp_nword_any(k, "your yours yourself") && me) return false;
    else if (dp_nword_any(k, "me my mine myself") && doctor) put_word(out, k), i++;
    else if (dp_nword_any(k, "i you me my your") ) return false; /* who speaks is not known */
    else if (dp_nword_is(k, "we") && doctor) {
      put_word(out, k), i++;
      if (i + 3 < count && dp_nword_is(&w[i], "are") && dp_nword_is(&w[i + 1], "going") && dp_nword_is(&w[i + 2], "to")) put_text(out, "will"), i += 3;
      if (i + 3 < count && dp_nword_is(&w[i], "go") && dp_nword_is(&w[i + 1], "ahead") && dp_nword_is(&w[i + 2], "and")) i += 3;
    } else if (dp_nword_is(k, "let") && i + 1 < count && dp_nword_is(&w[i + 1], "us") && doctor) {
      put_text(out, "we will"), i += 2;
      if (i + 3 < count && dp_nword_is(&w[i], "go") && dp_nword_is(&w[i + 1], "ahead") && dp_nword_is(&w[i + 2], "and")) i += 3;
    } else if (present && dp_nword_any(k, "and or") && i + 1 < count && (w[i + 1].flags & WF_BASE) && !(w[i + 1].flags & (WF_PAST | WF_AUX)) &&
               (i + 2 >= count || (w[i + 2].flags & (WF_STOP | WF_PREP | WF_PUNCT)))) {
      put_word(out, k), put_s(out, w[i + 1].text), i += 2;
    } else if (dp_nword_is(k, "have") && patient && i > 2 && dp_nword_any(&w[i - 1], "and or but just") && single && !s.plural) {
      put_text(out, "has"), i++; /* "i am tired and have to rest" */
    } else put_word(out, k), i++;
    if (k->flags & WF_SUBJECT) single = dp_nword_is(k, "i");
  }
  return true;
}

/* ---- a question as a statement ------------------------------------------------------------------------------------------ */

static void add(dp_words *out, dp_arena *arena, dp_nword w) { (void)DP_PUSH(arena, out, w); }
static void add_text(dp_words *out, dp_arena *arena, const dp_lexis *l, const char *text, const dp_nword *at) {
  dp_nword w = {.text = dp_str_of(text), .flags = dp_lexis_flags(l, dp_str_of(text)), .start = at->start, .end = at->end};
  add(out, arena, w);
}

bool dp_question_statement(const dp_nword *w, size_t count, bool denied, const dp_lexis *l, dp_arena *arena, dp_words *out) {
  memset(out, 0, sizeof *out);
  size_t i = 0;
  while (i < count && ((w[i].flags & WF_PUNCT) || dp_nword_any(&w[i], "and so but now then okay also well"))) i++;
  if (i + 2 >= count) return false;
  for (size_t j = i; j < count; j++) {
    if (dp_nword_any(&w[j], "or") && j + 1 < count && dp_nword_any(&w[j + 1], "do are is did have does not what how when")) return false; /* two questions */
    if (j > i && dp_nword_any(&w[j], "what how where why who which if")) return false;
    if (j > i && j < i + 3 && dp_nword_any(&w[j], "when")) return false;
    if (j > i && dp_nword_any(&w[j], "do does did are is") && (w[i].flags & WF_AUX)) return false; /* "does it, does riding bother it" */
    if (denied && j + 2 < count && (w[j].flags & WF_NUMBER) && dp_nword_is(&w[j + 1], "or") && (w[j + 2].flags & WF_NUMBER)) return false; /* which of the two? */
    if (!denied && dp_nword_is(&w[j], ",") && dp_nword_any(&w[i], "do does did")) return false;
    if (dp_nword_any(&w[j], "anyone anybody else family")) return false;
    if (w[j].flags & WF_NEG) return false; /* "no fever?": what a yes would mean is open */
  }
  const dp_nword *aux = &w[i], *who = &w[i + 1];
  if ((aux->flags & WF_AUX) && dp_nword_any(aux, "do does did are is was were have has had can could") && dp_nword_any(who, "you it that there he she they this")) {
    const dp_nword *next = &w[i + 2];
    add(out, arena, *who);
    bool drop = dp_nword_any(aux, "do does") && !denied;
    bool past = dp_nword_is(aux, "did");
    if (!drop) {
      if (past && !denied) add(out, arena, *aux);
      else add(out, arena, *aux);
    } else if (dp_nword_is(aux, "does")) { /* "does it hurt" is "it hurts" */
      if (!(next->flags & WF_BASE)) return false;
      dp_buf b;
      dp_buf_init(&b, arena);
      put_s(&b, next->text);
      dp_nword v = *next;
      v.text = dp_buf_view(&b);
      v.flags = 0;
      add(out, arena, v);
      i++;
    }
    if (denied) add_text(out, arena, l, "not", aux);
    for (size_t j = i + 2; j < count; j++) {
      if (dp_nword_any(&w[j], "ever") && !denied) continue;
      if (dp_nword_any(&w[j], "any") && !denied) continue;
      if (denied && dp_nword_any(&w[j], "some still already")) return false;
      if (denied && dp_nword_is(&w[j], "and")) { /* not a and b: not a or b */
        add_text(out, arena, l, "or", &w[j]);
        continue;
      }
      if (!denied && dp_nword_is(&w[j], "or")) return false; /* which of the two? */
      add(out, arena, w[j]);
    }
    return !arena->failed;
  }
  /* a statement that asks: "you are taking the medicine ?" */
  if (dp_nword_any(aux, "you it that there") && (who->flags & (WF_AUX | WF_BASE | WF_PAST | WF_ADVERB))) {
    if (denied && !(who->flags & WF_AUX)) return false;
    for (size_t j = i; j < count; j++) {
      if (!denied && dp_nword_is(&w[j], "or")) return false;
      if (denied && dp_nword_is(&w[j], "and")) return false;
      add(out, arena, w[j]);
      if (denied && j == i + 1) add_text(out, arena, l, "not", who);
    }
    return !arena->failed;
  }
  return false;
}

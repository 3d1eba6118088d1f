/* age.c: ages that are said without "years old", as people say them: "I'm 72", "he's 4 and a half", "37, bloke", "my
 * daughter (6)".
 *
 * A bare number is an age only where nothing else could be meant: behind a person, and before the end of its phrase.
 * "I'm 5 ft 4", "I'm 30 weeks", "she is 2 cm dilated" go on with a unit and are none. patient.c asks here only when no
 * age was stated in full.
 */
#include "text.h"

/* "my daughter", "our lad", "my 14 yr old": the text is about a child, and "I" in it is the parent. */
bool dp_told_by_parent(const dp_reader *r) {
  /* no "baby": "my baby is four weeks old and I feel low" is about the mother */
  static const char *const child[] = {"son",   "daughter", "child",        "children", "boy",
                                      "girl",  "lad",      "lass",         "kid",      "teenager",
                                      "bairn", "stepson",  "stepdaughter", "grandson", "granddaughter"};
  uint32_t n = (uint32_t)r->text.toks.count;
  for (uint32_t i = 0; i < n && i < 24; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->key == K_I && i + 1 < n && (dp_at(r, i + 1)->flags & W_VERB)) return false;
    if (!dp_tok_is(r, i, "my") && !dp_tok_is(r, i, "our")) continue;
    for (uint32_t j = i + 1; j < n && j < i + 6; j++) {
      const dp_tok *w = dp_at(r, j);
      if (w->kind == TK_PUNCT || (w->flags & (W_BODY | W_VERB))) break;
      bool aged = dp_at(r, i + 1)->kind == TK_NUMBER || (dp_at(r, i + 1)->flags & W_NUM); /* "my 14 yr old" */
      if (aged && (w->key == K_OLD || w->key == K_YEAR_OLD) && !(j + 1 < n && (dp_at(r, j + 1)->flags & W_KIN)))
        return true;
      for (size_t c = 0; c < sizeof child / sizeof *child; c++)
        if (dp_tok_is(r, j, child[c])) return true;
    }
  }
  return false;
}

/* What may follow an age that is said in passing. */
static bool closes(const dp_reader *r, uint32_t j, uint32_t n) {
  static const char *const words[] = {
      "but",  "now",    "so",       "retired", "live",      "lives",   "work",  "works",    "mum",   "mother",
      "dad",  "father", "married",  "single",  "divorced",  "widowed", "today", "tomorrow", "soon",  "next",
      "last", "this",   "normally", "usually", "otherwise", "healthy", "fit",   "female",   "never", "no"};
  if (j >= n) return true;
  const dp_tok *k = dp_at(r, j);
  if (k->kind == TK_PUNCT) {
    /* "1.5" is one token; "3/7", "120/80", "5-6", "=", "+" go on with the number */
    return k->punct == ',' || k->punct == '.' || k->punct == ';' || k->punct == ')' || k->punct == '!' ||
           k->punct == '?' || k->punct == 'n' || (k->punct == '-' && !(k->flags & T_GLUED));
  }
  if (k->key == K_AND || k->key == K_WITH || k->key == K_WHO || k->key == K_MALE || k->key == K_FEMALE) return true;
  for (size_t w = 0; w < sizeof words / sizeof *words; w++)
    if (dp_tok_is(r, j, words[w])) return true;
  return false;
}

/* The words between a person and the age: "I'm only just", "she is nearly". Returns the token before them. */
static bool before_adverbs(const dp_reader *r, uint32_t i, uint32_t *at) {
  static const char *const words[] = {"only",   "just",    "nearly", "almost", "about", "now",
                                      "turned", "turning", "coming", "up",     "around"};
  while (i) {
    const dp_tok *k = dp_at(r, i - 1);
    bool small =
        k->kind == TK_WORD && (dp_tok_is(r, i - 1, "is") || dp_tok_is(r, i - 1, "am") || dp_tok_is(r, i - 1, "s"));
    for (size_t w = 0; w < sizeof words / sizeof *words && !small; w++) small = dp_tok_is(r, i - 1, words[w]);
    if (!small) break;
    i--;
  }
  if (!i) return false;
  *at = i - 1;
  return true;
}

/* "Mr F., 68", "Re: Mrs Ann Jones (72)": a title, names, and a comma or bracket. */
static bool after_title(const dp_reader *r, uint32_t i) {
  if (!i || dp_at(r, i - 1)->kind != TK_PUNCT || (dp_at(r, i - 1)->punct != ',' && dp_at(r, i - 1)->punct != '('))
    return false;
  for (uint32_t b = 2; b <= 6 && i >= b; b++) {
    const dp_tok *k = dp_at(r, i - b);
    if ((k->key == K_MALE_TITLE || k->key == K_FEMALE_TITLE) && (k->flags & T_CAP)) return true;
    if (k->kind == TK_PUNCT ? k->punct != '.' : !(k->flags & T_CAP)) return false;
  }
  return false;
}

/* A person right before token i (but for adverbs, a bracket or a comma): which kind of age may follow. 0 none, 1 a
 * grown-up's, 2 any. */
static int person_before(const dp_reader *r, uint32_t i, bool header) {
  uint32_t p;
  bool joined = false;
  if (i && dp_at(r, i - 1)->kind == TK_PUNCT &&
      (dp_at(r, i - 1)->punct == '(' || (dp_at(r, i - 1)->punct == ',' && header)))
    i--, joined = true;
  if (!before_adverbs(r, i, &p)) return 0;
  const dp_tok *k = dp_at(r, p);
  if (k->kind != TK_WORD || p + 1 > i) return 0;
  bool self = k->key == K_I || dp_tok_is(r, p, "im");
  if (self) return joined ? 0 : 1;
  if ((k->flags & W_PRON) && (k->key == K_HE || k->key == K_SHE)) return joined || r->first_person ? 0 : 2;
  bool noun = k->key == K_MALE || k->key == K_FEMALE || k->key == K_BABY || k->key == K_CHILD || k->key == K_TEEN ||
              k->key == K_PATIENT;
  bool kin = r->patient_kin != DP_NONE && k->form == r->patient_kin;
  if (!noun && !kin) return 0;
  return !joined && p + 1 == i ? (header ? 2 : 0)
                               : 2; /* "female 31" is a header; "a boy 10" in the midst of a text is too little */
}

/* Looks for a bare age when none was stated in full. */
bool dp_bare_age(const dp_reader *r, int64_t *milli_years, uint32_t *lo, uint32_t *hi) {
  uint32_t n = (uint32_t)r->text.toks.count;
  for (uint32_t i = 0; i < n; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind != TK_NUMBER && !(k->flags & W_NUM)) continue;
    if (i && (dp_at(r, i - 1)->flags & W_NUM) && (k->flags & W_NUM)) continue;
    int64_t years;
    uint32_t last;
    if (!dp_number_at(r, i, n, &years, &last) || years <= 0 || years > 110000 || (years % 500)) continue;
    uint32_t j = last + 1;
    if (j + 2 < n && dp_at(r, j)->punct == '/' &&
        dp_at(r, j + 1)->kind == TK_NUMBER && /* 11/12 girl, 5/52 boy, 3/7 old */
        (dp_at(r, j + 2)->key == K_FEMALE || dp_at(r, j + 2)->key == K_MALE || dp_at(r, j + 2)->key == K_BABY ||
         dp_at(r, j + 2)->key == K_OLD)) {
      int64_t parts = dp_tok_is(r, j + 1, "12")   ? 12
                      : dp_tok_is(r, j + 1, "52") ? 52
                      : dp_tok_is(r, j + 1, "7")  ? 365
                                                  : 0;
      if (parts) {
        *milli_years = (years + (parts == 52) * 50) / parts, *lo = i, *hi = j + 1;
        return true;
      }
    }
    if (i >= 2 && dp_at(r, i - 1)->key == K_OF &&
        (dp_at(r, i - 2)->key == K_FEMALE || dp_at(r, i - 2)->key == K_MALE) && years >= 1000 &&
        !(j < n && (dp_at(r, j)->flags & W_TIME)) && !dp_kin_near(r, i, last, n)) { /* "a girl of 10" */
      *milli_years = years, *lo = i, *hi = last;
      return true;
    }
    if (j + 2 < n && dp_at(r, j)->key == K_AND && dp_at(r, j + 1)->key == K_A && dp_at(r, j + 2)->key == K_HALF)
      years += 500, last = j + 2, j += 3;
    if (!closes(r, j, n)) continue;
    bool header = i < 6;
    int who = person_before(r, i, header);
    if (!who && after_title(r, i)) who = 1;
    /* "37, bloke, drive a taxi": the text begins with it */
    if (!who && i == 0 && j < n && dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct == ',' && years % 1000 == 0 &&
        !(j + 1 < n && dp_at(r, j + 1)->kind == TK_NUMBER))
      who = 1;
    /* "Lily is 3", "Retired greenkeeper, 75, bald": a name, or a description before the first number */
    if (!who && i == 2 && dp_at(r, 1)->key == K_IS && (dp_at(r, 0)->flags & T_CAP) &&
        !(dp_at(r, 0)->flags & (W_SMALL | W_LEX | W_MOD | W_BODY | T_CAPS)))
      who = 2;
    if (!who && i && header && dp_at(r, i - 1)->punct == ',' && j < n && dp_at(r, j)->kind == TK_PUNCT &&
        k->kind == TK_NUMBER) {
      who = 1;
      for (uint32_t b = 0; b + 1 < i; b++)
        if (dp_at(r, b)->kind != TK_WORD || (dp_at(r, b)->flags & (T_CAPS | W_NEG | W_BODY))) who = 0;
    }
    if (!who || (who == 1 && years < 10000)) continue;
    *milli_years = years;
    *lo = i;
    *hi = last;
    return true;
  }
  return false;
}

/* patient.c: who the patient is: age, sex, pregnancy, where they are seen, where they live or were, what season it is.
 *
 * The first clear statement wins: a header ("35F", "8-month-old boy", "Mrs. L") beats every pronoun. Ages of relatives
 * ("his 60-year-old father"), at events ("diagnosed at age 20") and numbers with units are not the patient's.
 * "My son has a fever": the son is the patient, and no relative.
 */
#include "text.h"

bool dp_kin_near(const dp_reader *r, uint32_t lo, uint32_t hi, uint32_t end) {
  for (uint32_t i = hi + 1; i < end && i <= hi + 2; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_PUNCT) break;
    if ((k->flags & W_KIN) && k->form != r->patient_kin) return true;
  }
  for (uint32_t n = 1; n <= 3 && lo >= n; n++) {
    const dp_tok *k = dp_at(r, lo - n);
    if (k->kind == TK_PUNCT && (k->punct != ',' || (n < lo && dp_at(r, lo - n - 1)->key == K_OTHER))) break;
    if (k->key == K_OF && n == 2 && dp_at(r, lo - 1)->key == K_A) break; /* "the daughter of a 79-year-old seamstress" */
    if ((k->flags & W_KIN) && k->form != r->patient_kin && !(k->flags & T_ABSORBED) && !dp_tok_is(r, lo - n, "child") &&
        !dp_tok_is(r, lo - n, "children"))
      return true;
    if (k->flags & W_VERB) break;
  }
  return false;
}

/* "Feeding my 3 week old": the age is her baby's, where the account has a breast. */
static bool suckling(const dp_reader *r, uint32_t lo) {
  if (lo < 2 || !(dp_tok_is(r, lo - 2, "feeding") || dp_tok_is(r, lo - 2, "breastfeeding") || dp_tok_is(r, lo - 2, "nursing") ||
                  dp_tok_is(r, lo - 2, "feed")))
    return false;
  for (uint32_t i = 0; i < r->text.toks.count; i++)
    if (dp_tok_is(r, i, "breast") || dp_tok_is(r, i, "breasts") || dp_tok_is(r, i, "nipple") || dp_tok_is(r, i, "nipples") ||
        dp_tok_is(r, i, "breastfeeding"))
      return true;
  return false;
}

static void set_age(dp_reader *r, int64_t days, uint32_t lo, uint32_t hi) {
  if (r->out->age_days >= 0 || days < 0 || days > 125 * 366) return;
  if (days < 3 * 365 && suckling(r, lo)) {
    dp_place(r, lo, hi);
    return;
  }
  if (r->first_person && days < 3 * 365) return; /* who says "I" is no infant: her baby's age */
  r->out->age_days = (int32_t)days;
  r->out->age_span = dp_span_of(r, lo, hi);
  dp_place(r, lo, hi);
}

static int64_t days_of(int64_t milli, uint16_t unit) {
  switch (unit) {
  case K_HOUR: return milli / 24000;
  case K_DAY: return milli / 1000;
  case K_WEEK: return milli * 7 / 1000;
  case K_MONTH: return milli * 30437 / 1000000;
  case K_YEAR: return milli * 36525 / 100000;
  default: return -1;
  }
}

void dp_set_sex(dp_reader *r, uint8_t sex, uint32_t lo, uint32_t hi) {
  if (r->out->sex != DP_SEX_UNKNOWN) return;
  r->out->sex = sex;
  r->out->sex_span = dp_span_of(r, lo, hi);
}

/* An age that begins with the number at i. */
static void age_at(dp_reader *r, uint32_t i, uint32_t end) {
  int64_t n;
  uint32_t last;
  if (dp_at(r, i)->key == K_A || dp_at(r, i)->key == K_FEW || dp_at(r, i)->key == K_SEVERAL ||
      !dp_number_at(r, i, end, &n, &last))
    return;
  const dp_tok *before = i ? dp_at(r, i - 1) : NULL;
  uint32_t j = last + 1;
  if (j + 2 < end && dp_at(r, j)->key == K_AND && dp_at(r, j + 1)->key == K_A && dp_at(r, j + 2)->key == K_HALF &&
      j + 3 < end && (dp_at(r, j + 3)->flags & W_TIME)) /* two-and-a-half-year-old */
    n += 500, last = j + 2, j += 3;
  /* "35/F", "45 M", "30F" */
  uint32_t s = j;
  if (s < end && dp_at(r, s)->kind == TK_PUNCT && (dp_at(r, s)->punct == '/' || dp_at(r, s)->punct == ',')) s++;
  if (s < end && (dp_at(r, s)->key == K_F || dp_at(r, s)->key == K_M) && n % 1000 == 0 && n <= 115000 && n > 0 &&
      dp_at(r, i)->kind == TK_NUMBER) {
    bool glued = s == j && (dp_at(r, s)->flags & T_GLUED), slash = s > j && dp_at(r, j)->punct == '/';
    bool caps = (dp_at(r, s)->flags & T_CAP) != 0;
    bool degree =
        before && (before->key == K_AT || before->punct == ':' || dp_tok_is(r, i - 1, "temp") ||
                   dp_tok_is(r, i - 1, "temperature") || dp_tok_is(r, i - 1, "t") || dp_tok_is(r, i - 1, "of"));
    uint32_t distance = i - (uint32_t)(r->sentence ? r->sentence->first : 0);
    if ((glued || slash || (caps && distance < 4)) && !degree &&
        !(n >= 90000 && dp_at(r, s)->key == K_F && distance > 3)) {
      set_age(r, days_of(n, K_YEAR), i, s);
      dp_set_sex(r, dp_at(r, s)->key == K_F ? DP_FEMALE : DP_MALE, s, s);
      return;
    }
  }
  const dp_tok *u = j < end ? dp_at(r, j) : NULL;
  if (!u || (!(u->flags & W_TIME) && u->key != K_YEAR_OLD)) {
    /* "aged 35", "age: 35" */
    bool aged = before && (before->key == K_AGE || (i >= 2 && before->kind == TK_PUNCT && before->punct == ':' &&
                                                    dp_at(r, i - 2)->key == K_AGE));
    /* "How old are you? I'm nineteen, sir." */
    bool asked = false, old = false;
    for (uint32_t b = 1; b <= 14 && i >= b && !(asked && old); b++) {
      const dp_tok *p = dp_at(r, i - b);
      if (p->kind == TK_PUNCT && p->punct == '?') asked = true;
      else if (asked && (p->key == K_OLD || p->key == K_AGE)) old = true;
      else if (p->kind == TK_NUMBER || (p->flags & W_NUM)) break;
    }
    if (asked && old && !aged && n >= 1000 && n <= 110000 && n % 1000 == 0) {
      set_age(r, days_of(n, K_YEAR), i, last);
      return;
    }
    if (aged) {
      uint32_t a = before->key == K_AGE ? i - 1 : i - 2;
      bool at = a > 0 && (dp_at(r, a - 1)->key == K_AT || dp_at(r, a - 1)->key == K_THE ||
                          dp_at(r, a - 1)->key == K_SINCE || dp_at(r, a - 1)->key == K_FROM);
      if (!at && !dp_kin_near(r, a, last, end)) set_age(r, days_of(n, K_YEAR), a, last);
    }
    return;
  }
  if (u->key == K_YEAR_OLD) {
    if (!dp_kin_near(r, i, j, end)) {
      set_age(r, days_of(n, K_YEAR), i, j);
      if (j + 1 < end && (dp_at(r, j + 1)->flags & T_CAP) &&
          (dp_at(r, j + 1)->key == K_F || dp_at(r, j + 1)->key == K_M))
        dp_set_sex(r, dp_at(r, j + 1)->key == K_F ? DP_FEMALE : DP_MALE, j + 1, j + 1);
      if (dp_tok_is(r, j, "yof")) dp_set_sex(r, DP_FEMALE, j, j);
      if (dp_tok_is(r, j, "yom")) dp_set_sex(r, DP_MALE, j, j);
    }
    return;
  }
  int64_t days = days_of(n, u->key);
  uint32_t hi = j;
  /* "1 year 3 months old", "1 year and 3 months old" */
  uint32_t m = j + 1;
  if (m < end && dp_at(r, m)->key == K_AND) m++;
  if (m + 1 < end && dp_at(r, m)->kind == TK_NUMBER && (dp_at(r, m + 1)->flags & W_TIME)) {
    int64_t more;
    uint32_t l;
    if (dp_number_at(r, m, end, &more, &l) && m + 2 < end &&
        (dp_at(r, m + 2)->key == K_OLD || dp_at(r, m + 2)->key == K_OF))
      days += days_of(more, dp_at(r, m + 1)->key), hi = m + 1;
  }
  uint32_t o = hi + 1;
  if (o < end && dp_at(r, o)->kind == TK_PUNCT && dp_at(r, o)->punct == '/' && o + 1 < end) o++;
  bool old = o < end && (dp_at(r, o)->key == K_OLD || dp_tok_is(r, o, "o"));
  bool of_age =
      o + 1 < end && dp_at(r, o)->key == K_OF && (dp_at(r, o + 1)->key == K_AGE || dp_at(r, o + 1)->key == K_LIFE);
  bool noun = o < end && u->key != K_HOUR &&
              (dp_at(r, o)->key == K_FEMALE || dp_at(r, o)->key == K_MALE ||
               (dp_at(r, o)->key == K_F && (dp_at(r, o)->flags & T_CAP)) ||
               (dp_at(r, o)->key == K_M && (dp_at(r, o)->flags & T_CAP)) ||
               ((dp_at(r, o)->key == K_BABY || dp_at(r, o)->key == K_CHILD) && (u->flags & T_HYPHEN)));
  if (!old && !of_age && !noun) {
    bool person = before && before->key == K_OF && i >= 2 &&
                  (dp_at(r, i - 2)->key == K_BABY || dp_at(r, i - 2)->key == K_CHILD ||
                   dp_at(r, i - 2)->key == K_FEMALE || dp_at(r, i - 2)->key == K_MALE || dp_tok_is(r, i - 2, "child"));
    bool aged = person || (before && before->key == K_AGE &&
                           !(i >= 2 && (dp_at(r, i - 2)->key == K_AT || dp_at(r, i - 2)->key == K_THE)));
    if (!aged) return;
  }
  uint32_t end_age = old ? o : of_age ? o + 1 : hi;
  if (of_age && before && before->key == K_AT) return; /* "at 2 years of age he had" */
  if (old && before && before->key == K_WHO) return;
  for (uint32_t b = 1; b <= 3 && i >= b; b++) /* "when she was 6 years old" */
    if (dp_tok_is(r, i - b, "when") || dp_tok_is(r, i - b, "since") || dp_tok_is(r, i - b, "until")) return;
  if (dp_kin_near(r, i, end_age, end)) return;
  /* "a 2 day old rash", "a 3 week old injury": what is old is no person */
  if (old && u->key != K_YEAR && end_age + 1 < end) {
    const dp_tok *what = dp_at(r, end_age + 1);
    bool owns = r->text.source.at[dp_at(r, end_age)->end] == '\''; /* "6 month old's bottom" */
    if (!owns && what->kind == TK_WORD && (what->flags & W_LEX) && !(what->flags & W_COMMON) && what->key == K_NONE)
      return;
  }
  set_age(r, days, i, end_age);
  if (end_age + 1 < end && (dp_at(r, end_age + 1)->flags & T_CAP) &&
      (dp_at(r, end_age + 1)->key == K_F || dp_at(r, end_age + 1)->key == K_M))
    dp_set_sex(r, dp_at(r, end_age + 1)->key == K_F ? DP_FEMALE : DP_MALE, end_age + 1, end_age + 1);
  if (noun && dp_at(r, o)->key == K_F) dp_set_sex(r, DP_FEMALE, o, o);
  if (noun && dp_at(r, o)->key == K_M) dp_set_sex(r, DP_MALE, o, o);
}

/* Ages without a number of years: "newborn", "day 3 of life", "in his 60s", "toddler". */
static void rough_age(dp_reader *r, uint32_t i, uint32_t end) {
  const dp_tok *k = dp_at(r, i);
  if (k->key == K_DAY && i + 1 < end) {
    int64_t n;
    uint32_t last;
    if (dp_number_at(r, i + 1, end, &n, &last) && last + 2 < end && dp_at(r, last + 1)->key == K_OF &&
        dp_at(r, last + 2)->key == K_LIFE)
      set_age(r, n / 1000, i, last + 2);
    else if (i + 3 < end && dp_at(r, i + 1)->key == K_OF && dp_at(r, i + 2)->key == K_LIFE &&
             dp_number_at(r, i + 3, end, &n, &last))
      set_age(r, n / 1000, i, last);
  }
  static const char *const decades[] = {"twenties", "thirties",  "forties",  "fifties",
                                        "sixties",  "seventies", "eighties", "nineties"};
  for (size_t d = 0; d < sizeof decades / sizeof *decades && k->kind == TK_WORD; d++) {
    if (!dp_tok_is(r, i, decades[d]) || i < 2) continue;
    uint32_t b = i - 1;
    bool early = dp_tok_is(r, b, "early"), late = dp_tok_is(r, b, "late"), mid = dp_tok_is(r, b, "mid");
    if ((early || late || mid) && b) b--;
    bool kin = false;
    for (uint32_t j = b; j-- > (r->sentence ? r->sentence->first : 0);)
      kin = kin || ((dp_at(r, j)->flags & W_KIN) && dp_at(r, j)->form != r->patient_kin);
    if (!kin && (dp_at(r, b)->key == K_HE || dp_at(r, b)->key == K_SHE || dp_at(r, b)->key == K_MY))
      set_age(r, days_of((int64_t)(20 + 10 * d + (early ? 2 : late ? 8 : 5)) * 1000, K_YEAR), i, i);
  }
  if (k->kind == TK_NUMBER && i + 1 < end && dp_tok_is(r, i + 1, "s") && (dp_at(r, i + 1)->flags & T_GLUED)) {
    int64_t n;
    uint32_t last;
    bool kin = false;
    for (uint32_t b = i; b-- > (r->sentence ? r->sentence->first : 0);)
      kin = kin || ((dp_at(r, b)->flags & W_KIN) && dp_at(r, b)->form != r->patient_kin);
    if (!kin && dp_number_at(r, i, end, &n, &last) && n >= 20000 && n <= 90000 && n % 10000 == 0 && i &&
        (dp_at(r, i - 1)->key == K_HE || dp_at(r, i - 1)->key == K_SHE || dp_at(r, i - 1)->key == K_MY ||
         (dp_at(r, i)->flags & T_HYPHEN)))
      set_age(r, days_of(n + 5000, K_YEAR), i, i + 1);
  }
}

static void words_of_age(dp_reader *r) { /* only when nothing better was said */
  for (size_t i = 0; i < r->text.toks.count && r->out->age_days < 0; i++) {
    const dp_tok *k = dp_at(r, (uint32_t)i);
    if (k->kind != TK_WORD) continue;
    bool other = i && (dp_at(r, (uint32_t)i - 1)->key == K_HE || dp_at(r, (uint32_t)i - 1)->key == K_SHE ||
                       dp_at(r, (uint32_t)i - 1)->flags & W_PREP);
    if (other) continue;
    uint32_t t = (uint32_t)i;
    if (k->key == K_BABY && dp_baby_expected(r, t)) continue;
    if (r->first_person && k->key != K_TEEN && k->key != K_ELDERLY) continue; /* "lifting the toddler": hers */
    static const char *const checks[] = {"hearing", "check", "screen", "screening", "exam", "test", "unit", "nursery"};
    bool check = false; /* "passed the newborn hearing check" */
    for (size_t c = 0; c < sizeof checks / sizeof *checks && t + 1 < r->text.toks.count; c++)
      check = check || dp_tok_is(r, t + 1, checks[c]);
    if (check) continue;
    if (i > 1 && dp_at(r, t - 1)->key == K_A && (dp_tok_is(r, t - 2, "as") || dp_tok_is(r, t - 2, "like"))) continue;
    if (k->key == K_BABY) set_age(r, dp_tok_is(r, t, "newborn") || dp_tok_is(r, t, "neonate") ? 5 : 180, t, t);
    else if (dp_tok_is(r, t, "toddler")) set_age(r, 730, t, t);
    else if (dp_tok_is(r, t, "schoolboy") || dp_tok_is(r, t, "schoolgirl") || dp_tok_is(r, t, "schoolchild"))
      set_age(r, 9 * 36525 / 100, t, t);
    else if (k->key == K_TEEN) set_age(r, 15 * 36525 / 100, t, t);
    else if (k->key == K_ELDERLY) set_age(r, 76 * 36525 / 100, t, t);
  }
}

/* ---- sex
 * ------------------------------------------------------------------------------------------------------------- */

/* The kin word that the account begins with, when its bearer is the patient: "Dad is more confused", "Mum's face has dropped", "The
 * daughter of a 79-year-old man: her father …", where it is the parent. UINT32_MAX: none. Not "Mother reports", and not where
 * another patient is named. */
static uint32_t kin_first(const dp_reader *r) {
  uint32_t n = (uint32_t)r->text.toks.count, i = 0;
  static const char *const others[] = {"boy", "girl", "baby", "infant", "patient", "man", "woman", "child", "newborn", "toddler", "lady", "gentleman"};
  if (i < n && dp_at(r, i)->key == K_THE) i++;
  if (i + 2 >= n || !(dp_at(r, i)->flags & W_KIN)) return UINT32_MAX;
  if (dp_at(r, i + 1)->key == K_OF && dp_at(r, i + 2)->key == K_A) { /* whose parent or spouse the patient is */
    bool child = dp_tok_is(r, i, "daughter") || dp_tok_is(r, i, "son"), man = dp_tok_is(r, i, "wife"), woman = dp_tok_is(r, i, "husband");
    for (uint32_t j = i + 3; j < n; j++)
      if ((child && (dp_tok_is(r, j, "mother") || dp_tok_is(r, j, "father") || dp_tok_is(r, j, "mum") || dp_tok_is(r, j, "dad"))) ||
          (man && dp_tok_is(r, j, "husband")) || (woman && dp_tok_is(r, j, "wife")))
        return j;
    return UINT32_MAX;
  }
  if (i) return UINT32_MAX; /* "The mother is worried" */
  const dp_tok *next = dp_at(r, 1);
  if (next->key == K_HAS && !dp_tok_is(r, 0, "dad") && !dp_tok_is(r, 0, "mum") && !dp_tok_is(r, 0, "mom") && !dp_tok_is(r, 0, "husband") &&
      !dp_tok_is(r, 0, "wife") && !dp_tok_is(r, 0, "grandad") && !dp_tok_is(r, 0, "grandma"))
    return UINT32_MAX; /* "Mother has asthma" in a note is the family's history */
  bool verb = next->key == K_IS || next->key == K_HAS || (next->flags & (W_VERB | W_SAY)) || dp_tok_is(r, 1, "s") || next->kind == TK_PUNCT ||
              dp_tok_is(r, 1, "fell") || dp_tok_is(r, 1, "collapsed") || dp_tok_is(r, 1, "keeps") || dp_tok_is(r, 1, "can't") ||
              dp_tok_is(r, 1, "won't") || dp_tok_is(r, 1, "just") || dp_tok_is(r, 1, "woke");
  if (!verb || ((next->flags & W_SAY) && !dp_tok_is(r, 1, "complains"))) return UINT32_MAX;
  for (uint32_t j = 1; j < n; j++) {
    if (dp_at(r, j)->flags & W_KIN && dp_at(r, j)->form != dp_at(r, 0)->form) return UINT32_MAX;
    for (size_t w = 0; w < sizeof others / sizeof *others; w++)
      if (dp_tok_is(r, j, others[w])) return UINT32_MAX;
  }
  return 0;
}

/* "My son has", "my 3 year old daughter", at the beginning, before any "I have". UINT32_MAX: nobody's. */
static uint32_t kin_of_mine(const dp_reader *r) {
  for (uint32_t i = 0; i < r->text.toks.count && i < 14; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->key == K_I) return UINT32_MAX;
    if (k->kind == TK_PUNCT && k->punct == '.') return UINT32_MAX;
    if (!dp_tok_is(r, i, "my") && !dp_tok_is(r, i, "our")) continue;
    for (uint32_t j = i + 1; j < r->text.toks.count && j < i + 7; j++) {
      const dp_tok *w = dp_at(r, j);
      if (w->kind == TK_PUNCT) break;
      if (!(w->flags & W_KIN)) continue;
      if (j + 1 < r->text.toks.count && (dp_at(r, j + 1)->flags & W_SAY) && dp_at(r, j + 1)->key == K_NONE &&
          !dp_tok_is(r, j + 1, "complains") && !dp_tok_is(r, j + 1, "feels"))
        return UINT32_MAX;
      return j;
    }
  }
  return UINT32_MAX;
}

/* The relative who is the patient, and so none, and of which sex. */
static void relation(dp_reader *r) {
  static const struct {
    const char *word;
    uint8_t sex;
  } kin[] = {{"son", DP_MALE},
             {"daughter", DP_FEMALE},
             {"husband", DP_MALE},
             {"wife", DP_FEMALE},
             {"mother", DP_FEMALE},
             {"mum", DP_FEMALE},
             {"mom", DP_FEMALE},
             {"dad", DP_MALE},
             {"father", DP_MALE},
             {"grandmother", DP_FEMALE},
             {"grandfather", DP_MALE},
             {"grandma", DP_FEMALE},
             {"grandpa", DP_MALE},
             {"child", DP_SEX_UNKNOWN},
             {"brother", DP_MALE},
             {"sister", DP_FEMALE},
             {"partner", DP_SEX_UNKNOWN},
             {"boyfriend", DP_MALE},
             {"girlfriend", DP_FEMALE}};
  uint32_t who = kin_first(r);
  if (who == UINT32_MAX) who = kin_of_mine(r);
  if (who == UINT32_MAX) return;
  r->patient_kin = dp_at(r, who)->form;
  for (size_t n = 0; n < sizeof kin / sizeof *kin; n++)
    if (dp_tok_is(r, who, kin[n].word) && kin[n].sex) dp_set_sex(r, kin[n].sex, who, who);
}

static void sex(dp_reader *r) {
  size_t n = r->text.toks.count;
  uint32_t she = 0, he = 0, first = 0;
  for (uint32_t i = 0; i < n && r->out->sex == DP_SEX_UNKNOWN; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind != TK_WORD) continue;
    bool female = k->key == K_FEMALE || k->key == K_FEMALE_TITLE, male = k->key == K_MALE || k->key == K_MALE_TITLE;
    if (female || male) {
      bool kin = i + 1 < n && (dp_at(r, i + 1)->flags & W_KIN);
      bool many =
          dp_tok_is(r, i, "women") || dp_tok_is(r, i, "men") || dp_tok_is(r, i, "females") || dp_tok_is(r, i, "males");
      bool with =
          i && (dp_at(r, i - 1)->key == K_WITH || dp_tok_is(r, i - 1, "another") ||
                (i > 1 && dp_at(r, i - 1)->key == K_A && dp_at(r, i - 2)->key == K_WITH)); /* "been with a man" */
      bool named = (k->key == K_FEMALE_TITLE || k->key == K_MALE_TITLE) && !(k->flags & T_CAP);
      named = named || (i && dp_at(r, i - 1)->key == K_BABY && dp_baby_expected(r, i - 1)); /* "had a baby boy" */
      bool ms = dp_tok_is(r, i, "ms") && (k->flags & T_CAPS);                               /* multiple sclerosis */
      if (!kin && !many && !with && !named && !ms) dp_set_sex(r, female ? DP_FEMALE : DP_MALE, i, i);
    } else if (k->key == K_SHE || k->key == K_HE) {
      if (!first) first = i + 1;
      if (k->key == K_SHE) she++;
      else he++;
    }
    if (i > 400 && (she || he)) break; /* enough of the text for a header */
  }
  if (r->out->sex != DP_SEX_UNKNOWN || !(she + he)) return;
  /* pronouns: the first, unless the others clearly outnumber it */
  uint8_t say = dp_at(r, first - 1)->key == K_SHE ? DP_FEMALE : DP_MALE;
  if (he > 3 * she) say = DP_MALE;
  if (she > 3 * he) say = DP_FEMALE;
  dp_set_sex(r, say, first - 1, first - 1);
}

/* ---- place and season
 * -------------------------------------------------------------------------------------------------- */

static void places(dp_reader *r) {
  uint32_t n = (uint32_t)r->text.toks.count;
  uint8_t setting = 0;
  for (uint32_t i = 0; i < n; i++) {
    const dp_tok *k = dp_at(r, i);
    if (!(k->flags & W_DEF)) continue;
    uint32_t last;
    const dp_def *d = dp_def_at(r, i, n, D_SETTING, &last);
    if (d) {
      bool ok = true;
      if (d->effect == 1) ok = (k->flags & T_CAPS) != 0;
      if (d->effect == 2)
        ok = i && (dp_at(r, i - 1)->key == K_THE || dp_at(r, i - 1)->key == K_TO) && last + 1 < n &&
             dp_at(r, last + 1)->kind == TK_PUNCT;
      if (d->effect == 3) ok = i && (dp_tok_is(r, i - 1, "currently"));
      /* the emergency department outweighs the ward, the ward the clinic */
      static const uint8_t weight[] = {0, 1, 3, 2};
      if (ok && weight[d->arg & 3] > weight[setting & 3] && !dp_negated_before(r, i, 4)) setting = (uint8_t)d->arg;
    }
    d = dp_def_at(r, i, n, D_SEASON, &last);
    if (d && !r->out->season) r->out->season = (uint8_t)d->arg, dp_place(r, i, last);
    d = dp_def_at(r, i, n, D_GEO, &last);
    if (d && d->arg) {
      uint16_t b = i ? dp_at(r, i - 1)->key : K_NONE;
      bool led =
          b == K_FROM || b == K_TO || b == K_IN ||
          (i && (dp_tok_is(r, i - 1, "visited") || dp_tok_is(r, i - 1, "visiting") || dp_tok_is(r, i - 1, "rural") ||
                 dp_tok_is(r, i - 1, "around") || dp_tok_is(r, i - 1, "across") || dp_at(r, i - 1)->key == K_THE));
      if (((k->flags & T_CAP) || led) && !dp_negated_before(r, i, 8)) {
        r->out->region |= (uint8_t)d->arg;
        dp_place(r, i, last);
      }
    }
  }
  r->out->setting = setting;
}

void dp_patient(dp_reader *r) {
  r->first_person = !dp_told_by_parent(r) && dp_first_person(r);
  if (!r->first_person) relation(r);
  uint32_t n = (uint32_t)r->text.toks.count;
  for (size_t s = 0; s < r->text.sentences.count && r->out->age_days < 0; s++) {
    r->sentence = &r->text.sentences.at[s];
    for (uint32_t i = r->sentence->first; i < r->sentence->end && r->out->age_days < 0; i++) {
      const dp_tok *k = dp_at(r, i);
      if (k->kind == TK_NUMBER || (k->flags & W_NUM)) {
        bool later = i > r->sentence->first && (dp_at(r, i - 1)->flags & W_NUM) && (k->flags & W_NUM);
        if (!later) age_at(r, i, r->sentence->end);
      }
      if (r->out->age_days < 0) rough_age(r, i, n);
    }
  }
  r->sentence = NULL;
  int64_t years;
  uint32_t lo, hi;
  if (r->out->age_days < 0 && dp_bare_age(r, &years, &lo, &hi)) set_age(r, days_of(years, K_YEAR), lo, hi);
  words_of_age(r);
  sex(r);
  dp_pregnancy(r);
  places(r);
}

/* pregnancy.c: whether the patient is pregnant and how long, has just given birth, or speaks of her baby.
 *
 * Said outright ("32 weeks pregnant", "G2P1 at 34 weeks", "8/40", "pregnancy test positive") or by what only a
 * pregnancy has: waters that broke, a baby that moves less, labour, antenatal care. After such a hint a bare "36 weeks"
 * is its length. "My baby is 4 weeks old and I feel low": she is the patient, and in the weeks after birth. "My baby is
 * vomiting": the baby is. "LMP 6 weeks ago" is a late period, which may be a pregnancy.
 */
#include "text.h"

/* ---- who speaks ---------------------------------------------------------------------------------------------------
 */

/* "I" who only tells of another: "I am worried", "I gave him", "I think she". */
static bool carer(const dp_reader *r, uint32_t i, uint32_t n) {
  static const char *const verbs[] = {
      "worried", "concerned", "afraid", "scared", "anxious", "noticed", "think",    "thought", "gave",    "given",
      "giving",  "tried",     "took",   "taken",  "brought", "called",  "found",    "want",    "wanted",  "wonder",
      "saw",     "see",       "seen",   "hear",   "know",    "checked", "measured", "used",    "changed", "fed",
      "notice",  "guess",     "phoned", "rang",   "need",    "suspect", "believe",  "said",    "told",    "asked"};
  for (uint32_t j = i + 1; j < n && j < i + 6; j++) {
    const dp_tok *k = dp_at(r, j);
    if (k->kind == TK_PUNCT) return false;
    if (k->key == K_HE || k->key == K_SHE || k->key == K_BABY || k->key == K_THEY) return true;
    for (size_t v = 0; v < sizeof verbs / sizeof *verbs && j < i + 5; v++)
      if (dp_tok_is(r, j, verbs[v])) return true;
  }
  return false;
}

/* Whether the text is told by the patient: "I have …", "my knee". */
bool dp_first_person(const dp_reader *r) {
  uint32_t n = (uint32_t)r->text.toks.count;
  for (uint32_t i = 0; i < n; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind != TK_WORD) continue;
    if (k->key == K_I && (k->flags & T_CAP || dp_tok_is(r, i, "i")) && i + 1 < n) {
      bool numeral =
          i && (dp_tok_is(r, i - 1, "type") || dp_tok_is(r, i - 1, "stage") || dp_tok_is(r, i - 1, "grade") ||
                dp_tok_is(r, i - 1, "lead") || dp_tok_is(r, i - 1, "leads") || dp_tok_is(r, i - 1, "class"));
      if (!numeral && dp_at(r, i + 1)->kind == TK_WORD && !carer(r, i, n)) return true;
    }
    if (dp_tok_is(r, i, "my")) {
      uint32_t j = i + 1;
      while (j < n && j < i + 4 && (dp_at(r, j)->flags & W_MOD) && !(dp_at(r, j)->flags & W_BODY)) j++;
      if (j < n && ((dp_at(r, j)->flags & W_BODY) || dp_at(r, j)->key == K_PERIOD || dp_tok_is(r, j, "periods") ||
                    dp_tok_is(r, j, "waters") || dp_tok_is(r, j, "bump") || dp_tok_is(r, j, "stitches") ||
                    dp_tok_is(r, j, "mood") || dp_tok_is(r, j, "wee") || dp_tok_is(r, j, "urine") ||
                    dp_tok_is(r, j, "poo") || dp_tok_is(r, j, "breathing") || dp_tok_is(r, j, "vision")))
        return true;
    }
  }
  return false;
}

/* ---- hints --------------------------------------------------------------------------------------------------------
 */

static bool near_is(const dp_reader *r, uint32_t i, uint32_t reach, const char *const *list, size_t count) {
  uint32_t n = (uint32_t)r->text.toks.count;
  for (uint32_t j = i + 1; j < n && j <= i + reach; j++) {
    if (dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct != '-') return false;
    for (size_t w = 0; w < count; w++)
      if (dp_tok_is(r, j, list[w])) return true;
  }
  return false;
}
#define NEAR(r, i, reach, list) near_is(r, i, reach, list, sizeof list / sizeof *list)

/* A word at token i that is only said of a pregnant woman. */
static bool hint(const dp_reader *r, uint32_t i) {
  static const char *const broke[] = {"broke", "broken", "break", "gone", "went", "breaking"};
  static const char *const moves[] = {"moving",   "kicking",   "moves", "kicks",
                                      "movement", "movements", "moved", "kicked", "active"};
  if (dp_tok_is(r, i, "waters") || dp_tok_is(r, i, "water")) return NEAR(r, i, 3, broke);
  if (dp_tok_is(r, i, "baby") || dp_tok_is(r, i, "bump")) return NEAR(r, i, 4, moves);
  if (dp_at(r, i)->key == K_FETAL) return NEAR(r, i, 2, moves);
  if (dp_tok_is(r, i, "labour") || dp_tok_is(r, i, "labor"))
    return i && (dp_at(r, i - 1)->key == K_IN || dp_tok_is(r, i - 1, "into") || dp_tok_is(r, i - 1, "preterm"));
  return dp_tok_is(r, i, "antenatal") || dp_tok_is(r, i, "contractions") || dp_tok_is(r, i, "primip");
}

/* Whether a baby is one that is not born, wished for, or just born to the patient: no infant who is ill. */
bool dp_baby_expected(const dp_reader *r, uint32_t i) {
  if (r->first_person || hint(r, i)) return true;
  if (i && (dp_at(r, i - 1)->key == K_A || dp_at(r, i - 1)->key == K_THE || dp_tok_is(r, i - 1, "another"))) {
    static const char *const lead[] = {"for",      "have", "having", "had",   "expecting",
                                       "carrying", "want", "wants",  "since", "after"};
    for (uint32_t b = 2; b <= 3 && i >= b; b++)
      for (size_t w = 0; w < sizeof lead / sizeof *lead; w++)
        if (dp_tok_is(r, i - b, lead[w])) return true;
  }
  return r->out->pregnant == DP_YES;
}

/* "36 weeks" with nothing that makes it a time: not "for 3 weeks", "6 weeks ago", "4 weeks old". */
static bool bare_weeks(const dp_reader *r, uint32_t i, uint32_t unit, uint32_t n) {
  const dp_tok *a = unit + 1 < n ? dp_at(r, unit + 1) : NULL, *b = i ? dp_at(r, i - 1) : NULL;
  if (a && (a->key == K_AGO || a->key == K_OLD || a->key == K_POSTPARTUM || a->key == K_HISTORY || a->key == K_OF ||
            dp_tok_is(r, unit + 1, "later") || dp_tok_is(r, unit + 1, "after") || dp_tok_is(r, unit + 1, "post")))
    return false;
  return !(b && (b->key == K_FOR || b->key == K_PAST || b->key == K_LAST || b->key == K_OVER || b->key == K_SINCE ||
                 b->key == K_IN || b->key == K_EVERY || b->key == K_X));
}

/* ---- pregnancy
 * ------------------------------------------------------------------------------------------------------- */

bool dp_negated_before(const dp_reader *r, uint32_t i, uint32_t reach) {
  for (uint32_t n = 1; n <= reach && i >= n; n++) {
    const dp_tok *k = dp_at(r, i - n);
    if (k->kind == TK_PUNCT && k->punct != ',') return false;
    if (k->flags & W_NEG) return true;
    if (k->flags & W_BREAK) return false;
  }
  return false;
}

static void set_pregnant(dp_reader *r, uint8_t tri, int32_t weeks, uint32_t lo, uint32_t hi) {
  if (r->out->pregnant == DP_YES && tri != DP_YES) return;
  if (r->out->pregnant != DP_YES || r->out->pregnancy_weeks < 0) {
    if (r->out->pregnant == DP_UNKNOWN || tri == DP_YES) r->out->pregnant_span = dp_span_of(r, lo, hi);
    r->out->pregnant = tri;
    if (weeks >= 0) r->out->pregnancy_weeks = weeks;
  }
  if (tri == DP_YES) dp_set_sex(r, DP_FEMALE, lo, hi);
}

/* "Had my baby 3 weeks ago", "c-section last week", "my baby is 4 weeks old" from her who says "I". */
static bool born_now(const dp_reader *r, uint32_t i, uint32_t n) {
  bool baby = dp_at(r, i)->key == K_BABY, cut = dp_tok_is(r, i, "caesarean") || dp_tok_is(r, i, "cesarean") ||
                                                (dp_tok_is(r, i, "section") && i && dp_tok_is(r, i - 1, "c"));
  if (!baby && !cut && !dp_tok_is(r, i, "delivered")) return false;
  bool had = cut || !baby;
  for (uint32_t b = 1; b <= 3 && i >= b && baby; b++)
    had = had || dp_tok_is(r, i - b, "had") || dp_tok_is(r, i - b, "having");
  if (dp_kin_near(r, i, i, n)) return false;
  for (uint32_t j = i + 1; j < n && j < i + 6; j++) {
    const dp_tok *k = dp_at(r, j);
    if (k->kind == TK_PUNCT && k->punct == '.') return false;
    if (k->key == K_LAST && j + 1 < n && dp_at(r, j + 1)->key == K_WEEK && had) return true;
    int64_t m;
    uint32_t l;
    if (!dp_number_at(r, j, n, &m, &l) || l + 2 > n) continue;
    uint16_t unit = dp_at(r, l + 1 < n ? l + 1 : l)->key;
    bool ago = l + 2 < n && (dp_at(r, l + 2)->key == K_AGO), old = l + 2 < n && dp_at(r, l + 2)->key == K_OLD;
    bool recent = unit == K_DAY ? m <= 42000 : unit == K_WEEK ? m <= 6000 : unit == K_MONTH && m <= 1000;
    if (recent && ((ago && had) || (old && baby && r->first_person))) return true;
  }
  return false;
}

void dp_pregnancy(dp_reader *r) {
  uint32_t n = (uint32_t)r->text.toks.count;
  bool child = r->out->age_days >= 0 && r->out->age_days < 9 * 365;
  if (r->out->sex == DP_MALE || child) {
    r->out->pregnant = DP_NO;
    return;
  }
  bool hinted = false;
  for (uint32_t i = 0; i < n; i++)
    if (dp_at(r, i)->kind == TK_WORD && hint(r, i) && !dp_kin_near(r, i, i, n) && !dp_negated_before(r, i, 3)) {
      hinted = true;
      set_pregnant(r, DP_YES, -1, i, i);
    }
  for (uint32_t i = 0; i < n; i++) {
    const dp_tok *k = dp_at(r, i);
    if ((k->kind == TK_NUMBER || (k->flags & W_NUM)) &&
        i + 1 < n) { /* 32 weeks pregnant, 32 weeks of gestation, 32+4 weeks, 32/40 */
      int64_t w;
      uint32_t last, j;
      if (i && (dp_at(r, i - 1)->flags & W_NUM) && (k->flags & W_NUM)) continue;
      if (!dp_number_at(r, i, n, &w, &last) || w < 1000 || w > 43000) continue;
      j = last + 1;
      if (j + 1 < n && dp_at(r, j)->key == K_MONTH && dp_tok_is(r, j + 1, "pregnant") && w <= 9000 &&
          !dp_kin_near(r, i, j + 1, n)) { /* "3 months pregnant" */
        set_pregnant(r, DP_YES, (int32_t)(w * 13 / 3000), i, j + 1);
        dp_place(r, i, j);
        continue;
      }
      if (w < 3000) continue;
      if (j + 1 < n && dp_at(r, j)->punct == '+' && dp_at(r, j + 1)->kind == TK_NUMBER) j += 2;
      bool forty = j + 1 < n && dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct == '/' && dp_tok_is(r, j + 1, "40");
      uint32_t e = j;
      if (!forty && !(j < n && dp_at(r, j)->key == K_WEEK)) continue;
      bool says = forty;
      for (e = j + 1; e < n && e < j + 4 && !says; e++) {
        if (dp_at(r, e)->kind == TK_PUNCT) break;
        if (dp_at(r, e)->key == K_PREGNANT || dp_at(r, e)->key == K_GESTATION) says = true;
      }
      if (!says) { /* "pregnant at 32 weeks", "G2P1, 32 weeks" */
        for (uint32_t b = 1; b <= 4 && i >= b && !says; b++) {
          const dp_tok *p = dp_at(r, i - b);
          if (p->kind == TK_PUNCT && p->punct != ',') break;
          says = p->key == K_PREGNANT || p->key == K_GESTATION;
          dp_str g = dp_tok_low(r, i - b);
          says = says || (g.size >= 4 && g.at[0] == 'g' && g.at[1] >= '0' && g.at[1] <= '9' && g.at[2] == 'p');
        }
        /* "I'm 20 weeks", and any "36 weeks" after a hint */
        bool me = i && (dp_at(r, i - 1)->key == K_I || (i > 1 && dp_tok_is(r, i - 1, "am"))) &&
                  !(j + 1 < n && (dp_at(r, j + 1)->flags & (W_WEAK | W_LEX)) && dp_at(r, j + 1)->kind == TK_WORD &&
                    !(dp_at(r, j + 1)->flags & W_SMALL));
        if (!says && (hinted || me) && w >= 4000 && bare_weeks(r, i, j, n)) says = true;
        e = j + 1;
      }
      if (!says) continue;
      bool born = false; /* "born at 39 weeks of gestation" */
      for (uint32_t b = 1; b <= 6 && i >= b; b++) {
        if (dp_at(r, i - b)->kind == TK_PUNCT && dp_at(r, i - b)->punct == '.') break;
        born = born || dp_tok_is(r, i - b, "born") || dp_tok_is(r, i - b, "delivered") ||
               dp_tok_is(r, i - b, "birth") || dp_tok_is(r, i - b, "delivery") || dp_tok_is(r, i - b, "premature") ||
               dp_tok_is(r, i - b, "miscarried") || dp_tok_is(r, i - b, "miscarriage");
      }
      if (born || dp_kin_near(r, i, e - 1, n)) continue;
      set_pregnant(r, DP_YES, (int32_t)(w / 1000), i, e - 1);
      dp_place(r, i, forty ? j + 1 : j);
      continue;
    }
    if (k->kind != TK_WORD) continue;
    if (dp_tok_is(r, i, "pregnant") || dp_tok_is(r, i, "gravid") || dp_tok_is(r, i, "primigravida") ||
        dp_tok_is(r, i, "multigravida")) {
      bool if_before = false;
      for (uint32_t b = 1; b <= 4 && i >= b; b++)
        if_before = if_before || dp_at(r, i - b)->key == K_IF || dp_tok_is(r, i - b, "could") ||
                    dp_tok_is(r, i - b, "may") || dp_tok_is(r, i - b, "become") ||
                    dp_tok_is(r, i - b, "look") || dp_tok_is(r, i - b, "looks") || dp_tok_is(r, i - b, "looked");
      if (dp_kin_near(r, i, i, n) || if_before) continue;
      bool women = i + 1 < n && dp_tok_is(r, i + 1, "women");
      if (women) continue;
      set_pregnant(r, dp_negated_before(r, i, 4) || (i && dp_at(r, i - 1)->key == K_NON) ? DP_NO : DP_YES, -1, i, i);
    } else if (dp_tok_is(r, i, "pregnancy") && i + 1 < n) {
      uint32_t t = i + 1;
      if (!dp_tok_is(r, t, "test")) {
        bool now = i && (dp_tok_is(r, i - 1, "current") || dp_tok_is(r, i - 1, "intrauterine") ||
                         dp_at(r, i - 1)->key == K_THIS);
        if (now && !dp_negated_before(r, i, 3)) set_pregnant(r, DP_YES, -1, i, i);
        continue;
      }
      bool negative = i && dp_tok_is(r, i - 1, "negative"), positive = i && dp_tok_is(r, i - 1, "positive");
      for (uint32_t a = t + 1; a < n && a < t + 6; a++) {
        if (dp_at(r, a)->kind == TK_PUNCT && dp_at(r, a)->punct == '.') break;
        negative = negative || dp_tok_is(r, a, "negative") || dp_tok_is(r, a, "-ve");
        positive = positive || dp_tok_is(r, a, "positive") || dp_tok_is(r, a, "+ve");
      }
      if (positive) set_pregnant(r, DP_YES, -1, i, t);
      else if (negative) set_pregnant(r, DP_NO, -1, i, t);
    } else if (born_now(r, i, n)) {
      set_pregnant(r, DP_YES, -1, i, i);
      r->out->postpartum = true;
    } else if (k->key == K_POSTPARTUM ||
               (dp_tok_is(r, i, "birth") && i && (dp_tok_is(r, i - 1, "gave") || dp_tok_is(r, i - 1, "giving")))) {
      if (dp_kin_near(r, i, i, n) || dp_negated_before(r, i, 3) || dp_tok_is(r, i, "postnatally")) continue;
      if (i + 1 < n && dp_tok_is(r, i + 1, "depression")) continue;
      /* "6 weeks postpartum", "postpartum day 3", "gave birth 2 weeks ago"; after more than eight weeks it is over */
      bool long_ago = false;
      for (uint32_t a = i > 3 ? i - 3 : 0; a < n && a < i + 6; a++)
        long_ago =
            long_ago || dp_at(r, a)->key == K_YEAR || (dp_at(r, a)->key == K_MONTH && !(a && dp_tok_is(r, a - 1, "1")));
      if (long_ago) continue;
      set_pregnant(r, DP_YES, -1, i, i);
      r->out->postpartum = true;
    } else if (k->end - k->start >= 4 && r->text.low[k->start] == 'g') { /* G2P1: a woman */
      dp_str g = dp_tok_low(r, i);
      if (g.at[1] >= '0' && g.at[1] <= '9' && g.at[2] == 'p' && g.at[3] >= '0' && g.at[3] <= '9') {
        dp_set_sex(r, DP_FEMALE, i, i);
        dp_place(r, i, i);
      }
    }
  }
}

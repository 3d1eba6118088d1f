/* amount.c: numbers that say how much: weight lost or gained, alcohol, tobacco, tablets swallowed, and the fever's
 * height.
 *
 * "lost 10 kg", "weight fell from 80 to 72 kg", "drinks 6 pints a day", "40 units a week", "20 pack years", "20 a day
 * for 30 years", "took 30 paracetamol", "fever of 102". Each becomes a value of a measure of the knowledge, whose
 * findings say from where on it counts (`when: alcohol_week > 14`); a measure that the knowledge lacks is not looked
 * for. What is denied, past or of a relative gives nothing.
 *
 * Alcohol is reckoned in UK units of 8 g a week, as the UK Chief Medical Officers' guideline counts (2016): a pint 2.3,
 * a glass of wine 2, a bottle of wine 9, a bottle of spirits 28. A pack-year is 20 cigarettes a day for a year.
 */
#include "text.h"

typedef struct {
  const char *word;
  int32_t milli; /* how much one of it is, in the measure's unit */
} unit;

static const unit *unit_among(const dp_reader *r, uint32_t i, const unit *list, size_t count) {
  if (i >= r->end || dp_at(r, i)->kind != TK_WORD) return NULL;
  for (size_t n = 0; n < count; n++)
    if (dp_tok_is(r, i, list[n].word)) return &list[n];
  return NULL;
}

static bool among(const dp_reader *r, uint32_t i, const char *const *list, size_t count) {
  if (i >= r->end || dp_at(r, i)->kind != TK_WORD) return false;
  for (size_t n = 0; n < count; n++)
    if (dp_tok_is(r, i, list[n])) return true;
  return false;
}
#define AMONG(r, i, list) among(r, i, list, sizeof list / sizeof *list)

/* One of the words within `reach` tokens before i, in the same stretch. */
static bool led(const dp_reader *r, uint32_t i, unsigned reach, const char *const *list, size_t count) {
  for (uint32_t n = 1; n <= reach && i >= r->first + n; n++) {
    if (dp_at(r, i - n)->kind == TK_PUNCT && dp_at(r, i - n)->punct != ':' && dp_at(r, i - n)->punct != '-')
      return false;
    if (among(r, i - n, list, count)) return true;
  }
  return false;
}
#define LED(r, i, reach, list) led(r, i, reach, list, sizeof list / sizeof *list)

static bool open_context(const dp_reader *r, uint32_t lo, uint32_t hi) {
  for (uint32_t i = lo; i <= hi; i++) {
    const dp_context *c = &r->context[i - r->first];
    if (c->neg || c->fam || c->hyp || c->past == 1 || c->drop) return false;
  }
  return true;
}

static void say(dp_reader *r, uint16_t measure, int64_t milli, uint32_t lo, uint32_t hi) {
  for (uint32_t i = lo; i <= hi; i++) r->text.toks.at[i].flags |= T_AMOUNT;
  if (measure == DP_NONE || !open_context(r, lo, hi)) return;
  const dp_kb_measure *m = &r->kb->measures[measure];
  if (milli < m->low_milli || milli > m->high_milli) return;
  dp_judge(r, measure, milli, lo, hi);
}

/* A quantity: a number, or the middle of a range, from token i on; *next behind it. */
static bool quantity(const dp_reader *r, uint32_t i, int64_t *milli, uint32_t *next) {
  uint32_t last;
  int64_t to;
  if (i >= r->end || !dp_number_at(r, i, r->end, milli, &last)) return false;
  uint32_t j = last + 1;
  if (dp_tok_is(r, last, "half") && j < r->end && dp_at(r, j)->key == K_A) j++;
  if (dp_at(r, i)->key == K_HALF && last + 1 < r->end && dp_at(r, last + 1)->key == K_A) j = last + 2;
  bool dash = j < r->end && (dp_at(r, j)->flags & T_HYPHEN);
  bool word = j + 1 < r->end && (dp_at(r, j)->key == K_TO || dp_at(r, j)->key == K_OR);
  if ((dash || word) && dp_number_at(r, word ? j + 1 : j, r->end, &to, &last) && dp_at(r, last)->key != K_A)
    *milli = (*milli + to) / 2, j = last + 1;
  *next = j;
  return *milli >= 0 && *milli < 100000000;
}

/* How often in a week, from token i on: "a day", "per week", "/wk", "daily", "every night"; 0 when nothing is said. */
static int rate(const dp_reader *r, uint32_t i, uint32_t *next) {
  static const char *const daily[] = {"daily", "nightly"}, *const weekly[] = {"weekly"};
  *next = i + 1;
  if (AMONG(r, i, daily)) return 7;
  if (AMONG(r, i, weekly)) return 1;
  if (i + 1 >= r->end) return 0;
  const dp_tok *k = dp_at(r, i), *u = dp_at(r, i + 1);
  if (!(k->key == K_A || k->key == K_PER || k->key == K_EVERY || k->punct == '/')) return 0;
  *next = i + 2;
  if (u->key == K_DAY || u->key == K_NIGHT || u->key == K_EVENING || u->key == K_MORNING) return 7;
  return u->key == K_WEEK ? 1 : 0;
}

/* ---- weight -------------------------------------------------------------------------------------------------------
 */

static const unit masses[] = {{"kg", 1000},        {"kgs", 1000},      {"kilo", 1000},  {"kilos", 1000},
                              {"kilograms", 1000}, {"kilogram", 1000}, {"lb", 454},     {"lbs", 454},
                              {"pound", 454},      {"pounds", 454},    {"stone", 6350}, {"stones", 6350},
                              {"st", 6350}};
static const char *const losing[] = {"lost", "lose", "losing", "loses", "loss", "shed", "dropped"};
static const char *const gaining[] = {"gained", "gain", "gaining", "gains", "on"};

static void weight_change(dp_reader *r, uint32_t i) {
  int64_t n, to;
  uint32_t j, e;
  if (!quantity(r, i, &n, &j) || j >= r->end) return;
  const unit *u = unit_among(r, j, masses, sizeof masses / sizeof *masses);
  bool percent = dp_at(r, j)->punct == '%' || dp_at(r, j)->key == K_PERCENT || dp_tok_is(r, j, "percent");
  /* "from 80 kg to 72 kg", "from 80 to 72 kg" */
  e = u ? j + 1 : j;
  if (i > r->first && dp_at(r, i - 1)->key == K_FROM && e + 1 < r->end && dp_at(r, e)->key == K_TO &&
      quantity(r, e + 1, &to, &j)) {
    const unit *v = unit_among(r, j, masses, sizeof masses / sizeof *masses);
    if (!v) return;
    int64_t from = n * (u ? u : v)->milli / 1000;
    to = to * v->milli / 1000;
    if (to < from) say(r, r->m_weight_lost, from - to, i - 1, j);
    if (to > from) say(r, r->m_weight_gained, to - from, i - 1, j);
    return;
  }
  if (!u && !percent) return;
  int64_t kg = percent ? n * 4 / 5 : n * u->milli / 1000; /* of a person of 80 kg */
  bool loss = LED(r, i, 4, losing), gain = LED(r, i, 4, gaining);
  if (gain && !loss && dp_tok_is(r, i - 1, "on") && !(i > r->first + 1 && dp_tok_is(r, i - 2, "put"))) gain = false;
  uint32_t hi = j, lo = i;
  for (uint32_t a = j + 1; a <= j + 3 && a < r->end && !loss && !gain; a++) { /* "10 kg weight loss", "10 kg loss" */
    if (dp_at(r, a)->kind == TK_PUNCT) break;
    if (AMONG(r, a, losing)) loss = true, hi = a;
    if (!dp_tok_is(r, a, "on") && AMONG(r, a, gaining)) gain = true, hi = a;
  }
  bool body = !percent;
  for (uint32_t a = i > r->first + 5 ? i - 5 : r->first; a < r->end && a < j + 6; a++)
    body = body || dp_tok_is(r, a, "weight");
  if (!body || loss == gain) return;
  say(r, loss ? r->m_weight_lost : r->m_weight_gained, kg, lo, hi);
}

/* ---- alcohol ------------------------------------------------------------------------------------------------------
 */

static const unit drinks[] = {{"pint", 2300},   {"pints", 2300},  {"unit", 1000},    {"units", 1000},   {"can", 2000},
                              {"cans", 2000},   {"glass", 2000},  {"glasses", 2000}, {"beer", 2000},    {"beers", 2000},
                              {"lager", 2000},  {"lagers", 2000}, {"shot", 1000},    {"shots", 1000},   {"drink", 1800},
                              {"drinks", 1800}, {"bottle", 0},    {"bottles", 0},    {"litre", 0},      {"litres", 0},
                              {"liter", 0},     {"liters", 0},    {"measure", 1000}, {"measures", 1000}};
static const unit liquors[] = {
    {"wine", 9000},    {"beer", 2000},     {"lager", 2000},   {"cider", 2500}, {"ale", 2000},      {"vodka", 28000},
    {"whisky", 28000}, {"whiskey", 28000}, {"gin", 28000},    {"rum", 28000},  {"brandy", 28000},  {"spirits", 28000},
    {"liquor", 28000}, {"sherry", 13000},  {"alcohol", 1000}, {"stout", 2000}, {"bourbon", 28000}, {"tequila", 28000}};
static const char *const drinking[] = {"drinks", "drinking", "drink", "consumes", "drank", "alcohol", "etoh"};

static void alcohol(dp_reader *r, uint32_t i) {
  int64_t n;
  uint32_t j, next;
  if (r->m_alcohol_week == DP_NONE || !quantity(r, i, &n, &j)) return;
  const unit *u = unit_among(r, j, drinks, sizeof drinks / sizeof *drinks);
  if (!u) return;
  int64_t each = u->milli;
  const unit *of = NULL;
  bool other = false;
  uint32_t hi = j++;
  if (j + 1 < r->end && dp_at(r, j)->key == K_OF) {
    for (uint32_t a = j + 1; a < r->end && a < j + 4 && !of; a++)
      if ((of = unit_among(r, a, liquors, sizeof liquors / sizeof *liquors))) hi = a;
    other = !of; /* "glasses of water" */
    j = of ? hi + 1 : j;
  }
  if (other) return;
  if (!each) { /* bottles and litres of something */
    if (!of) return;
    each = of->milli < 9000 ? of->milli : of->milli;
    if (u->word[0] == 'l') each = of->milli == 9000 ? 12000 : of->milli >= 13000 ? 40000 : 5000;
  }
  bool unit_word = u->word[0] == 'u';
  if (!of && !LED(r, i, 5, drinking)) return;
  int times = rate(r, j, &next);
  if (times) hi = next - 1;
  else if (unit_word) times = 1; /* "alcohol: 30 units" */
  else return;
  say(r, r->m_alcohol_week, n * each / 1000 * times, i, hi < r->end ? hi : r->end - 1);
}

/* ---- tobacco ------------------------------------------------------------------------------------------------------
 */

static void tobacco(dp_reader *r, uint32_t i) {
  static const char *const smoking[] = {"smokes", "smoked", "smoking", "smoker", "smoke", "cigarettes", "tobacco"};
  int64_t n, years;
  uint32_t j, next;
  if (r->m_pack_years == DP_NONE || !quantity(r, i, &n, &j) || j >= r->end) return;
  bool packs = dp_tok_is(r, j, "pack") || dp_tok_is(r, j, "packs") || dp_tok_is(r, j, "packets") ||
               dp_tok_is(r, j, "packet") || dp_tok_is(r, j, "ppd");
  if (packs && j + 1 < r->end && dp_at(r, j + 1)->key == K_YEAR) {
    say(r, r->m_pack_years, n, i, j + 1);
    return;
  }
  bool a_day = dp_tok_is(r, j, "ppd");
  if (packs) n *= 20, j++;
  bool cigarettes = packs;
  while (j < r->end && (dp_tok_is(r, j, "cigarettes") || dp_tok_is(r, j, "cigs") || dp_tok_is(r, j, "roll") ||
                        dp_at(r, j)->key == K_OF))
    j++, cigarettes = true;
  next = j;
  if (!a_day && rate(r, j, &next) != 7) return;
  if (!cigarettes && !LED(r, i, 5, smoking)) return;
  uint32_t y = next; /* "for 30 years" */
  while (y < r->end && y < next + 3 && dp_at(r, y)->kind != TK_PUNCT && dp_at(r, y)->key != K_FOR) y++;
  uint32_t last;
  if (y + 1 >= r->end || dp_at(r, y)->key != K_FOR || !quantity(r, y + 1, &years, &last) || last >= r->end ||
      dp_at(r, last)->key != K_YEAR)
    return;
  say(r, r->m_pack_years, n * years / 20000, i, last);
}

/* ---- tablets ------------------------------------------------------------------------------------------------------
 */

static void tablets(dp_reader *r, uint32_t i) {
  static const char *const took[] = {"took", "taken", "swallowed", "ingested", "overdosed"};
  static const char *const pieces[] = {"tablets", "pills", "capsules", "tabs"};
  static const char *const grams[] = {"g", "grams", "gram"};
  int64_t n;
  uint32_t j, next;
  if (r->m_tablets_taken == DP_NONE || !quantity(r, i, &n, &j) || j >= r->end || n < 1000) return;
  if (!LED(r, i, 4, took)) return;
  bool weighed = AMONG(r, j, grams);
  if (weighed) n *= 2, j++; /* the usual tablet of paracetamol or ibuprofen has half a gram at most */
  if (j < r->end && dp_at(r, j)->key == K_OF) j++;
  uint32_t hi = j;
  bool medicine = AMONG(r, j, pieces);
  for (uint32_t m = 0; m < r->matches.count && !medicine; m++) {
    const dp_match *o = &r->matches.at[m];
    medicine = o->kept && o->kind == DP_LEX_SAY && o->lo == j && r->kb->findings[o->target].kind == DP_KIND_MEDICINE;
    if (medicine) hi = o->hi;
  }
  if (!medicine) return;
  for (uint32_t a = hi + 1; a < r->end && a < hi + 4; a++) {
    if (dp_at(r, a)->kind == TK_PUNCT && dp_at(r, a)->punct != '/') break;
    if (rate(r, a, &next)) return; /* "took 3 tablets a day" */
  }
  bool much = false; /* few are no overdose, and no sign that there was none */
  for (size_t w = 0; w < r->kb->when_count && !much; w++)
    much = r->kb->whens[w].measure == r->m_tablets_taken && dp_kb_when_meets(&r->kb->whens[w], n);
  if (much) say(r, r->m_tablets_taken, n, i, hi);
}

/* ---- fever of 102 -------------------------------------------------------------------------------------------------
 */

static void fever(dp_reader *r, uint32_t i) {
  static const char *const hot[] = {"fever", "fevers", "febrile", "pyrexia", "pyrexial", "fevering", "spiking"};
  const dp_tok *k = dp_at(r, i);
  int64_t n;
  uint32_t last;
  if (r->m_temperature == DP_NONE || !(dp_number_at(r, i, r->end, &n, &last)) || k->key != K_NONE) return;
  if ((k->flags & T_PLACED) || dp_in_duration(r, i)) return;
  bool celsius = n >= 38000 && n <= 43000, fahrenheit = n >= 100400 && n <= 109000;
  if (!celsius && !fahrenheit) return;
  for (uint32_t b = 1; b <= 4 && i >= r->first + b; b++) {
    const dp_tok *p = dp_at(r, i - b);
    if (AMONG(r, i - b, hot)) {
      if (last + 1 < r->end && (dp_at(r, last + 1)->flags & W_TIME)) return;
      say(r, r->m_temperature, fahrenheit ? (n - 32000) * 5556 / 10000 : n, i - b, last);
      return;
    }
    if (p->kind == TK_PUNCT ? p->punct != ':' && p->punct != '(' && p->punct != '-' && p->punct != '>'
                            : !(p->flags & (W_SMALL | W_MOD)) && p->key != K_UPTO && p->key != K_OF)
      return;
  }
}

/* ---- the last period ----------------------------------------------------------------------------------------------
 */

/* "LMP 6 weeks ago", "last period was seven weeks ago", "LMP 8/52": of a pregnancy its length, else a late period. */
static void last_period(dp_reader *r, uint32_t i) {
  bool lmp = dp_tok_is(r, i, "lmp");
  if (!lmp && dp_at(r, i)->key == K_LAST && i + 1 < r->end)
    lmp = dp_at(r, i + 1)->key == K_PERIOD || dp_tok_is(r, i + 1, "menstrual") || dp_tok_is(r, i + 1, "menses");
  if (!lmp || !open_context(r, i, i)) return;
  for (uint32_t j = i + 1; j < r->end && j < i + 8; j++) {
    int64_t n;
    uint32_t u;
    if (dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct != ':' && dp_at(r, j)->punct != '-') return;
    if (dp_at(r, j)->kind != TK_NUMBER && !(dp_at(r, j)->flags & W_NUM)) continue;
    if (!quantity(r, j, &n, &u) || u >= r->end) return;
    bool weeks = dp_at(r, u)->key == K_WEEK, months = dp_at(r, u)->key == K_MONTH;
    if (dp_at(r, u)->punct == '/' && u + 1 < r->end) {
      weeks = dp_tok_is(r, u + 1, "52"), months = dp_tok_is(r, u + 1, "12");
      u++;
    } else if (!(u + 1 < r->end && dp_at(r, u + 1)->key == K_AGO)) return;
    if (months) n = n * 13 / 3;
    if ((!weeks && !months) || n < 5000 || n > 43000) return;
    dp_place(r, i, u);
    if (r->out->pregnant == DP_YES) {
      if (r->out->pregnancy_weeks < 0) r->out->pregnancy_weeks = (int32_t)(n / 1000);
    } else if (r->period_late != DP_NONE && r->out->sex != DP_MALE && r->out->age_days < 52 * 366) {
      dp_context c = {0};
      dp_add_mention(r, r->period_late, i, u, &c, r->next_group++);
    }
    return;
  }
}

void dp_amounts(dp_reader *r) {
  for (uint32_t i = r->first; i < r->end; i++)
    if (dp_at(r, i)->key == K_LAST || dp_at(r, i)->flags & W_COMMON) last_period(r, i);
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    bool number = k->kind == TK_NUMBER || (k->flags & W_NUM) || k->key == K_A || k->key == K_HALF ||
                  k->key == K_COUPLE || k->key == K_FEW || k->key == K_SEVERAL;
    if (!number || (k->flags & T_AMOUNT)) continue;
    if (i > r->first && (dp_at(r, i - 1)->flags & W_NUM) && (k->flags & W_NUM)) continue; /* "thirty | five" */
    weight_change(r, i);
    if (!(dp_at(r, i)->flags & T_AMOUNT)) alcohol(r, i);
    if (!(dp_at(r, i)->flags & T_AMOUNT)) tobacco(r, i);
    if (!(dp_at(r, i)->flags & T_AMOUNT)) tablets(r, i);
    if (!(dp_at(r, i)->flags & T_AMOUNT)) fever(r, i);
  }
}

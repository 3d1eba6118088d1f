/* loose.c: the loose reader: what nobody read, where it is nearly a phrase.
 *
 * People say the same thing in more ways than a vocabulary can list. So the words of a clause that no phrase took are
 * compared once more with all phrases, and the best that is nearly there is offered as an uncertain finding:
 *   coverage   how much of the phrase's weight stands here, close together (words weigh as lexicon_loose.c says);
 *   purity     of all phrases that hold these words, how many are this finding's (or of its kinds): "pain, side" is in
 * a hundred, "litre, vodka" in one; need       a missing word that most phrases of the finding hold is one that it
 * cannot do without. The value is weight * coverage * purity * (1 - need). A part of the body that the finding never
 * speaks of, a denial or something normal in the clause, a relative, or another time forbid it. What was read in
 * earnest elsewhere in the text needs no loose reading. The engine weighs it less than what was read (docs/engine.md);
 * red-flag rules use it, scores and notes do not.
 */
#include "text.h"

enum {
  CLAUSE = 64,    /* tokens looked at together */
  LEAST_CB = 174, /* value of a reading: below, nothing */
  COVERAGE = 600, /* permille of the phrase's weight that must be there */
  PURITY = 450,   /* permille of the phrases with these words that must be the finding's */
  SPREAD = 7,     /* words between the first and the last */
  NEAR = 600,     /* permille that a near word counts */
  STARTS = 900,   /* a word of more phrases begins no search */
  VISITS = 600,   /* phrases looked at, for each word of the clause */
  KEPT = 24,      /* candidates that are looked at closely */
  MOST = 3        /* readings of a clause */
};

typedef struct hit {
  uint16_t word, permille; /* of a phrase; how well the token stands for it */
  uint8_t at;              /* place in the clause */
} hit;

typedef struct clause {
  uint32_t token[CLAUSE]; /* words with content, in order */
  bool free[CLAUSE], tells[CLAUSE];
  unsigned count;
  hit hits[CLAUSE * (DP_IDS + DP_NEAR_MOST)]; /* one a word */
  unsigned hit_count;
} clause;

typedef struct candidate {
  uint32_t phrase;
  int32_t value; /* without purity and need: the most that it can come to */
  uint64_t at;   /* places of its words */
  uint16_t words[DP_PHRASE_MAX], missing[DP_PHRASE_MAX];
  uint8_t word_count, missing_count, lo, hi;
} candidate;

/* ---- the clause -------------------------------------------------------------------------------------------------- */

/* Words that say when, how much or who, but nothing of a finding. */
static bool tells(const dp_tok *k) {
  if (k->kind != TK_WORD || (k->flags & (W_SMALL | W_TIME | W_NUM | W_SAY | W_FINITE | W_VERB | W_KIN))) return false;
  switch (k->key) {
  case K_NONE:
  case K_LEFT:
  case K_RIGHT:
  case K_BOTH:
  case K_MILD:
  case K_SEVERE:
  case K_HIGH:
  case K_LOW:
  case K_FREQUENCY:
  case K_URGENCY:
  case K_DISCHARGE:
  case K_FIT:
  case K_COLD:
  case K_PERIOD:
  case K_BLEEDING:
  case K_FETAL: return true;
  default: return false;
  }
}

/* A clause that denies, praises or speaks of others says nothing loosely. */
static bool forbids(const dp_reader *r, uint32_t i) {
  static const char *const fine[] = {"intact", "clear",   "good",  "full", "well",
                                     "fine",   "healthy", "usual", "soft", "unremarkable"};
  const dp_tok *k = dp_at(r, i);
  if ((k->flags & (W_NEG | W_KIN)) || (k->flags & T_NEGATED) || k->key == K_NORMAL || k->key == K_NOPE ||
      k->key == K_NON || k->key == K_ABSENT_WORD || k->key == K_IF)
    return true;
  for (size_t n = 0; n < sizeof fine / sizeof *fine; n++)
    if (dp_tok_is(r, i, fine[n])) return true;
  const dp_context *c = &r->context[i - r->first];
  return c->neg || c->fam || c->hyp || c->past || c->drop;
}

static bool ends_clause(const dp_tok *k) {
  if (k->kind == TK_WORD) return (k->flags & W_BREAK) != 0;
  return k->kind == TK_PUNCT && k->punct != '/' && k->punct != '-' && k->punct != '+' && k->punct != '=';
}

/* A word may stand in several places: the best of them counts, of equal ones the first that nobody read. */
static void add_hit(dp_reader *r, clause *c, uint16_t word, unsigned permille, unsigned at) {
  uint16_t *slot = &r->loose_slot[word];
  if (!*slot) {
    *slot = (uint16_t)(c->hit_count + 1);
    c->hits[c->hit_count++] = (hit){word, (uint16_t)permille, (uint8_t)at};
    return;
  }
  hit *h = &c->hits[*slot - 1];
  if (permille > h->permille || (permille == h->permille && c->free[at] && !c->free[h->at]))
    *h = (hit){word, (uint16_t)permille, (uint8_t)at};
}

/* The near words' list of a token, 0 for none: of the word as written, not of its class. */
static uint32_t near_of(const dp_lexicon *x, const dp_tok *k) {
  uint16_t word = k->form == DP_NONE ? (uint16_t)DP_NONE : x->forms[k->form].word;
  return word == DP_NONE ? 0 : x->loose[word].near;
}

/* The words of the clause and what they may stand for. */
static void gather(dp_reader *r, clause *c) {
  const dp_lexicon *x = &r->lex;
  for (unsigned i = 0; i < c->count; i++) {
    const dp_tok *k = dp_at(r, c->token[i]);
    for (unsigned j = 0; j < k->id_count && c->tells[i]; j++) add_hit(r, c, k->id[j], 1000, i);
    uint32_t near = c->tells[i] || (k->key == K_NONE && !(k->flags & (W_TIME | W_NUM))) ? near_of(x, k) : 0;
    for (unsigned n = 0; near && n < x->pool[near] && n < DP_NEAR_MOST; n++)
      add_hit(r, c, x->pool[near + 1 + n], NEAR, i);
  }
}

/* ---- one phrase -------------------------------------------------------------------------------------------------- */

/* How much of phrase `index` stands in the clause; false where too little does. */
static bool weigh(const dp_reader *r, const clause *c, uint32_t index, candidate *out) {
  const dp_lexicon *x = &r->lex;
  const dp_lex_phraserow *p = &x->phrases[index];
  int32_t whole = 0, have = 0, have_free = 0;
  unsigned telling = 0; /* words that are not everyday ones */
  bool exact = false;
  *out = (candidate){.phrase = index, .lo = CLAUSE};
  for (unsigned k = 0; k < p->count; k++) {
    uint16_t w = x->pool[p->words + k];
    int32_t weight = x->loose[w].weight;
    const hit *best = r->loose_slot[w] ? &c->hits[r->loose_slot[w] - 1] : NULL;
    whole += weight;
    if (!best) {
      out->missing[out->missing_count++] = w;
      continue;
    }
    int32_t v = weight * best->permille / 1000;
    have += v;
    if (c->free[best->at]) have_free += v;
    exact = exact || best->permille == 1000;
    if (!(x->words[w].flags & W_COMMON) || (x->words[w].flags & W_BODY)) telling++;
    out->words[out->word_count++] = w;
    out->at |= (uint64_t)1 << best->at;
    if (best->at < out->lo) out->lo = best->at;
    if (best->at > out->hi) out->hi = best->at;
  }
  if (out->word_count < 2 || !exact || out->hi == out->lo || out->hi - out->lo > SPREAD || whole <= 0) return false;
  if ((out->missing_count >= 2 || !telling) && out->word_count < 3) return false;
  int32_t coverage = have * 1000 / whole;
  if (coverage < COVERAGE || have_free * 10 < have * 3) return false;
  int32_t loose = out->hi - out->lo - out->word_count + 1;
  out->value = (int32_t)((int64_t)have * coverage / (1000 + 80 * (loose > 0 ? loose : 0)));
  return out->value >= LEAST_CB;
}

/* ---- a candidate looked at closely ------------------------------------------------------------------------------- */

static bool phrase_holds(const dp_lexicon *x, uint32_t phrase, uint16_t w) {
  const dp_lex_phraserow *p = &x->phrases[phrase];
  for (unsigned k = 0; k < p->count; k++)
    if (x->pool[p->words + k] == w) return true;
  return false;
}

/* How many phrases of the finding hold the word; -1 where the word is in too many to say. */
static int32_t held_by(const dp_lexicon *x, uint16_t w, uint16_t finding) {
  const dp_lex_post *p = &x->loose[w];
  if (!p->count) return p->weight ? -1 : 0;
  int32_t n = 0;
  for (unsigned i = 0; i < p->count; i++) n += x->phrases[x->posts[p->first + i]].target == finding;
  return n;
}

static int32_t purity_of(const dp_reader *r, const candidate *c, uint16_t finding) {
  const dp_lexicon *x = &r->lex;
  uint16_t rarest = c->words[0];
  for (unsigned k = 1; k < c->word_count; k++)
    if (x->loose[c->words[k]].weight > x->loose[rarest].weight) rarest = c->words[k];
  const dp_lex_post *p = &x->loose[rarest];
  int64_t all = 0, own = 0;
  for (unsigned i = 0; i < p->count; i++) {
    uint32_t phrase = x->posts[p->first + i];
    bool holds = true;
    for (unsigned k = 0; k < c->word_count && holds; k++) holds = phrase_holds(x, phrase, c->words[k]);
    if (!holds) continue;
    all++;
    own += dp_kb_is_a(r->kb, x->phrases[phrase].target, finding);
  }
  return (int32_t)(own * 100000 / (all * 100 + 35));
}

static int32_t need_of(const dp_lexicon *x, const candidate *c, uint16_t finding) {
  int32_t most = 0, phrases = x->tally[finding];
  for (unsigned k = 0; k < c->missing_count; k++) {
    int32_t held = held_by(x, c->missing[k], finding), share = held < 0 || phrases < 3 ? 1000 : held * 1000 / phrases;
    if (share > most) most = share;
  }
  return most;
}

/* A part of the body beside the words that the finding never speaks of. */
static bool elsewhere(const dp_reader *r, const clause *c, const candidate *k, uint16_t finding) {
  const dp_lexicon *x = &r->lex;
  unsigned from = k->lo > 2 ? k->lo - 2u : 0, to = k->hi + 3u < c->count ? k->hi + 3u : c->count;
  for (unsigned i = from; i < to; i++) {
    const dp_tok *t = dp_at(r, c->token[i]);
    if (!dp_tok_body(t)) continue;
    bool spoken = false;
    for (unsigned j = 0; j < t->id_count && !spoken; j++) spoken = held_by(x, t->id[j], finding) != 0;
    uint32_t near = near_of(x, t);
    for (unsigned n = 0; near && n < x->pool[near] && !spoken; n++)
      spoken = held_by(x, x->pool[near + 1 + n], finding) > 0;
    if (!spoken) return true;
  }
  return false;
}

static bool may_be(const dp_reader *r, uint16_t finding) {
  uint8_t kind = r->kb->findings[finding].kind;
  return kind != DP_KIND_GROUP && kind != DP_KIND_MEDICINE && kind != DP_KIND_DISEASE && !dp_family_finding(r, finding);
}

/* ---- the clause read --------------------------------------------------------------------------------------------- */

static void keep(candidate *kept, unsigned *count, const candidate *c) {
  if (*count == KEPT && kept[KEPT - 1].value >= c->value) return;
  unsigned at = *count < KEPT ? (*count)++ : KEPT - 1;
  while (at > 0 && kept[at - 1].value < c->value) kept[at] = kept[at - 1], at--;
  kept[at] = *c;
}

/* The phrases that are nearly there, the best first. */
static unsigned search(dp_reader *r, const clause *c, candidate kept[KEPT]) {
  const dp_lexicon *x = &r->lex;
  unsigned count = 0, left = c->count * VISITS;
  for (unsigned h = 0; h < c->hit_count; h++) {
    const dp_lex_post *p = &x->loose[c->hits[h].word];
    if (!c->free[c->hits[h].at] || p->count > STARTS) continue;
    for (unsigned i = 0; i < p->count && left; i++, left--) {
      candidate k;
      uint32_t phrase = x->posts[p->first + i];
      if (!weigh(r, c, phrase, &k) || !may_be(r, x->phrases[phrase].target)) continue;
      bool twice = false;
      for (unsigned n = 0; n < count && !twice; n++) twice = kept[n].phrase == phrase;
      if (!twice) keep(kept, &count, &k);
    }
  }
  return count;
}

static void offer(dp_reader *r, const clause *c, const candidate *k) {
  if (r->out->mentions.count >= DP_MENTION_MAX) return;
  dp_mention m = {.finding = r->lex.phrases[k->phrase].target,
                  .state = DP_UNCERTAIN,
                  .loose = true,
                  .span = dp_span_of(r, c->token[k->lo], c->token[k->hi]),
                  .measure = DP_NONE,
                  .group = r->next_group++,
                  .section = r->section,
                  .heading = r->section != DP_SEC_NONE};
  if (!DP_PUSH(r->arena, &r->out->mentions, m)) r->out_of_memory = true;
}

/* Offers what the clause nearly says: the best, then others of other words, MOST at most. */
static void read_clause(dp_reader *r, clause *c) {
  candidate kept[KEPT];
  gather(r, c);
  unsigned count = search(r, c, kept);
  for (unsigned h = 0; h < c->hit_count; h++) r->loose_slot[c->hits[h].word] = 0;
  int32_t value[KEPT];
  for (unsigned n = 0; n < count; n++) {
    const candidate *k = &kept[n];
    uint16_t finding = r->lex.phrases[k->phrase].target;
    int32_t purity = elsewhere(r, c, k, finding) ? 0 : purity_of(r, k, finding);
    value[n] = purity < PURITY
                   ? 0
                   : (int32_t)((int64_t)k->value * purity / 1000 * (1000 - need_of(&r->lex, k, finding)) / 1000);
  }
  uint64_t taken = 0;
  for (unsigned times = 0; times < MOST; times++) {
    unsigned best = KEPT;
    for (unsigned n = 0; n < count; n++) {
      bool new_word = false;
      for (unsigned i = 0; i < c->count && !new_word; i++) new_word = (kept[n].at & ~taken) >> i & 1 && c->free[i];
      if (value[n] >= LEAST_CB && new_word && (best == KEPT || value[n] > value[best])) best = n;
    }
    if (best == KEPT) return;
    offer(r, c, &kept[best]);
    taken |= kept[best].at;
  }
}

void dp_loose(dp_reader *r) {
  if (!r->options->loose || r->sentence->question || r->section == DP_SEC_FAMILY || r->section == DP_SEC_ALLERGIES ||
      r->section == DP_SEC_MEDICINES || r->section == DP_SEC_PLAN || r->section == DP_SEC_PAST)
    return;
  if (!r->loose_slot && !(r->loose_slot = DP_NEW_ARRAY(r->arena, uint16_t, r->lex.header->word_count + 1))) {
    r->out_of_memory = true;
    return;
  }
  clause c;
  for (uint32_t i = r->first; i < r->end;) {
    c.count = c.hit_count = 0;
    bool forbidden = false, any = false;
    for (; i < r->end && !ends_clause(dp_at(r, i)); i++) {
      const dp_tok *k = dp_at(r, i);
      forbidden = forbidden || forbids(r, i);
      if (k->kind == TK_PUNCT || (k->flags & (W_SMALL | T_ABSORBED)) || c.count == CLAUSE) continue;
      c.token[c.count] = i;
      c.tells[c.count] = tells(k);
      c.free[c.count] = !(k->flags & T_PLACED);
      any = any || (c.free[c.count] && k->id_count);
      c.count++;
    }
    i++;
    for (unsigned n = 0; n < c.count && !forbidden; n++) dp_say_word(r, c.token[n], !c.free[n]);
    if (any && !forbidden && c.count >= 2) read_clause(r, &c);
    if (r->out_of_memory) return;
  }
}

void dp_loose_settle(dp_reader *r) {
  enum { READ = 1, DENIED = 2, OFFERED = 4 };
  dp_reading *o = r->out;
  bool any = false;
  for (size_t i = 0; i < o->mentions.count && !any; i++) any = o->mentions.at[i].loose;
  if (!any) return;
  uint8_t *what = dp_arena_alloc(r->arena, r->kb->finding_count + 1);
  if (!what) {
    r->out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < o->mentions.count; i++) {
    const dp_mention *m = &o->mentions.at[i];
    if (m->loose) continue;
    what[m->finding] |= m->state == DP_ABSENT ? READ | DENIED : READ;
    dp_ids up = dp_kb_ids(r->kb, r->kb->findings[m->finding].ancestors);
    for (size_t k = 0; k < up.count; k++) what[up.at[k]] |= READ;
  }
  size_t kept = 0;
  for (size_t i = 0; i < o->mentions.count; i++) {
    dp_mention m = o->mentions.at[i];
    bool known = m.loose && what[m.finding] & (READ | OFFERED);
    dp_ids up = dp_kb_ids(r->kb, r->kb->findings[m.finding].ancestors);
    for (size_t k = 0; k < up.count && m.loose && !known; k++) known = (what[up.at[k]] & DENIED) != 0;
    if (m.loose) what[m.finding] |= OFFERED;
    if (!known) o->mentions.at[kept++] = m;
  }
  o->mentions.count = kept;
}

/* match.c: the phrases of the knowledge in a sentence.
 *
 * A phrase is a set of folded words. It is looked for around its rarest word: from there the match grows to the nearest
 * missing word on either side, over what gap.c lets stand between. A word may be lent by the label or the neighbours
 * (place.c).
 *
 * Of the matches the largest win; one whose words all belong to a larger one is dropped ("chest pain" in "chest pain on
 * exertion"); those that only share words stay ("swelling", "redness" of one knee). Phrases of kind MOD ("worse on
 * walking") count only where their finding's parent is spoken of, here or in the sentence before.
 */
#include "text.h"

#define is_small dp_tok_small
#define is_body dp_tok_body
#define is_mod dp_tok_mod
typedef dp_gap gap;

enum { REACH = 13 }; /* tokens to the next word of a phrase */

/* ---- one phrase at one place ---------------------------------------------------------------------------------------
 */

static uint32_t cover(const dp_tok *k, const uint16_t *ids, unsigned n, bool tight) {
  uint32_t bits = 0;
  if ((k->flags & W_SMALL) && !tight) return 0;
  if (k->kind == TK_NUMBER && (k->flags & T_PLACED)) return 0; /* weeks of a pregnancy, an age */
  for (unsigned j = 0; j < k->id_count; j++)
    for (unsigned i = 0; i < n; i++)
      if (k->id[j] == ids[i]) bits |= 1u << i;
  return bits;
}

/* Whether the small words between a match and its next token are articles only. */
static bool articles(const dp_reader *r, uint32_t lo, uint32_t hi, uint32_t next) {
  uint32_t from = next > hi ? hi + 1 : next + 1, to = next > hi ? next : lo;
  for (uint32_t i = from; i < to; i++)
    if (is_small(dp_at(r, i)) && dp_at(r, i)->key != K_A && dp_at(r, i)->key != K_THE &&
        !(dp_at(r, i)->flags & T_ABSORBED))
      return false;
  return true;
}

static bool try_phrase(dp_reader *r, uint32_t index, uint32_t at, dp_match *m) {
  const dp_lex_phraserow *p = &r->lex.phrases[index];
  const uint16_t *ids = r->lex.pool + p->words;
  unsigned n = p->count;
  uint32_t lent = 0; /* words that the label gives */
  const struct dp_place *place = &r->place[at - r->first];
  bool may_lend = place->count && n > 1 && (p->kind == DP_LEX_SAY || (r->specimen && p->kind != DP_LEX_MOD)) &&
                  (p->kind == DP_LEX_MEASURE || r->kb->findings[p->target].kind != DP_KIND_DISEASE);
  for (unsigned i = 0; i < n; i++) {
    if (may_lend && (ids[i] == place->id[0] || (place->count > 1 && ids[i] == place->id[1]))) lent |= 1u << i;
    else if (!(r->present[(ids[i] >> 6) & 63] >> (ids[i] & 63) & 1)) return false;
  }
  if (lent) { /* not where the words name their own part */
    uint32_t from = dp_segment_start(r, at), to = dp_segment_end(r, at);
    for (uint32_t i = from; i < to && lent; i++)
      if (is_body(dp_at(r, i)) && !(dp_at(r, i)->id_count && dp_at(r, i)->id[0] == place->id[0])) lent = 0;
    for (unsigned i = 0; i < n && !lent; i++)
      if (!(r->present[(ids[i] >> 6) & 63] >> (ids[i] & 63) & 1)) return false;
  }
  bool tight = (p->flags & DP_PHRASE_TIGHT) != 0;
  uint32_t all = (1u << n) - 1, have = cover(dp_at(r, at), ids, n, tight);
  *m = (dp_match){.phrase = index,
                  .target = p->target,
                  .kind = p->kind,
                  .count = (uint8_t)n,
                  .lo = at,
                  .hi = at,
                  .filler = -1,
                  .negated = (p->flags & DP_PHRASE_NEG) != 0};
  m->tok[m->tok_count++] = at;
  if (!(have & ~lent)) return false;
  have |= lent;
  m->lent = lent != 0;
  for (unsigned i = 0; i < n && place->count && r->specimen; i++) m->lent = m->lent || ids[i] == place->id[0];
  bool strict = p->kind == DP_LEX_MEASURE, coord = (p->flags & DP_PHRASE_COORD) != 0;
  uint32_t order[DP_PHRASE_MAX];
  for (unsigned i = 0; i < n; i++) order[i] = at;
  while (have != all) {
    uint32_t right = 0, left = 0, right_bits = 0, left_bits = 0;
    gap gr, gl;
    for (uint32_t i = m->hi + 1; i < r->end && i <= m->hi + REACH; i++) {
      uint32_t bits = cover(dp_at(r, i), ids, n, tight) & ~have;
      if (!bits) continue;
      if (dp_bridge(r, m->hi, i, coord, strict, &gr)) right = i, right_bits = bits;
      break;
    }
    for (uint32_t i = m->lo; i-- > r->first && i + REACH >= m->lo;) {
      uint32_t bits = cover(dp_at(r, i), ids, n, tight) & ~have;
      if (!bits) continue;
      if (dp_bridge(r, i, m->lo, coord, strict, &gl)) left = i, left_bits = bits;
      break;
    }
    bool go_right = right_bits && (!left_bits || right - m->hi <= m->lo - left);
    if (!right_bits && !left_bits) return false;
    gap *g = go_right ? &gr : &gl;
    if ((g->coords || g->colon) && !coord && p->kind == DP_LEX_SAY &&
        r->kb->findings[p->target].kind == DP_KIND_DISEASE)
      return false; /* names are not shared */
    uint32_t at_bits = go_right ? right_bits : left_bits, i = go_right ? right : left;
    if (tight && (g->others || g->bodies || g->mods || g->coords || g->colon ||
                  !articles(r, m->lo, m->hi, go_right ? right : left)))
      return false;
    m->gap = (uint8_t)(m->gap + g->others * (g->coords == 0) + (g->coords == 0 ? g->bodies : 0));
    if (g->coords == 0 && g->filler >= 0) m->filler = g->filler;
    m->coordinated = m->coordinated || g->coords;
    if (m->gap > 1 && !(m->gap == 2 && g->bodies)) return false;
    if (m->tok_count < DP_PHRASE_MAX) m->tok[m->tok_count++] = i;
    if (go_right) m->hi = i;
    else m->lo = i;
    for (unsigned w = 0; w < n; w++)
      if (at_bits >> w & 1) order[w] = i;
    have |= at_bits;
  }
  for (unsigned i = 0; i < n; i++) /* an own word for it beats the general one */
    if ((ids[i] == r->joint || ids[i] == r->limb) && dp_at(r, order[i])->id[0] != ids[i] &&
        (dp_at(r, order[i])->flags & W_BODY))
      m->general = true;
  for (unsigned i = 0; i < n; i++)
    if ((lent >> i & 1) && ids[i] != place->id[0]) m->general = true;
  if ((p->flags & DP_PHRASE_NEG) && m->filler >= 0) return false;
  for (unsigned i = 0; i < m->tok_count; i++) { /* "cough for months" is not "a 1-month history" */
    uint32_t t = m->tok[i];
    if (!(dp_at(r, t)->flags & W_TIME) || t == r->first) continue;
    const dp_tok *b = dp_at(r, t - 1);
    bool counted = b->kind == TK_NUMBER || (b->flags & W_NUM) || b->key == K_A || b->key == K_COUPLE, mine = false;
    for (unsigned k = 0; k < m->tok_count; k++) mine = mine || m->tok[k] == t - 1;
    if (counted && !mine) return false;
  }
  while (m->hi + 1 < r->end && (dp_at(r, m->hi + 1)->flags & T_ABSORBED)) m->hi++; /* "worse at night", whole */
  if (p->flags & DP_PHRASE_ORDERED)
    for (unsigned i = 1; i < n; i++)
      if (order[i] < order[i - 1]) return false;
  return true;
}

/* A quoted phrase that begins at token `at`, as written. */
static bool try_exact(dp_reader *r, uint32_t index, uint32_t at, dp_match *m) {
  const dp_lex_exact *e = &r->lex.exacts[index];
  if (e->kind == DP_LEX_CLASS) return false;
  *m = (dp_match){.phrase = index | 0x80000000u,
                  .target = (uint16_t)e->target,
                  .kind = e->kind,
                  .count = e->count,
                  .lo = at,
                  .hi = at,
                  .filler = -1,
                  .exact = true};
  if (r->shouting && e->caps && e->count == 1 && (dp_at(r, at)->flags & (W_SMALL | W_COMMON | W_MOD | W_NEG | W_TIME)))
    return false; /* "ALL", "FROM" */
  if (e->caps && e->count == 1 && at > r->first && dp_tok_is(r, at, "ra") &&
      (dp_at(r, at - 1)->punct == '%' || dp_at(r, at - 1)->kind == TK_NUMBER || dp_at(r, at - 1)->key == K_ON ||
       dp_at(r, at - 1)->key == K_PERCENT))
    return false; /* "91% RA": room air */
  const char *want = r->lex.strings + e->text;
  bool any_case = !e->caps;
  uint32_t i = at;
  for (unsigned w = 0; w < e->count; w++) {
    while (w > 0 && i < r->end && dp_at(r, i)->kind == TK_PUNCT &&
           (dp_at(r, i)->punct == '/' || dp_at(r, i)->punct == ':' || dp_at(r, i)->punct == '-'))
      i++;
    if (i >= r->end) return false;
    const dp_tok *k = dp_at(r, i);
    size_t n = strlen(want);
    if (k->kind == TK_PUNCT || n != k->end - k->start) return false;
    if (memcmp(r->text.source.at + k->start, want, n)) {
      if (!e->caps ? memcmp(r->text.low + k->start, want, n) != 0
                   : !dp_str_eq_ci((dp_str){r->text.source.at + k->start, n}, (dp_str){want, n}))
        return false;
      if (e->caps) any_case = true; /* only for a measure with its number, below */
    }
    m->tok[m->tok_count++] = i;
    m->hi = i++;
    want += n + 1;
  }
  if (e->kind == DP_LEX_MEASURE &&
      e->count == 1) { /* "T 38.5", "bp 120/80": a number must follow a lone letter or a small-letter form */
    bool lone = dp_at(r, at)->end - dp_at(r, at)->start == 1;
    if (lone || (e->caps && any_case)) {
      uint32_t j = at + 1;
      while (j < r->end && j < at + 4 &&
             (dp_at(r, j)->punct == ':' || dp_at(r, j)->punct == '=' || dp_at(r, j)->punct == '-' ||
              dp_at(r, j)->key == K_IS || dp_at(r, j)->key == K_OF))
        j++;
      if (j < r->end && (dp_at(r, j)->punct == '^' || dp_at(r, j)->punct == 'v')) return true; /* K ↑ */
      if (j < r->end && j == at + 1 && (dp_at(r, j)->key == K_HIGH || dp_at(r, j)->key == K_LOW)) return true;
      return j < r->end && dp_at(r, j)->kind == TK_NUMBER;
    }
    return true;
  }
  if (e->count > 1 && dp_at(r, m->hi)->key == K_COLD && m->hi + 1 < r->end &&
      (dp_at(r, m->hi + 1)->flags & (W_MOD | W_BODY)) && dp_at(r, m->hi + 1)->kind == TK_WORD &&
      !(dp_at(r, m->hi + 1)->flags & W_SMALL) && dp_at(r, m->hi + 1)->key != K_LAST)
    return false; /* "with a cold white leg" */
  return !e->caps || !any_case;
}

static void add(dp_reader *r, const dp_match *m) {
  if (!DP_PUSH(r->arena, &r->matches, *m)) r->out_of_memory = true;
}

/* Whether a phrase of the single word `key` is meant here. */
static bool meant(const dp_reader *r, const dp_match *m) {
  if (m->tok_count != 1) return true;
  uint32_t i = m->tok[0];
  const dp_tok *k = dp_at(r, i), *before = i > r->first ? dp_at(r, i - 1) : NULL,
               *after = i + 1 < r->end ? dp_at(r, i + 1) : NULL;
  dp_str a = after && after->kind == TK_WORD ? dp_tok_low(r, i + 1) : (dp_str){"", 0},
         b = before && before->kind == TK_WORD ? dp_tok_low(r, i - 1) : (dp_str){"", 0};
  switch (k->key) {
  case K_FREQUENCY:
  case K_URGENCY: return m->count > 1;
  case K_DISCHARGE:
    return !dp_str_eq(b, DP_STR("on")) && !dp_str_eq(b, DP_STR("after")) && !dp_str_eq(a, DP_STR("from")) &&
           !dp_str_eq(a, DP_STR("summary")) && !dp_str_eq(b, DP_STR("hospital"));
  case K_FIT: /* "a fit", "had a fit"; not "fit and well" */
    if (dp_str_eq(a, DP_STR("and")) || dp_str_eq(a, DP_STR("for")) || dp_str_eq(a, DP_STR("in")) ||
        dp_str_eq(a, DP_STR("into")))
      return false;
    return before && (before->key == K_A || dp_str_eq(b, DP_STR("fits")) || dp_str_eq(b, DP_STR("epileptic")) ||
                      dp_str_eq(b, DP_STR("febrile")) || dp_str_eq(b, DP_STR("first")) || before->key == K_NO ||
                      dp_str_eq(b, DP_STR("another")) || dp_str_eq(b, DP_STR("any")));
  case K_COLD: /* "a cold"; not "cold hands", "feels cold", "cold water" */
    return before &&
           (before->key == K_A || dp_str_eq(b, DP_STR("common")) || dp_str_eq(b, DP_STR("recent")) ||
            dp_str_eq(b, DP_STR("bad")) || dp_str_eq(b, DP_STR("head")) || dp_str_eq(b, DP_STR("heavy"))) &&
           !(after && (is_body(after) || dp_str_eq(a, DP_STR("sweat")) || dp_str_eq(a, DP_STR("water")) ||
                       dp_str_eq(a, DP_STR("drink")) || dp_str_eq(a, DP_STR("sore"))));
  case K_PERIOD: /* "a period of three weeks" */
    return !(after && after->key == K_OF) && !(before && before->key == K_A);
  default: return true;
  }
}

/* ---- the sentence --------------------------------------------------------------------------------------------------
 */

static bool inside(const dp_match *a, const dp_match *b) { /* all tokens of a are tokens of b */
  for (unsigned i = 0; i < a->tok_count; i++) {
    bool there = false;
    for (unsigned j = 0; j < b->tok_count; j++) there = there || a->tok[i] == b->tok[j];
    if (!there) return false;
  }
  return true;
}

static bool linked(const dp_reader *r, uint32_t token, int kind, uint32_t *match, uint32_t *cursor) {
  for (uint32_t l = *cursor; l; l = r->links[l].next) {
    const dp_match *m = &r->matches.at[r->links[l].match];
    if (!m->kept || (kind >= 0 && m->kind != kind)) continue;
    *match = r->links[l].match;
    *cursor = r->links[l].next;
    return true;
  }
  (void)token;
  return false;
}

static void keep(dp_reader *r, uint32_t index) {
  dp_match *m = &r->matches.at[index];
  m->kept = true;
  for (unsigned i = 0; i < m->tok_count; i++) {
    if (r->link_count + 1 >= sizeof r->links / sizeof *r->links) return;
    uint32_t l = ++r->link_count, h = m->tok[i] - r->first;
    r->links[l].match = index;
    r->links[l].next = r->heads[h];
    r->heads[h] = l;
  }
}

bool dp_match_covers(const dp_reader *r, uint32_t token, int kind) {
  if (token < r->first || token >= r->end) return false;
  uint32_t m, cursor = r->heads[token - r->first];
  return linked(r, token, kind, &m, &cursor);
}

static bool number_follows(const dp_reader *r, const dp_match *m) {
  for (uint32_t i = m->hi + 1; i < r->end && i < m->hi + 6; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_NUMBER) return true;
    if (k->kind == TK_PUNCT && k->punct != ':' && k->punct != '=' && k->punct != '(' && k->punct != '>' &&
        k->punct != '<' && k->punct != '-')
      return false;
  }
  return m->lo > r->first && dp_at(r, m->lo - 1)->kind == TK_NUMBER;
}

static bool over_and(const dp_reader *r, const dp_match *m) {
  for (uint32_t i = m->lo + 1; i < m->hi; i++)
    if (dp_at(r, i)->flags & W_COORD) return true;
  return false;
}

/* Whether a larger or equal match that was kept makes this one superfluous. */
static bool superseded(dp_reader *r, const dp_match *m) {
  uint32_t other, cursor = r->heads[m->tok[0] - r->first];
  while (linked(r, m->tok[0], -1, &other, &cursor)) {
    const dp_match *o = &r->matches.at[other];
    bool same_set = o->tok_count == m->tok_count && inside(m, o);
    if (same_set) {
      if (m->general && !o->general) return true;
      if (o->target == m->target && o->kind == m->kind) return true;
      if (o->kind == DP_LEX_SAY && m->kind == DP_LEX_SAY && o->count == m->count && o->target != m->target &&
          r->kb->findings[o->target].kind != DP_KIND_DISEASE) {
        /* a broad and a narrow finding that read the same: the words only say the broad one */
        if (dp_kb_is_a(r->kb, m->target, o->target)) return true;
        if (dp_kb_is_a(r->kb, o->target, m->target)) r->matches.at[other].kept = false;
      }
      if (o->count > m->count && o->kind == m->kind) return true;
      continue;
    }
    /* "power and tone", "frequency and dysuria": one side is something of its own */
    bool joint = m->kind == o->kind && over_and(r, o) &&
                 (o->exact || (r->lex.phrases[o->phrase].flags & DP_PHRASE_COORD)) &&
                 !dp_kb_is_a(r->kb, o->target, m->target);
    /* "family history of asthma": a finding, and asthma as a relative's */
    bool relative = m->kind == DP_LEX_SAY && o->kind == DP_LEX_SAY &&
                    r->kb->findings[m->target].kind == DP_KIND_DISEASE && dp_family_finding(r, o->target);
    if (joint || relative) continue;
    if (inside(m, o) && !(m->kind == DP_LEX_MEASURE && o->kind != DP_LEX_MEASURE && number_follows(r, m))) return true;
  }
  /* the unknown word in the gap belongs to something else: then the gap was none */
  if (m->filler >= 0 && dp_match_covers(r, (uint32_t)m->filler, -1)) return true;
  /* partly the same words for the same or a broader finding */
  for (unsigned i = 0; i < m->tok_count; i++) {
    cursor = r->heads[m->tok[i] - r->first];
    while (linked(r, m->tok[i], m->kind, &other, &cursor)) {
      const dp_match *o = &r->matches.at[other];
      if (m->general && !o->general && m->kind == DP_LEX_SAY && m->tok_count <= o->tok_count) {
        /* "knee pain and swelling": the knee's pain is said; its swelling is another matter */
        unsigned shared = 0;
        for (unsigned t = 0; t < m->tok_count; t++)
          for (unsigned u = 0; u < o->tok_count; u++) shared += m->tok[t] == o->tok[u];
        if (shared > 1) return true;
      }
      if (m->kind == DP_LEX_SAY &&
          (o->target == m->target || (!m->coordinated && dp_kb_is_a(r->kb, o->target, m->target))))
        return true;
      if (m->gap && !o->gap && !m->coordinated) return true;
    }
  }
  return false;
}

static void resolve(dp_reader *r, bool mods) {
  for (unsigned count = DP_PHRASE_MAX; count >= 1; count--)
    for (unsigned tier = 0; tier < 4;
         tier++) /* at home first, then over "and", then over unknown words, then in general */
      for (uint32_t i = 0; i < r->matches.count; i++) {
        dp_match *m = &r->matches.at[i];
        if (m->count != count || m->kept || m->dead || (m->kind == DP_LEX_MOD) != mods) continue;
        if ((m->general ? 3u : m->gap ? 2u : m->coordinated ? 1u : 0u) != tier) continue;
        if (!mods && superseded(r, m)) continue;
        if (!mods) keep(r, i);
      }
}

void dp_match_drop(dp_reader *r, uint32_t token) {
  for (uint32_t i = 0; i < r->matches.count; i++) {
    dp_match *m = &r->matches.at[i];
    bool has = false;
    for (unsigned t = 0; t < m->tok_count; t++) has = has || m->tok[t] == token;
    if (has) m->kept = false, m->dead = true;
  }
  resolve(r, false);
}

static bool divided(const dp_reader *r, const dp_match *m) {
  if (m->negated || !m->coordinated || m->kind != DP_LEX_SAY) return false;
  unsigned denied = 0;
  for (unsigned t = 0; t < m->tok_count; t++) {
    uint32_t i = m->tok[t];
    if (i > r->first && dp_at(r, i - 1)->key == K_NON) return false; /* "abdomen soft, non-tender" */
    denied += r->context[i - r->first].neg;
  }
  return denied && denied < m->tok_count;
}

bool dp_match_divided(dp_reader *r) {
  bool any = false, again = true;
  for (int round = 0; round < 4 && again; round++) {
    again = false;
    for (uint32_t i = 0; i < r->matches.count; i++) {
      dp_match *m = &r->matches.at[i];
      if (m->kept && divided(r, m)) m->kept = false, m->dead = again = any = true;
    }
    if (again) resolve(r, false);
  }
  return any;
}

void dp_match_sentence(dp_reader *r) {
  r->matches.count = 0;
  r->link_count = 0;
  memset(r->heads, 0, sizeof r->heads);
  memset(r->present, 0, sizeof r->present);
  dp_lend_meanings(r);
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    for (unsigned j = 0; j < k->id_count; j++) r->present[(k->id[j] >> 6) & 63] |= (uint64_t)1 << (k->id[j] & 63);
  }
  for (uint32_t i = r->first; i < r->end && !r->out_of_memory; i++) {
    const dp_tok *k = dp_at(r, i);
    dp_match m;
    for (unsigned j = 0; j < k->id_count; j++) {
      const dp_lex_wordrow *w = &r->lex.words[k->id[j]];
      for (uint32_t a = 0; a < w->anchor_count; a++)
        if (try_phrase(r, r->lex.anchors[w->anchor_first + a], i, &m) && meant(r, &m)) add(r, &m);
    }
    const struct dp_place *place =
        &r->place[i - r->first]; /* phrases whose rarest word is the part that the label names */
    for (unsigned p = 0; p < place->count && k->id_count && !(k->flags & W_SMALL); p++) {
      const dp_lex_wordrow *w = &r->lex.words[place->id[p]];
      for (uint32_t a = 0; a < w->anchor_count; a++)
        if (try_phrase(r, r->lex.anchors[w->anchor_first + a], i, &m) && meant(r, &m)) add(r, &m);
    }
    if (k->form == DP_NONE || (k->flags & T_REPAIRED)) continue;
    const dp_lex_form *f = &r->lex.forms[k->form];
    for (unsigned e = 0; e < f->exact_count; e++)
      if (try_exact(r, f->exact_first + e, i, &m)) add(r, &m);
  }
  for (uint32_t i = 0; r->specimen && i < r->matches.count; i++) { /* white cells of the urine are no white count */
    dp_match *o = &r->matches.at[i];
    if (o->kind != DP_LEX_MEASURE || o->lent) continue;
    o->dead = true;
    for (uint32_t k = 0; k < r->matches.count; k++) {
      dp_match *t = &r->matches.at[k];
      if (t->kind == DP_LEX_TEST && !t->lent && t->lo == o->lo && t->hi == o->hi) t->dead = true;
    }
  }
  resolve(r, false);
}

/* ---- phrases that only count beside their parent --------------------------------------------------------------------
 */

/* How far the nearest mention of the finding's primary parent (or a form of it) is: tokens in this sentence, 1000 for
 * the sentence before, -1 for none. */
static int parent_distance(const dp_reader *r, const dp_match *m) {
  dp_ids parents = dp_kb_ids(r->kb, r->kb->findings[m->target].parents);
  if (!parents.count) return -1;
  uint16_t parent = parents.at[0];
  int best = -1;
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const dp_match *o = &r->matches.at[i];
    if (!o->kept || o->kind != DP_LEX_SAY || !dp_kb_is_a(r->kb, o->target, parent)) continue;
    int d = o->lo > m->hi ? (int)(o->lo - m->hi) : m->lo > o->hi ? (int)(m->lo - o->hi) : 0;
    if (best < 0 || d < best) best = d;
  }
  if (best >= 0) return best;
  for (size_t i = r->previous_mention; i < r->sentence_mention; i++) {
    const dp_mention *o = &r->out->mentions.at[i];
    if (o->state == DP_PRESENT && o->measure == DP_NONE && dp_kb_is_a(r->kb, o->finding, parent)) return 1000;
  }
  return -1;
}

/* Whether a MOD of one word in its parent's sentence leans on it: not a list item of its own, and not another finding
 * that is merely mentioned ("fever, seizures" is no "seizure with fever"). */
static bool leans(const dp_reader *r, const dp_match *m) {
  uint32_t i = m->tok[0], other, cursor = r->heads[i - r->first];
  const dp_tok *k = dp_at(r, i), *before = i > r->first ? dp_at(r, i - 1) : NULL,
               *after = i + 1 < r->end ? dp_at(r, i + 1) : NULL;
  bool joined = before && (before->flags & W_PREP) && !(before->flags & W_COORD);
  while (linked(r, i, DP_LEX_SAY, &other, &cursor)) {
    const dp_match *o = &r->matches.at[other];
    if (o->tok_count == 1 && !dp_kb_is_a(r->kb, m->target, o->target) && !joined) return false;
  }
  if (k->flags & W_MOD) return true;
  bool opens = !before || before->kind == TK_PUNCT || (before->flags & W_COORD) || before->key == K_OF ||
               (before->flags & W_NEG);
  bool closes = !after || after->kind == TK_PUNCT || (after->flags & W_COORD);
  return !(opens && closes);
}

void dp_match_mods(dp_reader *r) {
  bool any = false;
  for (uint32_t i = 0; i < r->matches.count; i++) any = any || r->matches.at[i].kind == DP_LEX_MOD;
  if (!any) return;
  for (unsigned count = DP_PHRASE_MAX; count >= 1; count--) {
    for (uint32_t i = 0; i < r->matches.count; i++) {
      dp_match *m = &r->matches.at[i];
      if (m->kind != DP_LEX_MOD || m->count != count || m->kept || m->dead) continue;
      int d = parent_distance(r, m);
      bool dated = false; /* "vomiting since last night" is no vomiting at night */
      for (unsigned t = 0; t < m->tok_count; t++) dated = dated || dp_in_duration(r, m->tok[t]);
      if (dated) continue;
      if (d < 0) continue;
      bool drop = false;
      uint32_t other;
      /* its words belong to a larger match, or to a nearer parent's */
      uint32_t cursor = r->heads[m->tok[0] - r->first];
      while (!drop && linked(r, m->tok[0], -1, &other, &cursor)) {
        const dp_match *o = &r->matches.at[other];
        if (o->kind == DP_LEX_MOD
                ? (inside(m, o) && (o->count > m->count || parent_distance(r, o) < d || o->target == m->target))
                : (o->tok_count > m->tok_count && inside(m, o)))
          drop = true;
      }
      /* it stands before another finding and belongs to that: "chest pain and constant vomiting" */
      if (!drop && m->hi + 1 < r->end) {
        cursor = r->heads[m->hi + 1 - r->first];
        while (!drop && linked(r, m->hi + 1, DP_LEX_SAY, &other, &cursor)) {
          dp_ids parents = dp_kb_ids(r->kb, r->kb->findings[m->target].parents);
          if (!dp_kb_is_a(r->kb, r->matches.at[other].target, parents.at[0])) drop = true;
        }
      }
      if (m->filler >= 0 && dp_match_covers(r, (uint32_t)m->filler, DP_LEX_SAY)) drop = true;
      for (unsigned t = 0; t < m->tok_count && !drop; t++) { /* the finding itself was said with these words */
        cursor = r->heads[m->tok[t] - r->first];
        while (!drop && linked(r, m->tok[t], DP_LEX_SAY, &other, &cursor))
          drop = r->matches.at[other].target == m->target;
      }
      if (!drop && d < 1000 && m->tok_count == 1) drop = !leans(r, m);
      if (drop) continue;
      /* what only these words said otherwise gives way */
      for (unsigned t = 0; t < m->tok_count; t++) {
        cursor = r->heads[m->tok[t] - r->first];
        while (linked(r, m->tok[t], DP_LEX_SAY, &other, &cursor)) {
          dp_match *o = &r->matches.at[other];
          if (inside(o, m) && !dp_kb_is_a(r->kb, m->target, o->target) &&
              r->kb->findings[o->target].kind != DP_KIND_DISEASE)
            o->kept = false;
        }
      }
      keep(r, i);
    }
  }
}

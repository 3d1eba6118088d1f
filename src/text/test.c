/* test.c: the names of tests and examinations, and the words that judge them.
 *
 * "Chest CT: findings: Normal", "normal heart sounds and breath sounds", "power and tone normal", "wbc: Elevated", "no
 * abnormality on the chest X-ray". A result word belongs to the names directly before it, over "and" and commas; else
 * to those directly after it. Normal makes every finding of that test absent (one group: one row of a ledger); high,
 * low and abnormal make one finding present, and only where it is clear which.
 */
#include "text.h"

typedef struct {
  uint32_t lo, hi;
  uint8_t result;
  bool used;
} word; /* a result word's tokens */
typedef struct {
  uint32_t lo, hi;
  bool judged, disease; /* a disease's name, where no test of that name is known */
} name; /* a test's or measure's name */

enum { MOST = 60 };

/* Whether only words without content stand between tokens a and b (both exclusive). `list`: coordination is allowed. */
static bool light(const dp_reader *r, uint32_t a, uint32_t b, bool list, unsigned most) {
  unsigned words = 0;
  for (uint32_t i = a + 1; i < b; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_PUNCT) {
      if (k->punct == ':' || k->punct == '(' || k->punct == ')' || k->punct == '=' || k->punct == '-') continue;
      if (list && (k->punct == ',' || k->punct == '/' || k->punct == '&')) continue;
      return false;
    }
    if (k->kind == TK_NUMBER || (k->flags & (W_BREAK | W_NEG))) return false;
    if (k->flags & W_COORD) {
      if (!list) return false;
      continue;
    }
    if (k->flags & T_ABSORBED) continue;
    if (dp_match_covers(r, i, DP_LEX_SAY)) return false;
    if (list && (k->flags & T_CAPS) && !r->shouting)
      continue; /* an abbreviation that the knowledge lacks: "RF and CCP" */
    if (!(k->flags & (W_SMALL | W_WEAK | W_MOD | W_COMMON | W_BODY | W_VERB))) return false;
    if (!(k->flags & W_SMALL) && ++words > most) return false;
  }
  return true;
}

static bool id_says(const dp_kb *kb, uint16_t finding, const char *const *list, size_t count) {
  const char *id = dp_kb_finding_id(kb, finding);
  size_t n = strlen(id);
  for (size_t i = 0; i < count; i++) {
    size_t m = strlen(list[i]);
    for (size_t at = 0; at + m <= n; at++)
      if (!memcmp(id + at, list[i], m)) return true;
  }
  return false;
}

/* Which of the findings of one test an abnormal result means; DP_NONE when it is not clear. */
static uint16_t pick(const dp_reader *r, const uint16_t *targets, size_t n, unsigned result) {
  static const char *const up[] = {"raised",    "high",    "elevated", "increased", "positive", "hyper",
                                   "prolonged", "cytosis", "tachy",    "fast",      "fever"};
  static const char *const down[] = {"low",     "reduced", "decreased", "deficien", "hypo", "penia",
                                     "anaemia", "weak",    "absent",    "brady",    "slow"};
  if (result == 1) {
    if (n == 1) return targets[0];
    for (size_t i = 0; i < n; i++) { /* the one that all the others are forms of */
      bool all = true;
      for (size_t k = 0; k < n; k++) all = all && dp_kb_is_a(r->kb, targets[k], targets[i]);
      if (all) return targets[i];
    }
    /* positive: the one that says so */
    uint16_t only = DP_NONE;
    static const char *const pos[] = {"positive", "abnormal", "present"};
    for (size_t i = 0; i < n; i++)
      if (id_says(r->kb, targets[i], pos, 3)) only = only == DP_NONE ? targets[i] : (uint16_t)DP_NONE;
    return only;
  }
  uint16_t found = DP_NONE;
  size_t many = 0;
  for (size_t i = 0; i < n; i++) {
    if (r->kb->findings[targets[i]].kind == DP_KIND_GROUP)
      return DP_NONE; /* "reduced blood flow" judges no blood test */
    bool u = id_says(r->kb, targets[i], up, sizeof up / sizeof *up),
         d = id_says(r->kb, targets[i], down, sizeof down / sizeof *down);
    if ((result == 2 && u && !d) || (result == 3 && d && !u)) found = targets[i], many++;
  }
  if (many == 1) return found;
  if (n == 1 && !many) {
    bool u = id_says(r->kb, targets[0], up, sizeof up / sizeof *up),
         d = id_says(r->kb, targets[0], down, sizeof down / sizeof *down);
    return u || d ? (uint16_t)DP_NONE : targets[0];
  }
  return DP_NONE;
}

static bool is_infection(const dp_reader *r, uint16_t finding) {
  return r->kb->findings[finding].kind == DP_KIND_DISEASE && r->infection != DP_NONE && dp_kb_is_a(r->kb, finding, r->infection);
}

/* "HIV, COVID and influenza negative": an infection is what its test is called, and is denied by it. Not "normal", and no other
 * disease: "asthma, troponin negative". */
static void deny_named(dp_reader *r, const name *t, const word *w) {
  dp_span named = dp_span_of(r, t->lo, t->hi);
  bool elsewhere = w->hi + 1 < r->end && (dp_tok_is(r, w->hi + 1, "for") || dp_tok_is(r, w->hi + 1, "test") || dp_tok_is(r, w->hi + 1, "tests"));
  bool negative = dp_tok_is(r, w->lo, "negative") || dp_tok_is(r, w->lo, "neg") || dp_tok_is(r, w->lo, "-ve") || dp_tok_is(r, w->lo, "nonreactive");
  for (size_t k = 0; k < r->out->mentions.count && negative && !elsewhere; k++) {
    dp_mention *m = &r->out->mentions.at[k];
    if (m->state == DP_PRESENT && m->span.start == named.start && m->span.end == named.end &&
        is_infection(r, m->finding))
      m->state = DP_ABSENT;
  }
}

static void judge(dp_reader *r, name *t, const word *w) {
  if (t->judged) return;
  t->judged = true;
  deny_named(r, t, w);
  if (t->disease) return;
  uint32_t lo = t->lo < w->lo ? t->lo : w->lo, hi = t->hi > w->hi ? t->hi : w->hi;
  dp_place(r, t->lo, t->hi);
  dp_place(r, w->lo, w->hi);
  dp_context c = r->context[t->lo - r->first];
  if (c.fam || c.hyp) return;
  uint16_t targets[MOST];
  size_t n = 0;
  bool measured = false;
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const dp_match m = r->matches.at[i];
    if (!m.kept || m.lo != t->lo || m.hi != t->hi) continue;
    if (m.kind == DP_LEX_MEASURE && m.gap != 255) {
      dp_measure_result(r, &r->matches.at[i], w->result, lo, hi);
      measured = true;
    } else if (m.kind == DP_LEX_TEST && n < MOST) {
      targets[n++] = m.target;
    }
  }
  if (!n) return;
  if (w->result == 0) {
    uint16_t group = r->next_group++;
    c.neg = c.unc = c.drop = 0;
    /* A test's name may say its finding too: in "rheumatoid factor and anti-CCP negative" it was taken for present. */
    dp_span named = dp_span_of(r, t->lo, t->hi);
    for (size_t k = 0; k < r->out->mentions.count; k++) {
      dp_mention *m = &r->out->mentions.at[k];
      for (size_t i = 0; i < n && m->state == DP_PRESENT; i++)
        if (m->finding == targets[i] && m->span.start >= named.start && m->span.end <= named.end) m->state = DP_ABSENT;
    }
    for (size_t i = 0; i < n; i++) {
      dp_mention *m = dp_add_mention(r, targets[i], lo, hi, &c, group);
      if (!m) continue;
      if (m->state == DP_PRESENT) m->state = DP_ABSENT;
      if (m->state == DP_PAST) m->state = DP_HYPOTHETICAL; /* a normal test of the past says nothing of today */
      m->normal_test = true;
    }
    return;
  }
  uint16_t f = pick(r, targets, n, w->result);
  if (f != DP_NONE && !(measured && w->result > 1)) dp_add_mention(r, f, lo, hi, &c, r->next_group++);
}

void dp_tests(dp_reader *r) {
  word words[MOST];
  name names[MOST];
  size_t word_count = 0, name_count = 0;
  for (uint32_t i = r->first; i < r->end && word_count < MOST; i++) {
    uint32_t last = i;
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_PUNCT && (k->punct == '^' || k->punct == 'v')) {
      words[word_count++] = (word){i, i, k->punct == '^' ? 2 : 3, false};
      continue;
    }
    const dp_def *d = dp_def_at(r, i, r->end, D_RESULT, &last);
    if (!d) continue;
    if (d->words[0] == 'v' && !d->words[1]) continue;
    if (dp_match_covers(r, i, DP_LEX_SAY)) continue; /* "raised blood pressure" said it already */
    if (last == i && dp_match_covers(r, i, DP_LEX_TEST)) continue; /* the "full" of "full blood count" judges nothing */
    uint8_t result = (uint8_t)d->arg;
    if (result == 4) { /* "present": of a sign; of a test only after a colon ("reflexes present" is good) */
      bool colon = i > r->first && dp_at(r, i - 1)->kind == TK_PUNCT && dp_at(r, i - 1)->punct == ':';
      if (!colon) continue;
      result = 1;
    }
    words[word_count++] = (word){i, last, result, false};
    i = last;
  }
  if (!word_count) return;
  for (uint32_t i = r->first; i < r->end && name_count < MOST; i++) { /* names in text order, each place once */
    uint32_t best = UINT32_MAX;
    for (uint32_t x = 0; x < r->matches.count; x++) {
      const dp_match *m = &r->matches.at[x];
      bool disease = m->kind == DP_LEX_SAY && is_infection(r, m->target);
      if (!m->kept || m->lo != i || m->gap == 255 || (m->kind != DP_LEX_TEST && m->kind != DP_LEX_MEASURE && !disease)) continue;
      bool there = best != UINT32_MAX && (r->matches.at[best].hi >= m->hi || disease);
      if (!there) best = x;
    }
    if (best != UINT32_MAX) {
      names[name_count++] = (name){i, r->matches.at[best].hi, false, r->matches.at[best].kind == DP_LEX_SAY};
      for (uint32_t x = 0; x < r->matches.count; x++) { /* a shorter one at the same place is another name of its own */
        const dp_match *m = &r->matches.at[x];
        if (m->kept && m->lo == i && m->hi < r->matches.at[best].hi && m->gap != 255 &&
            (m->kind == DP_LEX_TEST || m->kind == DP_LEX_MEASURE) && name_count < MOST) {
          bool twice = false;
          for (size_t n = 0; n < name_count; n++) twice = twice || (names[n].lo == i && names[n].hi == m->hi);
          if (!twice) names[name_count++] = (name){i, m->hi, false, false};
        }
      }
    }
  }
  for (size_t w = 0; w < word_count; w++) {
    word *q = &words[w];
    /* names before: the nearest, then those joined to it */
    uint32_t edge = q->lo;
    bool any = false;
    for (size_t n = name_count; n-- > 0;) {
      name *t = &names[n];
      if (t->hi >= q->lo || t->judged) continue;
      bool joined = light(r, t->hi, edge, any, any ? 2 : 4);
      if (!joined) {
        if (any) break;
        continue;
      }
      /* another result word between belongs to what stands there */
      bool other = false;
      for (size_t v = 0; v < word_count; v++)
        other = other || (v != w && words[v].lo > t->hi && words[v].hi < q->lo && words[v].lo >= r->first);
      if (other) break;
      edge = t->lo;
      any = true;
      judge(r, t, q);
      q->used = true;
    }
    /* names after: directly, then those joined by "and" that have no result of their own */
    edge = q->hi;
    bool first = true;
    for (size_t n = 0; n < name_count; n++) {
      name *t = &names[n];
      if (t->lo <= q->hi || t->judged) continue;
      if (any && first && t->lo > q->hi + 2) break;
      if (!light(r, edge, t->lo, !first, first ? 3 : 1)) break;
      bool own = false;
      for (size_t v = 0; v < word_count; v++)
        own = own || (v != w && words[v].lo > t->hi && light(r, t->hi, words[v].lo, false, 2)) ||
              (v != w && words[v].lo > q->hi && words[v].hi < t->lo);
      if (own && !first) break;
      if (own && words[w].result == 0 && w + 1 < word_count && words[w + 1].lo == t->hi + 1) break;
      edge = t->hi;
      judge(r, t, q);
      first = false;
      q->used = true;
    }
  }
}

/* comma.c: under a denial, what does a comma begin: the next item of the list, a clause of its own, or is it in doubt?
 *
 * "No fever, chills or rash", "denies fever, cough, chest pain": a list goes on. "No cough, drank bleach", "denies
 * chest pain, took 30 tablets", "no rash, vomiting since Monday", "no fever, he has a cough": a clause, which says
 * something of its own. A missed clause hides a danger behind a "no", so grammar is asked before the list's habits:
 *
 *   a clause   opens with a finite verb (W_FINITE), a subject of its own, "with", "positive for", a possessive, an age
 * or amount; holds "has" or "is" behind its subject; says since when or for how long; is a bare adjective
 *              ("confused", "unable to …"), which no "no" can deny; or a noun with its adjective behind it ("neck
 *              swollen")
 *   a list     ends in "or"; goes on after "denies", "negative for", "no evidence of"; is of bare nouns after one "no"
 *   in doubt   what could be either: "No chest pain, coughing up blood", "no weakness, slurred speech". A finding there
 * is uncertain: neither is a danger denied that was told, nor one made that was not
 *
 * A verb under "not" is another matter: "has not vomited, passed out or lost weight" is a list of verbs.
 */
#include "text.h"

uint32_t dp_comma_stop(const dp_reader *r, uint32_t i) { /* the next comma or the end */
  uint32_t start = i;
  while (i < r->end && !(dp_at(r, i)->kind == TK_PUNCT && dp_at(r, i)->punct != '/' &&
                         !(dp_at(r, i)->punct == '(' && i == start) && dp_at(r, i)->punct != ')'))
    i++;
  return i;
}

bool dp_clause_verb(const dp_reader *r, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    const dp_tok *k = dp_at(r, i);
    /* "chest pain reported": a participle behind its noun makes no clause */
    bool last = i > from && (i + 1 >= to || (dp_at(r, i + 1)->flags & W_PREP));
    if ((k->flags & W_VERB) && !(last && k->end - k->start > 3 && r->text.low[k->end - 1] == 'd') &&
        !dp_match_covers(r, i, DP_LEX_SAY))
      return true;
    if ((k->key == K_HAS || k->key == K_IS) && i > from) return true;
    static const char *const acts[] = {"hurts", "wakes", "makes",   "goes", "comes",
                                       "keeps", "gets",  "becomes", "went", "began"};
    for (size_t a = 0; a < sizeof acts / sizeof *acts && i > from && k->kind == TK_WORD;
         a++) /* "light hurts her eyes" */
      if (dp_tok_is(r, i, acts[a]) && !(dp_at(r, i - 1)->flags & (W_SMALL | W_COORD))) return true;
    if ((k->flags & W_PRON) && k->key != K_IT && i + 1 < to &&
        (dp_at(r, i + 1)->key == K_HAS || dp_at(r, i + 1)->key == K_IS || (dp_at(r, i + 1)->flags & W_VERB)))
      return true;
  }
  return false;
}

static bool has_time(const dp_reader *r, uint32_t from, uint32_t to) {
  for (size_t i = 0; i < r->durations.count; i++)
    if (r->durations.at[i].lo < to && r->durations.at[i].hi >= from) return true;
  return false;
}

/* "since Monday", "for 3 weeks", "x3 days", "started 2 days ago": what lasts is there. "In the last year" is not meant.
 */
static bool lasts(const dp_reader *r, uint32_t from, uint32_t to) {
  for (size_t i = 0; i < r->durations.count; i++) {
    const dp_duration *d = &r->durations.at[i];
    if (d->lo >= to || d->hi < from) continue;
    uint16_t lead = dp_at(r, d->lo)->key;
    if (d->ago || lead == K_SINCE || lead == K_FOR || lead == K_FROM || lead == K_X) return true;
  }
  return false;
}

/* A length of time from token i on, said or bare: "cough 3 weeks". */
static bool lasts_at(const dp_reader *r, uint32_t i) {
  for (size_t d = 0; d < r->durations.count; d++)
    if (r->durations.at[d].lo == i && !(dp_at(r, i)->key == K_IN)) return true;
  return false;
}

bool dp_finite_at(const dp_reader *r, uint32_t i, uint32_t to) {
  const dp_tok *k = dp_at(r, i), *next = i + 1 < to ? dp_at(r, i + 1) : NULL;
  if (k->kind != TK_WORD) return false;
  if (k->flags & W_FINITE) return true;
  /* any past tense with its object or adverb: "swallowed a battery"; "slurred speech" is no such */
  dp_str w = dp_tok_low(r, i);
  if (w.size < 5 || w.at[w.size - 1] != 'd' || w.at[w.size - 2] != 'e' || (k->flags & (W_MOD | W_BODY))) return false;
  return next && next->kind == TK_WORD && ((next->flags & (W_SMALL | W_PRON)) || next->key == K_TIMES) &&
         !(next->flags & W_COORD);
}

/* A noun with its adjective behind it is a sentence without "is": "neck swollen", "JVP raised". */
static bool predicate_behind(const dp_reader *r, uint32_t from, uint32_t to) {
  static const char *const words[] = {
      "swollen", "raised", "elevated", "enlarged", "palpable", "tender",    "distended", "red",     "blue",
      "pale",    "cold",   "hot",      "yellow",   "reduced",  "increased", "weak",      "numb",    "stiff",
      "painful", "sore",   "itchy",    "tight",    "heavy",    "blocked",   "blurred",   "slurred", "drooping",
      "droopy",  "low",    "high",     "dilated",  "inflamed", "dry",       "bleeding",  "shaking"};
  if (to < from + 2 || dp_at(r, to - 1)->kind != TK_WORD) return false;
  bool says = false;
  for (size_t w = 0; w < sizeof words / sizeof *words && !says; w++) says = dp_tok_is(r, to - 1, words[w]);
  return says && !(dp_at(r, to - 2)->flags & (W_SMALL | W_COORD | W_MOD));
}

/* A gerund with something behind it ("coughing up blood"), or a participle before its noun ("slurred speech"). */
static bool verbal(const dp_reader *r, uint32_t from, uint32_t to) {
  dp_str w = dp_tok_low(r, from);
  const dp_tok *k = dp_at(r, from);
  if (k->kind != TK_WORD || (k->flags & (W_MOD | W_BODY)) || w.size < 6 || to < from + 2) return false;
  bool gerund = w.at[w.size - 1] == 'g' && w.at[w.size - 2] == 'n' && w.at[w.size - 3] == 'i';
  bool participle = w.at[w.size - 1] == 'd' && w.at[w.size - 2] == 'e';
  return gerund || participle;
}

/* The second and last of two things, with a place or way of its own: "no vomiting, blood in the stool". */
static bool told(const dp_reader *r, uint32_t comma, uint32_t from, uint32_t to) {
  if (to + 1 < r->end && dp_at(r, to)->punct == ',') return false;
  for (uint32_t i = comma; i-- > r->first && !(dp_at(r, i)->flags & W_NEG);)
    if (dp_at(r, i)->kind == TK_PUNCT && dp_at(r, i)->punct == ',') return false;
  for (uint32_t i = from + 1; i + 1 < to; i++) {
    const dp_tok *k = dp_at(r, i);
    if (((k->flags & W_PREP) && k->key != K_OF) || dp_tok_is(r, i, "radiating") || dp_tok_is(r, i, "spreading") ||
        dp_tok_is(r, i, "going"))
      return true;
  }
  return false;
}

static bool on_medicine(const dp_reader *r, uint32_t i) { /* "no illness, on warfarin" */
  if (dp_at(r, i)->key != K_ON) return false;
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (o->kept && o->kind == DP_LEX_SAY && o->lo <= i + 1 && o->hi > i &&
        r->kb->findings[o->target].kind == DP_KIND_MEDICINE)
      return true;
  }
  return false;
}

dp_comma dp_comma_at(const dp_reader *r, uint32_t comma, uint16_t word, bool list, unsigned count) {
  uint32_t from = comma + 1, to = dp_comma_stop(r, from);
  bool or_ = false;
  while (from < to && (dp_at(r, from)->flags & W_COORD)) {
    or_ = or_ || dp_at(r, from)->key == K_OR;
    from++;
  }
  if (from >= to) return or_ ? DP_COMMA_LIST : DP_COMMA_CLAUSE;
  if (or_) return dp_clause_verb(r, from, to) ? DP_COMMA_CLAUSE : DP_COMMA_LIST;
  const dp_tok *k = dp_at(r, from), *next = from + 1 < to ? dp_at(r, from + 1) : NULL;
  if (k->flags & W_NEG) return DP_COMMA_LIST; /* it begins anew anyway */
  while (next &&
         (k->key == K_A || dp_tok_is(r, from, "any") || dp_tok_is(r, from, "then") || dp_tok_is(r, from, "also") ||
          dp_tok_is(r, from, "just") || dp_tok_is(r, from, "very") || dp_tok_is(r, from, "quite") ||
          dp_tok_is(r, from, "so") || dp_tok_is(r, from, "really") || dp_tok_is(r, from, "too"))) {
    if (k->key == K_A) break;
    k = next, from++, next = from + 1 < to ? dp_at(r, from + 1) : NULL;
  }
  if (dp_clause_verb(r, from, to)) return DP_COMMA_CLAUSE;
  for (uint32_t i = from; i < to; i++)
    if (dp_at(r, i)->key == K_NORMAL && !dp_match_covers(r, i, DP_LEX_SAY)) return DP_COMMA_CLAUSE;
  for (uint32_t m = 0; m < r->matches.count;
       m++) { /* "no masses, bowel sounds normoactive": a good finding is not denied */
    const dp_match *o = &r->matches.at[m];
    if (o->kept && o->kind == DP_LEX_SAY && o->lo >= from && o->lo < to && !o->negated &&
        dp_kb_ids(r->kb, r->kb->findings[o->target].denies).count)
      return DP_COMMA_CLAUSE;
  }
  bool verbs = word == K_NOT; /* "has not vomited, passed out or lost weight" */
  bool finite = dp_finite_at(r, from, to) || k->key == K_HAS || k->key == K_IS || k->key == K_WITH ||
                (k->flags & W_PRON) ||
                ((k->key == K_HE || k->key == K_SHE || k->key == K_MY || k->key == K_THEY) && next) ||
                dp_tok_is(r, from, "positive") || on_medicine(r, from);
  if (finite && !verbs) return DP_COMMA_CLAUSE;
  bool bare = (k->flags & W_PRED) && (!next || (next->flags & (W_SMALL | W_COORD | W_MOD)) || (k->flags & W_FINITE));
  /* a list that ends in "or" */
  for (uint32_t i = from; i < r->end; i++) {
    const dp_tok *t = dp_at(r, i);
    if ((t->flags & (W_BREAK | W_NEG)) ||
        (t->kind == TK_PUNCT && t->punct != ',' && t->punct != '/' && t->punct != '(' && t->punct != ')'))
      break;
    if ((t->flags & W_VERB) && !dp_match_covers(r, i, DP_LEX_SAY)) break;
    if ((t->flags & W_PRON) && t->key != K_IT) break;
    if (!verbs && i > from && dp_at(r, i - 1)->kind == TK_PUNCT && dp_finite_at(r, i, r->end)) break;
    if (t->key == K_OR && !has_time(r, from, i)) return DP_COMMA_LIST;
  }
  if (finite) return DP_COMMA_CLAUSE;
  if (lasts(r, from, to) || k->kind == TK_NUMBER) return DP_COMMA_CLAUSE;
  if (bare) return list ? DP_COMMA_DOUBT : DP_COMMA_CLAUSE;
  if (predicate_behind(r, from, to)) return list ? DP_COMMA_DOUBT : DP_COMMA_CLAUSE;
  if (dp_tok_is(r, from, "worst")) return DP_COMMA_CLAUSE;
  if (list) return DP_COMMA_LIST;
  if (word == K_NOT || word == K_NON || word == K_WITHOUT)
    return DP_COMMA_CLAUSE; /* "red eyes without pus, cracked lips" */
  if (has_time(r, from, to)) return DP_COMMA_CLAUSE;
  for (uint32_t i = from; i < to; i++)
    if (dp_at(r, i)->kind == TK_NUMBER) return DP_COMMA_CLAUSE;
  if ((k->flags & W_MOD) && next && !(k->flags & W_BODY)) return DP_COMMA_CLAUSE;
  if (count >= 2) return DP_COMMA_CLAUSE; /* "no fever, no cough, swelling of legs" */
  return verbal(r, from, to) || told(r, comma, from, to) ? DP_COMMA_DOUBT : DP_COMMA_LIST;
}

/* ---- without commas: dictated, or typed in haste ------------------------------------------------------------------
 */

static const dp_match *said(const dp_reader *r, uint32_t i, bool begins) {
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (o->kept && o->kind == DP_LEX_SAY && (begins ? o->lo : o->hi) == i) return o;
  }
  return NULL;
}

/* Under a "no", behind a finding: "no fever drank bleach", "no cp no sob no fever cough", "no fever cough 3 weeks". */
bool dp_run_on(const dp_reader *r, uint32_t i, unsigned count) {
  if (i == r->first || dp_at(r, i - 1)->kind != TK_WORD || (dp_at(r, i - 1)->flags & (W_SMALL | W_COORD | W_NEG)))
    return false;
  if (!dp_match_covers(r, i - 1, DP_LEX_SAY)) return false;
  const dp_tok *k = dp_at(r, i), *next = i + 1 < r->end ? dp_at(r, i + 1) : NULL;
  const dp_match *here = NULL;
  if (k->flags & W_FINITE) {
    if (!said(r, i - 1, false) || !next || next->kind == TK_PUNCT || (next->flags & W_COORD)) return false;
    dp_str w = dp_tok_low(r, i);
    bool participle = w.size > 3 && w.at[w.size - 1] == 'd' && w.at[w.size - 2] == 'e';
    return !(participle && (next->flags & W_PREP)); /* "no blood passed per rectum" */
  }
  if (!(here = said(r, i, true)) || here->negated || !said(r, i - 1, false)) return false;
  if (count >= 2) return true;
  return here->hi + 1 < r->end && lasts_at(r, here->hi + 1);
}

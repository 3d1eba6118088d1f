/* context.c: in which state a mention is: negation, doubt, past, family, hypothesis, known disease, support.
 *
 * In the manner of NegEx and ConText: trigger phrases (words.c) open a scope, and the sentence closes it. One walk over
 * the sentence's tokens leaves a dp_context at each; a second one, backwards, serves the triggers that stand behind
 * what they speak of ("fever: absent"). What is subtle is the comma under a negation: comma.c.
 */
#include "text.h"

/* ---- builtin phrases -----------------------------------------------------------------------------------------------
 */

static bool word_is(const dp_reader *r, uint32_t i, dp_str w) {
  const dp_tok *k = dp_at(r, i);
  if (k->kind == TK_PUNCT) return false;
  dp_str low = dp_tok_word(r, i);
  if (dp_str_eq(low, w)) return true;
  /* n't is not; "e's" and the like need no look */
  return k->key == K_NOT && w.size == 3 && (!memcmp(w.at, "not", 3) || !memcmp(w.at, "n't", 3));
}

static uint32_t def_matches(const dp_reader *r, uint32_t i, uint32_t end, const dp_def *d) {
  dp_str rest = dp_str_of(d->words);
  uint32_t j = i;
  while (rest.size) {
    dp_str w = dp_str_cut(&rest, ' ');
    if (j >= end || !word_is(r, j, w)) return 0;
    j++;
  }
  return j - i;
}

const dp_def *dp_def_at(const dp_reader *r, uint32_t i, uint32_t end, int kind, uint32_t *last) {
  const dp_tok *k = dp_at(r, i);
  if (!(k->flags & W_DEF) || k->form == DP_NONE) return NULL;
  const dp_def *best = NULL;
  uint32_t most = 0;
  for (int twice = 0; twice < 2; twice++) {
    uint16_t form = k->form;
    if (twice) { /* n't: also what begins with "not" */
      if (k->key != K_NOT || r->not_form == DP_NONE || form == r->not_form) break;
      form = r->not_form;
    }
    const dp_lex_form *f = &r->lex.forms[form];
    for (unsigned n = 0; n < f->def_count; n++) {
      const dp_def *d = &dp_defs[r->lex.defs[f->def_first + n]];
      if (kind >= 0 && d->kind != kind) continue;
      uint32_t length = def_matches(r, i, end, d);
      if (length > most) most = length, best = d, *last = i + length - 1;
    }
  }
  return best;
}

/* Whether all telling words of lo..hi belong to kept matches of phrases (so that a finding's own words are no trigger).
 */
static bool swallowed(const dp_reader *r, uint32_t lo, uint32_t hi) {
  bool telling = false;
  for (uint32_t i = lo; i <= hi; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->flags & W_SMALL) continue;
    telling = true;
    bool taken = false;
    for (uint32_t m = 0; m < r->matches.count && !taken; m++) {
      const dp_match *o = &r->matches.at[m];
      if (!o->kept || o->lo > i || o->hi < i || (o->kind != DP_LEX_SAY && o->kind != DP_LEX_MOD) ||
          (o->kind == DP_LEX_SAY && dp_family_finding(r, o->target)))
        continue;
      for (unsigned t = 0; t < o->tok_count; t++) taken = taken || o->tok[t] == i;
    }
    if (!taken) return false;
  }
  return telling;
}

void dp_triggers(dp_reader *r) {
  r->triggers.count = 0;
  r->controlled = false;
  for (uint32_t i = r->first; i < r->end; i++) {
    uint32_t last = i;
    const dp_def *d = dp_def_at(r, i, r->end, D_TRIGGER, &last);
    if (!d) continue;
    if (d->effect == E_PAST && (dp_at(r, i)->flags & T_HYPHEN)) continue; /* a sixth-former */
    if ((d->effect == E_NEG || d->effect == E_NEG_LIST) && last > i &&
        (dp_at(r, last)->key == K_OF || dp_at(r, last)->key == K_FOR) && dp_match_covers(r, i, DP_LEX_SAY)) {
      /* "no symptoms of photopsia, diplopia": more than "no symptoms" */
      bool more = true;
      for (uint32_t m = 0; m < r->matches.count; m++) {
        const dp_match *o = &r->matches.at[m];
        if (o->kept && o->kind == DP_LEX_SAY && o->lo <= i && o->hi >= i && o->hi > last) more = false;
      }
      if (more) dp_match_drop(r, i);
    }
    if (swallowed(r, i, last)) {
      /* "not a smoker or drinker": the finding took the negation, what "or" adds to it is negated still */
      uint32_t hi = 0;
      for (uint32_t m = 0; m < r->matches.count && (d->effect == E_NEG || d->effect == E_NEG_LIST); m++)
        if (r->matches.at[m].kept && r->matches.at[m].lo <= i && r->matches.at[m].hi >= i && r->matches.at[m].negated &&
            r->matches.at[m].hi > hi)
          hi = r->matches.at[m].hi;
      bool on = hi && hi + 1 < r->end && dp_at(r, hi + 1)->key == K_OR;
      if (hi && hi + 1 < r->end && dp_at(r, hi + 1)->kind == TK_PUNCT && dp_at(r, hi + 1)->punct == ',')
        on = hi + 2 < r->end && !(dp_at(r, hi + 2)->flags & W_NEG) &&
             dp_comma_at(r, hi + 1, K_NOT, false, 0) == DP_COMMA_LIST; /* "does not smoke, drink alcohol, or" */
      if (!on && d->effect != E_NEG_LIST) continue;                    /* "denies smoking, fever": the denial goes on */
    }
    bool negative = (dp_at(r, i)->flags & W_NEG) != 0;
    if (d->effect == E_NONE && negative && last > i && d->arg != 3) {
      /* "no change in bowel habits": when the finding itself holds "change", the "no" speaks of it; a finding of relief
       * ("not relieved by rest") is left out instead */
      bool inner = false,
           that = last + 1 < r->end && (dp_at(r, last + 1)->key == K_THE || dp_at(r, last + 1)->key == K_HE ||
                                        dp_at(r, last + 1)->key == K_SHE || dp_at(r, last + 1)->key == K_MY);
      for (uint32_t j = i + 1; j <= last; j++)
        if (that && dp_at(r, j)->key == K_CHANGE) dp_match_drop(r, j); /* "no change in the cough": it is as it was */
      for (uint32_t j = i + 1; j <= last; j++)
        inner = inner || (!(dp_at(r, j)->flags & W_SMALL) &&
                          (dp_match_covers(r, j, DP_LEX_SAY) || dp_match_covers(r, j, DP_LEX_MOD)));
      if (inner && d->arg == 0) {
        last = i;
        d = dp_def_at(r, i, i + 1, D_TRIGGER, &last);
        if (!d) continue;
      }
    }
    /* a longer trigger that begins with a negation but whose tail a finding took: "no recent weight loss" keeps its
     * "no" */
    if ((d->effect == E_PAST || d->effect == E_NONE) && !negative &&
        (dp_at(r, i)->key == K_PAST || dp_at(r, i)->key == K_LAST)) {
      /* "past 3 days" is a time */
      uint32_t n = last + 1;
      if (n < r->end && (dp_at(r, n)->kind == TK_NUMBER || (dp_at(r, n)->flags & (W_TIME | W_NUM)) ||
                         dp_at(r, n)->key == K_FEW || dp_at(r, n)->key == K_SEVERAL || dp_at(r, n)->key == K_COUPLE))
        continue;
    }
    if (d->effect == E_NONE && d->arg == 3) r->controlled = true;
    dp_trigger t = {i, last, d};
    if (!DP_PUSH(r->arena, &r->triggers, t)) r->out_of_memory = true;
    i = last;
  }
}

/* ---- the walk
 * -------------------------------------------------------------------------------------------------------- */

typedef struct {
  bool neg, list, unc, past, known, fam, hyp, complaint, support, negfam, ask, drop, tail, doubt;
  uint8_t past_kind, level, known_kind;
  uint16_t neg_word;
  uint32_t neg_end; /* a scope of so many tokens ("non-tender") ends here */
  unsigned count;
  unsigned since; /* words since the negation, its last comma or "or": without stops it does not reach for ever */
  dp_span cue;
} scopes;

/* "Mum: goes blue when crying" of a child, "wife: a litre of vodka a day": who tells, unless a disease is named first.
 */
static bool teller(const dp_reader *r, uint32_t i, uint32_t colon) {
  if (r->section == DP_SEC_FAMILY) return false;
  bool child = r->out->age_days >= 0 && r->out->age_days < 17 * 365;
  bool parent = dp_tok_is(r, i, "mum") || dp_tok_is(r, i, "mother") || dp_tok_is(r, i, "mom") ||
                dp_tok_is(r, i, "dad") || dp_tok_is(r, i, "father") || dp_tok_is(r, i, "parents") ||
                dp_tok_is(r, i, "parent");
  if (!(parent && child) && dp_at(r, i)->key != K_OTHER && !dp_tok_is(r, i, "daughter") && !dp_tok_is(r, i, "son"))
    return false;
  const dp_match *first = NULL;
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (o->kept && o->kind == DP_LEX_SAY && o->lo > colon && (!first || o->lo < first->lo)) first = o;
  }
  return !first || r->kb->findings[first->target].kind != DP_KIND_DISEASE;
}

static bool kin_is_ill(const dp_reader *r, uint32_t i, uint32_t *start) {
  const dp_tok *k = dp_at(r, i);
  const dp_tok *before = i > r->first ? dp_at(r, i - 1) : NULL;
  if (k->form == r->patient_kin) return false;
  for (uint32_t m = 0; m < r->matches.count;
       m++) { /* "partner with discharge" may be a finding; "father had a stroke" is two */
    const dp_match *o = &r->matches.at[m];
    if (!o->kept || o->kind != DP_LEX_SAY || o->lo > i || o->hi < i || dp_family_finding(r, o->target)) continue;
    for (unsigned t = 0; t < o->tok_count; t++)
      if (o->tok[t] == i) return false;
  }
  dp_str w = dp_tok_low(r, i);
  bool young = dp_str_eq(w, DP_STR("child")) || dp_str_eq(w, DP_STR("children")) || dp_str_eq(w, DP_STR("son")) ||
               dp_str_eq(w, DP_STR("daughter")) || dp_str_eq(w, DP_STR("daughters")) || dp_str_eq(w, DP_STR("sons"));
  bool owned = before && (before->key == K_HE || before->key == K_SHE || before->key == K_MY || before->key == K_THEY);
  if (young && (!owned || (r->out->age_days >= 0 && r->out->age_days < 18 * 365)))
    return false; /* the child is the patient */
  uint32_t n = i + 1;
  /* "mother and father have", "mother, sister with" */
  while (n < r->end && (dp_at(r, n)->flags & (W_KIN | W_COORD) ||
                        (dp_at(r, n)->kind == TK_PUNCT && dp_at(r, n)->punct == ',' && n + 1 < r->end &&
                         (dp_at(r, n + 1)->flags & W_KIN)) ||
                        dp_tok_is(r, n, "occasionally") || dp_tok_is(r, n, "sometimes") || dp_tok_is(r, n, "often") ||
                        dp_tok_is(r, n, "recently") || dp_tok_is(r, n, "members") || dp_tok_is(r, n, "member")))
    n++;
  if (n >= r->end) return false;
  bool possessive = k->end < r->text.source.size &&
                    (r->text.source.at[k->end] == '\'' || (unsigned char)r->text.source.at[k->end] == 0xE2) &&
                    !(dp_at(r, i + 1)->flags & T_GLUED);
  if (dp_str_eq(w, DP_STR("family")) ||
      dp_str_eq(w, DP_STR("household"))) { /* "family doctor"; "family members have" */
    if (!(dp_at(r, n)->key == K_HAS || dp_tok_is(r, n - 1, "members") || dp_tok_is(r, n - 1, "member"))) return false;
  }
  for (uint32_t j = i + 1; j < r->end && j < i + 4; j++) /* the teller: "his mother reports", "mother has noticed" */
    if ((dp_at(r, j)->flags & W_SAY) && dp_at(r, j)->kind == TK_WORD && !possessive &&
        !(j + 1 < r->end && dp_at(r, j + 1)->key == K_OF))
      return false;
  const dp_tok *next = dp_at(r, n);
  bool is_ill = next->key == K_HAS || next->key == K_IS || next->key == K_WITH || next->key == K_WHO ||
                dp_str_eq(dp_tok_low(r, n), DP_STR("also")) || dp_str_eq(dp_tok_low(r, n), DP_STR("died")) ||
                dp_str_eq(dp_tok_low(r, n), DP_STR("suffers")) || dp_str_eq(dp_tok_low(r, n), DP_STR("suffered")) ||
                dp_str_eq(dp_tok_low(r, n), DP_STR("diagnosed")) || dp_str_eq(dp_tok_low(r, n), DP_STR("developed")) ||
                dp_tok_is(r, n, "complain") || dp_tok_is(r, n, "complains");
  for (uint32_t b = 1; b <= 2 && i >= r->first + b; b++) { /* "brought by his mother" */
    uint16_t key = dp_at(r, i - b)->key;
    if (key == K_BY || key == K_FROM || key == K_TO) {
      if (next->key != K_WHO) return false;
    } else if (!owned && key != K_THE && key != K_A) break;
  }
  if (before && before->key == K_WITH && next->key == K_IS) return false;
  if (k->key == K_OTHER && next->key == K_WITH && dp_str_starts(w, DP_STR("contact"))) return false;
  *start = n;
  if (is_ill || possessive) return true;
  if (next->kind == TK_PUNCT && next->punct == ':' && teller(r, i, n)) return false;
  if (next->kind == TK_PUNCT && (next->punct == ':' || next->punct == '-' || next->punct == '(')) return true;
  if (r->section == DP_SEC_FAMILY) return true;
  return next->kind == TK_WORD && dp_match_covers(r, n, DP_LEX_SAY) && !(next->flags & W_SMALL) && k->key != K_OTHER;
}

static void clear(scopes *s) {
  s->neg = s->list = s->unc = s->past = s->known = s->fam = s->complaint = s->support = s->negfam = s->ask = s->drop =
      false;
}

/* "Fever no, cough yes": an answer right behind its finding. It says nothing of what follows. */
static bool answers_behind(const dp_reader *r, uint32_t i) {
  const dp_tok *k = dp_at(r, i);
  if (i == r->first || (k->key != K_NO && k->key != K_YES) || !dp_match_covers(r, i - 1, DP_LEX_SAY)) return false;
  if (dp_match_covers(r, i, DP_LEX_SAY)) return false;
  const dp_tok *a = i + 1 < r->end ? dp_at(r, i + 1) : NULL;
  return !a || (a->kind == TK_PUNCT && a->punct != ':' && a->punct != '(') || dp_tok_is(r, i + 1, "any");
}

static void open_trigger(dp_reader *r, scopes *s, const dp_trigger *t) {
  const dp_def *d = t->def;
  uint16_t word = dp_at(r, t->lo)->key;
  bool after_comma = t->lo > r->first && dp_at(r, t->lo - 1)->kind == TK_PUNCT;
  dp_span cue = dp_span_of(r, t->lo, t->hi);
  switch (d->effect) {
  case E_NEG:
  case E_NEG_LIST:
    if (answers_behind(r, t->lo) && t->hi == t->lo) { /* "fever no, cough yes" */
      s->neg = false;
      break;
    }
    s->since = 0;
    if (s->fam && !after_comma && d->effect == E_NEG) s->negfam = true;
    s->neg = true, s->doubt = false;
    s->list = d->effect == E_NEG_LIST;
    s->neg_word = word;
    s->neg_end = d->arg == 1 ? t->hi + 2 : 0;
    if (word == K_NO && d->arg != 1) s->count++;
    s->cue = cue;
    s->unc = s->support = s->drop = false;
    if (after_comma) s->past = s->complaint = false;
    break;
  case E_UNC:
    if (after_comma) s->neg = false;
    s->unc = true;
    s->level = d->arg ? DP_SUPPORT_SUSPECTED : DP_SUPPORT_NONE;
    s->support = false;
    s->cue = cue;
    break;
  case E_PAST:
    if (dp_tok_is(r, t->lo, "resolved") && t->lo > r->first && dp_match_covers(r, t->lo - 1, DP_LEX_SAY))
      break; /* behind */
    if (after_comma) s->neg = false;
    s->past = true;
    s->past_kind = d->arg == 2 ? 2 : 1;
    s->cue = s->neg ? s->cue : cue;
    break;
  case E_HYP:
    if (s->unc && dp_tok_is(r, t->lo, "if")) break; /* "not sure if he had" */
    s->hyp = true;
    s->cue = cue;
    break;
  case E_FAMILY:
    s->negfam = s->neg;
    s->fam = true;
    if (!s->neg) s->cue = cue;
    break;
  case E_KNOWN:
    if (after_comma) s->neg = false;
    s->known = true;
    s->known_kind = (uint8_t)d->arg;
    s->complaint = false;
    break;
  case E_KNOWN_ASK: s->ask = true, s->neg = s->known = false; break;
  case E_EXCEPT:
    if (s->neg || s->ask) s->known = s->ask || r->section == DP_SEC_PAST, s->known_kind = 0;
    s->neg = s->ask = s->list = false;
    break;
  case E_END:
    if (d->arg == 2 && !s->neg && !s->known && !s->fam) break; /* "reports": a new beginning only after something */
    if (d->arg == 2 && t->lo > r->first && (dp_at(r, t->lo - 1)->flags & (W_NEG | W_MOD))) break; /* "no reports of" */
    if (d->arg == 1 && !s->neg) break; /* "who": ends only a negation */
    {
      bool hyp = s->hyp, tail = s->complaint;
      clear(s);
      s->hyp = hyp;
      s->complaint = tail && d->arg == 1;
    }
    break;
  case E_COMPLAINT: {
    bool hyp = s->hyp;
    clear(s);
    s->hyp = hyp;
    s->complaint = true;
    break;
  }
  case E_SUPPORT:
    if (after_comma) s->neg = false;
    s->support = true;
    s->level = (uint8_t)d->arg;
    s->known = s->unc = false;
    s->cue = s->neg ? s->cue : cue;
    break;
  case E_NEG_BACK:
    if (d->arg == 2 && t->hi + 1 < r->end && dp_match_covers(r, t->hi + 1, DP_LEX_SAY) &&
        !(t->lo > r->first && (dp_match_covers(r, t->lo - 1, DP_LEX_SAY) || dp_at(r, t->lo - 1)->punct == ':')))
      s->neg = true, s->list = false, s->neg_word = K_NOT, s->neg_end = t->hi + 5,
      s->cue = cue; /* "negative Murphy's sign" */
    break;
  case E_PRESENT: s->neg = false; break; /* "no fever, positive for cough" */
  case E_NONE:
    if (d->arg == 1) s->drop = true, s->neg = false;
    if (d->arg == 4) s->past = s->unc = false; /* "prior lobectomy as well as hypertension" */
    break;
  default: break;
  }
}

/* The token range that a trigger behind its subject speaks of: back to the clause's beginning, over a list's commas. */
static uint32_t back_from(const dp_reader *r, uint32_t lo) {
  uint32_t i = lo;
  bool list = false;
  if (i > r->first && dp_at(r, i - 1)->kind == TK_PUNCT &&
      (dp_at(r, i - 1)->punct == ':' || dp_at(r, i - 1)->punct == '-' || dp_at(r, i - 1)->punct == '('))
    i--;
  while (i > r->first) {
    const dp_tok *k = dp_at(r, i - 1);
    if (k->kind == TK_PUNCT) {
      if (k->punct == ',' && list) {
        i--;
        continue;
      }
      if (k->punct == '/') {
        i--;
        continue;
      }
      break;
    }
    if (k->flags & (W_BREAK | W_NEG)) break;
    if ((k->flags & W_VERB) && !dp_match_covers(r, i - 1, DP_LEX_SAY)) break;
    if (k->key == K_NORMAL) break;
    if ((k->key == K_AND || k->key == K_OR) && i >= 2) list = true;
    i--;
  }
  return i;
}

/* Behind a relative's disease and a comma: the patient's own. "Dad has diabetes, I'm thirsty", "father died of a heart
 * attack at 45, chest pain today", "mum has migraine, vomiting": diseases run in lists of relatives, complaints do not.
 */
static bool own_again(const dp_reader *r, uint32_t comma) {
  uint32_t from = comma + 1, to = dp_comma_stop(r, from);
  if (from >= to) return false;
  if (dp_at(r, from)->key == K_I || dp_at(r, from)->key == K_MY)
    return !(dp_at(r, from + 1 < to ? from + 1 : from)->flags & W_KIN);
  for (uint32_t i = from; i < to; i++)
    if (dp_at(r, i)->key == K_TODAY || dp_tok_is(r, i, "now") || dp_at(r, i)->key == K_PATIENT) return true;
  bool disease = false, complaint = false;
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (!o->kept || o->kind != DP_LEX_SAY) continue;
    uint8_t kind = r->kb->findings[o->target].kind;
    if (o->hi < comma && r->context[o->lo - r->first].fam) disease = disease || kind == DP_KIND_DISEASE;
    if (o->lo >= from && o->lo < to) {
      if (kind == DP_KIND_DISEASE) return false;
      complaint = complaint || kind == DP_KIND_SYMPTOM || kind == DP_KIND_SIGN || kind == DP_KIND_VITAL;
    }
  }
  return disease && complaint;
}

/* Whether a finding's words stand between a byte of the text and token `to`. */
static bool said_since(const dp_reader *r, uint32_t from_byte, uint32_t to) {
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (o->kept && o->lo < to && dp_at(r, o->hi)->start >= from_byte) return true;
  }
  return false;
}

void dp_contexts(dp_reader *r) {
  scopes s = {0}, outside = {0}; /* what held before a parenthesis holds again behind it */
  bool within = false;
  memset(r->context, 0, (r->end - r->first + 2) * sizeof *r->context);
  if (r->section == DP_SEC_FAMILY) s.fam = true;
  size_t next = 0;
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    const dp_trigger *t = NULL;
    if (next < r->triggers.count && r->triggers.at[next].lo == i) t = &r->triggers.at[next++];
    if (!t) {
      if (k->kind == TK_PUNCT) {
        switch (k->punct) {
        case ',':
          if (s.neg) {
            dp_comma next_is = dp_comma_at(r, i, s.neg_word, s.list, s.count);
            s.neg = next_is != DP_COMMA_CLAUSE;
            s.doubt = next_is == DP_COMMA_DOUBT;
          }
          s.unc = s.unc && i + 1 < r->end && dp_at(r, i + 1)->key == K_OR;
          if (s.past) s.past = false;
          s.drop = false;
          if (s.fam && r->section != DP_SEC_FAMILY && own_again(r, i)) s.fam = s.negfam = false;
          if (s.support && dp_clause_verb(r, i + 1, dp_comma_stop(r, i + 1))) s.support = false;
          if (dp_clause_verb(r, i + 1, dp_comma_stop(r, i + 1))) {
            s.known = s.complaint = false;
            if (r->section != DP_SEC_FAMILY) s.fam = false;
          }
          break;
        case '(':
          outside = s, within = true;
          if (s.neg && s.neg_word == K_NOT) s.neg = false; /* "not breathing (apnoea)" */
          break;
        case ')':
          if (within) s = outside;
          within = false;
          break;
        case ':': s.neg = s.past = s.unc = s.drop = false; break;
        case '-': s.neg = s.past = s.unc = s.drop = false; break;
        case '?': /* ?PE */
          if (i + 1 < r->end && dp_at(r, i + 1)->kind == TK_WORD &&
              ((dp_at(r, i + 1)->flags & T_GLUED) || i == r->first))
            s.unc = true, s.level = DP_SUPPORT_SUSPECTED, s.cue = dp_span_of(r, i, i);
          break;
        default: break;
        }
      } else if ((k->flags & W_COORD) && (s.neg || s.fam || s.known || s.past)) {
        /* "and he has", "and now", "and started": a clause of its own */
        uint32_t to = i + 4 < r->end ? i + 4 : r->end;
        bool clause = false;
        for (uint32_t j = i + 1; j < to && !clause; j++) {
          const dp_tok *n = dp_at(r, j);
          clause =
              ((n->flags & W_PRON) && n->key != K_IT) || ((n->flags & W_VERB) && !dp_match_covers(r, j, DP_LEX_SAY)) ||
              (j == i + 1 && (n->key == K_HAS || n->key == K_IS || dp_tok_is(r, j, "does") || dp_tok_is(r, j, "do") ||
                              dp_tok_is(r, j, "did"))) ||
              (j == i + 1 && s.neg_word != K_NOT && dp_finite_at(r, j, r->end)) || (n->key == K_PATIENT && j <= i + 2);
          if (n->kind == TK_PUNCT || dp_match_covers(r, j, DP_LEX_SAY)) break;
        }
        /* "the tummy doesn't relax and dark bleeding": what was denied is a verb that is no finding */
        if (s.neg && s.neg_word == K_NOT && k->key == K_AND && !said_since(r, s.cue.end, i)) s.neg = false;
        if (clause && k->key == K_AND) {
          s.neg = s.known = s.past = false;
          if (r->section != DP_SEC_FAMILY) s.fam = false;
        }
      } else if ((k->flags & W_PRON) && k->key != K_IT && i > r->first && (s.neg || s.fam)) {
        /* dictated without stops: "no fever he has a cough" */
        bool has = i + 1 < r->end && (dp_at(r, i + 1)->key == K_HAS || (dp_at(r, i + 1)->flags & W_VERB) ||
                                      (k->key == K_I && r->first_person && s.fam));
        if (has && !(dp_at(r, i - 1)->flags & W_SMALL)) {
          s.neg = false;
          if (r->section != DP_SEC_FAMILY) s.fam = false;
        }
      } else if ((k->flags & W_VERB) && !(k->flags & W_NEG) && s.neg && !s.list && i > r->first &&
                 !dp_match_covers(r, i, DP_LEX_SAY) && (dp_at(r, i - 1)->kind == TK_WORD && s.neg_word != K_NOT)) {
        /* "No fever reported" stays negative; "no allergies presents with cough" does not */
        bool ends = i + 1 >= r->end || dp_at(r, i + 1)->kind == TK_PUNCT || (dp_at(r, i + 1)->flags & W_COORD) ||
                    k->key == K_STARTED || (k->flags & W_SAY);
        if (!ends) s.neg = false;
      }
      if (s.neg && s.neg_word != K_NOT && dp_run_on(r, i, s.count)) s.neg = false;
      uint32_t start;
      if ((k->flags & W_KIN) && kin_is_ill(r, i, &start)) {
        s.negfam = s.neg;
        s.fam = true;
        s.since = 0;
        s.neg = s.known = s.complaint = s.past = false;
        s.cue = dp_span_of(r, i, i);
        /* what stands before in the same breath is the relative's too: "a 23-year-old primigravida mother" */
        for (uint32_t j = i; j-- > r->first;) {
          const dp_tok *b = dp_at(r, j);
          if (b->kind == TK_PUNCT || b->kind == TK_NUMBER || b->key == K_SINCE ||
              (b->flags & (W_SMALL | W_VERB | W_COORD | W_NEG | W_TIME)))
            break;
          r->context[j - r->first].fam = 1;
        }
      } else if (k->flags & W_KIN && i > r->first && k->form != r->patient_kin &&
                 !(k->key == K_KIN && r->patient_kin != DP_NONE)) {
        const dp_tok *b = dp_at(r, i - 1);
        if (b->kind == TK_WORD && !(b->flags & (W_SMALL | W_COMMON | W_MOD)) && dp_match_covers(r, i - 1, DP_LEX_SAY) &&
            !dp_match_covers(r, i, -1))
          r->context[i - 1 - r->first].fam = 1;
      }
    }
    if (k->kind == TK_PUNCT || (k->flags & W_COORD)) s.since = 0;
    else s.since++;
    bool subject = k->key == K_PATIENT || dp_tok_is(r, i, "examination") || dp_tok_is(r, i, "exam") ||
                   ((k->flags & W_VERB) && (k->flags & W_WEAK) && r->text.low[k->end - 1] == 's');
    if (!t && s.neg && (s.since > 11 || (subject && s.since > 1))) s.neg = false;
    if (!t && s.fam && r->section != DP_SEC_FAMILY && (s.since > 24 || (k->key == K_PATIENT && s.since > 2)))
      s.fam = s.negfam = false;
    if (s.neg && s.neg_end && i >= s.neg_end) s.neg = false;
    dp_context *c = &r->context[i - r->first];
    bool doubt = s.neg && s.doubt && !s.fam; /* behind a comma that may or may not go on denying */
    *c = (dp_context){.neg = (s.neg && !doubt) || (s.fam && s.negfam),
                      .unc = s.unc || doubt,
                      .past = s.past ? s.past_kind : 0,
                      .fam = s.fam,
                      .hyp = s.hyp,
                      .known = s.known ? (uint8_t)(1 + s.known_kind) : 0,
                      .complaint = s.complaint,
                      .support = s.level,
                      .has_support = s.support || s.unc,
                      .drop = s.drop};
    if (s.neg || s.unc || s.past || s.fam || s.hyp || s.support) c->cue = s.cue;
    if (t) {
      open_trigger(r, &s, t);
      for (uint32_t j = i + 1; j <= t->hi && j < r->end;
           j++) { /* a finding's words may begin within it: "no recent travel" */
        dp_context *in = &r->context[j - r->first];
        *in = *c;
        if (s.neg && !c->neg) in->neg = 1, in->cue = s.cue;
      }
      i = t->hi;
    }
  }
  /* "pallor+, icterus-, edema-": a mark at the word */
  for (uint32_t i = r->first + 1; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i), *n = i + 1 < r->end ? dp_at(r, i + 1) : NULL;
    if (k->kind != TK_PUNCT || k->punct != '-' || !(k->flags & T_GLUED) || (n && n->kind != TK_PUNCT)) continue;
    if (!dp_match_covers(r, i - 1, DP_LEX_SAY)) continue;
    for (uint32_t j = back_from(r, i - 1); j < i; j++)
      r->context[j - r->first].neg = 1, r->context[j - r->first].cue = dp_span_of(r, i, i);
  }
  for (uint32_t i = r->first + 1; i < r->end; i++) /* "palpitations yes" */
    if (dp_at(r, i)->key == K_YES && answers_behind(r, i))
      for (uint32_t j = back_from(r, i); j < i; j++) r->context[j - r->first].neg = r->context[j - r->first].unc = 0;
  /* those that stand behind */
  for (size_t n = 0; n < r->triggers.count; n++) {
    const dp_trigger *t = &r->triggers.at[n];
    uint8_t e = t->def->effect;
    if (e == E_NEG && t->hi == t->lo && (dp_at(r, t->lo)->key == K_NO || dp_at(r, t->lo)->key == K_NOT) &&
        t->lo > r->first) {
      /* "fever: no", "cough - nil", "jaundice nil," */
      const dp_tok *b = dp_at(r, t->lo - 1), *a = t->hi + 1 < r->end ? dp_at(r, t->hi + 1) : NULL;
      bool last = !a || (a->kind == TK_PUNCT && a->punct != ':' && a->punct != '(') || answers_behind(r, t->lo);
      bool led = (b->kind == TK_PUNCT && (b->punct == ':' || b->punct == '-' || b->punct == '?')) ||
                 dp_match_covers(r, t->lo - 1, DP_LEX_SAY);
      if (last && led) {
        for (uint32_t i = back_from(r, t->lo); i < t->lo; i++)
          r->context[i - r->first].neg = 1, r->context[i - r->first].cue = dp_span_of(r, t->lo, t->hi);
      }
      continue;
    }
    if (e == E_PAST && dp_tok_is(r, t->lo, "resolved") && t->lo > r->first &&
        dp_match_covers(r, t->lo - 1, DP_LEX_SAY)) {
      for (uint32_t i = back_from(r, t->lo); i < t->lo; i++)
        r->context[i - r->first].past = 1, r->context[i - r->first].cue = dp_span_of(r, t->lo, t->hi);
      continue;
    }
    if (e != E_NEG_BACK && e != E_UNC_BACK && e != E_PAST_BACK && e != E_HYP_BACK && e != E_SUPPORT_BACK) continue;
    if (e == E_NEG_BACK && t->def->arg == 1) { /* "none": only after a colon, or alone */
      bool colon =
          t->lo > r->first && dp_at(r, t->lo - 1)->kind == TK_PUNCT &&
          (dp_at(r, t->lo - 1)->punct == ':' || dp_at(r, t->lo - 1)->punct == '-' || dp_at(r, t->lo - 1)->punct == '?');
      if (!colon) continue;
    }
    if (e == E_NEG_BACK && t->def->arg == 2) { /* "negative": of what stands right before it */
      const dp_tok *b = t->lo > r->first ? dp_at(r, t->lo - 1) : NULL;
      if (!b ||
          !((b->kind == TK_PUNCT && b->punct == ':') || b->key == K_IS || dp_match_covers(r, t->lo - 1, DP_LEX_SAY)))
        continue;
    }
    if (e == E_PAST_BACK && t->def->arg == 2 && t->hi + 1 < r->end && dp_at(r, t->hi + 1)->kind == TK_WORD &&
        !(dp_at(r, t->hi + 1)->flags & (W_COORD | W_BREAK)) && dp_at(r, t->hi + 1)->key != K_TODAY)
      continue; /* "has gone": over; "has gone weak": here */
    uint32_t from = back_from(r, t->lo);
    bool began = false; /* "diagnosed 2 years ago", "started 2 months ago": not the past */
    for (uint32_t i = from; i < t->lo; i++) {
      dp_str w = dp_tok_low(r, i);
      began =
          began || dp_at(r, i)->key == K_STARTED || dp_str_eq(w, DP_STR("diagnosed")) || dp_str_eq(w, DP_STR("since"));
    }
    if (e == E_PAST_BACK && t->def->arg == 1 && began) {
      for (uint32_t i = from; i < t->lo; i++) r->context[i - r->first].known = 1;
      continue;
    }
    for (uint32_t i = from; i < t->lo; i++) {
      dp_context *c = &r->context[i - r->first];
      if (e == E_NEG_BACK) c->neg = 1;
      if (e == E_UNC_BACK)
        c->unc = 1, c->has_support = 1, c->support = t->def->arg ? DP_SUPPORT_SUSPECTED : DP_SUPPORT_NONE;
      if (e == E_PAST_BACK) c->past = t->def->arg == 1 ? 3 : 1; /* 2, "has gone", is as 0 */
      if (e == E_HYP_BACK) {
        if (t->def->arg == 1) c->fam = 1;
        else c->hyp = 1;
      }
      if (e == E_SUPPORT_BACK) c->has_support = 1, c->support = (uint8_t)t->def->arg;
      c->cue = dp_span_of(r, t->lo, t->hi);
    }
  }
}

/* read.c: dp_read: the steps in order, and what a mention is made of.
 *
 * tokens → words → spelling → word classes → sentences → the patient → for each sentence: section, times, phrases,
 * states, mentions, numbers, tests, course → questions with their answers → complaint → what no one read.
 */
#include "text.h"

const char *dp_state_name(dp_state s) {
  static const char *const names[] = {"present", "absent", "uncertain", "past", "family", "hypothetical"};
  return s < DP_STATE_COUNT ? names[s] : "";
}

dp_read_options dp_read_defaults(void) { return (dp_read_options){.spelling = true, .max_bytes = 1u << 20}; }

bool dp_tok_is(const dp_reader *r, uint32_t i, const char *word) {
  dp_str w = dp_tok_word(r, i);
  for (size_t j = 0; j < w.size; j++)
    if (w.at[j] != word[j] || !word[j]) return false;
  return !word[w.size];
}

void dp_place(dp_reader *r, uint32_t lo, uint32_t hi) {
  for (uint32_t i = lo; i <= hi && i < r->text.toks.count; i++) r->text.toks.at[i].flags |= T_PLACED;
}

dp_span dp_span_of(const dp_reader *r, uint32_t lo, uint32_t hi) {
  return (dp_span){dp_at(r, lo)->start, dp_at(r, hi)->end};
}

bool dp_family_finding(const dp_reader *r, uint16_t finding) {
  dp_str id = dp_str_of(dp_kb_finding_id(r->kb, finding));
  return r->kb->findings[finding].kind == DP_KIND_HISTORY &&
         (dp_str_starts(id, DP_STR("fh_")) || dp_str_eq(id, DP_STR("family_history")));
}

/* ---- mentions
 * ---------------------------------------------------------------------------------------------------------- */

static uint8_t severity_of(const dp_reader *r, uint32_t lo, uint32_t hi) {
  uint32_t from = lo > r->first + 3 ? lo - 3 : r->first, to = hi + 4 < r->end ? hi + 4 : r->end;
  uint8_t found = DP_SEVERITY_UNKNOWN;
  for (uint32_t i = from; i < to; i++) {
    const dp_tok *k = dp_at(r, i);
    bool outside = i < lo || i > hi;
    if (outside && k->kind == TK_PUNCT && k->punct != ':' && k->punct != '/') {
      if (i < lo) found = DP_SEVERITY_UNKNOWN;
      else break;
    }
    if (outside && dp_match_covers(r, i, DP_LEX_SAY)) { /* another finding's own word */
      if (i > hi) break;
      found = DP_SEVERITY_UNKNOWN;
      continue;
    }
    if (outside && i > hi && (k->flags & W_COORD)) break;
    if (outside && i < lo && (k->flags & W_COORD)) continue;
    if (k->key == K_MILD) found = DP_MILD;
    else if (k->key == K_MODERATE) found = DP_MODERATE;
    else if (k->key == K_SEVERE && found != DP_MILD) found = DP_SEVERE;
    else if (k->kind == TK_NUMBER && i + 2 < r->end && dp_at(r, i + 1)->punct == '/' &&
             dp_tok_is(r, i + 2, "10")) { /* 7/10 */
      int64_t n;
      uint32_t last;
      if (dp_number_at(r, i, i + 1, &n, &last))
        found = n >= 7000 ? DP_SEVERE : n >= 4000 ? DP_MODERATE : n >= 1000 ? DP_MILD : found;
    }
  }
  return found;
}

static uint8_t side_of(const dp_reader *r, uint32_t lo, uint32_t hi) {
  uint32_t from = lo > r->first + 2 ? lo - 2 : r->first, to = hi + 6 < r->end ? hi + 6 : r->end;
  bool left = false, right = false, both = false;
  for (uint32_t i = from; i < to; i++) {
    const dp_tok *k = dp_at(r, i);
    bool outside = i < lo || i > hi;
    if (outside && ((k->kind == TK_PUNCT && !(i < lo)) || (i > hi && (k->flags & (W_BREAK | W_VERB))))) break;
    if (i < lo && k->kind == TK_PUNCT) left = right = both = false;
    if (k->end - k->start == 1 && (k->flags & T_CAP) && i + 1 < r->end && dp_tok_body(dp_at(r, i + 1))) { /* R wrist */
      left = left || dp_tok_is(r, i, "l");
      right = right || dp_tok_is(r, i, "r");
    }
    if (k->key == K_LEFT) left = true;
    if (k->key == K_RIGHT) right = true;
    if (k->key == K_BOTH) both = true;
  }
  if (both || (left && right)) return DP_BOTH;
  return left ? DP_LEFT : right ? DP_RIGHT : DP_SIDE_UNKNOWN;
}

static bool bodily(uint8_t kind) {
  return kind == DP_KIND_SYMPTOM || kind == DP_KIND_SIGN || kind == DP_KIND_VITAL || kind == DP_KIND_LAB ||
         kind == DP_KIND_GROUP;
}

/* What the context makes of a finding: the order is from what shuts out most to what says least. */
static uint8_t state_of(const dp_reader *r, uint8_t kind, const dp_context *c) {
  bool disease = kind == DP_KIND_DISEASE, medicine = kind == DP_KIND_MEDICINE;
  bool ill_named = disease && r->section == DP_SEC_PLAN; /* an assessment names its disease */
  if (c->hyp) return DP_HYPOTHETICAL;
  if (c->fam) return c->neg ? DP_HYPOTHETICAL : DP_FAMILY; /* of dp_family_finding: below, in dp_add_mention */
  if (r->section == DP_SEC_PLAN && !ill_named) return DP_HYPOTHETICAL;
  if (r->section == DP_SEC_ALLERGIES && medicine) return DP_HYPOTHETICAL;
  if (c->neg) return c->past && bodily(kind) ? DP_HYPOTHETICAL : DP_ABSENT;
  if (kind == DP_KIND_HISTORY) return c->unc ? DP_UNCERTAIN : DP_PRESENT; /* it is of the past by itself */
  if (c->past == 1 || (c->past == 2 && medicine) || (c->past == 3 && disease)) return DP_PAST;
  if (disease && c->has_support) return c->support >= DP_SUPPORT_CONSISTENT ? DP_PRESENT : DP_UNCERTAIN;
  if (c->unc) return DP_UNCERTAIN;
  if (r->section == DP_SEC_PAST && bodily(kind) && kind != DP_KIND_GROUP) return DP_PAST;
  return DP_PRESENT;
}

dp_mention *dp_add_mention(dp_reader *r, uint16_t finding, uint32_t lo, uint32_t hi, const dp_context *c,
                           uint16_t group) {
  if (r->out->mentions.count >= DP_MENTION_MAX || finding >= r->kb->finding_count || c->drop) return NULL;
  uint8_t kind = r->kb->findings[finding].kind;
  bool disease = kind == DP_KIND_DISEASE;
  dp_mention m = {.finding = finding,
                  .span = dp_span_of(r, lo, hi),
                  .cue = c->cue,
                  .measure = DP_NONE,
                  .group = group,
                  .section = r->section,
                  .heading = r->section != DP_SEC_NONE};
  dp_context own = *c;
  if (dp_family_finding(r, finding)) own.fam = 0;
  m.state = state_of(r, kind, &own);
  if (m.state == DP_FAMILY && dp_family_finding(r, finding)) m.state = DP_PRESENT;
  if (m.state == DP_PRESENT && r->out->pregnant == DP_NO &&
      (r->out->sex == DP_MALE || (r->out->age_days >= 0 && r->out->age_days < 9 * 365)) &&
      dp_str_starts(dp_str_of(dp_kb_finding_id(r->kb, finding)), DP_STR("pregnan")))
    m.state = DP_FAMILY; /* the mother's */
  if (m.state == DP_PRESENT && !c->has_support) m.cue = (dp_span){0, 0};
  m.severity = severity_of(r, lo, hi);
  m.side = side_of(r, lo, hi);
  if (disease && m.state != DP_ABSENT && m.state != DP_FAMILY && m.state != DP_HYPOTHETICAL) {
    bool judged = r->section == DP_SEC_EXAMINATION || r->section == DP_SEC_TESTS || r->section == DP_SEC_PLAN;
    if (c->has_support) m.support = c->support;
    else if (c->known == 3) { /* "diagnosed with": long ago it is known, today it is the answer */
      bool ago = r->section == DP_SEC_PAST || r->durations.count > 0;
      for (uint32_t i = r->first; i < r->end && !ago; i++)
        ago = dp_at(r, i)->key == K_AGO || dp_at(r, i)->key == K_AGE || dp_at(r, i)->key == K_SINCE ||
              dp_tok_is(r, i, "previously") || dp_tok_is(r, i, "earlier") || dp_tok_is(r, i, "when") ||
              dp_tok_is(r, i, "recently") ||
              (dp_at(r, i)->kind == TK_NUMBER && dp_at(r, i)->end - dp_at(r, i)->start == 4);
      m.known = ago;
      if (!ago) m.support = DP_SUPPORT_CONFIRMED;
    } else if (judged && !c->known && !r->controlled) {
      m.support =
          r->section == DP_SEC_TESTS || r->section == DP_SEC_EXAMINATION ? DP_SUPPORT_CONSISTENT : DP_SUPPORT_SUSPECTED;
    } else if (c->complaint && !c->known && !r->controlled) {
      m.support = DP_SUPPORT_NONE; /* brought as a complaint: neither known nor found by anybody */
    } else m.known = true;
  } else if (m.state == DP_PRESENT && (c->known || r->section == DP_SEC_PAST) &&
             (kind == DP_KIND_HISTORY || kind == DP_KIND_RISK || kind == DP_KIND_MEDICINE)) {
    m.known = true;
  }
  m.complaint = (c->complaint || r->section == DP_SEC_COMPLAINT) && m.state == DP_PRESENT && !m.known &&
                (kind == DP_KIND_SYMPTOM || kind == DP_KIND_SIGN || kind == DP_KIND_GROUP || (disease && !m.support));
  for (uint32_t i = lo; i <= hi; i++) m.repaired = m.repaired || (dp_at(r, i)->flags & T_REPAIRED);
  if (!DP_PUSH(r->arena, &r->out->mentions, m)) {
    r->out_of_memory = true;
    return NULL;
  }
  return &r->out->mentions.at[r->out->mentions.count - 1];
}

/* The context of a match: that of its first word of content; a negation anywhere in it that is its own does not count.
 */
static dp_context context_of(const dp_reader *r, const dp_match *m) {
  dp_context c = r->context[(m->negated ? m->lo : m->tok[0]) - r->first];
  for (unsigned i = 1; i < m->tok_count; i++) {
    const dp_context *o = &r->context[m->tok[i] - r->first];
    if (!m->negated) c.neg = c.neg && o->neg;
    c.unc = c.unc || o->unc;
    if (o->has_support && !c.has_support) c.has_support = 1, c.support = o->support, c.cue = o->cue;
    if (o->known && !c.known) c.known = o->known;
    if (o->past && !c.past) c.past = o->past;
    c.fam = c.fam || o->fam;
    c.drop = c.drop || o->drop;
    c.hyp = c.hyp || o->hyp;
    c.complaint = c.complaint || o->complaint;
    if (!c.cue.end) c.cue = o->cue;
  }
  if (m->negated) c.neg = 0; /* its own "no" is part of it: "not sleeping, no energy" */
  for (uint32_t i = 0; !m->negated && i < r->matches.count; i++) { /* "in no acute distress" denies the distress too */
    const dp_match *o = &r->matches.at[i];
    if (!o->kept || !o->negated || o->kind != DP_LEX_SAY || c.neg) continue;
    for (unsigned t = 0; t < m->tok_count; t++)
      for (unsigned u = 0; u < o->tok_count; u++)
        if (m->tok[t] == o->tok[u]) c.neg = 1, c.cue = dp_span_of(r, o->lo, o->lo);
  }
  const dp_context *end = &r->context[m->hi - r->first];
  if (end->neg && end->cue.start > dp_at(r, m->hi)->start && !m->negated)
    c.neg = 1, c.cue = end->cue;                /* "Urine: blood: negative" */
  for (unsigned i = 0; i < m->tok_count; i++) { /* "afebrile", "non-tender" */
    uint32_t t = m->tok[i];
    bool own = (dp_at(r, t)->flags & T_NEGATED) != 0,
         non = t > r->first && dp_at(r, t - 1)->key == K_NON && !m->negated;
    if (own || non) c.neg = 1, c.cue = dp_span_of(r, own ? t : t - 1, t);
  }
  return c;
}

/* Of two findings said by the same words, one a known disease and one not: the section and the words around it choose.
 */
static bool outdone(const dp_reader *r, const dp_match *m, const dp_context *c) {
  uint8_t kind = r->kb->findings[m->target].kind;
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const dp_match *o = &r->matches.at[i];
    if (!o->kept || o == m || o->kind != DP_LEX_SAY || o->lo != m->lo || o->hi != m->hi || o->target == m->target)
      continue;
    uint8_t other = r->kb->findings[o->target].kind;
    bool as_known = c->known || r->controlled || r->section == DP_SEC_PAST;
    if (kind != DP_KIND_DISEASE && other == DP_KIND_DISEASE && as_known) return true;
    if (kind == DP_KIND_DISEASE && other != DP_KIND_DISEASE && other != DP_KIND_RISK && !as_known &&
        (c->complaint || r->section == DP_SEC_COMPLAINT || r->section == DP_SEC_EXAMINATION ||
         (other == DP_KIND_SYMPTOM && !c->has_support && !c->neg)))
      return true; /* "lower back pain" is the pain, though a condition may go by that name too */
    /* a class and its condition said alike: the narrower */
    if (kind == DP_KIND_DISEASE && other == DP_KIND_DISEASE && dp_kb_is_a(r->kb, o->target, m->target)) return true;
  }
  return false;
}

/* A disease's name as part of the name of a test or a measure against it: "STI screening", "measles vaccine". */
static bool only_named(const dp_reader *r, const dp_match *m) {
  static const char *const after[] = {"screening",   "screen",       "testing",      "test",         "tests",
                                      "serology",    "antibody",     "antibodies",   "antigen",      "vaccine",
                                      "vaccination", "vaccinations", "immunisation", "immunization", "prophylaxis",
                                      "clinic",      "specialist",   "nurse"};
  if (r->kb->findings[m->target].kind != DP_KIND_DISEASE || m->hi + 1 >= r->end) return false;
  for (size_t i = 0; i < sizeof after / sizeof *after; i++)
    if (dp_tok_is(r, m->hi + 1, after[i])) return true;
  return false;
}

/* The name of a finding's own test with its result behind it: test.c will judge it. */
static bool left_to_test(const dp_reader *r, const dp_match *m) {
  if (m->hi + 1 >= r->end) return false;
  const dp_tok *n = dp_at(r, m->hi + 1);
  uint32_t last;
  const dp_def *d = n->kind == TK_WORD ? dp_def_at(r, m->hi + 1, r->end, D_RESULT, &last) : NULL;
  if (!d && (n->flags & W_COORD)) /* "rheumatoid factor and CCP negative" */
    for (uint32_t i = m->hi + 2; i < r->end && i < m->hi + 4 && !d; i++)
      d = dp_at(r, i)->kind == TK_WORD ? dp_def_at(r, i, r->end, D_RESULT, &last) : NULL;
  if (!((n->kind == TK_PUNCT && n->punct == ':') || n->key == K_IS || d)) return false;
  for (uint32_t i = 0; i < r->matches.count; i++) {
    const dp_match *o = &r->matches.at[i];
    if (o->kept && o->kind == DP_LEX_TEST && o->target == m->target && o->lo == m->lo && o->hi == m->hi) return true;
  }
  return false;
}

/* Whether the parent of a MOD finding, where this sentence speaks of it, is there at all. */
static bool parent_there(const dp_reader *r, uint16_t finding) {
  dp_ids parents = dp_kb_ids(r->kb, r->kb->findings[finding].parents);
  bool spoken = false;
  for (size_t i = r->sentence_mention; i < r->out->mentions.count; i++) {
    const dp_mention *m = &r->out->mentions.at[i];
    if (m->implied || !dp_kb_is_a(r->kb, m->finding, parents.at[0])) continue;
    if (m->state != DP_ABSENT) return true;
    spoken = true;
  }
  return !spoken;
}

static void phrases(dp_reader *r) {
  for (int kind = DP_LEX_SAY; kind <= DP_LEX_MOD; kind++) /* what leans on a finding after the findings */
    for (uint32_t i = 0; i < r->matches.count && !r->out_of_memory; i++) {
      dp_match m = r->matches.at[i];
      if (!m.kept || m.kind != kind) continue;
      dp_context c = context_of(r, &m);
      for (unsigned t = 0; t < m.tok_count; t++) dp_place(r, m.tok[t], m.tok[t]);
      if (m.filler >= 0) dp_place(r, (uint32_t)m.filler, (uint32_t)m.filler);
      if (kind == DP_LEX_SAY && (outdone(r, &r->matches.at[i], &c) || left_to_test(r, &m))) continue;
      if (kind == DP_LEX_MOD && !parent_there(r, m.target)) continue;
      if (only_named(r, &m)) c.hyp = 1;
      dp_add_mention(r, m.target, m.lo, m.hi, &c, r->next_group++);
    }
}

/* "His brother has the same": the complaint, in the family. */
static void same(dp_reader *r) {
  for (uint32_t i = r->first; i < r->end; i++) {
    if (dp_at(r, i)->key != K_SAME || !r->context[i - r->first].fam || r->context[i - r->first].neg) continue;
    if (i + 1 < r->end && dp_match_covers(r, i + 1, DP_LEX_SAY)) continue; /* "a similar rash": said */
    size_t last = r->sentence_mention;
    for (size_t k = 0; k < last; k++) {
      const dp_mention *m = &r->out->mentions.at[k];
      uint8_t kind = r->kb->findings[m->finding].kind;
      if (m->state != DP_PRESENT || (kind != DP_KIND_SYMPTOM && kind != DP_KIND_SIGN)) continue;
      uint16_t f = m->finding;
      dp_context c = r->context[i - r->first];
      dp_add_mention(r, f, i, i, &c, r->next_group++);
      return;
    }
  }
}

/* ---- sections
 * ---------------------------------------------------------------------------------------------------------- */

/* A heading at token i of a sentence: with a colon, or known to stand without one. */
static bool heading(dp_reader *r, uint32_t i, uint32_t end, uint32_t *after) {
  uint32_t last;
  const dp_def *d = dp_def_at(r, i, end, D_HEADING, &last);
  if (!d) {
    /* "Abdominal examination:", "Chest CT:", "Blood tests:" — any label that ends in a word of examining or testing */
    for (uint32_t j = i; j < end && j < i + 6; j++) {
      const dp_tok *k = dp_at(r, j);
      if (k->kind == TK_PUNCT && k->punct == ':' && j > i) {
        if (dp_tok_is(r, j - 1, "examination") || dp_tok_is(r, j - 1, "exam")) r->section = DP_SEC_EXAMINATION;
        else if (dp_tok_is(r, j - 1, "ct") || dp_tok_is(r, j - 1, "mri") || dp_tok_is(r, j - 1, "ray") ||
                 dp_tok_is(r, j - 1, "ultrasound") || dp_tok_is(r, j - 1, "test") || dp_tok_is(r, j - 1, "tests") ||
                 dp_tok_is(r, j - 1, "count") || dp_tok_is(r, j - 1, "panel") || dp_tok_is(r, j - 1, "urinalysis") ||
                 dp_tok_is(r, j - 1, "biopsy") || dp_tok_is(r, j - 1, "ecg") || dp_tok_is(r, j - 1, "studies") ||
                 dp_tok_is(r, j - 1, "scan") || dp_tok_is(r, j - 1, "biochemistry") || dp_tok_is(r, j - 1, "imaging") ||
                 dp_tok_is(r, j - 1, "electrocardiogram") || dp_tok_is(r, j - 1, "echocardiogram") ||
                 dp_tok_is(r, j - 1, "cbc") || dp_tok_is(r, j - 1, "work"))
          r->section = DP_SEC_TESTS;
        return false; /* the words still say something */
      }
      if (k->kind == TK_PUNCT) break;
    }
    /* "Complains of …. Also …" of a case as a form */
    return false;
  }
  if (d->arg == 100) return false;
  bool colon = last + 1 < end && dp_at(r, last + 1)->kind == TK_PUNCT &&
               (dp_at(r, last + 1)->punct == ':' || dp_at(r, last + 1)->punct == '-');
  bool alone = last + 1 >= end || (last + 2 >= end && dp_at(r, last + 1)->kind == TK_PUNCT); /* a line of its own */
  bool bare = dp_tok_is(r, i, "o/e") || dp_tok_is(r, i, "on") || (last > i && dp_tok_is(r, last, "examination")) ||
              (last > i && dp_tok_is(r, last, "exam"));
  if (dp_tok_is(r, i, "c/o") && !colon) return false;
  if (!colon && !alone && !bare) return false;
  if (alone && !colon && last == i && dp_at(r, i)->flags & T_CAP
          ? false
          : (alone && !colon && !(dp_at(r, i)->flags & (T_CAP | T_CAPS))))
    return false;
  r->section = (uint8_t)d->arg;
  *after = last + 1 + (colon ? 1 : 0);
  return true;
}

static uint8_t speaker_of(const dp_reader *r, uint32_t *i, uint32_t end) {
  /* "D:", "Patient:", "[doctor]" — brackets are '(' and ')' tokens */
  uint32_t k = *i;
  bool bracket = dp_at(r, k)->kind == TK_PUNCT && dp_at(r, k)->punct == '(';
  if (bracket) k++;
  if (k + 1 >= end || dp_at(r, k)->kind != TK_WORD) return 0;
  uint8_t who = 0;
  if (dp_at(r, k)->key == K_DOCTOR || dp_tok_is(r, k, "d") || dp_tok_is(r, k, "gp")) who = 1;
  if (dp_at(r, k)->key == K_PATIENT || dp_tok_is(r, k, "p") || dp_tok_is(r, k, "pt") || dp_tok_is(r, k, "guest") ||
      dp_tok_is(r, k, "parent") || dp_tok_is(r, k, "mother"))
    who = 2;
  char want = bracket ? ')' : ':';
  if (!who || dp_at(r, k + 1)->kind != TK_PUNCT || dp_at(r, k + 1)->punct != want) return 0;
  if (dp_at(r, k)->key == K_PATIENT && !bracket && dp_tok_is(r, k, "p") && k + 2 < end &&
      dp_at(r, k + 2)->kind == TK_NUMBER)
    return 0;
  if ((dp_tok_is(r, k, "p") || dp_tok_is(r, k, "d")) && k + 2 < end && dp_at(r, k + 2)->kind == TK_NUMBER)
    return 0; /* P: 98 */
  *i = k + 2;
  return who;
}

/* How a sentence answers: 1 yes, 2 no, 3 unknown. */
static uint8_t answer_of(const dp_reader *r, uint32_t i, uint32_t end) {
  while (i < end && (dp_at(r, i)->kind == TK_PUNCT || dp_tok_is(r, i, "well") || dp_tok_is(r, i, "uh") ||
                     dp_tok_is(r, i, "um") || dp_tok_is(r, i, "oh") || dp_tok_is(r, i, "ah") ||
                     dp_tok_is(r, i, "hmm") || dp_tok_is(r, i, "i") || dp_tok_is(r, i, "er")))
    i++;
  if (i >= end) return 0;
  const dp_tok *k = dp_at(r, i);
  uint32_t rest = end - i;
  if (k->key == K_YES ||
      ((dp_tok_is(r, i, "sometimes") || dp_tok_is(r, i, "occasionally")) &&
       (rest == 1 || dp_at(r, i + 1)->kind == TK_PUNCT)) ||
      dp_tok_is(r, i, "often") || dp_tok_is(r, i, "lots") || dp_tok_is(r, i, "little") ||
      (dp_tok_is(r, i, "a") && rest > 1 &&
       (dp_tok_is(r, i + 1, "little") || dp_tok_is(r, i + 1, "bit") || dp_tok_is(r, i + 1, "lot"))))
    return 1;
  if ((dp_tok_is(r, i, "do") || dp_tok_is(r, i, "have") || dp_tok_is(r, i, "am") || dp_tok_is(r, i, "did")) &&
      (rest == 1 || dp_at(r, i + 1)->kind == TK_PUNCT))
    return 1; /* "I do." */
  if (k->key == K_NO || k->key == K_NOPE) {
    if (rest <= 1 || dp_at(r, i + 1)->kind == TK_PUNCT) return 2;
    if (k->key == K_NOPE || dp_at(r, i + 1)->flags & (W_PRON | W_NEG) || dp_tok_is(r, i + 1, "not") ||
        dp_tok_is(r, i + 1, "never") || dp_tok_is(r, i + 1, "nothing") || dp_tok_is(r, i + 1, "none") ||
        dp_tok_is(r, i + 1, "sir") || dp_tok_is(r, i + 1, "doctor"))
      return 2;
    return 0; /* "No fever": speaks for itself */
  }
  if (k->key == K_NOT || dp_tok_is(r, i, "never")) {
    if (rest > 1 && (dp_tok_is(r, i + 1, "sure") || dp_tok_is(r, i + 1, "certain"))) return 3;
    if (rest <= 2 || dp_tok_is(r, i + 1, "really") || dp_tok_is(r, i + 1, "that") || dp_tok_is(r, i + 1, "at") ||
        dp_at(r, i + 1)->kind == TK_PUNCT)
      return 2;
    return 0;
  }
  if (k->key == K_MAYBE) return 3;
  if (dp_tok_is(r, i, "do") && rest > 2 && dp_at(r, i + 1)->key == K_NOT) {
    if (dp_tok_is(r, i + 2, "think")) return 2;
    if (dp_tok_is(r, i + 2, "know") || dp_tok_is(r, i + 2, "remember")) return 3;
    if (dp_tok_is(r, i + 2, "have") && rest <= 5) return 2;
    if (rest <= 4) return 2;
  }
  if ((dp_tok_is(r, i, "have") || dp_tok_is(r, i, "did")) && rest > 1 && dp_at(r, i + 1)->key == K_NOT && rest <= 3)
    return 2;
  return 0;
}

/* ---- sentences
 * ---------------------------------------------------------------------------------------------------------- */

/* Whether the sentence gives vital signs in numbers. */
static bool vitals(const dp_reader *r) {
  for (uint32_t m = 0; m < r->matches.count; m++) {
    const dp_match *o = &r->matches.at[m];
    if (!o->kept || o->kind != DP_LEX_MEASURE ||
        (o->target != r->m_temperature && o->target != r->m_heart_rate && o->target != r->m_systolic &&
         o->target != r->m_saturation && o->target != r->m_respiratory_rate))
      continue;
    if (o->hi + 1 < r->end && dp_at(r, o->hi + 1)->kind == TK_NUMBER) return true;
  }
  return false;
}

static void sentence(dp_reader *r, dp_sentence *s) {
  r->sentence = s;
  r->end = s->end;
  uint32_t i = s->first;
  r->first = i;
  uint8_t who = speaker_of(r, &i, s->end);
  if (who) s->speaker = who;
  uint32_t after = i;
  if (i < s->end && heading(r, i, s->end, &after)) {
    dp_place(r, i, after > i ? after - 1 : i);
    i = after;
    /* a heading within a heading: "O/E: Abdomen: soft" goes on as it is; "Vital signs: …" follows "Examination:" */
    if (i < s->end && heading(r, i, s->end, &after)) i = after;
  }
  /* "On examination," and the like in the middle of narrative */
  s->section = r->section;
  s->answer = answer_of(r, i, s->end);
  s->answer_at = i < s->end ? i : s->first;
  r->first = i < s->end ? i : s->end;
  if (r->first >= r->end) return;
  if (r->end - r->first > DP_SENTENCE_MAX) r->end = r->first + DP_SENTENCE_MAX; /* cannot be: dp_sentences cuts */
  r->previous_mention = r->sentence_mention;
  r->sentence_mention = r->out->mentions.count;
  dp_times(r);
  /* "Past history: hypertension. Chest pain since morning": the story goes on without a heading of its own */
  if (r->section == DP_SEC_PAST && i == s->first) {
    bool now = false;
    for (size_t d = 0; d < r->durations.count && !now; d++)
      now = r->durations.at[d].since && !r->durations.at[d].ago && r->durations.at[d].hours <= 336;
    for (uint32_t k = r->first; k < r->end && !now; k++)
      now = dp_tok_is(r, k, "presents") || dp_tok_is(r, k, "complains") || dp_tok_is(r, k, "c/o") ||
            (k == r->first && (dp_at(r, k)->key == K_TODAY || dp_tok_is(r, k, "now")));
    if (now) s->section = r->section = DP_SEC_HISTORY;
  }
  dp_places(r);
  dp_match_sentence(r);
  if ((r->section == DP_SEC_PAST || r->section == DP_SEC_FAMILY) && vitals(r))
    s->section = r->section = DP_SEC_EXAMINATION; /* "PSH: hysterectomy. T 36.9 HR 108": the history is over */
  dp_match_mods(r);
  dp_triggers(r);
  dp_contexts(r);
  if (dp_match_divided(r)) { /* what a comma under a denial parted is no phrase: read the sentence without it */
    dp_match_mods(r);
    dp_triggers(r);
    dp_contexts(r);
  }
  phrases(r);
  dp_amounts(r);
  dp_measures(r);
  dp_tests(r);
  same(r);
  dp_loose(r);
  dp_course(r);
  /* triggers were read */
  for (size_t t = 0; t < r->triggers.count; t++) dp_place(r, r->triggers.at[t].lo, r->triggers.at[t].hi);
}

/* A question alone says nothing; with its answer it does. */
static void answer(dp_reader *r, bool soft, size_t next, size_t from, size_t to) {
  dp_reading *o = r->out;
  uint8_t a = 0;
  if (next < r->text.sentences.count) {
    const dp_sentence *n = &r->text.sentences.at[next];
    if (!n->question) a = n->answer;
  }
  if (soft && !a) return; /* no question mark and no answer: it was none */
  for (size_t i = from; i < to; i++) {
    dp_mention *m = &o->mentions.at[i];
    if (m->normal_test || m->measure != DP_NONE) continue;
    if (m->state != DP_PRESENT && m->state != DP_ABSENT && m->state != DP_UNCERTAIN && m->state != DP_HYPOTHETICAL &&
        m->state != DP_PAST)
      continue;
    m->complaint = false;
    if (a == 1) m->state = m->state == DP_PAST ? DP_PAST : DP_PRESENT;
    else if (a == 2) m->state = m->state == DP_PAST ? DP_HYPOTHETICAL : DP_ABSENT;
    else if (a == 3) m->state = DP_UNCERTAIN;
    else m->state = DP_HYPOTHETICAL;
    if (m->state != DP_PRESENT) m->known = false;
    if (a && next < r->text.sentences.count) {
      const dp_sentence *n = &r->text.sentences.at[next];
      m->cue = dp_span_of(r, n->answer_at, n->answer_at);
    }
  }
}

/* ---- afterwards
 * --------------------------------------------------------------------------------------------------------- */

static void complaints(dp_reader *r) {
  dp_reading *o = r->out;
  for (size_t i = 0; i < o->mentions.count; i++)
    if (o->mentions.at[i].complaint) return;
  /* none was called one: those of the first sentence that has a present symptom, or else a sign */
  for (int signs = 0; signs < 2; signs++) {
    const dp_sentence *s = NULL;
    size_t at = 0;
    unsigned many = 0;
    for (size_t i = 0; i < o->mentions.count && many < 3; i++) {
      dp_mention *m = &o->mentions.at[i];
      uint8_t kind = r->kb->findings[m->finding].kind;
      if (m->state != DP_PRESENT || m->known || m->measure != DP_NONE || m->normal_test || m->implied) continue;
      if (m->section == DP_SEC_PAST || m->section == DP_SEC_FAMILY || m->section == DP_SEC_SOCIAL ||
          m->section == DP_SEC_TESTS)
        continue;
      if (kind != DP_KIND_SYMPTOM && !(signs && kind == DP_KIND_SIGN)) continue;
      if (!s) {
        while (at + 1 < r->text.sentences.count && dp_at(r, r->text.sentences.at[at + 1].first)->start <= m->span.start)
          at++;
        s = &r->text.sentences.at[at];
      }
      if (m->span.start >= dp_at(r, s->end - 1)->end) break;
      m->complaint = true;
      many++;
    }
    if (s) return;
  }
}

/* What the present findings deny by themselves ("abdomen soft" a rigid one), however they came about: said, measured or
 * judged. An absence so implied goes where something said contradicts it. */
static void settle(dp_reader *r) {
  dp_reading *o = r->out;
  size_t count = o->mentions.count;
  bool any = false;
  for (size_t i = 0; i < count && o->pregnant == DP_UNKNOWN; i++) { /* "an uneventful pregnancy four years ago" */
    dp_mention *m = &o->mentions.at[i];
    const char *word = r->text.low + m->span.start;
    if (m->finding == r->pregnant_finding && m->state == DP_PRESENT && m->span.end - m->span.start >= 9 && !memcmp(word, "pregnanc", 8))
      m->state = DP_PAST;
  }
  for (size_t i = 0; i < count && !any; i++)
    any = o->mentions.at[i].state == DP_PRESENT &&
          dp_kb_ids(r->kb, r->kb->findings[o->mentions.at[i].finding].denies).count;
  if (!any) return;
  /* one bit a finding that is present, ancestors included */
  uint8_t *present = dp_arena_alloc(r->arena, r->kb->finding_count + 1);
  if (!present) {
    r->out_of_memory = true;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    const dp_mention *m = &o->mentions.at[i];
    if (m->state != DP_PRESENT && m->state != DP_UNCERTAIN) continue;
    if (present[m->finding]) continue;
    present[m->finding] = 1;
    dp_ids up = dp_kb_ids(r->kb, r->kb->findings[m->finding].ancestors);
    for (size_t k = 0; k < up.count; k++) present[up.at[k]] = 1;
  }
  for (size_t i = 0; i < count; i++) {
    const dp_mention by = o->mentions.at[i]; /* the array may move */
    if (by.state != DP_PRESENT) continue;
    dp_ids denied = dp_kb_ids(r->kb, r->kb->findings[by.finding].denies);
    for (size_t k = 0; k < denied.count && o->mentions.count < DP_MENTION_MAX; k++) {
      if (present[denied.at[k]]) continue;
      dp_mention m = {.finding = denied.at[k],
                      .state = DP_ABSENT,
                      .span = by.span,
                      .cue = by.span,
                      .measure = DP_NONE,
                      .group = by.group,
                      .section = by.section,
                      .heading = by.heading,
                      .implied = true};
      if (!DP_PUSH(r->arena, &o->mentions, m)) r->out_of_memory = true;
    }
  }
}

static int by_place(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_mention *x = a, *y = b;
  return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

static void unread(dp_reader *r) {
  dp_reading *o = r->out;
  const dp_text *t = &r->text;
  dp_span run = {0, 0};
  size_t last = 0;
  bool telling = false; /* a run of parts of the body alone says nothing that was missed */
  for (size_t i = 0; i < t->toks.count; i++) {
    const dp_tok *k = &t->toks.at[i];
    if (k->kind == TK_WORD) o->words++;
    bool word = k->kind == TK_WORD && k->end - k->start > 2 &&
                !(k->flags & (T_PLACED | T_ABSORBED | W_SMALL | W_COMMON | W_MOD | W_WEAK | W_NEG | W_BREAK | W_COORD |
                              W_KIN | W_TIME | W_NUM | W_VERB));
    if (word && (k->flags & W_BODY) && !(k->flags & W_LEX)) word = false;
    if (i + 1 < t->toks.count && t->toks.at[i + 1].kind == TK_PUNCT && t->toks.at[i + 1].punct == ':')
      word = false; /* a label */
    if (!word) continue;
    if (run.end && last + 1 == i) run.end = k->end, telling = telling || !(k->flags & W_BODY);
    else {
      if (run.end && telling && !DP_PUSH(r->arena, &o->unread, run)) r->out_of_memory = true;
      run = (dp_span){k->start, k->end};
      telling = !(k->flags & W_BODY);
    }
    last = i;
  }
  if (run.end && telling && !DP_PUSH(r->arena, &o->unread, run)) r->out_of_memory = true;
}

dp_status dp_read(const dp_kb *kb, dp_str text, const dp_read_options *options, dp_arena *arena, dp_reading **out,
                  dp_error *err) {
  dp_read_options defaults = dp_read_defaults();
  if (!options) options = &defaults;
  if (text.size > (options->max_bytes ? options->max_bytes : defaults.max_bytes))
    return dp_fail(err, DP_ERR_TOO_LARGE, "the text has %zu bytes; at most %u are read", text.size,
                   (unsigned)(options->max_bytes ? options->max_bytes : defaults.max_bytes));
  const void *section;
  size_t size;
  dp_reader *r = DP_NEW(arena, dp_reader);
  dp_reading *o = DP_NEW(arena, dp_reading);
  if (!r || !o) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to read the text");
  if (!dp_kb_section(kb, "LEXI", &section, &size) || !dp_lex_open(section, size, &r->lex))
    return dp_fail(err, DP_ERR_IMAGE, "the knowledge image has no lexicon of this reader");
  r->kb = kb, r->arena = arena, r->out = o, r->options = options;
  r->patient_kin = DP_NONE;
  o->age_days = o->pregnancy_weeks = o->duration_h = o->acute_h = -1;
  dp_status status = dp_tokenise(text, arena, &r->text, err);
  if (status) return status;
  char stem[DP_STEM_MAX];
  r->joint = dp_lex_find_word(&r->lex, stem, dp_stem("joint", 5, stem));
  r->limb = dp_lex_find_word(&r->lex, stem, dp_stem("limb", 4, stem));
  size_t upper = 0, lower = 0;
  for (size_t i = 0; i < text.size; i++)
    upper += text.at[i] >= 'A' && text.at[i] <= 'Z', lower += text.at[i] >= 'a' && text.at[i] <= 'z';
  r->shouting = upper > 20 && upper > 3 * lower;
  r->not_form = dp_lex_find_form(&r->lex, "not", 3);
  dp_lex_words(&r->lex, &r->text);
  dp_spell(r);
  dp_lex_sequences(&r->lex, &r->text);
  status = dp_sentences(&r->text, arena, err);
  if (status) return status;
  r->m_temperature = dp_kb_find_measure(kb, DP_STR("temperature"));
  r->m_systolic = dp_kb_find_measure(kb, DP_STR("systolic_bp"));
  r->m_diastolic = dp_kb_find_measure(kb, DP_STR("diastolic_bp"));
  r->m_saturation = dp_kb_find_measure(kb, DP_STR("oxygen_saturation"));
  r->m_heart_rate = dp_kb_find_measure(kb, DP_STR("heart_rate"));
  r->m_weight = dp_kb_find_measure(kb, DP_STR("weight"));
  r->m_respiratory_rate = dp_kb_find_measure(kb, DP_STR("respiratory_rate"));
  r->m_weight_lost = dp_kb_find_measure(kb, DP_STR("weight_lost"));
  r->m_weight_gained = dp_kb_find_measure(kb, DP_STR("weight_gained"));
  r->m_alcohol_week = dp_kb_find_measure(kb, DP_STR("alcohol_week"));
  r->m_pack_years = dp_kb_find_measure(kb, DP_STR("pack_years"));
  r->m_tablets_taken = dp_kb_find_measure(kb, DP_STR("tablets_taken"));
  r->period_late = dp_kb_find_finding(kb, DP_STR("period_late"));
  r->infection = dp_kb_find_finding(kb, DP_STR("infection_class"));
  r->pregnant_finding = dp_kb_find_finding(kb, DP_STR("pregnant"));
  dp_patient(r);
  size_t from = 0;
  bool question = false, soft = false;
  uint8_t speaker = 0;
  for (size_t s = 0; s < r->text.sentences.count && !r->out_of_memory; s++) {
    dp_sentence *q = &r->text.sentences.at[s];
    size_t start = o->mentions.count;
    q->speaker = speaker;
    sentence(r, q);
    speaker = q->speaker;
    if (question && !(soft && q->speaker == 1))
      answer(r, soft, s, from, start); /* the answer stands in the sentence just read */
    /* only a real question waits: one that asks, not "PE?" after a list */
    bool asks = q->question && (dp_at(r, r->first < r->end ? r->first : q->first)->flags & W_QUESTION ||
                                q->end - q->first <= 8 || q->speaker == 1);
    /* or what a doctor begins like a question, though a machine that wrote it down heard no mark */
    soft = !asks && !q->question && q->speaker == 1 && r->first < r->end && (dp_at(r, r->first)->flags & W_QUESTION);
    question = asks || soft;
    from = start;
    if (q->question && !asks)
      for (size_t i = start; i < o->mentions.count; i++)
        if (o->mentions.at[i].state == DP_PRESENT && i + 1 == o->mentions.count) o->mentions.at[i].state = DP_UNCERTAIN;
  }
  if (question) answer(r, soft, r->text.sentences.count, from, o->mentions.count);
  o->sentences = (uint32_t)r->text.sentences.count;
  if (!r->out_of_memory && options->loose) dp_loose_settle(r);
  if (!r->out_of_memory) settle(r);
  if (!r->out_of_memory) complaints(r);
  if (!r->out_of_memory) unread(r);
  if (!r->out_of_memory && !dp_sort(arena, o->mentions.at, o->mentions.count, sizeof *o->mentions.at, by_place, NULL))
    r->out_of_memory = true;
  if (r->out_of_memory || arena->failed)
    return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to read the text");
  *out = o;
  return DP_OK;
}

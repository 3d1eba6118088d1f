/* measure.c: numbers with their names and units, judged against the knowledge's thresholds; "raised" and "low" beside
 * them.
 *
 * "BP 86/50", "temp 39.4", "T 102.2 F", "sats 89% on air", "Hb 7.1 g/dL", "wbc: 12,000/mm3", "pulse is 120", "72 bpm",
 * "39.4 °C", "potassium raised", "normal sodium". A value outside what is possible is no value. A value gives one
 * mention for each finding whose thresholds speak of such a patient, present when one is met, else absent; all in one
 * group.
 */
#include "text.h"

static char sex_letter(const dp_reader *r) { return r->out->sex == DP_FEMALE ? 'f' : r->out->sex == DP_MALE ? 'm' : 0; }

static const dp_context *at(const dp_reader *r, uint32_t i) { return &r->context[i - r->first]; }

/* A context without doubt: a number under "no" ("no fever, 37.2") is still a number. */
static dp_context plain_context(const dp_context *c) {
  dp_context p = *c;
  p.neg = p.unc = p.drop = 0;
  p.cue = (dp_span){0, 0};
  return p;
}

typedef struct {
  uint16_t measure;
  int64_t milli;
} reading;

/* Judges one value, or the two of a pair together, so that 180/80 is high once and nothing else. */
static void judge_all(dp_reader *r, const reading *v, unsigned count, uint32_t lo, uint32_t hi, bool called_normal) {
  dp_context c = plain_context(at(r, lo));
  dp_place(r, lo, hi);
  if (c.fam || c.hyp) return;
  for (unsigned i = 0; i < count; i++) {
    dp_value value = {v[i].measure, v[i].milli, dp_span_of(r, lo, hi)};
    if (!DP_PUSH(r->arena, &r->out->values, value)) r->out_of_memory = true;
  }
  uint16_t group = r->next_group++;
  const dp_kb *kb = r->kb;
  for (size_t w = 0; w < kb->when_count;) {
    uint16_t finding = kb->whens[w].finding;
    bool applies = false, meets = false;
    const reading *by = NULL;
    for (; w < kb->when_count && kb->whens[w].finding == finding; w++) {
      const dp_kb_when *t = &kb->whens[w];
      for (unsigned i = 0; i < count; i++) {
        if (t->measure != v[i].measure ||
            !dp_kb_when_applies(t, r->out->age_days, sex_letter(r), r->out->pregnant == DP_YES))
          continue;
        bool here = dp_kb_when_meets(t, v[i].milli);
        if (!applies || (here && !meets)) by = &v[i];
        applies = true;
        meets = meets || here;
      }
    }
    if (!applies) continue;
    if (called_normal) meets = false;
    if (c.past && !meets) continue;
    dp_mention *m = dp_add_mention(r, finding, lo, hi, &c, group);
    if (!m) continue;
    if (!meets) m->state = DP_ABSENT, m->normal_test = true;
    if (m->state == DP_PAST && r->section == DP_SEC_PAST && !c.past) m->state = DP_PRESENT; /* "PMH: BMI 33" is no BMI of the past */
    m->measure = by->measure;
    m->value_milli = by->milli;
  }
}

static void judge(dp_reader *r, uint16_t measure, int64_t milli, uint32_t lo, uint32_t hi, bool called_normal) {
  judge_all(r, &(reading){measure, milli}, 1, lo, hi, called_normal);
}

void dp_judge(dp_reader *r, uint16_t measure, int64_t milli, uint32_t lo, uint32_t hi) {
  judge(r, measure, milli, lo, hi, false);
}

/* ---- units
 * ----------------------------------------------------------------------------------------------------------- */

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Whether `name` stands in the text at byte `b`, whatever its case; the bytes it takes, or 0. Spaces in either are
 * free. */
static size_t unit_at(dp_str text, size_t b, const char *name) {
  size_t i = b, n = strlen(name);
  while (i < text.size && text.at[i] == ' ') i++;
  size_t start = i;
  for (size_t k = 0; k < n;) {
    if (name[k] == ' ') {
      k++;
      continue;
    }
    while (i < text.size && i > start && (text.at[i] == ' ' || text.at[i] == '-') && name[k] != ' ' && k > 0 &&
           name[k - 1] == ' ')
      i++;
    if (i >= text.size) return 0;
    char a = text.at[i], c = name[k];
    if (a >= 'A' && a <= 'Z') a = (char)(a | 0x20);
    if (c >= 'A' && c <= 'Z') c = (char)(c | 0x20);
    if (a != c) return 0;
    i++, k++;
  }
  if (n && letter(name[n - 1]) && i < text.size && letter(text.at[i]))
    return 0;                                                                   /* "m" is not the beginning of "mmol" */
  if (n && letter(name[n - 1]) && i < text.size && text.at[i] == '/') return 0; /* "g" is not "g/dL" */
  return i - b;
}

/* The unit of `measure` written at byte b: its number, the bytes in *taken; the canonical one with 0 taken when there
 * is none. */
static unsigned unit_of(const dp_reader *r, uint16_t measure, size_t b, size_t *taken) {
  const dp_kb_measure *m = &r->kb->measures[measure];
  unsigned best = 0;
  *taken = 0;
  for (unsigned u = 0; u < m->unit_count; u++) {
    size_t n = unit_at(r->text.source, b, dp_kb_text(r->kb, r->kb->units[m->unit_first + u].name));
    if (n > *taken) best = u, *taken = n;
  }
  return best;
}

static bool convert(const dp_reader *r, uint16_t measure, size_t b, int64_t milli, int64_t *out, size_t *taken) {
  const dp_kb_measure *m = &r->kb->measures[measure];
  unsigned unit = unit_of(r, measure, b, taken);
  if (!*taken || unit == 0) { /* no unit, or one that does not decide: a number of another size is in another unit */
    for (unsigned g = 0; g < m->guess_count && !*taken; g++) {
      const dp_kb_guess *q = &r->kb->guesses[m->guess_first + g];
      if (milli >= q->low_milli && milli <= q->high_milli) {
        unit = q->unit;
        break;
      }
    }
  }
  int64_t v = dp_kb_to_canonical(r->kb, measure, unit, milli);
  if (v < m->low_milli || v > m->high_milli) {
    bool found = false; /* written in a unit that cannot be ("Hb 14 mg/dL"): what the size of the number says */
    for (unsigned g = 0; g < m->guess_count && !found; g++) {
      const dp_kb_guess *q = &r->kb->guesses[m->guess_first + g];
      if (milli < q->low_milli || milli > q->high_milli) continue;
      v = dp_kb_to_canonical(r->kb, measure, q->unit, milli);
      found = v >= m->low_milli && v <= m->high_milli;
    }
    if (!found) return false;
  }
  *out = v;
  return true;
}

/* The last token before byte b. */
static uint32_t token_before(const dp_reader *r, uint32_t i, size_t b) {
  while (i + 1 < r->end && dp_at(r, i + 1)->start < b) i++;
  return i;
}

static bool number(const dp_reader *r, uint32_t i, int64_t *milli) {
  const dp_tok *k = dp_at(r, i);
  return k->kind == TK_NUMBER && !(k->flags & T_AMOUNT) &&
         dp_parse_milli((dp_str){r->text.source.at + k->start, k->end - k->start}, milli);
}

/* Digits, or what is said: "one sixty", "one hundred and ten", "one oh five", "thirty eight point five". */
static bool number_to(const dp_reader *r, uint32_t i, int64_t *milli, uint32_t *last) {
  *last = i;
  if (i >= r->end) return false;
  if (dp_at(r, i)->kind == TK_NUMBER) return number(r, i, milli);
  int64_t n, more;
  uint32_t j, l;
  if (!(dp_at(r, i)->flags & W_NUM) || !dp_number_at(r, i, r->end, &n, &j)) return false;
  uint32_t next = j + 1;
  if (dp_tok_is(r, next < r->end ? next : j, "hundred") && next < r->end) {
    n *= 100, j = next++;
    if (next + 1 < r->end && dp_at(r, next)->key == K_AND && (dp_at(r, next + 1)->flags & W_NUM)) next++;
    if (next < r->end && (dp_at(r, next)->flags & W_NUM) && dp_number_at(r, next, r->end, &more, &l) && more < 100000)
      n += more, j = l;
  } else if (n <= 3000 && next < r->end) {
    bool oh = dp_tok_is(r, next, "oh") || dp_tok_is(r, next, "zero") || dp_tok_is(r, next, "o");
    if (oh) next++;
    if (next < r->end && (dp_at(r, next)->flags & W_NUM) && dp_number_at(r, next, r->end, &more, &l) &&
        (oh ? more < 10000 : more >= 10000))
      n = n * 100 + more, j = l;
  }
  if (j + 2 < r->end && dp_tok_is(r, j + 1, "point") && (dp_at(r, j + 2)->flags & W_NUM) &&
      dp_number_at(r, j + 2, r->end, &more, &l) && more < 10000)
    n += more / 10, j = l;
  *milli = n, *last = j;
  return true;
}

static bool timed(const dp_reader *r, uint32_t i) {
  for (size_t d = 0; d < r->durations.count; d++)
    if (r->durations.at[d].lo <= i && i <= r->durations.at[d].hi) return true;
  return false;
}

static bool normal_follows(const dp_reader *r, uint32_t i) {
  uint32_t j = i + 1, last;
  if (j < r->end && dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct == '(') j++;
  if (j >= r->end || j == i + 1) return false;
  const dp_def *d = dp_def_at(r, j, r->end, D_RESULT, &last);
  return d && d->arg == 0;
}

/* ---- a value beside its name
 * ------------------------------------------------------------------------------------------- */

static uint16_t diastolic_of(const dp_reader *r, uint16_t measure) {
  return measure == r->m_systolic ? r->m_diastolic : (uint16_t)DP_NONE;
}

/* The value of measure from the number at i on; *last token. */
static bool take_value(dp_reader *r, uint16_t measure, uint32_t lo, uint32_t i, uint32_t *last) {
  int64_t milli, out, second;
  size_t taken;
  uint32_t n, l;
  if (!number_to(r, i, &milli, &n)) return false;
  /* a pair: 86/50, "one sixty over ninety" */
  bool slash = n + 2 < r->end && ((dp_at(r, n + 1)->kind == TK_PUNCT && dp_at(r, n + 1)->punct == '/') ||
                                  dp_at(r, n + 1)->key == K_OVER || dp_at(r, n + 1)->key == K_ON);
  if (slash && number_to(r, n + 2, &second, &l)) {
    uint16_t under = diastolic_of(r, measure);
    if (under != DP_NONE && second < milli) {
      uint32_t end = l;
      unit_of(r, measure, dp_at(r, end)->end, &taken);
      end = token_before(r, end, dp_at(r, end)->end + taken);
      const dp_kb_measure *ms = &r->kb->measures[measure], *md = &r->kb->measures[under];
      if (milli < ms->low_milli || milli > ms->high_milli || second < md->low_milli || second > md->high_milli)
        return false;
      bool normal = normal_follows(r, end);
      judge_all(r, (const reading[]){{measure, milli}, {under, second}}, 2, lo, end, normal);
      *last = end;
      return true;
    }
    /* "GCS 15/15", "pain 7/10": the first; anything else over something is no value */
  }
  /* a range: 38-39, the higher */
  if (n == i && i + 1 < r->end && (dp_at(r, i + 1)->flags & T_HYPHEN) && number(r, i + 1, &second) && second > milli)
    milli = second, n = i + 1;
  if (!convert(r, measure, dp_at(r, n)->end, milli, &out, &taken)) return false;
  bool timely = timed(r, i) && !taken;
  if (timely) return false;
  if (taken == 0 && n + 1 < r->end && (dp_at(r, n + 1)->flags & W_TIME) && !(dp_at(r, n + 1)->punct) &&
      !((dp_at(r, n + 1)->flags & T_CAPS) && n + 2 < r->end && dp_at(r, n + 2)->kind != TK_WORD))
    return false; /* "T 38.5 HR 110": no hours */
  uint32_t end = token_before(r, n, dp_at(r, n)->end + taken);
  judge(r, measure, out, lo, end, normal_follows(r, end));
  *last = end;
  return true;
}

static bool passes(const dp_reader *r, uint32_t i) { /* may stand between a name and its number */
  const dp_tok *k = dp_at(r, i);
  if (k->kind == TK_PUNCT)
    return k->punct == ':' || k->punct == '=' || k->punct == '(' || k->punct == ')' || k->punct == '>' ||
           k->punct == '<' || k->punct == '-' || k->punct == '^' || k->punct == 'v';
  if (k->kind == TK_NUMBER || (k->flags & W_NUM)) return false;
  if (k->key == K_FOR || k->key == K_SINCE || k->key == K_AND || k->key == K_WITH ||
      (k->flags & (W_NEG | W_BREAK | W_KIN)))
    return false;
  if (k->flags & (W_SMALL | W_MOD | W_WEAK)) return true;
  return (k->flags & W_COMMON) != 0 && !dp_match_covers(r, i, -1);
}

/* ---- "raised", "low", "normal"
 * ------------------------------------------------------------------------------------------ */

/* The mildest finding with a threshold in that direction (2 high, 3 low). */
static uint16_t mildest(const dp_reader *r, uint16_t measure, unsigned direction) {
  uint16_t best = DP_NONE;
  int64_t bound = 0;
  for (size_t w = 0; w < r->kb->when_count; w++) {
    const dp_kb_when *t = &r->kb->whens[w];
    bool high = t->op == DP_OP_GT || t->op == DP_OP_GE;
    if (t->measure != measure || high != (direction == 2)) continue;
    if (t->milli_to != INT64_MAX && direction == 3) continue;
    if (!dp_kb_when_applies(t, r->out->age_days, sex_letter(r), r->out->pregnant == DP_YES)) continue;
    if (best == DP_NONE || (high ? t->milli < bound : t->milli > bound)) best = t->finding, bound = t->milli;
  }
  return best;
}

static void all_absent(dp_reader *r, uint16_t measure, uint32_t lo, uint32_t hi, const dp_context *c) {
  uint16_t group = r->next_group++;
  uint16_t before = DP_NONE;
  for (size_t w = 0; w < r->kb->when_count; w++) {
    const dp_kb_when *t = &r->kb->whens[w];
    if (t->measure != measure || t->finding == before) continue;
    if (!dp_kb_when_applies(t, r->out->age_days, sex_letter(r), r->out->pregnant == DP_YES)) continue;
    before = t->finding;
    dp_mention *m = dp_add_mention(r, t->finding, lo, hi, c, group);
    if (m && m->state == DP_PRESENT) m->state = DP_ABSENT, m->normal_test = true;
  }
}

/* A result word beside a measure's name that has no number (test.c asks for it). arg: 0 normal, 1 abnormal, 2 high, 3
 * low. */
void dp_measure_result(dp_reader *r, const dp_match *m, unsigned arg, uint32_t lo, uint32_t hi) {
  dp_context c = *at(r, m->lo);
  if (arg == 0) {
    dp_context p = plain_context(&c);
    all_absent(r, m->target, lo, hi, &p);
    if (m->target == r->m_systolic && r->m_diastolic != DP_NONE) all_absent(r, r->m_diastolic, lo, hi, &p);
    return;
  }
  if (arg < 2) return;
  uint16_t f = mildest(r, m->target, arg);
  if (f != DP_NONE) dp_add_mention(r, f, lo, hi, &c, r->next_group++);
}

/* ---- values without a name
 * ------------------------------------------------------------------------------------------- */

static void unnamed(dp_reader *r) {
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    int64_t a, b;
    if (k->kind != TK_NUMBER || (k->flags & T_PLACED) || timed(r, i) || !number(r, i, &a)) continue;
    if (i >= r->first + 2 && dp_at(r, i - 1)->punct == '(' && (dp_at(r, i - 2)->flags & T_PLACED))
      continue; /* 36.6 °C (97.9 °F): said already */
    size_t e = k->end;
    dp_str s = r->text.source;
    /* 39.4 °C, 102.2°F, 39.4C */
    size_t deg = unit_at(s, e, "°"), cel = 0, fahr = 0;
    if (!deg) deg = unit_at(s, e, "º");
    cel = unit_at(s, e + deg, "c");
    fahr = unit_at(s, e + deg, "f");
    uint32_t last = i;
    int64_t out;
    if (r->m_temperature != DP_NONE && (deg || ((k->end < s.size) && (s.at[k->end] == 'C' || s.at[k->end] == 'F'))) &&
        ((a >= 33000 && a <= 44000 && (cel || (deg && !fahr))) || (a >= 91000 && a <= 112000 && fahr))) {
      size_t taken = deg + (cel ? cel : fahr);
      out = fahr && !cel ? (a - 32000) * 5556 / 10000 : a;
      last = token_before(r, i, e + taken);
      judge(r, r->m_temperature, out, i, last, normal_follows(r, last));
      i = last;
      continue;
    }
    if (r->m_systolic != DP_NONE && r->m_diastolic != DP_NONE && i + 2 < r->end && dp_at(r, i + 1)->kind == TK_PUNCT &&
        dp_at(r, i + 1)->punct == '/' && (dp_at(r, i + 1)->flags & T_GLUED) && number(r, i + 2, &b) && a % 1000 == 0 &&
        b % 1000 == 0 && a >= 60000 && a <= 280000 && b >= 25000 && b < a &&
        !(i + 3 < r->end && dp_at(r, i + 3)->punct == '/')) {
      size_t taken = 0;
      unit_of(r, r->m_systolic, dp_at(r, i + 2)->end, &taken);
      last = token_before(r, i + 2, dp_at(r, i + 2)->end + taken);
      if (taken || r->section == DP_SEC_EXAMINATION || r->section == DP_SEC_NONE || r->section == DP_SEC_HISTORY) {
        judge_all(r, (const reading[]){{r->m_systolic, a}, {r->m_diastolic, b}}, 2, i, last, normal_follows(r, last));
        i = last;
        continue;
      }
    }
    size_t bpm = unit_at(s, e, "bpm"), beats = unit_at(s, e, "beats per minute");
    if (!beats) beats = unit_at(s, e, "beats/min");
    if ((bpm || beats) && r->m_heart_rate != DP_NONE && a >= 20000 && a <= 320000) {
      last = token_before(r, i, e + (bpm ? bpm : beats));
      judge(r, r->m_heart_rate, a, i, last, normal_follows(r, last));
      i = last;
      continue;
    }
    size_t breaths = unit_at(s, e, "breaths/min");
    if (!breaths) breaths = unit_at(s, e, "breaths per minute");
    if (breaths && r->m_respiratory_rate != DP_NONE && a <= 120000) {
      last = token_before(r, i, e + breaths);
      judge(r, r->m_respiratory_rate, a, i, last, normal_follows(r, last));
      i = last;
      continue;
    }
    /* 8 kg of a person; not what was lost or gained */
    size_t kg = unit_at(s, e, "kg");
    if (!kg) kg = unit_at(s, e, "kgs");
    if (kg && r->m_weight != DP_NONE && a >= 500 && a <= 350000) {
      bool change = false;
      for (uint32_t j = i > r->first + 5 ? i - 5 : r->first; j < r->end && j < i + 5; j++) {
        dp_str w = dp_tok_low(r, j);
        change = change || dp_str_starts(w, DP_STR("los")) || dp_str_starts(w, DP_STR("gain")) ||
                 dp_tok_is(r, j, "mg") || dp_tok_is(r, j, "by") || dp_tok_is(r, j, "per");
      }
      if (!change) {
        last = token_before(r, i, e + kg);
        judge(r, r->m_weight, a, i, last, false);
        i = last;
        continue;
      }
    }
    /* 89% on air */
    size_t air = unit_at(s, e, "% on air");
    if (!air) air = unit_at(s, e, "% on room air");
    if (!air) air = unit_at(s, e, "% ra");
    if (!air) air = unit_at(s, e, "% in air");
    if (air && r->m_saturation != DP_NONE && a >= 40000 && a <= 100000) {
      last = token_before(r, i, e + air);
      judge(r, r->m_saturation, a, i, last, false);
      i = last;
    }
  }
}

static bool in_age(const dp_reader *r, uint32_t i) {
  uint32_t at_byte = dp_at(r, i)->start;
  return r->out->age_days >= 0 && at_byte >= r->out->age_span.start && at_byte < r->out->age_span.end;
}

void dp_measures(dp_reader *r) {
  for (uint32_t x = 0; x < r->matches.count; x++) {
    const dp_match m = r->matches.at[x];
    if (!m.kept || m.kind != DP_LEX_MEASURE) continue;
    uint32_t i = m.hi + 1, last, unknown = 0;
    while (i < r->end && i <= m.hi + 7 && passes(r, i)) {
      const dp_tok *k = dp_at(r, i);
      if (k->kind == TK_WORD && !(k->flags & (W_SMALL | W_MOD | W_WEAK)) && ++unknown > 2) break;
      i++;
    }
    bool taken = false;
    if (i < r->end && (dp_at(r, i)->kind == TK_NUMBER || (dp_at(r, i)->flags & W_NUM)) && !in_age(r, i))
      taken = take_value(r, m.target, m.lo, i, &last);
    /* "120 pulse", "89% sats": the number before */
    if (!taken && m.lo > r->first) {
      uint32_t b = m.lo - 1;
      if (dp_at(r, b)->kind == TK_PUNCT && dp_at(r, b)->punct == '%' && b > r->first) b--;
      const dp_tok *k = dp_at(r, b);
      if (k->kind == TK_NUMBER && !(k->flags & T_PLACED) && !timed(r, b) &&
          !(b > r->first && dp_match_covers(r, b - 1, DP_LEX_MEASURE))) {
        bool own = b > r->first && dp_at(r, b - 1)->kind == TK_PUNCT &&
                   (dp_at(r, b - 1)->punct == ':' || dp_at(r, b - 1)->punct == '=');
        if (!own && take_value(r, m.target, b, b, &last)) {
          taken = true;
          dp_place(r, m.lo, m.hi);
        }
      }
    }
    if (taken) r->matches.at[x].gap = 255; /* judged: no result word is looked for */
  }
  unnamed(r);
}

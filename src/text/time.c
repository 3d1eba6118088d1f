/* time.c: how long, how it began, how often.
 *
 * Durations: "for 3 days", "2-day history", "3/7", "since yesterday", "over the past two weeks", "x3d", "several
 * months", "started 10 days ago", and the bare "fever 3 days" of a note. Each belongs to the mention beside it; the
 * first one that belongs to a complaint is the complaint's. Ages, doses, intervals ("every 4 hours") and plans ("in 3
 * days") are no durations.
 */
#include "text.h"

/* Numbers in digits or words: "3", "thirty five", "a", "several". */
bool dp_number_at(const dp_reader *r, uint32_t i, uint32_t end, int64_t *milli, uint32_t *last) {
  static const struct {
    const char *word;
    int value;
  } words[] = {{"one", 1},      {"two", 2},        {"three", 3},     {"four", 4},      {"five", 5},
               {"six", 6},      {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},
               {"eleven", 11},  {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
               {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},
               {"thirty", 30},  {"forty", 40},     {"fourty", 40},   {"fifty", 50},    {"sixty", 60},
               {"seventy", 70}, {"eighty", 80},    {"ninety", 90}};
  if (i >= end) return false;
  const dp_tok *k = dp_at(r, i);
  *last = i;
  if (k->kind == TK_NUMBER) return dp_parse_milli((dp_str){r->text.source.at + k->start, k->end - k->start}, milli);
  if (k->flags & W_NUM) {
    for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
      if (!dp_tok_is(r, i, words[w].word)) continue;
      *milli = words[w].value * 1000;
      if (words[w].value >= 20 && i + 1 < end && (dp_at(r, i + 1)->flags & W_NUM)) {
        int64_t more;
        uint32_t l;
        if (dp_number_at(r, i + 1, i + 2, &more, &l) && more < 10000) *milli += more, *last = i + 1;
      }
      return true;
    }
    return false;
  }
  switch (k->key) {
  case K_A: *milli = 1000; return true;
  case K_FEW: *milli = 3000; return true;
  case K_SEVERAL: *milli = 4000; return true;
  case K_COUPLE: *milli = 2000; return true;
  case K_HALF:
    *milli = 500;
    if (i + 1 < end && dp_at(r, i + 1)->key == K_A) *last = i + 1;
    return true;
  default: return false;
  }
}

static uint32_t seconds_of(uint16_t key) {
  switch (key) {
  case K_SECOND: return 1;
  case K_MINUTE: return 60;
  case K_HOUR: return 3600;
  case K_DAY:
  case K_NIGHT: return 86400;
  case K_WEEK: return 604800;
  case K_MONTH: return 2629800;
  case K_YEAR: return 31557600;
  default: return 0;
  }
}

static uint32_t hours(int64_t milli, uint32_t seconds) {
  if (milli < 0 || milli > 1000000) milli = 1000000;
  uint64_t s = (uint64_t)milli * seconds / 1000;
  uint64_t h = (s + 1800) / 3600;
  return h > 2000000 ? 2000000u : (uint32_t)h;
}

/* A number (and perhaps a range) with a unit of time from token i on. */
static bool amount(const dp_reader *r, uint32_t i, uint32_t end, uint32_t *last, uint32_t *h) {
  int64_t n, to;
  uint32_t l;
  if (!dp_number_at(r, i, end, &n, &l)) return false;
  bool article = dp_at(r, i)->key == K_A;
  uint32_t j = l + 1;
  if (article && j < end && (dp_at(r, j)->key == K_FEW || dp_at(r, j)->key == K_COUPLE || dp_at(r, j)->key == K_HALF)) {
    if (!dp_number_at(r, j, end, &n, &l)) return false;
    j = l + 1;
  }
  /* 3-4, 3 to 4, 3 or 4 */
  if (j < end && dp_at(r, j)->kind == TK_NUMBER && (dp_at(r, j)->flags & T_HYPHEN) && dp_number_at(r, j, end, &to, &l))
    n = to, j = l + 1;
  else if (j + 1 < end && (dp_at(r, j)->key == K_TO || dp_at(r, j)->key == K_OR) &&
           dp_number_at(r, j + 1, end, &to, &l) && dp_at(r, j + 1)->key != K_A)
    n = to, j = l + 1;
  if (j < end && dp_at(r, j)->key == K_OF && j > 0 && dp_at(r, j - 1)->key == K_COUPLE) j++;
  /* 3/7, 2/52, 6/12 */
  if (dp_at(r, i)->kind == TK_NUMBER && j + 1 < end && dp_at(r, j)->kind == TK_PUNCT && dp_at(r, j)->punct == '/' &&
      dp_at(r, j + 1)->kind == TK_NUMBER) {
    dp_str d = dp_tok_low(r, j + 1);
    uint32_t unit = dp_str_eq(d, DP_STR("7"))    ? 86400u
                    : dp_str_eq(d, DP_STR("52")) ? 604800u
                    : dp_str_eq(d, DP_STR("12")) ? 2629800u
                                                 : 0;
    if (unit && n % 1000 == 0 && n <= 52000 && !(j + 2 < end && dp_at(r, j + 2)->punct == '/')) {
      *last = j + 1;
      *h = hours(n, unit);
      return true;
    }
    return false;
  }
  if (j < end && (dp_at(r, j)->flags & W_MOD) && j + 1 < end && (dp_at(r, j + 1)->flags & W_TIME))
    j++; /* two long weeks */
  if (j >= end || !(dp_at(r, j)->flags & W_TIME)) return false;
  uint32_t unit = seconds_of(dp_at(r, j)->key);
  if (dp_tok_is(r, j, "fortnight")) unit *= 2;
  if (dp_tok_is(r, j, "second") && !article) return false; /* "two second" is an order */
  if (dp_at(r, j)->end - dp_at(r, j)->start == 1 && dp_at(r, i)->kind != TK_NUMBER) return false;
  if (dp_tok_is(r, j, "h") && dp_at(r, j)->flags & T_CAP) return false;
  if ((dp_at(r, j)->flags & T_CAPS) && j + 1 < end && !r->shouting &&
      (dp_at(r, j + 1)->kind == TK_NUMBER || dp_at(r, j + 1)->punct == ':'))
    return false; /* "T 38.5 HR 110" */
  /* "and a half" */
  if (j + 3 < end && dp_at(r, j + 1)->key == K_AND && dp_at(r, j + 2)->key == K_A && dp_at(r, j + 3)->key == K_HALF)
    n += 500, *last = j + 3;
  else *last = j;
  *h = hours(n, unit);
  return true;
}

static void push(dp_reader *r, uint32_t lo, uint32_t hi, uint32_t h, bool ago, bool since, bool open) {
  dp_duration d = {lo, hi, h, ago, since, open};
  if (!DP_PUSH(r->arena, &r->durations, d)) r->out_of_memory = true;
}

void dp_times(dp_reader *r) {
  r->durations.count = 0;
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->flags & T_PLACED) continue; /* an age, weeks of a pregnancy */
    const dp_tok *before = i > r->first ? dp_at(r, i - 1) : NULL;
    uint32_t last, h;
    if (k->kind == TK_NUMBER || (k->flags & W_NUM) || k->key == K_A || k->key == K_FEW || k->key == K_SEVERAL ||
        k->key == K_COUPLE || k->key == K_HALF) {
      if (!amount(r, i, r->end, &last, &h)) continue;
      const dp_tok *after = last + 1 < r->end ? dp_at(r, last + 1) : NULL;
      bool no = false;
      if (before)
        no = before->key == K_EVERY || before->key == K_NEXT || before->key == K_PER || before->key == K_TIMES ||
             dp_tok_is(r, i - 1, "age") || before->key == K_UPTO || dp_tok_is(r, i - 1, "after") ||
             dp_tok_is(r, i - 1, "only");
      if (after)
        no = no || after->key == K_OLD || after->key == K_PACK || dp_tok_is(r, last + 1, "later") ||
             dp_tok_is(r, last + 1, "after") || dp_tok_is(r, last + 1, "before") || dp_tok_is(r, last + 1, "prior") ||
             dp_tok_is(r, last + 1, "apart") || dp_tok_is(r, last + 1, "gestation") ||
             dp_tok_is(r, last + 1, "pregnant") || dp_tok_is(r, last + 1, "postpartum") || after->key == K_FEMALE ||
             after->key == K_MALE;
      if (before && before->key == K_IN && !(i > r->first + 1 && dp_at(r, i - 2)->kind == TK_NUMBER))
        no = true; /* "follow up in 3 days" */
      if (k->key == K_A &&
          !(before && (before->key == K_FOR || before->key == K_OVER || before->key == K_PAST ||
                       before->key == K_LAST || before->key == K_SINCE || dp_tok_is(r, i - 1, "about") ||
                       dp_tok_is(r, i - 1, "there") || dp_tok_is(r, i - 1, "lasted") || dp_tok_is(r, i - 1, "nearly") ||
                       dp_tok_is(r, i - 1, "almost"))) &&
          !(after && (after->key == K_AGO || after->key == K_HISTORY)))
        no = true; /* "a day" in "twice a day" */
      if (k->kind == TK_NUMBER && before && (before->key == K_TIMES)) no = true;
      for (uint32_t b = 1; b <= 5 && i >= r->first + b; b++)
        no = no || dp_tok_is(r, i - b, "lmp") || dp_tok_is(r, i - b, "menstrual");
      if (no) {
        i = last;
        continue;
      }
      uint32_t lo = i;
      bool since = false, ago = after && after->key == K_AGO;
      while (lo > r->first) { /* "for the past 3 days", "over about" */
        uint16_t key = dp_at(r, lo - 1)->key;
        bool lead = key == K_FOR || key == K_SINCE || key == K_OVER || key == K_PAST || key == K_LAST || key == K_THE ||
                    key == K_X || dp_tok_is(r, lo - 1, "lasting") || dp_tok_is(r, lo - 1, "about") ||
                    dp_tok_is(r, lo - 1, "approximately") || dp_tok_is(r, lo - 1, "nearly") ||
                    dp_tok_is(r, lo - 1, "almost") || dp_tok_is(r, lo - 1, "around") ||
                    dp_tok_is(r, lo - 1, "during") || dp_tok_is(r, lo - 1, "within");
        if (!lead) break;
        since =
            since || key == K_FOR || key == K_SINCE || key == K_OVER || key == K_PAST || key == K_LAST || key == K_X;
        lo--;
      }
      if (ago) last++;
      bool history = after && (after->key == K_HISTORY || dp_tok_is(r, last + (ago ? 0 : 1), "duration"));
      if (!ago && after && after->key == K_OF && last + 2 < r->end && dp_at(r, last + 2)->key == K_HISTORY)
        history = true;
      push(r, lo, last, h, ago, since, history);
      i = last;
      continue;
    }
    /* since yesterday, since this morning, last night, for days */
    bool since = k->key == K_SINCE || k->key == K_FROM;
    uint32_t j = since ? i + 1 : i;
    if (since && j < r->end &&
        (dp_at(r, j)->key == K_THE || dp_tok_is(r, j, "about") || dp_tok_is(r, j, "early") || dp_tok_is(r, j, "late")))
      j++;
    if (j >= r->end) continue;
    const dp_tok *t = dp_at(r, j);
    h = UINT32_MAX;
    last = j;
    if (t->key == K_YESTERDAY) h = 24;
    else if (t->key == K_TODAY && since) h = 6;
    else if (dp_tok_is(r, j, "this") && j + 1 < r->end && dp_at(r, j + 1)->key == K_MORNING) h = 6, last = j + 1;
    else if (dp_tok_is(r, j, "this") && j + 1 < r->end && dp_at(r, j + 1)->key == K_EVENING) h = 3, last = j + 1;
    else if (since && t->key == K_MORNING) h = 6;
    else if (since && t->key == K_EVENING) h = 5;
    else if (t->key == K_LAST && j + 1 < r->end) {
      uint16_t u = dp_at(r, j + 1)->key;
      bool led = since || (before && (before->key == K_SINCE || before->key == K_FOR || before->key == K_OVER ||
                                      before->key == K_IN || before->key == K_THE));
      last = j + 1;
      if (u == K_NIGHT || u == K_EVENING) h = 12;
      else if (u == K_WEEK) h = 168;
      else if (u == K_MONTH) h = 730;
      else if (u == K_YEAR && led) h = 8766;
      else if (u == K_WEEKDAY) h = 96;
      else if (u == K_DAY && led) h = 24;
    } else if (k->key == K_SINCE && t->key == K_WEEKDAY) h = 72;
    else if (since && t->key == K_BIRTH)
      h = r->out->age_days >= 0 && r->out->age_days < 6600 ? (uint32_t)r->out->age_days * 24 : 20 * 8766u;
    else if (k->key == K_SINCE && t->key == K_MONTHNAME) h = 2000;
    else if (k->key == K_SINCE && t->kind == TK_NUMBER && t->end - t->start == 4) h = 5 * 8766u;
    else if ((t->flags & W_TIME) && before &&
             (before->key == K_FOR || dp_tok_is(r, j - 1, "many") || before->key == K_OVER) && t->end - t->start > 4 &&
             r->text.low[t->end - 1] == 's') {
      /* for days, over weeks, for many years */
      h = hours(before->key == K_SEVERAL || dp_tok_is(r, j - 1, "many") ? 6000 : 3000, seconds_of(t->key));
    }
    if (h == UINT32_MAX) continue;
    push(r, i, last, h, !since && t->key != K_LAST, since, false);
    i = last;
  }
}

/* ---- the course of the complaint
 * ------------------------------------------------------------------------------------- */

static bool tellable(const dp_reader *r, const dp_mention *m) {
  uint8_t kind = r->kb->findings[m->finding].kind;
  return m->state == DP_PRESENT && m->measure == DP_NONE && !m->normal_test && !m->implied &&
         (kind == DP_KIND_SYMPTOM || kind == DP_KIND_SIGN || kind == DP_KIND_GROUP || kind == DP_KIND_DISEASE ||
          kind == DP_KIND_VITAL);
}

/* A length under half an hour that says when the complaint began: "since 20 minutes", "for 15 minutes"; but not seconds
 * or a few minutes, which are how long an attack lasts. */
static bool lately(const dp_reader *r, const dp_duration *d) {
  for (uint32_t i = d->lo; i <= d->hi; i++) {
    if (dp_at(r, i)->key == K_SECOND) return false;
    int64_t n;
    uint32_t last;
    if ((dp_at(r, i)->kind == TK_NUMBER || (dp_at(r, i)->flags & W_NUM)) && dp_number_at(r, i, d->hi + 1, &n, &last))
      return n >= 10000 && d->since;
  }
  return dp_at(r, d->lo)->key == K_SINCE;
}

void dp_course(dp_reader *r) {
  dp_reading *o = r->out;
  bool story = r->section == DP_SEC_NONE || r->section == DP_SEC_COMPLAINT || r->section == DP_SEC_HISTORY ||
               r->section == DP_SEC_REVIEW;
  bool worse = false, began = false, present = false, medicine = false;
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    worse = worse || k->key == K_WORSE || dp_tok_is(r, i, "worse") || dp_tok_is(r, i, "worsened") ||
            dp_tok_is(r, i, "worsening") || dp_tok_is(r, i, "acute") || dp_tok_is(r, i, "exacerbation");
    began = began || k->key == K_STARTED || dp_tok_is(r, i, "onset") || dp_tok_is(r, i, "symptoms") ||
            dp_tok_is(r, i, "ill") || dp_tok_is(r, i, "unwell") || dp_tok_is(r, i, "history") ||
            dp_tok_is(r, i, "it") || dp_tok_is(r, i, "noticed") || dp_tok_is(r, i, "lesions");
    medicine = medicine || dp_tok_is(r, i, "takes") || dp_tok_is(r, i, "taking") || dp_tok_is(r, i, "smokes") ||
               dp_tok_is(r, i, "smoking") || dp_tok_is(r, i, "smoked") || dp_tok_is(r, i, "diagnosed") ||
               k->key == K_PACK;
  }
  for (size_t m = r->sentence_mention; m < o->mentions.count; m++)
    present = present || (tellable(r, &o->mentions.at[m]) && !o->mentions.at[m].known);
  for (size_t d = 0; d < r->durations.count; d++) {
    const dp_duration *t = &r->durations.at[d];
    const dp_context *c = &r->context[t->lo - r->first];
    if (c->hyp || c->fam) continue;
    uint32_t from = dp_at(r, t->lo)->start, to = dp_at(r, t->hi)->end;
    /* the mention that it belongs to: "2-day history of X" the next, else the one before, else the next */
    dp_mention *best = NULL;
    uint32_t best_distance = UINT32_MAX;
    for (size_t i = r->sentence_mention; i < o->mentions.count; i++) {
      dp_mention *m = &o->mentions.at[i];
      if (!tellable(r, m) && !(t->ago && m->state == DP_PAST))
        continue; /* "stroke 2 years ago, now weak": the stroke's */
      uint32_t distance = m->span.end <= from   ? from - m->span.end
                          : m->span.start >= to ? (m->span.start - to) * (t->open ? 1 : 3) + (t->open ? 0 : 20)
                                                : 0;
      if (t->open && m->span.end <= from) distance = distance * 3 + 20;
      if (distance < best_distance) best = m, best_distance = distance;
    }
    if (best && best_distance > 400) best = NULL;
    /* "jerked for two minutes", "lasts five seconds" is an attack's length, and no complaint began seconds ago */
    if (t->hours == 0 && !t->ago && !lately(r, t)) continue;
    if (best && best->state == DP_PAST) continue;
    uint32_t whole = t->hours ? t->hours : 1;
    bool disease = best && (best->known || r->kb->findings[best->finding].kind == DP_KIND_DISEASE);
    if (best) {
      /* every mention of its group and list shares it ("fever and cough for 3 days") */
      for (size_t i = r->sentence_mention; i < o->mentions.count; i++) {
        dp_mention *m = &o->mentions.at[i];
        if (!tellable(r, m) || m->duration_h) continue;
        if (m == best || m->group == best->group) m->duration_h = whole;
        else if (!disease && m->known == best->known && m->span.end <= from && from - m->span.end < 80 &&
                 r->durations.count == 1)
          m->duration_h = whole;
        else if (!disease && t->open && m->span.start >= to && r->durations.count == 1) m->duration_h = whole;
      }
    }
    if (!story || disease || (medicine && !t->open && !best) || (medicine && r->durations.count > 1 && !best)) continue;
    if (!best && !(began && (t->ago || t->since || t->open))) continue;
    dp_place(r, t->lo, t->hi);
    if (o->duration_h < 0) {
      o->duration_h = (int32_t)t->hours;
      o->duration_span = (dp_span){from, to};
    } else if (worse && (int64_t)t->hours * 4 < o->duration_h && o->acute_h < 0) {
      o->acute_h = (int32_t)t->hours;
      o->acute_span = (dp_span){from, to};
      o->chronic_then_acute = true;
    } else if (best && best->complaint && (int64_t)t->hours > (int64_t)o->duration_h * 4 && worse && o->acute_h < 0) {
      o->acute_h = o->duration_h;
      o->acute_span = o->duration_span;
      o->duration_h = (int32_t)t->hours;
      o->duration_span = (dp_span){from, to};
      o->chronic_then_acute = true;
    }
  }
  for (uint32_t i = r->first; i < r->end; i++) {
    if (!(dp_at(r, i)->flags & W_DEF)) continue;
    uint32_t last;
    const dp_context *c = &r->context[i - r->first];
    if (dp_tok_is(r, i, "acute") && i + 2 < r->end && dp_tok_is(r, i + 1, "on") && dp_tok_is(r, i + 2, "chronic"))
      o->chronic_then_acute = true;
    if (c->neg || c->fam || c->hyp || !story) continue;
    const dp_def *d = dp_def_at(r, i, r->end, D_ONSET, &last);
    if (d && o->onset == DP_ONSET_UNKNOWN && (present || began)) {
      o->onset = (uint8_t)d->arg;
      o->onset_span = dp_span_of(r, i, last);
      dp_place(r, i, last);
    }
    d = dp_def_at(r, i, r->end, D_RECUR, &last);
    bool first = i > r->first && (dp_at(r, i - 1)->flags & W_NEG); /* "no previous episodes" as a finding of its own */
    if (d && !o->recurrent && !first) {
      o->recurrent = true;
      o->recurrent_span = dp_span_of(r, i, last);
      dp_place(r, i, last);
    }
  }
}

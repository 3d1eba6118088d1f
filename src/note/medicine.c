/* medicine.c: a sentence that names a medicine, in fields: dose, unit, route, how often, and whether it is taken.
 *
 * The sentence has passed the guard already, and its words stay the source: the fields are only what these words say in the
 * shape that other systems ask for (FHIR's Dosage). A field that is not said stays empty: "20 of lisinopril" has a dose
 * and no unit, because nobody said milligrams.
 *
 * A medicine's words reach from the medicine (or the comma, "and") before it to the next one.
 */
#include "inner.h"

const char *dp_taking_name(unsigned taking) {
  static const char *const names[] = {"takes", "stopped", "to_start", "takes_not"};
  return taking < sizeof names / sizeof *names ? names[taking] : "";
}

static bool is_any(const dp_nword *w, const char *list) {
  dp_str rest = dp_str_of(list);
  while (rest.at)
    if (dp_str_eq(w->text, dp_str_cut(&rest, ' '))) return true;
  return false;
}
static bool any_in(const dp_nword *w, size_t count, const char *list) {
  for (size_t i = 0; i < count; i++)
    if (is_any(&w[i], list)) return true;
  return false;
}
/* Whether the words from w on are those of `phrase`, which may hold "#" for a number; *n is how many. */
static bool phrase_at(const dp_nword *w, size_t count, const char *phrase, size_t *n, int64_t *number) {
  dp_str rest = dp_str_of(phrase);
  size_t i = 0;
  while (rest.at) {
    dp_str word = dp_str_cut(&rest, ' ');
    if (i >= count) return false;
    if (dp_str_eq(word, DP_STR("#"))) {
      if (!(w[i].flags & WF_NUMBER) || !dp_parse_milli(w[i].text, number)) return false;
    } else if (!dp_str_eq(word, w[i].text)) return false;
    i++;
  }
  *n = i;
  return true;
}

/* ---- units, routes, frequencies ------------------------------------------------------------------------------------------ */

static const struct {
  const char *said, *unit;
} units[] = {{"mg", "mg"}, {"milligrams", "mg"}, {"milligram", "mg"}, {"mgs", "mg"}, {"mcg", "mcg"}, {"micrograms", "mcg"},
             {"microgram", "mcg"}, {"g", "g"}, {"grams", "g"}, {"gram", "g"}, {"ml", "mL"}, {"milliliters", "mL"}, {"millilitres", "mL"},
             {"units", "units"}, {"unit", "units"}, {"puffs", "puffs"}, {"puff", "puffs"}, {"tablets", "tablets"}, {"tablet", "tablets"},
             {"pills", "tablets"}, {"pill", "tablets"}, {"capsules", "capsules"}, {"capsule", "capsules"}, {"drops", "drops"}, {"drop", "drops"},
             {"sprays", "sprays"}, {"spray", "sprays"}};

static const struct {
  const char *said, *route;
} routes[] = {{"by mouth", "oral"}, {"orally", "oral"}, {"oral", "oral"}, {"intravenously", "intravenous"}, {"intravenous", "intravenous"},
              {"iv", "intravenous"}, {"intramuscular", "intramuscular"}, {"intramuscularly", "intramuscular"}, {"subcutaneous", "subcutaneous"},
              {"subcutaneously", "subcutaneous"}, {"under the skin", "subcutaneous"}, {"under the tongue", "sublingual"}, {"sublingual", "sublingual"},
              {"inhaled", "inhaled"}, {"inhaler", "inhaled"}, {"nebulizer", "inhaled"}, {"nebulised", "inhaled"}, {"topical", "topical"},
              {"topically", "topical"}, {"rectal", "rectal"}, {"nasal", "nasal"}};

/* times 255: the number that stands for "#"; period 255 likewise. */
static const struct {
  const char *said;
  uint8_t times, period;
  char per;
} often[] = {{"once a day", 1, 1, 'd'}, {"once daily", 1, 1, 'd'}, {"twice a day", 2, 1, 'd'}, {"twice daily", 2, 1, 'd'}, {"two times a day", 2, 1, 'd'},
             {"three times a day", 3, 1, 'd'}, {"three times daily", 3, 1, 'd'}, {"four times a day", 4, 1, 'd'}, {"four times daily", 4, 1, 'd'},
             {"# times a day", 255, 1, 'd'}, {"# times per day", 255, 1, 'd'}, {"# times daily", 255, 1, 'd'}, {"# times a week", 255, 1, 'w'},
             {"once a week", 1, 1, 'w'}, {"once weekly", 1, 1, 'w'}, {"twice a week", 2, 1, 'w'}, {"twice weekly", 2, 1, 'w'}, {"once a month", 1, 1, 'm'},
             {"every # hours", 1, 255, 'h'}, {"every # days", 1, 255, 'd'}, {"every # weeks", 1, 255, 'w'}, {"every # months", 1, 255, 'm'},
             {"every other day", 1, 2, 'd'}, {"every morning", 1, 1, 'd'}, {"every evening", 1, 1, 'd'}, {"every night", 1, 1, 'd'}, {"every day", 1, 1, 'd'},
             {"each day", 1, 1, 'd'}, {"each morning", 1, 1, 'd'}, {"each night", 1, 1, 'd'}, {"a day", 1, 1, 'd'}, {"at night", 1, 1, 'd'}, {"at bedtime", 1, 1, 'd'}, {"before bed", 1, 1, 'd'},
             {"in the morning", 1, 1, 'd'}, {"in the evening", 1, 1, 'd'}, {"every week", 1, 1, 'w'}, {"every month", 1, 1, 'm'}, {"daily", 1, 1, 'd'},
             {"nightly", 1, 1, 'd'}, {"weekly", 1, 1, 'w'}, {"monthly", 1, 1, 'm'}, {"bid", 2, 1, 'd'}, {"tid", 3, 1, 'd'}, {"qid", 4, 1, 'd'}, {"qd", 1, 1, 'd'}};

static void frequency_of(const dp_nword *w, size_t count, dp_note_medicine *m, dp_arena *arena) {
  for (size_t i = 0; i < count && !m->frequency.size; i++)
    for (size_t k = 0; k < sizeof often / sizeof *often && !m->frequency.size; k++) {
      size_t n;
      int64_t number = 0;
      if (!phrase_at(w + i, count - i, often[k].said, &n, &number)) continue;
      if ((often[k].times == 255 || often[k].period == 255) && (number < 1000 || number > 24000 || number % 1000)) continue;
      m->times = often[k].times == 255 ? (uint16_t)(number / 1000) : often[k].times;
      m->period = often[k].period == 255 ? (uint16_t)(number / 1000) : often[k].period;
      m->per = often[k].per;
      dp_buf b;
      dp_buf_init(&b, arena);
      dp_put_words(&b, w + i, n);
      m->frequency = dp_str_trim(dp_buf_view(&b));
      if (i && is_any(&w[i - 1], "about roughly around maybe")) m->times = m->period = 0, m->per = 0; /* said as about: the words stand, no figures */
    }
  for (size_t i = 0; i < count; i++) {
    size_t n;
    int64_t number;
    m->as_needed |= phrase_at(w + i, count - i, "as needed", &n, &number) || phrase_at(w + i, count - i, "when needed", &n, &number) || is_any(&w[i], "prn");
  }
}

static void dose_of(const dp_nword *w, size_t count, size_t drug, dp_note_medicine *m) {
  for (size_t i = 0; i < count && !m->dose_milli; i++) {
    int64_t milli;
    if (!(w[i].flags & WF_NUMBER) || !dp_parse_milli(w[i].text, &milli) || milli <= 0) continue;
    if (i + 1 < count)
      for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (dp_nword_is(&w[i + 1], units[k].said)) m->dose_milli = milli, m->unit = dp_str_of(units[k].unit);
    if (m->dose_milli) break;
    bool of = i + 2 == drug && is_any(&w[i + 1], "of"); /* "20 of lisinopril" */
    bool after = i == drug + 1 && (i + 1 == count || !is_any(&w[i + 1], "times hours days weeks months years day week month year hour minutes percent %"));
    if (of || after) m->dose_milli = milli;
  }
}

/* ---- the sentence ------------------------------------------------------------------------------------------------------------ */

static uint8_t taking_of(const dp_nword *w, size_t count, uint8_t slot) {
  bool not = any_in(w, count, "not never denies denied");
  if (any_in(w, count, "stop stopped quit discontinue discontinued discontinuing")) return not ? DP_TAKES : DP_STOPPED;
  if (not) return DP_TAKES_NOT;
  bool plan = slot == DP_SLOT_PLAN || slot == DP_SLOT_ASSESSMENT || slot == DP_SLOT_FOLLOWUP;
  return plan && !any_in(w, count, "continue continued continues taking takes currently") ? DP_TO_START : DP_TAKES;
}

dp_status dp_note_medicines_of(const dp_note_sentence *sentences, size_t count, dp_arena *arena, dp_note_medicines *out, dp_error *err) {
  dp_lexis *l = dp_lexis_make(arena);
  if (!l) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t s = 0; s < count; s++) {
    const dp_note_sentence *x = &sentences[s];
    dp_words w = {0};
    if (x->slot == DP_SLOT_ALLERGIES || x->slot == DP_SLOT_FAMILY || x->slot == DP_SLOT_REVIEW) continue;
    dp_status status = dp_words_of(x->text, l, arena, &w, err);
    if (status) return status;
    if (any_in(w.at, w.count, "allergic allergy allergies if")) continue; /* nor is a condition a prescription */
    for (size_t i = 0, from = 0; i < w.count; i++) {
      if (!(w.at[i].flags & WF_DRUG)) continue;
      size_t to = i + 1;
      while (to < w.count && !(w.at[to].flags & WF_DRUG) && !dp_nword_is(&w.at[to], ".")) to++;
      if (to < w.count && (w.at[to].flags & WF_DRUG)) { /* what stands before the next one after a comma or "and" is the next one's */
        for (size_t k = to; k > i + 1; k--)
          if (is_any(&w.at[k - 1], ", and ; plus")) {
            to = k;
            break;
          }
      }
      dp_note_medicine m = {.name = w.at[i].shown.size ? w.at[i].shown : w.at[i].text, .sentence = (uint32_t)s, .taking = taking_of(w.at, w.count, x->slot)};
      dose_of(w.at + from, to - from, i - from, &m);
      frequency_of(w.at + from, to - from, &m, arena);
      for (size_t k = from; k < to && !m.route.size; k++)
        for (size_t r = 0; r < sizeof routes / sizeof *routes && !m.route.size; r++) {
          size_t n;
          int64_t number;
          if (phrase_at(w.at + k, to - k, routes[r].said, &n, &number)) m.route = dp_str_of(routes[r].route);
        }
      dp_note_medicine *same = NULL;
      for (size_t k = 0; k < out->count && !same; k++)
        if (dp_str_eq_ci(out->at[k].name, m.name) && out->at[k].taking == m.taking) same = &out->at[k];
      if (same) { /* told again: the fuller sentence stands */
        if (!same->dose_milli && !same->frequency.size && (m.dose_milli || m.frequency.size)) *same = m;
      } else if (!DP_PUSH(arena, out, m)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
      from = to;
    }
  }
  return DP_OK;
}

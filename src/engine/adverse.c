/* adverse.c: could it be the medicine? The condition "adverse drug effect" stands for a side effect of what this patient takes.
 *
 * Every other condition has its frequencies written on its page. This one's are those of the medicines taken: with e(f) the share
 * of takers in whom the medicines cause f (independent of each other), and T the sum of e over all their effects, one of their side
 * effects that brings a patient is f, or has f with it, with P(f) = e(f) / T, from 1 to 90 %. A general finding is at least as
 * frequent as the specific one. What no medicine of the patient causes has the frequency that the page states, else the background's. So the condition competes like any
 * other: what a medicine explains surprises less, and the arithmetic of rows, limits and probabilities is that of all.
 * Its page's rate is of people whose medicines have T = 10 %; the row "medicines" is 100 log10 of T against that, from -60 to 60.
 * Without a medicine of known effects nobody can have it.
 *
 * Invariant: which medicines are taken is a fact about the patient, like diabetes (dp_case_settle), and does not change when an
 * observation is taken back, so that the ledger's promise holds for this condition too.
 */
#include "medicine.h"
#include "model.h"

enum { USUAL_PERMILLE = 100, LEAST_PPM = 10000, MOST_PPM = 900000, ROW_MOST_CB = 60 };

/* Whether another of the list is a kind of this one: "a statin, simvastatin" is one medicine. */
static bool said_nearer(const dp_kb *kb, const uint16_t *taken, size_t count, size_t i) {
  for (size_t k = 0; k < count; k++)
    if (k != i && taken[k] != taken[i] && dp_kb_is_a(kb, taken[k], taken[i])) return true;
  return false;
}

/* What the patient takes: settled, and answered since. */
static size_t gather(const dp_kb *kb, const dp_case *c, uint16_t *out, size_t room) {
  size_t n = 0;
  for (size_t i = 0; i < c->medicine_count && n < room; i++) out[n++] = c->medicines[i];
  for (size_t i = 0; i < c->observations.count && n < room; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (o->mention != DP_NONE || o->state != DP_PRESENT || kb->findings[o->finding].kind != DP_KIND_MEDICINE) continue;
    bool known = false;
    for (size_t k = 0; k < n; k++) known = known || out[k] == o->finding;
    if (!known) out[n++] = o->finding;
  }
  return n;
}

static bool add_medicine(dp_scoring *s, const dp_medicines *m, uint16_t finding, uint32_t *none) {
  const dp_medicine *lineage[DP_MEDICINE_LINEAGE];
  size_t n = dp_medicine_lineage(s->kb, m, finding, lineage, DP_MEDICINE_LINEAGE);
  bool any = false;
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < lineage[i]->effect_count; k++) {
      const dp_effect *e = &m->effects[lineage[i]->effect_first + k];
      if (!dp_effect_holds(m, lineage, i, e)) continue;
      uint32_t *p = &none[e->finding]; /* 1,000,000 - the chance that none of the medicines causes it */
      uint64_t left = (1000000ull - *p) * (2000u - e->low - e->high) / 2000u;
      *p = (uint32_t)(1000000ull - left);
      s->adverse[e->finding].effect = (uint32_t)(e - m->effects) + 1;
      s->adverse[e->finding].entry = (uint32_t)(lineage[i] - m->at);
      any = true;
    }
  return any;
}

bool dp_grow_adverse(dp_scoring *s, dp_arena *arena) {
  dp_medicines m;
  uint16_t taken[DP_CASE_MEDICINES];
  uint16_t condition = dp_kb_find_condition(s->kb, DP_STR("adverse_drug_effect"));
  s->adverse_condition = DP_NONE;
  if (condition == DP_NONE) return true;
  s->adverse_condition = condition;
  dp_medicines_of(s->kb, &m);
  size_t count = m.count ? gather(s->kb, s->c, taken, DP_CASE_MEDICINES) : 0;
  if (!count) return true;
  size_t findings = s->kb->finding_count;
  uint32_t *ppm = DP_NEW_ARRAY(arena, uint32_t, findings);
  s->adverse = DP_NEW_ARRAY(arena, dp_adverse, findings);
  if (!ppm || !s->adverse) return false;
  bool any = false;
  for (size_t i = 0; i < count; i++)
    if (!said_nearer(s->kb, taken, count, i)) any |= add_medicine(s, &m, taken[i], ppm);
  if (!any) {
    s->adverse = NULL;
    return true;
  }
  uint64_t total = 0;
  for (size_t f = 0; f < findings; f++) total += ppm[f];
  for (size_t f = 0; f < findings; f++) {
    if (!ppm[f]) continue;
    uint64_t share = ppm[f] * 1000000ull / total;
    int32_t cb = dp_centiban_ratio(share < LEAST_PPM ? LEAST_PPM : share > MOST_PPM ? MOST_PPM : share, 1000000);
    uint32_t effect = s->adverse[f].effect, entry = s->adverse[f].entry;
    for (uint16_t a = (uint16_t)f, n = 0; a != DP_NONE && n < 64; a = s->w.parent[a], n++) {
      dp_adverse *at = &s->adverse[a];
      if (at->stated && at->cb >= cb) continue;
      at->cb = (int16_t)cb, at->stated = true;
      if (!ppm[a]) at->effect = effect, at->entry = entry;
    }
  }
  int32_t row = dp_centiban_ratio(total, USUAL_PERMILLE * 1000ull);
  s->adverse_row = row > ROW_MOST_CB ? ROW_MOST_CB : row < -ROW_MOST_CB ? -ROW_MOST_CB : row;
  return true;
}

/* The nearest finding at or above `f` that a medicine causes; DP_NONE. */
static uint16_t stated_at(const dp_scoring *s, uint16_t f) {
  for (unsigned n = 0; s->adverse && f != DP_NONE && n < 64; f = s->w.parent[f], n++)
    if (s->adverse[f].stated) return f;
  return DP_NONE;
}

bool dp_adverse_level(const dp_scoring *s, uint16_t f, int16_t *level) {
  uint16_t a = stated_at(s, f);
  if (a != DP_NONE) *level = (int16_t)(s->adverse[a].cb - s->w.ref_cb[a]);
  return a != DP_NONE;
}

void dp_fill_adverse(const dp_scoring *s, uint16_t f, int16_t *level) {
  if (s->adverse) (void)dp_adverse_level(s, f, &level[s->adverse_condition]);
}

bool dp_adverse_where(const dp_scoring *s, uint16_t f, uint16_t *source, uint16_t *file, uint32_t *line) {
  uint16_t a = stated_at(s, f);
  if (a == DP_NONE) return false;
  dp_medicines m;
  dp_medicines_of(s->kb, &m);
  const dp_effect *e = &m.effects[s->adverse[a].effect - 1];
  const dp_medicine *x = &m.at[s->adverse[a].entry];
  *source = e->source, *file = x->file, *line = x->line + e->line;
  return true;
}

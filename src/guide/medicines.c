/* medicines.c: effects and conflicts of the medicines that were read. See medicines.h.
 */
#include "medicines.h"

typedef struct list { dp_medicine_match *at; size_t count, room; } list;
typedef struct look {
  const dp_guide_input *in;
  dp_medicines m;
  dp_arena *arena;
  uint16_t *taken;
  size_t taken_count;
  list found;
  bool failed;
} look;

static dp_status no_memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the medicines"); }

const char *dp_medicine_name(const dp_kb *kb, uint16_t finding) {
  dp_medicines m;
  dp_medicines_of(kb, &m);
  const dp_medicine *x = dp_medicine_about(&m, finding);
  return x ? dp_medicine_text(&m, x->name) : dp_kb_finding_name(kb, finding);
}

/* The medicines that the case says are taken, without those of which it names a kind. */
static bool gather(look *l) {
  const dp_case *c = l->in->c;
  const dp_kb *kb = l->in->kb;
  l->taken = DP_NEW_ARRAY(l->arena, uint16_t, c->observations.count);
  if (!l->taken) return false;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    const dp_medicine *own;
    if (o->state != DP_PRESENT || !dp_medicine_lineage(kb, &l->m, o->finding, &own, 1)) continue;
    bool nearer = false;
    for (size_t k = 0; k < c->observations.count && !nearer; k++) {
      const dp_observation *other = &c->observations.at[k];
      nearer = other->state == DP_PRESENT && other->finding != o->finding && dp_kb_is_a(kb, other->finding, o->finding);
    }
    if (!nearer) l->taken[l->taken_count++] = o->finding;
  }
  return true;
}

static void put(look *l, dp_medicine_match m) {
  if (!DP_PUSH(l->arena, &l->found, m)) l->failed = true;
}

/* ---- effects ------------------------------------------------------------------------------------------------------- */

static int often_first(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_effect *x = ((const dp_medicine_match *)a)->effect, *y = ((const dp_medicine_match *)b)->effect;
  return (y->low + y->high) - (x->low + x->high);
}

/* The finding that the effect meets: a complaint or sign of today that is no medicine itself. */
static void meet_effect(look *l, uint16_t medicine, const dp_medicine *entry, const dp_effect *e) {
  const dp_kb *kb = l->in->kb;
  const dp_case *c = l->in->c;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (o->state != DP_PRESENT || o->known || o->finding == medicine || !dp_kb_is_a(kb, o->finding, e->finding)) continue;
    bool told = false;
    for (size_t k = 0; k < l->found.count; k++) {
      dp_medicine_match *other = &l->found.at[k];
      if (other->medicine != medicine || other->with != o->finding) continue;
      told = true;
      if (e->low + e->high > other->effect->low + other->effect->high) other->effect = e, other->entry = entry;
    }
    if (!told) put(l, (dp_medicine_match){.medicine = medicine, .with = o->finding, .entry = entry, .effect = e});
  }
}

dp_status dp_medicine_effects(const dp_guide_input *in, dp_arena *arena, dp_medicine_match **out, size_t *count, dp_error *err) {
  look l = {.in = in, .arena = arena};
  dp_medicines_of(in->kb, &l.m);
  if (!gather(&l)) return no_memory(err);
  for (size_t t = 0; t < l.taken_count; t++) {
    const dp_medicine *lineage[DP_MEDICINE_LINEAGE];
    size_t n = dp_medicine_lineage(in->kb, &l.m, l.taken[t], lineage, DP_MEDICINE_LINEAGE);
    for (size_t i = 0; i < n; i++)
      for (size_t k = 0; k < lineage[i]->effect_count; k++) {
        const dp_effect *e = &l.m.effects[lineage[i]->effect_first + k];
        if (dp_effect_holds(&l.m, lineage, i, e)) meet_effect(&l, l.taken[t], lineage[i], e);
      }
  }
  if (l.failed || !dp_sort(arena, l.found.at, l.found.count, sizeof *l.found.at, often_first, NULL)) return no_memory(err);
  *out = l.found.at, *count = l.found.count;
  return DP_OK;
}

/* ---- conflicts ----------------------------------------------------------------------------------------------------- */

static int avoid_first(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return (int)((const dp_medicine_match *)b)->conflict->level - (int)((const dp_medicine_match *)a)->conflict->level;
}

/* The present finding that is `finding` or a kind of it, DP_NONE; not the medicine itself, nor its class said beside it. */
static uint16_t present(const look *l, uint16_t finding, uint16_t medicine) {
  const dp_case *c = l->in->c;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (o->state != DP_PRESENT || !dp_kb_is_a(l->in->kb, o->finding, finding)) continue;
    if (medicine == DP_NONE || !dp_kb_is_a(l->in->kb, medicine, o->finding)) return o->finding;
  }
  return DP_NONE;
}

static bool measured(const look *l, const dp_conflict_item *i) {
  dp_kb_when w = {.milli = i->milli, .milli_to = INT64_MAX, .op = i->op};
  for (size_t k = 0; k < l->in->reading->values.count; k++) {
    const dp_value *v = &l->in->reading->values.at[k];
    if (v->measure == i->target && dp_kb_when_meets(&w, v->milli)) return true;
  }
  return false;
}

static bool of_age(const look *l, const dp_conflict_item *i) {
  int32_t age = l->in->c->age_days;
  dp_kb_when w = {.milli = i->milli, .milli_to = INT64_MAX, .op = i->op};
  return age >= 0 && dp_kb_when_meets(&w, age);
}

/* One pair is said once, whichever of the two says it, at its highest level. */
static void add_conflict(look *l, dp_medicine_match m) {
  for (size_t k = 0; k < l->found.count; k++) {
    dp_medicine_match *o = &l->found.at[k];
    bool alike = (o->medicine == m.medicine && o->with == m.with) || (o->medicine == m.with && o->with == m.medicine);
    if (m.with == DP_NONE) alike = o->with == DP_NONE && o->medicine == m.medicine && o->conflict->about == m.conflict->about &&
                                   (!m.item || (o->item && o->item->what == m.item->what && o->item->target == m.item->target));
    if (!alike) continue;
    if (m.conflict->level > o->conflict->level) *o = m;
    return;
  }
  put(l, m);
}

static uint16_t finding_named(const dp_kb *kb, const char *id) { return dp_kb_find(kb, DP_IS_FINDING, dp_str_of(id)); }

/* Pregnant, or perhaps so where the medicine is to be avoided; breast-feeding. */
static bool in_that_state(const look *l, const dp_conflict *c) {
  const dp_kb *kb = l->in->kb;
  bool feeding = c->about == DP_ABOUT_BREASTFEEDING;
  if (!feeding && l->in->c->pregnant == DP_YES && !l->in->reading->postpartum) return true;
  uint16_t f = finding_named(kb, feeding ? "breastfeeding" : "pregnant");
  if (f != DP_NONE && present(l, f, DP_NONE) != DP_NONE) return !l->in->reading->postpartum || feeding;
  f = feeding || c->level != DP_CONFLICT_AVOID ? (uint16_t)DP_NONE : finding_named(kb, "pregnancy_possible");
  return f != DP_NONE && present(l, f, DP_NONE) != DP_NONE;
}

/* What one entry says of a medicine. `of`: planned medicines that an interaction may meet beside the case's. */
static void meet_conflicts(look *l, uint16_t medicine, const dp_medicine *entry, bool said[DP_ABOUT_COUNT]) {
  bool says[DP_ABOUT_COUNT] = {false};
  for (size_t k = 0; k < entry->conflict_count; k++) {
    const dp_conflict *c = &l->m.conflicts[entry->conflict_first + k];
    dp_medicine_match m = {.medicine = medicine, .with = DP_NONE, .entry = entry, .conflict = c};
    if (c->about >= DP_ABOUT_PREGNANCY) {
      says[c->about] = true;
      if (!said[c->about] && c->level != DP_CONFLICT_SAFE && in_that_state(l, c)) add_conflict(l, m);
      continue;
    }
    for (size_t i = 0; i < c->item_count; i++) {
      m.item = &l->m.items[c->item_first + i];
      m.with = m.item->what == DP_ITEM_FINDING ? present(l, m.item->target, medicine) : (uint16_t)DP_NONE;
      bool met = m.item->what == DP_ITEM_FINDING ? m.with != DP_NONE : m.item->what == DP_ITEM_AGE ? of_age(l, m.item) : measured(l, m.item);
      if (met) add_conflict(l, m);
    }
  }
  for (unsigned a = DP_ABOUT_PREGNANCY; a < DP_ABOUT_COUNT; a++) said[a] = said[a] || says[a]; /* the nearest entry's word holds */
}

static void conflicts_of(look *l, uint16_t medicine) {
  const dp_medicine *lineage[DP_MEDICINE_LINEAGE];
  bool said[DP_ABOUT_COUNT] = {false};
  size_t n = dp_medicine_lineage(l->in->kb, &l->m, medicine, lineage, DP_MEDICINE_LINEAGE);
  for (size_t i = 0; i < n; i++) meet_conflicts(l, medicine, lineage[i], said);
}

/* What a taken medicine's entries say of a planned one: many interactions are written on one side only. */
static void met_by_taken(look *l, uint16_t planned, uint16_t taken) {
  const dp_medicine *lineage[DP_MEDICINE_LINEAGE];
  size_t n = dp_medicine_lineage(l->in->kb, &l->m, taken, lineage, DP_MEDICINE_LINEAGE);
  for (size_t e = 0; e < n; e++)
    for (size_t k = 0; k < lineage[e]->conflict_count; k++) {
      const dp_conflict *c = &l->m.conflicts[lineage[e]->conflict_first + k];
      for (size_t i = 0; i < c->item_count; i++) {
        const dp_conflict_item *x = &l->m.items[c->item_first + i];
        if (x->what == DP_ITEM_FINDING && planned != taken && dp_kb_is_a(l->in->kb, planned, x->target))
          add_conflict(l, (dp_medicine_match){.medicine = planned, .with = taken, .entry = lineage[e], .conflict = c, .item = x});
      }
    }
}

dp_status dp_medicine_conflicts(const dp_guide_input *in, const uint16_t *planned, size_t planned_count, dp_arena *arena,
                                dp_medicine_match **out, size_t *count, dp_error *err) {
  look l = {.in = in, .arena = arena};
  dp_medicines_of(in->kb, &l.m);
  if (!gather(&l)) return no_memory(err);
  for (size_t t = 0; t < (planned ? planned_count : l.taken_count); t++) {
    uint16_t medicine = planned ? planned[t] : l.taken[t];
    conflicts_of(&l, medicine);
    for (size_t k = 0; planned && k < l.taken_count; k++) met_by_taken(&l, medicine, l.taken[k]);
  }
  if (l.failed || !dp_sort(arena, l.found.at, l.found.count, sizeof *l.found.at, avoid_first, NULL)) return no_memory(err);
  *out = l.found.at, *count = l.found.count;
  return DP_OK;
}

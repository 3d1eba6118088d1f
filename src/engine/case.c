/* case.c: from what was read to what is held to be so of the patient: one observation a finding.
 *
 * A text says a thing several times and in several ways. Presence beats doubt beats absence ("denies chest pain" in the
 * review of systems does not take back the complaint). The denial of a general finding does not reach a specific one
 * that is present. A disease, event, habit or medicine of the past is a fact today (known); a symptom that is over is
 * not.
 */
#include "model.h"

static int strength(uint8_t state) {
  static const uint8_t of[DP_STATE_COUNT] = {
      [DP_PRESENT] = 5, [DP_UNCERTAIN] = 4, [DP_ABSENT] = 3, [DP_PAST] = 2, [DP_FAMILY] = 1};
  return of[state];
}

static bool lasting(uint8_t kind) {
  return kind == DP_KIND_DISEASE || kind == DP_KIND_HISTORY || kind == DP_KIND_RISK || kind == DP_KIND_MEDICINE;
}

typedef struct gather {
  dp_case *c;
  dp_arena *arena;
  uint16_t *slot; /* [finding] observation + 1 */
} gather;

static bool observe(gather *g, dp_observation o) {
  uint16_t *slot = &g->slot[o.finding];
  if (!*slot) {
    if (g->c->observations.count >= DP_NONE - 1 || !DP_PUSH(g->arena, &g->c->observations, o)) return false;
    *slot = (uint16_t)g->c->observations.count;
    return true;
  }
  dp_observation *old = &g->c->observations.at[*slot - 1];
  bool complaint = old->complaint || (o.complaint && o.state == DP_PRESENT);
  uint8_t support = old->support > o.support ? old->support : o.support;
  uint8_t severity = old->severity > o.severity ? old->severity : o.severity;
  uint32_t duration = old->duration_h > o.duration_h ? old->duration_h : o.duration_h;
  bool known = old->known || o.known;
  if (strength(o.state) > strength(old->state)) *old = o;
  old->complaint = complaint && old->state == DP_PRESENT, old->support = support, old->severity = severity;
  old->duration_h = duration, old->known = known;
  return true;
}

/* The denials of general findings that something specific and present contradicts are dropped. */
static void drop_contradicted(const dp_kb *kb, gather *g) {
  size_t kept = 0;
  for (size_t i = 0; i < g->c->observations.count; i++) {
    const dp_observation *o = &g->c->observations.at[i];
    bool present = o->state == DP_PRESENT;
    if (!present) continue;
    dp_ids up = dp_kb_ids(kb, kb->findings[o->finding].ancestors);
    for (size_t k = 0; k < up.count; k++)
      if (g->slot[up.at[k]] && kb->findings[up.at[k]].kind != DP_KIND_GROUP) {
        dp_observation *general = &g->c->observations.at[g->slot[up.at[k]] - 1];
        if (general->state == DP_ABSENT) general->state = DP_HYPOTHETICAL; /* marked for the sweep below */
      }
  }
  for (size_t i = 0; i < g->c->observations.count; i++)
    if (g->c->observations.at[i].state != DP_HYPOTHETICAL) g->c->observations.at[kept++] = g->c->observations.at[i];
  g->c->observations.count = kept;
}

/* The finding of `f` or above it that people come with, DP_NONE when there is none. */
static uint16_t complaint_of(const dp_kb *kb, uint16_t f) {
  while (f != DP_NONE && !kb->findings[f].complaint_ppm) {
    dp_ids up = dp_kb_ids(kb, kb->findings[f].parents);
    f = up.count && kb->findings[up.at[0]].kind != DP_KIND_GROUP ? up.at[0] : (uint16_t)DP_NONE;
  }
  return f;
}

void dp_case_settle(const dp_kb *kb, dp_case *c) {
  uint16_t diabetes = dp_kb_find(kb, DP_IS_FINDING, DP_STR("diabetes_mellitus"));
  c->diabetic = false, c->brought_by = 0, c->medicine_count = 0;
  unsigned seen = 0;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (o->state != DP_PRESENT || o->finding >= kb->finding_count) continue;
    if (diabetes != DP_NONE && dp_kb_is_a(kb, o->finding, diabetes)) c->diabetic = true;
    if (kb->findings[o->finding].kind == DP_KIND_MEDICINE && c->medicine_count < DP_CASE_MEDICINES)
      c->medicines[c->medicine_count++] = o->finding;
    uint16_t f = o->complaint && seen < 3 ? complaint_of(kb, o->finding) : (uint16_t)DP_NONE;
    if (f == DP_NONE) continue;
    seen++;
    if (!c->brought_by || kb->findings[f].complaint_ppm < kb->findings[c->brought_by - 1].complaint_ppm)
      c->brought_by = (uint16_t)(f + 1);
  }
}

dp_status dp_case_of(const dp_kb *kb, const dp_reading *r, dp_arena *arena, dp_case **out, dp_error *err) {
  dp_case *c = DP_NEW(arena, dp_case);
  gather g = {c, arena, DP_NEW_ARRAY(arena, uint16_t, kb->finding_count)};
  if (!c || !g.slot) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the case");
  c->age_days = r->age_days, c->sex = r->sex, c->pregnant = r->pregnant, c->setting = r->setting;
  c->region = r->region, c->season = r->season, c->words = r->words;
  c->duration_h = r->chronic_then_acute ? -1 : r->duration_h;
  c->onset = r->onset, c->recurrent = r->recurrent;
  c->said = r->said.at, c->said_count = r->said.count;
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (m->state >= DP_HYPOTHETICAL || m->finding >= kb->finding_count) continue;
    dp_observation o = {.finding = m->finding,
                        .state = m->state,
                        .severity = m->severity,
                        .side = m->side,
                        .support = m->support,
                        .group = m->group,
                        .mention = (uint16_t)i,
                        .duration_h = m->duration_h,
                        .known = m->known,
                        .complaint = m->complaint,
                        .normal_test = m->normal_test,
                        .loose = m->loose};
    if (m->state == DP_PAST && lasting(kb->findings[m->finding].kind)) o.state = DP_PRESENT, o.known = true;
    if (!observe(&g, o)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the case");
  }
  drop_contradicted(kb, &g);
  dp_case_settle(kb, c);
  *out = c;
  return DP_OK;
}

/* write_medicines.c: the model's medicines, handed to their builder (src/engine). */
#include "inner.h"
#include "../engine/medicine.h"

static uint16_t source_at(const kbc_cite *c) { return c->kind == KBC_SOURCE ? c->source.at : (uint16_t)DP_NONE; }

static uint16_t lines_below(const kbc_medicine *m, kbc_place p) {
  uint32_t n = p.line > m->place.line ? p.line - m->place.line : 0;
  return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

static bool source_of(const kbc_medicine *m, dp_arena *arena, dp_medicine_source *out) {
  size_t items = 0, n = 0;
  for (size_t i = 0; i < m->conflicts.count; i++) items += m->conflicts.at[i].items.count;
  dp_effect *effects = DP_NEW_ARRAY(arena, dp_effect, m->effects.count);
  dp_conflict *conflicts = DP_NEW_ARRAY(arena, dp_conflict, m->conflicts.count);
  dp_str *says = DP_NEW_ARRAY(arena, dp_str, m->conflicts.count);
  dp_conflict_item *all = DP_NEW_ARRAY(arena, dp_conflict_item, items);
  if (!effects || !conflicts || !says || !all) return false;
  for (size_t i = 0; i < m->effects.count; i++) {
    const kbc_effect *e = &m->effects.at[i];
    effects[i] = (dp_effect){.finding = e->finding.at, .low = e->low, .high = e->high, .source = source_at(&e->cite),
                             .line = lines_below(m, e->finding.place), .time = e->time};
  }
  for (size_t i = 0; i < m->conflicts.count; i++) {
    const kbc_conflict *c = &m->conflicts.at[i];
    says[i] = c->say;
    conflicts[i] = (dp_conflict){.item_count = (uint16_t)c->items.count, .source = source_at(&c->cite),
                                 .line = lines_below(m, c->place), .level = c->level, .about = c->about};
    for (size_t k = 0; k < c->items.count; k++) {
      const kbc_conflict_item *x = &c->items.at[k];
      all[n++] = (dp_conflict_item){.milli = (int32_t)x->milli, .target = x->what == DP_ITEM_AGE ? 0 : x->ref.at, .what = x->what,
                                    .op = x->op};
    }
  }
  *out = (dp_medicine_source){.id = m->id, .name = m->name, .brands = m->brand_list, .use = m->use, .monitor = m->monitor.text,
                              .overdose = m->overdose.text, .effects = effects, .conflicts = conflicts, .says = says, .items = all};
  out->medicine = (dp_medicine){.line = m->place.line, .finding = m->finding, .file = m->place.file,
                                .effect_count = (uint16_t)m->effects.count, .conflict_count = (uint16_t)m->conflicts.count,
                                .monitor_source = source_at(&m->monitor.cite), .overdose_source = source_at(&m->overdose.cite)};
  return true;
}

dp_status kbc_medicines(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err) {
  if (!m->medicines.count) return DP_OK;
  dp_medicine_source *sources = DP_NEW_ARRAY(arena, dp_medicine_source, m->medicines.count);
  for (size_t i = 0; i < m->medicines.count; i++)
    if (!sources || !source_of(&m->medicines.at[i], arena, &sources[i]))
      return dp_fail(err, DP_ERR_MEMORY, "no memory for the medicines");
  return dp_medicines_build(sources, m->medicines.count, out, err);
}

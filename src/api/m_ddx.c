/* m_ddx.c: the methods read, ddx and explain: what was read, what it could be, and why.
 *
 * `ddx` is the whole first screen in one response: likely list, can't-miss list, triage, next questions, what was read
 * and what was not. Every number in it can be opened with `explain`.
 */
#include "api.h"
#include "list.h"
#include "../engine/questions.h"
#include "../engine/triage.h"

dp_status dp_m_read(dp_door *d, dp_error *err) {
  (void)err;
  const dp_reading *r = d->consult->reading;
  dp_write_knowledge(d);
  dp_write_patient(d);
  dp_write_findings(d);
  dp_jw_key(d->w, "values");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r->values.count; i++) {
    const dp_value *v = &r->values.at[i];
    if (v->measure >= d->kb->measure_count) continue;
    const dp_kb_measure *m = &d->kb->measures[v->measure];
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, m->id));
    dp_jw_ktext(d->w, "name", dp_kb_text(d->kb, m->name));
    dp_jw_kfixed(d->w, "value", v->milli, 3);
    dp_jw_ktext(d->w, "unit", dp_kb_text(d->kb, m->unit));
    dp_write_span(d, v->span);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  dp_write_unread(d);
  dp_jw_kint(d->w, "words", r->words);
  dp_jw_kint(d->w, "sentences", r->sentences);
  return DP_OK;
}

/* ---- the rows of the list --------------------------------------------------------------------------------------------- */

static void write_aliases(dp_door *d, dp_kb_list aliases, const char *name) {
  dp_jw_key(d->w, "aliases");
  dp_jw_array(d->w);
  for (size_t i = 0; i < dp_kb_alias_count(d->kb, aliases); i++) {
    const char *alias = dp_kb_alias(d->kb, aliases, i);
    if (strcmp(alias, name)) dp_jw_text(d->w, alias);
  }
  dp_jw_end_array(d->w);
}

/* The names of the broader classes, nearest first. */
static void write_ancestors(dp_door *d, uint16_t finding) {
  dp_ids ids = dp_kb_ids(d->kb, d->kb->findings[finding].ancestors);
  dp_jw_key(d->w, "ancestors");
  dp_jw_array(d->w);
  for (size_t i = 0; i < ids.count; i++) dp_jw_text(d->w, dp_kb_finding_name(d->kb, ids.at[i]));
  dp_jw_end_array(d->w);
}

static void write_forms(dp_door *d, const dp_list_row *row) {
  const dp_differential *r = d->consult->ranked;
  dp_jw_key(d->w, "forms");
  dp_jw_array(d->w);
  for (size_t i = 0; i < row->form_count; i++) {
    const dp_ranked *form = &r->rows[row->forms[i]];
    const dp_kb_condition *c = &d->kb->conditions[form->condition];
    dp_jw_object(d->w);
    dp_write_condition_ref(d, form->condition);
    write_aliases(d, c->aliases, dp_kb_text(d->kb, c->name));
    dp_write_probability(d, "probability", form->probability_ppm);
    dp_jw_kint(d->w, "score_cB", form->score_cb);
    dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(c->urgency));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

static dp_status write_row(dp_door *d, const dp_list_row *row, unsigned why, dp_error *err) {
  const dp_ranked *leaf = &d->consult->ranked->rows[row->first];
  const dp_kb_condition *c = &d->kb->conditions[leaf->condition];
  bool family = row->family != DP_NONE;
  uint16_t shown = family ? row->family : c->finding;
  unsigned urgency = c->urgency, danger = c->danger;
  dp_jw_object(d->w);
  dp_write_finding_ref(d, shown);
  /* A class has its aliases in no table that is sorted by class; its forms carry theirs. */
  if (family) {
    dp_jw_key(d->w, "aliases");
    dp_jw_array(d->w);
    dp_jw_end_array(d->w);
    for (size_t i = 0; i < row->form_count; i++) {
      const dp_kb_condition *form = &d->kb->conditions[d->consult->ranked->rows[row->forms[i]].condition];
      if (form->urgency > urgency) urgency = form->urgency;
      if (form->danger > danger) danger = form->danger;
    }
  } else {
    write_aliases(d, c->aliases, dp_kb_text(d->kb, c->name));
  }
  dp_write_probability(d, "probability", row->probability_ppm);
  dp_write_probability(d, "low", row->low_ppm);
  dp_write_probability(d, "high", row->high_ppm);
  dp_jw_kint(d->w, "score_cB", leaf->score_cb);
  dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(urgency));
  dp_jw_kint(d->w, "danger", danger);
  if (!family && *dp_kb_text(d->kb, c->icd10)) dp_jw_ktext(d->w, "icd10", dp_kb_text(d->kb, c->icd10));
  write_ancestors(d, shown);
  if (row->form_count > 1) write_forms(d, row);
  dp_status status = why ? dp_write_why(d, leaf->condition, why, err) : DP_OK;
  dp_jw_end_object(d->w);
  return status;
}

/* Which of its own findings make a condition dangerous enough to be on the second list, in words. */
static void write_cant_miss(dp_door *d) {
  const dp_differential *r = d->consult->ranked;
  dp_jw_key(d->w, "cant_miss");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r->cant_miss_count; i++) {
    const dp_ranked *leaf = &r->rows[r->cant_miss[i]];
    const dp_kb_condition *c = &d->kb->conditions[leaf->condition];
    dp_jw_object(d->w);
    dp_write_condition_ref(d, leaf->condition);
    dp_write_probability(d, "probability", leaf->probability_ppm);
    dp_jw_kint(d->w, "rank", r->cant_miss[i] + 1);
    dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(c->urgency));
    dp_jw_kint(d->w, "danger", c->danger);
    dp_jw_ktext(d->w, "reason", dp_kb_text(d->kb, c->danger_text));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

static void write_also(dp_door *d) {
  const dp_differential *r = d->consult->ranked;
  dp_jw_key(d->w, "also");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r->also_count; i++) {
    dp_jw_object(d->w);
    dp_write_condition_ref(d, r->rows[r->also[i]].condition);
    dp_write_probability(d, "probability", r->rows[r->also[i]].probability_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

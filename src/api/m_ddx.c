/* m_ddx.c: the methods read, ddx and explain: what was read, what it could be, and why.
 *
 * `ddx` is the whole first screen in one response: likely list, can't-miss list, triage, next questions, what was read
 * and what was not. Every number in it can be opened with `explain`.
 */
#include "api.h"
#include "list.h"
#include "medicines.h"
#include "../engine/questions.h"
#include "../guide/triage.h"
#include "triage.h"

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

/* ---- the rows of the list
 * --------------------------------------------------------------------------------------------- */

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
    dp_write_aliases(d, c->aliases, dp_kb_text(d->kb, c->name));
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
    dp_write_aliases(d, c->aliases, dp_kb_text(d->kb, c->name));
  }
  dp_write_probability(d, "probability", row->probability_ppm);
  dp_write_probability(d, "low", row->low_ppm);
  dp_write_probability(d, "high", row->high_ppm);
  dp_jw_kint(d->w, "score_cB", leaf->score_cb);
  dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(urgency));
  dp_jw_kint(d->w, "danger", danger);
  if (!family && *dp_kb_text(d->kb, c->icd10)) dp_jw_ktext(d->w, "icd10", dp_kb_text(d->kb, c->icd10));
  write_ancestors(d, shown);
  if (family) write_forms(d, row);
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

/* ---- triage
 * ------------------------------------------------------------------------------------------------------------ */

static void reason_text(dp_door *d, const dp_triage_reason *r, dp_buf *b) {
  const char *finding = r->finding != DP_NONE ? dp_kb_finding_name(d->kb, r->finding) : NULL;
  const char *condition = r->condition != DP_NONE ? dp_kb_text(d->kb, d->kb->conditions[r->condition].name) : NULL;
  switch ((dp_reason_kind)r->kind) {
  case DP_REASON_RED_FLAG:
    dp_buf_text(b, finding ? finding : "A finding");
    dp_buf_text(b, " is a red flag");
    if (condition) dp_buf_text(b, ": "), dp_buf_text(b, condition);
    break;
  case DP_REASON_DANGEROUS:
    dp_buf_text(b, condition ? condition : "A dangerous condition");
    dp_buf_text(b, " is possible and must not be missed");
    break;
  case DP_REASON_LIKELY:
    dp_buf_text(b, condition ? condition : "The likeliest condition");
    dp_buf_text(b, " is likely");
    break;
  case DP_REASON_LITTLE_KNOWN: dp_buf_text(b, "Too little is known to wait longer"); break;
  case DP_REASON_LASTING: dp_buf_text(b, "It has lasted for six weeks or more"); break;
  }
}

static void write_rule(dp_door *d, const dp_rules *r, const dp_fired *fired) {
  const dp_rule *x = &r->rules[fired->rule];
  dp_jw_object(d->w);
  dp_jw_ktext(d->w, "text", dp_rules_text(r, x->say));
  dp_jw_ktext(d->w, "kind", "rule");
  dp_jw_ktext(d->w, "level", dp_kb_urgency_name(x->level));
  dp_jw_ktext(d->w, "rule", dp_rules_text(r, x->id));
  dp_jw_ktext(d->w, "name", dp_rules_text(r, x->name));
  dp_write_finding_list(d, "findings", fired->finding, fired->finding_count);
  if (fired->condition != DP_NONE) {
    dp_jw_ktext(d->w, "condition", dp_kb_text(d->kb, d->kb->conditions[fired->condition].id));
    dp_write_probability(d, "probability", fired->probability_ppm);
  }
  dp_write_source(d, x->source);
  dp_jw_end_object(d->w);
}

static void write_reason(dp_door *d, const dp_triage_reason *r) {
  static const char *const kinds[] = {"red_flag", "dangerous", "likely", "little_known", "lasting"};
  dp_jw *w = d->w;
  dp_buf text;
  dp_buf_init(&text, d->arena);
  reason_text(d, r, &text);
  dp_jw_object(w);
  dp_jw_kstr(w, "text", dp_buf_view(&text));
  dp_jw_ktext(w, "kind", r->kind < 5 ? kinds[r->kind] : "");
  dp_jw_ktext(w, "level", dp_kb_urgency_name(r->level));
  if (r->finding != DP_NONE) dp_jw_ktext(w, "finding", dp_kb_finding_id(d->kb, r->finding));
  if (r->condition != DP_NONE) {
    dp_jw_ktext(w, "condition", dp_kb_text(d->kb, d->kb->conditions[r->condition].id));
    dp_write_probability(d, "probability", r->probability_ppm);
  }
  dp_jw_end_object(w);
}

/* The rules first: they are what a guideline says of the findings themselves. Then the differential's reasons. */
static void write_triage(dp_door *d, const dp_guide_triage_result *t, size_t most) {
  dp_jw *w = d->w;
  dp_rules rules;
  dp_rules_of(d->kb, &rules);
  dp_jw_key(w, "triage");
  dp_jw_object(w);
  dp_jw_ktext(w, "level", dp_kb_urgency_name(t->level));
  dp_jw_key(w, "reasons");
  dp_jw_array(w);
  size_t rule = 0, reason = 0;
  while (reason < t->ranking->count || (rule < t->rule_count && rule < most)) {
    bool more = rule < t->rule_count && rule < most;
    if (more && (reason >= t->ranking->count ||
                 rules.rules[t->rules[rule].rule].level >= t->ranking->reasons[reason].level))
      write_rule(d, &rules, &t->rules[rule++]);
    else write_reason(d, &t->ranking->reasons[reason++]);
  }
  dp_jw_end_array(w);
  dp_jw_end_object(w);
}

dp_status dp_write_triage(dp_door *d, size_t rules, dp_error *err) {
  dp_guide_input in = {d->kb, d->consult->reading, d->consult->the_case, d->consult->ranked};
  dp_guide_triage_result *t = NULL;
  dp_status status = dp_guide_triage(&in, d->arena, &t, err);
  if (!status) write_triage(d, t, rules);
  return status;
}

dp_status dp_m_triage(dp_door *d, dp_error *err) {
  dp_write_knowledge(d);
  return dp_write_triage(d, SIZE_MAX, err);
}

/* ---- questions
 * ---------------------------------------------------------------------------------------------------------- */

static void write_effects(dp_door *d, const char *key, const dp_answer_effect *effects, size_t count) {
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    dp_jw_object(d->w);
    dp_write_condition_ref(d, effects[i].condition);
    dp_write_probability(d, "probability", effects[i].probability_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

/* Asked already, and not known: not asked again. */
static bool was_asked(const dp_consult *c, uint16_t finding) {
  for (size_t i = 0; i < c->answers.count; i++)
    if (c->answers.at[i].finding == finding && !c->answers.at[i].removed) return true;
  return false;
}

static dp_status write_questions(dp_door *d, bool effects, dp_error *err) {
  dp_consult *c = d->consult;
  dp_question *q = NULL;
  size_t count = 0, written = 0;
  dp_status status = DP_OK;
  if (c->questions)
    status = dp_questions_scored(c->scored, c->ranked, c->questions + c->answers.count, d->arena, &q, &count, err);
  if (status) return status;
  dp_jw_key(d->w, "questions");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count && written < c->questions; i++) {
    if (was_asked(c, q[i].finding)) continue;
    const dp_kb_finding *f = &d->kb->findings[q[i].finding];
    written++;
    dp_jw_object(d->w);
    dp_write_finding_ref(d, q[i].finding);
    dp_jw_ktext(d->w, "ask", dp_kb_text(d->kb, f->ask));
    dp_jw_ktext(d->w, "kind", dp_kb_kind_name(f->kind));
    dp_jw_ktext(d->w, "cost", dp_kb_cost_name(q[i].cost));
    dp_jw_kfixed(d->w, "bits", q[i].gain_millibit, 3);
    dp_write_probability(d, "yes_probability", q[i].yes_ppm);
    if (effects) {
      write_effects(d, "yes", q[i].yes, q[i].yes_count);
      write_effects(d, "no", q[i].no, q[i].no_count);
    }
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

dp_status dp_m_ask(dp_door *d, dp_error *err) {
  dp_write_knowledge(d);
  return write_questions(d, true, err);
}

/* ---- ddx
 * ------------------------------------------------------------------------------------------------------------------ */

dp_status dp_m_ddx(dp_door *d, dp_error *err) {
  dp_consult *c = d->consult;
  dp_list_row *rows = NULL;
  size_t count = 0;
  dp_status status = dp_list_of(c->ranked, d->arena, &rows, &count, err);
  if (status) return status;
  if (count > c->top) count = c->top;
  uint32_t listed = 0;
  dp_jw_key(d->w, "differential");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count && !status; i++) {
    listed += rows[i].probability_ppm;
    status = write_row(d, &rows[i], c->why, err);
  }
  dp_jw_end_array(d->w);
  if (status) return status;
  /* Whatever no row shows; with the rows it makes one. */
  dp_write_probability(d, "something_else", listed > 1000000 ? 0 : 1000000 - listed);
  write_cant_miss(d);
  status = dp_write_triage(d, DP_GUIDE_RULES_TOLD, err);
  if (!status) status = dp_write_medicines(d, err);
  if (status) return status;
  dp_write_findings(d);
  status = write_questions(d, true, err);
  if (status) return status;
  write_also(d);
  dp_write_finding_list(d, "unexplained", c->ranked->unexplained, c->ranked->unexplained_count);
  dp_write_unread(d);
  dp_jw_kbool(d->w, "not_enough", c->ranked->not_enough);
  dp_jw_kbool(d->w, "outside", c->ranked->outside);
  dp_write_patient(d);
  dp_write_knowledge(d);
  return DP_OK;
}

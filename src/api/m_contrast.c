/* m_contrast.c: the methods explain, why_not, compare and counterfactual: the arithmetic opened, condition by
 * condition.
 *
 * All four speak in rows of the ledger, whose centibans add up exactly to the score; nothing here reckons, it only
 * shows.
 */
#include "api.h"
#include "../engine/contrast.h"
#include "../engine/questions.h"

/* ---- an account of one condition --------------------------------------------------------------------------------- */

static void write_standing(dp_door *d, uint16_t condition, const dp_account *a) {
  dp_write_condition_ref(d, condition);
  dp_jw_kint(d->w, "rank", a->rank);
  dp_write_probability(d, "probability", a->probability_ppm);
  dp_jw_kint(d->w, "score_cB", a->score_cb);
}

/* Every source that the rows name, once, so that a reader of the response needs no second request. */
static void write_sources(dp_door *d, const dp_ledger_row *rows, size_t count) {
  dp_jw_key(d->w, "sources");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    bool said = rows[i].source == DP_NONE;
    for (size_t k = 0; k < i && !said; k++) said = rows[k].source == rows[i].source;
    if (said) continue;
    const dp_kb_source *s = &d->kb->sources[rows[i].source];
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, s->id));
    dp_jw_ktext(d->w, "title", dp_kb_text(d->kb, s->title));
    dp_jw_ktext(d->w, "publisher", dp_kb_text(d->kb, s->publisher));
    if (s->year) dp_jw_kint(d->w, "year", s->year);
    dp_jw_ktext(d->w, "url", dp_kb_text(d->kb, s->url));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

static void write_expected(dp_door *d, const dp_account *a) {
  dp_jw_key(d->w, "expected");
  dp_jw_array(d->w);
  for (size_t i = 0; i < a->expected_count; i++) {
    dp_jw_object(d->w);
    dp_write_finding_ref(d, a->expected[i].finding);
    dp_jw_ktext(d->w, "ask", dp_kb_text(d->kb, d->kb->findings[a->expected[i].finding].ask));
    dp_write_probability(d, "here", a->expected[i].here_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

dp_status dp_m_explain(dp_door *d, dp_error *err) {
  uint16_t condition;
  dp_account *a = NULL;
  dp_consult *c = d->consult;
  dp_status status = dp_condition_of(d, "condition", &condition, err);
  if (!status) status = dp_account_of(d->kb, c->the_case, &c->options, condition, d->arena, &a, err);
  if (status) return status;
  write_standing(d, condition, a);
  size_t at = dp_rank_of(c, condition);
  if (at != SIZE_MAX) {
    dp_write_probability(d, "low", c->ranked->rows[at].low_ppm);
    dp_write_probability(d, "high", c->ranked->rows[at].high_ppm);
  }
  dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(d->kb->conditions[condition].urgency));
  status = dp_write_ledger(d, "rows", condition, a->rows, a->count, err);
  write_expected(d, a);
  dp_write_finding_list(d, "unexplained", a->unexplained, a->unexplained_count);
  write_sources(d, a->rows, a->count);
  dp_write_patient(d);
  dp_write_knowledge(d);
  return status;
}

/* ---- two conditions
 * -------------------------------------------------------------------------------------------------- */

static void write_side(dp_door *d, const char *key, uint16_t condition, const dp_account *a) {
  dp_jw_key(d->w, key);
  dp_jw_object(d->w);
  write_standing(d, condition, a);
  dp_jw_end_object(d->w);
}

/* Rows of both ledgers beside each other. A row that only one has stands against nothing (0) of the other. */
static void write_contrast(dp_door *d, const dp_contrast_row *rows, size_t count) {
  dp_jw_key(d->w, "rows");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    const dp_contrast_row *r = &rows[i];
    const dp_ledger_row *named = r->a.finding != DP_NONE || r->b.finding == DP_NONE ? &r->a : &r->b;
    dp_jw_object(d->w);
    dp_write_row_name(d, named);
    dp_jw_kint(d->w, "a_cB", r->a.centibans);
    dp_jw_kint(d->w, "b_cB", r->b.centibans);
    dp_jw_kint(d->w, "difference_cB", r->difference);
    if (r->a.here_ppm >= 0) dp_write_probability(d, "a_here", (uint32_t)r->a.here_ppm);
    if (r->b.here_ppm >= 0) dp_write_probability(d, "b_here", (uint32_t)r->b.here_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

static dp_status write_comparison(dp_door *d, uint16_t a, uint16_t b, dp_error *err) {
  dp_consult *c = d->consult;
  dp_account *of_a = NULL, *of_b = NULL;
  dp_contrast_row *rows = NULL;
  dp_discriminator *apart = NULL;
  size_t count = 0, apart_count = 0;
  dp_status status = dp_account_of(d->kb, c->the_case, &c->options, a, d->arena, &of_a, err);
  if (!status) status = dp_account_of(d->kb, c->the_case, &c->options, b, d->arena, &of_b, err);
  if (!status) status = dp_compare(d->kb, c->the_case, &c->options, a, b, d->arena, &rows, &count, err);
  if (!status) status = dp_tell_apart(d->kb, c->the_case, a, b, 8, d->arena, &apart, &apart_count, err);
  if (status) return status;
  write_side(d, "a", a, of_a);
  write_side(d, "b", b, of_b);
  write_contrast(d, rows, count);
  dp_jw_key(d->w, "tell_apart");
  dp_jw_array(d->w);
  for (size_t i = 0; i < apart_count; i++) {
    const dp_kb_finding *f = &d->kb->findings[apart[i].finding];
    dp_jw_object(d->w);
    dp_write_finding_ref(d, apart[i].finding);
    dp_jw_ktext(d->w, "ask", dp_kb_text(d->kb, f->ask));
    dp_jw_ktext(d->w, "cost", dp_kb_cost_name(f->cost));
    dp_write_probability(d, "a_here", apart[i].a_ppm);
    dp_write_probability(d, "b_here", apart[i].b_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

dp_status dp_m_compare(dp_door *d, dp_error *err) {
  uint16_t a, b;
  dp_status status = dp_condition_of(d, "a", &a, err);
  if (!status) status = dp_condition_of(d, "b", &b, err);
  if (!status) status = write_comparison(d, a, b, err);
  if (status) return status;
  dp_write_knowledge(d);
  return DP_OK;
}

/* ---- changes
 * ---------------------------------------------------------------------------------------------------------- */

static const char *change_state(uint8_t state) {
  return state == DP_HYPOTHETICAL ? "not mentioned" : dp_state_name((dp_state)state);
}

/* Members "found" and "changes". */
static dp_status write_changes(dp_door *d, uint16_t condition, dp_error *err) {
  dp_change *changes = NULL;
  size_t count = 0;
  bool found = false;
  dp_consult *c = d->consult;
  dp_status status =
      dp_counterfactual(d->kb, c->the_case, &c->options, condition, d->arena, &changes, &count, &found, err);
  if (status) return status;
  dp_jw_kbool(d->w, "found", found);
  dp_jw_key(d->w, "changes");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    dp_jw_object(d->w);
    dp_write_finding_ref(d, changes[i].finding);
    dp_jw_ktext(d->w, "from", change_state(changes[i].from));
    dp_jw_ktext(d->w, "to", change_state(changes[i].to));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

static dp_status write_way(dp_door *d, uint16_t condition, dp_error *err) {
  dp_jw_object(d->w);
  dp_write_condition_ref(d, condition);
  dp_status status = write_changes(d, condition, err);
  dp_jw_end_object(d->w);
  return status;
}

/* The condition that is named, or the three that come after the first. */
dp_status dp_m_counterfactual(dp_door *d, dp_error *err) {
  const dp_differential *r = d->consult->ranked;
  uint16_t condition = DP_NONE;
  dp_status status = DP_OK;
  if (dp_json_get(d->request, "condition")) status = dp_condition_of(d, "condition", &condition, err);
  if (status) return status;
  if (r->count) {
    dp_jw_key(d->w, "first");
    dp_jw_object(d->w);
    dp_write_condition_ref(d, r->rows[0].condition);
    dp_write_probability(d, "probability", r->rows[0].probability_ppm);
    dp_jw_end_object(d->w);
  }
  dp_jw_key(d->w, "ways");
  dp_jw_array(d->w);
  if (condition != DP_NONE) status = write_way(d, condition, err);
  else
    for (size_t i = 1; i < r->count && i < 4 && !status; i++) status = write_way(d, r->rows[i].condition, err);
  dp_jw_end_array(d->w);
  if (!status) dp_write_knowledge(d);
  return status;
}

/* Against the first of the list, or against the second when it is the first itself. */
dp_status dp_m_why_not(dp_door *d, dp_error *err) {
  const dp_differential *r = d->consult->ranked;
  uint16_t condition;
  dp_account *a = NULL;
  dp_status status = dp_condition_of(d, "condition", &condition, err);
  if (!status) status = dp_account_of(d->kb, d->consult->the_case, &d->consult->options, condition, d->arena, &a, err);
  if (status) return status;
  write_standing(d, condition, a);
  size_t rival = r->count && r->rows[0].condition == condition ? 1 : 0;
  dp_jw_kbool(d->w, "possible", a->rank != 0);
  dp_jw_kbool(d->w, "first", a->rank == 1);
  if (rival < r->count) {
    dp_jw_key(d->w, "against");
    dp_jw_object(d->w);
    status = write_comparison(d, condition, r->rows[rival].condition, err);
    dp_jw_end_object(d->w);
  }
  write_expected(d, a);
  dp_write_finding_list(d, "unexplained", a->unexplained, a->unexplained_count);
  if (!status && a->rank) status = write_changes(d, condition, err);
  if (!status) dp_write_knowledge(d);
  return status;
}

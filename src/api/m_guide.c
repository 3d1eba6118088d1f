/* m_guide.c: the methods guide, score and scores: what to do now, and the scores that the case fills.
 */
#include "pages.h"
#include "medicines.h"
#include "triage.h"
#include "../guide/scores.h"

static dp_guide_input input_of(const dp_door *d) {
  return (dp_guide_input){d->kb, d->consult->reading, d->consult->the_case, d->consult->ranked};
}

/* ---- scores -------------------------------------------------------------------------------------------------------- */

static void write_score(dp_door *d, const dp_score_result *r, bool whole) {
  dp_jw *w = d->w;
  const dp_score_def *s = r->def;
  dp_jw_ktext(w, "id", s->id);
  dp_jw_ktext(w, "name", s->name);
  dp_jw_key(w, "value");
  if (r->has_value) dp_jw_fixed(w, r->milli, 3);
  else dp_jw_null(w);
  dp_jw_ktext(w, "unit", s->unit ? s->unit : s->formula ? "" : "points");
  dp_jw_kint(w, "decimals", s->formula ? (int64_t)s->decimals : 1);
  dp_jw_kbool(w, "complete", !r->missing);
  dp_jw_kstr(w, "meaning", r->meaning);
  dp_jw_key(w, "inputs");
  dp_jw_array(w);
  for (size_t i = 0; i < r->count; i++) {
    const dp_score_value *v = &r->at[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "key", v->key);
    dp_jw_kstr(w, "label", v->label);
    dp_jw_key(w, "value");
    if (!v->have) dp_jw_null(w);
    else if (v->yes_no) dp_jw_bool(w, v->milli != 0);
    else dp_jw_fixed(w, v->milli, 3);
    if (v->measure != DP_NONE) dp_jw_ktext(w, "unit", dp_kb_text(d->kb, d->kb->measures[v->measure].unit));
    if (!s->formula) dp_jw_kfixed(w, "points", v->points, 3);
    if (v->finding != DP_NONE) dp_jw_ktext(w, "finding", dp_kb_finding_id(d->kb, v->finding));
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  if (!whole) return;
  dp_jw_ktext(w, "when", s->when);
  dp_jw_ktext(w, "pitfalls", s->pitfalls);
  dp_jw_ktext(w, "source", s->source);
  dp_jw_key(w, "meanings");
  dp_jw_array(w);
  dp_str rest = dp_str_of(s->meaning);
  while (rest.at && rest.size) {
    dp_str text = dp_str_cut(&rest, '\n'), from = dp_str_cut(&text, '=');
    int64_t milli = 0;
    if (!text.at || !dp_parse_milli(from, &milli)) continue;
    dp_jw_object(w);
    dp_jw_kfixed(w, "from", milli, 3);
    dp_jw_kstr(w, "text", text);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static dp_status unknown_score(dp_str name, dp_error *err) {
  const dp_score_def *s;
  const char *nearest = NULL;
  unsigned best = 4;
  for (size_t n = 0; (s = dp_score_at(n)) != NULL; n++) {
    unsigned distance = dp_str_distance(name, dp_str_of(s->id), 3);
    if (distance < best) best = distance, nearest = s->id;
  }
  int size = name.size > 60 ? 60 : (int)name.size;
  return nearest ? dp_fail(err, DP_ERR_NOT_FOUND, "there is no score \"%.*s\": is \"%s\" meant?", size, name.at, nearest)
                 : dp_fail(err, DP_ERR_NOT_FOUND, "there is no score \"%.*s\": \"scores\" lists them", size, name.at);
}

dp_status dp_m_score(dp_door *d, dp_error *err) {
  dp_str name;
  dp_json_get_str(d->request, "name", &name);
  const dp_score_def *s = dp_score_named(name);
  if (!s) return unknown_score(name, err);
  const dp_json *values = dp_json_get(d->request, "values");
  size_t count = values ? values->count : 0, n = 0;
  dp_score_given *given = DP_NEW_ARRAY(d->arena, dp_score_given, count);
  if (!given) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (const dp_json *v = values ? values->first : NULL; v; v = v->next) {
    dp_str text = v->text;
    if (v->kind == DP_JSON_BOOL) text = v->boolean ? DP_STR("yes") : DP_STR("no");
    else if (v->kind == DP_JSON_NULL) continue;
    else if (v->kind != DP_JSON_NUMBER && v->kind != DP_JSON_STRING)
      return dp_fail(err, DP_ERR_INPUT, "the \"values\" of a score are numbers, strings, true or false");
    given[n++] = (dp_score_given){v->key, text};
  }
  dp_guide_input in = input_of(d);
  dp_score_result *r = NULL;
  dp_status status = dp_score_run(d->kb, &in, s, given, n, d->arena, &r, err);
  if (status) return status;
  write_score(d, r, true);
  dp_write_knowledge(d);
  return DP_OK;
}

static dp_status write_scores(dp_door *d, dp_error *err) {
  dp_guide_input in = input_of(d);
  const dp_score_def *s;
  dp_jw_key(d->w, "scores");
  dp_jw_array(d->w);
  for (size_t n = 0; (s = dp_score_at(n)) != NULL; n++) {
    dp_score_result *r = NULL;
    dp_status status = dp_score_run(d->kb, &in, s, NULL, 0, d->arena, &r, err);
    if (status) return status;
    if (!dp_score_fits(d->kb, &in, r)) continue;
    dp_jw_object(d->w);
    write_score(d, r, false);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

dp_status dp_m_scores(dp_door *d, dp_error *err) {
  dp_status status = write_scores(d, err);
  if (status) return status;
  const dp_score_def *s;
  dp_jw_key(d->w, "all");
  dp_jw_array(d->w);
  for (size_t n = 0; (s = dp_score_at(n)) != NULL; n++) {
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "id", s->id);
    dp_jw_ktext(d->w, "name", s->name);
    dp_jw_ktext(d->w, "when", s->when);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  dp_write_knowledge(d);
  return DP_OK;
}

/* ---- guide --------------------------------------------------------------------------------------------------------- */

static void write_section_refs(dp_door *d, const char *key, const dp_section_of_page *at, size_t count) {
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "id", at[i].id);
    dp_jw_ktext(d->w, "title", at[i].title);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

/* One condition's plan; `v` gathers the sources of all plans of the answer. What nobody has written yet is named. */
static dp_status write_plan(dp_door *d, dp_page_view *v, uint16_t condition, dp_error *err) {
  const dp_kb_condition *c = &d->kb->conditions[condition];
  size_t rank = dp_rank_of(d->consult, condition);
  dp_plan plan;
  dp_status status = dp_plan_make(d->kb, condition, d->arena, v, &plan, err);
  if (status) return status;
  dp_jw_object(d->w);
  dp_write_condition_ref(d, condition);
  if (rank != SIZE_MAX) dp_write_probability(d, "probability", d->consult->ranked->rows[rank].probability_ppm);
  dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(c->urgency));
  dp_jw_ktext(d->w, "danger", dp_kb_text(d->kb, c->danger_text));
  dp_write_finding_list(d, "look_for", dp_kb_ids(d->kb, c->redflags).at, dp_kb_ids(d->kb, c->redflags).count);
  dp_jw_key(d->w, "sections");
  dp_jw_array(d->w);
  for (size_t i = 0; i < plan.written_count; i++) {
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "id", plan.written[i].id);
    dp_jw_ktext(d->w, "title", plan.written[i].title);
    dp_write_blocks(d, v, "blocks", &plan.written[i].blocks);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  write_section_refs(d, "missing", plan.missing, plan.missing_count);
  status = dp_write_plan_cautions(d, &plan, err);
  dp_jw_end_object(d->w);
  return status;
}

enum { LEADING = 2, CANT_MISS = 3 };

dp_status dp_m_guide(dp_door *d, dp_error *err) {
  const dp_differential *r = d->consult->ranked;
  dp_status status = dp_write_triage(d, SIZE_MAX, err);
  if (!status) status = dp_write_medicines(d, err);
  if (status) return status;
  uint16_t only = DP_NONE;
  dp_page_view *v = DP_NEW(d->arena, dp_page_view);
  if (!v) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (dp_json_get(d->request, "condition")) status = dp_condition_of(d, "condition", &only, err);
  if (status) return status;
  dp_jw_key(d->w, "plans");
  dp_jw_array(d->w);
  if (only != DP_NONE) status = write_plan(d, v, only, err);
  for (size_t i = 0; only == DP_NONE && i < r->count && i < LEADING && !status; i++)
    status = write_plan(d, v, r->rows[i].condition, err);
  for (size_t i = 0; only == DP_NONE && i < r->cant_miss_count && i < CANT_MISS && !status; i++)
    if (r->cant_miss[i] >= LEADING) status = write_plan(d, v, r->rows[r->cant_miss[i]].condition, err);
  dp_jw_end_array(d->w);
  if (!status) dp_write_sources(d, v);
  if (!status) status = write_scores(d, err);
  if (!status) dp_write_knowledge(d);
  return status;
}

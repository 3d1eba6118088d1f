/* m_kb.c: the methods that look into the knowledge itself: kb_show, kb_list, search_names, methods, version.
 *
 * What the engine reckons with can be read here row by row, with the file and line that it is from.
 */
#include "api.h"

static void write_at(dp_door *d, uint16_t file, uint32_t line) {
  if (!line || file >= d->kb->file_count) return;
  dp_jw_ktext(d->w, "file", dp_kb_text(d->kb, d->kb->files[file]));
  dp_jw_kint(d->w, "line", line);
}

static void write_ids(dp_door *d, const char *key, dp_kb_list list) {
  dp_ids ids = dp_kb_ids(d->kb, list);
  dp_write_finding_list(d, key, ids.at, ids.count);
}

static void write_date(dp_door *d, const char *key, uint32_t date) {
  char text[10] = {(char)('0' + date / 10000000 % 10),
                   (char)('0' + date / 1000000 % 10),
                   (char)('0' + date / 100000 % 10),
                   (char)('0' + date / 10000 % 10),
                   '-',
                   (char)('0' + date / 1000 % 10),
                   (char)('0' + date / 100 % 10),
                   '-',
                   (char)('0' + date / 10 % 10),
                   (char)('0' + date % 10)};
  if (date) dp_jw_kstr(d->w, key, (dp_str){text, sizeof text});
}

/* ---- a condition ------------------------------------------------------------------------------------------------- */

static void write_rows(dp_door *d, const dp_kb_condition *c, unsigned table) {
  dp_kb_row_view rows = dp_kb_rows(d->kb, c, (dp_rows)table);
  if (!rows.count && table != DP_ROWS_ALL && table != DP_ROWS_COMES) return;
  dp_jw_key(d->w, dp_kb_rows_name(table));
  dp_jw_array(d->w);
  for (size_t i = 0; i < rows.count; i++) {
    const dp_kb_row *r = &rows.at[i];
    dp_jw_object(d->w);
    dp_write_finding_ref(d, r->finding);
    dp_jw_kfixed(d->w, "low", r->low, 3);
    dp_jw_kfixed(d->w, "high", r->high, 3);
    if (table != DP_ROWS_COMES) dp_write_probability(d, "general", d->kb->findings[r->finding].rate_ppm);
    if (r->flags & DP_ROW_REQUIRED) dp_jw_kbool(d->w, "required", true);
    if (r->flags & DP_ROW_IMPOSSIBLE) dp_jw_kbool(d->w, "impossible", true);
    if (r->flags & DP_ROW_BACKGROUND) dp_jw_kbool(d->w, "background", true);
    if (r->flags & DP_ROW_EXCLUDED) dp_jw_kbool(d->w, "excluded", true);
    dp_write_source(d, r->source);
    dp_jw_kint(d->w, "line", dp_kb_row_line(c, r));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

static void write_risks(dp_door *d, const dp_kb_condition *c) {
  dp_jw_key(d->w, "risks");
  dp_jw_array(d->w);
  for (size_t i = 0; i < c->risk_count; i++) {
    const dp_kb_risk *r = &d->kb->risks[c->risk_first + i];
    dp_jw_object(d->w);
    dp_write_finding_ref(d, r->finding);
    dp_jw_kfixed(d->w, "odds", r->odds_milli, 3);
    dp_write_source(d, r->source);
    dp_jw_kint(d->w, "line", c->line + r->line);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

/* A relative number for each of a few names; those that say nothing (1, or not stated) are left out. */
static void write_factors(dp_door *d, const char *key, const uint32_t *milli, size_t count,
                          const char *(*name)(unsigned)) {
  dp_jw_key(d->w, key);
  dp_jw_object(d->w);
  for (unsigned i = 0; i < count; i++)
    if (milli[i] != 1000) dp_jw_kfixed(d->w, name(i), milli[i], 3);
  dp_jw_end_object(d->w);
}

static void write_how_common(dp_door *d, const dp_kb_condition *c) {
  dp_jw *w = d->w;
  dp_jw_key(w, "rate");
  dp_jw_object(w);
  dp_jw_kfixed(w, "per_100000_a_year", c->rate_milli, 3);
  dp_write_source(d, c->rate_source);
  dp_jw_end_object(w);
  dp_write_probability(d, "prevalence", c->prevalence_ppm);
  dp_jw_key(w, "age");
  dp_jw_array(w);
  for (unsigned i = 0; i < DP_BANDS; i++) {
    dp_jw_object(w);
    dp_jw_ktext(w, "band", dp_kb_band_name(i));
    dp_jw_kfixed(w, "relative", c->age_milli[i], 3);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_jw_kfixed(w, "female", c->female_permille, 3);
  if (c->flags & DP_CONDITION_FEMALE_ONLY) dp_jw_ktext(w, "only", "female");
  if (c->flags & DP_CONDITION_MALE_ONLY) dp_jw_ktext(w, "only", "male");
  if (c->flags & DP_CONDITION_PREGNANCY_ONLY) dp_jw_kbool(w, "pregnancy_only", true);
  dp_jw_kfixed(w, "pregnancy", c->pregnancy_milli, 3);
  write_factors(d, "setting", c->setting_milli, DP_SETTING_COUNT, dp_kb_setting_name);
  write_factors(d, "region", c->region_milli, DP_REGION_COUNT, dp_kb_region_name);
  write_factors(d, "season", c->season_milli, DP_SEASON_COUNT, dp_kb_season_name);
}

static void write_course(dp_door *d, const dp_kb_condition *c) {
  dp_jw_key(d->w, "course");
  dp_jw_object(d->w);
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++)
    if (c->course_permille[i] != UINT16_MAX) dp_jw_kfixed(d->w, dp_kb_course_name(i), c->course_permille[i], 3);
  if (c->sudden_permille != UINT16_MAX) dp_jw_kfixed(d->w, "sudden", c->sudden_permille, 3);
  if (c->recurrent_permille != UINT16_MAX) dp_jw_kfixed(d->w, "recurrent", c->recurrent_permille, 3);
  dp_jw_end_object(d->w);
}

/* The encyclopedia's text where the image carries it; an image without prose simply has none to show. */
static dp_status write_prose(dp_door *d, uint16_t topic, dp_error *err) {
  if (!d->kb->prose) return DP_OK;
  dp_kb_prose_text *texts = NULL;
  size_t count = 0;
  dp_status status = dp_kb_prose(d->kb, topic, d->arena, &texts, &count, err);
  if (status) return status;
  dp_jw_key(d->w, "text");
  dp_jw_object(d->w);
  for (size_t i = 0; i < count; i++) dp_jw_kstr(d->w, dp_kb_text_name(texts[i].section), texts[i].body);
  dp_jw_end_object(d->w);
  return DP_OK;
}

static dp_status show_condition(dp_door *d, uint16_t index, dp_error *err) {
  const dp_kb_condition *c = &d->kb->conditions[index];
  dp_jw_ktext(d->w, "type", "condition");
  dp_write_condition_ref(d, index);
  dp_write_aliases(d, c->aliases, dp_kb_text(d->kb, c->name));
  dp_jw_ktext(d->w, "icd10", dp_kb_text(d->kb, c->icd10));
  dp_jw_ktext(d->w, "field", dp_kb_text(d->kb, c->field));
  write_ids(d, "is", c->ancestors);
  dp_jw_ktext(d->w, "urgency", dp_kb_urgency_name(c->urgency));
  dp_jw_kint(d->w, "danger", c->danger);
  dp_jw_ktext(d->w, "danger_reason", dp_kb_text(d->kb, c->danger_text));
  write_how_common(d, c);
  write_course(d, c);
  write_rows(d, c, DP_ROWS_COMES);
  for (unsigned t = DP_ROWS_ALL; t < DP_ROWS_COMES; t++) write_rows(d, c, t);
  write_risks(d, c);
  write_ids(d, "confused", c->confused);
  write_ids(d, "complications", c->complications);
  write_ids(d, "redflags", c->redflags);
  write_date(d, "reviewed", c->reviewed);
  write_at(d, c->file, c->line);
  return write_prose(d, index, err);
}

/* ---- a finding, a measure, a source
 * ------------------------------------------------------------------------------------ */

static dp_status show_finding(dp_door *d, uint16_t index, dp_error *err) {
  const dp_kb_finding *f = &d->kb->findings[index];
  dp_jw_ktext(d->w, "type", f->flags & DP_FINDING_CLASS ? "class" : "finding");
  dp_write_finding_ref(d, index);
  dp_jw_ktext(d->w, "kind", dp_kb_kind_name(f->kind));
  dp_jw_ktext(d->w, "ask", dp_kb_text(d->kb, f->ask));
  dp_jw_ktext(d->w, "cost", dp_kb_cost_name(f->cost));
  dp_write_probability(d, "general", f->rate_ppm);
  dp_write_probability(d, "complaint", f->complaint_ppm);
  dp_jw_kfixed(d->w, "striking", f->striking, 2);
  if (*dp_kb_text(d->kb, f->hpo)) dp_jw_ktext(d->w, "hpo", dp_kb_text(d->kb, f->hpo));
  write_ids(d, "is", f->parents);
  write_ids(d, "forms", f->children);
  write_ids(d, "denies", f->denies);
  dp_kb_use *uses = NULL;
  size_t count = 0;
  dp_status status = dp_kb_uses(d->kb, index, d->arena, &uses, &count, err);
  if (status) return status;
  dp_jw_key(d->w, "conditions");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    dp_jw_object(d->w);
    dp_write_condition_ref(d, uses[i].condition);
    dp_jw_kfixed(d->w, "here", uses[i].permille, 3);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  write_at(d, f->file, f->line);
  return DP_OK;
}

static void show_measure(dp_door *d, uint16_t index) {
  const dp_kb_measure *m = &d->kb->measures[index];
  dp_jw_ktext(d->w, "type", "measure");
  dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, m->id));
  dp_jw_ktext(d->w, "name", dp_kb_text(d->kb, m->name));
  dp_jw_ktext(d->w, "unit", dp_kb_text(d->kb, m->unit));
  dp_jw_key(d->w, "units");
  dp_jw_array(d->w);
  for (unsigned i = 0; i < m->unit_count; i++)
    dp_jw_text(d->w, dp_kb_text(d->kb, d->kb->units[m->unit_first + i].name));
  dp_jw_end_array(d->w);
  dp_jw_kfixed(d->w, "low", m->low_milli, 3);
  dp_jw_kfixed(d->w, "high", m->high_milli, 3);
  write_at(d, m->file, m->line);
}

static void show_source(dp_door *d, uint16_t index) {
  const dp_kb_source *s = &d->kb->sources[index];
  dp_jw_ktext(d->w, "type", "source");
  dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, s->id));
  dp_jw_ktext(d->w, "title", dp_kb_text(d->kb, s->title));
  dp_jw_ktext(d->w, "publisher", dp_kb_text(d->kb, s->publisher));
  if (s->year) dp_jw_kint(d->w, "year", s->year);
  dp_jw_ktext(d->w, "url", dp_kb_text(d->kb, s->url));
  write_at(d, s->file, s->line);
}

static dp_status show_topic(dp_door *d, uint16_t index, dp_error *err) {
  const dp_kb_topic *t = &d->kb->topics[index];
  dp_jw_ktext(d->w, "type", dp_kb_topic_kind_name(t->kind));
  dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, t->id));
  dp_jw_ktext(d->w, "name", dp_kb_text(d->kb, t->name));
  dp_write_aliases(d, t->aliases, dp_kb_text(d->kb, t->name));
  write_date(d, "reviewed", t->reviewed);
  write_at(d, t->file, t->line);
  return write_prose(d, index, err);
}

dp_status dp_m_kb_show(dp_door *d, dp_error *err) {
  dp_str name;
  if (!dp_json_get_str(d->request, "name", &name)) return dp_fail(err, DP_ERR_INPUT, "the request needs \"name\"");
  uint16_t i;
  if ((i = dp_kb_find_condition(d->kb, name)) != DP_NONE) return show_condition(d, i, err);
  if ((i = dp_kb_find_finding(d->kb, name)) != DP_NONE) return show_finding(d, i, err);
  if ((i = dp_kb_find_topic(d->kb, name)) != DP_NONE) return show_topic(d, i, err);
  if ((i = dp_kb_find_measure(d->kb, name)) != DP_NONE) {
    show_measure(d, i);
    return DP_OK;
  }
  if ((i = dp_kb_find(d->kb, DP_IS_SOURCE, name)) != DP_NONE) {
    show_source(d, i);
    return DP_OK;
  }
  const char *nearest = dp_kb_suggest(d->kb, DP_IS_TOPIC, name);
  if (!nearest) nearest = dp_kb_suggest(d->kb, DP_IS_FINDING, name);
  int size = name.size > 80 ? 80 : (int)name.size;
  return nearest
             ? dp_fail(err, DP_ERR_NOT_FOUND, "nothing is called \"%.*s\": is \"%s\" meant?", size, name.at, nearest)
             : dp_fail(err, DP_ERR_NOT_FOUND, "nothing is called \"%.*s\"", size, name.at);
}

dp_status dp_m_kb_list(dp_door *d, dp_error *err) {
  dp_str what = DP_STR("conditions"), field = DP_STR("");
  (void)err;
  dp_json_get_str(d->request, "what", &what);
  dp_json_get_str(d->request, "field", &field);
  dp_jw_key(d->w, "list");
  dp_jw_array(d->w);
  bool conditions = dp_str_eq(what, DP_STR("conditions"));
  size_t count = conditions ? d->kb->condition_count : d->kb->finding_count;
  for (size_t i = 0; i < count; i++) {
    const dp_kb_condition *c = conditions ? &d->kb->conditions[i] : NULL;
    if (c && field.size && !dp_str_eq(field, dp_kb_str(d->kb, c->field))) continue;
    if (!c && d->kb->findings[i].kind == DP_KIND_DISEASE) continue;
    dp_jw_object(d->w);
    dp_write_finding_ref(d, c ? c->finding : (uint16_t)i);
    if (c) dp_jw_ktext(d->w, "field", dp_kb_text(d->kb, c->field));
    else dp_jw_ktext(d->w, "kind", dp_kb_kind_name(d->kb->findings[i].kind));
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

/* ---- completion
 * ------------------------------------------------------------------------------------------------------------ */

dp_status dp_m_search_names(dp_door *d, dp_error *err) {
  static const char *const kinds[DP_IS_COUNT] = {"finding", "measure", "source", "topic"};
  dp_str prefix = {"", 0};
  int64_t limit = 20;
  (void)err;
  dp_json_get_str(d->request, "prefix", &prefix);
  dp_json_get_int(d->request, "limit", &limit);
  size_t first = 0, count = dp_kb_find_prefix(d->kb, prefix, &first);
  /* One entry a thing: of its id, name and aliases the first in order. A disease's finding is its topic's twin. */
  uint8_t *seen = DP_NEW_ARRAY(d->arena, uint8_t, (size_t)DP_IS_COUNT << 16);
  if (!seen) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_jw_key(d->w, "names");
  dp_jw_array(d->w);
  int64_t written = 0;
  for (size_t i = first; i < first + count && written < limit; i++) {
    const dp_kb_name *n = &d->kb->names[i];
    if (n->what == DP_IS_SOURCE || seen[(size_t)n->what << 16 | n->target]) continue;
    seen[(size_t)n->what << 16 | n->target] = 1;
    const char *id, *name;
    if (n->what == DP_IS_FINDING) {
      const dp_kb_finding *f = &d->kb->findings[n->target];
      if (f->condition != DP_NONE) continue;
      id = dp_kb_text(d->kb, f->id), name = dp_kb_text(d->kb, f->name);
    } else if (n->what == DP_IS_MEASURE) {
      id = dp_kb_text(d->kb, d->kb->measures[n->target].id), name = dp_kb_text(d->kb, d->kb->measures[n->target].name);
    } else {
      id = dp_kb_text(d->kb, d->kb->topics[n->target].id), name = dp_kb_text(d->kb, d->kb->topics[n->target].name);
    }
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "type",
                n->what == DP_IS_TOPIC ? dp_kb_topic_kind_name(d->kb->topics[n->target].kind) : kinds[n->what]);
    dp_jw_ktext(d->w, "id", id);
    dp_jw_ktext(d->w, "name", name);
    dp_jw_ktext(d->w, "matched", dp_kb_text(d->kb, n->folded));
    dp_jw_end_object(d->w);
    written++;
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

/* ---- what can be asked
 * ------------------------------------------------------------------------------------------------------- */

static void write_params(dp_jw *w, const dp_param *p) {
  static const char *const kinds[] = {"null", "boolean", "number", "string", "list", "object"};
  dp_jw_array(w);
  for (; p && p->name; p++) {
    dp_jw_object(w);
    dp_jw_ktext(w, "name", p->name);
    dp_jw_key(w, "kinds");
    dp_jw_array(w);
    for (unsigned k = 0; k < 6; k++)
      if (p->kinds >> k & 1) dp_jw_text(w, kinds[k]);
    dp_jw_end_array(w);
    if (p->required) dp_jw_kbool(w, "required", true);
    dp_jw_ktext(w, "help", p->help);
    if (p->choices) dp_jw_ktext(w, "choices", p->choices);
    if (p->low < p->high) dp_jw_kint(w, "low", p->low), dp_jw_kint(w, "high", p->high);
    if (p->of) {
      dp_jw_key(w, "of");
      write_params(w, p->of);
    }
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

dp_status dp_m_methods(dp_door *d, dp_error *err) {
  (void)err;
  dp_jw_key(d->w, "methods");
  dp_jw_array(d->w);
  for (size_t i = 0; i < dp_method_count; i++) {
    const dp_method *m = &dp_methods[i];
    dp_jw_object(d->w);
    dp_jw_ktext(d->w, "name", m->name);
    dp_jw_ktext(d->w, "summary", m->summary);
    dp_jw_kbool(d->w, "consultation", m->needs & ~(unsigned)DP_NEEDS_KB);
    dp_jw_key(d->w, "params");
    write_params(d->w, m->params);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  dp_jw_key(d->w, "consultation");
  write_params(d->w, dp_consult_params);
  return DP_OK;
}

const char dp_intended_use[] =
    "Diagnosis Pad is for clinicians: a second thought beside your own, never instead of it. It knows a limited number "
    "of conditions, reads "
    "English only, examines nobody, and can be wrong with confidence. Decide and act on the patient in front of you. "
    "In an emergency call your emergency number. Nothing that you type leaves this device.";

dp_status dp_m_version(dp_door *d, dp_error *err) {
  (void)err;
  dp_jw_ktext(d->w, "name", "Diagnosis Pad");
  dp_jw_ktext(d->w, "version", dp_version());
  dp_write_knowledge(d);
  dp_jw_key(d->w, "counts");
  dp_jw_object(d->w);
  dp_jw_kint(d->w, "conditions", (int64_t)d->kb->condition_count);
  dp_jw_kint(d->w, "findings", (int64_t)d->kb->finding_count);
  dp_jw_kint(d->w, "measures", (int64_t)d->kb->measure_count);
  dp_jw_kint(d->w, "sources", (int64_t)d->kb->source_count);
  dp_jw_kint(d->w, "topics", (int64_t)d->kb->topic_count);
  dp_jw_end_object(d->w);
  dp_jw_ktext(d->w, "intended_use", dp_intended_use);
  return DP_OK;
}

/* consult.c: the consultation document of a request becomes a reading, a case and, where wanted, a ranking.
 *
 * Order of trust: what the text says; over it what the client states about the patient; over both the answers, one by
 * one; and what is `removed` was never said. The result is the same whatever order the answers stand in, but the later
 * of two answers on one finding holds, as in a talk.
 */
#include "api.h"

static const dp_param patient_params[] = {
    {"age", DP_P_NUMBER | DP_P_STRING, false, "years as a number, or \"18 months\", \"10d\", \"3 w\", \"54y\"", NULL,
     NULL, 0, 130},
    {"age_days", DP_P_NUMBER, false, "age in days, instead of age", NULL, NULL, 0, 130 * 366},
    {"sex", DP_P_STRING, false, "female, male or unknown", NULL, "female|male|unknown", 0, 0},
    {"pregnant", DP_P_BOOL | DP_P_STRING, false, "true, false or \"unknown\"", NULL, "unknown", 0, 0},
    {"pregnancy_weeks", DP_P_NUMBER, false, "completed weeks; makes pregnant true", NULL, NULL, 0, 45},
    {"setting", DP_P_STRING, false, "where the patient is seen", NULL, "gp|emergency|ward|unknown", 0, 0},
    {"region", DP_P_ARRAY, false, "where the patient lives or has travelled", NULL,
     "africa|south_asia|southeast_asia|latin_america|middle_east|mediterranean|north_america|tropics", 0, 0},
    {"season", DP_P_STRING, false, "spring, summer, autumn or winter", NULL, "spring|summer|autumn|winter|unknown", 0,
     0},
    {"duration_h", DP_P_NUMBER, false, "hours since the complaint began", NULL, NULL, 0, 1000000},
    {"onset", DP_P_STRING, false, "sudden or gradual", NULL, "sudden|gradual|unknown", 0, 0},
    {"recurrent", DP_P_BOOL, false, "whether it has come before", NULL, NULL, 0, 0},
    {NULL, 0, false, NULL, NULL, NULL, 0, 0}};

static const dp_param answer_params[] = {
    {"finding", DP_P_STRING, false, "a finding by id, name or alias", NULL, NULL, 0, 0},
    {"state", DP_P_STRING, false, "default present", NULL, "present|absent|uncertain|past|family|unknown", 0, 0},
    {"measure", DP_P_STRING, false, "or a measure, by id or name, with its value", NULL, NULL, 0, 0},
    {"value", DP_P_NUMBER, false, "the measured value", NULL, NULL, 0, 0},
    {"unit", DP_P_STRING, false, "its unit; default the measure's own", NULL, NULL, 0, 0},
    {NULL, 0, false, NULL, NULL, NULL, 0, 0}};

static const dp_param option_params[] = {
    {"top", DP_P_NUMBER, false, "rows of the differential, default 10", NULL, NULL, 1, 1000},
    {"why", DP_P_NUMBER, false, "reasons beside each row, default 4", NULL, NULL, 0, 50},
    {"questions", DP_P_NUMBER, false, "next questions wanted, default 3", NULL, NULL, 0, 50},
    {"silence", DP_P_BOOL, false, "weigh what was not mentioned, default true", NULL, NULL, 0, 0},
    {"absence", DP_P_STRING, false, "how absent findings count, default on", NULL, "on|off|capped", 0, 0},
    {"spelling", DP_P_BOOL, false, "mend spelling, default true", NULL, NULL, 0, 0},
    {NULL, 0, false, NULL, NULL, NULL, 0, 0}};

const dp_param dp_consult_params[] = {
    {"text", DP_P_STRING, false, "what was said or written, clinical or lay English", NULL, NULL, 0, 0},
    {"patient", DP_P_OBJECT, false, "facts that are known apart from the text, and outrank it", patient_params, NULL, 0,
     0},
    {"answers", DP_P_ARRAY, false, "findings asked for or measured, and how they were", answer_params, NULL, 0, 0},
    {"removed", DP_P_ARRAY, false, "findings to treat as never mentioned", NULL, NULL, 0, 0},
    {"options", DP_P_OBJECT, false, "how to answer", option_params, NULL, 0, 0},
    {NULL, 0, false, NULL, NULL, NULL, 0, 0}};

/* ---- look-ups by name -------------------------------------------------------------------------------------------- */

static dp_status not_found(const dp_kb *kb, dp_kb_what what, const char *kind, dp_str name, dp_error *err) {
  const char *nearest = dp_kb_suggest(kb, what, name);
  int size = name.size > 80 ? 80 : (int)name.size;
  return nearest ? dp_fail(err, DP_ERR_NOT_FOUND, "no %s is called \"%.*s\": is \"%s\" meant?", kind, size, name.at,
                           nearest)
                 : dp_fail(err, DP_ERR_NOT_FOUND, "no %s is called \"%.*s\"", kind, size, name.at);
}

dp_status dp_finding_of(dp_door *d, dp_str name, uint16_t *finding, dp_error *err) {
  *finding = dp_kb_find_finding(d->kb, name);
  return *finding == DP_NONE ? not_found(d->kb, DP_IS_FINDING, "finding", name, err) : DP_OK;
}

/* A class stands for its likeliest condition in this case: the list shows families by their class's name. */
static uint16_t likeliest_of(const dp_door *d, uint16_t class) {
  const dp_differential *r = d->consult && d->consult->ranked ? d->consult->ranked : NULL;
  for (size_t i = 0; r && i < r->count; i++)
    if (dp_kb_is_a(d->kb, d->kb->conditions[r->rows[i].condition].finding, class)) return r->rows[i].condition;
  return DP_NONE;
}

dp_status dp_condition_of(dp_door *d, const char *member, uint16_t *condition, dp_error *err) {
  dp_str name;
  if (!dp_json_get_str(d->request, member, &name))
    return dp_fail(err, DP_ERR_INPUT, "the request needs \"%s\"", member);
  *condition = dp_kb_find_condition(d->kb, name);
  if (*condition != DP_NONE) return DP_OK;
  uint16_t class = dp_kb_find_finding(d->kb, name);
  if (class == DP_NONE || !(d->kb->findings[class].flags & DP_FINDING_CLASS))
    return not_found(d->kb, DP_IS_TOPIC, "condition", name, err);
  *condition = likeliest_of(d, class);
  return *condition != DP_NONE
             ? DP_OK
             : dp_fail(err, DP_ERR_NOT_FOUND, "%s is a class, and none of its conditions can be in this patient",
                       dp_kb_finding_name(d->kb, class));
}

/* ---- the patient
 * ------------------------------------------------------------------------------------------------------ */

static int index_in(const char *choices, dp_str s) {
  dp_str rest = dp_str_of(choices);
  for (int i = 0; rest.at && rest.size; i++)
    if (dp_str_eq(dp_str_cut(&rest, '|'), s)) return i;
  return -1;
}

/* "54", "54 years", "18m", "3 w", "10 days" */
static bool parse_age(dp_str s, int32_t *days) {
  s = dp_str_trim(s);
  size_t digits = 0;
  while (digits < s.size && s.at[digits] >= '0' && s.at[digits] <= '9') digits++;
  uint64_t n = 0;
  if (!digits || digits > 5 || !dp_parse_uint((dp_str){s.at, digits}, &n)) return false;
  dp_str unit = dp_str_trim((dp_str){s.at + digits, s.size - digits});
  uint64_t total;
  if (!unit.size || unit.at[0] == 'y') total = n * 365;
  else if (unit.at[0] == 'm') total = (n * 365 + 6) / 12;
  else if (unit.at[0] == 'w') total = n * 7;
  else if (unit.at[0] == 'd') total = n;
  else return false;
  *days = (int32_t)total;
  return total <= 130 * 366;
}

static dp_status apply_patient(const dp_json *p, dp_reading *r, dp_error *err) {
  const dp_json *age = dp_json_get(p, "age");
  dp_str s;
  int64_t n;
  bool yes;
  const dp_span nowhere = {0, 0};
  if (age && age->kind == DP_JSON_NUMBER) {
    r->age_days = (int32_t)(age->milli * 365 / 1000);
    r->age_span = nowhere;
  } else if (age) {
    if (!parse_age(age->text, &r->age_days))
      return dp_fail(err, DP_ERR_INPUT,
                     "the age \"%.*s\" is not understood: write 54, \"18 months\", \"3 w\" or \"10 d\"",
                     (int)(age->text.size > 40 ? 40 : age->text.size), age->text.at);
    r->age_span = nowhere;
  }
  if (dp_json_get_int(p, "age_days", &n)) r->age_days = (int32_t)n, r->age_span = nowhere;
  if (dp_json_get_str(p, "sex", &s)) {
    r->sex = (uint8_t)(dp_str_eq(s, DP_STR("female")) ? DP_FEMALE
                       : dp_str_eq(s, DP_STR("male")) ? DP_MALE
                                                      : DP_SEX_UNKNOWN);
    r->sex_span = nowhere;
  }
  const dp_json *pregnant = dp_json_get(p, "pregnant");
  if (pregnant) {
    r->pregnant = (uint8_t)(pregnant->kind != DP_JSON_BOOL ? DP_UNKNOWN : pregnant->boolean ? DP_YES : DP_NO);
    r->pregnant_span = nowhere;
    if (r->pregnant != DP_YES) r->pregnancy_weeks = -1;
  }
  if (dp_json_get_int(p, "pregnancy_weeks", &n)) r->pregnant = DP_YES, r->pregnancy_weeks = (int32_t)n;
  if (dp_json_get_str(p, "setting", &s)) {
    int i = index_in("gp|emergency|ward", s);
    r->setting = (uint8_t)(i < 0 ? DP_SETTING_UNKNOWN : DP_SETTING_GP + i);
  }
  const dp_json *region = dp_json_get(p, "region");
  if (region) {
    r->region = 0;
    for (const dp_json *item = region->first; item; item = item->next)
      for (unsigned i = 0; i < DP_REGION_COUNT; i++)
        if (dp_str_eq(item->text, dp_str_of(dp_kb_region_name(i)))) r->region = (uint8_t)(r->region | 1u << i);
  }
  if (dp_json_get_str(p, "season", &s)) {
    int i = index_in("spring|summer|autumn|winter", s);
    r->season = (uint8_t)(i + 1);
  }
  if (dp_json_get_int(p, "duration_h", &n)) r->duration_h = (int32_t)n, r->duration_span = nowhere;
  if (dp_json_get_str(p, "onset", &s)) {
    r->onset = (uint8_t)(dp_str_eq(s, DP_STR("sudden"))    ? DP_SUDDEN
                         : dp_str_eq(s, DP_STR("gradual")) ? DP_GRADUAL
                                                           : DP_ONSET_UNKNOWN);
    r->onset_span = nowhere;
  }
  if (dp_json_get_bool(p, "recurrent", &yes)) r->recurrent = yes, r->recurrent_span = nowhere;
  return DP_OK;
}

/* ---- answers
 * ------------------------------------------------------------------------------------------------------------ */

static dp_status add_answer(dp_door *d, uint16_t finding, uint8_t state, bool removed, dp_error *err) {
  dp_consult *c = d->consult;
  for (size_t i = 0; i < c->answers.count; i++)
    if (c->answers.at[i].finding == finding) {
      c->answers.at[i] = (dp_answer){finding, state, removed};
      return DP_OK;
    }
  dp_answer a = {finding, state, removed};
  return DP_PUSH(d->arena, &c->answers, a) ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

/* A value answers every finding that has a threshold on its measure: met by one line it is present, else absent. */
static dp_status add_value(dp_door *d, const dp_json *a, dp_str name, dp_error *err) {
  const dp_kb *kb = d->kb;
  uint16_t measure = dp_kb_find_measure(kb, name);
  if (measure == DP_NONE) return not_found(kb, DP_IS_MEASURE, "measure", name, err);
  const dp_kb_measure *m = &kb->measures[measure];
  const dp_json *value = dp_json_get(a, "value");
  if (!value) return dp_fail(err, DP_ERR_INPUT, "an answer with a \"measure\" needs a \"value\"");
  int64_t milli = value->milli;
  dp_str unit;
  if (dp_json_get_str(a, "unit", &unit)) {
    unsigned u = 0;
    while (u < m->unit_count && !dp_str_eq_ci(dp_kb_str(kb, kb->units[m->unit_first + u].name), unit)) u++;
    if (u == m->unit_count)
      return dp_fail(err, DP_ERR_INPUT, "%s is not measured in \"%.*s\"", dp_kb_text(kb, m->name),
                     (int)(unit.size > 40 ? 40 : unit.size), unit.at);
    milli = dp_kb_to_canonical(kb, measure, u, milli);
  }
  if (milli < m->low_milli || milli > m->high_milli)
    return dp_fail(err, DP_ERR_INPUT, "that value of %s is not possible in %s", dp_kb_text(kb, m->name),
                   dp_kb_text(kb, m->unit));
  const dp_reading *r = d->consult->reading;
  char sex = r->sex == DP_FEMALE ? 'f' : r->sex == DP_MALE ? 'm' : 0;
  for (size_t f = 0; f < kb->finding_count; f++) {
    const dp_kb_finding *finding = &kb->findings[f];
    bool speaks = false, met = false;
    for (unsigned i = 0; i < finding->when_count; i++) {
      const dp_kb_when *w = &kb->whens[finding->when_first + i];
      if (w->measure != measure || !dp_kb_when_applies(w, r->age_days, sex, r->pregnant == DP_YES)) continue;
      speaks = true;
      met = met || dp_kb_when_meets(w, milli);
    }
    if (!speaks) continue;
    dp_status status = add_answer(d, (uint16_t)f, met ? DP_PRESENT : DP_ABSENT, false, err);
    if (status) return status;
  }
  return DP_OK;
}

static dp_status read_answers(dp_door *d, dp_error *err) {
  const dp_json *answers = dp_json_get(d->request, "answers"), *removed = dp_json_get(d->request, "removed");
  for (const dp_json *a = answers ? answers->first : NULL; a; a = a->next) {
    dp_str name, state = DP_STR("present");
    dp_status status;
    if (dp_json_get_str(a, "measure", &name)) {
      status = add_value(d, a, name, err);
    } else if (dp_json_get_str(a, "finding", &name)) {
      uint16_t finding;
      status = dp_finding_of(d, name, &finding, err);
      dp_json_get_str(a, "state", &state);
      int i = index_in("present|absent|uncertain|past|family", state);
      /* "unknown" was asked and could not be said: it is no evidence, but the question is not asked again. */
      if (!status) status = add_answer(d, finding, i < 0 ? DP_STATE_COUNT : (uint8_t)i, false, err);
    } else {
      status = dp_fail(err, DP_ERR_INPUT, "each of \"answers\" needs a \"finding\" or a \"measure\"");
    }
    if (status) return status;
  }
  for (const dp_json *x = removed ? removed->first : NULL; x; x = x->next) {
    uint16_t finding;
    dp_status status = dp_finding_of(d, x->text, &finding, err);
    if (!status) status = add_answer(d, finding, DP_STATE_COUNT, true, err);
    if (status) return status;
  }
  return DP_OK;
}

static dp_status apply_answers(dp_door *d, dp_error *err) {
  dp_consult *c = d->consult;
  dp_case *the = c->the_case;
  uint16_t group = 0;
  for (size_t i = 0; i < the->observations.count; i++)
    if (the->observations.at[i].group >= group) group = (uint16_t)(the->observations.at[i].group + 1);
  for (size_t k = 0; k < c->answers.count; k++) {
    const dp_answer *a = &c->answers.at[k];
    size_t kept = 0; /* what the text said of it goes */
    for (size_t i = 0; i < the->observations.count; i++)
      if (the->observations.at[i].finding != a->finding) the->observations.at[kept++] = the->observations.at[i];
    the->observations.count = kept;
    if (a->removed || a->state >= DP_STATE_COUNT) continue;
    dp_observation o = {.finding = a->finding, .state = a->state, .group = group++, .mention = 0xFFFF};
    if (!DP_PUSH(d->arena, &the->observations, o))
      return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return DP_OK;
}

/* ---- all of it
 * ------------------------------------------------------------------------------------------------------------ */

dp_status dp_consult_open(dp_door *d, unsigned needs, dp_error *err) {
  dp_consult *c = DP_NEW(d->arena, dp_consult);
  if (!c) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  d->consult = c;
  c->top = 10, c->why = 4, c->questions = 3;
  c->options = dp_engine_defaults();
  dp_read_options read = dp_read_defaults();
  read.loose = true;
  const dp_json *o = dp_json_get(d->request, "options"), *patient = dp_json_get(d->request, "patient");
  int64_t n;
  bool yes;
  dp_str s;
  if (dp_json_get_int(o, "top", &n)) c->top = (unsigned)n;
  if (dp_json_get_int(o, "why", &n)) c->why = (unsigned)n;
  if (dp_json_get_int(o, "questions", &n)) c->questions = (unsigned)n;
  if (dp_json_get_bool(o, "silence", &yes)) c->options.silence = yes;
  if (dp_json_get_bool(o, "spelling", &yes)) read.spelling = yes;
  if (dp_json_get_str(o, "absence", &s)) c->options.absence = (uint8_t)index_in("on|off|capped", s);
  c->options.top = c->top;
  if (!dp_json_get_str(d->request, "text", &c->text)) c->text = DP_STR("");

  dp_status status = dp_read(d->kb, c->text, &read, d->arena, &c->reading, err);
  if (!status && patient) status = apply_patient(patient, c->reading, err);
  if (!status) status = read_answers(d, err);
  if (!status && needs & (DP_NEEDS_CASE | DP_NEEDS_RANK)) {
    status = dp_case_of(d->kb, c->reading, d->arena, &c->the_case, err);
    if (!status) status = apply_answers(d, err);
  }
  if (!status && needs & DP_NEEDS_RANK) {
    status = dp_score(d->kb, c->the_case, &c->options, d->arena, &c->scored, err);
    if (!status) status = dp_rank_scored(c->scored, d->arena, &c->ranked, err);
  }
  return status;
}

size_t dp_rank_of(const dp_consult *c, uint16_t condition) {
  for (size_t i = 0; i < c->ranked->count; i++)
    if (c->ranked->rows[i].condition == condition) return i;
  return SIZE_MAX;
}

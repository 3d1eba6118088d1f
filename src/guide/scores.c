/* scores.c: reads a score's table row, fills its inputs from what is given and from the case, and adds up. */
#include "scores.h"

const dp_score_def *dp_score_at(size_t n) {
  size_t i = 0;
  for (; dp_scores_bedside[i].id; i++)
    if (i == n) return &dp_scores_bedside[i];
  n -= i;
  for (i = 0; dp_scores_formulas[i].id; i++)
    if (i == n) return &dp_scores_formulas[i];
  return NULL;
}

const dp_score_def *dp_score_named(dp_str id) {
  const dp_score_def *d;
  for (size_t n = 0; (d = dp_score_at(n)) != NULL; n++)
    if (dp_str_eq_ci(dp_str_of(d->id), id)) return d;
  return NULL;
}

/* The points of a value by bands `from=points`, ascending; below the first nothing. */
static int64_t banded(dp_str bands, int64_t milli) {
  int64_t points = 0;
  dp_str rest = dp_str_trim(bands);
  while (rest.at && rest.size) {
    dp_str band = dp_str_cut(&rest, ' '), to = band, from = dp_str_cut(&to, '=');
    int64_t low, p;
    if (!to.at || !dp_parse_milli(from, &low) || !dp_parse_milli(to, &p)) continue;
    if (milli >= low) points = p;
  }
  return points;
}

static bool is_identity(dp_str spec, int64_t *low, int64_t *high) {
  dp_str rest = spec;
  if (!dp_str_eq(dp_str_cut(&rest, ' '), DP_STR("id")) || !rest.at) return false;
  dp_str first = dp_str_cut(&rest, ' ');
  return rest.at && dp_parse_milli(first, low) && dp_parse_milli(rest, high);
}

typedef struct facts {
  const dp_kb *kb;
  const dp_guide_input *in;
  const dp_score_given *given;
  size_t given_count;
} facts;

/* The last value of a measure in the text. */
static bool measured(const facts *f, uint16_t measure, int64_t *milli) {
  bool found = false;
  if (!f->in || measure == DP_NONE) return false;
  for (size_t i = 0; i < f->in->reading->values.count; i++)
    if (f->in->reading->values.at[i].measure == measure) *milli = f->in->reading->values.at[i].milli, found = true;
  return found;
}

/* Whether the case says any of the findings: 1 present, -1 one is absent and none present, 0 nothing. */
static int said(const facts *f, dp_str ids, uint16_t *finding) {
  int state = 0;
  while (f->in && ids.at && ids.size) {
    uint16_t id = dp_kb_find_finding(f->kb, dp_str_cut(&ids, ','));
    for (size_t i = 0; id != DP_NONE && i < f->in->c->observations.count; i++) {
      const dp_observation *o = &f->in->c->observations.at[i];
      if (o->state == DP_PRESENT && dp_kb_is_a(f->kb, o->finding, id)) return *finding = o->finding, 1;
      if (o->state == DP_ABSENT && dp_kb_is_a(f->kb, id, o->finding)) *finding = o->finding, state = -1;
    }
  }
  return state;
}

/* "yes", "no", a number, or a number with a unit of the measure. */
static dp_status parse_given(const facts *f, dp_score_value *v, dp_str s, dp_error *err) {
  static const char *const yes[] = {"yes", "y", "true", "present"}, *const no[] = {"no", "n", "false", "absent"};
  s = dp_str_trim(s);
  for (unsigned i = 0; i < 4; i++) {
    if (dp_str_eq_ci(s, dp_str_of(yes[i]))) return v->milli = 1000, v->have = true, DP_OK;
    if (dp_str_eq_ci(s, dp_str_of(no[i]))) return v->milli = 0, v->have = true, DP_OK;
  }
  size_t n = 0;
  while (n < s.size && ((s.at[n] >= '0' && s.at[n] <= '9') || s.at[n] == '.' || s.at[n] == '-')) n++;
  dp_str number = {s.at, n}, unit = dp_str_trim((dp_str){s.at + n, s.size - n});
  if (!dp_parse_milli(number, &v->milli))
    return dp_fail(err, DP_ERR_INPUT, "%.*s needs yes, no or a number, not \"%.*s\"", (int)v->key.size, v->key.at,
                   (int)(s.size > 40 ? 40 : s.size), s.at);
  if (v->yes_no && (v->milli != 0 && v->milli != 1000))
    return dp_fail(err, DP_ERR_INPUT, "%.*s is yes or no", (int)v->key.size, v->key.at);
  if (unit.size) {
    const dp_kb_measure *m = v->measure == DP_NONE ? NULL : &f->kb->measures[v->measure];
    unsigned u = 0;
    while (m && u < m->unit_count && !dp_str_eq_ci(dp_kb_str(f->kb, f->kb->units[m->unit_first + u].name), unit)) u++;
    if (!m || u == m->unit_count)
      return dp_fail(err, DP_ERR_INPUT, "%.*s is not measured in \"%.*s\"", (int)v->key.size, v->key.at,
                     (int)(unit.size > 40 ? 40 : unit.size), unit.at);
    v->milli = dp_kb_to_canonical(f->kb, v->measure, u, v->milli);
  }
  v->have = true;
  return DP_OK;
}

static dp_status fill(const facts *f, dp_score_value *v, dp_str spec, dp_error *err) {
  dp_str kind = v->kind, of = kind, what = dp_str_cut(&of, ':');
  bool asks = dp_str_eq(kind, DP_STR("y")), number = dp_str_eq(kind, DP_STR("n"));
  bool finding = dp_str_eq(what, DP_STR("f")), absence = dp_str_eq(what, DP_STR("a"));
  bool age = dp_str_eq(kind, DP_STR("age")), female = dp_str_eq(kind, DP_STR("female"));
  bool by_sex = dp_str_eq(what, DP_STR("s")), measure = dp_str_eq(what, DP_STR("m")) || by_sex;
  v->yes_no = asks || finding || absence || female;
  dp_str second = of, first = measure ? dp_str_cut(&second, ';') : of;
  if (measure) v->measure = dp_kb_find_measure(f->kb, first);
  const dp_case *c = f->in ? f->in->c : NULL;
  for (size_t i = 0; i < f->given_count; i++)
    if (dp_str_eq_ci(f->given[i].key, v->key)) {
      dp_status status = parse_given(f, v, f->given[i].value, err);
      if (status) return status;
    }
  bool given = v->have;
  if (!given && measure) v->have = measured(f, v->measure, &v->milli);
  if (!given && (finding || absence)) {
    int state = said(f, of, &v->finding);
    v->have = state != 0;
    v->milli = (state > 0) == finding && state ? 1000 : 0;
  }
  if (!given && age && c && c->age_days >= 0) v->have = true, v->milli = (int64_t)(c->age_days / 365) * 1000;
  if (!given && female && c && c->sex) v->have = true, v->milli = c->sex == DP_FEMALE ? 1000 : 0;
  int64_t low, high, points = 0;
  if (!v->have) return DP_OK;
  if (v->yes_no) {
    if (v->milli && dp_parse_milli(spec, &points)) v->points = points;
  } else if (number && is_identity(spec, &low, &high)) {
    if (v->milli < low || v->milli > high)
      return dp_fail(err, DP_ERR_INPUT, "%.*s is from %d to %d", (int)v->key.size, v->key.at, (int)(low / 1000),
                     (int)(high / 1000));
    v->points = v->milli;
  } else if (by_sex) {
    dp_str women = spec, men = dp_str_cut(&women, ';');
    v->points = banded(c && c->sex == DP_FEMALE ? women : men, v->milli);
  } else {
    dp_str rest = spec;
    v->points = banded(dp_str_cut(&rest, ';'), v->milli);
    int64_t other; /* of two measures the greater points */
    if (!given && rest.at && second.at && measured(f, dp_kb_find_measure(f->kb, second), &other)) {
      int64_t p = banded(rest, other);
      if (p > v->points) v->points = p;
    }
  }
  return DP_OK;
}

/* What a score is about: without one of these in the case it is computed when asked for, but not offered. */
static const char *const about[][2] = {
    {"curb65", "cough,community_acquired_pneumonia,sputum_purulent,crackles"},
    {"crb65", "cough,community_acquired_pneumonia,sputum_purulent,crackles"},
    {"wells_dvt", "leg_swelling,calf_tenderness,deep_vein_thrombosis"},
    {"wells_pe", "breathlessness,chest_pain_pleuritic,haemoptysis,pulmonary_embolism"},
    {"perc", "breathlessness,chest_pain_pleuritic,haemoptysis,pulmonary_embolism"},
    {"spesi", "pulmonary_embolism"},
    {"heart", "chest_pain"},
    {"timi", "chest_pain"},
    {"cha2ds2_vasc", "atrial_fibrillation,pulse_irregularly_irregular"},
    {"has_bled", "atrial_fibrillation,pulse_irregularly_irregular"},
    {"abcd2", "transient_ischaemic_attack,weakness_transient,transient_symptoms_neuro"},
    {"centor", "sore_throat"},
    {"mcisaac", "sore_throat"},
    {"feverpain", "sore_throat"},
    {"ottawa_ankle", "ankle_pain,malleolus_tenderness,ankle_swelling_injured"},
    {"ottawa_foot", "foot_pain,metatarsal_tenderness"},
    {"ottawa_knee", "knee_pain,knee_swelling"},
    {"canadian_cspine", "neck_pain,whiplash_mechanism"},
    {"nexus", "neck_pain,whiplash_mechanism"},
    {"canadian_ct_head", "head_injury,head_injury_recent,head_injury_minor"},
    {"pecarn_under2", "head_injury,head_injury_recent,head_injury_minor"},
    {"pecarn_2plus", "head_injury,head_injury_recent,head_injury_minor"},
    {"glasgow_blatchford", "haematemesis,melaena,bleeding_peptic_ulcer"},
    {"alvarado", "rif_pain,rif_tenderness,abdominal_pain_migrating_rif,appendicitis"},
    {"air", "rif_pain,rif_tenderness,abdominal_pain_migrating_rif,appendicitis"},
    {"child_pugh", "cirrhosis"},
    {"meld", "cirrhosis"},
    {"meld_na", "cirrhosis"},
    {"maddrey", "alcoholic_hepatitis"},
    {"stop_bang", "snoring,apnoea_witnessed,obstructive_sleep_apnoea"},
    {"glasgow_imrie", "acute_pancreatitis,amylase_raised"},
    {"lrinec", "skin_redness_spreading,cellulitis,necrotising_fasciitis"},
    {"kocher", "hip_pain,limping_child,refuses_use_limb"},
    {"qsofa", "fever,sepsis,cough,dysuria,rigors"},
    {"sirs", "fever,sepsis,rigors"},
    {"shock_index", "hypotension,haematemesis,melaena,trauma_recent,fever,bleeding_heavy_now"},
    {"fib4", "nonalcoholic_fatty_liver_disease,hepatitis_c,cirrhosis,transaminases_raised"},
    {"child_weight", "cardiac_arrest"},
    {"winters", "metabolic_acidosis,acidosis"},
    {"maintenance_fluids", "dehydrated,vomiting_persistent"},
};

bool dp_score_fits(const dp_kb *kb, const dp_guide_input *in, const dp_score_result *r) {
  facts f = {kb, in, NULL, 0};
  uint16_t finding;
  dp_str id = dp_str_of(r->def->id);
  for (size_t i = 0; i < sizeof about / sizeof *about; i++)
    if (dp_str_eq(dp_str_of(about[i][0]), id) && said(&f, dp_str_of(about[i][1]), &finding) <= 0) return false;
  int32_t age = in->c->age_days;
  bool child = age >= 0 && age < 16 * 365;
  if (child && (dp_str_eq(id, DP_STR("news2")) || dp_str_eq(id, DP_STR("qsofa")) || dp_str_eq(id, DP_STR("bmi")) ||
                dp_str_eq(id, DP_STR("egfr"))))
    return false;
  size_t known = 0;
  for (size_t i = 0; i < r->count; i++)
    known += r->at[i].have && !dp_str_eq(r->at[i].kind, DP_STR("age")) && !dp_str_eq(r->at[i].kind, DP_STR("female"));
  if (!known) return false;
  return r->def->formula ? !r->missing : known >= 2 && r->missing * 3 <= r->count * 2;
}

static dp_str meaning_of(const char *lines, int64_t milli) {
  dp_str rest = dp_str_of(lines), best = {"", 0};
  while (rest.at && rest.size) {
    dp_str text = dp_str_cut(&rest, '\n'), from = dp_str_cut(&text, '=');
    int64_t low;
    if (text.at && dp_parse_milli(from, &low) && milli >= low) best = text;
  }
  return best;
}

dp_status dp_score_run(const dp_kb *kb, const dp_guide_input *in, const dp_score_def *def, const dp_score_given *given,
                       size_t given_count, dp_arena *arena, dp_score_result **out, dp_error *err) {
  dp_score_result *r = DP_NEW(arena, dp_score_result);
  if (!r) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the score");
  facts f = {kb, in, given, given_count};
  r->def = def;
  double v[DP_SCORE_INPUTS] = {0};
  bool lacking = false; /* an item that is itself a number, as in the coma scale: no sum without it */
  dp_str rest = dp_str_of(def->inputs);
  while (rest.at && rest.size && r->count < DP_SCORE_INPUTS) {
    dp_str spec = dp_str_cut(&rest, '\n');
    dp_score_value *x = &r->at[r->count];
    x->key = dp_str_cut(&spec, '|'), x->label = dp_str_cut(&spec, '|'), x->kind = dp_str_cut(&spec, '|');
    x->finding = x->measure = DP_NONE;
    dp_status status = fill(&f, x, spec.at ? spec : DP_STR(""), err);
    if (status) return status;
    v[r->count++] = (double)x->milli / 1000;
    r->missing += !x->have;
    lacking = lacking || (!x->have && spec.at && dp_str_starts(spec, DP_STR("id ")));
    r->milli += x->points;
  }
  for (size_t i = 0; i < given_count; i++) {
    bool known = false;
    for (size_t k = 0; k < r->count; k++) known = known || dp_str_eq_ci(given[i].key, r->at[k].key);
    if (!known)
      return dp_fail(err, DP_ERR_INPUT, "%s has no input \"%.*s\"", def->id,
                     (int)(given[i].key.size > 40 ? 40 : given[i].key.size), given[i].key.at);
  }
  r->has_value = def->formula ? !r->missing : !lacking && r->missing < r->count;
  if (def->formula) {
    double x = r->missing ? 0 : def->formula(v);
    if (!(x > -1e9 && x < 1e9)) x = 0, r->has_value = false; /* nobody's value */
    r->milli = (int64_t)(x * 1000 + (x < 0 ? -0.5 : 0.5));
  }
  if (r->has_value) r->meaning = meaning_of(def->meaning, r->milli);
  else r->meaning = DP_STR("");
  *out = r;
  return DP_OK;
}

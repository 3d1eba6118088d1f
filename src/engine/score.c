/* score.c: the score of every condition for a case, as a sum of rows. model.h derives the arithmetic.
 *
 * 1. What the case says becomes nodes of the forest: each present finding brings its ancestors; an absent one hangs under
 *    its parent when that is present and stands alone otherwise; what a denied general finding or group covers adds nothing.
 * 2. Each node gets one row of a matrix: its level in every condition (or, of an absent node, its finished value).
 * 3. A component (a tree of nodes) is one row of the ledger: findings that imply one another are counted once.
 * The loops run over all conditions of one node, so that the compiler can use vector instructions.
 */
#include "model.h"

static const uint32_t age_centre[DP_BANDS] = {14, 190, 1095, 3100, 5480, 10600, 19000, 26300, 31000}; /* days */

/* ---- levels ------------------------------------------------------------------------------------------------------- */

static void overlay(const dp_scoring *s, uint16_t f, int16_t *level, bool absent) {
  for (size_t g = 0; g < s->group_count; g++) {
    size_t i = (size_t)f * DP_W_GROUPS + s->groups[g];
    for (uint32_t k = s->w.index[i]; k < s->w.index[i + 1]; k++) {
      const dp_w_posting *p = &s->w.postings[k];
      level[p->condition] = absent ? p->absent : p->present;
    }
  }
}

/* A child that a condition does not state, where it states others under the same parent, is less likely than in everybody. */
static void lower_unstated(const dp_scoring *s, uint16_t parent, int16_t *level) {
  size_t i = (size_t)parent * DP_W_GROUPS;
  for (uint32_t k = s->w.index[i]; k < s->w.index[i + 1]; k++)
    if (s->w.postings[k].flags & DP_W_STATES_CHILDREN)
      level[s->w.postings[k].condition] = (int16_t)(level[s->w.postings[k].condition] + s->params.unstated_child_cb);
}

/* L of a finding in every condition: from the nearest ancestor that states something, then its own postings. */
static void fill_level(const dp_scoring *s, uint16_t f, int16_t *level) {
  uint16_t chain[64];
  size_t n = 0;
  for (uint16_t a = f; a != DP_NONE && n < 64; a = s->w.parent[a]) chain[n++] = a;
  memset(level, 0, s->conditions * sizeof *level);
  for (size_t i = n; i-- > 0;) {
    if (i + 1 < n) lower_unstated(s, chain[i + 1], level);
    overlay(s, chain[i], level, false);
  }
}

/* The finished value of an absent finding whose parent is not known to be present. */
static void fill_absent_alone(const dp_scoring *s, uint16_t f, int16_t *value) {
  fill_level(s, f, value);
  int32_t ref = s->w.ref_cb[f], ref0 = s->w.ref0_cb[f];
  int16_t last_level = INT16_MIN, last_value = 0;
  for (size_t i = 0; i < s->conditions; i++) {
    if (!value[i]) continue;
    if (value[i] != last_level) last_level = value[i], last_value = (int16_t)(dp_complement_cb(ref + value[i]) - ref0);
    value[i] = last_value;
  }
  overlay(s, f, value, true);
}

/* The finished value of an absent finding under a present parent: (1 - q) / (1 - q_ref). */
static void fill_absent_under(const dp_scoring *s, uint16_t f, const dp_node *parent, int16_t *value) {
  fill_level(s, f, value);
  int32_t q_ref = s->w.ref_cb[f] - s->w.ref_cb[parent->finding], ref0 = dp_complement_cb(q_ref < -1 ? q_ref : -1);
  int32_t last = INT32_MIN;
  int16_t last_value = 0;
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t q = q_ref + value[i] - parent->level[i];
    if (q != last) last = q, last_value = (int16_t)(dp_complement_cb(q < -1 ? q : -1) - ref0);
    value[i] = last_value;
  }
}

/* None of a class: the probability that no member occurs, less the members that do. */
static void fill_absent_group(const dp_scoring *s, uint16_t f, int16_t *value, int16_t *scratch) {
  memset(value, 0, s->conditions * sizeof *value);
  overlay(s, f, value, true);
  for (size_t n = 0; n < s->node_count; n++) {
    const dp_node *m = &s->nodes[n];
    if (!m->present || m->parent != DP_NONE || !dp_kb_is_a(s->kb, m->finding, f)) continue;
    memset(scratch, 0, s->conditions * sizeof *scratch);
    overlay(s, m->finding, scratch, true);
    for (size_t i = 0; i < s->conditions; i++) {
      int32_t left = value[i] - scratch[i];
      value[i] = (int16_t)(left < -170 ? -170 : left > 30 ? 30 : left);
    }
  }
}

/* ---- nodes -------------------------------------------------------------------------------------------------------- */

typedef struct grower { dp_scoring *s; dp_arena *arena; uint16_t *node_of; /* [finding] node + 1 */ size_t room; } grower;

static bool add_node(grower *g, dp_node n) {
  dp_scoring *s = g->s;
  if (!dp_grow(g->arena, (void **)&s->nodes, &g->room, s->node_count, sizeof *s->nodes)) return false;
  uint16_t at = (uint16_t)s->node_count;
  n.root = n.parent == DP_NONE ? at : s->nodes[n.parent].root;
  s->nodes[s->node_count++] = n;
  g->node_of[n.finding] = (uint16_t)(at + 1);
  return true;
}

/* Present: the finding and, above it, what it implies; parents become nodes before their children. */
static bool add_present(grower *g, size_t observation) {
  dp_scoring *s = g->s;
  const dp_observation *o = &s->c->observations.at[observation];
  bool uncertain = o->state == DP_UNCERTAIN;
  uint16_t chain[64];
  size_t n = 0;
  for (uint16_t a = o->finding; a != DP_NONE && n < 64; a = s->w.parent[a]) {
    chain[n++] = a;
    if (g->node_of[a]) break;
  }
  for (size_t i = n; i-- > 0;) {
    uint16_t f = chain[i];
    if (!g->node_of[f]) {
      uint16_t up = s->w.parent[f];
      dp_node node = {.finding = f, .parent = up == DP_NONE || !g->node_of[up] ? DP_NONE : (uint16_t)(g->node_of[up] - 1),
                      .observation = DP_NONE, .present = true, .uncertain = uncertain};
      if (!add_node(g, node)) return false;
    }
    if (!uncertain) s->nodes[g->node_of[f] - 1].uncertain = false;
  }
  s->nodes[g->node_of[o->finding] - 1].observation = (uint16_t)observation;
  return true;
}

static bool denied_above(const dp_scoring *s, const uint8_t *denied, uint16_t f) {
  dp_ids up = dp_kb_ids(s->kb, s->kb->findings[f].ancestors);
  for (size_t k = 0; k < up.count; k++)
    if (denied[up.at[k]]) return true;
  return false;
}

static bool grow_nodes(dp_scoring *s, dp_arena *arena) {
  grower g = {s, arena, DP_NEW_ARRAY(arena, uint16_t, s->kb->finding_count), 0};
  uint8_t *denied = DP_NEW_ARRAY(arena, uint8_t, s->kb->finding_count);
  if (!g.node_of || !denied) return false;
  const dp_case *c = s->c;
  for (size_t i = 0; i < c->observations.count; i++) {
    uint8_t state = c->observations.at[i].state;
    if ((state == DP_PRESENT || state == DP_UNCERTAIN) && !add_present(&g, i)) return false;
    if (state == DP_ABSENT) denied[c->observations.at[i].finding] = 1;
  }
  for (size_t n = 0; n < s->node_count; n++) denied[s->nodes[n].finding] = 0;
  for (size_t i = 0; i < c->observations.count && s->options->absence != DP_ABSENCE_OFF; i++) {
    uint16_t f = c->observations.at[i].finding;
    if (c->observations.at[i].state != DP_ABSENT || g.node_of[f] || denied_above(s, denied, f)) continue;
    uint16_t up = s->w.parent[f];
    uint16_t under = up != DP_NONE && g.node_of[up] && s->nodes[g.node_of[up] - 1].present ? (uint16_t)(g.node_of[up] - 1) : DP_NONE;
    if (!add_node(&g, (dp_node){.finding = f, .parent = under, .observation = (uint16_t)i})) return false;
  }
  /* What the case speaks of, in any way, is no silence. */
  s->observed = DP_NEW_ARRAY(arena, uint8_t, s->kb->finding_count);
  if (!s->observed) return false;
  for (size_t i = 0; i < c->observations.count; i++) {
    uint16_t f = c->observations.at[i].finding;
    s->observed[f] = 1;
    dp_ids up = dp_kb_ids(s->kb, s->kb->findings[f].ancestors);
    for (size_t k = 0; k < up.count && c->observations.at[i].state != DP_ABSENT; k++) s->observed[up.at[k]] = 1;
  }
  for (size_t f = 0; f < s->kb->finding_count; f++)
    if (!s->observed[f] && denied_above(s, denied, (uint16_t)f)) s->observed[f] = 1;
  return true;
}

static bool fill_matrix(dp_scoring *s, dp_arena *arena) {
  int16_t *scratch = DP_NEW_ARRAY(arena, int16_t, s->conditions);
  if (!scratch) return false;
  for (int pass = 0; pass < 2; pass++) /* the present first: the absent under them need their levels */
    for (size_t n = 0; n < s->node_count; n++) {
      dp_node *node = &s->nodes[n];
      if (node->present != (pass == 0)) continue;
      int16_t *level = DP_NEW_ARRAY(arena, int16_t, s->conditions);
      if (!level) return false;
      if (node->present) {
        if (node->parent != DP_NONE) {
          memcpy(level, s->nodes[node->parent].level, s->conditions * sizeof *level);
          lower_unstated(s, s->nodes[node->parent].finding, level);
        }
        overlay(s, node->finding, level, false);
      } else if (s->kb->findings[node->finding].kind == DP_KIND_GROUP) fill_absent_group(s, node->finding, level, scratch);
      else if (node->parent != DP_NONE) fill_absent_under(s, node->finding, &s->nodes[node->parent], level);
      else fill_absent_alone(s, node->finding, level);
      node->level = level;
    }
  return true;
}

/* ---- what brought the patient ------------------------------------------------------------------------------------- */

/* The node of the complaint: of the first three complaints the one that fewest people come with, for it says most. */
static void choose_complaint(dp_scoring *s) {
  s->complaint = -1;
  int32_t best = 0;
  unsigned seen = 0;
  for (size_t n = 0; n < s->node_count && seen < 3; n++) {
    dp_node *node = &s->nodes[n];
    if (!node->present || node->uncertain || node->observation == DP_NONE) continue;
    if (!s->c->observations.at[node->observation].complaint) continue;
    uint16_t k = (uint16_t)n;
    while (k != DP_NONE && s->w.share_cb[s->nodes[k].finding] == INT16_MIN) k = s->nodes[k].parent;
    if (k == DP_NONE) continue;
    seen++;
    int32_t share = s->w.share_cb[s->nodes[k].finding];
    if (s->complaint < 0 || share < best) s->complaint = k, best = share;
  }
}

enum { COMES_ANYWAY_CB = -120, COMES_LEAST_CB = -270 }; /* 6 % of those who have it, and never below 0.2 % */

static int32_t comes_floor(const dp_scoring *s, const dp_node *k, size_t i) {
  int32_t floor = s->w.ref_cb[k->finding] + k->level[i] + COMES_ANYWAY_CB;
  return floor < COMES_LEAST_CB ? COMES_LEAST_CB : floor;
}

/* ---- components --------------------------------------------------------------------------------------------------- */

static int32_t exponent(const dp_scoring *s, const dp_node *n) {
  const dp_params *p = &s->params;
  int32_t e;
  switch (s->kb->findings[n->finding].kind) {
  case DP_KIND_LAB: case DP_KIND_IMAGING: case DP_KIND_TEST: e = n->present ? p->test_present : p->test_absent; break;
  case DP_KIND_HISTORY: case DP_KIND_RISK: case DP_KIND_MEDICINE: case DP_KIND_DISEASE: e = p->risk; break;
  default: e = n->present ? p->present : p->absent;
  }
  return n->uncertain ? dp_scaled(e, p->uncertain) : e;
}

static bool on_complaint_path(const dp_scoring *s, size_t n) {
  for (uint16_t k = (uint16_t)s->complaint; k != DP_NONE; k = s->nodes[k].parent)
    if (k == n) return true;
  return false;
}

/* Values of the component `root` for conditions first … last - 1 into out[0 …]. */
static void component_values(const dp_scoring *s, uint16_t root, size_t first, size_t last, int32_t *out) {
  const dp_params *p = &s->params;
  size_t count = last - first;
  memset(out, 0, count * sizeof *out);
  bool complaint_here = s->complaint >= 0 && s->nodes[s->complaint].root == root;
  for (size_t n = root; n < s->node_count; n++) {
    const dp_node *node = &s->nodes[n];
    if (node->root != root || (complaint_here && on_complaint_path(s, n))) continue;
    int32_t e = exponent(s, node);
    const int16_t *level = node->level + first;
    const int16_t *up = node->present && node->parent != DP_NONE ? s->nodes[node->parent].level + first : NULL;
    if (up) for (size_t i = 0; i < count; i++) out[i] += dp_scaled(level[i] - up[i], e);
    else for (size_t i = 0; i < count; i++) out[i] += dp_scaled(level[i], e);
  }
  if (complaint_here) {
    const dp_node *k = &s->nodes[s->complaint];
    int32_t share = s->w.share_cb[k->finding];
    uint32_t at = s->w.comes_index[k->finding], end = s->w.comes_index[k->finding + 1];
    while (at < end && s->w.comes[at].condition < first) at++;
    for (size_t i = first; i < last; i++) {
      int32_t cb = comes_floor(s, k, i);
      if (at < end && s->w.comes[at].condition == i) {
        if (s->w.comes[at].cb > cb) cb = s->w.comes[at].cb;
        at++;
      }
      out[i - first] += dp_scaled(cb - share, p->complaint);
    }
  }
  bool absence = !s->nodes[root].present;
  int32_t low = absence && s->options->absence == DP_ABSENCE_CAPPED ? -40 : p->row_low_cb;
  for (size_t i = 0; i < count; i++) out[i] = out[i] < low ? low : out[i] > p->row_high_cb ? p->row_high_cb : out[i];
}

int32_t dp_value_component(const dp_scoring *s, uint16_t root, size_t condition, bool *is_absence) {
  int32_t v;
  component_values(s, root, condition, condition + 1, &v);
  if (is_absence) *is_absence = !s->nodes[root].present;
  return v;
}

/* ---- the rows about the patient ------------------------------------------------------------------------------------ */

static int32_t age_value(const dp_w_condition *w, int32_t days) {
  unsigned i = 0;
  uint32_t d = (uint32_t)days;
  if (d <= age_centre[0]) return w->age[0];
  while (i + 1 < DP_BANDS && age_centre[i + 1] < d) i++;
  if (i + 1 >= DP_BANDS) return w->age[DP_BANDS - 1];
  int64_t span = age_centre[i + 1] - age_centre[i], into = d - age_centre[i];
  return (int32_t)((w->age[i] * (span - into) + w->age[i + 1] * into) / span);
}

static unsigned course_class(int32_t hours) {
  return hours < 2 ? DP_COURSE_MINUTES : hours < 24 ? DP_COURSE_HOURS : hours < 12 * 24 ? DP_COURSE_DAYS
       : hours < 56 * 24 ? DP_COURSE_WEEKS : hours < 365 * 24 ? DP_COURSE_MONTHS : DP_COURSE_YEARS;
}

int32_t dp_value_fixed(const dp_scoring *s, dp_row_kind kind, size_t condition) {
  const dp_w_condition *w = &s->w.conditions[condition];
  const dp_params *p = &s->params;
  const dp_case *c = s->c;
  switch (kind) {
  case DP_ROW_PRIOR: return dp_scaled(w->rate, p->prior);
  case DP_ROW_AGE: return c->age_days < 0 ? 0 : dp_scaled(age_value(w, c->age_days), p->age);
  case DP_ROW_SEX: {
    int32_t v = c->sex == DP_FEMALE ? w->female : c->sex == DP_MALE ? w->male : 0;
    return v <= DP_W_IMPOSSIBLE ? v : dp_scaled(v, p->age);
  }
  case DP_ROW_PREGNANCY:
    return c->pregnant == DP_YES ? dp_scaled(w->pregnant, p->age) : c->pregnant == DP_NO ? dp_scaled(w->not_pregnant, p->age) : 0;
  case DP_ROW_SETTING: return c->setting == DP_SETTING_UNKNOWN ? 0 : dp_scaled(w->setting[c->setting - 1], p->context);
  case DP_ROW_REGION: {
    int32_t best = INT32_MIN;
    for (unsigned r = 0; r < DP_REGION_COUNT; r++)
      if (c->region & 1u << r && w->region[r] > best) best = w->region[r];
    return best == INT32_MIN ? 0 : dp_scaled(best, p->context);
  }
  case DP_ROW_SEASON: return c->season ? dp_scaled(w->season[(c->season - 1) % DP_SEASON_COUNT], p->context) : 0;
  case DP_ROW_COURSE: return c->duration_h < 0 ? 0 : dp_scaled(w->course[course_class(c->duration_h)], p->course);
  case DP_ROW_ONSET: return c->onset == DP_SUDDEN ? dp_scaled(w->sudden, p->course) : c->onset == DP_GRADUAL ? dp_scaled(w->gradual, p->course) : 0;
  case DP_ROW_RECURRENT: return c->recurrent ? dp_scaled(w->recurrent, p->course) : 0;
  default: return 0;
  }
}

int32_t dp_value_known(const dp_scoring *s, size_t observation, size_t condition) {
  const dp_observation *o = &s->c->observations.at[observation];
  const dp_kb *kb = s->kb;
  uint16_t own = kb->conditions[condition].finding;
  if (kb->findings[o->finding].kind != DP_KIND_DISEASE) return 0;
  bool same = o->finding == own, class_of = !same && dp_kb_is_a(kb, own, o->finding);
  bool form_of = !same && !class_of && dp_kb_is_a(kb, o->finding, own);
  if (!same && !class_of && !form_of) return 0;
  const dp_params *p = &s->params;
  int32_t v = 0;
  if (o->state == DP_FAMILY) v = p->family_cb;
  else if (o->state == DP_ABSENT) v = form_of ? 0 : p->denied_cb;
  else if (o->state == DP_UNCERTAIN) v = o->support >= DP_SUPPORT_CONSISTENT ? p->consistent_cb / 2 : p->known_cb / 2;
  else if (o->state == DP_PRESENT)
    v = o->support == DP_SUPPORT_CONFIRMED ? p->confirmed_cb : o->support == DP_SUPPORT_CONSISTENT ? p->consistent_cb
      : o->support == DP_SUPPORT_SUSPECTED ? 0 : p->known_cb;
  return same ? v : v / 2;
}

int32_t dp_value_silence(const dp_scoring *s, size_t condition) {
  if (!s->silence_level) return 0;
  int32_t sum = 0;
  for (uint32_t k = s->w.silence_index[condition]; k < s->w.silence_index[condition + 1]; k++)
    if (!s->observed[s->w.silence[k].finding]) sum += s->w.silence[k].cb[s->silence_level - 1];
  sum = dp_scaled(sum, s->params.silence);
  return sum < s->params.silence_total_cb ? s->params.silence_total_cb : sum;
}

/* ---- the whole ---------------------------------------------------------------------------------------------------- */

static void choose_groups(dp_scoring *s, bool diabetic) {
  int32_t age = s->c->age_days;
  s->groups[s->group_count++] = 0;
  if (age >= 0 && age < 365) s->groups[s->group_count++] = DP_ROWS_INFANT;
  else if (age >= 365 && age < 4383) s->groups[s->group_count++] = DP_ROWS_CHILDREN;
  else if (age >= 27394) s->groups[s->group_count++] = DP_ROWS_OLD;
  if (s->c->pregnant == DP_YES) s->groups[s->group_count++] = DP_ROWS_PREGNANT;
  if (diabetic) s->groups[s->group_count++] = DP_ROWS_DIABETIC;
}

static bool is_diabetic(const dp_kb *kb, const dp_case *c) {
  uint16_t diabetes = dp_kb_find(kb, DP_IS_FINDING, DP_STR("diabetes_mellitus"));
  for (size_t i = 0; diabetes != DP_NONE && i < c->observations.count; i++)
    if (c->observations.at[i].state == DP_PRESENT && dp_kb_is_a(kb, c->observations.at[i].finding, diabetes)) return true;
  return false;
}

dp_status dp_score(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena, dp_scoring **out,
                   dp_error *err) {
  static const char *no_memory = "not enough memory to rank the case";
  dp_scoring *s = DP_NEW(arena, dp_scoring);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  s->kb = kb, s->c = c, s->options = o, s->conditions = kb->condition_count;
  s->params = o->params ? *o->params : dp_params_defaults();
  dp_status status = dp_w_of(kb, &s->w, err);
  if (status) return status;
  s->silence_level = !o->silence || c->words < 12 ? 0 : c->words < 40 ? 1 : c->words < 90 ? 2 : c->words < 160 ? 3 : 4;
  choose_groups(s, is_diabetic(kb, c));
  s->scores = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  int32_t *values = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  if (!s->scores || !values || !grow_nodes(s, arena) || !fill_matrix(s, arena)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  s->roots = DP_NEW_ARRAY(arena, uint16_t, s->node_count);
  if (!s->roots) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t n = 0; n < s->node_count; n++)
    if (s->nodes[n].root == n) s->roots[s->root_count++] = (uint16_t)n;
  choose_complaint(s);
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t sum = dp_value_silence(s, i);
    for (int k = DP_ROW_PRIOR; k <= DP_ROW_RECURRENT; k++)
      if (k != DP_ROW_COMPLAINT) sum += dp_value_fixed(s, (dp_row_kind)k, i);
    s->scores[i] = sum;
  }
  for (size_t k = 0; k < c->observations.count; k++)
    if (kb->findings[c->observations.at[k].finding].kind == DP_KIND_DISEASE)
      for (size_t i = 0; i < s->conditions; i++) s->scores[i] += dp_value_known(s, k, i);
  for (size_t r = 0; r < s->root_count; r++) {
    component_values(s, s->roots[r], 0, s->conditions, values);
    for (size_t i = 0; i < s->conditions; i++) s->scores[i] += values[i];
  }
  *out = s;
  return DP_OK;
}

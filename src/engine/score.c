/* score.c: the score of every condition for a case, as a sum of rows. model.h and docs/engine.md derive the arithmetic.
 *
 * 1. nodes.c makes the case a forest of nodes in trees, and trees to components: the rows of the ledger.
 * 2. Each present node gets its level L in every condition; each bundle of absent ones its finished value.
 * 3. A tree's value is the tempered sum over its nodes, limited; a component's is the sum over its trees.
 * The loops run over all conditions of one node. Most conditions state nothing about most findings, so that the values
 * of a node differ from its parent's in few places: those are looked for four at a time.
 */
#include "model.h"

static const uint32_t age_centre[DP_BANDS] = {14, 190, 1095, 3100, 5480, 10600, 19000, 26300, 31000}; /* days */

/* ---- levels ------------------------------------------------------------------------------------------------------ */

static void overlay(const dp_scoring *s, uint16_t f, int16_t *level, bool absent) {
  for (size_t g = 0; g < s->group_count; g++) {
    size_t i = (size_t)f * DP_W_GROUPS + s->groups[g];
    for (uint32_t k = s->w.index[i]; k < s->w.index[i + 1]; k++) {
      const dp_w_posting *p = &s->w.postings[k];
      level[p->condition] = absent ? p->absent : p->present;
    }
  }
}

/* A child that a condition does not state, where it states others under the same parent, is less likely than in
 * everybody. */
static void lower_unstated(const dp_scoring *s, uint16_t parent, int16_t *level) {
  size_t i = (size_t)parent * DP_W_GROUPS;
  int32_t by = s->params.unstated_child_cb;
  for (uint32_t k = s->w.index[i]; by && k < s->w.index[i + 1]; k++)
    if (s->w.postings[k].flags & DP_W_STATES_CHILDREN)
      level[s->w.postings[k].condition] = (int16_t)(level[s->w.postings[k].condition] + by);
}

enum { DEEPEST = 64 };

void dp_fill_level(const dp_scoring *s, uint16_t f, int16_t *level) {
  uint16_t chain[DEEPEST];
  size_t n = 0;
  for (uint16_t a = f; a != DP_NONE && n < DEEPEST; a = s->w.parent[a]) chain[n++] = a;
  memset(level, 0, s->conditions * sizeof *level);
  for (size_t i = n; i-- > 0;) {
    if (i + 1 < n) lower_unstated(s, chain[i + 1], level);
    overlay(s, chain[i], level, false);
  }
  dp_fill_adverse(s, f, level);
}

static const dp_w_posting *posting(const dp_scoring *s, uint16_t f, uint8_t group, size_t condition) {
  size_t i = (size_t)f * DP_W_GROUPS + group;
  uint32_t low = s->w.index[i], high = s->w.index[i + 1];
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (s->w.postings[middle].condition < condition) low = middle + 1;
    else high = middle;
  }
  return low < s->w.index[i + 1] && s->w.postings[low].condition == condition ? &s->w.postings[low] : NULL;
}

int32_t dp_level_at(const dp_scoring *s, uint16_t f, size_t condition) {
  int16_t adverse;
  if (condition == s->adverse_condition && dp_adverse_level(s, f, &adverse)) return adverse;
  int32_t lowered = 0;
  for (uint16_t a = f, n = 0; a != DP_NONE && n < DEEPEST; a = s->w.parent[a], n++) {
    const dp_w_posting *base = posting(s, a, 0, condition);
    for (size_t g = s->group_count; g-- > 0;) {
      const dp_w_posting *p = g ? posting(s, a, s->groups[g], condition) : base;
      if (p)
        return p->present + lowered +
               (n && base && base->flags & DP_W_STATES_CHILDREN ? s->params.unstated_child_cb : 0);
    }
  }
  return lowered;
}

int32_t dp_given_cb(const dp_scoring *s, uint16_t f, size_t condition) {
  uint16_t a = s->w.parent[f];
  for (unsigned n = 0; a != DP_NONE && n < DEEPEST; a = s->w.parent[a], n++)
    if (s->node_of[a] && s->nodes[s->node_of[a] - 1].state == DP_NODE_PRESENT) break;
  int32_t cb = s->w.ref_cb[f];
  if (condition != DP_NONE) cb += dp_level_at(s, f, condition);
  if (a != DP_NONE) cb -= s->w.ref_cb[a] + (condition != DP_NONE ? s->nodes[s->node_of[a] - 1].level[condition] : 0);
  return cb > -1 ? -1 : cb;
}

/* ---- absent findings --------------------------------------------------------------------------------------------- */

/* The value of an absent finding with nothing known above it. */
void dp_fill_absent_alone(const dp_scoring *s, uint16_t f, int16_t *value) {
  dp_fill_level(s, f, value);
  int32_t ref = s->w.ref_cb[f], ref0 = s->w.ref0_cb[f];
  for (size_t i = 0; i < s->conditions; i++)
    if (value[i]) value[i] = (int16_t)(dp_complement_cb(ref + value[i]) - ref0);
  overlay(s, f, value, true);
}

/* The value of an absent finding below one that is present: (1 - q) / (1 - q_ref), q = P(finding) / P(parent). */
void dp_fill_absent_under(const dp_scoring *s, uint16_t f, const dp_node *parent, int16_t *value) {
  dp_fill_level(s, f, value);
  int32_t q_ref = s->w.ref_cb[f] - s->w.ref_cb[parent->finding], ref0 = dp_complement_cb(q_ref < -1 ? q_ref : -1);
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t more = value[i] - parent->level[i], q = q_ref + more;
    value[i] = (int16_t)(more ? dp_complement_cb(q < -1 ? q : -1) - ref0 : 0);
  }
}

static int16_t add16(int16_t a, int32_t b) {
  int32_t v = a + b;
  return (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
}

/* None of a class: the probability that no member occurs, less the members that do. */
static void fill_absent_group(const dp_scoring *s, uint16_t f, int16_t *value, int16_t *scratch) {
  memset(value, 0, s->conditions * sizeof *value);
  overlay(s, f, value, true);
  bool less = false;
  for (size_t n = 0; n < s->node_count; n++) {
    const dp_node *m = &s->nodes[n];
    if (m->state != DP_NODE_PRESENT || !dp_kb_is_a(s->kb, m->finding, f)) continue;
    if (m->parent != DP_NONE && dp_kb_is_a(s->kb, s->nodes[m->parent].finding, f))
      continue; /* its parent stands for it */
    less = true;
    memset(scratch, 0, s->conditions * sizeof *scratch);
    overlay(s, m->finding, scratch, true);
    for (size_t i = 0; i < s->conditions; i++) value[i] = add16(value[i], -scratch[i]);
  }
  for (size_t i = 0; less && i < s->conditions; i++)
    value[i] = (int16_t)(value[i] < -170 ? -170 : value[i] > 30 ? 30 : value[i]);
}

static uint64_t power_of(const dp_scoring *s, int32_t cb) { /* 10^(cb / 100) * 2^31, cb <= 0 */
  return cb <= -DP_POWERS ? 0 : s->power[-cb];
}

/* Several absent findings below what nobody spoke of, in one condition (or in general: `levels` NULL). With q(n) = P(n)
 * / P(its parent), none of them occurs with F(n) = 1 - q(n) for an absent one, 1 - q(n) (1 - product of F over the
 * children) for an open one. Result: F of the top, * 2^31. */
static uint64_t none_of_bundle(const dp_scoring *s, const uint16_t *bundle, size_t count, int16_t *const *levels,
                               size_t i, uint64_t *product) {
  const uint64_t one = (uint64_t)1 << 31;
  for (size_t k = 0; k < count; k++) product[k] = one;
  uint64_t f = one;
  for (size_t k = count; k-- > 0;) {
    const dp_node *n = &s->nodes[bundle[k]];
    int32_t q = s->w.ref_cb[n->finding] + (levels ? levels[k][i] : 0);
    size_t up = 0;
    while (up < k && bundle[up] != n->parent) up++;
    if (n->parent != DP_NONE) {
      const dp_node *p = &s->nodes[n->parent];
      q -= s->w.ref_cb[p->finding] + (levels ? (up < k ? levels[up][i] : p->level[i]) : 0);
    }
    uint64_t some = n->state == DP_NODE_ABSENT ? one : one - product[k];
    f = one - ((power_of(s, q < -1 ? q : -1) * some) >> 31);
    if (up < k) product[up] = (product[up] * f) >> 31;
  }
  return f;
}

static bool fill_bundle(const dp_scoring *s, const uint16_t *bundle, size_t count, int16_t *value, dp_arena *arena) {
  int16_t **levels = DP_NEW_ARRAY(arena, int16_t *, count);
  uint64_t *product = DP_NEW_ARRAY(arena, uint64_t, count);
  if (!levels || !product) return false;
  for (size_t k = 0; k < count; k++) {
    levels[k] = DP_NEW_ARRAY(arena, int16_t, s->conditions);
    if (!levels[k]) return false;
    dp_fill_level(s, s->nodes[bundle[k]].finding, levels[k]);
  }
  uint16_t anchor = s->nodes[bundle[0]].parent;
  const int16_t *base = anchor == DP_NONE ? NULL : s->nodes[anchor].level;
  uint64_t in_general = none_of_bundle(s, bundle, count, NULL, 0, product);
  for (size_t i = 0; i < s->conditions; i++) {
    bool differs = false;
    for (size_t k = 0; k < count; k++) differs |= levels[k][i] != (base ? base[i] : 0);
    value[i] =
        (int16_t)(differs ? dp_centiban_ratio(none_of_bundle(s, bundle, count, levels, i, product), in_general) : 0);
  }
  return true;
}

static bool fill_absent(dp_scoring *s, size_t top, int16_t *value, int16_t *scratch, dp_arena *arena) {
  dp_node *node = &s->nodes[top];
  if (node->state == DP_NODE_ABSENT) {
    if (node->kind == DP_KIND_GROUP) fill_absent_group(s, node->finding, value, scratch);
    else if (node->parent != DP_NONE) dp_fill_absent_under(s, node->finding, &s->nodes[node->parent], value);
    else dp_fill_absent_alone(s, node->finding, value);
    return true;
  }
  uint16_t *bundle = DP_NEW_ARRAY(arena, uint16_t, s->node_count - top);
  if (!bundle) return false;
  size_t count = 0;
  for (size_t n = top; n < s->node_count; n++) { /* parents come before their children */
    bool within = n == top;
    for (size_t k = 0; k < count && !within; k++) within = bundle[k] == s->nodes[n].parent;
    if (within) bundle[count++] = (uint16_t)n;
  }
  return fill_bundle(s, bundle, count, value, arena);
}

/* The top of a bundle of absent findings: below nothing, or below what is present. */
static bool is_bundle_top(const dp_scoring *s, const dp_node *n) {
  return n->state != DP_NODE_PRESENT && (n->parent == DP_NONE || s->nodes[n->parent].state == DP_NODE_PRESENT);
}

static bool fill_nodes(dp_scoring *s, dp_arena *arena) {
  int16_t *scratch = DP_NEW_ARRAY(arena, int16_t, s->conditions);
  if (!scratch) return false;
  for (int pass = 0; pass < 2; pass++) /* the present first: the absent under them need their levels */
    for (size_t n = 0; n < s->node_count; n++) {
      dp_node *node = &s->nodes[n];
      bool present = node->state == DP_NODE_PRESENT;
      if (present != (pass == 0) || (!present && !is_bundle_top(s, node))) continue;
      int16_t *level = DP_NEW_ARRAY(arena, int16_t, s->conditions);
      if (!level) return false;
      if (present) {
        if (node->parent != DP_NONE) {
          memcpy(level, s->nodes[node->parent].level, s->conditions * sizeof *level);
          lower_unstated(s, s->nodes[node->parent].finding, level);
        }
        overlay(s, node->finding, level, false);
        dp_fill_adverse(s, node->finding, level);
      } else if (!fill_absent(s, n, level, scratch, arena)) return false;
      node->level = level;
    }
  return true;
}

/* ---- values of nodes, trees and components ----------------------------------------------------------------------- */

int32_t dp_exponent(const dp_scoring *s, uint8_t kind, bool present, uint8_t doubt) {
  const dp_params *p = &s->params;
  int32_t e;
  switch (kind) {
  case DP_KIND_LAB:
  case DP_KIND_IMAGING:
  case DP_KIND_TEST: e = present ? p->test_present : p->test_absent; break;
  case DP_KIND_HISTORY:
  case DP_KIND_RISK:
  case DP_KIND_MEDICINE:
  case DP_KIND_DISEASE: e = p->risk; break;
  default: e = present ? p->present : p->absent;
  }
  return doubt == DP_SURE ? e : dp_scaled(e, doubt == DP_LOOSE ? p->loose : p->uncertain);
}

/* raw += e * (level - up), up NULL: 0. */
static void add_node(int32_t *raw, const int16_t *level, const int16_t *up, size_t n, int32_t e) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    uint64_t a, b = 0;
    memcpy(&a, level + i, 8);
    if (up) memcpy(&b, up + i, 8);
    if (a == b) continue;
    for (size_t k = i; k < i + 4; k++) raw[k] += dp_scaled16(level[k] - (up ? up[k] : 0), e);
  }
  for (; i < n; i++) raw[i] += dp_scaled16(level[i] - (up ? up[i] : 0), e);
}

enum { COMES_ANYWAY_CB = -120, COMES_LEAST_CB = -270, COMES_UNTYPICAL_CB = 60 }; /* 6 % of those who have it, and never below 0.2 % */

/* What brought the patient: the share that comes with it, against everybody's. An untypical complaint lowers, never
 * excludes; and of a complaint that hardly anybody comes with, a condition that says nothing of it is like everybody. */
static void add_complaint(const dp_scoring *s, int32_t *raw) {
  const dp_node *k = &s->nodes[s->complaint];
  int32_t share = s->w.share_cb[k->finding], ref = s->w.ref_cb[k->finding] + COMES_ANYWAY_CB, least = COMES_LEAST_CB;
  if (ref > share) ref = share;
  if (least > share - COMES_UNTYPICAL_CB) least = share - COMES_UNTYPICAL_CB;
  int16_t of_adverse;
  uint32_t at = s->w.comes_index[k->finding], end = s->w.comes_index[k->finding + 1];
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t cb = ref + k->level[i];
    if (cb < least) cb = least;
    while (at < end && s->w.comes[at].condition < i) at++;
    if (at < end && s->w.comes[at].condition == i && s->w.comes[at].cb > cb) cb = s->w.comes[at].cb;
    if (i == s->adverse_condition && dp_adverse_level(s, k->finding, &of_adverse)) cb = s->w.ref_cb[k->finding] + k->level[i]; /* it is what they come with */
    raw[i] += dp_scaled16(cb - share, s->params.complaint);
  }
}

int32_t dp_tree_limit(const dp_scoring *s, bool absence, int32_t v) {
  int32_t low = absence && s->options.absence == DP_ABSENCE_CAPPED ? s->params.absent_row_cb : s->params.row_low_cb;
  return v < low ? low : v > s->params.row_high_cb ? s->params.row_high_cb : v;
}

static bool fill_components(dp_scoring *s, dp_arena *arena) {
  for (size_t t = 0; t < s->tree_count; t++)
    if (!(s->trees[t].raw = DP_NEW_ARRAY(arena, int32_t, s->conditions))) return false;
  uint8_t *told = DP_NEW_ARRAY(arena, uint8_t, s->node_count); /* by the complaint's own row: it and what is above it */
  if (!told) return false;
  for (uint16_t k = s->complaint < 0 ? (uint16_t)DP_NONE : (uint16_t)s->complaint; k != DP_NONE; k = s->nodes[k].parent)
    told[k] = 1;
  for (size_t n = 0; n < s->node_count; n++) {
    const dp_node *node = &s->nodes[n];
    if (told[n] || !node->level) continue;
    const int16_t *up = node->state == DP_NODE_PRESENT && node->parent != DP_NONE ? s->nodes[node->parent].level : NULL;
    add_node(s->trees[node->tree].raw, node->level, up, s->conditions,
             dp_exponent(s, node->kind, node->state == DP_NODE_PRESENT, node->doubt));
  }
  if (s->complaint >= 0) add_complaint(s, s->trees[s->nodes[s->complaint].tree].raw);
  for (size_t t = 0; t < s->tree_count; t++) {
    dp_component *c = &s->components[s->trees[t].component];
    const int32_t *raw = s->trees[t].raw;
    bool absence = s->trees[t].absence;
    if (!c->value && !(c->value = DP_NEW_ARRAY(arena, int16_t, s->conditions))) return false;
    int32_t low = dp_tree_limit(s, absence, INT16_MIN), high = dp_tree_limit(s, absence, INT16_MAX);
    for (size_t i = 0; i < s->conditions; i++) {
      int32_t v = raw[i] < low ? low : raw[i] > high ? high : raw[i];
      v += c->value[i];
      c->value[i] = (int16_t)(v < INT16_MIN ? INT16_MIN : v > INT16_MAX ? INT16_MAX : v);
    }
  }
  for (size_t k = 0; k < s->component_count; k++) { /* absences of one phrase cannot pile up */
    dp_component *c = &s->components[k];
    for (size_t i = 0; c->absence && c->trees > 1 && i < s->conditions; i++)
      c->value[i] = (int16_t)dp_tree_limit(s, true, c->value[i]);
  }
  return true;
}

/* ---- the rows about the patient ---------------------------------------------------------------------------------- */

static int32_t age_value(const dp_w_condition *w, int32_t days) {
  int32_t i = 0, d = days > 50000 ? 50000 : days;
  if (d <= (int32_t)age_centre[0]) return w->age[0];
  while (i + 1 < DP_BANDS && (int32_t)age_centre[i + 1] < d) i++;
  if (i + 1 >= DP_BANDS) return w->age[DP_BANDS - 1];
  int32_t span = (int32_t)(age_centre[i + 1] - age_centre[i]), into = d - (int32_t)age_centre[i];
  return (w->age[i] * (span - into) + w->age[i + 1] * into) / span;
}

static unsigned course_class(int32_t hours) {
  return hours < 2          ? DP_COURSE_MINUTES
         : hours < 24       ? DP_COURSE_HOURS
         : hours < 12 * 24  ? DP_COURSE_DAYS
         : hours < 56 * 24  ? DP_COURSE_WEEKS
         : hours < 365 * 24 ? DP_COURSE_MONTHS
                            : DP_COURSE_YEARS;
}

int32_t dp_value_fixed(const dp_scoring *s, dp_row_kind kind, size_t condition) {
  const dp_w_condition *w = &s->w.conditions[condition];
  const dp_params *p = &s->params;
  const dp_case *c = s->c;
  switch (kind) {
  case DP_ROW_PRIOR: return dp_scaled16(w->rate, p->prior);
  case DP_ROW_AGE: return c->age_days < 0 ? 0 : dp_scaled16(age_value(w, c->age_days), p->age);
  case DP_ROW_SEX: {
    int32_t v = c->sex == DP_FEMALE ? w->female : c->sex == DP_MALE ? w->male : 0;
    return v <= DP_W_IMPOSSIBLE ? DP_CANNOT_ROW : dp_scaled16(v, p->age);
  }
  case DP_ROW_PREGNANCY:
    return c->pregnant == DP_YES  ? dp_scaled16(w->pregnant, p->age)
           : c->pregnant == DP_NO ? dp_scaled16(w->not_pregnant, p->age)
                                  : 0;
  case DP_ROW_SETTING:
    return c->setting == DP_SETTING_UNKNOWN || c->setting > DP_SETTING_COUNT
               ? 0
               : dp_scaled16(w->setting[c->setting - 1], p->context);
  case DP_ROW_REGION: {
    int32_t best = INT32_MIN;
    for (unsigned r = 0; r < DP_REGION_COUNT; r++)
      if (c->region >> r & 1 && w->region[r] > best) best = w->region[r];
    return best == INT32_MIN ? 0 : dp_scaled16(best, p->context);
  }
  case DP_ROW_SEASON:
    return c->season && c->season <= DP_SEASON_COUNT ? dp_scaled16(w->season[c->season - 1], p->context) : 0;
  case DP_ROW_COURSE: return c->duration_h < 0 ? 0 : dp_scaled16(w->course[course_class(c->duration_h)], p->course);
  case DP_ROW_ONSET:
    return c->onset == DP_SUDDEN    ? dp_scaled16(w->sudden, p->course)
           : c->onset == DP_GRADUAL ? dp_scaled16(w->gradual, p->course)
                                    : 0;
  case DP_ROW_RECURRENT: return c->recurrent ? dp_scaled16(w->recurrent, p->course) : 0;
  case DP_ROW_WORDING: return s->wording ? s->wording[condition] : 0;
  case DP_ROW_MEDICINES: return condition != s->adverse_condition ? 0 : s->adverse ? s->adverse_row : DP_CANNOT_ROW;
  default: return 0;
  }
}

/* Whether the row can be other than 0 for any condition: what the case does not tell is passed over. */
static bool fixed_speaks(const dp_scoring *s, dp_row_kind kind) {
  const dp_case *c = s->c;
  switch (kind) {
  case DP_ROW_PRIOR: return true;
  case DP_ROW_AGE: return c->age_days >= 0;
  case DP_ROW_SEX: return c->sex != DP_SEX_UNKNOWN;
  case DP_ROW_PREGNANCY: return c->pregnant != DP_UNKNOWN;
  case DP_ROW_SETTING: return c->setting != DP_SETTING_UNKNOWN;
  case DP_ROW_REGION: return c->region != 0;
  case DP_ROW_SEASON: return c->season != 0;
  case DP_ROW_COURSE: return c->duration_h >= 0;
  case DP_ROW_ONSET: return c->onset != DP_ONSET_UNKNOWN;
  case DP_ROW_RECURRENT: return c->recurrent;
  case DP_ROW_WORDING: return s->wording != NULL;
  case DP_ROW_MEDICINES: return true;
  default: return false;
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
  else if (o->state == DP_ABSENT) v = form_of || s->options.absence == DP_ABSENCE_OFF ? 0 : p->denied_cb;
  else if (o->state == DP_UNCERTAIN) v = o->support >= DP_SUPPORT_CONSISTENT ? p->consistent_cb / 2 : p->known_cb / 2;
  else if (o->state == DP_PRESENT)
    v = o->support == DP_SUPPORT_CONFIRMED    ? p->confirmed_cb
        : o->support == DP_SUPPORT_CONSISTENT ? p->consistent_cb
        : o->support == DP_SUPPORT_SUSPECTED  ? 0
                                              : p->known_cb;
  return same ? v : v / 2;
}

int32_t dp_value_component_known(const dp_scoring *s, size_t component, size_t condition) {
  const dp_component *c = &s->components[component];
  int32_t best = 0;
  for (size_t k = 0; k < c->member_count; k++) {
    int32_t v = dp_value_known(s, c->members[k], condition);
    int32_t weight = 2 * (v < 0 ? -v : v) + (v > 0), of_best = 2 * (best < 0 ? -best : best) + (best > 0);
    if (weight > of_best) best = v;
  }
  return best;
}

static int32_t silence_value(const dp_scoring *s, int32_t sum) {
  sum = dp_scaled(sum, s->params.silence);
  return sum < s->params.silence_total_cb ? s->params.silence_total_cb : sum;
}

/* The weights of a condition's unobserved findings, and which of them `now` takes away. */
static int32_t silence_sum(const dp_scoring *s, size_t condition, const uint8_t *observed, bool is) {
  int32_t sum = 0;
  for (uint32_t k = s->w.silence_index[condition]; k < s->w.silence_index[condition + 1]; k++)
    if ((observed[s->w.silence[k].finding] != 0) == is) sum += s->w.silence[k].cb[s->silence_level - 1];
  return sum;
}

int32_t dp_value_silence(const dp_scoring *s, size_t condition) {
  return s->silence ? silence_value(s, s->silence[condition]) : 0;
}

int32_t dp_value_silence_with(const dp_scoring *s, size_t condition, const uint8_t *now) {
  return s->silence ? silence_value(s, s->silence[condition] - silence_sum(s, condition, now, true)) : 0;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool is_diabetic(const dp_kb *kb, const dp_case *c) {
  if (c->diabetic) return true;
  uint16_t diabetes = DP_NONE;
  for (size_t i = 0; i < c->observations.count; i++) { /* an answer, after the case was settled */
    const dp_observation *o = &c->observations.at[i];
    if (o->mention != DP_NONE || o->state != DP_PRESENT || kb->findings[o->finding].kind != DP_KIND_DISEASE) continue;
    if (diabetes == DP_NONE) diabetes = dp_kb_find(kb, DP_IS_FINDING, DP_STR("diabetes_mellitus"));
    if (diabetes != DP_NONE && dp_kb_is_a(kb, o->finding, diabetes)) return true;
  }
  return false;
}

static void choose_groups(dp_scoring *s) {
  int32_t age = s->c->age_days;
  s->groups[s->group_count++] = 0;
  if (age >= 0 && age < 365) s->groups[s->group_count++] = DP_ROWS_INFANT;
  else if (age >= 365 && age < 12 * 365) s->groups[s->group_count++] = DP_ROWS_CHILDREN;
  else if (age >= 75 * 365) s->groups[s->group_count++] = DP_ROWS_OLD;
  if (s->c->pregnant == DP_YES) s->groups[s->group_count++] = DP_ROWS_PREGNANT;
  if (is_diabetic(s->kb, s->c)) s->groups[s->group_count++] = DP_ROWS_DIABETIC;
}

/* "Something else": the summed priors of all conditions, shifted. It wins when the evidence speaks against all that is
 * known. */
static int32_t score_of_other(const dp_scoring *s) {
  int32_t high = INT32_MIN;
  for (size_t i = 0; i < s->conditions; i++) {
    int32_t prior = dp_scaled16(s->w.conditions[i].rate, s->params.prior);
    if (prior > high && i != s->adverse_condition) high = prior;
  }
  uint64_t all = 0;
  for (size_t i = 0; i < s->conditions; i++)
    if (i != s->adverse_condition) /* its rate is not of everybody */
      all += power_of(s, dp_scaled16(s->w.conditions[i].rate, s->params.prior) - high);
  return all ? high + dp_centiban_ratio(all, (uint64_t)1 << 31) + s->params.else_cb : 0;
}

static dp_status check_case(const dp_kb *kb, const dp_case *c, dp_error *err) {
  for (size_t i = 0; i < c->observations.count; i++)
    if (c->observations.at[i].finding >= kb->finding_count)
      return dp_fail(err, DP_ERR_INPUT, "the case speaks of finding number %u, and there are %zu",
                     (unsigned)c->observations.at[i].finding, kb->finding_count);
  if (c->observations.count >= DP_NONE - 1)
    return dp_fail(err, DP_ERR_INPUT, "the case has more than 65,000 observations");
  return DP_OK;
}

/* Adds dp_value_known of an observation, or of the component that it is in, to the conditions that it can concern: the
 * disease itself, what is above it and what is below it. `seen` [finding] is clean before and after. */
static void add_known(dp_scoring *s, size_t observation, uint8_t *seen, uint16_t *list) {
  const dp_kb *kb = s->kb;
  uint16_t component = s->component_of[observation];
  const dp_component *c = component == DP_NONE ? NULL : &s->components[component];
  size_t count = 0;
  for (size_t m = 0; m < (c ? c->member_count : 1); m++) {
    uint16_t f = s->c->observations.at[c ? c->members[m] : observation].finding;
    if (kb->findings[f].kind != DP_KIND_DISEASE) continue;
    if (c && c->members[m] < observation) goto clean; /* the component was added with its first disease */
    size_t from = count;
    if (!seen[f]) seen[f] = 1, list[count++] = f;
    for (; from < count; from++) { /* down */
      dp_ids down = dp_kb_ids(kb, kb->findings[list[from]].children);
      for (size_t k = 0; k < down.count; k++)
        if (!seen[down.at[k]]) seen[down.at[k]] = 1, list[count++] = down.at[k];
    }
  }
  for (size_t m = 0; m < (c ? c->member_count : 1);
       m++) { /* up; only now, for what is above one may be another one's own */
    uint16_t f = s->c->observations.at[c ? c->members[m] : observation].finding;
    dp_ids up = dp_kb_ids(kb, kb->findings[f].ancestors);
    for (size_t k = 0; k < up.count && kb->findings[f].kind == DP_KIND_DISEASE; k++)
      if (!seen[up.at[k]]) seen[up.at[k]] = 1, list[count++] = up.at[k];
  }
  for (size_t k = 0; k < count; k++) {
    uint16_t i = kb->findings[list[k]].condition;
    if (kb->findings[list[k]].kind == DP_KIND_DISEASE && i < s->conditions)
      s->scores[i] += c ? dp_value_component_known(s, component, i) : dp_value_known(s, observation, i);
  }
clean:
  while (count) seen[list[--count]] = 0;
}

dp_status dp_score(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena, dp_scoring **out,
                   dp_error *err) {
  static const char no_memory[] = "not enough memory to rank the case";
  dp_scoring *s = DP_NEW(arena, dp_scoring);
  uint32_t *power = DP_NEW_ARRAY(arena, uint32_t, DP_POWERS);
  if (!s || !power) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  s->kb = kb, s->c = c, s->options = o ? *o : dp_engine_defaults(), s->conditions = kb->condition_count;
  s->params = s->options.params ? *s->options.params : dp_params_defaults();
  dp_status status = dp_w_of(kb, &s->w, err);
  if (!status) status = check_case(kb, c, err);
  if (status) return status;
  for (int i = 0; i < DP_POWERS; i++) power[i] = i < 100 ? (uint32_t)(dp_exp10_cb(-i) >> 1) : power[i - 100] / 10;
  s->power = power;
  s->silence_level = !s->options.silence || c->words < 12 ? 0
                     : c->words < 40                      ? 1
                     : c->words < 90                      ? 2
                     : c->words < 160                     ? 3
                                                          : 4;
  choose_groups(s);
  s->scores = DP_NEW_ARRAY(arena, int32_t, s->conditions);
  if (!s->scores || !dp_grow_nodes(s, arena) || !dp_grow_adverse(s, arena) || !dp_grow_wording(s, arena) || !fill_nodes(s, arena))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  s->complaint = -1;
  if (c->brought_by && c->brought_by <= kb->finding_count && s->node_of[c->brought_by - 1]) {
    const dp_node *k = &s->nodes[s->node_of[c->brought_by - 1] - 1];
    if (k->state == DP_NODE_PRESENT && !k->doubt && s->w.share_cb[k->finding] != INT16_MIN)
      s->complaint = s->node_of[k->finding] - 1;
  }
  if (!fill_components(s, arena)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  if (s->silence_level && !(s->silence = DP_NEW_ARRAY(arena, int32_t, s->conditions)))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t i = 0; s->silence && i < s->conditions; i++) {
    s->silence[i] = silence_sum(s, i, s->observed, false);
    s->scores[i] = dp_value_silence(s, i);
  }
  for (int k = DP_ROW_PRIOR; k <= DP_ROW_MEDICINES; k++)
    for (size_t i = 0; fixed_speaks(s, (dp_row_kind)k) && i < s->conditions; i++)
      s->scores[i] += dp_value_fixed(s, (dp_row_kind)k, i);
  uint8_t *seen = DP_NEW_ARRAY(arena, uint8_t, kb->finding_count);
  uint16_t *list = DP_NEW_ARRAY(arena, uint16_t, kb->finding_count);
  if (!seen || !list) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t k = 0; k < c->observations.count; k++)
    if (kb->findings[c->observations.at[k].finding].kind == DP_KIND_DISEASE) add_known(s, k, seen, list);
  for (size_t k = 0; k < s->component_count; k++) {
    const int16_t *value = s->components[k].value;
    for (size_t i = 0; i < s->conditions; i++) s->scores[i] += value[i];
  }
  s->other = score_of_other(s);
  *out = s;
  return DP_OK;
}

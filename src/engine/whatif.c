/* whatif.c: what every score would be if one more thing were known.
 *
 * The next questions and their effects need this for many findings, so that it is not done by scoring the case anew
 * where little changes: a present finding adds its levels to the tree of what is known above it, an absent one its
 * complement, and silence loses its say on it. Where more changes than that (another finding's place in the forest, a
 * class that is denied, the patient's tables), the case is scored anew. Invariant: the result is the same either way
 * (tests/engine).
 */
#include "model.h"

enum { DEEPEST = 64 };

/* The place that a finding would take: what is new above it, and the node that it would hang below. */
typedef struct place {
  uint16_t chain[DEEPEST]; /* the finding, and what it brings along, upwards */
  size_t count;
  uint16_t anchor; /* node, DP_NONE: none */
} place;

static bool in_chain(const dp_scoring *s, uint16_t f, uint16_t wanted) {
  for (unsigned n = 0; f != DP_NONE && n < DEEPEST; f = s->w.parent[f], n++)
    if (f == wanted) return true;
  return false;
}

/* Finds the place; false when knowing the finding would change more than its own place. */
static bool simple_place(const dp_scoring *s, uint16_t f, uint8_t state, place *p) {
  uint8_t kind = s->kb->findings[f].kind;
  if ((state != DP_PRESENT && state != DP_ABSENT) || kind == DP_KIND_DISEASE || kind == DP_KIND_GROUP) return false;
  if (s->observed[f] || s->node_of[f]) return false;
  if (kind == DP_KIND_MEDICINE && state == DP_PRESENT && s->adverse_condition != DP_NONE) return false; /* what it may cause */
  p->anchor = DP_NONE, p->count = 0;
  for (uint16_t a = f; a != DP_NONE && p->count < DEEPEST; a = s->w.parent[a]) {
    if (s->node_of[a]) {
      p->anchor = (uint16_t)(s->node_of[a] - 1);
      break;
    }
    p->chain[p->count++] = a;
  }
  if (p->anchor != DP_NONE && (s->nodes[p->anchor].state != DP_NODE_PRESENT || s->nodes[p->anchor].doubt))
    return false;
  uint16_t top = p->chain[p->count - 1];
  for (size_t n = 0; n < s->node_count; n++) /* others would find their place at or below it */
    if (s->nodes[n].state != DP_NODE_PRESENT &&
        (dp_kb_is_a(s->kb, s->nodes[n].finding, top) || dp_kb_is_a(s->kb, s->nodes[n].finding, f)))
      return false;
  if (state == DP_ABSENT) return true;
  for (size_t k = 0; k < s->c->observations.count;
       k++) { /* it would imply what stands by itself now, or contradict a denial */
    uint16_t o = s->c->observations.at[k].finding;
    if (s->c->observations.at[k].state <= DP_UNCERTAIN && dp_kb_is_a(s->kb, f, o) &&
        !(s->c->observations.at[k].state == DP_PRESENT && in_chain(s, f, o)))
      return false;
  }
  return s->complaint >= 0 || !s->c->brought_by || !in_chain(s, f, (uint16_t)(s->c->brought_by - 1));
}

static bool silence_changes(const dp_scoring *s, uint16_t f, uint8_t state, dp_arena *arena, int32_t *change) {
  if (!s->silence) return true;
  size_t findings = s->kb->finding_count;
  uint8_t *observed = DP_NEW_ARRAY(arena, uint8_t, findings);
  uint16_t *stack = DP_NEW_ARRAY(arena, uint16_t, findings);
  if (!observed || !stack) return false;
  memcpy(observed, s->observed, findings);
  observed[f] |= DP_OBSERVED_SAID;
  dp_ids up = dp_kb_ids(s->kb, s->kb->findings[f].ancestors);
  for (size_t k = 0; k < up.count && state != DP_ABSENT; k++) observed[up.at[k]] |= DP_OBSERVED_SAID;
  size_t n = 0;
  if (state == DP_ABSENT) stack[n++] = f, observed[f] |= DP_OBSERVED_DENIED;
  while (n) {
    dp_ids down = dp_kb_ids(s->kb, s->kb->findings[stack[--n]].children);
    for (size_t k = 0; k < down.count; k++)
      if (!(observed[down.at[k]] & DP_OBSERVED_DENIED))
        observed[down.at[k]] |= DP_OBSERVED_DENIED, stack[n++] = down.at[k];
  }
  for (size_t i = 0; i < findings; i++) observed[i] = observed[i] && !s->observed[i]; /* only what is new */
  for (size_t i = 0; i < s->conditions; i++) change[i] += dp_value_silence_with(s, i, observed) - dp_value_silence(s, i);
  return true;
}

static dp_status anew(const dp_scoring *s, uint16_t f, uint8_t state, dp_arena *arena, int32_t *change, dp_error *err) {
  dp_case c = *s->c;
  size_t n = c.observations.count;
  dp_observation *all = DP_NEW_ARRAY(arena, dp_observation, n + 1);
  if (!all) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to try an answer");
  if (n) memcpy(all, c.observations.at, n * sizeof *all);
  all[n] = (dp_observation){.finding = f, .state = state, .group = DP_NONE, .mention = DP_NONE};
  c.observations.at = all, c.observations.count = c.observations.room = n + 1;
  dp_scoring *other;
  dp_status status = dp_score(s->kb, &c, &s->options, arena, &other, err);
  for (size_t i = 0; !status && i < s->conditions; i++) change[i] = other->scores[i] - s->scores[i];
  return status;
}

dp_status dp_what_if(const dp_scoring *s, uint16_t f, uint8_t state, dp_arena *arena, int32_t *change, dp_error *err) {
  place p;
  if (!simple_place(s, f, state, &p)) return anew(s, f, state, arena, change, err);
  static const char no_memory[] = "not enough memory to try an answer";
  size_t n = s->conditions;
  memset(change, 0, n * sizeof *change);
  if (!silence_changes(s, f, state, arena, change)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  if (state == DP_ABSENT && s->options.absence == DP_ABSENCE_OFF) return DP_OK;
  int16_t *level = DP_NEW_ARRAY(arena, int16_t, n), *up = DP_NEW_ARRAY(arena, int16_t, n);
  int32_t *more = DP_NEW_ARRAY(arena, int32_t, n);
  if (!level || !up || !more) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  const dp_node *anchor = p.anchor == DP_NONE ? NULL : &s->nodes[p.anchor];
  bool absence = state == DP_ABSENT;
  if (absence) {
    int32_t e = dp_exponent(s, s->kb->findings[f].kind, false, false);
    if (anchor) dp_fill_absent_under(s, f, anchor, level);
    else dp_fill_absent_alone(s, f, level);
    for (size_t i = 0; i < n; i++)
      if (level[i]) more[i] = dp_scaled16(level[i], e);
  } else {
    if (anchor) memcpy(up, anchor->level, n * sizeof *up);
    for (size_t k = p.count; k-- > 0;) {
      int32_t e = dp_exponent(s, s->kb->findings[p.chain[k]].kind, true, false);
      dp_fill_level(s, p.chain[k], level);
      for (size_t i = 0; i < n; i++)
        if (level[i] != up[i]) more[i] += dp_scaled16(level[i] - up[i], e);
      memcpy(up, level, n * sizeof *up);
    }
  }
  const int32_t *raw = anchor ? s->trees[anchor->tree].raw : NULL;
  for (size_t i = 0; i < n; i++) {
    if (!more[i]) continue;
    int32_t before = raw ? raw[i] : 0;
    change[i] += dp_tree_limit(s, absence && !anchor, before + more[i]) - dp_tree_limit(s, absence && !anchor, before);
  }
  return DP_OK;
}

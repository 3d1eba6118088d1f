/* nodes.c: from a case's observations to nodes of the forest, the trees that they form, and the rows of the ledger.
 *
 * - A present finding brings its primary ancestors: the specific implies the general. One that another present finding
 *   implies by a side line (not through its primary parents) is that finding said in fewer words: it counts with it.
 * - An absent finding hangs below its nearest primary ancestor that is known to be present, and stands alone when none
 *   is. Several that would hang side by side below one that nobody spoke of are bundled under it (DP_NODE_OPEN): given
 *   that parent they are independent, without it they are not: their joint probability must be reckoned as one.
 * - An absent finding below a denied one says nothing more, and counts with it.
 * - The denial of a group of which something is present is told together with that; absences of one phrase ("abdomen
 *   soft, non-tender") are told together.
 *
 * Invariant: what taking away a component's members changes is its value and nothing else. Hence every observation that
 * another one silences is a member of that one's component.
 */
#include "model.h"

enum { DEEPEST = 64 };

typedef struct grower {
  dp_scoring *s;
  dp_arena *arena;
  size_t node_room, tree_room;
  uint16_t *implied; /* [finding] observation + 1 of a certain present finding below it */
  uint16_t *maybe;   /* the same of an uncertain one */
  uint16_t *hits;    /* [finding] how many absent findings are below, along primary parents */
  uint8_t *denied;   /* [finding] */
  uint16_t *tree_of; /* [observation] */
} grower;

static bool add_node(grower *g, dp_node n) {
  dp_scoring *s = g->s;
  if (n.parent == DP_NONE) {
    dp_tree t = {.top = (uint16_t)s->node_count, .component = DP_NONE, .absence = n.state != DP_NODE_PRESENT};
    if (!dp_grow(g->arena, (void **)&s->trees, &g->tree_room, s->tree_count, sizeof t)) return false;
    n.tree = (uint16_t)s->tree_count;
    s->trees[s->tree_count++] = t;
  } else n.tree = s->nodes[n.parent].tree;
  if (!dp_grow(g->arena, (void **)&s->nodes, &g->node_room, s->node_count, sizeof n)) return false;
  s->nodes[s->node_count++] = n;
  s->node_of[n.finding] = (uint16_t)s->node_count;
  return true;
}

/* The observation says what the node stands for, unless another did so before. */
static void attach(grower *g, size_t observation, uint16_t node) {
  g->tree_of[observation] = g->s->nodes[node].tree;
  if (g->s->nodes[node].observation == DP_NONE &&
      g->s->nodes[node].finding == g->s->c->observations.at[observation].finding)
    g->s->nodes[node].observation = (uint16_t)observation;
}

static bool add_present(grower *g, size_t observation) {
  dp_scoring *s = g->s;
  const dp_observation *o = &s->c->observations.at[observation];
  uint8_t doubt = o->state != DP_UNCERTAIN ? DP_SURE : o->loose ? DP_LOOSE : DP_DOUBTED;
  uint16_t chain[DEEPEST];
  size_t n = 0;
  for (uint16_t a = o->finding; a != DP_NONE && n < DEEPEST; a = s->w.parent[a]) chain[n++] = a;
  for (size_t i = n; i-- > 0;) {
    uint16_t f = chain[i];
    if (!s->node_of[f]) {
      uint16_t parent = i + 1 < n ? (uint16_t)(s->node_of[chain[i + 1]] - 1) : (uint16_t)DP_NONE;
      dp_node node = {.finding = f,
                      .parent = parent,
                      .observation = DP_NONE,
                      .state = DP_NODE_PRESENT,
                      .kind = s->kb->findings[f].kind,
                      .doubt = doubt};
      if (!add_node(g, node)) return false;
    }
    dp_node *node = &s->nodes[s->node_of[f] - 1];
    if (doubt < node->doubt) node->doubt = doubt;
  }
  attach(g, observation, (uint16_t)(s->node_of[o->finding] - 1));
  return true;
}

static bool is_present(const dp_observation *o) { return o->state == DP_PRESENT || o->state == DP_UNCERTAIN; }

static bool grow_present(grower *g) {
  dp_scoring *s = g->s;
  const dp_case *c = s->c;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (!is_present(o)) continue;
    dp_ids up = dp_kb_ids(s->kb, s->kb->findings[o->finding].ancestors);
    uint16_t *by = o->state == DP_PRESENT ? g->implied : g->maybe;
    for (size_t k = 0; k < up.count; k++)
      if (!by[up.at[k]] || o->finding < c->observations.at[by[up.at[k]] - 1].finding) by[up.at[k]] = (uint16_t)(i + 1);
  }
  for (int pass = 0; pass < 2; pass++) /* first what nothing implies, then what finds its place with that */
    for (size_t i = 0; i < c->observations.count; i++) {
      const dp_observation *o = &c->observations.at[i];
      if (!is_present(o)) continue;
      uint16_t by = g->implied[o->finding];
      if (!by && o->state == DP_UNCERTAIN) by = g->maybe[o->finding];
      if ((by && !o->complaint) != (pass == 1)) continue;
      if (by && !o->complaint && !s->node_of[o->finding]) {
        /* what implies it may itself be implied by a side line: go down to what has a node */
        uint16_t below = by;
        for (int step = 0; step < DEEPEST && !s->node_of[c->observations.at[below - 1].finding]; step++) {
          uint16_t next = g->implied[c->observations.at[below - 1].finding];
          if (!next) next = g->maybe[c->observations.at[below - 1].finding];
          if (!next) break;
          below = next;
        }
        uint16_t node = s->node_of[c->observations.at[below - 1].finding];
        if (node) {
          attach(g, i, (uint16_t)(node - 1));
          continue;
        }
      }
      if (!add_present(g, i)) return false;
    }
  return true;
}

/* ---- what is absent ---------------------------------------------------------------------------------------------- */

/* The nearest ancestor that is denied, DP_NONE when none is. */
static uint16_t denied_above(const grower *g, uint16_t f) {
  dp_ids up = dp_kb_ids(g->s->kb, g->s->kb->findings[f].ancestors);
  for (size_t k = 0; k < up.count; k++)
    if (g->denied[up.at[k]]) return up.at[k];
  return DP_NONE;
}

static bool present_at(const dp_scoring *s, uint16_t f) {
  return s->node_of[f] && s->nodes[s->node_of[f] - 1].state == DP_NODE_PRESENT;
}

/* Absent, and what decides that it is: neither implied by something present nor below another denial. */
static bool stands(const grower *g, const dp_observation *o) {
  return o->state == DP_ABSENT && !present_at(g->s, o->finding) && denied_above(g, o->finding) == DP_NONE;
}

static bool add_absent(grower *g, size_t observation) {
  dp_scoring *s = g->s;
  uint16_t f = s->c->observations.at[observation].finding, chain[DEEPEST];
  size_t n = 0;
  uint16_t anchor = DP_NONE, last = f;
  for (uint16_t a = s->w.parent[f]; a != DP_NONE && n < DEEPEST; last = a, a = s->w.parent[a]) {
    if (present_at(s, a)) {
      anchor = (uint16_t)(s->node_of[a] - 1);
      break;
    }
    if (g->hits[a] > g->hits[last]) chain[n++] = a; /* here another absent one joins */
  }
  dp_node node = {.parent = anchor,
                  .observation = DP_NONE,
                  .state = DP_NODE_OPEN,
                  .doubt = anchor != DP_NONE ? s->nodes[anchor].doubt : DP_SURE};
  while (n-- > 0) {
    node.finding = chain[n], node.kind = s->kb->findings[chain[n]].kind;
    if (!s->node_of[node.finding] && !add_node(g, node)) return false;
    node.parent = (uint16_t)(s->node_of[node.finding] - 1);
  }
  node.finding = f, node.state = DP_NODE_ABSENT, node.kind = s->kb->findings[f].kind;
  if (!s->node_of[f] && !add_node(g, node)) return false;
  attach(g, observation, (uint16_t)(s->node_of[f] - 1));
  return true;
}

static bool grow_absent(grower *g) {
  dp_scoring *s = g->s;
  const dp_case *c = s->c;
  for (size_t i = 0; i < c->observations.count; i++)
    if (c->observations.at[i].state == DP_ABSENT && !present_at(s, c->observations.at[i].finding))
      g->denied[c->observations.at[i].finding] = 1;
  if (s->options.absence == DP_ABSENCE_OFF) return true;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    if (!stands(g, o) || g->hits[o->finding]) continue;
    for (uint16_t a = o->finding, n = 0; a != DP_NONE && n < DEEPEST; a = s->w.parent[a], n++) {
      if (present_at(s, a)) break;
      g->hits[a]++;
    }
  }
  for (size_t i = 0; i < c->observations.count; i++)
    if (stands(g, &c->observations.at[i]) && !add_absent(g, i)) return false;
  for (size_t i = 0; i < c->observations.count; i++) { /* the silenced go with what silences them */
    const dp_observation *o = &c->observations.at[i];
    if (o->state != DP_ABSENT || g->tree_of[i] != DP_NONE) continue;
    uint16_t by = present_at(s, o->finding) ? o->finding : denied_above(g, o->finding);
    for (uint16_t up = by; up != DP_NONE && !present_at(s, by) && (up = denied_above(g, by)) != DP_NONE;) by = up;
    if (by != DP_NONE && s->node_of[by]) attach(g, i, (uint16_t)(s->node_of[by] - 1));
  }
  return true;
}

/* ---- observed: what silence has nothing to say about ------------------------------------------------------------- */

static bool mark_observed(grower *g) {
  dp_scoring *s = g->s;
  const dp_case *c = s->c;
  uint16_t *stack = DP_NEW_ARRAY(g->arena, uint16_t, s->kb->finding_count);
  if (!stack) return false;
  for (size_t i = 0; i < c->observations.count; i++) {
    const dp_observation *o = &c->observations.at[i];
    s->observed[o->finding] |= DP_OBSERVED_SAID;
    dp_ids up = dp_kb_ids(s->kb, s->kb->findings[o->finding].ancestors);
    for (size_t k = 0; k < up.count && o->state != DP_ABSENT; k++) s->observed[up.at[k]] |= DP_OBSERVED_SAID;
    if (!g->denied[o->finding]) continue;
    size_t n = 0;
    if (!(s->observed[o->finding] & DP_OBSERVED_DENIED))
      stack[n++] = o->finding, s->observed[o->finding] |= DP_OBSERVED_DENIED;
    while (n) {
      dp_ids down = dp_kb_ids(s->kb, s->kb->findings[stack[--n]].children);
      for (size_t k = 0; k < down.count; k++)
        if (!(s->observed[down.at[k]] & DP_OBSERVED_DENIED))
          s->observed[down.at[k]] |= DP_OBSERVED_DENIED, stack[n++] = down.at[k];
    }
  }
  return true;
}

/* ---- components -------------------------------------------------------------------------------------------------- */

/* Union-find over trees in `component`, which holds the leader until build_components numbers them. */
static uint16_t leader(const dp_scoring *s, uint16_t t) {
  while (s->trees[t].component != t) t = s->trees[t].component;
  return t;
}

static void unite(dp_scoring *s, uint16_t a, uint16_t b) {
  a = leader(s, a), b = leader(s, b);
  if (a < b) s->trees[b].component = a;
  else s->trees[a].component = b;
}

static void unite_trees(grower *g) {
  dp_scoring *s = g->s;
  const dp_case *c = s->c;
  for (size_t n = 0; n < s->node_count; n++) { /* a denied group, and its members that are present for all that */
    if (s->nodes[n].state != DP_NODE_ABSENT || s->nodes[n].kind != DP_KIND_GROUP) continue;
    for (size_t m = 0; m < s->node_count; m++)
      if (s->nodes[m].state == DP_NODE_PRESENT && dp_kb_is_a(s->kb, s->nodes[m].finding, s->nodes[n].finding))
        unite(s, s->nodes[n].tree, s->nodes[m].tree);
  }
  for (size_t i = 0; i < c->observations.count; i++) { /* absences of one phrase */
    if (g->tree_of[i] == DP_NONE || !s->trees[g->tree_of[i]].absence || c->observations.at[i].group == DP_NONE)
      continue;
    for (size_t k = i + 1; k < c->observations.count; k++)
      if (g->tree_of[k] != DP_NONE && s->trees[g->tree_of[k]].absence &&
          c->observations.at[k].group == c->observations.at[i].group)
        unite(s, g->tree_of[i], g->tree_of[k]);
  }
}

static bool build_components(grower *g) {
  dp_scoring *s = g->s;
  size_t observations = s->c->observations.count;
  uint16_t *number = DP_NEW_ARRAY(g->arena, uint16_t, s->tree_count); /* [leader] component + 1 */
  uint16_t *members = DP_NEW_ARRAY(g->arena, uint16_t, observations);
  s->components = DP_NEW_ARRAY(g->arena, dp_component, s->tree_count);
  if (!number || !members || !s->components) return false;
  for (size_t t = 0; t < s->tree_count; t++) s->trees[t].component = (uint16_t)t;
  unite_trees(g);
  for (size_t i = 0; i < observations; i++) {
    s->component_of[i] = DP_NONE;
    if (g->tree_of[i] == DP_NONE) continue;
    uint16_t *of = &number[leader(s, g->tree_of[i])];
    if (!*of) *of = (uint16_t)++s->component_count;
    s->component_of[i] = (uint16_t)(*of - 1);
    s->components[*of - 1].member_count++;
  }
  for (size_t i = 0, at = 0; i < s->component_count; i++) { /* one array, cut */
    s->components[i].members = members + at, s->components[i].absence = true;
    at += s->components[i].member_count;
    s->components[i].member_count = 0;
  }
  for (size_t i = 0; i < observations; i++) {
    if (s->component_of[i] == DP_NONE) continue;
    dp_component *c = &s->components[s->component_of[i]];
    members[(size_t)(c->members - members) + c->member_count++] = (uint16_t)i;
  }
  for (size_t t = s->tree_count; t-- > 0;)
    s->trees[t].component = (uint16_t)(number[leader(s, (uint16_t)t)] - 1); /* leaders are lower: last */
  for (size_t t = 0; t < s->tree_count; t++) {
    dp_component *c = &s->components[s->trees[t].component];
    c->trees++, c->absence &= s->trees[t].absence;
  }
  return true;
}

bool dp_grow_nodes(dp_scoring *s, dp_arena *arena) {
  size_t findings = s->kb->finding_count, observations = s->c->observations.count;
  grower g = {.s = s,
              .arena = arena,
              .implied = DP_NEW_ARRAY(arena, uint16_t, findings),
              .maybe = DP_NEW_ARRAY(arena, uint16_t, findings),
              .hits = DP_NEW_ARRAY(arena, uint16_t, findings),
              .denied = DP_NEW_ARRAY(arena, uint8_t, findings),
              .tree_of = DP_NEW_ARRAY(arena, uint16_t, observations)};
  s->node_of = DP_NEW_ARRAY(arena, uint16_t, findings);
  s->observed = DP_NEW_ARRAY(arena, uint8_t, findings);
  s->component_of = DP_NEW_ARRAY(arena, uint16_t, observations);
  if (!g.implied || !g.maybe || !g.hits || !g.denied || !g.tree_of || !s->node_of || !s->observed || !s->component_of)
    return false;
  for (size_t i = 0; i < observations; i++) g.tree_of[i] = DP_NONE;
  return grow_present(&g) && grow_absent(&g) && mark_observed(&g) && build_components(&g);
}

/* ledger.c: the exact account of a score: every row that went into it, with the words, the frequencies and the source.
 *
 * Invariant: the rows' centibans add up to the score, and setting a group (a component of the forest) to "not mentioned",
 * with silence switched off, changes the score by exactly its row (tests/engine proves both on generated cases). A row of 0 is
 * kept only where it tells something: a present finding that this condition does not explain.
 */
#include "model.h"

/* Where the knowledge says how often `finding` occurs in the condition: its own row or that of the nearest ancestor that has one. */
static const dp_kb_row *row_for(const dp_scoring *s, const dp_kb_condition *c, uint16_t finding) {
  for (uint16_t f = finding; f != DP_NONE; f = s->w.parent[f]) {
    for (size_t g = s->group_count; g-- > 0;) {
      const dp_kb_row *r = dp_kb_row_of(s->kb, c, (dp_rows)s->groups[g], f);
      if (r) return r;
    }
  }
  return NULL;
}

static int32_t ppm_of(int32_t cb) {
  uint64_t p = cb >= 0 ? 1000000 : (dp_exp10_cb(cb) * 1000000) >> 32;
  return (int32_t)p;
}

static const dp_kb_risk *risk_for(const dp_kb *kb, const dp_kb_condition *c, uint16_t finding) {
  for (size_t i = 0; i < c->risk_count; i++)
    if (kb->risks[c->risk_first + i].finding == finding) return &kb->risks[c->risk_first + i];
  return NULL;
}

/* The row of a component: the finding of its deepest certain node leads; its members are all observations in it. */
static dp_status component_row(const dp_scoring *s, uint16_t root, uint16_t condition, dp_arena *arena, dp_ledger_row *row) {
  const dp_kb_condition *c = &s->kb->conditions[condition];
  bool absence = false;
  *row = (dp_ledger_row){.kind = DP_ROW_EVIDENCE, .finding = DP_NONE, .source = DP_NONE, .file = c->file, .line = c->line};
  row->centibans = dp_value_component(s, root, condition, &absence);
  size_t count = 0;
  for (size_t n = root; n < s->node_count; n++) count += s->nodes[n].root == root && s->nodes[n].observation != DP_NONE;
  uint16_t *members = DP_NEW_ARRAY(arena, uint16_t, count);
  if (!members) return DP_ERR_MEMORY;
  const dp_node *lead = NULL;
  for (size_t n = root; n < s->node_count; n++) {
    const dp_node *node = &s->nodes[n];
    if (node->root != root || node->observation == DP_NONE) continue;
    members[row->member_count++] = node->observation;
    /* the leading member: a present one that the condition states, the most specific */
    if (!lead || (node->present && !lead->present) || (node->present == lead->present && row_for(s, c, node->finding))) lead = node;
  }
  row->members = members;
  if (s->complaint >= 0 && s->nodes[s->complaint].root == root) row->kind = DP_ROW_COMPLAINT;
  if (!lead) lead = &s->nodes[root];
  row->finding = lead->finding;
  row->general_ppm = ppm_of(s->w.ref_cb[lead->finding]);
  row->here_ppm = lead->present ? ppm_of(s->w.ref_cb[lead->finding] + lead->level[condition]) : -1;
  const dp_kb_row *r = row_for(s, c, lead->finding);
  const dp_kb_risk *k = risk_for(s->kb, c, lead->finding);
  if (r) {
    row->source = r->source, row->line = dp_kb_row_line(c, r);
    if (!lead->present && r->finding == lead->finding) row->here_ppm = (r->low + r->high) * 500;
  } else if (k) row->source = k->source, row->line = c->line + k->line;
  if (row->here_ppm < 0) row->here_ppm = row->general_ppm;
  return DP_OK;
}

dp_status dp_ledger_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_ledger_row **rows, size_t *count,
                           dp_error *err) {
  const dp_kb_condition *c = &s->kb->conditions[condition];
  size_t most = DP_ROW_KIND_COUNT + s->root_count + s->c->observations.count, n = 0;
  dp_ledger_row *r = DP_NEW_ARRAY(arena, dp_ledger_row, most);
  if (!r) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the ledger");
  for (int k = DP_ROW_PRIOR; k <= DP_ROW_RECURRENT; k++) {
    if (k == DP_ROW_COMPLAINT) continue;
    int32_t v = dp_value_fixed(s, (dp_row_kind)k, condition);
    if (v || k == DP_ROW_PRIOR)
      r[n++] = (dp_ledger_row){.kind = (uint8_t)k, .centibans = v, .finding = DP_NONE, .here_ppm = -1, .general_ppm = -1,
                               .source = k == DP_ROW_PRIOR ? c->rate_source : DP_NONE, .file = c->file, .line = c->line};
  }
  for (size_t k = 0; k < s->root_count; k++) {
    if (component_row(s, s->roots[k], condition, arena, &r[n])) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the ledger");
    if (r[n].centibans || s->nodes[s->roots[k]].present) n++;
  }
  for (size_t k = 0; k < s->c->observations.count; k++) {
    int32_t v = dp_value_known(s, k, condition);
    if (!v) continue;
    uint16_t *member = DP_NEW(arena, uint16_t);
    if (!member) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the ledger");
    *member = (uint16_t)k;
    r[n++] = (dp_ledger_row){.kind = DP_ROW_KNOWN, .centibans = v, .finding = s->c->observations.at[k].finding, .members = member,
                             .member_count = 1, .here_ppm = -1, .general_ppm = -1, .source = DP_NONE, .file = c->file, .line = c->line};
  }
  int32_t silence = dp_value_silence(s, condition);
  if (silence)
    r[n++] = (dp_ledger_row){.kind = DP_ROW_SILENCE, .centibans = silence, .finding = DP_NONE, .here_ppm = -1, .general_ppm = -1,
                             .source = DP_NONE, .file = c->file, .line = c->line};
  *rows = r, *count = n;
  return DP_OK;
}

dp_status dp_ledger(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition, dp_arena *arena,
                    dp_ledger_row **rows, size_t *count, dp_error *err) {
  dp_engine_options defaults = dp_engine_defaults();
  dp_scoring *s;
  if (condition >= kb->condition_count) return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u", (unsigned)condition);
  dp_status status = dp_score(kb, c, o ? o : &defaults, arena, &s, err);
  return status ? status : dp_ledger_scored(s, condition, arena, rows, count, err);
}

/* ledger.c: the exact account of a score: every row that went into it, with the words, the frequencies and the source.
 *
 * Invariant: the rows' centibans add up to the score, and setting a group (a component of the forest) to "not
 * mentioned", with silence switched off, changes the score by exactly its row (tests/engine proves both on generated
 * cases). A row of 0 is kept only where it tells something: a present finding that this condition does not explain.
 */
#include "model.h"

/* Where the knowledge says how often `finding` occurs in the condition: its own row or that of the nearest ancestor
 * that has one. */
static const dp_kb_row *row_for(const dp_scoring *s, const dp_kb_condition *c, uint16_t finding) {
  for (uint16_t f = finding; f != DP_NONE; f = s->w.parent[f])
    for (size_t g = s->group_count; g-- > 0;) {
      const dp_kb_row *r = dp_kb_row_of(s->kb, c, (dp_rows)s->groups[g], f);
      if (r) return r;
    }
  return NULL;
}

static int32_t ppm_of(int32_t cb) {
  return cb >= 0 ? 1000000 : (int32_t)((dp_exp10_cb(cb) * 1000000 + (1u << 31)) >> 32);
}

static const dp_kb_risk *risk_for(const dp_kb *kb, const dp_kb_condition *c, uint16_t finding) {
  for (size_t i = 0; i < c->risk_count; i++)
    if (kb->risks[c->risk_first + i].finding == finding) return &kb->risks[c->risk_first + i];
  return NULL;
}

/* The member that the row is told by: a present one before an uncertain one before an absent one; one that this
 * condition speaks of before others; then the most specific. */
static uint16_t leading(const dp_scoring *s, const dp_component *c, uint16_t condition) {
  uint16_t lead = DP_NONE;
  size_t best = 0;
  for (size_t k = 0; k < c->member_count; k++) {
    const dp_observation *o = &s->c->observations.at[c->members[k]];
    int32_t level = dp_level_at(s, o->finding, condition);
    size_t depth = dp_kb_ids(s->kb, s->kb->findings[o->finding].ancestors).count;
    size_t rank = (o->state == DP_PRESENT     ? 8192u
                   : o->state == DP_UNCERTAIN ? 4096u
                                              : 1024u) +
                  (level ? 512u : 0u) + (depth < 511 ? depth : 511);
    if (rank > best) best = rank, lead = o->finding;
  }
  return lead;
}

static void component_row(const dp_scoring *s, size_t k, uint16_t condition, dp_ledger_row *row) {
  const dp_kb_condition *c = &s->kb->conditions[condition];
  const dp_component *of = &s->components[k];
  int32_t known = dp_value_component_known(s, k, condition);
  *row = (dp_ledger_row){.kind = DP_ROW_EVIDENCE,
                         .finding = leading(s, of, condition),
                         .source = DP_NONE,
                         .file = c->file,
                         .line = c->line,
                         .members = of->members,
                         .member_count = of->member_count};
  row->centibans = of->value[condition] + known;
  if (s->complaint >= 0 && s->trees[s->nodes[s->complaint].tree].component == k) row->kind = DP_ROW_COMPLAINT;
  else if (known) row->kind = DP_ROW_KNOWN;
  row->general_ppm = ppm_of(s->w.ref_cb[row->finding]);
  row->here_ppm = ppm_of(s->w.ref_cb[row->finding] + dp_level_at(s, row->finding, condition));
  const dp_kb_row *r = row_for(s, c, row->finding);
  const dp_kb_risk *risk = r && r->finding == row->finding ? NULL : risk_for(s->kb, c, row->finding);
  if (risk) row->source = risk->source, row->line = c->line + risk->line;
  else if (r) row->source = r->source, row->line = dp_kb_row_line(c, r);
  if (!risk && r && r->finding == row->finding && !(r->flags & DP_ROW_BACKGROUND))
    row->here_ppm = (r->low + r->high) * 500; /* as it is written */
  if (condition == s->adverse_condition && dp_adverse_where(s, row->finding, &row->source, &row->file, &row->line))
    row->here_ppm = ppm_of(s->w.ref_cb[row->finding] + dp_level_at(s, row->finding, condition)); /* not the page's, the medicine's */
}

static dp_ledger_row plain_row(const dp_kb_condition *c, dp_row_kind kind, int32_t centibans) {
  return (dp_ledger_row){.kind = (uint8_t)kind,
                         .centibans = centibans,
                         .finding = DP_NONE,
                         .here_ppm = -1,
                         .general_ppm = -1,
                         .source = DP_NONE,
                         .file = c->file,
                         .line = c->line};
}

dp_status dp_ledger_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_ledger_row **rows,
                           size_t *count, dp_error *err) {
  if (condition >= s->conditions)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u", (unsigned)condition);
  const dp_kb_condition *c = &s->kb->conditions[condition];
  size_t n = 0, observations = s->c->observations.count;
  dp_ledger_row *r = DP_NEW_ARRAY(arena, dp_ledger_row, DP_ROW_KIND_COUNT + s->component_count + observations);
  uint16_t *alone = DP_NEW_ARRAY(arena, uint16_t, observations); /* each its own member */
  if (!r || !alone) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the ledger");
  for (int k = DP_ROW_PRIOR; k <= DP_ROW_MEDICINES; k++) {
    int32_t v = dp_value_fixed(s, (dp_row_kind)k, condition);
    if (v || k == DP_ROW_PRIOR) r[n++] = plain_row(c, (dp_row_kind)k, v);
    if (k == DP_ROW_PRIOR) r[0].source = c->rate_source;
  }
  for (size_t k = 0; k < s->component_count; k++) {
    component_row(s, k, condition, &r[n]);
    if (r[n].centibans || !s->components[k].absence) n++;
  }
  for (size_t k = 0; k < observations; k++) {
    int32_t v = s->component_of[k] == DP_NONE ? dp_value_known(s, k, condition) : 0;
    if (!v) continue;
    alone[k] = (uint16_t)k;
    r[n] = plain_row(c, DP_ROW_KNOWN, v);
    r[n].finding = s->c->observations.at[k].finding, r[n].members = &alone[k], r[n].member_count = 1;
    n++;
  }
  int32_t silence = dp_value_silence(s, condition);
  if (silence) r[n++] = plain_row(c, DP_ROW_SILENCE, silence);
  *rows = r, *count = n;
  return DP_OK;
}

dp_status dp_ledger(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition, dp_arena *arena,
                    dp_ledger_row **rows, size_t *count, dp_error *err) {
  dp_scoring *s;
  if (condition >= kb->condition_count)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u", (unsigned)condition);
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  return status ? status : dp_ledger_scored(s, condition, arena, rows, count, err);
}

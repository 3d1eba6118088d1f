/* write_rules.c: the model's red-flag rules, handed to their builder (src/guide). */
#include "inner.h"
#include "../guide/rules.h"

static bool source_of(const kbc_rule_entry *e, dp_arena *arena, dp_rule_source *out) {
  size_t items = 0, n = 0;
  for (size_t g = 0; g < e->groups.count; g++) items += e->groups.at[g].items.count;
  dp_rule_group *groups = DP_NEW_ARRAY(arena, dp_rule_group, e->groups.count);
  dp_rule_item *all = DP_NEW_ARRAY(arena, dp_rule_item, items);
  if (!groups || !all) return false;
  for (size_t g = 0; g < e->groups.count; g++) {
    const kbc_rule_group *from = &e->groups.at[g];
    groups[g] = (dp_rule_group){.count = (uint16_t)from->items.count, .need = from->need, .none = from->none};
    for (size_t i = 0; i < from->items.count; i++) {
      const kbc_rule_item *x = &from->items.at[i];
      uint8_t what = x->what == KBC_RULE_MEASURE ? DP_RULE_MEASURE : x->what == KBC_RULE_LIKELY ? DP_RULE_LIKELY
                                                                                                : DP_RULE_FINDING;
      all[n++] = (dp_rule_item){.milli = x->milli, .target = x->ref.at, .what = what, .op = x->op};
    }
  }
  *out = (dp_rule_source){.id = e->id, .name = e->name, .say = e->say, .groups = groups, .items = all};
  out->rule = (dp_rule){.from_days = e->from_days,
                        .to_days = e->to_days,
                        .within_h = e->within_h,
                        .after_h = e->after_h,
                        .line = e->place.line,
                        .file = e->place.file,
                        .source = e->cite.kind == KBC_SOURCE ? e->cite.source.at : (uint16_t)DP_NONE,
                        .group_count = (uint16_t)e->groups.count,
                        .level = e->level,
                        .sex = e->sex,
                        .pregnant = e->pregnant};
  return true;
}

dp_status kbc_rules(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err) {
  if (!m->rules.count) return DP_OK;
  dp_rule_source *rules = DP_NEW_ARRAY(arena, dp_rule_source, m->rules.count);
  for (size_t i = 0; i < m->rules.count; i++)
    if (!rules || !source_of(&m->rules.at[i], arena, &rules[i]))
      return dp_fail(err, DP_ERR_MEMORY, "no memory for the rules");
  return dp_rules_build(rules, m->rules.count, out, err);
}

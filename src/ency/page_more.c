/* page_more.c: what symptom and test pages show of the engine: red-flag rules, reference ranges, thresholds, causes of a high
 * and of a low value. Nothing here is written twice: rules, thresholds and frequencies are those that decide.
 */
#include "prose.h"
#include "../guide/rules.h"

/* ---- red flags --------------------------------------------------------------------------------------------------------- */

/* Whether the rule is about the finding: one of its items, in a group that must be met, is it, or one is the form of the other. */
static bool rule_is_about(const dp_kb *kb, const dp_rules *rules, const dp_rule *r, uint16_t finding) {
  for (size_t g = 0; g < r->group_count; g++) {
    const dp_rule_group *group = &rules->groups[r->group_first + g];
    for (size_t i = 0; i < group->count && !group->none; i++) {
      const dp_rule_item *x = &rules->items[group->first + i];
      if (x->what == DP_RULE_FINDING && (dp_kb_is_a(kb, x->target, finding) || dp_kb_is_a(kb, finding, x->target))) return true;
    }
  }
  return false;
}

void dp_make_flags(dp_maker *m, dp_blocks *to) {
  dp_rules rules;
  dp_rules_of(m->kb, &rules);
  for (int level = DP_EMERGENCY; level >= DP_URGENT; level--) {
    dp_block b = {.kind = DP_BLOCK_FACTS, .text = level == DP_EMERGENCY ? DP_STR("Emergency") : DP_STR("Within a day")};
    for (size_t i = 0; i < rules.rule_count && b.rows.count < 14; i++) {
      const dp_rule *r = &rules.rules[i];
      if (r->level != level || !rule_is_about(m->kb, &rules, r, m->finding)) continue;
      if (r->source != DP_NONE) (void)dp_page_cite(m->v, m->arena, r->source);
      dp_make_row(m, &b, (dp_page_row){.page = DP_NONE, .finding = DP_NONE, .source = DP_NONE,
                                       .label = dp_str_of(dp_rules_text(&rules, r->name)), .words = dp_str_of(dp_rules_text(&rules, r->say))});
    }
    if (b.rows.count) dp_make_put(m, to, b);
  }
}

/* ---- ranges and thresholds ---------------------------------------------------------------------------------------------- */

static const char *unit_name(const dp_maker *m, unsigned unit) {
  const dp_more_row *r = m->more.row;
  const char *name = dp_kb_text(m->kb, m->kb->units[m->kb->measures[r->measure].unit_first + unit].name);
  return dp_str_eq(dp_str_of(name), DP_STR("ratio")) || dp_str_eq(dp_str_of(name), DP_STR("SD")) ? "" : name;
}

/* "3.5–5.5 mmol/L", and behind it the other unit's in brackets where that is another. */
static void say_both(dp_maker *m, int64_t low, int64_t high, dp_buf *out) {
  const dp_more_row *r = m->more.row;
  for (int other = 0; other <= (r->us != r->si); other++) {
    unsigned unit = other ? r->us : r->si;
    if (other) dp_buf_text(out, " (");
    dp_more_say(m->kb, r->measure, unit, low, high, out);
    if (*unit_name(m, unit)) dp_buf_char(out, ' '), dp_buf_text(out, unit_name(m, unit));
    if (other) dp_buf_char(out, ')');
  }
}

void dp_make_ranges(dp_maker *m, dp_blocks *to) {
  const dp_more_row *row = m->more.row;
  dp_block b = {.kind = DP_BLOCK_FACTS};
  dp_buf t;
  if (row->specimen) {
    dp_buf_init(&t, m->arena);
    dp_buf_text(&t, dp_kb_text(m->kb, row->specimen));
    dp_make_fact(m, &b, "Sample", &t);
  }
  for (size_t i = 0; i < row->range_count; i++) {
    const dp_range *r = &m->more.ranges[i];
    dp_buf who;
    dp_buf_init(&who, m->arena), dp_buf_init(&t, m->arena);
    dp_more_who(m->kb, r, &who);
    say_both(m, r->low_milli, r->high_milli, &t);
    if (r->source == DP_NONE) m->v->estimates++;
    else dp_buf_text(&t, " ["), dp_buf_uint(&t, dp_page_cite(m->v, m->arena, r->source)), dp_buf_char(&t, ']');
    if (dp_buf_nul(&who)) dp_make_fact(m, &b, who.at, &t);
    else m->failed = true;
  }
  if (b.rows.count) dp_make_put(m, to, b);
  if (row->range_count)
    dp_make_put(m, to, (dp_block){.kind = DP_BLOCK_PARAGRAPH,
                                  .text = DP_STR("Laboratories differ: where your report gives a range of its own, that one counts.")});
}

static bool is_up(const dp_kb_when *w) { return w->op == DP_OP_GT || w->op == DP_OP_GE; }

/* The thresholds of the findings of this measure, in words: "Hyperkalaemia: over 5.5 mmol/L (from 28 days)". */
void dp_make_engine(dp_maker *m, dp_blocks *to) {
  const dp_kb *kb = m->kb;
  const dp_more_row *row = m->more.row;
  if (row->measure == DP_NONE) return;
  dp_block b = {.kind = DP_BLOCK_CONDITIONS, .text = DP_STR("What a value counts as when it is typed into an account")};
  for (size_t i = 0; i < kb->when_count; i++) {
    const dp_kb_when *w = &kb->whens[i];
    if (w->measure != row->measure) continue;
    dp_range who = {.from_days = w->from_days, .to_days = w->to_days, .sex = w->sex, .pregnant = w->pregnant};
    dp_buf t;
    dp_buf_init(&t, m->arena);
    say_both(m, is_up(w) ? w->milli : w->milli_to == INT64_MAX ? INT64_MIN : w->milli_to, is_up(w) ? w->milli_to : w->milli, &t);
    dp_buf_text(&t, ", ");
    dp_more_who(kb, &who, &t);
    if (t.failed) m->failed = true;
    dp_make_row(m, &b, (dp_page_row){.page = dp_page_of_finding(kb, w->finding), .finding = w->finding, .source = DP_NONE,
                                     .words = dp_buf_view(&t)});
  }
  if (b.rows.count) dp_make_put(m, to, b);
  dp_block d = {.kind = DP_BLOCK_FACTS, .text = DP_STR("Where this is not the end of the usual range")};
  for (size_t i = 0; i < row->differs_count; i++) {
    dp_buf t;
    dp_buf_init(&t, m->arena);
    dp_buf_text(&t, dp_kb_text(kb, m->more.differs[i].reason));
    dp_make_fact(m, &d, dp_kb_finding_name(kb, m->more.differs[i].finding), &t);
  }
  if (d.rows.count) dp_make_put(m, to, d);
}

/* The mildest finding of the measure in one direction, by an adult's thresholds, DP_NONE when there is none. */
static uint16_t mildest(const dp_kb *kb, uint16_t measure, bool up) {
  uint16_t best = DP_NONE;
  int64_t at = 0;
  for (size_t i = 0; i < kb->when_count; i++) {
    const dp_kb_when *w = &kb->whens[i];
    if (w->measure != measure || is_up(w) != up || !dp_kb_when_applies(w, -1, 0, false)) continue;
    if (best == DP_NONE || (up ? w->milli < at : w->milli > at)) best = w->finding, at = w->milli;
  }
  return best;
}

static void causes_of(dp_maker *m, dp_blocks *to, bool up) {
  uint16_t finding = m->more.row->measure == DP_NONE ? (uint16_t)DP_NONE : mildest(m->kb, m->more.row->measure, up);
  if (finding != DP_NONE) dp_make_causes(m, to, finding, "Conditions in which it is found, the commonest first", 10, true);
}
void dp_make_high(dp_maker *m, dp_blocks *to) { causes_of(m, to, true); }
void dp_make_low(dp_maker *m, dp_blocks *to) { causes_of(m, to, false); }

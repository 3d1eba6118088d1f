/* rules.h: red-flag rules: data of knowledge/guidance, compiled into the image's section "RULE", which nobody else reads.
 *
 * A rule fires when the patient is of its age, sex and pregnancy, the complaint is of its duration, and every one of its
 * groups is met. A group holds items: findings present in the case (the specific one serves for the general), measured
 * values, and conditions by their probability; it is met when at least `need` of its items hold, or, of a `none` group,
 * when no item does. Each rule has a level and one sentence that is told.
 *
 * Layout: header, items, rules, groups, strings. Items of a group and groups of a rule lie together. Strings are
 * offsets into the section's own pool, which begins with "". dp_rules_validate checks every index once, so that the
 * accessors are total; an image without the section has no rules.
 */
#ifndef DP_RULES_H
#define DP_RULES_H

#include "../engine/engine.h"

enum { DP_RULES_VERSION = 1, DP_RULE_EVIDENCE = 6 };
typedef enum dp_rule_what { DP_RULE_FINDING, DP_RULE_MEASURE, DP_RULE_LIKELY, DP_RULE_WHAT_COUNT } dp_rule_what;

typedef struct dp_rule_item {
  int64_t milli;     /* measure: threshold in the canonical unit; likely: ppm from which it holds */
  uint16_t target;   /* finding (diseases too) or measure */
  uint8_t what, op;  /* dp_rule_what, dp_op */
  uint32_t reserved;
} dp_rule_item;
_Static_assert(sizeof(dp_rule_item) == 16, "no padding");

typedef struct dp_rule_group {
  uint32_t first;
  uint16_t count;
  uint8_t need, none; /* none: 1 when nothing of it may hold */
} dp_rule_group;
_Static_assert(sizeof(dp_rule_group) == 8, "no padding");

typedef struct dp_rule {
  uint32_t id, name, say;      /* offsets into the section's strings */
  uint32_t from_days, to_days; /* age, to is exclusive; an unknown age is an adult's, 30 years */
  uint32_t within_h, after_h;  /* the complaint began at most, at least so many hours ago; UINT32_MAX, 0: any */
  uint32_t line;
  uint16_t file, source; /* source: DP_NONE where none is cited */
  uint32_t group_first;
  uint16_t group_count;
  uint8_t level, sex;            /* dp_urgency; dp_sex, 0 any */
  uint8_t pregnant, reserved[3]; /* dp_tri: DP_YES only then, DP_NO not then, DP_UNKNOWN any */
} dp_rule;
_Static_assert(sizeof(dp_rule) == 48, "no padding");

typedef struct dp_rules { /* a view of the section */
  const dp_rule_item *items;
  const dp_rule *rules;
  const dp_rule_group *groups;
  const char *strings;
  size_t item_count, rule_count, group_count, string_size;
} dp_rules;
static inline const char *dp_rules_text(const dp_rules *r, uint32_t at) { return r->strings + at; }

/* What the compiler hands over: `rule` without strings and places of groups, which the builder fills. */
typedef struct dp_rule_source {
  dp_str id, name, say;
  dp_rule rule;
  const dp_rule_group *groups; /* `first` is not looked at */
  const dp_rule_item *items;   /* of all groups, one after the other */
} dp_rule_source;
/* Appends the section. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_rules_build(const dp_rule_source *rules, size_t count, dp_buf *out, dp_error *err);
/* Whether the section is whole and speaks of this image's findings, measures, sources and files. ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_rules_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err);
/* The view; empty when the image has no rules. */
void dp_rules_of(const dp_kb *kb, dp_rules *out);

/* ---- what fires --------------------------------------------------------------------------------------------------- */

typedef struct dp_guide_input { /* what guidance looks at; all borrowed */
  const dp_kb *kb;
  const dp_reading *reading; /* measured values, age, pregnancy */
  const dp_case *c;
  const dp_differential *ranked;
} dp_guide_input;

typedef struct dp_fired {
  uint16_t rule;
  uint16_t finding[DP_RULE_EVIDENCE]; /* what the case says that made it fire */
  uint8_t finding_count;
  uint16_t condition; /* a condition whose probability did, DP_NONE */
  uint32_t probability_ppm;
} dp_fired;
/* The rules that fire, most urgent first, in the knowledge's order within a level. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_rules_fire(const dp_guide_input *in, dp_arena *arena, dp_fired **out, size_t *count,
                                      dp_error *err);
#endif

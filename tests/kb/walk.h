/* walk.h: uses everything that kb.h offers on an opened image, so that a sanitizer sees any reference that the checks
 * let through. The sum is of all that was read, so that no compiler can leave the reading out. */
#ifndef DP_TEST_WALK_H
#define DP_TEST_WALK_H

#include "kb/kb.h"

static uint64_t walk_text(const dp_kb *kb, dp_kb_string s) {
  dp_str t = dp_kb_str(kb, s);
  if (!dp_utf8_valid(t)) __builtin_trap();
  return dp_hash32(t.at, t.size);
}

static uint64_t walk_ids(const dp_kb *kb, dp_kb_list l) {
  uint64_t sum = 0;
  dp_ids ids = dp_kb_ids(kb, l);
  for (size_t i = 0; i < ids.count; i++) sum += kb->findings[ids.at[i]].id;
  return sum;
}

static uint64_t walk_aliases(const dp_kb *kb, dp_kb_list l) {
  uint64_t sum = 0;
  for (size_t i = 0; i < dp_kb_alias_count(kb, l); i++) sum += walk_text(kb, (dp_kb_string)(dp_kb_alias(kb, l, i) - kb->strings));
  return sum;
}

/* How deep the is-a graph is above a finding; a cycle would not end. */
static unsigned walk_up(const dp_kb *kb, uint16_t f, unsigned depth) {
  unsigned most = depth;
  dp_ids up = dp_kb_ids(kb, kb->findings[f].parents);
  for (size_t i = 0; i < up.count; i++) {
    if (depth > kb->finding_count) __builtin_trap();
    unsigned d = walk_up(kb, up.at[i], depth + 1);
    if (d > most) most = d;
  }
  return most;
}

static uint64_t walk(const dp_kb *kb) {
  uint64_t sum = 0;
  dp_arena a;
  dp_arena_init(&a, NULL);
  for (uint16_t f = 0; f < kb->finding_count; f++) {
    const dp_kb_finding *x = &kb->findings[f];
    sum += walk_text(kb, x->id) + walk_text(kb, x->name) + walk_text(kb, x->ask) + walk_text(kb, x->hpo);
    sum += walk_ids(kb, x->parents) + walk_ids(kb, x->ancestors) + walk_ids(kb, x->children) + walk_ids(kb, x->denies);
    sum += walk_text(kb, kb->files[x->file]) + walk_up(kb, f, 0);
    if (x->condition != DP_NONE) sum += kb->conditions[x->condition].id;
    for (uint16_t w = 0; w < x->when_count; w++) {
      const dp_kb_when *when = &kb->whens[x->when_first + w];
      sum += dp_kb_when_applies(when, -1, 'f', true) + dp_kb_when_meets(when, 38000) + kb->measures[when->measure].name;
    }
    if (!*dp_kb_kind_name(x->kind) || !*dp_kb_cost_name(x->cost)) __builtin_trap();
    sum += dp_kb_is_a(kb, f, (uint16_t)((f + 1) % kb->finding_count));
    dp_kb_use *uses;
    size_t count;
    if (dp_kb_uses(kb, f, &a, &uses, &count, NULL) == DP_OK)
      for (size_t i = 0; i < count; i++) sum += uses[i].permille + kb->conditions[uses[i].condition].id;
    dp_arena_reset(&a);
  }
  for (uint16_t m = 0; m < kb->measure_count; m++) {
    const dp_kb_measure *x = &kb->measures[m];
    sum += walk_text(kb, x->id) + walk_text(kb, x->name) + walk_text(kb, x->unit) + walk_text(kb, kb->files[x->file]);
    for (unsigned u = 0; u <= x->unit_count; u++)
      sum += (uint64_t)dp_kb_to_canonical(kb, m, u, 98600) + (uint64_t)dp_kb_to_canonical(kb, m, u, INT64_MIN) +
             (uint64_t)dp_kb_to_canonical(kb, m, u, INT64_MAX);
    for (unsigned g = 0; g < x->guess_count; g++) sum += kb->units[x->unit_first + kb->guesses[x->guess_first + g].unit].name;
  }
  for (size_t i = 0; i < kb->source_count; i++) sum += walk_text(kb, kb->sources[i].title) + walk_text(kb, kb->sources[i].url);
  for (size_t i = 0; i < kb->condition_count; i++) {
    const dp_kb_condition *c = &kb->conditions[i];
    sum += walk_text(kb, c->id) + walk_text(kb, c->name) + walk_text(kb, c->icd10) + walk_text(kb, c->field) +
           walk_text(kb, c->danger_text) + walk_aliases(kb, c->aliases) + walk_ids(kb, c->ancestors) +
           walk_ids(kb, c->confused) + walk_ids(kb, c->complications) + walk_ids(kb, c->redflags);
    if (!*dp_kb_urgency_name(c->urgency)) __builtin_trap();
    for (unsigned t = 0; t < DP_ROWS_COUNT; t++) {
      dp_kb_row_view rows = dp_kb_rows(kb, c, (dp_rows)t);
      for (size_t r = 0; r < rows.count; r++) {
        sum += kb->findings[rows.at[r].finding].id + dp_kb_row_line(c, &rows.at[r]);
        if (rows.at[r].source != DP_NONE) sum += kb->sources[rows.at[r].source].id;
        if (dp_kb_row_of(kb, c, (dp_rows)t, rows.at[r].finding) != &rows.at[r]) __builtin_trap();
      }
    }
    for (unsigned r = 0; r < c->risk_count; r++) sum += kb->findings[kb->risks[c->risk_first + r].finding].id;
  }
  for (uint16_t i = 0; i < kb->topic_count; i++) {
    const dp_kb_topic *t = &kb->topics[i];
    sum += walk_text(kb, t->id) + walk_text(kb, t->name) + walk_aliases(kb, t->aliases) + walk_text(kb, kb->files[t->file]);
    dp_kb_prose_text *texts;
    size_t count;
    if (dp_kb_prose(kb, i, &a, &texts, &count, NULL) == DP_OK)
      for (size_t k = 0; k < count; k++) {
        if (!dp_utf8_valid(texts[k].body) || !*dp_kb_text_name(texts[k].section)) __builtin_trap();
        sum += dp_hash32(texts[k].body.at, texts[k].body.size);
      }
    dp_arena_reset(&a);
  }
  for (size_t i = 0; i < kb->name_count && i < 200; i++) {
    dp_str s = dp_kb_str(kb, kb->names[i].folded);
    size_t first = 0, count = dp_kb_find_prefix(kb, (dp_str){s.at, s.size / 2}, &first);
    if (first + count > kb->name_count) __builtin_trap();
    for (unsigned what = 0; what < DP_IS_COUNT; what++) sum += dp_kb_find(kb, (dp_kb_what)what, s);
    sum += dp_kb_find_condition(kb, s);
    const char *near = dp_kb_suggest(kb, (dp_kb_what)kb->names[i].what, s);
    if (near) sum += strlen(near);
  }
  const void *at;
  size_t size;
  if (dp_kb_section(kb, "LEXI", &at, &size)) sum += dp_hash32(at, size);
  dp_arena_free(&a);
  return sum;
}

#endif

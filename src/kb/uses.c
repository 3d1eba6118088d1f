/* uses.c: a condition's rows by finding, a finding's conditions, and the is-a question. */
#include "kb.h"

const dp_kb_row *dp_kb_row_of(const dp_kb *kb, const dp_kb_condition *c, dp_rows table, uint16_t finding) {
  dp_kb_row_view rows = dp_kb_rows(kb, c, table);
  for (size_t i = 0; i < rows.count; i++)
    if (rows.at[i].finding == finding) return &rows.at[i];
  return NULL;
}

bool dp_kb_is_a(const dp_kb *kb, uint16_t finding, uint16_t ancestor) {
  if (finding == ancestor) return true;
  dp_ids up = dp_kb_ids(kb, kb->findings[finding].ancestors);
  for (size_t i = 0; i < up.count; i++)
    if (up.at[i] == ancestor) return true;
  return false;
}

/* Commonest first; stable, so that equals stay in the order of the conditions. */
static int by_frequency(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_kb_use *x = a, *y = b;
  return (x->permille < y->permille) - (x->permille > y->permille);
}

/* The image holds no index from findings to conditions: the rows are few enough (12 bytes each) to be looked through
 * at the speed of memory whenever a page of the encyclopedia asks. */
dp_status dp_kb_uses(const dp_kb *kb, uint16_t finding, dp_arena *arena, dp_kb_use **out, size_t *count, dp_error *err) {
  struct { dp_kb_use *at; size_t count, room; } uses = {0};
  for (size_t i = 0; i < kb->condition_count; i++) {
    const dp_kb_row *row = dp_kb_row_of(kb, &kb->conditions[i], DP_ROWS_ALL, finding);
    if (!row) continue;
    dp_kb_use use = {(uint16_t)i, (uint16_t)((row->low + row->high + 1) / 2), row};
    if (!DP_PUSH(arena, &uses, use)) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory");
  }
  if (!dp_sort(arena, uses.at, uses.count, sizeof *uses.at, by_frequency, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory");
  *out = uses.at;
  *count = uses.count;
  return DP_OK;
}

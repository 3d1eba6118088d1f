/* list.c: leaves to rows, one a family. */
#include "list.h"

static int by_probability(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_list_row *x = a, *y = b;
  if (x->probability_ppm != y->probability_ppm) return x->probability_ppm < y->probability_ppm ? 1 : -1;
  return x->first < y->first ? -1 : x->first > y->first;
}

dp_status dp_list_of(const dp_differential *ranked, dp_arena *arena, dp_list_row **out, size_t *out_count,
                     dp_error *err) {
  size_t n = ranked->count, count = 0;
  dp_list_row *rows = DP_NEW_ARRAY(arena, dp_list_row, n);
  size_t *forms = DP_NEW_ARRAY(arena, size_t, n), *next = DP_NEW_ARRAY(arena, size_t, n),
         *last = DP_NEW_ARRAY(arena, size_t, n);
  /* The row of each family, by class finding. */
  size_t *row_of = DP_NEW_ARRAY(arena, size_t, (size_t)DP_NONE + 1);
  if (!rows || !forms || !next || !last || !row_of)
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t i = 0; i < n; i++) {
    const dp_ranked *r = &ranked->rows[i];
    size_t row = r->family == DP_NONE || !row_of[r->family] ? count : row_of[r->family] - 1;
    next[i] = SIZE_MAX;
    if (row == count) {
      if (r->family != DP_NONE) row_of[r->family] = count + 1;
      rows[count] = (dp_list_row){i, r->family, 0, 0, 0, NULL, 0};
      count++;
    } else {
      next[last[row]] = i;
    }
    last[row] = i;
    rows[row].probability_ppm += r->probability_ppm;
    rows[row].low_ppm += r->low_ppm;
    rows[row].high_ppm += r->high_ppm;
    rows[row].form_count++;
  }
  size_t at = 0;
  for (size_t row = 0; row < count; row++) {
    rows[row].forms = forms + at;
    for (size_t i = rows[row].first; i != SIZE_MAX; i = next[i]) forms[at++] = i;
    const dp_ranked *leaf = &ranked->rows[rows[row].first];
    if (rows[row].high_ppm > 1000000) rows[row].high_ppm = 1000000;
    if (rows[row].form_count == 1 || 2ull * leaf->probability_ppm >= rows[row].probability_ppm) {
      rows[row].family = DP_NONE;
      rows[row].probability_ppm = leaf->probability_ppm;
      rows[row].low_ppm = leaf->low_ppm;
      rows[row].high_ppm = leaf->high_ppm;
    }
  }
  if (!dp_sort(arena, rows, count, sizeof *rows, by_probability, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  *out = rows;
  *out_count = count;
  return DP_OK;
}

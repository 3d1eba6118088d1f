/* list.c: leaves to rows, one a family. */
#include "list.h"

static int by_probability(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_list_row *x = a, *y = b;
  if (x->probability_ppm != y->probability_ppm) return x->probability_ppm < y->probability_ppm ? 1 : -1;
  return x->first < y->first ? -1 : x->first > y->first;
}

enum { RIVAL = 5 }; /* a form with at least a fifth of the first form's probability is no lesser form */

/* Rows of one family whose first leaf holds at least half: that leaf, and its rivals, each by itself. */
static size_t split(const dp_differential *ranked, dp_list_row *row, dp_list_row *out) {
  const dp_ranked *first = &ranked->rows[row->forms[0]];
  size_t count = 0;
  for (size_t k = 0; k < row->form_count; k++) {
    const dp_ranked *leaf = &ranked->rows[row->forms[k]];
    if (k && (uint64_t)leaf->probability_ppm * RIVAL < first->probability_ppm) continue;
    out[count++] =
        (dp_list_row){row->forms[k], DP_NONE, leaf->probability_ppm, leaf->low_ppm, leaf->high_ppm, row->forms + k, 1};
  }
  return count;
}

dp_status dp_list_of(const dp_differential *ranked, dp_arena *arena, dp_list_row **out, size_t *out_count,
                     dp_error *err) {
  size_t n = ranked->count, count = 0;
  dp_list_row *rows = DP_NEW_ARRAY(arena, dp_list_row, n), *shown = DP_NEW_ARRAY(arena, dp_list_row, n);
  size_t *forms = DP_NEW_ARRAY(arena, size_t, n), *next = DP_NEW_ARRAY(arena, size_t, n),
         *last = DP_NEW_ARRAY(arena, size_t, n);
  /* The row of each family, by class finding, plus one. */
  size_t families = 0;
  for (size_t i = 0; i < n; i++)
    if (ranked->rows[i].family != DP_NONE && ranked->rows[i].family >= families) families = ranked->rows[i].family + 1u;
  size_t *row_of = DP_NEW_ARRAY(arena, size_t, families);
  if (!rows || !shown || !forms || !next || !last || !row_of)
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t i = 0; i < n; i++) {
    const dp_ranked *r = &ranked->rows[i];
    size_t row = r->family == DP_NONE || !row_of[r->family] ? count : row_of[r->family] - 1;
    next[i] = SIZE_MAX;
    if (row == count) {
      if (r->family != DP_NONE) row_of[r->family] = count + 1;
      rows[count++] = (dp_list_row){i, r->family, 0, 0, 0, NULL, 0};
    } else {
      next[last[row]] = i;
    }
    last[row] = i;
    rows[row].probability_ppm += r->probability_ppm;
    rows[row].low_ppm += r->low_ppm;
    rows[row].high_ppm += r->high_ppm;
    rows[row].form_count++;
  }
  size_t at = 0, shown_count = 0;
  for (size_t row = 0; row < count; row++) {
    dp_list_row *r = &rows[row];
    r->forms = forms + at;
    for (size_t i = r->first; i != SIZE_MAX; i = next[i]) forms[at++] = i;
    if (r->high_ppm > 1000000) r->high_ppm = 1000000;
    if (2ull * ranked->rows[r->first].probability_ppm >= r->probability_ppm)
      shown_count += split(ranked, r, shown + shown_count);
    else shown[shown_count++] = *r;
  }
  if (!dp_sort(arena, shown, shown_count, sizeof *shown, by_probability, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  *out = shown;
  *out_count = shown_count;
  return DP_OK;
}

/* list.h: the ranking as people are shown it: one row a family.
 *
 * The engine ranks leaves; people think in families ("a urinary infection, probably of the bladder"). Where no leaf holds
 * half of its family, the family makes one row, with its forms nested, likeliest first, and their sum. Where one does, the
 * row is that leaf by itself, with its own probability; the family's other forms are left out of the list when they are
 * lesser ones (under a fifth of it), but a form that is a serious rival keeps a row of its own: it must not be hidden. Rows are in
 * order of what they show. What no row shows belongs to "something else", so that all adds up to one.
 */
#ifndef DP_API_LIST_H
#define DP_API_LIST_H

#include "api.h"

typedef struct dp_list_row {
  size_t first;                                /* index into the ranking of its likeliest leaf */
  uint16_t family;                             /* class finding, or DP_NONE where the row is its first leaf */
  uint32_t probability_ppm, low_ppm, high_ppm; /* of what the row shows */
  const size_t *forms;                         /* indexes into the ranking of all its leaves, likeliest first */
  size_t form_count;
} dp_list_row;

/* Groups the ranking. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_list_of(const dp_differential *ranked, dp_arena *arena, dp_list_row **rows, size_t *count,
                                   dp_error *err);

#endif

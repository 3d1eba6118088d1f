/* sort.c: a stable merge sort that works upwards: no recursion, n log n whatever the order, one scratch copy. */
#include "base.h"

enum { RUN = 8 }; /* shorter runs are put in order by insertion */

bool dp_sort(dp_arena *scratch, void *at, size_t count, size_t item_size,
             int (*compare)(const void *a, const void *b, const void *ctx), const void *ctx) {
  if (count < 2 || !item_size) return true;
  char *from = at, *to = dp_arena_array(scratch, count, item_size);
  if (!to) return false;
  for (size_t start = 0; start < count; start += RUN) {
    size_t end = count - start < RUN ? count : start + RUN;
    for (size_t i = start + 1; i < end; i++) {
      size_t j = i;
      while (j > start && compare(from + (j - 1) * item_size, from + i * item_size, ctx) > 0) j--;
      if (j == i) continue;
      memcpy(to, from + i * item_size, item_size); /* `to` is free as yet: its first item is the hand */
      memmove(from + (j + 1) * item_size, from + j * item_size, (i - j) * item_size);
      memcpy(from + j * item_size, to, item_size);
    }
  }
  for (size_t width = RUN; width < count; width = width > count / 2 ? count : 2 * width) {
    for (size_t start = 0; start < count;) {
      size_t middle = count - start < width ? count : start + width;
      size_t end = count - middle < width ? count : middle + width, a = start, b = middle, out = start;
      while (a < middle && b < end) {
        size_t *pick = compare(from + a * item_size, from + b * item_size, ctx) <= 0 ? &a : &b;
        memcpy(to + out++ * item_size, from + (*pick)++ * item_size, item_size);
      }
      if (a < middle) memcpy(to + out * item_size, from + a * item_size, (middle - a) * item_size);
      else if (b < end) memcpy(to + out * item_size, from + b * item_size, (end - b) * item_size);
      start = end;
    }
    char *swap = from;
    from = to;
    to = swap;
  }
  if (from != at) memcpy(at, from, count * item_size);
  return true;
}

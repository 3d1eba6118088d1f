/* str.c: strings are views (where, how long): nothing here allocates, nothing looks for a NUL. */
#include "base.h"

static unsigned char lower(char c) {
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

dp_str dp_str_of(const char *s) { return s ? (dp_str){s, strlen(s)} : (dp_str){"", 0}; }

bool dp_str_eq(dp_str a, dp_str b) { return a.size == b.size && (!a.size || memcmp(a.at, b.at, a.size) == 0); }

int dp_str_cmp(dp_str a, dp_str b) {
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n ? memcmp(a.at, b.at, n) : 0;
  return c ? c : (a.size > b.size) - (a.size < b.size);
}

bool dp_str_eq_ci(dp_str a, dp_str b) {
  if (a.size != b.size) return false;
  for (size_t i = 0; i < a.size; i++)
    if (lower(a.at[i]) != lower(b.at[i])) return false;
  return true;
}

bool dp_str_starts(dp_str s, dp_str prefix) {
  return s.size >= prefix.size && (!prefix.size || memcmp(s.at, prefix.at, prefix.size) == 0);
}

bool dp_str_ends(dp_str s, dp_str suffix) {
  return s.size >= suffix.size && (!suffix.size || memcmp(s.at + (s.size - suffix.size), suffix.at, suffix.size) == 0);
}

dp_str dp_str_trim(dp_str s) {
  while (s.size && is_space(s.at[0])) s.at++, s.size--;
  while (s.size && is_space(s.at[s.size - 1])) s.size--;
  return s;
}

dp_str dp_str_cut(dp_str *rest, char separator) {
  dp_str all = *rest;
  for (size_t i = 0; i < all.size; i++)
    if (all.at[i] == separator) {
      *rest = (dp_str){all.at + i + 1, all.size - i - 1};
      return (dp_str){all.at, i};
    }
  *rest = (dp_str){NULL, 0};
  return all;
}

/* Optimal string alignment in a diagonal band: a cell further than `limit` from the diagonal cannot be part of an
 * alignment that costs at most `limit`, so three rows of 2 * limit + 1 cells are all that is needed, whatever the
 * lengths. Column d of row i stands for b's position j = i + d - limit. */
enum { BAND_LIMIT = 31 };

unsigned dp_str_distance(dp_str a, dp_str b, unsigned limit) {
  unsigned k = limit < BAND_LIMIT ? limit : BAND_LIMIT, over = limit + 1, far = k + 1, width = 2 * k + 1;
  if (limit == UINT32_MAX) over = limit;
  if ((a.size > b.size ? a.size - b.size : b.size - a.size) > k) return over;
  unsigned rows[3][2 * BAND_LIMIT + 1];
  bool reach_before = true;
  for (size_t i = 0; i <= a.size; i++) {
    unsigned *now = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
    bool reach = false;
    for (unsigned d = 0; d < width; d++) {
      unsigned cost = far;
      if (i + d >= k && i + d - k <= b.size) {
        size_t j = i + d - k;
        if (i == 0) cost = (unsigned)j;
        else if (j == 0) cost = (unsigned)i;
        else {
          cost = up[d] + (a.at[i - 1] != b.at[j - 1]);                     /* same, or another letter */
          if (d + 1 < width && up[d + 1] + 1 < cost) cost = up[d + 1] + 1; /* a letter left out */
          if (d > 0 && now[d - 1] + 1 < cost) cost = now[d - 1] + 1;       /* a letter too many */
          if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] && up2[d] + 1 < cost)
            cost = up2[d] + 1; /* two letters swapped */
        }
        if (cost > far) cost = far;
      }
      now[d] = cost;
      reach |= cost <= k;
    }
    if (!reach && !reach_before) return over; /* a step spans two rows at most (a swap): nothing can come back */
    reach_before = reach;
  }
  unsigned cost = rows[a.size % 3][b.size + k - a.size];
  return cost > k ? over : cost;
}

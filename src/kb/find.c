/* find.c: names: folding them, finding them, completing them, and guessing what a misspelt one meant.
 *
 * The table of names is sorted by folded bytes, then by rank, so that equals lie together with the best first, and all
 * that begin alike lie together: look-up and completion are one binary search.
 */
#include "kb.h"

/* ---- folding --------------------------------------------------------------------------------------------------------- */

/* U+00C0 to U+017F without case and accents, two letters each, a space for none. */
static const char latin[2 * 192 + 1] =
    "a a a a a a aec e e e e i i i i d n o o o o o x o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o / o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
    "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";

typedef struct folder { char *out; size_t room, size; bool space; } folder;

static void put(folder *f, const char *bytes, size_t size) {
  if (f->space && f->size) { /* a space is written with what follows it: none at the end */
    if (f->size < f->room) f->out[f->size] = ' ';
    f->size++;
  }
  f->space = false;
  for (size_t i = 0; i < size; i++, f->size++)
    if (f->size < f->room) f->out[f->size] = bytes[i];
}

size_t dp_kb_fold(dp_str s, char *out, size_t room) {
  folder f = {out, room, 0, false};
  for (size_t at = 0; at < s.size;) {
    uint32_t c = dp_utf8_next(s, &at);
    char utf8[4];
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
    if (c == '_' || c == '-' || c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) ||
        (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x202F)
      f.space = true;
    else if (c >= 0x300 && c <= 0x36F) continue; /* a combining accent */
    else if (c >= 0xC0 && c < 0x180) put(&f, &latin[2 * (c - 0xC0)], latin[2 * (c - 0xC0) + 1] == ' ' ? 1 : 2);
    else if (c >= 0x2018 && c <= 0x201B) put(&f, "'", 1);
    else if (c >= 0x201C && c <= 0x201F) put(&f, "\"", 1);
    else put(&f, utf8, dp_utf8_put(c, utf8));
  }
  return f.size;
}

/* ---- finding ---------------------------------------------------------------------------------------------------------- */

enum { LONGEST = 255 };

/* The first name that is not before `key`; with `after`, the first that is beyond all that begin with it. */
static size_t bound(const dp_kb *kb, dp_str key, bool after) {
  size_t low = 0, high = kb->name_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    dp_str name = dp_kb_str(kb, kb->names[middle].folded);
    bool before = dp_str_cmp(name, key) < 0 || (after && dp_str_starts(name, key));
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

static bool fold_key(dp_str s, char out[LONGEST], dp_str *key) {
  size_t size = dp_kb_fold(s, out, LONGEST);
  *key = (dp_str){out, size};
  return size > 0 && size <= LONGEST;
}

/* Equals are sorted by rank: the first of the right kind is the best. */
static uint16_t find(const dp_kb *kb, dp_kb_what what, dp_str s, bool conditions_only) {
  char folded[LONGEST];
  dp_str key;
  if (!fold_key(s, folded, &key)) return DP_NONE;
  for (size_t i = bound(kb, key, false); i < kb->name_count; i++) {
    const dp_kb_name *n = &kb->names[i];
    if (!dp_str_eq(dp_kb_str(kb, n->folded), key)) break;
    if (n->what == what && (!conditions_only || kb->findings[n->target].condition != DP_NONE)) return n->target;
  }
  return DP_NONE;
}

uint16_t dp_kb_find(const dp_kb *kb, dp_kb_what what, dp_str name) { return find(kb, what, name, false); }
uint16_t dp_kb_find_finding(const dp_kb *kb, dp_str name) { return find(kb, DP_IS_FINDING, name, false); }
uint16_t dp_kb_find_measure(const dp_kb *kb, dp_str name) { return find(kb, DP_IS_MEASURE, name, false); }
uint16_t dp_kb_find_topic(const dp_kb *kb, dp_str name) { return find(kb, DP_IS_TOPIC, name, false); }

uint16_t dp_kb_find_condition(const dp_kb *kb, dp_str name) {
  uint16_t f = find(kb, DP_IS_FINDING, name, true);
  return f == DP_NONE ? (uint16_t)DP_NONE : kb->findings[f].condition;
}

size_t dp_kb_find_prefix(const dp_kb *kb, dp_str prefix, size_t *first) {
  char folded[LONGEST];
  size_t size = dp_kb_fold(prefix, folded, LONGEST);
  if (size > LONGEST) {
    *first = kb->name_count;
    return 0;
  }
  dp_str key = {folded, size};
  *first = bound(kb, key, false);
  return bound(kb, key, true) - *first;
}

/* ---- guessing ----------------------------------------------------------------------------------------------------------- */

static const char *shown(const dp_kb *kb, const dp_kb_name *n) {
  if (n->rank == DP_RANK_ALIAS) return dp_kb_text(kb, n->folded);
  bool id = n->rank == DP_RANK_ID;
  switch (n->what) {
  case DP_IS_FINDING: return dp_kb_text(kb, id ? kb->findings[n->target].id : kb->findings[n->target].name);
  case DP_IS_MEASURE: return dp_kb_text(kb, id ? kb->measures[n->target].id : kb->measures[n->target].name);
  case DP_IS_SOURCE: return dp_kb_text(kb, id ? kb->sources[n->target].id : kb->sources[n->target].title);
  default: return dp_kb_text(kb, id ? kb->topics[n->target].id : kb->topics[n->target].name);
  }
}

const char *dp_kb_suggest(const dp_kb *kb, dp_kb_what what, dp_str name) {
  char folded[LONGEST];
  dp_str key;
  if (!fold_key(name, folded, &key)) return NULL;
  unsigned limit = key.size <= 5 ? 1 : key.size <= 9 ? 2 : 3, best = UINT32_MAX;
  const dp_kb_name *found = NULL;
  for (size_t i = 0; i < kb->name_count; i++) {
    const dp_kb_name *n = &kb->names[i];
    if (n->what != what) continue;
    dp_str s = dp_kb_str(kb, n->folded);
    unsigned distance = dp_str_distance(s, key, limit);
    if (distance > limit) continue;
    unsigned score = 8 * distance + (s.at[0] != key.at[0] ? 4u : 0u) + n->rank; /* people get the first letter right */
    if (score < best) best = score, found = n;
  }
  return found ? shown(kb, found) : NULL;
}

/* show.h: what the painters of responses share: looking into a response, and the marks and tones of a state or urgency.
 *
 * A look-up of what is not there gives an empty string, 0 or nothing: a painter shows what a response holds and is
 * silent about the rest.
 */
#ifndef DP_SHOW_H
#define DP_SHOW_H

#include "cli.h"
#include "paint.h"

static inline dp_str str(const dp_json *o, const char *key) { return dp_json_str_of(o, key); }
static inline int64_t integer(const dp_json *o, const char *key) { return dp_json_int_of(o, key); }
static inline int64_t milli(const dp_json *o, const char *key) {
  const dp_json *n = dp_json_get(o, key);
  return n ? n->milli : 0;
}
static inline bool flag(const dp_json *o, const char *key) { return dp_json_bool_of(o, key); }
static inline const dp_json *items(const dp_json *o, const char *key) {
  const dp_json *list = dp_json_get(o, key);
  return list ? list->first : NULL;
}
static inline bool is(dp_str s, const char *word) { return dp_str_eq(s, dp_str_of(word)); }

static inline dp_tone dp_urgency_tone(dp_str level) {
  return is(level, "emergency")   ? DP_RED
         : is(level, "urgent")    ? DP_AMBER
         : is(level, "self-care") ? DP_GREEN
                                  : DP_PLAIN;
}

/* "+", "-" or "?"; the others have no say and get a dot */
static inline const char *dp_mark_of(dp_str state) {
  return is(state, "present") ? "+" : is(state, "absent") ? "-" : is(state, "uncertain") ? "?" : "·";
}

/* The texts of a list's items, at most so many, below a heading; nothing when it is empty. */
void dp_show_texts(dp_cli *cli, const dp_json *r, const char *key, const char *title, dp_tone tone, unsigned most);
/* The blocks of a page's section, and the numbered sources that they cite (member "sources" of `r`). */
void dp_show_blocks(dp_cli *cli, const dp_json *list, unsigned indent);
void dp_show_sources(dp_cli *cli, const dp_json *r);
/* A paragraph with the names of the list's items, after its title; nothing when the list is empty. */
void dp_names_line(dp_cli *cli, const dp_json *r, const char *key, const char *title, dp_tone tone);

#endif

/* inner.h: what the files of the compiler share: the text cut into entries and fields, readers of values, maps.
 *
 * A value may go on over several lines. It is joined into one string, and keeps for each line where it lies there, so
 * that every part of it can still say the line and the column that it is from (kbc_place_in).
 */
#ifndef KBC_INNER_H
#define KBC_INNER_H

#include "kbc.h"

/* ---- text: entries, fields, values (parse.c) --------------------------------------------------------------------- */

typedef struct kbc_seg { size_t offset; uint32_t line; uint16_t column; } kbc_seg;
typedef struct kbc_value { dp_str text; const kbc_seg *segs; size_t seg_count; uint16_t file; } kbc_value;
typedef struct kbc_field {
  dp_str key, section;       /* section: of `text SECTION:` */
  kbc_place place;
  kbc_value value;           /* after the colon; empty text for none */
  struct { kbc_value *at; size_t count, room; } rows;
} kbc_field;
typedef struct kbc_entry {
  dp_str keyword, id;
  kbc_place place;
  struct { kbc_field *at; size_t count, room; } fields;
} kbc_entry;

typedef struct kbc_parser { dp_arena *arena; kbc_model *model; kbc_report *report; } kbc_parser;

/* Adds an error or a warning with a formatted message (the formats of dp_fail). */
#define KBC_SAY(report, place, severity, ...)                                                                        \
  do {                                                                                                               \
    dp_error said_;                                                                                                  \
    dp_fail(&said_, DP_ERR_KNOWLEDGE, __VA_ARGS__);                                                                  \
    kbc_report_add((report), (place), (severity), said_.message);                                                    \
  } while (0)
#define KBC_FAIL(report, place, ...) KBC_SAY(report, place, KBC_ERROR, __VA_ARGS__)
#define KBC_WARN(report, place, ...) KBC_SAY(report, place, KBC_WARNING, __VA_ARGS__)
#define KBC_S(s) (int)((s).size < 120 ? (s).size : 120), (s).at /* for %.*s */

/* Where a part of the value is written; `at` points into value->text. */
kbc_place kbc_place_in(const kbc_value *v, const char *at);

/* A field of an entry and its reader. `entry` is the model's struct. */
typedef struct kbc_rule {
  const char *key;
  unsigned flags;
  void (*read)(kbc_parser *p, void *entry, const kbc_field *f);
} kbc_rule;
enum { KBC_NEEDED = 1, /* an entry without it is an error */
       KBC_MANY = 2,   /* may be stated several times */
       KBC_TABLE = 4   /* may have rows */ };
/* Gives each field to its rule; reports unknown, repeated, empty and missing ones. */
void kbc_read_fields(kbc_parser *p, const kbc_entry *e, const kbc_rule *rules, size_t rule_count, void *entry);

/* One reader for each kind of entry. */
void kbc_read_source(kbc_parser *p, const kbc_entry *e);    /* parse_finding.c */
void kbc_read_word(kbc_parser *p, const kbc_entry *e);
void kbc_read_near(kbc_parser *p, const kbc_entry *e);
void kbc_read_finding(kbc_parser *p, const kbc_entry *e);
void kbc_read_measure(kbc_parser *p, const kbc_entry *e);
void kbc_read_class(kbc_parser *p, const kbc_entry *e);     /* parse_condition.c */
void kbc_read_condition(kbc_parser *p, const kbc_entry *e);
void kbc_read_rule(kbc_parser *p, const kbc_entry *e);      /* parse_rule.c */
void kbc_read_medicine(kbc_parser *p, const kbc_entry *e);  /* parse_medicine.c */
void kbc_read_symptom(kbc_parser *p, const kbc_entry *e);
void kbc_read_procedure(kbc_parser *p, const kbc_entry *e);
void kbc_read_test(kbc_parser *p, const kbc_entry *e);

/* Prose, and what entries of a file of their own share (parse_topic.c). */
/* `kind` decides which sections there are. */
void kbc_read_text(kbc_parser *p, kbc_texts *texts, dp_topic_kind kind, const kbc_field *f);
void kbc_read_summary(kbc_parser *p, kbc_texts *texts, const kbc_field *f);
/* The file of an entry below `folder` bears its id; *field, when asked for, is the folder between (empty in a free
 * file). */
bool kbc_read_path(kbc_parser *p, const kbc_entry *e, const char *folder, dp_str *field);

/* ---- values (parse_value.c): each reports what is wrong where it is, and gives false ----------------------------- */

bool kbc_is_id(dp_str s); /* [a-z][a-z0-9_]*, at most 63 characters */
/* A decimal number as value * 10^scale, rounded half away from zero; no commas, no exponent. */
bool kbc_decimal(dp_str s, unsigned scale, int64_t *out);
/* The next word (up to a space) of *rest, which begins at the next one afterwards; empty at the end. */
dp_str kbc_next_word(dp_str *rest);
/* The next item up to one of `separators` that is not in quotes, trimmed; false at the end. */
bool kbc_next_item(dp_str *rest, const char *separators, dp_str *item);
/* The nearest of `count` names to a misspelt one, or NULL. */
const char *kbc_nearest(dp_str s, const char *(*name)(unsigned), unsigned count);
/* " (did you mean `x`?)" or "", in the parser's arena. */
const char *kbc_hint(dp_arena *a, const char *nearest);

/* `number` within [low, high] (both * 10^scale); `what` names it in the message. */
bool kbc_read_number(kbc_parser *p, const kbc_value *v, dp_str number, unsigned scale, int64_t low, int64_t high,
                     const char *what, int64_t *out);
/* NUMBER or NUMBER-NUMBER. */
bool kbc_read_range(kbc_parser *p, const kbc_value *v, dp_str range, unsigned scale, int64_t low, int64_t high,
                    const char *what, int64_t *from, int64_t *to);
/* FROM-TO of ages such as 28d, 6w, 6m, 12y; either end may be left out. parse_finding.c */
bool kbc_read_ages(kbc_parser *p, const kbc_value *v, dp_str s, uint32_t *from_days, uint32_t *to_days);
bool kbc_read_date(kbc_parser *p, const kbc_value *v, uint32_t *out);
/* One of an enumeration's names. */
bool kbc_read_name(kbc_parser *p, const kbc_value *v, dp_str s, const char *(*name)(unsigned), unsigned count,
                   const char *what, unsigned *out);
void kbc_read_refs(kbc_parser *p, const kbc_value *v, kbc_refs *out);       /* ids between `|` or `,` */
void kbc_read_phrases(kbc_parser *p, const kbc_value *v, kbc_phrases *out); /* phrases between `|` */
/* Takes `estimate` or `@source` off the end of *s. KBC_UNCITED when there is none. */
kbc_cite kbc_take_cite(const kbc_value *v, dp_str *s);
bool kbc_is_cite(dp_str word);
/* Rows of `ID NUMBER[-NUMBER] [required|impossible] [@source|estimate]`, below the field or in its value between
 * commas; `odds`: the number is an odds ratio. */
void kbc_read_rows(kbc_parser *p, const kbc_field *f, bool odds, kbc_rows *out);
/* `name number, name number … [estimate|@source]`: out[i] = number * 10^scale of the i-th name, where stated. Gives a
 * bit for each name that is stated. */
unsigned kbc_read_named(kbc_parser *p, const kbc_field *f, const char *(*name)(unsigned), unsigned count,
                        unsigned scale, int64_t high, const char *what, int64_t *out, kbc_cite *cite);

/* ---- maps (map.c): string to number, open addressing, in an arena ------------------------------------------------ */

typedef struct kbc_map {
  dp_arena *arena;
  struct kbc_slot { dp_str key; uint32_t hash, value; } *slots; /* key.at NULL: free */
  size_t room, count;
} kbc_map;
/* The value of `key`, added as `value` when it is new (*added); the key's bytes must live as long as the map. NULL when
 * memory is out. */
uint32_t *kbc_map_add(kbc_map *m, dp_str key, uint32_t value, bool *added);
uint32_t *kbc_map_get(const kbc_map *m, dp_str key); /* NULL when unknown */

/* The American spelling of a British name, in `arena`; empty when they are the same (spelling.c). */
dp_str kbc_american(dp_str name, dp_arena *arena);

/* ---- the other steps --------------------------------------------------------------------------------------------- */

/* Names to indexes, is-a cycles, defaults, background and excluded rows, derived prevalence (resolve.c). False when
 * memory is out; all else goes to the report. */
bool kbc_resolve(kbc_model *m, dp_arena *arena, kbc_report *report);
/* All ancestors of a finding, nearest first, the primary line before the others, in `arena`. The is-a graph has no
 * cycle after kbc_resolve. */
bool kbc_ancestors(const kbc_model *m, uint16_t finding, dp_arena *arena, uint16_t **out, size_t *count);
/* The RULE section, appended to `out`; nothing when there are no rules (write_rules.c). Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status kbc_rules(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err);
/* Whether each laboratory test's ranges and the thresholds of the findings of its measure agree (check_ranges.c). */
void kbc_check_ranges(kbc_model *m, kbc_report *report);
/* The MORE section, appended to `out`; nothing when no topic needs it (write_more.c). `put`: a string's place. */
bool kbc_more(const kbc_model *m, dp_arena *arena, dp_kb_string (*put)(void *ctx, dp_str s), void *ctx, dp_buf *out);
/* The MEDI section, likewise (write_medicines.c). */
DP_MUST_CHECK dp_status kbc_medicines(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err);
/* The articles and their index, with its SHA-256 (prose.c). */
typedef struct kbc_articles { dp_kb_article *index; size_t count; dp_buf text; uint8_t hash[32]; } kbc_articles;
bool kbc_articles_of(const kbc_model *m, dp_arena *arena, kbc_articles *out);
/* The prose part of them, appended to `out`, with the bytes of its search index, empty before there is one. */
bool kbc_prose(const kbc_articles *p, dp_str search, uint32_t date, dp_buf *out);
/* A phrase and the finding that says it (DP_NONE: a measure). */
typedef struct kbc_said { kbc_phrase phrase; uint16_t finding; } kbc_said;
/* What the lexicon's builder says of a phrase; `other`: the phrase that reads the same, or NULL. */
typedef void kbc_note(void *ctx, const kbc_said *phrase, const kbc_said *other, const char *message);
/* The LEXI section, appended to `out` (lexicon.c); `note` may be NULL. Errors: those of dp_lexicon_build. */
DP_MUST_CHECK dp_status kbc_lexicon(const kbc_model *m, dp_arena *arena, kbc_note *note, void *ctx, dp_buf *out,
                                    dp_error *err);
/* Phrases and names that are said twice (check_phrases.c). Errors: ERR_MEMORY; what keeps the lexicon from being built
 * is an error of the report. */
DP_MUST_CHECK dp_status kbc_check_phrases(const kbc_model *m, dp_arena *arena, kbc_report *report, dp_error *err);
/* check_rivals.c */
bool kbc_check_rivals(const kbc_model *m, kbc_check_options options, dp_arena *arena, kbc_report *report);

dp_status kbc_damaged(dp_error *err); /* bundle.c: ERR_IMAGE, of the text that the program carries */

/* pack.c: the app's text made shorter, and back. False, ERR_MEMORY: no memory; ERR_IMAGE: damaged. */
bool kbc_pack(dp_str text, dp_arena *arena, dp_buf *out);
DP_MUST_CHECK dp_status kbc_unpack(dp_str packed, dp_arena *arena, dp_buf *out, dp_error *err);

#endif

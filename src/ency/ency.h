/* ency.h: the encyclopedia: finding a page, and the page itself.
 *
 * A page is of a topic (condition, symptom, procedure, laboratory test) or, where nobody has written one yet, of a finding or a class of
 * conditions: what the knowledge says of it is a page already. One index space, dp_page: topics first, in their order, then
 * findings in theirs. A finding that a topic is about has no page of its own: dp_page_of_finding leads to the topic's.
 */
#ifndef DP_ENCY_H
#define DP_ENCY_H

#include "../kb/kb.h"

typedef uint16_t dp_page; /* DP_NONE is none */

typedef enum dp_page_type { DP_PAGE_CONDITION, DP_PAGE_SYMPTOM, DP_PAGE_PROCEDURE, DP_PAGE_TEST, DP_PAGE_FINDING,
                            DP_PAGE_CLASS, DP_PAGE_TYPE_COUNT } dp_page_type;

size_t dp_page_count(const dp_kb *kb); /* of the index space; some of its findings have no page */
dp_page_type dp_page_type_of(const dp_kb *kb, dp_page page);
const char *dp_page_type_name(unsigned type); /* "condition" …; "" out of range */
dp_page dp_page_of_finding(const dp_kb *kb, uint16_t finding); /* DP_NONE for a group */
uint16_t dp_page_finding(const dp_kb *kb, dp_page page);       /* what it is about, or DP_NONE */
const char *dp_page_id(const dp_kb *kb, dp_page page);
const char *dp_page_name(const dp_kb *kb, dp_page page);
const dp_kb_condition *dp_page_condition(const dp_kb *kb, dp_page page); /* NULL when it is of none */

/* ---- terms.c: the words of a name or text as the index knows them --------------------------------------------------- */

enum { DP_TERM_MAX = 40 };
typedef struct dp_term { char at[DP_TERM_MAX]; size_t size; size_t from, to; } dp_term; /* from, to: bytes of the folded text */
/* The next word of a folded text (dp_kb_fold) at *at, stemmed; small words ("of", "my") are passed over. false: no more. */
bool dp_term_next(dp_str folded, size_t *at, dp_term *out);

/* ---- index.c: the image's SRCH section ------------------------------------------------------------------------------ */

/* Builds the section from an opened image, its prose attached where it has one, and appends it. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_search_build(const dp_kb *kb, dp_arena *arena, dp_buf *out, dp_error *err);
/* Checks every offset of the section once. ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_search_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err);

typedef struct dp_search_index {
  uint32_t term_count, posting_count, string_size, page_count, average; /* average: tenths of words a page */
  const uint32_t *text;  /* term_count: offsets into strings, sorted by their bytes */
  const uint32_t *first; /* term_count + 1: postings */
  const uint16_t *page;  /* a posting's page … */
  const uint8_t *weight; /* … and how often and where the word stands: name 12, alias 8, summary 2, text 1, at most 255 */
  const uint8_t *length; /* of each page in words, at most 255 */
  const char *strings;   /* NUL-terminated */
} dp_search_index;
bool dp_search_open(const dp_kb *kb, dp_search_index *out); /* false: the image has no such section */

/* ---- more.c: what a page holds beside its prose: the image's MORE section ------------------------------------------- */

/* A reference range of a laboratory test, in the measure's canonical unit: what is usual in people of this age and sex. */
typedef struct dp_range {
  int64_t low_milli, high_milli; /* INT64_MIN, INT64_MAX: open */
  uint32_t from_days, to_days;   /* age; to is exclusive, UINT32_MAX when open */
  dp_kb_string note;             /* who, where age and sex do not say it */
  uint16_t line, source;         /* lines below the topic's own; DP_NONE: an expert's estimate */
  uint8_t sex, pregnant;         /* 0, 'f' or 'm'; 1: only in pregnancy */
  uint8_t reserved[6];
} dp_range;
_Static_assert(sizeof(dp_range) == 40, "a range has no padding");
/* Why the engine's threshold for a finding is not the end of the range. */
typedef struct dp_differs { dp_kb_string reason; uint16_t finding, line; } dp_differs;
_Static_assert(sizeof(dp_differs) == 8, "no padding");
typedef struct dp_more_row {
  dp_kb_string specimen;
  uint16_t topic, measure;       /* measure: DP_NONE */
  uint16_t si, us;               /* units, indexes among the measure's own */
  uint32_t range_first, differs_first, see_first;
  uint16_t range_count, differs_count, see_count, reserved;
} dp_more_row;
_Static_assert(sizeof(dp_more_row) == 32, "no padding");
typedef struct dp_more_head { uint32_t version, rows, ranges, differs, sees, reserved; } dp_more_head;
enum { DP_MORE_VERSION = 1 };
/* A view of one topic's row; empty when it has none. Layout of the section: head, ranges, rows, differs, sees (dp_page). */
typedef struct dp_more {
  const dp_more_row *row; /* NULL: nothing beside the prose */
  const dp_range *ranges;
  const dp_differs *differs;
  const dp_page *see;
} dp_more;
void dp_more_of(const dp_kb *kb, dp_page page, dp_more *out);
/* Checks the section once, after which what dp_more_of gives is total. ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_more_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err);
/* A canonical value in the measure's unit number `unit`, in thousandths. */
int64_t dp_more_in_unit(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t milli);
/* "3.5–5.3", "under 5", "over 1.2", in that unit, without its name. */
void dp_more_say(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t low_milli, int64_t high_milli, dp_buf *out);
/* Who the range is of: "women from 12 years", "under 28 days", "everybody", "in pregnancy". */
void dp_more_who(const dp_kb *kb, const dp_range *r, dp_buf *out);

/* ---- search.c ---------------------------------------------------------------------------------------------------------- */

typedef struct dp_found { dp_page page; int64_t score; const char *matched; } dp_found; /* matched: the name that fitted best */
typedef struct dp_search_word { dp_str typed, meant; } dp_search_word; /* meant: as mended, empty where it was known */
typedef struct dp_search_result {
  struct { dp_found *at; size_t count, room; } found; /* best first */
  struct { dp_search_word *at; size_t count, room; } words;
} dp_search_result;

/* The pages that fit a query as people type it (its first 300 bytes), at most `limit`. `types`: set of 1 << dp_page_type, 0 for
 * all. Okapi BM25 (Robertson & Zaragoza 2009) with fields as weights, and beside it: the whole query as a name or the
 * beginning of one, what the reader (src/text) understands it as, and how common the thing is. Integers only: the same order
 * everywhere. Errors: ERR_IMAGE (no index in the image), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_search(const dp_kb *kb, dp_str query, unsigned types, size_t limit, dp_arena *arena,
                                  dp_search_result *out, dp_error *err);
/* The page called `name`: exactly, or else the best that the search finds (*guessed). ERR_NOT_FOUND, and those of dp_search. */
DP_MUST_CHECK dp_status dp_page_find(const dp_kb *kb, dp_str name, dp_arena *arena, dp_page *page, bool *guessed,
                                     dp_error *err);

#endif

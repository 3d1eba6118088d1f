/* ency.h: the encyclopedia: finding a page, and the page itself.
 *
 * A page is of a topic (condition, symptom, procedure) or, where nobody has written one yet, of a finding or a class of
 * conditions: what the knowledge says of it is a page already. One index space, dp_page: topics first, in their order, then
 * findings in theirs. A finding that a topic is about has no page of its own: dp_page_of_finding leads to the topic's.
 */
#ifndef DP_ENCY_H
#define DP_ENCY_H

#include "../kb/kb.h"

typedef uint16_t dp_page; /* DP_NONE is none */

typedef enum dp_page_type { DP_PAGE_CONDITION, DP_PAGE_SYMPTOM, DP_PAGE_PROCEDURE, DP_PAGE_FINDING, DP_PAGE_CLASS,
                            DP_PAGE_TYPE_COUNT } dp_page_type;

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

/* page.h: a page of the encyclopedia as sections of blocks: what is written of it (prose), and what the engine reckons with.
 *
 * The two cannot disagree: a page's symptoms are the very rows that the engine sums. Sections come in the order in which people
 * need them; one that nobody has written and that the engine knows nothing of is among `missing`. Everything lies in the arena.
 *
 * Prose (docs/knowledge-format.md): paragraphs, lists, questions with answers. A source is cited as [@id]; here it becomes
 * [1], a number into `sources`.
 */
#ifndef DP_ENCY_PAGE_H
#define DP_ENCY_PAGE_H

#include "ency.h"

typedef enum dp_level { DP_LEVEL_PLAIN, DP_LEVEL_PROFESSIONAL } dp_level;

typedef enum dp_block_kind { DP_BLOCK_PARAGRAPH, DP_BLOCK_LIST, DP_BLOCK_QUESTION, DP_BLOCK_FINDINGS, DP_BLOCK_RISKS,
                             DP_BLOCK_CONDITIONS, DP_BLOCK_FACTS, DP_BLOCK_KIND_COUNT } dp_block_kind;
const char *dp_block_kind_name(unsigned kind); /* "paragraph" … */

typedef struct dp_page_row {
  dp_page page;            /* where its link leads, or DP_NONE */
  uint16_t finding;        /* of findings and risks */
  uint16_t source;         /* DP_NONE: an expert's estimate */
  uint16_t low, high;      /* permille */
  uint32_t line;           /* of the page's file; 0 none */
  uint32_t odds_milli, share_ppm;
  dp_str label, words;     /* of facts: label and value; of findings and risks: the number in words */
} dp_page_row;

typedef struct dp_block dp_block;
typedef struct dp_blocks { dp_block *at; size_t count, room; } dp_blocks;
struct dp_block {
  dp_block_kind kind;
  dp_str text;             /* paragraph, question; title of a table */
  dp_blocks answer;        /* of a question */
  struct { dp_str *at; size_t count, room; } items;
  struct { dp_page_row *at; size_t count, room; } rows;
};

typedef struct dp_section_of_page { const char *id, *title; bool written; dp_blocks blocks; } dp_section_of_page;

typedef struct dp_page_view {
  dp_page page;
  dp_level level;
  dp_str summary;
  struct { dp_section_of_page *at; size_t count, room; } sections;
  struct { dp_section_of_page *at; size_t count, room; } missing;
  struct { uint16_t *at; size_t count, room; } sources; /* in the order of their numbers, from 1 */
  struct { dp_page *at; size_t count, room; } see_also;
  uint32_t estimates;      /* rows that are an expert's estimate */
  bool uncited;            /* it has prose, and no sentence of it cites a source */
} dp_page_view;

/* The page. `section`: its id, empty for all. Errors: ERR_NOT_FOUND (no such section on this page), ERR_IMAGE (damaged
 * prose), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_page_make(const dp_kb *kb, dp_page page, dp_level level, dp_str section, dp_arena *arena,
                                     dp_page_view **out, dp_error *err);
/* A condition's plan: its sections in the order of use (now, ask, tests, treatment, selfcare, avoid, refer, safetynet,
 * followup), those that are written (or stand in for one that is not) and those that nobody has written yet. Citations are numbers into `v->sources`, so several plans can share one list.
 * Errors: ERR_IMAGE, ERR_MEMORY. */
enum { DP_PLAN_SECTIONS = 9 };
typedef struct dp_plan {
  dp_section_of_page written[DP_PLAN_SECTIONS], missing[DP_PLAN_SECTIONS];
  size_t written_count, missing_count;
} dp_plan;
DP_MUST_CHECK dp_status dp_plan_make(const dp_kb *kb, uint16_t condition, dp_arena *arena, dp_page_view *v, dp_plan *out,
                                     dp_error *err);
/* The number of a source on the page, from 1; 0 when it is not there. */
size_t dp_page_source_number(const dp_page_view *v, uint16_t source);
/* Appends the page as one <article>, without scripts or styles. Its links are `link` followed by the page's id and `tail`
 * ("" and ".html" for a static site). */
void dp_page_html(const dp_kb *kb, const dp_page_view *v, const char *link, const char *tail, dp_buf *out);

extern const char dp_page_disclaimer[];
extern const char dp_page_uncited[]; /* said on a page whose prose cites nothing */

#endif

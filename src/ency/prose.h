/* prose.h: what the files of src/ency share about a page in the making. */
#ifndef DP_ENCY_PROSE_H
#define DP_ENCY_PROSE_H

#include "page.h"

/* Appends the blocks of a text. false: memory is out. */
bool dp_prose_blocks(const dp_kb *kb, dp_page_view *v, dp_arena *arena, dp_str body, dp_blocks *out);
/* The source's number on the page, given to it now if it has none; 0 for an estimate or when memory is out. */
size_t dp_page_cite(dp_page_view *v, dp_arena *arena, uint16_t source);

/* A page in the making (page.c, page_more.c). */
typedef struct dp_maker {
  const dp_kb *kb;
  dp_arena *arena;
  dp_page_view *v;
  const dp_kb_condition *c; /* NULL when the page is of no condition */
  uint16_t finding;         /* what it is about, or DP_NONE */
  dp_more more;
  bool failed;
} dp_maker;

void dp_make_put(dp_maker *m, dp_blocks *to, dp_block b);
void dp_make_row(dp_maker *m, dp_block *b, dp_page_row r);
void dp_make_fact(dp_maker *m, dp_block *b, const char *label, dp_buf *value);
/* The conditions that have a finding more often than people in general, by rate times frequency: the commonest, at most `limit`;
 * then, with `danger`, the dangerous ones. `title`: of the first table. */
void dp_make_causes(dp_maker *m, dp_blocks *to, uint16_t finding, const char *title, size_t limit, bool danger);

/* What the engine and the MORE section say on a test's or symptom's page (page_more.c). */
void dp_make_flags(dp_maker *m, dp_blocks *to);   /* red-flag rules that a finding takes part in */
void dp_make_ranges(dp_maker *m, dp_blocks *to);  /* reference ranges in both units */
void dp_make_engine(dp_maker *m, dp_blocks *to);  /* from where on the engine speaks of a finding */
void dp_make_high(dp_maker *m, dp_blocks *to);    /* what makes it high, what makes it low */
void dp_make_low(dp_maker *m, dp_blocks *to);

/* A part of the page of a finding that a medicine is about (medicine.c); nothing of any other. false: memory is out. */
typedef enum dp_medicine_part { DP_MEDICINE_FACTS, DP_MEDICINE_EFFECTS, DP_MEDICINE_CONFLICTS, DP_MEDICINE_TWO } dp_medicine_part;
bool dp_page_medicine(const dp_kb *kb, uint16_t finding, dp_arena *arena, dp_page_view *v, dp_medicine_part part, dp_blocks *to);

#endif

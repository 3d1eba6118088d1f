/* prose.h: what the files of src/ency share about a page in the making. */
#ifndef DP_ENCY_PROSE_H
#define DP_ENCY_PROSE_H

#include "page.h"

/* Appends the blocks of a text. false: memory is out. */
bool dp_prose_blocks(const dp_kb *kb, dp_page_view *v, dp_arena *arena, dp_str body, dp_blocks *out);
/* The source's number on the page, given to it now if it has none; 0 for an estimate or when memory is out. */
size_t dp_page_cite(dp_page_view *v, dp_arena *arena, uint16_t source);

#endif

/* pages.h: what the methods that tell prose share: blocks of a page and the list of its sources, as JSON. */
#ifndef DP_API_PAGES_H
#define DP_API_PAGES_H

#include "api.h"
#include "../ency/page.h"

void dp_write_blocks(dp_door *d, const dp_page_view *v, const char *key, const dp_blocks *list);
void dp_write_sources(dp_door *d, const dp_page_view *v); /* member "sources": in the order of their numbers */

#endif

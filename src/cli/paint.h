/* paint.h: text for a terminal: columns, bars, wrapping, colour.
 *
 * Widths are counted in columns of a terminal, not bytes. Colour is never the only signal: whatever has a colour also
 * has a word or a mark. In ASCII mode everything that is written, the knowledge's own words included, is put into ASCII
 * at the end (dp_paint_ascii), so that the painters need not think of it but for bars and marks.
 */
#ifndef DP_PAINT_H
#define DP_PAINT_H

#include "../base/json.h"
#include "../host/host.h"

typedef enum dp_tone { DP_PLAIN, DP_BOLD, DP_DIM, DP_RED, DP_AMBER, DP_GREEN, DP_BLUE } dp_tone;

typedef struct dp_paint {
  dp_buf *out;
  dp_terminal terminal;
} dp_paint;

unsigned dp_paint_columns(dp_str s); /* columns that the text takes */
void dp_paint_tone(dp_paint *p, dp_tone tone, dp_str s);
void dp_paint_text(dp_paint *p, const char *s);
void dp_paint_str(dp_paint *p, dp_str s);
void dp_paint_line(dp_paint *p); /* ends the line */
void dp_paint_spaces(dp_paint *p, unsigned n);
/* The text cut or filled to exactly `width` columns; right-aligned where asked. */
void dp_paint_cell(dp_paint *p, dp_tone tone, dp_str s, unsigned width, bool right);
/* A bar of `width` columns, filled to ppm per million in eighths of a column. */
void dp_paint_bar(dp_paint *p, dp_tone tone, uint32_t ppm, unsigned width);
/* Words broken at `terminal.width`: the first line goes on at column `at`, the others begin at `indent`; ends the line.
 */
void dp_paint_wrap(dp_paint *p, dp_tone tone, dp_str s, unsigned at, unsigned indent);
/* A heading with an empty line before it. */
void dp_paint_heading(dp_paint *p, const char *s);
/* A percentage: "62 %", "0.4 %", "<0.1 %". */
dp_str dp_paint_percent(dp_paint *p, int64_t milli_of_one, char room[16]);
/* Puts the buffer's text into ASCII: dashes, quotes, marks and Latin letters have their plain forms, all else "?". */
void dp_paint_ascii(dp_str text, dp_buf *out);

#endif

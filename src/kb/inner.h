/* inner.h: what the files of src/kb share and nobody else includes. */
#ifndef DP_KB_INNER_H
#define DP_KB_INNER_H

#include "kb.h"

enum { DP_KB_PART_ENGINE = 1, DP_KB_PART_PROSE = 2 };

/* Checks what both parts have alike: alignment, magic, version, part, size, and the section table. The engine part may be
 * shorter than `size` (its prose follows), the prose part may not. Not the checksum: the parts differ in what it spans. */
dp_status dp_kb_check_frame(const void *image, size_t size, uint32_t part, const dp_kb_header **out, dp_error *err);
/* Checks every table of an image whose frame and checksum are right and whose pointers `kb` holds (check.c). */
dp_status dp_kb_check_tables(const dp_kb *kb, const dp_allocator *allocator, dp_error *err);
/* Checks that the bytes are the prose part of this knowledge (prose.c). */
dp_status dp_kb_check_prose(const dp_kb *kb, const void *image, size_t size, dp_error *err);

#endif

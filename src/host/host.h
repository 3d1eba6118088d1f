/* host.h: all that the programs take from the operating system: files, the terminal, the clock.
 *
 * POSIX (Linux, macOS). Everything here may fail and says why in a dp_error; nothing prints. This is the only floor
 * below the front ends that includes the system's headers.
 */
#ifndef DP_HOST_H
#define DP_HOST_H

#include "../base/base.h"

/* For programs that answer many requests: what one gives back, the C library keeps for the next instead of giving it to the
 * system page by page and asking for it again, which takes a third of the time of a call. Nothing where the library has no such
 * switch. */
void dp_host_keep_memory(void);

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* The whole of a file, or of standard input for "-", NUL-terminated (not counted), in `arena`.
 * Errors: ERR_IO (with the system's reason), ERR_TOO_LARGE (more than `limit` bytes), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_host_read_file(const char *path, size_t limit, dp_arena *arena, dp_str *out, dp_error *err);
/* Writes a temporary file beside `path` and renames it over: the old or the new content, never half. Errors: ERR_IO. */
DP_MUST_CHECK dp_status dp_host_write_file(const char *path, dp_str bytes, dp_error *err);
/* A file mapped read-only; unmap with dp_host_unmap. Errors: ERR_IO. */
DP_MUST_CHECK dp_status dp_host_map(const char *path, const void **at, size_t *size, dp_error *err);
void dp_host_unmap(const void *at, size_t size);
/* Whether a plain file is at `path`; whether a folder is. */
bool dp_host_is_file(const char *path);
bool dp_host_is_folder(const char *path);

/* A line of standard input without its line end, any length, any bytes; *end true when there is none left. `line` is
 * good until the next call. Errors: ERR_IO, ERR_TOO_LARGE (more than `limit`; the rest of the line is skipped),
 * ERR_MEMORY. */
typedef struct dp_lines {
  char *at;
  size_t room; /* of the line's buffer */
  char *chunk;
  size_t start, end; /* what of the chunk is not used yet */
  int file;          /* descriptor */
} dp_lines;
DP_MUST_CHECK dp_status dp_lines_open(dp_lines *l, int file, dp_error *err);
DP_MUST_CHECK dp_status dp_lines_next(dp_lines *l, size_t limit, dp_str *line, bool *end, dp_error *err);
void dp_lines_close(dp_lines *l);

/* Writes all bytes to a descriptor. Errors: ERR_IO (a full disk, a closed pipe). */
DP_MUST_CHECK dp_status dp_host_write(int file, dp_str bytes, dp_error *err);

/* ---- the terminal ------------------------------------------------------------------------------------------------ */

typedef struct dp_terminal {
  bool is_terminal; /* standard output is one */
  bool colour;      /* a terminal, no NO_COLOR, TERM not dumb; or CLICOLOR_FORCE */
  bool utf8;        /* by LC_ALL, LC_CTYPE, LANG */
  unsigned width;   /* columns: COLUMNS, the terminal's, else 80; at least 40, at most 120 */
} dp_terminal;
dp_terminal dp_host_terminal(void);
bool dp_host_is_terminal(int file);
/* Asks at the terminal itself, whatever standard input and output are; what is typed does not show. *size excludes the NUL.
 * Errors: ERR_IO (there is no terminal), ERR_INPUT (given up with Ctrl-C or Ctrl-D), ERR_TOO_LARGE. */
DP_MUST_CHECK dp_status dp_host_ask_hidden(const char *question, char *answer, size_t room, size_t *size, dp_error *err);

/* ---- the clock --------------------------------------------------------------------------------------------------- */

uint64_t dp_host_nanoseconds(void); /* monotonic */
/* The time of day, UTC: "2026-11-25T10:00:00Z". SOURCE_DATE_EPOCH (reproducible-builds.org) outranks the clock, for tests. */
void dp_host_now(char out[21]);
size_t dp_host_peak_bytes(void);    /* largest resident size so far */

#endif

/* kbc.h: the knowledge compiler: text files in, one image out.
 *
 * Its names begin with kbc_: it is a tool beside the core, not part of it. Only load.c touches the file system, all
 * else takes (path, bytes) and an arena, prints nothing, and could run in a browser. The steps:
 *
 *   kbc_read_folder → kbc_load (parse, resolve) → kbc_check (what is doubtful) and kbc_build (the image), kbc_stats
 *
 * Everything returned lives in the arena that was given. docs/knowledge-format.md is the reference of the text format.
 */
#ifndef KBC_H
#define KBC_H

#include "model.h"
#include "../base/json.h"

/* ---- reports: `path:line:column: error: message` ----------------------------------------------------------------- */

enum { KBC_MAX_ERRORS = 50 }; /* further errors are counted but not kept, unless the report's max_errors is raised */
typedef enum kbc_severity { KBC_ERROR, KBC_WARNING } kbc_severity;
typedef struct kbc_item { kbc_place place; kbc_severity severity; const char *message; uint32_t order; } kbc_item;
typedef struct kbc_report {
  dp_arena *arena;
  struct { dp_str *at; size_t count, room; } files; /* place.file is an index into it */
  struct { kbc_item *at; size_t count, room; } items;
  size_t errors, warnings;  /* all, kept or not, within `only` */
  size_t all_errors;        /* those outside `only` too: no image is built from knowledge with errors */
  size_t max_errors;        /* KBC_MAX_ERRORS */
  bool errors_only;         /* warnings are neither kept nor counted */
  dp_str only;              /* when not empty: keep what is said of this file name or folder */
} kbc_report;

void kbc_report_init(kbc_report *r, dp_arena *arena);
/* Adds an item; `message` is copied. */
void kbc_report_add(kbc_report *r, kbc_place place, kbc_severity severity, const char *message);
/* All kept items by place, one a line, each path after `prefix` ("knowledge/"); the last line gives the counts of
 * errors and warnings, and is left out when there are none. */
void kbc_report_text(kbc_report *r, dp_str prefix, dp_buf *out);
void kbc_report_json(kbc_report *r, dp_str prefix, dp_jw *w); /* an array of {file, line, column, severity, message} */

/* ---- the steps --------------------------------------------------------------------------------------------------- */

typedef struct kbc_file {
  dp_str path, bytes; /* path: below the knowledge's folder, "findings/chest.txt" */
  bool local;         /* an override: its entries take the place of those of the same kind and id in the other files */
} kbc_file;

/* All *.txt files below `folder`, by path. Hidden files are left out. Errors: ERR_IO, ERR_TOO_LARGE (over 64 MiB in
 * all), ERR_MEMORY. */
DP_MUST_CHECK dp_status kbc_read_folder(const char *folder, dp_arena *arena, kbc_file **files, size_t *count,
                                        dp_error *err);
/* All files as one text, and back (bundle.c): what the program carries to compile them with overrides. With `prose_hash` (32
 * bytes: the header's `prose` of the image made of them) the texts of the pages are left out, and that hash stands for them: this is
 * what the installed app fetches and compiles for itself. The files of kbc_unbundle are views into the bundle; *prose_hash is
 * NULL for a whole one. Errors: ERR_IMAGE (damaged), ERR_MEMORY. */
void kbc_bundle(const kbc_file *files, size_t count, const uint8_t *prose_hash, dp_buf *out);
DP_MUST_CHECK dp_status kbc_unbundle(dp_str bundle, dp_arena *arena, kbc_file **files, size_t *count, const uint8_t **prose_hash,
                                     dp_error *err);
/* SHA-256 of paths and bytes, as hex. */
void kbc_hash_files(const kbc_file *files, size_t count, dp_arena *arena, char hex[65]);
/* Parses and resolves. Errors go to the report; *out is set whenever there was memory, and then holds what was
 * understood. Errors: ERR_KNOWLEDGE (the report has errors), ERR_MEMORY. */
DP_MUST_CHECK dp_status kbc_load(const kbc_file *files, size_t count, dp_arena *arena, kbc_report *report,
                                 kbc_model **out, dp_error *err);

typedef struct kbc_check_options {
  bool phrases;     /* ask the lexicon what is said twice (default) */
  bool rivals;      /* compare each condition with its nearest twenty (default) */
  unsigned near;    /* how many are nearest: 20 */
  unsigned common;  /* permille from which a rival's finding must be answered: 300 */
  unsigned least;   /* how many rivals must have it so often: 2; 1 lists each one's own hallmarks too */
} kbc_check_options;
kbc_check_options kbc_check_defaults(void);
/* Adds warnings on what is legal but doubtful: docs/knowledge-format.md lists them. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status kbc_check(const kbc_model *m, kbc_check_options options, dp_arena *arena, kbc_report *report,
                                  dp_error *err);

typedef struct kbc_build_options {
  const char *overrides_hash; /* section "OVER": 64 hex digits, the hash of the overrides in it, shown on every answer, and
                                 64 of the knowledge under them; NULL: none */
  const uint8_t *prose_hash; /* NULL, or: the files have no texts (kbc_bundle); make the engine part alone, that of this prose */
  bool tables_only; /* without the lexicon and the weights: such an image can be opened but answers nothing */
} kbc_build_options;
/* Appends the image (engine part, then prose part) to `out`. The same model gives the same bytes on every machine.
 * Errors: ERR_KNOWLEDGE (a table is too large, or the lexicon or the weights cannot be built), ERR_MEMORY. */
DP_MUST_CHECK dp_status kbc_build(const kbc_model *m, kbc_build_options options, dp_arena *arena, dp_buf *out,
                                  dp_error *err);

/* Coverage and depth: conditions and rows by field, share of sourced rows, findings by kind, complaints. */
DP_MUST_CHECK dp_status kbc_stats_text(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status kbc_stats_json(const kbc_model *m, dp_arena *arena, dp_jw *w, dp_error *err);

#endif

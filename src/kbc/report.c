/* report.c: what is wrong or doubtful, as compilers say it: `path:line:column: error: message`.
 *
 * Items come in any order (the parser by file, the resolver by kind) and are said in the order of the files. Only the
 * first KBC_MAX_ERRORS errors are kept: what is further on is mostly a consequence. `only` narrows the report to a file
 * or a folder by its bare name, so that an author sees his own page.
 */
#include "inner.h"

void kbc_report_init(kbc_report *r, dp_arena *arena) {
  memset(r, 0, sizeof *r);
  r->arena = arena;
  r->max_errors = KBC_MAX_ERRORS;
}

static dp_str file_of(const kbc_report *r, kbc_place p) {
  return p.file < r->files.count ? r->files.at[p.file] : DP_STR("knowledge");
}

/* Whether the path has `only` as the name of a folder or, without its ending, of the file. */
static bool is_within(dp_str path, dp_str only) {
  if (only.size == 0) return true;
  if (dp_str_eq(path, only)) return true;
  while (path.size) {
    dp_str part = dp_str_cut(&path, '/');
    if (dp_str_eq(part, only)) return true;
    if (dp_str_ends(part, DP_STR(".txt")) && dp_str_eq((dp_str){part.at, part.size - 4}, only)) return true;
  }
  return false;
}

void kbc_report_add(kbc_report *r, kbc_place place, kbc_severity severity, const char *message) {
  if (severity == KBC_ERROR) r->all_errors++;
  else if (r->errors_only) return;
  if (!is_within(file_of(r, place), r->only)) return;
  size_t said = severity == KBC_ERROR ? r->errors++ : r->warnings++;
  if (severity == KBC_ERROR && said >= r->max_errors) return;
  const char *copy = dp_arena_copy(r->arena, dp_str_of(message));
  if (!copy) return; /* the arena remembers it */
  kbc_item item = {place, severity, copy, (uint32_t)r->items.count};
  (void)DP_PUSH(r->arena, &r->items, item);
}

static int compare_items(const void *a, const void *b, const void *ctx) {
  const kbc_item *x = a, *y = b;
  const kbc_report *r = ctx;
  int c = dp_str_cmp(file_of(r, x->place), file_of(r, y->place));
  if (c) return c;
  if (x->place.line != y->place.line) return x->place.line < y->place.line ? -1 : 1;
  if (x->place.column != y->place.column) return x->place.column < y->place.column ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static void sort_items(kbc_report *r) {
  (void)dp_sort(r->arena, r->items.at, r->items.count, sizeof *r->items.at, compare_items, r);
}

static void put_count(dp_buf *out, size_t n, const char *what) {
  dp_buf_uint(out, n);
  dp_buf_char(out, ' ');
  dp_buf_text(out, what);
  if (n != 1) dp_buf_char(out, 's');
}

void kbc_report_text(kbc_report *r, dp_str prefix, dp_buf *out) {
  sort_items(r);
  for (size_t i = 0; i < r->items.count; i++) {
    const kbc_item *it = &r->items.at[i];
    dp_buf_str(out, prefix);
    dp_buf_str(out, file_of(r, it->place));
    dp_buf_char(out, ':');
    if (it->place.line) {
      dp_buf_uint(out, it->place.line);
      dp_buf_char(out, ':');
      dp_buf_uint(out, it->place.column);
      dp_buf_char(out, ':');
    }
    dp_buf_text(out, it->severity == KBC_ERROR ? " error: " : " warning: ");
    dp_buf_text(out, it->message);
    dp_buf_char(out, '\n');
  }
  if (r->errors > r->max_errors) {
    dp_buf_text(out, "… and ");
    put_count(out, r->errors - r->max_errors, "more error");
    dp_buf_char(out, '\n');
  }
  if (r->errors || r->warnings) {
    put_count(out, r->errors, "error");
    dp_buf_text(out, ", ");
    put_count(out, r->warnings, "warning");
    dp_buf_char(out, '\n');
  }
}

void kbc_report_json(kbc_report *r, dp_str prefix, dp_jw *w) {
  sort_items(r);
  dp_jw_array(w);
  for (size_t i = 0; i < r->items.count; i++) {
    const kbc_item *it = &r->items.at[i];
    dp_buf path;
    dp_buf_init(&path, r->arena);
    dp_buf_str(&path, prefix);
    dp_buf_str(&path, file_of(r, it->place));
    dp_jw_object(w);
    dp_jw_kstr(w, "file", dp_buf_view(&path));
    dp_jw_kint(w, "line", it->place.line);
    dp_jw_kint(w, "column", it->place.column);
    dp_jw_ktext(w, "severity", it->severity == KBC_ERROR ? "error" : "warning");
    dp_jw_ktext(w, "message", it->message);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

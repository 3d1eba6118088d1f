/* main.c: diagpad-kbc, the compiler as a program of its own, for the build: it needs nothing that it compiles.
 *
 * The same functions serve `diagpad kb …`. Reports go to standard error, results to standard output. Exit: 0, or that
 * of the status (8: the knowledge has errors).
 */
#include "kbc.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "diagpad-kbc build KNOWLEDGE -o FILE [--app PREFIX] [--keep-going] [--tables-only]\n"
                            "diagpad-kbc check KNOWLEDGE [--only ID|FIELD] [--rivals N] [--no-rivals] [--syntax] [--strict]\n"
                            "                            [--all] [--json]\n"
                            "diagpad-kbc stats KNOWLEDGE [--json]\n"
                            "diagpad-kbc bundle KNOWLEDGE -o FILE\n"
                            "\n"
                            "KNOWLEDGE is a folder as docs/knowledge-format.md describes it.\n"
                            "  -o FILE        where the image goes\n"
                            "  --app PREFIX   also what the installed app fetches: PREFIX.src, the text without the pages' prose;\n"
                            "                 PREFIX.engine, the image to be made of it; PREFIX.prose, the rest of the image\n"
                            "  --keep-going   build in spite of errors, without what they are about\n"
                            "  --tables-only  leave out the lexicon and the weights\n"
                            "  --only X       say only what concerns the file or the folder of this name\n"
                            "  --rivals N     list findings that so many of the twenty nearest conditions have often (2)\n"
    "  --no-rivals    do not compare conditions with their nearest rivals\n"
                            "  --all          all errors, not only the first 50\n"
                            "  --syntax       parse and resolve only\n"
                            "  --strict       warnings are errors\n";

typedef struct options {
  const char *command, *folder, *output, *only, *app;
  uint64_t rivals;
  bool keep_going, tables_only, no_rivals, syntax, strict, all, json;
} options;

static bool read_options(int argc, char **argv, options *o) {
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i];
    if (!strcmp(a, "-o") && i + 1 < argc) o->output = argv[++i];
    else if (!strcmp(a, "--app") && i + 1 < argc) o->app = argv[++i];
    else if (!strcmp(a, "--only") && i + 1 < argc) o->only = argv[++i];
    else if (!strcmp(a, "--rivals") && i + 1 < argc && dp_parse_uint(dp_str_of(argv[i + 1]), &o->rivals) &&
             o->rivals >= 1 && o->rivals <= 20)
      i++;
    else if (!strcmp(a, "--keep-going")) o->keep_going = true;
    else if (!strcmp(a, "--tables-only")) o->tables_only = true;
    else if (!strcmp(a, "--no-rivals")) o->no_rivals = true;
    else if (!strcmp(a, "--syntax")) o->syntax = true;
    else if (!strcmp(a, "--strict")) o->strict = true;
    else if (!strcmp(a, "--all")) o->all = true;
    else if (!strcmp(a, "--json")) o->json = true;
    else if (a[0] == '-' || (o->command && o->folder)) return false;
    else if (!o->command) o->command = a;
    else o->folder = a;
  }
  if (!o->command || !o->folder) return false;
  if (!strcmp(o->command, "build") || !strcmp(o->command, "bundle")) return o->output != NULL;
  return !strcmp(o->command, "check") || !strcmp(o->command, "stats");
}

static int fail(const dp_error *e) {
  fprintf(stderr, "diagpad-kbc: %s\n", e->message);
  return dp_status_exit_code(e->status);
}

static dp_status write_bytes(FILE *f, dp_str bytes, const char *name, dp_error *err) {
  if (fwrite(bytes.at, 1, bytes.size, f) != bytes.size || fflush(f) != 0)
    return dp_fail(err, DP_ERR_IO, "cannot write %s: %s", name, strerror(errno));
  return DP_OK;
}

static dp_status write_file(const char *path, dp_str bytes, dp_error *err) {
  FILE *f = fopen(path, "wb");
  if (!f) return dp_fail(err, DP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
  dp_status status = write_bytes(f, bytes, path, err);
  if (fclose(f) != 0 && status == DP_OK) status = dp_fail(err, DP_ERR_IO, "cannot write %s: %s", path, strerror(errno));
  return status;
}

static dp_status say_report(const options *o, kbc_report *r, dp_arena *a, dp_error *err) {
  dp_buf text, prefix;
  dp_buf_init(&text, a);
  dp_buf_init(&prefix, a);
  dp_buf_text(&prefix, o->folder);
  if (prefix.size && prefix.at[prefix.size - 1] != '/') dp_buf_char(&prefix, '/');
  if (o->json) {
    dp_jw w;
    dp_jw_init(&w, &text);
    kbc_report_json(r, dp_buf_view(&prefix), &w);
    dp_buf_char(&text, '\n');
  } else {
    kbc_report_text(r, dp_buf_view(&prefix), &text);
  }
  return write_bytes(o->json ? stdout : stderr, dp_buf_view(&text), "the report", err);
}

/* What the app fetches, in three files; tests/wasm compiles the first and must get the second. */
static dp_status write_app(const char *prefix, const kbc_file *files, size_t count, dp_str image, dp_arena *a, dp_error *err) {
  const dp_kb_header *h = (const dp_kb_header *)(const void *)image.at;
  dp_buf text, path;
  dp_buf_init(&text, a);
  kbc_bundle(files, count, h->prose, &text);
  const struct { const char *tail; dp_str bytes; } parts[] = {
      {".src", dp_buf_view(&text)}, {".engine", {image.at, (size_t)h->size}},
      {".prose", {image.at + h->size, image.size - (size_t)h->size}}};
  if (text.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    dp_buf_init(&path, a);
    dp_buf_text(&path, prefix), dp_buf_text(&path, parts[i].tail);
    dp_status status = write_file(dp_buf_nul(&path), parts[i].bytes, err);
    if (status != DP_OK) return status;
  }
  return DP_OK;
}

static dp_status run(const options *o, dp_arena *a, dp_error *err) {
  bool check = !strcmp(o->command, "check"), build = !strcmp(o->command, "build");
  kbc_file *files;
  size_t count;
  dp_status status = kbc_read_folder(o->folder, a, &files, &count, err);
  if (status != DP_OK) return status;
  if (!strcmp(o->command, "bundle")) {
    dp_buf text;
    dp_buf_init(&text, a);
    kbc_bundle(files, count, NULL, &text);
    return text.failed ? DP_ERR_MEMORY : write_file(o->output, dp_buf_view(&text), err);
  }
  kbc_report report;
  kbc_report_init(&report, a);
  if (!check) report.errors_only = true; /* `check` is for the doubtful */
  if (o->all) report.max_errors = SIZE_MAX;
  if (o->only) report.only = dp_str_of(o->only);
  kbc_model *m = NULL;
  status = kbc_load(files, count, a, &report, &m, err);
  if (status == DP_ERR_MEMORY || status == DP_ERR_TOO_LARGE) return status;
  dp_buf out;
  dp_buf_init(&out, a);
  if (check && !o->syntax) {
    kbc_check_options how = kbc_check_defaults();
    if (o->no_rivals) how.rivals = false;
    if (o->rivals) how.least = (unsigned)o->rivals;
    if (kbc_check(m, how, a, &report, err) != DP_OK) return DP_ERR_MEMORY;
  } else if (build && (status == DP_OK || o->keep_going)) {
    kbc_build_options how = {.tables_only = o->tables_only};
    status = kbc_build(m, how, a, &out, err);
    if (status == DP_OK) status = write_file(o->output, dp_buf_view(&out), err);
    if (status == DP_OK && o->app) status = write_app(o->app, files, count, dp_buf_view(&out), a, err);
    if (status == DP_OK && report.all_errors)
      fprintf(stderr, "diagpad-kbc: the image is without what %zu error%s about\n", report.all_errors,
              report.all_errors == 1 ? " is" : "s are");
  } else if (!check && !build) {
    dp_jw w;
    dp_jw_init(&w, &out);
    status = o->json ? kbc_stats_json(m, a, &w, err) : kbc_stats_text(m, a, &out, err);
    if (o->json) dp_buf_char(&out, '\n');
    if (status == DP_OK) status = write_bytes(stdout, dp_buf_view(&out), "standard output", err);
  }
  dp_error said;
  if (say_report(o, &report, a, &said) != DP_OK && status == DP_OK) return *err = said, said.status;
  if (check) { /* the report says it all; what lies outside --only is not this author's */
    if (report.errors || (o->strict && report.warnings))
      return dp_fail(err, DP_ERR_KNOWLEDGE, "%zu error%s, %zu warning%s", report.errors, report.errors == 1 ? "" : "s",
                     report.warnings, report.warnings == 1 ? "" : "s");
    return DP_OK;
  }
  return status;
}

int main(int argc, char **argv) {
  options o = {0};
  if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
    return fputs(usage, stdout) < 0 || fflush(stdout) ? 9 : 0;
  if (!read_options(argc, argv, &o)) {
    fputs(usage, stderr);
    return dp_status_exit_code(DP_ERR_USAGE);
  }
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  dp_error err;
  dp_status status = run(&o, &arena, &err);
  dp_arena_free(&arena);
  if (status == DP_OK) return 0;
  if (status == DP_ERR_KNOWLEDGE && !strcmp(o.command, "check")) return dp_status_exit_code(status);
  return fail(&err);
}

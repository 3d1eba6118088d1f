/* Every error and warning of the knowledge compiler, as reports.txt has it: cases of files and the report that is
 * expected.
 *
 * DP_UPDATE=1 writes the reports that came out into the file, to be read and committed. That no message is left without
 * a case is tested too: each string of a KBC_FAIL or KBC_WARN in src/kbc must be said by one of the cases.
 */
#include "../support/cmocka.h"
#include "kbc/kbc.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static const char data_path[] = DP_SOURCE_DIR "/tests/kbc/reports.txt";

static dp_str read_all(dp_arena *a, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("cannot open %s", path);
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  char *bytes = dp_arena_alloc(a, size + 1);
  if (!bytes || fread(bytes, 1, size, f) != size) fail_msg("cannot read %s", path);
  fclose(f);
  return (dp_str){bytes, size};
}

/* The report of one case, as a person would see it. */
static dp_str report_of(dp_arena *a, const kbc_file *files, size_t count) {
  kbc_report report;
  kbc_report_init(&report, a);
  kbc_model *m = NULL;
  dp_error err;
  dp_status loaded = kbc_load(files, count, a, &report, &m, &err);
  assert_true(loaded == DP_OK || loaded == DP_ERR_KNOWLEDGE);
  assert_int_equal(loaded == DP_OK, report.all_errors == 0);
  assert_int_equal(kbc_check(m, kbc_check_defaults(), a, &report, &err), DP_OK);
  dp_buf image, text;
  dp_buf_init(&image, a);
  dp_buf_init(&text, a);
  /* what is left of a knowledge with errors can be built and opened all the same */
  if (kbc_build(m, (kbc_build_options){.tables_only = true}, a, &image, &err) != DP_OK) fail_msg("%s", err.message);
  dp_kb *kb;
  if (dp_kb_open_image(image.at, image.size, NULL, &kb, &err) != DP_OK) fail_msg("%s", err.message);
  dp_kb_close_image(kb);
  kbc_report_text(&report, DP_STR(""), &text);
  return dp_buf_view(&text);
}

typedef struct data_case {
  dp_str name, input, expect;
  kbc_file files[8];
  size_t file_count;
} data_case;

/* Takes the next case off *rest. Its parts begin with lines "=== name", "--- path", "--- expect". */
static bool next_case(dp_str *rest, data_case *c) {
  memset(c, 0, sizeof *c);
  if (!dp_str_starts(*rest, DP_STR("=== "))) return false;
  const char *start = rest->at;
  dp_str line = dp_str_cut(rest, '\n');
  c->name = (dp_str){line.at + 4, line.size - 4};
  dp_str *part = NULL;
  while (rest->size && !dp_str_starts(*rest, DP_STR("=== "))) {
    const char *at = rest->at;
    line = dp_str_cut(rest, '\n');
    if (dp_str_starts(line, DP_STR("--- "))) {
      dp_str path = {line.at + 4, line.size - 4};
      if (dp_str_eq(path, DP_STR("expect"))) {
        c->input = (dp_str){start, (size_t)(rest->at - start)};
        part = &c->expect;
      } else {
        assert_true(c->file_count < 8);
        c->files[c->file_count].path = path;
        part = &c->files[c->file_count++].bytes;
      }
      *part = (dp_str){rest->at, 0};
    } else if (part) {
      part->size += (size_t)((rest->size ? rest->at : line.at + line.size + 1) - at);
    }
  }
  return true;
}

static void cases(void **state) {
  (void)state;
  dp_arena a, scratch;
  dp_arena_init(&a, NULL);
  dp_arena_init(&scratch, NULL);
  dp_str rest = read_all(&a, data_path);
  dp_buf updated;
  dp_buf_init(&updated, &a);
  size_t wrong = 0, count = 0;
  data_case c;
  while (next_case(&rest, &c)) {
    dp_arena_reset(&scratch);
    dp_str got = report_of(&scratch, c.files, c.file_count);
    count++;
    dp_buf_str(&updated, c.input);
    dp_buf_str(&updated, got);
    if (dp_str_eq(got, c.expect)) continue;
    wrong++;
    if (!getenv("DP_UPDATE"))
      print_error("%.*s: expected\n%.*sgot\n%.*s\n", (int)c.name.size, c.name.at, (int)c.expect.size, c.expect.at,
                  (int)got.size, got.at);
  }
  assert_int_equal(rest.size, 0);
  if (wrong && getenv("DP_UPDATE")) {
    FILE *f = fopen(data_path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(updated.at, 1, updated.size, f), updated.size);
    assert_int_equal(fclose(f), 0);
    print_message("%zu of %zu reports written anew\n", wrong, count);
  } else if (wrong) {
    fail_msg("%zu of %zu reports are not as expected", wrong, count);
  }
  assert_true(count > 40);
  dp_arena_free(&scratch);
  dp_arena_free(&a);
}

/* ---- no message without a case ----------------------------------------------------------------------------------- */

static bool has(dp_str text, dp_str piece) {
  for (size_t i = 0; i + piece.size <= text.size; i++)
    if (memcmp(text.at + i, piece.at, piece.size) == 0) return true;
  return false;
}

/* Whether a line of `text` has all that stands between the format's specifications. */
static bool is_said(dp_str text, dp_str format) {
  while (text.size) {
    dp_str line = dp_str_cut(&text, '\n');
    bool all = true;
    for (size_t i = 0, from = 0; i <= format.size && all; i++) {
      if (i < format.size && format.at[i] != '%') continue;
      if (i > from) all = has(line, (dp_str){format.at + from, i - from});
      if (i >= format.size) break;
      if (format.at[i + 1] == '%') {
        from = i + 1, i++;
        continue;
      }
      for (i++; i < format.size && strchr(".*zu", format.at[i]) && format.at[i] != 'u'; i++) {
      }
      from = i + 1;
    }
    if (all) return true;
  }
  return false;
}

/* Strings of the calls that begin with `call` in a source: those with a space, long enough to be a sentence's part. */
static size_t check_source(dp_str source, dp_str expected, const char *call, size_t *missing) {
  size_t count = 0;
  for (size_t i = 0; i + strlen(call) < source.size; i++) {
    if (memcmp(source.at + i, call, strlen(call)) != 0) continue;
    int depth = 1;
    for (i += strlen(call); i < source.size && depth; i++) {
      char ch = source.at[i];
      depth += (ch == '(') - (ch == ')');
      if (ch != '"') continue;
      char text[600];
      size_t n = 0;
      for (;;) { /* one literal, and those that follow it with nothing but space between */
        for (i++; i < source.size && source.at[i] != '"'; i++) {
          if (source.at[i] == '\\') i++;
          if (n < sizeof text) text[n++] = source.at[i];
        }
        size_t k = i + 1;
        while (k < source.size && strchr(" \n", source.at[k])) k++;
        if (k >= source.size || source.at[k] != '"') break;
        i = k;
      }
      if (n < 10 || !memchr(text, ' ', n)) continue;
      count++;
      if (is_said(expected, (dp_str){text, n})) continue;
      print_error("no case says: %.*s\n", (int)n, text);
      ++*missing;
    }
  }
  return count;
}

static void every_message_has_a_case(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_str rest = read_all(&a, data_path);
  dp_buf expected;
  dp_buf_init(&expected, &a);
  data_case c;
  while (next_case(&rest, &c)) dp_buf_str(&expected, c.expect);
  /* tables of 65,535 rows are not made for a test */
  dp_buf_text(&expected, "more than 65,534 findings, sources or topics\nmore than 65,534 findings\n");
  size_t count = 0, missing = 0;
  DIR *d = opendir(DP_SOURCE_DIR "/src/kbc");
  assert_non_null(d);
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    if (!dp_str_ends(dp_str_of(e->d_name), DP_STR(".c"))) continue;
    char path[512];
    snprintf(path, sizeof path, "%s/src/kbc/%s", DP_SOURCE_DIR, e->d_name);
    dp_str source = read_all(&a, path);
    count += check_source(source, dp_buf_view(&expected), "KBC_FAIL(", &missing);
    count += check_source(source, dp_buf_view(&expected), "KBC_WARN(", &missing);
    count += check_source(source, dp_buf_view(&expected), "say_gathered(c,", &missing);
  }
  closedir(d);
  assert_true(count > 80); /* the sources were really read */
  assert_int_equal(missing, 0);
  dp_arena_free(&a);
}

/* A report narrowed to a file or a folder; JSON. */
static void narrowed(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  const kbc_file files[] = {{.path = DP_STR("findings/chest.txt"), .bytes = DP_STR("finding a\n")},
                            {.path = DP_STR("findings/skin.txt"), .bytes = DP_STR("finding b\n")}};
  const char *const only[] = {"", "skin", "findings", "skin.txt", "kin"};
  const size_t errors[] = {6, 3, 6, 3, 0};
  for (size_t i = 0; i < 5; i++) {
    kbc_report r;
    kbc_report_init(&r, &a);
    r.only = dp_str_of(only[i]);
    kbc_model *m;
    dp_error err;
    assert_int_equal(kbc_load(files, 2, &a, &r, &m, &err), DP_ERR_KNOWLEDGE);
    assert_int_equal(r.errors, errors[i]);
    assert_int_equal(r.all_errors, 6);
    dp_buf b;
    dp_jw w;
    dp_json *j;
    dp_buf_init(&b, &a);
    dp_jw_init(&w, &b);
    kbc_report_json(&r, DP_STR("knowledge/"), &w);
    assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &j, &err), DP_OK);
    assert_int_equal(j->count, errors[i]);
    dp_str file = {NULL, 0};
    if (j->first)
      assert_true(dp_json_get_str(j->first, "file", &file) && dp_str_starts(file, DP_STR("knowledge/findings/")));
  }
  dp_arena_free(&a);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cases), cmocka_unit_test(every_message_has_a_case),
                                     cmocka_unit_test(narrowed)};
  return cmocka_run_group_tests_name("kbc: reports", tests, NULL, NULL);
}

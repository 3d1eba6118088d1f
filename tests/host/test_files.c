/* Files and lines: what is written is what is read, and every failure says why. */
#define _POSIX_C_SOURCE 200809L
#include "support/cmocka.h"
#include "host/host.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/diagpad-test-XXXXXX";
static char path[64];

static int make_folder(void **state) {
  (void)state;
  if (!mkdtemp(folder)) return 1;
  snprintf(path, sizeof path, "%s/file", folder);
  return 0;
}
static int remove_folder(void **state) {
  (void)state;
  unlink(path);
  return rmdir(folder); /* fails when a temporary file was left behind */
}

static void test_write_and_read(void **state) {
  (void)state;
  dp_arena a;
  dp_str back;
  dp_error err = {DP_OK, ""};
  dp_arena_init(&a, NULL);
  assert_int_equal(dp_host_write_file(path, DP_STR("one\0two\n"), &err), DP_OK);
  assert_int_equal(dp_host_read_file(path, 100, &a, &back, &err), DP_OK);
  assert_int_equal(back.size, 8);
  assert_memory_equal(back.at, "one\0two\n", 9); /* NUL-terminated */
  assert_true(dp_host_is_file(path));
  assert_false(dp_host_is_folder(path));
  assert_true(dp_host_is_folder(folder));
  const void *at;
  size_t size;
  assert_int_equal(dp_host_map(path, &at, &size, &err), DP_OK);
  assert_int_equal(size, 8);
  assert_memory_equal(at, "one\0two\n", 8);
  dp_host_unmap(at, size);
  assert_int_equal(err.status, DP_OK);
  assert_int_equal(dp_host_read_file(path, 7, &a, &back, &err), DP_ERR_TOO_LARGE);
  dp_arena_free(&a);
}

static void test_failures(void **state) {
  (void)state;
  dp_arena a;
  dp_str back;
  dp_error err = {DP_OK, ""};
  const void *at;
  size_t size;
  dp_arena_init(&a, NULL);
  assert_int_equal(dp_host_read_file("/nowhere/file", 10, &a, &back, &err), DP_ERR_IO);
  assert_non_null(strstr(err.message, "/nowhere/file"));
  assert_int_equal(dp_host_write_file("/nowhere/file", DP_STR("x"), &err), DP_ERR_IO);
  assert_int_equal(dp_host_map("/nowhere/file", &at, &size, &err), DP_ERR_IO);
  assert_int_equal(dp_host_map(folder, &at, &size, &err), DP_ERR_IO);
  assert_int_equal(dp_host_read_file(folder, 10, &a, &back, &err), DP_ERR_IO);
  dp_arena_free(&a);
}

/* Lines through a pipe: of any length, with a CR or not, the last without an end. */
static void test_lines(void **state) {
  (void)state;
  int ends[2];
  dp_lines l;
  dp_str line;
  bool end;
  dp_error err = {DP_OK, ""};
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(dp_host_write(ends[1], DP_STR("first\r\n\nthis one is too long\nnul\0 in it\nlast"), &err), DP_OK);
  close(ends[1]);
  assert_int_equal(dp_lines_open(&l, ends[0], &err), DP_OK);
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_OK);
  assert_str(line, "first");
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_OK);
  assert_int_equal(line.size, 0);
  assert_false(end);
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_ERR_TOO_LARGE);
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_OK);
  assert_int_equal(line.size, 10);
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_OK);
  assert_str(line, "last");
  assert_false(end);
  assert_int_equal(dp_lines_next(&l, 12, &line, &end, &err), DP_OK);
  assert_true(end);
  dp_lines_close(&l);
  close(ends[0]);
}

/* A line longer than the chunk that is read at a time. */
static void test_long_line(void **state) {
  (void)state;
  enum { LONG = 300000 };
  char *text = malloc(LONG + 1);
  dp_lines l;
  dp_str line;
  bool end;
  dp_error err = {DP_OK, ""};
  assert_non_null(text);
  for (int i = 0; i < LONG; i++) text[i] = (char)('a' + i % 26);
  text[LONG] = '\n';
  assert_int_equal(dp_host_write_file(path, (dp_str){text, LONG + 1}, &err), DP_OK);
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  assert_int_equal(dp_lines_open(&l, fileno(f), &err), DP_OK);
  assert_int_equal(dp_lines_next(&l, 1 << 20, &line, &end, &err), DP_OK);
  assert_int_equal(line.size, LONG);
  assert_memory_equal(line.at, text, LONG);
  assert_int_equal(dp_lines_next(&l, 1 << 20, &line, &end, &err), DP_OK);
  assert_true(end);
  dp_lines_close(&l);
  fclose(f);
  free(text);
}

static void test_terminal(void **state) {
  (void)state;
  setenv("COLUMNS", "7", 1);
  assert_int_equal(dp_host_terminal().width, 40);
  setenv("COLUMNS", "99", 1);
  assert_int_equal(dp_host_terminal().width, 99);
  setenv("COLUMNS", "9999", 1);
  assert_int_equal(dp_host_terminal().width, 120);
  setenv("LC_ALL", "en_GB.UTF-8", 1);
  assert_true(dp_host_terminal().utf8);
  setenv("LC_ALL", "C", 1);
  assert_false(dp_host_terminal().utf8);
  unsetenv("NO_COLOR");
  setenv("CLICOLOR_FORCE", "1", 1);
  assert_true(dp_host_terminal().colour);
  setenv("NO_COLOR", "1", 1);
  assert_false(dp_host_terminal().colour);
  uint64_t t = dp_host_nanoseconds();
  assert_true(dp_host_nanoseconds() >= t && t > 0);
  assert_true(dp_host_peak_bytes() > 100000);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_write_and_read), cmocka_unit_test(test_failures),
                                     cmocka_unit_test(test_lines), cmocka_unit_test(test_long_line),
                                     cmocka_unit_test(test_terminal)};
  return cmocka_run_group_tests_name("files", tests, make_folder, remove_folder);
}

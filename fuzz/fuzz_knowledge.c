/* Knowledge of any bytes: it is parsed, checked, built without what is wrong, opened, and its tables are walked; a
 * report must be clean UTF-8. A line that begins with 0x01 starts a new file, whose path follows, so that all kinds of
 * files are tried.
 */
#include "kbc/kbc.h"
#include "../tests/kb/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  enum { FILES = 8 };
  kbc_file files[FILES] = {{.path = DP_STR("all.txt"), .bytes = {(const char *)bytes, size}}};
  size_t count = 1;
  for (size_t i = 0; i + 1 < size && count < FILES; i++) {
    if (bytes[i] != 1 || (i && bytes[i - 1] != '\n')) continue;
    files[count - 1].bytes.size = (size_t)((const char *)bytes + i - files[count - 1].bytes.at);
    dp_str rest = {(const char *)bytes + i + 1, size - i - 1};
    files[count].path = dp_str_cut(&rest, '\n');
    files[count++].bytes = rest;
  }
  dp_arena a;
  dp_arena_init(&a, NULL);
  kbc_report report;
  kbc_report_init(&report, &a);
  kbc_model *m = NULL;
  dp_error err = {DP_OK, ""};
  dp_status s = kbc_load(files, count, &a, &report, &m, &err);
  if (s != DP_OK && s != DP_ERR_KNOWLEDGE) __builtin_trap();
  kbc_check_options how = kbc_check_defaults();
  how.phrases = size % 16 == 0; /* the lexicon has a target of its own and takes its time */
  if (kbc_check(m, how, &a, &report, &err)) __builtin_trap();
  dp_buf text, image;
  dp_buf_init(&text, &a);
  dp_buf_init(&image, &a);
  kbc_report_text(&report, DP_STR(""), &text);
  if (kbc_stats_text(m, &a, &text, &err)) __builtin_trap();
  for (size_t i = 0; i < report.items.count; i++)
    if (!dp_utf8_valid(dp_str_of(report.items.at[i].message))) __builtin_trap();
  if (kbc_build(m, (kbc_build_options){.tables_only = size % 16 != 0}, &a, &image, &err)) __builtin_trap();
  dp_kb *kb;
  if (dp_kb_open_image(image.at, image.size, NULL, &kb, &err)) __builtin_trap();
  volatile uint64_t sum = walk(kb);
  (void)sum;
  dp_kb_close_image(kb);
  dp_arena_free(&a);
  return 0;
}

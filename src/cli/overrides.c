/* overrides.c: a folder of the user's own topics laid over the built-in knowledge.
 *
 * The folder is `--overrides DIR`, or $DIAGPAD_OVERRIDES, or else ~/.config/diagpad/overrides ($XDG_CONFIG_HOME) when it is there;
 * `--overrides none` leaves it out. It is laid out like knowledge/: an entry in it (`condition asthma`, `rule x`, `test y`) takes
 * the place of the built-in entry of that kind and id, all others are added. The program compiles both with the very
 * compiler that made the built-in image, so an error is told as file:line:column and nothing is answered from half of it.
 *
 * Compiling takes a second or two; the image is kept as ~/.cache/diagpad/overrides.dpk ($XDG_CACHE_HOME) and names what it was made
 * of. Its own hash and that of the overrides stand on every answer. A cache that cannot be written costs the second again.
 */
#define _POSIX_C_SOURCE 200809L
#include "cli.h"
#include "../kb/kb.h"
#include "../kbc/kbc.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* $VARIABLE/tail, or ~/instead/tail; NULL when neither is known. */
static char *place(dp_arena *a, const char *variable, const char *instead, const char *tail) {
  const char *base = getenv(variable), *home = getenv("HOME");
  dp_buf b;
  dp_buf_init(&b, a);
  if (base && *base == '/') dp_buf_text(&b, base);
  else if (home && *home) dp_buf_text(&b, home), dp_buf_char(&b, '/'), dp_buf_text(&b, instead);
  else return NULL;
  dp_buf_char(&b, '/'), dp_buf_text(&b, tail);
  return dp_buf_nul(&b);
}

const char *dp_overrides_folder(dp_cli *cli) {
  const char *folder = dp_cli_value(cli, DP_OPT_OVERRIDES);
  if (!folder) folder = getenv("DIAGPAD_OVERRIDES");
  if (folder && *folder) return dp_str_eq(dp_str_of(folder), DP_STR("none")) ? NULL : folder;
  char *usual = place(&cli->arena, "XDG_CONFIG_HOME", ".config", "diagpad/overrides");
  return usual && dp_host_is_folder(usual) ? usual : NULL;
}

/* Base files and the user's as one list; the user's are marked, and shown by where they are. */
static dp_status gather(dp_cli *cli, const char *folder, kbc_file **all, size_t *count, char hash[65], dp_error *err) {
  kbc_file *base = NULL, *own = NULL;
  size_t base_count = 0, own_count = 0;
  dp_status status = kbc_read_folder(folder, &cli->arena, &own, &own_count, err);
  if (!status && !own_count) status = dp_fail(err, DP_ERR_IO, "there are no overrides below %s: no *.txt file", folder);
  const uint8_t *no_prose;
  if (!status) status = kbc_unbundle(cli->text, &cli->arena, &base, &base_count, &no_prose, err);
  if (status) return status;
  kbc_hash_files(own, own_count, &cli->arena, hash);
  kbc_file *list = DP_NEW_ARRAY(&cli->arena, kbc_file, base_count + own_count);
  if (!list) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t i = 0; i < base_count; i++) list[i] = base[i];
  for (size_t i = 0; i < own_count; i++) list[base_count + i] = own[i], list[base_count + i].local = true;
  *all = list;
  *count = base_count + own_count;
  return DP_OK;
}

static dp_status compile(dp_cli *cli, const char *folder, const kbc_file *files, size_t count, const char *made_of, dp_buf *image,
                         dp_error *err) {
  kbc_report report;
  kbc_report_init(&report, &cli->arena);
  report.errors_only = true;
  kbc_model *m = NULL;
  dp_status status = kbc_load(files, count, &cli->arena, &report, &m, err);
  if (status == DP_ERR_KNOWLEDGE) {
    dp_buf text;
    dp_buf_init(&text, &cli->arena);
    kbc_report_text(&report, DP_STR(""), &text);
    if (dp_buf_nul(&text)) fputs(text.at, stderr), fputc('\n', stderr);
    return dp_fail(err, status, "the overrides in %s cannot be used: mend what is said above, or leave them out with --overrides none", folder);
  }
  kbc_build_options how = {.overrides_hash = made_of};
  return status ? status : kbc_build(m, how, &cli->arena, image, err);
}

static bool is_made_of(const dp_kb *kb, const char made_of[129]) {
  const void *at;
  size_t size;
  return dp_kb_section(kb, "OVER", &at, &size) && size == 128 && !memcmp(at, made_of, 128);
}

dp_status dp_overrides_open(dp_cli *cli, const char *folder, const void **mapped, size_t *size, dp_error *err) {
  kbc_file *files = NULL;
  size_t count = 0;
  char hash[65];
  if (!dp_host_is_folder(folder)) return dp_fail(err, DP_ERR_IO, "the folder of overrides %s is not there", folder);
  dp_status status = gather(cli, folder, &files, &count, hash, err);
  if (status) return status;
  /* What the image is made of: the overrides, and the built-in knowledge by its header, which names both its parts. */
  const kbc_file header = {.path = DP_STR("header"), .bytes = {cli->embedded.at, sizeof(dp_kb_header)}};
  char made_of[129];
  kbc_hash_files(&header, 1, &cli->arena, made_of + 64);
  memcpy(made_of, hash, 64);
  char *cache = place(&cli->arena, "XDG_CACHE_HOME", ".cache", "diagpad/overrides.dpk");
  dp_error ignored;
  if (cache && dp_host_is_file(cache) && !dp_host_map(cache, mapped, size, &ignored)) {
    if (!dp_kb_open(*mapped, *size, NULL, &cli->kb, &ignored) && is_made_of(cli->kb, made_of)) return DP_OK;
    dp_kb_close(cli->kb), cli->kb = NULL;
    dp_host_unmap(*mapped, *size); /* of something else, or damaged: made again */
    *mapped = NULL, *size = 0;
  }
  dp_buf image;
  dp_buf_init(&image, &cli->arena);
  status = compile(cli, folder, files, count, made_of, &image, err);
  if (status) return status;
  if (cache) {
    for (char *slash = cache + 1; (slash = strchr(slash, '/')); slash++) *slash = 0, (void)mkdir(cache, 0755), *slash = '/';
    dp_status kept = dp_host_write_file(cache, dp_buf_view(&image), &ignored);
    (void)kept; /* the next run compiles again */
  }
  return dp_kb_open(image.at, image.size, NULL, &cli->kb, err);
}

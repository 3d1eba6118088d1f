/* load.c: the files of a knowledge folder, from the disk (POSIX). The only file of the compiler that touches it.
 *
 * All *.txt below the folder, hidden ones left out, in the order of their paths. Sub-folders are followed to a depth of
 * eight; symbolic links to files are followed, those to folders too as far as the depth goes.
 */
#define _POSIX_C_SOURCE 200809L
#include "kbc.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_DEPTH = 8 };
#define MAX_BYTES ((size_t)64 << 20)

typedef struct loader {
  dp_arena *arena;
  struct {
    kbc_file *at;
    size_t count, room;
  } files;
  size_t bytes;
  dp_error *err;
} loader;

static dp_status no_memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "no memory to read the knowledge"); }

/* `folder/name`, NUL-terminated, in the arena. */
static char *join_path(dp_arena *a, const char *folder, const char *name) {
  dp_buf b;
  dp_buf_init(&b, a);
  dp_buf_text(&b, folder);
  if (b.size && b.at[b.size - 1] != '/') dp_buf_char(&b, '/');
  dp_buf_text(&b, name);
  return dp_buf_nul(&b);
}

static dp_status read_file(loader *l, const char *path, const char *below, size_t size) {
  if (size > MAX_BYTES - l->bytes) return dp_fail(l->err, DP_ERR_TOO_LARGE, "the knowledge is larger than 64 MiB");
  char *bytes = dp_arena_alloc(l->arena, size);
  if (!bytes) return no_memory(l->err);
  FILE *f = fopen(path, "rb");
  if (!f) return dp_fail(l->err, DP_ERR_IO, "cannot open %s: %s", path, strerror(errno));
  size_t got = fread(bytes, 1, size, f);
  bool whole = got == size && !ferror(f);
  fclose(f);
  if (!whole) return dp_fail(l->err, DP_ERR_IO, "cannot read %s", path);
  l->bytes += size;
  kbc_file file = {.path = dp_str_of(below), .bytes = {bytes, size}};
  return DP_PUSH(l->arena, &l->files, file) ? DP_OK : no_memory(l->err);
}

static dp_status read_below(loader *l, const char *folder, const char *below, unsigned depth) {
  DIR *d = opendir(folder);
  if (!d) return dp_fail(l->err, DP_ERR_IO, "cannot open the folder %s: %s", folder, strerror(errno));
  dp_status status = DP_OK;
  for (struct dirent *e; status == DP_OK && (e = readdir(d)) != NULL;) {
    if (e->d_name[0] == '.') continue;
    char *path = join_path(l->arena, folder, e->d_name), *short_path = join_path(l->arena, below, e->d_name);
    struct stat st;
    if (!path || !short_path) status = no_memory(l->err);
    else if (stat(path, &st) != 0) status = dp_fail(l->err, DP_ERR_IO, "cannot read %s: %s", path, strerror(errno));
    else if (S_ISDIR(st.st_mode)) status = depth ? read_below(l, path, short_path, depth - 1) : DP_OK;
    else if (S_ISREG(st.st_mode) && dp_str_ends(dp_str_of(e->d_name), DP_STR(".txt")))
      status = read_file(l, path, short_path, (size_t)st.st_size);
  }
  closedir(d);
  return status;
}

static int compare_files(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return dp_str_cmp(((const kbc_file *)a)->path, ((const kbc_file *)b)->path);
}

dp_status kbc_read_folder(const char *folder, dp_arena *arena, kbc_file **files, size_t *count, dp_error *err) {
  loader l = {.arena = arena, .err = err};
  dp_status status = read_below(&l, folder, "", MAX_DEPTH);
  if (status != DP_OK) return status;
  if (!dp_sort(arena, l.files.at, l.files.count, sizeof *l.files.at, compare_files, NULL)) return no_memory(err);
  *files = l.files.at;
  *count = l.files.count;
  return DP_OK;
}

/* file.c: files and descriptors. Every short read, EINTR and full disk is met here, once. */
#define _POSIX_C_SOURCE 200809L
#include "host.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

void dp_host_keep_memory(void) {
#ifdef __GLIBC__ /* M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3) */
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TOP_PAD, 2 << 20);
#endif
}

static dp_status io_error(dp_error *err, const char *what, const char *path) {
  char reason[128] = "unknown reason";
  if (strerror_r(errno, reason, sizeof reason)) reason[sizeof reason - 1] = 0;
  return dp_fail(err, DP_ERR_IO, "%s %s: %s", what, path, reason);
}

static ssize_t read_some(int file, void *at, size_t size) {
  ssize_t n;
  do n = read(file, at, size);
  while (n < 0 && errno == EINTR);
  return n;
}

dp_status dp_host_read_file(const char *path, size_t limit, dp_arena *arena, dp_str *out, dp_error *err) {
  bool standard = !strcmp(path, "-");
  const char *name = standard ? "standard input" : path;
  int file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return io_error(err, "cannot open", name);
  dp_buf b;
  dp_buf_init(&b, arena);
  char chunk[65536];
  ssize_t n = 0;
  while (b.size <= limit && (n = read_some(file, chunk, sizeof chunk)) > 0) dp_buf_bytes(&b, chunk, (size_t)n);
  dp_status status = DP_OK;
  if (n < 0) status = io_error(err, "cannot read", name);
  else if (b.size > limit)
    status = dp_fail(err, DP_ERR_TOO_LARGE, "%s is larger than the limit of %zu bytes", name, limit);
  else if (!dp_buf_nul(&b)) status = dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  else *out = dp_buf_view(&b);
  if (!standard) close(file);
  return status;
}

dp_status dp_host_write(int file, dp_str bytes, dp_error *err) {
  while (bytes.size) {
    ssize_t n = write(file, bytes.at, bytes.size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error(err, "cannot write", file == STDOUT_FILENO ? "standard output" : "the file");
    bytes.at += n;
    bytes.size -= (size_t)n;
  }
  return DP_OK;
}

dp_status dp_host_write_file(const char *path, dp_str bytes, dp_error *err) {
  char beside[4096];
  int length = snprintf(beside, sizeof beside, "%s.XXXXXX", path);
  if (length < 0 || (size_t)length >= sizeof beside)
    return dp_fail(err, DP_ERR_IO, "the path %.60s… is too long", path);
  int file = mkstemp(beside);
  if (file < 0) return io_error(err, "cannot write", path);
  dp_status status = dp_host_write(file, bytes, err);
  if (!status && fsync(file)) status = io_error(err, "cannot write", path);
  mode_t mask = umask(0);
  umask(mask);
  if (!status && fchmod(file, 0666 & ~mask)) status = io_error(err, "cannot write", path);
  if (close(file) && !status) status = io_error(err, "cannot write", path);
  if (!status && rename(beside, path)) status = io_error(err, "cannot write", path);
  if (status) unlink(beside);
  return status;
}

dp_status dp_host_map(const char *path, const void **at, size_t *size, dp_error *err) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return io_error(err, "cannot open", path);
  struct stat s;
  dp_status status = DP_OK;
  void *mapped = MAP_FAILED;
  if (fstat(file, &s)) status = io_error(err, "cannot read", path);
  else if (!S_ISREG(s.st_mode) || s.st_size <= 0)
    status = dp_fail(err, DP_ERR_IO, "cannot read %s: it is empty or not a file", path);
  else if ((mapped = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, file, 0)) == MAP_FAILED)
    status = io_error(err, "cannot map", path);
  close(file);
  if (status) return status;
  *at = mapped;
  *size = (size_t)s.st_size;
  return DP_OK;
}

void dp_host_unmap(const void *at, size_t size) {
  if (at) munmap((void *)(uintptr_t)at, size);
}

static bool is_kind(const char *path, bool folder) {
  struct stat s;
  return !stat(path, &s) && (folder ? S_ISDIR(s.st_mode) : S_ISREG(s.st_mode));
}
bool dp_host_is_file(const char *path) { return is_kind(path, false); }
bool dp_host_is_folder(const char *path) { return is_kind(path, true); }

/* ---- lines ------------------------------------------------------------------------------------------------------- */

enum { CHUNK = 65536 };

dp_status dp_lines_open(dp_lines *l, int file, dp_error *err) {
  *l = (dp_lines){.file = file, .chunk = malloc(CHUNK), .at = malloc(CHUNK), .room = CHUNK};
  if (l->chunk && l->at) return DP_OK;
  dp_lines_close(l);
  return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

void dp_lines_close(dp_lines *l) {
  free(l->chunk);
  free(l->at);
  *l = (dp_lines){.file = -1};
}

/* Adds bytes to the line's buffer; past the limit they are counted but not kept. */
static bool keep(dp_lines *l, size_t have, const char *bytes, size_t size, size_t limit) {
  if (have + size > limit) return true;
  if (have + size > l->room) {
    size_t room = (have + size) * 2;
    char *more = realloc(l->at, room);
    if (!more) return false;
    l->at = more;
    l->room = room;
  }
  memcpy(l->at + have, bytes, size);
  return true;
}

dp_status dp_lines_next(dp_lines *l, size_t limit, dp_str *line, bool *end, dp_error *err) {
  size_t have = 0;
  bool any = false, done = false;
  *end = false;
  while (!done) {
    if (l->start == l->end) {
      ssize_t n = read_some(l->file, l->chunk, CHUNK);
      if (n < 0) return io_error(err, "cannot read", "standard input");
      if (!n) break;
      l->start = 0;
      l->end = (size_t)n;
    }
    any = true;
    const char *from = l->chunk + l->start, *stop = memchr(from, '\n', l->end - l->start);
    size_t size = stop ? (size_t)(stop - from) : l->end - l->start;
    if (!keep(l, have, from, size, limit)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    have += size;
    l->start += size + (stop ? 1 : 0);
    done = stop;
  }
  if (!any) {
    *end = true;
    *line = (dp_str){"", 0};
    return DP_OK;
  }
  if (have > limit) return dp_fail(err, DP_ERR_TOO_LARGE, "the line is longer than the limit of %zu bytes", limit);
  if (have && l->at[have - 1] == '\r') have--;
  *line = (dp_str){l->at, have};
  return DP_OK;
}

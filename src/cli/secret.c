/* secret.c: a passphrase or a password out of a file that only its owner may read. It is never taken from the command line, which other users of
 * the machine can see.
 */
#ifndef _WIN32
#define _POSIX_C_SOURCE 200809L
#endif
#include "cli.h"
#include <stdio.h>
#include <sys/stat.h>

dp_status dp_cli_secret_file(const char *path, const char *what, size_t most, char *out, size_t *size, dp_error *err) {
  struct stat info;
  FILE *f = fopen(path, "rb");
  if (!f) return dp_fail(err, DP_ERR_IO, "cannot open the %s's file %s", what, path);
  dp_status status = DP_OK;
  if (fstat(fileno(f), &info) || (S_ISREG(info.st_mode) && info.st_mode & 077))
    status = dp_fail(err, DP_ERR_USAGE, "others may read %s: run chmod 600 on it first", path);
  setvbuf(f, NULL, _IONBF, 0); /* no copy of it in stdio's buffer */
  size_t n = status ? 0 : fread(out, 1, most + 1, f);
  if (!status && ferror(f)) status = dp_fail(err, DP_ERR_IO, "cannot read the %s's file %s", what, path);
  fclose(f);
  while (n && (out[n - 1] == '\n' || out[n - 1] == '\r')) n--;
  if (!status && n > most) status = dp_fail(err, DP_ERR_TOO_LARGE, "the %s is too long", what);
  out[n] = 0;
  *size = n;
  return status;
}

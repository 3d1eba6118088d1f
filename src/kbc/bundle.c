/* bundle.c: the text of the whole knowledge in one piece, so that the program can compile it again with a user's overrides.
 *
 * Layout: the line "diagpad-knowledge 1", then for each file a line "SIZE PATH", SIZE bytes and a line feed. Plain text, in the
 * order of the paths; the program carries it (src/cli/knowledge.S) and reads it only when there are overrides.
 */
#include "inner.h"

static const char first_line[] = "diagpad-knowledge 1\n";

void kbc_bundle(const kbc_file *files, size_t count, dp_buf *out) {
  dp_buf_text(out, first_line);
  for (size_t i = 0; i < count; i++) {
    dp_buf_uint(out, files[i].bytes.size), dp_buf_char(out, ' '), dp_buf_str(out, files[i].path), dp_buf_char(out, '\n');
    dp_buf_str(out, files[i].bytes), dp_buf_char(out, '\n');
  }
}

static dp_status damaged(dp_error *err) { return dp_fail(err, DP_ERR_IMAGE, "the knowledge's text in this program is damaged"); }

dp_status kbc_unbundle(dp_str bundle, dp_arena *arena, kbc_file **files, size_t *count, dp_error *err) {
  struct { kbc_file *at; size_t count, room; } list = {0};
  dp_str rest = bundle;
  if (!dp_str_starts(rest, DP_STR(first_line))) return damaged(err);
  (void)dp_str_cut(&rest, '\n');
  while (rest.size) {
    dp_str path = dp_str_cut(&rest, '\n'), number = dp_str_cut(&path, ' ');
    uint64_t size;
    if (!dp_parse_uint(number, &size) || !path.size || size >= rest.size || rest.at[size] != '\n') return damaged(err);
    kbc_file f = {.path = path, .bytes = {rest.at, (size_t)size}};
    if (!DP_PUSH(arena, &list, f)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    rest.at += size + 1, rest.size -= (size_t)size + 1;
  }
  *files = list.at;
  *count = list.count;
  return DP_OK;
}

/* A file's path, size and bytes, all of them: what is another overlay has another hash. */
void kbc_hash_files(const kbc_file *files, size_t count, dp_arena *arena, char hex[65]) {
  dp_buf b;
  dp_buf_init(&b, arena);
  kbc_bundle(files, count, &b);
  uint8_t hash[32];
  dp_sha256(b.at, b.size, hash);
  for (unsigned i = 0; i < 32; i++) hex[2 * i] = "0123456789abcdef"[hash[i] >> 4], hex[2 * i + 1] = "0123456789abcdef"[hash[i] & 15];
  hex[64] = 0;
}

/* bundle.c: the text of the whole knowledge in one piece, so that the program can compile it again with a user's
 * overrides.
 *
 * Layout: the line "diagpad-knowledge 1", then for each file a line "SIZE PATH", SIZE bytes and a line feed. Plain
 * text, in the order of the paths; the program carries it (src/cli/knowledge.S) and reads it only when there are
 * overrides.
 *
 * The installed app gets another: its first line is "diagpad-knowledge 1 without prose HASH", and of the pages' texts
 * only the line feeds are there, so that every line keeps its number; what follows that line is packed (pack.c). The
 * image is four times the size of this text, compressed: so the text travels, and the compiler in the app's own core
 * makes of it the very bytes that it made here.
 */
#include "inner.h"

static const char first_line[] = "diagpad-knowledge 1", without[] = " without prose ", digits[] = "0123456789abcdef";

/* The file but for its `text` fields, its summaries and its comments: from such a line to the next one that is indented
 * as far or less. A summary is asked for by the compiler: a dash stands for it. */
static void put_without_texts(dp_buf *out, dp_str bytes) {
  bool in = false;
  while (bytes.size) {
    dp_str line = dp_str_cut(&bytes, '\n');
    bool body = !line.size || dp_str_starts(line, DP_STR("   ")), summary = dp_str_starts(line, DP_STR("  summary:"));
    if (!body) in = summary || dp_str_starts(line, DP_STR("  text "));
    if (!in && !dp_str_starts(line, DP_STR("#"))) dp_buf_str(out, line);
    if (summary) dp_buf_text(out, "  summary: -");
    dp_buf_char(out, '\n');
  }
}

static void put_file(dp_buf *out, dp_str path, dp_str bytes) {
  dp_buf_uint(out, bytes.size), dp_buf_char(out, ' '), dp_buf_str(out, path), dp_buf_char(out, '\n');
  dp_buf_str(out, bytes), dp_buf_char(out, '\n');
}

void kbc_bundle(const kbc_file *files, size_t count, const uint8_t *prose_hash, dp_buf *out) {
  dp_buf_text(out, first_line);
  if (!prose_hash) {
    dp_buf_char(out, '\n');
    for (size_t i = 0; i < count; i++) put_file(out, files[i].path, files[i].bytes);
    return;
  }
  dp_buf_text(out, without);
  for (unsigned i = 0; i < 32; i++)
    dp_buf_char(out, digits[prose_hash[i] >> 4]), dp_buf_char(out, digits[prose_hash[i] & 15]);
  dp_buf_char(out, '\n');
  dp_buf bare, all;
  dp_buf_init(&bare, out->arena), dp_buf_init(&all, out->arena);
  for (size_t i = 0; i < count; i++) {
    bare.size = 0;
    put_without_texts(&bare, files[i].bytes);
    put_file(&all, files[i].path, dp_buf_view(&bare));
  }
  if (bare.failed || all.failed || !kbc_pack(dp_buf_view(&all), out->arena, out)) out->failed = true;
}

dp_status kbc_damaged(dp_error *err) {
  return dp_fail(err, DP_ERR_IMAGE, "the knowledge's text in this program is damaged");
}

static bool read_hash(dp_str hex, uint8_t hash[32]) {
  if (hex.size != 64) return false;
  for (unsigned i = 0; i < 64; i++) {
    unsigned digit = 0;
    while (digit < 16 && digits[digit] != hex.at[i]) digit++;
    if (digit == 16) return false;
    hash[i / 2] = (uint8_t)((unsigned)hash[i / 2] << 4 | digit);
  }
  return true;
}

dp_status kbc_unbundle(dp_str bundle, dp_arena *arena, kbc_file **files, size_t *count, const uint8_t **prose_hash,
                       dp_error *err) {
  struct {
    kbc_file *at;
    size_t count, room;
  } list = {0};
  dp_str rest = bundle, head = dp_str_cut(&rest, '\n');
  *prose_hash = NULL;
  if (!dp_str_starts(head, DP_STR(first_line))) return kbc_damaged(err);
  head.at += sizeof first_line - 1, head.size -= sizeof first_line - 1;
  if (dp_str_starts(head, DP_STR(without))) {
    uint8_t *hash = DP_NEW_ARRAY(arena, uint8_t, 32);
    if (!hash) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    if (!read_hash((dp_str){head.at + sizeof without - 1, head.size - (sizeof without - 1)}, hash)) return kbc_damaged(err);
    *prose_hash = hash;
    dp_buf plain;
    dp_buf_init(&plain, arena);
    dp_status status = kbc_unpack(rest, arena, &plain, err);
    if (status) return status;
    rest = dp_buf_view(&plain);
  } else if (head.size) {
    return kbc_damaged(err);
  }
  while (rest.size) {
    dp_str path = dp_str_cut(&rest, '\n'), number = dp_str_cut(&path, ' ');
    uint64_t size;
    if (!dp_parse_uint(number, &size) || !path.size || size >= rest.size || rest.at[size] != '\n') return kbc_damaged(err);
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
  kbc_bundle(files, count, NULL, &b);
  uint8_t hash[32];
  dp_sha256(b.at, b.size, hash);
  for (unsigned i = 0; i < 32; i++) hex[2 * i] = digits[hash[i] >> 4], hex[2 * i + 1] = digits[hash[i] & 15];
  hex[64] = 0;
}

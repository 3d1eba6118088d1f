/* whisper_file.c: a Whisper model file walked from its first byte to its last.
 *
 * The library trusts its files: a damaged length makes it ask for gigabytes, a missing end leaves weights unset, an exception of C++ ends the program. So
 * each length is checked here first. The format, as models/convert-pt-to-ggml.py of whisper.cpp writes it, all little-endian 32-bit integers but
 * where said:
 *
 *     magic "ggml" 0x67676d6c, eleven numbers (vocabulary, audio context, state, heads, layers, text context, state, heads, layers, mels, type)
 *     mel filters: rows, columns, rows x columns floats
 *     tokens: how many, and each its length and bytes
 *     tensors to the end: dimensions, length of name, type, each dimension, name, data
 *
 * Types and block sizes are ggml's. The weights themselves are not looked at, but for the checksum of models that are known (models.c).
 */
#define _POSIX_C_SOURCE 200809L
#include "whisper_file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { MAGIC = 0x67676d6c, NAME_MOST = 128, TOKEN_MOST = 1024 };

typedef struct reader {
  FILE *f;
  const char *path;
  uint64_t at, size;
} reader;

static dp_status broken(const reader *r, const char *what, dp_error *err) {
  return dp_fail(err, DP_ERR_INPUT, "%s is no whole Whisper model: %s at byte %llu: get it again (diagpad speech models)", r->path, what, (unsigned long long)r->at);
}

static bool numbers(reader *r, int32_t *out, size_t count) {
  uint8_t b[4];
  for (size_t i = 0; i < count; i++) {
    if (fread(b, 1, 4, r->f) != 4) return false;
    out[i] = (int32_t)((uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24);
    r->at += 4;
  }
  return true;
}

static bool skip(reader *r, uint64_t n) {
  if (n > r->size - r->at) return false;
  r->at += n;
  return fseeko(r->f, (off_t)r->at, SEEK_SET) == 0;
}

/* Bytes of a block and numbers in it, by ggml's number of the type; {0, 0}: not one that Whisper models have. */
static void block_of(int32_t type, unsigned *bytes, unsigned *count) {
  static const struct {
    int32_t type;
    unsigned bytes, count;
  } known[] = {{0, 4, 1},    {1, 2, 1},    {2, 18, 32},    {3, 20, 32},    {6, 22, 32},    {7, 24, 32},
               {8, 34, 32},  {10, 84, 256}, {11, 110, 256}, {12, 144, 256}, {13, 176, 256}, {14, 210, 256}};
  *bytes = *count = 0;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (known[i].type == type) *bytes = known[i].bytes, *count = known[i].count;
}

static bool within(int32_t x, int32_t least, int32_t most) { return x >= least && x <= most; }

static dp_status check_header(reader *r, int32_t h[11], dp_error *err) {
  int32_t magic = 0;
  if (!numbers(r, &magic, 1) || magic != MAGIC) return broken(r, "it does not begin as one", err);
  if (!numbers(r, h, 11)) return broken(r, "it ends", err);
  bool good = within(h[0], 51864, 60000) && within(h[1], 1, 1500) && within(h[2], 16, 2560) && within(h[3], 1, 40) && (h[4] == 4 || h[4] == 6 || h[4] == 12 || h[4] == 24 || h[4] == 32) && within(h[5], 1, 448) &&
              h[6] == h[2] && within(h[7], 1, 40) && within(h[8], 1, 64) && (h[9] == 80 || h[9] == 128) && h[2] % h[3] == 0 && h[6] % h[7] == 0 && within(h[10], 0, 4000);
  return good ? DP_OK : broken(r, "its measures are no Whisper model's", err);
}

static dp_status check_words(reader *r, const int32_t h[11], dp_error *err) {
  int32_t filters[2], tokens, length;
  if (!numbers(r, filters, 2) || filters[0] != h[9] || !within(filters[1], 1, 1024) || !skip(r, (uint64_t)filters[0] * (uint64_t)filters[1] * 4))
    return broken(r, "its filters are wrong", err);
  if (!numbers(r, &tokens, 1) || !within(tokens, 1, h[0])) return broken(r, "its vocabulary is wrong", err);
  unsigned seen = 0; /* the library ends the program when it looks for one of these in vain */
  for (int32_t i = 0; i < tokens; i++) {
    char word[2] = {0};
    if (!numbers(r, &length, 1) || !within(length, 0, TOKEN_MOST)) return broken(r, "its vocabulary breaks off", err);
    if (length == 1 || length == 2) {
      if (fread(word, 1, (size_t)length, r->f) != (size_t)length) return broken(r, "its vocabulary breaks off", err);
      r->at += (uint64_t)length;
      if (word[0] == ' ') seen |= length == 1 ? 1 : word[1] == '-' ? 2 : word[1] == '\'' ? 4 : 0;
    } else if (!skip(r, (uint64_t)length)) {
      return broken(r, "its vocabulary breaks off", err);
    }
  }
  return seen == 7 ? DP_OK : broken(r, "its vocabulary is no Whisper model's", err);
}

static dp_status check_tensors(reader *r, const int32_t h[11], dp_error *err) {
  int32_t wanted = 5 + 15 * h[4] + 24 * h[8] + 6, found = 0; /* of the encoder, its layers, the decoder's layers, the decoder */
  while (r->at < r->size) {
    int32_t head[3], dim[4] = {1, 1, 1, 1};
    unsigned bytes, count;
    if (!numbers(r, head, 3)) return broken(r, "it ends within a tensor", err);
    block_of(head[2], &bytes, &count);
    if (!within(head[0], 1, 4) || !within(head[1], 1, NAME_MOST) || !count || !numbers(r, dim, (size_t)head[0])) return broken(r, "a tensor is wrong", err);
    uint64_t n = 1;
    for (unsigned i = 0; i < 4; i++) {
      if (!within(dim[i], 1, 1 << 20)) return broken(r, "a tensor has no size", err);
      n *= (uint64_t)dim[i];
      if (n > (uint64_t)1 << 32) return broken(r, "a tensor is too large", err);
    }
    if (n % count || !skip(r, (uint64_t)head[1]) || !skip(r, n / count * bytes)) return broken(r, "a tensor breaks off", err);
    found++;
  }
  return found == wanted ? DP_OK : broken(r, found < wanted ? "tensors are missing" : "there are too many tensors", err);
}

bool dp_whisper_takes(const char *path) {
  FILE *f = fopen(path, "rb");
  uint8_t b[4] = {0};
  bool is = f && fread(b, 1, 4, f) == 4 && b[0] == 0x6c && b[1] == 0x6d && b[2] == 0x67 && b[3] == 0x67;
  if (f) fclose(f);
  return is;
}

dp_status dp_whisper_check(const char *path, dp_error *err) {
  int32_t h[11];
  reader r = {.f = fopen(path, "rb"), .path = path};
  if (!r.f) return dp_fail(err, errno == ENOENT ? DP_ERR_NOT_FOUND : DP_ERR_IO, "cannot read the model %s: %s", path, errno == ENOENT ? "there is no such file" : "no permission, or no file");
  off_t end = fseeko(r.f, 0, SEEK_END) ? -1 : ftello(r.f);
  rewind(r.f);
  r.size = end > 0 ? (uint64_t)end : 0;
  dp_status status = check_header(&r, h, err);
  if (!status) status = check_words(&r, h, err);
  if (!status) status = check_tensors(&r, h, err);
  fclose(r.f);
  return status;
}

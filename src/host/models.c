/* models.c: the table of known models, and SHA-1 (RFC 3174) to check them by, because that is what is published for them.
 *
 * Sizes and checksums of Whisper's files are those of models/README.md of whisper.cpp (seen in release 1.9.1, in the npm package nodejs-whisper
 * 0.3.1). SHA-1 guards against a broken download, not against an attacker who makes two files of one sum.
 */
#include "models.h"
#include <stdio.h>
#include <string.h>

#define WHISPER(name, size, sha1, remark)                                                                                                                          \
  {name, "whisper", "ggml-" name ".bin", size, "MIT", "https://huggingface.co/ggerganov/whisper.cpp/resolve/main/ggml-" name ".bin", sha1, remark}

const dp_known_model dp_known_models[] = {
    WHISPER("tiny.en", "75 MiB", "c78c86eb1a8faa21b369bcd33207cc90d64ae9df", "to try that it works"),
    WHISPER("base.en", "142 MiB", "137c40403d78fd54d454da0f9bd998f78703390c", "for a slow machine"),
    WHISPER("small.en", "466 MiB", "db8a495a91d927739e50b3fc1cc4c6b8f6c2d022", "English; a good beginning"),
    WHISPER("small", "466 MiB", "55356645c2b361a969dfd0ef2c5a50d530afd8d5", "many languages; diagpad asks it for English"),
    WHISPER("medium.en", "1.5 GiB", "8c30f0e44ce9560643ebd10bbe50cd20eafd3723", ""),
    WHISPER("large-v3-turbo-q5_0", "547 MiB", "e050f7970618a659205450ad97eb95a18d69c9ee", "large, made small"),
    WHISPER("large-v3-turbo", "1.5 GiB", "4af2b29d7ec73d781377bfd1758ca957a807e941", ""),
    WHISPER("large-v3-q5_0", "1.1 GiB", "e6e2ed78495d403bef4b7cff42ef4aaadcfea8de", ""),
    WHISPER("large-v3", "2.9 GiB", "ad82bf6a9043ceed055076d0fd39f5f186ff8062", "slow without a strong machine"),
    {"small-en-us-0.15", "vosk", "vosk-model-small-en-us-0.15.zip", "40 MB", "Apache-2.0", "https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip", NULL,
     "a folder once unpacked"},
    {"en-us-0.22", "vosk", "vosk-model-en-us-0.22.zip", "1.8 GB", "Apache-2.0", "https://alphacephei.com/vosk/models/vosk-model-en-us-0.22.zip", NULL,
     "a folder once unpacked"},
};
const size_t dp_known_model_count = sizeof dp_known_models / sizeof *dp_known_models;

const dp_known_model *dp_model_named(const char *path) {
  const char *slash = strrchr(path, '/'), *last = slash ? slash + 1 : path;
  for (size_t i = 0; i < dp_known_model_count; i++)
    if (!strcmp(last, dp_known_models[i].file)) return &dp_known_models[i];
  return NULL;
}

dp_status dp_model_check(const char *path, dp_error *err) {
  const dp_known_model *known = dp_model_named(path);
  if (!known || !known->sha1) return DP_OK;
  static const size_t room = 1 << 16;
  uint8_t buffer[1 << 16];
  char hex[41];
  dp_sha1 s;
  FILE *f = fopen(path, "rb");
  if (!f) return dp_fail(err, DP_ERR_IO, "cannot read the model %s", path);
  dp_sha1_begin(&s);
  for (size_t n = 1; n;) {
    n = fread(buffer, 1, room, f);
    dp_sha1_add(&s, buffer, n);
  }
  bool bad = ferror(f);
  fclose(f);
  if (bad) return dp_fail(err, DP_ERR_IO, "cannot read the model %s to its end", path);
  dp_sha1_end(&s, hex);
  if (!strcmp(hex, known->sha1)) return DP_OK;
  return dp_fail(err, DP_ERR_INPUT, "%s is not the model %s: its SHA-1 is %s and should be %s: get it again, or give a model of your own another name", path, known->name,
                 hex, known->sha1);
}

/* ---- SHA-1 ------------------------------------------------------------------------------------------------------- */

static uint32_t left(uint32_t x, unsigned n) { return x << n | x >> (32 - n); }

static void take_block(dp_sha1 *s, const uint8_t *p) {
  uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];
  for (unsigned t = 0; t < 16; t++) w[t] = (uint32_t)p[4 * t] << 24 | (uint32_t)p[4 * t + 1] << 16 | (uint32_t)p[4 * t + 2] << 8 | p[4 * t + 3];
  for (unsigned t = 16; t < 80; t++) w[t] = left(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  for (unsigned t = 0; t < 80; t++) {
    uint32_t f = t < 20 ? (b & c) | (~b & d) : t < 40 ? b ^ c ^ d : t < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
    uint32_t k = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
    uint32_t next = left(a, 5) + f + e + w[t] + k;
    e = d, d = c, c = left(b, 30), b = a, a = next;
  }
  s->h[0] += a, s->h[1] += b, s->h[2] += c, s->h[3] += d, s->h[4] += e;
}

void dp_sha1_begin(dp_sha1 *s) { *s = (dp_sha1){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}}; }

void dp_sha1_add(dp_sha1 *s, const void *bytes, size_t size) {
  const uint8_t *p = bytes;
  while (size) {
    size_t at = s->size % 64, n = 64 - at < size ? 64 - at : size;
    if (!at && size >= 64) {
      take_block(s, p);
      n = 64;
    } else {
      memcpy(s->block + at, p, n);
      if (at + n == 64) take_block(s, s->block);
    }
    s->size += n, p += n, size -= n;
  }
}

void dp_sha1_end(dp_sha1 *s, char hex[41]) {
  uint64_t bits = s->size * 8;
  uint8_t length[8];
  dp_sha1_add(s, "\x80", 1);
  while (s->size % 64 != 56) dp_sha1_add(s, "", 1);
  for (unsigned i = 0; i < 8; i++) length[i] = (uint8_t)(bits >> (56 - 8 * i));
  dp_sha1_add(s, length, 8);
  for (unsigned i = 0; i < 5; i++) snprintf(hex + 8 * i, 9, "%08x", (unsigned)s->h[i]);
}

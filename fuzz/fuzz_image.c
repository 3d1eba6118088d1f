/* Knowledge images. A checksum would keep a fuzzer out, so the input is mostly a list of edits to a good small image,
 * whose sums are then made right again: the checks of every table are what is tried. Inputs that begin with a byte below
 * 32 are taken as an image as they are.
 */
#include "../tests/kb/small.c" /* NOLINT: a fuzz target is one file */
#include "../tests/kb/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void try_image(const void *at, size_t size) {
  dp_kb *kb = NULL;
  dp_error err = {DP_OK, ""};
  dp_status s = dp_kb_open_image(at, size, NULL, &kb, &err);
  if (s) {
    if (err.status != s || !err.message[0] || !dp_utf8_valid(dp_str_of(err.message))) __builtin_trap();
    return;
  }
  volatile uint64_t sum = walk(kb);
  (void)sum;
  dp_kb_close_image(kb);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static small good, s; /* of the fuzzer, not of the core */
  if (!good.size) small_build(&good);
  if (size && bytes[0] < 32) {
    uint64_t *copy = malloc(size + 8);
    if (!copy) return 0;
    memcpy(copy, bytes + 1, size - 1);
    try_image(copy, size - 1);
    free(copy);
    return 0;
  }
  s = good;
  for (size_t i = 0; i + 4 <= size; i += 4) { /* where (16 bits), what; the frame stays, so that the sums can be made */
    size_t at = ((size_t)bytes[i] << 8 | bytes[i + 1]) % s.size;
    size_t start = at < s.engine ? 0 : s.engine;
    if (at - start < sizeof(dp_kb_header) + ((dp_kb_header *)(void *)(s.bytes + start))->section_count * sizeof(dp_kb_entry))
      continue;
    if (bytes[i + 2] & 1) s.bytes[at] = bytes[i + 3];
    else s.bytes[at] = (unsigned char)(s.bytes[at] + bytes[i + 3]);
  }
  small_seal(&s);
  try_image(s.bytes, s.size);
  return 0;
}

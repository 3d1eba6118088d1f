/* The format to the byte: tests/store/vectors.json, which the app's module made and is held to as well. */
#define _POSIX_C_SOURCE 200809L
#include "world.h"
#include "store/inner.h"
#include <sodium.h>

static size_t bytes_of(const dp_json *o, const char *key, uint8_t *out, size_t room) {
  dp_str s;
  size_t size = 0;
  assert_true(dp_json_get_str(o, key, &s));
  assert_int_equal(sodium_hex2bin(out, room, s.at, s.size, NULL, &size, NULL), 0);
  return size;
}

static void the_format_is_as_it_is_written(void **state) {
  world *w = *state;
  dp_json *v = NULL;
  dp_str passphrase;
  header h;
  uint8_t key[KEY_SIZE], got[KEY_SIZE], want[512], plain[512], sealed[512];
  FILE *f = fopen(DP_SOURCE_DIR "/tests/store/vectors.json", "rb");
  static char text[16384];
  assert_non_null(f);
  size_t size = fread(text, 1, sizeof text, f);
  fclose(f);
  ok(w, dp_json_parse((dp_str){text, size}, &w->arena, &v, &w->err));
  ok(w, st_seal_start(&w->err));
  assert_int_equal(bytes_of(v, "header", h.at, HEADER_SIZE), HEADER_SIZE);
  bytes_of(v, "key", key, sizeof key);
  ok(w, st_header_check(h.at, HEADER_SIZE, "the vector", &w->err));
  assert_true(st_header_is_weak(&h));
  assert_true(dp_json_get_str(v, "passphrase", &passphrase));
  ok(w, st_header_open(&h, passphrase, got, &w->err));
  assert_memory_equal(got, key, KEY_SIZE);
  bytes_of(v, "header_digest", want, sizeof want);
  digest d = st_digest_header(&h);
  assert_memory_equal(d.at, want, DIGEST_SIZE);
  bytes_of(v, "file", want, sizeof want);
  assert_memory_equal(h.at + HEADER_IDS, want, 16);
  size_t count = 0;
  for (const dp_json *r = dp_json_get(v, "rows")->first; r; r = r->next, count++) {
    int64_t kind = 0, version = 0;
    name n;
    assert_true(dp_json_get_int(r, "kind", &kind) && dp_json_get_int(r, "version", &version));
    n = (name){(uint32_t)kind, {{0}}, (uint64_t)version};
    bytes_of(r, "id", n.id.at, DP_ID_SIZE);
    size_t sealed_size = bytes_of(r, "sealed", sealed, sizeof sealed), plain_size = bytes_of(r, "plain", want, sizeof want);
    assert_int_equal(sealed_size, plain_size + SEAL_OVER);
    assert_true(st_open_row(&h, key, n, sealed, sealed_size, plain));
    assert_memory_equal(plain, want, plain_size);
    d = st_digest_row(&h, n, sealed, sealed_size);
    bytes_of(r, "digest", want, sizeof want);
    assert_memory_equal(d.at, want, DIGEST_SIZE);
    n.version++;
    assert_false(st_open_row(&h, key, n, sealed, sealed_size, plain)); /* another name does not open it */
    /* and what is sealed here opens here; the app's test opens a file of the program's */
    uint8_t again[600];
    st_seal_row(&h, key, n, sealed, 40, again);
    assert_true(st_open_row(&h, key, n, again, 80, plain));
    assert_memory_equal(plain, sealed, 40);
  }
  assert_int_equal(count, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_format_is_as_it_is_written, world_make, world_end)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

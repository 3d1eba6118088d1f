/* seal.c: bytes and keys. What a header, a row's name and a sealed row are, to the byte: docs/record-format.md.
 *
 * The passphrase gives a key through Argon2id (RFC 9106); that key only wraps the random data key, so that a new
 * passphrase rewrites 160 bytes. Every row is sealed by XChaCha20-Poly1305 (libsodium's
 * crypto_aead_xchacha20poly1305_ietf) under the data key with a random nonce of 192 bits, long enough that random ones
 * do not meet. The associated data is the row's name: file, key, kind, id, version. A row in another's place, or of
 * another file, does not open.
 */
#include "inner.h"
#include <sodium.h>

static const char magic[8] = {'D', 'P', 'R', 'E', 'C', 'O', 'R', 'D'};
enum {
  AT_FORMAT = 8,
  AT_KDF = 12,
  AT_PASSES = 16,
  AT_KIB = 20,
  AT_FLAGS = 24,
  AT_ZERO = 28,
  AT_FILE = 32,
  AT_KEY = 48,
  AT_SALT = 56,
  AT_NONCE = 72,
  AT_WRAPPED = 96,
  AT_CHECK = 144,
  KDF_ARGON2ID13 = 1,
  FLAG_WEAK = 1
};

void st_put32(uint8_t *at, uint32_t v) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(v >> 8 * i);
}
void st_put64(uint8_t *at, uint64_t v) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(v >> 8 * i);
}
uint32_t st_get32(const uint8_t *at) {
  uint32_t v = 0;
  for (int i = 0; i < 4; i++) v |= (uint32_t)at[i] << 8 * i;
  return v;
}
uint64_t st_get64(const uint8_t *at) { return st_get32(at) | (uint64_t)st_get32(at + 4) << 32; }

dp_status st_seal_start(dp_error *err) {
  return sodium_init() < 0 ? dp_fail(err, DP_ERR_IO, "the system gives no random bytes: nothing can be sealed") : DP_OK;
}
void st_seal_random(void *at, size_t size) { randombytes_buf(at, size); }
void dp_wipe(void *at, size_t size) { sodium_memzero(at, size); }

dp_pass_cost dp_cost_usual(void) { return (dp_pass_cost){3, 128 << 10}; }
dp_pass_cost dp_cost_for_tests(void) { return (dp_pass_cost){1, 8}; }

/* ---- the header
 * ------------------------------------------------------------------------------------------------------ */

static dp_status derive(const uint8_t *h, dp_str passphrase, uint8_t key[KEY_SIZE], dp_error *err) {
  if (crypto_pwhash(key, KEY_SIZE, passphrase.at, passphrase.size, h + AT_SALT, st_get32(h + AT_PASSES),
                    (size_t)st_get32(h + AT_KIB) << 10, crypto_pwhash_ALG_ARGON2ID13))
    return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to try the passphrase: it takes %u MB",
                   (unsigned)(st_get32(h + AT_KIB) >> 10) + 1);
  return DP_OK;
}

static void check_of(const uint8_t *h, uint8_t out[16]) { crypto_generichash(out, 16, h, AT_CHECK, NULL, 0); }

dp_status st_header_make(header *out, dp_str passphrase, dp_pass_cost cost, const uint8_t key[KEY_SIZE],
                         const uint8_t *file_id, const uint8_t *key_id, dp_error *err) {
  uint8_t *h = out->at, wrap[KEY_SIZE];
  if (passphrase.size < DP_PASSPHRASE_LEAST || passphrase.size > DP_PASSPHRASE_MOST)
    return dp_fail(err, DP_ERR_INPUT, "the passphrase must have from %d to %d bytes: five words make a good one",
                   (int)DP_PASSPHRASE_LEAST, (int)DP_PASSPHRASE_MOST);
  if (!cost.passes || cost.passes > COST_MOST_PASSES || cost.kib < 8 || cost.kib > COST_MOST_KIB)
    return dp_fail(err, DP_ERR_INPUT, "the passphrase's cost must be 1 to 16 passes over 8 KiB to 1 GiB");
  memset(h, 0, HEADER_SIZE);
  memcpy(h, magic, sizeof magic);
  st_put32(h + AT_FORMAT, SEAL_FORMAT);
  st_put32(h + AT_KDF, KDF_ARGON2ID13);
  st_put32(h + AT_PASSES, cost.passes);
  st_put32(h + AT_KIB, cost.kib);
  st_put32(h + AT_FLAGS, cost.kib < COST_WEAK_KIB ? FLAG_WEAK : 0);
  if (file_id) memcpy(h + AT_FILE, file_id, 16);
  else st_seal_random(h + AT_FILE, 16);
  if (key_id) memcpy(h + AT_KEY, key_id, 8);
  else st_seal_random(h + AT_KEY, 8);
  st_seal_random(h + AT_SALT, 16);
  st_seal_random(h + AT_NONCE, 24);
  dp_status status = derive(h, passphrase, wrap, err);
  if (!status)
    crypto_aead_xchacha20poly1305_ietf_encrypt(h + AT_WRAPPED, NULL, key, KEY_SIZE, h, HEADER_BOUND, NULL, h + AT_NONCE,
                                               wrap);
  check_of(h, h + AT_CHECK);
  sodium_memzero(wrap, sizeof wrap);
  return status;
}

dp_status st_header_check(const uint8_t *h, size_t size, const char *where, dp_error *err) {
  uint8_t check[16];
  if (size != HEADER_SIZE || memcmp(h, magic, sizeof magic) != 0)
    return dp_fail(err, DP_ERR_DAMAGED, "%s holds no records of Diagnosis Pad, or their header is damaged", where);
  check_of(h, check);
  if (memcmp(check, h + AT_CHECK, sizeof check) != 0)
    return dp_fail(err, DP_ERR_DAMAGED,
                   "the header of %s is damaged: its key cannot be unwrapped; restore the newest back-up", where);
  if (st_get32(h + AT_FORMAT) != SEAL_FORMAT || st_get32(h + AT_KDF) != KDF_ARGON2ID13 || st_get32(h + AT_ZERO))
    return dp_fail(err, DP_ERR_DAMAGED, "%s is of format %u, which this diagpad does not know: use a newer one", where,
                   (unsigned)st_get32(h + AT_FORMAT));
  uint32_t kib = st_get32(h + AT_KIB), passes = st_get32(h + AT_PASSES);
  if (!passes || passes > COST_MOST_PASSES || kib < 8 || kib > COST_MOST_KIB)
    return dp_fail(err, DP_ERR_DAMAGED, "the header of %s asks for %u passes over %u KiB: that is not obeyed", where,
                   (unsigned)passes, (unsigned)kib);
  return DP_OK;
}

bool st_header_is_weak(const header *h) { return st_get32(h->at + AT_KIB) < COST_WEAK_KIB; }

dp_status st_header_open(const header *h, dp_str passphrase, uint8_t key[KEY_SIZE], dp_error *err) {
  uint8_t wrap[KEY_SIZE];
  if (passphrase.size > DP_PASSPHRASE_MOST)
    return dp_fail(err, DP_ERR_PASSPHRASE, "%s", dp_status_text(DP_ERR_PASSPHRASE));
  dp_status status = derive(h->at, passphrase, wrap, err);
  if (!status && crypto_aead_xchacha20poly1305_ietf_decrypt(key, NULL, NULL, h->at + AT_WRAPPED, KEY_SIZE + 16, h->at,
                                                            HEADER_BOUND, h->at + AT_NONCE, wrap))
    status = dp_fail(err, DP_ERR_PASSPHRASE, "%s", dp_status_text(DP_ERR_PASSPHRASE));
  sodium_memzero(wrap, sizeof wrap);
  return status;
}

/* ---- rows
 * -------------------------------------------------------------------------------------------------------------- */

static void name_bytes(const header *h, name n, uint8_t out[NAME_SIZE]) {
  memcpy(out, magic, 8);
  st_put32(out + 8, SEAL_FORMAT);
  st_put32(out + 12, n.kind);
  memcpy(out + 16, h->at + AT_FILE, 16);
  memcpy(out + 32, h->at + AT_KEY, 8);
  memcpy(out + 40, n.id.at, 16);
  st_put64(out + 56, n.version);
}

void st_seal_row(const header *h, const uint8_t *key, name n, const void *plain, size_t size, uint8_t *sealed) {
  uint8_t bound[NAME_SIZE];
  name_bytes(h, n, bound);
  st_seal_random(sealed, 24);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 24, NULL, plain, size, bound, NAME_SIZE, NULL, sealed, key);
}

bool st_open_row(const header *h, const uint8_t *key, name n, const void *sealed, size_t size, uint8_t *plain) {
  uint8_t bound[NAME_SIZE];
  const uint8_t *s = sealed;
  if (size < SEAL_OVER) return false;
  name_bytes(h, n, bound);
  return !crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, s + 24, size - 24, bound, NAME_SIZE, s, key);
}

digest st_digest_row(const header *h, name n, const void *sealed, size_t size) {
  uint8_t bound[NAME_SIZE];
  digest d;
  crypto_generichash_state state;
  name_bytes(h, n, bound);
  crypto_generichash_init(&state, NULL, 0, DIGEST_SIZE);
  crypto_generichash_update(&state, bound, NAME_SIZE);
  crypto_generichash_update(&state, sealed, size);
  crypto_generichash_final(&state, d.at, DIGEST_SIZE);
  return d;
}

digest st_digest_header(const header *h) {
  digest d;
  crypto_generichash(d.at, DIGEST_SIZE, h->at, HEADER_SIZE, NULL, 0);
  return d;
}

bool st_digest_eq(const digest *a, const digest *b) { return !memcmp(a->at, b->at, DIGEST_SIZE); }

/* ---- memory that is wiped -------------------------------------------------------------------------------------------
 */

static void *wiping(void *ctx, void *p, size_t old_size, size_t new_size) {
  dp_allocator plain = dp_default_allocator();
  (void)ctx;
  if (!p) return plain.resize(plain.ctx, NULL, 0, new_size);
  void *moved = NULL;
  if (new_size) {
    moved = plain.resize(plain.ctx, NULL, 0, new_size);
    if (!moved) return NULL;
    memcpy(moved, p, old_size < new_size ? old_size : new_size);
  }
  sodium_memzero(p, old_size);
  plain.resize(plain.ctx, p, old_size, 0);
  return moved;
}
dp_allocator dp_wiping_allocator(void) { return (dp_allocator){wiping, NULL}; }

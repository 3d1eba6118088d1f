/* guests.c: see guests.h. Two locks: `gate` around an attempt, whose hash takes a tenth of a second; `table` around everything else, so that those
 * who are in do not wait for those who want in. `gate` is taken first. */
#include "guests.h"
#ifdef DP_HAVE_STORE
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

typedef struct session {
  unsigned char hash[32];
  uint64_t made, used;
  dp_guest_by by; /* none: free */
} session;

struct dp_guests {
  uint64_t (*now)(void);
  void (*told)(void *, const dp_guest_news *);
  void *ctx;
  pthread_mutex_t gate, table;
  bool has_password;
  unsigned char salt[crypto_pwhash_SALTBYTES], password[32];
  dp_pass_cost cost;
  char code[9]; /* "": none */
  uint64_t code_made;
  unsigned code_wrong;
  unsigned wrong_in_row, wrong; /* of this run */
  uint64_t not_before;
  session sessions[DP_GUEST_SESSIONS];
};

enum { MINUTE = 60 * 1000 };

dp_status dp_guests_new(uint64_t (*now_ms)(void), void (*told)(void *, const dp_guest_news *), void *ctx, dp_guests **out, dp_error *err) {
  if (sodium_init() < 0) return dp_fail(err, DP_ERR_IO, "the system gives no random bytes");
  dp_guests *e = calloc(1, sizeof *e);
  if (!e) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  e->now = now_ms, e->told = told, e->ctx = ctx;
  pthread_mutex_init(&e->gate, NULL);
  pthread_mutex_init(&e->table, NULL);
  *out = e;
  return DP_OK;
}

void dp_guests_free(dp_guests *e) {
  if (!e) return;
  pthread_mutex_destroy(&e->gate);
  pthread_mutex_destroy(&e->table);
  sodium_memzero(e, sizeof *e);
  free(e);
}

static bool hash_password(const dp_guests *e, dp_str password, unsigned char out[32]) {
  return !crypto_pwhash(out, 32, password.at, password.size, e->salt, e->cost.passes, (size_t)e->cost.kib << 10, crypto_pwhash_ALG_ARGON2ID13);
}

dp_status dp_guests_set_password(dp_guests *e, dp_str password, dp_pass_cost cost, dp_error *err) {
  if (password.size < DP_PASSWORD_LEAST)
    return dp_fail(err, DP_ERR_INPUT, "the password for the network is too short: it needs %d characters or more; five words are good", DP_PASSWORD_LEAST);
  if (password.size > DP_PASSWORD_MOST) return dp_fail(err, DP_ERR_INPUT, "the password for the network is too long: %d bytes at most", DP_PASSWORD_MOST);
  pthread_mutex_lock(&e->gate);
  randombytes_buf(e->salt, sizeof e->salt);
  e->cost = cost;
  e->has_password = hash_password(e, password, e->password);
  bool done = e->has_password;
  pthread_mutex_unlock(&e->gate);
  return done ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

void dp_guests_new_code(dp_guests *e, char code[9]) {
  pthread_mutex_lock(&e->gate);
  pthread_mutex_lock(&e->table);
  for (unsigned i = 0; i < 8; i++) e->code[i] = (char)('0' + randombytes_uniform(10));
  e->code[8] = 0;
  e->code_made = e->now();
  e->code_wrong = 0;
  memcpy(code, e->code, 9);
  pthread_mutex_unlock(&e->table);
  pthread_mutex_unlock(&e->gate);
}

/* Under `table`. A code that is too old is forgotten. */
static bool code_is_good(dp_guests *e) {
  if (e->code[0] && e->now() - e->code_made >= DP_CODE_MINUTES * MINUTE) sodium_memzero(e->code, sizeof e->code);
  return e->code[0] != 0;
}

/* ---- sessions: under `table` ------------------------------------------------------------------------------------------------ */

static void sweep(dp_guests *e, uint64_t now) {
  for (size_t i = 0; i < DP_GUEST_SESSIONS; i++) {
    session *s = &e->sessions[i];
    if (s->by && (now - s->used >= (uint64_t)DP_SESSION_IDLE_MINUTES * MINUTE || now - s->made >= (uint64_t)DP_SESSION_HOURS * 60 * MINUTE)) sodium_memzero(s, sizeof *s);
  }
}

static void make_session(dp_guests *e, dp_guest_by by, char cookie[65]) {
  unsigned char secret[32];
  uint64_t now = e->now();
  sweep(e, now);
  session *at = &e->sessions[0];
  for (size_t i = 0; i < DP_GUEST_SESSIONS && at->by; i++)
    if (!e->sessions[i].by || e->sessions[i].used < at->used) at = &e->sessions[i];
  randombytes_buf(secret, sizeof secret);
  sodium_bin2hex(cookie, 65, secret, sizeof secret);
  crypto_generichash(at->hash, sizeof at->hash, (const unsigned char *)cookie, 64, NULL, 0);
  at->made = at->used = now;
  at->by = by;
  sodium_memzero(secret, sizeof secret);
}

/* The value of our cookie in a header, "" where it is none. */
static dp_str cookie_in(const char *header) {
  static const char name[] = DP_COOKIE "=";
  for (const char *at = header; at && *at;) {
    while (*at == ' ' || *at == ';') at++;
    const char *end = strchr(at, ';');
    size_t size = end ? (size_t)(end - at) : strlen(at);
    if (size == sizeof name - 1 + 64 && !memcmp(at, name, sizeof name - 1)) return (dp_str){at + sizeof name - 1, 64};
    at += size;
  }
  return (dp_str){"", 0};
}

/* All are compared, whichever it is. */
static session *find(dp_guests *e, const char *header) {
  unsigned char hash[32];
  dp_str value = cookie_in(header);
  session *found = NULL;
  if (!value.size) return NULL;
  crypto_generichash(hash, sizeof hash, (const unsigned char *)value.at, value.size, NULL, 0);
  sweep(e, e->now());
  for (size_t i = 0; i < DP_GUEST_SESSIONS; i++)
    if (!sodium_memcmp(e->sessions[i].hash, hash, sizeof hash) && e->sessions[i].by) found = &e->sessions[i];
  return found;
}

dp_guest_by dp_guests_session(dp_guests *e, const char *cookie_header) {
  pthread_mutex_lock(&e->table);
  session *s = find(e, cookie_header);
  dp_guest_by by = s ? s->by : DP_BY_NONE;
  if (s) s->used = e->now();
  pthread_mutex_unlock(&e->table);
  return by;
}

void dp_guests_end(dp_guests *e, const char *cookie_header) {
  pthread_mutex_lock(&e->table);
  session *s = find(e, cookie_header);
  if (s) sodium_memzero(s, sizeof *s);
  pthread_mutex_unlock(&e->table);
}

bool dp_guests_has_password(dp_guests *e) { return e->has_password; /* set before anybody can ask */ }

bool dp_guests_has_code(dp_guests *e) {
  pthread_mutex_lock(&e->table);
  bool good = code_is_good(e);
  pthread_mutex_unlock(&e->table);
  return good;
}

unsigned dp_guests_sessions(dp_guests *e) {
  unsigned n = 0;
  pthread_mutex_lock(&e->table);
  sweep(e, e->now());
  for (size_t i = 0; i < DP_GUEST_SESSIONS; i++) n += e->sessions[i].by != DP_BY_NONE;
  pthread_mutex_unlock(&e->table);
  return n;
}

/* ---- an attempt ---------------------------------------------------------------------------------------------------------------- */

static bool right_password(dp_guests *e, dp_str secret, bool *failed) {
  unsigned char hash[32];
  if (secret.size > DP_PASSWORD_MOST) return false;
  *failed = !hash_password(e, secret, hash);
  bool right = !*failed && !sodium_memcmp(hash, e->password, sizeof hash);
  sodium_memzero(hash, sizeof hash);
  return right;
}

/* Digits alone count: people type the gap that they see. */
static bool right_code(const dp_guests *e, dp_str secret) {
  char digits[8] = {0};
  size_t n = 0;
  bool clean = true;
  for (size_t i = 0; i < secret.size; i++) {
    char c = secret.at[i];
    if (c == ' ' || c == '-') continue;
    clean = clean && c >= '0' && c <= '9' && n < 8;
    if (n < 8) digits[n] = c;
    n++;
  }
  bool right = !sodium_memcmp(digits, e->code, 8) && clean && n == 8;
  sodium_memzero(digits, sizeof digits);
  return right;
}

dp_guest_said dp_guests_try(dp_guests *e, dp_guest_by by, dp_str secret, char cookie[65], unsigned *seconds) {
  dp_guest_said said = DP_GUEST_WRONG;
  bool failed = false, right = false;
  *seconds = 0;
  pthread_mutex_lock(&e->gate);
  uint64_t now = e->now();
  pthread_mutex_lock(&e->table);
  bool code = code_is_good(e);
  pthread_mutex_unlock(&e->table);
  if (e->wrong >= DP_GUEST_WRONG_MOST) said = DP_GUEST_SHUT;
  else if (now < e->not_before) said = DP_GUEST_WAIT, *seconds = (unsigned)((e->not_before - now + 999) / 1000);
  else if (by == DP_BY_CODE ? !code : !e->has_password) said = DP_GUEST_NO_CODE;
  else right = by == DP_BY_CODE ? right_code(e, secret) : right_password(e, secret, &failed);
  bool looked_at = said == DP_GUEST_WRONG;
  if (failed) said = DP_GUEST_MEMORY;
  pthread_mutex_lock(&e->table);
  if (right) {
    said = DP_GUEST_IN;
    e->wrong_in_row = 0;
    if (by == DP_BY_CODE) sodium_memzero(e->code, sizeof e->code);
    make_session(e, by, cookie);
  } else if (looked_at && !failed) {
    e->wrong++;
    if (++e->wrong_in_row >= DP_GUEST_WRONG_FREE) {
      unsigned times = e->wrong_in_row - DP_GUEST_WRONG_FREE;
      e->not_before = e->now() + (times < 6 ? UINT64_C(1000) << times : MINUTE);
    }
    if (by == DP_BY_CODE && ++e->code_wrong >= DP_CODE_TRIES) sodium_memzero(e->code, sizeof e->code);
    if (e->wrong >= DP_GUEST_WRONG_MOST) sodium_memzero(e->code, sizeof e->code);
  }
  pthread_mutex_unlock(&e->table);
  bool shut = looked_at && e->wrong >= DP_GUEST_WRONG_MOST && !right;
  pthread_mutex_unlock(&e->gate);
  if (looked_at && e->told) e->told(e->ctx, &(dp_guest_news){shut ? DP_GUEST_SHUT : said, by, dp_guests_sessions(e)});
  return said;
}
#endif

/* tls.c: certificates, by GnuTLS, which libmicrohttpd speaks TLS with. A certificate made here is signed by itself: it keeps others from listening,
 * but who is at the other end only its fingerprint tells, which the program prints.
 */
#include "network.h"
#include "../host/host.h"
#include "../store/records.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void dp_tls_free(dp_tls *tls) {
#ifdef DP_HAVE_STORE
  if (tls->key) dp_wipe(tls->key, tls->key_size);
  if (tls->cert) dp_wipe(tls->cert, tls->cert_size); /* of our own: the key is in it too */
#endif
  free(tls->key);
  free(tls->cert);
  *tls = (dp_tls){0};
}

#if !defined(DP_HAVE_GNUTLS) || !defined(DP_HAVE_STORE)

dp_status dp_tls_load(const char *cert_file, const char *key_file, dp_tls *out, dp_error *err) {
  (void)cert_file, (void)key_file, (void)out;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without GnuTLS, libmicrohttpd or libsodium: install them and build again");
}
dp_status dp_tls_own(const char *file, const char *const *names, size_t name_count, dp_tls *out, bool *made, dp_error *err) {
  (void)names, (void)name_count, (void)made;
  return dp_tls_load(file, file, out, err);
}

#else
#include <arpa/inet.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

enum { PEM_MOST = 256 << 10 };

static dp_status no_memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)); }

/* A whole file, NUL-terminated. `secret`: only its owner may read it. */
static dp_status read_pem(const char *file, const char *what, bool secret, char **out, size_t *size, dp_error *err) {
  struct stat info;
  int f = open(file, O_RDONLY | O_CLOEXEC);
  if (f < 0) return dp_fail(err, DP_ERR_IO, "cannot open the %s %s: %s", what, file, strerror(errno));
  dp_status status = DP_OK;
  if (fstat(f, &info) || !S_ISREG(info.st_mode)) status = dp_fail(err, DP_ERR_IO, "the %s %s is no file", what, file);
  else if (secret && info.st_mode & 077) status = dp_fail(err, DP_ERR_USAGE, "others may read the %s %s: run chmod 600 on it first", what, file);
  else if (info.st_size > PEM_MOST) status = dp_fail(err, DP_ERR_INPUT, "%s is too large for a %s", file, what);
  char *at = status ? NULL : malloc((size_t)info.st_size + 1);
  if (!status && !at) status = no_memory(err);
  size_t n = 0;
  while (!status && n < (size_t)info.st_size) {
    ssize_t got = read(f, at + n, (size_t)info.st_size - n);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) status = dp_fail(err, DP_ERR_IO, "cannot read the %s %s: %s", what, file, strerror(errno));
    if (got <= 0) break;
    n += (size_t)got;
  }
  close(f);
  if (status) {
    if (at) dp_wipe(at, n), free(at);
    return status;
  }
  at[n] = 0;
  *out = at;
  *size = n;
  return DP_OK;
}

static void day_of(time_t t, char out[11]) {
  struct tm tm;
  if (!gmtime_r(&t, &tm) || !strftime(out, 11, "%Y-%m-%d", &tm)) memcpy(out, "?", 2);
}

/* Checks what was read and fills in the rest. *old: it is, or will be tomorrow, too old. */
static dp_status check(dp_tls *t, const char *cert_file, const char *key_file, bool *old, dp_error *err) {
  gnutls_datum_t cert = {(unsigned char *)t->cert, (unsigned)t->cert_size}, key = {(unsigned char *)t->key, (unsigned)t->key_size};
  gnutls_certificate_credentials_t both = NULL;
  gnutls_x509_crt_t *chain = NULL;
  gnutls_x509_privkey_t own = NULL;
  unsigned count = 0;
  dp_status status = DP_OK;
  int wrong = gnutls_x509_crt_list_import2(&chain, &count, &cert, GNUTLS_X509_FMT_PEM, 0);
  if (wrong < 0 || !count) return dp_fail(err, DP_ERR_INPUT, "%s holds no certificate (PEM): %s", cert_file, gnutls_strerror(wrong));
  if (gnutls_x509_privkey_init(&own)) status = no_memory(err);
  if (!status && (wrong = gnutls_x509_privkey_import2(own, &key, GNUTLS_X509_FMT_PEM, NULL, 0)) < 0)
    status = wrong == GNUTLS_E_DECRYPTION_FAILED ? dp_fail(err, DP_ERR_INPUT, "the key in %s has a password: give one without (openssl pkey -in OLD -out NEW)", key_file)
                                                 : dp_fail(err, DP_ERR_INPUT, "%s holds no private key (PEM): %s", key_file, gnutls_strerror(wrong));
  gnutls_x509_privkey_deinit(own);
  if (!status && gnutls_certificate_allocate_credentials(&both)) status = no_memory(err);
  if (!status && (wrong = gnutls_certificate_set_x509_key_mem(both, &cert, &key, GNUTLS_X509_FMT_PEM)) < 0)
    status = wrong == GNUTLS_E_CERTIFICATE_KEY_MISMATCH ? dp_fail(err, DP_ERR_INPUT, "the key in %s is not the one of the certificate in %s", key_file, cert_file)
                                                        : dp_fail(err, DP_ERR_INPUT, "the certificate in %s cannot be used: %s", cert_file, gnutls_strerror(wrong));
  if (both) gnutls_certificate_free_credentials(both);
  if (!status) {
    time_t from = gnutls_x509_crt_get_activation_time(chain[0]), until = gnutls_x509_crt_get_expiration_time(chain[0]), now = time(NULL);
    unsigned char hash[32];
    size_t size = sizeof hash;
    day_of(until, t->until);
    *old = now + 24 * 3600 >= until;
    if (now >= until) status = dp_fail(err, DP_ERR_INPUT, "the certificate in %s ended on %s: renew it", cert_file, t->until);
    else if (now < from) status = dp_fail(err, DP_ERR_INPUT, "the certificate in %s is not valid yet: is this machine's clock right?", cert_file);
    else if (gnutls_x509_crt_get_fingerprint(chain[0], GNUTLS_DIG_SHA256, hash, &size)) status = dp_fail(err, DP_ERR_INPUT, "the certificate in %s has no fingerprint", cert_file);
    for (size_t i = 0; !status && i < sizeof hash; i++) snprintf(t->fingerprint + 3 * i, 4, "%02X%s", hash[i], i + 1 < sizeof hash ? ":" : "");
  }
  for (unsigned i = 0; i < count; i++) gnutls_x509_crt_deinit(chain[i]);
  gnutls_free(chain);
  return status;
}

dp_status dp_tls_load(const char *cert_file, const char *key_file, dp_tls *out, dp_error *err) {
  bool old = false;
  *out = (dp_tls){0};
  dp_status status = read_pem(cert_file, "certificate", false, &out->cert, &out->cert_size, err);
  if (!status) status = read_pem(key_file, "key", true, &out->key, &out->key_size, err);
  if (!status) status = check(out, cert_file, key_file, &old, err);
  if (status) dp_tls_free(out);
  return status;
}

/* ---- one of our own -------------------------------------------------------------------------------------------------------------- */

static int name_it(gnutls_x509_crt_t crt, const char *const *names, size_t count) {
  int wrong = gnutls_x509_crt_set_dn(crt, "CN=Diagnosis Pad,OU=made on this computer", NULL);
  for (size_t i = 0; !wrong && i < count; i++) {
    unsigned char bytes[16];
    char plain[DP_NETWORK_NAME_SIZE];
    size_t size = strlen(names[i]);
    if (names[i][0] == '[' && size > 2 && size < sizeof plain) {
      memcpy(plain, names[i] + 1, size - 2), plain[size - 2] = 0;
      if (inet_pton(AF_INET6, plain, bytes) == 1) wrong = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, bytes, 16, GNUTLS_FSAN_APPEND);
    } else if (inet_pton(AF_INET, names[i], bytes) == 1) wrong = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, bytes, 4, GNUTLS_FSAN_APPEND);
    else wrong = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, names[i], (unsigned)size, GNUTLS_FSAN_APPEND);
  }
  return wrong;
}

/* Key and certificate, one below the other. The key may sign nothing but this and its own handshakes. */
static int make(const char *const *names, size_t count, gnutls_datum_t *key_pem, gnutls_datum_t *cert_pem) {
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t crt = NULL;
  unsigned char serial[16];
  time_t now = time(NULL);
  int wrong = gnutls_x509_privkey_init(&key);
  if (!wrong) wrong = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (!wrong) wrong = gnutls_x509_crt_init(&crt);
  if (!wrong) wrong = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);
  serial[0] &= 0x7f; /* positive (RFC 5280, 4.1.2.2) */
  serial[0] |= 1;
  if (!wrong) wrong = gnutls_x509_crt_set_version(crt, 3);
  if (!wrong) wrong = gnutls_x509_crt_set_serial(crt, serial, sizeof serial);
  if (!wrong) wrong = gnutls_x509_crt_set_activation_time(crt, now - 3600);
  if (!wrong) wrong = gnutls_x509_crt_set_expiration_time(crt, now + (time_t)DP_TLS_DAYS * 24 * 3600);
  if (!wrong) wrong = name_it(crt, names, count);
  if (!wrong) wrong = gnutls_x509_crt_set_key(crt, key);
  if (!wrong) wrong = gnutls_x509_crt_set_basic_constraints(crt, 0, -1);
  if (!wrong) wrong = gnutls_x509_crt_set_key_usage(crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (!wrong) wrong = gnutls_x509_crt_set_key_purpose_oid(crt, GNUTLS_KP_TLS_WWW_SERVER, 0);
  if (!wrong) wrong = gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
  if (!wrong) wrong = gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, key_pem);
  if (!wrong) wrong = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, cert_pem);
  if (crt) gnutls_x509_crt_deinit(crt);
  if (key) gnutls_x509_privkey_deinit(key);
  return wrong;
}

/* A new file that nobody else may read, never in the place of one that is there: EEXIST then. */
static int write_new(const char *file, gnutls_datum_t a, gnutls_datum_t b) {
  char beside[4096];
  if (snprintf(beside, sizeof beside, "%s.%ld.new", file, (long)getpid()) >= (int)sizeof beside) return ENAMETOOLONG;
  int f = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (f < 0) return errno;
  dp_status status = dp_host_write(f, (dp_str){(const char *)a.data, a.size}, NULL);
  if (!status) status = dp_host_write(f, (dp_str){(const char *)b.data, b.size}, NULL);
  int wrong = status || fsync(f) ? EIO : 0;
  close(f);
  if (!wrong && link(beside, file)) wrong = errno;
  unlink(beside);
  return wrong;
}

dp_status dp_tls_own(const char *file, const char *const *names, size_t name_count, dp_tls *out, bool *made, dp_error *err) {
  bool old = false;
  *made = false;
  *out = (dp_tls){0};
  if (dp_host_is_file(file)) {
    dp_error why = {DP_OK, ""};
    dp_status status = read_pem(file, "certificate with its key", true, &out->key, &out->key_size, err);
    if (status) return status;
    out->cert = malloc(out->key_size + 1);
    if (!out->cert) return dp_tls_free(out), no_memory(err);
    memcpy(out->cert, out->key, out->key_size + 1);
    out->cert_size = out->key_size;
    status = check(out, file, file, &old, &why);
    if (!old) {
      if (status) dp_tls_free(out);
      return status ? dp_fail(err, status, "%s; remove the file, and another is made", why.message) : DP_OK;
    }
    dp_tls_free(out);
    if (unlink(file)) return dp_fail(err, DP_ERR_IO, "cannot renew %s: %s", file, strerror(errno));
  }
  gnutls_datum_t key = {NULL, 0}, cert = {NULL, 0};
  dp_records_folders(file);
  int wrong = make(names, name_count, &key, &cert), system_error = wrong ? 0 : write_new(file, key, cert);
  if (key.data) dp_wipe(key.data, key.size);
  gnutls_free(key.data);
  gnutls_free(cert.data);
  if (wrong) return dp_fail(err, DP_ERR_IO, "no certificate could be made: %s", gnutls_strerror(wrong));
  if (system_error && system_error != EEXIST) return dp_fail(err, DP_ERR_IO, "cannot write the certificate %s: %s", file, strerror(system_error));
  *made = !system_error;
  dp_status status = read_pem(file, "certificate with its key", true, &out->key, &out->key_size, err);
  if (!status && !(out->cert = malloc(out->key_size + 1))) status = no_memory(err);
  if (!status) memcpy(out->cert, out->key, (out->cert_size = out->key_size) + 1), status = check(out, file, file, &old, err);
  if (status) dp_tls_free(out);
  return status;
}
#endif

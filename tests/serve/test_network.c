/* Serving a network, for real: the app's server with TLS, asked by a TLS client of this test, with a clock that the test turns. Who is let in,
 * who not, for how long; what a stolen, wrong, old or used secret is worth. And certificates: made, kept, refused.
 */
#define _POSIX_C_SOURCE 200809L
#include "host/host.h"
#include "serve/serve.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(DP_HAVE_STORE) && __has_include(<gnutls/gnutls.h>)
#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

static uint64_t now_ms = 1000;
static uint64_t turned(void) { return __atomic_load_n(&now_ms, __ATOMIC_SEQ_CST); }
static void pass(uint64_t ms) { __atomic_add_fetch(&now_ms, ms, __ATOMIC_SEQ_CST); }
static unsigned news_count, last_said, last_sessions;
static void told(void *ctx, const dp_guest_news *news) { (void)ctx, news_count++, last_said = news->said, last_sessions = news->sessions; }

static const void *image;
static size_t image_size;
static dp_kb *kb;
static dp_network net;
static dp_server *server;
static char folder[] = "/tmp/dp_network_XXXXXX", pem[80];
#define PASSWORD "correct horse battery"

/* ---- a client ------------------------------------------------------------------------------------------------------------------- */

static char answer[1 << 20], cookie[200];
static char seen[100]; /* the fingerprint of the last server */
static const char *versions = "NORMAL";

static void look_at(gnutls_session_t s) {
  unsigned count = 0;
  unsigned char hash[32];
  size_t size = sizeof hash;
  const gnutls_datum_t *list = gnutls_certificate_get_peers(s, &count);
  assert_true(list && count >= 1);
  assert_int_equal(gnutls_fingerprint(GNUTLS_DIG_SHA256, &list[0], hash, &size), 0);
  for (size_t i = 0; i < 32; i++) snprintf(seen + 3 * i, 4, "%02X%s", hash[i], i < 31 ? ":" : "");
}

/* One request over one connection: its status, 0 when TLS did not come about. The body is in `answer`, a cookie that was set in `cookie`. */
static int ask(const char *request, size_t size) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(net.port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  int f = socket(AF_INET, SOCK_STREAM, 0);
  assert_int_equal(connect(f, (struct sockaddr *)&at, sizeof at), 0);
  gnutls_session_t s;
  gnutls_certificate_credentials_t nobody;
  gnutls_certificate_allocate_credentials(&nobody);
  gnutls_init(&s, GNUTLS_CLIENT);
  gnutls_priority_set_direct(s, versions, NULL);
  gnutls_credentials_set(s, GNUTLS_CRD_CERTIFICATE, nobody);
  gnutls_transport_set_int(s, f);
  gnutls_handshake_set_timeout(s, 20000);
  int status = 0, done;
  do done = gnutls_handshake(s);
  while (done < 0 && !gnutls_error_is_fatal(done));
  answer[0] = 0;
  if (!done) {
    look_at(s);
    for (size_t sent = 0; sent < size;) {
      ssize_t n = gnutls_record_send(s, request + sent, size - sent);
      if (n <= 0) break;
      sent += (size_t)n;
    }
    size_t got = 0;
    for (ssize_t n; got + 1 < sizeof answer && (n = gnutls_record_recv(s, answer + got, sizeof answer - 1 - got)) > 0;) got += (size_t)n;
    answer[got] = 0;
    if (sscanf(answer, "HTTP/1.1 %d", &status) != 1) status = -1;
    const char *set = strstr(answer, "Set-Cookie: ");
    if (set) {
      size_t length = strcspn(set + 12, ";\r");
      assert_true(length < sizeof cookie);
      memcpy(cookie, set + 12, length), cookie[length] = 0;
    }
  }
  gnutls_deinit(s);
  gnutls_certificate_free_credentials(nobody);
  close(f);
  return status;
}

static const char *host_name = "127.0.0.1";
static int call(const char *method, const char *path, const char *with, const char *body) {
  char request[4000];
  int n = snprintf(request, sizeof request,
                   "%s %s HTTP/1.1\r\nHost: %s:%u\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %zu\r\n%s%s%s\r\n%s", method, path, host_name, net.port,
                   strlen(body), *with ? "Cookie: " : "", with, *with ? "\r\n" : "", body);
  assert_true(n > 0 && n < (int)sizeof request);
  return ask(request, (size_t)n);
}
static int enter(const char *kind, const char *secret) {
  char body[500];
  snprintf(body, sizeof body, "{\"%s\":\"%s\"}", kind, secret);
  cookie[0] = 0;
  return call("POST", "/entry", "", body);
}
static int version(const char *with) { return call("POST", "/api", with, "{\"method\":\"version\"}"); }
static bool says(const char *what) { return strstr(answer, what) != NULL; }

static void begin(bool password) {
  static const char *const more[] = {"desk.example"};
  bool made;
  net = (dp_network){.socket = -1};
  assert_int_equal(dp_network_open(&net, "127.0.0.1", 0, more, 1, NULL), DP_OK);
  assert_int_equal(dp_tls_own(pem, net.names, net.name_count, &net.tls, &made, NULL), DP_OK);
  assert_int_equal(dp_guests_new(turned, told, NULL, &net.guests, NULL), DP_OK);
  if (password) assert_int_equal(dp_guests_set_password(net.guests, DP_STR(PASSWORD), dp_cost_for_tests(), NULL), DP_OK);
  assert_int_equal(dp_serve_start(kb, NULL, 0, &server, NULL), DP_OK);
  assert_int_equal(dp_serve_network(server, &net, NULL), DP_OK);
}
static void end(void) {
  dp_serve_stop(server);
  dp_network_close(&net);
  server = NULL;
}

/* ---- who is let in --------------------------------------------------------------------------------------------------------------------- */

static void test_password(void **state) {
  (void)state;
  begin(true);
  assert_int_equal(call("GET", "/", "", ""), 200); /* the page itself holds nothing of anybody */
  assert_string_equal(seen, net.tls.fingerprint);
  assert_int_equal(version(""), 401);
  assert_true(says("not let in"));
  assert_int_equal(call("GET", "/entry", "", ""), 200);
  assert_true(says("{\"in\":false,\"by\":null,\"code\":false,\"password\":true}"));
  assert_int_equal(enter("password", "correct horse batterz"), 401);
  assert_true(says("\"entry\":\"wrong\"") && !cookie[0] && !says("batter"));
  assert_int_equal(enter("password", ""), 401);
  assert_int_equal(enter("code", "12345678"), 410); /* none is shown */
  assert_int_equal(enter("password", PASSWORD), 200);
  assert_true(says("\"in\":true,\"by\":\"password\"") && says("; Path=/; Secure; HttpOnly; SameSite=Strict\r\n"));
  assert_int_equal(strlen(cookie), strlen(DP_COOKIE "=") + 64);
  assert_int_equal(last_sessions, 1);
  char mine[200], bad[300];
  memcpy(mine, cookie, sizeof mine);
  assert_int_equal(version(mine), 200);
  assert_true(says("Diagnosis Pad") && !says(mine + strlen(DP_COOKIE "=")));
  snprintf(bad, sizeof bad, "a=b; %s; c=d", mine);
  assert_int_equal(version(bad), 200);
  memcpy(bad, mine, sizeof mine), bad[strlen(bad) - 1] ^= 1;
  assert_int_equal(version(bad), 401);
  snprintf(bad, sizeof bad, "x%s", mine);
  assert_int_equal(version(bad), 401);
  snprintf(bad, sizeof bad, "%s0", mine);
  assert_int_equal(version(bad), 401);
  assert_int_equal(version(DP_COOKIE "="), 401);
  assert_int_equal(version(DP_COOKIE "=0000000000000000000000000000000000000000000000000000000000000000"), 401);
  /* another guest; the first one's end is not the other's */
  assert_int_equal(enter("password", PASSWORD), 200);
  assert_string_not_equal(cookie, mine);
  snprintf(bad, sizeof bad, "%s", cookie);
  assert_int_equal(call("DELETE", "/entry", mine, ""), 200);
  assert_true(says("Max-Age=0"));
  assert_int_equal(version(mine), 401);
  assert_int_equal(version(bad), 200);
  /* forms that are none */
  assert_int_equal(call("POST", "/entry", "", "{}"), 400);
  assert_int_equal(call("POST", "/entry", "", "{\"code\":\"1\",\"password\":\"2\"}"), 400);
  assert_int_equal(call("POST", "/entry", "", "{\"password\":7}"), 400);
  assert_int_equal(call("POST", "/entry", "", "{"), 400);
  assert_int_equal(call("PUT", "/entry", "", "{}"), 405);
  char large[2000];
  memset(large, 'x', sizeof large), large[sizeof large - 1] = 0;
  assert_int_equal(call("POST", "/entry", "", large), 413);
  end();
  begin(true); /* another run: nobody is in any more */
  assert_int_equal(version(bad), 401);
  end();
}

static void test_code(void **state) {
  (void)state;
  char code[9], wrong[9], spaced[20], mine[200];
  begin(false);
  assert_int_equal(enter("password", PASSWORD), 410);
  dp_guests_new_code(net.guests, code);
  assert_int_equal(strspn(code, "0123456789"), 8);
  memcpy(wrong, code, 9), wrong[7] = wrong[7] == '0' ? '1' : '0';
  assert_int_equal(call("GET", "/entry", "", ""), 200);
  assert_true(says("\"code\":true,\"password\":false") && !says(code));
  assert_int_equal(enter("code", wrong), 401);
  assert_int_equal(enter("code", ""), 401);
  pass(60000);
  snprintf(spaced, sizeof spaced, "%.4s- %s", code, code + 4);
  assert_int_equal(enter("code", spaced), 200);
  memcpy(mine, cookie, sizeof mine);
  assert_int_equal(version(mine), 200);
  assert_int_equal(enter("code", code), 410); /* used: replayed it is worth nothing */
  assert_true(says("\"entry\":\"none\""));
  assert_int_equal(call("GET", "/entry", mine, ""), 200);
  assert_true(says("{\"in\":true,\"by\":\"code\",\"code\":false"));
  /* too old */
  dp_guests_new_code(net.guests, code);
  pass((uint64_t)DP_CODE_MINUTES * 60000 - 1);
  assert_true(dp_guests_has_code(net.guests));
  pass(1);
  assert_int_equal(enter("code", code), 410);
  /* the next makes the one before worthless */
  dp_guests_new_code(net.guests, wrong);
  dp_guests_new_code(net.guests, code);
  if (strcmp(wrong, code)) assert_int_equal(enter("code", wrong), 401);
  assert_int_equal(enter("code", code), 200);
  assert_int_equal(version(mine), 200);
  /* five wrong ones, and the right one is worthless too */
  pass(600000);
  dp_guests_new_code(net.guests, code);
  static const char *const bad[] = {"123456789", "1234567", "abcdefgh", "", "0000000x"};
  for (size_t i = 0; i < 5; i++) assert_int_equal(enter("code", bad[i]), 401), pass(60000 / 6);
  assert_int_equal(enter("code", code), 410);
  end();
}

static void test_slowed(void **state) {
  (void)state;
  begin(true);
  unsigned wrong = 0, waited = 0;
  news_count = 0;
  for (int i = 0; i < DP_GUEST_WRONG_FREE; i++) assert_int_equal(enter("password", "wrong wrong wrong"), 401), wrong++;
  assert_int_equal(enter("password", PASSWORD), 429); /* right, but too soon: it is not looked at */
  assert_true(says("\"seconds\":1}") && says("Retry-After: 1\r\n") && !cookie[0]);
  pass(1000);
  assert_int_equal(enter("password", "wrong wrong wrong"), 401), wrong++;
  pass(1999);
  assert_int_equal(enter("password", PASSWORD), 429);
  pass(1);
  assert_int_equal(enter("password", PASSWORD), 200); /* which starts the count anew */
  char mine[200];
  memcpy(mine, cookie, sizeof mine);
  assert_int_equal(enter("password", "wrong wrong wrong"), 401), wrong++;
  assert_int_equal(enter("password", "wrong wrong wrong"), 401), wrong++;
  while (wrong < DP_GUEST_WRONG_MOST) {
    int status = enter("password", "wrong wrong wrong");
    if (status == 429) {
      unsigned seconds = 0;
      assert_int_equal(sscanf(strstr(answer, "\"seconds\":"), "\"seconds\":%u", &seconds), 1);
      assert_true(seconds >= 1 && seconds <= 60);
      pass(seconds * 1000 - 1);
      assert_int_equal(enter("password", "wrong wrong wrong"), 429);
      pass(1), waited += seconds;
    } else assert_int_equal(status, 401), wrong++;
  }
  assert_true(waited > 60 * (DP_GUEST_WRONG_MOST - 20)); /* seconds: no fast guessing */
  assert_int_equal(last_said, DP_GUEST_SHUT);
  pass(10 * 60000);
  assert_int_equal(enter("password", PASSWORD), 403);
  assert_true(says("\"entry\":\"shut\""));
  assert_int_equal(version(mine), 200); /* who is in stays in */
  end();
}

static void test_sessions(void **state) {
  (void)state;
  char first[200], second[200];
  begin(true);
  assert_int_equal(enter("password", PASSWORD), 200), memcpy(first, cookie, sizeof first);
  for (int hour = 0; hour < 11; hour++) {
    pass(3600000);
    assert_int_equal(version(first), 200); /* in use: it stays */
  }
  assert_int_equal(enter("password", PASSWORD), 200), memcpy(second, cookie, sizeof second);
  pass(3600000);
  assert_int_equal(version(first), 401); /* twelve hours */
  assert_int_equal(version(second), 200);
  pass((uint64_t)DP_SESSION_IDLE_MINUTES * 60000 - 1);
  assert_int_equal(version(second), 200);
  pass((uint64_t)DP_SESSION_IDLE_MINUTES * 60000);
  assert_int_equal(version(second), 401); /* two hours without a request */
  assert_int_equal(dp_guests_sessions(net.guests), 0);
  /* the one that was used longest ago makes room */
  assert_int_equal(enter("password", PASSWORD), 200), memcpy(first, cookie, sizeof first);
  pass(1);
  assert_int_equal(enter("password", PASSWORD), 200), memcpy(second, cookie, sizeof second);
  pass(1);
  assert_int_equal(version(first), 200);
  for (int i = 2; i <= DP_GUEST_SESSIONS; i++) pass(1), assert_int_equal(enter("password", PASSWORD), 200);
  assert_int_equal(dp_guests_sessions(net.guests), DP_GUEST_SESSIONS);
  assert_int_equal(version(first), 200);
  assert_int_equal(version(second), 401);
  end();
}

/* Over the network the gate is as on this machine, with other names and no token. */
static void test_gate(void **state) {
  (void)state;
  begin(true);
  assert_int_equal(enter("password", PASSWORD), 200);
  char request[2000], mine[200];
  memcpy(mine, cookie, sizeof mine);
  static const struct {
    int status;
    const char *host, *origin, *more;
  } rows[] = {
      {200, "127.0.0.1", "https://127.0.0.1", ""},
      {200, "desk.example", "https://desk.example", ""},
      {200, "DESK.example", "https://desk.example", ""},
      {200, "localhost", NULL, ""},
      {403, "evil.example", "https://evil.example", ""}, /* a name that was pointed here (DNS rebinding) */
      {403, "127.0.0.1", "https://evil.example", ""},
      {403, "127.0.0.1", "http://127.0.0.1", ""}, /* not over TLS */
      {403, "127.0.0.1", "null", ""},
      {403, "desk.example.evil.example", NULL, ""},
      {403, "desk", NULL, ""},
      {403, "127.0.0.1", NULL, "Sec-Fetch-Site: cross-site\r\n"},
      {403, "127.0.0.1", NULL, "Sec-Fetch-Site: same-site\r\n"},
      {415, "127.0.0.1", NULL, "Content-Type: text/plain\r\n"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char origin[200] = "";
    bool port = rows[i].origin && strcmp(rows[i].origin, "null");
    if (rows[i].origin && port) snprintf(origin, sizeof origin, "Origin: %s:%u\r\n", rows[i].origin, net.port);
    else if (rows[i].origin) snprintf(origin, sizeof origin, "Origin: %s\r\n", rows[i].origin);
    bool typed = strstr(rows[i].more, "Content-Type");
    int n = snprintf(request, sizeof request, "POST /api HTTP/1.1\r\nHost: %s:%u\r\nCookie: %s\r\n%s%s%sConnection: close\r\nContent-Length: 20\r\n\r\n{\"method\":\"version\"}", rows[i].host,
                     net.port, mine, origin, rows[i].more, typed ? "" : "Content-Type: application/json\r\n");
    int status = ask(request, (size_t)n);
    if (status != rows[i].status) print_error("row %u: %d\n", (unsigned)i, status);
    assert_int_equal(status, rows[i].status);
  }
  /* this machine's key opens nothing here, and a cookie nothing there */
  const char *token = strstr(dp_serve_address(server), "#t=") + 3;
  int n = snprintf(request, sizeof request, "POST /api HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nX-Diagpad-Token: %s\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                                            "20\r\n\r\n{\"method\":\"version\"}", net.port, token);
  assert_int_equal(ask(request, (size_t)n), 401);
  /* old TLS and plain HTTP */
  versions = "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0";
  assert_int_equal(version(mine), 0);
  versions = "NORMAL:-VERS-ALL:+VERS-TLS1.2";
  assert_int_equal(version(mine), 200);
  versions = "NORMAL";
  int f = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(net.port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  assert_int_equal(connect(f, (struct sockaddr *)&at, sizeof at), 0);
  assert_true(write(f, request, (size_t)n) == n);
  ssize_t got = read(f, answer, sizeof answer - 1);
  answer[got > 0 ? got : 0] = 0;
  assert_false(says("HTTP/1.1 200"));
  close(f);
  end();
}

/* ---- certificates ------------------------------------------------------------------------------------------------------------------------ */

static void write_text(const char *path, const char *text, mode_t mode) {
  FILE *f = fopen(path, "w");
  assert_non_null(f);
  fputs(text, f);
  fclose(f);
  chmod(path, mode);
}

static void test_certificates(void **state) {
  static const char *const names[] = {"192.0.2.7", "[2001:db8::7]", "desk.local"};
  (void)state;
  char file[100], other[100], cert[100], key[100];
  dp_tls a = {0}, b = {0};
  bool made = false;
  dp_error err;
  struct stat info;
  snprintf(file, sizeof file, "%s/deep/er/own.pem", folder);
  snprintf(other, sizeof other, "%s/other.pem", folder);
  snprintf(cert, sizeof cert, "%s/cert.pem", folder);
  snprintf(key, sizeof key, "%s/key.pem", folder);
  assert_int_equal(dp_tls_own(file, names, 3, &a, &made, NULL), DP_OK);
  assert_true(made);
  assert_int_equal(strlen(a.fingerprint), 95);
  assert_int_equal(stat(file, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  gnutls_x509_crt_t crt;
  gnutls_datum_t bytes = {(unsigned char *)a.cert, (unsigned)a.cert_size};
  gnutls_x509_crt_init(&crt);
  assert_int_equal(gnutls_x509_crt_import(crt, &bytes, GNUTLS_X509_FMT_PEM), 0);
  assert_true(gnutls_x509_crt_check_hostname(crt, "desk.local") && gnutls_x509_crt_check_hostname(crt, "192.0.2.7") && gnutls_x509_crt_check_hostname(crt, "2001:db8::7"));
  assert_false(gnutls_x509_crt_check_hostname(crt, "evil.example"));
  gnutls_x509_crt_deinit(crt);
  assert_int_equal(dp_tls_own(file, names, 3, &b, &made, NULL), DP_OK); /* the same again */
  assert_false(made);
  assert_string_equal(a.fingerprint, b.fingerprint);
  assert_string_equal(a.until, b.until);
  dp_tls_free(&b);
  /* each kind of fault says what it is, and where */
  static const struct {
    dp_status status;
    const char *cert, *key, *says;
  } rows[] = {
      {DP_ERR_IO, "none.pem", "key.pem", "none.pem"},
      {DP_ERR_IO, "cert.pem", "none.pem", "none.pem"},
      {DP_ERR_IO, ".", "key.pem", "no file"},
      {DP_ERR_INPUT, "text.pem", "key.pem", "no certificate"},
      {DP_ERR_INPUT, "empty.pem", "key.pem", "no certificate"},
      {DP_ERR_INPUT, "cert.pem", "secret.txt", "no private key"},
      {DP_ERR_INPUT, "cert.pem", "other.pem", "not the one of the certificate"},
      {DP_ERR_USAGE, "cert.pem", "open.pem", "chmod 600"},
      {DP_OK, "cert.pem", "key.pem", ""},
  };
  char path[2][200], text[60];
  assert_int_equal(dp_tls_own(other, names, 3, &b, &made, NULL), DP_OK);
  write_text(cert, a.cert, 0644), write_text(key, a.key, 0600); /* our own form holds both: as two files they are as good */
  snprintf(text, sizeof text, "%s/text.pem", folder), write_text(text, "not at all", 0600);
  snprintf(text, sizeof text, "%s/empty.pem", folder), write_text(text, "", 0600);
  snprintf(text, sizeof text, "%s/secret.txt", folder), write_text(text, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0600);
  snprintf(text, sizeof text, "%s/open.pem", folder), write_text(text, a.key, 0644);
  dp_tls_free(&b);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    snprintf(path[0], sizeof path[0], "%s/%s", folder, rows[i].cert), snprintf(path[1], sizeof path[1], "%s/%s", folder, rows[i].key);
    dp_status status = dp_tls_load(path[0], path[1], &b, &err);
    if (status != rows[i].status || (status && !strstr(err.message, rows[i].says))) print_error("row %u: %d %s\n", (unsigned)i, status, status ? err.message : "");
    assert_int_equal(status, rows[i].status);
    if (status) assert_non_null(strstr(err.message, rows[i].says));
    else assert_string_equal(a.fingerprint, b.fingerprint), dp_tls_free(&b);
    assert_null(b.key);
  }
  /* what is there and damaged is not written over */
  write_text(file, "damaged", 0600);
  assert_int_equal(dp_tls_own(file, names, 3, &b, &made, &err), DP_ERR_INPUT);
  assert_non_null(strstr(err.message, "remove the file"));
  chmod(file, 0644);
  assert_int_equal(dp_tls_own(file, names, 3, &b, &made, &err), DP_ERR_USAGE);
  dp_tls_free(&a);
}

static void test_addresses(void **state) {
  (void)state;
  static const struct {
    const char *address;
    int own; /* -1: none */
  } rows[] = {{"127.0.0.1", 1}, {"localhost", 1}, {"127.1.2.3", 1}, {"::1", 1}, {"::ffff:127.0.0.1", 1}, {"0.0.0.0", 0}, {"::", 0}, {"192.168.1.5", 0}, {"fe80::1", 0}, {"", -1}, {"desk", -1}, {"1.2.3", -1}, {"127.0.0.1:80", -1}, {"127.0.0.1 ", -1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    bool own = !rows[i].own;
    dp_status status = dp_network_is_own(rows[i].address, &own, NULL);
    assert_int_equal(status, rows[i].own < 0 ? DP_ERR_USAGE : DP_OK);
    if (rows[i].own >= 0) assert_int_equal(own, rows[i].own);
  }
  static const char *const bad[] = {"https://desk", "desk:8420", "a b", ""};
  dp_network n;
  for (size_t i = 0; i < 4; i++) assert_int_equal(dp_network_open(&n, "127.0.0.1", 0, &bad[i], 1, NULL), DP_ERR_USAGE);
  dp_error err;
  begin(true);
  assert_int_equal(dp_network_open(&n, "127.0.0.1", net.port, NULL, 0, &err), DP_ERR_IO);
  assert_non_null(strstr(err.message, "in use"));
  end();
  assert_int_equal(dp_network_open(&n, "198.51.100.1", 0, NULL, 0, &err), DP_ERR_IO); /* nobody's (RFC 5737) */
  assert_non_null(strstr(err.message, "no address of this machine"));
  dp_guests *g = NULL;
  assert_int_equal(dp_guests_new(turned, NULL, NULL, &g, NULL), DP_OK);
  assert_int_equal(dp_guests_set_password(g, DP_STR("nine char"), dp_cost_for_tests(), &err), DP_ERR_INPUT);
  assert_non_null(strstr(err.message, "too short"));
  char long_one[300];
  memset(long_one, 'a', sizeof long_one);
  assert_int_equal(dp_guests_set_password(g, (dp_str){long_one, sizeof long_one}, dp_cost_for_tests(), NULL), DP_ERR_INPUT);
  dp_guests_free(g);
  dp_guests_free(NULL);
}

static int open_all(void **state) {
  (void)state;
  if (!mkdtemp(folder)) return -1;
  snprintf(pem, sizeof pem, "%s/serve.pem", folder);
  return dp_host_map(DP_FIXTURE_FILE, &image, &image_size, NULL) || dp_kb_open(image, image_size, NULL, &kb, NULL) ? -1 : 0;
}
static int close_all(void **state) {
  (void)state;
  char command[60];
  dp_kb_close(kb);
  dp_host_unmap(image, image_size);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_password), cmocka_unit_test(test_code),         cmocka_unit_test(test_slowed),    cmocka_unit_test(test_sessions),
      cmocka_unit_test(test_gate),     cmocka_unit_test(test_certificates), cmocka_unit_test(test_addresses),
  };
  return cmocka_run_group_tests(tests, open_all, close_all);
}
#else
int main(void) { return 0; }
#endif

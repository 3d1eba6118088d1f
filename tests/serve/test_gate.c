/* The gate: every kind of request that must not pass, one row each, beside those that must. */
#include "serve/serve.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const dp_gate gate = {.port = 8420, .token = "0123456789abcdef0123456789abcdef"};
#define TOKEN "0123456789abcdef0123456789abcdef"
#define JSON "application/json"
#define SOUND "application/octet-stream"

static const struct {
  unsigned status;
  const char *visit[7]; /* method, path, host, origin, site, type, token */
} rows[] = {
    {200, {"GET", "/", "127.0.0.1:8420", NULL, NULL, NULL, NULL}},
    {200, {"HEAD", "/app.css", "localhost:8420", NULL, "same-origin", NULL, NULL}},
    {200, {"GET", "/", "localhost:8420", NULL, "cross-site", NULL, NULL}}, /* a link */
    {403, {"GET", "/app.css", "localhost:8420", NULL, "cross-site", NULL, NULL}},
    {403, {"GET", "/", NULL, NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1:", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1:84200", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1:08420", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1:8420x", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "127.0.0.1:18446744073709560036", NULL, NULL, NULL, NULL}}, /* 8420 + 2^64 */
    {403, {"GET", "/", "127.0.0.1.evil.example:8420", NULL, NULL, NULL, NULL}},
    {403, {"GET", "/", "evil.example:8420", NULL, NULL, NULL, NULL}},
    {404, {"GET", "/entry", "127.0.0.1:8420", NULL, NULL, NULL, TOKEN}}, /* on this machine nobody need enter */
    {404, {"GET", "/none", "127.0.0.1:8420", NULL, NULL, NULL, NULL}},
    {404, {"GET", "", "127.0.0.1:8420", NULL, NULL, NULL, NULL}},
    {404, {"GET", "/../app.css", "127.0.0.1:8420", NULL, NULL, NULL, NULL}},
    {405, {"PUT", "/", "127.0.0.1:8420", NULL, NULL, NULL, NULL}},
    {405, {"OPTIONS", "/api", "127.0.0.1:8420", NULL, NULL, JSON, TOKEN}},
    {405, {"GET", "/api", "127.0.0.1:8420", NULL, NULL, JSON, TOKEN}},
    {200, {"POST", "/api", "127.0.0.1:8420", "http://127.0.0.1:8420", "same-origin", JSON, TOKEN}},
    {200, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON "; charset=utf-8", TOKEN}},
    {403, {"POST", "/api", "127.0.0.1:8420", "https://127.0.0.1:8420", NULL, JSON, TOKEN}},
    {403, {"POST", "/api", "127.0.0.1:8420", "http://127.0.0.1:8421", NULL, JSON, TOKEN}},
    {403, {"POST", "/api", "127.0.0.1:8420", "null", NULL, JSON, TOKEN}},
    {403, {"POST", "/api", "127.0.0.1:8420", "", NULL, JSON, TOKEN}},
    {403, {"POST", "/api", "127.0.0.1:8420", NULL, "same-site", JSON, TOKEN}},
    {401, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON, NULL}},
    {401, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON, ""}},
    {401, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON, TOKEN "0"}},
    {401, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON, "0123456789abcdef0123456789abcdee"}},
    {415, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, NULL, TOKEN}},
    {415, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, "text/plain", TOKEN}},
    {415, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, JSON "p", TOKEN}},
    {415, {"POST", "/api", "127.0.0.1:8420", NULL, NULL, SOUND, TOKEN}},
    {200, {"POST", "/sound", "127.0.0.1:8420", "http://127.0.0.1:8420", "same-origin", SOUND, TOKEN}},
    {415, {"POST", "/sound", "127.0.0.1:8420", NULL, NULL, JSON, TOKEN}},
    {415, {"POST", "/sound", "127.0.0.1:8420", NULL, NULL, NULL, TOKEN}},
    {405, {"GET", "/sound", "127.0.0.1:8420", NULL, NULL, SOUND, TOKEN}},
    {401, {"POST", "/sound", "127.0.0.1:8420", NULL, NULL, SOUND, NULL}},
    {403, {"POST", "/sound", "127.0.0.1:8420", "https://evil.example", NULL, SOUND, TOKEN}},
    {403, {"POST", "/sound", "127.0.0.1:8420", NULL, "cross-site", SOUND, TOKEN}},
    {403, {"POST", "/sound", "evil.example:8420", NULL, NULL, SOUND, TOKEN}},
    {404, {"GET", "/sounds", "127.0.0.1:8420", NULL, NULL, SOUND, TOKEN}},
};

static void test_gate(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *why = NULL;
    const char *const *v = rows[i].visit;
    dp_visit visit = {.method = v[0], .path = v[1], .host = v[2], .origin = v[3], .site = v[4], .type = v[5], .token = v[6], .cookie = "__Host-diagpad=0"};
    unsigned status = dp_gate_check(&gate, &visit, &why);
    if (status != rows[i].status) print_error("row %u: %u, not %u\n", (unsigned)i, status, rows[i].status);
    assert_int_equal(status, rows[i].status);
    assert_non_null(why);
    if (status != 200) assert_true(strlen(why) > 10);
  }
}

/* The app is in the program, whole: the page, and whatever it names. */
static void test_assets(void **state) {
  static const char *const wanted[] = {
      "/", "/app.css", "/driver.js", "/js/main.js", "/js/transport.js", "/manifest.webmanifest", "/icons/icon.svg"};
  (void)state;
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    const dp_asset *a = dp_asset_find(wanted[i]);
    assert_non_null(a);
    assert_true(a->end > a->at);
  }
  const dp_asset *driver = dp_asset_find("/driver.js"), *page = dp_asset_find("/");
  assert_string_equal(page->type, "text/html; charset=utf-8");
  assert_string_equal(driver->type, "text/javascript; charset=utf-8");
  bool http = false; /* the served page must not try to be the installed one */
  for (const unsigned char *p = driver->at; p + 4 < driver->end; p++) http = http || !memcmp(p, "http\"", 5);
  assert_true(http);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_gate), cmocka_unit_test(test_assets)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* gate.c: who may ask what. Pure decisions over a request's first lines; server.c does the talking.
 *
 * A page of another place cannot pass: it cannot know the token, cannot set its header without asking first (which is
 * refused: OPTIONS is no method here), and its Origin is not ours. A name that was pointed at 127.0.0.1 (DNS rebinding)
 * brings its own Host and is refused before anything is answered. See OWASP's CSRF and DNS rebinding sheets, and Fetch
 * Metadata (W3C).
 */
#include "serve.h"

/* Equal in a time that does not depend on where they differ. */
static bool same_secret(const char *a, const char *b, size_t size) {
  unsigned difference = 0;
  if (strlen(a) != size) return false;
  for (size_t i = 0; i < size; i++) difference |= (unsigned)(a[i] ^ b[i]);
  return !difference;
}

/* Whether `s` is one of our two names with our port. */
static bool our_host(const char *s, unsigned port) {
  static const char *const names[] = {"127.0.0.1", "localhost"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    size_t size = strlen(names[i]);
    if (strlen(s) <= size || memcmp(s, names[i], size) || s[size] != ':') continue;
    uint64_t n;
    if (s[size + 1] != '0' && dp_parse_uint(dp_str_of(s + size + 1), &n) && n == port) return true;
  }
  return false;
}

static bool is_type(const char *type, const char *want) {
  size_t size = strlen(want);
  if (!type || strlen(type) < size || memcmp(type, want, size)) return false;
  return !type[size] || type[size] == ';';
}

static bool is(const char *a, const char *b) { return strlen(a) == strlen(b) && !memcmp(a, b, strlen(b)); }

const dp_asset *dp_asset_find(const char *path) {
  for (size_t i = 0; i < dp_asset_count; i++)
    if (is(path, dp_assets[i].path)) return &dp_assets[i];
  return NULL;
}

unsigned dp_gate_check(const dp_gate *gate, const dp_visit *v, const char **why) {
  static const char scheme[] = "http://";
  bool sound = is(v->path, "/sound"), api = sound || is(v->path, "/api");
  *why = "this server answers only this machine's own pages";
  if (!v->host || !our_host(v->host, gate->port)) return 403;
  if (v->origin) {
    size_t size = sizeof scheme - 1;
    if (strlen(v->origin) <= size || memcmp(v->origin, scheme, size) || !our_host(v->origin + size, gate->port))
      return 403;
  }
  /* Another page may link here, which opens the app; it may not embed or fetch anything of it. */
  if (v->site && !is(v->site, "same-origin") && !is(v->site, "none") && (api || !is(v->path, "/"))) return 403;
  if (!api) {
    *why = "only GET and HEAD are allowed here";
    if (!is(v->method, "GET") && !is(v->method, "HEAD")) return 405;
    *why = "there is no such page";
    return dp_asset_find(v->path) ? 200 : 404;
  }
  *why = "only POST is allowed here";
  if (!is(v->method, "POST")) return 405;
  *why = "the token of this run is missing: open the address that the program printed";
  if (!v->token || !same_secret(v->token, gate->token, sizeof gate->token - 1)) return 401;
  *why = sound ? "sound must be application/octet-stream" : "the request must be application/json";
  return is_type(v->type, sound ? "application/octet-stream" : "application/json") ? 200 : 415;
}

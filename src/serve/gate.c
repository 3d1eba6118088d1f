/* gate.c: who may ask what. Pure decisions over a request's first lines; server.c does the talking.
 *
 * A page of another place cannot pass: it cannot know the token, cannot set its header without asking first (which is
 * refused: OPTIONS is no method here), and its Origin is not ours. Over a network a session's cookie takes the token's place, and the names are
 * those that the program was started with. A name that was pointed at 127.0.0.1 (DNS rebinding)
 * brings its own Host and is refused before anything is answered. See OWASP's CSRF and DNS rebinding sheets, and Fetch
 * Metadata (W3C).
 */
#include "serve.h"

#ifndef DP_HAVE_STORE /* then there is no entry at all */
dp_guest_by dp_guests_session(dp_guests *e, const char *cookie_header) { return (void)e, (void)cookie_header, DP_BY_NONE; }
#endif

/* Equal in a time that does not depend on where they differ. */
static bool same_secret(const char *a, const char *b, size_t size) {
  unsigned difference = 0;
  if (strlen(a) != size) return false;
  for (size_t i = 0; i < size; i++) difference |= (unsigned)(a[i] ^ b[i]);
  return !difference;
}

/* Host names have no case (RFC 9110, 4.2.3); browsers send them in lower case. */
static bool same_name(const char *s, const char *name, size_t size) {
  for (size_t i = 0; i < size; i++) {
    char a = s[i], b = name[i];
    if (a >= 'A' && a <= 'Z') a = (char)(a + 32);
    if (b >= 'A' && b <= 'Z') b = (char)(b + 32);
    if (!a || a != b) return false;
  }
  return true;
}

/* Whether `s` is one of our names with our port; the port that a scheme has by itself is not written. */
static bool our_host(const char *s, const dp_gate *gate) {
  static const char *const own[] = {"127.0.0.1", "localhost"};
  const char *const *names = gate->names ? gate->names : own;
  size_t count = gate->names ? gate->name_count : sizeof own / sizeof *own;
  for (size_t i = 0; i < count; i++) {
    size_t size = strlen(names[i]);
    uint64_t n;
    if (!same_name(s, names[i], size)) continue;
    if (!s[size] && gate->guests && gate->port == 443) return true;
    if (s[size] == ':' && s[size + 1] != '0' && dp_parse_uint(dp_str_of(s + size + 1), &n) && n == gate->port) return true;
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
  const char *scheme = gate->guests ? "https://" : "http://";
  bool sound = is(v->path, "/sound"), enter = gate->guests && is(v->path, "/entry"), api = sound || enter || is(v->path, "/api");
  *why = gate->guests ? "this server answers only the names that it was started with (--name)" : "this server answers only this machine's own pages";
  if (!v->host || !our_host(v->host, gate)) return 403;
  if (v->origin) {
    size_t size = strlen(scheme);
    if (strlen(v->origin) <= size || memcmp(v->origin, scheme, size) || !our_host(v->origin + size, gate)) return 403;
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
  if (enter && (is(v->method, "GET") || is(v->method, "DELETE"))) return 200;
  if (!is(v->method, "POST")) return 405;
  if (gate->guests) {
    *why = "this device is not let in: enter the code that the computer shows, or its password";
    if (!enter && !dp_guests_session(gate->guests, v->cookie)) return 401;
  } else {
    *why = "the token of this run is missing: open the address that the program printed";
    if (!v->token || !same_secret(v->token, gate->token, sizeof gate->token - 1)) return 401;
  }
  *why = sound ? "sound must be application/octet-stream" : "the request must be application/json";
  return is_type(v->type, sound ? "application/octet-stream" : "application/json") ? 200 : 415;
}

/* serve.h: the app in a browser on this machine: the page's files, the one door as POST /api, and the microphone's sound as
 * POST /sound (ears.h).
 *
 * This machine's own listener is on the loopback address. A network gets one beside it only over TLS (network.h), where a session's
 * cookie, had against a password or a code (guests.h), takes the place of the token. What keeps other pages, other programs of the machine's network and other
 * users out: a token made for this run, which travels in the fragment of the opened address (a fragment is never sent)
 * and then in a header of every call; lists of allowed Host and Origin values (against DNS rebinding and foreign
 * pages); JSON only; a limit on sizes; a content security policy that lets nothing be loaded from elsewhere. Nothing is
 * logged.
 */
#ifndef DP_SERVE_H
#define DP_SERVE_H

#include "../base/base.h"
#include "../store/records.h"
#include "ears.h"
#include "network.h"

/* ---- the page's files, embedded by cmake/assets.cmake -------------------------------------------------------------
 */

typedef struct dp_asset {
  const char *path; /* "/js/main.js"; "/" is index.html */
  const char *type; /* its Content-Type */
  const char *etag; /* quoted, from its SHA-256 */
  const unsigned char *at, *end;
} dp_asset;
extern const dp_asset dp_assets[];
extern const size_t dp_asset_count;

/* ---- what may come in: decisions apart from the network, so that tests reach them ----------------------------------
 */

typedef struct dp_gate {
  uint16_t port;
  char token[33];           /* 32 hexadecimal digits */
  const char *const *names; /* of the Host and the Origin; NULL: 127.0.0.1 and localhost */
  size_t name_count;
  dp_guests *guests; /* over a network: TLS, and a session's cookie in the place of the token; else NULL */
} dp_gate;

/* What is known of a request; NULL for a header that it does not have. */
typedef struct dp_visit {
  const char *method, *path, *host, *origin, *site, *type, *token, *cookie;
} dp_visit;

/* 200: it may pass. Else the HTTP status, with *why a sentence: 403 (Host, Origin or site of another place), 401 (no
 * token or another), 405 (method), 415 (a call that is not JSON), 404 (no such file). */
unsigned dp_gate_check(const dp_gate *gate, const dp_visit *visit, const char **why);
/* The file of a path, NULL when there is none. */
const dp_asset *dp_asset_find(const char *path);

/* ---- the server ----------------------------------------------------------------------------------------------------
 */

enum { DP_SERVE_LARGEST = 4 << 20 }; /* bytes of a request's body */

typedef struct dp_server dp_server;

/* Starts serving on 127.0.0.1:`port` (0: any free one) in threads of its own; kb must outlive it. Methods record_… are
 * answered from `records` (NULL: they are unknown), one at a time; it stays the caller's and is locked when nobody asks
 * (dp_store_options.idle_ms), and when the server stops. Stop it with dp_serve_stop. Errors: ERR_IO (the port is taken; the program was built without libmicrohttpd), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_serve_start(const dp_kb *kb, dp_records *records, uint16_t port, dp_server **out,
                                       dp_error *err);
/* The engine of speech and its model that listening uses (dp_speech_options), before dp_serve_start. NULL: the usual. */
void dp_serve_speech(const char *engine, const char *model);
/* The address to open, token included: "http://127.0.0.1:8420/#t=…". Lives as long as the server. */
const char *dp_serve_address(const dp_server *server);
/* Serves a network beside this machine, over TLS: the same app, the same door. `network`: opened (dp_network_open), with its certificate and its
 * entry; it must outlive the server. Errors: ERR_IO. */
DP_MUST_CHECK dp_status dp_serve_network(dp_server *server, dp_network *network, dp_error *err);
void dp_serve_stop(dp_server *server); /* NULL is allowed */
/* Opens an address in the user's browser; false when that did not work. Nothing of it is in the process list's
 * arguments for longer than the opener runs. */
bool dp_serve_browse(const char *address);

#endif

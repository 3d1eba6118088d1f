/* network.h: what `serve` needs beyond this machine: a certificate, an address to listen at, and the names that it goes by there.
 *
 * Nothing here listens by itself: dp_network_open only takes the port; dp_serve_network (serve.h) begins. Nothing is sent anywhere, no name
 * is looked up.
 */
#ifndef DP_NETWORK_H
#define DP_NETWORK_H

#include "guests.h"

/* ---- tls.c: the certificate and its key -------------------------------------------------------------------------------------- */

typedef struct dp_tls {
  char *cert, *key;     /* PEM, NUL-terminated */
  size_t cert_size, key_size;
  char fingerprint[96]; /* SHA-256 of the certificate, as browsers show it: "0A:1B:…" */
  char until[11];       /* its last day, "2027-12-31" */
} dp_tls;

enum { DP_TLS_DAYS = 397 }; /* of a certificate made here; browsers take no longer ones (CA/Browser Forum, 6.3.2) */

/* A certificate (with those that vouch for it, if any, below it) and its key, from PEM files. Errors: ERR_IO (missing, not readable), ERR_USAGE
 * (others may read the key), ERR_INPUT (no certificate, no key, a key with a password, a key of another certificate, too old). */
DP_MUST_CHECK dp_status dp_tls_load(const char *cert_file, const char *key_file, dp_tls *out, dp_error *err);
/* The certificate of this user's own, signed by itself: out of `file`, where it is made first if it is not there, or is too old (*made; only its
 * owner may read it). `names` are written into a new one. Errors: as above, and ERR_IO where it cannot be written. */
DP_MUST_CHECK dp_status dp_tls_own(const char *file, const char *const *names, size_t name_count, dp_tls *out, bool *made, dp_error *err);
void dp_tls_free(dp_tls *tls); /* wipes the key */

/* ---- network.c: where ------------------------------------------------------------------------------------------------------------ */

enum { DP_NETWORK_NAMES = 24, DP_NETWORK_NAME_SIZE = 256 };

typedef struct dp_network {
  dp_tls tls;
  dp_guests *guests;
  int socket; /* -1: none; bound, not yet listened at */
  uint16_t port;
  bool port_taken; /* that is why it could not be opened */
  char storage[DP_NETWORK_NAMES][DP_NETWORK_NAME_SIZE];
  const char *names[DP_NETWORK_NAMES]; /* of the Host, the first is the one to show: "192.168.1.5", "[2001:db8::5]", "desk.local" */
  size_t name_count;
} dp_network;

/* Whether an address is this machine's alone: 127.0.0.0/8, ::1. Errors: ERR_USAGE (not an IP address; "localhost" is taken for 127.0.0.1). */
DP_MUST_CHECK dp_status dp_network_is_own(const char *address, bool *own, dp_error *err);
/* Takes a port of an address ("0.0.0.0" and "::": of all; NULL: of the one that leads to the network) and gathers the names: of the address, or
 * of all addresses, this machine's name, the same with .local, and `more`. Port 0: any free one. Errors: ERR_USAGE (a name that is none),
 * ERR_IO (the port is in use, the address is not this machine's, there is no network). */
DP_MUST_CHECK dp_status dp_network_open(dp_network *n, const char *address, uint16_t port, const char *const *more, size_t more_count, dp_error *err);
/* "https://192.168.1.5:8420/" of a name. */
void dp_network_address(const dp_network *n, size_t name, char out[300]);
void dp_network_close(dp_network *n); /* all of it, the entry too */

/* Waits for a line on `file` (-1: none can come): true; or for an interrupt or a termination signal: false. */
bool dp_serve_wait_line(int file);

#endif

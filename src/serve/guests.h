/* guests.h: who is let in from a network: a password, or a code that is shown once, against a session's cookie.
 *
 * Invariants. Neither the password, nor a code that was used, nor a cookie is kept: of the password there is its Argon2id hash with a salt of
 * this run, of a cookie its BLAKE2b hash. Whatever is compared is compared in a time that does not depend on where it differs.
 * Attempts are one at a time, whoever makes them: after three wrong ones in a row each next must wait, one second and then twice as long each
 * time up to a minute, and is not looked at before; after fifty in a run nobody else is let in until the program is started anew. So a code
 * of eight digits, five tries each, is guessed with a chance of one in twenty million. A code lasts five minutes and lets one device in.
 * A session ends after two hours without a request, after twelve hours, when it is ended, and with the program: none is ever on a disk.
 *
 * All functions may be called from any thread.
 */
#ifndef DP_GUESTS_H
#define DP_GUESTS_H

#include "../store/store.h"

enum {
  DP_PASSWORD_LEAST = 10, /* bytes */
  DP_PASSWORD_MOST = 256,
  DP_GUEST_SESSIONS = 16, /* the one that was used longest ago makes room */
  DP_GUEST_WRONG_FREE = 3,
  DP_GUEST_WRONG_MOST = 50,
  DP_CODE_TRIES = 5,
  DP_CODE_MINUTES = 5,
  DP_SESSION_IDLE_MINUTES = 120,
  DP_SESSION_HOURS = 12
};

/* The name begins with __Host-: browsers take it only over TLS, for this host alone and all of it (RFC 6265bis, 4.1.3.2). */
#define DP_COOKIE "__Host-diagpad"
#define DP_COOKIE_HOW "; Path=/; Secure; HttpOnly; SameSite=Strict"

typedef enum dp_guest_by { DP_BY_NONE, DP_BY_PASSWORD, DP_BY_CODE } dp_guest_by;
typedef enum dp_guest_said {
  DP_GUEST_IN,
  DP_GUEST_WRONG,   /* one try less */
  DP_GUEST_WAIT,    /* not looked at: too soon after wrong ones */
  DP_GUEST_NO_CODE, /* no code is good now: none was shown, it was used, it is too old, or it was tried wrongly too often */
  DP_GUEST_SHUT,    /* too many wrong ones in this run */
  DP_GUEST_MEMORY
} dp_guest_said;

typedef struct dp_guest_news { /* for the person at the computer */
  dp_guest_said said;
  dp_guest_by by;
  unsigned sessions; /* how many are in now */
} dp_guest_news;

typedef struct dp_guests dp_guests;

/* `now_ms`: a clock that only goes forward. `told` (NULL: nobody) is called after each attempt that was looked at, from the thread that made it;
 * it never gets a secret. Errors: ERR_MEMORY, ERR_IO (no random bytes). */
DP_MUST_CHECK dp_status dp_guests_new(uint64_t (*now_ms)(void), void (*told)(void *ctx, const dp_guest_news *news), void *ctx, dp_guests **out, dp_error *err);
void dp_guests_free(dp_guests *e); /* wipes it; NULL is allowed */

/* From now on this password lets in. Errors: ERR_INPUT (too short, too long), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_guests_set_password(dp_guests *e, dp_str password, dp_pass_cost cost, dp_error *err);
/* A new code, in place of the one before: "48319207". */
void dp_guests_new_code(dp_guests *e, char code[9]);

/* An attempt. In: `cookie` is the session's, 64 hexadecimal digits. Wait: *seconds until the next attempt is looked at. A code may have spaces
 * and dashes in it. */
dp_guest_said dp_guests_try(dp_guests *e, dp_guest_by by, dp_str secret, char cookie[65], unsigned *seconds);

/* Whose session a request's Cookie header (NULL: none) holds; counts as its use. */
dp_guest_by dp_guests_session(dp_guests *e, const char *cookie_header);
void dp_guests_end(dp_guests *e, const char *cookie_header);
/* What can be tried now. */
bool dp_guests_has_password(dp_guests *e);
bool dp_guests_has_code(dp_guests *e);
unsigned dp_guests_sessions(dp_guests *e); /* how many are in */

#endif

/* ears.h: listening for the app: its page sends the microphone's sound piece by piece, words come back.
 *
 *     listen_begin  consent, where the sound is kept (or that it is not)     a session
 *     POST /sound   half a second of sound, its number                       acknowledged once it is sealed on the disk
 *     listen_heard  what is new since …; waits for it up to two seconds      words, partial and final
 *     listen_end    no more sound: what is pending is heard, speakers are told apart for good (a guess while it goes on)
 *
 * (api/listen.md.) No sound is taken before consent: with a consultation of the records the consent is a row of theirs before the session
 * is there, and the store refuses pieces without it (store.h). So a crash of the page, of this program or of the machine loses
 * the piece that was being filled and the one on its way: a second at most. The recording stays open then; listen_status lists it, and
 * listen_begin goes on with it, or only hears what is kept.
 *
 * Hearing is a thread of its own that takes kept sound from the records: an engine that is slow, late or missing costs no sound, and a
 * recording that was cut off is heard by the same path as a living one. Sound that is not kept waits in memory, ten minutes at most.
 *
 * One session at a time; a page that has not been heard of for a while is given up, and another may begin. All functions may be called from
 * any thread. Locks, always taken in this order: `door` (one begin, piece, end or cancel at a time), then either `desk` (the caller's,
 * over the records) or `lock` (the session's state); the two never together.
 */
#ifndef DP_EARS_H
#define DP_EARS_H

#include "../store/records.h"
#include <pthread.h>

enum {
  DP_SOUND_RATE = 16000,
  DP_SOUND_LARGEST = DP_SOUND_RATE * 4, /* bytes of a piece: a second of float */
  DP_SOUND_PIECE_MS = 500               /* what the page sends, and a kept piece holds, unless it is the last before a pause */
};

typedef struct dp_ears dp_ears;

typedef struct dp_ears_options {
  dp_records *records;   /* NULL: none are kept here */
  pthread_mutex_t *desk; /* locked around each use of the records */
  const char *engine, *model; /* as in dp_speech_options; the page cannot choose a file of this machine */
  void (*wake)(void *ctx, void *waiter); /* the answer that `waiter` waits for can be had */
  void *ctx;
} dp_ears_options;

/* What the options point to must outlive it. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_ears_new(const dp_ears_options *options, dp_ears **out, dp_error *err);
/* Wakes all that wait, and lets none wait any more: before the network is closed. */
void dp_ears_stop(dp_ears *e);
/* Gives up what is being heard; a recording stays as it is. NULL is allowed. */
void dp_ears_free(dp_ears *e);

/* A request whose "method" begins with listen_: as dp_records_call. */
DP_MUST_CHECK dp_status dp_ears_call(dp_ears *e, const char *request, size_t size, bool *ours, char **response, size_t *response_size,
                                     dp_error *err);
/* Whether the answer to this request had better wait: a listen_heard with nothing new. Then `waiter` is woken, once, when there is something
 * or two seconds are over; it may be before this returns. False: it was not taken, answer now. */
bool dp_ears_wait(dp_ears *e, const char *request, size_t size, void *waiter, void (*before)(void *waiter));

/* A piece of sound: little-endian float, from 1 to 16000 samples. `session` and `piece` as they stand in the address, NULL where missing. The
 * same piece again is acknowledged again and not kept twice. *response always, as from dp_ears_call. Errors: ERR_NOT_FOUND (no such
 * session), ERR_CONFLICT (it has ended; another piece is awaited), ERR_INPUT, ERR_TOO_LARGE, those of the records. */
DP_MUST_CHECK dp_status dp_ears_sound(dp_ears *e, const char *session, const char *piece, const void *bytes, size_t size, char **response,
                                      size_t *response_size, dp_error *err);

#endif

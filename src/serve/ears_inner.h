/* ears_inner.h: a session of listening, shared by ears.c (sound and hearing) and ears_call.c (the methods). See ears.h. */
#ifndef DP_EARS_INNER_H
#define DP_EARS_INNER_H

#include "../base/json.h"
#include "../host/speakers.h"
#include "../host/speech.h"
#include "ears.h"

enum {
  EARS_WAITERS = 8,
  EARS_WAIT_MS = 2000,       /* an answer waits no longer: a page that is gone is noticed */
  EARS_SILENT_MS = 5000,     /* a page not heard of for so long does not keep another from beginning */
  EARS_ABANDONED_MS = 20000, /* and is given up */
  EARS_QUEUE_S = 600,        /* sound that is not kept waits for a slow engine */
  EARS_PIECES = 2 * EARS_QUEUE_S
};

typedef enum ear_state { EAR_OPENING, EAR_LISTENING, EAR_DEAF, EAR_ENDED } ear_state; /* deaf: the engine failed; sound is still kept */

typedef struct ear_word {
  dp_str text;
  uint32_t start_ms, end_ms;
  uint16_t confidence;
  uint8_t speaker; /* from 1; 0: not told */
} ear_word;
typedef struct ear_segment {
  uint32_t number, start_ms, end_ms;
  uint16_t confidence, snr_db;
  ear_word *words;
  size_t count;
} ear_segment;

typedef struct ear_piece {
  float *pcm; /* NULL: an empty place */
  size_t count;
} ear_piece;

typedef struct ear {
  /* fixed once it has begun */
  dp_ears *ears;
  char id[DP_ID_DIGITS + 1];
  bool keeps, takes; /* its sound is in the records; it takes new pieces */
  dp_id recording;
  unsigned speakers; /* to tell apart; 0: nobody */
  uint32_t from_ms;  /* where hearing begins: before it the words are known */
  pthread_t thread;
  /* under `door` */
  uint8_t last[DP_SOUND_LARGEST]; /* the piece before, to know it again */
  size_t last_size;
  uint64_t next; /* number of the next piece */
  /* under `lock` */
  ear_state state;
  bool ending, cancelled, abandoned, waits_for_records;
  uint64_t kept, heard; /* pieces of the recording on the disk; and heard */
  uint64_t taken;       /* samples acknowledged in this session */
  uint64_t version;     /* grows with everything that listen_heard could tell */
  uint64_t contact_ms;  /* when the page was last heard of */
  ear_piece queue[EARS_PIECES];
  size_t first, waiting;
  dp_speech *speech; /* to cancel it */
  dp_speech_progress where;
  unsigned voices, told; /* told apart; how often, the end's included: while it goes on it is a guess */
  dp_error fault;
  dp_arena keep, passing; /* final segments; the partial one */
  struct {
    ear_segment *at;
    size_t count, room;
  } segments;
  ear_segment partial;
  bool has_partial;
} ear;

struct dp_ears {
  dp_ears_options options;
  pthread_mutex_t door, lock;
  pthread_cond_t more; /* sound to hear, an end, a stop */
  pthread_t keeper;
  bool keeping, stopping;
  ear *now; /* under both: changed with both held, read with either */
  struct {
    void *waiter;
    uint64_t since_ms;
  } waiters[EARS_WAITERS];
};

uint64_t ears_clock(void); /* milliseconds, steady */
void ears_tell(dp_ears *e);  /* under `lock`: something is new */
/* Begins hearing with `s` filled in as far as it is fixed; takes it over. Under `door`. */
DP_MUST_CHECK dp_status ears_begin(dp_ears *e, ear *s, dp_error *err);
/* Gives up the session that is there, if any. Under `door`. */
void ears_drop(dp_ears *e);
void ear_init_arena(dp_arena *a); /* wiped when it is given back */
/* The answer of every method: {"id": …, what `write` writes}, or {"error": …}. */
dp_status ears_answer(dp_status status, const dp_error *error, const dp_json *request, dp_str inside, char **response, size_t *response_size, dp_error *err);

#endif

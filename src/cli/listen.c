/* listen.c: `diagpad listen`: the microphone becomes words while people speak, and with --record its sound is kept, sealed.
 *
 * Two threads. The one takes the sound from the microphone and, with --record, seals each second into the records before it takes the next: a crash, a
 * closed lid or a full disk loses the second that was being filled and no more (store.h promises that an acknowledged piece is on the disk). The
 * other hears: an engine may take seconds over a piece, and must not make the microphone wait. Between them is a ring of ten minutes; where the engine is
 * further behind than that, its words are lost and said to be, and the sealed sound is not.
 *
 * Nobody is recorded unasked: consent is asked for, and with --record kept in the records before the first piece, which
 * the store itself insists on.
 *
 * The store belongs to one thread at a time: to this command until the first thread begins, to that until it is joined.
 */
#define _POSIX_C_SOURCE 200809L
#include "sealed.h"
#include "transcript.h"
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef DP_HAVE_STORE
#include "../store/store.h"
#endif

enum { BLOCK = 1600, SECOND = DP_SPEECH_RATE, RING = 600 * DP_SPEECH_RATE };

typedef struct dp_ear {
  dp_capture *capture;
  pthread_t thread;
  pthread_mutex_t lock; /* over all below */
  pthread_cond_t more;
  float *ring;
  size_t first, count; /* samples */
  uint64_t lost, unheard, sealed; /* samples dropped by the system, not heard for want of time; pieces on the disk */
  float level;                    /* dB below full scale of the last tenth of a second */
  bool paused, stop, done;
  dp_error fault;
#ifdef DP_HAVE_STORE
  dp_store *store;
  dp_id recording;
  int16_t second[SECOND];
  size_t filled;
#endif
} dp_ear;

static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) {
  (void)number;
  interrupted = 1;
}

/* ---- the thread that listens ------------------------------------------------------------------------------------- */

#ifdef DP_HAVE_STORE
static dp_status seal_second(dp_ear *e, dp_error *err) {
  if (!e->store || !e->filled) return DP_OK;
  uint8_t bytes[2 * SECOND];
  for (size_t i = 0; i < e->filled; i++) bytes[2 * i] = (uint8_t)((uint16_t)e->second[i] & 255), bytes[2 * i + 1] = (uint8_t)((uint16_t)e->second[i] >> 8);
  dp_status status = dp_store_recording_append(e->store, e->recording, bytes, 2 * e->filled, NULL, err);
  dp_wipe(bytes, sizeof bytes);
  if (!status) {
    e->filled = 0;
    pthread_mutex_lock(&e->lock);
    e->sealed++;
    pthread_mutex_unlock(&e->lock);
  }
  return status;
}

static dp_status keep_sound(dp_ear *e, const float *pcm, size_t count, dp_error *err) {
  for (size_t i = 0; e->store && i < count; i++) {
    float x = pcm[i] == pcm[i] ? pcm[i] * 32768 : 0; /* what came as 16 bits is kept as it came */
    e->second[e->filled++] = (int16_t)(x > 32767 ? 32767 : x < -32768 ? -32768 : lrintf(x));
    if (e->filled == SECOND) {
      dp_status status = seal_second(e, err);
      if (status) return status;
    }
  }
  return DP_OK;
}
#else
static dp_status seal_second(dp_ear *e, dp_error *err) { return (void)e, (void)err, DP_OK; }
static dp_status keep_sound(dp_ear *e, const float *pcm, size_t count, dp_error *err) { return (void)e, (void)pcm, (void)count, (void)err, DP_OK; }
#endif

static void pass_on(dp_ear *e, const float *pcm, size_t count, uint64_t lost) {
  float sum = 1e-9f;
  for (size_t i = 0; i < count; i++) sum += pcm[i] * pcm[i];
  pthread_mutex_lock(&e->lock);
  e->lost += lost;
  e->level = 10 * log10f(sum / (float)(count ? count : 1));
  if (e->count + count > RING) e->unheard += count;
  else
    for (size_t i = 0; i < count; i++) e->ring[(e->first + e->count++) % RING] = pcm[i];
  pthread_cond_signal(&e->more);
  pthread_mutex_unlock(&e->lock);
}

static void *listen_on(void *ctx) {
  dp_ear *e = ctx;
  float pcm[BLOCK];
  dp_error why = {DP_OK, ""};
  dp_status status = DP_OK;
  bool was_paused = false;
  for (;;) {
    size_t count = 0;
    uint64_t lost = 0;
    status = dp_capture_read(e->capture, pcm, BLOCK, &count, &lost, &why);
    pthread_mutex_lock(&e->lock);
    bool stop = e->stop, paused = e->paused;
    pthread_mutex_unlock(&e->lock);
    if (status || stop || !count) break;
    if (paused) {
      if (!was_paused) status = seal_second(e, &why); /* what was said before the pause waits for nothing */
    } else {
      status = keep_sound(e, pcm, count, &why);
      if (!status) pass_on(e, pcm, count, lost);
    }
    was_paused = paused;
    if (status) break;
  }
  if (!status) status = seal_second(e, &why);
  memset(pcm, 0, sizeof pcm);
  pthread_mutex_lock(&e->lock);
  if (status) e->fault = why;
  e->done = true;
  pthread_cond_signal(&e->more);
  pthread_mutex_unlock(&e->lock);
  return NULL;
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

/* yes or no, from the terminal. */
static dp_status ask(const char *question, bool *yes, dp_error *err) {
  dp_lines lines;
  dp_str line = {"", 0};
  bool end = false;
  fprintf(stderr, "%s [yes/no] ", question);
  dp_status status = dp_lines_open(&lines, STDIN_FILENO, err);
  if (status) return status;
  status = dp_lines_next(&lines, 1000, &line, &end, err);
  *yes = !status && !end && (dp_str_eq_ci(dp_str_trim(line), DP_STR("yes")) || dp_str_eq_ci(dp_str_trim(line), DP_STR("y")));
  dp_lines_close(&lines);
  return status;
}

/* Nobody is recorded unasked: yes must be typed, or --consent given. */
static dp_status ask_consent(dp_cli *cli, bool kept, dp_error *err) {
  bool yes = false;
  if (dp_cli_value(cli, DP_OPT_CONSENT)) return DP_OK;
  if (!dp_host_is_terminal(STDIN_FILENO))
    return dp_fail(err, DP_ERR_USAGE, "listening needs consent: --consent says that everybody present has agreed");
  dp_status status = ask(kept ? "Does everybody present agree to be listened to, written down, and the sound kept?" : "Does everybody present agree to be listened to and written down?",
                         &yes, err);
  if (status || yes) return status;
  return dp_fail(err, DP_ERR_USAGE, "without everybody's consent nothing is recorded");
}

/* One line on the terminal: the time that is sealed, how loud it is, paused or not. */
static void show_meter(const dp_ear *e, uint64_t sealed, float level, bool paused) {
  char bar[21], line[120];
  int full = (int)((level + 60) / 3);
  for (int i = 0; i < 20; i++) bar[i] = i < full ? '#' : '.';
  bar[20] = 0;
  (void)e;
  int n = snprintf(line, sizeof line, "\r\033[K%s [%s] %u:%02u:%02u sealed  (p pauses, q ends, each with Enter)", paused ? "PAUSED" : level > -1 ? "TOO LOUD" : "      ", bar,
                   (unsigned)(sealed / 3600), (unsigned)(sealed / 60 % 60), (unsigned)(sealed % 60));
  if (n > 0) (void)!write(STDERR_FILENO, line, (size_t)n);
}

/* Keys typed at the terminal: p, q. */
static void look_at_keys(dp_ear *e, bool *quit) {
  struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
  char keys[64];
  while (dp_host_is_terminal(STDIN_FILENO) && poll(&p, 1, 0) > 0 && (p.revents & POLLIN)) {
    ssize_t n = read(STDIN_FILENO, keys, sizeof keys);
    if (n <= 0) return;
    for (ssize_t i = 0; i < n; i++) {
      if (keys[i] == 'q') *quit = true;
      if (keys[i] != 'p') continue;
      pthread_mutex_lock(&e->lock);
      e->paused = !e->paused;
      pthread_mutex_unlock(&e->lock);
    }
  }
}

/* ---- the records ------------------------------------------------------------------------------------------------- */

#ifdef DP_HAVE_STORE
/* A recording of this consultation that nobody ended: the program, the machine or the battery did. Its seconds are all there. With --resume, or when
 * the terminal's answer is yes, it is gone on with; else it is ended as it is. */
static dp_status recover(dp_cli *cli, dp_ear *e, dp_id consultation, bool *going_on, dp_error *err) {
  dp_arena a;
  dp_row_list rows = {0};
  dp_arena_init(&a, NULL);
  *going_on = false;
  dp_status status = dp_store_list(e->store, DP_KEPT_RECORDING, (dp_id){{0}}, consultation, &a, &rows, err);
  for (size_t i = 0; !status && i < rows.count; i++) {
    dp_recording r;
    bool yes = dp_cli_value(cli, DP_OPT_RESUME);
    if (dp_store_recording(e->store, rows.at[i].id, &a, &r, NULL) || r.ended) continue;
    fprintf(stderr, "diagpad: a recording of this consultation was cut off; %u s of it are kept.\n",
            (unsigned)(r.pieces * (uint64_t)dp_sealed_piece_ms(r.meta, &a) / 1000));
    if (!yes && !*going_on && dp_host_is_terminal(STDIN_FILENO)) status = ask("Go on with it? No ends it as it is.", &yes, err);
    if (!status && yes && !*going_on) {
      *going_on = true;
      e->recording = rows.at[i].id;
      e->sealed = r.pieces;
    } else if (!status) {
      status = dp_store_recording_end(e->store, rows.at[i].id, err);
    }
  }
  dp_arena_free(&a);
  return status;
}

static dp_status begin_record(dp_cli *cli, dp_ear *e, dp_error *err) {
  dp_row at;
  bool going_on = false;
  const char *name = dp_cli_value(cli, DP_OPT_RECORD);
  if (!name) return DP_OK;
  dp_status status = dp_cli_open_store(cli, &e->store, err);
  if (!status) status = dp_store_find(e->store, DP_KEPT_CONSULTATION, dp_str_of(name), &at, err);
  if (!status) status = recover(cli, e, at.id, &going_on, err);
  if (!status) status = ask_consent(cli, true, err);
  dp_id consent = {{0}};
  if (!status)
    status = dp_store_put(e->store, DP_KEPT_CONSENT, &consent, 0, at.patient, at.id,
                          DP_STR("{\"given\":true,\"text\":\"Everybody present agreed to be recorded: asked by diagpad listen.\"}"), NULL, err);
  if (!status && !going_on) {
    static const char meta[] = "{\"format\":\"s16le\",\"rate\":16000,\"channels\":1}";
    status = dp_store_recording_begin(e->store, at.id, dp_str_of(meta), &e->recording, err);
  }
  return status;
}

static dp_status end_record(dp_ear *e, dp_error *err) {
  char id[DP_ID_DIGITS + 1];
  if (!e->store || dp_id_none(e->recording)) return DP_OK;
  dp_status status = dp_store_recording_end(e->store, e->recording, err);
  dp_id_hex(e->recording, id);
  if (!status) fprintf(stderr, "diagpad: recording %.8s is kept, sealed: %u pieces.\n", id, (unsigned)e->sealed);
  return status;
}
#else
static dp_status begin_record(dp_cli *cli, dp_ear *e, dp_error *err) {
  (void)e;
  if (!dp_cli_value(cli, DP_OPT_RECORD)) return DP_OK;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without SQLite and libsodium: it keeps no records");
}
static dp_status end_record(dp_ear *e, dp_error *err) { return (void)e, (void)err, DP_OK; }
#endif

/* ---- hearing ----------------------------------------------------------------------------------------------------- */

static void pass_to_transcript(void *ctx, const dp_speech_segment *g) { dp_transcript_heard(ctx, g); }

/* Takes what the other thread left, a tenth of a second at a time, until that has ended. */
static dp_status hear_along(dp_ear *e, dp_speech *s, dp_transcript *t, dp_error *err) {
  float pcm[BLOCK];
  bool meter = dp_host_is_terminal(STDERR_FILENO), quit = false;
  for (;;) {
    pthread_mutex_lock(&e->lock);
    while (!e->count && !e->done && !interrupted && !quit) {
      struct timespec until;
      clock_gettime(CLOCK_REALTIME, &until);
      until.tv_nsec += 100000000;
      if (until.tv_nsec >= 1000000000) until.tv_sec++, until.tv_nsec -= 1000000000;
      pthread_cond_timedwait(&e->more, &e->lock, &until);
      if (e->paused) break;
    }
    size_t n = e->count < BLOCK ? e->count : BLOCK;
    for (size_t i = 0; i < n; i++) pcm[i] = e->ring[(e->first + i) % RING];
    e->first = (e->first + n) % RING;
    e->count -= n;
    if (interrupted || quit) e->stop = true;
    bool over = e->done && !n, paused = e->paused;
    float level = e->level;
    uint64_t sealed = e->sealed;
    pthread_mutex_unlock(&e->lock);
    if (over) return DP_OK;
    look_at_keys(e, &quit);
    if (meter) show_meter(e, sealed, level, paused);
    dp_status status = n && s ? dp_speech_feed(s, pcm, n, err) : DP_OK;
    if (status || t->fault.status) {
      pthread_mutex_lock(&e->lock);
      e->stop = true;
      pthread_mutex_unlock(&e->lock);
      if (!status && err) *err = t->fault;
      return status ? status : t->fault.status;
    }
  }
}

static dp_status run_ear(dp_ear *e, dp_speech *s, dp_transcript *t, dp_error *err) {
  if (pthread_create(&e->thread, NULL, listen_on, e)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = hear_along(e, s, t, err);
  pthread_join(e->thread, NULL);
  if (dp_host_is_terminal(STDERR_FILENO)) (void)!write(STDERR_FILENO, "\r\033[K", 4);
  if (!status && s) status = dp_speech_finish(s, err); /* what is being said counts: it is not cancelled */
  if (e->lost) fprintf(stderr, "diagpad: about %u ms of sound were lost: this machine did not keep up\n", (unsigned)(e->lost / 16));
  if (e->unheard) fprintf(stderr, "diagpad: %u s were not written down: the engine was ten minutes behind\n", (unsigned)(e->unheard / DP_SPEECH_RATE));
  if (!status && e->fault.status) {
    if (err) *err = e->fault;
    status = e->fault.status;
  }
  return status;
}

dp_status dp_cmd_listen(dp_cli *cli, dp_error *err) {
  dp_transcript t = {.part = -1};
  dp_speech *s = NULL;
  dp_ear *e = calloc(1, sizeof *e);
  if (!e || !(e->ring = malloc(RING * sizeof *e->ring))) return free(e), dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  struct sigaction a = {.sa_handler = on_interrupt};
  pthread_mutex_init(&e->lock, NULL);
  pthread_cond_init(&e->more, NULL);
  bool kept = dp_cli_value(cli, DP_OPT_RECORD);
  dp_status status = kept ? begin_record(cli, e, err) : ask_consent(cli, false, err);
  sigemptyset(&a.sa_mask);
  sigaction(SIGINT, &a, NULL);
  sigaction(SIGTERM, &a, NULL);
  dp_speech_options o = dp_speech_defaults();
  const dp_speech_engine *engine = NULL;
  o.engine = dp_cli_value(cli, DP_OPT_ENGINE);
  o.model = dp_cli_value(cli, DP_OPT_MODEL);
  o.heard = pass_to_transcript;
  o.ctx = &t;
  o.partial = dp_host_is_terminal(STDERR_FILENO) && !kept; /* the meter's line is the partial words' line */
  if (!status && !dp_speech_choose(&o, &engine, NULL)) t.engine = engine->name, t.caution = engine->caution, t.points = engine->points;
  if (!status) status = dp_transcript_begin(&t, cli, "microphone", "microphone", false, err);
  if (!status) status = dp_speech_open(&o, &s, err);
  if (!status) status = dp_capture_open(dp_cli_value(cli, DP_OPT_DEVICE), &e->capture, err);
  if (!status) {
    fprintf(stderr, "Listening to %s: Ctrl-C ends.%s%s\n", dp_capture_name(e->capture), *t.caution ? " Mind: " : "", t.caution);
    status = run_ear(e, s, &t, err);
    dp_error ending = {DP_OK, ""};
    dp_status ended = dp_transcript_end(&t, dp_speech_where(s).fed_ms, !status, &ending);
    if (!status && ended) {
      status = ended;
      if (err) *err = ending;
    }
  }
#ifdef DP_HAVE_STORE
  dp_error closing = {DP_OK, ""};
  dp_status closed = end_record(e, &closing);
  if (!status && closed) {
    status = closed;
    if (err) *err = closing;
  }
  dp_store_close(e->store);
  dp_wipe(e->second, sizeof e->second);
#else
  (void)end_record;
#endif
  dp_capture_close(e->capture);
  dp_speech_close(s);
  dp_transcript_free(&t);
  memset(e->ring, 0, RING * sizeof *e->ring);
  free(e->ring);
  free(e);
  return status;
}

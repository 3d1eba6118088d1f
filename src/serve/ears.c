/* ears.c: a session of listening: its sound is kept piece by piece, and a thread of its own hears it. ears.h tells the whole.
 *
 * The thread gathers what is there, up to ten seconds, and feeds it at once: an engine that has fallen behind then makes one partial hearing for
 * all of it instead of one a second, and catches up.
 */
#define _POSIX_C_SOURCE 200809L
#include "ears_inner.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#ifdef DP_HAVE_STORE
#include "../store/store.h"
#endif

enum { MOUTHFUL = 10 * DP_SOUND_RATE, MS = DP_SOUND_RATE / 1000, GUESS_EVERY = 5 * DP_SOUND_RATE };

static dp_status memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)); }

/* What was said does not stay behind in freed memory. */
static void wipe(void *at, size_t size) {
  volatile uint8_t *v = at;
  for (size_t i = 0; i < size; i++) v[i] = 0;
}

void ear_init_arena(dp_arena *a) {
#ifdef DP_HAVE_STORE
  dp_allocator wiping = dp_wiping_allocator();
  dp_arena_init(a, &wiping);
#else
  dp_arena_init(a, NULL);
#endif
}

uint64_t ears_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void wake(dp_ears *e, size_t i) {
  void *waiter = e->waiters[i].waiter;
  e->waiters[i].waiter = NULL;
  if (waiter) e->options.wake(e->options.ctx, waiter);
}

void ears_tell(dp_ears *e) {
  if (e->now) e->now->version++;
  for (size_t i = 0; i < EARS_WAITERS; i++) wake(e, i);
}

static void wait_until(dp_ears *e, unsigned ms) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += (long)(ms % 1000) * 1000000;
  until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  pthread_cond_timedwait(&e->more, &e->lock, &until);
}

/* ---- what the engine hears --------------------------------------------------------------------------------------- */

static bool copy_segment(dp_arena *a, const dp_speech_segment *g, ear_segment *out) {
  *out = (ear_segment){g->number, g->start_ms, g->end_ms, g->confidence, g->snr_db, DP_NEW_ARRAY(a, ear_word, g->word_count + 1), g->word_count};
  for (size_t i = 0; out->words && i < g->word_count; i++) {
    const dp_speech_word *w = &g->words[i];
    out->words[i] = (ear_word){{dp_arena_copy(a, w->text), w->text.size}, w->start_ms, w->end_ms, w->confidence, 0};
  }
  return !a->failed;
}

static void heard(void *ctx, const dp_speech_segment *g) {
  ear *s = ctx;
  ear_segment copy;
  pthread_mutex_lock(&s->ears->lock);
  dp_arena_reset(&s->passing);
  s->has_partial = !g->final && copy_segment(&s->passing, g, &s->partial);
  if (g->final && (!copy_segment(&s->keep, g, &copy) || !DP_PUSH(&s->keep, &s->segments, copy))) (void)memory(&s->fault);
  ears_tell(s->ears);
  pthread_mutex_unlock(&s->ears->lock);
}

/* ---- sound to hear ----------------------------------------------------------------------------------------------- */

#ifdef DP_HAVE_STORE
/* Piece `index` of the recording, behind what is in pcm. Locked records are no fault: it is tried again. */
static dp_status read_kept(ear *s, uint64_t index, float *pcm, size_t *count, dp_error *err) {
  dp_arena a;
  dp_str bytes = {"", 0};
  dp_error why = {DP_OK, ""};
  ear_init_arena(&a);
  pthread_mutex_lock(s->ears->options.desk);
  dp_store *store = dp_records_store(s->ears->options.records);
  dp_status status = store ? dp_store_recording_piece(store, s->recording, index, &a, &bytes, &why) : DP_ERR_LOCKED;
  pthread_mutex_unlock(s->ears->options.desk);
  for (size_t i = 0; !status && i + 1 < bytes.size && *count < MOUTHFUL + DP_SOUND_RATE; i += 2)
    pcm[(*count)++] = (float)(int16_t)((uint8_t)bytes.at[i] | (uint8_t)bytes.at[i + 1] << 8) / 32768;
  dp_arena_free(&a);
  return status ? dp_fail(err, status, "%s", why.message) : DP_OK;
}
#else
static dp_status read_kept(ear *s, uint64_t index, float *pcm, size_t *count, dp_error *err) {
  (void)s, (void)index, (void)pcm, (void)count;
  return dp_fail(err, DP_ERR_INTERNAL, "there are no records");
}
#endif

static void take_waiting(ear *s, float *pcm, size_t *count) {
  ear_piece *p = &s->queue[s->first];
  memcpy(pcm + *count, p->pcm, p->count * sizeof *pcm);
  *count += p->count;
  wipe(p->pcm, p->count * sizeof *pcm);
  free(p->pcm);
  p->pcm = NULL;
  s->first = (s->first + 1) % EARS_PIECES;
  s->waiting--;
}

/* Waits for sound and takes what is there. *count 0: there will be no more. pcm has room for MOUTHFUL and a second. */
static dp_status next_sound(ear *s, float *pcm, size_t *count, dp_error *err) {
  dp_ears *e = s->ears;
  dp_status status = DP_OK;
  *count = 0;
  pthread_mutex_lock(&e->lock);
  while (!status && *count < MOUTHFUL && !s->cancelled) {
    if (s->waiting) take_waiting(s, pcm, count);
    else if (s->heard < s->kept) {
      uint64_t index = s->heard;
      pthread_mutex_unlock(&e->lock);
      status = read_kept(s, index, pcm, count, err);
      pthread_mutex_lock(&e->lock);
      bool locked = status == DP_ERR_LOCKED;
      if (locked != s->waits_for_records) s->waits_for_records = locked, ears_tell(e);
      if (locked) {
        status = DP_OK;
        if (*count) break;
        wait_until(e, 500);
      } else if (!status) {
        s->heard++;
      }
    } else if (*count || s->ending) break;
    else pthread_cond_wait(&e->more, &e->lock);
  }
  if (s->cancelled) *count = 0;
  pthread_mutex_unlock(&e->lock);
  return status;
}

/* ---- the thread that hears --------------------------------------------------------------------------------------- */

static void tell_speakers(ear *s, dp_speakers *voices, bool end) {
  if (!voices || (end ? dp_speakers_tell : dp_speakers_guess)(voices, s->speakers, NULL)) return;
  pthread_mutex_lock(&s->ears->lock);
  s->voices = dp_speakers_count(voices);
  s->told++;
  ears_tell(s->ears);
  for (size_t i = 0; i < s->segments.count; i++)
    for (size_t k = 0; k < s->segments.at[i].count; k++) {
      ear_word *w = &s->segments.at[i].words[k];
      w->speaker = (uint8_t)dp_speakers_at(voices, w->start_ms, w->end_ms);
    }
  pthread_mutex_unlock(&s->ears->lock);
}

static dp_status hear_all(ear *s, dp_speech *speech, dp_speakers *voices, float *pcm, dp_error *err) {
  uint64_t skip = (uint64_t)s->from_ms * MS; /* those words are known; the voices are told apart from the beginning */
  uint64_t fed = 0, guess = GUESS_EVERY;
  uint32_t known = 0;
  for (;;) {
    size_t count = 0;
    dp_status status = next_sound(s, pcm, &count, err);
    if (status) return status;
    if (!count) break;
    if (voices && !dp_speakers_feed(voices, pcm, count)) return dp_fail(err, DP_ERR_MEMORY, "more speech than speakers can be told apart in");
    size_t skipped = skip < count ? (size_t)skip : count;
    skip -= skipped;
    status = dp_speech_feed(speech, pcm + skipped, count - skipped, err);
    if (status) return status;
    pthread_mutex_lock(&s->ears->lock);
    s->where = dp_speech_where(speech);
    bool more = s->where.segments > known;
    pthread_mutex_unlock(&s->ears->lock);
    fed += count;
    if (voices && more && fed >= guess) { /* each guess costs as all of the sound: one an eighth more, and all together cost less than nine of the last */
      tell_speakers(s, voices, false);
      known = s->where.segments;
      guess = fed + (fed / 8 > GUESS_EVERY ? fed / 8 : GUESS_EVERY);
    }
  }
  return dp_speech_finish(speech, err);
}

static void *hear_on(void *ctx) {
  ear *s = ctx;
  dp_ears *e = s->ears;
  dp_error err = {DP_OK, ""};
  dp_speech *speech = NULL;
  dp_speakers *voices = s->speakers ? dp_speakers_new() : NULL;
  float *pcm = malloc((MOUTHFUL + DP_SOUND_RATE) * sizeof *pcm);
  dp_speech_options o = dp_speech_defaults();
  o.engine = e->options.engine;
  o.model = e->options.model;
  o.partial = s->takes;
  o.start_ms = s->from_ms;
  o.heard = heard;
  o.ctx = s;
  dp_status status = pcm ? dp_speech_open(&o, &speech, &err) : memory(&err);
  pthread_mutex_lock(&e->lock);
  s->speech = speech;
  if (s->cancelled && speech) dp_speech_cancel(speech);
  if (!status) s->state = EAR_LISTENING;
  ears_tell(e);
  pthread_mutex_unlock(&e->lock);
  if (!status) status = hear_all(s, speech, voices, pcm, &err);
  if (!status) tell_speakers(s, voices, true);
  pthread_mutex_lock(&e->lock);
  s->speech = NULL;
  s->has_partial = false;
  if (status) {
    s->fault = err;
    s->state = EAR_DEAF;
    ears_tell(e);
    while (!s->ending && !s->cancelled) pthread_cond_wait(&e->more, &e->lock); /* sound is kept all the same */
  }
  s->state = EAR_ENDED;
  ears_tell(e);
  pthread_mutex_unlock(&e->lock);
  dp_speech_close(speech);
  dp_speakers_free(voices);
  if (pcm) wipe(pcm, (MOUTHFUL + DP_SOUND_RATE) * sizeof *pcm);
  free(pcm);
  return NULL;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

dp_status ears_begin(dp_ears *e, ear *s, dp_error *err) {
  s->ears = e;
  s->contact_ms = ears_clock();
  ear_init_arena(&s->keep);
  ear_init_arena(&s->passing);
  pthread_mutex_lock(&e->lock);
  bool made = !pthread_create(&s->thread, NULL, hear_on, s);
  if (made) e->now = s;
  pthread_mutex_unlock(&e->lock);
  if (made) return DP_OK;
  free(s);
  return memory(err);
}

void ears_drop(dp_ears *e) {
  ear *s = e->now;
  if (!s) return;
  pthread_mutex_lock(&e->lock);
  s->cancelled = true;
  if (s->speech) dp_speech_cancel(s->speech);
  pthread_cond_broadcast(&e->more);
  pthread_mutex_unlock(&e->lock);
  pthread_join(s->thread, NULL);
  pthread_mutex_lock(&e->lock);
  e->now = NULL;
  ears_tell(e);
  pthread_mutex_unlock(&e->lock);
  while (s->waiting) {
    ear_piece *p = &s->queue[s->first];
    wipe(p->pcm, p->count * sizeof *p->pcm);
    free(p->pcm);
    s->first = (s->first + 1) % EARS_PIECES;
    s->waiting--;
  }
  dp_arena_free(&s->keep);
  dp_arena_free(&s->passing);
  wipe(s, sizeof *s);
  free(s);
}

/* Twice a second: whoever waits too long is answered; a page that is gone is given up, and what it said forgotten. */
static void *keep_watch(void *ctx) {
  dp_ears *e = ctx;
  pthread_mutex_lock(&e->lock);
  while (!e->stopping) {
    uint64_t now = ears_clock();
    for (size_t i = 0; i < EARS_WAITERS; i++)
      if (e->waiters[i].waiter && now - e->waiters[i].since_ms >= EARS_WAIT_MS) wake(e, i);
    ear *s = e->now;
    bool gone = s && now - s->contact_ms >= EARS_ABANDONED_MS;
    if (gone && !s->ending) {
      s->ending = s->abandoned = true;
      pthread_cond_broadcast(&e->more);
      ears_tell(e);
    }
    if (gone && s->state == EAR_ENDED && now - s->contact_ms >= 3 * EARS_ABANDONED_MS) {
      pthread_mutex_unlock(&e->lock);
      bool ours = !pthread_mutex_trylock(&e->door);
      if (ours) {
        if (e->now && e->now->state == EAR_ENDED && ears_clock() - e->now->contact_ms >= 3 * EARS_ABANDONED_MS) ears_drop(e);
        pthread_mutex_unlock(&e->door);
      }
      pthread_mutex_lock(&e->lock);
    }
    wait_until(e, 500);
  }
  pthread_mutex_unlock(&e->lock);
  return NULL;
}

dp_status dp_ears_new(const dp_ears_options *options, dp_ears **out, dp_error *err) {
  dp_ears *e = calloc(1, sizeof *e);
  if (!e) return memory(err);
  e->options = *options;
  pthread_mutex_init(&e->door, NULL);
  pthread_mutex_init(&e->lock, NULL);
  pthread_cond_init(&e->more, NULL);
  e->keeping = !pthread_create(&e->keeper, NULL, keep_watch, e);
  if (!e->keeping) return dp_ears_free(e), memory(err);
  *out = e;
  return DP_OK;
}

void dp_ears_stop(dp_ears *e) {
  pthread_mutex_lock(&e->lock);
  e->stopping = true;
  for (size_t i = 0; i < EARS_WAITERS; i++) wake(e, i);
  pthread_cond_broadcast(&e->more);
  pthread_mutex_unlock(&e->lock);
}

void dp_ears_free(dp_ears *e) {
  if (!e) return;
  dp_ears_stop(e);
  if (e->keeping) pthread_join(e->keeper, NULL);
  pthread_mutex_lock(&e->door);
  ears_drop(e);
  pthread_mutex_unlock(&e->door);
  pthread_cond_destroy(&e->more);
  pthread_mutex_destroy(&e->lock);
  pthread_mutex_destroy(&e->door);
  free(e);
}

/* ---- a piece of sound -------------------------------------------------------------------------------------------- */

static float sample_at(const uint8_t *bytes, size_t i) {
  uint32_t bits = (uint32_t)bytes[4 * i] | (uint32_t)bytes[4 * i + 1] << 8 | (uint32_t)bytes[4 * i + 2] << 16 | (uint32_t)bytes[4 * i + 3] << 24;
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static dp_status check_piece(const uint8_t *bytes, size_t size, dp_error *err) {
  if (size > DP_SOUND_LARGEST) return dp_fail(err, DP_ERR_TOO_LARGE, "a piece of sound has at most %d bytes: a second of 16 kHz float", DP_SOUND_LARGEST);
  if (!size || size % 4) return dp_fail(err, DP_ERR_INPUT, "a piece of sound is float of 4 bytes a sample; this one has %zu bytes", size);
  for (size_t i = 0; i < size / 4; i++)
    if (!isfinite(sample_at(bytes, i))) return dp_fail(err, DP_ERR_INPUT, "sample %zu of the sound is no number", i);
  return DP_OK;
}

/* On the disk when it returns DP_OK, as 16 bits, little-endian. */
static dp_status keep_piece(ear *s, const uint8_t *bytes, size_t count, dp_error *err) {
#ifdef DP_HAVE_STORE
  uint8_t pcm[DP_SOUND_RATE * 2];
  for (size_t i = 0; i < count; i++) {
    float x = sample_at(bytes, i) * 32768;
    int16_t y = (int16_t)(x > 32767 ? 32767 : x < -32768 ? -32768 : lrintf(x));
    pcm[2 * i] = (uint8_t)((uint16_t)y & 255), pcm[2 * i + 1] = (uint8_t)((uint16_t)y >> 8);
  }
  pthread_mutex_lock(s->ears->options.desk);
  dp_store *store = dp_records_store(s->ears->options.records);
  dp_status status = store ? dp_store_recording_append(store, s->recording, pcm, count * 2, NULL, err)
                           : dp_fail(err, DP_ERR_LOCKED, "the records are locked: give the passphrase");
  pthread_mutex_unlock(s->ears->options.desk);
  wipe(pcm, sizeof pcm);
  return status;
#else
  (void)s, (void)bytes, (void)count;
  return dp_fail(err, DP_ERR_INTERNAL, "there are no records");
#endif
}

static dp_status queue_piece(dp_ears *e, ear *s, const uint8_t *bytes, size_t count, dp_error *err) {
  float *pcm = malloc(count * sizeof *pcm);
  if (!pcm) return memory(err);
  for (size_t i = 0; i < count; i++) pcm[i] = sample_at(bytes, i);
  pthread_mutex_lock(&e->lock);
  bool room = s->waiting < EARS_PIECES;
  if (room) s->queue[(s->first + s->waiting++) % EARS_PIECES] = (ear_piece){pcm, count};
  pthread_mutex_unlock(&e->lock);
  if (room) return DP_OK;
  wipe(pcm, count * sizeof *pcm);
  free(pcm);
  return dp_fail(err, DP_ERR_CONFLICT, "the engine is ten minutes behind: wait, or end");
}

/* The session of this name, which is heard of now; under `door`. */
static dp_status session_of(dp_ears *e, const char *id, ear **out, dp_error *err) {
  if (!id || !e->now || !dp_str_eq(dp_str_of(id), dp_str_of(e->now->id)))
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no such session of listening: it ended, or the program was started anew");
  pthread_mutex_lock(&e->lock);
  e->now->contact_ms = ears_clock();
  bool ended = e->now->ending || e->now->cancelled || !e->now->takes;
  pthread_mutex_unlock(&e->lock);
  *out = e->now;
  return ended ? dp_fail(err, DP_ERR_CONFLICT, "this session of listening takes no more sound: it was ended") : DP_OK;
}

static dp_status take_piece(dp_ears *e, const char *session, const char *piece, const uint8_t *bytes, size_t size, uint64_t *number, uint64_t *taken_ms,
                            dp_error *err) {
  ear *s = NULL;
  dp_status status = session_of(e, session, &s, err);
  if (status) return status;
  if (!piece || !dp_parse_uint(dp_str_of(piece), number)) return dp_fail(err, DP_ERR_INPUT, "the address must say which piece this is: ?session=…&piece=0");
  status = check_piece(bytes, size, err);
  if (status) return status;
  bool again = s->next && *number == s->next - 1;
  if (again && (size != s->last_size || memcmp(bytes, s->last, size) != 0))
    return dp_fail(err, DP_ERR_CONFLICT, "piece %zu is here already, and is another", (size_t)*number);
  if (!again && *number != s->next) return dp_fail(err, DP_ERR_CONFLICT, "piece %zu is awaited, not %zu", (size_t)s->next, (size_t)*number);
  if (!again) status = s->keeps ? keep_piece(s, bytes, size / 4, err) : queue_piece(e, s, bytes, size / 4, err);
  if (status) return status;
  pthread_mutex_lock(&e->lock);
  if (!again) {
    s->next++;
    s->taken += size / 4;
    if (s->keeps) s->kept++;
    memcpy(s->last, bytes, size);
    s->last_size = size;
    pthread_cond_broadcast(&e->more);
  }
  *taken_ms = s->taken / MS;
  pthread_mutex_unlock(&e->lock);
  return DP_OK;
}

dp_status dp_ears_sound(dp_ears *e, const char *session, const char *piece, const void *bytes, size_t size, char **response, size_t *response_size,
                        dp_error *err) {
  dp_error error = {DP_OK, ""};
  uint64_t number = 0, ms = 0;
  char text[100];
  pthread_mutex_lock(&e->door);
  dp_status status = take_piece(e, session, piece, bytes, size, &number, &ms, &error);
  bool keeps = !status && e->now->keeps;
  pthread_mutex_unlock(&e->door);
  int n = snprintf(text, sizeof text, "\"piece\":%zu,\"%s\":%zu", (size_t)number, keeps ? "sealed_ms" : "taken_ms", (size_t)ms);
  return ears_answer(status, &error, NULL, (dp_str){text, (size_t)n}, response, response_size, err);
}

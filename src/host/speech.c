/* speech.c: the way from sound to segments: pieces by voice-activity detection, an engine for each, times put right; and
 * the module that the engines are in. The interface is told in speech.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "audio.h"
#include "host.h"
#include "vad.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

enum {
  PARTIAL_EVERY = DP_SPEECH_RATE, /* samples of new sound before another partial hearing */
  LONGEST_MS = 20000
};

/* ---- where things are -------------------------------------------------------------------------------------------- */

/* The folder of the program, without a slash at its end; "" when the system does not say. */
static void own_folder(char *path, size_t room) {
  path[0] = 0;
#ifdef __APPLE__
  uint32_t size = (uint32_t)room;
  if (_NSGetExecutablePath(path, &size)) path[0] = 0;
#else
  ssize_t n = readlink("/proc/self/exe", path, room - 1);
  path[n > 0 ? n : 0] = 0;
#endif
  char *slash = strrchr(path, '/');
  if (slash) *slash = 0;
}

/* Where $DIAGPAD_SPEECH is set only there; else the first of the program's FOLDER/speech, FOLDER, FOLDER/../share/diagpad/speech
 * (files), FOLDER/../lib/diagpad (the module) and FOLDER/.. (tests) that has `name`. */
static bool find(const char *name, bool library, char *path, size_t room) {
  static const char *const below[] = {"/speech", "", "/../share/diagpad/speech", "/../lib/diagpad", "/.."};
  const char *told = getenv("DIAGPAD_SPEECH");
  char folder[3000];
  int n;
  if (told && *told) {
    n = snprintf(path, room, "%s/%s", told, name);
    return n > 0 && (size_t)n < room && dp_host_is_file(path); /* told where: no guessing */
  }
  own_folder(folder, sizeof folder);
  for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
    n = snprintf(path, room, "%s%s/%s", folder, below[i], name);
    if (n > 0 && (size_t)n < room && dp_host_is_file(path)) return true;
  }
#ifdef DP_LIBDIR
  if (library) {
    n = snprintf(path, room, "%s/diagpad/%s", DP_LIBDIR, name);
    return n > 0 && (size_t)n < room && dp_host_is_file(path);
  }
#endif
  return false;
}

bool dp_speech_file(const char *name, char *path, size_t room) { return find(name, false, path, room); }

/* ---- the module -------------------------------------------------------------------------------------------------- */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const dp_speech_module *module;
static dp_error module_error;

static void load(void) {
  char path[4096];
  if (!find("diagpad-speech.so", true, path, sizeof path)) {
    (void)dp_fail(&module_error, DP_ERR_NOT_FOUND,
                  "this diagpad was built without speech: on Debian, apt-get install libpocketsphinx-dev pocketsphinx-en-us "
                  "libsndfile1-dev libsamplerate0-dev libspeexdsp-dev portaudio19-dev, and build it again");
    return;
  }
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL); /* stays for the life of the program */
  const dp_speech_module *(*give)(void) = NULL;
  void *symbol = library ? dlsym(library, "dp_speech_module_of") : NULL;
  memcpy(&give, &symbol, sizeof give); /* POSIX's own advice: C has no cast from an object to a function */
  if (!library) {
    const char *why = dlerror();
    (void)dp_fail(&module_error, DP_ERR_NOT_FOUND, "a library of speech is missing (%s): on Debian, apt-get install "
                  "libpocketsphinx3 libsndfile1 libsamplerate0 libspeexdsp1 libportaudio2", why ? why : path);
  } else if (!give || give()->abi != DP_SPEECH_ABI) {
    (void)dp_fail(&module_error, DP_ERR_NOT_FOUND, "%s is of another version of diagpad: build both again", path);
  } else {
    module = give();
  }
}

/* whisper.cpp is a plug-in of its own, since its library is large and seldom there: its engine is added to the module's. */
static const dp_speech_engine *every_engine[8];
static size_t engine_count;

static void load_engines(void) {
  char path[4096];
  for (size_t i = 0; i < module->engine_count && engine_count < sizeof every_engine / sizeof *every_engine - 1; i++) every_engine[engine_count++] = module->engines[i];
  if (!find("diagpad-whisper.so", true, path, sizeof path)) return;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const dp_speech_engine *(*give)(int abi) = NULL;
  void *symbol = library ? dlsym(library, "dp_speech_engine_of") : NULL;
  memcpy(&give, &symbol, sizeof give);
  if (give && give(DP_SPEECH_ABI)) every_engine[engine_count++] = give(DP_SPEECH_ABI);
}

static void load_all(void) {
  load();
  if (module) load_engines();
}

dp_status dp_speech_load(const dp_speech_module **out, dp_error *err) {
  pthread_once(&once, load_all);
  if (!module) {
    if (err) *err = module_error;
    return module_error.status;
  }
  *out = module;
  return DP_OK;
}

size_t dp_speech_engines(const dp_speech_engine *const **out, dp_error *err) {
  const dp_speech_module *m = NULL;
  if (dp_speech_load(&m, err)) return 0;
  *out = every_engine;
  return engine_count;
}

dp_status dp_audio_open(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err) {
  const dp_speech_module *m = NULL;
  dp_status status = dp_speech_load(&m, err);
  return status ? status : m->audio_open(path, channel, start_ms, out, err);
}
dp_audio_info dp_audio_about(const dp_audio *a) { return module->audio_about(a); }
dp_status dp_audio_read(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err) {
  return module->audio_read(a, pcm, room, count, err);
}
void dp_audio_close(dp_audio *a) {
  if (a) module->audio_close(a);
}
dp_status dp_capture_open(const char *device, dp_capture **out, dp_error *err) {
  const dp_speech_module *m = NULL;
  dp_status status = dp_speech_load(&m, err);
  return status ? status : m->capture_open(device, out, err);
}
const char *dp_capture_name(const dp_capture *c) { return module->capture_name(c); }
dp_status dp_capture_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err) {
  return module->capture_read(c, pcm, room, count, lost, err);
}
void dp_capture_close(dp_capture *c) {
  if (c) module->capture_close(c);
}

/* ---- hearing ----------------------------------------------------------------------------------------------------- */

struct dp_speech {
  dp_speech_options options;
  const dp_speech_engine *engine;
  void *state;
  dp_vad *vad;
  volatile int cancelled; /* written by others: one aligned int, read now and then */
  dp_speech_progress progress;
  uint64_t fed; /* samples */
  uint64_t speech_samples;
  size_t heard_of_pending; /* samples of the growing piece when it was last heard */
  uint32_t number;
  bool finished;
  dp_arena words_arena; /* of one segment */
  struct {
    dp_speech_word *at;
    size_t count, room;
  } words;
  uint32_t piece_ms, piece_end_ms;
};

dp_speech_options dp_speech_defaults(void) { return (dp_speech_options){0}; }

static uint32_t to_ms(uint64_t samples) { return (uint32_t)(samples * 1000 / DP_SPEECH_RATE); }

dp_status dp_speech_choose(const dp_speech_options *o, const dp_speech_engine **out, dp_error *err) {
  const dp_speech_engine *const *engines = NULL;
  size_t count = dp_speech_engines(&engines, err);
  if (!count) {
    const dp_speech_module *m = NULL;
    dp_status status = dp_speech_load(&m, err);
    return status ? status : dp_fail(err, DP_ERR_NOT_FOUND,
                                     "this diagpad was built without an engine of speech: on Debian, apt-get install "
                                     "libpocketsphinx-dev pocketsphinx-en-us, and build it again");
  }
  for (size_t i = 0; i < count; i++)
    if (o->engine ? !strcmp(o->engine, engines[i]->name) : o->model ? engines[i]->takes(o->model) : true)
      return *out = engines[i], DP_OK;
  if (!o->engine)
    return dp_fail(err, DP_ERR_NOT_FOUND, "%s is no model of an engine of speech that this diagpad has", o->model);
  dp_buf names;
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  dp_buf_init(&names, &arena);
  for (size_t i = 0; i < count; i++) dp_buf_text(&names, i ? ", " : ""), dp_buf_text(&names, engines[i]->name);
  dp_status status = dp_fail(err, DP_ERR_NOT_FOUND, "there is no engine of speech %s here: this diagpad has %.*s%s", o->engine, (int)names.size, names.at,
                             strcmp(o->engine, "whisper") ? "" : "; make whisper builds whisper.cpp");
  dp_arena_free(&arena);
  return status;
}

dp_status dp_speech_open(const dp_speech_options *options, dp_speech **out, dp_error *err) {
  const dp_speech_engine *engine = NULL;
  dp_status status = dp_speech_choose(options, &engine, err);
  if (!status) status = engine->ready(options, err);
  if (status) return status;
  dp_speech *s = calloc(1, sizeof *s);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  s->options = *options;
  s->engine = engine;
  s->number = options->first_number;
  dp_arena_init(&s->words_arena, NULL);
  uint32_t longest = options->longest_ms ? options->longest_ms : engine->longest_ms ? engine->longest_ms : LONGEST_MS;
  s->vad = dp_vad_new((size_t)longest * (DP_SPEECH_RATE / 1000), options->without & DP_SPEECH_NO_VAD);
  status = s->vad ? engine->open(options, &s->state, err) : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (status) return dp_speech_close(s), status;
  *out = s;
  return DP_OK;
}

void dp_speech_close(dp_speech *s) {
  if (!s) return;
  if (s->state) s->engine->close(s->state);
  dp_vad_free(s->vad);
  dp_arena_free(&s->words_arena);
  free(s);
}

dp_status dp_speech_again(dp_speech *s, dp_error *err) {
  dp_vad *fresh = dp_vad_new(dp_vad_longest(s->vad), s->options.without & DP_SPEECH_NO_VAD);
  if (!fresh) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_vad_free(s->vad);
  s->vad = fresh;
  s->options.start_ms = s->options.first_number = s->number = 0;
  s->progress = (dp_speech_progress){0};
  s->fed = s->speech_samples = s->heard_of_pending = 0;
  s->finished = false;
  s->cancelled = 0;
  if (s->engine->forget) s->engine->forget(s->state);
  return DP_OK;
}

void dp_speech_cancel(dp_speech *s) { s->cancelled = 1; }
bool dp_speech_cancelled(const dp_speech *s) { return s->cancelled; }
const char *dp_speech_engine_name(const dp_speech *s) { return s->engine->name; }

dp_speech_progress dp_speech_where(const dp_speech *s) {
  dp_speech_progress p = s->progress;
  p.fed_ms = to_ms(s->fed) + s->options.start_ms;
  p.speech_ms = to_ms(s->speech_samples);
  return p;
}

static bool is_cancelled(void *ctx) { return ((dp_speech *)ctx)->cancelled; }

/* Engines are not trusted with times: a word lies within its piece and ends no earlier than it begins. */
static void add_word(void *ctx, dp_str text, uint32_t start_ms, uint32_t end_ms, uint16_t confidence) {
  dp_speech *s = ctx;
  dp_speech_word w = {.start_ms = s->piece_ms + start_ms, .end_ms = s->piece_ms + end_ms,
                      .confidence = confidence > 1000 ? 1000 : confidence};
  if (w.end_ms > s->piece_end_ms) w.end_ms = s->piece_end_ms;
  if (w.start_ms > w.end_ms) w.start_ms = w.end_ms;
  w.text.at = dp_arena_copy(&s->words_arena, text);
  w.text.size = text.size;
  if (w.text.at) DP_PUSH(&s->words_arena, &s->words, w);
}

static dp_status hear(dp_speech *s, const dp_vad_piece *piece, dp_error *err) {
  dp_arena_reset(&s->words_arena);
  s->words.at = NULL;
  s->words.count = s->words.room = 0;
  s->piece_ms = to_ms(piece->start) + s->options.start_ms;
  s->piece_end_ms = to_ms(piece->start + piece->count) + s->options.start_ms;
  dp_speech_sink sink = {add_word, is_cancelled, s};
  dp_status status = s->engine->hear(s->state, piece->pcm, piece->count, piece->snr_db, piece->done, &sink, err);
  if (status) return status;
  if (s->words_arena.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (s->cancelled) return DP_OK; /* half a piece is not what was said */
  dp_speech_segment g = {.number = s->number, .final = piece->done, .words = s->words.at, .word_count = s->words.count,
                         .start_ms = to_ms(piece->speech) + s->options.start_ms,
                         .end_ms = to_ms(piece->speech_end) + s->options.start_ms, .snr_db = (uint16_t)piece->snr_db};
  uint64_t sum = 0, weight = 0;
  for (size_t i = 0; i < s->words.count; i++) {
    uint64_t w = s->words.at[i].end_ms - s->words.at[i].start_ms + 1;
    sum += w * s->words.at[i].confidence;
    weight += w;
  }
  g.confidence = weight ? (uint16_t)(sum / weight) : 0;
  if (s->options.heard) s->options.heard(s->options.ctx, &g);
  if (piece->done) {
    s->number++;
    s->progress.segments++;
    s->speech_samples += piece->speech_end - piece->speech;
    s->progress.decided_ms = s->piece_end_ms;
  }
  return DP_OK;
}

dp_status dp_speech_feed(dp_speech *s, const float *pcm, size_t count, dp_error *err) {
  if (s->finished) return dp_fail(err, DP_ERR_INTERNAL, "sound was fed after the end");
  while (count && !s->cancelled) {
    size_t used = 0;
    dp_vad_piece piece;
    bool whole = dp_vad_feed(s->vad, pcm, count, &used, &piece);
    pcm += used;
    count -= used;
    s->fed += used;
    dp_status status = whole ? hear(s, &piece, err) : DP_OK;
    if (status) return status;
    if (whole) s->heard_of_pending = 0;
  }
  dp_vad_piece piece;
  if (!s->cancelled && s->options.partial && dp_vad_pending(s->vad, &piece)) {
    if (piece.count < s->heard_of_pending) s->heard_of_pending = 0;
    if (piece.count >= s->heard_of_pending + PARTIAL_EVERY) {
      s->heard_of_pending = piece.count;
      dp_status status = hear(s, &piece, err);
      if (status) return status;
    }
  }
  uint32_t decided = to_ms(dp_vad_decided(s->vad)) + s->options.start_ms;
  if (!s->cancelled && decided > s->progress.decided_ms) s->progress.decided_ms = decided;
  return DP_OK;
}

dp_status dp_speech_finish(dp_speech *s, dp_error *err) {
  dp_vad_piece piece;
  s->finished = true;
  if (s->cancelled) return DP_OK;
  dp_status status = dp_vad_finish(s->vad, &piece) ? hear(s, &piece, err) : DP_OK;
  if (!status && !s->cancelled) s->progress.decided_ms = to_ms(s->fed) + s->options.start_ms;
  return status;
}

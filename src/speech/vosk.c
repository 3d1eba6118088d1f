/* vosk.c: Vosk as an engine, opened when it is asked for: libvosk.so is a plain C library with opaque pointers (vosk_api.h of alphacep/vosk-api), so that
 * nothing of it is needed to build.
 *
 * A recogniser is made anew for each piece: it adapts to a voice within one, and our pieces change voices. Its answer is JSON with words, seconds
 * and confidences. A growing piece is heard again from its beginning.
 */
#define _POSIX_C_SOURCE 200809L
#include "module.h"
#include "../base/json.h"
#include "../host/host.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = DP_SPEECH_RATE / 5 };

typedef struct vosk {
  void *library, *model;
  void *(*model_new)(const char *path);
  void (*model_free)(void *model);
  void *(*recognizer_new)(void *model, float rate);
  void (*recognizer_free)(void *r);
  int (*accept)(void *r, const short *data, int length);
  void (*set_words)(void *r, int on);
  const char *(*result)(void *r);
  const char *(*final)(void *r);
  void (*set_log_level)(int level);
} vosk;

static bool takes(const char *model) {
  char path[4096];
  int n = snprintf(path, sizeof path, "%s/am/final.mdl", model);
  return n > 0 && (size_t)n < sizeof path && dp_host_is_file(path);
}

/* $DIAGPAD_VOSK is the library itself; else where the system finds it. */
static void *open_library(void) {
  const char *told = getenv("DIAGPAD_VOSK");
  if (told && *told) return dlopen(told, RTLD_NOW | RTLD_LOCAL);
  void *library = dlopen("libvosk.so", RTLD_NOW | RTLD_LOCAL);
  return library ? library : dlopen("libvosk.dylib", RTLD_NOW | RTLD_LOCAL);
}

static dp_status ready(const dp_speech_options *o, dp_error *err) {
  void *library = open_library();
  if (!library) return dp_fail(err, DP_ERR_NOT_FOUND, "vosk needs its library libvosk.so where the system finds it, or its path in DIAGPAD_VOSK: see docs/speech.md");
  dlclose(library);
  if (!o->model) return dp_fail(err, DP_ERR_NOT_FOUND, "vosk needs a model: --model FOLDER; diagpad speech models says which there are and where");
  if (!dp_host_is_folder(o->model)) return dp_fail(err, DP_ERR_NOT_FOUND, "there is no folder %s; diagpad speech models says which models there are", o->model);
  return takes(o->model) ? DP_OK : dp_fail(err, DP_ERR_INPUT, "%s is no folder of a Vosk model: it has no am/final.mdl", o->model);
}

static void close_vosk(void *state) {
  vosk *v = state;
  if (!v) return;
  if (v->model) v->model_free(v->model);
  if (v->library) dlclose(v->library);
  free(v);
}

static dp_status open_vosk(const dp_speech_options *o, void **state, dp_error *err) {
  vosk *v = calloc(1, sizeof *v);
  if (!v) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  const struct {
    const char *name;
    void *to;
  } needed[] = {{"vosk_model_new", &v->model_new},           {"vosk_model_free", &v->model_free},
                {"vosk_recognizer_new", &v->recognizer_new}, {"vosk_recognizer_free", &v->recognizer_free},
                {"vosk_recognizer_accept_waveform_s", &v->accept}, {"vosk_recognizer_result", &v->result},
                {"vosk_recognizer_final_result", &v->final}, {"vosk_set_log_level", &v->set_log_level}};
  v->library = open_library();
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    void *symbol = v->library ? dlsym(v->library, needed[i].name) : NULL;
    if (!symbol) return close_vosk(v), dp_fail(err, DP_ERR_NOT_FOUND, "the library of vosk has no %s: it is of another version", needed[i].name);
    memcpy(needed[i].to, &symbol, sizeof symbol); /* POSIX's own advice */
  }
  void *words = dlsym(v->library, "vosk_recognizer_set_words"); /* later versions give words always */
  memcpy(&v->set_words, &words, sizeof words);
  v->set_log_level(-1);
  v->model = v->model_new(o->model);
  if (!v->model) return close_vosk(v), dp_fail(err, DP_ERR_INPUT, "vosk did not take the model %s: is it whole?", o->model);
  *state = v;
  return DP_OK;
}

static uint32_t ms_of(const dp_json *word, const char *key) {
  const dp_json *n = dp_json_get(word, key);
  return n && n->kind == DP_JSON_NUMBER && n->milli > 0 && n->milli < 100000000 ? (uint32_t)n->milli : 0;
}

/* {"result": [{"word": "fever", "start": 0.12, "end": 0.5, "conf": 0.98}], "text": "fever"}; without words "result" is missing. */
static dp_status give_words(const char *answer, const dp_speech_sink *sink, dp_error *err) {
  dp_arena arena;
  dp_json *o = NULL;
  dp_arena_init(&arena, NULL);
  dp_status status = answer ? dp_json_parse(dp_str_of(answer), &arena, &o, NULL) : DP_ERR_INPUT;
  if (!status) {
    const dp_json *list = o->kind == DP_JSON_OBJECT ? dp_json_get(o, "result") : NULL;
    for (const dp_json *w = list && list->kind == DP_JSON_ARRAY ? list->first : NULL; w; w = w->next) {
      dp_str text;
      const dp_json *c = dp_json_get(w, "conf");
      int64_t p = c && c->kind == DP_JSON_NUMBER ? c->milli : 0;
      if (w->kind == DP_JSON_OBJECT && dp_json_get_str(w, "word", &text) && text.size)
        sink->word(sink->ctx, text, ms_of(w, "start"), ms_of(w, "end"), (uint16_t)(p < 0 ? 0 : p > 1000 ? 1000 : p));
    }
  }
  dp_arena_free(&arena);
  return status ? dp_fail(err, DP_ERR_INTERNAL, "vosk's answer is not what its interface says") : DP_OK;
}

static dp_status hear(void *state, const float *pcm, size_t count, unsigned snr_db, bool last, const dp_speech_sink *sink, dp_error *err) {
  vosk *v = state;
  short block[BLOCK];
  (void)snr_db, (void)last;
  void *r = v->recognizer_new(v->model, (float)DP_SPEECH_RATE);
  if (!r) return dp_fail(err, DP_ERR_MEMORY, "vosk did not begin");
  if (v->set_words) v->set_words(r, 1);
  dp_status status = DP_OK;
  for (size_t at = 0; !status && at < count && !sink->cancelled(sink->ctx); at += BLOCK) {
    size_t n = count - at < BLOCK ? count - at : BLOCK;
    for (size_t i = 0; i < n; i++) block[i] = (short)(pcm[at + i] * 32767);
    int got = v->accept(r, block, (int)n);
    if (got < 0) status = dp_fail(err, DP_ERR_INTERNAL, "vosk failed on a piece of sound");
    if (got == 1) status = give_words(v->result(r), sink, err); /* it heard an end: its words would be gone with the next */
  }
  if (!status && !sink->cancelled(sink->ctx)) status = give_words(v->final(r), sink, err);
  v->recognizer_free(r);
  return status;
}

const dp_speech_engine dp_engine_vosk = {
    .name = "vosk",
    .title = "Vosk",
    .caution = "its accuracy was not measured by us",
    .longest_ms = 28000,
    .takes = takes,
    .ready = ready,
    .open = open_vosk,
    .hear = hear,
    .close = close_vosk,
};

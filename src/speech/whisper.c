/* whisper.c: whisper.cpp as an engine (its C API, whisper.h): the plug-in diagpad-whisper.so, loaded beside diagpad-speech.so when it is there.
 *
 * It is given pieces of at most 28 s, cut at silences (host/vad.h): Whisper looks at 30 s at a time, and what a piece does not fill is padded and costs the
 * same. Nothing is carried from piece to piece: the text of the piece before, given as context, is how Whisper's loops begin. The names in
 * the consultation are its prompt instead. What it invents all the same is taken out by guard.c. A growing piece is not heard in between:
 * each hearing costs as much as 30 s of sound.
 *
 * A word's confidence is its least likely token's probability. Times are the library's token times, which are experimental.
 */
#define _POSIX_C_SOURCE 200809L
#include "../host/host.h"
#include "../host/speech.h"
#include "guard.h"
#include "../host/models.h"
#include "whisper_file.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <whisper.h>

enum { WORDS_MOST = 600, TEXT_MOST = 16384, PROMPT_MOST = 800 };

typedef struct whisper {
  struct whisper_context *context;
  char prompt[PROMPT_MOST];
  dp_guess words[WORDS_MOST];
  char text[TEXT_MOST];
  size_t count, used;
  const dp_speech_sink *sink;
} whisper;

static void say_nothing(enum ggml_log_level level, const char *text, void *ctx) { (void)level, (void)text, (void)ctx; }

static dp_status ready(const dp_speech_options *o, dp_error *err) {
  if (!o->model)
    return dp_fail(err, DP_ERR_NOT_FOUND, "whisper needs a model: --model FILE; diagpad speech models says which there are and where");
  if (!dp_host_is_file(o->model)) return dp_fail(err, DP_ERR_NOT_FOUND, "there is no model %s; diagpad speech models says which there are and where", o->model);
  return dp_whisper_takes(o->model) ? DP_OK : dp_fail(err, DP_ERR_INPUT, "%s is no Whisper model of whisper.cpp (ggml)", o->model);
}

/* "Names: metformin, lisinopril." steers the spelling. Whole names only, and not more than the library would take. */
static void prime(whisper *w, const dp_speech_options *o) {
  size_t at = 0;
  for (size_t i = 0; i < o->name_count; i++) {
    dp_str n = o->names[i];
    if (at + n.size + 12 > PROMPT_MOST) break;
    at += (size_t)snprintf(w->prompt + at, PROMPT_MOST - at, "%s%.*s", at ? ", " : "Names: ", (int)n.size, n.at);
  }
  if (at) snprintf(w->prompt + at, PROMPT_MOST - at, ".");
}

static void close_whisper(void *state) {
  whisper *w = state;
  if (!w) return;
  if (w->context) whisper_free(w->context);
  free(w);
}

static dp_status open_whisper(const dp_speech_options *o, void **state, dp_error *err) {
  dp_status status = dp_whisper_check(o->model, err);
  if (!status) status = dp_model_check(o->model, err);
  if (status) return status;
  whisper *w = calloc(1, sizeof *w);
  if (!w) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  whisper_log_set(say_nothing, NULL);
  struct whisper_context_params p = whisper_context_default_params();
  p.use_gpu = false;
  w->context = whisper_init_from_file_with_params(o->model, p);
  if (!w->context) return close_whisper(w), dp_fail(err, DP_ERR_INPUT, "whisper.cpp did not take the model %s: it is damaged, or memory is too small for it", o->model);
  prime(w, o);
  *state = w;
  return DP_OK;
}

static bool stop(void *ctx) {
  const dp_speech_sink *sink = ctx;
  return sink->cancelled(sink->ctx);
}

/* Tokens are pieces of words, and of characters: a word begins with a space. */
static void add_token(whisper *w, const char *text, int64_t from, int64_t to, float p) {
  size_t n = strlen(text);
  uint16_t confidence = (uint16_t)(p < 0 ? 0 : p > 1 ? 1000 : p * 1000);
  bool begins = *text == ' ' || !w->count;
  if (*text == ' ') text++, n--;
  if (w->used + n > TEXT_MOST || (begins && w->count == WORDS_MOST)) return;
  if (begins) w->words[w->count++] = (dp_guess){{w->text + w->used, 0}, (uint32_t)(from < 0 ? 0 : from * 10), 0, confidence};
  dp_guess *word = &w->words[w->count - 1];
  memcpy(w->text + w->used, text, n);
  w->used += n;
  word->text.size += n;
  word->end_ms = (uint32_t)(to < 0 ? 0 : to * 10);
  if (confidence < word->confidence) word->confidence = confidence;
}

static dp_status hear(void *state, const float *pcm, size_t count, unsigned snr_db, bool last, const dp_speech_sink *sink, dp_error *err) {
  whisper *w = state;
  (void)snr_db;
  if (!last) return DP_OK;
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  struct whisper_full_params p = whisper_full_default_params(WHISPER_SAMPLING_GREEDY);
  p.n_threads = cores < 1 ? 1 : cores > 8 ? 8 : (int)cores;
  p.no_context = true;
  p.print_progress = p.print_realtime = p.print_timestamps = p.print_special = false;
  p.token_timestamps = true;
  p.suppress_nst = true;
  p.language = "en";
  p.initial_prompt = *w->prompt ? w->prompt : NULL;
  p.abort_callback = stop;
  p.abort_callback_user_data = (void *)(uintptr_t)sink;
  w->count = w->used = 0;
  int failed = whisper_full(w->context, p, pcm, (int)count);
  if (sink->cancelled(sink->ctx)) return DP_OK;
  if (failed) return dp_fail(err, DP_ERR_INTERNAL, "whisper.cpp failed on a piece of sound (%d)", failed);
  for (int s = 0; s < whisper_full_n_segments(w->context); s++) {
    if (whisper_full_get_segment_no_speech_prob(w->context, s) > 0.8f) continue; /* it says itself that nobody spoke */
    for (int t = 0; t < whisper_full_n_tokens(w->context, s); t++) {
      whisper_token_data d = whisper_full_get_token_data(w->context, s, t);
      const char *text = whisper_full_get_token_text(w->context, s, t);
      if (d.id < whisper_token_eot(w->context) && text) add_token(w, text, d.t0, d.t1, d.p);
    }
  }
  size_t kept = 0;
  for (size_t i = 0; i < w->count; i++)
    if (w->words[i].text.size && dp_utf8_valid(w->words[i].text)) w->words[kept++] = w->words[i];
  w->count = dp_guard(w->words, kept, pcm, count);
  for (size_t i = 0; i < w->count; i++) sink->word(sink->ctx, w->words[i].text, w->words[i].start_ms, w->words[i].end_ms, w->words[i].confidence);
  return DP_OK;
}

static const dp_speech_engine engine = {
    .name = "whisper",
    .title = "whisper.cpp",
    .caution = "its accuracy was not measured by us; it may write what nobody said: check it against the sound",
    .points = true,
    .longest_ms = 28000,
    .takes = dp_whisper_takes,
    .ready = ready,
    .open = open_whisper,
    .hear = hear,
    .close = close_whisper,
};

/* The one symbol that the plug-in exports. */
__attribute__((visibility("default"))) const dp_speech_engine *dp_speech_engine_of(int abi);
const dp_speech_engine *dp_speech_engine_of(int abi) { return abi == DP_SPEECH_ABI ? &engine : NULL; }

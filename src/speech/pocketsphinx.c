/* pocketsphinx.c: the built-in engine: PocketSphinx 5prealpha with Debian's American English model, made better for medicine.
 *
 * What it does beyond the library's own command line:
 * - pieces come from our voice-activity detection (host/vad.h), so that the library's own silence removal is off;
 * - the cepstral mean is the piece's own;
 * - the language model is the general one of Debian and a medical one (tools/speech_lm.py), interpolated (ngram_model_set);
 * - medicines, diseases and findings are in the dictionary with pronunciations (tools/speech_dict.py);
 * - noise is suppressed (speexdsp) only in a piece whose signal is less than SUPPRESS_BELOW dB above its noise;
 * - what the larger language model costs in time is saved where it costs no words (chosen on aci_valid, docs/quality.md): no second pass over the words of the
 *   first one (-fwdflat; the best path through the first one's lattice stays, the confidences are from it), two instead of four densities a
 *   codebook (-topn), and at most 6000 phones in the running at once (-maxhmmpf), which noise and strange voices reach. Narrower beams save as much, but the words suffer.
 *
 * The library ends the program on some faults of model files (E_FATAL): whether the files are there is looked at before.
 */
#ifdef DP_HAVE_POCKETSPHINX
#define _POSIX_C_SOURCE 200809L
#include "module.h"
#include "../host/host.h"
#include <math.h>
#include <pocketsphinx.h>
#include <sphinxbase/err.h>
#include <sphinxbase/ngram_model.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef DP_HAVE_SPEEXDSP
#include <speex/speex_preprocess.h>
#endif

enum {
  FRAME_MS = 10,
  DENSITIES = 2,
  PHONES_MOST = 6000,
  SUPPRESS_BELOW = 12,  /* dB */
  SUPPRESS_FRAME = 160,
  SUPPRESS_DB = -12
};

typedef struct sphinx {
  ps_decoder_t *decoder;
  cmd_ln_t *config;
  unsigned without;
  int16_t *samples;
  size_t room;
} sphinx;

/* ---- files ------------------------------------------------------------------------------------------------------- */

/* Debian's folder, Homebrew's, or $DIAGPAD_POCKETSPHINX. */
static bool model_file(const char *told, const char *name, char *path, size_t room) {
  const char *env = getenv("DIAGPAD_POCKETSPHINX");
  const char *const folders[] = {told ? told : "", env ? env : "", "/usr/share/pocketsphinx/model/en-us",
                                 "/opt/homebrew/share/pocketsphinx/model/en-us", "/usr/local/share/pocketsphinx/model/en-us"};
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    if (!*folders[i]) continue;
    int n = snprintf(path, room, "%s/%s", folders[i], name);
    if (n > 0 && (size_t)n < room && (dp_host_is_file(path) || dp_host_is_folder(path))) return true;
    if (i == 0) return false;
  }
  return false;
}

static bool takes(const char *model) {
  char path[4096];
  return model_file(model, "en-us/mdef", path, sizeof path);
}

static dp_status ready(const dp_speech_options *o, dp_error *err) {
  static const char *const needed[] = {"en-us/mdef", "en-us/means", "en-us/variances", "en-us/transition_matrices", "en-us/feat.params",
                                       "cmudict-en-us.dict", "en-us.lm.bin"};
  char path[4096];
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (!model_file(o->model, needed[i], path, sizeof path))
      return o->model ? dp_fail(err, DP_ERR_NOT_FOUND, "%s is no folder of a PocketSphinx model: it has no %s", o->model, needed[i])
                      : dp_fail(err, DP_ERR_NOT_FOUND, "the model of the built-in engine is not installed (%s): on Debian, apt-get "
                                                       "install pocketsphinx-en-us", needed[i]);
  return DP_OK;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static void say_nothing(void *user_data, err_lvl_t level, const char *format, ...) {
  (void)user_data, (void)level, (void)format;
}

static void close_sphinx(void *state) {
  sphinx *x = state;
  if (!x) return;
  if (x->decoder) ps_free(x->decoder);
  if (x->config) cmd_ln_free_r(x->config);
  free(x->samples);
  free(x);
}

/* medical.dict: a word and its phones on a line, as in CMUdict. */
static dp_status add_words(sphinx *x, dp_error *err) {
  char path[4096];
  if (!dp_speech_file("medical.dict", path, sizeof path)) return DP_OK;
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  dp_str text;
  dp_status status = dp_host_read_file(path, 16u << 20, &arena, &text, err);
  unsigned number = 0;
  while (!status && text.at && text.size) {
    dp_str phones = dp_str_cut(&text, '\n'), word = dp_str_cut(&phones, ' ');
    number++;
    if (!word.size || word.at[0] == '#') continue;
    phones = dp_str_trim(phones.at ? phones : DP_STR(""));
    if (!phones.size || ps_add_word(x->decoder, dp_arena_copy(&arena, word), dp_arena_copy(&arena, phones), 0) < 0)
      status = dp_fail(err, DP_ERR_INPUT, "%s:%u: no pronunciation in the phones of the model", path, number);
  }
  dp_arena_free(&arena);
  return status;
}

static dp_status add_language(sphinx *x, const dp_speech_options *o, dp_error *err) {
  char general_path[4096], medical_path[4096];
  logmath_t *log = ps_get_logmath(x->decoder);
  model_file(o->model, "en-us.lm.bin", general_path, sizeof general_path);
  ngram_model_t *models[2] = {ngram_model_read(x->config, general_path, NGRAM_AUTO, log), NULL}, *set;
  if (!models[0]) return dp_fail(err, DP_ERR_INPUT, "the language model %s is damaged", general_path);
  if (!(o->without & DP_SPEECH_NO_MEDICAL_LM) && dp_speech_file("medical.lm.bin", medical_path, sizeof medical_path)) {
    models[1] = ngram_model_read(x->config, medical_path, NGRAM_AUTO, log);
    if (!models[1]) return ngram_model_free(models[0]), dp_fail(err, DP_ERR_INPUT, "the language model %s is damaged", medical_path);
  }
  set = models[0];
  if (models[1]) {
    char *names[2] = {(char *)(uintptr_t)"general", (char *)(uintptr_t)"medical"};
    float weights[2] = {0.5f, 0.5f}; /* chosen on aci_valid: from 0.15 to 0.7 nothing changes much */
    set = ngram_model_set_init(x->config, models, names, weights, 2);
    if (set) ngram_model_set_interp(set, NULL, NULL);
  }
  bool done = set && ps_set_lm(x->decoder, "speech", set) == 0 && ps_set_search(x->decoder, "speech") == 0;
  if (set) ngram_model_free(set);
  return done ? DP_OK : dp_fail(err, DP_ERR_INPUT, "PocketSphinx did not take the language models");
}

static dp_status open_sphinx(const dp_speech_options *o, void **state, dp_error *err) {
  char hmm[4096], dictionary[4096];
  if (!model_file(o->model, "en-us", hmm, sizeof hmm) || !model_file(o->model, "cmudict-en-us.dict", dictionary, sizeof dictionary))
    return dp_fail(err, DP_ERR_NOT_FOUND, "the model of the built-in engine is gone");
  err_set_logfp(NULL);
  err_set_callback(say_nothing, NULL);
  sphinx *x = calloc(1, sizeof *x);
  if (!x) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  x->without = o->without;
  bool cut = !(o->without & DP_SPEECH_NO_VAD);
  x->config = cmd_ln_init(NULL, ps_args(), TRUE, "-hmm", hmm, "-dict", dictionary, "-remove_silence", cut ? "no" : "yes", NULL);
  if (x->config && !(o->without & DP_SPEECH_NO_HASTE)) {
    cmd_ln_set_boolean_r(x->config, "-fwdflat", FALSE);
    cmd_ln_set_int_r(x->config, "-topn", DENSITIES);
    cmd_ln_set_int_r(x->config, "-maxhmmpf", PHONES_MOST);
  }
  x->decoder = x->config ? ps_init(x->config) : NULL;
  if (!x->decoder) return close_sphinx(x), dp_fail(err, DP_ERR_INPUT, "PocketSphinx did not take its model in %s: is it damaged?", hmm);
  dp_status status = o->without & DP_SPEECH_NO_DICTIONARY ? DP_OK : add_words(x, err);
  if (!status) status = add_language(x, o, err);
  if (status) return close_sphinx(x), status;
  *state = x;
  return DP_OK;
}

/* ---- hearing a piece --------------------------------------------------------------------------------------------- */

static bool to_samples(sphinx *x, const float *pcm, size_t count, unsigned snr_db) {
  if (count > x->room) {
    int16_t *more = realloc(x->samples, count * sizeof *more);
    if (!more) return false;
    x->samples = more;
    x->room = count;
  }
  for (size_t i = 0; i < count; i++) x->samples[i] = (int16_t)lrintf(pcm[i] * 32767);
  (void)snr_db;
#ifdef DP_HAVE_SPEEXDSP
  if (snr_db < SUPPRESS_BELOW && !(x->without & DP_SPEECH_NO_SUPPRESSION)) {
    SpeexPreprocessState *p = speex_preprocess_state_init(SUPPRESS_FRAME, DP_SPEECH_RATE);
    int on = 1, by = SUPPRESS_DB;
    speex_preprocess_ctl(p, SPEEX_PREPROCESS_SET_DENOISE, &on);
    speex_preprocess_ctl(p, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &by);
    for (size_t i = 0; i + SUPPRESS_FRAME <= count; i += SUPPRESS_FRAME) speex_preprocess_run(p, x->samples + i);
    speex_preprocess_state_destroy(p);
  }
#endif
  return true;
}

/* "read(2)" is the second pronunciation of "read"; what stands in angles or square brackets is no word. */
static dp_str plain_word(const char *word) {
  dp_str w = dp_str_of(word), rest = w;
  if (!w.size || w.at[0] == '<' || w.at[0] == '[' || w.at[0] == '+') return (dp_str){"", 0};
  w = dp_str_cut(&rest, '(');
  return w;
}

static void give_words(sphinx *x, const dp_speech_sink *sink) {
  logmath_t *log = ps_get_logmath(x->decoder);
  for (ps_seg_t *g = ps_seg_iter(x->decoder); g; g = ps_seg_next(g)) {
    int first, last;
    int32 acoustic, language, back;
    dp_str word = plain_word(ps_seg_word(g));
    if (!word.size) continue;
    ps_seg_frames(g, &first, &last);
    double p = logmath_exp(log, ps_seg_prob(g, &acoustic, &language, &back));
    sink->word(sink->ctx, word, (uint32_t)first * FRAME_MS, (uint32_t)(last + 1) * FRAME_MS,
               (uint16_t)(p < 0 ? 0 : p > 1 ? 1000 : p * 1000 + 0.5));
  }
}

static dp_status hear(void *state, const float *pcm, size_t count, unsigned snr_db, bool last, const dp_speech_sink *sink, dp_error *err) {
  sphinx *x = state;
  (void)last;
  if (!to_samples(x, pcm, count, snr_db)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (ps_start_utt(x->decoder) < 0) return dp_fail(err, DP_ERR_INTERNAL, "PocketSphinx did not begin");
  ps_process_raw(x->decoder, x->samples, count, 0, !(x->without & DP_SPEECH_NO_MEAN));
  if (ps_end_utt(x->decoder) < 0) return dp_fail(err, DP_ERR_INTERNAL, "PocketSphinx did not end");
  give_words(x, sink);
  return DP_OK;
}

const dp_speech_engine dp_engine_builtin = {
    .name = "builtin",
    .title = "PocketSphinx",
    .caution = "made for dictation: a conversation heard by it is a rough draft",
    .longest_ms = 20000,
    .takes = takes,
    .ready = ready,
    .open = open_sphinx,
    .hear = hear,
    .close = close_sphinx,
};
#else
typedef int dp_no_pocketsphinx; /* a file must not be empty */
#endif

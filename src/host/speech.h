/* speech.h: what an engine of speech is, and the one way to use any of them.
 *
 *     dp_speech_options o = dp_speech_defaults();
 *     o.heard = my_function;                            // is given each segment
 *     dp_speech_open(&o, &speech, &err);                // loads the model: may take a second
 *     while (there is sound) dp_speech_feed(speech, pcm, count, &err);      // 16 kHz mono float, -1 to 1, any count
 *     dp_speech_finish(speech, &err);                   // what is still pending
 *     dp_speech_close(speech);
 *
 * The sound is cut into pieces at silences by voice-activity detection (vad.h), the same for every engine; an engine
 * (dp_speech_engine) only ever sees one piece of speech of at most `longest_ms` and gives the words in it. So memory is
 * bounded however long the sound is, times are right across pieces, text is never made from silence, and an engine's adapter is
 * short. To add one: a dp_speech_engine in src/speech, and a row in the table of src/speech/module.c.
 *
 * The engines and what reads sound (audio.h) live in a module of their own, diagpad-speech.so, that is loaded when speech is first
 * asked for: the program starts as fast as without, and runs where the libraries are not. Where the module or an engine is missing,
 * dp_speech_open says what to install.
 *
 * Threads: one dp_speech belongs to one thread; dp_speech_cancel alone may be called from any other, or from a signal
 * handler. Times are milliseconds since the first sample fed (plus `start_ms`).
 */
#ifndef DP_SPEECH_H
#define DP_SPEECH_H

#include "../base/base.h"

enum { DP_SPEECH_RATE = 16000, DP_SPEECH_ABI = 1 };

/* ---- what is heard ----------------------------------------------------------------------------------------------- */

typedef struct dp_speech_word {
  dp_str text; /* UTF-8, as the engine writes it: lower case without points, or cased and pointed (engine->points) */
  uint32_t start_ms, end_ms;
  uint16_t confidence; /* 0 to 1000; a posterior probability by the engine's own account */
} dp_speech_word;

/* One piece of speech. A partial one (final false) is replaced by the next segment with the same number; a final one stays.
 * Lives during the call of `heard` only. */
typedef struct dp_speech_segment {
  uint32_t number; /* from 0 */
  bool final;
  uint32_t start_ms, end_ms; /* of the speech, without the silence around it */
  uint16_t confidence;       /* mean of the words, weighted by their length */
  uint16_t snr_db;           /* speech over noise, as voice-activity detection measured it; 99 when there is no noise */
  const dp_speech_word *words;
  size_t word_count; /* may be 0: something was said and no word was made out */
} dp_speech_segment;

typedef struct dp_speech_progress {
  uint64_t fed_ms;     /* of sound taken in */
  uint64_t decided_ms; /* up to here everything is final: the place to go on from after an interruption */
  uint64_t speech_ms;  /* of it speech */
  uint32_t segments;   /* final ones so far */
} dp_speech_progress;

/* ---- to use ------------------------------------------------------------------------------------------------------ */

/* What the built-in engine may do without, so that the benchmark can show what each is worth (`make bench-speech`). */
enum {
  DP_SPEECH_NO_VAD = 1,         /* the whole sound is one piece (cut every `longest_ms`) */
  DP_SPEECH_NO_MEAN = 2,        /* running cepstral mean instead of the segment's own */
  DP_SPEECH_NO_MEDICAL_LM = 4,  /* the general language model alone */
  DP_SPEECH_NO_DICTIONARY = 8,  /* no pronunciations of medicines, diseases and findings */
  DP_SPEECH_NO_SUPPRESSION = 16, /* no noise suppression */
  DP_SPEECH_NO_HASTE = 32        /* the second pass, densities and phones of the library's own command line */
};

typedef struct dp_speech_options {
  const char *engine; /* name, or NULL: "builtin", or what `model` is for */
  const char *model;  /* a file or folder, or NULL: the engine's own */
  bool partial;       /* want partial segments */
  uint32_t start_ms;  /* added to all times: where a resumed sound begins */
  uint32_t first_number;      /* number of the first segment */
  uint32_t longest_ms;        /* of a piece; 0: the engine's own wish */
  unsigned without;           /* set of DP_SPEECH_NO_… */
  const dp_str *names;        /* medicines and conditions in this consultation, for engines that can be primed */
  size_t name_count;
  void (*heard)(void *ctx, const dp_speech_segment *segment);
  void *ctx;
} dp_speech_options;
dp_speech_options dp_speech_defaults(void);

typedef struct dp_speech dp_speech;
/* Errors: ERR_NOT_FOUND (no such engine; it or its model is not on this machine: the message says what to install),
 * ERR_INPUT (the model is damaged or of another kind), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_speech_open(const dp_speech_options *options, dp_speech **out, dp_error *err);
/* Takes sound in; `heard` is called from inside. After dp_speech_cancel it returns DP_OK at once and does nothing. Values
 * that are no number count as silence, what is beyond -1 to 1 is clipped. Errors: ERR_MEMORY, ERR_INTERNAL. */
DP_MUST_CHECK dp_status dp_speech_feed(dp_speech *s, const float *pcm, size_t count, dp_error *err);
DP_MUST_CHECK dp_status dp_speech_finish(dp_speech *s, dp_error *err); /* no feeding after it */
/* Another sound with the same model: times and numbers begin again, what the engine learnt of the last one's voice and room is forgotten,
 * a cancellation is over. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_speech_again(dp_speech *s, dp_error *err);
void dp_speech_cancel(dp_speech *s); /* from any thread or a signal handler; stops within one piece */
bool dp_speech_cancelled(const dp_speech *s);
dp_speech_progress dp_speech_where(const dp_speech *s);
const char *dp_speech_engine_name(const dp_speech *s);
void dp_speech_close(dp_speech *s); /* NULL is allowed */

/* ---- engines ----------------------------------------------------------------------------------------------------- */

/* Gives the words of a piece, in order; times in milliseconds from the piece's first sample. */
typedef struct dp_speech_sink {
  void (*word)(void *ctx, dp_str text, uint32_t start_ms, uint32_t end_ms, uint16_t confidence);
  bool (*cancelled)(void *ctx); /* ask now and then in long work; true: return DP_OK with what there is */
  void *ctx;
} dp_speech_sink;

typedef struct dp_speech_engine {
  const char *name;  /* "builtin", "whisper", "vosk" */
  const char *title; /* for people: "PocketSphinx 5prealpha with a medical language model" */
  const char *caution; /* what people must know of its ears, or "": "a rough draft in free conversation" */
  bool points;         /* writes capitals and punctuation itself */
  uint32_t longest_ms; /* longest piece it likes */
  bool (*takes)(const char *model); /* whether this model file or folder is for it; looks, does not load */
  /* Whether it can be opened; else what is missing and how to get it, in *err (ERR_NOT_FOUND). Quick. */
  dp_status (*ready)(const dp_speech_options *options, dp_error *err);
  dp_status (*open)(const dp_speech_options *options, void **state, dp_error *err);
  /* One piece. `snr_db` as in the segment; `last` false when it is a partial hearing of a piece that is still growing. */
  dp_status (*hear)(void *state, const float *pcm, size_t count, unsigned snr_db, bool last, const dp_speech_sink *sink,
                    dp_error *err);
  void (*forget)(void *state); /* another sound begins; NULL: nothing is kept from one piece to the next */
  void (*close)(void *state);
} dp_speech_engine;

/* The engines built into this program's module, ready or not; 0 and *err (ERR_NOT_FOUND) when there is no module. */
size_t dp_speech_engines(const dp_speech_engine *const **out, dp_error *err);

/* The engine that these options mean, not opened. Errors: ERR_NOT_FOUND. */
DP_MUST_CHECK dp_status dp_speech_choose(const dp_speech_options *options, const dp_speech_engine **out, dp_error *err);

/* Where files of speech lie (medical.dict, medical.lm.bin): $DIAGPAD_SPEECH, the program's folder + /speech, its
 * ../share/diagpad/speech. NUL-terminated path of the file `name` in `room`; false when it is nowhere. */
bool dp_speech_file(const char *name, char *path, size_t room);

#endif

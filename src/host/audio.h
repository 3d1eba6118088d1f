/* audio.h: sound in: files of any kind, and the microphone, as 16 kHz mono float.
 *
 * libsndfile reads WAV, FLAC, Ogg, Opus, MP3, AIFF and more; what it does not know goes through `ffmpeg`, a child process, when there is
 * one. libsamplerate resamples. PortAudio listens. All of these live in the module (speech.h); nothing here is in the program
 * itself but the look-up.
 *
 * Reading is in blocks: memory does not depend on the length.
 */
#ifndef DP_AUDIO_H
#define DP_AUDIO_H

#include "speech.h"

typedef struct dp_audio dp_audio;
typedef struct dp_audio_info {
  unsigned rate, channels; /* of the file */
  uint64_t length_ms;      /* 0: not known */
  char kind[64];           /* "WAV, 24 bit", for people */
} dp_audio_info;

enum { DP_AUDIO_MIX = 0 }; /* all channels mixed to one; n from 1: the n-th channel alone */

/* Opens a file ("-": standard input, a file that can be read twice is not needed) and goes to `start_ms`. Errors: ERR_IO (cannot be read, with the reason), ERR_INPUT (no
 * sound, damaged, of a kind that needs ffmpeg), ERR_NOT_FOUND (no module). */
DP_MUST_CHECK dp_status dp_audio_open(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err);
dp_audio_info dp_audio_about(const dp_audio *a);
/* Reads at most `room` samples; *count 0 at the end. A file that ends before it should (truncated) gives what there is, then
 * ERR_INPUT once with where it broke off. */
DP_MUST_CHECK dp_status dp_audio_read(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err);
void dp_audio_close(dp_audio *a); /* NULL is allowed */

/* The microphone. dp_capture_read waits for sound and gives what is there, at most `room`; *lost counts samples that the
 * system dropped since the last call. Errors: ERR_NOT_FOUND (built without PortAudio; no microphone), ERR_IO. */
typedef struct dp_capture dp_capture;
DP_MUST_CHECK dp_status dp_capture_open(const char *device, dp_capture **out, dp_error *err);
const char *dp_capture_name(const dp_capture *c);
DP_MUST_CHECK dp_status dp_capture_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err);
void dp_capture_close(dp_capture *c);

/* ---- the module's side ------------------------------------------------------------------------------------------- */

/* What diagpad-speech.so gives: its one symbol `dp_speech_module` is a function that returns this. */
typedef struct dp_speech_module {
  int abi; /* DP_SPEECH_ABI */
  const dp_speech_engine *const *engines;
  size_t engine_count;
  dp_status (*audio_open)(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err);
  dp_audio_info (*audio_about)(const dp_audio *a);
  dp_status (*audio_read)(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err);
  void (*audio_close)(dp_audio *a);
  dp_status (*capture_open)(const char *device, dp_capture **out, dp_error *err);
  const char *(*capture_name)(const dp_capture *c);
  dp_status (*capture_read)(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err);
  void (*capture_close)(dp_capture *c);
} dp_speech_module;
/* Loads the module on the first call. Errors: ERR_NOT_FOUND with what to install. */
DP_MUST_CHECK dp_status dp_speech_load(const dp_speech_module **out, dp_error *err);

#endif

/* module.h: what the files of the module share. */
#ifndef DP_SPEECH_MODULE_H
#define DP_SPEECH_MODULE_H

#include "../host/audio.h"

#ifdef DP_HAVE_POCKETSPHINX
extern const dp_speech_engine dp_engine_builtin;
#endif

extern const dp_speech_engine dp_engine_vosk;

/* file.c */
dp_status dp_file_open(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err);
dp_audio_info dp_file_about(const dp_audio *a);
dp_status dp_file_read(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err);
void dp_file_close(dp_audio *a);

/* microphone.c */
dp_status dp_microphone_open(const char *device, dp_capture **out, dp_error *err);
const char *dp_microphone_name(const dp_capture *c);
dp_status dp_microphone_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err);
void dp_microphone_close(dp_capture *c);

#endif

/* microphone.c: live sound by PortAudio: mono, 16 kHz, read in blocks; what the system dropped is counted, not hidden. */
#define _POSIX_C_SOURCE 200809L
#include "module.h"

#ifdef DP_HAVE_PORTAUDIO
#include <fcntl.h>
#include <portaudio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 1600 }; /* a tenth of a second */

struct dp_capture {
  PaStream *stream;
  char name[128];
};

/* ALSA and JACK talk on standard error while PortAudio looks for devices: that is for programmers, not for people. */
static PaError quietly_initialise(void) {
  int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
  if (kept >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  PaError fault = Pa_Initialize();
  if (kept >= 0) dup2(kept, STDERR_FILENO), close(kept);
  if (nowhere >= 0) close(nowhere);
  return fault;
}

dp_status dp_microphone_open(const char *device, dp_capture **out, dp_error *err) {
  PaError fault = quietly_initialise();
  if (fault) return dp_fail(err, DP_ERR_IO, "no sound system: %s", Pa_GetErrorText(fault));
  PaDeviceIndex chosen = Pa_GetDefaultInputDevice();
  if (device) {
    chosen = paNoDevice;
    for (PaDeviceIndex i = 0; i < Pa_GetDeviceCount(); i++) {
      const PaDeviceInfo *d = Pa_GetDeviceInfo(i);
      if (d && d->maxInputChannels > 0 && strstr(d->name, device)) chosen = i;
    }
  }
  if (chosen == paNoDevice) {
    Pa_Terminate();
    return device ? dp_fail(err, DP_ERR_NOT_FOUND, "there is no microphone of the name %s", device)
                  : dp_fail(err, DP_ERR_NOT_FOUND, "there is no microphone on this machine");
  }
  dp_capture *c = calloc(1, sizeof *c);
  if (!c) return Pa_Terminate(), dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  const PaDeviceInfo *d = Pa_GetDeviceInfo(chosen);
  snprintf(c->name, sizeof c->name, "%s", d->name);
  PaStreamParameters p = {.device = chosen, .channelCount = 1, .sampleFormat = paFloat32, .suggestedLatency = d->defaultHighInputLatency};
  fault = Pa_OpenStream(&c->stream, &p, NULL, DP_SPEECH_RATE, BLOCK, paNoFlag, NULL, NULL);
  if (!fault) fault = Pa_StartStream(c->stream);
  if (fault) {
    if (c->stream) Pa_CloseStream(c->stream);
    free(c);
    Pa_Terminate();
    return dp_fail(err, DP_ERR_IO, "the microphone does not open: %s", Pa_GetErrorText(fault));
  }
  *out = c;
  return DP_OK;
}

const char *dp_microphone_name(const dp_capture *c) { return c->name; }

dp_status dp_microphone_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err) {
  size_t n = room < BLOCK ? room : BLOCK;
  PaError fault = Pa_ReadStream(c->stream, pcm, n);
  *lost = fault == paInputOverflowed ? BLOCK : 0; /* PortAudio tells that, not how much */
  *count = 0;
  if (fault && fault != paInputOverflowed) return dp_fail(err, DP_ERR_IO, "the microphone stopped: %s", Pa_GetErrorText(fault));
  *count = n;
  return DP_OK;
}

void dp_microphone_close(dp_capture *c) {
  if (!c) return;
  Pa_AbortStream(c->stream);
  Pa_CloseStream(c->stream);
  Pa_Terminate();
  free(c);
}

#else

dp_status dp_microphone_open(const char *device, dp_capture **out, dp_error *err) {
  (void)device, (void)out;
  return dp_fail(err, DP_ERR_NOT_FOUND, "this diagpad was built without PortAudio, which listens: on Debian, apt-get install portaudio19-dev, and "
                                        "build it again");
}
const char *dp_microphone_name(const dp_capture *c) { return (void)c, ""; }
dp_status dp_microphone_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err) {
  (void)c, (void)pcm, (void)room, (void)count, (void)lost;
  return dp_fail(err, DP_ERR_INTERNAL, "there is no microphone");
}
void dp_microphone_close(dp_capture *c) { (void)c; }
#endif

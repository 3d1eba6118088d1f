/* microphone.c: live sound by PortAudio: mono, 16 kHz, read in blocks; what the system dropped is counted, not hidden.
 *
 * `--device file:NAME` plays a file as if it were spoken now, in its own time: to try things out, and for tests.
 */
#define _POSIX_C_SOURCE 200809L
#include "module.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct dp_player { /* a file as a microphone */
  dp_audio *a;
  struct timespec next;
} dp_player;

static dp_status player_open(const char *path, dp_player *p, dp_error *err) {
  clock_gettime(CLOCK_MONOTONIC, &p->next);
  return dp_file_open(path, DP_AUDIO_MIX, 0, &p->a, err);
}

static dp_status player_read(dp_player *p, float *pcm, size_t room, size_t *count, dp_error *err) {
  dp_status status = dp_file_read(p->a, pcm, room < 1600 ? room : 1600, count, err);
  p->next.tv_nsec += (long)*count * 62500; /* a sample of 16 kHz */
  if (p->next.tv_nsec >= 1000000000) p->next.tv_nsec -= 1000000000, p->next.tv_sec++;
  struct timespec now, wait;
  clock_gettime(CLOCK_MONOTONIC, &now);
  wait.tv_sec = p->next.tv_sec - now.tv_sec, wait.tv_nsec = p->next.tv_nsec - now.tv_nsec;
  if (wait.tv_nsec < 0) wait.tv_nsec += 1000000000, wait.tv_sec--;
  if (wait.tv_sec >= 0) nanosleep(&wait, NULL);
  return status;
}

#ifdef DP_HAVE_PORTAUDIO
#include <fcntl.h>
#include <portaudio.h>
#include <unistd.h>

enum { BLOCK = 1600 }; /* a tenth of a second */

struct dp_capture {
  PaStream *stream;
  dp_player player;
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

static dp_status open_file(const char *path, dp_capture **out, dp_error *err) {
  dp_capture *c = calloc(1, sizeof *c);
  if (!c) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  snprintf(c->name, sizeof c->name, "%s", path);
  dp_status status = player_open(path, &c->player, err);
  if (status) return free(c), status;
  *out = c;
  return DP_OK;
}

dp_status dp_microphone_open(const char *device, dp_capture **out, dp_error *err) {
  if (device && !strncmp(device, "file:", 5)) return open_file(device + 5, out, err);
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
  *lost = 0;
  if (c->player.a) return player_read(&c->player, pcm, room, count, err);
  PaError fault = Pa_ReadStream(c->stream, pcm, n);
  *lost = fault == paInputOverflowed ? BLOCK : 0; /* PortAudio tells that, not how much */
  *count = 0;
  if (fault && fault != paInputOverflowed) return dp_fail(err, DP_ERR_IO, "the microphone stopped: %s", Pa_GetErrorText(fault));
  *count = n;
  return DP_OK;
}

void dp_microphone_close(dp_capture *c) {
  if (!c) return;
  if (c->player.a) {
    dp_file_close(c->player.a);
    free(c);
    return;
  }
  Pa_AbortStream(c->stream);
  Pa_CloseStream(c->stream);
  Pa_Terminate();
  free(c);
}

#else

struct dp_capture {
  dp_player player;
};

dp_status dp_microphone_open(const char *device, dp_capture **out, dp_error *err) {
  if (!device || strncmp(device, "file:", 5) != 0)
    return dp_fail(err, DP_ERR_NOT_FOUND, "this diagpad was built without PortAudio, which listens: on Debian, apt-get install portaudio19-dev, and "
                                          "build it again");
  dp_capture *c = calloc(1, sizeof *c);
  if (!c) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = player_open(device + 5, &c->player, err);
  if (status) return free(c), status;
  *out = c;
  return DP_OK;
}
const char *dp_microphone_name(const dp_capture *c) { return (void)c, "a file"; }
dp_status dp_microphone_read(dp_capture *c, float *pcm, size_t room, size_t *count, uint64_t *lost, dp_error *err) {
  *lost = 0;
  return player_read(&c->player, pcm, room, count, err);
}
void dp_microphone_close(dp_capture *c) {
  if (!c) return;
  dp_file_close(c->player.a);
  free(c);
}
#endif

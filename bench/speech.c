/* speech.c: what bench/speech.py needs in C: hear files with or without each improvement and say how long it took, and add noise.
 *
 * usage: speech-bench hear WITHOUT FILE...           a line of JSON a file (words, ms of sound, ms of processor), one at the end; "-": names from standard input
 *        speech-bench speakers WANTED FILE...          a line of JSON a file: turns [start_ms, end_ms, speaker], ms of processor
 *        speech-bench noise FROM TO DECIBELS SEED     16 kHz 16-bit WAV with pink noise so far below the speech
 */
#define _POSIX_C_SOURCE 200809L
#include "../src/base/json.h"
#include "../src/host/audio.h"
#include "../src/host/host.h"
#include "../src/host/speakers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int fail(const dp_error *e) {
  fprintf(stderr, "speech-bench: %s\n", e->message);
  return dp_status_exit_code(e->status);
}

static double processor_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void heard(void *ctx, const dp_speech_segment *g) {
  dp_jw *w = ctx;
  for (size_t i = 0; i < g->word_count; i++) {
    dp_jw_object(w);
    dp_jw_kstr(w, "text", g->words[i].text);
    dp_jw_kint(w, "start_ms", g->words[i].start_ms);
    dp_jw_kint(w, "end_ms", g->words[i].end_ms);
    dp_jw_kfixed(w, "confidence", g->words[i].confidence, 3);
    dp_jw_end_object(w);
  }
}

static int hear(unsigned without, int count, char **files) {
  dp_error e = {DP_OK, ""};
  dp_arena arena;
  dp_buf line;
  dp_jw w;
  dp_arena_init(&arena, NULL);
  dp_speech_options o = dp_speech_defaults();
  dp_speech *s = NULL;
  static float pcm[16000];
  o.without = without;
  o.heard = heard;
  o.ctx = &w;
  double began = processor_ms();
  if (dp_speech_open(&o, &s, &e)) return fail(&e);
  double opened = processor_ms() - began;
  bool asks = count == 1 && !strcmp(files[0], "-");
  char asked[4096], *name = asked;
  for (int i = 0; asks || i < count; i++) {
    dp_audio *a = NULL;
    if (asks) {
      if (!fgets(asked, sizeof asked, stdin)) break;
      asked[strcspn(asked, "\n")] = 0;
    } else {
      name = files[i];
    }
    dp_buf_init(&line, &arena);
    dp_jw_init(&w, &line);
    dp_jw_object(&w);
    dp_jw_ktext(&w, "file", name);
    dp_jw_key(&w, "words");
    dp_jw_array(&w);
    if (dp_audio_open(name, DP_AUDIO_MIX, 0, &a, &e)) return fail(&e);
    double before = processor_ms();
    uint64_t samples = 0;
    for (size_t n = 1; n;) {
      if (dp_audio_read(a, pcm, 16000, &n, &e) || (n && dp_speech_feed(s, pcm, n, &e))) return fail(&e);
      samples += n;
    }
    if (dp_speech_finish(s, &e)) return fail(&e);
    double after = processor_ms();
    dp_audio_close(a);
    if (dp_speech_again(s, &e)) return fail(&e);
    dp_jw_end_array(&w);
    dp_jw_kint(&w, "sound_ms", (int64_t)(samples / 16));
    dp_jw_kint(&w, "processor_ms", (int64_t)(after - before));
    dp_jw_end_object(&w);
    printf("%.*s\n", (int)line.size, line.at);
    fflush(stdout);
    dp_arena_reset(&arena);
  }
  dp_speech_close(s);
  printf("{\"peak_bytes\":%zu,\"open_ms\":%.0f}\n", dp_host_peak_bytes(), opened);
  dp_arena_free(&arena);
  return 0;
}

static int speakers(unsigned wanted, int count, char **files) {
  dp_error e = {DP_OK, ""};
  static float pcm[16000];
  for (int i = 0; i < count; i++) {
    dp_audio *a = NULL;
    dp_speakers *s = dp_speakers_new();
    size_t turns = 0;
    double before = processor_ms();
    if (!s) return 10;
    if (dp_audio_open(files[i], DP_AUDIO_MIX, 0, &a, &e)) return fail(&e);
    for (size_t n = 1; n;)
      if (dp_audio_read(a, pcm, 16000, &n, &e) || !dp_speakers_feed(s, pcm, n)) return fail(&e);
    if (dp_speakers_tell(s, wanted, &e)) return fail(&e);
    const dp_turn_of *t = dp_speakers_turns(s, &turns);
    printf("{\"count\":%u,\"turns\":[", dp_speakers_count(s));
    for (size_t k = 0; k < turns; k++) printf("%s[%u,%u,%u]", k ? "," : "", t[k].start_ms, t[k].end_ms, t[k].speaker);
    printf("],\"processor_ms\":%.0f,\"peak_bytes\":%zu}\n", processor_ms() - before, dp_host_peak_bytes());
    dp_audio_close(a);
    dp_speakers_free(s);
  }
  return 0;
}

/* Pink noise: white noise through three poles and a little of itself; a generator of its own, so that it is the same everywhere. */
static int noise(const char *from, const char *to, double decibels, uint64_t seed) {
  dp_error e = {DP_OK, ""};
  dp_audio *a = NULL;
  if (dp_audio_open(from, DP_AUDIO_MIX, 0, &a, &e)) return fail(&e);
  size_t room = 16000 * 120, count = 0;
  float *pcm = malloc(room * sizeof *pcm), *pink = malloc(room * sizeof *pink);
  if (!pcm || !pink) return 10;
  for (size_t n = 1; n && count < room; count += n)
    if (dp_audio_read(a, pcm + count, room - count, &n, &e)) return fail(&e);
  dp_audio_close(a);
  double loudest = 0, speech = 0, power = 0, b0 = 0, b1 = 0, b2 = 0;
  size_t frames = count / 160, active = 0;
  for (size_t f = 0; f < frames; f++) {
    double p = 0;
    for (size_t i = 0; i < 160; i++) p += (double)pcm[f * 160 + i] * pcm[f * 160 + i];
    if (p > loudest) loudest = p;
  }
  for (size_t f = 0; f < frames; f++) { /* the speech's own power: frames within 30 dB of the loudest */
    double p = 0;
    for (size_t i = 0; i < 160; i++) p += (double)pcm[f * 160 + i] * pcm[f * 160 + i];
    if (p > loudest / 1000) speech += p, active += 160;
  }
  for (size_t i = 0; i < count; i++) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    double white = (double)(int32_t)(seed >> 32) / 2147483648.0;
    b0 = 0.99765 * b0 + white * 0.0990460;
    b1 = 0.96300 * b1 + white * 0.2965164;
    b2 = 0.57000 * b2 + white * 1.0526913;
    pink[i] = (float)(b0 + b1 + b2 + white * 0.1848);
    power += (double)pink[i] * pink[i];
  }
  double gain = sqrt(speech / (double)(active ? active : 1) / (power / (double)count) / pow(10, decibels / 10));
  FILE *f = fopen(to, "wb");
  if (!f) return 9;
  uint32_t bytes = (uint32_t)count * 2, head[11] = {0x46464952, bytes + 36, 0x45564157, 0x20746d66, 16, 0x00010001, 16000, 32000, 0x00100002, 0x61746164, bytes};
  fwrite(head, 4, 11, f);
  for (size_t i = 0; i < count; i++) {
    double x = pcm[i] * 0.5 + pink[i] * gain * 0.5; /* half, so that nothing clips */
    int16_t s = (int16_t)lrint(fmax(-1, fmin(1, x)) * 32767);
    fwrite(&s, 2, 1, f);
  }
  free(pcm);
  free(pink);
  return fclose(f) ? 9 : 0;
}

int main(int argc, char **argv) {
  if (argc >= 4 && !strcmp(argv[1], "hear")) return hear((unsigned)atoi(argv[2]), argc - 3, argv + 3);
  if (argc >= 4 && !strcmp(argv[1], "speakers")) return speakers((unsigned)atoi(argv[2]), argc - 3, argv + 3);
  if (argc == 6 && !strcmp(argv[1], "noise")) return noise(argv[2], argv[3], atof(argv[4]), (uint64_t)atoll(argv[5]));
  fprintf(stderr, "usage: speech-bench hear WITHOUT FILE... | speakers WANTED FILE... | noise FROM TO DECIBELS SEED\n");
  return 2;
}

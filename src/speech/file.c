/* file.c: sound from a file, as 16 kHz mono float, block by block.
 *
 * libsndfile decodes; what it does not know is decoded by an `ffmpeg` child process, which is given the file alone: no
 * network protocol, no playlist that leads elsewhere. libsamplerate resamples either.
 *
 * Floating-point files are read as they are written; some programs write them on the scale of 16-bit integers: where the loudest
 * sample is beyond 1.5 the whole file is scaled down by it.
 */
#define _POSIX_C_SOURCE 200809L
#include "module.h"
#include "../host/host.h"

#if defined DP_HAVE_SNDFILE && defined DP_HAVE_SAMPLERATE
#include <errno.h>
#include <fcntl.h>
#include <samplerate.h>
#include <signal.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FRAMES = 4096, MOST_CHANNELS = 64 };

struct dp_audio {
  char name[256]; /* for messages */
  dp_audio_info info;
  unsigned channel; /* DP_AUDIO_MIX, or which */
  int file;         /* kept for standard input, else -1 */
  SNDFILE *sound;
  float scale;
  uint64_t expected, had; /* frames: what the header promises, what came */
  bool cut_short;         /* the header promises more than the file holds */
  uint64_t skip;          /* frames still to throw away, where the file cannot seek */
  pid_t child;            /* ffmpeg, or 0 */
  int pipe, errors;       /* its output and its complaints */
  char left[8];           /* bytes of a sample whose rest has not come */
  size_t left_count;
  SRC_STATE *resampler;
  double ratio;
  float *interleaved, *mono; /* FRAMES * channels, FRAMES */
  size_t mono_count, mono_at;
  bool ended, told;
};

/* ---- ffmpeg ------------------------------------------------------------------------------------------------------ */

static bool have_program(const char *name) {
  const char *path = getenv("PATH");
  dp_str rest = dp_str_of(path ? path : "/usr/bin:/bin");
  char file[4096];
  while (rest.at && rest.size) {
    dp_str folder = dp_str_cut(&rest, ':');
    int n = snprintf(file, sizeof file, "%.*s/%s", (int)folder.size, folder.at, name);
    if (n > 0 && (size_t)n < sizeof file && !access(file, X_OK)) return true;
  }
  return false;
}

static dp_status start_ffmpeg(dp_audio *a, const char *path, uint32_t start_ms, dp_error *err) {
  int out[2], errors[2];
  char input[4200], at[32], filter[48];
  if (pipe(out)) return dp_fail(err, DP_ERR_IO, "cannot make a pipe for ffmpeg");
  if (pipe(errors)) return close(out[0]), close(out[1]), dp_fail(err, DP_ERR_IO, "cannot make a pipe for ffmpeg");
  snprintf(input, sizeof input, "file:%s", a->file >= 0 ? "/dev/fd/0" : path);
  snprintf(at, sizeof at, "%u.%03u", start_ms / 1000, start_ms % 1000);
  snprintf(filter, sizeof filter, "pan=mono|c0=c%u", a->channel ? a->channel - 1 : 0);
  const char *args[] = {"ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe", "-ss", at, "-i", input, "-map", "0:a:0",
                        "-vn", "-f", "f32le", "-ar", "16000", "-ac", "1", a->channel ? "-af" : NULL, filter, "-", NULL};
  size_t n = 0;
  while (args[n]) n++;
  if (!a->channel) args[n++] = "-", args[n] = NULL;
  pid_t child = fork();
  if (child < 0) return close(out[0]), close(out[1]), close(errors[0]), close(errors[1]), dp_fail(err, DP_ERR_IO, "cannot start ffmpeg");
  if (!child) {
    int in = a->file >= 0 ? a->file : open("/dev/null", O_RDONLY);
    if (a->file >= 0) lseek(a->file, 0, SEEK_SET);
    dup2(in, 0), dup2(out[1], 1), dup2(errors[1], 2);
    close(out[0]), close(out[1]), close(errors[0]), close(errors[1]);
    setpgid(0, 0); /* Ctrl-C is ours to meet */
    execvp("ffmpeg", (char *const *)(uintptr_t)args);
    _exit(127);
  }
  close(out[1]), close(errors[1]);
  fcntl(out[0], F_SETFD, FD_CLOEXEC);
  fcntl(errors[0], F_SETFD, FD_CLOEXEC);
  a->child = child;
  a->pipe = out[0];
  a->errors = errors[0];
  a->info = (dp_audio_info){DP_SPEECH_RATE, 1, 0, "by ffmpeg"};
  return DP_OK;
}

/* Waits for ffmpeg; its complaint, when it had one, is the error. `any`: sound came before it. */
static dp_status end_ffmpeg(dp_audio *a, bool any, dp_error *err) {
  char said[300];
  ssize_t n = 0, m;
  while (n < (ssize_t)sizeof said - 1 && (m = read(a->errors, said + n, sizeof said - 1 - (size_t)n)) > 0) n += m;
  said[n > 0 ? n : 0] = 0;
  int status = 0;
  while (waitpid(a->child, &status, 0) < 0 && errno == EINTR) continue;
  a->child = 0;
  close(a->pipe), close(a->errors);
  dp_str why = dp_str_trim(dp_str_of(said)), first = dp_str_cut(&why, '\n');
  bool failed = !WIFEXITED(status) || WEXITSTATUS(status);
  if (failed && !any)
    return dp_fail(err, DP_ERR_INPUT, "%s is no sound that can be read: ffmpeg says: %.*s", a->name, (int)first.size, first.at);
  if (failed || first.size)
    return dp_fail(err, DP_ERR_INPUT, "%s is damaged: ffmpeg says: %.*s", a->name, (int)first.size, first.at);
  return any ? DP_OK : dp_fail(err, DP_ERR_INPUT, "%s has no sound in it", a->name);
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static dp_status io_error(dp_audio *a, dp_error *err) {
  char reason[128] = "unknown reason";
  if (strerror_r(errno, reason, sizeof reason)) reason[sizeof reason - 1] = 0;
  return dp_fail(err, DP_ERR_IO, "cannot read %s: %s", a->name, reason);
}

/* Standard input is copied to a nameless file: decoders go back and forth. */
static dp_status copy_standard_input(dp_audio *a, dp_error *err) {
  const char *folder = getenv("TMPDIR");
  char path[4096], chunk[65536];
  snprintf(path, sizeof path, "%s/diagpad.XXXXXX", folder && *folder ? folder : "/tmp");
  a->file = mkstemp(path);
  if (a->file < 0) return io_error(a, err);
  unlink(path);
  fcntl(a->file, F_SETFD, FD_CLOEXEC);
  for (ssize_t n; (n = read(STDIN_FILENO, chunk, sizeof chunk));) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return io_error(a, err);
    dp_status status = dp_host_write(a->file, (dp_str){chunk, (size_t)n}, err);
    if (status) return status;
  }
  lseek(a->file, 0, SEEK_SET);
  return DP_OK;
}

/* A RIFF header that promises more than the file holds: the recorder did not come to its end. (0 and 0xFFFFFFFF are what
 * programs write that cannot go back: no promise.) */
static bool riff_cut_short(int file, off_t size) {
  unsigned char head[12];
  if (pread(file, head, sizeof head, 0) != (ssize_t)sizeof head || memcmp(head, "RIFF", 4)) return false;
  uint32_t said = (uint32_t)head[4] | (uint32_t)head[5] << 8 | (uint32_t)head[6] << 16 | (uint32_t)head[7] << 24;
  return said && said < 0xFFFFFF00u && (off_t)said + 8 > size + 1;
}

static void name_kind(dp_audio *a, const SF_INFO *info) {
  SF_FORMAT_INFO major = {.format = info->format & SF_FORMAT_TYPEMASK}, minor = {.format = info->format & SF_FORMAT_SUBMASK};
  sf_command(NULL, SFC_GET_FORMAT_INFO, &major, sizeof major);
  sf_command(NULL, SFC_GET_FORMAT_INFO, &minor, sizeof minor);
  snprintf(a->info.kind, sizeof a->info.kind, "%.30s, %.30s", major.name ? major.name : "?", minor.name ? minor.name : "?");
}

static dp_status open_sound(dp_audio *a, const char *path, uint32_t start_ms, dp_error *err) {
  int file = a->file >= 0 ? a->file : open(path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (file < 0) return io_error(a, err);
  dp_status status = DP_OK;
  if (fstat(file, &st)) status = io_error(a, err);
  else if (S_ISDIR(st.st_mode)) status = dp_fail(err, DP_ERR_IO, "%s is a folder: name a file of sound", a->name);
  else if (S_ISREG(st.st_mode) && !st.st_size) status = dp_fail(err, DP_ERR_INPUT, "%s is empty: there is nothing in it", a->name);
  if (status) {
    if (a->file < 0) close(file);
    return status;
  }
  a->cut_short = riff_cut_short(file, st.st_size);
  SF_INFO info = {0};
  a->sound = sf_open_fd(file, SFM_READ, &info, a->file < 0);
  if (!a->sound) {
    const char *why = sf_strerror(NULL);
    char reason[200];
    snprintf(reason, sizeof reason, "%s", why ? why : "unknown format");
    if (a->file < 0) close(file); /* libsndfile leaves it open when it fails */
    if (have_program("ffmpeg")) return start_ffmpeg(a, path, start_ms, err);
    return dp_fail(err, DP_ERR_INPUT, "%s is of a kind that needs ffmpeg, which is not installed, or it is damaged (%s)", a->name, reason);
  }
  if (info.channels < 1 || info.channels > MOST_CHANNELS || info.samplerate < 1000 || info.samplerate > 768000)
    return dp_fail(err, DP_ERR_INPUT, "%s says that it has %d channels at %d Hz: it is damaged", a->name, info.channels, info.samplerate);
  if (!info.frames) return dp_fail(err, DP_ERR_INPUT, "%s has no sound in it", a->name);
  if (a->channel > (unsigned)info.channels)
    return dp_fail(err, DP_ERR_INPUT, "%s has %d channels: there is no channel %u", a->name, info.channels, a->channel);
  a->info.rate = (unsigned)info.samplerate;
  a->info.channels = (unsigned)info.channels;
  a->expected = info.frames > 0 && info.frames < ((sf_count_t)1 << 50) ? (uint64_t)info.frames : 0;
  a->info.length_ms = a->expected * 1000 / a->info.rate;
  name_kind(a, &info);
  int sub = info.format & SF_FORMAT_SUBMASK;
  if ((sub == SF_FORMAT_FLOAT || sub == SF_FORMAT_DOUBLE) && info.seekable) {
    double loudest = 0;
    sf_command(a->sound, SFC_CALC_SIGNAL_MAX, &loudest, sizeof loudest);
    if (loudest > 1.5 && loudest < 1e30) a->scale = (float)(1 / loudest);
  }
  uint64_t from = (uint64_t)start_ms * a->info.rate / 1000;
  if (from && a->expected && from >= a->expected) from = a->expected;
  if (from && info.seekable && sf_seek(a->sound, (sf_count_t)from, SEEK_SET) >= 0) a->had = from;
  else a->skip = from;
  return DP_OK;
}

dp_status dp_file_open(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err) {
  dp_audio *a = calloc(1, sizeof *a);
  if (!a) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  bool standard = !strcmp(path, "-");
  snprintf(a->name, sizeof a->name, "%s", standard ? "standard input" : path);
  a->channel = channel;
  a->file = -1;
  a->scale = 1;
  dp_status status = standard ? copy_standard_input(a, err) : DP_OK;
  if (!status) status = open_sound(a, path, start_ms, err);
  if (!status) {
    int fault = 0;
    a->ratio = (double)DP_SPEECH_RATE / a->info.rate;
    a->interleaved = malloc(FRAMES * a->info.channels * sizeof *a->interleaved);
    a->mono = malloc(FRAMES * sizeof *a->mono);
    if (a->info.rate != DP_SPEECH_RATE) a->resampler = src_new(SRC_SINC_MEDIUM_QUALITY, 1, &fault);
    if (!a->interleaved || !a->mono || fault) status = dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  if (status) return dp_file_close(a), status;
  *out = a;
  return DP_OK;
}

dp_audio_info dp_file_about(const dp_audio *a) { return a->info; }

void dp_file_close(dp_audio *a) {
  if (!a) return;
  if (a->child) {
    kill(a->child, SIGTERM);
    close(a->pipe), close(a->errors);
    while (waitpid(a->child, NULL, 0) < 0 && errno == EINTR) continue;
  }
  if (a->sound) sf_close(a->sound);
  if (a->file >= 0) close(a->file);
  if (a->resampler) src_delete(a->resampler);
  free(a->interleaved);
  free(a->mono);
  free(a);
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

/* Bytes of the pipe come as they like: a sample cut in two waits for its rest. */
static dp_status read_pipe(dp_audio *a, dp_error *err) {
  char *at = (char *)a->mono;
  memcpy(at, a->left, a->left_count);
  size_t have = a->left_count, room = FRAMES * sizeof *a->mono;
  ssize_t n;
  do n = read(a->pipe, at + have, room - have);
  while (n < 0 && errno == EINTR);
  if (n <= 0) {
    a->ended = true;
    a->mono_count = 0;
    return end_ffmpeg(a, a->had > 0, err);
  }
  have += (size_t)n;
  a->mono_count = have / sizeof *a->mono;
  a->left_count = have % sizeof *a->mono;
  memcpy(a->left, at + have - a->left_count, a->left_count);
  a->had += a->mono_count;
  return DP_OK;
}

static dp_status read_sound(dp_audio *a, dp_error *err) {
  sf_count_t n = sf_readf_float(a->sound, a->interleaved, FRAMES);
  unsigned channels = a->info.channels;
  a->mono_count = 0;
  if (n <= 0) {
    a->ended = true;
    unsigned s = (unsigned)(a->had / a->info.rate);
    /* Decoders of compressed sound round the length: a tenth of a second less is no damage. */
    if (a->cut_short || sf_error(a->sound) || (a->expected && a->had + a->info.rate / 10 < a->expected))
      return dp_fail(err, DP_ERR_INPUT, "%s breaks off after %u:%02u:%02u: the file is cut short or damaged; what came before is kept",
                     a->name, s / 3600, s / 60 % 60, s % 60);
    return DP_OK;
  }
  a->had += (uint64_t)n;
  for (sf_count_t i = 0; i < n; i++) {
    const float *frame = a->interleaved + (size_t)i * channels;
    float sum = 0;
    if (a->channel) sum = frame[a->channel - 1];
    else
      for (unsigned c = 0; c < channels; c++) sum += frame[c] / (float)channels;
    if (a->skip) a->skip--;
    else a->mono[a->mono_count++] = sum * a->scale;
  }
  return DP_OK;
}

dp_status dp_file_read(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err) {
  *count = 0;
  while (!*count) {
    if (a->mono_at == a->mono_count && !a->ended) {
      a->mono_at = 0;
      dp_status status = a->child ? read_pipe(a, err) : read_sound(a, err);
      if (status) return status;
      if (!a->mono_count && !a->ended) continue;
    }
    size_t have = a->mono_count - a->mono_at;
    if (!a->resampler) {
      size_t n = have < room ? have : room;
      memcpy(pcm, a->mono + a->mono_at, n * sizeof *pcm);
      a->mono_at += n;
      *count = n;
      if (a->ended) return DP_OK;
      continue;
    }
    SRC_DATA d = {.data_in = a->mono + a->mono_at, .input_frames = (long)have, .data_out = pcm, .output_frames = (long)room,
                  .src_ratio = a->ratio, .end_of_input = a->ended};
    int fault = src_process(a->resampler, &d);
    if (fault) return dp_fail(err, DP_ERR_INTERNAL, "%s: resampling failed: %s", a->name, src_strerror(fault));
    a->mono_at += (size_t)d.input_frames_used;
    *count = (size_t)d.output_frames_gen;
    if (a->ended && !*count) return DP_OK;
  }
  return DP_OK;
}

#else /* without the libraries */

static dp_status none(dp_error *err) {
  return dp_fail(err, DP_ERR_NOT_FOUND, "this diagpad was built without libsndfile and libsamplerate, which read sound: on Debian, "
                                        "apt-get install libsndfile1-dev libsamplerate0-dev, and build it again");
}
dp_status dp_file_open(const char *path, unsigned channel, uint32_t start_ms, dp_audio **out, dp_error *err) {
  (void)path, (void)channel, (void)start_ms, (void)out;
  return none(err);
}
dp_audio_info dp_file_about(const dp_audio *a) { return (void)a, (dp_audio_info){0}; }
dp_status dp_file_read(dp_audio *a, float *pcm, size_t room, size_t *count, dp_error *err) {
  (void)a, (void)pcm, (void)room, (void)count;
  return none(err);
}
void dp_file_close(dp_audio *a) { (void)a; }
#endif

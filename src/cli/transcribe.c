/* transcribe.c: `diagpad transcribe FILE…`; `diagpad listen` is in listen.c.
 *
 * Progress goes to standard error when that is a terminal. Ctrl-C does not lose what was done: the piece in work is
 * given up, what was heard before is written, and the exit status is 130 as shells expect.
 */
#define _POSIX_C_SOURCE 200809L
#include "sealed.h"
#include "transcript.h"
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1600, INTERRUPTED = 130 };

static dp_speech *volatile running;
static volatile sig_atomic_t interrupted;

static void on_interrupt(int number) {
  (void)number;
  interrupted = 1;
  if (running) dp_speech_cancel(running);
}

static void catch_interrupts(void) {
  struct sigaction a = {.sa_handler = on_interrupt};
  sigemptyset(&a.sa_mask);
  sigaction(SIGINT, &a, NULL);
  sigaction(SIGTERM, &a, NULL);
}

static void show_progress(dp_cli *cli, const char *name, uint64_t at_ms, uint64_t of_ms, uint64_t since) {
  char line[256];
  uint64_t now = dp_host_nanoseconds() - since;
  unsigned s = (unsigned)(at_ms / 1000), percent = of_ms ? (unsigned)(at_ms * 100 / of_ms) : 0;
  unsigned left =
      of_ms && at_ms > 2000 ? (unsigned)(now / 1000000 * (of_ms - (at_ms < of_ms ? at_ms : of_ms)) / at_ms / 1000) : 0;
  int n;
  if (of_ms) {
    unsigned width = 24, full = percent * width / 100;
    char bar[32];
    for (unsigned i = 0; i < width; i++) bar[i] = i < full ? '#' : '.';
    bar[width] = 0;
    n = snprintf(line, sizeof line, "\r\033[K%.40s [%s] %u%% %u:%02u:%02u, %u:%02u left", name, bar,
                 percent > 100 ? 100 : percent, s / 3600, s / 60 % 60, s % 60, left / 60, left % 60);
  } else {
    n = snprintf(line, sizeof line, "\r\033[K%.40s %u:%02u:%02u", name, s / 3600, s / 60 % 60, s % 60);
  }
  (void)cli;
  if (n > 0) (void)!write(STDERR_FILENO, line, (size_t)n);
}

/* The engine is opened once for all recordings; what it hears goes to the transcript of the day. */
typedef struct dp_hearing {
  dp_speech *speech;
  dp_transcript *now;
  struct dp_store *store; /* once a recording of the records was asked for */
} dp_hearing;
static void pass_to_transcript(void *ctx, const dp_speech_segment *g) {
  dp_transcript_heard(((dp_hearing *)ctx)->now, g);
}

static dp_speech_options options_of(dp_cli *cli, dp_hearing *h) {
  dp_speech_options o = dp_speech_defaults();
  o.engine = dp_cli_value(cli, DP_OPT_ENGINE);
  o.model = dp_cli_value(cli, DP_OPT_MODEL);
  o.heard = pass_to_transcript;
  o.ctx = h;
  return o;
}

/* What the engine is, before it is opened: it decides how its words are written. */
static void name_engine(dp_transcript *t, const dp_speech_options *o) {
  const dp_speech_engine *e = NULL;
  if (dp_speech_choose(o, &e, NULL)) return; /* dp_speech_open will say why */
  t->engine = e->name;
  t->caution = e->caution;
  t->points = e->points;
}

/* What must be the same for a run to be gone on with: the sound, the engine, the model, the channel. */
static const char *identity(dp_cli *cli, const char *path) {
  struct stat st = {0};
  dp_buf b;
  dp_jw w;
  if (stat(path, &st)) st.st_size = 0;
  const char *engine = dp_cli_value(cli, DP_OPT_ENGINE), *model = dp_cli_value(cli, DP_OPT_MODEL),
             *channel = dp_cli_value(cli, DP_OPT_CHANNEL);
  dp_buf_init(&b, &cli->arena);
  dp_jw_init(&w, &b);
  dp_jw_object(&w);
  dp_jw_kint(&w, "diagpad_transcript", 1);
  dp_jw_ktext(&w, "file", path);
  dp_jw_kint(&w, "size", (int64_t)st.st_size);
  dp_jw_kint(&w, "changed", (int64_t)st.st_mtime);
  dp_jw_ktext(&w, "engine", engine ? engine : "");
  dp_jw_ktext(&w, "model", model ? model : "");
  dp_jw_ktext(&w, "channel", channel ? channel : "0");
  dp_jw_end_object(&w);
  return dp_buf_nul(&b);
}

/* ---- sound and its speakers -------------------------------------------------------------------------------------- */

/* One channel of a file, or all mixed; with `other` its neighbour, whose talker may be heard faintly in this one. */
typedef struct dp_source {
  dp_audio *a, *other;
  dp_sealed *sealed; /* instead of `a`: a recording in the records */
  dp_speakers *voices; /* NULL: they are not asked for, or the channels tell them */
  uint64_t skip;       /* samples that only `voices` hears: the engine heard them in the run before */
  float own, opposite; /* power, followed */
} dp_source;

static void source_close(dp_source *s) {
  dp_audio_close(s->a);
  dp_sealed_close(s->sealed);
  dp_audio_close(s->other);
  dp_speakers_free(s->voices);
  *s = (dp_source){0};
}

static float power_of(const float *pcm, size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += pcm[i] * pcm[i];
  return count ? sum / (float)count : 0;
}

/* A tenth of a second. Where the neighbour is 12 dB louder this is his voice: silence. */
static dp_status source_read(dp_source *s, float *pcm, size_t *count, dp_error *err) {
  float beside[BLOCK];
  size_t n = 0;
  if (s->sealed) return dp_sealed_read(s->sealed, pcm, BLOCK, count, err);
  dp_status status = dp_audio_read(s->a, pcm, BLOCK, count, err);
  if (status || !s->other) return status;
  status = dp_audio_read(s->other, beside, *count, &n, err);
  s->own = fmaxf(power_of(pcm, *count), s->own * 0.5f);
  s->opposite = fmaxf(power_of(beside, n), s->opposite * 0.5f);
  if (s->opposite > s->own * 16) memset(pcm, 0, *count * sizeof *pcm);
  return status;
}

/* Whether two channels are two people: their sounds have little in common. Over the first five minutes. */
static dp_status are_apart(const char *path, bool *apart, dp_error *err) {
  dp_audio *a = NULL, *b = NULL;
  float x[BLOCK], y[BLOCK];
  double xx = 1e-9, yy = 1e-9, xy = 0;
  size_t n = 1, m = 1;
  dp_status status = dp_audio_open(path, 1, 0, &a, err);
  if (!status) status = dp_audio_open(path, 2, 0, &b, err);
  for (unsigned i = 0; !status && n && m && i < 3000; i++) {
    status = dp_audio_read(a, x, BLOCK, &n, err);
    if (!status) status = dp_audio_read(b, y, n, &m, err);
    for (size_t k = 0; !status && k < m; k++) xx += x[k] * x[k], yy += y[k] * y[k], xy += x[k] * y[k];
  }
  if (status == DP_ERR_INPUT) status = DP_OK; /* it breaks off: told when it is heard */
  dp_audio_close(a);
  dp_audio_close(b);
  *apart = xy * xy < 0.25 * xx * yy && xx > 1e-6 && yy > 1e-6;
  return status;
}

/* Feeds the sound to its end. A file that breaks off is heard to where it does; *broken is then what to say of it. */
static dp_status hear_all(dp_cli *cli, dp_speech *s, dp_source *from, dp_transcript *t, dp_error *broken,
                          dp_error *err) {
  float pcm[BLOCK];
  bool show = dp_host_is_terminal(STDERR_FILENO) && !dp_host_is_terminal(STDOUT_FILENO);
  uint64_t length = from->sealed ? dp_sealed_length_ms(from->sealed) : dp_audio_about(from->a).length_ms, since = dp_host_nanoseconds(), shown = 0;
  dp_status status = DP_OK;
  for (size_t count = 1; !status && count && !interrupted && !t->fault.status;) {
    status = source_read(from, pcm, &count, broken);
    if (status == DP_ERR_INPUT) {
      status = DP_OK;
      break;
    }
    if (status && err) *err = *broken;
    if (!status && count && from->voices && !dp_speakers_feed(from->voices, pcm, count))
      status = dp_fail(err, DP_ERR_MEMORY,
                       "more speech than speakers can be told apart in: transcribe without --speakers, or in parts");
    size_t skipped = from->skip < count ? (size_t)from->skip : count;
    from->skip -= skipped;
    if (!status && count > skipped) status = dp_speech_feed(s, pcm + skipped, count - skipped, err);
    if (show && dp_host_nanoseconds() - shown > 200000000u) {
      shown = dp_host_nanoseconds();
      show_progress(cli, t->name, dp_speech_where(s).fed_ms, length, since);
    }
  }
  if (!status && !interrupted) status = dp_speech_finish(s, err);
  if (show) (void)!write(STDERR_FILENO, "\r\033[K", 4);
  if (!status && t->fault.status) {
    if (err) *err = t->fault;
    return t->fault.status;
  }
  return status;
}

/* "record:4f2a": the recording of the records whose id begins so. */
static const char *recording_of(const char *path) { return strncmp(path, "record:", 7) ? NULL : path + 7; }

/* Opens what is to be heard next: from where the interrupted run stopped, but voices are told apart from the beginning.
 */
static dp_status source_open(dp_cli *cli, dp_hearing *h, dp_source *s, const char *path, unsigned channel, unsigned neighbour, bool voices,
                             uint32_t resume_ms, dp_error *err) {
  *s = (dp_source){.skip = voices ? (uint64_t)resume_ms * (DP_SPEECH_RATE / 1000) : 0};
  dp_status status = recording_of(path) ? dp_sealed_open(cli, &h->store, recording_of(path), voices ? 0 : resume_ms, &s->sealed, err)
                                        : dp_audio_open(path, channel, voices ? 0 : resume_ms, &s->a, err);
  if (!status && neighbour) status = dp_audio_open(path, neighbour, 0, &s->other, err);
  if (!status && voices && !(s->voices = dp_speakers_new()))
    status = dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return status;
}

/* Two channels that are two people: the one and then the other. */
static dp_status hear_channels(dp_cli *cli, dp_hearing *h, dp_speech *s, const char *path, dp_transcript *t, dp_error *broken,
                               dp_error *err) {
  dp_status status = DP_OK;
  for (unsigned channel = 1; !status && channel <= 2 && !interrupted; channel++) {
    dp_source from;
    if (channel > 1) status = dp_speech_again(s, err);
    t->voice = channel;
    if (!status) status = source_open(cli, h, &from, path, channel, 3 - channel, false, 0, err);
    if (!status) status = hear_all(cli, s, &from, t, broken, err);
    source_close(&from);
  }
  return status;
}

static dp_status begin_hearing(dp_hearing *h, const dp_speech_options *o, dp_error *err) {
  if (!h->speech) return dp_speech_open(o, &h->speech, err);
  return dp_speech_again(h->speech, err);
}

static dp_status transcribe_one(dp_cli *cli, dp_hearing *h, const char *path, unsigned channel, dp_error *err) {
  const char *speakers = dp_cli_value(cli, DP_OPT_SPEAKERS);
  dp_transcript t = {.part = -1, .hold = speakers};
  dp_source from = {0};
  bool apart = false;
  uint64_t wanted = 0;
  dp_error broken = {DP_OK, ""};
  const char *id = identity(cli, path);
  if (!id) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (speakers && !dp_parse_uint(dp_str_of(speakers), &wanted)) wanted = 0;
  /* The sound first: a name mistyped is told before a model is loaded or a file begun. */
  dp_status status = source_open(cli, h, &from, path, channel, 0, false, 0, err);
  if (!status && speakers && !channel && wanted != 1 && from.a && dp_audio_about(from.a).channels == 2 && strcmp(path, "-") != 0)
    status = are_apart(path, &apart, err);
  if (!status && apart && dp_cli_value(cli, DP_OPT_RESUME))
    status =
        dp_fail(err, DP_ERR_USAGE,
                "a sound with a speaker in each channel is heard twice and cannot be gone on with: leave out --resume");
  dp_speech_options o = options_of(cli, h);
  name_engine(&t, &o);
  h->now = &t;
  if (!status) status = dp_transcript_begin(&t, cli, path, id, dp_cli_value(cli, DP_OPT_RESUME), err);
  if (!status && (t.resume_ms || (speakers && !apart))) {
    source_close(&from);
    status = source_open(cli, h, &from, path, channel, 0, speakers, t.resume_ms, err);
  }
  o.start_ms = t.resume_ms;
  o.first_number = t.segments;
  if (!status) status = begin_hearing(h, &o, err);
  if (!status) {
    dp_speech *s = h->speech;
    running = s;
    if (interrupted) dp_speech_cancel(s);
    status = apart ? hear_channels(cli, h, s, path, &t, &broken, err) : hear_all(cli, s, &from, &t, &broken, err);
    dp_speech_progress where = dp_speech_where(s);
    bool complete = !status && !interrupted && !broken.status;
    dp_error ending = {DP_OK, ""};
    dp_status ended = DP_OK;
    if (speakers && from.voices && !apart) ended = dp_speakers_tell(from.voices, (unsigned)wanted, &ending);
    if (speakers && !ended)
      ended = dp_transcript_tell(&t, apart ? NULL : from.voices, dp_cli_value(cli, DP_OPT_SWAP), &ending);
    if (!ended) ended = dp_transcript_end(&t, where.fed_ms, complete || broken.status, &ending);
    if (!status && ended) {
      status = ended;
      if (err) *err = ending;
    }
    if (!status && interrupted) {
      unsigned at = (unsigned)(where.decided_ms / 1000);
      fprintf(stderr, "diagpad: stopped at %u:%02u:%02u; what was heard before is written.%s\n", at / 3600,
              at / 60 % 60, at % 60, t.output ? " Add --resume to go on." : " With -o FILE a run can be gone on with.");
      cli->exit_code = INTERRUPTED;
    } else if (!status && broken.status) {
      if (err) *err = broken;
      status = broken.status;
    }
    if (!status && t.speakers > 1 && t.sure < 300)
      fprintf(stderr, "diagpad: who of the speakers is the doctor is a guess; --swap turns it round\n");
    running = NULL;
  }
  source_close(&from);
  dp_transcript_free(&t);
  return status;
}

dp_status dp_cmd_transcribe(dp_cli *cli, dp_error *err) {
  const char *number = dp_cli_value(cli, DP_OPT_CHANNEL);
  uint64_t channel = 0;
  if (number && !dp_parse_uint(dp_str_of(number), &channel)) channel = 0;
  if (!!dp_cli_value(cli, DP_OPT_JSON) + !!dp_cli_value(cli, DP_OPT_VTT) + !!dp_cli_value(cli, DP_OPT_SRT) +
          !!dp_cli_value(cli, DP_OPT_TEXT) >
      1)
    return dp_fail(err, DP_ERR_USAGE, "only one of --json, --vtt, --srt and --text can be had");
  if (dp_cli_value(cli, DP_OPT_OUTPUT) && cli->argument_count > 1)
    return dp_fail(err, DP_ERR_USAGE, "-o names one file: transcribe one recording at a time");
  if (dp_cli_value(cli, DP_OPT_RESUME) && !dp_cli_value(cli, DP_OPT_OUTPUT))
    return dp_fail(err, DP_ERR_USAGE, "--resume goes with -o FILE: it is there that the interrupted run is found");
  if (dp_cli_value(cli, DP_OPT_SWAP) && !dp_cli_value(cli, DP_OPT_SPEAKERS))
    return dp_fail(err, DP_ERR_USAGE, "--swap goes with --speakers: without it nobody is told apart");
  catch_interrupts();
  dp_hearing h = {NULL, NULL, NULL};
  dp_status status = DP_OK;
  for (size_t i = 0; !status && i < cli->argument_count && !interrupted; i++) {
    if (cli->argument_count > 1 && !dp_cli_value(cli, DP_OPT_JSON)) {
      dp_buf_text(&cli->out, i ? "\n== " : "== ");
      dp_buf_text(&cli->out, cli->arguments[i]);
      dp_buf_char(&cli->out, '\n');
    }
    status = transcribe_one(cli, &h, cli->arguments[i], (unsigned)channel, err);
  }
  dp_speech_close(h.speech);
  dp_sealed_lock(h.store);
  return status;
}

void dp_cli_speech_line(dp_cli *cli) {
  const dp_speech_engine *const *engines = NULL;
  size_t count = dp_speech_engines(&engines, NULL);
  dp_speech_options o = dp_speech_defaults();
  if (!count) dp_buf_text(&cli->out, "no engine (diagpad transcribe says what to install)");
  for (size_t i = 0; i < count; i++) {
    if (i) dp_buf_text(&cli->out, ", ");
    dp_buf_text(&cli->out, engines[i]->name);
    dp_buf_text(&cli->out, " (");
    dp_buf_text(&cli->out, engines[i]->title);
    dp_buf_text(&cli->out, engines[i]->ready(&o, NULL) ? ": needs a model)" : ")");
  }
}

/* transcript.h: what `transcribe` and `listen` share: segments as they come, kept and written in four forms.
 *
 * A transcript goes segment by segment: each is put through the door's method `transcript` (points, figures, names repaired,
 * findings), written at once, and forgotten. Where the output is a file, the raw segments are also put, one JSON line each, into FILE.part, which
 * a later run with --resume reads before it goes on; when all is done FILE is written whole and FILE.part removed.
 */
#ifndef DP_CLI_TRANSCRIPT_H
#define DP_CLI_TRANSCRIPT_H

#include "cli.h"
#include "../host/audio.h"
#include "../host/speakers.h"

typedef enum dp_form { DP_FORM_PEOPLE, DP_FORM_TEXT, DP_FORM_JSON, DP_FORM_VTT, DP_FORM_SRT } dp_form;

/* A segment that waits until it is known who speaks. */
typedef struct dp_held {
  dp_speech_segment g;
  unsigned speaker; /* from 1; 0: not known */
} dp_held;

typedef struct dp_transcript {
  dp_cli *cli;
  dp_form form;
  const char *output; /* a file, or NULL: standard output, as it comes */
  const char *name;   /* of the sound */
  const char *engine, *caution; /* set before dp_transcript_begin: a resumed run writes at once */
  bool points; /* the engine writes points itself */
  dp_buf whole; /* with `output`: what will be the file */
  dp_arena keep;
  dp_arena passing; /* of one segment */
  int part;         /* descriptor of FILE.part, -1 without */
  unsigned cues;
  uint32_t segments;
  uint32_t resume_ms;
  bool any, stopped;
  bool shown_partial; /* a partial line stands on the terminal and must be wiped */
  bool hold;      /* set before dp_transcript_begin: segments wait for dp_transcript_tell */
  unsigned voice; /* speaker of what is heard now, where the channel tells it */
  struct {
    dp_held *at;
    size_t count, room;
  } held;
  unsigned speaker, speakers;       /* of the segment that is written; how many there are */
  char role[DP_SPEAKERS_MOST + 1][8]; /* by speaker: "doctor", "patient", "other" */
  uint16_t sure;                    /* of the roles */
  dp_error fault; /* the first that happened inside `heard` */
} dp_transcript;

/* Reads the form from the options, opens FILE.part (with --resume reads it: `id` must be that of the interrupted run) and
 * writes what goes before the first segment. */
DP_MUST_CHECK dp_status dp_transcript_begin(dp_transcript *t, dp_cli *cli, const char *name, const char *id, bool resume, dp_error *err);
void dp_transcript_heard(void *t, const dp_speech_segment *segment); /* for dp_speech_options.heard */
/* Cuts the held segments where the speaker changes, tells who is who (`swap`: the other way round), and writes them. `voices` NULL: the channels told. */
DP_MUST_CHECK dp_status dp_transcript_tell(dp_transcript *t, const dp_speakers *voices, bool swap, dp_error *err);
/* Writes what goes after the last segment. `complete`: nothing is missing. */
DP_MUST_CHECK dp_status dp_transcript_end(dp_transcript *t, uint64_t length_ms, bool complete, dp_error *err);
void dp_transcript_free(dp_transcript *t);

#endif

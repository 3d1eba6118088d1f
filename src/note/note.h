/* note.h: from what was said to a note in which every sentence says where it is from. The floor's contract.
 *
 * The way: turns.c cuts a transcript into turns; words.c turns them into clean words and clauses; facts.c pairs questions
 * with their answers, gives every clause its section (model.c) and makes facts; person.c and render.c write sentences
 * from the facts; guard.c compares each with its source turns; note.c puts the sentences into the sections of a template
 * and lists what was read in the transcript and is missing from the note.
 *
 * Invariants, whatever the bytes:
 * - every sentence cites at least one turn, and every cited turn exists;
 * - a sentence that was rewritten has passed the guard: its numbers, negations, sides, drug names and persons are those of
 *   its turns, and it asserts no question; what does not pass is written as a quotation of the words themselves;
 * - no agreement of the patient is written that was not said.
 * Everything lives in the arena of the call. Time is linear in the length of the transcript.
 */
#ifndef DP_NOTE_H
#define DP_NOTE_H

#include "../text/read.h"

/* ---- the transcript ------------------------------------------------------------------------------------------------ */

typedef enum dp_speaker { DP_SPEAKER_UNKNOWN, DP_SPEAKER_DOCTOR, DP_SPEAKER_PATIENT, DP_SPEAKER_OTHER } dp_speaker;
const char *dp_speaker_name(unsigned speaker); /* "unknown", "doctor", "patient", "other" */

typedef struct dp_turn {
  uint32_t number; /* its line, from 1: what a citation names */
  uint8_t speaker; /* dp_speaker */
  dp_str label;    /* as written: "doctor", "Dr", "Mother"; empty without one */
  dp_str text;     /* what was said */
} dp_turn;

typedef struct dp_transcript {
  struct {
    dp_turn *at;
    size_t count, room;
  } turns;        /* without empty lines */
  uint32_t lines; /* the last turn's number */
} dp_transcript;

/* Cuts a transcript into turns, one a line, from its first line that is not empty: "[doctor] …", "Doctor: …", "Dr …:",
 * "D: …", "P: …", any other short label with a colon (then an other person), or no label (then the speaker before goes
 * on). ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_transcript_of(dp_str text, dp_arena *arena, dp_transcript *out, dp_error *err);

/* ---- the note ------------------------------------------------------------------------------------------------------ */

typedef enum dp_slot { /* what a sentence is about; the sections of every template are made of these */
                       DP_SLOT_COMPLAINT,
                       DP_SLOT_HPI,
                       DP_SLOT_PAST,
                       DP_SLOT_SURGICAL,
                       DP_SLOT_MEDICINES,
                       DP_SLOT_ALLERGIES,
                       DP_SLOT_FAMILY,
                       DP_SLOT_SOCIAL,
                       DP_SLOT_REVIEW,
                       DP_SLOT_VITALS,
                       DP_SLOT_EXAM,
                       DP_SLOT_RESULTS,
                       DP_SLOT_ASSESSMENT,
                       DP_SLOT_PLAN,
                       DP_SLOT_FOLLOWUP,
                       DP_SLOT_COUNT
} dp_slot;
const char *dp_slot_id(unsigned slot); /* "complaint", "hpi" … : the names that a user's template puts in {braces} */

typedef enum dp_origin { /* how a sentence came about */
                         DP_ORIGIN_FACT,      /* written from facts: a finding with its state, a value, a medicine */
                         DP_ORIGIN_REWRITTEN, /* what was said, with the person changed and the filler gone */
                         DP_ORIGIN_QUOTED     /* the words themselves: the guard refused anything else */
} dp_origin;

typedef struct dp_note_sentence {
  dp_str text;  /* "Denies chest pain or shortness of breath." */
  dp_str group; /* what stands before it: a system of the body, "Medical Treatment"; may be empty */
  const uint32_t *lines; /* numbers of the turns that it is from, rising; never empty */
  size_t line_count;
  uint16_t problem; /* in assessment and plan: its problem, from 1 in order; 0 none */
  uint8_t slot;     /* dp_slot */
  uint8_t origin;   /* dp_origin */
  bool headline;    /* the name of a problem */
} dp_note_sentence;

typedef struct dp_note_section {
  dp_str id;    /* of the template: "assessment_plan" */
  dp_str title; /* "ASSESSMENT AND PLAN" */
  dp_str text;  /* its lines without the title, as they stand in the note; a user's own template may have words of its own here */
  size_t first, count; /* its sentences, in dp_note.sentences */
} dp_note_section;

typedef struct dp_note_omitted { /* a finding that was read in the transcript and is not in the note */
  uint16_t finding;              /* kb index */
  uint8_t state;                 /* dp_state */
  uint32_t line;                 /* the turn */
  dp_str words;                  /* that say it */
} dp_note_omitted;

typedef enum dp_taking { DP_TAKES, DP_STOPPED, DP_TO_START, DP_TAKES_NOT } dp_taking; /* what a sentence says of a medicine */
const char *dp_taking_name(unsigned taking); /* "takes", "stopped", "to_start", "takes_not" */

typedef struct dp_note_medicine { /* a medicine that a sentence of the note names, in fields; what is not said is empty */
  dp_str name;                    /* as written: "lisinopril" */
  int64_t dose_milli;             /* 15 mg is 15000; 0: no dose is said */
  dp_str unit;                    /* "mg", "mcg", "g", "mL", "units", "puffs", "tablets" …; empty where none was said */
  dp_str route;                   /* "oral", "intravenous", "inhaled" … */
  dp_str frequency;               /* "twice a day" */
  uint16_t times, period;         /* the same in figures: `times` in `period` units of `per`; 0 where it cannot be said so */
  char per;                       /* 'h', 'd', 'w' or 'm' (month) */
  bool as_needed;
  uint8_t taking;                 /* dp_taking */
  uint32_t sentence;              /* index into the sentences that were given */
} dp_note_medicine;
typedef struct dp_note_medicines {
  dp_note_medicine *at;
  size_t count, room;
} dp_note_medicines;

typedef struct dp_note {
  const char *template_id;
  struct {
    dp_note_section *at;
    size_t count, room;
  } sections; /* those that hold something */
  struct {
    dp_note_sentence *at;
    size_t count, room;
  } sentences; /* in the order of the note; one sentence stands in one place */
  struct {
    dp_note_omitted *at;
    size_t count, room;
  } omitted;
  dp_str text;       /* the whole note, plain text: titles in capitals, empty lines between sections */
  uint32_t refused;  /* sentences that the guard refused: they are quoted, or were not needed */
  dp_transcript transcript;
} dp_note;

typedef enum dp_note_length { DP_NOTE_NORMAL, DP_NOTE_BRIEF, DP_NOTE_THOROUGH } dp_note_length;

typedef struct dp_note_options {
  dp_str template_id; /* "soap" (when empty), "hp", "problem", "referral", "discharge", "handout" */
  dp_str own;         /* the text of a user's template; outranks template_id */
  dp_note_length length;
  uint8_t sex;        /* dp_sex, outranks what was read; DP_SEX_UNKNOWN: as read */
} dp_note_options;

/* Writes the note of a transcript. `options` may be NULL. Errors: ERR_NOT_FOUND (no such template, with the nearest
 * name), ERR_INPUT (a slot that the user's template names does not exist, with its line), ERR_TOO_LARGE, ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_note_write(const dp_kb *kb, dp_str transcript, const dp_note_options *options, dp_arena *arena,
                                      dp_note **out, dp_error *err);

/* The medicines that the sentences name. A name that is allergy's, family's or a question's is none. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_note_medicines_of(const dp_note_sentence *sentences, size_t count, dp_arena *arena,
                                             dp_note_medicines *out, dp_error *err);

/* The n-th built-in template's id, title and purpose; false after the last. */
bool dp_note_template_at(size_t n, const char **id, const char **title, const char **purpose);

/* ---- a template out of an example note (learn.c) ------------------------------------------------------------------------ */

typedef struct dp_learnt_heading {
  dp_str heading;
  uint32_t slots;  /* bit per dp_slot; none: another heading has them */
  uint32_t more;   /* what it would take where no other heading does */
  bool inlined;    /* text stood after its colon */
} dp_learnt_heading;
typedef struct dp_learnt {
  dp_str text; /* the template: dp_note_options.own */
  struct {
    dp_learnt_heading *at;
    size_t count, room;
  } headings;
  struct {
    dp_str *at;
    size_t count, room;
  } unknown;        /* lines that look like headings and are not known: left out */
  uint32_t missing; /* slots that have no heading: their sentences are not in such a note */
} dp_learnt;
/* Errors: ERR_INPUT (no heading that is known), ERR_TOO_LARGE, ERR_MEMORY. Nothing of the example but known headings is in the
 * template. */
DP_MUST_CHECK dp_status dp_note_learn(dp_str example, dp_arena *arena, dp_learnt **out, dp_error *err);

/* ---- which section a short dialogue belongs to (tools/train_note.c, tests) -------------------------------------------- */

enum { DP_LABEL_COUNT = 20 };
const char *dp_label_name(unsigned label); /* "fam/sochx" … as the MTS-Dialog data names them */
/* The labels of the whole transcript, likeliest first, in out[]. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_note_labels(const dp_transcript *t, dp_arena *arena, uint8_t out[DP_LABEL_COUNT],
                                       dp_error *err);

#endif

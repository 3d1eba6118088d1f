/* read.h: free English in, findings with their spans and states out. The contract between the reader and all others.
 *
 * A reading is facts about the text, not conclusions: every mention says which bytes it is from. Time is linear in the
 * length of the text, whatever the bytes.
 */
#ifndef DP_READ_H
#define DP_READ_H

#include "../kb/kb.h"

typedef enum dp_state { DP_PRESENT, DP_ABSENT, DP_UNCERTAIN, DP_PAST, DP_FAMILY, DP_HYPOTHETICAL, DP_STATE_COUNT } dp_state;
const char *dp_state_name(dp_state s); /* "present" … */

typedef enum dp_sex { DP_SEX_UNKNOWN, DP_FEMALE, DP_MALE } dp_sex;
typedef enum dp_tri { DP_UNKNOWN, DP_NO, DP_YES } dp_tri;
typedef enum dp_setting { DP_SETTING_UNKNOWN, DP_SETTING_GP, DP_SETTING_ED, DP_SETTING_WARD } dp_setting;
typedef enum dp_severity { DP_SEVERITY_UNKNOWN, DP_MILD, DP_MODERATE, DP_SEVERE } dp_severity;
typedef enum dp_side { DP_SIDE_UNKNOWN, DP_LEFT, DP_RIGHT, DP_BOTH } dp_side;
typedef enum dp_onset { DP_ONSET_UNKNOWN, DP_SUDDEN, DP_GRADUAL } dp_onset;

/* What is said of a disease that is named: "rule out X" supports nothing; "compatible with X" strongly; "biopsy confirmed X" decides. */
typedef enum dp_support { DP_SUPPORT_NONE, DP_SUPPORT_SUSPECTED, DP_SUPPORT_CONSISTENT, DP_SUPPORT_CONFIRMED } dp_support;

typedef struct dp_span { uint32_t start, end; } dp_span; /* UTF-8 byte offsets, end exclusive */

typedef struct dp_mention {
  uint16_t finding;      /* kb index (diseases are findings) */
  uint8_t state;         /* dp_state */
  uint8_t severity, side;
  dp_span span;          /* the words that say it */
  dp_span cue;           /* the words that decide its state ("denies"), empty when none */
  uint32_t duration_h;   /* how long, hours; 0 unknown */
  uint16_t measure;      /* index of the measure it was judged from, or 0xFFFF */
  int64_t value_milli;   /* then its value in the canonical unit */
  uint16_t group;        /* mentions that one phrase said together share a group ("abdomen soft, non-tender"); else own number */
  bool normal_test;      /* absent because a test or examination was normal */
  bool known;            /* a disease or fact known from before (history), not part of today's complaint */
  bool complaint;        /* what brought the patient */
  uint8_t support;       /* dp_support: a disease that a test, report or clinician names as today's */
  bool implied;          /* absent because another finding, in the same group, denies it (`absent:` in the knowledge) */
  bool repaired;         /* spelling was mended */
  bool loose;            /* uncertain because no phrase says it, only nearly (loose.c) */
  bool heading;          /* said under a heading (past history, examination …): section below */
  uint8_t section;       /* dp_section */
} dp_mention;

typedef enum dp_section { DP_SEC_NONE, DP_SEC_COMPLAINT, DP_SEC_HISTORY, DP_SEC_PAST, DP_SEC_MEDICINES, DP_SEC_ALLERGIES,
                          DP_SEC_FAMILY, DP_SEC_SOCIAL, DP_SEC_REVIEW, DP_SEC_EXAMINATION, DP_SEC_TESTS, DP_SEC_PLAN } dp_section;

/* A word of the account that some phrase of the knowledge holds, once: what src/engine/wording.c weighs. */
typedef struct dp_account_word { dp_span span; uint16_t word; /* number of the lexicon */ bool read; /* a finding was read from it */ } dp_account_word;

typedef struct dp_value { uint16_t measure; int64_t milli; dp_span span; } dp_value;

typedef struct dp_reading {
  /* patient */
  int32_t age_days;      /* -1 unknown */
  dp_span age_span;
  uint8_t sex; dp_span sex_span;
  uint8_t pregnant; dp_span pregnant_span;     /* dp_tri */
  int32_t pregnancy_weeks;                     /* -1 unknown */
  bool postpartum;                             /* within six weeks after birth; pregnant is then DP_YES */
  uint8_t setting, region, season;             /* region: bit mask of kb regions; season: 0 unknown, else kb season + 1 */
  /* course of the complaint */
  int32_t duration_h;    /* hours since it began, -1 unknown */
  dp_span duration_span;
  uint8_t onset; dp_span onset_span;
  bool recurrent; dp_span recurrent_span;
  bool chronic_then_acute;
  int32_t acute_h; dp_span acute_span;         /* then how long it has been worse, hours; -1 otherwise */
  struct { dp_mention *at; size_t count, room; } mentions; /* in text order */
  struct { dp_value *at; size_t count, room; } values;
  struct { dp_span *at; size_t count, room; } unread;      /* content words that nothing placed */
  struct { dp_account_word *at; size_t count, room; } said;        /* with `loose` only; in text order */
  uint32_t words, sentences;
} dp_reading;

typedef struct dp_read_options {
  bool spelling;         /* mend spelling (default true) */
  bool loose;            /* also offer what is nearly a phrase, as uncertain, and give the words said (default false) */
  uint32_t max_bytes;    /* default 1 MiB; more is ERR_TOO_LARGE */
} dp_read_options;
dp_read_options dp_read_defaults(void);

/* Reads `text` (any bytes). The result lives in `arena`. Errors: ERR_TOO_LARGE, ERR_MEMORY, ERR_IMAGE (no lexicon). */
DP_MUST_CHECK dp_status dp_read(const dp_kb *kb, dp_str text, const dp_read_options *options, dp_arena *arena,
                                dp_reading **out, dp_error *err);

#endif

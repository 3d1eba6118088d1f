/* engine.h: from what is known of a patient to a ranked, explained differential.
 *
 * A case is facts about the patient and observations; the engine is a pure function of (knowledge, case, options). All
 * scores are integer centibans (1/100 of log10); the rows of a ledger add up exactly to its score.
 */
#ifndef DP_ENGINE_H
#define DP_ENGINE_H

#include "../text/read.h"

typedef struct dp_observation {
  uint16_t finding;
  uint8_t state; /* dp_state */
  uint8_t severity, side, support;
  uint16_t group;
  uint16_t mention; /* index into the reading's mentions, or 0xFFFF (an answer) */
  uint32_t duration_h;
  bool known, complaint, normal_test;
  bool loose; /* uncertain because it was read loosely: weighs more than a doubt that was said (dp_params) */
} dp_observation;

enum { DP_CASE_MEDICINES = 24 }; /* more than that a case does not look at */

typedef struct dp_case {
  int32_t age_days;
  uint8_t sex, pregnant, setting, region, season;
  int32_t duration_h;
  uint8_t onset;
  bool recurrent;
  bool diabetic;       /* the frequencies in diabetics hold: a fact about the patient, like age */
  uint16_t brought_by; /* finding that people come with, + 1; 0: nothing. A fact of the account: see dp_case_settle */
  uint16_t medicines[DP_CASE_MEDICINES]; /* findings: what the patient takes, a fact like diabetes */
  uint8_t medicine_count;
  uint32_t words;      /* length of the account, for silence */
  const dp_account_word *said; /* the words of the account, borrowed from the reading */
  size_t said_count;
  struct {
    dp_observation *at;
    size_t count, room;
  } observations;
} dp_case;

/* The case of a reading: one observation a finding (the strongest word on it wins: present, uncertain, absent, past,
 * family's; present beats a general denial). Settled. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_case_of(const dp_kb *kb, const dp_reading *r, dp_arena *arena, dp_case **out, dp_error *err);
/* Sets what the observations together tell of the patient and the visit: `diabetic`, `medicines` and `brought_by` (of the first
 * three complaints the one that fewest people come with, for it says most). Whoever makes a case by hand calls it once;
 * it is not called again when observations are answered or taken back, so that each of them stands for its own row of
 * the ledger alone. */
void dp_case_settle(const dp_kb *kb, dp_case *c);

typedef enum dp_absence { DP_ABSENCE_ON, DP_ABSENCE_OFF, DP_ABSENCE_CAPPED } dp_absence;
typedef struct dp_engine_options {
  unsigned top;                   /* rows wanted, default 10 */
  bool silence;                   /* weigh what was not mentioned, default true */
  uint8_t absence;                /* dp_absence, default on */
  const struct dp_params *params; /* NULL: the fitted defaults; others only to fit and to test */
} dp_engine_options;
dp_engine_options dp_engine_defaults(void);

typedef enum dp_row_kind {
  DP_ROW_PRIOR,
  DP_ROW_AGE,
  DP_ROW_SEX,
  DP_ROW_PREGNANCY,
  DP_ROW_SETTING,
  DP_ROW_REGION,
  DP_ROW_SEASON,
  DP_ROW_COMPLAINT,
  DP_ROW_COURSE,
  DP_ROW_ONSET,
  DP_ROW_RECURRENT,
  DP_ROW_WORDING,   /* how the account is told: wording.c */
  DP_ROW_MEDICINES, /* of the condition "adverse drug effect" alone (adverse.c) */
  DP_ROW_EVIDENCE,
  DP_ROW_KNOWN,
  DP_ROW_SILENCE,
  DP_ROW_KIND_COUNT
} dp_row_kind;

typedef struct dp_ledger_row {
  uint8_t kind; /* dp_row_kind */
  int32_t centibans;
  uint16_t finding; /* the leading one of the group, or 0xFFFF */
  const uint16_t *members;
  size_t member_count;           /* observation indexes counted together, in their order */
  int32_t here_ppm, general_ppm; /* frequency in the condition and in general; -1 where it has none */
  uint16_t source;               /* 0xFFFF: estimate */
  uint16_t file;
  uint32_t line; /* where the knowledge says it */
} dp_ledger_row;

typedef struct dp_ranked {
  uint16_t condition;
  int32_t score_cb;
  uint32_t probability_ppm, low_ppm, high_ppm; /* calibrated, with its interval */
  uint16_t family;                             /* class finding under which the list shows it, 0xFFFF for itself */
} dp_ranked;

typedef struct dp_differential {
  dp_ranked *rows;
  size_t count; /* likeliest first; all conditions in the running, at least 10 when any evidence */
  uint16_t *cant_miss;
  size_t cant_miss_count; /* indexes into rows */
  uint32_t else_ppm;      /* something else */
  uint16_t *also;
  size_t also_count; /* indexes into rows: what best explains what the first leaves unexplained */
  bool not_enough;   /* too little evidence to rank */
  bool outside;      /* important findings that nothing explains */
  uint16_t *unexplained;
  size_t unexplained_count; /* findings */
} dp_differential;

/* Ranks: one scoring and its list. Errors: ERR_MEMORY, ERR_IMAGE (no weights), ERR_INPUT (the case speaks of no such
 * finding). */
DP_MUST_CHECK dp_status dp_rank(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena,
                                dp_differential **out, dp_error *err);
/* The exact account of one condition's score. Errors as dp_rank, and ERR_NOT_FOUND (no such condition). */
DP_MUST_CHECK dp_status dp_ledger(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition,
                                  dp_arena *arena, dp_ledger_row **rows, size_t *count, dp_error *err);

/* The same in two steps, so that one scoring serves the list and every explanation. The scoring lives in the arena and
 * borrows kb and case; `o` (NULL: defaults) is copied. Errors as above. */
typedef struct dp_scoring dp_scoring;
DP_MUST_CHECK dp_status dp_score(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena,
                                 dp_scoring **out, dp_error *err);
DP_MUST_CHECK dp_status dp_rank_scored(const dp_scoring *s, dp_arena *arena, dp_differential **out, dp_error *err);
DP_MUST_CHECK dp_status dp_ledger_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_ledger_row **rows,
                                         size_t *count, dp_error *err);
/* The words behind the row DP_ROW_WORDING of a condition that speak for it, the weightiest first: where they stand in the account, and what
 * each adds before the row's cap. Errors: ERR_MEMORY. */
typedef struct dp_told_word {
  dp_span span;
  int32_t centibans;
} dp_told_word;
DP_MUST_CHECK dp_status dp_told_words(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_told_word **out,
                                      size_t *count, dp_error *err);
/* questions, why-not, compare, counterfactuals and triage: their own headers in this folder (questions.h, contrast.h,
 * triage.h) */

#endif

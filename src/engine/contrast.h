/* contrast.h: for, against, expected but not mentioned; why not X; A against B. All from the ledgers' rows.
 */
#ifndef DP_CONTRAST_H
#define DP_CONTRAST_H

#include "engine.h"

typedef struct dp_expected {
  uint16_t finding;
  uint32_t here_ppm;
} dp_expected;

typedef struct dp_account {
  int32_t score_cb;
  uint32_t rank; /* 1 is first; 0: it cannot be (sex, pregnancy) */
  uint32_t probability_ppm;
  dp_ledger_row *rows;
  size_t count;                    /* the whole ledger, rows for it first by weight, then against */
  size_t for_count, against_count; /* rows above and below 0 */
  dp_expected *expected;
  size_t expected_count; /* in 40 % and more of its patients, not mentioned */
  uint16_t *unexplained;
  size_t unexplained_count; /* findings of the case that it does not explain */
} dp_account;
/* Errors: those of dp_ledger. */
DP_MUST_CHECK dp_status dp_account_of(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition,
                                      dp_arena *arena, dp_account **out, dp_error *err);

DP_MUST_CHECK dp_status dp_account_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_account **out,
                                          dp_error *err);

/* Two ledgers side by side: rows of the same kind and members are paired; difference is a - b, largest first. A row
 * that only one has stands against one of 0 of the same kind and members. The differences add up to that of the scores.
 */
typedef struct dp_contrast_row {
  dp_ledger_row a, b;
  int32_t difference;
} dp_contrast_row;
DP_MUST_CHECK dp_status dp_compare(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t a,
                                   uint16_t b, dp_arena *arena, dp_contrast_row **out, size_t *count, dp_error *err);
/* Findings that would tell the two apart best and are not known yet: up to `most`, most telling first. */
typedef struct dp_discriminator {
  uint16_t finding;
  uint32_t a_ppm, b_ppm;
} dp_discriminator;
DP_MUST_CHECK dp_status dp_tell_apart(const dp_kb *kb, const dp_case *c, uint16_t a, uint16_t b, size_t most,
                                      dp_arena *arena, dp_discriminator **out, size_t *count, dp_error *err);
#endif

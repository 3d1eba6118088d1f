/* questions.h: what would change this: the next best questions, examinations and tests, and the smallest change that
 * would put another condition first.
 */
#ifndef DP_QUESTIONS_H
#define DP_QUESTIONS_H

#include "engine.h"

typedef struct dp_answer_effect {
  uint16_t condition;
  uint32_t probability_ppm; /* of the differential's first few if the answer is such */
} dp_answer_effect;

enum { DP_EFFECT_MOST = 5 };
typedef struct dp_question {
  uint16_t finding;
  uint8_t cost;                                             /* dp_cost */
  uint32_t gain_millibit;                                   /* expected information about which condition it is */
  uint32_t value;                                           /* gain for its cost: what the list is ordered by */
  uint32_t yes_ppm;                                         /* how probably the answer is yes */
  dp_answer_effect yes[DP_EFFECT_MOST], no[DP_EFFECT_MOST]; /* the order after either answer */
  uint8_t yes_count, no_count;
} dp_question;

/* The best `most` things to find out, over the fifteen likeliest conditions and the can't-miss ones: findings that they
 * state, that have a question, that the case does not speak of and that it does not imply. Best first; at most three of
 * one cost class in a row. Gain: mutual information of the answer and the condition (Shannon 1948; Lindley 1956 on the
 * value of an experiment). Errors: those of dp_rank. */
DP_MUST_CHECK dp_status dp_questions(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, size_t most,
                                     dp_arena *arena, dp_question **out, size_t *count, dp_error *err);

/* The same for a case that is scored and ranked already. */
DP_MUST_CHECK dp_status dp_questions_scored(const dp_scoring *s, const dp_differential *d, size_t most, dp_arena *arena,
                                            dp_question **out, size_t *count, dp_error *err);

typedef struct dp_change {
  uint16_t finding;
  uint8_t from, to;
} dp_change; /* dp_state; from DP_HYPOTHETICAL: not mentioned so far; to DP_HYPOTHETICAL: not mentioned */
/* The smallest set of changes (at most 4, fewest first, then the least surprising) that puts `condition` first; it was
 * tried, and does. Searched among the changes that gain most (see questions.c). *count 0 and *found false when there is
 * none so small; *count 0 and *found true when it is first already. Errors: those of dp_rank, and ERR_NOT_FOUND (no
 * such condition). */
DP_MUST_CHECK dp_status dp_counterfactual(const dp_kb *kb, const dp_case *c, const dp_engine_options *o,
                                          uint16_t condition, dp_arena *arena, dp_change **out, size_t *count,
                                          bool *found, dp_error *err);
#endif

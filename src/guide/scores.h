/* scores.h: clinical scores and formulas, filled from the case and from what is given, with what is missing.
 *
 * A score is a row of a table (scores_*.c). Its inputs are lines of `key|label|kind|spec`:
 *   m:MEASURE      a measured value; spec: bands `from=points` ascending (`0=3 9=1 12=0`), or nothing for a formula
 *   m:A;B          two measures, each with its bands between `;`: the greater points count
 *   s:MEASURE      bands of men; bands of women
 *   f:ID,ID        yes when any of the findings is present, no when one is absent; spec: points for yes
 *   a:ID           yes when the finding is absent; spec: points
 *   age, female    of the patient; spec: bands of years, points
 *   y              asked: yes or no; spec: points
 *   n              asked: a number; spec: bands, or `id LOW HIGH`: the number itself is the points
 * Without a formula the result is the sum of the points. Values are in the measure's canonical (SI) unit; what is given
 * may carry another unit of that measure ("1.2mg/dL"). Numbers are thousandths.
 * The core has no libm: logarithm and power are made here (formula.c), the same on every machine.
 */
#ifndef DP_SCORES_H
#define DP_SCORES_H

#include "rules.h"

enum { DP_SCORE_INPUTS = 16 };
typedef struct dp_score_def {
  const char *id, *name;
  const char *when;     /* when to use it */
  const char *pitfalls; /* and when not */
  const char *source;   /* the paper or guideline */
  const char *inputs;
  const char *meaning;                /* lines `from=text`, ascending */
  double (*formula)(const double *v); /* of the inputs in their order; NULL: the sum of points */
  const char *unit;                   /* of the result, NULL: points */
  unsigned decimals;
} dp_score_def;
extern const dp_score_def dp_scores_bedside[], dp_scores_formulas[]; /* each ends with a row without id */

typedef struct dp_score_given {
  dp_str key, value;
} dp_score_given;

typedef struct dp_score_value {
  dp_str key, label, kind;
  bool have, yes_no;
  int64_t milli;  /* value; 1000 or 0 for yes and no */
  int64_t points; /* thousandths */
  uint16_t finding, measure; /* what of the case gave it, DP_NONE */
} dp_score_value;

typedef struct dp_score_result {
  const dp_score_def *def;
  dp_score_value at[DP_SCORE_INPUTS];
  size_t count, missing;
  bool has_value; /* a formula wants all its inputs, a sum its `id` items; other missing ones count as nothing */
  int64_t milli;
  dp_str meaning;
} dp_score_result;

/* The n-th of all scores, NULL after the last; a score by its id, NULL when unknown. */
const dp_score_def *dp_score_at(size_t n);
const dp_score_def *dp_score_named(dp_str id);
/* `in` may be NULL, or its case and reading of an empty text; what is given outranks the case. Errors: ERR_MEMORY; ERR_INPUT (a
 * key that the score does not have, a value that is none). */
DP_MUST_CHECK dp_status dp_score_run(const dp_kb *kb, const dp_guide_input *in, const dp_score_def *def,
                                     const dp_score_given *given, size_t given_count, dp_arena *arena,
                                     dp_score_result **out, dp_error *err);

/* Whether the score is worth offering unasked: the case is about it and fills enough of it (a formula: all of it). */
bool dp_score_fits(const dp_kb *kb, const dp_guide_input *in, const dp_score_result *r);

/* formula.c */
double dp_ln(double x);            /* x > 0, else 0 */
double dp_pow(double x, double y); /* x > 0, else 0 */

#endif

/* model.h: the evidence weights as they lie in the image (section "WGHT"), the model's few global parameters, and what the
 * files of this folder share. docs/engine.md derives all of it.
 *
 * The model. Findings form a forest by their primary parent (groups are no parents: they are the OR of their members).
 * A child occurs only with its parent; given the parent, children are independent: a Bayesian network whose joint
 * probability is a product over nodes. So evidence on a tree telescopes: with L(n) = 100 log10(P(n | condition) / ref(n)),
 * a present node adds L(n) - L(parent), an absent one under a present parent log((1 - q) / (1 - q_ref)) with
 * q = P(n) / P(parent), an absent one under an unobserved parent log((1 - P) / (1 - ref)).
 *
 * Invariants. Postings of (finding, group) are sorted by condition. Where a condition has no posting for a node, its L is
 * that of the parent (the specific is as likely within the general as in everybody), less `unstated_child_cb` where the
 * parent's posting says that the condition states other children of it; at a root L is 0: the background.
 */
#ifndef DP_ENGINE_MODEL_H
#define DP_ENGINE_MODEL_H

#include "engine.h"
#include "weights.h"

enum { DP_W_VERSION = 1, DP_W_GROUPS = 6, DP_W_SILENCE_LEVELS = 4, DP_W_IMPOSSIBLE = -3000 };

typedef struct dp_w_header {
  uint32_t version, condition_count, finding_count, posting_count, silence_count, comes_count, reserved[2];
} dp_w_header;
_Static_assert(sizeof(dp_w_header) == 32, "no padding");

typedef struct dp_w_posting { uint16_t condition; int16_t present, absent; uint16_t flags; } dp_w_posting;
_Static_assert(sizeof(dp_w_posting) == 8, "no padding");
enum { DP_W_STATES_CHILDREN = 1 };

typedef struct dp_w_silence { uint16_t finding; int8_t cb[DP_W_SILENCE_LEVELS]; } dp_w_silence;
_Static_assert(sizeof(dp_w_silence) == 6, "no padding");
typedef struct dp_w_comes { uint16_t condition; int16_t cb; } dp_w_comes; /* cb: 100 log10 of the share that comes with it */
_Static_assert(sizeof(dp_w_comes) == 4, "no padding");

typedef struct dp_w_condition { /* all untempered centibans against the average patient */
  int16_t rate;                    /* 100 log10(rate per 100,000) */
  int16_t age[DP_BANDS];
  int16_t female, male;
  int16_t pregnant, not_pregnant;
  int16_t setting[DP_SETTING_COUNT], region[DP_REGION_COUNT], season[DP_SEASON_COUNT];
  int16_t course[DP_COURSE_COUNT];
  int16_t sudden, gradual, recurrent, single;
  int16_t reserved[3];
} dp_w_condition;
_Static_assert(sizeof(dp_w_condition) == 84, "no padding");

typedef struct dp_w { /* a view of the section */
  const dp_w_header *header;
  const int16_t *ref_cb, *ref0_cb;  /* [finding] 100 log10 of ref and of 1 - ref */
  const int16_t *share_cb;          /* [finding] of the share of consultations because of it; INT16_MIN: never a complaint */
  const uint16_t *parent;           /* [finding] primary parent that is no group, DP_NONE at a root */
  const uint32_t *index;            /* [finding * DP_W_GROUPS + group], one more at the end: first posting */
  const uint32_t *comes_index;      /* [finding + 1] */
  const uint32_t *silence_index;    /* [condition + 1] */
  const dp_w_posting *postings;
  const dp_w_comes *comes;
  const dp_w_silence *silence;
  const dp_w_condition *conditions;
} dp_w;

/* Lays the view over the section's bytes, sizes checked. ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_w_view(const void *at, size_t size, dp_w *out, dp_error *err);
DP_MUST_CHECK dp_status dp_w_of(const dp_kb *kb, dp_w *out, dp_error *err);

/* The global parameters, fitted on half of the public cases (tools/fit.py, docs/quality.md); permille unless said. */
typedef struct dp_params dp_params;
struct dp_params {
  int32_t prior;            /* exponent of the rate */
  int32_t present, absent;  /* exponents of symptoms' and signs' evidence */
  int32_t test_present, test_absent; /* of labs, imaging and tests */
  int32_t risk;             /* of risk factors, history, medicines, known diseases */
  int32_t age, context;     /* age and sex; setting, region, season */
  int32_t course, complaint, silence;
  int32_t uncertain;        /* of what a present finding would add */
  int32_t row_high_cb, row_low_cb; /* no single group adds more, nor takes away more */
  int32_t absent_total_cb;  /* all absences together take away at most so much when capped */
  int32_t silence_total_cb;
  int32_t known_cb, consistent_cb, confirmed_cb, denied_cb, family_cb; /* a disease that is named itself */
  int32_t unstated_child_cb;
  int32_t temperature;      /* of the scores when they become probabilities */
  int32_t else_cb;          /* score of "something else", against the sum of the priors */
};
dp_params dp_params_defaults(void);

/* value * permille / 1000, to nearest, halves away from zero. */
static inline int32_t dp_scaled(int32_t value, int32_t permille) {
  int64_t v = (int64_t)value * permille;
  return (int32_t)((v >= 0 ? v + 500 : v - 500) / 1000);
}
/* 100 log10(1 - 10^(cb / 100)) for cb < 0, limited to 2 % .. 98 %. */
int32_t dp_complement_cb(int32_t cb);

/* ---- the scored case: what rank.c computes and ledger.c explains ------------------------------------------------- */

/* A node of the forest that the case speaks of. */
typedef struct dp_node {
  uint16_t finding;
  uint16_t parent;          /* index of the node of its primary parent, DP_NONE when the case does not know that present */
  uint16_t root;            /* index of the component's uppermost node */
  uint16_t observation;     /* that says it, DP_NONE when it is implied */
  bool present, uncertain;
  const int16_t *level;     /* [condition] L of it; borrowed from the scoring's matrix */
} dp_node;

typedef struct dp_scoring {
  const dp_kb *kb;
  dp_w w;
  dp_params params;
  const dp_case *c;
  const dp_engine_options *options;
  size_t conditions;
  dp_node *nodes; size_t node_count;
  uint16_t *roots; size_t root_count; /* component roots, in the order of the text */
  int32_t complaint;        /* index of the node that brought the patient, -1 none */
  uint8_t groups[DP_W_GROUPS]; size_t group_count; /* the tables that hold for this patient, base first */
  uint8_t *observed;        /* [finding] 1: said, implied or denied: silence has nothing to say */
  unsigned silence_level;   /* 0: no silence, else 1..DP_W_SILENCE_LEVELS */
  int32_t *scores;          /* [condition] DP_W_IMPOSSIBLE and below: cannot have it */
} dp_scoring;

/* Scores every condition. Lives in the arena. Errors: ERR_MEMORY, ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_score(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, dp_arena *arena,
                                 dp_scoring **out, dp_error *err);

/* The rows' values for one condition; the score is their sum and nothing else. */
int32_t dp_value_component(const dp_scoring *s, uint16_t root, size_t condition, bool *is_absence);
int32_t dp_value_fixed(const dp_scoring *s, dp_row_kind kind, size_t condition); /* prior, age, sex, pregnancy … */
int32_t dp_value_known(const dp_scoring *s, size_t observation, size_t condition);
int32_t dp_value_silence(const dp_scoring *s, size_t condition);

/* dp_rank and dp_ledger on what is scored already: one scoring serves the list and every explanation. */
DP_MUST_CHECK dp_status dp_rank_scored(const dp_scoring *s, dp_arena *arena, dp_differential **out, dp_error *err);
DP_MUST_CHECK dp_status dp_ledger_scored(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_ledger_row **rows,
                                         size_t *count, dp_error *err);

#endif

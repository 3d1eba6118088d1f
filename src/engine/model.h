/* model.h: the evidence weights as they lie in the image (section "WGHT"), the model's few global parameters, and what
 * the files of this folder share. docs/engine.md derives all of it.
 *
 * The model. Findings form a forest by their primary parent (groups are no parents: they are the OR of their members).
 * A child occurs only with its parent; given the parent, children are independent: a Bayesian network whose joint
 * probability is a product over nodes. So evidence on a tree telescopes: with L(n) = 100 log10(P(n | condition) /
 * ref(n)), a present node adds L(n) - L(parent), an absent one under a present parent log((1 - q) / (1 - q_ref)) with
 * q = P(n) / P(parent), an absent one under an unobserved parent log((1 - P) / (1 - ref)).
 *
 * Invariants. Postings of (finding, group) are sorted by condition. Where a condition has no posting for a node, its L
 * is that of the parent (the specific is as likely within the general as in everybody), less `unstated_child_cb` where
 * the parent's posting says that the condition states other children of it; at a root L is 0: the background.
 */
#ifndef DP_ENGINE_MODEL_H
#define DP_ENGINE_MODEL_H

#include "engine.h"
#include "weights.h"

enum {
  DP_W_VERSION = 1,
  DP_W_GROUPS = 6,
  DP_W_SILENCE_LEVELS = 4,
  DP_W_IMPOSSIBLE = -3000,
  DP_W_MOST = 1000 /* no weight is beyond it */
};

typedef struct dp_w_header {
  uint32_t version, condition_count, finding_count, posting_count, silence_count, comes_count, reserved[2];
} dp_w_header;
_Static_assert(sizeof(dp_w_header) == 32, "no padding");

typedef struct dp_w_posting {
  uint16_t condition;
  int16_t present, absent;
  uint16_t flags;
} dp_w_posting;
_Static_assert(sizeof(dp_w_posting) == 8, "no padding");
enum { DP_W_STATES_CHILDREN = 1 };

typedef struct dp_w_silence {
  uint16_t finding;
  int8_t cb[DP_W_SILENCE_LEVELS];
} dp_w_silence;
_Static_assert(sizeof(dp_w_silence) == 6, "no padding");
typedef struct dp_w_comes {
  uint16_t condition;
  int16_t cb;
} dp_w_comes; /* cb: 100 log10 of the share that comes with it */
_Static_assert(sizeof(dp_w_comes) == 4, "no padding");

typedef struct dp_w_condition { /* all untempered centibans against the average patient */
  int16_t rate;                 /* 100 log10(rate per 100,000) */
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
  const int16_t *ref_cb, *ref0_cb; /* [finding] 100 log10 of ref and of 1 - ref */
  const int16_t *share_cb;     /* [finding] of the share of consultations because of it; INT16_MIN: never a complaint */
  const uint16_t *parent;      /* [finding] primary parent that is no group, DP_NONE at a root */
  const uint32_t *index;       /* [finding * DP_W_GROUPS + group], one more at the end: first posting */
  const uint32_t *comes_index; /* [finding + 1] */
  const uint32_t *silence_index; /* [condition + 1] */
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
  int32_t prior;                     /* exponent of the rate */
  int32_t present, absent;           /* exponents of symptoms' and signs' evidence */
  int32_t test_present, test_absent; /* of labs, imaging and tests */
  int32_t risk;                      /* of risk factors, history, medicines, known diseases */
  int32_t age, context;              /* age and sex; setting, region, season */
  int32_t course, complaint, silence;
  int32_t uncertain;               /* of what a present finding would add */
  int32_t loose;                   /* the same of one that was read loosely */
  int32_t wording, wording_read, wording_cap_cb; /* of the words of the account; of those that a finding was read from; the row's limit */
  int32_t row_high_cb, row_low_cb; /* no single group adds more, nor takes away more */
  int32_t absent_row_cb;           /* no row of absences alone takes away more, when they are capped */
  int32_t silence_total_cb;
  int32_t known_cb, consistent_cb, confirmed_cb, denied_cb, family_cb; /* a disease that is named itself */
  int32_t unstated_child_cb;
  int32_t temperature; /* of the scores when they become probabilities, in a long account */
  int32_t terse;       /* how much higher it is in an account of no words: fewer rows err together (dp_temperature) */
  int32_t else_cb;     /* score of "something else", against the sum of the priors */
  int32_t family_most; /* a class of at most so many conditions is shown as one row; 0: none is */
};
dp_params dp_params_defaults(void);
/* The temperature for an account of so many words, permille. */
int32_t dp_temperature(const dp_params *p, uint32_t words);

uint32_t dp_root(uint64_t v); /* rank.c: the integer square root */
void dp_w_align(dp_buf *out, size_t from); /* weights.c: zeros up to the next multiple of 8 from `from` */

/* value * permille / 1000, to nearest, halves away from zero. */
static inline int32_t dp_scaled(int32_t value, int32_t permille) {
  int64_t v = (int64_t)value * permille;
  return (int32_t)((v >= 0 ? v + 500 : v - 500) / 1000);
}
/* The same for a centiban value of the tables (16 bits), where 32 bits are enough: permille up to 60,000. */
static inline int32_t dp_scaled16(int32_t value, int32_t permille) {
  int32_t v = value * permille;
  return (v + 500 - 1000 * (v < 0)) / 1000; /* no branch: signs come in no order */
}
/* 100 log10(1 - 10^(cb / 100)), limited to 2 % .. 98 %: from -170 to -1. */
int32_t dp_complement_cb(int32_t cb);

/* ---- the scored case: what score.c computes, rank.c lists and ledger.c explains ---------------------------------- */

/* What the case says of a place in the forest. OPEN: nothing, but several absent findings hang below it. */
enum { DP_NODE_PRESENT, DP_NODE_ABSENT, DP_NODE_OPEN };
typedef enum dp_doubt { DP_SURE, DP_LOOSE, DP_DOUBTED } dp_doubt; /* read loosely; said to be uncertain */
typedef struct dp_node {
  uint16_t finding;
  uint16_t parent;      /* node of the nearest primary ancestor that has one, DP_NONE at the top of a tree */
  uint16_t tree;        /* index into trees */
  uint16_t observation; /* that says it, DP_NONE when it is implied */
  uint8_t state;
  uint8_t kind; /* dp_kind that decides its exponent */
  uint8_t doubt; /* dp_doubt: the least of what says it */
  const int16_t
      *level; /* [condition] of a present one L; of the top of a bundle of absent ones their value; else NULL */
} dp_node;

/* Nodes that hang together. Its value is the sum of its nodes' values, limited as a whole. */
typedef struct dp_tree {
  uint16_t top, component; /* node; index into components */
  bool absence;            /* nothing in it is present */
  int32_t *raw;            /* [condition] before the limits */
} dp_tree;

/* Trees that are told together: one row of the ledger. Taking away all of its observations takes away exactly its
 * value. */
typedef struct dp_component {
  bool absence;   /* nothing in it is present */
  uint16_t trees; /* how many */
  uint16_t member_count;
  const uint16_t *members; /* observations, in their order */
  int16_t *value;          /* [condition], without what dp_value_known adds */
} dp_component;

/* What the patient's medicines cause (adverse.c). */
typedef struct dp_adverse {
  uint32_t effect, entry; /* index + 1 of the effect that says it; index of its medicine */
  int16_t cb;             /* 100 log10 of its frequency in an adverse effect */
  bool stated;
} dp_adverse;

struct dp_scoring {
  const dp_kb *kb;
  dp_w w;
  dp_params params;
  const dp_case *c;
  dp_engine_options options;
  size_t conditions;
  dp_node *nodes;
  size_t node_count; /* parents before their children */
  dp_tree *trees;
  size_t tree_count;
  dp_component *components;
  size_t component_count; /* in the order of the case */
  uint16_t *component_of; /* [observation] DP_NONE: it has no row, or one of its own kind (dp_value_known) */
  int32_t complaint;      /* node that brought the patient, -1 none */
  uint8_t groups[DP_W_GROUPS];
  size_t group_count;     /* the tables that hold for this patient, base first */
  uint8_t *observed;      /* [finding] DP_OBSERVED_… */
  uint16_t *node_of;      /* [finding] node + 1 */
  unsigned silence_level; /* 0: no silence, else 1..DP_W_SILENCE_LEVELS */
  const uint32_t *power;  /* 10^(-i / 100) * 2^31, i < DP_POWERS */
  uint16_t adverse_condition; /* "adverse drug effect", DP_NONE when the knowledge has none */
  dp_adverse *adverse;        /* [finding], NULL: no medicine of known effects is taken */
  int32_t adverse_row;
  int32_t *wording;       /* [condition] the row of the account's words; NULL: none */
  int32_t wording_permille; /* what a word's value was multiplied by */
  int32_t other;          /* score of "something else" */
  int32_t *silence;       /* [condition] summed weights of what it would have made people say and they did not; NULL: no silence */
  int32_t *scores;        /* [condition] below DP_CANNOT: cannot have it */
};
enum { DP_POWERS = 720 };
enum {
  DP_OBSERVED_SAID = 1 /* or implied by what is said */,
  DP_OBSERVED_DENIED = 2 /* by the denial of something above it */
};
enum {
  DP_CANNOT_ROW = -1000000,
  DP_CANNOT = DP_CANNOT_ROW / 2
}; /* the row of what anatomy rules out; a score with it */

/* nodes.c: nodes, trees and components of the case; false when memory is out. Findings of the case are in range. */
bool dp_grow_nodes(dp_scoring *s, dp_arena *arena);

/* L of `finding` in every condition: from the nearest ancestor that states something, then its own postings. */
void dp_fill_level(const dp_scoring *s, uint16_t finding, int16_t *level);
/* The value of an absent finding with nothing known above it, and of one below a present node, in every condition. */
void dp_fill_absent_alone(const dp_scoring *s, uint16_t finding, int16_t *value);
void dp_fill_absent_under(const dp_scoring *s, uint16_t finding, const dp_node *parent, int16_t *value);
/* L for one condition. */
int32_t dp_level_at(const dp_scoring *s, uint16_t finding, size_t condition);
/* 100 log10 of the finding's frequency in the condition (DP_NONE: in general), given what is known present above it. At
 * most -1. */
int32_t dp_given_cb(const dp_scoring *s, uint16_t finding, size_t condition);

/* adverse.c. Fills the scoring's adverse_…; false when memory is out. The level of a finding in an adverse effect of the patient's
 * medicines, and which effect says so; false: none of them causes it. */
bool dp_grow_adverse(dp_scoring *s, dp_arena *arena);
bool dp_adverse_level(const dp_scoring *s, uint16_t finding, int16_t *level);
void dp_fill_adverse(const dp_scoring *s, uint16_t finding, int16_t *level); /* into the levels of all conditions */
bool dp_adverse_where(const dp_scoring *s, uint16_t finding, uint16_t *source, uint16_t *file, uint32_t *line);

/* wording.c. Fills the scoring's wording_…; false when memory is out. */
bool dp_grow_wording(dp_scoring *s, dp_arena *arena);

/* The exponent of a finding's evidence, permille; the limits of a tree's value. */
int32_t dp_exponent(const dp_scoring *s, uint8_t kind, bool present, uint8_t doubt);
int32_t dp_tree_limit(const dp_scoring *s, bool absence, int32_t v);

/* The rows' values for one condition; the score is their sum and nothing else. */
int32_t dp_value_fixed(const dp_scoring *s, dp_row_kind kind, size_t condition); /* prior, age, sex, pregnancy … */
int32_t dp_value_known(const dp_scoring *s, size_t observation, size_t condition);
/* The strongest of the members' dp_value_known: a class and its form are one thing said twice. */
int32_t dp_value_component_known(const dp_scoring *s, size_t component, size_t condition);
int32_t dp_value_silence(const dp_scoring *s, size_t condition);
/* The same, were `now` [finding] observed besides: for a question's answer. */
int32_t dp_value_silence_with(const dp_scoring *s, size_t condition, const uint8_t *now);

/* What every score would be if one more thing were known: change[condition] is added to the score. Exactly what
 * dp_score would say of the case with that observation at its end. Errors: ERR_MEMORY, ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_what_if(const dp_scoring *s, uint16_t finding, uint8_t state, dp_arena *arena,
                                   int32_t *change, dp_error *err);

/* Probabilities of a set of scores: see rank.c. ppm[condition]; the result is that of "something else". */
uint32_t dp_probabilities(const dp_scoring *s, const int32_t *scores, uint32_t *ppm);
/* A present finding that an answer should explain, and whether the condition does: it makes it likelier than it is in
 * everybody. */
bool dp_worth_explaining(const dp_scoring *s, const dp_node *n);
bool dp_explains(const dp_node *n, size_t condition);

#endif

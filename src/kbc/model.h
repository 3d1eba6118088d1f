/* model.h: the knowledge as parsed and resolved, in memory, before it becomes an image.
 *
 * Filled by the parser (parse*.c) with references by name, completed by resolve.c (names to indexes, defaults), read by
 * the writers (image.c, prose.c), the checks (check*.c) and stats.c. Enumerations and flags are those of kb.h.
 *
 * Invariant after kbc_load: `findings` holds the vocabulary in the files' order, then one finding of kind DISEASE for
 * every class, then one for every condition; every kbc_ref of every list has its index (`at`), for what could not be
 * resolved was reported and taken out.
 * Units: ppm = parts per million; permille = parts per thousand; milli = the written number times 1000.
 */
#ifndef KBC_MODEL_H
#define KBC_MODEL_H

#include "../kb/kb.h"

typedef struct kbc_place {
  uint32_t line;
  uint16_t file, column;
} kbc_place; /* line and column from 1, in characters */
typedef struct kbc_phrase { dp_str text; bool quoted; kbc_place place; } kbc_phrase;
typedef struct kbc_phrases { kbc_phrase *at; size_t count, room; } kbc_phrases;
/* What is named in the text and found by resolve.c. */
typedef struct kbc_ref { dp_str id; kbc_place place; uint16_t at; } kbc_ref;
typedef struct kbc_refs { kbc_ref *at; size_t count, room; } kbc_refs;
/* Where a number is from. An ESTIMATE has source.at DP_NONE. */
typedef enum kbc_cite_kind { KBC_UNCITED, KBC_ESTIMATE, KBC_SOURCE } kbc_cite_kind;
typedef struct kbc_cite { kbc_cite_kind kind; kbc_ref source; } kbc_cite;

typedef struct kbc_source { dp_str id, title, publisher, url; uint16_t year; kbc_place place; } kbc_source;
typedef struct kbc_word { dp_str id, as; kbc_phrases say; kbc_place place; } kbc_word;

typedef struct kbc_unit { dp_str name; int64_t factor_micro, offset_milli; } kbc_unit; /* (x - offset) * factor */
typedef struct kbc_guess { dp_str unit_name; kbc_place place; uint16_t unit; int64_t low_milli, high_milli; } kbc_guess;
typedef struct kbc_measure {
  dp_str id, name, unit;
  kbc_phrases say;
  struct { kbc_unit *at; size_t count, room; } units; /* the canonical one first */
  struct { kbc_guess *at; size_t count, room; } guesses;
  int64_t low_milli, high_milli;
  uint16_t decimals;
  kbc_place place;
} kbc_measure;

typedef struct kbc_when {
  kbc_ref measure;
  dp_op op;
  int64_t milli, milli_to;     /* milli_to: INT64_MAX when open */
  uint32_t from_days, to_days; /* age, to is exclusive, UINT32_MAX when open */
  char sex;                    /* 0 any, 'f', 'm' */
  bool pregnant;               /* only in pregnancy */
  kbc_place place;
} kbc_when;

enum { KBC_UNSET8 = 0xFF };
#define KBC_UNSET32 UINT32_MAX

typedef struct kbc_finding {
  dp_str id, name, ask, hpo;
  dp_kind kind;
  uint8_t cost, striking;  /* KBC_UNSET8 until resolve.c */
  kbc_refs parents;        /* findings, primary first */
  kbc_phrases say, mod, test;
  struct { kbc_when *at; size_t count, room; } whens;
  kbc_refs denies;         /* `absent:` */
  uint32_t rate_ppm;       /* background; of a disease its prevalence; KBC_UNSET32 until resolve.c */
  uint32_t complaint_ppm;  /* share of first consultations; 0: not a complaint */
  uint16_t condition;      /* of a disease: its condition, or DP_NONE for a class */
  bool used;               /* stated by a condition in any way */
  bool medicine;           /* a `medicine` entry is about it */
  kbc_place place;
} kbc_finding;

typedef struct kbc_row {
  kbc_ref finding;
  uint16_t low, high;      /* permille; 1 stands for "0.1 % and less" */
  uint16_t flags;          /* DP_ROW_… */
  uint32_t odds_milli;     /* risks: odds ratio * 1000 (then low = high = 0) */
  kbc_cite cite;
} kbc_row;
typedef struct kbc_rows { kbc_row *at; size_t count, room; } kbc_rows;

typedef struct kbc_text { dp_text_section section; dp_str body; kbc_place place; } kbc_text;
typedef struct kbc_texts { kbc_text *at; size_t count, room; } kbc_texts;

typedef struct kbc_condition {
  dp_str id, name, icd10, field, danger_text;
  kbc_phrases aka;
  kbc_refs parents;            /* classes and conditions, primary first */
  uint16_t finding;            /* its own finding, of kind disease */
  uint32_t reviewed;           /* 20261124; 0: not stated */
  uint32_t rate_milli;         /* new presentations per 100,000 a year, * 1000 */
  kbc_cite rate_cite;
  uint32_t prevalence_ppm;     /* KBC_UNSET32 until resolve.c */
  uint32_t age_milli[DP_BANDS];
  bool age_stated, sex_stated, urgency_stated, danger_stated;
  uint16_t female_permille;
  uint16_t flags;              /* DP_CONDITION_… */
  uint32_t pregnancy_milli;    /* relative rate in pregnancy * 1000 */
  uint32_t setting_milli[DP_SETTING_COUNT]; /* KBC_UNSET32 until resolve.c */
  uint32_t region_milli[DP_REGION_COUNT], season_milli[DP_SEASON_COUNT];
  dp_urgency urgency;
  uint8_t danger;
  uint16_t course_permille[DP_COURSE_COUNT]; /* UINT16_MAX in all: not stated; scaled to 1000 by resolve.c */
  uint16_t sudden_permille, recurrent_permille; /* UINT16_MAX: not stated */
  unsigned course_sum, onset_sum; /* percent as written, for the check */
  kbc_rows rows[DP_ROWS_COUNT]; /* with `background` and `excluded` at the end of DP_ROWS_ALL after resolve.c */
  kbc_rows risks;
  kbc_refs background, excluded;
  kbc_refs confused, complications, redflags; /* findings, diseases too */
  kbc_texts texts;
  kbc_place place;
} kbc_condition;

typedef struct kbc_class {
  dp_str id, name;
  kbc_phrases aka;
  kbc_refs parents;
  uint16_t finding;
  uint32_t prevalence_ppm;     /* KBC_UNSET32 until resolve.c */
  kbc_place place;
} kbc_class;

/* A laboratory test's reference range, and a finding whose threshold is not its end, with the reason. */
typedef struct kbc_range {
  int64_t low_milli, high_milli; /* INT64_MIN, INT64_MAX: open */
  uint32_t from_days, to_days;
  char sex;
  bool pregnant;
  dp_str note;
  kbc_cite cite;
  kbc_place place;
} kbc_range;
typedef struct kbc_differs { kbc_ref finding; dp_str reason; bool used; } kbc_differs;

typedef struct kbc_topic { /* a symptom, a procedure or a laboratory test */
  dp_topic_kind kind;
  dp_str id, name;
  kbc_phrases aka;
  kbc_ref about;               /* id empty: the finding of the topic's own id, if there is one */
  uint32_t reviewed;
  kbc_refs see;                /* `at`: a page: a topic's place, or behind them a finding's */
  kbc_ref measure;             /* of a test; id empty: it gives no number */
  dp_str specimen, si_name, us_name;
  uint16_t si, us;             /* units of the measure */
  struct { kbc_range *at; size_t count, room; } ranges;
  struct { kbc_differs *at; size_t count, room; } differs;
  kbc_texts texts;
  kbc_place place;
} kbc_topic;

/* A red-flag rule (src/guide/rules.h): groups of items, each a finding, a measure's threshold or a probability. */
typedef enum kbc_rule_what { KBC_RULE_FINDING, KBC_RULE_MEASURE, KBC_RULE_LIKELY } kbc_rule_what;
typedef struct kbc_rule_item { kbc_ref ref; int64_t milli; uint8_t what, op; } kbc_rule_item; /* likely: milli is ppm */
typedef struct kbc_rule_group {
  struct { kbc_rule_item *at; size_t count, room; } items;
  uint8_t need;
  bool none;
} kbc_rule_group;
typedef struct kbc_rule_entry {
  dp_str id, name, say;
  struct { kbc_rule_group *at; size_t count, room; } groups;
  kbc_phrases fire, quiet;     /* case texts on which it must and must not fire: for the tests */
  uint32_t from_days, to_days, within_h, after_h;
  uint8_t level, sex, pregnant; /* sex 0 any, 1 female, 2 male; pregnant 0 any, 1 no, 2 yes */
  kbc_cite cite;
  kbc_place place;
} kbc_rule_entry;

/* A medicine or a class of medicines (src/engine/medicine.h). Its finding is `about`, or of its own id with `_use` behind: that of
 * the vocabulary when there is one, else a new one below those of its classes. */
typedef struct kbc_effect { kbc_ref finding; uint16_t low, high; uint8_t time; kbc_cite cite; } kbc_effect; /* permille */
/* An item of a conflict: `what` is dp_item_what of medicine.h. */
typedef struct kbc_conflict_item { kbc_ref ref; int64_t milli; uint8_t what, op; } kbc_conflict_item;
typedef struct kbc_conflict {
  struct { kbc_conflict_item *at; size_t count, room; } items;
  dp_str say;
  uint8_t level, about;        /* dp_conflict_level, dp_conflict_about */
  kbc_cite cite;
  kbc_place place;
} kbc_conflict;
typedef struct kbc_said_of { dp_str text; kbc_cite cite; } kbc_said_of;
typedef struct kbc_medicine {
  dp_str id, name, use;
  dp_str brand_list;           /* "Lipitor | Sortis" */
  kbc_phrases brands, misspelt;
  kbc_refs classes;            /* ids of medicines until resolve.c, then their findings */
  kbc_ref about;
  uint16_t finding;
  uint32_t rate_ppm;           /* KBC_UNSET32: not stated */
  struct { kbc_effect *at; size_t count, room; } effects;
  struct { kbc_conflict *at; size_t count, room; } conflicts;
  kbc_said_of monitor, overdose;
  kbc_place place;
} kbc_medicine;

typedef struct kbc_model {
  struct { dp_str *at; size_t count, room; } files;
  struct { kbc_source *at; size_t count, room; } sources;
  struct { kbc_word *at; size_t count, room; } words, nears;
  struct { kbc_measure *at; size_t count, room; } measures;
  struct { kbc_finding *at; size_t count, room; } findings;
  struct { kbc_class *at; size_t count, room; } classes;
  struct { kbc_condition *at; size_t count, room; } conditions;
  struct { kbc_rule_entry *at; size_t count, room; } rules;
  struct { kbc_medicine *at; size_t count, room; } medicines; /* in the order of their findings after resolve.c */
  struct { kbc_topic *at; size_t count, room; } topics; /* symptoms, procedures, tests */
} kbc_model;

#endif

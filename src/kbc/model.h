/* model.h: the knowledge as parsed and resolved, in memory, before it becomes an image.
 *
 * Built by kbc_load (parse.c, resolve.c); read by the writers of the image's sections: kb tables (kbc), lexicon
 * (text), weights (engine). All ids are resolved to indexes here; every row knows the file and line that it is from.
 * Findings come first in index order as the files say, then one finding for every class and every condition (kind
 * DISEASE), so that "known diabetes" is the presence of a finding like any other.
 * Rates: ppm = parts per million; a range keeps both ends in permille (0..1000) and uses their middle.
 */
#ifndef KBC_MODEL_H
#define KBC_MODEL_H

#include "../base/base.h"

enum { KBC_NONE = 0xFFFF, KBC_BANDS = 9 };

typedef enum kbc_kind { KBC_SYMPTOM, KBC_SIGN, KBC_VITAL, KBC_LAB, KBC_IMAGING, KBC_TEST, KBC_HISTORY, KBC_RISK,
                        KBC_MEDICINE, KBC_GROUP, KBC_DISEASE, KBC_KIND_COUNT } kbc_kind;
typedef enum kbc_cost { KBC_ASK, KBC_LOOK, KBC_EXAMINE, KBC_BEDSIDE, KBC_LABTEST, KBC_IMAGETEST, KBC_INVASIVE, KBC_COST_COUNT } kbc_cost;
typedef enum kbc_urgency { KBC_SELF_CARE, KBC_ROUTINE, KBC_URGENT, KBC_EMERGENCY } kbc_urgency;

typedef struct kbc_place { uint16_t file; uint32_t line; uint16_t column; } kbc_place;
typedef struct kbc_phrase { dp_str text; bool quoted; kbc_place place; } kbc_phrase;
typedef struct kbc_phrases { kbc_phrase *at; size_t count, room; } kbc_phrases;
typedef struct kbc_ids { uint16_t *at; size_t count, room; } kbc_ids;

typedef struct kbc_source { dp_str id, title, publisher, url; uint16_t year; kbc_place place; } kbc_source;
typedef struct kbc_word { dp_str id; kbc_phrases say; dp_str as; kbc_place place; } kbc_word;

typedef struct kbc_unit { dp_str name; int64_t factor_micro; int64_t offset_milli; } kbc_unit; /* (x - offset) * factor */
typedef struct kbc_measure {
  dp_str id, name, unit;
  kbc_phrases say;
  struct { kbc_unit *at; size_t count, room; } units; /* the canonical one first */
  int64_t low_milli, high_milli;
  unsigned decimals;
  struct { uint16_t unit; int64_t low_milli, high_milli; } guess[4];
  size_t guess_count;
  kbc_place place;
} kbc_measure;

typedef enum kbc_op { KBC_LT, KBC_LE, KBC_GT, KBC_GE } kbc_op;
typedef struct kbc_when {
  uint16_t measure;
  kbc_op op;
  int64_t milli;        /* the bound; a range "A-B" is two bounds: milli <= x <= milli_to with op GE */
  int64_t milli_to;     /* INT64_MAX when open */
  uint32_t from_days, to_days; /* age, to is exclusive, UINT32_MAX when open */
  int8_t sex;           /* 0 any, 'f', 'm' */
  bool pregnant;        /* only in pregnancy */
} kbc_when;

typedef struct kbc_finding {
  dp_str id, name, ask, hpo;
  kbc_kind kind;
  kbc_cost cost;
  kbc_ids parents;      /* finding indexes, primary first */
  kbc_phrases say, mod, test;
  struct { kbc_when *at; size_t count, room; } when;
  kbc_ids denies;       /* `absent:` */
  uint32_t rate_ppm;    /* background; for DISEASE its prevalence */
  uint32_t complaint_ppm; /* share of first consultations; 0: not a complaint */
  uint8_t striking;     /* percent */
  uint16_t condition;   /* DISEASE: condition index, or KBC_NONE for a class */
  kbc_place place;
} kbc_finding;

typedef struct kbc_row {
  uint16_t finding;
  uint16_t low, high;     /* permille; 1 stands for "0.1 % and less" */
  uint32_t odds_milli;    /* risks: odds ratio * 1000 (then low = high = 0) */
  bool required, impossible, background, excluded;
  uint16_t source;        /* KBC_NONE: estimate */
  kbc_place place;
} kbc_row;
typedef struct kbc_rows { kbc_row *at; size_t count, room; } kbc_rows;

typedef enum kbc_group { KBC_ALL, KBC_INFANT, KBC_CHILDREN, KBC_OLD, KBC_PREGNANT, KBC_DIABETIC, KBC_GROUP_COUNT } kbc_group;
enum { KBC_MINUTES, KBC_HOURS, KBC_DAYS, KBC_WEEKS, KBC_MONTHS, KBC_YEARS, KBC_COURSE_COUNT };
enum { KBC_GP, KBC_ED, KBC_WARD, KBC_SETTING_COUNT };
enum { KBC_AFRICA, KBC_SOUTH_ASIA, KBC_SOUTHEAST_ASIA, KBC_LATIN_AMERICA, KBC_MIDDLE_EAST, KBC_MEDITERRANEAN,
       KBC_NORTH_AMERICA, KBC_TROPICS, KBC_REGION_COUNT };
enum { KBC_SPRING, KBC_SUMMER, KBC_AUTUMN, KBC_WINTER, KBC_SEASON_COUNT };

typedef struct kbc_text { dp_str section, body; kbc_place place; } kbc_text;

typedef struct kbc_condition {
  dp_str id, name, icd10, field, summary, danger_text, reviewed;
  uint16_t finding;           /* its own DISEASE finding; its parents there are its classes */
  kbc_phrases aka;
  uint32_t rate_milli;        /* new presentations per 100,000 a year, * 1000 */
  uint16_t rate_source;
  uint32_t prevalence_ppm;
  uint32_t age_milli[KBC_BANDS];
  uint16_t female_permille;
  bool female_only, male_only, pregnancy_only;
  uint32_t pregnancy_milli;   /* relative rate in pregnancy * 1000; 1000 default */
  uint32_t setting_milli[KBC_SETTING_COUNT], region_milli[KBC_REGION_COUNT], season_milli[KBC_SEASON_COUNT];
  kbc_urgency urgency;
  uint8_t danger;
  uint16_t course_permille[KBC_COURSE_COUNT], sudden_permille, recurrent_permille; /* UINT16_MAX: not stated */
  kbc_rows comes;             /* finding, low = high = permille */
  kbc_rows rows[KBC_GROUP_COUNT]; /* findings, background and excluded in KBC_ALL; the groups' own */
  kbc_rows risks;
  kbc_ids confused, complications, redflags; /* finding indexes (diseases too) */
  struct { kbc_text *at; size_t count, room; } texts;
  kbc_place place;
} kbc_condition;

typedef struct kbc_class { dp_str id, name; uint16_t finding; uint32_t prevalence_ppm; kbc_place place; } kbc_class;

typedef struct kbc_model {
  struct { dp_str *at; size_t count, room; } files;
  struct { kbc_source *at; size_t count, room; } sources;
  struct { kbc_word *at; size_t count, room; } words;
  struct { kbc_measure *at; size_t count, room; } measures;
  struct { kbc_finding *at; size_t count, room; } findings;
  struct { kbc_class *at; size_t count, room; } classes;
  struct { kbc_condition *at; size_t count, room; } conditions;
  struct { kbc_condition *at; size_t count, room; } topics; /* symptoms and procedures: id, name, aka, texts only */
} kbc_model;

#endif

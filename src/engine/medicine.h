/* medicine.h: medicines as knowledge (knowledge/medicines): what they cause, what they must not meet, how they are watched.
 *
 * A medicine is an entry about a finding of kind medicine, "takes it". Classes are entries too: what is said of beta-blockers holds
 * for bisoprolol, because its finding is below theirs, and nothing is said twice. The image's section "MEDI" holds the entries in
 * the order of their findings, so that looking one up is a binary search; nobody but this file knows its layout.
 *
 * Layout: header, medicines, effects, conflicts, items, strings. Each medicine's effects lie together, so do its conflicts, and a
 * conflict's items. Strings are offsets into the section's own pool, which begins with "". dp_medicines_validate checks every index
 * once, so that the accessors are total; an image without the section has no medicines.
 *
 * Effects. `low` to `high` of a thousand who take it have the finding because of it. Of two entries that speak of the same finding
 * the nearer one holds (simvastatin's own before that of statins).
 * Conflicts. Met when any item is: a finding that is present (the specific serves for the general; a medicine taken is one), a
 * measured value, an age. That of pregnancy and of breast-feeding is the nearest entry's that says anything of it.
 */
#ifndef DP_MEDICINE_H
#define DP_MEDICINE_H

#include "engine.h"

enum { DP_MEDICINES_VERSION = 1 };

typedef enum dp_effect_time { DP_EFFECT_ANY_TIME, DP_EFFECT_HOURS, DP_EFFECT_DAYS, DP_EFFECT_WEEKS, DP_EFFECT_MONTHS,
                              DP_EFFECT_YEARS, DP_EFFECT_TIME_COUNT } dp_effect_time;
typedef enum dp_conflict_level { DP_CONFLICT_SAFE, DP_CONFLICT_CAUTION, DP_CONFLICT_AVOID, DP_CONFLICT_LEVEL_COUNT } dp_conflict_level;
typedef enum dp_conflict_about { DP_ABOUT_INTERACTION, DP_ABOUT_CAUTION, DP_ABOUT_PREGNANCY, DP_ABOUT_BREASTFEEDING,
                                 DP_ABOUT_COUNT } dp_conflict_about;
const char *dp_effect_time_name(unsigned time);       /* "", "hours", "days" … */
const char *dp_conflict_level_name(unsigned level);   /* "safe", "caution", "avoid" */
const char *dp_conflict_about_name(unsigned about);   /* "interaction", "caution", "pregnancy", "breastfeeding" */

typedef struct dp_effect {
  uint16_t finding;
  uint16_t low, high;    /* permille of those who take it; at least 1 */
  uint16_t source;       /* DP_NONE: an estimate */
  uint16_t line;         /* below the entry's own */
  uint8_t time, reserved; /* dp_effect_time: how long after it was begun */
} dp_effect;
_Static_assert(sizeof(dp_effect) == 12, "no padding");

typedef enum dp_item_what { DP_ITEM_FINDING, DP_ITEM_MEASURE, DP_ITEM_AGE, DP_ITEM_WHAT_COUNT } dp_item_what;
typedef struct dp_conflict_item {
  int32_t milli;     /* measure: threshold; age: days */
  uint16_t target;   /* finding or measure; 0 of an age */
  uint8_t what, op;  /* dp_item_what; dp_op */
} dp_conflict_item;
_Static_assert(sizeof(dp_conflict_item) == 8, "no padding");

typedef struct dp_conflict {
  uint32_t say;              /* the sentence */
  uint32_t item_first;
  uint16_t item_count;
  uint16_t source, line;
  uint8_t level, about;
} dp_conflict;
_Static_assert(sizeof(dp_conflict) == 16, "no padding");

typedef struct dp_medicine {
  uint32_t id, name, brands, use, monitor, overdose; /* "" where it says nothing: then its class may; brands: "A | B" */
  uint32_t effect_first, conflict_first;
  uint32_t line;
  uint16_t finding, file;
  uint16_t effect_count, conflict_count;
  uint16_t monitor_source, overdose_source;
} dp_medicine;
_Static_assert(sizeof(dp_medicine) == 48, "no padding");

typedef struct dp_medicines { /* a view of the section */
  const dp_medicine *at;
  const dp_effect *effects;
  const dp_conflict *conflicts;
  const dp_conflict_item *items;
  const char *strings;
  size_t count, effect_count, conflict_count, item_count, string_size;
} dp_medicines;
static inline const char *dp_medicine_text(const dp_medicines *m, uint32_t at) { return m->strings + at; }

/* What the compiler hands over: `medicine` without strings and places, which the builder fills. */
typedef struct dp_medicine_source {
  dp_str id, name, brands, use, monitor, overdose;
  dp_medicine medicine;
  const dp_effect *effects;
  const dp_conflict *conflicts; /* `say` and `item_first` are not looked at */
  const dp_str *says;           /* of the conflicts */
  const dp_conflict_item *items; /* of all conflicts, one after the other */
} dp_medicine_source;
/* Appends the section; `sources` are in the order of their findings. Errors: ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_medicines_build(const dp_medicine_source *sources, size_t count, dp_buf *out, dp_error *err);
/* Whether the section is whole and speaks of this image's findings, measures, sources and files. ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_medicines_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err);
/* The view; empty when the image has no medicines. */
void dp_medicines_of(const dp_kb *kb, dp_medicines *out);

/* The entry about exactly this finding, or NULL. */
const dp_medicine *dp_medicine_about(const dp_medicines *m, uint16_t finding);
/* The entries that hold for who takes `finding`: its own, then those above it, nearest first. Gives how many, at most `room`. */
enum { DP_MEDICINE_LINEAGE = 12 };
size_t dp_medicine_lineage(const dp_kb *kb, const dp_medicines *m, uint16_t finding, const dp_medicine **out, size_t room);
/* Whether effect `n` of the lineage's entry `of` holds: no nearer entry speaks of its finding. */
bool dp_effect_holds(const dp_medicines *m, const dp_medicine *const *lineage, size_t of, const dp_effect *e);

#endif

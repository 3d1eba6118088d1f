/* kb.h: an opened knowledge image, as typed read-only tables.
 *
 * Layout. The image is flat and little-endian: a header, a table of sections, and the sections, each 8-byte aligned. All
 * references are indexes into tables or offsets into the string pool, so that it is used in place, from a mapped
 * file, a constant in the program or a buffer in WebAssembly, and is the same bytes on every platform.
 *
 * Trust. dp_kb_open_image checks the checksum and every offset, index, enumeration and string once. After that every
 * accessor below is total: an index that came out of a table is in range, a string is NUL-terminated UTF-8.
 * Offset 0 of the string pool is "", list 0 of the id pool is empty: "not stated" needs no special case.
 *
 * Findings. One index space (uint16_t, DP_NONE is none) holds what the vocabulary files say, in the files' order,
 * then one finding of kind DP_KIND_DISEASE for every class, then one for every condition; `condition` of the latter is
 * its condition's index. Topics (what the encyclopedia has an article on): condition i is topic i, then symptoms,
 * then procedures, then laboratory tests.
 *
 * Prose lies in a second image with a header of the same form, named by its index's hash in the first one; it may
 * follow the first in the same file or be attached later (dp_kb_attach_prose). Its index is checked when it is attached
 * and each article against its own hash when it is read, so that no state has to be kept and nothing is read in vain. The search
 * index over the articles ("SRCH") travels with them: what ranks does not need it, and it can only be made where they are.
 *
 * Some sections are opaque here: "LEXI" belongs to src/text, "WGHT" and "WORD" to src/engine, "SRCH" to src/ency. The public dp_kb_open
 * (src/api) opens the image with dp_kb_open_image and then has these checked by their owners. They may be missing.
 *
 * What a writer must keep, and dp_kb_open_image checks, beyond what stands at each table:
 * - Sections lie after the section table, each at the next multiple of 8, the gaps zero; `count` items of the table's
 *   size are `size` bytes. All of the tables below exist, empty ones too; other names are opaque. No name twice.
 * - "STRS" (count: bytes): strings each with its NUL; valid UTF-8; begins with a NUL (offset 0 is ""), ends with one.
 * - "LIST" (uint16_t): list after list, each a count and so many finding indexes; begins with an empty list (a zero).
 *   "ALIA" (uint32_t): the same with string offsets. A dp_kb_list is the place of a list's count, so lists may be shared.
 * - "FILE": a dp_kb_string for each file.
 * - A finding's parents are among its ancestors, and so are all of the parents' ancestors; it is not among its own. No
 *   more than DP_KB_MAX_PARENTS and DP_KB_MAX_ANCESTORS. Children are exactly the inverse of parents.
 * - Tables that others cut into slices are cut without gaps, in the order of the owners: units and guesses by measure,
 *   whens by finding, rows and risks by condition. (The `first` of an empty slice of units, guesses, whens is free.)
 * - A finding stands at most once in each row table of a condition. Reserved fields are zero.
 */
#ifndef DP_KB_H
#define DP_KB_H

#include "../base/base.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the knowledge image is little-endian and is used in place: a big-endian machine needs a reader that swaps"
#endif

enum { DP_NONE = 0xFFFF, DP_KB_VERSION = 1, DP_BANDS = 9, DP_KB_MAX_PARENTS = 16, DP_KB_MAX_ANCESTORS = 256 };

/* ---- what the numbers in the tables mean (names: dp_kb_kind_name and its sisters, below) ------------------------------ */

typedef enum dp_kind { DP_KIND_SYMPTOM, DP_KIND_SIGN, DP_KIND_VITAL, DP_KIND_LAB, DP_KIND_IMAGING, DP_KIND_TEST,
                       DP_KIND_HISTORY, DP_KIND_RISK, DP_KIND_MEDICINE, DP_KIND_GROUP, DP_KIND_DISEASE,
                       DP_KIND_COUNT } dp_kind;
typedef enum dp_cost { DP_COST_ASK, DP_COST_LOOK, DP_COST_EXAMINE, DP_COST_BEDSIDE, DP_COST_LAB, DP_COST_IMAGING,
                       DP_COST_INVASIVE, DP_COST_COUNT } dp_cost;
typedef enum dp_urgency { DP_SELF_CARE, DP_ROUTINE, DP_URGENT, DP_EMERGENCY, DP_URGENCY_COUNT } dp_urgency;
typedef enum dp_op { DP_OP_LT, DP_OP_LE, DP_OP_GT, DP_OP_GE, DP_OP_COUNT } dp_op;
/* Tables of rows of a condition: its frequencies in everybody, those that replace them in a group, and what people
 * come with. */
typedef enum dp_rows { DP_ROWS_ALL, DP_ROWS_INFANT, DP_ROWS_CHILDREN, DP_ROWS_OLD, DP_ROWS_PREGNANT, DP_ROWS_DIABETIC,
                       DP_ROWS_COMES, DP_ROWS_COUNT } dp_rows;
enum { DP_COURSE_MINUTES, DP_COURSE_HOURS, DP_COURSE_DAYS, DP_COURSE_WEEKS, DP_COURSE_MONTHS, DP_COURSE_YEARS,
       DP_COURSE_COUNT };
enum { DP_GP, DP_ED, DP_WARD, DP_SETTING_COUNT };
enum { DP_AFRICA, DP_SOUTH_ASIA, DP_SOUTHEAST_ASIA, DP_LATIN_AMERICA, DP_MIDDLE_EAST, DP_MEDITERRANEAN,
       DP_NORTH_AMERICA, DP_TROPICS, DP_REGION_COUNT };
enum { DP_SPRING, DP_SUMMER, DP_AUTUMN, DP_WINTER, DP_SEASON_COUNT };
typedef enum dp_topic_kind { DP_TOPIC_CONDITION, DP_TOPIC_SYMPTOM, DP_TOPIC_PROCEDURE, DP_TOPIC_TEST,
                             DP_TOPIC_KIND_COUNT } dp_topic_kind;
typedef enum dp_text_section { DP_TEXT_SUMMARY, DP_TEXT_WHAT, DP_TEXT_CAUSES, DP_TEXT_SYMPTOMS, DP_TEXT_DIAGNOSIS,
                               DP_TEXT_TREATMENT, DP_TEXT_SELFCARE, DP_TEXT_PREVENTION, DP_TEXT_SEEK, DP_TEXT_OUTLOOK,
                               DP_TEXT_FOLLOWUP, DP_TEXT_FAQ, DP_TEXT_PRO, /* then the plan, a condition's alone, item by item */
                               DP_TEXT_NOW, DP_TEXT_ASK, DP_TEXT_TESTS, DP_TEXT_AVOID, DP_TEXT_REFER, DP_TEXT_SAFETYNET,
                               /* of procedures and tests; of symptoms, beside ASK */
                               DP_TEXT_WHY, DP_TEXT_PREPARE, DP_TEXT_HAPPENS, DP_TEXT_RISKS, DP_TEXT_RECOVERY,
                               DP_TEXT_RESULTS, DP_TEXT_HIGH, DP_TEXT_LOW, DP_TEXT_EXAMINE, DP_TEXT_SECTION_COUNT } dp_text_section;

/* ---- the image ------------------------------------------------------------------------------------------------ */

typedef struct dp_kb_header {
  char magic[8];        /* DP_KB_MAGIC: not text, and damaged by anything that rewrites line ends */
  uint64_t check;       /* dp_kb_checksum of all bytes from `version` to the end (prose: to the start of "PTXT") */
  uint32_t version;     /* DP_KB_VERSION */
  uint32_t part;        /* 1 engine, 2 prose */
  uint64_t size;        /* of this part, a multiple of 8 */
  uint32_t date;        /* newest `reviewed` in the knowledge, as 20261124 */
  uint32_t section_count;
  uint8_t sha256[32];   /* of all bytes after the header: the knowledge's hash, as it is printed (prose: of "PIDX") */
  uint8_t prose[32];    /* engine part: the sha256 of its prose part's index, zeros when there is none */
} dp_kb_header;
_Static_assert(sizeof(dp_kb_header) == 104, "the image's header has no padding");

/* PNG's trick: a high bit, a carriage return and line feed, a ^Z and a line feed. */
#define DP_KB_MAGIC "\x89" "DPK\r\n\x1a\n"

typedef struct dp_kb_entry { char name[4]; uint32_t count; uint64_t offset, size; } dp_kb_entry; /* a section */
_Static_assert(sizeof(dp_kb_entry) == 24, "a section's entry has no padding");

typedef uint32_t dp_kb_string; /* offset into the string pool: dp_kb_text */
typedef uint32_t dp_kb_list;   /* offset into the id pool: dp_kb_ids; the pool holds a count, then so many ids */

/* Section "FIND". A finding. */
typedef struct dp_kb_finding {
  dp_kb_string id, name, ask, hpo;
  uint32_t rate_ppm;       /* background rate; of a disease its prevalence as a known one */
  uint32_t complaint_ppm;  /* share of first consultations that are because of it; 0: not a complaint */
  dp_kb_list parents;      /* primary first */
  dp_kb_list ancestors;    /* all, nearest first */
  dp_kb_list children;     /* the inverse of parents */
  dp_kb_list denies;       /* findings that its presence makes absent */
  uint32_t line;           /* where it is written */
  uint16_t file;
  uint16_t condition;      /* condition index of a disease; DP_NONE for a class and for all others */
  uint16_t when_first, when_count; /* thresholds, in kb->whens */
  uint8_t kind, cost, striking;    /* dp_kind, dp_cost, percent */
  uint8_t flags;           /* DP_FINDING_… */
} dp_kb_finding;
_Static_assert(sizeof(dp_kb_finding) == 56, "a finding has no padding");
enum { DP_FINDING_MEASURED = 1, /* has thresholds */
       DP_FINDING_CLASS = 2,    /* a class of conditions */
       DP_FINDING_USED = 4,     /* a condition states it (in rows, comes or risks) or one of its descendants is */
       DP_FINDING_TESTED = 8 }; /* has `test` names: "X normal" makes it absent */

/* Section "MEAS". What is measured; units are in kb->units, the canonical one first. */
typedef struct dp_kb_measure {
  int64_t low_milli, high_milli; /* what is possible at all, in the canonical unit */
  dp_kb_string id, name, unit;    /* unit: also the name of units[unit_first], whose factor is 1 and offset 0 */
  uint16_t unit_first, unit_count;
  uint16_t guess_first, guess_count; /* in kb->guesses */
  uint32_t line;
  uint16_t file;
  uint16_t decimals;              /* 0-3 */
  uint32_t reserved;
} dp_kb_measure;
_Static_assert(sizeof(dp_kb_measure) == 48, "a measure has no padding");
/* Section "UNIT". canonical = (x - offset_milli / 1000) * factor_micro / 1,000,000 (dp_kb_to_canonical) */
typedef struct dp_kb_unit { int64_t factor_micro, offset_milli; dp_kb_string name; uint32_t reserved; } dp_kb_unit;
_Static_assert(sizeof(dp_kb_unit) == 24, "a unit has no padding");
/* Section "GUES". A bare number from low to high is in this unit (index among the measure's own units). */
typedef struct dp_kb_guess { int64_t low_milli, high_milli; uint32_t unit, reserved; } dp_kb_guess;
_Static_assert(sizeof(dp_kb_guess) == 24, "a guess has no padding");

/* Section "WHEN". A threshold of a finding. A value meets it when `value OP milli` and value <= milli_to. */
typedef struct dp_kb_when {
  int64_t milli, milli_to;      /* milli_to: INT64_MAX when open (a range A-B is >= A and <= B) */
  uint32_t from_days, to_days;  /* age; to is exclusive, UINT32_MAX when open */
  uint16_t measure, finding;
  uint8_t op, sex, pregnant;    /* dp_op; 0, 'f' or 'm'; 1: only in pregnancy */
  uint8_t reserved;
} dp_kb_when;
_Static_assert(sizeof(dp_kb_when) == 32, "a threshold has no padding");

/* Section "SRCS". */
typedef struct dp_kb_source { dp_kb_string id, title, publisher, url; uint32_t line; uint16_t file, year; } dp_kb_source;
_Static_assert(sizeof(dp_kb_source) == 24, "a source has no padding");

/* Section "ROWS". A frequency in a condition; its file is the condition's, its line dp_kb_row_line. */
typedef struct dp_kb_row {
  uint16_t finding;
  uint16_t low, high;    /* permille; 1 stands for "0.1 % and less" */
  uint16_t source;       /* DP_NONE: an expert's estimate */
  uint16_t line;         /* lines below the condition's own line */
  uint16_t flags;        /* DP_ROW_… */
} dp_kb_row;
_Static_assert(sizeof(dp_kb_row) == 12, "a row has no padding");
enum { DP_ROW_REQUIRED = 1, DP_ROW_IMPOSSIBLE = 2,
       DP_ROW_BACKGROUND = 4,   /* here as in everybody: low and high are its background rate (dp_kb_finding.rate_ppm is exact) */
       DP_ROW_EXCLUDED = 8 };   /* speaks clearly against: low = high = 20 */

/* Section "RISK". */
typedef struct dp_kb_risk {
  uint32_t odds_milli;   /* odds ratio * 1000 */
  uint16_t finding, source, line, reserved;
} dp_kb_risk;
_Static_assert(sizeof(dp_kb_risk) == 12, "a risk has no padding");

/* Section "COND". A condition. Its classes are the ancestors of its own finding. */
typedef struct dp_kb_condition {
  dp_kb_string id, name, icd10, field, danger_text;
  dp_kb_list aliases;      /* list of strings: dp_kb_alias; first is name */
  dp_kb_list ancestors;    /* findings (classes and conditions), nearest first; the same list as its finding's */
  dp_kb_list confused, complications, redflags; /* findings (diseases too) */
  uint32_t row_first, risk_first;
  uint32_t rate_milli;     /* new presentations per 100,000 a year * 1000 */
  uint32_t prevalence_ppm; /* share of patients known to have it */
  uint32_t age_milli[DP_BANDS]; /* relative rate per head in nine bands (dp_kb_band_of_days) */
  uint32_t pregnancy_milli; /* relative rate in pregnancy; 1000 default */
  uint32_t setting_milli[DP_SETTING_COUNT], region_milli[DP_REGION_COUNT], season_milli[DP_SEASON_COUNT];
  uint32_t reviewed;       /* 20261124 */
  uint32_t line;
  uint16_t file;
  uint16_t finding;        /* its own finding (kind disease) */
  uint16_t rate_source;    /* DP_NONE: estimate */
  uint16_t female_permille;
  uint16_t row_count[DP_ROWS_COUNT]; /* its rows lie one table after the other from row_first: dp_kb_rows */
  uint16_t risk_count;
  uint16_t course_permille[DP_COURSE_COUNT]; /* UINT16_MAX in all: not stated */
  uint16_t sudden_permille, recurrent_permille; /* UINT16_MAX: not stated */
  uint8_t urgency, danger; /* dp_urgency, 0-10 */
  uint16_t flags;          /* DP_CONDITION_… */
} dp_kb_condition;
_Static_assert(sizeof(dp_kb_condition) == 208, "a condition has no padding");
enum { DP_CONDITION_FEMALE_ONLY = 1, DP_CONDITION_MALE_ONLY = 2, DP_CONDITION_PREGNANCY_ONLY = 4 };

/* Section "TOPC". What the encyclopedia has an article on. */
typedef struct dp_kb_topic {
  dp_kb_string id, name;
  dp_kb_list aliases;
  uint32_t line, reviewed;
  uint16_t file;
  uint16_t finding;        /* the finding that it is about, or DP_NONE */
  uint16_t kind;           /* dp_topic_kind */
  uint16_t reserved;
} dp_kb_topic;
_Static_assert(sizeof(dp_kb_topic) == 28, "a topic has no padding");

/* Section "NAME". All ids, names and aliases, folded (dp_kb_fold) and sorted by their folded bytes, then by rank. */
typedef struct dp_kb_name { dp_kb_string folded; uint16_t target; uint8_t what, rank; } dp_kb_name;
_Static_assert(sizeof(dp_kb_name) == 8, "a name has no padding");
typedef enum dp_kb_what { DP_IS_FINDING, DP_IS_MEASURE, DP_IS_SOURCE, DP_IS_TOPIC, DP_IS_COUNT } dp_kb_what;
enum { DP_RANK_ID, DP_RANK_NAME, DP_RANK_ALIAS };

/* The prose part has the sections "PIDX", perhaps "SRCH", and "PTXT". "PIDX": one for each topic, in their order; text_count 0 is none. */
typedef struct dp_kb_article {
  uint64_t offset;         /* in "PTXT", a multiple of 8; articles follow one another */
  uint32_t size;           /* of the article, its padding to a multiple of 8 (zeros) included */
  uint32_t text_count;
  uint8_t sha256[32];      /* of those `size` bytes */
} dp_kb_article;
_Static_assert(sizeof(dp_kb_article) == 48, "an article has no padding");
/* "PTXT" (count: bytes). An article is text_count of these, by rising section, and then the bodies, UTF-8, no NULs. */
typedef struct dp_kb_passage { uint32_t section, line, offset, size; } dp_kb_passage; /* offset from the article's start */
_Static_assert(sizeof(dp_kb_passage) == 16, "a passage has no padding");

/* ---- an opened image -------------------------------------------------------------------------------------------- */

struct dp_kb { /* read freely; nobody but src/kb writes */
  dp_arena arena;             /* holds this struct alone */
  const dp_kb_header *header;
  const dp_kb_entry *sections;
  const char *strings;          size_t strings_size;
  const uint16_t *lists;        size_t list_count;    /* the id pool, in uint16_t */
  const uint32_t *aliases;      size_t alias_count;   /* the alias pool: a count, then so many strings */
  const dp_kb_finding *findings;     size_t finding_count;
  const dp_kb_measure *measures;     size_t measure_count;
  const dp_kb_unit *units;           size_t unit_count;
  const dp_kb_guess *guesses;        size_t guess_count;
  const dp_kb_when *whens;           size_t when_count;
  const dp_kb_source *sources;       size_t source_count;
  const dp_kb_condition *conditions; size_t condition_count;
  const dp_kb_row *rows;             size_t row_count;
  const dp_kb_risk *risks;           size_t risk_count;
  const dp_kb_topic *topics;         size_t topic_count;
  const dp_kb_name *names;           size_t name_count;
  const dp_kb_string *files;         size_t file_count; /* paths as compiled, "conditions/skin/eczema.txt" */
  const dp_kb_header *prose;  /* NULL: not attached */
  char hash[65];              /* the knowledge's hash, lower-case hex */
  char date[11];              /* "2026-11-24" */
};

/* Checks the image (`size` bytes, 8-byte aligned, outliving the kb) wholly and opens it; bytes after its end must be its
 * prose part. LEXI and WGHT are left to their owners. Errors: ERR_IMAGE with a sentence on what is wrong, ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_kb_open_image(const void *image, size_t size, const dp_allocator *allocator, dp_kb **out,
                                         dp_error *err);
void dp_kb_close_image(dp_kb *kb); /* NULL is allowed */
/* Adds the prose part, before the kb is shared between threads. Errors: ERR_IMAGE (damaged, or of other knowledge). */
DP_MUST_CHECK dp_status dp_kb_attach_prose(dp_kb *kb, const void *image, size_t size, dp_error *err);
/* Whether the SHA-256 in the header is that of the contents (open looks at the fast checksum only). */
bool dp_kb_verify(const dp_kb *kb);
/* A section of either part by its four-letter name; false when there is none. */
bool dp_kb_section(const dp_kb *kb, const char name[4], const void **at, size_t *size);
/* The checksum: eight bytes a step in four lanes, each step a bijection of the word, so that no single flipped bit or
 * word goes unseen. Not cryptographic: sha256 is. `size` is a multiple of 8. */
uint64_t dp_kb_checksum(const void *at, size_t size);

/* ---- accessors: total on what came out of the tables --------------------------------------------------------------- */

typedef struct dp_ids { const uint16_t *at; size_t count; } dp_ids;

static inline const char *dp_kb_text(const dp_kb *kb, dp_kb_string s) { return kb->strings + s; }
static inline dp_str dp_kb_str(const dp_kb *kb, dp_kb_string s) { return dp_str_of(kb->strings + s); }
static inline dp_ids dp_kb_ids(const dp_kb *kb, dp_kb_list l) { return (dp_ids){kb->lists + l + 1, kb->lists[l]}; }
static inline size_t dp_kb_alias_count(const dp_kb *kb, dp_kb_list l) { return kb->aliases[l]; }
static inline const char *dp_kb_alias(const dp_kb *kb, dp_kb_list l, size_t i) { return kb->strings + kb->aliases[l + 1 + i]; }
static inline const char *dp_kb_finding_id(const dp_kb *kb, uint16_t f) { return dp_kb_text(kb, kb->findings[f].id); }
static inline const char *dp_kb_finding_name(const dp_kb *kb, uint16_t f) { return dp_kb_text(kb, kb->findings[f].name); }

typedef struct dp_kb_row_view { const dp_kb_row *at; size_t count; } dp_kb_row_view;
static inline dp_kb_row_view dp_kb_rows(const dp_kb *kb, const dp_kb_condition *c, dp_rows table) {
  size_t first = c->row_first;
  for (unsigned t = 0; t < (unsigned)table; t++) first += c->row_count[t];
  return (dp_kb_row_view){kb->rows + first, c->row_count[table]};
}
/* Where the row is written (its file is c->file). */
static inline uint32_t dp_kb_row_line(const dp_kb_condition *c, const dp_kb_row *r) { return c->line + r->line; }
/* The row of `finding` in a table of the condition, or NULL. */
const dp_kb_row *dp_kb_row_of(const dp_kb *kb, const dp_kb_condition *c, dp_rows table, uint16_t finding);
/* Whether `ancestor` is `finding` itself or one of its ancestors. */
bool dp_kb_is_a(const dp_kb *kb, uint16_t finding, uint16_t ancestor);

/* The conditions that state `finding` among their rows for everybody, commonest first. ERR_MEMORY. */
typedef struct dp_kb_use { uint16_t condition; uint16_t permille; const dp_kb_row *row; } dp_kb_use;
DP_MUST_CHECK dp_status dp_kb_uses(const dp_kb *kb, uint16_t finding, dp_arena *arena, dp_kb_use **out, size_t *count,
                                   dp_error *err);

/* ---- measured values ---------------------------------------------------------------------------------------------- */

/* A value in the measure's unit number `unit` (0 is canonical), converted; saturates. */
int64_t dp_kb_to_canonical(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t milli);
/* Whether the threshold speaks of such a patient (age_days < 0: unknown counts as 30 years; sex 'f', 'm', or 0, unknown,
 * which every threshold speaks of: rather a mild finding too many than none), and whether the value meets it. */
bool dp_kb_when_applies(const dp_kb_when *w, int32_t age_days, char sex, bool pregnant);
bool dp_kb_when_meets(const dp_kb_when *w, int64_t milli);

/* ---- look-up by id, name or alias, whatever the case --------------------------------------------------------------- */

/* Folds for comparison: ASCII lower case, Latin letters without accents, `_`, `-` and runs of space as one space,
 * typographic quotes as plain, dashes as a space, no space at either end. Writes at most `room` bytes, no NUL; gives the bytes that it would need. */
size_t dp_kb_fold(dp_str s, char *out, size_t room);
/* The best match of one kind: an id before a name before an alias. DP_NONE when unknown, or longer than 255 folded. */
uint16_t dp_kb_find(const dp_kb *kb, dp_kb_what what, dp_str name);
uint16_t dp_kb_find_finding(const dp_kb *kb, dp_str name);
uint16_t dp_kb_find_condition(const dp_kb *kb, dp_str name); /* a condition's index */
uint16_t dp_kb_find_measure(const dp_kb *kb, dp_str name);
uint16_t dp_kb_find_topic(const dp_kb *kb, dp_str name);
/* All entries that begin with `prefix` (folded): *first and the count, in order; for completion. */
size_t dp_kb_find_prefix(const dp_kb *kb, dp_str prefix, size_t *first);
/* The nearest known name to a misspelt one, or NULL when none is near: an id as its id, a name as the name, an alias
 * folded. Near: 1 edit up to 5 letters, 2 up to 9, else 3. Looks at every name: for messages, not for reading. */
const char *dp_kb_suggest(const dp_kb *kb, dp_kb_what what, dp_str name);

/* ---- prose -------------------------------------------------------------------------------------------------------- */

typedef struct dp_kb_prose_text { dp_text_section section; uint32_t line; dp_str body; } dp_kb_prose_text;
/* The texts of a topic in the order of dp_text_section, checked against their hash. count 0 when it has none.
 * Errors: ERR_NOT_FOUND (no prose attached), ERR_IMAGE (damaged), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_kb_prose(const dp_kb *kb, uint16_t topic, dp_arena *arena, dp_kb_prose_text **out,
                                    size_t *count, dp_error *err);

/* ---- names of the enumerations; "" when out of range ---------------------------------------------------------------- */

const char *dp_kb_kind_name(unsigned kind);        /* "symptom" … "disease" */
const char *dp_kb_cost_name(unsigned cost);        /* "ask" … */
const char *dp_kb_urgency_name(unsigned urgency);  /* "self-care", "routine", "urgent", "emergency" */
const char *dp_kb_rows_name(unsigned table);       /* "findings", "infant" … "comes" */
const char *dp_kb_course_name(unsigned course);    /* "minutes" … */
const char *dp_kb_setting_name(unsigned setting);  /* "gp", "emergency", "ward" */
const char *dp_kb_region_name(unsigned region);    /* "africa" … */
const char *dp_kb_season_name(unsigned season);    /* "spring" … */
const char *dp_kb_text_name(unsigned section);     /* "summary", "what" … */
const char *dp_kb_topic_kind_name(unsigned kind);  /* "condition", "symptom", "procedure", "test" */
const char *dp_kb_band_name(unsigned band);        /* "under 28 days" … "80 and over" */

/* The first day of age of each band, and the band of an age in days. A year counts as 365 days here, so that an age is
 * on the right side of its birthday whether its years were taken as 365 or 365.25 days. */
extern const uint32_t dp_kb_band_first_day[DP_BANDS];
unsigned dp_kb_band_of_days(uint32_t days);

#endif

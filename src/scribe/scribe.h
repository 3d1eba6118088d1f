/* scribe.h: from words as an engine of speech hears them to a text as a clinician would write it.
 *
 *     the patient takes met for men five hundred milligrams b. i. d.    (heard)
 *     The patient takes metformin 500 mg BID.                            (written)
 *
 * Words in, pieces out. A piece is what stands between two spaces of the text (or is glued to the piece before: a full
 * stop). Each knows the heard words that it stands for, so that every step can be seen and taken back, what was changed
 * about it (its mark), and whether it is unsure. Pieces cover the words in order and without gaps; points cover none.
 *
 * Steps: spelt letters (CT), numbers and units (numbers.c), medicines that were heard as other words (sound.c), points and
 * capitals (points.c). What has two readings stays as it was spoken and is marked unsure: "two fifty milligrams" is not
 * made 250 mg, for it may be two tablets of 50.
 */
#ifndef DP_SCRIBE_H
#define DP_SCRIBE_H

#include "../base/base.h"

typedef struct dp_said_word {
  dp_str text;
  uint32_t start_ms, end_ms;
  uint16_t confidence; /* 0 to 1000 */
} dp_said_word;

typedef enum dp_mark { DP_MARK_NONE, DP_MARK_NUMBER, DP_MARK_LETTERS, DP_MARK_NAME, DP_MARK_COMMAND, DP_MARK_POINT,
                       DP_MARK_COUNT } dp_mark;
const char *dp_mark_name(unsigned mark); /* "number" … */

enum { DP_UNSURE_BELOW = 400 }; /* confidence: an estimate; make bench-speech shows how often such words are wrong */

typedef struct dp_piece {
  dp_str text;           /* as written, without the space */
  uint32_t start, end;   /* its bytes in the whole text */
  uint32_t first, count; /* heard words that it stands for; count 0: a point that was not spoken */
  uint16_t confidence;   /* the least of its words */
  uint8_t mark;          /* dp_mark */
  bool unsure;
  bool glued; /* no space before it */
} dp_piece;

typedef struct dp_written {
  dp_str text;
  dp_piece *at;
  size_t count, room;
} dp_written;

typedef struct dp_scribe_options {
  bool points;         /* the engine wrote capitals and points itself: leave them */
  const dp_str *names; /* more names to repair to, beside the medicines that the scribe knows */
  size_t name_count;
  bool no_repair;
} dp_scribe_options;

/* Writes the words of one segment. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_scribe(const dp_said_word *words, size_t count, const dp_scribe_options *options,
                                  dp_arena *arena, dp_written *out, dp_error *err);

/* ---- who is who --------------------------------------------------------------------------------------------------- */

enum { DP_ROLE_BITS = 13, DP_ROLE_SURE = 300 /* tenths of a natural logarithm; below it the roles are a guess and said to be one: an estimate */ };
enum { DP_ROLE_OTHER, DP_ROLE_DOCTOR, DP_ROLE_PATIENT };

/* How much more like a doctor's than a patient's these words of one speaker are, in tenths of a natural logarithm. */
int64_t dp_role_score(const dp_str *words, size_t count);
/* From each speaker's score a role each: one doctor, one patient, the others other. Gives from 0 (a toss) to 1000 how sure that is. */
unsigned dp_roles(const int64_t *scores, size_t count, uint8_t *roles);
const char *dp_role_name(unsigned role);
void dp_role_features(const dp_str *words, size_t count, void (*each)(void *ctx, uint32_t bucket), void *ctx); /* for the trainer */
extern const char dp_role_weights[1 << (DP_ROLE_BITS - 6)][65]; /* role_weights.c: rows of 64 */

/* ---- shared by the files of this floor ---------------------------------------------------------------------------- */

extern const char *const dp_medicines[]; /* names by spaces, many strings; NULL ends (medicines.c) */

/* numbers.c: a number, with its unit, age, share or pressure, that begins at words[i]. How many words it takes; 0: none
 * begins here. `text` is what to write; *unsure: it has two readings and is left as spoken. */
size_t dp_spoken_number(const dp_said_word *words, size_t count, size_t i, dp_arena *arena, dp_str *text, bool *unsure);
/* Spelt letters, perhaps with a figure among them ("a. one c."). */
size_t dp_spoken_letters(const dp_said_word *words, size_t count, size_t i, dp_arena *arena, dp_str *text);

/* sound.c: the code of how a word sounds: a letter for each consonant class, vowels coarse. At most room-1 characters. */
size_t dp_sound_code(dp_str word, char *code, size_t room);
/* How far two codes are apart, in units of a third of a consonant. */
unsigned dp_sound_distance(const char *a, size_t a_size, const char *b, size_t b_size, unsigned limit);
/* The medicine that words[i, i+n) are heard for, or {NULL, 0}; `margin` of the best over the next. *doubt: two names are near, neither is taken. */
typedef struct dp_name {
  dp_str text;
  char code[28];
  uint8_t code_size, weight;
} dp_name;
typedef struct dp_names {
  dp_name *at;
  size_t count, room;
} dp_names;
bool dp_names_make(const dp_scribe_options *o, dp_arena *arena, dp_names *out); /* false: no memory */
dp_str dp_name_heard(const dp_names *names, const dp_said_word *words, size_t n, bool dose_follows, bool *doubt, unsigned *cost);
bool dp_is_name(const dp_names *names, dp_str word);

/* points.c: full stops, commas, questions, capitals; spoken points ("full stop", "new line"). */
bool dp_points(const dp_said_word *words, size_t count, dp_arena *arena, dp_written *w); /* false: no memory */

#endif

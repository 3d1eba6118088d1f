/* lexicon.h: the phrases of the knowledge, folded and indexed, as the image's LEXI section.
 *
 * Built once by the knowledge compiler with the same tokeniser and folding that the reader uses, so that the two cannot
 * disagree. Opaque to everyone but src/text.
 */
#ifndef DP_LEXICON_H
#define DP_LEXICON_H

#include "../base/base.h"

typedef enum dp_lex_kind { DP_LEX_SAY, DP_LEX_MOD, DP_LEX_TEST, DP_LEX_MEASURE, DP_LEX_UNIT } dp_lex_kind;
typedef struct dp_lex_phrase { dp_str text; bool quoted; dp_lex_kind kind; uint16_t target; /* finding or measure index */ } dp_lex_phrase;
typedef struct dp_lex_word { dp_str id; const dp_str *say; const bool *quoted; size_t say_count; dp_str as; bool near; } dp_lex_word; /* near: `say` are near words of `id`, for the loose reader */

/* What is doubtful about a phrase is reported through `note`, may be NULL; `other`: the phrase of another finding that
 * reads the same, or SIZE_MAX. */
typedef void dp_lex_note(void *ctx, size_t phrase, size_t other, const char *message);

/* Appends the section's bytes to `out`. Errors: ERR_KNOWLEDGE (a phrase without content words …), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_lexicon_build(const dp_lex_word *words, size_t word_count, const dp_lex_phrase *phrases,
                                         size_t phrase_count, dp_arena *arena, dp_buf *out, dp_lex_note *note,
                                         void *ctx, dp_error *err);
enum { DP_STEM_MAX = 40 };
/* Writes the stem of a lower-case word (ASCII letters; others are kept) and gives its size, at most DP_STEM_MAX. The search of
 * the encyclopedia folds with it too. */
size_t dp_stem(const char *word, size_t size, char out[DP_STEM_MAX]);

/* What the phrases are made of: calls `each` with the finding and the words' numbers of every phrase that says one (or says how it
 * is), in the section's order, and gives how many words the lexicon has. ERR_IMAGE (not a lexicon of this reader). */
typedef void dp_lex_each(void *ctx, uint16_t finding, const uint16_t *words, size_t count);
DP_MUST_CHECK dp_status dp_lexicon_phrases(const void *at, size_t size, dp_lex_each *each, void *ctx, size_t *word_count, dp_error *err);

/* Checks every offset and index of the section once (kb open calls it through the api). ERR_IMAGE. */
DP_MUST_CHECK dp_status dp_lexicon_validate(const void *at, size_t size, size_t finding_count, size_t measure_count, dp_error *err);

#endif

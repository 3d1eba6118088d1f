/* text.h: what the files of the reader share. Nothing outside src/text includes it.
 *
 * The way of a text: token.c cuts it into tokens and sentences; fold.c and lexicon.c give every token its word ids;
 * spell.c mends what is unknown; patient.c and time.c take the facts; match.c finds the phrases of the knowledge;
 * test.c and measure.c judge "normal" and numbers; context.c says in which state a mention is; read.c does all this in
 * order.
 *
 * Linear time: a sentence has at most DP_SENTENCE_MAX tokens (a longer one is cut), a phrase is looked for in a window
 * around its rarest word, and everything else walks the tokens a fixed number of times.
 */
#ifndef DP_TEXT_H
#define DP_TEXT_H

#include "read.h"
#include "lexicon.h"

enum { DP_SENTENCE_MAX = 240, DP_IDS = 4, DP_PHRASE_MAX = 10, DP_MENTION_MAX = 50000 };

/* ---- builtin words (words.c): what the reader itself knows of English -------------------------------------------- */

enum {                       /* flags of a word */
       W_SMALL = 1,          /* says nothing by itself: dropped from phrases, free in their gaps */
       W_MOD = 1 << 1,       /* adjective or adverb of degree, side, place, time: allowed in gaps */
       W_BODY = 1 << 2,      /* part of the body */
       W_COMMON = 1 << 3,    /* everyday English: not unread text, never repaired */
       W_NEG = 1 << 4,       /* negation: no phrase reaches across it */
       W_BREAK = 1 << 5,     /* "but": ends a clause */
       W_COORD = 1 << 6,     /* and, or, nor, plus */
       W_PRON = 1 << 7,      /* subject pronoun */
       W_KIN = 1 << 8,       /* relative or other person */
       W_TIME = 1 << 9,      /* unit of time */
       W_NUM = 1 << 10,      /* number word */
       W_VERB = 1 << 11,     /* finite verb that makes a clause */
       W_DEGREE = 1 << 12,   /* reduced, poor, raised: reaches over "and" */
       W_PREP = 1 << 13,     /* in, of, on, over */
       W_SAY = 1 << 14,      /* reports, says, brought: a relative who does this is only the teller */
       W_REAL = 1 << 15,     /* a true term, though the knowledge may not have it: never repaired */
       W_DEF = 1 << 16,      /* a builtin phrase (dp_defs) begins with it */
       W_LEX = 1 << 17,      /* occurs in a phrase of the knowledge */
       W_QUESTION = 1 << 18, /* begins a question */
       W_FINITE = 1 << 20,   /* finite verb: where it opens a stretch of words, a clause begins */
       W_PRED = 1 << 21,     /* adjective of a person: alone it is a predicate ("confused"), no "no" denies it */
       W_WEAK = 1 << 19,     /* a gap word of general meaning (area, side, region): free in gaps */
       /* of a token only */
       T_HYPHEN = 1 << 24,   /* joined to the one before by a hyphen */
       T_GLUED = 1 << 25,    /* no space before */
       T_CAPS = 1 << 26,     /* all capitals (two letters or more) */
       T_CAP = 1 << 27,      /* begins with a capital */
       T_PLACED = 1 << 28,   /* something was read from it */
       T_ABSORBED = 1 << 29, /* a later word of several that one class stands for */
       T_REPAIRED = 1 << 30,
       T_AMOUNT = 1 << 22 /* amount.c has judged the number */
#define T_NEGATED 0x80000000u /* says its own negation: "afebrile" */
};

typedef enum dp_key { /* words that code asks for by name */
                      K_NONE,
                      K_NO,
                      K_NOT,
                      K_WITHOUT,
                      K_AND,
                      K_OR,
                      K_FOR,
                      K_SINCE,
                      K_AGO,
                      K_IN,
                      K_PAST,
                      K_LAST,
                      K_OVER,
                      K_OLD,
                      K_AGE,
                      K_YEAR_OLD,
                      K_SECOND,
                      K_MINUTE,
                      K_HOUR,
                      K_DAY,
                      K_WEEK,
                      K_MONTH,
                      K_YEAR,
                      K_NIGHT,
                      K_HE,
                      K_SHE,
                      K_THEY,
                      K_I,
                      K_MY,
                      K_FEMALE,
                      K_MALE,
                      K_FEMALE_TITLE,
                      K_MALE_TITLE,
                      K_F,
                      K_M,
                      K_BABY,
                      K_CHILD,
                      K_HISTORY,
                      K_PREGNANT,
                      K_GESTATION,
                      K_YESTERDAY,
                      K_TODAY,
                      K_MORNING,
                      K_EVENING,
                      K_WEEKDAY,
                      K_MONTHNAME,
                      K_SEASON,
                      K_BIRTH,
                      K_LIFE,
                      K_HALF,
                      K_FEW,
                      K_SEVERAL,
                      K_COUPLE,
                      K_EVERY,
                      K_TIMES,
                      K_LEFT,
                      K_RIGHT,
                      K_BOTH,
                      K_MILD,
                      K_MODERATE,
                      K_SEVERE,
                      K_HIGH,
                      K_LOW,
                      K_NORMAL,
                      K_PRESENT_WORD,
                      K_ABSENT_WORD,
                      K_KIN,
                      K_OTHER,
                      K_SIBLING,
                      K_PACK,
                      K_PERCENT,
                      K_YES,
                      K_NOPE,
                      K_MAYBE,
                      K_ANSWER_UNKNOWN,
                      K_SAME,
                      K_UPTO,
                      K_DOSE,
                      K_NEXT,
                      K_BECOMING,
                      K_IS,
                      K_HAS,
                      K_BY,
                      K_WITH,
                      K_OF,
                      K_X,
                      K_DOCTOR,
                      K_PATIENT,
                      K_FROM,
                      K_TO,
                      K_GP,
                      K_ED,
                      K_WARD,
                      K_POSTPARTUM,
                      K_THIS,
                      K_IF,
                      K_ON,
                      K_AT,
                      K_NON,
                      K_FREQUENCY,
                      K_URGENCY,
                      K_DISCHARGE,
                      K_FIT,
                      K_COLD,
                      K_PERIOD,
                      K_WORSE,
                      K_STARTED,
                      K_TWIN,
                      K_ADULT,
                      K_TEEN,
                      K_ELDERLY,
                      K_FETAL,
                      K_A,
                      K_THE,
                      K_IT,
                      K_WHO,
                      K_CHANGE,
                      K_RELIEF,
                      K_PER,
                      K_BLEEDING,
                      K_COUNT
} dp_key;

typedef struct dp_builtin {
  uint32_t flags;
  uint16_t key;
  const char *words;
} dp_builtin; /* words by spaces */
extern const dp_builtin dp_builtins[];
extern const size_t dp_builtin_count;
extern const char *const dp_common_words[]; /* everyday words by spaces, many strings (common.c) */
extern const size_t dp_common_count;
extern const char *const dp_real_words[]; /* true terms that must not be mended into others (common.c) */
extern const size_t dp_real_count;

typedef enum dp_def_kind { D_TRIGGER, D_HEADING, D_GEO, D_RESULT, D_SETTING, D_SEASON, D_ONSET, D_RECUR } dp_def_kind;
typedef enum dp_effect {
  E_NONE,     /* pseudo: takes its words out of the game */
  E_NEG,      /* what follows is absent */
  E_NEG_LIST, /* the same, and a list after it goes on over commas (denies, negative for) */
  E_NEG_BACK, /* what stands before is absent */
  E_UNC,
  E_UNC_BACK,
  E_PAST,
  E_PAST_BACK,
  E_HYP, /* to the end of the sentence */
  E_HYP_BACK,
  E_FAMILY,    /* family history of */
  E_KNOWN,     /* known case of, history of */
  E_KNOWN_ASK, /* "no illness": nothing, but what an exception names is known */
  E_EXCEPT,    /* ends a negation and turns it round */
  E_END,       /* ends every scope */
  E_COMPLAINT, /* complains of */
  E_SUPPORT,
  E_SUPPORT_BACK, /* arg: dp_support */
  E_PRESENT_BACK, /* "present", "positive": stands before */
  E_PRESENT       /* positive for */
} dp_effect;
typedef struct dp_def {
  const char *words;
  uint8_t kind, effect;
  uint16_t arg;
} dp_def; /* words by spaces, lower case */
extern const dp_def dp_defs[];
extern const size_t dp_def_count;
/* One class that the reader brings along: members by '|', spaces within a member. */
typedef struct dp_builtin_class {
  const char *id, *say, *as;
} dp_builtin_class;
/* Words that negate what they name: afebrile, fever. */
typedef struct dp_negative {
  const char *word, *of;
} dp_negative;
extern const dp_negative dp_negatives[];
extern const size_t dp_negative_count;
extern const dp_builtin_class dp_builtin_classes[];
extern const size_t dp_builtin_class_count;
uint32_t dp_builtin_hash(void); /* of all the tables above: an image holds it, so that it fits its reader */

/* ---- tokens ------------------------------------------------------------------------------------------------------ */

typedef enum dp_tok_kind { TK_WORD, TK_NUMBER, TK_PUNCT } dp_tok_kind;
typedef struct dp_tok {
  uint32_t start, end; /* bytes of the text */
  uint32_t flags;      /* W_… of the word and T_… */
  uint16_t id[DP_IDS]; /* folded words that it stands for */
  uint16_t key;        /* dp_key */
  uint16_t form;       /* index of the surface form in the lexicon, or DP_NONE */
  uint8_t id_count, kind;
  char punct; /* , ; : . ? ! ( ) / - = + and n for an item or paragraph */
  uint8_t small_punct;
} dp_tok;

typedef struct dp_sentence {
  uint32_t first, end; /* tokens */
  uint8_t section;     /* dp_section at its end */
  bool question, paragraph, item;
  uint8_t speaker;    /* 0 unknown, 1 doctor, 2 patient */
  uint8_t answer;     /* how it begins: 0 no answer, 1 yes, 2 no, 3 unknown */
  uint32_t answer_at; /* its first word */
} dp_sentence;

typedef struct dp_text {
  dp_str source; /* as it came */
  char *low;     /* the same bytes in ASCII lower case */
  struct {
    dp_tok *at;
    size_t count, room;
  } toks;
  struct {
    dp_sentence *at;
    size_t count, room;
  } sentences;
} dp_text;

/* Cuts `text` into tokens and sentences. The builder uses it for phrases, the reader for texts. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_tokenise(dp_str text, dp_arena *arena, dp_text *out, dp_error *err);
DP_MUST_CHECK dp_status dp_sentences(dp_text *t, dp_arena *arena,
                                     dp_error *err); /* after dp_lex_words: needs the keys */

/* ---- the lexicon: layout of the LEXI section -----------------------------------------------------------------------
 */

enum { DP_LEX_MAGIC = 0x3258454C, DP_LEX_BUCKETS = 27 };
typedef struct dp_lex_header {
  uint32_t magic, builtin, size, form_count, form_slots, word_count, word_slots, phrase_count, anchor_count,
      exact_count, seq_count, def_count, spell_count, pool_count, string_size, post_count, tally_count, reserved;
} dp_lex_header;
typedef struct dp_lex_form { /* a surface word */
  uint32_t text, flags, exact_first;
  uint16_t size, key, word, exact_count, def_first, def_count;
} dp_lex_form;
typedef struct dp_lex_wordrow { /* a folded word */
  uint32_t text, flags, expand, anchor_first, anchor_count,
      seq_first; /* expand: pool offset of count and ids; 0: itself */
  uint16_t size, seq_count;
} dp_lex_wordrow;
typedef struct dp_lex_phraserow {
  uint32_t words;
  uint16_t count, target;
  uint8_t kind, flags, pad[2];
} dp_lex_phraserow;
enum {
  DP_PHRASE_ORDERED = 1,
  DP_PHRASE_COORD = 2,
  DP_PHRASE_NEG = 4,
  DP_PHRASE_TIGHT = 8 /* holds small words that it needs ("looks well"): nothing but an article may stand between */
};
typedef struct dp_lex_exact {
  uint32_t text, target;
  uint8_t count, kind, caps, pad;
} dp_lex_exact; /* kind DP_LEX_CLASS: target in pool */
enum { DP_LEX_CLASS = 100 };
typedef struct dp_lex_seq {
  uint32_t words, expand;
  uint16_t count, pad;
} dp_lex_seq;
typedef struct dp_lex_spell {
  uint32_t form, mask;
} dp_lex_spell;
/* What the loose reader knows of a folded word (loose.c). */
typedef struct dp_lex_post {
  uint32_t first;  /* of `posts`: the phrases that hold it; none where too many do */
  uint32_t near;   /* pool offset of count and ids: the words of phrases that it may stand for; 0: none */
  uint16_t count, weight; /* 100 log10 of findings in all / findings that say it */
} dp_lex_post;
enum { DP_LEX_LOOSE = 101, DP_NEAR_MOST = 24 }; /* a kind of phrase: quoted ones, for the loose reader only */

typedef struct dp_lexicon { /* an opened section: pointers into it */
  const dp_lex_header *header;
  const dp_lex_form *forms;
  const uint32_t *form_hash;
  const dp_lex_wordrow *words;
  const uint32_t *word_hash;
  const dp_lex_phraserow *phrases;
  const uint32_t *anchors;
  const dp_lex_exact *exacts;
  const dp_lex_seq *seqs;
  const dp_lex_spell *spells;
  const uint32_t *buckets; /* DP_LEX_BUCKETS + 1 */
  const uint16_t *defs, *pool;
  const char *strings;
  const dp_lex_post *loose; /* [word] */
  const uint32_t *posts;
  const uint16_t *tally; /* [finding] how many phrases it has */
} dp_lexicon;

size_t dp_lex_size(const dp_lex_header *h); /* of the section, 0 when the counts are absurd */
/* lexicon_loose.c: the index of the loose reader over `rows`; posts, tally and table in the arena. */
typedef struct dp_loose_index {
  dp_lex_post *words;
  uint32_t *posts;
  uint16_t *tally;
  size_t post_count, tally_count;
} dp_loose_index;
bool dp_loose_build(const dp_lex_phraserow *rows, size_t row_count, const uint16_t *pool, size_t word_count,
                    dp_arena *arena, dp_loose_index *out);
/* Points into a section; false when it is not one of this reader's. */
bool dp_lex_open(const void *at, size_t size, dp_lexicon *out);
uint16_t dp_lex_find_form(const dp_lexicon *x, const char *low, size_t size);
uint16_t dp_lex_find_word(const dp_lexicon *x, const char *stem, size_t size);
/* Gives every token its form, flags, key and ids (classes unfolded, several words as one class). */
void dp_lex_words(const dp_lexicon *x, dp_text *t);
void dp_lex_word_ids(const dp_lexicon *x, dp_tok *k, uint16_t word); /* sets the ids of a token from a folded word */
void dp_lex_sequences(const dp_lexicon *x, dp_text *t); /* second step, after spelling: "lower limb" → leg */

/* ---- the reader -------------------------------------------------------------------------------------------------- */

/* One match of a phrase in a sentence. */
typedef struct dp_match {
  uint32_t phrase; /* index of the phrase, or of the exact one with bit 31 set */
  uint16_t target;
  uint8_t kind;              /* dp_lex_kind */
  uint8_t count;             /* words of the phrase */
  uint8_t gap;               /* unknown words between */
  bool coordinated, negated; /* a shared word over "and"; the phrase itself holds a negation */
  bool exact, kept, dead;
  bool lent;       /* a word came from the label */
  bool general;    /* read a wrist as a joint */
  uint32_t lo, hi; /* tokens, inclusive */
  uint32_t tok[DP_PHRASE_MAX];
  uint8_t tok_count;
  int32_t filler; /* token of the unknown word between, or -1 */
} dp_match;

typedef struct dp_trigger {
  uint32_t lo, hi;
  const dp_def *def;
} dp_trigger; /* tokens, inclusive */

/* What stands at a token of a sentence: filled by context.c. */
typedef struct dp_context {
  uint8_t neg, unc, past, fam, hyp, known, complaint, support, has_support, drop;
  dp_span cue;
} dp_context;

typedef struct dp_duration {
  uint32_t lo, hi;
  uint32_t hours;
  bool ago, since, open;
} dp_duration; /* tokens inclusive */

typedef struct dp_reader {
  const dp_kb *kb;
  dp_lexicon lex;
  dp_text text;
  dp_arena *arena;
  dp_reading *out;
  const dp_read_options *options;
  /* scratch of the sentence in hand */
  struct {
    dp_match *at;
    size_t count, room;
  } matches;
  struct {
    dp_trigger *at;
    size_t count, room;
  } triggers;
  struct {
    dp_duration *at;
    size_t count, room;
  } durations;
  dp_context context[DP_SENTENCE_MAX + 2];
  uint32_t first, end; /* its tokens */
  const dp_sentence *sentence;
  uint8_t section;
  uint16_t next_group;
  uint16_t m_temperature, m_systolic, m_diastolic, m_saturation, m_heart_rate, m_respiratory_rate,
      m_weight, m_weight_lost, m_weight_gained, m_alcohol_week, m_pack_years,
      m_tablets_taken;  /* measures or DP_NONE */
  uint16_t patient_kin; /* key or form of the relative who is the patient ("my son has …"), or DP_NONE */
  bool female_words, male_words;
  uint16_t period_late, pregnant_finding, infection; /* the findings of those ids, or DP_NONE */
  bool first_person;    /* the text is told by the patient */
  size_t sentence_mention; /* first mention of the sentence in hand */
  size_t previous_mention; /* first mention of the sentence before */
  bool complaint_seen, explicit_complaint;
  bool out_of_memory;
  /* What part of the body an examination's label speaks of: "Abdominal examination: inspection: distended". */
  struct dp_place {
    uint16_t id[2];
    uint8_t count;
  } exam_place, place[DP_SENTENCE_MAX + 2];
  bool specimen;        /* the sentence's label is of urine, cerebrospinal fluid …: exam_place names it */
  uint16_t joint, limb; /* the words for what a wrist or an arm is, or DP_NONE */
  uint16_t not_form;    /* the form "not": "n't" is looked up as it too */
  bool shouting;            /* the text is all in capitals: they mark no abbreviation */
  bool controlled;      /* the sentence says that a disease is controlled: it is known */
  struct {
    uint32_t match, next;
  } links[(DP_SENTENCE_MAX + 2) * 12]; /* match.c: matches at a token */
  uint32_t heads[DP_SENTENCE_MAX + 2];
  uint32_t link_count;
  uint32_t *said_slot;  /* wording.c: [word] place among the words said + 1; made when it is needed */
  uint16_t *loose_slot; /* loose.c: [word] place among the hits of the clause + 1; made when it is needed */
  uint64_t present[64]; /* match.c: which word ids the sentence holds, by their low 12 bits */
} dp_reader;

static inline const dp_tok *dp_at(const dp_reader *r, uint32_t i) { return &r->text.toks.at[i]; }
static inline dp_str dp_tok_low(const dp_reader *r, uint32_t i) {
  const dp_tok *k = &r->text.toks.at[i];
  return (dp_str){r->text.low + k->start, k->end - k->start};
}
bool dp_family_finding(const dp_reader *r,
                       uint16_t finding); /* "family history of …": present when a relative has it */
/* The word that a token is: as written, or as its spelling was mended. */
static inline dp_str dp_tok_word(const dp_reader *r, uint32_t i) {
  const dp_tok *k = &r->text.toks.at[i];
  if (!(k->flags & T_REPAIRED) || k->form == DP_NONE) return dp_tok_low(r, i);
  const dp_lex_form *f = &r->lex.forms[k->form];
  return (dp_str){r->lex.strings + f->text, f->size};
}
bool dp_tok_is(const dp_reader *r, uint32_t i, const char *word); /* lower-case text of a token */
void dp_place(dp_reader *r, uint32_t lo, uint32_t hi);            /* marks tokens as read */
dp_span dp_span_of(const dp_reader *r, uint32_t lo, uint32_t hi);

/* Longest builtin phrase that begins at token i and has the wanted kind (or any, kind < 0); NULL, or *last token. */
const dp_def *dp_def_at(const dp_reader *r, uint32_t i, uint32_t end, int kind, uint32_t *last);

void dp_spell(dp_reader *r);   /* spell.c */
void dp_loose(dp_reader *r);   /* loose.c: what nobody read in the sentence in hand, where it is nearly a phrase */
void dp_loose_settle(dp_reader *r); /* loose.c: what was read in earnest elsewhere needs no loose reading */
void dp_patient(dp_reader *r); /* patient.c: age, sex, pregnancy, setting, region, season */
bool dp_kin_near(const dp_reader *r, uint32_t lo, uint32_t hi, uint32_t end); /* a relative beside tokens lo..hi */
void dp_set_sex(dp_reader *r, uint8_t sex, uint32_t lo, uint32_t hi);           /* unless it is known */
bool dp_told_by_parent(const dp_reader *r); /* age.c */
bool dp_bare_age(const dp_reader *r, int64_t *milli_years, uint32_t *lo, uint32_t *hi);
bool dp_first_person(const dp_reader *r);                                       /* pregnancy.c: the patient says "I" */
bool dp_baby_expected(const dp_reader *r, uint32_t i);
bool dp_negated_before(const dp_reader *r, uint32_t i, uint32_t reach);
void dp_pregnancy(dp_reader *r);
void dp_times(dp_reader *r);   /* time.c: durations of the sentence in hand */
bool dp_in_duration(const dp_reader *r, uint32_t i); /* gap.c */
void dp_course(dp_reader *r);  /* time.c: duration, onset, recurrence of the complaint from the sentence in hand */
bool dp_number_at(const dp_reader *r, uint32_t i, uint32_t end, int64_t *milli,
                  uint32_t *last); /* digits or words, time.c */
/* What stands between two tokens: gap.c. */
typedef struct dp_gap {
  uint32_t coords, commas, bodies, mods, others, smalls, first_coord, last_coord, colon, others_after, others_before;
  int32_t filler; /* the token of an unknown word, or -1 */
} dp_gap;
/* Whether a match may reach from token a to token b; fills *g. `phrase_coord`: the phrase itself holds an "and";
 * `strict`: over nothing but small words (names of measures). */
bool dp_bridge(const dp_reader *r, uint32_t a, uint32_t b, bool phrase_coord, bool strict, dp_gap *g);
uint32_t dp_segment_start(const dp_reader *r,
                          uint32_t i); /* of the stretch between punctuation marks that holds token i */
uint32_t dp_segment_end(const dp_reader *r, uint32_t i);
static inline bool dp_tok_small(const dp_tok *k) {
  return (k->flags & (W_SMALL | W_WEAK | T_ABSORBED)) && !(k->flags & (W_NEG | W_BREAK));
}
static inline bool dp_tok_body(const dp_tok *k) { return (k->flags & W_BODY) != 0; }
static inline bool dp_tok_mod(const dp_tok *k) { return (k->flags & W_MOD) && !(k->flags & W_BODY); }
void dp_lend_meanings(dp_reader *r); /* place.c: words of two meanings */
void dp_match_sentence(
    dp_reader *r);                /* match.c: r->matches, those that win have `kept`; MOD ones wait for dp_match_mods */
void dp_places(dp_reader *r);     /* place.c: the labels of the sentence in hand, before dp_match_sentence */
void dp_match_mods(dp_reader *r); /* match.c: keeps the MOD matches whose parent is spoken of */
void dp_match_drop(dp_reader *r, uint32_t token); /* no match may use this token after all; what they hid comes forth */
bool dp_match_divided(dp_reader *r); /* drops the matches over a comma of which one side is denied; whether there were any */
bool dp_match_covers(const dp_reader *r, uint32_t token,
                     int kind); /* a kept match of the kind (any: -1) has the token */
void dp_triggers(dp_reader *r); /* context.c: finds them */
void dp_contexts(dp_reader *r); /* context.c: spreads them over the tokens */
bool dp_clause_verb(const dp_reader *r, uint32_t from, uint32_t to); /* comma.c: a subject and verb of its own */
uint32_t dp_comma_stop(const dp_reader *r, uint32_t i);              /* the next comma, or the end of the sentence */
bool dp_finite_at(const dp_reader *r, uint32_t i, uint32_t to);      /* a finite verb that would open a clause */
typedef enum dp_comma { DP_COMMA_LIST, DP_COMMA_CLAUSE, DP_COMMA_DOUBT } dp_comma;
/* What a comma under a negation begins. `word`: key of the negating word; `list`: a denial ("denies", "negative for");
 * `count`: how many items of the sentence had a "no" of their own. */
bool dp_run_on(const dp_reader *r, uint32_t i, unsigned count); /* without a comma: something new begins at token i */
dp_comma dp_comma_at(const dp_reader *r, uint32_t comma, uint16_t word, bool list, unsigned count);
void dp_judge(dp_reader *r, uint16_t measure, int64_t milli, uint32_t lo, uint32_t hi); /* measure.c: one value */
void dp_amounts(dp_reader *r);  /* amount.c: how much was lost, drunk, smoked, swallowed; before dp_measures */
void dp_measures(dp_reader *r); /* measure.c: numbers and "raised" beside measures */
/* A result word (0 normal, 1 abnormal, 2 high, 3 low) beside a measure without a number; lo..hi: name and word.
 * measure.c */
void dp_measure_result(dp_reader *r, const dp_match *m, unsigned result, uint32_t lo, uint32_t hi);
void dp_say_word(dp_reader *r, uint32_t token, bool read); /* wording.c: it is one of the words said */
void dp_tests(dp_reader *r); /* test.c: normal, negative, abnormal */
/* Adds a mention of a finding said by tokens lo..hi, with the context there. Returns it or NULL. read.c */
dp_mention *dp_add_mention(dp_reader *r, uint16_t finding, uint32_t lo, uint32_t hi, const dp_context *c,
                           uint16_t group);

#endif

/* inner.h: what the files of the note share. Nothing outside src/note includes it.
 *
 * A clause is a stretch of one turn that says one thing. Its words are cleaned: contractions are written out, stammer and
 * filler are gone, spoken numbers stand in figures. Each keeps the bytes of the turn that it is from, for quotations.
 */
#ifndef DP_NOTE_INNER_H
#define DP_NOTE_INNER_H

#include "note.h"

/* ---- words that the floor knows (lexis.c) -------------------------------------------------------------------------- */

enum {
  WF_FILLER = 1 << 0,   /* um, uh: never kept */
  WF_AUX = 1 << 1,      /* is, have, will */
  WF_BASE = 1 << 2,     /* take: gets an s with he or she */
  WF_PAST = 1 << 3,     /* took, started */
  WF_SUBJECT = 1 << 4,  /* i, you, it */
  WF_SUBORD = 1 << 5,   /* if, when, because */
  WF_PREP = 1 << 6,     /* in, of, on */
  WF_STOP = 1 << 7,     /* says nothing by itself */
  WF_NEG = 1 << 8,      /* no, not, denies, without */
  WF_SIDE = 1 << 9,     /* left, right, both, bilateral */
  WF_NUM = 1 << 10,     /* a number word */
  WF_ASK = 1 << 11,     /* what, how, when */
  WF_YES = 1 << 12,     /* answers */
  WF_NO = 1 << 13,
  WF_KIN = 1 << 14,     /* mother, wife, son */
  WF_DRUG = 1 << 15,    /* lisinopril */
  WF_TEST = 1 << 16,    /* mri, labs */
  WF_OBJECT = 1 << 17,  /* a "you" after it is an object: give, want, with */
  WF_ADVERB = 1 << 18,  /* just, also, really: between subject and verb */
  WF_STOCK = 1 << 19,   /* a word that a rewritten sentence may bring along */
  WF_ACRONYM = 1 << 20, /* written in capitals: mri */
  WF_UNIT = 1 << 21,    /* mg, weeks, percent */
  WF_HEDGE = 1 << 22,   /* maybe, possible, think: uncertain */
  WF_EXAM = 1 << 23,    /* examination, lungs */
  WF_NUMBER = 1 << 28,  /* of a word in a text: figures */
  WF_PUNCT = 1 << 29,   /* a mark */
  WF_NAME = 1 << 30     /* written with a capital inside a sentence */
};
typedef struct dp_lexis dp_lexis;
dp_lexis *dp_lexis_make(dp_arena *arena); /* NULL when memory is out */
uint32_t dp_lexis_flags(const dp_lexis *l, dp_str lower_case);
/* A word stripped of its endings, for comparing: "taking" and "takes" are "tak". Writes at most `room` bytes. */
size_t dp_note_stem(dp_str lower_case, char *out, size_t room);

/* ---- clauses (words.c) ----------------------------------------------------------------------------------------------- */

typedef struct dp_nword {
  dp_str text;         /* lower case */
  dp_str shown;        /* as written, where that matters: "MRI", "Martha", "150/70"; else empty */
  uint32_t flags;      /* WF_… */
  uint32_t start, end; /* bytes of the turn's text */
} dp_nword;

typedef struct dp_words {
  dp_nword *at;
  size_t count, room;
} dp_words;

typedef struct dp_clause {
  dp_nword *at; /* words and commas */
  size_t count;
  uint32_t turn; /* index into the transcript */
  uint8_t speaker;
  bool question; /* it asks */
  bool tag;      /* a statement that asks to be confirmed: "right?" */
  bool command;  /* to the machine: "hey dragon, …" */
  bool first, last; /* of its turn */
  uint8_t answer; /* how it begins: 0 neither, 1 yes, 2 no */
  bool used;
  uint8_t slot;    /* dp_slot, or DP_SLOT_COUNT: nothing for the note */
  int32_t worth;   /* how much it is worth writing: its section's score over that of "nothing", in hundredths of a logit */
} dp_clause;

typedef struct dp_clauses {
  dp_clause *at;
  size_t count, room;
} dp_clauses;

DP_MUST_CHECK dp_status dp_clauses_of(const dp_transcript *t, const dp_lexis *l, dp_arena *arena, dp_clauses *out,
                                      dp_error *err);
/* The words of any text, cleaned as those of a turn are. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_words_of(dp_str text, const dp_lexis *l, dp_arena *arena, dp_words *out, dp_error *err);
static inline bool dp_nword_is(const dp_nword *w, const char *lower) { return dp_str_eq(w->text, dp_str_of(lower)); }
/* Whether the word is one of a list, words with single spaces between: "in with it". */
static inline bool dp_nword_any(const dp_nword *w, const char *list) {
  dp_str rest = dp_str_of(list);
  while (rest.at)
    if (dp_str_eq(w->text, dp_str_cut(&rest, ' '))) return true;
  return false;
}

/* ---- spoken numbers (numbers.c) --------------------------------------------------------------------------------------- */

/* Number words of `w` become figures, in place: "one fifty over seventy" is 150/70, "twenty milligrams" 20 mg. */
void dp_spoken_numbers(dp_words *w, dp_arena *arena);
/* All numbers that a text may be heard to say, each times 1000: figures, and every reading of its runs of number words.
 * What a rewritten sentence says must be among those of its turns. */
typedef struct dp_milli_list {
  int64_t *at;
  size_t count, room;
} dp_milli_list;
void dp_heard_numbers(dp_str text, dp_arena *arena, dp_milli_list *out);

/* ---- the trained classifier (model.c, weights.c) ------------------------------------------------------------------------- */

enum { DP_MODEL_BITS = 13, DP_MODEL_SIZE = 1 << DP_MODEL_BITS, DP_MODEL_CLASSES = DP_SLOT_COUNT + 1,
       DP_FEATURES_MAX = 4096,
       DP_KEENNESS = 18 /* how much less likely "nothing" is made, in tenths of a logit: a note rather too full than too empty */ };
typedef struct dp_features {
  uint16_t at[DP_FEATURES_MAX]; /* distinct, rising */
  size_t count;
} dp_features;
/* Of clause i among its neighbours, and of a whole short dialogue. */
void dp_clause_features(const dp_clauses *c, size_t i, size_t turn_count, dp_features *out);
void dp_dialogue_features(const dp_clauses *c, dp_features *out);
void dp_model_scores(const dp_features *f, int32_t out[DP_MODEL_CLASSES]);
/* The sum of a label's weights is divided by the root of the number of features, DP_LABEL_LENGTH times: a long dialogue counts as much as a short one. */
enum { DP_LABEL_LENGTH = 8 };
void dp_label_scores(const dp_features *f, int32_t out[DP_LABEL_COUNT]);
/* Slot and worth of every clause. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_classify(dp_clauses *c, size_t turn_count, dp_arena *arena, dp_error *err);

/* weights.c, written by tools/train_note.c: a printable character a weight, 'O' is nought. */
extern const char dp_note_weights[DP_MODEL_SIZE][DP_MODEL_CLASSES + 1];
extern const char dp_label_weights[DP_MODEL_SIZE][DP_LABEL_COUNT + 1];
extern const int32_t dp_note_unit; /* steps of a weight of 1 */
extern const int32_t dp_note_bias[DP_MODEL_CLASSES], dp_label_bias[DP_LABEL_COUNT];
extern const int32_t dp_note_steps[DP_MODEL_CLASSES][DP_MODEL_CLASSES]; /* from one clause's section to the next's */

/* ---- from words to sentences (person.c) -------------------------------------------------------------------------------- */

typedef struct dp_voice { /* who is who */
  uint8_t sex;            /* dp_sex */
  bool plain;             /* of an examination or a result: "your lungs" is "lungs", not "the patient's lungs" */
} dp_voice;
/* The clause in the third person: "i've been doing well" is "The patient has been doing well". `pronoun`: begin with
 * He or She where the sex is known. false: it cannot be said so (who "you" is, is not known). */
bool dp_third_person(const dp_nword *w, size_t count, uint8_t speaker, const dp_voice *v, const dp_lexis *l,
                     bool pronoun, dp_buf *out);
/* A yes-or-no question as the statement that it asks about, in words of the asker: "do you smoke" is "you smoke",
 * denied "you do not smoke". false when it is no such question. */
bool dp_question_statement(const dp_nword *w, size_t count, bool denied, const dp_lexis *l, dp_arena *arena,
                           dp_words *out);
/* Words as they stand in a sentence: capitals, no space before marks. */
void dp_put_words(dp_buf *out, const dp_nword *w, size_t count);
/* First letter large, a full stop at the end, spaces in order. */
dp_str dp_finish(dp_str s, dp_arena *arena);

/* ---- the guard (guard.c) ----------------------------------------------------------------------------------------------- */

typedef enum dp_refusal {
  DP_GUARD_PASSED,
  DP_GUARD_NUMBER,   /* a number that its turns do not say */
  DP_GUARD_NEGATION, /* a negation too many or too few */
  DP_GUARD_SIDE,     /* left, right, both */
  DP_GUARD_DRUG,     /* a medicine that its turns do not name */
  DP_GUARD_PERSON,   /* of whom it is said */
  DP_GUARD_QUESTION, /* what was only asked */
  DP_GUARD_WORD,     /* a word of meaning that its turns do not have */
  DP_GUARD_FINDING,  /* a finding in another state than its turns say */
  DP_GUARD_COUNT
} dp_refusal;
const char *dp_refusal_name(unsigned r);

typedef struct dp_source { /* what a sentence stands on */
  const dp_str *spans; /* the very words, of its turns */
  size_t count;
  bool listed;       /* a list of findings, whose negations are those of their own turns */
  bool answered_no;  /* its negation is the answer's: "any fever?" "no" */
  bool answered_yes; /* a question that was answered with yes: it may be asserted */
  bool questions;    /* its words are a question's that nobody answered */
} dp_source;
/* Compares a written sentence with what it stands on. */
dp_refusal dp_guard(dp_str sentence, const dp_source *s, const dp_lexis *l, dp_arena *arena);


/* ---- drafts: sentences on their way into the note (facts.c, draft.c) ------------------------------------------------------ */

enum { DP_WORTH_ALWAYS = 10000 };
typedef struct dp_draft {
  dp_str text, group;
  uint32_t lines[12]; /* turns, rising */
  uint8_t line_count;
  uint8_t slot, origin;
  uint16_t problem;
  bool headline;
  bool dropped;
  int32_t worth;
  uint32_t order; /* place in the transcript */
  uint8_t rank;   /* of its group */
} dp_draft;

typedef struct dp_drafting {
  const dp_kb *kb;
  const dp_transcript *transcript;
  const dp_lexis *lexis;
  dp_arena *arena;
  dp_voice voice;
  dp_clauses clauses;
  dp_str plain;          /* the clauses as one text with marks, for the finding reader */
  uint32_t *plain_start; /* where each clause begins in it */
  dp_reading *reading;   /* of `plain` */
  struct {
    dp_draft *at;
    size_t count, room;
  } drafts;
  uint32_t refused;
  uint16_t problems;
  bool agreed;
} dp_drafting;

/* Clauses, sections, reading: everything that drafting needs. */
DP_MUST_CHECK dp_status dp_facts(dp_drafting *d, dp_str transcript, const dp_note_options *o, dp_error *err);
/* Makes the drafts from them. */
DP_MUST_CHECK dp_status dp_draft_all(dp_drafting *d, dp_error *err);
/* The sentence that one question of a doctor and its answer make, past the guard; empty when none is safe. */
dp_str dp_answer_sentence(dp_str question, dp_str answer, uint8_t sex, const dp_lexis *l, dp_arena *arena);
/* The sentences that a turn of statements makes in one section, with " / " between, past the guard; empty when none is whole. */
dp_str dp_statement_sentence(dp_str turn, uint8_t speaker, uint8_t slot, uint8_t sex, const dp_lexis *l, dp_arena *arena);
/* The clause that a byte of `plain` lies in. */
size_t dp_clause_at(const dp_drafting *d, uint32_t byte);
/* The system of the body that a finding or a word belongs to, and its place in the order of systems; "" for none. */
const char *dp_system_of_finding(const dp_kb *kb, uint16_t finding, uint8_t *rank);
const char *dp_system_of_words(const dp_nword *w, size_t count, uint8_t *rank);

#endif

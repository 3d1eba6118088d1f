/* lexicon_inner.h: the lexicon while it is built: what lexicon_build.c gathers and lexicon_write.c writes. Nobody else includes it. */
#ifndef DP_LEXICON_INNER_H
#define DP_LEXICON_INNER_H

#include "text.h"

typedef struct {
  dp_str text;
  uint32_t flags, exact_first;
  uint16_t key, word, exact_count, def_first, def_count;
} bform;
typedef struct {
  dp_str text;
  uint32_t flags, expand;
  uint32_t df, anchor_first, anchor_count;
  uint32_t seq_first;
  uint16_t seq_count;
} bword;
typedef struct {
  dp_lex_exact row;
  dp_str words[DP_PHRASE_MAX];
  uint16_t form;
} bexact;
typedef struct {
  dp_lex_phraserow row;
  uint16_t ids[DP_PHRASE_MAX];
  uint16_t anchor;
} bphrase;
typedef struct {
  uint16_t ids[DP_PHRASE_MAX];
  dp_lex_seq row;
} bseq;
typedef struct {
  uint16_t form, def;
} bdef;

typedef struct {
  dp_arena *arena;
  struct {
    bform *at;
    size_t count, room;
  } forms;
  struct {
    bword *at;
    size_t count, room;
  } words;
  struct {
    bexact *at;
    size_t count, room;
  } exacts;
  struct {
    bphrase *at;
    size_t count, room;
  } phrases;
  struct {
    bseq *at;
    size_t count, room;
  } seqs;
  struct {
    bdef *at;
    size_t count, room;
  } defs;
  struct {
    uint16_t *at;
    size_t count, room;
  } pool;
  uint32_t *form_slots, *word_slots;
  size_t form_slot_count, word_slot_count;
  bool failed;
} builder;

dp_str dp_lex_form_text(const builder *b, size_t i);
dp_str dp_lex_word_text(const builder *b, size_t i);
/* Appends the section. `loose` NULL: without the loose reader's index. b->failed or out->failed when memory is out. */
void dp_lex_write(builder *b, dp_buf *out, const uint32_t *anchors, size_t anchor_count, const dp_loose_index *loose);

#endif

/* wording.c: the words in which an account is told, for the engine to weigh (src/engine/wording.c), and what the
 * phrases of the knowledge are made of, for the compiler to count.
 *
 * Phrases read what they say; everything else in an account is lost to them, and a loose reading needs most of a
 * phrase. Yet single words tell something too: "satay" and "blotches" are words of one story and not of another. So
 * each word that some phrase holds is handed on once, with whether a finding was read from it. The words of a clause
 * that denies, asks, supposes or speaks of others are not: loose.c, which walks the clauses, leaves them out.
 */
#include "text.h"

/* Who the patient is has rows of its own in the ledger. */
static bool of_patient(const dp_tok *k) {
  switch (k->key) {
  case K_MALE:
  case K_FEMALE:
  case K_MALE_TITLE:
  case K_FEMALE_TITLE:
  case K_M:
  case K_F:
  case K_HE:
  case K_SHE:
  case K_BABY:
  case K_CHILD:
  case K_OLD:
  case K_AGE:
  case K_YEAR_OLD: return true;
  default: return false;
  }
}

void dp_say_word(dp_reader *r, uint32_t token, bool read) {
  const dp_tok *k = dp_at(r, token);
  if (k->kind != TK_WORD || (k->flags & (W_SMALL | W_NUM | W_TIME | W_NEG | T_ABSORBED)) || of_patient(k)) return;
  if (!r->said_slot && !(r->said_slot = DP_NEW_ARRAY(r->arena, uint32_t, r->lex.header->word_count + 1))) {
    r->out_of_memory = true;
    return;
  }
  for (unsigned n = 0; n < k->id_count; n++) {
    uint32_t *slot = &r->said_slot[k->id[n]];
    if (*slot) { /* said twice: what was not read from it counts once */
      dp_account_word *old = &r->out->said.at[*slot - 1];
      if (!read && old->read) *old = (dp_account_word){{k->start, k->end}, k->id[n], false};
      continue;
    }
    dp_account_word s = {{k->start, k->end}, k->id[n], read};
    if (!DP_PUSH(r->arena, &r->out->said, s)) {
      r->out_of_memory = true;
      return;
    }
    *slot = (uint32_t)r->out->said.count;
  }
}

dp_status dp_lexicon_phrases(const void *at, size_t size, dp_lex_each *each, void *ctx, size_t *word_count,
                             dp_error *err) {
  dp_lexicon x;
  if (!dp_lex_open(at, size, &x))
    return dp_fail(err, DP_ERR_IMAGE, "the knowledge image has no lexicon of this reader");
  *word_count = x.header->word_count;
  for (uint32_t i = 0; i < x.header->phrase_count; i++) {
    const dp_lex_phraserow *p = &x.phrases[i];
    bool says = p->kind == DP_LEX_SAY || p->kind == DP_LEX_LOOSE || p->kind == DP_LEX_MOD;
    if (says && !(p->flags & DP_PHRASE_NEG)) each(ctx, p->target, &x.pool[p->words], p->count);
  }
  return DP_OK;
}

/* lexicon.c: the model's phrases and word classes, handed to the lexicon's builder (src/text).
 *
 * The builder reads them with the reader's own tokeniser and folding; so it also knows which phrases read the same, and
 * the check of the knowledge asks it (check_phrases.c).
 */
#include "inner.h"
#include "../text/lexicon.h"

typedef struct phrase_list {
  dp_arena *arena;
  struct {
    dp_lex_phrase *at;
    size_t count, room;
  } phrases;
  struct {
    kbc_said *at;
    size_t count, room;
  } said; /* the same phrases, and who says them */
  kbc_note *note;
  void *ctx;
} phrase_list;

/* `entry`: the finding, or DP_NONE for a measure. */
static void add_phrase(phrase_list *l, kbc_phrase p, dp_lex_kind kind, size_t target, uint16_t entry) {
  dp_lex_phrase phrase = {p.text, p.quoted, kind, (uint16_t)target};
  kbc_said said = {p, entry};
  if (p.text.size && DP_PUSH(l->arena, &l->phrases, phrase)) (void)DP_PUSH(l->arena, &l->said, said);
}

static void add_phrases(phrase_list *l, const kbc_phrases *phrases, dp_lex_kind kind, size_t target, uint16_t entry) {
  for (size_t i = 0; i < phrases->count; i++) add_phrase(l, phrases->at[i], kind, target, entry);
}

/* A name is a phrase like any other, unless it is listed as one. */
static void add_name(phrase_list *l, dp_str name, const kbc_phrases *say, dp_lex_kind kind, size_t target,
                     uint16_t entry, kbc_place place) {
  for (size_t i = 0; i < say->count; i++)
    if (!say->at[i].quoted && dp_str_eq_ci(say->at[i].text, name)) return;
  add_phrase(l, (kbc_phrase){name, false, place}, kind, target, entry);
}

static void pass_note(void *ctx, size_t phrase, size_t other, const char *message) {
  phrase_list *l = ctx;
  if (!l->note || phrase >= l->said.count) return;
  l->note(l->ctx, &l->said.at[phrase], other < l->said.count ? &l->said.at[other] : NULL, message);
}

static bool add_all(const kbc_model *m, phrase_list *l) {
  for (size_t i = 0; i < m->findings.count; i++) {
    const kbc_finding *f = &m->findings.at[i];
    add_name(l, f->name, &f->say, DP_LEX_SAY, i, (uint16_t)i, f->place);
    add_phrases(l, &f->say, DP_LEX_SAY, i, (uint16_t)i);
    add_phrases(l, &f->mod, DP_LEX_MOD, i, (uint16_t)i);
    add_phrases(l, &f->test, DP_LEX_TEST, i, (uint16_t)i);
  }
  for (size_t i = 0; i < m->measures.count; i++) {
    const kbc_measure *x = &m->measures.at[i];
    add_name(l, x->name, &x->say, DP_LEX_MEASURE, i, DP_NONE, x->place);
    add_phrases(l, &x->say, DP_LEX_MEASURE, i, DP_NONE);
    for (size_t k = 0; k < x->units.count; k++)
      add_phrase(l, (kbc_phrase){x->units.at[k].name, false, x->place}, DP_LEX_UNIT, i, DP_NONE);
  }
  return !l->arena->failed;
}

dp_status kbc_lexicon(const kbc_model *m, dp_arena *arena, kbc_note *note, void *ctx, dp_buf *out, dp_error *err) {
  phrase_list l = {.arena = arena, .note = note, .ctx = ctx};
  size_t count = m->words.count + m->nears.count;
  dp_lex_word *words = DP_NEW_ARRAY(arena, dp_lex_word, count);
  bool ok = words && add_all(m, &l);
  for (size_t i = 0; ok && i < count; i++) {
    bool near = i >= m->words.count;
    const kbc_word *x = near ? &m->nears.at[i - m->words.count] : &m->words.at[i];
    dp_str *say = DP_NEW_ARRAY(arena, dp_str, x->say.count);
    bool *quoted = DP_NEW_ARRAY(arena, bool, x->say.count);
    ok = say && quoted;
    for (size_t k = 0; ok && k < x->say.count; k++) say[k] = x->say.at[k].text, quoted[k] = x->say.at[k].quoted;
    words[i] = (dp_lex_word){x->id, say, quoted, x->say.count, x->as, near};
  }
  if (!ok) return dp_fail(err, DP_ERR_MEMORY, "no memory for the lexicon");
  return dp_lexicon_build(words, count, l.phrases.at, l.phrases.count, arena, out, pass_note, &l, err);
}

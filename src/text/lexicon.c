/* lexicon.c: the LEXI section opened: checked once, then looked up without fear.
 *
 * Layout: a header of counts, then the arrays below, each 8-byte aligned, in a fixed order; so no offset need be
 * stored. A form is a word as written, in lower case; a word is its stem; a class is a word that others expand to. Hash
 * tables are open addressing with linear probing, FNV-1a, at most half full: every probe ends at an empty slot
 * (validated).
 */
#include "text.h"

static size_t up8(size_t n) { return (n + 7) & ~(size_t)7; }

typedef struct {
  size_t forms, form_hash, words, word_hash, phrases, anchors, exacts, seqs, spells, buckets, defs, pool, strings,
      loose, posts, tally, end;
} layout;

static bool lay_out(const dp_lex_header *h, layout *l) {
  const uint32_t most = 1u << 26;
  const uint32_t counts[] = {h->form_count,   h->form_slots,   h->word_count,  h->word_slots,
                             h->phrase_count, h->anchor_count, h->exact_count, h->seq_count,
                             h->def_count,    h->spell_count,  h->pool_count,  h->string_size};
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    if (counts[i] > most) return false;
  size_t at = up8(sizeof *h);
#define PLACE(name, count, type) l->name = at, at = up8(at + (size_t)(count) * sizeof(type))
  PLACE(forms, h->form_count, dp_lex_form);
  PLACE(form_hash, h->form_slots, uint32_t);
  PLACE(words, h->word_count, dp_lex_wordrow);
  PLACE(word_hash, h->word_slots, uint32_t);
  PLACE(phrases, h->phrase_count, dp_lex_phraserow);
  PLACE(anchors, h->anchor_count, uint32_t);
  PLACE(exacts, h->exact_count, dp_lex_exact);
  PLACE(seqs, h->seq_count, dp_lex_seq);
  PLACE(spells, h->spell_count, dp_lex_spell);
  PLACE(buckets, DP_LEX_BUCKETS + 1, uint32_t);
  PLACE(defs, h->def_count, uint16_t);
  PLACE(pool, h->pool_count, uint16_t);
  PLACE(strings, h->string_size, char);
  PLACE(loose, h->word_count, dp_lex_post);
  PLACE(posts, h->post_count, uint32_t);
  PLACE(tally, h->tally_count, uint16_t);
#undef PLACE
  l->end = at;
  return true;
}

size_t dp_lex_size(const dp_lex_header *h) {
  layout l;
  return lay_out(h, &l) ? l.end : 0;
}

bool dp_lex_open(const void *at, size_t size, dp_lexicon *x) {
  layout l;
  const dp_lex_header *h = at;
  if (!at || size < sizeof *h || h->magic != DP_LEX_MAGIC || !lay_out(h, &l) || l.end > size) return false;
  const char *b = at;
#define AT(name) (const void *)(b + l.name)
  *x = (dp_lexicon){h,          AT(forms), AT(form_hash), AT(words),   AT(word_hash), AT(phrases), AT(anchors),
                    AT(exacts), AT(seqs),  AT(spells),    AT(buckets), AT(defs),      AT(pool),    AT(strings),
                    AT(loose),  AT(posts), AT(tally)};
#undef AT
  return true;
}

/* ---- validation -------------------------------------------------------------------------------------------------- */

static bool text_ok(const dp_lex_header *h, uint32_t text, size_t size) {
  return text <= h->string_size && size <= h->string_size - text;
}

static bool hash_ok(const uint32_t *slots, uint32_t count, uint32_t entries) {
  if (!count || (count & (count - 1))) return false;
  bool empty = false;
  for (uint32_t i = 0; i < count; i++) {
    if (slots[i] > entries) return false;
    empty = empty || !slots[i];
  }
  return empty;
}

/* A pool list at `at`: its count, then so many ids of words. */
static bool list_ok(const dp_lexicon *x, uint32_t at, uint32_t most) {
  if (at >= x->header->pool_count) return false;
  uint32_t n = x->pool[at];
  if (n < 1 || n > most || n > x->header->pool_count - at - 1) return false;
  for (uint32_t i = 0; i < n; i++)
    if (x->pool[at + 1 + i] >= x->header->word_count) return false;
  return true;
}
static bool ids_ok(const dp_lexicon *x, uint32_t at, uint32_t n) {
  if (at > x->header->pool_count || n > x->header->pool_count - at) return false;
  for (uint32_t i = 0; i < n; i++)
    if (x->pool[at + i] >= x->header->word_count) return false;
  return true;
}

static const char *fault(const dp_lexicon *x, size_t findings, size_t measures) {
  const dp_lex_header *h = x->header;
  if (h->string_size == 0 || x->strings[h->string_size - 1]) return "its strings do not end";
  if (h->word_count > DP_NONE || h->form_count > 0xFFFF) return "it has too many words";
  if (!hash_ok(x->form_hash, h->form_slots, h->form_count) || !hash_ok(x->word_hash, h->word_slots, h->word_count))
    return "a hash table is wrong";
  for (uint32_t i = 0; i < h->form_count; i++) {
    const dp_lex_form *f = &x->forms[i];
    if (!text_ok(h, f->text, f->size) || (f->word != DP_NONE && f->word >= h->word_count) || f->key >= K_COUNT ||
        f->exact_first > h->exact_count || f->exact_count > h->exact_count - f->exact_first ||
        f->def_first > h->def_count || f->def_count > h->def_count - f->def_first)
      return "a form is wrong";
  }
  for (uint32_t i = 0; i < h->def_count; i++)
    if (x->defs[i] >= dp_def_count) return "a builtin phrase is wrong";
  for (uint32_t i = 0; i < h->word_count; i++) {
    const dp_lex_wordrow *w = &x->words[i];
    if (!text_ok(h, w->text, w->size) || (w->expand && !list_ok(x, w->expand, DP_IDS)) ||
        w->anchor_first > h->anchor_count || w->anchor_count > h->anchor_count - w->anchor_first ||
        w->seq_first > h->seq_count || w->seq_count > h->seq_count - w->seq_first)
      return "a word is wrong";
  }
  for (uint32_t i = 0; i < h->anchor_count; i++)
    if (x->anchors[i] >= h->phrase_count || x->phrases[x->anchors[i]].kind > DP_LEX_MEASURE) return "an anchor is wrong";
  for (uint32_t i = 0; i < h->word_count; i++) {
    const dp_lex_post *p = &x->loose[i];
    if (p->first > h->post_count || p->count > h->post_count - p->first || (p->near && !list_ok(x, p->near, DP_NEAR_MOST)))
      return "a word is wrong";
  }
  for (uint32_t i = 0; i < h->post_count; i++)
    if (x->posts[i] >= h->phrase_count || x->phrases[x->posts[i]].kind == DP_LEX_MEASURE ||
        x->phrases[x->posts[i]].target >= h->tally_count)
      return "a loose phrase is wrong";
  for (uint32_t i = 0; i < h->phrase_count; i++) {
    const dp_lex_phraserow *p = &x->phrases[i];
    if (p->count < 1 || p->count > DP_PHRASE_MAX || (p->kind > DP_LEX_MEASURE && p->kind != DP_LEX_LOOSE) ||
        p->target >= (p->kind == DP_LEX_MEASURE ? measures : findings) || !ids_ok(x, p->words, p->count))
      return "a phrase is wrong";
  }
  for (uint32_t i = 0; i < h->exact_count; i++) {
    const dp_lex_exact *e = &x->exacts[i];
    if (e->kind == DP_LEX_CLASS
            ? !list_ok(x, e->target, DP_IDS)
            : (e->kind > DP_LEX_MEASURE || e->target >= (e->kind == DP_LEX_MEASURE ? measures : findings)))
      return "a quoted phrase is wrong";
    if (e->count < 1 || e->count > DP_PHRASE_MAX) return "a quoted phrase is wrong";
    uint32_t at = e->text;
    for (unsigned k = 0; k < e->count; k++) {
      if (at >= h->string_size) return "a quoted phrase is wrong";
      at += (uint32_t)strlen(x->strings + at) + 1;
    }
  }
  for (uint32_t i = 0; i < h->seq_count; i++)
    if (x->seqs[i].count < 2 || x->seqs[i].count > DP_PHRASE_MAX || !ids_ok(x, x->seqs[i].words, x->seqs[i].count) ||
        !list_ok(x, x->seqs[i].expand, DP_IDS))
      return "a word class is wrong";
  for (uint32_t i = 0; i < h->spell_count; i++)
    if (x->spells[i].form >= h->form_count) return "a spelling entry is wrong";
  for (uint32_t i = 0; i < DP_LEX_BUCKETS; i++)
    if (x->buckets[i] > x->buckets[i + 1] || x->buckets[i + 1] > h->spell_count) return "a spelling bucket is wrong";
  return NULL;
}

dp_status dp_lexicon_validate(const void *at, size_t size, size_t finding_count, size_t measure_count, dp_error *err) {
  dp_lexicon x;
  if (!dp_lex_open(at, size, &x))
    return dp_fail(err, DP_ERR_IMAGE, "the lexicon of the knowledge image is damaged or of another kind");
  if (x.header->builtin != dp_builtin_hash())
    return dp_fail(err, DP_ERR_IMAGE,
                   "the knowledge image was compiled for another version of the reader: compile it again");
  const char *why = fault(&x, finding_count, measure_count);
  return why ? dp_fail(err, DP_ERR_IMAGE, "the lexicon of the knowledge image is damaged: %s", why) : DP_OK;
}

/* ---- look-up ----------------------------------------------------------------------------------------------------- */

uint16_t dp_lex_find_form(const dp_lexicon *x, const char *low, size_t size) {
  uint32_t mask = x->header->form_slots - 1;
  for (uint32_t s = dp_hash32(low, size) & mask; x->form_hash[s]; s = (s + 1) & mask) {
    const dp_lex_form *f = &x->forms[x->form_hash[s] - 1];
    if (f->size == size && !memcmp(x->strings + f->text, low, size)) return (uint16_t)(x->form_hash[s] - 1);
  }
  return DP_NONE;
}

uint16_t dp_lex_find_word(const dp_lexicon *x, const char *stem, size_t size) {
  uint32_t mask = x->header->word_slots - 1;
  for (uint32_t s = dp_hash32(stem, size) & mask; x->word_hash[s]; s = (s + 1) & mask) {
    const dp_lex_wordrow *w = &x->words[x->word_hash[s] - 1];
    if (w->size == size && !memcmp(x->strings + w->text, stem, size)) return (uint16_t)(x->word_hash[s] - 1);
  }
  return DP_NONE;
}

static void expand(const dp_lexicon *x, dp_tok *k, uint32_t list) {
  k->id_count = (uint8_t)x->pool[list];
  for (unsigned i = 0; i < k->id_count; i++) k->id[i] = x->pool[list + 1 + i];
  k->flags &= ~(uint32_t)W_SMALL; /* a word that stands for a class says something */
}

void dp_lex_word_ids(const dp_lexicon *x, dp_tok *k, uint16_t word) {
  k->id_count = 0;
  if (word == DP_NONE) return;
  const dp_lex_wordrow *w = &x->words[word];
  k->flags |= w->flags;
  if (w->expand) expand(x, k, w->expand);
  else k->id_count = 1, k->id[0] = word;
}

/* Plain quotes and letters without accents, for words with bytes beyond ASCII. */
static size_t plain(const char *low, size_t size, char out[DP_STEM_MAX]) {
  size_t n = dp_kb_fold((dp_str){low, size}, out, DP_STEM_MAX);
  return n > DP_STEM_MAX ? 0 : n;
}

void dp_lex_words(const dp_lexicon *x, dp_text *t) {
  for (size_t i = 0; i < t->toks.count; i++) {
    dp_tok *k = &t->toks.at[i];
    if (k->kind == TK_PUNCT) continue;
    const char *low = t->low + k->start;
    size_t size = k->end - k->start;
    char buffer[DP_STEM_MAX], stem[DP_STEM_MAX];
    if (size > DP_STEM_MAX) continue;
    bool ascii = true;
    for (size_t j = 0; j < size; j++) ascii = ascii && (unsigned char)low[j] < 0x80;
    if (!ascii) {
      size = plain(low, size, buffer);
      low = buffer;
      if (!size) continue;
    }
    if (k->kind == TK_NUMBER) {
      dp_lex_word_ids(x, k, dp_lex_find_word(x, low, size));
      continue;
    }
    uint16_t form = dp_lex_find_form(x, low, size), word;
    if (form != DP_NONE) {
      const dp_lex_form *f = &x->forms[form];
      k->form = form;
      k->flags |= f->flags;
      k->key = f->key;
      word = f->word;
    } else {
      word = dp_lex_find_word(x, stem, dp_stem(low, size, stem));
    }
    uint32_t keep = k->flags & (uint32_t)W_SMALL;
    dp_lex_word_ids(x, k, word);
    if (!(word != DP_NONE && x->words[word].expand)) k->flags = (k->flags & ~(uint32_t)W_SMALL) | keep;
    if (form == DP_NONE) continue;
    /* a quoted abbreviation that stands for a class: "MRI" */
    const dp_lex_form *f = &x->forms[form];
    for (unsigned e = 0; e < f->exact_count; e++) {
      const dp_lex_exact *q = &x->exacts[f->exact_first + e];
      if (q->kind == DP_LEX_CLASS && strlen(x->strings + q->text) == k->end - k->start &&
          !memcmp(x->strings + q->text, t->source.at + k->start, k->end - k->start))
        expand(x, k, q->target);
    }
  }
}

/* The longest sequence that begins at i, as "lower limb" → leg. Compares the words before classes are unfolded: a
 * member is stored by the stems of its words, and a token's own stem is found again through its form. */
static uint16_t raw_word(const dp_lexicon *x, const dp_text *t, const dp_tok *k) {
  if (k->kind == TK_PUNCT) return DP_NONE;
  if (k->form != DP_NONE) return x->forms[k->form].word;
  if (k->end - k->start > DP_STEM_MAX) return DP_NONE;
  char stem[DP_STEM_MAX];
  if (k->kind == TK_NUMBER) return dp_lex_find_word(x, t->low + k->start, k->end - k->start);
  return dp_lex_find_word(x, stem, dp_stem(t->low + k->start, k->end - k->start, stem));
}

void dp_lex_sequences(const dp_lexicon *x, dp_text *t) {
  for (size_t i = 0; i + 1 < t->toks.count; i++) {
    dp_tok *k = &t->toks.at[i];
    uint16_t word = raw_word(x, t, k);
    if (word == DP_NONE || !x->words[word].seq_count) continue;
    const dp_lex_wordrow *w = &x->words[word];
    const dp_lex_seq *best = NULL;
    for (unsigned s = 0; s < w->seq_count; s++) { /* longest first */
      const dp_lex_seq *q = &x->seqs[w->seq_first + s];
      if (i + q->count > t->toks.count) continue;
      unsigned n = 1;
      while (n < q->count && raw_word(x, t, k + n) == x->pool[q->words + n]) n++;
      if (n == q->count) {
        best = q;
        break;
      }
    }
    if (!best) continue;
    expand(x, k, best->expand);
    k->flags &= ~(uint32_t)(W_NEG | W_VERB | W_COORD);
    if (x->words[k->id[0]].flags & W_BODY) k->flags |= W_BODY;
    for (unsigned n = 1; n < best->count; n++) {
      k[n].id_count = 0;
      k[n].flags |= T_ABSORBED | W_SMALL | W_COMMON;
      k[n].flags &= ~(uint32_t)(W_NEG | W_VERB | W_COORD | W_BODY);
    }
    i += best->count - 1u;
  }
}

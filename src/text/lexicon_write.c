/* lexicon_write.c: the gathered lexicon as the LEXI section: tables sorted, strings pooled, hash tables filled, in the
 * order that lexicon.c lays them out in.
 */
#include "lexicon_inner.h"

static int by_def(const void *a, const void *c, const void *ctx) {
  (void)ctx;
  const bdef *x = a, *y = c;
  return x->form != y->form ? (x->form < y->form ? -1 : 1) : (x->def < y->def ? -1 : x->def > y->def);
}
static int by_exact(const void *a, const void *c, const void *ctx) {
  (void)ctx;
  const bexact *x = a, *y = c;
  return x->form < y->form ? -1 : x->form > y->form;
}
static int by_seq(const void *a, const void *c, const void *ctx) {
  (void)ctx;
  const bseq *x = a, *y = c;
  if (x->ids[0] != y->ids[0]) return x->ids[0] < y->ids[0] ? -1 : 1;
  return (int)y->row.count - (int)x->row.count; /* longest first */
}
typedef struct {
  uint32_t form, mask;
  dp_str text;
} bspell;
static int by_spell(const void *a, const void *c, const void *ctx) {
  (void)ctx;
  const bspell *x = a, *y = c;
  if (x->text.at[0] != y->text.at[0]) return x->text.at[0] < y->text.at[0] ? -1 : 1;
  if (x->text.size != y->text.size) return x->text.size < y->text.size ? -1 : 1;
  return dp_str_cmp(x->text, y->text);
}

static void pad8(dp_buf *out, size_t base) {
  while ((out->size - base) & 7 && !out->failed) dp_buf_char(out, 0);
}

typedef struct {
  dp_buf *out;
  uint32_t size;
} strings;
static uint32_t put_string(strings *s, dp_str text) {
  uint32_t at = s->size;
  dp_buf_str(s->out, text);
  dp_buf_char(s->out, 0);
  s->size += (uint32_t)text.size + 1;
  return at;
}

static uint32_t power2(size_t entries) {
  uint32_t n = 16;
  while (n < entries * 2 + 2) n *= 2;
  return n;
}

static void put_hash(builder *b, dp_buf *out, uint32_t slots, size_t entries, dp_str (*text)(const builder *, size_t)) {
  uint32_t *at = DP_NEW_ARRAY(b->arena, uint32_t, slots);
  if (!at) {
    b->failed = true;
    return;
  }
  for (size_t i = 0; i < entries; i++) {
    dp_str t = text(b, i);
    uint32_t s = dp_hash32(t.at, t.size) & (slots - 1);
    while (at[s]) s = (s + 1) & (slots - 1);
    at[s] = (uint32_t)i + 1;
  }
  dp_buf_bytes(out, at, slots * sizeof *at);
}

static bool spellable(dp_str s) {
  if (s.size < 4 || s.size > 30) return false;
  for (size_t i = 0; i < s.size; i++)
    if (s.at[i] < 'a' || s.at[i] > 'z') return false;
  return true;
}

static void sort_tables(builder *b) {
  bool ok = dp_sort(b->arena, b->defs.at, b->defs.count, sizeof *b->defs.at, by_def, NULL) &&
            dp_sort(b->arena, b->exacts.at, b->exacts.count, sizeof *b->exacts.at, by_exact, NULL) &&
            dp_sort(b->arena, b->seqs.at, b->seqs.count, sizeof *b->seqs.at, by_seq, NULL);
  if (!ok) {
    b->failed = true;
    return;
  }
  for (size_t i = 0; i < b->forms.count; i++) b->forms.at[i].def_count = b->forms.at[i].exact_count = 0;
  for (size_t i = 0; i < b->words.count; i++) b->words.at[i].seq_count = 0;
  for (size_t i = b->defs.count; i-- > 0;)
    b->forms.at[b->defs.at[i].form].def_first = (uint16_t)i, b->forms.at[b->defs.at[i].form].def_count++;
  for (size_t i = b->exacts.count; i-- > 0;)
    b->forms.at[b->exacts.at[i].form].exact_first = (uint32_t)i, b->forms.at[b->exacts.at[i].form].exact_count++;
  for (size_t i = b->seqs.count; i-- > 0;)
    b->words.at[b->seqs.at[i].ids[0]].seq_first = (uint32_t)i, b->words.at[b->seqs.at[i].ids[0]].seq_count++;
}

void dp_lex_write(builder *b, dp_buf *out, const uint32_t *anchors, size_t anchor_count, const dp_loose_index *loose) {
  sort_tables(b);
  size_t base = out->size;
  /* the strings are gathered first, for their offsets */
  dp_buf pool;
  dp_buf_init(&pool, b->arena);
  strings s = {&pool, 0};
  put_string(&s, DP_STR(""));
  struct {
    bspell *at;
    size_t count, room;
  } spells = {0};
  dp_lex_form *forms = DP_NEW_ARRAY(b->arena, dp_lex_form, b->forms.count + 1);
  dp_lex_wordrow *words = DP_NEW_ARRAY(b->arena, dp_lex_wordrow, b->words.count + 1);
  dp_lex_exact *exacts = DP_NEW_ARRAY(b->arena, dp_lex_exact, b->exacts.count + 1);
  if (!forms || !words || !exacts || b->failed) {
    b->failed = true;
    return;
  }
  for (size_t i = 0; i < b->forms.count; i++) {
    const bform *f = &b->forms.at[i];
    forms[i] =
        (dp_lex_form){put_string(&s, f->text), f->flags,     f->exact_first, (uint16_t)f->text.size, f->key, f->word,
                      f->exact_count,          f->def_first, f->def_count};
    if ((f->flags & W_LEX) && spellable(f->text)) {
      bspell p = {(uint32_t)i, 0, f->text};
      for (size_t k = 0; k < f->text.size; k++) p.mask |= 1u << (f->text.at[k] - 'a');
      if (!DP_PUSH(b->arena, &spells, p)) b->failed = true;
    }
  }
  for (size_t i = 0; i < b->words.count; i++) {
    const bword *w = &b->words.at[i];
    words[i] = (dp_lex_wordrow){put_string(&s, w->text), w->flags,        w->expand,
                                w->anchor_first,         w->anchor_count, w->seq_first,
                                (uint16_t)w->text.size,  w->seq_count};
  }
  for (size_t i = 0; i < b->exacts.count; i++) {
    exacts[i] = b->exacts.at[i].row;
    exacts[i].text = s.size;
    for (unsigned k = 0; k < exacts[i].count; k++) put_string(&s, b->exacts.at[i].words[k]);
  }
  if (!dp_sort(b->arena, spells.at, spells.count, sizeof *spells.at, by_spell, NULL)) b->failed = true;
  if (b->failed || pool.failed) {
    b->failed = true;
    return;
  }
  dp_lex_header h = {.magic = DP_LEX_MAGIC,
                     .builtin = dp_builtin_hash(),
                     .form_count = (uint32_t)b->forms.count,
                     .form_slots = power2(b->forms.count),
                     .word_count = (uint32_t)b->words.count,
                     .word_slots = power2(b->words.count),
                     .phrase_count = (uint32_t)b->phrases.count,
                     .anchor_count = (uint32_t)anchor_count,
                     .exact_count = (uint32_t)b->exacts.count,
                     .seq_count = (uint32_t)b->seqs.count,
                     .def_count = (uint32_t)b->defs.count,
                     .spell_count = (uint32_t)spells.count,
                     .pool_count = (uint32_t)b->pool.count,
                     .string_size = s.size,
                     .post_count = (uint32_t)(loose ? loose->post_count : 0),
                     .tally_count = (uint32_t)(loose ? loose->tally_count : 0)};
  h.size = (uint32_t)dp_lex_size(&h);
  dp_buf_bytes(out, &h, sizeof h);
  pad8(out, base);
  dp_buf_bytes(out, forms, b->forms.count * sizeof *forms);
  pad8(out, base);
  put_hash(b, out, h.form_slots, b->forms.count, dp_lex_form_text);
  pad8(out, base);
  dp_buf_bytes(out, words, b->words.count * sizeof *words);
  pad8(out, base);
  put_hash(b, out, h.word_slots, b->words.count, dp_lex_word_text);
  pad8(out, base);
  for (size_t i = 0; i < b->phrases.count; i++) dp_buf_bytes(out, &b->phrases.at[i].row, sizeof b->phrases.at[i].row);
  pad8(out, base);
  dp_buf_bytes(out, anchors, anchor_count * sizeof *anchors);
  pad8(out, base);
  dp_buf_bytes(out, exacts, b->exacts.count * sizeof *exacts);
  pad8(out, base);
  for (size_t i = 0; i < b->seqs.count; i++) dp_buf_bytes(out, &b->seqs.at[i].row, sizeof b->seqs.at[i].row);
  pad8(out, base);
  uint32_t buckets[DP_LEX_BUCKETS + 1] = {0};
  for (size_t i = 0; i < spells.count; i++) {
    dp_lex_spell row = {spells.at[i].form, spells.at[i].mask};
    dp_buf_bytes(out, &row, sizeof row);
    buckets[spells.at[i].text.at[0] - 'a' + 1]++;
  }
  pad8(out, base);
  for (unsigned i = 1; i <= DP_LEX_BUCKETS; i++) buckets[i] += buckets[i - 1];
  dp_buf_bytes(out, buckets, sizeof buckets);
  pad8(out, base);
  for (size_t i = 0; i < b->defs.count; i++) dp_buf_bytes(out, &b->defs.at[i].def, sizeof(uint16_t));
  pad8(out, base);
  dp_buf_bytes(out, b->pool.at, b->pool.count * sizeof *b->pool.at);
  pad8(out, base);
  dp_buf_bytes(out, pool.at, pool.size);
  pad8(out, base);
  for (size_t i = 0; i < b->words.count; i++) {
    dp_lex_post none = {0};
    dp_buf_bytes(out, loose ? &loose->words[i] : &none, sizeof none);
  }
  pad8(out, base);
  if (loose) dp_buf_bytes(out, loose->posts, loose->post_count * sizeof *loose->posts);
  pad8(out, base);
  if (loose) dp_buf_bytes(out, loose->tally, loose->tally_count * sizeof *loose->tally);
  pad8(out, base);
  if (out->failed || (!b->failed && out->size - base != h.size)) b->failed = true;
}

/* lexicon_build.c: the knowledge's phrases and word classes, with the reader's own words, as the LEXI section.
 *
 * Steps: gather every word form and its stem (builtin words, class members, phrases); unfold the classes; write the
 * section once without phrases; fold the phrases through it with the very functions that fold a text; write it again
 * with them. So a phrase and a text cannot be folded differently. A phrase is indexed under its rarest word only.
 */
#include "lexicon_inner.h"

/* ---- interning --------------------------------------------------------------------------------------------------- */

dp_str dp_lex_form_text(const builder *b, size_t i) { return b->forms.at[i].text; }
dp_str dp_lex_word_text(const builder *b, size_t i) { return b->words.at[i].text; }

/* The slot of `s`: filled with its index + 1, or empty. Doubles the table when half full. */
static uint32_t *slot(builder *b, uint32_t **slots, size_t *count, size_t entries,
                      dp_str (*text)(const builder *, size_t), dp_str s) {
  if (entries * 2 + 2 > *count) {
    size_t bigger = *count ? *count * 2 : 4096;
    uint32_t *fresh = DP_NEW_ARRAY(b->arena, uint32_t, bigger);
    if (!fresh) {
      b->failed = true;
      return NULL;
    }
    for (size_t i = 0; i < entries; i++) {
      dp_str t = text(b, i);
      size_t at = dp_hash32(t.at, t.size) & (bigger - 1);
      while (fresh[at]) at = (at + 1) & (bigger - 1);
      fresh[at] = (uint32_t)i + 1;
    }
    *slots = fresh;
    *count = bigger;
  }
  size_t at = dp_hash32(s.at, s.size) & (*count - 1);
  while ((*slots)[at] && !dp_str_eq(text(b, (*slots)[at] - 1), s)) at = (at + 1) & (*count - 1);
  return &(*slots)[at];
}

static uint16_t intern_word(builder *b, dp_str s) {
  uint32_t *at = slot(b, &b->word_slots, &b->word_slot_count, b->words.count, dp_lex_word_text, s);
  if (!at) return DP_NONE;
  if (*at) return (uint16_t)(*at - 1);
  char *copy = dp_arena_copy(b->arena, s);
  bword w = {.text = {copy, s.size}};
  if (!copy || b->words.count >= DP_NONE - 1 || !DP_PUSH(b->arena, &b->words, w)) {
    b->failed = true;
    return DP_NONE;
  }
  *at = (uint32_t)b->words.count;
  return (uint16_t)(b->words.count - 1);
}

static uint16_t intern_form(builder *b, dp_str s) { /* lower case already */
  uint32_t *at = slot(b, &b->form_slots, &b->form_slot_count, b->forms.count, dp_lex_form_text, s);
  if (!at) return DP_NONE;
  if (*at) return (uint16_t)(*at - 1);
  char *copy = dp_arena_copy(b->arena, s), stem[DP_STEM_MAX];
  bform f = {.text = {copy, s.size}};
  f.word = intern_word(b, (dp_str){stem, dp_stem(s.at, s.size, stem)});
  if (!copy || b->forms.count >= 0xFFFE || !DP_PUSH(b->arena, &b->forms, f)) {
    b->failed = true;
    return DP_NONE;
  }
  *slot(b, &b->form_slots, &b->form_slot_count, b->forms.count - 1, dp_lex_form_text, s) = (uint32_t)b->forms.count;
  return (uint16_t)(b->forms.count - 1);
}

static uint32_t pool_add(builder *b, const uint16_t *ids, size_t n, bool counted) {
  uint32_t at = (uint32_t)b->pool.count;
  if (counted && !DP_PUSH(b->arena, &b->pool, (uint16_t)n)) b->failed = true;
  for (size_t i = 0; i < n; i++)
    if (!DP_PUSH(b->arena, &b->pool, ids[i])) b->failed = true;
  return at;
}

/* ---- the builtin words ------------------------------------------------------------------------------------------- */

static void each_word(builder *b, const char *words, uint32_t flags, uint16_t key) {
  dp_str rest = dp_str_of(words);
  while (rest.size && !b->failed) {
    dp_str w = dp_str_cut(&rest, ' ');
    if (!w.size) continue;
    uint16_t f = intern_form(b, w);
    if (f == DP_NONE) return;
    b->forms.at[f].flags |= flags;
    if (!b->forms.at[f].key) b->forms.at[f].key = key;
    /* what holds of the stem too, so that "ankles" is a part of the body when only "ankle" is listed */
    if (b->forms.at[f].word != DP_NONE) b->words.at[b->forms.at[f].word].flags |= flags & (W_BODY | W_COMMON);
  }
}

static void builtin(builder *b) {
  for (size_t i = 0; i < dp_builtin_count; i++)
    each_word(b, dp_builtins[i].words, dp_builtins[i].flags, dp_builtins[i].key);
  for (size_t i = 0; i < dp_common_count; i++) each_word(b, dp_common_words[i], W_COMMON, K_NONE);
  for (size_t i = 0; i < dp_real_count; i++) each_word(b, dp_real_words[i], W_REAL, K_NONE);
  each_word(b,
            "denies denied denying without negative normal unremarkable history previous previously medical "
            "examination family "
            "mother father positive elevated decreased increased",
            W_LEX, K_NONE); /* worth mending: they decide states */
  for (size_t i = 0; i < dp_negative_count; i++) each_word(b, dp_negatives[i].word, W_REAL, K_NONE);
  for (size_t i = 0; i < dp_def_count && !b->failed; i++) {
    dp_str rest = dp_str_of(dp_defs[i].words), first = {0};
    while (rest.size) { /* the words of triggers are everyday words, those of places not */
      dp_str w = dp_str_cut(&rest, ' ');
      /* "non-reactive" is two tokens in a text: the tables write it with a space, a mark alone is looked for by punct
       */
      uint16_t f = intern_form(b, w);
      if (f == DP_NONE) return;
      if (!first.size) first = w;
      b->forms.at[f].flags |= W_COMMON;
    }
    bdef d = {intern_form(b, first), (uint16_t)i};
    if (d.form == DP_NONE) return;
    b->forms.at[d.form].flags |= W_DEF;
    if (!DP_PUSH(b->arena, &b->defs, d)) b->failed = true;
  }
}

/* ---- phrases into forms ------------------------------------------------------------------------------------------ */

/* Interns the words of a phrase; `lex` marks them as words that spelling may be mended into. */
static void gather(builder *b, dp_str phrase, bool lex) {
  dp_text t;
  if (dp_tokenise(phrase, b->arena, &t, NULL)) {
    b->failed = true;
    return;
  }
  for (size_t i = 0; i < t.toks.count && !b->failed; i++) {
    dp_tok *k = &t.toks.at[i];
    if (k->kind == TK_PUNCT) continue;
    char buffer[DP_STEM_MAX];
    size_t n = dp_kb_fold((dp_str){t.low + k->start, k->end - k->start}, buffer, sizeof buffer);
    if (n > sizeof buffer || n == 0) continue;
    if (k->kind == TK_NUMBER) {
      intern_word(b, (dp_str){buffer, n});
      continue;
    }
    uint16_t f = intern_form(b, (dp_str){buffer, n});
    if (f != DP_NONE && lex) b->forms.at[f].flags |= W_LEX;
  }
}

static bool has_capital(dp_str s) {
  for (size_t i = 0; i < s.size; i++)
    if (s.at[i] >= 'A' && s.at[i] <= 'Z') return true;
  return false;
}

static void add_exact(builder *b, dp_str phrase, uint8_t kind, uint32_t target) {
  dp_text t;
  if (dp_tokenise(phrase, b->arena, &t, NULL)) {
    b->failed = true;
    return;
  }
  bexact e = {.row = {.target = target, .kind = kind, .caps = has_capital(phrase)}, .form = DP_NONE};
  for (size_t i = 0; i < t.toks.count; i++) {
    dp_tok *k = &t.toks.at[i];
    if (k->kind == TK_PUNCT) continue;
    if (e.row.count == DP_PHRASE_MAX) return;
    dp_str low = {t.low + k->start, k->end - k->start};
    if (e.row.count == 0) e.form = intern_form(b, low);
    dp_str shown = e.row.caps ? (dp_str){phrase.at + k->start, low.size} : low;
    char *copy = dp_arena_copy(b->arena, shown);
    if (!copy) b->failed = true;
    e.words[e.row.count++] = (dp_str){copy, shown.size};
  }
  if (e.form == DP_NONE || b->failed) return;
  if (!DP_PUSH(b->arena, &b->exacts, e)) b->failed = true;
}

/* ---- word classes ------------------------------------------------------------------------------------------------ */

/* The stems of a member's words. */
static size_t stems_of(builder *b, dp_str phrase, uint16_t ids[DP_PHRASE_MAX], bool content) {
  dp_text t;
  size_t n = 0;
  if (dp_tokenise(phrase, b->arena, &t, NULL)) {
    b->failed = true;
    return 0;
  }
  for (size_t i = 0; i < t.toks.count && n < DP_PHRASE_MAX; i++) {
    dp_tok *k = &t.toks.at[i];
    if (k->kind == TK_PUNCT) continue;
    char buffer[DP_STEM_MAX];
    size_t size = dp_kb_fold((dp_str){t.low + k->start, k->end - k->start}, buffer, sizeof buffer);
    if (!size || size > sizeof buffer) continue;
    if (k->kind == TK_NUMBER) {
      ids[n++] = intern_word(b, (dp_str){buffer, size});
      continue;
    }
    uint16_t f = intern_form(b, (dp_str){buffer, size});
    if (f == DP_NONE) return 0;
    if (content && (b->forms.at[f].flags & W_SMALL)) continue;
    ids[n++] = b->forms.at[f].word;
  }
  return n;
}

static void add_member(builder *b, dp_str member, bool quoted, const uint16_t *target, size_t target_count) {
  uint16_t ids[DP_PHRASE_MAX];
  if (quoted && has_capital(member)) {
    add_exact(b, member, DP_LEX_CLASS, pool_add(b, target, target_count, true));
    return;
  }
  size_t n = stems_of(b, member, ids, false);
  if (n == 0 || b->failed) return;
  if (n == 1) {
    bword *w = &b->words.at[ids[0]];
    if (w->expand || (target_count == 1 && target[0] == ids[0])) return; /* the first class that claims a word has it */
    w->expand = pool_add(b, target, target_count, true);
    return;
  }
  bseq s = {.row = {.count = (uint16_t)n}};
  memcpy(s.ids, ids, sizeof s.ids);
  s.row.words = pool_add(b, ids, n, false);
  s.row.expand = pool_add(b, target, target_count, true);
  if (!DP_PUSH(b->arena, &b->seqs, s)) b->failed = true;
}

/* What a class stands for: itself, or the words of `as` (each through its own class). */
static size_t class_target(builder *b, dp_str id, dp_str as, uint16_t target[DP_IDS]) {
  if (as.size) {
    uint16_t ids[DP_PHRASE_MAX];
    size_t n = stems_of(b, as, ids, true), m = 0;
    for (size_t i = 0; i < n; i++) {
      uint32_t e = b->words.at[ids[i]].expand;
      for (size_t j = 0; m < DP_IDS && j < (e ? b->pool.at[e] : 1u); j++)
        target[m++] = e ? b->pool.at[e + 1 + j] : ids[i];
    }
    return m;
  }
  bool compound = false;
  for (size_t i = 0; i < id.size; i++) compound = compound || id.at[i] == '_';
  char stem[DP_STEM_MAX];
  target[0] = intern_word(b, compound ? id : (dp_str){stem, dp_stem(id.at, id.size, stem)});
  uint32_t e = b->failed ? 0 : b->words.at[target[0]].expand; /* a class may itself belong to a class */
  if (!e) return 1;
  size_t m = b->pool.at[e];
  for (size_t j = 0; j < m; j++) target[j] = b->pool.at[e + 1 + j];
  return m;
}

static void classes(builder *b, const dp_lex_word *words, size_t count) {
  if (!b->pool.count) pool_add(b, (const uint16_t[]){0}, 1, false); /* offset 0 means "itself" */
  for (int pass = 0; pass < 2 && !b->failed; pass++) {              /* those with `as` stand on the others */
    for (size_t i = 0; i < count && !b->failed; i++) {
      if (words[i].near || (words[i].as.size != 0) != (pass == 1)) continue;
      uint16_t target[DP_IDS];
      size_t n = class_target(b, words[i].id, words[i].as, target);
      if (!n || b->failed) continue;
      bool compound = false;
      for (size_t k = 0; k < words[i].id.size; k++) compound = compound || words[i].id.at[k] == '_';
      if (words[i].as.size && !compound)
        add_member(b, words[i].id, false, target, n); /* "word stomachache, as: abdomen pain" */
      bool body = false;                              /* a class of parts of the body is one itself */
      for (size_t k = 0; k < words[i].say_count && !b->failed; k++) {
        add_member(b, words[i].say[k], words[i].quoted && words[i].quoted[k], target, n);
        uint16_t ids[DP_PHRASE_MAX];
        body = body || (stems_of(b, words[i].say[k], ids, false) == 1 && (b->words.at[ids[0]].flags & W_BODY));
      }
      if (body && !words[i].as.size && !b->failed) b->words.at[target[0]].flags |= W_BODY;
    }
  }
  for (size_t i = 0; i < dp_builtin_class_count && !b->failed; i++) {
    const dp_builtin_class *c = &dp_builtin_classes[i];
    uint16_t target[DP_IDS];
    size_t n = class_target(b, dp_str_of(c->id), dp_str_of(c->as), target);
    dp_str rest = dp_str_of(c->say);
    while (rest.size && n && !b->failed) add_member(b, dp_str_cut(&rest, '|'), false, target, n);
  }
}

/* ---- phrases ----------------------------------------------------------------------------------------------------- */

static bool is_no(const dp_tok *k) { return k->key == K_NO || k->key == K_NOT || (k->flags & W_NEG); }

/* Folds a phrase with the lexicon as it stands. */
static bool fold_phrase(builder *b, const dp_lexicon *x, dp_str text, bool small, bphrase *p, bool *cut) {
  dp_text t;
  if (dp_tokenise(text, b->arena, &t, NULL)) {
    b->failed = true;
    return false;
  }
  dp_lex_words(x, &t);
  dp_lex_sequences(x, &t);
  /* Small words are dropped, unless what is left is an everyday word that would mean anything: "looks well", "no
   * feeling". */
  unsigned n = 0, content = 0, telling = 0;
  for (size_t i = 0; i < t.toks.count; i++) {
    const dp_tok *k = &t.toks.at[i];
    if (k->kind == TK_PUNCT || (k->flags & W_SMALL) || is_no(k)) continue;
    content++;
    bool everyday = k->kind == TK_NUMBER || ((k->flags & (W_COMMON | W_MOD | W_WEAK)) && !(k->flags & W_BODY));
    telling += !everyday;
  }
  bool keep = small || content == 0 || (content == 1 && telling == 0);
  *cut = false;
  for (size_t i = 0; i < t.toks.count; i++) {
    const dp_tok *k = &t.toks.at[i];
    if (k->kind == TK_PUNCT) continue;
    if (k->flags & W_SMALL) {
      bool article = k->key == K_A || k->key == K_THE ||
                     ((k->key == K_MY || k->key == K_HE || k->key == K_SHE || k->key == K_THEY) && content) ||
                     ((k->key == K_IS || k->key == K_HAS) && content && telling);
      if (!keep || (article && t.toks.count > 1) || (k->flags & W_COORD)) continue;
      p->row.flags |= DP_PHRASE_TIGHT | DP_PHRASE_ORDERED;
    }
    if (is_no(k)) p->row.flags |= DP_PHRASE_NEG | DP_PHRASE_ORDERED;
    for (unsigned j = 0; j < k->id_count; j++) {
      bool there = false;
      for (unsigned m = 0; m < n; m++) there = there || p->ids[m] == k->id[j];
      if (there) continue;
      if (n == DP_PHRASE_MAX) *cut = true;
      else p->ids[n++] = k->id[j];
    }
  }
  for (size_t i = 0; i < t.toks.count; i++) {
    const dp_tok *k = &t.toks.at[i];
    if ((k->flags & W_COORD) || (k->kind == TK_PUNCT && (k->punct == '/' || k->punct == ',')))
      p->row.flags |= DP_PHRASE_COORD;
    if (k->kind == TK_WORD) {
      dp_str w = {t.low + k->start, k->end - k->start};
      if (dp_str_eq(w, DP_STR("after")) || dp_str_eq(w, DP_STR("before")) || dp_str_eq(w, DP_STR("cannot")))
        p->row.flags |= DP_PHRASE_ORDERED;
    }
  }
  p->row.count = (uint16_t)n;
  return n > 0;
}

/* For every word the pool offset of the words of phrases that it may stand for, 0 for none. A near word is taken as it is
 * written, whatever its class; a phrase's word through its class. */
static uint32_t *near_lists(builder *b, const dp_lex_word *words, size_t count) {
  uint32_t *at = DP_NEW_ARRAY(b->arena, uint32_t, b->words.count + 1);
  uint16_t(*of)[DP_NEAR_MOST] = dp_arena_alloc(b->arena, (b->words.count + 1) * sizeof *of);
  uint8_t *size = dp_arena_alloc(b->arena, b->words.count + 1);
  if (!at || !of || !size) return NULL;
  for (size_t i = 0; i < count; i++) {
    uint16_t own[DP_PHRASE_MAX], near[DP_PHRASE_MAX];
    if (!words[i].near || stems_of(b, words[i].id, own, false) != 1) continue;
    uint32_t class = b->words.at[own[0]].expand;
    if (class && b->pool.at[class] == 1) own[0] = b->pool.at[class + 1];
    for (size_t k = 0; k < words[i].say_count; k++) {
      if (stems_of(b, words[i].say[k], near, false) != 1 || near[0] == own[0] || size[near[0]] == DP_NEAR_MOST) continue;
      bool there = false;
      for (unsigned n = 0; n < size[near[0]]; n++) there = there || of[near[0]][n] == own[0];
      if (!there) of[near[0]][size[near[0]]++] = own[0];
    }
  }
  for (size_t w = 0; w < b->words.count; w++)
    if (size[w]) at[w] = pool_add(b, of[w], size[w], true);
  return at;
}

static bool same_phrase(const bphrase *a, const bphrase *c) {
  if (a->row.count != c->row.count) return false;
  for (unsigned i = 0; i < a->row.count; i++) {
    bool there = false;
    for (unsigned k = 0; k < c->row.count; k++) there = there || a->ids[i] == c->ids[k];
    if (!there) return false;
  }
  return true;
}

dp_status dp_lexicon_build(const dp_lex_word *words, size_t word_count, const dp_lex_phrase *phrases,
                           size_t phrase_count, dp_arena *arena, dp_buf *out, dp_lex_note *note, void *ctx,
                           dp_error *err) {
  builder b = {.arena = arena};
  builtin(&b);
  for (size_t i = 0; i < word_count && !b.failed; i++) {
    char stem[DP_STEM_MAX];
    intern_word(&b, (dp_str){stem, dp_stem(words[i].id.at, words[i].id.size, stem)});
    for (size_t k = 0; k < words[i].say_count; k++)
      gather(&b, words[i].say[k], !words[i].near && !(words[i].quoted && words[i].quoted[k]));
    gather(&b, words[i].id, !words[i].near);
  }
  for (size_t i = 0; i < phrase_count && !b.failed; i++)
    if (phrases[i].kind != DP_LEX_UNIT) gather(&b, phrases[i].text, !phrases[i].quoted);
  classes(&b, words, word_count);
  for (size_t i = 0; i < phrase_count && !b.failed; i++)
    if (phrases[i].quoted && phrases[i].kind != DP_LEX_UNIT)
      add_exact(&b, phrases[i].text, (uint8_t)phrases[i].kind, phrases[i].target);
  /* once without phrases, aligned as an image's section is */
  dp_buf first;
  dp_buf_init(&first, arena);
  if (!b.failed) dp_lex_write(&b, &first, NULL, 0, NULL);
  dp_lexicon x;
  uint64_t *copy = b.failed ? NULL : dp_arena_alloc(arena, first.size);
  if (!copy) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  memcpy(copy, first.at, first.size);
  if (!dp_lex_open(copy, first.size, &x))
    return dp_fail(err, DP_ERR_INTERNAL, "the lexicon that was just built cannot be opened");
  uint32_t *source = DP_NEW_ARRAY(arena, uint32_t, phrase_count + 1);
  if (!source) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  for (size_t i = 0; i < phrase_count && !b.failed; i++) {
    if (phrases[i].quoted || phrases[i].kind == DP_LEX_UNIT) continue;
    bphrase p = {.row = {.target = phrases[i].target, .kind = (uint8_t)phrases[i].kind}};
    bool cut;
    if (!fold_phrase(&b, &x, phrases[i].text, false, &p, &cut)) {
      if (b.failed) break;
      return dp_fail(err, DP_ERR_KNOWLEDGE, "the phrase \"%.*s\" has no words", (int)phrases[i].text.size,
                     phrases[i].text.at);
    }
    if (cut && note) note(ctx, i, SIZE_MAX, "the phrase has more than ten words: only the first ten are used");
    source[b.phrases.count] = (uint32_t)i;
    for (unsigned k = 0; k < p.row.count; k++) b.words.at[p.ids[k]].df++;
    if (!DP_PUSH(arena, &b.phrases, p)) b.failed = true;
  }
  /* A phrase of several words of which only one is left, where that one says little by itself: a word that many phrases
   * share (pain), the name of a measure ("has a temperature"), a part of the body. It keeps its small words; if it has
   * none, it is no phrase. */
  uint8_t *named = dp_arena_alloc(arena, b.words.count + 1);
  if (!named) b.failed = true;
  for (size_t i = 0; i < b.phrases.count && !b.failed; i++)
    if (b.phrases.at[i].row.count == 1 && b.phrases.at[i].row.kind == DP_LEX_MEASURE) named[b.phrases.at[i].ids[0]] = 1;
  size_t kept = 0;
  for (size_t i = 0; i < b.phrases.count && !b.failed; i++) {
    bphrase p = b.phrases.at[i];
    dp_str text = phrases[source[i]].text;
    bool several = false, cut;
    for (size_t k = 0; k < text.size; k++) several = several || text.at[k] == ' ' || text.at[k] == '-';
    if (several && p.row.kind == DP_LEX_SAY && p.row.count == 1 &&
        (p.row.flags & DP_PHRASE_TIGHT)) { /* "the runs": an everyday word alone */
      if (note) note(ctx, source[i], SIZE_MAX, "the phrase says no more than one everyday word: it is not used");
      continue;
    }
    bool vague = p.row.kind == DP_LEX_SAY && p.row.count == 1 && several &&
                 (named[p.ids[0]] || b.words.at[p.ids[0]].df >= 12 || (b.words.at[p.ids[0]].flags & W_BODY));
    if (!several && p.row.kind == DP_LEX_SAY && p.row.count == 1 &&
        (b.words.at[p.ids[0]].df >= 400 ||
         (b.words.at[p.ids[0]].flags & W_BODY))) { /* "achy" for aching all over, folded onto pain */
      char stem[DP_STEM_MAX], low[DP_STEM_MAX];
      size_t size = dp_kb_fold(text, low, sizeof low);
      if (size <= sizeof low && dp_lex_find_word(&x, stem, dp_stem(low, size, stem)) != p.ids[0]) {
        if (note) note(ctx, source[i], SIZE_MAX, "the word's class is a general word: the phrase is not used");
        continue;
      }
    }
    if (vague) {
      bphrase full = {.row = {.target = p.row.target, .kind = p.row.kind}};
      if (fold_phrase(&b, &x, text, true, &full, &cut)) {
        for (unsigned k = 0; k < full.row.count; k++) b.words.at[full.ids[k]].df++;
        p = full;
      }
      if (p.row.count < 2) {
        if (note) note(ctx, source[i], SIZE_MAX, "the phrase says no more than one general word: it is not used");
        continue;
      }
    }
    source[kept] = source[i];
    b.phrases.at[kept++] = p;
  }
  b.phrases.count = kept;
  if (b.failed) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  /* the rarest word is the anchor; a phrase that another said before for the same target is left out */
  uint32_t *anchors = DP_NEW_ARRAY(arena, uint32_t, b.phrases.count + 1);
  uint32_t *next = DP_NEW_ARRAY(arena, uint32_t, b.phrases.count + 1),
           *head = DP_NEW_ARRAY(arena, uint32_t, b.words.count + 1);
  if (!anchors || !next || !head) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  for (size_t i = 0; i < b.phrases.count; i++) {
    bphrase *p = &b.phrases.at[i];
    unsigned best = 0;
    for (unsigned k = 1; k < p->row.count; k++)
      if (b.words.at[p->ids[k]].df < b.words.at[p->ids[best]].df) best = k;
    p->anchor = p->ids[best];
    p->row.words = pool_add(&b, p->ids, p->row.count, false);
    bool twice = false;
    for (uint32_t o = head[p->anchor]; o && !twice; o = next[o]) {
      const bphrase *q = &b.phrases.at[o - 1];
      if (!same_phrase(p, q) || p->row.kind != q->row.kind) continue;
      if (q->row.target == p->row.target) twice = true;
      else if (note && p->row.kind == DP_LEX_SAY)
        note(ctx, source[i], source[o - 1], "the phrase reads the same as one of another finding");
    }
    if (twice) continue;
    next[i + 1] = head[p->anchor];
    head[p->anchor] = (uint32_t)i + 1;
  }
  uint32_t at = 0;
  for (size_t w = 0; w < b.words.count; w++) {
    b.words.at[w].anchor_first = at;
    for (uint32_t o = head[w]; o; o = next[o]) anchors[at++] = o - 1;
    b.words.at[w].anchor_count = at - b.words.at[w].anchor_first;
  }
  /* the loose reader looks at quoted phrases too; they have no anchor */
  for (size_t i = 0; i < phrase_count && !b.failed; i++) {
    if (!phrases[i].quoted || phrases[i].kind != DP_LEX_SAY) continue;
    bphrase p = {.row = {.target = phrases[i].target, .kind = DP_LEX_LOOSE}};
    bool cut;
    if (!fold_phrase(&b, &x, phrases[i].text, false, &p, &cut) || p.row.count < 2) continue;
    p.row.words = pool_add(&b, p.ids, p.row.count, false);
    if (!DP_PUSH(arena, &b.phrases, p)) b.failed = true;
  }
  dp_lex_phraserow *rows = DP_NEW_ARRAY(arena, dp_lex_phraserow, b.phrases.count + 1);
  for (size_t i = 0; rows && i < b.phrases.count; i++) rows[i] = b.phrases.at[i].row;
  dp_loose_index loose;
  uint32_t *nears = near_lists(&b, words, word_count);
  if (!rows || !nears || b.failed || !dp_loose_build(rows, b.phrases.count, b.pool.at, b.words.count, arena, &loose))
    return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  for (size_t i = 0; i < b.words.count; i++) loose.words[i].near = nears[i];
  dp_lex_write(&b, out, anchors, at, &loose);
  if (b.failed || out->failed) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the lexicon");
  return DP_OK;
}

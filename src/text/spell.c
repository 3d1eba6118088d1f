/* spell.c: mends misspelt words of the knowledge's vocabulary, and nothing else.
 *
 * A word is a candidate for mending only when it is no word of the lexicon, no everyday word, no true term of medicine
 * (common.c) and no name in the middle of a sentence. It becomes the nearest word of the vocabulary at a distance of
 * one edit (optimal string alignment: a transposition is one), two from eight letters on, with the same first letter
 * (or one that sounds like it); cheap edits (doubled letters, vowels, letters of one sound) go first; when two words
 * are equally near and differ in stem, nothing is mended. Words run together ("runnynose") are parted at a seam where
 * both parts are known.
 * "Never one real term into another": hypo- is never hyper-, and an ending that carries the meaning (-itis, -osis,
 * -aemia, -uria, -ectomy …) is never exchanged for another.
 */
#include "text.h"

static bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/* Letters that sound alike fall into one class; vowels into none but their own. */
static char sound(char c) {
  switch (c) {
  case 'c':
  case 'k':
  case 'q': return 'k';
  case 's':
  case 'z':
  case 'x': return 's';
  case 'f':
  case 'v': return 'f';
  case 'g':
  case 'j': return 'g';
  case 'd':
  case 't': return 't';
  case 'i':
  case 'y':
  case 'e': return 'i';
  default: return c;
  }
}

static unsigned bits(uint32_t m) {
  unsigned n = 0;
  for (; m; m &= m - 1) n++;
  return n;
}

/* The cost of turning a into b, in tenths: an ordinary edit 10, a cheap one 6 to 8. Only called for near words. */
static unsigned cost(dp_str a, dp_str b) {
  enum { N = 34 };
  unsigned d[3][N];
  if (a.size >= N || b.size >= N) return 99;
  unsigned *p2 = d[0], *p1 = d[1], *p0 = d[2];
  for (size_t j = 0; j <= b.size; j++) p1[j] = (unsigned)j * 10;
  for (size_t i = 1; i <= a.size; i++) {
    p0[0] = (unsigned)i * 10;
    for (size_t j = 1; j <= b.size; j++) {
      char x = a.at[i - 1], y = b.at[j - 1];
      unsigned change = x == y ? 0 : vowel(x) && vowel(y) ? 8 : sound(x) == sound(y) ? 8 : 10;
      bool twin_a = i > 1 && a.at[i - 2] == x, twin_b = j > 1 && b.at[j - 2] == y;
      unsigned drop = twin_a ? 6 : x == 'h' || vowel(x) ? 8 : 10, put = twin_b ? 6 : y == 'h' || vowel(y) ? 8 : 10;
      if (y == 'e' && j > 1 && (b.at[j - 2] == 'a' || b.at[j - 2] == 'o')) put = 7; /* hem-, haem- */
      if (y == 'o' && j < b.size && b.at[j] == 'e') put = 7;
      unsigned best = p1[j - 1] + change;
      if (p1[j] + drop < best) best = p1[j] + drop;
      if (p0[j - 1] + put < best) best = p0[j - 1] + put;
      if (i > 1 && j > 1 && x == b.at[j - 2] && a.at[i - 2] == y && x != y && p2[j - 2] + 7 < best)
        best = p2[j - 2] + 7;
      p0[j] = best;
    }
    unsigned *t = p2;
    p2 = p1;
    p1 = p0;
    p0 = t;
  }
  return p1[b.size];
}

static bool starts(dp_str s, const char *head) { return dp_str_starts(s, dp_str_of(head)); }

/* Pairs of prefixes, and endings, that make another term of the same letters. */
static bool other_term(dp_str a, dp_str b) {
  static const char *const heads[][2] = {{"hypo", "hyper"}, {"macro", "micro"}, {"intra", "inter"}, {"ante", "anti"},
                                         {"ad", "ab"},      {"peri", "para"},   {"endo", "ecto"},   {"tachy", "brady"},
                                         {"iso", "aniso"},  {"un", "in"},       {"afebr", "febr"}};
  static const char *const tails[] = {"itis",   "osis",    "emia",  "aemia", "uria",    "ectomy",  "otomy",
                                      "ostomy", "oma",     "algia", "pathy", "plegia",  "paresis", "phagia",
                                      "phasia", "phonia",  "pnea",  "pnoea", "rrhagia", "rrhoea",  "rrhea",
                                      "penia",  "cytosis", "olol",  "pril",  "statin",  "sartan"};
  for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
    if ((starts(a, heads[i][0]) && starts(b, heads[i][1])) || (starts(a, heads[i][1]) && starts(b, heads[i][0])))
      return true;
  const char *of_a = NULL, *of_b = NULL;
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
    if (dp_str_ends(a, dp_str_of(tails[i]))) of_a = tails[i];
    if (dp_str_ends(b, dp_str_of(tails[i]))) of_b = tails[i];
  }
  return of_a && of_b && of_a != of_b;
}

typedef struct {
  uint32_t form;
  unsigned cost;
  bool tie;
} best;

static void scan(const dp_lexicon *x, unsigned bucket, dp_str w, uint32_t mask, unsigned edits, best *b) {
  if (bucket >= 26) return;
  for (uint32_t i = x->buckets[bucket]; i < x->buckets[bucket + 1]; i++) {
    const dp_lex_spell *s = &x->spells[i];
    const dp_lex_form *f = &x->forms[s->form];
    size_t low = w.size > edits ? w.size - edits : 0;
    if (f->size < low) continue;
    if (f->size > w.size + edits) break; /* the bucket is in order of size */
    if (bits(s->mask ^ mask) > 2 * edits) continue;
    dp_str t = {x->strings + f->text, f->size};
    if (dp_str_distance(w, t, edits) > edits || other_term(w, t)) continue;
    unsigned c = cost(w, t);
    if (w.at[0] != t.at[0]) c += 4;
    if (c < b->cost) *b = (best){s->form, c, false};
    else if (c == b->cost && b->form != DP_NONE && x->forms[b->form].word != f->word) b->tie = true;
  }
}

static uint32_t mend(const dp_lexicon *x, dp_str w) {
  uint32_t mask = 0;
  for (size_t i = 0; i < w.size; i++) {
    if (w.at[i] < 'a' || w.at[i] > 'z') return DP_NONE;
    mask |= 1u << (w.at[i] - 'a');
  }
  unsigned edits = w.size >= 8 ? 2 : 1;
  best b = {DP_NONE, 100, false};
  unsigned first = (unsigned)(w.at[0] - 'a');
  scan(x, first, w, mask, edits, &b);
  /* the first letter itself: transposed, doubled by sound, silent */
  if (b.form == DP_NONE && w.size >= 5) {
    scan(x, (unsigned)(w.at[1] - 'a'), w, mask, 1, &b);
    static const char alike[][2] = {{'k', 'c'}, {'c', 'k'}, {'s', 'c'}, {'f', 'p'}, {'e', 'i'}, {'i', 'e'},
                                    {'e', 'o'}, {'n', 'k'}, {'u', 'e'}, {'z', 's'}, {'j', 'g'}, {'e', 'h'},
                                    {'a', 'h'}, {'r', 'w'}, {'n', 'p'}, {'s', 'p'}};
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
      if (alike[i][0] == w.at[0]) scan(x, (unsigned)(alike[i][1] - 'a'), w, mask, edits, &b);
  }
  if (b.form == DP_NONE || b.tie) return DP_NONE;
  unsigned most = w.size <= 4   ? 7
                  : w.size <= 6 ? 8
                  : w.size < 8  ? 10
                                : 16; /* two edits only where both are of the cheap kind */
  /* into an everyday word only by a slip of the fingers, or when it is long: "curse" is more likely a curse than a
   * course */
  if ((x->forms[b.form].flags & W_NEG) && w.size >= 5) most = 10;
  else if ((x->forms[b.form].flags & W_COMMON) && most > 7) most = w.size < 8 ? 7 : 8;
  return b.cost <= most ? b.form : DP_NONE;
}

/* Whether a run-together word has this part: a word of the vocabulary or an everyday one of three letters or more. */
static bool known_part(const dp_lexicon *x, const char *low, size_t size, bool *lex) {
  uint16_t f = dp_lex_find_form(x, low, size);
  if (f == DP_NONE) return false;
  *lex = *lex || (x->forms[f].flags & W_LEX);
  return (x->forms[f].flags & (W_LEX | W_BODY | W_MOD)) != 0 || (size >= 4 && (x->forms[f].flags & W_COMMON));
}

static size_t seam(const dp_lexicon *x, const char *low, size_t size) {
  size_t found = 0;
  for (size_t i = 3; i + 3 <= size; i++) {
    bool lex = false;
    if (known_part(x, low, i, &lex) && known_part(x, low + i, size - i, &lex) && lex) {
      if (found) return 0; /* two seams: leave it */
      found = i;
    }
  }
  return found;
}

static void take_form(const dp_lexicon *x, dp_tok *k, uint16_t form) {
  k->form = form;
  k->flags |= x->forms[form].flags;
  k->key = x->forms[form].key;
  dp_lex_word_ids(x, k, x->forms[form].word);
}

static bool in_lexicon(const dp_lexicon *x, const dp_tok *k) {
  for (unsigned i = 0; i < k->id_count; i++) {
    const dp_lex_wordrow *w = &x->words[k->id[i]];
    if (w->anchor_count || w->expand || (w->flags & (W_BODY | W_COMMON))) return true;
  }
  return k->id_count > 0;
}

/* "Afebrile" is "fever", negated, where the knowledge has no phrase with the word itself. */
static void negatives(dp_reader *r) {
  for (size_t i = 0; i < r->text.toks.count; i++) {
    dp_tok *k = &r->text.toks.at[i];
    if (k->kind != TK_WORD || !(k->flags & W_REAL) || k->end - k->start < 8) continue;
    if (k->id_count && r->lex.words[k->id[0]].anchor_count) continue;
    for (size_t n = 0; n < dp_negative_count; n++) {
      if (!dp_tok_is(r, (uint32_t)i, dp_negatives[n].word)) continue;
      char stem[DP_STEM_MAX];
      dp_lex_word_ids(&r->lex, k,
                      dp_lex_find_word(&r->lex, stem, dp_stem(dp_negatives[n].of, strlen(dp_negatives[n].of), stem)));
      k->flags |= T_NEGATED;
    }
  }
}

void dp_spell(dp_reader *r) {
  const dp_lexicon *x = &r->lex;
  dp_text *t = &r->text;
  negatives(r);
  if (!r->options->spelling) return;
  size_t splits = 0;
  for (size_t i = 0; i < t->toks.count; i++) { /* "DM2": an abbreviation and its type */
    dp_tok *k = &t->toks.at[i];
    size_t n = k->end - k->start;
    if (k->kind != TK_WORD || k->form != DP_NONE || n < 3 || n > 6 || t->low[k->end - 1] < '0' ||
        t->low[k->end - 1] > '9')
      continue;
    uint16_t f = dp_lex_find_form(x, t->low + k->start, n - 1);
    if (f == DP_NONE || !x->forms[f].exact_count) continue;
    k->flags |= T_ABSORBED;
    splits++;
  }
  /* the words seen last, so that a text that repeats one strange word a million times costs one look */
  struct {
    dp_str word;
    uint32_t form;
    size_t seam;
  } memo[64];
  memset(memo, 0, sizeof memo);
  for (size_t i = 0; i < t->toks.count; i++) {
    dp_tok *k = &t->toks.at[i];
    size_t size = k->end - k->start;
    if (k->kind != TK_WORD || size < 4 || size > 28 ||
        (k->flags & (W_COMMON | W_REAL | W_LEX | W_SMALL | W_MOD | W_BODY)) || in_lexicon(x, k))
      continue;
    const char *low = t->low + k->start;
    if ((k->flags & T_CAPS) && size <= 5) continue; /* an abbreviation */
    /* "nonsmoker", "nontender": a negation and a word */
    bool lex = false;
    if (size > 6 && !memcmp(low, "non", 3) && (known_part(x, low + 3, size - 3, &lex))) {
      t->toks.at[i].flags |= T_ABSORBED; /* marked: cut below */
      splits++;
      continue;
    }
    unsigned slot = dp_hash32(low, size) & 63u;
    if (!dp_str_eq(memo[slot].word, (dp_str){low, size})) {
      memo[slot].word = (dp_str){low, size};
      size_t s = size >= 7 ? seam(x, low, size) : 0;
      memo[slot].seam = s;
      memo[slot].form = s ? DP_NONE : mend(x, memo[slot].word);
    }
    if (memo[slot].seam) {
      k->flags |= T_ABSORBED;
      splits++;
    } else if (memo[slot].form != DP_NONE) {
      /* a capital inside a sentence is a name; at its start, or in a list of capitals, it may be anything */
      bool name = (k->flags & T_CAP) && !(k->flags & T_CAPS) && i > 0 && t->toks.at[i - 1].kind == TK_WORD &&
                  !(t->toks.at[i - 1].flags & (T_CAP | W_NEG)) && size < 7;
      if (name) continue;
      take_form(x, k, (uint16_t)memo[slot].form);
      k->flags |= T_REPAIRED;
    }
  }
  if (!splits) return;
  /* cut the marked words in two: the array grows by so many tokens */
  dp_tok *fresh = DP_NEW_ARRAY(r->arena, dp_tok, t->toks.count + splits);
  if (!fresh) {
    r->out_of_memory = true;
    return;
  }
  size_t n = 0;
  for (size_t i = 0; i < t->toks.count; i++) {
    dp_tok k = t->toks.at[i];
    if (!(k.flags & T_ABSORBED)) {
      fresh[n++] = k;
      continue;
    }
    bool typed = t->low[k.end - 1] >= '0' && t->low[k.end - 1] <= '9';
    size_t size = k.end - k.start, at = typed                                ? size - 1
                                        : memcmp(t->low + k.start, "non", 3) ? seam(x, t->low + k.start, size)
                                                                             : 3;
    dp_tok a = {.start = k.start,
                .end = k.start + (uint32_t)at,
                .flags = (k.flags & (T_CAP | T_GLUED | T_HYPHEN)),
                .kind = TK_WORD,
                .form = DP_NONE};
    dp_tok b = {.start = a.end, .end = k.end, .flags = T_HYPHEN | T_GLUED, .kind = TK_WORD, .form = DP_NONE};
    uint16_t fa = dp_lex_find_form(x, t->low + a.start, a.end - a.start),
             fb = dp_lex_find_form(x, t->low + b.start, b.end - b.start);
    if (fa != DP_NONE) take_form(x, &a, fa);
    if (fb != DP_NONE) take_form(x, &b, fb);
    if (typed) b.kind = TK_NUMBER;
    else if (a.key != K_NON) a.flags |= T_REPAIRED, b.flags |= T_REPAIRED;
    fresh[n++] = a;
    fresh[n++] = b;
  }
  t->toks.at = fresh;
  t->toks.count = n;
  t->toks.room = n;
}

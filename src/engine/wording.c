/* wording.c: the words of an account against the words in which each condition's findings are told.
 *
 * A multinomial naive Bayes over words (McCallum & Nigam 1998, "A comparison of event models for naive Bayes text
 * classification"), with the knowledge itself as the text it learns from. A finding's phrases give the share of them
 * that hold a word; a condition's row gives how often the finding is there; so the row's frequency times the share is
 * how much of the condition's story is told with the word, d(word, condition). With q = d / the condition's sum over
 * all words, and q0 its mean over all conditions, the word's value is 100 log10(1 + q / q0): the mixture of half the
 * condition's and half everybody's words, against everybody's alone, shifted to be 0 where the condition never says it.
 * Small values are left out (they are many and say little), and the mean over all conditions is taken off, so that a
 * word that fits elsewhere speaks against.
 *
 * The whole is one row of the ledger, much tempered, for words are anything but independent: what a finding was
 * read from counts less (its own row has told it), a long account's words share a limit that grows as its square root,
 * and the row has a cap. Integers only.
 */
#include "wording.h"
#include "../text/lexicon.h"
#include "model.h"

enum { KEEP_CB = 87, /* 100 log10(e^2): smaller values are left out */ SHARE_FACTOR = 1500, NORMAL_WORDS = 18 };

/* ---- the compiler's part ----------------------------------------------------------------------------------------- */

typedef struct pair {
  uint16_t word, count;
} pair;
typedef struct bag {
  struct {
    pair *at;
    size_t count, room;
  } words;
  uint32_t phrases;
} bag;
typedef struct builder {
  bag *bags; /* [finding] */
  size_t findings, words;
  dp_arena *arena;
  bool failed;
} builder;

static void count_phrase(void *ctx, uint16_t finding, const uint16_t *words, size_t count) {
  builder *b = ctx;
  if (finding >= b->findings) return;
  bag *g = &b->bags[finding];
  g->phrases++;
  for (size_t k = 0; k < count; k++) {
    bool twice = false;
    for (size_t j = 0; j < k && !twice; j++) twice = words[j] == words[k];
    if (twice) continue;
    size_t at = 0;
    while (at < g->words.count && g->words.at[at].word != words[k]) at++;
    if (at < g->words.count) g->words.at[at].count++;
    else if (!DP_PUSH(b->arena, &g->words, ((pair){words[k], 1}))) b->failed = true;
  }
}

/* d(word, condition) for all words, in millionths of a finding; gives the sum. `touched` lists the words that are not
 * 0. */
static uint64_t tell(const dp_kb *kb, const builder *b, const dp_kb_condition *c, uint32_t *d, uint16_t *touched,
                     size_t *count) {
  uint64_t sum = 0;
  dp_kb_row_view rows = dp_kb_rows(kb, c, DP_ROWS_ALL);
  *count = 0;
  for (size_t i = 0; i < rows.count; i++) {
    const dp_kb_row *r = &rows.at[i];
    if (r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
    const bag *g = &b->bags[r->finding];
    for (size_t k = 0; k < g->words.count; k++) {
      uint32_t share = SHARE_FACTOR * g->words.at[k].count / g->phrases,
               v = (share < 1000 ? share : 1000) * ((r->low + r->high) / 2u);
      uint16_t w = g->words.at[k].word;
      if (!v) continue;
      if (!d[w]) touched[(*count)++] = w;
      d[w] += v, sum += v;
    }
  }
  return sum;
}

static uint64_t part_of(uint32_t d, uint64_t sum) { return ((uint64_t)d << 24) / sum; } /* q */

dp_status dp_wording_build(const dp_kb *kb, const void *lexicon, size_t size, dp_arena *arena, dp_buf *out,
                           dp_error *err) {
  static const char no_memory[] = "not enough memory to count the words of the knowledge";
  builder b = {.findings = kb->finding_count, .arena = arena, .bags = DP_NEW_ARRAY(arena, bag, kb->finding_count)};
  if (!b.bags) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  dp_status status = dp_lexicon_phrases(lexicon, size, count_phrase, &b, &b.words, err);
  if (status) return status;
  struct entry {
    uint16_t word, condition;
    uint8_t value;
  };
  struct {
    struct entry *at;
    size_t count, room;
  } found = {0};
  uint32_t *d = DP_NEW_ARRAY(arena, uint32_t, b.words + 1), *first = DP_NEW_ARRAY(arena, uint32_t, b.words + 2);
  uint64_t *all = DP_NEW_ARRAY(arena, uint64_t, b.words + 1), *values = DP_NEW_ARRAY(arena, uint64_t, b.words + 1);
  uint16_t *touched = DP_NEW_ARRAY(arena, uint16_t, b.words + 1);
  if (b.failed || !d || !first || !all || !values || !touched) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (int pass = 0; pass < 2; pass++) /* the means, then the values against them */
    for (size_t c = 0; c < kb->condition_count; c++) {
      size_t count;
      uint64_t sum = tell(kb, &b, &kb->conditions[c], d, touched, &count);
      for (size_t k = 0; k < count; k++) {
        uint16_t w = touched[k];
        uint64_t q = part_of(d[w], sum);
        d[w] = 0;
        if (!pass) {
          all[w] += q;
          continue;
        }
        int v = all[w] ? dp_centiban_ratio(q * kb->condition_count + all[w], all[w]) : 0;
        if (v < KEEP_CB) continue;
        struct entry e = {w, (uint16_t)c, (uint8_t)(v - DP_WORDING_LEAST > 255 ? 255 : v - DP_WORDING_LEAST)};
        if (!DP_PUSH(arena, &found, e)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
        first[w + 1]++, values[w] += e.value + DP_WORDING_LEAST;
      }
    }
  for (size_t w = 0; w < b.words; w++) first[w + 1] += first[w];
  uint16_t *condition = DP_NEW_ARRAY(arena, uint16_t, found.count + 1);
  uint8_t *value = DP_NEW_ARRAY(arena, uint8_t, found.count + 1);
  uint32_t *at = DP_NEW_ARRAY(arena, uint32_t, b.words + 1);
  if (!condition || !value || !at) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  for (size_t i = 0; i < found.count; i++) { /* conditions come in their order: so they lie in each word's list */
    uint32_t place = first[found.at[i].word] + at[found.at[i].word]++;
    condition[place] = found.at[i].condition, value[place] = found.at[i].value;
  }
  size_t from = out->size;
  dp_wording_header h = {DP_WORDING_VERSION, (uint32_t)kb->condition_count, (uint32_t)b.words, (uint32_t)found.count};
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_bytes(out, first, (b.words + 1) * sizeof *first);
  dp_w_align(out, from);
  for (size_t w = 0; w < b.words; w++) {
    uint64_t mean = kb->condition_count ? values[w] * 100 / kb->condition_count : 0;
    uint16_t m = (uint16_t)(mean > UINT16_MAX ? UINT16_MAX : mean);
    dp_buf_bytes(out, &m, sizeof m);
  }
  dp_w_align(out, from);
  dp_buf_bytes(out, condition, found.count * sizeof *condition);
  dp_w_align(out, from);
  dp_buf_bytes(out, value, found.count);
  dp_w_align(out, from);
  return out->failed || arena->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", no_memory) : DP_OK;
}

/* ---- the section opened -------------------------------------------------------------------------------------------
 */

static bool view(const void *at, size_t size, dp_wording *out) {
  const dp_wording_header *h = at;
  if (size < sizeof *h || h->version != DP_WORDING_VERSION || h->word_count >= DP_NONE ||
      h->condition_count >= DP_NONE || h->entry_count > size)
    return false;
  size_t first = sizeof *h, mean = (first + 4 * ((size_t)h->word_count + 1) + 7) & ~(size_t)7,
         condition = (mean + 2 * (size_t)h->word_count + 7) & ~(size_t)7,
         value = (condition + 2 * (size_t)h->entry_count + 7) & ~(size_t)7,
         end = (value + h->entry_count + 7) & ~(size_t)7;
  if (end != size) return false;
  const char *b = at;
  *out = (dp_wording){h, (const void *)(b + first), (const void *)(b + mean), (const void *)(b + condition),
                      (const void *)(b + value)};
  return true;
}

dp_status dp_wording_validate(const void *at, size_t size, size_t condition_count, dp_error *err) {
  dp_wording x;
  if (!view(at, size, &x))
    return dp_fail(err, DP_ERR_IMAGE, "the image's words are of another version, or cut short: build it again");
  bool ok = x.header->condition_count == condition_count && x.first[0] == 0 &&
            x.first[x.header->word_count] == x.header->entry_count;
  for (size_t w = 0; ok && w < x.header->word_count; w++) ok = x.first[w] <= x.first[w + 1];
  for (size_t i = 0; ok && i < x.header->entry_count; i++) ok = x.condition[i] < condition_count;
  return ok ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the image's words are damaged: build it again");
}

bool dp_wording_open(const dp_kb *kb, dp_wording *out) {
  const void *at;
  size_t size;
  return dp_kb_section(kb, "WORD", &at, &size) && view(at, size, out);
}

/* ---- the scoring's part --------------------------------------------------------------------------------------------
 */

static int32_t weight_of(const dp_scoring *s, const dp_account_word *w) {
  return w->read ? s->params.wording_read : 1000;
}

bool dp_grow_wording(dp_scoring *s, dp_arena *arena) {
  const dp_case *c = s->c;
  dp_wording x;
  s->wording_permille = 0;
  if (!c->said_count || s->params.wording <= 0 || !dp_wording_open(s->kb, &x)) return true;
  if (!(s->wording = DP_NEW_ARRAY(arena, int32_t, s->conditions))) return false;
  int64_t words = 0, mean = 0; /* thousandths of a word; hundredths of a centiban, times permille */
  for (size_t i = 0; i < c->said_count; i++) {
    uint16_t w = c->said[i].word;
    int32_t weight = weight_of(s, &c->said[i]);
    if (w >= x.header->word_count) continue;
    words += weight, mean += (int64_t)weight * x.mean[w];
    for (uint32_t k = x.first[w]; k < x.first[w + 1]; k++)
      s->wording[x.condition[k]] += weight * (x.value[k] + DP_WORDING_LEAST);
  }
  s->wording_permille = s->params.wording;
  if (words > NORMAL_WORDS * 1000)
    s->wording_permille =
        (int32_t)((int64_t)s->params.wording * dp_root(1000000ull * NORMAL_WORDS * 1000 / (uint64_t)words) / 1000);
  mean /= 100;
  for (size_t i = 0; i < s->conditions; i++) {
    int64_t v = ((int64_t)s->wording[i] - mean) / 1000 * s->wording_permille / 1000, most = s->params.wording_cap_cb;
    s->wording[i] = (int32_t)(v > most ? most : v < -most ? -most : v);
  }
  return true;
}

static int dearest(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_told_word *x = a, *y = b;
  if (x->centibans != y->centibans) return x->centibans > y->centibans ? -1 : 1;
  return x->span.start < y->span.start ? -1 : x->span.start > y->span.start;
}

dp_status dp_told_words(const dp_scoring *s, uint16_t condition, dp_arena *arena, dp_told_word **out, size_t *count,
                        dp_error *err) {
  dp_wording x;
  *out = NULL, *count = 0;
  if (!s->wording || condition >= s->conditions || !dp_wording_open(s->kb, &x)) return DP_OK;
  dp_told_word *list = DP_NEW_ARRAY(arena, dp_told_word, s->c->said_count + 1);
  if (!list) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the words of the account");
  for (size_t i = 0; i < s->c->said_count; i++) {
    uint16_t w = s->c->said[i].word;
    if (w >= x.header->word_count) continue;
    int32_t v = -x.mean[w] / 100;
    for (uint32_t k = x.first[w]; k < x.first[w + 1]; k++)
      if (x.condition[k] == condition) v += x.value[k] + DP_WORDING_LEAST;
    v = dp_scaled(dp_scaled(v, weight_of(s, &s->c->said[i])), s->wording_permille);
    if (v > 0) list[(*count)++] = (dp_told_word){s->c->said[i].span, v};
  }
  if (!dp_sort(arena, list, *count, sizeof *list, dearest, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the words of the account");
  *out = list;
  return DP_OK;
}

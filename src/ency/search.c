/* search.c: from words as people type them to pages, best first.
 *
 * Each word of the query is looked up in the index: itself, what it is the beginning of when it is the last, it and its
 * neighbour as one ("head ache"), or the nearest known words when it is unknown. A page gets BM25 for the words it has, less
 * when it lacks some. To this come: the whole query is a name or begins one; the reader takes it for a finding; its words are
 * all that one of the names says; the thing is common. The weights below were set on half of tests/ency/queries.tsv.
 */
#include "ency.h"
#include "../text/read.h"

enum { WORDS = 16, QUERY_MAX = 300, CANDIDATES = 40, SATURATION = 5,
       EXACT_TOPIC = 420000, EXACT_FINDING = 300000, PREFIX_NAME = 90000, READ = 330000, FIT = 330000, NEAR = 6 };

typedef struct search {
  const dp_kb *kb;
  dp_search_index x;
  dp_arena *arena;
  dp_str folded;
  dp_term words[WORDS];
  size_t count;
  size_t near[WORDS][NEAR]; /* terms that an unknown word may be a slip for, the likeliest first */
  unsigned near_count[WORDS];
  unsigned slips; /* set of words that are known but rare, and sound like a much commoner one */
  bool open; /* the last word may be only begun */
  int64_t *score, *word_score;
  uint16_t *has; /* set of words */
  dp_search_result *out;
} search;

static dp_str term_at(const search *s, size_t i) { return dp_str_of(s->x.strings + s->x.text[i]); }

/* The first term that is not before `key`. */
static size_t lower(const search *s, dp_str key) {
  size_t low = 0, high = s->x.term_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (dp_str_cmp(term_at(s, middle), key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* A page's best score for a word, over the terms that the word may stand for. `permille`: how surely it is this term. */
static void take(search *s, size_t word, size_t term, int64_t permille) {
  uint32_t from = s->x.first[term], to = s->x.first[term + 1], n = to - from, pages = s->x.page_count;
  int64_t idf = dp_centiban_ratio(2ull * (pages - n) + 1, 2ull * n + 1);
  if (idf < 20) idf = 20;
  for (uint32_t i = from; i < to; i++) {
    uint16_t page = s->x.page[i];
    int64_t w = 100 * s->x.weight[i], average = s->x.average ? s->x.average : 1;
    int64_t norm = 50 + 50 * 10 * s->x.length[page] / average; /* b = 0.5 */
    int64_t score = idf * permille * w / (w + SATURATION * norm);
    if (score > s->word_score[page]) s->word_score[page] = score;
    s->has[page] = (uint16_t)(s->has[page] | 1u << word);
  }
}

static bool take_exact(search *s, size_t word, dp_str key, int64_t permille) {
  size_t i = lower(s, key);
  if (i == s->x.term_count || !dp_str_eq(term_at(s, i), key)) return false;
  take(s, word, i, permille);
  return true;
}

/* Whether the word itself stands on few pages: it may be another word's misspelling. */
static bool rare(const search *s, dp_str key) {
  size_t i = lower(s, key);
  return i < s->x.term_count && dp_str_eq(term_at(s, i), key) && s->x.first[i + 1] - s->x.first[i] <= 24;
}

static bool take_prefix(search *s, size_t word, dp_str key) {
  size_t i = lower(s, key), taken = 0;
  for (; i < s->x.term_count && dp_str_starts(term_at(s, i), key) && taken < 200; i++, taken++)
    take(s, word, i, 600 + (int64_t)(300 * key.size / term_at(s, i).size));
  return taken > 0;
}

/* The consonants as they sound, for "newmonia" and "diarea": no vowels, h, w or y, no doubles. Gives the size. */
static size_t sound(dp_str s, char out[DP_TERM_MAX]) {
  size_t n = 0;
  for (size_t i = 0; i < s.size && n < DP_TERM_MAX; i++) {
    char c = s.at[i], next = i + 1 < s.size ? s.at[i + 1] : 0;
    if (i == 0 && next && ((c == 'p' && (next == 'n' || next == 's')) || (c == 'k' && next == 'n') || (c == 'w' && next == 'r'))) continue;
    if (c == 'p' && next == 'h') c = 'f';
    if (c == 'q' || (c == 'c' && next != 'e' && next != 'i' && next != 'y')) c = 'k';
    else if (c == 'c' || c == 'z') c = 's';
    if (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y' || c == 'h' || c == 'w') continue;
    if (!n || out[n - 1] != c) out[n++] = c;
  }
  return n;
}

/* The nearest known words to an unknown one: few edits, or the same sound. Of a `known` one that is rare only those that sound the
 * same: "spinach" is no slip for "spina", but "migrane" has the stem of "migrans". */
static void take_near(search *s, size_t word, dp_str key, bool known, dp_search_word *say) {
  unsigned limit = key.size < 4 ? 0 : key.size < 6 ? 1 : key.size < 10 ? 2 : 3;
  unsigned costs[NEAR], count = 0;
  char heard[DP_TERM_MAX], other[DP_TERM_MAX];
  size_t heard_size = sound(key, heard);
  if (!limit) return;
  for (size_t i = 0; i < s->x.term_count; i++) {
    dp_str t = term_at(s, i);
    unsigned most = limit + 1; /* the same sound may be an edit further away */
    if (t.size + most < key.size || t.size > key.size + most || t.size < 3) continue;
    bool alike = heard_size > 1 && sound(t, other) == heard_size && !memcmp(heard, other, heard_size);
    if (!alike) most = limit;
    unsigned d = dp_str_distance(t, key, most);
    if (d > most) continue;
    if (!d || (known && !alike)) continue;
    uint32_t uses = s->x.first[i + 1] - s->x.first[i];
    unsigned cost = 10 * d + (t.at[0] == key.at[0] ? 0 : 6) + (alike ? 0 : 8) + (uses > 20 ? 0 : uses > 3 ? 1 : 3);
    unsigned at = count < NEAR ? count : NEAR;
    while (at > 0 && costs[at - 1] > cost) at--;
    if (at == NEAR) continue;
    if (count < NEAR) count++;
    for (unsigned k = count - 1; k > at; k--) costs[k] = costs[k - 1], s->near[word][k] = s->near[word][k - 1];
    costs[at] = cost, s->near[word][at] = i;
  }
  size_t own = known ? lower(s, key) : 0;
  if (known && count && s->x.first[s->near[word][0] + 1] - s->x.first[s->near[word][0]] > 2 * (s->x.first[own + 1] - s->x.first[own]))
    s->slips |= 1u << word;
  unsigned kept = 0, sure = s->slips >> word & 1 ? 1300 : 900;
  for (; kept < count && costs[kept] <= costs[0] + 8; kept++)
    take(s, word, s->near[word][kept], sure - 10 * (int64_t)costs[kept] - 10 * (int64_t)(costs[kept] - costs[0]));
  s->near_count[word] = kept;
  if (kept) say->meant = term_at(s, s->near[word][0]);
}

/* An unknown word as two known ones: "heartattack". */
static bool take_split(search *s, size_t word, dp_str key) {
  bool found = false;
  for (size_t cut = 3; key.size > 6 && cut + 3 <= key.size && !found; cut++) { /* "colaps" is not "col" and "aps" */
    dp_str a = {key.at, cut}, b = {key.at + cut, key.size - cut};
    size_t i = lower(s, a), k = lower(s, b);
    if (i == s->x.term_count || k == s->x.term_count || !dp_str_eq(term_at(s, i), a) || !dp_str_eq(term_at(s, k), b)) continue;
    take(s, word, i, 500), take(s, word, k, 500);
    found = true;
  }
  return found;
}

static dp_status match_words(search *s, dp_error *err) {
  size_t pages = s->x.page_count;
  for (size_t i = 0; i < s->count; i++) {
    const dp_term *t = &s->words[i];
    dp_str key = {t->at, t->size}, raw = {s->folded.at + t->from, t->to - t->from};
    dp_search_word say = {raw, {"", 0}};
    memset(s->word_score, 0, pages * sizeof *s->word_score);
    bool known = take_exact(s, i, key, 1000);
    if (s->open && i + 1 == s->count) {
      dp_str begun = raw.size > key.size && !known ? raw : key; /* "migrane" is not the beginning of "migrans" */
      known = take_prefix(s, i, begun) || known;
    }
    for (size_t other = i ? i - 1 : i; other <= i && other + 1 < s->count; other++) { /* it and a neighbour as one word */
      char joined[2 * DP_TERM_MAX];
      const dp_term *a = &s->words[other], *b = &s->words[other + 1];
      size_t size = 0, at = 0;
      for (size_t k = a->from; k < b->to && size < sizeof joined; k++)
        if (s->folded.at[k] != ' ') joined[size++] = s->folded.at[k];
      dp_term one;
      if (dp_term_next((dp_str){joined, size}, &at, &one)) known = take_exact(s, i, (dp_str){one.at, one.size}, 900) || known;
    }
    if (!known && !take_split(s, i, key)) take_near(s, i, key, false, &say);
    else if (known && key.size > 4 && rare(s, key)) take_near(s, i, key, true, &say);
    for (size_t p = 0; p < pages; p++) s->score[p] += s->word_score[p];
    if (!DP_PUSH(s->arena, &s->out->words, say)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  /* A page that lacks words of the query is less likely meant. */
  for (size_t p = 0; p < pages && s->count; p++) {
    int64_t here = 0;
    for (size_t i = 0; i < s->count; i++) here += s->has[p] >> i & 1;
    s->score[p] = s->score[p] * (here + 1) / (int64_t)(s->count + 1);
  }
  return DP_OK;
}

static void lift(search *s, dp_page page, int64_t by) {
  if (page != DP_NONE) s->score[page] += by;
}

/* The whole query as a name, or as the beginning of names. Names lie in order, the best rank of equals first. */
static void match_names(search *s) {
  const dp_kb *kb = s->kb;
  size_t first, count = dp_kb_find_prefix(kb, s->folded, &first);
  if (!s->folded.size) return;
  dp_page last = DP_NONE;
  for (size_t i = first; i < first + count && i < first + 400; i++) {
    const dp_kb_name *n = &kb->names[i];
    dp_str name = dp_kb_str(kb, n->folded);
    if (n->what != DP_IS_TOPIC && n->what != DP_IS_FINDING) continue;
    dp_page page = n->what == DP_IS_TOPIC ? n->target : dp_page_of_finding(kb, n->target);
    if (page == DP_NONE || page == last || (n->what == DP_IS_FINDING && page < kb->condition_count)) continue;
    last = page;
    bool own = n->rank != DP_RANK_ALIAS, topic = page < kb->topic_count;
    bool family = dp_page_type_of(kb, page) == DP_PAGE_CLASS;
    if (name.size == s->folded.size) {
      if (topic) lift(s, page, EXACT_TOPIC + (own ? 40000 : 0));
      else lift(s, page, family ? EXACT_TOPIC - 60000 : own ? EXACT_FINDING : EXACT_FINDING * 6 / 10);
    }
    else if (s->folded.size > 2 && !s->word_score[page]) /* each page once: word_score is scratch by now */
      lift(s, page, (int64_t)(PREFIX_NAME * s->folded.size / name.size)), s->word_score[page] = 1;
  }
}

/* What the reader makes of it: "water pill", "can't sleep". */
static dp_status match_reading(search *s, dp_str query, dp_error *err) {
  dp_reading *r = NULL;
  dp_error ignored = {DP_OK, ""};
  dp_status status = dp_read(s->kb, query, NULL, s->arena, &r, &ignored);
  if (status == DP_ERR_MEMORY) return dp_fail(err, status, "%s", ignored.message);
  if (status) return DP_OK; /* an image without a lexicon: the index has to do */
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (m->implied) continue;
    int64_t share = 100 * (int64_t)(m->span.end - m->span.start) / (int64_t)(query.size + 1);
    dp_page page = dp_page_of_finding(s->kb, m->finding);
    int64_t whole = READ;
    if (page != DP_NONE && page >= s->kb->topic_count) /* a written page is rather meant than a row of the engine */
      whole = dp_page_type_of(s->kb, page) == DP_PAGE_CLASS || s->kb->findings[m->finding].kind == DP_KIND_SYMPTOM ? READ * 6 / 10 : READ * 4 / 10;
    lift(s, page, whole * share / 100 * share / 100);
  }
  return DP_OK;
}

/* How common it is, as a small push: of two pages that fit alike, the commoner is meant. */
static int64_t common(const dp_kb *kb, dp_page page) {
  const dp_kb_condition *c = dp_page_condition(kb, page);
  if (c) return 50 * (int64_t)dp_centiban_ratio((uint64_t)c->rate_milli + 1, 1);
  switch (dp_page_type_of(kb, page)) {
  case DP_PAGE_SYMPTOM: case DP_PAGE_PROCEDURE: case DP_PAGE_TEST: return 36000;
  case DP_PAGE_CLASS: return 30000;
  default: {
    const dp_kb_finding *f = &kb->findings[page - kb->topic_count];
    return 30 * (int64_t)dp_centiban_ratio((uint64_t)f->rate_ppm + 1, 1);
  }
  }
}

/* ---- how well a name fits ------------------------------------------------------------------------------------------- */

/* Thousandths: the share of the query's words that the name has, times the share of its words that the query has. */
static int64_t fit_of(const search *s, dp_str name) {
  char folded[256];
  size_t size = dp_kb_fold(name, folded, sizeof folded), at = 0;
  dp_term t;
  uint64_t used = 0;
  int64_t count = 0, matched = 0;
  while (dp_term_next((dp_str){folded, size < sizeof folded ? size : sizeof folded}, &at, &t)) {
    count++;
    int64_t best = 0;
    size_t which = 0;
    for (size_t i = 0; i < s->count; i++) {
      dp_str word = {s->words[i].at, s->words[i].size}, here = {t.at, t.size};
      bool slip = s->slips >> i & 1;
      int64_t quality = dp_str_eq(here, word)                                                        ? (slip ? 800 : 1000)
                        : s->open && i + 1 == s->count && word.size > 1 && dp_str_starts(here, word) ? 800
                                                                                                     : 0;
      for (unsigned k = 0; k < s->near_count[i] && !quality; k++)
        if (dp_str_eq(here, term_at(s, s->near[i][k]))) quality = (slip ? 1000 : 900) - 40 * (int64_t)k;
      if (quality > best && !(used >> i & 1)) best = quality, which = i;
    }
    if (best) used |= 1ull << which, matched += best;
  }
  return count && s->count ? matched * matched / 1000 / (count * (int64_t)s->count) : 0;
}

static int64_t best_fit(const search *s, dp_page page, const char **matched) {
  const dp_kb *kb = s->kb;
  *matched = dp_page_name(kb, page);
  int64_t best = fit_of(s, dp_str_of(*matched)) * 11 / 10;
  if (page >= kb->topic_count) return dp_page_type_of(kb, page) == DP_PAGE_CLASS ? best * 9 / 10 : best * 8 / 10;
  dp_kb_list names = kb->topics[page].aliases;
  for (size_t i = 0; i < dp_kb_alias_count(kb, names); i++) {
    int64_t fit = fit_of(s, dp_str_of(dp_kb_alias(kb, names, i)));
    if (fit > best) best = fit, *matched = dp_kb_alias(kb, names, i);
  }
  return best;
}

static int by_score(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_found *x = a, *y = b;
  if (x->score != y->score) return x->score < y->score ? 1 : -1;
  return (int)x->page - (int)y->page;
}

/* The best CANDIDATES by score, looked at more closely and put in order. */
static dp_status choose(search *s, unsigned types, size_t limit, dp_error *err) {
  size_t most = CANDIDATES > limit ? CANDIDATES : limit;
  dp_found *best = DP_NEW_ARRAY(s->arena, dp_found, s->x.page_count);
  size_t count = 0;
  if (!best) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t p = 0; p < s->x.page_count; p++)
    if (s->score[p] > 0 && (!types || types >> dp_page_type_of(s->kb, (dp_page)p) & 1))
      best[count++] = (dp_found){(dp_page)p, s->score[p] + common(s->kb, (dp_page)p), NULL};
  if (!dp_sort(s->arena, best, count, sizeof *best, by_score, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (count > most) count = most;
  for (size_t i = 0; i < count; i++) best[i].score += best_fit(s, best[i].page, &best[i].matched) * FIT / 1000;
  if (!dp_sort(s->arena, best, count, sizeof *best, by_score, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  s->out->found.at = best;
  s->out->found.count = s->out->found.room = count < limit ? count : limit;
  return DP_OK;
}

dp_status dp_search(const dp_kb *kb, dp_str query, unsigned types, size_t limit, dp_arena *arena, dp_search_result *out,
                    dp_error *err) {
  search s = {.kb = kb, .arena = arena, .out = out};
  *out = (dp_search_result){0};
  if (!dp_search_open(kb, &s.x)) return dp_fail(err, DP_ERR_NOT_FOUND, "the encyclopedia's texts and their index are not here yet");
  if (query.size > QUERY_MAX) query.size = QUERY_MAX;
  char *folded = dp_arena_alloc(arena, 2 * QUERY_MAX);
  s.score = DP_NEW_ARRAY(arena, int64_t, s.x.page_count);
  s.word_score = DP_NEW_ARRAY(arena, int64_t, s.x.page_count);
  s.has = DP_NEW_ARRAY(arena, uint16_t, s.x.page_count);
  if (!folded || !s.score || !s.word_score || !s.has) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  size_t size = dp_kb_fold(query, folded, 2 * QUERY_MAX), at = 0;
  s.folded = (dp_str){folded, size < 2 * QUERY_MAX ? size : 2 * QUERY_MAX};
  while (s.count < WORDS && dp_term_next(s.folded, &at, &s.words[s.count])) s.count++;
  s.open = query.size && query.at[query.size - 1] != ' ' && s.count && s.words[s.count - 1].to == s.folded.size;
  dp_status status = match_words(&s, err);
  if (status) return status;
  memset(s.word_score, 0, s.x.page_count * sizeof *s.word_score);
  match_names(&s);
  status = match_reading(&s, query, err);
  return status ? status : choose(&s, types, limit, err);
}

dp_status dp_page_find(const dp_kb *kb, dp_str name, dp_arena *arena, dp_page *page, bool *guessed, dp_error *err) {
  *guessed = false;
  uint16_t at = dp_kb_find_finding(kb, name);
  if (at != DP_NONE && dp_str_eq(name, dp_str_of(dp_kb_finding_id(kb, at))) && (at = dp_page_of_finding(kb, at)) != DP_NONE)
    return *page = at, DP_OK; /* an id is never another page's alias */
  if ((at = dp_kb_find_topic(kb, name)) != DP_NONE) return *page = at, DP_OK;
  if ((at = dp_kb_find_finding(kb, name)) != DP_NONE && (at = dp_page_of_finding(kb, at)) != DP_NONE)
    return *page = at, DP_OK;
  dp_search_result r;
  dp_status status = dp_search(kb, name, 0, 1, arena, &r, err);
  if (status) return status;
  int size = name.size > 80 ? 80 : (int)name.size;
  if (!r.found.count) return dp_fail(err, DP_ERR_NOT_FOUND, "there is no page on \"%.*s\"", size, name.at);
  *guessed = true;
  *page = r.found.at[0].page;
  return DP_OK;
}

/* index.c: the inverted index, built by the knowledge compiler, one section of the image ("SRCH").
 *
 * Layout: eight uint32_t (magic, terms, postings, bytes of strings, pages, average, two zeros); the terms' offsets; the terms'
 * first postings and one more; the postings' pages (uint16_t); their weights (bytes); the pages' lengths (bytes); the strings.
 * A word that stands on a page twice has one posting: its weights added up. Of findings only the names are in the index: the
 * other ways to say one are the reader's business and the table of names', and would double its size.
 */
#include "ency.h"

enum { MAGIC = 0x48435253, HEAD = 8, /* "SRCH" */
       IN_NAME = 12, IN_ALIAS = 8, IN_SUMMARY = 2, IN_TEXT = 1 };

typedef struct entry { dp_str term; uint16_t page; uint16_t weight; } entry;
typedef struct builder {
  const dp_kb *kb;
  dp_arena *arena;
  struct { entry *at; size_t count, room; } entries;
  uint32_t *length;
  bool failed;
} builder;

static void add(builder *b, dp_page page, dp_str text, uint16_t weight) {
  size_t room = text.size + 16;
  char *folded = dp_arena_alloc(b->arena, room);
  if (!folded) {
    b->failed = true;
    return;
  }
  size_t size = dp_kb_fold(text, folded, room), at = 0;
  dp_term t;
  while (dp_term_next((dp_str){folded, size < room ? size : room}, &at, &t)) {
    char *copy = dp_arena_copy(b->arena, (dp_str){t.at, t.size});
    entry e = {{copy, t.size}, page, weight};
    if (!copy || !DP_PUSH(b->arena, &b->entries, e)) b->failed = true;
    b->length[page]++;
  }
}

static dp_status collect(builder *b, dp_error *err) {
  const dp_kb *kb = b->kb;
  for (size_t t = 0; t < kb->topic_count; t++) {
    const dp_kb_topic *topic = &kb->topics[t];
    add(b, (dp_page)t, dp_kb_str(kb, topic->name), IN_NAME);
    for (size_t i = 1; i < dp_kb_alias_count(kb, topic->aliases); i++)
      add(b, (dp_page)t, dp_str_of(dp_kb_alias(kb, topic->aliases, i)), IN_ALIAS);
    if (topic->finding != DP_NONE && t >= kb->condition_count)
      add(b, (dp_page)t, dp_str_of(dp_kb_finding_name(kb, topic->finding)), IN_ALIAS);
    if (!kb->prose) continue;
    dp_kb_prose_text *texts = NULL;
    size_t count = 0;
    dp_status status = dp_kb_prose(kb, (uint16_t)t, b->arena, &texts, &count, err);
    if (status) return status;
    for (size_t i = 0; i < count; i++)
      add(b, (dp_page)t, texts[i].body, texts[i].section == DP_TEXT_SUMMARY ? IN_SUMMARY : IN_TEXT);
  }
  for (size_t f = 0; f < kb->finding_count; f++) {
    dp_page page = dp_page_of_finding(kb, (uint16_t)f);
    if (page == kb->topic_count + f) add(b, page, dp_str_of(dp_kb_finding_name(kb, (uint16_t)f)), IN_NAME);
  }
  return DP_OK;
}

static int by_term(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const entry *x = a, *y = b;
  int c = dp_str_cmp(x->term, y->term);
  return c ? c : (int)x->page - (int)y->page;
}

dp_status dp_search_build(const dp_kb *kb, dp_arena *arena, dp_buf *out, dp_error *err) {
  builder b = {.kb = kb, .arena = arena};
  size_t pages = dp_page_count(kb);
  if (pages >= DP_NONE) return dp_fail(err, DP_ERR_KNOWLEDGE, "the encyclopedia has too many pages: %zu", pages);
  b.length = DP_NEW_ARRAY(arena, uint32_t, pages);
  if (!b.length) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = collect(&b, err);
  if (status) return status;
  dp_buf text, first, page, weight, strings;
  dp_buf_init(&text, arena), dp_buf_init(&first, arena), dp_buf_init(&page, arena), dp_buf_init(&weight, arena);
  dp_buf_init(&strings, arena);
  if (b.failed || !dp_sort(arena, b.entries.at, b.entries.count, sizeof *b.entries.at, by_term, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  uint32_t terms = 0, postings = 0;
  for (size_t i = 0; i < b.entries.count;) {
    const entry *e = &b.entries.at[i];
    if (!i || !dp_str_eq(e->term, e[-1].term)) {
      uint32_t offset = (uint32_t)strings.size;
      dp_buf_bytes(&text, &offset, sizeof offset), dp_buf_bytes(&first, &postings, sizeof postings);
      dp_buf_str(&strings, e->term), dp_buf_char(&strings, 0);
      terms++;
    }
    unsigned sum = 0;
    size_t k = i;
    for (; k < b.entries.count && b.entries.at[k].page == e->page && dp_str_eq(b.entries.at[k].term, e->term); k++)
      sum += b.entries.at[k].weight;
    uint8_t w = (uint8_t)(sum > 255 ? 255 : sum);
    dp_buf_bytes(&page, &e->page, sizeof e->page), dp_buf_bytes(&weight, &w, 1);
    postings++;
    i = k;
  }
  dp_buf_bytes(&first, &postings, sizeof postings);
  uint64_t sum = 0, used = 0;
  for (size_t i = 0; i < pages; i++) sum += b.length[i], used += b.length[i] != 0;
  uint32_t head[HEAD] = {MAGIC, terms, postings, (uint32_t)strings.size, (uint32_t)pages, (uint32_t)(used ? 10 * sum / used : 0)};
  dp_buf_bytes(out, head, sizeof head);
  dp_buf_str(out, dp_buf_view(&text)), dp_buf_str(out, dp_buf_view(&first)), dp_buf_str(out, dp_buf_view(&page));
  dp_buf_str(out, dp_buf_view(&weight));
  for (size_t i = 0; i < pages; i++) dp_buf_char(out, (char)(uint8_t)(b.length[i] > 255 ? 255 : b.length[i]));
  dp_buf_str(out, dp_buf_view(&strings));
  if (out->failed || arena->failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return DP_OK;
}

/* Points into the section where its sizes add up. */
static bool open_at(const void *at, size_t size, dp_search_index *x) {
  const uint32_t *head = at;
  if (size < HEAD * sizeof *head || head[0] != MAGIC) return false;
  x->term_count = head[1], x->posting_count = head[2], x->string_size = head[3], x->page_count = head[4];
  x->average = head[5];
  if (head[1] > size || head[2] > size || head[3] > size || head[4] > size) return false;
  uint64_t want = 4ull * (HEAD + 2ull * head[1] + 1) + 3ull * head[2] + head[4] + head[3];
  if (want != size) return false;
  x->text = head + HEAD;
  x->first = x->text + x->term_count;
  x->page = (const uint16_t *)(const void *)(x->first + x->term_count + 1);
  x->weight = (const uint8_t *)(x->page + x->posting_count);
  x->length = x->weight + x->posting_count;
  x->strings = (const char *)(x->length + x->page_count);
  return true;
}

dp_status dp_search_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err) {
  dp_search_index x;
  bool good = open_at(at, size, &x) && x.page_count == dp_page_count(kb) && x.first[x.term_count] == x.posting_count &&
              (!x.string_size || !x.strings[x.string_size - 1]);
  for (size_t i = 0; good && i < x.term_count; i++)
    good = x.text[i] < x.string_size && x.first[i] < x.first[i + 1] && x.first[i + 1] <= x.posting_count &&
           (!i || (x.text[i] > x.text[i - 1] && !x.strings[x.text[i] - 1]));
  for (size_t i = 0; good && i < x.posting_count; i++) good = x.page[i] < x.page_count && x.weight[i];
  return good ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the search index of the knowledge image is damaged");
}

bool dp_search_open(const dp_kb *kb, dp_search_index *out) {
  const void *at;
  size_t size;
  return dp_kb_section(kb, "SRCH", &at, &size) && open_at(at, size, out);
}

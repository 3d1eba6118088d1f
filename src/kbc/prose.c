/* prose.c: the second part of the image: an index with one row for each topic, the search index, and the articles.
 *
 * Layout and chain of hashes are in src/kb (kb.h, prose.c): the engine part names the SHA-256 of the index, the index
 * that of each article. Articles lie one after the other in the order of the topics, each padded to a multiple of
 * eight.
 */
#include "inner.h"

static int compare_texts(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return (int)((const kbc_text *)a)->section - (int)((const kbc_text *)b)->section;
}

static void pad(dp_buf *b) {
  while (b->size % 8 && !b->failed) dp_buf_char(b, 0);
}

/* One article: its passages' heads, then the bodies. */
static bool put_article(const kbc_texts *texts, dp_arena *arena, dp_buf *out, dp_kb_article *a) {
  size_t n = texts->count, start = out->size;
  kbc_text *sorted = DP_NEW_ARRAY(arena, kbc_text, n);
  if (!sorted) return false;
  if (n == 0) return true;
  memcpy(sorted, texts->at, n * sizeof *sorted);
  if (!dp_sort(arena, sorted, n, sizeof *sorted, compare_texts, NULL)) return false;
  size_t offset = n * sizeof(dp_kb_passage);
  for (size_t i = 0; i < n; i++) {
    dp_kb_passage p = {sorted[i].section, sorted[i].place.line, (uint32_t)offset, (uint32_t)sorted[i].body.size};
    dp_buf_bytes(out, &p, sizeof p);
    offset += sorted[i].body.size;
  }
  for (size_t i = 0; i < n; i++) dp_buf_str(out, sorted[i].body);
  pad(out);
  if (out->failed) return false;
  a->size = (uint32_t)(out->size - start);
  a->text_count = (uint32_t)n;
  dp_sha256(out->at + start, a->size, a->sha256);
  return true;
}

bool kbc_articles_of(const kbc_model *m, dp_arena *arena, kbc_articles *p) {
  p->count = m->conditions.count + m->topics.count;
  p->index = DP_NEW_ARRAY(arena, dp_kb_article, p->count);
  dp_buf_init(&p->text, arena);
  if (!p->index) return false;
  for (size_t t = 0; t < p->count; t++) {
    const kbc_texts *texts =
        t < m->conditions.count ? &m->conditions.at[t].texts : &m->topics.at[t - m->conditions.count].texts;
    p->index[t].offset = p->text.size;
    if (!put_article(texts, arena, &p->text, &p->index[t])) return false;
  }
  dp_sha256(p->index, p->count * sizeof *p->index, p->hash);
  return true;
}

bool kbc_prose(const kbc_articles *p, dp_str search, uint32_t date, dp_buf *out) {
  size_t index_size = p->count * sizeof *p->index;
  dp_kb_entry entries[3] = {{"PIDX", (uint32_t)p->count, 0, index_size}};
  uint32_t n = 1;
  if (search.size) entries[n++] = (dp_kb_entry){"SRCH", (uint32_t)search.size, 0, search.size};
  entries[n++] = (dp_kb_entry){"PTXT", (uint32_t)p->text.size, 0, p->text.size};
  uint64_t offset = sizeof(dp_kb_header) + n * sizeof *entries;
  for (uint32_t i = 0; i < n; i++) entries[i].offset = offset, offset += (entries[i].size + 7) / 8 * 8;
  dp_kb_header h = {.version = DP_KB_VERSION, .part = 2, .date = date, .section_count = n, .size = offset};
  memcpy(h.magic, DP_KB_MAGIC, sizeof h.magic);
  memcpy(h.sha256, p->hash, sizeof h.sha256);
  size_t start = out->size;
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_bytes(out, entries, n * sizeof *entries);
  dp_buf_bytes(out, p->index, index_size);
  dp_buf_str(out, search);
  while ((out->size - start) % 8 && !out->failed) dp_buf_char(out, 0);
  dp_buf_str(out, dp_buf_view(&p->text));
  if (out->failed) return false;
  size_t from = offsetof(dp_kb_header, version);
  uint64_t check = dp_kb_checksum(out->at + start + from, (size_t)entries[n - 1].offset - from);
  memcpy(out->at + start + offsetof(dp_kb_header, check), &check, sizeof check);
  return true;
}

/* prose.c: the encyclopedia's texts, in the second part of the image.
 *
 * Trust goes down a chain: the engine part is checked wholly when it is opened and names the SHA-256 of the prose part's
 * index; the index is checked against that when it is attached; it names the SHA-256 of each article, which is checked
 * when the article is read. So no article is believed unread and none is read in vain.
 */
#include "inner.h"

dp_status dp_kb_check_prose(const dp_kb *kb, const void *image, size_t size, dp_error *err) {
  const uint8_t none[32] = {0};
  if (memcmp(kb->header->prose, none, sizeof none) == 0)
    return dp_fail(err, DP_ERR_IMAGE, "this knowledge has no prose part, but %zu bytes follow it", size);
  const dp_kb_header *h;
  dp_status s = dp_kb_check_frame(image, size, DP_KB_PART_PROSE, &h, err);
  if (s) return s;
  const dp_kb_entry *e = (const dp_kb_entry *)(h + 1);
  const dp_kb_entry *text = &e[h->section_count - 1];
  if (h->section_count < 2 || h->section_count > 3 || memcmp(e[0].name, "PIDX", 4) != 0 || memcmp(text->name, "PTXT", 4) != 0)
    return dp_fail(err, DP_ERR_IMAGE, "the prose part does not have the two sections PIDX and PTXT");
  if (e[0].count != kb->topic_count || e[0].size != kb->topic_count * sizeof(dp_kb_article))
    return dp_fail(err, DP_ERR_IMAGE, "the prose part's index does not have one row for each topic");
  if (text->count != (uint32_t)text->size) return dp_fail(err, DP_ERR_IMAGE, "the size of the prose part's text is wrong");
  if (h->check != dp_kb_checksum(&h->version, (size_t)text->offset - offsetof(dp_kb_header, version)))
    return dp_fail(err, DP_ERR_IMAGE, "the prose part is damaged: the checksum of its index does not match");
  uint8_t hash[32];
  dp_sha256((const char *)image + e[0].offset, (size_t)e[0].size, hash);
  if (memcmp(hash, kb->header->prose, 32) != 0 || memcmp(hash, h->sha256, 32) != 0)
    return dp_fail(err, DP_ERR_IMAGE, "the prose part belongs to other knowledge");
  const dp_kb_article *a = (const void *)((const char *)image + e[0].offset);
  uint64_t next = 0;
  for (size_t t = 0; t < kb->topic_count; t++) {
    if (a[t].offset != next || a[t].size % 8 || a[t].size > text->size - next ||
        a[t].text_count > DP_TEXT_SECTION_COUNT || a[t].text_count * sizeof(dp_kb_passage) > a[t].size ||
        (a[t].text_count == 0) != (a[t].size == 0))
      return dp_fail(err, DP_ERR_IMAGE, "the prose part's index is wrong at topic %zu", t);
    next += a[t].size;
  }
  if (next != text->size) return dp_fail(err, DP_ERR_IMAGE, "the prose part's articles do not fill it");
  return DP_OK;
}

dp_status dp_kb_attach_prose(dp_kb *kb, const void *image, size_t size, dp_error *err) {
  dp_status s = dp_kb_check_prose(kb, image, size, err);
  if (!s) kb->prose = image;
  return s;
}

static dp_status damaged(const dp_kb *kb, uint16_t topic, dp_error *err) {
  return dp_fail(err, DP_ERR_IMAGE, "the article on %s is damaged", dp_kb_text(kb, kb->topics[topic].name));
}

dp_status dp_kb_prose(const dp_kb *kb, uint16_t topic, dp_arena *arena, dp_kb_prose_text **out, size_t *count,
                      dp_error *err) {
  if (topic >= kb->topic_count) return dp_fail(err, DP_ERR_NOT_FOUND, "there is no topic %d", (int)topic);
  if (!kb->prose) return dp_fail(err, DP_ERR_NOT_FOUND, "the prose part of the knowledge is not here");
  const char *base = (const char *)kb->prose;
  const dp_kb_entry *e = (const dp_kb_entry *)(kb->prose + 1);
  const dp_kb_article *a = (const dp_kb_article *)(const void *)(base + e[0].offset) + topic;
  const char *article = base + e[kb->prose->section_count - 1].offset + a->offset;
  uint8_t hash[32];
  dp_sha256(article, a->size, hash);
  if (a->text_count && memcmp(hash, a->sha256, 32) != 0) return damaged(kb, topic, err);
  dp_kb_prose_text *texts = DP_NEW_ARRAY(arena, dp_kb_prose_text, a->text_count);
  if (!texts) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory for the article");
  for (size_t i = 0; i < a->text_count; i++) { /* what its hash vouches for is still checked: a compiler can err too */
    const dp_kb_passage *p = (const dp_kb_passage *)(const void *)article + i;
    if (p->section >= DP_TEXT_SECTION_COUNT || (i && p->section <= p[-1].section) || p->offset > a->size ||
        p->size > a->size - p->offset || !dp_utf8_valid((dp_str){article + p->offset, p->size}))
      return damaged(kb, topic, err);
    texts[i] = (dp_kb_prose_text){(dp_text_section)p->section, p->line, {article + p->offset, p->size}};
  }
  *out = texts;
  *count = a->text_count;
  return DP_OK;
}

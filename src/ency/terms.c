/* terms.c: words as the index knows them, and the index space of pages.
 *
 * The stem is the reader's own (src/text), so that "haemorrhages" and "hemorrhage" meet here as they do there. Small words say
 * nothing about which page is meant and are left out on both sides.
 */
#include "ency.h"
#include "../text/lexicon.h"

/* Sorted by their bytes. */
static const char *const small[] = {
    "a",   "about", "after", "am",   "an",  "and",  "any",  "are",  "as",    "at",   "be",   "by",   "can",  "cause", "causes",
    "did", "do",    "does",  "for",  "from", "get",  "has",  "have", "help", "how",  "i",    "if",   "in",   "is",    "it",
    "its", "long",  "me",    "my",   "of",  "on",   "or",   "our",  "should", "symptom", "symptoms", "that", "the", "their",
    "there", "this", "to",   "treat", "treatment", "what", "when", "which", "who",  "why",  "will", "with", "you",  "your"};

static bool is_small(dp_str word) {
  size_t low = 0, high = sizeof small / sizeof *small;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int c = dp_str_cmp(dp_str_of(small[middle]), word);
    if (c == 0) return true;
    if (c < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

static bool of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || c == '\'';
}

bool dp_term_next(dp_str s, size_t *at, dp_term *out) {
  for (;;) {
    while (*at < s.size && !of_word(s.at[*at])) ++*at;
    if (*at >= s.size) return false;
    char word[DP_TERM_MAX];
    size_t size = 0;
    out->from = *at;
    for (; *at < s.size && of_word(s.at[*at]); ++*at)
      if (s.at[*at] != '\'' && size < sizeof word) word[size++] = s.at[*at];
    out->to = *at;
    if (!size || is_small((dp_str){word, size})) continue;
    out->size = dp_stem(word, size, out->at);
    if (out->size) return true;
  }
}

/* ---- pages -------------------------------------------------------------------------------------------------------- */

size_t dp_page_count(const dp_kb *kb) { return kb->topic_count + kb->finding_count; }

dp_page_type dp_page_type_of(const dp_kb *kb, dp_page page) {
  if (page < kb->topic_count)
    switch (kb->topics[page].kind) {
    case DP_TOPIC_CONDITION: return DP_PAGE_CONDITION;
    case DP_TOPIC_SYMPTOM: return DP_PAGE_SYMPTOM;
    case DP_TOPIC_PROCEDURE: return DP_PAGE_PROCEDURE;
    default: return DP_PAGE_TEST;
    }
  return kb->findings[page - kb->topic_count].flags & DP_FINDING_CLASS ? DP_PAGE_CLASS : DP_PAGE_FINDING;
}

const char *dp_page_type_name(unsigned type) {
  static const char *const names[] = {"condition", "symptom", "procedure", "test", "finding", "class"};
  return type < DP_PAGE_TYPE_COUNT ? names[type] : "";
}

dp_page dp_page_of_finding(const dp_kb *kb, uint16_t finding) {
  const dp_kb_finding *f = &kb->findings[finding];
  if (f->condition != DP_NONE) return f->condition;
  for (size_t t = kb->condition_count; t < kb->topic_count; t++) /* the few that are not conditions */
    if (kb->topics[t].finding == finding) return (dp_page)t;
  return f->kind == DP_KIND_GROUP ? (dp_page)DP_NONE : (dp_page)(kb->topic_count + finding);
}

uint16_t dp_page_finding(const dp_kb *kb, dp_page page) {
  return page < kb->topic_count ? kb->topics[page].finding : (uint16_t)(page - kb->topic_count);
}

const char *dp_page_id(const dp_kb *kb, dp_page page) {
  return page < kb->topic_count ? dp_kb_text(kb, kb->topics[page].id)
                                : dp_kb_finding_id(kb, (uint16_t)(page - kb->topic_count));
}

const char *dp_page_name(const dp_kb *kb, dp_page page) {
  return page < kb->topic_count ? dp_kb_text(kb, kb->topics[page].name)
                                : dp_kb_finding_name(kb, (uint16_t)(page - kb->topic_count));
}

const dp_kb_condition *dp_page_condition(const dp_kb *kb, dp_page page) {
  return page < kb->condition_count ? &kb->conditions[page] : NULL;
}

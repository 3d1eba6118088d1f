/* image.c: opening a knowledge image: its frame, its checksum, its sections. The tables themselves are checked in check.c.
 *
 * Every byte of the engine part is looked at here once: the magic and the size by value, the rest by the checksum. So a
 * cut, a flipped bit or a foreign file is refused with a sentence, and what is in doubt is never used.
 */
#include "inner.h"

/* ---- the checksum -------------------------------------------------------------------------------------------------- */

/* Odd multipliers, so that each step (x ^ word, rotate, multiply) is a bijection of the word and of the lane; a change
 * in one word changes its lane, and the end folds each lane in by a bijection again. The four lanes are independent and
 * run side by side in the processor. Constants: the fractional parts of sqrt 2, 3, 5, 7, made odd. */
static const uint64_t odd[4] = {0x6a09e667f3bcc909u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u};

static uint64_t rol(uint64_t x, unsigned n) { return x << n | x >> (64 - n); }

static uint64_t step(uint64_t lane, uint64_t word, uint64_t multiplier) { return rol(lane ^ word, 29) * multiplier; }

uint64_t dp_kb_checksum(const void *at, size_t size) {
  const unsigned char *p = at;
  size_t words = size / 8, i = 0;
  uint64_t lane[4] = {odd[1], odd[2], odd[3], odd[0]}, w[4];
  for (; i + 4 <= words; i += 4, p += 32) {
    memcpy(w, p, sizeof w);
    lane[0] = step(lane[0], w[0], odd[0]);
    lane[1] = step(lane[1], w[1], odd[1]);
    lane[2] = step(lane[2], w[2], odd[2]);
    lane[3] = step(lane[3], w[3], odd[3]);
  }
  for (unsigned k = 0; i < words; i++, k++, p += 8) {
    memcpy(w, p, 8);
    lane[k] = step(lane[k], w[0], odd[k]);
  }
  uint64_t h = (uint64_t)size;
  for (unsigned k = 0; k < 4; k++) h = rol(h * odd[k], 31) ^ lane[k];
  h ^= h >> 32;
  h *= odd[0];
  return h ^ h >> 29;
}

/* ---- the frame ------------------------------------------------------------------------------------------------------ */

static bool is_zero(const char *at, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (at[i]) return false;
  return true;
}

dp_status dp_kb_check_frame(const void *image, size_t size, uint32_t part, const dp_kb_header **out, dp_error *err) {
  const dp_kb_header *h = image;
  if ((uintptr_t)image % 8) return dp_fail(err, DP_ERR_IMAGE, "the knowledge image is not at a multiple of 8 in memory");
  if (size < sizeof *h)
    return dp_fail(err, DP_ERR_IMAGE, "this is no knowledge image: it has only %zu bytes", size);
  if (memcmp(h->magic, DP_KB_MAGIC, sizeof h->magic) != 0)
    return dp_fail(err, DP_ERR_IMAGE, "this is no knowledge image: it does not begin like one");
  if (h->version != DP_KB_VERSION)
    return dp_fail(err, DP_ERR_IMAGE, "the knowledge image is of version %u and this program reads version %d; "
                   "compile the knowledge again", (unsigned)h->version, (int)DP_KB_VERSION);
  if (h->part != part)
    return dp_fail(err, DP_ERR_IMAGE, part == DP_KB_PART_PROSE ? "this is not the prose part of a knowledge image"
                                                               : "this is not the engine part of a knowledge image");
  if (h->size % 8 || h->size < sizeof *h || h->size > size || (part == DP_KB_PART_PROSE && h->size != size))
    return dp_fail(err, DP_ERR_IMAGE, "the knowledge image is cut or too long: it says %zu bytes and has %zu",
                   (size_t)h->size, size);
  size_t end = (size_t)h->size, room = (end - sizeof *h) / sizeof(dp_kb_entry), at;
  if (h->section_count > room || h->section_count > 64)
    return dp_fail(err, DP_ERR_IMAGE, "the section table of the knowledge image is wrong");
  const dp_kb_entry *e = (const dp_kb_entry *)(h + 1);
  at = sizeof *h + h->section_count * sizeof *e;
  for (size_t i = 0; i < h->section_count; i++) {
    size_t gap = e[i].size <= end ? (size_t)(8 - e[i].size % 8) % 8 : 0;
    if (e[i].offset != at || e[i].size > end - at || gap > end - at - (size_t)e[i].size ||
        !is_zero((const char *)image + at + (size_t)e[i].size, gap))
      return dp_fail(err, DP_ERR_IMAGE, "section %zu of the knowledge image is not where it should be", i);
    for (size_t k = 0; k < i; k++)
      if (memcmp(e[k].name, e[i].name, 4) == 0)
        return dp_fail(err, DP_ERR_IMAGE, "section %.*s of the knowledge image is there twice", 4, e[i].name);
    at += (size_t)e[i].size + gap;
  }
  if (at != end) return dp_fail(err, DP_ERR_IMAGE, "bytes of the knowledge image belong to no section");
  *out = h;
  return DP_OK;
}

/* ---- sections -------------------------------------------------------------------------------------------------------- */

static const dp_kb_entry *entry_of(const dp_kb_header *part, const char name[4]) {
  const dp_kb_entry *e = (const dp_kb_entry *)(part + 1);
  for (size_t i = 0; i < part->section_count; i++)
    if (memcmp(e[i].name, name, 4) == 0) return &e[i];
  return NULL;
}

bool dp_kb_section(const dp_kb *kb, const char name[4], const void **at, size_t *size) {
  const dp_kb_header *part = kb->header;
  const dp_kb_entry *e = entry_of(part, name);
  if (!e && kb->prose) part = kb->prose, e = entry_of(part, name);
  if (!e) return false;
  *at = (const char *)part + e->offset;
  *size = (size_t)e->size;
  return true;
}

/* Where each table of the struct comes from. `most`: indexes are 16 bits and DP_NONE is none; offsets are 32 bits. */
static dp_status find_tables(dp_kb *kb, dp_error *err) {
  const struct { char name[5]; size_t item, most; const void **at; size_t *count; } tables[] = {
      {"STRS", 1, UINT32_MAX, (const void **)&kb->strings, &kb->strings_size},
      {"LIST", sizeof(uint16_t), UINT32_MAX, (const void **)&kb->lists, &kb->list_count},
      {"ALIA", sizeof(uint32_t), UINT32_MAX, (const void **)&kb->aliases, &kb->alias_count},
      {"FILE", sizeof(dp_kb_string), DP_NONE, (const void **)&kb->files, &kb->file_count},
      {"SRCS", sizeof(dp_kb_source), DP_NONE, (const void **)&kb->sources, &kb->source_count},
      {"FIND", sizeof(dp_kb_finding), DP_NONE, (const void **)&kb->findings, &kb->finding_count},
      {"MEAS", sizeof(dp_kb_measure), DP_NONE, (const void **)&kb->measures, &kb->measure_count},
      {"UNIT", sizeof(dp_kb_unit), DP_NONE, (const void **)&kb->units, &kb->unit_count},
      {"GUES", sizeof(dp_kb_guess), DP_NONE, (const void **)&kb->guesses, &kb->guess_count},
      {"WHEN", sizeof(dp_kb_when), DP_NONE, (const void **)&kb->whens, &kb->when_count},
      {"COND", sizeof(dp_kb_condition), DP_NONE, (const void **)&kb->conditions, &kb->condition_count},
      {"ROWS", sizeof(dp_kb_row), UINT32_MAX, (const void **)&kb->rows, &kb->row_count},
      {"RISK", sizeof(dp_kb_risk), UINT32_MAX, (const void **)&kb->risks, &kb->risk_count},
      {"TOPC", sizeof(dp_kb_topic), DP_NONE, (const void **)&kb->topics, &kb->topic_count},
      {"NAME", sizeof(dp_kb_name), UINT32_MAX, (const void **)&kb->names, &kb->name_count},
  };
  for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
    const dp_kb_entry *e = entry_of(kb->header, tables[i].name);
    if (!e) return dp_fail(err, DP_ERR_IMAGE, "the knowledge image has no section %s", tables[i].name);
    if (e->size != (uint64_t)e->count * tables[i].item || e->count > tables[i].most)
      return dp_fail(err, DP_ERR_IMAGE, "section %s of the knowledge image has a wrong size", tables[i].name);
    const void *at = (const char *)kb->header + e->offset;
    memcpy(tables[i].at, &at, sizeof at); /* as bytes: the pointers are of many types */
    *tables[i].count = e->count;
  }
  return DP_OK;
}

/* ---- open ------------------------------------------------------------------------------------------------------------ */

static bool is_date(uint32_t date) {
  return date / 10000 >= 1900 && date / 10000 <= 9999 && date / 100 % 100 >= 1 && date / 100 % 100 <= 12 &&
         date % 100 >= 1 && date % 100 <= 31;
}

static void print_header(dp_kb *kb) {
  static const char hex[] = "0123456789abcdef";
  for (size_t i = 0; i < 32; i++) {
    kb->hash[2 * i] = hex[kb->header->sha256[i] >> 4];
    kb->hash[2 * i + 1] = hex[kb->header->sha256[i] & 15];
  }
  uint32_t left = kb->header->date;
  for (int i = 9; i >= 0; i--) {
    if (i == 7 || i == 4) kb->date[i] = '-';
    else kb->date[i] = (char)('0' + left % 10), left /= 10;
  }
}

static dp_status check_all(dp_kb *kb, const void *image, size_t size, const dp_allocator *allocator, dp_error *err) {
  dp_status s = dp_kb_check_frame(image, size, DP_KB_PART_ENGINE, &kb->header, err);
  if (s) return s;
  const dp_kb_header *h = kb->header;
  size_t from = offsetof(dp_kb_header, version), own = (size_t)h->size;
  if (h->check != dp_kb_checksum((const char *)image + from, own - from))
    return dp_fail(err, DP_ERR_IMAGE, "the knowledge image is damaged: its checksum does not match its contents");
  if (!is_date(h->date)) return dp_fail(err, DP_ERR_IMAGE, "the knowledge image has no date");
  kb->sections = (const dp_kb_entry *)(h + 1);
  if ((s = find_tables(kb, err)) != DP_OK) return s;
  if ((s = dp_kb_check_tables(kb, allocator, err)) != DP_OK) return s;
  print_header(kb);
  return own < size ? dp_kb_attach_prose(kb, (const char *)image + own, size - own, err) : DP_OK;
}

dp_status dp_kb_open_image(const void *image, size_t size, const dp_allocator *allocator, dp_kb **out, dp_error *err) {
  dp_arena arena;
  dp_arena_init(&arena, allocator);
  dp_kb *kb = DP_NEW(&arena, dp_kb);
  if (!kb) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to open the knowledge image");
  dp_status s = check_all(kb, image, size, &arena.allocator, err);
  if (s) {
    dp_arena_free(&arena);
    return s;
  }
  kb->arena = arena;
  *out = kb;
  return DP_OK;
}

void dp_kb_close_image(dp_kb *kb) {
  if (!kb) return;
  dp_arena arena = kb->arena; /* the struct lies in its own arena: it must not be read while that goes */
  dp_arena_free(&arena);
}

bool dp_kb_verify(const dp_kb *kb) {
  uint8_t hash[32];
  dp_sha256(kb->header + 1, (size_t)kb->header->size - sizeof *kb->header, hash);
  return memcmp(hash, kb->header->sha256, 32) == 0;
}

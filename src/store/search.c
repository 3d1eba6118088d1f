/* search.c: words in all rows, and one patient written out. Both open rows one after the other: there is no index on
 * the disk that could tell what is in them, and opening is fast beside reading (XChaCha20-Poly1305 passes a gigabyte a
 * second).
 */
#include "inner.h"
#include <sodium.h>

/* ---- search
 * ---------------------------------------------------------------------------------------------------------- */

/* Lower case of ASCII and of Latin's first accented letters (U+00C0 to U+00DE), byte for byte. */
static uint8_t lower(dp_str s, size_t at) {
  uint8_t c = (uint8_t)s.at[at];
  if (c >= 'A' && c <= 'Z') return (uint8_t)(c + 32);
  bool accented = at && (uint8_t)s.at[at - 1] == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97;
  return accented ? (uint8_t)(c + 32) : c;
}

static bool is_word(uint8_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80; }

/* Where a word of the text begins with `word`; SIZE_MAX when none does. */
static size_t word_at(dp_str text, dp_str word) {
  for (size_t i = 0; i + word.size <= text.size; i++) {
    if (i && is_word(lower(text, i - 1)) && is_word(lower(word, 0))) continue;
    size_t n = 0;
    while (n < word.size && lower(text, i + n) == lower(word, n)) n++;
    if (n == word.size) return i;
  }
  return SIZE_MAX;
}

typedef struct hunt {
  dp_str words[16];
  size_t count;
  uint32_t found; /* bit a word */
  dp_str text;    /* the string in which the first was found */
  size_t at;
} hunt;

/* All strings of a document, without recursion deeper than JSON's own 64. */
static void hunt_in(hunt *h, const dp_json *v) {
  if (v->kind == DP_JSON_STRING)
    for (size_t i = 0; i < h->count; i++) {
      if (h->found >> i & 1) continue;
      size_t at = word_at(v->text, h->words[i]);
      if (at == SIZE_MAX) continue;
      if (!h->found) h->text = v->text, h->at = at;
      h->found |= 1u << i;
    }
  for (const dp_json *c = v->first; c; c = c->next) hunt_in(h, c);
}

static dp_str snippet(const hunt *h, dp_arena *arena) {
  size_t from = h->at > 40 ? h->at - 40 : 0, to = h->at + 80 < h->text.size ? h->at + 80 : h->text.size;
  while (from && ((uint8_t)h->text.at[from] & 0xC0) == 0x80) from--;
  while (to < h->text.size && ((uint8_t)h->text.at[to] & 0xC0) == 0x80) to++;
  dp_str s = {dp_arena_copy(arena, (dp_str){h->text.at + from, to - from}), to - from};
  return s.at ? s : (dp_str){"", 0};
}

static int newest_first(const void *a, const void *b, const void *ctx) {
  const item *const *x = a, *const *y = b;
  (void)ctx;
  return (*x)->changed < (*y)->changed ? 1 : (*x)->changed > (*y)->changed ? -1 : 0;
}

dp_status dp_store_search(dp_store *s, dp_str words, size_t limit, dp_arena *arena, dp_hits *out, dp_error *err) {
  hunt h = {.count = 0};
  struct {
    const item **at;
    size_t count, room;
  } order = {NULL, 0, 0};
  *out = (dp_hits){NULL, 0, 0, 0};
  for (dp_str rest = words; rest.at && h.count < 16;) {
    dp_str w = dp_str_trim(dp_str_cut(&rest, ' '));
    if (w.size) h.words[h.count++] = w;
  }
  if (!h.count) return dp_fail(err, DP_ERR_INPUT, "what is to be searched for? Give a word or more");
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  dp_arena scratch, row;
  dp_allocator wiping = dp_wiping_allocator();
  dp_arena_init(&scratch, &wiping);
  dp_arena_init(&row, &wiping);
  for (size_t n = 0; n < s->items.count && !status; n++) {
    const item *i = &s->items.at[n];
    if (i->newest && !i->gone && i->name.kind != DP_KEPT_RECORDING && !DP_PUSH(&scratch, &order, i))
      status = st_memory(err);
  }
  if (!status && !dp_sort(&scratch, order.at, order.count, sizeof *order.at, newest_first, NULL))
    status = st_memory(err);
  for (size_t n = 0; n < order.count && !status && out->count < limit; n++) {
    const item *i = order.at[n];
    dp_str body;
    dp_json *json = NULL;
    dp_arena_reset(&row);
    status = st_open_item(s, i, &row, &body, err);
    if (status == DP_ERR_DAMAGED) {
      out->unread++;
      status = DP_OK;
      continue;
    }
    if (!status) status = dp_json_parse(body, &row, &json, err);
    if (status) break;
    h.found = 0;
    hunt_in(&h, json);
    if (h.found != (1u << h.count) - 1) continue;
    dp_hit hit = {.snippet = snippet(&h, arena)};
    hit.row = (dp_row){.kind = (dp_kept_kind)i->name.kind,
                       .id = i->name.id,
                       .patient = i->patient,
                       .consultation = i->consultation,
                       .version = i->name.version,
                       .versions = i->name.version,
                       .created = i->created,
                       .changed = i->changed,
                       .title = {"", 0},
                       .body = {"", 0}};
    hit.row.title = (dp_str){dp_arena_copy(arena, i->title), i->title.size};
    if (!DP_PUSH(arena, out, hit) || arena->failed) status = st_memory(err);
  }
  dp_arena_free(&row);
  dp_arena_free(&scratch);
  st_leave(s);
  return status;
}

/* ---- export
 * ------------------------------------------------------------------------------------------------------------ */

static void write_head(dp_jw *w, const item *i) {
  char hex[DP_ID_DIGITS + 1];
  dp_jw_ktext(w, "kind", dp_kept_word(i->name.kind));
  dp_id_hex(i->name.id, hex);
  dp_jw_ktext(w, "record", hex);
  if (!dp_id_none(i->consultation)) {
    dp_id_hex(i->consultation, hex);
    dp_jw_ktext(w, "consultation", hex);
  }
  dp_jw_kint(w, "version", (int64_t)i->name.version);
  dp_jw_kint(w, "created", (int64_t)i->created);
  dp_jw_kint(w, "changed", (int64_t)i->changed);
}

/* A recording's pieces as base64. Each is opened, written and forgotten. */
static dp_status write_pieces(dp_store *s, const item *i, dp_jw *w, dp_arena *scratch, size_t *unreadable,
                              dp_error *err) {
  dp_recording is;
  dp_str bytes;
  dp_status status = dp_store_recording(s, i->name.id, scratch, &is, err);
  if (status) return status;
  uint64_t pieces = is.pieces;
  dp_jw_key(w, "pieces");
  dp_jw_array(w);
  for (uint64_t p = 0; p < pieces && !status; p++) {
    dp_arena_reset(scratch);
    status = dp_store_recording_piece(s, i->name.id, p, scratch, &bytes, err);
    if (status == DP_ERR_DAMAGED) {
      dp_jw_null(w);
      ++*unreadable;
      status = DP_OK;
      continue;
    }
    if (status) break;
    size_t room = sodium_base64_encoded_len(bytes.size, sodium_base64_VARIANT_ORIGINAL);
    char *text = dp_arena_alloc(scratch, room);
    if (!text) return st_memory(err);
    sodium_bin2base64(text, room, (const uint8_t *)bytes.at, bytes.size, sodium_base64_VARIANT_ORIGINAL);
    dp_jw_text(w, text);
  }
  dp_jw_end_array(w);
  return status;
}

dp_status dp_store_export(dp_store *s, dp_id patient, bool audio, dp_buf *out, dp_error *err) {
  dp_jw w;
  dp_arena scratch;
  dp_allocator wiping = dp_wiping_allocator();
  size_t lost = 0;
  char hex[DP_ID_DIGITS + 1];
  dp_row row;
  dp_id_hex(patient, hex);
  dp_status status = dp_store_find(s, DP_KEPT_PATIENT, (dp_str){hex, DP_ID_DIGITS}, &row, err);
  if (!status && !s->file.read_only && !s->faults.count) { /* the trail says it before it is done */
    change c;
    status = st_change_begin(&c, s, err);
    if (!status) status = st_change_entry(&c, DP_ACT_EXPORT, (name){DP_KEPT_PATIENT, patient, 0}, NULL, err);
    if (!status) status = st_change_commit(&c, err);
    st_change_drop(&c);
  }
  if (status) return status;
  dp_arena_init(&scratch, &wiping);
  dp_jw_init(&w, out);
  dp_jw_object(&w);
  dp_jw_ktext(&w, "format", "diagpad export 1");
  dp_jw_kint(&w, "exported", (int64_t)st_now(s));
  dp_jw_ktext(&w, "patient", hex);
  dp_jw_key(&w, "rows");
  dp_jw_array(&w);
  size_t count = s->items.count;
  for (size_t n = 0; n < count && !status; n++) {
    item i = s->items.at[n];
    dp_str body;
    if (i.gone || !dp_id_eq(i.patient, patient)) continue;
    dp_arena_reset(&scratch);
    dp_error why = {DP_OK, ""};
    status = st_enter(s, false, err);
    if (status) break;
    dp_status opened = st_open_item(s, &i, &scratch, &body, &why);
    st_leave(s);
    if (opened == DP_ERR_DAMAGED) {
      lost++;
      continue;
    }
    if (opened) {
      status = dp_fail(err, opened, "%s", why.message);
      break;
    }
    dp_jw_object(&w);
    write_head(&w, &i);
    dp_jw_key(&w, "body");
    dp_jw_raw(&w, body);
    if (audio && i.name.kind == DP_KEPT_RECORDING) status = write_pieces(s, &i, &w, &scratch, &lost, err);
    dp_jw_end_object(&w);
  }
  dp_jw_end_array(&w);
  dp_jw_key(&w, "unreadable"); /* what of the whole file cannot be read: whose it is cannot always be told */
  dp_jw_array(&w);
  for (size_t i = 0; i < s->faults.count; i++) dp_jw_text(&w, s->faults.at[i]);
  if (lost && !s->faults.count) dp_jw_text(&w, "pieces of sound that are null");
  dp_jw_end_array(&w);
  dp_jw_end_object(&w);
  dp_arena_free(&scratch);
  if (!status && out->failed) status = st_memory(err);
  return status;
}

/* chain.c: the trail, the manifest, and the picture of the file that is kept while it is unlocked.
 *
 * Invariants of a file in order: entry n of the trail holds the digest of entry n - 1 (zeros for the first); the
 * manifest holds how many entries there are, the digest of the last one, the header's digest, and of every recording
 * that is not ended the number of pieces and the digest of the last; the rows are exactly those that the entries made
 * and did not replace or remove, each with the digest that its entry names. Every change keeps all that in one
 * transaction.
 *
 * So each attack has its name: an edited or truncated row does not open; one put back from earlier has another digest
 * than the newest entry says, or none; a removed row is missed; an entry changed, left out or put back breaks the
 * chain; the trail's end cut off is not where the manifest says. The manifest alone put back from earlier does not know
 * the end of the trail. What is left is the whole file as it once was (dp_store_head).
 *
 * The chain hashes with BLAKE2b; its entries are sealed like rows, so whoever has no key cannot write one. The idea of
 * hash-chained, sealed logs: Schneier and Kelsey, "Secure Audit Logs to Support Computer Forensics", 1999.
 */
#include "inner.h"
#include <sodium.h>

static const dp_id no_id = {{0}};

uint64_t st_now(const dp_store *s) { return s->options.clock.wall(s->options.clock.ctx); }

void st_item_words(const item *i, char out[80]) {
  char hex[DP_ID_DIGITS + 1];
  dp_buf b;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf_init(&b, &a);
  dp_id_hex(i->name.id, hex);
  dp_buf_text(&b, dp_kept_word(i->name.kind));
  dp_buf_char(&b, ' ');
  dp_buf_bytes(&b, hex, 8);
  dp_buf_text(&b, ", version ");
  dp_buf_uint(&b, i->name.version);
  size_t size = b.size < 79 ? b.size : 79;
  memcpy(out, b.at ? b.at : "", size);
  out[size] = 0;
  dp_arena_free(&a);
}

const char *st_add_fault(dp_store *s) {
  const char *copy = dp_arena_copy(&s->arena, dp_str_of(s->said.message));
  if (copy) DP_PUSH(&s->arena, &s->faults, copy);
  return copy;
}

/* ---- the table of rows
 * ----------------------------------------------------------------------------------------------- */

static size_t slot_of(const dp_store *s, dp_id id) {
  size_t at = st_get64(id.at) & (s->index_room - 1); /* ids are random */
  while (s->index[at] && !dp_id_eq(s->items.at[s->index[at] - 1].name.id, id)) at = (at + 1) & (s->index_room - 1);
  return at;
}

static bool index_grow(dp_store *s) {
  if (s->index_used * 2 < s->index_room) return true;
  size_t room = s->index_room ? 2 * s->index_room : 256, old_room = s->index_room;
  uint32_t *old = s->index, *more = DP_NEW_ARRAY(&s->arena, uint32_t, room);
  if (!more) return false;
  s->index = more;
  s->index_room = room;
  for (size_t i = 0; i < old_room; i++)
    if (old[i]) more[slot_of(s, s->items.at[old[i] - 1].name.id)] = old[i];
  return true;
}

static item *newest_of(dp_store *s, dp_id id) {
  uint32_t i = s->index_room ? s->index[slot_of(s, id)] : 0;
  return i ? &s->items.at[i - 1] : NULL;
}

item *st_find_item(dp_store *s, dp_id id) {
  item *i = newest_of(s, id);
  return i && !i->gone ? i : NULL;
}

item *st_version_of(dp_store *s, item *i, uint64_t version) {
  while (i && i->name.version != version) i = i->older ? &s->items.at[i->older - 1] : NULL;
  return i && !i->gone ? i : NULL;
}

static bool keeps_versions(uint32_t kind) {
  switch (kind) {
#define DP_X(name, number, word, keeps)                                                                                \
  case number: return keeps;
    DP_KEPT_LIST(DP_X)
#undef DP_X
  default: return false;
  }
}

/* A new version of a row takes the place of the one before. */
static bool add_item(dp_store *s, item i) {
  if (!index_grow(s)) return false;
  size_t slot = slot_of(s, i.name.id);
  uint32_t before = s->index[slot];
  i.newest = true;
  i.older = before;
  if (before) {
    item *old = &s->items.at[before - 1];
    old->newest = false;
    if (!keeps_versions(i.name.kind)) old->gone = true;
    if (old->gone) i.older = 0;
  } else {
    s->index_used++;
  }
  if (!DP_PUSH(&s->arena, &s->items, i)) return false;
  s->index[slot] = (uint32_t)s->items.count;
  return true;
}

static void remove_item(dp_store *s, dp_id id) {
  for (item *i = newest_of(s, id); i; i = i->older ? &s->items.at[i->older - 1] : NULL) i->gone = true;
}

/* ---- what a row says of itself
 * ----------------------------------------------------------------------------------------- */

/* "title" or "name", else how "text" begins: for lists. */
static dp_str title_of(dp_str body, dp_arena *arena) {
  dp_arena scratch;
  dp_allocator wiping = dp_wiping_allocator();
  dp_json *json = NULL;
  dp_str t = {"", 0};
  dp_arena_init(&scratch, &wiping);
  if (!dp_json_parse(body, &scratch, &json, NULL) && !dp_json_get_str(json, "title", &t) &&
      !dp_json_get_str(json, "name", &t) && dp_json_get_str(json, "text", &t)) {
    size_t at = 0;
    while (at < t.size && at < 72 && t.at[at] != '\n') dp_utf8_next(t, &at);
    t.size = at;
  }
  if (t.size > 200) {
    size_t at = 0;
    while (at < 196) dp_utf8_next(t, &at);
    t.size = at;
  }
  t = (dp_str){dp_arena_copy(arena, t), t.size};
  dp_arena_free(&scratch);
  return t.at ? t : (dp_str){"", 0};
}

static void read_envelope(item *i, const uint8_t *plain) {
  memcpy(i->patient.at, plain, 16);
  memcpy(i->consultation.at, plain + 16, 16);
  i->created = st_get64(plain + 32);
  i->changed = st_get64(plain + 40);
}

dp_status st_open_item(dp_store *s, const item *i, dp_arena *arena, dp_str *body, dp_error *err) {
  dp_str sealed;
  bool there = false;
  name n = {0, no_id, 0};
  char words[80];
  dp_arena scratch;
  st_item_words(i, words);
  if (i->fault) return dp_fail(err, DP_ERR_DAMAGED, "%s", i->fault);
  dp_arena_init(&scratch, NULL);
  dp_status status = st_read_row(&s->file, i->place, &scratch, &n, &sealed, &there, err);
  if (!status && there) {
    digest d = st_digest_row(&s->header, i->name, sealed.at, sealed.size);
    uint8_t *plain = st_digest_eq(&d, &i->digest) ? dp_arena_alloc(arena, sealed.size) : NULL;
    there = plain && st_open_row(&s->header, s->key, i->name, sealed.at, sealed.size, plain);
    if (arena->failed) status = st_memory(err);
    if (there) *body = (dp_str){(char *)plain + ENVELOPE_SIZE, sealed.size - SEAL_OVER - ENVELOPE_SIZE};
  }
  if (!status && !there) status = dp_fail(err, DP_ERR_DAMAGED, "%s is not what was written: it is refused", words);
  dp_arena_free(&scratch);
  return status;
}

/* ---- walking the trail
 * ----------------------------------------------------------------------------------------------- */

typedef struct walk {
  dp_store *s;
  uint64_t next; /* number of the entry that must come */
  digest before;
  bool gap;      /* `before` is not known */
  uint8_t *room; /* where rows are opened; wiped */
  size_t room_size;
} walk;

static dp_status walk_entry(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  walk *w = ctx;
  dp_store *s = w->s;
  uint8_t plain[ENTRY_SIZE];
  uint64_t number = (uint64_t)place;
  n = (name){KIND_TRAIL, no_id, number};
  if (number != w->next) {
    FAULT(s, "the trail: entries %zu to %zu are missing", (size_t)w->next, (size_t)(number - 1));
    s->trail_broken = w->gap = true;
  }
  if (sealed.size != ENTRY_SIZE + SEAL_OVER || !st_open_row(&s->header, s->key, n, sealed.at, sealed.size, plain)) {
    FAULT(s, "the trail: entry %zu is not what was written", (size_t)number);
    s->trail_broken = w->gap = true;
  } else {
    if (!w->gap && memcmp(plain, w->before.at, DIGEST_SIZE) != 0) {
      FAULT(s, "the trail: entry %zu does not follow on entry %zu", (size_t)number, (size_t)(number - 1));
      s->trail_broken = true;
    }
    w->gap = false;
    unsigned act = st_get32(plain + 40);
    item i = {.name = {st_get32(plain + 44), no_id, st_get64(plain + 64)}};
    memcpy(i.name.id.at, plain + 48, DP_ID_SIZE);
    memcpy(i.digest.at, plain + 72, DIGEST_SIZE);
    if (act == DP_ACT_PUT && !add_item(s, i)) return st_memory(err);
    if (act == DP_ACT_REMOVE) remove_item(s, i.name.id);
  }
  w->before = st_digest_row(&s->header, n, sealed.at, sealed.size);
  w->next = number + 1;
  return s->arena.failed ? st_memory(err) : DP_OK;
}

/* A row as it stands, held against what the trail says of it. */
static dp_status walk_row(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  walk *w = ctx;
  dp_store *s = w->s;
  item stray = {.name = n}, *i = n.kind ? st_version_of(s, newest_of(s, n.id), n.version) : NULL;
  char words[80];
  s->last_place = place > s->last_place ? place : s->last_place;
  st_item_words(&stray, words);
  digest d = st_digest_row(&s->header, n, sealed.at, sealed.size);
  bool opens = sealed.size >= SEAL_OVER + ENVELOPE_SIZE && sealed.size <= BODY_MOST + 4096;
  if (opens && w->room_size < sealed.size) {
    dp_allocator wiping = dp_wiping_allocator();
    uint8_t *more = wiping.resize(NULL, w->room, w->room_size, 2 * sealed.size);
    if (!more) return st_memory(err);
    w->room = more;
    w->room_size = 2 * sealed.size;
  }
  const uint8_t *plain = w->room;
  opens = opens && st_open_row(&s->header, s->key, n, sealed.at, sealed.size, w->room);
  if (i && (i->name.kind != n.kind || i->place)) i = NULL;
  const item *known = newest_of(s, n.id);
  if (opens && !i && s->trail_broken && (!known || known->name.version < n.version)) {
    stray.digest = d; /* its entry may be the one that cannot be read */
    if (!add_item(s, stray)) return st_memory(err);
    i = newest_of(s, n.id);
  }
  if (!i) {
    FAULT(s,
          opens ? "%s stands where it was replaced or removed: an older row was put back, and is refused"
                : "%s is no row of these records, or its name was changed: it is refused",
          words);
  } else if (!opens || !st_digest_eq(&d, &i->digest)) {
    i->place = place;
    i->fault = FAULT(s,
                     opens ? "%s is not the one that was written last: it is refused"
                           : "%s is damaged: it does not open, and is refused",
                     words);
  } else {
    i->place = place;
    read_envelope(i, plain);
    i->title =
        title_of((dp_str){(const char *)plain + ENVELOPE_SIZE, sealed.size - SEAL_OVER - ENVELOPE_SIZE}, &s->arena);
  }
  return s->arena.failed ? st_memory(err) : DP_OK;
}

static void read_open_recordings(dp_store *s, manifest *m, const uint8_t *plain, size_t size) {
  uint32_t count = st_get32(plain + 72);
  for (uint32_t i = 0; i < count && MANIFEST_SIZE + (size_t)(i + 1) * OPEN_SIZE <= size; i++) {
    const uint8_t *at = plain + MANIFEST_SIZE + (size_t)i * OPEN_SIZE;
    open_recording r = {.pieces = st_get64(at + 16)};
    memcpy(r.id.at, at, 16);
    memcpy(r.last.at, at + 24, DIGEST_SIZE);
    if (!DP_PUSH(&s->arena, &m->open, r)) return;
  }
}

static dp_status take_manifest(dp_store *s, dp_error *err) {
  uint64_t version = 0;
  dp_str sealed = {"", 0};
  bool there = false;
  dp_status status = st_read_manifest(&s->file, &s->arena, &version, &sealed, &there, err);
  if (status == DP_ERR_DAMAGED) there = false, sealed.size = 0, status = DP_OK; /* its page: named below */
  if (status) return status;
  name n = {KIND_MANIFEST, no_id, version};
  uint8_t *plain = there && sealed.size >= SEAL_OVER + MANIFEST_SIZE ? dp_arena_alloc(&s->arena, sealed.size) : NULL;
  s->manifest_bytes = sealed;
  s->manifest_room = NULL;
  s->manifest = (manifest){.version = version};
  if (!plain || !st_open_row(&s->header, s->key, n, sealed.at, sealed.size, plain)) {
    s->trail_broken = true;
    return FAULT(s, "the manifest is damaged: whether the trail is whole cannot be told") ? DP_OK : st_memory(err);
  }
  s->manifest.entries = st_get64(plain);
  memcpy(s->manifest.head.at, plain + 8, DIGEST_SIZE);
  memcpy(s->manifest.header.at, plain + 40, DIGEST_SIZE);
  read_open_recordings(s, &s->manifest, plain, sealed.size - SEAL_OVER);
  return s->arena.failed ? st_memory(err) : DP_OK;
}

/* Everything after entry `from`, whose digest is `before`. */
static dp_status take_in(dp_store *s, uint64_t from, digest before, dp_error *err) {
  const char *broken = NULL;
  size_t first = s->items.count;
  walk w = {s, from + 1, before, false, NULL, 0};
  dp_status status = take_manifest(s, err);
  if (!status) status = st_scan(&s->file, TABLE_TRAIL, (int64_t)from, walk_entry, &w, &broken, err);
  if (status) return status;
  bool known = s->manifest.entries != 0;
  if (broken) {
    FAULT(s, "the trail cannot be read after entry %zu: %s", (size_t)(w.next - 1), broken);
    s->trail_broken = true;
  }
  if (known && w.next - 1 != s->manifest.entries) {
    FAULT(s, "the trail ends at entry %zu; by the manifest it has %zu", (size_t)(w.next - 1),
          (size_t)s->manifest.entries);
    s->trail_broken = true;
  } else if (known && !st_digest_eq(&w.before, &s->manifest.head)) {
    FAULT(s, "the trail's last entry is not the one that the manifest names");
    s->trail_broken = true;
  }
  digest h = st_digest_header(&s->header);
  if (known && !st_digest_eq(&h, &s->manifest.header))
    FAULT(s, "the header is an older one: a former passphrase was put back");
  status = st_scan(&s->file, TABLE_ROW, s->last_place, walk_row, &w, &broken, err);
  dp_allocator wiping = dp_wiping_allocator();
  if (w.room) wiping.resize(NULL, w.room, w.room_size, 0);
  if (status) return status;
  if (broken) FAULT(s, "the rows cannot all be read: %s", broken);
  for (size_t i = first; i < s->items.count; i++) {
    item *it = &s->items.at[i];
    char words[80];
    if (it->gone || it->place) continue;
    st_item_words(it, words);
    it->fault = FAULT(s, "%s is missing", words);
  }
  for (size_t i = 0; i < s->manifest.open.count; i++) {
    const open_recording *r = &s->manifest.open.at[i];
    item it = {.name = {DP_KEPT_RECORDING, r->id, 1}};
    uint64_t count = 0;
    char words[80];
    st_item_words(&it, words);
    status = st_count_pieces(&s->file, r->id, &count, err);
    if (status == DP_ERR_DAMAGED) status = DP_OK, count = UINT64_MAX;
    if (status) return status;
    if (count != r->pieces) FAULT(s, "%s: pieces are missing; there were %zu", words, (size_t)r->pieces);
  }
  return s->arena.failed ? st_memory(err) : DP_OK;
}

static void forget(dp_store *s) {
  dp_arena_free(&s->arena);
  s->manifest = (manifest){.version = 0};
  s->manifest_bytes = (dp_str){"", 0};
  s->manifest_room = NULL;
  s->items.at = NULL;
  s->items.count = s->items.room = 0;
  s->index = NULL;
  s->index_room = s->index_used = 0;
  s->last_place = 0;
  s->trail_broken = false;
  s->faults.at = NULL;
  s->faults.count = s->faults.room = 0;
}

dp_status st_load(dp_store *s, dp_error *err) {
  forget(s);
  dp_status status = take_in(s, 0, (digest){{0}}, err);
  if (!status && st_file_is_cut(&s->file)) FAULT(s, "the file is cut short in the middle of a page");
  s->file.checkpoints = !status && !s->faults.count && !s->file.read_only;
  return status;
}

void dp_store_lock(dp_store *s) {
  if (!s) return;
  s->unlocked = false;
  forget(s);
  sodium_free(s->key);
  s->key = NULL;
}

/* ---- coming in and going out
 * ------------------------------------------------------------------------------------------ */

void dp_store_tick(dp_store *s) {
  if (!s->unlocked || !s->options.idle_ms) return;
  if (s->options.clock.steady(s->options.clock.ctx) - s->last_call >= s->options.idle_ms) dp_store_lock(s);
}

bool dp_store_is_unlocked(dp_store *s) {
  dp_store_tick(s);
  return s->unlocked;
}

/* What another program wrote since: its entries, its rows; a new header too. */
static dp_status refresh(dp_store *s, dp_error *err) {
  dp_arena scratch;
  dp_str sealed = {"", 0};
  uint64_t version = 0;
  bool there = false;
  dp_arena_init(&scratch, NULL);
  dp_status status = st_read_manifest(&s->file, &scratch, &version, &sealed, &there, err);
  bool same = !status && there && dp_str_eq(sealed, s->manifest_bytes);
  dp_arena_free(&scratch);
  if (status == DP_ERR_DAMAGED) status = DP_OK;
  if (status || same) return status;
  header h;
  status = st_read_header(&s->file, &h, err);
  if (status) return status;
  if (memcmp(h.at + HEADER_IDS, s->header.at + HEADER_IDS, 24) != 0)
    return dp_fail(err, DP_ERR_CONFLICT, "%s is another file by now: open it again", s->file.path);
  s->header = h;
  if (s->faults.count || !s->manifest.entries) return st_load(s, err);
  status = take_in(s, s->manifest.entries, s->manifest.head, err);
  if (status)
    s->manifest_bytes = (dp_str){"", 0}, s->manifest_room = NULL, s->manifest.entries = 0; /* all again next time */
  if (s->faults.count) s->file.checkpoints = false;
  return status;
}

dp_status st_enter(dp_store *s, bool write, dp_error *err) {
  dp_store_tick(s);
  if (!s->unlocked) return dp_fail(err, DP_ERR_LOCKED, "the records are locked: give the passphrase");
  s->last_call = s->options.clock.steady(s->options.clock.ctx);
  if (write && s->file.read_only)
    return dp_fail(err, DP_ERR_IO, "%s cannot be written: the file or its disk is read-only", s->file.path);
  dp_status status = st_begin(&s->file, write, err);
  if (status) return status;
  status = refresh(s, err);
  if (!status && write && s->faults.count)
    status =
        dp_fail(err, DP_ERR_DAMAGED,
                "%s is damaged, so nothing is written to it: %s. `diagpad record verify` names all; export what can "
                "be read, or restore the newest back-up under another name",
                s->file.path, s->faults.at[0]);
  if (status) st_rollback(&s->file);
  return status;
}

void st_leave(dp_store *s) { st_rollback(&s->file); }

/* ---- changes
 * ------------------------------------------------------------------------------------------------------------ */

dp_status st_change_begin(change *c, dp_store *s, dp_error *err) {
  dp_allocator wiping = dp_wiping_allocator();
  *c = (change){.s = NULL};
  dp_arena_init(&c->arena, &wiping);
  dp_status status = st_enter(s, true, err);
  if (status) return status;
  c->s = s;
  c->manifest = s->manifest;
  c->manifest.open.at = NULL;
  c->manifest.open.count = c->manifest.open.room = 0;
  for (size_t i = 0; i < s->manifest.open.count; i++)
    if (!DP_PUSH(&c->arena, &c->manifest.open, s->manifest.open.at[i])) return st_memory(err);
  return DP_OK;
}

dp_status st_change_entry(change *c, dp_act act, name n, const digest *d, dp_error *err) {
  uint8_t plain[ENTRY_SIZE] = {0}, sealed[ENTRY_SIZE + SEAL_OVER];
  name entry = {KIND_TRAIL, no_id, c->manifest.entries + 1};
  memcpy(plain, c->manifest.head.at, DIGEST_SIZE);
  st_put64(plain + 32, st_now(c->s));
  st_put32(plain + 40, (uint32_t)act);
  st_put32(plain + 44, n.kind);
  memcpy(plain + 48, n.id.at, DP_ID_SIZE);
  st_put64(plain + 64, n.version);
  if (d) memcpy(plain + 72, d->at, DIGEST_SIZE);
  st_seal_row(&c->s->header, c->s->key, entry, plain, ENTRY_SIZE, sealed);
  c->manifest.head = st_digest_row(&c->s->header, entry, sealed, sizeof sealed);
  c->manifest.entries++;
  return st_insert_entry(&c->s->file, entry.version, (dp_str){(char *)sealed, sizeof sealed}, err);
}

dp_status st_change_put(change *c, const item *like, dp_str body, dp_error *err) {
  dp_store *s = c->s;
  item i = *like, *before = st_find_item(s, like->name.id);
  size_t size = ENVELOPE_SIZE + body.size;
  uint8_t *plain = dp_arena_alloc(&c->arena, size), *sealed = dp_arena_alloc(&c->arena, size + SEAL_OVER);
  if (!plain || !sealed) return st_memory(err);
  memcpy(plain, i.patient.at, 16);
  memcpy(plain + 16, i.consultation.at, 16);
  st_put64(plain + 32, i.created);
  st_put64(plain + 40, i.changed);
  memcpy(plain + ENVELOPE_SIZE, body.at, body.size);
  st_seal_row(&s->header, s->key, i.name, plain, size, sealed);
  i.digest = st_digest_row(&s->header, i.name, sealed, size + SEAL_OVER);
  i.title = title_of(body, &c->arena);
  dp_status status = st_insert_row(&s->file, i.name, (dp_str){(char *)sealed, size + SEAL_OVER}, &i.place, err);
  if (!status && before && !keeps_versions(i.name.kind)) status = st_delete_row(&s->file, before->place, err);
  if (!status) status = st_change_entry(c, DP_ACT_PUT, i.name, &i.digest, err);
  if (!status && (c->arena.failed || !DP_PUSH(&c->arena, &c->items, i))) status = st_memory(err);
  return status;
}

dp_status st_change_remove(change *c, const item *newest, dp_error *err) {
  dp_store *s = c->s;
  name n = newest->name;
  dp_status status = DP_OK;
  for (const item *i = newest; i && !status; i = i->older ? &s->items.at[i->older - 1] : NULL)
    if (!i->gone) status = st_delete_row(&s->file, i->place, err);
  if (!status && n.kind == DP_KEPT_RECORDING) status = st_delete_pieces(&s->file, n.id, err);
  for (size_t i = 0; i < c->manifest.open.count; i++)
    if (dp_id_eq(c->manifest.open.at[i].id, n.id))
      c->manifest.open.at[i--] = c->manifest.open.at[--c->manifest.open.count];
  if (!status) status = st_change_entry(c, DP_ACT_REMOVE, n, NULL, err);
  if (!status && !DP_PUSH(&c->arena, &c->removed, n)) status = st_memory(err);
  return status;
}

/* Memory follows the disk. When it cannot, the next call reads everything again. */
static void follow(change *c, dp_str sealed) {
  dp_store *s = c->s;
  for (size_t i = 0; i < c->items.count; i++) {
    item it = c->items.at[i];
    it.title = (dp_str){dp_arena_copy(&s->arena, it.title), it.title.size};
    if (it.place > s->last_place) s->last_place = it.place;
    if (it.title.at) add_item(s, it);
  }
  for (size_t i = 0; i < c->removed.count; i++) remove_item(s, c->removed.at[i].id);
  manifest m = c->manifest;
  m.open.at = s->manifest.open.at;
  m.open.room = s->manifest.open.room;
  m.open.count = 0;
  for (size_t i = 0; i < c->manifest.open.count; i++) DP_PUSH(&s->arena, &m.open, c->manifest.open.at[i]);
  s->manifest = m;
  char *kept = s->manifest_bytes.size == sealed.size && s->manifest_room ? s->manifest_room : NULL;
  if (kept) memcpy(kept, sealed.at, sealed.size); /* a piece of sound a second: no more memory each time */
  else kept = dp_arena_copy(&s->arena, sealed);
  s->manifest_room = kept;
  s->manifest_bytes = (dp_str){kept, sealed.size};
  if (s->arena.failed) {
    s->manifest_bytes = (dp_str){"", 0};
    s->manifest_room = NULL;
    s->manifest.entries = 0;
  }
}

dp_status st_change_commit(change *c, dp_error *err) {
  dp_store *s = c->s;
  manifest *m = &c->manifest;
  size_t size = MANIFEST_SIZE + m->open.count * OPEN_SIZE;
  uint8_t *plain = dp_arena_alloc(&c->arena, size), *sealed = dp_arena_alloc(&c->arena, size + SEAL_OVER);
  if (!plain || !sealed) return st_memory(err);
  m->version++;
  m->header = st_digest_header(&s->header);
  st_put64(plain, m->entries);
  memcpy(plain + 8, m->head.at, DIGEST_SIZE);
  memcpy(plain + 40, m->header.at, DIGEST_SIZE);
  st_put32(plain + 72, (uint32_t)m->open.count);
  for (size_t i = 0; i < m->open.count; i++) {
    uint8_t *at = plain + MANIFEST_SIZE + i * OPEN_SIZE;
    memcpy(at, m->open.at[i].id.at, 16);
    st_put64(at + 16, m->open.at[i].pieces);
    memcpy(at + 24, m->open.at[i].last.at, DIGEST_SIZE);
  }
  name n = {KIND_MANIFEST, no_id, m->version};
  st_seal_row(&s->header, s->key, n, plain, size, sealed);
  dp_str bytes = {(char *)sealed, size + SEAL_OVER};
  dp_status status = st_write_manifest(&s->file, m->version, bytes, err);
  if (!status) status = st_commit(&s->file, err);
  if (!status) follow(c, bytes);
  if (!status) c->s = NULL;
  return status;
}

void st_change_drop(change *c) {
  if (c->s) st_rollback(&c->s->file);
  c->s = NULL;
  dp_arena_free(&c->arena);
}

/* audio.c: recordings, a piece at a time.
 *
 * A piece is sealed under its recording's id and its number, and holds the digest of the piece before it: a piece that
 * is missing, changed, moved or put back shows, and the others can still be heard. While a recording is open the
 * manifest holds its length and its last digest, written with each piece; when it is ended its row does. Appending
 * costs one commit, which is one sync of the log.
 *
 * A recording may be erased alone: its row's next version says when and how many pieces there were, and has none; so what was made of the sound
 * (a transcript names the recording) can say that it is gone, and a piece that is put back is one too many.
 */
#include "inner.h"
#include <sodium.h>

static const dp_id no_id = {{0}};

/* Whether the newest consent of the consultation allows it: {"given": true}. */
static dp_status consented(dp_store *s, dp_id consultation, bool *given, dp_error *err) {
  const item *newest = NULL;
  *given = false;
  for (size_t n = 0; n < s->items.count; n++) {
    const item *i = &s->items.at[n];
    if (i->newest && !i->gone && i->name.kind == DP_KEPT_CONSENT && dp_id_eq(i->consultation, consultation) &&
        (!newest || i->changed >= newest->changed))
      newest = i;
  }
  if (!newest) return DP_OK;
  dp_arena a;
  dp_allocator wiping = dp_wiping_allocator();
  dp_str body;
  dp_json *json = NULL;
  dp_arena_init(&a, &wiping);
  dp_status status = st_open_item(s, newest, &a, &body, err);
  if (!status) status = dp_json_parse(body, &a, &json, err);
  if (!status && !dp_json_get_bool(json, "given", given)) *given = false;
  dp_arena_free(&a);
  return status;
}

static open_recording *open_of(manifest *m, dp_id id) {
  for (size_t i = 0; i < m->open.count; i++)
    if (dp_id_eq(m->open.at[i].id, id)) return &m->open.at[i];
  return NULL;
}

static dp_status recording_of(dp_store *s, dp_id id, item **out, dp_error *err) {
  *out = st_find_item(s, id);
  return *out && (*out)->name.kind == DP_KEPT_RECORDING
             ? DP_OK
             : dp_fail(err, DP_ERR_NOT_FOUND, "there is no such recording in the records");
}

/* {"meta": …} while it is open; with "pieces" and "last" once it is ended; with "erased" once its sound is gone (`at`, `had`). */
static dp_str recording_body(dp_arena *a, dp_str meta, const open_recording *ended, uint64_t at, uint64_t had) {
  dp_buf b;
  char hex[2 * DIGEST_SIZE + 1];
  dp_buf_init(&b, a);
  dp_buf_char(&b, '{');
  if (ended) {
    sodium_bin2hex(hex, sizeof hex, ended->last.at, DIGEST_SIZE);
    dp_buf_text(&b, "\"pieces\":");
    dp_buf_uint(&b, ended->pieces);
    dp_buf_text(&b, ",\"last\":\"");
    dp_buf_text(&b, hex);
    dp_buf_text(&b, "\",");
  }
  if (at) {
    dp_buf_text(&b, "\"erased\":{\"at\":");
    dp_buf_uint(&b, at);
    dp_buf_text(&b, ",\"pieces\":");
    dp_buf_uint(&b, had);
    dp_buf_text(&b, "},");
  }
  dp_buf_text(&b, "\"meta\":");
  dp_buf_str(&b, meta);
  dp_buf_char(&b, '}');
  return dp_buf_view(&b);
}

/* A recording's body taken apart; `meta` is its JSON as it stands. */
static dp_status read_recording(dp_store *s, const item *i, dp_arena *arena, dp_recording *out, digest *last,
                                dp_error *err) {
  dp_str body, hex;
  dp_json *json = NULL;
  dp_status status = st_open_item(s, i, arena, &body, err);
  if (!status) status = dp_json_parse(body, arena, &json, err);
  if (status) return status;
  *out = (dp_recording){.meta = DP_STR("{}")};
  const dp_json *meta = dp_json_get(json, "meta");
  if (meta && body.size > meta->offset + 8) { /* the last member: from behind its key to the closing brace */
    size_t at = meta->offset + sizeof "\"meta\":" - 1;
    out->meta = (dp_str){body.at + at, body.size - 1 - at};
  }
  int64_t pieces = 0, erased = 0, had = 0;
  size_t got = 0;
  const dp_json *gone = dp_json_get(json, "erased");
  if (gone && dp_json_get_int(gone, "at", &erased) && dp_json_get_int(gone, "pieces", &had)) {
    out->erased = (uint64_t)erased;
    out->had = (uint64_t)had;
  }
  out->ended = dp_json_get_int(json, "pieces", &pieces) && dp_json_get_str(json, "last", &hex);
  out->pieces = (uint64_t)pieces;
  memset(last->at, 0, DIGEST_SIZE);
  if (out->ended && (sodium_hex2bin(last->at, DIGEST_SIZE, hex.at, hex.size, NULL, &got, NULL) || got != DIGEST_SIZE))
    return dp_fail(err, DP_ERR_DAMAGED, "a recording's row is not of the form that is expected");
  const open_recording *open = open_of(&s->manifest, i->name.id);
  if (open) out->pieces = open->pieces, *last = open->last;
  return DP_OK;
}

dp_status dp_store_recording_begin(dp_store *s, dp_id consultation, dp_str meta, dp_id *recording, dp_error *err) {
  change c;
  bool given = false;
  dp_json *json = NULL;
  item i = {.name = {DP_KEPT_RECORDING, no_id, 1}, .consultation = consultation};
  dp_status status = st_change_begin(&c, s, err);
  if (!status) status = dp_json_parse(meta, &c.arena, &json, err);
  if (!status && json->kind != DP_JSON_OBJECT)
    status = dp_fail(err, DP_ERR_INPUT, "what is said of a recording must be a JSON object");
  const item *k = status ? NULL : st_find_item(s, consultation);
  if (!status && (!k || k->name.kind != DP_KEPT_CONSULTATION))
    status = dp_fail(err, DP_ERR_NOT_FOUND, "there is no such consultation to record");
  if (!status) status = consented(s, consultation, &given, err);
  if (!status && !given)
    status = dp_fail(err, DP_ERR_INPUT,
                     "nothing is recorded before the consent is: put a consent of this consultation "
                     "with \"given\": true first");
  if (!status) {
    open_recording r = {.pieces = 0};
    st_seal_random(i.name.id.at, DP_ID_SIZE);
    r.id = i.name.id;
    i.patient = k->patient;
    i.created = i.changed = st_now(s);
    dp_str body = recording_body(&c.arena, meta, NULL, 0, 0);
    status = c.arena.failed ? st_memory(err) : st_change_put(&c, &i, body, err);
    if (!status && !DP_PUSH(&c.arena, &c.manifest.open, r)) status = st_memory(err);
  }
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  if (!status) *recording = i.name.id;
  return status;
}

dp_status dp_store_recording_append(dp_store *s, dp_id recording, const void *bytes, size_t size, uint64_t *index,
                                    dp_error *err) {
  change c;
  item *i = NULL;
  bool given = false;
  uint64_t number = 0;
  if (!size || size > DP_PIECE_MOST)
    return dp_fail(err, size ? DP_ERR_TOO_LARGE : DP_ERR_INPUT, "a piece of sound has from 1 to %d bytes",
                   (int)DP_PIECE_MOST);
  dp_status status = st_change_begin(&c, s, err);
  if (!status) status = recording_of(s, recording, &i, err);
  open_recording *r = status ? NULL : open_of(&c.manifest, recording);
  if (!status && !r) status = dp_fail(err, DP_ERR_CONFLICT, "this recording was ended or erased: begin another");
  if (!status) status = consented(s, i->consultation, &given, err);
  if (!status && !given) status = dp_fail(err, DP_ERR_INPUT, "the consent was withdrawn: nothing more is recorded");
  if (!status) {
    uint8_t *plain = dp_arena_alloc(&c.arena, DIGEST_SIZE + size);
    uint8_t *sealed = dp_arena_alloc(&c.arena, DIGEST_SIZE + size + SEAL_OVER);
    number = r->pieces;
    name n = {KIND_PIECE, recording, number};
    if (plain && sealed) {
      dp_str piece = {(char *)sealed, DIGEST_SIZE + size + SEAL_OVER};
      memcpy(plain, r->last.at, DIGEST_SIZE);
      memcpy(plain + DIGEST_SIZE, bytes, size);
      st_seal_row(&s->header, s->key, n, plain, DIGEST_SIZE + size, sealed);
      r->last = st_digest_row(&s->header, n, sealed, piece.size);
      r->pieces++;
      status = st_insert_piece(&s->file, recording, number, piece, err);
    } else {
      status = st_memory(err);
    }
  }
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  if (!status && index) *index = number;
  return status;
}

dp_status dp_store_recording_end(dp_store *s, dp_id recording, dp_error *err) {
  change c;
  item *i = NULL;
  dp_recording is;
  digest last;
  dp_status status = st_change_begin(&c, s, err);
  if (!status) status = recording_of(s, recording, &i, err);
  open_recording *r = status ? NULL : open_of(&c.manifest, recording);
  if (!status && !r) status = dp_fail(err, DP_ERR_CONFLICT, "this recording was ended already");
  if (!status) status = read_recording(s, i, &c.arena, &is, &last, err);
  if (!status) {
    item next = *i;
    next.name.version++;
    next.changed = st_now(s);
    dp_str body = recording_body(&c.arena, is.meta, r, 0, 0);
    status = c.arena.failed ? st_memory(err) : st_change_put(&c, &next, body, err);
    *r = c.manifest.open.at[--c.manifest.open.count];
  }
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  return status;
}

dp_status dp_store_recording_erase(dp_store *s, dp_id recording, uint64_t *pieces, dp_error *err) {
  change c;
  item *i = NULL;
  dp_recording is = {0};
  digest last;
  dp_status status = st_change_begin(&c, s, err);
  if (!status) status = recording_of(s, recording, &i, err);
  if (!status) status = read_recording(s, i, &c.arena, &is, &last, err);
  if (!status && is.erased) status = dp_fail(err, DP_ERR_CONFLICT, "the sound of this recording was erased already");
  if (!status) {
    item next = *i;
    open_recording none = {.pieces = 0};
    next.name.version++;
    next.changed = st_now(s);
    dp_str body = recording_body(&c.arena, is.meta, &none, next.changed, is.pieces);
    status = c.arena.failed ? st_memory(err) : st_change_put(&c, &next, body, err);
    if (!status) status = st_delete_pieces(&s->file, recording, err);
    if (!status) status = st_change_entry(&c, DP_ACT_ERASE, (name){DP_KEPT_RECORDING, recording, next.name.version}, NULL, err);
    open_recording *r = open_of(&c.manifest, recording);
    if (r) *r = c.manifest.open.at[--c.manifest.open.count];
  }
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  if (status) return status;
  *pieces = is.pieces;
  return st_scrub(s, "the recording", err);
}

dp_status dp_store_recording(dp_store *s, dp_id recording, dp_arena *arena, dp_recording *out, dp_error *err) {
  item *i = NULL;
  digest last;
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  status = recording_of(s, recording, &i, err);
  if (!status) status = read_recording(s, i, arena, out, &last, err);
  st_leave(s);
  return status;
}

/* Opens piece `index`: *before becomes what it says of the piece before, *self its own digest. */
static dp_status open_piece(dp_store *s, dp_id recording, uint64_t index, dp_arena *arena, dp_str *out, digest *before,
                            digest *self, dp_error *err) {
  dp_str sealed = {"", 0};
  bool there = false;
  char hex[DP_ID_DIGITS + 1];
  name n = {KIND_PIECE, recording, index};
  dp_id_hex(recording, hex);
  dp_status status = st_read_piece(&s->file, recording, index, arena, &sealed, &there, err);
  if (status) return status;
  if (!there) return dp_fail(err, DP_ERR_DAMAGED, "recording %.*s: piece %zu is missing", 8, hex, (size_t)index);
  uint8_t *plain = sealed.size > DIGEST_SIZE + SEAL_OVER ? dp_arena_alloc(arena, sealed.size) : NULL;
  if (arena->failed) return st_memory(err);
  if (!plain || !st_open_row(&s->header, s->key, n, sealed.at, sealed.size, plain))
    return dp_fail(err, DP_ERR_DAMAGED, "recording %.*s: piece %zu is not what was recorded: it is refused", 8, hex,
                   (size_t)index);
  memcpy(before->at, plain, DIGEST_SIZE);
  *self = st_digest_row(&s->header, n, sealed.at, sealed.size);
  *out = (dp_str){(char *)plain + DIGEST_SIZE, sealed.size - SEAL_OVER - DIGEST_SIZE};
  return DP_OK;
}

dp_status dp_store_recording_piece(dp_store *s, dp_id recording, uint64_t index, dp_arena *arena, dp_str *out,
                                   dp_error *err) {
  item *i = NULL;
  dp_recording is;
  digest last, before, self, after = {{0}};
  dp_str next;
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  status = recording_of(s, recording, &i, err);
  if (!status) status = read_recording(s, i, arena, &is, &last, err);
  if (!status && is.erased) status = dp_fail(err, DP_ERR_NOT_FOUND, "the sound of this recording was erased");
  if (!status && index >= is.pieces)
    status = dp_fail(err, DP_ERR_NOT_FOUND, "the recording has %zu pieces", (size_t)is.pieces);
  if (!status) status = open_piece(s, recording, index, arena, out, &before, &self, err);
  if (!status) { /* the piece after it, or the end, must know it: one put back from elsewhere is not known */
    bool known = index + 1 == is.pieces;
    if (known) after = last;
    else known = !open_piece(s, recording, index + 1, arena, &next, &after, &(digest){{0}}, NULL);
    if (known && !st_digest_eq(&after, &self))
      status = dp_fail(err, DP_ERR_DAMAGED,
                       "piece %zu of the recording is not the one that was recorded: it is refused", (size_t)index);
  }
  st_leave(s);
  return status;
}

/* The pieces of one recording in order. A damaged one is named, and the walk goes on behind it. */
static dp_status check_recording(dp_store *s, const item *i, uint64_t *good, uint64_t *there, dp_error *err) {
  dp_arena a;
  dp_allocator wiping = dp_wiping_allocator();
  dp_recording is;
  digest last, before, self, chain = {{0}};
  dp_str bytes;
  bool known = true; /* whether `chain` is the digest of the piece before */
  char hex[DP_ID_DIGITS + 1];
  dp_id_hex(i->name.id, hex);
  dp_arena_init(&a, &wiping);
  dp_status status = read_recording(s, i, &a, &is, &last, err);
  for (uint64_t p = 0; !status && p < is.pieces; p++) {
    dp_error why = {DP_OK, ""};
    dp_arena_reset(&a);
    status = open_piece(s, i->name.id, p, &a, &bytes, &before, &self, &why);
    if (status == DP_ERR_DAMAGED) {
      FAULT(s, "%s", why.message);
      known = false;
      status = DP_OK;
      continue;
    }
    if (status) {
      dp_fail(err, status, "%s", why.message);
      break;
    }
    if (known && !st_digest_eq(&before, &chain))
      FAULT(s, "recording %.*s: piece %zu is not the one that was recorded", 8, hex, (size_t)(p ? p - 1 : 0));
    chain = self;
    known = true;
    ++*good;
  }
  if (!status && is.pieces && known && !st_digest_eq(&chain, &last))
    FAULT(s, "recording %.*s: piece %zu is not the one that was recorded", 8, hex, (size_t)(is.pieces - 1));
  if (!status) status = st_count_pieces(&s->file, i->name.id, there, err);
  if (!status && *there > is.pieces)
    FAULT(s, "recording %.*s: %zu pieces too many", 8, hex, (size_t)(*there - is.pieces));
  dp_arena_free(&a);
  return status;
}

dp_status st_check_pieces(dp_store *s, uint64_t *count, dp_error *err) {
  uint64_t ours = 0, all = 0;
  bool whole = true;
  *count = 0;
  for (size_t n = 0; n < s->items.count; n++) {
    const item *i = &s->items.at[n];
    uint64_t here = 0;
    if (!i->newest || i->gone || i->name.kind != DP_KEPT_RECORDING) continue;
    dp_status status = i->fault ? DP_ERR_DAMAGED : check_recording(s, i, count, &here, &s->said);
    if (status == DP_ERR_DAMAGED && !i->fault) st_add_fault(s);
    else if (status && !i->fault) return dp_fail(err, status, "%s", s->said.message);
    whole = whole && !status;
    ours += here;
  }
  dp_status status = st_count_all_pieces(&s->file, &all, &s->said);
  if (status == DP_ERR_DAMAGED) st_add_fault(s);
  else if (status) return dp_fail(err, status, "%s", s->said.message);
  else if (whole && all > ours) FAULT(s, "%zu pieces of sound belong to no recording", (size_t)(all - ours));
  return s->arena.failed ? st_memory(err) : DP_OK;
}

/* records.c: the methods record_…: a table, as in src/api/methods.c, and a small function each over store.h.
 *
 * Every response that holds what patients said is made in memory that is wiped; only the finished response is copied
 * out, and the server wipes that after it was sent.
 */
#define _POSIX_C_SOURCE 200809L
#include "records.h"
#include "../api/api.h"
#include <sodium.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct dp_records {
  char *path;
  dp_store_options options;
  dp_pass_cost cost;
  dp_store *store;
};

typedef struct call {
  dp_records *r;
  dp_store *s; /* opened and unlocked where the method needs it */
  const dp_json *request;
  dp_arena *arena;
  dp_jw *w; /* stands inside the response object */
} call;

typedef struct method {
  const char *name;
  dp_status (*run)(call *c, dp_error *err);
  bool opened; /* needs records that are unlocked */
  const dp_param *params;
} method;

/* ---- what a request holds, and what a response is made of
 * -------------------------------------------------------------- */

static dp_str str_of(const call *c, const char *key) {
  dp_str s = {"", 0};
  dp_json_get_str(c->request, key, &s);
  return s;
}

static int64_t int_of(const call *c, const char *key, int64_t otherwise) {
  int64_t n = otherwise;
  return dp_json_get_int(c->request, key, &n) ? n : otherwise;
}

/* An id of the request; none where it is not given. */
static dp_status id_of(const call *c, const char *key, dp_id *id, dp_error *err) {
  dp_str s = str_of(c, key);
  memset(id->at, 0, DP_ID_SIZE);
  return !s.size || dp_id_parse(s, id)
             ? DP_OK
             : dp_fail(err, DP_ERR_INPUT, "\"%s\" must be an id of 32 hexadecimal digits", key);
}

/* A value as JSON text again: the request's own words, set out anew. */
static void write_value(dp_jw *w, const dp_json *v) {
  switch (v->kind) {
  case DP_JSON_NULL: dp_jw_null(w); break;
  case DP_JSON_BOOL: dp_jw_bool(w, v->boolean); break;
  case DP_JSON_NUMBER: dp_jw_raw(w, v->text); break;
  case DP_JSON_STRING: dp_jw_str(w, v->text); break;
  case DP_JSON_ARRAY:
    dp_jw_array(w);
    for (const dp_json *i = v->first; i; i = i->next) write_value(w, i);
    dp_jw_end_array(w);
    break;
  case DP_JSON_OBJECT:
    dp_jw_object(w);
    for (const dp_json *m = v->first; m; m = m->next) {
      dp_jw_key(w, dp_arena_copy(w->out->arena, m->key));
      write_value(w, m);
    }
    dp_jw_end_object(w);
    break;
  }
}

static dp_status text_of(const call *c, const char *key, dp_str *out, dp_error *err) {
  dp_buf b;
  dp_jw w;
  const dp_json *v = dp_json_get(c->request, key);
  dp_buf_init(&b, c->arena);
  dp_jw_init(&w, &b);
  if (v) write_value(&w, v);
  else dp_buf_text(&b, "{}");
  *out = dp_buf_view(&b);
  return b.failed || c->arena->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

static void write_id(const call *c, const char *key, dp_id id) {
  char hex[DP_ID_DIGITS + 1];
  if (dp_id_none(id)) return;
  dp_id_hex(id, hex);
  dp_jw_ktext(c->w, key, hex);
}

static void write_row(const call *c, const dp_row *r) {
  dp_jw_ktext(c->w, "kind", dp_kept_word(r->kind));
  write_id(c, "record", r->id);
  if (r->kind != DP_KEPT_PATIENT) write_id(c, "patient", r->patient);
  write_id(c, "consultation", r->consultation);
  dp_jw_kint(c->w, "version", (int64_t)r->version);
  dp_jw_kint(c->w, "created", (int64_t)r->created);
  dp_jw_kint(c->w, "changed", (int64_t)r->changed);
  dp_jw_kstr(c->w, "title", r->title);
  if (r->fault) dp_jw_ktext(c->w, "fault", r->fault);
}

static void write_faults(const call *c) {
  dp_faults f = dp_store_faults(c->r->store);
  dp_jw_key(c->w, "faults");
  dp_jw_array(c->w);
  for (size_t i = 0; i < f.count; i++) dp_jw_text(c->w, f.at[i]);
  dp_jw_end_array(c->w);
}

static dp_kept_kind kind_of(const call *c) {
  dp_kept_kind kind = (dp_kept_kind)0;
  dp_kept_of(str_of(c, "kind"), &kind);
  return kind;
}

static void write_base64(const call *c, const char *key, const void *bytes, size_t size) {
  size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
  char *text = dp_arena_alloc(c->arena, room);
  if (text) dp_jw_ktext(c->w, key, sodium_bin2base64(text, room, bytes, size, sodium_base64_VARIANT_ORIGINAL));
}

/* ---- the file as a whole
 * ------------------------------------------------------------------------------------------------ */

static dp_status open_records(call *c, dp_error *err) {
  return c->r->store ? DP_OK : dp_store_open(c->r->path, &c->r->options, &c->r->store, err);
}

/* Never fails for records that are not there: that is what it says. */
static dp_status m_status(call *c, dp_error *err) {
  dp_error why = {DP_OK, ""};
  dp_status status = open_records(c, &why);
  (void)err;
  bool open = !status && dp_store_is_unlocked(c->r->store);
  dp_jw_kbool(c->w, "there", status != DP_ERR_NOT_FOUND);
  dp_jw_kbool(c->w, "unlocked", open);
  if (status && status != DP_ERR_NOT_FOUND) dp_jw_ktext(c->w, "fault", why.message);
  if (!status) dp_jw_kbool(c->w, "read_only", dp_store_is_read_only(c->r->store));
  if (!status) dp_jw_kbool(c->w, "weak", dp_store_is_weak(c->r->store));
  if (open) write_faults(c);
  dp_jw_kint(c->w, "locks_after_ms", (int64_t)c->r->options.idle_ms);
  return DP_OK;
}

void dp_records_folders(const char *path) {
  char part[4096];
  size_t size = strlen(path);
  if (size >= sizeof part) return;
  for (size_t i = 1; i < size; i++)
    if (path[i] == '/') {
      memcpy(part, path, i);
      part[i] = 0;
      mkdir(part, 0700);
    }
}

static dp_status m_create(call *c, dp_error *err) {
  dp_store *made = NULL;
  dp_records_folders(c->r->path);
  dp_status status = dp_store_create(c->r->path, str_of(c, "passphrase"), c->r->cost, &c->r->options, &made, err);
  if (!status) dp_records_take(c->r, made);
  if (!status) dp_jw_kbool(c->w, "unlocked", true);
  return status;
}

static dp_status m_unlock(call *c, dp_error *err) {
  dp_status status = open_records(c, err);
  if (!status) status = dp_store_unlock(c->r->store, str_of(c, "passphrase"), err);
  if (status) return status;
  dp_jw_kbool(c->w, "unlocked", true);
  write_faults(c);
  return DP_OK;
}

static dp_status m_lock(call *c, dp_error *err) {
  (void)err;
  dp_store_lock(c->r->store);
  dp_jw_kbool(c->w, "unlocked", false);
  return DP_OK;
}

static dp_status m_passphrase(call *c, dp_error *err) {
  dp_status status = dp_store_passphrase(c->s, str_of(c, "old"), str_of(c, "new"), c->r->cost, err);
  if (!status) dp_jw_kbool(c->w, "changed", true);
  return status;
}

static dp_status m_verify(call *c, dp_error *err) {
  dp_census n;
  dp_head head;
  dp_status status = dp_store_verify(c->s, &n, err);
  if (!status) status = dp_store_head(c->s, &head, err);
  if (status) return status;
  write_faults(c);
  dp_jw_kint(c->w, "rows", (int64_t)n.rows);
  dp_jw_kint(c->w, "pieces", (int64_t)n.pieces);
  dp_jw_kint(c->w, "bytes", (int64_t)n.bytes);
  dp_jw_kint(c->w, "entries", (int64_t)head.entries);
  dp_jw_ktext(c->w, "head", head.digest);
  return DP_OK;
}

static dp_status m_backup(call *c, dp_error *err) {
  const char *folder = getenv("TMPDIR");
  char path[4100];
  uint8_t *bytes = NULL;
  unsigned char random[8];
  char name[17];
  off_t size = -1;
  randombytes_buf(random, sizeof random);
  sodium_bin2hex(name, sizeof name, random, sizeof random);
  snprintf(path, sizeof path, "%.3900s/diagpad-%s", folder && *folder ? folder : "/tmp", name);
  dp_status status = dp_store_backup(c->s, path, err);
  if (status) return status;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  unlink(path);
  if (fd >= 0) size = lseek(fd, 0, SEEK_END);
  if (size > (off_t)256 << 20)
    status =
        dp_fail(err, DP_ERR_TOO_LARGE, "the back-up is larger than a page can take: use `diagpad record backup FILE`");
  else if (size >= 0) bytes = dp_arena_alloc(c->arena, (size_t)size);
  for (off_t at = 0; bytes && at < size;) {
    ssize_t n = pread(fd, bytes + at, (size_t)(size - at), at);
    if (n <= 0) bytes = NULL;
    else at += n;
  }
  if (fd >= 0) close(fd);
  if (!status && !bytes) status = dp_fail(err, DP_ERR_IO, "the back-up could not be read back");
  if (!status) write_base64(c, "backup", bytes, (size_t)size);
  return status;
}

/* ---- rows
 * -------------------------------------------------------------------------------------------------------------- */

static dp_status m_put(call *c, dp_error *err) {
  dp_id id, patient, consultation;
  dp_str body;
  uint64_t version = 0;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = id_of(c, "patient", &patient, err);
  if (!status) status = id_of(c, "consultation", &consultation, err);
  if (!status) status = text_of(c, "body", &body, err);
  if (!status)
    status = dp_store_put(c->s, kind_of(c), &id, (uint64_t)int_of(c, "version", 0), patient, consultation, body,
                          &version, err);
  if (status) return status;
  write_id(c, "record", id);
  dp_jw_kint(c->w, "version", (int64_t)version);
  return DP_OK;
}

static void write_erased(call *c, const char *key, const dp_recording *r) {
  if (!r->erased) return;
  dp_jw_key(c->w, key);
  dp_jw_object(c->w);
  dp_jw_kint(c->w, "at", (int64_t)r->erased);
  dp_jw_kint(c->w, "pieces", (int64_t)r->had);
  dp_jw_end_object(c->w);
}

/* A transcript of a recording ("recording" in its body) whose sound was erased says so. */
static void write_sound_of(call *c, dp_str body) {
  dp_json *json = NULL;
  dp_str hex;
  dp_id id;
  dp_recording r = {0};
  if (dp_json_parse(body, c->arena, &json, NULL) || !dp_json_get_str(json, "recording", &hex) || !dp_id_parse(hex, &id)) return;
  if (!dp_store_recording(c->s, id, c->arena, &r, NULL)) write_erased(c, "sound_erased", &r);
}

static dp_status m_get(call *c, dp_error *err) {
  dp_id id;
  dp_row row;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = dp_store_get(c->s, id, (uint64_t)int_of(c, "version", 0), c->arena, &row, err);
  if (!status) status = dp_store_note_view(c->s, row.kind, id, err);
  if (status) return status;
  write_row(c, &row);
  dp_jw_kint(c->w, "versions", (int64_t)row.versions);
  if (row.kind == DP_KEPT_TRANSCRIPT) write_sound_of(c, row.body);
  dp_jw_key(c->w, "body");
  dp_jw_raw(c->w, row.body);
  return DP_OK;
}

static dp_status m_list(call *c, dp_error *err) {
  dp_id patient, consultation;
  dp_row_list rows;
  dp_status status = id_of(c, "patient", &patient, err);
  if (!status) status = id_of(c, "consultation", &consultation, err);
  if (!status) status = dp_store_list(c->s, kind_of(c), patient, consultation, c->arena, &rows, err);
  if (status) return status;
  dp_jw_key(c->w, "rows");
  dp_jw_array(c->w);
  for (size_t i = 0; i < rows.count; i++) {
    dp_jw_object(c->w);
    write_row(c, &rows.at[i]);
    dp_jw_end_object(c->w);
  }
  dp_jw_end_array(c->w);
  return DP_OK;
}

static dp_status m_find(call *c, dp_error *err) {
  dp_row row;
  dp_status status = dp_store_find(c->s, kind_of(c), str_of(c, "name"), &row, err);
  if (!status) write_row(c, &row);
  return status;
}

static dp_status m_search(call *c, dp_error *err) {
  dp_hits hits;
  dp_status status = dp_store_search(c->s, str_of(c, "words"), (size_t)int_of(c, "limit", 50), c->arena, &hits, err);
  if (status) return status;
  dp_jw_key(c->w, "hits");
  dp_jw_array(c->w);
  for (size_t i = 0; i < hits.count; i++) {
    dp_jw_object(c->w);
    write_row(c, &hits.at[i].row);
    dp_jw_kstr(c->w, "snippet", hits.at[i].snippet);
    dp_jw_end_object(c->w);
  }
  dp_jw_end_array(c->w);
  dp_jw_kint(c->w, "unread", (int64_t)hits.unread);
  return DP_OK;
}

static dp_status m_export(call *c, dp_error *err) {
  dp_id patient;
  dp_buf out;
  bool audio = false;
  dp_buf_init(&out, c->arena);
  dp_json_get_bool(c->request, "audio", &audio);
  dp_status status = id_of(c, "patient", &patient, err);
  if (!status) status = dp_store_export(c->s, patient, audio, &out, err);
  if (status) return status;
  dp_jw_key(c->w, "export");
  dp_jw_raw(c->w, dp_buf_view(&out));
  return DP_OK;
}

static dp_status m_erase(call *c, dp_error *err) {
  dp_id patient;
  size_t rows = 0;
  dp_status status = id_of(c, "patient", &patient, err);
  if (!status) status = dp_store_erase(c->s, patient, &rows, err);
  if (!status) dp_jw_kint(c->w, "rows", (int64_t)rows);
  return status;
}

static dp_status m_trail(call *c, dp_error *err) {
  dp_entries trail;
  dp_status status =
      dp_store_trail(c->s, (uint64_t)int_of(c, "from", 1), (size_t)int_of(c, "limit", 1000), c->arena, &trail, err);
  if (status) return status;
  dp_jw_key(c->w, "entries");
  dp_jw_array(c->w);
  for (size_t i = 0; i < trail.count; i++) {
    const dp_entry *e = &trail.at[i];
    dp_jw_object(c->w);
    dp_jw_kint(c->w, "number", (int64_t)e->number);
    if (e->readable) {
      dp_jw_kint(c->w, "at", (int64_t)e->at);
      dp_jw_ktext(c->w, "act", dp_act_word(e->act));
      if (e->kind) dp_jw_ktext(c->w, "kind", dp_kept_word(e->kind));
      write_id(c, "record", e->id);
      if (e->version) dp_jw_kint(c->w, "version", (int64_t)e->version);
    } else {
      dp_jw_ktext(c->w, "fault", "it is not what was written");
    }
    dp_jw_end_object(c->w);
  }
  dp_jw_end_array(c->w);
  return DP_OK;
}

/* ---- recordings
 * ---------------------------------------------------------------------------------------------------------- */

static dp_status m_recording_begin(call *c, dp_error *err) {
  dp_id consultation, recording;
  dp_str meta;
  dp_status status = id_of(c, "consultation", &consultation, err);
  if (!status) status = text_of(c, "meta", &meta, err);
  if (!status) status = dp_store_recording_begin(c->s, consultation, meta, &recording, err);
  if (!status) write_id(c, "record", recording);
  return status;
}

static dp_status m_recording_append(call *c, dp_error *err) {
  dp_id id;
  dp_str text = str_of(c, "bytes");
  uint64_t index = 0;
  size_t size = 0;
  uint8_t *bytes = dp_arena_alloc(c->arena, text.size / 4 * 3 + 3);
  dp_status status = id_of(c, "record", &id, err);
  if (!bytes) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (!status && sodium_base642bin(bytes, text.size / 4 * 3 + 3, text.at, text.size, NULL, &size, NULL,
                                   sodium_base64_VARIANT_ORIGINAL))
    status = dp_fail(err, DP_ERR_INPUT, "\"bytes\" must be base64");
  if (!status) status = dp_store_recording_append(c->s, id, bytes, size, &index, err);
  if (!status) dp_jw_kint(c->w, "index", (int64_t)index);
  return status;
}

static dp_status m_recording_end(call *c, dp_error *err) {
  dp_id id;
  dp_recording r;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = dp_store_recording_end(c->s, id, err);
  if (!status) status = dp_store_recording(c->s, id, c->arena, &r, err);
  if (!status) dp_jw_kint(c->w, "pieces", (int64_t)r.pieces);
  return status;
}

static dp_status m_recording(call *c, dp_error *err) {
  dp_id id;
  dp_recording r;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = dp_store_recording(c->s, id, c->arena, &r, err);
  if (status) return status;
  dp_jw_kint(c->w, "pieces", (int64_t)r.pieces);
  dp_jw_kbool(c->w, "ended", r.ended);
  write_erased(c, "erased", &r);
  dp_jw_key(c->w, "meta");
  dp_jw_raw(c->w, r.meta);
  return DP_OK;
}

static dp_status m_recording_erase(call *c, dp_error *err) {
  dp_id id;
  uint64_t pieces = 0;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = dp_store_recording_erase(c->s, id, &pieces, err);
  if (!status) dp_jw_kint(c->w, "pieces", (int64_t)pieces);
  return status;
}

static dp_status m_recording_piece(call *c, dp_error *err) {
  dp_id id;
  dp_str bytes;
  dp_status status = id_of(c, "record", &id, err);
  if (!status) status = dp_store_recording_piece(c->s, id, (uint64_t)int_of(c, "index", 0), c->arena, &bytes, err);
  if (!status) write_base64(c, "bytes", bytes.at, bytes.size);
  return status;
}

/* ---- the table
 * --------------------------------------------------------------------------------------------------------- */

#define END                                                                                                            \
  { NULL, 0, false, NULL, NULL, NULL, 0, 0 }
#define P(name, kinds, required, help)                                                                                 \
  { name, kinds, required, help, NULL, NULL, 0, 0 }
#define KIND(required)                                                                                                 \
  {                                                                                                                    \
    "kind", DP_P_STRING, required, "what it is", NULL,                                                                 \
        "patient|consultation|transcript|note|consent|recording|template", 0, 0                                        \
  }
#define MOST INT64_C(9000000000000000)

static const dp_param none[] = {END};
static const dp_param passphrase[] = {P("passphrase", DP_P_STRING, true, "from 8 to 1024 bytes"), END};
static const dp_param two_phrases[] = {P("old", DP_P_STRING, true, "the passphrase until now"),
                                       P("new", DP_P_STRING, true, "the next one"), END};
static const dp_param put[] = {
    KIND(true),
    P("record", DP_P_STRING, false, "whose next version this is; without it a new one is made"),
    {"version", DP_P_NUMBER, false, "the version that it replaces", NULL, NULL, 0, MOST},
    P("patient", DP_P_STRING, false, "whose it is"),
    P("consultation", DP_P_STRING, false, "where it belongs"),
    P("body", DP_P_OBJECT, true, "what is kept, as it is"),
    END};
static const dp_param get[] = {P("record", DP_P_STRING, true, "its id"),
                               {"version", DP_P_NUMBER, false, "default the newest", NULL, NULL, 0, MOST},
                               END};
static const dp_param list[] = {KIND(false), P("patient", DP_P_STRING, false, "only of this patient"),
                                P("consultation", DP_P_STRING, false, "only of this consultation"), END};
static const dp_param find[] = {KIND(false),
                                P("name", DP_P_STRING, true, "a patient's name, or the first digits of an id"), END};
static const dp_param search[] = {P("words", DP_P_STRING, true, "all of them must occur"),
                                  {"limit", DP_P_NUMBER, false, "how many at most, default 50", NULL, NULL, 1, 1000},
                                  END};
static const dp_param export[] = {P("patient", DP_P_STRING, true, "whose"),
                                  P("audio", DP_P_BOOL, false, "with the sound, as base64"), END};
static const dp_param erase[] = {P("patient", DP_P_STRING, true, "whose"), END};
static const dp_param trail[] = {{"from", DP_P_NUMBER, false, "the first entry wanted, default 1", NULL, NULL, 1, MOST},
                                 {"limit", DP_P_NUMBER, false, "how many at most, default 1000", NULL, NULL, 1, 100000},
                                 END};
static const dp_param begin_params[] = {P("consultation", DP_P_STRING, true, "which is recorded; its consent is there"),
                                        P("meta", DP_P_OBJECT, false, "format, rate, channels: as you like"), END};
static const dp_param append_params[] = {P("record", DP_P_STRING, true, "the recording"),
                                         P("bytes", DP_P_STRING, true, "about a second of sound, base64"), END};
static const dp_param recording[] = {P("record", DP_P_STRING, true, "the recording"), END};
static const dp_param piece[] = {P("record", DP_P_STRING, true, "the recording"),
                                 {"index", DP_P_NUMBER, true, "which piece, from 0", NULL, NULL, 0, MOST},
                                 END};

static const method methods[] = {
    {"record_status", m_status, false, none},
    {"record_create", m_create, false, passphrase},
    {"record_unlock", m_unlock, false, passphrase},
    {"record_lock", m_lock, false, none},
    {"record_passphrase", m_passphrase, true, two_phrases},
    {"record_put", m_put, true, put},
    {"record_get", m_get, true, get},
    {"record_list", m_list, true, list},
    {"record_find", m_find, true, find},
    {"record_search", m_search, true, search},
    {"record_export", m_export, true, export},
    {"record_erase", m_erase, true, erase},
    {"record_trail", m_trail, true, trail},
    {"record_verify", m_verify, true, none},
    {"record_backup", m_backup, true, none},
    {"record_recording_begin", m_recording_begin, true, begin_params},
    {"record_recording_append", m_recording_append, true, append_params},
    {"record_recording_end", m_recording_end, true, recording},
    {"record_recording", m_recording, true, recording},
    {"record_recording_erase", m_recording_erase, true, recording},
    {"record_recording_piece", m_recording_piece, true, piece},
};

static const method *method_of(dp_str name, dp_error *err) {
  const char *nearest = NULL;
  unsigned best = 5;
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
    dp_str known = dp_str_of(methods[i].name);
    unsigned distance = dp_str_distance(name, known, 4);
    if (dp_str_eq(name, known)) return &methods[i];
    if (distance < best) best = distance, nearest = methods[i].name;
  }
  int size = name.size > 60 ? 60 : (int)name.size;
  if (nearest) dp_fail(err, DP_ERR_NOT_FOUND, "there is no method \"%.*s\": is \"%s\" meant?", size, name.at, nearest);
  else
    dp_fail(err, DP_ERR_NOT_FOUND, "there is no method \"%.*s\": api/records.md lists those of records", size, name.at);
  return NULL;
}

/* ---- a call
 * ------------------------------------------------------------------------------------------------------------ */

static void write_envelope(dp_jw *w, const dp_json *request) {
  const dp_json *id = dp_json_get(request, "id");
  if (!id || id->kind == DP_JSON_ARRAY || id->kind == DP_JSON_OBJECT) return;
  dp_jw_key(w, "id");
  write_value(w, id);
}

static dp_status answer(call *c, dp_str name, dp_error *err) {
  const method *m = method_of(name, err);
  if (!m) return DP_ERR_NOT_FOUND;
  dp_status status = dp_request_check(c->request, m->params, c->arena, err);
  if (!status && m->opened) {
    status = open_records(c, err);
    if (!status && !dp_store_is_unlocked(c->r->store))
      status = dp_fail(err, DP_ERR_LOCKED, "the records are locked: give the passphrase");
  }
  if (status) return status;
  c->s = c->r->store;
  dp_jw_object(c->w);
  write_envelope(c->w, c->request);
  status = m->run(c, err);
  dp_jw_end_object(c->w);
  if (!status && (c->w->out->failed || c->arena->failed))
    status = dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return status;
}

dp_status dp_records_call(dp_records *r, const char *request, size_t size, bool *ours, char **response,
                          size_t *response_size, dp_error *err) {
  dp_arena arena;
  dp_allocator wiping = dp_wiping_allocator(), plain = dp_default_allocator();
  dp_json *parsed = NULL;
  dp_error error = {DP_OK, ""};
  dp_str name;
  dp_buf out;
  dp_jw w;
  dp_arena_init(&arena, &wiping);
  *ours = !dp_json_parse((dp_str){request, size}, &arena, &parsed, NULL) && dp_json_get_str(parsed, "method", &name) &&
          dp_str_starts(name, DP_STR("record_"));
  if (!*ours) {
    dp_arena_free(&arena);
    return DP_OK;
  }
  dp_buf_init(&out, &arena);
  dp_jw_init(&w, &out);
  call c = {r, NULL, parsed, &arena, &w};
  dp_status status = answer(&c, name, &error);
  if (status) {
    if (arena.failed) {
      parsed = NULL;
      dp_arena_free(&arena);
    }
    dp_buf_init(&out, &arena);
    dp_jw_init(&w, &out);
    dp_jw_object(&w);
    if (parsed) write_envelope(&w, parsed);
    dp_jw_key(&w, "error");
    dp_jw_object(&w);
    dp_jw_ktext(&w, "status", dp_status_name(status));
    dp_jw_ktext(&w, "message", error.message);
    dp_jw_end_object(&w);
    dp_jw_end_object(&w);
  }
  char *copy = out.failed ? NULL : plain.resize(plain.ctx, NULL, 0, out.size + 1);
  if (copy) {
    memcpy(copy, out.at, out.size);
    copy[out.size] = 0;
  } else if (!status) {
    status = dp_fail(&error, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  *response = copy;
  *response_size = copy ? out.size : 0;
  if (status && err) *err = error;
  dp_arena_free(&arena);
  return status;
}

/* ---- life
 * --------------------------------------------------------------------------------------------------------------- */

dp_status dp_records_new(const char *path, const dp_store_options *options, dp_pass_cost cost, dp_records **out,
                         dp_error *err) {
  dp_records *r = calloc(1, sizeof *r);
  size_t size = strlen(path) + 1;
  if (r) r->path = malloc(size);
  if (!r || !r->path) {
    free(r);
    return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  memcpy(r->path, path, size);
  if (options) r->options = *options;
  r->cost = cost;
  *out = r;
  return DP_OK;
}

void dp_records_take(dp_records *r, dp_store *s) {
  dp_store_close(r->store);
  r->store = s;
}

dp_store *dp_records_store(dp_records *r) { return r->store; }

void dp_records_tick(dp_records *r) {
  if (r->store) dp_store_tick(r->store);
}

void dp_records_free(dp_records *r) {
  if (!r) return;
  dp_store_close(r->store);
  free(r->path);
  free(r);
}

/* store.c: opening, unlocking, and the rows: what callers of store.h want, over chain.c. */
#include "inner.h"
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

/* ---- names ---------------------------------------------------------------------------------------------------------
 */

const char *dp_kept_word(unsigned kind) {
  switch (kind) {
#define DP_X(name, number, word, keeps)                                                                                \
  case number: return word;
    DP_KEPT_LIST(DP_X)
#undef DP_X
  default: return "row";
  }
}

bool dp_kept_of(dp_str word, dp_kept_kind *kind) {
#define DP_X(name, number, text, keeps)                                                                                \
  if (dp_str_eq(word, DP_STR(text))) return *kind = DP_KEPT_##name, true;
  DP_KEPT_LIST(DP_X)
#undef DP_X
  return false;
}

const char *dp_act_word(unsigned act) {
  switch (act) {
#define DP_X(name, number, word)                                                                                       \
  case number: return word;
    DP_ACT_LIST(DP_X)
#undef DP_X
  default: return "?";
  }
}

static const dp_id no_id = {{0}};
bool dp_id_eq(dp_id a, dp_id b) { return !memcmp(a.at, b.at, DP_ID_SIZE); }
bool dp_id_none(dp_id id) { return dp_id_eq(id, no_id); }

void dp_id_hex(dp_id id, char out[DP_ID_DIGITS + 1]) { sodium_bin2hex(out, DP_ID_DIGITS + 1, id.at, DP_ID_SIZE); }

static int digit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

bool dp_id_parse(dp_str hex, dp_id *id) {
  dp_id out;
  if (hex.size != DP_ID_DIGITS) return false;
  for (size_t i = 0; i < DP_ID_SIZE; i++) {
    int high = digit(hex.at[2 * i]), low = digit(hex.at[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out.at[i] = (uint8_t)(high << 4 | low);
  }
  *id = out;
  return true;
}

/* ---- the clock
 * ------------------------------------------------------------------------------------------------------- */

static uint64_t milliseconds(clockid_t which) {
  struct timespec t;
  return clock_gettime(which, &t) ? 0 : (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}
static uint64_t wall(void *ctx) { return (void)ctx, milliseconds(CLOCK_REALTIME); }
static uint64_t steady(void *ctx) { return (void)ctx, milliseconds(CLOCK_MONOTONIC); }
dp_clock dp_store_system_clock(void) { return (dp_clock){wall, steady, NULL}; }

/* ---- opening -------------------------------------------------------------------------------------------------------
 */

static dp_store *new_store(const dp_store_options *options) {
  dp_allocator wiping = dp_wiping_allocator();
  dp_store *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  if (options) s->options = *options;
  if (!s->options.clock.wall) s->options.clock = dp_store_system_clock();
  dp_arena_init(&s->arena, &wiping);
  return s;
}

static dp_status new_key(dp_store *s, dp_error *err) {
  s->key = sodium_malloc(KEY_SIZE);
  return s->key ? DP_OK : st_memory(err);
}

dp_status dp_store_create(const char *path, dp_str passphrase, dp_pass_cost cost, const dp_store_options *options,
                          dp_store **out, dp_error *err) {
  char temporary[4100] = "";
  dp_status status = st_seal_start(err);
  if (status) return status;
  dp_store *s = new_store(options);
  if (!s) return st_memory(err);
  status = new_key(s, err);
  if (!status) {
    st_seal_random(s->key, KEY_SIZE);
    status = st_header_make(&s->header, passphrase, cost, s->key, NULL, NULL, err);
  }
  if (!status) status = st_file_make(path, s->options.page, temporary, &s->file, err);
  if (!status) {
    change c = {.s = s};
    dp_arena_init(&c.arena, NULL);
    status = st_begin(&s->file, true, err);
    if (!status) status = st_write_header(&s->file, &s->header, true, err);
    if (!status) status = st_change_entry(&c, DP_ACT_CREATE, (name){0, no_id, 0}, NULL, err);
    if (!status) status = st_change_commit(&c, err);
    st_change_drop(&c);
  }
  if (!status) {
    status = st_file_publish(&s->file, temporary, path, err);
    if (!status) status = st_file_open(&s->file, path, err);
  } else {
    st_file_discard(&s->file, temporary);
  }
  s->unlocked = !status;
  s->file.checkpoints = !status;
  s->last_call = s->options.clock.steady(s->options.clock.ctx);
  if (status) dp_store_close(s);
  else *out = s;
  return status;
}

dp_status dp_store_open(const char *path, const dp_store_options *options, dp_store **out, dp_error *err) {
  dp_status status = st_seal_start(err);
  if (status) return status;
  dp_store *s = new_store(options);
  if (!s) return st_memory(err);
  status = st_file_open(&s->file, path, err);
  if (!status) status = st_read_header(&s->file, &s->header, err);
  if (status) dp_store_close(s);
  else *out = s;
  return status;
}

void dp_store_close(dp_store *s) {
  if (!s) return;
  dp_store_lock(s);
  st_file_close(&s->file);
  free(s);
}

bool dp_store_is_weak(const dp_store *s) { return st_header_is_weak(&s->header); }
bool dp_store_is_read_only(const dp_store *s) { return s->file.read_only; }
dp_faults dp_store_faults(const dp_store *s) { return (dp_faults){s->faults.at, s->faults.count}; }

/* One entry of the trail that is no row's. */
static dp_status enter_act(dp_store *s, dp_act act, name n, dp_error *err) {
  change c;
  dp_status status = st_change_begin(&c, s, err);
  if (!status) status = st_change_entry(&c, act, n, NULL, err);
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  return status;
}

dp_status dp_store_unlock(dp_store *s, dp_str passphrase, dp_error *err) {
  dp_store_lock(s);
  dp_status status = st_read_header(&s->file, &s->header, err); /* another program may have changed the passphrase */
  if (!status) status = new_key(s, err);
  if (!status) status = st_header_open(&s->header, passphrase, s->key, err);
  if (!status) status = st_begin(&s->file, false, err);
  if (!status) {
    status = st_load(s, err);
    st_rollback(&s->file);
  }
  s->unlocked = !status;
  s->last_call = s->options.clock.steady(s->options.clock.ctx);
  if (!status && !s->faults.count && !s->file.read_only) {
    status = enter_act(s, DP_ACT_UNLOCK, (name){0, no_id, 0}, err);
  }
  if (status) dp_store_lock(s);
  return status;
}

dp_status dp_store_passphrase(dp_store *s, dp_str old_one, dp_str new_one, dp_pass_cost cost, dp_error *err) {
  change c;
  header before = s->header, after;
  uint8_t key[KEY_SIZE];
  dp_status status = st_change_begin(&c, s, err);
  before = s->header;
  if (!status) status = st_header_open(&s->header, old_one, key, err);
  if (!status)
    status =
        st_header_make(&after, new_one, cost, s->key, s->header.at + HEADER_IDS, s->header.at + HEADER_IDS + 16, err);
  if (!status) status = st_write_header(&s->file, &after, false, err);
  if (!status) {
    digest d = st_digest_header(&after);
    status = st_change_entry(&c, DP_ACT_PASSPHRASE, (name){0, no_id, 0}, &d, err);
  }
  if (!status) {
    s->header = after;
    status = st_change_commit(&c, err);
    if (status) s->header = before;
  }
  st_change_drop(&c);
  dp_wipe(key, sizeof key);
  if (!status) (void)st_checkpoint(&s->file, NULL); /* the former header leaves the log as soon as it can */
  return status;
}

dp_status dp_store_head(dp_store *s, dp_head *out, dp_error *err) {
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  out->entries = s->manifest.entries;
  sodium_bin2hex(out->digest, sizeof out->digest, s->manifest.head.at, 8);
  st_leave(s);
  return DP_OK;
}

/* ---- rows
 * ------------------------------------------------------------------------------------------------------------ */

static dp_status check_body(dp_str body, dp_error *err) {
  dp_arena a;
  dp_allocator wiping = dp_wiping_allocator();
  dp_json *json = NULL;
  if (body.size > BODY_MOST) return dp_fail(err, DP_ERR_TOO_LARGE, "a row holds at most %d MB", (int)BODY_MOST >> 20);
  dp_arena_init(&a, &wiping);
  dp_status status = dp_json_parse(body, &a, &json, err);
  if (!status && json->kind != DP_JSON_OBJECT)
    status = dp_fail(err, DP_ERR_INPUT, "what is kept must be a JSON object");
  dp_arena_free(&a);
  return status;
}

static dp_status not_found(const char *what, dp_id id, dp_error *err) {
  char hex[DP_ID_DIGITS + 1];
  dp_id_hex(id, hex);
  return dp_fail(err, DP_ERR_NOT_FOUND, "there is no %s %s in the records", what, hex);
}

/* What a new row belongs to must be there, and of the right kind. */
static dp_status check_place(dp_store *s, dp_kept_kind kind, item *i, dp_error *err) {
  if (kind == DP_KEPT_PATIENT) {
    if (!dp_id_none(i->patient) || !dp_id_none(i->consultation))
      return dp_fail(err, DP_ERR_INPUT, "a patient belongs to no other patient or consultation");
    i->patient = i->name.id;
    return DP_OK;
  }
  if (!dp_id_none(i->consultation)) {
    const item *k = st_find_item(s, i->consultation);
    if (!k || k->name.kind != DP_KEPT_CONSULTATION) return not_found("consultation", i->consultation, err);
    if (dp_id_none(i->patient)) i->patient = k->patient;
    if (!dp_id_eq(i->patient, k->patient)) return dp_fail(err, DP_ERR_INPUT, "that consultation is of another patient");
    if (kind == DP_KEPT_CONSULTATION)
      return dp_fail(err, DP_ERR_INPUT, "a consultation belongs to no other consultation");
  } else if (kind == DP_KEPT_TRANSCRIPT || kind == DP_KEPT_NOTE || kind == DP_KEPT_CONSENT) {
    return dp_fail(err, DP_ERR_INPUT, "a %s needs the consultation that it belongs to", dp_kept_word(kind));
  }
  if (dp_id_none(i->patient)) {
    if (kind == DP_KEPT_TEMPLATE) return DP_OK;
    return dp_fail(err, DP_ERR_INPUT, "a %s needs the patient that it belongs to", dp_kept_word(kind));
  }
  const item *p = st_find_item(s, i->patient);
  return p && p->name.kind == DP_KEPT_PATIENT ? DP_OK : not_found("patient", i->patient, err);
}

dp_status dp_store_put(dp_store *s, dp_kept_kind kind, dp_id *id, uint64_t expected, dp_id patient, dp_id consultation,
                       dp_str body, uint64_t *version, dp_error *err) {
  change c;
  item i = {.name = {(uint32_t)kind, *id, 1}, .patient = patient, .consultation = consultation};
  bool fresh = dp_id_none(*id);
  if (kind == DP_KEPT_RECORDING) return dp_fail(err, DP_ERR_INPUT, "a recording is begun and ended, not put");
  dp_status status = check_body(body, err);
  if (status) return status;
  status = st_change_begin(&c, s, err);
  if (!status && fresh) {
    st_seal_random(i.name.id.at, DP_ID_SIZE);
    status = check_place(s, kind, &i, err);
  } else if (!status) {
    const item *before = st_find_item(s, *id);
    if (!before || before->name.kind != (uint32_t)kind) {
      status = not_found(dp_kept_word(kind), *id, err);
    } else if (before->name.version != expected) {
      status = dp_fail(err, DP_ERR_CONFLICT,
                       "it was changed meanwhile: version %zu is there, and version %zu was to be "
                       "replaced; look at it and try again",
                       (size_t)before->name.version, (size_t)expected);
    } else if ((!dp_id_none(patient) && !dp_id_eq(patient, before->patient)) ||
               (!dp_id_none(consultation) && !dp_id_eq(consultation, before->consultation))) {
      status = dp_fail(err, DP_ERR_INPUT, "a next version stays with its patient and consultation");
    } else {
      i.patient = before->patient;
      i.consultation = before->consultation;
      i.created = before->created;
      i.name.version = expected + 1;
    }
  }
  i.changed = st_now(s);
  if (fresh) i.created = i.changed;
  if (!status) status = st_change_put(&c, &i, body, err);
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  if (!status) {
    *id = i.name.id;
    if (version) *version = i.name.version;
  }
  return status;
}

static dp_row row_of(const item *i, uint64_t versions, dp_arena *arena) {
  dp_row r = {.kind = (dp_kept_kind)i->name.kind,
              .id = i->name.id,
              .patient = i->patient,
              .consultation = i->consultation,
              .version = i->name.version,
              .versions = versions,
              .created = i->created,
              .changed = i->changed,
              .title = i->title,
              .body = {"", 0},
              .fault = i->fault};
  if (!r.title.at) r.title = (dp_str){"", 0};
  if (arena) {
    r.title.at = dp_arena_copy(arena, r.title);
    if (r.fault) r.fault = dp_arena_copy(arena, dp_str_of(r.fault));
  }
  return r;
}

dp_status dp_store_get(dp_store *s, dp_id id, uint64_t version, dp_arena *arena, dp_row *out, dp_error *err) {
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  item *newest = st_find_item(s, id), *i = newest && version ? st_version_of(s, newest, version) : newest;
  dp_str body = {"", 0};
  if (!i && newest)
    status = dp_fail(err, DP_ERR_NOT_FOUND, "version %zu of that %s is not kept", (size_t)version,
                     dp_kept_word(newest->name.kind));
  else if (!i) status = not_found("row", id, err);
  else status = st_open_item(s, i, arena, &body, err);
  if (!status) {
    *out = row_of(i, newest->name.version, arena);
    out->body = body;
    if (arena->failed) status = st_memory(err);
  }
  st_leave(s);
  return status;
}

static int by_changed(const void *a, const void *b, const void *ctx) {
  const dp_row *x = a, *y = b;
  (void)ctx;
  if (x->changed != y->changed) return x->changed < y->changed ? 1 : -1;
  return memcmp(x->id.at, y->id.at, DP_ID_SIZE);
}

dp_status dp_store_list(dp_store *s, unsigned kind, dp_id patient, dp_id consultation, dp_arena *arena,
                        dp_row_list *out, dp_error *err) {
  *out = (dp_row_list){NULL, 0, 0};
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  for (size_t n = 0; n < s->items.count; n++) {
    const item *i = &s->items.at[n];
    if (!i->newest || i->gone || (kind && i->name.kind != kind)) continue;
    if (!dp_id_none(patient) && !dp_id_eq(i->patient, patient)) continue;
    if (!dp_id_none(consultation) && !dp_id_eq(i->consultation, consultation) && !dp_id_eq(i->name.id, consultation))
      continue;
    DP_PUSH(arena, out, row_of(i, i->name.version, arena));
  }
  if (arena->failed || !dp_sort(arena, out->at, out->count, sizeof *out->at, by_changed, NULL)) status = st_memory(err);
  st_leave(s);
  return status;
}

static bool id_begins(dp_id id, dp_str digits) {
  char hex[DP_ID_DIGITS + 1];
  dp_id_hex(id, hex);
  return digits.size >= 4 && digits.size <= DP_ID_DIGITS && dp_str_eq_ci((dp_str){hex, digits.size}, digits);
}

dp_status dp_store_find(dp_store *s, unsigned kind, dp_str word, dp_row *out, dp_error *err) {
  const item *found = NULL;
  size_t count = 0;
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  for (size_t n = 0; n < s->items.count; n++) {
    const item *i = &s->items.at[n];
    if (!i->newest || i->gone || (kind && i->name.kind != kind)) continue;
    bool named = i->name.kind == DP_KEPT_PATIENT && i->title.size && dp_str_eq_ci(i->title, word);
    if (named || id_begins(i->name.id, word)) found = i, count++;
  }
  const char *what = kind ? dp_kept_word(kind) : "row";
  if (!count)
    status = dp_fail(err, DP_ERR_NOT_FOUND, "there is no %s “%.*s” in the records: `diagpad record list` shows them",
                     what, (int)(word.size > 60 ? 60 : word.size), word.at);
  else if (count > 1)
    status = dp_fail(err, DP_ERR_CONFLICT, "“%.*s” could be one of %zu: give more digits of the id",
                     (int)(word.size > 60 ? 60 : word.size), word.at, count);
  else *out = row_of(found, found->name.version, NULL); /* its title lives until the next call */
  st_leave(s);
  return status;
}

dp_status dp_store_note_view(dp_store *s, dp_kept_kind kind, dp_id id, dp_error *err) {
  if (!dp_store_is_unlocked(s)) return dp_fail(err, DP_ERR_LOCKED, "%s", dp_status_text(DP_ERR_LOCKED));
  if (s->file.read_only || s->faults.count) return DP_OK;
  return enter_act(s, DP_ACT_VIEW, (name){(uint32_t)kind, id, 0}, err);
}

dp_status dp_store_erase(dp_store *s, dp_id patient, size_t *rows, dp_error *err) {
  change c;
  size_t count = 0;
  dp_status status = st_change_begin(&c, s, err);
  const item *p = status ? NULL : st_find_item(s, patient);
  if (!status && (!p || p->name.kind != DP_KEPT_PATIENT)) status = not_found("patient", patient, err);
  for (size_t n = 0; n < s->items.count && !status; n++) {
    const item *i = &s->items.at[n];
    if (!i->newest || i->gone || !dp_id_eq(i->patient, patient)) continue;
    status = st_change_remove(&c, i, err);
    count++;
  }
  if (!status) status = st_change_entry(&c, DP_ACT_ERASE, (name){DP_KEPT_PATIENT, patient, 0}, NULL, err);
  if (!status) status = st_change_commit(&c, err);
  st_change_drop(&c);
  if (status) return status;
  *rows = count;
  return st_scrub(s, "the patient", err);
}

dp_status st_scrub(dp_store *s, const char *what, dp_error *err) {
  dp_status status = st_checkpoint(&s->file, err);
  if (!status && sqlite3_exec(s->file.db, "VACUUM", NULL, NULL, NULL) != SQLITE_OK)
    status = st_sql_fail(&s->file, "making the file anew", err);
  if (!status) status = st_checkpoint(&s->file, err);
  if (status) {
    dp_error why = err ? *err : (dp_error){status, ""};
    return dp_fail(err, why.status, "%s is erased, but sealed remains may be left in the file: %s", what, why.message);
  }
  return DP_OK;
}

/* ---- the trail, checking
 * ---------------------------------------------------------------------------------------------- */

typedef struct gather {
  dp_store *s;
  dp_arena *arena;
  dp_entries *out;
  size_t limit;
} gather;

static dp_status gather_entry(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  gather *g = ctx;
  uint8_t plain[ENTRY_SIZE];
  if (g->out->count == g->limit) return DP_OK;
  dp_entry e = {.number = (uint64_t)place};
  n = (name){KIND_TRAIL, no_id, e.number};
  e.readable =
      sealed.size == ENTRY_SIZE + SEAL_OVER && st_open_row(&g->s->header, g->s->key, n, sealed.at, sealed.size, plain);
  if (e.readable) {
    e.at = st_get64(plain + 32);
    e.act = st_get32(plain + 40);
    e.kind = st_get32(plain + 44);
    memcpy(e.id.at, plain + 48, DP_ID_SIZE);
    e.version = st_get64(plain + 64);
  }
  return DP_PUSH(g->arena, g->out, e) ? DP_OK : st_memory(err);
}

dp_status dp_store_trail(dp_store *s, uint64_t from, size_t limit, dp_arena *arena, dp_entries *out, dp_error *err) {
  const char *broken;
  gather g = {s, arena, out, limit};
  *out = (dp_entries){NULL, 0, 0};
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  status = st_scan(&s->file, TABLE_TRAIL, from ? (int64_t)from - 1 : 0, gather_entry, &g, &broken, err);
  st_leave(s);
  return status;
}

/* SQLite's own check: pages, b-trees, the index of the pieces. Its first ten sentences. */
static dp_status check_structure(dp_store *s, dp_error *err) {
  sqlite3_stmt *q = NULL;
  int code = sqlite3_prepare_v2(s->file.db, "PRAGMA integrity_check(10)", -1, &q, NULL);
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(q);
    if (code != SQLITE_ROW) break;
    const char *said = (const char *)sqlite3_column_text(q, 0);
    if (said && strcmp(said, "ok") != 0) FAULT(s, "the file's structure: %s", said);
  }
  if ((code & 0xFF) == SQLITE_CORRUPT) FAULT(s, "the file's structure: %s", sqlite3_errmsg(s->file.db));
  dp_status status =
      code == SQLITE_DONE || (code & 0xFF) == SQLITE_CORRUPT ? DP_OK : st_sql_fail(&s->file, "checking", err);
  sqlite3_finalize(q);
  return s->arena.failed ? st_memory(err) : status;
}

dp_status dp_store_verify(dp_store *s, dp_census *out, dp_error *err) {
  header h;
  *out = (dp_census){0, 0, 0, 0};
  dp_status status = st_enter(s, false, err);
  if (status) return status;
  status = st_read_header(&s->file, &h, err);
  if (!status) s->header = h;
  if (!status) status = st_load(s, err);
  if (!status) status = st_check_pieces(s, &out->pieces, err);
  if (!status) status = check_structure(s, err);
  st_leave(s);
  if (status) return status;
  if (s->faults.count) s->file.checkpoints = false;
  for (size_t i = 0; i < s->items.count; i++) out->rows += !s->items.at[i].gone && !s->items.at[i].fault;
  out->entries = s->manifest.entries;
  sqlite3_stmt *q = NULL;
  if (sqlite3_prepare_v2(s->file.db, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", -1,
                         &q, NULL) == SQLITE_OK &&
      sqlite3_step(q) == SQLITE_ROW)
    out->bytes = (uint64_t)sqlite3_column_int64(q, 0);
  sqlite3_finalize(q);
  return DP_OK;
}

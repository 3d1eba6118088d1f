/* inner.h: what the files of the store share (functions st_…): the sealed forms (seal.c), the SQLite file (file.c), and
 * the picture of it that is kept in memory while it is unlocked (chain.c).
 *
 * Layers, each using only those before: seal.c knows bytes and keys, file.c tables and transactions, chain.c the trail,
 * the manifest and the table of rows, store.c what callers want; audio.c, search.c, backup.c stand beside store.c.
 */
#ifndef DP_STORE_INNER_H
#define DP_STORE_INNER_H

#include "store.h"
#include <sqlite3.h>

/* ---- seal.c: docs/record-format.md, in the same words
 * ----------------------------------------------------------------- */

enum {
  SEAL_FORMAT = 1,
  HEADER_SIZE = 160, /* of which ... */
  HEADER_BOUND = 72, /* are bound to the wrapped key */
  HEADER_IDS = 32,   /* where file id (16) and key id (8) begin */
  DIGEST_SIZE = 32,
  KEY_SIZE = 32,
  NAME_SIZE = 64,      /* a row's name: the associated data */
  SEAL_OVER = 24 + 16, /* a sealed row is longer than its contents by the nonce and the tag */
  KIND_TRAIL = 100,
  KIND_MANIFEST = 101,
  KIND_PIECE = 102,
  KIND_BACKUP = 103,
  COST_MOST_KIB = 1 << 20, /* a header that asks for more than 1 GiB is not obeyed */
  COST_MOST_PASSES = 16,
  COST_WEAK_KIB = 8 << 10
};

typedef struct header { /* the plain part of a file, and of a back-up */
  uint8_t at[HEADER_SIZE];
} header;
typedef struct name { /* what a sealed row is, apart from the file it belongs to */
  uint32_t kind;
  dp_id id;
  uint64_t version;
} name;
typedef struct digest {
  uint8_t at[DIGEST_SIZE];
} digest;

void st_put32(uint8_t *at, uint32_t v);
void st_put64(uint8_t *at, uint64_t v);
uint32_t st_get32(const uint8_t *at);
uint64_t st_get64(const uint8_t *at);

dp_status st_seal_start(dp_error *err); /* libsodium is ready, from any thread */
void st_seal_random(void *at, size_t size);
dp_status st_header_make(header *h, dp_str passphrase, dp_pass_cost cost, const uint8_t key[KEY_SIZE],
                         const uint8_t *file_id, const uint8_t *key_id,
                         dp_error *err); /* file_id, key_id NULL: new ones */
dp_status st_header_check(const uint8_t *at, size_t size, const char *where, dp_error *err); /* ERR_DAMAGED */
bool st_header_is_weak(const header *h);
dp_status st_header_open(const header *h, dp_str passphrase, uint8_t key[KEY_SIZE], dp_error *err); /* ERR_PASSPHRASE */
/* room: size + SEAL_OVER. */
void st_seal_row(const header *h, const uint8_t *key, name n, const void *plain, size_t size, uint8_t *sealed);
/* plain: size - SEAL_OVER bytes; false: it is not what this row was sealed as. */
bool st_open_row(const header *h, const uint8_t *key, name n, const void *sealed, size_t size, uint8_t *plain);
digest st_digest_row(const header *h, name n, const void *sealed, size_t size);
digest st_digest_header(const header *h);
bool st_digest_eq(const digest *a, const digest *b);

/* ---- file.c
 * ------------------------------------------------------------------------------------------------------------- */

enum { TABLE_ROW, TABLE_PIECE, TABLE_TRAIL, TABLE_MANIFEST };
typedef struct file {
  sqlite3 *db;
  char *path;
  bool read_only;
  bool checkpoints; /* may the log be moved into the file: only when all is well */
  dp_status failed; /* why a statement could not be prepared */
  sqlite3_stmt *statements[24];
} file;

dp_status st_sql_fail(file *f, const char *what, dp_error *err); /* SQLite's last error as one of ours */
/* Makes an empty file with all tables at a temporary name beside `path`, written to `temporary` (4096 bytes). */
dp_status st_file_make(const char *path, uint32_t page, char *temporary, file *f, dp_error *err);
/* Closes it, gives it its name (which must be free), and makes that durable. On failure the temporary is gone. */
dp_status st_file_publish(file *f, const char *temporary, const char *path, dp_error *err);
void st_file_discard(file *f, const char *temporary);
dp_status st_file_open(file *f, const char *path, dp_error *err);
bool st_file_is_cut(file *f);
void st_file_close(file *f);
/* The same for any finished plain file: link, remove the other name, sync the folder. ERR_CONFLICT: the name is taken.
 */
dp_status st_name_file(const char *temporary, const char *path, dp_error *err);
bool st_path_is_there(const char *path);

dp_status st_begin(file *f, bool write, dp_error *err);
dp_status st_commit(file *f, dp_error *err); /* on failure it is rolled back */
void st_rollback(file *f);
dp_status st_checkpoint(file *f, dp_error *err); /* the log into the file, and empty */

/* Statements; blobs that are given out are copied into `arena`. */
dp_status st_read_header(file *f, header *h, dp_error *err);
dp_status st_write_header(file *f, const header *h, bool first, dp_error *err);
dp_status st_read_manifest(file *f, dp_arena *arena, uint64_t *version, dp_str *sealed, bool *there, dp_error *err);
dp_status st_write_manifest(file *f, uint64_t version, dp_str sealed, dp_error *err);
dp_status st_insert_row(file *f, name n, dp_str sealed, int64_t *place, dp_error *err);
dp_status st_delete_row(file *f, int64_t place, dp_error *err);
dp_status st_read_row(file *f, int64_t place, dp_arena *arena, name *n, dp_str *sealed, bool *there, dp_error *err);
dp_status st_insert_piece(file *f, dp_id recording, uint64_t index, dp_str sealed, dp_error *err);
dp_status st_read_piece(file *f, dp_id recording, uint64_t index, dp_arena *arena, dp_str *sealed, bool *there,
                        dp_error *err);
dp_status st_delete_pieces(file *f, dp_id recording, dp_error *err);
dp_status st_count_pieces(file *f, dp_id recording, uint64_t *count, dp_error *err);
dp_status st_count_all_pieces(file *f, uint64_t *count, dp_error *err);
dp_status st_insert_entry(file *f, uint64_t number, dp_str sealed, dp_error *err);
/* Calls `each` for every row of a table after `from`, in order; the bytes are good during the call. A damaged page ends
 * it: *broken is then SQLite's sentence. */
typedef dp_status each_row(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err);
dp_status st_scan(file *f, int table, int64_t from, each_row *each, void *ctx, const char **broken, dp_error *err);

/* ---- chain.c
 * ------------------------------------------------------------------------------------------------------------ */

typedef struct item { /* one version of one row */
  name name;
  digest digest;     /* as the trail has it */
  int64_t place;     /* in table `row`; 0: not found there */
  uint32_t older;    /* index + 1 of the version before, where it is kept */
  bool newest, gone; /* gone: replaced or removed */
  const char *fault; /* NULL: good */
  dp_id patient, consultation;
  uint64_t created, changed;
  dp_str title;
} item;

typedef struct open_recording {
  dp_id id;
  uint64_t pieces;
  digest last;
} open_recording;

typedef struct manifest {
  uint64_t version, entries;
  digest head, header;
  struct {
    open_recording *at;
    size_t count, room;
  } open;
} manifest;

enum { ENTRY_SIZE = 104, ENVELOPE_SIZE = 48, MANIFEST_SIZE = 80, OPEN_SIZE = 56, BODY_MOST = 16 << 20 };

struct dp_store {
  file file;
  dp_store_options options;
  uint64_t last_call;
  header header;
  bool unlocked;
  uint8_t *key;   /* sodium_malloc, NULL when locked */
  dp_arena arena; /* of all below; wiped */
  manifest manifest;
  dp_str manifest_bytes; /* as sealed: another program's change shows here */
  char *manifest_room;   /* the same bytes, where they may be written over */
  struct {
    item *at;
    size_t count, room;
  } items;
  uint32_t *index; /* open addressing by kind and id: item + 1 of the newest version */
  size_t index_room, index_used;
  int64_t last_place;
  dp_error said;     /* room for a fault's words */
  bool trail_broken; /* an entry could not be read: rows that no entry names may be good */
  struct {
    const char **at;
    size_t count, room;
  } faults;
};

/* A change in the making: rows and entries are added, then committed at once. In memory it shows only after that. */
typedef struct change {
  dp_store *s;
  dp_arena arena;
  manifest manifest;
  struct {
    item *at;
    size_t count, room;
  } items;
  struct {
    name *at;
    size_t count, room;
  } removed;
} change;

dp_status st_memory(dp_error *err);
/* Remembers a fault, said as in dp_fail, and gives its words (NULL when memory is out). */
const char *st_add_fault(dp_store *s);
#define FAULT(s, ...) (dp_fail(&(s)->said, DP_ERR_DAMAGED, __VA_ARGS__), st_add_fault(s))

/* Before each use: unlocked, not idle, and what another program wrote is taken in. With `write` it begins a transaction
 * for writing, which fails on a damaged or read-only file; without, one for reading. */
dp_status st_enter(dp_store *s, bool write, dp_error *err);
void st_leave(dp_store *s);                    /* ends a reading transaction */
dp_status st_load(dp_store *s, dp_error *err); /* all, from the beginning */
item *st_find_item(dp_store *s, dp_id id);     /* newest version, NULL when there is none or it was removed */
item *st_version_of(dp_store *s, item *newest, uint64_t version);
/* The row's contents, envelope and body; ERR_DAMAGED by name. */
dp_status st_open_item(dp_store *s, const item *i, dp_arena *arena, dp_str *body, dp_error *err);

dp_status st_change_begin(change *c, dp_store *s, dp_error *err); /* st_enter(s, true) and room for it */
dp_status st_change_put(change *c, const item *like, dp_str body, dp_error *err); /* name, patient, times of `like` */
dp_status st_change_remove(change *c, const item *i, dp_error *err);
dp_status st_change_entry(change *c, dp_act act, name n, const digest *d, dp_error *err);
dp_status st_change_commit(change *c, dp_error *err);
void st_change_drop(change *c); /* undoes what was not committed; always called */

/* After `what` was erased, and that is committed: takes the sealed remains away, from the log and from the file's free space. */
dp_status st_scrub(dp_store *s, const char *what, dp_error *err);

dp_status st_check_pieces(dp_store *s, uint64_t *count, dp_error *err); /* audio.c: faults of all recordings */

uint64_t st_now(const dp_store *s);
void st_item_words(const item *i, char out[80]); /* "note 1a2b3c4d, version 2" */

#endif

/* file.c: the SQLite file: its tables, its transactions, its faults.
 *
 * SQLite gives what is hard: a transaction that is there wholly or not at all after a kill, and writers that wait for
 * one another. WAL mode with synchronous=FULL: a commit returns when its log is on the disk (sqlite.org/wal.html,
 * sqlite.org/pragma.html). secure_delete: what is deleted is overwritten with zeros. Nothing in the tables is believed:
 * a damaged page shows as an error or as a row that the trail does not know, and the layers above name it.
 *
 * A file that looks damaged must not change by being opened. So the log is moved into the file on closing only when the
 * layers above found all in order (file.checkpoints), and rows are deleted and overwritten only by their own commits.
 *
 * A new file is made under another name and gets its own by link(2), which takes no name that is in use: it appears
 * whole or not at all, and nothing is overwritten.
 */
#define _POSIX_C_SOURCE 200809L
#ifdef __linux__
#define _DEFAULT_SOURCE 1
#endif
#include "inner.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { APPLICATION = 0x44505243, /* "DPRC": PRAGMA application_id */ PATH_MOST = 4000 };

static const char schema[] = "CREATE TABLE header (n INTEGER PRIMARY KEY CHECK (n = 1), bytes BLOB NOT NULL);"
                             "CREATE TABLE manifest (n INTEGER PRIMARY KEY CHECK (n = 1), version INTEGER NOT NULL, "
                             "sealed BLOB NOT NULL);"
                             "CREATE TABLE trail (n INTEGER PRIMARY KEY, sealed BLOB NOT NULL);"
                             "CREATE TABLE row (n INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, "
                             "id BLOB NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL);"
                             "CREATE TABLE piece (n INTEGER PRIMARY KEY, id BLOB NOT NULL, number INTEGER NOT NULL, "
                             "sealed BLOB NOT NULL);"
                             "CREATE UNIQUE INDEX piece_of ON piece (id, number);";

/* X(name, SQL): the statements, prepared once a file. */
#define STATEMENTS(X)                                                                                                  \
  X(BEGIN_READ, "BEGIN")                                                                                               \
  X(BEGIN_WRITE, "BEGIN IMMEDIATE")                                                                                    \
  X(COMMIT, "COMMIT")                                                                                                  \
  X(ROLLBACK, "ROLLBACK")                                                                                              \
  X(READ_HEADER, "SELECT bytes FROM header WHERE n = 1")                                                               \
  X(FIRST_HEADER, "INSERT INTO header VALUES (1, ?1)")                                                                 \
  X(NEXT_HEADER, "UPDATE header SET bytes = ?1 WHERE n = 1")                                                           \
  X(READ_MANIFEST, "SELECT version, sealed FROM manifest WHERE n = 1")                                                 \
  X(WRITE_MANIFEST, "INSERT OR REPLACE INTO manifest VALUES (1, ?1, ?2)")                                              \
  X(INSERT_ROW, "INSERT INTO row (kind, id, version, sealed) VALUES (?1, ?2, ?3, ?4)")                                 \
  X(DELETE_ROW, "DELETE FROM row WHERE n = ?1")                                                                        \
  X(READ_ROW, "SELECT n, kind, id, version, sealed FROM row WHERE n = ?1")                                             \
  X(INSERT_PIECE, "INSERT INTO piece (id, number, sealed) VALUES (?1, ?2, ?3)")                                        \
  X(READ_PIECE, "SELECT sealed FROM piece WHERE id = ?1 AND number = ?2")                                              \
  X(DELETE_PIECES, "DELETE FROM piece WHERE id = ?1")                                                                  \
  X(COUNT_PIECES, "SELECT count(*) FROM piece WHERE id = ?1")                                                          \
  X(COUNT_ALL_PIECES, "SELECT count(*) FROM piece NOT INDEXED")                                                        \
  X(INSERT_ENTRY, "INSERT INTO trail VALUES (?1, ?2)")                                                                 \
  X(SCAN_ROW, "SELECT n, kind, id, version, sealed FROM row WHERE n > ?1 ORDER BY n")                                  \
  X(SCAN_PIECE, "SELECT n, 102, id, number, sealed FROM piece WHERE n > ?1 ORDER BY n")                                \
  X(SCAN_TRAIL, "SELECT n, 100, zeroblob(16), n, sealed FROM trail WHERE n > ?1 ORDER BY n")
enum {
#define DP_X(name, sql) S_##name,
  STATEMENTS(DP_X)
#undef DP_X
      S_COUNT
};
static const char *const statements[S_COUNT] = {
#define DP_X(name, sql) sql,
    STATEMENTS(DP_X)
#undef DP_X
};
_Static_assert((int)S_COUNT <= (int)(sizeof(((file *)0)->statements) / sizeof(sqlite3_stmt *)), "room for all");

/* ---- errors --------------------------------------------------------------------------------------------------------
 */

static dp_status os_fail(const char *what, const char *path, dp_error *err) {
  char reason[128] = "unknown reason";
  int number = errno;
  if (strerror_r(number, reason, sizeof reason)) reason[sizeof reason - 1] = 0;
  return dp_fail(err, DP_ERR_IO, "cannot %s %s: %s", what, path, reason);
}

dp_status st_sql_fail(file *f, const char *what, dp_error *err) {
  int full = f->db ? sqlite3_extended_errcode(f->db) : SQLITE_NOMEM, code = full & 0xFF;
  int number = f->db ? sqlite3_system_errno(f->db) : 0;
  switch (code) {
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return dp_fail(err, DP_ERR_IO, "another program is writing to %s: nothing was changed, try again", f->path);
  case SQLITE_FULL: return dp_fail(err, DP_ERR_IO, "the disk of %s is full: nothing was changed", f->path);
  case SQLITE_READONLY:
    return dp_fail(err, DP_ERR_IO, "%s cannot be written: the file or its disk is read-only", f->path);
  case SQLITE_IOERR:
    if (full != SQLITE_IOERR_SHORT_READ) goto other;
    /* fall through */
  case SQLITE_ERROR: /* our statements have no errors: the tables that they name are damaged */
  case SQLITE_SCHEMA:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_FORMAT:
  case SQLITE_TOOBIG: /* what we write is far below the limit: a length in the file is damaged */
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return dp_fail(err, DP_ERR_DAMAGED,
                   "%s is damaged (%s, while %s): it is not written to; restore the newest "
                   "back-up beside it",
                   f->path, sqlite3_errmsg(f->db), what);
  case SQLITE_NOMEM: return st_memory(err);
      other:
  default:
    if (number == ENOSPC) return dp_fail(err, DP_ERR_IO, "the disk of %s is full: nothing was changed", f->path);
    return dp_fail(err, DP_ERR_IO, "%s: %s, while %s", f->path, sqlite3_errmsg(f->db), what);
  }
}

dp_status st_memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)); }

bool st_path_is_there(const char *path) {
  struct stat s;
  return !lstat(path, &s);
}

/* ---- names of files ------------------------------------------------------------------------------------------------
 */

static dp_status sync_folder(const char *path, dp_error *err) {
  char folder[PATH_MOST + 1];
  const char *slash = strrchr(path, '/');
  size_t size = slash ? (size_t)(slash - path) : 0;
  if (slash && !size) size = 1;
  memcpy(folder, slash ? path : ".", slash ? size : 1);
  folder[slash ? size : 1] = 0;
  int d = open(folder, O_RDONLY | O_CLOEXEC);
  if (d < 0) return os_fail("open", folder, err);
  dp_status status = fsync(d) && errno != EINVAL ? os_fail("sync", folder, err) : DP_OK;
  close(d);
  return status;
}

static dp_status taken(const char *path, dp_error *err) {
  return dp_fail(err, DP_ERR_CONFLICT, "%s is there already, and nothing is overwritten: choose another name", path);
}

dp_status st_name_file(const char *temporary, const char *path, dp_error *err) {
  if (!link(temporary, path)) {
    unlink(temporary);
    return sync_folder(path, err);
  }
  if (errno == EEXIST) return taken(path, err);
  int held = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); /* a disk without links: a memory stick */
  if (held < 0) return errno == EEXIST ? taken(path, err) : os_fail("make", path, err);
  close(held);
  if (rename(temporary, path)) {
    dp_status status = os_fail("make", path, err);
    unlink(path);
    return status;
  }
  return sync_folder(path, err);
}

/* ---- opening -------------------------------------------------------------------------------------------------------
 */

static dp_status run(file *f, const char *sql, const char *what, dp_error *err) {
  return sqlite3_exec(f->db, sql, NULL, NULL, NULL) == SQLITE_OK ? DP_OK : st_sql_fail(f, what, err);
}

static dp_status configure(file *f, dp_error *err) {
  sqlite3_extended_result_codes(f->db, 1);
  sqlite3_busy_timeout(f->db, 5000);
  sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_db_config(f->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(f->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return run(f,
             "PRAGMA cell_size_check=1; PRAGMA temp_store=2; PRAGMA secure_delete=1; PRAGMA fullfsync=1; "
             "PRAGMA checkpoint_fullfsync=1; PRAGMA synchronous=2; PRAGMA mmap_size=0",
             "opening", err);
}

static dp_status number_of(file *f, const char *pragma, int64_t *out, dp_error *err) {
  sqlite3_stmt *s = NULL;
  if (sqlite3_prepare_v2(f->db, pragma, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW) {
    dp_status status = st_sql_fail(f, "opening", err);
    sqlite3_finalize(s);
    return status;
  }
  *out = sqlite3_column_int64(s, 0);
  sqlite3_finalize(s);
  return DP_OK;
}

static dp_status open_at(file *f, const char *path, int flags, dp_error *err) {
  if (sqlite3_open_v2(path, &f->db, flags, NULL) != SQLITE_OK) {
    int number = f->db ? sqlite3_system_errno(f->db) : ENOMEM;
    sqlite3_close(f->db);
    f->db = NULL;
    errno = number;
    return number ? os_fail("open", f->path, err) : dp_fail(err, DP_ERR_IO, "cannot open %s", f->path);
  }
  return configure(f, err);
}

/* A read-only disk has no place for SQLite's log. Without a log that waits to be read, the file stands still. */
static dp_status open_still(file *f, dp_error *err) {
  char address[3 * PATH_MOST + 40], log[PATH_MOST + 10];
  struct stat s;
  snprintf(log, sizeof log, "%s-wal", f->path);
  if (!stat(log, &s) && s.st_size)
    return dp_fail(
        err, DP_ERR_IO,
        "%s is on a read-only disk, and its last changes wait in %s: copy both to a disk that can be written", f->path,
        log);
  size_t n = (size_t)snprintf(address, sizeof address, "file:");
  for (const char *p = f->path; *p && n + 30 < sizeof address; p++)
    n += (size_t)snprintf(address + n, sizeof address - n, *p == '?' || *p == '#' || *p == '%' ? "%%%02X" : "%c", *p);
  snprintf(address + n, sizeof address - n, "?immutable=1");
  f->read_only = true;
  return open_at(f, address, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

static char *copy_path(const char *path) {
  size_t size = strlen(path) + 1;
  char *copy = size > PATH_MOST ? NULL : malloc(size);
  if (copy) memcpy(copy, path, size);
  return copy;
}

dp_status st_file_open(file *f, const char *path, dp_error *err) {
  *f = (file){.path = copy_path(path)};
  struct stat info;
  int64_t application = 0;
  if (!f->path) return dp_fail(err, DP_ERR_IO, "the path %.60s… is too long", path);
  if (stat(path, &info))
    return errno == ENOENT ? dp_fail(err, DP_ERR_NOT_FOUND,
                                     "there are no records at %s: `diagpad record new` makes "
                                     "them, `diagpad record restore` brings a back-up",
                                     path)
                           : os_fail("open", path, err);
  if (!S_ISREG(info.st_mode)) return dp_fail(err, DP_ERR_IO, "%s is not a file", path);
  dp_status status = open_at(f, path, SQLITE_OPEN_READWRITE, err);
  if (!status) status = number_of(f, "PRAGMA application_id", &application, err);
  if (f->db) f->read_only = sqlite3_db_readonly(f->db, "main") == 1;
  int code = status && f->db ? sqlite3_errcode(f->db) & 0xFF : SQLITE_OK;
  if (f->read_only && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY || code == SQLITE_IOERR)) {
    sqlite3_close(f->db);
    f->db = NULL;
    status = open_still(f, err);
    if (!status) status = number_of(f, "PRAGMA application_id", &application, err);
  }
  if (!status && application != APPLICATION)
    status = dp_fail(err, DP_ERR_DAMAGED, "%s holds no records of Diagnosis Pad, or its beginning is damaged", path);
  return status;
}

/* Whether the file ends within a page, and no log is there that could be about to mend it. */
bool st_file_is_cut(file *f) {
  char log[PATH_MOST + 10];
  struct stat info;
  int64_t page = 0;
  snprintf(log, sizeof log, "%s-wal", f->path);
  if (!stat(log, &info) && info.st_size) return false;
  if (number_of(f, "PRAGMA page_size", &page, NULL) || stat(f->path, &info)) return false;
  return page > 0 && info.st_size % page != 0;
}

void st_file_close(file *f) {
  for (size_t i = 0; i < S_COUNT; i++) sqlite3_finalize(f->statements[i]);
  char log[PATH_MOST + 10];
  struct stat info;
  snprintf(log, sizeof log, "%s-wal", f->path ? f->path : "");
  bool empty = stat(log, &info) || !info.st_size; /* then nothing is moved, only the empty log goes */
  if (f->db && (f->checkpoints || (empty && !f->read_only))) sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_close(f->db);
  free(f->path);
  *f = (file){.path = NULL};
}

dp_status st_file_make(const char *path, uint32_t page, char *temporary, file *f, dp_error *err) {
  char sql[80];
  *f = (file){.path = copy_path(path)};
  if (!f->path) return dp_fail(err, DP_ERR_IO, "the path %.60s… is too long", path);
  if (st_path_is_there(path)) return taken(path, err);
  snprintf(temporary, PATH_MOST + 20, "%s.new-XXXXXX", path);
  int made = mkstemp(temporary); /* readable by its owner alone */
  if (made < 0) {
    temporary[0] = 0;
    return os_fail("make", path, err);
  }
  close(made);
  dp_status status = open_at(f, temporary, SQLITE_OPEN_READWRITE, err);
  if (page) snprintf(sql, sizeof sql, "PRAGMA page_size=%u", page);
  if (!status && page) status = run(f, sql, "making it", err);
  if (!status) status = run(f, "PRAGMA journal_mode=WAL", "making it", err);
  snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION, SEAL_FORMAT);
  if (!status) status = run(f, sql, "making it", err);
  return status ? status : run(f, schema, "making it", err);
}

void st_file_discard(file *f, const char *temporary) {
  char beside[PATH_MOST + 40];
  f->checkpoints = false;
  st_file_close(f);
  if (!temporary[0]) return;
  unlink(temporary);
  snprintf(beside, sizeof beside, "%s-wal", temporary);
  unlink(beside);
  snprintf(beside, sizeof beside, "%s-shm", temporary);
  unlink(beside);
}

dp_status st_file_publish(file *f, const char *temporary, const char *path, dp_error *err) {
  char beside[PATH_MOST + 40];
  struct stat s;
  dp_status status = st_checkpoint(f, err);
  f->checkpoints = !status;
  if (status) return st_file_discard(f, temporary), status;
  st_file_close(f);
  snprintf(beside, sizeof beside, "%s-wal", temporary);
  if (!stat(beside, &s) && s.st_size) status = dp_fail(err, DP_ERR_IO, "%s: the log could not be closed", path);
  else unlink(beside);
  if (!status) status = st_name_file(temporary, path, err);
  if (status) unlink(temporary);
  return status;
}

/* ---- transactions and statements -----------------------------------------------------------------------------------
 */

static sqlite3_stmt *statement(file *f, int which, dp_error *err) {
  sqlite3_stmt **s = &f->statements[which];
  if (*s) return sqlite3_reset(*s), *s;
  if (sqlite3_prepare_v3(f->db, statements[which], -1, SQLITE_PREPARE_PERSISTENT, s, NULL) != SQLITE_OK) {
    f->failed = st_sql_fail(f, "preparing", err);
    return NULL;
  }
  return *s;
}

/* Runs a statement that gives no row. What was bound is not kept. */
static dp_status finish(file *f, sqlite3_stmt *s, const char *what, dp_error *err) {
  int code = sqlite3_step(s);
  dp_status status = code == SQLITE_DONE || code == SQLITE_ROW ? DP_OK : st_sql_fail(f, what, err);
  sqlite3_reset(s);
  sqlite3_clear_bindings(s);
  return status;
}

static dp_status simple(file *f, int which, const char *what, dp_error *err) {
  sqlite3_stmt *s = statement(f, which, err);
  return s ? finish(f, s, what, err) : f->failed;
}

dp_status st_begin(file *f, bool write, dp_error *err) {
  return simple(f, write ? S_BEGIN_WRITE : S_BEGIN_READ, "beginning", err);
}

void st_rollback(file *f) {
  if (!sqlite3_get_autocommit(f->db)) (void)simple(f, S_ROLLBACK, "undoing", NULL);
}

dp_status st_commit(file *f, dp_error *err) {
  dp_status status = simple(f, S_COMMIT, "keeping it", err);
  if (status) st_rollback(f);
  return status;
}

dp_status st_checkpoint(file *f, dp_error *err) {
  int log = 0, moved = 0;
  return sqlite3_wal_checkpoint_v2(f->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, &log, &moved) == SQLITE_OK
             ? DP_OK
             : st_sql_fail(f, "emptying the log", err);
}

static void bind_blob(sqlite3_stmt *s, int at, const void *bytes, size_t size) {
  sqlite3_bind_blob64(s, at, size ? bytes : "", size, SQLITE_STATIC);
}

static dp_str blob(sqlite3_stmt *s, int column) {
  const void *at = sqlite3_column_blob(s, column);
  return (dp_str){at ? at : "", at ? (size_t)sqlite3_column_bytes(s, column) : 0};
}

static name name_at(sqlite3_stmt *s) {
  name n = {(uint32_t)sqlite3_column_int64(s, 1), {{0}}, (uint64_t)sqlite3_column_int64(s, 3)};
  dp_str id = blob(s, 2);
  if (id.size == DP_ID_SIZE) memcpy(n.id.at, id.at, DP_ID_SIZE);
  else n.kind = 0; /* no row of ours has another size of id */
  return n;
}

/* One row of a statement, its bytes copied; *there false when there is none. */
static dp_status one(file *f, sqlite3_stmt *s, int column, const char *what, dp_arena *arena, dp_str *out, bool *there,
                     dp_error *err) {
  int code = sqlite3_step(s);
  dp_status status = DP_OK;
  *there = code == SQLITE_ROW;
  if (*there) {
    dp_str b = blob(s, column);
    char *copy = dp_arena_copy(arena, b);
    if (!copy) status = st_memory(err);
    *out = (dp_str){copy, b.size};
  } else if (code != SQLITE_DONE) {
    status = st_sql_fail(f, what, err);
  }
  return status;
}

#define STATEMENT(which)                                                                                               \
  sqlite3_stmt *s = statement(f, which, err);                                                                          \
  if (!s) return f->failed

dp_status st_read_header(file *f, header *h, dp_error *err) {
  STATEMENT(S_READ_HEADER);
  int code = sqlite3_step(s);
  dp_str b = code == SQLITE_ROW ? blob(s, 0) : (dp_str){"", 0};
  dp_status status = code == SQLITE_ROW || code == SQLITE_DONE
                         ? st_header_check((const uint8_t *)b.at, b.size, f->path, err)
                         : st_sql_fail(f, "reading the header", err);
  if (!status) memcpy(h->at, b.at, HEADER_SIZE);
  sqlite3_reset(s);
  return status;
}

dp_status st_write_header(file *f, const header *h, bool first, dp_error *err) {
  STATEMENT(first ? S_FIRST_HEADER : S_NEXT_HEADER);
  bind_blob(s, 1, h->at, HEADER_SIZE);
  return finish(f, s, "writing the header", err);
}

dp_status st_read_manifest(file *f, dp_arena *arena, uint64_t *version, dp_str *sealed, bool *there, dp_error *err) {
  STATEMENT(S_READ_MANIFEST);
  dp_status status = one(f, s, 1, "reading the manifest", arena, sealed, there, err);
  if (*there) *version = (uint64_t)sqlite3_column_int64(s, 0);
  sqlite3_reset(s);
  return status;
}

dp_status st_write_manifest(file *f, uint64_t version, dp_str sealed, dp_error *err) {
  STATEMENT(S_WRITE_MANIFEST);
  sqlite3_bind_int64(s, 1, (int64_t)version);
  bind_blob(s, 2, sealed.at, sealed.size);
  return finish(f, s, "writing the manifest", err);
}

dp_status st_insert_row(file *f, name n, dp_str sealed, int64_t *place, dp_error *err) {
  STATEMENT(S_INSERT_ROW);
  sqlite3_bind_int64(s, 1, n.kind);
  bind_blob(s, 2, n.id.at, DP_ID_SIZE);
  sqlite3_bind_int64(s, 3, (int64_t)n.version);
  bind_blob(s, 4, sealed.at, sealed.size);
  dp_status status = finish(f, s, "writing a row", err);
  *place = sqlite3_last_insert_rowid(f->db);
  return status;
}

dp_status st_delete_row(file *f, int64_t place, dp_error *err) {
  STATEMENT(S_DELETE_ROW);
  sqlite3_bind_int64(s, 1, place);
  return finish(f, s, "removing a row", err);
}

dp_status st_read_row(file *f, int64_t place, dp_arena *arena, name *n, dp_str *sealed, bool *there, dp_error *err) {
  STATEMENT(S_READ_ROW);
  sqlite3_bind_int64(s, 1, place);
  dp_status status = one(f, s, 4, "reading a row", arena, sealed, there, err);
  if (*there) *n = name_at(s);
  sqlite3_reset(s);
  return status;
}

dp_status st_insert_piece(file *f, dp_id recording, uint64_t index, dp_str sealed, dp_error *err) {
  STATEMENT(S_INSERT_PIECE);
  bind_blob(s, 1, recording.at, DP_ID_SIZE);
  sqlite3_bind_int64(s, 2, (int64_t)index);
  bind_blob(s, 3, sealed.at, sealed.size);
  return finish(f, s, "writing sound", err);
}

dp_status st_read_piece(file *f, dp_id recording, uint64_t index, dp_arena *arena, dp_str *sealed, bool *there,
                        dp_error *err) {
  STATEMENT(S_READ_PIECE);
  bind_blob(s, 1, recording.at, DP_ID_SIZE);
  sqlite3_bind_int64(s, 2, (int64_t)index);
  dp_status status = one(f, s, 0, "reading sound", arena, sealed, there, err);
  sqlite3_reset(s);
  sqlite3_clear_bindings(s);
  return status;
}

dp_status st_delete_pieces(file *f, dp_id recording, dp_error *err) {
  STATEMENT(S_DELETE_PIECES);
  bind_blob(s, 1, recording.at, DP_ID_SIZE);
  return finish(f, s, "removing sound", err);
}

dp_status st_count_pieces(file *f, dp_id recording, uint64_t *count, dp_error *err) {
  STATEMENT(S_COUNT_PIECES);
  bind_blob(s, 1, recording.at, DP_ID_SIZE);
  int code = sqlite3_step(s);
  dp_status status = code == SQLITE_ROW ? DP_OK : st_sql_fail(f, "counting sound", err);
  if (!status) *count = (uint64_t)sqlite3_column_int64(s, 0);
  sqlite3_reset(s);
  sqlite3_clear_bindings(s);
  return status;
}

dp_status st_count_all_pieces(file *f, uint64_t *count, dp_error *err) {
  STATEMENT(S_COUNT_ALL_PIECES);
  int code = sqlite3_step(s);
  dp_status status = code == SQLITE_ROW ? DP_OK : st_sql_fail(f, "counting sound", err);
  if (!status) *count = (uint64_t)sqlite3_column_int64(s, 0);
  sqlite3_reset(s);
  return status;
}

dp_status st_insert_entry(file *f, uint64_t number, dp_str sealed, dp_error *err) {
  STATEMENT(S_INSERT_ENTRY);
  sqlite3_bind_int64(s, 1, (int64_t)number);
  bind_blob(s, 2, sealed.at, sealed.size);
  return finish(f, s, "writing the trail", err);
}

dp_status st_scan(file *f, int table, int64_t from, each_row *each, void *ctx, const char **broken, dp_error *err) {
  static const int which[] = {[TABLE_ROW] = S_SCAN_ROW, [TABLE_PIECE] = S_SCAN_PIECE, [TABLE_TRAIL] = S_SCAN_TRAIL};
  STATEMENT(which[table]);
  dp_status status = DP_OK;
  int code;
  *broken = NULL;
  sqlite3_bind_int64(s, 1, from);
  while (!status && (code = sqlite3_step(s)) != SQLITE_DONE) {
    if (code == SQLITE_ROW) {
      status = each(ctx, sqlite3_column_int64(s, 0), name_at(s), blob(s, 4), err);
      continue;
    }
    if ((code & 0xFF) == SQLITE_CORRUPT || (code & 0xFF) == SQLITE_TOOBIG) *broken = sqlite3_errstr(code);
    else status = st_sql_fail(f, "reading", err);
    break;
  }
  sqlite3_reset(s);
  return status;
}

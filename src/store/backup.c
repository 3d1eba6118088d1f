/* backup.c: everything in one sealed file, checked before it gets its name; and back.
 *
 * A back-up is the header, then the rows, pieces, trail and manifest as they stand, sealed: the passphrase of the time
 * opens it, and nothing is sealed anew. Each is a frame: kind, id, version, size, bytes. At the end stands a keyed
 * BLAKE2b hash of all before it, sealed under the data key's own number: a frame that is missing, cut, added or moved
 * shows, whatever it is. Then the contents are held against the trail exactly as those of the records file are:
 * restoring is copying the frames into a new file, unlocking that, and giving it its name when it has no fault.
 */
#define _POSIX_C_SOURCE 200809L
#include "inner.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char magic[8] = {'D', 'P', 'B', 'A', 'C', 'K', 'U', 'P'};
static const dp_id no_id = {{0}};
enum { FRAME_HEAD = 32, START = 16, FRAME_MOST = BODY_MOST + 4096 };

typedef struct stream { /* bytes written or read, and their hash */
  int file;
  const char *path;
  crypto_generichash_state hash;
  uint8_t *buffer;
  size_t used, have;
  uint64_t frames;
  const header *h;
} stream;
enum { BUFFER = 1 << 16 };

static dp_status os_fail(const char *what, const char *path, dp_error *err) {
  char reason[128] = "unknown reason";
  if (strerror_r(errno, reason, sizeof reason)) reason[sizeof reason - 1] = 0;
  return dp_fail(err, DP_ERR_IO, "cannot %s %s: %s", what, path, reason);
}

static dp_status flush(stream *s, dp_error *err) {
  for (size_t at = 0; at < s->used;) {
    ssize_t n = write(s->file, s->buffer + at, s->used - at);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return os_fail("write", s->path, err);
    at += (size_t)n;
  }
  s->used = 0;
  return DP_OK;
}

static dp_status put(stream *s, const void *bytes, size_t size, dp_error *err) {
  const uint8_t *from = bytes;
  crypto_generichash_update(&s->hash, from, size);
  while (size) {
    size_t n = BUFFER - s->used < size ? BUFFER - s->used : size;
    memcpy(s->buffer + s->used, from, n);
    s->used += n;
    from += n;
    size -= n;
    dp_status status = s->used == BUFFER ? flush(s, err) : DP_OK;
    if (status) return status;
  }
  return DP_OK;
}

static dp_status put_frame(stream *s, name n, dp_str sealed, dp_error *err) {
  uint8_t head[FRAME_HEAD];
  st_put32(head, n.kind);
  st_put32(head + 4, (uint32_t)sealed.size);
  memcpy(head + 8, n.id.at, DP_ID_SIZE);
  st_put64(head + 24, n.version);
  dp_status status = put(s, head, sizeof head, err);
  s->frames++;
  return status ? status : put(s, sealed.at, sealed.size, err);
}

static dp_status put_each(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  (void)place;
  return put_frame(ctx, n, sealed, err);
}

static dp_status put_trail(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  n = (name){KIND_TRAIL, no_id, (uint64_t)place};
  return put_frame(ctx, n, sealed, err);
}

static dp_status start(stream *s, const char *path, int fd, const header *h, dp_error *err) {
  *s = (stream){.file = fd, .path = path, .h = h, .buffer = malloc(BUFFER)};
  crypto_generichash_init(&s->hash, NULL, 0, DIGEST_SIZE);
  return s->buffer ? DP_OK : st_memory(err);
}

/* The last frame: the hash of all before it, sealed. */
static dp_status put_end(stream *s, const uint8_t *key, dp_error *err) {
  digest d;
  uint8_t sealed[DIGEST_SIZE + SEAL_OVER];
  crypto_generichash_state copy = s->hash;
  crypto_generichash_final(&copy, d.at, DIGEST_SIZE);
  name n = {KIND_BACKUP, no_id, s->frames};
  st_seal_row(s->h, key, n, d.at, DIGEST_SIZE, sealed);
  return put_frame(s, n, (dp_str){(char *)sealed, sizeof sealed}, err);
}

static dp_status write_all(dp_store *s, stream *out, dp_error *err) {
  uint8_t first[START] = {0};
  const char *broken = NULL;
  memcpy(first, magic, sizeof magic);
  st_put32(first + 8, SEAL_FORMAT);
  name n = {KIND_MANIFEST, no_id, s->manifest.version};
  dp_status status = put(out, first, sizeof first, err);
  if (!status) status = put(out, s->header.at, HEADER_SIZE, err);
  if (!status) status = st_scan(&s->file, TABLE_TRAIL, 0, put_trail, out, &broken, err);
  if (!status && !broken) status = st_scan(&s->file, TABLE_ROW, 0, put_each, out, &broken, err);
  if (!status && !broken) status = st_scan(&s->file, TABLE_PIECE, 0, put_each, out, &broken, err);
  if (!status && broken) status = dp_fail(err, DP_ERR_DAMAGED, "%s cannot be read wholly: %s", s->file.path, broken);
  if (!status) status = put_frame(out, n, s->manifest_bytes, err);
  if (!status) status = put_end(out, s->key, err);
  return status ? status : flush(out, err);
}

/* ---- reading
 * ----------------------------------------------------------------------------------------------------------- */

static dp_status short_file(stream *s, dp_error *err) {
  return dp_fail(err, DP_ERR_DAMAGED, "the back-up %s is cut short: it is not restored", s->path);
}

static dp_status get(stream *s, void *bytes, size_t size, dp_error *err) {
  uint8_t *to = bytes;
  for (size_t left = size; left;) {
    if (s->used == s->have) {
      ssize_t n;
      do n = read(s->file, s->buffer, BUFFER);
      while (n < 0 && errno == EINTR);
      if (n < 0) return os_fail("read", s->path, err);
      if (!n) return short_file(s, err);
      s->used = 0;
      s->have = (size_t)n;
    }
    size_t n = s->have - s->used < left ? s->have - s->used : left;
    memcpy(to, s->buffer + s->used, n);
    s->used += n;
    to += n;
    left -= n;
  }
  return DP_OK;
}

/* Every frame to `each`, which may be NULL; the file's hash is checked at the end. */
static dp_status read_frames(stream *s, const uint8_t *key, each_row *each, void *ctx, dp_error *err) {
  uint8_t head[FRAME_HEAD], *room = NULL, extra;
  size_t have = 0;
  dp_status status = DP_OK;
  while (!status) {
    status = get(s, head, sizeof head, err);
    if (status) break;
    name n = {st_get32(head), no_id, st_get64(head + 24)};
    size_t size = st_get32(head + 4);
    memcpy(n.id.at, head + 8, DP_ID_SIZE);
    if (size > FRAME_MOST) {
      status = dp_fail(err, DP_ERR_DAMAGED, "the back-up %s is damaged at frame %zu: it is not restored", s->path,
                       (size_t)s->frames);
      break;
    }
    if (have < size) {
      uint8_t *more = realloc(room, size);
      if (!more) {
        status = st_memory(err);
        break;
      }
      room = more;
      have = size;
    }
    status = get(s, room, size, err);
    if (status) break;
    if (n.kind == KIND_BACKUP) {
      digest d, said;
      crypto_generichash_final(&s->hash, d.at, DIGEST_SIZE);
      if (n.version != s->frames || size != DIGEST_SIZE + SEAL_OVER ||
          !st_open_row(s->h, key, n, room, size, said.at) || !st_digest_eq(&d, &said))
        status = dp_fail(err, DP_ERR_DAMAGED, "the back-up %s is not as it was written: it is not restored", s->path);
      else if (s->used != s->have || read(s->file, &extra, 1) != 0)
        status = dp_fail(err, DP_ERR_DAMAGED, "something was added to the back-up %s: it is not restored", s->path);
      break;
    }
    crypto_generichash_update(&s->hash, head, sizeof head);
    crypto_generichash_update(&s->hash, room, size);
    s->frames++;
    if (each) status = each(ctx, 0, n, (dp_str){(char *)room, size}, err);
  }
  free(room);
  return status;
}

static dp_status open_backup(stream *s, const char *path, header *h, dp_error *err) {
  uint8_t first[START];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return errno == ENOENT ? dp_fail(err, DP_ERR_NOT_FOUND, "there is no back-up %s", path)
                           : os_fail("open", path, err);
  dp_status status = start(s, path, fd, h, err);
  if (!status) status = get(s, first, sizeof first, err);
  if (!status && memcmp(first, magic, sizeof magic) != 0)
    status = dp_fail(err, DP_ERR_DAMAGED, "%s is no back-up of Diagnosis Pad, or its beginning is damaged", path);
  if (!status && st_get32(first + 8) != SEAL_FORMAT)
    status = dp_fail(err, DP_ERR_DAMAGED, "the back-up %s is of a format that this diagpad does not know", path);
  if (!status) status = get(s, h->at, HEADER_SIZE, err);
  if (!status) status = st_header_check(h->at, HEADER_SIZE, path, err);
  if (status) return status;
  crypto_generichash_update(&s->hash, first, sizeof first);
  crypto_generichash_update(&s->hash, h->at, HEADER_SIZE);
  return DP_OK;
}

static void close_stream(stream *s) {
  if (s->buffer) close(s->file);
  free(s->buffer);
  s->buffer = NULL;
}

/* ---- backup, verify, restore
 * ------------------------------------------------------------------------------------------- */

static dp_status check_file(const char *path, const header *want, const uint8_t *key, dp_error *err) {
  stream in = {.buffer = NULL};
  header h;
  dp_status status = open_backup(&in, path, &h, err);
  if (!status && memcmp(h.at, want->at, HEADER_SIZE) != 0)
    status = dp_fail(err, DP_ERR_DAMAGED, "the back-up %s does not read back as it was written", path);
  if (!status) status = read_frames(&in, key, NULL, NULL, err);
  close_stream(&in);
  return status;
}

dp_status dp_store_backup(dp_store *s, const char *path, dp_error *err) {
  char temporary[4100];
  dp_census census;
  if (strlen(path) > 4000) return dp_fail(err, DP_ERR_IO, "the path %.60s… is too long", path);
  if (st_path_is_there(path))
    return dp_fail(err, DP_ERR_CONFLICT, "%s is there already, and nothing is overwritten: choose another name", path);
  dp_status status = dp_store_verify(s, &census, err);
  if (!status && s->faults.count)
    status = dp_fail(err, DP_ERR_DAMAGED,
                     "the records are damaged, and a back-up of them would be: %s. Keep the back-ups "
                     "that you have, and export what can be read",
                     s->faults.at[0]);
  if (!status && !s->file.read_only) {
    change c;
    status = st_change_begin(&c, s, err);
    if (!status) status = st_change_entry(&c, DP_ACT_BACKUP, (name){0, no_id, 0}, NULL, err);
    if (!status) status = st_change_commit(&c, err);
    st_change_drop(&c);
  }
  if (!status) status = st_enter(s, false, err); /* from here to `leave` it stands still for us */
  if (status) return status;
  snprintf(temporary, sizeof temporary, "%s.new-XXXXXX", path);
  stream out = {.buffer = NULL};
  int fd = mkstemp(temporary);
  if (fd < 0) {
    st_leave(s);
    return os_fail("make", path, err);
  }
  status = start(&out, path, fd, &s->header, err);
  if (!status) status = write_all(s, &out, err);
  st_leave(s);
  if (!status && fsync(fd)) status = os_fail("write", path, err);
  if (close(fd) && !status) status = os_fail("write", path, err);
  free(out.buffer);
  if (!status) status = check_file(temporary, &s->header, s->key, err);
  if (!status) status = st_name_file(temporary, path, err);
  if (status) unlink(temporary);
  return status;
}

/* Frames into the tables of a new file. */
static dp_status take_frame(void *ctx, int64_t place, name n, dp_str sealed, dp_error *err) {
  file *f = ctx;
  if (n.kind == KIND_TRAIL) return st_insert_entry(f, n.version, sealed, err);
  if (n.kind == KIND_MANIFEST) return st_write_manifest(f, n.version, sealed, err);
  if (n.kind == KIND_PIECE) return st_insert_piece(f, n.id, n.version, sealed, err);
  return st_insert_row(f, n, sealed, &place, err);
}

/* Opens `path`, fills a new file beside `at` from it, and looks through it: *s is that file's, unlocked. */
static dp_status unpack(const char *path, dp_str passphrase, const char *at, dp_store *s, char *temporary,
                        dp_error *err) {
  stream in = {.buffer = NULL};
  uint64_t pieces = 0;
  temporary[0] = 0;
  dp_status status = st_seal_start(err);
  if (!status) status = open_backup(&in, path, &s->header, err);
  if (!status) {
    s->key = sodium_malloc(KEY_SIZE);
    status = s->key ? st_header_open(&s->header, passphrase, s->key, err) : st_memory(err);
  }
  if (!status) status = read_frames(&in, s->key, NULL, NULL, err); /* first whether it is whole */
  close_stream(&in);
  if (!status) status = open_backup(&in, path, &s->header, err);
  if (!status) status = st_file_make(at, s->options.page, temporary, &s->file, err);
  if (!status) status = st_begin(&s->file, true, err);
  if (!status) status = st_write_header(&s->file, &s->header, true, err);
  if (!status) status = read_frames(&in, s->key, take_frame, &s->file, err);
  if (!status) status = st_commit(&s->file, err);
  if (!status) status = st_begin(&s->file, false, err);
  if (!status) status = st_load(s, err);
  if (!status) status = st_check_pieces(s, &pieces, err);
  if (s->file.db) st_rollback(&s->file);
  if (!status && s->faults.count)
    status = dp_fail(err, DP_ERR_DAMAGED, "the back-up %s is damaged: %s. It is not restored", path, s->faults.at[0]);
  close_stream(&in);
  return status;
}

static void init_store(dp_store *s, const dp_store_options *options) {
  dp_allocator wiping = dp_wiping_allocator();
  *s = (dp_store){.key = NULL};
  if (options) s->options = *options;
  if (!s->options.clock.wall) s->options.clock = dp_store_system_clock();
  dp_arena_init(&s->arena, &wiping);
}

dp_status dp_backup_verify(const char *path, dp_str passphrase, dp_census *out, dp_error *err) {
  char temporary[4100], beside[4100];
  dp_store s;
  *out = (dp_census){0, 0, 0, 0};
  init_store(&s, NULL);
  const char *folder = getenv("TMPDIR");
  snprintf(beside, sizeof beside, "%.3900s/diagpad-%u", folder && *folder ? folder : "/tmp", (unsigned)getpid());
  dp_status status = unpack(path, passphrase, beside, &s, temporary, err);
  if (!status) {
    status = st_check_pieces(&s, &out->pieces, err);
    for (size_t i = 0; i < s.items.count; i++) out->rows += !s.items.at[i].gone;
    out->entries = s.manifest.entries;
  }
  dp_store_lock(&s);
  st_file_discard(&s.file, temporary);
  return status;
}

dp_status dp_store_restore(const char *backup, dp_str passphrase, const char *path, const dp_store_options *options,
                           dp_store **out, dp_error *err) {
  char temporary[4100];
  dp_store s;
  init_store(&s, options);
  dp_status status = st_path_is_there(path) ? dp_fail(err, DP_ERR_CONFLICT,
                                                      "%s is there already, and nothing is "
                                                      "overwritten: restore under another name with --records",
                                                      path)
                                            : unpack(backup, passphrase, path, &s, temporary, err);
  if (!status) { /* its first new entry says where it is from */
    s.unlocked = true;
    s.last_call = s.options.clock.steady(s.options.clock.ctx);
    change c;
    status = st_change_begin(&c, &s, err);
    if (!status) status = st_change_entry(&c, DP_ACT_RESTORE, (name){0, no_id, 0}, NULL, err);
    if (!status) status = st_change_commit(&c, err);
    st_change_drop(&c);
  }
  dp_store_lock(&s);
  if (status) {
    if (s.file.path) st_file_discard(&s.file, temporary);
    return status;
  }
  status = st_file_publish(&s.file, temporary, path, err);
  if (status) return status;
  dp_store *opened = NULL;
  status = dp_store_open(path, options, &opened, err);
  if (!status) status = dp_store_unlock(opened, passphrase, err);
  if (status) dp_store_close(opened);
  else *out = opened;
  return status;
}

/* store.h: patient records, sealed, on this device: one SQLite file in which nothing but sizes can be read without the
 * passphrase. docs/record-format.md is the format, SECURITY.md says against whom it helps and against whom not.
 *
 * What is kept: patients, consultations (the JSON document that the app works on), transcripts, notes with all their
 * versions, consents, templates and recordings. Each is a row that is sealed by itself (XChaCha20-Poly1305) with its
 * own name as associated data. A sealed trail says of every change which row it made, with the row's digest, each
 * entry holding the digest of the one before; a sealed manifest holds the trail's end. So a row that is edited,
 * truncated, swapped, put back from earlier or taken out is found and named; only the whole file, put back as it once
 * was, looks right (compare dp_store_head with one that you wrote down).
 *
 * Promises. What a function acknowledged with DP_OK is on the disk (fsync) and is there after a kill or a loss of
 * power. A file in which anything is damaged can be read as far as it goes, and is never written to again. No file
 * that exists is overwritten. A change that another program made meanwhile is seen before the next read or write.
 *
 * Ownership: as in diagpad.h; what is returned in an arena lives there. One dp_store belongs to one thread at a time: a
 * server takes a lock around each call. Errors are ERR_IO (disk, read-only, busy), ERR_LOCKED, ERR_DAMAGED, ERR_MEMORY
 * wherever nothing else is said.
 */
#ifndef DP_STORE_H
#define DP_STORE_H

#include "../base/json.h"

/* ---- names ---------------------------------------------------------------------------------------------------------
 */

/* X(name, number in the file, word, all versions kept) */
#define DP_KEPT_LIST(X)                                                                                                \
  X(PATIENT, 1, "patient", false)                                                                                      \
  X(CONSULTATION, 2, "consultation", false)                                                                            \
  X(TRANSCRIPT, 3, "transcript", false)                                                                                \
  X(NOTE, 4, "note", true)                                                                                             \
  X(CONSENT, 5, "consent", true)                                                                                       \
  X(RECORDING, 6, "recording", false)                                                                                  \
  X(TEMPLATE, 7, "template", false)
typedef enum dp_kept_kind {
#define DP_X(name, number, word, keeps) DP_KEPT_##name = number,
  DP_KEPT_LIST(DP_X)
#undef DP_X
} dp_kept_kind;
const char *dp_kept_word(unsigned kind);          /* "patient"; "row" for one that is none of ours */
bool dp_kept_of(dp_str word, dp_kept_kind *kind); /* false: no such kind */

enum { DP_ID_SIZE = 16, DP_ID_DIGITS = 32 };
typedef struct dp_id {
  uint8_t at[DP_ID_SIZE];
} dp_id; /* random; all zero is no id */
bool dp_id_none(dp_id id);
bool dp_id_eq(dp_id a, dp_id b);
void dp_id_hex(dp_id id, char out[DP_ID_DIGITS + 1]);
bool dp_id_parse(dp_str hex, dp_id *id); /* all 32 digits */

/* ---- opening -------------------------------------------------------------------------------------------------------
 */

typedef struct dp_clock {
  uint64_t (*wall)(void *ctx);   /* milliseconds since 1970: for time stamps */
  uint64_t (*steady)(void *ctx); /* milliseconds that never go back: for idleness */
  void *ctx;
} dp_clock;
dp_clock dp_store_system_clock(void);

/* What a guess at the passphrase costs (Argon2id). It is written in the file's header, and bound to the key. */
typedef struct dp_pass_cost {
  uint32_t passes, kib;
} dp_pass_cost;
dp_pass_cost dp_cost_usual(void); /* 3 passes over 128 MiB */
/* One pass over 8 KiB: for tests. A file made with less than 8 MiB says so in its header, and dp_store_is_weak says so.
 */
dp_pass_cost dp_cost_for_tests(void);

typedef struct dp_store_options {
  dp_clock clock;   /* .wall NULL: the system's */
  uint64_t idle_ms; /* lock after so long without a call; 0: never */
  uint32_t page;    /* bytes a page of a new file, a power of two from 512; 0: SQLite's own */
} dp_store_options;

enum { DP_PASSPHRASE_LEAST = 8, DP_PASSPHRASE_MOST = 1024 }; /* bytes */

typedef struct dp_store dp_store;

/* Makes a new file (it appears whole, or not at all) and opens it unlocked. ERR_CONFLICT: there is a file already;
 * ERR_INPUT: the passphrase is too short or too long. */
DP_MUST_CHECK dp_status dp_store_create(const char *path, dp_str passphrase, dp_pass_cost cost,
                                        const dp_store_options *options, dp_store **out, dp_error *err);
/* Opens a file, locked. Nothing of it is trusted yet. ERR_NOT_FOUND: there is no file; ERR_DAMAGED: it is none of ours
 * or its header is damaged. */
DP_MUST_CHECK dp_status dp_store_open(const char *path, const dp_store_options *options, dp_store **out, dp_error *err);
void dp_store_close(dp_store *s); /* NULL is allowed */

/* Unwraps the key, walks the trail and opens every row but the audio. ERR_PASSPHRASE: another passphrase; ERR_DAMAGED
 * only when not even that can be told. Damage further in leaves it unlocked, readable and read-only: dp_store_faults.
 */
DP_MUST_CHECK dp_status dp_store_unlock(dp_store *s, dp_str passphrase, dp_error *err);
void dp_store_lock(dp_store *s);        /* forgets the key and all that was read */
bool dp_store_is_unlocked(dp_store *s); /* after a look at the clock */
bool dp_store_is_weak(const dp_store *s);
bool dp_store_is_read_only(const dp_store *s); /* the disk does not take writing */
/* Locks when nothing was asked for `idle_ms`: a server calls it now and then. Every call looks at the clock as well. */
void dp_store_tick(dp_store *s);
/* Wraps the same key with another passphrase: the header and one entry of the trail are written, nothing else. */
DP_MUST_CHECK dp_status dp_store_passphrase(dp_store *s, dp_str old_one, dp_str new_one, dp_pass_cost cost,
                                            dp_error *err);

/* The trail's length and the first 16 hexadecimal digits of its last entry's digest. Written down elsewhere, it shows
 * later whether a whole older file was put in this one's place. */
typedef struct dp_head {
  uint64_t entries;
  char digest[17];
} dp_head;
DP_MUST_CHECK dp_status dp_store_head(dp_store *s, dp_head *out, dp_error *err);

/* ---- rows ----------------------------------------------------------------------------------------------------------
 */

typedef struct dp_row {
  dp_kept_kind kind;
  dp_id id, patient, consultation; /* of a patient, `patient` is its own id */
  uint64_t version, versions;      /* this one, and how many there were; versions count from 1 */
  uint64_t created, changed;       /* milliseconds since 1970 */
  dp_str title;                    /* from the body: "title", "name", or how "text" begins */
  dp_str body;                     /* JSON object; empty in lists */
  const char *fault;               /* NULL, or what is wrong with it: then there is no body */
} dp_row;
typedef struct dp_row_list {
  dp_row *at;
  size_t count, room;
} dp_row_list;

/* Keeps `body` (a JSON object). *id none: a new row, its id is written there; else its next version, and `expected`
 * must be the version that it replaces. `patient` and `consultation` say where it belongs: a patient needs neither, a
 * template may have neither, all else a patient, and transcripts, notes and consents a consultation. A next version
 * keeps its own: both may be none then. Recordings are not put. ERR_CONFLICT: another version is there; ERR_NOT_FOUND;
 * ERR_INPUT; ERR_TOO_LARGE (16 MB). */
DP_MUST_CHECK dp_status dp_store_put(dp_store *s, dp_kept_kind kind, dp_id *id, uint64_t expected, dp_id patient,
                                     dp_id consultation, dp_str body, uint64_t *version, dp_error *err);
/* version 0: the newest. ERR_NOT_FOUND; ERR_DAMAGED (with the row's name). */
DP_MUST_CHECK dp_status dp_store_get(dp_store *s, dp_id id, uint64_t version, dp_arena *arena, dp_row *out,
                                     dp_error *err);
/* Newest versions, the latest changed first; kind 0: all; patient, consultation none: any. Damaged rows are in it. */
DP_MUST_CHECK dp_status dp_store_list(dp_store *s, unsigned kind, dp_id patient, dp_id consultation, dp_arena *arena,
                                      dp_row_list *out, dp_error *err);
/* Rows whose id begins with these hexadecimal digits (4 or more), or patients of exactly this name, whatever the case.
 * kind 0: all. ERR_NOT_FOUND; ERR_CONFLICT when there are several. */
DP_MUST_CHECK dp_status dp_store_find(dp_store *s, unsigned kind, dp_str word, dp_row *out, dp_error *err);
/* Enters in the trail that a row was looked at. On a disk that takes no writing it does nothing. */
DP_MUST_CHECK dp_status dp_store_note_view(dp_store *s, dp_kept_kind kind, dp_id id, dp_error *err);

typedef struct dp_hit {
  dp_row row;
  dp_str snippet; /* words around the first place */
} dp_hit;
typedef struct dp_hits {
  dp_hit *at;
  size_t count, room;
  size_t unread; /* rows that could not be read, and so not be searched */
} dp_hits;
/* Rows in whose strings every one of the words occurs, whatever the case; newest first. */
DP_MUST_CHECK dp_status dp_store_search(dp_store *s, dp_str words, size_t limit, dp_arena *arena, dp_hits *out,
                                        dp_error *err);
/* All of one patient, every version, as one JSON object; with audio as base64 pieces where `audio`. Enters it in the
 * trail. What cannot be read is in its "unreadable". */
DP_MUST_CHECK dp_status dp_store_export(dp_store *s, dp_id patient, bool audio, dp_buf *out, dp_error *err);
/* Removes all of one patient: rows and audio are overwritten in the file, the log beside it is emptied, the file is
 * made anew without the space. The trail keeps that it was done, and random ids. */
DP_MUST_CHECK dp_status dp_store_erase(dp_store *s, dp_id patient, size_t *rows, dp_error *err);

/* ---- recordings: for the speech engine
 * --------------------------------------------------------------------------------
 *
 * Consent comes first: begin fails until the newest consent row of the consultation says {"given": true}, and append
 * fails once one says false. Each piece (about a second of sound, any bytes) is sealed and on the disk when append
 * returns. A recording that was cut off stays open with all pieces that were acknowledged; it can be read, gone on
 * with, or ended.
 */
enum { DP_PIECE_MOST = 1 << 20 };
/* `meta` is a JSON object of yours: format, rate, channels. ERR_INPUT: no consent. */
DP_MUST_CHECK dp_status dp_store_recording_begin(dp_store *s, dp_id consultation, dp_str meta, dp_id *recording,
                                                 dp_error *err);
/* *index: the piece's number, from 0. ERR_CONFLICT: it was ended; ERR_INPUT: consent was withdrawn. */
DP_MUST_CHECK dp_status dp_store_recording_append(dp_store *s, dp_id recording, const void *bytes, size_t size,
                                                  uint64_t *index, dp_error *err);
DP_MUST_CHECK dp_status dp_store_recording_end(dp_store *s, dp_id recording, dp_error *err);
/* Removes the sound of one recording, ended or not: the pieces are overwritten as in dp_store_erase. Its row stays and says when, and how many there
 * were; so does the trail. Transcripts and notes made of it stay. ERR_CONFLICT: it was erased before. */
DP_MUST_CHECK dp_status dp_store_recording_erase(dp_store *s, dp_id recording, uint64_t *pieces, dp_error *err);
typedef struct dp_recording {
  uint64_t pieces;
  uint64_t erased, had; /* when its sound was erased, in milliseconds since 1970, and how many pieces it had; 0: it was not */
  bool ended;
  dp_str meta;
} dp_recording;
DP_MUST_CHECK dp_status dp_store_recording(dp_store *s, dp_id recording, dp_arena *arena, dp_recording *out,
                                           dp_error *err);
/* A piece's bytes. ERR_NOT_FOUND: there are not so many; ERR_DAMAGED: it is not what was recorded. */
DP_MUST_CHECK dp_status dp_store_recording_piece(dp_store *s, dp_id recording, uint64_t index, dp_arena *arena,
                                                 dp_str *out, dp_error *err);

/* ---- the trail, checking, back-ups
 * ------------------------------------------------------------------------------------ */

/* X(name, number in the file, word) */
#define DP_ACT_LIST(X)                                                                                                 \
  X(CREATE, 1, "create")                                                                                               \
  X(UNLOCK, 2, "unlock")                                                                                               \
  X(PUT, 3, "put")                                                                                                     \
  X(REMOVE, 4, "remove")                                                                                               \
  X(ERASE, 5, "erase")                                                                                                 \
  X(VIEW, 6, "view")                                                                                                   \
  X(EXPORT, 7, "export")                                                                                               \
  X(BACKUP, 8, "backup")                                                                                               \
  X(RESTORE, 9, "restore")                                                                                             \
  X(PASSPHRASE, 10, "passphrase")
typedef enum dp_act {
#define DP_X(name, number, word) DP_ACT_##name = number,
  DP_ACT_LIST(DP_X)
#undef DP_X
} dp_act;
const char *dp_act_word(unsigned act);

typedef struct dp_entry {
  uint64_t number, at; /* from 1; milliseconds since 1970 */
  unsigned act, kind;
  dp_id id;
  uint64_t version;
  bool readable;
} dp_entry;
typedef struct dp_entries {
  dp_entry *at;
  size_t count, room;
} dp_entries;
/* The entries from number `from` on, at most `limit`. */
DP_MUST_CHECK dp_status dp_store_trail(dp_store *s, uint64_t from, size_t limit, dp_arena *arena, dp_entries *out,
                                       dp_error *err);

typedef struct dp_faults {
  const char **at;
  size_t count;
} dp_faults;
/* What was found damaged so far, one sentence each with the row's name; lives until the next call. */
dp_faults dp_store_faults(const dp_store *s);
typedef struct dp_census {
  uint64_t rows, pieces, entries, bytes;
} dp_census;
/* Checks everything again, audio and SQLite's own structure as well; DP_OK also when faults were found. */
DP_MUST_CHECK dp_status dp_store_verify(dp_store *s, dp_census *out, dp_error *err);

/* Everything, sealed as it stands, in one file that has no plain part but sizes. It is written beside, synced, read
 * back and checked, and only then gets its name. ERR_CONFLICT: there is a file of that name; ERR_DAMAGED: not
 * everything could be read. */
DP_MUST_CHECK dp_status dp_store_backup(dp_store *s, const char *path, dp_error *err);
/* Checks a back-up wholly without restoring it. ERR_DAMAGED, ERR_PASSPHRASE, ERR_NOT_FOUND. */
DP_MUST_CHECK dp_status dp_backup_verify(const char *path, dp_str passphrase, dp_census *out, dp_error *err);
/* Makes the records at `path` from a back-up that is whole; opens them unlocked. ERR_CONFLICT: there is a file already.
 */
DP_MUST_CHECK dp_status dp_store_restore(const char *backup, dp_str passphrase, const char *path,
                                         const dp_store_options *options, dp_store **out, dp_error *err);

/* ---- small things
 * ---------------------------------------------------------------------------------------------------- */

/* An allocator that wipes what it gives back: for arenas that hold what patients said. */
dp_allocator dp_wiping_allocator(void);
void dp_wipe(void *at, size_t size);

#endif

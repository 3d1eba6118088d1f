/* Faults of the machine under a store at work: killed at every system call that writes, the call half done; the power
 * gone there, with what was not synced kept or lost at random; the disk full from any call on; a read-only disk; two
 * programs at once. What was acknowledged is there afterwards, whole, and nothing is damaged.
 *
 * The program's own write, pwrite, ftruncate, unlink, link, rename and open stand in front of the C library's: the
 * linker gives them to SQLite as well. Linux only: elsewhere the test says that it did nothing.
 */
#define _GNU_SOURCE 1
#include "world.h"

#ifndef __linux__
static void not_here(void **state) {
  (void)state;
  print_message("faults are injected on Linux only\n");
}
int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(not_here)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* ---- the faults
 * -------------------------------------------------------------------------------------------------------- */

enum { WELL, KILL, TORN, POWER, FULL, READ_ONLY };
static struct {
  int mode;
  unsigned long at, calls; /* it happens at call number `at` (FULL: from there on) */
  char folder[64];
} plan;

/* For POWER: what each file held when it was last synced, as changes to be undone. */
typedef struct undo {
  int fd;
  off_t at, end; /* where it was written; the file's size before */
  size_t old_size, new_size;
  char *old_bytes, *new_bytes;
  struct undo *before;
} undo;
static undo *undone;

static long real_pwrite(int fd, const void *at, size_t size, off_t where) {
  return syscall(SYS_pwrite64, fd, at, size, where);
}

static void remember(int fd, const void *bytes, size_t size, off_t where) {
  undo *u = calloc(1, sizeof *u);
  *u = (undo){.fd = fd, .at = where, .end = lseek(fd, 0, SEEK_END), .new_size = size, .before = undone};
  u->new_bytes = malloc(size + 1);
  u->old_bytes = malloc(size + 1);
  memcpy(u->new_bytes, bytes, size);
  long n = syscall(SYS_pread64, fd, u->old_bytes, size, where);
  u->old_size = n > 0 ? (size_t)n : 0;
  undone = u;
}

static void synced(int fd) {
  for (undo *u = undone; u; u = u->before)
    if (u->fd == fd) u->fd = -1;
}

/* The power goes: of what was not synced each write is on the disk or not, whatever the order. */
static void lose_power(void) {
  unsigned random = (unsigned)plan.at * 2654435761u;
  undo *forward = NULL;
  for (undo *u = undone, *next; u; u = next) {
    next = u->before;
    if (u->fd >= 0) {
      real_pwrite(u->fd, u->old_bytes, u->old_size, u->at);
      syscall(SYS_ftruncate, u->fd, u->end);
    }
    u->before = forward;
    forward = u;
  }
  for (undo *u = forward; u; u = u->before) {
    random = random * 1664525u + 1013904223u;
    if (u->fd >= 0 && random >> 31) real_pwrite(u->fd, u->new_bytes, u->new_size, u->at);
  }
}

/* Counts a call that writes. True: the disk is full or read-only. */
static bool strikes(int fd, const void *bytes, size_t size, off_t where) {
  if (plan.mode == WELL || (fd >= 0 && fd <= 2)) return false;
  if (plan.mode == READ_ONLY) return errno = EROFS, true;
  bool now = ++plan.calls == plan.at;
  if (plan.mode == FULL) return plan.calls >= plan.at ? (errno = ENOSPC, true) : false;
  if (now) {
    if (plan.mode == TORN && bytes && size > 1) real_pwrite(fd, bytes, size / 2, where);
    if (plan.mode == POWER) lose_power();
    syscall(SYS_exit_group, 9);
  }
  if (plan.mode == POWER && bytes) remember(fd, bytes, size, where);
  return false;
}

#define OURS __attribute__((visibility("default")))
OURS ssize_t pwrite64(int fd, const void *at, size_t size, off_t where);
OURS ssize_t pwrite64(int fd, const void *at, size_t size, off_t where) {
  return strikes(fd, at, size, where) ? -1 : real_pwrite(fd, at, size, where);
}
OURS ssize_t pwrite(int fd, const void *at, size_t size, off_t where) { return pwrite64(fd, at, size, where); }
OURS ssize_t write(int fd, const void *at, size_t size) {
  off_t where = plan.mode ? lseek(fd, 0, SEEK_CUR) : 0;
  return where >= 0 && strikes(fd, at, size, where) ? -1 : syscall(SYS_write, fd, at, size);
}
OURS int ftruncate64(int fd, off_t size);
OURS int ftruncate64(int fd, off_t size) {
  return strikes(fd, NULL, 0, 0) ? -1 : (int)syscall(SYS_ftruncate, fd, size);
}
OURS int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
OURS int fsync(int fd) {
  int done = (int)syscall(SYS_fsync, fd);
  if (plan.mode == POWER && !done) synced(fd);
  return done;
}
OURS int fdatasync(int fd) { return fsync(fd); }
OURS int unlink(const char *path) {
  return plan.mode != FULL && strikes(-1, NULL, 0, 0) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}
OURS int link(const char *from, const char *to) {
  return strikes(-1, NULL, 0, 0) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}
OURS int rename(const char *from, const char *to) {
  return strikes(-1, NULL, 0, 0) ? -1 : (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}
OURS int open64(const char *path, int flags, ...);
OURS int open64(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  int mode = flags & O_CREAT ? va_arg(args, int) : 0;
  va_end(args);
  bool ours = plan.folder[0] && !strncmp(path, plan.folder, strlen(plan.folder));
  bool makes = flags & O_CREAT && access(path, F_OK);
  if (ours && plan.mode == READ_ONLY && (makes || (flags & O_ACCMODE) != O_RDONLY)) return errno = EROFS, -1;
  if (ours && plan.mode != READ_ONLY && makes && strikes(-1, NULL, 0, 0)) return -1;
  return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}
OURS int open(const char *path, int flags, ...) {
  va_list args;
  va_start(args, flags);
  int mode = flags & O_CREAT ? va_arg(args, int) : 0;
  va_end(args);
  return open64(path, flags, mode);
}

/* ---- the work
 * ------------------------------------------------------------------------------------------------------------ */

static const dp_id none = {{0}};
static const char second[] = "another five words now";

typedef struct ledger { /* what was acknowledged; shared with the child that dies */
  int done;             /* steps */
  small is;
  char failed[600];
} ledger;

enum {
  CREATED = 1,
  PATIENT,
  OTHER,
  CONSULTATION,
  CONSENT,
  BEGUN,
  PIECE_0,
  PIECE_1,
  PIECE_2,
  ENDED,
  NOTE_1,
  NOTE_2,
  CONSULTATION_2,
  PASSPHRASE,
  BACKUP,
  ERASED,
  RESTORED,
  CLOSED,
  REOPENED,
  LAST = REOPENED
};

static dp_status step(world *w, dp_store **s, ledger *l, int number, dp_error *err) {
  uint64_t v;
  size_t rows;
  small *is = &l->is;
  char backup[120];
  dp_store *r = NULL;
  dp_status status;
  snprintf(backup, sizeof backup, "%s/backup", w->folder);
  switch (number) {
  case CREATED: return dp_store_create(w->path, PASS, dp_cost_for_tests(), &w->options, s, err);
  case PATIENT:
    return dp_store_put(*s, DP_KEPT_PATIENT, &is->patient, 0, none, none, DP_STR("{\"name\":\"Ada\"}"), &v, err);
  case OTHER:
    return dp_store_put(*s, DP_KEPT_PATIENT, &is->other, 0, none, none, DP_STR("{\"name\":\"Ben\"}"), &v, err);
  case CONSULTATION:
    return dp_store_put(*s, DP_KEPT_CONSULTATION, &is->consultation, 0, is->patient, none, DP_STR("{\"text\":\"one\"}"),
                        &v, err);
  case CONSENT:
    return dp_store_put(*s, DP_KEPT_CONSENT, &is->consent, 0, none, is->consultation, DP_STR("{\"given\":true}"), &v,
                        err);
  case BEGUN: return dp_store_recording_begin(*s, is->consultation, DP_STR("{}"), &is->recording, err);
  case PIECE_0:
  case PIECE_1:
  case PIECE_2: {
    char sound[700];
    memset(sound, 'a' + number - PIECE_0, sizeof sound);
    return dp_store_recording_append(*s, is->recording, sound, sizeof sound, NULL, err);
  }
  case ENDED: return dp_store_recording_end(*s, is->recording, err);
  case NOTE_1:
    return dp_store_put(*s, DP_KEPT_NOTE, &is->note, 0, none, is->consultation, DP_STR("{\"text\":\"draft\"}"), &v,
                        err);
  case NOTE_2:
    return dp_store_put(*s, DP_KEPT_NOTE, &is->note, 1, none, none, DP_STR("{\"text\":\"signed\"}"), &v, err);
  case CONSULTATION_2:
    return dp_store_put(*s, DP_KEPT_CONSULTATION, &is->consultation, 1, none, none, DP_STR("{\"text\":\"two\"}"), &v,
                        err);
  case PASSPHRASE: return dp_store_passphrase(*s, PASS, dp_str_of(second), dp_cost_for_tests(), err);
  case BACKUP: return dp_store_backup(*s, backup, err);
  case ERASED: return dp_store_erase(*s, is->other, &rows, err);
  case RESTORED:
    status = dp_store_restore(backup, dp_str_of(second), w->other, &w->options, &r, err);
    dp_store_close(r);
    return status;
  case CLOSED:
    dp_store_close(*s);
    *s = NULL;
    return DP_OK;
  default:
    status = dp_store_open(w->path, &w->options, s, err);
    return status ? status : dp_store_unlock(*s, dp_str_of(second), err);
  }
}

/* All steps that `l` says were done are there; the one after may be, wholly. */
static void check_work(world *w, const ledger *l) {
  dp_store *s = NULL;
  dp_row row;
  dp_str piece;
  dp_census census;
  dp_recording r;
  char other[120];
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_status status = dp_store_open(w->path, &w->options, &s, &w->err);
  if (l->done < CREATED && status == DP_ERR_NOT_FOUND) return;
  if (status) fail_msg("call %lu, %d steps done: %s", plan.at, l->done, w->err.message);
  bool later = l->done >= PASSPHRASE;
  status = dp_store_unlock(s, later ? dp_str_of(second) : PASS, &w->err);
  if (status == DP_ERR_PASSPHRASE && l->done == PASSPHRASE - 1) status = dp_store_unlock(s, dp_str_of(second), &w->err);
  if (!status) status = dp_store_verify(s, &census, &w->err);
  if (status) fail_msg("call %lu, %d steps done: %s", plan.at, l->done, w->err.message);
  if (dp_store_faults(s).count) fail_msg("call %lu, %d steps done: %s", plan.at, l->done, dp_store_faults(s).at[0]);
#define BODY(since, id, version, body_now, body_next, next)                                                            \
  if (l->done >= (since)) {                                                                                            \
    if (dp_store_get(s, id, version, &a, &row, &w->err))                                                               \
      fail_msg("call %lu, %d steps done: %s", plan.at, l->done, w->err.message);                                       \
    if (!(l->done == (next)-1 && dp_str_eq(row.body, dp_str_of(body_next)))) assert_str(row.body, body_now);           \
  }
  BODY(PATIENT, l->is.patient, 0, "{\"name\":\"Ada\"}", "", 0)
  if (l->done < ERASED - 1) BODY(OTHER, l->is.other, 0, "{\"name\":\"Ben\"}", "", 0)
  if (l->done >= ERASED) assert_int_equal(dp_store_get(s, l->is.other, 0, &a, &row, NULL), DP_ERR_NOT_FOUND);
  BODY(CONSULTATION, l->is.consultation, 0, l->done >= CONSULTATION_2 ? "{\"text\":\"two\"}" : "{\"text\":\"one\"}",
       "{\"text\":\"two\"}", CONSULTATION_2)
  BODY(CONSENT, l->is.consent, 0, "{\"given\":true}", "", 0)
  BODY(NOTE_1, l->is.note, 1, "{\"text\":\"draft\"}", "", 0)
  BODY(NOTE_2, l->is.note, 2, "{\"text\":\"signed\"}", "", 0)
  if (l->done >= BEGUN) {
    ok(w, dp_store_recording(s, l->is.recording, &a, &r, &w->err));
    uint64_t least = l->done >= PIECE_2 ? 3 : (uint64_t)(l->done - BEGUN);
    assert_true(r.pieces >= least && r.pieces <= 3);
    assert_true(r.ended || l->done < ENDED);
    for (uint64_t p = 0; p < r.pieces; p++) {
      ok(w, dp_store_recording_piece(s, l->is.recording, p, &a, &piece, &w->err));
      assert_true(piece.size == 700 && piece.at[0] == 'a' + (int)p && piece.at[699] == 'a' + (int)p);
    }
  }
  dp_store_close(s);
  snprintf(other, sizeof other, "%s/backup", w->folder);
  if (l->done >= BACKUP || !access(other, F_OK)) ok(w, dp_backup_verify(other, dp_str_of(second), &census, &w->err));
  if (l->done >= RESTORED || !access(w->other, F_OK)) {
    ok(w, dp_store_open(w->other, &w->options, &s, &w->err));
    ok(w, dp_store_unlock(s, dp_str_of(second), &w->err));
    assert_int_equal(dp_store_faults(s).count, 0);
    dp_store_close(s);
  }
  dp_arena_free(&a);
}

static ledger *new_ledger(void) {
  ledger *l = mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true(l != MAP_FAILED);
  return l;
}

/* The child works until it is struck; true when it got to the end. */
static bool work(world *w, ledger *l, int mode, unsigned long at) {
  int status = 0;
  *l = (ledger){.done = 0};
  world_empty(w->folder);
  pid_t child = fork();
  if (!child) {
    dp_store *s = NULL;
    dp_error err = {DP_OK, ""};
    plan.mode = mode, plan.at = at, plan.calls = 0;
    for (int n = CREATED; n <= LAST; n++) {
      if (step(w, &s, l, n, &err)) {
        snprintf(l->failed, sizeof l->failed, "step %d: %s", n, err.message);
        syscall(SYS_exit_group, 3);
      }
      l->done = n;
    }
    plan.mode = WELL;
    syscall(SYS_exit_group, 0);
  }
  assert_true(child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status));
  if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 9) fail_msg("call %lu: %s", at, l->failed);
  return WEXITSTATUS(status) == 0;
}

/* Under AddressSanitizer a fork costs a hundred times as much: every fifth call is enough there. */
#if defined(__SANITIZE_ADDRESS__)
#define SLOW 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOW 1
#endif
#endif
#ifdef SLOW
enum { STRIDE = 5 };
#else
enum { STRIDE = 1 };
#endif

static void sweep(world *w, int mode, unsigned long least) {
  ledger *l = new_ledger();
  bool finished = false;
  char shm[120];
  unsigned long n = 0, times = 0, struck[LAST + 1] = {0};
  setenv("TMPDIR", w->folder, 1);
  snprintf(plan.folder, sizeof plan.folder, "%s", w->folder);
  snprintf(shm, sizeof shm, "%s-shm", w->path);
  while (!finished) {
    plan.at = n += STRIDE;
    finished = work(w, l, mode, n);
    times += !finished;
    if (mode == POWER) syscall(SYS_unlinkat, AT_FDCWD, shm, 0); /* shared memory does not outlive the power */
    struck[l->done]++;
    check_work(w, l);
  }
  munmap(l, sizeof *l);
  print_message("%lu times\n", times);
  assert_true(times >= least / STRIDE);
  for (int i = 0; i < LAST - 1 && STRIDE == 1; i++) /* every step was struck, but the closing ones may write nothing */
    if (!struck[i] && i != CLOSED - 1) fail_msg("step %d was never struck", i + 1);
}

static void killed_at_every_write(void **state) { sweep(*state, KILL, 300); }
static void killed_within_every_write(void **state) { sweep(*state, TORN, 300); }
static void the_power_goes_at_every_write(void **state) { sweep(*state, POWER, 300); }

/* The disk is full from call N on; the program sees it, says so, and goes on when there is room again. */
static void the_disk_is_full(void **state) {
  world *w = *state;
  ledger *l = new_ledger();
  bool finished = false;
  unsigned long n = 0;
  setenv("TMPDIR", w->folder, 1);
  snprintf(plan.folder, sizeof plan.folder, "%s", w->folder);
  for (; !finished; n++) {
    dp_store *s = NULL;
    dp_error err = {DP_OK, ""};
    dp_status status = DP_OK;
    world_empty(w->folder);
    *l = (ledger){.done = 0};
    plan.mode = FULL, plan.at = n + 1, plan.calls = 0;
    for (int k = CREATED; k <= LAST && !status; k++) {
      status = step(w, &s, l, k, &err);
      if (!status) l->done = k;
    }
    plan.mode = WELL;
    finished = !status;
    if (status &&
        (status != DP_ERR_IO || (!strstr(err.message, "full") && !strstr(err.message, "No space") &&
                                 !strstr(err.message, "disk I/O error") && !strstr(err.message, "unable to open"))))
      fail_msg("call %lu, %d steps done: %s: %s", n + 1, l->done, dp_status_name(status), err.message);
    if (s && l->done >= PATIENT) { /* the store that met it is still good */
      dp_id id = none;
      dp_row row;
      uint64_t v;
      dp_store_tick(s);
      if (!dp_store_is_unlocked(s))
        ok(w, dp_store_unlock(s, l->done >= PASSPHRASE ? dp_str_of(second) : PASS, &w->err));
      ok(w, dp_store_get(s, l->is.patient, 0, &w->arena, &row, &w->err));
      ok(w, dp_store_put(s, DP_KEPT_TEMPLATE, &id, 0, none, none, DP_STR("{}"), &v, &w->err));
    }
    dp_store_close(s);
    check_work(w, l);
  }
  munmap(l, sizeof *l);
  print_message("%lu times\n", n - 1);
  assert_true(n > 300);
}

static void a_read_only_disk_can_be_read(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_row row;
  dp_id id = none;
  uint64_t v;
  dp_buf out;
  char path[120];
  dp_store_close(s);
  snprintf(plan.folder, sizeof plan.folder, "%s", w->folder);
  plan.mode = READ_ONLY;
  dp_status status = dp_store_open(w->path, &w->options, &s, &w->err);
  if (!status) status = dp_store_unlock(s, PASS, &w->err);
  plan.mode = status ? WELL : READ_ONLY;
  ok(w, status);
  assert_true(dp_store_is_read_only(s));
  assert_int_equal(dp_store_faults(s).count, 0);
  ok(w, dp_store_get(s, is.note, 1, &w->arena, &row, &w->err));
  assert_str(row.body, "{\"text\":\"first draft\"}");
  ok(w, dp_store_note_view(s, DP_KEPT_NOTE, is.note, &w->err));
  dp_buf_init(&out, &w->arena);
  ok(w, dp_store_export(s, is.patient, true, &out, &w->err));
  refused(w, DP_ERR_IO, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{}"), &v, &w->err));
  assert_non_null(strstr(w->err.message, "read-only"));
  plan.mode = WELL; /* a back-up to another disk */
  snprintf(path, sizeof path, "%s/backup", w->folder);
  ok(w, dp_store_backup(s, path, &w->err));
  plan.mode = READ_ONLY;
  dp_store_close(s);
  s = NULL;
  status = dp_store_create(w->other, PASS, dp_cost_for_tests(), &w->options, &s, &w->err);
  plan.mode = WELL;
  assert_int_equal(status, DP_ERR_IO);
}

/* Two programs write at once, a third is killed meanwhile: every acknowledged row of each is there. */
static void programs_at_once(void **state) {
  world *w = *state;
  small is;
  enum { PROGRAMS = 3, ROWS = 40 };
  pid_t child[PROGRAMS];
  dp_row_list list;
  struct {
    int count;
    dp_id id[ROWS];
    char failed[600];
  } *done = mmap(NULL, sizeof *done * PROGRAMS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  assert_true((void *)done != MAP_FAILED);
  dp_store_close(small_make(w, &is));
  for (int c = 0; c < PROGRAMS; c++) {
    child[c] = fork();
    if (child[c]) continue;
    dp_store *s = NULL;
    dp_error err = {DP_OK, ""};
    dp_status status = dp_store_open(w->path, &w->options, &s, &err);
    if (!status) status = dp_store_unlock(s, PASS, &err);
    if (c == 2) plan.mode = KILL, plan.at = 200, plan.calls = 0;
    for (int i = 0; i < ROWS && !status; i++) {
      dp_id id = none;
      status = dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{}"), NULL, &err);
      if (!status) done[c].id[i] = id, done[c].count = i + 1;
    }
    snprintf(done[c].failed, sizeof done[c].failed, "%s", err.message);
    syscall(SYS_exit_group, status ? 3 : 0);
  }
  for (int c = 0; c < PROGRAMS; c++) {
    int status = 0;
    assert_true(waitpid(child[c], &status, 0) == child[c] && WIFEXITED(status));
    if (WEXITSTATUS(status) != (c == 2 ? 9 : 0)) fail_msg("program %d: %s", c, done[c].failed);
  }
  dp_store *s = world_open(w);
  dp_census census;
  ok(w, dp_store_verify(s, &census, &w->err));
  assert_int_equal(dp_store_faults(s).count, 0);
  size_t acknowledged = 0;
  for (int c = 0; c < PROGRAMS; c++)
    for (int i = 0; i < done[c].count; i++, acknowledged++) {
      dp_row row;
      ok(w, dp_store_get(s, done[c].id[i], 0, &w->arena, &row, &w->err));
    }
  ok(w, dp_store_list(s, DP_KEPT_PATIENT, none, none, &w->arena, &list, &w->err));
  assert_true(acknowledged >= 2 * ROWS && list.count >= acknowledged + 2 && list.count <= acknowledged + 3);
  dp_store_close(s);
  munmap(done, sizeof *done * PROGRAMS);
}

#define T(name) cmocka_unit_test_setup_teardown(name, world_make, world_end)
int main(void) {
  const struct CMUnitTest tests[] = {T(killed_at_every_write),         T(killed_within_every_write),
                                     T(the_power_goes_at_every_write), T(the_disk_is_full),
                                     T(a_read_only_disk_can_be_read),  T(programs_at_once)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif

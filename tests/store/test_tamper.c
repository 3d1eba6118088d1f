/* What somebody can do to the file who has it but not the passphrase: edit, truncate, swap, put back, take out, and
 * flip any byte or cut it anywhere. Each is refused by name; what is still readable is what was written; and opening a
 * damaged file does not change it.
 */
#define _POSIX_C_SOURCE 200809L
#include "world.h"
#include <sqlite3.h>

static const dp_id none = {{0}};

/* Runs SQL on the file, as somebody would who has no key. */
static void sql(world *w, const char *text) {
  sqlite3 *db;
  char *why = NULL;
  assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
  if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK) fail_msg("%s: %s", text, why);
  sqlite3_close(db);
}

static bool names(dp_store *s, const char *words) {
  dp_faults f = dp_store_faults(s);
  for (size_t i = 0; i < f.count; i++)
    if (strstr(f.at[i], words)) return true;
  for (size_t i = 0; i < f.count; i++) print_message("  fault: %s\n", f.at[i]);
  return false;
}

static char *slurp(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  assert_non_null(f);
  fseek(f, 0, SEEK_END);
  *size = (size_t)ftell(f);
  rewind(f);
  char *at = malloc(*size + 1);
  assert_int_equal(fread(at, 1, *size, f), *size);
  fclose(f);
  return at;
}

static void spill(const char *path, const char *at, size_t size) {
  FILE *f = fopen(path, "wb");
  assert_non_null(f);
  assert_int_equal(fwrite(at, 1, size, f), size);
  assert_int_equal(fclose(f), 0);
}

/* A damaged file is readable where it can be, and takes no writing. */
static void is_read_only(world *w, dp_store *s) {
  dp_id id = none;
  uint64_t v;
  refused(w, DP_ERR_DAMAGED, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{}"), &v, &w->err));
}

typedef struct attack {
  const char *name, *sql, *fault; /* what somebody does; what is then said */
  const char *lost;               /* the member of `small` that cannot be read any more, or NULL */
} attack;

/* Rows 1 to 8 are: Ada, Ben, consultation, note 1, note 2, consent, recording 1 (gone), recording 2. */
static const attack attacks[] = {
    {"edit", "UPDATE row SET sealed = zeroblob(length(sealed)) WHERE n = 1", "it does not open", "patient"},
    {"truncate", "UPDATE row SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE n = 1", "it does not open",
     "patient"},
    {"empty", "UPDATE row SET sealed = '' WHERE n = 3", "it does not open", "consultation"},
    {"swap contents", "UPDATE row SET sealed = (SELECT sealed FROM row r WHERE r.n = 3 - row.n) WHERE n < 3",
     "it does not open", "patient"},
    {"swap names", "UPDATE row SET id = (SELECT id FROM row WHERE n = 2) WHERE n = 1", "is missing", "patient"},
    {"swap versions", "UPDATE row SET version = 3 - version WHERE n IN (4, 5)", "it does not open", "note"},
    {"another version", "UPDATE row SET version = 7 WHERE n = 5", "is missing", "note"},
    {"another kind", "UPDATE row SET kind = 4 WHERE n = 1", "is missing", "patient"},
    {"an id that is none", "UPDATE row SET id = 'x' WHERE n = 1", "is missing", "patient"},
    {"take out", "DELETE FROM row WHERE n = 3", "consultation", "consultation"},
    {"double", "INSERT INTO row (kind, id, version, sealed) SELECT kind, id, version, sealed FROM row WHERE n = 1",
     "put back", NULL},
    {"a row of one's own", "INSERT INTO row (kind, id, version, sealed) VALUES (1, randomblob(16), 1, randomblob(99))",
     "no row of these records", NULL},
    {"edit the trail", "UPDATE trail SET sealed = randomblob(144) WHERE n = 4", "entry 4 is not what was written",
     NULL},
    {"swap entries", "UPDATE trail SET sealed = (SELECT sealed FROM trail t WHERE t.n = 7 - trail.n) WHERE n IN (3, 4)",
     "entry 3 is not what was written", NULL},
    {"take out an entry", "DELETE FROM trail WHERE n = 4", "entries 4 to 4 are missing", NULL},
    {"cut the trail", "DELETE FROM trail WHERE n = (SELECT max(n) FROM trail)", "by the manifest", NULL},
    {"empty the trail", "DELETE FROM trail", "by the manifest", NULL},
    {"edit the manifest", "UPDATE manifest SET sealed = randomblob(120)", "the manifest is damaged", NULL},
    {"take out the manifest", "DELETE FROM manifest", "the manifest is damaged", NULL},
    {"another manifest's version", "UPDATE manifest SET version = version - 1", "the manifest is damaged", NULL},
};

static void every_attack_has_its_name(void **state) {
  world *w = *state;
  for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
    const attack *a = &attacks[i];
    small is;
    dp_row row;
    size_t before, after;
    world_empty(w->folder);
    dp_store_close(small_make(w, &is));
    sql(w, a->sql);
    char *was = slurp(w->path, &before);
    dp_store *s = world_open(w);
    if (!names(s, a->fault)) fail_msg("%s: no fault says “%s”", a->name, a->fault);
    is_read_only(w, s);
    const struct {
      const char *name;
      dp_id id;
      const char *body;
    } all[] = {{"patient", is.patient, "{\"name\":\"Ada Example\",\"born\":1970}"},
               {"consultation", is.consultation, "{\"text\":\"Crushing chest pain for an hour\"}"},
               {"note", is.note, "{\"text\":\"signed note\"}"}};
    for (size_t k = 0; k < 3; k++) {
      dp_status got = dp_store_get(s, all[k].id, 0, &w->arena, &row, &w->err);
      if (a->lost && !strcmp(a->lost, all[k].name)) {
        if (!got) fail_msg("%s: the %s is still given out: %.*s", a->name, a->lost, (int)row.body.size, row.body.at);
      } else if (got) {
        fail_msg("%s: the %s cannot be read: %s", a->name, all[k].name, w->err.message);
      } else {
        assert_str(row.body, all[k].body);
      }
    }
    dp_store_close(s);
    char *is_now = slurp(w->path, &after);
    assert_true(before == after && !memcmp(was, is_now, before)); /* looking changed nothing */
    free(was), free(is_now);
  }
}

/* An older state of one row, of the header, of the manifest, of the pieces of a recording. */
static void what_was_is_not_taken_for_what_is(void **state) {
  world *w = *state;
  small is;
  uint64_t v;
  dp_row row;
  dp_store *s = small_make(w, &is);
  dp_store_close(s);
  sql(w, "CREATE TABLE old_row AS SELECT * FROM row; CREATE TABLE old_header AS SELECT * FROM header;"
         "CREATE TABLE old_manifest AS SELECT * FROM manifest; CREATE TABLE old_trail AS SELECT * FROM trail");
  s = world_open(w);
  ok(w,
     dp_store_put(s, DP_KEPT_CONSULTATION, &is.consultation, 1, none, none, DP_STR("{\"text\":\"new\"}"), &v, &w->err));
  ok(w, dp_store_passphrase(s, PASS, DP_STR("another five words"), dp_cost_for_tests(), &w->err));
  ok(w, dp_store_passphrase(s, DP_STR("another five words"), PASS, dp_cost_for_tests(), &w->err));
  dp_store_close(s);
  static const char *const replays[][2] = {
      {"INSERT INTO row SELECT * FROM old_row WHERE n = 3", "put back"},
      {"UPDATE row SET sealed = (SELECT sealed FROM old_row WHERE n = 3), version = 1 WHERE n > 8", "put back"},
      {"UPDATE row SET sealed = (SELECT sealed FROM old_row WHERE n = 3) WHERE n > 8", "does not open"},
      {"UPDATE header SET bytes = (SELECT bytes FROM old_header)", "a former passphrase was put back"},
      {"DELETE FROM manifest; INSERT INTO manifest SELECT * FROM old_manifest", "by the manifest it has"},
      {"DELETE FROM manifest; INSERT INTO manifest SELECT * FROM old_manifest; "
       "DELETE FROM trail; INSERT INTO trail SELECT * FROM old_trail",
       "no row of these records"},
  };
  copy_file(w->path, w->other);
  for (size_t i = 0; i < sizeof replays / sizeof *replays; i++) {
    copy_file(w->other, w->path);
    sql(w, replays[i][0]);
    s = world_open(w);
    bool named = names(s, replays[i][1]) || (i == 5 && (names(s, "put back") || names(s, "is missing")));
    if (!named) fail_msg("%s: no fault says “%s”", replays[i][0], replays[i][1]);
    is_read_only(w, s);
    if (!dp_store_get(s, is.consultation, 0, &w->arena, &row, &w->err)) assert_str(row.body, "{\"text\":\"new\"}");
    dp_store_close(s);
  }
  /* The whole file as it once was looks right; the head that was written down tells. */
  copy_file(w->other, w->path);
  dp_head before, after;
  s = world_open(w);
  ok(w, dp_store_put(s, DP_KEPT_CONSULTATION, &is.consultation, 2, none, none, DP_STR("{}"), &v, &w->err));
  ok(w, dp_store_head(s, &before, &w->err));
  dp_store_close(s);
  copy_file(w->other, w->path);
  s = world_open(w);
  assert_int_equal(dp_store_faults(s).count, 0);
  ok(w, dp_store_head(s, &after, &w->err));
  assert_true(after.entries < before.entries);
  dp_store_close(s);
}

static void sound_that_was_tampered_with_is_named(void **state) {
  world *w = *state;
  static const struct {
    const char *sql, *fault;
    int lost; /* the piece that is not given out any more; -1: none */
  } cases[] = {
      {"UPDATE piece SET sealed = randomblob(length(sealed)) WHERE number = 1", "piece 1 is not what was recorded", 1},
      {"DELETE FROM piece WHERE number = 1", "piece 1 is missing", 1},
      {"DELETE FROM piece WHERE number = 2", "piece 2 is missing", 2},
      {"UPDATE piece SET number = number + 10; UPDATE piece SET number = CASE number WHEN 10 THEN 1 WHEN 11 THEN 0 "
       "ELSE 2 END",
       "piece 0 is not what was recorded", 0},
      {"INSERT INTO piece (id, number, sealed) SELECT id, 3, sealed FROM piece WHERE number = 2", "too many", -1},
      {"INSERT INTO piece (id, number, sealed) SELECT randomblob(16), 0, sealed FROM piece WHERE number = 2",
       "belong to no recording", -1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    small is;
    dp_census census;
    dp_str piece;
    world_empty(w->folder);
    dp_store_close(small_make(w, &is));
    sql(w, cases[i].sql);
    dp_store *s = world_open(w);
    ok(w, dp_store_verify(s, &census, &w->err));
    if (!names(s, cases[i].fault)) fail_msg("%s: no fault says “%s”", cases[i].sql, cases[i].fault);
    for (int p = 0; p < 3; p++) {
      dp_status got = dp_store_recording_piece(s, is.recording, (uint64_t)p, &w->arena, &piece, &w->err);
      if (p == cases[i].lost) assert_int_equal(got, DP_ERR_DAMAGED);
      else if (!got) assert_true(piece.size == 1 && piece.at[0] == p);
      else if (i != 3) fail_msg("%s: piece %d: %s", cases[i].sql, p, w->err.message);
    }
    dp_store_close(s);
  }
  /* The tail of a recording that is still open: the manifest knows its length. */
  small is;
  dp_id recording;
  world_empty(w->folder);
  dp_store *s = small_make(w, &is);
  ok(w, dp_store_recording_begin(s, is.consultation, DP_STR("{}"), &recording, &w->err));
  ok(w, dp_store_recording_append(s, recording, "a", 1, NULL, &w->err));
  ok(w, dp_store_recording_append(s, recording, "b", 1, NULL, &w->err));
  dp_store_close(s);
  sql(w, "DELETE FROM piece WHERE n = (SELECT max(n) FROM piece)");
  s = world_open(w);
  assert_true(names(s, "pieces are missing; there were 2"));
  dp_store_close(s);
}

/* After erasing, the sealed bytes themselves are not in the file any more. */
static void erased_bytes_are_gone(void **state) {
  world *w = *state;
  small is;
  size_t size, rows, left = 0;
  dp_store *s = small_make(w, &is);
  dp_store_close(s);
  sqlite3 *db;
  sqlite3_stmt *q;
  char *kept[16];
  size_t kept_size[16], count = 0;
  assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
  sqlite3_prepare_v2(db, "SELECT sealed FROM row WHERE n <> 2 UNION ALL SELECT sealed FROM piece", -1, &q, NULL);
  while (sqlite3_step(q) == SQLITE_ROW) {
    kept_size[count] = 16; /* of each the last bytes: the tag */
    kept[count] = malloc(16);
    memcpy(kept[count++], (const char *)sqlite3_column_blob(q, 0) + sqlite3_column_bytes(q, 0) - 16, 16);
  }
  sqlite3_finalize(q);
  sqlite3_close(db);
  assert_int_equal(count, 9);
  for (int after = 0; after < 2; after++) {
    if (after) {
      s = world_open(w);
      ok(w, dp_store_erase(s, is.patient, &rows, &w->err));
      dp_store_close(s);
    }
    char *bytes = slurp(w->path, &size);
    left = 0;
    for (size_t i = 0; i < count; i++)
      for (size_t at = 0; at + kept_size[i] <= size; at++) left += !memcmp(bytes + at, kept[i], kept_size[i]);
    free(bytes);
    assert_int_equal(left, after ? 0 : count);
  }
  for (size_t i = 0; i < count; i++) free(kept[i]);
}

/* ---- every byte, every length
 * ------------------------------------------------------------------------------------------- */

typedef struct tally {
  size_t refused, named, unnoticed;
} tally;

/* Opens the damaged copy: whatever is given out is what was written, all that is lost is named, and the bytes stay. */
static void look(world *w, const small *is, const char *bytes, size_t size, tally *t) {
  static const struct {
    size_t at;
    uint64_t version;
    const char *body;
  } all[] = {{offsetof(small, patient), 0, "{\"name\":\"Ada Example\",\"born\":1970}"},
             {offsetof(small, other), 0, "{\"name\":\"Ben Sample\"}"},
             {offsetof(small, consultation), 0, "{\"text\":\"Crushing chest pain for an hour\"}"},
             {offsetof(small, note), 0, "{\"text\":\"signed note\"}"},
             {offsetof(small, note), 1, "{\"text\":\"first draft\"}"},
             {offsetof(small, consent), 0, "{\"given\":true}"}};
  dp_store *s = NULL;
  dp_census census;
  dp_arena a;
  size_t lost = 0, after;
  bool early = true;      /* damage that unlocking does not come across is found when the sound is read, or by verify */
  world_empty(w->folder); /* no log of the look before */
  spill(w->path, bytes, size);
  dp_arena_init(&a, NULL);
  dp_status got = dp_store_open(w->path, &w->options, &s, &w->err);
  if (!got) got = dp_store_unlock(s, PASS, &w->err);
  if (got) {
    if (got != DP_ERR_DAMAGED) fail_msg("byte %zu: %s: %s", w->at, dp_status_name(got), w->err.message);
    t->refused++;
  } else {
    bool before = dp_store_faults(s).count != 0; /* found on unlocking; sound and free space are for verify */
    early = before;
    got = dp_store_verify(s, &census, &w->err);
    if (got && got != DP_ERR_DAMAGED) fail_msg("byte %zu: verify: %s", w->at, w->err.message);
    before = before || got || dp_store_faults(s).count;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
      dp_row row;
      dp_id id;
      memcpy(&id, (const char *)is + all[i].at, sizeof id);
      if (dp_store_get(s, id, all[i].version, &a, &row, &w->err)) lost++;
      else assert_str(row.body, all[i].body);
    }
    for (uint64_t i = 0; i < 3; i++) {
      dp_str piece;
      if (dp_store_recording_piece(s, is->recording, i, &a, &piece, &w->err)) lost++;
      else assert_true(piece.size == 1 && piece.at[0] == (int)i);
    }
    if (lost && !before) fail_msg("byte %zu: %zu rows are lost and nothing says so: %s", w->at, lost, w->err.message);
    if (before) t->named++;
    else t->unnoticed++;
  }
  dp_store_close(s);
  dp_arena_free(&a);
  if (early) {
    char *now = slurp(w->path, &after);
    for (size_t i = 0; i < size && i < after; i++)
      if (now[i] != bytes[i])
        fail_msg("the damaged file was changed, at byte %zu (%zu bytes, %zu before), with byte %zu damaged", i, after,
                 size, w->at);
    assert_int_equal(after, size);
    free(now);
  }
}

/* The sound of one recording: its sealed bytes are gone, a transcript of it stays and says so, all is whole, and sound that somebody puts back is named. */
static void erased_sound_is_gone_and_stays_gone(void **state) {
  world *w = *state;
  small is;
  dp_id transcript = none, open;
  char body[96], hex[DP_ID_DIGITS + 1], tags[3][16], backup[120];
  uint64_t v, pieces = 0;
  size_t size, left;
  dp_recording r;
  dp_census census;
  dp_str piece;
  dp_row row;
  dp_store *s = small_make(w, &is), *again = NULL;
  dp_id_hex(is.recording, hex);
  snprintf(body, sizeof body, "{\"text\":\"it hurts\",\"recording\":\"%s\"}", hex);
  ok(w, dp_store_put(s, DP_KEPT_TRANSCRIPT, &transcript, 0, none, is.consultation, dp_str_of(body), &v, &w->err));
  dp_store_close(s);
  sql(w, "CREATE TABLE old_piece AS SELECT * FROM piece"); /* what somebody may have copied */
  copy_file(w->path, w->other);
  sql(w, "DROP TABLE old_piece; VACUUM");
  sqlite3 *db;
  sqlite3_stmt *q;
  assert_int_equal(sqlite3_open(w->path, &db), SQLITE_OK);
  sqlite3_prepare_v2(db, "SELECT sealed FROM piece ORDER BY number", -1, &q, NULL);
  for (int i = 0; sqlite3_step(q) == SQLITE_ROW; i++) memcpy(tags[i], (const char *)sqlite3_column_blob(q, 0) + sqlite3_column_bytes(q, 0) - 16, 16);
  sqlite3_finalize(q);
  sqlite3_close(db);
  for (int after = 0; after < 2; after++) {
    if (after) {
      s = world_open(w);
      ok(w, dp_store_recording_begin(s, is.consultation, DP_STR("{}"), &open, &w->err)); /* one that was cut off goes as well */
      ok(w, dp_store_recording_append(s, open, "a", 1, NULL, &w->err));
      w->time += 5000;
      ok(w, dp_store_recording_erase(s, is.recording, &pieces, &w->err));
      assert_int_equal(pieces, 3);
      refused(w, DP_ERR_NOT_FOUND, dp_store_recording_erase(s, is.note, &pieces, &w->err));
      refused(w, DP_ERR_CONFLICT, dp_store_recording_erase(s, is.recording, &pieces, &w->err));
      ok(w, dp_store_recording_erase(s, open, &pieces, &w->err));
      refused(w, DP_ERR_CONFLICT, dp_store_recording_append(s, open, "b", 1, NULL, &w->err));
      dp_store_close(s);
    }
    char *bytes = slurp(w->path, &size);
    left = 0;
    for (size_t i = 0; i < 3; i++)
      for (size_t at = 0; at + 16 <= size; at++) left += !memcmp(bytes + at, tags[i], 16);
    free(bytes);
    assert_int_equal(left, after ? 0 : 3);
  }
  s = world_open(w);
  ok(w, dp_store_verify(s, &census, &w->err));
  assert_int_equal(dp_store_faults(s).count, 0);
  assert_int_equal(census.pieces, 0);
  ok(w, dp_store_recording(s, is.recording, &w->arena, &r, &w->err));
  assert_true(r.ended && !r.pieces && r.erased == w->time && r.had == 3);
  assert_str(r.meta, "{\"rate\":16000}");
  refused(w, DP_ERR_NOT_FOUND, dp_store_recording_piece(s, is.recording, 0, &w->arena, &piece, &w->err));
  ok(w, dp_store_get(s, transcript, 0, &w->arena, &row, &w->err)); /* what was written down of it stays */
  assert_str(row.body, body);
  dp_entries trail;
  bool told = false;
  ok(w, dp_store_trail(s, 1, 1000, &w->arena, &trail, &w->err));
  for (size_t i = 0; i < trail.count; i++)
    told = told || (trail.at[i].act == DP_ACT_ERASE && trail.at[i].kind == DP_KEPT_RECORDING && dp_id_eq(trail.at[i].id, is.recording));
  assert_true(told);
  snprintf(backup, sizeof backup, "%s/sound.backup", w->folder);
  ok(w, dp_store_backup(s, backup, &w->err));
  dp_store_close(s);
  /* Put back from a copy: more pieces than the row has. */
  char attach[256];
  snprintf(attach, sizeof attach, "ATTACH '%s' AS was; INSERT INTO piece SELECT * FROM was.old_piece", w->other);
  sql(w, attach);
  s = world_open(w);
  ok(w, dp_store_verify(s, &census, &w->err));
  assert_true(names(s, "3 pieces too many"));
  refused(w, DP_ERR_NOT_FOUND, dp_store_recording_piece(s, is.recording, 0, &w->arena, &piece, &w->err));
  dp_store_close(s);
  unlink(w->other);
  ok(w, dp_store_restore(backup, PASS, w->other, &w->options, &again, &w->err));
  ok(w, dp_store_recording(again, is.recording, &w->arena, &r, &w->err));
  assert_true(r.erased && !r.pieces);
  assert_int_equal(dp_store_faults(again).count, 0);
  dp_store_close(again);
}

static void every_flipped_byte_is_named(void **state) {
  world *w = *state;
  small is;
  size_t size;
  tally t = {0, 0, 0};
  dp_store_close(small_make(w, &is));
  char *bytes = slurp(w->path, &size);
  for (size_t i = 0; i < size; i++) {
    char was = bytes[i];
    bytes[i] = (char)(was ^ (i & 1 ? 0xFF : 1 << (i / 2 % 8)));
    w->at = i;
    look(w, &is, bytes, size, &t);
    bytes[i] = was;
  }
  free(bytes);
  print_message("%zu bytes: %zu refused, %zu named, %zu hold nothing\n", size, t.refused, t.named, t.unnoticed);
  assert_true(t.refused > 100 && t.named > size / 4);
}

static void every_truncation_is_named(void **state) {
  world *w = *state;
  small is;
  size_t size;
  tally t = {0, 0, 0};
  dp_store_close(small_make(w, &is));
  char *bytes = slurp(w->path, &size);
  for (size_t i = 0; i < size; i++) look(w, &is, bytes, i, &t);
  free(bytes);
  print_message("%zu lengths: %zu refused, %zu named\n", size, t.refused, t.named);
  assert_int_equal(t.unnoticed, 0);
}

static void every_fault_of_a_backup_is_refused(void **state) {
  world *w = *state;
  small is;
  size_t size;
  char backup[120];
  dp_census census;
  dp_store *s = small_make(w, &is);
  snprintf(backup, sizeof backup, "%s/backup", w->folder);
  ok(w, dp_store_backup(s, backup, &w->err));
  dp_store_close(s);
  char *bytes = slurp(backup, &size);
  setenv("TMPDIR", w->folder, 1);
  for (size_t i = 0; i < 2 * size; i++) {
    size_t at = i / 2;
    char was = bytes[at];
    if (i & 1) bytes[at] = (char)(was ^ 1 << at % 8); /* odd: a flipped byte; even: so many bytes alone */
    spill(backup, bytes, i & 1 ? size : at);
    dp_status got = dp_backup_verify(backup, PASS, &census, &w->err);
    if (got != DP_ERR_DAMAGED) fail_msg("%s %zu of %zu: %s", i & 1 ? "byte" : "length", at, size, dp_status_name(got));
    bytes[at] = was;
  }
  bytes[size] = 0;
  spill(backup, bytes, size + 1);
  refused(w, DP_ERR_DAMAGED, dp_backup_verify(backup, PASS, &census, &w->err)); /* one byte more */
  spill(backup, bytes, size);
  ok(w, dp_backup_verify(backup, PASS, &census, &w->err));
  free(bytes);
}

#define T(name) cmocka_unit_test_setup_teardown(name, world_make, world_end)
int main(void) {
  const struct CMUnitTest tests[] = {T(every_attack_has_its_name),
                                     T(what_was_is_not_taken_for_what_is),
                                     T(sound_that_was_tampered_with_is_named),
                                     T(erased_bytes_are_gone),
                                     T(erased_sound_is_gone_and_stays_gone),
                                     T(every_flipped_byte_is_named),
                                     T(every_truncation_is_named),
                                     T(every_fault_of_a_backup_is_refused)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

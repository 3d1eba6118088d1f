#define _POSIX_C_SOURCE 200809L
/* The store as it is meant to be used: rows and versions, recordings, search, export, erasing, locking, back-ups. */
#include "world.h"

static const dp_id none = {{0}};

static dp_str body_of(world *w, dp_store *s, dp_id id, uint64_t version) {
  dp_row row;
  ok(w, dp_store_get(s, id, version, &w->arena, &row, &w->err));
  return row.body;
}

static void rows_are_kept_and_found_again(void **state) {
  world *w = *state;
  small is;
  dp_row row;
  dp_row_list list;
  dp_store_close(small_make(w, &is));
  dp_store *s = world_open(w);
  assert_int_equal(dp_store_faults(s).count, 0);
  assert_true(dp_store_is_weak(s));
  ok(w, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  assert_str(row.body, "{\"name\":\"Ada Example\",\"born\":1970}");
  assert_str(row.title, "Ada Example");
  assert_int_equal(row.kind, DP_KEPT_PATIENT);
  assert_int_equal(row.version, 1);
  assert_int_equal(row.created, 1790000000000);
  ok(w, dp_store_get(s, is.note, 0, &w->arena, &row, &w->err));
  assert_str(row.body, "{\"text\":\"signed note\"}");
  assert_int_equal(row.version, 2);
  assert_true(dp_id_eq(row.patient, is.patient) && dp_id_eq(row.consultation, is.consultation));
  assert_str(body_of(w, s, is.note, 1), "{\"text\":\"first draft\"}"); /* versions of notes stay */
  refused(w, DP_ERR_NOT_FOUND, dp_store_get(s, is.note, 3, &w->arena, &row, &w->err));
  ok(w, dp_store_list(s, DP_KEPT_PATIENT, none, none, &w->arena, &list, &w->err));
  assert_int_equal(list.count, 2);
  ok(w, dp_store_list(s, 0, is.patient, none, &w->arena, &list, &w->err));
  assert_int_equal(list.count, 5);
  ok(w, dp_store_list(s, 0, none, is.consultation, &w->arena, &list, &w->err));
  assert_int_equal(list.count, 4);
  ok(w, dp_store_find(s, DP_KEPT_PATIENT, DP_STR("ada example"), &row, &w->err));
  assert_true(dp_id_eq(row.id, is.patient));
  char hex[DP_ID_DIGITS + 1];
  dp_id_hex(is.note, hex);
  ok(w, dp_store_find(s, 0, (dp_str){hex, 12}, &row, &w->err));
  assert_true(dp_id_eq(row.id, is.note));
  refused(w, DP_ERR_NOT_FOUND, dp_store_find(s, 0, (dp_str){hex, 3}, &row, &w->err)); /* three digits are too few */
  dp_store_close(s);
  assert_int_equal(access(w->path, F_OK), 0);
  char log[120];
  snprintf(log, sizeof log, "%s-wal", w->path);
  assert_int_not_equal(access(log, F_OK), 0); /* a file in order is closed whole */
  struct stat info;
  stat(w->path, &info);
  assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_version_replaces_the_one_it_names(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  uint64_t version = 0;
  ok(w, dp_store_put(s, DP_KEPT_CONSULTATION, &is.consultation, 1, none, none, DP_STR("{\"text\":\"b\"}"), &version,
                     &w->err));
  assert_int_equal(version, 2);
  refused(w, DP_ERR_CONFLICT,
          dp_store_put(s, DP_KEPT_CONSULTATION, &is.consultation, 1, none, none, DP_STR("{\"text\":\"c\"}"), &version,
                       &w->err));
  dp_row row;
  refused(w, DP_ERR_NOT_FOUND,
          dp_store_get(s, is.consultation, 1, &w->arena, &row, &w->err)); /* only notes keep theirs */
  assert_str(body_of(w, s, is.consultation, 0), "{\"text\":\"b\"}");
  dp_store_close(s);
}

static void what_is_put_is_checked(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_id id = none, stranger = {{7}};
  uint64_t v;
  refused(w, DP_ERR_JSON, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("[]"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, is.patient, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_NOTE, &id, 0, is.patient, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_NOTE, &id, 0, is.other, is.consultation, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_CONSULTATION, &id, 0, none, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_NOT_FOUND,
          dp_store_put(s, DP_KEPT_CONSULTATION, &id, 0, stranger, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_NOT_FOUND, dp_store_put(s, DP_KEPT_NOTE, &stranger, 1, none, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_put(s, DP_KEPT_RECORDING, &id, 0, is.patient, none, DP_STR("{}"), &v, &w->err));
  dp_id as_patient = is.note;
  refused(w, DP_ERR_NOT_FOUND, dp_store_put(s, DP_KEPT_PATIENT, &as_patient, 2, none, none, DP_STR("{}"), &v, &w->err));
  assert_true(dp_id_none(id));
  ok(w, dp_store_put(s, DP_KEPT_TEMPLATE, &id, 0, none, none, DP_STR("{\"name\":\"my letter\"}"), &v, &w->err));
  dp_store_close(s);
}

static void sound_waits_for_consent_and_is_kept_in_pieces(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_id second = none, consent = none, recording;
  uint64_t v, index = 9;
  dp_str piece;
  dp_recording r;
  ok(w, dp_store_put(s, DP_KEPT_CONSULTATION, &second, 0, is.patient, none, DP_STR("{}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_recording_begin(s, second, DP_STR("{}"), &recording, &w->err));
  assert_non_null(strstr(w->err.message, "consent"));
  ok(w, dp_store_put(s, DP_KEPT_CONSENT, &consent, 0, none, second, DP_STR("{\"given\":false}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_recording_begin(s, second, DP_STR("{}"), &recording, &w->err));
  ok(w, dp_store_put(s, DP_KEPT_CONSENT, &consent, 1, none, none, DP_STR("{\"given\":true}"), &v, &w->err));
  ok(w, dp_store_recording_begin(s, second, DP_STR("{\"rate\": 16000, \"form\": [1, {}]}"), &recording, &w->err));
  char sound[32000];
  for (int i = 0; i < 5; i++) {
    memset(sound, i, sizeof sound);
    ok(w, dp_store_recording_append(s, recording, sound, sizeof sound, &index, &w->err));
    assert_int_equal(index, i);
  }
  ok(w, dp_store_put(s, DP_KEPT_CONSENT, &consent, 2, none, none, DP_STR("{\"given\":false}"), &v, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_recording_append(s, recording, "x", 1, NULL, &w->err)); /* withdrawn */
  ok(w, dp_store_put(s, DP_KEPT_CONSENT, &consent, 3, none, none, DP_STR("{\"given\":true}"), &v, &w->err));
  dp_store_close(s); /* as if cut off: it stays open */
  s = world_open(w);
  assert_int_equal(dp_store_faults(s).count, 0);
  ok(w, dp_store_recording(s, recording, &w->arena, &r, &w->err));
  assert_int_equal(r.pieces, 5);
  assert_false(r.ended);
  assert_str(r.meta, "{\"rate\": 16000, \"form\": [1, {}]}");
  ok(w, dp_store_recording_append(s, recording, "last", 4, &index, &w->err));
  assert_int_equal(index, 5);
  ok(w, dp_store_recording_end(s, recording, &w->err));
  refused(w, DP_ERR_CONFLICT, dp_store_recording_append(s, recording, "x", 1, NULL, &w->err));
  refused(w, DP_ERR_CONFLICT, dp_store_recording_end(s, recording, &w->err));
  ok(w, dp_store_recording(s, recording, &w->arena, &r, &w->err));
  assert_true(r.ended && r.pieces == 6);
  assert_str(r.meta, "{\"rate\": 16000, \"form\": [1, {}]}");
  for (uint64_t i = 0; i < 5; i++) {
    ok(w, dp_store_recording_piece(s, recording, i, &w->arena, &piece, &w->err));
    assert_int_equal(piece.size, sizeof sound);
    assert_int_equal(piece.at[31999], (int)i);
  }
  ok(w, dp_store_recording_piece(s, recording, 5, &w->arena, &piece, &w->err));
  assert_str(piece, "last");
  refused(w, DP_ERR_NOT_FOUND, dp_store_recording_piece(s, recording, 6, &w->arena, &piece, &w->err));
  refused(w, DP_ERR_NOT_FOUND, dp_store_recording_piece(s, is.note, 0, &w->arena, &piece, &w->err));
  dp_census census;
  ok(w, dp_store_verify(s, &census, &w->err));
  assert_int_equal(census.pieces, 9);
  assert_int_equal(dp_store_faults(s).count, 0);
  dp_store_close(s);
}

static void words_are_found_in_strings_only(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_hits hits;
  ok(w, dp_store_search(s, DP_STR("CHEST crush"), 10, &w->arena, &hits, &w->err));
  assert_int_equal(hits.count, 1);
  assert_true(dp_id_eq(hits.at[0].row.id, is.consultation));
  assert_non_null(strstr(hits.at[0].snippet.at, "chest pain"));
  ok(w, dp_store_search(s, DP_STR("hest"), 10, &w->arena, &hits, &w->err)); /* no word begins so */
  assert_int_equal(hits.count, 0);
  ok(w, dp_store_search(s, DP_STR("text"), 10, &w->arena, &hits, &w->err)); /* a key is no word */
  assert_int_equal(hits.count, 0);
  ok(w, dp_store_search(s, DP_STR("draft"), 10, &w->arena, &hits, &w->err)); /* an older version is no hit */
  assert_int_equal(hits.count, 0);
  dp_id id = none;
  uint64_t v;
  ok(w, dp_store_put(s, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{\"name\":\"\xC3\x89lodie\"}"), &v, &w->err));
  ok(w, dp_store_search(s, DP_STR("\xC3\xA9lo"), 10, &w->arena, &hits, &w->err));
  assert_int_equal(hits.count, 1);
  refused(w, DP_ERR_INPUT, dp_store_search(s, DP_STR("  "), 10, &w->arena, &hits, &w->err));
  dp_store_close(s);
}

static void one_patient_is_written_out_and_erased(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_buf out;
  dp_json *json = NULL;
  size_t rows = 0;
  dp_row row;
  dp_entries trail;
  dp_census census;
  dp_buf_init(&out, &w->arena);
  ok(w, dp_store_export(s, is.patient, true, &out, &w->err));
  ok(w, dp_json_parse(dp_buf_view(&out), &w->arena, &json, &w->err));
  const dp_json *list = dp_json_get(json, "rows");
  assert_int_equal(list->count, 6); /* both versions of the note */
  size_t pieces = 0;
  for (const dp_json *r = list->first; r; r = r->next)
    if (dp_json_get(r, "pieces")) pieces += dp_json_get(r, "pieces")->count;
  assert_int_equal(pieces, 3);
  assert_int_equal(dp_json_get(json, "unreadable")->count, 0);

  refused(w, DP_ERR_NOT_FOUND, dp_store_erase(s, is.note, &rows, &w->err)); /* only patients */
  ok(w, dp_store_erase(s, is.patient, &rows, &w->err));
  assert_int_equal(rows, 5);
  refused(w, DP_ERR_NOT_FOUND, dp_store_get(s, is.note, 1, &w->arena, &row, &w->err));
  refused(w, DP_ERR_NOT_FOUND, dp_store_erase(s, is.patient, &rows, &w->err));
  ok(w, dp_store_get(s, is.other, 0, &w->arena, &row, &w->err));
  dp_store_close(s);
  s = world_open(w);
  ok(w, dp_store_verify(s, &census, &w->err));
  assert_int_equal(dp_store_faults(s).count, 0);
  assert_int_equal(census.rows, 1);
  assert_int_equal(census.pieces, 0);
  ok(w, dp_store_trail(s, 0, 1000, &w->arena, &trail, &w->err));
  bool erased = false;
  for (size_t i = 0; i < trail.count; i++) {
    assert_true(trail.at[i].readable);
    assert_int_equal(trail.at[i].number, i + 1);
    erased = erased || (trail.at[i].act == DP_ACT_ERASE && dp_id_eq(trail.at[i].id, is.patient));
  }
  assert_true(erased);
  dp_store_close(s);
}

/* None of an erased row's sealed bytes are left in the file: the sealed form of a body is as long as its own, so a
 * piece of a megabyte must make the file shrink. */
static void erasing_gives_the_space_back(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  size_t rows;
  struct stat before, after;
  dp_id recording;
  char *sound = calloc(1, 1 << 20);
  ok(w, dp_store_recording_begin(s, is.consultation, DP_STR("{}"), &recording, &w->err));
  ok(w, dp_store_recording_append(s, recording, sound, 1 << 20, NULL, &w->err));
  free(sound);
  dp_store_close(s);
  stat(w->path, &before);
  s = world_open(w);
  ok(w, dp_store_erase(s, is.patient, &rows, &w->err));
  dp_store_close(s);
  stat(w->path, &after);
  assert_true(before.st_size > 1 << 20 && after.st_size < 1 << 15);
}

static void it_locks_when_nobody_asks(void **state) {
  world *w = *state;
  small is;
  w->options.idle_ms = 60000;
  dp_store *s = small_make(w, &is);
  dp_row row;
  w->time += 59999;
  ok(w, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  w->time += 59999;
  dp_store_tick(s); /* a tick is no use */
  assert_true(dp_store_is_unlocked(s));
  w->time += 1;
  refused(w, DP_ERR_LOCKED, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  assert_false(dp_store_is_unlocked(s));
  refused(w, DP_ERR_PASSPHRASE, dp_store_unlock(s, DP_STR("five words make a passphrasE"), &w->err));
  assert_false(dp_store_is_unlocked(s));
  ok(w, dp_store_unlock(s, PASS, &w->err));
  ok(w, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  dp_store_lock(s);
  refused(w, DP_ERR_LOCKED, dp_store_note_view(s, DP_KEPT_PATIENT, is.patient, &w->err));
  dp_store_close(s);
}

static void another_passphrase_wraps_the_same_key(void **state) {
  world *w = *state;
  small is;
  dp_store *s = small_make(w, &is);
  dp_str next = DP_STR("another five words now");
  refused(w, DP_ERR_PASSPHRASE, dp_store_passphrase(s, DP_STR("not this one"), next, dp_cost_for_tests(), &w->err));
  refused(w, DP_ERR_INPUT, dp_store_passphrase(s, PASS, DP_STR("short"), dp_cost_for_tests(), &w->err));
  dp_row row;
  ok(w, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  ok(w, dp_store_passphrase(s, PASS, next, dp_cost_for_tests(), &w->err));
  dp_store_close(s);
  ok(w, dp_store_open(w->path, &w->options, &s, &w->err));
  refused(w, DP_ERR_PASSPHRASE, dp_store_unlock(s, PASS, &w->err));
  ok(w, dp_store_unlock(s, next, &w->err));
  assert_int_equal(dp_store_faults(s).count, 0);
  ok(w, dp_store_get(s, is.patient, 0, &w->arena, &row, &w->err));
  dp_store_close(s);
}

static void two_programs_see_each_other(void **state) {
  world *w = *state;
  small is;
  dp_store *a = small_make(w, &is), *b = world_open(w);
  uint64_t v;
  size_t rows;
  dp_row row;
  dp_id id = none;
  ok(w, dp_store_put(a, DP_KEPT_CONSULTATION, &is.consultation, 1, none, none, DP_STR("{\"by\":\"a\"}"), &v, &w->err));
  refused(
      w, DP_ERR_CONFLICT,
      dp_store_put(b, DP_KEPT_CONSULTATION, &is.consultation, 1, none, none, DP_STR("{\"by\":\"b\"}"), &v, &w->err));
  assert_str(body_of(w, b, is.consultation, 0), "{\"by\":\"a\"}");
  ok(w, dp_store_put(b, DP_KEPT_CONSULTATION, &is.consultation, 2, none, none, DP_STR("{\"by\":\"b\"}"), &v, &w->err));
  assert_str(body_of(w, a, is.consultation, 0), "{\"by\":\"b\"}");
  for (int i = 0; i < 20; i++) {
    id = none;
    ok(w, dp_store_put(i & 1 ? a : b, DP_KEPT_PATIENT, &id, 0, none, none, DP_STR("{}"), &v, &w->err));
  }
  ok(w, dp_store_passphrase(a, PASS, DP_STR("another five words"), dp_cost_for_tests(), &w->err));
  ok(w, dp_store_erase(b, is.patient, &rows, &w->err));
  refused(w, DP_ERR_NOT_FOUND, dp_store_get(a, is.patient, 0, &w->arena, &row, &w->err));
  dp_census census;
  ok(w, dp_store_verify(a, &census, &w->err));
  assert_int_equal(dp_store_faults(a).count, 0);
  assert_int_equal(census.rows, 21);
  ok(w, dp_store_verify(b, &census, &w->err));
  assert_int_equal(dp_store_faults(b).count, 0);
  dp_store_close(a);
  dp_store_close(b);
}

static void a_backup_comes_back_whole(void **state) {
  world *w = *state;
  small is;
  char backup[120], again[120];
  dp_store *s = small_make(w, &is), *r = NULL;
  dp_census census;
  dp_head head, after;
  snprintf(backup, sizeof backup, "%s/a.backup", w->folder);
  snprintf(again, sizeof again, "%s/b.backup", w->folder);
  ok(w, dp_store_backup(s, backup, &w->err));
  ok(w, dp_store_head(s, &head, &w->err));
  refused(w, DP_ERR_CONFLICT, dp_store_backup(s, backup, &w->err));
  refused(w, DP_ERR_CONFLICT, dp_store_restore(backup, PASS, w->path, &w->options, &r, &w->err));
  refused(w, DP_ERR_PASSPHRASE,
          dp_store_restore(backup, DP_STR("wrong words here"), w->other, &w->options, &r, &w->err));
  refused(w, DP_ERR_NOT_FOUND, dp_store_restore(again, PASS, w->other, &w->options, &r, &w->err));
  assert_int_not_equal(access(w->other, F_OK), 0);
  ok(w, dp_backup_verify(backup, PASS, &census, &w->err));
  assert_int_equal(census.rows, 7);
  assert_int_equal(census.pieces, 3);
  ok(w, dp_store_restore(backup, PASS, w->other, &w->options, &r, &w->err));
  assert_int_equal(dp_store_faults(r).count, 0);
  assert_str(body_of(w, r, is.note, 1), "{\"text\":\"first draft\"}");
  dp_str piece;
  ok(w, dp_store_recording_piece(r, is.recording, 2, &w->arena, &piece, &w->err));
  assert_int_equal(piece.at[0], 2);
  ok(w, dp_store_head(r, &after, &w->err));
  assert_int_equal(after.entries, head.entries + 2); /* restore, unlock */
  ok(w, dp_store_backup(r, again, &w->err));         /* and is as good as the first */
  ok(w, dp_backup_verify(again, PASS, &census, &w->err));
  dp_store_close(r);
  dp_store_close(s);
}

static void what_cannot_be_opened_is_named(void **state) {
  world *w = *state;
  dp_store *s = NULL;
  refused(w, DP_ERR_NOT_FOUND, dp_store_open(w->path, &w->options, &s, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_create(w->path, DP_STR("short"), dp_cost_for_tests(), &w->options, &s, &w->err));
  refused(w, DP_ERR_INPUT, dp_store_create(w->path, PASS, (dp_pass_cost){1, 1u << 21}, &w->options, &s, &w->err));
  assert_int_not_equal(access(w->path, F_OK), 0);
  FILE *f = fopen(w->path, "w");
  refused(w, DP_ERR_DAMAGED, dp_store_open(w->path, &w->options, &s, &w->err)); /* empty */
  refused(w, DP_ERR_CONFLICT, dp_store_create(w->path, PASS, dp_cost_for_tests(), &w->options, &s, &w->err));
  fputs("just a letter to somebody, kept under an unlucky name, longer than a page's head would be in any database of "
        "this kind",
        f);
  fclose(f);
  refused(w, DP_ERR_DAMAGED, dp_store_open(w->path, &w->options, &s, &w->err));
  refused(w, DP_ERR_IO, dp_store_open(w->folder, &w->options, &s, &w->err));
  dp_id id;
  assert_false(dp_id_parse(DP_STR("0123"), &id));
  assert_false(dp_id_parse(DP_STR("0123456789abcdef0123456789abcdeg"), &id));
  assert_true(dp_id_parse(DP_STR("0123456789abcdef0123456789ABCDEF"), &id));
  dp_kept_kind kind;
  assert_true(dp_kept_of(DP_STR("note"), &kind) && kind == DP_KEPT_NOTE);
  assert_false(dp_kept_of(DP_STR("notes"), &kind));
}

#define T(name) cmocka_unit_test_setup_teardown(name, world_make, world_end)
int main(void) {
  const struct CMUnitTest tests[] = {T(rows_are_kept_and_found_again),
                                     T(a_version_replaces_the_one_it_names),
                                     T(what_is_put_is_checked),
                                     T(sound_waits_for_consent_and_is_kept_in_pieces),
                                     T(words_are_found_in_strings_only),
                                     T(one_patient_is_written_out_and_erased),
                                     T(erasing_gives_the_space_back),
                                     T(it_locks_when_nobody_asks),
                                     T(another_passphrase_wraps_the_same_key),
                                     T(two_programs_see_each_other),
                                     T(a_backup_comes_back_whole),
                                     T(what_cannot_be_opened_is_named)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

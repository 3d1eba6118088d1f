#define _POSIX_C_SOURCE 200809L
#include "world.h"
#include <dirent.h>

static uint64_t now_of(void *ctx) { return ((world *)ctx)->time; }

int world_make(void **state) {
  world *w = calloc(1, sizeof *w);
  struct stat s;
  if (!w) return -1;
  snprintf(w->folder, sizeof w->folder, "%s/diagpad-store-XXXXXX", stat("/dev/shm", &s) ? "/tmp" : "/dev/shm");
  if (!mkdtemp(w->folder)) return -1;
  snprintf(w->path, sizeof w->path, "%s/records.db", w->folder);
  snprintf(w->other, sizeof w->other, "%s/other.db", w->folder);
  w->time = 1790000000000;
  w->options = (dp_store_options){.clock = {now_of, now_of, w}, .page = 512};
  dp_arena_init(&w->arena, NULL);
  *state = w;
  return 0;
}

void world_empty(const char *folder) {
  DIR *d = opendir(folder);
  for (struct dirent *e; d && (e = readdir(d));) {
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    if (e->d_name[0] != '.') unlink(path);
  }
  if (d) closedir(d);
}

int world_end(void **state) {
  world *w = *state;
  world_empty(w->folder);
  rmdir(w->folder);
  dp_arena_free(&w->arena);
  free(w);
  return 0;
}

dp_store *small_make(world *w, small *is) {
  dp_store *s = NULL;
  dp_id none = {{0}};
  uint64_t version;
  *is = (small){.patient = none};
  ok(w, dp_store_create(w->path, PASS, dp_cost_for_tests(), &w->options, &s, &w->err));
  ok(w, dp_store_put(s, DP_KEPT_PATIENT, &is->patient, 0, none, none,
                     DP_STR("{\"name\":\"Ada Example\",\"born\":1970}"), &version, &w->err));
  ok(w, dp_store_put(s, DP_KEPT_PATIENT, &is->other, 0, none, none, DP_STR("{\"name\":\"Ben Sample\"}"), &version,
                     &w->err));
  w->time += 1000;
  ok(w, dp_store_put(s, DP_KEPT_CONSULTATION, &is->consultation, 0, is->patient, none,
                     DP_STR("{\"text\":\"Crushing chest pain for an hour\"}"), &version, &w->err));
  ok(w, dp_store_put(s, DP_KEPT_NOTE, &is->note, 0, none, is->consultation, DP_STR("{\"text\":\"first draft\"}"),
                     &version, &w->err));
  w->time += 1000;
  ok(w,
     dp_store_put(s, DP_KEPT_NOTE, &is->note, 1, none, none, DP_STR("{\"text\":\"signed note\"}"), &version, &w->err));
  assert_int_equal(version, 2);
  ok(w, dp_store_put(s, DP_KEPT_CONSENT, &is->consent, 0, none, is->consultation, DP_STR("{\"given\":true}"), &version,
                     &w->err));
  ok(w, dp_store_recording_begin(s, is->consultation, DP_STR("{\"rate\":16000}"), &is->recording, &w->err));
  for (unsigned char i = 0; i < 3; i++) ok(w, dp_store_recording_append(s, is->recording, &i, 1, NULL, &w->err));
  ok(w, dp_store_recording_end(s, is->recording, &w->err));
  return s;
}

dp_store *world_open(world *w) {
  dp_store *s = NULL;
  ok(w, dp_store_open(w->path, &w->options, &s, &w->err));
  ok(w, dp_store_unlock(s, PASS, &w->err));
  return s;
}

void copy_file(const char *from, const char *to) {
  FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
  assert_true(in && out);
  for (int c; (c = getc(in)) != EOF;) putc(c, out);
  fclose(in);
  assert_int_equal(fclose(out), 0);
}

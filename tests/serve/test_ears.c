/* Listening without a network: what is refused, who waits, what is left when it is given up, with and without memory. */
#define _POSIX_C_SOURCE 200809L
#include "serve/ears.h"
#include "base/json.h"
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int woken, suspended;
static pthread_mutex_t desk = PTHREAD_MUTEX_INITIALIZER;
static void wake(void *ctx, void *waiter) { (void)ctx, (void)waiter, __atomic_add_fetch(&woken, 1, __ATOMIC_SEQ_CST); }
static void before(void *waiter) { (void)waiter, suspended++; }

static void nap(long ms) { nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL); }

/* An engine that is not there: the same on every machine. */
static dp_ears *make(dp_records *records) {
  dp_ears_options o = {records, &desk, "none", NULL, wake, NULL};
  dp_ears *e = NULL;
  assert_int_equal(dp_ears_new(&o, &e, NULL), DP_OK);
  return e;
}

static char said[4000];
static dp_status call(dp_ears *e, const char *request) {
  char *response = NULL;
  size_t size = 0;
  bool ours = false;
  dp_status status = dp_ears_call(e, request, strlen(request), &ours, &response, &size, NULL);
  assert_true(ours && size < sizeof said);
  memcpy(said, response, size + 1);
  dp_free(NULL, response, size + 1);
  return status;
}

static dp_status sound(dp_ears *e, const char *session, const char *piece, const void *bytes, size_t size) {
  char *response = NULL;
  size_t length = 0;
  dp_status status = dp_ears_sound(e, session, piece, bytes, size, &response, &length, NULL);
  assert_non_null(response);
  memcpy(said, response, length + 1);
  dp_free(NULL, response, length + 1);
  return status;
}

/* The id behind "key":" in what was said. */
static void id_of(const char *key, char id[33]) {
  char want[40];
  snprintf(want, sizeof want, "\"%s\":\"", key);
  const char *at = strstr(said, want);
  assert_non_null(at);
  memcpy(id, at + strlen(want), 32);
  id[32] = 0;
}

static void test_refusals(void **state) {
  (void)state;
  static float pcm[16001], bad[3] = {0, NAN, 0}, endless[1] = {INFINITY};
  dp_ears *e = make(NULL);
  char id[33], *response = NULL;
  size_t size = 0;
  bool ours = true;
  assert_int_equal(dp_ears_call(e, "{\"method\":\"ddx\"}", 16, &ours, &response, &size, NULL), DP_OK);
  assert_false(ours); /* the door's */
  assert_int_equal(dp_ears_call(e, "{", 1, &ours, &response, &size, NULL), DP_OK);
  assert_false(ours);
  assert_int_equal(call(e, "{\"method\":\"listen_status\",\"id\":7}"), DP_OK);
  assert_non_null(strstr(said, "\"id\":7,\"hears\":false"));
  static const struct {
    dp_status status;
    const char *request;
  } rows[] = {
      {DP_ERR_INPUT, "{\"method\":\"listen_begin\"}"},
      {DP_ERR_INPUT, "{\"method\":\"listen_begin\",\"consent\":{\"given\":false}}"},
      {DP_ERR_INPUT, "{\"method\":\"listen_begin\",\"consent\":true}"},
      {DP_ERR_INPUT, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true},\"speakers\":9}"},
      {DP_ERR_INPUT, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true},\"kept_only\":true}"},
      {DP_ERR_NOT_FOUND, "{\"method\":\"listen_heard\",\"session\":\"\"}"},
      {DP_ERR_INPUT, "{\"method\":\"listen_heard\"}"},
      {DP_ERR_NOT_FOUND, "{\"method\":\"listen_end\",\"session\":\"00000000000000000000000000000000\"}"},
      {DP_ERR_NOT_FOUND, "{\"method\":\"listen_nothing\"}"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    dp_status status = call(e, rows[i].request);
    if (status != rows[i].status) print_error("%s: %s\n", rows[i].request, said);
    assert_int_equal(status, rows[i].status);
    assert_non_null(strstr(said, "\"message\":\""));
  }
  assert_int_equal(sound(e, NULL, "0", pcm, 4), DP_ERR_NOT_FOUND);
  assert_int_equal(call(e, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true}}"), DP_OK);
  id_of("session", id);
  assert_int_equal(sound(e, "", "0", pcm, 4), DP_ERR_NOT_FOUND);
  assert_int_equal(sound(e, id, NULL, pcm, 4), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "x", pcm, 4), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "1", pcm, 4), DP_ERR_CONFLICT);
  assert_int_equal(sound(e, id, "18446744073709551615", pcm, 4), DP_ERR_CONFLICT); /* next - 1 of the first is no piece */
  assert_int_equal(sound(e, id, "0", pcm, 0), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "0", pcm, 5), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "0", pcm, sizeof pcm), DP_ERR_TOO_LARGE);
  assert_int_equal(sound(e, id, "0", bad, sizeof bad), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "0", endless, sizeof endless), DP_ERR_INPUT);
  assert_int_equal(sound(e, id, "0", pcm, 64000), DP_OK);
  assert_int_equal(sound(e, id, "0", pcm, 64000), DP_OK);
  assert_string_equal(said, "{\"piece\":0,\"taken_ms\":1000}");
  assert_int_equal(sound(e, id, "0", pcm, 4), DP_ERR_CONFLICT);
  dp_ears_free(e); /* in the middle */
  dp_ears_free(NULL);
}

/* Ten minutes wait in memory, no more. */
static void test_behind(void **state) {
  (void)state;
  static float pcm[8000];
  dp_ears *e = make(NULL);
  char id[33], piece[24];
  assert_int_equal(call(e, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true}}"), DP_OK);
  id_of("session", id);
  dp_status status = DP_OK;
  int n = 0;
  for (; !status && n < 2000; n++) {
    snprintf(piece, sizeof piece, "%d", n);
    status = sound(e, id, piece, pcm, 400);
  }
  assert_int_equal(status, DP_ERR_CONFLICT);
  assert_non_null(strstr(said, "ten minutes behind"));
  assert_int_equal(n, 1201);
  dp_ears_free(e);
}

static void test_waiting(void **state) {
  (void)state;
  dp_ears *e = make(NULL);
  char id[33], request[200];
  assert_int_equal(call(e, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true}}"), DP_OK);
  id_of("session", id);
  /* Its thread finds no engine and says so: then nothing is new any more. */
  unsigned long version = 0;
  for (int i = 0; i < 100 && !strstr(said, "deaf"); i++) {
    nap(20);
    snprintf(request, sizeof request, "{\"method\":\"listen_heard\",\"session\":\"%s\"}", id);
    assert_int_equal(call(e, request), DP_OK);
    version = strtoul(strstr(said, "\"version\":") + 10, NULL, 10);
  }
  assert_non_null(strstr(said, "\"fault\":{\"status\":\"DP_ERR_NOT_FOUND\""));
  woken = suspended = 0;
  assert_false(dp_ears_wait(e, request, strlen(request), e, before)); /* no since: answered at once */
  snprintf(request, sizeof request, "{\"method\":\"listen_heard\",\"session\":\"%s\",\"since\":%lu}", id, version - 1);
  assert_false(dp_ears_wait(e, request, strlen(request), e, before)); /* there is news */
  snprintf(request, sizeof request, "{\"method\":\"listen_heard\",\"session\":\"%s\",\"since\":%lu}", id, version);
  for (int i = 0; i < 8; i++) assert_true(dp_ears_wait(e, request, strlen(request), e, before));
  assert_false(dp_ears_wait(e, request, strlen(request), e, before)); /* no room: answered at once */
  assert_int_equal(suspended, 8);
  assert_int_equal(__atomic_load_n(&woken, __ATOMIC_SEQ_CST), 0);
  for (int i = 0; i < 60 && __atomic_load_n(&woken, __ATOMIC_SEQ_CST) < 8; i++) nap(100);
  assert_int_equal(__atomic_load_n(&woken, __ATOMIC_SEQ_CST), 8); /* two seconds are over */
  assert_true(dp_ears_wait(e, request, strlen(request), e, before));
  snprintf(request, sizeof request, "{\"method\":\"listen_end\",\"session\":\"%s\"}", id);
  assert_int_equal(call(e, request), DP_OK);
  assert_int_equal(__atomic_load_n(&woken, __ATOMIC_SEQ_CST), 9); /* an end is news */
  dp_ears_stop(e);
  assert_false(dp_ears_wait(e, request, strlen(request), e, before));
  dp_ears_free(e);
}

#ifdef DP_HAVE_STORE
static char path[] = "/tmp/dp_ears_XXXXXX";
static void record(dp_records *r, const char *request) {
  char *response = NULL;
  size_t size = 0;
  bool ours = false;
  assert_int_equal(dp_records_call(r, request, strlen(request), &ours, &response, &size, NULL), DP_OK);
  memcpy(said, response, size < sizeof said ? size + 1 : sizeof said);
  dp_free(NULL, response, size + 1);
}

static void test_kept(void **state) {
  (void)state;
  static float pcm[8000];
  char file[64], request[400], id[33], patient[33], consultation[33], recording[33];
  assert_non_null(mkdtemp(path));
  snprintf(file, sizeof file, "%s/r.db", path);
  dp_records *r = NULL;
  assert_int_equal(dp_records_new(file, NULL, dp_cost_for_tests(), &r, NULL), DP_OK);
  dp_ears *e = make(r);
  assert_int_equal(call(e, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true},\"consultation\":\"00000000000000000000000000000001\"}"), DP_ERR_LOCKED);
  record(r, "{\"method\":\"record_create\",\"passphrase\":\"five words make a passphrase\"}");
  record(r, "{\"method\":\"record_put\",\"kind\":\"patient\",\"body\":{\"name\":\"Ada\"}}");
  id_of("record", patient);
  snprintf(request, sizeof request, "{\"method\":\"record_put\",\"kind\":\"consultation\",\"patient\":\"%s\",\"body\":{}}", patient);
  record(r, request);
  id_of("record", consultation);
  snprintf(request, sizeof request, "{\"method\":\"listen_begin\",\"consultation\":\"%s\"}", consultation);
  assert_int_equal(call(e, request), DP_ERR_INPUT);
  record(r, "{\"method\":\"record_list\"}");
  assert_null(strstr(said, "recording")); /* no consent: not even a row */
  snprintf(request, sizeof request, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true},\"consultation\":\"%s\"}", patient);
  assert_int_equal(call(e, request), DP_ERR_NOT_FOUND); /* a patient is none */
  snprintf(request, sizeof request, "{\"method\":\"listen_begin\",\"consent\":{\"given\":true,\"how\":\"spoken\"},\"consultation\":\"%s\"}", consultation);
  assert_int_equal(call(e, request), DP_OK);
  id_of("session", id);
  id_of("recording", recording);
  for (int i = 0; i < 8000; i++) pcm[i] = (float)(i % 200 - 100) / 100.0f * 1.5f; /* too loud: clipped, not wrapped */
  assert_int_equal(sound(e, id, "0", pcm, sizeof pcm), DP_OK);
  assert_string_equal(said, "{\"piece\":0,\"sealed_ms\":500}");
  snprintf(request, sizeof request, "{\"method\":\"record_put\",\"kind\":\"consent\",\"consultation\":\"%s\",\"body\":{\"given\":false}}", consultation);
  record(r, request);
  assert_int_equal(sound(e, id, "1", pcm, sizeof pcm), DP_ERR_INPUT); /* withdrawn: nothing more is kept */
  dp_ears_free(e);
  e = make(r);
  assert_int_equal(call(e, "{\"method\":\"listen_status\"}"), DP_OK); /* given up: what was sealed is offered */
  assert_non_null(strstr(said, recording));
  assert_non_null(strstr(said, "\"pieces\":1,\"about_ms\":500"));
  dp_arena a;
  dp_str bytes;
  dp_id rec;
  dp_arena_init(&a, NULL);
  assert_true(dp_id_parse(dp_str_of(recording), &rec));
  assert_int_equal(dp_store_recording_piece(dp_records_store(r), rec, 0, &a, &bytes, NULL), DP_OK);
  assert_int_equal(bytes.size, 16000);
  for (size_t i = 0; i < 8000; i++) {
    float want = fminf(fmaxf(pcm[i] * 32768, -32768), 32767);
    int16_t got = (int16_t)((uint8_t)bytes.at[2 * i] | (uint8_t)bytes.at[2 * i + 1] << 8);
    assert_true(fabsf(want - got) <= 1);
  }
  dp_arena_free(&a);
  dp_ears_free(e);
  dp_records_free(r);
  snprintf(request, sizeof request, "rm -rf '%s'", path);
  assert_int_equal(system(request), 0);
}
#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_refusals),
      cmocka_unit_test(test_behind),
      cmocka_unit_test(test_waiting),
#ifdef DP_HAVE_STORE
      cmocka_unit_test(test_kept),
#endif
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

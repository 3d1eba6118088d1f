/* The door from C: who owns what, what happens when memory runs out, that calls do not see each other. */
#include "support/alloc.h"
#include "support/cmocka.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct image {
  void *at;
  size_t size;
} image;

static image read_image(const char *path) {
  image i = {NULL, 0};
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("%s is not there", path);
  fseek(f, 0, SEEK_END);
  i.size = (size_t)ftell(f);
  rewind(f);
  i.at = malloc(i.size);
  assert_non_null(i.at);
  assert_int_equal(fread(i.at, 1, i.size, f), i.size);
  fclose(f);
  return i;
}

static image fixture;
static dp_kb *kb;

static int open_fixture(void **state) {
  (void)state;
  dp_error err;
  fixture = read_image(DP_FIXTURE_FILE);
  if (dp_kb_open(fixture.at, fixture.size, NULL, &kb, &err)) fail_msg("%s", err.message);
  return 0;
}
static int close_fixture(void **state) {
  (void)state;
  dp_kb_close(kb);
  free(fixture.at);
  return 0;
}

static const char *const requests[] = {
    "{\"method\":\"ddx\",\"id\":\"x\",\"text\":\"62M crushing chest pain for 2 hours, sweating, no cough, T 38.2. "
    "Return if breathless\"}",
    "{\"method\":\"explain\",\"condition\":\"PE\",\"text\":\"58M breathless, swollen calf, no "
    "fever\",\"answers\":[{\"measure\":\"heart rate\",\"value\":120}]}",
    "{\"method\":\"why_not\",\"condition\":\"pneumonia\",\"text\":\"chest pain and cough\"}",
    "{\"method\":\"compare\",\"a\":\"appendicitis\",\"b\":\"cystitis\",\"text\":\"30F belly pain, stings to pee\"}",
    "{\"method\":\"counterfactual\",\"text\":\"30F abdominal pain\"}",
    "{\"method\":\"read\",\"text\":\"No fever, chills or rash but cough\"}",
    "{\"method\":\"kb_show\",\"name\":\"heart attack\"}",
    "{\"method\":\"kb_show\",\"name\":\"fever\"}",
    "{\"method\":\"search_names\",\"prefix\":\"p\"}",
    "{\"method\":\"methods\"}",
    "{\"method\":\"ddx\",\"text\":",
    "{\"method\":\"nothing\"}"};
enum { REQUESTS = sizeof requests / sizeof *requests };

static dp_status ask(const char *request, const dp_allocator *a, char **response, size_t *size) {
  dp_error err = {DP_OK, "untouched"};
  dp_status status = dp_call(kb, request, strlen(request), a, response, size, &err);
  if (status == DP_OK) {
    assert_string_equal(err.message, "untouched");
    assert_int_equal(err.status, DP_OK);
  } else {
    assert_int_equal(err.status, status);
    assert_true(err.message[0] != 0);
  }
  return status;
}

/* Every piece comes back, with the size that it was taken with (the allocator aborts otherwise). */
static void test_gives_all_back(void **state) {
  (void)state;
  for (int i = 0; i < REQUESTS; i++) {
    test_alloc t = {0};
    dp_allocator a = test_allocator(&t);
    char *response = NULL;
    size_t size = 0;
    dp_status status = ask(requests[i], &a, &response, &size);
    assert_true(status == DP_OK || strstr(response, "\"error\""));
    assert_non_null(response);
    assert_int_equal(strlen(response), size);
    assert_int_equal(t.pieces, 1);
    dp_free(&a, response, size + 1);
    assert_int_equal(t.pieces, 0);
    assert_int_equal(t.live, 0);
  }
}

/* Memory fails at the first, second, third … allocation: the call says so and loses nothing. */
static void test_memory_runs_out(void **state) {
  (void)state;
  for (int i = 0; i < REQUESTS; i++) {
    size_t failed = 0;
    for (size_t n = 1;; n++) {
      test_alloc t = {.fail_at = n};
      dp_allocator a = test_allocator(&t);
      char *response = NULL;
      size_t size = 0;
      dp_error err = {DP_OK, ""};
      dp_status status = dp_call(kb, requests[i], strlen(requests[i]), &a, &response, &size, &err);
      if (t.failed && status != DP_ERR_MEMORY) {
        /* The failure may have hit the response of a request that is wrong anyway. */
        assert_true(status != DP_OK);
        assert_true(i >= REQUESTS - 2);
      }
      failed += t.failed;
      if (response) dp_free(&a, response, size + 1);
      assert_int_equal(t.pieces, 0);
      if (!t.failed) break;
      assert_true(n < 5000);
    }
    assert_true(failed > 0);
  }
}

static void test_open_when_memory_runs_out(void **state) {
  (void)state;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator a = test_allocator(&t);
    dp_kb *opened = NULL;
    dp_error err = {DP_OK, ""};
    dp_status status = dp_kb_open(fixture.at, fixture.size, &a, &opened, &err);
    if (t.failed) {
      assert_int_equal(status, DP_ERR_MEMORY);
      assert_null(opened);
    } else {
      assert_int_equal(status, DP_OK);
      dp_kb_close(opened);
    }
    assert_int_equal(t.pieces, 0);
    if (!t.failed) break;
  }
}

static void test_null_arguments(void **state) {
  (void)state;
  dp_kb *opened = NULL;
  assert_int_equal(dp_kb_open(NULL, 0, NULL, &opened, NULL), DP_ERR_IMAGE);
  assert_null(opened);
  dp_kb_close(NULL);
  dp_free(NULL, NULL, 0);
  char *response = NULL;
  size_t size = 0;
  /* A method that needs no knowledge answers without; one that needs it says so. */
  assert_int_equal(dp_call(NULL, "{\"method\":\"methods\"}", 20, NULL, &response, &size, NULL), DP_OK);
  dp_free(NULL, response, size + 1);
  assert_int_equal(dp_call(NULL, "{\"method\":\"version\"}", 20, NULL, &response, &size, NULL), DP_ERR_IMAGE);
  dp_free(NULL, response, size + 1);
  assert_int_equal(dp_call(kb, "", 0, NULL, &response, &size, NULL), DP_ERR_JSON);
  dp_free(NULL, response, size + 1);
}

/* A request is answered the same whatever came before, and at the same time in two threads. */
typedef struct job {
  const char *expected[REQUESTS];
  bool same;
} job;

static void *ask_all(void *arg) {
  job *j = arg;
  for (int round = 0; round < 20; round++)
    for (int i = 0; i < REQUESTS; i++) {
      char *response = NULL;
      size_t size = 0;
      dp_status status = dp_call(kb, requests[i], strlen(requests[i]), NULL, &response, &size, NULL);
      if (status == DP_ERR_MEMORY || !response || strcmp(response, j->expected[i])) j->same = false;
      dp_free(NULL, response, size + 1);
    }
  return NULL;
}

static void test_threads_agree(void **state) {
  (void)state;
  job one = {.same = true}, two;
  char *first[REQUESTS];
  size_t sizes[REQUESTS];
  for (int i = 0; i < REQUESTS; i++) {
    (void)!dp_call(kb, requests[i], strlen(requests[i]), NULL, &first[i], &sizes[i], NULL);
    one.expected[i] = first[i];
  }
  two = one;
  pthread_t a, b;
  assert_int_equal(pthread_create(&a, NULL, ask_all, &one), 0);
  assert_int_equal(pthread_create(&b, NULL, ask_all, &two), 0);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  assert_true(one.same);
  assert_true(two.same);
  for (int i = 0; i < REQUESTS; i++) dp_free(NULL, first[i], sizes[i] + 1);
}

/* No truncated image opens, and no image with a flipped bit opens (every 97th bit is tried). */
static void test_damaged_images(void **state) {
  (void)state;
  unsigned char *copy = malloc(fixture.size);
  assert_non_null(copy);
  for (size_t size = 0; size < fixture.size; size += size < 4096 ? 8 : 1016) {
    memcpy(copy, fixture.at, fixture.size);
    dp_kb *opened = NULL;
    dp_error err = {DP_OK, ""};
    dp_status status = dp_kb_open(copy, size, NULL, &opened, &err);
    if (status == DP_OK) {
      /* The engine part alone is whole: the prose may be missing, nothing else. */
      dp_kb_close(opened);
      assert_true(size > fixture.size / 2);
    } else {
      assert_true(err.message[0] != 0);
    }
  }
  for (size_t bit = 0; bit < fixture.size * 8; bit += 97) {
    memcpy(copy, fixture.at, fixture.size);
    copy[bit / 8] = (unsigned char)(copy[bit / 8] ^ 1u << bit % 8);
    dp_kb *opened = NULL;
    dp_status status = dp_kb_open(copy, fixture.size, NULL, &opened, NULL);
    if (status == DP_OK) {
      /* Only an article may be found out later, when it is read. */
      dp_kb_close(opened);
      assert_true(bit / 8 > fixture.size / 2);
    }
  }
  free(copy);
}

static void test_statuses(void **state) {
  (void)state;
  for (int s = 0; s < DP_STATUS_COUNT; s++) {
    assert_true(strncmp(dp_status_name((dp_status)s), "DP_", 3) == 0);
    assert_true(dp_status_text((dp_status)s)[0] != 0);
    assert_true(dp_status_http((dp_status)s) >= 200 && dp_status_http((dp_status)s) < 600);
    for (int other = 0; other < s; other++)
      assert_true(dp_status_exit_code((dp_status)s) != dp_status_exit_code((dp_status)other));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_gives_all_back),
      cmocka_unit_test(test_memory_runs_out),
      cmocka_unit_test(test_open_when_memory_runs_out),
      cmocka_unit_test(test_null_arguments),
      cmocka_unit_test(test_threads_agree),
      cmocka_unit_test(test_damaged_images),
      cmocka_unit_test(test_statuses),
  };
  return cmocka_run_group_tests_name("door", tests, open_fixture, close_fixture);
}

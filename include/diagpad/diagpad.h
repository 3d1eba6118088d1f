/* diagpad.h: the whole public interface of libdiagpad.
 *
 * Ownership, everywhere: what a function returns through an `out` parameter belongs to the caller and is given
 * back with the matching *_close or dp_free; what is passed in stays the caller's and must outlive the call (the
 * image passed to dp_kb_open must outlive the dp_kb).
 * Errors, everywhere: the result is a dp_status, DP_OK (0) or one of the table below; `err`, always last and may be
 * NULL, is written only on failure. The library never prints, never exits, and keeps no global state: two threads
 * may use one dp_kb at once.
 */
#ifndef DIAGPAD_DIAGPAD_H
#define DIAGPAD_DIAGPAD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) || defined(__clang__)
#define DP_MUST_CHECK __attribute__((warn_unused_result))
#define DP_API __attribute__((visibility("default"))) /* the library exports these and nothing else */
#else
#define DP_MUST_CHECK
#define DP_API
#endif

/* X(name, exit code of the program, HTTP status, sentence) */
#define DP_STATUS_LIST(X)                                                          \
  X(OK, 0, 200, "done")                                                            \
  X(ERR_USAGE, 2, 400, "the command or its options are not understood")            \
  X(ERR_INPUT, 3, 400, "the input is not of the form that is expected")            \
  X(ERR_JSON, 4, 400, "the request is not valid JSON")                             \
  X(ERR_NOT_FOUND, 5, 404, "nothing of that name is known")                        \
  X(ERR_TOO_LARGE, 6, 413, "the input is larger than the limit")                   \
  X(ERR_IMAGE, 7, 500, "the knowledge image is damaged or of another kind")        \
  X(ERR_KNOWLEDGE, 8, 400, "the knowledge has errors")                             \
  X(ERR_IO, 9, 500, "reading or writing failed")                                   \
  X(ERR_MEMORY, 10, 500, "there is not enough memory")                             \
  X(ERR_INTERNAL, 11, 500, "an inner check failed: please report this")            \
  X(ERR_PASSPHRASE, 12, 403, "the passphrase does not open these records")         \
  X(ERR_LOCKED, 13, 423, "the records are locked")                                 \
  X(ERR_DAMAGED, 14, 500, "the records are damaged")                               \
  X(ERR_CONFLICT, 15, 409, "it was changed meanwhile, or is there already")

typedef enum dp_status {
#define DP_X(name, code, http, text) DP_##name,
  DP_STATUS_LIST(DP_X)
#undef DP_X
  DP_STATUS_COUNT
} dp_status;

/* Name ("DP_ERR_JSON"), exit code, HTTP status and sentence of a status; static strings, never NULL. */
DP_API const char *dp_status_name(dp_status s);
DP_API int dp_status_exit_code(dp_status s);
DP_API int dp_status_http(dp_status s);
DP_API const char *dp_status_text(dp_status s);

typedef struct dp_error {
  dp_status status;
  char message[500]; /* one sentence: what, where, what to do; UTF-8, NUL-terminated */
} dp_error;

/* A replaceable allocator. `resize(ctx, p, old, n)`: n == 0 frees, p == NULL allocates; NULL on failure.
 * NULL for the whole pointer takes malloc (native) or the module's own heap (WebAssembly). */
typedef struct dp_allocator {
  void *(*resize)(void *ctx, void *p, size_t old_size, size_t new_size);
  void *ctx;
} dp_allocator;

typedef struct dp_kb dp_kb; /* an opened knowledge image; immutable */

/* Validates `image` (size bytes, 8-byte aligned) wholly once and opens it. Errors: ERR_IMAGE, ERR_MEMORY. */
DP_API DP_MUST_CHECK dp_status dp_kb_open(const void *image, size_t size, const dp_allocator *allocator, dp_kb **out,
                                          dp_error *err);
DP_API void dp_kb_close(dp_kb *kb); /* NULL is allowed */
/* An image has two parts: what ranks, and the encyclopedia's texts with their index. Opened without the second (the app's first
 * seconds), it gets that here: `prose` (size bytes, 8-byte aligned) must outlive the kb, and no other thread may use the kb
 * meanwhile. Errors: ERR_IMAGE (damaged, or of other knowledge), ERR_MEMORY; then the kb is as it was. */
DP_API DP_MUST_CHECK dp_status dp_kb_attach(dp_kb *kb, const void *prose, size_t size, dp_error *err);

/* The one door: a JSON request ({"method": "ddx", "text": "…"}; docs/api.md and api/ list the methods) to a JSON response.
 * A request that fails still gives a response, {"error": {"status", "message"}}, and the status as result.
 * *response is NUL-terminated, *response_size excludes the NUL; give it back with dp_free. Errors: any. */
DP_API DP_MUST_CHECK dp_status dp_call(const dp_kb *kb, const char *request, size_t request_size,
                                       const dp_allocator *allocator, char **response, size_t *response_size,
                                       dp_error *err);
DP_API void dp_free(const dp_allocator *allocator, void *p, size_t size); /* size: as returned + 1 for a response */

DP_API const char *dp_version(void); /* "0.1.0" */

#ifdef __cplusplus
}
#endif
#endif

/* exports.c: the door for JavaScript. The module imports nothing: no files, no clock, no network can be reached from
 * it.
 *
 * All pointers are offsets into the exported `memory`, which may grow during any call: views of it must be made anew
 * after one. To use it:
 *
 *   image = diagpad_alloc(n), copy knowledge.dpk there (and keep it), kb = diagpad_open(image, n, result)
 *   request = diagpad_alloc(m), copy the JSON there, diagpad_call(kb, request, m, result)
 *   result: three 32-bit numbers, {status, address, size}: the response, or for a failed open the message
 *   diagpad_free(address, size + 1) gives a response back; diagpad_free(request, m) what was allocated
 */
#include "../base/base.h"

#define EXPORT(name) __attribute__((export_name(#name), visibility("default"))) name

typedef struct result {
  uint32_t status, address, size;
} result;

void *diagpad_alloc(size_t size);
void diagpad_free(void *p, size_t size);
dp_kb *diagpad_open(const void *image, size_t size, result *out);
uint32_t diagpad_call(const dp_kb *kb, const char *request, size_t size, result *out);

void *EXPORT(diagpad_alloc)(size_t size) {
  dp_allocator a = dp_default_allocator();
  return a.resize(a.ctx, NULL, 0, size ? size : 1);
}

void EXPORT(diagpad_free)(void *p, size_t size) { dp_free(NULL, p, size ? size : 1); }

/* The handle, or 0 with the reason in *out, to be given back with diagpad_free(address, size + 1). */
dp_kb *EXPORT(diagpad_open)(const void *image, size_t size, result *out) {
  dp_kb *kb = NULL;
  dp_error err = {DP_OK, ""};
  *out = (result){dp_kb_open(image, size, NULL, &kb, &err), 0, 0};
  if (kb) return kb;
  size_t length = strlen(err.message);
  char *message = diagpad_alloc(length + 1);
  if (message) {
    memcpy(message, err.message, length + 1);
    *out = (result){out->status, (uint32_t)(uintptr_t)message, (uint32_t)length};
  }
  return NULL;
}

uint32_t EXPORT(diagpad_call)(const dp_kb *kb, const char *request, size_t size, result *out) {
  char *response = NULL;
  size_t response_size = 0;
  dp_status status = dp_call(kb, request, size, NULL, &response, &response_size, NULL);
  *out = (result){status, (uint32_t)(uintptr_t)response, (uint32_t)response_size};
  return status;
}

/* exports.c: the door for JavaScript. The module imports nothing: no files, no clock, no network can be reached from
 * it.
 *
 * All pointers are offsets into the exported `memory`, which may grow during any call: views of it must be made anew
 * after one. To use it:
 *
 *   image = diagpad_alloc(n), copy knowledge.dpk there (and keep it), kb = diagpad_open(image, n, result)
 *   Or the image's engine part alone; its prose part follows when it is there: diagpad_attach(kb, prose, size, result)
 *   Where the knowledge came as text (kbc_bundle): diagpad_compile(text, size, result) gives the engine part. It takes some
 *   200 MB for a second or two: do it in an instance of its own and let that go
 *   request = diagpad_alloc(m), copy the JSON there, diagpad_call(kb, request, m, result)
 *   result: three 32-bit numbers, {status, address, size}: the response, or for a failed open the message
 *   diagpad_free(address, size + 1) gives a response back; diagpad_free(request, m) what was allocated
 */
#include "../kbc/kbc.h"

#define EXPORT(name) __attribute__((export_name(#name), visibility("default"))) name

typedef struct result {
  uint32_t status, address, size;
} result;

void *diagpad_alloc(size_t size);
void diagpad_free(void *p, size_t size);
dp_kb *diagpad_open(const void *image, size_t size, result *out);
uint32_t diagpad_attach(dp_kb *kb, const void *prose, size_t size, result *out);
uint32_t diagpad_compile(const char *text, size_t size, result *out);
uint32_t diagpad_call(const dp_kb *kb, const char *request, size_t size, result *out);

void *EXPORT(diagpad_alloc)(size_t size) {
  dp_allocator a = dp_default_allocator();
  return a.resize(a.ctx, NULL, 0, size ? size : 1);
}

void EXPORT(diagpad_free)(void *p, size_t size) { dp_free(NULL, p, size ? size : 1); }

/* The result of what failed: its message, to be given back with diagpad_free(address, size + 1). */
static result failed(dp_status status, const dp_error *err) {
  size_t length = strlen(err->message);
  char *message = diagpad_alloc(length + 1);
  if (!message) return (result){status, 0, 0};
  memcpy(message, err->message, length + 1);
  return (result){status, (uint32_t)(uintptr_t)message, (uint32_t)length};
}

/* The handle, or 0 with the reason in *out. */
dp_kb *EXPORT(diagpad_open)(const void *image, size_t size, result *out) {
  dp_kb *kb = NULL;
  dp_error err = {DP_OK, ""};
  *out = (result){dp_kb_open(image, size, NULL, &kb, &err), 0, 0};
  if (!kb) *out = failed((dp_status)out->status, &err);
  return kb;
}

uint32_t EXPORT(diagpad_attach)(dp_kb *kb, const void *prose, size_t size, result *out) {
  dp_error err = {DP_OK, ""};
  *out = (result){dp_kb_attach(kb, prose, size, &err), 0, 0};
  if (out->status) *out = failed((dp_status)out->status, &err);
  return out->status;
}

static dp_status compile(dp_str text, dp_arena *arena, dp_buf *image, dp_error *err) {
  kbc_file *files;
  size_t count;
  kbc_build_options how = {0};
  kbc_report report;
  kbc_model *m = NULL;
  kbc_report_init(&report, arena);
  report.errors_only = true;
  dp_status status = kbc_unbundle(text, arena, &files, &count, &how.prose_hash, err);
  if (!status) status = kbc_load(files, count, arena, &report, &m, err);
  return status ? status : kbc_build(m, how, arena, image, err);
}

/* The image of the knowledge that `text` holds; it lies in memory that stays taken as long as this instance of the module. */
uint32_t EXPORT(diagpad_compile)(const char *text, size_t size, result *out) {
  static dp_arena arena; /* the image is its last piece */
  dp_error err = {DP_OK, ""};
  dp_buf image;
  dp_arena_init(&arena, NULL);
  dp_buf_init(&image, &arena);
  *out = (result){compile((dp_str){text, size}, &arena, &image, &err), 0, 0};
  if (out->status) *out = failed((dp_status)out->status, &err);
  else *out = (result){DP_OK, (uint32_t)(uintptr_t)image.at, (uint32_t)image.size};
  return out->status;
}

uint32_t EXPORT(diagpad_call)(const dp_kb *kb, const char *request, size_t size, result *out) {
  char *response = NULL;
  size_t response_size = 0;
  dp_status status = dp_call(kb, request, size, NULL, &response, &response_size, NULL);
  *out = (result){status, (uint32_t)(uintptr_t)response, (uint32_t)response_size};
  return status;
}

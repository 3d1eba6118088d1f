/* Any bytes into the door. An input that begins with '{' is a request as it is; anything else is the text of a case,
 * put to the method that its first byte chooses. Whatever comes in, a response comes out that is valid JSON. */
#include "base/json.h"
#include "fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const char *const methods[] = {"{\"method\":\"ddx\",\"text\":",
                                        "{\"method\":\"read\",\"text\":",
                                        "{\"method\":\"explain\",\"condition\":\"PE\",\"text\":",
                                        "{\"method\":\"why_not\",\"condition\":\"cystitis\",\"text\":",
                                        "{\"method\":\"compare\",\"a\":\"PE\",\"b\":\"cystitis\",\"text\":",
                                        "{\"method\":\"counterfactual\",\"text\":",
                                        "{\"method\":\"kb_show\",\"name\":",
                                        "{\"method\":\"search_names\",\"prefix\":"};
  dp_arena arena;
  dp_buf request;
  dp_arena_init(&arena, NULL);
  dp_buf_init(&request, &arena);
  if (size && bytes[0] == '{') {
    dp_buf_bytes(&request, bytes, size);
  } else if (size) {
    dp_jw w;
    dp_buf_text(&request, methods[bytes[0] % (sizeof methods / sizeof *methods)]);
    dp_jw_init(&w, &request);
    dp_jw_str(&w, (dp_str){(const char *)bytes + 1, size - 1});
    dp_buf_char(&request, '}');
  }
  char *response = NULL;
  size_t response_size = 0;
  dp_json *parsed = NULL;
  dp_status status = dp_call(fixture(), request.at ? request.at : "", request.size, NULL, &response, &response_size, NULL);
  if (!response || dp_json_parse((dp_str){response, response_size}, &arena, &parsed, NULL)) __builtin_trap();
  if ((status != DP_OK) != (dp_json_get(parsed, "error") != NULL)) __builtin_trap();
  dp_free(NULL, response, response_size + 1);
  dp_arena_free(&arena);
  return 0;
}

/* enter.c: /entry of a network's listener:
 *
 *     GET                        {"in": true, "by": "code", "code": false, "password": true}   who you are, what can be tried now
 *     POST {"code": "4831 9207"} the same, with Set-Cookie; or {"error": …, "entry": "wrong" | "wait" | "none" | "shut", "seconds": 4}
 *     POST {"password": "…"}
 *     DELETE                     the session ends
 *
 * What was sent is wiped, and never repeated in an answer.
 */
#ifdef DP_HAVE_MICROHTTPD
#include "inner.h"
#ifdef DP_HAVE_STORE
#include "../base/json.h"
#include <stdio.h>

static enum MHD_Result tell(struct MHD_Connection *c, unsigned status, const char *json, const char *cookie, unsigned seconds) {
  struct MHD_Response *r = MHD_create_response_from_buffer(strlen(json), (void *)(uintptr_t)json, MHD_RESPMEM_MUST_COPY);
  char number[16];
  if (r && cookie) MHD_add_response_header(r, "Set-Cookie", cookie);
  snprintf(number, sizeof number, "%u", seconds);
  if (r && seconds) MHD_add_response_header(r, "Retry-After", number);
  return dp_serve_reply(c, status, r, "application/json", "no-store");
}

static void state(dp_guests *e, dp_guest_by by, char out[160]) {
  static const char *const words[] = {"null", "\"password\"", "\"code\""};
  snprintf(out, 160, "{\"in\":%s,\"by\":%s,\"code\":%s,\"password\":%s}", by ? "true" : "false", words[by], dp_guests_has_code(e) ? "true" : "false",
           dp_guests_has_password(e) ? "true" : "false");
}

static const struct {
  unsigned http;
  const char *word, *sentence;
} refusals[] = {
    [DP_GUEST_WRONG] = {401, "wrong", "that is not it"},
    [DP_GUEST_WAIT] = {429, "wait", "too many wrong ones: wait a moment before the next"},
    [DP_GUEST_NO_CODE] = {410, "none", "that cannot be entered now: no such code or password is awaited at the computer"},
    [DP_GUEST_SHUT] = {403, "shut", "too many wrong ones: nobody else is let in until diagpad is started anew"},
    [DP_GUEST_MEMORY] = {500, "memory", "there is not enough memory"},
};

enum MHD_Result dp_guests_answer(dp_guests *e, struct MHD_Connection *c, const char *method, dp_str body) {
  const char *header = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Cookie");
  char json[400], line[200], cookie[65] = "";
  if (!strcmp(method, "GET")) return state(e, dp_guests_session(e, header), json), tell(c, 200, json, NULL, 0);
  if (!strcmp(method, "DELETE")) {
    dp_guests_end(e, header);
    state(e, DP_BY_NONE, json);
    return tell(c, 200, json, DP_COOKIE "=; Max-Age=0" DP_COOKIE_HOW, 0);
  }
  dp_allocator wiping = dp_wiping_allocator();
  dp_arena arena;
  dp_json *o = NULL;
  dp_str code = {NULL, 0}, password = {NULL, 0};
  unsigned seconds = 0;
  dp_arena_init(&arena, &wiping);
  bool parsed = !dp_json_parse(body, &arena, &o, NULL), by_code = parsed && dp_json_get_str(o, "code", &code),
       by_password = parsed && dp_json_get_str(o, "password", &password);
  dp_guest_by by = by_code ? DP_BY_CODE : DP_BY_PASSWORD;
  bool one = by_code != by_password;
  dp_guest_said said = one ? dp_guests_try(e, by, by_code ? code : password, cookie, &seconds) : DP_GUEST_WRONG;
  dp_arena_free(&arena);
  if (!one) return tell(c, 400, "{\"error\":{\"status\":\"DP_ERR_INPUT\",\"message\":\"the request is {\\\"code\\\": …} or {\\\"password\\\": …}\"}}", NULL, 0);
  if (said != DP_GUEST_IN) {
    snprintf(json, sizeof json, "{\"error\":{\"status\":\"%s\",\"message\":\"%s\"},\"entry\":\"%s\",\"seconds\":%u}", said == DP_GUEST_MEMORY ? "DP_ERR_MEMORY" : "DP_ERR_PASSPHRASE",
             refusals[said].sentence, refusals[said].word, seconds);
    return tell(c, refusals[said].http, json, NULL, seconds);
  }
  state(e, by, json);
  snprintf(line, sizeof line, DP_COOKIE "=%s" DP_COOKIE_HOW, cookie);
  enum MHD_Result done = tell(c, 200, json, line, 0);
  dp_wipe(line, sizeof line);
  dp_wipe(cookie, sizeof cookie);
  return done;
}
#else
enum MHD_Result dp_guests_answer(dp_guests *e, struct MHD_Connection *c, const char *method, dp_str body) {
  (void)e, (void)method, (void)body;
  return dp_serve_reply(c, 404, MHD_create_response_from_buffer(0, (void *)0, MHD_RESPMEM_PERSISTENT), "application/json", "no-store");
}
#endif
#else
typedef int dp_no_enter; /* without libmicrohttpd nobody comes */
#endif

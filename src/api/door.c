/* door.c: dp_call, the one door: a JSON request in, a JSON response out, and the library's opening and closing.
 *
 * A response always comes back where there is memory for one: the method's, or {"error": {"status", "message"}}. What
 * the program, the server, the browser's worker and any other front end add to this is only how bytes get here.
 */
#include "api.h"
#include "../ency/ency.h"
#include "../engine/weights.h"
#include "../engine/wording.h"
#include "../engine/medicine.h"
#include "../guide/rules.h"
#include "../text/lexicon.h"

const char *dp_version(void) { return "0.1.0"; }

/* ---- opening ----------------------------------------------------------------------------------------------------- */

/* The search index comes with the prose, at once or later. */
static dp_status check_search(const dp_kb *kb, dp_error *err) {
  const void *at = NULL;
  size_t size = 0;
  return dp_kb_section(kb, "SRCH", &at, &size) ? dp_search_validate(at, size, kb, err) : DP_OK;
}

/* The image's own tables, then the sections that belong to other floors: after this nothing in it is doubted. */
dp_status dp_kb_open(const void *image, size_t size, const dp_allocator *allocator, dp_kb **out, dp_error *err) {
  if (!image || !out) return dp_fail(err, DP_ERR_IMAGE, "there is no knowledge image");
  dp_kb *kb = NULL;
  dp_status status = dp_kb_open_image(image, size, allocator, &kb, err);
  if (status) return status;
  const void *at = NULL;
  size_t section = 0;
  if (!dp_kb_section(kb, "LEXI", &at, &section))
    status = dp_fail(err, DP_ERR_IMAGE, "the knowledge image holds no lexicon: it was not finished");
  if (!status) status = dp_lexicon_validate(at, section, kb->finding_count, kb->measure_count, err);
  if (!status && !dp_kb_section(kb, "WGHT", &at, &section))
    status = dp_fail(err, DP_ERR_IMAGE, "the knowledge image holds no weights: it was not finished");
  if (!status) status = dp_weights_validate(at, section, kb->condition_count, kb->finding_count, err);
  if (!status && dp_kb_section(kb, "WORD", &at, &section))
    status = dp_wording_validate(at, section, kb->condition_count, err);
  if (!status && dp_kb_section(kb, "RULE", &at, &section)) status = dp_rules_validate(at, section, kb, err);
  if (!status && dp_kb_section(kb, "MEDI", &at, &section)) status = dp_medicines_validate(at, section, kb, err);
  if (!status) status = check_search(kb, err);
  if (!status && dp_kb_section(kb, "MORE", &at, &section)) status = dp_more_validate(at, section, kb, err);
  if (status) dp_kb_close_image(kb);
  else *out = kb;
  return status;
}

dp_status dp_kb_attach(dp_kb *kb, const void *prose, size_t size, dp_error *err) {
  if (!kb || !prose) return dp_fail(err, DP_ERR_IMAGE, "there is no knowledge image");
  const dp_kb_header *before = kb->prose;
  dp_status status = dp_kb_attach_prose(kb, prose, size, err);
  if (!status) status = check_search(kb, err);
  if (status) kb->prose = before;
  return status;
}

void dp_kb_close(dp_kb *kb) { dp_kb_close_image(kb); }

void dp_free(const dp_allocator *allocator, void *p, size_t size) {
  if (!p) return;
  dp_allocator a = allocator ? *allocator : dp_default_allocator();
  a.resize(a.ctx, p, size, 0);
}

/* ---- checking a request against its table ------------------------------------------------------------------------ */

static const char *const kind_names[] = {"null", "true or false", "a number", "a string", "a list", "an object"};

/* Whether the choices "a|b|c" hold `s`. */
static bool chosen(const char *choices, dp_str s) {
  dp_str rest = dp_str_of(choices);
  while (rest.at && rest.size) {
    if (dp_str_eq(dp_str_cut(&rest, '|'), s)) return true;
  }
  return false;
}

static dp_status unknown_member(dp_str key, const dp_param *params, const dp_param *more, const char *where,
                                dp_error *err) {
  const char *nearest = NULL;
  unsigned best = 3;
  for (int table = 0; table < 2; table++)
    for (const dp_param *p = table ? more : params; p && p->name; p++) {
      unsigned distance = dp_str_distance(key, dp_str_of(p->name), 3);
      if (distance < best) best = distance, nearest = p->name;
    }
  int size = key.size > 60 ? 60 : (int)key.size;
  return nearest ? dp_fail(err, DP_ERR_INPUT, "%s has no \"%.*s\": is \"%s\" meant?", where, size, key.at, nearest)
                 : dp_fail(err, DP_ERR_INPUT, "%s has no \"%.*s\"", where, size, key.at);
}

static dp_status check_value(const dp_json *v, const dp_param *p, dp_error *err) {
  if (!(p->kinds >> v->kind & 1)) {
    unsigned want = 0;
    while (!(p->kinds >> want & 1)) want++;
    for (unsigned k = want; k < 6; k++)
      if (k != DP_JSON_NULL && (p->kinds >> k & 1)) want = k;
    return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be %s", p->name, kind_names[want]);
  }
  if (v->kind == DP_JSON_STRING && p->choices && !chosen(p->choices, v->text))
    return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be one of %s", p->name, p->choices);
  if (v->kind == DP_JSON_NUMBER && p->low < p->high && (v->milli < p->low * 1000 || v->milli > p->high * 1000))
    return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be from %d to %d", p->name, (int)p->low, (int)p->high);
  if (v->kind == DP_JSON_OBJECT && p->of) return dp_params_check(v, p->of, p->name, err);
  if (v->kind == DP_JSON_ARRAY)
    for (const dp_json *item = v->first; item; item = item->next) {
      if (p->of && item->kind != DP_JSON_OBJECT)
        return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be a list of objects", p->name);
      bool numbers = p->low < p->high;
      if (!p->of && item->kind != (numbers ? DP_JSON_NUMBER : DP_JSON_STRING))
        return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be a list of %s", p->name, numbers ? "numbers" : "strings");
      if (numbers && (!item->is_integer || item->integer < p->low || item->integer > p->high))
        return dp_fail(err, DP_ERR_INPUT, "\"%s\" must hold whole numbers from %d to %d", p->name, (int)p->low,
                       (int)p->high);
      if (!p->of && p->choices && !chosen(p->choices, item->text))
        return dp_fail(err, DP_ERR_INPUT, "\"%s\" may hold %s", p->name, p->choices);
      dp_status status = p->of ? dp_params_check(item, p->of, p->name, err) : DP_OK;
      if (status) return status;
    }
  return DP_OK;
}

static const dp_param *param_of(const dp_param *params, dp_str key) {
  for (const dp_param *p = params; p && p->name; p++)
    if (dp_str_eq(dp_str_of(p->name), key)) return p;
  return NULL;
}

static dp_status check_members(const dp_json *object, const dp_param *params, const dp_param *more, const char *where,
                               dp_error *err) {
  for (const dp_json *m = object->first; m; m = m->next) {
    const dp_param *p = param_of(params, m->key);
    if (!p) p = param_of(more, m->key);
    if (!p) return unknown_member(m->key, params, more, where, err);
    dp_status status = check_value(m, p, err);
    if (status) return status;
  }
  for (int table = 0; table < 2; table++)
    for (const dp_param *p = table ? more : params; p && p->name; p++)
      if (p->required && !dp_json_get(object, p->name))
        return dp_fail(err, DP_ERR_INPUT, "%s needs \"%s\": %s", where, p->name, p->help);
  return DP_OK;
}

dp_status dp_params_check(const dp_json *object, const dp_param *params, const char *where, dp_error *err) {
  return check_members(object, params, NULL, where ? where : "the request", err);
}

dp_status dp_request_check(const dp_json *request, const dp_param *params, dp_arena *arena, dp_error *err) {
  dp_json rest = *request, *last = NULL;
  rest.first = NULL;
  for (const dp_json *member = request->first; member; member = member->next) {
    if (dp_str_eq(member->key, DP_STR("method")) || dp_str_eq(member->key, DP_STR("id"))) continue;
    dp_json *copy = DP_NEW(arena, dp_json);
    if (!copy) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    *copy = *member;
    copy->next = NULL;
    if (last) last->next = copy;
    else rest.first = copy;
    last = copy;
  }
  return dp_params_check(&rest, params, NULL, err);
}

/* ---- dispatch ---------------------------------------------------------------------------------------------------- */

static const dp_param envelope[] = {
    {"method", DP_P_STRING, true, "what is asked; the method `methods` lists them", NULL, NULL, 0, 0},
    {"id", DP_P_STRING | DP_P_NUMBER | DP_P_NULL, false, "given back as it came", NULL, NULL, 0, 0},
    {NULL, 0, false, NULL, NULL, NULL, 0, 0}};

static const dp_method *method_of(dp_str name) {
  for (size_t i = 0; i < dp_method_count; i++)
    if (dp_str_eq(dp_str_of(dp_methods[i].name), name)) return &dp_methods[i];
  return NULL;
}

static dp_status unknown_method(dp_str name, dp_error *err) {
  const char *nearest = NULL;
  unsigned best = 4;
  for (size_t i = 0; i < dp_method_count; i++) {
    unsigned distance = dp_str_distance(name, dp_str_of(dp_methods[i].name), 4);
    if (distance < best) best = distance, nearest = dp_methods[i].name;
  }
  int size = name.size > 60 ? 60 : (int)name.size;
  return nearest
             ? dp_fail(err, DP_ERR_NOT_FOUND, "there is no method \"%.*s\": is \"%s\" meant?", size, name.at, nearest)
             : dp_fail(err, DP_ERR_NOT_FOUND, "there is no method \"%.*s\": \"methods\" lists them", size, name.at);
}

/* A request's members are the envelope's, the method's and, where it takes a consultation, the consultation's. */
static dp_status check_request(const dp_json *request, const dp_method *m, dp_error *err) {
  dp_json rest = *request, kept[64];
  size_t count = 0;
  for (const dp_json *member = request->first; member; member = member->next) {
    const dp_param *p = param_of(envelope, member->key);
    if (p) {
      dp_status status = check_value(member, p, err);
      if (status) return status;
    } else {
      if (count == sizeof kept / sizeof *kept)
        return dp_fail(err, DP_ERR_INPUT, "the request has more members than any method takes");
      kept[count++] = *member;
    }
  }
  for (size_t i = 0; i < count; i++) kept[i].next = i + 1 < count ? &kept[i + 1] : NULL;
  rest.first = count ? kept : NULL;
  return check_members(&rest, m->params, m->needs & ~(unsigned)DP_NEEDS_KB ? dp_consult_params : NULL, "the request",
                       err);
}

static void write_id(dp_jw *w, const dp_json *request) {
  const dp_json *id = dp_json_get(request, "id");
  if (!id) return;
  dp_jw_key(w, "id");
  if (id->kind == DP_JSON_STRING) dp_jw_str(w, id->text);
  else if (id->kind == DP_JSON_NUMBER && id->is_integer) dp_jw_int(w, id->integer);
  else if (id->kind == DP_JSON_NUMBER) dp_jw_fixed(w, id->milli, 3);
  else dp_jw_null(w);
}

static dp_status answer(const dp_kb *kb, dp_str text, dp_arena *arena, const dp_json **request, dp_buf *out,
                        dp_error *err) {
  dp_json *parsed = NULL;
  dp_status status = dp_json_parse(text, arena, &parsed, err);
  if (status) return status;
  *request = parsed;
  if (parsed->kind != DP_JSON_OBJECT)
    return dp_fail(err, DP_ERR_INPUT, "the request must be an object with a \"method\"");
  dp_str name;
  if (!dp_json_get_str(parsed, "method", &name)) return dp_fail(err, DP_ERR_INPUT, "the request needs a \"method\"");
  const dp_method *m = method_of(name);
  if (!m) return unknown_method(name, err);
  status = check_request(parsed, m, err);
  if (status) return status;
  if (m->needs && !kb) return dp_fail(err, DP_ERR_IMAGE, "the method \"%s\" needs an opened knowledge image", m->name);

  dp_jw writer;
  dp_jw_init(&writer, out);
  dp_door door = {kb, parsed, arena, &writer, NULL};
  if (m->needs & ~(unsigned)DP_NEEDS_KB) status = dp_consult_open(&door, m->needs, err);
  if (status) return status;
  dp_jw_object(&writer);
  write_id(&writer, parsed);
  status = m->run(&door, err);
  dp_jw_end_object(&writer);
  if (!status && (out->failed || arena->failed))
    status = dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  return status;
}

static void write_error(dp_buf *out, const dp_json *request, const dp_error *error) {
  dp_jw w;
  dp_jw_init(&w, out);
  dp_jw_object(&w);
  if (request && request->kind == DP_JSON_OBJECT) write_id(&w, request);
  dp_jw_key(&w, "error");
  dp_jw_object(&w);
  dp_jw_ktext(&w, "status", dp_status_name(error->status));
  dp_jw_ktext(&w, "message", error->message);
  dp_jw_end_object(&w);
  dp_jw_end_object(&w);
}

dp_status dp_call(const dp_kb *kb, const char *request, size_t request_size, const dp_allocator *allocator,
                  char **response, size_t *response_size, dp_error *err) {
  dp_arena arena;
  dp_arena_init(&arena, allocator);
  dp_error error = {DP_OK, ""};
  dp_buf out;
  dp_buf_init(&out, &arena);
  const dp_json *parsed = NULL;
  dp_status status = answer(kb, (dp_str){request, request_size}, &arena, &parsed, &out, &error);
  if (status) {
    /* The arena may have run out: the error's few bytes get a fresh one, and then there is simply no response. */
    if (arena.failed) {
      parsed = NULL;
      dp_arena_free(&arena);
      dp_arena_init(&arena, allocator);
    }
    dp_buf_init(&out, &arena);
    write_error(&out, parsed, &error);
  }
  char *copy = NULL;
  if (!out.failed) copy = arena.allocator.resize(arena.allocator.ctx, NULL, 0, out.size + 1);
  if (copy) {
    memcpy(copy, out.at, out.size);
    copy[out.size] = 0;
  } else if (!status) {
    status = dp_fail(&error, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  *response = copy;
  *response_size = copy ? out.size : 0;
  if (status && err) *err = error;
  dp_arena_free(&arena);
  return status;
}

/* Any bytes into the JSON reader; what it takes is written out, read again, and must be the same tree. */
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void write(dp_jw *w, const dp_json *v) {
  switch (v->kind) {
  case DP_JSON_NULL: dp_jw_null(w); break;
  case DP_JSON_BOOL: dp_jw_bool(w, v->boolean); break;
  case DP_JSON_NUMBER: dp_jw_fixed(w, v->milli, 3); break;
  case DP_JSON_STRING: dp_jw_str(w, v->text); break;
  default: {
    char key[64];
    bool object = v->kind == DP_JSON_OBJECT;
    if (object) dp_jw_object(w);
    else dp_jw_array(w);
    size_t n = 0;
    for (const dp_json *e = v->first; e; e = e->next, n++) {
      if (object) { /* keys may hold NUL: a name that is sure to be unlike the others stands for them */
        key[0] = 'k';
        for (size_t i = 0; i < 16; i++) key[1 + i] = (char)('a' + (n >> 4 * i & 15));
        key[17] = 0;
        dp_jw_key(w, key);
      }
      write(w, e);
    }
    if (object) dp_jw_end_object(w);
    else dp_jw_end_array(w);
  }
  }
}

static bool same(const dp_json *a, const dp_json *b) {
  if (a->kind != b->kind || a->count != b->count || a->boolean != b->boolean) return false;
  if (a->kind == DP_JSON_NUMBER && a->milli != b->milli) return false;
  if (a->kind == DP_JSON_STRING && !dp_str_eq(a->text, b->text)) return false;
  const dp_json *x = a->first, *y = b->first;
  for (; x && y; x = x->next, y = y->next)
    if (!same(x, y)) return false;
  return !x && !y;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_json *v, *again;
  dp_error err = {DP_OK, ""};
  dp_status s = dp_json_parse((dp_str){(const char *)bytes, size}, &a, &v, &err);
  if (s) {
    if (err.status != s || !err.message[0] || !dp_utf8_valid(dp_str_of(err.message))) __builtin_trap();
  } else {
    dp_buf b;
    dp_jw w;
    dp_buf_init(&b, &a);
    dp_jw_init(&w, &b);
    write(&w, v);
    if (b.failed || dp_json_parse(dp_buf_view(&b), &a, &again, NULL) || !same(v, again)) __builtin_trap();
  }
  dp_arena_free(&a);
  return 0;
}

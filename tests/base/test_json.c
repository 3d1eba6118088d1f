/* JSON: what is taken, what is refused and where, the same judgement as jansson, and what is written. */
#include "../support/cmocka.h"
#include "../support/alloc.h"
#include "base/json.h"
#ifdef DP_HAVE_JANSSON
#include <jansson.h>
#include <math.h>
#endif

static dp_status parse(dp_arena *a, const char *text, dp_json **out, dp_error *err) {
  return dp_json_parse(dp_str_of(text), a, out, err);
}

static void values(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_json *v;
  const char *text = " {\"a\": [1, -2.5, true, false, null, \"x\\n\\u00e9\\ud83e\\ude7a\\u0000!\"],\n  \"b\": {} , \"c\":[]}\r\n";
  assert_int_equal(parse(&a, text, &v, NULL), DP_OK);
  assert_int_equal(v->kind, DP_JSON_OBJECT);
  assert_int_equal(v->count, 3);
  const dp_json *list = dp_json_get(v, "a");
  assert_int_equal(list->count, 6);
  assert_str(list->key, "a");
  assert_str(((dp_str){text + list->offset, 3}), "\"a\"");
  const dp_json *e = list->first;
  assert_true(e->is_integer && e->integer == 1 && e->milli == 1000);
  e = e->next;
  assert_true(!e->is_integer && e->milli == -2500);
  assert_str(e->text, "-2.5");
  e = e->next;
  assert_true(e->kind == DP_JSON_BOOL && e->boolean);
  e = e->next;
  assert_true(e->kind == DP_JSON_BOOL && !e->boolean);
  e = e->next;
  assert_int_equal(e->kind, DP_JSON_NULL);
  e = e->next;
  assert_true(dp_str_eq(e->text, DP_STR("x\n\xC3\xA9\xF0\x9F\xA9\xBA\0!")));
  assert_null(e->next);
  assert_int_equal(dp_json_get(v, "b")->count, 0);
  assert_null(dp_json_get(v, "nothing"));
  assert_null(dp_json_get(list, "a"));
  assert_null(dp_json_get(NULL, "a"));
  dp_arena_free(&a);
}

static void lookups(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_json *v;
  assert_int_equal(parse(&a, "{\"s\":\"t\",\"i\":7,\"f\":7.0,\"b\":true}", &v, NULL), DP_OK);
  dp_str s = DP_STR("-");
  int64_t i = -1;
  bool b = false;
  assert_true(dp_json_get_str(v, "s", &s));
  assert_str(s, "t");
  assert_true(dp_json_get_int(v, "i", &i) && i == 7);
  assert_true(dp_json_get_bool(v, "b", &b) && b);
  assert_false(dp_json_get_str(v, "i", &s));
  assert_false(dp_json_get_int(v, "f", &i));
  assert_false(dp_json_get_int(v, "s", &i));
  assert_false(dp_json_get_bool(v, "x", &b));
  assert_str(s, "t");
  dp_arena_free(&a);
}

static void numbers(void **state) {
  (void)state;
  static const struct { const char *text; bool integer; int64_t value, milli; } cases[] = {
      {"0", true, 0, 0}, {"-0", true, 0, 0}, {"12", true, 12, 12000}, {"-3", true, -3, -3000},
      {"9223372036854775807", true, INT64_MAX, INT64_MAX}, {"-9223372036854775808", true, INT64_MIN, INT64_MIN},
      {"9223372036854775808", false, 0, INT64_MAX}, {"-9223372036854775809", false, 0, INT64_MIN},
      {"9223372036854775", true, 9223372036854775, 9223372036854775000}, {"10000000000000000000000", false, 0, INT64_MAX},
      {"9223372036854776", true, 9223372036854776, INT64_MAX},
      {"1.5", false, 0, 1500}, {"1.0005", false, 0, 1001}, {"1.00049999", false, 0, 1000}, {"-1.0005", false, 0, -1001},
      {"1e3", false, 0, 1000000}, {"1E+2", false, 0, 100000}, {"25e-1", false, 0, 2500}, {"1e-4", false, 0, 0},
      {"5e-4", false, 0, 1}, {"4e-4", false, 0, 0}, {"1e-400", false, 0, 0}, {"1e308", false, 0, INT64_MAX},
      {"-1e20", false, 0, INT64_MIN}, {"0e999999999999", false, 0, 0}, {"0.000e5", false, 0, 0},
      {"0.1234567890123456789012345", false, 0, 123}, {"123456789.0123456789012345", false, 0, 123456789012},
      {"0.00000000000000000000001e23", false, 0, 1000}, {"39.4", false, 0, 39400}, {"1.0", false, 0, 1000},
  };
  dp_arena a;
  dp_arena_init(&a, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    dp_json *v;
    dp_error e;
    if (parse(&a, cases[i].text, &v, &e)) fail_msg("%s: %s", cases[i].text, e.message);
    if (v->is_integer != cases[i].integer || (v->is_integer && v->integer != cases[i].value) || v->milli != cases[i].milli)
      fail_msg("%s: %lld, %lld", cases[i].text, (long long)v->integer, (long long)v->milli);
    assert_str(v->text, cases[i].text);
  }
  dp_arena_free(&a);
}

/* Every way of being wrong that we know, with its place. */
static void refused(void **state) {
  (void)state;
  static const struct { const char *text, *message; } cases[] = {
      {"", "1:1: expected a value"}, {"  \n ", "2:2: expected a value"}, {"{", "1:2: expected a key in quotes, but the text ends"},
      {"[1,]", "1:4: expected a value"}, {"{\"a\":1,}", "1:8: expected a key in quotes, found '}'"},
      {"[1 2]", "1:4: expected ',' or ']', found '2'"}, {"{\"a\" 1}", "1:6: expected ':' after the key"},
      {"{a:1}", "1:2: expected a key"}, {"{\"a\":1 \"b\":2}", "1:8: expected ',' or '}'"}, {"[1", "1:3: expected ',' or ']'"},
      {"1 2", "1:3: expected nothing more"}, {"{}x", "1:3: expected nothing more"}, {"[1]]", "1:4: expected nothing more"},
      {"tru", "1:1: expected a value"}, {"True", "1:1: expected a value"}, {"nul", "1:1: expected a value"},
      {"truex", "1:5: expected nothing more"}, {"// x\n1", "1:1: expected a value"}, {"'a'", "1:1: expected a value"},
      {"[1}", "1:3: expected ',' or ']'"}, {"{\"a\":1]", "1:7: expected ',' or '}'"}, {"]", "1:1: expected a value"},
      {"01", "1:1: a number must not begin with a needless zero"}, {"-01", "1:2: a number must not begin"},
      {"-", "1:2: expected a digit"}, {"+1", "1:1: expected a value"}, {".5", "1:1: expected a value"},
      {"1.", "1:3: expected a digit after the point"}, {"1.e5", "1:3: expected a digit after the point"},
      {"1e", "1:3: expected a digit of the exponent"}, {"1e+", "1:4: expected a digit of the exponent"},
      {"1.2.3", "1:4: expected nothing more"}, {"0x10", "1:2: expected nothing more"}, {"NaN", "1:1: expected a value"},
      {"-Infinity", "1:2: expected a digit"}, {"1e400", "1:1: a number is out of range"},
      {"-1000e307", "1:1: a number is out of range"}, {"[1, 1e99999999999999999999]", "1:5: a number is out of range"},
      {"\"abc", "1:1: a string is not closed"}, {"\"abc\\", "1:1: a string is not closed"},
      {"\"abc\\\"", "1:1: a string is not closed"}, {"\"a\nb\"", "1:3: a control character"},
      {"\"a\tb\"", "1:3: a control character"}, {"\"\\x\"", "1:2: an escape must be one of"},
      {"\"\\u12g4\"", "1:2: \\u must be followed by four"}, {"\"\\u12\"", "1:2: \\u must be followed by four"},
      {"\"\\ud800\"", "1:2: a high surrogate must be followed"}, {"\"\\ud800\\u0041\"", "1:2: a high surrogate must"},
      {"\"\\ude00\"", "1:2: a low surrogate without"}, {"\"\\ud83e\\n\"", "1:2: a high surrogate must"},
      {"\"\xFF\"", "1:2: this is not valid UTF-8"}, {"\"\xED\xA0\x80\"", "1:2: this is not valid UTF-8"},
      {"[\"\xC3\xA9\xC3\xA9\", \"\xC0\xAF\"]", "1:9: this is not valid UTF-8"}, {"\xEF\xBB\xBF{}", "1:1: expected a value"},
      {"{\"a\":1,\"a\":2}", "1:8: the key \"a\" is here twice"}, {"{\"a\":1,\n \"\\u0061\":2}", "2:2: the key \"a\" is here twice"},
      {"[{\"x\":{\"b\":0,\"b\":0}}]", "1:14: the key \"b\" is here twice"},
      {"{\"k1\":0,\"k2\":0,\"k3\":0,\"k4\":0,\"k5\":0,\"k6\":0,\"k7\":0,\"k8\":0,\"k9\":0,\"k3\":0,\"k1\":0}",
       "1:65: the key \"k3\" is here twice"},
      {"\x01", "1:1: expected a value (an object, an array, a string, a number, true, false or null), found the byte 1"},
  };
  dp_arena a;
  dp_arena_init(&a, NULL);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    dp_json *v = NULL;
    dp_error e = {DP_OK, ""};
    assert_int_equal(parse(&a, cases[i].text, &v, &e), DP_ERR_JSON);
    assert_int_equal(e.status, DP_ERR_JSON);
    if (!dp_str_starts(dp_str_of(e.message), dp_str_of(cases[i].message)))
      fail_msg("%s\n  says    %s\n  not     %s", cases[i].text, e.message, cases[i].message);
    assert_null(v);
    dp_arena_reset(&a);
  }
  dp_json *v;
  assert_int_equal(dp_json_parse(DP_STR("1\0"), &a, &v, NULL), DP_ERR_JSON); /* a NUL is no white space */
  assert_int_equal(dp_json_parse(DP_STR("\"a\0b\""), &a, &v, NULL), DP_ERR_JSON);
  dp_arena_free(&a);
}

static void depth(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  char text[2 * 70 + 1];
  for (size_t n = 60; n <= 70; n++)
    for (int object = 0; object < 2; object++) {
      dp_buf b;
      dp_buf_init(&b, &a);
      for (size_t i = 0; i < n; i++) dp_buf_text(&b, object && i + 1 < n ? "{\"a\":" : "[");
      for (size_t i = n; i-- > 0;) dp_buf_text(&b, object && i + 1 < n ? "}" : "]");
      dp_json *v;
      dp_error e;
      assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &v, &e), n <= 64 ? DP_OK : DP_ERR_JSON);
      if (n > 64) assert_non_null(strstr(e.message, "deeper than 64"));
    }
  memset(text, '[', sizeof text);
  dp_json *v;
  assert_int_equal(dp_json_parse((dp_str){text, sizeof text}, &a, &v, NULL), DP_ERR_JSON);
  dp_arena_free(&a);
}

/* 200,000 keys, also with a long common beginning: the search for duplicates must not be quadratic. */
static void many_keys(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf b;
  dp_buf_init(&b, &a);
  for (uint32_t i = 0; i < 200000; i++) {
    dp_buf_text(&b, i ? ",\"key_with_a_long_common_beginning_" : "{\"key_with_a_long_common_beginning_");
    dp_buf_uint(&b, i * 2654435761u);
    dp_buf_text(&b, "\":0");
  }
  size_t size = b.size;
  dp_buf_char(&b, '}');
  dp_json *v;
  assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &v, NULL), DP_OK);
  assert_int_equal(v->count, 200000);
  b.size = size;
  dp_buf_text(&b, ",\"key_with_a_long_common_beginning_2654435761\":0}");
  assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &v, NULL), DP_ERR_JSON);
  dp_arena_free(&a);
}

/* ---- writing -------------------------------------------------------------------------------------------------------- */

static bool write_some(dp_buf *b) {
  dp_jw w;
  dp_jw_init(&w, b);
  dp_jw_object(&w);
  dp_jw_kstr(&w, "s", DP_STR("q\"\\\n\r\t\b\x1F\x7F/\0\xC3\xA9\xFF\xEF\xBF\xBD\xE2\x82"));
  dp_jw_kint(&w, "i", INT64_MIN);
  dp_jw_kfixed(&w, "f", -1250, 3);
  dp_jw_kbool(&w, "b", true);
  dp_jw_key(&w, "list");
  dp_jw_array(&w);
  dp_jw_int(&w, 1);
  dp_jw_null(&w);
  dp_jw_array(&w);
  dp_jw_end_array(&w);
  dp_jw_object(&w);
  dp_jw_ktext(&w, "x\"y", "z");
  dp_jw_end_object(&w);
  dp_jw_bool(&w, false);
  dp_jw_end_array(&w);
  dp_jw_key(&w, "last");
  dp_jw_fixed(&w, 5, 0);
  dp_jw_end_object(&w);
  return !b->failed;
}

static void written(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf b;
  dp_buf_init(&b, &a);
  assert_true(write_some(&b));
  assert_string_equal(dp_buf_nul(&b),
                      "{\"s\":\"q\\\"\\\\\\n\\r\\t\\u0008\\u001f\x7F/\\u0000\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
                      "\",\"i\":-9223372036854775808,\"f\":-1.25,\"b\":true,\"list\":[1,null,[],{\"x\\\"y\":\"z\"},false],\"last\":5}");
  dp_json *v;
  assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &v, NULL), DP_OK);
  dp_arena_free(&a);
}

static void misuse_fails(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  dp_buf b;
  dp_jw w;
  dp_buf_init(&b, &a);
  dp_jw_init(&w, &b);
  for (int i = 0; i < 64; i++) dp_jw_array(&w);
  assert_false(b.failed);
  dp_jw_array(&w);
  assert_true(b.failed);
  dp_buf_init(&b, &a);
  dp_jw_init(&w, &b);
  dp_jw_end_object(&w);
  assert_true(b.failed);
  assert_null(dp_buf_nul(&b));
  dp_arena_free(&a);
}

static void any_string_survives(void **state) {
  (void)state;
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint32_t seed = 3;
  for (int n = 0; n < 20000; n++) {
    char bytes[24];
    size_t size = 0;
    while (size < 20) {
      seed = seed * 1664525 + 1013904223;
      size += dp_utf8_put((seed >> 8) % (seed & 1 ? 0x110000 : seed & 2 ? 0x80 : 0x800), bytes + size);
    }
    dp_buf b;
    dp_jw w;
    dp_buf_init(&b, &a);
    dp_jw_init(&w, &b);
    dp_jw_str(&w, (dp_str){bytes, size});
    dp_json *v;
    assert_int_equal(dp_json_parse(dp_buf_view(&b), &a, &v, NULL), DP_OK);
    assert_true(dp_str_eq(v->text, (dp_str){bytes, size}));
    dp_arena_reset(&a);
  }
  dp_arena_free(&a);
}

static void memory_runs_out(void **state) {
  (void)state;
  dp_arena big;
  dp_arena_init(&big, NULL);
  dp_buf text;
  dp_buf_init(&text, &big);
  for (uint32_t i = 0; i < 500; i++) {
    dp_buf_text(&text, i ? ",\"" : "{\"");
    dp_buf_uint(&text, i);
    dp_buf_text(&text, "\":[\"\\u0041\",1]");
  }
  dp_buf_char(&text, '}');
  size_t failures = 0;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_arena a;
    dp_arena_init(&a, &allocator);
    dp_json *v = NULL;
    dp_error e = {DP_OK, ""};
    dp_status s = dp_json_parse(dp_buf_view(&text), &a, &v, &e);
    dp_buf b;
    dp_buf_init(&b, &a);
    bool wrote = write_some(&b);
    assert_int_equal(s != DP_OK || !wrote, t.failed > 0);
    if (s) assert_true(s == DP_ERR_MEMORY && e.status == s && !v);
    dp_arena_free(&a);
    assert_int_equal(t.live, 0);
    if (!t.failed) break;
    failures++;
  }
  assert_true(failures >= 4);
  dp_arena_free(&big);
}

/* ---- the oracle ------------------------------------------------------------------------------------------------------- */

#ifdef DP_HAVE_JANSSON

static void same_tree(const dp_json *v, json_t *j) {
  switch (v->kind) {
  case DP_JSON_NULL: assert_true(json_is_null(j)); break;
  case DP_JSON_BOOL: assert_true(json_is_boolean(j) && json_is_true(j) == v->boolean); break;
  case DP_JSON_NUMBER:
    if (json_is_integer(j)) assert_true(v->is_integer && v->integer == json_integer_value(j));
    else {
      assert_true(json_is_real(j));
      double r = json_real_value(j);
      if (fabs(r) < 1e12) assert_true(fabs((double)v->milli / 1000 - r) <= 0.00050001 + fabs(r) * 1e-15);
    }
    break;
  case DP_JSON_STRING: assert_true(dp_str_eq(v->text, (dp_str){json_string_value(j), json_string_length(j)})); break;
  case DP_JSON_ARRAY: {
    size_t i = 0;
    assert_int_equal(json_array_size(j), v->count);
    for (const dp_json *e = v->first; e; e = e->next) same_tree(e, json_array_get(j, i++));
    assert_int_equal(i, v->count);
    break;
  }
  case DP_JSON_OBJECT: {
    size_t i = 0;
    assert_int_equal(json_object_size(j), v->count);
    for (const dp_json *e = v->first; e; e = e->next, i++) {
      char key[300];
      assert_true(e->key.size < sizeof key);
      memcpy(key, e->key.at, e->key.size);
      key[e->key.size] = 0;
      same_tree(e, json_object_get(j, key));
    }
    assert_int_equal(i, v->count);
  }
  }
}

/* What jansson refuses and we take on purpose: whole numbers beyond 64 bits, \u0000 in a key, reals from 1.8e308 up to 1e309.
 * (We refuse a depth over 64, it over 2048: no text here is so deep.) */
static bool beyond_jansson(const dp_json *v) {
  if (memchr(v->key.at ? v->key.at : "", 0, v->key.size)) return true;
  if (v->kind == DP_JSON_NUMBER) {
    if (!v->is_integer && !memchr(v->text.at, '.', v->text.size) && !memchr(v->text.at, 'e', v->text.size) &&
        !memchr(v->text.at, 'E', v->text.size)) return true;
    if (v->milli == INT64_MAX || v->milli == INT64_MIN) return true;
  }
  for (const dp_json *e = v->first; e; e = e->next)
    if (beyond_jansson(e)) return true;
  return false;
}

static void judged_like_jansson(void **state) {
  (void)state;
  static const char *const seeds[] = {
      "{\"method\":\"ddx\",\"text\":\"chest pain \\u00b7 \xC3\xA9\",\"age\":54,\"flags\":[true,false,null,1.5e3,-0]}",
      "[[],{},[[1,2],{\"a\":{\"b\":[\"\\ud83e\\ude7a\"]}}],0.25,1e-3,\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]", "{\"a\":1,\"b\":2,\"c\":3}",
      " \t\r\n 12.5 ", "\"x\"", "[1,2,3]", "{\"\":\"\",\"0\":0}",
  };
  static const char alphabet[] = "{}[]\",:\\utrfalsenu0123456789-+.eE \n\t/bx\x80\xC3\xA9\x01";
  dp_arena a;
  dp_arena_init(&a, NULL);
  uint32_t seed = 11;
  size_t good = 0, bad = 0;
  for (int n = 0; n < 200000; n++) {
    char text[200];
    const char *from = seeds[n % (int)(sizeof seeds / sizeof *seeds)];
    size_t size = strlen(from);
    memcpy(text, from, size);
    for (int edits = (n / 7) % 4; edits > 0; edits--) {
      seed = seed * 1664525 + 1013904223;
      size_t at = (seed >> 8) % (size + 1);
      char c = alphabet[(seed >> 20) % (sizeof alphabet - 1)];
      switch (seed >> 4 & 3) {
      case 0: if (at < size) text[at] = c; break;
      case 1: memmove(text + at + 1, text + at, size - at), text[at] = c, size++; break;
      case 2: if (at < size) memmove(text + at, text + at + 1, size - at - 1), size--; break;
      default: { /* a piece again: duplicate keys and the like */
        size_t length = size - at < 6 ? size - at : 6;
        memmove(text + at + length, text + at, size - at);
        size += length;
      }
      }
    }
    dp_json *v = NULL;
    dp_error e;
    dp_status s = dp_json_parse((dp_str){text, size}, &a, &v, &e);
    json_t *j = json_loadb(text, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    if (s == DP_OK && !j && beyond_jansson(v)) continue;
    if ((s == DP_OK) != (j != NULL)) fail_msg("%.*s: we say %s", (int)size, text, s ? e.message : "yes");
    if (j) {
      same_tree(v, j);
      json_decref(j);
      good++;
    } else {
      bad++;
    }
    dp_arena_reset(&a);
  }
  assert_true(good > 20000 && bad > 20000);
  dp_arena_free(&a);
}

#endif

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values), cmocka_unit_test(lookups), cmocka_unit_test(numbers), cmocka_unit_test(refused),
      cmocka_unit_test(depth), cmocka_unit_test(many_keys), cmocka_unit_test(written), cmocka_unit_test(misuse_fails),
      cmocka_unit_test(any_string_survives), cmocka_unit_test(memory_runs_out),
#ifdef DP_HAVE_JANSSON
      cmocka_unit_test(judged_like_jansson),
#endif
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Opening an image: a good one, a cut one, every flipped bit, every wrong row, no memory. */
#include "../support/cmocka.h"
#include "../support/alloc.h"
#include "small.h"
#include "walk.h"

static small s; /* tests run one after the other */

static void opens(void **state) {
  (void)state;
  small_build(&s);
  dp_kb *kb = NULL;
  dp_error e = {DP_OK, ""};
  if (dp_kb_open_image(s.bytes, s.size, NULL, &kb, &e)) fail_msg("%s", e.message);
  assert_int_equal(e.status, DP_OK);
  assert_true(dp_kb_verify(kb));
  assert_string_equal(kb->date, "2026-11-24");
  assert_int_equal(strlen(kb->hash), 64);
  assert_int_equal(kb->finding_count, 8);
  assert_string_equal(dp_kb_finding_id(kb, 2), "fever");
  assert_string_equal(dp_kb_finding_name(kb, 4), "Heart disease");
  assert_true(walk(kb) != 0);
  const void *at;
  size_t size;
  assert_true(dp_kb_section(kb, "LEXI", &at, &size));
  assert_int_equal(size, 6);
  assert_memory_equal(at, "opaque", 6);
  assert_false(dp_kb_section(kb, "WGHT", &at, &size));
  dp_kb_close_image(kb);
  dp_kb_close_image(NULL);
}

static void prose_may_come_later(void **state) {
  (void)state;
  small_build(&s);
  dp_kb *kb = NULL;
  dp_kb_prose_text *texts;
  size_t count;
  dp_error e;
  dp_arena a;
  dp_arena_init(&a, NULL);
  assert_int_equal(dp_kb_open_image(s.bytes, s.engine, NULL, &kb, NULL), DP_OK);
  assert_int_equal(dp_kb_prose(kb, 0, &a, &texts, &count, &e), DP_ERR_NOT_FOUND);
  assert_int_equal(dp_kb_attach_prose(kb, s.bytes, s.engine, &e), DP_ERR_IMAGE); /* the wrong part */
  assert_int_equal(dp_kb_attach_prose(kb, s.bytes + s.engine, s.size - s.engine, &e), DP_OK);
  assert_int_equal(dp_kb_prose(kb, 0, &a, &texts, &count, &e), DP_OK);
  assert_int_equal(count, 2);
  assert_int_equal(texts[0].section, DP_TEXT_SUMMARY);
  assert_str(texts[0].body, "Death of heart muscle.");
  assert_int_equal(texts[1].line, 11);
  assert_str(texts[1].body, "A blocked artery.");
  assert_int_equal(dp_kb_prose(kb, 1, &a, &texts, &count, &e), DP_OK);
  assert_int_equal(count, 0);
  assert_int_equal(dp_kb_prose(kb, 3, &a, &texts, &count, &e), DP_OK);
  assert_str(texts[0].body, "Pain \xC3\xA9.");
  assert_int_equal(dp_kb_prose(kb, 5, &a, &texts, &count, &e), DP_ERR_NOT_FOUND);
  dp_kb_close_image(kb);
  dp_arena_free(&a);
}

static void prose_of_other_knowledge(void **state) {
  (void)state;
  small_build(&s);
  dp_kb_header *h = (void *)s.bytes;
  h->prose[0] ^= 1; /* as if compiled with other prose; its own sums are right */
  h->check = dp_kb_checksum(&h->version, s.engine - 16);
  dp_kb *kb = NULL;
  dp_error e;
  assert_int_equal(dp_kb_open_image(s.bytes, s.size, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_string_equal(e.message, "the prose part belongs to other knowledge");
  memset(h->prose, 0, 32);
  h->check = dp_kb_checksum(&h->version, s.engine - 16);
  assert_int_equal(dp_kb_open_image(s.bytes, s.size, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_non_null(strstr(e.message, "has no prose part"));
}

/* Whether the image is refused somewhere: when it is opened, or when one of its articles is read. */
static bool refused(const void *image, size_t size, dp_error *e) {
  dp_kb *kb = NULL;
  if (dp_kb_open_image(image, size, NULL, &kb, e)) return true;
  dp_arena a;
  dp_arena_init(&a, NULL);
  bool bad = false;
  dp_kb_prose_text *texts;
  size_t count;
  for (uint16_t t = 0; kb->prose && t < kb->topic_count && !bad; t++) bad = dp_kb_prose(kb, t, &a, &texts, &count, e) != DP_OK;
  dp_arena_free(&a);
  dp_kb_close_image(kb);
  return bad;
}

static void every_flipped_bit_is_refused(void **state) {
  (void)state;
  small_build(&s);
  assert_false(refused(s.bytes, s.size, NULL));
  for (size_t i = 0; i < s.size; i++)
    for (unsigned bit = 0; bit < 8; bit++) {
      dp_error e = {DP_OK, ""};
      s.bytes[i] ^= (unsigned char)(1u << bit);
      if (!refused(s.bytes, s.size, &e)) fail_msg("bit %u of byte %zu", bit, i);
      assert_int_equal(e.status, DP_ERR_IMAGE);
      assert_true(strlen(e.message) > 20);
      s.bytes[i] ^= (unsigned char)(1u << bit);
    }
}

static void every_cut_is_refused(void **state) {
  (void)state;
  small_build(&s);
  for (size_t n = 0; n < s.size; n++) {
    unsigned char *cut = malloc(n + 8); /* of its own, so that a sanitizer sees a look beyond */
    assert_non_null(cut);
    memcpy(cut, s.bytes, n);
    dp_error e = {DP_OK, ""};
    bool bad = refused(cut, n, &e);
    assert_int_equal(bad, n != s.engine); /* exactly without its prose it is whole */
    free(cut);
  }
  memset(s.bytes + s.size, 0, 8);
  assert_true(refused(s.bytes, s.size + 8, NULL)); /* too long */
  assert_true(refused(s.bytes + 4, s.size - 4, NULL));
}

static void foreign_files(void **state) {
  (void)state;
  static _Alignas(8) char png[256] = "\x89PNG\r\n\x1a\n", text[256] = "This is a text, and a long one, but no image of any knowledge.";
  dp_kb *kb;
  dp_error e;
  assert_int_equal(dp_kb_open_image(png, sizeof png, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_non_null(strstr(e.message, "does not begin like one"));
  assert_int_equal(dp_kb_open_image(text, sizeof text, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_int_equal(dp_kb_open_image(text, 0, NULL, &kb, &e), DP_ERR_IMAGE);
  small_build(&s);
  assert_int_equal(dp_kb_open_image(s.bytes + 4, s.size - 4, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_non_null(strstr(e.message, "multiple of 8"));
  ((dp_kb_header *)(void *)s.bytes)->version = 2;
  assert_int_equal(dp_kb_open_image(s.bytes, s.size, NULL, &kb, &e), DP_ERR_IMAGE);
  assert_non_null(strstr(e.message, "version 2"));
}

/* One wrong value at a time, the sums made right again: each check of check.c by its own sentence. */
#define AT(type, row, field) (row) * sizeof(type) + offsetof(type, field), sizeof(((type *)0)->field)
#define F(row, field) "FIND", AT(dp_kb_finding, row, field)
#define C(row, field) "COND", AT(dp_kb_condition, row, field)
#define T(row, field) "TOPC", AT(dp_kb_topic, row, field)
#define M(field) "MEAS", AT(dp_kb_measure, 0, field)
#define W(row, field) "WHEN", AT(dp_kb_when, row, field)
#define R(row, field) "ROWS", AT(dp_kb_row, row, field)
#define K(row, field) "RISK", AT(dp_kb_risk, row, field)
static const struct { const char *section; size_t offset, size; uint64_t value; const char *message; } wrong[] = {
    {"STRS", 0, 1, 'x', "row 0 of STRS: it must begin and end with a zero"},
    {"STRS", 1, 1, 0xFF, "row 0 of STRS: a string is not UTF-8"},
    {"LIST", 0, 2, 1, "row 0 of LIST: it must begin with the empty list"},
    {"LIST", 2, 2, 0xFFFF, "row 1 of LIST: a list goes beyond the end"},
    {"LIST", 4, 2, 8, "row 1 of LIST: no such finding"},
    {"ALIA", 0, 4, 1, "row 0 of ALIA: it must begin with the empty list"},
    {"ALIA", 4, 4, 0xFFFFFFFF, "row 1 of ALIA: a list goes beyond the end"},
    {"ALIA", 8, 4, 100000, "row 1 of ALIA: no such string"},
    {"FILE", 4, 4, 100000, "row 1 of FILE: no such string"},
    {"SRCS", AT(dp_kb_source, 0, title), 100000, "row 0 of SRCS: no such string"},
    {"SRCS", AT(dp_kb_source, 0, file), 3, "row 0 of SRCS: no such file"},
    {"SRCS", AT(dp_kb_source, 0, year), 10000, "row 0 of SRCS: no such year"},
    {M(unit), 100000, "row 0 of MEAS: no such string"}, {M(file), 3, "row 0 of MEAS: no such file"},
    {M(low_milli), 45000, "row 0 of MEAS: its range is empty"}, {M(decimals), 4, "row 0 of MEAS: decimals"},
    {M(reserved), 1, "row 0 of MEAS: decimals"}, {M(unit_count), 0, "row 0 of MEAS: its units are out of place"},
    {M(unit_count), 3, "row 0 of MEAS: its units are out of place"}, {M(unit_first), 1, "row 0 of MEAS: its units"},
    {M(unit_count), 1, "row 0 of MEAS: a guess is wrong"}, {M(guess_count), 2, "row 0 of MEAS: its guesses are out of place"},
    {M(guess_count), 0, "row 0 of GUES: it belongs to no measure"},
    {"UNIT", AT(dp_kb_unit, 0, factor_micro), 2, "row 0 of MEAS: its first unit is not the canonical one"},
    {"UNIT", AT(dp_kb_unit, 0, offset_milli), 2, "row 0 of MEAS: its first unit is not the canonical one"},
    {"UNIT", AT(dp_kb_unit, 1, factor_micro), 0, "row 0 of MEAS: a unit's factor is wrong"},
    {"UNIT", AT(dp_kb_unit, 1, factor_micro), 1000000000001, "row 0 of MEAS: a unit's factor is wrong"},
    {"UNIT", AT(dp_kb_unit, 1, name), 100000, "row 0 of MEAS: no such string"},
    {"GUES", AT(dp_kb_guess, 0, unit), 2, "row 0 of MEAS: a guess is wrong"},
    {"GUES", AT(dp_kb_guess, 0, low_milli), 200000, "row 0 of MEAS: a guess is wrong"},
    {F(1, name), 100000, "row 1 of FIND: no such string"}, {F(1, hpo), 0xFFFFFFFF, "row 1 of FIND: no such string"},
    {F(1, denies), 2, "row 1 of FIND: no such list"}, {F(1, children), 100000, "row 1 of FIND: no such list"},
    {F(1, file), 3, "row 1 of FIND: no such file"}, {F(1, kind), DP_KIND_COUNT, "row 1 of FIND: no such kind"},
    {F(1, cost), DP_COST_COUNT, "row 1 of FIND: no such kind or cost"}, {F(1, rate_ppm), 1000001, "row 1 of FIND: a rate is above"},
    {F(1, complaint_ppm), 1000001, "row 1 of FIND: a rate is above"}, {F(1, striking), 101, "row 1 of FIND: a rate is above"},
    {F(1, flags), 16, "row 1 of FIND: a flag"}, {F(1, condition), 0, "row 1 of FIND: it is not the finding of its condition"},
    {F(5, condition), 1, "row 5 of FIND: it is not the finding of"}, {F(5, condition), DP_NONE, "row 5 of FIND: it is not"},
    {F(5, kind), DP_KIND_SIGN, "row 5 of FIND: a condition's finding must be a disease"},
    {F(4, flags), 0, "row 4 of FIND: only a class is a class"}, {F(5, flags), DP_FINDING_CLASS, "row 5 of FIND: only a class"},
    {F(4, kind), DP_KIND_GROUP, "row 4 of FIND: only a class is a class"},
    {F(2, flags), DP_FINDING_USED, "row 2 of FIND: only what has thresholds is measured"},
    {F(2, when_first), 1, "row 2 of FIND: its thresholds are out of place"}, {F(2, when_count), 3, "row 2 of FIND: its thresholds"},
    {F(2, when_count), 1, "row 1 of WHEN: it belongs to no finding"},
    {W(0, finding), 1, "row 0 of WHEN: it belongs to another finding"}, {W(0, measure), 1, "row 0 of WHEN: no such measure"},
    {W(0, op), DP_OP_COUNT, "row 0 of WHEN: a value that has no meaning"}, {W(1, sex), 'x', "row 1 of WHEN: a value"},
    {W(1, pregnant), 2, "row 1 of WHEN: a value"}, {W(1, reserved), 1, "row 1 of WHEN: a value"},
    {W(0, to_days), 0, "row 0 of WHEN: it can never be met"}, {W(0, milli_to), 37999, "row 0 of WHEN: it can never be met"},
    {F(1, ancestors), 0, "row 1 of FIND: a parent is not among its ancestors"},
    {F(0, ancestors), 1, "row 0 of FIND: it is among its own ancestors"},
    {F(0, parents), 3, "row 0 of FIND: a parent is not among its ancestors"},
    {F(0, children), 0, "row 0 of FIND: the children are not the inverse"},
    {F(3, children), 3, "row 3 of FIND: a child has other parents"},
    {C(0, name), 100000, "row 0 of COND: no such string"}, {C(0, aliases), 0, "row 0 of COND: it has no name"},
    {C(0, aliases), 2, "row 0 of COND: it has no name"}, {C(1, confused), 2, "row 1 of COND: no such list"},
    {C(1, finding), 5, "row 1 of COND: it does not have its own finding"}, {C(2, ancestors), 1, "row 2 of COND: its ancestors"},
    {C(1, file), 3, "row 1 of COND: no such file"}, {C(1, rate_source), 1, "row 1 of COND: no such source"},
    {C(1, prevalence_ppm), 1000001, "row 1 of COND: a share is above one"}, {C(1, female_permille), 1001, "row 1 of COND: a share"},
    {C(1, urgency), DP_URGENCY_COUNT, "row 1 of COND: a value"}, {C(1, danger), 11, "row 1 of COND: a value"},
    {C(1, flags), 8, "row 1 of COND: a value"}, {C(1, flags), 3, "row 1 of COND: it is for women only and for men only"},
    {"COND", offsetof(dp_kb_condition, course_permille), 2, 100, "row 0 of COND: its course is out of range"},
    {"COND", sizeof(dp_kb_condition) + offsetof(dp_kb_condition, course_permille) + 4, 2, 1001, "row 1 of COND: its course"},
    {C(1, sudden_permille), 1001, "row 1 of COND: its onset"}, {C(1, recurrent_permille), 1001, "row 1 of COND: its onset"},
    {C(1, row_first), 4, "row 1 of COND: its rows are out of place"}, {C(1, risk_first), 1, "row 1 of COND: its rows are out"},
    {"COND", offsetof(dp_kb_condition, row_count), 2, 60000, "row 0 of COND: its rows are out of place"},
    {C(2, risk_count), 1, "row 2 of COND: its risks are out of place"}, {C(0, risk_count), 1, "row 1 of COND: its rows are out"},
    {"COND", 2 * sizeof(dp_kb_condition) + offsetof(dp_kb_condition, row_count), 2, 1, "row 9 of ROWS: it belongs to no condition"},
    {R(1, finding), 8, "row 1 of ROWS: no such finding"}, {R(1, source), 1, "row 1 of ROWS: no such source"},
    {R(1, low), 980, "row 1 of ROWS: a frequency is out of range"}, {R(1, high), 1001, "row 1 of ROWS: a frequency"},
    {R(1, flags), 16, "row 1 of ROWS: a flag"}, {R(1, finding), 0, "row 1 of ROWS: its finding is in the table twice"},
    {K(0, finding), 8, "row 0 of RISK: no such finding"}, {K(0, source), 1, "row 0 of RISK: no such source"},
    {K(0, odds_milli), 0, "row 0 of RISK: an odds ratio"}, {K(0, reserved), 1, "row 0 of RISK: an odds ratio"},
    {K(1, finding), 4, "row 1 of RISK: its finding is in the table twice"},
    {T(1, name), 100000, "row 1 of TOPC: no such string"}, {T(1, aliases), 2, "row 1 of TOPC: no such list"},
    {T(1, file), 3, "row 1 of TOPC: no such file"}, {T(4, finding), 8, "row 4 of TOPC: no such finding"},
    {T(4, kind), DP_TOPIC_KIND_COUNT, "row 4 of TOPC: no such kind"}, {T(4, reserved), 1, "row 4 of TOPC: no such kind"},
    {T(1, kind), DP_TOPIC_SYMPTOM, "row 1 of TOPC: topics must begin with"}, {T(4, kind), 0, "row 4 of TOPC: topics must"},
    {T(1, finding), 5, "row 1 of TOPC: it is not about its condition"},
    {"NAME", AT(dp_kb_name, 0, what), DP_IS_COUNT, "row 0 of NAME: it names nothing"},
    {"NAME", AT(dp_kb_name, 0, rank), 3, "row 0 of NAME: it names nothing"},
    {"NAME", AT(dp_kb_name, 0, target), 500, "row 0 of NAME: it names nothing"},
    {"NAME", AT(dp_kb_name, 0, folded), 0, "row 0 of NAME: no such string"},
    {"PIDX", AT(dp_kb_article, 1, offset), 8, "the prose part's index is wrong at topic 1"},
    {"PIDX", AT(dp_kb_article, 1, size), 4, "the prose part's index is wrong at topic 1"},
    {"PIDX", AT(dp_kb_article, 1, text_count), 1, "the prose part's index is wrong at topic 1"},
    {"PIDX", AT(dp_kb_article, 3, text_count), DP_TEXT_SECTION_COUNT + 1, "the prose part's index is wrong at topic 3"},
    {"PIDX", AT(dp_kb_article, 3, size), 8000, "the prose part's index is wrong at topic 3"},
    {"PTXT", AT(dp_kb_passage, 0, section), DP_TEXT_SECTION_COUNT, "the article on Myocardial infarction is damaged"},
    {"PTXT", AT(dp_kb_passage, 1, section), DP_TEXT_SUMMARY, "the article on Myocardial infarction is damaged"},
    {"PTXT", AT(dp_kb_passage, 0, size), 8000, "the article on Myocardial infarction is damaged"},
    {"PTXT", AT(dp_kb_passage, 0, offset), 8000, "the article on Myocardial infarction is damaged"},
    {"PTXT", 2 * sizeof(dp_kb_passage), 1, 0x80, "the article on Myocardial infarction is damaged"},
};

static void every_wrong_row_is_refused(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    small_build(&s);
    unsigned char *at = small_section(&s, wrong[i].section, NULL);
    memcpy(at + wrong[i].offset, &wrong[i].value, wrong[i].size); /* little-endian */
    small_seal(&s);
    dp_error e = {DP_OK, ""};
    if (!refused(s.bytes, s.size, &e)) fail_msg("nobody said: %s", wrong[i].message);
    const char *found = strstr(e.message, wrong[i].message);
    if (!found) fail_msg("%s\n  is not %s", e.message, wrong[i].message);
  }
}

static void cycles_are_refused(void **state) {
  (void)state;
  small_build(&s);
  dp_kb_finding *f = small_section(&s, "FIND", NULL);
  /* 0 is 1 and 1 is 0: each the other's only ancestor, parent and child */
  f[0].parents = f[0].ancestors = f[0].children = f[0].children;
  f[1].children = f[1].parents;
  small_seal(&s);
  dp_error e = {DP_OK, ""};
  assert_true(refused(s.bytes, s.size, &e));
  assert_non_null(strstr(e.message, "ancestor"));
}

/* Any two neighbours in the wrong order, by bytes or (equal names) by rank. */
static void names_out_of_order_are_refused(void **state) {
  (void)state;
  small_build(&s);
  dp_kb_entry *entry;
  dp_kb_name *names = small_section(&s, "NAME", &entry);
  size_t by_rank = 0;
  for (size_t i = 0; i + 1 < entry->count; i++) {
    bool equal = names[i].folded == names[i + 1].folded; /* the maker shares strings */
    if (equal && names[i].rank == names[i + 1].rank) continue;
    by_rank += equal;
    dp_kb_name first = names[i];
    names[i] = names[i + 1];
    names[i + 1] = first;
    small_seal(&s);
    dp_error e = {DP_OK, ""};
    assert_true(refused(s.bytes, s.size, &e));
    assert_non_null(strstr(e.message, "of NAME: it is out of order"));
    names[i + 1] = names[i];
    names[i] = first;
  }
  assert_true(by_rank > 0);
}

static void sections_must_be_whole(void **state) {
  (void)state;
  static const char *const names[] = {"STRS", "LIST", "ALIA", "FILE", "SRCS", "FIND", "MEAS", "UNIT",
                                      "GUES", "WHEN", "COND", "ROWS", "RISK", "TOPC", "NAME"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (int how = 0; how < 4; how++) {
      small_build(&s);
      dp_kb_entry *e;
      small_section(&s, names[i], &e);
      if (how == 0) memcpy(e->name, "NONE", 4);
      if (how == 1) e->count++;
      if (how == 2) e->offset += 8;
      if (how == 3) memcpy(e->name, i ? names[i - 1] : "LEXI", 4);
      small_seal(&s);
      dp_error err = {DP_OK, ""};
      assert_true(refused(s.bytes, s.size, &err));
      assert_non_null(strstr(err.message, "section"));
    }
}

static void memory_runs_out(void **state) {
  (void)state;
  small_build(&s);
  size_t failures = 0;
  for (size_t n = 1;; n++) {
    test_alloc t = {.fail_at = n};
    dp_allocator allocator = test_allocator(&t);
    dp_kb *kb = NULL;
    dp_error e = {DP_OK, ""};
    dp_status status = dp_kb_open_image(s.bytes, s.size, &allocator, &kb, &e);
    assert_int_equal(status, t.failed ? DP_ERR_MEMORY : DP_OK);
    assert_int_equal(e.status, status);
    if (status == DP_OK) dp_kb_close_image(kb);
    assert_int_equal(t.live, 0);
    assert_int_equal(t.pieces, 0);
    if (status == DP_OK) break;
    failures++;
  }
  assert_true(failures >= 2);
  dp_kb *kb;
  assert_int_equal(dp_kb_open_image(s.bytes, s.size, NULL, &kb, NULL), DP_OK);
  for (int what = 0; what < 2; what++)
    for (size_t n = 1;; n++) {
      test_alloc t = {.fail_at = n};
      dp_allocator allocator = test_allocator(&t);
      dp_arena a;
      dp_arena_init(&a, &allocator);
      dp_kb_use *uses;
      dp_kb_prose_text *texts;
      size_t count;
      dp_status status = what ? dp_kb_uses(kb, 0, &a, &uses, &count, NULL) : dp_kb_prose(kb, 0, &a, &texts, &count, NULL);
      assert_int_equal(status, t.failed ? DP_ERR_MEMORY : DP_OK);
      dp_arena_free(&a);
      assert_int_equal(t.live, 0);
      if (!t.failed) {
        assert_true(n > 1);
        break;
      }
    }
  dp_kb_close_image(kb);
}

/* Random damage with right sums: opened or refused, but never a wild reference (seen with sanitizers). */
static void random_damage(void **state) {
  (void)state;
  static small good;
  small_build(&good);
  uint64_t seed = 88172645463325252u;
  size_t opened = 0, refusals = 0;
  for (int n = 0; n < 20000; n++) {
    s = good;
    for (int edits = 1 + n % 3; edits > 0; edits--) {
      seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
      size_t at = sizeof(dp_kb_header) + (seed >> 8) % (s.size - sizeof(dp_kb_header));
      s.bytes[at] = (unsigned char)(seed & 1 ? seed >> 56 : s.bytes[at] ^ 1u << (seed >> 60 & 7));
    }
    dp_kb_header *p = (void *)(s.bytes + s.engine);
    if (p->section_count == 2 && ((dp_kb_entry *)(void *)(p + 1))->size == 5 * sizeof(dp_kb_article) &&
        ((dp_kb_entry *)(void *)(p + 1))->offset == 152 && ((dp_kb_entry *)(void *)(p + 1))[1].offset == 392 &&
        ((dp_kb_entry *)(void *)(p + 1))[1].size <= s.size - s.engine - 392) small_seal(&s);
    dp_kb *kb = NULL;
    if (dp_kb_open_image(s.bytes, s.size, NULL, &kb, NULL)) refusals++;
    else {
      opened++;
      assert_true(walk(kb) != 0);
      dp_kb_close_image(kb);
    }
  }
  assert_true(opened > 100 && refusals > 100);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(opens), cmocka_unit_test(prose_may_come_later), cmocka_unit_test(prose_of_other_knowledge),
      cmocka_unit_test(every_flipped_bit_is_refused), cmocka_unit_test(every_cut_is_refused), cmocka_unit_test(foreign_files),
      cmocka_unit_test(every_wrong_row_is_refused), cmocka_unit_test(cycles_are_refused),
      cmocka_unit_test(names_out_of_order_are_refused), cmocka_unit_test(sections_must_be_whole), cmocka_unit_test(memory_runs_out), cmocka_unit_test(random_damage),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

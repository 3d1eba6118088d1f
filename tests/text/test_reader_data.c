/* test_reader_data.c: runs the data lines of tests/text (*.txt) through the reader.
 *
 * A line is "TEXT => EXPECTED, EXPECTED, …" (\n in the text is a line break); # begins a comment. What is expected:
 *   +id present   -id absent   ?id uncertain   <id past   &id family   ~id hypothetical   (some mention has that state)
 *   !id no mention at all      !+id, !-id … no mention in that state       no-absent  nothing is absent
 *   known:id  complaint:id  normal:id (absent by a normal test)  support:id=confirmed  severity:id=severe  side:id=left
 *   duration:id=72 (hours)  value:measure=86  says:id=words (the span's text)
 *   age:35y (d, w, m, y)  sex:f  pregnant:yes  weeks:32  setting:emergency  region:africa  season:winter
 *   hours:72 (of the complaint)  onset:sudden  recurrent  chronic-acute  unread:word  read:word (not unread)
 * repaired:id
 *
 * DP_SHOW="text" prints a reading instead; DP_ONLY=word runs the lines that contain it.
 */
#include "support/cmocka.h"
#include "text/world.h"
#include <stdio.h>
#include <stdlib.h>

static world w;

static const char marks[] = "+-?<&~";

static dp_str span(dp_str text, dp_span s) { return (dp_str){text.at + s.start, s.end - s.start}; }

static void show(FILE *f, dp_str text, const dp_reading *r) {
  static const char *const sexes[] = {"?", "f", "m"}, *const tris[] = {"?", "no", "yes"},
                           *const support[] = {"", " suspected", " consistent", " CONFIRMED"};
  fprintf(f,
          "  age %d d, sex %s, pregnant %s %d, setting %d, region %x, season %d, hours %d, onset %d, recurrent %d, "
          "chronic-acute %d %d\n",
          (int)r->age_days, sexes[r->sex], tris[r->pregnant], (int)r->pregnancy_weeks, r->setting, r->region, r->season,
          (int)r->duration_h, r->onset, r->recurrent, r->chronic_then_acute, (int)r->acute_h);
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    dp_str s = span(text, m->span), c = span(text, m->cue);
    fprintf(f, "  %c %-34s \"%.*s\"", marks[m->state], dp_kb_finding_id(w.kb, m->finding), (int)s.size, s.at);
    if (c.size) fprintf(f, " by \"%.*s\"", (int)c.size, c.at);
    if (m->measure != DP_NONE)
      fprintf(f, " %s=%ld", dp_kb_text(w.kb, w.kb->measures[m->measure].id), (long)m->value_milli);
    fprintf(f, "%s%s%s%s%s%s", m->known ? " known" : "", m->complaint ? " COMPLAINT" : "",
            m->normal_test ? " normal" : "", m->implied ? " implied" : "", m->repaired ? " repaired" : "",
            support[m->support]);
    if (m->severity) fprintf(f, " severity %d", m->severity);
    if (m->side) fprintf(f, " side %d", m->side);
    if (m->duration_h) fprintf(f, " %u h", (unsigned)m->duration_h);
    fprintf(f, " g%u s%u\n", m->group, m->section);
  }
  for (size_t i = 0; i < r->values.count; i++)
    fprintf(f, "  value %s = %ld\n", dp_kb_text(w.kb, w.kb->measures[r->values.at[i].measure].id),
            (long)r->values.at[i].milli);
  for (size_t i = 0; i < r->unread.count; i++) {
    dp_str s = span(text, r->unread.at[i]);
    fprintf(f, "  unread \"%.*s\"\n", (int)s.size, s.at);
  }
}

static bool is_id(const dp_mention *m, dp_str id) {
  return dp_str_eq(dp_str_of(dp_kb_finding_id(w.kb, m->finding)), id);
}
static bool known_id(dp_str id) {
  uint16_t f = dp_kb_find_finding(w.kb, id);
  return f != DP_NONE && dp_str_eq(dp_str_of(dp_kb_finding_id(w.kb, f)), id);
}

static bool any(const dp_reading *r, dp_str id, int state, bool (*also)(const dp_mention *, dp_str), dp_str arg) {
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (id.size && !is_id(m, id)) continue;
    if (state >= 0 && m->state != state) continue;
    if (also && !also(m, arg)) continue;
    return true;
  }
  return false;
}
static bool m_known(const dp_mention *m, dp_str a) {
  (void)a;
  return m->known;
}
static bool m_complaint(const dp_mention *m, dp_str a) {
  (void)a;
  return m->complaint;
}
static bool m_normal(const dp_mention *m, dp_str a) {
  (void)a;
  return m->normal_test;
}
static bool m_repaired(const dp_mention *m, dp_str a) {
  (void)a;
  return m->repaired;
}
static bool m_support(const dp_mention *m, dp_str a) {
  static const char *const names[] = {"none", "suspected", "consistent", "confirmed"};
  return dp_str_eq(dp_str_of(names[m->support]), a);
}
static bool m_severity(const dp_mention *m, dp_str a) {
  static const char *const names[] = {"unknown", "mild", "moderate", "severe"};
  return dp_str_eq(dp_str_of(names[m->severity]), a);
}
static bool m_side(const dp_mention *m, dp_str a) {
  static const char *const names[] = {"unknown", "left", "right", "both"};
  return dp_str_eq(dp_str_of(names[m->side]), a);
}
static bool m_duration(const dp_mention *m, dp_str a) {
  uint64_t n;
  return dp_parse_uint(a, &n) && m->duration_h == n;
}

static int state_of(char c) {
  for (int i = 0; marks[i]; i++)
    if (marks[i] == c) return i;
  return -1;
}

static int days(dp_str s) {
  uint64_t n = 0;
  char unit = s.size ? s.at[s.size - 1] : 0;
  s.size -= s.size > 0;
  if (!dp_parse_uint(s, &n)) return -2;
  return (int)(unit == 'd' ? n : unit == 'w' ? n * 7 : unit == 'm' ? n * 30437 / 1000 : n * 36525 / 100);
}

static bool holds(dp_str text, const dp_reading *r, dp_str e, const char **why) {
  if (e.size > 1 && e.at[0] == '!' && memchr(e.at, ':', e.size)) {
    bool wrong = holds(text, r, (dp_str){e.at + 1, e.size - 1}, why);
    return !wrong && !**why;
  }
  *why = "";
  dp_str rest = e, key = dp_str_cut(&rest, ':');
  if (key.size < e.size) {
    dp_str value = rest, id = dp_str_cut(&rest, '=');
#define KEY(name) dp_str_eq(key, DP_STR(name))
#define NEED_ID()                                                                                                      \
  if (!known_id(id)) return *why = "unknown finding", false
    if (KEY("age")) return dp_str_eq(value, DP_STR("none")) ? r->age_days < 0 : r->age_days == days(value);
    if (KEY("sex")) return r->sex == (value.at[0] == 'f' ? DP_FEMALE : value.at[0] == 'm' ? DP_MALE : DP_SEX_UNKNOWN);
    if (KEY("pregnant")) return r->pregnant == (value.at[0] == 'y' ? DP_YES : value.at[0] == 'n' ? DP_NO : DP_UNKNOWN);
    uint64_t n = 0;
    bool number = dp_parse_uint(value, &n);
    if (KEY("weeks")) return number && r->pregnancy_weeks == (int)n;
    if (KEY("hours")) return dp_str_eq(value, DP_STR("none")) ? r->duration_h < 0 : number && r->duration_h == (int)n;
    if (KEY("acute")) return number && r->acute_h == (int)n;
    if (KEY("setting"))
      return r->setting == (value.at[0] == 'g' ? DP_SETTING_GP : value.at[0] == 'e' ? DP_SETTING_ED : DP_SETTING_WARD);
    if (KEY("onset"))
      return r->onset == (value.at[0] == 's' ? DP_SUDDEN : value.at[0] == 'g' ? DP_GRADUAL : DP_ONSET_UNKNOWN);
    if (KEY("region")) {
      if (dp_str_eq(value, DP_STR("none"))) return r->region == 0;
      for (unsigned i = 0; i < DP_REGION_COUNT; i++)
        if (dp_str_eq(dp_str_of(dp_kb_region_name(i)), value)) return r->region >> i & 1;
      return *why = "unknown region", false;
    }
    if (KEY("season")) {
      for (unsigned i = 0; i < DP_SEASON_COUNT; i++)
        if (dp_str_eq(dp_str_of(dp_kb_season_name(i)), value)) return r->season == i + 1;
      return *why = "unknown season", false;
    }
    if (KEY("unread") || KEY("read")) {
      bool found = false;
      for (size_t i = 0; i < r->unread.count; i++) {
        dp_str s = span(text, r->unread.at[i]);
        for (size_t at = 0; at + value.size <= s.size; at++)
          found = found || dp_str_eq((dp_str){s.at + at, value.size}, value);
      }
      return found == KEY("unread");
    }
    if (KEY("value")) {
      int64_t milli;
      if (!dp_parse_milli(rest, &milli)) return *why = "not a number", false;
      uint16_t m = dp_kb_find_measure(w.kb, id);
      if (m == DP_NONE) return *why = "unknown measure", false;
      for (size_t i = 0; i < r->values.count; i++) {
        int64_t d = r->values.at[i].milli - milli;
        if (r->values.at[i].measure == m && d > -60 && d < 60) return true;
      }
      return false;
    }
    NEED_ID();
    if (KEY("known")) return any(r, id, DP_PRESENT, m_known, id);
    if (KEY("complaint")) return any(r, id, DP_PRESENT, m_complaint, id);
    if (KEY("normal")) return any(r, id, DP_ABSENT, m_normal, id);
    if (KEY("repaired")) return any(r, id, -1, m_repaired, id);
    if (KEY("support")) return any(r, id, -1, m_support, rest);
    if (KEY("severity")) return any(r, id, -1, m_severity, rest);
    if (KEY("side")) return any(r, id, -1, m_side, rest);
    if (KEY("duration")) return any(r, id, DP_PRESENT, m_duration, rest);
    if (KEY("says")) {
      for (size_t i = 0; i < r->mentions.count; i++)
        if (is_id(&r->mentions.at[i], id) && dp_str_eq(span(text, r->mentions.at[i].span), rest)) return true;
      return false;
    }
    return *why = "not understood", false;
  }
  if (dp_str_eq(e, DP_STR("recurrent"))) return r->recurrent;
  if (dp_str_eq(e, DP_STR("not-recurrent"))) return !r->recurrent;
  if (dp_str_eq(e, DP_STR("chronic-acute"))) return r->chronic_then_acute;
  if (dp_str_eq(e, DP_STR("no-absent"))) return !any(r, (dp_str){0}, DP_ABSENT, NULL, e);
  if (dp_str_eq(e, DP_STR("no-present"))) return !any(r, (dp_str){0}, DP_PRESENT, NULL, e);
  bool not = e.size && e.at[0] == '!';
  if (not ) e.at++, e.size--;
  int state = e.size ? state_of(e.at[0]) : -1;
  if (state >= 0) e.at++, e.size--;
  if (!known_id(e)) return *why = "unknown finding", false;
  return any(r, e, state, NULL, e) != not ;
}

static void run_file(const char *name, unsigned *lines, unsigned *bad) {
  dp_arena arena, scratch;
  dp_arena_init(&arena, NULL);
  dp_arena_init(&scratch, NULL);
  char path[300];
  snprintf(path, sizeof path, "%s/tests/text/%s", DP_SOURCE_DIR, name);
  dp_str all = world_file(&arena, path);
  const char *only = getenv("DP_ONLY");
  for (unsigned number = 1; all.size; number++) {
    dp_str line = dp_str_trim(dp_str_cut(&all, '\n'));
    if (!line.size || line.at[0] == '#') continue;
    size_t at = 0;
    while (at + 3 < line.size && memcmp(line.at + at, " => ", 4)) at++;
    if (at + 3 >= line.size) fail_msg("%s:%u: no =>", name, number);
    dp_arena_reset(&scratch);
    char *copy = dp_arena_alloc(&scratch, at + 1);
    size_t n = 0;
    for (size_t i = 0; i < at; i++) {
      if (line.at[i] == '\\' && i + 1 < at && line.at[i + 1] == 'n') copy[n++] = '\n', i++;
      else copy[n++] = line.at[i];
    }
    if (only && !strstr(copy, only)) continue;
    dp_str text = {copy, n};
    dp_reading *r;
    dp_error e = {0};
    dp_read_options how = dp_read_defaults();
    how.loose = !strcmp(name, "loose.txt");
    if (dp_read(w.kb, text, &how, &scratch, &r, &e)) fail_msg("%s:%u: %s", name, number, e.message);
    ++*lines;
    dp_str rest = {line.at + at + 4, line.size - at - 4};
    bool shown = false;
    while (rest.size) {
      dp_str want = dp_str_trim(dp_str_cut(&rest, ','));
      const char *why;
      if (!want.size || holds(text, r, want, &why)) continue;
      if (!shown) {
        fprintf(stderr, "%s:%u: %.*s\n", name, number, (int)at, line.at);
        show(stderr, text, r);
        ++*bad;
      }
      shown = true;
      fprintf(stderr, "  ** %.*s %s\n", (int)want.size, want.at, why);
    }
  }
  dp_arena_free(&scratch);
  dp_arena_free(&arena);
}

static void data_lines(void **state) {
  (void)state;
  static const char *const names[] = {"findings.txt", "context.txt", "facts.txt", "numbers.txt", "loose.txt"};
  unsigned lines = 0, bad = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) run_file(names[i], &lines, &bad);
  printf("%u lines, %u wrong\n", lines, bad);
  if (bad) fail_msg("%u of %u lines are read wrongly", bad, lines);
  if (!getenv("DP_ONLY")) assert_true(lines >= 500);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(data_lines)};
  const char *text = getenv("DP_SHOW");
  if (text) {
    world_open(&w);
    dp_arena arena;
    dp_arena_init(&arena, NULL);
    dp_reading *r;
    if (!dp_read(w.kb, dp_str_of(text), NULL, &arena, &r, NULL)) show(stdout, dp_str_of(text), r);
    dp_arena_free(&arena);
    world_close(&w);
    return 0;
  }
  world_open(&w);
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  world_close(&w);
  return failed;
}

/* world.c: made-up knowledge, written as text and compiled. Not medicine: only its shape. */
#include "world.h"
#include "kbc/kbc.h"
#include "../support/cmocka.h"
#include <stdio.h>
#include <stdlib.h>

uint64_t world_random(uint64_t *state) { /* xorshift64*, Vigna 2016 */
  uint64_t x = *state ? *state : 88172645463325252u;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  *state = x;
  return x * UINT64_C(2685821657736338717);
}
size_t world_below(uint64_t *state, size_t n) { return n ? (size_t)((world_random(state) >> 16) % n) : 0; }
bool world_chance(uint64_t *state, unsigned percent) { return world_below(state, 100) < percent; }

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void line(dp_buf *b, const char *text) { dp_buf_text(b, text), dp_buf_char(b, '\n'); }
static void ref(dp_buf *b, const char *kind, size_t n) { dp_buf_text(b, kind), dp_buf_char(b, '_'), dp_buf_uint(b, n); }

/* A word for a number, that folds like no other one's. */
static void word(dp_buf *b, const char *start, size_t n) {
  static const char *const syllable[] = {"ka", "lo", "mi", "ta", "ve", "shu", "po", "dra", "ni", "co"};
  dp_buf_text(b, start);
  for (int i = 0; i < 4; i++) dp_buf_text(b, syllable[n % 10]), n /= 10;
}

/* Plain worlds: a child is 10 to 80 % of its parent, in general and in every condition, so that no step is nearly
 * certain. What a condition states of a child it states of its parents. */
static size_t plain_parent(size_t f) { return f < 2 ? SIZE_MAX : (f * 7 + 3) % 10 < 3 ? SIZE_MAX : (f * 5 + 1) % f; }

static size_t plain_share(size_t f, uint64_t salt) {
  uint64_t r = salt * 1000003u + f * 7919u + 12345u;
  for (int i = 0; i < 4; i++) world_random(&r);
  return plain_parent(f) == SIZE_MAX ? 500 + world_below(&r, 8000)
                                     : plain_share(plain_parent(f), salt) * (10 + world_below(&r, 71)) / 100 + 1;
}

static void put_findings(dp_buf *b, world_size size, uint64_t *r) {
  static const char *const kinds[] = {"symptom", "symptom", "symptom", "sign", "vital",   "lab",
                                      "imaging", "test",    "history", "risk", "medicine"};
  for (size_t g = 0; g < size.groups; g++) {
    dp_buf_text(b, "finding "), ref(b, "g", g), dp_buf_text(b, "\n  name: "), word(b, "Group ga", g);
    dp_buf_text(b, "\n  kind: group\n");
  }
  for (size_t f = 0; f < size.findings; f++) {
    dp_buf_text(b, "finding "), ref(b, "f", f), dp_buf_text(b, "\n  name: "), word(b, "Fi", f);
    const char *kind = size.plain ? "symptom" : kinds[world_below(r, sizeof kinds / sizeof *kinds)];
    dp_buf_text(b, "\n  kind: "), line(b, kind);
    size_t parents[4], count = 0;
    if (size.plain && plain_parent(f) != SIZE_MAX) parents[count++] = plain_parent(f);
    else if (!size.plain && f && world_chance(r, 65)) parents[count++] = world_below(r, f);
    if (!size.plain && count && f > 1 && world_chance(r, 25)) {
      size_t p = world_below(r, f);
      if (p != parents[0]) parents[count++] = p;
    }
    bool group = size.groups && world_chance(r, 35);
    for (size_t k = 0; k < count; k++) dp_buf_text(b, k ? " | " : "  is: "), ref(b, "f", parents[k]);
    if (group) dp_buf_text(b, count ? " | " : "  is: "), ref(b, "g", world_below(r, size.groups));
    if (count || group) dp_buf_char(b, '\n');
    dp_buf_text(b, "  say: "), word(b, "sa", f), dp_buf_char(b, ' '), word(b, "mo", f * 7);
    dp_buf_text(b, "\n  ask: Is it there?\n  rate: "),
        dp_buf_fixed(b, (int64_t)(size.plain ? plain_share(f, 1) : 2 + world_below(r, 2500)), 2, true);
    dp_buf_text(b, "\n  striking: "), dp_buf_uint(b, 20 + world_below(r, 75)), dp_buf_char(b, '\n');
    static const char *const costs[] = {"ask", "look", "examine", "bedside", "lab", "imaging", "invasive"};
    dp_buf_text(b, "  cost: "), line(b, costs[world_below(r, 7)]);
    if (!size.plain && world_chance(r, 30))
      dp_buf_text(b, "  complaint: "), dp_buf_uint(b, 1 + world_below(r, 40)), dp_buf_char(b, '\n');
  }
}

static void put_classes(dp_buf *b, world_size size, uint64_t *r) {
  dp_buf_text(b, "class diabetes_mellitus\n  name: Diabetes mellitus\n  prevalence: 7\n");
  for (size_t k = 0; k < size.classes; k++) {
    dp_buf_text(b, "class "), ref(b, "k", k), dp_buf_text(b, "\n  name: "), word(b, "Class cla", k),
        dp_buf_char(b, '\n');
    if (k && world_chance(r, 50)) dp_buf_text(b, "  is: "), ref(b, "k", world_below(r, k)), dp_buf_char(b, '\n');
  }
}

static void put_rows(dp_buf *b, const char *table, size_t findings, size_t count, uint64_t *r) {
  if (!count) return;
  dp_buf_text(b, "  "), dp_buf_text(b, table), line(b, ": estimate");
  size_t f = world_below(r, findings), step = 1 + world_below(r, findings / (count + 1) + 1);
  for (size_t k = 0; k < count && k < findings; k++, f = (f + step) % findings) {
    if (k && step * k >= findings) break; /* no finding twice */
    bool hard = world_chance(r, 8), never = world_chance(r, 50);
    dp_buf_text(b, "    "), ref(b, "f", f), dp_buf_char(b, ' ');
    dp_buf_uint(b, hard ? (never ? 0 : 97) : 1 + world_below(r, 98));
    line(b, !hard ? "" : never ? " impossible" : " required");
  }
}

static void put_plain_rows(dp_buf *b, size_t n, size_t findings, uint64_t *r) {
  bool stated[64] = {false};
  line(b, "  findings: estimate");
  for (size_t f = 0; f < findings; f++) {
    size_t up = plain_parent(f);
    stated[f] = (up == SIZE_MAX || stated[up]) && (!f || world_chance(r, 75));
    if (!stated[f]) continue;
    dp_buf_text(b, "    "), ref(b, "f", f), dp_buf_char(b, ' ');
    dp_buf_fixed(b, (int64_t)(plain_share(f, 1000 + n) / 10), 1, true), dp_buf_char(b, '\n');
  }
}

static void put_condition(dp_buf *b, size_t n, world_size size, uint64_t *r) {
  static const char *const urgencies[] = {"emergency", "urgent", "routine", "self-care"};
  dp_buf_text(b, "condition "), ref(b, "c", n), dp_buf_text(b, "\n  name: "), word(b, "Con", n);
  dp_buf_text(b, "\n  icd10: A00\n  field: made_up\n");
  if (!size.plain) {
    if (size.classes && world_chance(r, 80))
      dp_buf_text(b, "  is: "), ref(b, "k", world_below(r, size.classes)), dp_buf_char(b, '\n');
    else if (world_chance(r, 20)) line(b, "  is: diabetes_mellitus");
  }
  dp_buf_text(b, "  summary: Nobody has it.\n  reviewed: 2026-11-24\n  rate: "),
      dp_buf_uint(b, 1 + world_below(r, world_chance(r, 20) ? 5000 : 200));
  dp_buf_text(b, " estimate\n  urgency: "), line(b, urgencies[world_below(r, 4)]);
  dp_buf_text(b, "  danger: "), dp_buf_uint(b, world_below(r, 11)), line(b, " It is not known.");
  if (size.plain) line(b, "  age: 1 1 1 1 1 1 1 1 1");
  else {
    dp_buf_text(b, "  age:");
    for (int i = 0; i < 9; i++) dp_buf_char(b, ' '), dp_buf_fixed(b, (int64_t)(1 + world_below(r, 50)), 1, true);
    dp_buf_text(b, "\n  sex: ");
    if (world_chance(r, 8)) line(b, "female only");
    else if (world_chance(r, 8)) line(b, "male only");
    else dp_buf_text(b, "female "), dp_buf_uint(b, 5 + world_below(r, 90)), dp_buf_char(b, '\n');
    if (world_chance(r, 10)) line(b, "  pregnancy: 4");
    if (world_chance(r, 20)) line(b, "  region: tropics 30, africa 20");
    if (world_chance(r, 20)) line(b, "  season: winter 2, summer 0.5");
    if (world_chance(r, 70)) line(b, "  course: minutes 5, hours 30, days 40, weeks 25 estimate");
    if (world_chance(r, 60))
      line(b,
           world_chance(r, 50) ? "  onset: sudden 85, gradual 15 estimate" : "  onset: sudden 10, gradual 90 estimate");
    if (world_chance(r, 30)) line(b, "  recurrent: 70");
  }
  if (size.plain) put_plain_rows(b, n, size.findings, r);
  else put_rows(b, "findings", size.findings, size.rows / 2 + world_below(r, size.rows + 1), r);
  if (!size.plain) {
    static const char *const tables[] = {"infant", "children", "old", "pregnant", "diabetic"};
    for (int t = 0; t < 5; t++)
      if (world_chance(r, 25)) put_rows(b, tables[t], size.findings, 1 + world_below(r, 4), r);
    line(b, "  risks: estimate");
    size_t f = world_below(r, size.findings);
    for (size_t k = 0; k < 3 && k < size.findings; k++) {
      dp_buf_text(b, "    "), ref(b, "f", (f + k) % size.findings);
      dp_buf_char(b, ' '), dp_buf_fixed(b, (int64_t)(2 + world_below(r, 80)), 1, true), dp_buf_char(b, '\n');
    }
    if (size.classes) dp_buf_text(b, "    "), ref(b, "k", world_below(r, size.classes)), line(b, " 3");
    if (n) dp_buf_text(b, "    "), ref(b, "c", world_below(r, n)), line(b, " 5");
    if (world_chance(r, 50)) line(b, "    diabetes_mellitus 2.5");
    dp_buf_text(b, "  redflags: "), ref(b, "f", world_below(r, size.findings)), dp_buf_char(b, '\n');
  }
}

/* ---- compiled ---------------------------------------------------------------------------------------------------- */

static void find_tellable(world *w) {
  uint16_t *list = DP_NEW_ARRAY(&w->arena, uint16_t, w->kb->finding_count);
  assert_non_null(list);
  for (size_t f = 0; f < w->kb->finding_count; f++) list[w->tellable_count++] = (uint16_t)f;
  w->tellable = list;
}

static void open_image(world *w, dp_str bytes) {
  dp_error err;
  w->image = DP_NEW_ARRAY(&w->arena, char, bytes.size);
  assert_non_null(w->image);
  memcpy(w->image, bytes.at, bytes.size);
  w->image_size = bytes.size;
  if (dp_kb_open_image(w->image, bytes.size, NULL, &w->kb, &err)) fail_msg("%s", err.message);
}

void world_make(world *w, world_size size, uint64_t seed) {
  *w = (world){0};
  dp_arena_init(&w->arena, NULL);
  uint64_t r = seed * 0x9E3779B97F4A7C15u + 1;
  for (int i = 0; i < 8; i++) world_random(&r);
  kbc_file *files = DP_NEW_ARRAY(&w->arena, kbc_file, size.conditions + 2);
  dp_buf b;
  assert_non_null(files);
  dp_buf_init(&b, &w->arena);
  put_findings(&b, size, &r);
  files[0] = (kbc_file){.path = DP_STR("findings/all.txt"), .bytes = dp_buf_view(&b)};
  dp_buf_init(&b, &w->arena);
  put_classes(&b, size, &r);
  files[1] = (kbc_file){.path = DP_STR("classes.txt"), .bytes = dp_buf_view(&b)};
  for (size_t n = 0; n < size.conditions; n++) {
    dp_buf path;
    dp_buf_init(&path, &w->arena);
    dp_buf_text(&path, "conditions/made_up/"), ref(&path, "c", n), dp_buf_text(&path, ".txt");
    dp_buf_init(&b, &w->arena);
    put_condition(&b, n, size, &r);
    files[n + 2] = (kbc_file){.path = dp_buf_view(&path), .bytes = dp_buf_view(&b)};
  }
  kbc_report report;
  kbc_report_init(&report, &w->arena);
  kbc_model *m;
  dp_error err;
  if (kbc_load(files, size.conditions + 2, &w->arena, &report, &m, &err)) {
    dp_buf_init(&b, &w->arena);
    kbc_report_text(&report, DP_STR(""), &b);
    fail_msg("the made-up knowledge is not understood:\n%s", dp_buf_nul(&b));
  }
  dp_buf_init(&b, &w->arena);
  if (kbc_build(m, (kbc_build_options){0}, &w->arena, &b, &err)) fail_msg("%s", err.message);
  open_image(w, dp_buf_view(&b));
  find_tellable(w);
}

bool world_real(world *w) {
  *w = (world){0};
  dp_arena_init(&w->arena, NULL);
  FILE *f = fopen(DP_IMAGE_FILE, "rb");
  if (!f) return false;
  assert_int_equal(fseek(f, 0, SEEK_END), 0);
  long size = ftell(f);
  rewind(f);
  assert_true(size > 0);
  w->image = DP_NEW_ARRAY(&w->arena, char, (size_t)size);
  assert_non_null(w->image);
  assert_int_equal(fread(w->image, 1, (size_t)size, f), (size_t)size);
  fclose(f);
  w->image_size = (size_t)size;
  dp_error err;
  if (dp_kb_open_image(w->image, w->image_size, NULL, &w->kb, &err)) fail_msg("%s: %s", DP_IMAGE_FILE, err.message);
  const void *at;
  size_t bytes;
  if (!w->kb->condition_count || !dp_kb_section(w->kb, "WGHT", &at, &bytes)) {
    world_free(w);
    return false;
  }
  if (dp_weights_validate(at, bytes, w->kb->condition_count, w->kb->finding_count, &err)) fail_msg("%s", err.message);
  find_tellable(w);
  return true;
}

void world_free(world *w) {
  dp_kb_close_image(w->kb);
  dp_arena_free(&w->arena);
  *w = (world){0};
}

/* ---- patients ---------------------------------------------------------------------------------------------------- */

static void facts(dp_case *c, uint64_t *r) {
  c->age_days = world_chance(r, 15) ? -1 : (int32_t)world_below(r, world_chance(r, 30) ? 800 : 34000);
  c->sex = (uint8_t)world_below(r, 3);
  c->pregnant = (uint8_t)(c->sex == DP_FEMALE ? world_below(r, 3) : DP_UNKNOWN);
  c->setting = (uint8_t)world_below(r, DP_SETTING_COUNT + 1);
  c->region = (uint8_t)(world_chance(r, 20) ? world_below(r, 256) : 0);
  c->season = (uint8_t)world_below(r, DP_SEASON_COUNT + 1);
  c->duration_h = world_chance(r, 30) ? -1 : (int32_t)world_below(r, 5000);
  c->onset = (uint8_t)world_below(r, 3), c->recurrent = world_chance(r, 20);
  c->words = (uint32_t)world_below(r, 250);
}

static bool told(const dp_case *c, uint16_t f) {
  for (size_t i = 0; i < c->observations.count; i++)
    if (c->observations.at[i].finding == f) return true;
  return false;
}

static void tell(dp_case *c, dp_arena *arena, dp_observation o) {
  if (!told(c, o.finding)) assert_true(DP_PUSH(arena, &c->observations, o));
}

dp_case *world_case(const world *w, size_t observations, uint64_t *r, dp_arena *arena) {
  static const uint8_t states[] = {DP_PRESENT, DP_PRESENT,   DP_PRESENT, DP_ABSENT, DP_ABSENT,
                                   DP_ABSENT,  DP_UNCERTAIN, DP_PAST,    DP_FAMILY};
  dp_case *c = DP_NEW(arena, dp_case);
  assert_non_null(c);
  facts(c, r);
  for (size_t k = 0; k < observations; k++) {
    uint16_t f = w->tellable[world_below(r, w->tellable_count)];
    dp_ids up = dp_kb_ids(w->kb, w->kb->findings[f].ancestors), down = dp_kb_ids(w->kb, w->kb->findings[f].children);
    if (c->observations.count && world_chance(r, 40)) { /* near to what was said */
      uint16_t near = c->observations.at[world_below(r, c->observations.count)].finding;
      up = dp_kb_ids(w->kb, w->kb->findings[near].ancestors), down = dp_kb_ids(w->kb, w->kb->findings[near].children);
      if (up.count && world_chance(r, 50)) f = up.at[world_below(r, up.count)];
      else if (down.count) f = down.at[world_below(r, down.count)];
    }
    uint8_t state = states[world_below(r, sizeof states)];
    tell(c, arena,
         (dp_observation){.finding = f,
                          .state = state,
                          .group = (uint16_t)(k - k % (1 + world_below(r, 3))),
                          .mention = (uint16_t)k,
                          .support = (uint8_t)world_below(r, 4),
                          .complaint = world_chance(r, 25)});
  }
  dp_case_settle(w->kb, c);
  return c;
}

dp_case *world_patient(const world *w, uint16_t condition, size_t present, size_t absent, uint64_t *r,
                       dp_arena *arena) {
  const dp_kb *kb = w->kb;
  const dp_kb_condition *k = &kb->conditions[condition];
  dp_case *c = DP_NEW(arena, dp_case);
  assert_non_null(c);
  unsigned band = 0;
  uint64_t all = 0;
  for (unsigned i = 0; i < DP_BANDS; i++) all += k->age_milli[i];
  for (uint64_t at = all ? world_below(r, all) : 0; band + 1 < DP_BANDS && at >= k->age_milli[band]; band++)
    at -= k->age_milli[band];
  c->age_days =
      (int32_t)(dp_kb_band_first_day[band] +
                (band + 1 < DP_BANDS ? world_below(r, dp_kb_band_first_day[band + 1] - dp_kb_band_first_day[band])
                                     : world_below(r, 3000)));
  c->sex = world_below(r, 1000) < k->female_permille ? DP_FEMALE : DP_MALE;
  c->pregnant = k->flags & DP_CONDITION_PREGNANCY_ONLY ? DP_YES : DP_UNKNOWN;
  c->duration_h = -1;
  dp_kb_row_view rows = dp_kb_rows(kb, k, DP_ROWS_ALL), comes = dp_kb_rows(kb, k, DP_ROWS_COMES);
  for (size_t i = 0, at = world_below(r, 1000); i < comes.count; i++) {
    size_t share = (size_t)(comes.at[i].low + comes.at[i].high) / 2;
    if (at < share) {
      tell(c, arena,
           (dp_observation){
               .finding = comes.at[i].finding, .state = DP_PRESENT, .group = 1, .mention = 0, .complaint = true});
      break;
    }
    at -= share;
  }
  for (size_t tries = 0, n = 0; rows.count && n < present && tries < 400; tries++) {
    const dp_kb_row *row = &rows.at[world_below(r, rows.count)];
    if (world_below(r, 2000) >= (size_t)(row->low + row->high) || told(c, row->finding)) continue;
    tell(c, arena,
         (dp_observation){
             .finding = row->finding, .state = DP_PRESENT, .group = (uint16_t)(10 + n), .mention = (uint16_t)n});
    n++;
  }
  for (size_t tries = 0, n = 0; n < absent && tries < 400; tries++) {
    const dp_kb_condition *of = world_chance(r, 50) ? k : &kb->conditions[world_below(r, kb->condition_count)];
    dp_kb_row_view other = dp_kb_rows(kb, of, DP_ROWS_ALL);
    if (!other.count) continue;
    uint16_t f = other.at[world_below(r, other.count)].finding;
    const dp_kb_row *mine = dp_kb_row_of(kb, k, DP_ROWS_ALL, f);
    if (told(c, f) || (mine && world_below(r, 2000) < (size_t)(mine->low + mine->high))) continue;
    bool implied = false; /* by what is present */
    for (size_t i = 0; i < c->observations.count; i++) implied |= dp_kb_is_a(kb, c->observations.at[i].finding, f);
    if (implied) continue;
    tell(c, arena,
         (dp_observation){
             .finding = f, .state = DP_ABSENT, .group = (uint16_t)(100 + n), .mention = (uint16_t)(100 + n)});
    n++;
  }
  dp_case_settle(kb, c);
  return c;
}

dp_case *world_copy(const dp_case *c, dp_arena *arena) {
  dp_case *copy = DP_NEW(arena, dp_case);
  assert_non_null(copy);
  *copy = *c;
  copy->observations.at = DP_NEW_ARRAY(arena, dp_observation, c->observations.count + 8);
  assert_non_null(copy->observations.at);
  if (c->observations.count)
    memcpy(copy->observations.at, c->observations.at, c->observations.count * sizeof *c->observations.at);
  copy->observations.room = c->observations.count + 8;
  return copy;
}

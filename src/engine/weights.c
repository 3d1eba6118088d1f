/* weights.c: from the knowledge's frequencies to the WGHT section. Runs once, in the knowledge compiler.
 *
 * For every condition and every group of patients that it has a table for, the frequencies that it states are spread
 * over the forest of findings, so that any way of saying a thing meets any way of stating it:
 *
 * - up: a general finding is at least as frequent as what implies it: 1 - (1 - ref)(1 - p1)(1 - p2)… over its stated
 *   children;
 * - across: a finding whose other parents the condition states is more (or less) likely than its primary parent tells;
 * - down: is left to the reader of the weights (model.h: a node without posting has its parent's level).
 *
 * A risk factor with odds ratio OR and reference rate r is a finding with P = OR r / (1 - r + OR r): Bayes' rule in
 * odds. Probabilities are kept in 2 to 98 % for absences (no list of absences can rule out by piling up), 0.02 to 99 %
 * for presence, unless a row says `required` or `impossible`.
 */
#include "model.h"

enum { PPM = 1000000, STATED = 1, DERIVED = 2, HARD = 4 };

typedef struct builder {
  const dp_kb *kb;
  dp_arena *arena;
  size_t findings, conditions;
  uint32_t *ref;    /* [finding] ppm, monotone up the forest */
  uint16_t *parent; /* [finding] primary, no group */
  uint16_t *order;  /* children before parents */
  uint32_t *p;      /* [finding] ppm in the condition at hand */
  uint8_t *how;     /* [finding] STATED, DERIVED, HARD */
  uint32_t *base_p; /* the same for everybody, kept while a group is worked on */
  struct {
    dp_w_posting *at;
    size_t count, room;
  } * lists; /* [finding * DP_W_GROUPS + group] */
} builder;

static bool is_group(const dp_kb *kb, uint16_t f) { return kb->findings[f].kind == DP_KIND_GROUP; }

static uint16_t primary_parent(const dp_kb *kb, uint16_t f) {
  dp_ids up = dp_kb_ids(kb, kb->findings[f].parents);
  return !is_group(kb, f) && up.count && !is_group(kb, up.at[0])
             ? up.at[0]
             : (uint16_t)DP_NONE; /* groups are no part of the forest */
}

/* Whether any other member of the group is above `f`: then f adds nothing to the group that the other does not. */
static bool covered_in_group(const dp_kb *kb, uint16_t f, uint16_t group) {
  dp_ids up = dp_kb_ids(kb, kb->findings[f].ancestors);
  for (size_t i = 0; i < up.count; i++)
    if (up.at[i] != group && !is_group(kb, up.at[i])) {
      dp_ids groups = dp_kb_ids(kb, kb->findings[up.at[i]].parents);
      for (size_t k = 0; k < groups.count; k++)
        if (groups.at[k] == group) return true;
    }
  return false;
}

/* 1 - (1 - a)(1 - b), ppm. */
static uint32_t either(uint32_t a, uint32_t b) {
  uint64_t none = (uint64_t)(PPM - a) * (PPM - b) / PPM;
  return (uint32_t)(PPM - none);
}
static uint32_t clamp(uint32_t p, uint32_t low, uint32_t high) { return p < low ? low : p > high ? high : p; }

/* Children before parents: by the number of ancestors, most first (a child has all of its parents' and one more). */
static int deeper_first(const void *a, const void *b, const void *ctx) {
  const dp_kb *kb = ctx;
  uint16_t x, y;
  memcpy(&x, a, sizeof x), memcpy(&y, b, sizeof y);
  size_t nx = dp_kb_ids(kb, kb->findings[x].ancestors).count, ny = dp_kb_ids(kb, kb->findings[y].ancestors).count;
  return nx != ny ? (nx > ny ? -1 : 1) : x < y ? -1 : x > y;
}

static bool prepare(builder *b) {
  size_t n = b->findings;
  b->ref = DP_NEW_ARRAY(b->arena, uint32_t, n), b->parent = DP_NEW_ARRAY(b->arena, uint16_t, n);
  b->order = DP_NEW_ARRAY(b->arena, uint16_t, n), b->p = DP_NEW_ARRAY(b->arena, uint32_t, n);
  b->how = DP_NEW_ARRAY(b->arena, uint8_t, n), b->base_p = DP_NEW_ARRAY(b->arena, uint32_t, n);
  b->lists = dp_arena_array(b->arena, n * DP_W_GROUPS, sizeof *b->lists);
  if (b->arena->failed) return false;
  for (size_t f = 0; f < n; f++) {
    b->parent[f] = primary_parent(b->kb, (uint16_t)f);
    b->order[f] = (uint16_t)f;
    b->ref[f] = is_group(b->kb, (uint16_t)f) ? 0 : clamp(b->kb->findings[f].rate_ppm, 50, 950000);
  }
  if (!dp_sort(b->arena, b->order, n, sizeof *b->order, deeper_first, b->kb)) return false;
  for (size_t i = 0; i < n; i++) { /* a parent is at least as frequent as any child; a group is the OR of its members */
    uint16_t f = b->order[i];
    if (is_group(b->kb, f)) b->ref[f] = clamp(b->ref[f], 50, 900000);
    dp_ids up = dp_kb_ids(b->kb, b->kb->findings[f].parents);
    for (size_t k = 0; k < up.count; k++) {
      uint16_t a = up.at[k];
      if (!is_group(b->kb, a)) b->ref[a] = b->ref[a] < b->ref[f] ? b->ref[f] : b->ref[a];
      else if (!covered_in_group(b->kb, f, a)) b->ref[a] = either(b->ref[a], b->ref[f]);
    }
  }
  return true;
}

static void state(builder *b, uint16_t f, uint32_t ppm, bool hard) {
  b->p[f] = hard ? clamp(ppm, 500, 999500) : clamp(ppm, 200, 990000);
  b->how[f] = (uint8_t)(STATED | (hard ? HARD : 0));
}

/* What an expert's frequency is worth. Two blind estimates of 3,692 rows (docs/quality.md) agree in the middle and part at the ends: where the
 * first said under 1 % the second said 3 on average, where 95, then 90. So a number is moved 5 % of the way towards 40 %
 * (the mean of both hands), never past the background, and never so that it speaks for what it spoke against. */
static uint32_t doubted(uint32_t ppm, uint32_t ref) {
  uint32_t to = ppm - ppm / 20 + 20000;
  if (ppm < ref) return to < ref ? (to > ppm ? to : ppm) : ref;
  return to < ppm ? to : ppm;
}

static void state_rows(builder *b, const dp_kb_condition *c, dp_rows table) {
  dp_kb_row_view rows = dp_kb_rows(b->kb, c, table);
  for (size_t i = 0; i < rows.count; i++) {
    const dp_kb_row *r = &rows.at[i];
    uint32_t ppm = (uint32_t)(r->low + r->high) * 500;
    bool hard = (r->flags & (DP_ROW_REQUIRED | DP_ROW_IMPOSSIBLE)) != 0;
    if (!hard) ppm = doubted(ppm, b->ref[r->finding]);
    if (r->flags & DP_ROW_BACKGROUND) ppm = b->ref[r->finding];
    if (r->flags & DP_ROW_REQUIRED) ppm = ppm < 995000 ? 995000 : ppm;
    if (r->flags & DP_ROW_IMPOSSIBLE) ppm = 500;
    state(b, r->finding, ppm, hard);
  }
}

static void state_risks(builder *b, const dp_kb_condition *c) {
  for (size_t i = 0; i < c->risk_count; i++) {
    const dp_kb_risk *r = &b->kb->risks[c->risk_first + i];
    if (b->how[r->finding] & STATED) continue;
    uint64_t ref = b->ref[r->finding], odds = r->odds_milli;
    uint64_t with = odds * ref, without = (uint64_t)1000 * (PPM - ref);
    state(b, r->finding, (uint32_t)(with * PPM / (with + without)), false);
  }
}

/* Spreads what is stated up the forest, and across through other parents. */
static void spread(builder *b) {
  size_t n = b->findings;
  for (size_t i = 0; i < n; i++) { /* up: children come first */
    uint16_t f = b->order[i];
    if (!b->how[f]) {
      b->p[f] = b->ref[f];
      continue;
    }
    if (is_group(b->kb, f)) {
      b->p[f] = clamp(b->p[f], 200, 990000);
      continue;
    }
    dp_ids up = dp_kb_ids(b->kb, b->kb->findings[f].parents);
    for (size_t k = 0; k < up.count; k++) {
      uint16_t a = up.at[k];
      if (is_group(b->kb, a)) continue;
      if (b->how[a] & STATED) {
        if (b->p[a] < b->p[f] && b->parent[f] == a) b->p[a] = b->p[f];
      } else if (b->p[f] > b->ref[f] || (b->how[a] & DERIVED)) {
        uint32_t from = b->how[a] ? b->p[a] : b->ref[a];
        uint32_t with = b->p[f] > b->ref[f] ? either(from, b->p[f]) : from;
        b->p[a] = clamp(with < b->p[f] ? b->p[f] : with, 200, 980000);
        b->how[a] |= DERIVED;
      }
    }
  }
  for (size_t i = n; i-- > 0;) { /* across: parents come first */
    uint16_t f = b->order[i], a = b->parent[f];
    if (b->how[f] || is_group(b->kb, f)) continue;
    dp_ids up = dp_kb_ids(b->kb, b->kb->findings[f].parents);
    int32_t shift = 0;
    for (size_t k = 0; k < up.count; k++) {
      uint16_t s = up.at[k];
      if (s == a || is_group(b->kb, s) || !b->how[s]) continue;
      int32_t level = dp_centiban_ratio(b->p[s], b->ref[s]);
      shift += dp_scaled(level, 600);
    }
    if (!shift) continue;
    uint64_t own = a == DP_NONE || !b->how[a] ? b->ref[f] : (uint64_t)b->p[a] * b->ref[f] / b->ref[a];
    uint64_t p = (own * (dp_exp10_cb(shift > 150 ? 150 : shift < -150 ? -150 : shift) >> 12)) >> 20;
    uint64_t most = a == DP_NONE || !b->how[a] ? 900000 : (uint64_t)b->p[a] * 9 / 10;
    b->p[f] = clamp((uint32_t)(p > most ? most : p), 200, 900000);
    b->how[f] = DERIVED;
  }
  for (size_t i = 0; i < n;
       i++) { /* groups: the OR of their uppermost members; a member not stated is as in everybody */
    uint16_t f = b->order[i];
    dp_ids up = dp_kb_ids(b->kb, b->kb->findings[f].parents);
    for (size_t k = 0; k < up.count; k++) {
      uint16_t a = up.at[k];
      if (!is_group(b->kb, a) || (b->how[a] & STATED) || !b->how[f] || covered_in_group(b->kb, f, a)) continue;
      if (!(b->how[a] & DERIVED)) b->p[a] = b->ref[a], b->how[a] = DERIVED;
      /* replace the member's background by its frequency here */
      uint64_t none = (uint64_t)(PPM - b->p[a]) * (PPM - b->p[f]) / (PPM - b->ref[f]);
      b->p[a] = clamp((uint32_t)(none > PPM ? 0 : PPM - none), 200, 980000);
    }
  }
}

static bool emit(builder *b, size_t condition, unsigned group) {
  for (size_t f = 0; f < b->findings; f++) {
    bool differs = group == 0 ? b->how[f] != 0 : b->p[f] != b->base_p[f] && b->how[f] != 0;
    if (!differs) continue;
    dp_w_posting w = {.condition = (uint16_t)condition};
    w.present = (int16_t)dp_centiban_ratio(b->p[f], b->ref[f]);
    bool hard = (b->how[f] & HARD) != 0;
    uint32_t q = hard ? b->p[f] : clamp(b->p[f], 200, 980000);
    w.absent = (int16_t)dp_centiban_ratio(PPM - q, PPM - (b->ref[f] > 980000 ? 980000 : b->ref[f]));
    dp_ids down = dp_kb_ids(b->kb, b->kb->findings[f].children);
    for (size_t k = 0; k < down.count; k++)
      if (b->parent[down.at[k]] == f && (b->how[down.at[k]] & STATED) && b->p[down.at[k]] > b->ref[down.at[k]])
        w.flags = DP_W_STATES_CHILDREN;
    if (!DP_PUSH(b->arena, &b->lists[f * DP_W_GROUPS + group], w)) return false;
  }
  return true;
}

static const dp_rows group_tables[DP_W_GROUPS] = {DP_ROWS_ALL, DP_ROWS_INFANT,   DP_ROWS_CHILDREN,
                                                  DP_ROWS_OLD, DP_ROWS_PREGNANT, DP_ROWS_DIABETIC};

static bool weigh_condition(builder *b, size_t condition) {
  const dp_kb_condition *c = &b->kb->conditions[condition];
  for (unsigned g = 0; g < DP_W_GROUPS; g++) {
    if (g && !dp_kb_rows(b->kb, c, group_tables[g]).count) continue;
    memset(b->how, 0, b->findings);
    state_rows(b, c, DP_ROWS_ALL);
    if (g) state_rows(b, c, group_tables[g]);
    state_risks(b, c);
    b->how[c->finding] = 0; /* being named itself is a row of its own (DP_ROW_KNOWN) */
    spread(b);
    if (!g) memcpy(b->base_p, b->p, b->findings * sizeof *b->p);
    if (!emit(b, condition, g)) return false;
  }
  return true;
}

/* ---- what a condition says of the patient ------------------------------------------------------------------------ */

/* Share of the bands among people who present, permille (general practice and emergency together: estimate). */
static const uint32_t band_share[DP_BANDS] = {8, 25, 65, 75, 60, 250, 290, 150, 77};
/* How long people have had it when they come, permille over everybody (estimate). */
static const uint32_t course_share[DP_COURSE_COUNT] = {30, 160, 370, 230, 150, 60};
enum { SUDDEN_SHARE = 350, RECURRENT_SHARE = 250 };

static int16_t cb(uint64_t a, uint64_t n, int low, int high) {
  int r = dp_centiban_ratio(a, n);
  return (int16_t)(r < low ? low : r > high ? high : r);
}

static dp_w_condition weigh_patient(const dp_kb_condition *c) {
  dp_w_condition w = {0};
  w.rate = cb(c->rate_milli ? c->rate_milli : 1, 1000, -400, 500);
  uint64_t mean = 0;
  for (unsigned i = 0; i < DP_BANDS; i++) mean += (uint64_t)c->age_milli[i] * band_share[i];
  for (unsigned i = 0; i < DP_BANDS; i++) w.age[i] = mean ? cb((uint64_t)c->age_milli[i] * 1000, mean, -220, 200) : 0;
  uint64_t f = c->female_permille < 10 ? 10 : c->female_permille > 990 ? 990 : c->female_permille;
  w.female = cb(f, 500, -200, 60), w.male = cb(1000 - f, 500, -200, 60);
  if (c->flags & DP_CONDITION_FEMALE_ONLY) w.female = 30, w.male = DP_W_IMPOSSIBLE;
  if (c->flags & DP_CONDITION_MALE_ONLY) w.male = 30, w.female = DP_W_IMPOSSIBLE;
  w.pregnant = cb(c->pregnancy_milli ? c->pregnancy_milli : 1, 1000, -150, 200);
  if (c->flags & DP_CONDITION_PREGNANCY_ONLY) { /* its whole rate falls on the twentieth of women who are pregnant or
                                                   have just been */
    w.female = 30, w.male = DP_W_IMPOSSIBLE, w.pregnant = 130, w.not_pregnant = -150;
  }
  for (unsigned i = 0; i < DP_SETTING_COUNT; i++)
    w.setting[i] = cb(c->setting_milli[i] ? c->setting_milli[i] : 10, 1000, -150, 150);
  for (unsigned i = 0; i < DP_REGION_COUNT; i++)
    w.region[i] = cb(c->region_milli[i] ? c->region_milli[i] : 10, 1000, -150, 250);
  for (unsigned i = 0; i < DP_SEASON_COUNT; i++)
    w.season[i] = cb(c->season_milli[i] ? c->season_milli[i] : 10, 1000, -100, 100);
  if (c->course_permille[0] != UINT16_MAX)
    for (int i = 0; i < DP_COURSE_COUNT;
         i++) { /* neighbouring classes of time are told apart by nobody: 72 + 2 * 12 + 4 % anywhere */
      uint64_t p = (uint64_t)c->course_permille[i] * 72;
      p += (i ? c->course_permille[i - 1] : c->course_permille[i]) * (uint64_t)12;
      p += (i + 1 < DP_COURSE_COUNT ? c->course_permille[i + 1] : c->course_permille[i]) * (uint64_t)12;
      w.course[i] = cb(p + (uint64_t)course_share[i] * 4 + 300, (uint64_t)course_share[i] * 100 + 300, -150, 150);
    }
  if (c->sudden_permille != UINT16_MAX) {
    uint64_t s = (uint64_t)c->sudden_permille * 9 / 10 + SUDDEN_SHARE / 10;
    w.sudden = cb(s, SUDDEN_SHARE, -100, 100), w.gradual = cb(1000 - s, 1000 - SUDDEN_SHARE, -100, 100);
  }
  if (c->recurrent_permille != UINT16_MAX) {
    uint64_t s = (uint64_t)c->recurrent_permille * 9 / 10 + RECURRENT_SHARE / 10;
    w.recurrent = cb(s, RECURRENT_SHARE, -100, 100);
    w.single = 0; /* nobody says that a thing was never there before: silence of it is no evidence */
  }
  return w;
}

/* ---- what people come with, and what a careful account would mention --------------------------------------------- */

typedef struct comes_lists {
  struct {
    dp_w_comes *at;
    size_t count, room;
  } * of;
} comes_lists;

static bool weigh_comes(builder *b, comes_lists *lists) {
  lists->of = dp_arena_array(b->arena, b->findings, sizeof *lists->of);
  uint32_t *here = DP_NEW_ARRAY(b->arena, uint32_t, b->findings);
  if (!lists->of || !here) return false;
  for (size_t i = 0; i < b->conditions; i++) {
    const dp_kb_condition *c = &b->kb->conditions[i];
    dp_kb_row_view rows = dp_kb_rows(b->kb, c, DP_ROWS_COMES);
    memset(here, 0, b->findings * sizeof *here);
    for (size_t k = 0; k < rows.count; k++) { /* who comes with the specific comes with the general */
      uint32_t ppm = (uint32_t)(rows.at[k].low + rows.at[k].high) * 500;
      uint16_t f = rows.at[k].finding;
      here[f] += ppm;
      dp_ids up = dp_kb_ids(b->kb, b->kb->findings[f].ancestors);
      for (size_t a = 0; a < up.count; a++)
        if (!is_group(b->kb, up.at[a])) here[up.at[a]] += ppm;
    }
    for (size_t f = 0; f < b->findings; f++)
      if (here[f]) {
        dp_w_comes w = {(uint16_t)i, (int16_t)dp_centiban_ratio(here[f] > PPM ? PPM : here[f], PPM)};
        if (!DP_PUSH(b->arena, &lists->of[f], w)) return false;
      }
  }
  return true;
}

static const uint32_t mention_permille[DP_W_SILENCE_LEVELS] = {150, 350, 550,
                                                               750}; /* of `striking`, by the account's length */

static int more_frequent(const void *a, const void *b, const void *ctx) {
  const uint32_t *p = ctx;
  const uint16_t *x = a, *y = b;
  return p[*x] != p[*y] ? (p[*x] > p[*y] ? -1 : 1) : *x < *y ? -1 : *x > *y;
}

/* The (at most 12) complaints and signs that a condition has in a quarter or more: their absence from a long account
 * speaks. */
static bool weigh_silence(builder *b, size_t condition, dp_buf *out, size_t *count) {
  const dp_kb_condition *c = &b->kb->conditions[condition];
  uint16_t pick[512];
  size_t n = 0;
  dp_kb_row_view rows = dp_kb_rows(b->kb, c, DP_ROWS_ALL);
  memset(b->how, 0, b->findings);
  state_rows(b, c, DP_ROWS_ALL);
  for (size_t k = 0; k < rows.count && n < 512; k++) {
    uint16_t f = rows.at[k].finding;
    const dp_kb_finding *d = &b->kb->findings[f];
    if (rows.at[k].flags & DP_ROW_BACKGROUND || b->p[f] < 250000 || b->p[f] < b->ref[f]) continue;
    if (d->kind != DP_KIND_SYMPTOM && d->kind != DP_KIND_SIGN && d->kind != DP_KIND_VITAL) continue;
    bool told = false; /* who does not mention the general does not mention the specific: one silence, not two */
    dp_ids up = dp_kb_ids(b->kb, d->ancestors);
    for (size_t a = 0; a < up.count && !told; a++) told = b->how[up.at[a]] & STATED && b->p[up.at[a]] >= 250000;
    if (!told) pick[n++] = f;
  }
  if (n && !dp_sort(b->arena, pick, n, sizeof *pick, more_frequent, b->p)) return false;
  for (size_t k = 0; k < n && k < 12; k++) {
    uint16_t f = pick[k];
    uint32_t striking = b->kb->findings[f].striking, p = b->p[f], ref = b->ref[f];
    dp_w_silence w = {.finding = f};
    for (unsigned l = 0; l < DP_W_SILENCE_LEVELS; l++) {
      uint64_t m = (uint64_t)striking * mention_permille[l]; /* * 10^-5 */
      int r = dp_centiban_ratio((uint64_t)PPM * 100000 - p * m, (uint64_t)PPM * 100000 - ref * m);
      w.cb[l] = (int8_t)(r < -120 ? -120 : r > 0 ? 0 : r);
    }
    dp_buf_bytes(out, &w, sizeof w);
    *count += 1;
  }
  return true;
}

/* ---- the section ------------------------------------------------------------------------------------------------- */

void dp_w_align(dp_buf *out, size_t from) {
  while ((out->size - from) % 8) dp_buf_char(out, 0);
}

dp_status dp_weights_build(const dp_kb *kb, dp_arena *arena, dp_buf *out, dp_error *err) {
  builder b = {.kb = kb, .arena = arena, .findings = kb->finding_count, .conditions = kb->condition_count};
  comes_lists comes;
  if (!prepare(&b)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");
  for (size_t i = 0; i < b.conditions; i++)
    if (!weigh_condition(&b, i)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");
  if (!weigh_comes(&b, &comes)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");

  size_t from = out->size;
  dp_w_header h = {
      .version = DP_W_VERSION, .condition_count = (uint32_t)b.conditions, .finding_count = (uint32_t)b.findings};
  for (size_t i = 0; i < b.findings * DP_W_GROUPS; i++) h.posting_count += (uint32_t)b.lists[i].count;
  for (size_t f = 0; f < b.findings; f++) h.comes_count += (uint32_t)comes.of[f].count;
  dp_buf silence;
  dp_buf_init(&silence, arena);
  uint32_t *silence_index = DP_NEW_ARRAY(arena, uint32_t, b.conditions + 1);
  if (!silence_index) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");
  for (size_t i = 0; i < b.conditions; i++) {
    size_t count = silence_index[i];
    if (!weigh_silence(&b, i, &silence, &count))
      return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");
    silence_index[i + 1] = (uint32_t)count;
  }
  h.silence_count = silence_index[b.conditions];

  dp_buf_bytes(out, &h, sizeof h);
  for (size_t f = 0; f < b.findings; f++) {
    int16_t v = cb(b.ref[f], PPM, -500, 0);
    dp_buf_bytes(out, &v, sizeof v);
  }
  dp_w_align(out, from);
  for (size_t f = 0; f < b.findings; f++) {
    int16_t v = cb(PPM - (b.ref[f] > 980000 ? 980000 : b.ref[f]), PPM, -500, 0);
    dp_buf_bytes(out, &v, sizeof v);
  }
  dp_w_align(out, from);
  for (size_t f = 0; f < b.findings; f++) {
    uint32_t share = kb->findings[f].complaint_ppm;
    int16_t v = share ? cb(share, PPM, -500, 0) : INT16_MIN;
    dp_buf_bytes(out, &v, sizeof v);
  }
  dp_w_align(out, from);
  dp_buf_bytes(out, b.parent, b.findings * sizeof *b.parent);
  dp_w_align(out, from);
  uint32_t at = 0;
  for (size_t i = 0; i <= b.findings * DP_W_GROUPS; i++) {
    dp_buf_bytes(out, &at, sizeof at);
    if (i < b.findings * DP_W_GROUPS) at += (uint32_t)b.lists[i].count;
  }
  dp_w_align(out, from);
  at = 0;
  for (size_t f = 0; f <= b.findings; f++) {
    dp_buf_bytes(out, &at, sizeof at);
    if (f < b.findings) at += (uint32_t)comes.of[f].count;
  }
  dp_w_align(out, from);
  dp_buf_bytes(out, silence_index, (b.conditions + 1) * sizeof *silence_index);
  dp_w_align(out, from);
  for (size_t i = 0; i < b.findings * DP_W_GROUPS; i++)
    if (b.lists[i].count) dp_buf_bytes(out, b.lists[i].at, b.lists[i].count * sizeof *b.lists[i].at);
  dp_w_align(out, from);
  for (size_t f = 0; f < b.findings; f++)
    if (comes.of[f].count) dp_buf_bytes(out, comes.of[f].at, comes.of[f].count * sizeof(dp_w_comes));
  dp_w_align(out, from);
  if (silence.size) dp_buf_bytes(out, silence.at, silence.size);
  dp_w_align(out, from);
  for (size_t i = 0; i < b.conditions; i++) {
    dp_w_condition w = weigh_patient(&kb->conditions[i]);
    dp_buf_bytes(out, &w, sizeof w);
  }
  dp_w_align(out, from);
  if (out->failed || silence.failed || arena->failed)
    return dp_fail(err, DP_ERR_MEMORY, "not enough memory to weigh the knowledge");
  return DP_OK;
}

/* One part of the section: `count` items of `size` bytes at the next multiple of 8. */
static const void *part(const char *at, size_t total, size_t *pos, size_t count, size_t size) {
  if (count && size > (total - *pos) / count) return NULL;
  const void *p = at + *pos;
  *pos += count * size;
  *pos = (*pos + 7) & ~(size_t)7;
  return *pos <= total ? p : NULL;
}

dp_status dp_w_view(const void *at, size_t size, dp_w *out, dp_error *err) {
  size_t pos = 0;
  dp_w w = {0};
  if (size < sizeof(dp_w_header))
    return dp_fail(err, DP_ERR_IMAGE, "the image's weights are cut short: build it again");
  w.header = part(at, size, &pos, 1, sizeof *w.header);
  const dp_w_header *h = w.header;
  if (!h || h->version != DP_W_VERSION)
    return dp_fail(err, DP_ERR_IMAGE, "the image's weights are of another version: build it again");
  size_t f = h->finding_count, c = h->condition_count;
  if (f >= DP_NONE || c >= DP_NONE)
    return dp_fail(err, DP_ERR_IMAGE, "the image's weights are damaged: build it again");
  if (!(w.ref_cb = part(at, size, &pos, f, 2)) || !(w.ref0_cb = part(at, size, &pos, f, 2)) ||
      !(w.share_cb = part(at, size, &pos, f, 2)) || !(w.parent = part(at, size, &pos, f, 2)) ||
      !(w.index = part(at, size, &pos, f * DP_W_GROUPS + 1, 4)) || !(w.comes_index = part(at, size, &pos, f + 1, 4)) ||
      !(w.silence_index = part(at, size, &pos, c + 1, 4)) ||
      !(w.postings = part(at, size, &pos, h->posting_count, sizeof *w.postings)) ||
      !(w.comes = part(at, size, &pos, h->comes_count, sizeof *w.comes)) ||
      !(w.silence = part(at, size, &pos, h->silence_count, sizeof *w.silence)) ||
      !(w.conditions = part(at, size, &pos, c, sizeof *w.conditions)) || pos != size)
    return dp_fail(err, DP_ERR_IMAGE, "the image's weights are cut short: build it again");
  *out = w;
  return DP_OK;
}

dp_status dp_w_of(const dp_kb *kb, dp_w *out, dp_error *err) {
  const void *at;
  size_t size;
  if (!dp_kb_section(kb, "WGHT", &at, &size))
    return dp_fail(err, DP_ERR_IMAGE, "the image has no weights: build it again");
  return dp_w_view(at, size, out, err);
}

/* An index of `n` + 1 places into a table of `total`: grows from 0 to total. */
static bool index_ok(const uint32_t *index, size_t n, uint32_t total) {
  if (index[0] != 0 || index[n] != total) return false;
  for (size_t i = 0; i < n; i++)
    if (index[i] > index[i + 1]) return false;
  return true;
}

static bool within(int v) { return v >= -DP_W_MOST && v <= DP_W_MOST; }

/* No way up is a circle or longer than the readers of the forest go: each finding has its depth from its parent's. */
static bool forest_ok(const dp_w *w, size_t findings) {
  for (size_t f = 0; f < findings; f++) {
    size_t steps = 0;
    for (uint16_t a = w->parent[f]; a != DP_NONE; a = w->parent[a])
      if (a >= findings || ++steps >= 60) return false;
  }
  return true;
}

static bool lists_ok(const dp_w *w, size_t conditions, size_t findings) {
  const dp_w_header *h = w->header;
  for (size_t i = 0; i < h->posting_count; i++) {
    const dp_w_posting *p = &w->postings[i];
    if (p->condition >= conditions || !within(p->present) || !within(p->absent) || p->flags > DP_W_STATES_CHILDREN)
      return false;
  }
  for (size_t i = 0; i < findings * DP_W_GROUPS; i++) /* a list is in the order of conditions */
    for (uint32_t k = w->index[i] + 1; k < w->index[i + 1]; k++)
      if (w->postings[k - 1].condition >= w->postings[k].condition) return false;
  for (size_t i = 0; i < h->comes_count; i++)
    if (w->comes[i].condition >= conditions || !within(w->comes[i].cb)) return false;
  for (size_t f = 0; f < findings; f++)
    for (uint32_t k = w->comes_index[f] + 1; k < w->comes_index[f + 1]; k++)
      if (w->comes[k - 1].condition >= w->comes[k].condition) return false;
  for (size_t i = 0; i < h->silence_count; i++)
    if (w->silence[i].finding >= findings) return false;
  return true;
}

static bool conditions_ok(const dp_w *w, size_t conditions) {
  const size_t numbers = sizeof(dp_w_condition) / sizeof(int16_t);
  for (size_t i = 0; i < conditions; i++)
    for (size_t k = 0; k < numbers; k++) {
      int16_t v;
      memcpy(&v, (const char *)&w->conditions[i] + k * sizeof v, sizeof v);
      if (!within(v) && v != DP_W_IMPOSSIBLE) return false;
    }
  return true;
}

dp_status dp_weights_validate(const void *at, size_t size, size_t condition_count, size_t finding_count,
                              dp_error *err) {
  dp_w w;
  dp_status s = dp_w_view(at, size, &w, err);
  if (s) return s;
  const dp_w_header *h = w.header;
  bool ok = h->condition_count == condition_count && h->finding_count == finding_count && !h->reserved[0] &&
            !h->reserved[1] && index_ok(w.index, finding_count * DP_W_GROUPS, h->posting_count) &&
            index_ok(w.comes_index, finding_count, h->comes_count) &&
            index_ok(w.silence_index, condition_count, h->silence_count);
  for (size_t f = 0; ok && f < finding_count; f++)
    ok = w.ref_cb[f] <= 0 && within(w.ref_cb[f]) && w.ref0_cb[f] <= 0 && within(w.ref0_cb[f]) &&
         (w.share_cb[f] == INT16_MIN || (w.share_cb[f] <= 0 && within(w.share_cb[f])));
  ok = ok && forest_ok(&w, finding_count) && lists_ok(&w, condition_count, finding_count) &&
       conditions_ok(&w, condition_count);
  return ok ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the image's weights are damaged: build it again");
}

/* check.c: what is legal but doubtful: an author answers each warning, or leaves it with a reason.
 *
 * Two sweeps: conditions one by one (completeness, sums, frequencies that cannot be) and the vocabulary (rates,
 * orphans). What is said twice is in check_phrases.c, the comparison with rivals in check_rivals.c. The list of
 * warnings is in docs/knowledge-format.md.
 */
#include "inner.h"
#include "../engine/medicine.h"

enum { FEW_ROWS = 12, ALIKE_ROWS = 8 };

kbc_check_options kbc_check_defaults(void) {
  return (kbc_check_options){.phrases = true, .rivals = true, .near = 20, .common = 300, .least = 2};
}

typedef struct checker {
  const kbc_model *m;
  dp_arena *arena;
  kbc_report *report;
} checker;

static unsigned middle(const kbc_row *r) { return (r->low + r->high + 1U) / 2; }

/* "12.5" for a permille. */
static const char *percent(checker *c, unsigned permille) {
  dp_buf b;
  dp_buf_init(&b, c->arena);
  dp_buf_fixed(&b, permille, 1, true);
  const char *text = dp_buf_nul(&b);
  return text ? text : "";
}

/* Adds ", word" to a list that is being written. */
static void add_word(dp_buf *b, const char *word) {
  if (b->size) dp_buf_text(b, ", ");
  dp_buf_text(b, word);
}

/* ---- conditions -------------------------------------------------------------------------------------------------- */

static void check_stated(checker *c, const kbc_condition *x) {
  bool summary = false, text;
  for (size_t i = 0; i < x->texts.count; i++)
    text = x->texts.at[i].section == DP_TEXT_SUMMARY, summary = summary || text;
  const struct {
    bool stated;
    const char *name;
  } fields[] = {{summary, "summary"},
                {x->icd10.size, "icd10"},
                {x->reviewed, "reviewed"},
                {x->urgency_stated, "urgency"},
                {x->danger_stated, "danger"},
                {x->age_stated, "age"},
                {x->sex_stated, "sex"},
                {x->course_permille[0] != UINT16_MAX, "course"},
                {x->sudden_permille != UINT16_MAX, "onset"},
                {x->rows[DP_ROWS_COMES].count, "comes"}};
  dp_buf b;
  dp_buf_init(&b, c->arena);
  for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
    if (!fields[i].stated) add_word(&b, fields[i].name);
  if (b.size) KBC_WARN(c->report, x->place, "does not state: %s", dp_buf_nul(&b));
}

static void check_numbers(checker *c, const kbc_condition *x) {
  uint64_t ages = 0;
  for (unsigned i = 0; i < DP_BANDS; i++) ages += x->age_milli[i];
  if (!ages) KBC_WARN(c->report, x->place, "`age` is zero in all bands: nobody can have it");
  if (x->course_permille[0] != UINT16_MAX && (x->course_sum < 95 || x->course_sum > 105))
    KBC_WARN(c->report, x->place, "`course` adds up to %u %%", x->course_sum);
  if (x->sudden_permille != UINT16_MAX && (x->onset_sum < 95 || x->onset_sum > 105))
    KBC_WARN(c->report, x->place, "`onset` adds up to %u %%", x->onset_sum);
}

/* The frequency of a finding in a table of the condition, or else in that for everybody; -1 when it is stated in
 * neither. */
static int stated_in(const kbc_condition *x, unsigned table, uint16_t finding) {
  const unsigned tables[2] = {table, DP_ROWS_ALL};
  for (unsigned t = 0; t < 2; t++)
    for (size_t i = 0; i < x->rows[tables[t]].count; i++) {
      const kbc_row *r = &x->rows[tables[t]].at[i];
      if (r->finding.at == finding && !(r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED))) return (int)middle(r);
    }
  return -1;
}

static void check_children(checker *c, const kbc_condition *x) {
  for (unsigned t = 0; t < DP_ROWS_COUNT; t++) {
    if (t == DP_ROWS_COMES) continue;
    for (size_t i = 0; i < x->rows[t].count; i++) {
      const kbc_row *r = &x->rows[t].at[i];
      const kbc_finding *f = &c->m->findings.at[r->finding.at];
      if (!f->parents.count || r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
      int above = stated_in(x, t, f->parents.at[0].at);
      if (above >= 0 && (int)middle(r) > above)
        KBC_WARN(c->report, r->finding.place, "`%.*s` (%s %%) is more frequent than its parent `%.*s` (%s %%)",
                 KBC_S(f->id), percent(c, middle(r)), KBC_S(f->parents.at[0].id), percent(c, (unsigned)above));
    }
  }
}

static void check_comes(checker *c, const kbc_condition *x) {
  for (size_t i = 0; i < x->rows[DP_ROWS_COMES].count; i++) {
    const kbc_row *r = &x->rows[DP_ROWS_COMES].at[i];
    const kbc_finding *f = &c->m->findings.at[r->finding.at];
    if (!f->complaint_ppm)
      KBC_WARN(c->report, r->finding.place,
               "people are said to come with `%.*s`, but it is no complaint: it states no `complaint:`", KBC_S(f->id));
    int has = stated_in(x, DP_ROWS_ALL, r->finding.at);
    for (unsigned t = DP_ROWS_INFANT; t < DP_ROWS_COMES; t++) { /* only children may come with it */
      int in_group = stated_in(x, t, r->finding.at);
      if (in_group > has) has = in_group;
    }
    if (has < 0)
      KBC_WARN(c->report, r->finding.place, "people come with `%.*s`, but `findings` does not say how many have it",
               KBC_S(f->id));
    else if (has < (int)middle(r))
      KBC_WARN(c->report, r->finding.place, "more people come with `%.*s` (%s %%) than have it (%s %%)", KBC_S(f->id),
               percent(c, middle(r)), percent(c, (unsigned)has));
  }
}

static void check_depth(checker *c, const kbc_condition *x) {
  const kbc_rows *rows = &x->rows[DP_ROWS_ALL];
  size_t count = 0, most = 0;
  const kbc_row *alike = NULL;
  for (size_t i = 0; i < rows->count; i++) {
    if (rows->at[i].flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
    count++;
    size_t same = 0;
    for (size_t k = 0; k < rows->count; k++)
      same += rows->at[k].low == rows->at[i].low && rows->at[k].high == rows->at[i].high &&
              !(rows->at[k].flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED));
    if (same > most) most = same, alike = &rows->at[i];
  }
  if (count < FEW_ROWS) KBC_WARN(c->report, x->place, "fewer than %d rows in `findings`: %zu", FEW_ROWS, count);
  if (most >= ALIKE_ROWS)
    KBC_WARN(c->report, x->place, "%zu of %zu rows have the same frequency, %s %%", most, count,
             percent(c, middle(alike)));
}

/* ---- the vocabulary ---------------------------------------------------------------------------------------------- */

/* A bit for each finding that something beside rows and risks points to, or that is above such a one. */
static uint8_t *find_pointed(checker *c) {
  const kbc_model *m = c->m;
  uint8_t *pointed = DP_NEW_ARRAY(c->arena, uint8_t, m->findings.count + 1);
  if (!pointed) return NULL;
  for (size_t i = 0; i < m->conditions.count; i++) {
    const kbc_condition *x = &m->conditions.at[i];
    for (size_t k = 0; k < x->redflags.count; k++) pointed[x->redflags.at[k].at] = 1;
    for (size_t k = 0; k < x->complications.count; k++) pointed[x->complications.at[k].at] = 1;
  }
  for (size_t i = 0; i < m->findings.count; i++) {
    if (!pointed[i]) continue;
    uint16_t *up = NULL;
    size_t count = 0;
    if (!kbc_ancestors(m, (uint16_t)i, c->arena, &up, &count)) return NULL;
    for (size_t k = 0; k < count; k++) pointed[up[k]] = 1;
  }
  return pointed;
}

/* Names gathered for one warning a file: while the conditions are being written there are many. */
typedef struct gathered {
  dp_buf names;
  size_t count;
} gathered;
enum { MOST_NAMED = 25 }; /* unless the report is narrowed to a file or a folder */

static void gather(checker *c, gathered *g, dp_str id) {
  if (g->count++ == 0) dp_buf_init(&g->names, c->arena);
  if (g->count > MOST_NAMED && !c->report->only.size) return;
  if (g->count > 1) dp_buf_text(&g->names, ", ");
  dp_buf_str(&g->names, id);
}

static void say_gathered(checker *c, const gathered *g, size_t file, const char *one, const char *many) {
  if (!g->count) return;
  dp_buf said;
  dp_buf_init(&said, c->arena);
  dp_buf_uint(&said, g->count);
  dp_buf_text(&said, g->count == 1 ? one : many);
  dp_buf_str(&said, dp_buf_view(&g->names));
  if (g->count > MOST_NAMED && !c->report->only.size) dp_buf_text(&said, " …");
  const char *text = dp_buf_nul(&said);
  if (text) kbc_report_add(c->report, (kbc_place){1, (uint16_t)file, 1}, KBC_WARNING, text);
}

static bool is_asked(dp_kind kind) {
  return kind == DP_KIND_SYMPTOM || kind == DP_KIND_HISTORY || kind == DP_KIND_RISK || kind == DP_KIND_MEDICINE;
}

static void check_orphans(checker *c) {
  const kbc_model *m = c->m;
  uint8_t *pointed = find_pointed(c), *is_parent = DP_NEW_ARRAY(c->arena, uint8_t, m->findings.count + 1);
  if (!pointed || !is_parent) return;
  for (size_t i = 0; i < m->findings.count; i++)
    for (size_t k = 0; k < m->findings.at[i].parents.count; k++) is_parent[m->findings.at[i].parents.at[k].at] = 1;
  for (size_t file = 0, i = 0, k = 0; file < m->files.count;
       file++) { /* findings and classes lie in the files' order */
    gathered orphans = {0}, groups = {0}, unasked = {0}, classes = {0};
    for (; i < m->findings.count && m->findings.at[i].place.file == file && m->findings.at[i].kind != DP_KIND_DISEASE;
         i++) {
      const kbc_finding *f = &m->findings.at[i];
      if (f->kind == DP_KIND_GROUP && !is_parent[i]) gather(c, &groups, f->id);
      if (!f->ask.size && is_asked(f->kind) && !f->medicine) gather(c, &unasked, f->id);
      if (f->kind != DP_KIND_GROUP && !f->used && !f->medicine && !pointed[i] && !f->denies.count) gather(c, &orphans, f->id);
    }
    for (; k < m->classes.count && m->classes.at[k].place.file == file; k++)
      if (!is_parent[m->classes.at[k].finding]) gather(c, &classes, m->classes.at[k].id);
    say_gathered(c, &orphans, file, " finding that no condition states: ", " findings that no condition states: ");
    say_gathered(c, &unasked, file, " finding without a question (`ask`): ", " findings without a question (`ask`): ");
    say_gathered(c, &groups, file, " group without members: ", " groups without members: ");
    say_gathered(c, &classes, file, " class without members: ", " classes without members: ");
  }
}

static void check_finding(checker *c, const kbc_finding *f) {
  if (f->kind == DP_KIND_DISEASE) return;
  if (f->complaint_ppm > f->rate_ppm)
    KBC_WARN(c->report, f->place,
             "more people come because of `%.*s` than have it: `complaint` is per 1,000, `rate` percent", KBC_S(f->id));
  if (!f->parents.count) return;
  const kbc_finding *parent = &c->m->findings.at[f->parents.at[0].at];
  if (f->rate_ppm > parent->rate_ppm)
    KBC_WARN(c->report, f->place, "the rate of `%.*s` (%s %%) is above that of its parent `%.*s` (%s %%)", KBC_S(f->id),
             percent(c, (f->rate_ppm + 500) / 1000), KBC_S(parent->id), percent(c, (parent->rate_ppm + 500) / 1000));
}

/* ---- medicines --------------------------------------------------------------------------------------------------- */

/* What neither a medicine nor anything above it says; a class need not say what its members do. */
static void check_medicine(checker *c, size_t at) {
  const kbc_model *m = c->m;
  const kbc_medicine *x = &m->medicines.at[at];
  uint16_t *up = NULL;
  size_t count = 0;
  bool is_class = false, effects = false, about[DP_ABOUT_COUNT] = {false}, monitor = false, overdose = false;
  if (!kbc_ancestors(m, x->finding, c->arena, &up, &count)) return;
  for (size_t i = 0; i < m->findings.count && !is_class; i++)
    for (size_t k = 0; k < m->findings.at[i].parents.count; k++)
      is_class = is_class || (m->findings.at[i].medicine && m->findings.at[i].parents.at[k].at == x->finding);
  for (size_t i = 0; i < m->medicines.count; i++) {
    const kbc_medicine *y = &m->medicines.at[i];
    bool above = i == at;
    for (size_t k = 0; k < count; k++) above = above || up[k] == y->finding;
    if (!above) continue;
    effects = effects || y->effects.count;
    monitor = monitor || y->monitor.text.size, overdose = overdose || y->overdose.text.size;
    for (size_t k = 0; k < y->conflicts.count; k++) about[y->conflicts.at[k].about] = true;
  }
  const struct {
    bool stated;
    const char *name;
  } fields[] = {{effects, "effects"},
                {about[DP_ABOUT_INTERACTION], "interactions"},
                {about[DP_ABOUT_CAUTION], "cautions"},
                {about[DP_ABOUT_PREGNANCY], "pregnancy"},
                {about[DP_ABOUT_BREASTFEEDING], "breastfeeding"},
                {monitor, "monitor"},
                {overdose, "overdose"}};
  dp_buf b;
  dp_buf_init(&b, c->arena);
  for (size_t i = 0; !is_class && i < sizeof fields / sizeof *fields; i++)
    if (!fields[i].stated) add_word(&b, fields[i].name);
  if (b.size) KBC_WARN(c->report, x->place, "neither it nor its class states: %s", dp_buf_nul(&b));
}

/* ---- all --------------------------------------------------------------------------------------------------------- */

dp_status kbc_check(const kbc_model *m, kbc_check_options options, dp_arena *arena, kbc_report *report, dp_error *err) {
  checker c = {m, arena, report};
  for (size_t i = 0; i < m->conditions.count; i++) {
    const kbc_condition *x = &m->conditions.at[i];
    check_stated(&c, x);
    check_numbers(&c, x);
    check_children(&c, x);
    check_comes(&c, x);
    check_depth(&c, x);
  }
  for (size_t i = 0; i < m->findings.count; i++) check_finding(&c, &m->findings.at[i]);
  check_orphans(&c);
  for (size_t i = 0; i < m->medicines.count; i++) check_medicine(&c, i);
  for (size_t i = 0; i < m->topics.count; i++)
    if (m->topics.at[i].kind == DP_TOPIC_SYMPTOM && m->topics.at[i].about.at == DP_NONE)
      KBC_WARN(report, m->topics.at[i].place, "is about no finding: it has the id of none and states no `about`");
  dp_status status = options.phrases ? kbc_check_phrases(m, arena, report, err) : DP_OK;
  if (status != DP_OK) return status;
  bool ok = !options.rivals || kbc_check_rivals(m, options, arena, report);
  return ok && !arena->failed ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "no memory to check the knowledge");
}

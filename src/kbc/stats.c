/* stats.c: coverage and depth of the knowledge: how much there is in each field, and how deep.
 *
 * Rows count what conditions state as frequencies for everybody and in groups (not `background` and `excluded`, not
 * `comes`); sourced are those with a citation.
 */
#include "inner.h"

typedef struct field_stats {
  dp_str name;
  size_t conditions, rows, sourced, risks, fewest, most, reviewed, prose;
} field_stats;
typedef struct stats {
  struct {
    field_stats *at;
    size_t count, room;
  } fields; /* by name; the total last */
  size_t kinds[DP_KIND_COUNT], vocabulary, phrases, complaints, measured, unused;
  struct { size_t written, complete; } pages[DP_TOPIC_KIND_COUNT]; /* by kind */
} stats;

static int compare_fields(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return dp_str_cmp(((const field_stats *)a)->name, ((const field_stats *)b)->name);
}

static void count_condition(field_stats *f, const kbc_condition *c) {
  size_t rows = 0;
  for (unsigned t = 0; t < DP_ROWS_COMES; t++)
    for (size_t k = 0; k < c->rows[t].count; k++) {
      const kbc_row *r = &c->rows[t].at[k];
      if (r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
      rows++;
      f->sourced += r->cite.kind == KBC_SOURCE;
    }
  if (f->conditions == 0 || rows < f->fewest) f->fewest = rows;
  if (rows > f->most) f->most = rows;
  f->conditions++;
  f->rows += rows;
  f->risks += c->risks.count;
  f->reviewed += c->reviewed != 0;
  f->prose += c->texts.count > 1; /* more than the summary */
}

/* The sections without which a page is not complete, as src/ency/page.c's table has them; tests/ency/prose.py compares. */
static bool is_complete(dp_topic_kind kind, const kbc_texts *texts, uint32_t reviewed) {
  static const unsigned needs[DP_TOPIC_KIND_COUNT] = {
      [DP_TOPIC_CONDITION] = 1u << DP_TEXT_WHAT | 1u << DP_TEXT_SEEK | 1u << DP_TEXT_SYMPTOMS | 1u << DP_TEXT_CAUSES |
                             1u << DP_TEXT_DIAGNOSIS | 1u << DP_TEXT_TREATMENT | 1u << DP_TEXT_SELFCARE |
                             1u << DP_TEXT_PREVENTION | 1u << DP_TEXT_OUTLOOK | 1u << DP_TEXT_FAQ,
      [DP_TOPIC_SYMPTOM] = 1u << DP_TEXT_WHAT | 1u << DP_TEXT_SEEK | 1u << DP_TEXT_ASK | 1u << DP_TEXT_EXAMINE |
                           1u << DP_TEXT_SELFCARE,
      [DP_TOPIC_PROCEDURE] = 1u << DP_TEXT_WHAT | 1u << DP_TEXT_WHY | 1u << DP_TEXT_PREPARE | 1u << DP_TEXT_HAPPENS |
                             1u << DP_TEXT_RISKS | 1u << DP_TEXT_RECOVERY | 1u << DP_TEXT_RESULTS,
      [DP_TOPIC_TEST] = 1u << DP_TEXT_WHAT | 1u << DP_TEXT_WHY | 1u << DP_TEXT_PREPARE | 1u << DP_TEXT_RESULTS};
  unsigned has = 0;
  for (size_t i = 0; i < texts->count; i++) has |= 1u << texts->at[i].section;
  return reviewed && (has & needs[kind]) == needs[kind];
}

static bool collect(const kbc_model *m, dp_arena *arena, stats *s) {
  memset(s, 0, sizeof *s);
  field_stats total = {.name = DP_STR("total")};
  for (size_t i = 0; i < m->conditions.count; i++) {
    const kbc_condition *c = &m->conditions.at[i];
    size_t k = 0;
    while (k < s->fields.count && !dp_str_eq(s->fields.at[k].name, c->field)) k++;
    if (k == s->fields.count && !DP_PUSH(arena, &s->fields, (field_stats){.name = c->field})) return false;
    count_condition(&s->fields.at[k], c);
    count_condition(&total, c);
    s->pages[DP_TOPIC_CONDITION].written += c->texts.count > 1;
    s->pages[DP_TOPIC_CONDITION].complete += is_complete(DP_TOPIC_CONDITION, &c->texts, c->reviewed);
  }
  if (!dp_sort(arena, s->fields.at, s->fields.count, sizeof *s->fields.at, compare_fields, NULL)) return false;
  if (!DP_PUSH(arena, &s->fields, total)) return false;
  for (size_t i = 0; i < m->findings.count; i++) {
    const kbc_finding *f = &m->findings.at[i];
    s->kinds[f->kind]++;
    s->phrases += f->say.count + f->mod.count + f->test.count + 1;
    s->complaints += f->complaint_ppm != 0;
    s->measured += f->whens.count != 0;
    if (f->kind == DP_KIND_DISEASE) continue;
    s->vocabulary++;
    s->unused += !f->used && f->kind != DP_KIND_GROUP;
  }
  for (size_t i = 0; i < m->topics.count; i++) {
    const kbc_topic *t = &m->topics.at[i];
    s->pages[t->kind].written++;
    s->pages[t->kind].complete += is_complete(t->kind, &t->texts, t->reviewed);
  }
  return true;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

static void put_spaces(dp_buf *b, size_t n) {
  while (n--) dp_buf_char(b, ' ');
}
static void put_right(dp_buf *b, dp_str s, size_t width) {
  put_spaces(b, s.size < width ? width - s.size : 0);
  dp_buf_str(b, s);
}
/* value / 10^scale, right-aligned. */
static void put_number(dp_buf *b, dp_arena *a, size_t value, unsigned scale, size_t width, const char *after) {
  dp_buf n;
  dp_buf_init(&n, a);
  dp_buf_fixed(&n, (int64_t)value, scale, false);
  dp_buf_text(&n, after);
  put_right(b, dp_buf_view(&n), width);
  b->failed = b->failed || n.failed;
}

static void put_line(dp_buf *b, dp_arena *a, const char *label, size_t value) {
  dp_buf_text(b, label);
  put_spaces(b, strlen(label) < 24 ? 24 - strlen(label) : 1);
  put_number(b, a, value, 0, 10, "\n");
}

dp_status kbc_stats_text(const kbc_model *m, dp_arena *arena, dp_buf *out, dp_error *err) {
  stats s;
  if (!collect(m, arena, &s)) return dp_fail(err, DP_ERR_MEMORY, "no memory to count the knowledge");
  size_t width = 5;
  for (size_t i = 0; i < s.fields.count; i++)
    if (s.fields.at[i].name.size > width) width = s.fields.at[i].name.size;
  dp_buf_text(out, "field");
  put_spaces(out, width - 5);
  dp_buf_text(out, "  conditions   rows  a page  fewest  most  sourced  risks  reviewed  prose\n");
  for (size_t i = 0; i < s.fields.count; i++) {
    const field_stats *f = &s.fields.at[i];
    dp_buf_str(out, f->name);
    put_spaces(out, width - f->name.size);
    put_number(out, arena, f->conditions, 0, 12, "");
    put_number(out, arena, f->rows, 0, 7, "");
    put_number(out, arena, f->conditions ? f->rows * 10 / f->conditions : 0, 1, 8, "");
    put_number(out, arena, f->fewest, 0, 8, "");
    put_number(out, arena, f->most, 0, 6, "");
    put_number(out, arena, f->rows ? f->sourced * 100 / f->rows : 0, 0, 9, " %");
    put_number(out, arena, f->risks, 0, 7, "");
    put_number(out, arena, f->reviewed, 0, 10, "");
    put_number(out, arena, f->prose, 0, 7, "\n");
  }
  dp_buf_char(out, '\n');
  put_line(out, arena, "findings", s.vocabulary);
  for (unsigned k = 0; k < DP_KIND_DISEASE; k++) {
    dp_buf_text(out, "  ");
    dp_buf_text(out, dp_kb_kind_name(k));
    put_spaces(out, 22 - strlen(dp_kb_kind_name(k)));
    put_number(out, arena, s.kinds[k], 0, 10, "\n");
  }
  put_line(out, arena, "stated by no condition", s.unused);
  put_line(out, arena, "complaints", s.complaints);
  put_line(out, arena, "with thresholds", s.measured);
  put_line(out, arena, "measures", m->measures.count);
  put_line(out, arena, "classes of conditions", m->classes.count);
  put_line(out, arena, "phrases", s.phrases);
  put_line(out, arena, "word classes", m->words.count);
  for (unsigned k = 0; k < DP_TOPIC_KIND_COUNT; k++) {
    static const char *const labels[][2] = {{"condition pages", "  complete"}, {"symptom pages", "  complete"},
                                            {"procedure pages", "  complete"}, {"test pages", "  complete"}};
    put_line(out, arena, labels[k][0], s.pages[k].written);
    put_line(out, arena, labels[k][1], s.pages[k].complete);
  }
  put_line(out, arena, "sources", m->sources.count);
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "no memory to count the knowledge") : DP_OK;
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

dp_status kbc_stats_json(const kbc_model *m, dp_arena *arena, dp_jw *w, dp_error *err) {
  stats s;
  if (!collect(m, arena, &s)) return dp_fail(err, DP_ERR_MEMORY, "no memory to count the knowledge");
  dp_jw_object(w);
  dp_jw_key(w, "fields");
  dp_jw_array(w);
  for (size_t i = 0; i < s.fields.count; i++) {
    const field_stats *f = &s.fields.at[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "field", f->name);
    dp_jw_kint(w, "conditions", (int64_t)f->conditions);
    dp_jw_kint(w, "rows", (int64_t)f->rows);
    dp_jw_kint(w, "fewest_rows", (int64_t)f->fewest);
    dp_jw_kint(w, "most_rows", (int64_t)f->most);
    dp_jw_kint(w, "sourced_rows", (int64_t)f->sourced);
    dp_jw_kint(w, "risks", (int64_t)f->risks);
    dp_jw_kint(w, "reviewed", (int64_t)f->reviewed);
    dp_jw_kint(w, "with_prose", (int64_t)f->prose);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_jw_key(w, "findings");
  dp_jw_object(w);
  for (unsigned k = 0; k < DP_KIND_DISEASE; k++) dp_jw_kint(w, dp_kb_kind_name(k), (int64_t)s.kinds[k]);
  dp_jw_end_object(w);
  dp_jw_kint(w, "unused_findings", (int64_t)s.unused);
  dp_jw_kint(w, "complaints", (int64_t)s.complaints);
  dp_jw_kint(w, "measured_findings", (int64_t)s.measured);
  dp_jw_kint(w, "measures", (int64_t)m->measures.count);
  dp_jw_kint(w, "classes", (int64_t)m->classes.count);
  dp_jw_kint(w, "phrases", (int64_t)s.phrases);
  dp_jw_kint(w, "words", (int64_t)m->words.count);
  dp_jw_key(w, "pages");
  dp_jw_object(w);
  for (unsigned k = 0; k < DP_TOPIC_KIND_COUNT; k++) {
    dp_jw_key(w, dp_kb_topic_kind_name(k));
    dp_jw_object(w);
    dp_jw_kint(w, "written", (int64_t)s.pages[k].written);
    dp_jw_kint(w, "complete", (int64_t)s.pages[k].complete);
    dp_jw_end_object(w);
  }
  dp_jw_end_object(w);
  dp_jw_kint(w, "sources", (int64_t)m->sources.count);
  dp_jw_end_object(w);
  return w->out->failed ? dp_fail(err, DP_ERR_MEMORY, "no memory to count the knowledge") : DP_OK;
}

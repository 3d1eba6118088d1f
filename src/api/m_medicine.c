/* m_medicine.c: what the medicines may cause and what they must not meet, as JSON, each with a sentence that can be read alone. */
#include "medicines.h"
#include "../guide/medicines.h"

static dp_guide_input input_of(const dp_door *d) {
  return (dp_guide_input){d->kb, d->consult->reading, d->consult->the_case, d->consult->ranked};
}

static void put_lower(dp_buf *b, const char *name) { /* "Muscle pain" within a sentence; "ECG changes" as it is */
  dp_str s = dp_str_of(name);
  bool lower = s.size > 1 && s.at[0] >= 'A' && s.at[0] <= 'Z' && s.at[1] >= 'a' && s.at[1] <= 'z';
  if (lower) dp_buf_char(b, (char)(s.at[0] + 32)), s.at++, s.size--;
  dp_buf_str(b, s);
}

/* "5 to 10 of 100", "3 of 1,000". */
static void put_share(dp_buf *b, unsigned low, unsigned high) {
  unsigned by = low >= 10 && low % 10 == 0 && high % 10 == 0 ? 10 : 1;
  dp_buf_uint(b, low / by);
  if (high != low) dp_buf_text(b, " to "), dp_buf_uint(b, high / by);
  dp_buf_text(b, by == 10 ? " of 100" : " of 1,000");
}

static void write_head(dp_door *d, const dp_medicine_match *m) {
  dp_jw_ktext(d->w, "medicine", dp_kb_finding_id(d->kb, m->medicine));
  dp_jw_ktext(d->w, "medicine_name", dp_medicine_name(d->kb, m->medicine));
  dp_jw_key(d->w, "with");
  if (m->with == DP_NONE) dp_jw_null(d->w);
  else dp_jw_text(d->w, dp_kb_finding_id(d->kb, m->with));
  if (m->with != DP_NONE) dp_jw_ktext(d->w, "with_name", dp_medicine_name(d->kb, m->with));
}

static void write_where(dp_door *d, const dp_medicine *entry, unsigned below) {
  dp_jw_ktext(d->w, "file", dp_kb_text(d->kb, d->kb->files[entry->file]));
  dp_jw_kint(d->w, "line", entry->line + below);
}

static void write_effect(dp_door *d, const dp_medicine_match *m) {
  const dp_effect *e = m->effect;
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_buf_text(&b, dp_medicine_name(d->kb, m->medicine)), dp_buf_text(&b, " may cause ");
  put_lower(&b, dp_kb_finding_name(d->kb, m->with)), dp_buf_text(&b, ": in ");
  put_share(&b, e->low, e->high);
  if (e->time) dp_buf_text(&b, ", mostly within "), dp_buf_text(&b, dp_effect_time_name(e->time));
  dp_jw_object(d->w);
  dp_jw_kstr(d->w, "text", dp_buf_view(&b));
  write_head(d, m);
  dp_jw_kfixed(d->w, "low", e->low, 3);
  dp_jw_kfixed(d->w, "high", e->high, 3);
  dp_jw_ktext(d->w, "time", dp_effect_time_name(e->time));
  dp_write_source(d, e->source);
  write_where(d, m->entry, e->line);
  dp_jw_end_object(d->w);
}

static void put_item(dp_door *d, dp_buf *b, const dp_conflict_item *i) {
  static const char *const ops[] = {" below ", " of at most ", " above ", " of at least "};
  if (i->what == DP_ITEM_AGE) {
    dp_buf_text(b, i->op == DP_OP_LT ? "under the age of " : "from the age of ");
    dp_write_age(b, i->milli);
    if (i->op != DP_OP_LT) dp_buf_text(b, " on");
    return;
  }
  dp_buf_text(b, "with ");
  put_lower(b, dp_kb_text(d->kb, d->kb->measures[i->target].name));
  dp_buf_text(b, ops[i->op]);
  dp_buf_fixed(b, i->milli, 3, true);
}

static void write_conflict(dp_door *d, const dp_medicine_match *m) {
  const dp_conflict *c = m->conflict;
  dp_medicines all;
  dp_medicines_of(d->kb, &all);
  dp_buf b;
  dp_buf_init(&b, d->arena);
  dp_buf_text(&b, dp_medicine_name(d->kb, m->medicine));
  if (c->about == DP_ABOUT_PREGNANCY) dp_buf_text(&b, " in pregnancy");
  else if (c->about == DP_ABOUT_BREASTFEEDING) dp_buf_text(&b, " while breast-feeding");
  else if (m->with != DP_NONE) {
    dp_buf_text(&b, " with ");
    put_lower(&b, dp_medicine_name(d->kb, m->with));
  } else if (m->item) {
    dp_buf_char(&b, ' ');
    put_item(d, &b, m->item);
  }
  dp_buf_text(&b, ": ");
  dp_buf_text(&b, dp_medicine_text(&all, c->say));
  dp_jw_object(d->w);
  dp_jw_kstr(d->w, "text", dp_buf_view(&b));
  dp_jw_ktext(d->w, "level", dp_conflict_level_name(c->level));
  dp_jw_ktext(d->w, "about", dp_conflict_about_name(c->about));
  write_head(d, m);
  dp_write_source(d, c->source);
  write_where(d, m->entry, c->line);
  dp_jw_end_object(d->w);
}

static void write_list(dp_door *d, const char *key, const dp_medicine_match *m, size_t count) {
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    if (m[i].effect) write_effect(d, &m[i]);
    else write_conflict(d, &m[i]);
  }
  dp_jw_end_array(d->w);
}

dp_status dp_write_medicines(dp_door *d, dp_error *err) {
  dp_guide_input in = input_of(d);
  dp_medicine_match *m = NULL;
  size_t n = 0;
  dp_status status = dp_medicine_conflicts(&in, NULL, 0, d->arena, &m, &n, err);
  if (status) return status;
  write_list(d, "conflicts", m, n);
  status = dp_medicine_effects(&in, d->arena, &m, &n, err);
  if (!status) write_list(d, "medicines", m, n);
  return status;
}

/* ---- what a plan suggests ------------------------------------------------------------------------------------------ */

typedef struct planned { uint16_t *at; size_t count, room; } planned;

/* The medicines that a text names and does not deny. */
static dp_status read_medicines(dp_door *d, dp_str text, planned *out, dp_error *err) {
  dp_read_options o = dp_read_defaults();
  dp_reading *r = NULL;
  dp_status status = dp_read(d->kb, text, &o, d->arena, &r, err);
  for (size_t i = 0; !status && i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    if (m->state == DP_ABSENT || m->finding >= d->kb->finding_count || d->kb->findings[m->finding].kind != DP_KIND_MEDICINE) continue;
    bool known = false;
    for (size_t k = 0; k < out->count; k++) known = known || out->at[k] == m->finding;
    if (!known && !DP_PUSH(d->arena, out, m->finding)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return status;
}

static dp_status read_blocks(dp_door *d, const dp_blocks *blocks, planned *out, dp_error *err) {
  dp_status status = DP_OK;
  for (size_t i = 0; i < blocks->count && !status; i++) {
    const dp_block *b = &blocks->at[i];
    if (b->kind == DP_BLOCK_PARAGRAPH) status = read_medicines(d, b->text, out, err);
    for (size_t k = 0; k < b->items.count && !status; k++) status = read_medicines(d, b->items.at[k], out, err);
  }
  return status;
}

dp_status dp_write_plan_cautions(dp_door *d, const dp_plan *plan, dp_error *err) {
  planned list = {0};
  dp_status status = DP_OK;
  for (size_t i = 0; i < plan->written_count && !status; i++) {
    dp_str id = dp_str_of(plan->written[i].id);
    if (dp_str_eq(id, DP_STR("now")) || dp_str_eq(id, DP_STR("treatment")) || dp_str_eq(id, DP_STR("selfcare")))
      status = read_blocks(d, &plan->written[i].blocks, &list, err);
  }
  dp_guide_input in = input_of(d);
  dp_medicine_match *m = NULL;
  size_t n = 0;
  if (!status && list.count) status = dp_medicine_conflicts(&in, list.at, list.count, d->arena, &m, &n, err);
  if (!status) write_list(d, "cautions", m, n);
  return status;
}

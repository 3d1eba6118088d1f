/* note.c: drafts into the sections of a template, the note's text, and what is missing from it. */
#include "inner.h"
#include "template.h"

const char *dp_slot_id(unsigned slot) {
  static const char *const names[DP_SLOT_COUNT] = {"complaint", "hpi", "past", "surgical", "medicines", "allergies", "family", "social",
                                                   "review", "vitals", "exam", "results", "assessment", "plan", "followup"};
  return slot < DP_SLOT_COUNT ? names[slot] : "";
}

/* ---- choice ---------------------------------------------------------------------------------------------------------- */

static int by_worth(const void *a, const void *b, const void *ctx) {
  const dp_drafting *d = ctx;
  const dp_draft *x = &d->drafts.at[*(const uint32_t *)a], *y = &d->drafts.at[*(const uint32_t *)b];
  return x->worth > y->worth ? -1 : x->worth < y->worth;
}
static size_t words_of(dp_str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.size; i++) n += s.at[i] == ' ';
  return n + 1;
}

/* Drops the least worth until the note has its length: about a third of what was said. */
static dp_status choose(dp_drafting *d, dp_note_length length, dp_error *err) {
  size_t said = 0, n = d->drafts.count, budget;
  for (size_t i = 0; i < d->transcript->turns.count; i++) said += words_of(d->transcript->turns.at[i].text);
  budget = 120 + said * (length == DP_NOTE_BRIEF ? 12 : length == DP_NOTE_THOROUGH ? 45 : 24) / 100;
  uint32_t *order = DP_NEW_ARRAY(d->arena, uint32_t, n);
  if (!order) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
  if (!dp_sort(d->arena, order, n, sizeof *order, by_worth, d)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  size_t total = 0;
  for (size_t i = 0; i < n; i++) {
    dp_draft *x = &d->drafts.at[order[i]];
    total += words_of(x->text);
    if (total > budget && x->worth < DP_WORTH_ALWAYS) x->dropped = true;
  }
  /* the same sentence twice in one section says nothing new, nor does "The patient smokes." before "The patient smokes 10 …" */
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n && j < i + 6 && !d->drafts.at[i].dropped; j++) {
      dp_draft *a = &d->drafts.at[i], *b = &d->drafts.at[j];
      if (i == j || b->dropped || a->slot != b->slot || a->text.size > b->text.size || a->text.size < 2) continue;
      bool same = dp_str_eq_ci(a->text, b->text);
      if (same ? j < i : dp_str_eq_ci((dp_str){b->text.at, a->text.size - 1}, (dp_str){a->text.at, a->text.size - 1}) && b->text.at[a->text.size - 1] == ' ' && !a->headline) a->dropped = true;
    }
  return DP_OK;
}

/* ---- what is missing --------------------------------------------------------------------------------------------------- */

static dp_status omissions(const dp_drafting *d, dp_note *note, dp_arena *arena, dp_error *err) {
  dp_reading *r = NULL;
  dp_status status = dp_read(d->kb, note->text, NULL, arena, &r, err);
  if (status) return status;
  for (size_t i = 0; i < d->reading->mentions.count; i++) {
    const dp_mention *m = &d->reading->mentions.at[i];
    if (m->state != DP_PRESENT && m->state != DP_ABSENT) continue;
    if (m->implied) continue;
    bool there = false;
    for (size_t j = 0; j < r->mentions.count && !there; j++) {
      const dp_mention *k = &r->mentions.at[j];
      if (k->state != m->state) continue;
      there = m->state == DP_PRESENT ? dp_kb_is_a(d->kb, k->finding, m->finding) : dp_kb_is_a(d->kb, m->finding, k->finding);
    }
    for (size_t j = 0; j < note->omitted.count && !there; j++) there = note->omitted.at[j].finding == m->finding && note->omitted.at[j].state == m->state;
    if (there) continue;
    const dp_clause *c = &d->clauses.at[dp_clause_at(d, m->span.start)];
    dp_note_omitted o = {m->finding, m->state, d->transcript->turns.at[c->turn].number, {d->plain.at + m->span.start, m->span.end - m->span.start}};
    if (!DP_PUSH(arena, &note->omitted, o)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return DP_OK;
}

dp_status dp_note_write(const dp_kb *kb, dp_str transcript, const dp_note_options *options, dp_arena *arena, dp_note **out, dp_error *err) {
  static const dp_note_options defaults;
  const dp_note_options *o = options ? options : &defaults;
  const dp_template *template = NULL;
  dp_status status = dp_template_of(o, arena, &template, err);
  if (status) return status;
  if (transcript.size > dp_read_defaults().max_bytes) return dp_fail(err, DP_ERR_TOO_LARGE, "the transcript has %zu bytes: more than %u are not taken", transcript.size, (unsigned)dp_read_defaults().max_bytes);
  dp_drafting d = {.kb = kb, .arena = arena};
  dp_note *note = DP_NEW(arena, dp_note);
  if (!note) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  status = dp_facts(&d, transcript, o, err);
  if (!status) status = dp_draft_all(&d, err);
  if (!status) status = choose(&d, o->length, err);
  if (status) return status;
  note->template_id = template->id;
  note->refused = d.refused;
  note->transcript = *d.transcript;
  status = dp_template_fill(template, &d, note, err);
  if (!status) status = omissions(&d, note, arena, err);
  if (status) return status;
  *out = note;
  return DP_OK;
}

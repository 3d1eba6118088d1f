/* medicine.c: a medicine's page: what it is for, what it may cause, what it must not meet, how it is watched.
 *
 * All of it is the table that guidance and the engine use (src/engine/medicine.h): the medicine's own entry, then those of its classes,
 * nearest first; what a nearer one says of the same finding, or of pregnancy, stands before its class's.
 */
#include "prose.h"
#include "../engine/medicine.h"

typedef struct page_of {
  const dp_kb *kb;
  dp_arena *arena;
  dp_page_view *v;
  dp_medicines m;
  const dp_medicine *lineage[DP_MEDICINE_LINEAGE];
  size_t count;
} page_of;

/* " [3]" where a source is cited; else the row is counted among the estimates. */
static void put_cite(page_of *p, dp_buf *b, uint16_t source) {
  if (source == DP_NONE) p->v->estimates++;
  else dp_buf_text(b, " ["), dp_buf_uint(b, dp_page_cite(p->v, p->arena, source)), dp_buf_char(b, ']');
}

static bool fact(page_of *p, dp_block *b, const char *label, const char *text, uint16_t source, bool cites) {
  dp_buf t;
  if (!*text) return true;
  dp_buf_init(&t, p->arena);
  dp_buf_text(&t, text);
  if (cites) put_cite(p, &t, source);
  dp_page_row row = {.page = DP_NONE, .finding = DP_NONE, .source = DP_NONE, .label = dp_str_of(label), .words = dp_buf_view(&t)};
  return !t.failed && DP_PUSH(p->arena, &b->rows, row);
}

/* The nearest entry's text of a kind. */
static const char *nearest(const page_of *p, size_t offset, const dp_medicine **of) {
  for (size_t i = 0; i < p->count; i++) {
    uint32_t at;
    memcpy(&at, (const char *)p->lineage[i] + offset, sizeof at);
    *of = p->lineage[i];
    if (at) return dp_medicine_text(&p->m, at);
  }
  return "";
}

static bool put_facts(page_of *p, dp_blocks *to) {
  dp_block b = {.kind = DP_BLOCK_FACTS};
  const dp_medicine *of = p->lineage[0];
  dp_buf kinds;
  dp_buf_init(&kinds, p->arena);
  for (size_t i = 1; i < p->count; i++) {
    if (i > 1) dp_buf_text(&kinds, ", ");
    dp_buf_text(&kinds, dp_medicine_text(&p->m, p->lineage[i]->name));
  }
  const char *class = dp_buf_nul(&kinds);
  dp_buf sold;
  dp_buf_init(&sold, p->arena);
  for (const char *at = dp_medicine_text(&p->m, p->lineage[0]->brands); *at; at++)
    if (at[0] == ' ' && at[1] == '|') dp_buf_char(&sold, ','), at++; /* "A | B": "A, B" */
    else dp_buf_char(&sold, *at);
  const char *brands = dp_buf_nul(&sold);
  bool ok = class && brands && fact(p, &b, "For", nearest(p, offsetof(dp_medicine, use), &of), DP_NONE, false) &&
            fact(p, &b, "Kind", class, DP_NONE, false) &&
            fact(p, &b, "Also sold or known as", brands, DP_NONE, false);
  const char *monitor = nearest(p, offsetof(dp_medicine, monitor), &of);
  ok = ok && fact(p, &b, "To watch", monitor, of->monitor_source, true);
  const char *overdose = nearest(p, offsetof(dp_medicine, overdose), &of);
  ok = ok && fact(p, &b, "Too much of it", overdose, of->overdose_source, true);
  return ok && (!b.rows.count || DP_PUSH(p->arena, to, b));
}

static bool put_effects(page_of *p, dp_blocks *to) {
  dp_block b = {.kind = DP_BLOCK_FINDINGS};
  for (size_t i = 0; i < p->count; i++)
    for (size_t k = 0; k < p->lineage[i]->effect_count; k++) {
      const dp_effect *e = &p->m.effects[p->lineage[i]->effect_first + k];
      if (!dp_effect_holds(&p->m, p->lineage, i, e)) continue;
      if (e->source == DP_NONE) p->v->estimates++;
      else (void)dp_page_cite(p->v, p->arena, e->source);
      dp_buf t;
      dp_buf_init(&t, p->arena);
      dp_buf_text(&t, "in "), dp_buf_fixed(&t, e->low, 1, true);
      if (e->high != e->low) dp_buf_text(&t, " to "), dp_buf_fixed(&t, e->high, 1, true);
      dp_buf_text(&t, " of 100");
      if (e->time) dp_buf_text(&t, ", within "), dp_buf_text(&t, dp_effect_time_name(e->time));
      dp_page_row row = {.page = dp_page_of_finding(p->kb, e->finding), .finding = e->finding, .source = e->source, .low = e->low,
                         .high = e->high, .words = dp_buf_view(&t)};
      if (t.failed || !DP_PUSH(p->arena, &b.rows, row)) return false;
    }
  return !b.rows.count || DP_PUSH(p->arena, to, b);
}

static void put_item(page_of *p, dp_buf *b, const dp_conflict_item *i) {
  static const char *const ops[] = {" below ", " of at most ", " above ", " of at least "};
  if (i->what == DP_ITEM_FINDING) {
    dp_medicines *m = &p->m;
    const dp_medicine *x = dp_medicine_about(m, i->target);
    dp_buf_text(b, x ? dp_medicine_text(m, x->name) : dp_kb_finding_name(p->kb, i->target));
  } else if (i->what == DP_ITEM_MEASURE) {
    dp_buf_text(b, dp_kb_text(p->kb, p->kb->measures[i->target].name)), dp_buf_text(b, ops[i->op]);
    dp_buf_fixed(b, i->milli, 3, true);
  } else {
    uint32_t days = (uint32_t)i->milli;
    dp_buf_text(b, i->op == DP_OP_LT ? "Under the age of " : "From the age of ");
    dp_buf_uint(b, days >= 365 ? days / 365 : days), dp_buf_text(b, days >= 365 ? " years" : " days");
  }
}

static bool put_conflict(page_of *p, dp_block *b, const dp_conflict *c, const char *head) {
  dp_buf t;
  dp_buf_init(&t, p->arena);
  if (head) dp_buf_text(&t, head);
  for (size_t i = 0; i < c->item_count; i++) {
    if (i) dp_buf_text(&t, ", ");
    put_item(p, &t, &p->m.items[c->item_first + i]);
  }
  dp_buf_text(&t, c->level == DP_CONFLICT_AVOID ? " (avoid): " : ": ");
  dp_buf_text(&t, dp_medicine_text(&p->m, c->say));
  put_cite(p, &t, c->source);
  dp_str item = dp_buf_view(&t);
  return !t.failed && DP_PUSH(p->arena, &b->items, item);
}

/* Interactions and cautions of all entries; of pregnancy and breast-feeding the nearest word. */
static bool put_conflicts(page_of *p, dp_blocks *to, bool of_two) {
  dp_block b = {.kind = DP_BLOCK_LIST};
  bool said[DP_ABOUT_COUNT] = {false};
  for (size_t i = 0; i < p->count; i++) {
    for (size_t k = 0; k < p->lineage[i]->conflict_count; k++) {
      const dp_conflict *c = &p->m.conflicts[p->lineage[i]->conflict_first + k];
      bool state = c->about >= DP_ABOUT_PREGNANCY;
      if (state != of_two || (state && said[c->about])) continue;
      if (!put_conflict(p, &b, c, !state ? NULL : c->about == DP_ABOUT_PREGNANCY ? "Pregnancy" : "Breast-feeding")) return false;
      if (state) said[c->about] = true;
    }
  }
  return !b.items.count || DP_PUSH(p->arena, to, b);
}

bool dp_page_medicine(const dp_kb *kb, uint16_t finding, dp_arena *arena, dp_page_view *v, dp_medicine_part part, dp_blocks *to) {
  page_of p = {.kb = kb, .arena = arena, .v = v};
  dp_medicines_of(kb, &p.m);
  if (!dp_medicine_about(&p.m, finding)) return true; /* what is only above or below a medicine has no such page */
  p.count = dp_medicine_lineage(kb, &p.m, finding, p.lineage, DP_MEDICINE_LINEAGE);
  switch (part) {
  case DP_MEDICINE_FACTS: return put_facts(&p, to);
  case DP_MEDICINE_EFFECTS: return put_effects(&p, to);
  case DP_MEDICINE_CONFLICTS: return put_conflicts(&p, to, false);
  case DP_MEDICINE_TWO: return put_conflicts(&p, to, true);
  }
  return true;
}

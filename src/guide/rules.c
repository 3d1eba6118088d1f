/* rules.c: red-flag rules: built, checked once, and held against a case. rules.h has the layout and the meaning.
 */
#include "rules.h"

typedef struct header {
  uint32_t version, item_count, rule_count, group_count, string_size, reserved[3];
} header;
_Static_assert(sizeof(header) == 32, "no padding");

/* ---- building ------------------------------------------------------------------------------------------------------ */

static uint32_t put_string(dp_buf *strings, dp_str s) {
  uint32_t at = (uint32_t)strings->size;
  dp_buf_str(strings, s);
  dp_buf_char(strings, 0);
  return at;
}

dp_status dp_rules_build(const dp_rule_source *rules, size_t count, dp_buf *out, dp_error *err) {
  dp_buf items, table, groups, strings;
  dp_buf_init(&items, out->arena), dp_buf_init(&table, out->arena);
  dp_buf_init(&groups, out->arena), dp_buf_init(&strings, out->arena);
  dp_buf_char(&strings, 0);
  uint32_t item = 0, group = 0;
  for (size_t i = 0; i < count; i++) {
    dp_rule r = rules[i].rule;
    const dp_rule_item *from = rules[i].items;
    r.id = put_string(&strings, rules[i].id);
    r.name = put_string(&strings, rules[i].name);
    r.say = put_string(&strings, rules[i].say);
    r.group_first = group;
    for (unsigned k = 0; k < r.group_count; k++) {
      dp_rule_group g = rules[i].groups[k];
      g.first = item;
      dp_buf_bytes(&groups, &g, sizeof g);
      dp_buf_bytes(&items, from, g.count * sizeof *from);
      item += g.count, from += g.count, group++;
    }
    dp_buf_bytes(&table, &r, sizeof r);
  }
  header h = {DP_RULES_VERSION, item, (uint32_t)count, group, (uint32_t)strings.size, {0, 0, 0}};
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_str(out, dp_buf_view(&items));
  dp_buf_str(out, dp_buf_view(&table));
  dp_buf_str(out, dp_buf_view(&groups));
  dp_buf_str(out, dp_buf_view(&strings));
  bool failed = out->failed || items.failed || table.failed || groups.failed || strings.failed;
  return failed ? dp_fail(err, DP_ERR_MEMORY, "no memory for the rules") : DP_OK;
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

static bool lay(const void *at, size_t size, dp_rules *out) {
  const header *h = at;
  if (size < sizeof *h || h->version != DP_RULES_VERSION) return false;
  uint64_t items = (uint64_t)h->item_count * sizeof(dp_rule_item), rules = (uint64_t)h->rule_count * sizeof(dp_rule),
           groups = (uint64_t)h->group_count * sizeof(dp_rule_group);
  if (sizeof *h + items + rules + groups + h->string_size != size) return false;
  const char *p = (const char *)at + sizeof *h;
  *out = (dp_rules){.items = (const dp_rule_item *)(const void *)p,
                    .rules = (const dp_rule *)(const void *)(p + items),
                    .groups = (const dp_rule_group *)(const void *)(p + items + rules),
                    .strings = p + items + rules + groups,
                    .item_count = h->item_count,
                    .rule_count = h->rule_count,
                    .group_count = h->group_count,
                    .string_size = h->string_size};
  return true;
}

static bool item_ok(const dp_rule_item *i, const dp_kb *kb) {
  size_t limit = i->what == DP_RULE_MEASURE ? kb->measure_count : kb->finding_count;
  return i->what < DP_RULE_WHAT_COUNT && i->op < DP_OP_COUNT && i->target < limit && !i->reserved;
}

static bool rule_ok(const dp_rules *r, const dp_rule *x, const dp_kb *kb) {
  return x->id < r->string_size && x->name < r->string_size && x->say < r->string_size &&
         x->from_days < x->to_days && x->file < kb->file_count &&
         (x->source == DP_NONE || x->source < kb->source_count) && x->group_first <= r->group_count &&
         x->group_count <= r->group_count - x->group_first && x->level < DP_URGENCY_COUNT && x->sex <= DP_MALE &&
         x->pregnant <= DP_YES;
}

dp_status dp_rules_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err) {
  dp_rules r;
  bool ok = lay(at, size, &r) && r.rule_count < DP_NONE && r.string_size && !r.strings[0] &&
            !r.strings[r.string_size - 1] && dp_utf8_valid((dp_str){r.strings, r.string_size});
  for (size_t i = 0; ok && i < r.item_count; i++) ok = item_ok(&r.items[i], kb);
  for (size_t i = 0; ok && i < r.group_count; i++)
    ok = r.groups[i].first <= r.item_count && r.groups[i].count <= r.item_count - r.groups[i].first;
  for (size_t i = 0; ok && i < r.rule_count; i++) ok = rule_ok(&r, &r.rules[i], kb);
  return ok ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the knowledge image's rules are damaged");
}

void dp_rules_of(const dp_kb *kb, dp_rules *out) {
  const void *at;
  size_t size;
  *out = (dp_rules){.strings = ""};
  if (dp_kb_section(kb, "RULE", &at, &size)) (void)lay(at, size, out);
}

/* ---- firing -------------------------------------------------------------------------------------------------------- */

typedef struct facts {
  const dp_guide_input *in;
  uint16_t *said;     /* [finding] observation + 1 whose presence is or implies it */
  uint32_t *ppm;      /* [finding] probability of a disease or class */
  uint16_t *likeliest; /* [finding] its likeliest condition */
} facts;

static bool gather(facts *f, dp_arena *arena) {
  const dp_kb *kb = f->in->kb;
  const dp_case *c = f->in->c;
  f->said = DP_NEW_ARRAY(arena, uint16_t, kb->finding_count);
  f->ppm = DP_NEW_ARRAY(arena, uint32_t, kb->finding_count);
  f->likeliest = DP_NEW_ARRAY(arena, uint16_t, kb->finding_count);
  if (!f->said || !f->ppm || !f->likeliest) return false;
  for (size_t i = 0; i < c->observations.count && i < DP_NONE - 1; i++) {
    const dp_observation *o = &c->observations.at[i];
    /* what was only nearly said (docs/reader.md) may be a danger: better called too early than missed */
    if ((o->state != DP_PRESENT && !o->loose) || o->finding >= kb->finding_count) continue;
    f->said[o->finding] = (uint16_t)(i + 1); /* said itself outranks implied */
    dp_ids up = dp_kb_ids(kb, kb->findings[o->finding].ancestors);
    for (size_t k = 0; k < up.count; k++)
      if (!f->said[up.at[k]]) f->said[up.at[k]] = (uint16_t)(i + 1);
  }
  for (size_t i = 0; i < f->in->ranked->count; i++) {
    const dp_ranked *row = &f->in->ranked->rows[i];
    uint16_t finding = kb->conditions[row->condition].finding;
    dp_ids up = dp_kb_ids(kb, kb->findings[finding].ancestors);
    for (size_t k = 0; k <= up.count; k++) {
      uint16_t of = k ? up.at[k - 1] : finding;
      if (!f->ppm[of]) f->likeliest[of] = row->condition; /* rows come likeliest first */
      f->ppm[of] += row->probability_ppm;
    }
  }
  return true;
}

static bool measured(const facts *f, const dp_rule_item *i) {
  dp_kb_when w = {.milli = i->milli, .milli_to = INT64_MAX, .op = i->op};
  for (size_t k = 0; k < f->in->reading->values.count; k++) {
    const dp_value *v = &f->in->reading->values.at[k];
    if (v->measure == i->target && dp_kb_when_meets(&w, v->milli)) return true;
  }
  return false;
}

static bool holds(const facts *f, const dp_rule_item *i, dp_fired *fired) {
  if (i->what == DP_RULE_MEASURE) return measured(f, i);
  if (i->what == DP_RULE_LIKELY) {
    if (f->ppm[i->target] < (uint64_t)i->milli) return false;
    fired->condition = f->likeliest[i->target], fired->probability_ppm = f->ppm[i->target];
    return true;
  }
  uint16_t said = f->said[i->target];
  if (!said) return false;
  uint16_t finding = f->in->c->observations.at[said - 1].finding;
  for (unsigned k = 0; k < fired->finding_count; k++)
    if (fired->finding[k] == finding) return true;
  if (fired->finding_count < DP_RULE_EVIDENCE) fired->finding[fired->finding_count++] = finding;
  return true;
}

static bool group_met(const facts *f, const dp_rules *r, const dp_rule_group *g, dp_fired *fired) {
  unsigned met = 0;
  dp_fired unused = {.condition = DP_NONE};
  for (unsigned k = 0; k < g->count; k++) met += holds(f, &r->items[g->first + k], g->none ? &unused : fired);
  return g->none ? !met : met >= g->need;
}

/* Whether the rule speaks of such a patient. */
static bool speaks(const facts *f, const dp_rule *x) {
  const dp_case *c = f->in->c;
  uint32_t age = c->age_days < 0 ? 30 * 365 : (uint32_t)c->age_days;
  if (age < x->from_days || age >= x->to_days) return false;
  if (x->sex && c->sex && c->sex != x->sex) return false;
  if (x->pregnant == DP_YES && c->pregnant != DP_YES) return false;
  if (x->pregnant == DP_NO && c->pregnant == DP_YES) return false;
  if (x->within_h != UINT32_MAX && c->duration_h >= 0 && (uint32_t)c->duration_h > x->within_h) return false;
  if (x->after_h && (c->duration_h < 0 || (uint32_t)c->duration_h < x->after_h)) return false;
  return true;
}

static int urgent_first(const void *a, const void *b, const void *ctx) {
  const dp_rules *r = ctx;
  return (int)r->rules[((const dp_fired *)b)->rule].level - (int)r->rules[((const dp_fired *)a)->rule].level;
}

dp_status dp_rules_fire(const dp_guide_input *in, dp_arena *arena, dp_fired **out, size_t *count, dp_error *err) {
  dp_rules r;
  dp_rules_of(in->kb, &r);
  facts f = {in, NULL, NULL, NULL};
  dp_fired *fired = DP_NEW_ARRAY(arena, dp_fired, r.rule_count);
  if (!fired || !gather(&f, arena)) return dp_fail(err, DP_ERR_MEMORY, "no memory for the rules");
  size_t n = 0;
  for (size_t i = 0; i < r.rule_count; i++) {
    const dp_rule *x = &r.rules[i];
    if (!speaks(&f, x)) continue;
    dp_fired one = {.rule = (uint16_t)i, .condition = DP_NONE};
    bool met = x->group_count > 0;
    for (unsigned k = 0; met && k < x->group_count; k++) met = group_met(&f, &r, &r.groups[x->group_first + k], &one);
    if (met) fired[n++] = one;
  }
  if (!dp_sort(arena, fired, n, sizeof *fired, urgent_first, &r))
    return dp_fail(err, DP_ERR_MEMORY, "no memory for the rules");
  *out = fired, *count = n;
  return DP_OK;
}

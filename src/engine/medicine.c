/* medicine.c: the section of medicines: built, checked once, looked up. medicine.h has the layout and the meaning.
 */
#include "medicine.h"

typedef struct header {
  uint32_t version, count, effect_count, conflict_count, item_count, string_size, reserved[2];
} header;
_Static_assert(sizeof(header) == 32, "no padding");

static const char *name_of(const char *const *names, unsigned count, unsigned i) { return i < count ? names[i] : ""; }
const char *dp_effect_time_name(unsigned time) {
  static const char *const names[] = {"", "hours", "days", "weeks", "months", "years"};
  return name_of(names, DP_EFFECT_TIME_COUNT, time);
}
const char *dp_conflict_level_name(unsigned level) {
  static const char *const names[] = {"safe", "caution", "avoid"};
  return name_of(names, DP_CONFLICT_LEVEL_COUNT, level);
}
const char *dp_conflict_about_name(unsigned about) {
  static const char *const names[] = {"interaction", "caution", "pregnancy", "breastfeeding"};
  return name_of(names, DP_ABOUT_COUNT, about);
}

/* ---- building ------------------------------------------------------------------------------------------------------ */

/* Equal strings are kept once: many brands share a warning word for word. Few hundred entries: a search is quick enough. */
static uint32_t put_string(dp_buf *strings, dp_str s) {
  if (!s.size) return 0;
  for (size_t i = 1; !strings->failed && i + s.size < strings->size; i++)
    if (strings->at[i - 1] == 0 && strings->at[i + s.size] == 0 && !memcmp(strings->at + i, s.at, s.size)) return (uint32_t)i;
  uint32_t at = (uint32_t)strings->size;
  dp_buf_str(strings, s);
  dp_buf_char(strings, 0);
  return at;
}

dp_status dp_medicines_build(const dp_medicine_source *sources, size_t count, dp_buf *out, dp_error *err) {
  dp_buf table, effects, conflicts, items, strings;
  dp_buf_init(&table, out->arena), dp_buf_init(&effects, out->arena), dp_buf_init(&conflicts, out->arena);
  dp_buf_init(&items, out->arena), dp_buf_init(&strings, out->arena);
  dp_buf_char(&strings, 0);
  header h = {.version = DP_MEDICINES_VERSION, .count = (uint32_t)count};
  for (size_t i = 0; i < count; i++) {
    const dp_medicine_source *s = &sources[i];
    dp_medicine m = s->medicine;
    m.id = put_string(&strings, s->id), m.name = put_string(&strings, s->name);
    m.brands = put_string(&strings, s->brands), m.use = put_string(&strings, s->use);
    m.monitor = put_string(&strings, s->monitor), m.overdose = put_string(&strings, s->overdose);
    m.effect_first = h.effect_count, m.conflict_first = h.conflict_count;
    dp_buf_bytes(&effects, s->effects, m.effect_count * sizeof(dp_effect));
    const dp_conflict_item *from = s->items;
    for (size_t k = 0; k < m.conflict_count; k++) {
      dp_conflict c = s->conflicts[k];
      c.say = put_string(&strings, s->says[k]), c.item_first = h.item_count;
      dp_buf_bytes(&conflicts, &c, sizeof c);
      dp_buf_bytes(&items, from, c.item_count * sizeof *from);
      h.item_count += c.item_count, from += c.item_count;
    }
    h.effect_count += m.effect_count, h.conflict_count += m.conflict_count;
    dp_buf_bytes(&table, &m, sizeof m);
  }
  h.string_size = (uint32_t)strings.size;
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_str(out, dp_buf_view(&table)), dp_buf_str(out, dp_buf_view(&effects));
  dp_buf_str(out, dp_buf_view(&conflicts)), dp_buf_str(out, dp_buf_view(&items));
  dp_buf_str(out, dp_buf_view(&strings));
  bool failed = out->failed || table.failed || effects.failed || conflicts.failed || items.failed || strings.failed;
  return failed ? dp_fail(err, DP_ERR_MEMORY, "no memory for the medicines") : DP_OK;
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

static bool lay(const void *at, size_t size, dp_medicines *out) {
  const header *h = at;
  if (size < sizeof *h || h->version != DP_MEDICINES_VERSION) return false;
  uint64_t table = (uint64_t)h->count * sizeof(dp_medicine), effects = (uint64_t)h->effect_count * sizeof(dp_effect),
           conflicts = (uint64_t)h->conflict_count * sizeof(dp_conflict), items = (uint64_t)h->item_count * sizeof(dp_conflict_item);
  if (sizeof *h + table + effects + conflicts + items + h->string_size != size) return false;
  const char *p = (const char *)at + sizeof *h;
  *out = (dp_medicines){.at = (const void *)p,
                        .effects = (const void *)(p + table),
                        .conflicts = (const void *)(p + table + effects),
                        .items = (const void *)(p + table + effects + conflicts),
                        .strings = p + table + effects + conflicts + items,
                        .count = h->count,
                        .effect_count = h->effect_count,
                        .conflict_count = h->conflict_count,
                        .item_count = h->item_count,
                        .string_size = h->string_size};
  return true;
}

static bool source_ok(uint16_t source, const dp_kb *kb) { return source == DP_NONE || source < kb->source_count; }

static bool medicine_ok(const dp_medicines *m, size_t i, const dp_kb *kb) {
  const dp_medicine *x = &m->at[i];
  uint64_t e = (uint64_t)x->effect_first + x->effect_count, c = (uint64_t)x->conflict_first + x->conflict_count;
  return x->id < m->string_size && x->name < m->string_size && x->brands < m->string_size && x->use < m->string_size &&
         x->monitor < m->string_size && x->overdose < m->string_size && e <= m->effect_count && c <= m->conflict_count &&
         x->finding < kb->finding_count && (!i || x->finding > x[-1].finding) && x->file < kb->file_count &&
         source_ok(x->monitor_source, kb) && source_ok(x->overdose_source, kb);
}

static bool effect_ok(const dp_effect *e, const dp_kb *kb) {
  return e->finding < kb->finding_count && e->low && e->low <= e->high && e->high <= 1000 && source_ok(e->source, kb) &&
         e->time < DP_EFFECT_TIME_COUNT && !e->reserved;
}

static bool conflict_ok(const dp_medicines *m, const dp_conflict *c, const dp_kb *kb) {
  return c->say < m->string_size && (uint64_t)c->item_first + c->item_count <= m->item_count && source_ok(c->source, kb) &&
         c->level < DP_CONFLICT_LEVEL_COUNT && c->about < DP_ABOUT_COUNT;
}

static bool item_ok(const dp_conflict_item *i, const dp_kb *kb) {
  size_t limit = i->what == DP_ITEM_MEASURE ? kb->measure_count : i->what == DP_ITEM_AGE ? 1 : kb->finding_count;
  return i->what < DP_ITEM_WHAT_COUNT && i->target < limit && i->op < DP_OP_COUNT;
}

dp_status dp_medicines_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err) {
  dp_medicines m;
  bool ok = lay(at, size, &m) && m.string_size && !m.strings[0] && !m.strings[m.string_size - 1] &&
            dp_utf8_valid((dp_str){m.strings, m.string_size});
  for (size_t i = 0; ok && i < m.count; i++) ok = medicine_ok(&m, i, kb);
  for (size_t i = 0; ok && i < m.effect_count; i++) ok = effect_ok(&m.effects[i], kb);
  for (size_t i = 0; ok && i < m.conflict_count; i++) ok = conflict_ok(&m, &m.conflicts[i], kb);
  for (size_t i = 0; ok && i < m.item_count; i++) ok = item_ok(&m.items[i], kb);
  return ok ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the knowledge image's medicines are damaged");
}

void dp_medicines_of(const dp_kb *kb, dp_medicines *out) {
  const void *at;
  size_t size;
  *out = (dp_medicines){.strings = ""};
  if (dp_kb_section(kb, "MEDI", &at, &size)) (void)lay(at, size, out);
}

/* ---- looking up ---------------------------------------------------------------------------------------------------- */

const dp_medicine *dp_medicine_about(const dp_medicines *m, uint16_t finding) {
  size_t low = 0, high = m->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (m->at[middle].finding < finding) low = middle + 1;
    else high = middle;
  }
  return low < m->count && m->at[low].finding == finding ? &m->at[low] : NULL;
}

size_t dp_medicine_lineage(const dp_kb *kb, const dp_medicines *m, uint16_t finding, const dp_medicine **out, size_t room) {
  size_t n = 0;
  dp_ids up = dp_kb_ids(kb, kb->findings[finding].ancestors);
  for (size_t k = 0; k <= up.count && n < room; k++) {
    const dp_medicine *x = dp_medicine_about(m, k ? up.at[k - 1] : finding);
    if (x) out[n++] = x;
  }
  return n;
}

bool dp_effect_holds(const dp_medicines *m, const dp_medicine *const *lineage, size_t of, const dp_effect *e) {
  for (size_t i = 0; i < of; i++)
    for (size_t k = 0; k < lineage[i]->effect_count; k++)
      if (m->effects[lineage[i]->effect_first + k].finding == e->finding) return false;
  return true;
}

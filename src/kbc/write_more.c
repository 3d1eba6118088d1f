/* write_more.c: the MORE section: what the topics state beside prose (src/ency/more.c reads it). */
#include "inner.h"
#include "../ency/ency.h"

static bool has_more(const kbc_topic *t) { return t->see.count || t->measure.at != DP_NONE || t->specimen.size; }

bool kbc_more(const kbc_model *m, dp_arena *arena, dp_kb_string (*put)(void *ctx, dp_str s), void *ctx, dp_buf *out) {
  dp_buf ranges, rows, differs, sees;
  dp_buf_init(&ranges, arena), dp_buf_init(&rows, arena), dp_buf_init(&differs, arena), dp_buf_init(&sees, arena);
  dp_more_head h = {.version = DP_MORE_VERSION};
  for (size_t i = 0; i < m->topics.count; i++) {
    const kbc_topic *t = &m->topics.at[i];
    if (!has_more(t)) continue;
    dp_more_row row = {.specimen = put(ctx, t->specimen), .topic = (uint16_t)(m->conditions.count + i), .measure = t->measure.at,
                       .si = t->si, .us = t->us, .range_first = h.ranges, .differs_first = h.differs, .see_first = h.sees,
                       .range_count = (uint16_t)t->ranges.count, .differs_count = (uint16_t)t->differs.count,
                       .see_count = (uint16_t)t->see.count};
    for (size_t k = 0; k < t->ranges.count; k++) {
      const kbc_range *r = &t->ranges.at[k];
      dp_range x = {.low_milli = r->low_milli, .high_milli = r->high_milli, .from_days = r->from_days, .to_days = r->to_days,
                    .note = put(ctx, r->note), .line = (uint16_t)(r->place.line - t->place.line),
                    .source = r->cite.kind == KBC_SOURCE ? r->cite.source.at : (uint16_t)DP_NONE, .sex = (uint8_t)r->sex,
                    .pregnant = r->pregnant};
      dp_buf_bytes(&ranges, &x, sizeof x);
    }
    for (size_t k = 0; k < t->differs.count; k++) {
      dp_differs x = {put(ctx, t->differs.at[k].reason), t->differs.at[k].finding.at,
                      (uint16_t)(t->differs.at[k].finding.place.line - t->place.line)};
      dp_buf_bytes(&differs, &x, sizeof x);
    }
    for (size_t k = 0; k < t->see.count; k++) dp_buf_bytes(&sees, &t->see.at[k].at, sizeof(dp_page));
    dp_buf_bytes(&rows, &row, sizeof row);
    h.rows++, h.ranges += row.range_count, h.differs += row.differs_count, h.sees += row.see_count;
  }
  if (!h.rows) return true;
  dp_buf_bytes(out, &h, sizeof h);
  dp_buf_str(out, dp_buf_view(&ranges)), dp_buf_str(out, dp_buf_view(&rows)), dp_buf_str(out, dp_buf_view(&differs));
  dp_buf_str(out, dp_buf_view(&sees));
  return !out->failed && !arena->failed;
}

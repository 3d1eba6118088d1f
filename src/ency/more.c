/* more.c: what a page holds beside its prose: reference ranges, the unit each is shown in, and pages to see.
 *
 * The section MORE is written by the knowledge compiler (src/kbc/write_more.c), which has compared every range with the
 * thresholds that the engine reckons with (`when`): they agree, or `differs` says why not. Integers only: a value is
 * converted by the measure's own factor, the same that the reader uses the other way round.
 */
#include "ency.h"

typedef struct view {
  const dp_more_head *head;
  const dp_range *ranges;
  const dp_more_row *rows;
  const dp_differs *differs;
  const dp_page *sees;
} view;

static bool open_at(const void *at, size_t size, view *v) {
  const dp_more_head *h = at;
  if (size < sizeof *h || h->version != DP_MORE_VERSION) return false;
  uint64_t want = sizeof *h + (uint64_t)h->ranges * sizeof(dp_range) + (uint64_t)h->rows * sizeof(dp_more_row) +
                  (uint64_t)h->differs * sizeof(dp_differs) + (uint64_t)h->sees * sizeof(dp_page);
  if (want != size) return false;
  v->head = h;
  v->ranges = (const void *)(h + 1);
  v->rows = (const void *)(v->ranges + h->ranges);
  v->differs = (const void *)(v->rows + h->rows);
  v->sees = (const void *)(v->differs + h->differs);
  return true;
}

static bool is_string(const dp_kb *kb, dp_kb_string s) {
  return s < kb->strings_size && (s == 0 || !kb->strings[s - 1]);
}

static bool row_is_good(const dp_kb *kb, const view *v, size_t i) {
  const dp_more_row *r = &v->rows[i];
  bool measured = r->measure != DP_NONE;
  if (r->topic < kb->condition_count || r->topic >= kb->topic_count || (i && r->topic <= r[-1].topic)) return false;
  if (!is_string(kb, r->specimen) || r->reserved) return false;
  if (measured && (r->measure >= kb->measure_count || r->si >= kb->measures[r->measure].unit_count ||
                   r->us >= kb->measures[r->measure].unit_count))
    return false;
  if (!measured && (r->si || r->us || r->range_count || r->differs_count)) return false;
  return (uint64_t)r->range_first + r->range_count <= v->head->ranges &&
         (uint64_t)r->differs_first + r->differs_count <= v->head->differs &&
         (uint64_t)r->see_first + r->see_count <= v->head->sees;
}

dp_status dp_more_validate(const void *at, size_t size, const dp_kb *kb, dp_error *err) {
  view v;
  bool good = open_at(at, size, &v) && !v.head->reserved;
  for (size_t i = 0; good && i < v.head->rows; i++) good = row_is_good(kb, &v, i);
  for (size_t i = 0; good && i < v.head->ranges; i++) {
    const dp_range *r = &v.ranges[i];
    good = r->low_milli <= r->high_milli && r->from_days < r->to_days && is_string(kb, r->note) &&
           (r->source == DP_NONE || r->source < kb->source_count) && (!r->sex || r->sex == 'f' || r->sex == 'm') &&
           r->pregnant <= 1;
  }
  for (size_t i = 0; good && i < v.head->differs; i++)
    good = v.differs[i].finding < kb->finding_count && is_string(kb, v.differs[i].reason);
  for (size_t i = 0; good && i < v.head->sees; i++) good = v.sees[i] < dp_page_count(kb);
  return good ? DP_OK : dp_fail(err, DP_ERR_IMAGE, "the reference ranges of the knowledge image are damaged");
}

void dp_more_of(const dp_kb *kb, dp_page page, dp_more *out) {
  const void *at;
  size_t size;
  view v;
  *out = (dp_more){0};
  if (page >= kb->topic_count || !dp_kb_section(kb, "MORE", &at, &size) || !open_at(at, size, &v)) return;
  size_t low = 0, high = v.head->rows;
  while (low < high) { /* rows rise by topic */
    size_t middle = (low + high) / 2;
    if (v.rows[middle].topic < page) low = middle + 1;
    else high = middle;
  }
  if (low == v.head->rows || v.rows[low].topic != page) return;
  const dp_more_row *r = &v.rows[low];
  *out = (dp_more){r, v.ranges + r->range_first, v.differs + r->differs_first, v.sees + r->see_first};
}

/* ---- values in words -------------------------------------------------------------------------------------------------- */

int64_t dp_more_in_unit(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t milli) {
  const dp_kb_unit *u = &kb->units[kb->measures[measure].unit_first + unit];
  if (milli > INT64_MAX / 1000000 || milli < INT64_MIN / 1000000 || u->factor_micro <= 0) return milli; /* no measure's range goes so far */
  int64_t n = milli * 1000000, half = u->factor_micro / 2;
  return (n >= 0 ? n + half : n - half) / u->factor_micro + u->offset_milli;
}

/* As many decimals as people write: three figures, and never more than the measure's own unit has. */
static void say_value(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t milli, dp_buf *out) {
  if (unit == 0) {
    dp_buf_fixed(out, milli, 3, true);
    return;
  }
  int64_t v = dp_more_in_unit(kb, measure, unit, milli), size = v < 0 ? -v : v;
  int64_t step = size >= 100000 ? 1000 : size >= 2000 ? 100 : size >= 100 ? 10 : 1;
  v = (v + (v < 0 ? -step : step) / 2) / step * step;
  dp_buf_fixed(out, v, 3, true);
}

void dp_more_say(const dp_kb *kb, uint16_t measure, unsigned unit, int64_t low_milli, int64_t high_milli, dp_buf *out) {
  bool low = low_milli != INT64_MIN, high = high_milli != INT64_MAX;
  if (!low && high) dp_buf_text(out, "under ");
  if (low && !high) dp_buf_text(out, "over ");
  if (low) say_value(kb, measure, unit, low_milli, out);
  if (low && high) dp_buf_text(out, low_milli < 0 || high_milli < 0 ? " to " : "–");
  if (high) say_value(kb, measure, unit, high_milli, out);
}

static void say_age(uint32_t days, dp_buf *out) {
  uint32_t n = days;
  const char *unit = "day";
  if (days && days % 365 == 0) n = days / 365, unit = "year";
  else if (days && days % 365 % 30 <= 2 && days >= 60) n = (days + 15) / 30, unit = "month";
  dp_buf_uint(out, n), dp_buf_char(out, ' '), dp_buf_text(out, unit);
  if (n != 1) dp_buf_char(out, 's');
}

void dp_more_who(const dp_kb *kb, const dp_range *r, dp_buf *out) {
  bool from = r->from_days > 0, to = r->to_days != UINT32_MAX, adult = r->from_days >= 12 * 365;
  if (r->note) {
    dp_buf_text(out, dp_kb_text(kb, r->note));
    return;
  }
  const char *sex = r->sex == 'f' ? (adult ? "women" : "girls and women") : r->sex == 'm' ? (adult ? "men" : "boys and men") : "";
  dp_buf_text(out, r->pregnant ? "in pregnancy" : sex);
  if (!r->pregnant && !*sex && !from && !to) dp_buf_text(out, "everybody");
  if ((*sex || r->pregnant) && (from || to)) dp_buf_text(out, r->pregnant ? ", " : " ");
  if (from && to) say_age(r->from_days, out), dp_buf_text(out, " to "), say_age(r->to_days, out);
  else if (from) dp_buf_text(out, "from "), say_age(r->from_days, out);
  else if (to) dp_buf_text(out, "under "), say_age(r->to_days, out);
}

/* check_ranges.c: the page of a laboratory test and the engine must say the same of the same value.
 *
 * A page's range says what is usual; a finding's `when` says from where on the engine reckons with "raised" or "low". For
 * every range, and every finding whose thresholds speak of the same measure and of people of the same age and sex:
 *   1. no threshold lies within the range (else the page calls usual what the engine counts as a finding);
 *   2. the mildest threshold beyond an end of the range is that end (else values between the two are neither).
 * A finding of which this is not so must stand under `differs` with the reason, which the page shows; one that stands
 * there in vain is an error too. The comparison is exact: both are written in the measure's own unit.
 */
#include "inner.h"

static bool overlap(const kbc_range *r, const kbc_when *w) {
  if (r->sex && w->sex && r->sex != w->sex) return false;
  if (w->pregnant && !r->pregnant) return false; /* what is said of pregnancy alone is compared with such a range alone */
  return r->from_days < w->to_days && w->from_days < r->to_days;
}

static bool is_up(const kbc_when *w) { return w->op == DP_OP_GT || w->op == DP_OP_GE; }

static kbc_differs *differs_of(const kbc_topic *t, size_t finding) {
  for (size_t i = 0; i < t->differs.count; i++)
    if (t->differs.at[i].finding.at == finding) return &t->differs.at[i];
  return NULL;
}

static void say_number(dp_buf *b, int64_t milli) { dp_buf_fixed(b, milli, 3, true); }

/* Reports, or notes that `differs` explains it. */
static void disagree(const kbc_model *m, kbc_topic *t, const kbc_range *r, size_t finding, int64_t threshold, int64_t end,
                     kbc_report *report) {
  kbc_differs *d = differs_of(t, finding);
  if (d) {
    d->used = true;
    return;
  }
  dp_buf b;
  dp_buf_init(&b, report->arena);
  dp_buf_text(&b, "the range ends at ");
  say_number(&b, end);
  dp_buf_text(&b, ", but `");
  dp_buf_str(&b, m->findings.at[finding].id);
  dp_buf_text(&b, "` begins at ");
  say_number(&b, threshold);
  dp_buf_text(&b, " (`when`): make them agree, or state the finding and the reason under `differs`");
  if (dp_buf_nul(&b)) KBC_FAIL(report, r->place, "%s", b.at);
}

static void check_end(const kbc_model *m, kbc_topic *t, const kbc_range *r, bool up, kbc_report *report) {
  int64_t end = up ? r->high_milli : r->low_milli, mildest = 0;
  size_t mildest_finding = SIZE_MAX;
  if (end == (up ? INT64_MAX : INT64_MIN)) return;
  for (size_t i = 0; i < m->findings.count; i++)
    for (size_t k = 0; k < m->findings.at[i].whens.count; k++) {
      const kbc_when *w = &m->findings.at[i].whens.at[k];
      if (w->measure.at != t->measure.at || is_up(w) != up || !overlap(r, w)) continue;
      if (up ? w->milli < end : w->milli > end) disagree(m, t, r, i, w->milli, end, report);
      if (mildest_finding == SIZE_MAX || (up ? w->milli < mildest : w->milli > mildest))
        mildest = w->milli, mildest_finding = i;
    }
  if (mildest_finding != SIZE_MAX && (up ? mildest > end : mildest < end)) disagree(m, t, r, mildest_finding, mildest, end, report);
}

void kbc_check_ranges(kbc_model *m, kbc_report *report) {
  for (size_t i = 0; i < m->topics.count; i++) {
    kbc_topic *t = &m->topics.at[i];
    for (size_t k = 0; k < t->ranges.count; k++)
      check_end(m, t, &t->ranges.at[k], true, report), check_end(m, t, &t->ranges.at[k], false, report);
    for (size_t k = 0; k < t->differs.count; k++)
      if (!t->differs.at[k].used)
        KBC_FAIL(report, t->differs.at[k].finding.place, "`%.*s` does not differ from the ranges", KBC_S(t->differs.at[k].finding.id));
  }
}

/* counterfactual.c: the smallest change of the case that would put another condition first.
 *
 * A change takes a finding from one state to another: what was not mentioned is there, or is not; what was said is
 * taken back or turned round. Each change's effect on every score is reckoned once; sets of one, two, three and four
 * are searched by adding the effects up, best gains first, with a bound on what the rest can still gain; and the few
 * least surprising sets that would do are tried for real, because findings of one tree do not simply add up. What is
 * returned was tried. (Wachter et al. 2018, "Counterfactual explanations without opening the black box", for the idea
 * of the nearest such world.)
 */
#include "questions.h"
#include "model.h"

enum {
  RIVALS = 64,
  CHANGES = 48,
  SET_MOST = 4,
  TRIALS = 12,
  STEPS = 400000,
  TAKEN_BACK_CB = 120,
  TURNED_ROUND_CB = 220
};

typedef struct candidate {
  dp_change change;
  int32_t gain;     /* on the first of the list */
  int32_t surprise; /* centibans */
  int32_t *on;      /* [rival] what the condition gains on it */
} candidate;

typedef struct trial {
  uint16_t of[SET_MOST];
  size_t count;
  int32_t surprise;
} trial;

typedef struct search {
  const dp_scoring *s;
  dp_arena *arena, scratch; /* scratch: for one trial at a time */
  uint16_t wanted;          /* condition */
  uint16_t rivals[RIVALS];
  int32_t gap[RIVALS];
  size_t rival_count; /* likeliest first, the wanted left out */
  struct {
    candidate *at;
    size_t count, room;
  } list;
  trial best[TRIALS];
  size_t best_count;
  uint32_t steps;
} search;

static bool apply(search *q, const trial *t, dp_case *c) {
  const dp_case *from = q->s->c;
  size_t n = from->observations.count, kept = 0;
  *c = *from;
  c->observations.at = DP_NEW_ARRAY(&q->scratch, dp_observation, n + SET_MOST);
  if (!c->observations.at) return false;
  for (size_t i = 0; i < n; i++) {
    dp_observation o = from->observations.at[i];
    bool drop = false;
    for (size_t k = 0; k < t->count; k++) {
      const dp_change *x = &q->list.at[t->of[k]].change;
      if (x->from == DP_HYPOTHETICAL || x->finding != o.finding) continue;
      if (x->to == DP_HYPOTHETICAL) drop = true;
      else o.state = x->to, o.support = 0;
    }
    if (!drop) c->observations.at[kept++] = o;
  }
  for (size_t k = 0; k < t->count; k++) {
    const dp_change *x = &q->list.at[t->of[k]].change;
    if (x->from == DP_HYPOTHETICAL)
      c->observations.at[kept++] =
          (dp_observation){.finding = x->finding, .state = x->to, .group = DP_NONE, .mention = DP_NONE};
  }
  c->observations.count = kept, c->observations.room = n + SET_MOST;
  return true;
}

/* Scores after the set of changes; they last until the scratch is emptied. */
static dp_status try_set(search *q, const trial *t, int32_t **scores, dp_error *err) {
  dp_case c;
  dp_scoring *s;
  if (!apply(q, t, &c)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to search for a change");
  dp_status status = dp_score(q->s->kb, &c, &q->s->options, &q->scratch, &s, err);
  if (!status) *scores = s->scores;
  return status;
}

static bool is_first(const int32_t *scores, size_t n, uint16_t wanted) {
  for (size_t i = 0; i < n; i++)
    if (i != wanted && (scores[i] > scores[wanted] || (scores[i] == scores[wanted] && i < wanted))) return false;
  return scores[wanted] > DP_CANNOT;
}

/* Reckons the change's effect and keeps it when it gains on the first of the list. */
static dp_status add_change(search *q, uint16_t f, uint8_t from, uint8_t to, int32_t surprise, dp_error *err) {
  for (size_t k = 0; k < q->list.count; k++)
    if (q->list.at[k].change.finding == f && q->list.at[k].change.to == to) return DP_OK;
  size_t n = q->s->conditions;
  candidate c = {.change = {f, from, to}, .surprise = surprise, .on = DP_NEW_ARRAY(q->arena, int32_t, RIVALS)};
  dp_arena_reset(&q->scratch);
  int32_t *change = DP_NEW_ARRAY(&q->scratch, int32_t, n);
  if (!c.on || !change) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to search for a change");
  if (from == DP_HYPOTHETICAL) {
    dp_status status = dp_what_if(q->s, f, to, &q->scratch, change, err);
    if (status) return status;
  } else {
    int32_t *scores = NULL;
    trial one = {{(uint16_t)q->list.count}, 1, 0};
    if (!DP_PUSH(q->arena, &q->list, c)) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to search for a change");
    dp_status status = try_set(q, &one, &scores, err);
    if (status) return status;
    q->list.count--;
    for (size_t i = 0; i < n; i++) change[i] = scores[i] - q->s->scores[i];
  }
  for (size_t r = 0; r < q->rival_count; r++) c.on[r] = change[q->wanted] - change[q->rivals[r]];
  c.gain = c.on[0];
  if (c.gain <= 0) return DP_OK;
  return DP_PUSH(q->arena, &q->list, c) ? DP_OK
                                        : dp_fail(err, DP_ERR_MEMORY, "not enough memory to search for a change");
}

static bool untold(const dp_scoring *s, uint16_t f) {
  const dp_kb_finding *d = &s->kb->findings[f];
  return !s->observed[f] && !s->node_of[f] && d->kind != DP_KIND_GROUP && d->kind != DP_KIND_DISEASE;
}

/* What the wanted condition states might be there, what the leaders state might not be, and what was said might be
 * otherwise. */
static dp_status gather(search *q, dp_error *err) {
  const dp_scoring *s = q->s;
  const dp_kb *kb = s->kb;
  for (size_t r = 0; r < 4; r++) { /* the wanted, then three rivals */
    if (r > q->rival_count) break;
    uint16_t condition = r ? q->rivals[r - 1] : q->wanted;
    const dp_kb_condition *c = &kb->conditions[condition];
    for (size_t g = 0; g < s->group_count; g++) {
      dp_kb_row_view rows = dp_kb_rows(kb, c, (dp_rows)s->groups[g]);
      for (size_t i = 0; i < rows.count; i++) {
        uint16_t f = rows.at[i].finding;
        if (!untold(s, f)) continue;
        int32_t yes = dp_given_cb(s, f, q->wanted);
        dp_status status = r ? add_change(q, f, DP_HYPOTHETICAL, DP_ABSENT, -dp_complement_cb(yes), err)
                             : add_change(q, f, DP_HYPOTHETICAL, DP_PRESENT, -yes, err);
        if (status) return status;
      }
    }
    for (size_t i = 0; !r && i < c->risk_count; i++) {
      uint16_t f = kb->risks[c->risk_first + i].finding;
      if (!untold(s, f)) continue;
      dp_status status = add_change(q, f, DP_HYPOTHETICAL, DP_PRESENT, -dp_given_cb(s, f, q->wanted), err);
      if (status) return status;
    }
  }
  for (size_t i = 0; i < s->c->observations.count; i++) {
    const dp_observation *o = &s->c->observations.at[i];
    if (o->state > DP_UNCERTAIN) continue;
    dp_status status = add_change(q, o->finding, o->state, DP_HYPOTHETICAL, TAKEN_BACK_CB, err);
    if (!status)
      status =
          add_change(q, o->finding, o->state, o->state == DP_ABSENT ? DP_PRESENT : DP_ABSENT, TURNED_ROUND_CB, err);
    if (status) return status;
  }
  return DP_OK;
}

static int larger_gain(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const candidate *x = a, *y = b;
  if (x->gain != y->gain) return x->gain > y->gain ? -1 : 1;
  if (x->change.finding != y->change.finding) return x->change.finding < y->change.finding ? -1 : 1;
  return x->change.to < y->change.to ? -1 : x->change.to > y->change.to;
}

/* Keeps the set among the least surprising ones. */
static void keep(search *q, const trial *t) {
  if (q->best_count == TRIALS && q->best[TRIALS - 1].surprise <= t->surprise) return;
  if (q->best_count == TRIALS) q->best_count--;
  size_t at = q->best_count++;
  for (; at && q->best[at - 1].surprise > t->surprise; at--) q->best[at] = q->best[at - 1];
  q->best[at] = *t;
}

/* Adds changes from number `next` on until the set has `size`; `sum` is what it gains on each rival so far. */
static void extend(search *q, trial *t, size_t size, size_t next, const int32_t *sum) {
  const dp_kb *kb = q->s->kb;
  for (size_t k = next; k < q->list.count && q->steps < STEPS; k++) {
    const candidate *c = &q->list.at[k];
    int64_t could = (int64_t)sum[0] + (int64_t)c->gain * (int64_t)(size - t->count);
    if (could <= q->gap[0]) return; /* those after it gain less */
    q->steps++;
    bool clash = false;
    for (size_t m = 0; m < t->count && !clash; m++) {
      uint16_t f = q->list.at[t->of[m]].change.finding;
      clash = dp_kb_is_a(kb, f, c->change.finding) || dp_kb_is_a(kb, c->change.finding, f);
    }
    if (clash) continue;
    int32_t with[RIVALS];
    bool enough = true;
    for (size_t r = 0; r < q->rival_count; r++) with[r] = sum[r] + c->on[r], enough &= with[r] > q->gap[r];
    t->of[t->count++] = (uint16_t)k, t->surprise += c->surprise;
    if (t->count == size) {
      if (enough) keep(q, t);
    } else extend(q, t, size, k + 1, with);
    t->count--, t->surprise -= c->surprise;
  }
}

static int higher_first(const void *a, const void *b, const void *ctx) {
  const int32_t *scores = ctx;
  uint16_t x, y;
  memcpy(&x, a, sizeof x), memcpy(&y, b, sizeof y);
  return scores[x] != scores[y] ? (scores[x] > scores[y] ? -1 : 1) : x < y ? -1 : x > y;
}

static bool list_rivals(search *q) {
  const dp_scoring *s = q->s;
  uint16_t *all = DP_NEW_ARRAY(q->arena, uint16_t, s->conditions);
  if (!all) return false;
  for (size_t i = 0; i < s->conditions; i++) all[i] = (uint16_t)i;
  if (!dp_sort(q->arena, all, s->conditions, sizeof *all, higher_first, s->scores)) return false;
  for (size_t i = 0; i < s->conditions && q->rival_count < RIVALS; i++)
    if (all[i] != q->wanted && s->scores[all[i]] > DP_CANNOT) {
      q->rivals[q->rival_count] = all[i];
      q->gap[q->rival_count++] = s->scores[all[i]] - s->scores[q->wanted];
    }
  return true;
}

static dp_status find_changes(search *q, dp_change *changes, size_t *count, bool *found, dp_error *err) {
  static const char no_memory[] = "not enough memory to search for a change";
  const dp_scoring *s = q->s;
  if (!list_rivals(q)) return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  dp_status status = gather(q, err);
  if (status) return status;
  if (!dp_sort(q->arena, q->list.at, q->list.count, sizeof *q->list.at, larger_gain, NULL))
    return dp_fail(err, DP_ERR_MEMORY, "%s", no_memory);
  if (q->list.count > CHANGES) q->list.count = CHANGES;
  for (size_t size = 1; size <= SET_MOST && !*found; size++) {
    int32_t nothing[RIVALS] = {0};
    trial t = {.count = 0};
    q->best_count = 0, q->steps = 0;
    extend(q, &t, size, 0, nothing);
    for (size_t k = 0; k < q->best_count && !*found; k++) {
      int32_t *scores;
      dp_arena_reset(&q->scratch);
      status = try_set(q, &q->best[k], &scores, err);
      if (status) return status;
      if (!is_first(scores, s->conditions, q->wanted)) continue;
      *found = true, *count = size;
      for (size_t m = 0; m < size; m++) changes[m] = q->list.at[q->best[k].of[m]].change;
    }
  }
  return DP_OK;
}

dp_status dp_counterfactual(const dp_kb *kb, const dp_case *c, const dp_engine_options *o, uint16_t condition,
                            dp_arena *arena, dp_change **out, size_t *count, bool *found, dp_error *err) {
  if (condition >= kb->condition_count)
    return dp_fail(err, DP_ERR_NOT_FOUND, "there is no condition number %u", (unsigned)condition);
  dp_scoring *s;
  dp_status status = dp_score(kb, c, o, arena, &s, err);
  if (status) return status;
  search *q = DP_NEW(arena, search);
  dp_change *changes = DP_NEW_ARRAY(arena, dp_change, SET_MOST);
  if (!q || !changes) return dp_fail(err, DP_ERR_MEMORY, "not enough memory to search for a change");
  *out = changes, *count = 0, *found = is_first(s->scores, s->conditions, condition);
  if (*found || s->scores[condition] <= DP_CANNOT) return DP_OK;
  q->s = s, q->arena = arena, q->wanted = condition;
  dp_arena_init(&q->scratch, &arena->allocator);
  status = find_changes(q, changes, count, found, err);
  dp_arena_free(&q->scratch);
  return status;
}

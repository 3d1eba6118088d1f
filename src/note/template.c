/* template.c: the built-in templates, a user's own, and filling them. */
#include "template.h"

#define S(slot) (1u << DP_SLOT_##slot)
static const dp_template_section soap[] = {
    {"complaint", "CHIEF COMPLAINT", S(COMPLAINT), false, false, {0}},
    {"hpi", "HISTORY OF PRESENT ILLNESS", S(HPI), false, false, {0}},
    {"past", "MEDICAL HISTORY", S(PAST), false, false, {0}},
    {"surgical", "SURGICAL HISTORY", S(SURGICAL), false, false, {0}},
    {"family", "FAMILY HISTORY", S(FAMILY), false, false, {0}},
    {"social", "SOCIAL HISTORY", S(SOCIAL), false, false, {0}},
    {"medicines", "MEDICATIONS", S(MEDICINES), false, false, {0}},
    {"allergies", "ALLERGIES", S(ALLERGIES), false, false, {0}},
    {"review", "REVIEW OF SYSTEMS", S(REVIEW), false, true, {0}},
    {"vitals", "VITALS", S(VITALS), false, false, {0}},
    {"exam", "PHYSICAL EXAM", S(EXAM), false, true, {0}},
    {"results", "RESULTS", S(RESULTS), false, false, {0}},
    {"assessment_plan", "ASSESSMENT AND PLAN", S(ASSESSMENT) | S(PLAN) | S(FOLLOWUP), true, false, {0}},
};
static const dp_template_section hp[] = {
    {"complaint", "CHIEF COMPLAINT", S(COMPLAINT), false, false, {0}},
    {"hpi", "HISTORY OF PRESENT ILLNESS", S(HPI), false, false, {0}},
    {"past", "PAST MEDICAL AND SURGICAL HISTORY", S(PAST) | S(SURGICAL), false, false, {0}},
    {"medicines", "MEDICATIONS", S(MEDICINES), false, false, {0}},
    {"allergies", "ALLERGIES", S(ALLERGIES), false, false, {0}},
    {"family", "FAMILY HISTORY", S(FAMILY), false, false, {0}},
    {"social", "SOCIAL HISTORY", S(SOCIAL), false, false, {0}},
    {"review", "REVIEW OF SYSTEMS", S(REVIEW), false, true, {0}},
    {"vitals", "VITAL SIGNS", S(VITALS), false, false, {0}},
    {"exam", "PHYSICAL EXAMINATION", S(EXAM), false, true, {0}},
    {"results", "RESULTS", S(RESULTS), false, false, {0}},
    {"assessment", "ASSESSMENT", S(ASSESSMENT), false, false, {0}},
    {"plan", "PLAN", S(PLAN), false, false, {0}},
    {"followup", "FOLLOW-UP", S(FOLLOWUP), false, false, {0}},
};
static const dp_template_section problem[] = {
    {"problems", "PROBLEMS", S(ASSESSMENT) | S(PLAN) | S(FOLLOWUP), true, false, {0}},
    {"subjective", "SUBJECTIVE", S(COMPLAINT) | S(HPI) | S(PAST) | S(SURGICAL) | S(MEDICINES) | S(ALLERGIES) | S(FAMILY) | S(SOCIAL), false, false, {0}},
    {"review", "REVIEW OF SYSTEMS", S(REVIEW), false, true, {0}},
    {"objective", "OBJECTIVE", S(VITALS) | S(EXAM) | S(RESULTS), false, true, {0}},
};
static const dp_template_section referral[] = {
    {"complaint", "REASON FOR REFERRAL", S(COMPLAINT), false, false, {0}},
    {"hpi", "HISTORY", S(HPI), false, false, {0}},
    {"past", "BACKGROUND", S(PAST) | S(SURGICAL) | S(FAMILY) | S(SOCIAL), false, false, {0}},
    {"medicines", "MEDICINES AND ALLERGIES", S(MEDICINES) | S(ALLERGIES), false, false, {0}},
    {"exam", "EXAMINATION", S(VITALS) | S(EXAM), false, true, {0}},
    {"results", "RESULTS", S(RESULTS), false, false, {0}},
    {"assessment_plan", "IMPRESSION AND PLAN SO FAR", S(ASSESSMENT) | S(PLAN) | S(FOLLOWUP), true, false, {0}},
};
static const dp_template_section discharge[] = {
    {"complaint", "PRESENTING COMPLAINT", S(COMPLAINT), false, false, {0}},
    {"hpi", "HISTORY", S(HPI), false, false, {0}},
    {"past", "BACKGROUND", S(PAST) | S(SURGICAL), false, false, {0}},
    {"exam", "EXAMINATION AND RESULTS", S(VITALS) | S(EXAM) | S(RESULTS), false, true, {0}},
    {"assessment", "DIAGNOSES AND COURSE", S(ASSESSMENT), false, false, {0}},
    {"medicines", "MEDICINES AND ALLERGIES", S(MEDICINES) | S(ALLERGIES), false, false, {0}},
    {"plan", "PLAN", S(PLAN), false, false, {0}},
    {"followup", "FOLLOW-UP", S(FOLLOWUP), false, false, {0}},
};
static const dp_template_section handout[] = {
    {"complaint", "WHY THE VISIT", S(COMPLAINT), false, false, {0}},
    {"assessment", "WHAT WAS FOUND", S(RESULTS) | S(ASSESSMENT), false, false, {0}},
    {"plan", "WHAT HAPPENS NEXT", S(PLAN), false, false, {0}},
    {"followup", "COMING BACK", S(FOLLOWUP), false, false, {0}},
};
#define T(table) table, sizeof table / sizeof *table
static const dp_template templates[] = {
    {"soap", "SOAP note", "what is said, found, thought and planned, in this order", NULL, T(soap)},
    {"hp", "History and physical", "the long form: every history by itself, assessment apart from plan", NULL, T(hp)},
    {"problem", "Problem-oriented note", "problem by problem first, the story after", NULL, T(problem)},
    {"referral", "Referral letter", "to a colleague: why, the story, what was found", NULL, T(referral)},
    {"discharge", "Discharge summary", "for those who go on: why, what was found, what to take, what is next", NULL, T(discharge)},
    {"handout", "Hand-out for the patient", "what was found and what happens next", NULL, T(handout)},
};

bool dp_note_template_at(size_t n, const char **id, const char **title, const char **purpose) {
  if (n >= sizeof templates / sizeof *templates) return false;
  *id = templates[n].id, *title = templates[n].title, *purpose = templates[n].purpose;
  return true;
}

/* ---- a user's own ------------------------------------------------------------------------------------------------------ */

/* The next {slot} of the line; false when there is none. *slot is DP_SLOT_COUNT when its name is unknown. */
static bool next_slot(dp_str line, size_t *at, size_t *end, unsigned *slot) {
  for (size_t i = *at; i < line.size; i++) {
    if (line.at[i] != '{') continue;
    for (size_t j = i + 1; j < line.size && j < i + 24; j++)
      if (line.at[j] == '}') {
        dp_str name = dp_str_trim((dp_str){line.at + i + 1, j - i - 1});
        *slot = DP_SLOT_COUNT;
        for (unsigned k = 0; k < DP_SLOT_COUNT; k++)
          if (dp_str_eq_ci(name, dp_str_of(dp_slot_id(k)))) *slot = k;
        *at = i, *end = j + 1;
        return true;
      }
  }
  return false;
}

static dp_status own_template(dp_str text, dp_arena *arena, const dp_template **out, dp_error *err) {
  struct {
    dp_template_section *at;
    size_t count, room;
  } list = {0};
  dp_template *t = DP_NEW(arena, dp_template);
  if (!t) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_str rest = text;
  uint32_t seen = 0;
  unsigned number = 0;
  dp_str title = {"", 0};
  while (rest.at) {
    dp_str line = dp_str_cut(&rest, '\n'), bare = dp_str_trim(line);
    number++;
    uint32_t slots = 0;
    size_t at = 0, end = 0;
    unsigned slot;
    while (next_slot(line, &at, &end, &slot)) {
      dp_str name = {line.at + at, end - at};
      if (slot == DP_SLOT_COUNT) {
        dp_buf b;
        dp_buf_init(&b, arena);
        for (unsigned k = 0; k < DP_SLOT_COUNT; k++) dp_buf_text(&b, k ? ", " : ""), dp_buf_text(&b, dp_slot_id(k));
        const char *known = dp_buf_nul(&b);
        return dp_fail(err, DP_ERR_INPUT, "the template's line %u has %.*s, which is no slot: it may have %s", number, (int)name.size, name.at, known ? known : "");
      }
      if ((seen | slots) >> slot & 1)
        return dp_fail(err, DP_ERR_INPUT, "the template's line %u has %.*s a second time: a sentence stands in one place", number, (int)name.size, name.at);
      slots |= 1u << slot;
      at = end;
    }
    seen |= slots;
    if (!slots) {
      if (bare.size) title = bare;
      continue;
    }
    char *name = dp_arena_copy(arena, title);
    if (!name) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    dp_template_section s = {"own", name, slots, false, false, line};
    if (!DP_PUSH(arena, &list, s)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    title = (dp_str){"", 0};
  }
  if (!list.count) return dp_fail(err, DP_ERR_INPUT, "the template has no slot such as {hpi} or {plan}: nothing of the note would be in it");
  *t = (dp_template){"own", "own template", "", NULL, list.at, list.count};
  *out = t;
  return DP_OK;
}

dp_status dp_template_of(const dp_note_options *o, dp_arena *arena, const dp_template **out, dp_error *err) {
  if (o->own.size) return own_template(o->own, arena, out, err);
  dp_str id = o->template_id.size ? o->template_id : DP_STR("soap");
  const char *nearest = templates[0].id;
  unsigned best = 99;
  for (size_t i = 0; i < sizeof templates / sizeof *templates; i++) {
    if (dp_str_eq(id, dp_str_of(templates[i].id))) return *out = &templates[i], DP_OK;
    unsigned distance = dp_str_distance(id, dp_str_of(templates[i].id), 8);
    if (distance < best) best = distance, nearest = templates[i].id;
  }
  return dp_fail(err, DP_ERR_NOT_FOUND, "there is no template \"%.*s\": is \"%s\" meant? (soap, hp, problem, referral, discharge, handout)",
                 id.size > 40 ? 40 : (int)id.size, id.at, nearest);
}

/* ---- filling ------------------------------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b, const void *ctx) {
  const dp_drafting *d = ctx;
  const dp_draft *x = &d->drafts.at[*(const uint32_t *)a], *y = &d->drafts.at[*(const uint32_t *)b];
  if (x->problem != y->problem) return x->problem < y->problem ? -1 : 1;
  if (x->headline != y->headline) return x->headline ? -1 : 1;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}
static int by_slot(const void *a, const void *b, const void *ctx) {
  const dp_drafting *d = ctx;
  const dp_draft *x = &d->drafts.at[*(const uint32_t *)a], *y = &d->drafts.at[*(const uint32_t *)b];
  if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
  if (x->rank != y->rank && x->slot != DP_SLOT_ASSESSMENT && x->slot != DP_SLOT_PLAN && x->slot != DP_SLOT_FOLLOWUP) return x->rank < y->rank ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static void copy_sentence(const dp_draft *x, const dp_template_section *s, dp_note *note, dp_arena *arena) {
  uint32_t *lines = DP_NEW_ARRAY(arena, uint32_t, x->line_count);
  if (!lines) return;
  memcpy(lines, x->lines, x->line_count * sizeof *lines);
  bool grouped = s->list || s->by_problem;
  dp_note_sentence n = {x->text, grouped ? x->group : (dp_str){"", 0}, lines, x->line_count, x->problem == UINT16_MAX ? 0 : x->problem, x->slot, x->origin, x->headline};
  (void)DP_PUSH(arena, &note->sentences, n);
}

/* The lines of a section: `order` are its drafts, in order. */
static void section_text(const dp_template_section *s, const dp_drafting *d, const uint32_t *order, size_t count, dp_buf *b) {
  dp_str group = {"", 0};
  uint16_t at_problem = 0;
  uint8_t slot = DP_SLOT_COUNT;
  uint32_t turn = 0, run = 0;
  for (size_t i = 0; i < count; i++) {
    const dp_draft *x = &d->drafts.at[order[i]];
    bool line = false;
    if (s->by_problem) {
      bool last = x->problem == UINT16_MAX;
      if (x->problem != at_problem) {
        if (b->size) dp_buf_text(b, "\n\n");
        line = true;
        at_problem = x->problem;
        group = (dp_str){"", 0};
      }
      if (x->headline) {
        dp_buf_str(b, x->text);
        continue;
      }
      if (!last && !dp_str_eq(group, x->group)) {
        if (b->size && !line) dp_buf_char(b, '\n');
        dp_buf_text(b, "- "), dp_buf_str(b, x->group), dp_buf_text(b, ": ");
        group = x->group;
        line = true;
      }
    } else if (s->list) {
      if (!dp_str_eq(group, x->group) || (slot != DP_SLOT_COUNT && slot != x->slot)) {
        if (b->size) dp_buf_char(b, '\n');
        if (x->group.size) dp_buf_text(b, "- "), dp_buf_str(b, x->group), dp_buf_text(b, ": ");
        group = x->group;
        line = true;
      }
    } else if (slot != DP_SLOT_COUNT && slot != x->slot) dp_buf_char(b, '\n'), line = true;
    else if (slot != DP_SLOT_COUNT && (x->slot == DP_SLOT_RESULTS || x->slot == DP_SLOT_VITALS || x->slot == DP_SLOT_MEDICINES)) dp_buf_char(b, '\n'), line = true;
    else if (x->slot == DP_SLOT_HPI && slot != DP_SLOT_COUNT && (++run >= 3) && x->lines[0] > turn + 1) dp_buf_text(b, "\n\n"), line = true; /* a paragraph where the talk moves on */
    if (line) run = 0;
    turn = x->lines[x->line_count - 1];
    if (b->size && !line) dp_buf_char(b, b->at[b->size - 1] == '\n' ? '\n' : ' ');
    slot = x->slot;
    dp_buf_str(b, x->text);
  }
}

dp_status dp_template_fill(const dp_template *t, dp_drafting *d, dp_note *note, dp_error *err) {
  dp_arena *arena = d->arena;
  uint32_t *order = DP_NEW_ARRAY(arena, uint32_t, d->drafts.count);
  dp_buf all;
  dp_buf_init(&all, arena);
  if (!order) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  for (size_t k = 0; k < t->count; k++) {
    const dp_template_section *s = &t->at[k];
    size_t n = 0;
    for (size_t i = 0; i < d->drafts.count; i++)
      if (!d->drafts.at[i].dropped && (s->slots >> d->drafts.at[i].slot & 1)) order[n++] = (uint32_t)i;
    if (!n) continue;
    if (!dp_sort(arena, order, n, sizeof *order, s->by_problem ? by_place : by_slot, d)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    dp_buf b;
    dp_buf_init(&b, arena);
    dp_note_section section = {dp_str_of(s->id), dp_str_of(s->title), {0}, note->sentences.count, 0};
    if (s->own.size) { /* the line's words, and in each slot its sentences */
      size_t at = 0, end = 0, from = 0;
      unsigned slot;
      while (next_slot(s->own, &at, &end, &slot)) {
        dp_buf_str(&b, (dp_str){s->own.at + from, at - from});
        size_t first = 0, count = 0;
        for (size_t i = 0; i < n; i++)
          if (d->drafts.at[order[i]].slot == slot) first = count++ ? first : i;
        for (size_t i = first; i < first + count; i++) {
          if (i > first) dp_buf_char(&b, ' ');
          dp_buf_str(&b, d->drafts.at[order[i]].text);
          copy_sentence(&d->drafts.at[order[i]], s, note, arena);
        }
        from = at = end;
      }
      dp_buf_str(&b, (dp_str){s->own.at + from, s->own.size - from});
    } else {
      section_text(s, d, order, n, &b);
      for (size_t i = 0; i < n; i++) copy_sentence(&d->drafts.at[order[i]], s, note, arena);
    }
    section.text = dp_buf_view(&b);
    section.count = note->sentences.count - section.first;
    if (all.size) dp_buf_text(&all, "\n\n");
    if (section.title.size) dp_buf_str(&all, section.title), dp_buf_text(&all, s->own.size ? "\n" : "\n\n");
    dp_buf_str(&all, section.text);
    if (b.failed || !DP_PUSH(arena, &note->sections, section)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  if (all.size) dp_buf_char(&all, '\n');
  if (all.failed || arena->failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  note->text = dp_buf_view(&all);
  return DP_OK;
}

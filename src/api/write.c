/* write.c: the small objects that many responses share, so that a finding, a span or a ledger row looks the same
 * everywhere.
 *
 * Probabilities are numbers from 0 to 1 with six decimals at most, written from integers per million; evidence is in
 * whole centibans (key …cB); ages in days, times in hours; spans are byte offsets into the request's text.
 */
#include "api.h"

void dp_write_finding_ref(dp_door *d, uint16_t finding) {
  dp_jw_ktext(d->w, "id", dp_kb_finding_id(d->kb, finding));
  dp_jw_ktext(d->w, "name", dp_kb_finding_name(d->kb, finding));
}

void dp_write_condition_ref(dp_door *d, uint16_t condition) {
  dp_jw_ktext(d->w, "id", dp_kb_text(d->kb, d->kb->conditions[condition].id));
  dp_jw_ktext(d->w, "name", dp_kb_text(d->kb, d->kb->conditions[condition].name));
}

void dp_write_finding_list(dp_door *d, const char *key, const uint16_t *findings, size_t count) {
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    dp_jw_object(d->w);
    dp_write_finding_ref(d, findings[i]);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

void dp_write_aliases(dp_door *d, dp_kb_list aliases, const char *name) {
  dp_jw_key(d->w, "aliases");
  dp_jw_array(d->w);
  for (size_t i = 0; i < dp_kb_alias_count(d->kb, aliases); i++) {
    const char *alias = dp_kb_alias(d->kb, aliases, i);
    if (!dp_str_eq(dp_str_of(alias), dp_str_of(name))) dp_jw_text(d->w, alias);
  }
  dp_jw_end_array(d->w);
}

void dp_write_span(dp_door *d, dp_span s) {
  const dp_str text = d->consult->text;
  if (s.end > text.size || s.start >= s.end) return;
  dp_jw_kint(d->w, "start", s.start);
  dp_jw_kint(d->w, "end", s.end);
  dp_jw_kstr(d->w, "text", (dp_str){text.at + s.start, s.end - s.start});
}

static void write_span_as(dp_door *d, const char *key, dp_span s) {
  if (s.start >= s.end) return;
  dp_jw_key(d->w, key);
  dp_jw_object(d->w);
  dp_write_span(d, s);
  dp_jw_end_object(d->w);
}

void dp_write_probability(dp_door *d, const char *key, uint32_t ppm) { dp_jw_kfixed(d->w, key, ppm, 6); }

void dp_write_source(dp_door *d, uint16_t source) {
  dp_jw_ktext(d->w, "source", source == DP_NONE ? "estimate" : dp_kb_text(d->kb, d->kb->sources[source].id));
}

void dp_write_knowledge(dp_door *d) {
  dp_jw_key(d->w, "knowledge");
  dp_jw_object(d->w);
  dp_jw_ktext(d->w, "hash", d->kb->hash);
  dp_jw_ktext(d->w, "date", d->kb->date);
  const void *at;
  size_t size; /* the hash of the user's own topics that are laid over it */
  if (dp_kb_section(d->kb, "OVER", &at, &size) && size == 128 && dp_utf8_valid((dp_str){at, 64}))
    dp_jw_kstr(d->w, "overrides", (dp_str){at, 64});
  dp_jw_end_object(d->w);
}

/* ---- the patient and the course
 * -------------------------------------------------------------------------------------- */

void dp_write_age(dp_buf *b, int32_t days) {
  const char *unit;
  int32_t n;
  if (days < 28) n = days, unit = "day";
  else if (days < 91) n = days / 7, unit = "week";
  else if (days < 730) n = (days * 12 + 182) / 365, unit = "month";
  else n = days / 365, unit = "year"; /* as everywhere in the knowledge, a year counts as 365 days */
  dp_buf_int(b, n);
  dp_buf_char(b, ' ');
  dp_buf_text(b, unit);
  if (n != 1) dp_buf_char(b, 's');
}

static const char *tri_name(unsigned t) { return t == DP_YES ? "yes" : t == DP_NO ? "no" : "unknown"; }

void dp_write_patient(dp_door *d) {
  const dp_reading *r = d->consult->reading;
  dp_jw *w = d->w;
  dp_jw_key(w, "patient");
  dp_jw_object(w);
  if (r->age_days >= 0) {
    dp_buf age;
    dp_buf_init(&age, d->arena);
    dp_write_age(&age, r->age_days);
    dp_jw_kint(w, "age_days", r->age_days);
    dp_jw_kstr(w, "age", dp_buf_view(&age));
    write_span_as(d, "age_from", r->age_span);
  }
  dp_jw_ktext(w, "sex", r->sex == DP_FEMALE ? "female" : r->sex == DP_MALE ? "male" : "unknown");
  write_span_as(d, "sex_from", r->sex_span);
  dp_jw_ktext(w, "pregnant", tri_name(r->pregnant));
  if (r->pregnancy_weeks >= 0) dp_jw_kint(w, "pregnancy_weeks", r->pregnancy_weeks);
  dp_jw_ktext(w, "setting", r->setting == DP_SETTING_UNKNOWN ? "unknown" : dp_kb_setting_name(r->setting - 1u));
  dp_jw_key(w, "region");
  dp_jw_array(w);
  for (unsigned i = 0; i < DP_REGION_COUNT; i++)
    if (r->region >> i & 1) dp_jw_text(w, dp_kb_region_name(i));
  dp_jw_end_array(w);
  dp_jw_ktext(w, "season", r->season ? dp_kb_season_name(r->season - 1u) : "unknown");
  /* What is reckoned with where nothing is known, in words. */
  dp_jw_key(w, "assumed");
  dp_jw_array(w);
  if (r->age_days < 0) dp_jw_text(w, "any age");
  if (r->setting == DP_SETTING_UNKNOWN) dp_jw_text(w, "any setting");
  if (!r->region) dp_jw_text(w, "Europe, no travel");
  if (!r->season) dp_jw_text(w, "any season");
  dp_jw_end_array(w);
  dp_jw_end_object(w);

  dp_jw_key(w, "course");
  dp_jw_object(w);
  if (r->duration_h >= 0) {
    dp_jw_kint(w, "duration_h", r->duration_h);
    write_span_as(d, "duration_from", r->duration_span);
  }
  dp_jw_ktext(w, "onset", r->onset == DP_SUDDEN ? "sudden" : r->onset == DP_GRADUAL ? "gradual" : "unknown");
  write_span_as(d, "onset_from", r->onset_span);
  dp_jw_kbool(w, "recurrent", r->recurrent);
  write_span_as(d, "recurrent_from", r->recurrent_span);
  dp_jw_kbool(w, "acute_on_chronic", r->chronic_then_acute);
  dp_jw_end_object(w);
}

/* ---- findings
 * ----------------------------------------------------------------------------------------------------------- */

static const char *const severities[] = {NULL, "mild", "moderate", "severe"};
static const char *const sides[] = {NULL, "left", "right", "both"};
static const char *const supports[] = {NULL, "suspected", "consistent", "confirmed"};
static const char *const sections[] = {NULL,     "complaint", "history", "past",        "medicines", "allergies",
                                       "family", "social",    "review",  "examination", "tests",     "plan"};

static void write_choice(dp_jw *w, const char *key, const char *const *names, size_t count, unsigned i) {
  if (i < count && names[i]) dp_jw_ktext(w, key, names[i]);
}
#define WRITE_CHOICE(w, key, names, i) write_choice((w), (key), (names), sizeof(names) / sizeof *(names), (i))

void dp_write_mention(dp_door *d, const dp_mention *m) {
  dp_jw *w = d->w;
  dp_write_finding_ref(d, m->finding);
  dp_jw_ktext(w, "kind", dp_kb_kind_name(d->kb->findings[m->finding].kind));
  dp_jw_ktext(w, "state", dp_state_name((dp_state)m->state));
  dp_write_span(d, m->span);
  write_span_as(d, "cue", m->cue);
  WRITE_CHOICE(w, "severity", severities, m->severity);
  WRITE_CHOICE(w, "side", sides, m->side);
  if (m->duration_h) dp_jw_kint(w, "duration_h", m->duration_h);
  if (m->measure != DP_NONE && m->measure < d->kb->measure_count) {
    const dp_kb_measure *measure = &d->kb->measures[m->measure];
    dp_jw_ktext(w, "measure", dp_kb_text(d->kb, measure->id));
    dp_jw_kfixed(w, "value", m->value_milli, 3);
    dp_jw_ktext(w, "unit", dp_kb_text(d->kb, measure->unit));
  }
  if (m->normal_test) dp_jw_kbool(w, "normal_test", true);
  if (m->known) dp_jw_kbool(w, "known", true);
  if (m->complaint) dp_jw_kbool(w, "complaint", true);
  if (m->repaired) dp_jw_kbool(w, "repaired", true);
  if (m->loose) dp_jw_kbool(w, "loose", true);
  WRITE_CHOICE(w, "support", supports, m->support);
  WRITE_CHOICE(w, "section", sections, m->section);
}

void dp_write_findings(dp_door *d) {
  const dp_consult *c = d->consult;
  dp_jw_key(d->w, "findings");
  dp_jw_array(d->w);
  for (size_t i = 0; i < c->reading->mentions.count; i++) {
    dp_jw_object(d->w);
    dp_write_mention(d, &c->reading->mentions.at[i]);
    dp_jw_end_object(d->w);
  }
  for (size_t i = 0; i < c->answers.count; i++) {
    const dp_answer *a = &c->answers.at[i];
    dp_jw_object(d->w);
    dp_write_finding_ref(d, a->finding);
    dp_jw_ktext(d->w, "kind", dp_kb_kind_name(d->kb->findings[a->finding].kind));
    dp_jw_ktext(d->w, "state",
                a->removed                   ? "removed"
                : a->state >= DP_STATE_COUNT ? "unknown"
                                             : dp_state_name((dp_state)a->state));
    dp_jw_kbool(d->w, "answered", true);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

void dp_write_unread(dp_door *d) {
  const dp_reading *r = d->consult->reading;
  dp_jw_key(d->w, "unread");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r->unread.count; i++) {
    dp_jw_object(d->w);
    dp_write_span(d, r->unread.at[i]);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

/* ---- ledger
 * ---------------------------------------------------------------------------------------------------------------- */

static const char *const row_names[DP_ROW_KIND_COUNT] = {[DP_ROW_PRIOR] = "prior",
                                                         [DP_ROW_AGE] = "age",
                                                         [DP_ROW_SEX] = "sex",
                                                         [DP_ROW_PREGNANCY] = "pregnancy",
                                                         [DP_ROW_SETTING] = "setting",
                                                         [DP_ROW_REGION] = "region",
                                                         [DP_ROW_SEASON] = "season",
                                                         [DP_ROW_COMPLAINT] = "complaint",
                                                         [DP_ROW_COURSE] = "course",
                                                         [DP_ROW_ONSET] = "onset",
                                                         [DP_ROW_RECURRENT] = "recurrent",
                                                         [DP_ROW_WORDING] = "wording",
                                                         [DP_ROW_MEDICINES] = "medicines",
                                                         [DP_ROW_EVIDENCE] = "evidence",
                                                         [DP_ROW_KNOWN] = "known",
                                                         [DP_ROW_SILENCE] = "silence"};

static const char *const row_titles[DP_ROW_KIND_COUNT] = {[DP_ROW_PRIOR] = "How common it is",
                                                          [DP_ROW_AGE] = "Age",
                                                          [DP_ROW_SEX] = "Sex",
                                                          [DP_ROW_PREGNANCY] = "Pregnancy",
                                                          [DP_ROW_SETTING] = "Where the patient is seen",
                                                          [DP_ROW_REGION] = "Region",
                                                          [DP_ROW_SEASON] = "Season",
                                                          [DP_ROW_COMPLAINT] = "What brought the patient",
                                                          [DP_ROW_COURSE] = "How long it has lasted",
                                                          [DP_ROW_ONSET] = "How it began",
                                                          [DP_ROW_RECURRENT] = "Whether it has come before",
                                                          [DP_ROW_WORDING] = "The words it is told in",
                                                          [DP_ROW_MEDICINES] = "What the medicines may cause",
                                                          [DP_ROW_EVIDENCE] = "Evidence",
                                                          [DP_ROW_KNOWN] = "Known already",
                                                          [DP_ROW_SILENCE] = "What was not mentioned"};

const char *dp_row_name(unsigned kind) { return kind < DP_ROW_KIND_COUNT && row_names[kind] ? row_names[kind] : ""; }

void dp_write_row_name(dp_door *d, const dp_ledger_row *r) {
  dp_jw_ktext(d->w, "kind", dp_row_name(r->kind));
  if (r->finding != DP_NONE) {
    dp_jw_ktext(d->w, "finding", dp_kb_finding_id(d->kb, r->finding));
    dp_jw_ktext(d->w, "name", dp_kb_finding_name(d->kb, r->finding));
  } else {
    dp_jw_ktext(d->w, "name", r->kind < DP_ROW_KIND_COUNT ? row_titles[r->kind] : "");
  }
}

static const dp_observation *observation_of(const dp_door *d, uint16_t index) {
  const dp_case *c = d->consult->the_case;
  return index < c->observations.count ? &c->observations.at[index] : NULL;
}

/* The state of the row is that of its leading finding's observation, else of its first member. */
static const char *row_state(const dp_door *d, const dp_ledger_row *r) {
  const dp_observation *first = NULL;
  for (size_t i = 0; i < r->member_count; i++) {
    const dp_observation *o = observation_of(d, r->members[i]);
    if (!o) continue;
    if (!first) first = o;
    if (o->finding == r->finding) return dp_state_name((dp_state)o->state);
  }
  return first ? dp_state_name((dp_state)first->state) : NULL;
}

static void write_members(dp_door *d, const dp_ledger_row *r) {
  dp_jw_key(d->w, "members");
  dp_jw_array(d->w);
  for (size_t i = 0; i < r->member_count; i++) {
    const dp_observation *o = observation_of(d, r->members[i]);
    if (!o) continue;
    dp_jw_object(d->w);
    dp_write_finding_ref(d, o->finding);
    dp_jw_ktext(d->w, "state", dp_state_name((dp_state)o->state));
    if (o->mention < d->consult->reading->mentions.count)
      dp_write_span(d, d->consult->reading->mentions.at[o->mention].span);
    else dp_jw_kbool(d->w, "answered", true);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

enum { TOLD_WORDS = 8 };

/* The words behind the row DP_ROW_WORDING, as members that are no findings. */
static dp_status write_told(dp_door *d, uint16_t condition, size_t most, dp_error *err) {
  dp_told_word *words;
  size_t count;
  dp_status status = dp_told_words(d->consult->scored, condition, d->arena, &words, &count, err);
  if (status || !count) return status;
  dp_jw_key(d->w, "members");
  dp_jw_array(d->w);
  for (size_t i = 0; i < count && i < most; i++) {
    dp_jw_object(d->w);
    dp_write_span(d, words[i].span);
    dp_jw_kint(d->w, "cB", words[i].centibans);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return DP_OK;
}

dp_status dp_write_ledger(dp_door *d, const char *key, uint16_t condition, const dp_ledger_row *rows, size_t count,
                          dp_error *err) {
  const dp_kb_condition *c = &d->kb->conditions[condition];
  dp_status status = DP_OK;
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (size_t i = 0; i < count; i++) {
    const dp_ledger_row *r = &rows[i];
    dp_jw_object(d->w);
    dp_write_row_name(d, r);
    dp_jw_kint(d->w, "cB", r->centibans);
    const char *state = row_state(d, r);
    if (state) dp_jw_ktext(d->w, "state", state);
    if (r->here_ppm >= 0) dp_write_probability(d, "here", (uint32_t)r->here_ppm);
    if (r->general_ppm >= 0) dp_write_probability(d, "general", (uint32_t)r->general_ppm);
    if (r->member_count) write_members(d, r);
    if (r->kind == DP_ROW_WORDING && !status) status = write_told(d, condition, TOLD_WORDS, err);
    dp_write_source(d, r->source);
    if (r->line) {
      dp_jw_ktext(d->w, "file", dp_kb_text(d->kb, d->kb->files[r->file < d->kb->file_count ? r->file : c->file]));
      dp_jw_kint(d->w, "line", r->line);
    }
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return status;
}

/* How much a row wants to be told: its weight, far ahead when it speaks the way that is wanted; -1 when it says nothing
 * of this case (a prior is every case's) or next to nothing. */
static int urge_to_tell(const dp_ledger_row *r, bool against) {
  int weight = r->centibans < 0 ? -r->centibans : r->centibans;
  if (r->kind == DP_ROW_PRIOR || r->kind == DP_ROW_KIND_COUNT || weight < 5) return -1;
  return (r->centibans < 0) == against ? weight + 100000 : weight;
}

/* Two thirds of the room for what speaks for the condition, the rest for what speaks against it. */
dp_status dp_write_why(dp_door *d, uint16_t condition, unsigned limit, dp_error *err) {
  dp_ledger_row *rows = NULL;
  size_t count = 0;
  dp_status status = dp_ledger_scored(d->consult->scored, condition, d->arena, &rows, &count, err);
  if (status) return status;
  dp_jw_key(d->w, "why");
  dp_jw_array(d->w);
  for (unsigned n = 0; n < limit; n++) {
    bool against = n >= (2 * limit + 2) / 3;
    dp_ledger_row *best = NULL;
    for (size_t i = 0; i < count; i++)
      if (urge_to_tell(&rows[i], against) > (best ? urge_to_tell(best, against) : -1)) best = &rows[i];
    if (!best) break;
    dp_jw_object(d->w);
    dp_write_row_name(d, best);
    const char *state = row_state(d, best);
    if (state) dp_jw_ktext(d->w, "state", state);
    dp_jw_kint(d->w, "cB", best->centibans);
    if (best->kind == DP_ROW_WORDING) status = write_told(d, condition, 3, err);
    dp_jw_end_object(d->w);
    best->kind = DP_ROW_KIND_COUNT; /* said */
  }
  dp_jw_end_array(d->w);
  return status;
}

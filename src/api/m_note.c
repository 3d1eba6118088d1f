/* m_note.c: the method note: from a transcript to a note whose sentences name their turns. */
#include "api.h"
#include "../note/note.h"

static void write_lines(dp_door *d, const dp_note_sentence *s) {
  dp_jw_key(d->w, "lines");
  dp_jw_array(d->w);
  for (size_t i = 0; i < s->line_count; i++) dp_jw_int(d->w, s->lines[i]);
  dp_jw_end_array(d->w);
}

static void write_sentences(dp_door *d, const dp_note *n) {
  static const char *const origins[] = {"fact", "rewritten", "quoted"};
  dp_jw *w = d->w;
  dp_jw_key(w, "sentences");
  dp_jw_array(w);
  for (size_t i = 0; i < n->sentences.count; i++) {
    const dp_note_sentence *s = &n->sentences.at[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "text", s->text);
    write_lines(d, s);
    dp_jw_ktext(w, "slot", dp_slot_id(s->slot));
    if (s->group.size) dp_jw_kstr(w, "group", s->group);
    if (s->problem) dp_jw_kint(w, "problem", s->problem);
    if (s->headline) dp_jw_kbool(w, "headline", true);
    dp_jw_ktext(w, "origin", origins[s->origin]);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static dp_status write_medicines(dp_door *d, const dp_note *n, dp_error *err) {
  dp_note_medicines list = {0};
  dp_status status = dp_note_medicines_of(n->sentences.at, n->sentences.count, d->arena, &list, err);
  if (status) return status;
  dp_jw *w = d->w;
  dp_jw_key(w, "medicines");
  dp_jw_array(w);
  for (size_t i = 0; i < list.count; i++) {
    const dp_note_medicine *m = &list.at[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "name", m->name);
    dp_jw_ktext(w, "status", dp_taking_name(m->taking));
    if (m->dose_milli) dp_jw_kfixed(w, "dose", m->dose_milli, 3);
    if (m->unit.size) dp_jw_kstr(w, "unit", m->unit);
    if (m->route.size) dp_jw_kstr(w, "route", m->route);
    if (m->frequency.size) dp_jw_kstr(w, "frequency", m->frequency);
    if (m->as_needed) dp_jw_kbool(w, "as_needed", true);
    write_lines(d, &n->sentences.at[m->sentence]);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  return DP_OK;
}

static void write_sections(dp_door *d, const dp_note *n) {
  dp_jw *w = d->w;
  dp_jw_key(w, "sections");
  dp_jw_array(w);
  for (size_t i = 0; i < n->sections.count; i++) {
    const dp_note_section *s = &n->sections.at[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "id", s->id);
    dp_jw_kstr(w, "title", s->title);
    dp_jw_kstr(w, "text", s->text);
    dp_jw_kint(w, "first", (int64_t)s->first);
    dp_jw_kint(w, "count", (int64_t)s->count);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static void write_omitted(dp_door *d, const dp_note *n) {
  dp_jw *w = d->w;
  dp_jw_key(w, "omitted");
  dp_jw_array(w);
  for (size_t i = 0; i < n->omitted.count; i++) {
    const dp_note_omitted *o = &n->omitted.at[i];
    dp_jw_object(w);
    dp_write_finding_ref(d, o->finding);
    dp_jw_ktext(w, "state", dp_state_name((dp_state)o->state));
    dp_jw_kint(w, "line", o->line);
    dp_jw_kstr(w, "words", o->words);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static void write_turns(dp_door *d, const dp_note *n) {
  dp_jw *w = d->w;
  dp_jw_key(w, "turns");
  dp_jw_array(w);
  for (size_t i = 0; i < n->transcript.turns.count; i++) {
    const dp_turn *t = &n->transcript.turns.at[i];
    dp_jw_object(w);
    dp_jw_kint(w, "line", t->number);
    dp_jw_ktext(w, "speaker", dp_speaker_name(t->speaker));
    dp_jw_kstr(w, "text", t->text);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

dp_status dp_m_note(dp_door *d, dp_error *err) {
  dp_str transcript = {"", 0}, word;
  bool turns = false;
  dp_note_options o = {.template_id = {"", 0}, .own = {"", 0}};
  dp_json_get_str(d->request, "transcript", &transcript);
  dp_json_get_str(d->request, "template", &o.template_id);
  dp_json_get_str(d->request, "own_template", &o.own);
  dp_json_get_bool(d->request, "turns", &turns);
  if (dp_json_get_str(d->request, "length", &word))
    o.length = dp_str_eq(word, DP_STR("brief")) ? DP_NOTE_BRIEF : dp_str_eq(word, DP_STR("thorough")) ? DP_NOTE_THOROUGH : DP_NOTE_NORMAL;
  if (dp_json_get_str(d->request, "sex", &word))
    o.sex = dp_str_eq(word, DP_STR("female")) ? DP_FEMALE : dp_str_eq(word, DP_STR("male")) ? DP_MALE : DP_SEX_UNKNOWN;
  if (dp_json_get(d->request, "own_template") && !o.own.size)
    return dp_fail(err, DP_ERR_INPUT, "\"own_template\" is empty: it needs a line with a slot such as {hpi}");
  dp_note *n = NULL;
  dp_status status = dp_note_write(d->kb, transcript, &o, d->arena, &n, err);
  if (status) return status;
  dp_jw_ktext(d->w, "template", n->template_id);
  dp_jw_kstr(d->w, "note", n->text);
  write_sections(d, n);
  write_sentences(d, n);
  status = write_medicines(d, n, err);
  if (status) return status;
  write_omitted(d, n);
  dp_jw_kint(d->w, "refused", n->refused);
  if (turns) write_turns(d, n);
  dp_write_knowledge(d);
  return DP_OK;
}

/* ---- a template out of an example ------------------------------------------------------------------------------------- */

static void write_slots(dp_door *d, const char *key, uint32_t slots) {
  dp_jw_key(d->w, key);
  dp_jw_array(d->w);
  for (unsigned k = 0; k < DP_SLOT_COUNT; k++)
    if (slots >> k & 1) dp_jw_text(d->w, dp_slot_id(k));
  dp_jw_end_array(d->w);
}

dp_status dp_m_note_learn(dp_door *d, dp_error *err) {
  dp_str example = {"", 0};
  dp_learnt *l = NULL;
  dp_json_get_str(d->request, "example", &example);
  dp_status status = dp_note_learn(example, d->arena, &l, err);
  if (status) return status;
  dp_jw_kstr(d->w, "template", l->text);
  dp_jw_key(d->w, "headings");
  dp_jw_array(d->w);
  for (size_t i = 0; i < l->headings.count; i++) {
    dp_jw_object(d->w);
    dp_jw_kstr(d->w, "heading", l->headings.at[i].heading);
    write_slots(d, "slots", l->headings.at[i].slots);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  dp_jw_key(d->w, "unknown");
  dp_jw_array(d->w);
  for (size_t i = 0; i < l->unknown.count; i++) dp_jw_str(d->w, l->unknown.at[i]);
  dp_jw_end_array(d->w);
  write_slots(d, "missing", l->missing);
  return DP_OK;
}

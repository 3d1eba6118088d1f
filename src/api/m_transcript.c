/* m_transcript.c: the method transcript: heard words become a written text, and the text is read.
 *
 * The thread from a word that was spoken to a row of the ledger runs through here: a piece of the text knows the heard words it
 * stands for and their times, a finding knows its bytes of the text. A finding whose words are unsure, or were repaired, is offered
 * and not taken; the client asks the clinician. So is every finding of a rough draft.
 */
#include "api.h"
#include "../scribe/scribe.h"

enum { MOST_SPEAKERS = 8, MOST_SEGMENTS = 20000, MOST_WORDS = 400000 };

typedef struct dp_line {
  dp_said_word *words;
  dp_written written;
  const dp_json *source;
  uint32_t at; /* byte of the whole text where it begins */
} dp_line;

static uint32_t number_of(const dp_json *o, const char *key, uint32_t otherwise) {
  int64_t v;
  return dp_json_get_int(o, key, &v) ? (uint32_t)v : otherwise;
}

static dp_status words_of(dp_door *d, const dp_json *list, dp_line *line, dp_error *err) {
  line->words = DP_NEW_ARRAY(d->arena, dp_said_word, list->count + 1);
  if (!line->words) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_said_word *w = line->words;
  for (const dp_json *o = list->first; o; o = o->next, w++) {
    const dp_json *c = dp_json_get(o, "confidence");
    dp_json_get_str(o, "text", &w->text);
    w->start_ms = number_of(o, "start_ms", 0);
    w->end_ms = number_of(o, "end_ms", w->start_ms);
    w->confidence = c ? (uint16_t)c->milli : 1000;
    if (w->end_ms < w->start_ms || (w > line->words && w->start_ms < w[-1].start_ms))
      return dp_fail(err, DP_ERR_INPUT, "the times of the words are out of order at \"%.*s\"", (int)(w->text.size > 60 ? 60 : w->text.size), w->text.at);
  }
  return DP_OK;
}

static void write_pieces(dp_door *d, const dp_line *line) {
  dp_jw *w = d->w;
  dp_jw_key(w, "pieces");
  dp_jw_array(w);
  for (size_t i = 0; i < line->written.count; i++) {
    const dp_piece *p = &line->written.at[i];
    dp_jw_object(w);
    dp_jw_kint(w, "start", line->at + p->start);
    dp_jw_kint(w, "end", line->at + p->end);
    dp_jw_kstr(w, "text", p->text);
    dp_jw_kint(w, "first", p->first);
    dp_jw_kint(w, "count", p->count);
    if (p->count) {
      dp_jw_kint(w, "start_ms", line->words[p->first].start_ms);
      dp_jw_kint(w, "end_ms", line->words[p->first + p->count - 1].end_ms);
      dp_jw_kfixed(w, "confidence", p->confidence, 3);
    }
    if (p->mark) dp_jw_ktext(w, "mark", dp_mark_name(p->mark));
    if (p->mark && p->count) { /* what it was heard as: to take the change back */
      dp_buf b;
      dp_buf_init(&b, d->arena);
      for (uint32_t k = 0; k < p->count; k++) {
        if (k) dp_buf_char(&b, ' ');
        dp_buf_str(&b, line->words[p->first + k].text);
      }
      dp_jw_kstr(w, "heard", dp_buf_view(&b));
    }
    if (p->unsure) dp_jw_kbool(w, "unsure", true);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

/* Whether a span of the text lies on a piece that is unsure. */
static bool on_unsure(const dp_line *lines, size_t count, dp_span span) {
  for (size_t i = 0; i < count; i++) {
    if (lines[i].at > span.end || lines[i].at + lines[i].written.text.size < span.start) continue;
    for (size_t k = 0; k < lines[i].written.count; k++) {
      const dp_piece *p = &lines[i].written.at[k];
      if (p->unsure && lines[i].at + p->start < span.end && lines[i].at + p->end > span.start) return true;
    }
  }
  return false;
}

static dp_status write_findings(dp_door *d, dp_str text, const dp_line *lines, size_t count, bool draft, dp_error *err) {
  dp_read_options options = dp_read_defaults();
  dp_consult consult = {.text = text};
  options.spelling = false; /* what an engine hears is spelt right: mending would only guess */
  dp_status status = dp_read(d->kb, text, &options, d->arena, &consult.reading, err);
  if (status) return status;
  d->consult = &consult;
  dp_jw_key(d->w, "findings");
  dp_jw_array(d->w);
  for (size_t i = 0; i < consult.reading->mentions.count; i++) {
    const dp_mention *m = &consult.reading->mentions.at[i];
    bool unsure = on_unsure(lines, count, m->span) || (m->cue.end > m->cue.start && on_unsure(lines, count, m->cue));
    dp_jw_object(d->w);
    dp_write_mention(d, m);
    dp_jw_kbool(d->w, "taken", !draft && !unsure);
    if (unsure) dp_jw_kbool(d->w, "unsure", true);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  d->consult = NULL;
  return DP_OK;
}

static dp_status names_of(dp_door *d, dp_scribe_options *o, dp_error *err) {
  const dp_json *names = dp_json_get(d->request, "names");
  if (!names) return DP_OK;
  dp_str *at = DP_NEW_ARRAY(d->arena, dp_str, names->count + 1);
  if (!at) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  o->names = at;
  for (const dp_json *n = names->first; n; n = n->next) {
    if (n->kind != DP_JSON_STRING) return dp_fail(err, DP_ERR_INPUT, "\"names\" must hold strings");
    at[o->name_count++] = n->text;
  }
  return DP_OK;
}

/* ---- who is who --------------------------------------------------------------------------------------------------- */

typedef struct dp_who {
  dp_str speaker;
  int64_t score;
  uint8_t role;
  bool told; /* by a person */
} dp_who;

typedef struct dp_cast {
  dp_who at[MOST_SPEAKERS];
  size_t count;
  unsigned sure;
} dp_cast;

static dp_who *who_is(dp_cast *cast, dp_str speaker) {
  for (size_t i = 0; i < cast->count; i++)
    if (dp_str_eq(cast->at[i].speaker, speaker)) return &cast->at[i];
  if (cast->count == MOST_SPEAKERS) return NULL;
  cast->at[cast->count] = (dp_who){.speaker = speaker};
  return &cast->at[cast->count++];
}

/* Each speaker's words weighed; what a person put stands above it, for all segments of that speaker. */
static dp_status cast_of(dp_door *d, const dp_line *lines, size_t count, bool swap, dp_cast *cast, dp_error *err) {
  int64_t scores[MOST_SPEAKERS];
  uint8_t roles[MOST_SPEAKERS];
  *cast = (dp_cast){.count = 0};
  for (size_t i = 0; i < count; i++) {
    dp_str speaker, role;
    size_t n = dp_json_get(lines[i].source, "words")->count;
    dp_str *words = DP_NEW_ARRAY(d->arena, dp_str, n + 1);
    if (!words) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    if (!dp_json_get_str(lines[i].source, "speaker", &speaker)) continue;
    dp_who *who = who_is(cast, speaker);
    if (!who) return dp_fail(err, DP_ERR_TOO_LARGE, "roles are told among at most %d speakers", MOST_SPEAKERS);
    for (size_t k = 0; k < n; k++) words[k] = lines[i].words[k].text;
    who->score += dp_role_score(words, n);
    if (!dp_json_get_str(lines[i].source, "role", &role)) continue;
    who->told = true;
    who->role = dp_str_eq(role, DP_STR("doctor")) ? DP_ROLE_DOCTOR : dp_str_eq(role, DP_STR("patient")) ? DP_ROLE_PATIENT : DP_ROLE_OTHER;
  }
  for (size_t i = 0; i < cast->count; i++) scores[i] = cast->at[i].score;
  cast->sure = cast->count ? dp_roles(scores, cast->count, roles) : 0;
  bool taken[DP_ROLE_PATIENT + 1] = {false};
  for (size_t i = 0; i < cast->count; i++)
    if (cast->at[i].told) taken[cast->at[i].role] = true;
  for (size_t i = 0; i < cast->count; i++) {
    uint8_t role = roles[i], opposite = role == DP_ROLE_DOCTOR ? DP_ROLE_PATIENT : DP_ROLE_DOCTOR;
    if (cast->at[i].told) continue;
    if (swap && role) role = opposite, opposite = roles[i];
    if (role && taken[role]) role = taken[opposite] ? DP_ROLE_OTHER : opposite; /* the one is known: this is the other */
    cast->at[i].role = role;
  }
  return DP_OK;
}

static void write_cast(dp_door *d, const dp_cast *cast) {
  dp_jw_key(d->w, "speakers");
  dp_jw_array(d->w);
  for (size_t i = 0; i < cast->count; i++) {
    dp_jw_object(d->w);
    dp_jw_kstr(d->w, "speaker", cast->at[i].speaker);
    dp_jw_ktext(d->w, "role", dp_role_name(cast->at[i].role));
    dp_jw_kfixed(d->w, "sure", cast->at[i].told ? 1000 : cast->sure, 3);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
}

dp_status dp_m_transcript(dp_door *d, dp_error *err) {
  const dp_json *segments = dp_json_get(d->request, "segments");
  dp_scribe_options o = {0};
  bool draft = false, repair = true, findings = true, roles = false, swap = false;
  dp_cast cast = {.count = 0};
  size_t words = 0;
  dp_json_get_bool(d->request, "points", &o.points);
  dp_json_get_bool(d->request, "draft", &draft);
  dp_json_get_bool(d->request, "repair", &repair);
  dp_json_get_bool(d->request, "findings", &findings);
  dp_json_get_bool(d->request, "roles", &roles);
  dp_json_get_bool(d->request, "swap", &swap);
  o.no_repair = !repair;
  dp_status status = names_of(d, &o, err);
  if (status) return status;
  for (const dp_json *s = segments->first; s; s = s->next) words += dp_json_get(s, "words")->count;
  if (segments->count > MOST_SEGMENTS || words > MOST_WORDS)
    return dp_fail(err, DP_ERR_TOO_LARGE, "a transcript of at most %d segments and %d words can be written at once", MOST_SEGMENTS, MOST_WORDS);
  dp_line *lines = DP_NEW_ARRAY(d->arena, dp_line, segments->count + 1), *line = lines;
  if (!lines) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_buf whole;
  dp_buf_init(&whole, d->arena);
  for (const dp_json *s = segments->first; s; s = s->next, line++) {
    const dp_json *list = dp_json_get(s, "words");
    line->source = s;
    status = words_of(d, list, line, err);
    if (!status) status = dp_scribe(line->words, list->count, &o, d->arena, &line->written, err);
    if (status) return status;
    if (whole.size && line->written.count) dp_buf_char(&whole, '\n');
    line->at = (uint32_t)whole.size;
    dp_buf_str(&whole, line->written.text);
  }
  if (whole.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (roles) status = cast_of(d, lines, segments->count, swap, &cast, err);
  if (status) return status;
  dp_jw_kstr(d->w, "text", dp_buf_view(&whole));
  if (roles) write_cast(d, &cast);
  dp_jw_key(d->w, "segments");
  dp_jw_array(d->w);
  for (size_t i = 0; i < segments->count; i++) {
    dp_str speaker;
    dp_jw_object(d->w);
    if (dp_json_get_str(lines[i].source, "speaker", &speaker)) dp_jw_kstr(d->w, "speaker", speaker);
    if (roles && dp_json_get_str(lines[i].source, "speaker", &speaker)) dp_jw_ktext(d->w, "role", dp_role_name(who_is(&cast, speaker)->role));
    dp_jw_kint(d->w, "start", lines[i].at);
    dp_jw_kint(d->w, "end", (int64_t)(lines[i].at + lines[i].written.text.size));
    dp_jw_kstr(d->w, "text", lines[i].written.text);
    write_pieces(d, &lines[i]);
    dp_jw_end_object(d->w);
  }
  dp_jw_end_array(d->w);
  return findings ? write_findings(d, dp_buf_view(&whole), lines, segments->count, draft, err) : DP_OK;
}

/* transcript.c: segments of speech, written as lines for people, text, JSON, WebVTT or SubRip; and the file that makes it
 * possible to go on. See transcript.h.
 */
#define _POSIX_C_SOURCE 200809L
#include "transcript.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CUE_WIDTH = 84, PART_LIMIT = 512 << 20 }; /* a cue: two lines of 42 characters */

static dp_status memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)); }

/* ---- one segment, into a form ------------------------------------------------------------------------------------ */

static void put_time(dp_buf *b, uint32_t ms, char point) {
  char text[40];
  if (point) snprintf(text, sizeof text, "%02u:%02u:%02u%c%03u", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, point, ms % 1000);
  else snprintf(text, sizeof text, "%02u:%02u:%02u", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60);
  dp_buf_text(b, text);
}

static void put_words(dp_buf *b, const dp_speech_word *words, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i) dp_buf_char(b, ' ');
    dp_buf_str(b, words[i].text);
  }
}

/* ---- the door: a segment as it is written ------------------------------------------------------------------------ */

/* A piece of the written text, as the method `transcript` gives it. */
typedef struct dp_shown {
  dp_str text;
  uint32_t start, end; /* bytes of the text */
  uint32_t start_ms, end_ms;
  bool unsure, point, name;
} dp_shown;

static void put_words_json(dp_jw *w, const dp_speech_segment *g) {
  dp_jw_key(w, "words");
  dp_jw_array(w);
  for (size_t i = 0; i < g->word_count; i++) {
    dp_jw_object(w);
    dp_jw_kstr(w, "text", g->words[i].text);
    dp_jw_kint(w, "start_ms", g->words[i].start_ms);
    dp_jw_kint(w, "end_ms", g->words[i].end_ms);
    dp_jw_kfixed(w, "confidence", g->words[i].confidence, 3);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

static dp_status answered(dp_transcript *t, const dp_buf *b, dp_json **out, dp_error *err) {
  char *response = NULL;
  size_t size = 0;
  if (b->failed) return memory(err);
  dp_status status = dp_call(t->cli->kb, b->at, b->size, NULL, &response, &size, err);
  if (!status) {
    char *copy = dp_arena_copy(&t->passing, (dp_str){response, size});
    status = copy ? dp_json_parse((dp_str){copy, size}, &t->passing, out, err) : memory(err);
  }
  dp_free(NULL, response, size + 1);
  return status;
}

static dp_status through_door(dp_transcript *t, const dp_speech_segment *g, dp_json **out, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_buf_init(&b, &t->passing);
  dp_jw_init(&w, &b);
  dp_jw_object(&w);
  dp_jw_ktext(&w, "method", "transcript");
  dp_jw_key(&w, "segments");
  dp_jw_array(&w);
  dp_jw_object(&w);
  put_words_json(&w, g);
  dp_jw_end_object(&w);
  dp_jw_end_array(&w);
  dp_jw_kbool(&w, "points", t->points);
  dp_jw_kbool(&w, "draft", *t->caution);
  dp_jw_kbool(&w, "findings", t->form == DP_FORM_JSON);
  dp_jw_end_object(&w);
  return answered(t, &b, out, err);
}

static dp_shown *shown_of(dp_transcript *t, const dp_json *segment, size_t *count) {
  const dp_json *pieces = dp_json_get(segment, "pieces");
  dp_shown *at = DP_NEW_ARRAY(&t->passing, dp_shown, pieces->count + 1), *s = at;
  if (!at) return NULL;
  for (const dp_json *p = pieces->first; p; p = p->next, s++) {
    int64_t n;
    dp_str mark = {"", 0};
    dp_json_get_str(p, "text", &s->text);
    dp_json_get_str(p, "mark", &mark);
    s->name = dp_str_eq(mark, DP_STR("name"));
    if (dp_json_get_int(p, "start", &n)) s->start = (uint32_t)n;
    if (dp_json_get_int(p, "end", &n)) s->end = (uint32_t)n;
    s->point = !dp_json_get_int(p, "start_ms", &n);
    if (!s->point) s->start_ms = (uint32_t)n;
    else if (s > at) s->start_ms = s[-1].end_ms;
    s->end_ms = dp_json_get_int(p, "end_ms", &n) ? (uint32_t)n : s->start_ms;
    dp_json_get_bool(p, "unsure", &s->unsure);
  }
  *count = pieces->count;
  return at;
}

/* Pieces with the spaces between them; line ends become spaces. */
static void put_shown(dp_buf *b, const dp_shown *s, size_t count, bool doubts) {
  for (size_t i = 0; i < count; i++) {
    bool line_end = s[i].text.size && s[i].text.at[0] == '\n';
    if (i && (s[i].start > s[i - 1].end || (line_end && i + 1 < count))) dp_buf_char(b, ' ');
    if (!line_end) dp_buf_str(b, s[i].text);
    if (doubts && s[i].unsure) dp_buf_text(b, "(?)");
  }
}

static void put_json(dp_buf *b, const dp_speech_segment *g) {
  dp_jw w;
  dp_jw_init(&w, b);
  dp_jw_object(&w);
  dp_jw_kint(&w, "number", g->number);
  dp_jw_kint(&w, "start_ms", g->start_ms);
  dp_jw_kint(&w, "end_ms", g->end_ms);
  dp_jw_kfixed(&w, "confidence", g->confidence, 3);
  dp_jw_kint(&w, "snr_db", g->snr_db);
  put_words_json(&w, g);
  dp_jw_end_object(&w);
}

/* "Doctor", "Patient", "Speaker 3". */
static void put_name(const dp_transcript *t, dp_buf *b) {
  const char *role = t->role[t->speaker];
  if (!strcmp(role, "other") || !*role) {
    dp_buf_text(b, "Speaker ");
    dp_buf_uint(b, t->speaker);
  } else {
    dp_buf_char(b, (char)(role[0] - 32));
    dp_buf_text(b, role + 1);
  }
}

/* Cues of at most two lines; a point stays with its word. */
static void put_cues(dp_transcript *t, dp_buf *b, const dp_shown *s, size_t count) {
  for (size_t i = 0; i < count;) {
    size_t n = 0, width = 0;
    while (i + n < count && (!n || s[i + n].point || width + s[i + n].text.size + 1 <= CUE_WIDTH)) width += s[i + n++].text.size + 1;
    t->cues++;
    if (t->form == DP_FORM_SRT) dp_buf_uint(b, t->cues), dp_buf_char(b, '\n');
    put_time(b, s[i].start_ms, t->form == DP_FORM_SRT ? ',' : '.');
    dp_buf_text(b, " --> ");
    put_time(b, s[i + n - 1].end_ms, t->form == DP_FORM_SRT ? ',' : '.');
    dp_buf_char(b, '\n');
    if (t->speaker) {
      if (t->form == DP_FORM_VTT) dp_buf_text(b, "<v "); /* WebVTT's own mark of a voice */
      put_name(t, b);
      dp_buf_text(b, t->form == DP_FORM_VTT ? ">" : ": ");
    }
    put_shown(b, s + i, n, false);
    dp_buf_text(b, "\n\n");
    i += n;
  }
}

static void put_tree(dp_jw *w, const dp_json *v) {
  switch (v->kind) {
  case DP_JSON_NULL: dp_jw_null(w); break;
  case DP_JSON_BOOL: dp_jw_bool(w, v->boolean); break;
  case DP_JSON_NUMBER: v->is_integer ? dp_jw_int(w, v->integer) : dp_jw_fixed(w, v->milli, 3); break;
  case DP_JSON_STRING: dp_jw_str(w, v->text); break;
  case DP_JSON_ARRAY:
  case DP_JSON_OBJECT:
    v->kind == DP_JSON_ARRAY ? dp_jw_array(w) : dp_jw_object(w);
    for (const dp_json *c = v->first; c; c = c->next) {
      char key[64];
      if (v->kind == DP_JSON_OBJECT) {
        snprintf(key, sizeof key, "%.*s", (int)c->key.size, c->key.at);
        dp_jw_key(w, key);
      }
      put_tree(w, c);
    }
    v->kind == DP_JSON_ARRAY ? dp_jw_end_array(w) : dp_jw_end_object(w);
  }
}

static dp_buf *sink(dp_transcript *t) { return t->output ? &t->whole : &t->cli->out; }

static dp_status pass_on(dp_transcript *t, dp_error *err) {
  return t->output ? t->whole.failed ? memory(err) : DP_OK : dp_cli_flush(t->cli, err);
}

static void put_segment(const dp_transcript *t, dp_buf *b, const dp_speech_segment *g, const dp_json *response) {
  const dp_json *segment = dp_json_get(response, "segments")->first;
  dp_jw w;
  dp_jw_init(&w, b);
  dp_jw_object(&w);
  dp_jw_kint(&w, "number", g->number);
  dp_jw_kint(&w, "start_ms", g->start_ms);
  dp_jw_kint(&w, "end_ms", g->end_ms);
  dp_jw_kfixed(&w, "confidence", g->confidence, 3);
  dp_jw_kint(&w, "snr_db", g->snr_db);
  if (t->hold) dp_jw_kint(&w, "speaker", t->speaker);
  if (t->hold && t->speaker) dp_jw_ktext(&w, "role", t->role[t->speaker]);
  static const char *const keys[] = {"text", "pieces"};
  for (size_t i = 0; i < 2; i++) dp_jw_key(&w, keys[i]), put_tree(&w, dp_json_get(segment, keys[i]));
  dp_jw_key(&w, "findings");
  put_tree(&w, dp_json_get(response, "findings"));
  put_words_json(&w, g);
  dp_jw_end_object(&w);
}

static dp_status write_segment(dp_transcript *t, const dp_speech_segment *g, dp_error *err) {
  dp_buf *b = sink(t);
  dp_json *response = NULL;
  size_t count = 0;
  if (!g->word_count && t->form != DP_FORM_JSON) return DP_OK;
  dp_status status = through_door(t, g, &response, err);
  if (status) return status;
  dp_shown *shown = shown_of(t, dp_json_get(response, "segments")->first, &count);
  if (!shown) return memory(err);
  if (t->form == DP_FORM_JSON) {
    dp_buf_text(b, t->any ? ",\n  " : "\n  ");
    put_segment(t, b, g, response);
    t->any = true;
  } else if (t->form == DP_FORM_VTT || t->form == DP_FORM_SRT) {
    put_cues(t, b, shown, count);
  } else {
    if (t->form == DP_FORM_PEOPLE) put_time(b, g->start_ms, 0), dp_buf_text(b, "  ");
    if (t->speaker) put_name(t, b), dp_buf_text(b, ": ");
    put_shown(b, shown, count, t->form == DP_FORM_PEOPLE);
    dp_buf_char(b, '\n');
  }
  return pass_on(t, err);
}

/* ---- speakers ---------------------------------------------------------------------------------------------------- */

static dp_status hold(dp_transcript *t, const dp_speech_segment *g, dp_error *err) {
  dp_held h = {.g = *g, .speaker = t->voice};
  dp_speech_word *words = DP_NEW_ARRAY(&t->keep, dp_speech_word, g->word_count + 1);
  if (!words) return memory(err);
  for (size_t i = 0; i < g->word_count; i++) {
    words[i] = g->words[i];
    words[i].text.at = dp_arena_copy(&t->keep, g->words[i].text);
    if (!words[i].text.at) return memory(err);
  }
  h.g.words = words;
  return DP_PUSH(&t->keep, &t->held, h) ? DP_OK : memory(err);
}

/* A segment becomes as many as there are runs of words of one speaker. */
static bool cut_segment(dp_transcript *t, const dp_held *h, const dp_speakers *voices, dp_held **at, size_t *count, size_t *room) {
  struct {
    dp_held *at;
    size_t count, room;
  } list = {*at, *count, *room};
  const dp_speech_segment *g = &h->g;
  bool good = true;
  for (size_t i = 0; good && i < (g->word_count ? g->word_count : 1);) {
    size_t n = 1;
    dp_held part = {*g, h->speaker};
    if (voices && g->word_count) {
      part.speaker = dp_speakers_at(voices, g->words[i].start_ms, g->words[i].end_ms);
      while (i + n < g->word_count && dp_speakers_at(voices, g->words[i + n].start_ms, g->words[i + n].end_ms) == part.speaker) n++;
    } else if (voices) {
      part.speaker = dp_speakers_at(voices, g->start_ms, g->end_ms);
    } else if (g->word_count) {
      n = g->word_count;
    }
    if (g->word_count && n < g->word_count) {
      uint64_t sum = 0;
      part.g.words = g->words + i;
      part.g.word_count = n;
      if (i) part.g.start_ms = g->words[i].start_ms;
      if (i + n < g->word_count) part.g.end_ms = g->words[i + n - 1].end_ms;
      for (size_t k = i; k < i + n; k++) sum += g->words[k].confidence;
      part.g.confidence = (uint16_t)(sum / n);
    }
    if (part.speaker > t->speakers) t->speakers = part.speaker;
    good = DP_PUSH(&t->keep, &list, part);
    i += n;
  }
  *at = list.at, *count = list.count, *room = list.room;
  return good;
}

static dp_status tell_roles(dp_transcript *t, const dp_held *at, size_t count, bool swap, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_json *response = NULL;
  dp_buf_init(&b, &t->passing);
  dp_jw_init(&w, &b);
  dp_jw_object(&w);
  dp_jw_ktext(&w, "method", "transcript");
  dp_jw_kbool(&w, "roles", true);
  dp_jw_kbool(&w, "swap", swap);
  dp_jw_kbool(&w, "repair", false);
  dp_jw_kbool(&w, "findings", false);
  dp_jw_key(&w, "segments");
  dp_jw_array(&w);
  for (size_t i = 0; i < count; i++) {
    char name[2] = {(char)('0' + at[i].speaker), 0};
    if (!at[i].speaker) continue;
    dp_jw_object(&w);
    dp_jw_ktext(&w, "speaker", name);
    put_words_json(&w, &at[i].g);
    dp_jw_end_object(&w);
  }
  dp_jw_end_array(&w);
  dp_jw_end_object(&w);
  dp_status status = answered(t, &b, &response, err);
  if (status) return status;
  for (const dp_json *s = dp_json_get(response, "speakers")->first; s; s = s->next) {
    dp_str name, role;
    dp_json_get_str(s, "speaker", &name);
    dp_json_get_str(s, "role", &role);
    t->sure = (uint16_t)dp_json_get(s, "sure")->milli;
    snprintf(t->role[name.at[0] - '0'], sizeof t->role[0], "%.*s", (int)role.size, role.at);
  }
  return DP_OK;
}

static int earlier(const void *a, const void *b) {
  const dp_held *x = a, *y = b;
  return x->g.start_ms != y->g.start_ms ? (x->g.start_ms > y->g.start_ms) - (x->g.start_ms < y->g.start_ms) : (x->speaker > y->speaker) - (x->speaker < y->speaker);
}

dp_status dp_transcript_tell(dp_transcript *t, const dp_speakers *voices, bool swap, dp_error *err) {
  dp_held *at = NULL;
  size_t count = 0, room = 0;
  for (size_t i = 0; i < t->held.count; i++)
    if (!cut_segment(t, &t->held.at[i], voices, &at, &count, &room)) return memory(err);
  if (count) qsort(at, count, sizeof *at, earlier);
  dp_status status = tell_roles(t, at, count, swap, err);
  dp_arena_reset(&t->passing);
  for (size_t i = 0; !status && i < count; i++) {
    t->speaker = at[i].speaker;
    at[i].g.number = (uint32_t)i;
    status = write_segment(t, &at[i].g, err);
    dp_arena_reset(&t->passing);
  }
  t->speaker = 0;
  return status;
}

/* ---- FILE.part --------------------------------------------------------------------------------------------------- */

static dp_status keep_segment(dp_transcript *t, const dp_speech_segment *g, dp_error *err) {
  dp_buf line;
  dp_buf_init(&line, &t->passing);
  put_json(&line, g);
  dp_buf_char(&line, '\n');
  if (line.failed) return memory(err);
  return dp_host_write(t->part, dp_buf_view(&line), err);
}

static bool read_segment(dp_str line, dp_arena *arena, dp_speech_segment *g) {
  dp_json *o = NULL;
  if (dp_json_parse(line, arena, &o, NULL) || o->kind != DP_JSON_OBJECT) return false;
  int64_t number, start, end, snr;
  const dp_json *words = dp_json_get(o, "words"), *confidence = dp_json_get(o, "confidence");
  if (!dp_json_get_int(o, "number", &number) || !dp_json_get_int(o, "start_ms", &start) || !dp_json_get_int(o, "end_ms", &end) ||
      !dp_json_get_int(o, "snr_db", &snr) || !words || words->kind != DP_JSON_ARRAY || !confidence)
    return false;
  dp_speech_word *at = DP_NEW_ARRAY(arena, dp_speech_word, words->count + 1);
  if (!at) return false;
  *g = (dp_speech_segment){.number = (uint32_t)number, .final = true, .start_ms = (uint32_t)start, .end_ms = (uint32_t)end,
                           .confidence = (uint16_t)confidence->milli, .snr_db = (uint16_t)snr, .words = at, .word_count = words->count};
  for (const dp_json *w = words->first; w; w = w->next, at++) {
    const dp_json *c = dp_json_get(w, "confidence");
    if (!dp_json_get_str(w, "text", &at->text) || !dp_json_get_int(w, "start_ms", &start) || !dp_json_get_int(w, "end_ms", &end) || !c)
      return false;
    at->start_ms = (uint32_t)start, at->end_ms = (uint32_t)end, at->confidence = (uint16_t)c->milli;
  }
  return true;
}

static dp_status io_error(const char *path, dp_error *err) {
  char reason[128] = "unknown reason";
  if (strerror_r(errno, reason, sizeof reason)) reason[sizeof reason - 1] = 0;
  return dp_fail(err, DP_ERR_IO, "cannot write %s: %s", path, reason);
}

static const char *part_name(dp_transcript *t) {
  dp_buf b;
  dp_buf_init(&b, &t->keep);
  dp_buf_text(&b, t->output);
  dp_buf_text(&b, ".part");
  return dp_buf_nul(&b);
}

/* What an interrupted run left: its segments are written again, and the last line, when it was cut, is forgotten. */
static dp_status take_up(dp_transcript *t, const char *path, const char *id, dp_error *err) {
  dp_str text;
  dp_status status = dp_host_read_file(path, PART_LIMIT, &t->keep, &text, err);
  if (status) return status;
  size_t good = 0;
  dp_str first = dp_str_cut(&text, '\n');
  if (!text.at || !dp_str_eq(first, dp_str_of(id)))
    return dp_fail(err, DP_ERR_INPUT, "%s is of another recording, engine or model: begin anew without --resume", path);
  good = first.size + 1;
  while (text.at && text.size) {
    dp_speech_segment g;
    dp_str line = dp_str_cut(&text, '\n');
    if (!text.at || !read_segment(line, &t->passing, &g)) break;
    status = t->hold ? hold(t, &g, err) : write_segment(t, &g, err);
    dp_arena_reset(&t->passing);
    if (status) return status;
    good += line.size + 1;
    t->segments = g.number + 1;
    t->resume_ms = g.end_ms;
  }
  t->part = open(path, O_WRONLY | O_CLOEXEC);
  if (t->part < 0 || ftruncate(t->part, (off_t)good) || lseek(t->part, 0, SEEK_END) < 0) return io_error(path, err);
  return DP_OK;
}

/* ---- from begin to end ------------------------------------------------------------------------------------------- */

dp_status dp_transcript_begin(dp_transcript *t, dp_cli *cli, const char *name, const char *id, bool resume, dp_error *err) {
  *t = (dp_transcript){.cli = cli, .name = name, .output = dp_cli_value(cli, DP_OPT_OUTPUT), .part = -1, .engine = t->engine,
                       .caution = t->caution ? t->caution : "", .points = t->points, .hold = t->hold};
  dp_arena_init(&t->keep, NULL);
  dp_arena_init(&t->passing, NULL);
  dp_buf_init(&t->whole, &t->keep);
  t->form = dp_cli_value(cli, DP_OPT_JSON)   ? DP_FORM_JSON
            : dp_cli_value(cli, DP_OPT_VTT)  ? DP_FORM_VTT
            : dp_cli_value(cli, DP_OPT_SRT)  ? DP_FORM_SRT
            : dp_cli_value(cli, DP_OPT_TEXT) ? DP_FORM_TEXT
                                             : DP_FORM_PEOPLE;
  dp_buf *b = sink(t);
  if (t->form == DP_FORM_VTT) dp_buf_text(b, "WEBVTT\n\n");
  if (t->form == DP_FORM_JSON) {
    dp_jw w;
    dp_buf_text(b, "{\"file\":");
    dp_jw_init(&w, b);
    dp_jw_text(&w, name);
    dp_buf_text(b, ",\"segments\":[");
  }
  if (!t->output) return DP_OK;
  const char *path = part_name(t);
  if (!path) return memory(err);
  if (resume && dp_host_is_file(path)) return take_up(t, path, id, err);
  t->part = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (t->part < 0) return io_error(path, err);
  dp_status status = dp_host_write(t->part, dp_str_of(id), err);
  return status ? status : dp_host_write(t->part, DP_STR("\n"), err);
}

static void wipe_partial(dp_transcript *t) {
  if (t->shown_partial) (void)!write(STDERR_FILENO, "\r\033[K", 4);
  t->shown_partial = false;
}

/* The words so far on one line of the terminal, its end rather than its beginning. */
static void show_partial(dp_transcript *t, const dp_speech_segment *g) {
  dp_buf b;
  dp_buf_init(&b, &t->passing);
  put_words(&b, g->words, g->word_count);
  dp_str text = dp_buf_view(&b);
  size_t room = t->cli->terminal.width - 4;
  if (text.size > room) text = (dp_str){text.at + text.size - room, room};
  char line[1100];
  int n = snprintf(line, sizeof line, "\r\033[K… %.*s", (int)text.size, text.at);
  if (n > 0) (void)!write(STDERR_FILENO, line, (size_t)n);
  t->shown_partial = true;
}

void dp_transcript_heard(void *ctx, const dp_speech_segment *g) {
  dp_transcript *t = ctx;
  if (t->fault.status) return;
  if (!g->final) {
    show_partial(t, g);
  } else {
    wipe_partial(t);
    dp_status status = t->part >= 0 ? keep_segment(t, g, &t->fault) : DP_OK;
    if (!status) status = t->hold ? hold(t, g, &t->fault) : write_segment(t, g, &t->fault);
    t->segments = g->number + 1;
  }
  dp_arena_reset(&t->passing);
}

dp_status dp_transcript_end(dp_transcript *t, uint64_t length_ms, bool complete, dp_error *err) {
  wipe_partial(t);
  dp_buf *b = sink(t);
  if (t->form == DP_FORM_JSON) {
    dp_jw w;
    dp_buf_text(b, "\n],\"engine\":");
    dp_jw_init(&w, b);
    dp_jw_text(&w, t->engine ? t->engine : "");
    dp_buf_text(b, ",\"caution\":");
    dp_jw_init(&w, b);
    dp_jw_text(&w, t->caution ? t->caution : "");
    if (t->hold) {
      dp_buf_text(b, ",\"speakers\":");
      dp_jw_init(&w, b);
      dp_jw_array(&w);
      for (unsigned i = 1; i <= t->speakers; i++) {
        dp_jw_object(&w);
        dp_jw_kint(&w, "speaker", i);
        dp_jw_ktext(&w, "role", t->role[i]);
        dp_jw_kfixed(&w, "sure", t->sure, 3);
        dp_jw_end_object(&w);
      }
      dp_jw_end_array(&w);
    }
    dp_buf_text(b, ",\"length_ms\":");
    dp_buf_uint(b, length_ms);
    dp_buf_text(b, complete ? ",\"complete\":true}\n" : ",\"complete\":false}\n");
  }
  dp_status status = pass_on(t, err);
  if (status || !t->output) return status;
  status = dp_host_write_file(t->output, dp_buf_view(&t->whole), err);
  const char *path = part_name(t);
  if (!status && complete && path) unlink(path);
  return status;
}

void dp_transcript_free(dp_transcript *t) {
  if (t->part >= 0) close(t->part);
  dp_arena_free(&t->keep);
  dp_arena_free(&t->passing);
}

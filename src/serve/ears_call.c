/* ears_call.c: the methods listen_… (api/listen.md): a table, as that of the records, and a small function each over ears.c. */
#define _POSIX_C_SOURCE 200809L
#include "../api/api.h"
#include "ears_inner.h"
#include <stdio.h>
#include <stdlib.h>
#ifdef DP_HAVE_STORE
#include "../store/store.h"
#endif

typedef struct call {
  dp_ears *e;
  const dp_json *request;
  dp_arena *arena;
  dp_jw *w;
} call;

typedef struct method {
  const char *name;
  dp_status (*run)(call *c, dp_error *err);
  const dp_param *params;
} method;

/* The session that the request names; under `door` or `lock`. */
static ear *session_of(dp_ears *e, const dp_json *request) {
  return e->now && dp_str_eq(dp_json_str_of(request, "session"), dp_str_of(e->now->id)) ? e->now : NULL;
}

static dp_status no_session(dp_error *err) {
  return dp_fail(err, DP_ERR_NOT_FOUND, "there is no such session of listening: it ended, or the program was started anew");
}

/* ---- what there is to hear with, and what was cut off ------------------------------------------------------------ */

#ifdef DP_HAVE_STORE
static void write_id(dp_jw *w, const char *key, dp_id id) {
  char hex[DP_ID_DIGITS + 1];
  dp_id_hex(id, hex);
  dp_jw_ktext(w, key, hex);
}

static int64_t piece_ms_of(dp_str meta, dp_arena *arena) {
  dp_json *o = NULL;
  int64_t ms = 1000; /* as the terminal keeps it */
  if (!dp_json_parse(meta, arena, &o, NULL)) dp_json_get_int(o, "piece_ms", &ms);
  return ms > 0 && ms <= 60000 ? ms : 1000;
}

/* Recordings that nobody ended, but the one that is being made. */
static void write_unfinished(call *c) {
  dp_row_list rows = {0};
  pthread_mutex_lock(c->e->options.desk);
  dp_store *store = c->e->options.records ? dp_records_store(c->e->options.records) : NULL;
  bool open = store && dp_store_is_unlocked(store);
  if (open && dp_store_list(store, DP_KEPT_RECORDING, (dp_id){{0}}, (dp_id){{0}}, c->arena, &rows, NULL)) rows.count = 0;
  dp_jw_kbool(c->w, "records", open);
  dp_jw_key(c->w, "unfinished");
  dp_jw_array(c->w);
  for (size_t i = 0; open && i < rows.count; i++) {
    dp_recording r;
    bool now = c->e->now && c->e->now->keeps && !c->e->now->abandoned && c->e->now->state != EAR_ENDED && dp_id_eq(c->e->now->recording, rows.at[i].id);
    if (rows.at[i].fault || now || dp_store_recording(store, rows.at[i].id, c->arena, &r, NULL) || r.ended) continue;
    dp_jw_object(c->w);
    write_id(c->w, "recording", rows.at[i].id);
    write_id(c->w, "consultation", rows.at[i].consultation);
    write_id(c->w, "patient", rows.at[i].patient);
    dp_jw_kint(c->w, "pieces", (int64_t)r.pieces);
    dp_jw_kint(c->w, "about_ms", (int64_t)r.pieces * piece_ms_of(r.meta, c->arena));
    dp_jw_kint(c->w, "begun", (int64_t)rows.at[i].created);
    dp_jw_end_object(c->w);
  }
  dp_jw_end_array(c->w);
  pthread_mutex_unlock(c->e->options.desk);
}
#else
static void write_unfinished(call *c) {
  dp_jw_kbool(c->w, "records", false);
  dp_jw_key(c->w, "unfinished");
  dp_jw_array(c->w);
  dp_jw_end_array(c->w);
}
#endif

static dp_status m_status(call *c, dp_error *err) {
  const dp_speech_engine *engine = NULL;
  dp_error why = {DP_OK, ""};
  dp_speech_options o = dp_speech_defaults();
  (void)err;
  o.engine = c->e->options.engine;
  o.model = c->e->options.model;
  dp_status status = dp_speech_choose(&o, &engine, &why);
  if (!status) status = engine->ready(&o, &why);
  dp_jw_kbool(c->w, "hears", !status);
  if (engine) {
    dp_jw_ktext(c->w, "engine", engine->name);
    dp_jw_ktext(c->w, "title", engine->title);
    dp_jw_ktext(c->w, "caution", engine->caution);
    dp_jw_kbool(c->w, "points", engine->points);
  }
  if (status) dp_jw_ktext(c->w, "missing", why.message);
  dp_jw_kint(c->w, "rate", DP_SOUND_RATE);
  dp_jw_kint(c->w, "piece_ms", DP_SOUND_PIECE_MS);
  pthread_mutex_lock(&c->e->door);
  ear *s = c->e->now;
  pthread_mutex_lock(&c->e->lock);
  bool busy = s && s->state != EAR_ENDED && !s->ending && ears_clock() - s->contact_ms < EARS_SILENT_MS;
  pthread_mutex_unlock(&c->e->lock);
  dp_jw_kbool(c->w, "busy", busy);
  write_unfinished(c);
  pthread_mutex_unlock(&c->e->door);
  return DP_OK;
}

/* ---- begin ------------------------------------------------------------------------------------------------------- */

#ifdef DP_HAVE_STORE
/* The consent into the records, and the recording begun or taken up. The desk is locked. */
static dp_status open_recording(call *c, ear *s, dp_str how, dp_error *err) {
  dp_row at = {0};
  dp_recording r = {0};
  dp_id id, consent = {{0}};
  dp_str consultation = dp_json_str_of(c->request, "consultation"), recording = dp_json_str_of(c->request, "recording");
  dp_store *store = c->e->options.records ? dp_records_store(c->e->options.records) : NULL;
  if (!store || !dp_store_is_unlocked(store)) return dp_fail(err, DP_ERR_LOCKED, "the records are locked: give the passphrase");
  if (!dp_id_parse(recording.size ? recording : consultation, &id))
    return dp_fail(err, DP_ERR_INPUT, "\"%s\" must be an id of 32 hexadecimal digits", recording.size ? "recording" : "consultation");
  dp_status status = dp_store_get(store, id, 0, c->arena, &at, err);
  if (!status && at.kind != (recording.size ? DP_KEPT_RECORDING : DP_KEPT_CONSULTATION))
    status = dp_fail(err, DP_ERR_NOT_FOUND, "there is no such %s", recording.size ? "recording" : "consultation");
  if (!status && recording.size) status = dp_store_recording(store, id, c->arena, &r, err);
  if (!status && recording.size && r.erased) status = dp_fail(err, DP_ERR_NOT_FOUND, "the sound of this recording was erased");
  if (!status && recording.size && r.ended && s->takes) status = dp_fail(err, DP_ERR_CONFLICT, "this recording was ended: begin another");
  if (!status && s->takes) {
    dp_buf b;
    dp_jw w;
    dp_buf_init(&b, c->arena);
    dp_jw_init(&w, &b);
    dp_jw_object(&w);
    dp_jw_kbool(&w, "given", true);
    dp_jw_kstr(&w, "how", how);
    dp_jw_ktext(&w, "text", "Everybody present agreed to be listened to and written down, and the sound kept: confirmed in the app before listening.");
    dp_jw_end_object(&w);
    status = dp_store_put(store, DP_KEPT_CONSENT, &consent, 0, at.patient, recording.size ? at.consultation : at.id, dp_buf_view(&b), NULL, err);
  }
  if (!status && !recording.size) {
    static const char meta[] = "{\"format\":\"s16le\",\"rate\":16000,\"channels\":1,\"piece_ms\":500}";
    status = dp_store_recording_begin(store, at.id, dp_str_of(meta), &id, err);
  }
  s->recording = id;
  s->kept = r.pieces;
  return status;
}
#endif

static dp_status begin_kept(call *c, ear *s, dp_str how, dp_error *err) {
#ifdef DP_HAVE_STORE
  if (!c->e->options.records) return dp_fail(err, DP_ERR_NOT_FOUND, "no records are kept here");
  pthread_mutex_lock(c->e->options.desk);
  dp_status status = open_recording(c, s, how, err);
  pthread_mutex_unlock(c->e->options.desk);
  return status;
#else
  (void)c, (void)s, (void)how;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without SQLite and libsodium: it keeps no records");
#endif
}

static bool name_session(char id[DP_ID_DIGITS + 1]) {
  unsigned char bytes[DP_ID_SIZE];
  FILE *f = fopen("/dev/urandom", "rb");
  bool got = f && fread(bytes, 1, sizeof bytes, f) == sizeof bytes;
  if (f) fclose(f);
  for (size_t i = 0; got && i < sizeof bytes; i++) id[2 * i] = "0123456789abcdef"[bytes[i] >> 4], id[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
  return got;
}

static dp_status prepare(call *c, ear *s, dp_error *err) {
  const dp_json *consent = dp_json_get(c->request, "consent");
  bool kept_only = dp_json_bool_of(c->request, "kept_only");
  dp_str recording = dp_json_str_of(c->request, "recording");
  s->takes = !kept_only;
  s->keeps = recording.size || dp_json_str_of(c->request, "consultation").size;
  s->speakers = (unsigned)dp_json_int_of(c->request, "speakers");
  s->from_ms = (uint32_t)dp_json_int_of(c->request, "from_ms");
  if (kept_only && !recording.size) return dp_fail(err, DP_ERR_INPUT, "\"kept_only\" goes with \"recording\": the one to be heard");
  if (recording.size && dp_json_str_of(c->request, "consultation").size)
    return dp_fail(err, DP_ERR_INPUT, "\"recording\" knows its consultation: leave out \"consultation\"");
  if (!kept_only && !dp_json_bool_of(consent, "given"))
    return dp_fail(err, DP_ERR_INPUT, "nothing is heard before everybody present has agreed: \"consent\": {\"given\": true}");
  if (s->keeps) {
    dp_status status = begin_kept(c, s, dp_json_str_of(consent, "how"), err);
    if (status) return status;
  }
  return name_session(s->id) ? DP_OK : dp_fail(err, DP_ERR_IO, "the system gives no random bytes");
}

static dp_status begin(call *c, dp_error *err) {
  ear *old = c->e->now;
  if (old) {
    pthread_mutex_lock(&c->e->lock);
    bool busy = !old->ending && old->state != EAR_ENDED && ears_clock() - old->contact_ms < EARS_SILENT_MS;
    pthread_mutex_unlock(&c->e->lock);
    if (busy) return dp_fail(err, DP_ERR_CONFLICT, "another page is listening: end that first");
  }
  ear *s = calloc(1, sizeof *s);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = prepare(c, s, err);
  if (status) return free(s), status;
  ears_drop(c->e);
  if (!s->takes) s->ending = true;
  dp_jw_ktext(c->w, "session", s->id);
#ifdef DP_HAVE_STORE
  if (s->keeps) write_id(c->w, "recording", s->recording);
#endif
  dp_jw_kint(c->w, "kept", (int64_t)s->kept);
  return ears_begin(c->e, s, err);
}

static dp_status m_begin(call *c, dp_error *err) {
  pthread_mutex_lock(&c->e->door);
  dp_status status = begin(c, err);
  pthread_mutex_unlock(&c->e->door);
  return status;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

static void write_segment(dp_jw *w, const ear_segment *g) {
  dp_jw_object(w);
  dp_jw_kint(w, "number", g->number);
  dp_jw_kint(w, "start_ms", g->start_ms);
  dp_jw_kint(w, "end_ms", g->end_ms);
  dp_jw_kfixed(w, "confidence", g->confidence, 3);
  dp_jw_kint(w, "snr_db", g->snr_db);
  dp_jw_key(w, "words");
  dp_jw_array(w);
  for (size_t i = 0; i < g->count; i++) {
    const ear_word *x = &g->words[i];
    dp_jw_object(w);
    dp_jw_kstr(w, "text", x->text);
    dp_jw_kint(w, "start_ms", x->start_ms);
    dp_jw_kint(w, "end_ms", x->end_ms);
    dp_jw_kfixed(w, "confidence", x->confidence, 3);
    if (x->speaker) dp_jw_kint(w, "speaker", x->speaker);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_jw_end_object(w);
}

static void write_state(const call *c, const ear *s) {
  static const char *const names[] = {[EAR_OPENING] = "opening", [EAR_LISTENING] = "listening", [EAR_DEAF] = "deaf", [EAR_ENDED] = "ended"};
  dp_jw_ktext(c->w, "state", s->state == EAR_LISTENING && s->ending ? "ending" : names[s->state]);
  if (s->abandoned) dp_jw_kbool(c->w, "abandoned", true);
  if (s->waits_for_records) dp_jw_kbool(c->w, "waits_for_records", true);
  dp_jw_kint(c->w, "version", (int64_t)s->version);
  dp_jw_kint(c->w, "pieces", (int64_t)s->next);
  dp_jw_kint(c->w, "taken_ms", (int64_t)(s->taken / (DP_SOUND_RATE / 1000)));
  dp_jw_kint(c->w, "heard_ms", (int64_t)s->where.fed_ms);
  dp_jw_kint(c->w, "decided_ms", (int64_t)s->where.decided_ms);
  dp_jw_kint(c->w, "speakers", s->voices);
  if (s->speakers) dp_jw_kint(c->w, "told", s->told);
  if (s->fault.status) {
    dp_jw_key(c->w, "fault");
    dp_jw_object(c->w);
    dp_jw_ktext(c->w, "status", dp_status_name(s->fault.status));
    dp_jw_ktext(c->w, "message", s->fault.message);
    dp_jw_end_object(c->w);
  }
}

static dp_status m_heard(call *c, dp_error *err) {
  pthread_mutex_lock(&c->e->lock);
  ear *s = session_of(c->e, c->request);
  if (s) {
    s->contact_ms = ears_clock();
    write_state(c, s);
    dp_jw_key(c->w, "segments");
    dp_jw_array(c->w);
    for (size_t i = (size_t)dp_json_int_of(c->request, "from"); i < s->segments.count; i++) write_segment(c->w, &s->segments.at[i]);
    dp_jw_end_array(c->w);
    if (s->has_partial) {
      dp_jw_key(c->w, "partial");
      write_segment(c->w, &s->partial);
    }
  }
  pthread_mutex_unlock(&c->e->lock);
  return s ? DP_OK : no_session(err);
}

bool dp_ears_wait(dp_ears *e, const char *request, size_t size, void *waiter, void (*before)(void *waiter)) {
  dp_arena a;
  dp_json *o = NULL;
  bool taken = false;
  if (size > 400) return false; /* listen_heard is short */
  dp_arena_init(&a, NULL);
  bool ours = !dp_json_parse((dp_str){request, size}, &a, &o, NULL) && dp_str_eq(dp_json_str_of(o, "method"), DP_STR("listen_heard")) && dp_json_get(o, "since");
  if (ours) {
    pthread_mutex_lock(&e->lock);
    ear *s = session_of(e, o);
    if (s && !e->stopping && s->state != EAR_ENDED && s->version == (uint64_t)dp_json_int_of(o, "since"))
      for (size_t i = 0; i < EARS_WAITERS && !taken; i++)
        if (!e->waiters[i].waiter) {
          s->contact_ms = ears_clock();
          before(waiter); /* only then can it be woken */
          e->waiters[i].waiter = waiter;
          e->waiters[i].since_ms = s->contact_ms;
          taken = true;
        }
    pthread_mutex_unlock(&e->lock);
  }
  dp_arena_free(&a);
  return taken;
}

/* ---- end --------------------------------------------------------------------------------------------------------- */

/* A recording that has its last piece: no more are taken. */
static dp_status end_recording(const dp_ears *e, dp_id recording, dp_error *err) {
#ifdef DP_HAVE_STORE
  pthread_mutex_lock(e->options.desk);
  dp_store *store = dp_records_store(e->options.records);
  dp_status status = store ? dp_store_recording_end(store, recording, err) : dp_fail(err, DP_ERR_LOCKED, "the records are locked: give the passphrase");
  pthread_mutex_unlock(e->options.desk);
  return status;
#else
  (void)e, (void)recording;
  return dp_fail(err, DP_ERR_INTERNAL, "there are no records");
#endif
}

static dp_status finish(call *c, bool forget, dp_error *err) {
  ear *s = session_of(c->e, c->request);
  if (!s) return no_session(err);
  bool takes = s->takes && !s->ending, keeps = s->keeps;
  dp_id recording = s->recording;
  if (takes && keeps) {
    dp_status status = end_recording(c->e, recording, err);
    if (status) return status;
  }
  dp_jw_kint(c->w, "pieces", (int64_t)s->next);
  if (forget) {
    ears_drop(c->e);
  } else {
    pthread_mutex_lock(&c->e->lock);
    s->ending = true;
    s->contact_ms = ears_clock();
    pthread_cond_broadcast(&c->e->more);
    ears_tell(c->e);
    pthread_mutex_unlock(&c->e->lock);
  }
  dp_jw_kbool(c->w, forget ? "forgotten" : "ended", true);
  return DP_OK;
}

static dp_status m_end(call *c, dp_error *err) {
  pthread_mutex_lock(&c->e->door);
  dp_status status = finish(c, false, err);
  pthread_mutex_unlock(&c->e->door);
  return status;
}

static dp_status m_cancel(call *c, dp_error *err) {
  pthread_mutex_lock(&c->e->door);
  dp_status status = finish(c, true, err);
  pthread_mutex_unlock(&c->e->door);
  return status;
}

/* ---- the table --------------------------------------------------------------------------------------------------- */

#define END                                                                                                            \
  { NULL, 0, false, NULL, NULL, NULL, 0, 0 }
#define P(name, kinds, required, help)                                                                                 \
  { name, kinds, required, help, NULL, NULL, 0, 0 }
#define MOST INT64_C(4000000000)
#define SESSION P("session", DP_P_STRING, true, "the session")

static const dp_param none[] = {END};
static const dp_param consent_members[] = {P("given", DP_P_BOOL, true, "whether everybody present has agreed"),
                                           P("how", DP_P_STRING, false, "how it was given, in your words"), END};
static const dp_param begin_params[] = {
    {"consent", DP_P_OBJECT, false, "who agreed; not needed with kept_only", consent_members, NULL, 0, 0},
    P("consultation", DP_P_STRING, false, "of the records: its sound is kept there, sealed; without it the sound is not kept"),
    P("recording", DP_P_STRING, false, "one that was cut off: it is heard from its beginning, and gone on with"),
    P("kept_only", DP_P_BOOL, false, "hear what is kept of the recording; no new sound is taken"),
    {"from_ms", DP_P_NUMBER, false, "hear the recording only from here on", NULL, NULL, 0, MOST},
    {"speakers", DP_P_NUMBER, false, "tell so many apart; 0, the default: nobody", NULL, NULL, 0, DP_SPEAKERS_MOST},
    END};
static const dp_param heard_params[] = {SESSION,
                                        {"since", DP_P_NUMBER, false, "the version that is known: waits up to two seconds for another", NULL, NULL, 0, INT64_C(9000000000000000)},
                                        {"from", DP_P_NUMBER, false, "the number of final segments that are known, default 0", NULL, NULL, 0, MOST},
                                        END};
static const dp_param session_params[] = {SESSION, END};

static const method methods[] = {
    {"listen_status", m_status, none},
    {"listen_begin", m_begin, begin_params},
    {"listen_heard", m_heard, heard_params},
    {"listen_end", m_end, session_params},
    {"listen_cancel", m_cancel, session_params},
};

static const method *method_of(dp_str name, dp_error *err) {
  for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
    if (dp_str_eq(name, dp_str_of(methods[i].name))) return &methods[i];
  dp_fail(err, DP_ERR_NOT_FOUND, "there is no method \"%.*s\": api/listen.md lists those of listening", name.size > 60 ? 60 : (int)name.size, name.at);
  return NULL;
}

/* ---- a call ------------------------------------------------------------------------------------------------------ */

dp_status ears_answer(dp_status status, const dp_error *error, const dp_json *request, dp_str inside, char **response, size_t *response_size, dp_error *err) {
  dp_arena arena;
  dp_buf out;
  dp_jw w;
  dp_allocator plain = dp_default_allocator();
  const dp_json *id = dp_json_get(request, "id");
  ear_init_arena(&arena);
  dp_buf_init(&out, &arena);
  dp_jw_init(&w, &out);
  dp_jw_object(&w);
  if (id && id->kind == DP_JSON_NUMBER) dp_jw_key(&w, "id"), dp_jw_raw(&w, id->text);
  if (id && id->kind == DP_JSON_STRING) dp_jw_kstr(&w, "id", id->text);
  if (status) {
    dp_jw_key(&w, "error");
    dp_jw_object(&w);
    dp_jw_ktext(&w, "status", dp_status_name(status));
    dp_jw_ktext(&w, "message", error->message);
    dp_jw_end_object(&w);
  } else if (inside.size) {
    if (out.size > 1) dp_buf_char(&out, ',');
    dp_buf_str(&out, inside);
  }
  dp_jw_end_object(&w);
  char *copy = out.failed ? NULL : plain.resize(plain.ctx, NULL, 0, out.size + 1);
  if (copy) {
    memcpy(copy, out.at, out.size);
    copy[out.size] = 0;
  }
  *response = copy;
  *response_size = copy ? out.size : 0;
  if (status && err) *err = *error;
  dp_arena_free(&arena);
  return copy || status ? status : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

dp_status dp_ears_call(dp_ears *e, const char *request, size_t size, bool *ours, char **response, size_t *response_size, dp_error *err) {
  dp_arena arena;
  dp_json *parsed = NULL;
  dp_error error = {DP_OK, ""};
  dp_str name;
  dp_buf out;
  dp_jw w;
  ear_init_arena(&arena);
  *ours = !dp_json_parse((dp_str){request, size}, &arena, &parsed, NULL) && dp_json_get_str(parsed, "method", &name) && dp_str_starts(name, DP_STR("listen_"));
  if (!*ours) {
    dp_arena_free(&arena);
    return DP_OK;
  }
  dp_buf_init(&out, &arena);
  dp_jw_init(&w, &out);
  call c = {e, parsed, &arena, &w};
  const method *m = method_of(name, &error);
  dp_status status = m ? dp_request_check(parsed, m->params, &arena, &error) : DP_ERR_NOT_FOUND;
  if (!status) {
    dp_jw_object(&w);
    status = m->run(&c, &error);
    dp_jw_end_object(&w);
    if (!status && (out.failed || arena.failed)) status = dp_fail(&error, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  /* what stands between the braces */
  dp_str inside = status ? (dp_str){"", 0} : (dp_str){out.at + 1, out.size - 2};
  status = ears_answer(status, &error, parsed, inside, response, response_size, err);
  dp_arena_free(&arena);
  return status;
}

/* record.c: `diagpad record …`: patient records at the terminal: the methods record_… (src/store/records.h), painted.
 *
 * The passphrase comes from the terminal, without echo, or from a file that only its owner may read (--passphrase-file,
 * DIAGPAD_PASSPHRASE_FILE); never from the command line, which other users of the machine can see. It is wiped as soon
 * as the records are unlocked. No file that is there is written over.
 */
#ifndef _WIN32
#define _POSIX_C_SOURCE 200809L
#endif
#include "cli.h"
#include "paint.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

dp_status dp_cli_data_path(dp_cli *cli, const char *name, const char **path, dp_error *err) {
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  dp_buf b;
  dp_buf_init(&b, &cli->arena);
  if (data && *data == '/') dp_buf_text(&b, data);
  else if (home && *home) dp_buf_text(&b, home), dp_buf_text(&b, "/.local/share");
  else return dp_fail(err, DP_ERR_USAGE, "HOME is not set");
  dp_buf_text(&b, "/diagpad/");
  dp_buf_text(&b, name);
  *path = dp_buf_nul(&b);
  return *path ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

dp_status dp_cli_records_path(dp_cli *cli, const char **path, dp_error *err) {
  const char *given = dp_cli_value(cli, DP_OPT_RECORDS);
  if (given) return *path = given, DP_OK;
  dp_status status = dp_cli_data_path(cli, "records.db", path, err);
  return status == DP_ERR_USAGE ? dp_fail(err, status, "where are the records? HOME is not set: say --records FILE") : status;
}

#ifndef DP_HAVE_STORE
dp_status dp_cmd_record(dp_cli *cli, dp_error *err) {
  (void)cli;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without SQLite and libsodium: install them and build again");
}
dp_status dp_cli_open_store(dp_cli *cli, struct dp_store **out, dp_error *err) {
  (void)out;
  return dp_cmd_record(cli, err);
}
#else
#include "../store/records.h"

typedef struct desk { /* a command at work */
  dp_cli *cli;
  const char *path;
  dp_records *records;
  char passphrase[DP_PASSPHRASE_MOST + 2];
  size_t size;
  dp_paint paint;
  bool json;
} desk;

/* ---- the passphrase
 * ---------------------------------------------------------------------------------------------------- */

/* *size is how long it is; `twice` where a slip of the keys would lock its owner out. */
static dp_status ask(desk *d, dp_opt option, const char *variable, const char *question, bool twice, char *out,
                     size_t *size, dp_error *err) {
  const char *file = dp_cli_value(d->cli, option);
  char again[DP_PASSPHRASE_MOST + 2];
  size_t again_size = 0;
  if (!file && variable) file = getenv(variable);
  if (file && *file) return dp_cli_secret_file(file, "passphrase", DP_PASSPHRASE_MOST, out, size, err);
  dp_error why = {DP_OK, ""};
  dp_status status = dp_host_ask_hidden(question, out, DP_PASSPHRASE_MOST + 1, size, &why);
  if (!status && twice) {
    status = dp_host_ask_hidden("The same again: ", again, DP_PASSPHRASE_MOST + 1, &again_size, &why);
    if (!status && (again_size != *size || memcmp(again, out, *size) != 0))
      status = dp_fail(&why, DP_ERR_INPUT, "the two are not the same: nothing was changed");
    dp_wipe(again, sizeof again);
  }
  if (status == DP_ERR_IO)
    return dp_fail(err, DP_ERR_PASSPHRASE,
                   "there is no terminal to ask for the passphrase at: say --passphrase-file FILE, or set "
                   "DIAGPAD_PASSPHRASE_FILE");
  return status ? dp_fail(err, status, "%s", why.message) : DP_OK;
}

static dp_status get_passphrase(desk *d, const char *question, bool twice, dp_error *err) {
  return ask(d, DP_OPT_PASSPHRASE_FILE, "DIAGPAD_PASSPHRASE_FILE", question, twice, d->passphrase, &d->size, err);
}

static dp_str passphrase_of(const desk *d) { return (dp_str){d->passphrase, d->size}; }

/* ---- opening
 * ----------------------------------------------------------------------------------------------------------- */

static void warn(const desk *d) {
  dp_store *s = dp_records_store(d->records);
  dp_faults f = dp_store_faults(s);
  if (dp_store_is_weak(s))
    fprintf(stderr, "diagpad: these records were made for tests: their passphrase is cheap to guess\n");
  if (f.count)
    fprintf(stderr,
            "diagpad: the records are damaged (%s%s) and are not written to; `diagpad record verify` names all\n",
            f.at[0], f.count > 1 ? ", and more" : "");
}

static dp_status open_records(desk *d, dp_error *err) {
  dp_store *s = NULL;
  dp_status status = dp_store_open(d->path, NULL, &s, err);
  if (!status) status = get_passphrase(d, "Passphrase of the records: ", false, err);
  if (!status) status = dp_store_unlock(s, passphrase_of(d), err);
  dp_wipe(d->passphrase, sizeof d->passphrase);
  if (status) {
    dp_store_close(s);
    return status;
  }
  dp_records_take(d->records, s);
  warn(d);
  return DP_OK;
}

static dp_status make_records(desk *d, dp_error *err) {
  dp_store *s = NULL;
  bool weak = dp_cli_value(d->cli, DP_OPT_TEST_COST);
  if (!dp_cli_value(d->cli, DP_OPT_RECORDS)) dp_records_folders(d->path);
  dp_status status = get_passphrase(d, "A passphrase for the new records (five words are good): ", true, err);
  if (!status)
    status = dp_store_create(d->path, passphrase_of(d), weak ? dp_cost_for_tests() : dp_cost_usual(), NULL, &s, err);
  dp_wipe(d->passphrase, sizeof d->passphrase);
  if (status) return status;
  dp_records_take(d->records, s);
  warn(d);
  return DP_OK;
}

/* ---- asking the methods
 * -------------------------------------------------------------------------------------------------- */

typedef struct asked {
  dp_buf b;
  dp_jw w;
} asked;

static void begin(desk *d, asked *q, const char *method) {
  dp_buf_init(&q->b, &d->cli->arena);
  dp_jw_init(&q->w, &q->b);
  dp_jw_object(&q->w);
  dp_jw_ktext(&q->w, "method", method);
}

/* Sends it; the answer lives in the command's arena. */
static dp_status end(desk *d, asked *q, dp_str *raw, dp_json **answer, dp_error *err) {
  char *response = NULL;
  size_t size = 0;
  bool ours = false;
  dp_jw_end_object(&q->w);
  if (q->b.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = dp_records_call(d->records, q->b.at, q->b.size, &ours, &response, &size, err);
  const char *copy = response && !status ? dp_arena_copy(&d->cli->arena, (dp_str){response, size}) : NULL;
  if (response) {
    dp_wipe(response, size);
    dp_free(NULL, response, size + 1);
  }
  if (status) return status;
  if (!copy) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  *raw = (dp_str){copy, size};
  return dp_json_parse(*raw, &d->cli->arena, answer, err);
}

/* All arguments from `first` on, as one string: names need no quotes. */
static dp_str words_from(const desk *d, size_t first) {
  dp_buf b;
  dp_buf_init(&b, &d->cli->arena);
  for (size_t i = first; i < d->cli->argument_count; i++) {
    if (i > first) dp_buf_char(&b, ' ');
    dp_buf_text(&b, d->cli->arguments[i]);
  }
  return dp_buf_view(&b);
}

static dp_status find(desk *d, const char *kind, dp_str name, dp_json **row, dp_error *err) {
  asked q;
  dp_str raw;
  begin(d, &q, "record_find");
  dp_jw_kstr(&q.w, "name", name);
  if (kind) dp_jw_ktext(&q.w, "kind", kind);
  return end(d, &q, &raw, row, err);
}

/* ---- painting
 * ------------------------------------------------------------------------------------------------------------ */

/* "2026-11-25 03:40" in UTC: the days are counted out as in Howard Hinnant's "chrono-Compatible Low-Level Date
 * Algorithms". */
static void paint_time(desk *d, int64_t ms) {
  int64_t seconds = ms / 1000, z = seconds / 86400 + 719468, rest = seconds % 86400;
  int64_t era = z / 146097, doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153, month = mp < 10 ? mp + 3 : mp - 9;
  char text[40];
  snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02dZ", (int)(yoe + era * 400 + (month <= 2)), (int)month,
           (int)(doy - (153 * mp + 2) / 5 + 1), (int)(rest / 3600), (int)(rest % 3600 / 60));
  dp_paint_text(&d->paint, text);
}

static void paint_row(desk *d, const dp_json *r) {
  dp_str id = dp_json_str_of(r, "record"), fault = dp_json_str_of(r, "fault");
  dp_paint_cell(&d->paint, DP_BOLD, (dp_str){id.at, id.size < 8 ? id.size : 8}, 8, false);
  dp_paint_text(&d->paint, "  ");
  dp_paint_cell(&d->paint, DP_PLAIN, dp_json_str_of(r, "kind"), 12, false);
  dp_paint_text(&d->paint, "  ");
  paint_time(d, dp_json_int_of(r, "changed"));
  dp_paint_text(&d->paint, "  ");
  dp_paint_wrap(&d->paint, fault.size ? DP_RED : DP_PLAIN, fault.size ? fault : dp_json_str_of(r, "title"), 43, 43);
}

static void paint_rows(desk *d, const dp_json *rows) {
  for (const dp_json *r = rows ? rows->first : NULL; r; r = r->next) paint_row(d, r);
}

static void paint_json(desk *d, const dp_json *v, unsigned indent) {
  for (const dp_json *m = v->first; m; m = m->next) {
    dp_paint_spaces(&d->paint, indent);
    if (v->kind == DP_JSON_OBJECT) {
      dp_paint_tone(&d->paint, DP_DIM, m->key);
      dp_paint_text(&d->paint, ": ");
    }
    unsigned at = indent + (v->kind == DP_JSON_OBJECT ? dp_paint_columns(m->key) + 2 : 0);
    if (m->kind == DP_JSON_STRING || m->kind == DP_JSON_NUMBER)
      dp_paint_wrap(&d->paint, DP_PLAIN, m->text, at, indent + 2);
    else if (m->kind == DP_JSON_BOOL) dp_paint_text(&d->paint, m->boolean ? "yes\n" : "no\n");
    else dp_paint_line(&d->paint);
    if (m->first) paint_json(d, m, indent + 2);
  }
}

/* What the command says when it is done; with --json the answer as it is. */
static void say(desk *d, dp_str raw, const char *sentence) {
  if (dp_cli_json(d->cli, raw)) return;
  dp_paint_text(&d->paint, sentence);
  dp_paint_line(&d->paint);
}

/* ---- the commands
 * ---------------------------------------------------------------------------------------------------- */

static dp_status keep(desk *d, const char *kind, dp_str record, int64_t version, dp_str patient, dp_str consultation,
                      dp_str body, dp_str *raw, dp_json **answer, dp_error *err) {
  asked q;
  begin(d, &q, "record_put");
  dp_jw_ktext(&q.w, "kind", kind);
  if (record.size) dp_jw_kstr(&q.w, "record", record), dp_jw_kint(&q.w, "version", version);
  if (patient.size) dp_jw_kstr(&q.w, "patient", patient);
  if (consultation.size) dp_jw_kstr(&q.w, "consultation", consultation);
  dp_jw_key(&q.w, "body");
  dp_jw_raw(&q.w, body);
  return end(d, &q, raw, answer, err);
}

/* Text as a body: a JSON object as it is, a consent by its first word, all else as "text". */
static dp_status body_of(desk *d, const char *kind, dp_str text, dp_str *body, dp_error *err) {
  dp_buf b;
  dp_jw w;
  dp_json *json = NULL;
  dp_str trimmed = dp_str_trim(text);
  if (trimmed.size && trimmed.at[0] == '{') {
    dp_status status = dp_json_parse(trimmed, &d->cli->arena, &json, err);
    *body = trimmed;
    return status;
  }
  dp_buf_init(&b, &d->cli->arena);
  dp_jw_init(&w, &b);
  dp_jw_object(&w);
  if (!strcmp(kind, "consent")) {
    size_t n = 0;
    while (n < trimmed.size && (trimmed.at[n] | 32) >= 'a' && (trimmed.at[n] | 32) <= 'z') n++;
    dp_str first = {trimmed.at, n};
    bool yes = dp_str_eq_ci(first, DP_STR("yes"));
    if (!yes && !dp_str_eq_ci(first, DP_STR("no")))
      return dp_fail(err, DP_ERR_USAGE, "a consent begins with yes or no: --kind consent yes, spoken in the room");
    dp_jw_kbool(&w, "given", yes);
  }
  dp_jw_kstr(&w, "text", trimmed);
  dp_jw_end_object(&w);
  *body = dp_buf_view(&b);
  return DP_OK;
}

static dp_status cmd_new(desk *d, dp_error *err) {
  dp_str raw, text = {"", 0}, body = {"", 0}, none = {"", 0}, id;
  dp_json *answer = NULL;
  dp_buf name;
  dp_jw w;
  dp_status status = DP_OK;
  if (d->cli->argument_count > 1) status = dp_cli_text(d->cli, 1, &text, err); /* before anything is made */
  if (!status && text.size) status = body_of(d, "consultation", text, &body, err);
  if (!status) status = access(d->path, F_OK) ? make_records(d, err) : open_records(d, err);
  if (status) return status;
  dp_buf_init(&name, &d->cli->arena);
  dp_jw_init(&w, &name);
  dp_jw_object(&w);
  dp_jw_ktext(&w, "name", d->cli->arguments[0]);
  dp_jw_end_object(&w);
  status = keep(d, "patient", none, 0, none, none, dp_buf_view(&name), &raw, &answer, err);
  if (status) return status;
  id = dp_json_str_of(answer, "record");
  if (!dp_cli_json(d->cli, raw)) {
    dp_paint_text(&d->paint, "patient ");
    dp_paint_tone(&d->paint, DP_BOLD, (dp_str){id.at, 8});
    dp_paint_text(&d->paint, " is kept\n");
  }
  if (!body.size) return DP_OK;
  status = keep(d, "consultation", none, 0, id, none, body, &raw, &answer, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  dp_paint_text(&d->paint, "consultation ");
  dp_paint_tone(&d->paint, DP_BOLD, (dp_str){dp_json_str_of(answer, "record").at, 8});
  dp_paint_text(&d->paint, " is kept\n");
  return DP_OK;
}

static dp_status cmd_add(desk *d, dp_error *err) {
  dp_str raw, text, body, none = {"", 0};
  dp_json *at = NULL, *answer = NULL;
  const char *kind = dp_cli_value(d->cli, DP_OPT_KIND);
  dp_status status = dp_cli_text(d->cli, 1, &text, err);
  if (!status) status = open_records(d, err);
  if (!status) status = find(d, NULL, dp_str_of(d->cli->arguments[0]), &at, err);
  if (status) return status;
  dp_str where = dp_json_str_of(at, "kind"), id = dp_json_str_of(at, "record");
  bool patient = dp_str_eq(where, DP_STR("patient")), consultation = dp_str_eq(where, DP_STR("consultation"));
  bool again = !patient && (!consultation || (kind && !strcmp(kind, "consultation")));
  const char *what = again ? dp_arena_copy(&d->cli->arena, where) : kind ? kind : "consultation";
  if (again && kind && strcmp(kind, what) != 0)
    return dp_fail(err, DP_ERR_USAGE, "%s is a %s: a next version of it is a %s too", d->cli->arguments[0], what, what);
  if (consultation && !kind)
    return dp_fail(err, DP_ERR_USAGE,
                   "what is to be added to the consultation? Say --kind note, transcript or consent, or "
                   "--kind consultation for its next version");
  status = body_of(d, what, text, &body, err);
  if (!status)
    status = keep(d, what, again ? id : none, dp_json_int_of(at, "version"), patient ? id : none,
                  consultation && !again ? id : none, body, &raw, &answer, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  dp_paint_text(&d->paint, what);
  dp_paint_text(&d->paint, " ");
  dp_paint_tone(&d->paint, DP_BOLD, (dp_str){dp_json_str_of(answer, "record").at, 8});
  dp_paint_text(&d->paint, " is kept, version ");
  dp_buf_int(&d->cli->out, dp_json_int_of(answer, "version"));
  dp_paint_line(&d->paint);
  return DP_OK;
}

static dp_status list_of(desk *d, const dp_json *at, const char *kind, dp_str *raw, dp_json **answer, dp_error *err) {
  asked q;
  begin(d, &q, "record_list");
  if (kind) dp_jw_ktext(&q.w, "kind", kind);
  if (at)
    dp_jw_kstr(&q.w, dp_str_eq(dp_json_str_of(at, "kind"), DP_STR("patient")) ? "patient" : "consultation", dp_json_str_of(at, "record"));
  return end(d, &q, raw, answer, err);
}

static dp_status cmd_list(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *at = NULL, *answer = NULL;
  const char *kind = dp_cli_value(d->cli, DP_OPT_KIND);
  dp_status status = open_records(d, err);
  if (!status && d->cli->argument_count) status = find(d, NULL, words_from(d, 0), &at, err);
  if (!status) status = list_of(d, at, kind ? kind : at ? NULL : "patient", &raw, &answer, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  paint_rows(d, dp_json_get(answer, "rows"));
  if (!dp_json_get(answer, "rows")->count) dp_paint_text(&d->paint, "there is nothing yet\n");
  return DP_OK;
}

static dp_status cmd_show(desk *d, dp_error *err) {
  dp_str raw, rest;
  dp_json *at = NULL, *row = NULL, *below = NULL;
  asked q;
  dp_status status = open_records(d, err);
  if (!status) status = find(d, NULL, words_from(d, 0), &at, err);
  if (status) return status;
  begin(d, &q, "record_get");
  dp_jw_kstr(&q.w, "record", dp_json_str_of(at, "record"));
  status = end(d, &q, &raw, &row, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  paint_row(d, row);
  const dp_json *erased = dp_json_get(row, "sound_erased");
  if (erased) {
    dp_paint_text(&d->paint, "  its sound was erased, ");
    paint_time(d, dp_json_int_of(erased, "at"));
    dp_paint_line(&d->paint);
  }
  paint_json(d, dp_json_get(row, "body"), 2);
  bool holds = dp_str_eq(dp_json_str_of(row, "kind"), DP_STR("patient")) || dp_str_eq(dp_json_str_of(row, "kind"), DP_STR("consultation"));
  if (!holds) return DP_OK;
  status = list_of(d, row, NULL, &rest, &below, err);
  if (status) return status;
  const dp_json *rows = dp_json_get(below, "rows");
  if (rows->count > 1) dp_paint_heading(&d->paint, "With it");
  for (const dp_json *r = rows->first; r; r = r->next)
    if (!dp_str_eq(dp_json_str_of(r, "record"), dp_json_str_of(row, "record"))) paint_row(d, r);
  return DP_OK;
}

static dp_status cmd_search(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *answer = NULL;
  asked q;
  uint64_t limit;
  const char *top = dp_cli_value(d->cli, DP_OPT_TOP);
  dp_status status = open_records(d, err);
  if (status) return status;
  begin(d, &q, "record_search");
  dp_jw_kstr(&q.w, "words", words_from(d, 0));
  if (top && dp_parse_uint(dp_str_of(top), &limit)) dp_jw_kint(&q.w, "limit", (int64_t)limit);
  status = end(d, &q, &raw, &answer, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  const dp_json *hits = dp_json_get(answer, "hits");
  for (const dp_json *h = hits->first; h; h = h->next) {
    paint_row(d, h);
    dp_paint_text(&d->paint, "          ");
    dp_paint_wrap(&d->paint, DP_DIM, dp_json_str_of(h, "snippet"), 10, 10);
  }
  if (!hits->count) dp_paint_text(&d->paint, "no row holds all of these words\n");
  if (dp_json_int_of(answer, "unread"))
    dp_paint_text(&d->paint, "some rows are damaged and could not be searched: see `diagpad record verify`\n");
  return DP_OK;
}

static dp_status cmd_export(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *at = NULL, *answer = NULL;
  asked q;
  const char *file = dp_cli_value(d->cli, DP_OPT_OUTPUT);
  dp_status status = dp_cli_new_file(file, err);
  if (!status) status = open_records(d, err);
  if (!status) status = find(d, "patient", words_from(d, 0), &at, err);
  if (status) return status;
  begin(d, &q, "record_export");
  dp_jw_kstr(&q.w, "patient", dp_json_str_of(at, "record"));
  dp_jw_kbool(&q.w, "audio", dp_cli_value(d->cli, DP_OPT_AUDIO));
  status = end(d, &q, &raw, &answer, err);
  if (status) return status;
  const dp_json *whole = dp_json_get(answer, "export");
  size_t from = whole->offset + sizeof "\"export\":" - 1; /* the answer's last member: its text as it stands */
  dp_buf text;
  dp_buf_init(&text, &d->cli->arena);
  dp_buf_str(&text, (dp_str){raw.at + from, raw.size - 1 - from});
  dp_buf_char(&text, '\n');
  if (text.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (file) return dp_host_write_file(file, dp_buf_view(&text), err);
  dp_buf_str(&d->cli->out, dp_buf_view(&text));
  return DP_OK;
}

static dp_status cmd_erase(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *at = NULL, *answer = NULL;
  asked q;
  char line[16];
  dp_status status = open_records(d, err);
  if (!status) status = find(d, NULL, words_from(d, 0), &at, err);
  if (status) return status;
  dp_str kind = dp_json_str_of(at, "kind"), id = dp_json_str_of(at, "record"), title = dp_json_str_of(at, "title");
  bool sound = dp_str_eq(kind, DP_STR("recording"));
  if (!sound && !dp_str_eq(kind, DP_STR("patient")))
    return dp_fail(err, DP_ERR_USAGE, "a patient is erased, or the sound of one recording; %.*s is a %.*s", 8, id.at, (int)kind.size, kind.at);
  if (!dp_cli_value(d->cli, DP_OPT_YES)) {
    if (!dp_host_is_terminal(STDIN_FILENO))
      return dp_fail(err, DP_ERR_USAGE, "nothing was erased: say --yes when it is meant");
    if (sound) fprintf(stderr, "The sound of recording %.8s is erased, and cannot be brought back; what was written down of it stays. Type yes: ", id.at);
    else fprintf(stderr, "Everything of %.*s is erased, and cannot be brought back. Type yes: ", (int)title.size, title.at);
    if (!fgets(line, sizeof line, stdin) || strcmp(line, "yes\n") != 0)
      return dp_fail(err, DP_ERR_USAGE, "nothing was erased");
  }
  begin(d, &q, sound ? "record_recording_erase" : "record_erase");
  dp_jw_kstr(&q.w, sound ? "record" : "patient", id);
  status = end(d, &q, &raw, &answer, err);
  if (!status) say(d, raw, sound ? "its sound is erased, what was written down of it stays; back-ups that were made before still hold the sound"
                                 : "erased; back-ups that were made before still hold it");
  return status;
}

static dp_status cmd_trail(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *answer = NULL;
  asked q;
  dp_head head;
  uint64_t top = 1000;
  const char *given = dp_cli_value(d->cli, DP_OPT_TOP);
  dp_status status = open_records(d, err);
  if (!status) status = dp_store_head(dp_records_store(d->records), &head, err);
  if (status) return status;
  if (given && (!dp_parse_uint(dp_str_of(given), &top) || !top)) top = 1;
  begin(d, &q, "record_trail");
  dp_jw_kint(&q.w, "from", head.entries > top ? (int64_t)(head.entries - top + 1) : 1);
  dp_jw_kint(&q.w, "limit", (int64_t)top);
  status = end(d, &q, &raw, &answer, err);
  if (status || dp_cli_json(d->cli, raw)) return status;
  for (const dp_json *e = dp_json_get(answer, "entries")->first; e; e = e->next) {
    char number[24];
    dp_str id = dp_json_str_of(e, "record");
    snprintf(number, sizeof number, "%lld", (long long)dp_json_int_of(e, "number"));
    dp_paint_cell(&d->paint, DP_DIM, dp_str_of(number), 7, true);
    dp_paint_text(&d->paint, "  ");
    if (dp_json_int_of(e, "at")) paint_time(d, dp_json_int_of(e, "at"));
    dp_paint_text(&d->paint, "  ");
    dp_paint_cell(&d->paint, DP_PLAIN, dp_json_str_of(e, "fault").size ? DP_STR("damaged") : dp_json_str_of(e, "act"), 10, false);
    dp_paint_text(&d->paint, "  ");
    dp_paint_str(&d->paint, dp_json_str_of(e, "kind"));
    dp_paint_text(&d->paint, " ");
    dp_paint_str(&d->paint, (dp_str){id.at, id.size < 8 ? id.size : 8});
    dp_paint_line(&d->paint);
  }
  return DP_OK;
}

static dp_status cmd_backup(desk *d, dp_error *err) {
  const char *file = d->cli->arguments[0];
  dp_status status = dp_cli_new_file(file, err);
  if (!status) status = open_records(d, err);
  if (!status) status = dp_store_backup(dp_records_store(d->records), file, err);
  if (!status)
    say(d, DP_STR("{\"done\":true}"), "the back-up is written, read back and whole; today's passphrase opens it");
  return status;
}

static dp_status cmd_restore(desk *d, dp_error *err) {
  dp_store *s = NULL;
  if (!access(d->path, F_OK))
    return dp_fail(err, DP_ERR_CONFLICT,
                   "%s is there already, and nothing is overwritten: restore under another name with "
                   "--records",
                   d->path);
  if (!dp_cli_value(d->cli, DP_OPT_RECORDS)) dp_records_folders(d->path);
  dp_status status = get_passphrase(d, "Passphrase of the back-up: ", false, err);
  if (!status) status = dp_store_restore(d->cli->arguments[0], passphrase_of(d), d->path, NULL, &s, err);
  dp_wipe(d->passphrase, sizeof d->passphrase);
  dp_store_close(s);
  if (!status) say(d, DP_STR("{\"done\":true}"), "the back-up is whole, and the records are made from it");
  return status;
}

static void paint_count(desk *d, int64_t n, const char *what) {
  dp_buf_int(&d->cli->out, n);
  dp_paint_text(&d->paint, what);
}

static dp_status cmd_verify(desk *d, dp_error *err) {
  dp_str raw;
  dp_json *answer = NULL;
  asked q;
  if (d->cli->argument_count) {
    dp_census n;
    dp_status status = get_passphrase(d, "Passphrase of the back-up: ", false, err);
    if (!status) status = dp_backup_verify(d->cli->arguments[0], passphrase_of(d), &n, err);
    dp_wipe(d->passphrase, sizeof d->passphrase);
    if (!status && d->json) say(d, DP_STR("{\"faults\":[]}"), "");
    if (status || d->json) return status;
    paint_count(d, (int64_t)n.rows, " rows, ");
    paint_count(d, (int64_t)n.pieces, " pieces of sound, ");
    paint_count(d, (int64_t)n.entries, " entries of the trail: the back-up is whole\n");
    return DP_OK;
  }
  dp_status status = open_records(d, err);
  if (status) return status;
  begin(d, &q, "record_verify");
  status = end(d, &q, &raw, &answer, err);
  if (status) return status;
  const dp_json *faults = dp_json_get(answer, "faults");
  if (!dp_cli_json(d->cli, raw)) {
    for (const dp_json *f = faults->first; f; f = f->next) {
      dp_paint_tone(&d->paint, DP_RED, DP_STR("damaged: "));
      dp_paint_wrap(&d->paint, DP_PLAIN, f->text, 9, 9);
    }
    paint_count(d, dp_json_int_of(answer, "rows"), " rows, ");
    paint_count(d, dp_json_int_of(answer, "pieces"), " pieces of sound, ");
    paint_count(d, dp_json_int_of(answer, "entries"), " entries of the trail, head ");
    dp_paint_str(&d->paint, dp_json_str_of(answer, "head"));
    dp_paint_line(&d->paint);
  }
  return faults->count ? dp_fail(err, DP_ERR_DAMAGED,
                                 "the records are damaged: %d faults are named above; nothing was "
                                 "changed. Export what can be read, or restore the newest back-up",
                                 (int)faults->count)
                       : DP_OK;
}

static dp_status cmd_passwd(desk *d, dp_error *err) {
  char next[DP_PASSPHRASE_MOST + 2];
  size_t size = 0;
  dp_store *s = NULL;
  bool weak = dp_cli_value(d->cli, DP_OPT_TEST_COST);
  dp_status status = dp_store_open(d->path, NULL, &s, err);
  if (!status) status = get_passphrase(d, "Passphrase until now: ", false, err);
  if (!status) status = dp_store_unlock(s, passphrase_of(d), err);
  if (!status) status = ask(d, DP_OPT_NEW_PASSPHRASE_FILE, NULL, "The next passphrase: ", true, next, &size, err);
  if (!status)
    status = dp_store_passphrase(s, passphrase_of(d), (dp_str){next, size},
                                 weak ? dp_cost_for_tests() : dp_cost_usual(), err);
  dp_wipe(next, sizeof next);
  dp_wipe(d->passphrase, sizeof d->passphrase);
  dp_store_close(s);
  if (!status) say(d, DP_STR("{\"done\":true}"), "the passphrase is changed; back-ups keep the one that they had");
  return status;
}

dp_status dp_cmd_record(dp_cli *cli, dp_error *err) {
  static const struct {
    const char *name;
    dp_status (*run)(desk *d, dp_error *err);
  } commands[] = {{"new", cmd_new},       {"add", cmd_add},         {"list", cmd_list},     {"show", cmd_show},
                  {"search", cmd_search}, {"export", cmd_export},   {"erase", cmd_erase},   {"trail", cmd_trail},
                  {"backup", cmd_backup}, {"restore", cmd_restore}, {"verify", cmd_verify}, {"passwd", cmd_passwd}};
  const char *word = cli->command->name + sizeof "record";
  desk d = {.cli = cli, .paint = {&cli->out, cli->terminal}, .json = dp_cli_value(cli, DP_OPT_JSON)};
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none); /* a crash leaves no picture of the memory */
  umask(077);
  dp_status status = dp_cli_records_path(cli, &d.path, err);
  if (!status) status = dp_records_new(d.path, NULL, dp_cost_usual(), &d.records, err);
  for (size_t i = 0; !status && i < sizeof commands / sizeof *commands; i++)
    if (!strcmp(commands[i].name, word)) {
      status = commands[i].run(&d, err);
      break;
    }
  dp_records_free(d.records);
  return status;
}

/* For commands of others that keep something: the store itself, unlocked. */
dp_status dp_cli_open_store(dp_cli *cli, dp_store **out, dp_error *err) {
  desk d = {.cli = cli};
  dp_store *s = NULL;
  dp_status status = dp_cli_records_path(cli, &d.path, err);
  if (!status) status = dp_store_open(d.path, NULL, &s, err);
  if (!status) status = get_passphrase(&d, "Passphrase of the records: ", false, err);
  if (!status) status = dp_store_unlock(s, passphrase_of(&d), err);
  dp_wipe(d.passphrase, sizeof d.passphrase);
  if (status) return dp_store_close(s), status;
  *out = s;
  return DP_OK;
}
#endif

/* api.h: inside the one door. A request is parsed, checked against its method's table of parameters, and handed to the
 * method's handler, which writes the members of the response.
 *
 * A consultation is a document that the client sends whole, every time: text, patient, answers, removed, options. No
 * state is kept between calls, so undo costs nothing and two threads may call at once. Everything that a call makes
 * lives in the call's one arena; only the finished response is copied out of it.
 *
 * To add a method: write its handler in a file m_NAME.c, give it a row in methods.c, and describe it in api/NAME.md
 * with an example; the tests hold the three together.
 */
#ifndef DP_API_H
#define DP_API_H

#include "../base/json.h"
#include "../engine/engine.h"

/* ---- what a request may hold ------------------------------------------------------------------------------------- */

enum { /* kinds of JSON value, as a set */
       DP_P_STRING = 1 << DP_JSON_STRING,
       DP_P_NUMBER = 1 << DP_JSON_NUMBER,
       DP_P_BOOL = 1 << DP_JSON_BOOL,
       DP_P_OBJECT = 1 << DP_JSON_OBJECT,
       DP_P_ARRAY = 1 << DP_JSON_ARRAY,
       DP_P_NULL = 1 << DP_JSON_NULL
};
typedef struct dp_param dp_param;
struct dp_param {
  const char *name; /* NULL ends a table */
  unsigned kinds;   /* set of DP_P_… */
  bool required;
  const char *help;    /* one sentence, for docs and `methods` */
  const dp_param *of;  /* members of the object, or of the objects in the array; NULL: not looked into */
  const char *choices; /* "a|b|c" where only these strings are allowed, else NULL */
  int64_t low, high;   /* bounds of a number where low < high; then an array is of such numbers, else of strings */
};

/* Checks `object` against the table: unknown, missing, of the wrong kind or out of bounds is ERR_INPUT, with the
 * nearest known name. `where` names the object in the message ("patient"), NULL for the request itself. */
DP_MUST_CHECK dp_status dp_params_check(const dp_json *object, const dp_param *params, const char *where,
                                        dp_error *err);
/* The same of a whole request, without what belongs to the envelope (`method`, `id`): for the doors beside this one, of
 * records and of listening. ERR_INPUT as above, ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_request_check(const dp_json *request, const dp_param *params, dp_arena *arena, dp_error *err);

/* ---- a call in progress ------------------------------------------------------------------------------------------ */

typedef struct dp_answer {
  uint16_t finding;
  uint8_t state;
  bool removed;
} dp_answer; /* removed: as if never mentioned */

typedef struct dp_consult {
  dp_str text;
  dp_reading *reading; /* with the patient's overrides */
  dp_case *the_case;   /* with answers in and removed out */
  struct {
    dp_answer *at;
    size_t count, room;
  } answers; /* removed ones too */
  dp_engine_options options;
  unsigned top, why, questions; /* rows, reasons a row, questions wanted */
  dp_scoring *scored;         /* filled by dp_consult_open when a ranking is needed: serves every explanation */
  dp_differential *ranked;      /* filled by dp_consult_rank */
} dp_consult;

typedef struct dp_door {
  const dp_kb *kb;
  const dp_json *request;
  dp_arena *arena;
  dp_jw *w;            /* stands inside the response object */
  dp_consult *consult; /* methods with DP_NEEDS_TEXT or DP_NEEDS_CASE */
} dp_door;

enum {
  DP_NEEDS_KB = 1,
  DP_NEEDS_TEXT = 2 /* read */,
  DP_NEEDS_CASE = 4 /* read, case made */,
  DP_NEEDS_RANK = 8 /* and ranked */
};

typedef struct dp_method {
  const char *name;
  dp_status (*run)(dp_door *door, dp_error *err);
  unsigned needs;         /* set of DP_NEEDS_…: met before `run` is called */
  const dp_param *params; /* its own; those of a consultation come by themselves with DP_NEEDS_TEXT */
  const char *summary;
} dp_method;

extern const dp_method dp_methods[];
extern const size_t dp_method_count;
extern const dp_param dp_consult_params[]; /* text, patient, answers, removed, options */

/* ---- consult.c --------------------------------------------------------------------------------------------------- */

/* Reads the consultation of the request as far as `needs` says. Errors: ERR_INPUT, ERR_NOT_FOUND (a finding),
 * ERR_TOO_LARGE, ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_consult_open(dp_door *door, unsigned needs, dp_error *err);
/* The index of the condition that the request's member names, or of the likeliest of a class; ERR_NOT_FOUND with the nearest
 * name. */
DP_MUST_CHECK dp_status dp_condition_of(dp_door *door, const char *member, uint16_t *condition, dp_error *err);
DP_MUST_CHECK dp_status dp_finding_of(dp_door *door, dp_str name, uint16_t *finding, dp_error *err);
/* The place of a condition in the ranking; SIZE_MAX when it is not in the running. */
size_t dp_rank_of(const dp_consult *c, uint16_t condition);

/* ---- write.c: the small objects that many responses share -------------------------------------------------------- */

void dp_write_finding_ref(dp_door *d, uint16_t finding);     /* members "id", "name" */
void dp_write_condition_ref(dp_door *d, uint16_t condition); /* members "id", "name" */
void dp_write_finding_list(dp_door *d, const char *key, const uint16_t *findings, size_t count);
void dp_write_aliases(dp_door *d, dp_kb_list aliases, const char *name); /* member "aliases", without the name itself */
void dp_write_span(dp_door *d, dp_span span);                            /* members "start", "end", "text" */
void dp_write_probability(dp_door *d, const char *key, uint32_t ppm);
void dp_write_source(dp_door *d, uint16_t source); /* member "source": id, or "estimate" */
void dp_write_knowledge(dp_door *d);               /* member "knowledge": hash, date */
void dp_write_patient(dp_door *d);                 /* members "patient", "course" */
void dp_write_findings(dp_door *d);                /* member "findings": read and answered, all states */
void dp_write_mention(dp_door *d, const dp_mention *m); /* the members of one finding that was read */
void dp_write_unread(dp_door *d);                  /* member "unread" */
/* Member `key`: all rows of a ledger, whole. */
DP_MUST_CHECK dp_status dp_write_ledger(dp_door *d, const char *key, uint16_t condition, const dp_ledger_row *rows, size_t count, dp_error *err);
/* Member "why": the `limit` rows of the condition's ledger that say most about this case, short. */
DP_MUST_CHECK dp_status dp_write_why(dp_door *d, uint16_t condition, unsigned limit, dp_error *err);
void dp_write_row_name(dp_door *d, const dp_ledger_row *r); /* members "kind", "finding", "name" */
const char *dp_row_name(unsigned kind);                     /* "prior", "age" … */
/* Text of an age: "3 days", "7 weeks", "18 months", "54 years"; a year counts as 365 days, as in the knowledge. */
void dp_write_age(dp_buf *b, int32_t days);

/* ---- handlers: m_*.c --------------------------------------------------------------------------------------------- */

dp_status dp_m_ddx(dp_door *door, dp_error *err);
dp_status dp_m_read(dp_door *door, dp_error *err);
dp_status dp_m_explain(dp_door *door, dp_error *err);
dp_status dp_m_compare(dp_door *door, dp_error *err);
dp_status dp_m_why_not(dp_door *door, dp_error *err);
dp_status dp_m_counterfactual(dp_door *door, dp_error *err);
dp_status dp_m_ask(dp_door *door, dp_error *err);
dp_status dp_m_triage(dp_door *door, dp_error *err);
dp_status dp_m_guide(dp_door *door, dp_error *err);
dp_status dp_m_score(dp_door *door, dp_error *err);
dp_status dp_m_scores(dp_door *door, dp_error *err);
dp_status dp_m_kb_show(dp_door *door, dp_error *err);
dp_status dp_m_kb_list(dp_door *door, dp_error *err);
dp_status dp_m_search_names(dp_door *door, dp_error *err);
dp_status dp_m_search(dp_door *door, dp_error *err);
dp_status dp_m_article(dp_door *door, dp_error *err);
dp_status dp_m_browse(dp_door *door, dp_error *err);
dp_status dp_m_feedback(dp_door *door, dp_error *err);
dp_status dp_m_note(dp_door *door, dp_error *err);
dp_status dp_m_note_learn(dp_door *door, dp_error *err);
dp_status dp_m_note_export(dp_door *door, dp_error *err);
dp_status dp_m_transcript(dp_door *door, dp_error *err);
dp_status dp_m_methods(dp_door *door, dp_error *err);
dp_status dp_m_version(dp_door *door, dp_error *err);

extern const char dp_intended_use[]; /* what it is for, and its limits: shown in the help and beside the first answer */

#endif

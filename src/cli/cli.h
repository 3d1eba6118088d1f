/* cli.h: the terminal front end: a thin shell over dp_call.
 *
 * Every command is a row of one table (command.c): its name, arguments, options, help and function. Parsing, `help`,
 * usage errors and shell completion all come from that table, so none of them can drift from what is there. A command
 * builds a request, hands it to the one door, and paints the response, or prints it as it is with --json.
 *
 * All output goes through one buffer and is written, and checked, at the end: a full disk is an error. Exit codes are
 * those of dp_status (diagpad.h).
 */
#ifndef DP_CLI_H
#define DP_CLI_H

#include "../base/json.h"
#include "../host/host.h"

/* ---- options ----------------------------------------------------------------------------------------------------- */

typedef enum dp_opt { /* order of the table in command.c */
                      DP_OPT_JSON,
                      DP_OPT_TOP,
                      DP_OPT_BATCH,
                      DP_OPT_QUESTIONS,
                      DP_OPT_AGE,
                      DP_OPT_SEX,
                      DP_OPT_PREGNANT,
                      DP_OPT_SETTING,
                      DP_OPT_REGION,
                      DP_OPT_SEASON,
                      DP_OPT_ANSWER,
                      DP_OPT_REMOVE,
                      DP_OPT_NO_SILENCE,
                      DP_OPT_ABSENCE,
                      DP_OPT_OUTPUT,
                      DP_OPT_ONLY,
                      DP_OPT_NO_RIVALS,
                      DP_OPT_STRICT,
                      DP_OPT_FIELD,
                      DP_OPT_SECTION,
                      DP_OPT_LEVEL,
                      DP_OPT_HTML,
                      DP_OPT_PORT,
                      DP_OPT_NO_OPEN,
                      DP_OPT_LISTEN,
                      DP_OPT_TLS,
                      DP_OPT_TLS_CERT,
                      DP_OPT_TLS_KEY,
                      DP_OPT_PASSWORD_FILE,
                      DP_OPT_NAME,
                      DP_OPT_PAIR,
                      DP_OPT_ENGINE,
                      DP_OPT_MODEL,
                      DP_OPT_SPEAKERS, DP_OPT_SWAP,
                      DP_OPT_TEXT,
                      DP_OPT_VTT,
                      DP_OPT_SRT,
                      DP_OPT_CHANNEL,
                      DP_OPT_RESUME,
                      DP_OPT_DEVICE,
                      DP_OPT_CONSENT,
                      DP_OPT_TEMPLATE,
                      DP_OPT_LENGTH,
                      DP_OPT_FORMAT,
                      DP_OPT_RECORDS, DP_OPT_RECORD,
                      DP_OPT_PASSPHRASE_FILE,
                      DP_OPT_NEW_PASSPHRASE_FILE,
                      DP_OPT_KIND,
                      DP_OPT_AUDIO,
                      DP_OPT_YES,
                      DP_OPT_TEST_COST,
                      DP_OPT_KB,
                      DP_OPT_OVERRIDES,
                      DP_OPT_COLOUR,
                      DP_OPT_ASCII,
                      DP_OPT_WIDTH,
                      DP_OPT_HELP,
                      DP_OPT_VERSION,
                      DP_OPT_COUNT
} dp_opt;
#define DP_OPT_BIT(o) (UINT64_C(1) << (o)) /* at most 64 options */

typedef struct dp_option {
  const char *name;    /* "--top" */
  char letter;         /* 'n', or 0 */
  const char *value;   /* "N", or NULL for a switch */
  const char *choices; /* "a|b" for completion and checking, or NULL */
  const char *help;
} dp_option;

typedef struct dp_given {
  dp_opt option;
  const char *value;
} dp_given;

typedef struct dp_cli dp_cli;
typedef struct dp_command {
  const char *name;      /* one word, or two: "kb build" */
  const char *arguments; /* "CONDITION [FILE|-|TEXT]" */
  unsigned least, most;  /* number of arguments */
  uint64_t options;      /* set of DP_OPT_BIT */
  unsigned needs;        /* set of DP_CLI_… */
  dp_status (*run)(dp_cli *cli, dp_error *err);
  const char *summary; /* one line for the list */
  const char *detail;  /* for `help COMMAND`; may be "" */
} dp_command;
enum {
  DP_CLI_KB = 1, /* needs the opened knowledge */
  DP_CLI_HIDDEN = 2
};

extern const dp_option dp_options[DP_OPT_COUNT];
extern const dp_command dp_commands[];
extern const size_t dp_command_count;

/* ---- a run of the program ---------------------------------------------------------------------------------------- */

typedef struct dp_image {
  const void *at;
  size_t size;
} dp_image; /* the embedded knowledge */

struct dp_cli {
  const dp_command *command;
  const char **arguments;
  size_t argument_count;
  dp_given *given;
  size_t given_count;
  dp_image embedded;
  dp_str text; /* the knowledge as text, for overrides.c */
  dp_kb *kb;
  dp_terminal terminal;
  dp_arena arena; /* for the whole run */
  dp_buf out;     /* standard output */
  int exit_code;  /* when the status is DP_OK: 0, or another code that the command wants */
};

/* The whole program; `main` is this. Returns the exit code. */
int dp_cli_main(int argc, char **argv, dp_image embedded, dp_str text);
/* The folder of the user's own topics, or NULL (overrides.c). */
const char *dp_overrides_folder(dp_cli *cli);
/* Opens the built-in knowledge with them laid over it. Errors: ERR_IO, ERR_KNOWLEDGE (said on standard error), ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_overrides_open(dp_cli *cli, const char *folder, const void **mapped, size_t *size, dp_error *err);

/* The last value of an option, NULL when it was not given (a switch has ""). */
const char *dp_cli_value(const dp_cli *cli, dp_opt option);
/* Writes what is in cli->out to standard output and empties it. ERR_IO. */
DP_MUST_CHECK dp_status dp_cli_flush(dp_cli *cli, dp_error *err);

/* Whether a file may be written under this name: nothing is overwritten. ERR_CONFLICT when it is there; NULL is allowed. */
DP_MUST_CHECK dp_status dp_cli_new_file(const char *file, dp_error *err);

/* ---- request.c: from arguments to a request, from a request to its parsed response
 * ------------------------------------- */

/* The case of argument `index` on: a file's name, "-", or the words themselves; with no argument standard input when
 * that is no terminal. */
DP_MUST_CHECK dp_status dp_cli_text(dp_cli *cli, size_t index, dp_str *text, dp_error *err);
typedef struct dp_said {
  dp_str finding, state;
} dp_said; /* an answer given in the course of `ask` */
/* Begins a request object in `b` (initialised by the caller) with the method and, where `text` is not NULL, the
 * consultation: text, patient and options from the command line, its answers and then the `said` ones. The caller adds
 * members of the method and ends the object. */
void dp_cli_begin(dp_cli *cli, dp_jw *w, dp_buf *b, const char *method, const dp_str *text, const dp_said *said,
                  size_t said_count);
/* Calls and parses; *text is the response as it came. Both live in cli->arena. A failed request is the command's
 * failure. */
DP_MUST_CHECK dp_status dp_cli_door(dp_cli *cli, const dp_buf *request, dp_str *text, dp_json **response,
                                    dp_error *err);
/* Prints the response as it is with --json, and says so. */
bool dp_cli_json(dp_cli *cli, dp_str text);

/* ---- show.c: responses for people
 * ----------------------------------------------------------------------------------------- */

void dp_show_ddx(dp_cli *cli, const dp_json *r);
void dp_show_list(dp_cli *cli, const dp_json *r, unsigned most); /* the rows alone */
void dp_show_questions(dp_cli *cli, const dp_json *r);
void dp_show_read(dp_cli *cli, const dp_json *r, dp_str text);
void dp_show_explain(dp_cli *cli, const dp_json *r);
void dp_show_compare(dp_cli *cli, const dp_json *r);
void dp_show_whynot(dp_cli *cli, const dp_json *r);
void dp_show_whatif(dp_cli *cli, const dp_json *r);
void dp_show_kb(dp_cli *cli, const dp_json *r);
void dp_show_knowledge(dp_cli *cli, const dp_json *r); /* "knowledge 1a2b3c4d of 24 November 2026" */
void dp_show_intended_use(dp_cli *cli);                /* one line, beside the first answer */

/* ---- commands ---------------------------------------------------------------------------------------------------- */

/* ddx, read, explain, whynot, compare, whatif: one request over a case (run.c's table) */
dp_status dp_cmd_case(dp_cli *cli, dp_error *err);
dp_status dp_cmd_ask(dp_cli *cli, dp_error *err);
dp_status dp_cmd_guide(dp_cli *cli, dp_error *err);
dp_status dp_cmd_note(dp_cli *cli, dp_error *err);
dp_status dp_cmd_note_learn(dp_cli *cli, dp_error *err);
dp_status dp_cmd_score(dp_cli *cli, dp_error *err);
dp_status dp_cmd_scores(dp_cli *cli, dp_error *err);
dp_status dp_cmd_call(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_build(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_check(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_stats(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_show(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_list(dp_cli *cli, dp_error *err);
dp_status dp_cmd_kb_search(dp_cli *cli, dp_error *err);
dp_status dp_cmd_search(dp_cli *cli, dp_error *err);
dp_status dp_cmd_article(dp_cli *cli, dp_error *err);
dp_status dp_cmd_browse(dp_cli *cli, dp_error *err);
dp_status dp_cmd_feedback(dp_cli *cli, dp_error *err);
dp_status dp_cmd_record(dp_cli *cli, dp_error *err);
dp_status dp_cmd_serve(dp_cli *cli, dp_error *err);
dp_status dp_cmd_transcribe(dp_cli *cli, dp_error *err);
struct dp_store;
dp_status dp_cli_open_store(dp_cli *cli, struct dp_store **out, dp_error *err); /* record.c: asks for the passphrase; unlocked */
dp_status dp_cmd_speech_models(dp_cli *cli, dp_error *err);
void dp_cli_speech_line(dp_cli *cli); /* transcribe.c: the engines of speech that are here, for `version` */
dp_status dp_cmd_listen(dp_cli *cli, dp_error *err);
dp_status dp_cmd_version(dp_cli *cli, dp_error *err);
dp_status dp_cmd_help(dp_cli *cli, dp_error *err);
dp_status dp_cmd_completion(dp_cli *cli, dp_error *err);

/* batch.c: one JSON object a line in, with "id" and the member that the method takes its text from */
dp_status dp_cli_batch(dp_cli *cli, const char *method, const char *member, dp_error *err);
dp_status dp_cli_note_options(dp_cli *cli, dp_jw *w, bool sex, dp_error *err); /* note.c */

/* record.c: where the records lie: --records, else below XDG_DATA_HOME, else below ~/.local/share. */
DP_MUST_CHECK dp_status dp_cli_records_path(dp_cli *cli, const char **path, dp_error *err);
/* A file of the user's data folder, in the cli's arena; it need not be there. ERR_USAGE: no folder is known. */
DP_MUST_CHECK dp_status dp_cli_data_path(dp_cli *cli, const char *name, const char **path, dp_error *err);
/* secret.c: what stands in a file, without its line end. `out` has room for most + 2. Errors: ERR_IO, ERR_USAGE (others may read it), ERR_TOO_LARGE. */
DP_MUST_CHECK dp_status dp_cli_secret_file(const char *path, const char *what, size_t most, char *out, size_t *size, dp_error *err);
/* qr.c: a code that a phone's camera reads, on a terminal; nothing where it cannot be drawn. */
void dp_cli_qr(dp_cli *cli, const char *text);
/* serve_network.c: whether this run of `serve` lets others in, by its options; what that needs, asked for and checked. */
struct dp_network;
DP_MUST_CHECK dp_status dp_cli_network_wanted(dp_cli *cli, bool *wanted, dp_error *err);
DP_MUST_CHECK dp_status dp_cli_network_open(dp_cli *cli, uint16_t port, struct dp_network *n, dp_error *err);
void dp_cli_network_show(dp_cli *cli, struct dp_network *n, bool first); /* addresses, fingerprint, a new code */

#endif

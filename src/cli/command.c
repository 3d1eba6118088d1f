/* command.c: the table of commands and options, and all that is generated from it: parsing, usage, help, completion.
 *
 * `diagpad "words"` without a command is `ddx`: the first argument is a command only when the table has it. A word
 * close to a command's name is taken for a slip of the keys and asked about, not for a patient's history.
 */
#include "cli.h"
#include "paint.h"
#include "../api/api.h"
#include <stdio.h>
#include <unistd.h>

#define BIT(o) DP_OPT_BIT(DP_OPT_##o)
#define CASE_OPTIONS                                                                                                   \
  (BIT(JSON) | BIT(AGE) | BIT(SEX) | BIT(PREGNANT) | BIT(SETTING) | BIT(REGION) | BIT(SEASON) | BIT(ANSWER) |          \
   BIT(REMOVE) | BIT(NO_SILENCE) | BIT(ABSENCE))
#define RECORD_OPTIONS (BIT(RECORDS) | BIT(PASSPHRASE_FILE) | BIT(JSON))
#define EVERYWHERE (BIT(KB) | BIT(OVERRIDES) | BIT(COLOUR) | BIT(ASCII) | BIT(WIDTH) | BIT(HELP) | BIT(VERSION))

const dp_option dp_options[DP_OPT_COUNT] = {
    [DP_OPT_JSON] = {"--json", 'j', NULL, NULL, "print the response as JSON"},
    [DP_OPT_TOP] = {"--top", 'n', "N", NULL, "rows of the differential (default 10)"},
    [DP_OPT_BATCH] = {"--batch", 0, NULL, NULL, "one JSON object a line in, one a line out"},
    [DP_OPT_QUESTIONS] = {"--questions", 'q', "N", NULL, "next questions wanted (default 3)"},
    [DP_OPT_AGE] = {"--age", 'a', "AGE", NULL, "54, 18m, 3w, 10d: outranks the text"},
    [DP_OPT_SEX] = {"--sex", 's', "SEX", "female|male|unknown", "female, male or unknown"},
    [DP_OPT_PREGNANT] = {"--pregnant", 'p', "YESNO", "yes|no|unknown", "yes, no or unknown"},
    [DP_OPT_SETTING] = {"--setting", 0, "PLACE", "gp|emergency|ward", "gp, emergency or ward"},
    [DP_OPT_REGION] = {"--region", 0, "REGION",
                       "africa|south_asia|southeast_asia|latin_america|middle_east|mediterranean|north_america|tropics",
                       "home or travel; may be given again"},
    [DP_OPT_SEASON] = {"--season", 0, "SEASON", "spring|summer|autumn|winter", "spring, summer, autumn or winter"},
    [DP_OPT_ANSWER] = {"--answer", 'A', "FINDING=STATE", NULL,
                       "present, absent, uncertain or unknown; may be given again"},
    [DP_OPT_REMOVE] = {"--remove", 'R', "FINDING", NULL, "as if never mentioned; may be given again"},
    [DP_OPT_NO_SILENCE] = {"--no-silence", 0, NULL, NULL, "do not weigh what was not mentioned"},
    [DP_OPT_ABSENCE] = {"--absence", 0, "HOW", "on|off|capped", "how absent findings count: on, off or capped"},
    [DP_OPT_OUTPUT] = {"--output", 'o', "FILE", NULL, "where to write"},
    [DP_OPT_ONLY] = {"--only", 0, "ID", NULL, "only what concerns this condition or field"},
    [DP_OPT_NO_RIVALS] = {"--no-rivals", 0, NULL, NULL, "do not compare conditions with their rivals"},
    [DP_OPT_STRICT] = {"--strict", 0, NULL, NULL, "warnings are errors"},
    [DP_OPT_FIELD] = {"--field", 0, "FIELD", NULL, "only this field of medicine"},
    [DP_OPT_SECTION] = {"--section", 0, "ID", NULL, "only this section of the page"},
    [DP_OPT_LEVEL] = {"--level", 0, "LEVEL", "plain|professional", "plain (default) or professional"},
    [DP_OPT_HTML] = {"--html", 0, NULL, NULL, "print the page as HTML"},
    [DP_OPT_PORT] = {"--port", 0, "N", NULL, "port to serve on (default 8420; 0: any free one)"},
    [DP_OPT_NO_OPEN] = {"--no-open", 0, NULL, NULL, "do not open the browser"},
    [DP_OPT_LISTEN] = {"--listen", 0, "ADDRESS", NULL, "serve others too, at this address; needs TLS and a password"},
    [DP_OPT_TLS] = {"--tls", 0, NULL, NULL, "with a certificate made here, once"},
    [DP_OPT_TLS_CERT] = {"--tls-cert", 0, "FILE", NULL, "with this certificate (PEM)"},
    [DP_OPT_TLS_KEY] = {"--tls-key", 0, "FILE", NULL, "and its key (PEM)"},
    [DP_OPT_PASSWORD_FILE] = {"--password-file", 0, "FILE", NULL, "file with the password that lets others in"},
    [DP_OPT_NAME] = {"--name", 0, "HOST", NULL, "a name that browsers reach this machine by; may be given again"},
    [DP_OPT_PAIR] = {"--pair", 0, NULL, NULL, "show a code that lets one phone in"},
    [DP_OPT_ENGINE] = {"--engine", 0, "NAME", NULL, "engine of speech (default: builtin, or what the model is for)"},
    [DP_OPT_MODEL] = {"--model", 0, "FILE", NULL, "model of the engine, a file or a folder"},
    [DP_OPT_SPEAKERS] = {"--speakers", 0, "N|auto", "1|2|3|4|5|6|7|8|auto", "tell so many speakers apart (auto: guess how many), and who is the doctor"},
    [DP_OPT_SWAP] = {"--swap", 0, NULL, NULL, "with --speakers: doctor and patient the other way round"},
    [DP_OPT_TEXT] = {"--text", 0, NULL, NULL, "print the words alone"},
    [DP_OPT_VTT] = {"--vtt", 0, NULL, NULL, "print WebVTT subtitles"},
    [DP_OPT_SRT] = {"--srt", 0, NULL, NULL, "print SubRip subtitles"},
    [DP_OPT_CHANNEL] = {"--channel", 0, "N", NULL, "only this channel of the sound, from 1 (default 0: all, mixed)"},
    [DP_OPT_RESUME] = {"--resume", 0, NULL, NULL, "go on where an interrupted run with the same -o stopped"},
    [DP_OPT_DEVICE] = {"--device", 0, "NAME", NULL, "microphone whose name has this in it"},
    [DP_OPT_CONSENT] = {"--consent", 0, NULL, NULL, "everybody present has agreed to be recorded: do not ask"},
    [DP_OPT_TEMPLATE] = {"--template", 't', "NAME", NULL, "soap, hp, problem, referral, discharge, handout, or a file of your own"},
    [DP_OPT_LENGTH] = {"--length", 0, "HOW", "brief|normal|thorough", "brief, normal or thorough"},
    [DP_OPT_FORMAT] = {"--format", 'f', "FORMAT", "text|markdown|html|fhir|docx", "text, markdown, html, fhir or docx"},
    [DP_OPT_RECORD] = {"--record", 0, "CONSULTATION", NULL, "keep the sound, sealed, with this consultation of the records"},
    [DP_OPT_RECORDS] = {"--records", 0, "FILE", NULL, "the records (default $XDG_DATA_HOME/diagpad/records.db)"},
    [DP_OPT_PASSPHRASE_FILE] = {"--passphrase-file", 0, "FILE", NULL, "read the passphrase from here, not the terminal"},
    [DP_OPT_NEW_PASSPHRASE_FILE] = {"--new-passphrase-file", 0, "FILE", NULL, "and the next passphrase from here"},
    [DP_OPT_KIND] = {"--kind", 0, "KIND", "consultation|transcript|note|consent|template",
                     "consultation, transcript, note, consent or template"},
    [DP_OPT_AUDIO] = {"--audio", 0, NULL, NULL, "with the sound, as base64"},
    [DP_OPT_YES] = {"--yes", 'y', NULL, NULL, "do not ask whether it is meant"},
    [DP_OPT_TEST_COST] = {"--test-cost", 0, NULL, NULL, "for tests alone: a passphrase that is cheap to guess"},
    [DP_OPT_KB] = {"--kb", 0, "FILE", NULL, "use this knowledge image instead of the built-in one"},
    [DP_OPT_OVERRIDES] = {"--overrides", 0, "DIR", NULL, "lay your own topics over the built-in ones (none: not even the usual ones)"},
    [DP_OPT_COLOUR] = {"--colour", 0, "WHEN", "auto|always|never", "auto, always or never"},
    [DP_OPT_ASCII] = {"--ascii", 0, NULL, NULL, "plain ASCII output"},
    [DP_OPT_WIDTH] = {"--width", 0, "N", NULL, "columns to write in"},
    [DP_OPT_HELP] = {"--help", 'h', NULL, NULL, "help on the command"},
    [DP_OPT_VERSION] = {"--version", 'V', NULL, NULL, "version of the program and of its knowledge"},
};

static const char case_detail[] = "The case is a file's name, - for standard input, or the words themselves.\n"
                                  "It may be notes, a letter, a dictation or a patient's own words, of any length.";

const dp_command dp_commands[] = {
    {"ddx", "[FILE|-|TEXT]", 0, 1000, CASE_OPTIONS | BIT(TOP) | BIT(BATCH) | BIT(QUESTIONS), DP_CLI_KB, dp_cmd_case,
     "what it could be: likely, not to be missed, and what to ask next", case_detail},
    {"read", "[FILE|-|TEXT]", 0, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_case, "what was read, and what was not",
     "Findings with the words that say them, present, absent, uncertain, past, in the family; age, sex, course, "
     "values."},
    {"explain", "CONDITION [FILE|-|TEXT]", 1, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_case,
     "every row of the sum behind a condition's place",
     "The rows add up exactly to the score. Each says where it is from."},
    {"whynot", "CONDITION [FILE|-|TEXT]", 1, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_case,
     "why a condition is not first", "What holds it back against the first, and what would lift it."},
    {"compare", "CONDITION CONDITION [FILE|-|TEXT]", 2, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_case,
     "two conditions side by side", "Row by row, what of this case speaks for the one and for the other."},
    {"whatif", "[FILE|-|TEXT]", 0, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_case,
     "the smallest changes that would put another condition first", case_detail},
    {"ask", "[FILE|TEXT]", 0, 1000, CASE_OPTIONS & ~BIT(JSON), DP_CLI_KB, dp_cmd_ask,
     "a consultation: the best question next, and the list after each answer",
     "Answer y, n or d (don't know); w asks why; s shows the list; u takes the last answer back; q ends.\n"
     "Or type a finding, a value or a sentence of your own."},
    {"search", "WORDS", 1, 1000, BIT(JSON) | BIT(TOP), DP_CLI_KB, dp_cmd_search, "pages of the encyclopedia for words",
     "As people type them: lay words, misspelt, the last one only begun."},
    {"article", "NAME", 1, 1000, BIT(JSON) | BIT(SECTION) | BIT(LEVEL) | BIT(HTML), DP_CLI_KB, dp_cmd_article,
     "a page of the encyclopedia", "By id, name or alias. What nobody has written yet is named at its end."},
    {"browse", "[conditions|symptoms|procedures|tests|findings] [LETTER]", 0, 2, BIT(JSON) | BIT(FIELD), DP_CLI_KB, dp_cmd_browse,
     "the pages of the encyclopedia by name", ""},
    {"feedback", "NAME", 1, 1000, BIT(JSON) | BIT(OUTPUT), DP_CLI_KB, dp_cmd_feedback,
     "a ready text to send about a page", "Nothing is sent by itself: fill it in and send it as you like."},
    {"guide", "[FILE|-|TEXT]", 0, 1000, CASE_OPTIONS | BIT(ONLY), DP_CLI_KB, dp_cmd_guide,
     "what to do: how soon and why, medicines, plans, scores", "With --only CONDITION the plan of that condition."},
    {"score", "NAME [KEY=VALUE]...", 1, 40, BIT(JSON) | BIT(AGE) | BIT(SEX), DP_CLI_KB, dp_cmd_score,
     "one score or formula", "For example: diagpad score curb65 confusion=no urea=8 rr=22 age=70\n"
     "Values may carry a unit: creatinine=1.2mg/dL."},
    {"scores", "[FILE|-|TEXT]", 0, 1000, CASE_OPTIONS, DP_CLI_KB, dp_cmd_scores,
     "the scores that a case fills; without a case all there are", ""},
    {"note learn", "EXAMPLE", 1, 1, BIT(JSON) | BIT(OUTPUT), 0, dp_cmd_note_learn, "a template of your own out of an example note",
     "Its headings become the template, with the slots that belong under them; none of its words do. Give the file that -o\n"
     "writes to: diagpad note FILE --template TEMPLATE. Put right by hand what was not known."},
    {"note", "[FILE|-]", 0, 1000, BIT(JSON) | BIT(TEMPLATE) | BIT(LENGTH) | BIT(SEX) | BIT(BATCH) | BIT(FORMAT) | BIT(OUTPUT), DP_CLI_KB, dp_cmd_note,
     "a consultation's transcript as a note, nothing invented",
     "Turns stand one a line: \"Doctor: …\", \"[patient] …\", or without a label.\n"
     "A template of your own is a text file with slots: {complaint} {hpi} {past} {surgical} {medicines} {allergies}\n"
     "{family} {social} {review} {vitals} {exam} {results} {assessment} {plan} {followup}.\n"
     "With --format it is written for another program: html is for printing too, fhir a FHIR R4 document, docx for Word\n"
     "(give -o FILE). --json prints what the program would answer to another program.\n"
     "With --batch, {\"id\", \"transcript\"} a line in and {\"id\", \"note\", \"sections\", \"sentences\", \"omitted\"} a line out."},
    {"kb show", "NAME", 1, 1000, BIT(JSON), DP_CLI_KB, dp_cmd_kb_show,
     "a condition, finding, measure or source as the knowledge has it",
     "By id, name or alias. Each row names its source, file and line."},
    {"kb list", "[conditions|findings]", 0, 1, BIT(JSON) | BIT(FIELD), DP_CLI_KB, dp_cmd_kb_list,
     "all conditions or findings", ""},
    {"kb search", "PREFIX", 1, 1000, BIT(JSON) | BIT(TOP), DP_CLI_KB, dp_cmd_kb_search, "names that begin so", ""},
    {"kb check", "FOLDER", 1, 1, BIT(ONLY) | BIT(NO_RIVALS) | BIT(STRICT) | BIT(JSON), 0, dp_cmd_kb_check,
     "errors and doubts in a folder of knowledge",
     "Exit status 8 when there are errors. docs/knowledge-format.md tells the format."},
    {"kb build", "FOLDER", 1, 1, BIT(OUTPUT), 0, dp_cmd_kb_build, "compile a folder of knowledge to an image",
     "Writes knowledge.dpk, or the file of -o. Use it with --kb."},
    {"kb stats", "FOLDER", 1, 1, BIT(JSON), 0, dp_cmd_kb_stats, "how much a folder of knowledge holds, by field", ""},
    {"call", "[FILE|-]", 0, 1, 0, DP_CLI_KB, dp_cmd_call, "a JSON request in, a JSON response out",
     "The one door that every front end uses: {\"method\": \"methods\"} lists what it takes."},
    {"record new", "NAME [FILE|-|TEXT]", 1, 1000, RECORD_OPTIONS | BIT(TEST_COST), 0, dp_cmd_record,
     "a new patient, with a first consultation where text is given",
     "Makes the records when there are none, and asks for their passphrase twice. Without the passphrase nobody can read\n"
     "them, you included: there is no other way in. --test-cost is written into the file and said whenever it is opened."},
    {"record add", "ID [FILE|-|TEXT]", 1, 1000, RECORD_OPTIONS | BIT(KIND), 0, dp_cmd_record,
     "to a patient a consultation, to a consultation what --kind says, to a note its next version",
     "An id's first four digits or more do; a patient may be named. Text that is a JSON object is kept as it is.\n"
     "A consent begins with yes or no: diagpad record add 4f2a --kind consent yes, spoken in the room"},
    {"record list", "[ID]", 0, 1000, RECORD_OPTIONS | BIT(KIND), 0, dp_cmd_record,
     "patients, or what belongs to a patient or a consultation", ""},
    {"record show", "ID", 1, 1000, RECORD_OPTIONS, 0, dp_cmd_record, "a row of the records and what belongs to it",
     "That it was looked at is entered in the trail."},
    {"record search", "WORDS", 1, 1000, RECORD_OPTIONS | BIT(TOP), 0, dp_cmd_record,
     "rows in which all of the words occur", ""},
    {"record export", "PATIENT", 1, 1000, RECORD_OPTIONS | BIT(OUTPUT) | BIT(AUDIO), 0, dp_cmd_record,
     "all of one patient as one JSON object, not sealed", ""},
    {"record erase", "PATIENT|RECORDING", 1, 1000, RECORD_OPTIONS | BIT(YES), 0, dp_cmd_record,
     "remove all of one patient from the file, or the sound of one recording",
     "Of a recording the row stays and says so, and what was written down of it. Back-ups that were made before still hold it: erase those too."},
    {"record trail", "", 0, 0, RECORD_OPTIONS | BIT(TOP), 0, dp_cmd_record, "what was done with the records, and when", ""},
    {"record backup", "FILE", 1, 1, RECORD_OPTIONS, 0, dp_cmd_record, "everything into one sealed file, and check it",
     "The passphrase of now opens it. A file that is there is never overwritten."},
    {"record restore", "FILE", 1, 1, RECORD_OPTIONS, 0, dp_cmd_record, "make the records from a back-up that is whole",
     "Where there are records already, give another file's name with --records."},
    {"record verify", "[BACKUP]", 0, 1, RECORD_OPTIONS, 0, dp_cmd_record,
     "check every row, all sound and the trail, or a back-up",
     "Exit status 14 when anything is damaged; each fault is named. It prints the trail's head: written down elsewhere, it\n"
     "shows later whether an older file was put in this one's place."},
    {"record passwd", "", 0, 0, RECORD_OPTIONS | BIT(NEW_PASSPHRASE_FILE) | BIT(TEST_COST), 0, dp_cmd_record,
     "another passphrase", "Back-ups that were made before keep the passphrase that they had."},
    {"serve", "", 0, 0, BIT(PORT) | BIT(NO_OPEN) | BIT(LISTEN) | BIT(TLS) | BIT(TLS_CERT) | BIT(TLS_KEY) | BIT(PASSWORD_FILE) | BIT(NAME) | BIT(PAIR) |
         BIT(RECORDS) | BIT(ENGINE) | BIT(MODEL) | BIT(TEST_COST), DP_CLI_KB, dp_cmd_serve, "the app in your browser; with --pair on your phone too",
     "It listens on 127.0.0.1, and its address holds a key made for this run. Records that are unlocked in the app\n"
     "lock themselves when nothing was asked for ten minutes.\n"
     "Others are let in only over TLS. With --pair a code is shown that lets one phone in; Enter shows the next.\n"
     "With --listen ADDRESS and --tls (or --tls-cert and --tls-key) a password does, from --password-file or asked\n"
     "for at the terminal. All who were let in are out when the program ends."},
    {"transcribe", "FILE|-|record:ID...", 1, 1000,
     BIT(JSON) | BIT(TEXT) | BIT(VTT) | BIT(SRT) | BIT(ENGINE) | BIT(MODEL) | BIT(SPEAKERS) | BIT(SWAP) | BIT(CHANNEL) | BIT(OUTPUT) | BIT(RESUME) |
         BIT(RECORDS) | BIT(PASSPHRASE_FILE),
     DP_CLI_KB, dp_cmd_transcribe, "a recording becomes words with times",
     "WAV, FLAC, MP3, Ogg, Opus; m4a, webm and others when ffmpeg is there. Nothing leaves this machine.\n"
     "With -o FILE a run that was interrupted can go on: add --resume.\n"
     "With --speakers 2 each line has its speaker: from two channels one each, from one channel by the voices.\n"
     "record:ID is a recording of the records (listen --record), opened piece by piece."},
    {"listen", "", 0, 0, BIT(JSON) | BIT(TEXT) | BIT(ENGINE) | BIT(MODEL) | BIT(DEVICE) | BIT(CONSENT) | BIT(OUTPUT) | BIT(RECORD) |
         BIT(RECORDS) | BIT(PASSPHRASE_FILE) | BIT(RESUME), DP_CLI_KB,
     dp_cmd_listen, "the microphone becomes words while people speak",
     "It asks first whether everybody present agrees. Ctrl-C ends. With --record CONSULTATION the sound is kept in the\n"
     "records, each second sealed before the next; p and Enter pause and go on. A recording that was cut off is offered\n"
     "at the next start (--resume goes on with it). Without --record the sound is not kept."},
    {"speech models", "[FILE]", 0, 1, BIT(JSON), 0, dp_cmd_speech_models, "models of speech to fetch: size, licence, address, checksum",
     "With a FILE: whether it is the model that its name says."},
    {"version", "", 0, 0, BIT(JSON), DP_CLI_KB, dp_cmd_version,
     "version of the program, hash and date of its knowledge", ""},
    {"help", "[COMMAND]", 0, 2, 0, 0, dp_cmd_help, "this, or help on a command", ""},
    {"completion", "bash|zsh|fish", 1, 1, 0, 0, dp_cmd_completion, "a completion script for a shell",
     "For example: diagpad completion bash > /etc/bash_completion.d/diagpad"},
};
const size_t dp_command_count = sizeof dp_commands / sizeof *dp_commands;

/* ---- parsing
 * ------------------------------------------------------------------------------------------------------------- */

/* The command that the first one or two words name, and how many words that takes. */
static const dp_command *command_of(int argc, char **argv, int *words) {
  for (size_t i = 0; i < dp_command_count; i++) {
    dp_str name = dp_str_of(dp_commands[i].name), first = dp_str_cut(&name, ' ');
    if (argc < 1 || !dp_str_eq(first, dp_str_of(argv[0]))) continue;
    if (!name.at) return *words = 1, &dp_commands[i];
    if (argc > 1 && dp_str_eq(name, dp_str_of(argv[1]))) return *words = 2, &dp_commands[i];
  }
  return NULL;
}

/* A single word that is nearly a command: "exlpain". */
static const char *nearly(const char *word) {
  const char *nearest = NULL;
  unsigned best = 3;
  size_t length = strlen(word);
  if (length < 3 || length > 12 || strchr(word, ' ')) return NULL;
  for (size_t i = 0; i < dp_command_count; i++) {
    dp_str rest = dp_str_of(dp_commands[i].name), first = dp_str_cut(&rest, ' ');
    unsigned distance = dp_str_distance(dp_str_of(word), first, 2);
    if (distance < best && distance * 3 <= length) best = distance, nearest = dp_commands[i].name;
  }
  return nearest;
}

static dp_status find_option(dp_str word, dp_opt *option, dp_error *err) {
  for (unsigned i = 0; i < DP_OPT_COUNT; i++)
    if (dp_str_eq(word, dp_str_of(dp_options[i].name)) ||
        (word.size == 2 && word.at[0] == '-' && dp_options[i].letter == word.at[1]))
      return *option = (dp_opt)i, DP_OK;
  if (dp_str_eq(word, DP_STR("--color"))) return *option = DP_OPT_COLOUR, DP_OK;
  const char *nearest = NULL;
  unsigned best = 4;
  for (unsigned i = 0; i < DP_OPT_COUNT; i++) {
    unsigned distance = dp_str_distance(word, dp_str_of(dp_options[i].name), 3);
    if (distance < best) best = distance, nearest = dp_options[i].name;
  }
  return nearest ? dp_fail(err, DP_ERR_USAGE, "there is no option %.*s: is %s meant?", (int)word.size, word.at, nearest)
                 : dp_fail(err, DP_ERR_USAGE, "there is no option %.*s", (int)word.size, word.at);
}

static bool chosen(const char *choices, const char *value) {
  dp_str rest = dp_str_of(choices);
  while (rest.at && rest.size)
    if (dp_str_eq(dp_str_cut(&rest, '|'), dp_str_of(value))) return true;
  return false;
}

static dp_status check_option(const dp_command *c, dp_opt option, const char *value, dp_error *err) {
  const dp_option *o = &dp_options[option];
  uint64_t n;
  if (!((c->options | EVERYWHERE) >> option & 1))
    return dp_fail(err, DP_ERR_USAGE, "%s does not take %s: see diagpad help %s", c->name, o->name, c->name);
  if (o->choices && !chosen(o->choices, value))
    return dp_fail(err, DP_ERR_USAGE, "%s must be one of %s", o->name, o->choices);
  if (o->value && !strcmp(o->value, "N") && (!dp_parse_uint(dp_str_of(value), &n) || n > 100000))
    return dp_fail(err, DP_ERR_USAGE, "%s needs a whole number", o->name);
  return DP_OK;
}

static dp_status parse(dp_cli *cli, int argc, char **argv, dp_error *err) {
  cli->arguments = DP_NEW_ARRAY(&cli->arena, const char *, (size_t)argc + 1);
  cli->given = DP_NEW_ARRAY(&cli->arena, dp_given, (size_t)argc + 1);
  if (!cli->arguments || !cli->given) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  /* Options may stand before the command too: the first word that is no option decides. */
  int words = 0, first = 0;
  bool only_arguments = false;
  for (int i = 0; i < argc; i++) {
    const char *a = argv[i];
    if (!only_arguments && a[0] == '-' && a[1]) {
      if (!strcmp(a, "--")) {
        only_arguments = true;
        continue;
      }
      dp_str rest = dp_str_of(a), name = a[1] == '-' ? dp_str_cut(&rest, '=') : rest;
      const char *value = a[1] == '-' && rest.at ? rest.at : NULL;
      dp_opt option = DP_OPT_COUNT;
      dp_status status = find_option(name, &option, err);
      if (status) return status;
      if (dp_options[option].value && !value) {
        if (++i >= argc)
          return dp_fail(err, DP_ERR_USAGE, "%s needs a value: %s", dp_options[option].name, dp_options[option].help);
        value = argv[i];
      } else if (!dp_options[option].value && value) {
        return dp_fail(err, DP_ERR_USAGE, "%s takes no value", dp_options[option].name);
      }
      cli->given[cli->given_count++] = (dp_given){option, value ? value : ""};
      continue;
    }
    if (!cli->command && !first && !only_arguments) {
      first = 1;
      cli->command = command_of(argc - i, argv + i, &words);
      const char *meant = cli->command ? NULL : nearly(a);
      if (cli->command) {
        i += words - 1;
        continue;
      }
      if (!strcmp(a, "record"))
        return dp_fail(err, DP_ERR_USAGE, "record needs one of new, add, list, show, search, export, erase, trail, backup, "
                                          "restore, verify, passwd");
      if (!strcmp(a, "kb"))
        return dp_fail(err, DP_ERR_USAGE, "kb needs one of show, list, search, check, build, stats");
      if (meant) return dp_fail(err, DP_ERR_USAGE, "there is no command %s: is %s meant?", a, meant);
    }
    cli->arguments[cli->argument_count++] = a;
  }
  if (!cli->command) {
    int none;
    char *words_of_default[] = {
        (char *)(uintptr_t)(cli->argument_count || dp_cli_value(cli, DP_OPT_BATCH) ? "ddx" : "help")};
    if (dp_cli_value(cli, DP_OPT_VERSION)) words_of_default[0] = (char *)(uintptr_t) "version";
    cli->command = command_of(1, words_of_default, &none);
  }
  if (dp_cli_value(cli, DP_OPT_HELP)) return DP_OK;
  for (size_t i = 0; i < cli->given_count; i++) {
    dp_status status = check_option(cli->command, cli->given[i].option, cli->given[i].value, err);
    if (status) return status;
  }
  if (cli->argument_count < cli->command->least || cli->argument_count > cli->command->most)
    return dp_fail(err, DP_ERR_USAGE, "usage: diagpad %s %s", cli->command->name, cli->command->arguments);
  return DP_OK;
}

const char *dp_cli_value(const dp_cli *cli, dp_opt option) {
  for (size_t i = cli->given_count; i > 0; i--)
    if (cli->given[i - 1].option == option) return cli->given[i - 1].value;
  return NULL;
}

/* ---- help
 * --------------------------------------------------------------------------------------------------------------- */

static void paint_option(dp_paint *p, unsigned i) {
  char left[64];
  const dp_option *o = &dp_options[i];
  int n = o->letter ? snprintf(left, sizeof left, "-%c, %s%s%s", o->letter, o->name, o->value ? " " : "",
                               o->value ? o->value : "")
                    : snprintf(left, sizeof left, "    %s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
  dp_paint_text(p, "  ");
  dp_paint_cell(p, DP_PLAIN, (dp_str){left, n > 0 ? (size_t)n : 0}, 28, false);
  dp_paint_wrap(p, DP_PLAIN, dp_str_of(o->help), 30, 30);
}

static void help_on(dp_paint *p, const dp_command *c) {
  dp_paint_text(p, "usage: diagpad ");
  dp_paint_text(p, c->name);
  dp_paint_text(p, c->options ? " [OPTION]... " : " ");
  dp_paint_text(p, c->arguments);
  dp_paint_text(p, "\n\n");
  dp_buf line;
  dp_buf_init(&line, p->out->arena);
  dp_buf_text(&line, c->summary);
  if (line.size) line.at[0] = (char)(line.at[0] >= 'a' && line.at[0] <= 'z' ? line.at[0] - 32 : line.at[0]);
  dp_buf_char(&line, '.');
  dp_paint_wrap(p, DP_PLAIN, dp_buf_view(&line), 0, 0);
  dp_str rest = dp_str_of(c->detail);
  while (rest.at && rest.size) dp_paint_wrap(p, DP_PLAIN, dp_str_cut(&rest, '\n'), 0, 0);
  dp_paint_heading(p, "Options");
  for (unsigned i = 0; i < DP_OPT_COUNT; i++)
    if ((c->options | EVERYWHERE) >> i & 1) paint_option(p, i);
}

dp_status dp_cmd_help(dp_cli *cli, dp_error *err) {
  dp_paint p = {&cli->out, cli->terminal};
  if (cli->argument_count) {
    char *words[2] = {(char *)(uintptr_t)cli->arguments[0],
                      (char *)(uintptr_t)(cli->argument_count > 1 ? cli->arguments[1] : "")};
    int used;
    const dp_command *c = command_of((int)cli->argument_count, words, &used);
    if (c) {
      help_on(&p, c);
      return DP_OK;
    }
    bool any = false;
    for (size_t i = 0; i < dp_command_count; i++) {
      dp_str rest = dp_str_of(dp_commands[i].name);
      if (!dp_str_eq(dp_str_cut(&rest, ' '), dp_str_of(words[0])) || !rest.at) continue;
      if (any) dp_paint_line(&p);
      help_on(&p, &dp_commands[i]);
      any = true;
    }
    return any ? DP_OK : dp_fail(err, DP_ERR_USAGE, "there is no command %s: diagpad help lists them", words[0]);
  }
  dp_paint_tone(&p, DP_BOLD, DP_STR("diagpad"));
  dp_paint_text(&p, ": a case in, an explained differential out, wholly on this device\n");
  dp_paint_heading(&p, "Begin with");
  dp_paint_text(&p, "  diagpad \"54-year-old man, crushing chest pain for an hour, sweating, no cough\"\n");
  dp_paint_text(&p, "  diagpad ask\n");
  dp_paint_heading(&p, "Commands");
  for (size_t i = 0; i < dp_command_count; i++) {
    if (dp_commands[i].needs & DP_CLI_HIDDEN) continue;
    dp_paint_text(&p, "  ");
    dp_paint_cell(&p, DP_BOLD, dp_str_of(dp_commands[i].name), 15, false);
    dp_paint_wrap(&p, DP_PLAIN, dp_str_of(dp_commands[i].summary), 17, 17);
  }
  dp_paint_heading(&p, "Options everywhere");
  for (unsigned i = 0; i < DP_OPT_COUNT; i++)
    if (EVERYWHERE >> i & 1) paint_option(&p, i);
  dp_paint_heading(&p, "Intended use and limits");
  dp_paint_text(&p, "  ");
  dp_paint_wrap(&p, DP_PLAIN, dp_str_of(dp_intended_use), 2, 2);
  dp_paint_line(&p);
  dp_buf last;
  dp_buf_init(&last, &cli->arena);
  dp_buf_text(&last, "diagpad help COMMAND tells more. Exit status: 0 done");
  for (int i = DP_OK + 1; i < DP_STATUS_COUNT; i++) {
    dp_buf_text(&last, ", ");
    dp_buf_int(&last, dp_status_exit_code((dp_status)i));
    dp_buf_char(&last, ' ');
    for (const char *c = dp_status_name((dp_status)i) + sizeof "DP_ERR"; *c; c++)
      dp_buf_char(&last, (char)(*c == '_' ? ' ' : *c + 32));
  }
  dp_buf_char(&last, '.');
  dp_paint_wrap(&p, DP_PLAIN, dp_buf_view(&last), 0, 0);
  return DP_OK;
}

/* ---- shell completion
 * -------------------------------------------------------------------------------------------------------- */

static void words_of(dp_buf *b, const char *choices) {
  for (const char *c = choices; *c; c++) dp_buf_char(b, *c == '|' ? ' ' : *c);
}

/* First words, second words of two-word commands, and each option's choices, as a shell's case branches. */
static void complete_bash(dp_buf *b) {
  dp_buf_text(b,
              "# bash completion for diagpad, made by `diagpad completion bash`\n_diagpad() {\n"
              "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n  case $before in\n");
  for (unsigned i = 0; i < DP_OPT_COUNT; i++) {
    const dp_option *o = &dp_options[i];
    if (!o->choices) continue;
    dp_buf_text(b, "    ");
    dp_buf_text(b, o->name);
    if (o->letter) dp_buf_text(b, "|-"), dp_buf_char(b, o->letter);
    dp_buf_text(b, ") words='");
    words_of(b, o->choices);
    dp_buf_text(b, "' ;;\n");
  }
  dp_buf_text(
      b, "    kb) words='show list search check build stats' ;;\n    record) words='new add list show search export "
                 "erase trail backup restore verify passwd' ;;\n    completion) words='bash zsh fish' ;;\n    *)\n"
         "      if [[ $word == -* ]]; then\n        case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
  for (int two = 1; two >= 0; two--)
    for (size_t i = 0; i < dp_command_count; i++) {
      const dp_command *c = &dp_commands[i];
      if ((strchr(c->name, ' ') != NULL) != two) continue;
      dp_buf_text(b, "          \"");
      dp_buf_text(b, c->name);
      dp_buf_text(b, two ? "\"*) words='" : " \"*) words='");
      for (unsigned o = 0; o < DP_OPT_COUNT; o++)
        if ((c->options | EVERYWHERE) >> o & 1) dp_buf_text(b, dp_options[o].name), dp_buf_char(b, ' ');
      dp_buf_text(b, "' ;;\n");
    }
  dp_buf_text(b, "        esac\n      elif ((COMP_CWORD == 1)); then words='");
  for (size_t i = 0; i < dp_command_count; i++) {
    const char *space = strchr(dp_commands[i].name, ' ');
    if (space && strcmp(dp_commands[i].name, "kb show") && strcmp(dp_commands[i].name, "record new")) continue;
    dp_buf_bytes(b, dp_commands[i].name, space ? (size_t)(space - dp_commands[i].name) : strlen(dp_commands[i].name));
    dp_buf_char(b, ' ');
  }
  dp_buf_text(b, "'\n      else case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in explain*|whynot*|compare*|'kb show'*)\n"
                 "        words=$(diagpad kb search -n 50 -- \"$word\" 2>/dev/null | cut -d' ' -f1) ;; esac; fi ;;\n  "
                 "esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                 "  ((${#COMPREPLY[@]})) || COMPREPLY=($(compgen -f -- \"$word\"))\n}\ncomplete -F _diagpad diagpad\n");
}

static void complete_zsh(dp_buf *b) {
  dp_buf_text(b, "#compdef diagpad\n# zsh completion for diagpad, made by `diagpad completion zsh`\n_diagpad() {\n"
                 "  local -a commands kb record options\n  commands=(\n");
  for (size_t i = 0; i < dp_command_count; i++)
    if (!strchr(dp_commands[i].name, ' ')) {
      dp_buf_text(b, "    '"), dp_buf_text(b, dp_commands[i].name), dp_buf_char(b, ':');
      for (const char *c = dp_commands[i].summary; *c; c++)
        if (*c == '\'') dp_buf_text(b, "'\\''");
        else if (*c == ':') dp_buf_text(b, "\\:");
        else dp_buf_char(b, *c);
      dp_buf_text(b, "'\n");
    }
  dp_buf_text(b,
              "    'kb:look into or compile knowledge'\n    'record:patient records, sealed'\n  )\n"
              "  kb=(show list search check build stats)\n"
              "  record=(new add list show search export erase trail backup restore verify passwd)\n  options=(\n");
  for (unsigned i = 0; i < DP_OPT_COUNT; i++) {
    const dp_option *o = &dp_options[i];
    dp_buf_text(b, "    '"), dp_buf_text(b, o->name), dp_buf_char(b, '[');
    for (const char *c = o->help; *c; c++)
      if (*c == '\'') dp_buf_text(b, "'\\''");
      else if (*c == ':' || *c == '[' || *c == ']') dp_buf_char(b, '\\'), dp_buf_char(b, *c);
      else dp_buf_char(b, *c);
    dp_buf_char(b, ']');
    if (o->value) {
      dp_buf_char(b, ':'), dp_buf_text(b, o->value), dp_buf_char(b, ':');
      if (o->choices) dp_buf_char(b, '('), words_of(b, o->choices), dp_buf_char(b, ')');
      else if (!strcmp(o->value, "FILE")) dp_buf_text(b, "_files");
    }
    dp_buf_text(b, "'\n");
  }
  dp_buf_text(b, "  )\n  if ((CURRENT == 2)); then _describe command commands; _arguments -s $options\n"
                 "  elif [[ $words[2] == kb && CURRENT -eq 3 ]]; then _values command $kb\n"
                 "  elif [[ $words[2] == record && CURRENT -eq 3 ]]; then _values command $record\n"
                 "  elif [[ $words[2] == completion ]]; then _values shell bash zsh fish\n"
                 "  else _arguments -s $options '*:case:_files'; fi\n}\n"
                 "if [[ $funcstack[1] == _diagpad ]]; then _diagpad \"$@\"; else compdef _diagpad diagpad; fi\n");
}

static void complete_fish(dp_buf *b) {
  dp_buf_text(b, "# fish completion for diagpad, made by `diagpad completion fish`\n");
  for (size_t i = 0; i < dp_command_count; i++) {
    const dp_command *c = &dp_commands[i];
    const char *space = strchr(c->name, ' ');
    dp_buf_text(b, space ? "complete -c diagpad -n '__fish_seen_subcommand_from " : "complete -c diagpad -n __fish_use_subcommand -a ");
    if (space) dp_buf_bytes(b, c->name, (size_t)(space - c->name)), dp_buf_text(b, "' -f -a ");
    dp_buf_text(b, space ? space + 1 : c->name);
    dp_buf_text(b, " -d '");
    for (const char *s = c->summary; *s; s++)
      if (*s == '\'') dp_buf_text(b, "\\'");
      else dp_buf_char(b, *s);
    dp_buf_text(b, "'\n");
  }
  dp_buf_text(b, "complete -c diagpad -n __fish_use_subcommand -a kb -d 'look into or compile knowledge'\n"
                 "complete -c diagpad -n __fish_use_subcommand -a record -d 'patient records, sealed'\n"
                 "complete -c diagpad -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n"
                 "complete -c diagpad -n '__fish_seen_subcommand_from explain whynot compare show' -f -a "
                 "'(diagpad kb search -n 50 -- (commandline -ct) 2>/dev/null | cut -d\" \" -f1)'\n");
  for (unsigned i = 0; i < DP_OPT_COUNT; i++) {
    const dp_option *o = &dp_options[i];
    dp_buf_text(b, "complete -c diagpad -l "), dp_buf_text(b, o->name + 2);
    if (o->letter) dp_buf_text(b, " -s "), dp_buf_char(b, o->letter);
    if (o->choices) dp_buf_text(b, " -x -a '"), words_of(b, o->choices), dp_buf_char(b, '\'');
    else if (o->value) dp_buf_text(b, " -r");
    dp_buf_text(b, " -d '");
    for (const char *s = o->help; *s; s++)
      if (*s == '\'') dp_buf_text(b, "\\'");
      else dp_buf_char(b, *s);
    dp_buf_text(b, "'\n");
  }
}

dp_status dp_cmd_completion(dp_cli *cli, dp_error *err) {
  const char *shell = cli->arguments[0];
  if (!strcmp(shell, "bash")) complete_bash(&cli->out);
  else if (!strcmp(shell, "zsh")) complete_zsh(&cli->out);
  else if (!strcmp(shell, "fish")) complete_fish(&cli->out);
  else return dp_fail(err, DP_ERR_USAGE, "completion is there for bash, zsh and fish");
  return DP_OK;
}

/* ---- the whole program
 * -------------------------------------------------------------------------------------------------------- */

dp_status dp_cli_new_file(const char *file, dp_error *err) {
  return file && !access(file, F_OK) ? dp_fail(err, DP_ERR_CONFLICT, "%s is there already, and nothing is overwritten: choose another name", file) : DP_OK;
}

dp_status dp_cli_flush(dp_cli *cli, dp_error *err) {
  dp_str text = dp_buf_view(&cli->out);
  if (cli->out.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  bool raw = dp_cli_value(cli, DP_OPT_JSON) || dp_cli_value(cli, DP_OPT_BATCH) || cli->command->run == dp_cmd_call;
  if (!cli->terminal.utf8 && !raw) {
    dp_buf plain;
    dp_buf_init(&plain, &cli->arena);
    dp_paint_ascii(text, &plain);
    if (plain.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    text = dp_buf_view(&plain);
  }
  dp_status status = dp_host_write(STDOUT_FILENO, text, err);
  cli->out.size = 0;
  return status;
}

static void set_terminal(dp_cli *cli) {
  const char *colour = dp_cli_value(cli, DP_OPT_COLOUR), *width = dp_cli_value(cli, DP_OPT_WIDTH);
  uint64_t n;
  cli->terminal = dp_host_terminal();
  if (colour && strcmp(colour, "auto")) cli->terminal.colour = !strcmp(colour, "always");
  if (dp_cli_value(cli, DP_OPT_ASCII)) cli->terminal.utf8 = false;
  if (width && dp_parse_uint(dp_str_of(width), &n)) cli->terminal.width = n < 40 ? 40 : n > 1000 ? 1000 : (unsigned)n;
}

static dp_status open_knowledge(dp_cli *cli, const void **mapped, size_t *size, dp_error *err) {
  const char *file = dp_cli_value(cli, DP_OPT_KB);
  const char *overrides = dp_overrides_folder(cli);
  if (file && dp_cli_value(cli, DP_OPT_OVERRIDES) && overrides)
    return dp_fail(err, DP_ERR_USAGE, "--overrides are laid over the built-in knowledge: use it without --kb");
  if (!file && overrides) return dp_overrides_open(cli, overrides, mapped, size, err);
  if (!file) return dp_kb_open(cli->embedded.at, cli->embedded.size, NULL, &cli->kb, err);
  dp_status status = dp_host_map(file, mapped, size, err);
  return status ? status : dp_kb_open(*mapped, *size, NULL, &cli->kb, err);
}

int dp_cli_main(int argc, char **argv, dp_image embedded, dp_str text) {
  dp_cli cli = {.embedded = embedded, .text = text};
  dp_error error = {DP_OK, ""};
  const void *mapped = NULL;
  size_t mapped_size = 0;
  dp_arena_init(&cli.arena, NULL);
  dp_buf_init(&cli.out, &cli.arena);
  dp_status status = parse(&cli, argc - 1, argv + 1, &error);
  set_terminal(&cli);
  if (!status && dp_cli_value(&cli, DP_OPT_HELP)) {
    dp_paint p = {&cli.out, cli.terminal};
    if (cli.command->run == dp_cmd_help) status = dp_cmd_help(&cli, &error);
    else help_on(&p, cli.command);
  } else if (!status) {
    if (cli.command->needs & DP_CLI_KB) status = open_knowledge(&cli, &mapped, &mapped_size, &error);
    if (!status) status = cli.command->run(&cli, &error);
  }
  /* What was made before a failure is still worth seeing (the errors of `kb check`). */
  dp_error write_error = {DP_OK, ""};
  dp_status written = cli.out.size && cli.command ? dp_cli_flush(&cli, &write_error) : DP_OK;
  if (!status && written) status = written, error = write_error;
  if (status) fprintf(stderr, "diagpad: %s\n", error.message);
  int code = status ? dp_status_exit_code(status) : cli.exit_code;
  dp_kb_close(cli.kb);
  dp_host_unmap(mapped, mapped_size);
  dp_arena_free(&cli.arena);
  return code;
}

/* methods.c: the table of methods. A row here, a handler in m_*.c and a page api/NAME.md make a method; the tests
 * compare them.
 */
#include "api.h"

#define END                                                                                                            \
  { NULL, 0, false, NULL, NULL, NULL, 0, 0 }
#define NAMED(name, required, help)                                                                                    \
  { name, DP_P_STRING, required, help, NULL, NULL, 0, 0 }

static const dp_param none[] = {END};
static const dp_param condition[] = {
    NAMED("condition", true, "a condition by id, name or alias; a class stands for its likeliest condition"), END};
static const dp_param maybe_condition[] = {
    NAMED("condition", false, "the condition to put first; default the next three of the list"), END};
static const dp_param two[] = {
    NAMED("a", true, "a condition by id, name or alias; a class stands for its likeliest condition"),
    NAMED("b", true, "the other"), END};
static const dp_param name[] = {
    NAMED("name", true, "a condition, finding, topic, measure or source by id, name or alias"), END};
static const dp_param list[] = {{"what", DP_P_STRING, false, "default conditions", NULL, "conditions|findings", 0, 0},
                                NAMED("field", false, "only conditions of this field of medicine"),
                                END};
static const dp_param prefix[] = {NAMED("prefix", true, "what the name begins with, whatever the case"),
                                  {"limit", DP_P_NUMBER, false, "how many at most, default 20", NULL, NULL, 1, 1000},
                                  END};

static const dp_param search[] = {
    NAMED("query", true, "words as typed; the last one may be only begun"),
    {"limit", DP_P_NUMBER, false, "how many at most, default 10", NULL, NULL, 1, 100},
    {"type", DP_P_STRING, false, "only pages of this type", NULL, "condition|class|symptom|procedure|test|finding", 0, 0},
    END};
static const dp_param article[] = {
    NAMED("name", true, "a page by id, name or alias, misspelt or lay"),
    NAMED("section", false, "only this section, by its id"),
    {"level", DP_P_STRING, false, "default plain", NULL, "plain|professional", 0, 0},
    {"html", DP_P_BOOL, false, "also the page as one HTML `<article>`, in `html`", NULL, NULL, 0, 0},
    END};
static const dp_param browse[] = {
    {"what", DP_P_STRING, false, "default conditions", NULL, "conditions|symptoms|procedures|tests|findings", 0, 0},
    NAMED("letter", false, "only names that begin with it"),
    NAMED("field", false, "only conditions of this field of medicine"), END};
static const dp_param feedback[] = {NAMED("name", true, "the page, by id, name or alias"),
                                    NAMED("comment", false, "what is to be said of it"), END};

static const dp_param guide[] = {NAMED("condition", false, "only the plan of this condition"), END};
static const dp_param score[] = {
    NAMED("name", true, "a score by its id"),
    {"values", DP_P_OBJECT, false, "inputs by key: a number, a string with a unit, true or false", NULL, NULL, 0, 0},
    END};

static const dp_param note[] = {
    {"transcript", DP_P_STRING, true, "turns, one a line: \"Doctor: …\", \"[patient] …\", or without a label", NULL, NULL, 0, 0},
    NAMED("template", false, "soap (default), hp, problem, referral, discharge or handout"),
    NAMED("own_template", false, "a template's text, with slots such as {hpi}; instead of template"),
    {"length", DP_P_STRING, false, "default normal", NULL, "brief|normal|thorough", 0, 0},
    {"sex", DP_P_STRING, false, "the patient's, instead of what is said", NULL, "female|male|unknown", 0, 0},
    {"turns", DP_P_BOOL, false, "also the turns, as they were cut", NULL, NULL, 0, 0},
    END};
static const dp_param note_learn[] = {NAMED("example", true, "a note as you write it: plain text with its headings"), END};
static const dp_param export_section[] = {
    NAMED("id", false, "of the section, as `note` gave it"), NAMED("title", false, "above it"), NAMED("text", true, "its words, as they stand"), END};
static const dp_param export_sentence[] = {
    NAMED("text", true, "its words"),
    {"lines", DP_P_ARRAY, true, "the turns that it is from", NULL, NULL, 1, 1000000},
    NAMED("slot", false, "what it is about, default hpi"), END};
static const dp_param export_subject[] = {
    NAMED("name", false, "the patient's"), NAMED("born", false, "a day: 1970-05-31"), NAMED("id", false, "a number or name by which you know the patient"), END};
static const dp_param note_export[] = {
    {"format", DP_P_STRING, false, "default text", NULL, "text|markdown|html|fhir|docx", 0, 0},
    NAMED("template", false, "soap (default), hp, problem, referral, discharge or handout"),
    NAMED("own_template", false, "a template's text, with slots such as {hpi}; instead of template"),
    {"length", DP_P_STRING, false, "default normal", NULL, "brief|normal|thorough", 0, 0},
    {"sections", DP_P_ARRAY, false, "the note as the clinician left it, instead of what `note` writes", export_section, NULL, 0, 0},
    {"sentences", DP_P_ARRAY, false, "sentences that were taken into it from the list of omissions", export_sentence, NULL, 0, 0},
    NAMED("title", false, "of the document"), NAMED("date", false, "when it was written: 2026-11-25T10:00:00Z; FHIR needs it"),
    NAMED("author", false, "who signs"), {"signed", DP_P_BOOL, false, "whether it is; default a draft", NULL, NULL, 0, 0},
    {"subject", DP_P_OBJECT, false, "the patient, as far as known", export_subject, NULL, 0, 0},
    NAMED("diagnosis", false, "the condition that the clinician recorded"),
    END};
static const dp_param heard_words[] = {
    {"text", DP_P_STRING, true, "the word as it was heard", NULL, NULL, 0, 0},
    {"start_ms", DP_P_NUMBER, false, "when it begins, default 0", NULL, NULL, 0, 1000000000},
    {"end_ms", DP_P_NUMBER, false, "when it ends, default as it begins", NULL, NULL, 0, 1000000000},
    {"confidence", DP_P_NUMBER, false, "from 0 to 1, default 1", NULL, NULL, 0, 1},
    END};
static const dp_param heard_segments[] = {
    {"words", DP_P_ARRAY, true, "what was heard, in order", heard_words, NULL, 0, 0},
    {"speaker", DP_P_STRING, false, "who speaks; given back as it is", NULL, NULL, 0, 0},
    {"role", DP_P_STRING, false, "with `roles`: who this speaker is for certain, put by a person", NULL, "doctor|patient|other", 0, 0},
    END};
static const dp_param transcript[] = {
    {"segments", DP_P_ARRAY, true, "stretches of speech between silences, each with its words", heard_segments, NULL, 0, 0},
    {"points", DP_P_BOOL, false, "whether the engine wrote capitals and points itself, default false", NULL, NULL, 0, 0},
    {"draft", DP_P_BOOL, false, "a rough draft: every finding is only offered, default false", NULL, NULL, 0, 0},
    {"names", DP_P_ARRAY, false, "more names, beside medicines, that words may have been heard for", NULL, NULL, 0, 0},
    {"repair", DP_P_BOOL, false, "repair names by their sound, default true", NULL, NULL, 0, 0},
    {"findings", DP_P_BOOL, false, "read the text for findings, default true", NULL, NULL, 0, 0},
    {"roles", DP_P_BOOL, false, "tell doctor and patient among the speakers by their words, default false", NULL, NULL, 0, 0},
    {"swap", DP_P_BOOL, false, "with `roles`: doctor and patient the other way round, default false", NULL, NULL, 0, 0},
    END};

const dp_method dp_methods[] = {
    {"ddx", dp_m_ddx, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, none,
     "the differential: likely and not to be missed, triage, next questions, what was read"},
    {"read", dp_m_read, DP_NEEDS_KB | DP_NEEDS_TEXT, none, "what was read in the text, and what was not"},
    {"explain", dp_m_explain, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, condition,
     "every row of the sum behind a condition's place"},
    {"why_not", dp_m_why_not, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, condition,
     "what holds a condition back against the first"},
    {"compare", dp_m_compare, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, two,
     "two conditions row by row, and what would tell them apart"},
    {"counterfactual", dp_m_counterfactual, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK,
     maybe_condition, "the smallest changes that would put another condition first"},
    {"ask", dp_m_ask, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, none,
     "the next best questions, examinations and tests"},
    {"triage", dp_m_triage, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, none,
     "how soon the patient must be seen, and why"},
    {"guide", dp_m_guide, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, guide,
     "what to do: how soon and why, medicines and conflicts, plans, scores"},
    {"score", dp_m_score, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE, score,
     "one score or formula, from given values and from the case"},
    {"scores", dp_m_scores, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE, none,
     "the scores that the case fills, and a list of all"},
    {"kb_show", dp_m_kb_show, DP_NEEDS_KB, name,
     "a condition, finding, topic, measure or source as the knowledge has it"},
    {"kb_list", dp_m_kb_list, DP_NEEDS_KB, list, "all conditions or findings"},
    {"search_names", dp_m_search_names, DP_NEEDS_KB, prefix, "names that begin so, for completion"},
    {"search", dp_m_search, DP_NEEDS_KB, search, "pages of the encyclopedia for words as people type them: misspelt, lay, or only begun"},
    {"article", dp_m_article, DP_NEEDS_KB, article,
     "a page of the encyclopedia: its prose, and what the engine reckons with, as one page"},
    {"browse", dp_m_browse, DP_NEEDS_KB, browse, "the pages of one kind, by letter or by field of medicine"},
    {"feedback", dp_m_feedback, DP_NEEDS_KB, feedback, "a ready text to send about a page; nothing is sent by itself"},
    {"note", dp_m_note, DP_NEEDS_KB, note,
     "a consultation's transcript as a note, each sentence with its turns, and what the note leaves out"},
    {"note_learn", dp_m_note_learn, 0, note_learn,
     "a template of your own out of an example note: its headings with their slots, none of its words"},
    {"note_export", dp_m_note_export, DP_NEEDS_KB | DP_NEEDS_TEXT | DP_NEEDS_CASE | DP_NEEDS_RANK, note_export,
     "a note as text, Markdown, HTML, Word (DOCX) or a FHIR R4 document"},
    {"transcript", dp_m_transcript, DP_NEEDS_KB, transcript,
     "what was heard becomes a written text: points, figures, names repaired, what is unsure, findings"},
    {"methods", dp_m_methods, 0, none, "this table: the methods and what they take"},
    {"version", dp_m_version, DP_NEEDS_KB, none, "version of the program, hash and date of its knowledge"},
};
const size_t dp_method_count = sizeof dp_methods / sizeof *dp_methods;

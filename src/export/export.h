/* export.h: a note for other programs: plain text, Markdown, HTML, Word (DOCX) and a FHIR R4 document. The floor's contract.
 *
 * What is exported is the note as the clinician left it: sections of plain text. A sentence of the note whose words still stand
 * in its section keeps its citation; all other words are the clinician's and get none. So a changed figure loses the turn
 * that it was from, and nothing is cited that was not said.
 *
 * Structured data (FHIR) is read out of those words again, never out of the transcript: what the clinician struck out is
 * not exported. Everything lives in the arena of the call.
 */
#ifndef DP_EXPORT_H
#define DP_EXPORT_H

#include "../base/json.h"
#include "../engine/engine.h"
#include "../note/note.h"

typedef struct dp_document {
  const dp_kb *kb;
  const dp_note *note;   /* sections with their text; sentences: those that still stand, in the order of the text */
  dp_str title;          /* "SOAP note" */
  dp_str date;           /* "2026-11-25T10:00:00Z", or empty */
  dp_str author;         /* the clinician who signs; empty in a draft */
  bool is_signed;
  dp_str name, born, id; /* of the patient, where the client knows them: nothing is invented */
  uint8_t sex;           /* dp_sex */
  int32_t age_days;      /* -1 unknown */
  const dp_differential *ranked; /* NULL: none */
  uint16_t diagnosis;    /* condition that the clinician recorded, or DP_NONE */
  dp_str made_by;        /* "Diagnosis Pad 0.1", for those who ask which program */
} dp_document;

/* Where the sentences of a section stand in its text: claims sentences by their words, in order; what is not found is left
 * out. Fills `note` with the sections' own text and the sentences that stand; `from` are all candidates, each cited.
 * ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_document_sentences(dp_note *note, const dp_note_sentence *from, size_t count, dp_arena *arena, dp_error *err);

/* ---- a section line by line, as every writer walks it ------------------------------------------------------------------ */

typedef enum dp_line_kind { DP_LINE_TEXT, DP_LINE_ITEM, DP_LINE_HEAD } dp_line_kind;
typedef struct dp_piece {
  dp_str text;
  size_t sentence; /* index into note->sentences, SIZE_MAX: nobody's but the clinician's or the template's */
} dp_piece;
typedef struct dp_line {
  uint8_t kind;  /* dp_line_kind; an item's "- " is not in its pieces */
  bool apart;    /* an empty line stands before it */
  size_t first, count; /* pieces */
} dp_line;
typedef struct dp_lines_list {
  dp_line *at;
  size_t count, room;
} dp_lines_list;
typedef struct dp_pieces {
  dp_piece *at;
  size_t count, room;
} dp_pieces;
DP_MUST_CHECK dp_status dp_document_lines(const dp_note *note, const dp_note_section *s, dp_arena *arena, dp_lines_list *lines,
                                          dp_pieces *pieces, dp_error *err);
/* The turn of a line's number, NULL when there is none. */
const dp_turn *dp_document_turn(const dp_note *note, uint32_t number);
/* Whether any sentence cites it; *sentence is the first that does. */
bool dp_document_cites(const dp_note *note, uint32_t number, size_t *sentence);
const char *dp_document_speaker(const dp_turn *t); /* "Doctor", "Patient", "Other", "Speaker" */

/* ---- the writers: append to *out. Errors: ERR_MEMORY; FHIR also ERR_INPUT without a date --------------------------------- */

DP_MUST_CHECK dp_status dp_export_text(const dp_document *d, dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status dp_export_markdown(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status dp_export_html(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err);
DP_MUST_CHECK dp_status dp_export_docx(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err); /* bytes of a zip */
DP_MUST_CHECK dp_status dp_export_fhir(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err);

/* ---- what they share --------------------------------------------------------------------------------------------------- */

/* Text for XML and HTML: the five characters escaped, bad UTF-8 and what XML 1.0 forbids replaced by U+FFFD. */
void dp_put_xml(dp_buf *b, dp_str s);
/* A section as XHTML paragraphs and lists; each cited sentence has id="s<n>" and its turns as links to "#t<n>". */
DP_MUST_CHECK dp_status dp_put_section_xhtml(const dp_note *note, const dp_note_section *s, dp_arena *arena, dp_buf *b, dp_error *err);
/* The cited turns as an XHTML list, each with a link back. */
void dp_put_turns_xhtml(const dp_note *note, dp_buf *b);
/* Whether it is 2026-11-25T10:00:00Z, or with +01:00 for Z; the calendar is looked at. */
bool dp_is_instant(dp_str s);

/* LOINC and UCUM of a measure of the knowledge (codes.c); NULL where we are not sure. */
typedef struct dp_measure_code {
  const char *measure, *loinc, *display;
  bool vital;
} dp_measure_code;
const dp_measure_code *dp_measure_code_of(const char *measure);
const char *dp_ucum_of(const char *unit);
/* LOINC of a section (by its id) and of a kind of document (by its template's id). */
const char *dp_section_loinc(dp_str id, const char **display);
const char *dp_document_loinc(const char *template_id, const char **display);

#endif

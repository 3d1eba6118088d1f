/* m_export.c: the method note_export: a note for other programs.
 *
 * It writes the note of `text` anew, then lays the clinician's sections over it where they are given. Which sentences
 * are cited is decided here, by their words (export.h), never by the client: a client may add a sentence that it took from the list of
 * omissions, and only with turns that are there.
 */
#include "api.h"
#include "../export/export.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static void put_base64(dp_buf *b, dp_str s) {
  for (size_t i = 0; i < s.size; i += 3) {
    uint32_t v = (uint32_t)(unsigned char)s.at[i] << 16;
    if (i + 1 < s.size) v |= (uint32_t)(unsigned char)s.at[i + 1] << 8;
    if (i + 2 < s.size) v |= (unsigned char)s.at[i + 2];
    dp_buf_char(b, base64[v >> 18]), dp_buf_char(b, base64[v >> 12 & 63]);
    dp_buf_char(b, i + 1 < s.size ? base64[v >> 6 & 63] : '='), dp_buf_char(b, i + 2 < s.size ? base64[v & 63] : '=');
  }
}

/* ---- the clinician's note ------------------------------------------------------------------------------------------------- */

enum { SECTIONS_MOST = 200, SENTENCES_MOST = 4000, TEXT_MOST = 400 << 10 };

static dp_status take_sections(dp_door *d, dp_note *n, dp_error *err) {
  const dp_json *list = dp_json_get(d->request, "sections");
  size_t total = 0;
  if (!list) return DP_OK;
  if (list->count > SECTIONS_MOST) return dp_fail(err, DP_ERR_TOO_LARGE, "a note has at most %d sections", SECTIONS_MOST);
  n->sections.count = 0;
  for (const dp_json *x = list->first; x; x = x->next) {
    dp_note_section s = {{"", 0}, {"", 0}, {"", 0}, 0, 0};
    dp_json_get_str(x, "id", &s.id), dp_json_get_str(x, "title", &s.title), dp_json_get_str(x, "text", &s.text);
    total += s.text.size;
    if (!dp_str_trim(s.text).size) continue;
    if (!DP_PUSH(d->arena, &n->sections, s)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return total > TEXT_MOST ? dp_fail(err, DP_ERR_TOO_LARGE, "a note has at most %d KiB", TEXT_MOST >> 10) : DP_OK;
}

/* Sentences that the client took from the omissions: cited by turns that exist. */
static dp_status take_sentences(dp_door *d, const dp_note *n, dp_note_sentence **out, size_t *count, dp_error *err) {
  const dp_json *list = dp_json_get(d->request, "sentences");
  size_t more = list ? list->count : 0, all = n->sentences.count + more;
  if (more > SENTENCES_MOST) return dp_fail(err, DP_ERR_TOO_LARGE, "at most %d sentences may be added", SENTENCES_MOST);
  dp_note_sentence *s = DP_NEW_ARRAY(d->arena, dp_note_sentence, all);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (n->sentences.count) memcpy(s, n->sentences.at, n->sentences.count * sizeof *s);
  size_t k = n->sentences.count;
  for (const dp_json *x = list ? list->first : NULL; x; x = x->next, k++) {
    const dp_json *lines = dp_json_get(x, "lines");
    dp_str text = {"", 0}, slot;
    dp_json_get_str(x, "text", &text);
    uint32_t *at = DP_NEW_ARRAY(d->arena, uint32_t, lines->count);
    if (!at) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    size_t c = 0;
    for (const dp_json *l = lines->first; l; l = l->next) {
      int64_t number = l->kind == DP_JSON_NUMBER && l->is_integer ? l->integer : 0;
      if (number < 1 || number > UINT32_MAX || !dp_document_turn(n, (uint32_t)number))
        return dp_fail(err, DP_ERR_INPUT, "\"%.*s\" cites a turn that is not in the transcript", text.size > 60 ? 60 : (int)text.size, text.at);
      at[c++] = (uint32_t)number;
    }
    if (!c || !text.size) return dp_fail(err, DP_ERR_INPUT, "each of \"sentences\" needs its words and at least one turn");
    s[k] = (dp_note_sentence){.text = text, .group = {"", 0}, .lines = at, .line_count = c, .slot = DP_SLOT_HPI, .origin = DP_ORIGIN_FACT};
    if (dp_json_get_str(x, "slot", &slot)) {
      unsigned found = DP_SLOT_COUNT;
      for (unsigned i = 0; i < DP_SLOT_COUNT; i++)
        if (dp_str_eq(slot, dp_str_of(dp_slot_id(i)))) found = i;
      if (found == DP_SLOT_COUNT) return dp_fail(err, DP_ERR_INPUT, "there is no slot \"%.*s\"", slot.size > 40 ? 40 : (int)slot.size, slot.at);
      s[k].slot = (uint8_t)found;
    }
  }
  *out = s;
  *count = all;
  return DP_OK;
}

static dp_str title_of(const char *id) {
  const char *name, *title, *purpose;
  for (size_t i = 0; dp_note_template_at(i, &name, &title, &purpose); i++)
    if (dp_str_eq(dp_str_of(name), dp_str_of(id))) return dp_str_of(title);
  return DP_STR("Note");
}

static bool is_day(dp_str s) {
  char whole[20];
  if (s.size != 10) return false;
  memcpy(whole, s.at, 10);
  memcpy(whole + 10, "T00:00:00Z", 10);
  return dp_is_instant((dp_str){whole, 20});
}

dp_status dp_m_note_export(dp_door *d, dp_error *err) {
  static const struct {
    const char *name, *media, *ending;
  } formats[] = {{"text", "text/plain", "txt"}, {"markdown", "text/markdown", "md"}, {"html", "text/html", "html"},
                 {"fhir", "application/fhir+json", "json"},
                 {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"}};
  dp_note_options o = {.template_id = {"", 0}, .own = {"", 0}};
  dp_document doc = {.kb = d->kb, .age_days = d->consult->reading->age_days, .sex = d->consult->reading->sex, .ranked = d->consult->ranked, .diagnosis = DP_NONE};
  dp_str format = DP_STR("text"), word;
  dp_json_get_str(d->request, "format", &format);
  dp_json_get_str(d->request, "template", &o.template_id);
  dp_json_get_str(d->request, "own_template", &o.own);
  if (dp_json_get_str(d->request, "length", &word)) o.length = dp_str_eq(word, DP_STR("brief")) ? DP_NOTE_BRIEF : dp_str_eq(word, DP_STR("thorough")) ? DP_NOTE_THOROUGH : DP_NOTE_NORMAL;
  const dp_json *patient = dp_json_get(d->request, "patient"), *subject = dp_json_get(d->request, "subject");
  if (patient && dp_json_get_str(patient, "sex", &word)) o.sex = dp_str_eq(word, DP_STR("female")) ? DP_FEMALE : dp_str_eq(word, DP_STR("male")) ? DP_MALE : DP_SEX_UNKNOWN;
  dp_json_get_str(d->request, "title", &doc.title);
  dp_json_get_str(d->request, "date", &doc.date);
  dp_json_get_str(d->request, "author", &doc.author);
  dp_json_get_bool(d->request, "signed", &doc.is_signed);
  if (doc.date.size && !dp_is_instant(doc.date)) return dp_fail(err, DP_ERR_INPUT, "\"date\" is not a time such as 2026-11-25T10:00:00Z or 2026-11-25T10:00:00+01:00");
  if (doc.is_signed && !dp_str_trim(doc.author).size) return dp_fail(err, DP_ERR_INPUT, "a signed note needs its \"author\"");
  if (subject) {
    dp_json_get_str(subject, "name", &doc.name), dp_json_get_str(subject, "born", &doc.born), dp_json_get_str(subject, "id", &doc.id);
    if (doc.born.size && !is_day(doc.born)) return dp_fail(err, DP_ERR_INPUT, "\"born\" is not a day such as 1970-05-31");
  }
  dp_status status;
  if (dp_json_get(d->request, "diagnosis") && (status = dp_condition_of(d, "diagnosis", &doc.diagnosis, err))) return status;
  if (!dp_str_trim(d->consult->text).size) return dp_fail(err, DP_ERR_INPUT, "there is no transcript in \"text\": a note is written from one");
  dp_note *n = NULL;
  dp_note_sentence *all = NULL;
  size_t count = 0;
  status = dp_note_write(d->kb, d->consult->text, &o, d->arena, &n, err);
  if (!status) status = take_sentences(d, n, &all, &count, err);
  if (!status) status = take_sections(d, n, err);
  if (!status) status = dp_document_sentences(n, all, count, d->arena, err);
  if (status) return status;
  if (!n->sections.count) return dp_fail(err, DP_ERR_INPUT, "the note is empty: there is nothing to export");
  dp_buf made, out;
  dp_buf_init(&made, d->arena);
  dp_buf_init(&out, d->arena);
  dp_buf_text(&made, "Diagnosis Pad "), dp_buf_text(&made, dp_version());
  doc.made_by = dp_buf_view(&made);
  doc.note = n;
  if (!doc.title.size) doc.title = title_of(n->template_id);
  size_t k = 0;
  while (k < sizeof formats / sizeof *formats && !dp_str_eq(format, dp_str_of(formats[k].name))) k++;
  if (k == 0) status = dp_export_text(&doc, &out, err);
  else if (k == 1) status = dp_export_markdown(&doc, d->arena, &out, err);
  else if (k == 2) status = dp_export_html(&doc, d->arena, &out, err);
  else if (k == 3) status = dp_export_fhir(&doc, d->arena, &out, err);
  else status = dp_export_docx(&doc, d->arena, &out, err);
  if (status) return status;
  dp_jw_ktext(d->w, "format", formats[k].name);
  dp_jw_ktext(d->w, "media_type", formats[k].media);
  dp_jw_ktext(d->w, "ending", formats[k].ending);
  if (k == 4) {
    dp_buf encoded;
    dp_buf_init(&encoded, d->arena);
    put_base64(&encoded, dp_buf_view(&out));
    if (encoded.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    dp_jw_kstr(d->w, "base64", dp_buf_view(&encoded));
  } else dp_jw_kstr(d->w, "content", dp_buf_view(&out));
  return DP_OK;
}

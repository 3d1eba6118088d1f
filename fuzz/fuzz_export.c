/* Any bytes as a transcript and as the clinician's own section, exported in all five formats: each is written, or refused for want of
 * a date; the writers neither read nor write outside their memory, whatever was said. The first byte chooses template and signature. */
#include "export/export.h"
#include "fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  const char *id, *title, *purpose;
  if (!size) return 0;
  dp_arena a;
  dp_note *n = NULL;
  dp_note_options o = {.sex = bytes[0] / 16 % 3};
  if (dp_note_template_at(bytes[0] % 6, &id, &title, &purpose)) o.template_id = dp_str_of(id);
  dp_str said = {(const char *)bytes + 1, size - 1}, own = said;
  if (bytes[0] & 8) own = dp_str_cut(&said, 0); /* what stands before a nought is the clinician's, the rest was said */
  if (!said.at) said = own;
  dp_arena_init(&a, NULL);
  dp_status status = dp_note_write(fixture(), said, &o, &a, &n, NULL);
  if (status && status != DP_ERR_INPUT) __builtin_trap();
  if (!status) {
    size_t count = n->sentences.count;
    dp_note_sentence *all = dp_arena_array(&a, count + 1, sizeof *all);
    if (!all) __builtin_trap();
    if (count) memcpy(all, n->sentences.at, count * sizeof *all);
    if (bytes[0] & 8 && n->sections.count) n->sections.at[0].text = own; /* the clinician wrote over it */
    if (dp_document_sentences(n, all, count, &a, NULL)) __builtin_trap();
    dp_document d = {.kb = fixture(), .note = n, .title = own.size < 200 ? own : DP_STR("Note"), .date = DP_STR("2026-11-25T10:00:00Z"), .author = DP_STR("Dr A"), .is_signed = (bytes[0] & 128) != 0,
                     .name = own.size < 100 ? own : DP_STR("A"), .age_days = -1, .sex = o.sex, .diagnosis = DP_NONE, .made_by = DP_STR("Diagnosis Pad")};
    for (unsigned k = 0; k < 5; k++) {
      dp_buf out;
      dp_buf_init(&out, &a);
      status = k == 0 ? dp_export_text(&d, &out, NULL) : k == 1 ? dp_export_markdown(&d, &a, &out, NULL) : k == 2 ? dp_export_html(&d, &a, &out, NULL) : k == 3 ? dp_export_docx(&d, &a, &out, NULL) : dp_export_fhir(&d, &a, &out, NULL);
      if (status || out.failed || (n->sections.count && !out.size)) __builtin_trap();
    }
  }
  dp_arena_free(&a);
  return 0;
}

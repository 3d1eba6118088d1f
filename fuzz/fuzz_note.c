/* Any bytes as a transcript, the first byte choosing the template: a note comes out, and every sentence cites turns that
 * exist. */
#include "note/note.h"
#include "fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  const char *id, *title, *purpose;
  if (!size) return 0;
  dp_note_options o = {.length = (dp_note_length)(bytes[0] / 8 % 3), .sex = bytes[0] / 64 % 3};
  if (dp_note_template_at(bytes[0] % 8, &id, &title, &purpose)) o.template_id = dp_str_of(id);
  dp_arena a;
  dp_note *n = NULL;
  dp_str text = {(const char *)bytes + 1, size - 1};
  dp_arena_init(&a, NULL);
  if (bytes[0] % 8 == 7) { /* the first line as a template of one's own */
    o.own = dp_str_cut(&text, '\n');
    if (!text.at) text = (dp_str){"", 0};
  }
  dp_status status = dp_note_write(fixture(), text, &o, &a, &n, NULL);
  if (status && status != DP_ERR_INPUT) __builtin_trap();
  for (size_t i = 0; !status && i < n->sentences.count; i++) {
    const dp_note_sentence *s = &n->sentences.at[i];
    if (!s->line_count || !s->text.size) __builtin_trap();
    for (size_t k = 0; k < s->line_count; k++)
      if (s->lines[k] < 1 || s->lines[k] > n->transcript.lines) __builtin_trap();
  }
  dp_arena_free(&a);
  return 0;
}

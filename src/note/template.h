/* template.h: the templates: which sections a note has, in which order, and what goes into them.
 *
 * A built-in template is a table of sections, each with its slots. A user's own is a text: a line of words is copied, and
 * {slot} alone or among words is replaced by the sentences of that slot; a section begins at a line that has no slot and
 * is followed by one that has. A section whose slots are all empty is left out, title and all.
 */
#ifndef DP_TEMPLATE_H
#define DP_TEMPLATE_H

#include "inner.h"

typedef struct dp_template_section {
  const char *id, *title;
  uint32_t slots;  /* bit per dp_slot */
  bool by_problem; /* assessment and plan: problem by problem */
  bool list;       /* a line a group: "Cardiovascular: …" */
  dp_str own;      /* of a user's template: its lines */
} dp_template_section;
typedef struct dp_template {
  const char *id, *title, *purpose;
  const char *opening; /* a line before everything, or NULL */
  const dp_template_section *at;
  size_t count;
} dp_template;

DP_MUST_CHECK dp_status dp_template_of(const dp_note_options *o, dp_arena *arena, const dp_template **out, dp_error *err);
/* Puts the drafts that were not dropped into note's sections and writes its text. */
DP_MUST_CHECK dp_status dp_template_fill(const dp_template *t, dp_drafting *d, dp_note *note, dp_error *err);

#endif

/* learn.c: a template of one's own out of an example note: its headings, with the slots that belong under them.
 *
 * Only headings are taken. What stands under them is a patient's, and nothing of it goes into the template, nor does a heading that
 * is not known: it might be a name. Those are told apart, so that the person who learns it can put them in by hand.
 *
 * A heading is a line by itself, with or without a colon, number, Markdown's # or **, in any case; or the words before a colon
 * with text after it ("CC: cough"). It is known when its words, or each of the words that "and", "&", "/" or a comma part, are in the
 * table. A narrow heading ("Medications") takes its slots first; a broad one ("Subjective", "Background", "Plan") then has what
 * is left of its own, so that every slot stands once, as a template wants it.
 */
#include "inner.h"
#include "template.h"

#define S(slot) (1u << DP_SLOT_##slot)
enum { HISTORY = S(COMPLAINT) | S(HPI) | S(PAST) | S(SURGICAL) | S(MEDICINES) | S(ALLERGIES) | S(FAMILY) | S(SOCIAL) | S(REVIEW), FOUND = S(VITALS) | S(EXAM) | S(RESULTS) };

/* `own`: what it always means; `more`: what it takes where no other heading does. */
static const struct {
  const char *words;
  unsigned own, more;
} known[] = {
    {"chief complaint|presenting complaint|presenting concern|complaint|complaints|reason for visit|reason for consultation|reason for referral|reason for admission|cc|pc|main complaint", S(COMPLAINT), 0},
    {"history of present illness|history of presenting illness|history of presenting complaint|history of the present illness|present illness|presenting history|hpi|hpc|current history|interval history|story", S(HPI), 0},
    {"history", S(HPI), 0},
    {"past medical history|medical history|past history|previous medical history|past medical|pmh|pmhx|comorbidities|chronic conditions|medical problems", S(PAST), S(SURGICAL)},
    {"background", S(PAST), S(SURGICAL) | S(FAMILY) | S(SOCIAL)},
    {"past surgical history|surgical history|past surgical|surgical|operations|previous operations|procedures|psh|pshx|surgeries", S(SURGICAL), 0},
    {"medications|medication|medicines|medicine|current medications|current medication|home medications|medication list|drug history|drugs|dh|dhx|meds|current meds|treatment history", S(MEDICINES), 0},
    {"allergies|allergy|drug allergies|allergies and intolerances|known allergies|adverse reactions|intolerances|allergy status", S(ALLERGIES), 0},
    {"family history|family|fh|fhx|family medical history", S(FAMILY), 0},
    {"social history|social|sh|shx|lifestyle|social situation|habits", S(SOCIAL), 0},
    {"review of systems|systems review|systemic enquiry|systems enquiry|ros|review of symptoms", S(REVIEW), 0},
    {"vital signs|vitals|observations|obs|vs", S(VITALS), 0},
    {"physical examination|physical exam|examination|exam|on examination|o/e|oe|pe|clinical examination|findings|examination findings|physical findings", S(EXAM), S(VITALS)},
    {"results|investigations|tests|labs|laboratory|laboratory results|lab results|test results|imaging|diagnostics|data|diagnostic tests", S(RESULTS), 0},
    {"assessment|impression|clinical impression|diagnosis|diagnoses|differential|differential diagnosis|a|working diagnosis|summary|medical decision making|mdm|opinion|problems|problem list", S(ASSESSMENT), 0},
    {"plan|management|management plan|treatment|treatment plan|p|recommendations|plan of care|actions|next steps", S(PLAN), S(FOLLOWUP)},
    {"follow up|follow-up|followup|follow up plan|disposition|return|review date|safety net|safety-netting|safety netting", S(FOLLOWUP), 0},
    {"subjective|s", 0, HISTORY},
    {"objective|o", 0, FOUND},
};

/* Finds one part of a heading; false when it is none that is known. */
static bool part_of(dp_str s, unsigned *own, unsigned *more) {
  s = dp_str_trim(s);
  for (size_t i = 0; i < sizeof known / sizeof *known && s.size; i++) {
    dp_str rest = dp_str_of(known[i].words);
    while (rest.at)
      if (dp_str_eq_ci(s, dp_str_cut(&rest, '|'))) return *own |= known[i].own, *more |= known[i].more, true;
  }
  return false;
}

/* Where the next "and", "&", "/", "+" or "," parts the heading; its size in *skip. */
static size_t parting(dp_str s, size_t *skip) {
  for (size_t i = 0; i < s.size; i++) {
    if (s.at[i] == '&' || s.at[i] == '/' || s.at[i] == '+' || s.at[i] == ',') return *skip = 1, i;
    if (i && i + 4 < s.size && s.at[i] == ' ' && dp_str_eq_ci((dp_str){s.at + i, 5}, DP_STR(" and "))) return *skip = 5, i;
  }
  return *skip = 0, s.size;
}
static bool slots_of(dp_str s, unsigned *own, unsigned *more) {
  unsigned o = 0, m = 0;
  if (part_of(s, &o, &m)) return *own = o, *more = m, true;
  bool history = s.size > 8 && dp_str_eq_ci((dp_str){s.at + s.size - 8, 8}, DP_STR(" history"));
  for (dp_str rest = s;;) {
    size_t skip, at = parting(rest, &skip);
    dp_str piece = dp_str_trim((dp_str){rest.at, at});
    char whole[64];
    bool found = part_of(piece, &o, &m);
    if (!found && history && piece.size && piece.size + 8 < sizeof whole) { /* "family and social history" */
      memcpy(whole, piece.at, piece.size), memcpy(whole + piece.size, " history", 8);
      found = part_of((dp_str){whole, piece.size + 8}, &o, &m);
    }
    if (!found) return false;
    if (!skip) break;
    rest.at += at + skip, rest.size -= at + skip;
  }
  return *own = o, *more = m, true;
}

/* A line without numbers, marks and the colon at its end: what a heading says. */
static dp_str bare(dp_str s) {
  s = dp_str_trim(s);
  for (bool more = true; more && s.size;) {
    more = s.at[0] == '#' || s.at[0] == '*' || s.at[0] == '_' || s.at[0] == ' ' || s.at[0] == '=';
    size_t n = 0;
    while (n < s.size && s.at[n] >= '0' && s.at[n] <= '9') n++;
    if (n && n < s.size && (s.at[n] == '.' || s.at[n] == ')')) s.at += n + 1, s.size -= n + 1, more = true;
    else if (more) s.at++, s.size--;
  }
  while (s.size && (s.at[s.size - 1] == ':' || s.at[s.size - 1] == '*' || s.at[s.size - 1] == '_' || s.at[s.size - 1] == '#' || s.at[s.size - 1] == ' ' || s.at[s.size - 1] == '=')) s.size--;
  return s;
}
static size_t words_in(dp_str s) {
  size_t n = s.size > 0;
  for (size_t i = 0; i + 1 < s.size; i++) n += s.at[i] == ' ' && s.at[i + 1] != ' ';
  return n;
}
static bool all_capitals(dp_str s) {
  size_t large = 0;
  for (size_t i = 0; i < s.size; i++) {
    if (s.at[i] >= 'a' && s.at[i] <= 'z') return false;
    large += s.at[i] >= 'A' && s.at[i] <= 'Z';
  }
  return large >= 4;
}

static void put_slots(dp_buf *b, unsigned slots) {
  bool first = true;
  for (unsigned k = 0; k < DP_SLOT_COUNT; k++)
    if (slots >> k & 1) dp_buf_text(b, first ? "{" : " {"), dp_buf_text(b, dp_slot_id(k)), dp_buf_char(b, '}'), first = false;
}

dp_status dp_note_learn(dp_str example, dp_arena *arena, dp_learnt **out, dp_error *err) {
  dp_learnt *l = DP_NEW(arena, dp_learnt);
  if (!l) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (example.size > 256 << 10) return dp_fail(err, DP_ERR_TOO_LARGE, "an example note has at most 256 KiB");
  unsigned taken = 0;
  for (dp_str rest = example; rest.at;) {
    dp_str line = dp_str_trim(dp_str_cut(&rest, '\n')), name = bare(line), before = line, unused = {"", 0};
    unsigned own = 0, more = 0;
    if (!line.size) continue;
    unused = before;
    before = dp_str_cut(&unused, ':');
    bool inlined = false, found = words_in(name) <= 8 && slots_of(name, &own, &more);
    if (!found && unused.at && dp_str_trim(unused).size && words_in(before) <= 6) {
      dp_str lead = bare(before);
      found = inlined = slots_of(lead, &own, &more);
      if (found) name = lead;
    }
    dp_learnt_heading h = {name, own & ~taken, more, inlined};
    if (!found) {
      bool heading = words_in(name) <= 6 && name.size && (line.at[line.size - 1] == ':' || line.at[0] == '#' || all_capitals(name));
      if (heading && l->unknown.count < 100 && !DP_PUSH(arena, &l->unknown, name)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
      continue;
    }
    taken |= own;
    if (!DP_PUSH(arena, &l->headings, h)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  dp_buf b;
  dp_buf_init(&b, arena);
  for (size_t i = 0; i < l->headings.count; i++) {
    dp_learnt_heading *h = &l->headings.at[i];
    h->slots |= h->more & ~taken;
    taken |= h->slots;
    if (!h->slots) continue; /* told twice, or nothing is left for it */
    if (h->inlined) dp_buf_str(&b, h->heading), dp_buf_text(&b, ": ");
    else dp_buf_text(&b, b.size ? "\n" : ""), dp_buf_str(&b, h->heading), dp_buf_char(&b, '\n');
    put_slots(&b, h->slots);
    dp_buf_char(&b, '\n');
  }
  if (b.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  if (!b.size) return dp_fail(err, DP_ERR_INPUT, "no heading that is known was found in the example: it needs lines such as \"History of present illness\", \"Medications:\" or \"PLAN\"");
  l->missing = ((1u << DP_SLOT_COUNT) - 1) & ~taken;
  l->text = dp_buf_view(&b);
  const dp_template *check = NULL; /* what was learnt must be a template */
  dp_note_options o = {.own = l->text};
  dp_status status = dp_template_of(&o, arena, &check, err);
  if (status) return status;
  *out = l;
  return DP_OK;
}

/* listing.c: drafts that are no sentences that were said: the complaint, the review of systems from the reader's findings, and vital
 * signs. Each names only what its turn says, in the turn's words or in the finding's own name where that says no more.
 */
#include "drafting.h"

/* ---- the review of systems, from the reader ---------------------------------------------------------------------------------------- */

typedef struct seen {
  uint16_t finding;
  uint8_t state; /* dp_state, or DP_STATE_COUNT: said both ways */
  uint8_t rank;
  const char *system;
  uint32_t lines[2];
  dp_str name;
} seen;

static void lower_first(dp_buf *b, dp_str s) {
  for (size_t i = 0; i < s.size; i++) {
    bool acronym = i == 0 && s.size > 1 && s.at[1] >= 'A' && s.at[1] <= 'Z';
    dp_buf_char(b, i == 0 && !acronym && s.at[0] >= 'A' && s.at[0] <= 'Z' ? (char)(s.at[0] + 32) : s.at[i]);
  }
}

/* How a finding is named in the note: by its own name where that says no more than the words that were said; by the words
 * that a question asked with; else not at all. The reader may be wrong about a word ("gel" is no stiffness), and then its
 * name would be an invention. */
static bool noun(const dp_words *said) { /* "dizzy", "harm yourself", "saw doctor" can not be denied */
  for (size_t j = 0; j < said->count; j++)
    if ((said->at[j].flags & WF_PAST) || ((said->at[j].flags & WF_BASE) && said->count > 1 && !j) || dp_nword_any(&said->at[j], "yourself myself himself herself is are been down up out off it that this here there")) return false;
  if (said->count == 1 && dp_nword_any(said->at, "knee knees hip hips shoulder shoulders elbow elbows wrist wrists hand hands foot feet ankle ankles back neck leg legs arm arms head chest stomach belly throat ear ears eye eyes face nose finger fingers toe toes")) return false; /* "your right knee?" */
  return !dp_nword_any(&said->at[said->count - 1], "dizzy tired nauseous nauseated lightheaded fatigued short sick weak numb constipated bloated anxious depressed stiff swollen sore painful itchy hot cold light-headed red right left harm");
}
static bool ails(const dp_words *said) { /* the words of a complaint: more than a place of the body */
  bool one = false;
  for (size_t j = 0; j < said->count; j++) one |= dp_nword_any(&said->at[j], "pain pains ache aches hurts soreness swelling cramps cramping burning pressure lump mass rash twitch bleeding numbness tingling weakness discharge headache headaches cough fever breath stiffness");
  return one && !(said->at[said->count - 1].flags & WF_PREP);
}
static bool named(dp_drafting *d, const dp_mention *m, bool asked, bool loose, dp_str *out) {
  dp_words said, name;
  dp_str span = {d->plain.at + m->span.start, m->span.end - m->span.start}, full = dp_kb_str(d->kb, d->kb->findings[m->finding].name);
  if (dp_words_of(span, d->lexis, d->arena, &said, NULL) || dp_words_of(full, d->lexis, d->arena, &name, NULL)) return false;
  size_t missing = 0, shared = 0, verbs = 0;
  for (size_t i = 0; i < name.count; i++) {
    if (!dp_nword_content(&name.at[i]) && !(name.at[i].flags & (WF_AUX | WF_NEG))) continue;
    if (name.at[i].flags & (WF_NUM | WF_NUMBER | WF_NEG)) return false;
    char a[24], b[24];
    size_t n = dp_note_stem(name.at[i].text, a, sizeof a);
    bool found = false;
    bool many = (dp_lexis_flags(d->lexis, (dp_str){name.at[i].text.at, name.at[i].text.size - 1}) & WF_BASE) && dp_str_ends(name.at[i].text, DP_STR("s")); /* who fell once has no "falls" */
    for (size_t j = 0; j < said.count && !found; j++)
      found = many ? dp_str_eq(said.at[j].text, name.at[i].text) : dp_note_stem(said.at[j].text, b, sizeof b) == n && !memcmp(a, b, n);
    shared += found, missing += !found;
  }
  dp_buf t;
  dp_buf_init(&t, d->arena);
  for (size_t j = 0; j < said.count; j++)
    verbs += (said.at[j].flags & (WF_SUBJECT | WF_AUX | WF_NEG | WF_PUNCT)) != 0 || dp_nword_any(&said.at[j], "my your any and or feel feeling felt get getting");
  if (!missing) lower_first(&t, full);
  else if ((asked || (loose && shared && ails(&said))) && !verbs && said.count < 8 && noun(&said)) dp_put_words(&t, said.at, said.count);
  else return false;
  *out = dp_str_trim(dp_buf_view(&t));
  return out->size > 0;
}

/* The name of a thing, and no symptom: "the weight loss study"; who sits "for long periods of time" has no long periods. */
static bool of_a_thing(const dp_drafting *d, const dp_mention *m) {
  static const char *const about[] = {" of time", " study", " program", " clinic", " medic", " drug", " inject", " plan", " surgery", " center", " group", " pill", " diet"};
  dp_str after = {d->plain.at + m->span.end, d->plain.size - m->span.end};
  for (size_t k = 0; k < sizeof about / sizeof *about; k++)
    if (after.size > strlen(about[k]) && !memcmp(after.at, about[k], strlen(about[k]))) return true;
  return false;
}

void dp_draft_review(dp_drafting *d, uint32_t exam_turn) {
  struct {
    seen *at;
    size_t count, room;
  } all = {0};
  for (size_t i = 0; i < d->reading->mentions.count; i++) {
    const dp_mention *m = &d->reading->mentions.at[i];
    const dp_kb_finding *f = &d->kb->findings[m->finding];
    size_t at = dp_clause_at(d, m->span.start);
    const dp_clause *c = &d->clauses.at[at];
    if ((m->state != DP_PRESENT && m->state != DP_ABSENT) || m->implied || m->normal_test || c->turn >= exam_turn) continue;
    if (c->speaker != DP_SPEAKER_PATIENT && c->speaker != DP_SPEAKER_DOCTOR) continue;
    if (f->kind != DP_KIND_SYMPTOM || c->command || (c->slot == DP_SLOT_FAMILY || c->slot == DP_SLOT_PAST)) continue;
    uint32_t second = 0;
    if (c->question) { /* a question speaks only with its answer */
      size_t a = dp_clause_answer_to(d, at);
      if (a == SIZE_MAX || !d->clauses.at[a].answer || dp_answer_qualified(d, at, a)) continue;
      if ((d->clauses.at[a].answer == 2) != (m->state == DP_ABSENT)) continue;
      if (d->clauses.at[a].answer == 1 && dp_clause_has(c, "or")) continue;
      bool negated = false; /* "no pain in the elbow?" "yes": what the yes means is open */
      for (size_t k = 0; k < c->count; k++) negated |= (c->at[k].flags & WF_NEG) != 0;
      if (negated && d->clauses.at[a].answer == 1) continue;
      second = dp_clause_line(d, &d->clauses.at[a]);
    } else if (c->speaker == DP_SPEAKER_DOCTOR && ((m->state == DP_ABSENT && !dp_clause_has(c, "no not denies denied")) || !dp_clause_has(c, "you your") || dp_clause_has(c, "if might may could can last before"))) continue;
    size_t neg = 0;
    for (size_t k = 0; k < c->count; k++) neg += (c->at[k].flags & WF_NEG) != 0;
    if (!c->question && (neg != 0) != (m->state == DP_ABSENT)) continue; /* "nothing hurting down my legs": not for a list */
    if (!c->question && dp_clause_has(c, "nothing nobody nor wish hope would could if might")) continue;
    if (!c->question && m->state == DP_ABSENT && dp_clause_has(c, "some but just little only sometimes")) continue;
    if (dp_clause_kin(c) || dp_clause_has(c, "they he she them if used") || m->repaired || c->turn < 1) continue;
    if (dp_tense_meant(d, m) || (m->state == DP_PRESENT && (dp_tense_over(d, m) || dp_tense_recovered(d, m)))) continue;
    seen s = {m->finding, m->state, 0, NULL, {dp_clause_line(d, c), second}, {"", 0}};
    if (!named(d, m, c->question, false, &s.name)) continue;
    if (of_a_thing(d, m)) continue;
    s.system = dp_system_of_finding(d->kb, m->finding, &s.rank);
    if (!s.rank) continue;
    bool old = false;
    for (size_t j = 0; j < all.count && !old; j++)
      if (all.at[j].finding == s.finding) {
        old = true;
        if (all.at[j].state != s.state) all.at[j].state = DP_STATE_COUNT;
      }
    if (!old) (void)DP_PUSH(d->arena, &all, s);
  }
  for (uint8_t rank = 1; rank < 20; rank++)
    for (unsigned want = 0; want < 2; want++) {
      uint8_t state = want ? DP_ABSENT : DP_PRESENT;
      size_t n = 0, total = 0;
      dp_draft x = {.slot = DP_SLOT_REVIEW, .origin = DP_ORIGIN_FACT, .rank = rank, .worth = DP_WORTH_ALWAYS, .order = rank * 2u + want};
      for (size_t j = 0; j < all.count; j++) total += all.at[j].rank == rank && all.at[j].state == state;
      if (!total) continue;
      if (total > 6) total = 6;
      dp_buf b;
      dp_buf_init(&b, d->arena);
      dp_buf_text(&b, want ? "Denies " : "Reports ");
      for (size_t j = 0; j < all.count && n < total; j++) {
        if (all.at[j].rank != rank || all.at[j].state != state) continue;
        if (x.line_count + 2u > sizeof x.lines / sizeof *x.lines) break;
        if (n) dp_buf_text(&b, n + 1 < total ? ", " : total > 2 ? (want ? ", or " : ", and ") : want ? " or " : " and ");
        dp_buf_str(&b, all.at[j].name);
        dp_draft_cite(&x, all.at[j].lines[0]);
        if (all.at[j].lines[1]) dp_draft_cite(&x, all.at[j].lines[1]);
        x.group = dp_str_of(all.at[j].system);
        n++;
      }
      dp_buf_char(&b, '.');
      x.text = dp_buf_view(&b);
      dp_draft_put(d, &x);
    }
}

/* ---- vital signs ------------------------------------------------------------------------------------------------------------- */

/* "blood pressure is 132/80": the name and, within a few words, its figure. */
bool dp_draft_vital(dp_drafting *d, size_t i, dp_draft x) {
  static const struct {
    const char *words, *name;
    int64_t low, high;
    bool pair;
  } signs[] = {{"blood pressure", "Blood pressure", 0, 0, true},
               {"temperature", "Temperature", 34000, 108000, false},
               {"heart rate", "Heart rate", 25000, 250000, false},
               {"pulse ox", "Oxygen saturation", 50000, 100000, false},
               {"pulse oximetry", "Oxygen saturation", 50000, 100000, false},
               {"pulse", "Pulse", 25000, 250000, false},
               {"respiratory rate", "Respiratory rate", 5000, 70000, false},
               {"oxygen saturation", "Oxygen saturation", 50000, 100000, false},
               {"o2 sat", "Oxygen saturation", 50000, 100000, false},
               {"o2 saturation", "Oxygen saturation", 50000, 100000, false},
               {"oxygen", "Oxygen saturation", 50000, 100000, false},
               {"fever of", "Temperature", 37500, 108000, false}};
  const dp_clause *c = &d->clauses.at[i];
  bool found = false;
  if (c->question || c->speaker == DP_SPEAKER_PATIENT || dp_clause_has(c, "home last ago previous usually if goal under below less keep")) return false;
  for (size_t q = 0; q < sizeof signs / sizeof *signs; q++)
    for (size_t k = 0; k < c->count; k++) {
      size_t n;
      int64_t milli;
      if (!dp_nword_starts(c->at + k, c->count - k, signs[q].words, &n)) continue;
      if (n == 1 && k + 1 < c->count && dp_nword_any(&c->at[k + 1], "ox oximetry oximeter")) continue; /* a saturation is no pulse */
      for (size_t j = k + n; j < c->count && j < k + n + 9; j++) {
        if (!(c->at[j].flags & WF_NUMBER)) {
          if (dp_nword_any(&c->at[j], "heart pulse temperature respiratory weight blood oxygen")) break;
          continue;
        }
        dp_str rest = c->at[j].text, first = dp_str_cut(&rest, '/');
        bool pair = rest.at != NULL;
        if (pair != signs[q].pair || !dp_parse_milli(first, &milli)) break;
        if (!pair && (milli < signs[q].low || milli > signs[q].high)) break;
        if ((dp_str_eq(dp_str_of(signs[q].name), DP_STR("Pulse")) || dp_str_eq(dp_str_of(signs[q].name), DP_STR("Heart rate"))) && j + 1 < c->count && dp_nword_any(&c->at[j + 1], "% percent")) break;
        dp_buf b;
        dp_buf_init(&b, d->arena);
        dp_buf_text(&b, signs[q].name), dp_buf_text(&b, ": "), dp_buf_str(&b, c->at[j].text);
        if (j + 1 < c->count && dp_nword_any(&c->at[j + 1], "% degrees")) dp_buf_text(&b, dp_nword_is(&c->at[j + 1], "%") ? "%" : " degrees");
        dp_buf_char(&b, '.');
        dp_milli_list heard = {0}, written = {0};
        dp_heard_numbers(dp_clause_raw(d, c), d->arena, &heard);
        dp_heard_numbers(dp_buf_view(&b), d->arena, &written);
        bool said = true;
        for (size_t a = 0; a < written.count; a++) {
          bool one = false;
          for (size_t e = 0; e < heard.count; e++) one |= heard.at[e] == written.at[a];
          said &= one;
        }
        if (!said) break; /* "ninety eight . seven": the clause will be quoted */
        x.text = dp_buf_view(&b), x.slot = DP_SLOT_VITALS, x.origin = DP_ORIGIN_FACT, x.worth = DP_WORTH_ALWAYS;
        bool known = false;
        for (size_t o = 0; o < d->drafts.count; o++) known |= dp_str_eq(d->drafts.at[o].text, x.text);
        if (!known) dp_draft_put(d, &x);
        found = true;
        break;
      }
    }
  return found;
}

/* ---- the complaint --------------------------------------------------------------------------------------------------------------------- */

enum { OPENING = 4 /* turns in which it is said what the visit is for */ };

/* Whether the finding is spoken of in another turn too: what is said once, after the opening, is not what the visit is for. */
static bool come_back_to(const dp_drafting *d, const dp_mention *m) {
  uint32_t turn = d->clauses.at[dp_clause_at(d, m->span.start)].turn;
  for (size_t i = 0; i < d->reading->mentions.count; i++) {
    const dp_mention *o = &d->reading->mentions.at[i];
    const dp_clause *c = &d->clauses.at[dp_clause_at(d, o->span.start)];
    if (o->finding == m->finding && !o->implied && o->state != DP_ABSENT && !c->question && c->turn != turn) return true;
  }
  return false;
}

void dp_draft_complaint(dp_drafting *d) {
  /* what the doctor dictates: "presents with …", "complaining of …", "chief complaint is …" */
  static const char *const cues[] = {"with complaints of", "with a chief complaint of", "chief complaint is", "chief complaint of", "chief complaint ,", "complaining of", "complains of", "with a complaint of",
                                     "presents today for", "presents for", "presents today with", "presents with", "presenting with", "presenting for", "here today for", "here for",
                                     "in today for", "who presents to the clinic today for"};
  for (size_t q = 0; q < sizeof cues / sizeof *cues; q++)
    for (size_t i = 0; i < d->clauses.count && i < 40; i++) {
      const dp_clause *c = &d->clauses.at[i];
      if (c->speaker != DP_SPEAKER_DOCTOR || c->command || c->question || dp_draft_corrected(d, i)) continue;
      for (size_t k = 0; k + 2 < c->count; k++) {
        size_t n;
        if (!dp_nword_starts(c->at + k, c->count - k, cues[q], &n)) continue;
        size_t from = k + n, to = from;
        while (from < c->count && dp_nword_any(&c->at[from], "a an the his her evaluation of some today , your")) from++;
        to = from;
        while (to < c->count && to < from + 12 && !(dp_nword_is(&c->at[to], "and") && to + 1 < c->count && ((c->at[to + 1].flags & (WF_SUBJECT | WF_AUX)) || dp_nword_any(&c->at[to + 1], "then so also how what"))) && !dp_nword_any(&c->at[to], ", who after she he but for i you when because that which today so")) to++;
        while (to > from && dp_nword_any(&c->at[to - 1], "and some in of with your the a")) to--;
        dp_buf b;
        dp_buf_init(&b, d->arena);
        if (to <= from || !dp_third_person(c->at + from, to - from, c->speaker, &(dp_voice){d->voice.sex, true}, d->lexis, true, &b)) continue;
        dp_draft x = {.slot = DP_SLOT_COMPLAINT, .origin = DP_ORIGIN_REWRITTEN, .worth = DP_WORTH_ALWAYS, .text = dp_finish(dp_buf_view(&b), d->arena)};
        dp_draft_cite(&x, dp_clause_line(d, c));
        dp_str span = dp_clause_raw(d, c);
        if (dp_draft_guarded(d, &x, &(dp_source){&span, 1, true, false, false, false})) return;
      }
    }
  /* what the reader takes for it: its words, with the side */
  for (unsigned pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < d->reading->mentions.count; i++) {
      const dp_mention *m = &d->reading->mentions.at[i];
      const dp_clause *c = &d->clauses.at[dp_clause_at(d, m->span.start)];
      if ((c->speaker != DP_SPEAKER_PATIENT && c->speaker != DP_SPEAKER_DOCTOR) || dp_clause_kin(c)) continue;
      if (m->state != DP_PRESENT || (!pass && !m->complaint) || d->kb->findings[m->finding].kind != DP_KIND_SYMPTOM || c->question || c->turn > 24) continue;
      bool opening = c->turn < OPENING;
      if (of_a_thing(d, m)) continue;
      if (dp_tense_over(d, m)) { /* what it was for is over: another symptom that is told later is not what it is for */
        if (opening) return;
        continue;
      }
      if (dp_tense_meant(d, m) || (!opening && (dp_tense_passing(d, m) || !come_back_to(d, m)))) continue;
      dp_draft x = {.slot = DP_SLOT_COMPLAINT, .origin = DP_ORIGIN_FACT, .worth = DP_WORTH_ALWAYS};
      dp_str name;
      if (!named(d, m, false, true, &name)) continue;
      dp_buf b;
      dp_buf_init(&b, d->arena);
      if (m->side == DP_LEFT || m->side == DP_RIGHT) dp_buf_text(&b, m->side == DP_LEFT ? "left " : "right ");
      dp_buf_str(&b, name);
      x.text = dp_finish(dp_buf_view(&b), d->arena);
      dp_draft_cite(&x, dp_clause_line(d, c));
      dp_draft_put(d, &x);
      return;
    }
}

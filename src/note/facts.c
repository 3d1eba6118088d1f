/* facts.c: what the sentences will be made of: clauses in their sections, who the patient is, and the findings with the
 * state that question and answer give them together.
 *
 * The finding reader reads English with marks. A transcript may have none, so it is given the clauses, one after the
 * other, each with the mark that it needs: "Doctor: any fever or chills? Patient: no." Where a byte of that text lies
 * tells the clause, and with it the turn.
 */
#include "drafting.h"

/* ---- who speaks ---------------------------------------------------------------------------------------------------------- */

/* Recordings are sometimes labelled the wrong way round: who asks and says "your" is the doctor. */
static void check_roles(dp_drafting *d, dp_transcript *t) {
  size_t asked[4] = {0}, my[4] = {0}, your[4] = {0};
  for (size_t i = 0; i < d->clauses.count; i++) {
    const dp_clause *c = &d->clauses.at[i];
    asked[c->speaker] += c->question;
    for (size_t k = 0; k < c->count; k++) {
      my[c->speaker] += dp_nword_any(&c->at[k], "my me i");
      your[c->speaker] += dp_nword_any(&c->at[k], "your you");
    }
  }
  size_t doc = DP_SPEAKER_DOCTOR, pat = DP_SPEAKER_PATIENT;
  if (asked[pat] >= 5 && asked[pat] > asked[doc] * 2 && your[pat] > my[pat] && your[pat] > your[doc]) {
    for (size_t i = 0; i < t->turns.count; i++)
      if (t->turns.at[i].speaker == doc) t->turns.at[i].speaker = DP_SPEAKER_PATIENT;
      else if (t->turns.at[i].speaker == pat) t->turns.at[i].speaker = DP_SPEAKER_DOCTOR;
    for (size_t i = 0; i < d->clauses.count; i++)
      if (d->clauses.at[i].speaker == doc) d->clauses.at[i].speaker = DP_SPEAKER_PATIENT;
      else if (d->clauses.at[i].speaker == pat) d->clauses.at[i].speaker = DP_SPEAKER_DOCTOR;
  }
}

/* ---- the reader's text ------------------------------------------------------------------------------------------------------ */

static dp_status plain_text(dp_drafting *d, dp_error *err) {
  dp_buf b;
  dp_buf_init(&b, d->arena);
  d->plain_start = DP_NEW_ARRAY(d->arena, uint32_t, d->clauses.count + 1);
  if (!d->plain_start) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  uint32_t turn = UINT32_MAX;
  for (size_t i = 0; i < d->clauses.count; i++) {
    const dp_clause *c = &d->clauses.at[i];
    if (c->turn != turn) {
      if (turn != UINT32_MAX) dp_buf_char(&b, '\n');
      dp_buf_text(&b, c->speaker == DP_SPEAKER_PATIENT ? "Patient:" : "Doctor:");
      turn = c->turn;
    }
    d->plain_start[i] = (uint32_t)b.size;
    if (c->answer && (!c->count || (!dp_nword_any(&c->at[0], "no not never none")))) dp_buf_text(&b, c->answer == 1 ? " yes." : " no.");
    size_t before = b.size;
    dp_put_words(&b, c->at, c->count);
    if (b.size > before) dp_buf_char(&b, c->question ? '?' : '.');
  }
  d->plain_start[d->clauses.count] = (uint32_t)b.size;
  if (b.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  d->plain = dp_buf_view(&b);
  return dp_read(d->kb, d->plain, NULL, d->arena, &d->reading, err);
}

size_t dp_clause_at(const dp_drafting *d, uint32_t byte) {
  size_t lo = 0, hi = d->clauses.count;
  while (lo + 1 < hi) {
    size_t mid = (lo + hi) / 2;
    if (d->plain_start[mid] <= byte) lo = mid;
    else hi = mid;
  }
  return lo;
}

/* ---- the patient's sex, from what is said of the patient ------------------------------------------------------------------- */

static uint8_t sex_of(const dp_drafting *d) {
  int score = 0;
  size_t he = 0, she = 0;
  if (d->reading->sex && d->reading->sex_span.end > d->reading->sex_span.start) { /* a word for the patient, no pronoun, which may be another's */
    dp_nword w = {.text = {d->plain.at + d->reading->sex_span.start, d->reading->sex_span.end - d->reading->sex_span.start}};
    const dp_clause *c = &d->clauses.at[dp_clause_at(d, d->reading->sex_span.start)];
    bool relative = false;
    for (size_t k = 0; k < c->count; k++) relative |= (c->at[k].flags & WF_KIN) != 0;
    if (!dp_nword_any(&w, "he she his her him hers himself herself") && !relative) return d->reading->sex;
  }
  for (size_t i = 0; i < d->clauses.count; i++) {
    const dp_clause *c = &d->clauses.at[i];
    bool relative = false;
    for (size_t k = 0; k < c->count; k++) relative |= (c->at[k].flags & WF_KIN) != 0;
    for (size_t k = 0; k < c->count && !relative && c->speaker == DP_SPEAKER_DOCTOR && !c->question; k++) he += dp_nword_any(&c->at[k], "he his him"), she += dp_nword_any(&c->at[k], "she her");
    for (size_t k = 0; k < c->count; k++) {
      if (dp_nword_any(&c->at[k], "mr sir") && c->speaker == DP_SPEAKER_DOCTOR) score += 3;
      if (dp_nword_any(&c->at[k], "mrs ms miss ma'am") && c->speaker == DP_SPEAKER_DOCTOR) score -= 3;
      if (dp_nword_any(&c->at[k], "prostate testicular") && k && dp_nword_any(&c->at[k - 1], "your my")) score += 2;
      if (dp_nword_any(&c->at[k], "uterus cervix vaginal hysterectomy menopause pregnant periods ovaries") && k && dp_nword_any(&c->at[k - 1], "your my the been a")) score -= 2;
      if (dp_nword_any(&c->at[k], "wife girlfriend") && c->speaker == DP_SPEAKER_PATIENT && k && dp_nword_any(&c->at[k - 1], "my")) score += 1;
      if (dp_nword_any(&c->at[k], "husband boyfriend") && c->speaker == DP_SPEAKER_PATIENT && k && dp_nword_any(&c->at[k - 1], "my")) score -= 1;
    }
  }
  if (he >= 3 && he > 4 * she) score += 2; /* as the doctor dictates */
  if (she >= 3 && she > 4 * he) score -= 2;
  return score >= 2 ? DP_MALE : score <= -2 ? DP_FEMALE : DP_SEX_UNKNOWN;
}

/* ---- sections by rule, where the classifier may not decide ------------------------------------------------------------------ */

static void correct_sections(dp_drafting *d) {
  uint32_t planned = UINT32_MAX, half = (uint32_t)(d->transcript->turns.count * 6 / 10);
  for (size_t i = 0; i < d->clauses.count && planned == UINT32_MAX; i++) /* what a doctor tells after the plan has begun belongs to it */
    if (d->clauses.at[i].speaker == DP_SPEAKER_DOCTOR && d->clauses.at[i].turn > half && (d->clauses.at[i].slot == DP_SLOT_PLAN || d->clauses.at[i].slot == DP_SLOT_ASSESSMENT)) planned = d->clauses.at[i].turn;
  for (size_t i = 0; i < d->clauses.count; i++)
    if (d->clauses.at[i].turn > planned && d->clauses.at[i].slot == DP_SLOT_HPI && d->clauses.at[i].speaker == DP_SPEAKER_DOCTOR && !d->clauses.at[i].question) d->clauses.at[i].slot = DP_SLOT_ASSESSMENT;
  for (size_t i = 0; i < d->clauses.count; i++) {
    dp_clause *c = &d->clauses.at[i];
    if (c->slot == DP_SLOT_FAMILY && !dp_clause_has(c, "family") ) {
      bool kin = false;
      for (size_t k = 0; k < c->count; k++) kin |= (c->at[k].flags & WF_KIN) != 0;
      if (!kin) c->slot = DP_SLOT_HPI;
    }
    if (c->slot == DP_SLOT_VITALS && !dp_clause_has(c, "blood pressure heart temperature pulse oxygen saturation vital vitals weight bmi rate respiratory temp sats")) c->slot = DP_SLOT_EXAM;
    if (c->slot == DP_SLOT_ALLERGIES && !dp_clause_has(c, "allergic allergy allergies reaction")) c->slot = DP_SLOT_HPI;
    if (c->speaker == DP_SPEAKER_PATIENT && (c->slot == DP_SLOT_PLAN || c->slot == DP_SLOT_ASSESSMENT || c->slot == DP_SLOT_FOLLOWUP)) c->slot = DP_SLOT_COUNT;
    if (c->slot == DP_SLOT_COUNT && c->speaker == DP_SPEAKER_PATIENT && !c->question && c->count > 2 && dp_nword_is(c->at, "i") && dp_clause_has(c, "take takes took taking stopped started stop start tried use used using")) {
      bool drug = false; /* what a patient says to take or to have stopped is not small talk, whatever the classifier thinks */
      for (size_t k = 0; k < c->count; k++) drug |= (c->at[k].flags & WF_DRUG) != 0;
      if (drug) c->slot = DP_SLOT_HPI, c->worth = c->worth > 100 ? c->worth : 100;
    }
    if (c->speaker == DP_SPEAKER_PATIENT && (c->slot == DP_SLOT_EXAM || c->slot == DP_SLOT_RESULTS)) c->slot = DP_SLOT_HPI;
  }
}

/* A doctor who tells the history back asks for a yes: "so you fell on the left side". Asserted only when the patient gives
 * it; a question when it is denied, or when it holds a negation, whose yes could mean both. */
static void ask_statements(dp_drafting *d) {
  uint32_t turns = (uint32_t)d->transcript->turns.count;
  for (size_t i = 0; i < d->clauses.count; i++) {
    dp_clause *c = &d->clauses.at[i];
    if (c->speaker != DP_SPEAKER_DOCTOR || c->question || c->command || !c->count) continue;
    if (c->slot == DP_SLOT_EXAM || c->slot == DP_SLOT_VITALS || c->slot == DP_SLOT_RESULTS || c->slot >= DP_SLOT_ASSESSMENT) {
      if (c->slot != DP_SLOT_COUNT) continue;
    }
    if (dp_clause_has(c, "presents male female")) continue; /* dictated */
    bool negated = false, you = dp_clause_has(c, "you your");
    for (size_t k = 0; k < c->count; k++) negated |= (c->at[k].flags & WF_NEG) != 0;
    bool last = true;
    for (size_t j = i + 1; j < d->clauses.count && d->clauses.at[j].turn == c->turn; j++) last &= !d->clauses.at[j].count;
    bool verbs = false;
    for (size_t k = 0; k < c->count; k++) verbs |= (c->at[k].flags & (WF_AUX | WF_BASE | WF_PAST)) != 0;
    if (negated && c->turn * 10 < turns * 8 && !dp_clause_has(c, "he she patient denies denied")) c->question = true;
    else if (dp_clause_has(c, "any") && c->turn * 10 < turns * 8 && !dp_clause_has(c, "he she patient")) c->question = true; /* "we'll talk about other symptoms, any joint pain" */
    else if (!verbs && c->turn * 10 < turns * 8) c->question = true; /* "shortness of breath" */
    else if (last && you && c->turn + 1 < turns) {
      dp_str next = d->transcript->turns.at[c->turn + 1].text;
      static const char *const confirmed[] = {"yes", "yeah", "yep", "mm", "uh-huh", "right", "correct", "that's right", "that is", "okay", "absolutely", "exactly", "sure", "yup", "i do", "i am", "it is", "i did"};
      bool yes = false;
      for (size_t k = 0; k < sizeof confirmed / sizeof *confirmed; k++) {
        dp_str w = dp_str_of(confirmed[k]);
        yes |= next.size >= w.size && dp_str_eq_ci((dp_str){next.at, w.size}, w);
      }
      if (!yes) c->question = true;
    }
  }
}

dp_status dp_facts(dp_drafting *d, dp_str transcript, const dp_note_options *o, dp_error *err) {
  dp_transcript *t = DP_NEW(d->arena, dp_transcript);
  dp_lexis *l = dp_lexis_make(d->arena);
  if (!t || !l) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  d->transcript = t;
  d->lexis = l;
  dp_status status = dp_transcript_of(transcript, d->arena, t, err);
  if (!status) status = dp_clauses_of(t, l, d->arena, &d->clauses, err);
  if (status) return status;
  check_roles(d, t);
  status = dp_classify(&d->clauses, t->turns.count, d->arena, err);
  if (!status) ask_statements(d);
  if (!status) status = plain_text(d, err);
  if (status) return status;
  d->voice.sex = o && o->sex ? o->sex : sex_of(d);
  correct_sections(d);
  return DP_OK;
}

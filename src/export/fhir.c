/* fhir.c: a note as a FHIR R4 document: a Bundle whose first entry is the Composition, and what its sections speak of.
 *
 * hl7.org/fhir/R4/documents.html: a document has an identifier, a timestamp, a Composition first, and holds whatever that
 * refers to; every resource here is reached from a section of the Composition.
 *
 * - The narrative is the note; each sentence links to its turns, which are the section "What was said".
 * - Condition: the note's problems (provisional), the diseases that its assessment names, and the diagnosis that the clinician
 *   recorded (confirmed).
 * - Observation: what the note says was measured, in UCUM; blood pressure as one panel.
 * - MedicationStatement, AllergyIntolerance: what the note says, in fields where the words give them.
 * - ClinicalImpression and RiskAssessment: what the note finds, and the program's differential with its probabilities.
 *   They stand in a section of their own that says whose they are: no clinician wrote them.
 * - Patient: sex and whatever name, date and number the client gave. Nothing is made up; an age is no date of birth, so it is
 *   an Observation.
 *
 * Identifiers are UUIDs of version 8 (RFC 9562) out of the document's own hash: the same note gives the same bytes.
 */
#include "export.h"

enum { SECTION_DIFFERENTIAL = 0xFFFF, MOST = 512, PREDICTIONS = 10 };

typedef struct resource {
  const char *type;
  dp_str json;      /* its members, without the braces' ends */
  uint16_t section; /* index of the note's section, or SECTION_DIFFERENTIAL */
} resource;

typedef struct fhir {
  const dp_document *d;
  dp_arena *arena;
  uint8_t seed[32];
  struct {
    resource *at;
    size_t count, room;
  } resources; /* 0 is the Patient, 1 the author */
} fhir;

static void uuid(const fhir *f, size_t number, char out[37]) {
  static const char hex[] = "0123456789abcdef";
  uint8_t in[36], hash[32];
  memcpy(in, f->seed, 32);
  for (int i = 0; i < 4; i++) in[32 + i] = (uint8_t)(number >> 8 * i);
  dp_sha256(in, sizeof in, hash);
  hash[6] = (uint8_t)((hash[6] & 15) | 0x80);
  hash[8] = (uint8_t)((hash[8] & 63) | 0x80);
  size_t n = 0;
  for (int i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out[n++] = '-';
    out[n++] = hex[hash[i] >> 4], out[n++] = hex[hash[i] & 15];
  }
  out[n] = 0;
}
static void put_uuid(const fhir *f, size_t number, dp_jw *w, const char *key) {
  char name[46] = "urn:uuid:";
  uuid(f, number, name + 9);
  dp_jw_ktext(w, key, name);
}
static void put_reference(const fhir *f, size_t number, dp_jw *w, const char *key) {
  dp_jw_key(w, key);
  dp_jw_object(w);
  put_uuid(f, number, w, "reference");
  dp_jw_end_object(w);
}

/* ---- pieces that resources share -------------------------------------------------------------------------------------------- */

static void put_coding(dp_jw *w, const char *system, const char *code, const char *display) {
  dp_jw_key(w, "coding");
  dp_jw_array(w);
  dp_jw_object(w);
  dp_jw_ktext(w, "system", system), dp_jw_ktext(w, "code", code);
  if (display) dp_jw_ktext(w, "display", display);
  dp_jw_end_object(w);
  dp_jw_end_array(w);
}
static void put_concept(dp_jw *w, const char *key, const char *system, const char *code, const char *display, dp_str text) {
  if (key) dp_jw_key(w, key);
  dp_jw_object(w);
  bool one = code && *code; /* "J13-J18" is a block of codes, and no code */
  for (const char *c = code; one && c && *c; c++) one = *c != '-' || *system != 'h' || !dp_str_ends(dp_str_of(system), DP_STR("icd-10"));
  if (one) put_coding(w, system, code, display);
  if (text.size) dp_jw_kstr(w, "text", text);
  dp_jw_end_object(w);
}
static void put_category(dp_jw *w, const char *system, const char *code) {
  dp_jw_key(w, "category");
  dp_jw_array(w);
  put_concept(w, NULL, system, code, NULL, (dp_str){"", 0});
  dp_jw_end_array(w);
}
#define TERMS "http://terminology.hl7.org/CodeSystem/"

/* "Turn 4: Patient: …": where it is from. */
static void put_note(const fhir *f, dp_jw *w, const uint32_t *lines, size_t count) {
  if (!count) return;
  dp_jw_key(w, "note");
  dp_jw_array(w);
  for (size_t i = 0; i < count; i++) {
    const dp_turn *t = dp_document_turn(f->d->note, lines[i]);
    if (!t) continue;
    dp_buf b;
    dp_buf_init(&b, f->arena);
    dp_buf_text(&b, "Turn "), dp_buf_uint(&b, t->number), dp_buf_text(&b, ": "), dp_buf_text(&b, dp_document_speaker(t)), dp_buf_text(&b, ": "), dp_buf_str(&b, t->text);
    dp_jw_object(w);
    dp_jw_kstr(w, "text", dp_buf_view(&b));
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
}

typedef struct open {
  dp_buf b;
  dp_jw w;
} open;
static dp_jw *begin(fhir *f, open *o, const char *type) {
  char id[37];
  dp_buf_init(&o->b, f->arena);
  dp_jw_init(&o->w, &o->b);
  dp_jw_object(&o->w);
  dp_jw_ktext(&o->w, "resourceType", type);
  uuid(f, f->resources.count + 2, id);
  dp_jw_ktext(&o->w, "id", id);
  return &o->w;
}
static bool finish(fhir *f, open *o, const char *type, uint16_t section) {
  dp_jw_end_object(&o->w);
  resource r = {type, dp_buf_view(&o->b), section};
  return !o->b.failed && DP_PUSH(f->arena, &f->resources, r);
}
static void put_subject(fhir *f, dp_jw *w, const char *key) { put_reference(f, 2, w, key); }

/* ---- patient and author --------------------------------------------------------------------------------------------------------- */

static bool patient(fhir *f) {
  const dp_document *d = f->d;
  open o;
  dp_jw *w = begin(f, &o, "Patient");
  if (d->id.size) {
    dp_jw_key(w, "identifier");
    dp_jw_array(w);
    dp_jw_object(w);
    dp_jw_kstr(w, "value", d->id);
    dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  if (d->name.size) {
    dp_jw_key(w, "name");
    dp_jw_array(w);
    dp_jw_object(w);
    dp_jw_kstr(w, "text", d->name);
    dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  dp_jw_ktext(w, "gender", d->sex == DP_FEMALE ? "female" : d->sex == DP_MALE ? "male" : "unknown");
  if (d->born.size) dp_jw_kstr(w, "birthDate", d->born);
  return finish(f, &o, "Patient", SECTION_DIFFERENTIAL);
}
/* Who answers for it: the clinician of a signed note, the program of a draft. */
static bool author(fhir *f) {
  const dp_document *d = f->d;
  bool person = d->is_signed && d->author.size;
  open o;
  dp_jw *w = begin(f, &o, person ? "Practitioner" : "Device");
  dp_jw_key(w, person ? "name" : "deviceName");
  dp_jw_array(w);
  dp_jw_object(w);
  if (person) dp_jw_kstr(w, "text", d->author);
  else dp_jw_kstr(w, "name", d->made_by), dp_jw_ktext(w, "type", "user-friendly-name");
  dp_jw_end_object(w);
  dp_jw_end_array(w);
  return finish(f, &o, person ? "Practitioner" : "Device", SECTION_DIFFERENTIAL);
}

/* ---- what was measured ------------------------------------------------------------------------------------------------------------ */

static bool section_has(const dp_note *n, const dp_note_section *s, unsigned slots) {
  static const char *const ids[] = {"vitals", "exam", "results", "objective"};
  for (size_t i = s->first; i < s->first + s->count; i++)
    if (slots >> n->sentences.at[i].slot & 1) return true;
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    if (dp_str_eq(s->id, dp_str_of(ids[i]))) return true;
  return false;
}
/* The sentence that a byte of a section's text lies in; NULL in a clinician's own words. */
static const dp_note_sentence *sentence_at(const dp_note *n, const dp_note_section *s, size_t byte) {
  size_t from = 0;
  for (size_t i = s->first; i < s->first + s->count; i++) {
    dp_str x = n->sentences.at[i].text;
    for (size_t at = from; at + x.size <= s->text.size; at++)
      if (!memcmp(s->text.at + at, x.at, x.size)) {
        if (byte >= at && byte < at + x.size) return &n->sentences.at[i];
        from = at + x.size;
        break;
      }
  }
  return NULL;
}

static void put_quantity(dp_jw *w, const char *key, int64_t milli, const char *unit) {
  const char *ucum = dp_ucum_of(unit);
  dp_jw_key(w, key);
  dp_jw_object(w);
  dp_jw_kfixed(w, "value", milli, 3);
  if (*unit) dp_jw_ktext(w, "unit", unit);
  if (ucum) dp_jw_ktext(w, "system", "http://unitsofmeasure.org"), dp_jw_ktext(w, "code", ucum);
  dp_jw_end_object(w);
}
static void put_measure(const fhir *f, dp_jw *w, const dp_value *v) {
  const dp_kb_measure *m = &f->d->kb->measures[v->measure];
  const dp_measure_code *c = dp_measure_code_of(dp_kb_text(f->d->kb, m->id));
  put_concept(w, "code", "http://loinc.org", c ? c->loinc : NULL, c ? c->display : NULL, dp_str_of(dp_kb_text(f->d->kb, m->name)));
  put_quantity(w, "valueQuantity", v->milli, dp_kb_text(f->d->kb, m->unit));
}
static bool is_measure(const fhir *f, const dp_value *v, const char *id) { return v->measure < f->d->kb->measure_count && dp_str_eq(dp_str_of(dp_kb_text(f->d->kb, f->d->kb->measures[v->measure].id)), dp_str_of(id)); }

static bool observation(fhir *f, const dp_value *v, const dp_value *diastolic, const dp_note_sentence *from, uint16_t section) {
  const dp_measure_code *c = dp_measure_code_of(dp_kb_text(f->d->kb, f->d->kb->measures[v->measure].id));
  open o;
  dp_jw *w = begin(f, &o, "Observation");
  dp_jw_ktext(w, "status", f->d->is_signed ? "final" : "preliminary");
  put_category(w, TERMS "observation-category", c && c->vital ? "vital-signs" : section_has(f->d->note, &f->d->note->sections.at[section], 1u << DP_SLOT_RESULTS) ? "laboratory" : "exam");
  if (diastolic) put_concept(w, "code", "http://loinc.org", "85354-9", "Blood pressure panel with all children optional", DP_STR("Blood pressure"));
  else put_measure(f, w, v);
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "effectiveDateTime", f->d->date);
  if (from) put_note(f, w, from->lines, from->line_count);
  if (diastolic) {
    dp_jw_key(w, "component");
    dp_jw_array(w);
    dp_jw_object(w), put_measure(f, w, v), dp_jw_end_object(w);
    dp_jw_object(w), put_measure(f, w, diastolic), dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  return finish(f, &o, "Observation", section);
}

static dp_status observations(fhir *f, dp_error *err) {
  const dp_note *n = f->d->note;
  unsigned slots = 1u << DP_SLOT_VITALS | 1u << DP_SLOT_EXAM | 1u << DP_SLOT_RESULTS;
  for (size_t k = 0; k < n->sections.count; k++) {
    const dp_note_section *s = &n->sections.at[k];
    dp_reading *r = NULL;
    if (!section_has(n, s, slots)) continue;
    dp_status status = dp_read(f->d->kb, s->text, NULL, f->arena, &r, err);
    if (status) return status;
    for (size_t i = 0; i < r->values.count && f->resources.count < MOST; i++) {
      const dp_value *v = &r->values.at[i], *next = i + 1 < r->values.count ? v + 1 : NULL;
      if (v->measure >= f->d->kb->measure_count) continue;
      const dp_note_sentence *from = sentence_at(n, s, v->span.start);
      if (from && !(slots >> from->slot & 1)) continue; /* a figure of the story is no measurement of today */
      bool both = is_measure(f, v, "systolic_bp") && next && is_measure(f, next, "diastolic_bp");
      if (!observation(f, v, both ? next : NULL, from, (uint16_t)k)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
      i += both;
    }
  }
  if (f->d->age_days >= 0) {
    open o;
    dp_jw *w = begin(f, &o, "Observation");
    dp_jw_ktext(w, "status", f->d->is_signed ? "final" : "preliminary");
    put_concept(w, "code", "http://loinc.org", "30525-0", "Age", DP_STR("Age"));
    put_subject(f, w, "subject");
    dp_jw_kstr(w, "effectiveDateTime", f->d->date);
    bool years = f->d->age_days >= 730;
    dp_jw_key(w, "valueQuantity");
    dp_jw_object(w);
    dp_jw_kint(w, "value", years ? f->d->age_days / 365 : f->d->age_days);
    dp_jw_ktext(w, "unit", years ? "years" : "days"), dp_jw_ktext(w, "system", "http://unitsofmeasure.org"), dp_jw_ktext(w, "code", years ? "a" : "d");
    dp_jw_end_object(w);
    if (!finish(f, &o, "Observation", SECTION_DIFFERENTIAL)) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  }
  return DP_OK;
}

/* ---- problems ------------------------------------------------------------------------------------------------------------------------ */

static bool condition(fhir *f, dp_str text, const char *icd10, const char *verified, const dp_note_sentence *from, uint16_t section) {
  open o;
  dp_jw *w = begin(f, &o, "Condition");
  put_concept(w, "clinicalStatus", TERMS "condition-clinical", "active", NULL, (dp_str){"", 0});
  put_concept(w, "verificationStatus", TERMS "condition-ver-status", verified, NULL, (dp_str){"", 0});
  put_category(w, TERMS "condition-category", "encounter-diagnosis");
  put_concept(w, "code", "http://hl7.org/fhir/sid/icd-10", icd10, NULL, text);
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "recordedDate", f->d->date);
  if (from) put_note(f, w, from->lines, from->line_count);
  return finish(f, &o, "Condition", section);
}
static const char *icd10_of(const dp_kb *kb, uint16_t finding) {
  uint16_t c = finding < kb->finding_count ? kb->findings[finding].condition : DP_NONE;
  return c == DP_NONE ? NULL : dp_kb_text(kb, kb->conditions[c].icd10);
}
static dp_str without_point(dp_str s) {
  while (s.size && (s.at[s.size - 1] == '.' || s.at[s.size - 1] == ' ')) s.size--;
  return s;
}

static dp_status conditions(fhir *f, dp_error *err) {
  const dp_note *n = f->d->note;
  const dp_kb *kb = f->d->kb;
  unsigned slots = 1u << DP_SLOT_ASSESSMENT | 1u << DP_SLOT_PLAN | 1u << DP_SLOT_FOLLOWUP;
  bool ok = true, listed = f->d->diagnosis == DP_NONE;
  for (size_t k = 0; k < n->sections.count && ok; k++) {
    const dp_note_section *s = &n->sections.at[k];
    dp_reading *r = NULL;
    bool its = false;
    for (size_t i = s->first; i < s->first + s->count && ok; i++) {
      its |= (slots >> n->sentences.at[i].slot & 1) != 0;
      if (n->sentences.at[i].headline && f->resources.count < MOST) ok = condition(f, without_point(n->sentences.at[i].text), NULL, "provisional", &n->sentences.at[i], (uint16_t)k);
    }
    its |= dp_str_starts(s->id, DP_STR("assessment"));
    if (!its) continue;
    dp_status status = dp_read(kb, s->text, NULL, f->arena, &r, err);
    if (status) return status;
    for (size_t i = 0; i < r->mentions.count && ok; i++) {
      const dp_mention *m = &r->mentions.at[i];
      if ((m->state != DP_PRESENT && m->state != DP_UNCERTAIN) || kb->findings[m->finding].kind != DP_KIND_DISEASE) continue;
      const dp_note_sentence *from = sentence_at(n, s, m->span.start);
      if (from && (from->headline || !(slots >> from->slot & 1))) continue;
      bool twice = false;
      for (size_t j = 0; j < i && !twice; j++) twice = r->mentions.at[j].finding == m->finding;
      if (twice || f->resources.count >= MOST) continue;
      bool sure = f->d->diagnosis != DP_NONE && kb->findings[m->finding].condition == f->d->diagnosis;
      listed |= sure;
      ok = condition(f, dp_str_of(dp_kb_finding_name(kb, m->finding)), icd10_of(kb, m->finding), sure ? "confirmed" : m->state == DP_UNCERTAIN ? "differential" : "provisional", from, (uint16_t)k);
    }
  }
  if (ok && !listed) ok = condition(f, dp_str_of(dp_kb_text(kb, kb->conditions[f->d->diagnosis].name)), dp_kb_text(kb, kb->conditions[f->d->diagnosis].icd10), "confirmed", NULL, SECTION_DIFFERENTIAL);
  return ok ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

/* ---- medicines and allergies ------------------------------------------------------------------------------------------------------------ */

static uint16_t section_of(const dp_note *n, size_t sentence) {
  for (size_t k = 0; k < n->sections.count; k++)
    if (sentence >= n->sections.at[k].first && sentence < n->sections.at[k].first + n->sections.at[k].count) return (uint16_t)k;
  return SECTION_DIFFERENTIAL;
}

static bool statement(fhir *f, const dp_note_medicine *m) {
  static const char *const status[] = {"active", "stopped", "intended", "not-taken"};
  const dp_note_sentence *from = &f->d->note->sentences.at[m->sentence];
  open o;
  dp_jw *w = begin(f, &o, "MedicationStatement");
  dp_jw_ktext(w, "status", status[m->taking]);
  put_concept(w, "medicationCodeableConcept", NULL, NULL, NULL, m->name);
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "dateAsserted", f->d->date);
  put_note(f, w, from->lines, from->line_count);
  if (m->taking != DP_TAKES_NOT) {
    dp_jw_key(w, "dosage");
    dp_jw_array(w);
    dp_jw_object(w);
    dp_buf said;
    dp_buf_init(&said, f->arena);
    if (m->dose_milli) dp_buf_fixed(&said, m->dose_milli, 3, true), dp_buf_char(&said, ' '), dp_buf_str(&said, m->unit);
    const dp_str parts[] = {m->route, m->frequency, m->as_needed ? DP_STR("as needed") : (dp_str){"", 0}};
    for (size_t i = 0; i < 3; i++)
      if (parts[i].size) dp_buf_text(&said, said.size ? " " : ""), dp_buf_str(&said, parts[i]);
    dp_str dosage = dp_str_trim(dp_buf_view(&said));
    dp_jw_kstr(w, "text", dosage.size ? dosage : from->text);
    if (m->times) {
      char per[3] = {m->per, 0, 0};
      if (m->per == 'w') per[0] = 'w', per[1] = 'k';
      if (m->per == 'm') per[0] = 'm', per[1] = 'o';
      dp_jw_key(w, "timing");
      dp_jw_object(w);
      dp_jw_key(w, "repeat");
      dp_jw_object(w);
      dp_jw_kint(w, "frequency", m->times), dp_jw_kint(w, "period", m->period), dp_jw_ktext(w, "periodUnit", per);
      dp_jw_end_object(w);
      dp_jw_key(w, "code");
      dp_jw_object(w);
      dp_jw_kstr(w, "text", m->frequency);
      dp_jw_end_object(w);
      dp_jw_end_object(w);
    }
    if (m->as_needed) dp_jw_kbool(w, "asNeededBoolean", true);
    if (m->route.size) put_concept(w, "route", NULL, NULL, NULL, m->route);
    if (m->dose_milli) {
      dp_buf unit;
      dp_buf_init(&unit, f->arena);
      dp_buf_str(&unit, m->unit);
      dp_jw_key(w, "doseAndRate");
      dp_jw_array(w);
      dp_jw_object(w);
      char *name = dp_buf_nul(&unit);
      put_quantity(w, "doseQuantity", m->dose_milli, name ? name : "");
      dp_jw_end_object(w);
      dp_jw_end_array(w);
    }
    dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  return finish(f, &o, "MedicationStatement", section_of(f->d->note, m->sentence));
}

static bool holds(dp_str in, const char *word) {
  dp_str x = dp_str_of(word);
  for (size_t i = 0; i + x.size <= in.size; i++)
    if (dp_str_eq_ci((dp_str){in.at + i, x.size}, x)) return true;
  return false;
}
/* What stands after "allergic to", "allergy to"; empty when the sentence has no such words. */
static dp_str substance(dp_str s) {
  static const char *const leads[] = {"allergic to ", "allergy to ", "allergies to "};
  for (size_t k = 0; k < 3; k++) {
    dp_str x = dp_str_of(leads[k]);
    for (size_t i = 0; i + x.size < s.size; i++)
      if (dp_str_eq_ci((dp_str){s.at + i, x.size}, x)) return without_point((dp_str){s.at + i + x.size, s.size - i - x.size});
  }
  return (dp_str){"", 0};
}
static bool allergy(fhir *f, size_t sentence) {
  const dp_note_sentence *from = &f->d->note->sentences.at[sentence];
  dp_str s = from->text, to = substance(s);
  bool denied = holds(s, "denies") || dp_str_starts(s, DP_STR("No ")) || holds(s, " no ") || holds(s, " not ");
  bool drugs = holds(s, "drug") || holds(s, "medic");
  if (denied && to.size && !drugs && !holds(s, "anything")) return true; /* not allergic to one thing: nothing to record */
  open o;
  dp_jw *w = begin(f, &o, "AllergyIntolerance");
  put_concept(w, "clinicalStatus", TERMS "allergyintolerance-clinical", "active", NULL, (dp_str){"", 0});
  put_concept(w, "verificationStatus", TERMS "allergyintolerance-verification", "unconfirmed", NULL, (dp_str){"", 0});
  /* SNOMED CT, in FHIR R4's value set allergyintolerance-code */
  if (denied) put_concept(w, "code", "http://snomed.info/sct", drugs ? "409137002" : "716186003", drugs ? "No known drug allergy" : "No known allergy", s);
  else put_concept(w, "code", NULL, NULL, NULL, to.size ? to : without_point(s));
  put_subject(f, w, "patient");
  dp_jw_kstr(w, "recordedDate", f->d->date);
  put_note(f, w, from->lines, from->line_count);
  return finish(f, &o, "AllergyIntolerance", section_of(f->d->note, sentence));
}

/* ---- what the program makes of it -------------------------------------------------------------------------------------------------------- */

static dp_status impression(fhir *f, dp_error *err) {
  const dp_document *d = f->d;
  const dp_kb *kb = d->kb;
  dp_buf all;
  dp_buf_init(&all, f->arena);
  for (size_t i = 0; i < d->note->sections.count; i++) dp_buf_str(&all, d->note->sections.at[i].text), dp_buf_text(&all, "\n\n");
  dp_reading *r = NULL;
  dp_status status = dp_read(kb, dp_buf_view(&all), NULL, f->arena, &r, err);
  if (status) return status;
  open o;
  dp_jw *w = begin(f, &o, "ClinicalImpression");
  dp_jw_ktext(w, "status", d->is_signed ? "completed" : "in-progress");
  dp_jw_ktext(w, "description", "Findings that the note states as present, read by Diagnosis Pad.");
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "date", d->date);
  bool any = false;
  for (size_t i = 0; i < r->mentions.count; i++) {
    const dp_mention *m = &r->mentions.at[i];
    bool twice = m->state != DP_PRESENT || m->implied;
    for (size_t j = 0; j < i && !twice; j++) twice = r->mentions.at[j].finding == m->finding && r->mentions.at[j].state == DP_PRESENT;
    if (twice) continue;
    if (!any) dp_jw_key(w, "finding"), dp_jw_array(w);
    any = true;
    dp_jw_object(w);
    const char *hpo = dp_kb_text(kb, kb->findings[m->finding].hpo), *icd = icd10_of(kb, m->finding);
    bool disease = icd && *icd;
    put_concept(w, "itemCodeableConcept", disease ? "http://hl7.org/fhir/sid/icd-10" : "http://human-phenotype-ontology.org", disease ? icd : hpo, NULL, dp_str_of(dp_kb_finding_name(kb, m->finding)));
    dp_jw_kstr(w, "basis", (dp_str){all.at + m->span.start, m->span.end - m->span.start});
    dp_jw_end_object(w);
  }
  if (any) dp_jw_end_array(w);
  if (d->ranked && d->ranked->count) {
    dp_jw_key(w, "prognosisReference");
    dp_jw_array(w);
    dp_jw_object(w);
    put_uuid(f, f->resources.count + 3, w, "reference"); /* the RiskAssessment, which follows */
    dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  return finish(f, &o, "ClinicalImpression", SECTION_DIFFERENTIAL) ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

static bool risk(fhir *f) {
  const dp_differential *r = f->d->ranked;
  const dp_kb *kb = f->d->kb;
  open o;
  dp_jw *w = begin(f, &o, "RiskAssessment");
  dp_jw_ktext(w, "status", "preliminary");
  put_concept(w, "method", NULL, NULL, NULL, f->d->made_by);
  put_concept(w, "code", NULL, NULL, NULL, DP_STR("Differential diagnosis with calibrated probabilities"));
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "occurrenceDateTime", f->d->date);
  dp_jw_key(w, "prediction");
  dp_jw_array(w);
  for (size_t i = 0; i < r->count && i < PREDICTIONS; i++) {
    const dp_kb_condition *c = &kb->conditions[r->rows[i].condition];
    dp_jw_object(w);
    put_concept(w, "outcome", "http://hl7.org/fhir/sid/icd-10", dp_kb_text(kb, c->icd10), NULL, dp_str_of(dp_kb_text(kb, c->name)));
    dp_jw_kfixed(w, "probabilityDecimal", r->rows[i].probability_ppm, 6);
    dp_jw_end_object(w);
  }
  dp_jw_object(w);
  put_concept(w, "outcome", NULL, NULL, NULL, DP_STR("Something else"));
  dp_jw_kfixed(w, "probabilityDecimal", r->else_ppm, 6);
  dp_jw_end_object(w);
  dp_jw_end_array(w);
  return finish(f, &o, "RiskAssessment", SECTION_DIFFERENTIAL);
}

/* ---- composition and bundle ------------------------------------------------------------------------------------------------------------------ */

static void put_narrative(dp_jw *w, const char *status, const dp_buf *inner, dp_arena *arena) {
  dp_buf div;
  dp_buf_init(&div, arena);
  dp_buf_text(&div, "<div xmlns=\"http://www.w3.org/1999/xhtml\">"), dp_buf_str(&div, dp_buf_view(inner)), dp_buf_text(&div, "</div>");
  dp_jw_key(w, "text");
  dp_jw_object(w);
  dp_jw_ktext(w, "status", status), dp_jw_kstr(w, "div", dp_buf_view(&div));
  dp_jw_end_object(w);
}
static void put_entries(const fhir *f, dp_jw *w, uint16_t section) {
  bool any = false;
  for (size_t i = 2; i < f->resources.count; i++) {
    if (f->resources.at[i].section != section) continue;
    if (!any) dp_jw_key(w, "entry"), dp_jw_array(w);
    any = true;
    dp_jw_object(w);
    put_uuid(f, i + 2, w, "reference");
    dp_jw_end_object(w);
  }
  if (any) dp_jw_end_array(w);
}

static dp_status composition(fhir *f, dp_jw *w, dp_error *err) {
  const dp_document *d = f->d;
  const dp_note *n = d->note;
  const char *display = NULL, *code = dp_document_loinc(n->template_id, &display);
  char id[37];
  uuid(f, 1, id);
  dp_jw_object(w);
  dp_jw_ktext(w, "resourceType", "Composition"), dp_jw_ktext(w, "id", id);
  dp_jw_ktext(w, "status", d->is_signed ? "final" : "preliminary");
  put_concept(w, "type", "http://loinc.org", code, display, d->title);
  put_subject(f, w, "subject");
  dp_jw_kstr(w, "date", d->date);
  dp_jw_key(w, "author");
  dp_jw_array(w);
  dp_jw_object(w), put_uuid(f, 3, w, "reference"), dp_jw_end_object(w);
  dp_jw_end_array(w);
  dp_jw_kstr(w, "title", d->title);
  if (d->is_signed && d->author.size) {
    dp_jw_key(w, "attester");
    dp_jw_array(w);
    dp_jw_object(w);
    dp_jw_ktext(w, "mode", "professional"), dp_jw_kstr(w, "time", d->date), put_reference(f, 3, w, "party");
    dp_jw_end_object(w);
    dp_jw_end_array(w);
  }
  dp_jw_key(w, "section");
  dp_jw_array(w);
  dp_buf inner;
  for (size_t k = 0; k < n->sections.count; k++) {
    const dp_note_section *s = &n->sections.at[k];
    dp_buf_init(&inner, f->arena);
    dp_status status = dp_put_section_xhtml(n, s, f->arena, &inner, err);
    if (status) return status;
    const char *shown = NULL, *loinc = dp_section_loinc(s->id, &shown);
    dp_jw_object(w);
    dp_jw_kstr(w, "title", s->title.size ? s->title : DP_STR("Note"));
    if (loinc) put_concept(w, "code", "http://loinc.org", loinc, shown, s->title);
    put_narrative(w, "additional", &inner, f->arena);
    put_entries(f, w, (uint16_t)k);
    dp_jw_end_object(w);
  }
  dp_buf_init(&inner, f->arena);
  dp_buf_text(&inner, "<p>Made by "), dp_put_xml(&inner, d->made_by), dp_buf_text(&inner, " from what the note says; no clinician wrote this part.</p>");
  if (d->ranked && d->ranked->count) {
    dp_buf_text(&inner, "<ul>");
    for (size_t i = 0; i < d->ranked->count && i < PREDICTIONS; i++) {
      dp_buf_text(&inner, "<li>"), dp_put_xml(&inner, dp_str_of(dp_kb_text(d->kb, d->kb->conditions[d->ranked->rows[i].condition].name))), dp_buf_text(&inner, ": ");
      dp_buf_fixed(&inner, d->ranked->rows[i].probability_ppm, 4, true), dp_buf_text(&inner, " %</li>");
    }
    dp_buf_text(&inner, "</ul>");
  }
  dp_jw_object(w);
  dp_jw_ktext(w, "title", "Differential by Diagnosis Pad");
  put_narrative(w, "generated", &inner, f->arena);
  put_entries(f, w, SECTION_DIFFERENTIAL);
  dp_jw_end_object(w);
  if (n->sentences.count) {
    dp_buf_init(&inner, f->arena);
    dp_put_turns_xhtml(n, &inner);
    dp_jw_object(w);
    dp_jw_ktext(w, "title", "What was said");
    put_narrative(w, "additional", &inner, f->arena);
    dp_jw_end_object(w);
  }
  dp_jw_end_array(w);
  dp_jw_end_object(w);
  return DP_OK;
}

static void put_entry(const fhir *f, dp_jw *w, size_t number) {
  dp_jw_object(w);
  put_uuid(f, number, w, "fullUrl");
  dp_jw_key(w, "resource");
}

dp_status dp_export_fhir(const dp_document *d, dp_arena *arena, dp_buf *out, dp_error *err) {
  if (!d->date.size) return dp_fail(err, DP_ERR_INPUT, "a FHIR document needs its time: \"date\": \"2026-11-25T10:00:00Z\"");
  fhir f = {.d = d, .arena = arena};
  dp_buf seed;
  dp_buf_init(&seed, arena);
  dp_buf_str(&seed, d->title), dp_buf_char(&seed, 0), dp_buf_str(&seed, d->date), dp_buf_char(&seed, 0), dp_buf_str(&seed, d->author), dp_buf_char(&seed, d->is_signed), dp_buf_str(&seed, d->name), dp_buf_char(&seed, 0), dp_buf_str(&seed, d->id);
  for (size_t i = 0; i < d->note->sections.count; i++) dp_buf_char(&seed, 0), dp_buf_str(&seed, d->note->sections.at[i].title), dp_buf_char(&seed, 0), dp_buf_str(&seed, d->note->sections.at[i].text);
  if (seed.failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_sha256(seed.at, seed.size, f.seed);
  bool ok = patient(&f) && author(&f);
  dp_status status = ok ? conditions(&f, err) : DP_OK;
  if (!status) status = observations(&f, err);
  dp_note_medicines medicines = {0};
  if (!status) status = dp_note_medicines_of(d->note->sentences.at, d->note->sentences.count, arena, &medicines, err);
  if (status) return status;
  for (size_t i = 0; i < medicines.count && ok && f.resources.count < MOST; i++) ok = statement(&f, &medicines.at[i]);
  for (size_t i = 0; i < d->note->sentences.count && ok && f.resources.count < MOST; i++)
    if (d->note->sentences.at[i].slot == DP_SLOT_ALLERGIES || substance(d->note->sentences.at[i].text).size) ok = allergy(&f, i);
  status = impression(&f, err);
  if (status) return status;
  if (ok && d->ranked && d->ranked->count) ok = risk(&f);
  if (!ok) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_jw writer, *w = &writer;
  dp_jw_init(w, out);
  dp_jw_object(w);
  dp_jw_ktext(w, "resourceType", "Bundle");
  dp_jw_key(w, "identifier");
  dp_jw_object(w);
  dp_jw_ktext(w, "system", "urn:ietf:rfc:3986");
  put_uuid(&f, 0, w, "value");
  dp_jw_end_object(w);
  dp_jw_ktext(w, "type", "document");
  dp_jw_kstr(w, "timestamp", d->date);
  dp_jw_key(w, "entry");
  dp_jw_array(w);
  put_entry(&f, w, 1);
  status = composition(&f, w, err);
  if (status) return status;
  dp_jw_end_object(w);
  for (size_t i = 0; i < f.resources.count; i++) put_entry(&f, w, i + 2), dp_jw_raw(w, f.resources.at[i].json), dp_jw_end_object(w);
  dp_jw_end_array(w);
  dp_jw_end_object(w);
  dp_buf_char(out, '\n');
  return out->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

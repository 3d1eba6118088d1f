/* codes.c: the codes of other people's vocabularies: LOINC for what was measured and for sections, UCUM for units.
 *
 * Only what is beyond doubt is coded. A value without a code goes out with its name and unit in words, which every reader
 * of FHIR must accept; a wrong code would be read by a machine and believed.
 *
 * Vital signs: the LOINC codes and UCUM units that FHIR R4's vital signs profiles prescribe (hl7.org/fhir/R4/observation-vitalsigns.html).
 * Laboratory: codes of LOINC's common tests whose property is that of our canonical unit (moles, mass or activity a volume), as HL7
 * Switzerland's SI list of LOINC's top 2000 has them (build.fhir.org/ig/hl7ch/ch-lab-order, ValueSet top-2000-lab-observations-si), and
 * PROTECT-CHILD's lab-test-name-vs for ALT, AST and albumin. No code where it would say more than was said: glucose (a meter's or the
 * laboratory's), blood counts ("by automated count"), INR and enzymes with their method; nor where no source was seen (CRP, HbA1c in
 * mmol/mol, urea, calcium, bilirubin's full name).
 * Sections: FHIR's value set doc-section-codes, the codes of C-CDA's sections; 51847-2 "Evaluation + Plan note" is the code of C-CDA's
 * Assessment and Plan Section (hl7.org/cda/us/ccda). 30525-0 "Age": terminology.hl7.org, LOINCObservationActContextAgeDefinitionCode.
 * Documents: 11506-3, 34117-2 and 18842-5 as in US Core's clinical note types, 57133-1 as in C-CDA on FHIR's referral document types, 34109-9
 * "Note" as other FHIR guides use it for what has no narrower code.
 */
#include "export.h"

static const dp_measure_code measures[] = {
    {"temperature", "8310-5", "Body temperature", true},
    {"heart_rate", "8867-4", "Heart rate", true},
    {"respiratory_rate", "9279-1", "Respiratory rate", true},
    {"systolic_bp", "8480-6", "Systolic blood pressure", true},
    {"diastolic_bp", "8462-4", "Diastolic blood pressure", true},
    {"oxygen_saturation", "2708-6", "Oxygen saturation in Arterial blood", true},
    {"weight", "29463-7", "Body weight", true},
    {"height", "8302-2", "Body height", true},
    {"bmi", "39156-5", "Body mass index (BMI) [Ratio]", true},
    {"haemoglobin", "718-7", "Hemoglobin [Mass/volume] in Blood", false},
    {"sodium", "2951-2", "Sodium [Moles/volume] in Serum or Plasma", false},
    {"potassium", "2823-3", "Potassium [Moles/volume] in Serum or Plasma", false},
    {"chloride", "2075-0", "Chloride [Moles/volume] in Serum or Plasma", false},
    {"creatinine", "14682-9", "Creatinine [Moles/volume] in Serum or Plasma", false},
    {"alt", "1742-6", "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma", false},
    {"ast", "1920-8", "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma", false},
    {"albumin", "1751-7", "Albumin [Mass/volume] in Serum or Plasma", false},
};

const dp_measure_code *dp_measure_code_of(const char *measure) {
  for (size_t i = 0; i < sizeof measures / sizeof *measures; i++)
    if (dp_str_eq(dp_str_of(measure), dp_str_of(measures[i].measure))) return &measures[i];
  return NULL;
}

static const char *pair(const char *const (*table)[2], size_t count, const char *key) {
  for (size_t i = 0; i < count; i++)
    if (dp_str_eq(dp_str_of(table[i][0]), dp_str_of(key))) return table[i][1];
  return NULL;
}

const char *dp_ucum_of(const char *unit) {
  static const char *const table[][2] = {
      {"C", "Cel"}, {"/min", "/min"}, {"mmHg", "mm[Hg]"}, {"%", "%"}, {"kg", "kg"}, {"cm", "cm"}, {"kg/m2", "kg/m2"}, {"s", "s"}, {"ms", "ms"},
      {"g", "g"}, {"mg", "mg"}, {"mcg", "ug"}, {"mL", "mL"}, {"L", "L"}, {"g/L", "g/L"}, {"mg/L", "mg/L"}, {"ug/L", "ug/L"}, {"ng/L", "ng/L"}, {"mg/dL", "mg/dL"},
      {"mmol/L", "mmol/L"}, {"umol/L", "umol/L"}, {"nmol/L", "nmol/L"}, {"pmol/L", "pmol/L"}, {"mmol/mol", "mmol/mol"}, {"U/L", "U/L"}, {"mU/L", "mU/L"},
      {"fL", "fL"}, {"10^9/L", "10*9/L"}, {"mm/h", "mm/h"}, {"kPa", "kPa"}, {"weeks", "wk"}};
  return pair(table, sizeof table / sizeof *table, unit);
}

const char *dp_section_loinc(dp_str id, const char **display) {
  static const struct {
    const char *id, *code, *display;
  } table[] = {{"complaint", "10154-3", "Chief complaint Narrative - Reported"},
               {"hpi", "10164-2", "History of Present illness Narrative"},
               {"past", "11348-0", "History of Past illness Narrative"},
               {"surgical", "47519-4", "History of Procedures Document"},
               {"family", "10157-6", "History of family member diseases Narrative"},
               {"social", "29762-2", "Social history Narrative"},
               {"medicines", "10160-0", "History of Medication use Narrative"},
               {"allergies", "48765-2", "Allergies and adverse reactions Document"},
               {"review", "10187-3", "Review of systems Narrative - Reported"},
               {"vitals", "8716-3", "Vital signs"},
               {"exam", "29545-1", "Physical findings Narrative"},
               {"results", "30954-2", "Relevant diagnostic tests/laboratory data Narrative"},
               {"assessment", "51848-0", "Evaluation note"},
               {"assessment_plan", "51847-2", "Evaluation + Plan note"},
               {"plan", "18776-5", "Plan of care note"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (dp_str_eq(id, dp_str_of(table[i].id))) return *display = table[i].display, table[i].code;
  return NULL;
}

const char *dp_document_loinc(const char *template_id, const char **display) {
  static const struct {
    const char *id, *code, *display;
  } table[] = {{"soap", "11506-3", "Progress note"},     {"problem", "11506-3", "Progress note"},       {"hp", "34117-2", "History and physical note"},
               {"referral", "57133-1", "Referral note"}, {"discharge", "18842-5", "Discharge summary"}};
  for (size_t i = 0; i < sizeof table / sizeof *table; i++)
    if (dp_str_eq(dp_str_of(template_id), dp_str_of(table[i].id))) return *display = table[i].display, table[i].code;
  *display = "Note";
  return "34109-9";
}

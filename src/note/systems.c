/* systems.c: which system of the body a finding or the words of an examination belong to. */
#include "inner.h"

typedef struct body_system {
  const char *name;
  const char *files; /* of the vocabulary, without .txt and "extra_" */
  const char *words;
} body_system;

static const body_system systems[] = {
    {"Constitutional", "general infection", "apparent distress appearing well-appearing"},
    {"Eyes", "eye", "eye eyes pupil pupils vision conjunctiva"},
    {"Ears, Nose, Mouth and Throat", "ent mouth", "ear ears nose nasal throat tonsils tonsillar sinus sinuses tympanic mouth oral oropharynx pharynx turbinates uvula canal"},
    {"Neck", "", "neck thyroid carotid thyromegaly lymphadenopathy nodes bruit bruits jvd"},
    {"Cardiovascular", "cardiovascular", "heart murmur murmurs cardiovascular rhythm gallops rubs edema"},
    {"Respiratory", "respiratory", "lung lungs breath breathing rales wheezes wheezing rhonchi crackles respiratory chest"},
    {"Gastrointestinal", "gastrointestinal", "abdomen abdominal belly rebound guarding bowel stomach epigastric quadrant hepatosplenomegaly"},
    {"Genitourinary", "urinary kidney men women pregnancy", "cva flank prostate pelvic vaginal cervix testicular bladder genitourinary"},
    {"Musculoskeletal", "musculoskeletal injury",
     "knee knees shoulder shoulders back spine hip hips ankle ankles wrist wrists elbow elbows hand hands foot feet finger fingers toe toes thumb range motion rom strength gait "
     "extremity extremities leg legs joint lumbar musculoskeletal effusion calf arm grip flexion extension valgus varus mcmurray's lachman's cervical tenderness ecchymosis"},
    {"Skin", "skin allergy", "skin rash lesion lesions erythematous incision wound"},
    {"Neurological", "neurological", "neurological neurologic neuro reflexes reflex sensation cranial nerves numbness tingling"},
    {"Psychiatric", "mental", "mood affect psychiatric"},
    {"Endocrine", "endocrine", ""},
    {"Hematologic/Lymphatic", "blood", ""},
};

static bool has_word(const char *list, dp_str word) {
  dp_str rest = dp_str_of(list);
  while (rest.at)
    if (dp_str_eq(dp_str_cut(&rest, ' '), word)) return word.size > 0;
  return false;
}

const char *dp_system_of_finding(const dp_kb *kb, uint16_t finding, uint8_t *rank) {
  dp_str file = dp_kb_str(kb, kb->files[kb->findings[finding].file]), rest = file;
  while (rest.at) {
    file = rest;
    (void)dp_str_cut(&rest, '/');
  }
  if (dp_str_ends(file, DP_STR(".txt"))) file.size -= 4;
  if (dp_str_starts(file, DP_STR("extra_"))) file.at += 6, file.size -= 6;
  for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
    if (has_word(systems[i].files, file)) return *rank = (uint8_t)(i + 1), systems[i].name;
  return *rank = 0, "";
}

const char *dp_system_of_words(const dp_nword *w, size_t count, uint8_t *rank) {
  for (size_t k = 0; k < count; k++)
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
      if (has_word(systems[i].words, w[k].text)) return *rank = (uint8_t)(i + 1), systems[i].name;
  return *rank = 0, "";
}

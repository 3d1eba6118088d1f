/* medicines.c: effects and conflicts of the medicines that were read. See medicines.h.
 */
#include "medicines.h"

static const dp_medicine_note effects[] = {
    {"statin_use", "muscle_pain|muscle_tenderness|cramps_muscle|weakness_proximal|ck_raised|transaminases_raised|thigh_pain|body_aches", "Statins cause muscle pain: creatine kinase"},
    {"ace_inhibitor_use", "cough|cough_dry|cough_chronic|angioedema_sign|lip_swelling|tongue_swelling|hyperkalaemia_lab|postural_dizziness|creatinine_acute_rise", "ACE inhibitors cause a dry cough, high potassium, and rarely angioedema"},
    {"arb_use", "hyperkalaemia_lab|postural_dizziness|creatinine_acute_rise", "Angiotensin blockers cause high potassium and low pressure"},
    {"beta_blocker_use", "bradycardia|fatigue|cold_extremities|wheeze|erectile_dysfunction_sign|nightmares|hypotension|dizziness", "Beta-blockers cause a slow pulse, tiredness, cold hands and wheeze"},
    {"calcium_channel_blocker_use", "leg_swelling|flushing|constipation|gum_overgrowth|headache|bradycardia", "Calcium channel blockers cause ankle swelling, flushing and constipation"},
    {"diuretic_use|loop_diuretic_use|thiazide_use", "hypokalaemia_lab|hyponatraemia_lab|postural_dizziness|toe_pain_big|uric_acid_raised|cramps_muscle|dehydrated|polyuria|confusion", "Diuretics cause low salts, dizziness on standing, and gout"},
    {"potassium_sparing_use", "hyperkalaemia_lab|gynaecomastia_sign|breast_pain", "Spironolactone causes high potassium and breast growth"},
    {"nsaid_use|aspirin_use", "epigastric_pain|heartburn|indigestion|melaena|haematemesis|creatinine_acute_rise|leg_swelling|high_bp_measured|wheeze|anaemia_lab", "NSAIDs cause ulcers, bleeding, kidney injury, and asthma in some"},
    {"anticoagulant_use|warfarin_use|doac_use|heparin_use", "nosebleed|haematuria_visible|melaena|rectal_bleeding|bruising_easy|gum_bleeding|haematemesis|heavy_periods|haematoma_visible", "Anticoagulants cause bleeding"},
    {"antiplatelet_use", "nosebleed|bruising_easy|melaena|breathlessness", "Antiplatelets cause bleeding; ticagrelor breathlessness"},
    {"opioid_use", "constipation|nausea|vomiting|drowsiness|itch|urinary_retention|confusion|falls", "Opioids cause constipation, nausea and drowsiness"},
    {"ssri_use|snri_use", "nausea|diarrhoea|headache|erectile_dysfunction_sign|libido_low|insomnia_sign|hyponatraemia_lab|tremor|sweating|bleeding_tendency|agitation", "SSRIs cause nausea, sexual trouble, low sodium and bleeding"},
    {"antidepressant_stopped", "dizziness|paraesthesia|irritability|nausea|insomnia_sign|flu_like", "Stopping an antidepressant causes dizziness and electric feelings"},
    {"tricyclic_use", "mouth_dry|constipation|urinary_retention|palpitations|drowsiness|vision_blurred|weight_gain|postural_dizziness", "Tricyclics cause a dry mouth, constipation, retention and rhythm trouble"},
    {"antipsychotic_use", "rigidity|tremor|akathisia_sign|dystonia|weight_gain|galactorrhoea|amenorrhoea|drowsiness|tardive_movements|prolactin_high|erectile_dysfunction_sign", "Antipsychotics cause stiffness, restlessness, weight gain and high prolactin"},
    {"clozapine_use", "fever|sore_throat|neutropenia|constipation|saliva_increased|chest_pain", "Clozapine may stop white cells, inflame the heart and block the bowel"},
    {"lithium_use", "tremor|polyuria|polydipsia|vomiting|diarrhoea|ataxia|confusion|goitre|weight_gain", "Lithium causes tremor and thirst; vomiting and unsteadiness are poisoning"},
    {"benzodiazepine_use", "drowsiness|confusion|falls|memory_loss|unsteadiness", "Benzodiazepines cause drowsiness, confusion and falls"},
    {"benzodiazepine_stopped", "anxiety|tremor|insomnia_sign|seizure|sweating", "Stopping a benzodiazepine causes anxiety and fits"},
    {"antiepileptic_use|phenytoin_carbamazepine_use", "ataxia|drowsiness|diplopia|rash|hyponatraemia_lab|gum_overgrowth|dizziness|unsteadiness", "Antiepileptics cause unsteadiness, double vision and rash"},
    {"valproate_use", "tremor|weight_gain|hair_loss|ammonia_raised|confusion", "Valproate causes tremor, weight gain, hair loss and high ammonia"},
    {"gabapentinoid_use", "drowsiness|dizziness|leg_swelling|weight_gain|unsteadiness", "Gabapentinoids cause drowsiness, dizziness and swelling"},
    {"steroid_use", "weight_gain|moon_face|hyperglycaemia_lab|insomnia_sign|mood_swings|bruising_easy|weakness_proximal|striae_purple|high_bp_measured|back_pain|mouth_white_patches", "Steroids cause high sugar, weight, mood, thin skin and weak thighs and bones"},
    {"steroid_stopped", "fatigue|hypotension|vomiting|dizziness|weight_loss|abdominal_pain", "Stopping steroids may leave too little cortisol"},
    {"inhaled_steroid_use", "hoarseness|mouth_white_patches|cough", "Inhaled steroids cause hoarseness and thrush"},
    {"salbutamol_use", "tremor|palpitations|tachycardia|hypokalaemia_lab|anxiety", "Salbutamol causes tremor and a fast pulse"},
    {"metformin_use", "diarrhoea|nausea|abdominal_pain|metallic_taste|taste_altered|vitamin_b12_low|lactate_raised", "Metformin causes diarrhoea and low B12"},
    {"insulin_use|sulfonylurea_use", "hypoglycaemia_lab|sweating|tremor|confusion|weight_gain|hypoglycaemia_relief_by_food", "Insulin and sulfonylureas cause low sugar"},
    {"sglt2_use", "polyuria|vulval_itch|dehydrated|ketones_raised|glans_red|vomiting", "SGLT2 inhibitors cause thrush and ketoacidosis with a normal sugar"},
    {"glp1_use", "nausea|vomiting|constipation|abdominal_pain|weight_loss|epigastric_pain", "GLP-1 drugs cause nausea and vomiting"},
    {"levothyroxine_use", "palpitations|tremor|weight_loss|insomnia_sign|diarrhoea|heat_intolerance", "Too much levothyroxine"},
    {"antithyroid_use", "sore_throat|fever|mouth_ulcers|rash|joint_pain|jaundice", "Antithyroid drugs may stop white cells: blood count with any sore throat"},
    {"ppi_use", "diarrhoea|hypomagnesaemia_lab|vitamin_b12_low|headache|hyponatraemia_lab", "Acid blockers cause diarrhoea, low magnesium and B12"},
    {"laxative_use", "diarrhoea|abdominal_pain|hypokalaemia_lab", "Laxatives cause diarrhoea"},
    {"antibiotic_use|clindamycin_use|cephalosporin_use|penicillin_use|fluoroquinolone_use", "diarrhoea|rash|vulval_itch|nausea|wheals|mouth_white_patches", "Antibiotics cause diarrhoea (also C. difficile), rash and thrush"},
    {"fluoroquinolone_use", "achilles_pain|tendon_tenderness|achilles_pop|neuropathic_pain|confusion|palpitations", "Quinolones harm tendons and nerves"},
    {"macrolide_use", "nausea|palpitations|diarrhoea|hearing_loss", "Macrolides cause nausea and a long QT"},
    {"nitrofurantoin_use", "cough|breathlessness|paraesthesia_hands_feet|fever", "Nitrofurantoin harms lung and nerves"},
    {"aminoglycoside_use", "hearing_loss|tinnitus|vertigo|creatinine_acute_rise", "Aminoglycosides harm ear and kidney"},
    {"tb_drug_use", "jaundice|nausea|vomiting|paraesthesia_hands_feet|transaminases_raised|vision_blurred|colour_vision_poor", "Tuberculosis drugs harm liver, nerves and sight"},
    {"methotrexate_use", "mouth_ulcers|cough|breathlessness|fever|nausea|transaminases_raised|neutropenia|hair_loss", "Methotrexate harms marrow, liver and lung"},
    {"allopurinol_use", "rash|fever|mouth_ulcers|eosinophilia", "Allopurinol causes severe rashes"},
    {"colchicine_use", "diarrhoea|vomiting|abdominal_pain", "Colchicine causes diarrhoea"},
    {"bisphosphonate_use", "heartburn|dysphagia|jaw_pain|thigh_pain|bone_pain|jaw_bone_exposed", "Bisphosphonates harm the gullet, and rarely jaw and thigh bone"},
    {"amiodarone_use", "cough|breathlessness|tremor|photosensitivity|weight_loss|weight_gain|bradycardia|fatigue|tsh_low|tsh_high", "Amiodarone harms thyroid, lung, liver and eyes"},
    {"digoxin_use", "nausea|vomiting|bradycardia|colour_vision_poor|confusion|palpitations|appetite_loss", "Digoxin poisoning"},
    {"nitrate_use|pde5_use", "headache|flushing|dizziness|hypotension|syncope", "Nitrates cause headache and low pressure"},
    {"alpha_blocker_use", "postural_dizziness|syncope|falls|hypotension|nasal_congestion", "Alpha-blockers cause faints on standing"},
    {"anticholinergic_use|antihistamine_use", "mouth_dry|constipation|urinary_retention|confusion|drowsiness|vision_blurred", "Anticholinergics cause a dry mouth, retention and confusion"},
    {"combined_contraceptive_use|hrt_use", "headache|breast_pain|leg_swelling_unilateral|high_bp_measured|bleeding_intermenstrual|low_mood|nausea", "Oestrogen causes headache, clots and high pressure"},
    {"progestogen_contraceptive_use", "periods_irregular|bleeding_intermenstrual|amenorrhoea|acne_vulgaris|weight_gain|low_mood", "Progestogen changes bleeding"},
    {"isotretinoin_use", "lips_cracked|skin_dry|low_mood|muscle_pain|nosebleed", "Isotretinoin dries skin and may lower mood"},
    {"finasteride_use", "erectile_dysfunction_sign|libido_low|low_mood|gynaecomastia_sign", "Finasteride causes sexual trouble"},
    {"decongestant_use", "nasal_congestion|palpitations|high_bp_measured|insomnia_sign", "Decongestants make the nose block again"},
    {"analgesic_overuse|triptan_use", "headache|headache_daily_chronic", "Painkillers on many days cause headache"},
    {"iron_use", "constipation|abdominal_pain|nausea|stool_green|melaena", "Iron causes constipation and black stools"},
    {"dopamine_agonist_use", "nausea|gambling|hallucinations|drowsiness|leg_swelling|postural_dizziness", "Dopamine agonists cause hallucinations and impulses"},
    {"chemotherapy_use", "fever|mouth_ulcers|vomiting|diarrhoea|hair_loss|paraesthesia_hands_feet|fatigue", "Chemotherapy: fever is an emergency"},
    {"checkpoint_inhibitor_use", "diarrhoea|cough|breathlessness|rash|fatigue|jaundice|headache", "Checkpoint inhibitors inflame any organ"},
};

static const dp_medicine_note conflicts[] = {
    {"nsaid_use|aspirin_use", "anticoagulant_use|warfarin_use|doac_use", "An NSAID with an anticoagulant: bleeding"},
    {"nsaid_use", "ssri_use", "An NSAID with an SSRI: gut bleeding; protect the stomach"},
    {"nsaid_use", "heart_failure|chronic_heart_failure", "An NSAID in heart failure holds back salt and water"},
    {"nsaid_use", "renal_impairment_lab|renal_failure_lab|anaemia_of_chronic_kidney_disease", "An NSAID with weak kidneys harms them"},
    {"nsaid_use", "peptic_ulcer_disease|bleeding_peptic_ulcer", "An NSAID with an ulcer"},
    {"nsaid_use", "pregnant_third_trimester", "No NSAID in the last third of pregnancy"},
    {"nsaid_use", "ace_inhibitor_use|arb_use", "An NSAID with an ACE inhibitor or angiotensin blocker (worse with a diuretic): kidney injury"},
    {"beta_blocker_use", "asthma", "A beta-blocker in asthma may close the airways"},
    {"beta_blocker_use", "complete_heart_block|bradycardia_marked", "A beta-blocker with a very slow heart"},
    {"beta_blocker_use", "calcium_channel_blocker_use", "A beta-blocker with verapamil or diltiazem: heart block"},
    {"ace_inhibitor_use|arb_use", "pregnant", "No ACE inhibitor or angiotensin blocker in pregnancy"},
    {"ace_inhibitor_use|arb_use", "potassium_sparing_use|potassium_supplement_use", "Two that raise potassium: measure it"},
    {"ace_inhibitor_use", "angioedema_sign|tongue_swelling|lip_swelling", "Swelling on an ACE inhibitor: stop it for good"},
    {"valproate_use", "pregnant|pregnancy_possible", "Valproate harms the unborn child"},
    {"methotrexate_use", "pregnant|pregnancy_possible", "No methotrexate in pregnancy"},
    {"methotrexate_use", "sulfonamide_use", "Methotrexate with trimethoprim or sulfonamide stops the marrow"},
    {"isotretinoin_use", "pregnant|pregnancy_possible", "Isotretinoin harms the unborn child"},
    {"statin_use", "pregnant", "No statin in pregnancy"},
    {"statin_use", "macrolide_use|antifungal_use", "A statin with a macrolide or azole: muscle breakdown; pause it"},
    {"warfarin_use", "pregnant", "Warfarin harms the unborn child"},
    {"warfarin_use", "antibiotic_use|macrolide_use|fluoroquinolone_use|antifungal_use|sulfonamide_use|amiodarone_use", "This raises the INR of warfarin: measure it soon"},
    {"nitrate_use", "pde5_use", "A nitrate with sildenafil and its like: collapse"},
    {"ssri_use|snri_use", "maoi_use", "An SSRI with an MAOI: serotonin syndrome"},
    {"ssri_use|snri_use", "triptan_use|lithium_use", "Two that raise serotonin: watch for tremor and agitation"},
    {"opioid_use", "benzodiazepine_use|gabapentinoid_use|alcohol_excess", "An opioid with a sedative: breathing may stop"},
    {"lithium_use", "nsaid_use|ace_inhibitor_use|arb_use|diuretic_use|thiazide_use", "This raises lithium: measure it"},
    {"digoxin_use", "hypokalaemia_lab|loop_diuretic_use|thiazide_use|amiodarone_use|macrolide_use", "Digoxin becomes poisonous: potassium and level"},
    {"combined_contraceptive_use", "migraine_with_aura", "No oestrogen with migraine and aura: stroke"},
    {"combined_contraceptive_use|hrt_use", "clot_past|deep_vein_thrombosis|pulmonary_embolism", "Oestrogen after a clot"},
    {"combined_contraceptive_use", "smoking_heavy", "Oestrogen in a heavy smoker over 35"},
    {"combined_contraceptive_use", "antiepileptic_use|phenytoin_carbamazepine_use", "Some antiepileptics weaken the pill"},
    {"metformin_use", "renal_failure_lab|lactate_raised|contrast_recent|acidosis", "Metformin with failing kidneys or high lactate: stop"},
    {"sglt2_use", "ketones_raised|vomiting|surgery_recent", "Stop an SGLT2 inhibitor when ill: ketoacidosis"},
    {"allopurinol_use", "immunosuppressant_use", "Allopurinol with azathioprine stops the marrow"},
    {"tricyclic_use|anticholinergic_use", "acute_angle_closure_glaucoma|urinary_retention|prostate_enlarged", "Anticholinergics block urine and close the eye's angle"},
    {"antipsychotic_use|antiemetic_use", "parkinson_disease", "Dopamine blockers worsen Parkinson's disease"},
    {"antipsychotic_use|macrolide_use|fluoroquinolone_use|qt_drug_use", "long_qt_syndrome|amiodarone_use|hypokalaemia_lab", "QT will grow longer: ECG and potassium"},
    {"tetracycline_use", "pregnant|breastfeeding", "No tetracycline in pregnancy"},
    {"fluoroquinolone_use", "steroid_use", "A quinolone with a steroid: tendons tear"},
    {"decongestant_use", "severe_high_bp_measured|essential_hypertension|maoi_use", "A decongestant raises blood pressure"},
    {"penicillin_use|antibiotic_use", "allergy_drug", "A drug allergy is on record: which one?"},
    {"aspirin_use", "kawasaki_disease|chickenpox|influenza", "Aspirin in a child with a viral illness: Reye's syndrome"},
};

enum { EFFECTS = sizeof effects / sizeof *effects, CONFLICTS = sizeof conflicts / sizeof *conflicts };

const dp_medicine_note *dp_medicine_note_at(size_t n) {
  return n < EFFECTS ? &effects[n] : n - EFFECTS < CONFLICTS ? &conflicts[n - EFFECTS] : NULL;
}

static uint16_t present(const dp_kb *kb, const dp_case *c, const char *ids, bool today) {
  dp_str rest = dp_str_of(ids);
  while (rest.at && rest.size) {
    uint16_t id = dp_kb_find(kb, DP_IS_FINDING, dp_str_cut(&rest, '|'));
    for (size_t i = 0; id != DP_NONE && i < c->observations.count; i++) {
      const dp_observation *o = &c->observations.at[i];
      if (o->state == DP_PRESENT && !(today && o->known) && dp_kb_is_a(kb, o->finding, id)) return o->finding;
    }
  }
  return DP_NONE;
}

static dp_status match(const dp_kb *kb, const dp_case *c, const dp_medicine_note *notes, size_t n, bool today,
                       dp_arena *arena, dp_medicine_match **out, size_t *count, dp_error *err) {
  dp_medicine_match *m = DP_NEW_ARRAY(arena, dp_medicine_match, n);
  if (!m) return dp_fail(err, DP_ERR_MEMORY, "not enough memory for the medicines");
  size_t k = 0;
  for (size_t i = 0; i < n; i++) {
    uint16_t medicine = present(kb, c, notes[i].medicine, false);
    uint16_t with = medicine == DP_NONE ? (uint16_t)DP_NONE : present(kb, c, notes[i].with, today);
    if (with != DP_NONE) m[k++] = (dp_medicine_match){&notes[i], medicine, with};
  }
  *out = m, *count = k;
  return DP_OK;
}

dp_status dp_medicine_effects(const dp_kb *kb, const dp_case *c, dp_arena *arena, dp_medicine_match **out,
                              size_t *count, dp_error *err) {
  return match(kb, c, effects, EFFECTS, true, arena, out, count, err);
}

dp_status dp_medicine_conflicts(const dp_kb *kb, const dp_case *c, dp_arena *arena, dp_medicine_match **out,
                                size_t *count, dp_error *err) {
  return match(kb, c, conflicts, CONFLICTS, false, arena, out, count, err);
}

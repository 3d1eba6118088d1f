/* scores_formulas.c: scores that are formulas. Each cites its paper; units are SI, as the measures' own. */
#include "scores.h"

#define MG_DL_CREATININE 88.42
#define MG_DL_BILIRUBIN 17.104

static double least(double a, double b) { return a < b ? a : b; }
static double most(double a, double b) { return a > b ? a : b; }

static double egfr(const double *v) { /* creatinine umol/L, age, female */
  double k = v[2] > 0 ? 0.7 : 0.9, a = v[2] > 0 ? -0.241 : -0.302, s = v[0] / MG_DL_CREATININE / k;
  return 142 * dp_pow(least(s, 1), a) * dp_pow(most(s, 1), -1.2) * dp_pow(0.9938, v[1]) * (v[2] > 0 ? 1.012 : 1);
}
static double cockcroft(const double *v) { /* creatinine, age, weight, female */
  return v[0] > 0 ? (140 - v[1]) * v[2] / (72 * v[0] / MG_DL_CREATININE) * (v[3] > 0 ? 0.85 : 1) : 0;
}
static double corrected_calcium(const double *v) { return v[0] + 0.02 * (40 - v[1]); }
static double anion_gap(const double *v) { return v[0] - v[1] - v[2]; }
static double anion_gap_albumin(const double *v) { return v[0] - v[1] - v[2] + 0.25 * (40 - v[3]); }
static double osmolality(const double *v) { return 2 * v[0] + v[1] + v[2]; }
static double osmolal_gap(const double *v) { return v[3] - (2 * v[0] + v[1] + v[2]); }
static double bmi(const double *v) { return v[1] > 0 ? v[0] / (v[1] / 100 * v[1] / 100) : 0; }
static double bsa(const double *v) { return dp_pow(v[0] * v[1] / 3600, 0.5); }
static double maintenance(const double *v) { /* 100, 50, 20 mL/kg a day */
  return least(v[0], 10) * 100 + least(most(v[0] - 10, 0), 10) * 50 + most(v[0] - 20, 0) * 20;
}
static double map(const double *v) { return (v[0] + 2 * v[1]) / 3; }
static double qtc_bazett(const double *v) { return v[1] > 0 ? v[0] / dp_pow(60 / v[1], 0.5) : 0; }
static double qtc_fridericia(const double *v) { return v[1] > 0 ? v[0] / dp_pow(60 / v[1], 1.0 / 3) : 0; }
static double fib4(const double *v) { /* age, AST, platelets, ALT */
  return v[2] > 0 && v[3] > 0 ? v[0] * v[1] / (v[2] * dp_pow(v[3], 0.5)) : 0;
}
static double friedewald(const double *v) { return v[0] - v[1] - v[2] / 2.2; }
static double corrected_sodium(const double *v) { return v[0] + 0.024 * (v[1] * 18.016 - 100); }
static double aa_gradient(const double *v) { return v[2] / 100 * (101.3 - 6.3) - v[1] / 0.8 - v[0]; }
static double winters(const double *v) { return (1.5 * v[0] + 8) / 7.50062; }
static double fena(const double *v) { /* urine Na, plasma Na, urine creatinine, plasma creatinine */
  return v[1] > 0 && v[2] > 0 ? 100 * v[0] * v[3] / (v[1] * v[2]) : 0;
}
static double pack_years(const double *v) { return v[0] / 20 * v[1]; }
static double shock_index(const double *v) { return v[1] > 0 ? v[0] / v[1] : 0; }
static double ideal_weight(const double *v) { return (v[1] > 0 ? 45.5 : 50) + 2.3 * (v[0] / 2.54 - 60); }
static double parkland(const double *v) { return 4 * v[0] * v[1]; }
static double sodium_deficit_water(const double *v) { return (v[2] > 0 ? 0.5 : 0.6) * v[1] * (v[0] / 140 - 1); }
static double due_age_weight(const double *v) { return 2 * (v[0] + 4); }
static double saag(const double *v) { return v[0] - v[1]; }
static double transferrin_saturation(const double *v) { return v[1] > 0 ? 100 * v[0] / v[1] : 0; }
static double maddrey(const double *v) { return 4.6 * (v[0] - v[1]) + v[2] / MG_DL_BILIRUBIN; }
static double meld(const double *v) { /* bilirubin, INR, creatinine */
  double b = most(v[0] / MG_DL_BILIRUBIN, 1), i = most(v[1], 1), c = least(most(v[2] / MG_DL_CREATININE, 1), 4);
  double m = 3.78 * dp_ln(b) + 11.2 * dp_ln(i) + 9.57 * dp_ln(c) + 6.43;
  return least((double)(int)(m + 0.5), 40);
}
static double meld_na(const double *v) {
  double m = meld(v), na = least(most(v[3], 125), 137);
  if (m > 11) m += 1.32 * (137 - na) - 0.033 * m * (137 - na);
  return least((double)(int)(m + 0.5), 40);
}

const dp_score_def dp_scores_formulas[] = {
    {"egfr", "eGFR (CKD-EPI 2021)", "Kidney function in adults.",
     "Not in acute kidney injury, in pregnancy, at extremes of muscle, or under 18.",
     "Inker et al. N Engl J Med 2021;385:1737",
     "creatinine|Creatinine|m:creatinine|\nage|Age|age|\nfemale|Female|female|",
     "0=G5: kidney failure\n15=G4: severely decreased\n30=G3b: moderately to severely decreased\n"
     "45=G3a: mildly to moderately decreased\n60=G2: mildly decreased, if other signs of kidney disease\n"
     "90=G1: normal or high", egfr, "mL/min/1.73 m2", 0},
    {"cockcroft_gault", "Creatinine clearance (Cockcroft and Gault)", "Dosing of medicines that the kidney clears.",
     "Actual weight overestimates in obesity; unsteady creatinine makes it meaningless.",
     "Cockcroft, Gault. Nephron 1976;16:31",
     "creatinine|Creatinine|m:creatinine|\nage|Age|age|\nweight|Weight|m:weight|\nfemale|Female|female|",
     "0=Severely reduced: check every dose\n30=Moderately reduced: check doses\n60=Mildly reduced or normal", cockcroft,
     "mL/min", 0},
    {"corrected_calcium", "Calcium corrected for albumin", "Total calcium with an abnormal albumin.",
     "Unreliable in critical illness: measure ionised calcium.", "Payne et al. BMJ 1973;4:643",
     "calcium|Calcium|m:calcium|\nalbumin|Albumin|m:albumin|",
     "-9=Low\n2.2=Normal\n2.601=High\n3=Very high: treat today\n3.5=Hypercalcaemic crisis", corrected_calcium, "mmol/L", 2},
    {"anion_gap", "Anion gap", "Metabolic acidosis.", "Without potassium. A low albumin hides a high gap.",
     "Emmett, Narins. Medicine 1977;56:38", "sodium|Sodium|m:sodium|\nchloride|Chloride|m:chloride|\nbicarbonate|Bicarbonate|m:bicarbonate|",
     "-99=Low: check the laboratory, albumin, paraprotein\n4=Normal\n12.001=High: ketones, lactate, kidney failure, poisons", anion_gap, "mmol/L", 0},
    {"anion_gap_albumin", "Anion gap corrected for albumin", "Metabolic acidosis with a low albumin.", "Without potassium.",
     "Figge et al. Crit Care Med 1998;26:1807",
     "sodium|Sodium|m:sodium|\nchloride|Chloride|m:chloride|\nbicarbonate|Bicarbonate|m:bicarbonate|\nalbumin|Albumin|m:albumin|",
     "-99=Low\n4=Normal\n12.001=High: ketones, lactate, kidney failure, poisons", anion_gap_albumin, "mmol/L", 1},
    {"osmolality", "Calculated osmolality", "Hyperglycaemia, sodium disorders, suspected poisoning.", "Alcohols are not in it.",
     "Purssell et al. Ann Emerg Med 2001;38:653", "sodium|Sodium|m:sodium|\nglucose|Glucose|m:glucose|\nurea|Urea|m:urea|",
     "0=Low\n275=Normal\n295.001=High\n320=Very high: hyperosmolar state", osmolality, "mOsm/kg", 0},
    {"osmolal_gap", "Osmolal gap", "Suspected methanol or ethylene glycol.", "A normal gap does not exclude late poisoning.",
     "Purssell et al. Ann Emerg Med 2001;38:653",
     "sodium|Sodium|m:sodium|\nglucose|Glucose|m:glucose|\nurea|Urea|m:urea|\nmeasured|Measured osmolality|m:osmolality|",
     "-999=Normal\n10.001=High: alcohols, glycols, ketones", osmolal_gap, "mOsm/kg", 0},
    {"bmi", "Body mass index", "Weight for height in adults.", "Muscle, oedema and ethnicity matter; children need centiles.",
     "WHO Technical Report 894, 2000", "weight|Weight|m:weight|\nheight|Height|m:height|",
     "0=Underweight\n18.5=Healthy weight\n25=Overweight\n30=Obesity class 1\n35=Obesity class 2\n40=Obesity class 3", bmi, "kg/m2", 1},
    {"bsa", "Body surface area (Mosteller)", "Doses by surface.", "", "Mosteller. N Engl J Med 1987;317:1098",
     "weight|Weight|m:weight|\nheight|Height|m:height|", "0=Use with the dose's own source", bsa, "m2", 2},
    {"maintenance_fluids", "Maintenance fluid of a child (Holliday and Segar)", "Children over 28 days who cannot drink.",
     "Use an isotonic fluid; give less where ADH is high (chest or brain infection, after surgery). Most adults need at most 2.5 L.",
     "Holliday, Segar. Pediatrics 1957;19:823", "weight|Weight|m:weight|", "0=Volume over 24 hours", maintenance, "mL a day", 0},
    {"map", "Mean arterial pressure", "Shock, critical illness.", "", "Standard definition",
     "systolic|Systolic pressure|m:systolic_bp|\ndiastolic|Diastolic pressure|m:diastolic_bp|",
     "0=Below the usual target of 65 in septic shock\n65=At or above 65\n110=High", map, "mmHg", 0},
    {"qtc_bazett", "QTc (Bazett)", "QT at rates of 60 to 100.", "Overcorrects fast rates: use Fridericia.", "Bazett. Heart 1920;7:353",
     "qt|QT interval in ms|n|\nrate|Heart rate|m:heart_rate|", "0=Short or normal\n350=Normal\n450=Borderline (long in men)\n470=Long\n500=Very long: risk of torsades", qtc_bazett, "ms", 0},
    {"qtc_fridericia", "QTc (Fridericia)", "QT at fast or slow rates.", "", "Fridericia. Acta Med Scand 1920;53:469",
     "qt|QT interval in ms|n|\nrate|Heart rate|m:heart_rate|", "0=Short or normal\n350=Normal\n450=Borderline (long in men)\n470=Long\n500=Very long: risk of torsades", qtc_fridericia, "ms", 0},
    {"fib4", "FIB-4", "Fibrosis in fatty liver or hepatitis C.", "Not under 35 or in acute hepatitis; use 2.0 as the lower limit from 65 on.",
     "Sterling et al. Hepatology 2006;43:1317", "age|Age|age|\nast|AST|m:ast|\nplatelets|Platelets|m:platelet_count|\nalt|ALT|m:alt|",
     "0=Advanced fibrosis unlikely\n1.3=Uncertain: elastography\n2.671=Advanced fibrosis likely: hepatology", fib4, NULL, 2},
    {"ldl", "LDL cholesterol (Friedewald)", "Fasting lipids.", "Not with triglycerides above 4.5 mmol/L.", "Friedewald et al. Clin Chem 1972;18:499",
     "cholesterol|Total cholesterol|m:cholesterol|\nhdl|HDL cholesterol|m:hdl|\ntriglycerides|Triglycerides|m:triglycerides|",
     "-9=Judge with the whole cardiovascular risk", friedewald, "mmol/L", 1},
    {"corrected_sodium", "Sodium corrected for glucose", "Hyperglycaemia.", "", "Hillier et al. Am J Med 1999;106:399",
     "sodium|Sodium|m:sodium|\nglucose|Glucose|m:glucose|", "0=Low\n135=Normal\n145.001=High: free water is missing", corrected_sodium, "mmol/L", 0},
    {"aa_gradient", "Alveolar-arterial oxygen gradient", "Low oxygen.", "Sea level. Rises with age: expected below age / 4 + 4 mmHg (0.133 kPa each).",
     "Standard alveolar gas equation", "po2|Arterial oxygen|m:po2|\npco2|Arterial carbon dioxide|m:pco2|\nfio2|Inspired oxygen in %|n|",
     "-99=Normal: think of hypoventilation\n2.7=Raised: ventilation and blood do not meet (pneumonia, embolism, oedema)", aa_gradient, "kPa", 1},
    {"winters", "Expected carbon dioxide in metabolic acidosis (Winters)", "Metabolic acidosis.", "Plus or minus 0.3 kPa.", "Albert et al. Ann Intern Med 1967;66:312",
     "bicarbonate|Bicarbonate|m:bicarbonate|", "0=Higher measured: respiratory acidosis too; lower: respiratory alkalosis too", winters, "kPa", 1},
    {"fena", "Fractional excretion of sodium", "Oliguric kidney injury.", "Not on diuretics.", "Espinel. JAMA 1976;236:579",
     "urine_sodium|Urine sodium|m:urine_sodium|\nsodium|Sodium|m:sodium|\nurine_creatinine|Urine creatinine in umol/L|n|\ncreatinine|Creatinine|m:creatinine|",
     "0=Under 1 %: too little blood reaches the kidney\n1=Between\n2.001=Over 2 %: tubular injury", fena, "%", 2},
    {"pack_years", "Pack-years", "Smoking history.", "", "Standard definition", "cigarettes|Cigarettes a day|n|\nyears|Years|n|",
     "0=Light\n10=Moderate\n20=Heavy", pack_years, "pack-years", 1},
    {"shock_index", "Shock index", "Bleeding, sepsis.", "Beta-blockers hide it.", "Allgöwer, Burri. Dtsch Med Wochenschr 1967;92:1947",
     "rate|Heart rate|m:heart_rate|\nsystolic|Systolic pressure|m:systolic_bp|", "0=Normal\n0.9=Raised: look for hidden bleeding or sepsis\n1.3=Severe", shock_index, NULL, 2},
    {"ideal_weight", "Ideal body weight (Devine)", "Doses and ventilation.", "Over 152 cm.", "Devine. Drug Intell Clin Pharm 1974;8:650",
     "height|Height|m:height|\nfemale|Female|female|", "0=Use with the dose's own source", ideal_weight, "kg", 1},
    {"parkland", "Burn fluid in the first day (Parkland)", "Burns over 15 % (10 % in children).", "Half in the first eight hours from the burn; then by urine.",
     "Baxter, Shires. Ann NY Acad Sci 1968;150:874", "weight|Weight|m:weight|\nburn|Burnt surface in %|n|", "0=Ringer's lactate over 24 hours from the burn", parkland, "mL", 0},
    {"water_deficit", "Free water deficit", "High sodium.", "Lower slowly, at most 10 mmol/L a day.", "Adrogué, Madias. N Engl J Med 2000;342:1493",
     "sodium|Sodium|m:sodium|\nweight|Weight|m:weight|\nfemale|Female|female|", "-99=None\n0.001=To be replaced over days", sodium_deficit_water, "L", 1},
    {"child_weight", "Weight of a child by age", "Resuscitation only, 1 to 10 years.", "Weigh as soon as you can.", "(Age + 4) x 2, older UK resuscitation teaching",
     "age|Age|age|", "0=An estimate", due_age_weight, "kg", 0},
    {"saag", "Serum-ascites albumin gradient", "Ascites.", "", "Runyon et al. Ann Intern Med 1992;117:215",
     "albumin|Serum albumin|m:albumin|\nascites|Ascites albumin in g/L|n|", "-99=Below 11: peritoneal disease, nephrotic\n11=11 or more: portal hypertension", saag, "g/L", 0},
    {"transferrin_saturation", "Transferrin saturation", "Iron deficiency or overload.", "", "Standard definition",
     "iron|Serum iron|m:serum_iron|\ntibc|Iron-binding capacity|m:tibc|", "0=Low: iron deficiency\n16=Normal\n45.001=High: iron overload", transferrin_saturation, "%", 0},
    {"maddrey", "Maddrey discriminant function", "Alcoholic hepatitis.", "", "Maddrey et al. Gastroenterology 1978;75:193",
     "pt|Prothrombin time|m:prothrombin_time|\ncontrol|Control prothrombin time in s|n|\nbilirubin|Bilirubin|m:bilirubin|",
     "-999=Not severe\n32=Severe: high mortality, think of steroids", maddrey, NULL, 0},
    {"meld", "MELD", "Cirrhosis: mortality over three months.", "Dialysis twice a week counts as creatinine 354 umol/L.", "Kamath et al. Hepatology 2001;33:464",
     "bilirubin|Bilirubin|m:bilirubin|\ninr|INR|m:inr|\ncreatinine|Creatinine|m:creatinine|",
     "0=About 2 % in three months\n10=About 6 %\n20=About 20 %\n30=About 50 %\n40=About 70 %", meld, NULL, 0},
    {"meld_na", "MELD-Na", "Cirrhosis: transplant priority.", "", "Kim et al. N Engl J Med 2008;359:1018; OPTN 2016",
     "bilirubin|Bilirubin|m:bilirubin|\ninr|INR|m:inr|\ncreatinine|Creatinine|m:creatinine|\nsodium|Sodium|m:sodium|",
     "0=Low\n15=Think of transplant referral\n25=High", meld_na, NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0},
};

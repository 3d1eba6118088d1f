/* scores_bedside.c: scores that add points: early warning, infection, clots, heart, injury, abdomen, mind, birth.
 * Written from the papers and guidelines that each row names; tests/guide/scores.txt holds every one to its boundaries.
 */
#include "scores.h"

const dp_score_def dp_scores_bedside[] = {
    {"news2", "NEWS2: National Early Warning Score",
     "Adults in hospital or with acute illness: how fast must somebody senior come.",
     "Not under 16, not in pregnancy. A single 3 counts as medium. In chronic CO2 retention oxygen has a scale of its own (88-92 %), not this one.",
     "Royal College of Physicians 2017",
     "rr|Breaths a minute|m:respiratory_rate|0=3 9=1 12=0 21=2 25=3\n"
     "spo2|Oxygen saturation, scale 1|m:oxygen_saturation|0=3 92=2 94=1 96=0\n"
     "oxygen|On oxygen|f:oxygen_need|2\n"
     "systolic|Systolic pressure|m:systolic_bp|0=3 91=2 101=1 111=0 220=3\n"
     "pulse|Pulse|m:heart_rate|0=3 41=1 51=0 91=1 111=2 131=3\n"
     "consciousness|New confusion, or responds to voice, pain or not|f:confusion_acute,confusion,reduced_consciousness,drowsiness,coma|3\n"
     "temperature|Temperature|m:temperature|0=3 35.1=1 36.1=0 38.1=1 39.1=2",
     "0=Low: routine observations\n"
     "5=Medium: urgent review within an hour; think of sepsis\n"
     "7=High: emergency team now", NULL, NULL, 0},
    {"qsofa", "qSOFA",
     "Adults with suspected infection.",
     "Insensitive: a low score does not exclude sepsis; NICE prefers NEWS2.",
     "Singer et al. JAMA 2016;315:801",
     "rr|Breaths a minute|m:respiratory_rate|0=0 22=1\n"
     "systolic|Systolic pressure|m:systolic_bp|0=1 100.001=0\n"
     "mental|Altered mental state|f:confusion,reduced_consciousness,drowsiness|1",
     "0=Not high by this score\n"
     "2=High risk of death: look for organ failure", NULL, NULL, 0},
    {"curb65", "CURB-65",
     "Pneumonia in adults: where to treat.",
     "Judgement first: oxygen and home matter.",
     "Lim et al. Thorax 2003;58:377",
     "confusion|New confusion|f:confusion_acute,confusion|1\n"
     "urea|Urea|m:urea|0=0 7.001=1\n"
     "rr|Breaths a minute|m:respiratory_rate|0=0 30=1\n"
     "bp|Systolic under 90 or diastolic 60 or less|m:systolic_bp;diastolic_bp|0=1 90=0;0=1 60.001=0\n"
     "age|Age|age|0=0 65=1",
     "0=Low: home treatment is possible\n"
     "2=Moderate: hospital\n"
     "3=Severe: hospital, think of intensive care", NULL, NULL, 0},
    {"crb65", "CRB-65",
     "Pneumonia in adults without blood tests.",
     "Judgement first.",
     "Lim et al. Thorax 2003;58:377; NICE",
     "confusion|New confusion|f:confusion_acute,confusion|1\n"
     "rr|Breaths a minute|m:respiratory_rate|0=0 30=1\n"
     "bp|Systolic under 90 or diastolic 60 or less|m:systolic_bp;diastolic_bp|0=1 90=0;0=1 60.001=0\n"
     "age|Age|age|0=0 65=1",
     "0=Low: home\n"
     "1=Intermediate: think of hospital\n"
     "3=High: hospital urgently", NULL, NULL, 0},
    {"wells_dvt", "Wells score for deep vein thrombosis",
     "A swollen or painful leg.",
     "Not in pregnancy.",
     "Wells et al. N Engl J Med 2003;349:1227",
     "cancer|Active cancer|f:cancer_past|1\n"
     "paralysis|Paralysis or a plaster of the leg|f:leg_cast_recent|1\n"
     "bedridden|In bed 3 days, or big operation within 12 weeks|f:immobility,surgery_recent|1\n"
     "tender|Tender along the deep veins|f:calf_tenderness|1\n"
     "whole|The whole leg is swollen|y|1\n"
     "calf|Calf 3 cm thicker than the other|f:leg_swelling_unilateral|1\n"
     "pitting|Pitting oedema of that leg only|y|1\n"
     "collateral|Collateral surface veins|y|1\n"
     "previous|Earlier clot|f:clot_past|1\n"
     "other|Another diagnosis at least as likely|y|-2",
     "-2=Unlikely: D-dimer\n"
     "2=Likely: ultrasound", NULL, NULL, 0},
    {"wells_pe", "Wells score for pulmonary embolism",
     "Suspected pulmonary embolism.",
     "Not in pregnancy; the item on the likeliest diagnosis is judgement.",
     "Wells et al. Thromb Haemost 2000;83:416",
     "dvt|Signs of deep vein thrombosis|f:leg_swelling_unilateral,calf_tenderness|3\n"
     "likeliest|Embolism is the likeliest diagnosis|y|3\n"
     "pulse|Pulse over 100|m:heart_rate|0=0 100.001=1.5\n"
     "immobile|Immobile, or operation within 4 weeks|f:immobility,surgery_recent|1.5\n"
     "previous|Earlier clot|f:clot_past|1.5\n"
     "haemoptysis|Coughing blood|f:haemoptysis|1\n"
     "cancer|Cancer|f:cancer_past|1",
     "0=Unlikely: D-dimer\n"
     "4.001=Likely: CT pulmonary angiography", NULL, NULL, 0},
    {"perc", "PERC: pulmonary embolism rule-out",
     "Only where embolism is thought unlikely (under 15 %).",
     "Not for high pretest probability.",
     "Kline et al. J Thromb Haemost 2008;6:772",
     "age|Age|age|0=0 50=1\n"
     "pulse|Pulse|m:heart_rate|0=0 100=1\n"
     "spo2|Oxygen saturation|m:oxygen_saturation|0=1 95=0\n"
     "leg|One leg swollen|f:leg_swelling_unilateral|1\n"
     "haemoptysis|Coughing blood|f:haemoptysis|1\n"
     "surgery|Operation or injury within 4 weeks|f:surgery_recent,trauma_recent|1\n"
     "previous|Earlier clot|f:clot_past|1\n"
     "oestrogen|Oestrogen|f:combined_contraceptive_use,hrt_use|1",
     "0=All negative: no D-dimer is needed where embolism was unlikely\n"
     "1=Not ruled out", NULL, NULL, 0},
    {"heart", "HEART score",
     "Chest pain in an emergency department.",
     "Not with ST elevation or instability.",
     "Six et al. Neth Heart J 2008;16:191",
     "history|History: 0 slightly, 1 moderately, 2 highly suspicious|n|id 0 2\n"
     "ecg|ECG: 0 normal, 1 repolarisation, 2 ST deviation|n|id 0 2\n"
     "age|Age|age|0=0 45=1 65=2\n"
     "risks|Risk factors: 0 none, 1 one or two, 2 three or atherosclerosis|n|id 0 2\n"
     "troponin|Troponin: 0 normal, 1 up to 3 times, 2 more|n|id 0 2",
     "0=Low: discharge may be safe with a second troponin\n"
     "4=Moderate: observe\n"
     "7=High: treat as a coronary syndrome", NULL, NULL, 0},
    {"cha2ds2_vasc", "CHA2DS2-VASc",
     "Atrial fibrillation: stroke risk.",
     "Not with mitral stenosis or a mechanical valve (anticoagulate anyway).",
     "Lip et al. Chest 2010;137:263",
     "failure|Heart failure|f:heart_failure,chronic_heart_failure|1\n"
     "hypertension|Hypertension|f:essential_hypertension|1\n"
     "age|Age|age|0=0 65=1 75=2\n"
     "diabetes|Diabetes|f:diabetes_mellitus|1\n"
     "stroke|Stroke, TIA or embolism|f:ischaemic_stroke,transient_ischaemic_attack|2\n"
     "vascular|Heart attack, arterial disease or plaque|f:acute_myocardial_infarction,peripheral_arterial_disease|1\n"
     "female|Female|female|1",
     "0=Low: no anticoagulant (in a woman 1 by sex alone too)\n"
     "1=In a man: think of an anticoagulant\n"
     "2=Anticoagulant, weighed against bleeding", NULL, NULL, 0},
    {"has_bled", "HAS-BLED",
     "Bleeding risk on an anticoagulant.",
     "To mend what can be mended, not to withhold. NICE prefers ORBIT.",
     "Pisters et al. Chest 2010;138:1093",
     "pressure|Systolic over 160|m:systolic_bp|0=0 160.001=1\n"
     "kidney|Kidney failure|f:dialysis,transplant_organ|1\n"
     "liver|Cirrhosis or bilirubin over twice normal|f:cirrhosis|1\n"
     "stroke|Stroke|f:ischaemic_stroke|1\n"
     "bleeding|Major bleeding or tendency|f:bleeding_tendency|1\n"
     "inr|Unstable INR|y|1\n"
     "age|Age over 65|age|0=0 66=1\n"
     "drugs|Antiplatelet or NSAID|f:antiplatelet_use,aspirin_use,nsaid_use|1\n"
     "alcohol|Eight drinks a week or more|f:alcohol_excess|1",
     "0=Low\n"
     "3=High: mend pressure, drugs, alcohol; see often", NULL, NULL, 0},
    {"abcd2", "ABCD2",
     "After a TIA.",
     "NICE no longer uses it to decide urgency: every TIA within a day.",
     "Johnston et al. Lancet 2007;369:283",
     "age|Age|age|0=0 60=1\n"
     "bp|140/90 or more|m:systolic_bp;diastolic_bp|0=0 140=1;0=0 90=1\n"
     "clinical|2 weakness of one side, 1 speech without weakness, 0 other|n|id 0 2\n"
     "duration|2 an hour or more, 1 from 10 minutes, 0 less|n|id 0 2\n"
     "diabetes|Diabetes|f:diabetes_mellitus|1",
     "0=Low risk in two days (about 1 %)\n"
     "4=Moderate (about 4 %)\n"
     "6=High (about 8 %)", NULL, NULL, 0},
    {"centor", "Centor score",
     "Sore throat: streptococcus.",
     "Adults; NICE accepts it beside FeverPAIN.",
     "Centor et al. Med Decis Making 1981;1:239",
     "exudate|Pus on the tonsils|f:tonsillar_exudate|1\n"
     "nodes|Tender front neck glands|f:lymph_nodes_cervical|1\n"
     "fever|Fever|f:fever|1\n"
     "cough|No cough|a:cough|1",
     "0=Streptococcus unlikely (3-17 %)\n"
     "3=Likely (32-56 %): think of an antibiotic", NULL, NULL, 0},
    {"mcisaac", "McIsaac score",
     "Sore throat from 3 years on.",
     "",
     "McIsaac et al. CMAJ 1998;158:75",
     "exudate|Pus or swelling of the tonsils|f:tonsillar_exudate,tonsils_enlarged|1\n"
     "nodes|Tender front neck glands|f:lymph_nodes_cervical|1\n"
     "fever|Over 38 C|f:fever|1\n"
     "cough|No cough|a:cough|1\n"
     "age|Age|age|0=0 3=1 15=0 45=-1",
     "-1=Low: no test\n"
     "2=Test\n"
     "4=Test, or treat", NULL, NULL, 0},
    {"feverpain", "FeverPAIN",
     "Sore throat from 3 years on: antibiotic or not.",
     "",
     "Little et al. BMJ 2013;347:f5806; NICE NG84",
     "fever|Fever in the last day|f:fever|1\n"
     "pus|Pus on the tonsils|f:tonsillar_exudate|1\n"
     "attend|Came within three days|y|1\n"
     "inflamed|Severely inflamed tonsils|f:tonsils_red|1\n"
     "cold|No cough or cold|a:cough|1",
     "0=No antibiotic\n"
     "2=Delayed antibiotic\n"
     "4=Antibiotic now or delayed", NULL, NULL, 0},
    {"ottawa_ankle", "Ottawa ankle rule",
     "Ankle injury: X-ray or not.",
     "Not under 5, after ten days, or when drunk or numb.",
     "Stiell et al. JAMA 1994;271:827",
     "lateral|Tender at the back or tip of the outer malleolus|f:malleolus_tenderness|1\n"
     "medial|Tender at the back or tip of the inner malleolus|y|1\n"
     "steps|Cannot take four steps, then and now|f:unable_to_weight_bear|1",
     "0=No X-ray\n"
     "1=X-ray of the ankle", NULL, NULL, 0},
    {"ottawa_foot", "Ottawa foot rule",
     "Midfoot injury: X-ray or not.",
     "As for the ankle.",
     "Stiell et al. JAMA 1994;271:827",
     "fifth|Tender at the base of the fifth metatarsal|f:metatarsal_tenderness|1\n"
     "navicular|Tender at the navicular|y|1\n"
     "steps|Cannot take four steps, then and now|f:unable_to_weight_bear|1",
     "0=No X-ray\n"
     "1=X-ray of the foot", NULL, NULL, 0},
    {"ottawa_knee", "Ottawa knee rule",
     "Knee injury: X-ray or not.",
     "Not under 2.",
     "Stiell et al. JAMA 1996;275:611",
     "age|Age 55 or more|age|0=0 55=1\n"
     "patella|Only the kneecap is tender|y|1\n"
     "fibula|Head of the fibula is tender|y|1\n"
     "bend|Cannot bend to 90 degrees|y|1\n"
     "steps|Cannot take four steps, then and now|f:unable_to_weight_bear|1",
     "0=No X-ray\n"
     "1=X-ray of the knee", NULL, NULL, 0},
    {"canadian_cspine", "Canadian C-spine rule",
     "Alert, stable adult with a neck injury.",
     "Not under 16, GCS under 15, known spine disease.",
     "Stiell et al. JAMA 2001;286:1841",
     "age|Age 65 or more|age|0=0 65=1\n"
     "mechanism|Dangerous mechanism|f:road_accident,fall_height|1\n"
     "tingling|Tingling in the limbs|f:paraesthesia_hands_feet|1\n"
     "no_low_risk|None of: simple rear-end crash, sitting, walking, delayed pain, no midline tenderness|y|1\n"
     "turn|Cannot turn 45 degrees to both sides|y|1",
     "0=No imaging\n"
     "1=Image the neck", NULL, NULL, 0},
    {"nexus", "NEXUS",
     "Neck injury: imaging or not.",
     "Less sure over 65.",
     "Hoffman et al. N Engl J Med 2000;343:94",
     "midline|Midline tenderness|y|1\n"
     "drunk|Intoxicated|f:intoxicated|1\n"
     "alertness|Not fully alert|f:reduced_consciousness,confusion,drowsiness|1\n"
     "deficit|Focal deficit|f:weakness_focal|1\n"
     "distracting|Distracting injury|y|1",
     "0=No imaging\n"
     "1=Image the neck", NULL, NULL, 0},
    {"canadian_ct_head", "Canadian CT head rule",
     "Adult, GCS 13-15 after witnessed loss of consciousness, amnesia or disorientation.",
     "Not on anticoagulants, under 16, or after a fit.",
     "Stiell et al. Lancet 2001;357:1391",
     "gcs2h|GCS under 15 two hours after|y|10\n"
     "fracture|Open or depressed fracture suspected|f:skull_depression|10\n"
     "basal|Sign of a basal fracture|f:battle_sign,haemotympanum,csf_leak_ear_nose|10\n"
     "vomiting|Vomited twice or more|f:head_injury_vomiting,vomiting|10\n"
     "age|Age 65 or more|age|0=0 65=10\n"
     "amnesia|Amnesia for 30 minutes before|y|1\n"
     "mechanism|Dangerous mechanism|f:road_accident,fall_height|1",
     "0=No CT by this rule\n"
     "1=Medium risk: CT\n"
     "10=High risk: CT now", NULL, NULL, 0},
    {"pecarn_under2", "PECARN, under 2 years",
     "Head injury within a day, GCS 14-15.",
     "",
     "Kuppermann et al. Lancet 2009;374:1160",
     "mental|GCS 14 or altered mental state|f:drowsiness,irritable_child,reduced_consciousness|10\n"
     "skull|Palpable skull fracture|f:skull_depression|10\n"
     "scalp|Swelling not of the forehead|f:scalp_haematoma|1\n"
     "unconscious|Unconscious 5 seconds or more|y|1\n"
     "mechanism|Severe mechanism|f:road_accident,fall_height|1\n"
     "normal|Not acting normally to the parent|y|1",
     "0=Very low risk: no CT\n"
     "1=Observe, or CT by experience and course\n"
     "10=CT", NULL, NULL, 0},
    {"pecarn_2plus", "PECARN, 2 years and over",
     "Head injury within a day, GCS 14-15.",
     "",
     "Kuppermann et al. Lancet 2009;374:1160",
     "mental|GCS 14 or altered mental state|f:drowsiness,confusion,reduced_consciousness|10\n"
     "basal|Sign of a basal fracture|f:battle_sign,haemotympanum,csf_leak_ear_nose|10\n"
     "vomiting|Vomiting|f:vomiting|1\n"
     "unconscious|Lost consciousness|y|1\n"
     "mechanism|Severe mechanism|f:road_accident,fall_height|1\n"
     "headache|Severe headache|f:headache_severe|1",
     "0=Very low risk: no CT\n"
     "1=Observe, or CT by experience and course\n"
     "10=CT", NULL, NULL, 0},
    {"gcs", "Glasgow coma scale",
     "Depth of coma.",
     "Say the three parts, not only the sum.",
     "Teasdale, Jennett. Lancet 1974;2:81",
     "eye|Eyes: 4 open, 3 to voice, 2 to pain, 1 not|n|id 1 4\n"
     "verbal|Speech: 5 orientated, 4 confused, 3 words, 2 sounds, 1 none|n|id 1 5\n"
     "motor|Movement: 6 obeys, 5 localises, 4 withdraws, 3 flexes, 2 extends, 1 none|n|id 1 6",
     "3=Coma: protect the airway\n"
     "9=Moderate\n"
     "13=Mild\n"
     "15=Normal", NULL, NULL, 0},
    {"glasgow_blatchford", "Glasgow-Blatchford score",
     "Upper gut bleeding before endoscopy.",
     "",
     "Blatchford et al. Lancet 2000;356:1318",
     "urea|Urea|m:urea|0=0 6.5=2 8=3 10=4 25=6\n"
     "haemoglobin|Haemoglobin|s:haemoglobin|0=6 100=3 120=1 130=0;0=6 100=1 120=0\n"
     "systolic|Systolic pressure|m:systolic_bp|0=3 90=2 100=1 110=0\n"
     "pulse|Pulse 100 or more|m:heart_rate|0=0 100=1\n"
     "melaena|Black stools|f:melaena|1\n"
     "syncope|Fainted|f:syncope|2\n"
     "liver|Liver disease|f:cirrhosis|2\n"
     "heart|Heart failure|f:heart_failure,chronic_heart_failure|2",
     "0=Very low: care without admission may be safe (0-1)\n"
     "2=Admit; endoscopy within a day\n"
     "7=High: intervention likely", NULL, NULL, 0},
    {"alvarado", "Alvarado score",
     "Suspected appendicitis.",
     "Weak in women and children; it excludes better than it proves.",
     "Alvarado. Ann Emerg Med 1986;15:557",
     "migration|Pain moved to the right lower abdomen|f:abdominal_pain_migrating_rif|1\n"
     "anorexia|No appetite|f:appetite_loss|1\n"
     "nausea|Nausea or vomiting|f:nausea,vomiting|1\n"
     "tenderness|Right lower tenderness|f:rif_tenderness|2\n"
     "rebound|Rebound|f:rebound_tenderness|1\n"
     "temperature|37.3 C or more|m:temperature|0=0 37.3=1\n"
     "wbc|White cells over 10|m:wbc|0=0 10.001=2\n"
     "shift|Neutrophils over 75 %|m:neutrophil_percent|0=0 75.001=1",
     "0=Unlikely\n"
     "5=Possible: observe, scan\n"
     "7=Likely: surgeon", NULL, NULL, 0},
    {"air", "Appendicitis inflammatory response score",
     "Suspected appendicitis.",
     "",
     "Andersson, Andersson. World J Surg 2008;32:1843",
     "vomiting|Vomiting|f:vomiting|1\n"
     "pain|Right lower pain|f:rif_pain|1\n"
     "rebound|Rebound: 0 none, 1 light, 2 medium, 3 strong|n|id 0 3\n"
     "temperature|38.5 C or more|m:temperature|0=0 38.5=1\n"
     "neutrophils|Neutrophils|m:neutrophil_percent|0=0 70=1 85=2\n"
     "wbc|White cells|m:wbc|0=0 10=1 15=2\n"
     "crp|CRP|m:crp|0=0 10=1 50=2",
     "0=Low: home, see again\n"
     "5=Middle: observe, scan\n"
     "9=High: surgery", NULL, NULL, 0},
    {"child_pugh", "Child-Pugh",
     "Cirrhosis: severity.",
     "",
     "Pugh et al. Br J Surg 1973;60:646",
     "bilirubin|Bilirubin|m:bilirubin|0=1 34=2 50.001=3\n"
     "albumin|Albumin|m:albumin|0=3 28=2 35.001=1\n"
     "inr|INR|m:inr|0=1 1.7=2 2.301=3\n"
     "ascites|Ascites: 1 none, 2 slight, 3 much|n|id 1 3\n"
     "encephalopathy|Encephalopathy: 1 none, 2 grade 1-2, 3 grade 3-4|n|id 1 3",
     "5=A: well compensated\n"
     "7=B: function impaired\n"
     "10=C: decompensated", NULL, NULL, 0},
    {"phq9", "PHQ-9",
     "Depression: severity over two weeks.",
     "Question 9 asks about death: act on it whatever the sum.",
     "Kroenke et al. J Gen Intern Med 2001;16:606",
     "q1|Little interest|n|id 0 3\n"
     "q2|Feeling down|n|id 0 3\n"
     "q3|Sleep|n|id 0 3\n"
     "q4|Tired|n|id 0 3\n"
     "q5|Appetite|n|id 0 3\n"
     "q6|Feeling bad about yourself|n|id 0 3\n"
     "q7|Concentration|n|id 0 3\n"
     "q8|Slow or restless|n|id 0 3\n"
     "q9|Better off dead|n|id 0 3",
     "0=Minimal\n"
     "5=Mild\n"
     "10=Moderate\n"
     "15=Moderately severe\n"
     "20=Severe", NULL, NULL, 0},
    {"phq2", "PHQ-2",
     "Screening for depression.",
     "",
     "Kroenke et al. Med Care 2003;41:1284",
     "q1|Little interest|n|id 0 3\n"
     "q2|Feeling down|n|id 0 3",
     "0=Negative\n"
     "3=Positive: go on with PHQ-9", NULL, NULL, 0},
    {"gad7", "GAD-7",
     "Anxiety: severity over two weeks.",
     "",
     "Spitzer et al. Arch Intern Med 2006;166:1092",
     "q1|Nervous|n|id 0 3\n"
     "q2|Cannot stop worrying|n|id 0 3\n"
     "q3|Worries too much|n|id 0 3\n"
     "q4|Trouble relaxing|n|id 0 3\n"
     "q5|Restless|n|id 0 3\n"
     "q6|Irritable|n|id 0 3\n"
     "q7|Afraid something awful may happen|n|id 0 3",
     "0=Minimal\n"
     "5=Mild\n"
     "10=Moderate\n"
     "15=Severe", NULL, NULL, 0},
    {"audit_c", "AUDIT-C",
     "Drinking.",
     "",
     "Bush et al. Arch Intern Med 1998;158:1789",
     "often|How often: 0 never, 1 monthly, 2 to 4 a month, 3 to 3 a week, 4 more|n|id 0 4\n"
     "units|Units a day: 0 1-2, 1 3-4, 2 5-6, 3 7-9, 4 10 and more|n|id 0 4\n"
     "six|Six or more: 0 never to 4 daily|n|id 0 4",
     "0=Lower risk\n"
     "5=Increasing or higher risk: full AUDIT, advice", NULL, NULL, 0},
    {"cage", "CAGE",
     "Harmful drinking.",
     "Looks at life long, misses early harm.",
     "Ewing. JAMA 1984;252:1905",
     "cut|Felt you should cut down|y|1\n"
     "annoyed|Annoyed by criticism|y|1\n"
     "guilty|Felt guilty|y|1\n"
     "eye_opener|A drink first thing in the morning|y|1",
     "0=Negative\n"
     "2=Positive", NULL, NULL, 0},
    {"apgar", "Apgar score",
     "Newborn at 1, 5 and 10 minutes.",
     "Not to decide on resuscitation.",
     "Apgar. Curr Res Anesth Analg 1953;32:260",
     "appearance|Colour: 0 blue, 1 limbs blue, 2 pink|n|id 0 2\n"
     "pulse|Pulse: 0 none, 1 under 100, 2 100 and more|n|id 0 2\n"
     "grimace|Response: 0 none, 1 grimace, 2 cry|n|id 0 2\n"
     "activity|Tone: 0 limp, 1 some, 2 active|n|id 0 2\n"
     "respiration|Breathing: 0 none, 1 weak, 2 strong|n|id 0 2",
     "0=Low\n"
     "4=Moderate\n"
     "7=Reassuring", NULL, NULL, 0},
    {"bishop", "Bishop score",
     "Cervix before induction of labour.",
     "",
     "Bishop. Obstet Gynecol 1964;24:266",
     "dilation|Dilation in cm|n|0=0 1=1 3=2 5=3\n"
     "effacement|Effacement in %|n|0=0 40=1 60=2 80=3\n"
     "station|Station, -3 to +2|n|-3=0 -2=1 -1=2 1=3\n"
     "consistency|0 firm, 1 medium, 2 soft|n|id 0 2\n"
     "position|0 back, 1 middle, 2 front|n|id 0 2",
     "0=Unfavourable (6 and less): ripen first\n"
     "7=Between\n"
     "9=Favourable: induction likely to succeed", NULL, NULL, 0},
    {"spesi", "sPESI",
     "Proven pulmonary embolism: home or hospital.",
     "",
     "Jimenez et al. Arch Intern Med 2010;170:1383",
     "age|Over 80|age|0=0 81=1\n"
     "cancer|Cancer|f:cancer_past|1\n"
     "chronic|Chronic heart or lung disease|f:heart_failure,copd|1\n"
     "pulse|Pulse 110 or more|m:heart_rate|0=0 110=1\n"
     "systolic|Systolic under 100|m:systolic_bp|0=1 100=0\n"
     "spo2|Saturation under 90|m:oxygen_saturation|0=1 90=0",
     "0=Low risk\n"
     "1=High risk", NULL, NULL, 0},
    {"timi", "TIMI risk score, unstable angina and NSTEMI",
     "Chest pain with a coronary syndrome.",
     "",
     "Antman et al. JAMA 2000;284:835",
     "age|65 or more|age|0=0 65=1\n"
     "risks|Three coronary risk factors|y|1\n"
     "stenosis|Known stenosis of 50 %|f:coronary_stent|1\n"
     "aspirin|Aspirin in the last week|f:aspirin_use|1\n"
     "angina|Two attacks in a day|y|1\n"
     "st|ST deviation|f:st_elevation,st_depression|1\n"
     "marker|Raised marker|f:troponin_raised|1",
     "0=Low (about 5 % in two weeks)\n"
     "3=Middle (13-20 %)\n"
     "5=High (26-41 %)", NULL, NULL, 0},
    {"four_at", "4AT",
     "Delirium.",
     "",
     "Bellelli et al. Age Ageing 2014;43:496",
     "alertness|Alertness: 0 normal, 4 abnormal|n|id 0 4\n"
     "amt4|Age, birth date, place, year: 0 right, 1 one wrong, 2 more|n|id 0 2\n"
     "attention|Months backwards: 0 seven, 1 fewer, 2 cannot|n|id 0 2\n"
     "acute|Acute change or fluctuation: 0 no, 4 yes|n|id 0 4",
     "0=Delirium unlikely\n"
     "1=Possible cognitive impairment\n"
     "4=Possible delirium", NULL, NULL, 0},
    {"stop_bang", "STOP-Bang",
     "Sleep apnoea.",
     "",
     "Chung et al. Anesthesiology 2008;108:812",
     "snore|Snores loudly|f:snoring|1\n"
     "tired|Tired by day|f:daytime_sleepiness|1\n"
     "observed|Stops breathing|f:apnoea_witnessed|1\n"
     "pressure|High blood pressure|f:essential_hypertension|1\n"
     "bmi|BMI over 35|m:bmi|0=0 35.001=1\n"
     "age|Over 50|age|0=0 51=1\n"
     "neck|Neck over 40 cm|f:neck_thick|1\n"
     "male|Male|y|1",
     "0=Low\n"
     "3=Intermediate\n"
     "5=High", NULL, NULL, 0},
    {"glasgow_imrie", "Glasgow-Imrie (PANCREAS)",
     "Pancreatitis at 48 hours.",
     "",
     "Blamey et al. Gut 1984;25:1340",
     "po2|Arterial oxygen under 8 kPa|m:po2|0=1 8=0\n"
     "age|Over 55|age|0=0 56=1\n"
     "wbc|White cells over 15|m:wbc|0=0 15.001=1\n"
     "calcium|Calcium under 2|m:calcium|0=1 2=0\n"
     "urea|Urea over 16|m:urea|0=0 16.001=1\n"
     "enzymes|LDH over 600 or AST over 200|m:ldh;ast|0=0 600.001=1;0=0 200.001=1\n"
     "albumin|Albumin under 32|m:albumin|0=1 32=0\n"
     "glucose|Glucose over 10|m:glucose|0=0 10.001=1",
     "0=Not severe by this score\n"
     "3=Severe: high dependency", NULL, NULL, 0},
    {"sirs", "SIRS",
     "History; not a test for sepsis any more.",
     "A cold can meet it.",
     "Bone et al. Chest 1992;101:1644",
     "temperature|Over 38 or under 36|m:temperature|0=1 36=0 38.001=1\n"
     "pulse|Over 90|m:heart_rate|0=0 90.001=1\n"
     "rr|Over 20|m:respiratory_rate|0=0 20.001=1\n"
     "wbc|Over 12 or under 4|m:wbc|0=1 4=0 12.001=1",
     "0=Not met\n"
     "2=Met", NULL, NULL, 0},
    {"lrinec", "LRINEC",
     "Necrotising fasciitis.",
     "A low score does not exclude it: surgery decides.",
     "Wong et al. Crit Care Med 2004;32:1535",
     "crp|CRP|m:crp|0=0 150=4\n"
     "wbc|White cells|m:wbc|0=0 15=1 25.001=2\n"
     "haemoglobin|Haemoglobin|m:haemoglobin|0=2 110=1 135.001=0\n"
     "sodium|Sodium|m:sodium|0=2 135=0\n"
     "creatinine|Creatinine|m:creatinine|0=0 141.001=2\n"
     "glucose|Glucose|m:glucose|0=0 10.001=1",
     "0=Low by this score\n"
     "6=Suspicious\n"
     "8=Strongly suspicious", NULL, NULL, 0},
    {"kocher", "Kocher criteria",
     "A child's painful hip: septic arthritis.",
     "",
     "Kocher et al. J Bone Joint Surg Am 1999;81:1662",
     "weight|Cannot bear weight|f:refuses_use_limb,unable_to_weight_bear|1\n"
     "fever|Over 38.5 C|m:temperature|0=0 38.501=1\n"
     "esr|ESR over 40|m:esr|0=0 40.001=1\n"
     "wbc|White cells over 12|m:wbc|0=0 12.001=1",
     "0=Low\n"
     "2=About 40 %\n"
     "3=About 93 %: aspirate", NULL, NULL, 0},
    {"westley", "Westley croup score",
     "Croup.",
     "",
     "Westley et al. Am J Dis Child 1978;132:484",
     "consciousness|0 normal or asleep, 5 disorientated|n|id 0 5\n"
     "cyanosis|0 none, 4 when upset, 5 at rest|n|id 0 5\n"
     "stridor|0 none, 1 when upset, 2 at rest|n|id 0 2\n"
     "entry|Air entry: 0 normal, 1 decreased, 2 much decreased|n|id 0 2\n"
     "recession|0 none, 1 mild, 2 moderate, 3 severe|n|id 0 3",
     "0=Mild: one dose of dexamethasone\n"
     "3=Moderate: hospital assessment\n"
     "8=Severe: nebulised adrenaline\n"
     "12=Respiratory failure is near", NULL, NULL, 0},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0},
};

/* words.c: what the reader itself knows of English words: their classes and keys.
 *
 * All of it is compiled into the lexicon (lexicon_build.c), with the phrases of triggers.c, so that a text is looked up
 * once per word; dp_builtin_hash guards that an image and its reader agree. A word in several rows has the flags of all
 * and the key of the first.
 */
#include "text.h"

/* clang-format off */
const dp_builtin dp_builtins[] = {
    /* -- small words */
    {W_SMALL, K_A, "a an"},
    {W_SMALL, K_THE, "the"},
    {W_SMALL, K_NONE,
     "some any any that this these those such very quite rather really just also too so there here own kind "
     "sort bit much many more most mr"},
    {W_SMALL | W_PREP, K_OF, "of"},
    {W_SMALL | W_PREP, K_IN, "in"},
    {W_SMALL | W_PREP, K_ON, "on"},
    {W_SMALL | W_PREP, K_AT, "at"},
    {W_SMALL | W_PREP, K_OVER, "over"},
    {W_SMALL | W_PREP, K_FOR, "for"},
    {W_SMALL | W_PREP, K_FROM, "from"},
    {W_SMALL | W_PREP, K_BY, "by"},
    {W_SMALL | W_PREP, K_TO, "to"},
    {W_SMALL | W_PREP, K_WITH, "with"},
    {W_SMALL | W_PREP, K_NONE, "into onto about throughout within upon toward towards like as than per during"},
    {W_MOD | W_PREP | W_COMMON, K_NONE,
     "around across along through inside near beneath under underneath behind between among beside above below "
     "beyond"},
    {W_SMALL, K_IS, "is are was were be been being am 's isn wasn aren weren"},
    {W_SMALL, K_HAS, "has have had having hasn haven hadn"},
    {W_SMALL, K_NONE,
     "do does did doing doesn didn don can could will would shall should may might must wouldn couldn shouldn "
     "won"},
    {W_SMALL, K_BECOMING,
     "seems seem seemed appears appear appeared looks look looked feels feel felt feeling becomes become "
     "became becoming gets get got getting gone remains remain remained keeps keep kept"},
    {W_SMALL | W_PRON, K_HE, "he"},
    {W_SMALL, K_HE, "him his"},
    {W_SMALL | W_PRON, K_SHE, "she"},
    {W_SMALL, K_SHE, "her hers"},
    {W_SMALL | W_PRON, K_THEY, "they we you"},
    {W_SMALL, K_THEY, "them their theirs us our your yours"},
    {W_SMALL | W_PRON, K_I, "i"},
    {W_SMALL, K_MY, "my me"},
    {W_SMALL | W_PRON, K_IT, "it"},
    {W_SMALL, K_IT, "its"},
    {W_COMMON, K_NONE, "himself herself myself themselves yourself itself oneself"},
    {W_SMALL, K_WHO, "who which whom whose"},
    {W_SMALL, K_NONE, "when while where whenever"},
    {W_SMALL, K_IF, "if"},
    {W_SMALL | W_COORD, K_AND, "and plus & n"},
    {W_SMALL | W_COORD, K_OR, "or nor and/or either neither"},
    /* -- breaks */
    {W_BREAK | W_COMMON, K_NONE,
     "but however although though whereas nevertheless nonetheless yet otherwise despite"},
    /* -- negation */
    {W_NEG, K_NO, "no nil nill"},
    {W_NEG, K_NOT,
     "not n't dont doesnt didnt isnt wasnt arent werent hasnt havent hadnt wont wouldnt shouldnt never"},
    {W_NEG, K_WITHOUT, "without w/o denies denied denying deny lacks lacking"},
    {W_NEG, K_NON, "non"},
    {W_COMMON, K_NONE, "absence free lack"},
    /* -- gap words of general meaning */
    {W_WEAK | W_COMMON, K_NONE,
     "area areas region regions side sides sided part parts aspect aspects surface surfaces zone site sites "
     "level sensation feelings type types degree amount amounts episode episodes attack attacks bout bouts "
     "spell spells complaint complaints complaining symptoms symptom problem problems issue issues onset "
     "character nature form forms pattern evidence sign signs features feature presence presenting occurrence "
     "present palpation percussion palpated elicited noted observed seen detected found visible"},
    /* -- modifiers */
    {W_MOD, K_LEFT, "left lt left-sided"},
    {W_MOD, K_RIGHT, "right rt"},
    {W_MOD, K_BOTH, "both bilateral bilaterally b/l"},
    {W_MOD, K_MILD, "mild slight mildly slightly minor minimal minimally trivial little faint low-grade"},
    {W_MOD, K_MODERATE, "moderate moderately fairly"},
    {W_MOD, K_SEVERE,
     "severe severely excruciating intense intensely terrible terribly unbearable agonising agonizing awful "
     "worst extreme extremely marked markedly massive massively profound profoundly horrible horrendous "
     "incapacitating debilitating violent"},
    {W_MOD | W_DEGREE, K_HIGH,
     "high raised elevated increased increase increasing higher elevation raise rising rise elevating ^ ↑"},
    {W_MOD | W_DEGREE, K_LOW,
     "low reduced decreased decrease decreasing lower diminished reduction falling lowered ↓"},
    {W_MOD | W_DEGREE, K_NONE,
     "poor impaired weak weakened absent limited blurred double blurry loss lost altered abnormal change "
     "changes difficulty"},
    {W_MOD, K_NONE,
     "upper middle mid central medial lateral anterior posterior inferior superior distal proximal inner outer "
     "front dorsal ventral plantar palmar deep superficial unilateral entire whole localised localized "
     "generalised generalized diffuse diffusely widespread focal acute chronic sudden suddenly gradual "
     "gradually progressive progressively constant constantly continuous continuously intermittent "
     "intermittently persistent persistently recurrent recurring occasional occasionally frequent frequently "
     "repeated episodic transient brief new recent recently ongoing daily nightly sharp dull burning stabbing "
     "throbbing crampy cramping colicky squeezing crushing tight heavy aching gnawing shooting pressure "
     "nagging pulsating great large small big huge tiny multiple numerous several scattered single few various "
     "visible obvious palpable notable noticeable apparent bad badly worse worsening worsened painful painless "
     "tender nontender itchy red white yellow green brown black blue pink purple dark pale clear thick thin "
     "warm hot cold dry wet moist soft firm hard smooth rough round oval raised flat swollen sore intense "
     "profuse heavy copious excessive significant significantly unusual usual general overall total partial "
     "complete first second third last past associated accompanying predominantly mainly mostly overlying "
     "underlying surrounding affected involved unexplained spontaneous active passive early late initial "
     "sustained prolonged nocturnal morning evening well increasingly always often sometimes usually again "
     "still now then only even already"},
    /* -- parts of the body */
    {W_BODY, K_NONE,
     "abdomen abdominal belly tummy stomach abdo head scalp face facial forehead temple temples temporal "
     "occipital occiput frontal cheek cheeks chin jaw jaws neck throat nape eye eyes eyelid eyelids eyebrow "
     "ear ears earlobe nose nostril nostrils nasal mouth lip lips tongue gum gums palate tooth teeth tonsil "
     "tonsils sinus sinuses chest breast breasts nipple nipples rib ribs sternum breastbone axilla axillae "
     "armpit armpits shoulder shoulders collarbone clavicle scapula arm arms forearm forearms upper-arm elbow "
     "elbows wrist wrists hand hands palm palms finger fingers fingertip fingertips thumb thumbs knuckle "
     "knuckles nail nails back spine spinal lumbar thoracic cervical sacrum sacral coccyx tailbone loin loins "
     "flank flanks waist groin groins inguinal hip hips pelvis pelvic buttock buttocks bottom anus anal rectum "
     "rectal perineum perianal genital genitals penis penile scrotum scrotal testicle testicles testis testes "
     "vagina vaginal vulva vulval vulvar labia thigh thighs leg legs knee knees calf calves shin shins ankle "
     "ankles foot feet heel heels sole soles toe toes arch limb limbs extremity extremities joint joints trunk "
     "torso skin muscle muscles bone bones quadrant fossa iliac epigastrium epigastric hypochondrium "
     "suprapubic periumbilical umbilicus umbilical navel liver kidney kidneys renal spleen bladder bowel "
     "bowels heart lung lungs brain node nodes lymph gland glands body substernal retrosternal precordial "
     "precordium metacarpophalangeal interphalangeal metatarsophalangeal mcp pip dip"},
    /* -- clause verbs */
    {W_VERB | W_COMMON, K_NONE,
     "presents presented developed develops experienced experiences experiencing awoke woke collapsed vomited "
     "fell went came underwent suffered suffers"},
    {W_VERB | W_COMMON | W_WEAK, K_NONE, "showed shows revealed reveals demonstrated demonstrates"},
    {W_VERB | W_COMMON | W_SAY, K_NONE,
     "reports reported reporting says said states stated stating noticed notices noted notes describes "
     "described describing complains complained mentions mentioned tells told admits admitted thinks thought "
     "believes believed brought brings feels claims claimed endorses endorsed explains explained recalls "
     "recalled observed observes found worried worries concerned denies denied gave gives added adds called "
     "calls accompanied wants wonders confirms asks asked carried rushed took takes"},
    {W_VERB | W_COMMON, K_STARTED, "started starts began begins begun commenced"},
    /* -- verbs that open a clause: past or third person, and not a noun as well */
    {W_FINITE, K_NONE,
     "drank drinks ate eats fell falls took takes hit hits stung bit bitten struck woke wakes felt feels found finds "
     "got gets gave gives says said wants wanted wishes thinks thought keeps kept goes went comes came became becomes "
     "began bled broke burnt caught choked does did drove fainted forgot grew knocked lost loses made makes met ran runs "
     "rolled sat saw sees slept sleeps slipped smokes smoked spent stands stood stuck swam swelled tore threw tried "
     "tries tripped turned twisted used uses vomits vomited walked works worked wears wore lives lived looks looked "
     "seems seemed appears appeared passed passes refuses refused swallowed collapsed collapses inhaled ingested "
     "banged bumped crashed dropped kicked punched stabbed scalded scratched stopped started noticed missed coughed "
     "coughs travelled traveled returned returns visited moved moves called attended presents presented presenting "
     "admitted treated developed develops experienced gained gains suffers suffered has had is was were are can cannot "
     "can't could cant will would must bumps bleeds hears heard hurts aches needs needed "
     "overdosed jumped flew carries carried"},
    {W_FINITE | W_PRED, K_NONE, "unable struggling gasping feeling refusing complaining lying limping screaming crying"},
    {W_PRED, K_NONE,
     "confused drowsy dizzy breathless tired pale sweaty clammy pregnant lethargic unwell irritable agitated "
     "unresponsive jaundiced cyanosed cyanotic febrile hypotensive hypertensive tachycardic bradycardic tachypnoeic "
     "tachypneic dyspnoeic dyspneic hypoxic dehydrated feverish nauseous nauseated shaky lightheaded light-headed faint "
     "delirious disoriented unconscious floppy hoarse constipated incontinent depressed anxious suicidal exhausted weak "
     "short wheezy thirsty hungry shocked toxic obese bedbound septic alert awake well fit able aware afraid scared "
     "worried positive intoxicated drunk"},
    /* -- people */
    {W_KIN | W_COMMON, K_KIN,
     "mother father mum mom dad mama papa parent parents grandmother grandfather grandma grandpa granny "
     "grandparent grandparents aunt uncle cousin cousins nephew niece relative relatives daughter daughters "
     "son sons child children mother-in-law father-in-law family"},
    {W_KIN | W_COMMON, K_SIBLING, "brother sister sibling siblings brothers sisters"},
    {W_KIN | W_COMMON, K_TWIN, "twin"},
    {W_KIN | W_COMMON, K_OTHER,
     "husband wife partner partners boyfriend girlfriend spouse fiance fiancee roommate roommates flatmate "
     "flatmates housemate friend friends colleague colleagues coworker coworkers classmate classmates "
     "neighbour neighbor neighbours neighbors contact contacts dog cat household"},
    {W_COMMON, K_FEMALE,
     "woman lady girl female women gentlewoman schoolgirl housewife waitress businesswoman nun widow females "
     "primigravida multigravida primip multip lass"},
    {W_COMMON, K_MALE, "man gentleman boy male men schoolboy businessman widower guy males bloke lad fella chap"},
    {W_COMMON, K_FEMALE_TITLE, "mrs ms miss madam"},
    {W_SMALL, K_MALE_TITLE, "mr sir"},
    {W_COMMON, K_F, "f"},
    {W_COMMON, K_M, "m"},
    {W_COMMON, K_BABY, "baby infant newborn neonate babe"},
    {W_COMMON, K_CHILD, "toddler kid schoolchild preschooler"},
    {W_COMMON, K_ADULT, "adult"},
    {W_COMMON, K_TEEN, "teenager teenage adolescent teen"},
    {W_COMMON, K_ELDERLY, "elderly old-aged pensioner"},
    {W_COMMON, K_DOCTOR, "doctor dr clinician physician nurse consultant gp's"},
    {W_COMMON, K_PATIENT, "patient pt patients client"},
    /* -- time and number */
    {W_TIME | W_COMMON, K_SECOND, "second seconds sec secs"},
    {W_TIME | W_COMMON, K_MINUTE, "minute minutes min mins"},
    {W_TIME | W_COMMON, K_HOUR, "hour hours hr hrs h hourly"},
    {W_TIME | W_COMMON, K_DAY, "day days dy dys d"},
    {W_TIME | W_COMMON, K_WEEK, "week weeks wk wks fortnight"},
    {W_TIME | W_COMMON, K_MONTH, "month months mth mths mo mos"},
    {W_TIME | W_COMMON, K_YEAR, "year years yr yrs y"},
    {W_TIME | W_COMMON, K_NIGHT, "night nights tonight overnight"},
    {W_COMMON, K_YEAR_OLD, "y/o yo yrs-old yof yom"},
    {W_COMMON, K_YESTERDAY, "yesterday"},
    {W_COMMON, K_TODAY, "today"},
    {W_COMMON, K_MORNING, "morning"},
    {W_COMMON, K_EVENING, "evening afternoon lunchtime"},
    {W_COMMON, K_WEEKDAY, "monday tuesday wednesday thursday friday saturday sunday weekend"},
    {W_COMMON, K_MONTHNAME, "january february march april june july august september october november december"},
    {W_COMMON, K_SEASON, "winter summer autumn springtime"},
    {W_COMMON, K_BIRTH, "birth childhood infancy"},
    {W_COMMON, K_LIFE, "life"},
    {W_COMMON, K_HALF, "half"},
    {W_COMMON, K_AGO, "ago"},
    {W_COMMON, K_SINCE, "since"},
    {W_COMMON | W_MOD, K_PAST, "past previous prior"},
    {W_COMMON | W_MOD, K_LAST, "last preceding"},
    {W_COMMON, K_OLD, "old"},
    {W_COMMON, K_AGE, "age aged ageing"},
    {W_COMMON | W_MOD, K_FEW, "few"},
    {W_COMMON | W_MOD, K_SEVERAL, "several many some"},
    {W_COMMON, K_COUPLE, "couple"},
    {W_COMMON, K_EVERY, "every each"},
    {W_COMMON, K_TIMES, "times time once twice thrice"},
    {W_COMMON, K_PACK, "pack packs cigarettes cigarette ppd"},
    {W_COMMON, K_DOSE, "mg mcg ml microgram micrograms milligrams dose doses tablet tablets puffs units"},
    {W_COMMON, K_NEXT, "next following"},
    {W_COMMON, K_X, "x"},
    {W_COMMON, K_PER, "per"},
    {W_COMMON, K_THIS, "this"},
    {W_COMMON | W_NUM, K_NONE,
     "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
     "seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred"},
    /* -- the patient */
    {W_COMMON, K_HISTORY, "history hx h/o"},
    {W_COMMON, K_PREGNANT, "pregnant pregnancy gravid expecting"},
    {W_COMMON, K_GESTATION, "gestation gestational ga trimester"},
    {W_COMMON, K_POSTPARTUM, "postpartum postnatal puerperium postnatally"},
    {W_COMMON, K_FETAL, "fetal foetal fetus foetus"},
    /* -- results */
    {W_COMMON, K_NORMAL,
     "normal unremarkable nad wnl intact negative clear normothermic normotensive reassuring satisfactory "
     "preserved regular nonreactive nonfocal"},
    {W_COMMON, K_YES, "yes yeah yep yup yea certainly definitely correct indeed"},
    {W_COMMON, K_NOPE, "nope nah none"},
    {W_COMMON, K_MAYBE, "maybe perhaps possibly"},
    {W_COMMON, K_SAME, "same similar likewise"},
    {W_COMMON, K_CHANGE, "change changes"},
    {W_COMMON, K_RELIEF,
     "relief relieved help helped improve improved improvement better benefit ease eased settle settled "
     "respond responded resolve worse alleviated"},
    {W_COMMON, K_WORSE, "worse worsened worsening aggravated exacerbated"},
    /* -- words of two meanings */
    {W_COMMON, K_FREQUENCY, "frequency"},
    {W_COMMON, K_URGENCY, "urgency"},
    {W_COMMON, K_DISCHARGE, "discharge"},
    {W_COMMON, K_FIT, "fit"},
    {W_COMMON, K_COLD, "cold"},
    {W_COMMON, K_PERIOD, "period"},
    {0, K_BLEEDING, "bleeding bleed bleeds"},
    {W_COMMON, K_NONE, "lmp edd"},
    /* -- questions */
    {W_QUESTION, K_NONE,
     "do does did have has had any is are was were can could would what when how who where which why will and "
     "so have okay ok any"},
};
/* clang-format on */
const size_t dp_builtin_count = sizeof dp_builtins / sizeof *dp_builtins;

/* Classes that the reader needs whatever the knowledge says. */
const dp_builtin_class dp_builtin_classes[] = {
    {"no", "not|n't|without|w/o|nil|never|dont|doesnt|didnt|isnt|wasnt|cannot be", NULL},
    {"cannot", "can't|cant|can not|could not|couldnt|not able|was not able|unable|inability|not been able", NULL},
    {"abdomen", "p/a|abd", NULL},
    {"self", "himself|herself|myself|themselves|yourself|oneself|themself", NULL},
    {"n_v", "n/v", "nausea vomiting"},
    {"n_v_d", "n/v/d", "nausea vomiting diarrhoea"},
};
const size_t dp_builtin_class_count = sizeof dp_builtin_classes / sizeof *dp_builtin_classes;

const dp_negative dp_negatives[] = {
    {"afebrile", "fever"},     {"apyrexial", "fever"},      {"apyrexic", "fever"},          {"anicteric", "jaundice"},
    {"acyanotic", "cyanosis"}, {"nontender", "tenderness"}, {"nondistended", "distension"}, {"unjaundiced", "jaundice"},
    {"teetotal", "alcohol"},   {"teetotaller", "alcohol"},  {"nonicteric", "jaundice"}};
const size_t dp_negative_count = sizeof dp_negatives / sizeof *dp_negatives;

static uint32_t mix(uint32_t h, const char *s) {
  for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
  return (h ^ 10u) * 16777619u;
}

uint32_t dp_builtin_hash(void) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < dp_builtin_count; i++)
    h = mix((h ^ dp_builtins[i].flags ^ ((uint32_t)dp_builtins[i].key << 20)) * 16777619u, dp_builtins[i].words);
  for (size_t i = 0; i < dp_def_count; i++)
    h = mix((h ^ dp_defs[i].kind ^ ((uint32_t)dp_defs[i].effect << 8) ^ ((uint32_t)dp_defs[i].arg << 16)) * 16777619u,
            dp_defs[i].words);
  for (size_t i = 0; i < dp_builtin_class_count; i++)
    h = mix(mix(h, dp_builtin_classes[i].id), dp_builtin_classes[i].say);
  for (size_t i = 0; i < dp_negative_count; i++) h = mix(mix(h, dp_negatives[i].word), dp_negatives[i].of);
  for (size_t i = 0; i < dp_common_count; i++) h = mix(h, dp_common_words[i]);
  for (size_t i = 0; i < dp_real_count; i++) h = mix(h, dp_real_words[i]);
  return h;
}

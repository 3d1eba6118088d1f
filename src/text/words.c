/* words.c: what the reader itself knows of English: word classes, and the phrases that decide states, sections, places.
 *
 * All of it is compiled into the lexicon (lexicon_build.c), so that a text is looked up once per word; dp_builtin_hash
 * guards that an image and its reader agree. The kinds of trigger follow NegEx (Chapman et al., 2001) and ConText (Harkema
 * et al., 2009); the lists were written here.
 */
#include "text.h"

const dp_builtin dp_builtins[] = {
    /* -- small words */
    {W_SMALL, K_A, "a an"},
    {W_SMALL, K_THE, "the"},
    {W_SMALL, K_NONE, "some any any that this these those such very quite rather really just also too so there here own kind sort bit much many more most "
                      "mr"},
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
    {W_MOD | W_PREP | W_COMMON, K_NONE, "around across along through inside near beneath under underneath behind between among beside above below beyond"},
    {W_SMALL, K_IS, "is are was were be been being am 's isn wasn aren weren"},
    {W_SMALL, K_HAS, "has have had having hasn haven hadn"},
    {W_SMALL, K_NONE, "do does did doing doesn didn don can could will would shall should may might must wouldn couldn shouldn won"},
    {W_SMALL, K_BECOMING, "seems seem seemed appears appear appeared looks look looked feels feel felt feeling becomes become became becoming gets get got getting gone "
                          "remains remain remained keeps keep kept"},
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
    {W_BREAK | W_COMMON, K_NONE, "but however although though whereas nevertheless nonetheless yet otherwise despite"},
    /* -- negation */
    {W_NEG, K_NO, "no nil nill"},
    {W_NEG, K_NOT, "not n't dont doesnt didnt isnt wasnt arent werent hasnt havent hadnt wont wouldnt shouldnt never"},
    {W_NEG, K_WITHOUT, "without w/o denies denied denying deny lacks lacking"},
    {W_NEG, K_NON, "non"},
    {W_COMMON, K_NONE, "absence free lack"},
    /* -- gap words of general meaning */
    {W_WEAK | W_COMMON, K_NONE, "area areas region regions side sides sided part parts aspect aspects surface surfaces zone site sites level sensation feelings type types "
                                "degree amount amounts episode episodes attack attacks bout bouts spell spells complaint complaints complaining symptoms symptom problem problems "
                                "issue issues onset character nature form forms pattern evidence sign signs features feature "
                                "presence presenting occurrence present palpation percussion palpated elicited noted observed seen detected found visible"},
    /* -- modifiers */
    {W_MOD, K_LEFT, "left lt left-sided"},
    {W_MOD, K_RIGHT, "right rt"},
    {W_MOD, K_BOTH, "both bilateral bilaterally b/l"},
    {W_MOD, K_MILD, "mild slight mildly slightly minor minimal minimally trivial little faint low-grade"},
    {W_MOD, K_MODERATE, "moderate moderately fairly"},
    {W_MOD, K_SEVERE, "severe severely excruciating intense intensely terrible terribly unbearable agonising agonizing awful worst extreme extremely marked markedly "
                      "massive massively profound profoundly horrible horrendous incapacitating debilitating violent"},
    {W_MOD | W_DEGREE, K_HIGH, "high raised elevated increased increase increasing higher elevation raise rising rise elevating ^ ↑"},
    {W_MOD | W_DEGREE, K_LOW, "low reduced decreased decrease decreasing lower diminished reduction falling lowered ↓"},
    {W_MOD | W_DEGREE, K_NONE, "poor impaired weak weakened absent limited blurred double blurry loss lost altered abnormal change changes difficulty"},
    {W_MOD, K_NONE,
     "upper middle mid central medial lateral anterior posterior inferior superior distal proximal inner outer front "
     "dorsal ventral plantar palmar deep superficial unilateral entire whole localised localized generalised generalized diffuse diffusely widespread focal "
     "acute chronic sudden suddenly gradual gradually progressive progressively constant constantly continuous continuously intermittent intermittently persistent persistently "
     "recurrent recurring occasional occasionally frequent frequently repeated episodic transient brief new recent recently ongoing daily nightly "
     "sharp dull burning stabbing throbbing crampy cramping colicky squeezing crushing tight heavy aching gnawing shooting pressure nagging pulsating "
     "great large small big huge tiny multiple numerous several scattered single few various visible obvious palpable notable noticeable apparent "
     "bad badly worse worsening worsened painful painless tender nontender itchy red white yellow green brown black blue pink purple dark pale clear thick thin "
     "warm hot cold dry wet moist soft firm hard smooth rough round oval raised flat swollen sore intense profuse heavy copious excessive "
     "significant significantly unusual usual general overall total partial complete first second third last past associated accompanying predominantly mainly mostly "
     "overlying underlying surrounding affected involved unexplained spontaneous active passive early late initial sustained prolonged nocturnal morning evening "
     "well increasingly always often sometimes usually again still now then only even already"},
    /* -- parts of the body */
    {W_BODY, K_NONE,
     "abdomen abdominal belly tummy stomach abdo head scalp face facial forehead temple temples temporal occipital occiput frontal cheek cheeks chin jaw jaws neck throat nape eye eyes "
     "eyelid eyelids eyebrow ear ears earlobe nose nostril nostrils nasal mouth lip lips tongue gum gums palate tooth teeth tonsil tonsils sinus sinuses chest breast breasts nipple "
     "nipples rib ribs sternum breastbone axilla axillae armpit armpits shoulder shoulders collarbone clavicle scapula arm arms forearm forearms upper-arm elbow elbows wrist wrists "
     "hand hands palm palms finger fingers fingertip fingertips thumb thumbs knuckle knuckles nail nails back spine spinal lumbar thoracic cervical sacrum sacral coccyx tailbone loin loins "
     "flank flanks waist groin groins inguinal hip hips pelvis pelvic buttock buttocks bottom anus anal rectum rectal perineum perianal genital genitals penis penile scrotum scrotal "
     "testicle testicles testis testes vagina vaginal vulva vulval vulvar labia thigh thighs leg legs knee knees calf calves shin shins ankle ankles foot feet heel heels sole "
     "soles toe toes arch limb limbs extremity extremities joint joints trunk torso skin muscle muscles bone bones quadrant fossa iliac epigastrium epigastric "
     "hypochondrium suprapubic periumbilical umbilicus umbilical navel liver kidney kidneys renal spleen bladder bowel bowels heart lung lungs brain node nodes lymph gland glands "
     "body substernal retrosternal precordial precordium metacarpophalangeal interphalangeal metatarsophalangeal mcp pip dip"},
    /* -- clause verbs */
    {W_VERB | W_COMMON, K_NONE,
     "presents presented developed develops experienced experiences experiencing awoke woke collapsed "
     "vomited fell went came underwent suffered suffers"},
    {W_VERB | W_COMMON | W_WEAK, K_NONE, "showed shows revealed reveals demonstrated demonstrates"},
    {W_VERB | W_COMMON | W_SAY, K_NONE,
     "reports reported reporting says said states stated stating noticed notices noted notes describes described describing complains complained mentions mentioned tells told admits admitted "
     "thinks thought believes believed brought brings feels claims claimed endorses endorsed explains explained recalls recalled observed observes found worried worries concerned "
     "denies denied gave gives added adds called calls accompanied wants wonders confirms asks asked carried rushed took takes"},
    {W_VERB | W_COMMON, K_STARTED, "started starts began begins begun commenced"},
    /* -- people */
    {W_KIN | W_COMMON, K_KIN,
     "mother father mum mom dad mama papa parent parents grandmother grandfather grandma grandpa granny grandparent grandparents aunt uncle cousin cousins nephew niece relative relatives "
     "daughter daughters son sons child children mother-in-law father-in-law family"},
    {W_KIN | W_COMMON, K_SIBLING, "brother sister sibling siblings brothers sisters"},
    {W_KIN | W_COMMON, K_TWIN, "twin"},
    {W_KIN | W_COMMON, K_OTHER,
     "husband wife partner partners boyfriend girlfriend spouse fiance fiancee roommate roommates flatmate flatmates housemate friend friends colleague colleagues coworker coworkers "
     "classmate classmates neighbour neighbor neighbours neighbors contact contacts dog cat household"},
    {W_COMMON, K_FEMALE, "woman lady girl female women gentlewoman schoolgirl housewife waitress businesswoman nun widow females primigravida multigravida primip multip"},
    {W_COMMON, K_MALE, "man gentleman boy male men schoolboy businessman widower guy males"},
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
     "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety hundred"},
    /* -- the patient */
    {W_COMMON, K_HISTORY, "history hx h/o"},
    {W_COMMON, K_PREGNANT, "pregnant pregnancy gravid expecting"},
    {W_COMMON, K_GESTATION, "gestation gestational ga trimester"},
    {W_COMMON, K_POSTPARTUM, "postpartum postnatal puerperium postnatally"},
    {W_COMMON, K_FETAL, "fetal foetal fetus foetus"},
    /* -- results */
    {W_COMMON, K_NORMAL, "normal unremarkable nad wnl intact negative clear normothermic normotensive reassuring satisfactory preserved regular nonreactive nonfocal"},
    {W_COMMON, K_YES, "yes yeah yep yup yea certainly definitely correct indeed"},
    {W_COMMON, K_NOPE, "nope nah none"},
    {W_COMMON, K_MAYBE, "maybe perhaps possibly"},
    {W_COMMON, K_SAME, "same similar likewise"},
    {W_COMMON, K_CHANGE, "change changes"},
    {W_COMMON, K_RELIEF, "relief relieved help helped improve improved improvement better benefit ease eased settle settled respond responded resolve worse alleviated"},
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
    {W_QUESTION, K_NONE, "do does did have has had any is are was were can could would what when how who where which why will and so have okay ok any"},
};
const size_t dp_builtin_count = sizeof dp_builtins / sizeof *dp_builtins;

/* Classes that the reader needs whatever the knowledge says. */
const dp_builtin_class dp_builtin_classes[] = {
    {"no", "not|n't|without|w/o|nil|never|dont|doesnt|didnt|isnt|wasnt|cannot be", NULL},
    {"cannot", "can't|cant|can not|could not|couldnt|not able|was not able|unable|inability|not been able", NULL},
    {"self", "himself|herself|myself|themselves|yourself|oneself|themself", NULL},
    {"n_v", "n/v", "nausea vomiting"},
    {"n_v_d", "n/v/d", "nausea vomiting diarrhoea"},
};
const size_t dp_builtin_class_count = sizeof dp_builtin_classes / sizeof *dp_builtin_classes;

const dp_negative dp_negatives[] = {{"afebrile", "fever"}, {"apyrexial", "fever"}, {"apyrexic", "fever"}, {"anicteric", "jaundice"}, {"acyanotic", "cyanosis"}, {"nontender", "tenderness"}, {"nondistended", "distension"}, {"unjaundiced", "jaundice"}, {"teetotal", "alcohol"}, {"teetotaller", "alcohol"}, {"nonicteric", "jaundice"}};
const size_t dp_negative_count = sizeof dp_negatives / sizeof *dp_negatives;

#define TRIG(words, effect, arg) {words, D_TRIGGER, effect, arg}
#define HEAD(words, section) {words, D_HEADING, 0, section}
#define GEO(words, mask) {words, D_GEO, 0, mask}
#define RES(words, arg) {words, D_RESULT, 0, arg}
enum { AFR = 1 << DP_AFRICA | 1 << DP_TROPICS, AFR_N = 1 << DP_AFRICA | 1 << DP_MEDITERRANEAN, AFR_S = 1 << DP_AFRICA,
       SAS = 1 << DP_SOUTH_ASIA | 1 << DP_TROPICS, SEA = 1 << DP_SOUTHEAST_ASIA | 1 << DP_TROPICS,
       LAT = 1 << DP_LATIN_AMERICA | 1 << DP_TROPICS, LAT_S = 1 << DP_LATIN_AMERICA, MID = 1 << DP_MIDDLE_EAST,
       MED = 1 << DP_MEDITERRANEAN, MIM = 1 << DP_MIDDLE_EAST | 1 << DP_MEDITERRANEAN, NAM = 1 << DP_NORTH_AMERICA,
       TRO = 1 << DP_TROPICS };
/* results: 0 normal, 1 abnormal, 2 high, 3 low */

const dp_def dp_defs[] = {
    /* -- negation, before */
    TRIG("no", E_NEG, 0), TRIG("not", E_NEG, 0), TRIG("n't", E_NEG, 0), TRIG("dont", E_NEG, 0), TRIG("doesnt", E_NEG, 0), TRIG("didnt", E_NEG, 0),
    TRIG("isnt", E_NEG, 0), TRIG("wasnt", E_NEG, 0), TRIG("hasnt", E_NEG, 0), TRIG("havent", E_NEG, 0), TRIG("never", E_NEG, 0), TRIG("nil", E_NEG, 0),
    TRIG("non", E_NEG, 1), TRIG("without", E_NEG, 0), TRIG("w/o", E_NEG, 0), TRIG("neither", E_NEG_LIST, 0), TRIG("nor", E_NEG, 0),
    TRIG("denies", E_NEG_LIST, 0), TRIG("denied", E_NEG_LIST, 0), TRIG("denying", E_NEG_LIST, 0), TRIG("deny", E_NEG_LIST, 0),
    TRIG("denies any", E_NEG_LIST, 0), TRIG("denies experiencing", E_NEG_LIST, 0), TRIG("denies having", E_NEG_LIST, 0),
    TRIG("negative for", E_NEG_LIST, 0), TRIG("negative", E_NEG_BACK, 2), TRIG("lacks", E_NEG, 0), TRIG("lacking", E_NEG, 0), TRIG("absence of", E_NEG_LIST, 0), TRIG("lack of", E_NONE, 0),
    TRIG("absent", E_NEG_BACK, 0), TRIG("free of", E_NEG_LIST, 0), TRIG("free from", E_NEG_LIST, 0), TRIG("no evidence of", E_NEG_LIST, 0), TRIG("no signs of", E_NEG_LIST, 0),
    TRIG("no sign of", E_NEG_LIST, 0), TRIG("no history of", E_NEG_LIST, 0), TRIG("no h/o", E_NEG_LIST, 0), TRIG("no hx of", E_NEG_LIST, 0), TRIG("no symptoms of", E_NEG_LIST, 0), TRIG("no significant history of", E_NEG_LIST, 0), TRIG("no past history of", E_NEG_LIST, 0), TRIG("no prior history of", E_NEG_LIST, 0), TRIG("no previous history of", E_NEG_LIST, 0), TRIG("no known history of", E_NEG_LIST, 0), TRIG("no recent history of", E_NEG_LIST, 0), TRIG("no past medical history of", E_NEG_LIST, 0), TRIG("no medical history of", E_NEG_LIST, 0), TRIG("no reports of", E_NEG_LIST, 0), TRIG("no report of", E_NEG_LIST, 0), TRIG("no other signs of", E_NEG_LIST, 0), TRIG("no clinical signs of", E_NEG_LIST, 0),
    TRIG("no known", E_NEG_LIST, 0), TRIG("no episodes of", E_NEG_LIST, 0), TRIG("no complaints of", E_NEG_LIST, 0), TRIG("no complaint of", E_NEG_LIST, 0), TRIG("no associated", E_NEG_LIST, 0),
    TRIG("does not have", E_NEG, 0), TRIG("has not had", E_NEG, 0), TRIG("have not had", E_NEG, 0), TRIG("not had", E_NEG, 0), TRIG("not have", E_NEG, 0), TRIG("n't have", E_NEG, 0), TRIG("n't had", E_NEG, 0),
    TRIG("never had", E_NEG, 0), TRIG("fails to show", E_NEG_LIST, 0), TRIG("failed to show", E_NEG_LIST, 0), TRIG("failed to reveal", E_NEG_LIST, 0), TRIG("unable to find", E_NEG, 0),
    TRIG("unable to feel", E_NEG, 0), TRIG("rather than", E_NEG, 0), TRIG("instead of", E_NEG, 0), TRIG("unaccompanied by", E_NEG, 0), TRIG("excludes", E_NEG_LIST, 0), TRIG("excluded", E_NEG_BACK, 0),
    TRIG("ruled out for", E_NEG, 0), TRIG("no further", E_NEG, 0), TRIG("no other", E_NEG, 0), TRIG("no obvious", E_NEG_LIST, 0), TRIG("no significant", E_NEG, 0), TRIG("no visible", E_NEG, 0), TRIG("no recent", E_NEG, 0),
    TRIG("no new", E_NEG, 0), TRIG("no longer", E_PAST, 0), TRIG("no longer has", E_PAST, 0), TRIG("no longer have", E_PAST, 0), TRIG("not any more", E_NEG_BACK, 0),
    TRIG("no personal or family history of", E_NEG_LIST, 0), TRIG("denies any personal or family history of", E_NEG_LIST, 0), TRIG("denies personal or family history of", E_NEG_LIST, 0), TRIG("no personal history of", E_NEG_LIST, 0),
    /* -- negation, behind */
    TRIG("not present", E_NEG_BACK, 0), TRIG("not seen", E_NEG_BACK, 0), TRIG("not noted", E_NEG_BACK, 0), TRIG("not detected", E_NEG_BACK, 0), TRIG("not found", E_NEG_BACK, 0), TRIG("not felt", E_NEG_BACK, 0),
    TRIG("not visible", E_NEG_BACK, 0), TRIG("not identified", E_NEG_BACK, 0), TRIG("not observed", E_NEG_BACK, 0), TRIG("not palpable", E_NEG_BACK, 0), TRIG("not heard", E_NEG_BACK, 0), TRIG("not elicited", E_NEG_BACK, 0),
    TRIG("not reported", E_NEG_BACK, 0), TRIG("not appreciated", E_NEG_BACK, 0), TRIG("not evident", E_NEG_BACK, 0),
    TRIG("ruled out", E_NEG_BACK, 0), TRIG("has been ruled out", E_NEG_BACK, 0), TRIG("been excluded", E_NEG_BACK, 0), TRIG("is denied", E_NEG_BACK, 0), TRIG("are denied", E_NEG_BACK, 0), TRIG("was denied", E_NEG_BACK, 0), TRIG("were denied", E_NEG_BACK, 0),
    TRIG("none", E_NEG_BACK, 1), TRIG("nope", E_NEG_BACK, 1), TRIG("-ve", E_NEG_BACK, 0), TRIG("is absent", E_NEG_BACK, 0), TRIG("are absent", E_NEG_BACK, 0), TRIG("was absent", E_NEG_BACK, 0), TRIG("were absent", E_NEG_BACK, 0),
    TRIG("not there", E_NEG_BACK, 0), TRIG("present", E_PRESENT_BACK, 0), TRIG("+ve", E_PRESENT_BACK, 0), TRIG("positive for", E_PRESENT, 0), TRIG("positive", E_PRESENT_BACK, 0),
    /* -- what looks like a negation and is none */
    TRIG("no change", E_NONE, 0), TRIG("no change in", E_NONE, 0), TRIG("no changes in", E_NONE, 0), TRIG("no change of", E_NONE, 0), TRIG("not changed", E_NONE, 0), TRIG("not changing", E_NONE, 0), TRIG("unchanged", E_NONE, 0), TRIG("no improvement", E_NONE, 0), TRIG("no improvement in", E_NONE, 0), TRIG("no relief", E_NONE, 0), TRIG("no relief from", E_NONE, 0),
    TRIG("no relief of", E_NONE, 0), TRIG("no relief with", E_NONE, 0), TRIG("without relief", E_NONE, 0), TRIG("without improvement", E_NONE, 0), TRIG("without benefit", E_NONE, 0), TRIG("without any relief", E_NONE, 0), TRIG("without any improvement", E_NONE, 0), TRIG("without much relief", E_NONE, 0),
    TRIG("without help", E_NONE, 0), TRIG("without effect", E_NONE, 0), TRIG("no effect", E_NONE, 0), TRIG("no benefit", E_NONE, 0), TRIG("no better", E_NONE, 0), TRIG("no worse", E_NONE, 0), TRIG("no help", E_NONE, 0), TRIG("no response", E_NONE, 0), TRIG("no reduction in", E_NONE, 0), TRIG("no increase in", E_NONE, 0), TRIG("no decrease in", E_NONE, 0), TRIG("no resolution", E_NONE, 0),
    TRIG("not relieved", E_NONE, 1), TRIG("not relieved by", E_NONE, 1), TRIG("not relieved with", E_NONE, 1), TRIG("not helped", E_NONE, 1), TRIG("not helped by", E_NONE, 1), TRIG("not help", E_NONE, 1), TRIG("n't help", E_NONE, 1), TRIG("n't helped", E_NONE, 1), TRIG("n't relieved", E_NONE, 1), TRIG("n't improve", E_NONE, 1), TRIG("n't improved", E_NONE, 1), TRIG("n't respond", E_NONE, 1),
    TRIG("n't go away", E_NONE, 1), TRIG("not go away", E_NONE, 1), TRIG("not gone away", E_NONE, 1), TRIG("n't getting better", E_NONE, 1), TRIG("n't get better", E_NONE, 1), TRIG("n't settle", E_NONE, 1), TRIG("n't settled", E_NONE, 1), TRIG("n't stop", E_NONE, 1), TRIG("n't stopped", E_NONE, 1), TRIG("not stop", E_NONE, 1), TRIG("not stopped", E_NONE, 1), TRIG("not stopping", E_NONE, 1),
    TRIG("not improve", E_NONE, 1), TRIG("not improved", E_NONE, 1), TRIG("not improving", E_NONE, 1), TRIG("not eased", E_NONE, 1), TRIG("not ease", E_NONE, 1), TRIG("not easing", E_NONE, 1), TRIG("not affected by", E_NONE, 1), TRIG("not worsened by", E_NONE, 1), TRIG("not made worse", E_NONE, 1), TRIG("not made better", E_NONE, 1), TRIG("not aggravated", E_NONE, 1), TRIG("not exacerbated", E_NONE, 1),
    TRIG("not respond", E_NONE, 1), TRIG("not responded", E_NONE, 1), TRIG("not responding", E_NONE, 1), TRIG("not responsive", E_NONE, 1), TRIG("not settle", E_NONE, 1), TRIG("not settled", E_NONE, 1), TRIG("not settling", E_NONE, 1), TRIG("not subside", E_NONE, 1), TRIG("not subsided", E_NONE, 1), TRIG("not resolve", E_NONE, 1), TRIG("not resolved", E_NONE, 1), TRIG("not resolving", E_NONE, 1),
    TRIG("not alleviated", E_NONE, 1), TRIG("not alleviated by", E_NONE, 1), TRIG("not getting better", E_NONE, 1), TRIG("not get better", E_NONE, 1), TRIG("not better", E_NONE, 1), TRIG("not related to", E_NONE, 1), TRIG("not disappear", E_NONE, 1), TRIG("not disappeared", E_NONE, 1), TRIG("not controlled", E_NONE, 0), TRIG("not well controlled", E_NONE, 0), TRIG("not only", E_NONE, 0), TRIG("not just", E_NONE, 0),
    TRIG("no doubt", E_NONE, 0), TRIG("not necessarily", E_UNC, 0), TRIG("not certain", E_UNC, 0), TRIG("not sure", E_UNC, 0), TRIG("not know", E_UNC, 0), TRIG("n't know", E_UNC, 0), TRIG("unsure", E_UNC, 0), TRIG("uncertain", E_UNC, 0), TRIG("not clear if", E_UNC, 0), TRIG("not been investigated", E_NONE, 0), TRIG("not undergone", E_NONE, 0),
    TRIG("no explanation", E_NONE, 0), TRIG("no cause", E_NONE, 0), TRIG("not due to", E_NONE, 0), TRIG("no obvious cause", E_NONE, 0), TRIG("no reason", E_NONE, 0), TRIG("not sleep", E_NONE, 0), TRIG("not want", E_NONE, 0), TRIG("no matter", E_NONE, 0), TRIG("not because", E_NONE, 0),
    TRIG("not seek", E_NONE, 0), TRIG("no treatment for", E_NONE, 0), TRIG("not treated", E_NONE, 0), TRIG("no idea", E_UNC, 0), TRIG("not recovered", E_NONE, 0), TRIG("not fully recovered", E_NONE, 0), TRIG("no one", E_NEG, 0), TRIG("nobody", E_NEG, 0), TRIG("none of", E_NEG, 0), TRIG("not a problem", E_NONE, 0), TRIG("no problem", E_NEG, 0), TRIG("not yet", E_NEG, 0),
    TRIG("no past medical history", E_KNOWN_ASK, 0), TRIG("no medical history", E_KNOWN_ASK, 0), TRIG("no significant past medical history", E_KNOWN_ASK, 0), TRIG("no significant medical history", E_KNOWN_ASK, 0), TRIG("no remarkable past medical history", E_KNOWN_ASK, 0), TRIG("no illness", E_KNOWN_ASK, 0), TRIG("no illnesses", E_KNOWN_ASK, 0), TRIG("no medical problems", E_KNOWN_ASK, 0),
    TRIG("no past history", E_KNOWN_ASK, 0), TRIG("no other illness", E_KNOWN_ASK, 0), TRIG("no other medical history", E_KNOWN_ASK, 0), TRIG("no other medical problems", E_KNOWN_ASK, 0), TRIG("no chronic illness", E_KNOWN_ASK, 0), TRIG("no chronic illnesses", E_KNOWN_ASK, 0), TRIG("no chronic disease", E_KNOWN_ASK, 0), TRIG("no comorbidities", E_KNOWN_ASK, 0), TRIG("no co-morbidities", E_KNOWN_ASK, 0), TRIG("no health problems", E_KNOWN_ASK, 0),
    TRIG("no known illness", E_KNOWN_ASK, 0), TRIG("no known medical problems", E_KNOWN_ASK, 0), TRIG("no significant history", E_KNOWN_ASK, 0), TRIG("no history", E_KNOWN_ASK, 0), TRIG("otherwise healthy", E_KNOWN_ASK, 0), TRIG("otherwise well", E_KNOWN_ASK, 0), TRIG("previously healthy", E_KNOWN_ASK, 0), TRIG("previously well", E_KNOWN_ASK, 0), TRIG("fit and well", E_KNOWN_ASK, 0), TRIG("healthy", E_KNOWN_ASK, 0), TRIG("past medical history unremarkable", E_KNOWN_ASK, 0),
    TRIG("medical history is unremarkable", E_KNOWN_ASK, 0), TRIG("medical history unremarkable", E_KNOWN_ASK, 0), TRIG("unremarkable", E_KNOWN_ASK, 0), TRIG("no known drug allergies", E_NONE, 0), TRIG("no known allergies", E_NONE, 0), TRIG("no drug allergies", E_NONE, 0), TRIG("no allergies", E_NONE, 0), TRIG("nkda", E_NONE, 0), TRIG("without a significant past medical history", E_KNOWN_ASK, 0), TRIG("without significant past medical history", E_KNOWN_ASK, 0), TRIG("without complications", E_NONE, 0),
    /* -- exceptions and other ends */
    TRIG("except for", E_EXCEPT, 0), TRIG("except", E_EXCEPT, 0), TRIG("apart from", E_EXCEPT, 0), TRIG("aside from", E_EXCEPT, 0), TRIG("other than", E_EXCEPT, 0), TRIG("besides", E_EXCEPT, 0), TRIG("with the exception of", E_EXCEPT, 0), TRIG("save for", E_EXCEPT, 0), TRIG("bar", E_EXCEPT, 0), TRIG("beyond", E_EXCEPT, 0),
    TRIG("but", E_END, 0), TRIG("however", E_END, 0), TRIG("although", E_END, 0), TRIG("though", E_END, 0), TRIG("whereas", E_END, 0), TRIG("while", E_END, 0), TRIG("yet", E_END, 0), TRIG("still has", E_END, 0), TRIG("due to", E_END, 0), TRIG("because", E_END, 0), TRIG("because of", E_END, 0), TRIG("owing to", E_END, 0), TRIG("secondary to", E_END, 0), TRIG("caused by", E_END, 0), TRIG("nevertheless", E_END, 0), TRIG("despite", E_END, 0), TRIG("in spite of", E_END, 0),
    TRIG("who", E_END, 1), TRIG("which", E_END, 1), TRIG("now", E_END, 0), TRIG("currently", E_END, 0), TRIG("only", E_END, 1), TRIG("then", E_END, 0), TRIG("until", E_END, 0), TRIG("as a result of", E_END, 0), TRIG("following", E_NONE, 0),
    /* -- doubt */
    TRIG("possible", E_UNC, 1), TRIG("possibly", E_UNC, 1), TRIG("probable", E_UNC, 1), TRIG("probably", E_UNC, 1), TRIG("likely", E_UNC, 1), TRIG("most likely", E_UNC, 1), TRIG("suspected", E_UNC, 1), TRIG("suspect", E_UNC, 1), TRIG("suspicion of", E_UNC, 1), TRIG("suspicious for", E_UNC, 1), TRIG("suspicion for", E_UNC, 1), TRIG("query", E_UNC, 1), TRIG("questionable", E_UNC, 1), TRIG("presumed", E_UNC, 1), TRIG("presumptive", E_UNC, 1), TRIG("differential includes", E_UNC, 0), TRIG("provisional", E_UNC, 1),
    TRIG("may have", E_UNC, 1), TRIG("might have", E_UNC, 1), TRIG("could be", E_UNC, 1), TRIG("may be", E_UNC, 1), TRIG("might be", E_UNC, 1), TRIG("could have", E_UNC, 1), TRIG("may represent", E_UNC, 1), TRIG("could represent", E_UNC, 1), TRIG("perhaps", E_UNC, 1), TRIG("maybe", E_UNC, 1), TRIG("concern for", E_UNC, 1), TRIG("concerned for", E_UNC, 1), TRIG("concerning for", E_UNC, 1), TRIG("concerns for", E_UNC, 1), TRIG("concerned about", E_UNC, 0), TRIG("concern about", E_UNC, 0), TRIG("worried about", E_UNC, 0), TRIG("worried it is", E_UNC, 0), TRIG("worried that it is", E_UNC, 0), TRIG("worried that she has", E_UNC, 0), TRIG("worried that he has", E_UNC, 0), TRIG("worried she has", E_UNC, 0), TRIG("worried he has", E_UNC, 0), TRIG("fears", E_UNC, 0), TRIG("afraid of", E_UNC, 0),
    TRIG("rule out", E_UNC, 0), TRIG("r/o", E_UNC, 0), TRIG("to exclude", E_UNC, 0), TRIG("ruling out", E_UNC, 0), TRIG("versus", E_UNC, 0), TRIG("vs", E_UNC, 0), TRIG("thinks it is", E_UNC, 0), TRIG("thinks it may be", E_UNC, 0), TRIG("equivocal", E_UNC_BACK, 0), TRIG("equivocal for", E_UNC, 0), TRIG("unlikely", E_UNC_BACK, 0), TRIG("can not be excluded", E_UNC_BACK, 0), TRIG("cannot be excluded", E_UNC_BACK, 0), TRIG("not be excluded", E_UNC_BACK, 0), TRIG("cannot exclude", E_UNC, 0), TRIG("can not exclude", E_UNC, 0), TRIG("cannot rule out", E_UNC, 0), TRIG("can not rule out", E_UNC, 0),
    TRIG("not ruled out", E_UNC_BACK, 0), TRIG("not excluded", E_UNC_BACK, 0), TRIG("is possible", E_UNC_BACK, 0), TRIG("is suspected", E_UNC_BACK, 1), TRIG("was suspected", E_UNC_BACK, 1), TRIG("is likely", E_UNC_BACK, 1), TRIG("is probable", E_UNC_BACK, 1), TRIG("is unlikely", E_UNC_BACK, 0), TRIG("is questionable", E_UNC_BACK, 0),
    TRIG("uncertain if", E_UNC, 0), TRIG("questioned", E_UNC, 0),
    /* -- before today */
    TRIG("previous", E_PAST, 0), TRIG("previously", E_PAST, 0), TRIG("prior", E_PAST, 0), TRIG("past", E_PAST, 0), TRIG("former", E_PAST, 0), TRIG("formerly", E_PAST, 0), TRIG("ex", E_PAST, 0), TRIG("used to have", E_PAST, 0), TRIG("used to be", E_PAST, 0), TRIG("used to get", E_PAST, 0), TRIG("resolved", E_PAST, 0), TRIG("remote history of", E_PAST, 0), TRIG("past history of", E_PAST, 1), TRIG("previous history of", E_PAST, 0), TRIG("prior history of", E_PAST, 0), TRIG("status post", E_PAST, 0), TRIG("s/p", E_PAST, 0), TRIG("recovered from", E_PAST, 0), TRIG("had previous", E_PAST, 0), TRIG("old", E_NONE, 0), TRIG("stopped", E_PAST, 2), TRIG("discontinued", E_PAST, 2), TRIG("prior to", E_NONE, 0), TRIG("past medical history of", E_KNOWN, 0), TRIG("previously known", E_KNOWN, 0), TRIG("treated for", E_PAST, 0), TRIG("recovering from", E_PAST, 0),
    TRIG("has resolved", E_PAST_BACK, 0), TRIG("have resolved", E_PAST_BACK, 0), TRIG("had resolved", E_PAST_BACK, 0), TRIG("resolved spontaneously", E_PAST_BACK, 0), TRIG("has gone", E_PAST_BACK, 0), TRIG("have gone", E_PAST_BACK, 0), TRIG("went away", E_PAST_BACK, 0), TRIG("gone away", E_PAST_BACK, 0), TRIG("subsided", E_PAST_BACK, 0), TRIG("has settled", E_PAST_BACK, 0), TRIG("has stopped", E_PAST_BACK, 0), TRIG("disappeared", E_PAST_BACK, 0), TRIG("in the past", E_PAST_BACK, 0), TRIG("as a child", E_PAST_BACK, 0), TRIG("in childhood", E_PAST_BACK, 0), TRIG("during childhood", E_PAST_BACK, 0), TRIG("in infancy", E_PAST_BACK, 0), TRIG("years ago", E_PAST_BACK, 1), TRIG("year ago", E_PAST_BACK, 1), TRIG("months ago", E_PAST_BACK, 1), TRIG("month ago", E_PAST_BACK, 1), TRIG("last year", E_PAST_BACK, 1), TRIG("earlier in life", E_PAST_BACK, 0), TRIG("when he was a child", E_PAST_BACK, 0), TRIG("when she was a child", E_PAST_BACK, 0), TRIG("cleared up", E_PAST_BACK, 0), TRIG("in remission", E_NONE, 0), TRIG("was resolved", E_PAST_BACK, 0), TRIG("rash resolved", E_NONE, 0),
    /* -- known */
    TRIG("known", E_KNOWN, 0), TRIG("known case of", E_KNOWN, 0), TRIG("known to have", E_KNOWN, 0), TRIG("k/c/o", E_KNOWN, 0), TRIG("kc/o", E_KNOWN, 0), TRIG("kco", E_KNOWN, 0), TRIG("history of", E_KNOWN, 1), TRIG("h/o", E_KNOWN, 1), TRIG("hx of", E_KNOWN, 1), TRIG("medical history of", E_KNOWN, 0), TRIG("medical history includes", E_KNOWN, 0), TRIG("history includes", E_KNOWN, 0), TRIG("history is significant for", E_KNOWN, 0), TRIG("history significant for", E_KNOWN, 0), TRIG("history is notable for", E_KNOWN, 0), TRIG("history notable for", E_KNOWN, 0), TRIG("history is positive for", E_KNOWN, 0), TRIG("history positive for", E_KNOWN, 0), TRIG("history is remarkable for", E_KNOWN, 0), TRIG("history was significant for", E_KNOWN, 0), TRIG("pmh of", E_KNOWN, 0), TRIG("pmhx of", E_KNOWN, 0), TRIG("pmh", E_KNOWN, 0), TRIG("pmhx", E_KNOWN, 0), TRIG("past medical history", E_KNOWN, 0), TRIG("past history", E_KNOWN, 0), TRIG("medical history", E_KNOWN, 0), TRIG("background of", E_KNOWN, 0), TRIG("bg of", E_KNOWN, 0), TRIG("suffers from", E_KNOWN, 0), TRIG("diagnosed with", E_KNOWN, 2), TRIG("been diagnosed with", E_KNOWN, 2), TRIG("diagnosed to have", E_KNOWN, 2), TRIG("diagnosed as having", E_KNOWN, 2), TRIG("diagnosed case of", E_KNOWN, 0), TRIG("underlying", E_KNOWN, 0), TRIG("comorbid", E_KNOWN, 0), TRIG("longstanding", E_NONE, 0), TRIG("as well as", E_NONE, 4), TRIG("on treatment for", E_KNOWN, 0), TRIG("on medication for", E_KNOWN, 0), TRIG("on tablets for", E_KNOWN, 0), TRIG("takes medication for", E_KNOWN, 0), TRIG("taking medication for", E_KNOWN, 0), TRIG("takes tablets for", E_KNOWN, 0), TRIG("well controlled", E_NONE, 3), TRIG("well-controlled", E_NONE, 3), TRIG("poorly controlled", E_NONE, 3), TRIG("controlled on", E_NONE, 3), TRIG("controlled with", E_NONE, 3), TRIG("for which he takes", E_END, 0), TRIG("for which she takes", E_END, 0),
    /* -- relatives */
    TRIG("family history of", E_FAMILY, 0), TRIG("family history is significant for", E_FAMILY, 0), TRIG("family history is positive for", E_FAMILY, 0), TRIG("family history", E_FAMILY, 0), TRIG("family h/o", E_FAMILY, 0), TRIG("fh of", E_FAMILY, 0), TRIG("fhx of", E_FAMILY, 0), TRIG("fhx", E_FAMILY, 0), TRIG("runs in the family", E_HYP_BACK, 1), TRIG("strong family history of", E_FAMILY, 0),
    /* -- not so, or not yet */
    TRIG("return if", E_HYP, 0), TRIG("come back if", E_HYP, 0), TRIG("seek help if", E_HYP, 0), TRIG("call if", E_HYP, 0), TRIG("if you", E_HYP, 0), TRIG("if he", E_HYP, 0), TRIG("if she", E_HYP, 0), TRIG("if they", E_HYP, 0), TRIG("if any", E_HYP, 0), TRIG("if there is", E_HYP, 0), TRIG("if there are", E_HYP, 0), TRIG("if it", E_HYP, 0), TRIG("if the", E_HYP, 0), TRIG("if symptoms", E_HYP, 0), TRIG("if", E_HYP, 1), TRIG("should you", E_HYP, 0), TRIG("should he", E_HYP, 0), TRIG("should she", E_HYP, 0), TRIG("should it", E_HYP, 0), TRIG("in case of", E_HYP, 0), TRIG("in the event of", E_HYP, 0), TRIG("watch for", E_HYP, 0), TRIG("consider", E_HYP, 0), TRIG("checking for", E_HYP, 0), TRIG("check for", E_HYP, 0), TRIG("not assessed", E_HYP_BACK, 0), TRIG("not examined", E_HYP_BACK, 0), TRIG("not performed", E_HYP_BACK, 0), TRIG("not tested", E_HYP_BACK, 0), TRIG("not done", E_HYP_BACK, 0), TRIG("not provided", E_HYP_BACK, 0), TRIG("not mentioned", E_HYP_BACK, 0), TRIG("not applicable", E_HYP_BACK, 0), TRIG("not evaluated", E_HYP_BACK, 0), TRIG("pending", E_HYP_BACK, 0), TRIG("watch out for", E_HYP, 0), TRIG("look out for", E_HYP, 0), TRIG("risk of", E_HYP, 0), TRIG("at risk for", E_HYP, 0), TRIG("risk for", E_HYP, 0), TRIG("to prevent", E_HYP, 0), TRIG("prevention of", E_HYP, 0), TRIG("vaccinated against", E_HYP, 0), TRIG("immunised against", E_HYP, 0), TRIG("immunized against", E_HYP, 0), TRIG("vaccination against", E_HYP, 0), TRIG("vaccine against", E_HYP, 0), TRIG("screening for", E_HYP, 0), TRIG("screened for", E_HYP, 0), TRIG("tested for", E_HYP, 0), TRIG("advised to return", E_HYP, 0), TRIG("safety netted", E_HYP, 0), TRIG("safety net", E_HYP, 0), TRIG("return precautions", E_HYP, 0), TRIG("allergic to", E_HYP, 0), TRIG("allergy to", E_HYP, 0), TRIG("allergies to", E_HYP, 0), TRIG("warned about", E_HYP, 0), TRIG("signs to look for", E_HYP, 0), TRIG("to look for", E_HYP, 0), TRIG("in order to exclude", E_UNC, 0), TRIG("unless", E_HYP, 0), TRIG("advised that", E_HYP, 0), TRIG("advised to", E_HYP, 0), TRIG("could be beneficial", E_HYP_BACK, 0),
    /* -- what brought the patient */
    TRIG("complains of", E_COMPLAINT, 0), TRIG("complaining of", E_COMPLAINT, 0), TRIG("complained of", E_COMPLAINT, 0), TRIG("complaints of", E_COMPLAINT, 0), TRIG("complaint of", E_COMPLAINT, 0), TRIG("c/o", E_COMPLAINT, 0), TRIG("presents with", E_COMPLAINT, 0), TRIG("presented with", E_COMPLAINT, 0), TRIG("presenting with", E_COMPLAINT, 0), TRIG("presents to", E_NONE, 0), TRIG("presents for", E_COMPLAINT, 0), TRIG("presents because of", E_COMPLAINT, 0), TRIG("p/w", E_COMPLAINT, 0), TRIG("came with", E_COMPLAINT, 0), TRIG("comes with", E_COMPLAINT, 0), TRIG("came in with", E_COMPLAINT, 0), TRIG("brought with", E_COMPLAINT, 0), TRIG("brought in with", E_COMPLAINT, 0), TRIG("admitted with", E_COMPLAINT, 0), TRIG("referred with", E_COMPLAINT, 0), TRIG("referred for", E_COMPLAINT, 0), TRIG("seen for", E_COMPLAINT, 0), TRIG("chief complaint is", E_COMPLAINT, 0), TRIG("main complaint is", E_COMPLAINT, 0), TRIG("with complaints of", E_COMPLAINT, 0), TRIG("for evaluation of", E_COMPLAINT, 0), TRIG("because of", E_END, 0), TRIG("reports", E_END, 2), TRIG("reporting", E_END, 2), TRIG("endorses", E_END, 2), TRIG("admits to", E_END, 2),
    /* -- what a test or a clinician says of a disease */
    TRIG("compatible with", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("consistent with", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("in keeping with", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("indicative of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggestive of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("characteristic of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("typical of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("typical for", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggesting", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggests", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggest", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggested", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("suggesting a possible", E_SUPPORT, DP_SUPPORT_SUSPECTED), TRIG("pointing to", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("in favour of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("in favor of", E_SUPPORT, DP_SUPPORT_CONSISTENT), TRIG("not consistent with", E_NEG, 0), TRIG("not compatible with", E_NEG, 0), TRIG("not suggestive of", E_NEG, 0), TRIG("inconsistent with", E_NEG, 0),
    TRIG("confirms", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("confirmed", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("confirming", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("biopsy proven", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("proven", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("diagnostic of", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("diagnosis of", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("diagnosis is", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("is confirmed", E_SUPPORT_BACK, DP_SUPPORT_CONFIRMED), TRIG("was confirmed", E_SUPPORT_BACK, DP_SUPPORT_CONFIRMED), TRIG("is diagnosed", E_SUPPORT_BACK, DP_SUPPORT_CONFIRMED), TRIG("was diagnosed", E_SUPPORT_BACK, DP_SUPPORT_CONFIRMED), TRIG("is diagnosed with", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("was diagnosed with", E_KNOWN, 2), TRIG("pathognomonic for", E_SUPPORT, DP_SUPPORT_CONFIRMED), TRIG("pathognomonic of", E_SUPPORT, DP_SUPPORT_CONFIRMED),
    /* -- headings */
    HEAD("chief complaint", DP_SEC_COMPLAINT), HEAD("chief complaints", DP_SEC_COMPLAINT), HEAD("presenting complaint", DP_SEC_COMPLAINT), HEAD("presenting complaints", DP_SEC_COMPLAINT), HEAD("presenting problem", DP_SEC_COMPLAINT), HEAD("reason for visit", DP_SEC_COMPLAINT), HEAD("reason for consultation", DP_SEC_COMPLAINT), HEAD("reason for attendance", DP_SEC_COMPLAINT), HEAD("cc", DP_SEC_COMPLAINT), HEAD("pc", DP_SEC_COMPLAINT), HEAD("complaint", DP_SEC_COMPLAINT), HEAD("complaints", DP_SEC_COMPLAINT), HEAD("c/o", DP_SEC_COMPLAINT),
    HEAD("history of presenting complaint", DP_SEC_HISTORY), HEAD("history of present illness", DP_SEC_HISTORY), HEAD("history of presenting illness", DP_SEC_HISTORY), HEAD("present illness", DP_SEC_HISTORY), HEAD("hpi", DP_SEC_HISTORY), HEAD("hpc", DP_SEC_HISTORY), HEAD("hopi", DP_SEC_HISTORY), HEAD("history", DP_SEC_HISTORY), HEAD("interval history", DP_SEC_HISTORY), HEAD("subjective", DP_SEC_HISTORY), HEAD("symptoms", DP_SEC_HISTORY), HEAD("current symptoms", DP_SEC_HISTORY), HEAD("history of the present illness", DP_SEC_HISTORY),
    HEAD("past medical history", DP_SEC_PAST), HEAD("past history", DP_SEC_PAST), HEAD("medical history", DP_SEC_PAST), HEAD("past surgical history", DP_SEC_PAST), HEAD("surgical history", DP_SEC_PAST), HEAD("previous history", DP_SEC_PAST), HEAD("pmh", DP_SEC_PAST), HEAD("pmhx", DP_SEC_PAST), HEAD("psh", DP_SEC_PAST), HEAD("background", DP_SEC_PAST), HEAD("comorbidities", DP_SEC_PAST), HEAD("past medical and surgical history", DP_SEC_PAST), HEAD("past hx", DP_SEC_PAST), HEAD("known illnesses", DP_SEC_PAST), HEAD("past illness", DP_SEC_PAST), HEAD("past illnesses", DP_SEC_PAST), HEAD("p/h", DP_SEC_PAST), HEAD("birth history", DP_SEC_PAST),
    HEAD("medications", DP_SEC_MEDICINES), HEAD("current medications", DP_SEC_MEDICINES), HEAD("medication", DP_SEC_MEDICINES), HEAD("drugs", DP_SEC_MEDICINES), HEAD("drug history", DP_SEC_MEDICINES), HEAD("medicines", DP_SEC_MEDICINES), HEAD("dh", DP_SEC_MEDICINES), HEAD("dhx", DP_SEC_MEDICINES), HEAD("meds", DP_SEC_MEDICINES), HEAD("treatment history", DP_SEC_MEDICINES), HEAD("current treatment", DP_SEC_MEDICINES), HEAD("medication history", DP_SEC_MEDICINES),
    HEAD("allergies", DP_SEC_ALLERGIES), HEAD("drug allergies", DP_SEC_ALLERGIES), HEAD("allergy", DP_SEC_ALLERGIES), HEAD("allergic history", DP_SEC_ALLERGIES),
    HEAD("family history", DP_SEC_FAMILY), HEAD("family medical history", DP_SEC_FAMILY), HEAD("fh", DP_SEC_FAMILY), HEAD("fhx", DP_SEC_FAMILY), HEAD("f/h", DP_SEC_FAMILY),
    HEAD("social history", DP_SEC_SOCIAL), HEAD("sh", DP_SEC_SOCIAL), HEAD("shx", DP_SEC_SOCIAL), HEAD("personal history", DP_SEC_SOCIAL), HEAD("habits", DP_SEC_SOCIAL), HEAD("occupation", DP_SEC_SOCIAL), HEAD("occupational history", DP_SEC_SOCIAL), HEAD("sexual history", DP_SEC_SOCIAL), HEAD("travel history", DP_SEC_SOCIAL), HEAD("lifestyle", DP_SEC_SOCIAL),
    HEAD("review of systems", DP_SEC_REVIEW), HEAD("systems review", DP_SEC_REVIEW), HEAD("systemic enquiry", DP_SEC_REVIEW), HEAD("ros", DP_SEC_REVIEW), HEAD("system review", DP_SEC_REVIEW), HEAD("associated symptoms", DP_SEC_REVIEW),
    HEAD("physical examination", DP_SEC_EXAMINATION), HEAD("physical exam", DP_SEC_EXAMINATION), HEAD("on physical examination", DP_SEC_EXAMINATION), HEAD("examination", DP_SEC_EXAMINATION), HEAD("on examination", DP_SEC_EXAMINATION), HEAD("exam", DP_SEC_EXAMINATION), HEAD("on exam", DP_SEC_EXAMINATION), HEAD("o/e", DP_SEC_EXAMINATION), HEAD("oe", DP_SEC_EXAMINATION), HEAD("objective", DP_SEC_EXAMINATION), HEAD("general examination", DP_SEC_EXAMINATION), HEAD("vital signs", DP_SEC_EXAMINATION), HEAD("vitals", DP_SEC_EXAMINATION), HEAD("obs", DP_SEC_EXAMINATION), HEAD("observations", DP_SEC_EXAMINATION), HEAD("signs", DP_SEC_EXAMINATION), HEAD("systemic examination", DP_SEC_EXAMINATION), HEAD("clinical examination", DP_SEC_EXAMINATION), HEAD("local examination", DP_SEC_EXAMINATION),
    HEAD("investigations", DP_SEC_TESTS), HEAD("investigation", DP_SEC_TESTS), HEAD("tests", DP_SEC_TESTS), HEAD("test results", DP_SEC_TESTS), HEAD("results", DP_SEC_TESTS), HEAD("labs", DP_SEC_TESTS), HEAD("lab results", DP_SEC_TESTS), HEAD("laboratory results", DP_SEC_TESTS), HEAD("laboratory", DP_SEC_TESTS), HEAD("laboratory studies", DP_SEC_TESTS), HEAD("blood tests", DP_SEC_TESTS), HEAD("blood test", DP_SEC_TESTS), HEAD("bloods", DP_SEC_TESTS), HEAD("imaging", DP_SEC_TESTS), HEAD("blood work", DP_SEC_TESTS), HEAD("complete blood count", DP_SEC_TESTS), HEAD("radiology", DP_SEC_TESTS), HEAD("diagnostics", DP_SEC_TESTS), HEAD("ix", DP_SEC_TESTS), HEAD("data", DP_SEC_TESTS),
    HEAD("plan", DP_SEC_PLAN), HEAD("assessment", DP_SEC_PLAN), HEAD("assessment and plan", DP_SEC_PLAN), HEAD("impression", DP_SEC_PLAN), HEAD("diagnosis", DP_SEC_PLAN), HEAD("differential diagnosis", DP_SEC_PLAN), HEAD("differential", DP_SEC_PLAN), HEAD("management", DP_SEC_PLAN), HEAD("advice", DP_SEC_PLAN), HEAD("treatment", DP_SEC_PLAN), HEAD("recommendations", DP_SEC_PLAN), HEAD("safety net", DP_SEC_PLAN), HEAD("safety netting", DP_SEC_PLAN), HEAD("follow up", DP_SEC_PLAN), HEAD("a/p", DP_SEC_PLAN),
    HEAD("additional tests", DP_SEC_TESTS), HEAD("history of", 100) /* no heading: stops "history" from being one */,
    /* -- results of tests */
    RES("normal", 0), RES("unremarkable", 0), RES("within normal limits", 0), RES("within normal range", 0), RES("within normal", 0), RES("within the normal range", 0), RES("in normal range", 0), RES("wnl", 0), RES("nad", 0), RES("no abnormality detected", 0), RES("no abnormality", 0), RES("no abnormalities", 0), RES("no abnormal findings", 0), RES("no significant findings", 0), RES("no significant abnormality", 0), RES("no significant abnormalities", 0), RES("no acute abnormality", 0), RES("no acute abnormalities", 0), RES("no acute findings", 0), RES("no focal deficit", 0), RES("negative", 0), RES("-ve", 0), RES("neg", 0), RES("intact", 0), RES("clear", 0), RES("regular", 0), RES("normothermic", 0), RES("normotensive", 0), RES("reassuring", 0), RES("satisfactory", 0), RES("preserved", 0), RES("full", 0), RES("equal", 0), RES("stable", 0), RES("symmetrical", 0), RES("symmetric", 0), RES("not raised", 0), RES("not elevated", 0), RES("not increased", 0), RES("not low", 0), RES("not reduced", 0), RES("ok", 0), RES("okay", 0), RES("fine", 0), RES("good", 0), RES("non-reactive", 0), RES("nonreactive", 0), RES("no growth", 0), RES("sterile", 0), RES("no visible abnormalities", 0), RES("no visible abnormality", 0), RES("benign", 0), RES("undetectable", 0), RES("not detected", 0), RES("grossly normal", 0), RES("grossly intact", 0), RES("essentially normal", 0), RES("normal for age", 0), RES("no lesions", 0), RES("midline", 0), RES("unchanged", 0),
    RES("abnormal", 1), RES("positive", 1), RES("+ve", 1), RES("pos", 1), RES("reactive", 1), RES("deranged", 1), RES("detected", 4), RES("impaired", 1), RES("not normal", 1), RES("present", 4),
    RES("raised", 2), RES("elevated", 2), RES("high", 2), RES("increased", 2), RES("elevation", 2), RES("elevation of", 2), RES("very high", 2), RES("^", 2), RES("above normal", 2), RES("prolonged", 2), RES("raised at", 2), RES("elevated at", 2), RES("fast", 2), RES("rapid", 2), RES("markedly elevated", 2), RES("slightly elevated", 2), RES("mildly elevated", 2), RES("increase in", 2), RES("febrile", 2),
    RES("low", 3), RES("decreased", 3), RES("reduced", 3), RES("v", 3), RES("below normal", 3), RES("slightly decreased", 3), RES("very low", 3), RES("diminished", 3), RES("drop in", 3), RES("fall in", 3), RES("dropped", 3), RES("slow", 3), RES("subnormal", 3),
    /* -- setting */
    {"emergency department", D_SETTING, 0, DP_SETTING_ED}, {"emergency room", D_SETTING, 0, DP_SETTING_ED}, {"emergency unit", D_SETTING, 0, DP_SETTING_ED}, {"a&e", D_SETTING, 0, DP_SETTING_ED}, {"accident and emergency", D_SETTING, 0, DP_SETTING_ED}, {"casualty", D_SETTING, 0, DP_SETTING_ED}, {"er", D_SETTING, 1, DP_SETTING_ED}, {"ed", D_SETTING, 1, DP_SETTING_ED}, {"emergency", D_SETTING, 2, DP_SETTING_ED}, {"ambulance", D_SETTING, 0, DP_SETTING_ED}, {"paramedics", D_SETTING, 0, DP_SETTING_ED}, {"resus", D_SETTING, 0, DP_SETTING_ED},
    {"clinic", D_SETTING, 0, DP_SETTING_GP}, {"gp", D_SETTING, 0, DP_SETTING_GP}, {"general practice", D_SETTING, 0, DP_SETTING_GP}, {"general practitioner", D_SETTING, 0, DP_SETTING_GP}, {"family doctor", D_SETTING, 0, DP_SETTING_GP}, {"family physician", D_SETTING, 0, DP_SETTING_GP}, {"primary care", D_SETTING, 0, DP_SETTING_GP}, {"gp surgery", D_SETTING, 0, DP_SETTING_GP}, {"outpatient", D_SETTING, 0, DP_SETTING_GP}, {"outpatients", D_SETTING, 0, DP_SETTING_GP}, {"opd", D_SETTING, 0, DP_SETTING_GP}, {"doctor's office", D_SETTING, 0, DP_SETTING_GP}, {"physician's office", D_SETTING, 0, DP_SETTING_GP}, {"health centre", D_SETTING, 0, DP_SETTING_GP}, {"health center", D_SETTING, 0, DP_SETTING_GP}, {"walk in centre", D_SETTING, 0, DP_SETTING_GP},
    {"ward", D_SETTING, 0, DP_SETTING_WARD}, {"inpatient", D_SETTING, 0, DP_SETTING_WARD}, {"icu", D_SETTING, 0, DP_SETTING_WARD}, {"intensive care", D_SETTING, 0, DP_SETTING_WARD}, {"postoperative day", D_SETTING, 0, DP_SETTING_WARD}, {"post operative day", D_SETTING, 0, DP_SETTING_WARD}, {"hospitalised", D_SETTING, 3, DP_SETTING_WARD}, {"hospitalized", D_SETTING, 3, DP_SETTING_WARD}, {"nicu", D_SETTING, 0, DP_SETTING_WARD},
    /* -- season: arg is the kb season + 1 */
    {"in winter", D_SEASON, 0, DP_WINTER + 1}, {"this winter", D_SEASON, 0, DP_WINTER + 1}, {"during winter", D_SEASON, 0, DP_WINTER + 1}, {"in the winter", D_SEASON, 0, DP_WINTER + 1}, {"wintertime", D_SEASON, 0, DP_WINTER + 1}, {"in summer", D_SEASON, 0, DP_SUMMER + 1}, {"this summer", D_SEASON, 0, DP_SUMMER + 1}, {"in the summer", D_SEASON, 0, DP_SUMMER + 1}, {"during summer", D_SEASON, 0, DP_SUMMER + 1}, {"in spring", D_SEASON, 0, DP_SPRING + 1}, {"this spring", D_SEASON, 0, DP_SPRING + 1}, {"in the spring", D_SEASON, 0, DP_SPRING + 1}, {"springtime", D_SEASON, 0, DP_SPRING + 1}, {"during the spring", D_SEASON, 0, DP_SPRING + 1}, {"in autumn", D_SEASON, 0, DP_AUTUMN + 1}, {"this autumn", D_SEASON, 0, DP_AUTUMN + 1}, {"in the fall", D_SEASON, 0, DP_AUTUMN + 1}, {"in the autumn", D_SEASON, 0, DP_AUTUMN + 1}, {"during the winter", D_SEASON, 0, DP_WINTER + 1}, {"during the summer", D_SEASON, 0, DP_SUMMER + 1},
    {"it is winter", D_SEASON, 0, DP_WINTER + 1}, {"it is summer", D_SEASON, 0, DP_SUMMER + 1}, {"in december", D_SEASON, 0, DP_WINTER + 1}, {"in january", D_SEASON, 0, DP_WINTER + 1}, {"in february", D_SEASON, 0, DP_WINTER + 1}, {"in march", D_SEASON, 0, DP_SPRING + 1}, {"in april", D_SEASON, 0, DP_SPRING + 1}, {"in may", D_SEASON, 0, DP_SPRING + 1}, {"in june", D_SEASON, 0, DP_SUMMER + 1}, {"in july", D_SEASON, 0, DP_SUMMER + 1}, {"in august", D_SEASON, 0, DP_SUMMER + 1}, {"in september", D_SEASON, 0, DP_AUTUMN + 1}, {"in october", D_SEASON, 0, DP_AUTUMN + 1}, {"in november", D_SEASON, 0, DP_AUTUMN + 1},
    /* -- onset */
    {"suddenly", D_ONSET, 0, DP_SUDDEN}, {"sudden", D_ONSET, 0, DP_SUDDEN}, {"sudden onset", D_ONSET, 0, DP_SUDDEN}, {"abrupt", D_ONSET, 0, DP_SUDDEN}, {"abruptly", D_ONSET, 0, DP_SUDDEN}, {"acute onset", D_ONSET, 0, DP_SUDDEN}, {"thunderclap", D_ONSET, 0, DP_SUDDEN}, {"all of a sudden", D_ONSET, 0, DP_SUDDEN}, {"out of the blue", D_ONSET, 0, DP_SUDDEN}, {"instantaneous", D_ONSET, 0, DP_SUDDEN}, {"instantaneously", D_ONSET, 0, DP_SUDDEN}, {"acutely", D_ONSET, 0, DP_SUDDEN}, {"maximal at onset", D_ONSET, 0, DP_SUDDEN}, {"came on at once", D_ONSET, 0, DP_SUDDEN}, {"within seconds", D_ONSET, 0, DP_SUDDEN}, {"sharp onset", D_ONSET, 0, DP_SUDDEN},
    {"gradual", D_ONSET, 0, DP_GRADUAL}, {"gradually", D_ONSET, 0, DP_GRADUAL}, {"insidious", D_ONSET, 0, DP_GRADUAL}, {"insidiously", D_ONSET, 0, DP_GRADUAL}, {"slowly", D_ONSET, 0, DP_GRADUAL}, {"progressive", D_ONSET, 0, DP_GRADUAL}, {"progressively", D_ONSET, 0, DP_GRADUAL}, {"slow onset", D_ONSET, 0, DP_GRADUAL}, {"steadily", D_ONSET, 0, DP_GRADUAL}, {"bit by bit", D_ONSET, 0, DP_GRADUAL}, {"over time", D_ONSET, 0, DP_GRADUAL},
    /* -- again and again */
    {"recurrent", D_RECUR, 0, 1}, {"recurring", D_RECUR, 0, 1}, {"comes and goes", D_RECUR, 0, 1}, {"come and go", D_RECUR, 0, 1}, {"came and went", D_RECUR, 0, 1}, {"on and off", D_RECUR, 0, 1}, {"off and on", D_RECUR, 0, 1}, {"intermittent", D_RECUR, 0, 1}, {"intermittently", D_RECUR, 0, 1}, {"repeated episodes", D_RECUR, 0, 1}, {"repeated attacks", D_RECUR, 0, 1}, {"recurrent episodes", D_RECUR, 0, 1}, {"similar episodes", D_RECUR, 0, 1}, {"similar episode", D_RECUR, 0, 1}, {"similar attacks", D_RECUR, 0, 1}, {"previous episodes", D_RECUR, 0, 1}, {"previous attacks", D_RECUR, 0, 1}, {"same thing before", D_RECUR, 0, 1}, {"happened before", D_RECUR, 0, 1}, {"had this before", D_RECUR, 0, 1}, {"third time", D_RECUR, 0, 1}, {"second time", D_RECUR, 0, 1}, {"fourth time", D_RECUR, 0, 1}, {"episodes of", D_RECUR, 0, 1}, {"bouts of", D_RECUR, 0, 1}, {"attacks of", D_RECUR, 0, 1}, {"spells of", D_RECUR, 0, 1}, {"keeps coming back", D_RECUR, 0, 1}, {"flare up", D_RECUR, 0, 1}, {"relapsing", D_RECUR, 0, 1}, {"episodic", D_RECUR, 0, 1}, {"every month", D_RECUR, 0, 1}, {"every few weeks", D_RECUR, 0, 1}, {"multiple episodes", D_RECUR, 0, 1}, {"several episodes", D_RECUR, 0, 1}, {"frequent episodes", D_RECUR, 0, 1}, {"every few months", D_RECUR, 0, 1}, {"cyclical", D_RECUR, 0, 1}, {"from time to time", D_RECUR, 0, 1}, {"every time", D_RECUR, 0, 1},
    /* -- places: where somebody lives or has been; relative to Europe */
    GEO("africa", AFR), GEO("african", 0), GEO("kenya", AFR), GEO("nigeria", AFR), GEO("ghana", AFR), GEO("uganda", AFR), GEO("tanzania", AFR), GEO("ethiopia", AFR), GEO("somalia", AFR), GEO("sudan", AFR), GEO("congo", AFR), GEO("cameroon", AFR), GEO("senegal", AFR), GEO("gambia", AFR), GEO("sierra leone", AFR), GEO("liberia", AFR), GEO("ivory coast", AFR), GEO("mali", AFR), GEO("burkina faso", AFR), GEO("niger", AFR), GEO("angola", AFR), GEO("zambia", AFR), GEO("zimbabwe", AFR), GEO("malawi", AFR), GEO("mozambique", AFR), GEO("rwanda", AFR), GEO("burundi", AFR), GEO("madagascar", AFR), GEO("botswana", AFR), GEO("namibia", AFR), GEO("eritrea", AFR), GEO("benin", AFR), GEO("togo", AFR), GEO("guinea", AFR), GEO("gabon", AFR), GEO("lagos", AFR), GEO("nairobi", AFR), GEO("accra", AFR), GEO("sub saharan africa", AFR), GEO("west africa", AFR), GEO("east africa", AFR), GEO("south africa", AFR_S), GEO("egypt", AFR_N | MID), GEO("morocco", AFR_N), GEO("tunisia", AFR_N), GEO("algeria", AFR_N), GEO("libya", AFR_N), GEO("north africa", AFR_N),
    GEO("india", SAS), GEO("pakistan", SAS), GEO("bangladesh", SAS), GEO("sri lanka", SAS), GEO("nepal", 1 << DP_SOUTH_ASIA), GEO("bhutan", 1 << DP_SOUTH_ASIA), GEO("maldives", SAS), GEO("delhi", SAS), GEO("mumbai", SAS), GEO("karachi", SAS), GEO("dhaka", SAS), GEO("kolkata", SAS), GEO("chennai", SAS), GEO("lahore", SAS), GEO("punjab", SAS), GEO("kerala", SAS), GEO("afghanistan", 1 << DP_SOUTH_ASIA), GEO("south asia", SAS), GEO("indian subcontinent", SAS),
    GEO("thailand", SEA), GEO("vietnam", SEA), GEO("cambodia", SEA), GEO("laos", SEA), GEO("myanmar", SEA), GEO("burma", SEA), GEO("malaysia", SEA), GEO("singapore", SEA), GEO("indonesia", SEA), GEO("bali", SEA), GEO("philippines", SEA), GEO("bangkok", SEA), GEO("manila", SEA), GEO("jakarta", SEA), GEO("southeast asia", SEA), GEO("south east asia", SEA), GEO("papua new guinea", SEA), GEO("timor", SEA), GEO("hanoi", SEA),
    GEO("mexico", LAT), GEO("brazil", LAT), GEO("peru", LAT), GEO("colombia", LAT), GEO("ecuador", LAT), GEO("bolivia", LAT), GEO("venezuela", LAT), GEO("guatemala", LAT), GEO("honduras", LAT), GEO("nicaragua", LAT), GEO("costa rica", LAT), GEO("panama", LAT), GEO("el salvador", LAT), GEO("cuba", LAT), GEO("haiti", LAT), GEO("dominican republic", LAT), GEO("jamaica", LAT), GEO("puerto rico", LAT), GEO("caribbean", LAT), GEO("argentina", LAT_S), GEO("chile", LAT_S), GEO("paraguay", LAT), GEO("uruguay", LAT_S), GEO("south america", LAT), GEO("central america", LAT), GEO("latin america", LAT), GEO("amazon", LAT), GEO("belize", LAT), GEO("trinidad", LAT),
    GEO("saudi arabia", MID), GEO("iraq", MID), GEO("iran", MID), GEO("syria", MIM), GEO("lebanon", MIM), GEO("israel", MIM), GEO("palestine", MIM), GEO("yemen", MID), GEO("oman", MID), GEO("qatar", MID), GEO("kuwait", MID), GEO("dubai", MID), GEO("united arab emirates", MID), GEO("middle east", MID), GEO("hajj", MID), GEO("mecca", MID),
    GEO("greece", MED), GEO("italy", MED), GEO("spain", MED), GEO("cyprus", MED), GEO("malta", MED), GEO("sicily", MED), GEO("crete", MED), GEO("mediterranean", MED),
    GEO("usa", NAM), GEO("united states", NAM), GEO("america", NAM), GEO("canada", NAM), GEO("north america", NAM), GEO("texas", NAM), GEO("california", NAM), GEO("florida", NAM), GEO("arizona", NAM), GEO("new york", NAM), GEO("connecticut", NAM), GEO("new england", NAM), GEO("massachusetts", NAM), GEO("minnesota", NAM), GEO("wisconsin", NAM), GEO("ohio", NAM), GEO("missouri", NAM), GEO("new mexico", NAM), GEO("chicago", NAM),
    GEO("tropics", TRO), GEO("tropical country", TRO), GEO("fiji", TRO), GEO("hawaii", NAM | TRO),
    GEO("guinea pig", 0), GEO("guinea pigs", 0), GEO("guinea worm", 0),
};
const size_t dp_def_count = sizeof dp_defs / sizeof *dp_defs;

static uint32_t mix(uint32_t h, const char *s) {
  for (; *s; s++) h = (h ^ (unsigned char)*s) * 16777619u;
  return (h ^ 10u) * 16777619u;
}

uint32_t dp_builtin_hash(void) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < dp_builtin_count; i++) h = mix((h ^ dp_builtins[i].flags ^ ((uint32_t)dp_builtins[i].key << 20)) * 16777619u, dp_builtins[i].words);
  for (size_t i = 0; i < dp_def_count; i++) h = mix((h ^ dp_defs[i].kind ^ ((uint32_t)dp_defs[i].effect << 8) ^ ((uint32_t)dp_defs[i].arg << 16)) * 16777619u, dp_defs[i].words);
  for (size_t i = 0; i < dp_builtin_class_count; i++) h = mix(mix(h, dp_builtin_classes[i].id), dp_builtin_classes[i].say);
  for (size_t i = 0; i < dp_negative_count; i++) h = mix(mix(h, dp_negatives[i].word), dp_negatives[i].of);
  for (size_t i = 0; i < dp_common_count; i++) h = mix(h, dp_common_words[i]);
  for (size_t i = 0; i < dp_real_count; i++) h = mix(h, dp_real_words[i]);
  return h;
}

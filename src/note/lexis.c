/* lexis.c: the words that the note itself knows, by what they do in a sentence, and stems.
 *
 * A table of lists; a word may be in several. The list of medicines is of names as people say them; it serves the guard
 * (no medicine that was not said), not the choice of any.
 */
#include "inner.h"

typedef struct list {
  uint32_t flags;
  const char *words; /* by spaces */
} list;

static const list lists[] = {
    {WF_FILLER, "um uh er erm ah ahh hmm hmmm hm mm mmm mm-hmm mm-hm uh-huh uhm huh oh ooh wow gosh geez gee ha haha doc"},
    {WF_AUX | WF_STOP, "am is are was were be been being have has had having do does did will would can could should may might must shall"},
    {WF_SUBJECT | WF_STOP, "i you we he she it they that this there"},
    {WF_STOP, "a an the and or of to in on at for with by from as my your his her its our their me him them us mine yours "
              "myself yourself himself herself themselves itself these those here so then too also just very really quite "
              "some any all each such own other another than but if not no nor up down out off over under again more most "
              "about into through during before after above below between well okay ok alright yeah yes right now today "
              "go going get got lot bit little kind sort thing things stuff like know think mean said say says tell told "
              "good great fine sure please thank thanks hi hello bye hey dragon let which who what when where why how much many "
              "one because while since until although though however still even ever maybe something anything everything nothing patient "
              "patient's doctor make made come came put take taken took see look looking looks want wants need needs feel feels"},
    {WF_BASE, "take feel think know get go want need try use eat drink smoke work live walk run sleep wake see notice remember "
              "hurt like love hate play make come keep start stop seem look help call check watch exercise cook lift sit stand lie "
              "move bend reach climb stay forget believe guess hope wish wonder understand agree prefer enjoy experience suffer "
              "throw bring put lose gain give tell say ask say find wear spend travel drive swim hike bike jog cough sneeze "
              "vomit bleed itch ache burn swell struggle tend plan continue deny report worry hear talk show become turn pass pee urinate "
              "snore breathe miss skip avoid follow monitor measure test inject manage handle deal rest ice apply complain describe "
              "own raise train teach study read write visit attend participate consume vape inhale manage require receive appear "
              "carry push pull roll fall grow hold leave let lift cause bother last begin end happen react respond tolerate "
              "ride purse squeeze type climb dance garden jump kneel squat crouch bowl golf fish hunt camp knit sew read drink shop cry laugh snack binge diet weigh "
              "contract crave dream faint wheeze choke gag burp pop click lock catch tire weaken worsen improve ease radiate throb pulse tingle shake tremble "
              "touch open press squeeze raise tilt breathe turn "
              "finish keep spend wake suspect appreciate recommend mean pay buy sell clean garden cut garden wash brush floss chew swallow"},
    {WF_PAST, "slung flung stung clung strung spun swelled wound ground sprang sprung shrank stole leapt knelt dealt fed fled bled dreamt lent meant overdid withdrew undertook understood forgave hung crept slept laid paid held built sent spent taught caught bent swung stuck struck shook drove rode wrote went took felt thought knew had got came started stopped noticed saw said told gave hurt fell ate drank smoked "
              "worked lived walked ran slept woke tried used needed wanted began became went lost gained broke twisted injured "
              "happened increased decreased improved worsened helped called checked seemed looked moved lifted played sat stood "
              "heard remembered forgot kept made put let met found left threw bled passed underwent received diagnosed had "
              "developed experienced reported denied stayed turned asked brought showed swelled tore pulled hit slipped tripped "
              "landed rolled popped iced rested applied continued resumed quit cut wore read taken seen gone done given eaten "
              "visited ordered prescribed recommended placed completed finished grew held drove swam flew traveled travelled "
              "rode bent dug caught threw swore shook froze drank sank rang sang sent spent spoke spilled stuck swept tore woke wrote wore built bought brought "
              "taught thought fought chose broke drew flew blew grew knew threw shot shut split spread burst bet sold slid hid held hung led lit lent "
              "complained described endorsed controlled resolved returned persisted tolerated missed skipped avoided followed "
              "monitored measured tested injected recovered healed burned itched ached bothered lasted enjoyed loved liked"},
    {WF_SUBORD, "if when while because since that which who whom what how where whether although though after before until unless as "
                "than like whenever wherever cause till"},
    {WF_PREP, "in of on over at for with by from to into onto through during about around under between against without within "
              "after before since until toward towards near per across along upon behind below above beside off as than"},
    {WF_NEG, "no not never none without denies denied deny nothing neither nor nobody cannot negative absent"},
    {WF_SIDE, "left right both bilateral bilaterally either unilateral left-sided right-sided"},
    {WF_NUM, "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
             "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand"},
    {WF_ASK, "what how when where why who which whose whom"},
    {WF_YES, "yes yeah yep yup correct absolutely definitely exactly indeed affirmative sure mm-hmm uh-huh certainly ya yea"},
    {WF_NO, "no nope nah never negative none neither"},
    {WF_KIN, "mother father mom mum dad brother sister son daughter wife husband grandmother grandfather grandma grandpa aunt uncle "
             "cousin niece nephew parents parent sibling siblings child children kids kid family partner girlfriend boyfriend "
             "spouse friend grandson granddaughter grandparents fiance stepfather stepmother twin"},
    {WF_TEST, "mri ct x-ray xray x-rays xrays ultrasound echo echocardiogram ekg ecg eeg emg labs lab bloodwork biopsy colonoscopy endoscopy mammogram "
              "panel a1c cbc cmp bmp tsh psa troponin culture urinalysis spirometry scan cat pft pfts stress test tests imaging "
              "radiograph radiographs dexa hemoglobin creatinine lipid swab screening angiogram catheterization holter monitor "
              "egd dimer bnp ana esr crp inr glucose hematocrit bun electrolytes lipase amylase ferritin"},
    {WF_OBJECT, "give gives gave giving put putting start starting get getting refer referring send sending see seeing have want need "
                "keep keeping help helping let make making ask asked asking tell told show showed for to with on of from about "
                "at treat treating schedule scheduling prescribe set setting bring bothering bother hurt advise counsel "
                "advised encourage place placing follow provide giving transfer admit admitting examine examined meet monitor watch "
                "like between around against near by than thank call calling allow allows remind notify seen reassure switch"},
    {WF_ADVERB, "just also really still always never usually often sometimes probably actually definitely only even basically generally "
                "currently already recently certainly mostly typically occasionally mainly normally continually simply ever kinda "
                "then now finally initially previously probably maybe especially constantly regularly frequently barely hardly"},
    {WF_STOCK, "patient patient's the a an is are was were has have had does do did not no denies denied reports reported states stated "
               "endorses notes he she they his her their him them himself herself themselves and or of to in on with for that will "
               "be been who presents presenting today any it its this these i we us our my me you your asked about when said doctor "
               "does's am at by from as there year old year-old male female mg mcg cm mm ml % / takes there's agrees understands "
               "plan started since quoted ago chief complaint history past medical significant rates pain out regarding "
               "clinic evaluation follow-up other"},
    {WF_ACRONYM, "mri ct ekg ecg eeg emg cbc cmp bmp tsh psa copd gerd uti dvt ldl hdl er ed icu bmi hiv std stds uv ivf iv ibs adhd ptsd "
                 "pcp ent ob gyn obgyn dexa cpap acl mcl pcl lcl tb hpv afp hcg ldh ana esr crp inr bnp egd cabg tia ckd chf cad afib "
                 "jvd hba1c a1c nsaid nsaids dna rna pft pfts bun osa ppi ssri pt ot icd gfr egfr adl adls abi iud pcos mrsa covid "
                 "covid-19 rsv hpi ca-125 l4 l5 s1 c5 c6 c7 t1 l3 l2 l1 ii iii ace arb am pm nyha ef lvef ms hr bp otc prn va ai cpr "
                 "usa uk us-guided cva mi pe pvd bph gi gu ob-gyn hrt d3 b12 vyvanse"},
    {WF_UNIT, "mg mcg g kg ml l cm mm milligram milligrams microgram micrograms gram grams milliliter milliliters centimeter centimeters "
              "millimeter millimeters percent degrees degree pounds pound inches inch feet foot ounces unit units puffs tablets "
              "tablet day days week weeks month months year years hour hours minute minutes times pills capsules drops"},
    {WF_HEDGE, "maybe possible possibly think probably guess might may could perhaps likely suspect suspicious suspicion unsure "
               "seems seem appears questionable rule consider considering potential potentially concern concerned concerning if whether"},
    {WF_EXAM, "exam examination auscultation palpation lungs heart abdomen murmur edema tenderness range motion rales rhonchi "
              "wheezes wheezing bruit bruits reflexes strength gait neck skin pulses pulse effusion erythema ecchymosis swelling crackles "
              "regular rhythm rebound guarding nontender tender tympanic membranes lymphadenopathy cervical thyroid thyromegaly extremities "
              "sensation appreciate flexion extension straight leg raise vitals swollen bowel sounds distention clear supple"},
    {WF_DRUG,
     "acetaminophen paracetamol tylenol ibuprofen motrin advil aleve naproxen aspirin diclofenac voltaren meloxicam mobic celecoxib celebrex "
     "indomethacin ketorolac toradol tramadol ultram oxycodone percocet hydrocodone norco vicodin morphine fentanyl codeine hydromorphone "
     "dilaudid methadone suboxone buprenorphine naloxone gabapentin neurontin pregabalin lyrica duloxetine cymbalta amitriptyline "
     "nortriptyline cyclobenzaprine flexeril baclofen tizanidine methocarbamol robaxin lidocaine prednisone prednisolone "
     "methylprednisolone medrol dexamethasone hydrocortisone cortisone triamcinolone kenalog betamethasone clobetasol budesonide "
     "fluticasone flonase flovent advair symbicort albuterol ventolin salbutamol ipratropium tiotropium spiriva montelukast singulair "
     "loratadine claritin cetirizine zyrtec fexofenadine allegra diphenhydramine benadryl hydroxyzine pseudoephedrine sudafed mucinex "
     "guaifenesin dextromethorphan amoxicillin augmentin penicillin ampicillin cephalexin keflex cefdinir ceftriaxone cefuroxime "
     "azithromycin zithromax z-pak clarithromycin erythromycin doxycycline minocycline tetracycline ciprofloxacin cipro levofloxacin levaquin "
     "moxifloxacin metronidazole flagyl clindamycin vancomycin bactrim trimethoprim sulfamethoxazole nitrofurantoin macrobid "
     "fosfomycin fluconazole diflucan nystatin terbinafine acyclovir valacyclovir valtrex oseltamivir tamiflu paxlovid ivermectin "
     "permethrin mupirocin lisinopril enalapril ramipril benazepril losartan cozaar valsartan irbesartan olmesartan candesartan entresto "
     "amlodipine norvasc nifedipine diltiazem cardizem verapamil metoprolol lopressor toprol atenolol carvedilol coreg bisoprolol "
     "propranolol labetalol hydrochlorothiazide hctz chlorthalidone furosemide lasix torsemide bumetanide bumex spironolactone aldactone "
     "clonidine hydralazine nitroglycerin isosorbide imdur digoxin amiodarone sotalol flecainide warfarin coumadin apixaban eliquis "
     "rivaroxaban xarelto dabigatran pradaxa heparin enoxaparin lovenox clopidogrel plavix ticagrelor brilinta prasugrel atorvastatin "
     "lipitor simvastatin zocor rosuvastatin crestor pravastatin lovastatin ezetimibe zetia fenofibrate niacin metformin glucophage "
     "glipizide glyburide glimepiride januvia sitagliptin jardiance empagliflozin farxiga dapagliflozin canagliflozin invokana ozempic "
     "semaglutide victoza liraglutide trulicity dulaglutide pioglitazone insulin lantus glargine humalog lispro novolog levothyroxine "
     "synthroid methimazole omeprazole prilosec pantoprazole protonix esomeprazole nexium lansoprazole famotidine pepcid ranitidine zantac "
     "tums carafate sucralfate ondansetron zofran promethazine phenergan metoclopramide reglan loperamide imodium miralax senna docusate "
     "colace dulcolax bisacodyl metamucil lactulose simethicone mesalamine sulfasalazine infliximab remicade adalimumab humira etanercept "
     "enbrel methotrexate hydroxychloroquine plaquenil azathioprine mycophenolate cellcept tacrolimus prograf cyclosporine allopurinol "
     "febuxostat colchicine alendronate fosamax risedronate prolia denosumab sertraline zoloft fluoxetine prozac citalopram celexa "
     "escitalopram lexapro paroxetine paxil venlafaxine effexor bupropion wellbutrin trazodone mirtazapine buspirone lorazepam ativan "
     "alprazolam xanax clonazepam klonopin diazepam valium zolpidem ambien melatonin quetiapine seroquel olanzapine risperidone "
     "aripiprazole abilify lithium lamotrigine lamictal valproate depakote levetiracetam keppra topiramate topamax carbamazepine phenytoin "
     "dilantin"},
    {WF_DRUG,
     "sumatriptan imitrex rizatriptan maxalt adderall ritalin methylphenidate vyvanse concerta donepezil aricept memantine "
     "namenda levodopa carbidopa sinemet ropinirole pramipexole tamsulosin flomax finasteride proscar oxybutynin sildenafil viagra "
     "tadalafil cialis testosterone estrogen estradiol progesterone tamoxifen anastrozole letrozole cisplatin carboplatin paclitaxel taxol "
     "epipen epinephrine biotin iron ferrous folate multivitamin b12 latanoprost timolol chantix varenicline nicotine cannabis marijuana "
     "steroid steroids antibiotic antibiotics statin diuretic diuretics opioid opioids nsaid nsaids antihistamine antihistamines "
     "rituximab epidural excedrin nyquil dayquil robitussin bisphosphonate hyaluronic acetylcysteine"},
};

enum { SLOTS = 8192 };
struct dp_lexis {
  struct {
    const char *word;
    uint32_t size, flags;
  } at[SLOTS];
};

dp_lexis *dp_lexis_make(dp_arena *arena) {
  dp_lexis *l = DP_NEW(arena, dp_lexis);
  if (!l) return NULL;
  for (size_t n = 0; n < sizeof lists / sizeof *lists; n++) {
    dp_str rest = dp_str_of(lists[n].words);
    while (rest.at) {
      dp_str w = dp_str_cut(&rest, ' ');
      if (!w.size) continue;
      uint32_t i = dp_hash32(w.at, w.size) % SLOTS;
      while (l->at[i].word && !dp_str_eq(w, (dp_str){l->at[i].word, l->at[i].size})) i = (i + 1) % SLOTS;
      l->at[i].word = w.at;
      l->at[i].size = (uint32_t)w.size;
      l->at[i].flags |= lists[n].flags;
    }
  }
  return l;
}

uint32_t dp_lexis_flags(const dp_lexis *l, dp_str w) {
  if (!w.size) return 0;
  uint32_t i = dp_hash32(w.at, w.size) % SLOTS;
  for (; l->at[i].word; i = (i + 1) % SLOTS)
    if (dp_str_eq(w, (dp_str){l->at[i].word, l->at[i].size})) return l->at[i].flags;
  return 0;
}

size_t dp_note_stem(dp_str w, char *out, size_t room) {
  static const char *const endings[] = {"ations", "ation", "ingly", "edly", "ings", "ness", "ies", "ied", "ing", "ers", "ely",
                                        "es",     "ed",    "ly",    "'s",   "er",   "y",    "s",   "e"};
  /* irregular forms that a change of person or tense meets */
  static const char *const irregular[] = {"went", "go",    "goes",  "go",   "gone", "go",    "took", "take", "taken", "take", "felt", "feel",
                                          "has",  "have",  "had",   "have", "does", "do",    "did",  "do",   "was",   "be",   "is",  "be",
                                          "are",  "be",    "am",    "be",   "were", "be",    "been", "be",   "got",   "get",  "gave", "give",
                                          "given", "give", "said",  "say",  "told", "tell",  "woke", "wake", "feet",  "foot", "worse", "bad",
                                          "men",  "man",   "women", "woman", "children", "child", "teeth", "tooth", "lungs", "lung"};
  size_t n = w.size < room ? w.size : room;
  for (size_t i = 0; i + 1 < sizeof irregular / sizeof *irregular; i += 2)
    if (dp_str_eq(w, dp_str_of(irregular[i]))) {
      n = strlen(irregular[i + 1]);
      if (n > room) n = room;
      memcpy(out, irregular[i + 1], n);
      return n;
    }
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    dp_str e = dp_str_of(endings[i]);
    if (w.size >= e.size + 3 && dp_str_ends((dp_str){w.at, n}, e)) {
      n -= e.size;
      break;
    }
  }
  if (n > 3 && w.at[n - 1] == w.at[n - 2] && w.at[n - 1] != 's' && w.at[n - 1] != 'l') n--; /* "stopped" */
  if (n) memcpy(out, w.at, n);
  return n;
}

/* fold.c: the stem of a word, the same for the knowledge's phrases and for the texts.
 *
 * Purpose: "vomited", "vomits" and "vomiting", or "oedema" and "edema", must meet. The stemmer is light: it takes away
 * plurals, -ing, -ed, -ness, -ful, -ly and -ion, and writes British and American spellings alike. It need not give real
 * words; it must give the same for words that mean the same, and seldom the same for others. What needs knowledge of
 * medicine (belly = abdomen) is a word class in knowledge/words.txt.
 * After Porter (1980), much reduced: in symptoms, his steps 2 to 4 join what should stay apart (general, generic).
 */
#include "text.h"

typedef struct {
  const char *from, *to;
} pair;

/* Words that rules would harm, or whose forms no rule gives. The right side is final. */
static const pair irregular[] = {
    {"during", "during"},
    {"morning", "morning"},
    {"evening", "evening"},
    {"nothing", "nothing"},
    {"something", "something"},
    {"anything", "anything"},
    {"everything", "everything"},
    {"sibling", "sibling"},
    {"siblings", "sibling"},
    {"spring", "spring"},
    {"string", "string"},
    {"family", "family"},
    {"belly", "belly"},
    {"jelly", "jelly"},
    {"early", "early"},
    {"only", "only"},
    {"elderly", "elderly"},
    {"likely", "likely"},
    {"unlikely", "unlikely"},
    {"anomaly", "anomaly"},
    {"witness", "witness"},
    {"fitness", "fitness"},
    {"business", "business"},
    {"wellness", "wellness"},
    {"species", "species"},
    {"series", "series"},
    {"rabies", "rabies"},
    {"scabies", "scabies"},
    {"herpes", "herpes"},
    {"ascites", "ascites"},
    {"diabetes", "diabetes"},
    {"measles", "measles"},
    {"mumps", "mumps"},
    {"shingles", "shingles"},
    {"rickets", "rickets"},
    {"hives", "hive"},
    {"feet", "foot"},
    {"teeth", "tooth"},
    {"calves", "calf"},
    {"lice", "lice"},
    {"metastases", "metastasis"},
    {"diagnoses", "diagnosis"},
    {"testes", "testis"},
    {"bruises", "bruis"},
    {"bled", "bleed"},
    {"fell", "fall"},
    {"fallen", "fall"},
    {"swollen", "swel"},
    {"swelled", "swel"},
    {"felt", "feel"},
    {"woken", "wak"},
    {"woke", "wak"},
    {"awoke", "wak"},
    {"awakened", "wak"},
    {"awakens", "wak"},
    {"lost", "los"},
    {"losing", "los"},
    {"lose", "los"},
    {"loss", "los"},
    {"ate", "eat"},
    {"eaten", "eat"},
    {"drank", "drink"},
    {"drunk", "drunk"},
    {"bitten", "bit"},
    {"stung", "sting"},
    {"broke", "break"},
    {"broken", "break"},
    {"torn", "tear"},
    {"tearful", "tearful"},
    {"tearfulness", "tearful"},
    {"tingly", "tingl"},
    {"tinged", "tinge"},
    {"clubs", "club"},
    {"clubbing", "clubbing"},
    {"clubbed", "clubbing"},
    {"tore", "tear"},
    {"tearing", "tear"},
    {"shook", "shak"},
    {"slept", "sleep"},
    {"threw", "throw"},
    {"thrown", "throw"},
    {"went", "go"},
    {"going", "go"},
    {"goes", "go"},
    {"gone", "go"},
    {"coming", "com"},
    {"came", "com"},
    {"got", "get"},
    {"getting", "get"},
    {"burnt", "burn"},
    {"itchy", "itch"},
    {"sweaty", "sweat"},
    {"bloody", "blood"},
    {"wheezy", "wheez"},
    {"achy", "ach"},
    {"aching", "ach"},
    {"ache", "ach"},
    {"aches", "ach"},
    {"ached", "ach"},
    {"shaky", "shak"},
    {"feverish", "fever"},
    {"dizzy", "dizz"},
    {"dizziness", "dizz"},
    {"watery", "water"},
    {"scaly", "scal"},
    {"flaky", "flak"},
    {"sneezy", "sneez"},
    {"rigidity", "rigid"},
    {"obesity", "obes"},
    {"deformity", "deform"},
    {"deformities", "deform"},
    {"red", "red"},
    {"redness", "red"},
    {"does", "do"},
    {"doing", "do"},
    {"did", "do"},
    {"done", "do"},
    {"dying", "die"},
    {"died", "die"},
    {"dies", "die"},
    {"lying", "lie"},
    {"lies", "lie"},
    {"lay", "lie"},
    {"laying", "lie"},
    {"tired", "tir"},
    {"tiredness", "tir"},
    {"needed", "need"},
    {"bleeding", "bleed"},
    {"feeding", "feed"},
    {"fed", "feed"},
    {"irritability", "irritabl"},
    {"irritable", "irritabl"},
    {"menstruation", "menstruat"},
    {"palpitation", "palpitation"},
    {"palpitations", "palpitation"},
    {"palpation", "palpation"},
    {"urination", "urinat"},
    {"abscess", "abscess"},
    {"abscesses", "abscess"},
    {"stiffness", "stif"},
    {"pus", "pus"},
    {"gas", "gas"},
    {"bus", "bus"},
    {"was", "was"},
    {"has", "has"},
    {"his", "his"},
    {"this", "this"},
    {"its", "its"},
    {"us", "us"},
    {"yes", "yes"},
    {"always", "always"},
    {"news", "news"},
    {"thing", "thing"},
    {"king", "king"},
    {"wing", "wing"},
    {"ring", "ring"},
    {"being", "being"},
    {"activities", "activity"},
    {"worst", "worst"},
    {"worse", "worse"},
    {"apply", "apply"},
    {"supply", "supply"},
    {"reply", "reply"},
    {"sexually", "sexual"},
    {"daily", "daily"},
    {"hourly", "hourly"},
    {"monthly", "monthly"},
    {"boxing", "boxing"},
    {"yearly", "yearly"},
    {"nightly", "nightly"},
    {"weekly", "weekly"},
    {"sprain", "sprain"},
    {"sprained", "sprain"},
    {"pregnancies", "pregnant"},
    {"pregnancy", "pregnant"},
    {"anaemic", "anemia"},
    {"anemic", "anemia"},
    {"constipated", "constipat"},
    {"jaundiced", "jaundic"},
    {"cyanosed", "cyanosis"},
    {"cyanotic", "cyanosis"},
    {"pallid", "pallor"},
    {"pleuritis", "pleuritis"},
    {"one", "one"},
    {"wheezes", "wheez"},
    {"wheeze", "wheez"},
    {"wheezing", "wheez"},
    {"breathing", "breath"},
    {"breathe", "breath"},
    {"breathes", "breath"},
    {"breaths", "breath"},
    {"breathlessness", "breathless"},
    {"pimples", "pimple"},
    {"hurting", "hurt"},
    {"sore", "sor"},
    {"soreness", "sor"},
    {"sores", "sor"},
    {"wetting", "wet"},
    {"fits", "fit"},
    {"fitting", "fitting"},
    {"give", "giv"},
    {"gives", "giv"},
    {"gave", "giv"},
    {"given", "giv"},
    {"giving", "giv"},
    {"bite", "bit"},
    {"bites", "bit"},
    {"biting", "bit"},
    {"wake", "wak"},
    {"wakes", "wak"},
    {"waking", "wak"},
    {"awaken", "wak"},
    {"awake", "awake"},
    {"tire", "tir"},
    {"tires", "tir"},
    {"come", "com"},
    {"comes", "com"},
    {"used", "use"},
    {"using", "use"},
    {"uses", "use"},
    {"move", "mov"},
    {"moves", "mov"},
    {"moving", "mov"},
    {"moved", "mov"},
    {"live", "liv"},
    {"lives", "liv"},
    {"living", "liv"},
    {"hike", "hik"},
    {"hikes", "hik"},
    {"hiking", "hik"},
    {"ooze", "ooz"},
    {"oozes", "ooz"},
    {"oozing", "ooz"},
    {"rise", "ris"},
    {"rises", "ris"},
    {"rising", "ris"},
    {"user", "use"},
    {"users", "use"},
    {"leads", "leads"},
    {"leading", "leading"},
    {"ulna", "ulna"},
    {"grey", "gray"},
    {"greyish", "grayish"},
    {"hoarseness", "hoars"},
    {"crises", "crisis"},
    {"pubes", "pubes"},
    {"pulses", "puls"},
    {"pulse", "puls"},
};

static bool ends(const char *w, size_t n, const char *tail) {
  size_t m = strlen(tail);
  return n > m && !memcmp(w + n - m, tail, m);
}
static bool vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
static bool has_vowel(const char *w, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (vowel(w[i])) return true;
  return false;
}

/* Replaces every `from` by `to` (not longer) inside w from position `at` on; gives the new size. */
static size_t replace(char *w, size_t n, size_t at, const char *from, const char *to, size_t keep_end) {
  size_t f = strlen(from), t = strlen(to);
  for (size_t i = at; i + f + keep_end <= n;) {
    if (memcmp(w + i, from, f)) {
      i++;
      continue;
    }
    memcpy(w + i, to, t);
    memmove(w + i + t, w + i + f, n - i - f);
    n -= f - t;
    i += t;
  }
  return n;
}

size_t dp_stem(const char *word, size_t size, char w[DP_STEM_MAX]) {
  size_t n = size < DP_STEM_MAX ? size : DP_STEM_MAX;
  memcpy(w, word, n);
  if (n < 3) return n;
  for (size_t i = 0; i < n; i++)
    if (w[i] >= '0' && w[i] <= '9') return n;
  /* A first-letter and length look before memcmp keeps the walk of the table cheap; texts meet few words of it. */
  for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++) {
    const char *f = irregular[i].from;
    if (f[0] == w[0] && f[1] == w[1] && f[2] == w[2] && strlen(f) == n && !memcmp(f, w, n)) {
      n = strlen(irregular[i].to);
      memcpy(w, irregular[i].to, n);
      return n;
    }
  }
  /* plurals */
  if (ends(w, n, "sses") || ends(w, n, "xes") || ends(w, n, "ches") || ends(w, n, "shes") || ends(w, n, "zzes")) n -= 2;
  else if (n > 4 && ends(w, n, "ies")) w[n - 3] = 'y', n -= 2;
  else if (n > 3 && w[n - 1] == 's' && !ends(w, n, "ss") && !ends(w, n, "us") && !ends(w, n, "is")) n--;
  /* verbs */
  if (n > 5 && ends(w, n, "ing") && has_vowel(w, n - 3)) n -= 3;
  else if (n > 4 && ends(w, n, "ied")) w[n - 3] = 'y', n -= 2;
  else if (n > 4 && ends(w, n, "ed") && !ends(w, n, "eed") && has_vowel(w, n - 2)) n -= 2;
  /* derived nouns, adjectives, adverbs */
  if (n > 6 && ends(w, n, "fulness")) n -= 7;
  else if (n > 6 && ends(w, n, "ness")) n -= 4;
  else if (n > 6 && ends(w, n, "ful")) n -= 3;
  else if (n > 6 && ends(w, n, "fully")) n -= 5;
  else if (n > 5 && ends(w, n, "ly") && !ends(w, n, "lly")) n -= 2;
  else if (n > 6 && ends(w, n, "ally")) n -= 2;
  else if (n > 6 && (ends(w, n, "tion") || ends(w, n, "sion"))) n -= 3;
  /* British and American */
  n = replace(w, n, 0, "ae", "e", 1);
  if (!(n > 2 && w[0] == 't' && w[1] == 'o')) n = replace(w, n, 0, "oe", "e", 1);
  if (n > 4) {
    n = replace(w, n, 2, "our", "or", 0);
    if (ends(w, n, "tre") || ends(w, n, "bre")) w[n - 1] = 'r', w[n - 2] = 'e';
    if (ends(w, n, "is") && n == size - 3) w[n - 1] = 'z'; /* organising */
    if (ends(w, n, "ise") || ends(w, n, "yse")) w[n - 2] = 'z';
    if (ends(w, n, "isat")) w[n - 3] = 'z';
    n = replace(w, n, 0, "sulph", "sulf", 0);
    n = replace(w, n, 0, "leuc", "leuk", 0);
  }
  /* one letter at the end, no silent e, i as y */
  if (n > 4 && w[n - 1] == 'e') n--; /* not of four letters: a rate is no rat */
  if (n > 3 && w[n - 1] == w[n - 2] && !vowel(w[n - 1]) && w[n - 1] != 's') n--; /* hiss is not his */
  if (n > 2 && w[n - 1] == 'i') w[n - 1] = 'y';
  return n;
}

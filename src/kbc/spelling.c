/* spelling.c: the American spelling of a British medical name, so that a condition is found and named in both.
 *
 * The vocabulary is written once, in British spelling; the reader folds spelling by itself, but look-up, completion and
 * whoever compares names need the other form as an alias. The rules are those of the two traditions: ae and oe from Greek
 * become e in known stems (haem-, oesoph-, -aemia, -rrhoea), -our becomes -or, -re becomes -er, -ise becomes -ize. A stem is
 * listed only where it changes everywhere in medical English.
 */
#include "inner.h"

typedef struct stem { const char *british, *american; } stem;

static const stem stems[] = {
    {"haem", "hem"},       {"aemi", "emi"},         {"oedem", "edem"},     {"oesoph", "esoph"},   {"oestr", "estr"},
    {"rrhoea", "rrhea"},   {"noea", "nea"},         {"coeliac", "celiac"}, {"coelom", "celom"},   {"caec", "cec"},
    {"faec", "fec"},       {"foet", "fet"},         {"naev", "nev"},       {"paed", "ped"},       {"gynaec", "gynec"},
    {"aetio", "etio"},     {"anaesth", "anesth"},   {"ischaem", "ischem"}, {"caemi", "cemi"},     {"aesthe", "esthe"},
    {"tumour", "tumor"},   {"colour", "color"},     {"odour", "odor"},     {"behaviour", "behavior"},
    {"goitre", "goiter"},  {"centre", "center"},    {"fibre", "fiber"},    {"litre", "liter"},
    {"isation", "ization"}, {"ising", "izing"},     {"ised", "ized"},      {"sulph", "sulf"},     {"leucoc", "leukoc"},   {"leucop", "leukop"},  {"manoeuv", "maneuv"}, {"dyspnoe", "dyspne"},
    {"phaeo", "pheo"},     {"oedip", "edip"},       {"paraesth", "paresth"}, {"draught", "draft"}, {"seborrhoe", "seborrhe"},
    {"rhoeic", "rheic"},   {"thalassaem", "thalassem"}, {"toxaem", "toxem"}, {"moeb", "ameb"},     {"amoeb", "ameb"},
    {"lymphoedem", "lymphedem"}, {"dysmenorrhoe", "dysmenorrhe"}, {"gonorrhoe", "gonorrhe"},
    {"menorrhoe", "menorrhe"}, {"diarrhoe", "diarrhe"}, {"neurone", "neuron"}, {"haemat", "hemat"}, {"mould", "mold"}};

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* The longest stem that begins at s[i], or NULL. */
static const stem *stem_at(dp_str s, size_t i) {
  const stem *best = NULL;
  size_t best_size = 0;
  for (size_t k = 0; k < sizeof stems / sizeof *stems; k++) {
    size_t n = strlen(stems[k].british), j = 0;
    if (n <= best_size || n > s.size - i) continue;
    while (j < n && lower(s.at[i + j]) == stems[k].british[j]) j++;
    if (j == n) best = &stems[k], best_size = n;
  }
  return best;
}

dp_str kbc_american(dp_str name, dp_arena *arena) {
  dp_buf b;
  dp_buf_init(&b, arena);
  bool changed = false;
  for (size_t i = 0; i < name.size;) {
    const stem *s = stem_at(name, i);
    if (!s) { dp_buf_char(&b, name.at[i++]); continue; }
    bool capital = name.at[i] >= 'A' && name.at[i] <= 'Z';
    char first = s->american[0];
    dp_buf_char(&b, capital ? (char)(first - 32) : first);
    dp_buf_text(&b, s->american + 1);
    changed = true;
    i += strlen(s->british);
  }
  return changed && !b.failed ? dp_buf_view(&b) : (dp_str){0};
}

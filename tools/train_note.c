/* train_note: trains the note's classifier and writes src/note/weights.c.
 *
 * usage: diagpad-train-note [--folds N --without K] ACI.jsonl MTS.jsonl > src/note/weights.c
 *        diagpad-train-note --score MTS.jsonl        prints how often the first and the first three labels are right
 *
 * ACI.jsonl are consultations with the clinician's note by section (ACI-Bench, Yim et al. 2023, CC BY 4.0), MTS.jsonl short
 * dialogues with one label each (MTS-Dialog, Ben Abacha et al. 2023, CC BY 4.0). A clause of a consultation is taught the
 * section of the sentence of the note that shares most of its words, or "nothing". --without leaves out every N-th
 * consultation, to measure on those. Multinomial logistic regression by AdaGrad (Duchi, Hazan, Singer 2011); weights are
 * rounded to one printable character.
 */
#include "note/inner.h"
#include "base/json.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WORDS = 1 << 16, ITEMS = 200000, STEM = 24 };
static unsigned label_epochs = 20;
static double label_decay = 1e-2, label_rate = 0.03, label_priors = 0.5, clause_decay = 5e-3, clause_rate = 0.008;
static unsigned clause_epochs = 20;

typedef struct item {
  uint16_t *at;
  size_t count;
  unsigned label;
  double weight, scale; /* `scale`: what a feature that is there counts */
} item;

static char *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    perror(path);
    exit(1);
  }
  fseek(f, 0, SEEK_END);
  *size = (size_t)ftell(f);
  rewind(f);
  char *at = malloc(*size + 1);
  if (!at || fread(at, 1, *size, f) != *size) exit(1);
  at[*size] = 0;
  fclose(f);
  return at;
}

/* ---- words and how telling they are ------------------------------------------------------------------------------------ */

static unsigned df[WORDS], documents;
static uint32_t stem_of(dp_str w) {
  char s[STEM];
  size_t n = dp_note_stem(w, s, sizeof s);
  return dp_hash32(s, n) % WORDS;
}
static double idf(uint32_t stem) { return log((documents + 1.0) / (df[stem] + 0.5)); }

typedef struct bag {
  uint32_t at[400];
  size_t count;
  double total;
} bag;
static void bag_add(bag *b, const dp_nword *w) {
  if (w->flags & WF_PUNCT || (w->flags & (WF_STOP | WF_FILLER) && !(w->flags & (WF_NUM | WF_NUMBER)))) return;
  uint32_t s = stem_of(w->text);
  for (size_t i = 0; i < b->count; i++)
    if (b->at[i] == s) return;
  if (b->count < 400) b->at[b->count++] = s, b->total += idf(s);
}
static double shared(const bag *a, const bag *b) {
  double sum = 0;
  for (size_t i = 0; i < a->count; i++)
    for (size_t j = 0; j < b->count; j++)
      if (a->at[i] == b->at[j]) sum += idf(a->at[i]);
  return sum;
}

/* ---- gold -------------------------------------------------------------------------------------------------------------- */

static int slot_of_header(dp_str h, dp_str line) {
  char up[64];
  size_t n = h.size < 63 ? h.size : 63;
  memcpy(up, h.at, n), up[n] = 0;
  for (size_t i = 0; i < n; i++) up[i] = (char)(up[i] >= 'a' && up[i] <= 'z' ? up[i] - 32 : up[i]);
  char text[120] = "";
  memcpy(text, line.at, line.size < 119 ? line.size : 119);
  if (strstr(up, "CHIEF") || !strncmp(up, "CC", 2)) return DP_SLOT_COMPLAINT;
  if (strstr(up, "PRESENT ILLNESS") || strstr(up, "HPI")) return DP_SLOT_HPI;
  if (strstr(up, "SURGICAL")) return DP_SLOT_SURGICAL;
  if (strstr(up, "FAMILY")) return DP_SLOT_FAMILY;
  if (strstr(up, "SOCIAL")) return DP_SLOT_SOCIAL;
  if (strstr(up, "ALLERG")) return DP_SLOT_ALLERGIES;
  if (strstr(up, "MEDICATION")) return DP_SLOT_MEDICINES;
  if (strstr(up, "SYSTEMS")) return DP_SLOT_REVIEW;
  if (strstr(up, "VITAL")) return DP_SLOT_VITALS;
  if (strstr(up, "EXAM") || strstr(up, "MSK")) return DP_SLOT_EXAM;
  if (strstr(up, "RESULT")) return DP_SLOT_RESULTS;
  if (strstr(up, "INSTRUCTION")) return DP_SLOT_FOLLOWUP;
  if (strstr(up, "ASSESSMENT AND PLAN")) {
    return strstr(text, "Treatment") || strstr(text, "Testing") || strstr(text, "Education") || strstr(text, "follow") ? DP_SLOT_PLAN : DP_SLOT_ASSESSMENT;
  }
  if (strstr(up, "ASSESSMENT") || strstr(up, "IMPRESSION")) return DP_SLOT_ASSESSMENT;
  if (strstr(up, "PLAN")) return DP_SLOT_PLAN;
  if (strstr(up, "HISTORY")) return DP_SLOT_PAST;
  return -1;
}

static const int slot_of_label[DP_LABEL_COUNT] = {DP_SLOT_SOCIAL, DP_SLOT_HPI, DP_SLOT_PAST, DP_SLOT_COMPLAINT, DP_SLOT_SURGICAL, DP_SLOT_ALLERGIES, DP_SLOT_REVIEW,
                                                  DP_SLOT_MEDICINES, DP_SLOT_ASSESSMENT, DP_SLOT_EXAM, DP_SLOT_ASSESSMENT, DP_SLOT_PLAN, DP_SLOT_PLAN, -1, -1,
                                                  DP_SLOT_RESULTS, -1, -1, -1, DP_SLOT_RESULTS};

typedef struct gold {
  bag words;
  int slot;
} gold;

static size_t gold_lines(dp_str line, int slot, const dp_lexis *l, dp_arena *a, gold *out, size_t room) {
  size_t n = 0, start = 0;
  for (size_t i = 0; i <= line.size; i++)
    if (i == line.size || (line.at[i] == '.' && (i + 1 == line.size || line.at[i + 1] == ' '))) {
      dp_words w;
      if (i > start + 3 && n < room && !dp_words_of((dp_str){line.at + start, i - start}, l, a, &w, NULL)) {
        memset(&out[n], 0, sizeof out[n]);
        out[n].slot = slot;
        for (size_t k = 0; k < w.count; k++) bag_add(&out[n].words, &w.at[k]);
        if (out[n].words.count) n++;
      }
      start = i + 1;
    }
  return n;
}

/* The section that a clause is taught. */
static unsigned teach(const dp_clause *c, double at, const gold *g, size_t count) {
  bag b = {0};
  for (size_t i = 0; i < c->count; i++) bag_add(&b, &c->at[i]);
  double best = 0;
  unsigned slot = DP_SLOT_COUNT;
  for (size_t i = 0; i < count; i++) {
    double s = shared(&b, &g[i].words);
    if (s < 2.0) continue;
    double score = s / (b.total + 2.0) + 0.3 * s / (g[i].words.total + 2.0);
    if (score < 0.42) continue;
    if ((g[i].slot == DP_SLOT_ASSESSMENT || g[i].slot == DP_SLOT_PLAN || g[i].slot == DP_SLOT_FOLLOWUP) && at < 0.5) score *= 0.6;
    if (g[i].slot == DP_SLOT_HPI && at > 0.7) score *= 0.7;
    if (g[i].slot == DP_SLOT_REVIEW) score *= 0.85;
    if (g[i].slot == DP_SLOT_COMPLAINT) score *= 0.7;
    if (score > best) best = score, slot = (unsigned)g[i].slot;
  }
  return slot;
}

/* ---- training ------------------------------------------------------------------------------------------------------------ */

static double uniform(uint64_t *state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

static void train(item *items, size_t count, unsigned classes, double *w, double *bias, unsigned epochs, double l2, double rate) {
  double *g = calloc((size_t)DP_MODEL_SIZE * classes, sizeof *g), gb[64] = {0};
  uint64_t seed = 7;
  for (unsigned e = 0; e < epochs; e++)
    for (size_t n = 0; n < count; n++) {
      item *x = &items[(size_t)(uniform(&seed) * (double)count)];
      double s[64], top = -1e9, sum = 0;
      for (unsigned k = 0; k < classes; k++) {
        s[k] = bias[k];
        for (size_t i = 0; i < x->count; i++) s[k] += w[x->at[i] * classes + k] * x->scale;
        if (s[k] > top) top = s[k];
      }
      for (unsigned k = 0; k < classes; k++) sum += s[k] = exp(s[k] - top);
      for (unsigned k = 0; k < classes; k++) {
        double d = (s[k] / sum - (k == x->label)) * x->weight;
        gb[k] += d * d;
        bias[k] -= rate * d / (1e-6 + sqrt(gb[k]));
        for (size_t i = 0; i < x->count; i++) {
          size_t at = x->at[i] * (size_t)classes + k;
          double dw = d * x->scale + l2 * w[at];
          g[at] += dw * dw;
          w[at] -= rate * dw / (1e-6 + sqrt(g[at]));
        }
      }
    }
  free(g);
}

static int rising(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}
/* How many steps a weight of 1 is: so that all but one weight in a thousand fit a character. */
static double unit_of(const double *w, unsigned classes) {
  size_t n = (size_t)DP_MODEL_SIZE * classes;
  double *sorted = malloc(n * sizeof *sorted);
  for (size_t i = 0; i < n; i++) sorted[i] = fabs(w[i]);
  qsort(sorted, n, sizeof *sorted, rising);
  double unit = floor(46 / sorted[n - n / 1000]);
  free(sorted);
  return unit;
}

static void print_weights(const char *name, const char *size, const double *w, unsigned classes, double unit) {
  printf("const char %s[DP_MODEL_SIZE][%s + 1] = {\n", name, size);
  for (size_t i = 0; i < DP_MODEL_SIZE; i++) {
    printf("    \"");
    for (unsigned k = 0; k < classes; k++) {
      long q = lround(w[i * classes + k] * unit);
      if (q < -46) q = -46;
      if (q > 47) q = 47;
      int c = (int)('O' + q);
      printf(c == '"' || c == '\\' || c == '?' ? "\\%c" : "%c", c);
    }
    printf("\",\n");
  }
  printf("};\n");
}

static item *keep(item *items, size_t *count, const dp_features *f, unsigned label, double weight) {
  if (*count >= ITEMS) return items;
  item *x = &items[(*count)++];
  x->at = malloc((f->count + 1) * sizeof *x->at);
  memcpy(x->at, f->at, f->count * sizeof *x->at);
  x->count = f->count, x->label = label, x->weight = weight, x->scale = 1;
  return items;
}

static int label_of(dp_str name) {
  for (unsigned k = 0; k < DP_LABEL_COUNT; k++)
    if (dp_str_eq(name, dp_str_of(dp_label_name(k)))) return (int)k;
  return -1;
}

static int score(const char *path) {
  size_t size, total = 0, first = 0, three = 0;
  dp_str rest = {read_file(path, &size), size};
  dp_arena a;
  dp_arena_init(&a, NULL);
  while (rest.at && rest.size) {
    dp_str line = dp_str_cut(&rest, '\n'), text, header;
    dp_json *o;
    dp_arena_reset(&a);
    if (!line.size || dp_json_parse(line, &a, &o, NULL)) continue;
    if (!dp_json_get_str(o, "dialogue", &text) || !dp_json_get_str(o, "header", &header)) continue;
    dp_transcript t;
    uint8_t out[DP_LABEL_COUNT];
    if (dp_transcript_of(text, &a, &t, NULL) || dp_note_labels(&t, &a, out, NULL)) return 1;
    int label = label_of(header);
    total++;
    first += out[0] == label;
    three += out[0] == label || out[1] == label || out[2] == label;
  }
  if (!total) return 1;
  printf("%s: %zu dialogues, label right %.2f, in the first three %.2f\n", path, total, (double)first / (double)total, (double)three / (double)total);
  return 0;
}

/* ---- labels ---------------------------------------------------------------------------------------------------------------
 *
 * Half of the twenty labels have fewer than twenty dialogues. So the clinician's summary of a dialogue is learnt from too, at half
 * weight, and for every label a list of our own of words that speak for it, as if it were a dialogue. The lengths are made
 * equal (DP_LABEL_LENGTH). */
static const char *const cues[DP_LABEL_COUNT] = {
    "family mother father brother sister siblings runs smoke smoking cigarettes packs alcohol drink drinking drugs marijuana married single divorced "
    "children live living job work occupation retired tobacco wife husband",
    "brings back today started ago days weeks worse pain symptoms happened noticed since referred when",
    "medical history conditions diabetes hypertension asthma blood pressure cholesterol thyroid problems past diagnosed chronic disease",
    "brings reason visit today complaint problem bothering",
    "surgery surgeries surgical operation operated removed appendectomy tonsils hysterectomy bypass gallbladder replacement cesarean anesthesia",
    "allergies allergic allergy reaction rash hives penicillin sulfa latex anaphylaxis drug",
    "fever chills nausea vomiting cough dizziness headache vision hearing numbness bowel bladder urination appetite weight rash swelling chest breath",
    "medications medication medicine medicines taking dose milligrams pills tablet daily prescription prescribed refill counter vitamins supplements aspirin",
    "think diagnosis likely due secondary concerned suspect probably looks consistent test results means infection condition",
    "examine exam check listen lungs heart tender breathe deep pupils pulse neck swelling lymph nodes blood pressure temperature feel push",
    "diagnosed diagnosis infection disease failure fracture condition",
    "home discharge discharged stable ready go leave better transfer facility hospice condition follow admitted",
    "plan follow appointment continue prescribe start order refer referral week weeks recheck call physical therapy schedule increase",
    "emergency hospital gave given fluids nurse arrived monitor overnight treated received course stay",
    "vaccine vaccines vaccination vaccinations vaccinated immunization immunizations immunized shot shots flu tetanus booster pneumonia covid",
    "x ray xray mri ct scan scans ultrasound imaging film radiology radiologist report shows showed mammogram fracture echocardiogram",
    "period periods pregnant pregnancy pregnancies menstrual cycle menopause miscarriage abortion pap smear birth control gynecologist contraception deliveries",
    "procedure procedures biopsy catheter scope endoscopy colonoscopy intubation drain catheterization done",
    "history sexual sexually active change changes other past travel",
    "labs lab blood work results hemoglobin creatinine white count platelets glucose urine potassium sodium enzymes normal range electrolytes urinalysis"};

/* Rare labels count for more than their number: in training by its power of 0.3, and in their bias by half of what is left, as nobody
 * knows how often a label will come (Menon et al. 2021 call it logit adjustment). */
static void train_labels(item *items, size_t count, size_t dialogues, double *w, double *bias) {
  double of[DP_LABEL_COUNT] = {0};
  for (size_t i = 0; i < dialogues; i++) of[items[i].label]++;
  item *with = malloc(count * sizeof *with);
  for (size_t i = 0; i < count; i++) {
    with[i] = items[i];
    if (with[i].weight < 1 || i < dialogues) with[i].weight *= pow((double)dialogues / DP_LABEL_COUNT / fmax(of[with[i].label], 0.5), 0.3);
  }
  train(with, count, DP_LABEL_COUNT, w, bias, label_epochs, label_decay, label_rate);
  for (unsigned k = 0; k < DP_LABEL_COUNT; k++) bias[k] -= label_priors * log((of[k] + 1) / ((double)dialogues + DP_LABEL_COUNT));
  free(with);
}

/* Dialogues, summaries (at the same places) and cues, in one row; `fold` of five left out, 5 for none. */
static size_t label_items(const item *dialogues, const item *summaries, size_t count, const item *cue, size_t fold, item *out, size_t *first) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++)
    if (i % 5 != fold) out[n++] = dialogues[i];
  *first = n;
  for (size_t i = 0; i < count; i++)
    if (i % 5 != fold && summaries[i].count) out[n++] = summaries[i];
  for (size_t k = 0; k < DP_LABEL_COUNT; k++) out[n++] = cue[k];
  return n;
}

/* How good the labels are on every fifth dialogue that was not learnt from. */
static int cross_validate(const item *items, const item *summaries, size_t count, const item *cue) {
  size_t first = 0, three = 0, dialogues;
  item *rest = malloc((2 * count + DP_LABEL_COUNT) * sizeof *rest);
  double *w = malloc((size_t)DP_MODEL_SIZE * DP_LABEL_COUNT * sizeof *w), bias[DP_LABEL_COUNT];
  for (size_t fold = 0; fold < 5; fold++) {
    size_t n = label_items(items, summaries, count, cue, fold, rest, &dialogues);
    memset(w, 0, (size_t)DP_MODEL_SIZE * DP_LABEL_COUNT * sizeof *w);
    memset(bias, 0, sizeof bias);
    train_labels(rest, n, dialogues, w, bias);
    for (size_t i = fold; i < count; i += 5) {
      double s[DP_LABEL_COUNT];
      unsigned better = 0;
      for (unsigned k = 0; k < DP_LABEL_COUNT; k++) {
        s[k] = bias[k];
        for (size_t j = 0; j < items[i].count; j++) s[k] += w[items[i].at[j] * DP_LABEL_COUNT + k] * items[i].scale;
      }
      for (unsigned k = 0; k < DP_LABEL_COUNT; k++) better += s[k] > s[items[i].label];
      first += !better, three += better < 3;
    }
  }
  printf("labels, cross-validated: %.3f, in the first three %.3f\n", (double)first / (double)count, (double)three / (double)count);
  return 0;
}

/* A short text as an item; none where it cannot be read. */
static void label_item(dp_str text, unsigned label, double weight, const dp_lexis *l, dp_arena *a, dp_features *f, item *out) {
  dp_transcript t;
  dp_clauses c;
  size_t at = 0;
  memset(out, 0, sizeof *out);
  if (dp_transcript_of(text, a, &t, NULL) || dp_clauses_of(&t, l, a, &c, NULL)) return;
  dp_dialogue_features(&c, f);
  if (!f->count) return;
  keep(out, &at, f, label, weight);
  out->scale = DP_LABEL_LENGTH / sqrt((double)f->count);
}

int main(int argc, char **argv) {
  unsigned folds = 0, without = 0;
  int i = 1;
  bool cv = false;
  if (argc == 3 && !strcmp(argv[1], "--score")) return score(argv[2]);
  while (i + 1 < argc && argv[i][0] == '-') {
    if (!strcmp(argv[i], "--labels")) cv = true;
    if (!strcmp(argv[i], "--folds")) folds = (unsigned)atoi(argv[i + 1]);
    if (!strcmp(argv[i], "--without")) without = (unsigned)atoi(argv[i + 1]);
    i += 2;
  }
  if (argc - i != 2) return fprintf(stderr, "usage: diagpad-train-note [--folds N --without K] ACI.jsonl MTS.jsonl > src/note/weights.c\n"), 2;
  dp_arena arena, a;
  dp_arena_init(&arena, NULL);
  dp_arena_init(&a, NULL);
  dp_lexis *l = dp_lexis_make(&arena);
  dp_features *f = malloc(sizeof *f);
  gold *g = malloc(600 * sizeof *g);
  item *items = malloc(ITEMS * sizeof *items), *labels = malloc(ITEMS * sizeof *labels), *summaries = malloc(ITEMS * sizeof *summaries), cue[DP_LABEL_COUNT];
  size_t item_count = 0, label_count = 0, size, mts_size;
  char *aci = read_file(argv[i], &size), *mts = read_file(argv[i + 1], &mts_size);
  double steps[DP_MODEL_CLASSES][DP_MODEL_CLASSES], seen[DP_MODEL_CLASSES];
  for (unsigned j = 0; j < DP_MODEL_CLASSES; j++) {
    seen[j] = 0;
    for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) steps[j][k] = 0.5;
  }
  for (int pass = 0; pass < 2; pass++) { /* first the documents' words, then the teaching */
    dp_str rest = {aci, size};
    for (unsigned n = 0; rest.at && rest.size; n++) {
      dp_str line = dp_str_cut(&rest, '\n'), text;
      dp_json *o;
      dp_arena_reset(&a);
      if (!line.size || (folds && n % folds == without) || dp_json_parse(line, &a, &o, NULL) || !dp_json_get_str(o, "dialogue", &text)) continue;
      dp_transcript t;
      dp_clauses c;
      if (dp_transcript_of(text, &a, &t, NULL) || dp_clauses_of(&t, l, &a, &c, NULL)) return 1;
      if (!pass) {
        documents++;
        uint8_t *in = calloc(WORDS, 1);
        for (size_t k = 0; k < c.count; k++)
          for (size_t w = 0; w < c.at[k].count; w++) {
            uint32_t s = stem_of(c.at[k].at[w].text);
            df[s] += !in[s], in[s] = 1;
          }
        free(in);
        continue;
      }
      size_t gold_count = 0;
      const dp_json *sections = dp_json_get(o, "sections");
      for (const dp_json *s = sections ? sections->first : NULL; s; s = s->next) {
        dp_str header = {"", 0};
        dp_json_get_str(s, "header", &header);
        const dp_json *lines = dp_json_get(s, "lines");
        for (const dp_json *x = lines ? lines->first : NULL; x; x = x->next) {
          int slot = slot_of_header(header, x->text);
          if (slot >= 0) gold_count += gold_lines(x->text, slot, l, &a, g + gold_count, 600 - gold_count);
        }
      }
      unsigned before = DP_SLOT_COUNT;
      for (size_t k = 0; k < c.count; k++) {
        unsigned slot = teach(&c.at[k], (double)c.at[k].turn / (double)t.turns.count, g, gold_count);
        dp_clause_features(&c, k, t.turns.count, f);
        keep(items, &item_count, f, slot, 1.0);
        if (k) steps[before][slot]++;
        seen[slot]++;
        before = slot;
      }
    }
  }
  dp_str rest = {mts, mts_size};
  while (rest.at && rest.size) {
    dp_str line = dp_str_cut(&rest, '\n'), text, header, summary = {"", 0};
    dp_json *o;
    dp_arena_reset(&a);
    if (!line.size || dp_json_parse(line, &a, &o, NULL)) continue;
    if (!dp_json_get_str(o, "dialogue", &text) || !dp_json_get_str(o, "header", &header)) continue;
    dp_json_get_str(o, "text", &summary);
    int label = label_of(header);
    dp_transcript t;
    dp_clauses c;
    if (label < 0 || dp_transcript_of(text, &a, &t, NULL) || dp_clauses_of(&t, l, &a, &c, NULL)) continue;
    label_item(text, (unsigned)label, 1.0, l, &a, f, &labels[label_count]);
    label_item(summary, (unsigned)label, 0.5, l, &a, f, &summaries[label_count]);
    label_count += labels[label_count].count && label_count + 1 < ITEMS;
    int slot = slot_of_label[label];
    if (slot < 0) continue;
    size_t gold_count = gold_lines(summary, slot, l, &a, g, 600);
    for (size_t k = 0; k < c.count; k++) {
      unsigned taught = teach(&c.at[k], slot >= DP_SLOT_ASSESSMENT ? 0.9 : 0.2, g, gold_count);
      if (label == 0 && taught == DP_SLOT_SOCIAL)
        for (size_t w = 0; w < c.at[k].count; w++)
          if (c.at[k].at[w].flags & WF_KIN) taught = DP_SLOT_FAMILY;
      if (taught == DP_SLOT_COUNT && k % 3) continue;
      dp_clause_features(&c, k, 0, f);
      keep(items, &item_count, f, taught, 0.3);
    }
  }
  for (unsigned k = 0; k < DP_LABEL_COUNT; k++) label_item(dp_str_of(cues[k]), k, 1.0, l, &a, f, &cue[k]);
  if (cv) return cross_validate(labels, summaries, label_count, cue);
  size_t dialogues;
  item *all_labels = malloc((2 * label_count + DP_LABEL_COUNT) * sizeof *all_labels);
  size_t all_count = label_items(labels, summaries, label_count, cue, 5, all_labels, &dialogues);
  double *w = calloc((size_t)DP_MODEL_SIZE * DP_MODEL_CLASSES, sizeof *w), *v = calloc((size_t)DP_MODEL_SIZE * DP_LABEL_COUNT, sizeof *v);
  double b[DP_MODEL_CLASSES] = {0}, vb[DP_LABEL_COUNT] = {0};
  train(items, item_count, DP_MODEL_CLASSES, w, b, clause_epochs, clause_decay, clause_rate);
  train_labels(all_labels, all_count, dialogues, v, vb);
  printf("/* weights.c: written by tools/train_note.c (diagpad-train-note); do not edit.\n *\n"
         " * Trained on ACI-Bench (Yim et al. 2023) and MTS-Dialog (Ben Abacha et al. 2023), both CC BY 4.0: see NOTICE.\n"
         " * A row a hashed feature, a printable character a class; 'O' is nought.\n */\n#include \"inner.h\"\n\n/* clang-format off */\n");
  double unit = unit_of(w, DP_MODEL_CLASSES), label_unit = unit_of(v, DP_LABEL_COUNT);
  print_weights("dp_note_weights", "DP_MODEL_CLASSES", w, DP_MODEL_CLASSES, unit);
  print_weights("dp_label_weights", "DP_LABEL_COUNT", v, DP_LABEL_COUNT, label_unit);
  printf("const int32_t dp_note_unit = %.0f;\n", unit);
  printf("const int32_t dp_note_bias[DP_MODEL_CLASSES] = {");
  for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) printf("%s%ld", k ? ", " : "", lround(b[k] * unit));
  printf("};\nconst int32_t dp_label_bias[DP_LABEL_COUNT] = {");
  for (unsigned k = 0; k < DP_LABEL_COUNT; k++) printf("%s%ld", k ? ", " : "", lround(vb[k] * label_unit));
  printf("};\nconst int32_t dp_note_steps[DP_MODEL_CLASSES][DP_MODEL_CLASSES] = {\n");
  double all = 0;
  for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) all += seen[k] + 1;
  for (unsigned j = 0; j < DP_MODEL_CLASSES; j++) {
    double sum = 0;
    for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) sum += steps[j][k];
    printf("    {");
    for (unsigned k = 0; k < DP_MODEL_CLASSES; k++)
      printf("%s%ld", k ? ", " : "", lround(0.5 * unit * log(steps[j][k] / sum / ((seen[k] + 1) / all))));
    printf("},\n");
  }
  printf("};\n/* clang-format on */\n");
  fprintf(stderr, "%zu clauses, %zu dialogues", item_count, label_count);
  for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) fprintf(stderr, ", %s %.0f", k < DP_SLOT_COUNT ? dp_slot_id(k) : "nothing", seen[k]);
  fprintf(stderr, "\n");
  return 0;
}

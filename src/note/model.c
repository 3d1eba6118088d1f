/* model.c: which section a clause belongs to, and whether it is worth writing at all.
 *
 * A linear model over hashed words and pairs of words, of the clause, of who said it, of what was asked before and of
 * how far the consultation has come; then the best path through all clauses, because sections follow one another
 * (Viterbi 1967; the steps' weights are counted in training). Weights are integers: the same note on every machine.
 * tools/train_note.c makes weights.c.
 */
#include "inner.h"

static void feature(dp_features *f, uint32_t hash) {
  uint16_t at = (uint16_t)((hash ^ (hash >> DP_MODEL_BITS) ^ (hash >> (2 * DP_MODEL_BITS))) & (DP_MODEL_SIZE - 1));
  size_t lo = 0, hi = f->count;
  while (lo < hi) {
    size_t mid = (lo + hi) / 2;
    if (f->at[mid] < at) lo = mid + 1;
    else hi = mid;
  }
  if ((lo < f->count && f->at[lo] == at) || f->count >= DP_FEATURES_MAX) return;
  memmove(f->at + lo + 1, f->at + lo, (f->count - lo) * sizeof *f->at);
  f->at[lo] = at;
  f->count++;
}

/* A tag and up to two words. */
static void word_feature(dp_features *f, char tag, dp_str a, dp_str b) {
  char text[64];
  size_t n = 0;
  text[n++] = tag;
  for (size_t i = 0; i < a.size && n < 30; i++) text[n++] = a.at[i];
  text[n++] = ' ';
  for (size_t i = 0; i < b.size && n < 62; i++) text[n++] = b.at[i];
  feature(f, dp_hash32(text, n));
}

static dp_str shape(const dp_nword *w) { return w->flags & WF_NUMBER ? DP_STR("#") : (w->flags & WF_DRUG) ? DP_STR("<drug>") : w->text; }

static void clause_words(const dp_clause *c, char one, char two, dp_features *out) {
  dp_str before = DP_STR("^");
  for (size_t i = 0; i < c->count && i < 120; i++) {
    dp_str s = shape(&c->at[i]);
    if (c->at[i].flags & WF_PUNCT) continue;
    word_feature(out, one, s, (dp_str){"", 0});
    if (c->at[i].flags & WF_DRUG) word_feature(out, one, c->at[i].text, (dp_str){"", 0});
    if (two) word_feature(out, two, before, s);
    before = s;
  }
}

static void number_feature(dp_features *f, char tag, unsigned n) {
  char d[3] = {tag, (char)('A' + n), 0};
  feature(f, dp_hash32(d, 2));
}

void dp_clause_features(const dp_clauses *c, size_t i, size_t turn_count, dp_features *out) {
  const dp_clause *k = &c->at[i];
  out->count = 0;
  clause_words(k, k->speaker == DP_SPEAKER_DOCTOR ? 'd' : 'p', k->speaker == DP_SPEAKER_DOCTOR ? 'D' : 'P', out);
  clause_words(k, 'w', 0, out);
  if (turn_count) number_feature(out, '@', (unsigned)((uint64_t)k->turn * 10 / turn_count));
  number_feature(out, '?', (unsigned)(k->question * 2 + (k->speaker == DP_SPEAKER_DOCTOR)));
  size_t length = 0;
  while (length < 6 && (size_t)2 << length < k->count) length++;
  number_feature(out, '#', (unsigned)length);
  number_feature(out, '!', k->answer);
  /* what came before: the last clause of another speaker, and of the same turn */
  if (i && c->at[i - 1].turn == k->turn) clause_words(&c->at[i - 1], 'b', 0, out);
  for (size_t j = i; j-- > 0 && i - j < 12;)
    if (c->at[j].turn != k->turn) {
      clause_words(&c->at[j], c->at[j].question ? 'q' : 'o', 0, out);
      break;
    }
  if (i + 1 < c->count) clause_words(&c->at[i + 1], 'n', 0, out);
}

/* Four letters in a row, so that "vaccination" helps to know "vaccinated". */
static void letters_feature(dp_features *f, dp_str w) {
  char text[36] = {'c', '^'};
  size_t n = w.size < 32 ? w.size : 32;
  memcpy(text + 2, w.at, n);
  text[n + 2] = '$';
  for (size_t i = 1; i + 4 <= n + 3; i++) {
    char tag = text[i - 1];
    text[i - 1] = 'c';
    feature(f, dp_hash32(text + i - 1, 5));
    text[i - 1] = tag;
  }
}

/* What a short dialogue is about: its words, pairs and stems, their letters, how it opens (the doctor's question tells most),
 * how many words it has of each class that the floor knows (kin, medicines, tests, examination), and its length. */
void dp_dialogue_features(const dp_clauses *c, dp_features *out) {
  static const uint32_t classes[] = {WF_FILLER, WF_BASE, WF_PAST, WF_NEG, WF_SIDE, WF_NUM, WF_ASK, WF_YES, WF_NO, WF_KIN, WF_DRUG, WF_TEST, WF_UNIT, WF_HEDGE, WF_EXAM};
  size_t seen[sizeof classes / sizeof *classes] = {0};
  out->count = 0;
  for (size_t i = 0; i < c->count; i++) {
    clause_words(&c->at[i], 'w', 'W', out);
    if (i < 2) clause_words(&c->at[i], '1', 0, out);
    for (size_t j = 0; j < c->at[i].count; j++) {
      const dp_nword *w = &c->at[i].at[j];
      char stem[24];
      if (w->flags & WF_PUNCT) continue;
      word_feature(out, 's', (dp_str){stem, dp_note_stem(w->text, stem, sizeof stem)}, (dp_str){"", 0});
      if (!(w->flags & WF_STOP)) letters_feature(out, w->text);
      for (size_t k = 0; k < sizeof classes / sizeof *classes; k++) seen[k] += (w->flags & classes[k]) != 0;
    }
  }
  for (size_t k = 0; k < sizeof classes / sizeof *classes; k++)
    for (size_t n = 1; n <= 8 && n <= seen[k]; n *= 2) number_feature(out, (char)('A' + k), (unsigned)n);
  for (size_t n = 1; n <= 64 && n <= c->count; n *= 2) number_feature(out, '#', (unsigned)n);
}

void dp_model_scores(const dp_features *f, int32_t out[DP_MODEL_CLASSES]) {
  for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) out[k] = dp_note_bias[k];
  for (size_t i = 0; i < f->count; i++)
    for (unsigned k = 0; k < DP_MODEL_CLASSES; k++) out[k] += dp_note_weights[f->at[i]][k] - 'O';
}

void dp_label_scores(const dp_features *f, int32_t out[DP_LABEL_COUNT]) {
  int64_t root = 1; /* of the number of features, in 1/256 */
  while ((root + 1) * (root + 1) <= (int64_t)f->count << 16) root++;
  for (unsigned k = 0; k < DP_LABEL_COUNT; k++) {
    int64_t sum = 0;
    for (size_t i = 0; i < f->count; i++) sum += dp_label_weights[f->at[i]][k] - 'O';
    out[k] = dp_label_bias[k] + (int32_t)(sum * DP_LABEL_LENGTH * 256 / root);
  }
}

dp_status dp_classify(dp_clauses *c, size_t turn_count, dp_arena *arena, dp_error *err) {
  enum { K = DP_MODEL_CLASSES };
  if (!c->count) return DP_OK;
  dp_features *f = DP_NEW(arena, dp_features);
  int32_t(*scores)[K] = (int32_t(*)[K])dp_arena_array(arena, c->count, sizeof *scores);
  uint8_t(*from)[K] = (uint8_t(*)[K])dp_arena_array(arena, c->count, sizeof *from);
  if (!f || !scores || !from) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  int32_t best[K] = {0}, next[K];
  for (size_t i = 0; i < c->count; i++) {
    dp_clause_features(c, i, turn_count, f);
    dp_model_scores(f, scores[i]);
    scores[i][DP_SLOT_COUNT] -= DP_KEENNESS * dp_note_unit / 10;
    for (unsigned k = 0; k < K; k++) {
      int32_t most = INT32_MIN;
      for (unsigned j = 0; j < K; j++) {
        int32_t s = best[j] + (i ? dp_note_steps[j][k] : 0);
        if (s > most) most = s, from[i][k] = (uint8_t)j;
      }
      next[k] = most + scores[i][k];
    }
    int32_t top = next[0]; /* kept small: only differences matter */
    for (unsigned k = 1; k < K; k++)
      if (next[k] > top) top = next[k];
    for (unsigned k = 0; k < K; k++) best[k] = next[k] - top;
  }
  unsigned k = 0;
  for (unsigned j = 1; j < K; j++)
    if (best[j] > best[k]) k = j;
  for (size_t i = c->count; i-- > 0;) {
    c->at[i].slot = (uint8_t)k;
    /* its section when it is written after all: the best that is not "nothing" */
    unsigned section = 0;
    for (unsigned j = 1; j < DP_SLOT_COUNT; j++)
      if (scores[i][j] > scores[i][section]) section = j;
    c->at[i].worth = (scores[i][k < DP_SLOT_COUNT ? k : section] - scores[i][DP_SLOT_COUNT]) * 100 / dp_note_unit;
    if (c->at[i].worth > 9000) c->at[i].worth = 9000;
    k = from[i][k];
  }
  return DP_OK;
}

const char *dp_label_name(unsigned label) {
  static const char *const names[DP_LABEL_COUNT] = {"fam/sochx", "genhx", "pastmedicalhx", "cc", "pastsurgical", "allergy", "ros", "medications", "assessment", "exam",
                                                    "diagnosis", "disposition", "plan", "edcourse", "immunizations", "imaging", "gynhx", "procedures",
                                                    "other_history", "labs"};
  return label < DP_LABEL_COUNT ? names[label] : "";
}

dp_status dp_note_labels(const dp_transcript *t, dp_arena *arena, uint8_t out[DP_LABEL_COUNT], dp_error *err) {
  dp_lexis *l = dp_lexis_make(arena);
  dp_features *f = DP_NEW(arena, dp_features);
  dp_clauses c;
  if (!l || !f) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  dp_status status = dp_clauses_of(t, l, arena, &c, err);
  if (status) return status;
  int32_t scores[DP_LABEL_COUNT];
  dp_dialogue_features(&c, f);
  dp_label_scores(f, scores);
  for (unsigned n = 0; n < DP_LABEL_COUNT; n++) {
    unsigned at = n;
    while (at && scores[out[at - 1]] < scores[n]) out[at] = out[at - 1], at--;
    out[at] = (uint8_t)n;
  }
  return DP_OK;
}

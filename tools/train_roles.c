/* train_roles: counts who says what and writes src/scribe/role_weights.c.
 *
 * usage: diagpad-train-roles CONSULTATIONS.jsonl… > src/scribe/role_weights.c
 *        diagpad-train-roles --score [--wrong PERCENT] CONSULTATIONS.jsonl…    how many consultations' roles are right
 *
 * Reads "dialogue" of each line: turns "[doctor] …" (ACI-Bench, Yim et al. 2023) or "Doctor: …" (MTS-Dialog, Ben Abacha et al. 2023), both CC BY
 * 4.0. Turns of others are left out. --wrong replaces that share of the words by words drawn from the whole file, as a bad engine does.
 */
#include "base/json.h"
#include "scribe/scribe.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIZE = 1 << DP_ROLE_BITS, WORDS = 1 << 21, FEWEST = 3 };
static double count_of[2][SIZE], total[2];

static void fail(const char *what) {
  fprintf(stderr, "train_roles: %s\n", what);
  exit(1);
}

static char *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) perror(path), exit(1);
  fseek(f, 0, SEEK_END);
  *size = (size_t)ftell(f);
  rewind(f);
  char *at = malloc(*size + 1);
  if (!at || fread(at, 1, *size, f) != *size) fail(path);
  fclose(f);
  return at;
}

typedef struct said {
  dp_str *words;
  size_t count;
} said;

static void count_one(void *ctx, uint32_t bucket) {
  unsigned who = *(unsigned *)ctx;
  count_of[who][bucket]++;
  total[who]++;
}

static bool starts(dp_str *line, const char *label) {
  size_t n = strlen(label);
  if (line->size < n || memcmp(line->at, label, n) != 0) return false;
  line->at += n, line->size -= n;
  return true;
}

/* Words of the doctor and of the patient. `turn` is called for each turn when training: pairs do not cross turns. */
static void take_dialogue(dp_str text, said who[2], bool train) {
  while (text.at) {
    dp_str line = dp_str_trim(dp_str_cut(&text, '\n'));
    unsigned w = starts(&line, "[doctor]") || starts(&line, "Doctor:") ? 0 : starts(&line, "[patient]") || starts(&line, "Patient:") ? 1 : 2;
    if (w == 2) continue;
    size_t first = who[w].count;
    while (line.at && line.size) {
      dp_str word = dp_str_cut(&line, ' ');
      if (word.size && who[w].count < WORDS) who[w].words[who[w].count++] = word;
    }
    if (train) dp_role_features(who[w].words + first, who[w].count - first, count_one, &w);
  }
}

static uint64_t seed = 8;
static unsigned chance(unsigned below) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)((seed >> 33) % below);
}

int main(int argc, char **argv) {
  bool score = argc > 1 && !strcmp(argv[1], "--score");
  int first = score ? 2 : 1;
  unsigned wrong = 0;
  if (score && argc > 3 && !strcmp(argv[2], "--wrong")) wrong = (unsigned)atoi(argv[3]), first = 4;
  if (argc <= first) fail("usage: train_roles [--score [--wrong PERCENT]] CONSULTATIONS.jsonl…");
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  said who[2] = {{malloc(WORDS * sizeof(dp_str)), 0}, {malloc(WORDS * sizeof(dp_str)), 0}};
  static dp_str pool[WORDS];
  size_t pooled = 0, right = 0, all = 0;
  if (!who[0].words || !who[1].words) fail("no memory");
  for (int i = first; i < argc; i++) {
    size_t size = 0;
    dp_str rest = {read_file(argv[i], &size), size};
    rest.size = size;
    while (rest.at && rest.size) {
      dp_str line = dp_str_cut(&rest, '\n'), dialogue;
      dp_json *o = NULL;
      if (!line.size) continue;
      if (dp_json_parse(line, &arena, &o, NULL) || !dp_json_get_str(o, "dialogue", &dialogue)) fail("a line without a dialogue");
      who[0].count = who[1].count = 0;
      take_dialogue(dialogue, who, !score);
      if (!score || !who[0].count || !who[1].count) continue;
      for (unsigned w = 0; w < 2; w++)
        for (size_t k = 0; k < who[w].count; k++) {
          dp_str kept = who[w].words[k];
          if (pooled && chance(100) < wrong) who[w].words[k] = pool[chance((unsigned)pooled)];
          if (pooled < WORDS) pool[pooled++] = kept;
        }
      right += dp_role_score(who[0].words, who[0].count) > dp_role_score(who[1].words, who[1].count);
      all++;
    }
  }
  if (score) return printf("%zu of %zu right\n", right, all), 0;
  printf("/* role_weights.c: written by tools/train_roles.c (diagpad-train-roles); do not edit.\n *\n * Counted on ACI-Bench (Yim et al. 2023) and MTS-Dialog (Ben Abacha "
         "et al. 2023), both CC BY 4.0: see NOTICE. Each of the 8192\n * characters is a hashed word or two; above 'O' a doctor's, below it a patient's.\n */\n#include "
         "\"scribe.h\"\n\n/* clang-format off */\nconst char dp_role_weights[1 << (DP_ROLE_BITS - 6)][65] = {\n");
  for (unsigned b = 0; b < SIZE; b++) {
    double d = count_of[0][b], p = count_of[1][b];
    double w = d + p < FEWEST ? 0 : 10 * log((d + 1) / (total[0] + SIZE) * (total[1] + SIZE) / (p + 1));
    int c = 'O' + (int)lround(w > 40 ? 40 : w < -40 ? -40 : w);
    if (b % 64 == 0) printf("    \"");
    printf(c == '"' || c == '\\' || c == '?' ? "\\%c" : "%c", c);
    if (b % 64 == 63) printf(b + 1 == SIZE ? "\",\n};\n" : "\",\n");
  }
  return 0;
}

/* roles.c: which of the speakers is the doctor, from the words alone.
 *
 * A doctor asks ("any fever", "do you", "let me"), a patient tells ("i have", "my"). Each word and each two words in a row speak for the one or the
 * other; their weights are summed. They are a naive Bayes classifier's, the logarithm of how much more often a doctor says it than a patient, in
 * tenths, counted by tools/train_roles.c on the consultations that NOTICE names and hashed into a table of 8192 (role_weights.c).
 * Numbers and names of medicines would not carry over from one clinic to the next: words rarer than that program's threshold weigh nothing.
 *
 * Only the difference between speakers counts, so that a bad engine (which loses words of both alike) does little harm. Figures: docs/speech.md.
 */
#include "scribe.h"

static uint32_t bucket(dp_str a, dp_str b) {
  char text[64];
  size_t n = 0;
  for (size_t i = 0; i < a.size && n < 30; i++) text[n++] = a.at[i];
  text[n++] = ' ';
  for (size_t i = 0; i < b.size && n < 62; i++) text[n++] = b.at[i];
  uint32_t h = dp_hash32(text, n);
  return (h ^ h >> DP_ROLE_BITS ^ h >> (2 * DP_ROLE_BITS)) & ((1u << DP_ROLE_BITS) - 1);
}

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

/* The letters of a word in lower case, without the points an engine may have put. */
static dp_str bare(dp_str word, char *room, size_t most) {
  size_t n = 0;
  for (size_t i = 0; i < word.size && n < most; i++) {
    char c = small(word.at[i]);
    if ((c >= 'a' && c <= 'z') || c == '\'') room[n++] = c;
  }
  return (dp_str){room, n};
}

void dp_role_features(const dp_str *words, size_t count, void (*each)(void *ctx, uint32_t bucket), void *ctx) {
  char room[2][32];
  dp_str before = DP_STR("^");
  unsigned turn = 0;
  for (size_t i = 0; i < count; i++) {
    dp_str w = bare(words[i], room[turn], sizeof room[turn]);
    if (!w.size) continue;
    each(ctx, bucket(w, (dp_str){"", 0}));
    each(ctx, bucket(before, w));
    before = w;
    turn ^= 1;
  }
}

static void add_weight(void *ctx, uint32_t at) { *(int64_t *)ctx += dp_role_weights[at >> 6][at & 63] - 'O'; }

int64_t dp_role_score(const dp_str *words, size_t count) {
  int64_t sum = 0;
  dp_role_features(words, count, add_weight, &sum);
  return sum;
}

unsigned dp_roles(const int64_t *scores, size_t count, uint8_t *roles) {
  size_t doctor = 0, patient = 0;
  for (size_t i = 0; i < count; i++) {
    roles[i] = DP_ROLE_OTHER;
    if (scores[i] > scores[doctor]) doctor = i;
    if (scores[i] <= scores[patient]) patient = i; /* of equals the last: they spoke later */
  }
  if (count < 2) return 0;
  roles[doctor] = DP_ROLE_DOCTOR;
  if (patient == doctor) patient = doctor ? 0 : 1;
  roles[patient] = DP_ROLE_PATIENT;
  int64_t apart = scores[doctor] - scores[patient];
  return apart > DP_ROLE_SURE ? 1000 : (unsigned)(apart * 1000 / DP_ROLE_SURE);
}

const char *dp_role_name(unsigned role) {
  static const char *const names[] = {"other", "doctor", "patient"};
  return role < sizeof names / sizeof *names ? names[role] : "";
}

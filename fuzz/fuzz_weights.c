/* Damaged weights: the section of a sound image with bytes exchanged as the input says. Either they are refused, or a
 * case is ranked, explained and asked about with them, and nothing is read or written out of bounds. */
#include "engine/contrast.h"
#include "engine/model.h"
#include "engine/questions.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

typedef struct sound {
  dp_kb *kb;
  char *section, *copy;
  size_t size;
} sound;

static sound open_sound(void) {
  sound s;
  FILE *f = fopen(DP_FIXTURE_FILE, "rb");
  if (!f) __builtin_trap();
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  char *image = malloc(size);
  const void *at;
  if (!image || fread(image, 1, size, f) != size || dp_kb_open_image(image, size, NULL, &s.kb, NULL)) __builtin_trap();
  fclose(f);
  if (!dp_kb_section(s.kb, "WGHT", &at, &s.size) || !(s.copy = malloc(s.size))) __builtin_trap();
  s.section = image + ((const char *)at - image);
  memcpy(s.copy, s.section, s.size);
  return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static sound s; /* of the fuzzer, not of the core */
  if (!s.kb) s = open_sound();
  memcpy(s.section, s.copy, s.size);
  dp_case c = {.age_days = 20000, .sex = DP_FEMALE, .duration_h = 30, .words = 100};
  dp_observation observations[8] = {0};
  if (size < 9) return 0;
  for (size_t k = 0; k < 8; k++)
    observations[k] = (dp_observation){.finding = (uint16_t)((bytes[k] * 7u + k) % s.kb->finding_count),
                                       .state = bytes[k] % 3,
                                       .group = (uint16_t)k,
                                       .mention = (uint16_t)k,
                                       .complaint = k == 0};
  c.observations.at = observations, c.observations.count = c.observations.room = 8;
  for (size_t k = 8; k + 4 <= size; k += 4) { /* place (24 bits) and byte */
    size_t at = (bytes[k] | (size_t)bytes[k + 1] << 8 | (size_t)bytes[k + 2] << 16) % s.size;
    s.section[at] = (char)bytes[k + 3];
  }
  if (dp_weights_validate(s.section, s.size, s.kb->condition_count, s.kb->finding_count, NULL)) return 0;
  dp_case_settle(s.kb, &c);
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  dp_scoring *scored;
  dp_differential *d;
  dp_ledger_row *rows;
  dp_question *q;
  dp_account *account;
  size_t n;
  if (dp_score(s.kb, &c, NULL, &arena, &scored, NULL) || dp_rank_scored(scored, &arena, &d, NULL) ||
      dp_ledger_scored(scored, 0, &arena, &rows, &n, NULL) || dp_questions_scored(scored, d, 3, &arena, &q, &n, NULL) ||
      dp_account_scored(scored, (uint16_t)(s.kb->condition_count - 1), &arena, &account, NULL))
    __builtin_trap();
  dp_arena_free(&arena);
  return 0;
}

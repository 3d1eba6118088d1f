/* consistency.c: diagpad-consistency, a developer's tool: does a patient drawn from a condition's own numbers rank it high?
 *
 *   diagpad-consistency IMAGE [--draws N] [--below PERCENT] [--seed N]
 *
 * A draw: an age by the condition's bands, a sex by its share, the complaint by what people come with, 8 findings present and
 * 12 absent, each present with its frequency in the condition, and 5 % of all answers turned round (noise). It proves only
 * that the knowledge and the engine agree with themselves: it is circular, and says nothing of the truth of the numbers.
 * Prints, by field and for all, the share of draws in which the condition is first and in the first three, and each
 * condition that is in the first three in less than PERCENT (90) of its draws, with the rival that beats it most.
 */
#include "engine/model.h"
#include "api/list.h"
#include <stdio.h>
#include <stdlib.h>

enum { PRESENT = 8, ABSENT = 12, NOISE_PERMILLE = 50 };

static uint64_t state = 88172645463325252u;
static uint32_t dice(uint32_t n) { /* xorshift64: the same draws on every machine */
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return n ? (uint32_t)((state >> 11) % n) : 0;
}

static bool clinical(const dp_kb *kb, uint16_t f) { return kb->findings[f].kind <= DP_KIND_TEST; }

static void add(dp_arena *a, dp_case *c, uint16_t f, uint8_t s, bool complaint) {
  for (size_t i = 0; i < c->observations.count; i++)
    if (c->observations.at[i].finding == f) return;
  dp_observation o = {.finding = f, .state = s, .complaint = complaint, .mention = DP_NONE, .group = (uint16_t)c->observations.count};
  (void)DP_PUSH(a, &c->observations, o);
}

static void draw(const dp_kb *kb, const dp_kb_condition *k, dp_arena *a, dp_case *c) {
  *c = (dp_case){.age_days = -1, .duration_h = -1};
  uint64_t total = 0, at;
  for (unsigned b = 0; b < DP_BANDS; b++) total += k->age_milli[b];
  if (total) {
    at = dice((uint32_t)total);
    unsigned b = 0;
    while (at >= k->age_milli[b]) at -= k->age_milli[b++];
    uint32_t from = dp_kb_band_first_day[b], to = b + 1 < DP_BANDS ? dp_kb_band_first_day[b + 1] : 90 * 365;
    c->age_days = (int32_t)(from + dice(to - from));
  }
  bool female = (k->flags & (DP_CONDITION_FEMALE_ONLY | DP_CONDITION_PREGNANCY_ONLY)) ||
                (!(k->flags & DP_CONDITION_MALE_ONLY) && dice(1000) < k->female_permille);
  c->sex = female ? DP_FEMALE : DP_MALE;
  if (k->flags & DP_CONDITION_PREGNANCY_ONLY) c->pregnant = DP_YES;
  dp_kb_row_view comes = dp_kb_rows(kb, k, DP_ROWS_COMES), rows = dp_kb_rows(kb, k, DP_ROWS_ALL);
  uint32_t pick = dice(1000);
  for (size_t i = 0; i < comes.count; i++) {
    uint32_t p = (uint32_t)(comes.at[i].low + comes.at[i].high) / 2;
    if (pick < p) { add(a, c, comes.at[i].finding, DP_PRESENT, true); break; }
    pick -= p;
  }
  size_t present = 0, absent = 0;
  for (unsigned tries = 0; rows.count && tries < 400 && (present < PRESENT || absent < ABSENT); tries++) {
    const dp_kb_row *r = &rows.at[dice((uint32_t)rows.count)];
    if (!clinical(kb, r->finding)) continue;
    uint32_t p = (uint32_t)(r->low + r->high) / 2;
    bool has = dice(1000) < p;
    if (dice(1000) < NOISE_PERMILLE) has = !has;
    if (has && present < PRESENT) add(a, c, r->finding, DP_PRESENT, false), present++;
    else if (!has && absent < ABSENT) add(a, c, r->finding, DP_ABSENT, false), absent++;
  }
  dp_case_settle(kb, c);
}

int main(int argc, char **argv) {
  unsigned draws = 200, below = 90;
  const char *path = NULL;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--draws") && i + 1 < argc) draws = (unsigned)atoi(argv[++i]);
    else if (!strcmp(argv[i], "--below") && i + 1 < argc) below = (unsigned)atoi(argv[++i]);
    else if (!strcmp(argv[i], "--seed") && i + 1 < argc) state ^= (uint64_t)atoll(argv[++i]) * 0x9E3779B97F4A7C15u;
    else path = argv[i];
  }
  FILE *f = path ? fopen(path, "rb") : NULL;
  if (!f) { fprintf(stderr, "usage: diagpad-consistency IMAGE [--draws N] [--below PERCENT] [--seed N]\n"); return 2; }
  fseek(f, 0, SEEK_END);
  long size = ftell(f);
  rewind(f);
  void *image = aligned_alloc(64, ((size_t)size + 63) & ~(size_t)63);
  if (!image || fread(image, 1, (size_t)size, f) != (size_t)size) return 9;
  fclose(f);
  dp_kb *kb;
  dp_error err = {0};
  if (dp_kb_open(image, (size_t)size, NULL, &kb, &err)) { fprintf(stderr, "%s\n", err.message); return 7; }
  dp_arena arena;
  dp_arena_init(&arena, NULL);
  uint16_t *beaten = calloc(kb->condition_count, sizeof *beaten);
  size_t all = 0, first = 0, three = 0, good = 0;
  for (size_t i = 0; i < kb->condition_count; i++) {
    size_t in1 = 0, in3 = 0;
    memset(beaten, 0, kb->condition_count * sizeof *beaten);
    for (unsigned n = 0; n < draws; n++) {
      dp_arena_reset(&arena);
      dp_case c;
      dp_differential *d;
      draw(kb, &kb->conditions[i], &arena, &c);
      dp_engine_options o = dp_engine_defaults();
      o.silence = false;
      if (dp_rank(kb, &c, &o, &arena, &d, &err)) { fprintf(stderr, "%s\n", err.message); return 11; }
      size_t rank = 0;
      while (rank < d->count && d->rows[rank].condition != i) rank++;
      in1 += rank == 0, in3 += rank < 3;
      for (size_t k = 0; k < rank && k < 3; k++) beaten[d->rows[k].condition]++;
    }
    all += draws, first += in1, three += in3, good += in3 * 100 >= (size_t)below * draws;
    if (in3 * 100 < (size_t)below * draws) {
      size_t rival = 0;
      for (size_t k = 0; k < kb->condition_count; k++)
        if (beaten[k] > beaten[rival]) rival = k;
      printf("  %5.1f %% %s (mostly behind %s)\n", 100.0 * (double)in3 / draws, dp_kb_text(kb, kb->conditions[i].id),
             dp_kb_text(kb, kb->conditions[rival].id));
    }
  }
  printf("%zu conditions, %u draws each: first %.1f %%, in the first three %.1f %%; %zu conditions (%.1f %%) are in the first three in %u %% of draws\n",
         kb->condition_count, draws, 100.0 * (double)first / (double)all, 100.0 * (double)three / (double)all, good,
         100.0 * (double)good / (double)kb->condition_count, below);
  return 0;
}

/* fit.c: diagpad-fit, a developer's tool: how good is the engine on cases with known diagnoses, and which global
 * parameters would make it better.
 *
 *   diagpad-fit IMAGE CASES.jsonl… [--same FILE] [--absence on|off|capped] [--no-silence] [--misses N] [KEY=VALUE…]
 *               [--search [--seed N] [--rounds N] [--only KEY,KEY…]]
 *
 * A case is {"id", "text", "diagnosis"[, "urgency": "em"|"ne"|"sc"]}. Each text is read once; after that a whole
 * evaluation is ranking alone, so that the coordinate search tries hundreds of settings in seconds. The search sees a
 * random half of the cases (by the seed) and both halves are printed, before and after: the second is the figure to
 * believe. KEY is a field of dp_params. Names are matched as in the project's scoring script: case, punctuation,
 * brackets, word order and a few empty words do not count; a row answers with its name, its aliases, the names of its
 * broader classes, and, where it is a family, its likeliest form.
 */
#include "api/list.h"
#include "engine/model.h"
#include "engine/triage.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LISTED = 10 };

/* ---- parameters by name ------------------------------------------------------------------------------------------ */

typedef struct knob {
  const char *name;
  size_t offset;
  int32_t step, low, high;
  bool of_probability;
} knob;
#define KNOB(field, step, low, high, p)                                                                                \
  { #field, offsetof(dp_params, field), step, low, high, p }
static const knob knobs[] = {KNOB(prior, 80, 0, 1200, false),         KNOB(present, 80, 100, 1500, false),
                             KNOB(absent, 100, 0, 1500, false),       KNOB(test_present, 100, 100, 1800, false),
                             KNOB(test_absent, 100, 0, 1500, false),  KNOB(risk, 100, 0, 1500, false),
                             KNOB(age, 100, 0, 1500, false),          KNOB(context, 100, 0, 1500, false),
                             KNOB(course, 100, 0, 1500, false),       KNOB(complaint, 100, 0, 1500, false),
                             KNOB(silence, 100, 0, 1500, false),      KNOB(uncertain, 100, 0, 1000, false),
                             KNOB(row_high_cb, 30, 60, 500, false),   KNOB(row_low_cb, 30, -400, -30, false),
                             KNOB(absent_row_cb, 10, -200, 0, false), KNOB(silence_total_cb, 20, -300, 0, false),
                             KNOB(known_cb, 20, -100, 200, false),    KNOB(consistent_cb, 25, 0, 400, false),
                             KNOB(confirmed_cb, 30, 0, 500, false),   KNOB(denied_cb, 15, -200, 0, false),
                             KNOB(family_cb, 8, -20, 80, false),      KNOB(unstated_child_cb, 6, -80, 0, false),
                             KNOB(temperature, 60, 100, 2000, true),  KNOB(terse, 100, 0, 3000, true), KNOB(else_cb, 30, -600, 600, true),
                             KNOB(family_most, 1, 0, 12, false)};
enum { KNOBS = sizeof knobs / sizeof *knobs };

static int32_t *value_of(dp_params *p, const knob *k) { return (int32_t *)(void *)((char *)p + k->offset); }
static const knob *knob_named(dp_str name) {
  for (size_t i = 0; i < KNOBS; i++)
    if (dp_str_eq(name, dp_str_of(knobs[i].name))) return &knobs[i];
  return NULL;
}

static void print_params(dp_params *p, dp_params *from) {
  for (size_t i = 0; i < KNOBS; i++) {
    int32_t v = *value_of(p, &knobs[i]), was = *value_of(from, &knobs[i]);
    if (v != was) printf("%s=%d (was %d) ", knobs[i].name, v, was);
  }
  printf("\n");
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

typedef struct names {
  struct {
    dp_str *at;
    size_t count, room;
  } keys;
} names;

static bool empty_word(dp_str w) {
  static const char *const words[] = {"the", "of", "a", "an", "disease", "syndrome", "and", "due", "to"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (dp_str_eq(w, dp_str_of(words[i]))) return true;
  return false;
}

static int by_bytes(const void *a, const void *b) { return dp_str_cmp(*(const dp_str *)a, *(const dp_str *)b); }

/* The name without case, accents, brackets' content, possessives, empty words and word order. */
static dp_str key_of(dp_str name, dp_arena *a) {
  char *folded = DP_NEW_ARRAY(a, char, 4 * name.size + 1), *flat = DP_NEW_ARRAY(a, char, 4 * name.size + 1);
  size_t n = dp_kb_fold(name, folded, 4 * name.size), out = 0, words = 0;
  dp_str list[128];
  for (size_t i = 0; i < n; i++) {
    const char *close = folded[i] == '(' ? memchr(folded + i, ')', n - i) : NULL;
    if (close) flat[out++] = ' ', i = (size_t)(close - folded);
    else if (folded[i] == '\'' && i + 1 < n && folded[i + 1] == 's' &&
             (i + 2 == n || folded[i + 2] < 'a' || folded[i + 2] > 'z'))
      i++;
    else
      flat[out++] = (folded[i] >= 'a' && folded[i] <= 'z') || (folded[i] >= '0' && folded[i] <= '9') ? folded[i] : ' ';
  }
  for (size_t i = 0; i < out && words < 128;) {
    while (i < out && flat[i] == ' ') i++;
    size_t start = i;
    while (i < out && flat[i] != ' ') i++;
    dp_str w = {flat + start, i - start};
    if (w.size && !empty_word(w)) list[words++] = w;
  }
  qsort(list, words, sizeof *list, by_bytes);
  dp_buf b;
  dp_buf_init(&b, a);
  for (size_t i = 0; i < words; i++) {
    if (i) dp_buf_char(&b, ' ');
    dp_buf_str(&b, list[i]);
  }
  return dp_buf_view(&b);
}

static void add_name(names *n, dp_str name, dp_arena *a) {
  dp_str key = key_of(name, a);
  if (key.size && !DP_PUSH(a, &n->keys, key)) exit(1);
}

static bool has_key(const names *n, dp_str key) {
  for (size_t i = 0; i < n->keys.count; i++)
    if (dp_str_eq(n->keys.at[i], key)) return true;
  return false;
}

/* The gold name, what stands in its brackets, and its equivalents. */
static names gold_names(dp_str gold, const dp_json *same, dp_arena *a) {
  names n = {0};
  add_name(&n, gold, a);
  for (size_t i = 0; i < gold.size; i++) {
    const char *close = gold.at[i] == '(' ? memchr(gold.at + i, ')', gold.size - i) : NULL;
    if (close) add_name(&n, (dp_str){gold.at + i + 1, (size_t)(close - gold.at) - i - 1}, a);
  }
  for (const dp_json *m = same ? same->first : NULL; m; m = m->next)
    if (dp_str_eq(m->key, gold))
      for (const dp_json *x = m->first; x; x = x->next) add_name(&n, x->text, a);
  return n;
}

/* ---- cases ------------------------------------------------------------------------------------------------------- */

enum { BY_NAME = 1, BY_ALIAS = 2 };
typedef struct labelled {
  dp_str id, diagnosis;
  int urgency; /* 0 self-care, 1 a clinician, 2 emergency, -1 not said */
  dp_case *c;
  uint8_t *hits; /* [finding] how its names match the gold one */
  bool known;    /* the knowledge has it, or a broader class of that name */
  bool second_half;
} labelled;

typedef struct bench {
  dp_kb *kb;
  dp_arena keep, work;
  struct {
    labelled *at;
    size_t count, room;
  } cases;
  dp_str *name_keys; /* [finding] */
  struct {
    dp_str *at;
    size_t count, room;
  } * alias_keys; /* [condition] */
  dp_engine_options options;
  double read_seconds;
} bench;

static void fail(const char *what, const char *why) {
  fprintf(stderr, "diagpad-fit: %s: %s\n", what, why);
  exit(1);
}

static dp_str read_file(const char *path, dp_arena *a) {
  FILE *f = fopen(path, "rb");
  if (!f || fseek(f, 0, SEEK_END)) fail(path, strerror(errno));
  long size = ftell(f);
  rewind(f);
  char *at = DP_NEW_ARRAY(a, char, (size_t)(size < 0 ? 0 : size) + 8);
  if (size < 0 || !at || fread(at, 1, (size_t)size, f) != (size_t)size) fail(path, "cannot be read");
  fclose(f);
  return (dp_str){at, (size_t)size};
}

static void prepare_names(bench *b) {
  const dp_kb *kb = b->kb;
  b->name_keys = DP_NEW_ARRAY(&b->keep, dp_str, kb->finding_count);
  b->alias_keys = dp_arena_array(&b->keep, kb->condition_count, sizeof *b->alias_keys);
  for (size_t f = 0; f < kb->finding_count; f++)
    if (kb->findings[f].kind == DP_KIND_DISEASE)
      b->name_keys[f] = key_of(dp_str_of(dp_kb_finding_name(kb, (uint16_t)f)), &b->keep);
  for (size_t i = 0; i < kb->condition_count; i++)
    for (size_t k = 0; k < dp_kb_alias_count(kb, kb->conditions[i].aliases); k++) {
      dp_str key = key_of(dp_str_of(dp_kb_alias(kb, kb->conditions[i].aliases, k)), &b->keep);
      if (key.size && !DP_PUSH(&b->keep, &b->alias_keys[i], key)) exit(1);
    }
}

static void match_gold(bench *b, labelled *l, const dp_json *same) {
  const dp_kb *kb = b->kb;
  names gold = gold_names(l->diagnosis, same, &b->keep);
  l->hits = DP_NEW_ARRAY(&b->keep, uint8_t, kb->finding_count);
  for (size_t f = 0; f < kb->finding_count; f++)
    if (kb->findings[f].kind == DP_KIND_DISEASE && has_key(&gold, b->name_keys[f]))
      l->hits[f] |= BY_NAME, l->known = true;
  for (size_t i = 0; i < kb->condition_count; i++)
    for (size_t k = 0; k < b->alias_keys[i].count; k++)
      if (has_key(&gold, b->alias_keys[i].at[k])) l->hits[kb->conditions[i].finding] |= BY_ALIAS, l->known = true;
}

static void read_cases(bench *b, const char *path, const dp_json *same) {
  dp_str rest = read_file(path, &b->keep);
  dp_error err;
  while (rest.at) {
    dp_str line = dp_str_trim(dp_str_cut(&rest, '\n')), text, urgency;
    dp_json *json;
    if (!line.size) continue;
    labelled l = {.urgency = -1};
    if (dp_json_parse(line, &b->keep, &json, &err)) fail(path, err.message);
    if (!dp_json_get_str(json, "text", &text) || !dp_json_get_str(json, "diagnosis", &l.diagnosis))
      fail(path, "a case needs \"text\" and \"diagnosis\"");
    dp_json_get_str(json, "id", &l.id);
    if (dp_json_get_str(json, "urgency", &urgency))
      l.urgency = dp_str_eq(urgency, DP_STR("em")) ? 2 : dp_str_eq(urgency, DP_STR("ne")) ? 1 : 0;
    struct timespec from, to;
    timespec_get(&from, TIME_UTC);
    dp_reading *r;
    dp_read_options how = dp_read_defaults();
    how.loose = true; /* as the program does */
    if (dp_read(b->kb, text, &how, &b->keep, &r, &err) || dp_case_of(b->kb, r, &b->keep, &l.c, &err))
      fail(path, err.message);
    timespec_get(&to, TIME_UTC);
    b->read_seconds += (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    match_gold(b, &l, same);
    if (!DP_PUSH(&b->keep, &b->cases, l)) exit(1);
  }
}

/* ---- evaluation -------------------------------------------------------------------------------------------------- */

typedef struct figures {
  size_t n, known, first, three, five, ten, triaged, triage_right, triage_safe;
  double reciprocal, brier, surprise;
  double bin_sum[10], bin_hits[10];
  size_t missing, unread, outranked; /* causes of a miss of the first ten */
} figures;

static bool answers_with(const bench *b, const labelled *l, const dp_differential *d, const dp_list_row *row) {
  const dp_kb *kb = b->kb;
  uint16_t leaf = kb->conditions[d->rows[row->first].condition].finding,
           shown = row->family == DP_NONE ? leaf : row->family;
  if (l->hits[shown] & (row->family == DP_NONE ? BY_NAME | BY_ALIAS : BY_NAME)) return true;
  dp_ids up = dp_kb_ids(kb, kb->findings[shown].ancestors);
  for (size_t k = 0; k < up.count; k++)
    if (l->hits[up.at[k]] & BY_NAME) return true;
  return row->form_count > 1 && l->hits[kb->conditions[d->rows[row->forms[0]].condition].finding];
}

static void evaluate_case(bench *b, const dp_params *p, const labelled *l, figures *f, size_t *rank_out,
                          dp_differential **out) {
  dp_error err;
  dp_differential *d;
  dp_list_row *rows = NULL;
  size_t count = 0, rank = 0;
  b->options.params = p;
  if (dp_rank(b->kb, l->c, &b->options, &b->work, &d, &err) || dp_list_of(d, &b->work, &rows, &count, &err))
    fail("ranking", err.message);
  for (size_t k = 0; k < count && k < LISTED && !rank; k++)
    if (answers_with(b, l, d, &rows[k])) rank = k + 1;
  f->n++, f->known += l->known;
  f->first += rank == 1, f->three += rank && rank <= 3, f->five += rank && rank <= 5, f->ten += rank != 0;
  if (rank) f->reciprocal += 1.0 / (double)rank;
  if (!rank && !l->known) f->missing++;
  else if (!rank && d->not_enough) f->unread++;
  else if (!rank) f->outranked++;
  if (count) {
    double sure = rows[0].probability_ppm / 1e6;
    int bin = sure >= 1 ? 9 : (int)(sure * 10);
    f->brier += (sure - (rank == 1)) * (sure - (rank == 1));
    f->bin_sum[bin] += sure, f->bin_hits[bin] += rank == 1;
  }
  if (l->known) { /* how surprised one who believes the probabilities would be by the truth */
    double right = 1e-6;
    for (size_t k = 0; k < d->count; k++) {
      uint16_t leaf = b->kb->conditions[d->rows[k].condition].finding;
      bool is = l->hits[leaf] != 0;
      dp_ids up = dp_kb_ids(b->kb, b->kb->findings[leaf].ancestors);
      for (size_t m = 0; m < up.count && !is && d->rows[k].probability_ppm; m++) is = l->hits[up.at[m]] & BY_NAME;
      if (is) right += d->rows[k].probability_ppm / 1e6;
    }
    f->surprise -= log(right);
  }
  if (l->urgency >= 0) {
    dp_triage *t;
    if (dp_triage_of(b->kb, l->c, d, &b->work, &t, &err)) fail("triage", err.message);
    int level = t->level == DP_EMERGENCY ? 2 : t->level == DP_SELF_CARE ? 0 : 1;
    f->triaged++, f->triage_right += level == l->urgency, f->triage_safe += level >= l->urgency;
  }
  if (rank_out) *rank_out = rank;
  if (out) *out = d;
}

/* half: 0 the first, 1 the second, 2 both */
static figures evaluate(bench *b, const dp_params *p, int half) {
  figures f = {0};
  for (size_t i = 0; i < b->cases.count; i++) {
    if (half != 2 && b->cases.at[i].second_half != (half == 1)) continue;
    dp_arena_reset(&b->work);
    evaluate_case(b, p, &b->cases.at[i], &f, NULL, NULL);
  }
  return f;
}

static double calibration_error(const figures *f) {
  double e = 0;
  for (int i = 0; i < 10; i++) e += fabs(f->bin_sum[i] - f->bin_hits[i]);
  return f->n ? e / (double)f->n : 0;
}

static double percent(size_t a, size_t n) { return n ? 100.0 * (double)a / (double)n : 0; }

static void print_figures(const char *title, const figures *f) {
  printf("%s: %zu cases, %zu (%.0f %%) of them in the knowledge\n", title, f->n, f->known, percent(f->known, f->n));
  printf("  top-1/3/5/10: %.1f / %.1f / %.1f / %.1f   MRR %.3f\n", percent(f->first, f->n), percent(f->three, f->n),
         percent(f->five, f->n), percent(f->ten, f->n), f->n ? f->reciprocal / (double)f->n : 0);
  printf("  of those in the knowledge: %.1f / %.1f / %.1f / %.1f\n", percent(f->first, f->known),
         percent(f->three, f->known), percent(f->five, f->known), percent(f->ten, f->known));
  printf("  Brier %.3f, calibration error %.3f, surprise %.3f nats\n", f->n ? f->brier / (double)f->n : 0,
         calibration_error(f), f->known ? f->surprise / (double)f->known : 0);
  printf("  not in the first ten: %zu not in the knowledge, %zu too little read, %zu out-ranked\n", f->missing,
         f->unread, f->outranked);
  if (f->triaged)
    printf("  triage: %.1f right, %.1f at or above the right urgency\n", percent(f->triage_right, f->triaged),
           percent(f->triage_safe, f->triaged));
}

static void print_misses(bench *b, const dp_params *p, size_t most) {
  for (size_t i = 0, n = 0; i < b->cases.count && n < most; i++) {
    labelled *l = &b->cases.at[i];
    figures f = {0};
    dp_differential *d;
    size_t rank;
    dp_arena_reset(&b->work);
    evaluate_case(b, p, l, &f, &rank, &d);
    if (rank == 1) continue;
    n++;
    printf("  %.*s rank %zu %s%.*s:", (int)l->id.size, l->id.at, rank, l->known ? "" : "(not in the knowledge) ",
           (int)l->diagnosis.size, l->diagnosis.at);
    for (size_t k = 0; k < d->count && k < 5; k++)
      printf("%s %s %d", k ? "," : "", dp_kb_text(b->kb, b->kb->conditions[d->rows[k].condition].name),
             d->rows[k].score_cb);
    for (size_t k = 0; k < d->count; k++)
      if (l->hits[b->kb->conditions[d->rows[k].condition].finding]) {
        printf("; it is %zu with %d", k + 1, d->rows[k].score_cb);
        break;
      }
    printf("\n");
  }
}

/* ---- search ------------------------------------------------------------------------------------------------------ */

/* What is made better: places first, and the surprise, which feels what places do not; of the probabilities' own
 * parameters the surprise and the calibration. */
static double merit(const figures *f, bool of_probability) {
  double n = (double)(f->known ? f->known : 1);
  if (of_probability) return -f->surprise / n - 4 * calibration_error(f) - 2 * f->brier / (double)(f->n ? f->n : 1);
  return 1.0 * (double)f->first / n + 1.0 * (double)f->three / n + 0.5 * (double)f->ten / n + f->reciprocal / n -
         0.15 * f->surprise / n;
}

static void halves(bench *b, uint64_t seed) {
  uint64_t x = seed * 0x9E3779B97F4A7C15u + 88172645463325252u;
  for (size_t i = 0; i < b->cases.count; i++) {
    x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
    b->cases.at[i].second_half = (x * UINT64_C(2685821657736338717)) >> 63;
  }
}

static bool wanted(const char *only, const char *name) {
  dp_str rest = dp_str_of(only);
  while (rest.at && *only)
    if (dp_str_eq(dp_str_cut(&rest, ','), dp_str_of(name))) return true;
  return !*only;
}

static void search(bench *b, dp_params *p, int rounds, const char *only) {
  for (int stage = 0; stage < 2; stage++) { /* order first, then probabilities */
    figures f = evaluate(b, p, 0);
    double best = merit(&f, stage);
    for (int round = 0; round < rounds; round++) {
      bool better = false;
      for (size_t k = 0; k < KNOBS; k++) {
        const knob *of = &knobs[k];
        if (of->of_probability != (stage == 1) || !wanted(only, of->name)) continue;
        for (int go = 0; go < 4; go++) { /* a step and half a step, both ways; go on while it helps */
          int32_t step = of->step >> (go / 2 + (round > 1 ? 1 : 0));
          if (!step) step = 1;
          if (go % 2) step = -step;
          for (;;) {
            int32_t *v = value_of(p, of), was = *v;
            *v += step;
            if (*v < of->low || *v > of->high) {
              *v = was;
              break;
            }
            f = evaluate(b, p, 0);
            double m = merit(&f, stage);
            if (m <= best + 1e-4) {
              *v = was;
              break;
            }
            best = m, better = true;
          }
        }
      }
      printf("round %d of %s: merit %.4f\n", round + 1, stage ? "probabilities" : "order", best);
      fflush(stdout);
      if (!better) break;
    }
  }
}

/* ---- main -------------------------------------------------------------------------------------------------------- */

static const char usage[] =
    "diagpad-fit IMAGE CASES.jsonl… [--same FILE] [--absence on|off|capped] [--no-silence] [--misses N] [KEY=VALUE…]\n"
    "            [--search [--seed N] [--rounds N] [--only KEY,KEY…]]\n";

int main(int argc, char **argv) {
  bench b = {.options = dp_engine_defaults()};
  dp_arena_init(&b.keep, NULL), dp_arena_init(&b.work, NULL);
  dp_params params = dp_params_defaults(), defaults = params;
  const char *image = NULL, *paths[64], *only = "";
  size_t path_count = 0, misses = 0;
  int rounds = 4;
  uint64_t seed = 1;
  bool searching = false;
  dp_json *same = NULL;
  dp_error err;
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i], *value = i + 1 < argc ? argv[i + 1] : "", *equals = strchr(a, '=');
    const knob *k = equals ? knob_named((dp_str){a, (size_t)(equals - a)}) : NULL;
    if (k) *value_of(&params, k) = (int32_t)strtol(equals + 1, NULL, 10);
    else if (!strcmp(a, "--search")) searching = true;
    else if (!strcmp(a, "--no-silence")) b.options.silence = false;
    else if (!strcmp(a, "--seed")) seed = strtoull(value, NULL, 10), i++;
    else if (!strcmp(a, "--rounds")) rounds = atoi(value), i++;
    else if (!strcmp(a, "--misses")) misses = strtoull(value, NULL, 10), i++;
    else if (!strcmp(a, "--only")) only = value, i++;
    else if (!strcmp(a, "--absence"))
      b.options.absence = (uint8_t)(*value == 'c'           ? DP_ABSENCE_CAPPED
                                    : !strcmp(value, "off") ? DP_ABSENCE_OFF
                                                            : DP_ABSENCE_ON),
      i++;
    else if (!strcmp(a, "--same")) {
      if (dp_json_parse(read_file(value, &b.keep), &b.keep, &same, &err)) fail(value, err.message);
      i++;
    } else if (a[0] == '-' || equals) {
      fputs(usage, stderr);
      return 2;
    } else if (!image) image = a;
    else if (path_count < 64) paths[path_count++] = a;
  }
  if (!image || !path_count) {
    fputs(usage, stderr);
    return 2;
  }
  dp_str bytes = read_file(image, &b.keep);
  if (dp_kb_open(bytes.at, bytes.size, NULL, &b.kb, &err)) fail(image, err.message);
  prepare_names(&b);
  for (size_t i = 0; i < path_count; i++) read_cases(&b, paths[i], same);
  halves(&b, seed);
  struct timespec from, to;
  timespec_get(&from, TIME_UTC);
  figures f = evaluate(&b, &params, 2);
  timespec_get(&to, TIME_UTC);
  double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  print_figures("all", &f);
  printf("  read in %.0f us a case, ranked in %.0f us\n",
         1e6 * b.read_seconds / (double)(b.cases.count ? b.cases.count : 1),
         1e6 * took / (double)(b.cases.count ? b.cases.count : 1));
  print_misses(&b, &params, misses);
  if (searching) {
    figures first = evaluate(&b, &params, 0), second = evaluate(&b, &params, 1);
    print_figures("fitting half, before", &first), print_figures("other half, before", &second);
    search(&b, &params, rounds, only);
    first = evaluate(&b, &params, 0), second = evaluate(&b, &params, 1);
    print_figures("fitting half, after", &first), print_figures("other half, after", &second);
    print_params(&params, &defaults);
  }
  dp_kb_close(b.kb);
  dp_arena_free(&b.work), dp_arena_free(&b.keep);
  return fflush(stdout) ? 1 : 0;
}

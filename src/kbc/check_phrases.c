/* check_phrases.c: what is said twice: phrases of two findings that read the same, names that differ by a letter.
 *
 * Whether two phrases read the same only the lexicon knows (inflection, word classes, the order of words), so it is
 * built here and asked. It keeps quoted phrases apart, as they are; those are compared here. One warning for each pair
 * of findings, with all their common phrases (`mine = theirs` where the letters differ).
 */
#include "inner.h"

typedef struct overlap {
  uint16_t finding, other;
  kbc_phrase phrase;
  dp_str theirs;
  uint32_t order;
} overlap;
typedef struct checker {
  const kbc_model *m;
  dp_arena *arena;
  kbc_report *report;
  struct {
    overlap *at;
    size_t count, room;
  } overlaps;
} checker;

static void add_overlap(checker *c, const kbc_said *a, const kbc_said *b) {
  overlap o = {a->finding, b->finding, a->phrase, b->phrase.text, (uint32_t)c->overlaps.count};
  if (o.finding == DP_NONE || o.other == DP_NONE || o.finding == o.other) return;
  (void)DP_PUSH(c->arena, &c->overlaps, o);
}

static void take_note(void *ctx, const kbc_said *phrase, const kbc_said *other, const char *message) {
  checker *c = ctx;
  if (other) add_overlap(c, phrase, other);
  else KBC_WARN(c->report, phrase->phrase.place, "`%.*s`: %s", KBC_S(phrase->phrase.text), message);
}

/* Quoted phrases that are the same to the letter. */
static bool compare_quoted(checker *c) {
  kbc_map said = {.arena = c->arena};
  for (size_t i = 0; i < c->m->findings.count; i++) {
    const kbc_finding *f = &c->m->findings.at[i];
    for (size_t k = 0; k < f->say.count; k++) {
      if (!f->say.at[k].quoted) continue;
      uint32_t *known = kbc_map_add(&said, f->say.at[k].text, (uint32_t)i, NULL);
      if (!known) return false;
      add_overlap(c, &(kbc_said){f->say.at[k], (uint16_t)i}, &(kbc_said){f->say.at[k], (uint16_t)*known});
    }
  }
  return true;
}

static int compare_overlaps(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const overlap *x = a, *y = b;
  if (x->finding != y->finding) return x->finding < y->finding ? -1 : 1;
  if (x->other != y->other) return x->other < y->other ? -1 : 1;
  return x->order < y->order ? -1 : 1;
}

static void say_overlap(checker *c, const overlap *first, dp_str phrases) {
  const kbc_finding *f = &c->m->findings.at[first->finding], *other = &c->m->findings.at[first->other];
  if (dp_str_eq(f->id, other->id)) return; /* the same id twice: an error already */
  bool diseases = f->kind == DP_KIND_DISEASE && other->kind == DP_KIND_DISEASE;
  KBC_WARN(c->report, first->phrase.place,
           diseases ? "`%.*s` has an alias of `%.*s` (%.*s:%u): %.*s"
                    : "`%.*s` says the same as `%.*s` (%.*s:%u): %.*s",
           KBC_S(f->id), KBC_S(other->id), KBC_S(c->m->files.at[other->place.file]), (unsigned)other->place.line,
           (int)(phrases.size < 300 ? phrases.size : 300), phrases.at);
}

static bool say_overlaps(checker *c) {
  if (!dp_sort(c->arena, c->overlaps.at, c->overlaps.count, sizeof *c->overlaps.at, compare_overlaps, NULL))
    return false;
  for (size_t i = 0, next; i < c->overlaps.count; i = next) {
    const overlap *first = &c->overlaps.at[i];
    dp_buf b;
    dp_buf_init(&b, c->arena);
    for (next = i; next < c->overlaps.count; next++) {
      const overlap *o = &c->overlaps.at[next];
      if (o->finding != first->finding || o->other != first->other) break;
      if (b.size) dp_buf_text(&b, " | ");
      dp_buf_str(&b, o->phrase.text);
      if (!dp_str_eq_ci(o->phrase.text, o->theirs)) dp_buf_text(&b, " = "), dp_buf_str(&b, o->theirs);
    }
    say_overlap(c, first, dp_buf_view(&b));
  }
  return true;
}

/* Whether two names that differ by one letter differ on purpose: a digit, or a short word (hepatitis A, B; ECG, EEG).
 */
static bool differ_on_purpose(dp_str a, dp_str b) {
  while (a.size && b.size) {
    dp_str x = dp_str_cut(&a, ' '), y = dp_str_cut(&b, ' ');
    if (dp_str_eq(x, y)) continue;
    if (x.size <= 3 || y.size <= 3) return true;
    for (size_t i = 0; i < x.size; i++)
      if (x.at[i] >= '0' && x.at[i] <= '9') return true;
    return false;
  }
  return true;
}

static bool check_names(const kbc_model *m, dp_arena *arena, kbc_report *report) {
  dp_str *names = DP_NEW_ARRAY(arena, dp_str, m->findings.count);
  if (!names) return false;
  for (size_t i = 0; i < m->findings.count; i++) {
    char folded[256];
    size_t n = dp_kb_fold(m->findings.at[i].name, folded, sizeof folded);
    char *copy = dp_arena_copy(arena, (dp_str){folded, n <= sizeof folded ? n : 0});
    if (!copy) return false;
    names[i] = (dp_str){copy, n <= sizeof folded ? n : 0};
  }
  for (size_t i = 0; i < m->findings.count; i++)
    for (size_t k = 0; k < i; k++) {
      if (names[i].size < 6 || names[i].size > names[k].size + 1 || names[k].size > names[i].size + 1) continue;
      if (dp_str_distance(names[i], names[k], 1) != 1 || differ_on_purpose(names[i], names[k])) continue;
      KBC_WARN(report, m->findings.at[i].place, "the name `%.*s` is one letter from that of `%.*s`, `%.*s`",
               KBC_S(m->findings.at[i].name), KBC_S(m->findings.at[k].id), KBC_S(m->findings.at[k].name));
    }
  return true;
}

dp_status kbc_check_phrases(const kbc_model *m, dp_arena *arena, kbc_report *report, dp_error *err) {
  checker c = {.m = m, .arena = arena, .report = report};
  dp_arena scratch;
  dp_arena_init(&scratch, &arena->allocator);
  dp_buf lexicon;
  dp_buf_init(&lexicon, &scratch);
  dp_error why;
  dp_status status = kbc_lexicon(m, &scratch, take_note, &c, &lexicon, &why);
  dp_arena_free(&scratch);
  if (status != DP_OK && status != DP_ERR_MEMORY)
    KBC_FAIL(report, ((kbc_place){.file = UINT16_MAX}), "%s", why.message);
  if (status == DP_ERR_MEMORY || !compare_quoted(&c) || !say_overlaps(&c) || !check_names(m, arena, report))
    return dp_fail(err, DP_ERR_MEMORY, "no memory to check the phrases");
  return DP_OK;
}

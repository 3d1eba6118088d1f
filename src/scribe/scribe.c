/* scribe.c: the steps from heard words to a written text, in order: see scribe.h. */
#include "scribe.h"

enum { LONGEST_NAME = 5, /* heard words that one name is heard as */
       BAD_BELOW = 650,  /* mean confidence of words that a repair may replace */
       SURE_ABOVE = 900  /* and none of them may be surer than this, but short words */ };

const char *dp_mark_name(unsigned mark) {
  static const char *const names[] = {"", "number", "letters", "name", "command", "point"};
  _Static_assert(sizeof names / sizeof *names == DP_MARK_COUNT, "a name for each");
  return mark < DP_MARK_COUNT ? names[mark] : "";
}

/* What stands directly before or after a medicine: a reason to look for one harder. */
static bool dose_word(dp_str w) {
  static const char *const words[] = {"milligrams", "milligram", "micrograms", "grams", "units", "tablets", "tablet", "puffs", "daily", "twice", "once"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (dp_str_eq_ci(w, dp_str_of(words[i]))) return true;
  return false;
}

static bool dose_near(const dp_said_word *words, size_t count, size_t at) {
  for (size_t i = at; i < count && i < at + 4; i++)
    if (dose_word(words[i].text)) return true;
  return false;
}

static bool small_word(dp_str w) {
  static const char *const words[] = {"and", "or", "the", "of", "with", "is", "was", "he", "she", "takes", "take", "on", "daily", "twice", "milligrams", "including", "include", "medications"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (dp_str_eq_ci(w, dp_str_of(words[i]))) return true;
  return false;
}

/* The best repair that begins at words[i]; its length in words, 0 for none. */
static size_t repair_at(const dp_names *names, const dp_said_word *words, size_t count, size_t i, dp_str *name, bool *doubt) {
  size_t length = 0;
  unsigned least = 1000, sum = 0;
  *doubt = false;
  if (small_word(words[i].text) && words[i].confidence >= DP_UNSURE_BELOW) return 0;
  for (size_t n = 1; n <= LONGEST_NAME && i + n <= count; n++) {
    const dp_said_word *last = &words[i + n - 1];
    sum += last->confidence;
    if (n > 1 && last->start_ms > words[i + n - 2].end_ms + 150) break; /* no pause within a name */
    if (sum / n >= BAD_BELOW || (n == 1 && (dp_is_name(names, last->text) || last->text.size < 5))) continue;
    unsigned cost = 0;
    bool unclear = false;
    dp_str found = dp_name_heard(names, words + i, n, dose_near(words, count, i + n), &unclear, &cost);
    if (unclear) *doubt = true;
    if (found.at && cost < least) least = cost, *name = found, length = n;
  }
  return length;
}

static uint16_t least_confidence(const dp_said_word *words, size_t n) {
  uint16_t least = 1000;
  for (size_t i = 0; i < n; i++)
    if (words[i].confidence < least) least = words[i].confidence;
  return least;
}

static bool put_text(dp_written *w, dp_arena *arena) {
  dp_buf b;
  dp_buf_init(&b, arena);
  for (size_t i = 0; i < w->count; i++) {
    dp_piece *p = &w->at[i];
    if (i && !p->glued) dp_buf_char(&b, ' ');
    p->start = (uint32_t)b.size;
    dp_buf_str(&b, p->text);
    p->end = (uint32_t)b.size;
  }
  w->text = dp_buf_view(&b);
  return dp_buf_nul(&b) != NULL;
}

dp_status dp_scribe(const dp_said_word *words, size_t count, const dp_scribe_options *options, dp_arena *arena, dp_written *out, dp_error *err) {
  dp_names names = {0};
  *out = (dp_written){0};
  bool good = options->no_repair || dp_names_make(options, arena, &names);
  for (size_t i = 0; good && i < count;) {
    dp_piece p = {.text = words[i].text, .first = (uint32_t)i, .count = 1};
    dp_str text;
    bool unsure = false, doubt = false;
    size_t n;
    if (!words[i].text.size) {
      i++;
      continue;
    }
    if ((n = dp_spoken_letters(words, count, i, arena, &text)) != 0) p.mark = DP_MARK_LETTERS, p.text = text;
    else if ((n = dp_spoken_number(words, count, i, arena, &text, &unsure)) != 0) p.mark = unsure ? DP_MARK_NONE : DP_MARK_NUMBER, p.text = text;
    else if (!options->no_repair && (n = repair_at(&names, words, count, i, &text, &doubt)) != 0) p.mark = DP_MARK_NAME, p.text = text;
    if (!n) n = 1;
    p.count = (uint32_t)n;
    p.confidence = least_confidence(words + i, n);
    p.unsure = unsure || doubt || p.mark == DP_MARK_NAME || p.confidence < DP_UNSURE_BELOW;
    good = DP_PUSH(arena, out, p);
    i += n;
  }
  if (good && !options->points && out->count) good = dp_points(words, count, arena, out);
  if (good) good = put_text(out, arena);
  return good ? DP_OK : dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
}

/* points.c: full stops, commas, question marks and capitals, from what was said, from pauses, and from the words.
 *
 * An engine of dictation gives words alone. Three things are known: points that were spoken ("full stop", "new
 * paragraph"), how long the pause after a word was, and how a question begins. Pauses within a piece of speech are
 * shorter than the silence that ends it (vad.h); a comma after 0.3 s, a full stop after 0.55 s, are what read best on
 * synthesised and dictated notes: an estimate, not a measurement of people.
 */
#include "scribe.h"

enum { COMMA_MS = 300, STOP_MS = 550, SPOKEN_MS = 120 };

typedef struct dp_command_word {
  const char *words, *point;
  bool needs_pause; /* also a word of medicine or of everyday: only with a pause after it, or at the end */
} dp_command_word;
static const dp_command_word commands[] = {{"full stop", ".", false},    {"period", ".", true},         {"comma", ",", false},
                                           {"question mark", "?", false}, {"new paragraph", "\n\n", false}, {"new line", "\n", false},
                                           {"semicolon", ";", false},     {"exclamation mark", "!", false}};

static const char *const question_words[] = {"what", "where", "when", "why", "who", "how", "which", "do", "does", "did", "are", "is", "have", "has", "had", "can",
                                             "could", "would", "will", "any", "was", "were", "should"};
static const char *const subjects[] = {"you", "it", "the", "he", "she", "they", "there", "your", "this", "that", "we", "i", "any", "anyone", "anybody", "his", "her", "those"};
static const char *const proper[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "april", "june", "july",
                                     "august", "september", "october", "november", "december", "english", "american", "british"};

#define ONE_OF(list, word) one_of(list, sizeof list / sizeof *list, word)
static bool one_of(const char *const *list, size_t n, dp_str word) {
  for (size_t i = 0; i < n; i++)
    if (dp_str_eq_ci(word, dp_str_of(list[i]))) return true;
  return false;
}

static bool letter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }

static bool capitalise(dp_piece *p, dp_arena *arena) {
  if (!p->text.size || p->text.at[0] < 'a' || p->text.at[0] > 'z') return true;
  if (dp_str_eq(p->text, DP_STR("pH"))) return true;
  char *copy = dp_arena_copy(arena, p->text);
  if (!copy) return false;
  copy[0] = (char)(copy[0] - 32);
  p->text.at = copy;
  return true;
}

/* How many pieces from i on are a spoken point; they must be single unmarked words. */
static size_t command_at(const dp_said_word *words, const dp_written *w, size_t i, const char **point) {
  for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
    dp_str rest = dp_str_of(commands[k].words);
    size_t n = 0;
    bool same = true;
    while (same && rest.at && rest.size) {
      same = i + n < w->count && w->at[i + n].count == 1 && dp_str_eq_ci(w->at[i + n].text, dp_str_cut(&rest, ' '));
      n++;
    }
    if (!same) continue;
    uint32_t last = w->at[i + n - 1].first;
    bool ends = i + n == w->count;
    uint32_t pause = ends ? 0 : words[last + 1].start_ms - words[last].end_ms;
    if (commands[k].needs_pause && !ends && pause < SPOKEN_MS) continue;
    if (!i && ends && commands[k].needs_pause) continue; /* "period" alone is an answer */
    *point = commands[k].point;
    return n;
  }
  return 0;
}

/* Whether the pieces from `from` on ask something: "do you", "what", "any chest pain". */
static bool asks(const dp_written *w, size_t from) {
  while (from < w->count && (dp_str_eq_ci(w->at[from].text, DP_STR("and")) || dp_str_eq_ci(w->at[from].text, DP_STR("so")) ||
                             dp_str_eq_ci(w->at[from].text, DP_STR("okay")) || dp_str_eq_ci(w->at[from].text, DP_STR(","))))
    from++;
  if (from >= w->count || !ONE_OF(question_words, w->at[from].text)) return false;
  dp_str first = w->at[from].text, second = from + 1 < w->count ? w->at[from + 1].text : DP_STR("");
  if (dp_str_eq_ci(first, DP_STR("when")) || dp_str_eq_ci(first, DP_STR("which")) || dp_str_eq_ci(first, DP_STR("who")))
    return from + 2 < w->count && ONE_OF(question_words, second);
  if (dp_str_eq_ci(first, DP_STR("what")) || dp_str_eq_ci(first, DP_STR("where")) || dp_str_eq_ci(first, DP_STR("why")) || dp_str_eq_ci(first, DP_STR("how")))
    return true;
  if (dp_str_eq_ci(first, DP_STR("any"))) return true;
  return ONE_OF(subjects, second);
}

static bool put_point(dp_written *out, dp_arena *arena, const char *point, uint32_t first, uint32_t count) {
  dp_piece p = {.text = dp_str_of(point), .first = first, .count = count, .confidence = 1000, .mark = count ? DP_MARK_COMMAND : DP_MARK_POINT,
                .glued = true};
  return DP_PUSH(arena, out, p);
}

bool dp_points(const dp_said_word *words, size_t count, dp_arena *arena, dp_written *w) {
  dp_written out = {0};
  size_t sentence = 0; /* of `out` */
  bool fresh = true;   /* a sentence begins */
  for (size_t i = 0; i < w->count;) {
    const char *point = NULL;
    size_t n = command_at(words, w, i, &point);
    if (n) {
      uint32_t first = w->at[i].first, taken = w->at[i + n - 1].first + w->at[i + n - 1].count - first;
      if (out.count && out.at[out.count - 1].mark == DP_MARK_POINT) out.count--; /* a comma guessed before a stop that was spoken */
      if (!put_point(&out, arena, point, first, taken)) return false;
      fresh = fresh || *point != ',';
      if (*point != ',' && *point != ';') sentence = out.count;
      i += n;
      continue;
    }
    dp_piece p = w->at[i++];
    bool i_word = p.count == 1 && p.text.size && (p.text.at[0] == 'i') && (p.text.size == 1 || p.text.at[1] == '\'');
    if ((fresh || i_word || (p.count == 1 && ONE_OF(proper, p.text))) && !capitalise(&p, arena)) return false;
    if (fresh && out.count && out.at[out.count - 1].text.at[0] == '\n') p.glued = true;
    if (!DP_PUSH(arena, &out, p)) return false;
    fresh = false;
    uint32_t last = p.first + p.count - 1;
    bool ends = i == w->count;
    uint32_t pause = ends || last + 1 >= count ? 0 : words[last + 1].start_ms - words[last].end_ms;
    if (!ends && command_at(words, w, i, &point)) continue;
    size_t length = out.count - sentence;
    if (ends || (pause >= STOP_MS && length >= 3)) {
      if (!put_point(&out, arena, asks(&out, sentence) ? "?" : ".", last + 1, 0)) return false;
      sentence = out.count;
      fresh = true;
    } else if (pause >= COMMA_MS && length >= 2 && letter(p.text.at[p.text.size - 1])) {
      if (!put_point(&out, arena, ",", last + 1, 0)) return false;
    }
  }
  *w = out;
  return true;
}

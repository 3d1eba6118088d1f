/* words.c: what was said, cleaned and cut into clauses.
 *
 * Transcripts come with full stops and without any ("okay so have you had any fever no i haven't"). Where there are stops
 * they end a clause; where there are none, clauses begin at connectives before a subject, at a new subject after a verb,
 * and at the openings of questions. What is cleaned away says nothing: filler, stammer, half words, "you know".
 * Contractions are written out, because a change of person needs the verb.
 */
#include "inner.h"

/* ---- tokens --------------------------------------------------------------------------------------------------------- */

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80; }
static bool digit(char c) { return c >= '0' && c <= '9'; }

/* A typographic apostrophe at s[i]: 3 bytes. */
static bool curly(dp_str s, size_t i) {
  return i + 2 < s.size && (unsigned char)s.at[i] == 0xE2 && (unsigned char)s.at[i + 1] == 0x80 &&
         ((unsigned char)s.at[i + 2] == 0x99 || (unsigned char)s.at[i + 2] == 0x98);
}
static bool quote_mark(dp_str s, size_t i) {
  return i + 2 < s.size && (unsigned char)s.at[i] == 0xE2 && (unsigned char)s.at[i + 1] == 0x80 &&
         ((unsigned char)s.at[i + 2] == 0x9C || (unsigned char)s.at[i + 2] == 0x9D);
}

typedef struct maker {
  dp_str source;
  const dp_lexis *lexis;
  dp_arena *arena;
  dp_words *out;
} maker;

static void push(maker *m, dp_str text, dp_str shown, uint32_t start, uint32_t end, uint32_t more) {
  dp_nword w = {.text = text, .shown = shown, .flags = dp_lexis_flags(m->lexis, text) | more, .start = start, .end = end};
  if (text.size && (digit(text.at[0]) || (text.size > 1 && text.at[0] == '.' && digit(text.at[1])))) w.flags |= WF_NUMBER;
  (void)DP_PUSH(m->arena, m->out, w);
}
static void push_text(maker *m, const char *text, uint32_t start, uint32_t end) {
  push(m, dp_str_of(text), (dp_str){"", 0}, start, end, 0);
}
static dp_nword *last_word(maker *m) { return m->out->count ? &m->out->at[m->out->count - 1] : NULL; }

/* What "'s" or "'d" stands for after this word; NULL: it belongs to it. */
static bool takes_is(dp_str w) {
  static const char *const words[] = {"it", "that", "there", "he", "she", "what", "who", "where", "how", "here", "this", "everything",
                                      "something", "nothing", "everyone", "when", "anything"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (dp_str_eq(w, dp_str_of(words[i]))) return true;
  return false;
}

/* The word after position `at` of the source, lower case, into low (room 16). */
static dp_str peek(dp_str s, size_t at, char low[16]) {
  size_t n = 0;
  while (at < s.size && (s.at[at] == ' ' || s.at[at] == ',')) at++;
  for (; at < s.size && n < 15 && letter(s.at[at]) && (unsigned char)s.at[at] < 0x80; at++)
    low[n++] = (char)(s.at[at] >= 'A' && s.at[at] <= 'Z' ? s.at[at] + 32 : s.at[at]);
  return (dp_str){low, n};
}
static bool participle(const dp_lexis *l, dp_str w) {
  static const char *const words[] = {"been", "had", "got", "gone", "done", "become", "taken", "seen", "given", "gotten", "better", "always",
                                      "never", "only", "come", "run", "also", "already", "just", "not"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (dp_str_eq(w, dp_str_of(words[i]))) return i < 11;
  return dp_str_ends(w, DP_STR("ed")) && (dp_lexis_flags(l, w) & WF_PAST);
}

/* A suffix with its apostrophe (lower case, "n't" too) after the word that was pushed last. true: it was resolved. */
static bool suffix(maker *m, dp_str s, uint32_t start, uint32_t end) {
  dp_nword *w = last_word(m);
  char low[16];
  dp_str next = peek(m->source, end, low);
  if (!w) return false;
  static const char *const between[] = {"never", "always", "also", "already", "just", "not", "only", "really", "probably"};
  for (size_t i = 0; i < sizeof between / sizeof *between; i++)
    if (dp_str_eq(next, dp_str_of(between[i]))) { /* "she's never said" */
      char after[16];
      size_t at = end;
      while (at < m->source.size && (m->source.at[at] == ' ' || m->source.at[at] == ',')) at++;
      dp_str then = peek(m->source, at + next.size, after);
      if (participle(m->lexis, then) || dp_str_eq(then, DP_STR("said"))) next = DP_STR("been");
      break;
    }
  if (dp_str_eq(s, DP_STR("n't"))) {
    if (dp_str_eq(w->text, DP_STR("ca"))) w->text = DP_STR("can");
    else if (dp_str_eq(w->text, DP_STR("wo"))) w->text = DP_STR("will");
    else if (dp_str_eq(w->text, DP_STR("ai"))) w->text = DP_STR("is");
    w->flags = dp_lexis_flags(m->lexis, w->text);
    push_text(m, "not", start, end);
  } else if (dp_str_eq(s, DP_STR("'m"))) push_text(m, "am", start, end);
  else if (dp_str_eq(s, DP_STR("'re"))) push_text(m, "are", start, end);
  else if (dp_str_eq(s, DP_STR("'ve"))) push_text(m, "have", start, end);
  else if (dp_str_eq(s, DP_STR("'ll"))) push_text(m, "will", start, end);
  else if (dp_str_eq(s, DP_STR("'d"))) push_text(m, participle(m->lexis, next) || dp_str_ends(next, DP_STR("ed")) ? "had" : "would", start, end);
  else if (dp_str_eq(s, DP_STR("'s"))) {
    if (dp_str_eq(w->text, DP_STR("let"))) push_text(m, "us", start, end);
    else if (takes_is(w->text)) push_text(m, participle(m->lexis, next) ? "has" : "is", start, end);
    else return false;
  } else return false;
  return true;
}

static void tokens(maker *m) {
  dp_str s = m->source;
  size_t i = 0;
  bool opening = true; /* a capital here says nothing */
  while (i < s.size && !m->arena->failed) {
    char c = s.at[i];
    if (quote_mark(s, i)) {
      i += 3;
      continue;
    }
    bool apostrophe = c == '\'' || curly(s, i);
    if (!letter(c) && !digit(c) && !apostrophe) {
      if (c == '.' || c == '?' || c == '!' || c == ',' || c == ';' || c == ':' || c == '%') {
        dp_nword *w = last_word(m);
        bool title = c == '.' && w && (dp_nword_is(w, "dr") || dp_nword_is(w, "mr") || dp_nword_is(w, "mrs") || dp_nword_is(w, "ms"));
        if (!title) {
          static const char marks[] = ".\0?\0!\0,\0;\0:\0%";
          const char *mark = marks;
          while (*mark != c) mark += 2;
          push(m, (dp_str){mark, 1}, (dp_str){"", 0}, (uint32_t)i, (uint32_t)i + 1, WF_PUNCT);
          opening = c == '.' || c == '?' || c == '!';
        }
      }
      i++;
      continue;
    }
    size_t start = i;
    if (i && digit(c) && s.at[i - 1] == '.' && last_word(m) && dp_nword_is(last_word(m), ".") && (i < 2 || s.at[i - 2] == ' ')) { /* ".7" */
      m->out->count--;
      start = i - 1;
    }
    char *low = dp_arena_alloc(m->arena, 1); /* grown in place below */
    size_t n = 0, mark = SIZE_MAX;           /* mark: the last apostrophe, in low */
    if (!low) return;
    bool broken = false;
    size_t high = 0;
    if (start < i) low[n++] = '.';
    while (i < s.size) {
      c = s.at[i];
      char put = c;
      size_t step = 1;
      if (c == '\'' || curly(s, i)) {
        put = '\'';
        step = c == '\'' ? 1 : 3;
        mark = n;
      } else if (letter(c) || digit(c)) {
        if (quote_mark(s, i)) break;
        if (c >= 'A' && c <= 'Z') put = (char)(c + 32), high++;
      } else if (c == '-' || c == '/') {
        bool more = i + 1 < s.size && (letter(s.at[i + 1]) || digit(s.at[i + 1]));
        if (!more || i == start) {
          broken = c == '-' && !more && (i + 1 >= s.size || s.at[i + 1] == ' ');
          if (c == '-' || i == start) i++;
          break;
        }
      } else if ((c == '.' || c == ',') && n && digit(low[n - 1]) && i + 1 < s.size && digit(s.at[i + 1])) {
        if (c == ',') { i++; continue; } /* 1,000 */
      } else if (c == '+' && n && digit(low[n - 1])) {
      } else break;
      char *room = dp_arena_resize(m->arena, low, n ? n : 1, n + 1);
      if (!room) return;
      low = room;
      low[n++] = put;
      i += step;
    }
    dp_str text = {low, n};
    uint32_t a = (uint32_t)start, b = (uint32_t)i;
    if (!n) continue;
    if (broken && n <= 4 && !digit(low[0])) continue; /* "sh- shows" */
    dp_str shown = {"", 0};
    if (high && !opening && !(n == 1 && low[0] == 'i')) shown = (dp_str){s.at + start, i - start};
    else if (high > 1) shown = (dp_str){s.at + start, i - start};
    if (shown.size && curly(s, start)) shown = text;
    opening = false;
    /* n't and the like, alone or as an ending */
    if (dp_str_eq(text, DP_STR("n't")) || low[0] == '\'') {
      if (suffix(m, text, a, b)) continue;
      if (dp_str_eq(text, DP_STR("'cause")) || dp_str_eq(text, DP_STR("'cuz"))) {
        push_text(m, "because", a, b);
        continue;
      }
      if (dp_str_eq(text, DP_STR("'s")) && last_word(m)) { /* a possessive that stands apart: "mother 's" */
        dp_nword *w = last_word(m);
        char *joined = dp_arena_alloc(m->arena, w->text.size + 2);
        if (!joined) return;
        memcpy(joined, w->text.at, w->text.size);
        memcpy(joined + w->text.size, "'s", 2);
        w->text = (dp_str){joined, w->text.size + 2};
        w->shown = (dp_str){"", 0};
        w->end = b;
        continue;
      }
      while (text.size && text.at[0] == '\'') text.at++, text.size--;
      if (!text.size) continue;
      shown = (dp_str){"", 0};
      mark = SIZE_MAX;
    }
    while (text.size > 1 && text.at[text.size - 1] == '\'') text.size--;
    if (mark != SIZE_MAX && mark > 0 && mark + 1 < text.size) {
      bool not_ = text.size > 3 && dp_str_ends(text, DP_STR("n't"));
      size_t head = not_ ? text.size - 3 : mark;
      push(m, (dp_str){text.at, head}, (dp_str){"", 0}, a, b, 0);
      if (suffix(m, (dp_str){text.at + head, text.size - head}, a, b)) continue;
      m->out->count--;
    }
    static const char *const written[][3] = {{"gonna", "going", "to"}, {"wanna", "want", "to"}, {"gotta", "have", "to"}, {"lemme", "let", "me"},
                                             {"kinda", "kind", "of"}, {"sorta", "sort", "of"}, {"cannot", "can", "not"}, {"cuz", "because", NULL},
                                             {"ya", "you", NULL}, {"alright", "okay", NULL}, {"ok", "okay", NULL}, {"dont", "do", "not"}, {"im", "i", "am"},
                                             {"didnt", "did", "not"}, {"doesnt", "does", "not"}, {"cant", "can", "not"}, {"ive", "i", "have"},
                                             {"isnt", "is", "not"}, {"havent", "have", "not"}, {"wasnt", "was", "not"}};
    bool done = false;
    for (size_t k = 0; k < sizeof written / sizeof *written && !done; k++)
      if (dp_str_eq(text, dp_str_of(written[k][0]))) {
        push_text(m, written[k][1], a, b);
        if (written[k][2]) push_text(m, written[k][2], a, b);
        done = true;
      }
    if (done) continue;
    dp_nword *w = last_word(m);
    static const char *const pairs[][4] = {{"gon", "na", "going", "to"}, {"wan", "na", "want", "to"}, {"got", "ta", "have", "to"},
                                           {"lem", "me", "let", "me"}, {"gim", "me", "give", "me"}, {"all", "right", "okay", NULL}};
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs && w && !done; k++)
      if (dp_nword_is(w, pairs[k][0]) && dp_str_eq(text, dp_str_of(pairs[k][1]))) {
        w->text = dp_str_of(pairs[k][2]);
        w->flags = dp_lexis_flags(m->lexis, w->text);
        w->shown = (dp_str){"", 0};
        if (pairs[k][3]) push_text(m, pairs[k][3], a, b);
        else w->end = b;
        done = true;
      }
    if (!done) push(m, text, shown, a, b, shown.size ? WF_NAME : 0);
  }
}

/* ---- cleaning --------------------------------------------------------------------------------------------------------- */

static bool at_words(const dp_words *w, size_t i, const char *phrase, size_t *count) {
  dp_str rest = dp_str_of(phrase);
  size_t n = 0;
  while (rest.at) {
    dp_str p = dp_str_cut(&rest, ' ');
    if (i + n >= w->count || !dp_str_eq(w->at[i + n].text, p)) return false;
    n++;
  }
  *count = n;
  return true;
}

static const char *const nothings[] = {"or anything like that", "or something like that", "anything like that", "or stuff like that",
                                       "and things like that", "and stuff like that", "things like that", "stuff like that",
                                       "or whatever", "and all that", "and all that stuff", "or so on", "and so on", "i mean", "you guys",
                                       "kind of", "sort of", "or anything", "or something", "and everything",
                                       "basically", "obviously", "honestly", "actually", "of course", "to be honest", "as well as"};
enum { NOTHING_LAST = sizeof nothings / sizeof *nothings - 1 }; /* "as well as" is kept: it hides "well" */

/* "seven . five" is a point, not the end of a sentence. */
static void points(dp_words *w, const dp_lexis *l) {
  for (size_t i = 1; i + 1 < w->count; i++)
    if (dp_nword_is(&w->at[i], ".") && (w->at[i - 1].flags & WF_NUM) && (w->at[i + 1].flags & WF_NUM)) w->at[i].text = DP_STR("point"), w->at[i].flags = dp_lexis_flags(l, DP_STR("point"));
}

static void clean(dp_words *w) {
  static const char *const before_comma[] = {"the", "a", "an", "this", "and", "or", "but", "to", "of", "in", "on", "at", "for", "with", "my", "your", "i", "is", "are", "was",
                                             "he", "she", "we", "they", "it", "am", "have", "has", "would", "could", "should", "can", "do", "does", "did", "might", "may", "from", "into", "had", "were", "be", "their", "some", "any", "been", "not", "will", "because", "about", "than", "by"};
  size_t out = 0;
  for (size_t i = 0; i < w->count; i++) {
    size_t n = 0;
    dp_nword *k = &w->at[i];
    if (dp_nword_is(k, ",") && out) { /* "and , the", "this , uh , summer" */
      bool drop = false;
      for (size_t p = 0; p < sizeof before_comma / sizeof *before_comma && !drop; p++) drop = dp_nword_is(&w->at[out - 1], before_comma[p]);
      if (drop) continue;
    }
    if (at_words(w, i, "go ahead and", &n) && out && (w->at[out - 1].flags & WF_STOP)) {
      i += 2;
      continue;
    }
    bool emergency = dp_nword_is(k, "er") && ((out && dp_nword_any(&w->at[out - 1], "the an your local")) || (i + 1 < w->count && dp_nword_any(&w->at[i + 1], "visit doctor physician"))); /* "in the er" */
    bool digit_oh = dp_nword_is(k, "oh") && out && i + 1 < w->count && (w->at[out - 1].flags & WF_NUM) && (w->at[i + 1].flags & WF_NUM);
    if ((k->flags & WF_FILLER) && !digit_oh && !emergency) {
      /* the commas around a filler go with it */
      if (i + 1 < w->count && dp_nword_is(&w->at[i + 1], ",") && out && (w->at[out - 1].flags & WF_PUNCT)) i++;
      continue;
    }
    /* "what i would like to do is increase": "i would like to increase", a sentence of its own */
    static const char *const lead[] = {"what i am going to do is", "what i would like to do is", "what i want to do is", "what we are going to do is", "what we will do is", "what i will do is"};
    bool led = false;
    for (size_t p = 0; p < sizeof lead / sizeof *lead && !led; p++)
      if (at_words(w, i, lead[p], &n)) {
        led = true;
        dp_nword *next = i + n < w->count ? &w->at[i + n] : NULL;
        bool own = next && (next->flags & WF_SUBJECT);
        k->text = DP_STR("."), k->shown = (dp_str){"", 0}, k->flags = WF_PUNCT;
        w->at[out++] = *k;
        for (size_t j = i + 1; j + 2 < i + n && !own; j++) w->at[out++] = w->at[j];
        i += n - 1;
      }
    if (led) continue;
    bool skip = false;
    for (size_t p = 0; p < NOTHING_LAST && !skip; p++) skip = at_words(w, i, nothings[p], &n);
    if (skip && dp_nword_is(k, "anything") && out && (w->at[out - 1].flags & (WF_AUX | WF_BASE | WF_PAST))) skip = false; /* "i have not had anything like that": what was had */
    if (!skip && at_words(w, i, "you know", &n)) {
      static const char *const meant[] = {"if", "that", "what", "why"};
      skip = true;
      dp_nword *next = i + 2 < w->count ? &w->at[i + 2] : NULL;
      for (size_t p = 0; p < sizeof meant / sizeof *meant && next; p++)
        if (dp_nword_is(next, meant[p])) skip = false;
      if (out && (dp_nword_any(&w->at[out - 1], "do did does would could can should will may might must as let") && !(next && dp_nword_is(next, ",")))) skip = false;
      n = 2;
    }
    if (!skip && dp_nword_is(k, "like")) { /* "for like a week", ", like ," */
      dp_nword *next = i + 1 < w->count ? &w->at[i + 1] : NULL, *before = out ? &w->at[out - 1] : NULL;
      bool comma = next && dp_nword_is(next, ",");
      bool count = next && ((next->flags & (WF_NUMBER | WF_NUM)) || dp_nword_is(next, "about"));
      bool opened = before && (dp_nword_is(before, ",") || dp_nword_is(before, "for") || dp_nword_is(before, "and"));
      if (before && (dp_nword_is(before, "no") || dp_nword_is(before, "any") || dp_nword_is(before, "some") || dp_nword_is(before, "a") || dp_nword_is(before, "the"))) skip = true, n = 1;
      if (comma || count || (opened && next && (next->flags & WF_SUBJECT))) skip = true, n = 1;
    }
    if (skip) {
      i += n - 1;
      if (i + 1 < w->count && dp_nword_is(&w->at[i + 1], ",") && (!out || (w->at[out - 1].flags & WF_PUNCT))) i++;
      continue;
    }
    /* stammer: "i , i", "the the", "i was i was" */
    size_t back = out;
    while (back && dp_nword_is(&w->at[back - 1], ",")) back--;
    bool number = (k->flags & (WF_NUM | WF_NUMBER)) != 0 && ((i + 1 < w->count && (w->at[i + 1].flags & WF_NUM)) || (out > 1 && (w->at[out - 2].flags & WF_NUM)));
    for (size_t m = 8; m > 2 && back == out; m--) { /* "i heard that i heard that" */
      if (out < m || i + m > w->count) continue;
      size_t same = 0;
      while (same < m && dp_str_eq(w->at[out - m + same].text, w->at[i + same].text) && !(w->at[i + same].flags & (WF_PUNCT | WF_NUM | WF_NUMBER))) same++;
      if (same == m) {
        out -= m;
        back = out;
        break;
      }
    }
    if (back && !(k->flags & WF_PUNCT) && !number && dp_str_eq(w->at[back - 1].text, k->text) &&
        !dp_nword_is(k, "very") && !dp_nword_is(k, "that") && !dp_nword_is(k, "had"))
      out = back - 1; /* "four four days" too, but not "one four four" */
    else if (back > 1 && i + 1 < w->count && !number && !(k->flags & WF_PUNCT) && dp_str_eq(w->at[back - 2].text, k->text) &&
             dp_str_eq(w->at[back - 1].text, w->at[i + 1].text) && !(w->at[i + 1].flags & (WF_PUNCT | WF_NUM | WF_NUMBER)))
      out = back - 2;
    if ((k->flags & WF_PUNCT) && dp_nword_is(k, ",") && (!out || (w->at[out - 1].flags & WF_PUNCT))) continue;
    w->at[out++] = *k;
  }
  w->count = out;
}

dp_status dp_words_of(dp_str text, const dp_lexis *l, dp_arena *arena, dp_words *out, dp_error *err) {
  memset(out, 0, sizeof *out);
  maker m = {text, l, arena, out};
  tokens(&m);
  if (arena->failed) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  points(out, l);
  clean(out);
  dp_spoken_numbers(out, arena);
  return arena->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

/* ---- clauses ------------------------------------------------------------------------------------------------------------ */

static bool stop_mark(const dp_nword *w) { return (w->flags & WF_PUNCT) && w->text.at[0] != ',' && w->text.at[0] != '%' && w->text.at[0] != ':'; }
static bool verb(const dp_nword *w) { return (w->flags & (WF_AUX | WF_BASE | WF_PAST)) != 0; }

/* How the words answer a question: 1 yes, 2 no, 0 neither. */
static uint8_t answer_of(const dp_nword *w, size_t n) {
  size_t i = 0;
  while (i < n && (dp_nword_is(&w[i], ",") || dp_nword_any(&w[i], "well okay so and but oh"))) i++;
  if (i >= n) return 0;
  if (n - i <= 4 && n - i > 1 && !(w[i].flags & (WF_SUBJECT | WF_ASK))) { /* "norvasc , yep" */
    if (dp_nword_any(&w[n - 1], "yes yeah yep yup correct")) return 1;
  }
  if (dp_nword_any(&w[i], "yes yeah yep yup correct absolutely definitely exactly yea certainly")) return 1;
  if (dp_nword_any(&w[i], "no nope nah never none neither negative")) return 2;
  if (dp_nword_any(&w[i], "not") && (i + 1 >= n || !dp_nword_any(&w[i + 1], "only just sure certain yet necessarily"))) return 2;
  if (i + 2 < n && dp_nword_is(&w[i], "i")) { /* "i do", "i have not" */
    bool end = i + 2 >= n || (w[i + 2].flags & WF_PUNCT);
    if (dp_nword_any(&w[i + 1], "do am have did was") && end) return 1;
    if (dp_nword_any(&w[i + 1], "do am have did was") && dp_nword_is(&w[i + 2], "not") && (i + 3 >= n || (w[i + 3].flags & WF_PUNCT))) return 2;
  }
  if (i + 2 == n && dp_nword_is(&w[i], "i") && dp_nword_any(&w[i + 1], "do am have did was")) return 1;
  if (dp_nword_any(&w[i], "it that they") && i + 1 < n && dp_nword_any(&w[i + 1], "is does has did are do was")) {
    if (i + 2 >= n || (w[i + 2].flags & WF_PUNCT)) return 1;
    if (dp_nword_is(&w[i + 2], "not") && (i + 3 >= n || (w[i + 3].flags & WF_PUNCT))) return 2;
  }
  return 0;
}

static bool asks(const dp_nword *w, size_t n, uint8_t speaker) {
  size_t i = 0;
  while (i < n && (dp_nword_is(&w[i], ",") || dp_nword_any(&w[i], "well okay so and but now then also or"))) i++;
  if (i >= n) return false;
  const dp_nword *next = i + 1 < n ? &w[i + 1] : NULL, *third = i + 2 < n ? &w[i + 2] : NULL;
  if ((w[i].flags & WF_AUX) && next && (dp_nword_any(next, "you it that there he she they your the this we i any your her his") ||
                                          (dp_nword_is(next, "not") && third && (third->flags & WF_SUBJECT))) &&
      !(dp_nword_is(&w[i], "have") && dp_nword_any(next, "it that the this i your"))) return true;
  if (dp_nword_any(&w[i], "any anything") && speaker != DP_SPEAKER_PATIENT) return true;
  if (dp_nword_any(&w[i], "how what") && next && dp_nword_any(next, "about long often many much brings kind other else are is do did have does was were has would can type medications happened far questions")) {
    return !(dp_nword_is(&w[i], "what") && next && dp_nword_any(next, "about") && !third);
  }
  if (dp_nword_any(&w[i], "when where why who which") && next && (next->flags & WF_AUX)) return true;
  if (dp_nword_any(&w[i], "what how") && n - i <= 2) return true;
  if (dp_nword_is(&w[i], "tell") && next && dp_nword_is(next, "me")) return true;
  if (dp_nword_any(&w[i], "in on at for") && next && dp_nword_any(next, "what which") ) return true;
  return false;
}

typedef struct cutter {
  const dp_words *w;
  dp_arena *arena;
  dp_clauses *out;
  uint32_t turn;
  uint8_t speaker;
} cutter;

/* Whether the last word is the beginning of something that was not said: "… and it hurts and i", "… of ice like". */
static bool broken_off(const dp_nword *w, size_t n) {
  const dp_nword *last = &w[n - 1], *before = &w[n - 2];
  if (dp_nword_any(last, "well now then") && dp_nword_any(before, "as since until by back before even not right for going is are doing feeling")) return false;
  if (dp_nword_any(last, "so and but or then because well now") && !dp_nword_any(before, "not or think hope right for until by do if")) return true;
  if (dp_nword_any(last, "and but or because the a an i yes yeah um")) return true;
  if (dp_nword_is(last, "again")) return dp_nword_any(before, "and but");
  if (dp_nword_is(last, "like")) return !dp_nword_any(before, "look looks looked feel feels felt sound sounds seem seems you i we they would is are was what not");
  if (dp_nword_any(last, "it we he she they there that is are was")) { /* "… and it", "… but it is" */
    size_t k = n - 1;
    while (k > 2 && k > n - 3 && dp_nword_any(&w[k], "it we he she they there that is are was will")) k--;
    return dp_nword_any(&w[k], "and but so because");
  }
  return false;
}

static void emit(cutter *c, size_t a, size_t b, char end) {
  dp_nword *w = c->w->at;
  uint8_t answer = answer_of(w + a, b - a);
  /* openings that say nothing */
  size_t a0 = a;
  for (;;) {
    size_t was = a;
    while (a < b && ((w[a].flags & WF_PUNCT) || dp_nword_any(&w[a], "so well okay now and but then yeah alright right great good yes no yep nope perfect hey"))) {
      /* "no fever", "right knee", "good hand grip", "now the pain" carry meaning */
      bool meant = dp_nword_any(&w[a], "no right good great") && a + 1 < b && !(w[a + 1].flags & WF_PUNCT) &&
                   !(w[a + 1].flags & WF_SUBJECT) && !dp_nword_any(&w[a + 1], "so okay and well but");
      if (meant) break;
      if (dp_nword_is(&w[a], "well") && a + 1 < b && dp_nword_any(&w[a + 1], "controlled developed nourished healed")) break;
      if (dp_nword_is(&w[a], "hey") && a + 1 < b && dp_nword_is(&w[a + 1], "dragon")) break;
      if (dp_nword_is(&w[a], "hey") && a + 2 < b && dp_nword_is(&w[a + 1], ",") && dp_nword_is(&w[a + 2], "dragon")) break;
      a++;
    }
    if (a == was) break;
  }
  if (a + 2 < b && dp_nword_is(&w[a + 1], ",") && !(w[a].flags & ~(uint32_t)WF_NAME) && (w[a + 2].flags & (WF_SUBJECT | WF_ASK | WF_AUX))) a += 2; /* "edward , it has been" */
  bool question = end == '?', tag = false;
  /* tags at the end */
  for (;;) {
    size_t was = b;
    while (b > a && (w[b - 1].flags & WF_PUNCT) && w[b - 1].text.at[0] != '%') b--;
    if (b > a + 1 && dp_nword_any(&w[b - 1], "okay") && !(b > a + 1 && dp_nword_any(&w[b - 2], "doing feel feeling sleeping eating drinking is are was everything going been you breathing walking") && end == '?')) {
      b--;
      question = false;
    } else if (b > a + 2 && dp_nword_any(&w[b - 1], "right correct yeah") && (question || end == 0) && dp_nword_is(&w[b - 2], ",")) {
      b--;
      tag = true;
    } else if (b > a + 3 && broken_off(w + a, b - a)) b--;
    if (b == was) break;
  }
  if (b > a && !question) question = asks(w + a, b - a, c->speaker);
  if (tag) question = true;
  if (b <= a && !answer) return;
  if (b <= a) a = a0, b = a0;
  size_t h = a;
  bool command = b > h + 1 && (dp_nword_is(&w[h], "hey") || dp_nword_is(&w[h], "dragon")) ;
  for (size_t i = a; i < b && !command; i++) command = dp_nword_is(&w[i], "dragon") && i < a + 4;
  dp_clause k = {.at = w + a, .count = b - a, .turn = c->turn, .speaker = c->speaker, .question = question, .tag = tag,
                 .answer = answer, .slot = DP_SLOT_COUNT, .command = command};
  (void)DP_PUSH(c->arena, c->out, k);
}

/* Whether word j of a clause that began at `from` makes what stands at i depend on it: "if it is positive i will …". "Once daily",
 * "after lunch" and "make sure" do not; a "before you came" that follows its sentence lets go after its own verb. */
static bool conditional(const dp_words *w, size_t from, size_t i, size_t j) {
  const dp_nword *k = &w->at[j], *next = j + 1 < w->count ? &w->at[j + 1] : NULL;
  if (dp_nword_any(k, "if unless when whenever case whether depending should in-case")) return true;
  if (dp_nword_is(k, "sure")) return j > from && dp_nword_is(&w->at[j - 1], "not");
  if (!dp_nword_any(k, "once until while before after") || !next) return false;
  if (!(next->flags & WF_SUBJECT) && !dp_nword_any(next, "the your my his her their")) return j < from + 2;
  if (j < from + 4) return true; /* it leads: all that follows is its own */
  bool own = false;
  for (size_t n = j + 2; n < i; n++) own |= verb(&w->at[n]);
  return !own;
}

/* "… your reflexes are normal": a new thing begins with its own noun and verb. */
static bool noun_begins(const dp_words *w, size_t i) {
  if (!dp_nword_any(&w->at[i], "your the his her")) return false;
  for (size_t j = i + 2; j < w->count && j < i + 6; j++) {
    const dp_nword *k = &w->at[j];
    if (dp_nword_any(k, "is are was were looks look")) return true;
    if ((k->flags & (WF_SUBJECT | WF_PUNCT | WF_SUBORD | WF_PREP | WF_NEG)) || (verb(k) && !(k->flags & WF_EXAM)) || dp_nword_any(k, "and or")) return false;
  }
  return false;
}

/* Whether a clause begins at word i, when there is no mark; `from` is where the present one began, `bare`: the turn has no
 * stops at all. */
static bool begins(const dp_words *w, size_t from, size_t i, bool bare, bool has_verb) {
  const dp_nword *k = &w->at[i], *before = &w->at[i - 1], *next = i + 1 < w->count ? &w->at[i + 1] : NULL;
  size_t length = i - from;
  bool condition = false; /* "if it is positive i will …": one thing, not two */
  for (size_t j = from; j < i && !condition; j++) condition = conditional(w, from, i, j);
  bool comma = dp_nword_is(before, ","), asked = false;
  for (size_t j = from; j < i && j < from + 4; j++) asked |= (w->at[j].flags & WF_ASK) != 0; /* "how many years did you" */
  if (dp_nword_is(k, "okay")) return bare;
  if (bare && next && dp_nword_is(k, "so") && !has_verb && length < 3 && !(w->at[from].flags & ~(uint32_t)WF_NAME)) return true;
  if (bare && length == 2 && next && dp_nword_any(&w->at[from], "hi hello hey") && (k->flags & (WF_ASK | WF_SUBJECT))) return true;
  if (!next || length < 3) return false;
  if (bare && dp_nword_is(k, "tell") && dp_nword_is(next, "me") && has_verb && !(before->flags & (WF_SUBJECT | WF_AUX | WF_PREP)) && !dp_nword_any(before, "to and not did")) return true;
  if (dp_nword_is(k, "so") && (bare || comma))
    return !dp_nword_any(before, "do think not if or ever is are was and hope said feel feeling") && !dp_nword_any(next, "far much many long that bad good well") && length > 2;
  if (bare && dp_nword_is(k, "on") && length > 3 && has_verb)
    for (size_t j = i + 1; j < w->count && j < i + 8; j++) {
      if (dp_nword_any(&w->at[j], "exam examination")) return j + 1 < w->count && !dp_nword_any(&w->at[j + 1], "but and or which with so");
      if (verb(&w->at[j])) break;
    }
  if (dp_nword_any(k, "for now") && length > 3 && has_verb && bare)
    for (size_t j = i + 1; j < w->count && j < i + 5; j++)
      if (dp_nword_any(&w->at[j], "problem issue") && dp_nword_any(&w->at[j - 1], "first second third fourth next last other")) return true;
  bool subject = (next->flags & WF_SUBJECT) || dp_nword_any(next, "my your also then the his her");
  if (bare && dp_nword_any(k, "for regarding") && length > 3 && has_verb && dp_nword_any(next, "your the")) /* "for your blood pressure i want you to": a new thing */
    for (size_t j = i + 2; j + 1 < w->count && j < i + 7; j++) {
      if (dp_nword_any(&w->at[j], "i we let") && (verb(&w->at[j + 1]) || (w->at[j + 1].flags & WF_ADVERB) || dp_nword_any(&w->at[j + 1], "us"))) return true;
      if (verb(&w->at[j])) break;
    }
  if (condition && dp_nword_any(k, "and") && length < 80) return false;
  if (dp_nword_any(k, "and but") && (bare || (comma && length > 24) || length > 28) && has_verb) {
    if ((next->flags & WF_SUBJECT) && i + 2 < w->count && (verb(&w->at[i + 2]) || (w->at[i + 2].flags & (WF_ADVERB | WF_AUX)))) return true;
    if (dp_nword_any(next, "do are have did is does") && !(i + 2 < w->count && dp_nword_any(&w->at[i + 2], "you it that there your they any"))) return false;
    if (bare && dp_nword_any(next, "then so how what do are have did is does when your my the also on")) {
      for (size_t j = i + 2; j < w->count && j < i + 7; j++)
        if (verb(&w->at[j])) return true;
    }
    if (dp_nword_any(k, "but") && subject) return true;
  }
  if (dp_nword_any(k, "because") && bare && length > 8 && has_verb && subject) return false;
  if (!bare) return false;
  if (dp_nword_any(k, "do did have are is does has was were can could") && dp_nword_any(next, "you it there that your the he she they this any") && length > 2 &&
      !asked && !(before->flags & (WF_ASK | WF_SUBORD | WF_SUBJECT)) && !dp_nword_any(before, "and or long often much many not to will would symptoms else what how kind") &&
      !(dp_nword_any(k, "have is") && dp_nword_any(next, "the it that this your"))) return true;
  if (bare && dp_nword_is(k, "i") && i > 2 && dp_nword_is(before, "on") && dp_nword_is(&w->at[i - 2], "going")) return true;
  if (dp_nword_any(k, "how what") && dp_nword_any(next, "about long often many much brings are is do did have does questions") && length > 2 && !verb(before) &&
      !dp_nword_any(before, "and of know see on for to about that me")) return true;
  if (dp_nword_any(k, "any") && dp_nword_any(next, "other fever fevers chills pain numbness nausea history chest") && has_verb && !verb(before) && !(before->flags & (WF_PREP | WF_NEG | WF_SUBORD)) &&
      !dp_nword_any(before, "you there and or have had having")) return true;
  if (dp_nword_is(k, "i") && !has_verb && dp_nword_any(&w->at[from], "no nope yes yeah") && (verb(next) || (next->flags & WF_ADVERB)) && length > 1 && !(before->flags & (WF_SUBORD | WF_PREP))) return true;
  if (bare && dp_nword_is(k, "i") && length > 3 && i + 3 < w->count && dp_nword_any(next, "am") && dp_nword_any(&w->at[i + 2], "going") && !(before->flags & (WF_SUBORD | WF_PREP | WF_AUX)) && !condition &&
      !dp_nword_any(before, "and or think know say guess what that hope hoping thinking thought")) return true;
  if (condition && length < 80) return false;
  if (bare && has_verb && length > 3 && !verb(before) && !(before->flags & (WF_SUBORD | WF_ASK | WF_PREP | WF_ADVERB | WF_SUBJECT | WF_AUX)) &&
      !dp_nword_any(before, "and or all both not no where make made let so but also than of i am") && noun_begins(w, i)) return true;
  if (dp_nword_any(k, "i we he she they you it that there") && has_verb && (verb(next) || (next->flags & WF_ADVERB)) && !(before->flags & (WF_SUBORD | WF_ASK | WF_PREP | WF_ADVERB)) &&
      !dp_nword_any(before, "and or think know say guess hope believe feel want see mean said told thought hoping thinking saying guessing hoped wishing figured assume knew worried afraid sure glad sorry the do did have are is does wish where recommend suggest all thing things was were you i as suspect happy prefer and") &&
      !(dp_nword_any(k, "it that you there") && verb(before)) && !(dp_nword_is(k, "there") && i + 2 < w->count && !dp_nword_any(&w->at[i + 2], "a an no some any also still mild slight evidence bilateral")) && !(before->flags & WF_AUX)) return true;
  return false;
}

static void cut(cutter *c) {
  const dp_words *w = c->w;
  size_t stops = 0;
  for (size_t i = 0; i < w->count; i++) stops += stop_mark(&w->at[i]);
  bool bare = stops * 25 < w->count; /* fewer than one stop in 25 words */
  size_t from = 0;
  bool has_verb = false;
  for (size_t i = 0; i < w->count; i++) {
    const dp_nword *k = &w->at[i];
    if (stop_mark(k)) {
      emit(c, from, i, k->text.at[0]);
      from = i + 1;
      has_verb = false;
    } else if (i > from && begins(w, from, i, bare, has_verb)) {
      emit(c, from, i, 0);
      from = i;
      if (dp_nword_is(k, "okay")) from = i + 1;
      has_verb = verb(k);
    } else if (verb(k)) has_verb = true;
  }
  if (from < w->count) emit(c, from, w->count, 0);
}

dp_status dp_clauses_of(const dp_transcript *t, const dp_lexis *l, dp_arena *arena, dp_clauses *out, dp_error *err) {
  memset(out, 0, sizeof *out);
  for (size_t i = 0; i < t->turns.count; i++) {
    dp_words *w = DP_NEW(arena, dp_words);
    if (!w) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
    dp_status status = dp_words_of(t->turns.at[i].text, l, arena, w, err);
    if (status) return status;
    cutter c = {w, arena, out, (uint32_t)i, t->turns.at[i].speaker};
    size_t first = out->count;
    cut(&c);
    if (out->count > first) {
      out->at[first].first = true;
      out->at[out->count - 1].last = true;
    }
  }
  return arena->failed ? dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)) : DP_OK;
}

/* sound.c: names of medicines that were heard as other words: "met for men" is metformin.
 *
 * Spelling is turned into a code of sounds by the common rules of English letters; codes are compared by an edit distance in
 * which sounds that are easily taken for each other (p and b, t and d, m and n, any two vowels) are near. It is Soundex's old idea
 * with a distance instead of equality, since names are heard with a sound too many or too few.
 *
 * A repair is made only where the words were heard badly, the name is near, and no other name is nearly as near: names
 * that look and sound alike (hydroxyzine, hydralazine) are how patients come to harm, so doubt changes nothing.
 */
#include "scribe.h"

enum { CONSONANT = 6, RELATED = 3, OTHER = 8, VOWEL = 2, VOWELS = 1 };

static bool is_vowel(char c) { return c == 'a' || c == 'i' || c == 'o'; }

static bool vowel_letter(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

/* Two letters make this sound. */
static char pair(size_t *i, char sound) {
  ++*i;
  return sound;
}

/* The code of one letter group at s[i]; advances. 0: silent. */
static char next_sound(const char *s, size_t n, size_t *i) {
  size_t k = *i;
  char c = s[k], d = k + 1 < n ? s[k + 1] : 0, e = k + 2 < n ? s[k + 2] : 0;
  *i = k + 1;
  if (vowel_letter(c) && !(c == 'y' && k == 0)) {
    if (c == 'e' && k + 1 == n && n > 2) return 0; /* silent at the end */
    if (c == 'u' && k && (s[k - 1] == 'q' || s[k - 1] == 'g') && vowel_letter(d)) return c == 'u' && s[k - 1] == 'q' ? 'w' : 0;
    while (*i < n && vowel_letter(s[*i]) && !(s[*i] == 'e' && *i + 1 == n)) ++*i; /* a run of vowels is one */
    return c == 'a' ? 'a' : c == 'o' || c == 'u' ? 'o' : 'i';
  }
  switch (c) {
  case 'p':
    if (d == 'h') return pair(i, 'f');
    if (k == 0 && (d == 's' || d == 'n')) return 0;
    return 'p';
  case 'c':
    if (d == 'h') return pair(i, 'C');
    if (d == 'k') return pair(i, 'k');
    if (d == 'c') return e == 'e' || e == 'i' ? 'k' : pair(i, 'k');
    return d == 'e' || d == 'i' || d == 'y' ? 's' : 'k';
  case 's': return d == 'h' ? pair(i, 'S') : d == 'i' && e == 'o' ? 'S' : d == 'c' && (e == 'e' || e == 'i') ? pair(i, 's') : 's';
  case 't': return d == 'h' ? pair(i, 't') : d == 'i' && (e == 'o' || e == 'a') ? 'S' : 't';
  case 'g': return d == 'h' ? pair(i, k ? 0 : 'g') : d == 'n' && k == 0 ? 0 : d == 'e' || d == 'i' || d == 'y' ? 'j' : 'g';
  case 'k': return d == 'n' && k == 0 ? 0 : 'k';
  case 'q': return 'k';
  case 'w': return d == 'r' ? 0 : d == 'h' ? pair(i, 'w') : vowel_letter(d) ? 'w' : 0;
  case 'x': return k ? 'X' : 'z'; /* k and s: put apart by the caller */
  case 'h': return k == 0 || (!vowel_letter(s[k - 1]) && vowel_letter(d)) || (vowel_letter(s[k - 1]) && vowel_letter(d)) ? 'h' : 0;
  case 'y': return 'y';
  case 'b': case 'd': case 'f': case 'j': case 'l': case 'm': case 'n': case 'r': case 'v': case 'z': return c;
  default: return 0;
  }
}

size_t dp_sound_code(dp_str word, char *code, size_t room) {
  char low[40];
  size_t n = 0, out = 0;
  for (size_t i = 0; i < word.size && n < sizeof low; i++) {
    char c = word.at[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
    if (c >= 'a' && c <= 'z' && !(n && c == low[n - 1] && c != 'c' && !vowel_letter(c))) low[n++] = c; /* doubled letters are one */
  }
  for (size_t i = 0; i < n && out + 2 < room;) {
    char c = next_sound(low, n, &i);
    if (c == 'X') code[out++] = 'k', c = 's';
    if (c && !(out && code[out - 1] == c)) code[out++] = c;
  }
  code[out] = 0;
  return out;
}

static bool holds(const char *group, char c) {
  while (*group && *group != c) group++;
  return *group;
}

static bool related(char a, char b) {
  static const char *const groups[] = {"pb", "td", "kgC", "fv", "szSC", "mn", "jCS", "lr", "wv", "pf", "jg", "jz", "yj"};
  for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
    if (holds(groups[i], a) && holds(groups[i], b)) return true;
  return false;
}

static unsigned weight_of(char c) { return is_vowel(c) ? VOWEL : c == 'h' || c == 'y' || c == 'w' ? RELATED : CONSONANT; }

static unsigned change(char a, char b) {
  if (a == b) return 0;
  if (is_vowel(a) && is_vowel(b)) return VOWELS;
  if (is_vowel(a) || is_vowel(b)) return OTHER;
  return related(a, b) ? RELATED : OTHER;
}

unsigned dp_sound_distance(const char *a, size_t a_size, const char *b, size_t b_size, unsigned limit) {
  unsigned row[32];
  if (b_size > 30 || a_size > 30) return limit + 1;
  row[0] = 0;
  for (size_t j = 1; j <= b_size; j++) row[j] = row[j - 1] + weight_of(b[j - 1]);
  for (size_t i = 1; i <= a_size; i++) {
    unsigned corner = row[0], least;
    row[0] += weight_of(a[i - 1]);
    least = row[0];
    for (size_t j = 1; j <= b_size; j++) {
      unsigned best = corner + change(a[i - 1], b[j - 1]), up = row[j] + weight_of(a[i - 1]), left = row[j - 1] + weight_of(b[j - 1]);
      corner = row[j];
      if (up < best) best = up;
      if (left < best) best = left;
      row[j] = best;
      if (best < least) least = best;
    }
    if (least > limit) return limit + 1;
  }
  return row[b_size];
}

/* ---- the names ---------------------------------------------------------------------------------------------------- */

static bool add_name(dp_names *names, dp_str text, dp_arena *arena) {
  dp_name n = {.text = text};
  unsigned weight = 0;
  n.code_size = (uint8_t)dp_sound_code(text, n.code, sizeof n.code);
  for (size_t i = 0; i < n.code_size; i++) weight += weight_of(n.code[i]);
  n.weight = (uint8_t)(weight > 255 ? 255 : weight);
  return DP_PUSH(arena, names, n);
}

bool dp_names_make(const dp_scribe_options *o, dp_arena *arena, dp_names *out) {
  *out = (dp_names){0};
  for (size_t i = 0; dp_medicines[i]; i++) {
    dp_str rest = dp_str_of(dp_medicines[i]);
    while (rest.at && rest.size)
      if (!add_name(out, dp_str_cut(&rest, ' '), arena)) return false;
  }
  for (size_t i = 0; i < o->name_count; i++)
    if (!add_name(out, o->names[i], arena)) return false;
  return true;
}

bool dp_is_name(const dp_names *names, dp_str word) {
  for (size_t i = 0; i < names->count; i++)
    if (dp_str_eq_ci(names->at[i].text, word)) return true;
  return false;
}

dp_str dp_name_heard(const dp_names *names, const dp_said_word *words, size_t n, bool dose_follows, bool *doubt, unsigned *cost) {
  char joined[48], code[28];
  size_t size = 0, code_size = 0, longest = 0;
  (void)longest;
  *doubt = false;
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < words[i].text.size; k++) {
      char c = words[i].text.at[k];
      if ((c | 32) >= 'a' && (c | 32) <= 'z') {
        if (size + 1 >= sizeof joined) return (dp_str){NULL, 0};
        joined[size++] = c;
      }
    }
    /* each word is coded by itself: what is silent at its end is silent */
    code_size += dp_sound_code(words[i].text, code + code_size, sizeof code - code_size);
    if (code_size + 3 >= sizeof code) return (dp_str){NULL, 0};
  }
  const dp_name *best = NULL;
  unsigned least = 1000, next = 1000;
  for (size_t i = 0; i < names->count; i++) {
    const dp_name *m = &names->at[i];
    /* The nearer the better: of the name's weight a seventh, a fifth where a dose follows. Short names have too little sound. */
    unsigned limit = m->weight / (dose_follows ? 5u : 7u);
    if (m->weight < 4 * CONSONANT || m->code[0] != code[0]) continue;
    unsigned d = dp_sound_distance(code, code_size, m->code, m->code_size, limit + CONSONANT);
    if (d < least) {
      if (!best || !dp_str_eq(best->text, m->text)) next = least;
      least = d;
      best = m;
    } else if (d < next) {
      next = d;
    }
  }
  if (!best || least > best->weight / (dose_follows ? 5u : 7u)) return (dp_str){NULL, 0};
  if (next <= least + RELATED) return *doubt = true, (dp_str){NULL, 0};
  *cost = least;
  return best->text;
}

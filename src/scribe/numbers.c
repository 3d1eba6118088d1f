/* numbers.c: spoken numbers and units as figures: "one twenty over eighty" is 120/80, "five hundred milligrams" 500 mg.
 *
 * Rules that keep a dose from being misread (ISMP's list of error-prone abbreviations and dose designations: a zero before the point, none trailing after it;
 * micrograms and units are written out): 0.5 mg, 5 mg, 50 micrograms, 10 units. Numbers below ten stay words unless something
 * is measured or counted by them: "two of them", "2 tablets".
 *
 * A number is said in three ways: by the rules ("one hundred and five"), in pairs where it is a pressure or a year ("one twenty over
 * eighty", "nineteen ninety nine"), and by digits after "point". Pairs anywhere else have two readings: see scribe.h.
 */
#include "scribe.h"

typedef struct dp_numeral {
  const char *word;
  int32_t value;
} dp_numeral;
static const dp_numeral ones[] = {{"zero", 0}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4}, {"five", 5}, {"six", 6}, {"seven", 7},
                                  {"eight", 8}, {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12}, {"thirteen", 13}, {"fourteen", 14},
                                  {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}};
static const dp_numeral tens[] = {{"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90}};

/* Spoken units: what is written, whether there is a space before it, and whether a trailing zero after the point is dropped (doses). */
typedef struct dp_spoken_unit {
  const char *words, *written;
  bool space, dose;
} dp_spoken_unit;
static const dp_spoken_unit units[] = {
    {"milligrams per deciliter", "mg/dL", true, false}, {"milligrams per kilogram", "mg/kg", true, true}, {"milligrams", "mg", true, true},
    {"milligram", "mg", true, true}, {"micrograms", "micrograms", true, true}, {"microgram", "microgram", true, true},
    {"grams per deciliter", "g/dL", true, false}, {"grams", "g", true, true}, {"gram", "g", true, true}, {"kilograms", "kg", true, false},
    {"kilogram", "kg", true, false}, {"milliliters", "mL", true, true}, {"millilitres", "mL", true, true}, {"milliliter", "mL", true, true},
    {"liters", "L", true, false}, {"litres", "L", true, false}, {"centimeters", "cm", true, false}, {"centimetres", "cm", true, false},
    {"centimeter", "cm", true, false}, {"millimeters of mercury", "mmHg", true, false}, {"millimeters", "mm", true, false},
    {"millimetres", "mm", true, false}, {"millimeter", "mm", true, false}, {"millimoles per liter", "mmol/L", true, false},
    {"millimoles", "mmol", true, false}, {"milliequivalents", "mEq", true, true}, {"percent", "%", false, false}, {"per cent", "%", false, false},
    {"m. g.", "mg", true, true}, {"m. l.", "mL", true, true}, {"k. g.", "kg", true, false},
    {"degrees celsius", "°C", true, false}, {"degrees centigrade", "°C", true, false}, {"degrees fahrenheit", "°F", true, false},
    {"degrees", "degrees", true, false}, {"beats per minute", "beats per minute", true, false}, {"units", "units", true, true}, {"tablets", "tablets", true, true},
    {"tablet", "tablet", true, true}, {"capsules", "capsules", true, true}, {"puffs", "puffs", true, true}, {"drops", "drops", true, true}, {"pounds", "pounds", true, false},
    {"pills", "pills", true, true}, {"seconds", "seconds", true, false}, {"minutes", "minutes", true, false}, {"hours", "hours", true, false},
    {"days", "days", true, false}, {"weeks", "weeks", true, false}, {"months", "months", true, false}, {"years", "years", true, false}, {"inches", "inches", true, false},
    {"feet", "feet", true, false}, {"packs", "packs", true, false}, {"times", "times", true, false}};

static bool is(const dp_said_word *w, const char *word) { return dp_str_eq_ci(w->text, dp_str_of(word)); }

static int32_t below(const dp_numeral *table, size_t n, dp_str word) {
  for (size_t i = 0; i < n; i++)
    if (dp_str_eq_ci(word, dp_str_of(table[i].word))) return table[i].value;
  return -1;
}
#define ONES(word) below(ones, sizeof ones / sizeof *ones, word)
#define TENS(word) below(tens, sizeof tens / sizeof *tens, word)

/* 0 to 99, "twenty-one" too. How many words; 0: none. */
static size_t under_hundred(const dp_said_word *w, size_t n, int32_t *value) {
  if (!n) return 0;
  int32_t v = ONES(w[0].text), t;
  if (v >= 0) return *value = v, 1;
  dp_str rest = w[0].text, first = dp_str_cut(&rest, '-');
  if ((t = TENS(first)) < 0) return 0;
  if (rest.at) {
    v = ONES(rest);
    if (v <= 0 || v > 9) return 0;
    return *value = t + v, 1;
  }
  v = n > 1 ? ONES(w[1].text) : -1;
  if (v > 0 && v < 10) return *value = t + v, 2;
  return *value = t, 1;
}

/* By the rules: hundreds and thousands, "and" within. `plain`: it is below a hundred, so that a pair may follow. */
static size_t by_rules(const dp_said_word *w, size_t n, int32_t *value, bool *plain) {
  int32_t total = 0, part = 0;
  size_t at = 0, used = under_hundred(w, n, &part);
  *plain = true;
  if (!used && n > 1 && is(w, "a") && (is(w + 1, "hundred") || is(w + 1, "thousand"))) part = 1, used = 1;
  if (!used) return 0;
  at = used;
  for (;;) {
    if (at < n && is(w + at, "hundred") && part > 0 && part < 100) {
      *plain = false;
      part *= 100;
      at++;
      size_t skip = at < n && is(w + at, "and") ? 1 : 0;
      int32_t more;
      used = under_hundred(w + at + skip, n - at - skip, &more);
      if (used && (at + skip + used >= n || !is(w + at + skip + used, "hundred"))) part += more, at += skip + used;
    }
    if (at < n && is(w + at, "thousand") && part > 0 && total == 0) {
      *plain = false;
      total = part * 1000;
      part = 0;
      at++;
      size_t skip = at < n && is(w + at, "and") ? 1 : 0;
      used = under_hundred(w + at + skip, n - at - skip, &part);
      if (!used) {
        part = 0;
        break;
      }
      at += skip + used;
      continue;
    }
    break;
  }
  *value = total + part;
  return at;
}

/* "one twenty", "one o. five", "nineteen ninety nine": two groups below a hundred. */
static size_t by_pair(const dp_said_word *w, size_t n, int32_t *value) {
  int32_t high, low, digit;
  size_t a = under_hundred(w, n, &high), b;
  if (!a || high < 1 || a >= n) return 0;
  if (is(w + a, "o.") || is(w + a, "oh") || is(w + a, "o")) {
    digit = a + 1 < n ? ONES(w[a + 1].text) : -1;
    return digit > 0 && digit < 10 ? (*value = high * 100 + digit, a + 2) : 0;
  }
  b = under_hundred(w + a, n - a, &low);
  if (!b || low < 10) return 0;
  *value = high * 100 + low;
  return a + b;
}

static size_t words_in(dp_str phrase) {
  size_t n = 1;
  for (size_t i = 0; i < phrase.size; i++) n += phrase.at[i] == ' ';
  return n;
}

static size_t matches(const dp_said_word *w, size_t n, const char *phrase) {
  dp_str rest = dp_str_of(phrase);
  size_t want = words_in(rest);
  if (want > n) return 0;
  for (size_t i = 0; i < want; i++)
    if (!dp_str_eq_ci(w[i].text, dp_str_cut(&rest, ' '))) return 0;
  return want;
}

static const dp_spoken_unit *unit_at(const dp_said_word *w, size_t n, size_t *used) {
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if ((*used = matches(w, n, units[i].words)) != 0) return &units[i];
  return NULL;
}

typedef struct dp_figure {
  dp_buf *out;
  bool sure;
} dp_figure;

/* Digits after "point". */
static size_t decimals(const dp_said_word *w, size_t n, char *digits, size_t room, size_t *count) {
  size_t at = 0;
  *count = 0;
  if (!n || !is(w, "point")) return 0;
  for (at = 1; at < n && *count + 1 < room; at++) {
    int32_t d = ONES(w[at].text), t = TENS(w[at].text);
    if (is(w + at, "oh") || is(w + at, "o.")) d = 0;
    if (d >= 0 && d < 10) digits[(*count)++] = (char)('0' + d);
    else if (t > 0 && *count == 0) { /* "point twenty five" */
      int32_t v;
      size_t used = under_hundred(w + at, n - at, &v);
      digits[(*count)++] = (char)('0' + v / 10);
      digits[(*count)++] = (char)('0' + v % 10);
      at += used;
      break;
    } else break;
  }
  return *count ? at : 0;
}

/* A pressure: both parts in the range of what hearts do. */
static size_t pressure(const dp_said_word *w, size_t n, dp_buf *b) {
  int32_t high, low;
  bool plain;
  size_t a = by_pair(w, n, &high), r = by_rules(w, n, &low, &plain);
  if (!a || high > 300) a = r, high = low;
  if (!a || a >= n || !is(w + a, "over")) return 0;
  size_t c = by_pair(w + a + 1, n - a - 1, &low);
  if (!c || low > 200) c = by_rules(w + a + 1, n - a - 1, &low, &plain);
  if (!c || high < 50 || high > 300 || low < 20 || low > 200 || low >= high) return 0;
  dp_buf_int(b, high);
  dp_buf_char(b, '/');
  dp_buf_int(b, low);
  return a + 1 + c;
}

/* "ten thirty a. m." */
static size_t clock_time(const dp_said_word *w, size_t n, dp_buf *b) {
  int32_t hour, minute = 0;
  size_t a = under_hundred(w, n, &hour), c;
  if (!a || hour < 1 || hour > 12) return 0;
  c = a < n ? under_hundred(w + a, n - a, &minute) : 0;
  if (c && (minute < 10 || minute > 59)) return 0;
  size_t at = a + c;
  if (at + 1 >= n || !(is(w + at, "a.") || is(w + at, "p.")) || !is(w + at + 1, "m.")) return 0;
  dp_buf_int(b, hour);
  if (c) dp_buf_char(b, ':'), dp_buf_int(b, minute);
  dp_buf_char(b, ' ');
  dp_buf_char(b, w[at].text.at[0]);
  dp_buf_char(b, 'm');
  return at + 2;
}

static void put_spoken(dp_buf *b, const dp_said_word *w, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (i) dp_buf_char(b, ' ');
    dp_buf_str(b, w[i].text);
  }
}

/* Ones and a fraction, put in figures: "7.2", "2.5". */
static size_t plain_number(const dp_said_word *w, size_t n, dp_buf *b, bool *small, bool *pair) {
  int32_t value = 0, twin;
  bool plain = true;
  size_t count, used = by_rules(w, n, &value, &plain);
  char digits[12];
  *pair = false;
  *small = value < 10;
  if (!used && n && is(w, "point")) used = 0, value = 0; /* "point five" */
  else if (!used) return 0;
  size_t two = plain && used ? by_pair(w, n, &twin) : 0;
  if (two > used) {
    if (twin >= 1800 && twin <= 2099) {
      *small = false;
      dp_buf_int(b, twin);
      return two;
    }
    *pair = true;
  }
  size_t more = decimals(w + used, n - used, digits, sizeof digits, &count);
  if (!used && !more) return 0;
  dp_buf_int(b, value);
  if (more) {
    *small = false;
    dp_buf_char(b, '.');
    dp_buf_bytes(b, digits, count);
  } else if (used + 2 < n && is(w + used, "and") && is(w + used + 1, "a") && is(w + used + 2, "half")) {
    *small = false;
    dp_buf_text(b, ".5");
    more = 3;
  }
  return used + more;
}

/* "5.0" of a dose is read as 50 when the point is missed: its zero goes. */
static void drop_trailing_zeros(dp_buf *b, size_t from) {
  size_t point = from;
  while (point < b->size && b->at[point] != '.') point++;
  if (point == b->size) return;
  while (b->size > point && b->at[b->size - 1] == '0') b->size--;
  if (b->size == point + 1) b->size--;
}

size_t dp_spoken_number(const dp_said_word *words, size_t count, size_t i, dp_arena *arena, dp_str *text, bool *unsure) {
  const dp_said_word *w = words + i;
  size_t n = count - i, used, unit_words = 0;
  dp_buf b;
  dp_buf_init(&b, arena);
  *unsure = false;
  if ((used = pressure(w, n, &b)) != 0 || (used = clock_time(w, n, &b)) != 0) return *text = dp_buf_view(&b), used;
  bool small, pair, ignored;
  used = plain_number(w, n, &b, &small, &pair);
  if (!used) return 0;
  if (pair) {
    /* "two fifty milligrams": 250 mg or two of 50 mg. As spoken, and unsure, with its unit. */
    int32_t value;
    size_t two = by_pair(w, n, &value);
    b.size = 0;
    put_spoken(&b, w, two);
    *unsure = unit_at(w + two, n - two, &unit_words) != NULL;
    return *text = dp_buf_view(&b), two;
  }
  if (used < n && (is(w + used, "out")) && used + 2 < n && is(w + used + 1, "of")) {
    int32_t of;
    size_t more = under_hundred(w + used + 2, n - used - 2, &of);
    if (more && (of == 5 || of == 6 || of == 10)) {
      dp_buf_char(&b, '/');
      dp_buf_int(&b, of);
      return *text = dp_buf_view(&b), used + 2 + more;
    }
  }
  /* "two to three weeks" */
  size_t at = used;
  if (at + 1 < n && (is(w + at, "to") || is(w + at, "or"))) {
    dp_buf second;
    bool small_too;
    dp_buf_init(&second, arena);
    size_t more = plain_number(w + at + 1, n - at - 1, &second, &small_too, &ignored);
    if (more && unit_at(w + at + 1 + more, n - at - 1 - more, &unit_words)) {
      dp_buf_char(&b, ' ');
      dp_buf_str(&b, w[at].text);
      dp_buf_char(&b, ' ');
      dp_buf_str(&b, dp_buf_view(&second));
      at += 1 + more;
      small = false;
    }
  }
  const dp_spoken_unit *unit = unit_at(w + at, n - at, &unit_words);
  if (at + 1 < n && is(w + at, "year") && is(w + at + 1, "old")) {
    dp_buf_text(&b, "-year-old");
    return *text = dp_buf_view(&b), at + 2;
  }
  if (unit) {
    if (unit->dose) drop_trailing_zeros(&b, 0);
    if (unit->space) dp_buf_char(&b, ' ');
    dp_buf_text(&b, unit->written);
    return *text = dp_buf_view(&b), at + unit_words;
  }
  /* "one" and its like alone are words of the language more often than numbers. */
  if (small && at == used) return 0;
  return *text = dp_buf_view(&b), at;
}

/* ---- spelt letters ------------------------------------------------------------------------------------------------ */

static bool is_letter(dp_str w) {
  return (w.size == 2 && w.at[1] == '.' && ((w.at[0] | 32) >= 'a' && (w.at[0] | 32) <= 'z')) ||
         (w.size == 1 && (w.at[0] | 32) >= 'b' && (w.at[0] | 32) <= 'z' && (w.at[0] | 32) != 'i');
}

static const char *const cased[] = {"HbA1c", "pH", "mL", "eGFR", "PhD", "FiO2", "SpO2", "PaO2", "CO2"};

size_t dp_spoken_letters(const dp_said_word *words, size_t count, size_t i, dp_arena *arena, dp_str *text) {
  dp_buf b;
  dp_buf_init(&b, arena);
  size_t at = i, letters = 0;
  while (at < count) {
    int32_t digit = ONES(words[at].text);
    if (is_letter(words[at].text)) {
      dp_buf_char(&b, (char)(words[at].text.at[0] & ~32));
      letters++;
    } else if (letters && digit > 0 && digit < 10 &&
               ((at + 1 < count && is_letter(words[at + 1].text)) || (digit == 2 && letters > 1 && b.at[b.size - 1] == 'O'))) {
      dp_buf_char(&b, (char)('0' + digit)); /* a. one c., s. p. o. two */
    } else {
      break;
    }
    at++;
  }
  if (letters < 2) return 0;
  *text = dp_buf_view(&b);
  for (size_t k = 0; k < sizeof cased / sizeof *cased; k++)
    if (dp_str_eq_ci(*text, dp_str_of(cased[k]))) *text = dp_str_of(cased[k]);
  return at - i;
}

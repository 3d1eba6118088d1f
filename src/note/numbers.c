/* numbers.c: spoken numbers.
 *
 * Two readers. The first is careful and rewrites: "one fifty over seventy" is 150/70, "ninety eight point six" 98.6,
 * "twenty milligrams" 20 mg; "five six" (days, or digits?) stays in words. The second is generous and lists every number
 * that a run of number words can mean: what a rewritten sentence says must be among them. A number that the careful
 * reader makes is always among those of the generous one (tested).
 */
#include "inner.h"

typedef enum number_kind { N_NONE, N_UNIT, N_TEEN, N_TEN, N_HUNDRED, N_THOUSAND, N_OH } number_kind;

static number_kind number_word(dp_str w, int64_t *value) {
  static const char *const units[] = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
                                      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
  static const char *const tens[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
  for (int64_t i = 0; i < 20; i++)
    if (dp_str_eq(w, dp_str_of(units[i]))) return *value = i, i < 10 ? N_UNIT : N_TEEN;
  for (int64_t i = 0; i < 8; i++)
    if (dp_str_eq(w, dp_str_of(tens[i]))) return *value = 20 + 10 * i, N_TEN;
  if (dp_str_eq(w, DP_STR("hundred"))) return *value = 100, N_HUNDRED;
  if (dp_str_eq(w, DP_STR("thousand"))) return *value = 1000, N_THOUSAND;
  if (dp_str_eq(w, DP_STR("oh")) || dp_str_eq(w, DP_STR("o"))) return *value = 0, N_OH;
  return N_NONE;
}

/* ---- the careful reader ------------------------------------------------------------------------------------------------ */

/* "twenty-two" and "thirty-five" are one word; others with a hyphen are left. */
static number_kind word_number(dp_str w, int64_t *value) {
  number_kind k = number_word(w, value);
  if (k) return k;
  dp_str rest = w, head = dp_str_cut(&rest, '-');
  int64_t low;
  if (rest.at && number_word(head, value) == N_TEN && number_word(rest, &low) == N_UNIT && low) return *value += low, N_TEEN;
  return N_NONE;
}

static size_t careful_run(const dp_words *w, size_t i, int64_t *milli, unsigned *decimals, size_t *run);

/* A number from word i: its thousandths, and the words it takes; 0 when the run of number words, *run long, is not surely
 * one number. */
static size_t careful(const dp_words *w, size_t i, int64_t *milli, size_t *run) {
  unsigned decimals;
  *run = 0;
  return careful_run(w, i, milli, &decimals, run);
}

static size_t careful_run(const dp_words *w, size_t i, int64_t *milli, unsigned *decimals, size_t *run) {
  int64_t v[8];
  number_kind k[8];
  size_t n = 0, at = i;
  for (; at < w->count && n < 8; at++) {
    dp_str word = w->at[at].text;
    if (dp_str_eq(word, DP_STR("and")) && n && (k[n - 1] == N_HUNDRED || k[n - 1] == N_THOUSAND) && at + 1 < w->count &&
        word_number(w->at[at + 1].text, &v[n]) != N_NONE && n < 8)
      continue;
    k[n] = word_number(word, &v[n]);
    if (!k[n] || (k[n] == N_OH && !n)) break;
    n++;
  }
  *decimals = 0;
  *run = at - i;
  if (!n || n >= 8 || k[0] == N_HUNDRED || k[0] == N_THOUSAND) return 0;
  if (n > 1 && k[n - 1] == N_OH) return 0;
  int64_t total = 0;
  if (n == 1) total = v[0];
  else if (n == 2 && k[0] == N_TEN && k[1] == N_UNIT && v[1]) total = v[0] + v[1];
  else if (n == 2 && (k[0] == N_UNIT && v[0] > 0) && (k[1] == N_TEN || (k[1] == N_TEEN && v[0] == 1))) total = v[0] * 100 + v[1];
  else if (n == 3 && k[0] == N_UNIT && v[0] > 0 && k[1] == N_TEN && k[2] == N_UNIT && v[2]) total = v[0] * 100 + v[1] + v[2];
  else if (n == 3 && k[0] == N_UNIT && v[0] > 0 && (k[1] == N_OH || (k[1] == N_UNIT && !v[1])) && k[2] == N_UNIT) total = v[0] * 100 + v[2];
  else if (n == 3 && v[0] == 19 && k[1] == N_TEN && k[2] == N_UNIT) total = 1900 + v[1] + v[2];
  else if (n == 2 && v[0] == 19 && k[1] == N_TEN) total = 1900 + v[1];
  else { /* hundreds and thousands */
    int64_t part = 0;
    bool ok = false;
    number_kind last = N_NONE;
    for (size_t j = 0; j < n; j++) {
      if (k[j] == N_HUNDRED) {
        if (!part || part > 99) return 0;
        part *= 100, ok = true;
      } else if (k[j] == N_THOUSAND) {
        if (!part || part > 999) return 0;
        total += part * 1000, part = 0, ok = true;
      } else if (k[j] == N_OH) return 0;
      else {
        if (last == N_UNIT || last == N_TEEN || (last == N_TEN && k[j] != N_UNIT)) return 0;
        part += v[j];
      }
      last = k[j];
    }
    if (!ok) return 0;
    total += part;
  }
  *milli = total * 1000;
  /* point six */
  if (at + 1 < w->count && dp_str_eq(w->at[at].text, DP_STR("point"))) {
    int64_t digit, scale = 100, more = 0;
    size_t d = at + 1;
    while (d < w->count && d < at + 3) {
      number_kind kind = number_word(w->at[d].text, &digit);
      if (kind != N_UNIT && kind != N_OH) break;
      more += digit * scale, scale /= 10, d++;
    }
    int64_t unused;
    if (d > at + 1 && !(d < w->count && number_word(w->at[d].text, &unused))) {
      *milli += more;
      *decimals = (unsigned)(d - at - 1);
      at = d;
    }
  }
  return at - i;
}

static dp_str figure(dp_arena *arena, int64_t milli) {
  dp_buf b;
  dp_buf_init(&b, arena);
  dp_buf_fixed(&b, milli, 3, true);
  return dp_buf_view(&b);
}

static bool plain_figure(const dp_nword *w, int64_t *milli) {
  return (w->flags & WF_NUMBER) && dp_parse_milli(w->text, milli);
}

/* Joins words i … i+n-1 into one figure. */
static void become(dp_words *w, size_t *out, const dp_nword *first, const dp_nword *last, dp_str text) {
  dp_nword k = *first;
  k.text = text;
  k.shown = (dp_str){"", 0};
  k.end = last->end;
  k.flags = WF_NUMBER;
  w->at[(*out)++] = k;
}

static const char *const units[][2] = {{"milligrams", "mg"}, {"milligram", "mg"}, {"micrograms", "mcg"}, {"microgram", "mcg"}, {"centimeters", "cm"},
                                       {"centimeter", "cm"}, {"millimeters", "mm"}, {"millimeter", "mm"}, {"milliliters", "ml"}, {"milliliter", "ml"},
                                       {"centimetres", "cm"}, {"centimetre", "cm"}, {"millimetres", "mm"}, {"millilitres", "ml"}, {"percent", "%"}};

/* "five or six hundred" is 500 or 600, and "5 or 600" is not: it stays in words. */
static bool either_of_hundreds(const dp_words *w, size_t i) {
  int64_t a, b, unit;
  return i + 3 < w->count && (dp_nword_is(&w->at[i + 1], "or") || dp_nword_is(&w->at[i + 1], "to")) && number_word(w->at[i].text, &a) == N_UNIT && a &&
         number_word(w->at[i + 2].text, &b) == N_UNIT && b && number_word(w->at[i + 3].text, &unit) >= N_HUNDRED && unit >= 100;
}

void dp_spoken_numbers(dp_words *w, dp_arena *arena) {
  size_t out = 0;
  for (size_t i = 0; i < w->count;) {
    int64_t milli = 0;
    size_t n = 0, run = 0;
    dp_nword *k = &w->at[i];
    if (either_of_hundreds(w, i)) {
      for (unsigned words = 4; words; words--) w->at[out++] = w->at[i++];
      continue;
    }
    /* "a hundred and four" */
    bool a_hundred = dp_nword_is(k, "a") && i + 1 < w->count && (dp_nword_is(&w->at[i + 1], "hundred") || dp_nword_is(&w->at[i + 1], "thousand"));
    if (a_hundred) {
      k->text = DP_STR("one");
      n = careful(w, i, &milli, &run);
      if (!n) k->text = DP_STR("a");
    } else n = careful(w, i, &milli, &run);
    if (n == 1 && (milli == 1000 || milli == 0)) { /* "one of them": a figure only where something is counted or measured */
      dp_nword *next = i + 1 < w->count ? &w->at[i + 1] : NULL;
      if (!next || !((next->flags & WF_UNIT) || dp_nword_is(next, "over") || dp_nword_is(next, "plus") || dp_nword_is(next, "out") || dp_nword_is(next, "to"))) n = 0;
    }
    if (n) {
      dp_nword first = w->at[i], last = w->at[i + n - 1];
      become(w, &out, &first, &last, figure(arena, milli));
      i += n;
    } else
      for (size_t words = run > 1 ? run : 1; words; words--) w->at[out++] = w->at[i++]; /* a run that is not one number stays whole */
  }
  w->count = out;
  /* pairs and units, over figures now: 150 over 70, 3 out of 6, 1 plus, 40 milligrams, 98 point 6 */
  out = 0;
  for (size_t i = 0; i < w->count;) {
    int64_t a, b;
    dp_nword *k = &w->at[i];
    bool fa = plain_figure(k, &a);
    if (fa && i + 2 < w->count && dp_nword_is(&w->at[i + 1], "point") && plain_figure(&w->at[i + 2], &b) && b >= 0 && b < 100000 && b % 1000 == 0 &&
        a % 1000 == 0) {
      dp_buf t;
      dp_buf_init(&t, arena);
      dp_buf_str(&t, k->text), dp_buf_char(&t, '.'), dp_buf_str(&t, w->at[i + 2].text);
      dp_nword first = *k, last = w->at[i + 2];
      become(w, &out, &first, &last, dp_buf_view(&t));
      i += 3;
      continue;
    }
    if (fa && i + 2 < w->count && dp_nword_is(&w->at[i + 1], "over") && plain_figure(&w->at[i + 2], &b) &&
        ((a >= 60000 && a <= 300000 && b >= 20000 && b <= 200000) || (a <= 6000 && b == 6000))) {
      dp_buf t;
      dp_buf_init(&t, arena);
      dp_buf_str(&t, k->text), dp_buf_char(&t, '/'), dp_buf_str(&t, w->at[i + 2].text);
      dp_nword first = *k, last = w->at[i + 2];
      become(w, &out, &first, &last, dp_buf_view(&t));
      i += 3;
      continue;
    }
    if (fa && i + 3 < w->count && dp_nword_is(&w->at[i + 1], "out") && dp_nword_is(&w->at[i + 2], "of") && plain_figure(&w->at[i + 3], &b) && a <= b && b <= 10000) {
      dp_buf t;
      dp_buf_init(&t, arena);
      dp_buf_str(&t, k->text), dp_buf_char(&t, '/'), dp_buf_str(&t, w->at[i + 3].text);
      dp_nword first = *k, last = w->at[i + 3];
      become(w, &out, &first, &last, dp_buf_view(&t));
      i += 4;
      continue;
    }
    if (fa && i + 1 < w->count && dp_nword_is(&w->at[i + 1], "plus") && a <= 4000) {
      dp_buf t;
      dp_buf_init(&t, arena);
      dp_buf_str(&t, k->text), dp_buf_char(&t, '+');
      dp_nword first = *k, last = w->at[i + 1];
      become(w, &out, &first, &last, dp_buf_view(&t));
      i += 2;
      continue;
    }
    if (out && (w->at[out - 1].flags & WF_NUMBER))
      for (size_t u = 0; u < sizeof units / sizeof *units; u++)
        if (dp_nword_is(k, units[u][0])) k->text = dp_str_of(units[u][1]), k->shown = (dp_str){"", 0};
    w->at[out++] = w->at[i++];
  }
  w->count = out;
}

/* ---- the generous reader ------------------------------------------------------------------------------------------------ */

static void hear(dp_milli_list *out, dp_arena *arena, int64_t milli) {
  for (size_t i = 0; i < out->count; i++)
    if (out->at[i] == milli) return;
  (void)DP_PUSH(arena, out, milli);
}

typedef struct heard_word {
  int64_t value;
  number_kind kind;
  bool and_, point;
} heard_word;

/* Every reading of a run of number words, from every start to every end. */
static void readings(const heard_word *r, size_t n, dp_arena *arena, dp_milli_list *out) {
  for (size_t start = 0; start < n; start++) {
    int64_t total = 0, last = 0;
    for (size_t end = start; end < n && end < start + 9; end++) {
      const heard_word *h = &r[end];
      if (h->and_) {
        if (end == start) break;
        continue;
      }
      if (h->point) {
        int64_t part = 0, scale = 100;
        if (end == start) break;
        for (size_t k = end + 1; k < n && scale && (r[k].kind == N_UNIT || r[k].kind == N_OH); k++)
          part += r[k].value * scale, scale /= 10, hear(out, arena, total * 1000 + part);
        break;
      }
      if (h->kind == N_UNIT || h->kind == N_TEEN || h->kind == N_OH) {
        int64_t u = h->value;
        if (last && ((last % 100 == 0 && last >= 100) || (last % 10 == 0 && last < 100 && u < 10 && last >= 20))) total += u;
        else if (total && last < 20 && u >= 10) total = total * 100 + u;
        else if (total && u < 10) total = total * 10 + u;
        else total += u;
        if (u) last = u;
      } else if (h->kind == N_TEN) {
        total = total && (last < 20) ? total * 100 + h->value : total + h->value;
        last = h->value;
      } else {
        total = (total ? total : 1) * h->value;
        last = 100;
      }
      if (total > 100000000) break;
      hear(out, arena, total * 1000);
    }
  }
}

void dp_heard_numbers(dp_str text, dp_arena *arena, dp_milli_list *out) {
  heard_word run[32];
  size_t n = 0;
  static const char *const ordinals[] = {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"};
  size_t i = 0;
  while (i <= text.size) {
    char c = i < text.size ? text.at[i] : '\n';
    if (c == '.' && i + 1 < text.size && text.at[i + 1] >= '0' && text.at[i + 1] <= '9') { /* ".7": no number before the point, none heard */
      readings(run, n, arena, out);
      n = 0;
      for (i++; i < text.size && text.at[i] >= '0' && text.at[i] <= '9';) i++;
      continue;
    }
    if (c >= '0' && c <= '9') {
      size_t start = i;
      while (i < text.size && ((text.at[i] >= '0' && text.at[i] <= '9') ||
                               ((text.at[i] == '.' || text.at[i] == ',') && i + 1 < text.size && text.at[i + 1] >= '0' && text.at[i + 1] <= '9')))
        i++;
      char plain[24];
      size_t m = 0;
      for (size_t k = start; k < i && m < 20; k++)
        if (text.at[k] != ',') plain[m++] = text.at[k];
      int64_t milli;
      if (dp_parse_milli((dp_str){plain, m}, &milli)) {
        hear(out, arena, milli);
        size_t k = i; /* "98 point 6" */
        if (k + 7 < text.size && !memcmp(text.at + k, " point ", 7)) {
          int64_t part = 0, scale = 100;
          for (k += 7; k < text.size && scale && text.at[k] >= '0' && text.at[k] <= '9'; k++) part += (text.at[k] - '0') * scale, scale /= 10;
          if (scale < 100) hear(out, arena, milli + part);
        }
      }
      readings(run, n, arena, out);
      n = 0;
      continue;
    }
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_letter) {
      char low[16];
      size_t m = 0, start = i;
      while (i < text.size && ((text.at[i] >= 'a' && text.at[i] <= 'z') || (text.at[i] >= 'A' && text.at[i] <= 'Z'))) {
        if (m < 15) low[m++] = (char)(text.at[i] | 32);
        i++;
      }
      dp_str w = {low, m};
      heard_word h = {0};
      h.kind = i - start < 15 ? number_word(w, &h.value) : N_NONE;
      h.and_ = dp_str_eq(w, DP_STR("and"));
      h.point = dp_str_eq(w, DP_STR("point"));
      for (int64_t k = 0; k < 10; k++)
        if (dp_str_eq(w, dp_str_of(ordinals[k]))) hear(out, arena, (k + 1) * 1000);
      if (dp_str_eq(w, DP_STR("half"))) hear(out, arena, 500);
      if (dp_str_eq(w, DP_STR("twice")) || dp_str_eq(w, DP_STR("couple"))) hear(out, arena, 2000);
      if (dp_str_eq(w, DP_STR("dozen"))) hear(out, arena, 12000);
      bool known = h.kind || h.and_ || h.point;
      if (known && n < 32) run[n++] = h;
      else {
        readings(run, n, arena, out);
        n = 0;
      }
      continue;
    }
    if (c == '.' || c == ',' || c == ';' || c == ':' || c == '?' || c == '!' || c == '\n') {
      readings(run, n, arena, out);
      n = 0;
    }
    i++;
  }
}

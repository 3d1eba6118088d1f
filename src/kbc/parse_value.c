/* parse_value.c: the values of fields: ids, numbers and ranges, dates, phrases, citations, rows.
 *
 * Every reader takes the whole value and a view into it, so that what it reports carries the line and column of the
 * very word. Numbers are decimal fixed point from the first digit on: no floating point, so that the image is the same
 * bytes on every machine.
 */
#include "inner.h"

/* ---- words and items --------------------------------------------------------------------------------------------- */

bool kbc_is_id(dp_str s) {
  if (s.size == 0 || s.size > 63 || s.at[0] < 'a' || s.at[0] > 'z') return false;
  for (size_t i = 1; i < s.size; i++) {
    char c = s.at[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return true;
}

dp_str kbc_next_word(dp_str *rest) {
  if (!rest->at) return DP_STR(""); /* what dp_str_cut leaves when there was nothing to cut at */
  *rest = dp_str_trim(*rest);
  size_t n = 0;
  while (n < rest->size && rest->at[n] != ' ') n++;
  dp_str word = {rest->at, n};
  *rest = dp_str_trim((dp_str){rest->at + n, rest->size - n});
  return word;
}

bool kbc_next_item(dp_str *rest, const char *separators, dp_str *item) {
  if (rest->size == 0) return false;
  size_t n = 0;
  bool quoted = false;
  for (; n < rest->size; n++) {
    char c = rest->at[n];
    if (c == '"') quoted = !quoted;
    else if (!quoted && c && memchr(separators, c, strlen(separators))) break;
  }
  *item = dp_str_trim((dp_str){rest->at, n});
  size_t skip = n < rest->size ? n + 1 : n;
  *rest = (dp_str){rest->at + skip, rest->size - skip};
  return true;
}

const char *kbc_nearest(dp_str s, const char *(*name)(unsigned), unsigned count) {
  const char *best = NULL;
  unsigned least = s.size < 5 ? 2 : 3;
  for (unsigned i = 0; i < count; i++) {
    unsigned d = dp_str_distance(s, dp_str_of(name(i)), least);
    if (d < least) best = name(i), least = d;
  }
  return best;
}

const char *kbc_hint(dp_arena *a, const char *nearest) {
  if (!nearest) return "";
  dp_buf b;
  dp_buf_init(&b, a);
  dp_buf_text(&b, " (did you mean `");
  dp_buf_text(&b, nearest);
  dp_buf_text(&b, "`?)");
  const char *text = dp_buf_nul(&b);
  return text ? text : "";
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

bool kbc_decimal(dp_str s, unsigned scale, int64_t *out) {
  bool minus = s.size && s.at[0] == '-';
  size_t i = minus, digits = 0;
  int64_t value = 0;
  unsigned places = 0;
  bool point = false, up = false;
  for (; i < s.size; i++) {
    char c = s.at[i];
    if (c == '.' && !point && digits) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      digits++;
      if (point && places == scale) {
        if (places++ == scale) up = c >= '5';
      } else if (!point || places < scale) {
        if (value > INT64_C(100000000000000)) return false;
        value = value * 10 + (c - '0');
        places += point;
      }
    } else {
      return false;
    }
  }
  if (!digits || s.at[s.size - 1] == '.') return false;
  for (unsigned k = places; k < scale; k++) {
    if (value > INT64_C(100000000000000)) return false;
    value *= 10;
  }
  value += up;
  *out = minus ? -value : value;
  return true;
}

/* "0.1" for messages. */
static const char *number_text(kbc_parser *p, int64_t value, unsigned scale) {
  dp_buf b;
  dp_buf_init(&b, p->arena);
  dp_buf_fixed(&b, value, scale, true);
  const char *text = dp_buf_nul(&b);
  return text ? text : "";
}

bool kbc_read_number(kbc_parser *p, const kbc_value *v, dp_str number, unsigned scale, int64_t low, int64_t high,
                     const char *what, int64_t *out) {
  int64_t n;
  kbc_place place = kbc_place_in(v, number.at);
  if (number.size == 0) {
    KBC_FAIL(p->report, place, "expected %s, a number", what);
    return false;
  }
  if (!kbc_decimal(number, scale, &n)) {
    KBC_FAIL(p->report, place, "expected %s, a number, instead of `%.*s`", what, KBC_S(number));
    return false;
  }
  if (n < low || n > high) {
    KBC_FAIL(p->report, place, "%.*s is out of range: %s is from %s to %s", KBC_S(number), what,
             number_text(p, low, scale), number_text(p, high, scale));
    return false;
  }
  *out = n;
  return true;
}

bool kbc_read_range(kbc_parser *p, const kbc_value *v, dp_str range, unsigned scale, int64_t low, int64_t high,
                    const char *what, int64_t *from, int64_t *to) {
  size_t dash = 1; /* a first `-` is a sign */
  while (dash < range.size && range.at[dash] != '-') dash++;
  dp_str first = {range.at, dash < range.size ? dash : range.size};
  if (!kbc_read_number(p, v, first, scale, low, high, what, from)) return false;
  *to = *from;
  if (dash >= range.size) return true;
  dp_str second = {range.at + dash + 1, range.size - dash - 1};
  if (!kbc_read_number(p, v, second, scale, low, high, what, to)) return false;
  if (*from > *to) {
    KBC_FAIL(p->report, kbc_place_in(v, range.at), "the range %.*s goes down", KBC_S(range));
    return false;
  }
  return true;
}

bool kbc_read_date(kbc_parser *p, const kbc_value *v, uint32_t *out) {
  dp_str s = v->text;
  uint32_t part[3] = {0};
  bool ok = s.size == 10 && s.at[4] == '-' && s.at[7] == '-';
  for (size_t i = 0, k = 0; ok && i < s.size; i++) {
    if (i == 4 || i == 7) k++;
    else if (s.at[i] >= '0' && s.at[i] <= '9') part[k] = part[k] * 10 + (uint32_t)(s.at[i] - '0');
    else ok = false;
  }
  static const uint8_t days[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  ok = ok && part[0] >= 2000 && part[0] < 2100 && part[1] >= 1 && part[1] <= 12 && part[2] >= 1 &&
       part[2] <= days[part[1]];
  if (ok) *out = part[0] * 10000 + part[1] * 100 + part[2];
  else KBC_FAIL(p->report, kbc_place_in(v, s.at), "expected a date such as 2026-11-24 instead of `%.*s`", KBC_S(s));
  return ok;
}

bool kbc_read_name(kbc_parser *p, const kbc_value *v, dp_str s, const char *(*name)(unsigned), unsigned count,
                   const char *what, unsigned *out) {
  for (unsigned i = 0; i < count; i++)
    if (dp_str_eq(s, dp_str_of(name(i)))) {
      *out = i;
      return true;
    }
  KBC_FAIL(p->report, kbc_place_in(v, s.at), "`%.*s` is no %s%s", KBC_S(s), what,
           kbc_hint(p->arena, kbc_nearest(s, name, count)));
  return false;
}

/* ---- lists of ids and phrases ------------------------------------------------------------------------------------ */

void kbc_read_refs(kbc_parser *p, const kbc_value *v, kbc_refs *out) {
  dp_str rest = v->text, item;
  while (kbc_next_item(&rest, "|,", &item)) {
    kbc_ref ref = {item, kbc_place_in(v, item.at), DP_NONE};
    bool again = false;
    for (size_t i = 0; i < out->count; i++) again = again || dp_str_eq(out->at[i].id, item);
    if (!kbc_is_id(item)) KBC_FAIL(p->report, ref.place, "expected an id instead of `%.*s`", KBC_S(item));
    else if (again) KBC_FAIL(p->report, ref.place, "`%.*s` is listed twice", KBC_S(item));
    else if (!DP_PUSH(p->arena, out, ref)) return;
  }
}

void kbc_read_phrases(kbc_parser *p, const kbc_value *v, kbc_phrases *out) {
  dp_str rest = v->text, item;
  while (kbc_next_item(&rest, "|", &item)) {
    kbc_phrase phrase = {item, false, kbc_place_in(v, item.at)};
    if (item.size >= 2 && item.at[0] == '"' && item.at[item.size - 1] == '"') {
      phrase.quoted = true;
      phrase.text = dp_str_trim((dp_str){item.at + 1, item.size - 2});
    }
    if (phrase.text.size == 0) {
      KBC_FAIL(p->report, phrase.place, "an empty phrase");
    } else if (memchr(phrase.text.at, '"', phrase.text.size)) {
      KBC_FAIL(p->report, phrase.place, "quotes go around a whole phrase, or nowhere: `%.*s`", KBC_S(item));
    } else if (phrase.text.size > 160) {
      KBC_FAIL(p->report, phrase.place, "a phrase of more than 160 bytes: is a ` | ` missing?");
    } else {
      bool again = false;
      for (size_t i = 0; i < out->count; i++)
        again = again || (out->at[i].quoted == phrase.quoted && dp_str_eq(out->at[i].text, phrase.text));
      if (again) KBC_WARN(p->report, phrase.place, "the phrase `%.*s` is listed twice", KBC_S(item));
      else if (!DP_PUSH(p->arena, out, phrase)) return;
    }
  }
}

/* ---- citations --------------------------------------------------------------------------------------------------- */

bool kbc_is_cite(dp_str word) { return dp_str_eq(word, DP_STR("estimate")) || (word.size > 1 && word.at[0] == '@'); }

static kbc_cite cite_of(const kbc_value *v, dp_str word) {
  kbc_cite cite = {KBC_ESTIMATE, {DP_STR(""), kbc_place_in(v, word.at), DP_NONE}};
  if (word.at[0] == '@') {
    cite.kind = KBC_SOURCE;
    cite.source.id = (dp_str){word.at + 1, word.size - 1};
  }
  return cite;
}

kbc_cite kbc_take_cite(const kbc_value *v, dp_str *s) {
  *s = dp_str_trim(*s);
  size_t start = s->size;
  while (start > 0 && s->at[start - 1] != ' ') start--;
  dp_str word = {s->at + start, s->size - start};
  if (!kbc_is_cite(word)) return (kbc_cite){.kind = KBC_UNCITED, .source.at = DP_NONE};
  *s = dp_str_trim((dp_str){s->at, start});
  return cite_of(v, word);
}

/* ---- rows -------------------------------------------------------------------------------------------------------- */

/* A frequency in percent with three decimals, as permille: at least 1, for 0 would claim more than anyone knows. */
static uint16_t permille_of(int64_t percent_milli, bool impossible) {
  int64_t permille = (percent_milli + 50) / 100;
  if (permille < 1 && !impossible) permille = 1;
  return (uint16_t)permille;
}

static void read_row(kbc_parser *p, const kbc_value *v, dp_str text, bool odds, kbc_cite cite, kbc_rows *out) {
  kbc_row row = {.cite = cite};
  dp_str rest = text, id = kbc_next_word(&rest), number = kbc_next_word(&rest);
  row.finding = (kbc_ref){id, kbc_place_in(v, id.at), DP_NONE};
  if (!kbc_is_id(id)) {
    KBC_FAIL(p->report, row.finding.place, "expected an id instead of `%.*s`", KBC_S(id));
    return;
  }
  if (number.size == 0) {
    KBC_FAIL(p->report, kbc_place_in(v, id.at + id.size), "expected %s after `%.*s`",
             odds ? "an odds ratio" : "a percentage", KBC_S(id));
    return;
  }
  int64_t low = 0, high = 0;
  if (odds) {
    if (!kbc_read_number(p, v, number, 3, 1, 10000000, "the odds ratio", &low)) return;
    row.odds_milli = (uint32_t)low;
  } else if (!kbc_read_range(p, v, number, 3, 0, 100000, "the percentage", &low, &high)) {
    return;
  }
  bool cited = false;
  while (rest.size) {
    dp_str word = kbc_next_word(&rest);
    if (kbc_is_cite(word) && !cited) row.cite = cite_of(v, word), cited = true;
    else if (!odds && dp_str_eq(word, DP_STR("required"))) row.flags |= DP_ROW_REQUIRED;
    else if (!odds && dp_str_eq(word, DP_STR("impossible"))) row.flags |= DP_ROW_IMPOSSIBLE;
    else {
      KBC_FAIL(p->report, kbc_place_in(v, word.at),
               odds ? "expected `estimate` or one `@source` instead of `%.*s`"
                    : "expected `required`, `impossible`, `estimate` or one `@source` instead of `%.*s`",
               KBC_S(word));
      return;
    }
  }
  if (row.cite.kind == KBC_UNCITED) {
    KBC_FAIL(p->report, row.finding.place, "`%.*s` has no `@source` and is not marked `estimate`", KBC_S(id));
    return;
  }
  bool required = row.flags & DP_ROW_REQUIRED, impossible = row.flags & DP_ROW_IMPOSSIBLE;
  if ((required && impossible) || (required && high < 50000) || (impossible && low > 5000)) {
    KBC_FAIL(p->report, kbc_place_in(v, number.at), "%.*s does not go with `%s`", KBC_S(number),
             required ? "required" : "impossible");
    return;
  }
  if (!odds) row.low = permille_of(low, impossible), row.high = permille_of(high, impossible);
  for (size_t i = 0; i < out->count; i++)
    if (dp_str_eq(out->at[i].finding.id, id)) {
      KBC_FAIL(p->report, row.finding.place, "`%.*s` is stated twice in this table", KBC_S(id));
      return;
    }
  (void)DP_PUSH(p->arena, out, row);
}

void kbc_read_rows(kbc_parser *p, const kbc_field *f, bool odds, kbc_rows *out) {
  dp_str head = f->value.text, item;
  kbc_cite cite = kbc_take_cite(&f->value, &head);
  while (kbc_next_item(&head, ",", &item))
    if (item.size) read_row(p, &f->value, item, odds, cite, out);
  for (size_t i = 0; i < f->rows.count; i++) read_row(p, &f->rows.at[i], f->rows.at[i].text, odds, cite, out);
}

unsigned kbc_read_named(kbc_parser *p, const kbc_field *f, const char *(*name)(unsigned), unsigned count,
                        unsigned scale, int64_t high, const char *what, int64_t *out, kbc_cite *cite) {
  const kbc_value *v = &f->value;
  dp_str rest = v->text, item;
  kbc_cite taken = kbc_take_cite(v, &rest);
  if (cite) *cite = taken;
  unsigned seen = 0;
  while (kbc_next_item(&rest, ",", &item)) {
    dp_str number = item, word = kbc_next_word(&number);
    unsigned i;
    if (!kbc_read_name(p, v, word, name, count, what, &i)) continue;
    if (seen >> i & 1) {
      KBC_FAIL(p->report, kbc_place_in(v, word.at), "`%.*s` is stated twice", KBC_S(word));
      continue;
    }
    if (kbc_read_number(p, v, number, scale, 0, high, "what belongs to it", &out[i])) seen |= 1U << i;
  }
  return seen;
}

/* token.c: bytes into tokens, tokens into sentences.
 *
 * A token is a word, a number or a punctuation mark, with its span in the text as it came. Any bytes are safe: what is
 * no letter, digit or known mark is space. Letters outside ASCII count as letters, except the marks that clinicians
 * paste (typographic quotes, dashes, bullets, degree signs, arrows), which are read as what they mean.
 *
 * Words: "c/o" and its like are one word; a hyphen between letters joins two tokens (T_HYPHEN); a possessive 's is left
 * out; "n't" is a token of its own; "GoutAsthma" is two words; "SpO2" and "B12" are one.
 * Sentences end at . ! ? ; at paragraphs, at list items, and before they grow beyond DP_SENTENCE_MAX.
 */
#include "text.h"

static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static bool is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
static bool is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
static bool is_alpha(unsigned char c) { return is_lower(c) || is_upper(c); }
static bool among(char c, const char *list) {
  for (; *list; list++)
    if (*list == c) return true;
  return false;
}

/* What a multi-byte character means: 'a' letter, '\'' quote, '-' dash, 'n' bullet, '^' up, 'v' down, 'd' degree, ' '
 * other. */
static char meaning(uint32_t c) {
  switch (c) {
  case 0x2018:
  case 0x2019:
  case 0x02BC:
  case 0x2032: return '\'';
  case 0x2010:
  case 0x2011:
  case 0x2012:
  case 0x2013:
  case 0x2014:
  case 0x2212: return '-';
  case 0x2022:
  case 0x25CF:
  case 0x25AA:
  case 0x25E6:
  case 0x2023: return 'n';
  case 0x2191:
  case 0x25B2: return '^';
  case 0x2193:
  case 0x25BC: return 'v';
  case 0xB0:
  case 0xBA:
  case 0x2103:
  case 0x2109: return 'd';
  case 0xFFFD: return ' ';
  default: break;
  }
  if (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) return 'a';
  if (c >= 0x370 && c <= 0x52F) return 'a'; /* Greek (µ is 0xB5 or 0x3BC), Cyrillic */
  if (c == 0xB5) return 'a';
  if (c >= 0x5D0 && c < 0x2000) return 'a';
  if (c >= 0x3040 && c < 0xE000) return 'a';
  return ' ';
}

typedef struct {
  dp_str s;
  dp_text *t;
  dp_arena *arena;
  bool spaced, hyphen; /* since the last token */
  bool failed;
} lexer;

static void push(lexer *x, size_t start, size_t end, dp_tok_kind kind, char punct) {
  dp_tok k = {.start = (uint32_t)start, .end = (uint32_t)end, .kind = (uint8_t)kind, .punct = punct, .form = DP_NONE};
  if (x->hyphen) k.flags |= T_HYPHEN;
  if (!x->spaced && x->t->toks.count) k.flags |= T_GLUED;
  if (kind == TK_WORD) {
    const char *w = x->s.at + start;
    size_t n = end - start, upper = 0, lower = 0;
    for (size_t i = 0; i < n; i++) upper += is_upper((unsigned char)w[i]), lower += is_lower((unsigned char)w[i]);
    if (is_upper((unsigned char)w[0])) k.flags |= T_CAP;
    if (upper > 1 && !lower) k.flags |= T_CAPS;
  }
  x->spaced = x->hyphen = false;
  if (!DP_PUSH(x->arena, &x->t->toks, k)) x->failed = true;
}

/* The end of a slashed abbreviation that begins at i ("c/o", "k/c/o", "h/o", "n/v/d"), or i. */
static size_t slashed(dp_str s, size_t i) {
  size_t p = i, parts = 0, letters = 0;
  for (;;) {
    size_t q = p;
    while (q < s.size && is_alpha((unsigned char)s.at[q])) q++;
    if (q == p || q - p > 2) return i;
    if (q < s.size && (is_digit((unsigned char)s.at[q]) || (unsigned char)s.at[q] >= 0x80)) return i;
    letters += q - p;
    parts++;
    p = q;
    if (p < s.size && (s.at[p] == '/' || (s.at[p] == '&' && parts == 1))) p++;
    else break;
  }
  /* two parts of one letter, or three of them: "c/o", "R/O", "k/c/o"; not "mg/kg" */
  return parts >= 2 && (letters == parts) ? p : i;
}

/* One word from i on; gives the index behind what was consumed. */
static size_t word(lexer *x, size_t i) {
  dp_str s = x->s;
  size_t start = i, end = slashed(s, i);
  if (end > i) {
    push(x, start, end, TK_WORD, 0);
    return end;
  }
  if ((s.at[i] == 'x' || s.at[i] == 'X') && i + 1 < s.size && is_digit((unsigned char)s.at[i + 1])) { /* x3 days */
    push(x, start, i + 1, TK_WORD, 0);
    return i + 1;
  }
  while (i < s.size) {
    unsigned char c = (unsigned char)s.at[i];
    if (is_alpha(c)) {
      /* GoutAsthma: a capital after at least three small letters, and small ones after it */
      if (i >= start + 4 && is_upper(c) && is_lower((unsigned char)s.at[i - 1]) &&
          is_lower((unsigned char)s.at[i - 2]) && is_lower((unsigned char)s.at[i - 3]) && i + 3 < s.size &&
          is_lower((unsigned char)s.at[i + 1]) && is_lower((unsigned char)s.at[i + 2]) &&
          is_lower((unsigned char)s.at[i + 3]))
        break;
      i++;
    } else if (is_digit(c)) {
      /* "SpO2", "B12" stay; "BP120" and "T38.5" are a word and a number */
      size_t d = i;
      while (d < s.size && is_digit((unsigned char)s.at[d])) d++;
      bool more = d + 1 < s.size && s.at[d] == '.' && is_digit((unsigned char)s.at[d + 1]);
      bool pair = d + 1 < s.size && s.at[d] == '/' && is_digit((unsigned char)s.at[d + 1]);
      if (d - i >= 2 || more || pair) break;
      i = d;
    } else if (c >= 0x80) {
      size_t p = i;
      if (meaning(dp_utf8_next(s, &p)) != 'a') break;
      i = p;
    } else if (c == '_') {
      break;
    } else {
      break;
    }
  }
  if (i == start) return start; /* not a word after all */
  /* the apostrophe: possessive 's and n't */
  size_t p = i;
  bool quote = false;
  if (p < s.size && s.at[p] == '\'') p++, quote = true;
  else if (p < s.size && (unsigned char)s.at[p] >= 0x80) {
    size_t q = p;
    if (meaning(dp_utf8_next(s, &q)) == '\'') p = q, quote = true;
  }
  if (quote && p < s.size && is_alpha((unsigned char)s.at[p])) {
    bool tail = p + 1 >= s.size || !is_alpha((unsigned char)s.at[p + 1]);
    char c = (char)(s.at[p] | 0x20);
    if (c == 't' && tail && i == start + 1 && (s.at[start] | 0x20) == 'n') { /* "do n't" */
      push(x, start, p + 1, TK_WORD, 0);
      return p + 1;
    }
    if (c == 't' && tail && i > start + 1 && (s.at[i - 1] | 0x20) == 'n') {
      bool can = i - start == 3 && (s.at[start] | 0x20) == 'c' && (s.at[start + 1] | 0x20) == 'a';
      if (can) push(x, start, p + 1, TK_WORD, 0); /* can't: one word, known as such */
      else {
        push(x, start, i - 1, TK_WORD, 0);
        push(x, i - 1, p + 1, TK_WORD, 0);
      }
      return p + 1;
    }
    size_t q = p;
    while (q < s.size && is_alpha((unsigned char)s.at[q])) q++;
    if (q - p <= 2) { /* 's 're 've 'll 'd 'm: the word alone */
      push(x, start, i, TK_WORD, 0);
      return q;
    }
  }
  push(x, start, i, TK_WORD, 0);
  return i;
}

static size_t number(lexer *x, size_t i) {
  dp_str s = x->s;
  size_t start = i;
  while (i < s.size && is_digit((unsigned char)s.at[i])) i++;
  /* thousands: 12,000 but not 12,0000 or "3,4" */
  while (i + 3 < s.size && s.at[i] == ',' && is_digit((unsigned char)s.at[i + 1]) &&
         is_digit((unsigned char)s.at[i + 2]) && is_digit((unsigned char)s.at[i + 3]) &&
         !(i + 4 < s.size && is_digit((unsigned char)s.at[i + 4])) && i - start <= 3)
    i += 4;
  if (i + 1 < s.size && s.at[i] == '.' && is_digit((unsigned char)s.at[i + 1])) {
    i++;
    while (i < s.size && is_digit((unsigned char)s.at[i])) i++;
  }
  push(x, start, i, TK_NUMBER, 0);
  /* 1st 2nd 3rd 4th: the letters belong to it */
  if (i + 1 < s.size) {
    char a = (char)(s.at[i] | 0x20), b = (char)(s.at[i + 1] | 0x20);
    bool end = i + 2 >= s.size || !is_alpha((unsigned char)s.at[i + 2]);
    if (end && ((a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd') || (a == 't' && b == 'h')))
      i += 2;
  }
  return i;
}

/* A line break at i: does it end a sentence? Wrapped prose goes on; items, paragraphs and short lines end. */
static bool line_ends(dp_str s, size_t i, size_t line_start) {
  size_t j = i + 1;
  while (j < s.size && (s.at[j] == ' ' || s.at[j] == '\r' || s.at[j] == '\t')) j++;
  if (j >= s.size || s.at[j] == '\n') return true;
  unsigned char c = (unsigned char)s.at[j];
  if (is_upper(c) || is_digit(c) || c == '-' || c == '*' || c == '[' || c == '(' || c == '#' || c == '+' || c == '>' ||
      c >= 0x80)
    return true;
  return i - line_start < 50;
}

dp_status dp_tokenise(dp_str text, dp_arena *arena, dp_text *t, dp_error *err) {
  memset(t, 0, sizeof *t);
  t->source = text;
  t->low = dp_arena_alloc(arena, text.size + 1);
  if (!t->low) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to read the text");
  for (size_t i = 0; i < text.size; i++) {
    unsigned char c = (unsigned char)text.at[i];
    t->low[i] = (char)(is_upper(c) ? c | 0x20 : c);
  }
  lexer x = {.s = text, .t = t, .arena = arena, .spaced = true};
  size_t line = 0;
  for (size_t i = 0; i < text.size && !x.failed;) {
    unsigned char c = (unsigned char)text.at[i];
    size_t next = i + 1;
    if (is_alpha(c)) {
      next = word(&x, i);
    } else if (is_digit(c)) {
      next = number(&x, i);
    } else if (c == '\n') {
      if (line_ends(text, i, line)) push(&x, i, i + 1, TK_PUNCT, 'n');
      x.spaced = true;
      line = i + 1;
    } else if (c >= 0x80) {
      size_t p = i;
      char m = meaning(dp_utf8_next(text, &p));
      next = p;
      if (m == 'a') next = word(&x, i);
      else if (m == '-') {
        bool joins = i > 0 && !x.spaced && p < text.size && text.at[p] != ' ';
        if (joins) x.hyphen = true;
        else push(&x, i, p, TK_PUNCT, '-');
      } else if (m == 'n' || m == '^' || m == 'v') push(&x, i, p, TK_PUNCT, m);
      else if (m == ' ') x.spaced = true; /* the degree sign is skipped without becoming a space */
    } else if ((c == '+' || c == '-') && i + 2 < text.size && t->low[i + 1] == 'v' && t->low[i + 2] == 'e' &&
               !(i + 3 < text.size && is_alpha((unsigned char)text.at[i + 3]))) {
      push(&x, i, i + 3, TK_WORD, 0); /* +ve, -ve */
      next = i + 3;
    } else if (c == '-') {
      bool left = i > 0 && ((unsigned char)text.at[i - 1] >= 0x80 || is_alpha((unsigned char)text.at[i - 1]) ||
                            is_digit((unsigned char)text.at[i - 1]));
      bool right =
          i + 1 < text.size && (is_alpha((unsigned char)text.at[i + 1]) || is_digit((unsigned char)text.at[i + 1]));
      if (left && right) x.hyphen = true;
      else push(&x, i, i + 1, TK_PUNCT, '-');
    } else if (c == '#' && i + 1 < text.size && is_alpha((unsigned char)text.at[i + 1]) &&
               !(i > 0 && text.at[i - 1] == '&')) {
      push(&x, i, i + 1, TK_WORD, 0); /* #wrist: a fracture (words.txt); "# 1" and "# History" are no such */
    } else if (among((char)c, ",;:.?!()/=+[]<>&%^*|")) {
      char p = (char)c;
      if (p == '[' || p == '(') p = '(';
      if (p == ']' || p == ')') p = ')';
      if (p == '*') p = 'n';
      if (p == '|') p = ';';
      push(&x, i, i + 1, TK_PUNCT, p);
    } else if (c == '\'' || c == '"' || c == '`') {
      x.spaced = x.spaced || c == '"';
    } else {
      x.spaced = true;
    }
    i = next > i ? next : i + 1;
  }
  if (x.failed) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to read the text");
  return DP_OK;
}

/* ---- sentences --------------------------------------------------------------------------------------------------- */

/* Short words whose full stop ends nothing. */
static bool abbreviation(const dp_text *t, const dp_tok *k) {
  static const char list[] =
      " mr mrs ms dr prof st vs eg ie approx no hx pt temp resp wt ht fig etc min max wks yrs hrs mins "
      "yr hr wk mth mths pts dept dx tx rx sx hosp lt rt lat ";
  size_t n = k->end - k->start;
  if (k->kind != TK_WORD || n > 6) return false;
  const char *w = t->low + k->start;
  for (size_t i = 1; i + n < sizeof list; i++)
    if (list[i] == w[0] && list[i - 1] == ' ' && !memcmp(list + i, w, n) && list[i + n] == ' ') return true;
  return false;
}

static bool stop_ends(const dp_text *t, size_t i) {
  const dp_tok *k = &t->toks.at[i];
  if (i == 0) return true;
  const dp_tok *before = k - 1, *after = i + 1 < t->toks.count ? k + 1 : NULL;
  if (!after) return true;
  if (after->flags & T_GLUED && after->kind != TK_PUNCT) {
    /* no space behind: an end only between a small letter and a capital ("jaundice.No pallor") or after a digit */
    return (after->flags & T_CAP) && before->kind == TK_WORD &&
           is_lower((unsigned char)t->source.at[before->end - 1]) && before->end - before->start > 1;
  }
  if (abbreviation(t, before)) {
    size_t n = before->end - before->start;
    bool title = before->key == K_FEMALE_TITLE || before->key == K_MALE_TITLE || before->key == K_DOCTOR;
    if (title && (after->flags & T_CAP)) return false;
    if (after->kind == TK_NUMBER) return false;
    if (before->key == K_NO) return true; /* "No. 5" is a number, "Cough? no. Rash? no." answers */
    if (after->kind == TK_WORD && !(after->flags & T_CAP)) return false;
    if (after->kind == TK_PUNCT && after->punct != 'n') return false;
    (void)n;
    return true;
  }
  if (before->kind == TK_WORD && before->end - before->start == 1) { /* an initial: "Mrs. L. came"; "p.o.", "e.g." */
    if (i >= 2 && before[-1].kind == TK_PUNCT && before[-1].punct == '.' && (before->flags & T_GLUED))
      return (after->flags & T_CAP) != 0;
    if ((before->flags & T_CAP) && i >= 2 &&
        (before[-1].key == K_FEMALE_TITLE || before[-1].key == K_MALE_TITLE || before[-1].key == K_DOCTOR ||
         (before[-1].punct == '.' && i >= 3 && (before[-2].key == K_FEMALE_TITLE || before[-2].key == K_MALE_TITLE))))
      return false;
    return after->kind != TK_WORD || (after->flags & T_CAP);
  }
  return true;
}

static bool flush(dp_text *t, dp_arena *arena, size_t first, size_t end, bool question, bool paragraph) {
  /* leading marks belong to nothing; a bullet is remembered */
  bool item = false;
  while (first < end && t->toks.at[first].kind == TK_PUNCT && t->toks.at[first].punct != '?' &&
         t->toks.at[first].punct != '(' && t->toks.at[first].punct != '+' && t->toks.at[first].punct != '^' &&
         t->toks.at[first].punct != 'v' && t->toks.at[first].punct != '<' && t->toks.at[first].punct != '>') {
    char p = t->toks.at[first].punct;
    item = item || p == 'n' || p == '-' || p == '+';
    first++;
  }
  if (first >= end) return true;
  dp_sentence s = {
      .first = (uint32_t)first, .end = (uint32_t)end, .question = question, .paragraph = paragraph, .item = item};
  return DP_PUSH(arena, &t->sentences, s);
}

/* "Swallowed a cherry stone, is that dangerous?": what comes before the comma is told, not asked. The token after that comma, or 0. */
static size_t asked_from(const dp_text *t, size_t first, size_t end) {
  static const char *const asking[] = {"is",   "are",  "can",   "could", "would", "should", "will", "do", "does",
                                       "what", "when", "which", "where", "why",   "how",    "who",  "am", "might"};
  if (t->toks.at[first].flags & W_QUESTION) return 0;
  for (size_t i = end - 1; i-- > first + 1;) {
    const dp_tok *k = &t->toks.at[i], *next = k + 1;
    if (k->kind == TK_PUNCT && k->punct == ':') return 0; /* who speaks */
    if (k->kind != TK_PUNCT || (k->punct != ',' && k->punct != '-') || i + 2 >= end) continue;
    for (size_t w = 0; w < sizeof asking / sizeof *asking; w++)
      if (dp_str_eq((dp_str){t->low + next->start, next->end - next->start}, dp_str_of(asking[w]))) return i + 1;
  }
  return 0;
}

dp_status dp_sentences(dp_text *t, dp_arena *arena, dp_error *err) {
  size_t first = 0, n = t->toks.count;
  bool ok = true, paragraph = true;
  for (size_t i = 0; i < n && ok; i++) {
    const dp_tok *k = &t->toks.at[i];
    bool end = false, question = false, newline = false;
    /* a full stop that was left out: "… for 3 days The patient denies", "No jaundice No pallor" */
    if (i > first && k->kind == TK_WORD && (k->flags & T_CAP) && !(k->flags & T_CAPS) && k->end - k->start > 1 &&
        (k->flags & (W_PRON | W_NEG | W_SAY) || k->key == K_THE || k->key == K_HE || k->key == K_SHE) &&
        t->toks.at[i - 1].kind != TK_PUNCT && !(t->toks.at[i - 1].flags & (T_CAP | W_COORD | T_HYPHEN))) {
      ok = flush(t, arena, first, i, false, paragraph);
      paragraph = false;
      first = i;
    }
    if (k->kind == TK_PUNCT) {
      switch (k->punct) {
      case '.': end = stop_ends(t, i); break;
      case '!':
      case ';': end = true; break;
      case '?': /* "?PE" begins an item, "fever?" ends a question */
        end = i != first && !(i + 1 < n && (t->toks.at[i + 1].flags & T_GLUED) && t->toks.at[i + 1].kind == TK_WORD);
        question = end;
        break;
      case 'n': end = newline = true; break;
      default: break;
      }
    }
    if (!end && i - first >= DP_SENTENCE_MAX - 40) { /* too long: cut at a comma, at the very limit anywhere */
      bool mark = k->kind == TK_PUNCT && (k->punct == ',' || k->punct == ':');
      end = mark || i - first >= DP_SENTENCE_MAX - 2;
    }
    if (!end) continue;
    /* a numbered item: "1. fever" */
    bool numbered = k->punct == '.' && i == first + 1 && t->toks.at[first].kind == TK_NUMBER;
    size_t asked = question && !numbered ? asked_from(t, first, i + 1) : 0;
    if (asked) {
      ok = flush(t, arena, first, asked, false, paragraph);
      paragraph = false;
      first = asked;
    }
    ok = ok && (numbered || flush(t, arena, first, i + 1, question, paragraph));
    paragraph = newline;
    first = i + 1;
  }
  if (ok && first < n) ok = flush(t, arena, first, n, false, paragraph);
  if (!ok) return dp_fail(err, DP_ERR_MEMORY, "there is not enough memory to read the text");
  return DP_OK;
}

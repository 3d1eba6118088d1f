/* gap.c: what may stand between two words of a phrase.
 *
 * Small words ("in the"), modifiers ("severe", "left") and at most one unknown word may: "pain in the posterior left
 * knee" is still knee pain. No gap crosses a negation, a "but", a new subject, a number, a verdict. Over a comma or an
 * "and" only a shared word reaches, in the patterns of shares(): "swelling and redness of the knee", "pain in the chest
 * and left arm", "chest and arm pain", "abdominal pain, right lower quadrant"; a bare "knee and redness" joins nothing.
 */
#include "text.h"

#define is_small dp_tok_small
#define is_body dp_tok_body
#define is_mod dp_tok_mod
typedef dp_gap gap;

/* Whether a token speaks of a place: a part of the body, or a modifier before one. */
static bool is_place(const dp_reader *r, uint32_t i, uint32_t end) {
  for (; i < end; i++) {
    const dp_tok *k = dp_at(r, i);
    if (is_body(k)) return true;
    if (!is_mod(k) && !is_small(k)) return false;
    if (k->flags & W_COORD) return false;
  }
  return false;
}

/* Whether from..to (exclusive) holds only places, modifiers and small words, with a place among them. */
static bool locative(const dp_reader *r, uint32_t from, uint32_t to) {
  bool body = false;
  for (uint32_t i = from; i < to; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_PUNCT) {
      if (k->punct == ':' || k->punct == '.') continue;
      return false;
    }
    if (is_body(k)) body = true;
    else if (!is_mod(k) && !is_small(k)) return false;
    if (k->flags & W_NEG) return false;
  }
  return body;
}

uint32_t dp_segment_end(const dp_reader *r, uint32_t i) {
  while (i < r->end && !(dp_at(r, i)->kind == TK_PUNCT && dp_at(r, i)->punct != '/' && dp_at(r, i)->punct != '-')) i++;
  return i;
}
uint32_t dp_segment_start(const dp_reader *r, uint32_t i) {
  while (i > r->first &&
         !(dp_at(r, i - 1)->kind == TK_PUNCT && dp_at(r, i - 1)->punct != '/' && dp_at(r, i - 1)->punct != '-'))
    i--;
  return i;
}

/* A part of the body that has its own complaint behind it: "and joint swelling". */
static bool taken_place(const dp_reader *r, uint32_t b) {
  while (b + 1 < r->end && is_body(dp_at(r, b + 1))) b++;
  if (b + 1 >= r->end || !is_body(dp_at(r, b))) return false;
  const dp_tok *n = dp_at(r, b + 1);
  return n->kind == TK_WORD && !is_small(n) && !is_mod(n) &&
         !(n->flags & (W_COORD | W_VERB | W_COMMON | W_BREAK | W_NEG));
}

/* Whether a quality stands between, not only a position: "swollen, red and hot knee", but "pain, and the left eye is".
 */
static bool qualified(const dp_reader *r, uint32_t a, uint32_t b) {
  static const char *const positions[] = {"upper",    "lower",     "middle", "mid",   "central", "medial",   "lateral",
                                          "anterior", "posterior", "inner",  "outer", "front",   "proximal", "distal",
                                          "entire",   "whole",     "dorsal", "great", "first",   "second",   "third"};
  for (uint32_t i = a + 1; i < b; i++) {
    const dp_tok *k = dp_at(r, i);
    if (!is_mod(k) || k->key == K_LEFT || k->key == K_RIGHT || k->key == K_BOTH) continue;
    bool position = false;
    for (size_t p = 0; p < sizeof positions / sizeof *positions; p++)
      position = position || dp_tok_is(r, i, positions[p]);
    if (!position) return true;
  }
  return false;
}

/* The patterns in which a word is shared over a comma or a coordinator. */
static bool shares(const dp_reader *r, uint32_t a, uint32_t b, const gap *g, bool phrase_coord) {
  const dp_tok *ka = dp_at(r, a), *kb = dp_at(r, b);
  bool place_a = is_body(ka), place_b = is_place(r, b, r->end);
  uint32_t content = g->bodies + g->mods + g->others;
  if (phrase_coord && content == 0) return true; /* "pins and needles" */
  /* abdominal pain, right lower quadrant: what follows the comma is a place and nothing else */
  if (g->commas == 1 && g->coords == g->commas && g->others == 0 &&
      locative(r, g->last_coord + 1, dp_segment_end(r, g->last_coord + 1)) && b > g->last_coord)
    return true;
  /* Knee: swollen, tender. / Abdomen soft, distended: a place at the beginning, then what it is like */
  if (place_a && !is_body(kb) && g->bodies == 0 && g->others <= 2 && (g->colon || !g->others_before) &&
      locative(r, dp_segment_start(r, a), a + 1) && !(kb->flags & W_VERB)) {
    uint32_t s = dp_segment_start(r, a);
    if (s == r->first || dp_at(r, s - 1)->punct == ':') return g->commas > 0 || g->others > 0 || g->mods > 0;
  }
  if (content == 0) return false; /* joined directly: two things */
  /* swelling and redness of the knee; swollen, red and painful knee */
  if (!place_a && place_b && taken_place(r, b)) return false;
  if (!place_a && place_b && g->bodies == 0 && g->first_coord == a + 1 && g->others <= g->coords &&
      g->others + g->mods <= 4 && (g->others || qualified(r, a, b)))
    return true;
  /* pain in the chest, neck and left arm */
  if (!place_a && place_b && g->bodies > 0 && g->others == 0) return true;
  /* chest, back and arm pain */
  if (place_a && !is_body(kb) && g->bodies > 0 && g->others == 0 && g->first_coord <= a + 2) return true;
  /* left and right knee */
  if (is_mod(ka) && g->bodies == 0 && g->others == 0 && g->coords == 1) return true;
  /* knee swelling and redness; not "abdominal pain and swelling of the legs" */
  if (place_a && !is_body(kb) && g->bodies == 0 && g->others >= 1 && g->others <= 3 && g->first_coord > a + 1 &&
      !g->others_after) {
    for (uint32_t i = b + 1; i < r->end && i < b + 5; i++) {
      const dp_tok *k = dp_at(r, i);
      if (is_body(k)) return false;
      if (!is_small(k) && !is_mod(k)) break;
    }
    return true;
  }
  /* loss of weight and appetite; poor feeding and sleep */
  if (g->bodies == 0 && g->others == 1 && g->coords == 1 && !g->commas && g->first_coord > a + 1) {
    const dp_tok *next = dp_at(r, a + 1);
    if (next->key == K_OF || (next->key == K_IN && (ka->flags & W_DEGREE)) ||
        ((ka->flags & W_DEGREE) && !(next->flags & W_SMALL)))
      return true;
  }
  return false;
}

bool dp_in_duration(const dp_reader *r, uint32_t i) {
  for (size_t d = 0; d < r->durations.count; d++)
    if (r->durations.at[d].lo <= i && i <= r->durations.at[d].hi) return true;
  return false;
}

/* Whether a match may reach from token a to token b. */
bool dp_bridge(const dp_reader *r, uint32_t a, uint32_t b, bool phrase_coord, bool strict, gap *g) {
  *g = (gap){.filler = -1};
  if (b == a + 1) return true;
  bool with = false, counted = false;
  for (uint32_t i = a + 1; i < b; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_PUNCT) {
      if (k->punct == ',' || k->punct == '/') {
        if (!g->coords++) g->first_coord = i;
        g->last_coord = i;
        g->commas += k->punct == ',';
      } else if (k->punct == '+') {
        continue; /* "tenderness + in RIF" */
      } else if (k->punct == ':' || k->punct == '=') {
        if (g->colon++) return false;
      } else return false;
    } else if (k->key == K_NON && i + 1 == b) {
      continue; /* "abdomen soft, non-tender": the state will say so */
    } else if (k->kind == TK_NUMBER && dp_in_duration(r, i)) {
      g->smalls++; /* "the period is 2 weeks late" */
    } else if ((k->kind == TK_NUMBER || (k->flags & W_NUM)) && i + 1 < r->end && (dp_at(r, i + 1)->flags & W_TIME)) {
      g->smalls++, counted = true; /* "bleeding ten years after the menopause" */
    } else if (k->kind == TK_NUMBER || k->key == K_IF || (k->key == K_NORMAL && !dp_tok_is(r, i, "clear")) ||
               (k->flags & (W_NEG | W_BREAK))) {
      return false;
    } else if (k->flags & W_COORD) {
      if (!g->coords++) g->first_coord = i;
      g->last_coord = i;
    } else if ((k->flags & W_PRON) &&
               !(i > a + 1 && (dp_at(r, i - 1)->flags & W_SMALL) && !(dp_at(r, i - 1)->flags & W_COORD))) {
      return false;
    } else if (is_small(k)) {
      g->smalls++;
      with = with || k->key == K_WITH;
    } else if (is_body(k)) {
      g->bodies++;
    } else if (is_mod(k)) {
      g->mods++;
    } else {
      g->others++;
      if (!g->coords) g->others_before++;
      g->filler = (int32_t)i;
    }
  }
  for (uint32_t i = g->coords ? g->last_coord + 1 : b; i < b;
       i++) { /* what stands between the last "and" and the word */
    const dp_tok *k = dp_at(r, i);
    if (k->kind == TK_WORD && !is_small(k) && !is_body(k) && !is_mod(k)) g->others_after++;
  }
  if (g->smalls > 6 || (counted && g->coords)) return false;
  if (g->coords) return !strict && shares(r, a, b, g, phrase_coord);
  if (g->mods > 3 || g->others > 1) return false;
  if (strict && (g->others || g->bodies || g->mods > 1)) return false;
  if (with && (g->others || g->bodies)) return false; /* "cough with chest pain" is no painful cough */
  if (g->bodies) {
    const dp_tok *before = dp_at(r, b - 1), *after = dp_at(r, a + 1);
    bool compound = (is_body(before) && is_body(dp_at(r, b))) || (is_body(after) && is_body(dp_at(r, a)));
    if (g->bodies > 2) return false;
    if (!compound) { /* "pain in the chest radiating to": in a phrase of its own */
      bool prep = false;
      for (uint32_t i = a + 1; i < b && !prep; i++) prep = (dp_at(r, i)->flags & W_PREP) && dp_at(r, i)->key != K_WITH;
      if (!prep || is_body(dp_at(r, a))) return false;
    }
  }
  return true;
}

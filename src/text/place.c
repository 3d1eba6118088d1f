/* place.c: what the words around give to a word: the part of the body that a label names, the organ that a neighbour
 * names.
 *
 * "Abdominal examination: inspection: distended" speaks of the abdomen; "frequency" beside "urgency" is of the bladder;
 * "discharge" is where its neighbours are; a wrist is a joint. match.c then finds phrases whose missing word was lent.
 */
#include "text.h"

#define is_body dp_tok_body

/* Words of imaging and laboratories: a label that holds one begins a test, not an examination. */
static bool dp_match_test_word(const dp_reader *r, uint32_t i) {
  static const char *const words[] = {"ray",      "ct",        "mri",         "ultrasound", "scan",
                                      "biopsy",   "count",     "panel",       "culture",    "imaging",
                                      "serology", "angiogram", "angiography", "radiograph", "urinalysis"};
  for (size_t w = 0; w < sizeof words / sizeof *words; w++)
    if (dp_tok_is(r, i, words[w])) return true;
  return false;
}

/* ---- words of two meanings -----------------------------------------------------------------------------------------
 */

static bool near_word(const dp_reader *r, const char *const *list, size_t count) {
  for (uint32_t i = r->first; i < r->end; i++) {
    if (dp_at(r, i)->kind != TK_WORD) continue;
    dp_str w = dp_tok_low(r, i);
    for (size_t k = 0; k < count; k++)
      if (dp_str_starts(w, dp_str_of(list[k]))) return true;
  }
  return false;
}

/* "Frequency" beside "urgency" is of the bladder: the token is given the word "urinary" too. */
static void lend(dp_reader *r, uint32_t i, const char *word) {
  dp_tok *k = &r->text.toks.at[i];
  char stem[DP_STEM_MAX];
  uint16_t w = dp_lex_find_word(&r->lex, stem, dp_stem(word, strlen(word), stem));
  if (w == DP_NONE || k->id_count >= DP_IDS) return;
  uint32_t e = r->lex.words[w].expand;
  uint16_t id = e ? r->lex.pool[e + 1] : w;
  for (unsigned j = 0; j < k->id_count; j++)
    if (k->id[j] == id) return;
  k->id[k->id_count++] = id;
}

/* A wrist is a joint, an arm a limb: what is said of it may be a finding of joints in general, where there is none of
 * its own. */
static void lend_general(dp_reader *r, uint32_t i) {
  static const char joints[] = " wrist wrists elbow elbows ankle ankles knee knees shoulder shoulders hip hips knuckle "
                               "knuckles mcp pip dip interphalangeal metacarpophalangeal metatarsophalangeal ";
  static const char limbs[] =
      " arm arms leg legs forearm forearms thigh thighs calf calves shin shins hand hands foot feet ";
  dp_tok *k = &r->text.toks.at[i];
  if (dp_tok_is(r, i, "dip") && !(k->flags & T_CAPS)) return; /* "urine dip" */
  if (!is_body(k) || !k->id_count || k->id_count >= DP_IDS || (k->flags & T_ABSORBED)) return;
  dp_str w = dp_tok_low(r, i);
  const char *lists[] = {joints, limbs};
  uint16_t ids[] = {r->joint, r->limb};
  for (int l = 0; l < 2; l++) {
    size_t n = strlen(lists[l]);
    for (size_t at = 0; at + w.size + 2 <= n; at++) {
      if (lists[l][at] != ' ' || memcmp(lists[l] + at + 1, w.at, w.size) || lists[l][at + 1 + w.size] != ' ') continue;
      if (ids[l] != DP_NONE && k->id[0] != ids[l]) k->id[k->id_count++] = ids[l];
      return;
    }
  }
}

void dp_lend_meanings(dp_reader *r) {
  static const char *const urinary[] = {"urin",      "dysuria",      "nocturia", "urgency", "frequency",  "bladder",
                                        "void",      "mictur",       "wee",      "pee",     "hesitancy",  "haematuria",
                                        "hematuria", "incontinence", "loin",     "flank",   "suprapubic", "dribbling"};
  static const char *const vaginal[] = {"vagin", "vulv",           "pv",     "sexual", "pelvic",
                                        "cervi", "intermenstrual", "menstru"};
  static const char *const penile[] = {"urethr", "penis", "penile"};
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    if (k->key == K_FREQUENCY || k->key == K_URGENCY) {
      bool followed = i + 1 < r->end && (dp_at(r, i + 1)->key == K_OF);
      if (followed) continue;
      /* itself does not count: look at the others */
      bool near = false;
      for (uint32_t j = r->first; j < r->end && !near; j++) {
        if (j == i || dp_at(r, j)->kind != TK_WORD) continue;
        dp_str w = dp_tok_low(r, j);
        for (size_t n = 0; n < sizeof urinary / sizeof *urinary && !near; n++)
          near = dp_str_starts(w, dp_str_of(urinary[n]));
      }
      if (near) lend(r, i, "urinary"), lend(r, i, "urination");
    } else if (k->key == K_BLEEDING && r->out->pregnant == DP_YES) {
      bool other = false; /* of a pregnant woman, unless its place is named */
      for (uint32_t j = i > r->first + 5 ? i - 5 : r->first; j < r->end && j < i + 6; j++)
        other = other || is_body(dp_at(r, j)) || dp_at(r, j)->key == K_FROM;
      if (!other) lend(r, i, "vaginal");
    } else if (k->key == K_DISCHARGE) {
      if (near_word(r, vaginal, sizeof vaginal / sizeof *vaginal) || r->out->sex == DP_FEMALE) {
        bool other = false; /* its own place is named */
        for (uint32_t j = i > r->first + 3 ? i - 3 : r->first; j < r->end && j < i + 4; j++)
          other = other || (j != i && is_body(dp_at(r, j)));
        if (!other) lend(r, i, "vaginal");
      } else if (near_word(r, penile, sizeof penile / sizeof *penile)) {
        lend(r, i, "urethral"), lend(r, i, "penile");
      }
    }
  }
}

/* ---- the place that a label gives
 * ------------------------------------------------------------------------------------ */

static void add_place(const dp_reader *r, struct dp_place *p, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    const dp_tok *k = dp_at(r, i);
    if (!is_body(k)) continue;
    for (unsigned j = 0; j < k->id_count && p->count < 2; j++) /* a knee, and a joint */
      if (!(p->count && p->id[0] == k->id[j])) p->id[p->count++] = k->id[j];
  }
}

/* "Abdominal Examination: inspection: Visible distension., palpation: tender", "left wrist: swelling", "examination of
 * the abdomen reveals distension": what follows is of that part. An examination's part holds until the next examination
 * or test, a label's until the next label. */
void dp_places(dp_reader *r) {
  static const char *const specimens[] = {"urine",    "urinalysis", "dipstick", "urinary", "csf",   "cerebrospinal",
                                          "synovial", "pleural",    "ascitic",  "stool",   "sputum"};
  struct dp_place label = {0}, none = {0};
  if (r->specimen) r->exam_place = none;
  r->specimen = false;
  for (uint32_t i = r->first; i + 1 < r->end && i < r->first + 5 && !r->specimen; i++) {
    if (dp_at(r, i)->kind == TK_PUNCT) break;
    for (size_t w = 0; w < sizeof specimens / sizeof *specimens; w++) {
      if (!dp_tok_is(r, i, specimens[w])) continue;
      uint32_t c = i + 1; /* a label: the colon comes within three words, a test of it stands behind */
      while (c < r->end && c < i + 4 && dp_at(r, c)->kind != TK_PUNCT) c++;
      if (c >= r->end || dp_at(r, c)->punct != ':') continue;
      r->specimen = true;
      r->exam_place = none;
      bool test = dp_tok_is(r, i, "urinalysis") || dp_tok_is(r, i, "dipstick") || dp_tok_is(r, i, "urinary");
      char stem[DP_STEM_MAX];
      uint16_t word = test                    ? dp_lex_find_word(&r->lex, stem, dp_stem("urine", 5, stem))
                      : dp_at(r, i)->id_count ? dp_at(r, i)->id[0]
                                              : (uint16_t)DP_NONE;
      if (word != DP_NONE && r->lex.words[word].expand) word = r->lex.pool[r->lex.words[word].expand + 1];
      if (word != DP_NONE) r->exam_place.id[r->exam_place.count++] = word;
    }
  }
  struct dp_place specimen = r->exam_place;
  uint32_t start = r->first; /* of the label that may be in the making */
  for (uint32_t i = r->first; i < r->end; i++)
    if (is_body(dp_at(r, i))) lend_general(r, i);
  if (r->section != DP_SEC_EXAMINATION && r->section != DP_SEC_NONE && !r->specimen) r->exam_place = none;
  for (uint32_t i = r->first; i < r->end; i++) {
    const dp_tok *k = dp_at(r, i);
    struct dp_place *here = &r->place[i - r->first];
    *here = label.count ? label : r->exam_place;
    if (k->kind == TK_PUNCT) {
      if (k->punct == ':' && i > start && i - start <= 6) {
        label = none;
        bool exam = dp_tok_is(r, i - 1, "examination") || dp_tok_is(r, i - 1, "exam");
        for (uint32_t j = start; j < i; j++) r->place[j - r->first] = none;
        if (exam) {
          r->exam_place = none;
          add_place(r, &r->exam_place, start, i);
        } else if (r->specimen) {
          r->exam_place = specimen;
        } else if (r->section == DP_SEC_EXAMINATION || r->section == DP_SEC_NONE) {
          add_place(r, &label, start, i);
          for (uint32_t j = start; j < i; j++)
            if (dp_match_test_word(r, j)) label = r->exam_place = none;
        }
      }
      if (k->punct != '-' && k->punct != '/' && k->punct != '(' && k->punct != ')') start = i + 1;
      continue;
    }
    if ((dp_tok_is(r, i, "examination") || dp_tok_is(r, i, "exam")) &&
        !(i + 1 < r->end && dp_at(r, i + 1)->punct == ':')) {
      struct dp_place told = {0};
      if (i + 1 < r->end && dp_at(r, i + 1)->key == K_OF) add_place(r, &told, i + 2, i + 6 < r->end ? i + 6 : r->end);
      else if (i > r->first) add_place(r, &told, i - 1, i);
      if (told.count) label = told;
    }
  }
}

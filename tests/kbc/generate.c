/* generate.c: findings in families of four (a parent and its children), conditions that draw from a region of the
 * findings, so that neighbours are rivals, with every field that the format has. Not medicine: only its shape.
 */
#include "generate.h"

static uint64_t next(uint64_t *state) { /* xorshift64*, Vigna 2016 */
  uint64_t x = *state;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  *state = x;
  return x * UINT64_C(2685821657736338717);
}
static uint64_t below(uint64_t *state, uint64_t n) { return (next(state) >> 16) % n; }

static const char *const syllables[] = {"ka",  "lo",  "mir", "tan", "ve",  "shu", "pol", "dra",
                                        "ni",  "cor", "bel", "fa",  "gru", "hes", "jo",  "qui",
                                        "rum", "sta", "ti",  "wen", "xa",  "yor", "zim", "ob"};
enum { SYLLABLES = sizeof syllables / sizeof *syllables };

/* A word for a number, three syllables or more, each number its own. */
static void put_word(dp_buf *b, size_t n) {
  for (int i = 0; i < 3 || n; i++) dp_buf_text(b, syllables[n % SYLLABLES]), n /= SYLLABLES;
}
static void put_id(dp_buf *b, char kind, size_t n) {
  dp_buf_char(b, kind);
  dp_buf_char(b, '_');
  dp_buf_uint(b, n);
}

static void put_finding(dp_buf *b, size_t n, uint64_t *r) {
  static const char *const kinds[] = {"symptom", "symptom", "sign", "lab", "history", "risk"};
  size_t family = n - n % 4;
  dp_buf_text(b, "finding ");
  put_id(b, 'f', n);
  dp_buf_text(b, "\n  name: ");
  put_word(b, n * 7919 + 100000);
  dp_buf_text(b, "\n  kind: ");
  dp_buf_text(b, kinds[family / 4 % 6]);
  if (n != family) dp_buf_text(b, "\n  is: "), put_id(b, 'f', family);
  dp_buf_text(b, "\n  say: ");
  for (int i = 0; i < 4; i++) {
    if (i) dp_buf_text(b, " | ");
    put_word(b, n * 13 + 5 + (size_t)i);
    dp_buf_char(b, ' ');
    put_word(b, n * 31 + 77777 + (size_t)i * 11);
  }
  dp_buf_text(b, "\n  ask: Do you have it?\n  rate: ");
  dp_buf_fixed(b, (int64_t)(n == family ? 400 + below(r, 900) : 10 + below(r, 390)), 2, true);
  if (n % 8 == 0) dp_buf_text(b, "\n  complaint: 2");
  if (n % 40 == 3) dp_buf_text(b, "\n  when: level > 50 age 12y- sex f\n  when: level >= 60");
  dp_buf_char(b, '\n');
}

static void put_rows(dp_buf *b, size_t first, size_t count, size_t findings, uint64_t *r) {
  for (size_t i = 0; i < count; i++) {
    dp_buf_text(b, "    ");
    put_id(b, 'f', (first + i) % findings);
    dp_buf_char(b, ' ');
    uint64_t low = 1 + below(r, 80);
    dp_buf_uint(b, low);
    if (below(r, 2)) dp_buf_char(b, '-'), dp_buf_uint(b, low + below(r, 20));
    dp_buf_text(b, below(r, 3) ? "\n" : " @made_up\n");
  }
}

static void put_condition(dp_buf *b, size_t n, size_t conditions, size_t findings, uint64_t *r) {
  size_t first = n * findings / conditions;
  dp_buf_text(b, "condition ");
  put_id(b, 'c', n);
  dp_buf_text(b, "\n  name: ");
  put_word(b, n * 104729 + 9000000);
  dp_buf_text(b, "\n  aka: ");
  put_word(b, n * 15485863 + 3);
  dp_buf_text(b, " disease\n  icd10: A00.0-B99.9\n  field: made_up\n  is: made_up_disease\n  reviewed: 2026-11-24\n"
                 "  summary: A condition that nobody has.\n  rate: ");
  dp_buf_uint(b, 1 + below(r, 500));
  dp_buf_text(b, " estimate\n  age: 0.1 0.2 0.5 1 1 2 3 4 5\n  sex: female ");
  dp_buf_uint(b, 20 + below(r, 60));
  dp_buf_text(b, "\n  urgency: urgent\n  danger: 5 It is not known what it does.\n"
                 "  course: hours 20, days 40, weeks 40 estimate\n  onset: sudden 30, gradual 70 estimate\n  comes: "
                 "estimate\n    ");
  put_id(b, 'f', first - first % 8);
  dp_buf_text(b, " 40\n  findings: estimate\n");
  put_rows(b, first - first % 8, 35, findings, r);
  dp_buf_text(b, "  children: estimate\n");
  put_rows(b, first, 2, findings, r);
  dp_buf_text(b, "  risks: estimate\n    ");
  put_id(b, 'f', (first + 60) % findings);
  dp_buf_text(b, " 2.5\n  background: ");
  put_id(b, 'f', (first + 70) % findings);
  dp_buf_text(b, "\n  excluded: ");
  put_id(b, 'f', (first + 80) % findings);
  dp_buf_text(b, "\n  confused: ");
  put_id(b, 'c', (n + 1) % conditions);
  dp_buf_text(b, "\n  text causes: Nobody knows.\n\n      Really nobody.\n");
}

static bool add(dp_arena *a, kbc_file *file, const char *folder, char kind, size_t n, dp_buf *bytes) {
  dp_buf path;
  dp_buf_init(&path, a);
  dp_buf_text(&path, folder);
  put_id(&path, kind, n);
  dp_buf_text(&path, ".txt");
  *file = (kbc_file){.path = dp_buf_view(&path), .bytes = dp_buf_view(bytes)};
  return !path.failed && !bytes->failed;
}

kbc_file *generate_knowledge(dp_arena *a, size_t conditions, uint64_t seed, size_t *count) {
  size_t findings = conditions + conditions / 2 < 100 ? 100 : conditions + conditions / 2;
  uint64_t r = seed | 1;
  kbc_file *files = DP_NEW_ARRAY(a, kbc_file, conditions + 2);
  dp_buf b;
  dp_buf_init(&b, a);
  dp_buf_text(&b,
              "source made_up\n  title: Nothing\n  publisher: Nobody\n  year: 2026\nclass made_up_disease\n  name: "
              "Made-up disease\n"
              "measure level\n  name: Level of nothing\n  unit: mmol/L\n  units: mg/dL = 0.0555\n  range: 0-1000\n");
  bool ok = files && add(a, &files[0], "", 'x', 0, &b);
  dp_buf_init(&b, a);
  for (size_t n = 0; n < findings; n++) put_finding(&b, n, &r);
  ok = ok && add(a, &files[1], "findings/", 'f', 0, &b);
  for (size_t n = 0; ok && n < conditions; n++) {
    dp_buf_init(&b, a);
    put_condition(&b, n, conditions, findings, &r);
    ok = add(a, &files[n + 2], "conditions/made_up/", 'c', n, &b);
  }
  *count = conditions + 2;
  return ok ? files : NULL;
}

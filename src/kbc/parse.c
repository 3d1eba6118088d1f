/* parse.c: text to lines, lines to entries and fields, and each entry to the reader of its kind.
 *
 * The grammar is the indentation: an entry begins in column one, its fields are indented by two spaces, the rows of a
 * field by four, and what continues the line before by six. This file knows no field; parse_finding.c,
 * parse_condition.c and parse_topic.c do. Every error is said where it is, and the parser goes on with the next line,
 * so that one run shows all there is to mend.
 *
 * Invariant: a view into a file's bytes stays valid as long as the model (the caller keeps the files).
 */
#include "inner.h"

/* ---- which entries a file may hold ------------------------------------------------------------------------------- */

typedef void kbc_reader(kbc_parser *p, const kbc_entry *e);
static const struct {
  const char *keyword;
  kbc_reader *read;
  const char *home;
} keywords[] = {
    {"source", kbc_read_source, "sources.txt"}, {"word", kbc_read_word, "words.txt"},
    {"class", kbc_read_class, "classes.txt"},   {"finding", kbc_read_finding, "findings/"},
    {"measure", kbc_read_measure, "findings/"}, {"condition", kbc_read_condition, "conditions/"},
    {"symptom", kbc_read_symptom, "symptoms/"}, {"procedure", kbc_read_procedure, "procedures/"},
    {"rule", kbc_read_rule, "guidance/"},       {"test", kbc_read_test, "tests/"},
    {"medicine", kbc_read_medicine, "medicines/"}, {"near", kbc_read_near, "near.txt"},
};
enum { KEYWORD_COUNT = sizeof keywords / sizeof *keywords };
static const char *keyword_name(unsigned i) { return i < KEYWORD_COUNT ? keywords[i].keyword : ""; }

/* Whether a file of this path is a home of some kind of entry; any other file in the folder itself may hold all kinds.
 */
static bool is_home(dp_str path) {
  for (unsigned k = 0; k < KEYWORD_COUNT; k++)
    if (dp_str_starts(path, dp_str_of(keywords[k].home))) return true;
  return false;
}
static bool is_free(dp_str path) { return !is_home(path) && !memchr(path.at, '/', path.size); }

/* ---- values of several lines ------------------------------------------------------------------------------------- */

kbc_place kbc_place_in(const kbc_value *v, const char *at) {
  kbc_place place = {0, v->file, 1};
  size_t offset = at >= v->text.at ? (size_t)(at - v->text.at) : 0;
  if (offset > v->text.size) offset = v->text.size;
  for (size_t i = 0; i < v->seg_count && v->segs[i].offset <= offset; i++) {
    place.line = v->segs[i].line;
    unsigned column = v->segs[i].column;
    for (size_t k = v->segs[i].offset; k < offset; k++) column += ((unsigned char)v->text.at[k] & 0xC0) != 0x80;
    place.column = (uint16_t)(column < UINT16_MAX ? column : UINT16_MAX);
  }
  return place;
}

typedef struct piece {
  dp_str text;
  uint32_t line;
  uint16_t column;
  bool after_blank;
} piece;
typedef struct scanner {
  kbc_parser *p;
  dp_str path;
  uint16_t file;
  struct {
    piece *at;
    size_t count, room;
  } pieces; /* of the value that is being read */
  kbc_entry entry;
  const kbc_map *overridden; /* "keyword id" of what the overrides hold; NULL in one of them */
  bool has_entry, has_field, in_row, skipping;
} scanner;

static bool is_prose(const kbc_field *f) { return f->section.size || dp_str_eq(f->key, DP_STR("summary")); }

/* What stands between two pieces of a value: prose keeps its paragraphs, list items ("- ") and questions ("? "). */
static const char *glue(const piece *next, bool prose) {
  if (!prose) return " ";
  if (next->after_blank || dp_str_starts(next->text, DP_STR("? "))) return "\n\n";
  return dp_str_starts(next->text, DP_STR("- ")) ? "\n" : " ";
}

/* Joins the pieces into *out and forgets them. */
static void join(scanner *s, bool prose, kbc_value *out) {
  dp_arena *a = s->p->arena;
  size_t n = s->pieces.count;
  *out = (kbc_value){.text = DP_STR(""), .file = s->file};
  kbc_seg *segs = DP_NEW_ARRAY(a, kbc_seg, n);
  if (n == 0 || !segs) return;
  if (n == 1) {
    out->text = s->pieces.at[0].text;
    segs[0] = (kbc_seg){0, s->pieces.at[0].line, s->pieces.at[0].column};
  } else {
    dp_buf b;
    dp_buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
      if (i && b.size) dp_buf_text(&b, glue(&s->pieces.at[i], prose));
      segs[i] = (kbc_seg){b.size, s->pieces.at[i].line, s->pieces.at[i].column};
      dp_buf_str(&b, s->pieces.at[i].text);
    }
    out->text = dp_buf_view(&b);
  }
  out->segs = segs;
  out->seg_count = n;
  s->pieces.count = 0;
}

static kbc_field *last_field(scanner *s) { return &s->entry.fields.at[s->entry.fields.count - 1]; }

/* The value or row that was being read is complete. */
static void end_value(scanner *s) {
  if (!s->has_field) return;
  kbc_field *f = last_field(s);
  if (s->in_row) {
    kbc_value row;
    join(s, false, &row);
    (void)DP_PUSH(s->p->arena, &f->rows, row);
  } else {
    join(s, is_prose(f), &f->value);
  }
  s->in_row = false;
}

static void end_entry(scanner *s) {
  end_value(s);
  s->has_field = false;
  if (!s->has_entry) return;
  s->has_entry = false;
  for (unsigned k = 0; k < KEYWORD_COUNT; k++)
    if (dp_str_eq(s->entry.keyword, dp_str_of(keywords[k].keyword))) keywords[k].read(s->p, &s->entry);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

/* Takes a comment off the end of a line: `#` at its start, or after two spaces and before a space. */
static dp_str without_comment(dp_str line) {
  size_t i = 0;
  while (i < line.size && line.at[i] == ' ') i++;
  if (i < line.size && line.at[i] == '#') return (dp_str){line.at, 0};
  for (; i + 3 < line.size; i++)
    if (line.at[i] == ' ' && line.at[i + 1] == ' ' && line.at[i + 2] == '#' && line.at[i + 3] == ' ')
      return (dp_str){line.at, i};
  return line;
}

static kbc_place place_of(const scanner *s, uint32_t line, size_t column) {
  return (kbc_place){line, s->file, (uint16_t)(column < UINT16_MAX ? column : UINT16_MAX)};
}

/* `keyword id` in column one. */
static void begin_entry(scanner *s, dp_str line, uint32_t number) {
  end_entry(s);
  kbc_parser *p = s->p;
  dp_str rest = line, keyword = kbc_next_word(&rest), id = kbc_next_word(&rest);
  unsigned k = 0;
  while (k < KEYWORD_COUNT && !dp_str_eq(keyword, dp_str_of(keywords[k].keyword))) k++;
  s->skipping = true; /* until the entry is known to be good */
  if (k == KEYWORD_COUNT) {
    KBC_FAIL(p->report, place_of(s, number, 1), "`%.*s` begins no entry%s", KBC_S(keyword),
             kbc_hint(p->arena, kbc_nearest(keyword, keyword_name, KEYWORD_COUNT)));
    return;
  }
  if (!is_free(s->path) && !dp_str_starts(s->path, dp_str_of(keywords[k].home))) {
    KBC_FAIL(p->report, place_of(s, number, 1), "a %s belongs into %s", keywords[k].keyword, keywords[k].home);
    return;
  }
  size_t id_column = (size_t)(id.at - line.at) + 1;
  if (!kbc_is_id(id)) {
    KBC_FAIL(p->report, place_of(s, number, id.size ? id_column : line.size + 1),
             "expected an id of small letters, digits and `_` (at most 63) after `%s`", keywords[k].keyword);
    return;
  }
  if (rest.size) {
    KBC_FAIL(p->report, place_of(s, number, (size_t)(rest.at - line.at) + 1), "nothing may follow the id");
    return;
  }
  if (s->overridden && kbc_map_get(s->overridden, (dp_str){line.at, (size_t)(id.at - line.at) + id.size})) return;
  s->entry = (kbc_entry){.keyword = keyword, .id = id, .place = place_of(s, number, id_column)};
  s->has_entry = true;
  s->skipping = false;
}

/* `key: value` after two spaces. */
static void begin_field(scanner *s, dp_str line, uint32_t number) {
  end_value(s);
  kbc_parser *p = s->p;
  dp_str rest = {line.at + 2, line.size - 2}, whole = rest;
  const char *colon = memchr(rest.at, ':', rest.size);
  s->has_field = false;
  if (!colon) {
    KBC_FAIL(p->report, place_of(s, number, 3), "expected `key: value`");
    return;
  }
  dp_str key = dp_str_cut(&rest, ':');
  dp_str section = key, first = kbc_next_word(&section);
  kbc_field f = {.key = first, .section = section, .place = place_of(s, number, 3)};
  if (first.size == 0 || (section.size && !dp_str_eq(first, DP_STR("text")))) {
    KBC_FAIL(p->report, place_of(s, number, 3), "expected `key: value`: a key is one word, not `%.*s`", KBC_S(key));
    return;
  }
  if (!DP_PUSH(p->arena, &s->entry.fields, f)) return;
  s->has_field = true;
  dp_str value = dp_str_trim(rest);
  if (value.size) {
    piece v = {value, number, place_of(s, number, (size_t)(value.at - whole.at) + 3).column, false};
    (void)DP_PUSH(p->arena, &s->pieces, v);
  }
}

static void read_line(scanner *s, dp_str line, uint32_t number, bool after_blank) {
  kbc_parser *p = s->p;
  size_t indent = 0;
  while (indent < line.size && line.at[indent] == ' ') indent++;
  if (indent == 0) {
    begin_entry(s, line, number);
    return;
  }
  if (!s->has_entry) {
    if (!s->skipping) KBC_FAIL(p->report, place_of(s, number, 1), "a field before the first entry");
    s->skipping = true;
    return;
  }
  piece v = {{line.at + indent, line.size - indent}, number, place_of(s, number, indent + 1).column, after_blank};
  if (indent == 2) {
    begin_field(s, line, number);
  } else if (indent == 4) {
    if (!s->has_field) return; /* its field was wrong and has been reported */
    end_value(s);
    s->in_row = true;
    (void)DP_PUSH(p->arena, &s->pieces, v);
  } else if (indent == 6) {
    if (!s->has_field) return;
    (void)DP_PUSH(p->arena, &s->pieces, v);
  } else {
    KBC_FAIL(p->report, place_of(s, number, indent + 1),
             "indented by %zu spaces: fields take 2, rows 4, lines that go on 6", indent);
  }
}

/* Tabs, carriage returns, other control characters and bytes that are not UTF-8. */
static bool line_is_clean(scanner *s, dp_str line, uint32_t number) {
  size_t column = 0;
  for (size_t i = 0; i < line.size;) {
    size_t at = i;
    uint32_t c = dp_utf8_next(line, &i);
    column++;
    const char *what = NULL;
    if (c == '\t') what = "a tab: use spaces";
    else if (c == '\r') what = "a carriage return: lines end in a line feed alone";
    else if (c < 0x20 || c == 0x7F) what = "a control character";
    else if (c == 0xFFFD && i - at == 1) what = "not UTF-8";
    if (what) {
      KBC_FAIL(s->p->report, place_of(s, number, column), "%s", what);
      return false;
    }
  }
  return true;
}

static void parse_file(kbc_parser *p, const kbc_file *file, uint16_t index, const kbc_map *overridden) {
  scanner s = {.p = p, .path = file->path, .file = index, .overridden = file->local ? NULL : overridden};
  dp_str rest = file->bytes;
  if (!is_home(s.path) && !is_free(s.path)) {
    KBC_FAIL(p->report, ((kbc_place){1, index, 1}), "no kind of entry lives in this folder");
    return;
  }
  bool blank = false;
  for (uint32_t number = 1; rest.size && !p->arena->failed; number++) {
    dp_str line = dp_str_cut(&rest, '\n');
    if (!line_is_clean(&s, line, number)) continue;
    line = without_comment(line);
    while (line.size && line.at[line.size - 1] == ' ') line.size--;
    if (line.size) read_line(&s, line, number, blank);
    blank = line.size == 0;
  }
  end_entry(&s);
}

/* ---- fields to their rules --------------------------------------------------------------------------------------- */

static const char *nearest_key(dp_str s, const kbc_rule *rules, size_t count) {
  const char *best = NULL;
  unsigned least = s.size < 5 ? 2 : 3; /* one beyond what counts as near */
  for (size_t i = 0; i < count; i++) {
    unsigned d = dp_str_distance(s, dp_str_of(rules[i].key), least);
    if (d < least) best = rules[i].key, least = d;
  }
  return best;
}

void kbc_read_fields(kbc_parser *p, const kbc_entry *e, const kbc_rule *rules, size_t rule_count, void *entry) {
  uint64_t seen = 0; /* a bit for each rule; no kind of entry has 64 */
  for (size_t i = 0; i < e->fields.count; i++) {
    const kbc_field *f = &e->fields.at[i];
    size_t r = 0;
    while (r < rule_count && !dp_str_eq(f->key, dp_str_of(rules[r].key))) r++;
    if (r == rule_count) {
      KBC_FAIL(p->report, f->place, "a %.*s has no field `%.*s`%s", KBC_S(e->keyword), KBC_S(f->key),
               kbc_hint(p->arena, nearest_key(f->key, rules, rule_count)));
      continue;
    }
    if (seen >> r & 1 && !(rules[r].flags & KBC_MANY)) {
      KBC_FAIL(p->report, f->place, "`%s` is stated twice", rules[r].key);
      continue;
    }
    seen |= (uint64_t)1 << r;
    if (f->rows.count && !(rules[r].flags & KBC_TABLE)) {
      KBC_FAIL(p->report, kbc_place_in(&f->rows.at[0], f->rows.at[0].text.at),
               "`%s` has no rows: a line that goes on is indented by 6", rules[r].key);
      continue;
    }
    if (!f->rows.count && !f->value.text.size) {
      KBC_FAIL(p->report, f->place, "`%s` is empty", rules[r].key);
      continue;
    }
    rules[r].read(p, entry, f);
  }
  for (size_t r = 0; r < rule_count; r++)
    if (rules[r].flags & KBC_NEEDED && !(seen >> r & 1))
      KBC_FAIL(p->report, e->place, "`%.*s` does not state `%s`", KBC_S(e->id), rules[r].key);
}

/* ---- overrides --------------------------------------------------------------------------------------------------- */

/* The lines of overrides that begin an entry, "condition asthma"; one space between the words, as in the built-in files. */
static bool note_overrides(const kbc_file *file, kbc_map *overridden) {
  dp_str rest = file->bytes;
  while (rest.size) {
    dp_str line = without_comment(dp_str_cut(&rest, '\n')), words = line;
    if (!line.size || line.at[0] == ' ') continue;
    dp_str keyword = kbc_next_word(&words), id = kbc_next_word(&words);
    dp_buf b;
    dp_buf_init(&b, overridden->arena);
    dp_buf_str(&b, keyword), dp_buf_char(&b, ' '), dp_buf_str(&b, id);
    if (b.failed || !kbc_map_add(overridden, dp_buf_view(&b), 1, NULL)) return false;
  }
  return true;
}

/* What a file is called in reports and on pages. */
static dp_str shown_path(const kbc_file *file, dp_arena *arena) {
  dp_buf b;
  if (!file->local) return file->path;
  dp_buf_init(&b, arena);
  dp_buf_text(&b, "overrides/"), dp_buf_str(&b, file->path);
  return dp_buf_view(&b);
}

/* ---- all files --------------------------------------------------------------------------------------------------- */

/* A name that cannot be printed is reported and its file is not read. */
static bool path_is_clean(dp_str path) {
  for (size_t i = 0; i < path.size; i++)
    if ((unsigned char)path.at[i] < 0x20 || path.at[i] == 0x7F) return false;
  return path.size && dp_utf8_valid(path);
}

static int compare_paths(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return dp_str_cmp(((const kbc_file *)a)->path, ((const kbc_file *)b)->path);
}

static int compare_topics(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  return (int)((const kbc_topic *)a)->kind - (int)((const kbc_topic *)b)->kind;
}

dp_status kbc_load(const kbc_file *files, size_t count, dp_arena *arena, kbc_report *report, kbc_model **out,
                   dp_error *err) {
  kbc_model *m = DP_NEW(arena, kbc_model);
  kbc_file *sorted = DP_NEW_ARRAY(arena, kbc_file, count);
  if (!m || !sorted) return dp_fail(err, DP_ERR_MEMORY, "no memory to parse the knowledge");
  if (count >= DP_NONE) return dp_fail(err, DP_ERR_TOO_LARGE, "the knowledge has more than 65,534 files");
  *out = m;
  if (count) memcpy(sorted, files, count * sizeof *files);
  bool ok = dp_sort(arena, sorted, count, sizeof *sorted, compare_paths, NULL);
  for (size_t i = 0; ok && i < count; i++)
    ok = DP_PUSH(arena, &m->files, sorted[i].path) && DP_PUSH(report->arena, &report->files, sorted[i].path);
  kbc_parser p = {arena, m, report};
  kbc_map overridden = {.arena = arena};
  bool overrides = false;
  for (size_t i = 0; ok && i < count; i++)
    if (sorted[i].local) ok = note_overrides(&sorted[i], &overridden), overrides = true;
  for (size_t i = 0; ok && i < count; i++) {
    if (path_is_clean(sorted[i].path)) {
      parse_file(&p, &sorted[i], (uint16_t)i, overrides ? &overridden : NULL);
      m->files.at[i] = report->files.at[i] = shown_path(&sorted[i], arena);
      continue;
    }
    m->files.at[i] = report->files.at[i] = DP_STR("?");
    KBC_FAIL(report, ((kbc_place){1, (uint16_t)i, 1}), "the name of this file is not UTF-8, or has control characters");
  }
  ok = ok && dp_sort(arena, m->topics.at, m->topics.count, sizeof *m->topics.at, compare_topics, NULL);
  if (!ok || !kbc_resolve(m, arena, report) || arena->failed)
    return dp_fail(err, DP_ERR_MEMORY, "no memory to parse the knowledge");
  if (report->all_errors)
    return dp_fail(err, DP_ERR_KNOWLEDGE, "the knowledge has %zu error%s", report->all_errors,
                   report->all_errors == 1 ? "" : "s");
  return DP_OK;
}

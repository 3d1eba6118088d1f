/* page.c: a page's sections: for each the prose that is written of it, then what the engine knows.
 *
 * The table below is the order of a page. A section with prose is `written`; one without it that the engine fills is shown
 * all the same; an empty one that such a page should have is missing, and is named.
 */
#include "prose.h"

const char dp_page_disclaimer[] =
    "This page is general information for people and for those who care for them. It does not replace an examination or advice "
    "by a health professional who knows the patient. Do not wait or change a treatment because of something read here. In an "
    "emergency call your emergency number.";

const char dp_page_uncited[] =
    "No sentence of this page cites a source yet: it is written from general medical knowledge and has not been checked line by line.";

const char *dp_block_kind_name(unsigned kind) {
  static const char *const names[] = {"paragraph", "list", "question", "findings", "risks", "conditions", "facts"};
  return kind < DP_BLOCK_KIND_COUNT ? names[kind] : "";
}

typedef dp_maker maker;

/* ---- numbers in words ------------------------------------------------------------------------------------------------ */

static dp_str say(maker *m, dp_buf *b) {
  if (b->failed) m->failed = true;
  return dp_buf_view(b);
}

/* "about 7 in 10", "2 in 100": whole numbers of people, as NHS pages count them. */
static dp_str share_words(maker *m, unsigned permille) {
  dp_buf b;
  dp_buf_init(&b, m->arena);
  if (permille >= 950) dp_buf_text(&b, "almost everybody");
  else if (permille >= 100) dp_buf_text(&b, "about "), dp_buf_uint(&b, (permille + 50) / 100), dp_buf_text(&b, " in 10");
  else if (permille >= 10) dp_buf_text(&b, "about "), dp_buf_uint(&b, (permille + 5) / 10), dp_buf_text(&b, " in 100");
  else dp_buf_text(&b, "hardly anybody");
  return say(m, &b);
}

static dp_str odds_words(maker *m, uint32_t milli) {
  dp_buf b;
  dp_buf_init(&b, m->arena);
  if (milli >= 1000) dp_buf_text(&b, "raises the odds "), dp_buf_fixed(&b, (milli + 50) / 100, 1, true), dp_buf_text(&b, " times");
  else dp_buf_text(&b, "lowers the odds to "), dp_buf_uint(&b, (milli + 5) / 10), dp_buf_text(&b, " %");
  return say(m, &b);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------------ */

void dp_make_put(dp_maker *m, dp_blocks *to, dp_block b) {
  if (!DP_PUSH(m->arena, to, b)) m->failed = true;
}

static void put_text(maker *m, dp_blocks *to, const char *text) {
  dp_make_put(m, to, (dp_block){.kind = DP_BLOCK_PARAGRAPH, .text = dp_str_of(text)});
}

void dp_make_row(maker *m, dp_block *b, dp_page_row r) {
  if (!DP_PUSH(m->arena, &b->rows, r)) m->failed = true;
}

static int by_share(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const dp_page_row *x = a, *y = b;
  unsigned p = (unsigned)x->low + x->high, q = (unsigned)y->low + y->high;
  return p == q ? 0 : p < q ? 1 : -1;
}

static bool among(unsigned kind, unsigned kinds) { return kinds >> kind & 1; }

enum { FELT = 1 << DP_KIND_SYMPTOM, SEEN = 1 << DP_KIND_SIGN | 1 << DP_KIND_VITAL,
       TESTED = 1 << DP_KIND_LAB | 1 << DP_KIND_IMAGING | 1 << DP_KIND_TEST };

/* The condition's rows of some kinds of finding, most frequent first. Plain pages stop where a thing is rare; professional ones
 * show all, those that speak against too. */
static void put_rows(maker *m, dp_blocks *to, const char *title, dp_rows table, unsigned kinds) {
  const dp_kb *kb = m->kb;
  dp_kb_row_view rows = dp_kb_rows(kb, m->c, table);
  dp_block b = {.kind = DP_BLOCK_FINDINGS, .text = dp_str_of(title)};
  bool plain = m->v->level == DP_LEVEL_PLAIN;
  for (size_t i = 0; i < rows.count; i++) {
    const dp_kb_row *r = &rows.at[i];
    unsigned share = (r->low + r->high + 1u) / 2;
    if (!among(kb->findings[r->finding].kind, kinds) || r->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
    if (plain && (share < 50 || share * 1000 < kb->findings[r->finding].rate_ppm)) continue; /* nor what is rarer than in others */
    dp_make_row(m, &b, (dp_page_row){.page = dp_page_of_finding(kb, r->finding), .finding = r->finding, .source = r->source,
                                 .low = r->low, .high = r->high, .line = dp_kb_row_line(m->c, r),
                                 .words = share_words(m, share)});
  }
  if (!b.rows.count) return;
  if (!dp_sort(m->arena, b.rows.at, b.rows.count, sizeof *b.rows.at, by_share, NULL)) m->failed = true;
  if (plain && b.rows.count > 14) b.rows.count = 14;
  for (size_t i = 0; i < b.rows.count; i++) {
    if (b.rows.at[i].source == DP_NONE) m->v->estimates++;
    else (void)dp_page_cite(m->v, m->arena, b.rows.at[i].source);
  }
  dp_make_put(m, to, b);
}

static void put_list(maker *m, dp_blocks *to, const char *title, dp_kb_list list) {
  dp_ids ids = dp_kb_ids(m->kb, list);
  dp_block b = {.kind = DP_BLOCK_CONDITIONS, .text = dp_str_of(title)};
  for (size_t i = 0; i < ids.count; i++)
    dp_make_row(m, &b, (dp_page_row){.page = dp_page_of_finding(m->kb, ids.at[i]), .finding = ids.at[i], .source = DP_NONE});
  if (b.rows.count) dp_make_put(m, to, b);
}

/* ---- what the engine knows of a condition ------------------------------------------------------------------------------ */

void dp_make_fact(maker *m, dp_block *b, const char *label, dp_buf *value) {
  dp_make_row(m, b, (dp_page_row){.page = DP_NONE, .finding = DP_NONE, .source = DP_NONE, .label = dp_str_of(label), .words = say(m, value)});
}

static void who(maker *m, dp_blocks *to) {
  const dp_kb_condition *c = m->c;
  dp_block b = {.kind = DP_BLOCK_FACTS};
  dp_buf t;
  dp_buf_init(&t, m->arena);
  dp_buf_text(&t, "about ");
  dp_buf_fixed(&t, c->rate_milli, 3, true);
  dp_buf_text(&t, " of 100,000 people come with it to medical care in a year");
  dp_make_fact(m, &b, "How common", &t);
  uint32_t top = 0;
  for (unsigned i = 0; i < DP_BANDS; i++) top = c->age_milli[i] > top ? c->age_milli[i] : top;
  dp_buf_init(&t, m->arena);
  bool all = true;
  for (unsigned i = 0; i < DP_BANDS; i++) all = all && c->age_milli[i] * 2ull >= top;
  for (unsigned i = 0; i < DP_BANDS && !all; i++)
    if (c->age_milli[i] * 2ull >= top) { /* at least half the peak's rate: those are the usual ages */
      if (t.size) dp_buf_text(&t, ", ");
      dp_buf_text(&t, dp_kb_band_name(i));
    }
  if (all) dp_buf_text(&t, "alike at all ages");
  dp_make_fact(m, &b, "Most often at ages", &t);
  dp_buf_init(&t, m->arena);
  if (c->flags & DP_CONDITION_FEMALE_ONLY) dp_buf_text(&t, "women and girls only");
  else if (c->flags & DP_CONDITION_MALE_ONLY) dp_buf_text(&t, "men and boys only");
  else {
    dp_buf_text(&t, "of 100 people with it about "), dp_buf_uint(&t, (c->female_permille + 5u) / 10);
    dp_buf_text(&t, " are women or girls");
  }
  dp_make_fact(m, &b, "Sex", &t);
  if (c->flags & DP_CONDITION_PREGNANCY_ONLY || c->pregnancy_milli != 1000) {
    dp_buf_init(&t, m->arena);
    if (c->flags & DP_CONDITION_PREGNANCY_ONLY) dp_buf_text(&t, "only in pregnancy or after birth");
    else dp_buf_fixed(&t, c->pregnancy_milli, 3, true), dp_buf_text(&t, " times the usual rate");
    dp_make_fact(m, &b, "In pregnancy", &t);
  }
  dp_make_put(m, to, b);
}

static void risks(maker *m, dp_blocks *to) {
  dp_block b = {.kind = DP_BLOCK_RISKS, .text = DP_STR("What makes it more or less likely")};
  for (size_t i = 0; i < m->c->risk_count; i++) {
    const dp_kb_risk *r = &m->kb->risks[m->c->risk_first + i];
    if (r->source == DP_NONE) m->v->estimates++;
    else (void)dp_page_cite(m->v, m->arena, r->source);
    dp_make_row(m, &b, (dp_page_row){.page = dp_page_of_finding(m->kb, r->finding), .finding = r->finding, .source = r->source,
                                 .odds_milli = r->odds_milli, .line = m->c->line + r->line,
                                 .words = odds_words(m, r->odds_milli)});
  }
  if (b.rows.count) dp_make_put(m, to, b);
}

static void seek_condition(maker *m, dp_blocks *to) {
  static const char *const care[] = {
      "Usually this can be looked after at home. See a doctor or pharmacist if you are unsure, or if it does not get better.",
      "Make an ordinary appointment with a doctor.",
      "See a doctor within a day.",
      "This is an emergency: call your emergency number or go to hospital at once."};
  if (!to->count && m->c->urgency < DP_URGENCY_COUNT) put_text(m, to, care[m->c->urgency]);
  put_list(m, to, "More urgent with any of these", m->c->redflags);
}

static void course(maker *m, dp_blocks *to) {
  const dp_kb_condition *c = m->c;
  if (c->course_permille[0] == UINT16_MAX) return;
  dp_block b = {.kind = DP_BLOCK_FACTS};
  dp_buf t;
  dp_buf_init(&t, m->arena);
  for (unsigned i = 0; i < DP_COURSE_COUNT; i++) {
    if (c->course_permille[i] < 50) continue;
    if (t.size) dp_buf_text(&t, ", ");
    dp_buf_text(&t, dp_kb_course_name(i)), dp_buf_text(&t, " (");
    dp_buf_fixed(&t, c->course_permille[i], 1, true), dp_buf_text(&t, " %)");
  }
  dp_make_fact(m, &b, "How long people have had it when they come", &t);
  if (c->sudden_permille != UINT16_MAX) {
    dp_buf_init(&t, m->arena);
    dp_buf_text(&t, "sudden in "), dp_buf_fixed(&t, c->sudden_permille, 1, true), dp_buf_text(&t, " %");
    dp_make_fact(m, &b, "Beginning", &t);
  }
  dp_make_put(m, to, b);
}

/* ---- what the engine knows of a finding or class -------------------------------------------------------------------------- */

typedef struct cause { uint16_t condition; uint64_t weight; } cause;
static int by_weight(const void *a, const void *b, const void *ctx) {
  (void)ctx;
  const cause *x = a, *y = b;
  return x->weight == y->weight ? 0 : x->weight < y->weight ? 1 : -1;
}
static int by_danger(const void *a, const void *b, const void *ctx) {
  const dp_kb *kb = ctx;
  const cause *x = a, *y = b;
  int p = kb->conditions[x->condition].danger, q = kb->conditions[y->condition].danger;
  return p != q ? q - p : by_weight(a, b, NULL);
}

static void put_causes(maker *m, dp_blocks *to, const char *title, const cause *causes, size_t count, uint64_t all) {
  dp_block b = {.kind = DP_BLOCK_CONDITIONS, .text = dp_str_of(title)};
  for (size_t i = 0; i < count; i++)
    dp_make_row(m, &b, (dp_page_row){.page = causes[i].condition, .finding = m->kb->conditions[causes[i].condition].finding,
                                 .source = DP_NONE, .share_ppm = (uint32_t)(all ? causes[i].weight * 1000000 / all : 0)});
  if (count) dp_make_put(m, to, b);
}

void dp_make_causes(maker *m, dp_blocks *to, uint16_t finding, const char *title, size_t limit, bool danger) {
  dp_kb_use *uses = NULL;
  size_t count = 0, kept = 0;
  dp_error ignored;
  if (dp_kb_uses(m->kb, finding, m->arena, &uses, &count, &ignored)) {
    m->failed = true;
    return;
  }
  cause *causes = DP_NEW_ARRAY(m->arena, cause, count);
  uint64_t all = 0;
  for (size_t i = 0; causes && i < count; i++) {
    const dp_kb_use *u = &uses[i];
    if (u->row->flags & (DP_ROW_BACKGROUND | DP_ROW_EXCLUDED)) continue;
    /* only where it is more frequent than in everybody: else the condition is no cause of it */
    if (u->permille * 1000u <= m->kb->findings[finding].rate_ppm) continue;
    causes[kept] = (cause){u->condition, (uint64_t)m->kb->conditions[u->condition].rate_milli * u->permille};
    all += causes[kept++].weight;
  }
  if (!causes || !dp_sort(m->arena, causes, kept, sizeof *causes, by_weight, NULL)) {
    m->failed = true;
    return;
  }
  put_causes(m, to, title, causes, kept < limit ? kept : limit, all);
  if (!danger) return;
  size_t dangerous = 0;
  for (size_t i = 0; i < kept; i++)
    if (m->kb->conditions[causes[i].condition].danger >= 7 && causes[i].weight * 2000 >= all) causes[dangerous++] = causes[i];
  if (!dp_sort(m->arena, causes, dangerous, sizeof *causes, by_danger, m->kb)) m->failed = true;
  put_causes(m, to, "Not to be missed, the most dangerous first", causes, dangerous < 10 ? dangerous : 10, all);
}

static void causes_of_finding(maker *m, dp_blocks *to) {
  dp_make_causes(m, to, m->finding, "Likely causes, the commonest first", 12, true);
}

static void members_of_class(maker *m, dp_blocks *to) {
  const dp_kb *kb = m->kb;
  cause *members = DP_NEW_ARRAY(m->arena, cause, kb->condition_count);
  size_t count = 0;
  uint64_t all = 0;
  for (size_t i = 0; members && i < kb->condition_count; i++)
    if (dp_kb_is_a(kb, kb->conditions[i].finding, m->finding)) {
      members[count++] = (cause){(uint16_t)i, kb->conditions[i].rate_milli};
      all += kb->conditions[i].rate_milli;
    }
  if (!members || !dp_sort(m->arena, members, count, sizeof *members, by_weight, NULL)) m->failed = true;
  else put_causes(m, to, "Its forms, the commonest first", members, count < 40 ? count : 40, all);
}

static void ask(maker *m, dp_blocks *to) {
  const dp_kb_finding *f = &m->kb->findings[m->finding];
  if (!to->count && *dp_kb_text(m->kb, f->ask)) put_text(m, to, dp_kb_text(m->kb, f->ask));
  put_list(m, to, "Its forms", f->children);
}

/* ---- the sections ------------------------------------------------------------------------------------------------------- */

enum { C = 1 << DP_PAGE_CONDITION, S = 1 << DP_PAGE_SYMPTOM, P = 1 << DP_PAGE_PROCEDURE, T = 1 << DP_PAGE_TEST,
       F = 1 << DP_PAGE_FINDING, K = 1 << DP_PAGE_CLASS };
typedef struct shape {
  const char *id, *title;
  int prose;                           /* dp_text_section, or -1 */
  unsigned has, needs;                 /* sets of page types: may have it, and should */
  void (*fill)(maker *m, dp_blocks *to); /* conditions; findings and symptoms; tests */
} shape;

static void symptoms(maker *m, dp_blocks *to) {
  put_rows(m, to, "What people notice", DP_ROWS_ALL, FELT);
  put_rows(m, to, "What an examination finds", DP_ROWS_ALL, SEEN);
  put_rows(m, to, "In babies", DP_ROWS_INFANT, FELT | SEEN);
  put_rows(m, to, "In children", DP_ROWS_CHILDREN, FELT | SEEN);
  put_rows(m, to, "In old people", DP_ROWS_OLD, FELT | SEEN);
  put_rows(m, to, "In pregnancy", DP_ROWS_PREGNANT, FELT | SEEN);
  put_rows(m, to, "In people with diabetes", DP_ROWS_DIABETIC, FELT | SEEN);
}
static void diagnosis(maker *m, dp_blocks *to) { put_rows(m, to, "What tests show", DP_ROWS_ALL, TESTED); }
static void confused(maker *m, dp_blocks *to) { put_list(m, to, "It is taken for, and they for it", m->c->confused); }
static void complications(maker *m, dp_blocks *to) { put_list(m, to, "What it can lead to", m->c->complications); }

static void medicine_part(maker *m, dp_medicine_part part, dp_blocks *to) {
  if (!dp_page_medicine(m->kb, m->finding, m->arena, m->v, part, to)) m->failed = true;
}
static void medicine_facts(maker *m, dp_blocks *to) { medicine_part(m, DP_MEDICINE_FACTS, to); }
static void medicine_effects(maker *m, dp_blocks *to) { medicine_part(m, DP_MEDICINE_EFFECTS, to); }
static void medicine_conflicts(maker *m, dp_blocks *to) { medicine_part(m, DP_MEDICINE_CONFLICTS, to); }
static void medicine_two(maker *m, dp_blocks *to) { medicine_part(m, DP_MEDICINE_TWO, to); }

static const shape shapes[] = {
    {"pro", "For professionals", DP_TEXT_PRO, C | S | P | T, 0, NULL},
    {"now", "Do now", DP_TEXT_NOW, C, 0, NULL},
    {"ask", "Ask and examine next", DP_TEXT_ASK, C, 0, NULL},
    {"tests", "Tests", DP_TEXT_TESTS, C, 0, NULL},
    {"avoid", "What not to do", DP_TEXT_AVOID, C, 0, NULL},
    {"refer", "Whom to call or refer to", DP_TEXT_REFER, C, 0, NULL},
    {"what", "What it is", DP_TEXT_WHAT, C | S | P | T, C | S | P | T, NULL},
    {"why", "Why it is done", DP_TEXT_WHY, P | T, P | T, NULL},
    {"seek", "When to seek care", DP_TEXT_SEEK, C | S, C | S, seek_condition},
    {"safetynet", "When to come back", DP_TEXT_SAFETYNET, C, 0, NULL},
    {"flags", "Red flags", -1, S, 0, dp_make_flags},
    {"who", "Who gets it", -1, C, 0, who},
    {"symptoms", "Symptoms", DP_TEXT_SYMPTOMS, C | S, C, symptoms},
    {"causes", "Causes", DP_TEXT_CAUSES, C | S, C, risks},
    {"medicine", "The medicine", -1, F, 0, medicine_facts},
    {"effects", "What it may cause", -1, F, 0, medicine_effects},
    {"conflicts", "What it must not meet", -1, F, 0, medicine_conflicts},
    {"pregnancy", "Pregnancy and breast-feeding", -1, F, 0, medicine_two},
    {"possible", "What it could be", -1, S | F, 0, causes_of_finding},
    {"forms", "Forms", -1, K, 0, members_of_class},
    {"ask", "What to ask", DP_TEXT_ASK, F | S, S, ask},
    {"examine", "What to examine", DP_TEXT_EXAMINE, S, S, NULL},
    {"prepare", "How to prepare", DP_TEXT_PREPARE, P | T, P | T, NULL},
    {"happens", "What happens", DP_TEXT_HAPPENS, P, P, NULL},
    {"risks", "Risks", DP_TEXT_RISKS, P, P, NULL},
    {"recovery", "Afterwards", DP_TEXT_RECOVERY, P, P, NULL},
    {"ranges", "Usual values", -1, T, 0, dp_make_ranges},
    {"results", "What the result means", DP_TEXT_RESULTS, P | T, P | T, NULL},
    {"high", "When it is high", DP_TEXT_HIGH, T, 0, dp_make_high},
    {"low", "When it is low", DP_TEXT_LOW, T, 0, dp_make_low},
    {"engine", "How it counts here", -1, T, 0, dp_make_engine},
    {"diagnosis", "How it is found out", DP_TEXT_DIAGNOSIS, C | S, C, diagnosis},
    {"confused", "What else it could be", -1, C, 0, confused},
    {"treatment", "Treatment", DP_TEXT_TREATMENT, C | S, C, NULL},
    {"selfcare", "What you can do yourself", DP_TEXT_SELFCARE, C | S | P, C | S, NULL},
    {"prevention", "Preventing it", DP_TEXT_PREVENTION, C | S, C, NULL},
    {"course", "Course", -1, C, 0, course},
    {"complications", "Complications", -1, C, 0, complications},
    {"outlook", "Outlook", DP_TEXT_OUTLOOK, C | S, C, NULL},
    {"followup", "Follow-up", DP_TEXT_FOLLOWUP, C | S | P | T, 0, NULL},
    {"faq", "Questions and answers", DP_TEXT_FAQ, C | S | P | T, C, NULL},
};

static dp_status no_memory(dp_error *err) { return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY)); }

/* The professional summary, and the plan of a condition; what is asked about a symptom is everybody's. */
static bool for_professionals(const shape *s) {
  return s->prose == DP_TEXT_PRO || (s->has & C && s->prose > DP_TEXT_PRO && s->prose < DP_TEXT_SAFETYNET);
}

/* A plan in the order in which it is used. A section of the plain page stands in for one of the plan that nobody has written
 * (`instead`, itself never missed); self-care is shown where there is any. */
static const struct { dp_text_section section; int instead; bool needed; } plan_order[DP_PLAN_SECTIONS] = {
    {DP_TEXT_NOW, -1, true}, {DP_TEXT_ASK, -1, true}, {DP_TEXT_TESTS, DP_TEXT_DIAGNOSIS, true}, {DP_TEXT_TREATMENT, -1, true},
    {DP_TEXT_SELFCARE, -1, false}, {DP_TEXT_AVOID, -1, true}, {DP_TEXT_REFER, -1, true},
    {DP_TEXT_SAFETYNET, DP_TEXT_SEEK, true}, {DP_TEXT_FOLLOWUP, -1, true}};

static bool plan_section(const dp_kb *kb, const dp_kb_prose_text *texts, size_t count, dp_text_section section, dp_arena *arena,
                         dp_page_view *v, dp_section_of_page *made) {
  for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
    if (shapes[k].has & C && shapes[k].prose == (int)section) made->id = shapes[k].id, made->title = shapes[k].title;
  for (size_t k = 0; k < count; k++)
    if (texts[k].section == section) {
      made->written = true;
      return dp_prose_blocks(kb, v, arena, texts[k].body, &made->blocks);
    }
  return true;
}

dp_status dp_plan_make(const dp_kb *kb, uint16_t condition, dp_arena *arena, dp_page_view *v, dp_plan *out, dp_error *err) {
  dp_kb_prose_text *texts = NULL;
  size_t count = 0;
  memset(out, 0, sizeof *out);
  if (kb->prose) {
    dp_status status = dp_kb_prose(kb, condition, arena, &texts, &count, err);
    if (status) return status;
  }
  for (size_t i = 0; i < sizeof plan_order / sizeof *plan_order; i++) {
    dp_section_of_page made = {0}, instead = {0};
    bool fine = plan_section(kb, texts, count, plan_order[i].section, arena, v, &made);
    if (fine && !made.written && plan_order[i].instead >= 0)
      fine = plan_section(kb, texts, count, (dp_text_section)plan_order[i].instead, arena, v, &instead);
    if (!fine) return no_memory(err);
    if (made.written || instead.written) out->written[out->written_count++] = made.written ? made : instead;
    if (!made.written && plan_order[i].needed) out->missing[out->missing_count++] = made;
  }
  return arena->failed ? no_memory(err) : DP_OK;
}

static void see(maker *m, dp_page page) {
  if (page == DP_NONE || page == m->v->page || m->v->see_also.count >= 12) return;
  for (size_t i = 0; i < m->v->see_also.count; i++)
    if (m->v->see_also.at[i] == page) return;
  if (!DP_PUSH(m->arena, &m->v->see_also, page)) m->failed = true;
}

static void see_also(maker *m) {
  const dp_kb *kb = m->kb;
  for (size_t i = 0; m->more.row && i < m->more.row->see_count; i++) {
    dp_page page = m->more.see[i]; /* as written; a finding that has got a topic since leads there */
    see(m, page < kb->topic_count ? page : dp_page_of_finding(kb, (uint16_t)(page - kb->topic_count)));
  }
  if (m->c) {
    dp_kb_row_view comes = dp_kb_rows(kb, m->c, DP_ROWS_COMES);
    for (size_t i = 0; i < comes.count && i < 4; i++) see(m, dp_page_of_finding(kb, comes.at[i].finding));
    dp_ids like = dp_kb_ids(kb, m->c->confused), up = dp_kb_ids(kb, m->c->ancestors);
    for (size_t i = 0; i < like.count && i < 5; i++) see(m, dp_page_of_finding(kb, like.at[i]));
    for (size_t i = 0; i < up.count && i < 1; i++) see(m, dp_page_of_finding(kb, up.at[i]));
  } else if (m->finding != DP_NONE) {
    dp_ids up = dp_kb_ids(kb, kb->findings[m->finding].parents), down = dp_kb_ids(kb, kb->findings[m->finding].children);
    for (size_t i = 0; i < up.count; i++) see(m, dp_page_of_finding(kb, up.at[i]));
    for (size_t i = 0; i < down.count && i < 8; i++) see(m, dp_page_of_finding(kb, down.at[i]));
  }
}

dp_status dp_page_make(const dp_kb *kb, dp_page page, dp_level level, dp_str section, dp_arena *arena, dp_page_view **out,
                       dp_error *err) {
  maker m = {.kb = kb, .arena = arena, .v = DP_NEW(arena, dp_page_view), .c = dp_page_condition(kb, page),
             .finding = dp_page_finding(kb, page)};
  if (!m.v) return no_memory(err);
  m.v->page = page, m.v->level = level;
  dp_more_of(kb, page, &m.more);
  dp_kb_prose_text *texts = NULL;
  size_t count = 0;
  if (page < kb->topic_count && kb->prose) {
    dp_status status = dp_kb_prose(kb, page, arena, &texts, &count, err);
    if (status) return status;
  }
  for (size_t i = 0; i < count; i++)
    if (texts[i].section == DP_TEXT_SUMMARY) m.v->summary = texts[i].body;
  unsigned type = 1u << dp_page_type_of(kb, page);
  bool known = false, cited = false;
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    const shape *s = &shapes[i];
    dp_section_of_page made = {.id = s->id, .title = s->title};
    if (section.size && !dp_str_eq(section, dp_str_of(s->id))) continue;
    if (!(s->has & type)) continue;
    known = true;
    if (for_professionals(s) && level == DP_LEVEL_PLAIN && !section.size) continue;
    for (size_t k = 0; k < count; k++)
      if ((int)texts[k].section == s->prose) {
        made.written = true;
        if (!dp_prose_blocks(kb, m.v, arena, texts[k].body, &made.blocks)) return no_memory(err);
      }
    bool of_condition = s->has & C;
    bool fills = s->has == T ? m.more.row != NULL : of_condition ? m.c != NULL : m.finding != DP_NONE;
    if (s->fill && fills) s->fill(&m, &made.blocks);
    bool pushed = true;
    if (made.blocks.count) pushed = DP_PUSH(arena, &m.v->sections, made);
    if (pushed && !made.written && s->needs & type) pushed = DP_PUSH(arena, &m.v->missing, made);
    if (!pushed) return no_memory(err);
  }
  if (!known) return dp_fail(err, DP_ERR_NOT_FOUND, "the page has no section \"%.*s\"", (int)(section.size > 40 ? 40 : section.size), section.at);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k + 1 < texts[i].body.size && !cited; k++) cited = texts[i].body.at[k] == '[' && texts[i].body.at[k + 1] == '@';
  m.v->uncited = count > 1 && !cited;
  see_also(&m);
  if (m.failed || arena->failed) return no_memory(err);
  *out = m.v;
  return DP_OK;
}

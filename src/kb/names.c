/* names.c: the words for the numbers in the tables, and the age bands. The compiler reads by these same names. */
#include "kb.h"

#define NAME_OF(table, i) ((i) < sizeof(table) / sizeof *(table) ? (table)[i] : "")
#define COMPLETE(table, count) _Static_assert(sizeof(table) / sizeof *(table) == (size_t)(count), "a name for each")

static const char *const kinds[] = {"symptom", "sign", "vital", "lab", "imaging", "test",
                                    "history", "risk", "medicine", "group", "disease"};
COMPLETE(kinds, DP_KIND_COUNT);
static const char *const costs[] = {"ask", "look", "examine", "bedside", "lab", "imaging", "invasive"};
COMPLETE(costs, DP_COST_COUNT);
static const char *const urgencies[] = {"self-care", "routine", "urgent", "emergency"};
COMPLETE(urgencies, DP_URGENCY_COUNT);
static const char *const row_tables[] = {"findings", "infant", "children", "old", "pregnant", "diabetic", "comes"};
COMPLETE(row_tables, DP_ROWS_COUNT);
static const char *const courses[] = {"minutes", "hours", "days", "weeks", "months", "years"};
COMPLETE(courses, DP_COURSE_COUNT);
static const char *const settings[] = {"gp", "emergency", "ward"};
COMPLETE(settings, DP_SETTING_COUNT);
static const char *const regions[] = {"africa", "south_asia", "southeast_asia", "latin_america",
                                      "middle_east", "mediterranean", "north_america", "tropics"};
COMPLETE(regions, DP_REGION_COUNT);
static const char *const seasons[] = {"spring", "summer", "autumn", "winter"};
COMPLETE(seasons, DP_SEASON_COUNT);
static const char *const texts[] = {"summary", "what", "causes", "symptoms", "diagnosis", "treatment", "selfcare",
                                    "prevention", "seek", "outlook", "followup", "faq", "pro",
                                    "now", "ask", "tests", "avoid", "refer", "safetynet",
                                    "why", "prepare", "happens", "risks", "recovery", "results", "high", "low", "examine"};
COMPLETE(texts, DP_TEXT_SECTION_COUNT);
static const char *const topic_kinds[] = {"condition", "symptom", "procedure", "test"};
COMPLETE(topic_kinds, DP_TOPIC_KIND_COUNT);
static const char *const bands[] = {"under 28 days", "28 days to 1 year", "1 to 4", "5 to 11", "12 to 17",
                                    "18 to 39", "40 to 64", "65 to 79", "80 and over"};
COMPLETE(bands, DP_BANDS);

const char *dp_kb_kind_name(unsigned i) { return NAME_OF(kinds, i); }
const char *dp_kb_cost_name(unsigned i) { return NAME_OF(costs, i); }
const char *dp_kb_urgency_name(unsigned i) { return NAME_OF(urgencies, i); }
const char *dp_kb_rows_name(unsigned i) { return NAME_OF(row_tables, i); }
const char *dp_kb_course_name(unsigned i) { return NAME_OF(courses, i); }
const char *dp_kb_setting_name(unsigned i) { return NAME_OF(settings, i); }
const char *dp_kb_region_name(unsigned i) { return NAME_OF(regions, i); }
const char *dp_kb_season_name(unsigned i) { return NAME_OF(seasons, i); }
const char *dp_kb_text_name(unsigned i) { return NAME_OF(texts, i); }
const char *dp_kb_topic_kind_name(unsigned i) { return NAME_OF(topic_kinds, i); }
const char *dp_kb_band_name(unsigned i) { return NAME_OF(bands, i); }

const uint32_t dp_kb_band_first_day[DP_BANDS] = {0,        28,       365,      5 * 365, 12 * 365,
                                                 18 * 365, 40 * 365, 65 * 365, 80 * 365};

unsigned dp_kb_band_of_days(uint32_t days) {
  unsigned band = DP_BANDS - 1;
  while (days < dp_kb_band_first_day[band]) band--;
  return band;
}

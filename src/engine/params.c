/* params.c: the model's global parameters and the one table of logarithms of complements. */
#include "model.h"

dp_params dp_params_defaults(void) {
  return (dp_params){.prior = 400,
                     .present = 800,
                     .absent = 600,
                     .test_present = 900,
                     .test_absent = 700,
                     .risk = 600,
                     .age = 800,
                     .context = 500,
                     .course = 600,
                     .complaint = 700,
                     .silence = 500,
                     .uncertain = 400,
                     .loose = 650,
                     .wording = 400,
                     .wording_read = 300,
                     .wording_cap_cb = 240,
                     .row_high_cb = 260,
                     .row_low_cb = -170,
                     .absent_row_cb = -40,
                     .silence_total_cb = -80,
                     .known_cb = 60,
                     .consistent_cb = 230,
                     .confirmed_cb = 260,
                     .denied_cb = -40,
                     .family_cb = 15,
                     .unstated_child_cb = -25,
                     .temperature = 640,
                     .terse = 1000,
                     .else_cb = -250,
                     .family_most = 4};
}

/* 100 log10(1 - 10^(-i / 100)), to nearest; tests/engine reckons it again. */
static const int16_t complement[170] = {
    -170, -164, -135, -118, -106, -96, -89, -83, -77, -73, -69, -65, -62, -59, -56, -53, -51, -49, -47, -45, -43, -42,
    -40,  -39,  -37,  -36,  -35,  -33, -32, -31, -30, -29, -28, -27, -27, -26, -25, -24, -23, -23, -22, -21, -21, -20,
    -20,  -19,  -18,  -18,  -17,  -17, -17, -16, -16, -15, -15, -14, -14, -14, -13, -13, -13, -12, -12, -12, -11, -11,
    -11,  -10,  -10,  -10,  -10,  -9,  -9,  -9,  -9,  -9,  -8,  -8,  -8,  -8,  -7,  -7,  -7,  -7,  -7,  -7,  -6,  -6,
    -6,   -6,   -6,   -6,   -6,   -5,  -5,  -5,  -5,  -5,  -5,  -5,  -5,  -4,  -4,  -4,  -4,  -4,  -4,  -4,  -4,  -4,
    -4,   -4,   -3,   -3,   -3,   -3,  -3,  -3,  -3,  -3,  -3,  -3,  -3,  -3,  -3,  -3,  -2,  -2,  -2,  -2,  -2,  -2,
    -2,   -2,   -2,   -2,   -2,   -2,  -2,  -2,  -2,  -2,  -2,  -2,  -2,  -2,  -2,  -1,  -1,  -1,  -1,  -1,  -1,  -1,
    -1,   -1,   -1,   -1,   -1,   -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1,  -1};

/* Rows are not quite independent, and the more of them there are, the more they err together: a long account is tempered
 * more than a line of ten words. It depends on the account, not on the answers, so that an answer moves rows alone. */
int32_t dp_temperature(const dp_params *p, uint32_t words) {
  return p->temperature + (int32_t)((int64_t)p->temperature * p->terse * 30 / 1000 / (30 + (int64_t)(words < 100000 ? words : 100000)));
}

int32_t dp_complement_cb(int32_t cb) { return cb >= 0 ? complement[0] : cb <= -170 ? -1 : complement[-cb]; }

dp_engine_options dp_engine_defaults(void) {
  return (dp_engine_options){.top = 10, .silence = true, .absence = DP_ABSENCE_ON, .params = NULL};
}

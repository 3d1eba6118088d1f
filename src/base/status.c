/* status.c: the words and numbers of every dp_status, from the one table in the public header. */
#include "base.h"

typedef struct status_row {
  const char *name, *text;
  int exit_code, http;
} status_row;

static const status_row rows[DP_STATUS_COUNT] = {
#define DP_X(name, code, http, text) {"DP_" #name, text, code, http},
    DP_STATUS_LIST(DP_X)
#undef DP_X
};

/* A status that is none of ours can only come from a defect: it reads as one. */
static const status_row *row_of(dp_status s) {
  return &rows[(unsigned)s < (unsigned)DP_STATUS_COUNT ? (unsigned)s : (unsigned)DP_ERR_INTERNAL];
}

const char *dp_status_name(dp_status s) { return row_of(s)->name; }
int dp_status_exit_code(dp_status s) { return row_of(s)->exit_code; }
int dp_status_http(dp_status s) { return row_of(s)->http; }
const char *dp_status_text(dp_status s) { return row_of(s)->text; }

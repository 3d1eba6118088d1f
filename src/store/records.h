/* records.h: the store behind the one door: requests named record_… in JSON, as api/records.md describes them.
 *
 * The core's door has no files and keeps no state, so these methods stand before it, on the host's side: whoever
 * carries requests (the server, the terminal's commands) offers each to dp_records_call first. The installed app has
 * the same methods in web/js/records.js, over the same sealed rows.
 */
#ifndef DP_RECORDS_H
#define DP_RECORDS_H

#include "store.h"

typedef struct dp_records dp_records;

/* Records at `path`; nothing is opened yet, and there need be no file. ERR_MEMORY. */
DP_MUST_CHECK dp_status dp_records_new(const char *path, const dp_store_options *options, dp_pass_cost cost,
                                       dp_records **out, dp_error *err);
void dp_records_free(dp_records *r); /* locks and closes; NULL is allowed */
/* Hands over an opened store. */
void dp_records_take(dp_records *r, dp_store *s);
dp_store *dp_records_store(dp_records *r); /* NULL while none is opened */
void dp_records_tick(dp_records *r);       /* dp_store_tick */

/* Makes the folders above `path` that are not there, for their owner alone. What fails shows when the file is made. */
void dp_records_folders(const char *path);

/* Answers a request whose "method" begins with record_: *response as from dp_call, given back with dp_free. *ours is
 * false, and nothing else is written, when it is another method's or no request at all. One thread at a time. */
DP_MUST_CHECK dp_status dp_records_call(dp_records *r, const char *request, size_t size, bool *ours, char **response,
                                        size_t *response_size, dp_error *err);

#endif

/* sealed.h: the sound of a recording in the records, piece by piece, as it was sealed by `listen --record` or the app. */
#ifndef DP_CLI_SEALED_H
#define DP_CLI_SEALED_H

#include "cli.h"

typedef struct dp_sealed dp_sealed;
/* `word`: how the recording's id begins. *store is opened (the passphrase asked for) when it is NULL, and stays the caller's. Errors: those of the
 * records; ERR_INPUT when the sound is of another kind than 16 kHz, one channel, 16 bits. */
DP_MUST_CHECK dp_status dp_sealed_open(dp_cli *cli, struct dp_store **store, const char *word, uint32_t start_ms, dp_sealed **out, dp_error *err);
uint64_t dp_sealed_length_ms(const dp_sealed *s); /* about */
/* ERR_INPUT at a piece that is missing or not what was recorded: nothing after it is given. */
DP_MUST_CHECK dp_status dp_sealed_read(dp_sealed *s, float *pcm, size_t room, size_t *count, dp_error *err);
/* How long a piece of a recording is, by its meta: the app's are half seconds, the terminal's seconds. */
int64_t dp_sealed_piece_ms(dp_str meta, dp_arena *arena);
void dp_sealed_close(dp_sealed *s);       /* NULL is allowed */
void dp_sealed_lock(struct dp_store *s);  /* closes the store; NULL is allowed */

#endif

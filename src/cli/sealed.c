/* sealed.c: see sealed.h. What was opened is wiped piece by piece. */
#include "sealed.h"
#include <stdlib.h>
#ifndef DP_HAVE_STORE
dp_status dp_sealed_open(dp_cli *cli, struct dp_store **store, const char *word, uint32_t start_ms, dp_sealed **out, dp_error *err) {
  (void)cli, (void)store, (void)word, (void)start_ms, (void)out;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without SQLite and libsodium: it keeps no records");
}
uint64_t dp_sealed_length_ms(const dp_sealed *s) { return (void)s, 0; }
dp_status dp_sealed_read(dp_sealed *s, float *pcm, size_t room, size_t *count, dp_error *err) {
  (void)s, (void)pcm, (void)room, (void)count;
  return dp_fail(err, DP_ERR_INTERNAL, "there are no records");
}
void dp_sealed_close(dp_sealed *s) { (void)s; }
void dp_sealed_lock(struct dp_store *s) { (void)s; }
#else
#include "../store/store.h"

struct dp_sealed {
  dp_store *store;
  dp_id id;
  uint64_t next, pieces;
  int64_t piece_ms;
  uint64_t skip;  /* samples still to leave out */
  dp_arena arena; /* of one piece, wiped */
  dp_str piece;
  size_t at;
};

static dp_status check_kind(dp_str meta, dp_arena *arena, dp_error *err) {
  dp_json *o = NULL;
  dp_str format;
  int64_t rate, channels;
  if (dp_json_parse(meta, arena, &o, NULL) || !dp_json_get_str(o, "format", &format) || !dp_str_eq(format, DP_STR("s16le")) || !dp_json_get_int(o, "rate", &rate) ||
      rate != 16000 || !dp_json_get_int(o, "channels", &channels) || channels != 1)
    return dp_fail(err, DP_ERR_INPUT, "this recording is not of 16 kHz, one channel, 16 bits: export it (diagpad record export --audio) and convert it");
  return DP_OK;
}

dp_status dp_sealed_open(dp_cli *cli, dp_store **store, const char *word, uint32_t start_ms, dp_sealed **out, dp_error *err) {
  dp_row row;
  dp_recording r = {0};
  dp_status status = *store ? DP_OK : dp_cli_open_store(cli, store, err);
  if (!status) status = dp_store_find(*store, DP_KEPT_RECORDING, dp_str_of(word), &row, err);
  if (status) return status;
  dp_sealed *s = calloc(1, sizeof *s);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  static dp_allocator wiping;
  wiping = dp_wiping_allocator();
  dp_arena_init(&s->arena, &wiping);
  s->store = *store;
  s->id = row.id;
  s->skip = (uint64_t)start_ms * 16;
  status = dp_store_recording(s->store, s->id, &s->arena, &r, err);
  if (!status && r.erased) status = dp_fail(err, DP_ERR_NOT_FOUND, "the sound of this recording was erased: there is nothing to hear");
  if (!status) status = check_kind(r.meta, &s->arena, err);
  s->pieces = r.pieces;
  s->piece_ms = status ? 1000 : dp_sealed_piece_ms(r.meta, &s->arena);
  if (status) return dp_sealed_close(s), status;
  *out = s;
  return DP_OK;
}

int64_t dp_sealed_piece_ms(dp_str meta, dp_arena *arena) {
  dp_json *o = NULL;
  int64_t ms = 1000;
  if (!dp_json_parse(meta, arena, &o, NULL)) dp_json_get_int(o, "piece_ms", &ms);
  return ms > 0 && ms <= 60000 ? ms : 1000;
}

uint64_t dp_sealed_length_ms(const dp_sealed *s) { return s->pieces * (uint64_t)s->piece_ms; }

dp_status dp_sealed_read(dp_sealed *s, float *pcm, size_t room, size_t *count, dp_error *err) {
  *count = 0;
  while (*count < room) {
    if (s->at + 1 >= s->piece.size) {
      if (*count || s->next == s->pieces) return DP_OK;
      dp_error why = {DP_OK, ""};
      dp_arena_reset(&s->arena);
      s->piece.size = s->at = 0;
      dp_status status = dp_store_recording_piece(s->store, s->id, s->next, &s->arena, &s->piece, &why);
      if (status) return dp_fail(err, status == DP_ERR_DAMAGED ? DP_ERR_INPUT : status, "%s", why.message);
      s->next++;
    }
    for (; *count < room && s->at + 1 < s->piece.size; s->at += 2) {
      int16_t x = (int16_t)((uint8_t)s->piece.at[s->at] | (uint8_t)s->piece.at[s->at + 1] << 8);
      if (s->skip) s->skip--;
      else pcm[(*count)++] = (float)x / 32768;
    }
  }
  return DP_OK;
}

void dp_sealed_close(dp_sealed *s) {
  if (!s) return;
  dp_arena_free(&s->arena);
  free(s);
}

void dp_sealed_lock(dp_store *s) { dp_store_close(s); }
#endif

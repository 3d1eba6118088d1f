/* models.h: models of speech that are known: how large, under which licence, where, and their checksum where one was seen.
 *
 * Nothing is fetched: diagpad never goes to the network. `diagpad speech models` prints this table, and a file that bears the name of
 * a known model but has not its checksum is refused when it is opened.
 */
#ifndef DP_MODELS_H
#define DP_MODELS_H

#include "../base/base.h"

typedef struct dp_known_model {
  const char *name, *engine, *file; /* file: as it is called where it is fetched */
  const char *size, *licence, *address;
  const char *sha1;   /* 40 hex digits, or NULL: not known */
  const char *remark; /* for people */
} dp_known_model;

extern const dp_known_model dp_known_models[];
extern const size_t dp_known_model_count;

/* The known model that a path's last part names; NULL: none. */
const dp_known_model *dp_model_named(const char *path);
/* ERR_INPUT when it is a known model by name and not by content; DP_OK when its content is right or nothing is known. Reads the whole file. */
DP_MUST_CHECK dp_status dp_model_check(const char *path, dp_error *err);

typedef struct dp_sha1 {
  uint32_t h[5];
  uint64_t size;
  uint8_t block[64];
} dp_sha1;
void dp_sha1_begin(dp_sha1 *s);
void dp_sha1_add(dp_sha1 *s, const void *bytes, size_t size);
void dp_sha1_end(dp_sha1 *s, char hex[41]);

#endif

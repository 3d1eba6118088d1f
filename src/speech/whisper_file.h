/* whisper_file.h: whether a file is a whole Whisper model in ggml's format, before the library sees it. */
#ifndef DP_WHISPER_FILE_H
#define DP_WHISPER_FILE_H

#include "../base/base.h"

bool dp_whisper_takes(const char *path); /* its first four bytes say so */
/* Errors: ERR_IO, ERR_INPUT (what is wrong and where). */
DP_MUST_CHECK dp_status dp_whisper_check(const char *path, dp_error *err);

#endif

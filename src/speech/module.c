/* module.c: the table of what diagpad-speech.so has: engines, files, the microphone. host/speech.c loads it. */
#include "module.h"

static const dp_speech_engine *const engines[] = {
#ifdef DP_HAVE_POCKETSPHINX
    &dp_engine_builtin,
#endif
    &dp_engine_vosk,
    NULL};

static const dp_speech_module module = {
    .abi = DP_SPEECH_ABI,
    .engines = engines,
    .engine_count = sizeof engines / sizeof *engines - 1,
    .audio_open = dp_file_open,
    .audio_about = dp_file_about,
    .audio_read = dp_file_read,
    .audio_close = dp_file_close,
    .capture_open = dp_microphone_open,
    .capture_name = dp_microphone_name,
    .capture_read = dp_microphone_read,
    .capture_close = dp_microphone_close,
};

/* The one symbol that the module exports. */
__attribute__((visibility("default"))) const dp_speech_module *dp_speech_module_of(void);
const dp_speech_module *dp_speech_module_of(void) { return &module; }

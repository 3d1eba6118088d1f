/* vosk_stub.c: Vosk's C interface without Vosk: it says how much it was fed. Built by engines.py; VOSK_STUB chooses a fault. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct model {
  int users;
} model;
typedef struct recognizer {
  model *m;
  long samples, told;
  int ends, words;
  char answer[400];
} recognizer;

static int fault(const char *name) {
  const char *f = getenv("VOSK_STUB");
  return f && !strcmp(f, name);
}

#ifndef VOSK_STUB_OLD
void vosk_set_log_level(int level) { (void)level; }
#endif
model *vosk_model_new(const char *path) { return *path && !fault("model") ? calloc(1, sizeof(model)) : NULL; }
void vosk_model_free(model *m) {
  if (m->users) abort(); /* a recogniser outlived it */
  free(m);
}
recognizer *vosk_recognizer_new(model *m, float rate) {
  recognizer *r = fault("recognizer") || rate != 16000 ? NULL : calloc(1, sizeof *r);
  if (r) r->m = m, m->users++;
  return r;
}
void vosk_recognizer_set_words(recognizer *r, int on) { r->words = on; }
void vosk_recognizer_free(recognizer *r) {
  r->m->users--;
  free(r);
}
int vosk_recognizer_accept_waveform_s(recognizer *r, const short *data, int length) {
  (void)data;
  r->samples += length;
  if (fault("accept")) return -1;
  return fault("ends") && r->samples / 16000 > r->ends ? (r->ends++, 1) : 0;
}
static const char *say(recognizer *r) {
  double from = r->told / 16000.0, to = r->samples / 16000.0;
  if (fault("json")) return "{\"result\": [{\"word\"";
  if (fault("null")) return NULL;
  if (fault("odd")) return "{\"result\": [1, {\"word\": 5}, {\"word\": \"fever\", \"start\": -3, \"end\": 1e9, \"conf\": 7}], \"text\": \"fever\"}";
  if (!r->words || fault("empty")) return "{\"text\": \"\"}";
  snprintf(r->answer, sizeof r->answer,
           "{\"result\": [{\"conf\": 0.9, \"end\": %.3f, \"start\": %.3f, \"word\": \"fever\"}, {\"conf\": 0.25, \"end\": %.3f, \"start\": %.3f, \"word\": \"cough\"}], \"text\": \"fever cough\"}",
           (from + to) / 2, from, to, (from + to) / 2);
  r->told = r->samples;
  return r->answer;
}
const char *vosk_recognizer_result(recognizer *r) { return say(r); }
const char *vosk_recognizer_final_result(recognizer *r) { return say(r); }

/* models.c: `diagpad speech models`: which models of speech are known, and whether a file is the one it says it is. */
#include "cli.h"
#include "../host/models.h"
#include <stdio.h>
#include <string.h>

static void put_json(dp_cli *cli) {
  dp_jw w;
  dp_jw_init(&w, &cli->out);
  dp_jw_object(&w);
  dp_jw_key(&w, "models");
  dp_jw_array(&w);
  for (size_t i = 0; i < dp_known_model_count; i++) {
    const dp_known_model *m = &dp_known_models[i];
    dp_jw_object(&w);
    dp_jw_ktext(&w, "name", m->name);
    dp_jw_ktext(&w, "engine", m->engine);
    dp_jw_ktext(&w, "size", m->size);
    dp_jw_ktext(&w, "licence", m->licence);
    dp_jw_ktext(&w, "address", m->address);
    if (m->sha1) dp_jw_ktext(&w, "sha1", m->sha1);
    dp_jw_end_object(&w);
  }
  dp_jw_end_array(&w);
  dp_jw_end_object(&w);
  dp_buf_char(&cli->out, '\n');
}

static void put_text(dp_cli *cli) {
  for (size_t i = 0; i < dp_known_model_count; i++) {
    const dp_known_model *m = &dp_known_models[i];
    char line[400];
    snprintf(line, sizeof line, "%-8s %-20s %-8s %s%s%s\n         %s\n         SHA-1 %s\n", m->engine, m->name, m->size, m->licence, *m->remark ? "; " : "", m->remark, m->address,
             m->sha1 ? m->sha1 : "unknown: not checked");
    dp_buf_text(&cli->out, line);
  }
  dp_buf_text(&cli->out, "\nFetch one by yourself (diagpad never goes to the network), and give it with --model:\n"
                         "  diagpad transcribe visit.wav --model ggml-small.en.bin\n"
                         "How well they hear was not measured by us. Nothing of what you record is sent anywhere by any of them.\n");
}

dp_status dp_cmd_speech_models(dp_cli *cli, dp_error *err) {
  if (!cli->argument_count) {
    dp_cli_value(cli, DP_OPT_JSON) ? put_json(cli) : put_text(cli);
    return DP_OK;
  }
  const char *path = cli->arguments[0];
  const dp_known_model *m = dp_model_named(path);
  dp_status status = dp_model_check(path, err);
  if (status) return status;
  dp_buf_text(&cli->out, path);
  dp_buf_text(&cli->out, !m          ? ": its name is no known model's: not checked\n"
                         : !m->sha1  ? ": the checksum of this model is unknown: not checked\n"
                                     : ": it is the model that its name says\n");
  return DP_OK;
}

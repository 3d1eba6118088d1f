/* world.c: compiles words, classes and findings of knowledge/ together with tests/text/diseases.txt. */
#include "support/cmocka.h"
#include "text/world.h"
#include <stdio.h>
#include <stdlib.h>

#ifndef DP_SOURCE_DIR
#define DP_SOURCE_DIR "."
#endif

dp_str world_file(dp_arena *arena, const char *path) {
  FILE *f = fopen(path, "rb");
  if (!f) fail_msg("%s cannot be opened", path);
  fseek(f, 0, SEEK_END);
  size_t size = (size_t)ftell(f);
  rewind(f);
  char *at = dp_arena_alloc(arena, size + 1);
  if (!at || fread(at, 1, size, f) != size) fail_msg("%s cannot be read", path);
  fclose(f);
  return (dp_str){at, size};
}

/* A medicine's names, without what speaks of conditions, which are not here. */
static dp_str names_only(dp_arena *arena, dp_str bytes) {
  static const char *const kept[] = {"medicine ", "  name:", "  brands:", "  misspelt:", "  class:", "  about:", "  rate:"};
  dp_buf b;
  dp_buf_init(&b, arena);
  while (bytes.at && bytes.size) {
    dp_str line = dp_str_cut(&bytes, '\n');
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
      if (dp_str_starts(line, dp_str_of(kept[i]))) dp_buf_str(&b, line), dp_buf_char(&b, '\n');
  }
  return dp_buf_view(&b);
}

void world_open(world *w) {
  dp_arena_init(&w->arena, NULL);
  kbc_file *files;
  size_t count, kept = 0;
  dp_error e = {0};
  const char *folder = getenv("DP_KNOWLEDGE"); /* another vocabulary, for development */
  if (kbc_read_folder(folder ? folder : DP_SOURCE_DIR "/knowledge", &w->arena, &files, &count, &e))
    fail_msg("%s", e.message);
  for (size_t i = 0; i < count; i++) {
    bool medicines = dp_str_starts(files[i].path, DP_STR("medicines/"));
    if (medicines) files[i].bytes = names_only(&w->arena, files[i].bytes);
    bool wanted = medicines || dp_str_starts(files[i].path, DP_STR("findings/")) || dp_str_eq(files[i].path, DP_STR("words.txt")) ||
                  dp_str_eq(files[i].path, DP_STR("near.txt")) ||
                  dp_str_eq(files[i].path, DP_STR("classes.txt"));
    if (!wanted) continue;
    if (dp_str_eq(files[i].path, DP_STR("classes.txt"))) {
      dp_str more = world_file(&w->arena, DP_SOURCE_DIR "/tests/text/diseases.txt");
      dp_buf b;
      dp_buf_init(&b, &w->arena);
      dp_buf_str(&b, files[i].bytes);
      dp_buf_char(&b, '\n');
      dp_buf_str(&b, more);
      files[i].bytes = dp_buf_view(&b);
    }
    files[kept++] = files[i];
  }
  kbc_report report;
  kbc_report_init(&report, &w->arena);
  kbc_model *model;
  dp_buf text, *image = dp_arena_alloc(&w->arena, sizeof *image);
  dp_buf_init(&text, &w->arena);
  if (kbc_load(files, kept, &w->arena, &report, &model, &e)) {
    kbc_report_text(&report, DP_STR("knowledge/"), &text);
    fail_msg("%s\n%s", e.message, dp_buf_nul(&text));
  }
  dp_buf_init(image, &w->arena);
  if (kbc_build(model, (kbc_build_options){0}, &w->arena, image, &e)) fail_msg("%s", e.message);
  if (dp_kb_open_image(image->at, image->size, NULL, &w->kb, &e)) fail_msg("%s", e.message);
  assert_true(dp_kb_section(w->kb, "LEXI", &w->lexicon, &w->lexicon_size));
  if (dp_lexicon_validate(w->lexicon, w->lexicon_size, w->kb->finding_count, w->kb->measure_count, &e))
    fail_msg("%s", e.message);
}

void world_close(world *w) {
  dp_kb_close_image(w->kb);
  dp_arena_free(&w->arena);
}

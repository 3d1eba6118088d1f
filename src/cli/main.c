/* main.c: the program diagpad. The knowledge lies in the program itself (knowledge.S). */
#include "cli.h"

extern const unsigned char dp_embedded_image[];
extern const unsigned char dp_embedded_image_end[];
extern const unsigned char dp_embedded_text[];
extern const unsigned char dp_embedded_text_end[];

int main(int argc, char **argv) {
  dp_host_keep_memory();
  dp_image image = {dp_embedded_image, (size_t)(dp_embedded_image_end - dp_embedded_image)};
  dp_str text = {(const char *)dp_embedded_text, (size_t)(dp_embedded_text_end - dp_embedded_text)};
  return dp_cli_main(argc, argv, image, text);
}

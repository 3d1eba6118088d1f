/* main.c: the program diagpad. The knowledge lies in the program itself (knowledge.S). */
#include "cli.h"

extern const unsigned char dp_embedded_image[];
extern const unsigned char dp_embedded_image_end[];

int main(int argc, char **argv) {
  return dp_cli_main(argc, argv, (dp_image){dp_embedded_image, (size_t)(dp_embedded_image_end - dp_embedded_image)});
}

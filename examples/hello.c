/* hello.c: the smallest program on libdiagpad: open the knowledge, ask about a case, print the first three names.
 *
 *   cc hello.c $(pkg-config --cflags --libs diagpad) -o hello
 *   ./hello $(pkg-config --variable=knowledge diagpad) "62-year-old man, crushing chest pain, sweating"
 *
 * A real program would read the response with its own JSON library; this one only looks for the names.
 */
#include <diagpad/diagpad.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *read_file(const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  size_t room = 1 << 20;
  char *at = malloc(room);
  *size = 0;
  for (size_t n; at && (n = fread(at + *size, 1, room - *size, f)) > 0;) {
    *size += n;
    if (*size == room) {
      char *more = realloc(at, room *= 2);
      if (!more) free(at);
      at = more;
    }
  }
  fclose(f);
  return at;
}

int main(int argc, char **argv) {
  if (argc != 3) return fprintf(stderr, "usage: hello KNOWLEDGE.dpk \"a case\"\n"), 2;
  if (strpbrk(argv[2], "\"\\\n")) return fprintf(stderr, "hello: no quotes, please: it writes its JSON by hand\n"), 2;
  size_t size = 0;
  void *image = read_file(argv[1], &size);
  dp_kb *kb = NULL;
  dp_error error;
  if (!image || dp_kb_open(image, size, NULL, &kb, &error)) {
    fprintf(stderr, "hello: %s\n", image ? error.message : "cannot read the knowledge");
    return 1;
  }
  char request[4096], *response = NULL;
  size_t response_size = 0;
  int length = snprintf(request, sizeof request, "{\"method\": \"ddx\", \"text\": \"%s\"}", argv[2]);
  dp_status status = DP_ERR_TOO_LARGE;
  if (length > 0 && (size_t)length < sizeof request)
    status = dp_call(kb, request, (size_t)length, NULL, &response, &response_size, &error);
  if (status) {
    fprintf(stderr, "hello: %s\n", dp_status_text(status));
  } else {
    const char *at = strstr(response, "\"differential\"");
    for (int i = 0; i < 3 && at && (at = strstr(at, "{\"id\":\"")); i++) {
      const char *name = strstr(at, "\"name\":\""), *next = strstr(at, "\"ancestors\"");
      if (name) printf("%d. %.*s\n", i + 1, (int)strcspn(name + 8, "\""), name + 8);
      at = next ? strstr(next, "\"why\"") : NULL;
    }
  }
  dp_free(NULL, response, response_size + 1);
  dp_kb_close(kb);
  free(image);
  return status ? dp_status_exit_code(status) : 0;
}

/* libc.c: the five functions of the C library that the core calls, and memchr for the compiler, for a module that imports nothing.
 *
 * Built with -fno-builtin, or the compiler would see a memcpy in memcpy's loop and call it. Where the target has
 * bulk-memory instructions, calls of known shape never come here.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *s);
void *memchr(const void *at, int byte, size_t size);

void *memmove(void *to, const void *from, size_t size) {
  unsigned char *d = to;
  const unsigned char *s = from;
  if ((uintptr_t)d - (uintptr_t)s >= size) /* to does not begin inside from */
    for (size_t i = 0; i < size; i++) d[i] = s[i];
  else
    for (size_t i = size; i > 0; i--) d[i - 1] = s[i - 1];
  return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  unsigned char *d = to;
  const unsigned char *s = from;
  for (size_t i = 0; i < size; i++) d[i] = s[i];
  return to;
}

void *memset(void *to, int byte, size_t size) {
  unsigned char *d = to;
  for (size_t i = 0; i < size; i++) d[i] = (unsigned char)byte;
  return to;
}

int memcmp(const void *a, const void *b, size_t size) {
  const unsigned char *x = a, *y = b;
  for (size_t i = 0; i < size; i++)
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  return 0;
}

size_t strlen(const char *s) {
  size_t n = 0;
  while (s[n]) n++;
  return n;
}

void *memchr(const void *at, int byte, size_t size) {
  const unsigned char *s = at;
  for (size_t i = 0; i < size; i++)
    if (s[i] == (unsigned char)byte) return (void *)(uintptr_t)(s + i);
  return NULL;
}

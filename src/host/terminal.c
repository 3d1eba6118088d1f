/* terminal.c: what kind of terminal is being written to, and the clock.
 *
 * The rules people expect: NO_COLOR (no-color.org) and TERM=dumb switch colour off, a pipe gets neither colour nor a
 * width of its own, COLUMNS outranks the terminal's word.
 */
#ifdef __APPLE__
#define _DARWIN_C_SOURCE 1
#else
#define _DEFAULT_SOURCE 1
#endif
#define _POSIX_C_SOURCE 200809L
#include "host.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static const char *env(const char *name) {
  const char *v = getenv(name);
  return v ? v : "";
}

static bool locale_is_utf8(void) {
  const char *value = *env("LC_ALL") ? env("LC_ALL") : *env("LC_CTYPE") ? env("LC_CTYPE") : env("LANG");
  for (const char *p = value; *p; p++) {
    dp_str rest = {p, strlen(p)};
    if ((rest.size >= 5 && dp_str_eq_ci((dp_str){p, 5}, DP_STR("UTF-8"))) ||
        (rest.size >= 4 && dp_str_eq_ci((dp_str){p, 4}, DP_STR("UTF8"))))
      return true;
  }
#ifdef __APPLE__
  return !*value; /* macOS terminals are UTF-8 whatever the environment forgets to say */
#else
  return false;
#endif
}

bool dp_host_is_terminal(int file) { return isatty(file) == 1; }

dp_terminal dp_host_terminal(void) {
  dp_terminal t = {.is_terminal = dp_host_is_terminal(STDOUT_FILENO), .width = 80, .utf8 = locale_is_utf8()};
  const char *term = env("TERM"), *force = env("CLICOLOR_FORCE");
  bool dumb = !strcmp(term, "dumb");
  t.colour = !*env("NO_COLOR") && ((t.is_terminal && !dumb) || (*force && strcmp(force, "0")));
  struct winsize size;
  uint64_t columns;
  if (dp_parse_uint(dp_str_of(env("COLUMNS")), &columns) && columns)
    t.width = columns > 10000 ? 10000 : (unsigned)columns;
  else if (t.is_terminal && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col) t.width = size.ws_col;
  if (t.width < 40) t.width = 40;
  if (t.width > 120) t.width = 120;
  return t;
}

uint64_t dp_host_nanoseconds(void) {
  struct timespec t;
  return clock_gettime(CLOCK_MONOTONIC, &t) ? 0 : (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

size_t dp_host_peak_bytes(void) {
  struct rusage u;
  if (getrusage(RUSAGE_SELF, &u)) return 0;
#ifdef __APPLE__
  return (size_t)u.ru_maxrss;
#else
  return (size_t)u.ru_maxrss * 1024;
#endif
}

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
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <termios.h>
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

/* Key by key, with signals off: a Ctrl-C must not leave the terminal without its echo. */
dp_status dp_host_ask_hidden(const char *question, char *answer, size_t room, size_t *size, dp_error *err) {
  struct termios before, hidden;
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty < 0 || tcgetattr(tty, &before)) {
    if (tty >= 0) close(tty);
    return dp_fail(err, DP_ERR_IO, "there is no terminal to ask at");
  }
  hidden = before;
  hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
  hidden.c_cc[VMIN] = 1;
  hidden.c_cc[VTIME] = 0;
  dp_status status = DP_OK; /* hidden first, asked then: a fast typist shows nothing either */
  if (tcsetattr(tty, TCSAFLUSH, &hidden)) status = dp_fail(err, DP_ERR_IO, "the terminal cannot hide what is typed");
  else status = dp_host_write(tty, dp_str_of(question), err);
  size_t n = 0;
  for (bool done = status != DP_OK; !done;) {
    unsigned char c = 4;
    ssize_t got = read(tty, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || c == 3 || c == 4) status = dp_fail(err, DP_ERR_INPUT, "no passphrase was given"), done = true;
    else if (c == '\r' || c == '\n') done = true;
    else if (c == 21) n = 0; /* Ctrl-U: all of it */
    else if (c == 8 || c == 127) {
      while (n && ((unsigned char)answer[--n] & 0xC0) == 0x80) continue; /* a whole character */
    } else if (n + 1 < room) answer[n++] = (char)c;
    else status = dp_fail(err, DP_ERR_TOO_LARGE, "the passphrase is too long"), done = true;
  }
  tcsetattr(tty, TCSAFLUSH, &before);
  dp_status ended = dp_host_write(tty, DP_STR("\n"), NULL);
  (void)ended;
  close(tty);
  answer[n] = 0;
  *size = n;
  return status;
}

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

void dp_host_now(char out[21]) {
  const char *fixed = env("SOURCE_DATE_EPOCH");
  uint64_t seconds;
  struct tm tm;
  time_t now = fixed && dp_parse_uint(dp_str_of(fixed), &seconds) && seconds < (UINT64_C(1) << 34) ? (time_t)seconds : time(NULL);
  if (!gmtime_r(&now, &tm) || !strftime(out, 21, "%Y-%m-%dT%H:%M:%SZ", &tm)) memcpy(out, "1970-01-01T00:00:00Z", 21);
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

/* network.c: addresses and ports, by the system alone: nothing is sent, and no name server is asked. */
#include "network.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

typedef union place {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} place;

static bool parse(const char *address, place *p) {
  memset(p, 0, sizeof *p);
  if (!strcmp(address, "localhost")) address = "127.0.0.1";
  if (inet_pton(AF_INET, address, &p->v4.sin_addr) == 1) return p->v4.sin_family = AF_INET, true;
  if (inet_pton(AF_INET6, address, &p->v6.sin6_addr) == 1) return p->v6.sin6_family = AF_INET6, true;
  return false;
}

static bool loopback(const place *p) {
  if (p->any.sa_family == AF_INET) return ntohl(p->v4.sin_addr.s_addr) >> 24 == 127;
  return IN6_IS_ADDR_LOOPBACK(&p->v6.sin6_addr) || (IN6_IS_ADDR_V4MAPPED(&p->v6.sin6_addr) && p->v6.sin6_addr.s6_addr[12] == 127);
}

static bool everywhere(const place *p) {
  return p->any.sa_family == AF_INET ? p->v4.sin_addr.s_addr == htonl(INADDR_ANY) : IN6_IS_ADDR_UNSPECIFIED(&p->v6.sin6_addr);
}

/* As a browser writes it in an address. */
static void write_place(const place *p, char out[DP_NETWORK_NAME_SIZE]) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(p->any.sa_family, p->any.sa_family == AF_INET ? (const void *)&p->v4.sin_addr : (const void *)&p->v6.sin6_addr, text, sizeof text);
  snprintf(out, DP_NETWORK_NAME_SIZE, p->any.sa_family == AF_INET6 ? "[%s]" : "%s", text);
}

dp_status dp_network_is_own(const char *address, bool *own, dp_error *err) {
  place p;
  if (!parse(address, &p)) return dp_fail(err, DP_ERR_USAGE, "--listen takes an IP address of this machine, such as 192.168.1.5, or 0.0.0.0 for all of them; not \"%s\"", address);
  *own = loopback(&p);
  return DP_OK;
}

/* ---- names ------------------------------------------------------------------------------------------------------------------------ */

static bool add_name(dp_network *n, const char *name) {
  if (n->name_count == DP_NETWORK_NAMES || strlen(name) >= DP_NETWORK_NAME_SIZE) return false;
  for (size_t i = 0; i < n->name_count; i++)
    if (!strcmp(n->names[i], name)) return true;
  memcpy(n->storage[n->name_count], name, strlen(name) + 1);
  n->names[n->name_count] = n->storage[n->name_count];
  n->name_count++;
  return true;
}

/* Letters, digits, dashes and dots (RFC 952, RFC 1123), or an address. A port is not part of it. */
static bool is_name(const char *s) {
  place p;
  if (!*s || strlen(s) >= DP_NETWORK_NAME_SIZE - 2) return false;
  if (parse(s, &p) && p.any.sa_family == AF_INET6) return true;
  for (; *s; s++)
    if (!((*s >= 'a' && *s <= 'z') || (*s >= 'A' && *s <= 'Z') || (*s >= '0' && *s <= '9') || *s == '-' || *s == '.' || *s == '_')) return false;
  return true;
}

/* All addresses of this machine but those of a single cable (link-local), which browsers cannot be given. IPv4 first. */
static void add_all(dp_network *n, bool v6) {
  struct ifaddrs *list = NULL;
  if (getifaddrs(&list)) return;
  for (int family = 0; family < (v6 ? 2 : 1); family++)
    for (struct ifaddrs *i = list; i; i = i->ifa_next) {
      place p;
      char text[DP_NETWORK_NAME_SIZE];
      if (!i->ifa_addr || i->ifa_addr->sa_family != (family ? AF_INET6 : AF_INET)) continue;
      memcpy(&p, i->ifa_addr, family ? sizeof p.v6 : sizeof p.v4);
      if (loopback(&p) || (family && IN6_IS_ADDR_LINKLOCAL(&p.v6.sin6_addr))) continue;
      write_place(&p, text);
      add_name(n, text);
    }
  freeifaddrs(list);
}

static dp_status add_names(dp_network *n, const place *p, const char *const *more, size_t more_count, dp_error *err) {
  char text[DP_NETWORK_NAME_SIZE], host[DP_NETWORK_NAME_SIZE - 8] = "";
  for (size_t i = 0; i < more_count; i++) { /* those that were asked for are shown first */
    place given;
    if (!is_name(more[i])) return dp_fail(err, DP_ERR_USAGE, "--name takes the name or the address that the browser is given, without https:// and port; not \"%s\"", more[i]);
    bool v6 = parse(more[i], &given) && given.any.sa_family == AF_INET6;
    if (v6) write_place(&given, text);
    if (!add_name(n, v6 ? text : more[i])) return dp_fail(err, DP_ERR_USAGE, "there are too many names (--name)");
  }
  if (everywhere(p)) add_all(n, p->any.sa_family == AF_INET6);
  else write_place(p, text), add_name(n, text);
  if (loopback(p) || everywhere(p)) add_name(n, "127.0.0.1"), add_name(n, "localhost");
  if (!gethostname(host, sizeof host - 1) && is_name(host)) {
    add_name(n, host);
    if (!strchr(host, '.')) snprintf(text, sizeof text, "%s.local", host), add_name(n, text); /* multicast DNS (RFC 6762) */
  }
  return DP_OK;
}

/* ---- the port ----------------------------------------------------------------------------------------------------------------------- */

/* The address that packets to the network would leave from. Connecting a datagram socket sends none; 192.0.2.1 is nobody's (RFC 5737). */
static bool leading_out(place *p) {
  place far;
  socklen_t size = sizeof *p;
  memset(p, 0, sizeof *p);
  int s = socket(AF_INET, SOCK_DGRAM, 0);
  if (s < 0) return false;
  parse("192.0.2.1", &far);
  far.v4.sin_port = htons(9);
  bool got = !connect(s, &far.any, sizeof far.v4) && !getsockname(s, &p->any, &size) && !everywhere(p) && !loopback(p);
  close(s);
  return got;
}

static bool first_of_interfaces(place *p) {
  struct ifaddrs *list = NULL;
  bool got = false;
  if (getifaddrs(&list)) return false;
  for (struct ifaddrs *i = list; i && !got; i = i->ifa_next)
    if (i->ifa_addr && i->ifa_addr->sa_family == AF_INET) {
      memset(p, 0, sizeof *p);
      memcpy(&p->v4, i->ifa_addr, sizeof p->v4);
      got = !loopback(p);
    }
  freeifaddrs(list);
  return got;
}

static dp_status take_port(dp_network *n, place *p, uint16_t port, dp_error *err) {
  bool v6 = p->any.sa_family == AF_INET6;
  char text[DP_NETWORK_NAME_SIZE];
  int yes = 1, no = 0;
  place got = {0};
  socklen_t size = sizeof got;
  if (v6) p->v6.sin6_port = htons(port);
  else p->v4.sin_port = htons(port);
  write_place(p, text);
  n->socket = socket(p->any.sa_family, SOCK_STREAM, 0);
  if (n->socket < 0) return dp_fail(err, DP_ERR_IO, "no socket can be had: %s", strerror(errno));
  fcntl(n->socket, F_SETFD, FD_CLOEXEC);
  fcntl(n->socket, F_SETFL, fcntl(n->socket, F_GETFL) | O_NONBLOCK);
  setsockopt(n->socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (v6) setsockopt(n->socket, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (bind(n->socket, &p->any, v6 ? sizeof p->v6 : sizeof p->v4) || listen(n->socket, 32)) {
    n->port_taken = errno == EADDRINUSE;
    if (n->port_taken) return dp_fail(err, DP_ERR_IO, "port %u of %s is in use: try another with --port, or 0 for any", port, text);
    if (errno == EACCES) return dp_fail(err, DP_ERR_IO, "port %u may only be opened by an administrator: try one above 1023 with --port", port);
    if (errno == EADDRNOTAVAIL) return dp_fail(err, DP_ERR_IO, "%s is no address of this machine: `ip address` (Linux) or `ifconfig` (macOS) lists them", text);
    return dp_fail(err, DP_ERR_IO, "port %u of %s cannot be opened: %s", port, text, strerror(errno));
  }
  if (getsockname(n->socket, &got.any, &size)) return dp_fail(err, DP_ERR_IO, "the port cannot be told: %s", strerror(errno));
  n->port = ntohs(v6 ? got.v6.sin6_port : got.v4.sin_port);
  return DP_OK;
}

dp_status dp_network_open(dp_network *n, const char *address, uint16_t port, const char *const *more, size_t more_count, dp_error *err) {
  place p;
  n->socket = -1;
  n->name_count = 0;
  if (address && !parse(address, &p)) return dp_fail(err, DP_ERR_USAGE, "\"%s\" is no IP address", address);
  if (!address && !leading_out(&p) && !first_of_interfaces(&p))
    return dp_fail(err, DP_ERR_IO, "this machine is on no network: connect it, or say which address with --listen");
  dp_status status = add_names(n, &p, more, more_count, err);
  if (!status) status = take_port(n, &p, port, err);
  if (status && n->socket >= 0) close(n->socket), n->socket = -1;
  return status;
}

void dp_network_address(const dp_network *n, size_t name, char out[300]) {
  if (n->port == 443) snprintf(out, 300, "https://%s/", n->names[name]);
  else snprintf(out, 300, "https://%s:%u/", n->names[name], n->port);
}

void dp_network_close(dp_network *n) {
  if (n->socket >= 0) close(n->socket);
  n->socket = -1;
  dp_tls_free(&n->tls);
#ifdef DP_HAVE_STORE
  dp_guests_free(n->guests);
#endif
  n->guests = NULL;
}

/* ---- waiting ---------------------------------------------------------------------------------------------------------------------------- */

static volatile sig_atomic_t interrupted;
static void on_signal(int number) { (void)number, interrupted = 1; }

/* The signals are blocked but while pselect waits, so that none comes in between unseen. */
bool dp_serve_wait_line(int file) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction act = {.sa_handler = on_signal};
  sigset_t open_to;
  sigemptyset(&act.sa_mask);
  sigprocmask(SIG_BLOCK, NULL, &open_to);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) sigaction(numbers[i], &act, NULL), sigdelset(&open_to, numbers[i]);
  while (!interrupted) {
    fd_set set;
    FD_ZERO(&set);
    if (file >= 0) FD_SET(file, &set);
    if (pselect(file + 1, file >= 0 ? &set : NULL, NULL, NULL, NULL, &open_to) <= 0) continue;
    char text[256];
    ssize_t got = read(file, text, sizeof text);
    if (got <= 0) file = -1; /* its end: only a signal is left */
    else if (memchr(text, '\n', (size_t)got)) return true;
  }
  return false;
}

/* server.c: libmicrohttpd carrying the door. Each request passes the gate (gate.c) at its first line, before a byte of
 * its body is kept; the body is gathered up to a limit; the response is the door's own bytes. Two threads: a slow
 * explanation does not hold up the next keystroke. Answers about patients are never to be stored (no-store); nothing is
 * logged.
 */
#include "serve.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *speech_engine, *speech_model;
void dp_serve_speech(const char *engine, const char *model) { speech_engine = engine, speech_model = model; }

bool dp_serve_browse(const char *address) {
#ifdef __APPLE__
  const char *const openers[] = {"open"};
#else
  const char *const openers[] = {"xdg-open", "x-www-browser", "sensible-browser"};
  if (!getenv("DISPLAY") && !getenv("WAYLAND_DISPLAY")) return false;
#endif
  for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
    pid_t child = fork();
    if (child < 0) return false;
    if (!child) {
      if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout)) _exit(127);
      execlp(openers[i], openers[i], address, (char *)NULL);
      _exit(127);
    }
    int status = 0;
    if (waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status)) return true;
  }
  return false;
}

#ifndef DP_HAVE_MICROHTTPD

dp_status dp_serve_start(const dp_kb *kb, dp_records *records, uint16_t port, dp_server **out, dp_error *err) {
  (void)kb, (void)records, (void)port, (void)out;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without libmicrohttpd: install it and build again");
}
const char *dp_serve_address(const dp_server *server) { return (void)server, ""; }
dp_status dp_serve_network(dp_server *server, dp_network *network, dp_error *err) {
  (void)server, (void)network;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without libmicrohttpd: install it and build again");
}
void dp_serve_stop(dp_server *server) { (void)server; }

#else
#include "inner.h"
#include <arpa/inet.h>
#include <netinet/in.h>

typedef struct listener { /* this machine's, and the network's where there is one */
  dp_server *server;
  struct MHD_Daemon *daemon;
  dp_gate gate;
} listener;

struct dp_server {
  const dp_kb *kb;
  dp_records *records; /* NULL: none */
  pthread_mutex_t desk; /* one request at the records at a time */
  pthread_cond_t end;
  pthread_t watch; /* locks the records when nobody asks */
  bool watching, ending;
  dp_ears *ears; /* listening: methods listen_… and /sound */
  listener own, network;
  char address[80];
};

/* The policy: nothing from elsewhere, no inline script or style, no frame around us. 'wasm-unsafe-eval' lets the
 * installed app compile the core; it allows no script. */
static const char *const headers[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src "
                                "'self' data:; font-src 'self'; "
                                "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
                                "form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)"},
};

enum MHD_Result dp_serve_reply(struct MHD_Connection *c, unsigned status, struct MHD_Response *r, const char *type,
                               const char *cache) {
  if (!r) return MHD_NO;
  for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
    MHD_add_response_header(r, headers[i][0], headers[i][1]);
  MHD_add_response_header(r, "Content-Type", type);
  MHD_add_response_header(r, "Cache-Control", cache);
  enum MHD_Result done = MHD_queue_response(c, status, r);
  MHD_destroy_response(r);
  return done;
}

/* A refusal, in the door's own form. The sentences are ours and hold nothing that needs escaping. */
static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *why) {
  char text[300];
  const char *name = status == 404 ? "DP_ERR_NOT_FOUND" : status == 413 ? "DP_ERR_TOO_LARGE" : "DP_ERR_INPUT";
  int n = snprintf(text, sizeof text, "{\"error\":{\"status\":\"%s\",\"message\":\"%s\"}}", name, why);
  return dp_serve_reply(c, status, MHD_create_response_from_buffer((size_t)n, text, MHD_RESPMEM_MUST_COPY), "application/json",
               "no-store");
}

static enum MHD_Result give_asset(struct MHD_Connection *c, const dp_asset *a) {
  const char *known = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
  bool same = known && !strcmp(known, a->etag);
  union {
    const unsigned char *from;
    void *to;
  } bytes = {a->at}; /* libmicrohttpd does not write to persistent memory */
  struct MHD_Response *r =
      MHD_create_response_from_buffer(same ? 0 : (size_t)(a->end - a->at), bytes.to, MHD_RESPMEM_PERSISTENT);
  if (r) MHD_add_response_header(r, "ETag", a->etag);
  return dp_serve_reply(c, same ? 304 : 200, r, a->type, "no-cache");
}

/* A request in progress: made at its first line, freed when it is over. */
typedef struct body {
  char *at;
  size_t size, room;
  size_t limit;
  bool too_large, failed, waited;
} body;

static void forget(void *ctx, struct MHD_Connection *c, void **state, enum MHD_RequestTerminationCode why) {
  (void)ctx, (void)c, (void)why;
  body *b = *state;
  if (!b) return;
  if (b->at) { /* what a patient said does not stay behind in freed memory */
    volatile char *v = b->at;
    for (size_t i = 0; i < b->room; i++) v[i] = 0;
  }
  free(b->at);
  free(b);
  *state = NULL;
}

static bool gather(body *b, const char *data, size_t size) {
  if (b->too_large || b->size + size > b->limit) return b->too_large = true, false;
  if (b->size + size > b->room) {
    size_t room = b->room ? b->room : 4096;
    while (room < b->size + size) room *= 2;
    char *more = realloc(b->at, room);
    if (!more) return b->failed = true, false;
    b->at = more, b->room = room;
  }
  memcpy(b->at + b->size, data, size);
  b->size += size;
  return true;
}

/* A response on its way out. It may hold what a patient said: it is wiped when it was sent. */
typedef struct sent {
  char *at;
  size_t size;
} sent;

static void forget_response(void *p) {
  sent *r = p;
  volatile char *v = r->at;
  for (size_t i = 0; i < r->size; i++) v[i] = 0;
  free(r->at); /* dp_free of the default allocator */
  free(r);
}

/* Methods record_… are answered here, before the door, which has no files. */
static dp_status call(dp_server *s, const char *request, size_t size, char **response, size_t *response_size) {
#ifdef DP_HAVE_STORE
  if (s->records) {
    bool ours = false;
    pthread_mutex_lock(&s->desk);
    dp_status status = dp_records_call(s->records, request, size, &ours, response, response_size, NULL);
    pthread_mutex_unlock(&s->desk);
    if (ours) return status;
  }
#endif
  bool listening = false;
  dp_status heard = dp_ears_call(s->ears, request, size, &listening, response, response_size, NULL);
  if (listening) return heard;
  return dp_call(s->kb, request, size, NULL, response, response_size, NULL);
}

#ifdef DP_HAVE_STORE
/* Looks at the clock every few seconds: a forgotten page does not keep the records open. */
static void *watch(void *ctx) {
  dp_server *s = ctx;
  pthread_mutex_lock(&s->desk);
  while (!s->ending) {
    struct timespec until;
    dp_records_tick(s->records);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 5;
    pthread_cond_timedwait(&s->end, &s->desk, &until);
  }
  pthread_mutex_unlock(&s->desk);
  return NULL;
}
#endif

/* An answer that waits for words costs no thread: its connection sleeps until ears.c wakes it. */
static void suspend(void *connection) { MHD_suspend_connection(connection); }
static void resume(void *ctx, void *connection) {
  (void)ctx;
  MHD_resume_connection(connection);
}

static enum MHD_Result answer(void *ctx, struct MHD_Connection *c, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **state) {
  listener *l = ctx;
  dp_server *s = l->server;
  (void)version;
  if (!*state) { /* the first line and headers; the body is still to come */
    const char *why, *length = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Length");
    dp_visit visit = {.method = method,
                      .path = path,
                      .host = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host"),
                      .origin = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Origin"),
                      .site = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Sec-Fetch-Site"),
                      .type = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Content-Type"),
                      .token = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Diagpad-Token"),
                      .cookie = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Cookie")};
    unsigned status = dp_gate_check(&l->gate, &visit, &why);
    uint64_t n = 0;
    if (status != 200) return refuse(c, status, why);
    bool sound = !strcmp(path, "/sound"), enter = !strcmp(path, "/entry");
    size_t limit = sound ? DP_SOUND_LARGEST : enter ? DP_GUEST_LARGEST : DP_SERVE_LARGEST;
    const char *large = sound ? "a piece of sound has at most 64000 bytes" : enter ? "the request is larger than 1 kB" : "the request is larger than 4 MB";
    if (length && dp_parse_uint(dp_str_of(length), &n) && n > limit) return refuse(c, 413, large);
    body *made = calloc(1, sizeof *made);
    if (!made) return MHD_NO;
    made->limit = limit;
    *state = made;
    return MHD_YES;
  }
  body *b = *state;
  if (*size) {
    if (!gather(b, data, *size) && b->failed) return MHD_NO;
    *size = 0;
    return MHD_YES;
  }
  bool sound = !strcmp(path, "/sound");
  if (l->gate.guests && !strcmp(path, "/entry"))
    return b->too_large ? refuse(c, 413, "the request is larger than 1 kB") : dp_guests_answer(l->gate.guests, c, method, (dp_str){b->at ? b->at : "", b->size});
  if (!sound && strcmp(path, "/api") != 0) return give_asset(c, dp_asset_find(path));
  if (b->too_large) return refuse(c, 413, sound ? "a piece of sound has at most 64000 bytes" : "the request is larger than 4 MB");
  char *response = NULL;
  size_t response_size = 0;
  dp_status status;
  if (!sound && !b->waited && b->at && dp_ears_wait(s->ears, b->at, b->size, c, suspend)) return b->waited = true, MHD_YES;
  if (sound)
    status = dp_ears_sound(s->ears, MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "session"),
                           MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "piece"), b->at ? b->at : "", b->size, &response, &response_size, NULL);
  else status = call(s, b->at ? b->at : "", b->size, &response, &response_size);
  sent *kept = response ? malloc(sizeof *kept) : NULL;
  if (!kept) {
    free(response);
    return refuse(c, 500, "there is not enough memory");
  }
  *kept = (sent){response, response_size};
  return dp_serve_reply(c, (unsigned)dp_status_http(status),
               MHD_create_response_from_buffer_with_free_callback_cls(response_size, response, forget_response, kept),
               "application/json", "no-store");
}

static bool make_token(char token[33]) {
  unsigned char bytes[16];
  FILE *f = fopen("/dev/urandom", "rb");
  bool got = f && fread(bytes, 1, sizeof bytes, f) == sizeof bytes;
  if (f) fclose(f);
  for (size_t i = 0; got && i < sizeof bytes; i++) {
    token[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
    token[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
  }
  token[32] = 0;
  return got;
}

dp_status dp_serve_start(const dp_kb *kb, dp_records *records, uint16_t port, dp_server **out, dp_error *err) {
  dp_server *s = calloc(1, sizeof *s);
  if (!s) return dp_fail(err, DP_ERR_MEMORY, "%s", dp_status_text(DP_ERR_MEMORY));
  s->kb = kb;
  s->records = records;
  pthread_mutex_init(&s->desk, NULL);
  pthread_cond_init(&s->end, NULL);
  if (!make_token(s->own.gate.token)) return free(s), dp_fail(err, DP_ERR_IO, "the system gives no random bytes");
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  sigset_t set, before; /* the threads leave these signals to dp_serve_wait */
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, &before);
  signal(SIGPIPE, SIG_IGN);
  dp_ears_options ears = {records, &s->desk, speech_engine, speech_model, resume, NULL};
  dp_status status = dp_ears_new(&ears, &s->ears, err);
  if (status) {
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return free(s), status;
  }
  s->own.server = s->network.server = s;
  s->own.daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL, answer, &s->own,
                               MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_THREAD_POOL_SIZE, 2u,
                               MHD_OPTION_CONNECTION_LIMIT, 64u, MHD_OPTION_CONNECTION_TIMEOUT, 60u,
                               MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)64 << 10, MHD_OPTION_NOTIFY_COMPLETED,
                               forget, NULL, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
  if (!s->own.daemon) {
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    dp_ears_free(s->ears);
    free(s);
    return dp_fail(err, DP_ERR_IO, "port %u cannot be opened (%s): try another with --port, or 0 for any", port,
                   strerror(errno));
  }
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->own.daemon, MHD_DAEMON_INFO_BIND_PORT);
  s->own.gate.port = info && info->port ? info->port : port;
  snprintf(s->address, sizeof s->address, "http://127.0.0.1:%u/#t=%s", s->own.gate.port, s->own.gate.token);
#ifdef DP_HAVE_STORE
  s->watching = records && !pthread_create(&s->watch, NULL, watch, s);
#endif
  *out = s;
  return DP_OK;
}

const char *dp_serve_address(const dp_server *s) { return s->address; }

/* TLS 1.2 and 1.3 with what GnuTLS holds for safe; no more of one guest than a browser opens. */
dp_status dp_serve_network(dp_server *s, dp_network *n, dp_error *err) {
  listener *l = &s->network;
  if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) return dp_fail(err, DP_ERR_IO, "the libmicrohttpd of this machine has no TLS");
  l->gate = (dp_gate){.port = n->port, .names = n->names, .name_count = n->name_count, .guests = n->guests};
  l->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_AUTO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TLS, n->port, NULL, NULL, answer, l,
                               MHD_OPTION_LISTEN_SOCKET, n->socket, MHD_OPTION_HTTPS_MEM_KEY, n->tls.key, MHD_OPTION_HTTPS_MEM_CERT, n->tls.cert,
                               MHD_OPTION_HTTPS_PRIORITIES, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE", MHD_OPTION_THREAD_POOL_SIZE, 2u,
                               MHD_OPTION_CONNECTION_LIMIT, 64u, MHD_OPTION_PER_IP_CONNECTION_LIMIT, 24u, MHD_OPTION_CONNECTION_TIMEOUT, 60u,
                               MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)64 << 10, MHD_OPTION_NOTIFY_COMPLETED, forget, NULL, MHD_OPTION_END);
  if (!l->daemon) return dp_fail(err, DP_ERR_IO, "TLS cannot be started on port %u", n->port);
  n->socket = -1; /* the daemon's now */
  return DP_OK;
}

void dp_serve_stop(dp_server *s) {
  if (!s) return;
  dp_ears_stop(s->ears);
  if (s->network.daemon) MHD_stop_daemon(s->network.daemon);
  MHD_stop_daemon(s->own.daemon);
  dp_ears_free(s->ears);
  pthread_mutex_lock(&s->desk);
  s->ending = true;
  pthread_cond_signal(&s->end);
  pthread_mutex_unlock(&s->desk);
  if (s->watching) pthread_join(s->watch, NULL);
#ifdef DP_HAVE_STORE
  if (s->records) dp_store_lock(dp_records_store(s->records));
#endif
  pthread_cond_destroy(&s->end);
  pthread_mutex_destroy(&s->desk);
  free(s);
}
#endif

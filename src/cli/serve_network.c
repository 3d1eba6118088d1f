/* serve_network.c: the options of `serve` that let others in. Nothing is opened to a network without TLS and something that keeps strangers
 * out: a password, or a code that is shown at the terminal. What is missing is said, and what to do.
 */
#include "cli.h"
#include "paint.h"
#include "../serve/serve.h"
#include <stdio.h>
#include <unistd.h>

enum { NETWORK_COST_KIB = 64 << 10, NETWORK_COST_PASSES = 3 }; /* 0.1 s of a desk computer for each try (RFC 9106, 4, second choice) */

static const char *value(const dp_cli *cli, dp_opt o) { return dp_cli_value(cli, o); }

dp_status dp_cli_network_wanted(dp_cli *cli, bool *wanted, dp_error *err) {
  static const dp_opt needed[] = {DP_OPT_TLS, DP_OPT_TLS_CERT, DP_OPT_TLS_KEY, DP_OPT_PASSWORD_FILE, DP_OPT_NAME};
  const char *listen = value(cli, DP_OPT_LISTEN);
  bool own = false, pair = value(cli, DP_OPT_PAIR), cert = value(cli, DP_OPT_TLS_CERT), key = value(cli, DP_OPT_TLS_KEY),
       tls = value(cli, DP_OPT_TLS), any = false;
  *wanted = false;
  if (listen) {
    dp_status status = dp_network_is_own(listen, &own, err);
    if (status) return status;
  }
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    if (!value(cli, needed[i])) continue;
    any = true;
    if (!listen && !pair)
      return dp_fail(err, DP_ERR_USAGE, "%s is for serving a network: say at which address with --listen, or --pair for a phone", dp_options[needed[i]].name);
  }
  if (cert != key) return dp_fail(err, DP_ERR_USAGE, "--tls-cert and --tls-key belong together: say both");
  if (cert && tls) return dp_fail(err, DP_ERR_USAGE, "--tls makes a certificate; with --tls-cert one is there: say one of them");
  if (!listen && !pair) return DP_OK;
  if (own && !pair && !any) {
    if (!strcmp(listen, "127.0.0.1") || !strcmp(listen, "localhost")) return DP_OK; /* as always */
    return dp_fail(err, DP_ERR_USAGE, "without TLS it listens on 127.0.0.1 only, not on %s: leave --listen out, or say --tls and --password-file as well", listen);
  }
  if (!tls && !cert && !pair)
    return dp_fail(err, DP_ERR_USAGE,
                   "%s is refused: patients' words would cross the network in the open. Say --tls (a certificate is made) or --tls-cert FILE --tls-key FILE, and "
                   "--password-file FILE",
                   listen);
  *wanted = true;
  return DP_OK;
}

#ifndef DP_HAVE_STORE
dp_status dp_cli_network_open(dp_cli *cli, uint16_t port, dp_network *n, dp_error *err) {
  (void)cli, (void)port, (void)n;
  return dp_fail(err, DP_ERR_IO, "this diagpad was built without libsodium: it serves no network");
}
void dp_cli_network_show(dp_cli *cli, dp_network *n, bool first) { (void)cli, (void)n, (void)first; }
#else

/* ---- who was let in, said at the terminal: from the server's threads, so each line is one write --------------------------------- */

static void told(void *ctx, const dp_guest_news *news) {
  char line[200];
  (void)ctx;
  const char *by = news->by == DP_BY_CODE ? "code" : "password";
  switch (news->said) {
  case DP_GUEST_IN:
    snprintf(line, sizeof line, "A device was let in with the %s. Devices that are in: %u.\n", by, news->sessions);
    break;
  case DP_GUEST_SHUT:
    snprintf(line, sizeof line, "Too many wrong tries: nobody else is let in until diagpad is started anew. Devices that are in: %u.\n", news->sessions);
    break;
  default:
    snprintf(line, sizeof line, "A wrong %s was tried.\n", by);
  }
  dp_status ignored = dp_host_write(STDOUT_FILENO, dp_str_of(line), NULL);
  (void)ignored;
}

static uint64_t steady(void) { return dp_host_nanoseconds() / 1000000; }

/* ---- opening ------------------------------------------------------------------------------------------------------------------------ */

static dp_status set_password(dp_cli *cli, dp_network *n, dp_error *err) {
  const char *file = value(cli, DP_OPT_PASSWORD_FILE);
  char password[DP_PASSWORD_MOST + 2], again[DP_PASSWORD_MOST + 2];
  size_t size = 0, again_size = 0;
  dp_status status = DP_OK;
  if (!file && value(cli, DP_OPT_PAIR)) return DP_OK; /* the code is enough */
  if (file) status = dp_cli_secret_file(file, "password", DP_PASSWORD_MOST, password, &size, err);
  else {
    dp_error why = {DP_OK, ""};
    status = dp_host_ask_hidden("A password for those who come from the network (five words are good): ", password, sizeof password - 1, &size, &why);
    if (!status) status = dp_host_ask_hidden("The same again: ", again, sizeof again - 1, &again_size, &why);
    if (!status && (size != again_size || memcmp(password, again, size) != 0)) status = dp_fail(&why, DP_ERR_INPUT, "the two are not the same");
    dp_wipe(again, sizeof again);
    if (status == DP_ERR_IO) status = dp_fail(err, DP_ERR_USAGE, "a network is served only with a password, and there is no terminal to ask for it at: say --password-file FILE");
    else if (status) status = dp_fail(err, status, "%s", why.message);
  }
  dp_pass_cost cost = value(cli, DP_OPT_TEST_COST) ? dp_cost_for_tests() : (dp_pass_cost){NETWORK_COST_PASSES, NETWORK_COST_KIB};
  if (!status) status = dp_guests_set_password(n->guests, (dp_str){password, size}, cost, err);
  dp_wipe(password, sizeof password);
  return status;
}

static dp_status get_certificate(dp_cli *cli, dp_network *n, dp_error *err) {
  const char *cert = value(cli, DP_OPT_TLS_CERT), *path = NULL;
  bool made = false;
  if (cert) return dp_tls_load(cert, value(cli, DP_OPT_TLS_KEY), &n->tls, err);
  dp_status status = dp_cli_data_path(cli, "serve.pem", &path, err);
  if (!status) status = dp_tls_own(path, n->names, n->name_count, &n->tls, &made, err);
  if (!status && made) {
    dp_paint p = {&cli->out, cli->terminal};
    dp_paint_text(&p, "A certificate was made, and is kept in ");
    dp_paint_text(&p, path);
    dp_paint_text(&p, "\n");
  }
  return status;
}

dp_status dp_cli_network_open(dp_cli *cli, uint16_t port, dp_network *n, dp_error *err) {
  const char *names[DP_NETWORK_NAMES];
  size_t count = 0;
  for (size_t i = 0; i < cli->given_count; i++)
    if (cli->given[i].option == DP_OPT_NAME) {
      if (count == DP_NETWORK_NAMES) return dp_fail(err, DP_ERR_USAGE, "there are too many names (--name)");
      names[count++] = cli->given[i].value;
    }
  dp_status status = dp_network_open(n, value(cli, DP_OPT_LISTEN), port, names, count, err);
  if (!status) status = dp_guests_new(steady, told, NULL, &n->guests, err);
  if (!status) status = set_password(cli, n, err);
  if (!status) status = get_certificate(cli, n, err);
  return status;
}

void dp_cli_network_show(dp_cli *cli, dp_network *n, bool first) {
  dp_paint p = {&cli->out, cli->terminal};
  char address[300], text[600], code[9] = "";
  bool pair = value(cli, DP_OPT_PAIR);
  if (first) {
    dp_paint_text(&p, "\nOn the network it is at");
    for (size_t i = 0; i < n->name_count; i++) {
      if (i && (!strcmp(n->names[i], "127.0.0.1") || !strcmp(n->names[i], "localhost"))) continue;
      dp_network_address(n, i, address);
      dp_paint_text(&p, i ? "\n                    or  " : "  ");
      dp_paint_text(&p, address);
    }
    snprintf(text, sizeof text, "\nIts certificate (to %s) has the SHA-256 fingerprint\n  %.48s\n  %s\n", n->tls.until, n->tls.fingerprint, n->tls.fingerprint + 48);
    dp_paint_text(&p, text);
    if (!value(cli, DP_OPT_TLS_CERT))
      dp_paint_text(&p, "The certificate is this computer's own, so browsers warn: compare the fingerprint before you go on.\n");
  }
  if (pair) {
    dp_guests_new_code(n->guests, code);
    dp_network_address(n, 0, address);
    snprintf(text, sizeof text, "%s#pair=%s", address, code);
    dp_paint_text(&p, "\n");
    dp_cli_qr(cli, text);
    snprintf(text, sizeof text,
             "To pair a phone, open  %s  there and type  %.4s %s\nThe code lets one device in, within %d minutes. Devices that are in: %u. Enter shows another "
             "code; Ctrl-C ends, and puts all out.\n",
             address, code, code + 4, DP_CODE_MINUTES, dp_guests_sessions(n->guests));
    dp_paint_text(&p, text);
    dp_wipe(code, sizeof code);
    dp_wipe(text, sizeof text);
  } else if (first) dp_paint_text(&p, "The password lets in. Ctrl-C ends, and puts all out.\n");
}
#endif

/* serve.c: `diagpad serve`: the app in the browser, from this program alone. Runs until it is interrupted. */
#include "cli.h"
#include "paint.h"
#include "../serve/serve.h"
#include "../store/records.h"
#include <sys/resource.h>
#include <sys/stat.h>

enum { USUAL_PORT = 8420, LOCK_AFTER_MS = 10 * 60 * 1000 };

/* At the terminal Enter shows another code; where it is none, or nothing is to be shown, only a signal ends the wait. */
static dp_status stay(dp_cli *cli, dp_network *network, dp_error *err) {
  bool pairing = network && dp_cli_value(cli, DP_OPT_PAIR);
  while (dp_serve_wait_line(pairing ? 0 : -1)) {
    dp_cli_network_show(cli, network, false);
    dp_status status = dp_cli_flush(cli, err);
    if (status) return status;
  }
  return DP_OK;
}

static dp_status start(dp_cli *cli, dp_records *records, uint16_t port, bool given, dp_network *network, dp_server **server, dp_error *err) {
  dp_error first = {DP_OK, ""};
  bool other = !given || network; /* our own page is as well at any other port */
  dp_status status = network ? dp_cli_network_open(cli, port, network, &first) : DP_OK;
  if (status && !given && network->port_taken) status = dp_cli_network_open(cli, 0, network, &first);
  if (status) return dp_fail(err, status, "%s", first.message);
  status = dp_serve_start(cli->kb, records, port, server, other ? &first : err);
  if (status && other) status = dp_serve_start(cli->kb, records, 0, server, err);
  return status || !network ? status : dp_serve_network(*server, network, err);
}

dp_status dp_cmd_serve(dp_cli *cli, dp_error *err) {
  const char *given = dp_cli_value(cli, DP_OPT_PORT);
  uint64_t port = USUAL_PORT;
  if (given && (!dp_parse_uint(dp_str_of(given), &port) || port > 65535))
    return dp_fail(err, DP_ERR_USAGE, "--port is a number from 0 (any free one) to 65535");
  dp_server *server = NULL;
  dp_network network = {.socket = -1};
  bool wanted = false;
  dp_records *records = NULL;
  dp_status status = dp_cli_network_wanted(cli, &wanted, err);
  if (status) return status;
#ifdef DP_HAVE_STORE
  dp_error first = {DP_OK, ""};
  const char *path = NULL;
  dp_store_options options = {.idle_ms = LOCK_AFTER_MS};
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none); /* a crash leaves no picture of the memory */
  umask(077);
  status = dp_cli_records_path(cli, &path, dp_cli_value(cli, DP_OPT_RECORDS) ? err : &first);
  if (!status) {
    bool weak = dp_cli_value(cli, DP_OPT_TEST_COST);
    status = dp_records_new(path, &options, weak ? dp_cost_for_tests() : dp_cost_usual(), &records, err);
    if (status) return status;
  }
#endif
  dp_serve_speech(dp_cli_value(cli, DP_OPT_ENGINE), dp_cli_value(cli, DP_OPT_MODEL));
  status = start(cli, records, (uint16_t)port, given, wanted ? &network : NULL, &server, err);
  if (status) {
    dp_serve_stop(server);
    dp_network_close(&network);
#ifdef DP_HAVE_STORE
    dp_records_free(records);
#endif
    return status;
  }
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_text(&p, "Diagnosis Pad is at  ");
  dp_paint_text(&p, dp_serve_address(server));
  dp_paint_text(&p, "\nThe address holds this run's key and works on this machine only. Ctrl-C ends.\n");
  if (wanted) dp_cli_network_show(cli, &network, true);
  status = dp_cli_flush(cli, err);
  if (!status) {
    if (!dp_cli_value(cli, DP_OPT_NO_OPEN)) dp_serve_browse(dp_serve_address(server));
    status = stay(cli, wanted ? &network : NULL, err);
  }
  dp_serve_stop(server);
  dp_network_close(&network);
#ifdef DP_HAVE_STORE
  dp_records_free(records);
#endif
  return status;
}

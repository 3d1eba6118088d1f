/* serve.c: `diagpad serve`: the app in the browser, from this program alone. Runs until it is interrupted. */
#include "cli.h"
#include "paint.h"
#include "../serve/serve.h"
#include "../store/records.h"
#include <sys/resource.h>
#include <sys/stat.h>

enum { USUAL_PORT = 8420, LOCK_AFTER_MS = 10 * 60 * 1000 };

dp_status dp_cmd_serve(dp_cli *cli, dp_error *err) {
  const char *given = dp_cli_value(cli, DP_OPT_PORT);
  uint64_t port = USUAL_PORT;
  if (given && (!dp_parse_uint(dp_str_of(given), &port) || port > 65535))
    return dp_fail(err, DP_ERR_USAGE, "--port is a number from 0 (any free one) to 65535");
  dp_server *server = NULL;
  dp_records *records = NULL;
  dp_error first = {DP_OK, ""};
  dp_status status = DP_OK;
#ifdef DP_HAVE_STORE
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
  status = dp_serve_start(cli->kb, records, (uint16_t)port, &server, given ? err : &first);
  if (status && !given) status = dp_serve_start(cli->kb, records, 0, &server, err); /* ours is taken: any other will do */
#ifdef DP_HAVE_STORE
  if (status) dp_records_free(records);
#endif
  if (status) return status;
  dp_paint p = {&cli->out, cli->terminal};
  dp_paint_text(&p, "Diagnosis Pad is at  ");
  dp_paint_text(&p, dp_serve_address(server));
  dp_paint_text(&p, "\nThe address holds this run's key and works on this machine only. Ctrl-C ends.\n");
  status = dp_cli_flush(cli, err);
  if (!status) {
    if (!dp_cli_value(cli, DP_OPT_NO_OPEN)) dp_serve_browse(dp_serve_address(server));
    dp_serve_wait();
  }
  dp_serve_stop(server);
#ifdef DP_HAVE_STORE
  dp_records_free(records);
#endif
  return status;
}

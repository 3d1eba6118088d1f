/* qr.c: QR codes (ISO/IEC 18004) by libqrencode, two rows of squares a line of text. Black on white is set by colours where there are any; without,
 * the squares that are to be light are drawn, which is right on a dark terminal, and most cameras read the other as well.
 */
#include "cli.h"
#include "paint.h"
#ifdef DP_HAVE_QRENCODE
#include <qrencode.h>

void dp_cli_qr(dp_cli *cli, const char *text) {
  static const char *const halves[] = {"\xE2\x96\x88", "\xE2\x96\x80", "\xE2\x96\x84", " "}; /* full, upper, lower, none: what is light */
  enum { QUIET = 2 };                                                                        /* the margin; the standard wants 4, cameras do with 2 */
  if (!cli->terminal.is_terminal || !cli->terminal.utf8) return;
  QRcode *qr = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
  if (!qr) return;
  int width = qr->width;
  if ((unsigned)(width + 2 * QUIET) <= cli->terminal.width)
    for (int y = -QUIET; y < width + QUIET; y += 2) {
      if (cli->terminal.colour) dp_buf_text(&cli->out, "\x1b[38;5;231;48;5;16m");
      for (int x = -QUIET; x < width + QUIET; x++) {
        bool inside = x >= 0 && x < width;
        bool up = inside && y >= 0 && y < width && qr->data[y * width + x] & 1;
        bool down = inside && y + 1 >= 0 && y + 1 < width && qr->data[(y + 1) * width + x] & 1;
        dp_buf_text(&cli->out, halves[(up ? 2 : 0) | (down ? 1 : 0)]);
      }
      dp_buf_text(&cli->out, cli->terminal.colour ? "\x1b[0m\n" : "\n");
    }
  QRcode_free(qr);
}
#else
void dp_cli_qr(dp_cli *cli, const char *text) { (void)cli, (void)text; }
#endif

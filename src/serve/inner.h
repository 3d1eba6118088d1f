/* inner.h: what the files that answer requests share. */
#ifndef DP_SERVE_INNER_H
#define DP_SERVE_INNER_H

#include "serve.h"
#include <microhttpd.h>

/* Sends a response, our headers added, and gives it up; NULL (no memory) closes the connection. */
enum MHD_Result dp_serve_reply(struct MHD_Connection *c, unsigned status, struct MHD_Response *r, const char *type, const char *cache);
/* Who is let in, over a network: GET tells, POST tries, DELETE ends (enter.c). */
enum MHD_Result dp_guests_answer(dp_guests *e, struct MHD_Connection *c, const char *method, dp_str body);

enum { DP_GUEST_LARGEST = 1024 }; /* bytes of a request to be let in */

#endif

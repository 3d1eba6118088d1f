/* cmocka.h: cmocka with what it wants included first, and assertions on our own types. */
#ifndef DP_TEST_CMOCKA_H
#define DP_TEST_CMOCKA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* A dp_str against a literal; prints both when they differ. */
#define assert_str(actual, expected)                                                                                 \
  do {                                                                                                               \
    dp_str actual_ = (actual), expected_ = dp_str_of(expected);                                                      \
    if (!dp_str_eq(actual_, expected_))                                                                              \
      fail_msg("\"%.*s\" is not \"%s\"", (int)actual_.size, actual_.at, expected_.at);                               \
  } while (0)

#endif

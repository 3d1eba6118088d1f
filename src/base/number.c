/* number.c: reading decimal numbers, and logarithms in whole numbers.
 *
 * Evidence is added up in centibans, 1/100 of log10 of a likelihood ratio (I. J. Good's deciban, cut in ten), and a
 * ranking must be the same to the last bit on every machine: so there is no libm and no floating point here.
 *
 * log10. With n >= d (else the two change places and the sign), e = digits of floor(n / d) less one is exactly
 * floor(log10(n / d)), and d * 10^e <= n fits. What is left, n / (d * 10^e) in [1, 10), is compared with the hundred
 * points 10^((k + 1/2) / 100) where rounding turns, by exact multiplication in 128 bits. The only error is that of the
 * table: half a unit of 2^-60. A quotient that near to a turning point needs n and d of some 30 bits each, by bad luck;
 * for n and d up to 10^6 the result is the nearest integer, always (tests/base/test_number.c).
 *
 * exp10. 10^(k / 100) from a table in 60 fractional bits, times or divided by a power of ten, rounded to the nearest
 * 2^-32: below 10^4 the error is half a unit of 2^-32, above it the table's 2^-61 in proportion.
 */
#include "base.h"

/* 10^(k/100) * 2^60 and 10^((k + 1/2)/100) * 2^60, rounded to nearest; by Python's decimal with 60 digits. */
static const uint64_t steps[100] = {
    0x1000000000000000, 0x105f687901262c25, 0x10c109dd49629fa8, 0x1124f16d50735906, 0x118b2cb8936491a6,
    0x11f3c99f6bc4366c, 0x125ed654f1cf26aa, 0x12cc6160e9d9ac19, 0x133c79a1bd3624d0, 0x13af2e4e7ede67a0,
    0x14248ef8fc2603ae, 0x149cab8fd9bd1ea4, 0x15179460bd4d6064, 0x15955a1a83fc1157, 0x16160dcf861e504f,
    0x1699c0f7e86e0fa4, 0x17208573fb105e4f, 0x17aa6d8ea6bf61e7, 0x18378bffe86c51cd, 0x18c7f3ef5bafba7e,
    0x195bb8f6d460527e, 0x19f2ef2507aab8dd, 0x1a8dab0045068fe9, 0x1b2c01893f678dfd, 0x1bce083de70b527c,
    0x1c73d51c54470e31, 0x1d1d7ea5c3ba5d0c, 0x1dcb1be1a44f0bb4, 0x1e7cc460b76fedc9, 0x1f32904043e362d6,
    0x1fec982d5bb8af65, 0x20aaf56835b9e6ad, 0x216dc1c79ad6c744, 0x223517bc67ffa37e, 0x2301125524ea341e,
    0x23d1cd41b03d0ad1, 0x24a764d701a14182, 0x2581f613023cfc89, 0x26619ea07c1c6077, 0x27467cdb2111b8ff,
    0x2830afd3a998bde9, 0x292057540c4c2565, 0x2a1593e3ce8008cc, 0x2b1086cc6e970aa4, 0x2c11521de8abaaca,
    0x2d1818b3562ac876, 0x2e24fe37a8fff9fe, 0x2f38272a82f82057, 0x3051b8e52a02707a, 0x3171d99f99fc1808,
    0x3298b075b4b6a524, 0x33c6656c90ed73a5, 0x34fb2177e8e294f4, 0x36370e7fa95ff38e, 0x377a5765a1ddd8e3,
    0x38c5280b56947beb, 0x3a17ad57f542d970, 0x3b72153e6d79cd14, 0x3cd48ec3ad3f3443, 0x3e3f4a0502e1d306,
    0x3fb2783ea4dbbf2a, 0x412e4bd260a6405b, 0x42b2f84e71675d33, 0x4440b2747f66b5df, 0x45d7b040c93cd5f4,
    0x477828f177b5d120, 0x4922550e1d65ca00, 0x4ad66e6f62f3f0d5, 0x4c94b046e1269971, 0x4e5d572729c13d92,
    0x5030a10c004b9bda, 0x520ecd62c3dfa443, 0x53f81d130b228a9c, 0x55ecd287739426da, 0x57ed31b6a566c2cc,
    0x59f9802c8d189657, 0x5c120513cc0f7f2f, 0x5e37093f617ef871, 0x6068d7348ce7fa99, 0x62a7bb34eb8a3db8,
    0x64f40348d22657fe, 0x674dff49e478629b, 0x69b600edebdb2f7a, 0x6c2c5bd1ee8cad36, 0x6eb165858914dc33,
    0x714575968b59b203, 0x73e8e59cdaf377ad, 0x769c11469c5e95f1, 0x795f5664a4b160ec, 0x7c3314f735864c6b,
    0x7f17af3b04d5048b, 0x820d89b6927f34ed, 0x85150b47cd6054b9, 0x882e9d3209ba987f, 0x8b5aab2c4ae63651,
    0x8e99a36fe2337586, 0x91ebf6c764fb9407, 0x9552189dfbe86085, 0x98cc7f0f0d8684e7, 0x9c5ba2f64642e08e};
static const uint64_t halves[100] = {
    0x102f6df015a0f0b2, 0x108ff13b8992e4ad, 0x10f2b408bcd78ff9, 0x1157c3bf6f9ab7db, 0x11bf2e175194e82f,
    0x12290119deb3b8d8, 0x12954b2446dc62b5, 0x13041ae9610ad8b9, 0x13757f73aa1124ba, 0x13e988274f3c5b5f,
    0x146044c445261823, 0x14d9c5686afb193d, 0x15561a91ba81443e, 0x15d5552085291724, 0x16578659be784ed1,
    0x16dcbfe9541d5bcc, 0x176513e493fd18c2, 0x17f094cca08e1beb, 0x187f5590f3d6ed85, 0x19116991f1666a2b,
    0x19a6e4a3879fa02a, 0x1a3fdb0fe0b48ba0, 0x1adc619a23ad360b, 0x1b7c8d8145daebad, 0x1c207482ed1973b2,
    0x1cc82cde6342800e, 0x1d73cd579b39df87, 0x1e236d3a47fb5fc3, 0x1ed7245d0615bf0c, 0x1f8f0b2498008d89,
    0x204b3a8735bd6d11, 0x210bcc0ff037bd0b, 0x21d0d9e228d86de2, 0x229a7ebd1dc675b2, 0x2368d5ff8b4f2e1a,
    0x243bfbab62f4c25a, 0x25140c6998a3c518, 0x25f1258e069406e6, 0x26d3651b685bda63, 0x27bae9c76dc018df,
    0x28a7d2fee5ce7326, 0x299a40ea02d2e64a, 0x2a925470b7bc8bc2, 0x2b902f3f2f89703b, 0x2c93f3ca5f54a4af,
    0x2d9dc554b3a55af6, 0x2eadc7f2d9a191e8, 0x2fc42090a4ca9e66, 0x30e0f4f611edbe15, 0x32046bcc67f6d78f,
    0x332eaca377579a02, 0x345fdff6f8b954ef, 0x35982f340bb41ff8, 0x36d7c4bed64a4363, 0x381ecbf845eb4479,
    0x396d7143f2c68624, 0x3ac3e20e263a1639, 0x3c224cd2052f0413, 0x3d88e11fdf397d61, 0x3ef7cfa3a357eba6,
    0x406f4a2b7b31682e, 0x41ef83ae8db915d6, 0x4378b053ea214909, 0x450b05799c0edeed, 0x46a6b9bbea02be47,
    0x484c04fcbef5373f, 0x49fb206b4024d428, 0x4bb4468b90202d69, 0x4d77b33ec0187628, 0x4f45a3caf090bfcb,
    0x511e56e3a2845ffd, 0x53020cb23a25791c, 0x54f106deb45b6014, 0x56eb8898902f7e5d, 0x58f1d69fed5e5b10,
    0x5b04374ee149acd3, 0x5d22f2a3038fb7c2, 0x5f4e52473393c827, 0x6186a19d984b556d, 0x63cc2dc9dbab415e,
    0x661f45bba318bfb9, 0x68803a394649ba30, 0x6aef5deac608fe74, 0x6d6d0565045b2ff5, 0x6ff987353f8a56ce,
    0x72953becd1a6f9ea, 0x75407e2d3616fd54, 0x77fbaab456d3ffe1, 0x7ac720692304ae3c, 0x7da3406870a67670,
    0x80906e122b07373f, 0x838f0f16cfd8f3c7, 0x869f8b853cb43f22, 0x89c24dd8cee8fe98, 0x8cf7c307d7884cf1,
    0x90405a92659db80b, 0x939c86916899c49f, 0x970cbbc62cfb9c99, 0x9a9171aa35540c5b, 0x9e2b227f71c87c37};

static const uint64_t powers[20] = {1u,
                                    10u,
                                    100u,
                                    1000u,
                                    10000u,
                                    100000u,
                                    1000000u,
                                    10000000u,
                                    100000000u,
                                    1000000000u,
                                    10000000000u,
                                    100000000000u,
                                    1000000000000u,
                                    10000000000000u,
                                    100000000000000u,
                                    1000000000000000u,
                                    10000000000000000u,
                                    100000000000000000u,
                                    1000000000000000000u,
                                    10000000000000000000u};

typedef struct wide { uint64_t high, low; } wide;

/* a * b in 128 bits. (Not __int128: the WebAssembly build has no run-time library for it.) */
static wide multiply(uint64_t a, uint64_t b) {
  uint64_t al = a & 0xFFFFFFFFu, ah = a >> 32, bl = b & 0xFFFFFFFFu, bh = b >> 32;
  uint64_t ll = al * bl, lh = al * bh, hl = ah * bl;
  uint64_t middle = (ll >> 32) + (lh & 0xFFFFFFFFu) + (hl & 0xFFFFFFFFu);
  return (wide){ah * bh + (lh >> 32) + (hl >> 32) + (middle >> 32), middle << 32 | (ll & 0xFFFFFFFFu)};
}

int dp_centiban_ratio(uint64_t numerator, uint64_t denominator) {
  if (!numerator && !denominator) return 0;
  if (!numerator) return -9999;
  if (!denominator) return 9999;
  bool below = numerator < denominator;
  uint64_t n = below ? denominator : numerator, d = below ? numerator : denominator, whole = n / d;
  unsigned e = 0;
  while (e < 19 && powers[e + 1] <= whole) e++;
  d *= powers[e];
  wide left = {n >> 4, n << 60}; /* n * 2^60 */
  unsigned low = 0, high = 100;  /* how many turning points lie at or below n / d */
  while (low < high) {
    unsigned middle = (low + high) / 2;
    wide right = multiply(d, halves[middle]);
    if (left.high > right.high || (left.high == right.high && left.low >= right.low)) low = middle + 1;
    else high = middle;
  }
  int cb = (int)(100 * e + low);
  return below ? -cb : cb;
}

uint64_t dp_exp10_cb(int centibans) {
  if (centibans < -960) return 0;
  if (centibans > 963) return UINT64_MAX; /* 10^9.64 * 2^32 > 2^64 */
  int e = (centibans + 1000) / 100 - 10;
  uint64_t m = steps[centibans - 100 * e];
  if (e < 0) {
    uint64_t divisor = powers[-e] << 28;
    return (m + divisor / 2) / divisor;
  }
  wide p = multiply(m, powers[e]);
  uint64_t low = p.low + (1u << 27);
  if (low < p.low) p.high++;
  return p.high << 36 | low >> 28;
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool dp_parse_uint(dp_str s, uint64_t *value) {
  uint64_t v = 0;
  if (!s.size) return false;
  for (size_t i = 0; i < s.size; i++) {
    if (!is_digit(s.at[i])) return false;
    uint64_t digit = (uint64_t)(s.at[i] - '0');
    if (v > (UINT64_MAX - digit) / 10) return false;
    v = v * 10 + digit;
  }
  *value = v;
  return true;
}

bool dp_parse_milli(dp_str s, int64_t *milli) {
  const uint64_t most = 1000000000000u;
  size_t i = 0, digits = 0, group = 0; /* group: digits since the last comma */
  bool negative = false, commas = false;
  if (i < s.size && (s.at[i] == '-' || s.at[i] == '+')) negative = s.at[i++] == '-';
  uint64_t v = 0;
  for (; i < s.size; i++) {
    if (s.at[i] == ',') { /* 1,234,567: one to three digits first, then threes */
      if (!digits || (commas ? group != 3 : group > 3)) return false;
      commas = true;
      group = 0;
      continue;
    }
    if (!is_digit(s.at[i])) break;
    v = v * 10 + (uint64_t)(s.at[i] - '0');
    if (v > most) return false;
    digits++;
    group++;
  }
  if (!digits || (commas && group != 3)) return false;
  v *= 1000;
  if (i < s.size) {
    if (s.at[i] != '.' || ++i == s.size) return false;
    uint64_t unit = 100;
    for (bool fourth = true; i < s.size; i++) {
      if (!is_digit(s.at[i])) return false;
      if (unit) v += unit * (uint64_t)(s.at[i] - '0');
      else if (fourth) {
        v += s.at[i] >= '5'; /* half away from zero */
        fourth = false;
      }
      unit /= 10;
    }
  }
  if (v > most * 1000) return false;
  *milli = negative ? -(int64_t)v : (int64_t)v;
  return true;
}

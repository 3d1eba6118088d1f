/* formula.c: logarithm and power without libm: argument reduction and a series, IEEE arithmetic only, so that every
 * machine gives the same bits. Error below 1e-12 over what the scores need; tests compare with libm.
 */
#include "scores.h"

#define LN2 0.693147180559945309417232121458

double dp_ln(double x) {
  if (!(x > 0)) return 0;
  int e = 0;
  while (x > 1.5) x /= 2, e++;
  while (x < 0.75) x *= 2, e--;
  double t = (x - 1) / (x + 1), t2 = t * t, term = t, sum = 0;
  for (int k = 1; k < 60; k += 2) sum += term / k, term *= t2;
  return 2 * sum + e * LN2;
}

static double exp_of(double x) {
  int n = (int)(x / LN2);
  double r = x - n * LN2, term = 1, sum = 1;
  for (int k = 1; k < 25; k++) term *= r / k, sum += term;
  for (; n > 0; n--) sum *= 2;
  for (; n < 0; n++) sum /= 2;
  return sum;
}

double dp_pow(double x, double y) { return x > 0 ? exp_of(y * dp_ln(x)) : 0; }

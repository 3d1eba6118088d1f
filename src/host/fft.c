/* fft.c: see fft.h. */
#include "fft.h"
#include <math.h>

void dp_fft_make(dp_fft *f) {
  for (unsigned i = 0; i < DP_FFT_SIZE / 2; i++) {
    f->cosine[i] = cosf(2 * 3.14159265358979f * (float)i / DP_FFT_SIZE);
    f->sine[i] = sinf(2 * 3.14159265358979f * (float)i / DP_FFT_SIZE);
  }
}

void dp_fft_run(const dp_fft *f, float *re, float *im) {
  for (unsigned i = 1, j = 0; i < DP_FFT_SIZE; i++) {
    unsigned bit = DP_FFT_SIZE >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i < j) {
      float a = re[i];
      re[i] = re[j], re[j] = a;
      a = im[i], im[i] = im[j], im[j] = a;
    }
  }
  for (unsigned size = 2; size <= DP_FFT_SIZE; size *= 2)
    for (unsigned at = 0; at < DP_FFT_SIZE; at += size)
      for (unsigned k = 0; k < size / 2; k++) {
        float c = f->cosine[k * (DP_FFT_SIZE / size)], s = f->sine[k * (DP_FFT_SIZE / size)];
        float *r = re + at + k, *i = im + at + k;
        float x = r[size / 2] * c + i[size / 2] * s, y = i[size / 2] * c - r[size / 2] * s;
        r[size / 2] = *r - x, i[size / 2] = *i - y;
        *r += x, *i += y;
      }
}

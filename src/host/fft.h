/* fft.h: the transform of 512 samples that voice-activity detection and the telling apart of speakers share. */
#ifndef DP_FFT_H
#define DP_FFT_H

enum { DP_FFT_SIZE = 512 };

typedef struct dp_fft {
  float cosine[DP_FFT_SIZE / 2], sine[DP_FFT_SIZE / 2];
} dp_fft;

void dp_fft_make(dp_fft *f);
/* In place, radix 2 (Cooley and Tukey 1965), forward, unscaled. */
void dp_fft_run(const dp_fft *f, float *re, float *im);

#endif

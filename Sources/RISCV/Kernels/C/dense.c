#include "dnnc_arithmetic.h"

#define STEP(i)                                                                  \
  {                                                                              \
    int32_t p = (int8_t)(x[i] ^ flip);                                           \
    s0 += p * w[4 * (i)], s1 += p * w[4 * (i) + 1];                              \
    s2 += p * w[4 * (i) + 2], s3 += p * w[4 * (i) + 3];                          \
  }

/* One block of four neurons; `flip` is known where this is inlined. */
static inline __attribute__((always_inline)) void block(
    const dnnc_dense_arguments *a, int32_t number, int32_t flip) {
  int32_t depth = a->input_channels;
  const int8_t *x = a->input, *w = a->weights + 4 * number * depth;
  const dnnc_channel *c = a->channels + 4 * number;
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  const int8_t *stop = x + (depth & ~3);
  for (; x != stop; x += 4, w += 16) { STEP(0) STEP(1) STEP(2) STEP(3) }
  for (int32_t rest = depth & 3; rest > 0; rest--, x++, w += 4) STEP(0)
  int32_t left = a->output_channels - 4 * number;
  dnnc_store(a->output, c[0].index, s0, c, &a->rounding);
  if (left > 1) dnnc_store(a->output, c[1].index, s1, c + 1, &a->rounding);
  if (left > 2) dnnc_store(a->output, c[2].index, s2, c + 2, &a->rounding);
  if (left > 3) dnnc_store(a->output, c[3].index, s3, c + 3, &a->rounding);
}

/* Blocks of four neurons are shared. */
void dnnc_dense(const dnnc_dense_arguments *a, unsigned core, unsigned cores) {
  dnnc_share blocks = dnnc_share_of((a->output_channels + 3) >> 2, core, cores);
  for (int32_t number = blocks.start; number < blocks.stop; number++) {
    if (a->input_flip)
      block(a, number, 0x80);
    else
      block(a, number, 0);
  }
}

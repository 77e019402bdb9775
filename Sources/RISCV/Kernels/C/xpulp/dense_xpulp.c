#include "dnnc_cluster.h"

#define STORE(i, sum) \
  if (left > i) dnnc_store(a->output, c[i].index, sum, c + i, &a->rounding);

/* One block of four neurons; weights lie as `dnnc_matmul_xpulp.c` says, and `flip` is known where this
 * is inlined. */
static inline __attribute__((always_inline)) void block(
    const dnnc_dense_arguments *a, int32_t number, uint32_t flip) {
  int32_t depth = a->input_channels, words = (depth + 3) >> 2;
  const uint32_t *w = (const uint32_t *)a->weights + 4 * words * number;
  const uint32_t *x = (const uint32_t *)a->input;
  const dnnc_channel *c = a->channels + 4 * number;
  int32_t s0 = c[0].bias, s1 = c[1].bias, s2 = c[2].bias, s3 = c[3].bias;
  for (const uint32_t *stop = x + (depth >> 2); x != stop; w += 4) {
    uint32_t p = *x++ ^ flip;
    s0 = dnnc_dot(s0, p, w[0]), s1 = dnnc_dot(s1, p, w[1]);
    s2 = dnnc_dot(s2, p, w[2]), s3 = dnnc_dot(s3, p, w[3]);
  }
  const int8_t *tail = (const int8_t *)w, *rest = (const int8_t *)x;
  for (int32_t i = 0; i < (depth & 3); i++) {
    int32_t p = (int8_t)(rest[i] ^ flip);
    s0 += p * tail[i], s1 += p * tail[4 + i];
    s2 += p * tail[8 + i], s3 += p * tail[12 + i];
  }
  int32_t left = a->output_channels - 4 * number;
  STORE(0, s0) STORE(1, s1) STORE(2, s2) STORE(3, s3)
}

/* Blocks of four neurons are shared. */
void dnnc_dense(const dnnc_dense_arguments *a, unsigned core, unsigned cores) {
  dnnc_share blocks = dnnc_share_of((a->output_channels + 3) >> 2, core, cores);
  for (int32_t number = blocks.start; number < blocks.stop; number++) {
    if (a->input_flip)
      block(a, number, 0x80808080u);
    else
      block(a, number, 0);
  }
}

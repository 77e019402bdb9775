/* The product of a matrix of weights with two columns, four bytes in an instruction.
 *
 * Packed weights are blocks of four channels: for every four indices of the depth a word of each
 * channel, the last filled up with zeros. Channels are in order. */
#include "dnnc_cluster.h"
#include "dnnc_matmul.h"

#define STORE(i, p, q)                                              \
  if (left > i) {                                                   \
    dnnc_store(y0, 4 * block + i, p, c + i, rounding);              \
    dnnc_store(y1, 4 * block + i, q, c + i, rounding);              \
  }

/* `is_aligned` is known where this is inlined. */
static inline __attribute__((always_inline)) void multiply(
    const dnnc_matrix *matrix, dnnc_share blocks, const int8_t *x0, const int8_t *x1, int8_t *y0,
    int8_t *y1, int32_t is_aligned) {
  int32_t depth = matrix->depth, words = (depth + 3) >> 2;
  const dnnc_rounding *rounding = matrix->rounding;
  for (int32_t block = blocks.start; block < blocks.stop; block++) {
    const uint32_t *w = matrix->weights + 4 * words * block;
    const dnnc_channel *c = matrix->channels + 4 * block;
    const int8_t *p = x0, *q = x1;
    int32_t a0 = c[0].bias, a1 = c[1].bias, a2 = c[2].bias, a3 = c[3].bias;
    int32_t b0 = a0, b1 = a1, b2 = a2, b3 = a3;
    for (const int8_t *stop = p + (depth & ~3); p != stop; w += 4, p += 4, q += 4) {
      uint32_t u = dnnc_word(p, is_aligned), v = dnnc_word(q, is_aligned);
      a0 = dnnc_dot(a0, u, w[0]), b0 = dnnc_dot(b0, v, w[0]);
      a1 = dnnc_dot(a1, u, w[1]), b1 = dnnc_dot(b1, v, w[1]);
      a2 = dnnc_dot(a2, u, w[2]), b2 = dnnc_dot(b2, v, w[2]);
      a3 = dnnc_dot(a3, u, w[3]), b3 = dnnc_dot(b3, v, w[3]);
    }
    const int8_t *tail = (const int8_t *)w;
    for (int32_t rest = depth & 3; rest > 0; rest--, tail++, p++, q++) {
      a0 += *p * tail[0], b0 += *q * tail[0];
      a1 += *p * tail[4], b1 += *q * tail[4];
      a2 += *p * tail[8], b2 += *q * tail[8];
      a3 += *p * tail[12], b3 += *q * tail[12];
    }
    int32_t left = matrix->output_channels - 4 * block;
    STORE(0, a0, b0) STORE(1, a1, b1) STORE(2, a2, b2) STORE(3, a3, b3)
  }
}

/* Pixels of a point-wise layer lie at multiples of four if their channels are a multiple of four. */
void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share blocks, const int8_t *x0, const int8_t *x1, int8_t *y0,
    int8_t *y1) {
  if ((((uintptr_t)x0 | (uintptr_t)x1) & 3) == 0)
    multiply(matrix, blocks, x0, x1, y0, y1, 1);
  else
    multiply(matrix, blocks, x0, x1, y0, y1, 0);
}

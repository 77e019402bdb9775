/* The product of a matrix of weights with two columns, four bytes in an instruction.
 *
 * Packed weights are blocks of four channels: for every four indices of the depth a word of each
 * channel, the last filled up with zeros. Channels are in order. */
#include "dnnc_matmul.h"

/* The sum of four products of bytes with signs and what is there. */
static inline int32_t dot(int32_t sum, uint32_t a, uint32_t b) {
  __asm__("cv.sdotsp.b %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
  return sum;
}

#define STORE(i, p, q)                                              \
  if (left > i) {                                                   \
    y0[4 * block + i] = (int8_t)dnnc_round(p, c + i, rounding);     \
    y1[4 * block + i] = (int8_t)dnnc_round(q, c + i, rounding);     \
  }

void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share blocks, const int8_t *x0, const int8_t *x1, int8_t *y0,
    int8_t *y1) {
  int32_t depth = matrix->depth, words = (depth + 3) >> 2;
  const dnnc_rounding *rounding = matrix->rounding;
  for (int32_t block = blocks.start; block < blocks.stop; block++) {
    const uint32_t *w = matrix->weights + 4 * words * block;
    const dnnc_channel *c = matrix->channels + 4 * block;
    const uint32_t *p = (const uint32_t *)x0, *q = (const uint32_t *)x1;
    int32_t a0 = c[0].bias, a1 = c[1].bias, a2 = c[2].bias, a3 = c[3].bias;
    int32_t b0 = a0, b1 = a1, b2 = a2, b3 = a3;
    for (const uint32_t *stop = p + (depth >> 2); p != stop; w += 4) {
      uint32_t u = *p++, v = *q++;
      a0 = dot(a0, u, w[0]), b0 = dot(b0, v, w[0]);
      a1 = dot(a1, u, w[1]), b1 = dot(b1, v, w[1]);
      a2 = dot(a2, u, w[2]), b2 = dot(b2, v, w[2]);
      a3 = dot(a3, u, w[3]), b3 = dot(b3, v, w[3]);
    }
    const int8_t *tail = (const int8_t *)w;
    const int8_t *s = (const int8_t *)p, *t = (const int8_t *)q;
    for (int32_t rest = depth & 3; rest > 0; rest--, tail++, s++, t++) {
      a0 += *s * tail[0], b0 += *t * tail[0];
      a1 += *s * tail[4], b1 += *t * tail[4];
      a2 += *s * tail[8], b2 += *t * tail[8];
      a3 += *s * tail[12], b3 += *t * tail[12];
    }
    int32_t left = matrix->output_channels - 4 * block;
    STORE(0, a0, b0) STORE(1, a1, b1) STORE(2, a2, b2) STORE(3, a3, b3)
  }
}

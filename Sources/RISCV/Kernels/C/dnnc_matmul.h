/* The product of a matrix of weights with two columns: four output channels at a time.
 *
 * Packed weights are blocks of four channels, each a first word and then the weights.
 *
 * Where the first word is 0, weights are bytes: for each index of the depth the byte of each of the
 * four channels.
 *
 * Otherwise two weights share a word, w0 + 65536 * w1, so that one multiplication gives two
 * products: for each index of the depth there are two words, of the channels 0, 1 and 2, 3. The
 * sums of a run stay apart as long as each is within 16 bits; the compiler has found the length of
 * runs from the weights. After a run the two sums are told apart:
 *
 *   s = sum(x * w0) + 65536 * sum(x * w1),   high += (s + 32768) >> 16,   total += s
 *
 * In the end sum(x * w0) = total - 65536 * high.
 * The first word has the length of a run in bits 0 to 7, what is left over of the depth in bits 8
 * to 15, and the number of whole runs from bit 16 on. */
#ifndef DNNC_MATMUL_H
#define DNNC_MATMUL_H

#include "dnnc_arithmetic.h"

/* A matrix of weights and what becomes of its sums. */
typedef struct dnnc_matrix {
  const uint32_t *weights;
  const dnnc_channel *channels;
  int32_t depth;
  int32_t output_channels;
  const dnnc_rounding *rounding;
} dnnc_matrix;

/* Multiplies the blocks of a share with the columns `x0` and `x1`, and stores their results from
 * `y0` and `y1`. The columns may be one and the same. */
void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share blocks, const int8_t *x0, const int8_t *x1, int8_t *y0,
    int8_t *y1);

#endif

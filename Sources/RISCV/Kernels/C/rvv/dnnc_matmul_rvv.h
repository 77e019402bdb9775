/* The product of a matrix of weights with four columns, in vectors of output channels.
 *
 * Packed weights are a word and then bytes: for each index of the depth the byte of each channel.
 * The word is 2 where the products of two neighbouring indices add up within 16 bits, else 1.
 * Channels are in order. */
#ifndef DNNC_MATMUL_RVV_H
#define DNNC_MATMUL_RVV_H

#include "dnnc_arithmetic.h"

typedef struct dnnc_matrix {
  const uint32_t *weights;
  const dnnc_channel *channels;
  int32_t depth;
  int32_t output_channels;
  const dnnc_rounding *rounding;
} dnnc_matrix;

/* Multiplies the channels of a share with columns, and stores their results from each `y` on.
 * Columns may be one and the same. */
void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share channels, const int8_t *const x[4], int8_t *const y[4]);

#endif

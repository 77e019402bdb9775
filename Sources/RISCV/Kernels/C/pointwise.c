#include "dnnc_matmul.h"

/* Pairs of pixels are shared; if there are fewer than cores, blocks of four channels are. */
void dnnc_pointwise(const dnnc_pointwise_arguments *a, unsigned core, unsigned cores) {
  int32_t depth = a->input_channels, channels = a->output_channels;
  dnnc_matrix matrix = {a->weights, a->channels, depth, channels, &a->rounding};
  dnnc_share blocks = {0, (channels + 3) >> 2};
  dnnc_share pairs = {0, (a->pixels + 1) >> 1};
  if (pairs.stop < (int32_t)cores && pairs.stop < blocks.stop)
    blocks = dnnc_share_of(blocks.stop, core, cores);
  else
    pairs = dnnc_share_of(pairs.stop, core, cores);
  const int8_t *x = a->input + 2 * pairs.start * depth;
  int32_t pixel = channels * dnnc_result_bytes(&a->rounding);
  int8_t *y = a->output + 2 * pairs.start * pixel;
  for (int32_t pair = pairs.start; pair < pairs.stop; pair++) {
    /* The last pair of an odd number of pixels is one pixel twice. */
    int32_t is_pair = 2 * pair + 1 < a->pixels;
    dnnc_matmul(
        &matrix, blocks, x, is_pair ? x + depth : x, y, is_pair ? y + pixel : y);
    x += 2 * depth;
    y += 2 * pixel;
  }
}

#include "dnnc_columns.h"
#include "dnnc_matmul.h"

/* Pairs of pixels are shared; if there are fewer than cores, blocks of four channels are. */
void dnnc_convolution(const dnnc_convolution_arguments *a, unsigned core, unsigned cores) {
  int32_t depth = a->kernel_height * a->kernel_width * a->input_channels;
  int32_t channels = a->output_channels;
  int32_t pixels = a->output_height * a->output_width;
  int32_t size = (depth + 3) & ~3;
  dnnc_matrix matrix = {a->weights, a->channels, depth, channels, &a->rounding};
  dnnc_share blocks = {0, (channels + 3) >> 2};
  dnnc_share pairs = {0, (pixels + 1) >> 1};
  if (pairs.stop < (int32_t)cores && pairs.stop < blocks.stop)
    blocks = dnnc_share_of(blocks.stop, core, cores);
  else
    pairs = dnnc_share_of(pairs.stop, core, cores);
  int8_t *x0 = a->scratch + 2 * (int32_t)core * size, *x1 = x0 + size;
  int32_t pixel = channels * dnnc_result_bytes(&a->rounding);
  int8_t *y = a->output + 2 * pairs.start * pixel;
  int32_t row = 2 * pairs.start / a->output_width;
  int32_t column = 2 * pairs.start - row * a->output_width;
  for (int32_t pair = pairs.start; pair < pairs.stop; pair++) {
    int32_t is_pair = 2 * pair + 1 < pixels;
    dnnc_gather(a, row, column, x0);
    if (++column == a->output_width) column = 0, row++;
    if (is_pair) {
      dnnc_gather(a, row, column, x1);
      if (++column == a->output_width) column = 0, row++;
    }
    dnnc_matmul(
        &matrix, blocks, x0, is_pair ? x1 : x0, y, is_pair ? y + pixel : y);
    y += 2 * pixel;
  }
}

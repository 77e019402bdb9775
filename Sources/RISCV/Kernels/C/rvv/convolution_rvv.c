#include "dnnc_columns.h"
#include "dnnc_matmul_rvv.h"

/* Groups of four pixels are shared; if there are fewer than cores, channels are. The scratch has
 * four columns for each core. */
void dnnc_convolution(const dnnc_convolution_arguments *a, unsigned core, unsigned cores) {
  int32_t depth = a->kernel_height * a->kernel_width * a->input_channels;
  int32_t count = a->output_channels, pixels = a->output_height * a->output_width;
  int32_t size = (depth + 3) & ~3;
  dnnc_matrix matrix = {a->weights, a->channels, depth, count, &a->rounding};
  int32_t bytes = count * dnnc_result_bytes(&a->rounding);
  dnnc_share channels = {0, count}, groups = {0, (pixels + 3) >> 2};
  if (groups.stop < (int32_t)cores)
    channels = dnnc_share_of(count, core, cores);
  else
    groups = dnnc_share_of(groups.stop, core, cores);
  if (channels.start == channels.stop) return;
  int8_t *scratch = a->scratch + 4 * (int32_t)core * size;
  for (int32_t group = groups.start; group < groups.stop; group++) {
    const int8_t *x[4];
    int8_t *y[4];
    for (int32_t i = 0; i < 4; i++) {
      int32_t pixel = 4 * group + i;
      if (pixel < pixels) {
        x[i] = scratch + i * size;
        y[i] = a->output + pixel * bytes;
        int32_t row = pixel / a->output_width;
        dnnc_gather(a, row, pixel - row * a->output_width, scratch + i * size);
      } else {
        /* What is missing of the last four is the last pixel again. */
        x[i] = x[i - 1];
        y[i] = y[i - 1];
      }
    }
    dnnc_matmul(&matrix, channels, x, y);
  }
}

#include "dnnc_matmul_rvv.h"

/* Groups of four pixels are shared; if there are fewer than cores, channels are. */
void dnnc_pointwise(const dnnc_pointwise_arguments *a, unsigned core, unsigned cores) {
  int32_t depth = a->input_channels, count = a->output_channels;
  dnnc_matrix matrix = {a->weights, a->channels, depth, count, &a->rounding};
  int32_t bytes = count * dnnc_result_bytes(&a->rounding);
  dnnc_share channels = {0, count}, groups = {0, (a->pixels + 3) >> 2};
  if (groups.stop < (int32_t)cores)
    channels = dnnc_share_of(count, core, cores);
  else
    groups = dnnc_share_of(groups.stop, core, cores);
  for (int32_t group = groups.start; group < groups.stop; group++) {
    const int8_t *x[4];
    int8_t *y[4];
    for (int32_t i = 0; i < 4; i++) {
      /* What is missing of the last four is the last pixel again. */
      int32_t pixel = 4 * group + i < a->pixels ? 4 * group + i : a->pixels - 1;
      x[i] = a->input + pixel * depth;
      y[i] = a->output + pixel * bytes;
    }
    dnnc_matmul(&matrix, channels, x, y);
  }
}

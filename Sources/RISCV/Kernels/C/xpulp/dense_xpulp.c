#include "dnnc_matmul.h"

/* Blocks of four neurons are shared; weights lie as `dnnc_matmul_xpulp.c` says. Inputs of u8 are
 * not for this kernel: the compiler makes them i8. */
void dnnc_dense(const dnnc_dense_arguments *a, unsigned core, unsigned cores) {
  dnnc_matrix matrix = {
      (const uint32_t *)a->weights, a->channels, a->input_channels, a->output_channels,
      &a->rounding};
  dnnc_share blocks = dnnc_share_of((a->output_channels + 3) >> 2, core, cores);
  dnnc_matmul(&matrix, blocks, a->input, a->input, a->output, a->output);
}

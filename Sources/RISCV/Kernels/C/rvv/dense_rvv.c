#include "dnnc_vector.h"

/* Neurons are shared. Weights lie as `dnnc_matmul_rvv.h` says, without the word. */
void dnnc_dense(const dnnc_dense_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->output_channels, core, cores);
  for (int32_t first = share.start; first < share.stop;) {
    size_t lanes = dnnc_lanes(share.stop - first);
    vint32m4_t sums = dnnc_field(&a->channels[first].bias, lanes);
    const int8_t *w = a->weights + first;
    for (int32_t i = 0; i < a->input_channels; i++, w += a->output_channels) {
      int8_t x = (int8_t)(a->input[i] ^ a->input_flip);
      vint16m2_t p = __riscv_vwmul_vx_i16m2(__riscv_vle8_v_i8m1(w, lanes), x, lanes);
      sums = __riscv_vwadd_wv_i32m4(sums, p, lanes);
    }
    dnnc_store_channels(sums, a->channels, &a->rounding, a->output, first, lanes);
    first += (int32_t)lanes;
  }
}

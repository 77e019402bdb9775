#include "dnnc_vector.h"

/* Bytes in the common scale. */
static inline vint32m4_t scaled(const uint8_t *x, const int32_t *table, size_t lanes) {
  vuint16m2_t offsets = __riscv_vwmulu_vx_u16m2(__riscv_vle8_v_u8m1(x, lanes), 4, lanes);
  return __riscv_vluxei16_v_i32m4(table, offsets, lanes);
}

/* Elements are shared. */
void dnnc_add(const dnnc_add_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->count, core, cores);
  const dnnc_channel *c = a->channel;
  for (int32_t first = share.start; first < share.stop;) {
    size_t lanes = dnnc_lanes(share.stop - first);
    vint32m4_t sums = scaled(a->a + first, a->table_a, lanes);
    sums = __riscv_vadd_vv_i32m4(sums, scaled(a->b + first, a->table_b, lanes), lanes);
    int8_t *y = a->output + first;
    first += (int32_t)lanes;
    if (a->rounding.mode != DNNC_MODE_HIGH && a->rounding.mode != DNNC_MODE_TWICE) {
      int32_t each[DNNC_LANES];
      __riscv_vse32_v_i32m4(each, sums, lanes);
      for (size_t i = 0; i < lanes; i++) y[i] = (int8_t)dnnc_round(each[i], c, &a->rounding);
      continue;
    }
    vint32m4_t addends = __riscv_vmv_v_x_i32m4(c->addend, lanes);
    if (a->rounding.mode == DNNC_MODE_TWICE) sums = dnnc_prepare_twice(sums, &addends, lanes);
    sums = __riscv_vmulh_vx_i32m4(sums, c->multiplier, lanes);
    sums = __riscv_vadd_vv_i32m4(sums, addends, lanes);
    sums = __riscv_vsra_vx_i32m4(sums, (size_t)c->shift, lanes);
    sums = __riscv_vmax_vx_i32m4(sums, a->rounding.low, lanes);
    sums = __riscv_vmin_vx_i32m4(sums, a->rounding.high, lanes);
    vint16m2_t halves = __riscv_vncvt_x_x_w_i16m2(sums, lanes);
    __riscv_vse8_v_i8m1(y, __riscv_vncvt_x_x_w_i8m1(halves, lanes), lanes);
  }
}

/* What the kernels for vectors share. Vectors run over channels, with as many lanes as the machine
 * has: 32-bit sums take four registers, the bytes that they come from one. */
#ifndef DNNC_VECTOR_H
#define DNNC_VECTOR_H

#include <riscv_vector.h>

#include "dnnc_arithmetic.h"

/* The lanes of a vector at most, whatever the machine has. */
#define DNNC_LANES 64

static inline size_t dnnc_lanes(int32_t left) {
  return __riscv_vsetvl_e32m4((size_t)(left < DNNC_LANES ? left : DNNC_LANES));
}

/* A field of neighbouring channels. */
static inline vint32m4_t dnnc_field(const int32_t *first, size_t lanes) {
  return __riscv_vlse32_v_i32m4(first, sizeof(dnnc_channel), lanes);
}

/* For the mode TWICE: addends with what goes by the sign of the sums, and four times the sums. */
static inline vint32m4_t dnnc_prepare_twice(vint32m4_t sums, vint32m4_t *addends, size_t lanes) {
  vint32m4_t signs = __riscv_vsra_vx_i32m4(sums, 31, lanes);
  *addends = __riscv_vadd_vv_i32m4(*addends, __riscv_vsll_vx_i32m4(signs, 1, lanes), lanes);
  return __riscv_vsll_vx_i32m4(sums, 2, lanes);
}

/* Requantizes the sums of neighbouring channels and stores them from channel `first` of `y` on. */
static inline void dnnc_store_channels(
    vint32m4_t sums, const dnnc_channel *channels, const dnnc_rounding *rounding, int8_t *y,
    int32_t first, size_t lanes) {
  const dnnc_channel *c = channels + first;
  if (rounding->mode == DNNC_MODE_SUM) {
    __riscv_vse32_v_i32m4((int32_t *)y + first, sums, lanes);
    return;
  }
  y += first;
  if (rounding->mode != DNNC_MODE_HIGH && rounding->mode != DNNC_MODE_TWICE) {
    int32_t each[DNNC_LANES];
    __riscv_vse32_v_i32m4(each, sums, lanes);
    for (size_t i = 0; i < lanes; i++) y[i] = (int8_t)dnnc_round(each[i], c + i, rounding);
    return;
  }
  vint16m2_t shift = __riscv_vlse16_v_i16m2(&c->shift, sizeof(dnnc_channel), lanes);
  vint32m4_t addends = dnnc_field(&c->addend, lanes);
  if (rounding->mode == DNNC_MODE_TWICE) sums = dnnc_prepare_twice(sums, &addends, lanes);
  sums = __riscv_vmulh_vv_i32m4(sums, dnnc_field(&c->multiplier, lanes), lanes);
  sums = __riscv_vadd_vv_i32m4(sums, addends, lanes);
  sums = __riscv_vsra_vv_i32m4(
      sums, __riscv_vzext_vf2_u32m4(__riscv_vreinterpret_v_i16m2_u16m2(shift), lanes), lanes);
  sums = __riscv_vmax_vx_i32m4(sums, rounding->low, lanes);
  sums = __riscv_vmin_vx_i32m4(sums, rounding->high, lanes);
  vint16m2_t halves = __riscv_vncvt_x_x_w_i16m2(sums, lanes);
  __riscv_vse8_v_i8m1(y, __riscv_vncvt_x_x_w_i8m1(halves, lanes), lanes);
}

#endif

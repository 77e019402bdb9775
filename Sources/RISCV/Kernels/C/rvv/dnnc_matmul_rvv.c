#include "dnnc_matmul_rvv.h"

#include "dnnc_vector.h"

/* One index of the depth, its products in 32 bits at once. */
#define STEP(i)                                                                                \
  {                                                                                            \
    vint8m1_t u = __riscv_vle8_v_i8m1(w, lanes);                                               \
    w += step;                                                                                 \
    a = __riscv_vwadd_wv_i32m4(a, __riscv_vwmul_vx_i16m2(u, x0[i], lanes), lanes);             \
    b = __riscv_vwadd_wv_i32m4(b, __riscv_vwmul_vx_i16m2(u, x1[i], lanes), lanes);             \
    c = __riscv_vwadd_wv_i32m4(c, __riscv_vwmul_vx_i16m2(u, x2[i], lanes), lanes);             \
    d = __riscv_vwadd_wv_i32m4(d, __riscv_vwmul_vx_i16m2(u, x3[i], lanes), lanes);             \
  }

void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share channels, const int8_t *const x[4],
    int8_t *const y[4]) {
  int32_t depth = matrix->depth;
  ptrdiff_t step = matrix->output_channels;
  int32_t paired = *matrix->weights == 2 ? depth & ~1 : 0;
  for (int32_t first = channels.start; first < channels.stop;) {
    size_t lanes = dnnc_lanes(channels.stop - first);
    const int8_t *w = (const int8_t *)(matrix->weights + 1) + first;
    const int8_t *x0 = x[0], *x1 = x[1], *x2 = x[2], *x3 = x[3];
    vint32m4_t a = dnnc_field(&matrix->channels[first].bias, lanes), b = a, c = a, d = a;
    for (const int8_t *stop = x0 + paired; x0 != stop; x0 += 2, x1 += 2, x2 += 2, x3 += 2) {
      vint8m1_t u = __riscv_vle8_v_i8m1(w, lanes);
      vint8m1_t v = __riscv_vle8_v_i8m1(w + step, lanes);
      w += 2 * step;
      vint16m2_t p = __riscv_vwmul_vx_i16m2(u, x0[0], lanes);
      vint16m2_t q = __riscv_vwmul_vx_i16m2(u, x1[0], lanes);
      vint16m2_t r = __riscv_vwmul_vx_i16m2(u, x2[0], lanes);
      vint16m2_t s = __riscv_vwmul_vx_i16m2(u, x3[0], lanes);
      p = __riscv_vwmacc_vx_i16m2(p, x0[1], v, lanes);
      q = __riscv_vwmacc_vx_i16m2(q, x1[1], v, lanes);
      r = __riscv_vwmacc_vx_i16m2(r, x2[1], v, lanes);
      s = __riscv_vwmacc_vx_i16m2(s, x3[1], v, lanes);
      a = __riscv_vwadd_wv_i32m4(a, p, lanes);
      b = __riscv_vwadd_wv_i32m4(b, q, lanes);
      c = __riscv_vwadd_wv_i32m4(c, r, lanes);
      d = __riscv_vwadd_wv_i32m4(d, s, lanes);
    }
    for (int32_t rest = depth - paired; rest > 0; rest--, x0++, x1++, x2++, x3++) STEP(0)
    dnnc_store_channels(a, matrix->channels, matrix->rounding, y[0], first, lanes);
    dnnc_store_channels(b, matrix->channels, matrix->rounding, y[1], first, lanes);
    dnnc_store_channels(c, matrix->channels, matrix->rounding, y[2], first, lanes);
    dnnc_store_channels(d, matrix->channels, matrix->rounding, y[3], first, lanes);
    first += (int32_t)lanes;
  }
}

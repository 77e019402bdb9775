#include "dnnc_arithmetic.h"

/* Elements are shared. `b` may be shorter than `a`: it then repeats. */
void dnnc_mul(const dnnc_mul_arguments *arguments, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(arguments->count, core, cores);
  const uint8_t *a = arguments->a, *b = arguments->b;
  int32_t zero_a = arguments->zero_a, zero_b = arguments->zero_b;
  int32_t flip_a = arguments->flip_a, flip_b = arguments->flip_b;
  int32_t period = arguments->b_period;
  int32_t position = period > 0 ? share.start % period : share.start;
  const dnnc_channel *c = arguments->channel;
  for (int32_t i = share.start; i < share.stop; i++) {
    int32_t left = (int8_t)(a[i] ^ flip_a) - zero_a;
    int32_t right = (int8_t)(b[position] ^ flip_b) - zero_b;
    arguments->output[i] = (int8_t)dnnc_round(left * right, c, &arguments->rounding);
    if (++position == period) position = 0;
  }
}

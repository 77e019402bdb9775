#include "dnnc_arithmetic.h"

/* Elements are shared. */
void dnnc_add(const dnnc_add_arguments *arguments, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(arguments->count, core, cores);
  const uint8_t *a = arguments->a + share.start, *b = arguments->b + share.start;
  const int32_t *table_a = arguments->table_a, *table_b = arguments->table_b;
  int8_t *y = arguments->output + share.start;
  int8_t *stop = arguments->output + share.stop;
  const dnnc_channel *c = arguments->channel;
  const dnnc_rounding *rounding = &arguments->rounding;
  if (rounding->mode == DNNC_MODE_HIGH) {
    int32_t m = c->multiplier, n = c->addend, d = c->shift;
    int32_t low = rounding->low, high = rounding->high;
    for (; y + 4 <= stop; y += 4, a += 4, b += 4) {
      uint32_t s0 = (uint32_t)table_a[a[0]] + (uint32_t)table_b[b[0]];
      uint32_t s1 = (uint32_t)table_a[a[1]] + (uint32_t)table_b[b[1]];
      uint32_t s2 = (uint32_t)table_a[a[2]] + (uint32_t)table_b[b[2]];
      uint32_t s3 = (uint32_t)table_a[a[3]] + (uint32_t)table_b[b[3]];
      y[0] = (int8_t)dnnc_round_high((int32_t)s0, m, n, d, low, high);
      y[1] = (int8_t)dnnc_round_high((int32_t)s1, m, n, d, low, high);
      y[2] = (int8_t)dnnc_round_high((int32_t)s2, m, n, d, low, high);
      y[3] = (int8_t)dnnc_round_high((int32_t)s3, m, n, d, low, high);
    }
  }
  for (; y < stop; y++, a++, b++) {
    uint32_t sum = (uint32_t)table_a[*a] + (uint32_t)table_b[*b];
    *y = (int8_t)dnnc_round((int32_t)sum, c, rounding);
  }
}

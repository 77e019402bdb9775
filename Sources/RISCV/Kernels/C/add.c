#include "dnnc_arithmetic.h"

/* The sum of element `i` of both. */
#define SUM(i) (int32_t)((uint32_t)table_a[a[i]] + (uint32_t)table_b[b[i]])

/* Four elements at a time, as long as there are four. */
#define FOURS(round)                                                           \
  {                                                                            \
    int32_t m = c->multiplier, n = c->addend, d = c->shift;                    \
    int32_t low = rounding->low, high = rounding->high;                        \
    for (; y + 4 <= stop; y += 4, a += 4, b += 4) {                            \
      int32_t s0 = SUM(0), s1 = SUM(1), s2 = SUM(2), s3 = SUM(3);              \
      y[0] = (int8_t)round(s0, m, n, d, low, high);                            \
      y[1] = (int8_t)round(s1, m, n, d, low, high);                            \
      y[2] = (int8_t)round(s2, m, n, d, low, high);                            \
      y[3] = (int8_t)round(s3, m, n, d, low, high);                            \
    }                                                                          \
  }

/* Elements are shared. */
void dnnc_add(const dnnc_add_arguments *arguments, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(arguments->count, core, cores);
  const uint8_t *a = arguments->a + share.start, *b = arguments->b + share.start;
  const int32_t *table_a = arguments->table_a, *table_b = arguments->table_b;
  int8_t *y = arguments->output + share.start;
  int8_t *stop = arguments->output + share.stop;
  const dnnc_channel *c = arguments->channel;
  const dnnc_rounding *rounding = &arguments->rounding;
  if (rounding->mode == DNNC_MODE_HIGH)
    FOURS(dnnc_round_high)
  else if (rounding->mode == DNNC_MODE_TWICE)
    FOURS(dnnc_round_twice)
  for (; y < stop; y++, a++, b++) {
    *y = (int8_t)dnnc_round(SUM(0), c, rounding);
  }
}

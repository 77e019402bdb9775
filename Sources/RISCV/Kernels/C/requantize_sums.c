#include "dnnc_arithmetic.h"

/* Elements are shared. */
void dnnc_requantize_sums(
    const dnnc_requantize_sums_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->count, core, cores);
  int32_t low = a->rounding.low, high = a->rounding.high;
  int32_t channel = share.start % a->output_channels;
  const dnnc_channel *c = a->channels + channel, *end = a->channels + a->output_channels;
  const int32_t *x = a->input + share.start, *stop = a->input + share.stop;
  int8_t *y = a->output + share.start;
  if (a->rounding.mode == DNNC_MODE_HIGH) {
    while (x != stop) {
      *y++ = (int8_t)dnnc_round_high(*x++, c->multiplier, c->addend, c->shift, low, high);
      if (++c == end) c -= a->output_channels;
    }
    return;
  }
  while (x != stop) {
    *y++ = (int8_t)dnnc_round(*x++, c, &a->rounding);
    if (++c == end) c -= a->output_channels;
  }
}

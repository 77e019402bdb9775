/* What the kernels share: shares of cores, requantization, and copies of bytes. */
#ifndef DNNC_ARITHMETIC_H
#define DNNC_ARITHMETIC_H

#include "dnnc_kernels.h"

/* The units from `start` up to `stop` are those of a core. */
typedef struct dnnc_share {
  int32_t start;
  int32_t stop;
} dnnc_share;

/* chunk = ceil(units / cores), found without a division where it is one core. */
static inline dnnc_share dnnc_share_of(int32_t units, unsigned core, unsigned cores) {
  dnnc_share share = {0, units};
  if (cores > 1) {
    int32_t chunk = (units + (int32_t)cores - 1) / (int32_t)cores;
    int32_t start = chunk * (int32_t)core;
    int32_t stop = start + chunk;
    share.start = start < units ? start : units;
    share.stop = stop < units ? stop : units;
  }
  return share;
}

/* The high half of a product of 64 bits. */
static inline int32_t dnnc_high_half(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b) >> 32);
}

static inline int32_t dnnc_clamp(int32_t value, int32_t low, int32_t high) {
  if (value < low) value = low;
  if (value > high) value = high;
  return value;
}

/* The mode HIGH, which nearly every layer has. */
static inline int32_t dnnc_round_high(
    int32_t sum, int32_t multiplier, int32_t addend, int32_t shift, int32_t low, int32_t high) {
  return dnnc_clamp((dnnc_high_half(sum, multiplier) + addend) >> shift, low, high);
}

/* The mode TWICE, which layers with the roundings of TFLite have. */
static inline int32_t dnnc_round_twice(
    int32_t sum, int32_t multiplier, int32_t addend, int32_t shift, int32_t low, int32_t high) {
  int32_t product = dnnc_high_half((int32_t)((uint32_t)sum << 2), multiplier);
  return dnnc_clamp((product + addend + ((sum >> 31) & -2)) >> shift, low, high);
}

/* Any mode but HIGH, TWICE and SUM. */
int32_t dnnc_round_any(int32_t sum, const dnnc_channel *channel, const dnnc_rounding *rounding);

/* Any mode but SUM. */
static inline int32_t dnnc_round(
    int32_t sum, const dnnc_channel *channel, const dnnc_rounding *rounding) {
  if (rounding->mode == DNNC_MODE_HIGH)
    return dnnc_round_high(
        sum, channel->multiplier, channel->addend, channel->shift, rounding->low, rounding->high);
  if (rounding->mode == DNNC_MODE_TWICE)
    return dnnc_round_twice(
        sum, channel->multiplier, channel->addend, channel->shift, rounding->low, rounding->high);
  return dnnc_round_any(sum, channel, rounding);
}

/* The bytes of an element of the result. */
static inline int32_t dnnc_result_bytes(const dnnc_rounding *rounding) {
  return rounding->mode == DNNC_MODE_SUM ? 4 : 1;
}

/* Stores the result of a channel, in any mode; `y` is where the pixel's results begin. */
static inline void dnnc_store(
    int8_t *y, int32_t index, int32_t sum, const dnnc_channel *channel,
    const dnnc_rounding *rounding) {
  if (rounding->mode == DNNC_MODE_SUM)
    ((int32_t *)y)[index] = sum;
  else
    y[index] = (int8_t)dnnc_round(sum, channel, rounding);
}

/* Copies bytes, by words where both addresses allow; areas do not overlap. */
void dnnc_copy_bytes(void *target, const void *source, int32_t count);

/* Sets bytes. */
void dnnc_set_bytes(void *target, int32_t value, int32_t count);

#endif

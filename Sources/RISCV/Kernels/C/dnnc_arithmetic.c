/* Requantization in all modes, and copies of bytes, without any library. */
#include "dnnc_arithmetic.h"

/* floor(value * multiplier / 2^shift + 1/2), for a shift from 1 to 62; 2^(shift - 1) more or less
 * than the product does not leave 64 bits. */
static int64_t rounded_product(int64_t product, int32_t shift) {
  return (product + ((int64_t)1 << (shift - 1))) >> shift;
}

static int64_t tflite_double(int32_t sum, int32_t multiplier, int32_t exponent) {
  int64_t wide = exponent > 0 ? (int64_t)sum * ((int64_t)1 << exponent) : sum;
  int32_t shifted = wide < INT32_MIN ? INT32_MIN : wide > INT32_MAX ? INT32_MAX : (int32_t)wide;
  int64_t high = ((int64_t)shifted * multiplier + ((int64_t)1 << 30)) >> 31;
  int32_t right = exponent < 0 ? -exponent : 0;
  int64_t mask = ((int64_t)1 << right) - 1;
  int64_t threshold = (mask >> 1) + (high < 0);
  return (high >> right) + ((high & mask) > threshold);
}

static int64_t tosa_double(int32_t sum, int32_t multiplier, int32_t exponent) {
  int32_t shift = 31 - exponent;
  int64_t rounding = (int64_t)1 << (shift - 1);
  if (shift > 31) rounding += sum >= 0 ? (int64_t)1 << 30 : -((int64_t)1 << 30);
  return ((int64_t)sum * multiplier + rounding) >> shift;
}

/* The position of the first set bit of a number that is not 0. */
static int32_t first_bit(uint64_t value) {
  int32_t position = 0;
  for (int32_t step = 32; step > 0; step >>= 1)
    if (value >> (position + step)) position += step;
  return position;
}

/* value / 2^shift to the nearest integer, ties to even; a shift of 64 or more gives 0. */
static uint64_t shifted_half_even(uint64_t value, int32_t shift) {
  if (shift <= 0) return value;
  if (shift > 63) return 0;
  uint64_t quotient = value >> shift;
  uint64_t rest = value & (((uint64_t)1 << shift) - 1);
  uint64_t half = (uint64_t)1 << (shift - 1);
  return quotient + (rest > half || (rest == half && (quotient & 1)));
}

/* The binary32 product of the sum and a multiplier given as its bits, both rounded to even, and
 * then to an integer. Products that are not normal numbers round to 0 in any case. */
static int64_t onnx_half_even(int32_t sum, uint32_t multiplier) {
  if (sum == 0 || (multiplier & 0x7f800000u) == 0) return 0;
  uint64_t magnitude = sum < 0 ? (uint64_t)0 - (uint64_t)(int64_t)sum : (uint64_t)sum;
  int32_t exponent = 0;
  int32_t excess = first_bit(magnitude) - 23;
  if (excess > 0) {
    magnitude = shifted_half_even(magnitude, excess);
    exponent = excess;
  }
  uint64_t product = magnitude * ((multiplier & 0x7fffffu) | 0x800000u);
  exponent += (int32_t)((multiplier >> 23) & 0xff) - 150;
  excess = first_bit(product) - 23;
  if (excess > 0) {
    product = shifted_half_even(product, excess);
    exponent += excess;
  }
  /* Beyond 2^62 results are all alike once they are clamped. */
  if (exponent > 36) product = (uint64_t)1 << 62;
  else if (exponent >= 0) product <<= exponent;
  else product = shifted_half_even(product, -exponent);
  return sum < 0 ? -(int64_t)product : (int64_t)product;
}

static int64_t rounded_short(int64_t value, int32_t multiplier, int32_t shift) {
  int64_t product = value * multiplier;
  return shift > 0 ? rounded_product(product, shift) : product;
}

int32_t dnnc_round_any(int32_t sum, const dnnc_channel *channel, const dnnc_rounding *rounding) {
  int32_t multiplier = channel->multiplier;
  int32_t shift = channel->shift;
  int64_t value;
  switch (rounding->mode) {
  case DNNC_MODE_LOW:
    return dnnc_clamp(
        (sum * multiplier + channel->addend) >> shift, rounding->low, rounding->high);
  case DNNC_MODE_SINGLE:
    value = rounded_product((int64_t)sum * multiplier, 31 - shift);
    break;
  case DNNC_MODE_TFLITE_DOUBLE: value = tflite_double(sum, multiplier, shift); break;
  case DNNC_MODE_TOSA_DOUBLE: value = tosa_double(sum, multiplier, shift); break;
  case DNNC_MODE_ONNX_HALF_EVEN: value = onnx_half_even(sum, (uint32_t)multiplier); break;
  case DNNC_MODE_PULP_FLOOR: value = ((int64_t)sum * multiplier) >> shift; break;
  case DNNC_MODE_DEEPLOY_ROUND: value = rounded_short(sum, multiplier, shift); break;
  case DNNC_MODE_GLOW:
    value = rounded_short(sum >> channel->addend, multiplier, shift - channel->addend);
    break;
  default: return 0;
  }
  value += rounding->zero;
  if (value < rounding->low) return rounding->low;
  return value > rounding->high ? rounding->high : (int32_t)value;
}

void dnnc_copy_bytes(void *target, const void *source, int32_t count) {
  uint8_t *to = target;
  const uint8_t *from = source;
  if ((((uintptr_t)to | (uintptr_t)from) & 3) == 0) {
    uint32_t *to_words = (uint32_t *)to;
    const uint32_t *from_words = (const uint32_t *)from;
    for (; count >= 16; count -= 16, to_words += 4, from_words += 4) {
      uint32_t a = from_words[0], b = from_words[1], c = from_words[2], d = from_words[3];
      to_words[0] = a, to_words[1] = b, to_words[2] = c, to_words[3] = d;
    }
    for (; count >= 4; count -= 4) *to_words++ = *from_words++;
    to = (uint8_t *)to_words;
    from = (const uint8_t *)from_words;
  }
  for (; count >= 4; count -= 4, to += 4, from += 4) {
    uint8_t a = from[0], b = from[1], c = from[2], d = from[3];
    to[0] = a, to[1] = b, to[2] = c, to[3] = d;
  }
  for (; count > 0; count--) *to++ = *from++;
}

void dnnc_set_bytes(void *target, int32_t value, int32_t count) {
  uint8_t *to = target;
  for (; count > 0 && ((uintptr_t)to & 3); count--) *to++ = (uint8_t)value;
  uint32_t word = (uint32_t)(value & 0xff) * 0x01010101u;
  for (; count >= 4; count -= 4, to += 4) *(uint32_t *)to = word;
  for (; count > 0; count--) *to++ = (uint8_t)value;
}

#include "dnnc_arithmetic.h"

static inline int32_t limit(int64_t x) {
  return x > INT32_MAX ? INT32_MAX : x < INT32_MIN ? INT32_MIN : (int32_t)x;
}

/* The product of two fractions of 31 bits. */
static inline int32_t product(int32_t a, int32_t b) {
  return limit(((int64_t)a * b + (1 << 30)) >> 31);
}

/* x / 2^bits for x from 0 on, halves away from zero. */
static inline int32_t shifted(int32_t x, int32_t bits) {
  if (bits > 31) return 0;
  uint32_t rest = (uint32_t)x & ((1u << bits) - 1);
  return (x >> bits) + (rest > ((1u << bits) - 1) >> 1);
}

/* 2^62 / s for s with its first bit set, as a fraction of 31 bits: Newton's method. */
static int32_t reciprocal(uint32_t s) {
  int32_t half = (int32_t)(s >> 1);
  int32_t x = 1515870810 + product(half, -1010580540);
  for (int32_t i = 0; i < 3; i++)
    x += limit(4 * (int64_t)product(x, (1 << 29) - product(half, x)));
  return limit(2 * (int64_t)x);
}

/* Rows are shared. Negative entries of the table are left out. */
void dnnc_fixed_point_softmax(
    const dnnc_fixed_point_softmax_arguments *a, unsigned core, unsigned cores) {
  dnnc_share rows = dnnc_share_of(a->rows, core, cores);
  int32_t length = a->length, flip = a->flip;
  for (int32_t row = rows.start; row < rows.stop; row++) {
    const uint8_t *x = a->input + row * length;
    uint8_t *y = a->output + row * length;
    int32_t greatest = 0;
    for (int32_t i = 0; i < length; i++)
      if ((x[i] ^ flip) > greatest) greatest = x[i] ^ flip;
    uint32_t sum = 0;
    for (int32_t i = 0; i < length; i++) {
      int32_t entry = a->table[greatest - (x[i] ^ flip)];
      if (entry > 0) sum += (uint32_t)shifted(entry, 12);
    }
    int32_t zeros = 0;
    for (; !(sum >> 31); zeros++) sum <<= 1;
    int32_t factor = reciprocal(sum);
    for (int32_t i = 0; i < length; i++) {
      int32_t entry = a->table[greatest - (x[i] ^ flip)];
      int32_t quotient = entry > 0 ? shifted(product(factor, entry), 35 - zeros) : 0;
      y[i] = (uint8_t)((quotient > 255 ? 255 : quotient) ^ flip);
    }
  }
}

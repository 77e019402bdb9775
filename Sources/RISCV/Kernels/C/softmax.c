#include "dnnc_arithmetic.h"

/* floor((2^24 * part + sum / 2) / sum) for part <= sum and 0 < sum < 2^62, one bit at a time. */
static int32_t quotient(uint64_t part, uint64_t sum) {
  int32_t result = part >= sum;
  if (result) part -= sum;
  for (int32_t bit = 0; bit < 24; bit++) {
    part <<= 1;
    result <<= 1;
    if (part >= sum) part -= sum, result |= 1;
  }
  return result + (part + (sum >> 1) >= sum);
}

/* Rows are shared. Negative entries of the table count as 0. */
void dnnc_softmax(const dnnc_softmax_arguments *a, unsigned core, unsigned cores) {
  dnnc_share rows = dnnc_share_of(a->rows, core, cores);
  int32_t length = a->length, flip = a->input_flip;
  for (int32_t row = rows.start; row < rows.stop; row++) {
    const uint8_t *x = a->input + row * length;
    int8_t *y = a->output + row * length;
    int32_t greatest = -128;
    for (int32_t i = 0; i < length; i++) {
      int32_t value = (int8_t)(x[i] ^ flip);
      if (value > greatest) greatest = value;
    }
    uint64_t sum = 0;
    for (int32_t i = 0; i < length; i++) {
      int32_t entry = a->table[greatest - (int8_t)(x[i] ^ flip)];
      if (entry > 0) sum += (uint32_t)entry;
    }
    if (sum == 0) sum = 1;
    for (int32_t i = 0; i < length; i++) {
      int32_t entry = a->table[greatest - (int8_t)(x[i] ^ flip)];
      int32_t part = entry > 0 ? quotient((uint32_t)entry, sum) : quotient(0, sum);
      y[i] = (int8_t)dnnc_round(part, a->channel, &a->rounding);
    }
  }
}

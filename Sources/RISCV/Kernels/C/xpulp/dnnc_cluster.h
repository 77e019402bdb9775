/* What the kernels for clusters share. */
#ifndef DNNC_CLUSTER_H
#define DNNC_CLUSTER_H

#include "dnnc_arithmetic.h"

/* The sum of four products of bytes with signs and what is there; other machines than those with the
 * instruction compute it byte by byte. */
static inline int32_t dnnc_dot(int32_t sum, uint32_t a, uint32_t b) {
#ifdef __riscv
  __asm__("cv.sdotsp.b %0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
#else
  for (int32_t bit = 0; bit < 32; bit += 8) sum += (int8_t)(a >> bit) * (int8_t)(b >> bit);
#endif
  return sum;
}

/* Four bytes as a word; those that do not lie at a multiple of four are read one by one. */
static inline uint32_t dnnc_word(const int8_t *bytes, int32_t is_aligned) {
  if (is_aligned) return *(const uint32_t *)bytes;
  const uint8_t *b = (const uint8_t *)bytes;
  return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

#endif

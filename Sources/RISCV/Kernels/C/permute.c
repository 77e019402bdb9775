#include "dnnc_arithmetic.h"

/* Elements of the two outer axes of the result are shared. */
void dnnc_permute(const dnnc_permute_arguments *a, unsigned core, unsigned cores) {
  const int32_t *sizes = a->sizes, *strides = a->strides;
  dnnc_share lines = dnnc_share_of(sizes[0] * sizes[1], core, cores);
  uint8_t *y = a->output + lines.start * sizes[2] * sizes[3];
  for (int32_t line = lines.start; line < lines.stop; line++) {
    int32_t outer = line / sizes[1], inner = line - outer * sizes[1];
    const uint8_t *x = a->input + outer * strides[0] + inner * strides[1];
    for (int32_t i = 0; i < sizes[2]; i++, x += strides[2]) {
      const uint8_t *element = x;
      for (int32_t j = 0; j < sizes[3]; j++, element += strides[3]) *y++ = *element;
    }
  }
}

#include "dnnc_arithmetic.h"

/* The means of a share of the channels; `flip` is known where this is inlined. */
static inline __attribute__((always_inline)) void means(
    const dnnc_average_pool_arguments *a, dnnc_share share, int32_t flip) {
  int32_t channels = a->channels;
  int32_t zero = (int8_t)(a->input_zero ^ flip);
  int8_t *y = a->output;
  for (int32_t row = 0; row < a->output_height; row++) {
    int32_t top = row * a->stride_height - a->pad_top;
    int32_t bottom = top + a->kernel_height;
    if (top < 0) top = 0;
    if (bottom > a->input_height) bottom = a->input_height;
    for (int32_t column = 0; column < a->output_width; column++, y += channels) {
      int32_t left = column * a->stride_width - a->pad_left;
      int32_t right = left + a->kernel_width;
      if (left < 0) left = 0;
      if (right > a->input_width) right = a->input_width;
      const int8_t *corner = a->input + (top * a->input_width + left) * channels;
      int32_t inside = (bottom - top) * (right - left);
      int32_t count = a->counts_padding ? a->kernel_height * a->kernel_width : inside;
      for (int32_t c = share.start; c < share.stop; c++) {
        const int8_t *line = corner + c;
        int32_t sum = -zero * inside;
        for (int32_t i = top; i < bottom; i++, line += a->input_width * channels) {
          const int8_t *x = line;
          for (int32_t j = left; j < right; j++, x += channels) sum += (int8_t)(*x ^ flip);
        }
        uint32_t magnitude = sum < 0 ? 0u - (uint32_t)sum : (uint32_t)sum;
        /* Halves away from zero; twice the rest stays within 32 bits. */
        uint32_t quotient = magnitude / (uint32_t)count;
        uint32_t rest = magnitude - quotient * (uint32_t)count;
        if (rest >= (uint32_t)count - rest) quotient++;
        int32_t mean = sum < 0 ? -(int32_t)quotient : (int32_t)quotient;
        y[c] = (int8_t)((mean + zero) ^ flip);
      }
    }
  }
}

/* Channels of the result are shared. The mean of the elements less the zero point is rounded with
 * halves away from zero. */
void dnnc_average_pool(const dnnc_average_pool_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->channels, core, cores);
  if (a->input_flip)
    means(a, share, 0x80);
  else
    means(a, share, 0);
}

#include "dnnc_arithmetic.h"

/* The rows of a share; `flip` is known where this is inlined. */
static inline __attribute__((always_inline)) void maxima(
    const dnnc_max_pool_arguments *a, dnnc_share rows, int32_t flip) {
  int32_t channels = a->channels;
  int8_t *y = a->output + rows.start * a->output_width * channels;
  for (int32_t row = rows.start; row < rows.stop; row++) {
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
      for (int32_t c = 0; c < channels; c++) {
        const int8_t *line = corner + c;
        int32_t greatest = -128;
        for (int32_t i = top; i < bottom; i++, line += a->input_width * channels) {
          const int8_t *x = line;
          for (int32_t j = left; j < right; j++, x += channels) {
            int32_t value = (int8_t)(*x ^ flip);
            if (value > greatest) greatest = value;
          }
        }
        y[c] = (int8_t)(greatest ^ flip);
      }
    }
  }
}

/* Rows of the result are shared. Positions outside the image are left out. */
void dnnc_max_pool(const dnnc_max_pool_arguments *a, unsigned core, unsigned cores) {
  dnnc_share rows = dnnc_share_of(a->output_height, core, cores);
  if (a->input_flip)
    maxima(a, rows, 0x80);
  else
    maxima(a, rows, 0);
}

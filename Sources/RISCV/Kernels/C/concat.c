#include "dnnc_arithmetic.h"

/* Pixels are shared. */
void dnnc_concat(const dnnc_concat_arguments *a, unsigned core, unsigned cores) {
  dnnc_share pixels = dnnc_share_of(a->pixels, core, cores);
  const uint8_t *x = a->input + pixels.start * a->channels;
  uint8_t *y = a->output + pixels.start * a->output_channels;
  for (int32_t pixel = pixels.start; pixel < pixels.stop; pixel++) {
    if (a->table) {
      for (int32_t c = 0; c < a->channels; c++) y[c] = a->table[x[c]];
    } else {
      dnnc_copy_bytes(y, x, a->channels);
    }
    x += a->channels;
    y += a->output_channels;
  }
}

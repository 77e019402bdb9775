#include "dnnc_arithmetic.h"

/* Rows of the result are shared. */
void dnnc_pad(const dnnc_pad_arguments *a, unsigned core, unsigned cores) {
  int32_t line = a->input_width * a->channels;
  int32_t left = a->pad_left * a->channels, right = a->pad_right * a->channels;
  int32_t height = a->pad_top + a->input_height + a->pad_bottom;
  dnnc_share rows = dnnc_share_of(height, core, cores);
  uint8_t *y = a->output + rows.start * (left + line + right);
  for (int32_t row = rows.start; row < rows.stop; row++, y += left + line + right) {
    int32_t source = row - a->pad_top;
    if (source < 0 || source >= a->input_height) {
      dnnc_set_bytes(y, a->value, left + line + right);
    } else {
      dnnc_set_bytes(y, a->value, left);
      dnnc_copy_bytes(y + left, a->input + source * line, line);
      dnnc_set_bytes(y + left + line, a->value, right);
    }
  }
}

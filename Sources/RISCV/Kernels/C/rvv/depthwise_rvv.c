#include "dnnc_vector.h"

/* The sums of neighbouring channels of one window: taps outside the image are padding. Weights lie
 * as taps, and for each the byte of each channel. */
static vint32m4_t window(
    const dnnc_depthwise_arguments *a, int32_t top, int32_t left, int32_t first, size_t lanes) {
  vint32m4_t sums = dnnc_field(&a->channels[first].bias, lanes);
  const int8_t *w = a->weights + first;
  for (int32_t i = 0; i < a->kernel_height; i++) {
    int32_t row = top + i * a->dilation_height, column = left;
    int32_t is_inside = row >= 0 && row < a->input_height;
    const int8_t *x = a->input + (row * a->input_width + left) * a->input_channels + first;
    for (int32_t j = 0; j < a->kernel_width; j++) {
      vint8m1_t taps = __riscv_vle8_v_i8m1(w, lanes);
      vint16m2_t products;
      if (is_inside && column >= 0 && column < a->input_width) {
        vint8m1_t bytes = __riscv_vle8_v_i8m1(x, lanes);
        if (a->input_flip) bytes = __riscv_vxor_vx_i8m1(bytes, (int8_t)a->input_flip, lanes);
        products = __riscv_vwmul_vv_i16m2(taps, bytes, lanes);
      } else {
        products = __riscv_vwmul_vx_i16m2(taps, (int8_t)(a->input_zero ^ a->input_flip), lanes);
      }
      sums = __riscv_vwadd_wv_i32m4(sums, products, lanes);
      w += a->output_channels;
      x += a->dilation_width * a->input_channels;
      column += a->dilation_width;
    }
  }
  return sums;
}

/* Windows with several output channels to an input channel, one channel at a time. */
static int32_t sum_of_one(
    const dnnc_depthwise_arguments *a, int32_t top, int32_t left, int32_t channel) {
  int32_t sum = a->channels[channel].bias;
  int32_t input = channel / (a->output_channels / a->input_channels);
  const int8_t *w = a->weights + channel;
  for (int32_t i = 0; i < a->kernel_height; i++) {
    int32_t row = top + i * a->dilation_height;
    for (int32_t j = 0; j < a->kernel_width; j++, w += a->output_channels) {
      int32_t column = left + j * a->dilation_width, byte = a->input_zero;
      if (row >= 0 && row < a->input_height && column >= 0 && column < a->input_width)
        byte = a->input[(row * a->input_width + column) * a->input_channels + input];
      sum += *w * (int8_t)(byte ^ a->input_flip);
    }
  }
  return sum;
}

/* Rows of the result are shared. */
void dnnc_depthwise(const dnnc_depthwise_arguments *a, unsigned core, unsigned cores) {
  dnnc_share rows = dnnc_share_of(a->output_height, core, cores);
  int32_t count = a->output_channels;
  int8_t *y = a->output + rows.start * a->output_width * count;
  for (int32_t row = rows.start; row < rows.stop; row++) {
    int32_t top = row * a->stride_height - a->pad_top;
    for (int32_t column = 0; column < a->output_width; column++, y += count) {
      int32_t left = column * a->stride_width - a->pad_left;
      if (count != a->input_channels) {
        for (int32_t c = 0; c < count; c++)
          y[c] = (int8_t)dnnc_round(
              sum_of_one(a, top, left, c), a->channels + c, &a->rounding);
        continue;
      }
      for (int32_t first = 0; first < count;) {
        size_t lanes = dnnc_lanes(count - first);
        vint32m4_t sums = window(a, top, left, first, lanes);
        dnnc_store_channels(sums, a->channels, &a->rounding, y, first, lanes);
        first += (int32_t)lanes;
      }
    }
  }
}

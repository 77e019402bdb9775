#include "dnnc_arithmetic.h"

/* Any window: the taps inside the image by loops, those outside as padding. */
static void any_window(const dnnc_depthwise_arguments *a, int32_t channel) {
  int32_t channels = a->input_channels, size = a->kernel_height * a->kernel_width;
  int32_t multiplier = a->output_channels / channels;
  const dnnc_channel *c = a->channels + channel;
  const int8_t *x = a->input + channel / multiplier, *w = a->weights + channel * size;
  int8_t *y = a->output + c->index;
  int32_t flip = a->input_flip, zero = (int8_t)(a->input_zero ^ flip);
  for (int32_t row = 0; row < a->output_height; row++) {
    for (int32_t column = 0; column < a->output_width; column++, y += a->output_channels) {
      int32_t sum = c->bias;
      const int8_t *tap = w;
      for (int32_t i = 0; i < a->kernel_height; i++) {
        int32_t p = row * a->stride_height - a->pad_top + i * a->dilation_height;
        int32_t q = column * a->stride_width - a->pad_left;
        const int8_t *source = x + (p * a->input_width + q) * channels;
        int32_t is_inside = p >= 0 && p < a->input_height;
        for (int32_t j = 0; j < a->kernel_width; j++, tap++) {
          if (is_inside && q >= 0 && q < a->input_width)
            sum += *tap * (int8_t)(*source ^ flip);
          else
            sum += *tap * zero;
          q += a->dilation_width;
          source += a->dilation_width * channels;
        }
      }
      *y = (int8_t)dnnc_round(sum, c, &a->rounding);
    }
  }
}

/* The bytes of a column of the window, in a register each. */
typedef struct column {
  int32_t top, middle, bottom;
} column;

/* What the three rows of a window are read from. */
typedef struct rows {
  const int8_t *top, *middle, *bottom;
} rows;

#define INLINE static inline __attribute__((always_inline))

INLINE column load(rows r) { return (column){*r.top, *r.middle, *r.bottom}; }

/* The column `x`, padding where it is outside. */
INLINE column load_any(rows r, int32_t x, int32_t width, int32_t step, int32_t zero) {
  if (x < 0 || x >= width) return (column){zero, zero, zero};
  r.top += x * step, r.middle += x * step, r.bottom += x * step;
  return load(r);
}

INLINE void advance(rows *r, int32_t step) {
  r->top += step, r->middle += step, r->bottom += step;
}

/* The weights and the requantization of a channel. */
typedef struct filter {
  int32_t w[9];
  int32_t bias, multiplier, addend, shift, low, high;
} filter;

INLINE int8_t apply(const filter *f, column a, column b, column c) {
  const int32_t *w = f->w;
  int32_t sum = f->bias + a.top * w[0] + b.top * w[1] + c.top * w[2];
  sum += a.middle * w[3] + b.middle * w[4] + c.middle * w[5];
  sum += a.bottom * w[6] + b.bottom * w[7] + c.bottom * w[8];
  return (int8_t)dnnc_round_high(sum, f->multiplier, f->addend, f->shift, f->low, f->high);
}

/* One row of the result with stride 1: each column is loaded once and stays for three windows. */
INLINE void row_of_stride_1(
    const filter *f, rows r, int8_t *y, int32_t left, int32_t width, int32_t count, int32_t step,
    int32_t out_step, int32_t zero) {
  column a = load_any(r, -left, width, step, zero);
  column b = load_any(r, 1 - left, width, step, zero);
  int32_t inside = width - 2 + left;
  if (inside > count) inside = count;
  if (inside < 0) inside = 0;
  count -= inside;
  rows p = r;
  advance(&p, (2 - left) * step);
  column c;
  for (; inside >= 3; inside -= 3) {
    c = load(p), advance(&p, step), *y = apply(f, a, b, c), y += out_step;
    a = load(p), advance(&p, step), *y = apply(f, b, c, a), y += out_step;
    b = load(p), advance(&p, step), *y = apply(f, c, a, b), y += out_step;
  }
  for (; inside > 0; inside--) {
    c = load(p), advance(&p, step), *y = apply(f, a, b, c), y += out_step;
    a = b, b = c;
  }
  /* Windows that reach beyond the right end. */
  c = (column){zero, zero, zero};
  for (; count > 0; count--) {
    *y = apply(f, a, b, c), y += out_step;
    a = b, b = c;
  }
}

/* One row of the result with stride 2: of three columns one is that of the window before. */
INLINE void row_of_stride_2(
    const filter *f, rows r, int8_t *y, int32_t left, int32_t width, int32_t count, int32_t step,
    int32_t out_step, int32_t zero) {
  column a = load_any(r, -left, width, step, zero);
  int32_t inside = (width - 1 + left) >> 1;
  if (inside > count) inside = count;
  if (inside < 0) inside = 0;
  int32_t x = 2 * inside + 1 - left;
  count -= inside;
  rows p = r;
  int32_t first = 0;
  if (left > 1 && inside > 0) {
    column b = load_any(r, 1 - left, width, step, zero);
    column c = load_any(r, 2 - left, width, step, zero);
    *y = apply(f, a, b, c), y += out_step;
    a = c, first = 1, inside--;
  }
  advance(&p, (2 * first + 1 - left) * step);
  for (; inside > 0; inside--) {
    column b = load(p);
    advance(&p, step);
    column c = load(p);
    advance(&p, step);
    *y = apply(f, a, b, c), y += out_step;
    a = c;
  }
  for (; count > 0; count--, x += 2) {
    column b = load_any(r, x, width, step, zero);
    column c = load_any(r, x + 1, width, step, zero);
    *y = apply(f, a, b, c), y += out_step;
    a = c;
  }
}

/* A window of 3x3 with stride 1 or 2 in both directions; rows outside are a row of padding. */
INLINE void window_of_3(const dnnc_depthwise_arguments *a, int32_t channel, int32_t stride) {
  const int8_t *w = a->weights + 9 * channel;
  const dnnc_channel *c = a->channels + channel;
  filter f;
  for (int32_t i = 0; i < 9; i++) f.w[i] = w[i];
  f.bias = c->bias, f.multiplier = c->multiplier, f.addend = c->addend, f.shift = c->shift;
  f.low = a->rounding.low, f.high = a->rounding.high;
  int32_t step = a->input_channels, line = a->input_width * step;
  int8_t *y = a->output + c->index;
  const int8_t *padding = a->scratch + channel;
  for (int32_t row = 0; row < a->output_height; row++) {
    int32_t first = row * stride - a->pad_top, last = a->input_height;
    const int8_t *x = a->input + channel + first * line;
    rows r;
    r.top = first >= 0 && first < last ? x : padding;
    r.middle = first + 1 >= 0 && first + 1 < last ? x + line : padding;
    r.bottom = first + 2 >= 0 && first + 2 < last ? x + 2 * line : padding;
    if (stride == 1)
      row_of_stride_1(
          &f, r, y, a->pad_left, a->input_width, a->output_width, step, a->output_channels,
          a->input_zero);
    else
      row_of_stride_2(
          &f, r, y, a->pad_left, a->input_width, a->output_width, step, a->output_channels,
          a->input_zero);
    y += a->output_width * a->output_channels;
  }
}

/* Channels of the result are shared. */
void dnnc_depthwise(const dnnc_depthwise_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->output_channels, core, cores);
  int32_t stride = a->stride_height;
  int32_t is_small =
      a->kernel_height == 3 && a->kernel_width == 3 && stride == a->stride_width &&
      (stride == 1 || stride == 2) && a->dilation_height == 1 && a->dilation_width == 1 &&
      a->output_channels == a->input_channels && a->input_flip == 0 && a->pad_left <= 2 &&
      a->rounding.mode == DNNC_MODE_HIGH;
  if (!is_small) {
    for (int32_t channel = share.start; channel < share.stop; channel++) any_window(a, channel);
    return;
  }
  /* The row of padding; of each of its pixels a core writes the channels of its share. */
  if (a->pad_top > 0 || a->pad_bottom > 0)
    for (int32_t x = 0; x < a->input_width; x++)
      dnnc_set_bytes(
          a->scratch + x * a->input_channels + share.start, a->input_zero,
          share.stop - share.start);
  for (int32_t channel = share.start; channel < share.stop; channel++) {
    if (stride == 1)
      window_of_3(a, channel, 1);
    else
      window_of_3(a, channel, 2);
  }
}

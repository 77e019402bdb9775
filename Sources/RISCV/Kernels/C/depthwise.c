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
  /* Known where this is inlined. */
  int32_t is_twice;
} filter;

/* What column `j` of the window adds to a sum. */
INLINE int32_t plus(int32_t sum, const filter *f, int32_t j, column x) {
  sum += x.top * f->w[j];
  sum += x.middle * f->w[3 + j];
  sum += x.bottom * f->w[6 + j];
  /* Keeps the loads of later columns behind, so that weights stay in registers. */
  __asm__ volatile("" : "+r"(sum));
  return sum;
}

INLINE int8_t rounded(const filter *f, int32_t sum) {
  if (f->is_twice)
    return (int8_t)dnnc_round_twice(sum, f->multiplier, f->addend, f->shift, f->low, f->high);
  return (int8_t)dnnc_round_high(sum, f->multiplier, f->addend, f->shift, f->low, f->high);
}

/* One row of the result with stride 1: each column adds to the sums of three windows. */
INLINE void row_of_stride_1(
    const filter *f, rows r, int8_t *y, int32_t left, int32_t width, int32_t count, int32_t step,
    int32_t zero) {
  column x = load_any(r, -left, width, step, zero);
  int32_t p = plus(f->bias, f, 0, x), q;
  x = load_any(r, 1 - left, width, step, zero);
  q = plus(p, f, 1, x);
  p = plus(f->bias, f, 0, x);
  int32_t inside = width - 2 + left;
  if (inside > count) inside = count;
  if (inside < 0) inside = 0;
  const int8_t *stop = y + count * step;
  advance(&r, (2 - left) * step);
  const int8_t *last = y + inside * step;
  while (y != last) {
    x = load(r);
    advance(&r, step);
    *y = rounded(f, plus(q, f, 2, x));
    y += step;
    q = plus(p, f, 1, x);
    p = plus(f->bias, f, 0, x);
  }
  /* Windows that reach beyond the right end. */
  x = (column){zero, zero, zero};
  while (y != stop) {
    *y = rounded(f, plus(q, f, 2, x));
    y += step;
    q = plus(p, f, 1, x);
    p = plus(f->bias, f, 0, x);
  }
}

/* One row of the result with stride 2: every other column adds to the sums of two windows. */
INLINE void row_of_stride_2(
    const filter *f, rows r, int8_t *y, int32_t left, int32_t width, int32_t count, int32_t step,
    int32_t zero) {
  column x = load_any(r, -left, width, step, zero);
  int32_t sum = plus(f->bias, f, 0, x);
  int32_t position = 1 - left;
  const int8_t *stop = y + count * step;
  rows p = r;
  advance(&p, position * step);
  for (; y != stop; position += 2) {
    if (position >= 0 && position + 1 < width) {
      int32_t inside = (width - position) >> 1;
      const int8_t *last = y + inside * step;
      if (last > stop) last = stop;
      do {
        x = load(p);
        advance(&p, step);
        sum = plus(sum, f, 1, x);
        x = load(p);
        advance(&p, step);
        *y = rounded(f, plus(sum, f, 2, x));
        y += step;
        sum = plus(f->bias, f, 0, x);
        position += 2;
      } while (y != last);
      position -= 2;
      continue;
    }
    x = load_any(r, position, width, step, zero);
    sum = plus(sum, f, 1, x);
    x = load_any(r, position + 1, width, step, zero);
    *y = rounded(f, plus(sum, f, 2, x));
    y += step;
    sum = plus(f->bias, f, 0, x);
    advance(&p, 2 * step);
  }
}

/* A window of 3x3 with stride 1 or 2 in both directions; rows outside are a row of padding. */
INLINE void window_of_3(
    const dnnc_depthwise_arguments *a, int32_t channel, int32_t stride, int32_t is_twice) {
  const int8_t *w = a->weights + 9 * channel;
  const dnnc_channel *c = a->channels + channel;
  filter f;
  for (int32_t i = 0; i < 9; i++) f.w[i] = w[i];
  f.bias = c->bias, f.multiplier = c->multiplier, f.addend = c->addend, f.shift = c->shift;
  f.low = a->rounding.low, f.high = a->rounding.high, f.is_twice = is_twice;
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
          &f, r, y, a->pad_left, a->input_width, a->output_width, step,
          a->input_zero);
    else
      row_of_stride_2(
          &f, r, y, a->pad_left, a->input_width, a->output_width, step,
          a->input_zero);
    y += a->output_width * a->output_channels;
  }
}

/* The loop over channels, once for each form of the code within. */
#define CHANNELS(stride, is_twice)                                              \
  for (int32_t channel = share.start; channel < share.stop; channel++)          \
    window_of_3(a, channel, stride, is_twice);

/* Channels of the result are shared. */
void dnnc_depthwise(const dnnc_depthwise_arguments *a, unsigned core, unsigned cores) {
  dnnc_share share = dnnc_share_of(a->output_channels, core, cores);
  int32_t stride = a->stride_height;
  int32_t is_small =
      a->kernel_height == 3 && a->kernel_width == 3 && stride == a->stride_width &&
      (stride == 1 || stride == 2) && a->dilation_height == 1 && a->dilation_width == 1 &&
      a->output_channels == a->input_channels && a->input_flip == 0 && a->pad_left <= 2 &&
      (a->rounding.mode == DNNC_MODE_HIGH || a->rounding.mode == DNNC_MODE_TWICE);
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
  int32_t is_twice = a->rounding.mode == DNNC_MODE_TWICE;
  if (stride == 1 && is_twice)
    CHANNELS(1, 1)
  else if (stride == 1)
    CHANNELS(1, 0)
  else if (is_twice)
    CHANNELS(2, 1)
  else
    CHANNELS(2, 0)
}

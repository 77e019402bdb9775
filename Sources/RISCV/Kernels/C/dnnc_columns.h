/* The columns of a convolution: what the window of a pixel of the result sees. */
#ifndef DNNC_COLUMNS_H
#define DNNC_COLUMNS_H

#include "dnnc_arithmetic.h"

/* Flips the first bit of each byte. */
static inline void dnnc_flip(int8_t *bytes, int32_t count, int32_t mask) {
  for (; count > 0; count--, bytes++) *bytes = (int8_t)(*bytes ^ mask);
}

/* A copy of words, inside the window loop where a call would cost as much as the copy. */
static inline __attribute__((always_inline)) void dnnc_copy_line(
    int8_t *target, const int8_t *source, int32_t bytes) {
  if ((((uintptr_t)target | (uintptr_t)source | (uint32_t)bytes) & 3) == 0) {
    uint32_t *to = (uint32_t *)target;
    const uint32_t *from = (const uint32_t *)source;
    const uint32_t *stop = from + (bytes >> 2);
    for (; stop - from >= 4; from += 4, to += 4) {
      uint32_t a = from[0], b = from[1], c = from[2], d = from[3];
      to[0] = a, to[1] = b, to[2] = c, to[3] = d;
    }
    while (from != stop) *to++ = *from++;
  } else {
    const int8_t *stop = source + bytes;
    for (; stop - source >= 4; source += 4, target += 4) {
      int8_t a = source[0], b = source[1], c = source[2], d = source[3];
      target[0] = a, target[1] = b, target[2] = c, target[3] = d;
    }
    while (source != stop) *target++ = *source++;
  }
}

/* Gathers what the window of a pixel of the result sees, kernel row by kernel row. */
static inline void dnnc_gather(
    const dnnc_convolution_arguments *a, int32_t row, int32_t column, int8_t *target) {
  int32_t channels = a->input_channels;
  int32_t line = a->kernel_width * channels;
  int32_t top = row * a->stride_height - a->pad_top;
  int32_t left = column * a->stride_width - a->pad_left;
  int8_t *start = target;
  if (a->dilation_height == 1 && a->dilation_width == 1 && top >= 0 && left >= 0 &&
      top + a->kernel_height <= a->input_height && left + a->kernel_width <= a->input_width) {
    const int8_t *source = a->input + (top * a->input_width + left) * channels;
    int32_t step = a->input_width * channels;
    for (int32_t i = a->kernel_height; i > 0; i--, target += line, source += step)
      dnnc_copy_line(target, source, line);
    if (a->input_flip) dnnc_flip(start, a->kernel_height * line, a->input_flip);
    return;
  }
  for (int32_t i = 0; i < a->kernel_height; i++, target += line) {
    int32_t y = top + i * a->dilation_height;
    if (y < 0 || y >= a->input_height) {
      dnnc_set_bytes(target, a->input_zero, line);
      continue;
    }
    const int8_t *source = a->input + (y * a->input_width + left) * channels;
    if (a->dilation_width == 1 && left >= 0 && left + a->kernel_width <= a->input_width) {
      dnnc_copy_bytes(target, source, line);
      continue;
    }
    int8_t *to = target;
    for (int32_t j = 0; j < a->kernel_width; j++, to += channels) {
      int32_t x = left + j * a->dilation_width;
      if (x < 0 || x >= a->input_width)
        dnnc_set_bytes(to, a->input_zero, channels);
      else
        dnnc_copy_bytes(to, source + j * a->dilation_width * channels, channels);
    }
  }
  if (a->input_flip) dnnc_flip(start, a->kernel_height * line, a->input_flip);
}

#endif

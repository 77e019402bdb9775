#include "dnnc_device.h"

#include <math.h>

static float limited(double x, dnnc_limits limits) {
  const float y = (float)x;
  return y < limits.low ? limits.low : y > limits.high ? limits.high : y;
}

void dnnc_float_convolution(
  float *y, const float *x, const float *weight, const float *bias, dnnc_limits limits,
  const dnnc_window *w) {
  const int channels = w->channels / w->groups, filters = w->result_channels / w->groups;
  for (int n = 0; n < w->images; n++)
    for (int o = 0; o < w->result_channels; o++) {
      const int first = o / filters * channels;
      for (int p = 0; p < w->result_height; p++)
        for (int q = 0; q < w->result_width; q++) {
          double sum = bias ? bias[o] : 0;
          for (int c = 0; c < channels; c++)
            for (int i = 0; i < w->kernel_height; i++) {
              const int row = p * w->stride_down - w->top + i * w->dilation_down;
              if (row < 0 || row >= w->height) continue;
              for (int j = 0; j < w->kernel_width; j++) {
                const int column = q * w->stride_right - w->left + j * w->dilation_right;
                if (column < 0 || column >= w->width) continue;
                const long pixel =
                  (((long)n * w->channels + first + c) * w->height + row) * w->width + column;
                const long tap =
                  (((long)o * channels + c) * w->kernel_height + i) * w->kernel_width + j;
                sum += (double)x[pixel] * weight[tap];
              }
            }
          *y++ = limited(sum, limits);
        }
    }
}

void dnnc_float_dense(
  float *y, const float *x, const float *weight, const float *bias, dnnc_limits limits, int rows,
  int length, int units) {
  for (int r = 0; r < rows; r++)
    for (int u = 0; u < units; u++) {
      double sum = bias ? bias[u] : 0;
      for (int k = 0; k < length; k++)
        sum += (double)x[(long)r * length + k] * weight[(long)u * length + k];
      *y++ = limited(sum, limits);
    }
}

/* The pixels of a window that lie in the image. */
typedef struct {
  int top, bottom, left, right;
} part;

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* The part of the window of a result's pixel. */
static part part_of(const dnnc_window *w, int p, int q) {
  const int top = p * w->stride_down - w->top, left = q * w->stride_right - w->left;
  return (part){
    most(top, 0), least(top + w->kernel_height, w->height), most(left, 0),
    least(left + w->kernel_width, w->width)};
}

void dnnc_float_max_pool(float *y, const float *x, const dnnc_window *w) {
  for (int image = 0; image < w->images * w->channels; image++)
    for (int p = 0; p < w->result_height; p++)
      for (int q = 0; q < w->result_width; q++) {
        const part at = part_of(w, p, q);
        float greatest = -INFINITY;
        for (int row = at.top; row < at.bottom; row++)
          for (int column = at.left; column < at.right; column++) {
            const float value = x[((long)image * w->height + row) * w->width + column];
            if (!(value <= greatest)) greatest = value;
          }
        *y++ = greatest;
      }
}

void dnnc_float_average_pool(float *y, const float *x, int counts_padding, const dnnc_window *w) {
  for (int image = 0; image < w->images * w->channels; image++)
    for (int p = 0; p < w->result_height; p++)
      for (int q = 0; q < w->result_width; q++) {
        const part at = part_of(w, p, q);
        double sum = 0;
        for (int row = at.top; row < at.bottom; row++)
          for (int column = at.left; column < at.right; column++)
            sum += x[((long)image * w->height + row) * w->width + column];
        *y++ = (float)(sum / (counts_padding ? (double)w->kernel_height * w->kernel_width
                                             : (double)(at.bottom - at.top) * (at.right - at.left)));
      }
}

void dnnc_float_add(
  float *y, const float *a, const float *b, dnnc_limits limits, int count) {
  for (int i = 0; i < count; i++) y[i] = limited((double)a[i] + b[i], limits);
}

void dnnc_float_clip(float *y, const float *x, dnnc_limits limits, int count) {
  for (int i = 0; i < count; i++) y[i] = limited(x[i], limits);
}

void dnnc_float_softmax(float *y, const float *x, int outer, int length, int inner) {
  for (int n = 0; n < outer; n++)
    for (int i = 0; i < inner; i++) {
      const long first = (long)n * length * inner + i;
      float greatest = -INFINITY;
      double sum = 0;
      for (int k = 0; k < length; k++)
        if (x[first + (long)k * inner] > greatest) greatest = x[first + (long)k * inner];
      for (int k = 0; k < length; k++) sum += exp((double)x[first + (long)k * inner] - greatest);
      for (int k = 0; k < length; k++) {
        const long index = first + (long)k * inner;
        y[index] = (float)(exp((double)x[index] - greatest) / sum);
      }
    }
}

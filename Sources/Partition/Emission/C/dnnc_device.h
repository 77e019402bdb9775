/* Kernels of the programs of devices: plain C, tensors as in the intermediate representation, that
 * is, row-major with images [N, C, H, W]. */
#ifndef DNNC_DEVICE_H
#define DNNC_DEVICE_H

#include <mpi.h>
#include <stdint.h>

/* The elements of a tensor. */
typedef enum { DNNC_I8, DNNC_U8, DNNC_I16, DNNC_I32 } dnnc_element;

/* How a window moves over an image. */
typedef struct {
  int images, channels, height, width;
  int result_channels, result_height, result_width;
  int kernel_height, kernel_width;
  int stride_down, stride_right;
  int top, left;
  int dilation_down, dilation_right;
  int groups;
} dnnc_window;

/* How a product becomes an integer; the formulas stand in docs/operators/requantize.md. */
typedef enum {
  DNNC_SINGLE,
  DNNC_TFLITE_DOUBLE,
  DNNC_TOSA_DOUBLE,
  DNNC_ONNX_HALF_EVEN,
  DNNC_PULP_FLOOR,
  DNNC_DEEPLOY_ROUND,
  DNNC_GLOW
} dnnc_rounding;

/* What brings integers of one scale to another. */
typedef struct {
  int32_t multiplier, shift, drop;
  float real;
  int32_t zero;
} dnnc_scale;

typedef struct {
  dnnc_rounding rounding;
  int32_t zero, low, high;
} dnnc_target;

/* y = bias + sum((x - zero) * weight), in 32 bits that wrap around; bias may be NULL. */
void dnnc_convolution(
  int32_t *y, const void *x, dnnc_element x_element, int32_t zero, const int8_t *weight,
  const int32_t *bias, const dnnc_window *window);

void dnnc_dense(
  int32_t *y, const void *x, dnnc_element x_element, int32_t zero, const int8_t *weight,
  const int32_t *bias, int rows, int length, int units);

/* Channel c of a tensor [outer][channels][inner] has scales[c]. */
void dnnc_requantize(
  void *y, dnnc_element y_element, const void *x, dnnc_element x_element, int outer, int channels,
  int inner, const dnnc_scale *scales, const dnnc_target *target);

void dnnc_max_pool(void *y, const void *x, dnnc_element element, const dnnc_window *window);

/* Counts padding in the mean if told to; halves go away from zero. */
void dnnc_average_pool(
  void *y, const void *x, dnnc_element element, int32_t zero, int counts_padding,
  const dnnc_window *window);

void dnnc_add(int32_t *y, const int32_t *a, const int32_t *b, int count);

void dnnc_lookup(void *y, const void *x, dnnc_element x_element, const uint8_t *table, int count);

/* Along the middle axis of [outer][length][inner]; exponentials of the differences from 0 on. */
void dnnc_fixed_point_softmax(
  void *y, const void *x, dnnc_element element, const int32_t *exponentials, int entries, int outer,
  int length, int inner);

/* Along the middle axis of [outer][length][inner], in steps of 2^-24. */
void dnnc_softmax(
  int32_t *y, const void *x, dnnc_element element, const int32_t *table, int outer, int length,
  int inner);

/* What an activation limits results to. */
typedef struct {
  float low, high;
} dnnc_limits;

/* The same of floats; sums are taken in doubles. */
void dnnc_float_convolution(
  float *y, const float *x, const float *weight, const float *bias, dnnc_limits limits,
  const dnnc_window *window);

void dnnc_float_dense(
  float *y, const float *x, const float *weight, const float *bias, dnnc_limits limits, int rows,
  int length, int units);

void dnnc_float_max_pool(float *y, const float *x, const dnnc_window *window);

void dnnc_float_average_pool(
  float *y, const float *x, int counts_padding, const dnnc_window *window);

void dnnc_float_add(float *y, const float *a, const float *b, dnnc_limits limits, int count);

void dnnc_float_clip(float *y, const float *x, dnnc_limits limits, int count);

/* Along the middle axis of [outer][length][inner]. */
void dnnc_float_softmax(float *y, const float *x, int outer, int length, int inner);

/* Copies a box of elements of so many bytes between tensors, by the strides of each. */
void dnnc_copy(
  void *y, const int *y_strides, const void *x, const int *x_strides, int bytes, int rank,
  const int *shape);

/* The devices that take part in an operation; each of them calls it with the same list. */
MPI_Comm dnnc_communicator(const int *devices, int count);

#endif

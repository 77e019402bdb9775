#include "dnnc_device.h"

#include <math.h>
#include <string.h>

static int32_t load(const void *x, dnnc_element element, long index) {
  switch (element) {
    case DNNC_I8: return ((const int8_t *)x)[index];
    case DNNC_U8: return ((const uint8_t *)x)[index];
    case DNNC_I16: return ((const int16_t *)x)[index];
    default: return ((const int32_t *)x)[index];
  }
}

static void store(void *y, dnnc_element element, long index, int32_t value) {
  switch (element) {
    case DNNC_I8: ((int8_t *)y)[index] = (int8_t)value; break;
    case DNNC_U8: ((uint8_t *)y)[index] = (uint8_t)value; break;
    case DNNC_I16: ((int16_t *)y)[index] = (int16_t)value; break;
    default: ((int32_t *)y)[index] = value; break;
  }
}

void dnnc_convolution(
  int32_t *y, const void *x, dnnc_element x_element, int32_t zero, const int8_t *weight,
  const int32_t *bias, const dnnc_window *w) {
  const int channels = w->channels / w->groups, filters = w->result_channels / w->groups;
  for (int n = 0; n < w->images; n++)
    for (int o = 0; o < w->result_channels; o++) {
      const int first = o / filters * channels;
      for (int p = 0; p < w->result_height; p++)
        for (int q = 0; q < w->result_width; q++) {
          uint32_t sum = bias ? (uint32_t)bias[o] : 0;
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
                sum += (uint32_t)(load(x, x_element, pixel) - zero) * (uint32_t)weight[tap];
              }
            }
          *y++ = (int32_t)sum;
        }
    }
}

void dnnc_dense(
  int32_t *y, const void *x, dnnc_element x_element, int32_t zero, const int8_t *weight,
  const int32_t *bias, int rows, int length, int units) {
  for (int r = 0; r < rows; r++)
    for (int u = 0; u < units; u++) {
      uint32_t sum = bias ? (uint32_t)bias[u] : 0;
      for (int k = 0; k < length; k++)
        sum += (uint32_t)(load(x, x_element, (long)r * length + k) - zero)
          * (uint32_t)weight[(long)u * length + k];
      *y++ = (int32_t)sum;
    }
}

/* x * 2^count, in 64 bits that wrap around. */
static int64_t up(int64_t x, int count) { return (int64_t)((uint64_t)x << count); }

static int64_t rounded(int64_t value, const dnnc_scale *s, dnnc_rounding rounding) {
  const int64_t q = s->multiplier;
  const int shift = 31 - s->shift;
  int64_t pre;
  switch (rounding) {
    case DNNC_SINGLE: return (value * q + up(1, shift - 1)) >> shift;
    case DNNC_TFLITE_DOUBLE: {
      int64_t wide = up(value, s->shift > 0 ? s->shift : 0);
      if (wide < INT32_MIN) wide = INT32_MIN;
      if (wide > INT32_MAX) wide = INT32_MAX;
      const int64_t high = (wide * q + ((int64_t)1 << 30)) >> 31;
      const int exponent = s->shift < 0 ? -s->shift : 0;
      const int64_t mask = up(1, exponent) - 1, threshold = (mask >> 1) + (high < 0);
      return (high >> exponent) + ((high & mask) > threshold);
    }
    case DNNC_TOSA_DOUBLE: {
      int64_t half = up(1, shift - 1);
      if (shift > 31) half += value >= 0 ? (int64_t)1 << 30 : -((int64_t)1 << 30);
      return (value * q + half) >> shift;
    }
    case DNNC_ONNX_HALF_EVEN: {
      /* The mode of rounding at the start of a program is to nearest, ties to even. */
      float product = rintf((float)value * s->real);
      if (product < -0x1p62f) product = -0x1p62f;
      if (product > 0x1p62f) product = 0x1p62f;
      return (int64_t)product;
    }
    case DNNC_PULP_FLOOR: return (value * q) >> s->shift;
    case DNNC_DEEPLOY_ROUND:
      return (value * q + (s->shift > 0 ? up(1, s->shift - 1) : 0)) >> s->shift;
    default:
      pre = value >> s->drop;
      return (pre * q + (s->shift > s->drop ? up(1, s->shift - s->drop - 1) : 0))
        >> (s->shift - s->drop);
  }
}

void dnnc_requantize(
  void *y, dnnc_element y_element, const void *x, dnnc_element x_element, int outer, int channels,
  int inner, const dnnc_scale *scales, const dnnc_target *target) {
  long index = 0;
  for (int n = 0; n < outer; n++)
    for (int c = 0; c < channels; c++)
      for (int i = 0; i < inner; i++, index++) {
        const int64_t value = (int64_t)load(x, x_element, index) - scales[c].zero;
        int64_t result = rounded(value, &scales[c], target->rounding) + target->zero;
        if (result < target->low) result = target->low;
        if (result > target->high) result = target->high;
        store(y, y_element, index, (int32_t)result);
      }
}

/* The rows or columns of a window that lie in the image. */
static void inside(int start, int size, int limit, int *first, int *end) {
  *first = start < 0 ? 0 : start;
  *end = start + size > limit ? limit : start + size;
}

void dnnc_max_pool(void *y, const void *x, dnnc_element element, const dnnc_window *w) {
  long index = 0;
  for (int image = 0; image < w->images * w->channels; image++)
    for (int p = 0; p < w->result_height; p++)
      for (int q = 0; q < w->result_width; q++) {
        int top, bottom, left, right;
        inside(p * w->stride_down - w->top, w->kernel_height, w->height, &top, &bottom);
        inside(q * w->stride_right - w->left, w->kernel_width, w->width, &left, &right);
        int32_t greatest = INT32_MIN;
        for (int row = top; row < bottom; row++)
          for (int column = left; column < right; column++) {
            const long pixel = ((long)image * w->height + row) * w->width + column;
            const int32_t value = load(x, element, pixel);
            if (value > greatest) greatest = value;
          }
        store(y, element, index++, greatest);
      }
}

void dnnc_average_pool(
  void *y, const void *x, dnnc_element element, int32_t zero, int counts_padding,
  const dnnc_window *w) {
  long index = 0;
  for (int image = 0; image < w->images * w->channels; image++)
    for (int p = 0; p < w->result_height; p++)
      for (int q = 0; q < w->result_width; q++) {
        int top, bottom, left, right;
        inside(p * w->stride_down - w->top, w->kernel_height, w->height, &top, &bottom);
        inside(q * w->stride_right - w->left, w->kernel_width, w->width, &left, &right);
        int64_t sum = 0;
        for (int row = top; row < bottom; row++)
          for (int column = left; column < right; column++)
            sum += load(x, element, ((long)image * w->height + row) * w->width + column) - zero;
        const int64_t count = counts_padding ? (int64_t)w->kernel_height * w->kernel_width
                                             : (int64_t)(bottom - top) * (right - left);
        const int64_t quotient = sum / count, rest = sum < 0 ? -(sum % count) : sum % count;
        const int64_t mean =
          rest >= count - rest ? quotient + (sum > 0) - (sum < 0) : quotient;
        store(y, element, index++, (int32_t)(zero + mean));
      }
}

void dnnc_add(int32_t *y, const int32_t *a, const int32_t *b, int count) {
  for (int i = 0; i < count; i++) y[i] = (int32_t)((uint32_t)a[i] + (uint32_t)b[i]);
}

void dnnc_lookup(void *y, const void *x, dnnc_element x_element, const uint8_t *table, int count) {
  const int32_t lowest = x_element == DNNC_I8 ? -128 : 0;
  for (int i = 0; i < count; i++) ((uint8_t *)y)[i] = table[load(x, x_element, i) - lowest];
}

static int32_t limited(int64_t x) {
  return x < INT32_MIN ? INT32_MIN : x > INT32_MAX ? INT32_MAX : (int32_t)x;
}

/* The product of two fractions. */
static int32_t product(int32_t a, int32_t b) {
  return limited(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* x / 2^exponent, halves away from zero. */
static int32_t shifted_right(int32_t x, int exponent) {
  const int64_t mask = up(1, exponent) - 1, threshold = (mask >> 1) + (x < 0);
  return limited(((int64_t)x >> exponent) + (((int64_t)x & mask) > threshold));
}

/* 1 / (1 + a) as a fraction, by three steps of Newton's method. */
static int32_t reciprocal_of_one_plus(int32_t a) {
  const int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
  int32_t x = 1515870810 + product(half, -1010580540);
  for (int step = 0; step < 3; step++) {
    const int32_t rest = (1 << 29) - product(half, x);
    x += limited(up(product(x, rest), 2));
  }
  return limited(up(x, 1));
}

void dnnc_fixed_point_softmax(
  void *y, const void *x, dnnc_element element, const int32_t *exponentials, int entries, int outer,
  int length, int inner) {
  const int32_t lowest = element == DNNC_I8 ? -128 : 0;
  for (int n = 0; n < outer; n++)
    for (int i = 0; i < inner; i++) {
      const long first = (long)n * length * inner + i;
      int32_t greatest = INT32_MIN;
      uint32_t sum = 0;
      int zeros = 0;
      for (int k = 0; k < length; k++) {
        const int32_t value = load(x, element, first + (long)k * inner);
        if (value > greatest) greatest = value;
      }
      for (int k = 0; k < length; k++) {
        const int32_t difference = greatest - load(x, element, first + (long)k * inner);
        if (difference < entries) sum += (uint32_t)shifted_right(exponentials[difference], 12);
      }
      while (zeros < 32 && !(sum << zeros & 0x80000000u)) zeros++;
      const int32_t reciprocal = reciprocal_of_one_plus((int32_t)((sum << zeros) - 0x80000000u));
      for (int k = 0; k < length; k++) {
        const long index = first + (long)k * inner;
        const int32_t difference = greatest - load(x, element, index);
        int32_t value = lowest;
        if (difference < entries) {
          value += shifted_right(product(reciprocal, exponentials[difference]), 35 - zeros);
          if (value > lowest + 255) value = lowest + 255;
        }
        store(y, element, index, value);
      }
    }
}

void dnnc_softmax(
  int32_t *y, const void *x, dnnc_element element, const int32_t *table, int outer, int length,
  int inner) {
  for (int n = 0; n < outer; n++)
    for (int i = 0; i < inner; i++) {
      const long first = (long)n * length * inner + i;
      int32_t greatest = INT32_MIN;
      int64_t sum = 0;
      for (int k = 0; k < length; k++) {
        const int32_t value = load(x, element, first + (long)k * inner);
        if (value > greatest) greatest = value;
      }
      for (int k = 0; k < length; k++) {
        const int32_t entry = table[greatest - load(x, element, first + (long)k * inner)];
        sum += entry > 0 ? entry : 0;
      }
      if (sum < 1) sum = 1;
      for (int k = 0; k < length; k++) {
        const long index = first + (long)k * inner;
        const int32_t entry = table[greatest - load(x, element, index)];
        y[index] = (int32_t)((((int64_t)1 << 24) * (entry > 0 ? entry : 0) + sum / 2) / sum);
      }
    }
}

void dnnc_copy(
  void *y, const int *y_strides, const void *x, const int *x_strides, int bytes, int rank,
  const int *shape) {
  if (rank == 0) {
    memcpy(y, x, (size_t)bytes);
    return;
  }
  if (rank == 1 && y_strides[0] == 1 && x_strides[0] == 1) {
    memcpy(y, x, (size_t)bytes * (size_t)shape[0]);
    return;
  }
  for (int i = 0; i < shape[0]; i++)
    dnnc_copy(
      (char *)y + (long)i * y_strides[0] * bytes, y_strides + 1,
      (const char *)x + (long)i * x_strides[0] * bytes, x_strides + 1, bytes, rank - 1, shape + 1);
}

MPI_Comm dnnc_communicator(const int *devices, int count) {
  int size;
  MPI_Group all, some;
  MPI_Comm communicator;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (count == size) return MPI_COMM_WORLD;
  MPI_Comm_group(MPI_COMM_WORLD, &all);
  MPI_Group_incl(all, count, devices, &some);
  MPI_Comm_create_group(MPI_COMM_WORLD, some, 0, &communicator);
  MPI_Group_free(&some);
  MPI_Group_free(&all);
  return communicator;
}

/* The kernels of integer networks: one function each, on tiles that lie in the memory of a cluster.
 *
 * Every core calls the same function with the same arguments, and its own number; a call computes
 * the share of that core. Shares never write the same byte. There is no barrier inside a kernel.
 *
 * A tile of rank 4 lies as rows, columns, channels, without gaps. Bytes are i8, or u8 where
 * `input_flip` or a table says so; a result of sums has words. */
#ifndef DNNC_KERNELS_H
#define DNNC_KERNELS_H

#include <stdint.h>

/* How a 32-bit sum becomes a result; `dnnc_arithmetic.h` has the formulas. */
enum dnnc_mode {
  /* clamp((high_half(sum * multiplier) + addend) >> shift): `single`, with the zero point inside
   * the addend. The compiler has proved that no step leaves 32 bits. */
  DNNC_MODE_HIGH = 0,
  /* clamp((sum * multiplier + addend) >> shift), proved to stay within 32 bits. */
  DNNC_MODE_LOW = 1,
  /* clamp((high_half(4 * sum * multiplier) + addend - (sum < 0 ? 2 : 0)) >> shift): the two
   * roundings of TFLITE_DOUBLE and TOSA_DOUBLE by one shift, proved to stay within 32 bits. */
  DNNC_MODE_TWICE = 2,
  DNNC_MODE_SINGLE = 3,
  DNNC_MODE_TFLITE_DOUBLE = 4,
  DNNC_MODE_TOSA_DOUBLE = 5,
  /* The multiplier is a binary32 as its bits. */
  DNNC_MODE_ONNX_HALF_EVEN = 6,
  DNNC_MODE_PULP_FLOOR = 7,
  DNNC_MODE_DEEPLOY_ROUND = 8,
  /* The addend is the number of bits dropped before the product. */
  DNNC_MODE_GLOW = 9,
  /* The sum itself: the result has words of 32 bits for bytes. Only convolutions of one group and dense
   * layers have it. */
  DNNC_MODE_SUM = 10
};

/* What all channels share of a requantization. */
typedef struct dnnc_rounding {
  int32_t mode;
  /* What stands for zero in the result; inside the addend for the modes HIGH, LOW and TWICE. */
  int32_t zero;
  int32_t low;
  int32_t high;
} dnnc_rounding;

/* An output channel: its bias less what the zero point of the input adds, and its requantization. */
typedef struct dnnc_channel {
  int32_t bias;
  int32_t multiplier;
  int32_t addend;
  int16_t shift;
  /* The channel of the tile that this is: packed weights may have them in another order. */
  uint16_t index;
} dnnc_channel;

/* Convolution with one group. Weights lie as `dnnc_matmul.h` says, with the depth in the order
 * kernel row, kernel column, channel. */
typedef struct dnnc_convolution_arguments {
  const int8_t *input;
  int8_t *output;
  const uint32_t *weights;
  const dnnc_channel *channels;
  /* Two columns of `kernel_height * kernel_width * input_channels` bytes, rounded up to words, for
   * each core. */
  int8_t *scratch;
  int32_t input_height, input_width, input_channels;
  int32_t output_height, output_width, output_channels;
  int32_t kernel_height, kernel_width;
  int32_t stride_height, stride_width;
  int32_t dilation_height, dilation_width;
  int32_t pad_top, pad_left, pad_bottom, pad_right;
  /* The byte of padding, before the flip. */
  int32_t input_zero;
  /* 0x80 for u8, whose first bit is turned so that the kernel sees i8; 0 for i8. */
  int32_t input_flip;
  dnnc_rounding rounding;
} dnnc_convolution_arguments;

/* Convolution with a window of one element and stride 1, on i8. */
typedef struct dnnc_pointwise_arguments {
  const int8_t *input;
  int8_t *output;
  const uint32_t *weights;
  const dnnc_channel *channels;
  int32_t pixels, input_channels, output_channels;
  dnnc_rounding rounding;
} dnnc_pointwise_arguments;

/* Convolution in which output channel `k` reads input channel `k / multiplier`. Weights lie as
 * output channel, kernel row, kernel column; channels are in order. */
typedef struct dnnc_depthwise_arguments {
  const int8_t *input;
  int8_t *output;
  const int8_t *weights;
  const dnnc_channel *channels;
  /* One row of the input. */
  int8_t *scratch;
  int32_t input_height, input_width, input_channels;
  int32_t output_height, output_width, output_channels;
  int32_t kernel_height, kernel_width;
  int32_t stride_height, stride_width;
  int32_t dilation_height, dilation_width;
  int32_t pad_top, pad_left, pad_bottom, pad_right;
  int32_t input_zero;
  int32_t input_flip;
  dnnc_rounding rounding;
} dnnc_depthwise_arguments;

/* Fully connected layer on one row. Weights lie in blocks of four neurons: for each input the byte
 * of each neuron. */
typedef struct dnnc_dense_arguments {
  const int8_t *input;
  int8_t *output;
  const int8_t *weights;
  const dnnc_channel *channels;
  int32_t input_channels, output_channels;
  int32_t input_flip;
  dnnc_rounding rounding;
} dnnc_dense_arguments;

/* A window that moves over each channel. */
typedef struct dnnc_pool_arguments {
  const int8_t *input;
  int8_t *output;
  int32_t input_height, input_width, channels;
  int32_t output_height, output_width;
  int32_t kernel_height, kernel_width;
  int32_t stride_height, stride_width;
  int32_t pad_top, pad_left, pad_bottom, pad_right;
  int32_t input_zero;
  int32_t input_flip;
  /* Whether padding counts in a mean. */
  int32_t counts_padding;
} dnnc_pool_arguments;
typedef dnnc_pool_arguments dnnc_max_pool_arguments;
typedef dnnc_pool_arguments dnnc_average_pool_arguments;

/* Sum of two tensors. The tables hold each byte in the common scale, in the order of the bytes as
 * unsigned numbers. */
typedef struct dnnc_add_arguments {
  const uint8_t *a;
  const uint8_t *b;
  int8_t *output;
  const int32_t *table_a;
  const int32_t *table_b;
  /* Bias 0; its requantization is that of the sum. */
  const dnnc_channel *channel;
  int32_t count;
  dnnc_rounding rounding;
} dnnc_add_arguments;

/* Product of two tensors less their zero points. */
typedef struct dnnc_mul_arguments {
  const uint8_t *a;
  const uint8_t *b;
  int8_t *output;
  const dnnc_channel *channel;
  int32_t count;
  int32_t zero_a, zero_b;
  int32_t flip_a, flip_b;
  /* After that many elements `b` starts anew: its own number of elements. */
  int32_t b_period;
  dnnc_rounding rounding;
} dnnc_mul_arguments;

/* Bytes by a table of 256 entries in the order of the bytes as unsigned numbers. */
typedef struct dnnc_lookup_arguments {
  const uint8_t *input;
  uint8_t *output;
  const uint8_t *table;
  int32_t count;
} dnnc_lookup_arguments;
/* Requantization of bytes is a table: the compiler evaluates it for all of them. */
typedef dnnc_lookup_arguments dnnc_requantize_arguments;

/* Requantization of sums, whose channels lie together; biases are not read. */
typedef struct dnnc_requantize_sums_arguments {
  const int32_t *input;
  int8_t *output;
  const dnnc_channel *channels;
  int32_t count, output_channels;
  dnnc_rounding rounding;
} dnnc_requantize_sums_arguments;

/* One operand of a concatenation: pixels of `channels` bytes into every `output_channels` bytes. A
 * table requantizes; without one bytes are copied. */
typedef struct dnnc_concat_arguments {
  const uint8_t *input;
  /* The first byte of the operand in the first pixel of the result. */
  uint8_t *output;
  const uint8_t *table;
  int32_t pixels, channels, output_channels;
} dnnc_concat_arguments;

/* Exponentials of rows that add up to one. The table holds the exponential of each difference to
 * the greatest element, as 2^30 times itself. */
typedef struct dnnc_softmax_arguments {
  const uint8_t *input;
  int8_t *output;
  const int32_t *table;
  const dnnc_channel *channel;
  int32_t rows, length;
  int32_t input_flip;
  dnnc_rounding rounding;
} dnnc_softmax_arguments;

/* Exponentials of rows that add up to one, by the fixed-point arithmetic of TFLite. The table holds
 * the exponential of each difference to the greatest element as a fraction of 31 bits, or -1 where
 * it is left out. */
typedef struct dnnc_fixed_point_softmax_arguments {
  const uint8_t *input;
  uint8_t *output;
  const int32_t *table;
  int32_t rows, length;
  /* 128 where input and output are i8, 0 where they are u8. */
  int32_t flip;
} dnnc_fixed_point_softmax_arguments;

/* The same bytes elsewhere. */
typedef struct dnnc_copy_arguments {
  const uint8_t *input;
  uint8_t *output;
  int32_t count;
} dnnc_copy_arguments;

/* Axes in another order: output element [i, j, k, l] is at `i * strides[0] + ...` of the input. */
typedef struct dnnc_permute_arguments {
  const uint8_t *input;
  uint8_t *output;
  int32_t sizes[4];
  int32_t strides[4];
} dnnc_permute_arguments;

/* A border of one byte around rows and columns. */
typedef struct dnnc_pad_arguments {
  const uint8_t *input;
  uint8_t *output;
  int32_t input_height, input_width, channels;
  int32_t pad_top, pad_left, pad_bottom, pad_right;
  int32_t value;
} dnnc_pad_arguments;

/* How a kernel reads weights. */
enum dnnc_layout {
  /* Words of two weights, of the channels 0, 1 and then 2, 3 of a block of four. */
  DNNC_LAYOUT_PAIRS = 0,
  /* For each index of the depth a byte of each channel of a block of four. */
  DNNC_LAYOUT_BYTES = 1,
  /* For each index of the depth a byte of each channel. */
  DNNC_LAYOUT_COLUMNS = 2,
  /* For every four indices a word of each channel of a block of four. */
  DNNC_LAYOUT_WORDS = 3
};

/* Weights whose columns of bits are pruned become those that a kernel reads.
 *
 * The input has a word for each channel, in the order of the output: where its bytes begin, and in
 * the top bit whether they are the weights themselves; then the head words of the output. The other
 * channels are groups of up to `group` weights along the `depth` input channels of each position:
 * a byte with the constant in its low bits and the number of redundant columns above it, then the
 * columns from the highest, a bit for each weight, filled up to whole bytes. */
typedef struct dnnc_decode_arguments {
  const uint8_t *input;
  uint8_t *output;
  /* Four rows of `positions * depth` bytes, rounded up to words, for each core. */
  uint8_t *scratch;
  int32_t channels, positions, depth;
  int32_t group, pruned_columns, constant_bits;
  /* Whether the constant is a shift, else a mean. */
  int32_t is_shift;
  int32_t layout, has_heads;
} dnnc_decode_arguments;

void dnnc_decode(const dnnc_decode_arguments *a, unsigned core, unsigned cores);
void dnnc_convolution(const dnnc_convolution_arguments *a, unsigned core, unsigned cores);
void dnnc_pointwise(const dnnc_pointwise_arguments *a, unsigned core, unsigned cores);
void dnnc_depthwise(const dnnc_depthwise_arguments *a, unsigned core, unsigned cores);
void dnnc_dense(const dnnc_dense_arguments *a, unsigned core, unsigned cores);
void dnnc_max_pool(const dnnc_max_pool_arguments *a, unsigned core, unsigned cores);
void dnnc_average_pool(const dnnc_average_pool_arguments *a, unsigned core, unsigned cores);
void dnnc_add(const dnnc_add_arguments *a, unsigned core, unsigned cores);
void dnnc_mul(const dnnc_mul_arguments *a, unsigned core, unsigned cores);
void dnnc_concat(const dnnc_concat_arguments *a, unsigned core, unsigned cores);
void dnnc_requantize(const dnnc_requantize_arguments *a, unsigned core, unsigned cores);
void dnnc_requantize_sums(
    const dnnc_requantize_sums_arguments *a, unsigned core, unsigned cores);
void dnnc_lookup(const dnnc_lookup_arguments *a, unsigned core, unsigned cores);
void dnnc_softmax(const dnnc_softmax_arguments *a, unsigned core, unsigned cores);
void dnnc_fixed_point_softmax(
    const dnnc_fixed_point_softmax_arguments *a, unsigned core, unsigned cores);
void dnnc_copy(const dnnc_copy_arguments *a, unsigned core, unsigned cores);
void dnnc_permute(const dnnc_permute_arguments *a, unsigned core, unsigned cores);
void dnnc_pad(const dnnc_pad_arguments *a, unsigned core, unsigned cores);

#endif

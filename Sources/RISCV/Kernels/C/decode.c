#include "dnnc_arithmetic.h"

/* The bits of a nibble as the low bits of four bytes. */
static inline uint32_t spread(uint32_t nibble) { return (nibble * 0x00204081u) & 0x01010101u; }

/* Adds to each of four bytes. */
static inline uint32_t add_bytes(uint32_t a, uint32_t b) {
  return ((a & 0x7f7f7f7fu) + (b & 0x7f7f7f7fu)) ^ ((a ^ b) & 0x80808080u);
}

static inline void put_word(uint8_t *y, uint32_t word) {
  if (((uintptr_t)y & 3) == 0) {
    *(uint32_t *)y = word;
  } else {
    for (int i = 0; i < 4; i++) y[i] = (uint8_t)(word >> (8 * i));
  }
}

/* The weights of a group: its columns, shifted by the dropped ones, and what all of them have.
 * The sign column is turned, so that columns are a number without sign; `addend` takes it back. */
static void group(
    const uint8_t *x, int32_t count, int32_t columns, int32_t dropped, uint32_t addend, uint8_t *y) {
  if (count & 7) {
    for (int32_t lane = 0; lane < count; lane++) {
      uint32_t value = 0;
      for (int32_t column = 0; column < columns; column++) {
        int32_t bit = column * count + lane;
        value = 2 * value + ((x[bit >> 3] >> (bit & 7)) & 1);
      }
      value ^= 1u << (columns - 1);
      y[lane] = (uint8_t)((value << dropped) + addend);
    }
    return;
  }
  int32_t stride = count >> 3;
  uint32_t addends = (addend & 0xff) * 0x01010101u;
  for (int32_t i = 0; i < stride; i++, y += 8) {
    const uint8_t *column = x + i, *stop = column + columns * stride;
    uint32_t bits = *column ^ 0xffu;
    uint32_t low = spread(bits & 15), high = spread(bits >> 4);
    for (column += stride; column < stop; column += stride) {
      bits = *column;
      low = 2 * low + spread(bits & 15);
      high = 2 * high + spread(bits >> 4);
    }
    put_word(y, add_bytes(low << dropped, addends));
    put_word(y + 4, add_bytes(high << dropped, addends));
  }
}

/* The weights of a channel, one behind the other. */
static void channel(const dnnc_decode_arguments *a, const uint8_t *x, uint8_t *y) {
  int32_t columns = 8 - a->pruned_columns;
  for (int32_t position = 0; position < a->positions; position++) {
    int32_t count;
    for (int32_t start = 0; start < a->depth; start += count, y += count) {
      count = a->depth - start < a->group ? a->depth - start : a->group;
      int32_t constant = *x & ((1 << a->constant_bits) - 1);
      int32_t dropped = a->pruned_columns - (*x >> a->constant_bits);
      x++;
      if (dropped < 0) dropped = 0;
      if (a->is_shift) {
        /* The shift has a sign, and is taken back. */
        constant = constant >> (a->constant_bits - 1) ? (1 << a->constant_bits) - constant : -constant;
      }
      group(
          x, count, columns, dropped, (uint32_t)constant - (1u << (columns - 1 + dropped)), y);
      x += (columns * count + 7) >> 3;
    }
  }
}

/* Writes four rows of weights as a block of the layout. */
static void pack(
    const dnnc_decode_arguments *a, int32_t block, int32_t length, const int8_t *rows,
    int32_t stride) {
  const int8_t *r0 = rows, *r1 = r0 + stride, *r2 = r1 + stride, *r3 = r2 + stride;
  const uint32_t *heads = (const uint32_t *)a->input + a->channels;
  if (a->layout == DNNC_LAYOUT_COLUMNS) {
    uint8_t *y = a->output + 4 * a->has_heads + 4 * block;
    int32_t count = a->channels - 4 * block < 4 ? a->channels - 4 * block : 4;
    for (int32_t i = 0; i < length; i++, y += a->channels)
      for (int32_t c = 0; c < count; c++) y[c] = (uint8_t)r0[c * stride + i];
    if (a->has_heads && block == 0) *(uint32_t *)a->output = *heads;
    return;
  }
  int32_t words = a->layout == DNNC_LAYOUT_PAIRS ? 2 * length
                  : a->layout == DNNC_LAYOUT_BYTES ? length
                                                   : (length + 3) & ~3;
  uint32_t *y = (uint32_t *)a->output + block * (a->has_heads + words);
  if (a->has_heads) *y++ = heads[block];
  switch (a->layout) {
  case DNNC_LAYOUT_PAIRS:
    for (int32_t i = 0; i < length; i++, y += 2) {
      y[0] = (uint32_t)r0[i] + ((uint32_t)r1[i] << 16);
      y[1] = (uint32_t)r2[i] + ((uint32_t)r3[i] << 16);
    }
    return;
  case DNNC_LAYOUT_BYTES:
    for (int32_t i = 0; i < length; i++)
      *y++ = (uint32_t)(uint8_t)r0[i] | (uint32_t)(uint8_t)r1[i] << 8
             | (uint32_t)(uint8_t)r2[i] << 16 | (uint32_t)(uint8_t)r3[i] << 24;
    return;
  default:
    for (int32_t i = 0; i < length; i += 4, y += 4)
      for (int32_t c = 0; c < 4; c++) y[c] = *(const uint32_t *)(rows + c * stride + i);
  }
}

/* Blocks of four channels are shared. */
void dnnc_decode(const dnnc_decode_arguments *a, unsigned core, unsigned cores) {
  dnnc_share blocks = dnnc_share_of((a->channels + 3) >> 2, core, cores);
  const uint32_t *starts = (const uint32_t *)a->input;
  int32_t length = a->positions * a->depth, stride = (length + 3) & ~3;
  uint8_t *rows = a->scratch + 4 * (int32_t)core * stride;
  for (int32_t block = blocks.start; block < blocks.stop; block++) {
    for (int32_t c = 0; c < 4; c++) {
      uint8_t *row = rows + c * stride;
      int32_t number = 4 * block + c;
      if (number >= a->channels) {
        dnnc_set_bytes(row, 0, stride);
        continue;
      }
      const uint8_t *x = a->input + (starts[number] & 0x7fffffffu);
      if (starts[number] >> 31)
        dnnc_copy_bytes(row, x, length);
      else
        channel(a, x, row);
      dnnc_set_bytes(row + length, 0, stride - length);
    }
    pack(a, block, length, (const int8_t *)rows, stride);
  }
}

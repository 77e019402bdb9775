#include "dnnc_matmul.h"

/* Where the multiplication is; each function below goes on as long as blocks have its form. */
typedef struct place {
  const uint32_t *w;
  const dnnc_channel *c;
  const int8_t *x0, *x1;
  int8_t *y0, *y1;
  const dnnc_rounding *rounding;
  /* Blocks of the share, and channels of the result from the block on, that are to do. */
  int32_t blocks, channels;
  int32_t depth;
} place;

/* Keeps loads of one step behind the sums of the step before, so that they stay in registers. */
#define IN_ORDER(a, b, c, d) __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d))

/* The results of channel `i` of a block. */
#define STORE_PAIR(round, i, p, q)                                  \
  {                                                                 \
    int32_t m = c[i].multiplier, n = c[i].addend, d = c[i].shift;   \
    uint32_t k = c[i].index;                                        \
    y0[k] = (int8_t)round((int32_t)(p), m, n, d, low, high);        \
    y1[k] = (int8_t)round((int32_t)(q), m, n, d, low, high);        \
  }

#define STORE_PAIRS(round, p0, q0, p1, q1, p2, q2, p3, q3)          \
  {                                                                 \
    int8_t *y0 = at->y0, *y1 = at->y1;                              \
    int32_t low = at->rounding->low, high = at->rounding->high;     \
    STORE_PAIR(round, 0, p0, q0) STORE_PAIR(round, 1, p1, q1)       \
    STORE_PAIR(round, 2, p2, q2) STORE_PAIR(round, 3, p3, q3)       \
  }

#define STORE_SUM(i, p, q) y0[c[i].index] = (int32_t)(p), y1[c[i].index] = (int32_t)(q);

#define STORE_SUMS(p0, q0, p1, q1, p2, q2, p3, q3)                  \
  {                                                                 \
    int32_t *y0 = (int32_t *)at->y0, *y1 = (int32_t *)at->y1;       \
    STORE_SUM(0, p0, q0) STORE_SUM(1, p1, q1)                       \
    STORE_SUM(2, p2, q2) STORE_SUM(3, p3, q3)                       \
  }

/* Stores the sums of a block in any mode; `sums` has two for each channel. */
static __attribute__((noinline)) void store_any(const place *at, const int32_t *sums) {
  const dnnc_channel *c = at->c;
  for (int32_t i = 0; i < 4 && i < at->channels; i++, c++, sums += 2) {
    dnnc_store(at->y0, c->index, sums[0], c, at->rounding);
    dnnc_store(at->y1, c->index, sums[1], c, at->rounding);
  }
}

#define STORE(p0, q0, ...)                                                      \
  if (at->channels >= 4 && at->rounding->mode == DNNC_MODE_HIGH)                \
    STORE_PAIRS(dnnc_round_high, p0, q0, __VA_ARGS__)                           \
  else if (at->channels >= 4 && at->rounding->mode == DNNC_MODE_TWICE)          \
    STORE_PAIRS(dnnc_round_twice, p0, q0, __VA_ARGS__)                          \
  else if (at->channels >= 4 && at->rounding->mode == DNNC_MODE_SUM)            \
    STORE_SUMS(p0, q0, __VA_ARGS__)                                             \
  else                                                                          \
    store_any(at, (const int32_t[8]){(int32_t)(p0), (int32_t)(q0), __VA_ARGS__}); \
  at->c += 4;                                                                   \
  at->channels -= 4;                                                            \
  at->blocks--;

/* The first index of a run: four multiplications for eight products. */
#define FIRST                                                              \
  {                                                                        \
    uint32_t u = w[0], v = w[1];                                           \
    uint32_t p = (uint32_t)(int32_t)x0[0], q = (uint32_t)(int32_t)x1[0];   \
    s0 = p * u, s1 = p * v, s2 = q * u, s3 = q * v;                        \
    IN_ORDER(s0, s1, s2, s3);                                              \
  }

/* Another index. */
#define PAIR(i)                                                            \
  {                                                                        \
    uint32_t u = w[2 * (i)], v = w[2 * (i) + 1];                           \
    uint32_t p = (uint32_t)(int32_t)x0[i], q = (uint32_t)(int32_t)x1[i];   \
    s0 += p * u, s1 += p * v, s2 += q * u, s3 += q * v;                    \
    IN_ORDER(s0, s1, s2, s3);                                              \
  }
#define PAIRS_2 FIRST PAIR(1)
#define PAIRS_3 PAIRS_2 PAIR(2)
#define PAIRS_4 PAIRS_3 PAIR(3)
#define PAIRS_5 PAIRS_4 PAIR(4)
#define PAIRS_6 PAIRS_5 PAIR(5)
#define PAIRS_7 PAIRS_6 PAIR(6)
#define PAIRS_8 PAIRS_7 PAIR(7)
#define PAIRS_12 PAIRS_8 PAIR(8) PAIR(9) PAIR(10) PAIR(11)
#define PAIRS_16 PAIRS_12 PAIR(12) PAIR(13) PAIR(14) PAIR(15)

/* What is left over of the depth. */
#define PAIRS_LEFT                              \
  s0 = s1 = s2 = s3 = 0;                        \
  do {                                          \
    PAIR(0)                                     \
    w += 2, x0++, x1++;                         \
  } while (--left > 0);

/* The upper half of a sum whose lower half has a sign. */
#define UPPER(s) ((uint32_t)((int32_t)((s) + 32768) >> 16))

/* A run: the sums of its pairs, and then of each alone. */
#define RUN(pairs)                                              \
  {                                                             \
    uint32_t s0, s1, s2, s3;                                    \
    pairs t0 += s0, t1 += s1, t2 += s2, t3 += s3;               \
    h0 += UPPER(s0), h1 += UPPER(s1), h2 += UPPER(s2), h3 += UPPER(s3); \
  }

/* The blocks whose runs have `length` indices. */
#define BLOCKS(length)                                                               \
  static __attribute__((noinline)) void blocks_##length(place *at) {                 \
    do {                                                                             \
      const uint32_t *w = at->w;                                                     \
      const dnnc_channel *c = at->c;                                                 \
      const int8_t *x0 = at->x0, *x1 = at->x1;                                       \
      uint32_t t0 = (uint32_t)c[0].bias, t1 = (uint32_t)c[2].bias, t2 = t0, t3 = t1; \
      uint32_t h0 = 0, h1 = 0, h2 = 0, h3 = 0;                                       \
      uint32_t form = *w++;                                                          \
      const uint32_t *stop = w + 2 * (length) * (form >> 16);                        \
      for (; w != stop; w += 2 * (length), x0 += (length), x1 += (length))           \
        RUN(PAIRS_##length)                                                          \
      int32_t left = (form >> 8) & 255;                                              \
      if (left > 0) RUN(PAIRS_LEFT)                                                  \
      at->w = w;                                                                     \
      t0 -= h0 << 16, t1 -= h1 << 16, t2 -= h2 << 16, t3 -= h3 << 16;       \
      uint32_t b1 = (uint32_t)c[1].bias, b3 = (uint32_t)c[3].bias;                   \
      STORE(t0, t2, h0 + b1, h2 + b1, t1, t3, h1 + b3, h3 + b3)                      \
    } while (at->blocks > 0 && (*at->w & 255) == (length));                          \
  }

BLOCKS(2)
BLOCKS(3)
BLOCKS(4)
BLOCKS(5)
BLOCKS(6)
BLOCKS(7)
BLOCKS(8)
BLOCKS(12)
BLOCKS(16)

#define BYTE(i)                                                            \
  {                                                                        \
    int32_t p = x0[i], q = x1[i];                                          \
    int32_t u = w[4 * (i)], v = w[4 * (i) + 1];                            \
    a0 += p * u, b0 += q * u, a1 += p * v, b1 += q * v;                    \
    IN_ORDER(a0, b0, a1, b1);                                              \
    u = w[4 * (i) + 2], v = w[4 * (i) + 3];                                \
    a2 += p * u, b2 += q * u, a3 += p * v, b3 += q * v;                    \
    IN_ORDER(a2, b2, a3, b3);                                              \
  }

/* The blocks with weights as bytes. */
static __attribute__((noinline)) void blocks_of_bytes(place *at) {
  do {
    const dnnc_channel *c = at->c;
    const int8_t *w = (const int8_t *)(at->w + 1), *x0 = at->x0, *x1 = at->x1;
    int32_t a0 = c[0].bias, a1 = c[1].bias, a2 = c[2].bias, a3 = c[3].bias;
    int32_t b0 = a0, b1 = a1, b2 = a2, b3 = a3;
    const int8_t *stop = w + 4 * (at->depth & ~3);
    for (; w != stop; w += 16, x0 += 4, x1 += 4) { BYTE(0) BYTE(1) BYTE(2) BYTE(3) }
    for (int32_t rest = at->depth & 3; rest > 0; rest--, w += 4, x0++, x1++) BYTE(0)
    at->w += 1 + at->depth;
    STORE(a0, b0, a1, b1, a2, b2, a3, b3)
  } while (at->blocks > 0 && *at->w == 0);
}

void dnnc_matmul(
    const dnnc_matrix *matrix, dnnc_share blocks, const int8_t *x0, const int8_t *x1, int8_t *y0,
    int8_t *y1) {
  int32_t depth = matrix->depth;
  int32_t words = 1 + (*matrix->weights != 0 ? 2 * depth : depth);
  place at = {
      matrix->weights + words * blocks.start, matrix->channels + 4 * blocks.start, x0, x1, y0, y1,
      matrix->rounding, blocks.stop - blocks.start,
      matrix->output_channels - 4 * blocks.start, depth};
  while (at.blocks > 0) {
    switch (*at.w & 255) {
    case 0: blocks_of_bytes(&at); break;
    case 2: blocks_2(&at); break;
    case 3: blocks_3(&at); break;
    case 4: blocks_4(&at); break;
    case 5: blocks_5(&at); break;
    case 6: blocks_6(&at); break;
    case 7: blocks_7(&at); break;
    case 8: blocks_8(&at); break;
    case 12: blocks_12(&at); break;
    default: blocks_16(&at); break;
    }
  }
}

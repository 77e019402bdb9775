/* Transfers by a core, for the runtimes without an engine. */
#ifndef DNNC_TRANSFER_H
#define DNNC_TRANSFER_H

#include "dnnc_arithmetic.h"
#include "dnnc_runtime.h"

static void dnnc_perform(const dnnc_transfer *t) {
  uint8_t *target = t->target;
  const uint8_t *source = t->source;
  for (int32_t block = 0; block < t->blocks; block++) {
    uint8_t *to = target;
    const uint8_t *from = source;
    for (int32_t line = 0; line < t->count; line++) {
      dnnc_copy_bytes(to, from, t->bytes);
      to += t->target_stride;
      from += t->source_stride;
    }
    target += t->target_block_stride;
    source += t->source_block_stride;
  }
}

static dnnc_future dnnc_started, dnnc_done;

#ifdef DNNC_DEFER_TRANSFERS
static dnnc_transfer dnnc_queue[64];

void dnnc_wait(dnnc_future future) {
  for (; (int32_t)(future - dnnc_done) > 0; dnnc_done++) dnnc_perform(dnnc_queue + dnnc_done % 64);
}

dnnc_future dnnc_start(const dnnc_transfer *transfer) {
  if (dnnc_started - dnnc_done == 64) dnnc_wait(dnnc_done + 1);
  dnnc_queue[dnnc_started % 64] = *transfer;
  return ++dnnc_started;
}
#else
dnnc_future dnnc_start(const dnnc_transfer *transfer) {
  dnnc_perform(transfer);
  dnnc_done = ++dnnc_started;
  return dnnc_started;
}

void dnnc_wait(dnnc_future future) { (void)future; }
#endif

#endif

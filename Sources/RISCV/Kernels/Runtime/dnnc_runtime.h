/* What a program of kernels runs on: cores, a barrier, copies between memories, output and
 * counters. `dnnc_runtime_riscv.c` has it for bare RISC-V machines, `dnnc_runtime_posix.c` for
 * Linux and others. */
#ifndef DNNC_RUNTIME_H
#define DNNC_RUNTIME_H

#include <stdint.h>

#ifndef DNNC_CORES
#define DNNC_CORES 1
#endif

/* The body of a program; every core calls it at once, from `dnnc_run`. */
typedef void dnnc_body(unsigned core);

/* Runs a body on all cores and returns when all are done. Core 0 alone calls it. */
void dnnc_run(dnnc_body *body);

/* Waits until every core has come here. */
void dnnc_barrier(unsigned core);

/* Blocks of lines: `count` lines of `bytes` bytes at strides, and `blocks` of those. A copy in one
 * piece has one line and one block. */
typedef struct dnnc_transfer {
  void *target;
  const void *source;
  int32_t bytes;
  int32_t count, target_stride, source_stride;
  int32_t blocks, target_block_stride, source_block_stride;
} dnnc_transfer;

/* A number that tells a transfer: all up to it are done once it is. */
typedef uint32_t dnnc_future;

/* Starts a transfer; core 0 alone calls it. Neither side may be touched before it is done.
 *
 * There is no engine for copies on the machines that the runtime knows, so the core copies. With
 * DNNC_DEFER_TRANSFERS it does so as late as it may, in `dnnc_wait`: a program that forgets to
 * wait then fails. */
dnnc_future dnnc_start(const dnnc_transfer *transfer);

/* Waits for a transfer and all before it; core 0 alone calls it. */
void dnnc_wait(dnnc_future future);

/* Says that a step begins, to whoever counts instructions outside the program. */
void dnnc_mark(unsigned step);

/* The instructions that have been executed so far; 0 where none are counted. */
uint64_t dnnc_instructions(void);

void dnnc_print(const char *text);

/* Prints a text and a number. */
void dnnc_print_number(const char *text, uint64_t number);

#endif

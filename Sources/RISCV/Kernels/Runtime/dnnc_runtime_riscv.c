/* The runtime on bare RISC-V machines with a CLINT, such as QEMU's `virt`.
 *
 * A core that waits sleeps until another sets its software interrupt, so that the instructions of a
 * program are the same in every run (QEMU: `-icount shift=0,sleep=off`). No atomic instruction is
 * needed. */
#include "dnnc_transfer.h"

#define SOFTWARE_INTERRUPTS ((volatile uint32_t *)0x02000000)
#define UART ((volatile uint8_t *)0x10000000)
#define FINISHER ((volatile uint32_t *)0x00100000)

extern int main(void);

#define FENCE() __asm__ volatile("fence" ::: "memory")
#define SLEEP() __asm__ volatile("wfi" ::: "memory")

static volatile uint32_t arrived[DNNC_CORES];
static volatile uint32_t released;
static volatile uint32_t bodies;
static dnnc_body *volatile body;

/* Core 0 waits for a number from all others. */
static void gather(uint32_t phase) {
  for (unsigned core = 1; core < DNNC_CORES; core++) {
    while (arrived[core] != phase) {
      SLEEP();
      SOFTWARE_INTERRUPTS[0] = 0;
      FENCE();
    }
  }
}

void dnnc_barrier(unsigned core) {
  if (DNNC_CORES == 1) return;
  FENCE();
  uint32_t phase = arrived[core] + 1;
  arrived[core] = phase;
  FENCE();
  if (core == 0) {
    gather(phase);
    released = phase;
    FENCE();
    for (unsigned other = 1; other < DNNC_CORES; other++) SOFTWARE_INTERRUPTS[other] = 1;
  } else {
    SOFTWARE_INTERRUPTS[0] = 1;
    while (released != phase) {
      SLEEP();
      SOFTWARE_INTERRUPTS[core] = 0;
      FENCE();
    }
  }
}

void dnnc_run(dnnc_body *work) {
  body = work;
  FENCE();
  bodies++;
  FENCE();
  for (unsigned other = 1; other < DNNC_CORES; other++) SOFTWARE_INTERRUPTS[other] = 1;
  work(0);
  dnnc_barrier(0);
}

/* Where steps are marked; whoever counts sees the stores. Outside of what is cleared at the start. */
volatile uint32_t dnnc_marks[256] __attribute__((section(".noinit")));

void dnnc_mark(unsigned step) { dnnc_marks[step & 255] = step; }

uint64_t dnnc_instructions(void) {
#if __riscv_xlen == 64
  uint64_t count;
  __asm__ volatile("csrr %0, minstret" : "=r"(count));
  return count;
#else
  uint32_t high, low, again;
  do {
    __asm__ volatile("csrr %0, minstreth" : "=r"(high));
    __asm__ volatile("csrr %0, minstret" : "=r"(low));
    __asm__ volatile("csrr %0, minstreth" : "=r"(again));
  } while (high != again);
  return (uint64_t)high << 32 | low;
#endif
}

void dnnc_print(const char *text) {
  for (; *text; text++) *UART = (uint8_t)*text;
}

/* number / 10 bit by bit: 64-bit division is a library call on 32-bit cores. */
static uint64_t tenth(uint64_t number, char *rest) {
  uint64_t quotient = 0, part = 0;
  for (int bit = 63; bit >= 0; bit--) {
    part = part << 1 | (number >> bit & 1);
    quotient <<= 1;
    if (part >= 10) part -= 10, quotient |= 1;
  }
  *rest = (char)('0' + part);
  return quotient;
}

void dnnc_print_number(const char *text, uint64_t number) {
  char digits[24];
  int first = 23;
  digits[23] = 0;
  do number = tenth(number, digits + --first);
  while (number > 0);
  dnnc_print(text);
  dnnc_print(digits + first);
}

/* What compilers may call without being asked to. */
void *memset(void *target, int value, __SIZE_TYPE__ count) {
  dnnc_set_bytes(target, value, (int32_t)count);
  return target;
}

void *memcpy(void *target, const void *source, __SIZE_TYPE__ count) {
  dnnc_copy_bytes(target, source, (int32_t)count);
  return target;
}

/* Where a core begins; `crt0.S` has set its stack. */
void dnnc_boot(unsigned core) {
  if (core == 0) {
    int status = main();
    *FINISHER = status == 0 ? 0x5555 : (uint32_t)status << 16 | 0x3333;
  }
  if (core >= DNNC_CORES) return;
  for (uint32_t done = 0;;) {
    SLEEP();
    SOFTWARE_INTERRUPTS[core] = 0;
    FENCE();
    while (bodies != done) {
      done++;
      body(core);
      dnnc_barrier(core);
    }
  }
}

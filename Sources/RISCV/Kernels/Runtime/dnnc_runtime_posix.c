/* The runtime on POSIX systems: a thread for each core. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>
#include <stdio.h>

#include "dnnc_transfer.h"

#if DNNC_CORES > 1
static pthread_barrier_t barrier;
static dnnc_body *body;

static void *start(void *core) {
  body((unsigned)(uintptr_t)core);
  return 0;
}

void dnnc_run(dnnc_body *work) {
  pthread_t threads[DNNC_CORES];
  body = work;
  pthread_barrier_init(&barrier, 0, DNNC_CORES);
  for (uintptr_t core = 1; core < DNNC_CORES; core++)
    pthread_create(threads + core, 0, start, (void *)core);
  work(0);
  for (unsigned core = 1; core < DNNC_CORES; core++) pthread_join(threads[core], 0);
  pthread_barrier_destroy(&barrier);
}

void dnnc_barrier(unsigned core) {
  (void)core;
  pthread_barrier_wait(&barrier);
}
#else
void dnnc_run(dnnc_body *work) { work(0); }

void dnnc_barrier(unsigned core) { (void)core; }
#endif

void dnnc_mark(unsigned step) { (void)step; }

uint64_t dnnc_instructions(void) { return 0; }

void dnnc_print(const char *text) { fputs(text, stdout); }

void dnnc_print_number(const char *text, uint64_t number) {
  printf("%s%llu", text, (unsigned long long)number);
}

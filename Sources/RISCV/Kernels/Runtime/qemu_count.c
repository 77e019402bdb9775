/* A plugin of QEMU that counts the instructions of each core, for each step of a program.
 *
 *   cc -O2 -shared -fPIC qemu_count.c -o qemu_count.so
 *   qemu-system-riscv32 ... -icount shift=0 -plugin ./qemu_count.so,marks=0x80012340
 *
 * `marks` is the address of `dnnc_marks` (llvm-nm finds it): core 0 stores to its word `n` when
 * step `n` begins. Prints lines `step N core N instructions N` when the program ends. The interface
 * is declared here, as distributions do not carry its header. */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef uint32_t qemu_plugin_meminfo_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;
typedef void tb_callback(qemu_plugin_id_t id, struct qemu_plugin_tb *block);
typedef void execution_callback(unsigned core, void *data);
typedef void memory_callback(
    unsigned core, qemu_plugin_meminfo_t info, uint64_t address, void *data);
typedef void end_callback(qemu_plugin_id_t id, void *data);
extern void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_callback *);
extern void qemu_plugin_register_vcpu_insn_exec_cb(
    struct qemu_plugin_insn *, execution_callback *, int, void *);
extern void qemu_plugin_register_vcpu_mem_cb(
    struct qemu_plugin_insn *, memory_callback *, int, int, void *);
extern void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, end_callback *, void *);
extern size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
extern struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
extern void qemu_plugin_outs(const char *);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum { CORES = 8, STEPS = 256, STORES = 2 };
static uint64_t counts[STEPS + 1][CORES];
static uint64_t marks;
/* Before the first mark instructions belong to no step: the last line of the table. */
static unsigned step = STEPS;

static void executed(unsigned core, void *data) {
  (void)data;
  if (core < CORES) counts[step][core]++;
}

static void stored(unsigned core, qemu_plugin_meminfo_t info, uint64_t address, void *data) {
  (void)core, (void)info, (void)data;
  if (address >= marks && address < marks + 4 * STEPS) step = (unsigned)(address - marks) / 4;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
    qemu_plugin_register_vcpu_insn_exec_cb(instruction, executed, 0, 0);
    if (marks) qemu_plugin_register_vcpu_mem_cb(instruction, stored, 0, STORES, 0);
  }
}

static void ended(qemu_plugin_id_t id, void *data) {
  (void)id, (void)data;
  for (unsigned i = 0; i <= STEPS; i++) {
    for (unsigned core = 0; core < CORES; core++) {
      if (counts[i][core] == 0) continue;
      char line[96];
      snprintf(
          line, sizeof line, "step %d core %u instructions %" PRIu64 "\n",
          i == STEPS ? -1 : (int)i, core, counts[i][core]);
      qemu_plugin_outs(line);
    }
  }
}

__attribute__((visibility("default"))) int qemu_plugin_install(
    qemu_plugin_id_t id, const struct qemu_info_t *info, int count, char **arguments) {
  (void)info;
  for (int i = 0; i < count; i++)
    if (strncmp(arguments[i], "marks=", 6) == 0) marks = strtoull(arguments[i] + 6, 0, 0);
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, ended, 0);
  return 0;
}

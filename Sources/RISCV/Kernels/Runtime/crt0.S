/* The start of a bare machine: a stack for each core, and core 0 into dnnc_boot. */
  .section .text.start
  .globl _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  csrr a0, mhartid
  /* Vectors and floating point on, where there are any. */
  li t1, 0x6600
  csrs mstatus, t1
  /* Software interrupts end a wait; they are never taken. */
  csrwi mie, 8
  la sp, __stack_top
  lui t0, %hi(__stack_size)
  addi t0, t0, %lo(__stack_size)
  mul t0, t0, a0
  sub sp, sp, t0
  bnez a0, 2f
  la t0, __bss_start
  la t1, __bss_end
1:
  bgeu t0, t1, 2f
  sw zero, 0(t0)
  addi t0, t0, 4
  j 1b
2:
  call dnnc_boot
3:
  wfi
  j 3b

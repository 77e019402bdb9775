/// A loop in assembly: twelve sums of four channels and three columns, and their requantization.
///
/// It takes what `dnnc_matmul.h` packs, if all runs have eight indices, the depth is a multiple of 16,
/// channels are in order and requantization is the high half of a product. Of twelve instructions for
/// an index and eight products, the three columns save a twelfth.
enum HandWrittenLoop {
  /// The functions `hand_pointwise` and `hand_convolution` in C, with the arguments of the kernels; the
  /// number of pixels is a multiple of three.
  static let text =
    """
    #include "dnnc_columns.h"

    struct hand {
      const uint32_t *weights;
      const dnnc_channel *channels;
      const int8_t *x0, *x1, *x2;
      int8_t *y0, *y1, *y2;
      int32_t depth, low, high, blocks;
    };
    void hand_columns(struct hand *hand);
    __asm__(
    \(assembly.split(separator: "\n").map { "\"\($0.replacing("\\", with: "\\\\"))\\n\"" }.joined(separator: "\n"))
    );

    static void hand_pointwise(
        const dnnc_pointwise_arguments *a, unsigned core, unsigned cores) {
      (void)core, (void)cores;
      int32_t depth = a->input_channels, channels = a->output_channels;
      const int8_t *x = a->input;
      int8_t *y = a->output;
      for (int32_t left = a->pixels; left > 0; left -= 3, x += 3 * depth, y += 3 * channels) {
        struct hand hand = {
          a->weights, a->channels, x, x + depth, x + 2 * depth, y, y + channels, y + 2 * channels,
          depth, a->rounding.low, a->rounding.high, channels >> 2};
        hand_columns(&hand);
      }
    }

    static void hand_convolution(
        const dnnc_convolution_arguments *a, unsigned core, unsigned cores) {
      (void)core, (void)cores;
      int32_t depth = a->kernel_height * a->kernel_width * a->input_channels;
      int32_t channels = a->output_channels;
      int8_t *x = a->scratch, *y = a->output;
      int32_t row = 0, column = 0;
      for (int32_t left = a->output_height * a->output_width; left > 0; left -= 3) {
        for (int32_t i = 0; i < 3; i++) {
          dnnc_gather(a, row, column, x + i * depth);
          if (++column == a->output_width) column = 0, row++;
        }
        struct hand hand = {
          a->weights, a->channels, x, x + depth, x + 2 * depth, y, y + channels, y + 2 * channels,
          depth, a->rounding.low, a->rounding.high, channels >> 2};
        hand_columns(&hand);
        y += 3 * channels;
      }
    }

    """

  /// Sums are in s0 to s5, by pixels and pairs of channels.
  ///
  /// Totals are in s6 to s11, upper halves in t2 to t6 and a0. The first words of blocks are skipped.
  private static let assembly = """
    .macro sums i, x, low, high
      lb t0, \\i(\\x)
      mul t1, t0, a6
      add \\low, \\low, t1
      mul t1, t0, a7
      add \\high, \\high, t1
    .endm
    .macro first i, x, low, high
      lb t0, \\i(\\x)
      mul \\low, t0, a6
      mul \\high, t0, a7
    .endm
    .macro index kind, i
      lw a6, 4+8*(\\i)(a1)
      lw a7, 8+8*(\\i)(a1)
      \\kind \\i, a2, s0, s1
      \\kind \\i, a3, s2, s3
      \\kind \\i, a4, s4, s5
    .endm
    .macro apart sum, total, upper
      add \\total, \\total, \\sum
      add \\sum, \\sum, ra
      srai \\sum, \\sum, 16
      add \\upper, \\upper, \\sum
    .endm
    .macro run i
      index first, \\i
      index sums, \\i+1
      index sums, \\i+2
      index sums, \\i+3
      index sums, \\i+4
      index sums, \\i+5
      index sums, \\i+6
      index sums, \\i+7
      apart s0, s6, t2
      apart s1, s7, t3
      apart s2, s8, t4
      apart s3, s9, t5
      apart s4, s10, t6
      apart s5, s11, a0
    .endm
    .macro lower total, upper
      slli a2, \\upper, 16
      sub \\total, \\total, a2
    .endm
    .macro result sum, y, i
      mulh \\sum, \\sum, a3
      add \\sum, \\sum, a4
      sra \\sum, \\sum, a5
      bge \\sum, a6, 7f
      mv \\sum, a6
    7:
      bge a7, \\sum, 8f
      mv \\sum, a7
    8:
      sb \\sum, \\i(\\y)
    .endm
    .macro results i, p, q, r
      lw a3, 16*\\i+4(t0)
      lw a4, 16*\\i+8(t0)
      lh a5, 16*\\i+12(t0)
      result \\p, s0, \\i
      result \\q, s1, \\i
      result \\r, s2, \\i
    .endm
    .text
    .globl hand_columns
    hand_columns:
      addi sp, sp, -64
      sw ra, 0(sp)
      sw s0, 4(sp)
      sw s1, 8(sp)
      sw s2, 12(sp)
      sw s3, 16(sp)
      sw s4, 20(sp)
      sw s5, 24(sp)
      sw s6, 28(sp)
      sw s7, 32(sp)
      sw s8, 36(sp)
      sw s9, 40(sp)
      sw s10, 44(sp)
      sw s11, 48(sp)
      sw a0, 52(sp)
      lw a1, 0(a0)
      lui ra, 8
    1:
      lw t0, 4(a0)
      lw a2, 8(a0)
      lw a3, 12(a0)
      lw a4, 16(a0)
      lw a5, 32(a0)
      add a5, a5, a2
      lw s6, 0(t0)
      lw t2, 16(t0)
      slli t1, t2, 16
      add s6, s6, t1
      mv s8, s6
      mv s10, s6
      mv t4, t2
      mv t6, t2
      lw s7, 32(t0)
      lw t3, 48(t0)
      slli t1, t3, 16
      add s7, s7, t1
      mv s9, s7
      mv s11, s7
      mv t5, t3
      mv a0, t3
    2:
      run 0
      run 8
      addi a1, a1, 128
      addi a2, a2, 16
      addi a3, a3, 16
      addi a4, a4, 16
      bne a2, a5, 2b
      addi a1, a1, 4
      lower s6, t2
      lower s7, t3
      lower s8, t4
      lower s9, t5
      lower s10, t6
      lower s11, a0
      lw t1, 52(sp)
      lw t0, 4(t1)
      lw s0, 20(t1)
      lw s1, 24(t1)
      lw s2, 28(t1)
      lw a6, 36(t1)
      lw a7, 40(t1)
      results 0, s6, s8, s10
      results 1, t2, t4, t6
      results 2, s7, s9, s11
      results 3, t3, t5, a0
      addi t0, t0, 64
      sw t0, 4(t1)
      addi s0, s0, 4
      sw s0, 20(t1)
      addi s1, s1, 4
      sw s1, 24(t1)
      addi s2, s2, 4
      sw s2, 28(t1)
      lw a2, 44(t1)
      addi a2, a2, -1
      sw a2, 44(t1)
      mv a0, t1
      bnez a2, 1b
      lw ra, 0(sp)
      lw s0, 4(sp)
      lw s1, 8(sp)
      lw s2, 12(sp)
      lw s3, 16(sp)
      lw s4, 20(sp)
      lw s5, 24(sp)
      lw s6, 28(sp)
      lw s7, 32(sp)
      lw s8, 36(sp)
      lw s9, 40(sp)
      lw s10, 44(sp)
      lw s11, 48(sp)
      addi sp, sp, 64
      ret
    """
}

import Backend
import Basic

extension RISCVTarget: TargetDescription {
  package static let kind = "riscv"

  package static let rules = TargetRules(kind: kind)

  /// All keys, in the order of the file; every one must be there.
  package static let keys: [TargetKey<RISCVTarget>] = [
    .text("name", \.name, "name of the target"),
    .word("instruction_set", \.instructionSet, "instructions that the kernels use"),
    .integer("cores", \.cores, 1...64, "cores that compute a tile together"),
    .integer(
      "vector_bits", \.vectorBits, 0...65536, "bits of a vector register; 0 without vectors"),
    .number(
      "clock_mhz", \.clockMegahertz, 0.001...1e6, "clock of the cores and the DMA engine"),
    .integer("l1_bytes", \.l1Bytes, 1024...1 << 30, "size of L1, stacks included"),
    .integer("l1_banks", \.l1Banks, 1...1024, "banks of L1, interleaved by words"),
    .integer("l2_bytes", \.l2Bytes, 1024...1 << 40, "size of L2, which holds activations"),
    .integer(
      "constant_bytes", \.constantBytes, 0...1 << 40, "size of the memory that holds constants"),
    .integer("stack_bytes", \.stackBytes, 256...1 << 20, "stack of each core, in L1"),
    .integer("dma_setup_cycles", \.dmaSetupCycles, 0...1_000_000, "cycles to start a transfer"),
    .integer(
      "dma_row_cycles", \.dmaRowCycles, 0...1_000_000,
      "cycles for each contiguous row of a transfer"),
    .integer("dma_bytes_per_cycle", \.dmaBytesPerCycle, 1...65536, "width of the DMA engine"),
    .integer("barrier_cycles", \.barrierCycles, 0...1_000_000, "cycles of a barrier of all cores"),
    .integer("step_cycles", \.stepCycles, 0...1_000_000, "cycles to begin a layer on all cores"),
    .word("tiling", \.tiling, "how tiles are chosen"),
    .word("cascades", \.cascades, "when chains of layers are computed by stripes of rows"),
    .word("fusion", \.fusion, "when tensors stay in L1 between layers"),
  ]

  /// Stacks that leave nothing of L1, and vectors that no instruction uses. (t6)
  package var inconsistency: TargetInconsistency? {
    if stackTotal >= l1Bytes {
      return TargetInconsistency(
        .riscvT6,
        "\(cores) stacks of \(stackBytes) bytes leave nothing of the \(l1Bytes) bytes of L1",
        help: "give 'l1_bytes' a larger number or 'stack_bytes' a smaller one")
    }
    if (instructionSet == .rvv) != (vectorBits > 0) {
      return TargetInconsistency(
        .riscvT6,
        "'vector_bits' is \(vectorBits) with the instructions \(instructionSet.rawValue)",
        help: "give vectors bits with rvv, such as 128, and 0 otherwise")
    }
    return nil
  }
}

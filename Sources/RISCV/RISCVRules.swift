import Backend
import Basic

extension Rule {
  static let riscvT6 = Rule(
    "riscv.t6", "the keys of a target fit one another",
    "L1 holds the stacks of all cores, and vectors have bits exactly if the instructions use them.")

  static let riscvS1 = Rule(
    "riscv.s1", "every operator has a kernel",
    "The kernels are listed in docs/targets/riscv.md.")
  static let riscvS2 = Rule(
    "riscv.s2", "weights, biases and tables are constants whose elements are at hand",
    "They are packed at compile time and lie in read-only memory.")
  static let riscvS3 = Rule(
    "riscv.s3", "weights are i8 or i4 with zero points of 0 and a scale for each output",
    "The kernels multiply bytes; quantize the network first.")
  static let riscvS4 = Rule(
    "riscv.s4", "activations are i8 or u8, quantized per tensor",
    "A byte is what the kernels load; quantize the network first.")
  static let riscvS5 = Rule(
    "riscv.s5", "the batch is 1",
    "Tiles are parts of one image; run the network once for each.")
  static let riscvS6 = Rule(
    "riscv.s6", "a 32-bit result leaves a step only as an output of the network",
    "Sums stay in registers: the requantize that follows is part of the kernel. Only dense, matmul and "
      + "conv2d of one group give sums that nothing requantizes, to be added to those of other devices."
  )
  static let riscvS7 = Rule(
    "riscv.s7", "a convolution has one group, or is depth-wise with one filter a channel",
    "There is no kernel for groups of several channels.")
  static let riscvS8 = Rule(
    "riscv.s8", "shapes and axes are what the kernels walk along",
    "Channels lie innermost: concat and softmax go along them, and operands have one shape.")

  static let riscvP1 = Rule(
    "riscv.p1", "the smallest tile of every step fits into L1",
    "Inputs, constants, results, scratch memory and stacks lie in L1 together.")
  static let riscvP2 = Rule(
    "riscv.p2", "the activations that live together fit into L2",
    "Give `l2_bytes` a larger number, or let `cascades` be fit or smallest.")
  static let riscvP3 = Rule(
    "riscv.p3", "the constants fit into their memory",
    "Give `constant_bytes` a larger number.")
  static let riscvP4 = Rule(
    "riscv.p4", "the steps of a plan are those of its program",
    "They are found again from the program before a plan is replayed.")

  static let riscvP5 = Rule(
    "riscv.p5", "layers whose plan becomes C have the actions of double buffers",
    "A plan that was changed by hand may be sound and still have no C form; it can be replayed.")

  static let riscvP6 = Rule(
    "riscv.p6", "a plan has a step",
    "Where outputs are inputs, perhaps of another shape, there is nothing for the cores to do.")

  static let riscvV1 = Rule(
    "riscv.v1", "numbers in a plan refer to what is there",
    "Indices of tensors and steps, sizes of maps and windows fit one another.")
  static let riscvV2 = Rule(
    "riscv.v2", "a tile is no larger than what its step computes",
    "It has at least one row, column and channel; channels are multiples of the kernel's.")
  static let riscvV3 = Rule(
    "riscv.v3", "the tiles of the steps write every byte of a tensor exactly once",
    "Stripes follow one another without gaps, and steps that share a tensor share it by channels.")
  static let riscvV4 = Rule(
    "riscv.v4", "a buffer holds the largest tile that is moved into it",
    "What is loaded or stored more than once has two copies that take turns.")
  static let riscvV5 = Rule(
    "riscv.v5", "a transfer stays inside its tensor and its buffer",
    "Its start and its steps are those of the tensor's place in memory.")
  static let riscvV6 = Rule(
    "riscv.v6", "buffers of a step overlap nothing else in L1",
    "All of them live as long as the step, and so do the stacks and the tensors in L1 that live then."
  )
  static let riscvV7 = Rule(
    "riscv.v7", "tensors that live together do not overlap in their memory",
    "A tensor lives from the first step that touches it to the last.")
  static let riscvV8 = Rule(
    "riscv.v8", "a tensor lives whenever a step touches it",
    "Steps of a cascade take turns, so what one of them touches lives as long as all of them.")
  static let riscvV9 = Rule(
    "riscv.v9", "everything lies inside its memory",
    "Buffers in L1, tensors in L1 or L2, constants in theirs.")
  static let riscvV10 = Rule(
    "riscv.v10", "a barrier stands between the DMA engine or another core and the kernel",
    "The cores read what one of them waited for, and that one stores what all of them wrote.")
  static let riscvV11 = Rule(
    "riscv.v11", "a transfer is waited for before its buffer is used again",
    "A load before the kernel reads, a store before the kernel writes the same copy.")
  static let riscvV12 = Rule(
    "riscv.v12", "a ring keeps every row until the last step has read it",
    "A tensor of a cascade keeps fewer rows than it has, one over the other.")
  static let riscvV13 = Rule(
    "riscv.v13", "the cores compute every unit of a tile exactly once",
    "Their shares follow one another.")
  static let riscvV14 = Rule(
    "riscv.v14", "the stated times are those of the tiles",
    "Cycles of kernels and transfers are computed again with the constants of the target.")
  static let riscvV15 = Rule(
    "riscv.v15", "the stated totals are the sums of what they total",
    "Cycles, bytes moved, peaks of memory and multiplications.")
  static let riscvV16 = Rule(
    "riscv.v16", "constants of steps do not overlap",
    "Each step has weights, parameters and a table of its own, of the packed sizes.")
  static let riscvV17 = Rule(
    "riscv.v17", "requantizations fit their kernels",
    "Each kernel has those that it needs, with limits in the range of the result.")
  static let riscvV18 = Rule(
    "riscv.v18", "tiles are contiguous rows of the tensors that lie in L1",
    "Kernels read and write these in place: tiles have all columns and channels of them, and the rows "
      + "of a stripe do not go over the end of a ring.")
}

/// The rules of this backend, in the order in which documentation lists them.
package enum RISCVRules {
  /// Every rule.
  package static let all: [Rule] =
    RISCVTarget.rules.all + [.riscvT6] + support
    + [.riscvP1, .riscvP2, .riscvP3, .riscvP4, .riscvP5, .riscvP6] + RISCVPlan.fileRules.all
    + MemoryRules.all
    + checks

  /// Why an operation may not be a step.
  package static let support: [Rule] = [
    .riscvS1, .riscvS2, .riscvS3, .riscvS4, .riscvS5, .riscvS6, .riscvS7, .riscvS8,
  ]

  /// What every plan is checked for before it is handed out.
  package static let checks: [Rule] = [
    .riscvV1, .riscvV2, .riscvV3, .riscvV4, .riscvV5, .riscvV6, .riscvV7, .riscvV8, .riscvV9,
    .riscvV10, .riscvV11, .riscvV12, .riscvV13, .riscvV14, .riscvV15, .riscvV16, .riscvV17,
    .riscvV18,
  ]
}

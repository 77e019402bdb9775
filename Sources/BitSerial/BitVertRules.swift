import Backend
import Basic

extension Rule {
  static let bitvertS1 = Rule(
    "bitvert.s1", "only conv2d, dense and matmul with a matrix are products with weights",
    "Every other operator runs on the host.")
  static let bitvertS2 = Rule(
    "bitvert.s2", "weights and bias are constants whose elements are at hand",
    "Weights are stored column by column before the network runs.")
  static let bitvertS3 = Rule(
    "bitvert.s3", "the weights are i8 with zero points of zero",
    "A column of bits belongs to 8-bit weights; quantize the network first.")
  static let bitvertS4 = Rule(
    "bitvert.s4", "the activations are i8 or u8, quantized per tensor",
    "Elements add activations of 8 bits; quantize the network first.")
  static let bitvertS5 = Rule(
    "bitvert.s5", "a convolution has one map", "Columns of the array are positions of one map.")
  static let bitvertS6 = Rule(
    "bitvert.s6", "groups of pruned weights fill whole elements",
    "An element has one constant at a time: groups are a multiple of its lanes.")
  static let bitvertS7 = Rule(
    "bitvert.s7", "the sizes of a layer are within the limits of the cost model",
    "At most 2^36 weights, inputs or outputs, and 2^46 multiplications.")

  static let bitvertP1 = Rule(
    "bitvert.p1", "a plan puts at least one layer onto the array",
    "A network that is not quantized to integers runs on the host alone.")
  static let bitvertP2 = Rule(
    "bitvert.p2", "encoded weights have the form of their encoding",
    "A pass that changes weights drops their encoding; IR text that was edited may not.")
  static let bitvertP3 = Rule(
    "bitvert.p3", "a plan is replayed with the program that it was made of",
    "The plan has one layer for each operation, of the same kind and with the same result.")

  static let bitvertV1 = Rule(
    "bitvert.v1", "numbers in a plan fit one another",
    "Sizes, lists of offsets, sensitive channels and parts of files belong together.")
  static let bitvertV2 = Rule(
    "bitvert.v2", "the tiles of a layer are those of its sizes and the target",
    "Every stored channel is in one run, every weight in one piece.")
  static let bitvertV3 = Rule(
    "bitvert.v3", "stored weights have the digest that the plan gives",
    "The digest is the SHA-256 of the layer's part of weights.bin.")
  static let bitvertV4 = Rule(
    "bitvert.v4", "selections are what the schedulers make of the stored columns",
    "The minority of every column of eight weights, at most four of them.")
  static let bitvertV5 = Rule(
    "bitvert.v5", "the stated counts of selections are those of the stored columns",
    "Columns, inverted ones, selected activations and ones are counted again.")
  static let bitvertV6 = Rule(
    "bitvert.v6", "costs and totals follow from the tiles and the target",
    "Cycles and energy are computed again with the constants of the target.")
}

/// The rules of this backend, in the order in which documentation lists them.
package enum BitVertRules {
  /// Every rule.
  package static let all: [Rule] =
    BitVertTarget.rules.all + placement + [.bitvertP1, .bitvertP2, .bitvertP3]
    + BitVertPlan.fileRules.all
    + checks

  /// Why a layer may be elsewhere than on the array.
  static let placement: [Rule] = [
    .bitvertS1, .bitvertS2, .bitvertS3, .bitvertS4, .bitvertS5, .bitvertS6, .bitvertS7,
  ]

  /// What every plan is checked for before it is handed out.
  package static let checks: [Rule] = [
    .bitvertV1, .bitvertV2, .bitvertV3, .bitvertV4, .bitvertV5, .bitvertV6,
  ]
}

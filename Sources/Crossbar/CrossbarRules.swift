import Backend
import Basic

extension Rule {
  static let crossbarS1 = Rule(
    "crossbar.s1", "only conv2d, dense and matmul are products with a matrix",
    "Every other operator runs on the cores.")
  static let crossbarS2 = Rule(
    "crossbar.s2", "the weights are a constant whose elements are at hand",
    "Writing an array takes 20 to 30 times as long as a job, so weights are never reloaded.")
  static let crossbarS3 = Rule(
    "crossbar.s3", "the weights are i4 or i8 with zero points of zero",
    "A 4-bit weight takes one cell and an 8-bit weight two; quantize the network first.")
  static let crossbarS4 = Rule(
    "crossbar.s4", "the activations are i8 or u8, quantized per tensor",
    "The converters in front of the rows take 8 bits; quantize the network first.")
  static let crossbarS5 = Rule(
    "crossbar.s5", "the convolution is not depth-wise",
    "A depth-wise convolution fills one cell in every c of a rectangle that serves c channels.")
  static let crossbarS6 = Rule(
    "crossbar.s6", "the key layers chooses the layer",
    "`layers` is all, convolution or pointwise.")
  static let crossbarS7 = Rule(
    "crossbar.s7", "the registers hold the walk over the activations",
    "A map with its borders, and every step of the address generator, is at most 2^31 bytes.")

  static let crossbarP1 = Rule(
    "crossbar.p1", "a plan puts at least one layer onto the crossbar",
    "A network that is not quantized to integers runs on the cores alone.")
  static let crossbarP2 = Rule(
    "crossbar.p2", "the target has as many arrays as the network needs",
    "Give `arrays` a larger number, choose fewer layers, or use 4-bit weights.")
  static let crossbarP3 = Rule(
    "crossbar.p3", "a plan is replayed with the program that it was made of",
    "The plan has one layer for each operation, of the same kind and with the same result.")

  static let crossbarV1 = Rule(
    "crossbar.v1", "a tile lies inside its array",
    "A tile has at least one row and one column.")
  static let crossbarV2 = Rule(
    "crossbar.v2", "tiles of one array do not overlap",
    "A cell holds one weight, or one half of a weight.")
  static let crossbarV3 = Rule(
    "crossbar.v3", "every weight is placed exactly once",
    "The tiles of a layer and group are a partition of its matrix.")
  static let crossbarV4 = Rule(
    "crossbar.v4", "both cells of an 8-bit weight are in one tile",
    "The two column sums of an output are recombined where they are read.")
  static let crossbarV5 = Rule(
    "crossbar.v5", "every tile has exactly one job, whose rectangle is the tile",
    "One job activates one rectangle.")
  static let crossbarV6 = Rule(
    "crossbar.v6", "a job streams the inputs that belong to the rows of its tile",
    "The gather and the loops of the job give the addresses that the layer's geometry gives.")
  static let crossbarV7 = Rule(
    "crossbar.v7", "the jobs write every output exactly once",
    "The loops of the job visit every pixel of the output map once.")
  static let crossbarV8 = Rule(
    "crossbar.v8", "the image of an array has the digest that the plan gives",
    "The digest is the SHA-256 of the array's part of arrays.bin.")
  static let crossbarV9 = Rule(
    "crossbar.v9", "cells outside every tile are zero",
    "What no tile uses would disturb nothing, but would not be what the plan says.")
  static let crossbarV10 = Rule(
    "crossbar.v10", "the stated totals are the sums of what they total",
    "Counts of cells, tiles, jobs and words, and the costs of layers.")
  static let crossbarV11 = Rule(
    "crossbar.v11", "numbers in a plan refer to what is there",
    "Indices of layers and arrays, sizes of maps and lists of offsets fit one another.")
  static let crossbarV12 = Rule(
    "crossbar.v12", "the loops of a job have the lengths of its map",
    "A length of zero would freeze an address of the hardware where a replay walks on.")
  static let crossbarV13 = Rule(
    "crossbar.v13", "the range of a converter is that of the target",
    "It is adc_full_scale times the height of the tile, on both sides.")
  static let crossbarV14 = Rule(
    "crossbar.v14", "the counts of a layer follow from its mapping",
    "Parts, jobs, additions and multiplications are counted again from tiles and pixels.")
  static let crossbarV15 = Rule(
    "crossbar.v15", "the costs of a layer follow from its counts and the target",
    "Cycles and energy are computed again with the constants of the target.")
  static let crossbarV16 = Rule(
    "crossbar.v16", "the stated packing is that of the tiles",
    "The numbers of arrays that the orders give, and the order that was used, are found again.")
  static let crossbarV17 = Rule(
    "crossbar.v17", "the outputs of a layer with shared low halves are wide or narrow",
    "Each matrix lists its wide outputs in ascending order, groups have 1 to 64 inputs, and at least one "
      + "output is narrow.")
  static let crossbarV18 = Rule(
    "crossbar.v18", "shared low halves are those of the digest, from 0 to 15",
    "The digest is the SHA-256 of the layer's part of what follows the images in arrays.bin.")
}

/// The rules of this backend, in the order in which documentation lists them.
package enum CrossbarRules {
  /// Every rule.
  package static let all: [Rule] =
    CrossbarTarget.rules.all + placement
    + [.crossbarP1, .crossbarP2, .crossbarP3] + CrossbarPlan.fileRules.all + checks

  /// Why a layer may be elsewhere than on the crossbar.
  static let placement: [Rule] = [
    .crossbarS1, .crossbarS2, .crossbarS3, .crossbarS4, .crossbarS5, .crossbarS6, .crossbarS7,
  ]

  /// What every plan is checked for before it is handed out.
  package static let checks: [Rule] = [
    .crossbarV1, .crossbarV2, .crossbarV3, .crossbarV4, .crossbarV5, .crossbarV6, .crossbarV7,
    .crossbarV8, .crossbarV9, .crossbarV10, .crossbarV11, .crossbarV12, .crossbarV13, .crossbarV14,
    .crossbarV15, .crossbarV16, .crossbarV17, .crossbarV18,
  ]

  /// What one plan is checked for: the rules of shared low halves hold where there are some.
  static func checks(of plan: CrossbarPlan) -> [Rule] {
    let isShared = plan.layers.contains { $0.mapping?.sharing != nil }
    return isShared ? checks : checks.dropLast(2)
  }
}

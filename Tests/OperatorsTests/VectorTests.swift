import Foundation
import IR
import Operators
import TestSupport
import Testing

/// Every operator's definition against results of `onnxruntime`.
@Suite struct VectorTests {
  /// How far a float may be from the oracle's.
  ///
  /// Most operands lie on a grid that makes every sum exact in binary32, and there results are
  /// equal. Where the oracle rounds on its way, twice its own largest error is allowed, which
  /// `Tests/Vectors/README.md` states; definitions sum in binary64 and round once.
  private static func tolerance(_ example: VectorCase, _ magnitude: Double) -> Double {
    switch (example.operatorName, example.name) {
    case ("conv2d", "full_mantissa"), ("dense", "full_mantissa"), ("matmul", "full_mantissa"):
      6e-6
    case ("layer_norm", "offset"): 1e-5
    case ("batch_norm", _), ("layer_norm", _): 1e-6
    // Results that ONNX prints with seven or eight digits.
    case ("resize", let name) where name.hasPrefix("onnx_"): 2.4e-5
    case ("resize", _): 8e-6
    case ("local_response_norm", _): magnitude * 1.6e-6
    case ("sigmoid", _), ("tanh", _), ("softmax", _): 4e-7
    // The runtime's functions in binary32 are off by a few units in the last place of the greatest
    // number on their way.
    case ("exp", _), ("log", _), ("erf", _), ("sin", _), ("cos", _), ("tan", _), ("asin", _),
      ("acos", _), ("atan", _), ("sinh", _), ("cosh", _), ("asinh", _), ("acosh", _),
      ("atanh", _), ("softplus", _), ("softsign", _), ("mish", _), ("elu", _), ("selu", _),
      ("celu", _), ("swish", _), ("reciprocal", _), ("sqrt", _), ("div", _), ("pow", _),
      ("mod", _), ("prelu", _):
      max(magnitude, 1) * 0x1p-20
    case ("gelu", _): 8e-7
    // Rounded at magnitude 1 before a factor or a cancellation makes the result smaller.
    case ("hard_sigmoid", _), ("hard_swish", _), ("global_average_pool", "odd_size"): 0x1p-22
    // One rounding, of a quotient or of a product: a unit in the last place.
    case ("average_pool2d", _), ("global_average_pool", _), ("reduce_mean", _),
      ("leaky_relu", _), ("dequantize", _):
      magnitude * 0x1p-23
    default: 0
    }
  }

  @Test(arguments: VectorCase.all)
  func definitionAgrees(_ example: VectorCase) throws {
    let content = try example.load()
    let results = content.evaluateDefinition()
    #expect(results.map(\.type) == content.expected.map(\.type))
    for (found, expected) in zip(results, content.expected) {
      compare(found, expected, example)
    }
  }

  private func compare(_ found: Tensor, _ expected: Tensor, _ example: VectorCase) {
    let isFloat = expected.type.element.isFloat
    let found = found.numbers
    var worst = (index: -1, excess: 0.0)
    for (index, expected) in expected.numbers.enumerated() {
      if found[index] == expected || (found[index].isNaN && expected.isNaN) { continue }
      let allowed = isFloat ? VectorTests.tolerance(example, abs(expected)) : 0
      let excess = abs(found[index] - expected) - allowed
      if !(excess <= worst.excess) { worst = (index, excess) }
    }
    #expect(
      worst.index < 0,
      "element \(worst.index) is \(worst.index < 0 ? 0 : found[worst.index]), too far by \(worst.excess)"
    )
  }

  /// Operators that exchange tensors need several devices, and have tests of their own.
  @Test func everyOperatorHasVectors() {
    let covered = Set(VectorCase.all.map(\.operatorName))
    let alone = OperatorCatalog.standard.definitions.filter { !$0.hasEffect }
    #expect(alone.map { $0.name }.filter { !covered.contains($0) } == [])
  }
}

import Basic
import IR

/// How the nodes of one operator of ONNX become operations of the IR.
package struct ONNXOperator: Sendable {
  /// Gives the results of a node, as many as it wants or fewer.
  package typealias Lowering =
    @Sendable (inout ONNXContext) throws(Refusal) -> [ID<Value>]

  /// The operator's name.
  package let type: String

  /// The domain; empty for the operators of ONNX itself.
  package let domain: String

  /// The operators of the IR that it becomes, for the table of coverage.
  package let becomes: [String]

  /// Gives the results of a node.
  package let lower: Lowering

  /// States how nodes of `type` are lowered.
  package init(
    _ type: String, domain: String = "", becomes: [String], _ lower: @escaping Lowering
  ) {
    self.type = type
    self.domain = domain
    self.becomes = becomes
    self.lower = lower
  }
}

/// The operators of ONNX that have a lowering.
package enum ONNXOperators {
  /// All of them, sorted by name.
  package static let all: [ONNXOperator] = groups.flatMap { $0 }.sorted {
    ($0.domain, $0.type) < ($1.domain, $1.type)
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: all.map { ("\($0.domain):\($0.type)", $0) })

  /// The lowering of an operator, or `nil`.
  package static func named(_ type: String, domain: String) -> ONNXOperator? {
    byName["\(domain == "ai.onnx" ? "" : domain):\(type)"]
  }

  /// One list for each file in `Operators/`.
  private static let groups: [[ONNXOperator]] = [
    ONNXFunctions.operators, ONNXPairs.operators, ONNXCasts.operators, ONNXReductions.operators,
    ONNXConstants.operators, ONNXShapes.operators, ONNXParts.operators, ONNXConvolution.operators,
    ONNXProducts.operators, ONNXEinsum.operators, ONNXIndexing.operators, ONNXPadding.operators,
    ONNXExponentials.operators, ONNXPooling.operators, ONNXNormalization.operators,
    ONNXQuantization.operators, ONNXResizing.operators, ONNXLosses.operators,
    ONNXRecurrent.operators, ONNXAttention.operators,
  ]
}

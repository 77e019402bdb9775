import Basic
import IR

/// How the operations of one operator of TensorFlow Lite become operations of the IR.
package struct TFLiteOperator: Sendable {
  /// Gives the results of an operation, as many as it has.
  package typealias Lowering =
    @Sendable (inout TFLiteContext) throws(Refusal) -> [TFLiteValue]

  /// The operator's name.
  package let name: String

  /// The operators of the IR that it becomes, for the table of coverage.
  package let becomes: [String]

  /// Gives the results of an operation.
  package let lower: Lowering

  /// States how operations of `name` are lowered.
  package init(_ name: String, becomes: [String], _ lower: @escaping Lowering) {
    self.name = name
    self.becomes = becomes
    self.lower = lower
  }
}

/// The operators of TensorFlow Lite that have a lowering.
package enum TFLiteOperators {
  /// All of them, sorted by name.
  package static let all: [TFLiteOperator] = groups.flatMap { $0 }.sorted { $0.name < $1.name }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The lowering of an operator, or `nil`.
  package static func named(_ name: String) -> TFLiteOperator? { byName[name] }

  /// One list for each file in `Operators/`.
  private static let groups: [[TFLiteOperator]] = [
    TFLiteConvolution.operators, TFLiteDense.operators, TFLitePooling.operators,
    TFLiteSums.operators, TFLiteRectifiers.operators, TFLiteSoftmax.operators,
    TFLiteReshaping.operators, TFLiteQuantizing.operators, TFLiteTransposing.operators,
    TFLiteJoining.operators, TFLitePadding.operators, TFLiteSlicing.operators,
    TFLiteSplitting.operators, TFLiteGathering.operators, TFLiteRepeating.operators,
    TFLiteBlocks.operators, TFLiteShapes.operators, TFLiteCasting.operators,
    TFLiteFunctions.operators, TFLiteParametricRectifier.operators, TFLitePairs.operators,
    TFLiteDifferences.operators, TFLiteComparisons.operators, TFLiteSelecting.operators,
    TFLiteReductions.operators, TFLiteExtremes.operators, TFLiteTransposedConvolution.operators,
    TFLiteProducts.operators, TFLiteNormalization.operators, TFLiteResizing.operators,
    TFLiteBatches.operators, TFLiteChains.operators,
  ]
}

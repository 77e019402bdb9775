/// An operator of a foreign format, and what the frontend makes of it.
package struct ForeignOperator: Sendable {
  /// Its name in the format.
  package let name: String

  /// The operators of the IR that it becomes, none if it only names or joins values.
  package let becomes: [String]

  /// Why it is refused, or `nil`.
  package let refusal: String?
}

/// What each frontend makes of the operators of its format.
package enum OperatorCoverage {
  /// ONNX: those that have a lowering.
  package static let onnx = ONNXOperators.all.map { operation in
    ForeignOperator(
      name: operation.domain.isEmpty ? operation.type : "\(operation.domain).\(operation.type)",
      becomes: operation.becomes, refusal: nil)
  }

  /// TensorFlow Lite: those that have a lowering.
  package static let tflite = TFLiteOperators.all.map {
    ForeignOperator(name: $0.name, becomes: $0.becomes, refusal: nil)
  }

  /// NNEF: every operation of the specification.
  package static let nnef = NNEFOperation.all.map { operation in
    if case .refused(let reason) = operation.support {
      return ForeignOperator(name: operation.name, becomes: [], refusal: reason)
    }
    return ForeignOperator(name: operation.name, becomes: operation.becomes, refusal: nil)
  }

  /// The operators of the IR that are written as nodes of ONNX.
  package static let writtenAsONNX: Set<String> = Set(ONNXForms.all.keys)

  /// The operators of the IR that are written as operations of NNEF.
  package static let writtenAsNNEF: Set<String> = Set(NNEFWriter.rules.keys)
}

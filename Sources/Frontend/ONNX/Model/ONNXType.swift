/// The type of a value in ONNX.
package indirect enum ONNXType: Sendable, Equatable {
  /// A tensor; without a shape its rank is not known.
  case tensor(ONNXElementType, [ONNXDimension]?)
  case sparseTensor(ONNXElementType, [ONNXDimension]?)
  case sequence(ONNXType?)
  case optional(ONNXType?)
  case map(ONNXElementType, ONNXType?)
  case opaque(domain: String, name: String)
}

/// A size along an axis.
package enum ONNXDimension: Sendable, Equatable {
  case size(Int)
  case symbol(String)
  case unknown
}

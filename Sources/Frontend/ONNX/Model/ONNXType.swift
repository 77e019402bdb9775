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

/// The element types of ONNX by their number in the format.
package enum ONNXElementType: Int, Sendable, CaseIterable {
  case undefined = 0
  case float, uint8, int8, uint16, int16, int32, int64, string, bool
  case float16, double, uint32, uint64, complex64, complex128, bfloat16
  case float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
  case uint4, int4, float4e2m1, float8e8m0, uint2, int2
}

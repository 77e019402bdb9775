import IR

/// The element types of ONNX by their number in the format.
package enum ONNXElementType: Int, Sendable, CaseIterable {
  case undefined = 0
  case float, uint8, int8, uint16, int16, int32, int64, string, bool
  case float16, double, uint32, uint64, complex64, complex128, bfloat16
  case float8e4m3fn, float8e4m3fnuz, float8e5m2, float8e5m2fnuz
  case uint4, int4, float4e2m1, float8e8m0, uint2, int2, float6e2m3, float6e3m2

  /// The name that the textual syntax uses, such as `float8e4m3fn`.
  package var name: String { String(describing: self) }

  /// The type of that name in the textual syntax; `undefined` has none.
  package init?(name: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0 != .undefined && $0.name == name }) else {
      return nil
    }
    self = found
  }

  /// The width in bits, or `nil` for strings and what is undefined.
  package var bits: Int? {
    switch self {
    case .undefined, .string: nil
    case .uint2, .int2: 2
    case .uint4, .int4, .float4e2m1: 4
    case .float6e2m3, .float6e3m2: 6
    case .uint8, .int8, .bool, .float8e4m3fn, .float8e4m3fnuz, .float8e5m2, .float8e5m2fnuz,
      .float8e8m0:
      8
    case .uint16, .int16, .float16, .bfloat16: 16
    case .float, .int32, .uint32: 32
    case .double, .int64, .uint64, .complex64: 64
    case .complex128: 128
    }
  }

  /// The type of the compiler, or `nil` if it has none.
  package var element: ElementType? {
    switch self {
    case .float: .f32
    case .double: .f64
    case .float16: .f16
    case .bfloat16: .bf16
    case .int4: .i4
    case .uint4: .u4
    case .int8: .i8
    case .uint8: .u8
    case .int16: .i16
    case .int32: .i32
    case .int64: .i64
    case .bool: .bool
    default: nil
    }
  }

  /// The type of ONNX for a type of the compiler.
  package init(_ element: ElementType) {
    switch element {
    case .f32: self = .float
    case .f64: self = .double
    case .f16: self = .float16
    case .bf16: self = .bfloat16
    case .i4: self = .int4
    case .u4: self = .uint4
    case .i8: self = .int8
    case .u8: self = .uint8
    case .i16: self = .int16
    case .i32: self = .int32
    case .i64: self = .int64
    case .bool: self = .bool
    }
  }

  /// The bytes that `shape` takes with elements packed from the low bits, or `nil` if the elements
  /// have no width or the bytes cannot be counted.
  package func byteCount(_ shape: [Int]) -> Int? {
    guard var count = bits else { return nil }
    if shape.contains(0) { return 0 }
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size > 0, !overflows else { return nil }
      count = product
    }
    return count / 8 + (count % 8 == 0 ? 0 : 1)
  }
}

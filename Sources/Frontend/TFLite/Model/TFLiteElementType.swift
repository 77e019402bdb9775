import IR

/// The type of a tensor's elements, by its number in the schema.
package enum TFLiteElementType: Int, Sendable, CaseIterable {
  case float32, float16, int32, uint8, int64, string, bool, int16, complex64, int8, float64
  case complex128, uint64, resource, variant, uint32, uint16, int4, bfloat16, int2, uint4
  case float8e4m3fn, float8e5m2

  /// The element type of the IR, or `nil` if it has none.
  package var irElement: ElementType? {
    switch self {
    case .float32: .f32
    case .float16: .f16
    case .bfloat16: .bf16
    case .float64: .f64
    case .int4: .i4
    case .uint4: .u4
    case .int8: .i8
    case .uint8: .u8
    case .int16: .i16
    case .int32: .i32
    case .int64: .i64
    case .bool: .bool
    case .string, .complex64, .complex128, .uint16, .uint32, .uint64, .resource, .variant, .int2,
      .float8e4m3fn, .float8e5m2:
      nil
    }
  }

  /// The name as the schema writes it, such as `INT8`.
  package var name: String { "\(self)".uppercased() }
}

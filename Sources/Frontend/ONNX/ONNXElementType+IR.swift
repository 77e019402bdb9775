import IR

extension ONNXElementType {
  /// The element type of the IR, or `nil` if it has none.
  package var irElement: ElementType? {
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

  /// The element type of ONNX that holds the elements of an IR type.
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

  /// The name as ONNX text writes it, such as `float16`.
  package var name: String { "\(self)" }
}

/// The type of a tensor's elements.
package enum ElementType: String, Sendable, CaseIterable {
  case i4, u4, i8, u8, i16, i32, i64, f16, bf16, f32, f64, bool

  /// The width in bits as the network means it.
  package var bits: Int {
    switch self {
    case .bool: 1
    case .i4, .u4: 4
    case .i8, .u8: 8
    case .i16, .f16, .bf16: 16
    case .i32, .f32: 32
    case .i64, .f64: 64
    }
  }

  /// The bytes that one element takes in memory; narrow elements are not packed.
  package var storedBytes: Int { max(1, bits / 8) }

  /// Whether it is a floating-point type.
  package var isFloat: Bool {
    switch self {
    case .f16, .bf16, .f32, .f64: true
    default: false
    }
  }

  /// Whether it is an integer type; `bool` is none.
  package var isInteger: Bool { !isFloat && self != .bool }

  /// The integers it can hold, or `nil` if it is no integer type.
  package var integerRange: ClosedRange<Int64>? {
    switch self {
    case .i4: -8...7
    case .u4: 0...15
    case .i8: -128...127
    case .u8: 0...255
    case .i16: -32768...32767
    case .i32: Int64(Int32.min)...Int64(Int32.max)
    case .i64: Int64.min...Int64.max
    case .f16, .bf16, .f32, .f64, .bool: nil
    }
  }
}

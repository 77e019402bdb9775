import IR

/// Element-by-element operations on numbers of any type: floats are computed in binary64 and
/// rounded once, integers in 64 bits and wrapped around to their width.
enum NumberArithmetic {
  /// Applies an operation to each pair of elements of two tensors of one type.
  @inline(__always)
  static func map(
    _ a: Tensor, _ b: Tensor, _ result: TensorType,
    floats: (Double, Double) -> Double, integers: (Int64, Int64) -> Int64
  ) -> Tensor {
    switch a.type.element {
    case .f16:
      Broadcasting.map(a, b, result) { (x: Float16, y: Float16) in
        Float16(floats(Double(x), Double(y)))
      }
    case .bf16:
      Broadcasting.map(a, b, result) { (x: UInt16, y: UInt16) in
        Tensor.brainFloat(floats(real(x), real(y)))
      }
    case .f32:
      Broadcasting.map(a, b, result) { (x: Float, y: Float) in
        Float(floats(Double(x), Double(y)))
      }
    case .f64: Broadcasting.map(a, b, result) { (x: Double, y: Double) in floats(x, y) }
    case .i4:
      whole(Int8.self, a, b, result) { Int64(Int8(truncatingIfNeeded: integers($0, $1) << 4) >> 4) }
    case .u4: whole(UInt8.self, a, b, result) { integers($0, $1) & 15 }
    case .i8: whole(Int8.self, a, b, result, integers)
    case .u8, .bool: whole(UInt8.self, a, b, result, integers)
    case .i16: whole(Int16.self, a, b, result, integers)
    case .i32: whole(Int32.self, a, b, result, integers)
    case .i64: whole(Int64.self, a, b, result, integers)
    }
  }

  @inline(__always)
  private static func whole<Element: TensorScalar & FixedWidthInteger>(
    _: Element.Type, _ a: Tensor, _ b: Tensor, _ result: TensorType,
    _ operate: (Int64, Int64) -> Int64
  ) -> Tensor {
    Broadcasting.map(a, b, result) { (x: Element, y: Element) in
      Element(truncatingIfNeeded: operate(Int64(x), Int64(y)))
    }
  }

  /// Compares each pair of elements of two tensors of one type.
  @inline(__always)
  static func compare(
    _ a: Tensor, _ b: Tensor, _ result: TensorType,
    floats: (Double, Double) -> Bool, integers: (Int64, Int64) -> Bool
  ) -> Tensor {
    switch a.type.element {
    case .f16:
      Broadcasting.map(a, b, result) { (x: Float16, y: Float16) in
        bit(floats(Double(x), Double(y)))
      }
    case .bf16:
      Broadcasting.map(a, b, result) { (x: UInt16, y: UInt16) in bit(floats(real(x), real(y))) }
    case .f32:
      Broadcasting.map(a, b, result) { (x: Float, y: Float) in bit(floats(Double(x), Double(y))) }
    case .f64: Broadcasting.map(a, b, result) { (x: Double, y: Double) in bit(floats(x, y)) }
    case .i4, .i8: order(Int8.self, a, b, result, integers)
    case .u4, .u8, .bool: order(UInt8.self, a, b, result, integers)
    case .i16: order(Int16.self, a, b, result, integers)
    case .i32: order(Int32.self, a, b, result, integers)
    case .i64: order(Int64.self, a, b, result, integers)
    }
  }

  @inline(__always)
  private static func order<Element: TensorScalar & FixedWidthInteger>(
    _: Element.Type, _ a: Tensor, _ b: Tensor, _ result: TensorType,
    _ operate: (Int64, Int64) -> Bool
  ) -> Tensor {
    Broadcasting.map(a, b, result) { (x: Element, y: Element) in
      bit(operate(Int64(x), Int64(y)))
    }
  }

  /// Applies an operation to each element.
  @inline(__always)
  static func map(
    _ x: Tensor, _ result: TensorType, floats: (Double) -> Double, integers: (Int64) -> Int64
  ) -> Tensor {
    switch x.type.element {
    case .f16: x.mapElements(result) { (x: Float16) in Float16(floats(Double(x))) }
    case .bf16: x.mapElements(result) { (x: UInt16) in Tensor.brainFloat(floats(real(x))) }
    case .f32: x.mapElements(result) { (x: Float) in Float(floats(Double(x))) }
    case .f64: x.mapElements(result) { (x: Double) in floats(x) }
    case .i4:
      x.mapElements(result) { (x: Int8) in
        Int8(truncatingIfNeeded: integers(Int64(x)) << 4) >> 4
      }
    case .u4: x.mapElements(result) { (x: UInt8) in UInt8(integers(Int64(x)) & 15) }
    case .i8: x.mapElements(result) { (x: Int8) in Int8(truncatingIfNeeded: integers(Int64(x))) }
    case .u8, .bool:
      x.mapElements(result) { (x: UInt8) in UInt8(truncatingIfNeeded: integers(Int64(x))) }
    case .i16:
      x.mapElements(result) { (x: Int16) in Int16(truncatingIfNeeded: integers(Int64(x))) }
    case .i32:
      x.mapElements(result) { (x: Int32) in Int32(truncatingIfNeeded: integers(Int64(x))) }
    case .i64: x.mapElements(result) { (x: Int64) in integers(x) }
    }
  }

  /// A truth value as it is stored.
  @inline(__always)
  static func bit(_ value: Bool) -> UInt8 { value ? 1 : 0 }

  /// The number that a `bf16` stands for.
  @inline(__always)
  static func real(_ bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }
}

extension TensorType {
  /// The elements are floats of any width.
  var isReal: Bool { element.isFloat && quantization == nil }

  /// The elements are integers that are not quantized.
  var isPlainInteger: Bool { element.isInteger && quantization == nil }
}

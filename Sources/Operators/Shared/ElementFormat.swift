import IR

/// How the elements of one type are stored, and what they are computed as.
protocol ElementFormat: Sendable {
  /// What is in memory.
  associatedtype Stored: TensorScalar

  /// What is computed with.
  associatedtype Number: WideNumber

  /// The number that an element is.
  static func load(_ stored: Stored) -> Number

  /// The element for a number: a float is rounded once, to the nearest, ties to even; an integer
  /// keeps its low bits.
  static func store(_ number: Number) -> Stored
}

/// Integers that fill what they are stored in.
enum IntegerFormat<Stored: TensorScalar & FixedWidthInteger>: ElementFormat {
  @inline(__always)
  static func load(_ stored: Stored) -> Int64 { Int64(truncatingIfNeeded: stored) }

  @inline(__always)
  static func store(_ number: Int64) -> Stored { Stored(truncatingIfNeeded: number) }
}

/// `i4`, of which each takes a byte.
enum SignedNibbleFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: Int8) -> Int64 { Int64(stored) }

  @inline(__always)
  static func store(_ number: Int64) -> Int8 { Int8(truncatingIfNeeded: (number << 60) >> 60) }
}

/// `u4`, of which each takes a byte.
enum UnsignedNibbleFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: UInt8) -> Int64 { Int64(stored) }

  @inline(__always)
  static func store(_ number: Int64) -> UInt8 { UInt8(truncatingIfNeeded: number & 15) }
}

/// Truth values as 0 and 1.
enum BooleanFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: UInt8) -> Int64 { stored == 0 ? 0 : 1 }

  @inline(__always)
  static func store(_ number: Int64) -> UInt8 { number == 0 ? 0 : 1 }
}

/// `f16`.
enum HalfFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: Float16) -> Double { Double(stored) }

  @inline(__always)
  static func store(_ number: Double) -> Float16 { Float16(number) }
}

/// `bf16`, the upper half of an `f32`.
enum BrainFloatFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: UInt16) -> Double {
    Double(Float(bitPattern: UInt32(stored) << 16))
  }

  @inline(__always)
  static func store(_ number: Double) -> UInt16 { Tensor.brainFloat(number) }
}

/// `f32`.
enum SingleFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: Float) -> Double { Double(stored) }

  @inline(__always)
  static func store(_ number: Double) -> Float { Float(number) }
}

/// `f64`.
enum DoubleFormat: ElementFormat {
  @inline(__always)
  static func load(_ stored: Double) -> Double { stored }

  @inline(__always)
  static func store(_ number: Double) -> Double { number }
}

/// Something that is done alike with elements of every format.
///
/// It is compiled for each format, so that a loop over elements reads and writes them directly.
protocol FormatVisitor {
  /// What comes out.
  associatedtype Result

  /// Does it with elements of one format.
  func visit<Format: ElementFormat>(_ format: Format.Type) -> Result
}

extension ElementType {
  /// Lets `visitor` work on elements of this type.
  @inline(__always)
  func accept<Visitor: FormatVisitor>(_ visitor: Visitor) -> Visitor.Result {
    switch self {
    case .i4: visitor.visit(SignedNibbleFormat.self)
    case .u4: visitor.visit(UnsignedNibbleFormat.self)
    case .i8: visitor.visit(IntegerFormat<Int8>.self)
    case .u8: visitor.visit(IntegerFormat<UInt8>.self)
    case .i16: visitor.visit(IntegerFormat<Int16>.self)
    case .i32: visitor.visit(IntegerFormat<Int32>.self)
    case .i64: visitor.visit(IntegerFormat<Int64>.self)
    case .f16: visitor.visit(HalfFormat.self)
    case .bf16: visitor.visit(BrainFloatFormat.self)
    case .f32: visitor.visit(SingleFormat.self)
    case .f64: visitor.visit(DoubleFormat.self)
    case .bool: visitor.visit(BooleanFormat.self)
    }
  }
}

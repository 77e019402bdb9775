extension Tensor {
  /// Calls `body` with each element converted to `Double`, in order.
  package func forEachNumber(_ body: (Int, Double) -> Void) {
    func each<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ convert: (Scalar) -> Double) {
      withElements(of: scalar) { elements in
        for index in elements.indices { body(index, convert(elements[index])) }
      }
    }
    switch type.element {
    case .i4, .i8: each(Int8.self) { Double($0) }
    case .u4, .u8, .bool: each(UInt8.self) { Double($0) }
    case .i16: each(Int16.self) { Double($0) }
    case .i32: each(Int32.self) { Double($0) }
    case .i64: each(Int64.self) { Double($0) }
    case .f16: each(Float16.self) { Double($0) }
    case .bf16: each(UInt16.self) { Double(Float(bitPattern: UInt32($0) << 16)) }
    case .f32: each(Float.self) { Double($0) }
    case .f64: each(Double.self) { $0 }
    }
  }

  /// The elements as numbers, whatever their type; integers beyond 2⁵³ lose their last bits.
  package var numbers: [Double] {
    [Double](unsafeUninitializedCapacity: type.elementCount) { target, count in
      forEachNumber { target[$0] = $1 }
      count = type.elementCount
    }
  }

  /// The real numbers that the elements stand for.
  package var realNumbers: [Double] {
    var values = numbers
    guard let quantization = type.quantization else { return values }
    for (index, value) in values.enumerated() {
      let channel = type.index(of: index, along: quantization.axis)
      values[index] =
        Double(quantization.scale(at: channel))
        * (value - Double(quantization.zeroPoint(at: channel)))
    }
    return values
  }

  /// The elements of a floating-point tensor.
  package var floats: [Float] {
    if type.element == .f32 { return withElements(of: Float.self) { Array($0) } }
    return numbers.map { Float($0) }
  }

  /// The elements of an integer tensor of at most 32 bits.
  package var integers: [Int32] {
    switch type.element {
    case .i4, .i8: withElements(of: Int8.self) { $0.map { Int32($0) } }
    case .u4, .u8, .bool: withElements(of: UInt8.self) { $0.map { Int32($0) } }
    case .i16: withElements(of: Int16.self) { $0.map { Int32($0) } }
    case .i32: withElements(of: Int32.self) { Array($0) }
    case .i64, .f16, .bf16, .f32, .f64: preconditionFailure("\(type) has no 32-bit integers")
    }
  }

  /// The elements of an integer tensor of any width.
  package var wideIntegers: [Int64] {
    type.element == .i64
      ? withElements(of: Int64.self) { Array($0) } : integers.map { Int64($0) }
  }

  /// Makes an `f32` tensor.
  package init(_ shape: [Int], floats: [Float]) {
    self.init(TensorType(.f32, shape), floats)
  }

  /// Makes an integer tensor; every value lies in the range of the element type.
  package init(_ type: TensorType, integers values: [Int32]) {
    precondition(values.count == type.elementCount)
    switch type.element {
    case .i4, .i8: self.init(type, values.map { Int8($0) })
    case .u4, .u8, .bool: self.init(type, values.map { UInt8($0) })
    case .i16: self.init(type, values.map { Int16($0) })
    case .i32: self.init(type, values)
    case .i64: self.init(type, values.map { Int64($0) })
    case .f16, .bf16, .f32, .f64: preconditionFailure("\(type) holds no integers")
    }
  }

  /// Makes a tensor of integers of any width; every value lies in the range of the element type.
  package init(_ type: TensorType, wideIntegers values: [Int64]) {
    if type.element == .i64 {
      self.init(type, values)
    } else {
      self.init(type, integers: values.map { Int32($0) })
    }
  }

  /// Makes a tensor of any type from numbers, rounded to the nearest element, ties to even, and
  /// saturated; what is no number becomes the integer 0.
  package init(_ type: TensorType, numbers values: [Double]) {
    precondition(values.count == type.elementCount)
    switch type.element {
    case .f16: self.init(type, values.map { Float16($0) })
    case .f32: self.init(type, values.map { Float($0) })
    case .f64: self.init(type, values)
    case .bf16: self.init(type, values.map(Tensor.brainFloat))
    case .bool: self.init(type, values.map { UInt8($0 == 0 ? 0 : 1) })
    case .i64: self.init(type, values.map(Tensor.nearestInteger))
    default:
      let range = type.element.integerRange ?? 0...0
      self.init(
        type,
        integers: values.map { value in
          let nearest = Tensor.nearestInteger(value)
          return Int32(clamping: min(max(nearest, range.lowerBound), range.upperBound))
        })
    }
  }

  /// The same numbers in another element type.
  package func converted(to element: ElementType) -> Tensor {
    guard element != type.element else { return self }
    return Tensor(TensorType(element, type.shape, type.quantization), numbers: numbers)
  }

  /// The integer nearest to `value`, ties to even, saturated; 0 for what is no number.
  private static func nearestInteger(_ value: Double) -> Int64 {
    if value.isNaN { return 0 }
    return Int64(exactly: value.rounded(.toNearestOrEven)) ?? (value < 0 ? .min : .max)
  }

  /// The upper half of `value` as an `f32`, rounded to nearest even.
  package static func brainFloat(_ value: Double) -> UInt16 {
    let nearest = Float(value)
    var bits = nearest.bitPattern
    guard !nearest.isNaN else { return UInt16(bits >> 16) | 0x40 }
    // Rounded to odd first, so that the second rounding sees on which side of a tie it was.
    if Double(nearest).magnitude > value.magnitude { bits -= 1 }
    if Double(nearest) != value { bits |= 1 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
  }
}

extension TensorType {
  /// The index along `axis` of the element at flat position `position`; zero if there is no axis.
  package func index(of position: Int, along axis: Int?) -> Int {
    guard let axis else { return 0 }
    let inner = shape[(axis + 1)...].reduce(1, *)
    return position / inner % shape[axis]
  }
}

import IR

/// Pieces of C.
enum CText {
  /// A list in braces.
  static func list(_ numbers: [some CustomStringConvertible]) -> String {
    "{" + numbers.map(\.description).joined(separator: ", ") + "}"
  }

  /// A list of integers where it is used.
  static func literal(_ numbers: [Int]) -> String { "(const int[])" + list(numbers) }

  /// The elements of an array, so many to a line.
  static func array(_ name: String, _ type: String, _ numbers: [some CustomStringConvertible])
    -> String
  {
    var text = "static const \(type) \(name)[\(numbers.count)] = {\n"
    for start in stride(from: 0, to: numbers.count, by: 20) {
      let line = numbers[start..<min(start + 20, numbers.count)]
      text += "  " + line.map(\.description).joined(separator: ", ") + ",\n"
    }
    return text + "};\n"
  }

  /// The C type of elements, or `nil` if there are no kernels for them.
  static func type(_ element: ElementType) -> String? {
    switch element {
    case .i4, .i8: "int8_t"
    case .u4, .u8: "uint8_t"
    case .i16: "int16_t"
    case .i32: "int32_t"
    case .f32: "float"
    default: nil
    }
  }

  /// The elements of a tensor, in as many digits as they need.
  static func elements(_ tensor: Tensor) -> [String] {
    tensor.type.element == .f32
      ? tensor.floats.map(number) : tensor.integers.map(\.description)
  }

  /// A float that reads back as the same.
  static func number(_ value: Float) -> String {
    if value.isNaN { return "NAN" }
    if value.isInfinite { return value < 0 ? "-INFINITY" : "INFINITY" }
    return value == 0 && value.sign == .minus ? "-0.0f" : "\(value)f"
  }

  /// What an activation limits results to.
  static func limits(_ activation: Activation) -> String {
    let (low, high): (Float, Float) =
      switch activation {
      case .none: (-.infinity, .infinity)
      case .relu: (0, .infinity)
      case .clip(let low, let high): (Float(low), Float(high))
      }
    return "(dnnc_limits){\(number(low)), \(number(high))}"
  }

  /// The name of elements for kernels that take several kinds.
  static func element(_ element: ElementType) -> String {
    switch element {
    case .u4, .u8: "DNNC_U8"
    case .i16: "DNNC_I16"
    case .i32: "DNNC_I32"
    default: "DNNC_I8"
    }
  }

  /// A name of the network in a comment; nothing in it ends the comment.
  static func comment(_ text: String) -> String {
    "/* " + text.replacing("*/", with: "* /").replacing("\n", with: " ") + " */"
  }
}

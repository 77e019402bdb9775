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
    default: nil
    }
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

extension JSONValue {
  /// The value as text: two spaces of indentation, arrays of scalars on one line, a final newline.
  package var text: String {
    var output: [UInt8] = []
    write(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return String(decoding: output, as: UTF8.self)
  }

  /// The value as text on one line, without a final newline.
  package var compactText: String {
    var output: [UInt8] = []
    writeCompact(to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private var isScalar: Bool {
    switch self {
    case .array, .object: false
    default: true
    }
  }

  private func write(to output: inout [UInt8], indent: Int) {
    let inner = Array(repeating: UInt8(ascii: " "), count: indent + 2)
    func separate(_ index: Int) {
      output.append(contentsOf: index == 0 ? "\n".utf8 : ",\n".utf8)
      output.append(contentsOf: inner)
    }
    switch self {
    case .array(let elements) where !elements.allSatisfy(\.isScalar):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        separate(index)
        element.write(to: &output, indent: indent + 2)
      }
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: inner.dropLast(2))
      output.append(UInt8(ascii: "]"))
    case .object(let members) where !members.isEmpty:
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        separate(index)
        Self.writeString(member.name, to: &output)
        output.append(contentsOf: ": ".utf8)
        member.value.write(to: &output, indent: indent + 2)
      }
      output.append(UInt8(ascii: "\n"))
      output.append(contentsOf: inner.dropLast(2))
      output.append(UInt8(ascii: "}"))
    default:
      writeCompact(to: &output)
    }
  }

  private func writeCompact(to output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .number(let value):
      precondition(value.isFinite, "JSON has no text for \(value)")
      output.append(contentsOf: NumberText.shortest(value).utf8)
    case .string(let value): Self.writeString(value, to: &output)
    case .array(let elements):
      output.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { output.append(contentsOf: ", ".utf8) }
        element.writeCompact(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { output.append(contentsOf: ", ".utf8) }
        Self.writeString(member.name, to: &output)
        output.append(contentsOf: ": ".utf8)
        member.value.writeCompact(to: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func writeString(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
      case UInt8(ascii: "\n"): output.append(contentsOf: "\\n".utf8)
      case UInt8(ascii: "\t"): output.append(contentsOf: "\\t".utf8)
      case UInt8(ascii: "\r"): output.append(contentsOf: "\\r".utf8)
      case 0..<32:
        let digits = String(byte, radix: 16)
        output.append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

import Basic

/// A place where a plan does not follow its schema.
package struct PlanFormatError: Error {
  /// The members that lead there, such as `jobs[3].width`.
  package let path: String

  /// What is wrong.
  package let reason: String

  /// What is wrong with a file besides, by rules of its own; empty if the schema is broken.
  package let diagnostics: [Diagnostic]

  init(path: String, reason: String) {
    (self.path, self.reason, diagnostics) = (path, reason, [])
  }

  /// States what is wrong with a file besides.
  package init(_ diagnostics: [Diagnostic]) {
    (path, reason, self.diagnostics) = ("", "", diagnostics)
  }
}

/// Reads one value of a plan, knowing where it stands.
package struct PlanReader {
  package let value: JSONValue
  package let path: String

  /// Starts at the whole plan.
  package init(_ plan: JSONValue) { self.init(value: plan, path: "") }

  private init(value: JSONValue, path: String) {
    self.value = value
    self.path = path
  }

  /// The member `name` of an object.
  package subscript(name: String) -> PlanReader {
    get throws(PlanFormatError) {
      guard let member = value[name] else { throw fault("'\(name)' is missing") }
      return PlanReader(value: member, path: path.isEmpty ? name : "\(path).\(name)")
    }
  }

  /// Says what is wrong with the value.
  package func fault(_ reason: String) -> PlanFormatError {
    PlanFormatError(path: path.isEmpty ? "the plan" : path, reason: reason)
  }

  /// A whole number small enough that sums and products of two cannot overflow.
  package var integer: Int {
    get throws(PlanFormatError) {
      guard case .integer(let number) = value else { throw fault("not a whole number") }
      guard number.magnitude < 1 << 53 else { throw fault("\(number) is too large") }
      return number
    }
  }

  /// A whole number of 32 bits.
  package var integer32: Int32 {
    get throws(PlanFormatError) {
      guard let number = Int32(exactly: try integer) else { throw fault("more than 32 bits") }
      return number
    }
  }

  /// A number.
  package var number: Double {
    get throws(PlanFormatError) {
      guard let number = value.double else { throw fault("not a number") }
      return number
    }
  }

  /// A truth value.
  package var boolean: Bool {
    get throws(PlanFormatError) {
      guard case .bool(let flag) = value else { throw fault("neither true nor false") }
      return flag
    }
  }

  /// A text.
  package var string: String {
    get throws(PlanFormatError) {
      guard case .string(let text) = value else { throw fault("not a text") }
      return text
    }
  }

  /// A digest of 64 hexadecimal digits.
  package var digest: ContentHash {
    get throws(PlanFormatError) {
      guard let digest = ContentHash(hexadecimal: try string) else {
        throw fault("not 64 hexadecimal digits")
      }
      return digest
    }
  }

  /// Whether nothing stands here.
  package var isNull: Bool { value == .null }

  /// A word of a closed list.
  package func word<Word: RawRepresentable>(
    _ type: Word.Type
  ) throws(PlanFormatError) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: try string) else { throw fault("'\(try string)' is unknown") }
    return word
  }

  /// The elements of a list.
  package var elements: [PlanReader] {
    get throws(PlanFormatError) {
      guard case .array(let values) = value else { throw fault("not a list") }
      return values.enumerated().map { PlanReader(value: $1, path: "\(path)[\($0)]") }
    }
  }

  /// Each element of a list, read by `body`.
  package func list<Element>(
    _ body: (PlanReader) throws(PlanFormatError) -> Element
  ) throws(PlanFormatError) -> [Element] {
    var list: [Element] = []
    for element in try elements { list.append(try body(element)) }
    return list
  }

  /// A list of exactly `count` whole numbers.
  package func integers(_ count: Int) throws(PlanFormatError) -> [Int] {
    let numbers = try list { (element) throws(PlanFormatError) in try element.integer }
    guard numbers.count == count else { throw fault("\(numbers.count) numbers, not \(count)") }
    return numbers
  }

  /// Two whole numbers as a range that is not empty.
  package var range: Range<Int> {
    get throws(PlanFormatError) {
      let bounds = try integers(2)
      guard bounds[0] >= 0, bounds[0] < bounds[1] else { throw fault("not a range") }
      return bounds[0]..<bounds[1]
    }
  }
}

import Basic

/// Writes models in the textual syntax of ONNX, one node and one initializer a line.
///
/// Not written, because the syntax has no form for them, are texts of documentation and metadata
/// of everything but the model, the documentation of functions excepted. Where `onnx.parser` takes
/// only identifiers, names without meaning are bent: those of inner graphs get `_` for other
/// characters, those of tensors in attributes are left out.
package struct ONNXTextPrinter {
  /// Where elements go.
  package struct Options: Sendable {
    /// The most elements that a tensor has in the text.
    package var inlineLimit = 64

    /// The file beside the text that takes the elements of larger tensors; `nil` keeps all in it.
    package var sideFile: String?

    /// Makes options.
    package init(inlineLimit: Int = 64, sideFile: String? = nil) {
      self.inlineLimit = inlineLimit
      self.sideFile = sideFile
    }
  }

  /// A model in text.
  package struct Output: Sendable, Equatable {
    /// The text, which ends with a line break.
    package var text: String

    /// The bytes of the side file; empty if it is not needed.
    package var sideBytes: [UInt8]
  }

  let options: Options
  private let name: String

  /// The text so far.
  var text = ""

  /// The bytes of the side file so far.
  var sideBytes: [UInt8] = []

  /// What stands before a line.
  private(set) var indentation = ""

  /// Writes `model`; errors are those of `onnx.unprintable` and speak of the file `name`.
  package static func print(
    _ model: ONNXModel, named name: String, options: Options = Options()
  ) throws(DataError) -> Output {
    var printer = ONNXTextPrinter(options: options, name: name)
    try printer.add(model)
    return Output(text: printer.text, sideBytes: printer.sideBytes)
  }

  private init(options: Options, name: String) {
    self.options = options
    self.name = name
  }

  /// The error of something that the syntax has no form for.
  func unprintable(_ reason: String) -> DataError {
    DataError(
      ONNXRules.unprintable, reason, file: name, offset: nil, help: "write the model as .onnx")
  }

  /// Calls `body` with lines indented by two more spaces.
  mutating func indented(
    _ body: (inout ONNXTextPrinter) throws(DataError) -> Void
  ) throws(DataError) {
    let outer = indentation
    indentation += "  "
    try body(&self)
    indentation = outer
  }

  /// Starts a line.
  mutating func addLine() { text += "\n" + indentation }

  /// Adds entries, separated by a comma and a space.
  mutating func add<Entry>(
    _ entries: [Entry], _ entry: (inout ONNXTextPrinter, Entry) throws(DataError) -> Void
  ) throws(DataError) {
    for (index, element) in entries.enumerated() {
      if index > 0 { text += ", " }
      try entry(&self, element)
    }
  }

  /// Adds an identifier, or a string that stands for one.
  mutating func add(name: String) {
    // A name that starts a type would be taken for one.
    let isPlain = ONNXTextLexer.isIdentifier(name) && !ONNXTextParser.isTypeWord(name)
    text += isPlain ? name : Self.quoted(name)
  }

  /// Adds names, separated by commas.
  mutating func add(names: [String]) {
    for (index, name) in names.enumerated() {
      if index > 0 { text += ", " }
      add(name: name)
    }
  }

  /// Adds a name that must be an identifier.
  mutating func add(identifier: String, _ what: String) throws(DataError) {
    guard ONNXTextLexer.isIdentifier(identifier) else {
      throw unprintable("the name '\(identifier)' of \(what) is no identifier")
    }
    text += identifier
  }

  /// Adds a string of bytes.
  mutating func add(string bytes: [UInt8], _ what: String) throws(DataError) {
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw unprintable("\(what) is not UTF-8")
    }
    text += Self.quoted(string)
  }

  /// `text` in double quotes.
  static func quoted(_ text: String) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        result.append(UInt8(ascii: "\\"))
      }
      result.append(byte)
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }
}

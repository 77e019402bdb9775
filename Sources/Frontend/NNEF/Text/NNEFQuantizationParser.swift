import Basic
import IR

/// Reads `graph.quant`: a line `"tensor": operation(argument = value, …);` for each tensor.
struct NNEFQuantizationParser {
  private var cursor: TokenCursor
  private var entries: [(name: Token, NNEFQuantization)] = []
  private var names: Set<String> = []

  private init(cursor: TokenCursor) { self.cursor = cursor }

  /// Reads a text; entries that could not be read are reported and left out.
  static func parse(
    _ text: String, file: ID<SourceFile>, into bag: inout DiagnosticBag
  ) -> [(name: Token, NNEFQuantization)] {
    let lexer = NNEFLexer(text, file: file, into: &bag)
    var parser = NNEFQuantizationParser(
      cursor: TokenCursor(lexer.tokens, rule: NNEFRules.quantization, bag: bag))
    while parser.cursor.current.kind != .end { parser.entry() }
    bag = parser.cursor.bag
    return parser.entries
  }

  private mutating func entry() {
    do throws(TokenCursor.Failure) {
      let name = try cursor.expect(.string, "the name of a tensor in quotes")
      if !names.insert(name.text).inserted {
        throw cursor.fail("'\(name.text)' has two entries", at: name.range, found: false)
      }
      try cursor.expect(":", "after the name of a tensor")
      let operation = try cursor.expect(.name, "the name of a quantization")
      var numbers: [String: [Double]] = [:]
      var flags: [String: Bool] = [:]
      let arguments = try cursor.list("(", ")", "around the arguments") {
        (cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Argument in
        try Self.argument(&cursor)
      }
      for argument in arguments {
        switch argument.value {
        case .flag(let flag): flags[argument.label] = flag
        case .numbers(let values): numbers[argument.label] = values
        }
      }
      try cursor.expect(";", "after an entry")
      guard let entry = Self.entry(operation, numbers, flags) else {
        throw cursor.fail(
          "'\(operation.text)' is no quantization, or its arguments are not its own",
          at: operation.range, found: false,
          help: "for example zero_point_linear_quantize(zero_point = 0, scale = 0.1, bits = 8, "
            + "signed = true, symmetric = false)")
      }
      entries.append((name, entry))
    } catch {
      while cursor.current.kind != .end {
        if cursor.advance().isMark(";") { return }
      }
    }
  }

  private struct Argument {
    enum Value {
      case numbers([Double])
      case flag(Bool)
    }
    var label: String
    var value: Value
  }

  private static func argument(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> Argument
  {
    let label = try cursor.expect(.name, "the name of an argument").text
    try cursor.expect("=", "after the name of an argument")
    if cursor.acceptWord("true") { return Argument(label: label, value: .flag(true)) }
    if cursor.acceptWord("false") { return Argument(label: label, value: .flag(false)) }
    return Argument(label: label, value: .numbers(try numbers(&cursor)))
  }

  /// A number, or all numbers of nested lists in order.
  private static func numbers(_ cursor: inout TokenCursor) throws(TokenCursor.Failure) -> [Double] {
    guard cursor.current.isMark("[") else { return [try cursor.expectNumber("a number")] }
    return try cursor.list("[", "]", "around numbers", numbers).flatMap { $0 }
  }

  private static func entry(
    _ operation: Token, _ numbers: [String: [Double]], _ flags: [String: Bool]
  ) -> NNEFQuantization? {
    guard let bits = numbers["bits"]?.first.flatMap(Int.init(exactly:)), (1...32).contains(bits)
    else { return nil }
    var format = NNEFQuantization.Format(bits: bits, isSigned: false, isSymmetric: false)
    let formula: NNEFQuantization.Formula
    let names: [String]
    switch operation.text {
    case "linear_quantize", "min_max_linear_quantize":
      guard let min = numbers["min"], let max = numbers["max"], !min.isEmpty, !max.isEmpty else {
        return nil
      }
      formula = .range(min: min, max: max)
      names = ["min", "max", "bits"]
    case "zero_point_linear_quantize":
      guard let scale = numbers["scale"], let given = numbers["zero_point"], !scale.isEmpty,
        !given.isEmpty
      else { return nil }
      let zeroPoint = given.compactMap(Int.init(exactly:))
      guard zeroPoint.count == given.count else { return nil }
      formula = .affine(zeroPoint: zeroPoint, scale: scale)
      names = ["zero_point", "scale", "bits"]
    case "logarithmic_quantize":
      guard let max = numbers["max"]?.first else { return nil }
      formula = .logarithmic(max: max)
      names = ["max", "bits"]
    default: return nil
    }
    let hasFormat = ["min_max_linear_quantize", "zero_point_linear_quantize"]
      .contains(operation.text)
    if hasFormat {
      guard let signed = flags["signed"], let symmetric = flags["symmetric"] else { return nil }
      (format.isSigned, format.isSymmetric) = (signed, symmetric)
    }
    let isComplete =
      numbers.keys.allSatisfy { names.contains($0) } && flags.count == (hasFormat ? 2 : 0)
    guard isComplete else { return nil }
    return NNEFQuantization(formula: formula, format: format, range: operation.range)
  }
}

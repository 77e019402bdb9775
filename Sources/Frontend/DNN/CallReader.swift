import Basic
import IR

/// Sorts the arguments of one call into operands, attributes and sources of parameters.
struct CallReader {
  /// The operator.
  let definition: any OperatorDefinition.Type

  /// The call.
  let call: CallSyntax

  /// The operands in the order of the text.
  private(set) var operands: [(spec: OperandSpec, value: ExpressionSyntax)] = []

  /// The attributes in declaration order, with defaults where nothing is given.
  private(set) var attributes = AttributeList([])

  /// Parameters that name their own source.
  private(set) var deferred: [String: CallSyntax] = [:]

  /// Whether an argument could not be read.
  private(set) var isBroken = false

  init(_ definition: any OperatorDefinition.Type, _ call: CallSyntax) {
    self.definition = definition
    self.call = call
  }

  /// Notes that the parameter `name` comes from `file(…)` or `seeded(…)`.
  mutating func deferParameter(_ name: String, _ source: CallSyntax) {
    deferred[name] = source
  }

  /// Reads all arguments, reporting those that fit nothing.
  mutating func readAttributes(into bag: inout DiagnosticBag) {
    var given: [String: AttributeValue] = [:]
    var seen: Set<String> = []
    var position = 0
    for argument in call.arguments {
      guard let label = argument.label else {
        positional(argument.value, &position, &seen, &bag)
        continue
      }
      let attribute = definition.attributes.first { $0.name == label.text }
      let operand = definition.operands.first { $0.name == label.text }
      if attribute != nil || operand != nil, !seen.insert(label.text).inserted {
        report(DNNRules.duplicateArgument, "'\(label.text)' is given twice", label.range, nil, &bag)
        continue
      }
      if let attribute, let value = ArgumentReader.value(argument.value, attribute.kind) {
        given[attribute.name] = value
      } else if let operand {
        operands.append((operand, argument.value))
      } else if let attribute {
        report(
          DNNRules.argumentKind, "'\(label.text)' must be \(attribute.kind)",
          argument.value.range, nil, &bag)
      } else {
        let known = definition.attributes.map(\.name) + definition.operands.map(\.name)
        report(
          DNNRules.unknownArgument, "\(definition.name) has no argument '\(label.text)'",
          label.range, Spelling.suggestion(label.text, in: known), &bag)
      }
    }
    attributes = AttributeList(
      definition.attributes.compactMap { spec in
        (given[spec.name] ?? spec.standard).map { Attribute(spec.name, $0) }
      })
  }

  private mutating func positional(
    _ value: ExpressionSyntax, _ position: inout Int, _ seen: inout Set<String>,
    _ bag: inout DiagnosticBag
  ) {
    guard let last = definition.operands.last,
      position < definition.operands.count || last.arity == .variadic
    else {
      report(
        DNNRules.unknownArgument,
        "\(definition.name) takes only \(definition.operands.map(\.name).joined(separator: ", "))"
          + " without a name",
        value.range, definition.attributes.first.map { "for example \($0.name) = …" }, &bag)
      return
    }
    let spec = position < definition.operands.count ? definition.operands[position] : last
    seen.insert(spec.name)
    operands.append((spec, value))
    position += 1
  }

  private mutating func report(
    _ rule: Rule, _ message: String, _ range: SourceRange, _ help: String?,
    _ bag: inout DiagnosticBag
  ) {
    isBroken = true
    bag.report(.error(rule, message, at: .source(range), help: help))
  }

  /// Whether the call itself says where every parameter that must be there comes from.
  func hasAllParameters(given: Set<String>) -> Bool {
    definition.operands.allSatisfy { spec in
      !spec.isParameter || given.contains(spec.name) || spec.arity == .optional
    } && deferred.isEmpty
  }

  /// Reports operands and attributes that are missing, and says whether none is.
  func reportMissing(
    _ attributes: AttributeList, given: Set<String>, _ subject: String,
    into bag: inout DiagnosticBag
  ) -> Bool {
    var missing: [String] = []
    for spec in definition.operands
    where !spec.isParameter && spec.arity != .optional && !given.contains(spec.name) {
      missing.append("the operand '\(spec.name)'")
    }
    let needsSourceAttributes = !hasAllParameters(given: given)
    for spec in definition.attributes
    where attributes[spec.name] == nil && (!spec.isSourceOnly || needsSourceAttributes) {
      missing.append("'\(spec.name)', which is \(spec.kind)")
    }
    guard !missing.isEmpty else { return true }
    bag.report(
      .error(
        DNNRules.missingArgument, "\(subject) needs \(missing.joined(separator: " and "))",
        at: .source(call.name.range)))
    return false
  }
}

import Basic

/// A call of an operator in types alone.
package struct OperatorCall: Sendable {
  /// The types of the operands that are given.
  package var operands: [TensorType]

  /// The attributes.
  package var attributes: AttributeList

  /// Makes a call.
  package init(operands: [TensorType], attributes: AttributeList) {
    self.operands = operands
    self.attributes = attributes
  }
}

/// Everything there is to know of one operator, in one place.
///
/// A definition is a type without cases; the catalogue lists it, and printer, parser, verifier,
/// interpreter, documentation and passes read it from there.
package protocol OperatorDefinition: Sendable {
  /// The name in every text, such as `conv2d`.
  static var name: String { get }

  /// What it computes, in one sentence.
  static var summary: String { get }

  /// The defining formula and what else a user must know, in Markdown.
  static var details: String { get }

  /// The operands, in order; at most the last is variadic, and optional ones come last.
  static var operands: [OperandSpec] { get }

  /// The attributes, in the order in which they are printed.
  static var attributes: [AttributeSpec] { get }

  /// The rules, numbered from one.
  static var constraints: [Constraint] { get }

  /// Whether equal operands give equal results everywhere, as `+` does when they are swapped.
  static var isCommutative: Bool { get }

  /// Whether a call does more than give results, such as sending a message: then passes keep it,
  /// and `evaluate` is never called.
  static var hasEffect: Bool { get }

  /// The types of the results, or `nil` after reporting each rule that is broken.
  static func inferTypes(_ call: OperatorCall, _ report: inout ConstraintReport) -> [TensorType]?

  /// The results, by definition: plain code that reads like the formula.
  static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor]

  /// The arithmetic that a call needs.
  static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work

  /// The types of parameters that `.dnn` does not give, from the operands and attributes it gives.
  ///
  /// - Returns: a type for each parameter operand wanted, by its name, or `nil` after reporting
  ///   each rule that keeps them from being determined.
  static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]?

  /// The attributes of `.dnn` alone, from the types of all operands of a call: what
  /// `parameterTypes` gives those types for.
  static func sourceAttributes(_ operands: [TensorType]) -> [Attribute]

  /// Fills in what `.dnn` may leave out because it follows from something else, such as a stride
  /// that equals the window.
  static func completed(_ attributes: AttributeList, operands: [TensorType]) -> AttributeList
}

extension OperatorDefinition {
  /// Most operators care for the order of their operands.
  package static var isCommutative: Bool { false }

  /// Most operators only give results.
  package static var hasEffect: Bool { false }

  /// Most operators have no parameters.
  package static func parameterTypes(
    _ operands: [TensorType], _ attributes: AttributeList, _ report: inout ConstraintReport
  ) -> [(name: String, type: TensorType)]? { [] }

  /// Most operators have no attributes of `.dnn` alone.
  package static func sourceAttributes(_ operands: [TensorType]) -> [Attribute] { [] }

  /// Most attributes have fixed defaults or none.
  package static func completed(
    _ attributes: AttributeList, operands: [TensorType]
  ) -> AttributeList { attributes }

  /// The attributes that the IR carries.
  package static var storedAttributes: [AttributeSpec] { attributes.filter { !$0.isSourceOnly } }

  /// The code of a constraint, such as `conv2d.c3`.
  package static func code(_ number: Int) -> String { "\(name).c\(number)" }
}

/// A fault planted in a sound plan, and the rule that it breaks.
package struct PlantedFault<Plan: Sendable>: Sendable, CustomStringConvertible {
  /// The code of the rule.
  package let rule: String

  /// The rule, and what is planted.
  package let description: String

  /// Changes a sound plan.
  package let plant: @Sendable (inout Plan) -> Void

  /// States a fault.
  package init(_ rule: String, _ text: String, _ plant: @escaping @Sendable (inout Plan) -> Void) {
    self.rule = rule
    description = "\(rule): \(text)"
    self.plant = plant
  }
}

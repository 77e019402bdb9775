import Basic

/// Why a node of a model has no form in the IR; what has been reported of a node that is broken.
package struct Refusal: Error, Sendable {
  /// What to tell the user; empty if the fault was reported where it arose.
  package let diagnostics: [Diagnostic]

  /// Takes diagnostics.
  package init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  /// The node reads the result of one that was refused, so there is nothing new to tell.
  package static let silent = Refusal([])
}

/// A node of a model, as diagnostics and reports name it.
package struct SourceNode: Sendable {
  /// The name in diagnostics, such as `node 'conv1' (Conv)`.
  package var label: String

  /// The name of the layer in reports.
  package var origin: String

  /// Where the model says so.
  package var place: Diagnostic.Place

  /// Names a node.
  package init(label: String, origin: String, place: Diagnostic.Place) {
    self.label = label
    self.origin = origin
    self.place = place
  }

  /// Refuses the node by a rule.
  package func refusal(_ rule: Rule, _ reason: String, help: String? = nil) -> Refusal {
    Refusal([.error(rule, "\(label): \(reason)", at: place, help: help)])
  }
}

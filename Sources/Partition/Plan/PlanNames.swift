import Basic
import IR

/// The names of the values that a plan speaks of.
package struct PlanNames: Sendable {
  private let names: [String]

  /// Takes the names of the program that was split.
  package init(_ program: Program) {
    names = program.graph.values.ids.map { program.graph[$0].name }
  }

  /// The name of a value.
  package subscript(value: ID<Value>) -> String { names[value.index] }
}

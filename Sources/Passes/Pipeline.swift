import Basic

/// Passes in order, as text: `fold-constants,fixpoint(canonicalize,cse,dce),quantize{weights=i4}`.
package struct Pipeline: Sendable {
  /// A pass with its options, or a group that is repeated until nothing changes.
  package indirect enum Element: Sendable {
    case pass(any Pass.Type, [(name: String, value: String)])
    case fixpoint([Element])
  }

  /// The elements, in order.
  package var elements: [Element]

  /// Makes a pipeline.
  package init(_ elements: [Element]) {
    self.elements = elements
  }

  /// The elements before the first that is, or holds, the pass `name`; all if none does.
  package func prefix(before name: String) -> Pipeline { prefix(before: [name]) }

  /// The elements before the first that is, or holds, one of some passes; all if none does.
  package func prefix(before names: [String]) -> Pipeline {
    Pipeline(Array(elements.prefix { element in !names.contains(where: element.contains) }))
  }
}

extension Pipeline: CustomStringConvertible {
  /// The text that parses to this pipeline.
  package var description: String {
    elements.map(\.description).joined(separator: ",")
  }
}

extension Pipeline.Element: CustomStringConvertible {
  /// The text of this element.
  package var description: String {
    switch self {
    case .pass(let pass, let options):
      options.isEmpty
        ? pass.name
        : "\(pass.name){\(options.map { "\($0.name)=\($0.value)" }.joined(separator: ","))}"
    case .fixpoint(let elements):
      "fixpoint(\(elements.map(\.description).joined(separator: ",")))"
    }
  }

  /// Whether this element is, or holds, the pass `name`.
  package func contains(_ name: String) -> Bool {
    switch self {
    case .pass(let pass, _): pass.name == name
    case .fixpoint(let elements): elements.contains { $0.contains(name) }
    }
  }
}

/// The rules of pipeline texts.
package enum PipelineRules {
  package static let syntax = Rule(
    "pipeline.syntax", "a pipeline is passes separated by commas",
    "Options stand in braces: quantize{weights=i4}. fixpoint(a,b) repeats until nothing changes.")
  package static let unknownPass = Rule(
    "pipeline.unknown-pass", "every pass is in the catalogue",
    "`dnnc describe passes` lists the passes.")
  package static let option = Rule(
    "pipeline.option", "an option is declared by its pass and has one of its values",
    "`dnnc describe PASS` lists the options of a pass.")
  package static let fixpoint = Rule(
    "pipeline.fixpoint", "a repeated group comes to rest",
    "A group that still changes the program after 100 rounds undoes its own work.")
  package static let honesty = Rule(
    "pipeline.honesty", "a pass says truly whether it changed the program",
    "This is a fault of dnnc: please report it with the dump before the pass.")
  package static let semantics = Rule(
    "pipeline.semantics", "an exact pass keeps every result",
    "This is a fault of dnnc: please report it with the dump before the pass.")

  /// All of them, for documentation.
  package static let all = [syntax, unknownPass, option, fixpoint, honesty, semantics]
}

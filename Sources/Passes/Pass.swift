import Basic
import IR

/// Whether a pass did anything; the manager checks that it is true.
package enum PassOutcome: Sendable, Equatable {
  case changed, unchanged
}

/// What a pass may do to results.
package enum Fidelity: String, Sendable {
  /// Every result keeps its value; only the sign of a zero may differ.
  case exact
  /// Results are equal as real numbers; floating-point rounding may differ.
  case exactUpToRounding = "exact up to rounding"
  /// Results change, as quantization changes them.
  case approximate
}

/// A transformation of a program.
///
/// A pass keeps no state between runs and looks at nothing but the program, its options and its
/// context; two runs on equal programs give equal programs.
package protocol Pass: Sendable {
  /// The name in pipelines, such as `fuse-activation`.
  static var name: String { get }

  /// What it does, in one sentence.
  static var summary: String { get }

  /// What a user should know, with IR before and after, in Markdown.
  static var details: String { get }

  /// The options that a pipeline may give.
  static var options: [PassOptionSpec] { get }

  /// What it may do to results.
  static var fidelity: Fidelity { get }

  /// Makes the pass with options that are known to fit `options`.
  init(_ options: PassOptions)

  /// Transforms `program`.
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome
}

extension Pass {
  /// Most passes have no options.
  package static var options: [PassOptionSpec] { [] }
}

/// What passes are given besides the program.
package struct PassContext: Sendable {
  /// The operators.
  package let catalog: OperatorCatalog

  /// Representative inputs, for passes that must see values.
  package var samples: any SampleSource

  /// The number of threads to use; no result depends on it.
  package var threads: Int

  /// What there is to tell.
  package var bag: DiagnosticBag

  /// Makes a context.
  package init(
    catalog: OperatorCatalog, samples: any SampleSource, threads: Int,
    bag: DiagnosticBag = DiagnosticBag()
  ) {
    self.catalog = catalog
    self.samples = samples
    self.threads = threads
    self.bag = bag
  }
}

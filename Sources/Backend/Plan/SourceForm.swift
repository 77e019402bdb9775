import IR

/// A form of sources that can be made of plans, such as C.
package struct SourceForm: Sendable, Hashable {
  /// What `--emit` calls it, and the folder that it is written to.
  package let name: String

  /// States a form.
  package init(_ name: String) { self.name = name }
}

/// A machine that runs the test of sources.
///
/// The test prints `step N differs` for each difference and then
/// `layers N faults N instructions N`, with another word than layers where something else is compared,
/// and cycles in place of instructions where those are counted.
package struct SourceMachine: Sendable, Hashable {
  /// What `--on` calls it.
  package let name: String

  /// The form of the sources, whose Makefile has the targets.
  package let form: SourceForm

  /// The target of the Makefile that builds the test.
  package let build: String

  /// The target of the Makefile that runs it.
  package let run: String

  /// The target of the Makefile that counts instructions, in lines `step N core N instructions N`, or
  /// `nil`.
  package let count: String?

  /// What the test counts.
  package let unit: String

  /// What the test compares.
  package let compares: String

  /// The programs that are needed, besides make.
  package let tools: [String]

  /// States a machine.
  package init(
    _ name: String, _ form: SourceForm, build: String, run: String, count: String? = nil,
    unit: String = "instructions", compares: String = "layers", tools: [String]
  ) {
    self.name = name
    self.form = form
    self.build = build
    self.run = run
    self.count = count
    self.unit = unit
    self.compares = compares
    self.tools = tools
  }
}

/// What a network makes of a sample, to compare with.
package struct PlanSample: Sendable {
  /// One tensor for each input, in the types of the integer program.
  package let inputs: [Tensor]

  /// One for each output.
  package let outputs: [Tensor]

  /// Every value between, by its name.
  package let layers: [String: Tensor]

  /// States a sample.
  package init(inputs: [Tensor], outputs: [Tensor], layers: [String: Tensor]) {
    self.inputs = inputs
    self.outputs = outputs
    self.layers = layers
  }
}

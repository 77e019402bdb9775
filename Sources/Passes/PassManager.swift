import Basic
import IR

/// Runs a pipeline and watches over it.
///
/// After every pass it compacts the program, checks that the pass spoke the truth about having
/// changed it, verifies it, and, if asked, compares results before and after.
package struct PassManager: Sendable {
  /// What happened to one use of a pass.
  package struct Invocation: Sendable {
    /// The pass, as in the pipeline text.
    package let name: String
    /// Whether it changed the program.
    package let outcome: PassOutcome
    /// How long it took.
    package let duration: Duration
  }

  /// What to watch.
  package struct Options: Sendable {
    /// Whether to verify after each pass.
    package var verifiesEach = true

    /// Whether to compare results before and after each exact pass.
    package var checksSemantics = false

    /// Stops after the first use of this pass.
    package var stopAfter: String?

    /// Stops after the first element of the pipeline that changes the program.
    package var stopsAfterChange = false

    /// Makes options: verify, and nothing else.
    package init() {}
  }

  /// The result of a run.
  package struct Run: Sendable {
    /// The passes that ran, in order.
    package var invocations: [Invocation] = []

    /// The number of elements of the pipeline that ran.
    package var position = 0

    /// Whether everything went well.
    package var succeeded = true
  }

  private let pipeline: Pipeline
  private let options: Options

  /// Makes a manager for one pipeline.
  package init(_ pipeline: Pipeline, options: Options = Options()) {
    self.pipeline = pipeline
    self.options = options
  }

  /// Runs the pipeline on `program`.
  ///
  /// - Parameters:
  ///   - program: is compacted first and after every pass.
  ///   - context: takes diagnostics; after an error the run ends.
  ///   - observe: is called after each element of the pipeline with its text, its number from one,
  ///     whether it changed the program, and the program.
  package func run(
    on program: inout Program, _ context: inout PassContext,
    observe: (Pipeline.Element, Int, PassOutcome, Program) throws -> Void = { _, _, _, _ in }
  ) rethrows -> Run {
    var run = Run()
    program.compact()
    for element in pipeline.elements {
      let outcome = self.run(element, &program, &context, &run)
      guard run.succeeded else { return run }
      run.position += 1
      try observe(element, run.position, outcome, program)
      let isLast = options.stopAfter.map(element.contains) ?? false
      if isLast || (options.stopsAfterChange && outcome == .changed) { break }
    }
    return run
  }

  private func run(
    _ element: Pipeline.Element, _ program: inout Program, _ context: inout PassContext,
    _ run: inout Run
  ) -> PassOutcome {
    switch element {
    case .pass(let pass, let given):
      return self.run(pass, given, element.description, &program, &context, &run)
    case .fixpoint(let elements):
      var outcome = PassOutcome.unchanged
      for _ in 0..<100 {
        var hasChanged = false
        for inner in elements where run.succeeded {
          hasChanged = self.run(inner, &program, &context, &run) == .changed || hasChanged
        }
        guard hasChanged, run.succeeded else { return outcome }
        outcome = .changed
      }
      context.bag.report(
        .error(PipelineRules.fixpoint, "\(element) still changes the program after 100 rounds"))
      run.succeeded = false
      return outcome
    }
  }

  private func run(
    _ pass: any Pass.Type, _ given: [(name: String, value: String)], _ name: String,
    _ program: inout Program, _ context: inout PassContext, _ run: inout Run
  ) -> PassOutcome {
    let before = program
    let errors = context.bag.errorCount
    let clock = ContinuousClock()
    let start = clock.now
    let outcome = pass.init(PassOptions(given, pass.options)).run(on: &program, &context)
    program.compact()
    run.invocations.append(
      Invocation(name: name, outcome: outcome, duration: clock.now - start))
    let isChanged = program != before
    if isChanged != (outcome == .changed) {
      context.bag.report(
        .error(
          PipelineRules.honesty,
          "\(name) says that it \(outcome == .changed ? "changed" : "did not change") the program,"
            + " but it \(isChanged ? "did" : "did not")"))
    }
    if isChanged, options.verifiesEach {
      verify(program, after: name, &context)
    }
    if isChanged, options.checksSemantics, pass.fidelity != .approximate {
      SemanticsCheck(fidelity: pass.fidelity, pass: name).compare(before, program, &context)
    }
    run.succeeded = context.bag.errorCount == errors
    return isChanged ? .changed : .unchanged
  }

  private func verify(_ program: Program, after pass: String, _ context: inout PassContext) {
    var found = DiagnosticBag()
    Verifier(catalog: context.catalog).verify(program, into: &found)
    for var diagnostic in found.diagnostics {
      diagnostic.notes.append(.init("found after the pass \(pass): this is a fault of dnnc"))
      context.bag.report(diagnostic)
    }
  }
}

import Basic
import IR
import Interpreter

/// Compares the outputs of a program before and after a pass that promises to keep them.
struct SemanticsCheck {
  let fidelity: Fidelity
  let pass: String

  /// Rounding of a reassociated sum stays far below this part of the largest output.
  private static let roundingTolerance = 1e-4

  func compare(_ before: Program, _ after: Program, _ context: inout PassContext) {
    guard context.samples.count > 0 else { return }
    let interpreter = Interpreter(catalog: context.catalog, threads: context.threads)
    let inputs = context.samples.sample(0, for: before)
    do throws(ExecutionError) {
      let expected = try interpreter.run(before, inputs: inputs)
      let found = try interpreter.run(after, inputs: inputs)
      for (index, output) in before.graph.outputs.enumerated() {
        check(before.graph[output].name, expected[index], found[index], &context)
      }
    } catch {
      context.bag.report(error.diagnostic)
    }
  }

  private func check(
    _ name: String, _ expected: Tensor, _ found: Tensor, _ context: inout PassContext
  ) {
    guard expected != found else { return }
    let a = expected.realNumbers
    let b = found.realNumbers
    let largest = a.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    // A zero keeps its value without its sign, and what is no number stays none.
    let tolerance = fidelity == .exactUpToRounding ? largest * Self.roundingTolerance : 0
    let wrong = zip(a, b).filter { x, y in
      x != y && !(x.isNaN && y.isNaN) && !(abs(x - y) <= tolerance)
    }
    if expected.type == found.type, wrong.isEmpty { return }
    let difference = wrong.reduce(0) { max($0, abs($1.0 - $1.1)) }
    context.bag.report(
      .error(
        PipelineRules.semantics,
        "\(pass) is \(fidelity.rawValue), but %\(name) differs by up to "
          + "\(NumberText.shortest(difference)), with values up to "
          + NumberText.shortest(largest)))
  }
}

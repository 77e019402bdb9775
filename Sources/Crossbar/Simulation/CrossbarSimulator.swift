import Backend
import Basic
import IR
import Interpreter
import Operators

/// Replays a plan job by job from its registers and the images of its arrays.
///
/// It never sees the weights of the layers on the crossbar; everything else is computed by the
/// interpreter's kernels. With ideal converters the results are those of the integer operators.
package struct CrossbarSimulator: PlanSimulator {
  private let replay: ProgramReplay

  /// Verifies a plan and unpacks its arrays, or reports what is wrong and gives `nil`.
  ///
  /// - Parameters:
  ///   - threads: the largest number of threads; results do not depend on it.
  ///   - changedImages: how grave it is that the image of an array is not the one that was
  ///     planned; unless it is an error, the image is replayed as it is.
  package init?(
    _ plan: CrossbarPlan, _ program: Program, threads: Int = Parallel.machineThreads,
    changedImages: Diagnostic.Severity = .error, _ diagnostics: inout DiagnosticBag
  ) {
    let before = diagnostics.errorCount
    CrossbarVerifier.verify(plan, changedImages: changedImages, &diagnostics)
    let builder = SimulationBuilder(plan: plan, program: program)
    guard diagnostics.errorCount == before, builder.check(&diagnostics) else { return nil }
    do throws(ExecutionError) {
      replay = try ProgramReplay(program, layers: builder.layers(), threads: threads)
    } catch {
      diagnostics.report(error.diagnostic)
      return nil
    }
  }

  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: one for each input; one without quantization may stand for a quantized input.
  ///   - observe: receives each result of each operation, in order.
  package func run(
    _ inputs: [Tensor], observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) -> [Tensor] {
    try replay.run(inputs, observe: observe)
  }
}

import Backend
import Basic
import IR
import Interpreter
import Partition
import Passes

/// Sources beside a plan for several devices: C with MPI.
enum SplitSources {
  /// What `--emit` calls them, and their folder.
  static let name = "mpi"

  /// The files, with a test on the first of some samples, or the end of the command.
  static func artifacts(
    _ program: Program, _ devices: [Program], _ samples: any SampleSource,
    _ session: inout Session
  ) throws(CommandFailure) -> [Artifact] {
    let inputs = zip(samples.sample(0, for: program), program.graph.inputs).map { tensor, id in
      tensor.retyped(program.graph[id].type)
    }
    let outputs: [Tensor]
    do throws(ExecutionError) {
      outputs = try session.interpreter.run(program, inputs: inputs)
    } catch {
      throw session.fail(error.diagnostic)
    }
    let files = MPISources.files(
      devices, inputs: inputs, outputs: outputs, catalog: session.catalog, into: &session.bag)
    guard let files else { throw CommandFailure(.wrongInput) }
    return files.map { Artifact($0.name, $0.text) }
  }
}

import Backend
import Basic
import IR
import Interpreter

extension Session {
  /// What the integer program of a plan makes of inputs, or the end of the command.
  package mutating func planSample(
    _ inputs: [Tensor], of folder: PlanFolder
  ) throws(CommandFailure) -> PlanSample {
    let graph = folder.program.graph
    let typed = zip(inputs, graph.inputs).map { tensor, id in tensor.retyped(graph[id].type) }
    var layers: [String: Tensor] = [:]
    do throws(ExecutionError) {
      let outputs = try interpreter.prepare(folder.program).run(typed) { id, tensor in
        layers[graph[id].name] = tensor
      }
      return PlanSample(inputs: typed, outputs: outputs, layers: layers)
    } catch {
      throw fail(error.diagnostic)
    }
  }

  /// The sources of a plan, or the end of the command.
  package mutating func sources(
    _ form: SourceForm, _ folder: PlanFolder, _ sample: PlanSample
  ) throws(CommandFailure) -> [Artifact] {
    guard let sources = folder.plan.sources(form, folder.program, sample, &bag) else {
      throw CommandFailure(.wrongInput)
    }
    return sources
  }

  /// Writes files into a folder, or ends the command.
  package mutating func write(
    _ artifacts: [Artifact], to path: String
  ) throws(CommandFailure) {
    do throws(FileError) {
      try FileOutput.makeFolder(environment.path(path))
      for artifact in artifacts {
        try FileOutput.write(artifact.bytes, to: environment.path("\(path)/\(artifact.name)"))
      }
    } catch {
      throw fail(error, named: path)
    }
  }
}

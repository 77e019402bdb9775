import Backend
import Basic
import Crossbar
import Foundation
import IR
import Passes

/// A plan and the program that it runs, as `compile` writes them to a folder.
package struct PlanFolder: Sendable {
  /// The integer program: what the cores run, and the reference for the rest.
  package var program: Program

  /// The pipeline that made the program of the network; it stands in the program's head.
  package var pipeline: Pipeline

  /// The plan.
  package var plan: CrossbarPlan

  /// The files of a folder besides those of the plan.
  static let programFile = "program.dnnir"

  /// The files of a plan, as the backend emits and decodes them.
  static let planFiles = ["plan.txt", "plan.json", "arrays.bin"]
}

extension Session {
  /// Writes a plan and its program to a folder, or ends the command.
  package mutating func write(
    _ folder: PlanFolder, _ backend: CrossbarBackend, to path: String
  ) throws(CommandFailure) {
    explain("writing \(path)")
    let root = environment.path(path)
    var known: Set<ContentHash> = []
    do throws(FileError) {
      try FileOutput.makeFolder(root)
      let store = ConstantStore(folder: "\(root)/constants")
      try store.save(folder.program, known: &known)
      let header = IRHeader(
        pipeline: folder.pipeline.description, position: folder.pipeline.elements.count)
      let text = IRPrinter().print(folder.program, header: header)
      try FileOutput.write(text, to: "\(root)/\(PlanFolder.programFile)")
      for artifact in backend.emit(folder.plan) {
        try FileOutput.write(artifact.bytes, to: "\(root)/\(artifact.name)")
      }
      if !hasOtherIR(root) { store.removeOthers(than: known) }
    } catch {
      throw fail(error, named: path)
    }
  }

  /// Whether a folder holds IR besides a plan's program, which may need other constants.
  private func hasOtherIR(_ folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.contains { $0.hasSuffix(".dnnir") && $0 != PlanFolder.programFile }
  }

  /// Reads a plan and its program from a folder, or ends the command.
  package mutating func loadPlan(_ path: String) throws(CommandFailure) -> PlanFolder {
    let file = try loadIR("\(path)/\(PlanFolder.programFile)", constants: nil)
    var artifacts: [Artifact] = []
    for name in PlanFolder.planFiles {
      do throws(FileError) {
        let file = try MappedFile(path: environment.path("\(path)/\(name)"))
        artifacts.append(Artifact(name, [UInt8](file.bytes)))
      } catch {
        throw fail(error, named: "\(path)/\(name)")
      }
    }
    guard let plan = CrossbarBackend.decode(artifacts, &bag) else {
      throw CommandFailure(.wrongInput)
    }
    plan.checkProgram(file.program, file: "\(path)/\(PlanFolder.programFile)", &bag)
    try stopIfWrong()
    let text = file.header?.pipeline ?? ""
    guard let pipeline = PipelineParser.parse(text, catalog: .standard, into: &bag) else {
      throw CommandFailure(.wrongInput)
    }
    return PlanFolder(program: file.program, pipeline: pipeline, plan: plan)
  }

  /// Whether a path names a folder with a plan.
  package func isPlan(_ path: String) -> Bool {
    (try? MappedFile(path: environment.path("\(path)/plan.json"))) != nil
  }
}

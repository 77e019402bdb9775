import Backend
import Basic
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
  package var plan: any DevicePlan

  /// The file of a folder besides those of the plan.
  static let programFile = "program.dnnir"

  /// The names of all files of the folder, in the order in which people look at them.
  var fileNames: [String] { type(of: plan).fileNames + [Self.programFile] }
}

extension Session {
  /// Writes a plan and its program to a folder, or ends the command.
  package mutating func write(
    _ folder: PlanFolder, to path: String
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
      for artifact in folder.plan.artifacts {
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
    let backend = try backendOfPlan(path)
    var artifacts: [Artifact] = []
    for name in backend.planFiles {
      let file = try mapped("\(path)/\(name)")
      artifacts.append(Artifact(name, [UInt8](file.bytes)))
    }
    guard let plan = backend.decoded(artifacts, &bag) else { throw CommandFailure(.wrongInput) }
    plan.checkProgram(file.program, file: "\(path)/\(PlanFolder.programFile)", &bag)
    try stopIfWrong()
    let text = file.header?.pipeline ?? ""
    guard let pipeline = PipelineParser.parse(text, catalog: Catalogs.passes, into: &bag) else {
      throw CommandFailure(.wrongInput)
    }
    return PlanFolder(program: file.program, pipeline: pipeline, plan: plan)
  }

  /// The backend that wrote the plan of a folder, or the end of the command.
  private mutating func backendOfPlan(
    _ path: String
  ) throws(CommandFailure) -> any Backend.Type {
    let name = "\(path)/plan.json"
    let file = try mapped(name)
    let place = Diagnostic.Place.file(name, offset: nil)
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONReader.read(file.bytes)
    } catch {
      throw fail(.error(Self.planFormat, error.reason, at: .file(name, offset: error.offset)))
    }
    guard case .string(let format) = json["format"], let backend = Backends.writing(format) else {
      throw fail(.error(Self.planFormat, "'format' names no kind of plan", at: place))
    }
    return backend
  }

  /// The rule by which a plan is recognised.
  package static let planFormat = Rule(
    "plan.format", "a folder has a plan.json whose format names the backend that wrote it",
    "A folder that `dnnc compile -o` has written holds one.")

  private mutating func mapped(_ path: String) throws(CommandFailure) -> MappedFile {
    do throws(FileError) {
      return try MappedFile(path: environment.path(path))
    } catch {
      throw fail(error, named: path)
    }
  }

  /// Whether a path names a folder with a plan.
  package func isPlan(_ path: String) -> Bool {
    (try? MappedFile(path: environment.path("\(path)/plan.json"))) != nil
  }
}

extension Backend {
  /// The names of the files of a plan.
  fileprivate static var planFiles: [String] { Plan.fileNames }

  /// The plan that files hold, whatever its kind.
  fileprivate static func decoded(
    _ artifacts: [Artifact], _ bag: inout DiagnosticBag
  ) -> (any DevicePlan)? { decode(artifacts, &bag) }
}

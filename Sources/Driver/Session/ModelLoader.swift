import Basic
import Foundation
import Frontend
import IR

extension Session {
  /// The folder that a path lies in, as the user wrote it.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path, without its extension.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// Reads a text, or ends the command.
  package mutating func text(at path: String) throws(CommandFailure) -> String {
    do throws(FileError) {
      return try FileInput.text(at: environment.path(path))
    } catch {
      throw fail(error, named: path)
    }
  }

  /// Reads and verifies a model, or ends the command.
  package mutating func loadModel(
    _ path: String, _ options: FrontendOptions
  ) throws(CommandFailure) -> Program {
    explain("reading \(path)")
    guard let format = modelFormat(path) else {
      throw fail(
        .error(
          FileRules.unknownFormat, "the name '\(path)' does not tell what it is",
          help: "models end in \(ModelFormat.allExtensions.joined(separator: ", "))"))
    }
    guard let program = try program(path, format, options) else {
      throw CommandFailure(.wrongInput)
    }
    Verifier(catalog: catalog).verify(program, into: &bag)
    try stopIfWrong()
    return program
  }

  /// The format of a model, or `nil` if neither its name nor what a folder holds tells.
  package func modelFormat(_ path: String) -> ModelFormat? {
    if let format = ModelFormat(path: path) { return format }
    let isNetwork = FileManager.default.fileExists(atPath: environment.path("\(path)/graph.nnef"))
    return isNetwork ? .nnef : nil
  }

  private mutating func program(
    _ path: String, _ format: ModelFormat, _ options: FrontendOptions
  ) throws(CommandFailure) -> Program? {
    let folder = environment.path(Self.folder(of: path))
    switch format {
    case .dnnir: return try loadIR(path, constants: nil).program
    case .dnn:
      return DNNFrontend.parse(
        try text(at: path), name: path, folder: folder, catalog: catalog, options: options,
        sources: &sources, into: &bag)
    case .onnx:
      try mustExist(path)
      return ONNXFrontend.parse(
        path: environment.path(path), name: path, folder: folder, catalog: catalog,
        options: options, into: &bag)
    case .tflite:
      try mustExist(path)
      return TFLiteFrontend.parse(
        path: environment.path(path), name: path, options: options, catalog: catalog, into: &bag)
    case .onnxText:
      let text = try text(at: path)
      guard let model = ONNXTextParser.parse(text, name: path, sources: &sources, into: &bag)
      else { return nil }
      var program = ONNXFrontend.lower(
        model, name: path, folder: folder, catalog: catalog, options: options, into: &bag)
      program?.sources = sources
      return program
    case .nnef:
      return NNEFFrontend.parse(
        path: environment.path(path), name: path, options: options, catalog: catalog,
        sources: &sources, into: &bag)
    }
  }

  /// Ends the command if a file cannot be read.
  private mutating func mustExist(_ path: String) throws(CommandFailure) {
    do throws(FileError) {
      _ = try MappedFile(path: environment.path(path))
    } catch { throw fail(error, named: path) }
  }

  /// Reads and verifies IR text, or ends the command.
  ///
  /// - Parameter constants: the folder of constants; beside the file unless given.
  package mutating func loadIR(
    _ path: String, constants: String?
  ) throws(CommandFailure) -> IRFile {
    let text = try text(at: path)
    let folder = constants ?? "\(Self.folder(of: path))/constants"
    let store = ConstantStore(folder: environment.path(folder))
    let file = IRParser.parse(
      text, name: path, catalog: catalog, sources: &sources, into: &bag, resolve: store.load)
    guard let file else { throw CommandFailure(.wrongInput) }
    Verifier(catalog: catalog, places: file.places).verify(file.program, into: &bag)
    try stopIfWrong()
    return file
  }
}

import Basic
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
    if path.hasSuffix(".dnnir") { return try loadIR(path, constants: nil).program }
    guard path.hasSuffix(".dnn") else {
      throw fail(
        .error(
          FileRules.unknownFormat, "'\(path)' is neither a .dnn nor a .dnnir file",
          help: "network descriptions end in .dnn, dumps of the IR in .dnnir"))
    }
    let text = try text(at: path)
    let program = DNNFrontend.parse(
      text, name: path, folder: environment.path(Self.folder(of: path)), catalog: catalog,
      options: options, sources: &sources, into: &bag)
    guard let program else { throw CommandFailure(.wrongInput) }
    Verifier(catalog: catalog).verify(program, into: &bag)
    try stopIfWrong()
    return program
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

import Basic
import Frontend
import IR
import Passes

/// Writes a model in another format.
enum ConvertCommand {
  static let spec = CommandSpec(
    name: "convert", summary: "Writes a model in another format.", arguments: "IN OUT",
    argumentCount: 2...2,
    examples: [
      ("dnnc convert net.onnx net.dnn", "write net.dnn, and its weights to net.safetensors"),
      ("dnnc convert net.dnn net.onnx", "write a model that other tools read"),
      ("dnnc convert net.dnn net.nnef", "write the folder net.nnef"),
      ("dnnc convert net.onnx net.onnxtxt", "the same model as text, large tensors in net.bin"),
    ],
    options: CompilationOptions.model, run: run)

  /// A file to write.
  private typealias File = (path: String, bytes: [UInt8])

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let (input, output) = (arguments.positionals[0], arguments.positionals[1])
    guard let target = ModelFormat(path: output), target != .tflite, target != .dnnir else {
      throw session.fail(
        .error(
          FileRules.unknownFormat, "'\(output)' tells no format that is written",
          help: "give a name that ends in .dnn, .onnx, .onnxtxt or .nnef"), .usage)
    }
    let files = try files(input, output, target, arguments, &session)
    for file in files {
      do throws(FileError) {
        try FileOutput.write(file.bytes, to: session.environment.path(file.path))
      } catch { throw session.fail(error, named: file.path) }
    }
    let names = target == .nnef ? [output] : files.map(\.path)
    session.say("wrote \(names.joined(separator: " "))\n")
    return .done
  }

  private static func files(
    _ input: String, _ output: String, _ target: ModelFormat, _ arguments: ParsedArguments,
    _ session: inout Session
  ) throws(CommandFailure) -> [File] {
    // From ONNX to ONNX nothing is lowered, so that nothing is lost.
    if target != .dnn, target != .nnef, let model = try onnxModel(input, &session) {
      return try onnxFiles(model, output, target, &session)
    }
    var program = try session.loadModel(input, try session.frontendOptions(arguments))
    DequantizedConstants.fold(&program, session.catalog)
    if target == .dnn {
      let weights = "\(Session.stem(of: output)).safetensors"
      let folder = Session.folder(of: output)
      let export = DNNExport.make(
        program, weights: weights, catalog: session.catalog, into: &session.bag)
      guard let export else { throw CommandFailure(.wrongInput) }
      var files: [File] = [(output, Array(export.text.utf8))]
      guard !export.tensors.isEmpty else { return files }
      do throws(DataFault) {
        files.append(
          (
            folder == "." ? weights : "\(folder)/\(weights)",
            try Safetensors.bytes(of: export.tensors)
          ))
      } catch { throw session.fail(error.error(in: weights).diagnostic) }
      return files
    }
    if target == .nnef {
      guard output.hasSuffix(".nnef") else {
        throw session.fail(
          .error(
            FileRules.unknownFormat, "a network in NNEF is written as a folder, not as '\(output)'",
            help: "give a name that ends in .nnef, and pack the folder by tar"), .usage)
      }
      guard let files = NNEFExport.files(of: program, into: &session.bag) else {
        throw CommandFailure(.wrongInput)
      }
      do throws(FileError) {
        try FileOutput.makeFolder(session.environment.path(output))
      } catch { throw session.fail(error, named: output) }
      return files.map { ("\(output)/\($0.name)", $0.bytes) }
    }
    guard
      let model = ONNXExport.make(program, catalog: session.catalog, into: &session.bag)
    else { throw CommandFailure(.wrongInput) }
    return try onnxFiles(model, output, target, &session)
  }

  /// The model of a file in ONNX, or `nil` if it is in another format.
  private static func onnxModel(
    _ path: String, _ session: inout Session
  ) throws(CommandFailure) -> ONNXModel? {
    switch ModelFormat(path: path) {
    case .onnx:
      do throws(DataError) {
        return try ONNXReader.model(at: session.environment.path(path), named: path)
      } catch { throw session.fail(error.diagnostic) }
    case .onnxText:
      let text = try session.text(at: path)
      let model = ONNXTextParser.parse(
        text, name: path, sources: &session.sources, into: &session.bag)
      guard let model else { throw CommandFailure(.wrongInput) }
      return model
    default: return nil
    }
  }

  private static func onnxFiles(
    _ model: ONNXModel, _ output: String, _ target: ModelFormat, _ session: inout Session
  ) throws(CommandFailure) -> [File] {
    if target == .onnx { return [(output, ONNXWriter.bytes(of: model))] }
    let folder = Session.folder(of: output)
    let side = "\(Session.stem(of: output)).bin"
    do throws(DataError) {
      let text = try ONNXTextPrinter.print(
        model, named: output, options: .init(inlineLimit: 64, sideFile: side))
      var files: [File] = [(output, Array(text.text.utf8))]
      if !text.sideBytes.isEmpty {
        files.append((folder == "." ? side : "\(folder)/\(side)", text.sideBytes))
      }
      return files
    } catch { throw session.fail(error.diagnostic) }
  }
}

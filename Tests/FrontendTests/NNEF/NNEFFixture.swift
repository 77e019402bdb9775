import Basic
import Foundation
import Frontend
import IR
import Operators
import TestSupport

/// Models of NNEF that exist while a test runs.
enum NNEFFixture {
  /// What reading a model gave.
  struct Outcome {
    /// The program, or `nil` after an error.
    var program: Program?

    /// What was reported, as `line: severity: message [code]`.
    var messages: [String]

    /// The codes of what was reported, in order.
    var codes: [String]
  }

  /// Reads the graph `body`, in which `x` is an input of `shape` and `y` the output.
  static func read(
    _ body: String, x shape: [Int] = [1, 2, 4, 4], files: [(name: String, bytes: [UInt8])] = [],
    options: FrontendOptions = FrontendOptions()
  ) throws -> Outcome {
    let text = """
      version 1.0;
      graph net(x) -> (y)
      {
        x = external(shape = \(shape));
        \(body)
      }

      """
    return try read([("graph.nnef", Array(text.utf8))] + files, options: options)
  }

  /// Reads a folder of files.
  static func read(
    _ files: [(name: String, bytes: [UInt8])], options: FrontendOptions = FrontendOptions()
  ) throws -> Outcome {
    let folder = try TemporaryFolder()
    for file in files { try write(file.bytes, to: file.name, in: folder) }
    return read(path: folder.path, options: options)
  }

  /// Writes a file, with the folders on its way.
  static func write(_ bytes: [UInt8], to name: String, in folder: TemporaryFolder) throws {
    if let slash = name.lastIndex(of: "/") {
      try FileOutput.makeFolder("\(folder.path)/\(name[..<slash])")
    }
    try FileOutput.write(bytes, to: "\(folder.path)/\(name)")
  }

  /// Reads the model at `path`.
  static func read(path: String, options: FrontendOptions = FrontendOptions()) -> Outcome {
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag(errorLimit: 1000)
    let program = NNEFFrontend.parse(
      path: path, name: "model", options: options, catalog: .standard, sources: &sources, into: &bag
    )
    if let program { Verifier(catalog: .standard).verify(program, into: &bag) }
    let messages = bag.diagnostics.map { diagnostic in
      var line = 0
      if case .source(let range) = diagnostic.place { line = range.line }
      return "\(line): \(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.code)]"
    }
    return Outcome(program: program, messages: messages, codes: bag.diagnostics.map(\.code))
  }

  /// The files of a program, or what has no form.
  static func export(_ program: Program) -> Result<[(name: String, bytes: [UInt8])], Unwritten> {
    var bag = DiagnosticBag(errorLimit: 1000)
    guard let files = NNEFExport.files(of: program, into: &bag) else {
      return .failure(Unwritten(messages: bag.diagnostics.map { "\($0.message) [\($0.code)]" }))
    }
    return .success(files)
  }

  /// What has no form in NNEF.
  struct Unwritten: Error {
    var messages: [String]
  }

  /// The text of a program without places.
  static func text(_ program: Program) -> String {
    var program = program
    program.compact()
    return IRPrinter().print(program)
  }

  /// The operations of a program as the IR writes them, without types.
  static func lines(_ program: Program?) -> [String] {
    guard let program else { return [] }
    return program.graph.order.map { id in
      let line = IRPrinter().line(program.graph[id], program.graph, program.sources)
      return line.components(separatedBy: " : ")[0]
    }
  }

  /// The outputs of a program by the operators' definitions; inputs are found by name.
  static func run(_ program: Program, _ inputs: [String: Tensor]) -> [Tensor] {
    let graph = program.graph
    var values: [ID<Value>: Tensor] = [:]
    for input in graph.inputs { values[input] = inputs[graph[input].name] }
    func value(_ id: ID<Value>) -> Tensor? { values[id] ?? program.tensor(of: id) }
    for id in graph.order {
      let operation = graph[id]
      let operands = operation.operands.compactMap(value)
      guard operands.count == operation.operands.count else { return [] }
      let results = OperatorCatalog.standard.definition(of: operation).evaluate(
        graph.call(id), operands, operation.results.map { graph[$0].type })
      for (result, tensor) in zip(operation.results, results) { values[result] = tensor }
    }
    return graph.outputs.compactMap(value)
  }

  /// A `.dat` file of floats.
  static func dat(_ shape: [Int], _ values: [Float]) -> [UInt8] {
    dat(shape, bits: 32, item: 0, data: values.flatMap { bytes($0.bitPattern) })
  }

  /// A `.dat` file.
  static func dat(_ shape: [Int], bits: Int, item: UInt32, data: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x4E, 0xEF, 1, 0]
    file += bytes(UInt32(data.count)) + bytes(UInt32(shape.count))
    for axis in 0..<8 { file += bytes(UInt32(axis < shape.count ? shape[axis] : 0)) }
    file += bytes(UInt32(bits)) + bytes(item)
    return file + [UInt8](repeating: 0, count: 128 - file.count) + data
  }

  /// The bytes of a number, the least significant first.
  static func bytes<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
    withUnsafeBytes(of: word.littleEndian) { Array($0) }
  }
}

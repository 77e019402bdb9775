import Basic
import Foundation
import Frontend
import IR
import Operators

/// A file of inputs and results of one operator, made by other people's code.
///
/// `Tests/Vectors/README.md` describes the files.
package struct VectorCase: Sendable, CustomStringConvertible {
  /// Why a case cannot be read.
  package struct Unreadable: Error, CustomStringConvertible {
    /// What is wrong.
    package let description: String
  }

  /// The operator.
  package let operatorName: String

  /// The name of the case.
  package let name: String

  /// The case as in the names of the files, such as `conv2d/stride`.
  package var description: String { "\(operatorName)/\(name)" }

  /// Every case in the repository, in order.
  package static let all: [VectorCase] = RepositoryPaths.contents(of: RepositoryPaths.vectors)
    .flatMap { folder in
      RepositoryPaths.contents(of: RepositoryPaths.vectors.appendingPathComponent(folder))
        .filter { $0.hasSuffix(".dnnir") }
        .map { VectorCase(operatorName: folder, name: String($0.dropLast(".dnnir".count))) }
    }

  /// What a case says: a program, what goes in and what must come out.
  package struct Content: Sendable {
    /// A program of one operation, verified.
    package let program: Program

    /// The inputs, in the order of the graph.
    package let inputs: [Tensor]

    /// The results, in the order of the graph.
    package let expected: [Tensor]

    /// The operation, which reads every input in order.
    package var operation: ID<IR.Operation> { program.graph.order[0] }

    /// The results by the operator's definition.
    package func evaluateDefinition() -> [Tensor] {
      let definition = OperatorCatalog.standard.definition(of: program.graph[operation])
      let types = program.graph[operation].results.map { program.graph[$0].type }
      return definition.evaluate(program.graph.call(operation), inputs, types)
    }
  }

  /// Reads the files.
  package func load() throws -> Content {
    let path = RepositoryPaths.vectors.appendingPathComponent(description).path
    let text = try String(contentsOfFile: path + ".dnnir", encoding: .utf8)
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let file = IRParser.parse(
      text, name: description + ".dnnir", catalog: .standard, sources: &sources, into: &bag)
    if let file {
      Verifier(catalog: .standard, places: file.places).verify(file.program, into: &bag)
    }
    guard let file, !bag.hasErrors else {
      throw Unreadable(
        description: bag.diagnostics.map { "\($0.code): \($0.message)" }.joined(separator: "\n"))
    }
    let graph = file.program.graph
    guard graph.order.count == 1, graph.outputs == graph[graph.order[0]].results,
      graph[graph.order[0]].operands == graph.inputs
    else {
      throw Unreadable(description: "\(self) is not one operation that reads every input")
    }
    let archive = try TensorFile.open(path + ".npz")
    func tensor(_ id: ID<Value>) throws -> Tensor {
      let (tensor, type) = (try archive.tensor(graph[id].name), graph[id].type)
      guard tensor.type.shape == type.shape, tensor.type.byteCount == type.byteCount,
        tensor.type.element.isFloat == type.element.isFloat
      else {
        throw Unreadable(description: "\(self): \(graph[id].name) is \(tensor.type), not \(type)")
      }
      return tensor.retyped(type)
    }
    return Content(
      program: file.program, inputs: try graph.inputs.map(tensor),
      expected: try graph.outputs.map(tensor))
  }
}

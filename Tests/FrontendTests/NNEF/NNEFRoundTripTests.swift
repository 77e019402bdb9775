import Basic
import Foundation
import Frontend
import IR
import Operators
import TestSupport
import Testing

/// What is written in NNEF comes back as it was.
@Suite struct NNEFRoundTripTests {
  /// The networks that a build of this kind can afford.
  static let models = isOptimized ? ModelFile.all : ModelFile.medium

  @Test(arguments: models)
  func modelsComeBackAsTheyWere(_ model: ModelFile) throws {
    let program = try model.load()
    let files = try NNEFFixture.export(program).get()
    let outcome = try NNEFFixture.read(files)
    #expect(outcome.messages.isEmpty)
    let read = try #require(outcome.program)
    #expect(NNEFFixture.text(read) == NNEFFixture.text(program))
    #expect(try canonical(read) == canonical(program))
  }

  /// Every operator with a form gives a program that computes the same; what has none is refused.
  @Test(arguments: VectorCase.all)
  func operatorsComputeTheSame(_ vector: VectorCase) throws {
    let content = try vector.load()
    let names = content.program.graph.inputs.map { content.program.graph[$0].name }
    let inputs = Dictionary(uniqueKeysWithValues: zip(names, content.inputs))
    for program in [content.program, try withConstants(content)] {
      guard case .success(let files) = NNEFFixture.export(program) else {
        return
      }
      let outcome = try NNEFFixture.read(files)
      let text = String(decoding: files[0].bytes, as: UTF8.self)
      let read = try #require(outcome.program, "\(outcome.messages)\n\(text)")
      let results = NNEFFixture.run(read, inputs)
      let expected = NNEFFixture.run(program, inputs)
      for (result, wanted) in zip(results, expected) {
        #expect(result.type == wanted.type, "\(text)")
        for (a, b) in zip(result.numbers, wanted.numbers) where !(a.isNaN && b.isNaN) {
          // What is put together from other operations rounds between them.
          #expect(a == b || abs(a - b) <= 1e-5 * max(1, abs(b)), "\(text)")
        }
      }
    }
  }

  /// The case with its trained parameters as constants.
  private func withConstants(_ content: VectorCase.Content) throws -> Program {
    let graph = content.program.graph
    let operation = graph[graph.order[0]]
    let definition = OperatorCatalog.standard.definition(of: operation)
    var program = Program(Graph(name: graph.name))
    var operands: [ID<Value>] = []
    for (index, input) in graph.inputs.enumerated() {
      let spec = definition.operands[min(index, definition.operands.count - 1)]
      operands.append(
        spec.isParameter
          ? program.addConstantValue("\(graph[input].name).w", content.inputs[index])
          : program.graph.addInput(graph[input].name, graph[input].type))
    }
    var copy = operation
    copy.operands = operands
    let id = program.graph.append(
      copy, names: operation.results.map { graph[$0].name },
      types: operation.results.map { graph[$0].type })
    program.graph.outputs = program.graph[id].results
    return program
  }

  private func canonical(_ program: Program) throws -> String {
    var bag = DiagnosticBag()
    let export = DNNExport.make(
      program, weights: "w.safetensors", catalog: .standard, into: &bag)
    return try #require(export, "\(bag.diagnostics.map(\.message))").text
  }
}

import Basic
import IR
import Testing

private let vector = TensorType(.f32, [2])

private func tensor(_ values: Float...) -> Tensor { Tensor([values.count], floats: values) }

@Suite struct ProgramTests {
  @Test func namesOfConstantsStayUnique() {
    var program = Program(Graph(name: "g"))
    let ids = (0..<3).map { _ in program.addConstant(Constant("w", tensor(1, 2))) }
    #expect(ids.map { program.constants[$0].name } == ["w", "w.2", "w.3"])
  }

  @Test func aConstantHasOneValue() {
    var program = Program(Graph(name: "g"))
    let id = program.addConstant(Constant("w", tensor(1, 2)))
    let value = program.graph.value(of: id, in: program.constants)
    #expect(program.graph.value(of: id, in: program.constants) == value)
    #expect(program.graph[value].name == "w")
    #expect(program.graph.constant(of: value) == id)
    #expect(program.tensor(of: value) == tensor(1, 2))
  }

  @Test func aConstantMayBeKnownByItsDigestAlone() {
    let known = Constant("w", tensor(1, 2))
    let missing = Constant("w", vector, missing: known.contentHash)
    #expect(missing.tensor == nil)
    #expect(missing.contentHash == tensor(1, 2).contentHash)
    #expect(missing == known)
    #expect(missing != Constant("w", vector, missing: tensor(2, 1).contentHash))
    #expect(missing != Constant("v", tensor(1, 2)))
  }

  /// A program with a dead operation, dead and shared constants, and an order unlike the tables'.
  private func untidy() -> Program {
    var program = Program(Graph(name: "g"))
    program.sources.append(SourceFile(name: "g.dnn", text: "text"))
    program.addConstant(Constant("dead", tensor(9, 9)))
    let second = program.addConstantValue("second", tensor(3, 4))
    let first = program.addConstantValue("first", tensor(1, 2))
    let x = program.graph.addInput("x", vector)
    let y = program.graph.addInput("unused", vector)
    let late = program.graph.create(
      Operation("add", operands: [x, second]), names: ["late"], types: [vector])
    program.graph.append(Operation("relu", operands: [y]), names: ["gone"], types: [vector])
    let early = program.graph.append(
      Operation("mul", operands: [first, x], origins: ["layer"]), names: ["early"], types: [vector])
    program.graph[late].operands[0] = program.graph[early].results[0]
    program.graph.order = [early, late]
    program.graph.outputs = [program.graph[late].results[0], second]
    return program
  }

  @Test func compactingNumbersWhatIsAliveInOrderOfAppearance() {
    var program = untidy()
    program.compact()
    let graph = program.graph
    #expect(program.constants.ids.map { program.constants[$0].name } == ["first", "second"])
    #expect(graph.operations.ids.map { graph[$0].kind } == ["mul", "add"])
    #expect(graph.order == Array(graph.operations.ids))
    #expect(
      graph.values.ids.map { graph[$0].name }
        == ["x", "unused", "first", "early", "second", "late"])
    #expect(graph.outputs.map { graph[$0].name } == ["late", "second"])
    #expect(graph[graph.order[0]].origins == ["layer"])
    #expect(graph.inputs.map { graph[$0].name } == ["x", "unused"])
    #expect(program.sources.count == 1)
    for (position, id) in graph.order.enumerated() {
      #expect(graph[graph[id].results[0]].definition == .result(id, 0), "operation \(position)")
    }
  }

  @Test func compactingTwiceIsCompactingOnce() {
    var program = untidy()
    program.compact()
    let once = program
    program.compact()
    #expect(program == once)
  }

  @Test func deadNamesAreFreeAgain() {
    var program = untidy()
    program.compact()
    #expect(program.graph.uniqueName("gone") == "gone")
    #expect(program.graph.uniqueName("late") == "late.2")
    let id = program.addConstant(Constant("dead", tensor(1)))
    #expect(program.constants[id].name == "dead")
  }

  @Test func anOutputMayBeAnInput() {
    var program = Program(Graph(name: "g"))
    let x = program.graph.addInput("x", vector)
    program.graph.outputs = [x, x]
    program.compact()
    #expect(program.graph.outputs == program.graph.inputs + program.graph.inputs)
  }
}

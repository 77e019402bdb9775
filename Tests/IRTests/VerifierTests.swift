import Basic
import IR
import Operators
import TestSupport
import Testing

/// Violations that no text can spell, since the parser refuses them first.
@Suite struct VerifierTests {
  private func codes(_ program: Program) -> [String] {
    var bag = DiagnosticBag()
    Verifier(catalog: .standard).verify(program, into: &bag)
    return bag.diagnostics.map(\.code)
  }

  private func chain() throws -> Program {
    try ProgramText.network(
      "network n(x: f32[2]) -> (y)\n{\n  a = relu(x)\n  y = tanh(a)\n}\n")
  }

  @Test func soundProgramHasNoViolations() throws {
    #expect(codes(try chain()).isEmpty)
  }

  @Test func operationsReadOnlyWhatStandsBefore() throws {
    var program = try chain()
    program.graph.order.reverse()
    #expect(codes(program) == ["ir.c4"])
  }

  @Test func operationsStandOnce() throws {
    var program = try chain()
    program.graph.order.append(program.graph.order[0])
    #expect(codes(program) == ["ir.c10"])
  }

  @Test func outputsAreDefined() throws {
    var program = try chain()
    program.graph.order.removeLast()
    #expect(codes(program) == ["ir.c8"])
  }

  @Test func unknownOperatorsAreReported() throws {
    var program = try chain()
    program.graph[program.graph.order[0]].kind = "rellu"
    #expect(codes(program) == ["ir.c1"])
  }

  @Test func everyViolationIsReported() throws {
    var program = try chain()
    program.graph[program.graph.order[0]].kind = "rellu"
    program.graph[program.graph.order[1]].attributes["axis"] = .integer(0)
    program.graph.outputs = []
    #expect(codes(program) == ["ir.c1", "ir.c3", "ir.c8"])
  }

  @Test func attributesHaveTheirKind() throws {
    var program = try ProgramText.network(
      "network n(x: f32[2]) -> (y) { y = softmax(x) }")
    program.graph[program.graph.order[0]].attributes["axis"] = .number(0)
    #expect(codes(program) == ["ir.c3"])
  }
}

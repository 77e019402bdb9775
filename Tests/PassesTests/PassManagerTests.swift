import Basic
import IR
import Passes
import TestSupport
import Testing

/// A pass that a test plants: its type says what it does, and what it claims.
private protocol PlantedPass: Pass {}

extension PlantedPass {
  static var summary: String { "Planted." }
  static var details: String { "" }
}

/// Changes the program and denies it.
private struct Denies: PlantedPass {
  static let name = "denies"
  static let fidelity = Fidelity.approximate
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    program.graph.name += "'"
    return .unchanged
  }
}

/// Leaves the program alone and boasts.
private struct Boasts: PlantedPass {
  static let name = "boasts"
  static let fidelity = Fidelity.exact
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome { .changed }
}

/// Never comes to rest.
private struct Restless: PlantedPass {
  static let name = "restless"
  static let fidelity = Fidelity.exact
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    program.graph.name = program.graph.name == "a" ? "b" : "a"
    return .changed
  }
}

/// Replaces relu by tanh and claims that nothing changes.
private struct Breaks: PlantedPass {
  static let name = "breaks"
  static let fidelity = Fidelity.exact
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    for id in program.graph.order { program.graph[id].kind = "tanh" }
    return .changed
  }
}

/// Changes results by less than a rounding, which its fidelity allows, or by more.
private struct Rounds<Size: RoundingSize>: PlantedPass {
  static var name: String { "rounds" }
  static var fidelity: Fidelity { .exactUpToRounding }
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    let factor = program.addConstantValue("factor", Tensor([], floats: [1 + Size.size]))
    let old = program.graph.outputs[0]
    let id = program.graph.append(
      Operation(
        "mul", operands: [old, factor],
        attributes: AttributeList([Attribute("activation", .activation(.none))])),
      names: ["rounded"], types: [program.graph[old].type])
    program.graph.outputs = program.graph[id].results
    return .changed
  }
}

private protocol RoundingSize { static var size: Float { get } }
private enum Tiny: RoundingSize { static let size: Float = 1e-6 }
private enum Large: RoundingSize { static let size: Float = 1e-2 }

/// Leaves a program that does not verify.
private struct Mistypes: PlantedPass {
  static let name = "mistypes"
  static let fidelity = Fidelity.exact
  init(_ options: PassOptions) {}
  func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    program.graph[program.graph.order[0]].kind = "softmax"
    return .changed
  }
}

/// The manager catches every pass that does not keep its word.
@Suite struct PassManagerTests {
  private func codes(
    _ elements: [Pipeline.Element], checksSemantics: Bool = false
  ) throws -> [String] {
    var program = try ProgramText.network("network n(x: f32[4]) -> (y) { y = relu(x) }")
    var options = PassManager.Options()
    options.checksSemantics = checksSemantics
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 1)
    let run = PassManager(Pipeline(elements), options: options).run(on: &program, &context) {
      _, _, _, _ in
    }
    #expect(run.succeeded == !context.bag.hasErrors)
    return context.bag.diagnostics.map(\.code)
  }

  @Test func aPassThatDeniesItsChangeIsCaught() throws {
    #expect(try codes([.pass(Denies.self, [])]) == ["pipeline.honesty"])
  }

  @Test func aPassThatBoastsOfAChangeIsCaught() throws {
    #expect(try codes([.pass(Boasts.self, [])]) == ["pipeline.honesty"])
  }

  @Test func aGroupThatNeverRestsIsCaught() throws {
    #expect(try codes([.fixpoint([.pass(Restless.self, [])])]) == ["pipeline.fixpoint"])
  }

  @Test func aPassThatBreaksSemanticsIsCaughtWhenAskedFor() throws {
    #expect(try codes([.pass(Breaks.self, [])], checksSemantics: true) == ["pipeline.semantics"])
    #expect(try codes([.pass(Breaks.self, [])]) == [])
  }

  @Test func roundingIsAllowedWhereItIsDeclared() throws {
    #expect(try codes([.pass(Rounds<Tiny>.self, [])], checksSemantics: true) == [])
    #expect(
      try codes([.pass(Rounds<Large>.self, [])], checksSemantics: true) == ["pipeline.semantics"])
  }

  @Test func aPassThatLeavesAnUnsoundProgramIsCaught() throws {
    #expect(try codes([.pass(Mistypes.self, [])]) == ["ir.c3"])
  }

  @Test func nothingRunsAfterAFault() throws {
    #expect(
      try codes([.pass(Denies.self, []), .pass(Boasts.self, [])]) == ["pipeline.honesty"])
  }

  @Test func aRunStopsWhereItIsToldTo() throws {
    var program = try ProgramText.network(
      "network n(x: f32[1, 4]) -> (y) { y = tanh(reshape(x, shape = [1, 4])) }")
    let passes: [any Pass.Type] = [EliminateDeadCode.self, Canonicalize.self, FuseActivation.self]
    var options = PassManager.Options()
    options.stopsAfterChange = true
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 1)
    let run = PassManager(Pipeline(passes.map { .pass($0, []) }), options: options)
      .run(on: &program, &context) {
        _, _, _, _ in
      }
    #expect(run.position == 2)
    #expect(run.invocations.map(\.name) == ["dce", "canonicalize"])
    #expect(run.invocations.map(\.outcome) == [.unchanged, .changed])
  }
}

import Basic
import IR
import Interpreter
import Operators
import Partition
import Passes
import TestSupport
import Testing

/// Runs a plan as programs of several devices, and compares with the program that was divided.
enum SplitCheck {
  /// Lowers, verifies, runs and compares results, messages and bytes.
  ///
  /// - Parameter readsBack: whether programs are also printed and read, which digests all weights.
  static func check(_ whole: Program, _ plan: SplitPlan, readsBack: Bool) throws {
    let programs = try lowered(whole, plan, readsBack: readsBack)
    let inputs = SeededSamples(seed: 11, count: 1).sample(0, for: whole)
    let run = DeviceGroup(catalog: .standard).run(programs, inputs: inputs)
    compare(
      try run.outputs(), try Interpreter(catalog: .standard).run(whole, inputs: inputs))
    #expect(run.traffic.count == plan.connections)
    #expect(run.traffic.reduce(0) { $0 + $1.bytes } == plan.bytes.count)
    #expect(run.traffic.sorted() == predicted(plan).sorted())
  }

  /// The programs, each of them sound, and if wished equal after printing and reading.
  static func lowered(
    _ whole: Program, _ plan: SplitPlan, readsBack: Bool = true
  ) throws -> [Program] {
    var bag = DiagnosticBag()
    let programs = try #require(
      PlanLowering.programs(plan, whole, catalog: .standard, into: &bag))
    for program in programs {
      Verifier(catalog: .standard).verify(program, into: &bag)
      if readsBack { try readBack(program) }
    }
    var verifier = DeviceVerifier(programs, of: (whole, plan), catalog: .standard)
    verifier.verify(into: &bag)
    #expect(bag.diagnostics.map(\.message) == [])
    return programs
  }

  private static func readBack(_ program: Program) throws {
    let text = IRPrinter().print(program)
    var constants: [ContentHash: [Constant]] = [:]
    for id in program.constants.ids {
      constants[program.constants[id].contentHash, default: []].append(program.constants[id])
    }
    let read = try ProgramText.ir(text) { hash, type in
      constants[hash]?.first { $0.type == type }?.tensor
    }
    #expect(IRPrinter().print(read.program) == text)
  }

  /// The messages of a plan as they are counted.
  static func predicted(_ plan: SplitPlan) -> [MessageRecord] {
    plan.boundaries.flatMap(\.collectives).flatMap(\.messages).map {
      MessageRecord(sender: $0.source, receiver: $0.destination, bytes: $0.bytes.count)
    }
  }

  /// Integers are equal; floats within 1e-5 of the greatest, for sums are taken in another order.
  static func compare(_ found: [Tensor], _ expected: [Tensor]) {
    #expect(found.map(\.type) == expected.map(\.type))
    for (found, expected) in zip(found, expected) {
      guard expected.type.element == .f32 else {
        #expect(found == expected)
        continue
      }
      let greatest = expected.floats.reduce(0) { max($0, abs($1)) }
      #expect(found.floats.allSatisfy { $0.isFinite })
      let worst = zip(found.floats, expected.floats).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(worst <= greatest * 1e-5 && greatest > 0)
    }
  }
}

extension MessageRecord: Comparable {
  /// By sender, receiver and size.
  package static func < (a: MessageRecord, b: MessageRecord) -> Bool {
    (a.sender, a.receiver, a.bytes) < (b.sender, b.receiver, b.bytes)
  }
}

import Basic
import IR
import Interpreter
import Operators
import Partition
import Passes
import TestSupport
import Testing

/// Networks cut in two give what whole ones give, with the messages that the plan says.
@Suite struct CutLoweringTests {
  /// Bandwidths at which the best cut of most networks lies at the start, in the middle, at the end.
  static let bandwidths = [1e2, 1e6, 1e7, 1e12]

  @Test(arguments: SplitNetwork.small, bandwidths)
  func bothPartsGiveTheWhole(_ network: SplitNetwork, _ bandwidth: Double) throws {
    let whole = try network.program()
    let environment = Planning.environment([1e6, 1e8], latency: 1e-6, bandwidth: bandwidth)
    var bag = DiagnosticBag()
    let plan = try #require(
      CutPlanner.plan(whole, catalog: .standard, environment, &bag))
    let programs = try #require(
      CutLowering.programs(plan, whole, catalog: .standard, into: &bag))
    var verifier = DeviceVerifier(programs, catalog: .standard)
    verifier.verify(into: &bag)
    for program in programs { Verifier(catalog: .standard).verify(program, into: &bag) }
    #expect(bag.diagnostics.map(\.message) == [])
    let inputs = SeededSamples(seed: 11, count: 1).sample(0, for: whole)
    let run = DeviceGroup(catalog: .standard).run(programs, inputs: inputs)
    let interpreter = Interpreter(catalog: .standard, threads: 1)
    #expect(try run.outputs() == interpreter.run(whole, inputs: inputs))
    #expect(
      run.traffic
        == plan.best.messages.map {
          MessageRecord(
            sender: $0.message.source, receiver: $0.message.destination,
            bytes: $0.message.bytes.count)
        })
    // With a link that costs nothing all that is slow goes to the fast device.
    if bandwidth == 1e12 { #expect(plan.best.isRemote.contains(true)) }
    if bandwidth == 1e2 { #expect(!plan.best.isRemote.contains(true)) }
  }
}

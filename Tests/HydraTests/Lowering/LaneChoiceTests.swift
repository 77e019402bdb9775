import Backend
import Basic
import Hydra
import IR
import Passes
import TestSupport
import Testing

/// The number of lanes that a deadline needs.
@Suite struct LaneChoiceTests {
  static func cycles(_ program: Program, lanes: Int, overlaps: Bool) throws -> Int {
    let target = LoweredNetwork.target(lanes: lanes, overlapsDrain: overlaps)
    return try LoweringTests.plan(program, target).total.total
  }

  @Test(arguments: [1, 3, 7], [false, true])
  func theFewestLanesThatAreFastEnough(index: Int, overlaps: Bool) throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[index].real())
    let all = try (1...24).map { try Self.cycles(program, lanes: $0, overlaps: overlaps) }
    let backend = HydraBackend(target: LoweredNetwork.target(overlapsDrain: overlaps))
    let least = try #require(all.min())
    for limit in [all[0], all[2], (all[0] + least) / 2, least] {
      var context = LoweredNetwork.context()
      let chosen = try backend.choosing(
        for: program, within: backend.target.time(limit), &context)
      let first = try #require(all.firstIndex { $0 <= limit })
      #expect(chosen?.target.device.lanes == first + 1, "\(context.bag.diagnostics)")
    }
    var context = LoweredNetwork.context()
    let fastest = try backend.choosing(for: program, within: nil, &context)
    #expect(fastest?.target.device.lanes == all.firstIndex(of: least).map { $0 + 1 })
    #expect(throws: MissedDeadline.self) {
      try backend.choosing(for: program, within: backend.target.time(least - 1), &context)
    }
    #expect(context.bag.diagnostics.map(\.code) == ["hydra.p2"])
    #expect(
      context.bag.diagnostics[0].message.contains("takes \(backend.target.time(least)) at best"))
  }

  @Test func memoriesCountToo() throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[1].real())
    var target = LoweredNetwork.target()
    target.device.weightDepth = 100
    var context = LoweredNetwork.context()
    let slow = Nanoseconds(1e9)
    let chosen = try HydraBackend(target: target).choosing(for: program, within: slow, &context)
    let lanes = try #require(chosen?.target.device.lanes)
    #expect(lanes > 1)
    target.device.lanes = lanes - 1
    #expect(HydraBackend(target: target).plan(program, &context.bag) == nil)
    target.device.weightDepth = 4
    context = LoweredNetwork.context()
    let none = try HydraBackend(target: target).choosing(for: program, within: slow, &context)
    #expect(none == nil)
    #expect(context.bag.diagnostics.map(\.code) == ["hydra.p1"])
  }
}

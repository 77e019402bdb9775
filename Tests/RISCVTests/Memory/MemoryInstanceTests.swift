import Basic
import Foundation
import RISCV
import TestSupport
import Testing

/// The hard instances that MiniMalloc publishes; a plan in 1 MiB is known for each.
@Suite(.enabled(if: RepositoryPaths.hasShared)) struct MemoryInstanceTests {
  private static let names = ["A", "C", "E", "G", "I", "K"]

  private func table(_ name: String) throws -> MemoryTable {
    let file = try RepositoryPaths.sharedVectors()
      .appendingPathComponent("memory/\(name).1048576.csv")
    var sources = Table<SourceFile>()
    var bag = DiagnosticBag()
    let table = MemoryTable.read(
      try String(contentsOf: file, encoding: .utf8), name: file.lastPathComponent,
      capacity: Bytes(1 << 20), sources: &sources, into: &bag)
    #expect(bag.diagnostics == [])
    return try #require(table)
  }

  @Test(arguments: names) func readsAndWritesTheSameBytes(name: String) throws {
    let file = try RepositoryPaths.sharedVectors()
      .appendingPathComponent("memory/\(name).1048576.csv")
    #expect(try table(name).text == (try String(contentsOf: file, encoding: .utf8)))
  }

  /// In unoptimized builds the searches are too slow, so greedy placement stands alone there.
  @Test func plansThemInOneMebibyte() throws {
    let planner = isOptimized ? MemoryPlanner() : MemoryPlanner(evaluations: 0, nodes: 0)
    var ratios: [Double] = []
    for name in Self.names {
      let problem = try table(name).problem
      let outcome = planner.plan(problem)
      var bag = DiagnosticBag()
      MemoryChecker.check(
        outcome.plan, of: MemoryProblem(problem.buffers.ids.map { problem.buffers[$0] }),
        into: &bag)
      #expect(bag.diagnostics == [])
      ratios.append(Double(outcome.plan.peak.count) / Double(1 << 20))
    }
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    #expect(mean <= (isOptimized ? 1.02 : 1.35), "\(ratios)")
  }
}

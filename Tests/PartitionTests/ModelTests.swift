import Basic
import IR
import Operators
import Partition
import Passes
import TestSupport
import Testing

/// Real networks, in floats and in integers.
@Suite struct ModelTests {
  static let before =
    "fuse-quantized,fold-constants,fold-batch-norm,fixpoint(canonicalize,fuse-activation,cse,dce)"
  static let pipelines = [
    before, before + ",quantize,fixpoint(fold-constants,canonicalize,cse,dce)",
  ]

  private func program(_ model: ModelFile, _ pipeline: String) throws -> Program {
    var bag = DiagnosticBag()
    let passes = try #require(PipelineParser.parse(pipeline, catalog: .standard, into: &bag))
    var program = try model.load()
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2, bag: bag)
    _ = try PassManager(passes).run(on: &program, &context)
    return program
  }

  @Test(arguments: isOptimized ? ModelFile.medium : ModelFile.small, pipelines)
  func everyStrategyDividesEveryOperationOnce(_ model: ModelFile, _ pipeline: String) throws {
    let program = try program(model, pipeline)
    try checkPlans(of: program)
  }

  @Test(arguments: [
    BranchedNetwork.mobile, BranchedNetwork.transformer(12, 48, heads: 6),
    BranchedNetwork.transformer(7, 24, heads: 2),
  ])
  func branchesAreDivided(_ program: Program) throws { try checkPlans(of: program) }

  private func checkPlans(of program: Program) throws {
    for (count, strategy) in [2, 3, 5].flatMap({ n in SplitStrategy.allCases.map { (n, $0) } }) {
      let speeds = (0..<count).map { 1e9 / Double(1 + $0) }
      let environment = Planning.environment(speeds, latency: 1e-5, bandwidth: 1e9)
      var bag = DiagnosticBag()
      let plan = try #require(
        Splitter.split(
          program, catalog: .standard, environment, SplitSettings(strategy), &bag))
      #expect(
        plan.units.flatMap(\.steps).map(\.operation).sorted() == program.graph.order.sorted())
      try PlanLaws.check(plan, program)
    }
  }
}

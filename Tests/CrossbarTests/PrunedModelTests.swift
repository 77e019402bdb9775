import Basic
import Crossbar
import IR
import Passes
import TestSupport
import Testing

/// Models of the repository, pruned so that all groups have one step, take fewer arrays.
@Suite(.enabled(if: isOptimized, "a model is quantized"))
struct PrunedModelTests {
  @Test(arguments: ["lenet5", "mobilenet_v2"])
  func prunedModelsTakeFewerArrays(name: String) throws {
    let model = try #require(ModelFile.all.first { $0.description == name })
    var integer = try model.load()
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2)
    let text = "fold-constants,fold-batch-norm,fuse-activation,dce,quantize"
    let pipeline = try #require(
      PipelineParser.parse(text, catalog: .standard, into: &context.bag))
    let run = PassManager(pipeline).run(on: &integer, &context) { _, _, _, _ in }
    try #require(run.succeeded, "\(context.bag.diagnostics)")
    let pruned = try integer.pruned([
      ("preset", "moderate"), ("redundant", "ignore"),
    ])
    // Small arrays, so that a small network takes several.
    let overrides = name == "lenet5" ? [("rows", "64"), ("columns", "64")] : []
    let before = try SharedLowHalfTests.plan(integer, overrides)
    let after = try SharedLowHalfTests.plan(pruned, overrides)
    #expect(after.arrays.count < before.arrays.count)
    #expect(after.totals.usedCells < before.totals.usedCells)
    let fact = try #require(after.summary.first { $0.name == "BBS" })
    #expect(
      fact.value.hasSuffix("\(after.arrays.count) arrays instead of \(before.arrays.count)"))
  }
}

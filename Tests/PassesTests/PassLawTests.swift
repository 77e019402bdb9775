import Basic
import IR
import Operators
import Passes
import TestSupport
import Testing

/// What holds for every pass on every program: it says truly whether it changed it, leaves it
/// sound, and, if it claims to, keeps its results.
@Suite struct PassLawTests {
  private static let pipeline = PassCatalog.standard.passes.filter { $0 != Quantize.self }

  @Test(arguments: IRText.all)
  func everyPassOnEveryText(_ text: IRText) throws {
    let program = try ProgramText.ir(text.text).program
    let isComplete = program.constants.ids.allSatisfy { program.constants[$0].tensor != nil }
    // Programs of several devices run together alone, and semantics are checked by running.
    let isAlone = program.graph.order.allSatisfy {
      OperatorCatalog.standard[program.graph[$0].kind]?.hasEffect == false
    }
    guard isComplete, isAlone else { return }
    for pass in PassCatalog.standard.passes {
      var transformed = program
      try run([.pass(pass, [])], on: &transformed)
      // A second run finds what the first left.
      try run([.pass(pass, [])], on: &transformed)
    }
  }

  @Test(arguments: ModelFile.small)
  func everyPassOnSmallModels(_ model: ModelFile) throws {
    var program = try model.load()
    try run(
      Self.pipeline.map { .pass($0, []) } + [.pass(Quantize.self, [])]
        + Self.pipeline.map { .pass($0, []) }, on: &program)
  }

  /// alexnet and vgg11 are left out: they hold no operator that resnet18 does not.
  @Test(.enabled(if: isOptimized), arguments: ModelFile.medium)
  func exactPassesOnModels(_ model: ModelFile) throws {
    var program = try model.load()
    try run(Self.pipeline.map { .pass($0, []) }, on: &program)
  }

  private func run(_ elements: [Pipeline.Element], on program: inout Program) throws {
    var options = PassManager.Options()
    options.checksSemantics = true
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 2)
    let result = PassManager(Pipeline(elements), options: options).run(on: &program, &context) {
      _, _, _, _ in
    }
    // A program with parameters that are no numbers is refused, and rightly so.
    let errors = context.bag.diagnostics.filter {
      $0.severity == .error && $0.code != NonFiniteConstants.rule.code
    }
    #expect(errors.isEmpty, "\(errors.map { "\($0.code): \($0.message)" })")
    #expect(result.succeeded || !context.bag.diagnostics.isEmpty)
  }
}

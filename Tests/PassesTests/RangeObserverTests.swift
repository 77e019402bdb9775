import IR
import Passes
import Synchronization
import TestSupport
import Testing

/// Samples that write down in which order they are asked for.
private final class RecordingSamples: SampleSource {
  let count = 3
  let description = "recorded samples"
  private let asked = Mutex<[Int]>([])

  var order: [Int] { asked.withLock { $0 } }

  func sample(_ index: Int, for program: Program) -> [Tensor] {
    asked.withLock { $0.append(index) }
    return [Tensor([2], floats: [Float(index), -2 * Float(index)])]
  }
}

@Suite struct RangeObserverTests {
  private func program() throws -> Program {
    try ProgramText.network(
      "network n(x: f32[2]) -> (y)\n{\n  r = relu(x)\n  y = add(r, 10)\n}\n")
  }

  @Test func rangesCoverEverySampleAndZero() throws {
    let program = try program()
    var context = PassContext(catalog: .standard, samples: RecordingSamples(), threads: 1)
    let ranges = try RangeObserver.observe(program, &context)
    func range(_ name: String) -> ObservedRange? {
      program.graph.values.ids.first { program.graph[$0].name == name }.map { ranges[$0.index] }
    }
    #expect(range("x") == ObservedRange(low: -4, high: 2))
    #expect(range("r") == ObservedRange(low: 0, high: 2))
    // 10 to 12 are seen; zero belongs to every range.
    #expect(range("y") == ObservedRange(low: 0, high: 12))
    #expect(range("y.b") == ObservedRange(low: 0, high: 10))
  }

  @Test func eachSampleIsAskedForOnceAndInOrder() throws {
    let samples = RecordingSamples()
    var context = PassContext(catalog: .standard, samples: samples, threads: 1)
    _ = try RangeObserver.observe(try program(), &context)
    #expect(samples.order == [0, 1, 2])
  }

  @Test func whatIsNoNumberIsPassedOver() {
    var range = ObservedRange()
    [Float.nan, 3, -.nan, -1].withUnsafeBufferPointer { range.include($0) }
    #expect(range == ObservedRange(low: -1, high: 3))
    range.include(ObservedRange(low: -2, high: 1))
    #expect(range == ObservedRange(low: -2, high: 3))
  }

  @Test func seededSamplesDependOnSeedAndIndexAlone() throws {
    let program = try program()
    let samples = SeededSamples(seed: 4, count: 2)
    #expect(
      samples.sample(1, for: program) == SeededSamples(seed: 4, count: 9).sample(1, for: program))
    #expect(samples.sample(0, for: program) != samples.sample(1, for: program))
    #expect(
      samples.sample(0, for: program) != SeededSamples(seed: 5, count: 2).sample(0, for: program))
    #expect(samples.sample(0, for: program)[0].floats.allSatisfy { (-1...1).contains($0) })
  }
}

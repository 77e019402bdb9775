import Basic
import Foundation
import IR
import Interpreter
import Operators
import TestSupport
import Testing

/// A whole network by fast kernels.
@Suite struct MobileNetV2Tests {
  @Test func integersAreEqual() throws {
    var network = MobileNetV2Graph(isInteger: true, size: 32)
    let program = network.build().program
    var random = SplitMix(7)
    try KernelAgreement.expectEqual(program, [random.tensor(network.imageType)])
  }

  @Test(arguments: [false, true])
  func observingChangesNothing(isInteger: Bool) throws {
    var network = MobileNetV2Graph(isInteger: isInteger, size: 32)
    let program = network.build().program
    let image = SplitMix(7)
    var random = image
    let inputs = [random.tensor(network.imageType)]
    let prepared = try Interpreter(catalog: .standard).prepare(program)
    var seen: [ID<Value>] = []
    var last: Tensor?
    let observed = try prepared.run(inputs) { id, tensor in
      seen.append(id)
      last = tensor
      #expect(tensor.type == program.graph[id].type)
    }
    #expect(seen == program.graph.order.flatMap { program.graph[$0].results })
    #expect(try prepared.run(inputs) == observed)
    #expect(observed == last.map { [$0] })
  }

  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["DNNC_BENCHMARK"] != nil),
    arguments: [false, true], [1, 2])
  func speed(isInteger: Bool, threads: Int) throws {
    var network = MobileNetV2Graph(isInteger: isInteger)
    let (program, macs) = network.build()
    let image = SplitMix(7)
    var random = image
    let prepared = try Interpreter(catalog: .standard, threads: threads).prepare(program)
    let start = clock()
    let measured = try KernelBenchmark.measure(
      prepared, inputs: [random.tensor(network.imageType)], macs: macs, runs: 20)
    let processor = Double(clock() - start) / Double(CLOCKS_PER_SEC) / 21
    #expect(measured.seconds < 0.15)
    let text =
      "\(isInteger ? "i8 " : "f32") threads \(threads): "
      + "\(measured.seconds * 1000) ms, cpu \(processor * 1000) ms, "
      + "\(measured.gigaMACsPerSecond) GMAC/s of \(macs), \(measured.peakMemory)\n"
    FileHandle.standardError.write(Data(text.utf8))
  }
}

import Basic
import Hydra
import Testing

@Suite struct SimulatorTests {
  static func simulator(
    _ program: HydraProgram, overlapsDrain: Bool = false
  ) throws -> HydraSimulator {
    var bag = DiagnosticBag()
    return try #require(
      HydraSimulator(program, overlapsDrain: overlapsDrain, &bag), "\(bag.diagnostics)")
  }

  @Test func goldenVectors() throws {
    let simulator = try Self.simulator(try GoldenBitstream.program())
    for (inputs, outputs) in GoldenBitstream.vectors {
      #expect(simulator.run(inputs) == HydraRun(outputs: outputs, cycles: 60))
    }
    #expect(simulator.layers.map(\.total) == [34, 26])
  }

  @Test func shiftsRoundAsStated() {
    let cases: [(value: Int, shift: Int, results: [Int])] = [
      (5, 1, [2, 3, 2]), (-5, 1, [-3, -2, -2]), (6, 2, [1, 2, 2]), (-6, 2, [-2, -1, -2]),
      (10, 2, [2, 3, 2]), (-10, 2, [-3, -2, -2]), (3, -2, [12, 12, 12]), (-7, 0, [-7, -7, -7]),
    ]
    for (value, shift, results) in cases {
      #expect(ShiftRounding.allCases.map { FixedPoint.shifted(value, shift, $0) } == results)
    }
  }

  @Test func sigmoidAndTanhAsStated() {
    let bytes = SigmoidTable.entries.flatMap { [UInt32($0 & 255), UInt32($0 >> 8)] }
    let remainder = bytes.reduce(~UInt32(0)) { before, byte in
      (0..<8).reduce(before ^ byte) { value, _ in
        value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
      }
    }
    #expect(bytes.count == 130 && ~remainder == 0xCFDC_212E)
    let spots = [
      (-32768, 5, -16374), (-16384, 295, -16374), (-8192, 1953, -15794), (-4096, 4406, -12478),
      (-1, 8191, -4), (0, 8192, 0), (255, 8447, 1018), (512, 8703, 2038), (4096, 11978, 12478),
      (12288, 15607, 16302), (32767, 16379, 16374),
    ]
    for (argument, sigmoid, tanh) in spots {
      #expect(SigmoidTable.sigmoid(argument) == sigmoid)
      #expect(SigmoidTable.tanh(argument) == tanh)
    }
  }

  @Test func sigmoidIsMonotoneSymmetricAndNear() {
    var (last, lastTanh) = (Int.min, Int.min)
    var (error, tanhError) = (0.0, 0.0)
    for argument in -32768...32767 {
      let (value, tanh) = (SigmoidTable.sigmoid(argument), SigmoidTable.tanh(argument))
      #expect(value >= last && tanh >= lastTanh)
      if argument > -32768 { #expect(SigmoidTable.sigmoid(-argument) == 16384 - value) }
      let x = Double(argument) / 4096
      error = max(error, abs(Double(value) / 16384 - 1 / (1 + exponential(-x))))
      let e = exponential(-2 * x)
      tanhError = max(tanhError, abs(Double(tanh) / 16384 - (1 - e) / (1 + e)))
      (last, lastTanh) = (value, tanh)
    }
    // The largest errors of the table, as its definition states them.
    #expect(error < 2.45e-4 && error > 2.3e-4)
    #expect(tanhError < 6.2e-4 && tanhError > 6.0e-4)
  }

  /// e^x without a library: halved until it is small, then a series, then squared again.
  private func exponential(_ x: Double) -> Double {
    var (small, squarings) = (x, 0)
    while abs(small) > 0.01 { (small, squarings) = (small / 2, squarings + 1) }
    var (sum, term) = (1.0, 1.0)
    for k in 1...12 {
      term *= small / Double(k)
      sum += term
    }
    for _ in 0..<squarings { sum *= sum }
    return sum
  }

  /// Cycles as the timing of the device gives them, counted by hand-written formulas elsewhere.
  @Test(arguments: [
    ([16, 16, 10, 4], 16, 135), ([64, 32, 32, 10], 8, 613), ([64, 32, 32, 10], 16, 369),
    ([64, 32, 32, 10], 32, 265), ([64, 32, 32, 10], 64, 265), ([196, 64, 32, 32, 10], 32, 746),
    ([196, 64, 32, 32, 10], 64, 546), ([784, 256, 128, 128, 10], 32, 8594),
    ([784, 256, 128, 128, 10], 64, 4658),
  ])
  func cyclesOfPerceptrons(sizes: [Int], lanes: Int, cycles: Int) throws {
    let simulator = try Self.simulator(StatedNetwork.perceptron(sizes, lanes: lanes))
    #expect(simulator.cycles == cycles)
    let products = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(simulator.layers.reduce(0) { $0 + $1.operations } == products)
  }

  @Test(arguments: [(8, 76637), (32, 55613)])
  func cyclesOfLeNet(lanes: Int, cycles: Int) throws {
    let simulator = try Self.simulator(StatedNetwork.leNet(lanes: lanes))
    #expect(simulator.cycles == cycles)
    let products = simulator.program.layers.filter { $0.operation != .channelMaximum }
    #expect(products.reduce(0) { $0 + $1.operations } == 416_520)
  }

  @Test(arguments: [(32, 236_821), (64, 177_021)])
  func cyclesOfAConvolutionalNetwork(lanes: Int, cycles: Int) throws {
    let simulator = try Self.simulator(StatedNetwork.colourImages(lanes: lanes))
    #expect(simulator.cycles == cycles)
    let products = simulator.program.layers.filter { $0.operation != .channelMaximum }
    #expect(products.reduce(0) { $0 + $1.operations } == 4_548_608)
  }

  @Test func overlapHidesTheDrain() throws {
    let program = StatedNetwork.perceptron([196, 64, 32, 32, 10], lanes: 64)
    let plain = try Self.simulator(program)
    let overlapped = try Self.simulator(program, overlapsDrain: true)
    #expect(plain.cycles == 546)
    #expect(overlapped.cycles == 406)
    let inputs = program.randomInputs(seed: 3)
    #expect(plain.run(inputs).outputs == overlapped.run(inputs).outputs)
  }
}

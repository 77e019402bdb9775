import IR
import Passes
import Testing

/// Figures worked by hand.
@Suite struct QuantizationParametersTests {
  @Test(arguments: [
    // 6 / 255 a step; -128 stands for 0.
    (ObservedRange(low: 0, high: 6), ElementType.i8, Float(6.0 / 255), Int32(-128)),
    (ObservedRange(low: 0, high: 6), .u8, Float(6.0 / 255), 0),
    // 2.55 / 255 = 0.01 a step; -128 - (-1 / 0.01) = -28.
    (ObservedRange(low: -1, high: 1.55), .i8, Float(0.01), -28),
    (ObservedRange(low: -255, high: 0), .i8, 1, 127),
    // Half-way: -128 - (-127.5 / 1) = -0.5, to the even 0.
    (ObservedRange(low: -127.5, high: 127.5), .i8, 1, 0),
    // Nothing seen, and what no integers can spread over.
    (ObservedRange(), .i8, 1, 0),
    (ObservedRange(low: 0, high: .infinity), .i8, 1, 0),
  ])
  func asymmetric(_ range: ObservedRange, _ element: ElementType, _ scale: Float, _ zero: Int32) {
    let found = QuantizationParameters.asymmetric(range, element)
    #expect(found.zeroPoints == [zero])
    #expect(abs(Float(found.scales[0]) - scale) <= scale.ulp)
  }

  @Test func zeroIsAlwaysExact() {
    for high: Float in [0.1, 0.37, 1, 5, 1000] {
      for low: Float in [0, -0.001, -0.37, -3] {
        let found = QuantizationParameters.asymmetric(.init(low: low, high: high), .i8)
        #expect((-128...127).contains(found.zeroPoints[0]))
      }
    }
  }

  @Test func weightsHaveAScaleForEachChannel() throws {
    let weights = Tensor([3, 2], floats: [2.54, -1, 0.0127, 0.00635, 0, 0])
    let found = WeightQuantizer(.i8, threads: 2).quantize(weights, bias: nil, inputScale: 1)
    #expect(found.type.quantization?.axis == 0)
    #expect(
      found.type.quantization?.scales
        == [Float(2.54) / 127, Float(0.0127) / 127, 1].map { Double($0) })
    #expect(found.type.quantization?.zeroPoints == [0, 0, 0])
    // -1 / 0.02 = -50; 63.5 goes to the even 64, or to 63 where the scale is a shade larger.
    #expect(Array(found.numbers[0...2]) == [127, -50, 127])
    #expect([63, 64].contains(found.numbers[3]))
    #expect(Array(found.numbers[4...5]) == [0, 0])
  }

  @Test func fourBitWeightsUseSevenStepsOnBothSides() {
    let found = WeightQuantizer(.i4, threads: 2).quantize(
      Tensor([1, 4], floats: [7, -7, 2.5, 3.5]), bias: nil, inputScale: 1)
    #expect(found.type.quantization?.scales == [1])
    // Ties go to the even neighbour.
    #expect(found.numbers == [7, -7, 2, 4])
  }

  @Test func channelsLieAlongTheLastAxisOfAMatrix() {
    let weights = Tensor([2, 3], floats: [1.27, -2, 0, -0.635, 2, 0])
    let found = WeightQuantizer(.i8, axis: 1, threads: 2).quantize(
      weights, bias: nil, inputScale: 1)
    #expect(found.type.quantization?.axis == 1)
    #expect(
      found.type.quantization?.scales
        == [Float(1.27) / 127, Float(2.0) / 127, 1].map { Double($0) })
    #expect(found.numbers == [127, -127, 0, -64, 127, 0] || found.numbers[3] == -63)
  }

  /// A bias of a channel without weights to speak of keeps 24 bits, and never saturates.
  @Test(arguments: [Float(0), 1e-12, 1e-30])
  func channelsWithoutWeightsKeepTheirBias(_ weight: Float) throws {
    let bias: [Float] = [20, -0.2]
    let inputScale: Float = 0.02
    let weights = Tensor([2, 3], floats: [Float](repeating: weight, count: 6))
    let found = WeightQuantizer(.i8, threads: 1).quantize(
      weights, bias: bias, inputScale: inputScale)
    let scales = try #require(found.type.quantization?.scales)
    let steps = Quantization(symmetricScales: scales.map { $0 * Double(inputScale) }, axis: 0)
    let sums = QuantizationParameters.accumulators(Tensor([2], floats: bias), steps)
    for (real, wanted) in zip(sums.realNumbers, bias) {
      #expect(abs(real - Double(wanted)) <= abs(Double(wanted)) * 1e-6)
    }
    #expect(sums.numbers.allSatisfy { abs($0) <= 0x1p25 })
  }

  @Test func biasesAreInStepsOfInputTimesWeightScale() {
    let steps = Quantization(symmetricScales: [0.5, 0.25], axis: 0)
    let found = QuantizationParameters.accumulators(Tensor([2], floats: [3, -1.1]), steps)
    #expect(found.type.element == .i32)
    #expect(found.numbers == [6, -4])
  }

  @Test(arguments: [(0.0, -10), (0.5, 40), (-1.0, -110), (9.0, 127), (-9.0, -128)])
  func integersSaturate(_ value: Double, _ integer: Int32) {
    let storage = StorageType(.i8, Quantization(scale: 0.01, zeroPoint: -10))
    #expect(QuantizationParameters.integer(value, storage) == integer)
  }
}

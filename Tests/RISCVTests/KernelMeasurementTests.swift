import Operators
import RISCV
import TestSupport
import Testing

/// The instructions of kernels on the layers of the networks of MLPerf Tiny, as an emulator counts
/// them.
@Suite(
  .enabled(if: Toolchain.canEmulate, "there is no emulator or no compiler for RISC-V"))
struct KernelMeasurementTests {
  private typealias Layer = (kernel: Kernel, shape: ConvolutionShape)

  private static func layer(
    _ kernel: Kernel, _ height: Int, _ width: Int, _ inputs: Int, _ outputs: Int, window: Int = 3,
    stride: Int = 1, padding: [Int] = [1, 1, 1, 1]
  ) -> Layer {
    var shape = ConvolutionShape(height: height, width: width, inputs: inputs, outputs: outputs)
    shape.kernel = (window, window)
    shape.stride = (stride, stride)
    shape.padding = padding
    return (kernel, shape)
  }

  private static func pointwise(_ size: Int, _ inputs: Int, _ outputs: Int) -> Layer {
    layer(.pointwise, size, size, inputs, outputs, window: 1, padding: [0, 0, 0, 0])
  }

  private static let layers: [Layer] = {
    var keyword = layer(.convolution, 49, 10, 1, 64, stride: 2, padding: [4, 1, 5, 1])
    keyword.shape.kernel = (10, 4)
    return [
      keyword, layer(.depthwise, 25, 5, 64, 64),
      layer(.pointwise, 25, 5, 64, 64, window: 1, padding: [0, 0, 0, 0]),
      layer(.convolution, 32, 32, 3, 16), layer(.convolution, 32, 32, 16, 16),
      layer(.convolution, 32, 32, 16, 32, stride: 2, padding: [0, 0, 1, 1]),
      layer(.convolution, 32, 32, 16, 32, window: 1, stride: 2, padding: [0, 0, 0, 0]),
      layer(.convolution, 16, 16, 32, 32), layer(.convolution, 8, 8, 64, 64),
      layer(.convolution, 96, 96, 3, 8, stride: 2, padding: [0, 0, 1, 1]),
      layer(.depthwise, 48, 48, 8, 8), pointwise(48, 8, 16),
      layer(.depthwise, 48, 48, 16, 16, stride: 2, padding: [0, 0, 1, 1]),
      pointwise(24, 16, 32), pointwise(24, 32, 32), layer(.depthwise, 12, 12, 64, 64),
      pointwise(12, 64, 64), layer(.depthwise, 6, 6, 128, 128), pointwise(6, 128, 128),
      layer(.depthwise, 6, 6, 128, 128, stride: 2, padding: [0, 0, 1, 1]), pointwise(3, 256, 256),
      layer(.dense, 1, 1, 640, 128, window: 1, padding: [0, 0, 0, 0]),
      layer(.dense, 1, 1, 128, 8, window: 1, padding: [0, 0, 0, 0]),
    ]
  }()

  private func measured(
    _ layers: [Layer], _ set: InstructionSet, pairs: Bool = true, bound: Int8 = 42
  ) throws -> [(tile: KernelTile, alone: Int, shared: Int)] {
    var builder = CaseBuilder(seed: 3, set)
    let cases = layers.map { layer in
      var shape = layer.shape
      shape.pairs = pairs
      return builder.measured(layer.kernel, shape, bound: bound)
    }
    let machine: CProgram.Machine = set == .rvv ? .rv32v(bits: 128) : .rv32im
    let counts = try MeasuringProgram(cases: cases, set: set).run(
      on: machine, in: TemporaryFolder())
    try #require(counts.count == cases.count)
    if Measurement.isWanted {
      for (item, count) in zip(cases, counts) {
        let macs = item.tile.multiplyAccumulates
        let cost = KernelCost.instructions(item.tile, core: 0, cores: 1, set)
        print(
          "\(set.rawValue) pairs \(pairs) run \(item.tile.run) \(item.name): \(macs) MAC, "
            + "\(count.0) instructions, \(Double(count.0) / Double(macs)) each, model \(cost)")
      }
    }
    return zip(cases, counts).map { ($0.tile, $1.0, $1.1) }
  }

  /// The model of cost says what the emulator counts, but for a tenth.
  @Test(arguments: [true, false])
  func costsAreThoseOfTheEmulator(pairs: Bool) throws {
    for (tile, alone, shared) in try measured(Self.layers, .rv32im, pairs: pairs) {
      let expected = KernelCost.instructions(tile, core: 0, cores: 1, .rv32im)
      let part = KernelCost.instructions(tile, core: 0, cores: 8, .rv32im)
      #expect(abs(expected - alone) * 10 <= alone, "\(tile): \(expected) for \(alone)")
      #expect(abs(part - shared) * 10 <= shared, "\(tile): \(part) for \(shared) on 8 cores")
    }
  }

  /// Roundings that are proved to be one shift, and those that a kernel computes as they are defined.
  @Test(arguments: [RoundingMode.tfliteDouble, .tosaDouble, .onnxHalfEven])
  func costsOfRoundingsAreThoseOfTheEmulator(mode: RoundingMode) throws {
    let layers = [0, 1, 2, 4, 10, 12, 13, 21].map { index in
      var layer = Self.layers[index]
      layer.shape.mode = mode
      return layer
    }
    for (tile, alone, _) in try measured(layers, .rv32im) {
      let expected = KernelCost.instructions(tile, core: 0, cores: 1, .rv32im)
      #expect(abs(expected - alone) * 10 <= alone, "\(tile): \(expected) for \(alone)")
    }
  }

  @Test func costsOfVectorsAreThoseOfTheEmulator() throws {
    for (tile, alone, _) in try measured(Self.layers, .rvv) {
      let expected = KernelCost.instructions(tile, core: 0, cores: 1, .rvv)
      #expect(abs(expected - alone) * 10 <= alone, "\(tile): \(expected) for \(alone)")
    }
  }

  /// Sums that are stored as they are.
  @Test(arguments: [InstructionSet.rv32im, .rvv])
  func costsOfSumsAreThoseOfTheEmulator(set: InstructionSet) throws {
    let layers = [0, 2, 4, 7, 8, 14, 18, 21].map { index in
      var layer = Self.layers[index]
      layer.shape.givesSums = true
      return layer
    }
    for (tile, alone, _) in try measured(layers, set) {
      let expected = KernelCost.instructions(tile, core: 0, cores: 1, set)
      #expect(abs(expected - alone) * 10 <= alone, "\(tile): \(expected) for \(alone)")
    }
  }

  @Test func costsOfRequantizedSumsAreThoseOfTheEmulator() throws {
    var builder = CaseBuilder(seed: 5, .rv32im)
    let modes = RoundingMode.allCases
    let cases = modes.flatMap { mode in
      [
        builder.measuredSums(pixels: 100, channels: 16, mode: mode),
        builder.measuredSums(pixels: 1, channels: 120, mode: mode),
      ]
    }
    let counts = try MeasuringProgram(cases: cases).run(on: .rv32im, in: TemporaryFolder())
    try #require(counts.count == cases.count)
    for (item, count) in zip(cases, counts) {
      let expected = KernelCost.instructions(item.tile, core: 0, cores: 1, .rv32im)
      #expect(abs(expected - count.0) * 10 <= count.0, "\(item.name): \(expected) for \(count.0)")
    }
  }

  /// The plain loop over 4x2 bytes takes 22 instructions for 8 products; pairs of weights go below.
  @Test func pairsOfWeightsTakeFewerInstructionsThanBytes() throws {
    let layers = [
      Self.pointwise(12, 64, 64), Self.layer(.convolution, 16, 16, 32, 32),
    ]
    let pairs = try measured(layers, .rv32im)
    let bytes = try measured(layers, .rv32im, pairs: false)
    for (pair, byte) in zip(pairs, bytes) {
      let macs = Double(pair.tile.multiplyAccumulates)
      #expect(Double(pair.alone) / macs < 2.2)
      #expect(Double(byte.alone) / macs < 3.2)
    }
  }

  /// Vectors of 128 bits take less than a quarter of the instructions.
  @Test func vectorsTakeAQuarterOfTheInstructions() throws {
    let layers = [
      Self.pointwise(12, 64, 64), Self.layer(.convolution, 16, 16, 32, 32),
    ]
    let scalars = try measured(layers, .rv32im)
    let vectors = try measured(layers, .rvv)
    for (scalar, vector) in zip(scalars, vectors) { #expect(4 * vector.alone < scalar.alone) }
  }
}

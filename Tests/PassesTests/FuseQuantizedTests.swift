import IR
import Interpreter
import Passes
import TestSupport
import Testing

/// What `fuse-quantized` makes of an operator computes what the operator computes.
@Suite struct FuseQuantizedTests {
  /// An operator on dequantized integers, and what rounds its result.
  struct Region: CustomTestStringConvertible, Sendable {
    let name: String
    var constants = ""
    var inputs: [(element: String, shape: [Int], scale: String, zero: Int)]
    let body: String
    let shape: [Int]
    var target = "i8 quantized(scale: 0.3711, zero: -5)"
    var testDescription: String { name }

    /// The program, with the real result beside the integers if it is asked for.
    func text(givesReals: Bool) -> String {
      let parameters = inputs.enumerated().map { index, input in
        "%q\(index): \(input.element)\(input.shape) "
          + "quantized(scale: \(input.scale), zero: \(input.zero))"
      }
      let reals = inputs.enumerated().map { index, input in
        "  %x\(index) = dequantize(%q\(index)) : f32\(input.shape)\n"
      }
      let parts = target.split(separator: " ", maxSplits: 1)
      return """
        dnnir 1
        \(constants)graph @g(\(parameters.joined(separator: ", "))) {
        \(reals.joined())\(body)
          %y = quantize(%r) {to: \(target), rounding: half_even} : \(parts[0])\(shape) \(parts[1])
          return %y\(givesReals ? ", %r" : "")
        }

        """
    }
  }

  private static let plain = "stride: [1, 1], padding: [1, 0, 0, 1], dilation: [1, 1]"

  static let exact = [
    Region(
      name: "functions", inputs: [("i8", [1, 256], "0.037", 3)],
      body: "  %s = tanh(%x0) : f32[1, 256]\n  %r = neg(%s) : f32[1, 256]", shape: [1, 256],
      target: "u8 quantized(scale: 0.0078125, zero: 128)"),
    Region(
      name: "another scale", inputs: [("u8", [1, 256], "0.25", 3)],
      body: "  %r = reshape(%x0) {shape: [256, 1]} : f32[256, 1]", shape: [256, 1]),
    Region(
      name: "parts", inputs: [("i8", [1, 3], "0.25", 1), ("i8", [1, 5], "0.5", 2)],
      body: "  %r = concat(%x0, %x1) {axis: 1} : f32[1, 8]", shape: [1, 8]),
    Region(
      name: "maximum", inputs: [("i8", [1, 2, 4, 4], "0.3711", -5)],
      body: """
          %r = max_pool2d(%x0) {window: [2, 2], stride: [2, 2], padding: [0, 0, 0, 0]} : f32[1, 2, 2, 2]
        """, shape: [1, 2, 2, 2]),
  ]

  static let rounded = [
    Region(
      name: "convolution",
      constants: """
        constant @w: u8[4, 1, 2, 2] quantized(axis: 0, scales: [0.5, 0.03, 0.2, 1], zeros: [128, 128, 128, 128]) = [3, 250, 128, 127, 0, 255, 200, 9, 128, 129, 100, 90, 1, 255, 127, 128]
        constant @b: i32[4] quantized(axis: 0, scales: [0.125, 0.0075, 0.05, 0.25], zeros: [0, 0, 0, 0]) = [100, -1000, 7, 0]

        """,
      inputs: [("u8", [2, 2, 5, 5], "0.25", 31)],
      body: """
          %w = dequantize(@w) : f32[4, 1, 2, 2]
          %b = dequantize(@b) : f32[4]
          %c = conv2d(%x0, %w, %b) {\(plain), groups: 2, activation: none} : f32[2, 4, 5, 5]
          %r = clip(%c) {min: -20, max: 31} : f32[2, 4, 5, 5]
        """, shape: [2, 4, 5, 5]),
    Region(
      name: "dense",
      constants: """
        constant @w: u8[2, 3] quantized(scale: 0.11, zero: 7) = [0, 255, 7, 8, 100, 200]
        constant @b: f32[2] = [1.5, -0.25]

        """,
      inputs: [("i8", [16, 3], "0.25", 31)],
      body: """
          %w = dequantize(@w) : f32[2, 3]
          %r = dense(%x0, %w, @b) {activation: relu} : f32[16, 2]
        """, shape: [16, 2], target: "i8 quantized(scale: 8, zero: -128)"),
    Region(
      name: "matrices", inputs: [("i8", [4, 6], "0.02", -3), ("u8", [6, 5], "0.3", 100)],
      body: "  %r = matmul(%x0, %x1) : f32[4, 5]", shape: [4, 5]),
    Region(
      name: "product", inputs: [("i8", [4, 6], "0.02", -3), ("u8", [1, 6], "0.3", 100)],
      body: "  %r = mul(%x0, %x1) {activation: none} : f32[4, 6]", shape: [4, 6]),
    Region(
      name: "sum", inputs: [("i8", [64, 6], "0.02", -3), ("u8", [64, 6], "0.3", 100)],
      body: "  %r = add(%x0, %x1) {activation: relu} : f32[64, 6]", shape: [64, 6]),
    Region(
      name: "difference", inputs: [("i8", [64, 6], "0.3", -3), ("i8", [64, 6], "0.3", 5)],
      body: "  %r = sub(%x0, %x1) {activation: none} : f32[64, 6]", shape: [64, 6],
      target: "i8 quantized(scale: 0.6, zero: 0)"),
    Region(
      name: "means", inputs: [("i8", [1, 2, 6, 6], "0.25", 4)],
      body: """
          %r = average_pool2d(%x0) {window: [3, 3], stride: [3, 3], padding: [0, 0, 0, 0], count_padding: false} : f32[1, 2, 2, 2]
        """, shape: [1, 2, 2, 2]),
    Region(
      name: "means of images", inputs: [("i8", [3, 2, 7, 7], "0.25", 4)],
      body: "  %r = global_average_pool(%x0) : f32[3, 2, 1, 1]", shape: [3, 2, 1, 1]),
  ]

  @Test(arguments: exact)
  func integersAreEqual(_ region: Region) throws {
    let (fused, _) = try Self.fused(region)
    let source = try ProgramText.ir(region.text(givesReals: false)).program
    let interpreter = Interpreter(catalog: .standard, threads: 1)
    for seed in 0..<4 {
      let inputs = Self.inputs(of: source, seed: seed)
      #expect(
        try interpreter.run(fused, inputs: inputs) == interpreter.run(source, inputs: inputs))
    }
  }

  /// Only what lies next to a half may go to its other side: exact sums and those in floating point
  /// differ there alone.
  @Test(arguments: rounded)
  func integersDifferNextToHalvesAlone(_ region: Region) throws {
    let (fused, _) = try Self.fused(region)
    let source = try ProgramText.ir(region.text(givesReals: true)).program
    let interpreter = Interpreter(catalog: .standard, threads: 1)
    let scale = try #require(source.graph[source.graph.outputs[0]].type.quantization?.scales[0])
    for seed in 0..<8 {
      let inputs = Self.inputs(of: source, seed: seed)
      let wanted = try interpreter.run(source, inputs: inputs)
      let found = try interpreter.run(fused, inputs: inputs)[0].numbers
      for ((a, b), real) in zip(zip(wanted[0].numbers, found), wanted[1].numbers) where a != b {
        let steps = real / scale
        let distance = abs(steps - steps.rounded(.down) - 0.5)
        #expect(abs(a - b) == 1 && distance < 0x1p-12, "\(a) became \(b), of \(steps) steps")
      }
    }
  }

  /// Every pair of integers gives what the kernel of onnxruntime gives, whose formula stands here as it was
  /// found by running it on all pairs, with 300 sets of scales and zero points.
  @Test(arguments: 0..<24)
  func everySumIsThatOfTheKernel(_ seed: Int) throws {
    var generator = SplitMix(seed)
    func scale() -> Float { Float.random(in: 0.01...0.11, using: &generator) }
    func zero() -> Int { Int.random(in: -128...127, using: &generator) }
    let (a, b, c) = (scale(), scale(), scale())
    let (za, zb, zc) = (zero(), zero(), zero())
    let region = Region(
      name: "sum",
      inputs: [("i8", [256, 1], "\(a)", za), ("i8", [1, 256], "\(b)", zb)],
      body: "  %r = add(%x0, %x1) {activation: none} : f32[256, 256]", shape: [256, 256],
      target: "i8 quantized(scale: \(c), zero: \(zc))")
    let (fused, _) = try Self.fused(region)
    let inputs = fused.graph.inputs.map {
      Tensor(fused.graph[$0].type, integers: (-128...127).map { Int32($0) })
    }
    let found = try Interpreter(catalog: .standard, threads: 1).run(fused, inputs: inputs)[0]
      .numbers
    let (ra, rb) = (a / c, b / c)
    let fixed = Float(zc) - (rb * Float(zb)).addingProduct(ra, Float(za))
    var different = 0
    for (index, value) in found.enumerated() {
      let sum = fixed.addingProduct(Float(index % 256 - 128), rb)
        .addingProduct(Float(index / 256 - 128), ra)
      let wanted = min(max(sum.rounded(.toNearestOrEven), -128), 127)
      if Double(wanted) != value { different += 1 }
    }
    #expect(different == 0)
  }

  @Test(arguments: exact + rounded)
  func nothingIsLeftInFloatingPoint(_ region: Region) throws {
    let (fused, hasChanged) = try Self.fused(region)
    #expect(hasChanged)
    let reals = fused.graph.order.flatMap { fused.graph[$0].results }
      .filter { fused.graph[$0].type.element.isFloat }
    #expect(reals.isEmpty)
  }

  private static func fused(_ region: Region) throws -> (Program, Bool) {
    var program = try ProgramText.ir(region.text(givesReals: false)).program
    var context = PassContext(
      catalog: .standard, samples: SeededSamples(seed: 1, count: 1), threads: 1)
    let outcome = FuseQuantized(PassOptions([], [])).run(on: &program, &context)
    program.compact()
    return (program, outcome == .changed)
  }

  /// Integers that reach every value that their type has.
  private static func inputs(of program: Program, seed: Int) -> [Tensor] {
    program.graph.inputs.enumerated().map { index, input in
      let type = program.graph[input].type
      let range = type.element.integerRange ?? 0...0
      let values = (0..<type.elementCount).map { position in
        Int32(range.lowerBound) + Int32((position * (37 + 2 * index) + seed * 91) % range.count)
      }
      return Tensor(type, integers: values)
    }
  }
}

import Backend
import Basic
import Hydra
import IR
import Passes
import TestSupport
import Testing

/// A program that the device refuses, and the rule.
struct RefusedProgram: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: String
  var text: String

  /// A dense layer of integers with what is particular about it.
  init(
    _ code: String, _ name: String, input: String = "i8[1, 2] quantized(scale: 1, zero: 0)",
    weight: String = "i8[2, 2] quantized(scale: 0.5, zero: 0)", bias: String = "[1, 2]",
    sums: String = "i32[1, 2] quantized(scale: 0.5, zero: 0)",
    to: String = "i8 quantized(scale: 1, zero: 0)", clamp: String = "[-128, 127]",
    rounding: String = "single", result: String = "i8[1, 2] quantized(scale: 1, zero: 0)",
    returns: String = "%y"
  ) {
    (self.code, testDescription) = (code, name)
    text = """
      dnnir 1
      constant @w: \(weight) = [1, 2, 3, 4]
      constant @b: i32[2] = \(bias)
      graph @n(%x: \(input)) {
        %s = dense(%x, @w, @b) {activation: none} : \(sums)
        %y = requantize(%s) {to: \(to), rounding: \(rounding), clamp: \(clamp)} : \(result)
        return \(returns)
      }
      """
  }

  static let all: [RefusedProgram] = [
    .init(
      "hydra.s3", "a zero point", input: "i8[1, 2] quantized(scale: 1, zero: 3)"),
    .init(
      "hydra.s3", "a scale that is no power of two",
      input: "i8[1, 2] quantized(scale: 3, zero: 0)",
      sums: "i32[1, 2] quantized(scale: 1.5, zero: 0)"),
    .init(
      "hydra.s3", "scales along an axis",
      weight: "i8[2, 2] quantized(axis: 0, scales: [0.5, 0.25], zeros: [0, 0])",
      sums: "i32[1, 2] quantized(axis: 1, scales: [0.5, 0.25], zeros: [0, 0])"),
    .init(
      "hydra.s3", "a result whose scale is no power of two",
      to: "i8 quantized(scale: 0.75, zero: 0)",
      result: "i8[1, 2] quantized(scale: 0.75, zero: 0)"),
    .init(
      "hydra.s6", "a shift that is too far",
      to: "i8 quantized(scale: 9.5367431640625e-7, zero: 0)",
      result: "i8[1, 2] quantized(scale: 9.5367431640625e-7, zero: 0)"),
    .init("hydra.s7", "a bias of more than a quarter of the range", bias: "[1, 1073741824]"),
    .init(
      "hydra.s8", "a batch", input: "i8[3, 2] quantized(scale: 1, zero: 0)",
      sums: "i32[3, 2] quantized(scale: 0.5, zero: 0)",
      result: "i8[3, 2] quantized(scale: 1, zero: 0)"),
    .init("hydra.s9", "another rounding", rounding: "tflite_double"),
    .init("hydra.s9", "a clamp that is no activation", clamp: "[-5, 127]"),
    .init("hydra.s9", "sums that are read twice", returns: "%y, %s"),
  ]
}

@Suite struct RefusalTests {
  /// The codes of what is wrong with a program.
  static func codes(_ program: Program, device: HydraDevice = HydraDevice(lanes: 4)) -> [String] {
    var bag = DiagnosticBag()
    let target = HydraTarget(name: "test", device: device, clockMegahertz: 100)
    #expect(HydraBackend(target: target).plan(program, &bag) == nil)
    return bag.diagnostics.map(\.code)
  }

  @Test func theFrameItselfIsSound() throws {
    let sound = RefusedProgram("", "sound")
    let program = try ProgramText.ir(sound.text).program
    var bag = DiagnosticBag()
    let backend = HydraBackend(target: LoweredNetwork.target())
    #expect(backend.plan(program, &bag) != nil, "\(bag.diagnostics)")
  }

  @Test(arguments: RefusedProgram.all)
  func rulesOfIntegers(example: RefusedProgram) throws {
    let program = try ProgramText.ir(example.text).program
    #expect(Self.codes(program) == [example.code])
    let backend = HydraBackend(target: LoweredNetwork.target())
    let supports = program.graph.order.map { backend.support(for: $0, in: program) }
    #expect(supports.compactMap(\.reason?.rule.code) == [example.code])
  }

  @Test(arguments: [
    ("hydra.s5", "x: f32[1, 1, 1, 400]", "y = conv2d(x, filters = 2, kernel = [1, 300])"),
    (
      "hydra.s5", "x: f32[1, 1, 9, 9]",
      "y = conv2d(x, filters = 2, kernel = [2, 2], padding = [3, 0, 0, 0])"
    ),
    (
      "hydra.s11", "x: f32[1, 4, 2, 2]",
      "y = conv2d(reshape(x, shape = [1, 2, 4, 2]), filters = 2, kernel = [1, 1])"
    ),
    ("hydra.s11", "x: f32[1, 4, 2, 2]", "y = dense(x, units = 3)"),
    ("hydra.s8", "x: f32[2, 5]", "y = dense(x, units = 3)"),
    // The square of these channels is more than any machine has.
    ("hydra.s5", "x: f32[1, 150000, 2, 1]", "y = concat(relu(x), x, axis = 1)"),
    ("hydra.p1", "x: f32[1, 16000, 2, 1]", "y = concat(relu(x), x, axis = 1)"),
  ])
  func rulesOfShapes(code: String, header: String, body: String) throws {
    var context = LoweredNetwork.context(samples: 1)
    var program = try LoweredNetwork("refused", header, "  \(body)").real()
    let outcome = HydraQuantize(PassOptions([], HydraQuantize.options)).run(on: &program, &context)
    let codes =
      outcome == .changed ? Self.codes(program) : context.bag.diagnostics.map(\.code)
    #expect(codes.contains(code) && Set(codes).count == 1, "\(codes)")
  }

  @Test func weightsMustBeConstants() throws {
    let text = """
      dnnir 1
      graph @n(%x: f32[1, 2], %w: f32[3, 2]) {
        %y = dense(%x, %w) {activation: none} : f32[1, 3]
        return %y
      }
      """
    var context = LoweredNetwork.context(samples: 1)
    var program = try ProgramText.ir(text).program
    #expect(
      HydraQuantize(PassOptions([], HydraQuantize.options)).run(on: &program, &context)
        == .unchanged)
    #expect(context.bag.diagnostics.map(\.code) == ["hydra.s2"])
  }

  @Test func oneOutputOfTheLastLayer() throws {
    var program = try LoweredNetwork.integer(LoweredNetwork.all[1].real())
    program.graph.outputs += [program.graph.outputs[0]]
    #expect(Self.codes(program) == ["hydra.s13"])
  }

  @Test(arguments: NumberProfile.allCases)
  func integersOfOtherBits(profile: NumberProfile) throws {
    let program = try LoweredNetwork.integer(LoweredNetwork.all[0].real(), profile: profile)
    let other: NumberProfile = profile == .byte ? .word : .byte
    #expect(Self.codes(program, device: HydraDevice(lanes: 4, profile: other)) == ["hydra.s3"])
  }

  /// A bias that takes more than 31 bits and is no multiple of what the device shifts by.
  @Test(arguments: [(1 << 33, true), (1 << 33 + 1, false), (1 << 46, false), (1 << 31 - 2, true)])
  func biasesOfSixteenBits(bias: Int, fits: Bool) throws {
    let scale = "0.000030517578125"
    let text = """
      dnnir 1
      constant @w: i16[1, 2] quantized(scale: \(scale), zero: 0) = [3, -4]
      constant @b: i64[1] = [\(bias)]
      graph @n(%x: i16[1, 2] quantized(scale: \(scale), zero: 0)) {
        %s = dense(%x, @w, @b) {activation: none} : i64[1, 1] quantized(scale: 9.313225746154785e-10, zero: 0)
        %y = requantize(%s) {to: i16 quantized(scale: 0.0009765625, zero: 0), rounding: single, clamp: [-32768, 32767]} : i16[1, 1] quantized(scale: 0.0009765625, zero: 0)
        return %y
      }
      """
    let program = try ProgramText.ir(text).program
    let target = LoweredNetwork.target(lanes: 1, profile: .word)
    var bag = DiagnosticBag()
    let plan = HydraBackend(target: target).plan(program, &bag)
    #expect((plan != nil) == fits)
    #expect(bag.diagnostics.map(\.code) == (fits ? [] : ["hydra.s7"]))
  }
}

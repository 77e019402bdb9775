import IR
import Operators
import RISCV
import TestSupport
import Testing

/// Builds cases: random tensors, what the operators of the IR make of them, and the packed form.
struct CaseBuilder {
  var random: SplitMix
  let set: InstructionSet

  init(seed: Int, _ set: InstructionSet = .rv32im) {
    random = SplitMix(seed)
    self.set = set
  }

  mutating func integers(_ count: Int, _ range: ClosedRange<Int32>) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: range, using: &random) }
  }

  /// Bytes of which some are the ends of the range.
  mutating func bytes(_ count: Int, _ element: ElementType) -> [Int32] {
    let range: ClosedRange<Int32> = element == .i8 ? -128...127 : 0...255
    let kind = Int.random(in: 0..<4, using: &random)
    return (0..<count).map { _ in
      switch kind {
      case 0: Bool.random(using: &random) ? range.lowerBound : range.upperBound
      default: Int32.random(in: range, using: &random)
      }
    }
  }

  /// Weights: wide, narrow, or all at the ends.
  mutating func weights(_ count: Int) -> [Int8] {
    let kind = Int.random(in: 0..<5, using: &random)
    return (0..<count).map { _ in
      switch kind {
      case 0: Bool.random(using: &random) ? 127 : -127
      case 1: Int8.random(in: -12...12, using: &random)
      case 2: Int8.random(in: -128...127, using: &random)
      default:
        Int8(
          (Int.random(in: -42...42, using: &random) + Int.random(in: -42...42, using: &random)
            + Int.random(in: -42...42, using: &random)))
      }
    }
  }

  mutating func scale(_ range: ClosedRange<Double>) -> Float {
    Float(Double.random(in: range, using: &random))
  }

  /// The first result of an operator.
  func evaluate(_ name: String, _ inputs: [Tensor], _ attributes: [Attribute]) throws -> Tensor {
    let definition = try #require(OperatorCatalog.standard[name])
    let call = OperatorCall(operands: inputs.map(\.type), attributes: AttributeList(attributes))
    var report = ConstraintReport()
    let types = definition.inferTypes(call, &report)
    #expect(report.violations.map(\.detail) == [])
    let results = try #require(types)
    return try #require(definition.evaluate(call, inputs, results).first)
  }

  /// Requantizes sums to bytes; gives the result and the requantizers.
  mutating func requantized(
    _ sums: Tensor, to element: ElementType, scale: Float, mode: RoundingMode
  ) throws -> (result: Tensor, requantizers: [Requantizer]) {
    let range: ClosedRange<Int32> = element == .i8 ? -128...127 : 0...255
    let zero = Int32.random(in: range, using: &random)
    var clamp = [Int(range.lowerBound), Int(range.upperBound)]
    if Bool.random(using: &random) { clamp[0] = Int(zero) }
    let target = StorageType(element, Quantization(scale: scale, zeroPoint: zero))
    let result = try evaluate(
      "requantize", [sums],
      [
        Attribute("to", .storage(target)), Attribute("rounding", .symbol(mode.rawValue)),
        Attribute("clamp", .integers(clamp)),
      ])
    let requantizers = Requantizer.channels(
      of: sums.type, to: target, mode: mode, clamp: Int32(clamp[0])...Int32(clamp[1]))
    return (result, requantizers)
  }

  /// The bytes of `[1, C, H, W]` as rows, columns, channels; other ranks as they are.
  static func tileBytes(_ tensor: Tensor) -> [UInt8] {
    let values = tensor.integers.map { UInt8(truncatingIfNeeded: $0) }
    let shape = tensor.type.shape
    guard shape.count == 4 else { return values }
    let (channels, pixels) = (shape[1], shape[2] * shape[3])
    return (0..<values.count).map { values[$0 % channels * pixels + $0 / channels] }
  }

  static func words(_ values: [Int32]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value >> Int32(8 * $0)) }
    }
  }

  static func rounding(_ form: RoundingForm) -> [(field: String, value: Int)] {
    [
      ("rounding.mode", Int(form.mode.rawValue)), ("rounding.zero", Int(form.zero)),
      ("rounding.low", Int(form.low)), ("rounding.high", Int(form.high)),
    ]
  }
}

import IR
import Operators

/// The steps in which two quantized tensors are added so that the result is that of onnxruntime.
///
/// Its kernel adds in `f32`: with ra = F(sa / sc), rb = F(sb / sc) and
/// z = F(zc − F(ra · za + F(rb · zb))) the result is round(F(a · ra + F(b · rb + z))), where a product and
/// a sum in one are rounded once. A sum of integers in fine steps gives the same but for what lies next to
/// a half, and which of these falls where depends on the steps. There are 65,536 pairs of integers, so it
/// is tried out.
struct QuantizedSumSteps {
  /// One of the tensors.
  struct Term {
    let element: ElementType
    let scale: Double
    let zeroPoint: Int32

    init?(_ type: TensorType) {
      guard let quantization = type.quantization, quantization.isPerTensor, type.element.bits == 8
      else { return nil }
      element = type.element
      scale = quantization.scales[0]
      zeroPoint = quantization.zeroPoints[0]
    }

    var integers: [Int32] { (element.integerRange ?? 0...0).map { Int32($0) } }
  }

  private let a: Term
  private let b: Term
  private let target: StorageType

  /// The finest of the steps that are tried, as a part of the coarser scale; then some in each power of
  /// two above it.
  private static let finest = 0x1p-20
  private static let triesAPower = 16
  private static let tries = 96

  init(_ a: Term, _ b: Term, _ target: StorageType) {
    (self.a, self.b, self.target) = (a, b, target)
  }

  /// How a sum is computed on integers.
  struct Form {
    /// The scale of the integers that are added.
    var step = 0.0

    /// What is added besides, in these steps: the kernel rounds what zero points come to, and so shifts
    /// what lies next to halves.
    var offset: Int32 = 0

    /// How the sum is rounded in the end: ties to even as the kernel does, or, where a product in `f32` is
    /// too coarse, by a multiplier of 31 bits.
    var rounding = RoundingMode.onnxHalfEven
  }

  private static let modes = [RoundingMode.onnxHalfEven, .single]
  private static let offsets: [Int32] = [0, 1, -1, 2, -2, 4, -4, 8, -8, 16, -16]

  /// The first form with which the fewest pairs differ; mostly none does.
  var best: Form {
    let wanted = kernel
    var (fewest, best) = (Int.max, Form())
    for offset in Self.offsets {
      for index in 0..<(offset == 0 ? Self.tries : Self.triesAPower) {
        let (power, part) = index.quotientAndRemainder(dividingBy: Self.triesAPower)
        let factor =
          Self.finest * Double(1 << power) * (1 + Double(part) / Double(Self.triesAPower))
        let step = Double(Float(max(a.scale, b.scale) * factor))
        for mode in Self.modes {
          let form = Form(step: step, offset: offset, rounding: mode)
          let different = differences(form, wanted, atMost: fewest)
          if different < fewest { (fewest, best) = (different, form) }
          if different == 0 { return best }
        }
      }
    }
    return best
  }

  private var scale: Double { target.quantization?.scales[0] ?? 1 }
  private var zeroPoint: Int32 { target.quantization?.zeroPoints[0] ?? 0 }
  private var limits: ClosedRange<Int32> {
    let range = target.element.integerRange ?? 0...0
    return Int32(clamping: range.lowerBound)...Int32(clamping: range.upperBound)
  }

  /// What the kernel gives for every pair, `b` innermost.
  private var kernel: [Int32] {
    let (ra, rb) = (Float(a.scale) / Float(scale), Float(b.scale) / Float(scale))
    let zeros = (rb * Float(b.zeroPoint)).addingProduct(ra, Float(a.zeroPoint))
    let fixed = Float(zeroPoint) - zeros
    let (low, high) = (Float(limits.lowerBound), Float(limits.upperBound))
    let inner = b.integers.map { fixed.addingProduct(Float($0), rb) }
    return a.integers.flatMap { a in
      inner.map {
        Int32(min(max($0.addingProduct(Float(a), ra).rounded(.toNearestOrEven), low), high))
      }
    }
  }

  /// The pairs whose sum in integers is not what is wanted; counting ends at `atMost`.
  private func differences(_ form: Form, _ wanted: [Int32], atMost: Int) -> Int {
    func fine(_ term: Term) -> [Int32] {
      let toSteps = Requantizer(
        scaleIn: term.scale, zeroIn: term.zeroPoint, inputBits: 8, scaleOut: form.step, zeroOut: 0,
        mode: .single, clamp: Int32.min...Int32.max)
      return term.integers.map { toSteps($0) }
    }
    let (left, right) = (fine(a).map { $0 &+ form.offset }, fine(b))
    let round = Requantizer(
      scaleIn: form.step, zeroIn: 0, inputBits: 32, scaleOut: scale, zeroOut: zeroPoint,
      mode: form.rounding, clamp: limits)
    var (count, index) = (0, 0)
    for a in left {
      for b in right {
        if round(a &+ b) != wanted[index] { count += 1 }
        index += 1
      }
      if count >= atMost { break }
    }
    return count
  }
}

/// The converter behind a column: what becomes of an exact sum.
///
/// Under `hal` the sum `a = Σ (x / X) · (w / W)`, where `X` and `W` are the largest input and
/// cell, is clipped to `-low ... high` and becomes `y = round(a · L / (high + low))`, clipped to
/// `-L ... L`, where `L` is the largest code; the digital side then takes `y` for the sum that it
/// stands for. (docs/targets/crossbar.md, "Converters")
struct ColumnConverter: Sendable {
  private let isIdeal: Bool
  private let low: Double
  private let high: Double
  private let largestCode: Double
  private let unit: Double

  /// The converter of a job.
  init(_ job: PlanJob, _ target: CrossbarTarget) {
    isIdeal = target.adcModel == .ideal
    (low, high) = (job.adcLow, job.adcHigh)
    largestCode = Double(1 << (target.adcBits - 1) - 1)
    unit = Double((1 << (target.dacBits - 1) - 1) * (1 << (target.cellBits - 1) - 1))
  }

  /// The sum as the digital side sees it.
  @inline(__always)
  func callAsFunction(_ sum: Int32) -> Int32 {
    isIdeal ? sum : quantized(sum)
  }

  private func quantized(_ sum: Int32) -> Int32 {
    let clipped = min(max(Double(sum) / unit, -low), high)
    let scaled = (clipped * largestCode / (high + low)).rounded(.toNearestOrAwayFromZero)
    let code = min(max(scaled, -largestCode), largestCode)
    return Int32((code * (high + low) / largestCode * unit).rounded(.toNearestOrAwayFromZero))
  }
}

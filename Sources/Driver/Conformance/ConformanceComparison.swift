import Basic
import IR

/// Compares outputs with those that are expected: integers exactly, floats to 1e-4.
enum ConformanceComparison {
  /// The relative error that is allowed in `f32` and `f64`.
  private static let relative = 1e-4

  /// What is allowed beside numbers near zero, which remain where larger ones cancel.
  private static let absolute = 1e-6

  /// What is wrong with `found`, or `nil`.
  ///
  /// - Parameter operations: the number of nodes of the model; each rounds to 16 bits where values
  ///   have as many, so that graphs of several may differ by two units of the last place.
  static func fault(
    _ found: Tensor, _ expected: Tensor, named name: String, operations: Int
  ) -> String? {
    let (a, b) = (found.type, expected.type)
    guard a.element == b.element, a.shape == b.shape else {
      return "'\(name)' is \(a.plainDescription), but must be \(b.plainDescription)"
    }
    guard a.element.isFloat else {
      let bytes = zip(found.storage.bytes, expected.storage.bytes)
      let difference = bytes.enumerated().first { $1.0 != $1.1 }?.offset
      guard let difference else { return nil }
      let index = difference / a.element.storedBytes
      return "'\(name)'[\(index)] is \(text(found, index)), but must be \(text(expected, index))"
    }
    // Elements of 16 bits may differ by their last bit, as sums are rounded once here.
    let units: Double = operations > 1 ? 2 : 1
    let relative: Double =
      switch a.element {
      case .f16: units * 0x1p-10
      case .bf16: units * 0x1p-7
      default: Self.relative
      }
    let absolute = areRounded(expected) ? Self.halfOfFourthDigit : Self.absolute
    for (index, (x, y)) in zip(found.numbers, expected.numbers).enumerated() {
      if x == y || (x.isNaN && y.isNaN) { continue }
      guard abs(x - y) <= relative * abs(y) + absolute else {
        return "'\(name)'[\(index)] is \(text(found, index)), but must be \(text(expected, index))"
      }
    }
    return nil
  }

  /// Half a unit of the fourth decimal.
  private static let halfOfFourthDigit = 0.5e-4

  /// Whether outputs were written down with four decimals, as most of them then have exactly four.
  private static func areRounded(_ expected: Tensor) -> Bool {
    guard expected.type.element == .f32 else { return false }
    let decimals = expected.floats.map { value in
      NumberText.shortest(value).split(separator: ".").dropFirst().first?.count ?? 0
    }
    return decimals.allSatisfy { $0 <= 4 } && 2 * decimals.count { $0 == 4 } > decimals.count
  }

  private static func text(_ tensor: Tensor, _ index: Int) -> String {
    NumberText.shortest(tensor.numbers[index])
  }
}

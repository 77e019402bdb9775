import IR

/// An element that products can be made of.
protocol PatchElement: TensorScalar {
  associatedtype Operand
  /// The number as an operand, less the zero point.
  func operand(minus zero: Operand) -> Operand
}

extension Float: PatchElement {
  @inline(__always)
  func operand(minus zero: Float) -> Float { self }
}

extension Int8: PatchElement {
  @inline(__always)
  func operand(minus zero: Int16) -> Int16 { Int16(self) &- zero }
}

extension UInt8: PatchElement {
  @inline(__always)
  func operand(minus zero: Int16) -> Int16 { Int16(self) &- zero }
}

/// Gathers the matrix whose product with the weights is a convolution: a row for each element of
/// the window in each channel, a column for each output position. ([chellapilla06])
struct Patches<Arithmetic: ProductArithmetic, Element: PatchElement>: Sendable
where Element.Operand == Arithmetic.Operand {
  let geometry: ConvolutionGeometry

  /// The integer that stands for zero.
  let zeroPoint: Arithmetic.Operand

  /// Packs the columns of `range` into panels.
  ///
  /// - Parameters:
  ///   - input: the first channel of a group.
  ///   - panels: where the panels go.
  @inline(__always)
  func pack(
    _ input: UnsafePointer<Element>, _ range: Range<Int>,
    into panels: UnsafeMutablePointer<Arithmetic.Operand>
  ) {
    let group = Arithmetic.group
    let groups = PackedPanels<Arithmetic>.groups(geometry.depth)
    let pitch = groups * group * Tile.columns
    let length = (range.count + Tile.columns - 1) / Tile.columns * Tile.columns
    withUnsafeTemporaryAllocation(of: Arithmetic.Operand.self, capacity: group * length) { rows in
      guard let base = rows.baseAddress else { return }
      base.initialize(repeating: Arithmetic.zero, count: group * length)
      for index in 0..<groups {
        for member in 0..<group {
          gather(input, term: index * group + member, range, base + member * length)
        }
        Arithmetic.scatter(
          base, rowPitch: length, length: length, panels + index * group * Tile.columns,
          pitch: pitch)
      }
    }
  }

  /// Writes one row of the matrix at the columns of `range`.
  @inline(__always)
  private func gather(
    _ input: UnsafePointer<Element>, term: Int, _ range: Range<Int>,
    _ target: UnsafeMutablePointer<Arithmetic.Operand>
  ) {
    guard term < geometry.depth else {
      target.update(repeating: Arithmetic.zero, count: range.count)
      return
    }
    if geometry.isPointwise {
      copy(input + term * geometry.inputPlane + range.lowerBound, 1, target, range.count)
      return
    }
    let (rows, columns) = (geometry.rows, geometry.columns)
    let (outer, tapX) = term.quotientAndRemainder(dividingBy: columns.window)
    let (channel, tapY) = outer.quotientAndRemainder(dividingBy: rows.window)
    let plane = input + channel * geometry.inputPlane
    let inside = columns.inside(tapX)
    var (y, x) = range.lowerBound.quotientAndRemainder(dividingBy: columns.output)
    var (target, left) = (target, range.count)
    while left > 0 {
      let count = min(columns.output - x, left)
      let row = rows.source(y, tapY)
      // The outputs of this row from `low` to `high` read the input; the others read padding.
      let low = max(x, min(inside.lowerBound, x + count))
      let high = max(low, min(inside.upperBound, x + count))
      if row >= 0, row < rows.input, low < high {
        (target).update(repeating: Arithmetic.zero, count: low - x)
        copy(
          plane + row * columns.input + columns.source(low, tapX), columns.stride,
          target + (low - x), high - low)
        (target + (high - x)).update(repeating: Arithmetic.zero, count: x + count - high)
      } else {
        target.update(repeating: Arithmetic.zero, count: count)
      }
      target += count
      left -= count
      y += 1
      x = 0
    }
  }

  @inline(__always)
  private func copy(
    _ source: UnsafePointer<Element>, _ stride: Int,
    _ target: UnsafeMutablePointer<Arithmetic.Operand>, _ count: Int
  ) {
    if stride == 1 {
      for index in 0..<count { target[index] = source[index].operand(minus: zeroPoint) }
    } else {
      for index in 0..<count { target[index] = source[index &* stride].operand(minus: zeroPoint) }
    }
  }
}

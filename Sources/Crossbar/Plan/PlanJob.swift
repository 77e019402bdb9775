/// One set of jobs as the registers of the accelerator hold it: a rectangle that is applied to
/// every pixel of a map, never unrolled.
package struct PlanJob: Sendable, Equatable {
  /// A loop of the address generator: `length` steps of `stride`.
  package struct Loop: Sendable, Hashable {
    package var length: Int
    package var stride: Int

    /// Makes a loop.
    package init(length: Int, stride: Int) {
      self.length = length
      self.stride = stride
    }
  }

  /// Which inputs of a pixel go to the rows of the rectangle.
  ///
  /// Row `r` reads the byte at `r / (line · lines) · rollStride + r / line mod lines · lineStride
  /// + r mod line` from the pixel's first input.
  package struct Gather: Sendable, Hashable {
    /// Rows of the weight matrix.
    package var rows: Range<Int>

    /// Contiguous bytes (JOB_LINE_LENGTH).
    package var line: Int

    /// Lines of a roll (JOB_FEAT_LENGTH).
    package var lines: Int

    /// Bytes from line to line (J_SRC_STRIDE).
    package var lineStride: Int

    /// Bytes from roll to roll (JOB_FEAT_STRIDE).
    package var rollStride: Int

    /// Where a row reads, in bytes from the pixel's first input.
    package func offset(_ row: Int) -> Int {
      let (lineIndex, byte) = row.quotientAndRemainder(dividingBy: line)
      let (roll, lineInRoll) = lineIndex.quotientAndRemainder(dividingBy: lines)
      return roll * rollStride + lineInRoll * lineStride + byte
    }
  }

  /// The layer, by its place in the plan.
  package var layer: Int

  /// The array, and the tile in its list.
  package var array: Int
  package var tile: Int

  /// The active cells (J_START_X, J_START_Y, J_WIDTH, J_HEIGHT).
  package var rectangle: CellRectangle

  /// First input of the first pixel, in bytes from the start of the map (J_SRC_ADDR).
  package var source: Int

  /// The inputs of a pixel.
  package var gather: Gather

  /// Repetitions, one for each pixel (NUM_JOBS); each map of a batch repeats them.
  package var count: Int

  /// Walk over the inputs: along a row, then to the next row.
  package var alphaIn: Loop
  package var betaIn: Loop

  /// First result, in words of the result buffer [pixels, groups · columns] (J_DST_ADDR).
  package var destination: Int

  /// Walk over the results.
  package var alphaOut: Loop
  package var betaOut: Loop

  /// Range of the converter, in units where the largest input times the largest cell is one.
  package var adcLow: Double
  package var adcHigh: Double

  /// The addresses of `count` repetitions: `alpha.length` steps of `alpha`, then one of `beta`.
  package static func addresses(
    from start: Int, alpha: Loop, beta: Loop, count: Int
  ) -> [Int] {
    var addresses: [Int] = []
    addresses.reserveCapacity(count)
    var (address, steps) = (start, 0)
    for _ in 0..<count {
      addresses.append(address)
      if steps < alpha.length {
        address &+= alpha.stride
        steps += 1
      } else {
        address &+= beta.stride
        steps = 0
      }
    }
    return addresses
  }
}

import Foundation
import IR

/// Softmax on integers, by a table of exponentials.
extension Softmax {
  /// The entry of the table for the difference 0.
  ///
  /// It is the largest power of two that `i32` holds, so that no exponential above 2⁻³¹ becomes 0.
  /// A sum of 2³¹ entries, which no tensor exceeds, is below 2⁶².
  package static let one: Double = 0x1p30

  /// The table for an operand of the scale `scale`.
  package static func table(scale: Double) -> Tensor {
    let type = TensorType(.i32, [256], Quantization(scale: Float(1 / one), zeroPoint: 0))
    return Tensor(type, numbers: (0..<256).map { exp(-scale * Double($0)) * one })
  }

  /// The steps to one in the result: so many that long rows of like elements keep their bits.
  package static let steps = 1 << 24

  /// The type of the result for integers: `i32` in steps of 2⁻²⁴, whatever `x` is.
  static func integerResult(_ x: TensorType) -> TensorType {
    TensorType(.i32, x.shape, Quantization(scale: 1 / Float(steps), zeroPoint: 0))
  }

  static func evaluateOnIntegers(_ inputs: [Tensor], axis: Int, _ result: TensorType) -> Tensor {
    let x = inputs[0].integers
    let table = inputs[1].integers.map { max(Int($0), 0) }
    let (length, step) = (result.shape[axis], rowMajorStrides(of: result.shape)[axis])
    var y = [Int32](repeating: 0, count: x.count)
    for first in x.indices where result.index(of: first, along: axis) == 0 {
      let line = stride(from: first, to: first + length * step, by: step)
      let greatest = line.reduce(Int32.min) { max($0, x[$1]) }
      func entry(_ index: Int) -> Int { table[Int(greatest - x[index])] }
      // The greatest element itself adds table[0]; only a table that starts with 0 can make it 0.
      let sum = max(line.reduce(0) { $0 + entry($1) }, 1)
      for index in line {
        // Below 2⁵⁵ + 2⁶¹, and at most `steps` once divided, as no entry exceeds the sum.
        y[index] = Int32((steps * entry(index) + sum / 2) / sum)
      }
    }
    return Tensor(result, integers: y)
  }
}

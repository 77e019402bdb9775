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
  package static func table(scale: Float) -> Tensor {
    let type = TensorType(.i32, [256], Quantization(scale: Float(1 / one), zeroPoint: 0))
    return Tensor(type, numbers: (0..<256).map { exp(-Double(scale) * Double($0)) * one })
  }

  /// The type of the result for integers: from 0 in steps of 1/256, whatever `x` is.
  static func integerResult(_ x: TensorType) -> TensorType {
    let lowest = x.element.integerRange?.lowerBound ?? 0
    return TensorType(
      x.element, x.shape, Quantization(scale: 0x1p-8, zeroPoint: Int32(lowest)))
  }

  static func evaluateOnIntegers(_ inputs: [Tensor], axis: Int, _ result: TensorType) -> Tensor {
    let (x, zero) = (inputs[0].integers, result.commonZeroPoint)
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
        let quotient = (256 * entry(index) + sum / 2) / sum
        y[index] = saturated(quotient + Int(zero), to: result.element)
      }
    }
    return Tensor(result, integers: y)
  }
}

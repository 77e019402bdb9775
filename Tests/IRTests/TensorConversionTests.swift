import Foundation
import IR
import Testing

/// Numbers, the element type they are rounded to, and what they become.
private struct Rounding: Sendable, CustomTestStringConvertible {
  let element: ElementType
  let numbers: [Double]
  let results: [Double]

  init(_ element: ElementType, _ numbers: [Double], _ results: [Double]) {
    self.element = element
    self.numbers = numbers
    self.results = results
  }

  var testDescription: String { "\(element) of \(numbers)" }
}

private let tiny = 0x1p-40

private let roundings = [
  Rounding(.i4, [-9, -8, 2.5, 3.5, 7.4, 8], [-8, -8, 2, 4, 7, 7]),
  Rounding(.u4, [-1, 0.5, 1.5, 15, 16], [0, 0, 2, 15, 15]),
  Rounding(.i8, [-200, -128.5, -0.5, 126.5, 127.5, .infinity], [-128, -128, 0, 126, 127, 127]),
  Rounding(.u8, [-.infinity, 0.5, 254.5, 255.5, .nan], [0, 0, 254, 255, 0]),
  Rounding(.i16, [-40_000, 32_766.5, 40_000], [-32_768, 32_766, 32_767]),
  Rounding(.i32, [-1e10, 0.5, 1e10], [-2_147_483_648, 0, 2_147_483_647]),
  Rounding(.i64, [-1e30, -2.5, 0x1p53, 1e30, .nan], [-0x1p63, -2, 0x1p53, 0x1p63, 0]),
  Rounding(.bool, [0, -0.0, 0.25, -7], [0, 0, 1, 1]),
  // Ten bits of fraction: a step of 2^-10 at 1, ties go to the even neighbour.
  Rounding(
    .f16, [1 + 0x1p-11, 1 + 3 * 0x1p-11, 1 + 0x1p-11 + tiny, 65_519, 65_520, -1e9],
    [1, 1 + 0x1p-9, 1 + 0x1p-10, 65_504, .infinity, -.infinity]),
  Rounding(.f16, [0x1p-24, 0x1p-25, 3 * 0x1p-25], [0x1p-24, 0, 0x1p-23]),
  // Seven bits of fraction: a step of 2^-7 at 1.
  Rounding(
    .bf16, [1 + 0x1p-8, 1 + 3 * 0x1p-8, 1 + 0x1p-8 + 0x1p-23, -1 - 0x1p-8],
    [1, 1 + 0x1p-6, 1 + 0x1p-7, -1]),
  // The first rounding, to f32, must not make ties of what lies beside them.
  Rounding(
    .bf16, [1 + 0x1p-8 + tiny, 1 + 3 * 0x1p-8 - tiny, 1e39, -.infinity],
    [1 + 0x1p-7, 1 + 0x1p-7, .infinity, -.infinity]),
  Rounding(.bf16, [3.3895e38, 3.4e38, 1e-50], [0x1.FEp127, .infinity, 0]),
  Rounding(.f32, [1 + 0x1p-24, 1 + 3 * 0x1p-24, 1e39], [1, 1 + 0x1p-22, .infinity]),
  Rounding(.f64, [1 + 0x1p-52, 1e300], [1 + 0x1p-52, 1e300]),
]

@Suite struct TensorConversionTests {
  @Test(arguments: roundings) fileprivate func roundsToTheNearestElement(_ example: Rounding) {
    let type = TensorType(example.element, [example.numbers.count])
    #expect(Tensor(type, numbers: example.numbers).numbers == example.results)
  }

  @Test(arguments: [ElementType.f16, .bf16, .f32, .f64])
  func whatIsNoNumberStaysNone(_ element: ElementType) {
    let tensor = Tensor(TensorType(element, [1]), numbers: [.nan])
    #expect(tensor.numbers[0].isNaN)
  }

  @Test(arguments: ElementType.allCases.filter { $0 != .bool })
  func smallIntegersPassThroughEveryType(_ element: ElementType) {
    let numbers: [Double] = [0, 1, 2, 7]
    let tensor = Tensor(TensorType(element, [2, 2]), numbers: numbers)
    #expect(tensor.storage.bytes.count == 4 * element.storedBytes)
    for other in ElementType.allCases where other != .bool {
      let converted = tensor.converted(to: other)
      #expect(converted.type == TensorType(other, [2, 2]))
      #expect(converted.numbers == numbers)
    }
  }

  /// Every `f16` and every `bf16` is a `Double`, so going there and back changes nothing.
  @Test(arguments: [ElementType.f16, .bf16]) func narrowFloatsComeBack(_ element: ElementType) {
    let patterns = (UInt16.min...UInt16.max).map { $0 }
    let tensor = Tensor(TensorType(element, [65_536]), patterns)
    let back = Tensor(tensor.type, numbers: tensor.numbers)
    let same = zip(tensor.numbers, back.numbers).allSatisfy {
      $0 == $1 && $0.sign == $1.sign || ($0.isNaN && $1.isNaN)
    }
    #expect(same)
  }

  @Test func integersAreReadAsTheyAreStored() {
    #expect(Tensor(TensorType(.i8, [2]), [Int8(-1), 5]).integers == [-1, 5])
    #expect(Tensor(TensorType(.u8, [2]), [UInt8(255), 5]).integers == [255, 5])
    #expect(Tensor(TensorType(.i16, [1]), [Int16(-300)]).integers == [-300])
    #expect(Tensor(TensorType(.i32, [1]), [Int32.min]).integers == [.min])
    for element in [ElementType.i4, .u4, .i8, .u8, .i16, .i32] {
      #expect(Tensor(TensorType(element, [2]), integers: [0, 7]).integers == [0, 7])
    }
  }

  @Test func realNumbersFollowTheQuantization() {
    let whole = TensorType(.i8, [3], Quantization(scale: 0.5, zeroPoint: -3))
    #expect(Tensor(whole, integers: [-3, -1, 127]).realNumbers == [0, 1, 65])
    let rows = TensorType(
      .i8, [2, 2], Quantization(scales: [0.5, 2], zeroPoints: [0, 1], axis: 0))
    #expect(Tensor(rows, integers: [1, 2, 1, 2]).realNumbers == [0.5, 1, 0, 2])
    let columns = TensorType(
      .i8, [2, 2], Quantization(scales: [0.5, 2], zeroPoints: [0, 1], axis: 1))
    #expect(Tensor(columns, integers: [1, 2, 1, 2]).realNumbers == [0.5, 2, 0.5, 2])
    #expect(Tensor([2], floats: [1, 2]).realNumbers == [1, 2])
  }

  @Test func equalityIsOfTypeAndBytes() {
    let a = Tensor([2], floats: [1, 2])
    #expect(a == Tensor([2], floats: [1, 2]))
    #expect(a != Tensor([2], floats: [1, 3]))
    #expect(a != Tensor([2, 1], floats: [1, 2]))
    #expect(a.retyped(TensorType(.i32, [2])) != a)
    #expect(a.contentHash == Tensor([1, 2], floats: [1, 2]).contentHash)
    #expect(Tensor([1], floats: [.nan]) == Tensor([1], floats: [.nan]))
    #expect(Tensor([1], floats: [0]) != Tensor([1], floats: [-0.0]))
  }
}

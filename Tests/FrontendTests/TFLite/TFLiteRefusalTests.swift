import Basic
import Frontend
import TestSupport
import Testing

/// Operations that ask for what there is not are refused with the numbers at fault.
struct TFLiteRefusalTests {
  /// An operation on one input of `[2, 3, 4, 4]`, with what the refusal says.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let element: TFLiteElementType
    let constants: [[Int]]
    let options: [Int]
    let message: String
    var testDescription: String { "\(name): \(message)" }

    init(
      _ name: String, _ constants: [[Int]], _ message: String, options: [Int] = [],
      element: TFLiteElementType = .float32
    ) {
      (self.name, self.constants, self.message) = (name, constants, message)
      (self.options, self.element) = (options, element)
    }
  }

  static let cases = [
    Case("TRANSPOSE", [[0, 1, 1, 3]], "the order [0, 1, 1, 3] does not name every axis once"),
    Case("TRANSPOSE", [[0, 1, 2, 4]], "it names the axis 4 of a tensor with 4 axes"),
    Case("TRANSPOSE", [[0, 1]], "the operand 'perm' has 2 entries, not 4"),
    Case("PAD", [[0, 0, 0, -1, 0, 0, 0, 0]], "the paddings are [0, 0, 0, -1, 0, 0, 0, 0]"),
    Case(
      "PAD", [[0, 0, 0, .max >> 32, 0, .max >> 32, 0, 0]],
      "the result is [2, 2147483650, 2147483651, 4]"),
    Case("MIRROR_PAD", [[0, 0, 0, 3, 0, 0, 0, 0]], "it mirrors 3 elements of an axis that has 3"),
    Case(
      "SLICE", [[0, 2, 0, 0], [-1, 2, 1, 1]], "it takes 2 elements from index 2 of an axis of 3"),
    Case("STRIDED_SLICE", [[0], [1], [0]], "a stride is 0", options: [32]),
    Case("TILE", [[1, 0, 1, 1]], "repeats is"),
    Case("MEAN", [[4]], "it names the axis 4 of a tensor with 4 axes"),
    Case("GATHER", [[7]], "an index is 7, but the axis has 2 elements", options: [23]),
    Case("FLOOR", [], "dequantize x before, or quantize it to 8 bits", element: .int8),
    Case("LOGISTIC", [], "dequantize x before, or quantize it to 8 bits", element: .int16),
    Case(
      "RESIZE_BILINEAR", [[8, 8]], "which its kernel interpolates in floats", element: .uint8),
    Case("RESIZE_BILINEAR", [[0, 8]], "it resizes [3, 4] to [0, 8]"),
    Case("BROADCAST_TO", [[2, 3, 4, 5]], "x is f32[2, 3, 4, 4]"),
  ]

  @Test(arguments: cases)
  func isRefused(_ item: Case) throws {
    var network = TFLiteNetwork()
    let isQuantized = item.element != .float32
    let quantization: (Float, Int)? = isQuantized ? (0.5, 0) : nil
    let x = network.input(item.element, [2, 3, 4, 4], quantization)
    let y = network.tensor(item.element, [2, 3, 4, 4], quantization)
    let operands = [x] + item.constants.map { network.constant($0) }
    network.operation(item.name, operands, [y], item.options.first.map { ($0, [:]) })
    let text = try TFLiteCases.refusal(network.file(outputs: [y]))
    #expect(text.contains(item.message), "\(text)")
  }

  @Test func partsOfOtherScalesAreRefused() throws {
    var network = TFLiteNetwork()
    let a = network.input(.int8, [1, 4], (0.5, 0))
    let b = network.input(.int8, [1, 4], (0.25, 0))
    let y = network.tensor(.int8, [1, 8], (0.5, 0))
    network.operation("CONCATENATION", [a, b], [y], (10, [0: .integer(1)]))
    #expect(try TFLiteCases.refusal(network.file(outputs: [y])).contains("but the whole is"))
  }

  @Test func shapesComputedAtRunTimeAreRefused() throws {
    var network = TFLiteNetwork()
    let x = network.input(.float32, [2, 3])
    let shape = network.input(.int32, [2])
    let y = network.tensor(.float32, [3, 2])
    network.operation("RESHAPE", [x, shape], [y])
    let text = try TFLiteCases.refusal(network.file(outputs: [y]))
    #expect(text.contains("tflite.constant-operand"))
  }
}

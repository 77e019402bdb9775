import Foundation
import IR
import Operators
import Testing

private func number(_ name: String, _ value: Double) -> Attribute {
  Attribute(name, .number(value))
}

private let line = floats([5], [-4, -1, 0, 0.5, 8])

private let cases = [
  WorkedCase("relu", [line], [], gives: floats([5], [0, 0, 0, 0.5, 8])),
  WorkedCase(
    "clip", [line], [number("min", -1.5), number("max", 6)],
    gives: floats([5], [-1.5, -1, 0, 0.5, 6])),
  WorkedCase(
    "clip", [line], [number("min", -.infinity), number("max", .infinity)], gives: line),
  WorkedCase(
    "leaky_relu", [line], [number("alpha", 0.25)], gives: floats([5], [-1, -0.25, 0, 0.5, 8])),
  WorkedCase(
    "hard_sigmoid", [line], [number("alpha", 0.25), number("beta", 0.5)],
    gives: floats([5], [0, 0.25, 0.5, 0.625, 1])),
  // -1 / 3, and 0.5 · 7 / 12, rounded to f32
  WorkedCase("hard_swish", [line], [], gives: floats([5], [0, -1.0 / 3, 0, 3.5 / 12, 8])),
  WorkedCase(
    "relu", [integers(.i8, [4], [-128, -4, -3, 127], zero: -3)], [],
    gives: integers(.i8, [4], [-3, -3, -3, 127], zero: -3)),
  WorkedCase(
    "relu", [integers(.i32, [3], [.min, 0, .max])], [],
    gives: integers(.i32, [3], [0, 0, .max])),
  WorkedCase(
    "relu", [integers(.u8, [3], [0, 200, 255], zero: 201)], [],
    gives: integers(.u8, [3], [201, 201, 255], zero: 201)),
  WorkedCase(
    "relu", [integers(.i4, [3], [-8, 1, 7], zero: 1)], [],
    gives: integers(.i4, [3], [1, 1, 7], zero: 1)),
  // 0.25 / 0.5 is half a step and goes to the even 0; 6 / 0.5 is 12.
  WorkedCase(
    "clip", [integers(.i8, [4], [-128, 4, 5, 127], zero: 4)],
    [number("min", 0.25), number("max", 6)],
    gives: integers(.i8, [4], [4, 4, 5, 16], zero: 4)),
  WorkedCase(
    "clip", [integers(.u8, [3], [0, 7, 255], zero: 4)],
    [number("min", -.infinity), number("max", 1e30)],
    gives: integers(.u8, [3], [0, 7, 255], zero: 4)),
  WorkedCase(
    "clip", [integers(.i16, [3], [-300, 7, 300], scale: 1)],
    [number("min", -250), number("max", 250)],
    gives: integers(.i16, [3], [-250, 7, 250], scale: 1)),
]

/// A function at a point, with its value from tables of more than float precision.
private struct TabulatedValue: Sendable, CustomTestStringConvertible {
  let name: String
  var attributes: [Attribute] = []
  let x: Double
  let value: Double

  var testDescription: String { "\(name)(\(x))" }
}

private let exact = [Attribute("approximation", .symbol("none"))]
private let approximate = [Attribute("approximation", .symbol("tanh"))]

private let tabulated: [TabulatedValue] = [
  .init(name: "sigmoid", x: 0, value: 0.5),
  .init(name: "sigmoid", x: 1, value: 0.731058578630004879),
  .init(name: "sigmoid", x: -20, value: 2.06115361819020358e-9),
  .init(name: "sigmoid", x: -1000, value: 0),
  .init(name: "sigmoid", x: .infinity, value: 1),
  .init(name: "tanh", x: 0.5, value: 0.462117157260009758),
  .init(name: "tanh", x: -3, value: -0.995054753686730451),
  .init(name: "tanh", x: -.infinity, value: -1),
  .init(name: "gelu", attributes: exact, x: 0, value: 0),
  // x · Φ(x) with Φ(1) = 0.841344746068542949, Φ(-2) = 0.0227501319481792072
  .init(name: "gelu", attributes: exact, x: 1, value: 0.841344746068542949),
  .init(name: "gelu", attributes: exact, x: -2, value: -0.0455002638963584144),
  // Φ(-8) = 6.22096057427178412e-16: the sum with 1 would have lost every digit.
  .init(name: "gelu", attributes: exact, x: -8, value: -4.97676845941742730e-15),
  .init(name: "gelu", attributes: approximate, x: 0, value: 0),
  // 0.5 · (1 + tanh(0.797884560802865356 · 1.044715))
  .init(name: "gelu", attributes: approximate, x: 1, value: 0.841191990608276455),
]

@Suite struct ActivationSemanticsTests {
  @Test(arguments: cases) func workedByHand(_ example: WorkedCase) throws { try example.check() }

  @Test(arguments: tabulated) fileprivate func isWithinTwoUnitsOfTheTable(
    _ entry: TabulatedValue
  ) throws {
    let result = try evaluate(entry.name, [floats([1], [Float(entry.x)])], entry.attributes)
    let expected = Float(entry.value)
    #expect(abs(result[0].floats[0] - expected) <= 2 * expected.ulp)
  }

  @Test func functionsThatLookupTablesServeAreUnary() {
    let names = OperatorCatalog.standard.definitions
      .filter { $0 is any UnaryFunction.Type }.map { $0.name }
    #expect(
      names == [
        "exp", "log", "sqrt", "reciprocal", "erf", "floor", "ceil", "round", "sin", "cos", "tan",
        "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "leaky_relu", "sigmoid",
        "tanh", "hard_sigmoid", "hard_swish", "gelu", "softplus", "softsign", "elu", "selu", "celu",
        "thresholded_relu", "mish", "swish", "shrink",
      ])
  }

  @Test func theScalarFunctionIsWhatTheOperatorComputes() throws {
    let attributes = AttributeList([number("alpha", 0.1)])
    #expect(LeakyRelu.apply(-3, attributes) == 0.1 * -3)
    #expect(HardSwish.apply(1.5, AttributeList([])) == 1.125)
  }
}

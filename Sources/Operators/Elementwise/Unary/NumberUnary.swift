import IR

/// An operator on each element of a tensor of numbers, which keeps the type.
package protocol NumberUnary: ElementMap {
  /// The operation on floats.
  static func floats(_ x: Double) -> Double

  /// The operation on integers.
  static func integers(_ x: Int64) -> Int64
}

extension NumberUnary {
  package static var operands: [OperandSpec] { [.value("x", "a tensor of any shape")] }
  package static var attributes: [AttributeSpec] { [] }
  package static var constraints: [Constraint] {
    [Constraint(1, "x has a number type and is not quantized.")]
  }

  package static func inferTypes(
    _ call: OperatorCall, _ report: inout ConstraintReport
  ) -> [TensorType]? {
    let x = call.operands[0]
    let isSound = report.require(x.isNumber, 1, "x is \(x)", help: "dequantize or cast x first")
    return isSound ? [x] : nil
  }

  package static func evaluate(
    _ call: OperatorCall, _ inputs: [Tensor], _ results: [TensorType]
  ) -> [Tensor] {
    [
      NumberArithmetic.map(
        inputs[0], results[0], floats: { floats($0) }, integers: { integers($0) })
    ]
  }

  package static func work(_ call: OperatorCall, _ results: [TensorType]) -> Work {
    Work(elementOperations: results[0].elementCount)
  }
}

/// The magnitude of each element.
package enum AbsoluteValue: NumberUnary {
  package static let name = "abs"
  package static let summary = "The magnitude of each element."
  package static let details = """
    ```
    y[i] = |x[i]|
    ```

    The magnitude of the least signed integer wraps around to itself.
    """
  package static func floats(_ x: Double) -> Double { x.magnitude }
  package static func integers(_ x: Int64) -> Int64 { x < 0 ? 0 &- x : x }
}

/// Each element with the other sign.
package enum Negate: NumberUnary {
  package static let name = "neg"
  package static let summary = "Each element with the other sign."
  package static let details = """
    ```
    y[i] = -x[i]
    ```

    Integers wrap around.
    """
  package static func floats(_ x: Double) -> Double { -x }
  package static func integers(_ x: Int64) -> Int64 { 0 &- x }
}

/// The sign of each element.
package enum Sign: NumberUnary {
  package static let name = "sign"
  package static let summary = "The sign of each element: -1, 0 or 1."
  package static let details = """
    ```
    y[i] = -1 if x[i] < 0, 1 if x[i] > 0, and else x[i]
    ```
    """
  package static func floats(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : x }
  package static func integers(_ x: Int64) -> Int64 { x.signum() }
}

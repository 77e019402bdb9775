import IR
import Operators
import Testing

/// The results of an operator, after its rules have been checked.
func evaluate(
  _ name: String, _ inputs: [Tensor], _ attributes: [Attribute] = []
) throws -> [Tensor] {
  let definition = try #require(OperatorCatalog.standard[name])
  let call = OperatorCall(
    operands: inputs.map(\.type), attributes: AttributeList(attributes))
  var report = ConstraintReport()
  let types = definition.inferTypes(call, &report)
  #expect(report.violations.map(\.detail) == [])
  let results = definition.evaluate(call, inputs, try #require(types))
  #expect(results.map(\.type) == types)
  return results
}

/// One operator applied to worked inputs, with the result that it must have exactly.
struct WorkedCase: Sendable, CustomTestStringConvertible {
  let operatorName: String
  let inputs: [Tensor]
  let attributes: [Attribute]
  let result: Tensor

  init(_ operatorName: String, _ inputs: [Tensor], _ attributes: [Attribute], gives result: Tensor)
  {
    self.operatorName = operatorName
    self.inputs = inputs
    self.attributes = attributes
    self.result = result
  }

  var testDescription: String {
    let inputs = inputs.map(\.type.description) + attributes.map { "\($0.name): \($0.value)" }
    return "\(operatorName)(\(inputs.joined(separator: ", "))) -> \(result.type)"
  }

  /// Evaluates the operator and compares.
  func check() throws {
    let results = try evaluate(operatorName, inputs, attributes)
    #expect(results.count == 1)
    let found = try #require(results.first)
    #expect(found.type == result.type)
    #expect(found.numbers == result.numbers)
  }
}

/// A float tensor.
func floats(_ shape: [Int], _ values: [Float]) -> Tensor { Tensor(shape, floats: values) }

/// A quantized tensor by the integers that it holds.
func integers(
  _ element: ElementType, _ shape: [Int], _ values: [Int32], scale: Float = 0.5, zero: Int32 = 0
) -> Tensor {
  Tensor(quantized(element, shape, scale, zero), integers: values)
}

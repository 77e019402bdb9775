import Basic
import IR
import Operators

/// What operands of a region stand for in integers.
extension QuantizedFusion {
  /// The integers that a real value is made of, moved as it is: 8 bits, one scale.
  mutating func input(
    _ id: ID<Value>, _ region: QuantizedRegion
  ) throws(NoIntegerForm) -> ID<Value> {
    let integers: ID<Value>
    if let tensor = try? constantIntegers(id) {
      integers = constant(program.graph[id].name, tensor)
    } else {
      guard let producer = program.graph.definingOperation(of: id) else { throw NoIntegerForm() }
      let operation = program.graph[producer]
      if operation.kind == "dequantize" {
        integers = operation.operands[0]
      } else if QuantizedRegion.isMovement(operation) {
        integers = try add(
          operation.kind, [try input(operation.operands[0], region)], operation.attributes,
          name: "\(program.graph[id].name).moved", for: region)
      } else {
        throw NoIntegerForm()
      }
    }
    guard type(integers).isQuantizedPerTensor, type(integers).element.bits == 8 else {
      throw NoIntegerForm()
    }
    return integers
  }

  /// The quantized integers of a constant, moved as the real ones are.
  func constantIntegers(_ id: ID<Value>) throws(NoIntegerForm) -> Tensor {
    guard let producer = program.graph.definingOperation(of: id) else { throw NoIntegerForm() }
    let operation = program.graph[producer]
    if operation.kind == "dequantize" {
      guard let tensor = program.tensor(of: operation.operands[0]) else { throw NoIntegerForm() }
      return tensor
    }
    guard QuantizedRegion.isMovement(operation) else { throw NoIntegerForm() }
    let operand = try constantIntegers(operation.operands[0])
    return try evaluated(operation.kind, [operand], operation.attributes)
  }

  /// A bias in the steps of a sum: the integers that the model gives, if its steps are those of the
  /// sum but for the rounding of their product to an `f32`.
  func bias(_ id: ID<Value>, _ steps: Quantization) throws(NoIntegerForm) -> Tensor {
    if let real = program.tensor(of: id) {
      guard real.type.element == .f32 else { throw NoIntegerForm() }
      return QuantizationParameters.accumulators(real, steps)
    }
    let given = try constantIntegers(id)
    guard let quantization = given.type.quantization else { throw NoIntegerForm() }
    let isOfSum = steps.scales.indices.allSatisfy { index in
      let scale = quantization.scale(at: quantization.isPerTensor ? 0 : index)
      return abs(scale - steps.scales[index]) <= steps.scales[index] * 0x1p-20
    }
    if given.type.element == .i32, quantization.isSymmetric, isOfSum {
      return Tensor(
        TensorType(.i32, given.type.shape, steps), integers: given.numbers.map { Int32($0) })
    }
    let real = try evaluated("dequantize", [given], AttributeList([]))
    return QuantizationParameters.accumulators(real, steps)
  }
}

import Basic
import IR
import Operators

/// The weights of convolutions and dense layers.
extension TFLiteContext {
  /// Weights with their axes in the order that the IR wants.
  ///
  /// Integer weights of a layer on floats become floats. 8 bits without sign become those with sign
  /// if that makes the zero point 0.
  ///
  /// - Parameters:
  ///   - index: the operand.
  ///   - x: what the layer works on.
  ///   - permutation: the axis of the file that each axis comes from.
  package mutating func weight(
    _ index: Int, _ x: TensorType, _ permutation: [Int]
  ) throws(Refusal) -> ID<Value> {
    let type = try type(index)
    let isHybrid = !x.element.isInteger && type.quantization != nil
    let node = builder.node
    let name = name(of: try tensor(index))
    var weight = try converted(index, "\(permutation)") { (tensor) throws(Refusal) in
      try Self.permuted(Self.symmetric(tensor, name, node, isHybrid: isHybrid), permutation)
    }
    if weight == nil {
      guard type.quantization?.isPerTensor ?? true else {
        throw unsupported("the weights '\(name)' are computed and have a scale for each channel")
      }
      let shape = permutation.map { type.shape[$0] }
      weight = try permute(inFile(index), permutation, to: shape, name: "\(name).moved")
    }
    guard let weight else { throw .silent }
    return isHybrid ? try add("dequantize", [weight], [], "\(name).f32") : weight
  }

  /// Weights with the zero point 0.
  private static func symmetric(
    _ tensor: Tensor, _ name: String, _ node: SourceNode, isHybrid: Bool
  ) throws(Refusal) -> Tensor {
    guard let quantization = tensor.type.quantization, !quantization.isSymmetric, !isHybrid else {
      return tensor
    }
    guard tensor.type.element == .u8, quantization.zeroPoints.allSatisfy({ $0 == 128 }) else {
      throw node.refusal(
        TFLiteRules.unsupportedForm,
        "the weights '\(name)' have the zero point \(quantization.zeroPoints.first { $0 != 0 } ?? 0)",
        help: "quantize weights symmetrically, as converters since 2019 do")
    }
    var type = tensor.type
    type.element = .i8
    type.quantization?.zeroPoints = quantization.zeroPoints.map { _ in 0 }
    return Tensor(type, tensor.integers.map { Int8($0 - 128) })
  }

  /// A tensor with its axes in another order, that of the quantization too.
  static func permuted(_ tensor: Tensor, _ permutation: [Int]) -> Tensor {
    let old = tensor.type
    var type = old.reshaped(permutation.map { old.shape[$0] })
    type.quantization?.axis = old.quantization?.axis.flatMap { permutation.firstIndex(of: $0) }
    let moving = permutation.filter { old.shape[$0] != 1 }
    if moving == moving.sorted() { return tensor.retyped(type) }
    let plain = TensorType(old.element, old.shape)
    let call = OperatorCall(
      operands: [plain],
      attributes: AttributeList([Attribute("permutation", .integers(permutation))]))
    let moved = Transpose.evaluate(
      call, [tensor.retyped(plain)], [TensorType(old.element, type.shape)])
    return moved[0].retyped(type)
  }
}

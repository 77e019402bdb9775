import Basic
import IR
import Operators

/// What tensors of a file are in the IR.
enum TFLiteTypes {
  /// The most axes that a tensor may have.
  private static let rankLimit = 8

  /// The type of a tensor; the node is the one that asks for it.
  ///
  /// Quantization says what 4, 8 and 16 bits stand for. On 32 bits it repeats what follows from the
  /// operands, and on floats it records a range; neither is part of the type.
  static func type(
    of tensor: TFLiteTensor, shape: [Int]? = nil, _ node: SourceNode
  ) throws(Refusal) -> TensorType {
    let shape = shape ?? tensor.shape
    let subject = "'\(tensor.name)'"
    guard let element = tensor.element.irElement else {
      throw node.refusal(
        TFLiteRules.elementType, "\(subject) has elements of type \(tensor.element.name)")
    }
    guard shape.count <= rankLimit, shape.allSatisfy({ $0 >= 0 }),
      shape.contains(0) || TensorType.checkedElementCount(shape) != nil
    else {
      throw node.refusal(TFLiteRules.tensorType, "\(subject) has the shape \(shape)")
    }
    guard !tensor.isSparse else {
      throw node.refusal(
        TFLiteRules.tensorType, "\(subject) is stored sparse", help: "convert the model without")
    }
    var type = TensorType(element, shape)
    if let quantization = tensor.quantization, element.isInteger, element.bits <= 16,
      !shape.contains(0)
    {
      type.quantization = try self.quantization(quantization, type, subject, node)
      if let fault = type.fault {
        throw node.refusal(TFLiteRules.tensorType, "\(subject): \(fault)")
      }
    }
    return type
  }

  private static func quantization(
    _ quantization: TFLiteQuantization, _ type: TensorType, _ subject: String, _ node: SourceNode
  ) throws(Refusal) -> Quantization {
    guard quantization.detailsType == 0 else {
      throw node.refusal(
        TFLiteRules.tensorType,
        "\(subject) is quantized with details of kind \(quantization.detailsType)",
        help: "quantize it per tensor or along an axis")
    }
    let (scales, zeros) = (quantization.scales, quantization.zeroPoints)
    guard zeros.isEmpty || zeros.count == scales.count || zeros.count == 1 else {
      throw node.refusal(
        TFLiteRules.tensorType,
        "\(subject) has \(scales.count) scales and \(zeros.count) zero points")
    }
    let exact = zeros.compactMap { Int32(exactly: $0) }
    guard exact.count == zeros.count else {
      throw node.refusal(TFLiteRules.tensorType, "\(subject) has a zero point beyond 32 bits")
    }
    if scales.count == 1 { return Quantization(scale: scales[0], zeroPoint: exact.first ?? 0) }
    let zeroPoints =
      exact.count == scales.count
      ? exact : [Int32](repeating: exact.first ?? 0, count: scales.count)
    return Quantization(
      scales: scales.map { Double($0) }, zeroPoints: zeroPoints, axis: quantization.dimension)
  }

  /// The elements of a constant tensor.
  ///
  /// - Returns: a part of the mapped file where its alignment allows that.
  static func constant(
    _ tensor: TFLiteTensor, _ range: Range<Int>, _ file: MappedFile, _ node: SourceNode
  ) throws(Refusal) -> Tensor {
    let type = try type(of: tensor, node)
    let count = type.shape.contains(0) ? 0 : type.elementCount
    let isPacked = type.element.bits == 4
    let needed = isPacked ? (count + 1) / 2 : Saturating.product(count, type.element.storedBytes)
    guard range.count == needed else {
      throw node.refusal(
        TFLiteRules.buffer,
        "'\(tensor.name)' is \(type.plainDescription), which takes \(needed) bytes, but its buffer "
          + "has \(range.count)")
    }
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
    if isPacked { return unpacked(bytes, type) }
    if type.element == .bool, bytes.contains(where: { $0 > 1 }) {
      throw node.refusal(TFLiteRules.buffer, "'\(tensor.name)' has a truth value beyond 0 and 1")
    }
    guard range.lowerBound % type.element.storedBytes == 0 else {
      return Tensor(
        type, TensorStorage(byteCount: range.count) { $0.copyMemory(from: bytes) })
    }
    return Tensor(type, TensorStorage(mapping: file, range))
  }

  /// Integers of four bits, of which two share a byte, the first in the lower half.
  private static func unpacked(_ bytes: UnsafeRawBufferPointer, _ type: TensorType) -> Tensor {
    func half(_ index: Int) -> UInt8 {
      index % 2 == 0 ? bytes[index / 2] & 0xF : bytes[index / 2] >> 4
    }
    let indices = 0..<type.elementCount
    if type.element == .u4 { return Tensor(type, indices.map(half)) }
    return Tensor(type, indices.map { Int8(bitPattern: half($0) << 4) >> 4 })
  }
}

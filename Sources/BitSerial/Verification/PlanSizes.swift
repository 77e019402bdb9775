import Basic
import BitSparsity
import IR

/// Whether the sizes that a plan states are sound enough to be computed with.
enum PlanSizes {
  /// The largest stride, dilation or border, so that places in a map cannot overflow.
  private static let stepLimit = 1 << 24

  /// What is wrong with the sizes of a layer, or `nil`.
  static func fault(_ mapping: BitVertMapping, _ target: BitVertTarget) -> String? {
    let shape = mapping.shape
    let limit = BitSerialLayer.elementLimit
    let numbers =
      [shape.input, shape.output, shape.kernel].flatMap { [$0.height, $0.width] }
      + [shape.groups, shape.filters, shape.channels]
    let steps = [shape.stride, shape.dilation].flatMap { [$0.height, $0.width] }
    guard numbers.allSatisfy({ (1...limit).contains($0) }),
      steps.allSatisfy({ (1...stepLimit).contains($0) }),
      [shape.top, shape.left].allSatisfy({ (0...stepLimit).contains($0) })
    else { return "a size is not positive, or beyond 2^36, or a step beyond 2^24" }
    guard !shape.isVectors || shape.input == shape.output && shape.groups == 1,
      !shape.isVectors || shape.kernel.area == 1 && shape.input.height == 1
    else { return "vectors have no kernel and one line" }
    guard mapping.layer("") != nil else { return "the sizes are beyond the limits" }
    guard mapping.offsets.count == shape.filters else {
      return "there are \(mapping.offsets.count) offsets for \(shape.filters) channels"
    }
    // A weight takes two bits at least, so what is read next is no larger than the file.
    guard shape.weights <= 4 * mapping.weights.bytes.count else {
      return "\(shape.weights) weights do not lie in \(mapping.weights.bytes.count) bytes"
    }
    guard (-128...255).contains(mapping.zero) else { return "zero is \(mapping.zero)" }
    if let encoding = mapping.encoding {
      let type = TensorType(
        .i8, [shape.filters, shape.depth, shape.kernel.height, shape.kernel.width],
        Quantization(scale: 1.0, zeroPoint: 0))
      if let fault = encoding.fault(for: type) { return fault }
      guard encoding.axis == 0, encoding.group.isMultiple(of: target.lanes) else {
        return "groups of \(encoding.group) weights do not fill elements of \(target.lanes)"
      }
    }
    return nil
  }
}

import Basic

extension TensorType {
  /// What is wrong with the type, or `nil` if it is sound (ir.c6).
  package var fault: String? {
    if TensorType.checkedElementCount(shape) == nil {
      return "\(plainDescription) has a size that is not positive or more than 2^31 elements"
    }
    guard let quantization else { return nil }
    guard let range = element.integerRange else {
      return "\(element.rawValue) is no integer type and cannot be quantized"
    }
    if let axis = quantization.axis {
      guard shape.indices.contains(axis) else {
        return "the quantization axis \(axis) is outside the shape \(shape)"
      }
      guard quantization.scales.count == shape[axis] else {
        return
          "there are \(quantization.scales.count) scales for \(shape[axis]) indices of axis \(axis)"
      }
    } else if quantization.scales.count != 1 {
      return "there are \(quantization.scales.count) scales for the whole tensor"
    }
    guard quantization.zeroPoints.count == quantization.scales.count else {
      return "there are \(quantization.zeroPoints.count) zero points for "
        + "\(quantization.scales.count) scales"
    }
    if let scale = quantization.scales.first(where: { !(Float($0) > 0 && Float($0).isFinite) }) {
      return "the scale \(NumberText.scale(scale)) is not positive and finite"
    }
    if let zero = quantization.zeroPoints.first(where: { !range.contains(Int64($0)) }) {
      return "the zero point \(zero) is outside \(element.rawValue)"
    }
    return nil
  }
}

import Basic
import IR

/// The values of attributes as descriptions write them.
enum DNNValueText {
  /// The text of a value, which `ArgumentReader` reads back.
  static func text(_ value: AttributeValue) -> String {
    guard case .storage(let storage) = value, let quantization = storage.quantization else {
      return value.description
    }
    let scale = NumberText.scale(quantization.scales[0])
    return "quantized(\(storage.element.rawValue), scale = \(scale), "
      + "zero = \(quantization.zeroPoints[0]))"
  }
}

import Basic

/// The rules of bit-serial accelerators.
package enum BitSerialRules {
  package static let noLayers = Rule(
    "bitserial.layers", "a model has layers with weights in i8",
    "Bit-serial accelerators work on convolutions, dense layers and products with constants alone.")

  /// All of them, for documentation.
  package static let all = [noLayers]
}

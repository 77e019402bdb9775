/// What is loaded again where neither weights nor inputs of a layer fit their buffer.
///
/// Source: the simulator of [bbs24], which uses `leastTraffic` for convolutional networks and
/// `inputs` for transformers.
package enum RefetchPolicy: String, Sendable, CaseIterable {
  /// Weights or inputs, whichever moves fewer bytes.
  case leastTraffic = "least_traffic"

  /// Inputs, once for each part of the weights that fits.
  case inputs

  /// How often weights and inputs are loaded.
  struct Fetches: Hashable {
    var weights = 1.0
    var inputs = 1.0
  }

  /// How often a layer's operands, in bytes, are loaded.
  func fetches(
    weightBytes: Double, inputBytes: Double, weightBuffer: OnChipBuffer, inputBuffer: OnChipBuffer
  ) -> Fetches {
    let weightParts = weightBytes / Double(weightBuffer.capacity.count)
    let inputParts = inputBytes / Double(inputBuffer.capacity.count)
    guard weightParts > 1, inputParts > 1 else { return Fetches() }
    let again = (weights: inputParts.rounded(.up), inputs: weightParts.rounded(.up))
    let loadsWeightsAgain =
      self == .leastTraffic
      && again.weights * weightBytes + inputBytes < again.inputs * inputBytes + weightBytes
    return loadsWeightsAgain
      ? Fetches(weights: again.weights) : Fetches(inputs: again.inputs)
  }
}

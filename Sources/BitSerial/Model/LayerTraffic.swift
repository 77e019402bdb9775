/// What a layer moves between DRAM and the buffers.
///
/// Bytes are fractional because BitVert's average width is. Outputs stay in the activation buffer if
/// inputs and outputs together are smaller, and the next layer then loads no inputs; the last layer,
/// if it is linear, writes nothing. Source: the simulator of [bbs24].
struct LayerTraffic: Hashable {
  /// How often weights and inputs are loaded.
  let fetches: RefetchPolicy.Fetches

  /// Bytes of weights and activations that are moved, refetches included.
  let weightBytes: Double
  let activationBytes: Double

  /// Whether the next layer finds its inputs on the chip.
  let keepsOutputs: Bool

  /// The traffic of a layer on a design.
  init(
    of layer: BitSerialLayer, on accelerator: some BitSerialAccelerator, refetch: RefetchPolicy,
    inputsAreOnChip: Bool, isLast: Bool
  ) {
    let weights = accelerator.weightBytes(of: layer)
    let inputs = accelerator.activationBytes(
      channels: layer.channels, positions: layer.inputPositions)
    let outputs: Double
    if case .linear = layer.kind, isLast {
      outputs = 0
    } else {
      outputs = accelerator.activationBytes(
        channels: layer.filters, positions: layer.outputPlane.area)
    }
    fetches = refetch.fetches(
      weightBytes: weights, inputBytes: inputs, weightBuffer: accelerator.weightBuffer,
      inputBuffer: accelerator.activationBuffer)
    keepsOutputs = inputs + outputs < Double(accelerator.activationBuffer.capacity.count)
    weightBytes = weights * fetches.weights
    activationBytes =
      (inputsAreOnChip ? 0 : inputs * fetches.inputs) + (keepsOutputs ? 0 : outputs)
  }

  /// The whole cycles that the traffic takes.
  func cycles(
    weightWidth: Double, activationWidth: Double, constants: CostConstants
  ) -> Double {
    let widths =
      constants.scalesLoadTimeTwice
      ? (weights: weightWidth, activations: activationWidth) : (weights: 8, activations: 8)
    let bits = weightBytes * widths.weights + activationBytes * widths.activations
    return (bits / constants.dramBitsPerCycle).rounded(.down)
  }
}

import Backend
import Basic

/// Checks a layer against the fields and the abilities of a device.
struct LayerChecks {
  let device: HydraDevice

  /// Why the device cannot compute a layer; empty if it can.
  func faults(_ layer: QuantizedLayer) -> [Support.Reason] {
    var faults: [Support.Reason] = []
    func require(_ isSound: Bool, _ rule: Rule, _ text: @autoclosure () -> String) {
      if !isSound { faults.append(Support.Reason(rule, text())) }
    }
    let (input, output) = (layer.input, layer.output)
    let small = layer.kernel + layer.stride
    require(
      small.allSatisfy { (1...255).contains($0) }, .hydraExtent,
      "kernel \(layer.kernel), stride \(layer.stride), at most 255 each")
    require(
      zip(layer.padding, layer.kernel).allSatisfy { $0 < $1 }, .hydraExtent,
      "padding \(layer.padding) is not smaller than the kernel \(layer.kernel)")
    let starts = [
      (output.height - 1) * layer.stride[0] - layer.padding[0],
      (output.width - 1) * layer.stride[1] - layer.padding[1],
    ]
    require(
      starts[0] < input.height && starts[1] < input.width, .hydraExtent,
      "the last window starts at \(starts) of an input of \(input.height) x \(input.width)")
    faults += Self.oversize(layer)
    let (shift, outputShift) = (layer.shift, layer.outputShift)
    require(
      (-16...31).contains(shift) && (0...15).contains(outputShift), .hydraShiftRange,
      "shifts of \(shift) and \(outputShift) for fractions \(layer.inputFraction) of inputs, "
        + "\(layer.weightFraction) of weights and \(layer.outputFraction) of outputs")
    require(
      (-128...127).contains(layer.outputFraction) && (-128...127).contains(layer.weightFraction),
      .hydraShiftRange,
      "fractions \(layer.weightFraction) and \(layer.outputFraction), from -128 to 127")
    let bound = 1 << (device.profile.accumulatorBits - 2)
    let largest = layer.biases.map(\.magnitude).max() ?? 0
    require(largest < bound, .hydraBiasSize, "a bias of \(largest), below \(bound)")
    let lost = BiasForm.shift(layer.biases)
    require(
      layer.biases.allSatisfy { $0 & (1 << lost - 1) == 0 }, .hydraBiasSize,
      "biases up to \(largest), of which the device keeps multiples of 2^\(lost)")
    require(
      layer.products << (2 * (device.profile.dataBits - 1)) < bound, .hydraBiasSize,
      "\(layer.products) products of \(device.profile.dataBits) bits in "
        + "\(device.profile.accumulatorBits)")
    let missing = capabilities(layer).subtracting(device.capabilities)
    require(missing.isEmpty, .hydraAbility, "the device lacks \(missing.text)")
    return faults
  }

  /// The most that a field for a size, a row, a sum or a number of features holds.
  private static let largestExtent = 65535

  /// Why the sizes of a layer do not fit their fields; empty if they do.
  static func oversize(_ layer: QuantizedLayer) -> [Support.Reason] {
    let (input, output, limit) = (layer.input, layer.output, largestExtent)
    let large = [
      input.height, input.width, input.channels, output.height, output.width, output.channels,
      input.width * input.channels, layer.products,
    ]
    var faults: [Support.Reason] = []
    if let largest = large.max(), largest > limit {
      faults.append(
        Support.Reason(
          .hydraExtent, "\(largest) elements of a row, a size or a sum, at most \(limit)"))
    }
    if max(input.count, output.count) > limit {
      faults.append(
        Support.Reason(
          .hydraExtent, "\(input.count) and \(output.count) features, at most \(limit) each"))
    }
    return faults
  }

  /// Why no device holds the weights of a layer whose sizes fit their fields, or `nil`.
  static func overweight(_ layer: QuantizedLayer) -> Support.Reason? {
    let count = layer.products * layer.output.channels
    let limit = HydraDevice.laneCounts.upperBound * HydraDevice.depths.upperBound
    guard count > limit else { return nil }
    return Support.Reason(.hydraFit, "it takes \(count) weights, no device has more than \(limit)")
  }

  private func capabilities(_ layer: QuantizedLayer) -> Capabilities {
    var descriptor = LayerDescriptor()
    descriptor.operation = layer.operation
    descriptor.activation = layer.activation
    (descriptor.height, descriptor.width) = (layer.input.height, layer.input.width)
    (descriptor.outputHeight, descriptor.outputWidth) = (layer.output.height, layer.output.width)
    (descriptor.kernelHeight, descriptor.kernelWidth) = (layer.kernel[0], layer.kernel[1])
    return descriptor.capabilities
  }
}

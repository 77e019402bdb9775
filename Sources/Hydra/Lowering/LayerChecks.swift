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
    let large = [
      input.height, input.width, input.channels, output.height, output.width, output.channels,
      input.width * input.channels, layer.products,
    ]
    let limit = 65535
    require(
      large.allSatisfy { $0 <= limit }, .hydraExtent,
      "\(large.max() ?? 0) elements of a row, a size or a sum, at most \(limit)")
    require(
      input.count <= limit && output.count <= limit, .hydraExtent,
      "\(input.count) and \(output.count) features, at most \(limit) each")
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
    require(
      layer.products << (2 * (device.profile.dataBits - 1)) < bound, .hydraBiasSize,
      "\(layer.products) products of \(device.profile.dataBits) bits in "
        + "\(device.profile.accumulatorBits)")
    let missing = capabilities(layer).subtracting(device.capabilities)
    require(missing.isEmpty, .hydraAbility, "the device lacks \(missing.text)")
    return faults
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

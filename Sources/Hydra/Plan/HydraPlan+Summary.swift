import Backend
import Basic

extension HydraPlan {
  package var summary: [PlanFact] {
    let (device, total) = (target.device, total)
    let parts = LayerCycles.parts.filter { total[keyPath: $0.path] > 0 }.map {
      "\($0.name) \(NumberText.grouped(total[keyPath: $0.path]))"
    }
    func memory(_ used: Int, _ held: Int) -> String {
      "\(NumberText.grouped(used)) of \(NumberText.grouped(held))"
    }
    return [
      PlanFact("layers", "\(layers.count), each on \(device.lanes) lanes"),
      PlanFact("operations", NumberText.grouped(total.operations)),
      PlanFact(
        "cycles", "\(NumberText.grouped(total.total)): \(parts.joined(separator: ", "))"),
      PlanFact(
        "lanes used",
        "\(NumberText.fixed(100 * total.utilisation(lanes: device.lanes), 1)) % of the time"),
      PlanFact("time", "\(target.time(total.total))"),
      PlanFact(
        "memory",
        "weights \(memory(configuration.weightCount, device.weightDepth)) and biases "
          + "\(memory(configuration.biasCount, device.biasDepth)) of each lane, features "
          + memory(configuration.featureCount, device.featureDepth)),
      PlanFact("saturation", saturation),
      PlanFact("bitstream", "\(NumberText.grouped(configuration.bytes.count)) bytes"),
    ] + (streamedWeights.map { [PlanFact("streaming", $0)] } ?? [])
      + (encodedWeights.map { [PlanFact("BBS", $0)] } ?? [])
  }

  /// In how many segments weights are loaded, and how long that takes; `nil` if they are not.
  var streamedWeights: String? {
    guard total.segment > 0 else { return nil }
    let part = 100 * Double(total.segment) / Double(total.total)
    return "\(configuration.segments.count) segments of weights, loaded in "
      + "\(NumberText.grouped(total.segment)) cycles of a run, \(NumberText.fixed(part, 1)) %"
  }

  /// In how many layers numbers cannot be cut, whatever the input.
  private var saturation: String {
    let ranges = ranges
    let exact = ranges.reduce(0) { $0 + ($1.isExact ? 1 : 0) }
    let bits = ranges.map(\.sumBits).max() ?? 0
    return "impossible in \(exact) of \(ranges.count) layers; sums take \(bits) of "
      + "\(target.device.profile.accumulatorBits) bits at most"
  }

  /// What columns of bits save where weights are stored, or `nil` if no weights are encoded.
  ///
  /// The device multiplies by whole weights: its memories and cycles are those of the image.
  var encodedWeights: String? {
    let encoded = zip(layers, configuration.layers).filter { $0.0.encodedBits > 0 }
    guard !encoded.isEmpty else { return nil }
    let weights = encoded.reduce(0) { $0 + $1.1.outputs * $1.1.products }
    let bits = encoded.reduce(0) { $0 + $1.0.encodedBits }
    let perWord = configuration.profile.elementsPerWord
    let words = (heldWeights + perWord - 1) / perWord * configuration.lanes
    return "\(NumberText.grouped(weights)) weights of \(encoded.count) layers in "
      + "\(NumberText.fixed(Double(bits) / Double(weights), 2)) bits each with metadata, decoded to "
      + "\(configuration.profile.dataBits) in the image of \(NumberText.grouped(words)) words"
  }
}

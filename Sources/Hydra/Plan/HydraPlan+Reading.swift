import Backend
import Basic

extension HydraPlan {
  /// Reads a plan by the published schema.
  package init(
    _ reader: PlanReader, target: HydraTarget, binaries: [[UInt8]]
  ) throws(PlanFormatError) {
    network = try reader["network"].string
    program = try reader["program"].digest
    self.target = target
    var faults = DiagnosticBag()
    let read = HydraProgram(bytes: binaries[0], device: target.device, &faults)
    guard let read else { throw PlanFormatError(faults.diagnostics) }
    configuration = read
    guard try reader["bitstream_sha256"].string == Self.digest(binaries[0]).description else {
      throw PlanFormatError([
        .error(
          .hydraPlanBitstream, "it is not the bitstream that was planned",
          at: .file("network.hyb", offset: nil),
          help: "one of the files was changed; compile the network again")
      ])
    }
    // Everything that is not a name follows from the bitstream and the target.
    let cycles = CycleModel.layers(configuration, overlapsDrain: target.device.overlapsDrain)
    let list = try reader["layers"]
    let elements = try list.elements
    guard elements.count == cycles.count else {
      throw list.fault("\(elements.count) layers, the bitstream has \(cycles.count)")
    }
    layers = []
    for (element, cycles) in zip(elements, cycles) {
      layers.append(
        Layer(
          name: try element["name"].string, value: try element["value"].string,
          sums: try element["sums"].string, arguments: try element["arguments"].string,
          encodedBits: try element["encoded_bits"].integer, cycles: cycles))
    }
  }
}

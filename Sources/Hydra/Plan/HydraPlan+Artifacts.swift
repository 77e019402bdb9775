import Backend
import Basic

extension HydraPlan {
  /// The names of the files that hold a plan, without those of the hardware.
  package static let files = ["plan.txt", "plan.json", "network.hyb", "network.hyb.txt"]

  /// The plan for people and for programs, the bitstream, its listing, and the hardware.
  package var artifacts: [Artifact] {
    [
      Artifact("plan.txt", text), Artifact("plan.json", json.text),
      Artifact("network.hyb", configuration.bytes),
      Artifact("network.hyb.txt", configuration.listing),
    ] + HardwareTexts.files.map { Artifact($0.name, $0.text) }
  }

  /// Reads `plan.json` and `network.hyb`, or reports what is wrong with them and gives `nil`.
  package init?(artifacts: [Artifact], _ diagnostics: inout DiagnosticBag) {
    func named(_ name: String) -> Artifact? {
      let artifact = artifacts.first { $0.name == name }
      if artifact == nil {
        diagnostics.report(
          .error(.hydraPlanFiles, "'\(name)' is missing", at: .file(name, offset: nil)))
      }
      return artifact
    }
    guard let plan = named("plan.json"), let bitstream = named("network.hyb") else { return nil }
    let json: JSONValue
    do {
      json = try plan.bytes.withUnsafeBytes { try JSONReader.read($0) }
    } catch {
      let fault = error as? JSONError
      diagnostics.report(
        .error(
          .hydraPlanSchema, fault?.reason ?? "\(error)",
          at: .file("plan.json", offset: fault?.offset)))
      return nil
    }
    guard let read = Self.read(json, bitstream.bytes, &diagnostics) else { return nil }
    self = read
    // Everything that is not a name follows from the bitstream and the target.
    guard self.json.text == json.text else {
      diagnostics.report(
        .error(
          .hydraPlanLayers, "it does not say what its bitstream and its target say",
          at: .file("plan.json", offset: nil),
          help: "one of the files was changed; compile the network again"))
      return nil
    }
    for (name, text) in [("plan.txt", text), ("network.hyb.txt", configuration.listing)] {
      guard let found = artifacts.first(where: { $0.name == name }),
        found.bytes != Array(text.utf8)
      else { continue }
      diagnostics.report(
        .error(
          .hydraPlanText, "it is not what the plan prints", at: .file(name, offset: nil),
          help: "one of the files was changed; compile the network again"))
      return nil
    }
  }

  private static func read(
    _ json: JSONValue, _ bitstream: [UInt8], _ diagnostics: inout DiagnosticBag
  ) -> HydraPlan? {
    func fail(_ text: String) -> HydraPlan? {
      diagnostics.report(
        .error(.hydraPlanSchema, text, at: .file("plan.json", offset: nil)))
      return nil
    }
    func string(_ value: JSONValue?) -> String? {
      guard case .string(let text) = value else { return nil }
      return text
    }
    guard json["format"] == "dnnc hydra plan", json["version"] == .integer(formatVersion) else {
      return fail("format and version are not 'dnnc hydra plan' and \(formatVersion)")
    }
    guard let network = string(json["network"]),
      let program = string(json["program"]).flatMap({ ContentHash(hexadecimal: $0) })
    else { return fail("network: a text, and program: 64 hexadecimal digits, are wanted") }
    guard let description = json["target"],
      let target = HydraTarget.read(description, file: "plan.json", &diagnostics)
    else { return json["target"] == nil ? fail("target is missing") : nil }
    guard
      let configuration = HydraProgram(
        bytes: bitstream, device: target.device, file: "network.hyb", &diagnostics)
    else { return nil }
    let cycles = CycleModel.layers(configuration, overlapsDrain: target.device.overlapsDrain)
    guard case .array(let elements) = json["layers"], elements.count == cycles.count else {
      return fail("layers: a list of \(cycles.count) is wanted")
    }
    var layers: [Layer] = []
    for (index, (element, cycles)) in zip(elements, cycles).enumerated() {
      guard let name = string(element["name"]), let value = string(element["value"]),
        let sums = string(element["sums"]), let arguments = string(element["arguments"])
      else { return fail("layers[\(index)]: name, value, sums and arguments are texts") }
      layers.append(
        Layer(name: name, value: value, sums: sums, arguments: arguments, cycles: cycles))
    }
    return HydraPlan(
      network: network, program: program, target: target, layers: layers,
      configuration: configuration)
  }
}

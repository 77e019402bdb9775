import Basic

extension DeviceEnvironment {
  /// The most devices of an environment.
  package static let deviceLimit = 64

  private static let linkKeys = ["latency_s", "bandwidth_bits_per_s", "programmed"]

  /// Reads an environment from JSON, or reports everything that is wrong with it and gives `nil`.
  ///
  /// - Parameter file: the name that diagnostics cite.
  package static func read(
    _ json: JSONValue, file: String, _ diagnostics: inout DiagnosticBag
  ) -> DeviceEnvironment? {
    var reader = EnvironmentReader(file: file, diagnostics: DiagnosticBag())
    let environment = read(json, &reader)
    let isSound = !reader.diagnostics.hasErrors
    diagnostics.mergeWhole(reader.diagnostics)
    return isSound ? environment : nil
  }

  private static func read(
    _ json: JSONValue, _ reader: inout EnvironmentReader
  ) -> DeviceEnvironment? {
    guard case .object = json, json["kind"] == .string("devices") else {
      reader.report(
        .environmentObject, "'kind' is not \"devices\"",
        help: "\"kind\": \"devices\" says what the file describes")
      return nil
    }
    let owner = "the environment"
    reader.checkKeys(json, ["kind", "devices", "network", "links", "tiers"], of: owner)
    let devices = devices(json, &reader)
    let names = devices.map(\.name)
    var standard: Link?
    var (medium, connections) = (Medium.shared, Connections.perMessage)
    if let network = json["network"] {
      let owner = "'network'"
      reader.checkKeys(network, ["medium", "connections"] + linkKeys, of: owner)
      standard = reader.link(network, of: owner)
      medium = reader.word(network, "medium", default: medium, of: owner)
      connections = reader.word(network, "connections", default: connections, of: owner)
    } else if devices.count > 1 {
      reader.report(.environmentMissing, "\(owner) lacks 'network'")
    }
    let tiers = tiers(json, names, &reader) + links(json, names, &reader)
    return DeviceEnvironment(
      devices: devices, link: standard ?? Link(latency: 0, bandwidth: 1), medium: medium,
      connections: connections, tiers: tiers)
  }

  private static func devices(
    _ json: JSONValue, _ reader: inout EnvironmentReader
  ) -> [DeviceDescription] {
    let entries = reader.list(json, "devices")
    if entries.isEmpty || entries.count > deviceLimit {
      reader.report(
        .environmentValue, "there are \(entries.count) devices", help: "give 1 to \(deviceLimit)")
    }
    var devices: [DeviceDescription] = []
    for (index, entry) in entries.prefix(deviceLimit).enumerated() {
      var name = "\(index)"
      if case .string(let text) = entry["name"], !text.isEmpty {
        name = text
      } else {
        reader.report(.environmentMissing, "device \(index) lacks 'name', a text")
      }
      let owner = "device '\(name)'"
      reader.checkKeys(
        entry,
        [
          "name", "macs_per_second", "element_operations_per_second", "memory_bytes",
          "times_s",
        ], of: owner)
      if devices.contains(where: { $0.name == name }) {
        reader.report(.environmentNames, "the name '\(name)' stands twice")
      }
      let speed = reader.number(entry, "macs_per_second", 1...1e18, of: owner)
      let elements = reader.number(
        entry, "element_operations_per_second", 1...1e18, of: owner, isRequired: false)
      let memory = reader.number(
        entry, "memory_bytes", 1...9e15, of: owner, isRequired: false)
      devices.append(
        DeviceDescription(
          name: name, speed: speed ?? 1, elementSpeed: elements,
          memory: memory.map { Bytes(Int($0)) }, times: times(entry, owner, &reader)))
    }
    return devices
  }

  private static func times(
    _ entry: JSONValue, _ owner: String, _ reader: inout EnvironmentReader
  ) -> [String: Double] {
    guard let value = entry["times_s"] else { return [:] }
    guard case .object(let members) = value else {
      reader.report(.environmentValue, "'times_s' of \(owner) is not an object")
      return [:]
    }
    var times: [String: Double] = [:]
    for member in members {
      times[member.name] = reader.number(
        value, member.name, 0...1e9, of: "'times_s' of \(owner)")
    }
    return times
  }

  private static func tiers(
    _ json: JSONValue, _ names: [String], _ reader: inout EnvironmentReader
  ) -> [Tier] {
    var tiers: [Tier] = []
    for (index, entry) in reader.list(json, "tiers").enumerated() {
      let owner = "tier \(index)"
      reader.checkKeys(entry, ["devices"] + linkKeys, of: owner)
      let devices = reader.indices(entry, "devices", among: names, of: owner)
      let link = reader.link(entry, of: owner)
      if devices.count < 2 {
        reader.report(
          .environmentLinks, "\(owner) has \(devices.count == 0 ? "no" : "one") device",
          help: "a link needs two")
      }
      for (other, tier) in tiers.enumerated() {
        let common = devices.filter(tier.devices.contains)
        let isInside = common.count == min(devices.count, tier.devices.count)
        if common.count > 1, !isInside || devices.count == tier.devices.count {
          let pair = "'\(names[common[0]])' and '\(names[common[1]])'"
          reader.report(
            .environmentLinks, "tiers \(other) and \(index) both have \(pair)",
            help: "make one lie inside the other")
        }
      }
      if let link { tiers.append(Tier(devices: devices, link: link)) }
    }
    // A tier inside another counts for its devices, so it comes behind.
    return tiers.enumerated().sorted {
      ($1.element.devices.count, $0.offset) < ($0.element.devices.count, $1.offset)
    }.map(\.element)
  }

  private static func links(
    _ json: JSONValue, _ names: [String], _ reader: inout EnvironmentReader
  ) -> [Tier] {
    var links: [Tier] = []
    for (index, entry) in reader.list(json, "links").enumerated() {
      let owner = "link \(index)"
      reader.checkKeys(entry, ["between"] + linkKeys, of: owner)
      let pair = reader.indices(entry, "between", among: names, of: owner).sorted()
      let link = reader.link(entry, of: owner)
      guard pair.count == 2 else {
        reader.report(.environmentLinks, "\(owner) is not between two devices")
        continue
      }
      if let other = links.firstIndex(where: { $0.devices == pair }) {
        reader.report(
          .environmentLinks,
          "links \(other) and \(index) are both between '\(names[pair[0]])' and "
            + "'\(names[pair[1]])'")
      }
      if let link { links.append(Tier(devices: pair, link: link)) }
    }
    return links
  }
}

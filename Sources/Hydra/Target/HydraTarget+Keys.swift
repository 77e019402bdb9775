import Basic

extension HydraTarget {
  /// A key of the target file: how it is read, written, checked and explained.
  package struct Key: Sendable {
    /// The key.
    package let name: String
    /// What it means, as documentation says it.
    package let meaning: String
    /// What its values are, in words.
    package let domain: String
    /// The value that a target has.
    let get: @Sendable (HydraTarget) -> JSONValue
    /// Takes a value, and says whether it is in the domain.
    let set: @Sendable (inout HydraTarget, JSONValue) -> Bool
    /// Whether the value is a text.
    let isText: Bool
  }

  private static func integer(
    _ name: String, _ path: WritableKeyPath<HydraTarget, Int> & Sendable,
    _ range: ClosedRange<Int>, _ meaning: String
  ) -> Key {
    Key(
      name: name, meaning: meaning,
      domain: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      get: { .integer($0[keyPath: path]) },
      set: {
        guard case .integer(let value) = $1, range.contains(value) else { return false }
        $0[keyPath: path] = value
        return true
      }, isText: false)
  }

  /// All keys, in the order of the file; every one must be there.
  package static let keys: [Key] = [
    Key(
      name: "name", meaning: "name of the target", domain: "a text",
      get: { .string($0.name) },
      set: {
        guard case .string(let text) = $1 else { return false }
        $0.name = text
        return true
      }, isText: true),
    integer("lanes", \.device.lanes, 1...256, "multipliers, each with its weights and biases"),
    Key(
      name: "data_bits", meaning: "bits of features and weights", domain: "8 or 16",
      get: { .integer($0.device.profile.dataBits) },
      set: {
        guard case .integer(let bits) = $1, let profile = NumberProfile(rawValue: bits) else {
          return false
        }
        $0.device.profile = profile
        return true
      }, isText: false),
    integer("weight_depth", \.device.weightDepth, 1...65536, "weights of each lane"),
    integer("bias_depth", \.device.biasDepth, 1...65536, "biases of each lane"),
    integer("feature_depth", \.device.featureDepth, 1...65536, "features"),
    integer("layer_limit", \.device.layerLimit, 1...256, "layers"),
    Key(
      name: "capabilities", meaning: "what layers can do beyond dense ones with ReLU",
      domain: "a list of sigmoid, windows, channelwise, leaky and relu6",
      get: { target in
        .array(
          Capabilities.names.filter { target.device.capabilities.contains($0.capability) }
            .map { .string($0.name) })
      },
      set: {
        guard case .array(let elements) = $1 else { return false }
        var set: Capabilities = []
        for element in elements {
          guard let known = Capabilities.names.first(where: { .string($0.name) == element }) else {
            return false
          }
          set.insert(known.capability)
        }
        $0.device.capabilities = set
        return true
      }, isText: false),
    Key(
      name: "overlaps_drain", meaning: "whether sums drain while the next pass multiplies",
      domain: "true or false", get: { .bool($0.device.overlapsDrain) },
      set: {
        guard case .bool(let flag) = $1 else { return false }
        $0.device.overlapsDrain = flag
        return true
      }, isText: false),
    Key(
      name: "clock_mhz", meaning: "clock of the device", domain: "a number from 0.001 to 1000000",
      get: {
        let whole = Int(exactly: $0.clockMegahertz)
        return whole.map { .integer($0) } ?? .number($0.clockMegahertz)
      },
      set: {
        var value = 0.0
        switch $1 {
        case .integer(let number): value = Double(number)
        case .number(let number): value = number
        default: return false
        }
        guard (0.001...1e6).contains(value) else { return false }
        $0.clockMegahertz = value
        return true
      }, isText: false),
  ]

  /// The names of all keys, `kind` included.
  package static var keyNames: [String] { ["kind"] + keys.map(\.name) }

  /// The target as its file holds it.
  package var json: JSONValue {
    .object([.init("kind", "hydra")] + Self.keys.map { .init($0.name, $0.get(self)) })
  }

  /// Reads a target from JSON, or reports everything that is wrong with it and gives `nil`.
  ///
  /// - Parameters:
  ///   - file: the name that diagnostics cite.
  ///   - overrides: keys and values that take the place of what the file says.
  package static func read(
    _ json: JSONValue, file: String, overrides: [(String, String)] = [],
    _ diagnostics: inout DiagnosticBag
  ) -> HydraTarget? {
    let place = Diagnostic.Place.file(file, offset: nil)
    guard case .object(var members) = json else {
      diagnostics.report(.error(.hydraTargetKind, "the target is not a JSON object", at: place))
      return nil
    }
    for (name, text) in overrides {
      members.removeAll { $0.name == name }
      members.append(.init(name, overrideValue(name, text)))
    }
    let before = diagnostics.errorCount
    let value = JSONValue.object(members)
    if value["kind"] != .string("hydra") {
      diagnostics.report(
        .error(
          .hydraTargetKind, "'kind' is not \"hydra\"", at: place,
          help: "\"kind\": \"hydra\" says what the file describes"))
    }
    for member in members where !keyNames.contains(member.name) {
      diagnostics.report(
        .error(
          .hydraTargetKey, "there is no key '\(member.name)'", at: place,
          help: Spelling.nearest(member.name, in: keyNames).map { "did you mean '\($0)'?" }))
    }
    var target = HydraTarget(name: "", device: HydraDevice(lanes: 1), clockMegahertz: 1)
    for key in keys {
      guard let found = value[key.name] else {
        diagnostics.report(
          .error(
            .hydraTargetKey, "the key '\(key.name)' is missing", at: place, help: key.meaning))
        continue
      }
      if !key.set(&target, found) {
        diagnostics.report(
          .error(
            .hydraTargetValue, "'\(key.name)' is \(found.compactText), not \(key.domain)",
            at: place, help: key.meaning))
      }
    }
    return diagnostics.errorCount == before ? target : nil
  }

  /// The target with some keys changed, or `nil` after reporting what is wrong with the changes.
  package func applying(
    _ overrides: [(String, String)], _ diagnostics: inout DiagnosticBag
  ) -> HydraTarget? {
    Self.read(json, file: name, overrides: overrides, &diagnostics)
  }

  /// A value from a command line: lists are separated by `+`.
  private static func overrideValue(_ name: String, _ text: String) -> JSONValue {
    if keys.first(where: { $0.name == name })?.isText == true { return .string(text) }
    if name == "capabilities" {
      return .array(text.split(separator: "+").map { .string(String($0)) })
    }
    if text == "true" || text == "false" { return .bool(text == "true") }
    return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) } ?? .string(text)
  }
}

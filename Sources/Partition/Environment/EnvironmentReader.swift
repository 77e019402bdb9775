import Basic

/// Reads the members of one object of an environment file and reports what is wrong with them.
struct EnvironmentReader {
  /// The name of the file that diagnostics cite.
  let file: String

  /// What is wrong.
  var diagnostics: DiagnosticBag

  /// Reports a broken rule.
  mutating func report(_ rule: Rule, _ message: String, help: String? = nil) {
    diagnostics.report(
      .error(rule, message, at: .file(file, offset: nil), help: help))
  }

  /// Reports members that are not among the known ones, and an object that is none.
  mutating func checkKeys(_ value: JSONValue, _ known: [String], of owner: String) {
    guard case .object(let members) = value else {
      report(.environmentValue, "\(owner) is not an object")
      return
    }
    for member in members where !known.contains(member.name) {
      report(
        .environmentKey, "\(owner) has no key '\(member.name)'",
        help: Spelling.suggestion(member.name, in: known))
    }
  }

  /// A number in a range, or `nil` after reporting; a missing one is reported if it must be there.
  mutating func number(
    _ value: JSONValue, _ key: String, _ range: ClosedRange<Double>, of owner: String,
    isRequired: Bool = true
  ) -> Double? {
    guard let found = value[key] else {
      if isRequired { report(.environmentMissing, "\(owner) lacks '\(key)'") }
      return nil
    }
    let number: Double? =
      switch found {
      case .integer(let whole): Double(whole)
      case .number(let real): real
      default: nil
      }
    guard let number, range.contains(number) else {
      let (low, high) = (range.lowerBound, range.upperBound)
      report(
        .environmentValue, "'\(key)' of \(owner) is \(found.compactText)",
        help: "give a number from \(NumberText.shortest(low)) to \(NumberText.shortest(high))")
      return nil
    }
    return number
  }

  /// One of some words, or the default after reporting another.
  mutating func word<Word: RawRepresentable & CaseIterable>(
    _ value: JSONValue, _ key: String, default standard: Word, of owner: String
  ) -> Word where Word.RawValue == String {
    guard let found = value[key] else { return standard }
    let words = Word.allCases.map(\.rawValue)
    if case .string(let text) = found, let word = Word(rawValue: text) { return word }
    report(
      .environmentValue, "'\(key)' of \(owner) is \(found.compactText)",
      help: "give one of " + words.joined(separator: ", "))
    return standard
  }

  /// The elements of a list; a missing one is empty.
  mutating func list(_ value: JSONValue, _ key: String) -> [JSONValue] {
    guard let found = value[key] else { return [] }
    guard case .array(let elements) = found else {
      report(.environmentValue, "'\(key)' is not a list")
      return []
    }
    return elements
  }

  /// The link that an object describes, or `nil` after reporting what it lacks.
  mutating func link(_ value: JSONValue, of owner: String) -> Link? {
    let latency = number(value, "latency_s", 0...1e6, of: owner)
    let bandwidth = number(value, "bandwidth_bits_per_s", 1...1e18, of: owner)
    var programmed: Link.Programmed?
    if let inner = value["programmed"] {
      let name = "'programmed' of \(owner)"
      checkKeys(inner, ["latency_s", "bandwidth_bits_per_s"], of: name)
      let ownLatency = number(inner, "latency_s", 0...1e6, of: name)
      let ownBandwidth = number(inner, "bandwidth_bits_per_s", 1...1e18, of: name)
      if let ownLatency, let ownBandwidth {
        programmed = Link.Programmed(latency: ownLatency, bandwidth: ownBandwidth)
      }
    }
    guard let latency, let bandwidth else { return nil }
    return Link(latency: latency, bandwidth: bandwidth, programmed: programmed)
  }

  /// The indices of named devices; unknown and repeated ones are reported.
  mutating func indices(
    _ value: JSONValue, _ key: String, among names: [String], of owner: String
  ) -> [Int] {
    guard value[key] != nil else {
      report(.environmentMissing, "\(owner) lacks '\(key)'")
      return []
    }
    var found: [Int] = []
    for element in list(value, key) {
      guard case .string(let name) = element, let index = names.firstIndex(of: name) else {
        var suggestion: String?
        if case .string(let name) = element {
          suggestion = Spelling.suggestion(name, in: names)
        }
        report(
          .environmentUnknown, "\(owner) names \(element.compactText), which is no device",
          help: suggestion)
        continue
      }
      if found.contains(index) {
        report(.environmentLinks, "\(owner) names '\(name)' twice")
      } else {
        found.append(index)
      }
    }
    return found
  }
}

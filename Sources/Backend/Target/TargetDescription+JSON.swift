import Basic

extension TargetDescription {
  /// Reads a target from JSON, or reports everything that is wrong with it and gives `nil`.
  ///
  /// - Parameters:
  ///   - file: the name that diagnostics cite.
  ///   - overrides: keys and values that take the place of what the file says.
  package static func read(
    _ json: JSONValue, file: String, overrides: [(String, String)] = [],
    _ diagnostics: inout DiagnosticBag
  ) -> Self? {
    let place = Diagnostic.Place.file(file, offset: nil)
    guard case .object(var members) = json else {
      diagnostics.report(.error(rules.object, "the target is not a JSON object", at: place))
      return nil
    }
    for (key, text) in overrides {
      let value = overrideValue(key, text)
      if let index = members.firstIndex(where: { $0.name == key }) {
        members[index].value = value
      } else {
        members.append(.init(key, value))
      }
    }
    let errorsBefore = diagnostics.errorCount
    let value = JSONValue.object(members)
    if value["kind"] != .string(kind) {
      diagnostics.report(
        .error(
          rules.object, "'kind' is not \"\(kind)\"", at: place,
          help: "\"kind\": \"\(kind)\" says what the file describes"))
    }
    for member in members where !keyNames.contains(member.name) {
      diagnostics.report(
        .error(
          rules.unknownKey, "there is no key '\(member.name)'", at: place,
          help: Spelling.nearest(member.name, in: keyNames).map { "did you mean '\($0)'?" }))
    }
    var target = Self()
    for key in keys {
      guard let found = value[key.name] else {
        diagnostics.report(
          .error(rules.missingKey, "the key '\(key.name)' is missing", at: place, help: key.meaning)
        )
        continue
      }
      if let fault = key.assign(found, to: &target) {
        diagnostics.report(.error(fault.rule, fault.text, at: place, help: key.meaning))
      }
    }
    if diagnostics.errorCount == errorsBefore, let fault = target.inconsistency {
      diagnostics.report(.error(fault.rule, fault.text, at: place, help: fault.help))
    }
    return diagnostics.errorCount == errorsBefore ? target : nil
  }

  /// The target with some keys changed, or `nil` after reporting what is wrong with the changes.
  package func applying(
    _ overrides: [(String, String)], _ diagnostics: inout DiagnosticBag
  ) -> Self? {
    Self.read(json, file: name, overrides: overrides, &diagnostics)
  }

  /// The target as its file holds it.
  package var json: JSONValue {
    .object(
      [.init("kind", .string(Self.kind))] + Self.keys.map { .init($0.name, $0.value(in: self)) })
  }

  private static func overrideValue(_ key: String, _ text: String) -> JSONValue {
    switch keys.first(where: { $0.name == key })?.content {
    case .text, .word: return .string(text)
    case .words: return .array(text.split(separator: "+").map { .string(String($0)) })
    case .flag where ["true", "false"].contains(text): return .bool(text == "true")
    case .integer, .number, .numbered, .flag, nil: break
    }
    return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) } ?? .string(text)
  }
}

extension TargetKey {
  /// The value that a target has.
  func value(in target: Target) -> JSONValue {
    switch content {
    case .text(let path): .string(target[keyPath: path])
    case .integer(let path, _): .integer(target[keyPath: path])
    case .number(let path, _): .number(target[keyPath: path])
    case .word(_, let get, _): .string(get(target))
    case .numbered(_, let get, _): .integer(get(target))
    case .flag(let path): .bool(target[keyPath: path])
    case .words(_, let get, _): .array(get(target).map { .string($0) })
    }
  }

  /// Takes a value into a target, or says by which rule it cannot be taken.
  func assign(
    _ value: JSONValue, to target: inout Target
  ) -> (rule: Rule, text: String)? {
    switch (content, value) {
    case (.text(let path), .string(let text)):
      target[keyPath: path] = text
    case (.integer(let path, let range), .integer(let number)):
      guard range.contains(number) else {
        return outOfRange("\(number)", "\(range.lowerBound)", "\(range.upperBound)")
      }
      target[keyPath: path] = number
    case (.number(let path, let range), .integer), (.number(let path, let range), .number):
      let number = value.double ?? .nan
      guard range.contains(number) else {
        let text: (Double) -> String = NumberText.shortest
        return outOfRange(text(number), text(range.lowerBound), text(range.upperBound))
      }
      target[keyPath: path] = number
    case (.word(let words, _, let set), .string(let word)):
      guard words.contains(word) else {
        let near = Spelling.nearest(word, in: words).map { "; did you mean '\($0)'?" } ?? ""
        let list = words.joined(separator: ", ")
        return (Target.rules.outOfRange, "'\(name)' is '\(word)', not one of \(list)\(near)")
      }
      set(&target, word)
    case (.numbered(let numbers, _, let set), .integer(let number)):
      guard numbers.contains(number) else {
        return (Target.rules.outOfRange, "'\(name)' is \(number), not \(expectation)")
      }
      set(&target, number)
    case (.flag(let path), .bool(let flag)):
      target[keyPath: path] = flag
    case (.words(let words, _, let set), .array(let elements)):
      let unknown = elements.first { element in !words.contains { .string($0) == element } }
      if let unknown {
        return (
          Target.rules.outOfRange, "'\(name)' names \(unknown.compactText), not \(expectation)"
        )
      }
      set(&target, words.filter { elements.contains(.string($0)) })
    default:
      return (Target.rules.wrongValue, "'\(name)' is \(value.compactText), not \(expectation)")
    }
    return nil
  }

  private func outOfRange(_ value: String, _ low: String, _ high: String) -> (Rule, String) {
    let bounds = low == high ? "which must be \(low)" : "outside \(low)...\(high)"
    return (Target.rules.outOfRange, "'\(name)' is \(value), \(bounds)")
  }

  /// What a value must be, in words.
  package var expectation: String {
    switch content {
    case .text: "a text"
    case .integer: "a whole number"
    case .number: "a number"
    case .word(let words, _, _): "one of " + words.joined(separator: ", ")
    case .numbered(let numbers, _, _):
      "one of " + numbers.map(String.init).joined(separator: ", ")
    case .flag: "true or false"
    case .words(let words, _, _): "a list of " + words.joined(separator: ", ")
    }
  }
}

extension JSONValue {
  /// The number, whole or not, or `nil`.
  package var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

import Basic

/// What `--set` says of the keys of a target; of several values of a key the last holds.
struct TargetSettings {
  /// The value of a key that is to be chosen for the program.
  private static let chosen = "auto"

  /// Keys with their values, in the order of the command line, each once.
  private(set) var values: [(key: String, value: String)] = []

  mutating func set(_ key: String, _ value: String) {
    values.removeAll { $0.key == key }
    values.append((key, value))
  }

  /// Whether the key that a backend can choose is to be chosen.
  func chooses(_ key: String?) -> Bool {
    values.contains { $0.key == key && $0.value == Self.chosen }
  }

  /// What takes the place of a description: a key that is chosen keeps its value there until then.
  func overrides(choosing key: String?) -> [(String, String)] {
    values.filter { $0.key != key || $0.value != Self.chosen }.map { ($0.key, $0.value) }
  }
}

extension Session {
  /// What a command line sets of a target.
  mutating func settings(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> TargetSettings {
    var settings = TargetSettings()
    let isSplit = arguments.has(SplitOptions.split)
    for setting in arguments.all(TargetOptions.set)
    where !isSplit || !SplitOptions.isKey(of: setting) {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw fail(
          .error(Targets.override, "--set is '\(setting)'", help: "for example --set order=area"),
          .usage)
      }
      settings.set(parts[0], parts[1])
    }
    return settings
  }
}

import Basic
import IR
import Partition

/// The options that divide a network among devices.
package enum SplitOptions {
  package static let split = OptionSpec(
    "--split", choices: SplitStrategy.allCases.map(\.rawValue) + [cut],
    "divide the network among devices, by this strategy")
  package static let devices = OptionSpec(
    "--devices", value: "FILE", "the devices and links, described in a JSON file")
  package static let arithmetic = OptionSpec(
    "--arithmetic", choices: ["float", "integer"],
    "divide the float network, or integers (default)")
  package static let explain = OptionSpec(
    "--explain", "say why the plan is as it is, and what the next best would cost")

  /// The strategy that cuts a network in two.
  static let cut = "mincut"

  /// All of them.
  package static let all = [split, devices, arithmetic, explain]

  /// What `--set` may change of a strategy.
  static let keys = ["gather", "reduce", "pairs", "shares"]

  /// Whether a value of `--set` changes a strategy.
  static func isKey(of setting: String) -> Bool {
    keys.contains { setting.hasPrefix("\($0)=") }
  }
}

extension Session {
  /// The values of `--set` that are about the division, and not about a target.
  func splitSettings(of arguments: ParsedArguments, hasTarget: Bool) -> [String] {
    arguments.all(TargetOptions.set).filter { !hasTarget || SplitOptions.isKey(of: $0) }
  }

  /// What the command line asks of the division of a network.
  mutating func splitSettings(
    _ arguments: ParsedArguments, _ given: [String]
  ) throws(CommandFailure) -> SplitSettings {
    guard let name = arguments.value(SplitOptions.split),
      let strategy = SplitStrategy(rawValue: name)
    else { preconditionFailure("the parser has checked --split") }
    var settings = SplitSettings(strategy)
    for setting in given {
      let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
      let text = parts.count == 2 ? parts[1] : ""
      switch parts.first {
      case "gather": settings.gather = try topology(text, setting)
      case "reduce": settings.reduce = try topology(text, setting)
      case "pairs": settings.pairs = try numbers(text, setting) { Int($0) }
      case "shares":
        settings.shares = try numbers(text, setting) { word in
          Double(word).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        }
      default:
        throw fail(
          .error(
            Targets.override, "--set is '\(setting)'",
            help: "with --split the keys are " + SplitOptions.keys.joined(separator: ", ")),
          .usage)
      }
    }
    return settings
  }

  private mutating func topology(
    _ text: String, _ setting: String
  ) throws(CommandFailure) -> Topology {
    guard let topology = Topology(rawValue: text), Topology.settable.contains(topology) else {
      throw fail(
        .error(
          Targets.override, "--set is '\(setting)'",
          help: "give one of " + Topology.settable.map(\.rawValue).joined(separator: ", ")),
        .usage)
    }
    return topology
  }

  private mutating func numbers<Number>(
    _ text: String, _ setting: String, _ read: (Substring) -> Number?
  ) throws(CommandFailure) -> [Number] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap(read)
    guard numbers.count == words.count else {
      throw fail(
        .error(Targets.override, "--set is '\(setting)'", help: "for example --set shares=4,2,1"),
        .usage)
    }
    return numbers
  }

  /// The devices that the command line names.
  mutating func deviceEnvironment(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> DeviceEnvironment {
    guard let path = arguments.value(SplitOptions.devices) else {
      throw fail(
        .error(
          CommandLineRules.usage, "--split needs devices", help: "give --devices FILE.json"),
        .usage)
    }
    let json = try withTimes(try environmentJSON(path), beside: path)
    guard let environment = DeviceEnvironment.read(json, file: path, &bag) else {
      throw CommandFailure(.wrongInput)
    }
    return environment
  }

  private mutating func environmentJSON(_ path: String) throws(CommandFailure) -> JSONValue {
    let text = try text(at: path)
    do throws(JSONError) {
      return try JSONReader.read(text)
    } catch {
      throw fail(.error(Targets.json, error.reason, at: .file(path, offset: error.offset)))
    }
  }

  /// An environment with the measured times that devices name as files beside it.
  private mutating func withTimes(
    _ json: JSONValue, beside path: String
  ) throws(CommandFailure) -> JSONValue {
    guard case .object(var members) = json,
      let place = members.firstIndex(where: { $0.name == "devices" }),
      case .array(var devices) = members[place].value
    else { return json }
    for index in devices.indices {
      guard case .object(var keys) = devices[index],
        let times = keys.firstIndex(where: { $0.name == "times_s" }),
        case .string(let name) = keys[times].value
      else { continue }
      let file = name.hasPrefix("/") ? name : "\(Self.folder(of: path))/\(name)"
      keys[times].value = try environmentJSON(environment.shown(file))
      devices[index] = .object(keys)
    }
    members[place].value = .array(devices)
    return .object(members)
  }
}

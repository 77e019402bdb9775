import Backend
import Basic
import IR
import Passes

/// The time that a plan may take, and hardware that is chosen for it.
package enum LatencyLimit {
  package static let option = OptionSpec(
    "--max-latency", value: "TIME",
    "fail if the plan takes longer, such as 1ms; with --set lanes=auto, take as few lanes as do not"
  )

  package static let rule = Rule(
    "target.latency", "a plan takes at most the time of --max-latency",
    "`--set lanes=auto` takes as many lanes of a HYDRA as are needed.")

  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9),
  ]

  /// The time that a text such as `1.5ms` says, or `nil`.
  static func time(_ text: String) -> Nanoseconds? {
    for (name, nanoseconds) in units where text.hasSuffix(name) {
      if let number = Double(text.dropLast(name.count)), number > 0, number.isFinite {
        return Nanoseconds(number * nanoseconds)
      }
    }
    return nil
  }
}

extension Session {
  /// The limit of a command line, `nil` if it gives none.
  mutating func latencyLimit(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> Nanoseconds? {
    guard let text = arguments.value(LatencyLimit.option) else { return nil }
    guard let time = LatencyLimit.time(text) else {
      throw fail(
        .error(
          CommandLineRules.optionValue, "--max-latency is '\(text)'",
          help: "a number and a unit: 20us, 1.5ms"), .usage)
    }
    return time
  }

  /// The backend for a program: the one that is given, or with the value that its `auto` key needs.
  mutating func chosen(
    _ backend: any Backend, _ arguments: ParsedArguments, for program: Program,
    _ context: inout PassContext
  ) throws(CommandFailure) -> (any Backend)? {
    let key = type(of: backend).chosenKey
    let settings = arguments.all(TargetOptions.set)
    guard let key, settings.contains("\(key)=auto") else { return backend }
    let limit = try latencyLimit(arguments)
    return backend.choosing(for: program, within: limit, &context)
  }

  /// Ends the command if a plan takes longer than it may.
  mutating func checkLatency(
    _ plan: any DevicePlan, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    guard let limit = try latencyLimit(arguments) else { return }
    guard let latency = plan.latency else {
      throw fail(
        .error(
          LatencyLimit.rule, "plans of this target do not say what time they take",
          help: "leave --max-latency out"), .usage)
    }
    guard latency > limit else { return }
    throw fail(
      .error(
        LatencyLimit.rule, "the plan takes \(latency), but --max-latency is \(limit)",
        help: LatencyLimit.rule.explanation), .assertionFailed)
  }
}

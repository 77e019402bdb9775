import Backend
import Basic
import IR
import Passes

/// The time that a plan may take, and hardware that is chosen for it.
package struct LatencyLimit: Sendable {
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

  /// The time.
  let time: Nanoseconds

  /// The time that a text such as `1.5ms` says: decimal digits, at most one point between them, and a
  /// unit; `nil` if it says none, or one that is zero or not finite.
  package static func time(_ text: String) -> Nanoseconds? {
    guard let match = text.wholeMatch(of: /([0-9]+(?:\.[0-9]+)?)(ns|us|ms|s)/),
      let number = Double(match.1), let unit = units.first(where: { $0.name == match.2 })
    else { return nil }
    let time = number * unit.nanoseconds
    return time > 0 && time.isFinite ? Nanoseconds(time) : nil
  }

  /// Ends the command if a plan takes longer, or does not say what it takes.
  func check(
    _ latency: Nanoseconds?, help: String = Self.rule.explanation, _ session: inout Session
  ) throws(CommandFailure) {
    guard let latency else {
      throw session.fail(
        .error(
          Self.rule, "plans of this target do not say what time they take",
          help: "leave \(Self.option.name) out"), .usage)
    }
    guard latency > time else { return }
    throw session.fail(
      .error(
        Self.rule, "the plan takes \(latency), but \(Self.option.name) is \(time)",
        help: help), .assertionFailed)
  }
}

extension Session {
  /// The limit of a command line, `nil` if it gives none.
  ///
  /// - Parameter reason: why there is no plan whose time could be too long, `nil` if there is one.
  mutating func latencyLimit(
    _ arguments: ParsedArguments, unless reason: String?
  ) throws(CommandFailure) -> LatencyLimit? {
    let name = LatencyLimit.option.name
    guard let text = arguments.value(LatencyLimit.option) else { return nil }
    if let reason {
      throw fail(
        .error(
          CommandLineRules.usage, "\(name) limits the time of a plan, and \(reason)",
          help: "leave one of them out"), .usage)
    }
    guard let time = LatencyLimit.time(text) else {
      throw fail(
        .error(
          CommandLineRules.optionValue, "\(name) is '\(text)'",
          help: "a decimal number and a unit: 20us, 1.5ms"), .usage)
    }
    return LatencyLimit(time: time)
  }

  /// The backend for a program: the one that is given, or with the value that its `auto` key needs;
  /// `nil` after reporting why there is none.
  mutating func chosen(
    _ backend: any Backend, _ arguments: ParsedArguments, for program: Program,
    within limit: LatencyLimit?, _ context: inout PassContext
  ) throws(CommandFailure) -> (any Backend)? {
    guard try settings(arguments).chooses(type(of: backend).chosenKey) else { return backend }
    do throws(MissedDeadline) {
      return try backend.choosing(for: program, within: limit?.time, &context)
    } catch {
      bag = context.bag
      throw CommandFailure(.assertionFailed)
    }
  }
}

import Basic

/// Runs the program of one device of a plan for the process that started it; help does not list it.
enum DeviceWorkerCommand {
  private static let device = OptionSpec("--device", value: "I", "the device, from 0")
  private static let devices = OptionSpec("--devices", value: "N", "the number of devices")
  private static let port = OptionSpec(
    "--port", value: "PORT", "where the process that started it listens")

  static let spec = CommandSpec(
    name: "device-worker", summary: "Runs the program of one device of a plan.",
    arguments: "PLAN", argumentCount: 1...1,
    examples: [("dnnc run plan --devices 3", "what starts three of them")],
    options: [device, devices, port], run: run)

  private static let unreachable = Rule(
    "run.device-unreachable", "a device reaches the process that started it",
    "It is started by `dnnc run --devices`, and not by hand.")

  /// The rules that it asserts.
  static let rules = [unreachable]

  private static func run(
    _ arguments: ParsedArguments, _ session: inout Session
  ) throws(CommandFailure) -> ExitStatus {
    let index = try session.integer(device, arguments, default: 0)
    let count = try session.integer(devices, arguments, default: 1)
    let number = try session.integer(port, arguments, default: 0)
    guard index < count, count <= Int(UInt16.max), let port = UInt16(exactly: number),
      let worker = DeviceWorker(device: index, deviceCount: count, port: port)
    else {
      throw session.fail(
        .error(unreachable, "device \(index) of \(count) cannot reach port \(number)"))
    }
    let reason = worker.run { () throws(DeviceWorker.Unprepared) in
      do throws(CommandFailure) {
        return try session.loadDevice(arguments.positionals[0], index)
      } catch {
        throw DeviceWorker.Unprepared(
          session.bag.diagnostics.first?.message ?? "its program cannot be read")
      }
    }
    if let reason {
      throw session.fail(.error(SplitRun.failed, "device \(index): \(reason)"), .assertionFailed)
    }
    return .done
  }
}

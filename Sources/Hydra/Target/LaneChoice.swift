import Backend
import Basic
import IR
import Passes

extension HydraBackend {
  package static var chosenKey: String? { "lanes" }

  /// The device with the fewest lanes that runs a program within a time, or without one in the least
  /// time that any number of lanes takes; `nil` after reporting why no number runs it.
  package func choosing(
    for program: Program, within limit: Nanoseconds?, _ context: inout PassContext
  ) throws(MissedDeadline) -> HydraBackend? {
    guard let network = network(of: program, &context.bag) else { return nil }
    var best: (lanes: Int, cycles: Int)?
    for lanes in HydraDevice.laneCounts {
      var device = target.device
      device.lanes = lanes
      let assembly = ProgramAssembly(network: network, device: device)
      var misfits = DiagnosticBag()
      guard assembly.fits(&misfits) else {
        if lanes == HydraDevice.laneCounts.upperBound, best == nil {
          for diagnostic in misfits.diagnostics { context.bag.report(diagnostic) }
          return nil
        }
        continue
      }
      let cycles = assembly.cycles.reduce(0) { $0 + $1.total }
      if let limit, target.time(cycles) <= limit { return with(lanes: lanes) }
      if cycles < best?.cycles ?? .max { best = (lanes, cycles) }
    }
    guard let best else { return nil }
    guard let limit else { return with(lanes: best.lanes) }
    context.bag.report(
      .error(
        .hydraDeadline,
        "'\(network.name)' takes \(target.time(best.cycles)) at best, with \(best.lanes) lanes, and "
          + "\(limit) are given",
        help: "\(NumberText.grouped(best.cycles)) cycles at "
          + "\(NumberText.shortest(target.clockMegahertz)) MHz: allow more, or take a faster clock")
    )
    throw MissedDeadline()
  }

  private func with(lanes: Int) -> HydraBackend {
    var target = target
    target.device.lanes = lanes
    return HydraBackend(target: target)
  }
}

extension ProgramAssembly {
  /// The cycles of each layer, which depend on no weight.
  var cycles: [LayerCycles] {
    let layers = descriptors
    let empty = HydraProgram.Port(base: 0, count: 0, fraction: 0)
    let program = HydraProgram(
      lanes: device.lanes, profile: device.profile, featureCount: 0, input: empty, output: empty,
      layers: layers, weights: [], biases: [], segments: segmentSizes)
    return CycleModel.layers(program, overlapsDrain: device.overlapsDrain)
  }
}

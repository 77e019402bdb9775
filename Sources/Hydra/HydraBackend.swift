import Backend
import Basic
import IR
import Passes

/// The backend for layer-multiplexed accelerators that a HYB1 bitstream configures.
package struct HydraBackend: Backend {
  package static let rules = HydraRules.all

  package static let passes: [any Pass.Type] = [HydraQuantize.self]

  /// The hardware that is planned for.
  package let target: HydraTarget

  /// Plans for `target`.
  package init(target: HydraTarget) {
    self.target = target
  }

  package var quantization: String { HydraQuantize.invocation(target.device.profile) }

  /// Native as a layer of the device, or part of one; unsupported with the reason.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    var matcher = LayerMatcher(program, device: target.device)
    matcher.match()
    let refusal = matcher.refusals.first { $0.operation == operation }
    return refusal.map { .unsupported($0.reason) } ?? .native
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> HydraPlan? {
    network(of: program, &diagnostics).flatMap { plan($0, program, &diagnostics) }
  }

  /// The network of a program in the numbers of the device, or `nil` after reporting what it lacks.
  func network(of program: Program, _ diagnostics: inout DiagnosticBag) -> QuantizedNetwork? {
    var matcher = LayerMatcher(program, device: target.device)
    return matcher.network(&diagnostics)
  }

  private func plan(
    _ network: QuantizedNetwork, _ program: Program, _ diagnostics: inout DiagnosticBag
  ) -> HydraPlan? {
    let assembly = ProgramAssembly(network: network, device: target.device)
    guard let configuration = assembly.program(&diagnostics) else { return nil }
    var faults = DiagnosticBag()
    ProgramValidator.validate(configuration, &faults)
    precondition(!faults.hasErrors, "a program breaks its own rules: \(faults.diagnostics)")
    let cycles = CycleModel.layers(configuration, overlapsDrain: target.device.overlapsDrain)
    let layers = zip(assembly.parts, cycles).map { part, cycles in
      let layer = network.layers[part.layer]
      return HydraPlan.Layer(
        name: layer.name, value: layer.value, sums: layer.sums, arguments: layer.arguments,
        encodedBits: part.encodedBits(of: layer), cycles: cycles)
    }
    return HydraPlan(
      network: network.name, program: HydraPlan.digest(of: program), target: target,
      layers: layers, configuration: configuration)
  }

  /// Checks a plan from itself alone.
  package static func verify(_ plan: HydraPlan, _ diagnostics: inout DiagnosticBag) {
    let before = diagnostics.errorCount
    let fault = HydraProgram.loaderFault(plan.configuration.words, device: plan.target.device)
    if let fault {
      diagnostics.report(
        .error(fault.rule, "'\(plan.target.name)' refuses the bitstream of '\(plan.network)'"))
    }
    ProgramValidator.validate(plan.configuration, &diagnostics)
    guard diagnostics.errorCount == before else { return }
    let cycles = CycleModel.layers(
      plan.configuration, overlapsDrain: plan.target.device.overlapsDrain)
    guard plan.layers.map(\.cycles) == cycles else {
      diagnostics.report(
        .error(
          .hydraPlanLayers,
          "\(plan.layers.count) layers with \(plan.total.total) cycles, the bitstream has "
            + "\(cycles.count) with \(cycles.reduce(0) { $0 + $1.total })"))
      return
    }
  }
}

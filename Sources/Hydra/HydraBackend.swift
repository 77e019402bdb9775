import Backend
import Basic
import IR
import Passes

/// The backend for layer-multiplexed accelerators that a HYB1 bitstream configures.
package struct HydraBackend: Backend {
  package static let name = "hydra"
  package static let rules = HydraRules.all

  /// The passes that the backend brings along.
  package static let passes: [any Pass.Type] = [HydraQuantize.self]

  /// What takes the place of `quantize` in pipelines for this backend.
  package static let quantization = HydraQuantize.name

  /// The hardware that is planned for.
  package let target: HydraTarget

  /// Plans for `target`.
  package init(target: HydraTarget) {
    self.target = target
  }

  /// Native as a layer of the device, or part of one; unsupported with the reason.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    var matcher = LayerMatcher(program, device: target.device)
    matcher.match()
    let refusal = matcher.refusals.first { $0.operation == operation }
    return refusal.map { .unsupported($0.reason) } ?? .native
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> HydraPlan? {
    guard target.device.profile == .byte else {
      diagnostics.report(
        .error(
          .hydraScales,
          "integer programs have 8 bits, '\(target.name)' has "
            + "\(target.device.profile.dataBits)",
          help: "plan 16-bit numbers from the floating-point program and its samples"))
      return nil
    }
    var matcher = LayerMatcher(program, device: target.device)
    guard let network = matcher.network(&diagnostics) else { return nil }
    return plan(network, program, &diagnostics)
  }

  /// The plan of a floating-point program, with fractions from samples; of 8 or 16 bits.
  ///
  /// Its reference is the program itself: the numbers of 16 bits have no integer program.
  package func plan(
    real program: Program, _ context: inout PassContext
  ) -> HydraPlan? {
    let profile = target.device.profile
    guard let network = HydraQuantize.network(program, profile: profile, &context) else {
      return nil
    }
    let checks = LayerChecks(device: target.device)
    var isSound = true
    for layer in network.layers {
      for reason in checks.faults(layer) {
        isSound = false
        context.bag.report(
          .error(reason.rule, "'\(layer.name)': \(reason.text)", help: reason.rule.explanation))
      }
    }
    return isSound ? plan(network, program, &context.bag) : nil
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
    let layers = zip(network.layers, cycles).map { layer, cycles in
      HydraPlan.Layer(
        name: layer.name, value: layer.value, sums: layer.sums, arguments: layer.arguments,
        cycles: cycles)
    }
    return HydraPlan(
      network: network.name, program: HydraPlan.digest(of: program), target: target,
      layers: layers, configuration: configuration)
  }

  /// Checks a plan from itself alone.
  package func verify(_ plan: HydraPlan, _ diagnostics: inout DiagnosticBag) {
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

  /// Replays a plan once; `PlanReplay` does it many times.
  package func simulate(
    _ plan: HydraPlan, _ program: Program, inputs: [Tensor],
    _ diagnostics: inout DiagnosticBag, observe: (ID<Value>, Tensor) -> Void = { _, _ in }
  ) -> [Tensor]? {
    guard let replay = PlanReplay(plan, program, &diagnostics) else { return nil }
    return withoutActuallyEscaping(observe) { observe in
      replay.run(inputs, &diagnostics, observe: observe)
    }
  }

  /// The plan for people and programs, the bitstream with its listing, the hardware.
  package func emit(_ plan: HydraPlan) -> [Artifact] { plan.artifacts }

  /// The plan that files hold.
  package static func decode(
    _ artifacts: [Artifact], _ diagnostics: inout DiagnosticBag
  ) -> HydraPlan? {
    HydraPlan(artifacts: artifacts, &diagnostics)
  }
}

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

  /// Integers of 8 bits; numbers of 16 bits are chosen while planning.
  package var quantization: String? {
    target.device.profile == .byte ? HydraQuantize.name : nil
  }

  /// Native as a layer of the device, or part of one; unsupported with the reason.
  package func support(for operation: ID<Operation>, in program: Program) -> Support {
    let refusals: [(operation: ID<Operation>, reason: Support.Reason)]
    if target.device.profile == .word, program.isReal {
      refusals = HydraQuantizer.refusals(program, target.device)
    } else {
      var matcher = LayerMatcher(program, device: target.device)
      matcher.match()
      refusals = matcher.refusals
    }
    let refusal = refusals.first { $0.operation == operation }
    return refusal.map { .unsupported($0.reason) } ?? .native
  }

  /// The plan of an integer program.
  package func plan(_ program: Program, _ diagnostics: inout DiagnosticBag) -> HydraPlan? {
    network(of: program, &diagnostics).flatMap { plan($0, program, &diagnostics) }
  }

  /// The plan of an integer program of 8 bits, or of a floating-point program with 16.
  package func plan(_ program: Program, _ context: inout PassContext) -> HydraPlan? {
    network(of: program, &context).flatMap { plan($0, program, &context.bag) }
  }

  /// The plan of a floating-point program, with fractions from samples; of 8 or 16 bits.
  ///
  /// Its reference is the program itself: the numbers of 16 bits have no integer program.
  package func plan(
    real program: Program, _ context: inout PassContext
  ) -> HydraPlan? {
    network(real: program, &context).flatMap { plan($0, program, &context.bag) }
  }

  /// The network of a program in the numbers of the device, or `nil` after reporting what it lacks.
  func network(of program: Program, _ context: inout PassContext) -> QuantizedNetwork? {
    target.device.profile == .word && program.isReal
      ? network(real: program, &context) : network(of: program, &context.bag)
  }

  private func network(
    of program: Program, _ diagnostics: inout DiagnosticBag
  ) -> QuantizedNetwork? {
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
    return matcher.network(&diagnostics)
  }

  private func network(
    real program: Program, _ context: inout PassContext
  ) -> QuantizedNetwork? {
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
    return isSound ? network : nil
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
        encodedBits: layer.encodedBits, cycles: cycles)
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

extension Program {
  /// Whether all values are floating-point numbers.
  var isReal: Bool {
    (graph.inputs + graph.order.flatMap { graph[$0].results }).allSatisfy {
      graph[$0].type.element == .f32
    }
  }
}

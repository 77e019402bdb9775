import Basic

extension SplitSettings {
  /// Reports shares that are not those of the devices, and pairs that a network does not have.
  func isSound(
    _ graph: UnitGraph, _ environment: DeviceEnvironment, _ diagnostics: inout DiagnosticBag
  ) -> Bool {
    let before = diagnostics.errorCount
    if let shares, shares.count != environment.devices.count {
      diagnostics.report(
        .error(
          .splitShares, "\(shares.count) shares for \(environment.devices.count) devices",
          help: "give each device its share, in their order"))
    }
    if let pairs { check(pairs, graph, environment, &diagnostics) }
    return diagnostics.errorCount == before
  }

  private func check(
    _ pairs: [Int], _ graph: UnitGraph, _ environment: DeviceEnvironment,
    _ diagnostics: inout DiagnosticBag
  ) {
    guard strategy == .interleaved || strategy == .interleavedOptimal else {
      diagnostics.report(
        .error(
          .splitPairs, "'\(strategy.rawValue)' has no pairs", help: "take iop, or leave them out"))
      return
    }
    let all = Array(environment.devices.indices)
    let found = ProductPairs(
      SplitProblem(graph, environment, devices: all, weights: all.map { _ in 1 }))
    let heads = found.partners.keys.sorted().map { "\($0)" }.joined(separator: ", ")
    var taken: [Int: Int] = [:]
    for head in pairs {
      guard let partner = found.partners[head] else {
        diagnostics.report(
          .error(
            .splitPairs, "no pair begins with product \(head)",
            help: heads.isEmpty ? "the network has no pairs" : "pairs begin with \(heads)"))
        continue
      }
      for product in [head, partner] {
        if let other = taken[product] {
          diagnostics.report(
            .error(
              .splitPairs,
              "product \(product) is in the pairs of \(other) and of \(head)",
              help: "a product is in one pair"))
        }
        taken[product] = head
      }
    }
  }
}

extension DeviceEnvironment {
  /// Warns of measured times of layers that a network does not have.
  func reportUnknownLayers(_ graph: UnitGraph, _ diagnostics: inout DiagnosticBag) {
    let layers = Set(graph.units.flatMap { $0.operations.map(\.name) })
    for device in devices {
      for name in device.times.keys.sorted() where !layers.contains(name) {
        diagnostics.report(
          Diagnostic(
            .warning, Rule.environmentLayers.code,
            "'times_s' of '\(device.name)' has '\(name)', which is no layer of '\(graph.name)'",
            help: "layers have the names that plan.txt lists"))
      }
    }
  }
}

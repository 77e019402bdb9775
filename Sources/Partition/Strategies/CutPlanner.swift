import Basic
import IR

/// Cuts a network in two parts by a least cut, exactly for any graph. ([dds23])
///
/// A node for each unit lies on the side of the device that runs it: its edge from the source costs
/// the time on the second device, that to the sink the time on the first. A value that crosses is
/// sent once, whoever reads it there, and nothing comes back but the outputs.
package struct CutPlanner {
  private let graph: UnitGraph
  private let environment: DeviceEnvironment
  private let link: Link
  /// The seconds of each unit on both devices.
  private let times: [[Double]]

  /// The best cut for two devices with the table of break-even bandwidths, or `nil` after reporting
  /// that there are not two devices.
  package static func plan(
    _ program: Program, catalog: OperatorCatalog, _ environment: DeviceEnvironment,
    _ diagnostics: inout DiagnosticBag
  ) -> CutPlan? {
    guard environment.devices.count == 2 else {
      diagnostics.report(
        .error(
          .splitDevices, "mincut cuts for 2 devices, and there are \(environment.devices.count)",
          help: "choose another strategy, or leave two devices"))
      return nil
    }
    let graph = UnitGraph(program, catalog: catalog)
    environment.reportUnknownLayers(graph, &diagnostics)
    let planner = CutPlanner(graph, environment)
    let plan = planner.plan()
    return planner.isSound(plan, &diagnostics) ? plan : nil
  }

  private init(_ graph: UnitGraph, _ environment: DeviceEnvironment) {
    self.graph = graph
    self.environment = environment
    link = environment.link(0, 1)
    times = graph.units.map { unit in
      environment.devices.map { device in
        unit.operations.reduce(0) {
          $0
            + device.time(
              of: $1.layer, macs: $1.work.macs, elementOperations: $1.work.elementOperations)
        }
      }
    }
  }

  private func plan() -> CutPlan {
    CutPlan(
      network: graph.name, devices: environment.devices.map(\.name),
      units: graph.units.map(\.name), operations: graph.units.map { $0.operations.map(\.id) },
      best: cut(1 / link.bandwidth), bandwidth: link.bandwidth, table: table())
  }

  /// Whether a cut lies within what it weighs: the memories hold the parts, and a link has one price.
  private func isSound(_ plan: CutPlan, _ diagnostics: inout DiagnosticBag) -> Bool {
    let before = diagnostics.errorCount
    if link.programmed != nil || environment.connections == .persistent {
      diagnostics.report(
        .error(
          .splitDevices,
          "mincut takes every message as a connection of its own over the transfer engine",
          help: "leave out 'programmed' and persistent connections, or choose another strategy"))
    }
    for (index, device) in environment.devices.enumerated() {
      guard let memory = device.memory else { continue }
      let units = graph.units.indices.filter { plan.best.isRemote[$0] == (index == 1) }
        .map { graph.units[$0] }
      let weights = units.reduce(0) { $0 + $1.constantBytes }
      let live =
        units.map { unit in
          (unit.inputs + unit.outputs).reduce(0) { $0 + graph.tensors[$1].type.byteCount }
        }.max() ?? 0
      guard weights + live > memory.count else { continue }
      diagnostics.report(
        .error(
          .splitMemory,
          "the part of '\(device.name)' takes \(NumberText.grouped(weights + live)) B and there are "
            + "\(NumberText.grouped(memory.count)) B",
          notes: [
            .init(
              "\(NumberText.grouped(weights)) B of weights, and \(NumberText.grouped(live)) B of "
                + "activations of one unit")
          ],
          help: "mincut does not look for cuts that fit; choose auto, which does"))
    }
    return diagnostics.errorCount == before
  }

  /// The least cut at a price of so many seconds a bit.
  private func cut(_ price: Double) -> CutPlan.Cut {
    let (source, sink) = (0, 1)
    func node(_ unit: Int) -> Int { 2 + unit }
    func sent(_ tensor: Int) -> Int { 2 + graph.units.count + tensor }
    func crossing(_ tensor: Int) -> Double {
      link.latency + price * 8 * Double(graph.tensors[tensor].type.byteCount)
    }
    // Whole parts of the sum of all costs, so that no cut is as dear as an unlimited edge.
    let sum =
      times.reduce(0) { $0 + $1[0] + $1[1] }
      + graph.tensors.indices.reduce(0) { $0 + 2 * crossing($1) }
    let unit = sum > 0 ? Double(MinimumCut.unlimited / 4) / sum : 1
    func capacity(_ seconds: Double) -> Int { Int((seconds * unit).rounded()) }
    var network = MinimumCut(nodes: 2 + graph.units.count + graph.tensors.count)
    for (index, unit) in graph.units.enumerated() {
      // The outputs that the second device makes are sent back.
      let back = unit.outputs.filter { graph.tensors[$0].isOutput }.reduce(0) {
        $0 + crossing($1)
      }
      network.connect(source, node(index), capacity(times[index][1] + back))
      network.connect(node(index), sink, capacity(times[index][0]))
      for output in unit.outputs {
        network.connect(node(index), sent(output), capacity(crossing(output)))
        for reader in graph.tensors[output].consumers {
          network.connect(sent(output), node(reader), MinimumCut.unlimited)
          network.connect(node(reader), node(index), MinimumCut.unlimited)
        }
      }
    }
    for tensor in 0..<graph.inputCount {
      network.connect(source, sent(tensor), capacity(crossing(tensor)))
      for reader in graph.tensors[tensor].consumers {
        network.connect(sent(tensor), node(reader), MinimumCut.unlimited)
      }
    }
    let isLocal = network.sourceSide(source, sink)
    return evaluate(graph.units.indices.map { !isLocal[node($0)] })
  }

  /// The time and the messages of a cut.
  package static func evaluate(
    _ isRemote: [Bool], _ graph: UnitGraph, _ environment: DeviceEnvironment
  ) -> CutPlan.Cut { CutPlanner(graph, environment).evaluate(isRemote) }

  private func evaluate(_ isRemote: [Bool]) -> CutPlan.Cut {
    var producers = [Int?](repeating: nil, count: graph.tensors.count)
    for (index, unit) in graph.units.enumerated() {
      for output in unit.outputs { producers[output] = index }
    }
    var messages: [CutPlan.CutMessage] = []
    func add(_ tensor: Int, from source: Int) {
      let value = graph.tensors[tensor]
      messages.append(
        CutPlan.CutMessage(
          value: value.value, name: value.name,
          message: Message(
            from: source, to: 1 - source, region: [], elements: value.type.elementCount,
            bytes: Bytes(value.type.byteCount))))
    }
    for (tensor, producer) in producers.enumerated() {
      let isMadeRemotely = producer.map { isRemote[$0] } ?? false
      if !isMadeRemotely, graph.tensors[tensor].consumers.contains(where: { isRemote[$0] }) {
        add(tensor, from: 0)
      }
      if isMadeRemotely, graph.tensors[tensor].isOutput { add(tensor, from: 1) }
    }
    let computing = zip(times, isRemote).reduce(0) { $0 + $1.0[$1.1 ? 1 : 0] }
    return CutPlan.Cut(
      isRemote: isRemote, fixed: computing + Double(messages.count) * link.latency,
      bits: messages.reduce(0) { $0 + 8 * $1.message.bytes.count }, messages: messages)
  }

  /// The lower envelope of all cuts over the price of a bit: between two cuts that are best at two
  /// prices lies another where their lines meet, or none. (Eisner and Severance, 1976)
  private func table() -> [CutPlan.Range] {
    let (cheap, dear) = (1e-18, 1.0)
    var cuts = [cut(cheap)]
    func fill(_ low: CutPlan.Cut, _ high: CutPlan.Cut) {
      guard low.bits > high.bits else { return }
      let price = (high.fixed - low.fixed) / Double(low.bits - high.bits)
      let between = cut(price)
      let time = between.fixed + price * Double(between.bits)
      let known = low.fixed + price * Double(low.bits)
      if time < known * (1 - 1e-9), between.bits < low.bits, between.bits > high.bits {
        fill(low, between)
        fill(between, high)
      } else {
        cuts.append(high)
      }
    }
    fill(cuts[0], cut(dear))
    // From few bits to many: the bandwidth from which each is best.
    var ranges: [CutPlan.Range] = []
    for (index, cut) in cuts.enumerated().reversed() {
      var from = 0.0
      if index + 1 < cuts.count {
        let other = cuts[index + 1]
        from = Double(cut.bits - other.bits) / (other.fixed - cut.fixed)
      }
      ranges.append(CutPlan.Range(from: from, cut: cut))
    }
    return ranges
  }
}

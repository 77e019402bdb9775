import Basic
import IR
import Operators

/// Turns a network cut in two into the programs of both devices.
package struct CutLowering {
  private let plan: CutPlan
  private let whole: Program
  private var builders: [RankBuilder]

  /// What each device has of a value.
  private var locals: [[ID<Value>: ID<Value>]] = [[:], [:]]

  /// The values that the first device has sent and the second has not received yet, in order.
  private var waiting: [ID<Value>] = []

  /// The programs of both devices, or `nil` after reporting.
  package static func programs(
    _ plan: CutPlan, _ whole: Program, catalog: OperatorCatalog, into bag: inout DiagnosticBag
  ) -> [Program]? {
    guard PlanLowering.hasConstants(whole, &bag) else { return nil }
    var lowering = CutLowering(plan, whole, catalog)
    return lowering.run()
  }

  private init(_ plan: CutPlan, _ whole: Program, _ catalog: OperatorCatalog) {
    (self.plan, self.whole) = (plan, whole)
    builders = (0..<2).map { RankBuilder(whole, rank: $0, catalog: catalog) }
  }

  private mutating func run() -> [Program] {
    for input in whole.graph.inputs {
      locals[0][input] = builders[0].input(input).value
      send(input, from: 0)
    }
    for (unit, operations) in plan.operations.enumerated() {
      for id in operations { run(id, on: plan.best.isRemote[unit] ? 1 : 0) }
    }
    for entry in plan.best.messages where entry.message.source == 1 {
      receive(entry.value, on: 0)
    }
    let outputs = whole.graph.outputs.map { local($0, 0) }
    // What was sent is received, though nothing may read it.
    while let value = waiting.first { take(value) }
    return [builders[0].finish(outputs), builders[1].finish([])]
  }

  private mutating func run(_ id: ID<Operation>, on device: Int) {
    let operation = whole.graph[id]
    let results = builders[device].append(
      operation.kind, operation.operands.map { local($0, device) }, operation.attributes,
      names: operation.results.map { whole.graph[$0].name }, of: id)
    for (result, value) in zip(operation.results, results) {
      locals[device][result] = value
      send(result, from: device)
    }
  }

  /// A value as a device reads it.
  private mutating func local(_ value: ID<Value>, _ device: Int) -> ID<Value> {
    if whole.graph.constant(of: value) != nil {
      return builders[device].constant(value, Region(all: whole.graph[value].type.shape))
    }
    while locals[device][value] == nil, device == 1, let next = waiting.first { take(next) }
    guard let known = locals[device][value] else {
      preconditionFailure("device \(device) does not have %\(whole.graph[value].name)")
    }
    return known
  }

  private mutating func take(_ value: ID<Value>) {
    waiting.removeFirst()
    receive(value, on: 1)
  }

  /// Sends a value as soon as it is there, if it crosses.
  private mutating func send(_ value: ID<Value>, from device: Int) {
    guard let local = locals[device][value],
      plan.best.messages.contains(where: {
        $0.value == value && $0.message.source == device
      })
    else { return }
    let name = whole.graph[value].name
    _ = builders[device].append(
      Send.name, [local], AttributeList([Attribute("to", .integer(1 - device))]),
      names: ["\(name).send"], of: whole.graph.definingOperation(of: value))
    if device == 0 { waiting.append(value) }
  }

  private mutating func receive(_ value: ID<Value>, on device: Int) {
    let record = whole.graph[value]
    let results = builders[device].append(
      Receive.name, [],
      AttributeList([
        Attribute("from", .integer(1 - device)),
        Attribute("type", .storage(StorageType(record.type.element, record.type.quantization))),
        Attribute("shape", .integers(record.type.shape)),
      ]), names: [record.name], of: whole.graph.definingOperation(of: value))
    locals[device][value] = results[0]
  }
}

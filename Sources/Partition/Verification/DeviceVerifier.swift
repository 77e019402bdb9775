import Basic
import IR
import Operators

/// Checks that programs of several devices run one network together: that every message is sent
/// and received, and, against the plan, that every device computes its part from what it has.
///
/// It walks all programs at once as they would run, with facts in the place of tensors.
package struct DeviceVerifier {
  private let programs: [Program]
  private let catalog: OperatorCatalog
  private var facts: DeviceFacts?
  private var walks: [Walk]
  private var queues: [[Envelope]]
  private var faults: [Diagnostic] = []

  /// Where the walk of one device stands.
  private struct Walk {
    var position = 0
    var hasSent = false
    var hasFailed = false
    var memory: [ID<Value>: DeviceFact] = [:]
  }

  /// A message under way.
  private struct Envelope {
    let operation: String
    /// The collective operation, or the type that `send` sends.
    let content: Content
    let fact: DeviceFact
  }

  private enum Content: Hashable {
    case collective(String, CollectiveLayout)
    case tensor(TensorType)
  }

  /// A program's part in one communication.
  private struct Exchange {
    let content: Content
    let receivers: [Int]
    let senders: [Int]
  }

  /// Takes the programs by device; each has passed the verifier of the IR.
  ///
  /// - Parameters:
  ///   - whole: the network that they run, with the plan; without it messages alone are checked.
  package init(
    _ programs: [Program], of whole: (program: Program, plan: SplitPlan)? = nil,
    catalog: OperatorCatalog
  ) {
    self.programs = programs
    self.catalog = catalog
    facts = whole.map { DeviceFacts($0.program, $0.plan, catalog: catalog) }
    walks = programs.map { _ in Walk() }
    queues = Array(repeating: [], count: programs.count * programs.count)
  }

  /// Reports everything that is wrong.
  package mutating func verify(into bag: inout DiagnosticBag) {
    while programs.indices.reduce(false, { advance($1) || $0 }) {}
    if !walks.contains(where: \.hasFailed) {
      for device in programs.indices { reportWaiting(device) }
      if faults.isEmpty { reportLeftOver() }
    }
    for fault in faults + (facts?.faults ?? []) { bag.report(fault) }
  }

  /// Runs a device as far as it comes, and says whether it came any further.
  private mutating func advance(_ device: Int) -> Bool {
    let program = programs[device]
    let graph = program.graph
    let start = walks[device].position
    while walks[device].position < graph.order.count, !walks[device].hasFailed {
      let id = graph.order[walks[device].position]
      let operation = graph[id]
      if catalog.definition(of: operation) is any CommunicationDefinition.Type {
        guard communicate(device, id, operation) else { break }
      } else {
        let operands = operation.operands.map { fact($0, device) }
        let results = facts?.results(of: id, in: program, device, operands)
        for (result, fact) in zip(operation.results, results ?? []) {
          walks[device].memory[result] = fact
        }
      }
      walks[device].position += 1
    }
    return walks[device].position > start
  }

  private func fact(_ value: ID<Value>, _ device: Int) -> DeviceFact {
    if let known = walks[device].memory[value] { return known }
    if let tensor = programs[device].tensor(of: value) { return .constant(tensor) }
    guard case .input(let index) = programs[device].graph[value].definition else {
      return .unknown
    }
    return facts?.input(index) ?? .unknown
  }

  // MARK: - Messages

  /// Sends, and receives if everything is there; says whether the operation is done.
  private mutating func communicate(
    _ device: Int, _ id: ID<Operation>, _ operation: Operation
  ) -> Bool {
    guard let exchange = exchange(device, id, operation) else { return false }
    let held = operation.operands.first.map { fact($0, device) }
    if !walks[device].hasSent {
      for receiver in exchange.receivers {
        queues[device * programs.count + receiver].append(
          Envelope(
            operation: name(operation, device), content: exchange.content,
            fact: held ?? .unknown))
      }
      walks[device].hasSent = true
    }
    let boxes = exchange.senders.map { $0 * programs.count + device }
    guard boxes.allSatisfy({ !queues[$0].isEmpty }) else { return false }
    var parts: [Int: DeviceFact] = [:]
    for (sender, box) in zip(exchange.senders, boxes) {
      let envelope = queues[box].removeFirst()
      guard envelope.content == exchange.content else {
        fail(
          device, DeviceRules.pairing,
          "device \(device) waits at '\(name(operation, device))' for what device \(sender) sends at "
            + "'\(envelope.operation)': \(difference(envelope.content, exchange.content))")
        return false
      }
      parts[sender] = envelope.fact
    }
    walks[device].hasSent = false
    var result = parts.values.first ?? held ?? .unknown
    if case .collective(let kind, let layout) = exchange.content {
      parts[device] = held
      let name = name(operation, device)
      result =
        facts?.result(ofCollective: name, kind: kind, layout, device, parts) ?? .unknown
    }
    for value in operation.results { walks[device].memory[value] = result }
    return true
  }

  private mutating func exchange(
    _ device: Int, _ id: ID<Operation>, _ operation: Operation
  ) -> Exchange? {
    let call = programs[device].graph.call(id)
    let exchange: Exchange
    switch operation.kind {
    case Send.name:
      exchange = Exchange(
        content: .tensor(call.operands[0]), receivers: [call.attributes.integer("to")], senders: [])
    case Receive.name:
      let type = programs[device].graph[operation.results[0]].type
      exchange = Exchange(
        content: .tensor(type), receivers: [], senders: [call.attributes.integer("from")])
    default:
      guard let layout = CollectiveCatalog.layout(operation.kind, call) else {
        preconditionFailure("\(operation.kind) has no layout")
      }
      let own = call.attributes.integer("device")
      guard own == device else {
        fail(
          device, DeviceRules.device,
          "'\(name(operation, device))' is run by device \(own), in the program of device \(device)"
        )
        return nil
      }
      let messages = layout.messages
      exchange = Exchange(
        content: .collective(operation.kind, layout),
        receivers: messages.filter { $0.sender == device }.map(\.receiver),
        senders: messages.filter { $0.receiver == device }.map(\.sender))
    }
    for other in exchange.receivers + exchange.senders
    where !programs.indices.contains(other) || other == device {
      fail(
        device, DeviceRules.device,
        "'\(name(operation, device))' of device \(device) names device \(other) of \(programs.count)"
      )
      return nil
    }
    return exchange
  }

  private func difference(_ sent: Content, _ wanted: Content) -> String {
    switch (sent, wanted) {
    case (.collective(let a, let first), .collective(let b, let second)):
      a != b
        ? "\(a) and \(b)"
        : first.whole != second.whole
          ? "\(first.whole) and \(second.whole)" : "the parts of \(a) differ"
    case (.tensor(let a), .tensor(let b)): "\(a) and \(b)"
    case (.collective(let a, _), .tensor), (.tensor, .collective(let a, _)):
      "\(a) and a single message"
    }
  }

  private func name(_ operation: Operation, _ device: Int) -> String {
    operation.results.first.map { programs[device].graph[$0].name } ?? operation.kind
  }

  private mutating func fail(_ device: Int, _ rule: Rule, _ message: String) {
    walks[device].hasFailed = true
    faults.append(.error(rule, message))
  }

  private mutating func reportWaiting(_ device: Int) {
    let graph = programs[device].graph
    guard walks[device].position < graph.order.count else { return }
    let id = graph.order[walks[device].position]
    guard let exchange = exchange(device, id, graph[id]) else { return }
    let missing = exchange.senders.filter { queues[$0 * programs.count + device].isEmpty }
    faults.append(
      .error(
        DeviceRules.waiting,
        "device \(device) waits at '\(name(graph[id], device))' for a message from device "
          + "\(missing.map(String.init).joined(separator: ", ")) that is never sent"))
  }

  private mutating func reportLeftOver() {
    for (box, queue) in queues.enumerated() {
      guard let first = queue.first else { continue }
      faults.append(
        .error(
          DeviceRules.waiting,
          "device \(box % programs.count) never receives what device \(box / programs.count) sends "
            + "at '\(first.operation)'"))
    }
  }
}

import Basic
import IR
import Operators
import Partition
import TestSupport
import Testing

/// Faults that are planted into sound programs of three devices, and the rule that finds each.
///
/// The network is LeNet-5 with its convolutions as one pair, so that `r2` is a sum over devices.
@Suite struct DeviceVerifierTests {
  /// A change of the programs, with the rules that must be reported for it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rules: [Rule]
    /// What the first message says, in part.
    let detail: String
    let plant: @Sendable (inout [Program]) throws -> Void

    init(
      _ description: String, _ rules: [Rule], _ detail: String,
      _ plant: @escaping @Sendable (inout [Program]) throws -> Void
    ) {
      (testDescription, self.rules, self.detail, self.plant) = (description, rules, detail, plant)
    }
  }

  static let faults = [
    Fault("bias on two devices", [DeviceRules.terms], "the bias of 'c2+r2' is added once too often")
    {
      let bias = try constant("c2.bias", $0[0])
      let value = $0[1].addConstantValue("c2.bias", bias)
      try change("r2", &$0[1]) { $0.operands.append(value) }
    },
    Fault("no bias", [DeviceRules.terms], "the bias of 'c2+r2' is not added") {
      try change("r2", &$0[0]) { $0.operands.removeLast() }
    },
    Fault("activation of a partial sum", [DeviceRules.indices], "'r2' on device 2: its attributes")
    {
      try change("r2", &$0[2]) { $0.attributes["activation"] = .activation(.relu) }
    },
    Fault("activation left out", [DeviceRules.partial], "'r2' before its activation") {
      try remove("r2.activation", &$0[0])
    },
    Fault("pool of a partial sum", [DeviceRules.partial], "it reads a partial sum") {
      let pool = try operation("p2", $0[0])
      let sum = try operation("r2", $0[1])
      let record = $0[0].graph[pool]
      let type = $0[0].graph[record.results[0]].type
      $0[1].graph.append(
        Operation(
          "max_pool2d", operands: $0[1].graph[sum].results, attributes: record.attributes),
        names: ["p2"], types: [type])
    },
    Fault("weights of another device", [DeviceRules.weights], "@c1.weight is not the part") {
      let weight = try constant("c1.weight", $0[0])
      let value = $0[1].addConstantValue("c1.weight", weight)
      try change("r1", &$0[1]) { $0.operands[1] = value }
    },
    Fault("sum of another input", [DeviceRules.weights], "@c2.weight is not the part") {
      let weight = try constant("c2.weight", $0[0])
      let value = $0[2].addConstantValue("c2.weight", weight)
      try change("r2", &$0[2]) { $0.operands[1] = value }
    },
    Fault("a term is missing", [DeviceRules.terms], "inputs 0..<4 of 6 of 'c2+r2' are added") {
      for device in 0..<2 {
        try change("r2.collective_reduce", &$0[device]) {
          $0.attributes["contributors"] = .integers([0, 1])
        }
      }
      try remove("r2.collective_reduce", &$0[2])
    },
    Fault(
      "a message is not sent", [DeviceRules.waiting], "message from device 2 that is never sent"
    ) {
      try remove("r2.collective_reduce", &$0[2])
    },
    Fault("a message is not received", [DeviceRules.waiting], "device 0 never receives") {
      let sum = try operation("r2", $0[1])
      let results = $0[1].graph[sum].results
      let type = $0[1].graph[results[0]].type
      $0[1].graph.append(
        Operation(
          "send", operands: results,
          attributes: AttributeList([Attribute("to", .integer(0))])), names: ["s"], types: [type])
    },
    Fault("messages in another order", [DeviceRules.pairing], "waits at") {
      let order = $0[1].graph.order
      let sum = try operation("r2", $0[1])
      let results = $0[1].graph[sum].results
      let type = $0[1].graph[results[0]].type
      $0[1].graph.append(
        Operation(
          "send", operands: results,
          attributes: AttributeList([Attribute("to", .integer(0))])), names: ["s"], types: [type])
      guard let send = $0[1].graph.order.popLast(), let place = order.firstIndex(of: sum) else {
        return
      }
      $0[1].graph.order.insert(send, at: place + 1)
    },
    Fault("parts that differ", [DeviceRules.pairing], "the parts of collective_gather differ") {
      try change("scores.collective_gather", &$0[1]) {
        $0.attributes["starts"] = .integers([0, 5, 7])
        $0.attributes["ends"] = .integers([5, 7, 10])
      }
    },
    Fault("the program of another device", [DeviceRules.device], "is run by device 2") {
      $0[1] = $0[2]
    },
    Fault("a device that is missing", [DeviceRules.device], "names device 2 of 2") {
      $0.removeLast()
    },
  ]

  private static func operation(_ name: String, _ program: Program) throws -> ID<Operation> {
    let graph = program.graph
    return try #require(
      graph.order.first { graph[graph[$0].results[0]].name == name }, "no operation \(name)")
  }

  private static func change(
    _ name: String, _ program: inout Program, _ edit: (inout Operation) -> Void
  ) throws {
    edit(&program.graph[try operation(name, program)])
  }

  private static func remove(_ name: String, _ program: inout Program) throws {
    let id = try operation(name, program)
    let record = program.graph[id]
    program.graph.order.removeAll { $0 == id }
    program.graph.replaceUses([record.results[0]: record.operands[0]])
  }

  private static func constant(_ name: String, _ program: Program) throws -> Tensor {
    let id = try #require(program.constants.ids.first { program.constants[$0].name == name })
    return try #require(program.constants[id].tensor)
  }

  @Test(arguments: faults)
  func aPlantedFaultIsFound(_ fault: Fault) throws {
    let whole = try SplitNetwork(model: "lenet5").program()
    let plan = try Planning.plan(
      whole, Planning.environment([1e6, 1e6, 1e6]),
      SplitSettings(.interleaved, gather: .direct, reduce: .star, pairs: [0, 2]))
    var programs = try SplitCheck.lowered(whole, plan)
    try fault.plant(&programs)
    var bag = DiagnosticBag()
    var verifier = DeviceVerifier(programs, of: (whole, plan), catalog: .standard)
    verifier.verify(into: &bag)
    #expect(Set(bag.diagnostics.map(\.code)) == Set(fault.rules.map(\.code)))
    let messages = bag.diagnostics.map(\.message)
    #expect(messages.contains { $0.contains(fault.detail) }, "\(messages)")
  }
}

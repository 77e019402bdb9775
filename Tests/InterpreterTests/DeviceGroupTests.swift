import Basic
import IR
import Interpreter
import Operators
import Testing

/// Programs that exchange tensors, run together.
@Suite struct DeviceGroupTests {
  private static let group = DeviceGroup(catalog: .standard, seconds: 2)

  /// The program of a device: one communication, of a constant if the device holds something.
  private static func program(
    _ kind: String, _ held: Tensor?, _ attributes: [Attribute]
  ) throws -> Program {
    var program = Program(Graph(name: kind))
    var operands: [ID<Value>] = []
    if let held { operands = [program.addConstantValue("held", held)] }
    let definition = try #require(OperatorCatalog.standard[kind])
    let call = OperatorCall(
      operands: held.map { [$0.type] } ?? [], attributes: AttributeList(attributes))
    var report = ConstraintReport()
    let types = try #require(
      definition.inferTypes(call, &report), "\(report.violations.map(\.detail))")
    let id = program.graph.append(
      Operation(kind, operands: operands, attributes: call.attributes, origins: ["y"]),
      names: ["y"], types: types)
    program.graph.outputs = program.graph[id].results
    return program
  }

  /// A collective on three devices: what each holds, and what each must have after.
  struct Example: Sendable, CustomTestStringConvertible {
    let kind: String
    let attributes: [Attribute]
    let held: [[Float]?]
    let shapes: [[Int]]
    let results: [[Float]]
    /// Sender, receiver and number of elements of each message.
    let messages: [[Int]]
    var testDescription: String { kind }
  }

  private static func list(_ name: String, _ values: [Int]) -> Attribute {
    Attribute(name, .integers(values))
  }

  private static func parts(_ owners: [Int], _ starts: [Int], _ ends: [Int]) -> [Attribute] {
    [
      Attribute("axis", .integer(1)), list("owners", owners), list("starts", starts),
      list("ends", ends),
    ]
  }

  private static let root = Attribute("root", .integer(0))
  private static let everyone = list("receivers", [0, 1, 2])
  private static let contributors = list("contributors", [0, 1, 2])
  private static let whole: [Float] = [0, 1, 2, 3, 10, 11, 12, 13]
  /// Columns 0 and 1, column 2, column 3.
  private static let divided = parts([0, 1, 2], [0, 2, 3], [2, 3, 4])
  private static let columns: [[Float]] = [[0, 1, 10, 11], [2, 12], [3, 13]]
  private static let narrow = [[2, 2], [2, 1], [2, 1]]
  private static let full = [[2, 4], [2, 4], [2, 4]]
  /// Added in the order of devices, 1e8 + 1 is 1e8, and so the sum is 0 and not 1.
  private static let partials: [[Float]] = [
    [1e8, 1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 1, 1, 1, 1, 1], [-1e8, 0, 0, 0, 0, 0, 0, 0],
  ]
  private static let sum: [Float] = [0, 2, 3, 4, 5, 6, 7, 8]

  static let examples = [
    Example(
      kind: "collective_broadcast", attributes: [root, everyone], held: [whole, nil, nil],
      shapes: full, results: [whole, whole, whole], messages: [[0, 1, 8], [0, 2, 8]]),
    Example(
      kind: "collective_scatter",
      attributes: [root] + parts([0, 1, 2, 2], [0, 1, 0, 3], [2, 3, 1, 4]),
      held: [whole, nil, nil], shapes: full,
      results: [[0, 1, 10, 11], [1, 2, 11, 12], [0, 3, 10, 13]],
      messages: [[0, 1, 4], [0, 2, 4]]),
    Example(
      kind: "collective_gather", attributes: [root] + divided, held: columns, shapes: narrow,
      results: [whole, columns[1], columns[2]], messages: [[1, 0, 2], [2, 0, 2]]),
    Example(
      kind: "all_gather", attributes: [everyone] + divided, held: columns, shapes: narrow,
      results: [whole, whole, whole],
      messages: [[0, 1, 4], [0, 2, 4], [1, 0, 2], [1, 2, 2], [2, 0, 2], [2, 1, 2]]),
    Example(
      kind: "all_gather", attributes: [everyone] + parts([0, 1], [0, 3], [3, 4]),
      held: [[0, 1, 2, 10, 11, 12], [3, 13], nil], shapes: [[2, 3], [2, 1], []],
      results: [whole, whole, whole], messages: [[0, 1, 6], [0, 2, 6], [1, 0, 2], [1, 2, 2]]),
    Example(
      kind: "collective_reduce", attributes: [root, contributors], held: partials, shapes: full,
      results: [sum, partials[1], partials[2]], messages: [[1, 0, 8], [2, 0, 8]]),
    Example(
      kind: "collective_reduce", attributes: [root, list("contributors", [1, 2])],
      held: [nil, partials[1], partials[1]], shapes: full,
      results: [[Float](repeating: 2, count: 8), partials[1], partials[1]],
      messages: [[1, 0, 8], [2, 0, 8]]),
    Example(
      kind: "all_reduce", attributes: [everyone, contributors], held: partials, shapes: full,
      results: [sum, sum, sum],
      messages: [[0, 1, 8], [0, 2, 8], [1, 0, 8], [1, 2, 8], [2, 0, 8], [2, 1, 8]]),
    Example(
      kind: "reduce_scatter", attributes: [contributors] + divided, held: partials, shapes: full,
      results: [[0, 2, 5, 6], [3, 7], [4, 8]],
      messages: [[0, 1, 2], [0, 2, 2], [1, 0, 4], [1, 2, 2], [2, 0, 4], [2, 1, 2]]),
    Example(
      kind: "halo_exchange",
      attributes: divided + [
        everyone, list("needed_starts", [0, 1, 2]), list("needed_ends", [3, 4, 4]),
      ], held: columns, shapes: narrow,
      results: [[0, 1, 2, 10, 11, 12], [1, 2, 3, 11, 12, 13], [2, 3, 12, 13]],
      messages: [[0, 1, 2], [1, 0, 2], [1, 2, 2], [2, 1, 2]]),
    Example(
      kind: "all_to_all",
      attributes: divided + [
        Attribute("needed_axis", .integer(0)), list("receivers", [0, 2]),
        list("needed_starts", [0, 1]), list("needed_ends", [1, 2]),
      ], held: columns, shapes: narrow,
      results: [[0, 1, 2, 3], columns[1], [10, 11, 12, 13]],
      messages: [[0, 2, 2], [1, 0, 1], [1, 2, 1], [2, 0, 1]]),
  ]

  @Test(arguments: examples)
  func everyDeviceHasWhatItNeeds(_ example: Example) throws {
    let programs = try (0..<3).map { device in
      try Self.program(
        example.kind, example.held[device].map { Tensor(example.shapes[device], floats: $0) },
        [Attribute("device", .integer(device))] + example.attributes + [
          Attribute("type", .storage(StorageType(.f32))), Self.list("shape", [2, 4]),
        ])
    }
    let run = Self.group.run(programs, inputs: [])
    #expect(try run.outcomes.map { try $0.get()[0].floats } == example.results)
    let expected = example.messages.map {
      MessageRecord(sender: $0[0], receiver: $0[1], bytes: $0[2] * 4)
    }
    #expect(run.traffic == expected)
  }

  @Test func aMessagePassesFromSendToReceive() throws {
    let tensor = Tensor([2], floats: [3, 4])
    let sender = try Self.program(
      "send", tensor, [Attribute("to", .integer(1))])
    let receiver = try Self.program(
      "receive", nil,
      [
        Attribute("from", .integer(0)), Attribute("type", .storage(StorageType(.f32))),
        Self.list("shape", [2]),
      ])
    let run = Self.group.run([sender, receiver], inputs: [])
    #expect(try run.outcomes.map { try $0.get()[0] } == [tensor, tensor])
  }

  /// Sums of integers wrap around, and quantization stays.
  @Test func integersWrapAround() throws {
    let storage = StorageType(.i32, Quantization(scale: 0.5, zeroPoint: 0))
    let programs = try (0..<2).map { device in
      try Self.program(
        "all_reduce", Tensor(storage.tensor([2]), [Int32.max, Int32(device)]),
        [
          Attribute("device", .integer(device)), Self.list("receivers", [0, 1]),
          Self.list("contributors", [0, 1]), Attribute("type", .storage(storage)),
          Self.list("shape", [2]),
        ])
    }
    let sum = Tensor(storage.tensor([2]), [Int32(-2), 1])
    #expect(
      try Self.group.run(programs, inputs: []).outcomes.map { try $0.get() } == [[sum], [sum]])
  }

  @Test func aloneItNamesTheOperation() throws {
    let program = try Self.program(
      "send", Tensor([1], floats: [0]), [Attribute("to", .integer(1))])
    let interpreter = Interpreter(catalog: .standard)
    let error = #expect(throws: ExecutionError.self) {
      try interpreter.run(program, inputs: [])
    }
    #expect(
      error?.diagnostic.message == "'y' exchanges tensors with other devices, and there are none")
  }

  /// A device whose sender ends or is missing fails, and nothing hangs.
  @Test func whatNeverComesIsReported() throws {
    let receiver = try Self.program(
      "receive", nil,
      [
        Attribute("from", .integer(1)), Attribute("type", .storage(StorageType(.f32))),
        Self.list("shape", [2]),
      ])
    let short = try Self.program(
      "send", Tensor([1], floats: [0]), [Attribute("to", .integer(0))])
    let idle = Program(Graph(name: "idle"))
    func reason(_ programs: [Program]) -> CommunicationError? {
      guard
        case .failure(.communication(_, let error)) = Self.group.run(programs, inputs: [])
          .outcomes[0]
      else { return nil }
      return error
    }
    #expect(reason([receiver]) == .unknownDevice(1, count: 1))
    #expect(reason([receiver, idle]) == .lost(device: 1, reason: "its program has ended"))
    #expect(reason([receiver, short]) == .wrongSize(sender: 1, expected: 8, found: 4))
  }
}

import Basic
import IR
import Operators

/// Turns an integer program into steps, or says of every operation why it cannot be one.
struct StepBuilder {
  let program: Program
  var result = StepProgram()
  private(set) var refusals: [StepRefusal] = []

  /// Operations whose results of 32 bits wait for a `requantize`.
  private var waiting: Set<ID<Operation>> = []

  /// Those among them, and those that were, that bring an 8-bit activation to 32 bits.
  private var widened: Set<ID<Operation>> = []

  /// Tensors that nothing can be known of, because their operation was refused.
  private var unknown: Set<ID<Value>> = []
  private let useCounts: [Int]

  var graph: Graph { program.graph }

  init(_ program: Program) {
    self.program = program
    useCounts = program.graph.useCounts
  }

  /// The steps; they are whole only if there are no refusals.
  static func build(_ program: Program) -> (program: StepProgram, refusals: [StepRefusal]) {
    var builder = StepBuilder(program)
    builder.run()
    return (builder.result, builder.refusals)
  }

  private mutating func run() {
    for id in graph.inputs { addInput(id) }
    for id in graph.order { add(id) }
    for id in graph.order where waiting.contains(id) {
      refuse(
        id, .riscvS6, "nothing requantizes its 32-bit result to 8 bits",
        "let a requantize to i8 or u8 be its only reader")
    }
    finish()
  }

  private mutating func addInput(_ id: ID<Value>) {
    let value = graph[id]
    guard isActivation(value.type) || value.type.element == .i32, batch(value.type) == 1 else {
      unknown.insert(id)
      return
    }
    let tensor = addTensor(id, .input)
    result.inputs.append(tensor)
  }

  /// The operators that kernels compute, alone or with others.
  private static let kinds: Set<String> = [
    "conv2d", "dense", "matmul", "mul", "softmax", "add", "requantize", "max_pool2d",
    "average_pool2d", "global_average_pool", "lookup", "reshape", "flatten", "concat", "pad",
    "reinterpret", "transpose", "fixed_point_softmax",
  ]

  private mutating func add(_ id: ID<Operation>) {
    let operation = graph[id]
    let isMovedInput =
      operation.kind != "transpose" || graph.inputs.contains(operation.operands[0])
    guard Self.kinds.contains(operation.kind), isMovedInput else {
      // Whatever becomes of its operands, so that one run names every such operation.
      refuse(
        id, .riscvS1, "no kernel computes \(operation.kind)",
        "docs/targets/riscv.md lists what there is; change the network or its quantization")
      unknown.formUnion(operation.results)
      return
    }
    guard operation.operands.allSatisfy({ !unknown.contains($0) || reportUnknown($0, id) }) else {
      unknown.formUnion(operation.results)
      return
    }
    let before = refusals.count
    if operation.kind != "requantize", let sums = operation.operands.first(where: isInputOfSums) {
      refuse(
        id, .riscvS4, "the input '\(graph[sums].name)' is \(graph[sums].type.plainDescription)",
        "let a requantize to i8 or u8 read it")
      unknown.formUnion(operation.results)
      return
    }
    switch operation.kind {
    case "conv2d", "dense", "matmul", "mul", "softmax", "add":
      if isOutputOfSums(operation) {
        addSums(id)
      } else if isSum(operation) {
        wait(id)
      } else {
        refuse(
          id, .riscvS4, "its result is \(graph[operation.results[0]].type.plainDescription)",
          "quantize the network to 8 bits first")
      }
    case "requantize": addRequantize(id)
    case "max_pool2d", "average_pool2d", "global_average_pool": addPool(id)
    case "lookup": addLookup(id)
    case "reshape", "flatten": addReshape(id)
    case "concat": addConcat(id)
    case "pad": addPad(id)
    case "reinterpret": addReinterpret(id)
    case "transpose": addTranspose(id)
    case "fixed_point_softmax": addFixedPointSoftmax(id)
    default: preconditionFailure("\(operation.kind) is in the list and has no case")
    }
    if refusals.count > before { unknown.formUnion(operation.results) }
  }

  /// An input of the network that cannot be taken is refused where it is read first.
  private mutating func reportUnknown(_ value: ID<Value>, _ id: ID<Operation>) -> Bool {
    guard graph.definingOperation(of: value) == nil else { return false }
    let type = graph[value].type
    if isActivation(type) || type.element == .i32 {
      refuse(
        id, .riscvS5, "the input '\(graph[value].name)' has a batch of \(batch(type))",
        "give the network a batch of 1")
    } else {
      refuse(
        id, .riscvS4, "the input '\(graph[value].name)' is \(type.plainDescription)",
        "quantize the network to 8 bits first")
    }
    return false
  }

  private mutating func finish() {
    for id in graph.outputs {
      // An output lies in the order of its map or of the IR.
      guard operand(id) != nil, let place = result.places[id] else { continue }
      result.outputs.append(place.tensor)
      if result.tensors[place.tensor].role == .intermediate {
        result.tensors[place.tensor].role = .output
      }
    }
  }

  // MARK: What the parts of the builder share

  mutating func refuse(
    _ id: ID<Operation>, _ rule: Rule, _ text: String, _ help: String
  ) {
    refusals.append(StepRefusal(operation: id, rule: rule, text: text, help: help))
  }

  private mutating func wait(_ id: ID<Operation>) { waiting.insert(id) }

  /// The operation that a `requantize` finishes, if it is its only reader.
  mutating func takeWaiting(_ value: ID<Value>) -> ID<Operation>? {
    guard let id = graph.definingOperation(of: value), !widened.contains(id),
      useCounts[value.index] == 1
    else { return nil }
    return waiting.remove(id)
  }

  /// Notes a `requantize` to 32 bits, which each sum that reads it does anew.
  mutating func widen(_ id: ID<Operation>) {
    waiting.insert(id)
    widened.insert(id)
  }

  /// Whether a value of 32 bits is an activation that was brought to them.
  func takesWidened(_ value: ID<Value>) -> Bool {
    graph.definingOperation(of: value).map(widened.contains) ?? false
  }

  /// The `requantize`s that bring an activation to the 32 bits of a sum, in order.
  mutating func takeWidened(_ value: ID<Value>) -> [ID<Operation>] {
    var chain: [ID<Operation>] = []
    var value = value
    while let id = graph.definingOperation(of: value), widened.contains(id) {
      waiting.remove(id)
      chain.append(id)
      value = graph[id].operands[0]
    }
    return chain.reversed()
  }

  func isSum(_ operation: Operation) -> Bool {
    graph[operation.results[0]].type.element == .i32
  }

  /// The operations and outputs of the network that read a value.
  func readerCount(of value: ID<Value>) -> Int { useCounts[value.index] }

  func isActivation(_ type: TensorType) -> Bool {
    (type.element == .i8 || type.element == .u8) && type.quantization?.isPerTensor ?? true
  }

  func batch(_ type: TensorType) -> Int { type.rank >= 2 ? type.shape[0] : 1 }

  func zeroPoint(_ type: TensorType) -> Int32 { type.quantization?.zeroPoint(at: 0) ?? 0 }

  /// Adds a tensor for a value and says where the value lies.
  mutating func addTensor(_ id: ID<Value>, _ role: StepTensor.Role = .intermediate) -> Int {
    let value = graph[id]
    var shape = MapShape(value.type.shape)
    shape.elementBytes = ActivationElement(value.type.element).bytes
    result.tensors.append(
      StepTensor(name: value.name, element: value.type.element, shape: shape, role: role))
    let index = result.tensors.count - 1
    result.places[id] = ValuePlace(tensor: index, shape: shape, order: .map)
    return index
  }

  /// The operand of a step for a value that lies in the order of its map.
  ///
  /// A flattened image is brought into the order of the IR by a step of its own.
  mutating func operand(_ id: ID<Value>) -> KernelStep.Operand? {
    guard let place = result.places[id] else { return nil }
    let zero = zeroPoint(graph[id].type)
    guard case .flattened(let channels, let pixels) = place.order else {
      return KernelStep.Operand(tensor: place.tensor, shape: place.shape, zeroPoint: zero)
    }
    permute(id, place, channels: channels, pixels: pixels)
    return operand(id)
  }

  /// Exchanges pixels and channels of an image and puts the value where the result lies.
  private mutating func permute(
    _ id: ID<Value>, _ place: ValuePlace, channels: Int, pixels: Int
  ) {
    let value = graph[id]
    result.tensors.append(
      StepTensor(
        name: "\(value.name).permuted", element: value.type.element, shape: place.shape,
        role: .intermediate))
    let output = result.tensors.count - 1
    append(
      KernelStep(
        kernel: .permute, name: value.name, value: "\(value.name).permuted",
        operators: ["reshape"],
        reason: "\(pixels) pixels of \(channels) channels are read channel by channel",
        inputs: [
          .init(
            tensor: place.tensor,
            shape: MapShape(height: 1, width: pixels, channels: channels), zeroPoint: 0)
        ], output: output,
        extent: MapShape(height: channels, width: pixels, channels: 1)))
    result.places[id] = ValuePlace(tensor: output, shape: place.shape, order: .map)
  }

  mutating func append(_ step: KernelStep, _ source: StepSource = StepSource()) {
    result.steps.append(step)
    result.sources.append(source)
  }

  /// The names of the layers that operations compute, each once.
  func layerName(_ operations: [ID<Operation>], _ value: ID<Value>) -> String {
    var names: [String] = []
    for origin in operations.flatMap({ graph[$0].origins }) where !names.contains(origin) {
      names.append(origin)
    }
    return names.isEmpty ? graph[value].name : names.joined(separator: "+")
  }
}

import Backend
import Basic
import IR
import Operators

/// Finds the layers of an integer program.
struct LayerMatcher {
  private let program: Program
  private let device: HydraDevice
  private var graph: Graph { program.graph }
  private let uses: [Int]
  private var readers: [ID<Value>: ID<Operation>] = [:]
  private var views: [ID<Value>: MapView] = [:]
  private var done: Set<ID<Operation>> = []
  /// Values that come of operations that are refused.
  private var broken: Set<ID<Value>> = []

  /// The layers, without those that are refused.
  private(set) var layers: [QuantizedLayer] = []

  /// Why operations do not run on the device, in order.
  private(set) var refusals: [(operation: ID<Operation>, reason: Support.Reason)] = []

  init(_ program: Program, device: HydraDevice) {
    (self.program, self.device) = (program, device)
    uses = program.graph.useCounts
    for id in program.graph.order {
      for operand in program.graph[id].operands { readers[operand] = id }
    }
  }

  /// The network, or `nil` after reporting every operation that the device cannot run.
  mutating func network(_ diagnostics: inout DiagnosticBag) -> QuantizedNetwork? {
    match()
    for (id, reason) in refusals {
      diagnostics.report(HydraRules.refusal(id, reason, in: program))
    }
    let outputs = graph.outputs.map { views[$0] }
    let isWhole =
      graph.inputs.count == 1 && outputs.count == 1
      && outputs[0]?.source == layers.count - 1 && !layers.isEmpty
    if !isWhole, refusals.isEmpty {
      diagnostics.report(
        .error(
          .hydraOutputs,
          "'\(graph.name)' has \(graph.inputs.count) inputs, \(outputs.count) outputs and "
            + "\(layers.count) layers", help: "give the result of the last layer alone"))
    }
    guard isWhole, refusals.isEmpty, let input = views[graph.inputs[0]] else { return nil }
    return QuantizedNetwork(
      name: graph.name, input: input.shape, inputFraction: input.fraction, layers: layers)
  }

  /// Looks at every operation.
  mutating func match() {
    for input in graph.inputs {
      if let fraction = fraction(graph[input].type, .i8) {
        views[input] = MapView(source: -1, tensor: graph[input].type.shape, fraction: fraction)
      }
    }
    for id in graph.order where !done.contains(id) {
      let operation = graph[id]
      if Self.finishing.contains(operation.kind), operation.operands.contains(where: isBroken) {
        takeAsGiven(operation)
      } else if let reason = match(id, operation) {
        refusals.append((id, reason))
        takeAsGiven(operation)
      }
    }
  }

  /// The operators that make features of sums.
  private static let finishing = ["requantize", "reinterpret", "gather"]

  private func isBroken(_ value: ID<Value>) -> Bool { broken.contains(value) }

  /// Goes on with the results of an operation that is refused, so that what reads them is looked at.
  private mutating func takeAsGiven(_ operation: Operation) {
    for result in operation.results {
      let type = graph[result].type
      broken.insert(result)
      views[result] = MapView(
        source: -1, tensor: type.shape, fraction: fraction(type, nil) ?? 0)
    }
  }

  /// Matches one operation with what follows it, or says why it cannot.
  private mutating func match(_ id: ID<Operation>, _ operation: Operation) -> Support.Reason? {
    let input = operation.operands.first.map { graph[$0] }
    let isMovement = ["flatten", "reshape"].contains(operation.kind)
    guard isMovement || LayerShapes.kinds.contains(operation.kind), let input else {
      return Support.Reason(.hydraOperator, "\(operation.kind) is no layer of the device")
    }
    guard let view = views[operation.operands[0]] else {
      return input.type.shape.first ?? 1 != 1
        ? Support.Reason(.hydraBatch, "it reads \(input.type.plainDescription)")
        : Support.Reason(.hydraScales, "it reads \(input.type)")
    }
    if isMovement {
      views[operation.results[0]] = view.reshaped(graph[operation.results[0]].type.shape)
      return views[operation.results[0]] == nil
        ? Support.Reason(
          .hydraLayout,
          "\(input.type.plainDescription) becomes "
            + graph[operation.results[0]].type.plainDescription)
        : nil
    }
    switch LayerShapes(program: program).layer(id, view: view) {
    case .refused(let reason): return reason
    case .layer(var layer):
      var result = operation.results[0]
      if let reason = fill(&layer, operation, view, &result) { return reason }
      for reason in LayerChecks(device: device).faults(layer) { refusals.append((id, reason)) }
      layers.append(layer)
      views[result] = MapView(
        source: layers.count - 1, tensor: graph[result].type.shape, fraction: layer.outputFraction)
      return nil
    }
  }

  /// Adds the numbers of a layer, and takes in the operations that make features of its sums.
  private mutating func fill(
    _ layer: inout QuantizedLayer, _ operation: Operation, _ view: MapView,
    _ result: inout ID<Value>
  ) -> Support.Reason? {
    if operation.kind == "max_pool2d" {
      layer.rounding = .floor
      return nil
    }
    guard ["conv2d", "dense"].contains(operation.kind) else {
      return Support.Reason(
        .hydraPooling, "a mean of integers rounds halves away from zero, the device upward")
    }
    let weightType = graph[operation.operands[1]].type
    guard let weight = program.tensor(of: operation.operands[1]) else {
      return Support.Reason(.hydraConstants, "the weights are not a constant that is at hand")
    }
    guard [.i8, .i4].contains(weightType.element), let scale = fraction(weightType, nil) else {
      return Support.Reason(.hydraScales, "the weights are \(Self.brief(weightType))")
    }
    layer.weightFraction = scale
    layer.weights = LayerShapes.ordered(
      weight.integers, shape: weightType.shape, view: view
    ).map { Int16($0) }
    if operation.operands.count > 2 {
      guard let bias = program.tensor(of: operation.operands[2]) else {
        return Support.Reason(.hydraConstants, "the bias is not a constant that is at hand")
      }
      layer.biases = bias.integers.map { Int($0) }
    }
    layer.sums = graph[operation.results[0]].name
    return RequantizationMatcher(program: program, uses: uses, readers: readers).match(
      operation.results[0], &layer, &result, &done)
  }

  private static func brief(_ type: TensorType) -> String {
    guard let quantization = type.quantization, !quantization.isPerTensor else { return "\(type)" }
    return "\(type.plainDescription) with \(quantization.scales.count) scales"
  }

  private func fraction(_ type: TensorType, _ element: ElementType?) -> Int? {
    element.map { type.element == $0 } ?? true ? type.quantization?.powerOfTwoFraction : nil
  }
}

extension Quantization {
  /// f, if all scales are one power of two 2^-f and zero stands for zero.
  var powerOfTwoFraction: Int? {
    guard isSymmetric, let scale = scales.first, scales.allSatisfy({ $0 == scale }),
      scale > 0, scale.significand == 1
    else { return nil }
    return -Int(scale.exponent)
  }
}

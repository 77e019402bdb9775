import Backend
import Basic
import BitSparsity
import IR
import Operators

/// Finds the layers of an integer program.
struct LayerMatcher {
  let program: Program
  let device: HydraDevice
  var graph: Graph { program.graph }
  let uses: [Int]
  private(set) var readers: [ID<Value>: ID<Operation>] = [:]
  private(set) var views: [ID<Value>: MapView] = [:]
  var widened: [ID<Value>: Widened] = [:]
  var done: Set<ID<Operation>> = []
  /// Values that come of operations that are refused.
  private var broken: Set<ID<Value>> = []

  /// Whether an operation has no form at all.
  private var hasUnmatched = false

  /// The layers, without those that have no form.
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
    guard isWhole, let input = views[graph.inputs[0]] else { return nil }
    let network = QuantizedNetwork(
      name: graph.name, input: input.shape, inputFraction: input.fraction, layers: layers)
    if refusals.isEmpty { return network }
    // Where every operation has a form, what the memories lack is said beside what is too large.
    if !hasUnmatched { _ = ProgramAssembly(network: network, device: device).fits(&diagnostics) }
    return nil
  }

  /// Looks at every operation.
  mutating func match() {
    for input in graph.inputs {
      if let fraction = fraction(graph[input].type, device.profile.element) {
        views[input] = MapView(source: -1, tensor: graph[input].type.shape, fraction: fraction)
      }
    }
    for id in graph.order where !done.contains(id) {
      let operation = graph[id]
      if Self.finishing.contains(operation.kind), operation.operands.contains(where: isBroken) {
        takeAsGiven(operation)
      } else if let reason = match(id, operation) {
        refusals.append((id, reason))
        hasUnmatched = true
        takeAsGiven(operation)
      }
    }
  }

  /// The operators that make features of what others give, and say nothing new where that is refused.
  private static let finishing = ["reinterpret", "gather"] + elementwise

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
    if Self.elementwise.contains(operation.kind) { return matchElementwise(id, operation) }
    guard isMovement || LayerShapes.kinds.contains(operation.kind), let input else {
      return Support.Reason(.hydraOperator, "\(operation.kind) is no layer of the device")
    }
    guard let view = views[operation.operands[0]] else { return unreadable(operation.operands[0]) }
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
      accept(layer, id, result, isNonnegative: view.isNonnegative)
      return nil
    }
  }

  /// Adds a layer, which the device may yet be too small for.
  mutating func accept(
    _ layer: QuantizedLayer, _ id: ID<Operation>, _ result: ID<Value>, isNonnegative: Bool = false
  ) {
    for reason in LayerChecks(device: device).faults(layer) { refusals.append((id, reason)) }
    layers.append(layer)
    var view = MapView(
      source: layers.count - 1, tensor: graph[result].type.shape, fraction: layer.outputFraction)
    view?.isNonnegative =
      [.relu, .relu6, .sigmoid].contains(layer.activation)
      || layer.operation == .channelMaximum && isNonnegative
    views[result] = view
  }

  /// Why a value is no map.
  func unreadable(_ value: ID<Value>) -> Support.Reason {
    let type = graph[value].type
    return type.shape.first ?? 1 != 1
      ? Support.Reason(.hydraBatch, "it reads \(type.plainDescription)")
      : Support.Reason(.hydraScales, "it reads \(type)")
  }

  /// What makes features of sums.
  var requantizations: RequantizationMatcher {
    RequantizationMatcher(
      program: program, profile: device.profile, uses: uses, readers: readers)
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
      return fillMean(&layer, view)
    }
    let weightType = graph[operation.operands[1]].type
    guard let constant = graph.constant(of: operation.operands[1]),
      let weight = program.tensor(of: operation.operands[1])
    else {
      return Support.Reason(.hydraConstants, "the weights are not a constant that is at hand")
    }
    let elements: [ElementType] = device.profile == .byte ? [.i8, .i4] : [.i16]
    guard elements.contains(weightType.element), let scale = fraction(weightType, nil) else {
      return Support.Reason(.hydraScales, "the weights are \(Self.brief(weightType))")
    }
    layer.weightFraction = scale
    do throws(EncodedWeights.NoForm) {
      let weights = try LayerWeights(program.constants[constant], weight)
      layer.encodedBits = weights.encodedBits
      layer.weights = LayerShapes.ordered(
        weights.elements, shape: weightType.shape, view: view
      ).map { Int16($0) }
    } catch {
      return Support.Reason(
        .hydraEncoding,
        "group \(error.group) of output channel \(error.channel) has not the form of its encoding")
    }
    if operation.operands.count > 2 {
      guard let bias = program.tensor(of: operation.operands[2]) else {
        return Support.Reason(.hydraConstants, "the bias is not a constant that is at hand")
      }
      layer.biases = bias.wideIntegers.map { Int($0) }
    }
    layer.sums = graph[operation.results[0]].name
    return requantizations.match(sums: operation.results[0], &layer, &result, &done)
  }

  /// Gives a mean of integers its weights: where none is negative and a power of two of them are
  /// added, the device rounds as the operator does.
  private func fillMean(_ layer: inout QuantizedLayer, _ view: MapView) -> Support.Reason? {
    let count = layer.products
    guard count & (count - 1) == 0 else {
      return Support.Reason(
        .hydraPooling, "a mean of \(count) integers divides, and \(count) is no power of two")
    }
    guard view.isNonnegative else {
      return Support.Reason(
        .hydraPooling,
        "a mean of integers rounds halves away from zero, the device upward, and some may be negative"
      )
    }
    layer.weightFraction = count.trailingZeroBitCount
    layer.weights = Array(repeating: 1, count: count * layer.output.channels)
    return nil
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

import Backend
import Basic
import IR
import Interpreter

/// Replays a plan from its bitstream alone, and gives the values of the program it was made for.
package struct PlanReplay: PlanSimulator {
  private let plan: HydraPlan
  private let program: Program
  private let simulator: HydraSimulator

  /// Checks a plan and its program, or reports what is wrong and gives `nil`.
  package init?(_ plan: HydraPlan, _ program: Program, _ diagnostics: inout DiagnosticBag) {
    let before = diagnostics.errorCount
    HydraBackend.verify(plan, &diagnostics)
    plan.checkProgram(program, &diagnostics)
    guard diagnostics.errorCount == before,
      let simulator = HydraSimulator(
        plan.configuration, overlapsDrain: plan.target.device.overlapsDrain, &diagnostics)
    else { return nil }
    (self.plan, self.program, self.simulator) = (plan, program, simulator)
  }

  /// Runs the network once.
  package func run(
    _ inputs: [Tensor], observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) -> [Tensor] {
    let graph = program.graph
    let type = graph[graph.inputs[0]].type
    guard inputs.count == 1 else { throw .inputCount(expected: 1, found: inputs.count) }
    let found = inputs[0].type
    guard found.shape == type.shape, found.element == type.element,
      found.quantization == nil || found.quantization == type.quantization
    else { throw .inputType(name: graph[graph.inputs[0]].name, expected: type, found: found) }
    let features = self.features(inputs[0])
    var values = [graph[graph.inputs[0]].name: inputs[0].retyped(type)]
    let ids = Dictionary(
      graph.order.flatMap { graph[$0].results }.map { (graph[$0].name, $0) },
      uniquingKeysWith: { a, _ in a })
    var collected: [String: CollectedMap] = [:]
    func keep(_ name: String, _ elements: [Int], _ layer: LayerDescriptor) {
      guard let id = ids[name] else { return }
      collected[name, default: CollectedMap(layer)].add(elements, layer)
      guard let all = collected[name]?.whole, all.count == graph[id].type.elementCount else {
        return
      }
      values[name] = tensor(all, graph[id].type)
    }
    _ = simulator.run(features) { index, sums, outputs in
      let (layer, names) = (plan.configuration.layers[index], plan.layers[index])
      keep(names.sums, sums, layer)
      if !names.arguments.isEmpty {
        let unit = ActivationUnit(layer, plan.target.device.profile)
        keep(names.arguments, sums.map { unit.argument($0) }, layer)
      }
      keep(names.value, outputs, layer)
    }
    for id in graph.order {
      let operation = graph[id]
      for result in operation.results {
        let name = graph[result].name
        if values[name] == nil, let operand = operation.operands.last,
          let map = values[graph[operand].name]
        {
          values[name] = moved(map, operation, graph[result].type)
        }
        if let tensor = values[name] { observe?(result, tensor) }
      }
    }
    return graph.outputs.compactMap { values[graph[$0].name] }
  }

  /// What the program makes of a map without a layer: the same elements, or times the power of two
  /// that is their weight in a sum; `nil` if something else.
  private func moved(_ map: Tensor, _ operation: Operation, _ type: TensorType) -> Tensor? {
    switch operation.kind {
    case "flatten", "reshape", "reinterpret": return map.retyped(type)
    case "requantize":
      guard let from = map.type.quantization?.powerOfTwoFraction, type.element == .i32,
        let to = type.quantization?.powerOfTwoFraction, to >= from
      else { return nil }
      return Tensor(type, integers: map.integers.map { $0 << Int32(to - from) })
    default: return nil
    }
  }

  /// The features of an input tensor, channels together.
  func features(_ tensor: Tensor) -> [Int] {
    ordered(tensor.integers.map { Int($0) }, program.graph[program.graph.inputs[0]].type)
  }

  /// The elements of an integer tensor in the order of the device.
  func elements(_ tensor: Tensor) -> [Int] {
    ordered(tensor.integers.map { Int($0) }, tensor.type)
  }

  private func ordered(_ numbers: [Int], _ type: TensorType) -> [Int] {
    guard type.rank == 4 else { return numbers }
    let shape = QuantizedNetwork.Shape(
      height: type.shape[2], width: type.shape[3], channels: type.shape[1])
    var features = [Int](repeating: 0, count: numbers.count)
    for (position, place) in shape.order.enumerated() { features[place] = numbers[position] }
    return features
  }

  /// Elements in the order of the device as a tensor of the program.
  private func tensor(_ elements: [Int], _ type: TensorType) -> Tensor {
    var ordered = elements
    if type.rank == 4 {
      let shape = QuantizedNetwork.Shape(
        height: type.shape[2], width: type.shape[3], channels: type.shape[1])
      ordered = shape.order.map { elements[$0] }
    }
    return type.element == .i64
      ? Tensor(type, wideIntegers: ordered.map { Int64($0) })
      : Tensor(type, integers: ordered.map { Int32(truncatingIfNeeded: $0) })
  }
}

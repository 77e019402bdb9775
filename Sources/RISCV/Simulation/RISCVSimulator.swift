import Backend
import Basic
import IR
import Interpreter
import Operators

/// Replays a plan tile by tile on bytes: DMA transfers between the memories, and the plain
/// definition of each kernel from L1 to L1.
package struct RISCVSimulator: PlanSimulator {
  private let plan: RISCVPlan
  private let program: Program
  private let steps: StepProgram
  private let constants: [UInt8]

  /// Verifies a plan and lays out its constants, or reports what is wrong and gives `nil`.
  package init?(_ plan: RISCVPlan, _ program: Program, _ diagnostics: inout DiagnosticBag) {
    let before = diagnostics.errorCount
    RISCVVerifier.verify(plan, &diagnostics)
    guard diagnostics.errorCount == before else { return nil }
    plan.checkProgram(program, &diagnostics)
    guard diagnostics.errorCount == before else { return nil }
    var (steps, refusals) = StepBuilder.build(program)
    WeightRuns(program: program, target: plan.target, threads: Parallel.machineThreads)
      .apply(to: &steps)
    guard refusals.isEmpty, steps.steps.count == plan.steps.count,
      zip(steps.steps, plan.steps).allSatisfy({ $0 == $1.step })
    else {
      diagnostics.report(
        .error(
          .riscvP4, "the steps of the plan are not those of the program",
          help: "compile the network again"))
      return nil
    }
    var constants = [UInt8](repeating: 0, count: plan.totals.constantBytes)
    for (index, layer) in plan.steps.enumerated() {
      StepConstants(layer.step, steps.sources[index], program)
        .write(layer.constants, into: &constants)
    }
    self.plan = plan
    self.program = program
    self.steps = steps
    self.constants = constants
  }

  /// Runs the network once.
  ///
  /// - Parameters:
  ///   - inputs: one for each input; one without quantization may stand for a quantized input.
  ///   - observe: receives the result of each step, in order.
  package func run(
    _ inputs: [Tensor], observe: ((ID<Value>, Tensor) -> Void)?
  ) throws(ExecutionError) -> [Tensor] {
    let graph = program.graph
    guard inputs.count == graph.inputs.count else {
      throw .inputCount(expected: graph.inputs.count, found: inputs.count)
    }
    for (id, tensor) in zip(graph.inputs, inputs) {
      let (type, found) = (graph[id].type, tensor.type)
      guard found.element == type.element, found.shape == type.shape,
        found.quantization == nil || found.quantization == type.quantization
      else { throw .inputType(name: graph[id].name, expected: type, found: found) }
    }
    var l1 = [UInt8](repeating: 0, count: plan.totals.l1Peak)
    var l2 = [UInt8](repeating: 0, count: plan.totals.l2Peak)
    return l1.withUnsafeMutableBytes { l1 in
      l2.withUnsafeMutableBytes { l2 in
        constants.withUnsafeBytes { replay(inputs, l1, l2, $0, observe) }
      }
    }
  }

  private func replay(
    _ inputs: [Tensor], _ l1: UnsafeMutableRawBufferPointer,
    _ l2: UnsafeMutableRawBufferPointer, _ constants: UnsafeRawBufferPointer,
    _ observe: ((ID<Value>, Tensor) -> Void)?
  ) -> [Tensor] {
    let graph = program.graph
    for (id, tensor) in zip(graph.inputs, inputs) {
      guard let place = steps.places[id] else { continue }
      MapOrder(graph[id].type.shape, place.order).write(
        tensor, at: plan.tensors[place.tensor].offset, l2)
    }
    let values = observe == nil ? [] : observed()
    for group in plan.groups {
      var whole = group.map { step -> [UInt8] in
        observe == nil
          ? [] : [UInt8](repeating: 0, count: tensor(of: step).shape.byteCount)
      }
      for stripe in 0..<plan.steps[group.lowerBound].stripes.count - 1 {
        for step in group {
          let layer = plan.steps[step]
          var replay = StripeReplay(
            layer, stripe: stripe, tensors: plan.tensors, l1: l1, l2: l2, constants: constants)
          replay.run()
          if observe != nil {
            let memory = tensor(of: step).level == .l1 ? l1 : l2
            keep(layer, stripe, memory, &whole[step - group.lowerBound])
          }
        }
      }
      guard let observe else { continue }
      for step in group {
        guard let id = values[step] else { continue }
        let order = steps.places[id]?.order ?? .map
        observe(
          id,
          MapOrder(graph[id].type.shape, order).tensor(
            graph[id].type, whole[step - group.lowerBound]))
      }
    }
    return graph.outputs.map { id in
      let place = steps.places[id]
      let tensor = plan.tensors[place?.tensor ?? 0]
      let bytes = Array(l2[tensor.bytes])
      return MapOrder(graph[id].type.shape, place?.order ?? .map).tensor(graph[id].type, bytes)
    }
  }

  private func tensor(of step: Int) -> PlanTensor { plan.tensors[plan.steps[step].step.output] }

  /// The value that each step completes, or `nil` where a later one writes more of it.
  private func observed() -> [ID<Value>?] {
    var ids: [String: ID<Value>] = [:]
    for id in program.graph.order {
      for result in program.graph[id].results { ids[program.graph[result].name] = result }
    }
    return plan.steps.indices.map { step in
      let output = plan.steps[step].step.output
      let isLast = plan.steps[(step + 1)...].allSatisfy { $0.step.output != output }
      return isLast ? ids[plan.steps[step].step.value] : nil
    }
  }

  /// Keeps the rows that a stripe has made, before others take their place.
  private func keep(
    _ layer: PlanStep, _ stripe: Int, _ memory: UnsafeMutableRawBufferPointer,
    _ whole: inout [UInt8]
  ) {
    let tensor = plan.tensors[layer.step.output]
    guard tensor.isRing else {
      // Several steps may share a tensor, and the last of them has all of it.
      whole = Array(memory[tensor.bytes])
      return
    }
    let bytes = tensor.shape.rowBytes
    for row in layer.stripes[stripe]..<layer.stripes[stripe + 1] {
      let start = tensor.offset + row % tensor.storedRows * bytes
      whole.replaceSubrange(row * bytes..<(row + 1) * bytes, with: memory[start..<start + bytes])
    }
  }
}

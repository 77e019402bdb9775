import Basic
import IR
import Passes

/// Whether a plan was made of a model, judged by its weights and by what its pipeline makes of it.
struct PlanOrigin {
  /// The rules that it asserts.
  static let rules = [otherWeights, otherNetwork]

  private static let otherWeights = Rule(
    "verify.other-weights", "the weights of a plan are those of the model, quantized",
    "Each weight lies within half a step of its real number, or at the end of the range.")
  private static let otherNetwork = Rule(
    "verify.other-network", "a plan computes what its pipeline makes of the model",
    "Results of the same name are computed by the same operators, and outputs have the same names.")

  /// The model just before quantization.
  private let real: Program

  /// The program of the plan.
  private let integer: Program

  private let pipeline: Pipeline
  private let session: Session

  /// Takes a model just before quantization, and the program and the pipeline of what is said to be
  /// its plan.
  init(_ real: Program, _ integer: Program, _ pipeline: Pipeline, _ session: Session) {
    self.real = real
    self.integer = integer
    self.pipeline = pipeline
    self.session = session
  }

  /// What shows that the plan is of another model, or `nil`.
  func problem(_ path: String, _ model: String) -> Diagnostic? {
    guard let (rule, text) = otherWeights() ?? otherNetwork() else { return nil }
    return .error(
      rule, "\(path) is not a plan of \(model): \(text)", help: "compile the model again")
  }

  private func otherWeights() -> (Rule, String)? {
    var known: [String: Tensor] = [:]
    for id in real.constants.ids { known[real.constants[id].name] = real.constants[id].tensor }
    for id in integer.graph.order {
      let operation = integer.graph[id]
      guard ["conv2d", "dense", "matmul"].contains(operation.kind) else { continue }
      for operand in operation.operands.dropFirst() {
        guard let constant = integer.graph.constant(of: operand),
          let tensor = integer.tensor(of: operand)
        else { continue }
        let name = integer.constants[constant].name
        // Quantization names its constants after the real ones: `c1.weight.i8`.
        let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
        // What a lowering has made up, such as a mask, has no real number to stand for.
        guard let model = known[name] ?? known[stem] else { continue }
        if !Self.stands(tensor, for: model) {
          return (
            Self.otherWeights, "'\(name)' of layer '\(operation.layerName)' holds other numbers"
          )
        }
      }
    }
    return nil
  }

  /// Whether integers are the nearest to real numbers, as far as their range goes.
  private static func stands(_ integers: Tensor, for real: Tensor) -> Bool {
    guard integers.type.shape == real.type.shape else { return false }
    guard integers != real, let range = integers.type.element.integerRange else {
      return integers == real
    }
    let (found, codes) = (integers.realNumbers, integers.numbers)
    let coarsest = Double(integers.type.quantization?.scales.max() ?? 1)
    for (index, number) in real.realNumbers.enumerated() {
      let code = Int64(codes[index])
      let step = code == 0 ? coarsest : abs(found[index] / codes[index])
      let slack = 0.51 * step + 1e-6 * abs(number)
      // At the end of the range stands what lies beyond it, too.
      let isEnd = code <= Int64(range.lowerBound) + 1 || code >= Int64(range.upperBound)
      let excess = code < 0 ? found[index] - number : number - found[index]
      guard excess >= -slack, isEnd || excess <= slack else { return false }
    }
    return true
  }

  private func otherNetwork() -> (Rule, String)? {
    var made = real
    var context = PassContext(
      catalog: session.catalog, samples: SeededSamples(seed: 1, count: 1),
      threads: session.threads)
    let isReal = real.graph.inputs.allSatisfy { real.graph[$0].type.element.isFloat }
    guard isReal else { return nil }
    let run = PassManager(pipeline).run(on: &made, &context) { _, _, _, _ in }
    guard run.succeeded else { return nil }
    let outputs = [made, integer].map { program in
      program.graph.outputs.map { "%\(program.graph[$0].name): \(program.graph[$0].type.shape)" }
        .joined(separator: ", ")
    }
    if outputs[0] != outputs[1] {
      return (Self.otherNetwork, "its outputs are \(outputs[1]), not \(outputs[0])")
    }
    var kinds: [String: String] = [:]
    for id in made.graph.order {
      for result in made.graph[id].results { kinds[made.graph[result].name] = made.graph[id].kind }
    }
    for id in integer.graph.order {
      let operation = integer.graph[id]
      for result in operation.results {
        let name = integer.graph[result].name
        guard let kind = kinds[name], kind != operation.kind else { continue }
        return (
          Self.otherNetwork,
          "%\(name) of layer '\(operation.layerName)' is computed by "
            + "\(operation.kind), not by \(kind)"
        )
      }
    }
    return nil
  }
}

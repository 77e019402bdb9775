import Basic
import IR
import Interpreter
import Operators

/// Turns a floating-point program into an integer one.
package struct Quantize: Pass {
  package static let name = "quantize"
  package static let summary =
    "Turns a floating-point program into integers, with ranges observed on sample data."
  package static let details = """
    Weights become symmetric integers with a scale for each output channel, activations asymmetric
    integers with one scale, from the smallest and largest value seen on the samples; biases are
    `i32` in steps of input scale times weight scale ([jacob18] section 2).
    ```
    %c = conv2d(%x, @w, @b) {…, activation: relu} : f32[1, 8, 4, 4]                    # before
    %c.sum = conv2d(%x, @w.i8, @b.i32) {…, activation: none} : i32[…] quantized(axis: 1, …)
    %c = requantize(%c.sum) {to: i8 quantized(…), rounding: single, clamp: […]} : i8[…] # after
    ```
    Additions bring both operands to a common fine scale in `i32`; unary functions become 256-entry
    tables; pooling and shape operators work on the integers themselves. A `softmax` takes its
    exponentials from a table; a `layer_norm` gets its scale in `i16`; both are rounded from `i32`.
    Inputs and outputs of the program become integers too.

    A program that is quantized already, as `fuse-quantized` leaves it, keeps its integers: an input
    that is only quantized becomes the integers, an output that is dequantized too, and what is
    computed in floating point between them is named in a warning.

    What has no integer form is computed in floating point between `dequantize` and `quantize`, and
    a warning names it: `conv2d`, `dense` and `layer_norm` whose parameters are computed and not
    constant, those and `matmul` with more elements in a sum than their rules allow on integers, and
    `batch_norm`, which `fold-batch-norm` replaces before if its parameters are constant. So are
    arithmetic beside sums and products, comparisons, selections, reductions beside means and extremes,
    `conv_transpose2d`, `local_response_norm` and `resize`.
    """
  package static let options = [
    PassOptionSpec("weights", .symbol(["i8", "i4"]), default: "i8", "the integers of weights"),
    PassOptionSpec(
      "activations", .symbol(["i8", "u8"]), default: "i8", "the integers of activations"),
    PassOptionSpec(
      "rounding", .symbol(roundings), default: "single",
      "how results are rounded; docs/numerics.md defines the modes"),
  ]
  package static let fidelity = Fidelity.approximate

  /// The modes that serve any network: `glow` drops the low half of every sum first, which small
  /// sums do not survive.
  package static let roundings = RoundingMode.allCases.map(\.rawValue).filter { $0 != "glow" }

  /// An operation that has no integer form.
  package static let floatIsland = Rule(
    "quantize.float-island", "an operator without an integer form is computed in floating point",
    """
    The program is not integer-only then, and a target without floating point cannot run it. Give \
    the operator constant parameters, run fold-batch-norm before, or leave the operator out of the \
    network.
    """)

  /// A program that holds other values than `f32` already.
  package static let alreadyInteger = Rule(
    "quantize.already-integer", "a program to be quantized is in floating point",
    """
    A program that is quantized in part, by operators of its own, is left as it is. A program of \
    integers alone needs no quantization, and nothing is said of it.
    """)

  private let weights: ElementType
  private let activations: ElementType
  private let rounding: String

  package init(_ options: PassOptions) {
    weights = options.symbol("weights") == "i4" ? .i4 : .i8
    activations = options.symbol("activations") == "u8" ? .u8 : .i8
    rounding = options.symbol("rounding")
  }

  package func run(on program: inout Program, _ context: inout PassContext) -> PassOutcome {
    if QuantizedProgram.isQuantized(program) {
      let hasChanged = QuantizedProgram.takeIntegersAtEdges(&program, context.catalog)
      for warning in QuantizedProgram.floatIslands(program) { context.bag.report(warning) }
      return hasChanged ? .changed : .unchanged
    }
    // One device of several may have nothing to do.
    guard !program.graph.inputs.isEmpty || !program.graph.order.isEmpty else { return .unchanged }
    if let first = Self.firstOtherValue(program) {
      context.bag.report(first)
      return .unchanged
    }
    let damaged = NonFiniteConstants.diagnostics(program)
    guard damaged.isEmpty else {
      for diagnostic in damaged { context.bag.report(diagnostic) }
      return .unchanged
    }
    do throws(ExecutionError) {
      let ranges = try RangeObserver.observe(program, &context)
      var builder = IntegerProgramBuilder(
        program, ranges: ranges, weights: weights, activations: activations, rounding: rounding,
        catalog: context.catalog, threads: context.threads)
      builder.build()
      program = builder.result
      for diagnostic in builder.warnings { context.bag.report(diagnostic) }
      return .changed
    } catch {
      context.bag.report(error.diagnostic)
      return .unchanged
    }
  }

  /// What to say of the first value that is not `f32`, or `nil` if there is none.
  private static func firstOtherValue(_ program: Program) -> Diagnostic? {
    let graph = program.graph
    if let input = graph.inputs.first(where: { graph[$0].type.element != .f32 }) {
      return warning(graph[input], at: nil)
    }
    for id in graph.order {
      guard let result = graph[id].results.first(where: { graph[$0].type.element != .f32 }) else {
        continue
      }
      return warning(graph[result], at: graph[id].location)
    }
    return nil
  }

  private static func warning(_ value: Value, at location: SourceRange?) -> Diagnostic {
    Diagnostic(
      .warning, alreadyInteger.code,
      "'\(value.name)' is \(value.type.plainDescription) already, so the program is left as it is",
      at: location.map { .source($0) } ?? .none,
      help: "quantize the whole program by the pass, or none of it")
  }
}

extension Quantize {
  /// Says that an operation stays in floating point.
  static func floatIsland(
    _ operation: Operation, named name: String, note: String?
  ) -> Diagnostic {
    Diagnostic(
      .warning, floatIsland.code,
      "\(operation.kind) '\(name)' has no integer form and is computed in floating point",
      at: operation.location.map { .source($0) } ?? .none,
      notes: note.map { [.init($0)] } ?? [],
      help: "see `dnnc describe \(floatIsland.code)`")
  }
}
